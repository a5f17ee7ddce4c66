"""Labelled lines: "发布时间:2018-04-07  来源: 某某网  访问次数: 12" and its kin, read as a whole or not at all.

Several fields in one line, any spacing, glued or spaced labels, a date or a medium without a label. If anything in
the line is not metadata, the line is none: a sentence that begins like a label stays a sentence.

Limits: a label that is not in tokens.py makes its line no metadata line, so that the line stays in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiaokan.regex import regex
from jiaokan.split import signs
from jiaokan.split.dates.forms import AGO, OF_PERIOD, find_date, parse_date, parse_told_date
from jiaokan.split.headers import find_bare_source
from jiaokan.split.page import Mention, Role, fold
from jiaokan.split.people import labelled as of_people
from jiaokan.split.people.bylines import parse_byline, parse_first_person, parse_people
from jiaokan.split.people.datelines import find_dispatch
from jiaokan.split.people.lone import glued_name, medium_and_people, parse_lone_people, parse_named
from jiaokan.split.people.names import is_word, parse_person
from jiaokan.split.people.told import parse_pen_names
from jiaokan.split.tokens import ROLE_OF, iter_tokens
from jiaokan.split.values import (
    BODY_OF_PEOPLE,
    MEDIA,
    is_medium,
    is_placeholder,
    parse_keywords,
    parse_source,
    trim,
)
from jiaokan.split.vocabulary import (
    CRAWLED_LABEL,
    DATE_LABEL,
    HEADER_CELLS,
    SHOWN_LABEL,
    UPDATE_LABEL,
    role_of_composed,
)

# Behind a date: 2018-04-07 发布.
_DONE = (
    "发布|发表|推荐|首发|更新|编辑|修改|修订|提问|创建|上传|回答|投稿|刊发|刊登|刊载|上线|播出|首播|推送|发帖|发贴|发文|发稿|发出"
    "|公布|公开|颁布|添加|录入|印发|出版|讯|电"
)
_IN_COLUMN = regex(r"In ([\w/ ]{2,14})", re.IGNORECASE)  # a blog of Hexo: Posted on 2021-03-14 | In 随想
_DONE_BEHIND = regex(rf" ?({_DONE})(?=[ |,;)]|$)")
_UPDATED = regex(r" ?(?:最[后近])?(?:更新|修改|修订)(?! *(?:于|时间|日期|:))")
_FILLER = regex(
    rf"[\s|,;:·\-—_/\[\]()<>于次人条]*(?:{_DONE}|第? ?[A-Z]?\d{{1,3}} ?版)?"
    r"[\s|,;:·\-—_/\[\]()<>次人条]*"
)
_ROLE_OF_KIND: dict[str, Role] = {"nav": "tools", "counter": "counter", "template": "residue"}
_MAX_LABELLED = 300
_DRESS = "()（）[]【】□■◎●○◆▲△ \u3000"  # around a byline
_CREWS = frozenset("视频 图片 图 制作 策划 统筹 主题 声明 值班 导演 海报 行业 地域".split())  # noqa: SIM905
_COLUMN = regex(r"\[[\u4e00-\u9fff]{2,6}\]", needs="[")  # [港闻]


@dataclass(frozen=True, slots=True)
class _Segment:
    """A token of a labelled line and the free text behind it."""

    kind: str  # of tokens.py, or "start"
    token: str
    start: int
    value_start: int
    end: int


# One of these is in a line of metadata that holds a finished sentence: labels of a title or a summary, 某某授权发布。
_OF_SENTENCES = regex(".{0,40}(?:标 *题|名 *称|概 *述|摘 *要|提 *要|提 *示|导 *读|简 *介|授权)")


def find_labelled(text: str, seen: int = signs.EVERY, flat: str = "") -> tuple[Mention, ...] | None:
    """The mentions that make up a line of metadata, covering all of it; None if anything in it is not metadata.

    "发布时间:2018-04-07  来源: 某某网  访问次数: 12", "2022-09-21 10:31来源:某某网", "新华网 2020-01-01 10:00". A
    line is taken as a whole or not at all, so that a sentence that begins like a label stays a sentence. `seen`: its
    signs. `flat`: the line, folded.
    """
    if len(text) > _MAX_LABELLED:
        return None
    flat = flat or fold(text)
    if "。" in flat and not _OF_SENTENCES.match(flat):
        return None
    segments = list(_iter_segments(flat, seen))
    if not segments or (segments[0].kind == "start" and len(segments) == 1):
        return None
    is_behind = len(segments) > 1 and segments[0].kind == "start" and _role_of_label(segments[1].token) == "byline"
    if is_behind and (people := parse_byline(text.strip(_DRESS))):  # 张三 文/图
        return (Mention("byline", 0, len(text), people),)
    mentions: list[Mention] = []
    is_precise = any(s.kind in ("label", "dated") for s in segments) or re.search(r"\d:\d\d", flat) is not None
    pending: Mention | None = None  # a label still without a value
    for segment, following in zip(segments, [*segments[1:], None], strict=True):
        value = text[segment.value_start : segment.end]
        segment_text = flat[segment.start : segment.end]
        if segment.kind == "date":
            is_day = not OF_PERIOD.match(flat, segment.value_start)
            made: Mention | None = _date_mention(segment, pending, flat) if is_day else None
            rest = _free_text(value, segment.value_start, is_precise) if made else None
        elif segment.kind in ("label", "dated", "spaced", "glued"):
            made, rest = _name_behind(text, _label_mention(segment, value, flat[segment.value_start - 1]))
        elif segment.kind == "reported":
            dispatch = find_dispatch(text[segment.start : segment.value_start])
            made = Mention("byline", segment.start, segment.value_start, dispatch[2], "记者") if dispatch else None
            rest = _free_text(value, segment.value_start, is_precise)
        elif in_column := _IN_COLUMN.fullmatch(segment.token):
            value = text[segment.start + in_column.start(1) : segment.value_start]
            made, rest = Mention("breadcrumb", segment.start, segment.value_start, (value.strip(),)), ()
        elif segment.kind == "start" and _FILLER.fullmatch(segment_text):
            continue  # an opening bracket
        elif following is not None and _role_of_label(following.token) in ("title", "summary"):
            return None  # such labels open their line
        else:
            made = Mention(_ROLE_OF_KIND.get(segment.kind, "leftover"), segment.start, segment.value_start)
            rest = _free_text(value, segment.value_start, is_precise)
        is_glued = (
            following is not None and following.kind != "date" and flat[following.start - 1 : following.start].isalnum()
        )
        if made is None or rest is None or (is_glued and rest and rest[-1].role == "leftover"):
            return None  # 考试时间, 水的来源 are other labels
        is_open = segment.kind in ("label", "dated") and not value.strip()
        pending = made if is_open else None
        mentions += [made, *rest]
    return _cover(find_bare_source(text, mentions), len(text))


def _name_behind(text: str, mention: Mention | None) -> tuple[Mention | None, tuple[Mention, ...]]:
    """来源：某某网 张三: what stands behind a medium, and is people, wrote the text."""
    if mention is None or mention.role != "source" or not mention.values:
        return mention, ()
    behind = text[mention.start : mention.end].rpartition(mention.values[0])[2]
    people = parse_people(behind) if behind[:1].isspace() else ()
    if not people or any(map(is_word, people)):
        return mention, ()
    cut = mention.end - len(behind)
    return mention._replace(end=cut), (Mention("byline", cut, mention.end, people),)


def _iter_segments(flat: str, seen: int) -> Iterator[_Segment]:
    kind, token, start, value_start = "start", "", 0, 0
    for found in iter_tokens(flat, seen):
        if (
            found.kind == "label"
            and flat[found.end - 1] in "|/"
            and re.match(r"[\u4e00-\u9fff]", flat[found.start - 1 : found.start])
        ):
            continue  # 程序设计 | is no label
        if found.start > value_start or kind != "start":
            yield _Segment(kind, token, start, value_start, found.start)
        kind, token, start, value_start = found.kind, found.text, found.start, found.end
        kind = "spaced" if kind == "both" else kind
        kind = "label" if kind in ("bracketed", "opening") else kind
        if kind == "label" and _role_of_label(token) in ("keyword", "title", "summary"):
            break  # what such a label says runs to the end of the line
    yield _Segment(kind, token, start, value_start, len(flat))


def is_header_label(flat: str) -> bool:
    """Is a folded line nothing but a label of official documents' headers: 制定机关, 文号, 施行日期, 时效性?"""
    label = flat.replace(" ", "")
    role = _role_of_label(label)
    return role in ("document-number", "index-number", "issuing-body") or (
        role in ("date", "leftover", "keyword", "summary") and len(label) >= 3 and label in HEADER_CELLS
    )


