"""Where the parts of a run lie until they are committed.

    .staging/run/<digest>.json        the report of a shard that is done, with checksums of its parts
    .staging/run/<digest>-<attempt>/  the parts it names; those of an attempt that no report names are nobody's

The digest is over all that a shard's outcome comes from: files, settings, rules, what the dataset held. So a run that
was cut off, by kill -9 too, leaves what it has done to the next, and of two workers that did the same shard one counts.
Where workers are on other machines and the dataset is in an object store, the parts are in the store; else they are
on this machine, inside the dataset if that is here.
"""

from __future__ import annotations

import contextlib
import errno
import functools
import hashlib
import json
import os
import secrets
import shutil
import tempfile
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path

from jiaokan.errors import ConflictError, DatasetError
from jiaokan.pipeline import rules_fingerprint, settings_fingerprint
from jiaokan.read import SourceFile
from jiaokan.read.headers import SIDECAR
from jiaokan.schema import SCHEMA_VERSION
from jiaokan.storage import paths, snapshots
from jiaokan.storage.layout import TABLES
from jiaokan.storage.paths import AnyPath, RemotePath, parse_path
from jiaokan.storage.rows import PartFiles, find_parts
from jiaokan.work.shard import ShardReport

RACY_SECONDS = 2  # a file that was just written may change once more without a change of its times


@contextlib.contextmanager
def open_stage(dataset: AnyPath) -> Iterator[Path]:
    """The folder of this machine in which a run goes on where the last one was cut off; gone once all went well.

    Where another run has it, a folder that is nobody else's. A full disk and parts that don't hold what they should are
    no state to go on from.
    """
    folder = _home(dataset) / "run"
    folder.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        if not stack.enter_context(snapshots.held_alone(folder)):
            other = stack.enter_context(paths.scratch(dataset))
            stack.enter_context(snapshots.held(other))
            yield other
            return
        try:
            yield folder
        except ConflictError:
            raise
        except DatasetError:
            shutil.rmtree(folder)
            raise
        except OSError as error:
            if error.errno in {errno.ENOSPC, errno.EDQUOT}:
                shutil.rmtree(folder)
            raise
        shutil.rmtree(folder)


def _home(dataset: AnyPath) -> Path:
    if isinstance(dataset, Path):
        return dataset / ".staging"
    user = os.getuid() if hasattr(os, "getuid") else ""
    digest = hashlib.sha256(str(dataset).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir(), f"jiaokan-{user}-{digest}")


def digest_of(files: Sequence[SourceFile], base: str) -> str:
    """Of all that the outcome of a shard comes from; where that can't be told, a name that is no other's.

    `base`: what the dataset holds. Some 10 µs a file.
    """
    settings = files[0].settings
    parts: list[object] = [
        version("jiaokan"),
        SCHEMA_VERSION,
        rules_fingerprint(),
        settings_fingerprint(settings),
        base,
        replace(settings, learned=frozenset()),
    ]
    for file in files:
        stamp = _stamp(file)
        if stamp is None or file.settings is not settings:
            return secrets.token_hex(12)
        parts.append((file.source_id, file.root, file.path, file.span, stamp))
    return hashlib.sha256(repr(parts).encode("utf-8", "surrogateescape")).hexdigest()[:24]


def _stamp(file: SourceFile) -> object | None:
    """What changes with the bytes of a file or of its headers, without reading them; None where nothing tells."""
    if isinstance(file.path, str):
        return file.etag
    found: list[tuple[int, ...]] = []
    for path in (file.path, f"{file.path}{SIDECAR}"):
        try:
            of_path = os.stat(path)  # noqa: PTH116 — a str, for speed
        except FileNotFoundError:
            found.append(())
        except OSError:
            return None
        else:
            if time.time() - max(of_path.st_ctime, of_path.st_mtime) < RACY_SECONDS:
                return None
            found.append((of_path.st_size, of_path.st_mtime_ns, of_path.st_ctime_ns, of_path.st_ino))
    return found


@contextlib.contextmanager
def attempt(place: str) -> Iterator[Path]:
    """A new folder of this machine for the parts of a shard that has its place there; gone again if that fails."""
    if _is_url(place):
        with tempfile.TemporaryDirectory(prefix="jiaokan-") as name:
            yield Path(name, f"{place.rpartition('/')[2]}-{secrets.token_hex(4)}")
        return
    folder = Path(f"{place}-{secrets.token_hex(4)}")
    try:
        yield folder
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def shared_place(dataset: AnyPath, folder: Path) -> str:
    """Where workers of other machines put parts: `folder`, where they have the same disks; a dataset's own store."""
    return str(folder.absolute() if isinstance(dataset, Path) else dataset / ".staging")


def sent(file: Path, place: str) -> str:
    """A file of this machine, where workers can have it."""
    if not _is_url(place):
        return str(file.absolute())
    url = f"{place}/{secrets.token_hex(12)}-{file.name}"
    _remote(url).upload(file)
    return url


