"""What the lines of a text are among themselves: headings, items of a list, rows of a table, notes, the signature.

A line is one of these by the HTML element it stands in, or where several of a kind follow one another: a single line
that begins with a number is a sentence like any other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from jiaokan.regex import regex
from jiaokan.split.dates.forms import DATE, SIGN_OF_DATE, parse_date
from jiaokan.split.page import Line, Mention, Role, fold
from jiaokan.split.people.lone import parse_lone_people
from jiaokan.split.titles.headline import is_heading_number

Kind = Literal["paragraph", "heading", "list", "table", "salutation", "note", "signature"]

_BULLET = regex(r"[•·●○◆◇■□▪▲△★☆✦➤►▶√✓*-] ?(?=\S)|[①-⑳]|[a-zA-Z][.)] ")
_NUMBER = regex(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3}) ?[.、)](?!\d)|\(\d{1,2}\)|\d{1,2} (?=[\u4e00-\u9fff])")
_NOTE = regex(
    r"(?:\[?注(?:释|解)?\]?|备注|附(?:件|录|表|图)?(?: ?[\d一二三四五六七八九十]{1,2})?|参考(?:文献|资料)|数据来源"
    r"|说明) ?(?::|$)"
    r"|注 ?[\d①-⑳]|\[\d{1,2}\] ?\S|\(注"
    r"|\((?:此件|本文)(?:公开发布|主动公开|依申请公开|不予公开|此页无正文)"  # 附注, GB/T 9704—2012, 7.3.7
)
_NOTES_HEADING = regex(r"\[?(?:参考文献|参考资料|注释|尾注|脚注|引用文献)\]? ?:?")
_MAX_NOTES = 8  # characters
_MAX_HEADING = 40
_MAX_ITEM = 60
_MOST = 0.8  # share of the text
_MAX_NAME = 4  # characters, of what could be any word
_MAX_SIGNATURE = 40
_MAX_SIGNATURES = 6  # lines
_SIGNED_DATE = regex(
    rf"(?:(?:写|作|定稿|完稿|记|改|草)?[于於]?)?(?:{DATE.pattern}"
    rf"|(?:19|20)\d\d年(?:\d{{1,2}}月)?)"
    r"(?: ?[,，]? ?(?:写|作|定稿|完稿|记|改|草)?[于於][\u4e00-\u9fff·]{2,12}| ?[,，]? ?[\u4e00-\u9fff]{0,6})?",
    re.IGNORECASE,
)
_NOT_SIGNED = regex(r"[。!?;“”‘’《》、]|[^\d ]:")  # in no line that is a date and little else
_SIGNED_YEAR = regex(  # 癸巳年正月 雪堂
    r"(?:岁次|时在|时|公元)?[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年?(?:[春夏秋冬]|[正腊冬二三四五六七八九十]{1,2}月|仲|孟|季|初|暮)"
    r"[^。,]{0,16}",
    needs="甲乙丙丁戊己庚辛壬癸",
)
_BODY = regex(
    r"[\u4e00-\u9fff()、·“”\" \d]{2,30}(?:部|局|委|委员会|办公室|办公厅|政府|公司|集团|中心|学院|大学|中学|小学|学校"
    r"|协会|学会|研究院|研究所|法院|检察院|支部|党委|总队|支队|大队|医院|银行|编辑部|编委会|组委会|指挥部"
    r"|领导小组|厅|署|院|处|科"
    r"|站|馆|社|会|筹委会|秘书处|招标人|采购人)"
)
_CLOSING_WORDS = regex(
    r"(?:此致|敬礼|祝好|顺颂.{2,4}|此复|谨此)[!。]?", needs=["此致", "敬礼", "祝好", "顺颂", "此复", "谨此"]
)
_SIGNER = regex(
    r"(?:[^:]{0,6}(?:人|单位|者|代表|家长|学生|员工|老师)|落款) ?:[^。]{2,24}|[\u4e00-\u9fff·]{2,4}"
    r"|.{2,12}(?:敬上|谨上|手书|启)"
)


def find_signature(lines: Sequence[Line]) -> int:
    """The first of the lines at the end of a text that sign it: who, and when; their number where none does."""
    start, has_date, has_body = len(lines), False, False
    while start > 1 and len(lines) - start < _MAX_SIGNATURES:
        line = lines[start - 1]
        is_date = line.n_chars <= _MAX_SIGNATURE and is_signed_date(line.flat)
        is_date &= ":" not in line.flat  # the page's own: nobody signs to the minute
        is_body = line.is_open and line.n_chars <= _MAX_SIGNATURE and _BODY.fullmatch(line.flat) is not None
        is_person = line.is_open and (has_date or start == len(lines)) and is_signer(line.flat)
        is_close = _CLOSING_WORDS.fullmatch(line.flat) is not None
        if not (is_date or is_body or is_person or is_close):
            break
        has_date, has_body = has_date or is_date, has_body or is_body or is_close
        start -= 1
    n_lines = len(lines) - start
    is_signed = has_date and (n_lines >= 2 or _is_behind_prose(lines, start))
    return start if is_signed or (has_body and n_lines >= 2 and not has_date and n_lines <= 3) else len(lines)


def is_signer(flat: str) -> bool:
    return len(flat) <= _MAX_SIGNATURE and (bool(parse_lone_people(flat)) or _SIGNER.fullmatch(flat) is not None)


def signs(flat: str) -> bool:
    """Could a folded line stand in a signature: a date, a body of people, a name, 此致?"""
    is_name = bool(parse_lone_people(flat)) or (len(flat) > _MAX_NAME and is_signer(flat))
    return is_name or is_signed_date(flat) or any(pattern.fullmatch(flat) for pattern in (_BODY, _CLOSING_WORDS))


def is_signed_date(flat: str) -> bool:
    has_date = SIGN_OF_DATE.search(flat) and not _NOT_SIGNED.search(flat) and _SIGNED_DATE.fullmatch(flat)
    return bool(has_date or _SIGNED_YEAR.fullmatch(flat))


def is_note(flat: str) -> bool:
    """Does a folded line begin as a note does: 附件：, 注：, [1]?"""
    return _NOTE.match(flat) is not None


def _is_behind_prose(lines: Sequence[Line], start: int) -> bool:
    return start > 0 and lines[start - 1].is_prose


SIGNED = "署名"  # label of the people who sign


def sign(line: Line, text: str) -> tuple[Mention, ...]:
    """A line of the signature, with the date or the body it names."""
    printed = text[line.start : line.end]
    flat = re.sub(r"[于於].*|^[^\d〇零○一二三四五六七八九]+", "", fold(printed)).strip()
    found = DATE.match(flat)
    date = parse_date(found[0] if found else flat)
    if date:
        return line.as_("signature", date[0], label="落款日期")
    if _BODY.fullmatch(line.flat):
        return line.as_("signature", "".join(printed.split()), label="落款")
    return line.as_("signature", *parse_lone_people(printed), label=SIGNED)


def find_kinds(lines: Sequence[Line]) -> list[Kind]:
    """What each line of a text is, its signature apart."""
    kinds: list[Kind] = []
    in_notes = False
    if _is_layout(lines):
        lines = [replace(line, marks=tuple(mark for mark in line.marks if mark != "item")) for line in lines]
    for i, line in enumerate(lines):
        is_short = line.n_chars <= _MAX_NOTES
        in_notes = in_notes or (is_short and _NOTES_HEADING.fullmatch(line.flat) is not None)
        if line.is_paragraph and not (in_notes or line.marks or _OPENS_OTHER.match(line.flat) or _is_row(line)):
            kinds.append("paragraph")
            continue
        around = [*lines[max(i - 1, 0) : i], *lines[i + 1 : i + 2]]
        kinds.append(_kind(line, around, in_notes=in_notes, is_last=i + 1 == len(lines)))
    return kinds


# How a note or an item can begin.
_OPENS_OTHER = regex(rf"{_NOTE.pattern}|{_BULLET.pattern}|{_NUMBER.pattern}")


def _is_layout(lines: Sequence[Line]) -> bool:
    """Does the page hold its paragraphs in a <li>?"""
    n_chars = sum(line.n_chars for line in lines if "item" in line.marks and line.n_chars > _MAX_ITEM)
    return n_chars > _MOST * sum(line.n_chars for line in lines)


def _kind(line: Line, around: Sequence[Line], *, in_notes: bool, is_last: bool) -> Kind:
    if line.role == "salutation":
        return "salutation"
    if in_notes or (_NOTE.match(line.flat) and line.n_chars <= 200):
        return "note"
    if _is_row(line) and ("row" in line.marks or any(map(_is_row, around))):
        return "table"
    if _is_heading(line, is_last=is_last):
        return "heading"
    if _is_item(line) and any(map(_is_item, around)):
        return "list"
    return "paragraph"


def _is_row(line: Line) -> bool:
    return "\t" in line.indent or line.n_cells > 1


def _is_item(line: Line) -> bool:
    if "item" in line.marks or _BULLET.match(line.flat):
        return True
    return line.n_chars <= _MAX_ITEM and _NUMBER.match(line.flat) is not None


def _is_heading(line: Line, *, is_last: bool) -> bool:
    if {"heading", "title"} & set(line.marks):
        return line.n_chars <= 2 * _MAX_HEADING
    if is_last or line.is_prose or line.n_chars > _MAX_HEADING or line.flat[-1] in ",、;。":
        return False
    return is_heading_number(line.flat) and "item" not in line.marks


CONTENTS_HEADING = regex(r"\[?(?:本文|文章|内容|本页)?目[录次](?:导航)?\]? ?:?(?: ?[\[(]?(?:展开|收起|隐藏)[\])]?)?")
_MARK_OF_ENTRY = regex(r"^(?:\d{1,2}(?:\.\d{1,2})*|[•·▪-]) ?[、.]? ?(?=\S)")
_MIN_ENTRIES = 2


def mark_contents(lines: Sequence[Line]) -> list[Line]:
    """A table of contents is a way about the page: 目录, and below it the headings of the text once more."""
    marked = list(lines)
    heads = [
        i
        for i, line in enumerate(lines)
        if (line.is_open or line.role == "navigation") and CONTENTS_HEADING.fullmatch(line.flat)
    ]
    last = {_entry(line): i for i, line in enumerate(lines)} if heads else {}  # where each stands for the last time
    for head in heads:
        end = head + 1
        while end < len(lines) and _is_entry(lines[end]) and last[_entry(lines[end])] > end:
            end += 1
        if end - head > _MIN_ENTRIES:
            marked[head:end] = [replace(line, mentions=line.as_("navigation")) for line in lines[head:end]]
            entries = {*map(_entry, lines[head + 1 : end])}
            marked[end:] = [
                replace(line, marks=(*line.marks, "heading")) if _entry(line) in entries else line
                for line in marked[end:]
            ]
    return marked


def _is_entry(line: Line) -> bool:
    return line.is_open and not line.is_prose and line.n_chars <= _MAX_HEADING


def _entry(line: Line) -> str:
    return _MARK_OF_ENTRY.sub("", line.flat)


def role_of(kind: Kind) -> Role:
    """Headings and paragraphs are `body`; the others have roles of their own."""
    return "body" if kind in {"paragraph", "heading"} else kind  # type: ignore[return-value]  # all others are roles
