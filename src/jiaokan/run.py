"""A run: corpora → survey → furniture of each source → shards → assertions → one commit.

Who executes the parts is a parameter: `Direct` in processes of this machine, flows/clean.py as tasks of Prefect. Only
paths, keys and counts pass between them. Nothing is committed unless every file that was found is accounted for. A run
that was cut off is gone on with by the next (storage/stage.py).
"""

from __future__ import annotations

import contextlib
import os
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from itertools import chain
from types import MappingProxyType, TracebackType
from typing import Protocol, Self, TypeVar

from jiaokan import furniture, log, store
from jiaokan.document import escaped
from jiaokan.errors import AssertionsError, DatasetError, InputError
from jiaokan.read import described_sources, discover
from jiaokan.record import FurnitureRow
from jiaokan.settings import Engine, Runner, Settings, TargetScript, Vanished
from jiaokan.sources import check_settings
from jiaokan.storage import layout, stage
from jiaokan.storage.layout import RUNS, check_writable
from jiaokan.storage.paths import AnyPath, parse_path
from jiaokan.store import Commit
from jiaokan.work.guard import Guard, Sample, Shard
from jiaokan.work.incremental import KNOWN, find_known, retract
from jiaokan.work.retry import patiently
from jiaokan.work.shard import ShardReport, total
from jiaokan.work.survey import LEAST_SHARD_BYTES, Survey, count_parts, iter_parts, iter_shards, survey

S = TypeVar("S")
T = TypeVar("T")

Progress = Callable[[int, int], None]  # (files or parts of files done, in all)
Learned = Mapping[str, Sequence[FurnitureRow]]  # source → its furniture


MAX_SHARES = 8  # of a sample, each of which reads all of it and looks at its own


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked for. `vanished`: what becomes of documents that are no longer in their source."""

    corpora: tuple[str, ...]
    dataset: str
    script: TargetScript = "Hans"
    phrases: bool = False
    engine: Engine = "opencc"
    learn: bool = True  # the furniture of each source, first, unless its settings say no
    force: bool = False  # clean everything anew
    vanished: Vanished = "keep"
    workers: int | None = None  # processes of this machine; None: one for each core
    runner: Runner = "processes"
    address: str | None = None  # of Dask's scheduler

    @property
    def settings(self) -> Settings:
        return Settings(script=self.script, phrases=self.phrases, engine=self.engine)

    @property
    def parameters(self) -> dict[str, object]:
        """What the row of the run says of them: all that bears on the result."""
        passed = ("corpora", "dataset", "force", "workers", "runner", "address")
        return {field.name: getattr(self, field.name) for field in fields(self) if field.name not in passed}

    @property
    def n_workers(self) -> int:
        return self.workers or count_cores()


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
    n_resumed: int  # files (or parts of files) that a run which was cut off had done
    version: int
    is_new: bool  # false: the content was there already
    n_documents: int  # in this version
    seconds: float


class Executor(Protocol):
    """What does the work of a run, anywhere. `is_elsewhere`: on other machines, too."""

    is_elsewhere: bool

    def learn(self, samples: Iterable[Sample]) -> Iterator[tuple[FurnitureRow, ...]]:
        """In the order given, as all that follow; asks for no more than is needed to keep all at work."""
        ...

    def clean(self, shards: Iterable[Shard]) -> Iterator[ShardReport]: ...

    def commit(
        self,
        dataset: str,
        reports: Sequence[ShardReport],
        started_at: datetime,
        parameters: Mapping[str, object],
        learned: Learned,
    ) -> Commit: ...


def commit_reports(
    dataset: str,
    reports: Sequence[ShardReport],
    started_at: datetime,
    parameters: Mapping[str, object],
    learned: Learned,
) -> Commit:
    """What every executor does in the end."""
    folder = parse_path(dataset)
    return patiently(
        lambda: store.commit(folder, reports, started_at=started_at, parameters=parameters, furniture=learned),
        f"the commit to {folder}",
    )


class Direct:
    """In processes of this machine, as many as `n_workers`."""

    is_elsewhere = False

    def __init__(self, n_workers: int) -> None:
        self._guard = Guard(n_workers)
        self._threads = ThreadPoolExecutor(n_workers)
        self._n_workers = n_workers

    def __enter__(self) -> Self:
        self._guard.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._guard.__exit__(kind, error, trace)

    def learn(self, samples: Iterable[Sample]) -> Iterator[tuple[FurnitureRow, ...]]:
        return self._done(self._guard.learn, samples)

    def clean(self, shards: Iterable[Shard]) -> Iterator[ShardReport]:
        return self._done(self._guard.clean, shards)

    def _done(self, work: Callable[[S], T], given: Iterable[S]) -> Iterator[T]:
        futures = (self._threads.submit(work, one) for one in given)
        return (future.result() for future in ahead(futures, 2 * self._n_workers))

    commit = staticmethod(commit_reports)


def ahead(given: Iterable[T], n: int) -> Iterator[T]:
    """The same in the same order, but taken `n` ahead of use."""
    waiting: deque[T] = deque()
    for one in given:
        waiting.append(one)
        if len(waiting) > n:
            yield waiting.popleft()
    yield from waiting


def count_cores() -> int:
    """Those this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def count_processes(options: Options) -> int:
    """No more than there are shards: each takes half a second of CPU time before it cleans anything."""
    files = (file for corpus in options.corpora for file in discover(corpus, options.settings))
    n_shards = 0
    for shard in iter_shards(files, max_bytes=LEAST_SHARD_BYTES):
        n_shards += max(map(count_parts, shard))
        if n_shards >= options.n_workers:
            break
    return max(1, min(n_shards, options.n_workers))


