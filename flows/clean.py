"""The flow `clean_corpus`: a run (jiaokan/run.py) whose parts are tasks, one a shard.

Tasks get paths and URLs and give counts; texts stay in files.
"""

# No annotations as texts: Prefect reads them where it has the flow alone, sent by value.

from dataclasses import asdict
from typing import Any

from prefect import flow
from prefect.runtime import flow_run

from flows import here
from flows.page import Page
from flows.tasks import check_runner, executor_of
from jiaokan.run import Options, Progress, RunReport, check_options, run_parts
from jiaokan.settings import Engine, Runner, TargetScript, Vanished


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
    with executor_of(options) as executor:
        report = run_parts(options, executor, page.show_progress)
    page.show_report(report)
    return report