def _role_of_label(token: str) -> Role | None:
    """Of two labels in one (责编/校对) that of the first, or that of who wrote."""
    label = token.replace(" ", "").upper()
    if role := ROLE_OF.get(label) or role_of_composed(label):
        return role
    roles = [ROLE_OF.get(part) for part in re.split("[/、&·和及]", label)]
    return "byline" if "byline" in roles else roles[0]


def _date_mention(segment: _Segment, pending: Mention | None, flat: str) -> Mention | None:
    is_update = pending is None and _UPDATED.match(flat, segment.value_start) is not None
    role: Role = "update-date" if is_update else "date"
    role = pending.role if pending and pending.role in ("date", "update-date", "leftover") else role
    date = parse_date(segment.token)
    values = date or ()
    label = pending.label if pending else _done(flat, segment.value_start) if role == "date" else ""
    return Mention(role, segment.start, segment.value_start, values, label)


def _label_mention(segment: _Segment, value: str, mark: str) -> Mention | None:
    """The mention of a label and its value, or None where the value is not of the label's kind."""
    label = segment.token.replace(" ", "").upper()
    role = _role_of_label(label) or "byline"  # of reporters there are too many kinds to list
    flat = trim(fold(value))
    if label in _CREWS and not parse_people(value, is_told=True) and not BODY_OF_PEOPLE.search(flat):
        return None  # 视频:高铁上的一节课 is a title
    if role in ("title", "summary"):
        return Mention(role, segment.start, segment.end, (trim(value),) if flat else (), label)
    if role == "byline" and re.fullmatch(r"[^。]{2,12},.{0,12}授权.{0,24}。?", flat):
        people = parse_first_person(re.split(r"[,，]", trim(value))[0]) or parse_pen_names(re.split(r"[,，]", value)[0])
        return Mention(role, segment.start, segment.end, people, label)
    if re.search(r"。|[!?]$" if role == "source" else r"[。!?]", flat) or (len(flat) > 60 and role != "keyword"):
        return None
    values: tuple[str, ...] = ()
    is_known = is_placeholder(flat)
    if role in ("date", "update-date"):
        date = parse_told_date(trim(value)) if segment.kind in ("label", "dated") else None
        values = date or ()
        is_known |= date is not None or AGO.fullmatch(flat) is not None
    elif role == "source":
        source = parse_source(value)
        values = (source,) if source else ()
        is_known = segment.kind == "label" or MEDIA.fullmatch(flat) is not None
    elif role in ("byline", "editor"):
        is_marked = segment.kind == "label"
        if not is_known:
            values = of_people.parse_labelled(label, value, mark, is_editor=role == "editor", is_marked=is_marked)
        is_asking = mark == ":" and of_people.may_ask(label) and (bool(flat) or segment.start == 0 or label != "编辑")
        is_known = bool(values) or (segment.kind == "label" and len(flat) <= 30 and not is_asking)
    elif role == "keyword":
        values, is_known = parse_keywords(value), True
    elif role in ("document-number", "index-number", "issuing-body"):
        values, is_known = ((trim(value),) if flat and not is_placeholder(flat) else ()), len(flat) <= 60
    elif role == "counter":
        is_known |= re.fullmatch(r"[\d.,wk万千+]* *(?:次|人|人次|条|个|字)?", flat) is not None
    else:
        is_column = label in ("分类于", "归类于")
        is_known = len(flat) <= 60 and (segment.kind in ("label", "dated") or is_column or bool(parse_people(value)))
    return Mention(role, segment.start, segment.end, values, label) if is_known else None


