"""One definition per column: its Arrow type, description and unit, beside the field that holds it.

    title: Annotated[str | None, Column("string", "headline as printed")]

The Arrow schema, the data dictionary and the dataset card are rendered from these annotations.
pyarrow is imported where it is used: cleaning a file from the command line does not need it.
"""

from __future__ import annotations

import functools
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from itertools import accumulate, chain
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    import pyarrow as pa

# Additions only: a column that is added raises it, has it as `since`, and is null in rows written before.
# 3: the same columns as 2, other ids (ids.py).
SCHEMA_VERSION = 4


@dataclass(frozen=True, slots=True)
class Column:
    """Type and meaning of one column. `type` is an Arrow type name: "string", "int32", "list<string>" …"""

    type: str
    description: str
    unit: str = ""  # of numbers
    source: str = ""  # what fills it: a stage, the commit …
    since: int = 1  # schema version that has it first

    @property
    def metadata(self) -> dict[str, str]:
        """As Arrow fields, Parquet files and Delta columns carry it."""
        named = {"comment": self.description, "unit": self.unit, "source": self.source, "since": str(self.since)}
        return {key: value for key, value in named.items() if value}


def columns(cls: type) -> Mapping[str, tuple[Column, bool]]:
    """Column name → (column, may be null), in the order of the dataclass; fields without a Column are left out."""
    return _columns(cls)  # apart, as mypy takes type[X] for unhashable


@functools.cache
def _columns(cls: type) -> Mapping[str, tuple[Column, bool]]:
    hints = get_type_hints(cls, include_extras=True)
    found: dict[str, tuple[Column, bool]] = {}
    for field in fields(cls):
        hint = hints[field.name]
        if get_origin(hint) is Annotated:
            base, *extras = get_args(hint)
            column = next((extra for extra in extras if isinstance(extra, Column)), None)
            if column is not None:
                found[field.name] = (column, type(None) in get_args(base) or column.since > 1)
    return MappingProxyType(found)


def getter(cls: type) -> attrgetter[tuple[Any, ...]]:
    """What gives the values of all columns at once."""
    return _getter(cls)


@functools.cache
def _getter(cls: type) -> attrgetter[tuple[Any, ...]]:
    return attrgetter(*columns(cls))


@functools.cache
def arrow_schema(cls: type) -> pa.Schema:
    """The table's Arrow schema; each field carries what is said of it as metadata (`Column.metadata`)."""
    import pyarrow as pa

    return pa.schema(
        [
            pa.field(name, arrow_type(column.type), nullable, column.metadata)
            for name, (column, nullable) in columns(cls).items()
        ],
        metadata={"jiaokan.schema_version": str(SCHEMA_VERSION)},
    )


