"""Choosing between characters where bytes were lost: a lattice of texts, grown a column of candidates at a time.

Steps are scored by character bigrams (neighbours.gz, made by data/build_model.py from the scorer's words). What comes
next depends on the last character only: texts that end in the same one are one node (Viterbi 1967), and the best few
are told apart at the end (Huang and Chiang 2005, Better k-best parsing). That is coarser than `plausibility`, and a
hundred times faster: callers score the few texts that are left with `plausibility`.
"""

from __future__ import annotations

import functools
import gzip
import heapq
import json
import math
from array import array
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import NamedTuple

from jiaokan.gbk import decode, encode, is_variant
from jiaokan.plausibility import (
    CLASSES,
    HAN,
    STEP,
    frequency,
    mark_share,
    simple,
    simplified_only,
    token,
    traditional_forms,
)
from jiaokan.readings import ANNOTATION, is_reading, with_sound

RARE = -15.0  # a character rarer than this (natural log of its share) is not proposed
_UNKNOWN = -16.0  # log-probability of a character that has no neighbours of its own
_WIDTH = 32  # last characters kept
_MARGIN = 9.0  # log-probability; nothing is kept that is so far under the best behind the same bytes
_CLOSE = 8.0  # the same, in the end
_COLUMNS = 4096  # of a page, until they are forgotten; one of 2,000 characters needs 500
_LIKELY = -2.0  # few characters are likelier than this behind another
# What characters and pairs gain that the page has elsewhere (a cache model: Kuhn and De Mori 1990), step by step and,
# fitted on the tuning half of the benchmark, at the end.
_SEEN, _SEEN_PAIR = 1.0, 1.5
_TRIPLE, _RECURRING, _OTHER_FORM = 1.4, 1.05, 4.0
_OF_PAGE = 0.3  # what the page's own share of a character counts, against that of all prose
_FEW = 200  # characters; of a page with so many, half of that
_RAREST = -13.0
LEFT_ALONE = frozenset("后里干斗制系于余范并采占志云谷丑")  # Simplified forms that the annotating tools leave
_VARIANT = 3.0  # what a form loses that neither standard has: 啓 where Taiwan writes 啟


@dataclass(frozen=True, slots=True)
class _Table:
    """Characters by number; the neighbours of number n are `seconds[rows[n]:rows[n + 1]]`, ascending.

    One past the last number is for all that have none.
    """

    numbers: dict[str, int]
    shares: Sequence[float]
    backoffs: Sequence[float]
    rows: Sequence[int]
    seconds: array[int]
    values: bytes


_LOGS = [-STEP * n for n in range(256)]


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
        parts.append(data[end : end + size])
        end += size
    shares, backoffs, lengths, low, high, values = parts
    seconds = bytearray(2 * m)
    seconds[::2], seconds[1::2] = low, high
    rows = [0, *accumulate(array("H", lengths))]
    return _Table(
        numbers={char: number for number, char in enumerate(chars)},
        shares=[*(_LOGS[share] for share in shares), _UNKNOWN],
        backoffs=[*(_LOGS[backoff] for backoff in backoffs), 0.0],
        rows=[*rows, rows[-1]],
        seconds=array("H", bytes(seconds)),
        values=values,
    )


@functools.lru_cache(maxsize=1 << 14)
def _number(char: str) -> int:
    """The number of a character; one past the last for those without."""
    numbers = _table().numbers
    return numbers.get(token(simple(char)), len(numbers))


def _is_han(char: str) -> bool:
    return "\u3400" <= char <= "\u9fff"


class Candidate(NamedTuple):
    """A character, and what it gains wherever it stands."""

    char: str
    number: int
    gain: float
    prior: float = 0.0  # part of `gain` that no scorer gives


class Column:
    """Candidates for one character, compared by identity."""

    __slots__ = ("candidates",)

    def __init__(self, chars: Iterable[str]) -> None:
        self.candidates = [
            Candidate(char, _number(char), mark_share(char) - _VARIANT * is_variant(char)) for char in chars
        ]


@functools.lru_cache(maxsize=_COLUMNS)
def column(chars: tuple[str, ...]) -> Column:
    return Column(chars)


