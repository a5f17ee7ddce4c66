"""Whether jiaokan's confidences hold: of its edits made with 0.95 or more, at least 98 in 100 have to be right.

An edit is right if the repaired text at its final place is what the reference has there: by an alignment with the
reference its characters stand there together and are equal, width included. U+FFFD says that one character stood there
which can't be told, and is right where one did. A deletion is right if the characters on both sides of it stand side by
side in the reference.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, compress

from rapidfuzz.distance import Levenshtein

from jiaokan.edit import Edit
from tests.bench.damage.measure import BLANK

BUCKETS = (0.8, 0.9, 0.95, 0.99, 1.0)  # lower ends
SURE = 0.95
LOST = "\ufffd"

_FOLDED = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}


@dataclass(slots=True)
class Calibration:
    """Edits counted by confidence, and the sure ones by rule."""

    made: Counter[float] = field(default_factory=Counter)  # lower end of the bucket → edits
    right: Counter[float] = field(default_factory=Counter)
    made_by_rule: Counter[str] = field(default_factory=Counter)  # of confidence SURE and more
    right_by_rule: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=dict)  # by rule, for --show

    def add(self, document: str, text: str, edits: Sequence[Edit], reference: str, *, width: bool = True) -> None:
        spans = places(edits)
        for edit, (start, end), is_right in zip(edits, spans, judge(text, spans, reference, width=width), strict=True):
            self.made[_bucket(edit)] += 1
            self.right[_bucket(edit)] += is_right
            if edit.confidence >= SURE:
                self.made_by_rule[edit.rule] += 1
                self.right_by_rule[edit.rule] += is_right
            if not is_right:
                seen = text[max(0, start - 12) : start] + "⟦" + text[start:end] + "⟧" + text[end : end + 12]
                self._note(document, edit, seen)

    def add_wrong(self, document: str, edits: Sequence[Edit]) -> None:
        """Edits made where nothing was to be done."""
        for edit in edits:
            self.made[_bucket(edit)] += 1
            self.right[_bucket(edit)] += 0
            if edit.confidence >= SURE:
                self.made_by_rule[edit.rule] += 1
            self._note(document, edit, edit.after)

    def _note(self, document: str, edit: Edit, seen: str) -> None:
        self.wrong.setdefault(edit.rule, []).append(f"{document} {edit.confidence:.3f} {edit.before!r} → {seen!r}")

    def join(self, other: Calibration) -> None:
        for name in ("made", "right", "made_by_rule", "right_by_rule"):
            getattr(self, name).update(getattr(other, name))
        for rule, lines in other.wrong.items():
            self.wrong.setdefault(rule, []).extend(lines)


def _bucket(edit: Edit) -> float:
    return BUCKETS[max(0, bisect_right(BUCKETS, edit.confidence) - 1)]


def places(edits: Sequence[Edit]) -> list[tuple[int, int]]:
    """Where each edit's text stands in the end. One that a later edit changed again takes that one's place."""
    found: list[tuple[int, int]] = []
    run: list[Edit] = []
    for edit in edits:
        if run and edit.start < run[-1].start + len(run[-1].after):
            found = _carried(found, run)
            run = []
        run.append(edit)
    return _carried(found, run)


def _carried(spans: Sequence[tuple[int, int]], run: Sequence[Edit]) -> list[tuple[int, int]]:
    """Earlier places carried over a run of ascending edits, and the places of these."""
    starts: list[int] = []  # before the run
    ends: list[int] = []
    shifts = [0]
    for edit in run:
        starts.append(edit.start - shifts[-1])
        ends.append(starts[-1] + len(edit.before))
        shifts.append(shifts[-1] + len(edit.after) - len(edit.before))

    def start_of(at: int) -> int:
        n = bisect_right(ends, at)
        return run[n].start if n < len(run) and starts[n] < at else at + shifts[n]

    def end_of(at: int) -> int:
        n = bisect_left(starts, at)
        return run[n - 1].start + len(run[n - 1].after) if n and ends[n - 1] > at else at + shifts[n]

    moved = [(start_of(start), end_of(end)) for start, end in spans]
    return [(start, max(start, end)) for start, end in moved] + [
        (edit.start, edit.start + len(edit.after)) for edit in run
    ]


def _without_space(text: str) -> list[bool]:
    """For each character whether it is to be compared: no spaces, no line ends but those between two lines."""
    kept: list[bool] = []
    is_line_begun = False
    for char in text:
        kept.append(is_line_begun if char == "\n" else char not in BLANK)
        is_line_begun = char != "\n" and (is_line_begun or kept[-1])
    last = len(kept) - 1
    while last >= 0 and (not kept[last] or text[last] == "\n"):
        kept[last] = False
        last -= 1
    return kept


def judge(text: str, spans: Sequence[tuple[int, int]], reference: str, *, width: bool = True) -> list[bool]:
    """Whether the reference has what stands at each place of the repaired text. Spaces, empty lines do not count."""
    kept, reference = _without_space(text), "".join(compress(reference, _without_space(reference)))
    before = [0, *accumulate(kept)]
    spans = [(before[start], before[end]) for start, end in spans]
    text = "".join(compress(text, kept))
    if not width:
        text, reference = text.translate(_FOLDED), reference.translate(_FOLDED)
    # For each character, with a border on both sides: where it stands in the reference, and whether it is right.
    there = [-1, *[-2] * len(text), len(reference)]
    right = [True, *[False] * len(text), True]
    for op in Levenshtein.opcodes(reference.translate(_FOLDED), text.translate(_FOLDED)):
        if op.tag in {"equal", "replace"}:
            for a, b in zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=True):
                there[b + 1] = a
                right[b + 1] = text[b] in {reference[a], LOST}

    def is_right(start: int, end: int) -> bool:
        if start == end:  # a deletion: what stood on both sides is there, one of them right, and nothing between
            return there[start] + 1 == there[start + 1] and (right[start] or right[start + 1])
        return all(right[start + 1 : end + 1]) and there[end] - there[start + 1] == end - start - 1

    return [is_right(start, end) for start, end in spans]
