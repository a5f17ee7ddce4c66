"""What lines that were taken for text or furniture state of the page all the same: its date, what it counts, keywords.

Only where nothing better does (published.py, fields.py). Near the ends of the text and right below it; not the dates
and counts of replies, of other texts, of events.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import takewhile

from jiaokan.regex import regex
from jiaokan.split import signs
from jiaokan.split.boilerplate import is_dated_link
from jiaokan.split.dates.forms import DATE, OF_PERIOD, SIGN_OF_DATE, is_of_visit, parse_date
from jiaokan.split.page import Line, Mention, Role
from jiaokan.split.structure import is_signed_date, sign
from jiaokan.split.titles.headline import is_same_title
from jiaokan.split.values import counted_names, is_counted
from jiaokan.split.vocabulary import DATE_LABEL, UPDATE_LABEL

_NEAR_HEAD, _NEAR_END = 15, 3  # lines of the text
_BELOW_TEXT = 10  # lines
_SIGNED_BELOW = 2
_MAX_LINE = 80  # characters
_WEAK = ("", "时间", "日期")
_ASKED = regex("提问|创建")
_BARS: frozenset[Role] = frozenset({"navigation", "tools", "related-links", "leftover", "counter", "reprint-notice"})
_OF_HEAD: frozenset[Role] = frozenset({"navigation", "tools", "kicker", "leftover", "summary", "body"})
_DATED: frozenset[Role] = frozenset({"date", "update-date", "leftover"})
_OTHERS: frozenset[Role | None] = frozenset({"comment", "related-links", "pager"})


def find_stated(
    text: str, lines: Sequence[Line], found: Sequence[tuple[Mention, ...]], bounds: tuple[int, int, int]
) -> Iterator[Mention]:
    """`bounds`: the lines of the title (-1 for none), of the beginning of the text, and behind its end."""
    _, body, end = bounds
    head = min(body + _NEAR_HEAD, end)
    below = end + sum(1 for _ in takewhile(_is_of_page, lines[end : end + _BELOW_TEXT]))
    for i in (*range(body, head), *range(max(head, end - _NEAR_END), below)):
        if lines[i].mentions and found[i] != lines[i].mentions:
            yield from _of_mentions(lines, i, (body, end))
    yield from _of_furniture(lines, found, bounds, below)
    yield from _find_counted(lines, found, end)
    for line in reversed(lines[max(body, end - _NEAR_END) : end + _SIGNED_BELOW]):
        may_sign = line.n_chars <= _MAX_LINE and (line.is_open or line.is_weak_date) and ":" not in line.flat
        if may_sign and is_signed_date(line.flat.strip("()")):
            yield from sign(line, text)


def _is_of_page(line: Line) -> bool:
    """Could a line below the text be of this page still: no reply, no list of other texts?"""
    return line.role not in _OTHERS or is_counted(line.flat)


def _of_mentions(lines: Sequence[Line], i: int, bounds: tuple[int, int]) -> Iterator[Mention]:
    """What a labelled line says; a date without a label only right below the text, or beside labels."""
    body, end = bounds
    mentions = lines[i].mentions
    flat = lines[i].flat.replace(" ", "")
    names = [m for m in mentions if m.role == "byline" and (not m.label or m.label not in flat)]  # 李小水 发表于 …
    is_reply = bool(names) and not _ASKED.search(flat)
    if is_reply:
        return
    is_told = any(m.label and m.role in ("source", "byline", "editor", "counter", "leftover") for m in mentions)
    is_headline = is_dated_link(lines[i].flat) and not any(m.label for m in mentions)
    is_right_below = i >= end and not is_headline and not any(ln.is_open for ln in lines[end:i])
    is_near = is_right_below or (is_told and (i >= end or i < body + _NEAR_END))
    for m in mentions:
        is_date = m.role in ("date", "update-date") and bool(m.values) and (m.label not in _WEAK or is_near)
        if m.role == "counter" or is_date or (m.role == "keyword" and m.values and m.label):
            yield m


_LABEL = regex(rf"(?P<update>{UPDATE_LABEL})|(?P<date>{DATE_LABEL})", re.IGNORECASE)
_MAX_LABEL = 12  # characters before a date
_OF_EVENT = regex("地点|主讲|嘉宾|票价|报名|截止|开标|会场|主持|注册|登录|快讯|今天是|设为首页|天气|[:：] *$")
_GLUED = regex(r"(?:发布|发表|更新|来源|作者|编辑|责编|记者|浏览|点击|阅读|星期|周|提问|推荐|上传|[^\u4e00-\u9fff]|$)")


def _of_furniture(
    lines: Sequence[Line], found: Sequence[tuple[Mention, ...]], bounds: tuple[int, int, int], below: int
) -> Iterator[Mention]:
    """The date in a line between title and text that holds buttons and what else, and right below the text."""
    title, body, end = bounds
    for i in (*range(title + 1, min(body + 1, end)), *range(end, min(end + _SIGNED_BELOW, below))):
        line = lines[i]
        is_short = line.n_chars <= _MAX_LINE and not line.is_prose
        dates = [*DATE.finditer(line.flat)] if is_short and SIGN_OF_DATE.search(line.flat) else []
        is_void = not any(m.role in _DATED and m.values for m in line.mentions) and (
            found[i][0].role in _OF_HEAD or i >= end
        )
        if len(dates) != 1 or not is_void or is_of_visit(line.flat):
            continue
        if title >= 0 and is_same_title(line.flat, lines[title].flat):
            continue
        date = dates[0]
        before, behind = line.flat[: date.start()], line.flat[date.end() :]
        told = _LABEL.finditer(before, max(0, len(before) - _MAX_LABEL))
        label = next((at for at in told if not before[at.end() :].strip(" :")), None)
        rest = before[: label.start()] if label else before
        is_other = OF_PERIOD.match(behind) or _OF_EVENT.search(rest + behind) or not _GLUED.match(behind)
        is_headline = bool(rest.strip() or behind.strip()) and is_dated_link(line.flat)
        is_link = i >= end and (line.is_link or is_headline or len(behind) > _MAX_LABEL or len(rest) > 1)
        value = parse_date(date[0])
        is_of_event = label is not None and label[0].replace(" ", "") in _WEAK  # programmes.py has read it
        is_reply = i >= end and bool(rest.strip())
        is_listed = any(DATE.match(ln.flat) for ln in (*lines[max(i - 1, 0) : i], *lines[i + 1 : i + 2]))  # a chronicle
        if not value or is_reply or is_listed:
            continue
        if not is_other and not is_of_event and (label or not is_link):
            role: Role = "update-date" if label and label["update"] else "date"
            yield Mention(role, line.start, line.end, value, label[0] if label else "")


def _find_counted(lines: Sequence[Line], found: Sequence[tuple[Mention, ...]], end: int) -> Iterator[Mention]:
    """Bars of counters and buttons, but for those of readers' comments and of a list of other texts."""
    comments = (
        i
        for i, line in enumerate(lines)
        if i >= end and line.role == "comment" and line.n_chars > 2 and not is_counted(line.flat)
    )
    bars = [
        line
        for i, line in enumerate(lines[: next(comments, len(lines))])
        if (found[i][0].role in _BARS or end - _NEAR_END <= i < end)
        and not line.is_prose
        and line.signs & signs.COUNTER
        and is_counted(line.flat)
    ]
    named = Counter(name for line in bars for name in counted_names(line.flat))
    for line in bars:
        if all(named[name] == 1 for name in counted_names(line.flat)):
            yield from line.as_("counter")