@functools.cache
def proposable(lead: int, trail: int) -> str | None:
    """The character of two bytes, if mechanically Traditional prose can have it."""
    char = decode(lead, trail)
    if char is None or frequency(char) < RARE:
        return None
    if char in simplified_only() and char not in LEFT_ALONE:
        return None
    return char if HAN.match(char) or char in CLASSES or char == "·" else None


_TRAILS = range(0x40, 0xFF)


@functools.cache
def any_trail(lead: int) -> Column:
    """The characters with that first byte."""
    return column(tuple(char for trail in _TRAILS if (char := proposable(lead, trail))))


@functools.lru_cache(maxsize=8192)
def characters(leads: Iterable[int], trails: Iterable[int], common: float, reading: str = "") -> Column:
    """The characters with those bytes that are more frequent than `common`, and have that reading."""
    chars = (proposable(lead, trail) for lead in leads for trail in trails)
    found = (char for char in chars if char and frequency(char) > common)
    return column(tuple(char for char in found if not reading or is_reading(char, reading)))


@functools.lru_cache(maxsize=4096)
def read(reading: str, leads: Sequence[int]) -> Column:
    """The characters with that reading that begin with one of those bytes."""
    return column(tuple(char for char in _any_read(reading) if (code := encode(char)) and code[0] in leads))


@functools.lru_cache(maxsize=1024)
def _any_read(reading: str) -> tuple[str, ...]:
    """The characters with that reading that prose may have."""
    chars = (char for char in with_sound(reading) if is_reading(char, reading))
    return tuple(char for char in chars if (code := encode(char)) and proposable(*code))


class _Row(NamedTuple):
    """Where what follows a character stands in the table, and what follows it on the page."""

    start: int
    end: int
    backoff: float
    seen: Collection[int]


class Page:
    """What one page says elsewhere: its pairs of characters, and the characters that its tool annotated."""

    def __init__(self, text: str) -> None:
        bare = ANNOTATION.sub("", text)
        self._after: defaultdict[str, list[str]] = defaultdict(list)
        for one, two in set(pairwise(bare)):
            self._after[one].append(two)
        self._triples = {bare[at : at + 3] for at in range(len(bare) - 2)}
        self._counts = Counter(bare)
        self._n_chars = max(1, sum(n for char, n in self._counts.items() if HAN.match(char)))
        self._simple = frozenset(map(simple, self._counts))
        self._numbers = frozenset(map(_number, self._counts))
        self._rows: dict[str, _Row] = {}
        self._candidates: dict[tuple[Column, float], list[Candidate]] = {}
        self._worth: dict[str, tuple[float, bool]] = {}  # what a character gains, and whether it is in another form
        readings: dict[str, str] = {}
        glossed: Counter[str] = Counter()
        for found in ANNOTATION.finditer(text):
            char = text[found.start() - 1 : found.start()]
            if is_reading(char, found[1]):
                readings[char] = found[1]
                glossed[char] += 1
        # A tool annotates a character of its table wherever it finds it.
        self.table = {char: reading for char, reading in readings.items() if glossed[char] >= 0.8 * self._counts[char]}

    def row(self, char: str) -> _Row:
        row = self._rows.get(char)
        if row is None:
            table, number = _table(), _number(char)
            after = self._after.get(char, ())
            seen = frozenset(_number(two) for two in after if _is_han(two) or _is_han(char))
            row = _Row(table.rows[number], table.rows[number + 1], table.backoffs[number], seen)
            self._rows[char] = row
        return row

    def candidates(self, of: Column, in_table: float) -> list[Candidate]:
        """Those of a column with what each gains by itself; `in_table`: by being in the page's table."""
        known = self._candidates.get((of, in_table))
        if known is None:
            if len(self._candidates) == _COLUMNS:
                self._candidates.clear()
            known = []
            for char, number, gain, _ in of.candidates:
                prior = in_table if char in self.table else 0.0
                seen = 0.0 if number in self._numbers else -_SEEN
                known.append(Candidate(char, number, gain + prior + seen, prior))
            self._candidates[of, in_table] = known
        return known

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


class Hypothesis(NamedTuple):
    """A text, what was put into its bytes, and its score so far."""

    text: str
    inserted: tuple[tuple[int, bytes], ...]  # (byte offset in `text`, what was put in there)
    score: float
    prior: float = 0.0  # part of `score` that no scorer gives


