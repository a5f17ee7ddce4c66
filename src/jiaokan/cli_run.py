"""The command line that makes versions of a dataset of files: `jiaokan run`, `jiaokan backfill`.

Exit codes are those of cli.py. pyarrow and its like are imported by the command that needs them.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jiaokan.cli_dataset import Folder
from jiaokan.errors import InputError
from jiaokan.read import location
from jiaokan.settings import Engine, Runner, TargetScript, Vanished

if TYPE_CHECKING:
    from rich.console import Console

    from jiaokan.run import Progress, RunReport
    from jiaokan.storage.paths import AnyPath

EXIT_INTERRUPTED = 130

interrupted = threading.Event()

Script = Annotated[
    TargetScript, typer.Option(help="convert to this script; TW, HK: Traditional as in Taiwan, in Hong Kong")
]
Phrases = Annotated[bool, typer.Option("--phrases", help="convert regional words too: 軟體 to 软件")]
EngineName = Annotated[Engine, typer.Option("--engine", help="what converts between scripts")]
Learn = Annotated[
    bool, typer.Option("--learn/--no-learn", help="learn the furniture of each source from what recurs in it")
]
VanishedOption = Annotated[
    Vanished, typer.Option(help="documents that are no longer in their source: keep them, or make them rejects")
]
Workers = Annotated[int | None, typer.Option(metavar="N", min=1, help="processes; default: one for each core")]
RunnerName = Annotated[Runner, typer.Option("--runner", help="where: processes of this machine, or a Dask cluster")]
Address = Annotated[str | None, typer.Option(metavar="tcp://…", help="of the cluster's scheduler")]
Log = Annotated[
    str | None,
    typer.Option("--log", metavar="FILE", help="append events as JSON lines to this file; -: standard error"),
]

commands = typer.Typer()


@commands.command("run")
def run_command(
    corpora: Annotated[
        list[str] | None, typer.Argument(metavar="CORPUS…", help="folders, files or URLs (s3://…); default: corpus")
    ] = None,
    *,
    dataset: Folder = "dataset",
    script: Script = "Hans",
    phrases: Phrases = False,
    engine: EngineName = "opencc",
    learn: Learn = True,
    force: Annotated[bool, typer.Option("--force", help="clean everything anew, not only what has changed")] = False,
    vanished: VanishedOption = "keep",
    workers: Workers = None,
    runner: RunnerName = "processes",
    address: Address = None,
    direct: Annotated[
        bool, typer.Option("--direct", help="without Prefect: the same run, started in a second")
    ] = False,
    log_to: Log = None,
) -> None:
    """Clean corpora into the dataset and commit its next version."""
    from jiaokan import log
    from jiaokan.explain import make_console
    from jiaokan.storage.paths import parse_path

    try:
        folder = parse_path(dataset)
    except InputError as error:
        raise typer.BadParameter(str(error), param_hint="--dataset") from error
    console = make_console()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _stop_within_seconds)
    from jiaokan.run import Options, check_options, run_here

    options = Options(
        tuple(corpora or ["corpus"]),
        str(folder),
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
    run = run_here
    if not direct:
        check_options(options)  # as the flow does again, once Prefect is there
        console.print("starting Prefect (takes some seconds) …")
        from flows.clean import run
    try:
        with show_progress(console) as on_progress, log.to_file(log_to):
            report = run(options, on_progress)
    except BaseException:  # whatever the signal made of what was going on
        if interrupted.is_set():
            console.print("interrupted; what is done is kept for a day: the same command goes on from there")
        raise
    _show_report(report, folder, console)


def _stop_within_seconds(_signal: int, _frame: object) -> None:
    """Ctrl-C or SIGTERM: unwind, so that scratch files go; but a terminal's Ctrl-C also ends Prefect's embedded server,
    and the client would wait for its answer. Nothing is committed half-way at any time.
    """
    interrupted.set()
    watchdog = threading.Timer(5, os._exit, [EXIT_INTERRUPTED])
    watchdog.daemon = True
    watchdog.start()
    raise KeyboardInterrupt


def _show_report(report: RunReport, dataset: AnyPath, console: Console) -> None:
    rejects = ", ".join(f"{reason} {count}" for reason, count in report.rejects_by_reason.items())
    console.print(f"inputs    {report.n_inputs} in {report.n_files} files")
    if report.n_resumed:
        console.print(f"resumed   {report.n_resumed} files that a run which was cut off had done")
    if report.n_unchanged:
        console.print(f"unchanged {report.n_unchanged}, left as the dataset has them")
    console.print(f"records   {report.n_records}")
    console.print(f"rejects   {report.n_rejects}" + (f": {rejects}" if rejects else ""))
    console.print(f"edits     {sum(report.edits_by_rule.values())}")
    for rule, count in sorted(report.edits_by_rule.items(), key=lambda item: -item[1]):
        console.print(f"          {count:>8}  {rule}")
    if report.n_learned:
        console.print(f"furniture {report.n_learned} lines learned over the sources: the table furniture")
    if report.n_late:
        console.print(f"late      {report.n_late}: the dataset holds a newer observation of them")
    if report.is_new:
        console.print(f"version   {report.version} written to {dataset}: {report.n_documents} documents")
    else:
        console.print(f"version   {report.version} of {dataset} stays: nothing changed")
    console.print(f"seconds   {report.seconds:.1f}")


@commands.command("serve")
def serve_command(
    corpora: Annotated[
        list[str] | None, typer.Argument(metavar="CORPUS…", help="folders, files or URLs (s3://…); default: corpus")
    ] = None,
    *,
    cron: Annotated[str, typer.Option(metavar="SCHEDULE", help='when, as cron has it: "0 3 * * *" is at three')],
    timezone: Annotated[
        str | None, typer.Option(metavar="ZONE", help="whose clock: Asia/Shanghai …; default: UTC")
    ] = None,
    dataset: Folder = "dataset",
    script: Script = "Hans",
    phrases: Phrases = False,
    engine: EngineName = "opencc",
    learn: Learn = True,
    vanished: VanishedOption = "keep",
    workers: Workers = None,
    runner: RunnerName = "processes",
    address: Address = None,
    log_to: Log = None,
) -> None:
    """Run on a schedule, until interrupted, with a Prefect server of its own; with PREFECT_API_URL set, that one.

    One run at a time: one that comes due while another goes on is dropped.
    """
    from jiaokan import log
    from jiaokan.run import Options, check_options

    options = Options(
        tuple(str(location.parse(corpus)) for corpus in corpora or ["corpus"]),
        dataset if "://" in dataset else str(Path(dataset).absolute()),
        script,
        phrases=phrases,
        engine=engine,
        learn=learn,
        vanished=vanished,
        workers=workers,
        runner=runner,
        address=address,
    )
    check_options(options)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    typer.echo(f"serving {', '.join(options.corpora)} into {options.dataset} at {cron} ({timezone or 'UTC'}) …")
    from flows.schedule import serve_here

    with log.to_file(log_to):
        serve_here(options, cron, timezone)


@commands.command("backfill")
def backfill_command(
    *,
    source: Annotated[list[str] | None, typer.Option(metavar="NAME", help="of this source; can be given again")] = None,
    glob: Annotated[str | None, typer.Option(metavar="GLOB", help="whose uri is like this; * takes / too")] = None,
    since: Annotated[datetime | None, typer.Option(help="first seen then or later, UTC")] = None,
    until: Annotated[datetime | None, typer.Option(help="first seen before, UTC")] = None,
    rule: Annotated[
        list[str] | None, typer.Option(metavar="ID", help="with an edit of this rule; can be given again")
    ] = None,
    ids: Annotated[Path | None, typer.Option(metavar="FILE", help="whose doc_id or uri is a line of this file")] = None,
    rejects: Annotated[bool, typer.Option("--rejects", help="rejected inputs only")] = False,
    stale: Annotated[bool, typer.Option("--stale", help="all that rules or settings would now give otherwise")] = False,
    force: Annotated[bool, typer.Option("--force", help="also those that would come out as they are")] = False,
    version_at: Annotated[
        int | None, typer.Option("--version-at", metavar="N", help="the bytes that version N has; default: the newest")
    ] = None,
    corpus: Annotated[
        list[str] | None, typer.Option(metavar="FOLDER", help="where sources/<source>.toml are; default: corpus")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would be done")] = False,
    workers: Workers = None,
    dataset: Folder = "dataset",
    log_to: Log = None,
) -> None:
    """Clean documents of the dataset anew, from the bytes it keeps; conditions narrow each other.

    Commits a chunk at a time. What is up to date is left alone, so one that was cut off goes on when run again. With
    PREFECT_API_URL set it is a flow of that server.
    """
    from dataclasses import replace

    from jiaokan import log
    from jiaokan.backfill import Selection, backfill_here, options_of, plan
    from jiaokan.dataset import open_dataset
    from jiaokan.explain import make_console

    conditions = (source, glob, since, until, rule, ids, rejects, stale, force)
    if not any(conditions):
        raise typer.BadParameter("say which documents: --stale, --rule, --source … (see --help)")
    selection = Selection(
        sources=tuple(source or ()),
        glob=glob,
        since=since and since.replace(tzinfo=since.tzinfo or UTC),
        until=until and until.replace(tzinfo=until.tzinfo or UTC),
        rules=tuple(rule or ()),
        rejects=rejects,
        ids=None if ids is None else frozenset(ids.read_text("utf-8").splitlines()),
        force=force,
    )
    opened = open_dataset(dataset, version_at)
    given = corpus or (["corpus"] if Path("corpus").is_dir() else [])
    options = replace(options_of(opened, given), workers=workers)
    console = make_console()
    if not given:
        console.print("no corpus/: sources are cleaned without settings of their own (--corpus)")
    planned = plan(opened, options, selection)
    console.print(f"selected   {planned.n_selected} of {planned.n_inputs} inputs of version {opened.version}")
    console.print(f"to clean   {planned.n_documents}, {planned.n_bytes:,} bytes, {_duration(planned.seconds)}")
    for cause, number in planned.causes.items():
        console.print(f"{number:>9}  {cause}")
    console.print(f"left       {planned.n_current} that are up to date" + ("" if force else " (--force: these too)"))
    if dry_run or not planned.n_documents:
        return
    backfill = backfill_here
    if "PREFECT_API_URL" in os.environ:
        from flows.backfill import run as backfill  # type: ignore[assignment]  # names of parameters
    with show_progress(console) as on_progress, log.to_file(log_to):
        report = backfill(opened, options, planned, on_progress)
    made = ", ".join(map(str, report.versions)) or "none: nothing came out otherwise"
    console.print(f"cleaned    {report.n_documents}: {report.n_records} records, {report.n_rejects} rejects")
    console.print(f"versions   {made}")


@contextmanager
def show_progress(console: Console) -> Iterator[Progress]:
    """A bar on a terminal; elsewhere a line for every tenth."""
    if not console.is_terminal:
        yield _plain_progress(console)
        return
    from rich.progress import Progress as Bar

    with Bar(console=console, transient=True) as bar:
        task = bar.add_task("cleaning", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _plain_progress(console: Console) -> Progress:
    shown = -1

    def show(done: int, total: int) -> None:
        nonlocal shown
        tenth = 10 * done // max(total, 1)
        if tenth > shown:
            shown = tenth
            console.print(f"{done} of {total} files")

    return show


def _duration(seconds: float | None) -> str:
    if seconds is None:
        return "no run on record tells how long it takes"
    return f"about {seconds:.0f} s" if seconds < 120 else f"about {seconds / 60:.0f} min"
