"""What the flow of this process works with. Not in the module of the flow: Prefect sends that, by value, elsewhere."""

from __future__ import annotations

from contextvars import ContextVar

from jiaokan.run import Direct, Progress

# No parameters of a flow or task, for Prefect stores those.
progress: ContextVar[Progress | None] = ContextVar("progress", default=None)
workers: ContextVar[Direct] = ContextVar("workers")
