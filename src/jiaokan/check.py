"""Is a dataset whole? All that is wrong with a version: its files, their rows, its folders, its edits.

    for fault in check("dataset", deep=True).faults:
        print(fault.kind, fault.where, fault.detail, fault.remedy)

Every file is read once, a row group of each table at a time, so memory follows neither the dataset nor a bucket. Rows
of buckets with a file that is not what its name says are not looked at: what was found would say nothing more.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jiaokan.check_rows import Fault, FaultKind, Tally, check_group
from jiaokan.errors import DatasetError
from jiaokan.record import RunRow
from jiaokan.schema import arrow_schema, columns
from jiaokan.storage import layout
from jiaokan.storage.ids import are_old
from jiaokan.storage.layout import ALL_TABLES, RUNS, TABLES, DataFile
from jiaokan.storage.paths import AnyPath, RemotePath, parse_path, readable
from jiaokan.storage.snapshots import is_latest, manifest, snapshot_path


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and all that is wrong with it."""

    version: int
    faults: tuple[Fault, ...]
    n_files: int
    n_documents: int  # whose rows were looked at
    n_left: int  # groups of files whose rows weren't, for the faults of one of them
    n_replayed: int  # edits that fit
    n_not_replayable: int  # documents with edits of other rules than this jiaokan has
    seconds: float


def check(dataset_path: Path | str | AnyPath, version: int | None = None, *, deep: bool = False) -> Checked:
    """All that is wrong with a version (the newest, if none is given), as far as it can be told.

    deep: also decode the bytes of every document anew and replay its edits.
    Raises DatasetError when the folder is no dataset or has no such version, and InputError for a URL.
    """
    began = time.perf_counter()
    path = parse_path(dataset_path)
    if not layout.has_log(path, RUNS):
        raise DatasetError(f"{path} is no dataset: there is no {RUNS}/_delta_log in it")
    tally = Tally()
    runs = _read_runs(tally, path)
    if version is not None and runs and not 1 <= version <= len(runs):
        raise DatasetError(f"{path} has no version {version}: there are 1 to {len(runs)}")
    number = version or len(runs)
    if runs:
        versions = {**layout.table_versions(runs[number - 1]), RUNS: number}
        files = {table: _log_files(tally, path, table, versions.get(table)) for table in ALL_TABLES}
        known = {table: of_table for table, of_table in files.items() if of_table is not None}
        _check_tables(tally, path, known, deep=deep)
        _check_runs(tally, runs[:number], known)
        _check_snapshot(tally, path, number, known)
        newest = snapshot_path(path, len(runs))
        if newest.exists() and not is_latest(path, newest):
            by_hand = f", or: ln -sfn snapshots/{newest.name} {path / 'latest'}" if isinstance(path, Path) else ""
            remedy = f"the next jiaokan run sets it{by_hand}"
            tally.add("latest", "", "latest", f"doesn't lead to version {len(runs)}", remedy)
    return Checked(
        number,
        tuple(tally.faults),
        tally.n_files,
        tally.n_documents,
        tally.n_left,
        tally.n_replayed,
        tally.n_not_replayable,
        time.perf_counter() - began,
    )


def check_tables(dataset: AnyPath, files: Mapping[str, Mapping[str, DataFile]]) -> tuple[Fault, ...]:
    """All that is wrong with these files (table → name → file) and their rows. Replays no edits."""
    tally = Tally()
    _check_tables(tally, dataset, files, deep=False)
    return tuple(tally.faults)


def _read_runs(tally: Tally, path: AnyPath) -> list[RunRow]:
    """Nothing, and why, where the log that everything hangs on can't be read."""
    try:
        log = layout.open_log(path, RUNS)
        runs = layout.read_runs(path, log)
    except DatasetError as error:
        remedy = f"restore {path / RUNS} from a backup; every snapshots/<version> is a readable folder of Parquet"
        tally.add("log", RUNS, RUNS, str(error), remedy)
        _check_files(tally, path, RUNS, _log_files(tally, path, RUNS, None) or {})
        return []
    if not runs:
        raise DatasetError(f"{path} has no version yet: the run that began it didn't finish; run it again")
    return runs


def _log_files(tally: Tally, path: AnyPath, table: str, at: int | None) -> dict[str, DataFile] | None:
    try:
        return layout.log_files(layout.open_log(path, table, at))
    except DatasetError as error:
        remedy = f"restore {path / table / '_delta_log'} from a backup, or use the folders snapshots/<version>"
        tally.add("log", table, table, str(error), remedy)
        return None


def _check_tables(tally: Tally, path: AnyPath, files: Mapping[str, Mapping[str, DataFile]], *, deep: bool) -> None:
    bad = {(table, name) for table in files for name in _check_files(tally, path, table, files[table])}
    if not files.keys() >= TABLES.keys():
        tally.n_left += 1
        return
    tally.are_old = are_old(path, [file for file in files["raw"].values() if ("raw", file.name) not in bad])
    of_rows = {table: [file for file in files[table].values() if "-" in file.bucket] for table in TABLES}
    for group in layout.group_buckets(of_rows):
        if any((table, file.name) in bad for table, of_table in group.files.items() for file in of_table):
            tally.n_left += 1
        else:
            check_group(tally, path, group, deep=deep)


