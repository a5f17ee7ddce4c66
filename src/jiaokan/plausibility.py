"""The scorer: how likely a string is as Chinese text, by a word trigram model.

A string's score is the log-probability of its best cut into words, each given the two words before it; marks, digits
and Latin letters are words too. Traditional characters are looked up by their Simplified form. Where the model comes
from: data/build_model.py. The words load in 10 ms, on first use; what follows what in 0.1 s and 50 MB.
"""

from __future__ import annotations

import functools
import json
import math
import os
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from heapq import nlargest
from importlib.resources import files
from itertools import accumulate
from typing import Any, NamedTuple

import zstandard

from jiaokan.data import rows
from jiaokan.gbk import UNFOLDED
from jiaokan.regex import regex

HAN = regex("[\u3400-\u9fff]")  # the Han characters of running text
MAX_WORD = 4  # characters; longer words add nothing to a choice between characters
STEP = 0.08  # log-probabilities are stored as multiples of it, in a byte
BACKOFF_ZERO = 2.0  # stored back-off weights are under it

# Marks that the same words stand beside: one word of the model each.
_CLASSES = {
    "。": "。！？；!?;",
    "，": "，：,:",
    "、": "、",
    "“": "“‘《（「『〈【([",
    "”": "”’》）」』〉】)]",
    "—": "—…",
}
CLASSES = {mark: kind for kind, marks in _CLASSES.items() for mark in marks}
_UNKNOWN = -16.5  # a character the model has not
_NEVER = -20.0  # share of a character that prose has not
_STOPS = frozenset("。，、")  # with their classes
_STOP_AFTER_STOP = -8.0  # chats have them, but nothing is restored to one
_FOREIGN = -3.0  # which one of the many other characters it is


def token(char: str) -> str:
    """The word of the model that a character is part of: itself, or the kind of mark, "0" or "a"; "?" for others."""
    if "\u3400" <= char <= "\u9fff" or char == "\n":
        return char
    if char in CLASSES:
        return CLASSES[char]
    if "0" <= char <= "9" or "０" <= char <= "９":
        return "0"
    if "a" <= char.lower() <= "z" or "Ａ" <= char <= "ｚ":
        return "a"
    return "?"


def packed(word: str) -> int:
    """A word of at most four characters as a number that sorts as the word does."""
    return int.from_bytes(word.encode("utf-16-be")[:8].ljust(8, b"\0"))


class _Lexicon(NamedTuple):
    """The words of the model, by number (their place in the sorted list)."""

    words: array[int]  # packed, ascending
    is_lexical: bytes  # whether a dictionary would have it
    shares: bytes
    marks: dict[str, float]  # log share of a mark among those of its class


class _Links(NamedTuple):
    """What follows what.

    The links of word n are `seconds[rows[n]:rows[n + 1]]`. A link with words known to follow both its words is a
    context: link `places[k]` has `thirds[starts[k]:starts[k + 1]]`.
    """

    shares: bytes  # those of the lexicon
    backoffs: bytes
    rows: array[int]
    seconds: array[int]
    values: bytes
    places: array[int]
    triple_backoffs: bytes
    starts: array[int]
    thirds: array[int]
    triple_values: bytes
    rare: dict[int, float]  # log P(mark | word) for words seldom counted


class _Columns:
    """Some columns of the model's file: a header, then the columns, each packed by itself."""

    def __init__(self, *names: str) -> None:
        self._packed: dict[str, bytes] = {}
        with (files("jiaokan.data") / "model.zst").open("rb") as file:
            self.header: dict[str, Any] = json.loads(file.readline())
            for name, size in self.header["columns"].items():
                if name in names:
                    self._packed[name] = file.read(size)
                else:
                    file.seek(size, os.SEEK_CUR)

    def octets(self, name: str) -> bytes:
        return zstandard.decompress(self._packed[name])

    def numbers(self, name: str, kind: str = "I") -> array[int]:
        """From the planes of their bytes; not by numpy, which takes longer to import than this takes."""
        joined = array(kind)
        planes, size = self.octets(name), joined.itemsize
        length = len(planes) // size
        raw = bytearray(len(planes))
        for k in range(size):
            raw[k::size] = planes[k * length : (k + 1) * length]
        joined.frombytes(raw)
        return joined

    def starts(self, name: str) -> array[int]:
        """From the lengths of stretches, where each begins and the last ends."""
        return array("I", accumulate(self.numbers(name), initial=0))


@functools.cache
def _lexicon() -> _Lexicon:
    columns = _Columns("words", "is_lexical", "shares")
    return _Lexicon(
        words=columns.numbers("words", "Q"),
        is_lexical=columns.octets("is_lexical"),
        shares=columns.octets("shares"),
        marks=columns.header["marks"],
    )


