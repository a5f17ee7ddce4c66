"""Choosing between characters where bytes were lost: a beam of texts, extended a column of candidates at a time.

Steps are scored by character bigrams (neighbours.gz, made by data/build_model.py from the scorer's words), a whole beam
against a whole column in one numpy operation. That is coarser than `plausibility`, and a hundred times faster:
callers score the few texts that are left with `plausibility`.
"""

from __future__ import annotations

import functools
import gzip
import json
import math
from array import array
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jiaokan.gbk import is_variant
from jiaokan.plausibility import HAN, STEP, frequency, mark_share, simple, token, traditional_forms
from jiaokan.readings import ANNOTATION, is_reading

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int32]
Places = npt.NDArray[np.intp]

_UNKNOWN = -16.0  # log-probability of a character that has no neighbours of its own
WIDTH = 96  # hypotheses kept
_SHORT = 20  # candidates of many that are looked at behind each text, where no more are kept
# What characters and pairs gain that the page has elsewhere (a cache model: Kuhn and De Mori 1990), step by step and,
# fitted on the tuning half of the benchmark, at the end.
_SEEN, _SEEN_PAIR = 1.0, 1.5
_TRIPLE, _RECURRING, _OTHER_FORM = 1.4, 1.05, 4.0
_OF_PAGE = 0.3  # what the page's own share of a character counts, against that of all prose
_FEW = 200  # characters; of a page with so many, half of that
_RAREST = -13.0
_ROWS = 1024  # of a page, 28 kB each, until they are forgotten; one of 2,000 characters needs 300
_OTHER = 1 << 16  # code of what has none
LEFT_ALONE = frozenset("后里干斗制系于余范并采占志云谷丑")  # Simplified forms that the annotating tools leave
_VARIANT = 3.0  # what a form loses that neither standard has: 啓 where Taiwan writes 啟


@dataclass(frozen=True, slots=True)
class _Table:
    """Characters by number; the neighbours of number n are `seconds[rows[n]:rows[n + 1]]`."""

    numbers: dict[str, int]
    shares: Floats
    backoffs: Floats
    rows: Sequence[int]
    seconds: npt.NDArray[np.uint16]
    values: Floats


@functools.cache
def _table() -> _Table:
    data = gzip.decompress((files("jiaokan.data") / "neighbours.gz").read_bytes())
    at = data.index(b"\n") + 1
    header = json.loads(data[:at])
    end = data.index(b"\0", at)
    chars = data[at:end].decode()
    n, m = header["n_characters"], header["n_links"]
    parts = []
    end += 1
    for size in (n, n, 2 * n, m, m, m):
        parts.append(np.frombuffer(data, np.uint8, size, end))
        end += size
    shares, backoffs, lengths, low, high, values = parts
    return _Table(
        numbers={char: number for number, char in enumerate(chars)},
        shares=-STEP * shares.astype(np.float32),
        backoffs=-STEP * backoffs.astype(np.float32),
        rows=[0, *accumulate(array("H", lengths.tobytes()))],
        seconds=low.astype(np.uint16) + (high.astype(np.uint16) << 8),
        values=-STEP * values.astype(np.float32),
    )


@functools.lru_cache(maxsize=1 << 14)
def _number(char: str) -> int:
    """The number of a character; one past the last for those without."""
    table = _table()
    return table.numbers.get(token(simple(char)), len(table.shares))


@functools.lru_cache(maxsize=512)  # 28 kB each
def _row(number: int) -> Floats:
    """log P(next character | the one with this number), for all characters and the unknown."""
    table = _table()
    row = np.empty(len(table.shares) + 1, dtype=np.float32)
    row[-1] = _UNKNOWN
    if number < len(table.shares):
        np.add(table.shares, table.backoffs[number], out=row[:-1])
        row[-1] += table.backoffs[number]
        start, end = table.rows[number], table.rows[number + 1]
        row[table.seconds[start:end]] = table.values[start:end]
    else:
        row[:-1] = table.shares
    return row


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


