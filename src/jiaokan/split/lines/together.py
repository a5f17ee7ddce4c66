"""What lines say beside others: bars, tables of labels, captions, who posted, who wrote.

Limits: lines are what the page made them; a label and its value are joined only where they stand on two lines on end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from jiaokan.regex import regex
from jiaokan.split import signs
from jiaokan.split.boilerplate import is_dated_link
from jiaokan.split.breadcrumbs import join_steps
from jiaokan.split.dates.forms import DATE, SIGN_OF_DATE, parse_date
from jiaokan.split.dates.programmes import open_event_dates, open_programmes
from jiaokan.split.labels import find_dated, find_labelled, is_header_label
from jiaokan.split.lines.alone import AFFILIATION, OF_JOURNAL
from jiaokan.split.lines.elements import place_elements
from jiaokan.split.page import Line, Role, fold
from jiaokan.split.people.bylines import parse_people
from jiaokan.split.people.labelled import ACCOUNT
from jiaokan.split.people.posters import place_answers, place_posters
from jiaokan.split.structure import mark_contents
from jiaokan.split.values import parse_keywords


def read_together(text: str, lines: list[Line], seen: int) -> list[Line]:
    """What lines say beside others. Each step looks first, at little, whether there can be such lines."""
    lines = _account_names(text, [_as_heading(line) for line in lines])
    lines = place_answers(lines)
    lines = _mark_bars(place_posters(text, lines) if seen & signs.POSTER else lines)
    if "。" not in text:
        lines = [replace(line, is_prose=line.is_prose or _is_bare_prose(line)) for line in lines]
    lines = _mark_dated_runs(_read_loosely(text, _join_labels(text, lines), may_ask=bool(seen & signs.ASKED)))
    lines = join_steps(text, _caption_credits(open_programmes(open_event_dates(lines))))
    lines = _mark_captions(_place_authors(text, lines))
    return _open_lone_captions(place_elements(text, mark_contents(lines) if seen & signs.CONTENTS else lines))


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
    if sum(line.n_chars <= _MAX_BUTTON for line in lines) < _MIN_BAR:
        return marked
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


_AFFILIATION_ABROAD = regex(r"\(?\d{1,2}[.、] ?[A-Z][A-Za-z ,.&'-]{6,120}\)?")
_AUTHORS = regex(r"[\u4e00-\u9fffA-Za-z·,、 \d*]{2,60}")


def _place_authors(text: str, lines: Sequence[Line]) -> list[Line]:
    """Of an article in a journal: the names right above the first place of work; all places below it."""
    placed = list(lines)
    for i, line in enumerate(lines):
        if line.role != "byline" or not AFFILIATION.fullmatch(line.flat):
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
    if not bare and not any(line.n_chars <= 15 and line.flat[-1] == ":" for line in lines):
        return joined
    for i, line in enumerate(lines[:-1]):
        value = lines[i + 1]
        if i in bare and i + 1 in bare and (labelled := find_labelled(f"{text[line.start : line.end]}：")):
            joined[i] = replace(line, is_prose=False, mentions=line.as_(labelled[0].role, label=labelled[0].label))
            continue  # an empty cell
        is_row = not bare.isdisjoint((i - 2, i + 2)) or (value.n_chars <= 20 and not value.is_prose)
        is_label = _LONE_LABEL.fullmatch(line.flat) or (i in bare and is_row)
        is_value = value.n_chars <= 80 and value.role not in _NO_VALUE and i + 1 not in bare
        is_value &= not (any(m.label for m in value.mentions) or OF_JOURNAL.match(value.flat))
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


def _read_loosely(text: str, lines: Sequence[Line], *, may_ask: bool) -> list[Line]:
    """Lines of the head with a date count as metadata, below a line that could be the title and above the prose.

    `may_ask`: a line may be of a question.
    """
    first_prose = next((i for i, line in enumerate(lines) if line.is_open and line.is_prose and not _is_dated(line)), 0)
    read = list(lines)
    n_open = 0
    for i, line in enumerate(lines if may_ask else lines[:first_prose]):
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
            shifted = tuple(m._replace(start=line.start + m.start, end=line.start + m.end) for m in mentions)
            read[i] = replace(line, is_prose=False, mentions=shifted)
        n_open += line.is_open
    return read


_BADGE = regex(r"(?:\d{1,2} ?[ /] ?)?(?:19|20)\d\d ?[-/.] ?\d{1,2}(?: ?[ /] ?\d{1,2})?")  # 14 2018.09
_MAX_ASKED = 60  # characters
ASKED = regex(
    rf"{DATE.pattern} ?(?:提问|创建|发帖|投稿)(?:[ |]|$)", re.IGNORECASE, needs=["提问", "创建", "发帖", "投稿"]
)  # also below a question


def _asks(flat: str) -> bool:
    return SIGN_OF_DATE.search(flat) is not None and ASKED.search(flat) is not None


def _is_dated(line: Line) -> bool:
    """Is a line no prose, though a date in it has a comma: By Marta, Nov 8, 2023?"""
    rest = DATE.sub("", line.flat) if line.n_chars <= 80 and SIGN_OF_DATE.search(line.flat) else ""
    return bool(rest) and len(rest) < len(line.flat) and re.search("[,。!?;…]", rest) is None


def _mark_dated_runs(lines: Sequence[Line]) -> list[Line]:
    """Two or more headlines with dates in a row are links; a single one may be a sign-off or a title."""
    dated = [line.is_open and not line.is_prose and is_dated_link(line.flat) for line in lines]
    if sum(dated) < 2:
        return list(lines)
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
    if all(line.flat[0] not in "▲▼△▽" for line in lines):
        return list(lines)
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
    if not captions:
        return list(lines)
    return [
        replace(line, mentions=line.as_("caption")) if i in captions and line.is_open and line.n_chars <= 40 else line
        for i, line in enumerate(lines)
    ]
