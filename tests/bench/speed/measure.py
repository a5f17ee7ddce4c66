"""What one run of a system costs, and whether it did the work: a new process, and its output against the truth."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.bench.speed.corpora import Corpus

_EVERY = 0.1  # seconds between looks at the memory; a look takes a millisecond
_PROC = Path("/proc")
_PAGE = os.sysconf("SC_PAGE_SIZE")
_SHOWN = 2000  # characters of a failure


class FailedError(Exception):
    """A system did not do what it was asked."""


@dataclass(frozen=True, slots=True)
class Cost:
    wall: float  # seconds
    cpu: float  # seconds, of the process and those it began
    peak: int  # bytes, of the largest of its processes
    peak_together: int  # bytes, of all of them at once; what they share counts for each


def run(command: Sequence[str], env: Mapping[str, str], folder: Path) -> Cost:
    """In `folder`. Raises FailedError with the end of what it said."""
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        with subprocess.Popen(
            command,
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process:
            try:
                with _Memory(process.pid) as memory:
                    _, status, used = os.wait4(process.pid, 0)
                wall = time.perf_counter() - began
                process.returncode = os.waitstatus_to_exitcode(status)
            finally:  # what it left behind; itself, where this is interrupted
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
        if process.returncode:
            said.seek(0)
            raise FailedError(f"exit code {process.returncode}: {said.read().decode('utf-8', 'replace')[-_SHOWN:]}")
    peak = memory.peak or used.ru_maxrss * 1024
    return Cost(wall, used.ru_utime + used.ru_stime, peak, max(memory.together, peak))


class _Memory:
    """Looks at the processes of a session as long as it lasts. Without /proc it sees none."""

    def __init__(self, session: int) -> None:
        self.peak = self.together = 0
        self._session = session
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Self:
        if _PROC.exists():
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        if self._thread.ident:
            self._thread.join()

    def _look(self) -> None:
        while not self._over.wait(_EVERY):
            together = 0
            for process in (path for path in _PROC.iterdir() if path.name.isdecimal()):
                with suppress(OSError, IndexError, ValueError):
                    # After the name, which may hold anything: state, parent, group, session.
                    if int((process / "stat").read_text().rpartition(")")[2].split()[3]) != self._session:
                        continue
                    together += int((process / "statm").read_text().split()[1]) * _PAGE
                    status = (process / "status").read_text()
                    self.peak = max(self.peak, int(status.partition("VmHWM:")[2].split()[0]) * 1024)
            self.together = max(self.together, together)


@dataclass(frozen=True, slots=True)
class Work:
    """What became of the documents. Right: every line of it as it should be, with its title and date or without."""

    n_documents: int
    n_records: int
    n_right: int
    n_lines: int  # paragraphs
    n_lines_right: int  # those that are there

    @property
    def right(self) -> float:
        """Percent of the documents."""
        return 100 * self.n_right / self.n_documents

    @property
    def lines_right(self) -> float:
        """Percent of the paragraphs."""
        return 100 * self.n_lines_right / self.n_lines


def check(corpus: Corpus, made: Iterable[tuple[str, str]]) -> Work:
    """What a system made, key and text, against the truth. Of what was made hashes are kept, of the truth nothing."""
    found: dict[str, list[int]] = {}
    n_records = 0
    for key, text in made:
        n_records += 1
        found[key] = [] if key in found else [hash(line) for line in lines_of(text)]  # twice is not right
    n_documents = n_right = n_lines = n_lines_right = 0
    with Path(corpus.truth).open(encoding="utf-8") as file:
        for row in map(json.loads, file):
            body = [hash(line) for line in row["body"]]
            whole = [*(hash(line) for line in row["head"]), *body]
            lines = found.pop(row["key"], [])
            n_documents += 1
            n_right += lines in (body, whole)
            n_lines += len(body)
            n_lines_right += (Counter(body) & Counter(lines)).total()
    return Work(n_documents, n_records, n_right, n_lines, n_lines_right)


def lines_of(text: str) -> list[str]:
    """Without those that are empty, and what space stands around."""
    return [line for raw in text.splitlines() if (line := raw.strip())]
