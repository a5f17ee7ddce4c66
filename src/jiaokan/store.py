"""The only module that writes the dataset: staged parts in, a new version out.

A commit goes over all tables at once: (1) the files, (2) each table's log, (3) the log of `runs`, whose new row
names the versions of the others — from here on the version exists —, (4) `snapshots/<version>` and `latest`.
A writer that dies before (3) leaves nothing a reader sees; after it, the next writer makes up for (4).
Every log entry is written against the entry before it or not at all, so of two writers one is told to redo.
"""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from importlib.metadata import version as library_version
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from jiaokan.document import escaped
from jiaokan.errors import ConflictError, DatasetError
from jiaokan.record import FurnitureRow, RunRow
from jiaokan.schema import arrow_table
from jiaokan.storage import disk, ids, layout, logs, paths, snapshots, stage
from jiaokan.storage.files import Beside, has_rows, keep_young, rewritten, touch, write_file
from jiaokan.storage.layout import ALL_TABLES, FURNITURE, RUNS, TABLES, VERSIONED, DataFile, open_log
from jiaokan.storage.logs import MAX_ATTEMPTS
from jiaokan.storage.merge import Files, merge_source
from jiaokan.storage.paths import AnyPath
from jiaokan.storage.stage import Staged
from jiaokan.work.shard import ShardReport, total

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake import DeltaTable

MAX_ROWS = 2000  # inputs in one bucket; part of the layout: another number gives other files

_LIBRARIES = ("deltalake", "ftfy", "jiaokan", "opencc-python-reimplemented", "pyarrow", "selectolax")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Commit:
    """What a commit made of the dataset. `is_new` is false where the content was there already."""

    version: int
    is_new: bool
    n_documents: int  # rows of `documents` in this version
    n_rejects: int  # rows of `rejects` in this version
    n_late: int  # inputs left out because the dataset holds a newer observation


@dataclass(frozen=True, slots=True)
class _Base:
    """The version a commit builds on. `log` is the log of `runs`, at the entry that commit has to follow."""

    log: DeltaTable
    runs: list[RunRow]
    files: Files
    heads: Mapping[str, DeltaTable]  # table → its log as it was opened
    made_at: int = 0  # time of the newest version's own file, by which vacuum.py tells what is left and what is in use
    narrow: frozenset[str] = frozenset()  # tables of an older schema version, without columns of today's


@contextlib.contextmanager
def staging(dataset: AnyPath, *, resumes: bool = False) -> Iterator[Path]:
    """A folder of this machine for the parts of one run, inside the dataset if that is here too; gone afterwards.

    `resumes`: with what a run that was cut off has done (stage.py).

    Raises DatasetError where a commit would: before the work, not after it; and when the disk is full, at any time.
    Rows of an older schema version get their ids now (`commit`), so that the run knows its inputs by them.
    """
    with disk.writing(dataset):
        if layout.has_log(dataset, RUNS):
            _until_first(dataset, lambda base: _renamed(base, dataset, MAX_ROWS))
        else:
            layout.check_writable(dataset)
        snapshots.remove_stale(dataset)
        if resumes:
            with stage.open_stage(dataset) as folder:
                yield folder
            return
        with paths.scratch(dataset) as folder, snapshots.held(folder):
            yield folder


def commit(
    dataset: AnyPath,
    reports: Sequence[ShardReport],
    *,
    started_at: datetime,
    parameters: Mapping[str, object] = MappingProxyType({}),
    furniture: Mapping[str, Sequence[FurnitureRow]] = MappingProxyType({}),
    max_rows: int = MAX_ROWS,
) -> Commit:
    """Make the staged parts of `reports` the dataset's next version; no new version where nothing changes.

    A staged input replaces all rows of its doc_id, `furniture` those of each source in `reports` (by none, if it has
    none); others stay. One that was observed before the dataset's own and has other content is left out and counted.
    Works on whatever version is newest; redone from there when another writer is faster, and ConflictError when that
    happens `MAX_ATTEMPTS` times. Raises DatasetError, with nothing changed, for parts that don't match their reports,
    an input staged twice, and a folder that is no dataset or one with other columns.

    A dataset whose rows have ids of schema version 1 or 2 gets today's first, as a version of its own ("ids=2→3"
    among its parameters): the files are those that the same rows would have given in a new dataset.
    """
    staged = [Staged.of(source, [r for r in reports if r.source_id == source]) for source in _sources(reports)]
    return _until_first(
        dataset,
        lambda base: _commit_on(
            _renamed(base, dataset, max_rows),
            dataset,
            staged=staged,
            reports=reports,
            started_at=started_at,
            parameters=parameters,
            furniture=furniture,
            max_rows=max_rows,
        ),
    )