def check_options(options: Options) -> None:
    """Raises what a run would, for mistakes that are cheap to see: before anything dear is started."""
    if (options.runner == "dask") != (options.address is not None):
        raise InputError("the runner dask and the address of its scheduler (tcp://…) go together")
    for corpus in options.corpora:
        if next(discover(corpus, options.settings), None) is None:
            raise InputError(f"{corpus}: there are no files in it")
    check_settings(options.settings)
    check_writable(parse_path(options.dataset))


def run_here(options: Options, on_progress: Progress | None = None) -> RunReport:
    """The run, without any scheduler. Raises what jiaokan raises; the dataset is then as it was."""
    if options.runner != "processes":
        raise InputError(f"the runner {options.runner} goes by Prefect, not --direct")
    with Direct(count_processes(options)) as executor:
        check_options(options)  # imports deltalake and pyarrow, while the processes begin
        return run_parts(options, executor, on_progress)


def run_parts(options: Options, executor: Executor, on_progress: Progress | None = None) -> RunReport:
    """Clean what is new or has changed in the corpora and commit the outcome as the dataset's next version."""
    try:
        report = _run(options, executor, on_progress or silent)
    except BaseException as error:
        log.warn("run-stopped", dataset=options.dataset, error=f"{type(error).__name__}: {error}")
        raise
    log.say("run-ended", dataset=options.dataset, **asdict(report))
    return report