_MAX_UNKNOWN = 16  # wide characters of a part that nothing is known of
_MAX_LOOSE = 80  # characters
_RECENT = regex(  # without a year: 昨天 21:05, 3小时前, 08-12 22:47
    r"(?<![^ |])(?:刚刚|(?:今天|昨天|前天)(?: ?\d{1,2}:\d\d)?|\d{1,3} ?(?:秒|分钟|小时|天|周|个月|月|年)[之以]?前"
    r"|\d{1,2}[-/月]\d{1,2}日? *\d{1,2}:\d\d)(?![^ |])"
)
_CHUNK = regex(r"[^\s|丨·•/]+(?: [A-Za-z0-9][\w:.]*)*")


def find_dated(text: str) -> tuple[Mention, ...]:
    """The mentions of a line of the head that holds a date, whatever else it holds; () for none.

    Between a title and the text such a line is metadata though a part of it is not known: 晚风小筑 · 2021-03-04 · 散文.
    """
    flat = fold(text)
    date = find_date(flat) or _COARSE_DONE.search(flat) or _RECENT.search(flat) if len(text) <= _MAX_LOOSE else None
    if not date or re.search(r"[。!?;]|:$", flat) or not _may_follow(flat, date.end()):
        return ()
    if OF_PERIOD.match(flat, date.end()) or _OF_EVENT.search(flat):
        return ()
    label = _LABEL_BEFORE.search(flat[: date.start()])
    start = label.start() if label else date.start()
    if re.search(r"[^\s|]: ?$|[在于至到]$|(?:时间|日期) *$", flat[:start]):
        return ()  # 会议时间: says when something else was
    before, behind = _read_chunks(text, 0, start), _read_chunks(text, date.end(), len(text))
    if any(m.role == "leftover" and _width(text[m.start : m.end]) > _MAX_UNKNOWN for m in (*before, *behind)):
        return ()
    named = label[0].replace(" ", "").strip(":").upper() if label else _done(flat, date.end())
    is_update = not label and _UPDATED.match(flat, date.end())
    role = _role_of_label(named) or ("update-date" if is_update else "date")
    mentions = [*before, Mention(role, start, date.end(), parse_date(date[0].strip()) or (), named), *behind]
    return _cover(find_bare_source(text, mentions), len(text))


