"""The command line about a dataset that is there: `jiaokan versions`, `show` …

Exit codes are those of cli.py. pyarrow and its like are imported by the command that needs them.
"""

from __future__ import annotations

from typing import Annotated

import typer

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
