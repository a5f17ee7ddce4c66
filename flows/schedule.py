"""The flow `clean_corpus` on a schedule, on one machine: what `jiaokan serve` does.

Prefect runs a schedule only where a server does. `serve_here` starts one of its own on loopback, which ends with it,
unless PREFECT_API_URL names another. Imported after that is settled: Prefect reads it when it is imported.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from flows import clear_embedded
from jiaokan.errors import InputError
from jiaokan.run import Options

_PR_SET_PDEATHSIG = 1  # prctl(2)
START_SECONDS = 120  # of a server in a fresh home: it makes its database


def serve_here(options: Options, cron: str, timezone: str | None) -> None:
    """Serve until interrupted. Raises InputError for a schedule that is none."""
    with contextlib.ExitStack() as stack:
        if "PREFECT_API_URL" not in os.environ:
            clear_embedded()
            os.environ["PREFECT_API_URL"] = stack.enter_context(server())
        serve(options, cron, timezone)


def serve(options: Options, cron: str, timezone: str | None) -> None:
    """A deployment of the dataset's own name. One run at a time: one that comes due while another goes on is dropped
    (the next night sees what it would have seen); a run started by hand is not counted, and the commit tells it to
    redo.
    """
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.schedules import Cron
    from prefect.types.entrypoint import EntrypointType

    from flows.clean import clean_corpus, parameters_of

    try:
        schedule = Cron(cron, timezone=timezone)
    except ValueError as error:
        raise InputError(f"--cron {cron!r}: {error}") from error
    clean_corpus.serve(
        name=deployment_name(options.dataset),
        schedule=schedule,
        parameters=parameters_of(options),
        global_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        pause_on_shutdown=False,
        print_starting_message=False,
        entrypoint_type=EntrypointType.MODULE_PATH,
    )


def deployment_name(dataset: str) -> str:
    """The dataset's last name, and a digest of the whole: two datasets called alike are two deployments."""
    whole = dataset if "://" in dataset else str(Path(dataset).absolute())
    name = re.sub(r"[^A-Za-z0-9]+", "-", whole.rpartition("/")[2]).strip("-") or "dataset"
    return f"{name}-{hashlib.sha256(whole.encode('utf-8', 'surrogateescape')).hexdigest()[:6]}"


@contextlib.contextmanager
def server() -> Iterator[str]:
    """A Prefect server on loopback, and the URL of its API. It ends with the thread that asks for it.

    Raises OSError where it doesn't come up.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port)]
    environment = {**os.environ, "PREFECT_UI_API_URL": f"{address}/api", "PREFECT_SERVER_UI_API_URL": f"{address}/api"}
    with subprocess.Popen(  # noqa: S603 — Prefect's own
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # a terminal's Ctrl-C is for the one that was started
        preexec_fn=_end_with_parent,  # noqa: PLW1509 — it asks the system for one thing
    ) as process:
        try:
            _wait_for(f"{address}/api/health", process)
            yield f"{address}/api"
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _end_with_parent() -> None:
    """In the server's process: one that is killed can't end it. Only Linux can be asked for this."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310 — loopback
            if answer.status == 200:
                return
        time.sleep(0.3)
    raise OSError("Prefect's server did not start; `prefect server start` says why")
