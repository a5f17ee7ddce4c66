"""The command line about a dataset that is there: `jiaokan versions`, `diff`, `check` …

Exit codes are those of cli.py. pyarrow and its like are imported by the command that needs them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from jiaokan.errors import InputError

if TYPE_CHECKING:
    from jiaokan.diff import Change, Diff

Folder = Annotated[str, typer.Option("--dataset", metavar="FOLDER", help="folder of the dataset")]

_MAX_SHOWN = 100  # rows of a table for people
_MAX_CELL = 60  # characters

commands = typer.Typer()


Version = Annotated[int | None, typer.Option("--version", metavar="N", help="default: the newest")]


@commands.command("versions")
def versions_command(dataset: Folder = "dataset") -> None:
    """List the versions: when each was made, of what, and how many documents it has."""
    from jiaokan.dataset import open_dataset

    newest = open_dataset(dataset)
    kept = newest.versions()
    for run in newest.list_runs():
        restored = next((text for text in run.parameters if text.startswith("restore=")), "")
        made_of = f"content of version {restored[8:]}" if restored else ", ".join(run.sources)
        typer.echo(
            f"{run.version:>6}  {run.started_at:%Y-%m-%d %H:%M}  {run.n_documents:>9} documents  "
            f"{run.n_records:>9} cleaned  {run.n_rejects:>6} rejects  {made_of}"
            + ("" if run.version in kept else "  (vacuumed)")
        )


@commands.command("restore")
def restore_command(version: Annotated[int, typer.Argument(metavar="N")], dataset: Folder = "dataset") -> None:
    """Make the content of version N the newest version; the history stays."""
    from jiaokan import store
    from jiaokan.dataset import open_dataset

    folder = open_dataset(dataset).path
    done = store.restore(folder, version)
    if done.is_new:
        typer.echo(f"version {done.version} has the content of version {version}: {done.n_documents} documents")
    else:
        typer.echo(f"version {done.version} stays: it has the content of version {version}")


@commands.command("vacuum")
def vacuum_command(
    keep: Annotated[int | None, typer.Option(metavar="N", min=1, help="keep the newest N versions")] = None,
    older_than: Annotated[
        float | None, typer.Option(metavar="DAYS", min=0, help="remove versions made longer ago; never the newest")
    ] = None,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would go")] = False,
    dataset: Folder = "dataset",
) -> None:
    """Remove versions, and the files that only they name.

    With neither --keep nor --older-than: what earlier vacuums and killed writers left.
    """
    from datetime import timedelta

    from jiaokan.storage.paths import parse_path
    from jiaokan.vacuum import vacuum

    if keep is not None and older_than is not None:
        raise typer.BadParameter("--keep or --older-than, not both")
    age = None if older_than is None else timedelta(days=older_than)
    done = vacuum(parse_path(dataset), keep=keep, older_than=age, dry_run=dry_run)
    verb = "would go" if dry_run else "removed"
    typer.echo(f"versions  {_ranges(done.versions)} {verb}, {_ranges(done.kept)} kept")
    typer.echo(f"files     {done.n_files} {verb}, {done.n_bytes:,} bytes")
    if done.n_left:
        typer.echo(f"left      {done.n_left} files that a running writer may have just written: they go after a day")


@commands.command("compact")
def compact_command(dataset: Folder = "dataset") -> None:
    """Write a checkpoint of each table's log: opening it then reads one file."""
    from jiaokan.storage.paths import parse_path
    from jiaokan.vacuum import compact

    for table, n_entries in compact(parse_path(dataset)).items():
        typer.echo(f"{table:<10} {f'checkpoint over {n_entries} entries' if n_entries else 'has one already'}")


