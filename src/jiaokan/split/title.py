"""The title: which line of the head it is, if any.

Evidence, strongest first: a hint of the HTML page that reads the same, a label 标题, the line printed twice, its
place right above the date and source, its length. A text of which the first line could as well be its first
paragraph has no title.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jiaokan.document import Hint
from jiaokan.split.boilerplate import fold, has_column_word
from jiaokan.split.fields import BODY_OF_PEOPLE, is_site_like, trim
from jiaokan.split.lines import Line
from jiaokan.split.names import find_dateline, is_word, parse_dynasty_person, parse_people, parse_person

_LIST_NUMBER = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}|\d{1,2}) ?[、.)]|\([一二三四五六七八九十\d]{1,3}\)|[①-⑳]"
    r"|第[一二三四五六七八九十]+[条款]"
)
_NO_TITLE = re.compile(
    r"标题|站内|作者|摘要|前言|引言|正文|内容|目录|目次|导语|导读|编者按|简介|概述|序|序言|附件|附录|参考文献|全文"
    r"|图片|视频|(?:——|--|—).*|https?:.*|[\W\d_]*"
    r"|\d{1,2}月\d{1,2}日.{0,4}|(?:19|20)\d\d[-/.年] ?[01]?\d[-/.月] ?[0-3]?\d.*|(?:电话|传真|地址|邮编|邮箱|联系人"
    r"|时间|地点|主持人|主讲人|日期).{0,2}:.*"
)
_BODY_OF_PEOPLE = re.compile(
    r".{2,16}(?:部|局|委|委员会|办公室|政府|公司|集团|中心|学院|大学|中学|小学|协会|研究院|研究所)"
)
_AFFILIATION = re.compile(
    r"[(\[]?[^。!?]{2,30}(?:大学|学院|研究[院所]|医院|中学|小学|公司|中心|委员会)(?:[^。!?]{0,40})?[)\]]?$"
)
_HEAP = 4  # more candidates than this are navigation
_MIN_WITNESS = 8  # characters; a shorter hint may be the name of the channel
_DRESSING = re.compile(r"^\d{4}年(?:度)?|\((?:全文|范文|图|组图|视频|精选|最新|完整版|[^()]{0,4}篇)\)|[\W_]|的")


def find_title(lines: Sequence[Line], anchor: int | None, hints: Sequence[Hint]) -> int | None:
    """The line of the title: above the anchor if there is one, else above the prose."""
    hinted = [hint.value for hint in hints if hint.field == "title"]
    first_prose = next((i for i, line in enumerate(lines) if line.is_body_like and (line.is_prose or line.role)), None)
    if anchor is not None:
        chosen = _choose(lines, range(anchor), hinted, is_anchored=True)
        return chosen if chosen is not None else _title_below(lines, anchor, hinted)
    if first_prose is None:
        return _title_of_verse(lines, hinted)
    chosen = _choose(lines, range(first_prose), hinted, is_anchored=False)
    if chosen is None or agrees(lines[chosen].flat, hinted) or lines[chosen].role == "title":
        return chosen
    line, following = lines[chosen], lines[chosen + 1]
    if line.n_chars < 6 and following.role == "navigation" and sum(ln.flat == line.flat for ln in lines) == 1:
        return None  # the name of a column
    is_paragraph = line.indent and line.indent == lines[first_prose].indent
    is_wrapped = (
        "," in line.flat
        and following.flat != line.flat
        and (
            (following.is_open and not following.is_prose) or any("," in ln.flat for ln in lines[:chosen] if ln.is_open)
        )
    )
    return None if is_paragraph or is_wrapped or line.n_chars > 60 else chosen


def _choose(lines: Sequence[Line], where: range, hinted: Sequence[str], *, is_anchored: bool) -> int | None:
    same = Counter(line.flat for line in lines if line.is_open)
    candidates = [
        i for i in where if lines[i].role == "title" or (_could_be_title(lines[i]) and not _is_in_table(lines, i))
    ]
    expected = None
    if candidates:  # right above the date line; without one on top, unless that is a heap of navigation
        last = lines[candidates[-1] if is_anchored or len(candidates) > _HEAP else candidates[0]].flat
        expected = next(i for i in candidates if lines[i].flat == last)  # of a title printed twice the first
    chosen = _choose_title(
        [
            _Candidate(i, lines[i].flat, same[lines[i].flat], i == expected, lines[i].role == "title")
            for i in candidates
        ],
        hinted,
    )
    if (
        chosen
        and any(len(parse_hinted_title(hint) or "") >= _MIN_WITNESS for hint in hinted)
        and len(candidates) > _HEAP
        and not chosen.is_labelled
        and not agrees(chosen.flat, hinted)
    ):
        return None  # among many lines of navigation the hint is the better witness
    return chosen.index if chosen else None


def _could_be_title(line: Line) -> bool:
    return (
        line.is_open
        and line.n_chars <= 120
        and is_title_like(line.flat)
        and not parse_lone_people(line.flat)
        and find_dateline(line.flat) is None
    )


def _is_in_table(lines: Sequence[Line], i: int) -> bool:
    """A line `label：value` below another."""
    return (
        i > 0
        and bool(lines[i - 1].mentions and lines[i - 1].mentions[0].label)
        and re.match(r"[\u4e00-\u9fff ]{2,6}:", lines[i].flat) is not None
    )


def could_head(line: Line) -> bool:
    """Could a line be the title of what stands below, and not the name of a site, an office or a column?"""
    is_of_site = is_site_like(line.flat) or _BODY_OF_PEOPLE.fullmatch(line.flat) or has_column_word(line.flat)
    return _could_be_title(line) and not is_of_site and not line.is_prose


def _title_below(lines: Sequence[Line], anchor: int, hinted: Sequence[str]) -> int | None:
    """A title right below the date line: one that a hint confirms, or the only line of its kind on the page."""
    for i in range(anchor + 1, min(anchor + 4, len(lines))):
        if not lines[i].is_open:
            continue
        if not _could_be_title(lines[i]) or lines[i].is_prose:
            return None
        if agrees(lines[i].flat, hinted):
            return i
        n_headings = sum(_could_be_title(line) and not line.is_prose for line in lines[anchor:])
        has_body = any(line.is_open and line.is_prose for line in lines[i + 1 : i + 3])
        return i if n_headings == 1 and lines[i].n_chars >= 8 and has_body else None
    return None


def _title_of_verse(lines: Sequence[Line], hinted: Sequence[str]) -> int | None:
    """Where nothing is prose the first line is a title if the poet or a blank line follows, or a hint says so."""
    opened = [i for i, line in enumerate(lines) if line.is_open]
    if len(opened) < 3 or not _could_be_title(lines[opened[0]]):
        return None
    first, second = lines[opened[0]], lines[opened[1]]
    is_set_off = first.has_gap and not second.has_gap
    return opened[0] if is_set_off or parse_lone_people(second.flat) or agrees(first.flat, hinted) else None


def parse_lone_people(value: str) -> tuple[str, ...]:
    """The people of a line that is nothing but names: "张三 李四", "[唐]李白", "某某县委组织部 张三"."""
    told = _parse_told_people(value)
    people = parse_people(value) if not told and len(value) <= 16 else ()
    return told or (() if any(map(is_word, people)) else people)


def _parse_told_people(value: str) -> tuple[str, ...]:
    """People of whom the line says who they are: "[唐]李白", "某某县委组织部 张三"."""
    poet = parse_dynasty_person(value)
    words = value.split()
    last = parse_person(words[1]) if len(words) == 2 and BODY_OF_PEOPLE.search(words[0]) else None
    return (poet,) if poet else (last,) if last else ()


def find_lone_people(lines: Sequence[Line], i: int) -> tuple[str, ...]:
    """The authors a line of nothing but names gives.

    Beside a date, above an affiliation, or printed twice; not one of several such lines, and not where the text
    goes on with the name.
    """
    line = lines[i]
    people = parse_lone_people(line.flat) if line.is_open and line.n_chars <= 40 else ()
    if not people or _parse_told_people(line.flat):
        return people
    around = [*lines[max(i - 1, 0) : i], *lines[i + 1 : i + 2]]
    below = lines[i + 1] if i + 1 < len(lines) else None
    is_credited = (
        any(m.role in ("date", "source") for other in around for m in other.mentions)
        or (below is not None and _AFFILIATION.match(below.flat))
        or any(other.flat == line.flat for other in lines if other is not line)
    )
    is_subject = below is not None and below.flat.startswith(line.flat) and below.flat != line.flat
    is_of_many = any(other.flat != line.flat and parse_lone_people(other.flat) for other in around if other.is_open)
    return people if is_credited and not is_subject and not is_of_many else ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line of the head that could be the title."""

    index: int
    flat: str  # folded
    n_same: int = 1  # lines of the page that read the same
    is_expected: bool = False  # stands where a title stands
    is_labelled: bool = False  # 标题：


