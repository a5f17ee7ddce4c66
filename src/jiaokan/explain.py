"""`jiaokan explain`, `show` and `rules`: what the stages make or made of a document, what the rules are, for a reader.

Colour on a terminal, plain lines otherwise.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from jiaokan import pipeline
from jiaokan.decode import decode
from jiaokan.document import Decoded, RawDocument, escaped
from jiaokan.edit import Edit, replay
from jiaokan.errors import Rejected
from jiaokan.pipeline import Trace
from jiaokan.record import FieldValue, Flag, Record, Reject
from jiaokan.repair import Repaired, repair
from jiaokan.rule import Rule
from jiaokan.schema import columns
from jiaokan.settings import Settings

_NOTHING = (None, (), False)  # values that show leaves out
_SHOWN = 8  # edits of one rule; the others are counted
_CONTEXT = 12  # characters each side of an edit
_PLAIN_WIDTH = 160  # columns of a table that is not on a terminal


def make_console() -> Console:
    # Text goes in as Text, so that nothing in it is taken for markup.
    is_terminal = sys.stdout.isatty()
    return Console(highlight=False, soft_wrap=True, width=None if is_terminal else _PLAIN_WIDTH)


def explain(raw: RawDocument, settings: Settings, console: Console) -> bool:
    """Show the way of one document; False if it was rejected on it."""
    _heading(console, f"{raw.uri}", f"{len(raw.data)} bytes, doc_id {raw.doc_id}")
    try:
        way = pipeline.trace(raw, settings)
    except Rejected as refusal:
        _show_up_to(refusal, raw, settings, console)
        return False
    _show_decoded(way.decoded, console)
    _show_repaired(way.decoded.text, way.repaired, console)
    _show_split(way, pipeline.clean(raw, settings), settings, console)
    return True


def with_furniture(
    documents: Iterable[tuple[RawDocument, Settings]], dataset: Path
) -> Iterator[tuple[RawDocument, Settings]]:
    """The documents with what the dataset has learned over their sources."""
    from jiaokan import furniture

    learned = furniture.read_furniture(dataset)
    for raw, settings in documents:
        yield raw, replace(settings, learned=furniture.as_learned(learned.get(escaped(raw.source_id), ())))


def _show_up_to(refusal: Rejected, raw: RawDocument, settings: Settings, console: Console) -> None:
    if refusal.stage not in {"read", "decode"}:
        decoded = decode(raw, settings)
        _show_decoded(decoded, console)
        _show_repaired(decoded.text, repair(decoded.text), console)
    _heading(console, "rejected", f"by {refusal.stage}: {refusal.reason}", style="bold red")
    console.print(Text(f"  {refusal.detail}"))


def _heading(console: Console, name: str, rest: str, style: str = "bold") -> None:
    console.print(Text.assemble((name, style), "  ", rest))


def _show_decoded(decoded: Decoded, console: Console) -> None:
    kind = "HTML" if decoded.is_html else "plain text"
    _heading(console, "decode", f"{decoded.encoding} ({decoded.evidence}), {kind}, {len(decoded.text)} characters")
    for hint in decoded.hints:
        console.print(Text(f"  hint {hint.field} = {hint.value}  ({hint.origin})"))


def _show_repaired(text: str, repaired: Repaired, console: Console) -> None:
    _heading(console, "repair", f"{len(repaired.edits)} edits, {len(repaired.flags)} flagged")
    n_before = 0
    for rule, group in groupby(repaired.edits, key=lambda edit: edit.rule):
        edits = list(group)
        console.print(Text.assemble("  ", (rule, "cyan"), f"  {len(edits)}"))
        for line in _iter_edits(replay(text, repaired.edits[:n_before]), edits[:_SHOWN]):
            console.print(line)
        if len(edits) > _SHOWN:
            console.print(Text(f"    … and {len(edits) - _SHOWN} more"))
        n_before += len(edits)
    for flag in repaired.flags:
        console.print(_flag_line(repaired.text, flag))


def _iter_edits(text: str, edits: Sequence[Edit]) -> Iterator[Text]:
    """One line an edit: what stands before it [before → after] what stands behind it."""
    for edit in edits:
        yield Text.assemble(
            f"    {edit.start:>6}  {_one_line(text[max(0, edit.start - _CONTEXT) : edit.start])}[",
            (_one_line(edit.before), "red"),
            " → ",
            (_one_line(edit.after), "green"),
            f"]{_one_line(text[edit.end : edit.end + _CONTEXT])}  {edit.confidence:.2f}",
        )
        text = text[: edit.start] + edit.after + text[edit.end :]


def _flag_line(text: str, flag: Flag) -> Text:
    return Text.assemble(
        "  flag ",
        (flag.rule, "yellow"),
        f"  {flag.start:>6}  {_one_line(text[max(0, flag.start - _CONTEXT) : flag.start])}[",
        (_one_line(text[flag.start : min(flag.end, flag.start + 40)]), "yellow"),
        f"]{_one_line(text[flag.end : flag.end + _CONTEXT])}  {flag.confidence:.2f}",
    )


def _one_line(text: str) -> str:
    return text.replace("\r", "␍").replace("\n", "⏎").replace("\t", "⇥")


def _show_split(way: Trace, made: object, settings: Settings, console: Console) -> None:
    converted = way.converted
    made_of = ", made of Simplified character by character" if converted.is_mechanical else ""
    by = f" by {converted.method}" if converted.method else ""
    _heading(console, "script", f"{converted.script}{made_of}, {converted.n_converted} characters converted{by}")
    for one in converted.ambiguous:
        before, after = converted.before[max(0, one.at - _CONTEXT) : one.at], converted.before[one.at + 1 :]
        console.print(
            Text.assemble(
                f"  {one.at:>8}  {_one_line(before)}[",
                (f"{one.before} → {one.after}", "yellow"),
                f"]{_one_line(after[:_CONTEXT])}  ambiguous",
            )
        )
    _heading(console, "split", f"{len(way.split.parts)} parts")
    for part in way.split.parts:
        shown = _one_line(converted.text[part.start : part.end].strip())
        if shown:
            cut = f"{shown[:60]}… ({len(shown)})" if len(shown) > 61 else shown
            told = _furniture_of(shown, settings) if part.role == "navigation" else ""
            console.print(Text.assemble("  ", (f"{part.role:<14}", "magenta"), f" {cut}", (told, "yellow")))
    if not isinstance(made, Record):
        return
    _heading(console, "record", f"{made.n_chars} characters of body")
    for stated in made.fields:
        console.print(_field_line(stated))
    for name, ids in (("damage", made.damage), ("loss", made.loss)):
        if ids:
            console.print(Text(f"  {name:<16} {'、'.join(ids)}"))


def _furniture_of(line: str, settings: Settings) -> str:
    if line in settings.furniture:
        return "  (furniture of the source)"
    return "  (furniture learned over the source)" if settings.is_learned(line) else ""


def _field_line(stated: FieldValue) -> Text:
    """A value, what tells it, where it stands, and how sure it is."""
    place = stated.origin if stated.start is None else f"{stated.origin} at {stated.start}"
    return Text.assemble(
        "  ", (f"{stated.field:<16}", "magenta"), f" {_one_line(stated.value)}  ({place})  {stated.confidence:.2f}"
    )


def show_document(made: Record | Reject, console: Console) -> None:
    """One document of a dataset: its columns, the values and what tells each, its edits."""
    _heading(console, made.uri, f"of {made.source_id}, doc_id {made.doc_id}")
    if isinstance(made, Reject):
        _heading(console, "rejected", f"by {made.stage}: {made.reason}", style="bold red")
        console.print(Text(f"  {made.detail}"))
        return
    told = {value.field for value in made.fields}
    for name in columns(Record):
        value = getattr(made, name)
        if name not in {"doc_id", "source_id", "uri", "body", "body_original_script", *told} and value not in _NOTHING:
            shown = "、".join(map(str, value)) if isinstance(value, tuple) else str(value)
            console.print(Text.assemble("  ", (f"{name:<16}", "magenta"), f" {_one_line(shown)}"))
    if made.fields:
        _heading(console, "fields", f"{made.n_fields} values")
        for stated in made.fields:
            console.print(_field_line(stated))
    _heading(console, "edits", str(made.n_edits))
    for rule, group in groupby(made.edits, key=lambda edit: edit.rule):
        edits = list(group)
        console.print(Text.assemble("  ", (rule, "cyan"), f"  {len(edits)}"))
        for edit in edits[:_SHOWN]:
            before, after = (_one_line(edit.before), "red"), (_one_line(edit.after), "green")
            console.print(Text.assemble(f"    {edit.start:>6}  [", before, " → ", after, f"]  {edit.confidence:.2f}"))
        if len(edits) > _SHOWN:
            console.print(Text(f"    … and {len(edits) - _SHOWN} more"))
    _heading(console, "body", f"{made.n_chars} characters")
    for line in made.body.split("\n"):
        console.print(Text(f"  {line}"))


def show_rules(rules: Sequence[Rule], console: Console) -> None:
    table = Table("id", "version", "since", "summary", "examples", box=None, pad_edge=False)
    for rule in rules:
        n_examples = len(rule.repairs) + len(rule.leaves) + len(rule.misses)
        table.add_row(rule.id, str(rule.version), rule.since, Text(rule.summary), str(n_examples))
    console.print(table, soft_wrap=False)


def show_rule(rule: Rule, console: Console) -> None:
    kind = ", flags a loss" if rule.is_loss else ""
    _heading(console, rule.id, f"version {rule.version}, since {rule.since}{kind}")
    console.print(Text(rule.summary))
    for heading, text in rule.sections:
        console.print()
        _heading(console, heading, text)
    for heading, examples in (("Repairs", rule.repairs), ("Misses (known failures)", rule.misses)):
        if examples:
            console.print()
            _heading(console, heading, "")
        for damaged, repaired in examples:
            before, after = (damaged, "red"), (repaired, "green")
            console.print(Text.assemble("  ", *([before] if damaged == repaired else [before, " → ", after])))
    console.print()
    _heading(console, "Leaves", "")
    for text in rule.leaves:
        console.print(Text(f"  {text}"))
