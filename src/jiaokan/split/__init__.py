"""Split: one role for every character of a page, the fields read from the roles, and the body that is left.

`split()` shows the order of decisions. What a line says by itself (boilerplate.py, labels.py, names.py) is
only a proposal; it counts where such lines stand:

    head    everything before the body: navigation, breadcrumb, title, labelled lines, a caption …
    body    paragraphs, headings, salutation; only captions and unfilled templates are taken out
    tail    from the first line that closes the page (责任编辑, 相关文章, a notice) with little prose after it; only
            behind 责任编辑, 相关文章 and a notice is nothing text any more

Limits: lines are what the page (or the repair stage) made them; hard-wrapped paragraphs are not joined. Of
a long line only the ends are looked at, so the cost is linear in the text. A page that is nothing but a list
of dated headlines has no body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from jiaokan.document import Block, Hint
from jiaokan.errors import Rejected
from jiaokan.record import FieldValue
from jiaokan.settings import Settings
from jiaokan.split.boilerplate import (
    asks_for_password,
    find_notice_site,
    has_column_word,
    is_bare,
    is_column,
    is_dated_link,
    is_rule,
    opens_comments,
)
from jiaokan.split.fields import HINTED, IN_PLACE, LABELLED, Fields, gather, settle
from jiaokan.split.glued import Found, cut_bylines, cut_dateline
from jiaokan.split.lines import ADOPTED, read_lines, weigh
from jiaokan.split.page import TEXT_ROLES, Line, Mention, Role, fold, strip
from jiaokan.split.structure import Kind, find_kinds, find_signature, role_of, sign
from jiaokan.split.title import (
    agrees,
    could_head,
    find_lone_people,
    find_stated_title,
    find_title,
    is_heading_number,
    is_same_title,
    is_title_alone,
    is_title_like,
    parse_hinted_title,
    parse_lone_people,
)
from jiaokan.split.values import is_site_like, parse_site

VERSION = 2

_PUBLISHED = {"发布", "发表"}  # how labels of the page's own date begin
_MAX_DEBRIS = 20  # characters
_MIN_SUMMARY = 15
_MAX_SUMMARY = 150  # characters
_MIN_AGAIN = 4
_OUTWEIGHED = 3  # times as long is a text as the summary above it
_SURELY_BODY = 150  # characters of prose
# Roles by which a line can close the page; behind a hard one nothing is body any more.
_HARD_CLOSERS: frozenset[Role] = frozenset({"related-links", "reprint-notice", "pager", "comment", "contact"})
_CLOSERS_OF_PAGE: frozenset[Role] = _HARD_CLOSERS | {
    "editor", "source", "byline", "keyword", "counter", "navigation", "tools", "advertisement", "leftover", "date",
    "update-date", "index-number", "document-number", "issuing-body",
}  # fmt: skip
_OF_TEXT: frozenset[Role] = frozenset({"date", "source", "byline", "editor", "update-date"})
_FOOT: frozenset[Role] = _HARD_CLOSERS | {"tools", "navigation", "counter", "advertisement"}
_IN_BODY: frozenset[Role] = frozenset({"caption", "navigation", "residue", "tools", "advertisement"})
_HEADING = "heading"  # label of a line of the body


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the text in one role."""

    role: Role
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Split:
    """The parts partition the text; `body` is `body_spans` joined by line breaks, one span a paragraph."""

    parts: tuple[Part, ...]
    values: tuple[FieldValue, ...]
    body: str
    body_spans: tuple[tuple[int, int], ...]
    body_kinds: tuple[Kind, ...]

    @property
    def fields(self) -> Fields:
        return gather(self.values)


