"""One definition per column: its Arrow type, description and unit, beside the field that holds it.

    title: Annotated[str | None, Column("string", "headline as printed")]

The Arrow schema, the data dictionary and the dataset card are rendered from these annotations.
pyarrow is imported where it is used: cleaning a file from the command line does not need it.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, get_args, get_origin, get_type_hints

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
    import pyarrow as pa

    schema = arrow_schema(cls)
    arrays = [pa.array([getattr(value, field.name) for value in values], field.type) for field in schema]
    return pa.Table.from_arrays(arrays, schema=schema)


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
