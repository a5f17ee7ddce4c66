"""The flow `clean_corpus`: corpora → furniture of each source → shards → one task a shard → one commit.

Tasks get paths and URLs and give counts; texts stay in files. Nothing is committed unless every file that was found
is accounted for.
"""

from __future__ import annotations

import contextlib
import hashlib
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, groupby
from pathlib import Path

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from jiaokan import furniture, shard, store
from jiaokan.document import escaped
from jiaokan.errors import AssertionsError, DatasetError, InputError
from jiaokan.incremental import KNOWN, find_known, retract
from jiaokan.layout import check_writable, dataset_folder
from jiaokan.read import SourceFile, described_sources, discover, reader_of
from jiaokan.read.span import split_file
from jiaokan.record import FurnitureRow
from jiaokan.settings import Engine, Settings, TargetScript, Vanished
from jiaokan.shard import ShardReport, total
from jiaokan.sources import check_settings

SHARD_FILES = 500
SHARD_BYTES = 32 << 20
PART_BYTES = 256 << 20  # of a file that can be read in parts

Progress = Callable[[int, int], None]  # (files or parts of files done, in all)

# A callback is no parameter: Prefect stores those.
_progress: ContextVar[Progress | None] = ContextVar("progress", default=None)


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run read, what became of it, and the version it made. `n_inputs == n_records + n_rejects`."""

    n_files: int
    n_inputs: int
    n_records: int
    n_rejects: int
    n_late: int  # inputs left out: the dataset holds a newer observation
    n_unchanged: int  # inputs left alone, beside n_inputs: the dataset holds what they would give
    n_bytes: int  # raw bytes of all inputs
    rejects_by_reason: dict[str, int]
    edits_by_rule: dict[str, int]
    n_learned: int  # lines of furniture learned over the sources
    version: int
    is_new: bool  # false: the content was there already
    n_documents: int  # in this version
    seconds: float


def run(
    corpora: Sequence[Path | str],
    dataset: Path,
    *,
    script: TargetScript = "Hans",
    phrases: bool = False,
    engine: Engine = "opencc",
    learn: bool = True,
    force: bool = False,
    vanished: Vanished = "keep",
    on_progress: Progress | None = None,
) -> RunReport:
    """Run `clean_corpus` here and now. Raises what jiaokan raises; the dataset is then as it was."""
    for corpus in corpora:  # mistakes that need no engine to be found, which takes some seconds to start
        next(discover(corpus), None)
    check_settings(Settings(script=script, phrases=phrases, engine=engine))
    check_writable(dataset_folder(dataset))
    token = _progress.set(on_progress)
    try:
        return clean_corpus(
            [str(path) for path in corpora],
            str(dataset),
            script,
            phrases=phrases,
            engine=engine,
            learn=learn,
            force=force,
            vanished=vanished,
        )
    finally:
        _progress.reset(token)


@flow(name="clean-corpus", persist_result=False, validate_parameters=False)
def clean_corpus(
    corpora: list[str],
    dataset: str,
    script: TargetScript = "Hans",
    *,
    phrases: bool = False,
    engine: Engine = "opencc",
    learn: bool = True,
    force: bool = False,
    vanished: Vanished = "keep",
) -> RunReport:
    """Clean what is new or has changed in the corpora and commit the outcome as the dataset's next version.

    `learn`: first learn the furniture of each source, unless its settings say no. `force`: clean everything anew.
    `vanished`: whether documents that are no longer in their source are kept, or become rejects.
    """
    began, started_at = time.perf_counter(), datetime.now(UTC)
    on_progress = _progress.get() or _silent
    base = Settings(script=script, phrases=phrases, engine=engine)
    found = survey(corpora, base)
    learned = learn_all(dataset, found) if learn else {}
    # Listed anew: a list of all files would be as big as there are many.
    files = (file for corpus in corpora for file in discover(corpus, base))
    parts = (part for file in furniture.with_learned(files, learned) for part in iter_parts(file))
    on_progress(0, found.n_parts)
    reports: list[ShardReport] = []
    n_parts = 0
    with store.staging(dataset_folder(dataset)) as folder:
        before = None if force and vanished == "keep" else find_known(Path(dataset), folder, force=force)
        known = str(folder / KNOWN) if before else None
        for number, files_of_shard in enumerate(iter_shards(parts)):
            reports.append(clean_shard(files_of_shard, str(folder / f"{number:06d}"), known))
            n_parts += len(files_of_shard)
            on_progress(min(n_parts, found.n_parts), found.n_parts)
        on_progress(found.n_parts, found.n_parts)
        check_complete(n_parts, reports)
        check_assertions(corpora, reports)
        if before and vanished == "retract":
            limits = {
                source: files[0].settings.assertions.max_vanished_ratio for source, files in found.samples.items()
            }
            reports += retract(before, reports, folder, limits)
        parameters = {"script": script, "phrases": phrases, "engine": engine, "learn": learn, "vanished": vanished}
        commit = commit_shards(dataset, reports, started_at, parameters, learned)
    return RunReport(
        n_files=found.n_files,
        n_inputs=sum(report.n_inputs for report in reports),
        n_records=sum(report.n_records for report in reports),
        n_rejects=sum(report.n_rejects for report in reports),
        n_late=commit.n_late,
        n_unchanged=sum(report.n_unchanged for report in reports),
        n_bytes=sum(report.n_bytes for report in reports),
        rejects_by_reason=total(report.rejects_by_reason for report in reports),
        edits_by_rule=total(report.edits_by_rule for report in reports),
        n_learned=sum(map(len, learned.values())),
        version=commit.version,
        is_new=commit.is_new,
        n_documents=commit.n_documents,
        seconds=time.perf_counter() - began,
    )


@dataclass(frozen=True, slots=True)
class Survey:
    """What there is to do. `samples`: of each source the files its furniture is learned from."""

    n_files: int
    n_parts: int  # files, or parts of big ones, as nearly as their sizes tell
    samples: dict[str, list[SourceFile]]


def survey(corpora: Sequence[str], base: Settings) -> Survey:
    """Raises InputError where there are no files, and for a name that a source has twice."""
    n_parts = 0
    keys = array("Q")
    samples: dict[str, list[SourceFile]] = {}

    def counted(files: Iterable[SourceFile]) -> Iterator[SourceFile]:
        nonlocal n_parts
        for file in files:
            n_parts += count_parts(file)
            keys.append(_key(file))
            yield file

    for corpus in corpora:
        for source_id, files in groupby(discover(corpus, base), key=lambda file: file.source_id):
            known = samples.get(source_id, ())
            samples[source_id] = furniture.choose_files(chain(known, counted(files)))
    if not keys:
        raise InputError(f"no files in {', '.join(corpora) or 'no corpus'}")
    n_files = len(keys)
    repeated = _repeated(keys)
    if repeated:
        files = (file for corpus in corpora for file in discover(corpus, base) if _key(file) in repeated)
        (source_id, name), n = Counter((file.source_id, file.uri) for file in files).most_common(1)[0]
        if n > 1:
            raise InputError(f"{name} of source {source_id} was given twice: by two corpora with a source of that name")
    return Survey(n_files, n_parts, samples)


def _key(file: SourceFile) -> int:
    """The file's name in 8 bytes."""
    name = f"{file.source_id}\0{file.uri}".encode("utf-8", "surrogateescape")
    return int.from_bytes(hashlib.blake2b(name, digest_size=8).digest())