def near(sent: str | None) -> Path | None:
    """What was sent, on this machine."""
    if sent is None or not _is_url(sent):
        return Path(sent) if sent else None
    return Path(_brought(sent).name, "file")


@functools.lru_cache(maxsize=4)
def _brought(url: str) -> tempfile.TemporaryDirectory[str]:
    folder = tempfile.TemporaryDirectory(prefix="jiaokan-")
    paths.copy_out(_remote(url), Path(folder.name, "file"))
    return folder


def publish(report: ShardReport, place: str) -> ShardReport:
    """Put the report of a shard that is done there, and its parts, where they have to be sent."""
    if _is_url(place):
        target = _remote(place).parent / Path(report.folder).name
        for path in Path(report.folder).iterdir():
            (target / path.name).upload(path)
        report = replace(report, folder=str(target))
        _remote(f"{place}.json").write_text(json.dumps(asdict(report)), "utf-8")
        return report
    building = Path(f"{report.folder}.json")
    told = {**asdict(report), _CHECKSUMS: _checksums(Path(report.folder))}
    building.write_text(json.dumps(told), "utf-8")
    building.replace(f"{place}.json")
    return report


_CHECKSUMS = "checksums"  # name → CRC-32, of a folder's files


def find_report(place: str) -> ShardReport | None:
    """That of the shard, if it is done and its parts are whole: a disk may lose what was written before the power went.

    Nobody else would see it: who reads files of Arrow takes them at their word.
    """
    try:
        path = _remote(f"{place}.json") if _is_url(place) else Path(f"{place}.json")
        told = json.loads(path.read_text("utf-8"))
        checksums = told.pop(_CHECKSUMS, None)
        report = ShardReport(**told)
        is_whole = _is_url(place) or checksums == _checksums(Path(report.folder))  # stores see to it themselves
    except (FileNotFoundError, AttributeError, TypeError, ValueError):  # there is none, or it is another jiaokan's
        return None
    return report if is_whole else None


def _checksums(folder: Path) -> dict[str, int]:
    found: dict[str, int] = {}
    for path in folder.iterdir():
        with path.open("rb") as file:
            crc = 0
            while chunk := file.read(1 << 20):
                crc = zlib.crc32(chunk, crc)
        found[path.name] = crc
    return found


def fetched(report: ShardReport, folder: Path) -> ShardReport:
    """The report with its parts on this machine, in `folder` if they have to be brought."""
    if not _is_url(report.folder):
        return report
    source = _remote(report.folder)
    target = folder / source.name
    shutil.rmtree(target, ignore_errors=True)  # a run that was cut off may have been bringing it
    target.mkdir()
    for path in source.glob("*"):
        paths.copy_out(path, target / path.name)
    return replace(report, folder=str(target))


def discard(place: str, reports: Sequence[ShardReport], known: str | None) -> None:
    """Remove what a run that is committed had in the store; what is on this machine goes with its folder."""
    if not _is_url(place):
        return
    for report in reports:
        folder = _remote(report.folder)
        for path, _ in folder.walk():
            path.unlink(missing_ok=True)
        (folder.parent / f"{folder.name.rpartition('-')[0]}.json").unlink(missing_ok=True)
    if known:
        _remote(known).unlink(missing_ok=True)


def _is_url(place: str) -> bool:
    return "://" in place


@functools.lru_cache(maxsize=4)
def _store(root: str) -> RemotePath:
    found = parse_path(root)
    assert isinstance(found, RemotePath)  # noqa: S101 — `_is_url`
    return found


def _remote(url: str) -> RemotePath:
    """What lies at a URL: as a part of the folder, whose connection all of them share."""
    folder, _, name = url.rpartition("/")
    return _store(folder) / name


@dataclass(frozen=True, slots=True)
class Staged:
    """The parts of one source, as a commit takes them."""

    source_id: str
    parts: Mapping[str, PartFiles]  # of each table

    @classmethod
    def of(cls, source_id: str, reports: Sequence[ShardReport]) -> Staged:
        """Raises DatasetError unless there are as many inputs, records and rejects as were reported."""
        parts = {
            table: PartFiles(sorted(path for one in reports for path in find_parts(Path(one.folder), table)), table)
            for table in TABLES
        }
        n_inputs, n_records, n_rejects = (parts[table].count() for table in ("raw", "documents", "rejects"))
        expected = (sum(report.n_inputs for report in reports), sum(report.n_records for report in reports))
        if expected != (n_inputs, n_records) or n_records + n_rejects != n_inputs:
            raise DatasetError(
                f"{source_id}: the staged parts hold {n_inputs} inputs, {n_records} records and "
                f"{n_rejects} rejects, reported were {expected[0]} inputs and {expected[1]} records; "
                "nothing was committed: run again"
            )
        return cls(source_id, parts)
