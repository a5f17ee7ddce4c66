"""Datelines and what stands in them: 本报讯(记者 张三), 新华社北京1月1日电, 〔記者某某／花蓮報導〕."""

from __future__ import annotations

import re

from jiaokan.regex import regex
from jiaokan.split.page import Line, fold
from jiaokan.split.people.bylines import KIND, parse_byline, parse_credits, parse_people
from jiaokan.split.people.names import parse_person
from jiaokan.split.signs import DATELINE, Patterns

_LOOK = 160  # characters
AGENCY = "新华社|新华网|中新社|中新网|中国新闻网|人民网|央视网|央广网|光明网|中青网|中国网|法新社|路透社"
# Between the medium and 讯 only a place and a date; 消息 alone is also what people hear.
_DATELINE = regex(
    rf"(?P<dateline>\[?据?(?P<own>本[报网刊台社站]|{AGENCY})?"
    r"(?(own)|[\u4e00-\u9fffA-Z]{2,10}?(?:日报|晚报|晨报|早报|时报|都市报|商报|报|网|新闻|客户端|电视台"
    r"|融媒体?(?:中心)?|在线"
    r"|社|发布|传媒|广播|频道|APP))"
    r"(?P<date>(?:[\u4e00-\u9fff]{2,8}?)?? ?(?:\d{4}年)?\d{0,2}月\d{0,2}日|(?(own)[\u4e00-\u9fff]{2,4}(?=讯|消息)))?"
    r" ?(?:综合|专|快)?(?P<word>讯|电|消息|报[道导](?= ?\(记者))\]?)(?P<gap> *)",
    needs=["讯", "电", "消息", "(记者"],
)
# Whatever the medium is called, a byline behind 讯 tells it: 掌上江州讯（全媒体记者 张三）.
_CREDITED = regex(
    r"(?P<dateline>\[?[\u4e00-\u9fffA-Za-z\d· ]{1,14}?(?:\d{1,2}月\d{1,2}日 ?)?(?:讯|电|消息|报道)\]?) ?"
    r"[(\[](?P<people>[^()\[\]]{0,20}(?:记者|通讯员|实习生|文/图)[^()\[\]]{0,60})[)\]] *[:,]? *",
    needs=["记者", "通讯员", "实习生", "文/图"],
)
_BRACKET = regex(r" *[(\[]([^()\[\]]{2,60})[)\]] *[:,]? *")
_OWN_REPORTER = regex(
    r"(?:本[报网台刊]|[\u4e00-\u9fff]{2,6}(?:日报|晚报|网|台))?(?P<credit>(?:首席|特约|实习|见习)?记者(?="
    r" ?[\u4e00-\u9fff]{2}))",
    needs=["记者"],
)
_IS_SUBJECT = regex(
    r" *[从在自由据向对与和就采获了看见走随问]|日前|近日|今天|昨天|.{0,4}(?:获悉|了解到|采访)"
)  # 本报记者某某从街道获悉
_GLUED_CREDIT = regex(rf"{KIND}?(?:记者|采访人员|通讯员) ?")
# How a sentence goes on behind a byline; the longer the surer.
_OPENING = regex(
    r"今天|今日|昨天|昨日|日前|近日|近期|近年|连日|连续|今年|去年|明年|前不久|不久前|目前|当前|当日|当天|当地|上午"
    r"|下午|晚上|清晨|凌晨"
    r"|截至|截止|随着|为了|根据|按照|围绕|获悉|了解|采访|春节|国庆|元旦|五一|清明|端午|中秋|上周|本周|记者|通讯员"
    r"|报道|摄影报道"
    r"|\d{1,4}[年月日]|[一二三四五六七八九十]{1,3}月|月日|[月日](?=[,上下])|[从在自由据为昨经以对][\u4e00-\u9fff]"
    r"|[“\"《:, ]"
)


def find_dateline(text: str, flat: str = "") -> tuple[int, int, tuple[str, ...]] | None:
    """(end of the dateline, end of the byline behind it, its people) at the head of a paragraph, or None.

    "本报讯(记者 张三)今天", "新华社北京1月1日电 记者张三今天": where brackets and spaces were stripped from the
    page, the name ends where a sentence can start; if that can be read in two ways, nothing is cut. `flat`: the text,
    folded.
    """
    flat = flat[:_LOOK] or fold(text[:_LOOK])
    if credited := _CREDITED.match(flat):
        people = parse_byline(text[slice(*credited.span("people"))])
        if people is not None:
            return credited.end("dateline"), credited.end(), people
    match = _DATELINE.match(flat)
    if not match:
        return _find_own_reporters(text, flat)
    end = match.end()
    bracket = _BRACKET.match(flat, end)
    if bracket:
        people = parse_credits(text[bracket.start(1) : bracket.end(1)], is_told=True)
        return (end, bracket.end(), people) if people is not None else None
    if match["word"] == "消息" and not (match["own"] or match["date"]):
        return None
    if flat[end : end + 1] == ":":
        return end + 1, end + 1, ()
    if _GLUED_CREDIT.match(flat, end):
        glued = _find_glued_people(text, flat, end)
        return (end, *glued) if glued else None
    is_sure = match["gap"] or end == len(flat) or (_OPENING.match(flat, end) and flat[end] not in ", ")
    return (end, end, ()) if is_sure else None


