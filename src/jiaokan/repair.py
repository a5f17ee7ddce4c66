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
from jiaokan.rule import Gate, Rule, Span
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
    closed = _closed(text)
    for number in range(PASSES):
        n_edits, left = len(edits), []
        for rule in rules if number else (*once, *rules):
            if rule.gate in closed:
                continue
            found = list(rule.find(text))
            if found and (lost or garbled):
                shut = lost if rule.is_garbled else lost | garbled
                found = list(_outside(found, [flag for flag in left if flag.rule in shut]))
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
            closed = _closed(text)
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


class _Sign(NamedTuple):
    """The characters of a sign, and the gates that it opens."""

    singles: frozenset[str]
    ranges: tuple[str, ...]
    gates: frozenset[Gate]


class _Gates(NamedTuple):
    """The rules' gates, and a search for all their signs: 4 ns a character."""

    gates: frozenset[Gate]
    signs: tuple[_Sign, ...]
    search: re.Pattern[str]


@functools.cache
def _gates() -> _Gates:
    gates = [rule.gate for rule in RULES if rule.gate]
    signs = dict.fromkeys(sign for gate in gates for sign in gate.signs)
    # A class search for all of them, then what is beside the one that was found.
    cases = {sign.beside: {one.chars for one in signs if one.beside == sign.beside} for sign in signs}
    beside = "|".join(f"{_class(chars)}(?:{case})" for case, chars in cases.items())
    opening = (
        _Sign(
            frozenset(_RANGE.sub("", sign.chars)),
            tuple(_RANGE.findall(sign.chars)),
            frozenset(gate for gate in gates if sign in gate.signs),
        )
        for sign in signs
    )
    search = re.compile(f"{_class(sign.chars for sign in signs)}(?<={beside})")
    return _Gates(frozenset(gates), tuple(opening), search)


def _class(signs: Iterable[str]) -> str:
    """One class of them all. Beyond the BMP each range is asked for by itself: one stands for all."""
    joined = "".join(signs)
    ranges = set(_RANGE.findall(joined))
    narrow = {span for span in ranges if span[2] <= "\uffff"}
    singles = "".join(sorted(set(_RANGE.sub("", joined))))
    return f"[{re.escape(singles)}{''.join(sorted(narrow))}{_WIDE if ranges > narrow else ''}]"


_RANGE = regex("(?s:.-.)")
_WIDE = "\U00010000-\U0010ffff"


@functools.lru_cache(maxsize=1 << 14)
def _opened_by(char: str) -> frozenset[Gate]:
    """The gates of which a character is a sign."""
    return frozenset().union(
        *(
            sign.gates
            for sign in _gates().signs
            if char in sign.singles or any(span[0] <= char <= span[2] for span in sign.ranges)
        )
    )


def _closed(text: str) -> frozenset[Gate]:
    """The gates of which the text has no sign: their rules have nothing to look for."""
    gates = _gates()
    return gates.gates.difference(*map(_opened_by, set(gates.search.findall(text))))


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
