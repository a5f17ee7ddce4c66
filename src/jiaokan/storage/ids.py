"""Ids of rows, as schema versions 1 and 2 made them and as they are now: told apart, and exchanged.

The id of old was the first 24 hex digits of SHA-256 over source and uri; of today's these digits are the last 18
(document.RawDocument.doc_id). All rows of a version have ids of one kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from jiaokan.document import RawDocument, hash_of
from jiaokan.errors import DatasetError
from jiaokan.record import RunRow
from jiaokan.regex import regex
from jiaokan.schema import arrow_array
from jiaokan.storage import layout
from jiaokan.storage.layout import COUNTED, TABLES, BucketGroup, DataFile
from jiaokan.storage.paths import AnyPath, readable
from jiaokan.storage.rows import RowFiles, part_name, write_part
from jiaokan.work import shard
from jiaokan.work.shard import ShardReport

if TYPE_CHECKING:
    import pyarrow as pa

_ESCAPED = regex(r"\\u(dc[89a-f][0-9a-f])")


def names_of(source_id: str, uri: str) -> Iterator[tuple[str, str]]:
    """Source and uri that stored ones may stand for: bytes that are no UTF-8 are escaped in rows, and not in ids."""
    yield source_id, uri
    if "\\" in source_id or "\\" in uri:
        source, place = (_ESCAPED.sub(lambda found: chr(int(found[1], 16)), name) for name in (source_id, uri))
        yield source, place


def is_id_of(doc_id: str, source_id: str, uri: str, *, old: bool) -> bool:
    """Is it the id of these names, as a row has them?"""
    made = _old_id if old else _new_id
    return any(doc_id == made(*names) for names in names_of(source_id, uri))


def _old_id(source_id: str, uri: str) -> str:
    return hash_of(source_id, uri)[:24]


def _new_id(source_id: str, uri: str) -> str:
    return RawDocument(source_id, uri, b"").doc_id


def are_old(dataset: AnyPath, raw: Iterable[DataFile]) -> bool:
    """Have the rows of these files of `raw` ids of schema version 1 or 2? Looks at the first that can be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    for data_file in raw:
        if data_file.n_rows:
            try:
                with pq.ParquetFile(readable(dataset / "raw" / data_file.name)) as file:
                    row = file.read_row_group(0, ["doc_id", "source_id", "uri"]).slice(0, 1).to_pylist()[0]
            except (OSError, pa.ArrowException):
                continue
            return is_id_of(**row, old=True)
    return False


def told_since(runs: Sequence[RunRow], a: int, b: int) -> str:
    """Which version between the two has other ids than those before it, and what can be compared."""
    first, last = sorted((a, b))
    changed = [
        n for n in range(first + 1, last + 1) if {"ids", "restore"} & layout.pairs(runs[n - 1].parameters).keys()
    ]
    return f"since version {changed[0]}; compare those before it, or those from it on"


def stage_renamed(dataset: AnyPath, files: Mapping[str, Mapping[str, DataFile]], folder: Path) -> Iterator[ShardReport]:
    """Write all rows of a version with old ids as parts, with those of today: a report of each source.

    Memory is bounded as that of `shard.write_parts`. Raises DatasetError for a row without an id of its names.
    """
    of_rows = {table: files[table].values() for table in TABLES}
    for number, (_, groups) in enumerate(groupby(layout.group_buckets(of_rows), key=lambda group: group.label)):
        parts = _Parts(folder / f"{number:06d}")
        for group in groups:
            for rows in _iter_ranges(dataset, group):
                parts.add(rows)
        yield parts.close()


def _iter_ranges(dataset: AnyPath, group: BucketGroup) -> Iterator[dict[str, pa.Table]]:
    """The rows of a range of old ids, a row group of `raw`, in each table."""
    files = {t: RowFiles([dataset / t / file.name for file in group.files.get(t, ())], t) for t in TABLES}
    for first, stop in files["raw"].ranges():
        yield {table: files[table].read(first, stop) for table in TABLES}


class _Parts:
    """Parts of one source, as `shard.write_parts` writes them, made of rows that have old ids."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._source_id = ""
        self._held: dict[str, list[pa.Table]] = {table: [] for table in TABLES}
        self._n_bytes = self._n_parts = 0
        self._n_rows = dict.fromkeys(TABLES, 0)
        folder.mkdir()

    def add(self, rows: Mapping[str, pa.Table]) -> None:
        import pyarrow as pa

        new: dict[str, str] = {}
        for doc_id, source_id, uri in zip(
            *(rows["raw"][name].to_pylist() for name in ("doc_id", "source_id", "uri")), strict=True
        ):
            found = next((names for names in names_of(source_id, uri) if _old_id(*names) == doc_id), None)
            if found is None:
                raise DatasetError(f"{source_id}: {uri} has another doc_id; `jiaokan check` says what to do")
            self._source_id = found[0]
            new[doc_id] = _new_id(*found)
        for table, of_table in rows.items():
            ids = of_table["doc_id"].to_pylist()
            orphan = next((doc_id for doc_id in ids if doc_id not in new), None)
            if orphan:
                raise DatasetError(f"{table}: {orphan} has no row in raw; `jiaokan check` says what to do")
            renamed = arrow_array([new[doc_id] for doc_id in ids], pa.string())
            self._held[table].append(of_table.set_column(0, of_table.schema.field(0), renamed))
            self._n_bytes += of_table.nbytes
            self._n_rows[table] += len(ids)
        if self._n_bytes >= shard.BATCH_BYTES:
            self._write()

    def _write(self) -> None:
        import pyarrow as pa

        for table, held in self._held.items():
            rows = pa.concat_tables(held)
            order = [("doc_id", "ascending"), *([("seq", "ascending")] if table in COUNTED else [])]
            if rows.num_rows:
                write_part(self._folder / part_name(table, self._n_parts), rows.sort_by(order))
            held.clear()
        self._n_bytes, self._n_parts = 0, self._n_parts + 1

    def close(self) -> ShardReport:
        if self._n_bytes:
            self._write()
        return ShardReport(
            source_id=self._source_id,
            folder=str(self._folder),
            n_files=0,
            n_inputs=self._n_rows["raw"],
            n_records=self._n_rows["documents"],
            n_rejects=self._n_rows["rejects"],
            n_bytes=0,
            seconds=0,
            rejects_by_reason={},
            edits_by_rule={},
        )
