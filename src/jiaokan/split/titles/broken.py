"""A title that the page breaks into several lines, as official documents do: 国务院关于印发 / …规划的通知."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from jiaokan.regex import regex
from jiaokan.split.page import Line, fold
from jiaokan.split.signs import EVERY
from jiaokan.split.titles.headline import OF_PEOPLE, is_whole_title, parse_hinted_title

_MAX_LINES = 4  # of a title
_MAX_BROKEN = 50  # characters of one of them
_UNFINISHED = regex(r"(?:[的及和与、]|关于.{0,2}|印发|转发|批转|批准)$")
_GENRE = regex(
    r"(?:通知|决定|决议|意见|办法|规定|公告|通报|报告|批复|函|令|方案|条例|纪要|公示|通告|建议|说明|细则|规划|要点|公报"
    r"|答复|启事|须知|章程|公约|清单|名单|预案|标准|指南|声明|倡议书)"
    r"(?:\([^()]{1,12}\))?$"
)


def join_title(
    lines: Sequence[Line], title: int, hinted: Sequence[str], *, is_anchored: bool
) -> tuple[list[Line], int]:
    """The lines with all of the title as one line, and which it is. `hinted`: what the page states as its title."""
    window = _find_title_lines(lines, title, hinted, is_anchored=is_anchored)
    whole = _as_one([lines[i] for i in window])
    return [*lines[: window.start], whole, *lines[window.stop :]], window.start


_LOOK = 40  # lines


def join_again(lines: Sequence[Line], title: str, below: int) -> list[Line]:
    """The lines with the pieces of a title that is printed once more, below line `below`, as one."""
    for first in range(below + 1, min(below + _LOOK, len(lines))):
        pieces = 0
        while pieces < _MAX_LINES and first + pieces < len(lines) and _is_broken(lines[first + pieces]):
            pieces += 1
            parts = lines[first : first + pieces]
            if pieces > 1 and is_whole_title("".join(part.flat for part in parts), fold(title)):
                return [*lines[:first], _as_one(parts), *lines[first + pieces :]]
    return list(lines)


def _as_one(parts: Sequence[Line]) -> Line:
    flat = "".join(part.flat for part in parts)
    return replace(parts[0], end=parts[-1].end, flat=flat, has_gap=parts[-1].has_gap, signs=EVERY)


def is_official_title(lines: Sequence[Line], title: int, hinted: Sequence[str]) -> bool:
    """Does the line name a document, alone or with those below it, and a text begin below?"""
    joined, first = join_title(lines, title, hinted, is_anchored=False)
    below = [line for line in joined[first + 1 : first + 4] if line.role != "document-number"]
    has_body = any(line.is_body_like and line.is_prose for line in below[:2])
    return has_body and _GENRE.search(joined[first].flat) is not None


def _find_title_lines(lines: Sequence[Line], title: int, hinted: Sequence[str], *, is_anchored: bool) -> range:
    """A hint has all of them, or each but the last is unfinished (…关于印发) and the last names what it is."""
    first, last = title, title + 1
    while first > max(title - _MAX_LINES, 0) and _is_broken(lines[first - 1]) and not lines[first - 1].has_gap:
        first -= 1
    while last < min(title + _MAX_LINES, len(lines)) and _is_broken(lines[last]) and not lines[last - 1].has_gap:
        last += 1
    windows = (
        range(a, b)
        for a in range(first, title + 1)
        for b in range(max(title + 1, a + 2), min(last, a + _MAX_LINES) + 1)
        if _is_broken(lines[title])
    )
    wholes = [fold(parse_hinted_title(hint) or hint) for hint in hinted]
    for window in windows:
        flats = [lines[i].flat for i in window]
        if any(is_whole_title("".join(flats), hint) for hint in wholes):
            return window
        if not hinted and _is_one_title(flats, is_anchored=is_anchored):
            return window
    return range(title, title + 1)


def _is_broken(line: Line) -> bool:
    return line.is_open and not line.is_prose and line.n_chars <= _MAX_BROKEN and not line.is_link


def _is_one_title(flats: Sequence[str], *, is_anchored: bool) -> bool:
    """国务院关于印发 / …规划的通知; an office above 关于… is the site's name where there is a date line."""
    *rest, last = flats
    has_body = OF_PEOPLE.fullmatch(rest[0]) is not None and not is_anchored
    is_body = has_body and flats[1].startswith("关于")
    is_about = (is_body or "关于" in rest[0]) and not any(map(_GENRE.search, rest))
    unfinished = [flat for flat in rest if _UNFINISHED.search(flat)]
    return _GENRE.search(last) is not None and (is_about or len(unfinished) + is_body == len(rest))
