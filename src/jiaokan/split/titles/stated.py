"""What a page states as its title, in <title>, hints and headings; and the value that counts (`title_value`)."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from jiaokan.document import Hint
from jiaokan.record import FieldValue
from jiaokan.regex import regex
from jiaokan.split.confidence import HINTED, LABELLED, LIKELY
from jiaokan.split.page import NAME, Line, fold
from jiaokan.split.titles.candidates import is_heading
from jiaokan.split.titles.headline import (
    agrees,
    hinted_parts,
    is_title_alone,
    parse_hinted_title,
    without_heading_marks,
    without_site,
)
from jiaokan.split.values import MEDIA, is_site_like


def find_stated_title(lines: Sequence[Line], hints: Sequence[Hint]) -> int | None:
    """The line an HTML page makes its title beyond doubt: in the only <h1>, or in a heading and in its <title>."""
    hinted = stated_titles(hints)
    raw = [hint.value for hint in hints if hint.field == "title"]
    sites = hinted_sites(hints)
    headings = [i for i, ln in enumerate(lines) if is_heading(ln) and not _is_site(ln.flat, sites)]
    headings = [i for i in headings if not _is_below(lines, i)]
    headings = [i for i in headings if not (lines[i].is_link and is_column_of(lines[i].flat, raw))]
    agreeing = [i for i in headings if agrees(lines[i].flat, hinted) or _is_in(lines[i], raw)]
    h1 = [i for i in headings if "title" in lines[i].marks and not lines[i].is_link]
    last = {fold(hinted_parts(hint)[-1]) for hint in hinted if len(hinted_parts(hint)) > 1}
    ranked = sorted(agreeing, key=lambda i: _rank(lines[i], last))
    return h1[0] if not ranked and len(h1) == 1 else next(iter(ranked), None)


def is_column_of(flat: str, hinted: Sequence[str]) -> bool:
    """Does a folded line stand in a <title> behind something else, as the site's name does?"""
    return any(flat in hinted_parts(fold(hint))[1:] for hint in hinted)


def _is_below(lines: Sequence[Line], i: int) -> bool:
    """Below most of the text: the heading of a footer."""
    n_above = sum(line.n_chars for line in lines[:i] if line.is_prose and line.is_open)
    return n_above > sum(line.n_chars for line in lines[i:] if line.is_prose and line.is_open)


def _is_in(line: Line, hinted: Sequence[str]) -> bool:
    """Is the text of an <h1> part of the <title>, however short it is?"""
    return "title" in line.marks and any(line.flat in fold(hint) for hint in hinted)


def _rank(line: Line, sites: Collection[str]) -> tuple[bool, bool, bool, int]:
    """Of headings that the <title> has too, the title before the names of site and column."""
    return line.flat in sites, line.is_link, "title" not in line.marks, -line.n_chars


def stated_titles(hints: Sequence[Hint]) -> list[str]:
    """What the page states as its title, but for a title that is only the site's name."""
    sites = hinted_sites(hints)
    stated = [hint.value for hint in hints if hint.field == "title"]
    return [value for value in stated if not _is_site(fold(parse_hinted_title(value) or value), sites)]


def without_names(lines: Sequence[Line], hints: Sequence[Hint]) -> list[Hint]:
    """The hints, those of a title that is none and that no line of the page bears out (文章详情) called `NAME`."""
    if not any(hint.field == "title" for hint in hints):
        return list(hints)
    flats = [line.flat for line in lines if line.is_open or line.role == "title"]

    def is_name(hint: Hint) -> bool:
        if hint.field != "title" or is_title_alone(parse_hinted_title(hint.value) or hint.value, hint.origin, ()):
            return False
        return not any(agrees(flat, [hint.value]) for flat in flats)

    return [replace(hint, field=NAME) if is_name(hint) else hint for hint in hints]


def hinted_sites(hints: Sequence[Hint]) -> set[str]:
    return {fold(hint.value) for hint in hints if hint.field == "site_name"}


def _is_site(flat: str, sites: Collection[str]) -> bool:
    return flat in sites or is_site_like(flat) or MEDIA.fullmatch(flat) is not None


def title_value(
    text: str, lines: Sequence[Line], title: int | None, hints: Sequence[Hint], *, sure: float, is_anchored: bool
) -> FieldValue | None:
    """The printed title; that of a hint where none is printed, or where a line without a date line belies it."""
    printed = None
    if title is not None:
        line = lines[title]
        bare = without_heading_marks(text[line.start : line.end]) if is_markdown(hints) else text[line.start : line.end]
        value = line.mentions[0].values[0] if line.mentions else _untagged(without_site(_joined(bare)), hints)
        origin, sure = ("label:标题", LABELLED) if line.mentions else ("text", min(round(sure, 2), LIKELY))
        start = text.find(value, line.start)
        start, end = (start, start + len(value)) if start >= 0 else (line.start, line.end)
        printed = FieldValue("title", value, text[start:end], start, end, origin, sure)
    hinted = [hint.value for hint in hints if hint.field == "title"]
    is_marked = title is not None and not {"title", "heading"}.isdisjoint(lines[title].marks)
    if printed and (is_anchored or is_marked or not hinted or agrees(fold(printed.value), hinted)):
        return printed
    sites = tuple(hint.value for hint in hints if hint.field == "site_name")
    columns = {value for line in lines if line.role == "breadcrumb" for m in line.mentions for value in m.values}
    for hint in hints:
        found = parse_hinted_title(hint.value, sites) if hint.field == "title" else None
        if found and is_title_alone(found, hint.origin, {*sites, *columns}):
            return FieldValue("title", found, hint.value, None, None, hint.origin, HINTED)
    return printed


_CATEGORY = regex(r"^\[[\u4e00-\u9fff]{2,4}\] (?=\S)")  # of a forum


def _joined(printed: str) -> str:
    joined = re.sub(r"\s*\n\s*", "", printed) if "\n" in printed else printed
    return _CATEGORY.sub("", joined) if joined[:1] == "[" else joined


def is_markdown(hints: Sequence[Hint]) -> bool:
    return any((hint.field, hint.value) == ("markup", "markdown") for hint in hints)


_MIN_BARE = 6  # characters


def _untagged(value: str, hints: Sequence[Hint]) -> str:
    """Without [原创] in front or (图) behind, where a hint has the title without it."""
    stated = (parse_hinted_title(hint.value) or "" for hint in hints if hint.field == "title")
    return next((title for title in stated if len(title) >= _MIN_BARE and _is_tagged(fold(value), fold(title))), value)


_TAGS = regex(r"(?:\[[^\[\]]{1,6}\] *|原创 *)?\0(?: *[(\[][^()\[\]]{1,6}[)\]])?")


def _is_tagged(flat: str, title: str) -> bool:
    return title in flat and _TAGS.fullmatch(flat.replace(title, "\0", 1)) is not None
