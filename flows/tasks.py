"""The tasks of the flows, and the executor (jiaokan/run.py) that gives them out.

A task is a thread, of this process or of a worker of Dask's; the work of each is done in a process of its own
(jiaokan/work/guard.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from prefect import Task, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import task_run
from prefect.settings import get_current_settings
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows import here
from jiaokan.errors import InputError
from jiaokan.record import FurnitureRow
from jiaokan.run import Options, ahead, commit_reports
from jiaokan.work.guard import Guard, Sample, Shard
from jiaokan.work.shard import ShardReport

AHEAD_ON_CLUSTER = 512  # shards that wait for a worker

S = TypeVar("S")
T = TypeVar("T")


def check_runner(options: Options) -> None:
    """Raises InputError where a cluster is asked for and what it takes isn't there."""
    if options.runner != "dask":
        return
    try:
        import prefect_dask  # noqa: F401 — told here, once
    except ImportError as error:
        raise InputError("the runner dask needs prefect-dask: pip install 'jiaokan[dask]'") from error
    if not get_current_settings().api.url:
        # Each worker would start one of its own.
        raise InputError("the runner dask needs a Prefect server that its workers reach: set PREFECT_API_URL")


def _task_name() -> str:
    return f"{task_run.task_name} {task_run.parameters['given'].name}"


@task(name="learn", task_run_name=_task_name, cache_policy=NO_CACHE, persist_result=False)
def learn_furniture(given: Sample) -> tuple[FurnitureRow, ...]:
    return here.guard_here().learn(given)


@task(name="clean", task_run_name=_task_name, cache_policy=NO_CACHE, persist_result=False)
def clean_shard(given: Shard) -> ShardReport:
    return here.guard_here().clean(given)


commit_shards = task(name="commit", task_run_name="commit to {dataset}", cache_policy=NO_CACHE, persist_result=False)(
    commit_reports
)


@contextmanager
def executor_of(options: Options) -> Iterator[Tasks]:
    """The executor that the options ask for."""
    if options.runner == "dask":
        from prefect_dask.task_runners import DaskTaskRunner

        with DaskTaskRunner(address=options.address) as cluster:
            yield Tasks(cluster, AHEAD_ON_CLUSTER, is_elsewhere=True)
        return
    n = options.n_workers
    threads: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=n)
    with Guard(n) as guard, threads:
        token = here.guard.set(guard)
        try:
            yield Tasks(threads, 2 * n, is_elsewhere=False)
        finally:
            here.guard.reset(token)


class Tasks:
    """The executor whose every part is a task of the flow that runs, given to `runner`. `n_ahead`: those that wait."""

    def __init__(self, runner: TaskRunner[Any], n_ahead: int, *, is_elsewhere: bool) -> None:
        self._runner = runner
        self._n_ahead = n_ahead
        self.is_elsewhere = is_elsewhere

    def learn(self, samples: Iterable[Sample]) -> Iterator[tuple[FurnitureRow, ...]]:
        return self._done(learn_furniture, samples)

    def clean(self, shards: Iterable[Shard]) -> Iterator[ShardReport]:
        return self._done(clean_shard, shards)

    def _done(self, work: Task[[S], T], given: Iterable[S]) -> Iterator[T]:
        futures = (self._runner.submit(work, {"given": one}) for one in given)
        return (future.result() for future in ahead(futures, self._n_ahead))

    commit = staticmethod(commit_shards)
