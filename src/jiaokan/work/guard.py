"""Processes that clean shards. One that dies costs the repetition of its shard; a document that kills twice, itself.

    with Guard(4) as guard:
        report = guard.clean(shard)  # from as many threads as there are processes

Where a process died is known from its watch (watch.py). Dying is what C code does for want of memory or for a fault of
its own, and what the system does to a process that takes too much.
"""

from __future__ import annotations

import gc
import os
import platform
import shutil
import signal
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain
from multiprocessing import parent_process
from multiprocessing.connection import wait
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Self, TypeVar

from jiaokan import furniture, log
from jiaokan.errors import DatasetError
from jiaokan.pipeline import rules_fingerprint
from jiaokan.read import SourceFile
from jiaokan.record import FurnitureRow
from jiaokan.storage import stage
from jiaokan.work.process import Died, Process
from jiaokan.work.retry import patiently
from jiaokan.work.shard import ShardReport, clean_shard
from jiaokan.work.watch import LIMITS, Limits, Watch, limit_memory, read_step

T = TypeVar("T")

STOPPED = "the processes were stopped"
MAX_DEATHS = 5  # of the processes of one shard, at different documents: then it isn't they


@dataclass(frozen=True, slots=True)
class Shard:
    """What one process does at once: files of one source, and where their parts go. Plain values."""

    files: tuple[SourceFile, ...]
    place: str  # of its report and parts: stage.py
    known: str | None = None  # the file of known.write_known
    rules: str = field(default_factory=rules_fingerprint)  # of the one who asks: a worker's own may be others

    @property
    def name(self) -> str:
        first, last = self.files[0], self.files[-1]
        return f"{first.source_id}: {first.uri}" + (f" to {last.uri}" if len(self.files) > 1 else "")


@dataclass(frozen=True, slots=True)
class Sample:
    """Files of one source that its furniture is learned from, and what was learned before."""

    files: tuple[SourceFile, ...]
    held: tuple[FurnitureRow, ...] = ()
    n_shares: int = 1  # processes that read its documents

    @property
    def name(self) -> str:
        return f"{self.files[0].source_id}: its furniture"


class Guard:
    def __init__(self, n_processes: int, limits: Limits = LIMITS) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._is_stopped = False
        self._processes: dict[int, Process] = {}  # by their places, of which each that is free is in `_free`
        self._free: SimpleQueue[int] = SimpleQueue()
        for place in range(n_processes):
            self._free.put(place)
        self._n_processes = n_processes

    def __enter__(self) -> Self:
        return self

    def start(self) -> None:
        """Have the processes begin now, not when there is something to do: they take half a second."""
        for place in range(self._n_processes):
            self._process(place)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is not None:
            self.stop()
            return
        for process in self._processes.values():
            process.end()

    def stop(self) -> None:
        """End the processes, whatever they are at; RuntimeError for who waits for them or comes later."""
        with self._lock:
            self._is_stopped = True
            for process in self._processes.values():
                process.kill()
        for process in self._processes.values():
            process.join()

    def _do(self, work: Callable[..., T], *given: object) -> T:
        place = self._free.get()
        try:
            return self._process(place).do(work, *given)
        except Died as death:
            if self._is_stopped:
                raise RuntimeError(STOPPED) from death
            raise
        finally:
            self._free.put(place)

    def _process(self, place: int) -> Process:
        """The one that is there, or where it has died, another."""
        with self._lock:
            if self._is_stopped:
                raise RuntimeError(STOPPED)
            process = self._processes.get(place)
            if process is None or not process.is_alive:
                process = self._processes[place] = Process(_begin, self._limits)
            return process

    def clean(self, shard: Shard) -> ShardReport:
        """Raises what `clean_shard` raises, and DatasetError where its processes die at ever other documents."""
        if shard.rules != rules_fingerprint():
            raise DatasetError(f"{platform.node()} has other rules than the run: let all have the same jiaokan")
        return patiently(lambda: self._attempt(shard), shard.name)

    def _attempt(self, shard: Shard) -> ShardReport:
        with stage.attempt(shard.place) as folder:
            return stage.publish(self._clean(shard, folder), shard.place)

    def _clean(self, shard: Shard, folder: Path) -> ShardReport:
        fatal: set[int] = set()
        died_at: Counter[int] = Counter()
        mark = Path(f"{folder}.step")
        while True:
            watch = Watch(mark, frozenset(fatal), self._limits)
            try:
                return self._do(_clean, shard.files, folder, stage.near(shard.known), watch)
            except Died as death:
                step = read_step(mark)
                shutil.rmtree(folder, ignore_errors=True)
                died_at[step] += 1
                log.warn("process-died", shard=shard.name, step=step, exit=death.exit_code, times=died_at[step])
                if died_at[step] > 1 and step:
                    fatal.add(step)
                elif died_at.total() >= MAX_DEATHS + 2 * len(fatal):
                    raise DatasetError(_complaint(shard, died_at.total(), death)) from death
            finally:
                mark.unlink(missing_ok=True)

    def learn(self, sample: Sample) -> tuple[FurnitureRow, ...]:
        """What recurs in the documents of a sample (furniture.py); what did, where that ends the process twice."""
        n_shares = min(sample.n_shares, self._n_processes)
        try:
            pages = self._read_pages(sample, n_shares) if n_shares > 1 else None
            return self._twice(sample, furniture.learn_source, pages)
        except Died:
            return sample.held

    def _read_pages(self, sample: Sample, n_shares: int) -> list[furniture.Page]:
        """In several processes, which also gets them going."""
        with ThreadPoolExecutor(n_shares) as threads:
            shares = threads.map(lambda n: self._twice(sample, furniture.read_pages, n, n_shares), range(n_shares))
            return [*chain.from_iterable(shares)]

    def _twice(self, sample: Sample, work: Callable[..., T], *given: object) -> T:
        """Once more where it ends the process. Raises Died."""

        def attempt() -> T:
            return patiently(lambda: self._do(work, sample.files, sample.held, *given), sample.name)

        try:
            return attempt()
        except Died as death:
            log.warn("process-died", learning=sample.files[0].source_id, exit=death.exit_code)
            return attempt()


def _begin(limits: Limits) -> None:
    """In a new process. Ctrl-C at a terminal reaches all of its processes; the one that was started sees to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(20_000)  # records held for a part are no garbage; to look for it took a tenth of the time
    threading.Thread(target=_end_with_parent, daemon=True).start()
    limit_memory(limits)


def _end_with_parent() -> None:
    """One that was killed can't stop its processes, and what they write is nobody's any more."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _clean(files: Sequence[SourceFile], folder: Path, known: Path | None, watch: Watch) -> ShardReport:
    try:
        return clean_shard(files, folder, known, watch)
    finally:
        watch.close()


def _complaint(shard: Shard, n_deaths: int, death: Died) -> str:
    return (
        f"{shard.name}: the processes that cleaned them died {n_deaths} times at different documents, at last by "
        f"{death}; nothing was committed: memory may be short, so run with fewer --workers"
    )