def split(text: str, hints: Sequence[Hint], settings: Settings, blocks: Sequence[Block] = ()) -> Split:
    """Give every character a role and read the fields. `blocks`: the lines of an HTML page in their elements.

    Raises:
        Rejected: "password-page" or "no-text" where no body is left.
    """
    lines = read_lines(text, settings, blocks)
    _refuse_password_page(lines)
    anchor = _find_anchor(lines, find_stated_title(lines, hints))
    title = find_title(lines, anchor, hints)
    body = _find_body(lines, anchor, title)
    tail = _find_tail(lines, body)
    head = list(_read_head(text, lines, body, title, anchor))
    is_dated = any(m.role == "date" and m.values for ms in head for m in ms)
    found = [
        *head,
        *_read_text(text, lines[body:tail], is_below_date=anchor is not None),
        *_read_tail(lines[tail:], is_dated=is_dated),
    ]
    mentions = [mention for line in found for mention in line]
    texts = [(strip(text, m.start, m.end), m) for m in mentions if m.role in TEXT_ROLES]
    spans = tuple(span for span, _ in texts)
    if not any(char.isalnum() for start, end in spans for char in text[start : min(end, start + 10_000)]):
        raise Rejected("split", "no-text", f"{len(lines)} lines, none of them body text")
    made = "\n".join(text[start:end] for start, end in spans)
    chosen = _title_value(text, lines, title, hints, is_anchored=anchor is not None)
    return Split(
        parts=_partition(mentions, len(text)),
        values=settle(text, chosen, [*mentions, *_find_notice_sites(text, lines, found)], hints, made),
        body=made,
        body_spans=spans,
        body_kinds=tuple(_kind_of(mention) for _, mention in texts),
    )


# ---------------------------------------------------------------- lines


def _refuse_password_page(lines: Sequence[Line]) -> None:
    asking = [line for line in lines if line.n_chars <= 80 and asks_for_password(line.flat[:30])]
    others = [line for line in lines if line.is_open and line not in asking]
    if asking and not any(line.is_prose for line in others) and sum(line.n_chars for line in others) < 120:
        raise Rejected("split", "password-page", f"asks for a password or a login: {asking[0].flat[:60]!r}")


# ---------------------------------------------------------------- where the body begins and ends


def _find_anchor(lines: Sequence[Line], stated: int | None) -> int | None:
    """The line of metadata the title stands above: one that says 发布时间, else the first below what could be a title.

    A date further down signs the text off. Where no title is above: the last before the prose, or one behind a
    short summary. `stated`: the line that is surely the title; what dates are above it are no news of the text.
    """
    weights = weigh(lines)
    metadata: list[int] = []
    for i, line in enumerate(lines):
        if stated is not None and i < stated:
            continue
        is_empty = line.flat.endswith(":") and not any(m.values for m in line.mentions)
        if not is_empty and any(m.role in _OF_TEXT and (m.values or m.label) for m in line.mentions):
            if weights[i] == 0:
                metadata.append(i)
            elif not metadata and (_is_brief(weights, i) or sum(ln.is_open for ln in lines[:i]) == 1):
                # With prose above and none below, it closes the text.
                return None if weights[i] == weights[-1] and any(ln.is_prose for ln in lines[:i]) else i
        if not _is_brief(weights, i) and sum(ln.is_open for ln in lines[: i + 1]) > 1:
            break
    below_title = [i for i in metadata if any(map(could_head, lines[:i]))]
    labelled = [
        i for i in below_title if any(m.role == "date" and m.label[:2] in _PUBLISHED for m in lines[i].mentions)
    ]
    return next(iter([*labelled, *below_title, *metadata[::-1]]), None)


def _is_brief(weights: Sequence[int], i: int) -> bool:
    """Can the prose before line i be a summary above the date line?"""
    return weights[i] <= min(0.15 * weights[-1], 400)


def _find_body(lines: Sequence[Line], anchor: int | None, title: int | None) -> int:
    """The first line of the body, which is open; repetitions of the title, a subtitle and a lone name come before."""
    above = max(-1 if anchor is None else anchor, -1 if title is None else title)
    if title is not None:
        above = max(above, _title_again(lines, above, title))
    for i in range(above + 1, len(lines)):
        if _is_debris(lines, i, anchor) or (i == above + 1 and find_lone_people(lines, i, title)):
            continue
        if lines[i].is_body_like and not (above >= 0 and _is_below_title(lines, i, title, above)):
            return i
    return len(lines)


# Headings that a text can begin with.
_SECTION = re.compile(
    r"(?:项目|基本|工作|活动|案件|案情|产品)?(?:概况|简介|背景|概述|介绍|情况)|用料|食材|材料|原料|做法|步骤"
    r"|前言|引言|导语|序[言章]?|楔子|题记|引子|目录"
    r"|其[一二三]|[上中下]篇?|问题|提问|正文|摘要|编者按|开篇|写在前面|.{0,4}如下"
)
_LABELLED_SHORT = re.compile(r"[^:]{2,8}:.{0,12}")


