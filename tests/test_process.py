"""A process that does what it is told (work/process.py): what it gives, and what it dies of."""

from __future__ import annotations

import operator
import os
import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jiaokan.errors import DatasetError
from jiaokan.read import SourceFile
from jiaokan.settings import Settings
from jiaokan.work.guard import Guard, Shard
from jiaokan.work.process import DeafProcess, Died, Process
from tests.test_guard import outcomes, shard_of

pytestmark = pytest.mark.slow


def begin(name: str, value: str) -> None:
    os.environ[name] = value


def die() -> Settings:
    os.kill(os.getpid(), signal.SIGKILL)
    return Settings()


class DeadlyToTake(Settings):
    def __reduce__(self) -> tuple[Callable[[], Settings], tuple[()]]:
        return (die, ())


@pytest.fixture
def process() -> Iterator[Process]:
    process = Process(begin, "BEGUN", "yes")
    yield process
    process.end()


def test_work_gives_what_it_gives_there(process: Process) -> None:
    assert process.do(os.getenv, "BEGUN") == "yes"
    assert process.do(os.getpid) == process.do(os.getpid) != os.getpid()


def test_errors_come_with_their_traceback(process: Process) -> None:
    with pytest.raises(ZeroDivisionError) as raised:
        process.do(operator.truediv, 1, 0)
    assert "outcome, error = work(*given), None" in raised.value.__notes__[0]
    assert process.do(operator.add, 1, 1) == 2


def test_what_cannot_be_sent_is_said(process: Process) -> None:
    with pytest.raises(RuntimeError, match=r"<unlocked _thread.lock .*cannot pickle"):
        process.do(threading.Lock)
    assert process.do(operator.add, 1, 1) == 2


@pytest.mark.parametrize(("number", "said"), [(signal.SIGKILL, "signal 9"), (0, "exit code 3")])
def test_death_is_an_error(process: Process, number: int, said: str) -> None:
    assert process.is_alive
    with pytest.raises(Died, match=said):
        process.do(die) if number else process.do(os._exit, 3)
    assert not process.is_alive
    with pytest.raises(Died, match=said):
        process.do(os.getpid)


def test_who_waits_for_one_that_is_killed_is_told(process: Process) -> None:
    killer = threading.Timer(0.5, process.kill)
    killer.start()
    with pytest.raises(Died, match="signal 9"):
        process.do(signal.pause)


def test_one_that_dies_as_it_takes_something_holds_up_no_other(tmp_path: Path) -> None:
    """In pebble's pool it held the lock of all: they waited a minute, and died too."""
    good = shard_of(tmp_path, {"a": "简体中文的正文，第一段。"})
    file = SourceFile("s", tmp_path, tmp_path / "pages" / "a", DeadlyToTake())
    with Guard(2) as guard:
        guard.start()
        with pytest.raises(DatasetError, match=r"died 5 times .* by signal 9"):
            guard.clean(Shard((file,), str(tmp_path / "deadly")))
        assert outcomes(guard.clean(good)) == (["a"], {})


def _tell_whether_deaf() -> None:
    os._exit(DEAF if signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ()) else 0)


DEAF = 7


def test_processes_are_deaf_to_ctrl_c_from_their_birth_on() -> None:
    """It goes to all processes of a terminal; one that was importing died of it with a traceback."""
    for _ in range(2):  # the first starts the resource tracker too
        process = DeafProcess(target=_tell_whether_deaf)
        process.start()
        process.join(60)
        assert process.exitcode == DEAF
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