@functools.cache
def _links() -> _Links:
    known = _lexicon()
    columns = _Columns(
        *("backoffs", "lengths", "seconds", "values"),
        *("places", "triple_backoffs", "triple_lengths", "thirds", "triple_values"),
    )
    return _Links(
        shares=known.shares,
        backoffs=columns.octets("backoffs"),
        rows=columns.starts("lengths"),
        seconds=columns.numbers("seconds"),
        values=columns.octets("values"),
        places=columns.numbers("places"),
        triple_backoffs=columns.octets("triple_backoffs"),
        starts=columns.starts("triple_lengths"),
        thirds=columns.numbers("thirds"),
        triple_values=columns.octets("triple_values"),
        rare={bisect_left(known.words, packed(mark)): value for mark, value in columns.header["rare"].items()},
    )


@functools.lru_cache(maxsize=1 << 16)
def _find(word: str) -> int | None:
    """The number of a word, if the model has it; 着 in it may stand for 著."""
    if len(word) > MAX_WORD:
        return None
    key, known = packed(word), _lexicon().words
    at = bisect_left(known, key)
    if at < len(known) and known[at] == key:
        return at
    return _find(word.replace("着", "著")) if "着" in word else None


_NO_CONTEXT = -1


@functools.lru_cache(maxsize=1 << 16)
def _link(before: int, word: int) -> tuple[float, int]:
    """log P(word | word before), and the number of their context if they are one."""
    links = _links()
    start, end = links.rows[before], links.rows[before + 1]
    at = bisect_left(links.seconds, word, start, end)
    if at < end and links.seconds[at] == word:
        context = bisect_left(links.places, at)
        is_context = context < len(links.places) and links.places[context] == at
        return -STEP * links.values[at], context if is_context else _NO_CONTEXT
    if word in links.rare and before not in links.rare:
        return links.rare[word], _NO_CONTEXT
    return BACKOFF_ZERO - STEP * (links.backoffs[before] + links.shares[word]), _NO_CONTEXT


def _follow(context: int, before: int, word: int) -> tuple[float, int]:
    """log P(word | both words before), and the number of the next context. `context`: that of the two words before."""
    log_p, following = _link(before, word)
    links = _links()
    if word in links.rare:
        return log_p, following
    start, end = links.starts[context], links.starts[context + 1]
    at = bisect_left(links.thirds, word, start, end)
    if at < end and links.thirds[at] == word:
        return -STEP * links.triple_values[at], following
    return log_p + BACKOFF_ZERO - STEP * links.triple_backoffs[context], following


class _Words(Mapping[str, float]):
    """Word of the lexicon → natural logarithm of its share among all words."""

    def __getitem__(self, word: str) -> float:
        number = _find(word)
        if number is None or not _lexicon().is_lexical[number]:
            raise KeyError(word)
        return -STEP * _lexicon().shares[number]

    def __contains__(self, word: object) -> bool:
        number = _find(word) if isinstance(word, str) else None
        return number is not None and bool(_lexicon().is_lexical[number])

    def __iter__(self) -> Iterator[str]:
        known = _lexicon()
        keys = (key for key, is_lexical in zip(known.words, known.is_lexical, strict=True) if is_lexical)
        return (key.to_bytes(8).decode("utf-16-be").rstrip("\0") for key in keys)

    def __len__(self) -> int:
        return sum(_lexicon().is_lexical)


WORDS = _Words()


def words() -> Mapping[str, float]:
    """Word → natural logarithm of its share among all words."""
    return WORDS


@functools.cache
def simplified() -> dict[int, str]:
    """Traditional code point → Simplified character: a table for `str.translate`, one character to one."""
    return {ord(traditional): simple for traditional, simple in rows("traditional")}


@functools.lru_cache(maxsize=1 << 15)
def simple(char: str) -> str:
    """The character as the model has it: Simplified, and 著 as 着.

    Mechanically Traditional text has 著 for every 着, and there are a hundred of them for one in 著名.
    """
    return "着" if char == "著" else char.translate(simplified())


@functools.cache
def traditional_forms() -> frozenset[str]:
    """Characters that are the Simplified form of another: 极 of 極, 后 of 後."""
    return frozenset(simplified().values())


@functools.cache
def simplified_only() -> frozenset[str]:
    """Characters that Simplified text has and Traditional text has not."""
    return frozenset(simple for simple, _ in rows("simplified"))


