"""The engine: `RULES` in order over the text, again until nothing changes. The rules do the thinking."""

from __future__ import annotations

import functools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import NamedTuple

from jiaokan.edit import Edit
from jiaokan.record import Flag
from jiaokan.regex import regex
from jiaokan.rule import Rule, Span
from jiaokan.rules import RULES

# One damage may lie under another; after a pass without a repair there is nothing left to find.
PASSES = 4
# Under this a repair is made and flagged too: it was chosen among several, and one in some will be wrong.
SURE = 0.95


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repaired text, its ledger, and what is to be doubted."""

    text: str
    edits: tuple[Edit, ...] = ()
    flags: tuple[Flag, ...] = ()  # what was left, and what was repaired but not surely; offsets in `text`
    damage: tuple[str, ...] = ()  # ids of the rules that found something, sorted
    loss: tuple[str, ...] = ()  # ids of the loss rules that did, sorted


def repair(
    text: str, *, rules: Sequence[Rule] = RULES, threshold: float | None = None, once: Sequence[Rule] = ()
) -> Repaired:
    """Undo the damage in `text`.

    threshold: the confidence from which repairs are made, 0 to 1, in place of each rule's own.
    once: rules before all others, in the first pass only.
    Every change is in `.edits`: `undo(result.text, result.edits) == text`, and `replay` the other way.
    """
    edits: list[Edit] = []
    unsure: list[Flag] = []
    left: list[Flag] = []
    lost: set[str] = set()  # ids of rules that left something that is lost, or garbled: no other repairs that
    garbled: set[str] = set()
    unmet = _unmet(text)
    for number in range(PASSES):
        n_edits, left = len(edits), []
        for rule in rules if number else (*once, *rules):
            if rule.needs in unmet:
                continue
            closed: list[Flag] = []
            if lost or garbled:
                closing = lost if rule.is_garbled else lost | garbled
                closed = [flag for flag in left if flag.rule in closing]
            found = list(_outside(rule.find(text), closed) if closed else rule.find(text))
            if not found:
                continue
            least = rule.threshold if threshold is None else threshold
            made = [span for span in found if span.replacement is not None and span.confidence >= least]
            doubtful = [span for span in found if span.replacement is None or span.confidence < least]
            left += [Flag(rule.id, span.start, span.end, span.confidence) for span in doubtful]
            if doubtful and (rule.is_loss or rule.is_garbled):
                (lost if rule.is_loss else garbled).add(rule.id)
            if not made:
                continue
            left, unsure = _moved(left, made), _moved(unsure, made)
            n_before = len(edits)
            text = _make(text, rule, made, edits)
            unmet = _unmet(text)
            unsure += [
                Flag(rule.id, edit.start, edit.start + len(edit.after), edit.confidence)
                for edit in edits[n_before:]
                if edit.confidence < SURE
            ]
        if len(edits) == n_edits:
            break
    flags = (*unsure, *left)
    at_work = {edit.rule for edit in edits} | {flag.rule for flag in flags}
    lossy = {rule.id for rule in rules if rule.is_loss and rule.id in at_work} if at_work else set()
    return Repaired(text, tuple(edits), flags, tuple(sorted(at_work - lossy)), tuple(sorted(lossy)))


class _Gates(NamedTuple):
    """What the rules need, and a search for any of it: 4 ns a character for all of them."""

    needs: frozenset[str]
    singles: dict[str, frozenset[str]]  # of each: the characters
    ranges: dict[str, tuple[str, ...]]  # and the ranges in it
    search: re.Pattern[str]


@functools.cache
def _gates() -> _Gates:
    needs = frozenset(rule.needs for rule in RULES) - {""}
    singles = {one: frozenset(_RANGE.sub("", one)) for one in needs}
    ranges = {one: tuple(_RANGE.findall(one)) for one in needs}
    chars = re.escape("".join(sorted(frozenset().union(*singles.values()))))
    spans = {span for one in ranges.values() for span in one if span[2] <= "\uffff"}
    spans.add("\U00010000-\U0010ffff")  # there each range is asked for by itself: one for all
    return _Gates(needs, singles, ranges, re.compile(f"[{chars}{''.join(sorted(spans))}]"))


_RANGE = regex("(?s:.-.)")


@functools.lru_cache(maxsize=1 << 14)
def _met_by(char: str) -> frozenset[str]:
    """The needs that a character meets."""
    _, singles, ranges, _ = _gates()
    return frozenset(
        one for one in ranges if char in singles[one] or any(span[0] <= char <= span[2] for span in ranges[one])
    )


def _unmet(text: str) -> frozenset[str]:
    """What rules need and the text has not: they have nothing to look for."""
    gates = _gates()
    return gates.needs.difference(*map(_met_by, set(gates.search.findall(text))))


def _outside(spans: Iterable[Span], closed: Sequence[Flag]) -> Iterator[Span]:
    """The spans without repairs of what is lost or left garbled: rubble looks like many kinds of damage."""
    closed = sorted(closed, key=lambda flag: flag.start)
    starts = [flag.start for flag in closed]
    ends = list(accumulate((flag.end for flag in closed), max))
    for span in spans:
        n = bisect_left(starts, span.end)
        if span.replacement is None or n == 0 or ends[n - 1] <= span.start:
            yield span


def _make(text: str, rule: Rule, spans: Sequence[Span], edits: list[Edit]) -> str:
    """The text with one rule's repairs made; their edits are appended to the ledger."""
    pieces: list[str] = []
    taken = length = 0
    for start, end, after, confidence in spans:
        if after is None or start < taken:
            raise ValueError(f"rule {rule.id!r}: spans overlap, descend or lack a replacement at {start}")
        pieces += (text[taken:start], after)
        length += start - taken
        edits.append(
            Edit(
                stage="repair",
                seq=len(edits),
                rule=rule.id,
                rule_version=rule.version,
                start=length,
                end=length + end - start,
                before=text[start:end],
                after=after,
                confidence=confidence,
            )
        )
        length += len(after)
        taken = end
    pieces.append(text[taken:])
    return "".join(pieces)


def _moved(flags: list[Flag], spans: Sequence[Span]) -> list[Flag]:
    """The flags with their offsets carried over one rule's repairs; what a repair took away ends with it."""
    ends = [span.end for span in spans]
    shifts = [0, *accumulate(len(span.replacement or "") - (span.end - span.start) for span in spans)]

    def moved(at: int) -> int:
        n = bisect_right(ends, at)
        if n < len(spans) and spans[n].start < at:
            at = min(at, spans[n].start + len(spans[n].replacement or ""))
        return at + shifts[n]

    return [replace(flag, start=moved(flag.start), end=moved(flag.end)) for flag in flags]