@commands.command("export")
def export_command(
    to: Annotated[Path, typer.Option("--to", metavar="DIR", help="a new folder")],
    *,
    format_: Annotated[
        Literal["parquet", "jsonl", "hf"], typer.Option("--format", help="hf: laid out for Hugging Face")
    ] = "parquet",
    tables: Annotated[str | None, typer.Option(metavar="NAMES", help="documents,edits …; default: all")] = None,
    version: Version = None,
    dataset: Folder = "dataset",
) -> None:
    """Write one version to a folder of its own, with a dataset card."""
    from jiaokan.dataset import open_dataset
    from jiaokan.export import export
    from jiaokan.storage.layout import ALL_TABLES

    opened = open_dataset(dataset, version)
    names = [name.strip() for name in tables.split(",")] if tables is not None else list(ALL_TABLES)
    export(opened, to, format_, names)
    typer.echo(f"version {opened.version} written to {to}: {opened.documents().n_rows} documents")


@commands.command("show")
def show_command(
    document: Annotated[str, typer.Argument(metavar="DOC_ID|URI")],
    *,
    history: Annotated[bool, typer.Option("--history", help="with the versions that changed it")] = False,
    version: Version = None,
    dataset: Folder = "dataset",
) -> None:
    """Show one document of the dataset: its fields, where each came from, its edits."""
    from jiaokan.dataset import open_dataset
    from jiaokan.errors import InputError
    from jiaokan.explain import make_console, show_document

    opened = open_dataset(dataset, version)
    made = opened.document_or_none(document)
    doc_id = document
    if made is None:
        found = opened.find(document)
        if len(found) > 1:
            raise InputError(f"{document} is in several sources; show one of {', '.join(found)}")
        if found or not history:
            doc_id = found[0] if found else document
            made = opened.document(doc_id)
    console = make_console()
    if made is not None:
        show_document(made, console)
    if history:
        console.print("history", style="bold")
        for number, what in opened.history(doc_id):
            console.print(f"  {number:>6}  {what}", markup=False)


@commands.command("sql")
def sql_command(
    statement: Annotated[str, typer.Argument(metavar="SELECT")],
    *,
    to: Annotated[Literal["table", "csv", "jsonl"], typer.Option("--to", help="table: the first 100 rows")] = "table",
    version: Version = None,
    dataset: Folder = "dataset",
) -> None:
    """Query the tables of a version by SQL (needs duckdb): "select rule, count(*) from edits group by rule"."""
    from jiaokan import console, sql
    from jiaokan.dataset import open_dataset

    names, batches = sql.query(open_dataset(dataset, version), statement)
    rows = sql.iter_rows(batches)
    if to == "table":
        _show_table(names, rows)
        return
    if to == "csv":
        console.write(sql.csv_line(list(names)))
    for row in rows:
        console.write(
            sql.csv_line(row)
            if to == "csv"
            else json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=sql.plain) + "\n"
        )


Which = Annotated[str, typer.Argument(metavar="VERSION", help="a number of `jiaokan versions`, or latest")]


@commands.command("diff")
def diff_command(
    a: Which,
    b: Which,
    *,
    dataset: Folder = "dataset",
    to: Annotated[Literal["text", "jsonl"], typer.Option("--to", help="jsonl: one object a changed document")] = "text",
    text: Annotated[bool, typer.Option("--text", help="with what differs, as a unified diff")] = False,
    limit: Annotated[
        int | None, typer.Option(min=0, help="show no more than so many; default: 20, for jsonl all")
    ] = None,
) -> None:
    """Show which documents differ between two versions, and why."""
    from jiaokan.dataset import open_dataset
    from jiaokan.diff import diff

    newest = open_dataset(dataset).newest if "latest" in {a, b} else 0
    compared = diff(dataset, _number(a, newest), _number(b, newest))
    if to == "jsonl":
        from jiaokan.console import write_json

        for change in islice(compared.changes(), limit):
            write_json(_change_row(change, text=text))
        return
    _show_diff(compared, 20 if limit is None else limit, text=text)


def _number(version: str, newest: int) -> int:
    if version == "latest":
        return newest
    if not version.isdecimal():
        raise InputError(f"{version!r} is no version: a number of `jiaokan versions`, or latest")
    return int(version)


