"""Pairing the bytes of a shifted frame anew: the search behind the rules of `byte_frame`.

What the bytes leave open — the orphaned first byte, pairs dropped as private use — is chosen by the scorers among all
characters GBK has. A repair is proposed only if the damage run forward on it gives the fragment back.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from jiaokan import gbk, plausibility
from jiaokan.lattice import RARE, Front, Hypothesis, Node, Page, any_trail, characters, column, joined, proposable, read
from jiaokan.plausibility import HAN, Cut
from jiaokan.readings import ANNOTATION, LETTERS, is_reading
from jiaokan.regex import regex

_RESCORED = 32  # proposals of each end that are looked at
_DOUBTFUL = 8.0  # the scorer of words sees only those not so far under the best by all the rest
_MAX_RUN = 80  # characters of a shifted run; runs seen are under 20
_MAX_LINE = 2000  # characters of a line before a fragment that are looked at
_CONTEXT = 6  # characters of context on each side that the scorer sees
_LONE_LETTER = -12.0
_TYPICAL = -5.0  # log-probability of a character of prose given the one before
_TYPICAL_WORD = -6.0  # the same by the scorer of words
# Weights of what speaks for a proposal, and how sure its log odds are: fitted on the tuning half of the benchmark.
_BY_WORDS, _BY_PRIOR, _BY_NEIGHBOURS, _BY_MARKS, _BY_LENGTH = 0.59, 0.26, 0.19, 1.5, -0.9
_SLOPE, _BIAS = 0.6, -0.19
_SWALLOWED = "0"  # stands for the digit or other ASCII character that the last byte took with it
_PAIRED = 2.0  # what a closing mark gains where one is open
_LEFT_OPEN = 3.0  # what it costs to end a paragraph with a mark still open
_UNPAIRED = 6.0  # what a closing mark loses where none is open, or an opening one inside its like
_UNFINISHED = 2.6  # what it costs to close a quotation of several clauses without a mark
_IN_TABLE = 5.0  # what a character gains by standing in the page's table where it is annotated, or loses where not
_COMMON, _COMMONER = -12.0, -10.5  # what may stand beside a dropped pair, and between two: guesses, both
_WORSE = 4.0  # how far under the texts without a dropped pair one with it may be, its last character lacking
_AHEAD = 5.0  # how far over the texts with one dropped pair one has to be, its last two characters lacking

_TAIL = regex(rf"([{LETTERS}]{{1,6}})[)）]")
_MARKS = "，。、；：！？,;:!?”’）》\n"
_STOPS = frozenset("。！？”")
_CLAUSE_END = regex(r"[，。！？；,;!?]")
_PAIRS = (("“", "”"), ("‘", "’"), ("《", "》"), ("「", "」"), ("『", "』"))
_FITTED = frozenset("—…。、").union(*_PAIRS)
_CUT = frozenset("；！？，")  # marks that a byte was put before


Waiting = list[tuple[int, list[Node]]]  # texts so far, by the byte that waits for its second half


class Finished(NamedTuple):
    """Proposals for one fragment."""

    nodes: list[Node]
    end: int  # of the fragment


class _Proposal(NamedTuple):
    """What speaks for a proposal."""

    one: Hypothesis
    end: int  # of the fragment
    rest: str  # what follows
    score: float  # of all but its words
    estimate: float  # of all


class Repair(NamedTuple):
    """A finished proposal for `text[start:end]`."""

    text: str
    end: int
    confidence: float


class Search:
    """The search over one page: what the page says elsewhere, and the steps that may still be spent on it."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._page = Page(text)
        # A fragment takes 1 to 20 steps; real pages have a few in 1,000 characters. Linear, whatever stands in it.
        self.left = 200 + len(text) // 25
        self._restored, self._at = "", 0  # what stood at the end of `text[: self._at]`, as far as is known

    def _before(self, start: int) -> str:
        """What stood before `start` in its line: fragments restored, annotations taken out."""
        since = max(self._at, start - _MAX_LINE)
        line_end = self._text.rfind("\n", since, start)
        if line_end >= 0:
            return _bare(self._text[line_end:start])
        return (self._restored if since == self._at else "") + _bare(self._text[since:start])

    def straddled(self, start: int, end: int, reading: str) -> Repair | None:
        """What stood from `start` on, where `text[start:end]` is ?reading): the bracket was swallowed."""
        last = self._before(start)[-1:]
        before = gbk.encode(gbk.UNFOLDED.get(last, last))
        if before is None:
            return None
        inserted = ((1, f"({reading})".encode("gbk", "replace")),)
        waiting = [
            (lead, [Node.begin(last, Hypothesis("", inserted, prior, prior))])
            for lead, prior in _orphans(before[1], reading, self._page)
        ]
        return self._resynchronise(start, end, waiting, [], is_split=True)

    def cut(self, at: int) -> Repair | None:
        """What stood from `at` on, where a '?' and a mark stand whose halves belong to two characters."""
        mark = gbk.encode(gbk.UNFOLDED.get(self._text[at + 1], self._text[at + 1]))
        if mark is None:
            return None
        # A comma is inserted before marks only: behind one, the character cut in two is a full stop.
        leads = (0xA1,) if self._text[at - 1] == "," else range(0x81, 0xFF)
        chars = tuple(char for lead in leads if (char := proposable(lead, mark[0])))
        last = self._before(at)[-1:]
        opened = Front(self._page)
        opened.extend([Node.begin(last, Hypothesis("", ((1, b"\0"),), 0.0))], column(chars))
        waiting = [(mark[1], opened.best())]
        return self._resynchronise(at, at + 2, waiting, self._cut_twice(at, last), is_split=False)

    def _cut_twice(self, at: int, last: str) -> list[Finished]:
        """What stood where two '?' and a mark stand: 小； is D0A1 A3BB, holds 。 too, and got a byte before either."""
        mark = gbk.UNFOLDED.get(self._text[at + 2 : at + 3], self._text[at + 2 : at + 3])
        if self._text[at + 1] != "?" or mark not in _CUT or not self._page.table:
            return []  # nothing but the scorer speaks for it: on annotated pages only
        chars = tuple(char for lead in range(0x81, 0xFF) if (char := proposable(lead, 0xA1)))
        opened, closed = Front(self._page), Front(self._page)
        opened.extend([Node.begin(last, Hypothesis("", ((1, b"\0"), (2, b"\0")), 0.0))], column(chars))
        closed.extend(opened.best(), column((mark,)))
        return [Finished(closed.best(), at + 3)]

    def beats(self, start: int, repair: Repair) -> bool:
        """Whether the proposal reads better than what stands there, by more than one word's worth a character."""
        text = self._text
        before = _bare(text[max(0, start - 20) : start])[-_CONTEXT:]
        after = _bare(text[repair.end : repair.end + 20])[:_CONTEXT]
        damaged = plausibility.score(before + text[start : repair.end] + after)
        return plausibility.score(before + repair.text + after) > damaged + 2.0

    def _resynchronise(
        self, start: int, at: int, waiting: Waiting, finished: list[Finished], *, is_split: bool
    ) -> Repair | None:
        """Pair the bytes of `text[at:]` anew until the run is back in step; the best proposal that proves itself.

        waiting: what the text may be so far, by the byte that waits for its second half.
        finished: other proposals.
        is_split: whether an annotation has split the first character.
        """
        text = self._text
        limit = min(len(text), at + _MAX_RUN)
        previous = ""
        while any(nodes for _, nodes in waiting) and at < limit and self.left >= 0:
            self.left -= 1
            char = text[at]
            annotation = ANNOTATION.match(text, at)
            if char == "?":  # or a folded ？, then the run goes on
                end, ended = _end_of_run(self._page, text, at, waiting)
                finished.append(Finished(ended, end))
            if annotation and is_reading(previous, annotation[1]):  # a shifted pair that is itself in the tool's table
                data = annotation[0].encode("gbk", "replace")
                waiting = [(pending, [node.insert(data, 1) for node in nodes]) for pending, nodes in waiting]
                at = annotation.end()
                continue
            if "@" <= char <= "~" or char in "?€":  # no trail byte follows 0x80, and decoders show either for it
                gloss = ANNOTATION.match(text, at + 1)
                lead, reading = 0x80 if char in "?€" else ord(char), gloss[1] if gloss else ""
                ended = _take(self._page, waiting, lead, reading, is_split=is_split and not previous)
                finished.append(Finished(ended, at + 1))
            pair = gbk.encode(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char)  # ASCII here: folded width
            if pair is None:
                break
            taken = _take(self._page, waiting, pair[0], is_split=is_split and not previous)
            waiting = [(pair[1], taken)] + (
                _undefined(self._page, waiting) if char == "?" and HAN.match(text, at + 1) else []
            )
            if pair[1] < 0x80:  # no lead byte: the character before was whole, and this is plain ASCII
                # Latin letters seldom stand alone among Han characters.
                prior = 0.0 if text[at + 1 : at + 2].isascii() and text[at + 1 : at + 2].isalnum() else _LONE_LETTER
                finished.append(Finished([_lettered(joined(taken), chr(pair[1]), prior)] if taken else [], at + 1))
                break
            previous = char
            at += 1
        finished = [some for some in finished if some.nodes]
        return self._choose(start, finished) if finished else None

    def _choose(self, start: int, finished: list[Finished]) -> Repair | None:
        """The finished proposal that reads best together with what follows, if the forward damage proves it."""
        text, page = self._text, self._page
        last = max(some.end for some in finished)
        line = self._before(start)
        after = _bare(text[last : last + 4 * _CONTEXT])[:_CONTEXT]
        context, opened = Cut().extend_all(line[-_CONTEXT:]), _opened(line)
        proposals: list[_Proposal] = []
        for end in {some.end for some in finished}:
            rest = (_bare(text[end:last]) + after) or "\n"
            for one in joined(node for some in finished if some.end == end for node in some.nodes).foremost(_RESCORED):
                score = _BY_PRIOR * one.prior + _BY_NEIGHBOURS * (one.score + _TYPICAL * (len(rest) - len(after)))
                score += page.fit(one.text, context.text[-2:], rest[:2])
                score += _BY_LENGTH * (len(one.text) + last - end)
                score += _BY_MARKS * _mark_fit(one.text, line, opened, text[end : end + 40])
                words = one.score + _TYPICAL_WORD * len(rest)
                proposals.append(_Proposal(one, end, rest, score, score + _BY_WORDS * words))
        least = max(proposal.estimate for proposal in proposals) - _DOUBTFUL
        cuts = {"": context}  # by proposal: most begin alike
        scores: dict[tuple[str, int], tuple[float, Hypothesis]] = {}
        for one, end, rest, base, estimate in proposals:
            if estimate >= least:
                score = base + _BY_WORDS * _cut(one.text, cuts).extend_all(rest).score
                if score > scores.get((one.text, end), (-math.inf,))[0]:
                    scores[one.text, end] = (score, one)
        ranked = sorted(scores.items(), key=lambda item: -item[1][0])
        share = min(plausibility.posterior(score for score, _ in scores.values()), 1 - 1e-6)
        confidence = 1 / (1 + (share / (1 - share)) ** -_SLOPE * math.exp(-_BIAS))
        for (proposal, end), (_, one) in ranked:
            if _forward(proposal, one.inserted) == gbk.folded(text[start:end]):
                # The last character's annotation is whole again; whether it goes is for pinyin-gloss to say.
                gloss = "(" + text[text.rindex("?", start, end) + 1 : end] if text[end - 1] in ")）" else ""
                self._restored, self._at = (line + proposal)[-_MAX_LINE:], end
                shown = proposal[:-1] + "\ufffd" if proposal[-1] == _SWALLOWED else proposal
                return Repair(shown + gloss, end, confidence if proposal == ranked[0][0][0] else 0.5)
        return None


