"""Where a dataset keeps what: tables, buckets, file names, and what the Delta logs say. Reads only.

    dataset/<table>/                      files named by their content, and `_delta_log`
    dataset/snapshots/000003/<table>/     the files of version 3 (hard links), nothing else
    dataset/latest                        → snapshots/<newest>

The rows of one input stand in files of the same bucket in every table: `<source>-<prefix>-<hash>.parquet`,
where prefix is the beginning of the doc_ids in it; `furniture` has a file for each source that has any. Version N is
what row N of `runs` names: a version of each table's log. Whatever a log holds beyond that was left by a writer that
didn't finish. A version whose own file of `runs` is gone was vacuumed (vacuum.py); its row stays.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from jiaokan.errors import DatasetError, InputError
from jiaokan.record import EditRow, FieldRow, FurnitureRow, RawRow, Record, Reject, RunRow, from_row
from jiaokan.schema import arrow_schema

if TYPE_CHECKING:
    from deltalake import DeltaTable

TABLES: dict[str, type] = {
    "documents": Record,
    "edits": EditRow,
    "fields": FieldRow,
    "raw": RawRow,
    "rejects": Reject,
}
# Tables with several rows a document, by `seq`, and the column of `documents` that counts them.
COUNTED: dict[str, str] = {"edits": "n_edits", "fields": "n_fields"}
FURNITURE = "furniture"
RUNS = "runs"
VERSIONED = (*TABLES, FURNITURE)  # tables whose versions a row of `runs` names
ALL_TABLES: dict[str, type] = {**TABLES, FURNITURE: FurnitureRow, RUNS: RunRow}

# 'train', 'test' … between separators make Hugging Face's datasets take a file for a split of its own.
_SPLIT_WORDS = {"train", "training", "validation", "valid", "val", "dev", "test", "testing", "eval", "evaluation"}


def dataset_folder(given: Path | str) -> Path:
    """The folder a user gave. Raises InputError for a URL, which would become a folder of that name."""
    if re.match(r"[A-Za-z][A-Za-z0-9+.-]+:/", str(given)):
        raise InputError(f"{given}: a dataset is a folder of this machine; datasets in other stores can't be had yet")
    return Path(given)


@dataclass(frozen=True, slots=True)
class DataFile:
    """One Parquet file of a table, as its log describes it. `min_id` and `max_id` are null without rows."""

    name: str
    n_bytes: int
    n_rows: int
    min_id: str | None
    max_id: str | None

    @property
    def bucket(self) -> str:
        return self.name.rsplit("-", 1)[0]


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket to write: the inputs of one source whose doc_ids begin with `prefix`."""

    prefix: str
    replaces: str  # prefix of the bucket that held them: itself, or one that has to be split
    n_inputs: int


def find_buckets(
    new_ids: Iterable[str],
    prefixes: Collection[str],
    held: Callable[[str], Iterable[str]],
    max_rows: int,
    *,
    under: str = "",
) -> list[Bucket]:
    """Where the inputs of one source go: the one decision about buckets.

    `prefixes` are the source's present buckets, `held(prefix)` the doc_ids in one of them. A bucket has the
    shortest prefix under which there are no more than `max_rows` inputs, so the layout follows from the set of
    inputs, not from the order they came in. Gives the buckets that `new_ids` touch, sorted by prefix.

    `under`: these are the inputs with that prefix only, of too many for a bucket with a shorter one.
    """
    inner = {prefix[:n] for prefix in prefixes for n in range(len(prefix))}
    inner |= {under[:n] for n in range(len(under))}
    to_split = next((home for home in prefixes if home in inner), None)
    touched: dict[str, set[str]] = {} if to_split is None else {to_split: set()}
    for doc_id in new_ids:
        home = next(doc_id[:n] for n in range(len(doc_id) + 1) if doc_id[:n] not in inner)
        touched.setdefault(home if to_split is None else to_split, set()).add(doc_id)
    found: list[Bucket] = []
    for home, doc_ids in touched.items():
        if home in prefixes:
            doc_ids.update(held(home))
        todo = [(max(home, under, key=len), doc_ids)]
        while todo:
            prefix, members = todo.pop()
            if len(members) <= max_rows:
                found.append(Bucket(prefix, home, len(members)))
                continue
            children: dict[str, set[str]] = {}
            for doc_id in members:
                children.setdefault(doc_id[: len(prefix) + 1], set()).add(doc_id)
            todo += children.items()
    return sorted(found, key=lambda bucket: bucket.prefix)


@functools.cache
def source_label(source_id: str) -> str:
    """The source's name in file names: itself where that is safe on every system, else a hash."""
    words = re.split(r"[-_0-9]+", source_id.lower())
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,47}", source_id) and not _SPLIT_WORDS.intersection(words):
        return source_id
    return "source-" + hashlib.sha256(source_id.encode("utf-8", "surrogateescape")).hexdigest()[:8]


def bucket_name(label: str, prefix: str) -> str:
    return f"{label}-{prefix or 'all'}"


