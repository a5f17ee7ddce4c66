"""What a document may cost, and where a shard is: so that one that takes too long, too much, or the process with it
becomes a reject and costs no other.

The steps of a shard are numbered: each reading of the next document and each cleaning of one. Where a process dies the
step it was at is in the file of its watch; the next one is told which steps are fatal and passes over them (guard.py).
"""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from jiaokan.document import RawDocument
from jiaokan.errors import Rejected
from jiaokan.pipeline import clean, reject
from jiaokan.record import Record, Reject
from jiaokan.settings import Settings

if TYPE_CHECKING:
    from jiaokan.read import SourceFile

_DIGITS = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one document, in a process of its own kind (POSIX): CPU time, so that a busy machine rejects nothing more."""

    seconds: float = 60
    seconds_per_mb: float = 30  # and so much for each MB of its bytes: some ten times what damaged text takes
    memory_bytes: int = 4 << 30  # above what the process has when it begins


LIMITS = Limits()


@dataclass(slots=True)
class Watch:
    """Over one shard. Without a file it only counts. Cost: some microseconds a document."""

    path: Path | None = None
    fatal: frozenset[int] = frozenset()
    limits: Limits = LIMITS
    step: int = 0
    _file: int | None = field(default=None, init=False)

    def read(self, documents: Iterator[RawDocument], file: SourceFile) -> Iterator[RawDocument]:
        """The documents of a file, up to one that can't be read without the death of the process."""
        while True:
            if self._is_fatal():
                fault = ("unreadable", "reading on ends the process, twice")
                yield RawDocument(file.source_id, f"{file.uri}#unread", b"", fault=fault)  # type: ignore[arg-type]  # a Reason
                return
            document = next(documents, None)
            if document is None:
                return
            yield document

    def clean(self, raw: RawDocument, settings: Settings) -> Record | Reject:
        if self._is_fatal():
            return reject(raw, Rejected("repair", "internal-error", "cleaning it ends the process, twice"), settings)
        try:
            with _limited(self.limits, len(raw.data)):
                return clean(raw, settings)
        except Rejected as late:  # just as it was done
            return reject(raw, late, settings)

    def _is_fatal(self) -> bool:
        """One step on; is it one of those?"""
        self.step += 1
        if self.path is not None:
            if self._file is None:
                self._file = os.open(self.path, os.O_WRONLY | os.O_CREAT, 0o600)
            os.pwrite(self._file, b"%0*d" % (_DIGITS, self.step), 0)
        return self.step in self.fatal

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


def read_step(path: Path) -> int:
    """The step at which a watch was last; 0 where it had not begun."""
    try:
        return int(path.read_bytes() or b"0")
    except FileNotFoundError:
        return 0


def limit_memory(limits: Limits) -> None:
    """Of this process, from now on. What is refused is a MemoryError; libraries may end the process instead."""
    if os.name != "posix":
        return
    import resource

    with contextlib.suppress(OSError, ValueError):  # no /proc (macOS), or less is allowed already
        n_pages = int(Path("/proc/self/statm").read_text("ascii").split()[0])
        limit = n_pages * resource.getpagesize() + limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))


@contextlib.contextmanager
def _limited(limits: Limits, n_bytes: int) -> Iterator[None]:
    """Where signals can be had: in the main thread of a POSIX process."""
    if os.name != "posix" or threading.current_thread() is not threading.main_thread():
        yield
        return
    seconds = limits.seconds + limits.seconds_per_mb * n_bytes / 1e6

    def stop(_signal: int, _frame: FrameType | None) -> None:
        raise Rejected("repair", "over-limit", f"took more than {seconds:.0f} s of CPU time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