def _lettered(node: Node, letter: str, prior: float) -> Node:
    """The texts with a letter behind them."""
    lettered = Node(letter, letter)
    lettered.add(node, prior, prior)
    return lettered


def _cut(text: str, cuts: dict[str, Cut]) -> Cut:
    """The cut of a text, from those of its beginnings."""
    cut = cuts.get(text)
    if cut is None:
        cut = cuts[text] = _cut(text[:-1], cuts).extend(text[-1])
    return cut


def _take(page: Page, waiting: Waiting, lead: int, reading: str = "", *, is_split: bool = False) -> list[Node]:
    """Complete the waiting bytes with `lead`, as it stands or with one or two pairs dropped between.

    reading: that of the last character, if it is annotated. Without one it is not in the page's table; but the first
    character, if an annotation has split it, may be.
    """
    grown = Front(page)
    prior = _IN_TABLE if reading else -_IN_TABLE
    for pending, nodes in waiting:
        char = proposable(pending, lead)
        if char is not None and (not reading or is_reading(char, reading)):
            grown.extend(nodes, column((char,)), 0.0 if is_split and not reading else prior)
    for pending, nodes in waiting:
        for longer, firsts in _past_dropped(page, pending, nodes, grown, is_split=is_split):
            grown.extend(longer, characters(firsts, (lead,), _COMMON, reading), prior)
    return grown.best()


