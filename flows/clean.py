"""The flow `clean_corpus`: a run (jiaokan/run.py) whose parts are tasks, one a shard.

Tasks get paths and URLs and give counts; texts stay in files. The tasks are threads, the work of each is done in a
process of its own (jiaokan/guard.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows import here
from jiaokan.guard import Shard
from jiaokan.read import SourceFile
from jiaokan.record import FurnitureRow
from jiaokan.run import Direct, Learned, Options, Progress, RunReport, ahead, check_options, commit_reports, run_parts
from jiaokan.settings import Engine, TargetScript, Vanished
from jiaokan.shard import ShardReport
from jiaokan.store import Commit


def run(options: Options, on_progress: Progress | None = None) -> RunReport:
    """Run `clean_corpus` here and now. Raises what jiaokan raises; the dataset is then as it was."""
    check_options(options)  # mistakes that need no engine to be found, which takes some seconds to start
    token = here.progress.set(on_progress)
    try:
        runner: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=options.n_workers)
        report: RunReport = clean_corpus.with_options(task_runner=runner)(**parameters_of(options))
    finally:
        here.progress.reset(token)
    return report


def parameters_of(options: Options) -> dict[str, Any]:
    """The parameters of the flow."""
    return {**asdict(options), "corpora": list(options.corpora)}


@flow(name="clean-corpus", flow_run_name="clean into {dataset}", persist_result=False, validate_parameters=False)
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
) -> RunReport:
    """Clean what is new or has changed in the corpora and commit the outcome as the dataset's next version.

    `learn`: first learn the furniture of each source, unless its settings say no. `force`: clean everything anew.
    `vanished`: whether documents that are no longer in their source are kept, or become rejects. `workers`: processes,
    one for each core if none are named.
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
    )
    with Direct(options.n_workers) as direct:
        token = here.workers.set(direct)
        try:
            report = run_parts(options, Tasks(2 * options.n_workers), here.progress.get())
        finally:
            here.workers.reset(token)
    publish(options, report)
    return report


def publish(options: Options, report: RunReport) -> None:
    """What came of the run, as artifacts on its page."""
    key = re.sub("[^a-z0-9]+", "-", options.dataset.lower()).strip("-") or "dataset"
    counts = asdict(report)
    rows = [{"what": name, "count": n} for name, n in counts.items() if isinstance(n, int | float)]
    create_table_artifact(rows, f"run-{key}", f"version {report.version} of {options.dataset}")
    for name, what in (("rejects_by_reason", "rejects"), ("edits_by_rule", "damage")):
        found = sorted(counts[name].items(), key=lambda pair: (-pair[1], pair[0]))
        table = [{name.rpartition("_")[2]: one, "count": n} for one, n in found]
        create_table_artifact(table, f"{what}-{key}", f"{what} in the run of version {report.version}")


class Tasks:
    """The executor whose every part is a task of the flow that runs. `n_ahead`: shards that wait."""

    def __init__(self, n_ahead: int) -> None:
        self._n_ahead = n_ahead

    def learn(self, files: Sequence[SourceFile], held: Sequence[FurnitureRow]) -> tuple[FurnitureRow, ...]:
        return learn_furniture(files, held)

    def clean(self, shards: Iterable[Shard]) -> Iterator[ShardReport]:
        return (future.result() for future in ahead((clean_shard.submit(shard) for shard in shards), self._n_ahead))

    def commit(
        self,
        dataset: str,
        reports: Sequence[ShardReport],
        started_at: datetime,
        parameters: Mapping[str, object],
        learned: Learned,
    ) -> Commit:
        return commit_shards(dataset, reports, started_at, parameters, learned)


@task(name="learn-furniture", cache_policy=NO_CACHE, persist_result=False)
def learn_furniture(files: Sequence[SourceFile], held: Sequence[FurnitureRow]) -> tuple[FurnitureRow, ...]:
    return here.workers.get().learn(files, held)


@task(name="clean-shard", cache_policy=NO_CACHE, persist_result=False)
def clean_shard(shard: Shard) -> ShardReport:
    return here.workers.get().clean_one(shard)


@task(name="commit", cache_policy=NO_CACHE, persist_result=False)
def commit_shards(
    dataset: str,
    reports: Sequence[ShardReport],
    started_at: datetime,
    parameters: Mapping[str, object],
    learned: Learned,
) -> Commit:
    return commit_reports(dataset, reports, started_at, parameters, learned)
