"""A real Prefect server for a test, on loopback, with a home of its own."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

PROGRAM = """
import sys

import flows

flows.clear_embedded()
from flows.schedule import server

with server() as url:
    print(url, flush=True)
    sys.stdin.read()
"""
ENDED = ["COMPLETED", "FAILED", "CRASHED"]

T = TypeVar("T")


def environment(home: Path, url: str = "", **more: str) -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return {**others, "PREFECT_HOME": str(home), **({"PREFECT_API_URL": url} if url else {}), **more}


@contextlib.contextmanager
def serving(home: Path, **settings: str) -> Iterator[str]:
    """The URL of the API of a server with all its services."""
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env=environment(home, **settings),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        yield process.stdout.readline().strip()
        process.stdin.close()
        assert process.wait(30) == 0


def ask(api: str, what: str, **body: object) -> Any:
    request = urllib.request.Request(  # noqa: S310 — loopback
        f"{api}/{what}", json.dumps(body).encode(), {"content-type": "application/json"}
    )
    for _ in range(60):
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
                return json.load(answer)
        except urllib.error.HTTPError as error:
            if error.code != 503:  # its database is busy: Prefect's clients ask again, too
                raise
            time.sleep(1)
    raise AssertionError(f"{what}: the server stays busy")


def ended_runs(api: str) -> Any:
    return ask(api, "flow_runs/filter", flow_runs={"state": {"type": {"any_": ENDED}}})


def wait_for(look: Callable[[], T], seconds: float) -> T:
    """What is seen at last, which is something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if seen := look():
            return seen
        time.sleep(0.5)
    raise AssertionError("nothing has come")


def prefect(*words: str, api: str, home: Path) -> str:
    """What a command of Prefect's says."""
    done = subprocess.run(
        [sys.executable, "-m", "prefect", *words],
        cwd=home.parent,
        env=environment(home, api),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout
