"""Orchestration: Prefect flows around functions of jiaokan. No flow touches a text.

Importing this package sets Prefect up for running by itself: offline, quiet, no server to start. Where
PREFECT_API_URL names a server none of that is set, and every variable already set stays as it is.
"""

from __future__ import annotations

import logging
import os
import tempfile
from pathlib import Path

from jiaokan import log

_EMBEDDED = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_LOGGING_LEVEL": "CRITICAL",  # an error reaches the caller as an exception
    "PREFECT_LOGGING_TO_API_ENABLED": "false",
    # A fresh home has its database made first: up to 24 s, the default limit is 20.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    "PREFECT_SERVER_UI_ENABLED": "false",
    # Services of a server that outlives the run.
    **{
        f"PREFECT_SERVER_SERVICES_{service}_ENABLED": "false"
        for service in (
            "CANCELLATION_CLEANUP",
            "CLEANUP_RECONCILER",
            "EVENT_PERSISTER",
            "FOREMAN",
            "LATE_RUNS",
            "PAUSE_EXPIRATIONS",
            "REPOSSESSOR",
            "SCHEDULER",
            "TASK_RUN_RECORDER",
            "TRIGGERS",
        )
    },
}


def _set_home() -> None:
    """Prefect keeps its database at home. A service without one (cron, containers) gets a folder for scratch files."""
    home = Path(os.environ.get("PREFECT_HOME") or "~/.prefect").expanduser()
    try:
        home.mkdir(exist_ok=True)
        if os.access(home, os.W_OK):
            return
    except (OSError, RuntimeError):  # RuntimeError: there is no home to expand ~ to
        pass
    os.environ["PREFECT_HOME"] = str(Path(tempfile.gettempdir(), f"jiaokan-prefect-{os.getuid()}"))


_set: set[str] = set()  # of these, by us

os.environ.setdefault("PREFECT_LOGGING_EXTRA_LOGGERS", "jiaokan")  # a server shows events with the run
if "PREFECT_API_URL" in os.environ:
    log.LOGGER.setLevel(logging.INFO)
else:
    log.LOGGER.propagate = False  # to Prefect's console
    _set_home()
    _set = _EMBEDDED.keys() - os.environ.keys()
    os.environ.update({name: _EMBEDDED[name] for name in _set})


def clear_embedded() -> None:
    """For a server of its own, which needs its services; what keeps it offline stays. Before Prefect is imported."""
    log.LOGGER.setLevel(logging.INFO)
    log.LOGGER.propagate = True
    for name in _set - {"DO_NOT_TRACK", "PREFECT_SERVER_ANALYTICS_ENABLED"}:
        del os.environ[name]


# pyarrow's own allocator keeps several times what is in use, for each thread that ever read a file.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
