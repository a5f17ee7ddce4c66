"""Signs: what each line of a text could be, told for all of them at once, before any pattern is tried.

Every match of a pattern holds one of its atoms, two neighbouring characters or a single one, which can be read off it
(the filter of Cox, "Regular Expression Matching with a Trigram Index", 2012, with pairs for trigrams). The pairs of a
text are looked up in one table, which has a bit for each kind of pattern: a line without the bit can't match.

Cost: 5 ns a character and 6 µs a text, however many patterns; it takes numpy, so that where nobody has imported that a
line has every sign.
"""

from __future__ import annotations

import functools
import importlib
import math
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, Any, TypeAlias

from jiaokan import plausibility
from jiaokan.codes import Utf16, Utf32

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Atoms: TypeAlias = frozenset[str]
Patterns: TypeAlias = tuple[re.Pattern[str] | Atoms, ...]

(
    NOTICE, NOTICE_BY_OPENING, RESIDUE, CAPTION, COUNTED, WELCOME, RELATED, COMMENTS, CONTACT, ADVERTISEMENT,
    SALUTATION, PHRASE, WORDS, GLUED, HEADER, PATH, BYLINE, POSTER, ASKED, CONTENTS, DATELINE, PHOTOGRAPHER, FOOT,
    COUNTER, END,
) = (1 << n for n in range(25))  # fmt: skip
TOKENS = 25  # the first of the signs of tokens
NOTICES = NOTICE | NOTICE_BY_OPENING
EVERY = (1 << 48) - 1

_MOST = 64  # strings of a part of a pattern that are told apart
_WIDEST = 40  # characters of a range
# Shares of digits, letters and marks, which are not counted; lines of metadata have blanks and colons.
_OF_LATIN = dict.fromkeys(map(chr, range(256)), 0.004) | dict.fromkeys(" :", 0.008)
_FOLDED = {"k": "\u212a", "s": "\u017f", "i": "\u0130\u0131"}  # what `re` takes for them, case ignored
_FACTOR = 40503  # of Knuth's multiplicative hashing of 16 bits
_AT_ONCE = 1 << 16  # characters, for which 2 MB are taken
_PLACES = 1 << 18  # of the table of pairs; with 16 bits a quarter of all paragraphs had a sign by chance


class Signs:
    """The table of the kinds of patterns. `patterns`: sign → patterns, or atoms themselves."""

    def __init__(self, patterns: Mapping[int, Patterns]) -> None:
        import numpy as np

        self._always = 0
        singles, pairs = np.zeros(1 << 16, np.uint64), np.zeros(_PLACES, np.uint64)
        for sign, those in patterns.items():
            for one in those:
                found = one if isinstance(one, frozenset) else atoms(one.pattern)
                if found is None or any(char > "\uffff" for atom in found for char in atom):
                    self._always |= sign
                    continue
                for first, *second in (cased for atom in found for cased in product(*map(_cases, atom))):
                    table, at = (pairs, _hash(first, *second)) if second else (singles, ord(first))
                    table[at] |= np.uint64(sign)
        self._singles, self._pairs = _Table(singles), _Table(pairs)

    def of_lines(self, codes: Utf16, starts: Sequence[int]) -> list[int]:
        """The signs of the lines that begin at `starts`, ascending, each up to the next. `codes`: of a folded text.

        Of a line longer than a thousand paragraphs those of its two ends: more is not looked at.
        """
        signs: list[int] = []
        first = 0
        while first < len(starts):
            start = starts[first]
            is_rest = len(codes) - start <= _AT_ONCE
            behind = len(starts) if is_rest else max(first + 1, bisect_right(starts, start + _AT_ONCE) - 1)
            end = starts[behind] if behind < len(starts) else len(codes)
            if end - start <= _AT_ONCE:
                signs += self._of(codes[start:end], [one - start for one in starts[first:behind]])
            else:
                ends = codes[start : start + _AT_ONCE], codes[end - _AT_ONCE : end]
                signs.append(self._of(ends[0], [0])[0] | self._of(ends[1], [0])[0])
            first = behind
        return signs

    def _of(self, codes: Utf16, starts: Sequence[int]) -> list[int]:
        import numpy as np

        found = self._singles.at(codes)
        wide = codes.astype(np.uint32)
        found[:-1] |= self._pairs.at((wide[:-1] * np.uint32(_FACTOR) & np.uint32(_PLACES - 1)) ^ wide[1:])
        signs: list[int] = (np.bitwise_or.reduceat(found, starts) | np.uint64(self._always)).tolist()
        return signs