def conformed(rows: pa.Table, schema: pa.Schema) -> pa.Table:
    """Rows of an older schema version in this one: the columns it has not are null."""
    import pyarrow as pa

    if rows.schema.names == schema.names:
        return rows
    arrays = [rows[f.name] if f.name in rows.schema.names else pa.nulls(rows.num_rows, f.type) for f in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


def arrow_table(cls: type, values: Sequence[object]) -> pa.Table:
    """The values as rows of the table. Raises UnicodeEncodeError for text with lone surrogates."""
    return arrow_rows(cls, [getter(cls)(value) for value in values])


def arrow_rows(cls: type, rows: Sequence[tuple[object, ...]]) -> pa.Table:
    """As `arrow_table`, of rows that are tuples, in the order of the columns."""
    import pyarrow as pa

    schema = arrow_schema(cls)
    if not rows:
        return no_rows(schema)
    given = zip(zip(*rows, strict=True), schema, strict=True)
    return pa.Table.from_arrays([arrow_array(column, field.type) for column, field in given], schema=schema)


def no_rows(schema: pa.Schema) -> pa.Table:
    """A table of this schema."""
    import pyarrow as pa

    return pa.Table.from_arrays([arrow_array([], field.type) for field in schema], schema=schema)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NUMBERS = {"int16": "h", "int32": "i", "int64": "q", "double": "d"}  # Arrow's name → that of `array`


def arrow_array(values: Sequence[Any], type_: pa.DataType) -> pa.Array:
    """What `pa.array` gives for the types that columns have, or where all are strings.

    That one imports pandas to ask whether the values are of it, which takes 0.3 s in each process of a run.
    """
    import pyarrow as pa

    is_there = [value is not None for value in values]
    validity = None if all(is_there) else _bits(is_there)
    if pa.types.is_list(type_):
        offsets = _offsets(0 if value is None else len(value) for value in values)
        items = arrow_array(list(chain.from_iterable(value or () for value in values)), type_.value_type)
        return pa.Array.from_buffers(type_, len(values), [validity, offsets], children=[items])
    if pa.types.is_string(type_) or pa.types.is_binary(type_):
        parts = [value.encode() if isinstance(value, str) else value or b"" for value in values]
        buffers = [validity, _offsets(map(len, parts)), pa.py_buffer(b"".join(parts))]
        return pa.Array.from_buffers(type_, len(values), buffers)
    if pa.types.is_boolean(type_):
        return pa.Array.from_buffers(type_, len(values), [validity, _bits(map(bool, values))])
    if pa.types.is_timestamp(type_):
        numbers = array("q", (0 if value is None else _microseconds(value) for value in values))
    else:
        numbers = array(_NUMBERS[str(type_)], (value or 0 for value in values))
    return pa.Array.from_buffers(type_, len(values), [validity, pa.py_buffer(numbers)])


def values_of(column: pa.ChunkedArray) -> list[Any]:
    """What `to_pylist` gives, which imports pandas for times."""
    import pyarrow as pa

    if not pa.types.is_timestamp(column.type):
        return list(column.to_pylist())
    numbers = column.cast(pa.int64()).to_pylist()
    return [None if number is None else _EPOCH + timedelta(microseconds=number) for number in numbers]


def rows_of(table: pa.Table) -> list[dict[str, Any]]:
    """What `to_pylist` gives: see `values_of`."""
    names = table.schema.names
    values = (values_of(column) for column in table.columns)
    return [dict(zip(names, row, strict=True)) for row in zip(*values, strict=True)]


_BINARY = bytes.maketrans(b"\0\1", b"01")


def _bits(flags: Iterable[bool]) -> pa.Buffer:
    """A bit each, the first in the least place."""
    import pyarrow as pa

    digits = bytes(flags).translate(_BINARY)
    return pa.py_buffer(int(digits[::-1] or b"0", 2).to_bytes(-(-len(digits) // 8), "little"))


def _offsets(lengths: Iterable[int]) -> pa.Buffer:
    import pyarrow as pa

    return pa.py_buffer(array("i", accumulate(lengths, initial=0)))


def _microseconds(at: datetime) -> int:
    """Since 1970; a time without a zone is UTC, as in `pa.array`."""
    return (at.replace(tzinfo=at.tzinfo or UTC) - _EPOCH) // timedelta(microseconds=1)


def arrow_type(name: str) -> pa.DataType:
    """The Arrow type of a name: "list<string>" → pa.list_(pa.string()); "timestamp" is UTC microseconds."""
    import pyarrow as pa

    if name.startswith("list<") and name.endswith(">"):
        return pa.list_(pa.field("element", arrow_type(name[5:-1]), nullable=False))
    if name == "timestamp":
        return pa.timestamp("us", tz="UTC")
    return pa.type_for_alias(name)


def data_dictionary(*tables: tuple[str, type]) -> str:
    """The tables' columns as Markdown."""
    lines: list[str] = []
    for title, cls in tables:
        lines += [f"### {title}", "", "| column | type | null | meaning | source |", "|---|---|---|---|---|"]
        lines += [
            f"| `{name}` | {column.type}{f', {column.unit}' if column.unit else ''} | {'yes' if nullable else ''} | "
            f"{column.description} | {column.source} |"
            for name, (column, nullable) in columns(cls).items()
        ]
        lines.append("")
    return "\n".join(lines)