def _is_debris(lines: Sequence[Line], i: int, anchor: int | None) -> bool:
    """A short line below the date line and above the prose that no table knows: a button, a label without a value."""
    line = lines[i]
    if anchor is None or i < anchor or not line.is_open or line.n_chars > _MAX_DEBRIS:
        return False
    is_marked = is_heading_number(line.flat) or "heading" in line.marks or _SECTION.fullmatch(line.flat)
    is_like_text = is_marked or re.search(r"[。!?“《]|^\(|:$", line.flat)
    is_near_prose = any(ln.is_open and ln.is_prose and ln.n_chars > _MAX_DEBRIS for ln in lines[i + 1 : i + 6])
    is_first = not any(ln.is_open and ln.n_chars > _MAX_DEBRIS for ln in lines[anchor + 1 : i])
    return (
        not is_like_text
        and is_near_prose
        and is_first
        and (line.n_chars <= 8 or _LABELLED_SHORT.fullmatch(line.flat) is not None)
    )


def _title_again(lines: Sequence[Line], above: int, title: int) -> int:
    """Where the title is printed once more behind a short summary; -1 where it isn't."""
    weights = weigh(lines)
    n_prose = 0
    for i in range(above + 1, min(above + 6, len(lines))):
        line = lines[i]
        if line.is_open and is_same_title(line.flat, lines[title].flat) and not line.is_prose:
            is_outweighed = weights[-1] - weights[i] > _OUTWEIGHED * (weights[i] - weights[above + 1])
            return i if is_outweighed and line.n_chars >= _MIN_AGAIN else -1
        n_prose += line.is_prose
        is_text = n_prose > 1 or is_heading_number(line.flat) or line.role == "salutation"
        if is_text or line.n_chars > _MAX_SUMMARY or line.flat.endswith(":"):
            break
    return -1


def _is_below_title(lines: Sequence[Line], i: int, title: int | None, above: int) -> bool:
    """A line of the head although it is open: the title again, ——a subtitle, the author's name alone."""
    line = lines[i]
    if not line.is_open or line.is_prose:
        return False
    if title is not None and is_same_title(line.flat, lines[title].flat):
        return True
    is_first = not any(other.is_open for other in lines[above + 1 : i])
    return title is not None and is_first and (_is_subtitle(line) or bool(find_lone_people(lines, i, title)))


def _is_subtitle(line: Line) -> bool:
    return line.n_chars <= 80 and re.match(r"(?:——?|--+|―+|──?)\s*\w", line.flat) is not None


def _is_kicker(lines: Sequence[Line], i: int, anchor: int | None) -> bool:
    """Right above the title, and like one."""
    line = lines[i]
    return anchor is not None and 6 <= line.n_chars <= 40 and not line.is_link and could_head(line)


def _is_second_line(lines: Sequence[Line], i: int, title: int, anchor: int | None) -> bool:
    """Right below the title, above the date line: a subtitle without a dash."""
    line = lines[i]
    is_between = anchor is not None and title < i < anchor and i == title + 1
    return is_between and line.is_open and line.n_chars <= 60 and is_title_like(line.flat) and ":" not in line.flat[:8]


def _find_tail(lines: Sequence[Line], body: int) -> int:
    """The first line that closes the page: little prose follows it."""
    weights = weigh(lines)
    for i in range(body + 1, len(lines)):
        before, after = weights[i] - weights[body], weights[-1] - weights[i]
        if _closes_page(lines, i) and after <= 0.3 * before:
            return i
        is_one_of_two = any(_ends_article(line) or line.role in _HARD_CLOSERS for line in lines[i + 1 : i + 4])
        if before >= _SURELY_BODY and _ends_article(lines[i]) and (is_one_of_two or after <= 0.7 * before):
            return i
    return len(lines)


def _closes_page(lines: Sequence[Line], i: int) -> bool:
    line = lines[i]
    if line.role in _HARD_CLOSERS:
        return _is_closed(lines, i)
    is_speaker = line.flat.endswith(":")
    return line.role in _CLOSERS_OF_PAGE and _is_sure(line) and not (line.is_weak_date or is_speaker)


