"""Lines as titles: what could be one, and what bears it out."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiaokan.document import Mark
from jiaokan.split.page import Line
from jiaokan.split.people.datelines import has_dateline
from jiaokan.split.people.lone import parse_lone_people
from jiaokan.split.titles.headline import OF_PEOPLE, agrees, is_title_like
from jiaokan.split.values import is_site_like
from jiaokan.split.words import has_column_word

MAX_TITLE = 120  # characters


def is_borne_out(lines: Sequence[Line], i: int) -> bool:
    """Is a short line the title for another reason than its place: a label, its author, a repetition, its text?"""
    line = lines[i]
    is_again = sum(ln.flat == line.flat for ln in lines) > 1 or opens_text(lines, i)
    has_author = any(m.role == "byline" and m.values for ln in lines[i + 1 : i + 3] for m in ln.mentions)
    return is_labelled(line) or "title" in line.marks or is_again or has_author


_MAX_ENTRY = 20
_LOOK = 60  # lines, in which the text begins


def opens_text(lines: Sequence[Line], i: int) -> bool:
    """An encyclopedia says of its word what it is: 白鹭桥 / 白鹭桥位于…"""
    return _opening(lines, i) is not None


def _opening(lines: Sequence[Line], i: int) -> str | None:
    """How the first paragraph below goes on behind the line, if it begins with it."""
    below = lines[i + 1 : i + 1 + _LOOK]
    word, first = lines[i], next((line for line in below if line.is_open and line.is_prose), None)
    if first is None or not first.flat.startswith(word.flat) or first.n_chars <= 2 * word.n_chars:
        return None
    return first.flat[len(word.flat) :]


def is_entry(lines: Sequence[Line], i: int) -> bool:
    """The word that an encyclopedia explains, though it may be a name: 司徒听泉 / 司徒听泉（1931年…."""
    line = lines[i]
    behind = _opening(lines, i) if line.is_open and 2 <= line.n_chars <= _MAX_ENTRY else None
    return behind is not None and re.match("[(,]|是|位于|为|指|即|又[称名]|简称|原名|本名", behind) is not None


def is_believable(line: Line, hinted: Sequence[str]) -> bool:
    """A page that states its title prints that one, or says by a heading that it is another."""
    return is_labelled(line) or is_heading(line) or agrees(line.flat, hinted)


def is_labelled(line: Line) -> bool:
    return line.role == "title" and bool(line.mentions[0].values)


def could_be_title(line: Line) -> bool:
    return (
        line.is_open
        and line.n_chars <= MAX_TITLE
        and is_title_like(line.flat)
        and ("title" in line.marks or not parse_lone_people(line.flat))
        and not has_dateline(line)
    )


def is_in_table(lines: Sequence[Line], i: int) -> bool:
    """A line `label：value` below another."""
    return (
        i > 0
        and bool(lines[i - 1].mentions and lines[i - 1].mentions[0].label and lines[i - 1].role != "counter")
        and re.fullmatch(r"[\u4e00-\u9fff ]{2,6}:.{0,10}", lines[i].flat) is not None
    )


def could_head(line: Line) -> bool:
    """Could a line be the title of what stands below, and not the name of a site, an office or a column?"""
    is_of_site = is_site_like(line.flat) or OF_PEOPLE.fullmatch(line.flat) or has_column_word(line.flat)
    return could_be_title(line) and not is_of_site and not line.is_prose


def is_subtitle(line: Line) -> bool:
    return line.n_chars <= 80 and re.match(r"(?:——?|--+|―+|──?)\s*\w", line.flat) is not None


def is_heading(line: Line) -> bool:
    is_marked = not {"title", "heading"}.isdisjoint(line.marks) and "aside" not in line.marks
    return is_marked and line.is_open and 2 <= line.n_chars <= MAX_TITLE


_UNTOLD: set[Mark] = {"content", "link"}


def is_flat(lines: Sequence[Line]) -> bool:
    """Do the elements of a page say nothing of its lines, but which hold the text and which are links?"""
    return all(set(line.marks) <= _UNTOLD for line in lines)
