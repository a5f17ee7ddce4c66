"""Processes that clean shards. One that dies costs the repetition of its shard; a document that kills twice, itself.

    with Guard(4) as guard:
        report = guard.clean(shard)  # from as many threads as there are processes

Where a process died is known from its watch (watch.py). Dying is what C code does for want of memory or for a fault of
its own, and what the system does to a process that takes too much.
"""

from __future__ import annotations

import os
import shutil
import signal
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from pathlib import Path
from types import TracebackType
from typing import Self

from pebble import ProcessExpired, ProcessPool

from jiaokan import furniture
from jiaokan.errors import DatasetError
from jiaokan.read import SourceFile
from jiaokan.record import FurnitureRow
from jiaokan.shard import ShardReport, clean_shard
from jiaokan.watch import LIMITS, Limits, Watch, limit_memory, read_step

MAX_DEATHS = 5  # of the processes of one shard, at different documents: then it isn't they


@dataclass(frozen=True, slots=True)
class Shard:
    """What one process does at once: files of one source, and where their parts go. Plain values."""

    files: tuple[SourceFile, ...]
    folder: str
    known: str | None = None  # the file of known.write_known


class Guard:
    def __init__(self, n_processes: int, limits: Limits = LIMITS) -> None:
        # Not forked from this process: deltalake's threads don't survive that.
        self._pool = ProcessPool(
            max_workers=n_processes, initializer=_begin, initargs=[limits], context=get_context("spawn")
        )
        self._limits = limits

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._pool.close()  # type: ignore[no-untyped-call]  # pebble's has no types
        else:
            self._pool.stop()  # type: ignore[no-untyped-call]  # kills what is at work
        self._pool.join()

    def clean(self, shard: Shard) -> ShardReport:
        """Raises what `clean_shard` raises, and DatasetError where its processes die at ever other documents."""
        fatal: set[int] = set()
        died_at: Counter[int] = Counter()
        mark = Path(f"{shard.folder}.step")
        while True:
            watch = Watch(mark, frozenset(fatal), self._limits)
            try:
                report: ShardReport = self._pool.schedule(_clean, args=[shard, watch]).result()
            except ProcessExpired as death:
                step = read_step(mark)
                mark.unlink(missing_ok=True)
                shutil.rmtree(shard.folder, ignore_errors=True)
                died_at[step] += 1
                if died_at[step] > 1 and step:
                    fatal.add(step)
                elif died_at.total() >= MAX_DEATHS + 2 * len(fatal):
                    raise DatasetError(_complaint(shard, died_at.total(), death)) from death
            else:
                mark.unlink(missing_ok=True)
                return report

    def learn(self, files: Sequence[SourceFile], held: Sequence[FurnitureRow]) -> tuple[FurnitureRow, ...]:
        """What recurs in the files' documents (furniture.py); nothing where that ends the process twice."""
        for _ in range(2):
            try:
                learned: tuple[FurnitureRow, ...] = self._pool.schedule(furniture.learn_source, [files, held]).result()
            except ProcessExpired:
                continue
            return learned
        return tuple(held)


def _begin(limits: Limits) -> None:
    """In a new process. Ctrl-C at a terminal reaches all of its processes; the one that was started sees to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    limit_memory(limits)


def _end_with_parent() -> None:
    """One that was killed can't stop its processes, and what they write is nobody's any more."""
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _clean(shard: Shard, watch: Watch) -> ShardReport:
    try:
        return clean_shard(shard.files, shard.folder, Path(shard.known) if shard.known else None, watch)
    finally:
        watch.close()


def _complaint(shard: Shard, n_deaths: int, death: ProcessExpired) -> str:
    ended = f"signal {-death.exitcode}" if (death.exitcode or 0) < 0 else f"exit code {death.exitcode}"
    first, last = shard.files[0], shard.files[-1]
    where = f"{first.source_id}: {first.uri}" + (f" to {last.uri}" if len(shard.files) > 1 else "")
    return (
        f"{where}: the processes that cleaned them died {n_deaths} times at different documents, at last by {ended}; "
        "nothing was committed: memory may be short, so run with fewer --workers"
    )