def is_title_like(flat: str) -> bool:
    """Could a folded line be a title? Not a sentence, a numbered heading, a place of work or a section word."""
    return (
        2 <= len(flat) <= 80
        and flat[-1] not in "。,、;:.的和与及在"
        and not re.search(r" > |>>|^[(\[][^()\[\]]*[)\]]$", flat)
        and "。" not in flat
        and not _LIST_NUMBER.match(flat)
        and not _NO_TITLE.fullmatch(flat)
    )


def is_same_title(one: str, other: str) -> bool:
    """Do two folded lines give the same title, but for a year in front, (全文) behind, marks and 的?"""
    short, long = sorted((_DRESSING.sub("", one), _DRESSING.sub("", other)), key=len)
    return bool(short) and (short == long or (short in long and len(short) >= max(6, 0.7 * len(long))))


def _choose_title(candidates: Sequence[_Candidate], hinted: Sequence[str]) -> _Candidate | None:
    """The likeliest candidate; the earlier of two equals."""
    return max(candidates, key=lambda candidate: _weight(candidate, len(candidates), hinted), default=None)


def agrees(flat: str, hinted: Sequence[str]) -> bool:
    """Does a hint read like this folded line, or begin with it ("标题_频道_某某网")?"""
    return any(
        is_same_title(flat, hint) or (len(flat) >= 6 and flat in hint) or _is_cut_short(hint, flat)
        for hint in map(fold, hinted)
    )


