"""Traits: what can be seen of a line and around it, as numbers, for the forests.

A vector is the line's own traits, those of its neighbours, and its place on the page; `NAMES` says what each is. Trees
compare a trait with a threshold, so its scale does not matter; but what is counted is capped.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from jiaokan.document import Hint, Mark
from jiaokan.regex import regex
from jiaokan.split.boilerplate import is_bare, is_contact
from jiaokan.split.page import FURNITURE, NAME, Line, Role, fold
from jiaokan.split.people.lone import parse_lone_people
from jiaokan.split.structure import is_note, signs
from jiaokan.split.titles.candidates import could_be_title, opens_text
from jiaokan.split.titles.find import last_steps, told_by
from jiaokan.split.titles.headline import (
    OF_PEOPLE,
    agrees,
    hinted_parts,
    is_heading_number,
    is_same_title,
    is_title_like,
)
from jiaokan.split.titles.stated import hinted_sites, stated_titles
from jiaokan.split.values import MEDIA, is_site_like
from jiaokan.split.words import has_column_word, is_channel
from jiaokan.split.zones import FOOT

_ROLES: tuple[Role, ...] = (
    "title", "date", "update-date", "source", "byline", "editor", "counter", "leftover", "document-number",
    "index-number", "issuing-body", "summary", "keyword", "caption", "salutation", "residue", "tools", "breadcrumb",
    "site-name", "navigation", "pager", "advertisement", "related-links", "comment", "reprint-notice", "contact",
)  # fmt: skip
_CODE: dict[Role | None, int] = {role: code for code, role in enumerate(_ROLES, 3)}
_ABSENT, _OPEN, _PROSE, _OTHER = 0, 1, 2, len(_ROLES) + 3
_MARKS: tuple[Mark, ...] = (
    "title", "heading", "item", "row", "caption", "quote", "nav", "footer", "aside", "comment", "tools", "pager",
    "breadcrumb", "content", "article", "link",
)  # fmt: skip
_NEAR = (-3, -2, -1, 1, 2, 3)
_OWN = (
    "n_chars", "is_prose", "role", "indent", "gap", "n_cells", "commas", "full_stop", "end", "opening", "digits",
    "latin", "space", "colon", "bar", "date", "title_like", "column_word", "site", "office", "channel",
    "heading_number", "signs", "note", "contact", "n_same", "people", "site_name",
)  # fmt: skip
_PLACE = (
    "share", "agrees", "in_title", "stated", "from_anchor", "is_anchored", "to_prose", "to_block", "from_block",
    "open_between", "furniture_between", "metadata_between", "titles_between", "index", "open_above", "titles_above",
    "longer_above", "opens_text", "n_lines", "n_prose", "prose_above", "prose_below", "prose_share", "nearest_above",
    "nearest_below", "furniture_above", "furniture_below", "links_below", "strange_below", "is_html", "from_content",
    "to_content_end",
)  # fmt: skip
NAMES: tuple[str, ...] = (
    *_OWN,
    *_MARKS,
    *(f"{name}{at:+d}" for at in _NEAR for name in ("role", "n_chars", "indent", "link")),
    *_PLACE,
    *("from_title", "same_title", "from_first", "from_last"),
)

_FAR = 60  # lines, the cap of distances
_LOOKED_AT = 400  # lines of the head that are counted if they could be titles
_LONG = 400  # characters, the cap of lengths
_BLOCK = 40  # characters of a paragraph that is none of a summary, caption or notice
_AROUND = 6  # lines
_FAR_AWAY = -99.0  # of what is not there
_MAX_HEADLINE = 40
METADATA: frozenset[Role | None] = frozenset({"date", "update-date", "source", "byline", "editor", "counter"})
_FULL_DATE = regex(r"(?:19|20)\d\d ?[-/.年] ?\d|[二一][〇零○九]..年")
_ENDS = {
    **dict.fromkeys("。!?…", 1),
    **dict.fromkeys(":;", 2),
    **dict.fromkeys('”"』」)]》', 3),
    **dict.fromkeys(",、", 4),
}


class Traits:
    """Vectors of the lines of one page. What all lines share is counted once."""

    def __init__(self, lines: Sequence[Line], hints: Sequence[Hint], anchor: int | None) -> None:
        self.lines, self.anchor = lines, anchor
        stated = stated_titles(hints)
        self.hinted = [*stated, *last_steps(lines[: anchor or _FAR])]
        self.in_titles = [fold(hint.value) for hint in hints if hint.field == "title"]
        self.sites = hinted_sites(hints)
        self.stated = 1 if stated else 2 if any(hint.field == NAME for hint in hints) else 0
        self.same = Counter(line.flat for line in lines)
        self.told = told_by(lines)
        self.prose = [i for i, line in enumerate(lines) if line.is_paragraph]
        self.first_prose = self.prose[0] if self.prose else len(lines)
        blocks = [i for i in self.prose if lines[i].n_chars >= _BLOCK] or self.prose
        self.block, self.last_block = (blocks[0], blocks[-1]) if blocks else (len(lines), 0)
        could_be = [could_be_title(line) for line in lines[: min(self.block, _LOOKED_AT)]]
        self.is_html = any(line.marks for line in lines)
        self.content = [i for i, line in enumerate(lines) if "content" in line.marks]
        weights = [line.n_chars if line.is_paragraph else 0 for line in lines]
        self.weights = [0, *accumulate(weights)]
        self.furniture = [0, *accumulate(line.role in FURNITURE for line in lines)]
        self.foot = [0, *accumulate(line.role in FOOT and not is_bare(line.flat) for line in lines)]
        self.opened = [0, *accumulate(line.is_open for line in lines)]
        self.metadata = [0, *accumulate(line.role in METADATA for line in lines)]
        self.titles = [0, *accumulate(could_be)]
        self.links = [0, *accumulate(line.is_link for line in lines)]
        self._seen: dict[int, list[float]] = {}

    def has_no_foot(self, first: int) -> bool:
        """A plain text with no furniture from its first line on ends as its writer wished."""
        return not self.is_html and self.foot[-1] == self.foot[first]

    def of_title(self, i: int, proposed: int | None) -> list[float]:
        """Is line i the title? `proposed`: what the rules take for it."""
        at = _FAR_AWAY if proposed is None else _capped(i - proposed)
        return [*self._of(i), at, 0.0, 0.0, 0.0]

    def of_bound(self, i: int, title: int | None, first: int, last: int) -> list[float]:
        """Is line i the first, or last, of the text? `first`, `last`: what the rules take for these."""
        at = _FAR_AWAY if title is None else _capped(i - title)
        is_same = title is not None and is_same_title(self.lines[i].flat, self.lines[title].flat)
        return [*self._of(i), at, float(is_same), _capped(i - first), _capped(i - last)]

    def _of(self, i: int) -> list[float]:
        if i not in self._seen:
            self._seen[i] = [*self._own(i), *self._near(i), *self._place(i)]
        return self._seen[i]

    def _own(self, i: int) -> list[float]:
        line = self.lines[i]
        flat = line.flat
        n_chars = len(flat)
        is_short = line.n_chars <= _LONG
        made = (
            min(line.n_chars, _LONG), line.is_prose, _code(line), bool(line.indent), line.has_gap, line.n_cells,
            min(sum(map(flat.count, ",;、")), 9), "。" in flat, _ENDS.get(flat[-1], 0), flat[0] in '(["“《『「',
            sum(map(str.isdecimal, flat)) / n_chars, len(re.findall("[A-Za-z]", flat)) / n_chars, " " in flat,
            ":" in flat, re.search("[|_>/]", flat) is not None, is_short and _FULL_DATE.search(flat) is not None,
            is_title_like(flat), has_column_word(flat), is_site_like(flat) or MEDIA.fullmatch(flat) is not None,
            OF_PEOPLE.fullmatch(flat) is not None, is_channel(flat), is_heading_number(flat),
            is_short and signs(flat), is_note(flat), is_short and is_contact(flat), min(self.same[flat], 9),
            is_short and bool(parse_lone_people(flat)), flat in self.sites,
        )  # fmt: skip
        return [*map(float, made), *(float(mark in line.marks) for mark in _MARKS)]

    def _near(self, i: int) -> list[float]:
        made: list[float] = []
        for at in _NEAR:
            line = self.lines[i + at] if 0 <= i + at < len(self.lines) else None
            if line is None:
                made += (_ABSENT, 0.0, 0.0, 0.0)
            else:
                made += (_code(line), min(line.n_chars, _LONG), float(bool(line.indent)), float(line.is_link))
        return made

    def _place(self, i: int) -> list[float]:
        lines, line, n_lines = self.lines, self.lines[i], len(self.lines)
        top, below = max(0, i - _AROUND), min(n_lines, i + 1 + _AROUND)
        to = max(self.block, i + 1)
        weighed = self.weights[-1] or 1
        is_headline = line.n_chars <= _MAX_HEADLINE
        made = (
            self.told.share(line.flat) if not line.is_prose else 1.0,
            bool(self.hinted) and agrees(line.flat, self.hinted),
            self._in_title(line.flat),
            self.stated,
            _FAR_AWAY if self.anchor is None else _capped(i - self.anchor),
            self.anchor is not None,
            _capped(self.first_prose - i),
            _capped(self.block - i),
            _capped(i - self.last_block),
            _between(self.opened, i + 1, to),
            _between(self.furniture, i + 1, to),
            _between(self.metadata, i + 1, to),
            _between(self.titles, i + 1, self.block),
            min(i, _FAR),
            min(self.opened[i], _FAR),
            self.titles[min(i, len(self.titles) - 1)],
            sum(ln.is_open and ln.n_chars > line.n_chars for ln in lines[: min(i, _FAR)]) if is_headline else 0,
            is_headline and i < self.block <= i + _FAR and opens_text(lines[i : self.block + 1], 0),
            min(n_lines, 2 * _FAR),
            min(len(self.prose), _FAR),
            min(self.weights[i], 2000),
            min(weighed - self.weights[i + 1], 2000),
            self.weights[i] / weighed,
            self._nearest(i, -1),
            self._nearest(i, 1),
            self.furniture[i] - self.furniture[top],
            self.furniture[below] - self.furniture[i + 1],
            self.links[below] - self.links[i + 1],
            self._strange_below(i),
            self.is_html,
            _capped(i - self.content[0]) if self.content else _FAR_AWAY,
            _capped(self.content[-1] - i) if self.content else _FAR_AWAY,
        )
        return [*map(float, made)]

    def _in_title(self, flat: str) -> int:
        """3: opens what the page states as its title, 2: stands in it, 1: is a name behind it."""
        found = 0
        for title in self.in_titles:
            if title.startswith(flat):
                return 3
            if flat in title:
                found = max(found, 1 if flat in hinted_parts(title)[1:] else 2)
        return found

    def _nearest(self, i: int, step: int) -> int:
        """Lines to the nearest paragraph."""
        for n in range(1, _AROUND + 1):
            at = i + n * step
            if not 0 <= at < len(self.lines):
                break
            if self.lines[at].is_paragraph:
                return n
        return _AROUND + 1

    def _strange_below(self, i: int) -> float:
        """Share of words that the next short lines have in common with the text; 1 where there are none."""
        shares = [self.told.share(ln.flat) for ln in self.lines[i + 1 : i + 4] if ln.is_open and not ln.is_prose]
        return sum(shares) / len(shares) if shares else 1.0


def _code(line: Line) -> int:
    if line.is_open:
        return _PROSE if line.is_prose else _OPEN
    return _CODE.get(line.role, _OTHER)


def _capped(distance: int) -> float:
    return float(max(-_FAR, min(_FAR, distance)))


def _between(counted: Sequence[int], start: int, stop: int) -> int:
    """Of running counts, that of the lines from start to stop."""
    end = min(stop, len(counted) - 1)
    return min(counted[end] - counted[start], _FAR) if start < end else 0
