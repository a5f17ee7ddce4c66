"""The title: which line of the head it is, if any.

Evidence, strongest first: a hint of the HTML page that reads the same, a label 标题, the line printed twice, its
place right above the date and source, its length. A text of which the first line could as well be its first
paragraph has no title.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from jiaokan.document import Hint
from jiaokan.split.boilerplate import has_column_word, is_channel
from jiaokan.split.names import find_dateline, is_word, parse_dynasty_person, parse_people, parse_person
from jiaokan.split.page import Line, fold
from jiaokan.split.values import BODY_OF_PEOPLE, MEDIA, is_site_like, trim

_LIST_NUMBER = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}|\d{1,2}) ?[、.)]|\([一二三四五六七八九十\d]{1,3}\)|[①-⑳]"
    r"|第[一二三四五六七八九十]+[条款]|\d{1,2}(?:\.\d{1,2}){0,2} (?=[\u4e00-\u9fff])"
)
_HEADING_NUMBER = re.compile(
    r"[一二三四五六七八九十]{1,3} ?[、.]|\([一二三四五六七八九十]{1,3}\)"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节编篇回卷部]"
)
_NO_TITLE = re.compile(
    r"(?:本篇)?文章\d+字.*|(?:您好)?[!,]?今天是.*|当前版 ?:.*|第 ?\d{1,3} ?版.*|.*\d ?[KM]B|定价.*元"
    r"|绝密.*启用前|.*(?:跳转到|快速开始)"
    r".*|论文部分内容.*|文档简介|.{0,4}图书分类号.*|\[?中图分类号.*|会议现场|活动现场|即时|原创|转载|加载中.*"
    r"|.*(?:今天|昨天|前天) ?\d\d:\d\d.*|.*\d(?:分钟|小时|天)前.{0,6}|posted on.*|第? ?\(?\d+/\d+\)? ?页|共"
    r" ?\d+ ?字.*|[^,。]{4,20}主[管办](?: .*)?|该用户.*|.*用户登录.*"
    r"|开本.{0,6}|释义.{0,3}|标题|站内|作者|摘要|前言"
    r"|引言|正文|内容|目录|目次|导语|导读|编者按|简介|概述|序|序言|附件|附录|参考文献|全文"
    r"|图片|视频|(?:——|--|—).*|https?:.*|[\W\d_]*"
    r"|\d{1,2}月\d{1,2}日.{0,4}|(?:19|20)\d\d[-/.年] ?[01]?\d[-/.月] ?[0-3]?\d.*|(?:电话|传真|地址|邮编|邮箱|联系人"
    r"|时间|地点|主持人|主讲人|日期).{0,2}:.*",
    re.IGNORECASE,
)
_BODY_OF_PEOPLE = re.compile(
    r".{2,16}(?:部|局|委|委员会|办公室|政府|公司|集团|中心|学院|大学|中学|小学|协会|研究院|研究所)"
)
_AFFILIATION = re.compile(
    r"[(\[]?[^。!?]{2,30}(?:大学|学院|研究[院所]|医院|中学|小学|公司|中心|委员会)(?:[^。!?]{0,40})?[)\]]?$"
)
_MAX_TITLE = 120  # characters
_HEAP = 4  # more candidates than this are navigation
_MIN_WITNESS = 8  # characters; a shorter hint may be the name of the channel
_DRESSING = re.compile(r"^\d{4}年(?:度)?|\((?:全文|范文|图|组图|视频|精选|最新|完整版|[^()]{0,4}篇)\)|[\W_]|的")


def find_stated_title(lines: Sequence[Line], hints: Sequence[Hint]) -> int | None:
    """The line an HTML page makes its title beyond doubt: in the only <h1>, or in a heading and in its <title>."""
    hinted = _titles(hints)
    raw = [hint.value for hint in hints if hint.field == "title"]
    headings = [i for i, line in enumerate(lines) if _is_heading(line) and not _is_site(line.flat, _sites(hints))]
    agreeing = [i for i in headings if agrees(lines[i].flat, hinted) or _is_in(lines[i], raw)]
    h1 = [i for i in headings if "title" in lines[i].marks and not lines[i].is_link]
    sites = {fold(_HINT_SEPARATOR.split(hint)[-1]) for hint in hinted if len(_HINT_SEPARATOR.split(hint)) > 1}
    ranked = sorted(agreeing, key=lambda i: _rank(lines[i], sites))
    return h1[0] if not ranked and len(h1) == 1 else next(iter(ranked), None)


def _is_in(line: Line, hinted: Sequence[str]) -> bool:
    """Is the text of an <h1> part of the <title>, however short it is?"""
    return "title" in line.marks and any(line.flat in fold(hint) for hint in hinted)


def _rank(line: Line, sites: Collection[str]) -> tuple[bool, bool, bool, int]:
    """Of headings that the <title> has too, the title before the names of site and column."""
    return line.flat in sites, line.is_link, "title" not in line.marks, -line.n_chars


def _is_heading(line: Line) -> bool:
    is_marked = not {"title", "heading"}.isdisjoint(line.marks) and "aside" not in line.marks
    return is_marked and line.is_open and 2 <= line.n_chars <= _MAX_TITLE


def find_title(lines: Sequence[Line], anchor: int | None, hints: Sequence[Hint]) -> int | None:
    """The line of the title: above the anchor if there is one, else above the prose."""
    stated = find_stated_title(lines, hints)
    if stated is not None:
        return stated
    hinted = _titles(hints)
    if not hinted and any(hint.field == "title" for hint in hints) and any(line.marks for line in lines):
        return next((i for i, line in enumerate(lines) if _is_labelled(line)), None)  # <title> names the site alone
    first_prose = next((i for i, line in enumerate(lines) if line.is_body_like and (line.is_prose or line.role)), None)
    if anchor is not None:
        chosen = _choose(lines, range(anchor), hinted, is_anchored=True)
        if chosen is None or (not could_head(lines[chosen]) and not agrees(lines[chosen].flat, hinted)):
            below = _title_below(lines, anchor, hinted)
            return chosen if below is None else below
        return chosen
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


def _titles(hints: Sequence[Hint]) -> list[str]:
    """What the page states as its title, but for a title that is only the site's name."""
    sites = _sites(hints)
    stated = [hint.value for hint in hints if hint.field == "title"]
    return [value for value in stated if not _is_site(fold(parse_hinted_title(value) or value), sites)]


