"""SQL over the tables of a version, by DuckDB: `select rule, count(*) from edits group by rule`.

Each table is a view on its Parquet files, so only the columns and row groups a query needs are read. A query reaches
these files and nothing else: no other file, no network, no extension.
"""

from __future__ import annotations

import base64
import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from jiaokan.dataset import Dataset
from jiaokan.errors import DatasetError, InputError

if TYPE_CHECKING:
    import pyarrow as pa

_BATCH_ROWS = 10_000


def query(dataset: Dataset, statement: str) -> tuple[list[str], Iterator[pa.RecordBatch]]:
    """Names of the columns, and the rows in batches as they come.

    Raises DatasetError where duckdb is missing, and InputError, also in mid-stream, for what DuckDB refuses.
    """
    try:
        import duckdb
    except ImportError as error:
        raise DatasetError("this needs duckdb: pip install duckdb") from error
    for table in dataset.tables.values():
        table.scan()  # says which file is gone
    is_here = isinstance(dataset.path, Path)
    paths = {name: table.paths for name, table in dataset.tables.items() if is_here}
    allowed = [path for of_table in paths.values() for path in of_table]
    connection = duckdb.connect(config={"autoinstall_known_extensions": False, "autoload_known_extensions": False})
    try:
        connection.execute(f"set allowed_paths = {_literal(allowed)}")
        connection.execute("set enable_external_access = false")
        connection.execute("set timezone = 'UTC'")
        for name, of_table in paths.items():
            connection.execute(f'create view "{name}" as from read_parquet({_literal(of_table)})')
        for name, table in dataset.tables.items() if not is_here else ():
            connection.register(name, table.scan())  # DuckDB's way to a store is an extension, to be downloaded
        connection.execute("set lock_configuration = true")
        relation = connection.sql(statement)
        if relation is None:
            raise InputError(f"a query that gives rows is wanted: {statement}")
        # Before DuckDB 1.5 the method has another name.
        to_reader = getattr(relation, "to_arrow_reader", None) or relation.fetch_record_batch
        reader = to_reader(_BATCH_ROWS)
    except duckdb.Error as error:
        raise InputError(f"DuckDB: {error}") from error

    def batches() -> Iterator[pa.RecordBatch]:
        try:
            yield from reader
        except (duckdb.Error, OSError) as error:
            raise InputError(f"DuckDB: {error}") from error
        finally:
            connection.close()

    return list(reader.schema.names), batches()


def iter_rows(batches: Iterator[pa.RecordBatch]) -> Iterator[list[object]]:
    for batch in batches:
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            yield list(row)


def csv_line(values: list[object]) -> str:
    """One line; null is empty, lists and structs are JSON."""
    line = io.StringIO()
    shown = ["" if value is None else value if isinstance(value, str) else as_text(value) for value in values]
    csv.writer(line, lineterminator="\n").writerow(shown)
    return line.getvalue()


def as_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, default=plain).strip('"') if value is not None else ""


def plain(value: object) -> object:
    """What JSON has no form for: bytes as base64, times as ISO 8601, the rest as it prints."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    isoformat = getattr(value, "isoformat", None)
    return isoformat() if isoformat else str(value)


def _literal(values: list[str]) -> str:
    return "[" + ", ".join("'" + value.replace("'", "''") + "'" for value in values) + "]"
