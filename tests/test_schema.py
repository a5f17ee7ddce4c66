"""Columns as Arrow arrays."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaokan.schema import arrow_array, arrow_schema, no_rows, values_of
from jiaokan.storage.layout import ALL_TABLES

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
TIMES = st.datetimes(timezones=st.none() | st.sampled_from([UTC, timezone(timedelta(hours=8))]))
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "bool": st.booleans(),
    "int16": st.integers(-(2**15), 2**15 - 1),
    "int32": st.integers(-(2**31), 2**31 - 1),
    "int64": st.integers(-(2**63), 2**63 - 1),
    "double": st.floats(allow_nan=False),
    "string": TEXTS,
    "binary": st.binary(),
    "list<element: string not null>": st.lists(TEXTS).map(tuple),
    "timestamp[us, tz=UTC]": TIMES,
}
TYPES = {str(field.type): field.type for cls in ALL_TABLES.values() for field in arrow_schema(cls)}


@pytest.mark.parametrize("name", TYPES)
@given(data=st.data())
def test_arrays_are_those_of_pyarrow(name: str, data: st.DataObject) -> None:
    values = data.draw(st.lists(st.none() | VALUES[name], max_size=20))
    made, theirs = arrow_array(values, TYPES[name]), pa.array(values, TYPES[name])
    made.validate(full=True)
    assert made.equals(theirs)
    assert made.null_count == theirs.null_count
    assert values_of(pa.chunked_array([made])) == theirs.to_pylist()


def test_a_text_that_utf_8_has_not_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        arrow_array(["天", "\ud800"], pa.string())


def test_no_rows() -> None:
    for cls in ALL_TABLES.values():
        assert no_rows(arrow_schema(cls)).equals(arrow_schema(cls).empty_table())


def test_times_are_read_as_pyarrow_reads_them() -> None:
    times = [datetime(1969, 12, 31, 23, 59, 59, 999999, UTC), None, datetime(2026, 3, 1, tzinfo=UTC)]
    column = pa.chunked_array([pa.array(times, pa.timestamp("us", tz="UTC"))])
    assert [at and at.isoformat() for at in values_of(column)] == [at and at.isoformat() for at in column.to_pylist()]
