"""The command line: `jiaokan run`, `clean`, `repair`, `explain`, `rules`.

Exit codes:
    0    done; rejected documents are data
    1    a document was rejected, and the output has no place for that (text, Markdown, explain, repair of bytes);
         or `check` found something wrong with the dataset
    2    wrong usage
    3    an input or the dataset can't be read or written
    4    another writer committed first; nothing was changed, run again
    5    a source did not give what its settings assert; nothing was changed
    130  interrupted

pyarrow, prefect, rich and their like are imported by the command that needs them: the filters have to start fast.
"""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer
from typer.core import TyperGroup

from jiaokan import cli_dataset, cli_run
from jiaokan.cli_run import EXIT_INTERRUPTED, EngineName, Phrases, Script, interrupted
from jiaokan.errors import AssertionsError, ConflictError, JiaokanError, Rejected
from jiaokan.settings import Engine, InputFormat, Settings, TargetScript

if TYPE_CHECKING:
    from jiaokan.document import RawDocument
    from jiaokan.repair import Repaired

EXIT_REJECTED, EXIT_UNREADABLE, EXIT_CONFLICT, EXIT_ASSERTIONS = 1, 3, 4, 5

_HELP = """Turn damaged scraped Chinese pages into a clean, versioned, explained dataset.

Exit codes:

  0 done; rejected documents are data

  1 a document was rejected, and the output has no place for that; or check found a fault

  2 wrong usage

  3 an input or the dataset can't be read or written

  4 another writer committed first; nothing was changed, run again

  5 a source did not give what its settings assert; nothing was changed

130 interrupted
"""

OutputFormat = Literal["jsonl", "text", "markdown"]

Files = Annotated[
    list[str] | None,
    typer.Argument(metavar="FILE…|-", help="files, folders or URLs (s3://…); - or none: standard input"),
]
Edits = Annotated[bool, typer.Option("--edits", help="with every change made, and what was flagged")]


def _drop_output() -> None:
    """What is still buffered may have nowhere to go, and would fail again at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Group(TyperGroup):
    """Errors of ours as messages and exit codes."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return self._invoke(ctx)
        except BaseException:  # whatever a signal made of what was going on, an import perhaps
            if interrupted.is_set():
                raise typer.Exit(EXIT_INTERRUPTED) from None
            raise

    def _invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:  # the reader has seen enough
            _drop_output()
            raise typer.Exit(0) from None
        except (JiaokanError, OSError) as error:
            from jiaokan.console import warn

            warn(f"jiaokan: {error}")
            if isinstance(error, OSError):
                _drop_output()
            codes: dict[type[Exception], int] = {ConflictError: EXIT_CONFLICT, AssertionsError: EXIT_ASSERTIONS}
            raise typer.Exit(codes.get(type(error), EXIT_UNREADABLE)) from None


def _app() -> typer.Typer:
    return typer.Typer(
        cls=_Group, help=_HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False
    )


app = _app()
app.add_typer(cli_run.commands)
app.add_typer(cli_dataset.commands)


def main() -> None:
    if not (sys.stdin and sys.stdout and sys.stderr):
        sys.exit(EXIT_UNREADABLE)  # closed by the caller: nothing can be read, nothing said
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # type: ignore[union-attr]
    atexit.register(gc.freeze)  # else all there is is looked through for what could be freed: 20 ms
    _parser(sys.argv[1:])(prog_name="jiaokan")


def _parser(arguments: Sequence[str]) -> typer.Typer:
    """That of the command that is called, where the first argument is one: to build all of them takes 25 ms."""
    groups = (app, cli_run.commands, cli_dataset.commands)
    called = [one for group in groups for one in group.registered_commands if [one.name] == arguments[:1]]
    if not called:
        return app
    of_one = _app()
    of_one.callback()(_options)
    of_one.registered_commands = called
    return of_one


def _show_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"jiaokan {version('jiaokan')}")
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="show the version")
    ] = False,
) -> None:
    pass


@app.command("clean")
def clean_command(
    files: Files = None,
    from_: Annotated[InputFormat, typer.Option("--from", help="auto: by name, and by looks")] = "auto",
    to: Annotated[OutputFormat, typer.Option("--to", help="format of the output")] = "jsonl",
    *,
    script: Script = "Hans",
    phrases: Phrases = False,
    engine: EngineName = "opencc",
    edits: Edits = False,
) -> None:
    """Clean documents without a dataset.

    With --from jsonl each line is an object with `id` and `text` or `data_base64`,
    and gives one line out, in the same order and with the same `id`; a rejected one
    has "status": "rejected".
    """
    from jiaokan import console
    from jiaokan.pipeline import clean
    from jiaokan.record import Record

    if edits and to != "jsonl":
        raise typer.BadParameter("--edits needs --to jsonl")
    render = console.as_markdown if to == "markdown" else console.as_text
    n_records = n_rejected = 0
    for document, settings in console.iter_documents(
        files or [console.STDIN], from_, _settings(script, phrases, engine)
    ):
        made = clean(document, settings)
        if to == "jsonl":
            console.write_json(console.with_id(document, console.clean_row(made, edits=edits)))
        elif isinstance(made, Record):
            console.write(("\n" if n_records else "") + render(made))
            n_records += 1
        else:
            console.warn(f"{document.uri}: rejected by {made.stage}: {made.reason}: {made.detail}")
            n_rejected += 1
    raise typer.Exit(EXIT_REJECTED if n_rejected else 0)


