"""Writing the Parquet files of a dataset: named by their content, whole or not at all, as young as what names them."""

from __future__ import annotations

import hashlib
import os
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Self

from jiaokan.errors import ConflictError
from jiaokan.schema import arrow_schema, conformed
from jiaokan.storage import layout
from jiaokan.storage.layout import ALL_TABLES, DataFile
from jiaokan.storage.paths import AnyPath, RemotePath, read_rows, readable

if TYPE_CHECKING:
    import pyarrow as pa

_BESIDE = 16 << 20  # bytes
_NO_DICTIONARY = {"doc_id", "uri", "title", "body", "body_original_script", "raw_sha256", "data", "before", "after"}
_NO_STATISTICS = {"body", "body_original_script", "data", "before", "after"}  # which would be held in memory twice more


def write_file(folder: AnyPath, bucket: str, row_groups: Iterable[pa.Table]) -> DataFile:
    """Write rows as `<bucket>-<hash of the file>.parquet`: complete, on disk and under that name, or not at all.

    Rows are by doc_id, where they have one; each table (there is at least one) becomes a row group.
    """
    import pyarrow.parquet as pq

    todo = iter(row_groups)
    first = next(todo)
    dictionary = [name for name in first.schema.names if name not in _NO_DICTIONARY]
    statistics = [name for name in first.schema.names if name not in _NO_STATISTICS]
    bounds: list[str] = []  # the first and the last doc_id of each row group
    n_rows = 0
    home = folder if isinstance(folder, Path) else Path(tempfile.gettempdir())
    temporary = home / f".{bucket}.{uuid.uuid4().hex}.tmp"
    try:
        with temporary.open("w+b") as file:
            with pq.ParquetWriter(
                file,
                first.schema,
                compression="zstd",
                compression_level=3,
                use_dictionary=dictionary,
                write_statistics=statistics,
            ) as writer:
                for rows in chain([first], todo):
                    writer.write_table(rows)
                    n_rows += rows.num_rows
                    if rows.num_rows and "doc_id" in rows.schema.names:
                        bounds += (rows["doc_id"][0].as_py(), rows["doc_id"][-1].as_py())
            n_bytes = file.tell()
            file.seek(0)
            path = folder / f"{bucket}-{hashlib.file_digest(file, 'sha256').hexdigest()[:16]}.parquet"
            os.fsync(file.fileno())
        _settle(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)
    return DataFile(path.name, n_bytes, n_rows, bounds[0] if bounds else None, bounds[-1] if bounds else None)


class Beside:
    """Writes files while the next one's rows are made: one at a time, and none whose rows are more than `_BESIDE`.

    Arrow packs them without holding up Python.
    """

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._files: list[tuple[AnyPath, Future[DataFile]]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(cancel_futures=True)

    def write(self, folder: AnyPath, bucket: str, row_groups: Iterator[pa.Table]) -> None:
        """As `write_file` does, whose errors are raised here later, or by `written`; no file where there is no row."""
        held: list[pa.Table] = []
        n_bytes = 0
        for rows in row_groups:
            held.append(rows)
            n_bytes += rows.nbytes
            if n_bytes > _BESIDE:
                break
        if held:
            self._wait()
            self._files.append((folder, self._thread.submit(write_file, folder, bucket, chain(held, row_groups))))
        if n_bytes > _BESIDE:
            self._wait()

    def _wait(self) -> None:
        """For the last one."""
        if self._files:
            self._files[-1][1].result()

    def written(self) -> list[tuple[AnyPath, DataFile]]:
        """All of them, with their folders."""
        return [(folder, file.result()) for folder, file in self._files]


def _settle(temporary: Path, path: AnyPath) -> None:
    """Give a complete file its name."""
    if isinstance(path, RemotePath):
        path.upload(temporary)
    elif not (layout.is_whole(path) and touch(path)):  # else a file of an earlier version
        temporary.replace(path)


def touch(path: AnyPath) -> bool:
    """Its age tells vacuum.py that a file is wanted again. False where it is gone, or is another user's.

    Nothing tells it of an object of a store: there files go by age alone.
    """
    try:
        if isinstance(path, Path):
            os.utime(path)
        return path.is_file()
    except OSError:
        return False


def keep_young(path: AnyPath, made_at: int) -> None:
    """A clock that was put back doesn't make the file older than the newest version. Raises ConflictError."""
    try:
        if path.stat().st_mtime_ns < made_at and isinstance(path, Path):
            os.utime(path, ns=(made_at, made_at))
    except FileNotFoundError:
        raise ConflictError(f"{path} was vacuumed meanwhile") from None


def rewritten(dataset: AnyPath, table: str, files: dict[str, DataFile]) -> dict[str, DataFile]:
    """The files with the columns that this schema version adds: once, since readers of a folder want one schema."""
    import pyarrow.parquet as pq

    schema = arrow_schema(ALL_TABLES[table])
    written: dict[str, DataFile] = {}
    for old in files.values():
        with pq.ParquetFile(readable(dataset / table / old.name)) as file:
            groups = (conformed(file.read_row_group(n), schema) for n in range(file.num_row_groups))
            new = write_file(
                dataset / table,
                old.bucket,
                chain(groups, [] if file.num_row_groups else [conformed(file.read(), schema)]),
            )
        written[new.name] = new
    return written


def has_rows(path: AnyPath, rows: pa.Table) -> bool:
    """Has the file just these rows, whichever version of the libraries wrote it?"""
    return bool(read_rows(path).equals(rows))