class Page:
    """What one page says elsewhere: its pairs of characters, and the characters that its tool annotated."""

    def __init__(self, text: str) -> None:
        bare = ANNOTATION.sub("", text)
        after: defaultdict[str, list[str]] = defaultdict(list)
        for one, two in pairwise(bare):
            after[one].append(two)
        self._after: dict[str, Collection[str]] = dict(after)
        self._triples = {bare[at : at + 3] for at in range(len(bare) - 2)}
        self._counts = Counter(bare)
        self._n_chars = max(1, sum(n for char, n in self._counts.items() if HAN.match(char)))
        self._simple = frozenset(map(simple, self._counts))
        self._rows = np.empty((_ROWS, len(_table().shares) + 1), dtype=np.float32)
        self._n_rows = 0
        self._worth: dict[str, tuple[float, bool]] = {}  # what a character gains, and whether it is in another form
        self._known: dict[tuple[int, float], _Known] = {}  # by the column's identity
        self._places = np.full(_OTHER + 1, -1, dtype=np.intp)  # of the characters' rows
        self._unseen = np.full(len(_table().shares) + 1, -_SEEN, dtype=np.float32)
        self._unseen[list({_number(char) for char in self._counts})] = 0.0
        readings: dict[str, str] = {}
        glossed: Counter[str] = Counter()
        for found in ANNOTATION.finditer(text):
            char = text[found.start() - 1 : found.start()]
            if is_reading(char, found[1]):
                readings[char] = found[1]
                glossed[char] += 1
        # A tool annotates a character of its table wherever it finds it.
        self.table = {char: reading for char, reading in readings.items() if glossed[char] >= 0.8 * self._counts[char]}
        self._in_table = np.zeros(1 << 16, dtype=np.float32)
        self._in_table[[ord(char) for char in self.table]] = 1.0

    def extend(self, group: Group, width: int) -> tuple[Floats, Numbers]:
        """Scores of each text with each candidate, and the candidates.

        Of many candidates only those are looked at that can be among the best `width` behind their text.
        """
        beam, candidates, in_table = group
        places = self._places_of(beam)
        starts = places[:, None] * self._rows.shape[1]  # `take` by number is twice as fast as by row and column
        known = self._known.get((id(candidates), in_table))
        if known is None:
            gains = candidates.priors + np.float32(in_table) * self._in_table[candidates.codes]
            known = self._known[id(candidates), in_table] = _Known(candidates, gains)
        gains = known.gains
        if width > _SHORT or len(gains) <= 4 * _SHORT:
            scores = self._rows.take(starts + candidates.numbers)
            scores += beam.scores[:, None]
            scores += gains
            return scores, candidates.codes[None].repeat(len(scores), 0)
        if len(known.short) < self._n_rows:
            more = np.full((len(self._rows) - len(known.short), _SHORT), -1, dtype=np.int32)
            known.short = np.concatenate((known.short, more))
        chosen = known.short[places]
        if chosen.min() < 0:
            missing = np.array([*{*places[chosen[:, 0] < 0].tolist()}])
            worth = self._rows[missing[:, None], candidates.numbers]
            worth += gains
            short = np.argpartition(worth, len(gains) - _SHORT, axis=1)[:, -_SHORT:]
            short.sort(axis=1)
            known.short[missing] = short
            chosen = known.short[places]
        scores = self._rows.take(starts + candidates.numbers[chosen])
        scores += beam.scores[:, None]
        scores += gains[chosen]
        return scores, candidates.codes[chosen]

    def _places_of(self, beam: Beam) -> Places:
        """The rows of the last characters."""
        if beam.places is None:
            beam.places = self._places[beam.last]
            if beam.places.min() < 0:
                for code in set(beam.last[beam.places < 0].tolist()):
                    self._add_row(chr(code), code)
                beam.places = self._places[beam.last]
        return beam.places

    def make_room(self) -> None:
        """Forget the rows if there are many. Between searches only: beams know the places of theirs."""
        if self._n_rows > _ROWS:
            self._n_rows = 0
            self._places.fill(-1)
            self._known.clear()

    def code(self, char: str) -> int:
        """The code of a character; of one outside the plane of GBK, or none, until the next such."""
        if len(char) == 1 and ord(char) < _OTHER:
            return ord(char)
        self._add_row(char, _OTHER)
        return _OTHER

    def _add_row(self, char: str, code: int) -> None:
        """log P(next | char), raised where the page has the pair."""
        if self._n_rows == len(self._rows):
            self._rows = np.concatenate((self._rows, np.empty_like(self._rows)))
        row = self._rows[self._n_rows]
        np.add(_row(_number(char)), self._unseen, out=row)
        if char in self._after:
            after = self._after[char] = set(self._after[char])  # once: the row may be asked for again
            seen = {_number(two) for two in after if _is_han(two) or _is_han(char)}
            row[list(seen)] += _SEEN_PAIR
        self._places[code] = self._n_rows
        self._n_rows += 1

    def fit(self, proposal: str, before: str, after: str) -> float:
        """What a proposal between two characters before and after gains because the page has the like elsewhere."""
        joined = before + proposal + after
        triples, worth = self._triples, self._worth
        for char in joined:
            if char not in worth:
                worth[char] = (self._gain(char), self._is_other_form(char))
        seen = [at for at in range(len(joined) - 2) if joined[at : at + 3] in triples]
        n_triples = sum(_is_han(joined[at]) or _is_han(joined[at + 1]) for at in seen)
        n_other = sum([worth[char][1] for char in joined])
        recurring = sum([worth[char][0] for char in proposal])
        return _TRIPLE * n_triples + _RECURRING * recurring - _OTHER_FORM * n_other

    def _is_other_form(self, char: str) -> bool:
        """Whether the page, mechanically Traditional and one to one, would have the character in another form."""
        return char not in self._counts and (
            (char in traditional_forms() and char not in LEFT_ALONE) or simple(char) in self._simple
        )

    def _gain(self, char: str) -> float:
        """Log-probability of a character by its share of the page and of all prose together, less that of prose."""
        if not HAN.match(char):
            return 0.0
        of_page = _OF_PAGE * self._n_chars / (self._n_chars + _FEW)
        here = self._counts[char] / self._n_chars
        return math.log(1 - of_page + of_page * here * math.exp(-max(frequency(char), _RAREST)))