def _is_closed(lines: Sequence[Line], i: int) -> bool:
    """Is nothing body behind line i? A sentence on copyright ends no text that goes on with another as long."""
    line = lines[i]
    if line.role != "reprint-notice" or (line.n_chars <= 12 and re.search("声明|说明|版权所有", line.flat)):
        return line.role in _HARD_CLOSERS or _ends_article(line)
    return not any(ln.is_open and ln.is_prose and ln.n_chars >= line.n_chars for ln in lines[i + 1 :])


def _ends_article(line: Line) -> bool:
    """Behind these nothing is body, however much follows: 责任编辑 on a line of its own, readers' comments."""
    has_editor = any(m.role == "editor" and m.label in ("责任编辑", "责编") for m in line.mentions)
    return has_editor or opens_comments(line.flat)


# ---------------------------------------------------------------- roles, zone by zone


def _read_head(text: str, lines: Sequence[Line], body: int, title: int | None, anchor: int | None) -> Iterator[Found]:
    for i, line in enumerate(lines[:body]):
        value = text[line.start : line.end]
        if i == title:
            yield line.mentions or line.as_("title", value)
        elif line.mentions:
            yield line.mentions if line.role != "salutation" else line.as_("navigation")
        elif title is not None and is_same_title(line.flat, lines[title].flat):
            yield line.as_("title")
        elif ADOPTED.fullmatch(line.flat):
            yield line.as_("body")
        elif title is not None and i > title and _is_subtitle(line):
            yield line.as_("subtitle", re.sub(r"^[—―─－-]+\s*", "", value))
        elif find_lone_people(lines, i, title):
            yield line.as_("byline", *parse_lone_people(value))
        elif title is not None and _is_second_line(lines, i, title, anchor):
            yield line.as_("subtitle", value)
        elif title is not None and i == title - 1 and _is_kicker(lines, i, anchor):
            yield line.as_("kicker", value)
        elif i <= 2 and is_site_like(line.flat):
            yield line.as_("site-name", value)
        elif i == 0 and title is not None and _is_column(lines, title):
            yield line.as_("breadcrumb", value)
        else:
            is_text = line.is_prose and line.n_chars >= _MIN_SUMMARY
            is_summary = is_text and anchor is not None and title is not None and i > title
            is_body = is_text and not is_summary and "。" in line.flat
            yield line.as_("summary", value) if is_summary else line.as_("body" if is_body else "navigation")


def _is_column(lines: Sequence[Line], title: int) -> bool:
    """The first line is the page's column if only furniture (返回首页) parts it from the title, or by its word."""
    between = [line.role for line in lines[1:title]]
    has_breadcrumb = any(line.role == "breadcrumb" for line in lines)
    is_parted = bool(between) and all(role == "navigation" for role in between)
    return is_column(lines[0].flat) and not has_breadcrumb and (is_parted or has_column_word(lines[0].flat))


def _read_text(text: str, lines: Sequence[Line], *, is_below_date: bool) -> list[Found]:
    """The text and what is glued to it, each line as what it is: a heading, an item, the signature …"""
    signed = find_signature(lines)
    read = list(_read_body(lines, is_below_date=is_below_date))
    read[signed:] = [sign(line, text) for line in lines[signed:]]
    found = cut_bylines(text, cut_dateline(text, read))
    texts = [i for i, mentions in enumerate(read[:signed]) if mentions[0].role in ("body", "salutation")]
    for i, kind in zip(texts, find_kinds([lines[i] for i in texts]), strict=True):
        label = _HEADING if kind == "heading" else ""
        found[i] = tuple(replace(m, role=role_of(kind), label=label) if m.role == "body" else m for m in found[i])
    return found


def _kind_of(mention: Mention) -> Kind:
    if mention.label == _HEADING:
        return "heading"
    return "paragraph" if mention.role == "body" else mention.role  # type: ignore[return-value]  # the other TEXT_ROLES


def _read_body(lines: Sequence[Line], *, is_below_date: bool) -> Iterator[Found]:
    is_related = False  # inside a block of links, until the next prose
    n_prose = 0
    last = max((i for i, line in enumerate(lines) if line.is_body_like), default=-1)
    for i, line in enumerate(lines):
        if line.is_body_like and (line.is_prose or line.role):
            is_related = False
        elif line.role == "related-links" and not is_dated_link(line.flat):
            is_related = True
        is_furniture = line.role in _IN_BODY and _is_sure(line) and not _ends_article(line)
        n_prose += line.is_open and line.is_prose
        is_of_head = is_below_date and not n_prose and line.role in _CLOSERS_OF_PAGE and not line.is_weak_date
        is_of_head |= line.role in ("summary", "keyword") and not n_prose
        if is_related:
            yield line.as_("related-links")
        elif is_bare(line.flat):
            yield line.as_("body" if i < last or not (is_rule(line.flat) or line.role == "navigation") else "residue")
        elif line.role == "salutation" or is_of_head or is_furniture:
            yield line.mentions
        else:
            yield line.as_("body")


