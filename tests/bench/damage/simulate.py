"""How damage is done: clean paragraphs in, damaged ones out. Deterministic by class, document and seed.

A class is a function from the paragraphs of a document to as many damaged pieces; a piece may hold line ends.
What the functions do is in `mechanisms`, which classes there are in `classes`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from tests.bench.damage.residue import Half

Kind = Literal["exact", "model", "lossy", "lost", "clean"]
STRADDLE, WHOLE, DROPPED = "straddle or shifted run", "nothing lost", "pair dropped in a run"
SEEDS: dict[Half, range] = {"tuning": range(1, 100), "test": range(1001, 1100)}


class Chance(Random):
    """The dice for one document, and what is to be known of a paragraph besides its text."""

    def __init__(self, name: str, half: Half, seed: int) -> None:
        super().__init__(f"{name} {half} {seed}")
        self.half: Half = half
        self.number = seed
        self.notes: dict[int, set[str]] = defaultdict(set)  # paragraph → names of subsets it belongs to

    def site(self) -> int:
        """The number of a site's table: of this half, one of five for a seed."""
        return self.number + 100 * self.randrange(5)

    def __reduce__(self) -> str:  # Random's own would lose the notes
        raise TypeError("dice are not passed on")


Damage = Callable[[Sequence[str], Chance], list[str]]


@dataclass(frozen=True, slots=True)
class DamageClass:
    """One class of damage.

    Kinds: exact (a rule undoes it with certainty), model (needs a dictionary or a language model), lossy (part can
    be restored), lost (nothing can: to be left alone and flagged), clean (no damage at all).
    """

    name: str
    kind: Kind
    about: str
    damage: Damage
    reference: Callable[[str], str] = str  # what a Simplified paragraph is before the damage, and after the repair
    script: Literal["Hans", "Hant", "any"] = "Hans"  # of the texts it is done to
    joiner: str = "\n"  # what stands between the pieces
    strict_width: bool = False  # width is the damage: compare it
    drop_space: bool = False  # space is the damage: do not compare it
    about_script: bool = False  # script is the damage: compare it also for tools that convert
    subsets: tuple[str, ...] = ()  # notes that get a row of their own
    floor: float | None = None  # share of damaged paragraphs to be restored exactly
    subset_floor: float | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """One document damaged once."""

    document: str
    text: str
    pieces: tuple[str, ...]
    reference: tuple[str, ...]
    notes: tuple[frozenset[str], ...]
    joiner: str = "\n"


@dataclass(frozen=True, slots=True)
class Document:
    name: str
    paragraphs: tuple[str, ...]
    script: Literal["Hans", "Hant"] = "Hans"


def make(kind: DamageClass, document: Document, half: Half, seed: int) -> Sample:
    chance = Chance(f"{kind.name} {document.name}", half, seed)
    become = kind.reference if document.script == "Hans" else str
    reference = tuple(become(paragraph) for paragraph in document.paragraphs)
    pieces = tuple(kind.damage(reference, chance))
    if len(pieces) != len(reference):
        raise ValueError(f"{kind.name}: {len(reference)} paragraphs, {len(pieces)} pieces")
    notes = tuple(frozenset(chance.notes[at]) for at in range(len(pieces)))
    return Sample(document.name, kind.joiner.join(pieces), pieces, reference, notes, kind.joiner)


def each(damage: Callable[[str, Chance], str]) -> Damage:
    return lambda paragraphs, chance: [damage(paragraph, chance) for paragraph in paragraphs]


def plain(damage: Callable[[str], str]) -> Damage:
    return lambda paragraphs, _: [damage(paragraph) for paragraph in paragraphs]


def some(damage: Damage, share: float = 0.5) -> Damage:
    """In part of the paragraphs, at least one."""

    def do(paragraphs: Sequence[str], chance: Chance) -> list[str]:
        chosen = {at for at in range(len(paragraphs)) if chance.random() < share} or {chance.randrange(len(paragraphs))}
        pieces = damage(paragraphs, chance)
        for at in range(len(paragraphs)):
            if at not in chosen:
                chance.notes[at].clear()
        return [piece if at in chosen else paragraphs[at] for at, piece in enumerate(pieces)]

    return do


def one(damage: Damage) -> Damage:
    """In one paragraph, the title excepted where there is another."""

    def do(paragraphs: Sequence[str], chance: Chance) -> list[str]:
        chosen = chance.randrange(1, len(paragraphs)) if len(paragraphs) > 1 else 0
        pieces = damage(paragraphs, chance)
        for at in range(len(paragraphs)):
            if at != chosen:
                chance.notes[at].clear()
        return [*paragraphs[:chosen], pieces[chosen], *paragraphs[chosen + 1 :]]

    return do


def then(*steps: Damage) -> Damage:
    def do(paragraphs: Sequence[str], chance: Chance) -> list[str]:
        pieces = list(paragraphs)
        for step in steps:
            pieces = step(pieces, chance)
        return pieces

    return do


@dataclass(frozen=True, slots=True)
class Part:
    """A class in a mixture. Parts of one group exclude each other; groups are applied in order."""

    group: int
    damage: Damage
    excludes: tuple[int, ...] = ()


CONTENT, COMMAS, CHARACTERS, MARKS, MARKUP, RESIDUE, LAYOUT, CODEC = range(8)


def mixture(parts: Iterable[Part]) -> Damage:
    """One to three classes that can befall a page together, in the order in which they do."""
    parts = tuple(parts)

    def do(paragraphs: Sequence[str], chance: Chance) -> list[str]:
        chosen: list[Part] = []
        wanted = chance.randint(1, 3)
        for part in chance.sample(parts, len(parts)):
            if all(
                part.group != c.group and part.group not in c.excludes and c.group not in part.excludes for c in chosen
            ):
                chosen.append(part)
            if len(chosen) == wanted:
                break
        return then(*(part.damage for part in sorted(chosen, key=lambda part: part.group)))(paragraphs, chance)

    return do
