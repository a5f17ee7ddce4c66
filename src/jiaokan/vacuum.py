"""Removing versions, and the files that only they name; tidying the logs.

A version goes in three steps, each of which leaves a whole dataset: (1) its own file of `runs`, without which it
counts as vacuumed, (2) its folder in `snapshots`, (3) the files no version names any more. Nobody has to know that a
vacuum was cut off: the next one finds what is left by looking.

No lock is waited for. What a running writer will name is in the newest version, which is kept, or was written or
touched after that version was read, so it is younger than that version's file of `runs` (the same clock: that of the
files; where it was put back, the writer sees to it). Its age by today's clock is asked only while no writer is at work.
"""

from __future__ import annotations

import contextlib
import shutil
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from jiaokan.errors import DatasetError, InputError
from jiaokan.record import RunRow
from jiaokan.storage import disk, layout
from jiaokan.storage.layout import ALL_TABLES, RUNS, open_log
from jiaokan.storage.paths import AnyPath, RemotePath
from jiaokan.storage.snapshots import STALE_SECONDS, is_at_work, iter_snapshots, remove_stale

_TRASH = ".vacuumed.tmp"


@dataclass(frozen=True, slots=True)
class Vacuumed:
    """What a vacuum removed; in a dry run: would have."""

    versions: tuple[int, ...]
    n_files: int
    n_bytes: int
    n_left: int  # files no version names that a running writer may have just written
    kept: tuple[int, ...]


def vacuum(
    dataset: AnyPath, *, keep: int | None = None, older_than: timedelta | None = None, dry_run: bool = False
) -> Vacuumed:
    """Remove all versions but the newest `keep`, or those that are `older_than`; never the newest.

    With neither, only what earlier vacuums and killed writers left. A file that no log ever named goes when it is a
    day old and no writer is at work. Cost: a pass over the logs and the folders; no table is read. Raises InputError
    for both at once and for less than one version; DatasetError where the folder is no dataset or can't be written.
    """
    if keep is not None and older_than is not None:
        raise InputError("vacuum by number of versions or by age, not by both")
    if (keep is not None and keep < 1) or (older_than is not None and older_than < timedelta(0)):
        raise InputError("vacuum keeps at least one version, and no age is negative")
    with disk.writing(dataset, "what is kept is whole"):
        return _vacuum(dataset, keep, older_than, dry_run=dry_run)


def _vacuum(dataset: AnyPath, keep: int | None, older_than: timedelta | None, *, dry_run: bool) -> Vacuumed:
    runs = _read_runs(dataset)
    present = layout.kept_versions(dataset, len(runs))
    kept = [number for number in present if not _is_due(runs, number, present, keep, older_than)]
    doomed = [number for number in present if number not in kept]
    n_files = n_bytes = n_left = 0
    if not dry_run:
        for path in _own_files(dataset, doomed):
            with contextlib.suppress(FileNotFoundError):  # another vacuum
                found = path.stat()
                path.unlink()
                n_files, n_bytes = n_files + 1, n_bytes + found.st_size
        _remove_snapshots(dataset, kept, len(runs))
        remove_stale(dataset)
    newest = layout.made_at(dataset, open_log(dataset, RUNS, len(runs)))
    stale = 0 if is_at_work(dataset) else time.time_ns() - STALE_SECONDS * 10**9
    for table in ALL_TABLES:
        named, known = _names(dataset, table, _table_versions(table, [runs[number - 1] for number in kept]))
        if not dry_run:
            _put_back(dataset / table, named)
        present_files: Iterable[AnyPath] = (dataset / table).glob("[!._]*.parquet")
        for path in present_files:
            if path.name in named:
                continue
            # A store has no touch, so what a writer takes up again looks as old as it is.
            is_ageless = path.name not in known or isinstance(path, RemotePath)
            limit = max(0 if is_ageless else newest, stale)
            with contextlib.suppress(FileNotFoundError):
                found = path.stat()
                if found.st_mtime_ns < limit and (dry_run or _remove_unless_touched(path, limit)):
                    n_files, n_bytes = n_files + 1, n_bytes + found.st_size
                else:
                    n_left += 1
    return Vacuumed(tuple(doomed), n_files, n_bytes, n_left, tuple(kept))