def _undefined(page: Page, waiting: Waiting) -> Waiting:
    """What waits behind a '?' that stands for a code GBK has not: both its bytes may be halves of characters."""
    grown: dict[int, Front] = {}
    for pending, nodes in waiting:
        for trail, leads in _undefined_codes().items():
            char = proposable(pending, trail)
            if char is not None:
                for lead in leads:
                    grown.setdefault(lead, Front(page)).extend(nodes, column((char,)), -_IN_TABLE)
    return [(lead, front.best()) for lead, front in grown.items()]


def _past_dropped(
    page: Page, pending: int, nodes: list[Node], grown: Front, *, is_split: bool = False
) -> Iterator[tuple[list[Node], Sequence[int]]]:
    """The texts with one and two pairs dropped, and the first bytes that the character behind them may have.

    grown: what there is without them. Texts that are worse already, and lack that character, are left out.
    """
    prior = 0.0 if is_split else -_IN_TABLE
    once = _drop(page, [(nodes, (pending,))], _COMMON, prior, grown.top - _WORSE)
    yield from once
    # What there is has these by now. Another guess has to begin far ahead: its character costs something, too.
    ahead = [([node for node in some if node.score > grown.top + _AHEAD], leads) for some, leads in once]
    yield from _drop(page, ahead, _COMMONER, -_IN_TABLE, grown.top)


