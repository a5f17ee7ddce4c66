"""The command line about a dataset that is there: `jiaokan versions`, `diff`, `check` …

Exit codes are those of cli.py. pyarrow and its like are imported by the command that needs them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from jiaokan.errors import InputError

if TYPE_CHECKING:
    from jiaokan.diff import Change, Diff

Folder = Annotated[str, typer.Option("--dataset", metavar="FOLDER", help="folder of the dataset")]

commands = typer.Typer()


@commands.command("versions")
def versions_command(dataset: Folder = "dataset") -> None:
    """List the versions: when each was made, of what, and how many documents it has."""
    from jiaokan.dataset import open_dataset

    for run in open_dataset(dataset).list_runs():
        typer.echo(
            f"{run.version:>6}  {run.started_at:%Y-%m-%d %H:%M}  {run.n_documents:>9} documents  "
            f"{run.n_records:>9} cleaned  {run.n_rejects:>6} rejects  {', '.join(run.sources)}"
        )


Version = Annotated[str, typer.Argument(metavar="VERSION", help="a number of `jiaokan versions`, or latest")]


@commands.command("diff")
def diff_command(
    a: Version,
    b: Version,
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
    version: Annotated[int | None, typer.Option(help="a number of `jiaokan versions`; default: the newest")] = None,
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