def _change_row(change: Change, *, text: bool) -> dict[str, object]:
    row: dict[str, object] = {
        "kind": change.kind,
        "doc_id": change.doc_id,
        "source_id": change.source_id,
        "uri": change.uri,
        "columns": change.columns,
        "causes": [{"kind": cause.kind, "detail": cause.detail} for cause in change.causes],
    }
    return row | ({"diff": list(change.text_diff())} if text else {})


def _show_diff(compared: Diff, limit: int, *, text: bool) -> None:
    from jiaokan.diff import count

    def shown() -> Iterator[Change]:
        """Each as it comes, on its way to be counted; those that read as before are counted only."""
        n_shown = 0
        for change in compared.changes():
            yield change
            if change.kind == "same":
                continue
            n_shown += 1
            if n_shown <= limit:
                causes = "; ".join(map(str, change.causes))
                columns = f"  [{', '.join(change.columns)}]" if change.columns else ""
                typer.echo(f"{change.kind:<14}  {change.source_id}  {change.uri}  {causes}{columns}")
                for line in change.text_diff() if text else ():
                    typer.echo(f"    {line}")
        if n_shown > limit:
            typer.echo(f"… {n_shown - limit} more (--limit)")

    counts = count(shown())
    typer.echo(f"version {compared.a} → {compared.b}: {sum(counts.kinds.values())} inputs differ")
    for kind, n in sorted(counts.kinds.items(), key=lambda item: -item[1]):
        typer.echo(f"{n:>9}  {kind}")
    if counts.details:
        typer.echo("causes (one input can have several)")
    for cause, n in sorted(counts.details.items(), key=lambda item: -item[1]):
        typer.echo(f"{n:>9}  {cause}")


@commands.command("check")
def check_command(
    *,
    dataset: Folder = "dataset",
    version: Version = None,
    deep: Annotated[bool, typer.Option("--deep", help="also decode all documents and replay their edits")] = False,
) -> None:
    """Look for all that is wrong with a version. Exit code 1 if anything is."""
    from jiaokan.check import check

    checked = check(dataset, version, deep=deep)
    for fault in checked.faults:
        typer.echo(
            f"{fault.kind}: {fault.where}{f' in {fault.table}' * (fault.table not in fault.where)}: {fault.detail}"
        )
        typer.echo(f"    → {fault.remedy}")
    edits = f", {checked.n_replayed} edits replayed" if deep else ""
    typer.echo(
        f"version {checked.version}: checked {checked.n_files} files, {checked.n_documents} documents{edits} "
        f"in {checked.seconds:.1f} s: {len(checked.faults) or 'no'} fault{'s' * (len(checked.faults) != 1)}"
    )
    if checked.n_not_replayable:
        typer.echo(f"{checked.n_not_replayable} documents were made by other rules than this jiaokan has: not replayed")
    if checked.n_left:
        typer.echo(f"{checked.n_left} buckets with a file at fault: their rows weren't looked at")
    raise typer.Exit(1 if checked.faults else 0)


def _show_table(names: Sequence[str], rows: Iterator[list[object]]) -> None:
    from rich.table import Table
    from rich.text import Text

    from jiaokan.explain import make_console
    from jiaokan.sql import as_text

    table = Table(*names, box=None, pad_edge=False)
    for row in islice(rows, _MAX_SHOWN):
        shown = [value if isinstance(value, str) else as_text(value) for value in row]
        table.add_row(*(Text(text if len(text) <= _MAX_CELL else f"{text[:_MAX_CELL]}…") for text in shown))
    make_console().print(table, soft_wrap=False)
    if next(rows, None) is not None:
        typer.echo(f"… the first {_MAX_SHOWN} rows; --to csv or --to jsonl gives all", err=True)


def _ranges(numbers: Sequence[int]) -> str:
    """1–3, 7; or none."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and runs[-1][-1] == number - 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs) or "none"
