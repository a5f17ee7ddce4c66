"""Rows of one table in many files, by ranges of doc_ids: those of a dataset, and the parts of a run.

Parts are files of Arrow: they are read once and soon, so that nothing is packed. To write one takes as long as a
Parquet file, to read it less than half, and a long text is not in memory several times meanwhile.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from jiaokan.schema import arrow_array, arrow_schema, conformed, no_rows
from jiaokan.storage.layout import TABLES
from jiaokan.storage.paths import AnyPath, readable

if TYPE_CHECKING:
    import pyarrow as pa

_SUFFIX = ".arrow"
_MAX_KNOWN = 1000  # files, of 3 kB each


class _Group(NamedTuple):
    """The first and the last doc_id of a row group, and its rows."""

    first: str
    last: str
    n_rows: int


class RowFiles:
    """Rows of one table in several Parquet files: of a file the row groups that have any of a range.

    pyarrow's own scanner takes twice as long for rows of many files, and reads ahead.
    """

    def __init__(self, paths: Sequence[AnyPath], table: str) -> None:
        self.paths = paths
        self.schema = arrow_schema(TABLES[table])
        # Files are asked for range after range; what each says of itself may take as long to read as the rows of one.
        self._groups = functools.lru_cache(_MAX_KNOWN)(self._read_groups)

    def count(self) -> int:
        """Their rows."""
        return sum(group.n_rows for path in self.paths for group in self._groups(path))

    def cuts(self) -> list[str]:
        """The doc_ids that row groups begin with: between two of them no row group of any file is left half read."""
        return sorted({group.first for path in self.paths for group in self._groups(path)})

    def ranges(self) -> Iterator[tuple[str, str]]:
        """first ≤ doc_id < stop, of all that there are, wrong ids too: no row group is left half read."""
        return pairwise(["", *(cut for cut in self.cuts() if cut), "\U0010ffff"])

    def read(self, first: str, stop: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Rows of first ≤ doc_id < stop, in the files' order."""
        import pyarrow as pa

        return pa.concat_tables([no_rows(self._schema_of(columns)), *self.iter_files(first, stop, columns)])

    def _schema_of(self, columns: Sequence[str] | None) -> pa.Schema:
        import pyarrow as pa

        return self.schema if columns is None else pa.schema([self.schema.field(name) for name in columns])

    def iter_files(self, first: str, stop: str, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Those of each file by themselves."""
        import pyarrow.compute as pc

        schema = self._schema_of(columns)
        least_id, stop_id = arrow_array([first, stop], self.schema.field("doc_id").type)
        for path in self.paths:
            groups = self._groups(path)
            wanted = [n for n, group in enumerate(groups) if first <= group.last and group.first < stop]
            if not wanted:
                continue
            rows = conformed(self._read_rows(path, columns, wanted), schema)
            if any(groups[n].first < first or groups[n].last >= stop for n in wanted):
                ids = rows["doc_id"]
                rows = rows.filter(pc.and_(pc.greater_equal(ids, least_id), pc.less(ids, stop_id)))
            yield rows

    def _read_groups(self, path: AnyPath) -> list[_Group]:
        import pyarrow.parquet as pq

        metadata = pq.read_metadata(readable(path))
        groups = [metadata.row_group(n) for n in range(metadata.num_row_groups)]
        return [_Group(ids.min, ids.max, one.num_rows) for one in groups for ids in [one.column(0).statistics]]

    def _read_rows(self, path: AnyPath, columns: Sequence[str] | None, wanted: Sequence[int]) -> pa.Table:
        import pyarrow.parquet as pq

        with pq.ParquetFile(readable(path)) as file:
            return file.read_row_groups(list(wanted), columns, use_threads=False)


class PartFiles(RowFiles):
    """Rows of one table in the parts of a run; for row groups they have batches."""

    def _read_groups(self, path: AnyPath) -> list[_Group]:
        import pyarrow.compute as pc

        batches = self._read_rows(path, ["doc_id"]).to_batches()
        bounds = (pc.min_max(batch["doc_id"]).as_py() for batch in batches)
        return [_Group(ids["min"], ids["max"], one.num_rows) for one, ids in zip(batches, bounds, strict=True)]

    def _read_rows(self, path: AnyPath, columns: Sequence[str] | None, wanted: Sequence[int] | None = None) -> pa.Table:
        import pyarrow as pa

        included = None if columns is None else [self.schema.get_field_index(name) for name in columns]
        with pa.OSFile(str(path)) as file:
            reader = pa.ipc.open_file(file, options=pa.ipc.IpcReadOptions(included_fields=included))
            numbers = range(reader.num_record_batches) if wanted is None else wanted
            return pa.Table.from_batches([reader.get_batch(n) for n in numbers], reader.schema)


def part_name(table: str, number: int) -> str:
    return f"{table}-{number:04d}{_SUFFIX}"


def find_parts(folder: Path, table: str) -> list[Path]:
    return sorted(folder.glob(f"{table}-*{_SUFFIX}"))


@contextmanager
def part_writer(path: Path, schema: pa.Schema) -> Iterator[pa.RecordBatchFileWriter]:
    """Each table that is written becomes a batch for each of its chunks."""
    import pyarrow as pa

    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, schema) as writer:
        yield writer


def write_part(path: Path, rows: pa.Table) -> None:
    """Write rows, which are by doc_id, as a part. A batch for each first digit: the commit reads ranges of ids."""
    at = 0
    with part_writer(path, rows.schema) as writer:
        for _, of_digit in groupby(rows["doc_id"].to_pylist(), key=lambda doc_id: doc_id[:1]):
            n_rows = sum(1 for _ in of_digit)
            writer.write_table(rows.slice(at, n_rows))
            at += n_rows
