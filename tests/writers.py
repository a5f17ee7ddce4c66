"""Processes that commit, for tests that kill them or run them beside each other.

They are forked from a server that has imported what they need and done nothing yet: deltalake can't be forked once it
was used, and a new interpreter takes a second or two.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from types import FrameType

from jiaokan import store
from jiaokan.errors import ConflictError
from jiaokan.storage.paths import AnyPath
from tests import made
from tests.made import Input

# What a commit does to a folder, by the names of built-in functions. A file is opened before it is synced.
STEPS = {
    *("fsync", "utime", "replace", "rename", "link", "symlink", "mkdir", "unlink"),
    "RawDeltaTable.create_write_transaction",
}

_processes = multiprocessing.get_context("forkserver")
_processes.set_forkserver_preload(
    ["pandas", "deltalake", "pyarrow.compute", "pyarrow.parquet", "jiaokan.store", "tests.writers"]
)


def start(work: Callable[..., None], *arguments: object) -> tuple[ForkServerProcess, Connection]:
    """The work in a process of its own, and where what it sends comes out."""
    ours, theirs = _processes.Pipe(duplex=False)
    process = _processes.Process(target=work, args=(theirs, *arguments))
    process.start()
    theirs.close()
    return process, ours


def given(worker: str, turn: int) -> list[Input]:
    """What a worker commits in its n-th turn: inputs of its own, and those that all workers have."""
    names = [*(f"{worker}-{number}" for number in range(6)), *(f"all-{number}" for number in range(6))]
    return [Input(name, body=f"{worker} {turn}", n_edits=turn % 4, rejected=turn % 5 == 4) for name in names]


def commit_in_turns(out: Connection, dataset: AnyPath, worker: str, n: int) -> None:
    """Commits `n` times, each until it is in, and sends the versions."""
    for turn in range(n):
        while True:
            try:
                out.send(made.commit(dataset, given(worker, turn)).version)
                break
            except ConflictError:
                continue


def commit_until(out: Connection, dataset: Path, turn: int, step: int) -> None:
    """One commit that is killed before its n-th step; sends the step's name."""
    steps = count()

    def watch(_frame: FrameType, event: str, called: object) -> None:
        name = getattr(called, "__qualname__", "")
        if event == "c_call" and name in STEPS and next(steps) == step:
            out.send(name)
            os.kill(os.getpid(), signal.SIGKILL)

    with store.staging(dataset) as folder:
        reports = made.stage(folder, given("w", turn))
        sys.setprofile(watch)
        store.commit(dataset, reports, started_at=datetime.now(UTC))
        sys.setprofile(None)