def _drop(
    page: Page, states: Sequence[tuple[list[Node], Sequence[int]]], common: float, prior: float, least: float
) -> list[tuple[list[Node], Sequence[int]]]:
    """Complete the waiting bytes by the first byte of a pair that was dropped; its second byte waits then."""
    longer: list[tuple[list[Node], Sequence[int]]] = []
    for trails, leads in _AREAS:
        front = Front(page)
        for nodes, firsts in states:
            if nodes:
                front.extend(nodes, characters(firsts, trails, common), prior, least)
        longer.append((front.best(), leads))
    return longer


def _end_of_run(page: Page, text: str, at: int, waiting: Waiting) -> tuple[int, list[Node]]:
    """The run ends at a '?': a byte whose other half was a bracket, a byte put before a mark, or a line end."""
    tail = _TAIL.match(text, at + 1)
    grown = Front(page)
    for pending, nodes in waiting:
        if tail:
            grown.extend(nodes, read(tail[1], (pending,)), _IN_TABLE)
        else:
            grown.extend(nodes, any_trail(pending))
    for pending, nodes in waiting:
        if tail:
            for longer, firsts in _past_dropped(page, pending, nodes, grown):
                grown.extend(longer, read(tail[1], firsts), _IN_TABLE)
        else:
            # A dropped pair before the last byte leaves nothing of its character: only a mark can be guessed.
            for longer, _ in itertools.islice(_past_dropped(page, pending, nodes, grown), 1):
                grown.extend(longer, column(("。", "”", "》", "、")))
    ended = grown.best()
    if tail:
        return tail.end(), [node.insert(f"({tail[1]})".encode("gbk", "replace"), 0) for node in ended]
    if at + 1 == len(text) or text[at + 1] in _MARKS:
        return at + 1, [node.insert(b",", 0) for node in ended]
    behind = Front(page)
    if text[at + 1].isascii() and not text[at + 1].isspace():
        behind.extend(ended, column((_SWALLOWED,)))
    elif HAN.match(text, at + 1):
        # A line end may be the byte swallowed, if a sentence ends there and another begins.
        behind.extend([node for node in ended if node.char in _STOPS], column(("\n",)))
    return at + 1, behind.best()