class Column(NamedTuple):
    """Candidates for one character, with priors."""

    codes: Numbers
    numbers: Places
    priors: Floats


@functools.lru_cache(maxsize=4096)
def column(chars: tuple[str, ...]) -> Column:
    codes = np.array([ord(char) for char in chars], dtype=np.int32)
    numbers = np.array([_number(char) for char in chars], dtype=np.intp)
    priors = np.array([mark_share(char) - _VARIANT * is_variant(char) for char in chars], dtype=np.float32)
    return Column(codes, numbers, priors)


class _Known:
    """What a page knows of a column."""

    def __init__(self, candidates: Column, gains: Floats) -> None:
        self.candidates = candidates  # kept, so that its identity is
        self.gains = gains  # of candidates by themselves
        self.short = np.empty((0, _SHORT), dtype=np.int32)  # for each row, which of many are looked at


class Hypothesis(NamedTuple):
    """A text, what was put into its bytes, and its score so far."""

    text: str
    inserted: tuple[tuple[int, bytes], ...]  # (byte offset in `text`, what was put in there)
    score: float
    prior: float = 0.0  # part of `score` that no scorer gives


class Group(NamedTuple):
    """All texts of a beam, each to be extended with each candidate."""

    beam: Beam
    candidates: Column
    in_table: float = 0.0  # what a candidate gains by being in the table


class _Origin(NamedTuple):
    """What is left of a group once it is extended."""

    beam: Beam
    n_candidates: int
    in_table: float = 0.0


