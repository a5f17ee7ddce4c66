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
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from jiaokan.gbk import is_variant
from jiaokan.plausibility import HAN, STEP, frequency, mark_share, simple, token, traditional_forms
from jiaokan.readings import ANNOTATION, is_reading

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.int64]

_UNKNOWN = -16.0  # log-probability of a character that has no neighbours of its own
WIDTH = 96  # hypotheses kept
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
    row = np.append(table.shares, np.float32(_UNKNOWN))
    if number < len(table.shares):
        row += table.backoffs[number]
        start, end = table.rows[number], table.rows[number + 1]
        row[table.seconds[start:end]] = table.values[start:end]
    return row


class Page:
    """What one page says elsewhere: its pairs of characters, and the characters that its tool annotated."""

    def __init__(self, text: str) -> None:
        bare = ANNOTATION.sub("", text)
        self._after: dict[str, set[str]] = {}
        self._triples: set[str] = set()
        for at, (one, two) in enumerate(pairwise(bare)):
            if "\u3400" <= one <= "\u9fff" or "\u3400" <= two <= "\u9fff":
                self._after.setdefault(one, set()).add(two)
                self._triples.add(bare[at : at + 3])
        self._counts = Counter(bare)
        self._n_chars = max(1, sum(n for char, n in self._counts.items() if HAN.match(char)))
        self._simple = frozenset(map(simple, self._counts))
        self._rows: dict[str, Floats] = {}
        self._unseen = np.full(len(_table().shares) + 1, -_SEEN, dtype=np.float32)
        self._unseen[list({_number(char) for char in self._counts})] = 0.0
        readings: dict[str, str] = {}
        glossed: Counter[str] = Counter()
        for found in ANNOTATION.finditer(text):
            char = text[found.start() - 1 : found.start()]
            if is_reading(char, found[1]):
                readings[char] = found[1]
                glossed[char] += 1
        counts = Counter(text)
        # A tool annotates a character of its table wherever it finds it.
        self.table = {char: reading for char, reading in readings.items() if glossed[char] >= 0.8 * counts[char]}

    def row(self, char: str) -> Floats:
        """log P(next | char), raised where the page has the pair."""
        row = self._rows.get(char)
        if row is None:
            row = _row(_number(char))
            row = row + self._unseen
            after = self._after.get(char)
            if after:
                row[list({_number(two) for two in after})] += _SEEN_PAIR
            self._rows[char] = row
        return row

    def fit(self, proposal: str, before: str, after: str) -> float:
        """What a proposal between two characters before and after gains because the page has the like elsewhere."""
        joined = before + proposal + after
        n_triples = sum(joined[at : at + 3] in self._triples for at in range(len(joined) - 2))
        n_other = sum(char not in self._counts and self._is_other_form(char) for char in joined)
        recurring = sum(self._gain(char) for char in proposal if HAN.match(char))
        return _TRIPLE * n_triples + _RECURRING * recurring - _OTHER_FORM * n_other

    def _is_other_form(self, char: str) -> bool:
        """Whether the page, mechanically Traditional and one to one, would have the character in another form."""
        return (char in traditional_forms() and char not in LEFT_ALONE) or simple(char) in self._simple

    def _gain(self, char: str) -> float:
        """Log-probability of a character by its share of the page and of all prose together, less that of prose."""
        of_page = _OF_PAGE * self._n_chars / (self._n_chars + _FEW)
        here = self._counts[char] / self._n_chars
        return math.log(1 - of_page + of_page * here * math.exp(-max(frequency(char), _RAREST)))


class Column(NamedTuple):
    """Candidates for one character, with priors."""

    chars: tuple[str, ...]
    numbers: Numbers
    priors: Floats


@functools.lru_cache(maxsize=4096)
def column(chars: tuple[str, ...]) -> Column:
    numbers = np.array([_number(char) for char in chars], dtype=np.int64)
    priors = np.array([mark_share(char) - _VARIANT * is_variant(char) for char in chars], dtype=np.float32)
    return Column(chars, numbers, priors)


class Hypothesis(NamedTuple):
    """A text, what was put into its bytes, and its score so far."""

    text: str
    inserted: tuple[tuple[int, bytes], ...]  # (byte offset in `text`, what was put in there)
    score: float
    prior: float = 0.0  # part of `score` that no scorer gives


@dataclass(frozen=True, slots=True)
class Beam:
    """The best hypotheses so far."""

    hypotheses: tuple[Hypothesis, ...]
    page: Page
    before: str  # the character before the texts

    def extend(self, candidates: Column, in_table: float = 0.0) -> Beam:
        """Each text with each candidate; the best of them. in_table: what a candidate gains by being in the table."""
        if not self.hypotheses or not candidates.chars:
            return self.none()
        last = [one.text[-1:] or self.before for one in self.hypotheses]
        distinct = {char: n for n, char in enumerate(dict.fromkeys(last))}
        rows = np.stack([self.page.row(char)[candidates.numbers] for char in distinct])
        scores = np.array([one.score for one in self.hypotheses], dtype=np.float32)
        priors = [in_table if char in self.page.table else 0.0 for char in candidates.chars]
        gains = candidates.priors + np.array(priors, dtype=np.float32)
        flat = (scores[:, None] + rows[[distinct[char] for char in last]] + gains).ravel()
        if len(flat) > WIDTH:
            chosen = np.argpartition(flat, len(flat) - WIDTH)[-WIDTH:]
            chosen.sort()  # argpartition's order is not defined
        else:
            chosen = np.arange(len(flat))
        n = len(candidates.chars)
        made = []
        for at, score in zip(chosen.tolist(), flat[chosen].tolist(), strict=True):
            one, char, prior = self.hypotheses[at // n], candidates.chars[at % n], priors[at % n]
            made.append(Hypothesis(one.text + char, one.inserted, score, one.prior + prior))
        return replace(self, hypotheses=tuple(made))

    def insert(self, data: bytes, n_pending: int) -> Beam:
        """The same texts, with `data` put behind them and `n_pending` bytes of the next character."""
        made = (
            one._replace(inserted=(*one.inserted, (2 * len(one.text) + n_pending, data))) for one in self.hypotheses
        )
        return replace(self, hypotheses=tuple(made))

    def none(self) -> Beam:
        """A beam at the same place without hypotheses."""
        return replace(self, hypotheses=())

    def join(self, others: Iterable[Beam], width: int = WIDTH) -> Beam:
        """The best hypotheses of this and other beams."""
        together = [*self.hypotheses, *(one for other in others for one in other.hypotheses)]
        together.sort(key=lambda one: -one.score)
        return replace(self, hypotheses=tuple(together[:width]))