def _opened(line: str) -> tuple[int, ...]:
    """How many of each pair of marks are open at its end."""
    return tuple(line.count(opening) - line.count(closing) for opening, closing in _PAIRS)


def _mark_fit(proposal: str, before: str, opened: tuple[int, ...], after: str) -> float:
    """What the scorer's words don't know: full stops are rare inside a short quotation, 、 stands beside 、."""
    fit = 0.0
    marks = [(at, char) for at, char in enumerate(proposal) if char in _FITTED]
    for (opening, closing), n_before in zip(_PAIRS, opened, strict=True):
        n_open = n_before
        for at, char in marks:
            if char in (opening, closing):
                n_open += 1 if char == opening else -1
                fit += _PAIRED if n_open == 0 else -_UNPAIRED if n_open not in {0, 1} else 0.0
            if char == closing and _is_unfinished((before + proposal[:at]).rpartition(opening)[2]):
                fit -= _UNFINISHED
        if n_open > 0 and after[:1] in ("", "\n"):
            fit -= _LEFT_OPEN
    for at, char in marks:
        if char in "—…":  # GB/T 15834: both are written twice
            is_doubled = char in (proposal[at - 1 : at], proposal[at + 1 : at + 2], after[:1])
            fit -= 0.0 if is_doubled else 8.0
        if char not in "。、":
            continue
        rest = _bare(proposal[at + 1 :] + after)[:24]
        next_mark = next((mark for mark in rest if mark in "，,。、；;：:”"), "")
        if char == "。" and next_mark and next_mark in "、”" and rest.index(next_mark) > 0:
            fit -= 2.0
        elif char == "、" and next_mark == "、":
            fit += 2.0
    return fit


def _is_unfinished(quotation: str) -> bool:
    """Whether it has more than one clause and no mark at its end (GB/T 15834: a quoted sentence keeps its own)."""
    return bool(_CLAUSE_END.search(quotation)) and quotation[-1:] not in "。！？…，；—!?,;."


def _forward(proposal: str, inserted: tuple[tuple[int, bytes], ...]) -> str:
    """The damage run forward on a proposal: the fragment it gives, with folded widths."""
    data = proposal.encode("gbk")
    pieces: list[bytes] = []
    taken = 0
    for offset, extra in inserted:
        pieces += (data[taken:offset], extra)
        taken = offset
    pieces.append(data[taken:])
    return gbk.folded(gbk.decode_forward(b"".join(pieces)))


def _orphans(trail: int, reading: str, page: Page) -> Iterator[tuple[int, float]]:
    """First bytes of the character cut in two, each with a prior.

    `trail` and one of them are the character of the tool's table with that reading; tables hold rare ones too.
    """
    for lead in range(0x81, 0xFF):
        char = gbk.decode(trail, lead)
        if char and char not in plausibility.simplified_only() and is_reading(char, reading):
            yield lead, 0.3 * max(plausibility.frequency(char), RARE) + (_IN_TABLE if char in page.table else 0.0)


# The user-defined areas of GBK as (lead bytes, trail bytes): their pairs were dropped. Read one byte off, the lead is
# the second half of one character and the trail the first half of the next.
_AREAS = (
    ((*range(0xAA, 0xB0), *range(0xF8, 0xFF)), range(0xA1, 0xFF)),
    (tuple(range(0xA1, 0xA8)), range(0x81, 0xA1)),  # ten times rarer
)


@functools.cache
def _undefined_codes() -> dict[int, list[int]]:
    """Codes of two bytes over 0x80 that GBK has not and does not leave to users, by their first byte."""
    high = range(0x81, 0xFF)
    return {
        lead: trails
        for lead in high
        if (trails := [one for one in high if not gbk.decode(lead, one) and not gbk.is_user_defined(lead, one)])
    }


def _bare(text: str) -> str:
    return ANNOTATION.sub("", text)