def _repeated(keys: array[int]) -> set[int]:
    import numpy as np

    ordered = np.sort(np.frombuffer(keys, np.uint64))
    return set(ordered[1:][ordered[1:] == ordered[:-1]].tolist())


def learn_all(dataset: str, found: Survey) -> dict[str, tuple[FurnitureRow, ...]]:
    """Source → its furniture, of those that have any."""
    held: dict[str, tuple[FurnitureRow, ...]] = {}
    with contextlib.suppress(DatasetError):  # there is no version yet; if more is wrong, the commit will say it
        held = furniture.read_furniture(Path(dataset))
    learned: dict[str, tuple[FurnitureRow, ...]] = {}
    for source_id, sample in found.samples.items():
        files = [file for file in sample if file.settings.learn]
        if files and (rows := learn_furniture(files, held.get(escaped(source_id), ()))):
            learned[source_id] = rows
    return learned


@task(name="learn-furniture", cache_policy=NO_CACHE, persist_result=False)
def learn_furniture(files: Sequence[SourceFile], held: Sequence[FurnitureRow]) -> tuple[FurnitureRow, ...]:
    return furniture.learn_source(files, held)


@task(name="clean-shard", cache_policy=NO_CACHE, persist_result=False)
def clean_shard(files: Sequence[SourceFile], folder: str, known: str | None = None) -> ShardReport:
    return shard.clean_shard(files, folder, Path(known) if known else None)


