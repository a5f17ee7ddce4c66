"""Regular expressions by the character they begin with: a line is tried only on those that begin as it does."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from jiaokan.regex import regex


def _top_level(pattern: str) -> list[str]:
    """The alternatives of a pattern, or of a group without its brackets."""
    depth, parts, start, i = 0, [], 0, 0
    while i < len(pattern):
        char = pattern[i]
        if char == "\\":
            i += 1
        elif char == "[":
            i = pattern.index("]", i + 2)
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and not depth:
            parts.append(pattern[start:i])
            start = i + 1
        i += 1
    return [*parts, pattern[start:]]


def _atom(pattern: str) -> int:
    """Where the first atom of a pattern ends."""
    if pattern[0] == "\\":
        return 2
    if pattern[0] == "[":
        return pattern.index("]", 2) + 1
    if pattern[0] != "(":
        return 1
    depth = i = 0
    while True:
        if pattern[i] == "\\":
            i += 1
        elif pattern[i] == "[":
            i = pattern.index("]", i + 2)
        elif pattern[i] in "()":
            depth += 1 if pattern[i] == "(" else -1
        i += 1
        if not depth:
            return i


_ANY = "."  # opening of what can begin with any character


def openings(pattern: str) -> frozenset[str]:
    """The lower-case characters that what matches can begin with; 0 is any digit."""
    found: frozenset[str] = frozenset()
    for one in _top_level(pattern):
        rest = one
        while rest:
            end = _atom(rest)
            atom, rest = rest[:end], rest[end:]
            optional = re.match(r"[?*]|\{0,\d+\}", rest)
            found |= _openings_of_atom(atom)
            if not optional:
                break
            rest = rest[optional.end() :]
    return found


def _openings_of_atom(atom: str) -> frozenset[str]:
    if atom.startswith("(?:"):
        return openings(atom[3:-1])
    if atom.startswith("["):
        is_listed = atom[1] != "^" and "-" not in atom and "\\" not in atom
        return frozenset(atom[1:-1].lower()) if is_listed else frozenset("0" if atom == _DIGITS else _ANY)
    if atom.startswith("\\"):
        return frozenset("0" if atom == r"\d" else atom[1])
    return frozenset("0" if atom.isdecimal() else atom.lower())


_DIGITS = r"[\d,.]"


class ByOpening:
    """Patterns by what they begin with, each compiled when a text begins so: there are 700.

    They are in groups; a match names its own (`lastgroup`).
    """

    def __init__(self, groups: Mapping[str, Iterable[str]]) -> None:
        found: dict[str, dict[str, list[str]]] = {}  # opening → group → patterns
        for name, patterns in groups.items():
            for pattern in patterns:
                for opening in openings(pattern):
                    found.setdefault(opening, {}).setdefault(name, []).append(pattern)
        self._sources = {
            opening: "|".join(f"(?P<{name}>{'|'.join(those)})" for name, those in by_group.items())
            for opening, by_group in found.items()
        }
        self._patterns: dict[str, tuple[re.Pattern[str], ...]] = {}
        self._anywhere = self._made(_ANY)

    def at(self, opening: str) -> tuple[re.Pattern[str], ...]:
        """That of what begins so, and that of what begins with anything, where there are such."""
        if opening not in self._patterns:
            self._patterns[opening] = (*self._made(opening), *self._anywhere)
        return self._patterns[opening]

    def _made(self, opening: str) -> tuple[re.Pattern[str], ...]:
        source = self._sources.get(opening)
        return (regex(source, re.IGNORECASE),) if source else ()


def opening_of(core: str) -> str:
    return "0" if core[:1].isdecimal() else core[:1].lower()
