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
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

from jiaokan.document import escaped
from jiaokan.errors import DatasetError
from jiaokan.record import EditRow, FieldRow, FurnitureRow, RawRow, Record, Reject, RunRow, from_row
from jiaokan.schema import arrow_schema, rows_of
from jiaokan.storage.disk import check_access
from jiaokan.storage.paths import AnyPath, delta_options, read_rows

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
    return "source-" + hashlib.sha256(escaped(source_id).encode()).hexdigest()[:8]


def bucket_name(label: str, prefix: str) -> str:
    return f"{label}-{prefix or 'all'}"


def bucket_prefix(name: str) -> tuple[str, str]:
    """Bucket name → (source label, prefix)."""
    label, prefix = name.rsplit("-", 1)
    return label, "" if prefix == "all" else prefix


@dataclass(frozen=True, slots=True)
class BucketGroup:
    """Buckets of one source that can share inputs: one, or one and those that it was split into."""

    label: str
    prefix: str  # the shortest
    files: Mapping[str, Sequence[DataFile]]  # table → its files, none without rows


def group_buckets(files: Mapping[str, Iterable[DataFile]]) -> list[BucketGroup]:
    """The files of tables by bucket, by label and prefix."""
    by_bucket: dict[tuple[str, str], dict[str, list[DataFile]]] = {}
    for table, of_table in files.items():
        for file in of_table:
            if file.n_rows:
                by_bucket.setdefault(bucket_prefix(file.bucket), {}).setdefault(table, []).append(file)
    groups: list[BucketGroup] = []
    for (label, prefix), of_bucket in sorted(by_bucket.items()):
        if groups and groups[-1].label == label and prefix.startswith(groups[-1].prefix):
            outer = groups.pop()
            joined = {t: [*outer.files.get(t, ()), *of_bucket.get(t, ())] for t in {*outer.files, *of_bucket}}
            groups.append(BucketGroup(label, outer.prefix, joined))
        else:
            groups.append(BucketGroup(label, prefix, of_bucket))
    return groups


def id_after(prefix: str) -> str:
    """The first string behind all doc_ids that begin with `prefix`: 'g' follows the last hex digit."""
    return prefix + "g"


def open_log(dataset: AnyPath, table: str, version: int | None = None) -> DeltaTable:
    """The table's Delta log at a version, or at its head. Raises DatasetError."""
    from deltalake import DeltaTable
    from deltalake.exceptions import DeltaError

    try:
        return DeltaTable(str(dataset / table), version=version, storage_options=delta_options(dataset))
    except DeltaError as error:
        at = "" if version is None else f" at version {version}"
        raise DatasetError(f"{dataset / table}: its Delta log can't be read{at}: {error}") from error


def log_files(log: DeltaTable) -> dict[str, DataFile]:
    """Name → file, of all files in a table's log at its version."""
    import pyarrow as pa

    # `pa.table` would import pandas, to ask whether this is of it.
    actions = pa.RecordBatchReader.from_stream(log.get_add_actions(flatten=True)).read_all()
    names = ["path", "size_bytes", "num_records", "min.doc_id", "max.doc_id"]
    # The last two are missing where no file has them.
    values = (actions[n].to_pylist() if n in actions.schema.names else [None] * len(actions) for n in names)
    return {row[0]: DataFile(*row) for row in sorted(zip(*values, strict=True))}


def replay_log(dataset: AnyPath, table: str) -> Iterator[tuple[int, set[str]]]:
    """Version of the table's log → names of its files, from 0 to the head: the same set, as it changes.

    One pass over the log's entries; opening each version by itself takes some ten milliseconds. Raises DatasetError.
    """
    names: set[str] = set()
    folder = dataset / table / "_delta_log"
    entries = sorted(path.name for path in folder.glob("[0-9]*.json"))
    for number, name in enumerate(entries):
        if name != f"{number:020d}.json":
            raise DatasetError(f"{folder}: entry {number} is missing: another program tidied the log")
        for line in (folder / name).read_text("utf-8").splitlines():
            action = json.loads(line)
            if "remove" in action:
                names.discard(unquote(action["remove"]["path"]))
            if "add" in action:
                names.add(unquote(action["add"]["path"]))
        yield number, names


def kept_versions(dataset: AnyPath, newest: int) -> list[int]:
    """The versions up to `newest` that weren't vacuumed, oldest first."""
    there = {path.name for path in (dataset / RUNS).glob("*.parquet")}
    return [n for n, names in replay_log(dataset, RUNS) if 0 < n < newest and names <= there] + [newest]


def made_at(dataset: AnyPath, log: DeltaTable) -> int:
    """When the newest version, of this log of `runs`, got its own file, in ns by the clock of files."""
    (name,) = log_files(log)
    return (dataset / RUNS / name).stat().st_mtime_ns


def has_log(dataset: AnyPath, table: str) -> bool:
    return (dataset / table / "_delta_log" / f"{0:020d}.json").is_file()