def _is_cut_short(hint: str, flat: str) -> bool:
    stem = hint.rstrip(".… ")
    return stem != hint and len(stem) >= 8 and flat.startswith(stem)


def _weight(candidate: _Candidate, n_candidates: int, hinted: Sequence[str]) -> float:
    flat = candidate.flat
    weight = 0.0
    if agrees(flat, hinted):
        weight += 20 + min(len(flat), 40) / 10  # of two that agree the fuller
    if candidate.is_labelled:
        weight += 12
    if candidate.n_same > 1:
        weight += 6
    if candidate.is_expected:
        weight += 5 if len(flat) >= 4 else 3  # what is so short may be a nick
    if len(flat) >= 5:
        weight += 2 if len(flat) < 8 else 4
    if candidate.index == 0 and n_candidates <= _HEAP:
        weight += 1
    if is_site_like(flat) and len(flat) <= 10:
        weight -= 10
    if has_column_word(flat) and len(flat) <= 6:
        weight -= 5
    if _BODY_OF_PEOPLE.fullmatch(flat):
        weight -= 7
    return weight


def parse_hinted_title(text: str, site_names: Sequence[str] = ()) -> str | None:
    """The title in a page's <title> or og:title, without the names of site and channel behind it."""
    title = trim(text.strip())
    sites = {fold(name) for name in site_names}
    for _ in range(4):
        parts = re.match(r"(.{4,}?)(?:\s*[_|｜]\s*|\s+[-–—]+\s+|--+|(?<=\S)[-–—](?=\S*$))([^_|｜]{1,30})$", title)
        flat = fold(parts[2]).strip() if parts else ""
        has_site = flat in sites or is_site_like(flat) or re.search(r"网|频道|新闻|中心|日报|栏目|首页|[a-z]$", flat)
        if not parts or not (has_site or re.search(r"[_|｜]", title)):
            break
        title = parts[1].strip()
    return title if is_title_like(fold(title)) or 2 <= len(title) <= 100 else None


def without_heading_marks(title: str) -> str:
    """A line of Markdown without the marks of an ATX heading (CommonMark, 4.2)."""
    return re.sub(r"^#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?$", r"\1", title)