def _is_sure(line: Line) -> bool:
    """Furniture also between paragraphs; a single word such as 评论 may be a heading there, a number a cell."""
    is_word = line.role == "navigation" and line.n_chars < 3 and line.mentions[0].label != "furniture"
    return not is_word and not is_bare(line.flat)


def _read_tail(lines: Sequence[Line], *, is_dated: bool) -> Iterator[Found]:
    """Date and byline count right behind the body only, not those of replies."""
    is_closed, is_reply = False, False
    has_furniture = any(line.role in _FOOT for line in lines)
    for i, line in enumerate(lines):
        is_closed |= _is_closed(lines, i)
        if line.mentions and not line.is_weak_date and line.role != "salutation":
            roles = {m.role for m in line.mentions}
            is_last = not any(ln.is_open for ln in lines[i + 1 :])
            is_reply |= not is_last and {"date", "byline"} <= roles
            void = {*(["byline"] if is_reply else []), *(["date", "update-date"] if is_dated or not is_last else [])}
            yield tuple(replace(m, values=()) if m.role in void else m for m in line.mentions)
            is_reply |= "date" in roles
        elif is_closed or (has_furniture and not any(ln.is_open and ln.is_prose for ln in lines[i:])):
            yield line.as_("related-links")
        else:
            is_reply = True
            yield line.as_("body")


# ---------------------------------------------------------------- putting together


def _partition(mentions: Sequence[Mention], n_chars: int) -> tuple[Part, ...]:
    """Parts without gaps: what stands between two mentions (line breaks, indents) goes to the first."""
    bounds = [0, *(mention.start for mention in mentions[1:]), n_chars]
    return tuple(Part(m.role, a, b) for m, a, b in zip(mentions, bounds[:-1], bounds[1:], strict=True))


def _title_value(
    text: str, lines: Sequence[Line], title: int | None, hints: Sequence[Hint], *, is_anchored: bool
) -> FieldValue | None:
    """The printed title; that of a hint where none is printed, or where a line without a date line belies it."""
    printed = None
    if title is not None:
        line = lines[title]
        value = line.mentions[0].values[0] if line.mentions else _untagged(text[line.start : line.end], hints)
        origin, sure = ("label:标题", LABELLED) if line.mentions else ("text", IN_PLACE)
        start = text.index(value, line.start)
        printed = FieldValue("title", value, value, start, start + len(value), origin, sure)
    hinted = [hint.value for hint in hints if hint.field == "title"]
    is_heading = title is not None and not {"title", "heading"}.isdisjoint(lines[title].marks)
    if printed and (is_anchored or is_heading or not hinted or agrees(fold(printed.value), hinted)):
        return printed
    sites = [hint.value for hint in hints if hint.field == "site_name"]
    columns = {value for line in lines if line.role == "breadcrumb" for m in line.mentions for value in m.values}
    for hint in hints:
        found = parse_hinted_title(hint.value, sites) if hint.field == "title" else None
        if found and is_title_alone(found, hint.origin, {*sites, *columns}):
            return FieldValue("title", found, hint.value, None, None, hint.origin, HINTED)
    return printed


_MIN_BARE = 6  # characters


def _untagged(value: str, hints: Sequence[Hint]) -> str:
    """Without [原创] in front or (图) behind, where a hint has the title without it."""
    stated = (parse_hinted_title(hint.value) or "" for hint in hints if hint.field == "title")
    return next((title for title in stated if len(title) >= _MIN_BARE and title in value), value)


def _find_notice_sites(text: str, lines: Sequence[Line], found: Sequence[Found]) -> Iterator[Mention]:
    for line, mentions in zip(lines, found, strict=True):
        site = find_notice_site(line.flat) if mentions[0].role == "reprint-notice" else None
        if site:
            start, end = line.start + site[0], line.start + site[1]
            name = parse_site(text[start:end])
            if name:
                yield Mention("site-name", start, end, (name,))
