"""Rows of one table in many files, by ranges of doc_ids: those of a dataset, and the parts of a run.

Parts are files of Arrow: they are read once and soon, so that nothing is packed. To write one takes as long as a
Parquet file, to read it less than half, and a long text is not in memory several times meanwhile.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from jiaokan.schema import arrow_array, arrow_schema, conformed, no_rows
from jiaokan.storage.layout import TABLES
from jiaokan.storage.paths import AnyPath, readable

if TYPE_CHECKING:
    import pyarrow as pa

_SUFFIX = ".arrow"
_MAX_KNOWN = 1000  # files, of 3 kB each


class RowFiles:
    """Rows of one table in several Parquet files: of a file the row groups that have any of a range.

    pyarrow's own scanner takes twice as long for rows of many files, and reads ahead.
    """

    def __init__(self, paths: Sequence[AnyPath], table: str) -> None:
        self.paths = paths
        self.schema = arrow_schema(TABLES[table])
        # Files are asked for range after range; what each says of itself may take as long to read as the rows of one.
        self._bounds = functools.lru_cache(_MAX_KNOWN)(self._read_bounds)

    def cuts(self) -> list[str]:
        """The doc_ids that row groups begin with: between two of them no row group of any file is left half read."""
        return sorted({least for path in self.paths for least, _ in self._bounds(path)})

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
            bounds = self._bounds(path)
            wanted = [n for n, (least, most) in enumerate(bounds) if first <= most and least < stop]
            if not wanted:
                continue
            rows = conformed(self._read_groups(path, wanted, columns), schema)
            if any(bounds[n][0] < first or bounds[n][1] >= stop for n in wanted):
                ids = rows["doc_id"]
                rows = rows.filter(pc.and_(pc.greater_equal(ids, least_id), pc.less(ids, stop_id)))
            yield rows

    def _read_bounds(self, path: AnyPath) -> list[tuple[str, str]]:
        """The first and the last doc_id of each row group."""
        import pyarrow.parquet as pq

        metadata = pq.read_metadata(readable(path))
        ids = [metadata.row_group(n).column(0).statistics for n in range(metadata.num_row_groups)]
        return [(found.min, found.max) for found in ids]

    def _read_groups(self, path: AnyPath, wanted: Sequence[int], columns: Sequence[str] | None) -> pa.Table:
        import pyarrow.parquet as pq

        with pq.ParquetFile(readable(path)) as file:
            return file.read_row_groups(list(wanted), columns, use_threads=False)


class PartFiles(RowFiles):
    """Rows of one table in the parts of a run; for row groups they have batches."""

    def count(self) -> int:
        """Its rows."""
        return sum(self._read(path, ["doc_id"]).num_rows for path in self.paths)

    def _read_bounds(self, path: AnyPath) -> list[tuple[str, str]]:
        import pyarrow.compute as pc

        found = (pc.min_max(batch["doc_id"]).as_py() for batch in self._read(path, ["doc_id"]).to_batches())
        return [(bounds["min"], bounds["max"]) for bounds in found]

    def _read_groups(self, path: AnyPath, wanted: Sequence[int], columns: Sequence[str] | None) -> pa.Table:
        return self._read(path, columns, wanted)

    def _read(self, path: AnyPath, columns: Sequence[str] | None, wanted: Sequence[int] | None = None) -> pa.Table:
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


def write_part(path: Path, rows: pa.Table) -> None:
    """Write rows, which are by doc_id, as a part. A batch for each first digit: the commit reads ranges of ids."""
    import pyarrow as pa

    at = 0
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, rows.schema) as writer:
        for _, of_digit in groupby(rows["doc_id"].to_pylist(), key=lambda doc_id: doc_id[:1]):
            n_rows = sum(1 for _ in of_digit)
            writer.write_table(rows.slice(at, n_rows))
            at += n_rows