class _Table:
    """Signs by place, of which there are few different ones: each place has the number of its own, in a byte or two.

    So a table stays in the caches of the processor: looking up takes half the time.
    """

    def __init__(self, signs: npt.NDArray[np.uint64]) -> None:
        import numpy as np

        self._signs, numbers = np.unique(signs, return_inverse=True)
        self._numbers = numbers.astype(np.min_scalar_type(len(self._signs)))

    def at(self, places: Utf16 | Utf32) -> npt.NDArray[np.uint64]:
        found: npt.NDArray[np.uint64] = self._signs.take(self._numbers.take(places))
        return found


def _hash(first: str, second: str) -> int:
    return (ord(first) * _FACTOR & (_PLACES - 1)) ^ ord(second)


def _cases(char: str) -> set[str]:
    return {one for one in (char, char.lower(), char.upper(), *_FOLDED.get(char.lower(), "")) if len(one) == 1}


def atoms(pattern: str) -> Atoms | None:
    """Strings of one or two characters of which every match holds one, the rarest that were found; None for none.

    >>> sorted(atoms("(?:本|此)文.{0,9}转载?"))
    ['转']
    """
    return _of_all(importlib.import_module("re._parser").parse(pattern))[1]  # private, and the only parser there is


_Found: TypeAlias = "tuple[frozenset[str] | None, Atoms | None]"  # all that a part matches, if little; its atoms


def _of_all(parsed: Iterable[tuple[Any, Any]]) -> _Found:
    """Of parts one behind the other: the run of those of which all is known, and the rarest atoms of any."""
    run: frozenset[str] | None = frozenset([""])
    is_whole = True
    best: Atoms | None = None
    for op, value in parsed:
        exact, inner = _of(str(op), value)
        if exact is not None and run is not None and len(exact) * len(run) <= _MOST:
            run = frozenset(one + other for one in run for other in exact)
            best = _rarer(best, inner)
            continue
        best = _rarer(_rarer(best, inner), _atoms_of(run))
        run, is_whole = exact, False
    return (run if is_whole else None), _rarer(best, _atoms_of(run))


def _of(op: str, value: Any) -> _Found:
    match op:
        case "LITERAL":
            return frozenset([chr(value)]), None
        case "IN":
            members = _members(value)
            return members, members
        case "BRANCH":
            branches = [_of_all(branch) for branch in value[1]]
            exact = [found for found, _ in branches if found is not None]
            is_exact = len(exact) == len(branches) and sum(map(len, exact)) <= _MOST
            inner = [found for _, found in branches if found is not None]
            return (
                frozenset().union(*exact) if is_exact else None,
                frozenset().union(*inner) if len(inner) == len(branches) else None,
            )
        case "SUBPATTERN":
            return _of_all(value[3])
        case "MAX_REPEAT" | "MIN_REPEAT":
            least, most, repeated = value
            exact_once, once = _of_all(repeated)
            exact_few = None if exact_once is None or most > 1 else exact_once | ({""} if least == 0 else set())
            return exact_few, once if least else None
        case "AT" | "ASSERT" | "ASSERT_NOT":
            return frozenset([""]), None
    return None, None


def _members(listed: Sequence[tuple[Any, Any]]) -> frozenset[str] | None:
    """The characters of a class, if they are few, or digits or blanks."""
    found: set[str] = set()
    for op, value in listed:
        kind, name = str(op), str(value)
        if kind == "LITERAL":
            found.add(chr(value))
        elif kind == "RANGE" and value[1] - value[0] < _WIDEST:
            found.update(map(chr, range(value[0], value[1] + 1)))
        elif kind == "CATEGORY" and name in _CATEGORIES:
            found |= _of_category(_CATEGORIES[name])
        else:
            return None
    return frozenset(found)


_CATEGORIES = {"CATEGORY_DIGIT": str.isdecimal, "CATEGORY_SPACE": str.isspace}


@functools.cache
def _of_category(belongs: Callable[[str], bool]) -> frozenset[str]:
    return frozenset(filter(belongs, map(chr, range(1 << 16)))) - {"\n"}  # which is in no line


def _atoms_of(run: frozenset[str] | None) -> Atoms | None:
    return None if not run or "" in run else frozenset(map(atom_of, run))


@functools.cache
def atom_of(word: str) -> str:
    """The rarest two neighbours of a word."""
    return min((word[i : i + 2] for i in range(max(1, len(word) - 1))), key=share)


def _rarer(one: Atoms | None, other: Atoms | None) -> Atoms | None:
    if one is None or other is None:
        return one if other is None else other
    return min(one, other, key=lambda found: sum(map(share, found)))


@functools.cache
def share(atom: str) -> float:
    """Of the places of a text, about, at which an atom stands."""
    return math.prod(max(math.exp(plausibility.frequency(c)), _OF_LATIN.get(c, 0.0)) for c in atom)
