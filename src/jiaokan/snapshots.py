"""The plain folders beside the logs: `snapshots/<version>` and `latest`, and what writers left unfinished.

A folder stands there whole or not at all. Where a file system has no links, copies take their place.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

from jiaokan import layout
from jiaokan.layout import RUNS, open_log
from jiaokan.record import RunRow

STALE_SECONDS = 86_400  # what a killed writer left is removed after a day
_LOCK = ".lock"


def publish(dataset: Path, run: RunRow) -> None:
    """Make the version's folder of plain files, and point `latest` at the newest."""
    final = layout.snapshot_path(dataset, run.version)
    if not final.exists():
        building = final.with_name(f".{final.name}.{uuid.uuid4().hex}.tmp")
        files = layout.version_files(dataset, run)
        files[RUNS] = layout.log_files(open_log(dataset, RUNS, run.version))
        try:
            for table, named in files.items():
                (building / table).mkdir(parents=True)
                for name in named:
                    _link(dataset / table / name, building / table / name)
            building.rename(final)
        except OSError:
            shutil.rmtree(building, ignore_errors=True)
            # Another writer may have made it meanwhile, or made a newer version, after which this one was vacuumed.
            is_newest = open_log(dataset, RUNS).version() == run.version
            if not final.exists() and is_newest:
                raise
    # Whoever sets `latest` looks again afterwards, so that the last one to set it has seen the newest.
    while not layout.is_latest(dataset, newest := _newest_snapshot(dataset)):
        _set_latest(dataset, newest)


def _newest_snapshot(dataset: Path) -> Path:
    return max((dataset / "snapshots").glob("[0-9]*"), key=lambda path: int(path.name))


def _set_latest(dataset: Path, snapshot: Path) -> None:
    latest, temporary = dataset / "latest", dataset / f".latest.{uuid.uuid4().hex}.tmp"
    try:
        temporary.symlink_to(Path("snapshots", snapshot.name), target_is_directory=True)
    except OSError:  # a file system or a Windows account without symbolic links
        shutil.copytree(snapshot, temporary, copy_function=_link)
    if temporary.is_symlink() and (latest.is_symlink() or not latest.exists()):
        temporary.replace(latest)
        return
    old = temporary.with_suffix(".old.tmp")
    if latest.exists():
        latest.rename(old)
    temporary.rename(latest)
    remove(old)


def _link(source: Path | str, target: Path | str) -> None:
    """A second name for the file; a copy where the file system has no (more) hard links."""
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        shutil.copyfile(source, target)


@contextlib.contextmanager
def held(folder: Path) -> Iterator[None]:
    """A lock on a writer's own folder in .staging: it lives, whatever clocks say. Without locks, ages have to do."""
    with (folder / _LOCK).open("w") as file:
        with contextlib.suppress(ImportError, OSError):  # not on this system, or not on this file system
            import fcntl

            fcntl.flock(file, fcntl.LOCK_SH)
        yield


def is_at_work(dataset: Path) -> bool:
    """Is a writer known to be at work?"""
    return any(map(_is_held, dataset.glob(f".staging/*/{_LOCK}")))


def _is_held(lock: Path) -> bool:
    try:
        import fcntl

        with lock.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except (ImportError, OSError):
        return False
    return False


def remove_stale(dataset: Path) -> None:
    """Remove what writers left that were killed more than a day ago; nothing while one is at work."""
    if is_at_work(dataset):
        return
    for path in [*dataset.glob(".staging/*"), *dataset.glob("*/.*.tmp"), *dataset.glob(".latest.*.tmp")]:
        with contextlib.suppress(FileNotFoundError):  # another writer may be tidying too
            if time.time() - path.lstat().st_mtime > STALE_SECONDS:
                remove(path)


def remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
