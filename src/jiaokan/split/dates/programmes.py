"""Programmes: lines that say when and what something is, not when the page was published.

时间 beside 地点, a chronicle, the data of a vessel: such lines are text, whatever their labels are elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from jiaokan.regex import regex
from jiaokan.split.boilerplate import is_event_label
from jiaokan.split.page import FURNITURE, Line, Mention, Role

# As cells of a table.
_CELL = regex("(?:讲座|活动|报告|会议)?(?:地点|主讲人?|主持人?|嘉宾|对象|讲坛|题目|票价|参与方式|报名) ")


def open_event_dates(lines: Sequence[Line]) -> list[Line]:
    """时间 beside 地点 or 主讲人 is when something takes place: text, no date of publication."""
    if not any(line.is_weak_date and line.mentions[0].label for line in lines):
        return list(lines)
    events = [
        i
        for i, line in enumerate(lines)
        if (":" in line.flat and is_event_label(line.flat)) or (line.n_cells > 1 and _CELL.match(line.flat))
    ]
    near = {j for i in events for j in range(i - 3, i + 4)}
    return [
        replace(line, mentions=())
        if i in near and line.is_weak_date and line.mentions[0].label and not _is_above_event(lines, i)
        else line
        for i, line in enumerate(lines)
    ]


_TIMEOF_EVENT = regex(r"[\u4e00-\u9fff ]{2,6}(?:时 ?间|日 ?期) ?:")


def _is_above_event(lines: Sequence[Line], i: int) -> bool:
    """日期 above 报告时间, which has a date of its own, is the page's."""
    return lines[i].flat.startswith("日期") and any(_TIMEOF_EVENT.match(ln.flat) for ln in lines[i + 1 : i + 6])


OF_EVENT = regex(r"时间 ?:.*(?:地点|主讲|嘉宾|主持人?|票价) ?:|(?:地点|主讲人?|嘉宾) ?:.*时间 ?:")
_MAX_LABELLED = 37  # characters
_LABEL_AND_VALUE = regex(r"[\u4e00-\u9fff ]{2,6}:.{1,30}(?<![。!?,;])")


def open_programmes(lines: Sequence[Line]) -> list[Line]:
    """Lines that say when or what something is, one beside the other, are text: a chronicle, the data of a vessel.

    A run of three or more labels is such where one is unknown and none says that the page is meant.
    """
    opened: set[int] = set()
    n_dates = sum(line.role == "date" for line in lines)
    if n_dates < 2 and sum(":" in line.flat for line in lines if line.n_chars <= _MAX_LABELLED) < 3:
        return list(lines)
    for is_kind, at_least in ((_is_chronicle, 2), (_is_labelled, 3)):
        for run in _iter_runs(lines, is_kind):
            mentions = [mention for i in run for mention in lines[i].mentions]
            is_credits = sum(m.role in ("byline", "editor") and bool(m.values) for m in mentions) > 1
            is_known = all(lines[i].mentions for i in run) or any(map(_is_of_page, mentions)) or is_credits
            if len(run) >= at_least and (is_kind is _is_chronicle or not is_known):
                opened |= set(run)
    opened = {i for i in opened if not _is_above_event(lines, i)}
    return [replace(line, mentions=()) if i in opened else line for i, line in enumerate(lines)]


def _iter_runs(lines: Sequence[Line], is_kind: Callable[[Line], bool]) -> Iterator[list[int]]:
    for found, run in groupby(range(len(lines)), key=lambda i: is_kind(lines[i])):
        if found:
            yield list(run)


def _is_chronicle(line: Line) -> bool:
    """A date and what was then."""
    return line.role == "date" and any(m.role == "leftover" and not m.label for m in line.mentions)


def _is_labelled(line: Line) -> bool:
    return (line.is_open or line.role not in FURNITURE) and _LABEL_AND_VALUE.fullmatch(line.flat) is not None


def _is_of_page(mention: Mention) -> bool:
    is_told = mention.role in _OF_THE_PAGE or (mention.role == "date" and mention.label not in ("时间", "日期"))
    return bool(mention.label) and (
        is_told or re.match("作者|责任编辑|责编|.{0,2}来源|稿源", mention.label) is not None
    )


_OF_THE_PAGE: frozenset[Role] = frozenset({"counter", "update-date", "index-number", "document-number", "issuing-body"})