def compact(dataset: AnyPath) -> dict[str, int]:
    """Write a checkpoint of each table's log, so that opening it reads one file; table → entries it sums up.

    Nothing else needs it: a bucket holds as many inputs as fit, inputs never leave one, and each commit writes the
    buckets it touches whole.
    """
    _read_runs(dataset)
    done: dict[str, int] = {}
    for table in ALL_TABLES:
        log = open_log(dataset, table)
        folder = dataset / table / "_delta_log"
        before = max((int(path.name[:20]) for path in folder.glob("*.checkpoint*.parquet")), default=0)
        done[table] = log.version() - before
        if done[table]:
            with disk.writing(dataset, "no version changed"):
                log.create_checkpoint()
    return done


def _read_runs(dataset: AnyPath) -> list[RunRow]:
    runs = layout.open_runs(dataset)[1] if layout.has_log(dataset, RUNS) else []
    if not runs:
        raise DatasetError(f"{dataset} is no dataset, or has no version yet")
    return runs


def _is_due(
    runs: Sequence[RunRow], number: int, present: Sequence[int], keep: int | None, older_than: timedelta | None
) -> bool:
    if number == len(runs):
        return False
    if older_than is not None:
        # None is older than one before it, though its clock may have been put back.
        return max(run.started_at for run in runs[:number]) < datetime.now(UTC) - older_than
    return keep is not None and number not in present[-keep:]


def _own_files(dataset: AnyPath, versions: Iterable[int]) -> list[AnyPath]:
    """Of each version its own file of `runs`."""
    wanted = set(versions)
    named = (names for number, names in layout.replay_log(dataset, RUNS) if number in wanted)
    return [dataset / RUNS / name for names in named for name in names]


def _table_versions(table: str, runs: Iterable[RunRow]) -> set[int]:
    if table == RUNS:
        return {run.version for run in runs}
    return {layout.table_versions(run)[table] for run in runs if table in layout.table_versions(run)}


def _names(dataset: AnyPath, table: str, versions: set[int]) -> tuple[set[str], set[str]]:
    """Files that any of these versions of the table's log names, or its head; and all it ever named."""
    named: set[str] = set()
    known: set[str] = set()
    head: set[str] = set()
    number = 0
    for number, head in layout.replay_log(dataset, table):
        known |= head
        if number in versions:
            named |= head
    if head != layout.log_files(open_log(dataset, table, number)).keys():
        raise DatasetError(f"{dataset / table}: its Delta log can't be understood: another program wrote in it")
    return named | head, known


def _remove_snapshots(dataset: AnyPath, kept: Sequence[int], newest: int) -> None:
    """Whole folders at once: each is renamed, then removed."""
    for number, path in iter_snapshots(dataset):
        if number not in kept and number <= newest:
            with contextlib.suppress(FileNotFoundError):
                if isinstance(path, RemotePath):
                    path.unlink()
                else:
                    path.rename(path.with_name(f".{path.name}.{uuid.uuid4().hex}{_TRASH}"))
    for path in () if isinstance(dataset, RemotePath) else (dataset / "snapshots").glob(f".*{_TRASH}"):
        shutil.rmtree(path, ignore_errors=True)  # another vacuum may be at it


def _remove_unless_touched(path: AnyPath, limit: int) -> bool:
    """Out of the way first, then a look at its age: a writer that needs it touches it or writes it anew."""
    if isinstance(path, RemotePath):
        path.unlink()
        return True
    trash = path.with_name(f".{path.name}{_TRASH}")
    path.rename(trash)
    if trash.stat().st_mtime_ns >= limit:
        trash.replace(path)
        return False
    trash.unlink()
    return True


def _put_back(folder: AnyPath, named: set[str]) -> None:
    """What a vacuum was about to put back when it was killed; the rest goes."""
    if isinstance(folder, RemotePath):
        return
    for trash in folder.glob(f".*{_TRASH}"):
        path = folder / trash.name[1 : -len(_TRASH)]
        with contextlib.suppress(FileNotFoundError):
            if path.name in named and not path.exists():
                trash.replace(path)
            else:
                trash.unlink()