@task(name="commit", cache_policy=NO_CACHE, persist_result=False)
def commit_shards(
    dataset: str,
    reports: Sequence[ShardReport],
    started_at: datetime,
    parameters: Mapping[str, object],
    learned: dict[str, tuple[FurnitureRow, ...]],
) -> store.Commit:
    return store.commit(Path(dataset), reports, started_at=started_at, parameters=parameters, furniture=learned)


def count_parts(file: SourceFile, part_bytes: int = PART_BYTES) -> int:
    """In how many parts it comes, if it can be parted."""
    size = _size(file)
    return -(-size // part_bytes) if size > part_bytes and reader_of(file.path, file.settings).can_span else 1


def iter_parts(file: SourceFile, part_bytes: int = PART_BYTES) -> Iterator[SourceFile]:
    """The file, or its parts where it is big and can be parted: each is read by itself, by any worker."""
    if _size(file) <= part_bytes:
        yield file
        return
    try:
        yield from split_file(file, part_bytes)
    except OSError:  # reading it will say what is wrong
        yield file


def iter_shards(
    files: Iterable[SourceFile], max_files: int = SHARD_FILES, max_bytes: int = SHARD_BYTES
) -> Iterator[list[SourceFile]]:
    """The files in their order, in shards of one source and of limited size; a larger file is one by itself."""
    shard_files: list[SourceFile] = []
    n_bytes = 0
    for file in files:
        size = _size(file)
        full = len(shard_files) >= max_files or n_bytes + size > max_bytes
        if shard_files and (full or file.source_id != shard_files[0].source_id):
            yield shard_files
            shard_files, n_bytes = [], 0
        shard_files.append(file)
        n_bytes += size
    if shard_files:
        yield shard_files


def check_complete(n_parts: int, reports: Sequence[ShardReport]) -> None:
    """Raises DatasetError unless the reports account for all files (or parts) given out and all inputs read.

    A scheduler can lose a task and call the run completed.
    """
    n_files = sum(report.n_files for report in reports)
    unequal = [report.source_id for report in reports if report.n_inputs != report.n_records + report.n_rejects]
    if n_files != n_parts or unequal:
        raise DatasetError(
            f"nothing was committed: {n_files} of {n_parts} files are accounted for, "
            f"and inputs without an outcome are in {len(unequal)} shards; run again"
        )


def check_assertions(corpora: Iterable[str], reports: Iterable[ShardReport]) -> None:
    """Raises AssertionsError where a source, also one without files, did not give what its settings assert."""
    counted: Counter[str] = Counter()
    records: Counter[str] = Counter()
    for report in reports:
        counted[report.source_id] += report.n_inputs + report.n_unchanged
        records[report.source_id] += report.n_records + report.n_unchanged_records
    broken = [
        f"{corpus}/sources/{source_id}.toml: assertions.{complaint}"
        for corpus in corpora
        for source_id, settings in described_sources(corpus).items()
        for complaint in settings.assertions.complaints(counted[source_id], records[source_id])
    ]
    if broken:
        raise AssertionsError("\n".join([*broken, "nothing was committed: see to the source, or change the assertion"]))


def _size(file: SourceFile) -> int:
    if file.span is not None:
        return file.span.stop - file.span.start
    if file.n_bytes is not None or isinstance(file.path, str):
        return file.n_bytes or 0
    try:
        return file.path.stat().st_size
    except OSError:  # reading it will say what is wrong
        return 0


def _silent(_done: int, _all: int) -> None:
    """No progress is wanted."""
