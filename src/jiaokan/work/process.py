"""A process that does what it is told, one thing at a time, and may die of it.

It has a pipe of its own. Where processes share one, as in the pools of concurrent.futures, multiprocessing and pebble,
one that is killed while it takes or gives something holds the lock of all.
"""

from __future__ import annotations

import signal
import traceback
from collections.abc import Callable
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import TypeVar

T = TypeVar("T")


class Died(Exception):
    """The process did, at what it was told."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(f"signal {-exit_code}" if exit_code < 0 else f"exit code {exit_code}")
        self.exit_code = exit_code


class DeafProcess(SpawnProcess):
    """Deaf to Ctrl-C from its birth on: it goes to all of a group, and who is importing dies of it with a traceback."""

    def start(self) -> None:
        resource_tracker.ensure_running()  # later it would let the signal through again
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            super().start()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Process:
    """Begins at once, not forked from this process: deltalake's threads don't survive that. `begin` is done first."""

    def __init__(self, begin: Callable[..., None], *given: object) -> None:
        self._pipe, theirs = SpawnContext().Pipe()
        self._process = DeafProcess(target=_serve, args=(theirs, begin, given), daemon=True)
        self._process.start()
        theirs.close()  # so that the end of theirs is the end of all

    def do(self, work: Callable[..., T], *given: object) -> T:
        """Raises what the work raises, with its traceback as a note, and Died."""
        try:
            self._pipe.send((work, given))
            outcome, error = self._pipe.recv()
        except (EOFError, OSError):
            self.end()
            raise Died(self._process.exitcode or 0) from None
        if error:
            raise error
        return outcome  # type: ignore[no-any-return]  # what came through a pipe has no type

    @property
    def is_alive(self) -> bool:
        return not self._pipe.closed and self._process.is_alive()

    def end(self) -> None:
        """As soon as it is done with what it is at."""
        self._pipe.close()
        self.join()

    def kill(self) -> None:
        """Whoever waits for it gets Died, and closes the pipe: another thread may not, under its hands."""
        self._process.kill()

    def join(self) -> None:
        self._process.join()


def _serve(pipe: Connection, begin: Callable[..., None], given: tuple[object, ...]) -> None:
    begin(*given)
    while True:
        try:
            work, given = pipe.recv()
        except EOFError:
            return
        try:
            outcome, error = work(*given), None
        except Exception as raised:  # noqa: BLE001 — for the one who asked
            raised.add_note("".join(traceback.format_exception(raised)))
            outcome, error = None, raised
        try:
            pipe.send((outcome, error))
        except BrokenPipeError:
            return
        except Exception as unsendable:  # noqa: BLE001 — as much of it as can be said
            pipe.send((None, RuntimeError(f"{outcome or error!r}: {unsendable!r}")))
