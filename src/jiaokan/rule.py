"""The rule protocol: one pure function with its documentation and its examples beside it.

    @rule("pinyin-gloss", since="1",
          repairs=[Example("銀(yín)行", "銀行")],
          leaves=["重庆(Chóngqìng)位于长江上游"],
          misses=[Example("银(yin2)行", "银行")])
    def pinyin_gloss(text: str) -> Iterator[Span]:
        \"\"\"Damage: … / Origin: … / Left alone: … / Cost: … / See: …\"\"\"

A new rule touches two places: its function, and its line in `jiaokan.rules.RULES`.
`needs` is its gate: characters, and ranges of them as in a class of a pattern (needs="<>", needs="\ue000-\uf8ff"), of
which every text with a find holds one. A text is searched for all of them at once (repair.py), and a rule whose own are
not there is not called. They should be rare in sound text: each that stands in it costs 50 ns. Some count only beside
others: characters → lookarounds that hold right behind them (needs={"<>": "", "院": "(?<=词院)"}). One that stands
without costs 100 ns, and calls nothing.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import starmap
from typing import NamedTuple

HEADINGS = ("Damage", "Origin", "Left alone", "Cost", "See")


class Span(NamedTuple):
    """A find: `text[start:end]` should read `replacement`; None where it is lost and can't be restored."""

    start: int
    end: int
    replacement: str | None
    confidence: float = 1.0


class Example(NamedTuple):
    """A text and what the rule makes of it. For a loss rule `repaired` is the damaged text itself."""

    damaged: str
    repaired: str


class Sign(NamedTuple):
    """Characters, and ranges of them, that a rule has its finds by, where `beside` holds right behind one."""

    chars: str
    beside: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Gate:
    """A text that has none of the signs has nothing for the rule to find. Each is itself: the engine looks it up."""

    signs: tuple[Sign, ...]


# Under this a repair is left alone and flagged: a false repair is worse than a missed one.
THRESHOLD = 0.8

Find = Callable[[str], Iterator[Span]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as data. `find` is pure: no I/O, no state; spans ascend and do not overlap."""

    id: str  # kebab-case; names the damage, not the cure
    version: int  # raised when its results change
    since: str  # release it came with
    find: Find
    summary: str  # the docstring's first line
    sections: tuple[tuple[str, str], ...]  # heading → text, in the order of HEADINGS
    repairs: tuple[Example, ...]
    leaves: tuple[str, ...]
    misses: tuple[Example, ...]  # known failures, strict xfail
    is_loss: bool  # finds what can't be restored; its spans have no replacement
    is_garbled: bool  # what it finds can't be right as it stands
    gate: Gate | None = None  # None: any text may have something to find

    @property
    def threshold(self) -> float:
        """The confidence from which its repairs are made: as good as even odds where nothing good can be spoilt."""
        return 0.5 if self.is_garbled else THRESHOLD


def rule(
    id: str,  # noqa: A002 — the word the rule's authors and readers use
    *,
    since: str,
    repairs: Sequence[Example] = (),
    leaves: Sequence[str],
    misses: Sequence[Example] = (),
    version: int = 1,
    loss: bool = False,
    garbled: bool = False,
    needs: str | Mapping[str, str] = "",
) -> Callable[[Find], Rule]:
    """Make a `Rule` of a function; registers nothing.

    Raises:
        TypeError: the docstring lacks one of HEADINGS, so that a rule without its reasons can't be imported.
    """
    signs = tuple(starmap(Sign, needs.items())) if isinstance(needs, Mapping) else (Sign(needs),)

    def make(find: Find) -> Rule:
        summary, sections = _parse_docstring(find.__doc__ or "")
        missing = [heading for heading in HEADINGS if heading not in dict(sections)]
        if missing:
            raise TypeError(f"rule {id!r}: the docstring has no heading {', '.join(missing)}")
        return Rule(
            id=id,
            version=version,
            since=since,
            find=find,
            summary=summary,
            sections=sections,
            repairs=tuple(repairs),
            leaves=tuple(leaves),
            misses=tuple(misses),
            is_loss=loss,
            is_garbled=garbled,
            gate=Gate(signs) if needs else None,
        )

    return make


@functools.lru_cache(maxsize=1)
def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a text, split once for all the rules that look at them."""
    return tuple(text.split("\n"))


@functools.lru_cache(maxsize=1)
def ends_of(text: str) -> str:
    """The last characters of its lines, in a row; of an empty line none."""
    return "".join([line[-1:] for line in lines_of(text)])


@functools.lru_cache(maxsize=1)
def ascii_of(text: str) -> bytes:
    """A text of which only ASCII is to be seen, all digits as 0, all small letters as a: it is searched in no time."""
    return text.encode("ascii", "replace").translate(_ALIKE)


_ALIKE = bytes.maketrans(b"123456789bcdefghijklmnopqrstuvwxyz", b"0" * 9 + b"a" * 25)


def lines_with(sign: re.Pattern[str], text: str) -> Iterator[tuple[int, str]]:
    """The lines in which `sign` is found, each with its offset: of most texts few, and the others cost the search."""
    found = sign.search(text)
    while found:
        start, end = text.rfind("\n", 0, found.start()) + 1, text.find("\n", found.start()) % (len(text) + 1)
        yield start, text[start:end]
        found = sign.search(text, end)


def _parse_docstring(doc: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    summary: list[str] = []
    sections: list[tuple[str, list[str]]] = []
    for line in doc.splitlines():
        heading, colon, rest = line.strip().partition(":")
        if colon and heading in HEADINGS:
            sections.append((heading, [rest.strip()]))
        elif sections:
            sections[-1][1].append(line.strip())
        else:
            summary.append(line.strip())
    return " ".join(summary).strip(), tuple((heading, " ".join(lines).strip()) for heading, lines in sections)