@app.command("repair")
def repair_command(
    file: Annotated[str | None, typer.Argument(metavar="FILE|-", help="- or none: standard input")] = None,
    from_: Annotated[Literal["text", "jsonl"], typer.Option("--from", help="format of the input")] = "text",
    to: Annotated[Literal["text", "jsonl"] | None, typer.Option("--to", help="default: that of the input")] = None,
    *,
    script: Script = "keep",
    phrases: Phrases = False,
    engine: EngineName = "opencc",
    edits: Edits = False,
) -> None:
    """Repair a text and do nothing else to it.

    With --from jsonl each line has `id` and `text` going in, and `id`, `text`,
    `damage` and `loss` coming out.
    """
    from jiaokan import console
    from jiaokan.read import location

    to = to or from_
    if edits and to != "jsonl":
        raise typer.BadParameter("--edits needs --to jsonl")
    if file and location.is_folder(location.parse(file)):
        raise typer.BadParameter(f"{file} is a folder; repair takes one text")
    n_rejected = 0
    settings = _settings(script, phrases, engine)
    for document, _ in console.iter_documents([file or console.STDIN], from_):
        try:
            repaired = _repair(document, settings)
        except Rejected as refusal:
            if to == "jsonl":
                row: dict[str, object] = {"status": "rejected", "stage": refusal.stage, "reason": refusal.reason}
                console.write_json(console.with_id(document, row | {"detail": refusal.detail}))
            else:
                console.warn(f"{document.uri}: rejected by {refusal}")
                n_rejected += 1
            continue
        if to == "jsonl":
            console.write_json(console.with_id(document, console.repair_row(repaired, edits=edits)))
        else:
            console.write(repaired.text + ("\n" if from_ == "jsonl" else ""))
    raise typer.Exit(EXIT_REJECTED if n_rejected else 0)


def _settings(script: TargetScript, phrases: bool, engine: Engine) -> Settings:
    """Raises InputError where the engine can't do it."""
    from jiaokan.sources import check_settings

    settings = Settings(script=script, phrases=phrases, engine=engine)
    check_settings(settings)
    return settings


def _repair(document: RawDocument, settings: Settings) -> Repaired:
    """Raises Rejected for what is no text; a fault of ours too costs one document, not the stream."""
    from dataclasses import replace

    from jiaokan.decode import decode
    from jiaokan.read.jsonl import given_text
    from jiaokan.repair import repair
    from jiaokan.script import convert

    text = given_text(document)
    if text is None:
        is_blank = not document.fault and not document.data.strip()
        text = document.data.decode("latin-1") if is_blank else decode(document).text
    try:
        repaired = repair(text)
        if settings.script == "keep":
            return repaired
        converted = convert(repaired.text, settings.script, phrases=settings.phrases, engine=settings.engine)
        return replace(repaired, text=converted.text)
    except Exception as error:
        raise Rejected("repair", "internal-error", f"{type(error).__name__}: {error}") from error


@app.command("explain")
def explain_command(
    file: Annotated[str, typer.Argument(metavar="FILE", help="- for standard input")],
    from_: Annotated[InputFormat, typer.Option("--from", help="auto: by name, and by looks")] = "auto",
    *,
    script: Script = "Hans",
    phrases: Phrases = False,
    engine: EngineName = "opencc",
    dataset: Annotated[
        Path | None, typer.Option(help="folder of a dataset: with the furniture learned over its sources")
    ] = None,
) -> None:
    """Show what each stage makes of a document."""
    from jiaokan.console import iter_documents
    from jiaokan.explain import explain, make_console, with_furniture

    console = make_console()
    documents = iter_documents([file], from_, _settings(script, phrases, engine))
    if dataset is not None:
        documents = with_furniture(documents, dataset)
    outcomes = [explain(document, settings, console) for document, settings in documents]
    raise typer.Exit(0 if all(outcomes) else EXIT_REJECTED)


@app.command("rules")
def rules_command(rule_id: Annotated[str | None, typer.Argument(metavar="ID")] = None) -> None:
    """List the repair rules, or show one with its reasons and examples."""
    from jiaokan.explain import make_console, show_rule, show_rules
    from jiaokan.rules import RULES

    if rule_id is None:
        show_rules(RULES, make_console())
        return
    rule = next((rule for rule in RULES if rule.id == rule_id), None)
    if rule is None:
        raise typer.BadParameter(f"no rule {rule_id!r}; `jiaokan rules` lists them")
    show_rule(rule, make_console())