def is_whole(path: AnyPath) -> bool:
    """Has it the content its name says?"""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:16] == path.stem[-16:]
    except OSError:
        return False


def read_runs(dataset: AnyPath, log: DeltaTable) -> list[RunRow]:
    """The runs in the log, by version. Raises DatasetError unless they count 1, 2, 3 … to the log's own version."""
    import pyarrow as pa

    paths = [dataset / RUNS / name for name in log_files(log)]
    broken = next((path for path in paths if not is_whole(path)), None)
    if broken is not None:  # told first: a changed file can be read as anything
        raise DatasetError(f"{broken} can't be read: it is gone or was changed; `jiaokan check` says what to do")
    try:
        rows = [row for path in paths for row in rows_of(read_rows(path))]
    except (OSError, pa.ArrowInvalid) as error:
        raise DatasetError(f"{dataset / RUNS}: a file its log names can't be read: {error}") from error
    runs = sorted((from_row(RunRow, row) for row in rows), key=lambda run: run.version)
    if [run.version for run in runs] != list(range(1, log.version() + 1)):
        raise DatasetError(
            f"{dataset / RUNS}: log entry {log.version()} should be version {log.version()} of the dataset"
        )
    return runs


def pairs(texts: Iterable[str]) -> dict[str, str]:
    """Name → value, of "name=value" as `runs` has it."""
    return {name: value for name, _, value in (text.partition("=") for text in texts)}


def open_runs(dataset: AnyPath) -> tuple[DeltaTable, list[RunRow]]:
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
    return {name: int(number) for name, number in pairs(run.table_versions).items()}


TableFiles = dict[str, list[DataFile]]  # table → files


def differing_files(dataset: AnyPath, a: RunRow, b: RunRow) -> tuple[TableFiles, TableFiles]:
    """Of each of the versions that these runs made the files that the other doesn't name, none without rows.

    Where the edits or fields of a bucket differ and its documents don't, also its documents, on both sides: whose the
    edits are.
    """
    sides: tuple[TableFiles, TableFiles] = ({}, {})
    versions = [table_versions(run) for run in (a, b)]
    for table in VERSIONED:
        if versions[0][table] == versions[1][table]:
            sides[0][table], sides[1][table] = [], []
            continue
        both = [log_files(open_log(dataset, table, at[table])) for at in versions]
        for side, mine, other in zip(sides, both, reversed(both), strict=True):
            side[table] = [file for name, file in mine.items() if name not in other and file.n_rows]
    lone = {f.bucket for s in sides for t in COUNTED for f in s[t]} - {f.bucket for s in sides for f in s["documents"]}
    if lone:
        documents = log_files(open_log(dataset, "documents", versions[0]["documents"])).values()
        for side in sides:
            side["documents"] += [file for file in documents if file.bucket in lone]
    return sides


def version_files(dataset: AnyPath, run: RunRow) -> dict[str, dict[str, DataFile]]:
    """Table → name → file, of the version that `run` made (without `runs`)."""
    return {table: log_files(open_log(dataset, table, at)) for table, at in table_versions(run).items()}


def check_writable(dataset: AnyPath) -> dict[str, DeltaTable]:
    """The logs of the tables that there are, at their heads.

    Raises DatasetError for tables with columns that are none of ours, and for folders that are no tables. Tables of an
    older schema version are gone on with: what they lack is null in their rows.
    """
    check_access(dataset)
    heads: dict[str, DeltaTable] = {}
    for table in ALL_TABLES:
        has_files = any((dataset / table).glob("[!._]*"))  # looked for first: another writer may be creating it
        if not has_log(dataset, table):
            if has_files:
                raise DatasetError(f"{dataset / table} is in the way: it is no table; choose another dataset folder")
            continue
        heads[table] = open_log(dataset, table)
        complaint = _refusal(*columns_of(heads[table], table))
        if complaint:
            raise DatasetError(f"{dataset / table} {complaint}")
        check_access(dataset / table / "_delta_log")
    return heads


def columns_of(log: DeltaTable, table: str) -> tuple[dict[str, str], dict[str, str]]:
    """Column → type, as the table's log has them, and as this jiaokan does."""
    from deltalake import Schema

    there, here = (
        {field.name: str(field.type) for field in schema.fields}
        for schema in (
            log.schema(),
            Schema.from_arrow(arrow_schema(ALL_TABLES[table])),
        )
    )
    return there, here


def _refusal(there: Mapping[str, str], here: Mapping[str, str]) -> str:
    """Why a table with the columns `there` can't be gone on with; "" if it can: it lacks only what was added since."""
    unknown = sorted(there.keys() - here.keys())
    if unknown:
        return (
            f"has columns that this jiaokan does not know ({', '.join(unknown)}): a newer one wrote it; use that, "
            "or choose a new dataset folder"
        )
    other = [f"{name}: {there[name]}, not {here[name]}" for name in sorted(there) if there[name] != here[name]]
    if other:
        return f"was written with columns of other types ({'; '.join(other)}): choose a new dataset folder"
    return ""