class Node:
    """All texts that end in one character behind the same bytes, best first; each is made when it is asked for."""

    __slots__ = ("_added", "_last", "_made", "_put", "_queue", "_ways", "char", "score")

    def __init__(self, char: str, added: str, put: tuple[bytes, int] = (b"", 0)) -> None:
        self.char = char  # the last
        self.score = -math.inf  # of the best
        self._added, self._put = added, put  # to the texts, and to their bytes, with how many of the next character
        self._ways: list[tuple[Node, float, float]] = []  # node before, what is gained, how much of it no scorer gives
        self._made: list[Hypothesis] = []
        self._queue: list[tuple[float, int, int]] | None = None  # texts that may be next: -score, way, rank before
        self._last: tuple[int, int] | None = None  # way and rank of the last one made

    @classmethod
    def begin(cls, before: str, one: Hypothesis) -> Node:
        """One hypothesis without a text, behind a character."""
        node = cls(before, "")
        node.score = one.score
        node._made.append(one)
        return node

    def add(self, before: Node, gain: float = 0.0, prior: float = 0.0) -> None:
        """The texts of the node before end here too."""
        self._ways.append((before, gain, prior))
        self.score = max(self.score, before.score + gain)

    def insert(self, data: bytes, n_pending: int) -> Node:
        """The same texts, with `data` put behind them and `n_pending` bytes of the next character."""
        node = Node(self.char, "", (data, n_pending))
        node.add(self)
        return node

    def text(self, n: int) -> Hypothesis | None:
        """The best but n."""
        while len(self._made) <= n:
            if self._queue is None:
                self._queue = [(-before.score - gain, way, 0) for way, (before, gain, _) in enumerate(self._ways)]
                heapq.heapify(self._queue)
            elif self._last is not None:  # the way of the last one made may lead to another
                way, rank = self._last
                before, gain, _ = self._ways[way]
                other = before.text(rank + 1)
                if other is not None:
                    heapq.heappush(self._queue, (-other.score - gain, way, rank + 1))
            if not self._queue:
                return None
            _, way, rank = heapq.heappop(self._queue)
            self._last = way, rank
            before, gain, prior = self._ways[way]
            one = before.text(rank)
            if one is None:  # it was there when it was put into the queue
                return None
            inserted, (data, n_pending) = one.inserted, self._put
            if data:
                inserted = (*inserted, (2 * len(one.text) + n_pending, data))
            self._made.append(Hypothesis(one.text + self._added, inserted, one.score + gain, one.prior + prior))
        return self._made[n]

    def foremost(self, n: int) -> Iterator[Hypothesis]:
        """The best n, none far under the first."""
        for rank in range(n):
            one = self.text(rank)
            if one is None or one.score < self.score - _CLOSE:
                return
            yield one


class Front:
    """Nodes behind the same bytes, by their last character."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._nodes: dict[str, Node] = {}
        self.top = -math.inf  # score of the best

    def extend(
        self, nodes: Iterable[Node], candidates: Column, in_table: float = 0.0, least: float = -math.inf
    ) -> None:
        """Add the texts of nodes, each with each candidate, to a score of `least`."""
        table, found = _table(), self._nodes
        seconds, values, shares = table.seconds, table.values, table.shares
        known = self._page.candidates(candidates, in_table)
        for before in nodes:
            so_far = before.score
            least = max(least, self.top - _MARGIN)
            if so_far + _LIKELY < least:
                continue
            start, end, backoff, seen = self._page.row(before.char)
            for char, number, alone, prior in known:
                at = bisect_left(seconds, number, start, end)
                gain = alone + (_LOGS[values[at]] if at < end and seconds[at] == number else backoff + shares[number])
                if number in seen:
                    gain += _SEEN_PAIR
                if so_far + gain < least:
                    continue
                node = found.get(char)
                if node is None:
                    node = found[char] = Node(char, char)
                node.add(before, gain, prior)
                self.top = max(self.top, node.score)

    def best(self, n: int = _WIDTH) -> list[Node]:
        """The best n nodes, best first, none far under the first."""
        near = [node for node in self._nodes.values() if node.score >= self.top - _MARGIN]
        return sorted(near, key=lambda node: -node.score)[:n]


def joined(nodes: Iterable[Node]) -> Node:
    """The texts of all."""
    node = Node("", "")
    for one in nodes:
        node.add(one)
    return node