def _commit_on(
    base: _Base,
    dataset: AnyPath,
    *,
    staged: Sequence[Staged],
    reports: Sequence[ShardReport],
    started_at: datetime,
    parameters: Mapping[str, object],
    furniture: Mapping[str, Sequence[FurnitureRow]],
    max_rows: int,
) -> Commit:
    files = {table: dict(base.files[table]) for table in VERSIONED}
    for table in base.narrow:
        files[table] = rewritten(dataset, table, files[table])
    n_late = sum(_take_in(dataset, files, source, max_rows) for source in staged)
    for source in staged:
        learned = arrow_table(FurnitureRow, furniture.get(source.source_id, ()))
        _take_in_furniture(dataset, files[FURNITURE], source.source_id, learned)
    for table in VERSIONED:
        _keep_readable(dataset, table, files[table])
    run = RunRow(
        version=len(base.runs) + 1,
        started_at=started_at,
        seconds=0,
        n_inputs=sum(report.n_inputs for report in reports),
        n_records=sum(report.n_records for report in reports),
        n_rejects=sum(report.n_rejects for report in reports),
        n_late=n_late,
        n_documents=0,
        n_unchanged=sum(report.n_unchanged for report in reports),
        sources=tuple(map(escaped, _sources(reports))),
        parameters=_pairs(parameters),
        rejects_by_reason=_pairs(total(report.rejects_by_reason for report in reports)),
        edits_by_rule=_pairs(total(report.edits_by_rule for report in reports)),
        records_by_source=_pairs(
            total({escaped(report.source_id): report.n_records + report.n_unchanged_records} for report in reports)
        ),
        libraries=_pairs({name: library_version(name) for name in _LIBRARIES}),
        table_versions=(),
    )
    return _write_version(base, dataset, files, run)


def restore(dataset: AnyPath, version: int) -> Commit:
    """Make the content of an earlier version the newest; no new version where nothing differs.

    Its files are named anew, none is written: the cost is that of some log entries. What was committed since stays in
    the versions between. Protocol and ConflictError as of `commit`. Raises DatasetError for a version that isn't there,
    was vacuumed, or has lost a file.
    """
    started_at = datetime.now(UTC)
    with staging(dataset):
        return _until_first(dataset, lambda base: _restore_on(base, dataset, version, started_at))


def _restore_on(base: _Base, dataset: AnyPath, version: int, started_at: datetime) -> Commit:
    if not 1 <= version <= len(base.runs):
        raise DatasetError(f"{dataset} has no version {version}: there are 1 to {len(base.runs)}")
    if version not in (kept := layout.kept_versions(dataset, len(base.runs))):
        raise DatasetError(f"{dataset}: version {version} was vacuumed; there are {', '.join(map(str, kept))}")
    wanted = base.runs[version - 1]
    named = layout.version_files(dataset, wanted)
    # Tables that are newer than the version have no rows in it.
    files = {table: dict(named.get(table, {})) for table in VERSIONED}
    for table, at in layout.table_versions(wanted).items():
        if logs.lacks_columns(open_log(dataset, table, at), table):
            files[table] = rewritten(dataset, table, files[table])
    for table in VERSIONED:
        for name in files[table].keys() - base.files[table].keys():
            _reuse(dataset / table / name, version)
        _keep_readable(dataset, table, files[table])
    run = _upkeep(base, started_at, {"restore": version}, wanted.libraries)
    return _write_version(base, dataset, files, run)


def _renamed(base: _Base, dataset: AnyPath, max_rows: int) -> _Base:
    """The base with the ids of today: a version is made where it has older ones."""
    while ids.are_old(dataset, base.files["raw"].values()):
        _rename_on(base, dataset, max_rows)
        base = _open_for_writing(dataset)
    return base


def _rename_on(base: _Base, dataset: AnyPath, max_rows: int) -> None:
    started_at = datetime.now(UTC)
    files: Files = {**{table: {} for table in TABLES}, FURNITURE: dict(base.files[FURNITURE])}
    if FURNITURE in base.narrow:
        files[FURNITURE] = rewritten(dataset, FURNITURE, files[FURNITURE])
    with paths.scratch(dataset) as folder:
        for report in ids.stage_renamed(dataset, base.files, folder):
            _take_in(dataset, files, Staged.of(report.source_id, [report]), max_rows)
            shutil.rmtree(report.folder)
    for table in VERSIONED:
        _keep_readable(dataset, table, files[table])
    run = _upkeep(base, started_at, {"ids": "2→3"}, base.runs[-1].libraries)
    _write_version(base, dataset, files, run)


def _upkeep(base: _Base, started_at: datetime, parameters: Mapping[str, object], libraries: tuple[str, ...]) -> RunRow:
    """A run that read no source."""
    return RunRow(
        version=len(base.runs) + 1,
        started_at=started_at,
        seconds=0,
        n_inputs=0,
        n_records=0,
        n_rejects=0,
        n_late=0,
        n_documents=0,
        sources=(),
        parameters=_pairs(parameters),
        rejects_by_reason=(),
        edits_by_rule=(),
        libraries=libraries,
        table_versions=(),
    )


def _reuse(path: AnyPath, version: int) -> None:
    if not (touch(path) or path.is_file()):
        raise DatasetError(f"{path} is gone: version {version} is damaged or was just vacuumed, and can't be restored")


