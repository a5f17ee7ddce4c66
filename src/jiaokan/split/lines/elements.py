"""What the elements of an HTML page say of its lines: this is navigation, a comment, a caption.

Pages name their elements as they like, so an element's word counts only where the page bears it out: a kind of element
that holds much of the page's prose is none of furniture. What a line says by itself goes before, but for a date, a
medium or a name without a label: in a list of links it is none of the text's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from jiaokan.document import Mark
from jiaokan.split.breadcrumbs import parse_section
from jiaokan.split.page import Line, Mention, Role
from jiaokan.split.values import parse_keywords

_ROLES: dict[Mark, Role] = {
    "nav": "navigation",
    "footer": "reprint-notice",
    "aside": "related-links",
    "comment": "comment",
    "tools": "tools",
    "pager": "pager",
    "breadcrumb": "breadcrumb",
    "advertisement": "advertisement",
    "caption": "caption",
    "keywords": "keyword",
}
_ABOVE: frozenset[Mark] = frozenset(
    {"nav", "tools", "breadcrumb", "advertisement", "pager"}
)  # an <h1> is none of these
_BARS: frozenset[Mark] = frozenset({"nav", "aside"})
_MAX_PROSE = 0.4  # share of the page's prose that a kind of furniture can hold
_MORE_PROSE: dict[Mark, float] = {"footer": 0.95, "comment": 0.8}  # a short text has a long footer
_MAX_CAPTION = 150  # characters
_MAX_BREADCRUMB = 80
_OF_SITE = ("热门", "热搜", "推荐", "最新")  # tags of the site, not of the text
_MIN_STEPS = 2  # lines of a breadcrumb
_MIN_LINKS = 3  # lines on end that are links, as a list of links
_MIN_HEADLINE = 8  # characters of a link that leads to an article, on average
_STATED: frozenset[Role] = frozenset({"date", "update-date", "source", "byline", "editor", "counter", "leftover"})


def place_elements(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines with the roles of the elements they stand in."""
    if not any(line.marks for line in lines):
        return list(lines)
    believed = _believed(lines)
    return _place_links(_place_steps(text, [_placed(text, line, believed) for line in lines], believed))


def _believed(lines: Sequence[Line]) -> set[Mark]:
    prose: Counter[Mark] = Counter()
    for line in lines:
        if line.is_prose and not line.is_link:
            prose.update(dict.fromkeys(line.marks, line.n_chars))
    total = sum(line.n_chars for line in lines if line.is_prose and not line.is_link)
    return {mark for mark in _ROLES if prose[mark] <= _MORE_PROSE.get(mark, _MAX_PROSE) * total}


def _placed(text: str, line: Line, believed: set[Mark]) -> Line:
    mark = next((mark for mark in reversed(line.marks) if mark in believed), None)
    if mark is None or ("title" in line.marks and (mark in _ABOVE or not line.is_link)):
        return line
    if line.is_link and mark in _BARS and line.mentions and not line.is_prose:
        return replace(line, mentions=line.as_(_ROLES[mark]))  # a link in a bar states nothing of this page
    role = _ROLES[mark]
    if role == "breadcrumb":
        return _as_breadcrumb(text, line)
    if (role == "caption" and line.n_chars > _MAX_CAPTION) or (line.mentions and not _is_weak(line.mentions)):
        return line
    if role == "keyword" and line.flat.startswith(_OF_SITE):
        role = "navigation"
    if role == "keyword":
        words = parse_keywords(text[line.start : line.end].replace("#", " "))
        return (
            replace(line, mentions=line.as_("keyword", *words)) if words and line.n_chars <= _MAX_BREADCRUMB else line
        )
    if role == "reprint-notice" and line.is_link:
        role = "navigation"
    return replace(line, mentions=line.as_(role))


def _is_weak(mentions: Sequence[Mention]) -> bool:
    return all(mention.role in _STATED and not mention.label for mention in mentions)


def _as_breadcrumb(text: str, line: Line) -> Line:
    """当前位置 goes without saying."""
    if line.mentions or line.n_chars > _MAX_BREADCRUMB or line.is_prose:
        return line
    section = parse_section("当前位置:" + text[line.start : line.end])
    return replace(line, mentions=line.as_("breadcrumb", *section)) if section else line


def _place_steps(text: str, lines: Sequence[Line], believed: set[Mark]) -> list[Line]:
    """A breadcrumb with each step on a line of its own: the first has the values of all."""
    placed = list(lines)
    for is_step, run in groupby(range(len(lines)), key=lambda i: "breadcrumb" in believed & {*lines[i].marks}):
        found = list(run)
        if not is_step or len(found) < _MIN_STEPS or not all(_is_step(lines[i]) for i in found):
            continue
        found = [i for i in found if any(map(str.isalnum, lines[i].flat))]
        steps = (text[lines[i].start : lines[i].end].strip("> /|»›") for i in found)
        section = parse_section("当前位置:" + " > ".join(steps)) or ()
        for i in found:
            placed[i] = replace(lines[i], mentions=lines[i].as_("breadcrumb", *(section if i == found[0] else ())))
    return placed


def _is_step(line: Line) -> bool:
    return not any(map(str.isalnum, line.flat)) or (
        (line.is_open or line.role in ("navigation", "breadcrumb")) and not line.is_prose and "title" not in line.marks
    )


def _place_links(lines: Sequence[Line]) -> list[Line]:
    """Lines on end that are links and nothing else lead elsewhere."""
    placed = list(lines)
    for is_link, run in groupby(range(len(lines)), key=lambda i: lines[i].is_link and lines[i].is_open):
        found = list(run)
        if is_link and len(found) >= _MIN_LINKS:
            n_chars = sum(lines[i].n_chars for i in found)
            role: Role = "related-links" if n_chars >= _MIN_HEADLINE * len(found) else "navigation"
            for i in found:
                placed[i] = replace(lines[i], is_prose=False, mentions=lines[i].as_(role))
    return placed