def _run(options: Options, executor: Executor, on_progress: Progress) -> RunReport:
    began, started_at = time.perf_counter(), datetime.now(UTC)
    dataset, base = parse_path(options.dataset), options.settings
    found = survey(options.corpora, base)
    log.say("run-began", corpora=" ".join(options.corpora), dataset=options.dataset, files=found.n_files)
    learned = learn_all(dataset, found, executor, options.n_workers) if options.learn else {}
    on_progress(0, found.n_parts)
    with store.staging(dataset, resumes=True) as folder:
        before = (
            None if options.force and options.vanished == "keep" else find_known(dataset, folder, force=options.force)
        )
        place = stage.shared_place(dataset, folder) if executor.is_elsewhere else str(folder.absolute())
        known = stage.sent(folder / KNOWN, place) if before else None
        n_done = 0
        held_by = f"{before and before.version} {options.force}"
        # Listed anew: a list of all files would be as big as there are many.
        files = (file for corpus in options.corpora for file in discover(corpus, base))
        parts = (
            part for file in furniture.with_learned(files, learned) for part in iter_parts(file, found.shard_bytes)
        )
        given = _Given(
            Shard(tuple(of_shard), f"{place}/{stage.digest_of(of_shard, held_by)}", known)
            for of_shard in iter_shards(parts, max_bytes=found.shard_bytes)
        )
        made: list[ShardReport] = []
        reports: list[ShardReport] = []
        for report in chain(executor.clean(given), given.done):
            made.append(report)
            reports.append(stage.fetched(report, folder))
            n_done += report.n_files
            log.say("shard-cleaned", **_counts(report))
            on_progress(min(n_done, found.n_parts), found.n_parts)
        on_progress(found.n_parts, found.n_parts)
        check_complete(given.n_files, reports)
        check_assertions(options.corpora, reports, last_records(dataset))
        if before and options.vanished == "retract":
            reports += retract(before, reports, folder, _limits(found))
        commit = executor.commit(options.dataset, reports, started_at, options.parameters, learned)
        stage.discard(place, made, known)
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
        n_resumed=sum(report.n_files for report in given.done),
        version=commit.version,
        is_new=commit.is_new,
        n_documents=commit.n_documents,
        seconds=time.perf_counter() - began,
    )


def _counts(report: ShardReport) -> dict[str, object]:
    """What an event says of a shard."""
    return {name: value for name, value in asdict(report).items() if name != "folder"}


class _Given:
    """Shards as they are given out, but those that are done; and how many files all of them hold."""

    def __init__(self, shards: Iterable[Shard]) -> None:
        self._shards = shards
        self.n_files = 0
        self.done: list[ShardReport] = []

    def __iter__(self) -> Iterator[Shard]:
        for shard in self._shards:
            self.n_files += len(shard.files)
            if report := stage.find_report(shard.place):
                self.done.append(report)
            else:
                yield shard


def _limits(found: Survey) -> dict[str, float]:
    return {source: files[0].settings.assertions.max_vanished_ratio for source, files in found.samples.items()}


def learn_all(
    dataset: AnyPath, found: Survey, executor: Executor, n_workers: int
) -> dict[str, tuple[FurnitureRow, ...]]:
    """Source → its furniture, of those that have any. Where there are more workers than sources, they share these."""
    held: dict[str, tuple[FurnitureRow, ...]] = {}
    with contextlib.suppress(DatasetError):  # there is no version yet; if more is wrong, the commit will say it
        held = furniture.read_furniture(dataset)
    wanted = {
        source_id: files
        for source_id, sample in found.samples.items()
        if (files := tuple(file for file in sample if file.settings.learn))
    }
    n_shares = min(MAX_SHARES, max(1, n_workers // max(1, len(wanted))))
    samples = [Sample(files, held.get(escaped(source_id), ()), n_shares) for source_id, files in wanted.items()]
    learned = zip(samples, executor.learn(samples), strict=True)
    return {sample.files[0].source_id: rows for sample, rows in learned if rows}


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


def last_records(dataset: AnyPath) -> dict[str, int]:
    """Source → the documents it gave in the last run over it; a backfill is none."""
    last: dict[str, int] = {}
    for run in layout.open_runs(dataset)[1] if layout.has_log(dataset, RUNS) else ():
        if "backfill" not in layout.pairs(run.parameters):
            found = (text.rpartition("=") for text in run.records_by_source or ())
            last.update((source, int(count)) for source, _, count in found)
    return last


def check_assertions(
    corpora: Iterable[str], reports: Iterable[ShardReport], last: Mapping[str, int] = MappingProxyType({})
) -> None:
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
        for complaint in settings.assertions.complaints(
            counted[source_id], records[source_id], last.get(escaped(source_id))
        )
    ]
    if broken:
        raise AssertionsError("\n".join([*broken, "nothing was committed: see to the source, or change the assertion"]))


def silent(_done: int, _all: int) -> None:
    """No progress is wanted."""
