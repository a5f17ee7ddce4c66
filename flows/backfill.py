"""The flow `backfill_documents`: documents of a dataset cleaned anew from its own bytes (jiaokan/backfill.py)."""

# No annotations as texts: Prefect reads them where it has the flow alone, sent by value.

from dataclasses import replace
from datetime import datetime

from prefect import flow
from prefect.runtime import flow_run

from flows import here
from flows.page import Page
from flows.tasks import executor_of
from jiaokan.backfill import BackfillReport, Plan, Selection, backfill, options_of, plan
from jiaokan.dataset import Dataset, open_dataset
from jiaokan.run import Options, Progress


def run(opened: Dataset, options: Options, planned: Plan, on_progress: Progress | None = None) -> BackfillReport:
    """Run `backfill_documents` here and now, for what is planned already."""
    selection = planned.selection
    tokens = here.progress.set(on_progress), here.planned.set(planned)
    try:
        report: BackfillReport = backfill_documents(
            options.dataset,
            sources=list(selection.sources),
            glob=selection.glob,
            since=selection.since,
            until=selection.until,
            rules=list(selection.rules),
            ids=None if selection.ids is None else sorted(selection.ids),
            rejects=selection.rejects,
            force=selection.force,
            version_at=opened.version,
            corpora=list(options.corpora),
            workers=options.workers,
        )
    finally:
        here.progress.reset(tokens[0])
        here.planned.reset(tokens[1])
    return report


def _run_name() -> str:
    besides = {"dataset", "workers", "corpora", "version_at"}
    given = {name: value for name, value in flow_run.parameters.items() if value and name not in besides}
    asked = ", ".join(f"{name} {value}" for name, value in given.items())
    return f"backfill {flow_run.parameters['dataset']}" + (f": {asked}" if asked else "")


@flow(name="backfill", flow_run_name=_run_name, persist_result=False)
def backfill_documents(
    dataset: str,
    *,
    sources: list[str] | None = None,
    glob: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    rules: list[str] | None = None,
    ids: list[str] | None = None,
    rejects: bool = False,
    force: bool = False,
    version_at: int | None = None,
    corpora: list[str] | None = None,
    workers: int | None = None,
) -> BackfillReport:
    """Clean documents of the dataset anew, from the bytes it keeps; conditions narrow each other.

    Without any: all that rules or settings would now give otherwise. Commits a chunk at a time; what is up to date is
    left alone, so one that was cut off goes on when it is run again.

    Args:
        dataset: a folder, or a URL of an object store
        sources: of these sources
        glob: whose uri is like this; * takes / too
        since: first seen then or later, UTC
        until: first seen before, UTC
        rules: with an edit of one of these rules
        ids: with one of these doc_ids or uris
        rejects: rejected inputs only
        force: also those that would come out as they are
        version_at: the bytes that this version has; the newest if none is named
        corpora: where sources/<source>.toml are
        workers: processes of this machine; one for each core if none are named
    """
    selection = Selection(
        sources=tuple(sources or ()),
        glob=glob,
        since=since,
        until=until,
        rules=tuple(rules or ()),
        rejects=rejects,
        ids=None if ids is None else frozenset(ids),
        force=force,
    )
    opened = open_dataset(dataset, version_at)
    options = replace(options_of(opened, corpora or []), workers=workers)
    planned = here.planned.get() or plan(opened, options, selection)
    page = Page(dataset, here.progress.get())
    with executor_of(options) as executor:
        report = backfill(opened, options, planned, executor, page.show_progress)
    page.show_backfill(planned, report)
    return report
