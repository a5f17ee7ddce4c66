"""The scorer: how likely a string is as Chinese text, by a word unigram model over jieba's lexicon.

A string's score is the log-probability of its best cut into words (as jieba and MMSEG cut, by dynamic
programming). Traditional characters are looked up by their Simplified form. Loads in about 0.1 s, on first use.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from collections.abc import Iterable, Mapping

from jiaokan.data import rows
from jiaokan.gbk import UNFOLDED

MAX_WORD = 4  # characters; longer words add nothing to a choice between characters

# Share of marks among the words of modern prose, as natural logarithms (rough; they compete with characters only).
_MARKS = {"，": -2.6, "。": -3.2, "、": -3.6, "：": -5.0, "；": -5.2, "“": -4.6, "”": -4.6, "？": -6.0, "！": -6.0}
_MARKS |= {"（": -5.5, "）": -5.5, "《": -5.5, "》": -5.5, "—": -5.5, "…": -6.0, "·": -6.5, "\n": -3.5}
_MARKS |= {narrow: _MARKS[wide] for narrow, wide in UNFOLDED.items()}
_MARKS |= dict.fromkeys("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", -5.0)
_STOPS = frozenset("，。、；：？！,;:?!")
_STOP_AFTER_STOP = -8.0
_UNKNOWN = -20.0  # a character the lexicon has not


@functools.cache
def words() -> dict[str, float]:
    """Word → natural logarithm of its share among all words."""
    return _tables()[0]


@functools.cache
def simplified() -> dict[int, str]:
    """Traditional code point → Simplified character: a table for `str.translate`, one character to one."""
    return {ord(traditional): simple for traditional, simple in rows("traditional")}


@functools.cache
def simplified_only() -> frozenset[str]:
    """Characters that Simplified text has and Traditional text has not."""
    return frozenset(simple for simple, _ in rows("simplified"))


@functools.cache
def frequency(char: str) -> float:
    """Share of a character or mark in prose, as a natural logarithm; Traditional counts as its Simplified form."""
    return _tables()[1].get(char.translate(simplified()), _UNKNOWN)


@functools.cache
def _tables() -> tuple[dict[str, float], dict[str, float]]:
    """Of words and of characters the natural logarithms of their shares; marks stand in both."""
    counts = {word: int(count) for word, count in rows("words")}
    characters: Counter[str] = Counter()
    for word, count in counts.items():
        for char in word:
            characters[char] += count
    return _log_shares(counts) | _MARKS, _log_shares(characters) | _MARKS


def _log_shares(counts: Mapping[str, int]) -> dict[str, float]:
    total = math.log(sum(counts.values()))
    return {key: math.log(count) - total for key, count in counts.items()}


class Cut:
    """The best cut of a growing string, extended a character at a time in O(MAX_WORD)."""

    __slots__ = ("best", "tail", "text")

    def __init__(self, text: str = "", tail: str = "", best: tuple[float, ...] = (0.0,)) -> None:
        self.text = text  # what was added, as given
        self.tail = tail  # its last characters, Simplified
        self.best = best  # scores of the best cuts ending MAX_WORD - 1, …, 1, 0 characters back

    def extend(self, char: str, prior: float = 0.0) -> Cut:
        """This string with one more character; `prior` is added to the score."""
        tail = (self.tail + char.translate(simplified()))[-MAX_WORD:]
        known = words()
        score = self.best[-1] + _UNKNOWN
        if char in _STOPS and self.text[-1:] in _STOPS:
            prior += _STOP_AFTER_STOP
        for n in range(1, min(len(tail), len(self.best)) + 1):
            word = known.get(tail[-n:])
            if word is not None:
                score = max(score, self.best[-n] + word)
        return Cut(self.text + char, tail, tuple(s + prior for s in (*self.best[-MAX_WORD + 1 :], score)))

    def lean(self, prior: float) -> Cut:
        """This string, its score raised by `prior`."""
        return Cut(self.text, self.tail, tuple(s + prior for s in self.best))

    def extend_all(self, text: Iterable[str]) -> Cut:
        cut = self
        for char in text:
            cut = cut.extend(char)
        return cut

    @property
    def score(self) -> float:
        return self.best[-1]


def score(text: str) -> float:
    """Log-probability of the best cut of `text` into words; about -8 a character for prose, -20 for noise."""
    return Cut().extend_all(text).score


def posterior(scores: Iterable[float]) -> float:
    """Probability of the best of several hypotheses, given their log-probabilities."""
    ordered = sorted(scores, reverse=True)
    return 1.0 / sum(math.exp(max(s - ordered[0], -700.0)) for s in ordered)