@functools.cache
def shares() -> Mapping[str, float]:
    """Character or mark → natural logarithm of its share in prose."""
    return {char: float(share) for char, share in rows("characters")}


@functools.lru_cache(maxsize=1 << 15)
def frequency(char: str) -> float:
    """Share of a character or mark in prose, as a natural logarithm; Traditional counts as its Simplified form."""
    return shares().get(simple(char), _NEVER)


@functools.cache
def commonest(n: int) -> tuple[str, ...]:
    """The Han characters that prose has most of."""
    return tuple(nlargest(n, filter(HAN.match, shares()), key=frequency))


def mark_share(mark: str) -> float:
    """Share of a mark among those of its class, as a natural logarithm; 0 for what is no mark."""
    return _lexicon().marks.get(UNFOLDED.get(mark, mark), 0.0)


_START = -1  # number of the word before the first


@functools.lru_cache(maxsize=1 << 15)
def _symbol(char: str) -> tuple[str, float]:
    """The token of a character, and what it says besides: which mark of its class it is."""
    symbol = token(simple(char))
    return symbol, mark_share(char) + (_FOREIGN if symbol == "?" else 0.0)


@functools.lru_cache(maxsize=1 << 16)
def _ending(tail: str) -> tuple[tuple[int, int], ...]:
    """The words that a string of tokens ends with: length and number of each."""
    found = ((n, _find(tail[-n:])) for n in range(1, len(tail) + 1))
    return tuple((n, word) for n, word in found if word is not None)


@functools.lru_cache(maxsize=1 << 16)
def _step(before: int, context: int, word: int) -> tuple[float, int]:
    """log P(word | what stands before), and the number of the next context."""
    if before == _START:
        return -STEP * _lexicon().shares[word], _NO_CONTEXT
    return _link(before, word) if context == _NO_CONTEXT else _follow(context, before, word)


_End = tuple[int, int, float]  # the last word of a cut, the context it makes with the one before, the score
_Ends = tuple[tuple[_End, ...], ...]


class Cut:
    """The best cuts of a growing string, one for each last word, extended a character at a time in O(MAX_WORD²)."""

    __slots__ = ("ends", "tail", "text")

    def __init__(self, text: str = "", tail: str = "", ends: _Ends = (((_START, _NO_CONTEXT, 0.0),),)) -> None:
        self.text = text  # what was added, as given
        self.tail = tail  # the tokens of its last characters, Simplified
        self.ends = ends  # for each place MAX_WORD - 1, …, 1, 0 characters back, the best cuts that end there

    def extend(self, char: str, prior: float = 0.0) -> Cut:
        """This string with one more character; `prior` is added to the score."""
        return self._extended(char, prior)

    def _extended(self, text: Iterable[str], prior: float = 0.0) -> Cut:
        """This string with more characters, `prior` for each."""
        tail, ends, added = self.tail, self.ends, self.text
        for char in text:
            symbol, its_prior = _symbol(char)
            its_prior += prior
            if symbol in _STOPS and tail[-1:] in _STOPS:
                its_prior += _STOP_AFTER_STOP
            tail = (tail + symbol)[-MAX_WORD:]
            last: list[_End] = []
            for n, word in _ending(tail):
                if n > len(ends):
                    break
                best, its_context = -math.inf, _NO_CONTEXT
                for before, context, so_far in ends[-n]:
                    log_p, following = _step(before, context, word)
                    if so_far + log_p > best:
                        best, its_context = so_far + log_p, following
                if best > -math.inf:
                    last.append((word, its_context, best + its_prior))
            if not last:
                last.append((_START, _NO_CONTEXT, max([score for _, _, score in ends[-1]]) + _UNKNOWN + its_prior))
            ends = (*ends[-MAX_WORD + 1 :], tuple(last))
            added += char
        return Cut(added, tail, ends)

    def lean(self, prior: float) -> Cut:
        """This string, its score raised by `prior`."""
        ends = tuple(tuple((word, context, score + prior) for word, context, score in end) for end in self.ends)
        return Cut(self.text, self.tail, ends)

    def extend_all(self, text: Iterable[str]) -> Cut:
        return self._extended(text)

    @property
    def score(self) -> float:
        return max([score for _, _, score in self.ends[-1]])


def score(text: str) -> float:
    """Log-probability of the best cut of `text` into words; about -6 a character for prose, -16 for noise."""
    return Cut().extend_all(text).score


def posterior(scores: Iterable[float]) -> float:
    """Probability of the best of several hypotheses, given their log-probabilities."""
    ordered = sorted(scores, reverse=True)
    return 1.0 / sum(math.exp(max(s - ordered[0], -700.0)) for s in ordered)