def _until_first(dataset: AnyPath, work: Callable[[_Base], T]) -> T:
    """Do the work on whatever version is newest; again from there when another writer is faster."""
    for _ in range(MAX_ATTEMPTS):
        base = _open_for_writing(dataset)
        try:
            return work(base)
        except ConflictError:
            continue
        except FileNotFoundError:  # the base may have been vacuumed, after another writer committed
            if open_log(dataset, RUNS).version() == base.log.version():
                raise
    raise ConflictError(
        f"{dataset}: other writers committed first {MAX_ATTEMPTS} times; nothing was changed, run again"
    )


def _write_version(base: _Base, dataset: AnyPath, files: Files, run: RunRow) -> Commit:
    """Make `files` the next version, and `run`, completed, its row; neither where they are those of the base."""
    n_documents, n_rejects = (sum(file.n_rows for file in files[t].values()) for t in ("documents", "rejects"))
    if base.runs and files == base.files:
        return Commit(len(base.runs), is_new=False, n_documents=n_documents, n_rejects=n_rejects, n_late=run.n_late)
    for table in VERSIONED:
        for name in files[table].keys() - base.files[table].keys():
            keep_young(dataset / table / name, base.made_at)
    before = layout.table_versions(base.runs[-1]) if base.runs else {}
    versions = {
        table: before[table]
        if base.runs and files[table] == base.files[table]
        else logs.commit_log(dataset, table, files[table], base.heads.get(table))
        for table in VERSIONED
    }
    run = replace(
        run,
        seconds=max(0.0, (datetime.now(UTC) - run.started_at) / timedelta(seconds=1)),  # clocks are put back
        n_documents=n_documents,
        table_versions=_pairs(versions),
    )
    file = write_file(dataset / RUNS, RUNS, [arrow_table(RunRow, [*base.runs, run])])
    logs.append_to_log(base.log, RUNS, layout.log_files(base.log), {file.name: file})
    with disk.writing(dataset, f"version {run.version} was committed, its folder in snapshots is still to make"):
        snapshots.publish(dataset, run, files)
    return Commit(run.version, is_new=True, n_documents=n_documents, n_rejects=n_rejects, n_late=run.n_late)


def _take_in(dataset: AnyPath, files: Files, staged: Staged, max_rows: int) -> int:
    """Write the buckets of one source that change and put them into `files`; gives the number of late inputs."""
    n_late = 0
    gone: set[tuple[str, str]] = set()  # table, bucket
    with Beside() as writer:
        for tables, n_late_of_range in merge_source(dataset, files, staged, max_rows):
            n_late += n_late_of_range
            for merged in tables:
                rows = merged.changed()
                if rows is not None or merged.name != merged.replaces:
                    gone.add((merged.table, merged.replaces))
                if rows is not None:
                    writer.write(dataset / merged.table, merged.name, rows)
        come = [(path.name, file) for path, file in writer.written()]
    for table in TABLES:
        files[table] = {name: file for name, file in files[table].items() if (table, file.bucket) not in gone}
    for table, file in come:
        files[table][file.name] = file
    return n_late


def _take_in_furniture(dataset: AnyPath, files: dict[str, DataFile], source_id: str, rows: pa.Table) -> None:
    """What was learned over a source takes the place of what was before."""
    bucket = layout.bucket_name(layout.source_label(source_id), "")
    before = [name for name, file in files.items() if file.bucket == bucket]
    if any(has_rows(dataset / FURNITURE / name, rows) for name in before):
        return
    for name in before:
        del files[name]
    if rows.num_rows:
        file = write_file(dataset / FURNITURE, bucket, [rows])
        files[file.name] = file


def _keep_readable(dataset: AnyPath, table: str, files: dict[str, DataFile]) -> None:
    """A table without rows is one file without rows: readers of a folder need a schema."""
    for name in [name for name, file in files.items() if file.bucket == "empty"]:
        del files[name]
    if not files:
        file = write_file(dataset / table, "empty", [arrow_table(ALL_TABLES[table], [])])
        files[file.name] = file


def _open_for_writing(dataset: AnyPath) -> _Base:
    """The newest version, with what a killed writer left undone made up for. Creates an empty dataset."""
    heads = layout.check_writable(dataset)
    if not layout.has_log(dataset, RUNS):
        logs.create_logs(dataset)
    log, runs = layout.open_runs(dataset)
    if not runs:
        return _Base(log, [], {table: {} for table in VERSIONED}, heads)
    of_tables = {
        table: heads[table] if table in heads and heads[table].version() == at else open_log(dataset, table, at)
        for table, at in layout.table_versions(runs[-1]).items()
    }
    files = {table: layout.log_files(of_table) for table, of_table in of_tables.items()}
    snapshots.publish(dataset, runs[-1], files)
    narrow = frozenset(table for table, of_table in of_tables.items() if logs.lacks_columns(of_table, table))
    return _Base(log, runs, files, heads, layout.made_at(dataset, log), narrow)


def _sources(reports: Sequence[ShardReport]) -> list[str]:
    return sorted({report.source_id for report in reports})


def _pairs(values: Mapping[str, object]) -> tuple[str, ...]:
    """Sorted "name=value"; yes and no as in TOML."""
    shown = {name: str(value).lower() if isinstance(value, bool) else value for name, value in values.items()}
    return tuple(sorted(f"{name}={value}" for name, value in shown.items()))