def _may_follow(flat: str, end: int) -> bool:
    """Is what is glued to a date none of a sentence or a title: 2024年1月15日时政模拟题?"""
    found = re.match(r"[\u4e00-\u9fff]+", flat[end:])
    glued = found[0] if found else ""
    is_name = bool(parse_people(glued)) and not is_word(glued)
    return not glued or is_name or _BEHIND_DATE.match(glued) is not None or MEDIA.fullmatch(glued) is not None


_BEHIND_DATE = regex(rf"{_DONE}|作者|编辑|责编|责任|记者|浏览|点击|阅读|来源|字|大|第")
_OF_EVENT = regex("地点|主讲|嘉宾|票价|报名|截止|开标|会场|主持人|注册|登录")


def _done(flat: str, end: int) -> str:
    """The word right behind a date that says what was done then, as its label: 2018-04-07 发布."""
    found = _DONE_BEHIND.match(flat, end)
    return found[1] if found else ""


def _width(text: str) -> float:
    """In Chinese characters; two Latin letters are as wide."""
    return len(text) - sum(char.isascii() for char in text) / 2


_LABEL_BEFORE = regex(
    rf"(?<![\u4e00-\u9fffA-Za-z])(?:{UPDATE_LABEL}|{CRAWLED_LABEL}|{SHOWN_LABEL}|{DATE_LABEL}) *:? *$", re.IGNORECASE
)
_COARSE_DONE = regex(rf"(?<!\d)(?:19|20)\d\d ?(?:年 ?\d{{1,2}} ?月|[-/.](?:0[1-9]|1[0-2]))(?= ?(?:{_DONE})(?:[ |]|$))")


