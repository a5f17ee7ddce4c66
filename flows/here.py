"""What the flow or task of this process works with.

Not in the modules of the flows: Prefect sends those, by value, elsewhere.
"""

from __future__ import annotations

import threading
from contextvars import ContextVar
from multiprocessing import current_process
from multiprocessing.util import Finalize

from jiaokan.backfill import Plan
from jiaokan.run import Progress
from jiaokan.work.guard import Guard

# No parameters of a flow or task, for Prefect stores those.
progress: ContextVar[Progress | None] = ContextVar("progress", default=None)
planned: ContextVar[Plan | None] = ContextVar("planned", default=None)  # as the user was told
guard: ContextVar[Guard | None] = ContextVar("guard", default=None)

_lock = threading.Lock()
_of_worker: Guard | None = None


def guard_here() -> Guard:
    """The processes of the flow that runs; on a worker of a Dask cluster, its own, as many as it has threads."""
    global _of_worker  # noqa: PLW0603 — as long as the worker lives
    if (of_flow := guard.get()) is not None:
        return of_flow
    with _lock:
        if _of_worker is None:
            from distributed import get_worker

            # Dask's mark, by which a process may have no children, lest they outlive it; these end with it.
            current_process().daemon = False
            _of_worker = Guard(get_worker().state.nthreads)
            Finalize(None, _of_worker.stop, exitpriority=10)  # before the worker's process waits for its children
        return _of_worker
