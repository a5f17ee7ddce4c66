"""How right a tool is: field by field, the body, and the role of each character."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain, repeat

from rapidfuzz.distance import Levenshtein

from tests.bench.split.pages import DATES, FIELDS, Gold, Page, Value, View, folded
from tests.bench.split.tools import Found

DAY = "published_at, day"  # for tools that give no time of day
ROWS = (*FIELDS[: FIELDS.index("published_at") + 1], DAY, *FIELDS[FIELDS.index("published_at") + 1 :])
SHINGLE = 5  # characters
_ZONE = re.compile(r"(?<=:\d\d)(\.\d+)?(Z|[+-]\d\d:?\d\d)$")  # ld+json states one, the visible date does not


@dataclass(frozen=True, slots=True)
class Failure:
    page: str
    gold: Value | None
    got: Value | None
    context: str


@dataclass(slots=True)
class FieldScore:
    right: int = 0
    wrong: int = 0  # the page has a value, the tool gives another
    missing: int = 0
    invented: int = 0  # the page has none
    empty: int = 0  # nor has the tool
    failures: list[Failure] = field(default_factory=list)

    @property
    def having(self) -> int:
        return self.right + self.wrong + self.missing

    @property
    def lacking(self) -> int:
        return self.invented + self.empty

    @property
    def precision(self) -> float | None:
        return _share(self.right, self.right + self.wrong + self.invented)

    @property
    def recall(self) -> float | None:
        return _share(self.right, self.having)

    @property
    def accuracy(self) -> float | None:
        return _share(self.right + self.empty, self.having + self.lacking)

    @property
    def clean(self) -> float | None:
        """Share of the pages lacking the field where nothing was invented."""
        return _share(self.empty, self.lacking)


@dataclass(slots=True)
class BodyScore:
    pages: int = 0
    f1: float = 0.0  # sum
    first: int = 0
    last: int = 0
    failures: list[Failure] = field(default_factory=list)


@dataclass(slots=True)
class Scores:
    """Of one tool on one view."""

    fields: dict[str, FieldScore] = field(default_factory=lambda: {name: FieldScore() for name in ROWS})
    body: BodyScore = field(default_factory=BodyScore)
    roles: Counter[tuple[str, str]] = field(default_factory=Counter)  # characters by gold role and role given
    uninvented: int = 0  # pages where no field at all was invented

    @property
    def role_accuracy(self) -> float | None:
        right = sum(n for (gold, got), n in self.roles.items() if gold == got)
        return _share(right, self.roles.total())


def score(cases: Iterable[tuple[Page, Found]], view: View) -> Scores:
    scores = Scores()
    for page, found in cases:
        gold = page.gold[view]
        for name in ROWS:
            _count_field(scores.fields[name], page, view, name, found)
        scores.uninvented += not set(found.fields) - set(gold.fields)
        _count_body(scores.body, page, gold, found)
        if view != "html":
            scores.roles.update(_roles(page.seen(view), gold.roles, found))
    return scores


def _count_field(tally: FieldScore, page: Page, view: View, name: str, found: Found) -> None:
    gold, field_name = page.gold[view], name.partition(",")[0]
    value, got = gold.fields.get(field_name), found.fields.get(field_name)
    if name == DAY:
        value, got = (one[:10] if isinstance(one, str) else None for one in (value, got))
    if value is None:
        if got is None:
            tally.empty += 1
            return
        tally.invented += 1
    elif got is None:
        tally.missing += 1
    elif _is_right(field_name, value, gold.alternatives.get(field_name, ()), got):
        tally.right += 1
        return
    else:
        tally.wrong += 1
    tally.failures.append(Failure(page.id, value, got, _context(page, value, got)))


def _is_right(name: str, gold: Value, others: tuple[str, ...], got: Value) -> bool:
    """Names one by one in order; a date as precise as printed, or as another element of the page states it."""
    if name in DATES and isinstance(got, str):
        got = _ZONE.sub("", got)
        return got in {gold, *others} or f"{gold}:00" == got
    if isinstance(gold, tuple):
        return isinstance(got, tuple) and [*map(folded, gold)] == [*map(folded, got)]
    return isinstance(got, str) and folded(gold) == folded(got)


def _context(page: Page, *values: Value | None) -> str:
    """The first line of the page that holds one of them, else its beginning."""
    wanted = [folded(one) for value in values if value for one in ([value] if isinstance(value, str) else value)]
    lines = page.text.split("\n")
    return next((line for one in wanted for line in lines if one and one in folded(line)), " / ".join(lines[:4]))[:160]


def _count_body(tally: BodyScore, page: Page, gold: Gold, found: Found) -> None:
    tally.pages += 1
    f1 = shingle_f1("".join(gold.body), "".join(found.body))
    tally.f1 += f1
    is_first = bool(found.body) and folded(found.body[0]) == folded(gold.first_line)
    is_last = bool(found.body) and folded(found.body[-1]) == folded(gold.last_line)
    tally.first += is_first
    tally.last += is_last
    if not (is_first and is_last and f1 > 0.98):
        ends = (gold.first_line, gold.last_line), (found.body[:1] + found.body[-1:])
        tally.failures.append(Failure(page.id, *ends, f"F1 {f1:.3f}"))


def shingle_f1(gold: str, got: str) -> float:
    """Dice of the multisets of all runs of five characters, white space left out."""
    ours, theirs = (_shingles(folded(text)) for text in (gold, got))
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


def _shingles(text: str) -> Counter[str]:
    return Counter(text[at : at + SHINGLE] for at in range(max(1, len(text) - SHINGLE + 1)))


def _roles(text: str, gold: tuple[str, ...], found: Found) -> Counter[tuple[str, str]]:
    """Characters by gold role and role given, through an alignment: the tool may have repaired the text."""
    got_text = "".join(text for _, text in found.parts)
    got_roles = list(chain.from_iterable(repeat(role, len(text)) for role, text in found.parts))
    given = [""] * len(text)
    for operation in Levenshtein.opcodes(text, got_text):
        start, end = operation.src_start, operation.src_end
        if operation.tag in {"equal", "replace"}:
            given[start:end] = got_roles[operation.dest_start : operation.dest_start + end - start]
    return Counter(
        (role, got or (role if role == "residue" else "(gone)"))  # repair takes residue out
        for char, role, got in zip(text, gold, given, strict=True)
        if role and not char.isspace()
    )


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