def _read_chunks(text: str, start: int, end: int) -> list[Mention]:
    """What stands on one side of the date: people (校长 储 立 人), or one thing after the other."""
    if led := medium_and_people(text[start:end], start):
        return list(led)
    if people := parse_lone_people(text[start:end].strip(_DRESS)):
        return [Mention("byline", start, end, people)]
    return [_chunk_mention(text, m.start(), m.end()) for m in _CHUNK.finditer(text, start, end)]


def _chunk_mention(text: str, start: int, end: int) -> Mention:
    chunk = text[start:end]
    labelled = find_labelled(chunk) or ()
    if len(labelled) == 1:
        return labelled[0]._replace(start=start, end=end)
    flat = trim(fold(chunk))
    people = parse_byline(chunk) or parse_people(chunk)
    if people and not any(map(is_word, people)):
        return Mention("byline", start, end, people)
    return Mention("source", start, end, (trim(chunk),)) if is_medium(flat) else Mention("leftover", start, end)


def _free_text(value: str, start: int, is_precise: bool) -> tuple[Mention, ...] | None:
    """What stands in a metadata line without a label: a medium, a name; None if it could be anything."""
    mentions: list[Mention] = []
    n_unknown = 0
    if _FILLER.fullmatch(fold(value)):
        return ()
    if led := medium_and_people(value, start):
        return led
    people = parse_byline(value.strip()) or parse_named(value.strip())
    if people:
        return (Mention("byline", start, start + len(value), people),)
    for match in re.finditer(r"[^\s|｜丨,，;；]+", value):
        chunk = match[0]
        flat = trim(fold(chunk))
        role: Role = "leftover"
        values: tuple[str, ...] = ()
        person = parse_person(chunk)
        several = () if person or len(chunk) < 5 else parse_people(chunk)
        byline = parse_byline(chunk)
        if person or byline or several:
            role, values = "byline", (person,) if person else byline or several or ()
        elif _COLUMN.fullmatch(fold(chunk)):
            role, values = "breadcrumb", (trim(chunk),)
        elif MEDIA.fullmatch(flat) and (name := glued_name(chunk)):
            role, values = "byline", (name,)  # glued to the medium
        elif is_medium(flat) and not re.search(r"[。!?]", flat):
            role, values = "source", (trim(chunk),)
        elif not is_placeholder(flat) and not _FILLER.fullmatch(flat):
            n_unknown += len(flat)
        mentions.append(Mention(role, start + match.start(), start + match.end(), values))
    return tuple(mentions) if n_unknown <= (12 if is_precise else 0) and not re.search("[。!?]", value) else None


def _cover(mentions: Sequence[Mention], n_chars: int) -> tuple[Mention, ...]:
    """Stretch the mentions so that they cover the line without gaps."""
    bounds = [0, *(mention.start for mention in mentions[1:]), n_chars]
    return tuple(
        m if (m.start, m.end) == (start, end) else m._replace(start=start, end=end)
        for m, start, end in zip(mentions, bounds[:-1], bounds[1:], strict=True)
        if end > start
    )