def _sites(hints: Sequence[Hint]) -> set[str]:
    return {fold(hint.value) for hint in hints if hint.field == "site_name"}


def _is_site(flat: str, sites: Collection[str]) -> bool:
    return flat in sites or is_site_like(flat) or MEDIA.fullmatch(flat) is not None


def _choose(lines: Sequence[Line], where: range, hinted: Sequence[str], *, is_anchored: bool) -> int | None:
    same = Counter(line.flat for line in lines if line.is_open)
    candidates = [
        i for i in where if _is_labelled(lines[i]) or (_could_be_title(lines[i]) and not _is_in_table(lines, i))
    ]
    expected = None
    if candidates:  # right above the date line; without one on top, unless that is a heap of navigation
        last = lines[candidates[-1] if is_anchored or len(candidates) > _HEAP else candidates[0]].flat
        expected = next(i for i in candidates if lines[i].flat == last)  # of a title printed twice the first
    if hinted:
        candidates = [i for i in candidates if _is_believable(lines[i], hinted)]
    chosen = _choose_title(
        [
            _Candidate(
                i,
                lines[i].flat,
                same[lines[i].flat],
                i == expected,
                _is_labelled(lines[i]),
                "title" in lines[i].marks,
                lines[i].is_link,
                "item" in lines[i].marks,
            )
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


def _is_believable(line: Line, hinted: Sequence[str]) -> bool:
    """A page that states its title prints that one, or says by a heading that it is another."""
    return _is_labelled(line) or _is_heading(line) or agrees(line.flat, hinted)


def _is_labelled(line: Line) -> bool:
    return line.role == "title" and bool(line.mentions[0].values)


def _could_be_title(line: Line) -> bool:
    return (
        line.is_open
        and line.n_chars <= _MAX_TITLE
        and is_title_like(line.flat)
        and ("title" in line.marks or not parse_lone_people(line.flat))
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
    others = [lines[i] for i in opened[1:]]
    is_set_off = (
        is_set_off or 2 * sum(_ends_marked(line) for line in others) >= len(others) > 2 > _ends_marked(first) * 2
    )
    return opened[0] if is_set_off or parse_lone_people(second.flat) or agrees(first.flat, hinted) else None


def _ends_marked(line: Line) -> bool:
    return line.flat[-1] in ",。;!?…”』」"


_MAX_PEOPLE = 60  # characters of a line of nothing but names
_DRESSED = re.compile(r"^[★⊙□■◎○●?◇◆△▲· ]+|[(\[][^()\[\]]{4,60}[)\]]$")


def parse_lone_people(value: str) -> tuple[str, ...]:
    """The people of a line that is nothing but names: "张三 李四", "[唐]李白", "某某县委组织部 张三"."""
    told = _parse_told_people(value)
    bare = value if told else _DRESSED.sub("", _DRESSED.sub("", value))
    people = parse_people(bare) if not told and len(bare) <= _MAX_PEOPLE else ()
    return told or (() if any(map(is_word, people)) else people)


def _parse_told_people(value: str) -> tuple[str, ...]:
    """People of whom the line says who they are: "[唐]李白", "某某县委组织部 张三", "某县城关小学三班 李四"."""
    poet = parse_dynasty_person(value)
    words = value.split()
    is_body = len(words) in (2, 3) and re.search(rf"{BODY_OF_PEOPLE.pattern}|[班队]$|支部$", words[-2]) is not None
    last = parse_person(words[-1]) if is_body else None
    return (poet,) if poet else (last,) if last else ()


def find_lone_people(lines: Sequence[Line], i: int, title: int | None = None) -> tuple[str, ...]:
    """The authors a line of nothing but names gives.

    Several names and nothing else; one beside a date, above an affiliation, printed twice, or right above the text or
    between title and text; not one of several such lines, and not where the text goes on with the name.
    """
    line = lines[i]
    people = parse_lone_people(line.flat) if line.is_open and line.n_chars <= _MAX_PEOPLE else ()
    if not people or _parse_told_people(line.flat):
        return people
    around = [*lines[max(i - 1, 0) : i], *lines[i + 1 : i + 2]]
    below = lines[i + 1] if i + 1 < len(lines) else None
    is_first = i == title + 1 if title is not None else not any(other.is_open for other in lines[:i])
    is_above_text = (
        below is not None and (below.is_prose or below.role in ("summary", "keyword")) and below.n_chars >= 30
    )
    is_credited = (
        any(m.role in ("date", "source") for other in around for m in other.mentions)
        or (below is not None and _AFFILIATION.match(below.flat))
        or any(other.flat == line.flat for other in lines if other is not line)
        or (is_above_text and is_first and _is_sure_people(line.flat, people))
    )
    is_subject = below is not None and people[0] in below.flat and below.flat != line.flat
    is_of_many = any(other.flat != line.flat and parse_lone_people(other.flat) for other in around if other.is_open)
    return people if is_credited and not is_subject and not is_of_many else ()


def _is_sure_people(flat: str, people: Sequence[str]) -> bool:
    """Not two characters that may be a word, nor names joined as words are: 谷雨, 红玫瑰与白玫瑰."""
    is_spaced = re.search(r"[\u4e00-\u9fff] +[\u4e00-\u9fff]", flat) is not None
    return not re.search("[和与及]", flat) and (is_spaced or len(people) > 1 or len(people[0]) > 2)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line of the head that could be the title."""

    index: int
    flat: str  # folded
    n_same: int = 1  # lines of the page that read the same
    is_expected: bool = False  # stands where a title stands
    is_labelled: bool = False  # 标题：
    is_h1: bool = False
    is_link: bool = False  # leads elsewhere
    is_item: bool = False  # of a list


def is_title_like(flat: str) -> bool:
    """Could a folded line be a title? Not a sentence, a numbered heading, a place of work or a section word."""
    return (
        2 <= len(flat) <= 80
        and flat[-1] not in "。,、;:.的和与及在"
        and not re.search(r" > |>>|^[(\[][^()\[\]]*[)\]]$", flat)
        and "。" not in flat
        and not _LIST_NUMBER.match(flat)
        and flat[0] not in "•·●■◆▪►→>|-"
        and flat[-1] != "|"
        and not _NO_TITLE.fullmatch(flat)
        and not is_channel(flat)
    )


def is_heading_number(flat: str) -> bool:
    """Does a folded line begin as a heading inside a text does: 一、, (二), 第三章?"""
    return _HEADING_NUMBER.match(flat) is not None


def is_same_title(one: str, other: str) -> bool:
    """Do two folded lines give the same title, but for a year in front, (全文) behind, marks and 的?"""
    short, long = sorted((_DRESSING.sub("", one), _DRESSING.sub("", other)), key=len)
    return bool(short) and (short == long or (short in long and len(short) >= max(6, 0.7 * len(long))))


def _choose_title(candidates: Sequence[_Candidate], hinted: Sequence[str]) -> _Candidate | None:
    """The likeliest candidate; the earlier of two equals."""
    weighed = [(_weight(candidate, len(candidates), hinted), candidate) for candidate in candidates]
    weight, chosen = max(weighed, key=lambda pair: pair[0], default=(0.0, None))
    return chosen if weight > 0 else None


_HINT_SEPARATOR = re.compile(r" ?[-_|–—] ?| +[·•»«<>/]+ +")


def agrees(flat: str, hinted: Sequence[str]) -> bool:
    """Does a hint read like this folded line, or begin with it ("标题_频道_某某网")?"""
    flat = re.sub(r"^\[\w{1,6}\] *(?=\S{2})", "", flat)  # [原创]
    return any(
        is_same_title(flat, hint)
        or flat in _HINT_SEPARATOR.split(hint)
        or (len(flat) >= 6 and flat in hint)
        or _is_cut_short(hint, flat)
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
    if candidate.is_h1:
        weight += 8
    weight -= 4 * candidate.is_link + 6 * candidate.is_item
    if candidate.n_same > 1:
        weight += 6
    if candidate.is_expected:
        weight += 5 if len(flat) >= 4 else 3  # what is so short may be a nick
    if len(flat) >= 5:
        weight += 2 if len(flat) < 8 else 4
    if candidate.index == 0 and n_candidates <= _HEAP:
        weight += 1
    if (is_site_like(flat) or MEDIA.fullmatch(flat)) and len(flat) <= 10:
        weight -= 10
    if has_column_word(flat) and len(flat) <= 6:
        weight -= 5
    if _BODY_OF_PEOPLE.fullmatch(flat):
        weight -= 7
    return weight


_OF_EDITION = re.compile(r"数字报|电子报|电子版|第 ?[A-Z]?\d{1,3} ?版|[A-Z]\d{2}版")
_MIN_OF_HEAD = 10  # of one that only <title> has
_MIN_HINTED = 6  # characters of a title that stands nowhere on the page; a shorter one is the name of a channel


def is_title_alone(title: str, origin: str, others: Collection[str]) -> bool:
    """Can a hinted title stand for a text on whose page it isn't printed? Not the name of a site, channel or edition.

    `others`: names of the site and its channels that the page states.
    """
    flat = fold(title)
    is_name = is_site_like(flat) or MEDIA.fullmatch(flat) is not None or _BODY_OF_PEOPLE.fullmatch(flat) is not None
    least = _MIN_OF_HEAD if origin == "title" else _MIN_HINTED
    return len(flat) >= least and not is_name and title not in others and not _OF_EDITION.search(flat)


_OF_SITE = re.compile(r"网|频道|新闻|中心|日报|栏目|首页|社区|论坛|百科|[a-z]$")
_HINT_PARTS = re.compile(r"(.{2,}?)(?:\s*[_|｜]\s*|\s+[-–—·•»«<>/]+\s+|--+|(?<=\S)[-–—](?=\S*$))([^_|｜]{1,30})$")


def parse_hinted_title(text: str, site_names: Sequence[str] = ()) -> str | None:
    """The title in a page's <title> or og:title, without the names of site and channel behind it."""
    title = re.sub(r"[-_| ]*Powered by .*$", "", text.strip(), flags=re.IGNORECASE)
    sites = {fold(name) for name in site_names}
    for _ in range(4):
        parts = _HINT_PARTS.match(title)
        flat = fold(parts[2]).strip() if parts else ""
        has_site = flat in sites or is_site_like(flat) or _OF_SITE.search(flat)
        is_behind = parts is not None and re.search(r"[_|｜]| [-–—] ", title[: parts.start(2)]) is not None
        if not parts or not (has_site or is_behind):
            break
        title = parts[1].strip()
    title = _trim_title(title)
    return title if is_title_like(fold(title)) or 2 <= len(title) <= 100 else None


def _trim_title(title: str) -> str:
    """Without marks at its ends, unless they belong to a pair: 【连载】第一回 stays whole."""
    return title if re.match(r"[\[【［(（《“\"]", title) else trim(title)