def _check_files(tally: Tally, path: AnyPath, table: str, files: Mapping[str, DataFile]) -> list[str]:
    """Names of the files that can't be relied on."""
    bad: list[str] = []
    for file in files.values():
        tally.n_files += 1
        n_before = len(tally.faults)
        where, full = f"{table}/{file.name}", path / table / file.name
        if not full.is_file():
            tally.add("gone", table, where, "is gone", _restore(path, table, file.name))
        elif not layout.is_whole(full):
            tally.add(
                "changed",
                table,
                where,
                "was changed: its content isn't what its name says",
                _restore(path, table, file.name),
            )
        else:
            for kind, detail in _shape_faults(full, table, file):
                tally.add(kind, table, where, detail)
        if len(tally.faults) > n_before:
            bad.append(file.name)
    return bad


def _restore(path: AnyPath, table: str, name: str) -> str:
    """Where the file can be had from. Snapshots are hard links: mostly one file, which is changed in all at once."""
    if isinstance(path, RemotePath):
        return "restore it from a backup, or write the dataset anew (jiaokan run --dataset NEW)"
    newest_first = sorted((path / "snapshots").glob("[0-9]*"), reverse=True)
    seen: set[tuple[int, int]] = set()
    for copy in (folder / table / name for folder in newest_first):
        if copy.is_file() and (key := (copy.stat().st_dev, copy.stat().st_ino)) not in seen:
            seen.add(key)
            if layout.is_whole(copy):
                return f"copy it back, a whole copy is left: cp {copy} {path / table / name}"
    without = next(
        (int(f.name) for f in newest_first if (f / table).is_dir() and not (f / table / name).exists()), None
    )
    other = (
        ""
        if without is None
        else f", or go back to version {without}, which has no part in it (jiaokan restore {without} …)"
    )
    return (
        "no whole copy is left, for the snapshots that have it are hard links to this same file: "
        f"restore it from a backup{other}, or write the dataset anew (jiaokan run --dataset NEW)"
    )


def _shape_faults(full: AnyPath, table: str, file: DataFile) -> Iterator[tuple[FaultKind, str]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(readable(full)) as parquet:
            found, n_rows = parquet.schema_arrow, parquet.metadata.num_rows
            groups = [parquet.metadata.row_group(n) for n in range(parquet.num_row_groups)]
    except (OSError, pa.ArrowException) as error:
        yield "unreadable", str(error)
        return
    stated = arrow_schema(ALL_TABLES[table])
    there, here = ({one.name: (one.type, one.nullable) for one in schema} for schema in (found, stated))
    later = {name for name, (column, _) in columns(ALL_TABLES[table]).items() if column.since > 1}  # than some datasets
    differing = {name for name in there | here if there.get(name) != here.get(name)} - (later - there.keys())
    if differing:
        yield "schema", f"columns differ: {', '.join(sorted(differing))}"
    elif table in TABLES and any(group.num_rows and group.column(0).statistics is None for group in groups):
        yield "unreadable", "row groups don't say which doc_ids are in them"
    if n_rows != file.n_rows:
        yield "row-count", f"{n_rows} rows, {file.n_rows} by the log"


def _check_runs(tally: Tally, runs: Sequence[RunRow], files: Mapping[str, Mapping[str, DataFile]]) -> None:
    for run in runs:
        where = f"version {run.version}"
        if run.n_inputs != run.n_records + run.n_rejects:
            detail = f"{run.n_inputs} inputs, of {run.n_records} records and {run.n_rejects} rejects"
            tally.add("run", RUNS, where, detail)
        by_reason = sum(int(text.rpartition("=")[2]) for text in run.rejects_by_reason)
        if by_reason != run.n_rejects:
            tally.add("run", RUNS, where, f"{run.n_rejects} rejects, {by_reason} by reason")
    n_rows = {table: sum(file.n_rows for file in files[table].values()) for table in TABLES if table in files}
    if n_rows.get("documents", runs[-1].n_documents) != runs[-1].n_documents:
        detail = f"{runs[-1].n_documents} documents, {n_rows['documents']} by the log"
        tally.add("run", RUNS, f"version {runs[-1].version}", detail)


def _check_snapshot(tally: Tally, path: AnyPath, version: int, files: Mapping[str, Mapping[str, DataFile]]) -> None:
    snapshot = snapshot_path(path, version)
    folder = f"snapshots/{snapshot.name}"
    if not snapshot.exists():
        remedy = "the next jiaokan run makes the newest version's; the tables themselves don't need it"
        tally.add("snapshot", "", folder, "isn't there", remedy)
        return
    if isinstance(snapshot, RemotePath):
        if snapshot.read_text("utf-8") != manifest(path, version, files):
            tally.add(
                "snapshot", "", folder, f"doesn't name the files of version {version}", "remove it: it is made anew"
            )
        return
    for table, named in files.items():
        there = {entry.name for entry in snapshot.joinpath(table).glob("*")}
        for name in sorted(named.keys() | there):
            copy, original = snapshot / table / name, path / table / name
            where = f"{folder}/{table}/{name}"
            if name not in named:
                tally.add("snapshot", table, where, f"is no file of version {version}", f"remove it: rm {copy}")
            elif name not in there:
                tally.add("snapshot", table, where, "isn't there", f"link it: ln {original} {copy}")
            elif not (original.is_file() and copy.samefile(str(original))) and not layout.is_whole(copy):
                remedy = f"link it anew: ln -f {original} {copy}"
                tally.add("snapshot", table, where, "its content was changed", remedy)