def bucket_prefix(name: str) -> tuple[str, str]:
    """Bucket name → (source label, prefix)."""
    label, prefix = name.rsplit("-", 1)
    return label, "" if prefix == "all" else prefix


def snapshot_path(dataset: Path, version: int) -> Path:
    return dataset / "snapshots" / f"{version:06d}"


def open_log(dataset: Path, table: str, version: int | None = None) -> DeltaTable:
    """The table's Delta log at a version, or at its head. Raises DatasetError."""
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError

    try:
        return DeltaTable(dataset / table, version=version)
    except DeltaError as error:
        at = "" if version is None else f" at version {version}"
        raise DatasetError(f"{dataset / table}: its Delta log can't be read{at}: {error}") from error


def log_files(log: DeltaTable) -> dict[str, DataFile]:
    """Name → file, of all files in a table's log at its version."""
    import pyarrow as pa

    rows = pa.table(log.get_add_actions(flatten=True)).to_pylist()
    files = [
        DataFile(r["path"], r["size_bytes"], r["num_records"], r.get("min.doc_id"), r.get("max.doc_id")) for r in rows
    ]
    return {file.name: file for file in sorted(files, key=lambda file: file.name)}


def replay_log(dataset: Path, table: str) -> Iterator[tuple[int, set[str]]]:
    """Version of the table's log → names of its files, from 0 to the head: the same set, as it changes.

    One pass over the log's entries; opening each version by itself takes some ten milliseconds. Raises DatasetError.
    """
    names: set[str] = set()
    entries = sorted((dataset / table / "_delta_log").glob("[0-9]*.json"))
    for number, path in enumerate(entries):
        if path.stem != f"{number:020d}":
            raise DatasetError(f"{path.parent}: entry {number} is missing: another program tidied the log")
        for line in path.read_text("utf-8").splitlines():
            action = json.loads(line)
            if "remove" in action:
                names.discard(unquote(action["remove"]["path"]))
            if "add" in action:
                names.add(unquote(action["add"]["path"]))
        yield number, names


def kept_versions(dataset: Path, newest: int) -> list[int]:
    """The versions up to `newest` that weren't vacuumed, oldest first."""
    there = {path.name for path in (dataset / RUNS).glob("*.parquet")}
    return [n for n, names in replay_log(dataset, RUNS) if 0 < n < newest and names <= there] + [newest]


def has_log(dataset: Path, table: str) -> bool:
    return (dataset / table / "_delta_log" / f"{0:020d}.json").is_file()


def read_runs(dataset: Path, log: DeltaTable) -> list[RunRow]:
    """The runs in the log, by version. Raises DatasetError unless they count 1, 2, 3 … to the log's own version."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        rows = [row for name in log_files(log) for row in pq.read_table(dataset / RUNS / name).to_pylist()]
    except (OSError, pa.ArrowInvalid) as error:
        raise DatasetError(f"{dataset / RUNS}: a file its log names can't be read: {error}") from error
    runs = sorted((from_row(RunRow, row) for row in rows), key=lambda run: run.version)
    if [run.version for run in runs] != list(range(1, log.version() + 1)):
        raise DatasetError(
            f"{dataset / RUNS}: log entry {log.version()} should be version {log.version()} of the dataset"
        )
    return runs


def open_runs(dataset: Path) -> tuple[DeltaTable, list[RunRow]]:
    """The log of `runs` at its head, and the runs in it. Raises DatasetError."""
    log = open_log(dataset, RUNS)
    try:
        return log, read_runs(dataset, log)
    except DatasetError:
        newer = open_log(dataset, RUNS)  # another writer may have committed meanwhile, and a vacuum followed
        if newer.version() == log.version():
            raise
        return newer, read_runs(dataset, newer)


def table_versions(run: RunRow) -> dict[str, int]:
    """Table → version of its Delta log in the version that `run` made."""
    pairs: Sequence[tuple[str, str, str]] = [text.partition("=") for text in run.table_versions]
    return {name: int(number) for name, _, number in pairs}


def version_files(dataset: Path, run: RunRow) -> dict[str, dict[str, DataFile]]:
    """Table → name → file, of the version that `run` made (without `runs`)."""
    return {table: log_files(open_log(dataset, table, at)) for table, at in table_versions(run).items()}


def check_writable(dataset: Path) -> None:
    """Raises DatasetError for tables with other columns than ours, and for folders that are no tables."""
    from deltalake import Schema

    for table, cls in ALL_TABLES.items():
        has_files = any((dataset / table).glob("[!._]*"))  # looked for first: another writer may be creating it
        if not has_log(dataset, table):
            if has_files:
                raise DatasetError(f"{dataset / table} is in the way: it is no table; choose another dataset folder")
            continue
        there, here = (
            {field.name: str(field.type) for field in schema.fields}
            for schema in (open_log(dataset, table).schema(), Schema.from_arrow(arrow_schema(cls)))
        )
        differing = sorted(name for name in there | here if there.get(name) != here.get(name))
        if differing:
            raise DatasetError(
                f"{dataset / table} was written with other columns than this jiaokan has ({', '.join(differing)}): "
                "choose a new dataset folder"
            )