class Beam:
    """The best hypotheses so far: their scores and last characters. Few are ever asked for as texts."""

    __slots__ = ("_from", "_groups", "_made", "_put", "last", "page", "places", "scores")

    def __init__(self, page: Page, scores: Floats, last: Numbers, groups: Sequence[_Origin], origin: Places) -> None:
        self.page, self.scores, self.last = page, scores, last
        self._groups, self._from = groups, origin  # numbers among all texts of the groups, each with each candidate
        self.places: Places | None = None  # the page's, of the last characters
        self._put: tuple[bytes, int] | None = None
        self._made: dict[int, Hypothesis] = {}

    @classmethod
    def begin(cls, page: Page, before: str, one: Hypothesis) -> Beam:
        """One hypothesis without a text, behind a character."""
        last = np.array([page.code(before)], dtype=np.int32)
        beam = cls(page, np.array([one.score], dtype=np.float32), last, (), _NOWHERE)
        beam._made[0] = one
        return beam

    def __len__(self) -> int:
        return len(self.scores)

    def extend(self, candidates: Column, in_table: float = 0.0) -> Beam:
        """Each text with each candidate; the best of them, in the order of both."""
        return best(self.page, (Group(self, candidates, in_table),), is_ranked=False)

    def insert(self, data: bytes, n_pending: int) -> Beam:
        """The same texts, with `data` put behind them and `n_pending` bytes of the next character."""
        beam = Beam(self.page, self.scores, self.last, (_Origin(self, 1),), np.arange(len(self)))
        beam._put = (data, n_pending)
        return beam

    def ending_in(self, chars: Iterable[str]) -> Beam:
        """The hypotheses whose last character is one of these."""
        kept = np.flatnonzero(np.isin(self.last, [ord(char) for char in chars]))
        beam = Beam(self.page, self.scores[kept], self.last[kept], (_Origin(self, 1),), kept)
        beam._put = (b"", 0)
        return beam

    def hypothesis(self, n: int) -> Hypothesis:
        made = self._made.get(n)
        if made is None:
            at = int(self._from[n])
            group, *others = self._groups
            while at >= len(group.beam) * group.n_candidates:
                at -= len(group.beam) * group.n_candidates
                group, *others = others
            one = group.beam.hypothesis(at // group.n_candidates)
            if self._put is None:
                char = chr(self.last[n])
                prior = one.prior + (group.in_table if char in self.page.table else 0.0)
                made = Hypothesis(one.text + char, one.inserted, float(self.scores[n]), prior)
            else:
                data, n_pending = self._put
                put = ((2 * len(one.text) + n_pending, data),) if data else ()
                made = one._replace(inserted=(*one.inserted, *put))
            self._made[n] = made
        return made


_NOTHING = column(())
_NOWHERE = np.empty(0, dtype=np.intp)


def best(page: Page, groups: Sequence[Group], width: int = WIDTH, *, is_ranked: bool = True) -> Beam:
    """The best of all extensions, of equal ones those that come first; best first, or all in order."""
    groups = [group for group in groups if len(group.beam) and len(group.candidates.codes)]
    if not groups:
        return Beam(page, _NOTHING.priors, _NOTHING.codes, (), _NOWHERE)
    extended = [page.extend(group, width) for group in groups]
    parts = [scores.ravel() for scores, _ in extended]
    flat = np.concatenate(parts)
    if len(flat) > width:
        least = np.partition(flat, len(flat) - width)[len(flat) - width]
        (chosen,) = (flat >= least).nonzero()
        if len(chosen) > WIDTH:  # of so many equal ones in one group, some
            start = 0
            for part in parts:
                if np.count_nonzero(part >= least) > WIDTH:
                    flat[start + np.argpartition(part, len(part) - WIDTH)[: len(part) - WIDTH]] = -np.inf
                start += len(part)
            (chosen,) = (flat >= least).nonzero()
        chosen = chosen[(-flat[chosen]).argsort(kind="stable")[:width]]
    else:
        chosen = (-flat).argsort(kind="stable")
    if not is_ranked:
        chosen.sort()
    codes = np.concatenate([chars.ravel() for _, chars in extended])
    origins = [
        _Origin(group.beam, scores.shape[1], group.in_table)
        for group, (scores, _) in zip(groups, extended, strict=True)
    ]
    return Beam(page, flat[chosen], codes[chosen], origins, chosen)
