"""The ledger (校记): every change to a text as data, replayed and undone.

Offsets are code points in the text *as it stands just before that edit*, edits taken in order of `seq`.
So the plainest reader is right: for each edit, `text = text[:start] + after + text[end:]`; and backwards
for undo. `replay` and `undo` do the same in one pass for each run of ascending edits.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Annotated

from jiaokan.errors import DatasetError
from jiaokan.schema import Column


@dataclass(frozen=True, slots=True)
class Edit:
    """One change. `text[start:end] == before` before it, `text[start:start + len(after)] == after` after."""

    stage: Annotated[str, Column("string", "stage that made the change", source="repair")]
    seq: Annotated[
        int, Column("int32", "place in the document's ledger, from 0; edits apply in this order", source="repair")
    ]
    rule: Annotated[str, Column("string", "id of the rule", source="repair")]
    rule_version: Annotated[int, Column("int16", "version of the rule", source="repair")]
    start: Annotated[
        int, Column("int64", "first code point, in the text just before this edit", unit="code points", source="repair")
    ]
    end: Annotated[
        int,
        Column(
            "int64", "code point after the last, in the text just before this edit", unit="code points", source="repair"
        ),
    ]
    before: Annotated[str, Column("string", "what stood there", source="repair")]
    after: Annotated[str, Column("string", "what stands there now", source="repair")]
    confidence: Annotated[
        float,
        Column("float64", "0 to 1; repairs under the threshold are flagged, not made", unit="0 to 1", source="repair"),
    ]


def replay(text: str, edits: Iterable[Edit]) -> str:
    """The decoded text with its edits applied: the repaired text. Raises DatasetError where they don't fit."""
    return _apply(text, [(e.start, e.before, e.after) for e in edits])


def undo(text: str, edits: Sequence[Edit]) -> str:
    """The repaired text with its edits taken back: the decoded text. Raises DatasetError where they don't fit."""
    # A run of ascending edits is undone ascending too: their offsets are those of the finished run.
    swapped: list[tuple[int, str, str]] = []
    for run in reversed(_ascending_runs(edits)):
        shift = 0
        for edit in run:
            swapped.append((edit.start + shift, edit.after, edit.before))
            shift += len(edit.before) - len(edit.after)
    return _apply(text, swapped)


def carry(offsets: Sequence[int], edits: Sequence[Edit]) -> list[int]:
    """Ascending offsets in the decoded text → in the repaired text; one inside a replaced stretch stays in it."""
    carried = list(offsets)
    for run in _ascending_runs(edits):
        n_done = shift = 0
        for i, offset in enumerate(carried):
            while n_done < len(run) and run[n_done].end - shift <= offset:  # a run's offsets are those of its result
                shift += len(run[n_done].after) - len(run[n_done].before)
                n_done += 1
            inside = run[n_done] if n_done < len(run) and run[n_done].start - shift < offset else None
            carried[i] = min(offset + shift, inside.start + len(inside.after)) if inside else offset + shift
    return carried


def carry_back(offsets: Sequence[int], edits: Sequence[Edit]) -> list[int]:
    """Ascending offsets in the text after one run of ascending edits → in the text before; the converse of `carry`."""
    back: list[int] = []
    n_done = shift = 0
    for offset in offsets:
        while n_done < len(edits) and edits[n_done].start + len(edits[n_done].after) <= offset:
            shift += len(edits[n_done].before) - len(edits[n_done].after)
            n_done += 1
        inside = n_done < len(edits) and edits[n_done].start < offset
        start = edits[n_done].start + shift if inside else 0
        back.append(min(offset + shift, start + len(edits[n_done].before)) if inside else offset + shift)
    return back


def _ascending_runs(edits: Sequence[Edit]) -> list[list[Edit]]:
    runs: list[list[Edit]] = []
    floor = -1
    for edit in edits:
        if not runs or edit.start < floor:
            runs.append([])
        runs[-1].append(edit)
        floor = edit.start + len(edit.after)
    return runs


def _apply(text: str, changes: Sequence[tuple[int, str, str]]) -> str:
    pieces: list[str] = []
    taken = 0  # code points of `text` already in `pieces`
    length = 0  # code points in `pieces`
    for start, before, after in changes:
        if start < length:  # behind the current pass: finish it and begin another
            pieces.append(text[taken:])
            text, pieces, taken, length = "".join(pieces), [], 0, 0
        at = taken + start - length
        if text[at : at + len(before)] != before:
            raise DatasetError(f"edit at {start} expects {before!r}, found {text[at : at + len(before)]!r}")
        pieces += (text[taken:at], after)
        taken = at + len(before)
        length = start + len(after)
    pieces.append(text[taken:])
    return "".join(pieces)
