"""What a line says by itself, wherever it stands.

Limits: of a line longer than `LONG` only head and tail are looked at; such a line is a paragraph, or a notice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiaokan.regex import regex
from jiaokan.settings import Settings
from jiaokan.split import signs
from jiaokan.split.boilerplate import find_furniture, find_furniture_of_sentences, is_notice
from jiaokan.split.breadcrumbs import opens_path, parse_section, parse_section_below_site
from jiaokan.split.dates.programmes import OF_EVENT
from jiaokan.split.headers import find_header
from jiaokan.split.labels import find_labelled
from jiaokan.split.openings import openings
from jiaokan.split.page import Mention
from jiaokan.split.people.bylines import parse_byline, parse_people
from jiaokan.split.tokens import LABELLED
from jiaokan.split.values import MEDIA, is_counted, parse_keywords

LONG = 300  # characters
_PARAGRAPH = 24  # characters, from which a line with a 。 is one
_NEAR = 15  # characters in which a label ends
_LABELS = r"\(?(?:摘 ?要|内容提要|提 ?要|关键词|记者|通讯员)"
_OPENS_LABEL, _OPENINGS = regex(_LABELS), openings(_LABELS)


def read_line(
    text: str, start: int, end: int, flat: str, settings: Settings, *, seen: int = signs.EVERY
) -> tuple[Mention, ...]:
    """What a line says by itself, wherever it stands. `seen`: its signs."""
    printed = text[start:end]
    if settings.is_furniture(printed):
        return (Mention("navigation", start, end, label="furniture"),)
    if end - start > LONG:
        return (Mention("reprint-notice", start, end),) if seen & signs.NOTICES and is_notice(flat, seen) else ()
    is_sentence = end - start > _PARAGRAPH and "。" in flat
    if is_sentence and not _may_state(flat):
        role = find_furniture_of_sentences(flat, seen)
        return (Mention(role, start, end),) if role else ()
    if seen & signs.HEADER and (header := find_header(printed, flat)):
        return tuple(m._replace(start=start + m.start, end=start + m.end) for m in header)
    section = parse_section(printed, flat) if seen & signs.PATH and opens_path(flat) else None
    section = parse_section_below_site(text, start, end, flat) if section is None and ">" in flat else section
    role = find_furniture(flat, seen) if section is None else None
    may_tell = seen & LABELLED and role in (None, "navigation", "tools", "comment")
    labelled = find_labelled(printed, seen, flat) if may_tell else None
    if role == "related-links" and _KEYWORDS.match(flat):
        role, labelled = None, find_labelled(printed, flat=flat)  # 词条标签：桥梁，地点
    if (
        seen & signs.COUNTER
        and role in (None, "navigation", "tools")
        and not labelled
        and is_counted(flat, n_unknown=0)
    ):
        return (Mention("counter", start, end),)
    if role and not (labelled and _is_beside_buttons(labelled)):
        return (Mention(role, start, end),)
    if is_sentence and not labelled and section is None and not OF_JOURNAL.match(flat):
        return (Mention("byline", start, end),) if AFFILIATION.fullmatch(flat) else ()
    if flat[0] == ">":
        return (Mention("breadcrumb", start, end),)
    if column := _DOTTED_COLUMN.fullmatch(flat):
        return (Mention("breadcrumb", start, end, (text[start + column.start(1) : start + column.end(1)],)),)
    if column := _ISSUE_AND_COLUMN.fullmatch(flat):
        cut = start + column.start(1)
        return (Mention("leftover", start, cut), Mention("breadcrumb", cut, end, (text[cut:end],)))
    if OF_JOURNAL.match(flat):
        return (Mention("leftover", start, end),)
    if _DOCUMENT_NUMBER.fullmatch(flat):
        return (Mention("document-number", start, end, ("".join(printed.split()),)),)
    section = parse_section(printed, flat) if seen & signs.PATH and section is None else section
    if section is not None:
        return (Mention("breadcrumb", start, end, section),)
    if ADOPTED.fullmatch(flat) or (labelled and OF_EVENT.search(flat)):
        return ()
    if labelled:
        if flat[0] == "(" and flat.endswith("日)") and len(labelled) == 1 and labelled[0].role == "date":
            return (Mention("date", start, end),)  # "(2018年4月7日)" below the title of a speech: when it was held
        return tuple(Mention(m.role, start + m.start, start + m.end, m.values, m.label) for m in labelled)
    if flat.startswith("来源") and MEDIA.fullmatch(flat[2:].strip()):
        return (Mention("source", start, end, (printed[2:].strip(),), "来源"),)  # its colon was lost
    named = _NAME_AND_MEDIUM.fullmatch(flat)
    if named and MEDIA.fullmatch(named["medium"]):
        name = printed[: named.end("name")]
        who = parse_byline(name) or (parse_people(name) if "/" in flat else ())
        if who:
            cut = start + named.start("medium")
            return (Mention("byline", start, cut, who), Mention("source", cut, end, (text[cut:end],)))
    if AFFILIATION.fullmatch(flat):
        return (Mention("byline", start, end),)
    if start == 0 and _TAGS.fullmatch(flat):
        return (Mention("breadcrumb", start, end),)
    if _HASHTAGS.fullmatch(flat):
        return (Mention("keyword", start, end, parse_keywords(printed.replace("#", " ").replace("＃", " "))),)
    if text.count("\t", start, end) > 1:
        return ()  # a row of columns, 新华视点 经济生活 整点报道
    name = printed.strip("（）()[]【】□■◎●○◆▲△—- \u3000")
    if flat[0] in "□■◎○◆▲△" and len(name) <= 16:
        people = parse_people(name) or None
    else:
        people = parse_byline(name) if seen & signs.BYLINE else None
    return (Mention("byline", start, end, people),) if people is not None else ()


def _may_state(flat: str) -> bool:
    """Has a line what a label is told by: a mark behind it, or a word that goes without?"""
    near = flat[:_NEAR]
    has_mark = ":" in near or "|" in near or "]" in near or ">" in near
    return has_mark or (near[0] in _OPENINGS and _OPENS_LABEL.match(flat) is not None)


# Below a law's title, and of its text.
ADOPTED = regex(r"\(.{0,80}(?:通过|批准|修订|修正|公布|发布|施行|会议).{0,120}\)")
# Below the authors of a journal's article: 1. 某大学 某系，重庆 400999
AFFILIATION = regex(
    r"\(?(?:\d{1,2}[.、 ]? ?)?[\u4e00-\u9fff ,、·()-]{4,60}(?:大学|学院|研究院|研究所|研究会|学会|协会|实验室"
    r"|系|站|台|局|中心|医院|公司)[\u4e00-\u9fff ,、·-]{0,30}\d{6}[;。)]{0,2}",
    needs=["大学", "学院", "研究", "学会", "协会", "实验室", *"系站台局", "中心", "医院", "公司"],
)
OF_JOURNAL = regex(r"\[?(?:中图分类号|中图法分类号|文献标[识志]码|文章编号|DOI)\]?[ :]", re.IGNORECASE)
_KEYWORDS = regex(r"(?:词条|文章|本文|相关|问题|话题|内容)?(?:标签|关键[词字]) ?: ?[^:]{2,60}$")
_ISSUE_AND_COLUMN = regex(r"(?:(?:19|20)\d\d年)?总?第 ?\d{1,4} ?期 +([\u4e00-\u9fff]{2,6})", needs="期")
_DOTTED_COLUMN = regex(r"· ?([\u4e00-\u9fff]{2,8}) ?·", needs="·")  # · 植物保护 ·, of a journal
_TAGS = regex(r"(?:[\u4e00-\u9fffA-Za-z]{2,6} ?[,、] ?){4,}[\u4e00-\u9fffA-Za-z]{2,6}", needs=",、")
_HASHTAGS = regex(r"(?:#[^#。,!?]{1,14}#? *){2,10}", needs="#")
_DOCUMENT_NUMBER = regex(
    r"\(?[\u4e00-\u9fff]{1,16} ?[\[(](?:19|20)\d\d[\])] ?(?:第 ?)?\d{1,5} ?号\)?"
    r"|[\u4e00-\u9fff]{2,24}(?:令|公告) ?\(?第 ?[\d一二三四五六七八九十百〇零]{1,6} ?号\)?",
    needs="号",
)


def _is_beside_buttons(labelled: Sequence[Mention]) -> bool:
    """Of the text, beside 字号, 打印 and the like, and nothing unknown: 今天是… 设为首页 dates the visit."""
    is_known = not any(m.role == "leftover" and not m.label and m.end > m.start for m in labelled)
    return is_known and any(m.role in ("date", "source", "byline") for m in labelled)


# 石某/某某青年报, 石某 摄影报道 某某青年报
_NAME_AND_MEDIUM = regex(r"(?P<name>[\u4e00-\u9fff·][\u4e00-\u9fff· /]{1,20})[ /](?P<medium>[\w·]{3,12})", needs=" /")
