"""Lines: each line that is not blank, and what it says by itself, wherever it stands.

Limits: of a line longer than `LONG` only head and tail are looked at; such a line is a paragraph, or a notice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate, groupby

from jiaokan.document import Block, Mark
from jiaokan.regex import regex
from jiaokan.settings import Settings
from jiaokan.split.boilerplate import (
    find_furniture,
    find_furniture_of_sentences,
    is_dated_link,
    is_notice,
)
from jiaokan.split.breadcrumbs import join_steps, opens_path, parse_section, parse_section_below_site
from jiaokan.split.dates.forms import DATE, SIGN_OF_DATE, parse_date
from jiaokan.split.dates.programmes import OF_EVENT, open_event_dates, open_programmes
from jiaokan.split.elements import place_elements
from jiaokan.split.headers import find_front_matter, find_header
from jiaokan.split.labels import find_dated, find_labelled, is_header_label
from jiaokan.split.page import Line, Mention, Role, fold, is_prose, strip
from jiaokan.split.people.bylines import parse_byline, parse_people
from jiaokan.split.people.labelled import ACCOUNT
from jiaokan.split.people.posters import place_posters
from jiaokan.split.structure import mark_contents
from jiaokan.split.values import MEDIA, is_counted, parse_keywords

LONG = 300  # characters


def read_lines(text: str, settings: Settings, blocks: Sequence[Block] = ()) -> list[Line]:
    """The lines that are not blank. `blocks`: of an HTML page, ascending."""
    lines: list[Line] = []
    spans = list(_iter_lines(text))
    if not spans:
        return []
    marks = dict(_marks(spans, blocks))
    front = find_front_matter([(start, end) for start, end, _ in spans], text)
    for (start, end, indent), following in zip(spans, [*spans[1:], (len(text), 0, "")], strict=True):
        flat = fold(text[start : min(end, start + LONG)])
        gap = text.count("\n", end, following[0]) > 1
        mentions = front.get(start) or _read_line(text, start, end, flat, settings)
        prose = is_prose(text, start, end, flat)
        lines.append(
            Line(start, end, flat, indent, prose, gap, mentions, text.count("\t", start, end) + 1, marks.get(start, ()))
        )
    lines = [_as_heading(line) for line in lines]
    lines = _mark_bars(place_posters(text, _account_names(text, lines)))
    if "。" not in text:
        lines = [replace(line, is_prose=line.is_prose or _is_bare_prose(line)) for line in lines]
    lines = _caption_credits(
        open_programmes(open_event_dates(_mark_dated_runs(_read_loosely(text, _join_labels(text, lines)))))
    )
    lines = join_steps(text, lines)
    return _open_lone_captions(place_elements(text, mark_contents(_mark_captions(_place_authors(text, lines)))))


def _marks(spans: Sequence[tuple[int, int, str]], blocks: Sequence[Block]) -> Iterator[tuple[int, tuple[Mark, ...]]]:
    """Start of a line → the marks of its block."""
    n = 0
    for start, _, _ in spans:
        while n < len(blocks) and blocks[n].end <= start:
            n += 1
        if n < len(blocks) and blocks[n].start <= start:
            yield start, blocks[n].marks


def _iter_lines(text: str) -> Iterator[tuple[int, int, str]]:
    position = 0
    while position < len(text):
        stop = text.find("\n", position)
        stop = len(text) if stop < 0 else stop
        start, end = strip(text, position, stop)
        if start < end:
            yield start, end, text[position : min(start, position + 8)]
        position = stop + 1


_PARAGRAPH = 24  # characters, from which a line with a 。 is one
_MAY_STATE = regex(r".{0,14}?[:|\]>]|\(?(?:摘 ?要|内容提要|提 ?要|关键词|记者|通讯员)")  # what a label is told by


def _read_line(text: str, start: int, end: int, flat: str, settings: Settings) -> tuple[Mention, ...]:
    """What a line says by itself, wherever it stands."""
    if settings.is_furniture(text[start:end]):
        return (Mention("navigation", start, end, label="furniture"),)
    if end - start > LONG:
        return (Mention("reprint-notice", start, end),) if is_notice(flat) else ()
    if end - start > _PARAGRAPH and "。" in flat and not _MAY_STATE.match(flat):
        role = find_furniture_of_sentences(flat)
        return (Mention(role, start, end),) if role else ()
    if header := find_header(text[start:end]):
        return tuple(replace(m, start=start + m.start, end=start + m.end) for m in header)
    section = parse_section(text[start:end]) if opens_path(flat) else None
    section = parse_section_below_site(text, start, end, flat) if section is None and ">" in flat else section
    role = find_furniture(flat) if section is None else None
    labelled = find_labelled(text[start:end]) if role in (None, "navigation", "tools", "comment") else None
    if role == "related-links" and _KEYWORDS.match(flat):
        role, labelled = None, find_labelled(text[start:end])  # 词条标签：桥梁，地点
    if role in (None, "navigation", "tools") and not labelled and is_counted(flat, n_unknown=0):
        return (Mention("counter", start, end),)
    if role and not (labelled and _is_beside_buttons(labelled)):
        return (Mention(role, start, end),)
    if flat[0] == ">":
        return (Mention("breadcrumb", start, end),)
    if column := _DOTTED_COLUMN.fullmatch(flat):
        return (Mention("breadcrumb", start, end, (text[start + column.start(1) : start + column.end(1)],)),)
    if column := _ISSUE_AND_COLUMN.fullmatch(flat):
        cut = start + column.start(1)
        return (Mention("leftover", start, cut), Mention("breadcrumb", cut, end, (text[cut:end],)))
    if _OF_JOURNAL.match(flat):
        return (Mention("leftover", start, end),)
    if _DOCUMENT_NUMBER.fullmatch(flat):
        return (Mention("document-number", start, end, ("".join(text[start:end].split()),)),)
    section = parse_section(text[start:end]) if section is None else section
    if section is not None:
        return (Mention("breadcrumb", start, end, section),)
    if ADOPTED.fullmatch(flat) or (labelled and OF_EVENT.search(flat)):
        return ()
    if labelled:
        if flat[0] == "(" and flat.endswith("日)") and len(labelled) == 1 and labelled[0].role == "date":
            return (Mention("date", start, end),)  # "(2018年4月7日)" below the title of a speech: when it was held
        return tuple(Mention(m.role, start + m.start, start + m.end, m.values, m.label) for m in labelled)
    if flat.startswith("来源") and MEDIA.fullmatch(flat[2:].strip()):
        return (Mention("source", start, end, (text[start:end][2:].strip(),), "来源"),)  # its colon was lost
    named = _NAME_AND_MEDIUM.fullmatch(flat)
    if named and MEDIA.fullmatch(named["medium"]):
        name = text[start:end][: named.end("name")]
        who = parse_byline(name) or (parse_people(name) if "/" in flat else ())
        if who:
            cut = start + named.start("medium")
            return (Mention("byline", start, cut, who), Mention("source", cut, end, (text[cut:end],)))
    if _AFFILIATION.fullmatch(flat):
        return (Mention("byline", start, end),)
    if start == 0 and _TAGS.fullmatch(flat):
        return (Mention("breadcrumb", start, end),)
    if _HASHTAGS.fullmatch(flat):
        return (Mention("keyword", start, end, parse_keywords(text[start:end].replace("#", " ").replace("＃", " "))),)
    if text.count("\t", start, end) > 1:
        return ()  # a row of columns, 新华视点 经济生活 整点报道
    name = text[start:end].strip("（）()[]【】□■◎●○◆▲△—- \u3000")
    people = parse_people(name) or None if flat[0] in "□■◎○◆▲△" and len(name) <= 16 else parse_byline(name)
    return (Mention("byline", start, end, people),) if people is not None else ()


# Below a law's title, and of its text.
ADOPTED = regex(r"\(.{0,80}(?:通过|批准|修订|修正|公布|发布|施行|会议).{0,120}\)")
# Below the authors of a journal's article: 1. 某大学 某系，重庆 400999
_AFFILIATION = regex(
    r"\(?(?:\d{1,2}[.、 ]? ?)?[\u4e00-\u9fff ,、·()-]{4,60}(?:大学|学院|研究院|研究所|研究会|学会|协会|实验室"
    r"|系|站|台|局|中心|医院|公司)[\u4e00-\u9fff ,、·-]{0,30}\d{6}[;。)]{0,2}",
    needs=["大学", "学院", "研究", "学会", "协会", "实验室", *"系站台局", "中心", "医院", "公司"],
)
_OF_JOURNAL = regex(r"\[?(?:中图分类号|中图法分类号|文献标[识志]码|文章编号|DOI)\]?[ :]", re.IGNORECASE)
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


def _account_names(text: str, lines: Sequence[Line]) -> list[Line]:
    """A lone short line above 点击上方蓝字关注我们 is the name of the account."""
    return [
        replace(line, mentions=line.as_("source", text[line.start : line.end], label=ACCOUNT))
        if line.is_open and line.n_chars <= 20 and i + 1 < len(lines) and _FOLLOW_US.match(lines[i + 1].flat)
        else line
        for i, line in enumerate(lines)
    ]


_MIN_HEADING = 12  # characters


def _as_heading(line: Line) -> Line:
    """An <h1> that is long enough for a title is none of 某某日报评论员：… and the like."""
    is_told = "title" in line.marks and line.n_chars >= _MIN_HEADING and line.role in ("source", "byline", "leftover")
    return replace(line, mentions=()) if is_told else line


_MAX_BUTTON = 8  # characters
_MIN_BAR = 6  # lines
_KNOWN = 0.2  # share of a bar's lines that the tables have


def _mark_bars(lines: Sequence[Line]) -> list[Line]:
    """Short lines on end, some of them known words of bars, are a bar; the last may be the title of what is below."""
    marked = list(lines)
    for is_short, run in groupby(range(len(lines)), key=lambda i: _is_button(lines[i])):
        found = list(run)
        known = [i for i in found if lines[i].role in _OF_BARS]
        if is_short and len(found) >= _MIN_BAR and len(known) > max(1.0, _KNOWN * len(found)):
            below = lines[found[-1] + 1 : found[-1] + 2]
            is_title = any(ln.is_prose or ln.role in _BELOW_TITLES for ln in below)
            for i in found[: len(found) - is_title]:
                if lines[i].is_open:
                    marked[i] = replace(lines[i], is_prose=False, mentions=lines[i].as_("navigation"))
    return marked


_OF_BARS: frozenset[Role | None] = frozenset({"navigation", "tools", "related-links"})
_BELOW_TITLES: frozenset[Role | None] = frozenset({"date", "source", "byline", "counter", "update-date", "editor"})


def _is_button(line: Line) -> bool:
    is_plain = re.search(r"[。,;!?…]", line.flat) is None and not line.is_prose
    return is_plain and line.n_chars <= _MAX_BUTTON and (line.is_open or line.role in _OF_BARS)


_FOLLOW_US = regex(r"(?:点击|戳)(?:上方|上面)?[“\"]?蓝[色字]")


# 石某/某某青年报, 石某 摄影报道 某某青年报
_NAME_AND_MEDIUM = regex(r"(?P<name>[\u4e00-\u9fff·][\u4e00-\u9fff· /]{1,20})[ /](?P<medium>[\w·]{3,12})", needs=" /")
_AFFILIATION_ABROAD = regex(r"\(?\d{1,2}[.、] ?[A-Z][A-Za-z ,.&'-]{6,120}\)?")
_AUTHORS = regex(r"[\u4e00-\u9fffA-Za-z·,、 \d*]{2,60}")


def _place_authors(text: str, lines: Sequence[Line]) -> list[Line]:
    """Of an article in a journal: the names right above the first place of work; all places below it."""
    placed = list(lines)
    for i, line in enumerate(lines):
        if line.role != "byline" or not _AFFILIATION.fullmatch(line.flat):
            continue
        above = placed[i - 1] if i > 1 else None
        if above and above.is_open and not above.is_prose and _AUTHORS.fullmatch(above.flat):
            names = re.sub(r"[\d*]+", " ", text[above.start : above.end]).strip(" ,、")
            if people := parse_people(names, is_told=True):
                placed[i - 1] = replace(above, mentions=above.as_("byline", *people))
        if i + 1 < len(lines) and lines[i + 1].is_open and _AFFILIATION_ABROAD.fullmatch(lines[i + 1].flat):
            placed[i + 1] = replace(lines[i + 1], mentions=lines[i + 1].as_("byline"))
    return placed


def _is_bare_prose(line: Line) -> bool:
    """A paragraph of a text that has lost its marks."""
    return line.is_open and line.n_chars >= _BARE_PROSE and not line.is_link and re.search(r"[\W]", line.flat) is None


_BARE_PROSE = 28  # characters
_COLUMNS = {"专栏", "栏目", "版名", "版面"}  # often empty, above the title
_NO_VALUE: frozenset[Role] = frozenset({"reprint-notice", "pager", "related-links"})
_MAX_WORD = 6  # characters of one keyword that is a link
_UNPARTED = regex(r"[^ ,;、|]{11,}|.*关于.*")  # no list of words
_LONE_LABEL = regex(r"[\u4e00-\u9fff ]{2,14}:", needs=":")


def _join_labels(text: str, lines: Sequence[Line]) -> list[Line]:
    """A label on a line of its own and its value on the next, as cells of a table come: 索引号： and 0001/2020.

    Without a colon only where such pairs follow one another: 制定机关, 某市人民政府, 时效性, 有效.
    """
    joined = list(lines)
    bare = {i for i, line in enumerate(lines) if line.n_chars <= 14 and is_header_label(line.flat)}
    for i, line in enumerate(lines[:-1]):
        value = lines[i + 1]
        if i in bare and i + 1 in bare and (labelled := find_labelled(f"{text[line.start : line.end]}：")):
            joined[i] = replace(line, is_prose=False, mentions=line.as_(labelled[0].role, label=labelled[0].label))
            continue  # an empty cell
        is_row = not bare.isdisjoint((i - 2, i + 2)) or (value.n_chars <= 20 and not value.is_prose)
        is_label = _LONE_LABEL.fullmatch(line.flat) or (i in bare and is_row)
        is_value = value.n_chars <= 80 and value.role not in _NO_VALUE and i + 1 not in bare
        is_value &= not (any(m.label for m in value.mentions) or _OF_JOURNAL.match(value.flat))
        if not is_label or not is_value or _LONE_LABEL.fullmatch(value.flat):
            continue
        label = text[line.start : line.end].rstrip("：: ")
        if fold(label).replace(" ", "") in _COLUMNS:
            continue
        labelled = find_labelled(f"{label}：{text[value.start : value.end]}") or ()
        is_one = value.is_link and value.n_chars > _MAX_WORD and len(parse_keywords(value.flat)) == 1
        if labelled and labelled[0].role == "keyword" and (is_one or _UNPARTED.fullmatch(value.flat)):
            continue  # 主题词：, empty, above the title
        if labelled and labelled[0].label and (len(labelled) == 1 or len({m.role for m in labelled}) == 1):
            role, values = labelled[0].role, next((m.values for m in labelled if m.values), ())
            joined[i] = replace(line, is_prose=False, mentions=line.as_(role, label=labelled[0].label))
            joined[i + 1] = replace(value, is_prose=False, mentions=value.as_(role, *values, label=labelled[0].label))
    return joined


def _read_loosely(text: str, lines: Sequence[Line]) -> list[Line]:
    """Lines of the head with a date count as metadata, below a line that could be the title and above the prose."""
    first_prose = next((i for i, line in enumerate(lines) if line.is_open and line.is_prose and not _is_dated(line)), 0)
    read = list(lines)
    n_open = 0
    for i, line in enumerate(lines):
        if i >= first_prose and not (line.is_open and line.n_chars <= _MAX_ASKED and _asks(line.flat)):
            continue
        is_badge = _BADGE.fullmatch(line.flat) is not None and (line.is_open or line.role == "navigation")
        if (is_badge or (line.is_open and n_open)) and (date := parse_date(text[line.start : line.end])):
            read[i] = replace(line, mentions=line.as_("date", date[0]))  # of a month
            for day in (i - 1, i + 1) if date[1] == "month" else ():
                full = parse_date(f"{lines[day].flat} {line.flat}") if 0 <= day < len(lines) else None
                if full:
                    read[i] = replace(line, mentions=line.as_("date", full[0]))
                    read[day] = replace(lines[day], mentions=lines[day].as_("date"))
            continue
        if line.is_open and (n_open or _asks(line.flat)) and (mentions := find_dated(text[line.start : line.end])):
            shifted = tuple(replace(m, start=line.start + m.start, end=line.start + m.end) for m in mentions)
            read[i] = replace(line, is_prose=False, mentions=shifted)
        n_open += line.is_open
    return read


_BADGE = regex(r"(?:\d{1,2} ?[ /] ?)?(?:19|20)\d\d ?[-/.] ?\d{1,2}(?: ?[ /] ?\d{1,2})?")  # 14 2018.09
_MAX_ASKED = 60  # characters
_ASKED = regex(
    rf"{DATE.pattern} ?(?:提问|创建|发帖|投稿)(?:[ |]|$)", re.IGNORECASE, needs=["提问", "创建", "发帖", "投稿"]
)  # also below a question


def _asks(flat: str) -> bool:
    return SIGN_OF_DATE.search(flat) is not None and _ASKED.search(flat) is not None


def _is_dated(line: Line) -> bool:
    """Is a line no prose, though a date in it has a comma: By Marta, Nov 8, 2023?"""
    rest = DATE.sub("", line.flat) if line.n_chars <= 80 else ""
    return bool(rest) and len(rest) < len(line.flat) and re.search("[,。!?;…]", rest) is None


def _mark_dated_runs(lines: Sequence[Line]) -> list[Line]:
    """Two or more headlines with dates in a row are links; a single one may be a sign-off or a title."""
    dated = [line.is_open and not line.is_prose and is_dated_link(line.flat) for line in lines]
    around = [False, *dated, False]
    return [
        replace(line, is_prose=False, mentions=line.as_("related-links"))
        if dated[i] and (around[i] or around[i + 2])
        else line
        for i, line in enumerate(lines)
    ]


_MARKED_CAPTION = regex(r"[▲▼△▽] ?[^▲▼△▽ ][^▲▼△▽]{4,120}", needs="▲▼△▽")


def _mark_captions(lines: Sequence[Line]) -> list[Line]:
    """▲ before what a picture shows; several on end are a list."""
    marked = [line.is_open and _MARKED_CAPTION.fullmatch(line.flat) is not None for line in lines]
    around = [False, *marked, False]
    return [
        replace(line, mentions=line.as_("caption"))
        if marked[i] and not around[i] and not around[i + 2] and len(lines) > 1
        else line
        for i, line in enumerate(lines)
    ]


def _open_lone_captions(lines: Sequence[Line]) -> list[Line]:
    """Where nothing else on the page is prose, what looks like a caption is the text."""
    if any(line.is_open and line.is_prose for line in lines):
        return list(lines)
    return [replace(line, mentions=()) if line.role == "caption" and line.is_prose else line for line in lines]


_LONE_CREDIT = regex(r"[(\[]?(?:记者|通讯员)? ?[\u4e00-\u9fff·]{1,4} ?[\u4e00-\u9fff]{0,3} ?摄影?[)\]]?", needs="摄")


def _caption_credits(lines: Sequence[Line]) -> list[Line]:
    """裴某 摄 on a line of its own: the short line above it is what the picture shows."""
    captions = {
        i - 1 for i, line in enumerate(lines) if i and line.role == "caption" and _LONE_CREDIT.fullmatch(line.flat)
    }
    return [
        replace(line, mentions=line.as_("caption")) if i in captions and line.is_open and line.n_chars <= 40 else line
        for i, line in enumerate(lines)
    ]


def weigh(lines: Sequence[Line]) -> list[int]:
    """Characters of prose before each line, and in all; of any open line where the page has no prose (a poem)."""
    opened = [line.n_chars if line.is_open and not line.is_link else 0 for line in lines]
    prose = [n_chars if line.is_prose else 0 for line, n_chars in zip(lines, opened, strict=True)]
    if not any(prose):
        prose = opened
    return [0, *accumulate(prose)]