def has_dateline(line: Line) -> bool:
    """Does a line open with a dateline? Its sign is looked at first."""
    return bool(line.signs & DATELINE) and find_dateline(line.flat, line.flat) is not None


# （中央社記者某某某桃園19日電）, （法新社羅馬19日電）: the place is what stands before the day.
_CABLE = regex(
    r" *[\[(] *[\u4e00-\u9fff]{2,4}社 ?(?:记者 ?(?P<person>[\u4e00-\u9fff]{2,3}))? ?(?P<place>[\u4e00-\u9fff]{2,5}) ?"
    r"\d{1,2}日(?:综合|专|外)?电 ?[\])] *",
    needs="社",
)
# 【青岚，2021年9月16日】 of a company's announcement: its place is what stands before the day.
_RELEASE = regex(
    r" *[\[(] *(?P<place>[\u4e00-\u9fff]{2,6}) ?[,·/|] ?(?:(?:19|20)\d\d年)?\d{1,2}月\d{1,2}日"
    r" ?(?:[讯电/-][^\[\]()]{0,8})?[\])] *-*",
    needs="月",
)
_DISPATCH = regex(
    r" *[\[(] *(?:本[报刊网台社]|[\u4e00-\u9fff]{2,6}(?:社|报|网))?(?:(?P<told>讯|电)"
    r"|(?:特约|专题|实习|学生|见习|全媒体)?"
    r"(?:记者|通讯员)"
    r" ?(?P<people>[^\[\]/]{2,20}?)"
    r"(?: ?[/／] ?(?P<place>[\u4e00-\u9fff]{2,6}?))? ?(?:(?:连线|专题|综合|电话|现场)?报[道导])?) *[\])] *",
    needs=["讯", "电", "记者", "通讯员"],
)


# Without a sign of which a paragraph opens with no dateline; a dispatch stands in brackets.
PATTERNS_OF_DATELINES: Patterns = (_DATELINE, _CREDITED, _OWN_REPORTER)


def find_dispatch(text: str) -> tuple[int, int, tuple[str, ...], str | None] | None:
    """(start, end, people, place) of 〔記者某某／花蓮報導〕 or 【本報訊】 at the head of a paragraph, or None."""
    flat = fold(text[:80])
    cable = _CABLE.match(flat)
    if cable:
        person = parse_person(text[slice(*cable.span("person"))]) if cable["person"] else None
        return (0, cable.end(), (person,) if person else (), text[slice(*cable.span("place"))])
    if release := _RELEASE.match(flat):
        return (0, release.end(), (), text[slice(*release.span("place"))])
    found = _DISPATCH.match(flat)
    if not found:
        return None
    people = parse_people(text[slice(*found.span("people"))], is_told=True) if found["people"] else ()
    return (0, found.end(), people, found["place"]) if people or found["told"] else None


def _find_own_reporters(text: str, flat: str) -> tuple[int, int, tuple[str, ...]] | None:
    """本报记者某某 straight before a sentence of which it is not the subject."""
    credit = _OWN_REPORTER.match(flat)
    glued = _find_glued_people(text, flat, credit.start("credit")) if credit else None
    if not credit or not glued or _IS_SUBJECT.match(flat, glued[0]):
        return None
    return (0, *glued) if credit.start("credit") or len(glued[1]) > 1 else None


def _find_glued_people(text: str, flat: str, start: int) -> tuple[int, tuple[str, ...]] | None:
    """People written straight into the sentence behind them: "记者缪友银今天，…"."""
    credit = _GLUED_CREDIT.match(flat, start)
    if not credit:
        return None
    readings: list[tuple[int, int, tuple[str, ...]]] = []
    position = credit.end()
    for end in range(position + 2, min(position + 13, len(flat))):
        opening = _OPENING.match(flat, end)
        people = parse_credits(text[position:end]) if opening else None
        if opening and people:
            readings.append((len(opening[0]), end, people))
    if not readings:
        return None
    readings.sort(key=lambda reading: -reading[0])
    if len(readings) > 1 and readings[0][0] == readings[1][0]:
        return None
    _, end, people = readings[0]
    more = _find_glued_people(text, flat, end)
    if more:
        return more[0], people + more[1]
    report = re.compile(r" *(?:摄影)?报道 *[:,]? *| *[:,]? *").match(flat, end)
    return (report.end() if report else end), people
