"""What tools read that know no Delta, beside the logs: a version's plain folder; and what writers left unfinished.

    snapshots/000003/<table>/   the files of version 3, as hard links; where a file system has none, copies
    latest                      → snapshots/<newest>

A folder stands there whole or not at all. An object store has no links: there a version is a list of the URLs of its
files, by table, and `latest` another.

    snapshots/000003.json       {"version": 3, "documents": ["s3://…/documents/….parquet", …], "edits": […], …}
    latest.json                 the same of the newest
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO

from jiaokan.record import RunRow
from jiaokan.storage import layout
from jiaokan.storage.layout import RUNS, open_log
from jiaokan.storage.paths import AnyPath, RemotePath

STALE_SECONDS = 86_400  # what a killed writer left is removed after a day
_LOCK = ".lock"


def snapshot_path(dataset: AnyPath, version: int) -> AnyPath:
    return dataset / "snapshots" / (f"{version:06d}" if isinstance(dataset, Path) else f"{version:06d}.json")


def iter_snapshots(dataset: AnyPath) -> Iterable[tuple[int, AnyPath]]:
    """Version → its snapshot, of all there are."""
    return ((int(path.name.partition(".")[0]), path) for path in (dataset / "snapshots").glob("[0-9]*"))


def publish(dataset: AnyPath, run: RunRow, files: Mapping[str, Iterable[str]]) -> None:
    """Make the version's snapshot (of files, table → names, without `runs`), and point `latest` at the newest."""
    final = snapshot_path(dataset, run.version)
    if not final.exists():
        of_all = {**files, RUNS: layout.log_files(open_log(dataset, RUNS, run.version))}
        if isinstance(final, RemotePath):
            final.write_text(manifest(dataset, run.version, of_all), "utf-8")
        else:
            _link_files(dataset, final, of_all, run.version)
    # Whoever sets `latest` looks again afterwards, so that the last one to set it has seen the newest.
    while not is_latest(dataset, newest := max(iter_snapshots(dataset))[1]):
        _set_latest(dataset, newest)


def manifest(dataset: AnyPath, version: int, files: Mapping[str, Iterable[str]]) -> str:
    """The URLs of the version's files, by table."""
    urls = {table: [str(dataset / table / name) for name in sorted(names)] for table, names in sorted(files.items())}
    return json.dumps({"version": version, **urls}, indent=1)


def is_latest(dataset: AnyPath, snapshot: AnyPath) -> bool:
    """Does `latest` lead to the snapshot? Where links aren't to be had it holds the same."""
    if isinstance(dataset, RemotePath) or isinstance(snapshot, RemotePath):
        latest = dataset / "latest.json"
        return latest.is_file() and latest.read_text("utf-8") == snapshot.read_text("utf-8")
    link = dataset / "latest"
    if link.is_symlink():
        return link.readlink().name == snapshot.name
    # Every version has a file of its own in `runs`.
    return link.is_dir() and {p.name for p in (link / RUNS).iterdir()} == {p.name for p in (snapshot / RUNS).iterdir()}


def _link_files(dataset: AnyPath, final: Path, files: Mapping[str, Iterable[str]], version: int) -> None:
    building = final.with_name(f".{final.name}.{uuid.uuid4().hex}.tmp")
    try:
        for table, named in files.items():
            (building / table).mkdir(parents=True)
            source, target = str(dataset / table), str(building / table)
            for name in named:  # there are many: joined as strings
                _link(f"{source}/{name}", f"{target}/{name}")
        building.rename(final)
    except OSError:
        shutil.rmtree(building, ignore_errors=True)
        # Another writer may have made it meanwhile, or made a newer version, after which this one was vacuumed.
        is_newest = open_log(dataset, RUNS).version() == version
        if not final.exists() and is_newest:
            raise


def _set_latest(dataset: AnyPath, snapshot: AnyPath) -> None:
    if isinstance(dataset, RemotePath) or isinstance(snapshot, RemotePath):
        (dataset / "latest.json").write_text(snapshot.read_text("utf-8"), "utf-8")
        return
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


@contextlib.contextmanager
def held_alone(folder: Path) -> Iterator[bool]:
    """Such a lock, unless another has it; false, too, where there are no locks."""
    with (folder / _LOCK).open("w") as file:
        is_ours = _lock(file) is True
        if is_ours:
            os.utime(folder)  # what is a day old is nobody's
        yield is_ours


def is_at_work(dataset: AnyPath) -> bool:
    """Is a writer known to be at work?"""
    return isinstance(dataset, Path) and any(map(_is_held, dataset.glob(f".staging/*/{_LOCK}")))


def _is_held(lock: Path) -> bool:
    with contextlib.suppress(OSError), lock.open() as file:
        return _lock(file) is False
    return False


def _lock(file: IO[str]) -> bool | None:
    """Lock the file for oneself. False where another has locked it, None where there are no locks."""
    try:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except (ImportError, OSError):
        return None
    return True


def remove_stale(dataset: AnyPath) -> None:
    """Remove what writers left that were killed more than a day ago; nothing while one is known to be at work."""
    if isinstance(dataset, RemotePath):
        for file, stat in (dataset / ".staging").walk():
            if time.time() - stat.st_mtime_ns / 1e9 > STALE_SECONDS:
                file.unlink(missing_ok=True)
        return
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
