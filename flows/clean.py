"""The flow `clean_corpus`: a run (jiaokan/run.py) whose parts are tasks, one a shard.

Tasks get paths and URLs and give counts; texts stay in files. Tasks are threads, of this process or of Dask's workers;
the work of each is done in a process of its own (jiaokan/guard.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from prefect import Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run, task_run
from prefect.settings import get_current_settings
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows import here
from flows.page import Page
from jiaokan.errors import InputError
from jiaokan.guard import Guard, Sample, Shard
from jiaokan.record import FurnitureRow
from jiaokan.run import Learned, Options, Progress, RunReport, ahead, check_options, commit_reports, run_parts
from jiaokan.settings import Engine, Runner, TargetScript, Vanished
from jiaokan.shard import ShardReport
from jiaokan.store import Commit

AHEAD_ON_CLUSTER = 512  # shards that wait for a worker

S = TypeVar("S")
T = TypeVar("T")


def run(options: Options, on_progress: Progress | None = None) -> RunReport:
    """Run `clean_corpus` here and now. Raises what jiaokan raises; the dataset is then as it was."""
    check_options(options)  # mistakes that need no engine to be found, which takes some seconds to start
    check_runner(options)
    token = here.progress.set(on_progress)
    try:
        report: RunReport = clean_corpus(**parameters_of(options))
    finally:
        here.progress.reset(token)
    return report


def parameters_of(options: Options) -> dict[str, Any]:
    """The parameters of the flow."""
    return {**asdict(options), "corpora": list(options.corpora)}


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


def _run_name() -> str:
    given = flow_run.parameters
    return f"clean {', '.join(given['corpora'])} into {given['dataset']}"


@flow(name="clean-corpus", flow_run_name=_run_name, persist_result=False)
def clean_corpus(
    corpora: list[str],
    dataset: str,
    script: TargetScript = "Hans",
    *,
    phrases: bool = False,
    engine: Engine = "opencc",
    learn: bool = True,
    force: bool = False,
    vanished: Vanished = "keep",
    workers: int | None = None,
    runner: Runner = "processes",
    address: str | None = None,
) -> RunReport:
    """Clean what is new or has changed in the corpora and commit the outcome as the dataset's next version.

    Args:
        corpora: folders, files or URLs
        dataset: a folder, or a URL of an object store
        script: convert to this script; TW, HK: Traditional as in Taiwan, in Hong Kong
        phrases: convert regional words too
        engine: what converts between scripts
        learn: first learn the furniture of each source, unless its settings say no
        force: clean everything anew
        vanished: whether documents that are no longer in their source are kept, or become rejects
        workers: processes of this machine; one for each core if none are named
        runner: where the work is done: in those processes, or by the workers of a Dask cluster
        address: of the cluster's scheduler, tcp://…
    """
    options = Options(
        tuple(corpora),
        dataset,
        script,
        phrases=phrases,
        engine=engine,
        learn=learn,
        force=force,
        vanished=vanished,
        workers=workers,
        runner=runner,
        address=address,
    )
    check_runner(options)
    page = Page(dataset, here.progress.get())
    with tasks(options) as executor:
        report = run_parts(options, executor, page.show_progress)
    page.show_report(report)
    return report


@contextmanager
def tasks(options: Options) -> Iterator[Tasks]:
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

    def commit(
        self,
        dataset: str,
        reports: Sequence[ShardReport],
        started_at: datetime,
        parameters: Mapping[str, object],
        learned: Learned,
    ) -> Commit:
        return commit_shards(dataset, reports, started_at, parameters, learned)


def _task_name() -> str:
    return f"{task_run.task_name} {task_run.parameters['given'].name}"


@task(name="learn", task_run_name=_task_name, cache_policy=NO_CACHE, persist_result=False)
def learn_furniture(given: Sample) -> tuple[FurnitureRow, ...]:
    return here.guard_here().learn(given)


@task(name="clean", task_run_name=_task_name, cache_policy=NO_CACHE, persist_result=False)
def clean_shard(given: Shard) -> ShardReport:
    return here.guard_here().clean(given)


@task(name="commit", task_run_name="commit to {dataset}", cache_policy=NO_CACHE, persist_result=False)
def commit_shards(
    dataset: str,
    reports: Sequence[ShardReport],
    started_at: datetime,
    parameters: Mapping[str, object],
    learned: Learned,
) -> Commit:
    return commit_reports(dataset, reports, started_at, parameters, learned)
