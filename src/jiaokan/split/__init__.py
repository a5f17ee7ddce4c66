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

from jiaokan.document import Hint
from jiaokan.errors import Rejected
from jiaokan.settings import Settings
from jiaokan.split.boilerplate import (
    Role,
    asks_for_password,
    find_notice_site,
    fold,
    has_column_word,
    is_bare,
    is_column,
    is_dated_link,
    is_rule,
    opens_comments,
)
from jiaokan.split.fields import Fields, Mention, is_site_like, parse_site, settle
from jiaokan.split.glued import Found, cut_bylines, cut_dateline
from jiaokan.split.lines import Line, read_lines, strip, weigh
from jiaokan.split.title import (
    agrees,
    could_head,
    find_lone_people,
    find_title,
    is_same_title,
    parse_hinted_title,
    parse_lone_people,
    without_heading_marks,
)

VERSION = 1

_PUBLISHED = {"发布", "发表"}  # how labels of the page's own date begin
_SURELY_BODY = 150  # characters of prose
# Roles by which a line can close the page; behind a hard one nothing is body any more.
_HARD_CLOSERS: frozenset[Role] = frozenset({"related-links", "reprint-notice"})
_CLOSERS_OF_PAGE: frozenset[Role] = _HARD_CLOSERS | {
    "editor", "source", "byline", "keyword", "counter", "navigation", "leftover", "date", "update-date",
}  # fmt: skip
_TEXT: frozenset[Role] = frozenset({"body", "salutation", "summary"})  # no column takes a summary yet
_IN_BODY: frozenset[Role] = frozenset({"caption", "navigation", "residue"})


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
    fields: Fields
    body: str
    body_spans: tuple[tuple[int, int], ...]


def split(text: str, hints: Sequence[Hint], settings: Settings) -> Split:
    """Give every character a role and read the fields.

    Raises:
        Rejected: "password-page" or "no-text" where no body is left.
    """
    lines = read_lines(text, settings)
    _refuse_password_page(lines)
    anchor = _find_anchor(lines)
    title = find_title(lines, anchor, hints)
    body = _find_body(lines, anchor, title)
    tail = _find_tail(lines, body)
    head = list(_read_head(text, lines, body, title, anchor))
    found = [
        *head,
        *cut_bylines(text, cut_dateline(text, list(_read_body(lines[body:tail], is_below_date=anchor is not None)))),
        *_read_tail(lines[tail:], is_dated=any(m.role == "date" and m.values for ms in head for m in ms)),
    ]
    spans = tuple(strip(text, m.start, m.end) for ms in found for m in ms if m.role in _TEXT)
    if not any(char.isalnum() for start, end in spans for char in text[start : min(end, start + 10_000)]):
        raise Rejected("split", "no-text", f"{len(lines)} lines, none of them body text")
    mentions = [mention for line in found for mention in line]
    title_text = _title_text(text, lines, title, hints, is_anchored=anchor is not None)
    return Split(
        parts=_partition(mentions, len(text)),
        fields=settle(title_text, [*mentions, *_find_notice_sites(text, lines, found)], hints, settings.site_name),
        body="\n".join(text[start:end] for start, end in spans),
        body_spans=spans,
    )


# ---------------------------------------------------------------- lines


def _refuse_password_page(lines: Sequence[Line]) -> None:
    asking = [line for line in lines if line.n_chars <= 80 and asks_for_password(line.flat[:30])]
    others = [line for line in lines if line.is_open and line not in asking]
    if asking and not any(line.is_prose for line in others) and sum(line.n_chars for line in others) < 120:
        raise Rejected("split", "password-page", f"asks for a password or a login: {asking[0].flat[:60]!r}")


# ---------------------------------------------------------------- where the body begins and ends


def _find_anchor(lines: Sequence[Line]) -> int | None:
    """The line of metadata the title stands above: one that says 发布时间, else the first below what could be a title.

    A date further down signs the text off. Where no title is above: the last before the prose, or one behind a
    short summary.
    """
    weights = weigh(lines)
    metadata: list[int] = []
    for i, line in enumerate(lines):
        if not {"date", "source", "byline", "editor", "update-date"}.isdisjoint(m.role for m in line.mentions):
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
    for i in range(above + 1, len(lines)):
        if lines[i].is_body_like and not (above >= 0 and _is_below_title(lines, i, title, above)):
            return i
    return len(lines)


def _is_below_title(lines: Sequence[Line], i: int, title: int | None, above: int) -> bool:
    """A line of the head although it is open: the title again, ——a subtitle, the author's name alone."""
    line = lines[i]
    if not line.is_open or line.is_prose:
        return False
    if title is not None and is_same_title(line.flat, lines[title].flat):
        return True
    is_first = not any(other.is_open for other in lines[above + 1 : i])
    return title is not None and is_first and (_is_subtitle(line) or bool(find_lone_people(lines, i)))


def _is_subtitle(line: Line) -> bool:
    return line.n_chars <= 80 and re.match(r"(?:——?|--+|―+|──?)\s*\w", line.flat) is not None


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
        elif title is not None and i > title and _is_subtitle(line):
            yield line.as_("subtitle", re.sub(r"^[—―─－-]+\s*", "", value))
        elif title is not None and find_lone_people(lines, i):
            yield line.as_("byline", *parse_lone_people(value))
        elif i <= 2 and is_site_like(line.flat):
            yield line.as_("site-name", value)
        elif i == 0 and title is not None and _is_column(lines, title):
            yield line.as_("breadcrumb", value)
        else:
            yield line.as_("summary" if line.is_prose and anchor is not None and i < anchor else "navigation")


def _is_column(lines: Sequence[Line], title: int) -> bool:
    """The first line is the page's column if only furniture (返回首页) parts it from the title, or by its word."""
    between = [line.role for line in lines[1:title]]
    has_breadcrumb = any(line.role == "breadcrumb" for line in lines)
    is_parted = bool(between) and all(role == "navigation" for role in between)
    return is_column(lines[0].flat) and not has_breadcrumb and (is_parted or has_column_word(lines[0].flat))


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
    for i, line in enumerate(lines):
        is_closed |= _is_closed(lines, i)
        if line.mentions and not line.is_weak_date and line.role != "salutation":
            roles = {m.role for m in line.mentions}
            is_last = not any(ln.is_open for ln in lines[i + 1 :])
            is_reply |= not is_last and {"date", "byline"} <= roles
            void = {*(["byline"] if is_reply else []), *(["date", "update-date"] if is_dated or not is_last else [])}
            yield tuple(replace(m, values=()) if m.role in void else m for m in line.mentions)
            is_reply |= "date" in roles
        elif not is_closed:
            is_reply = True
            yield line.as_("body")
        else:
            yield line.as_("related-links")


# ---------------------------------------------------------------- putting together


def _partition(mentions: Sequence[Mention], n_chars: int) -> tuple[Part, ...]:
    """Parts without gaps: what stands between two mentions (line breaks, indents) goes to the first."""
    bounds = [0, *(mention.start for mention in mentions[1:]), n_chars]
    return tuple(Part(m.role, a, b) for m, a, b in zip(mentions, bounds[:-1], bounds[1:], strict=True))


def _title_text(
    text: str, lines: Sequence[Line], title: int | None, hints: Sequence[Hint], *, is_anchored: bool
) -> str | None:
    """The printed title; that of a hint where none is printed, or where a line without a date line belies it."""
    is_markdown = any((hint.field, hint.value) == ("markup", "markdown") for hint in hints)
    printed = None
    if title is not None:
        line = lines[title]
        printed = line.mentions[0].values[0] if line.mentions else text[line.start : line.end]
    hinted = [hint.value for hint in hints if hint.field == "title"]
    if is_markdown:
        printed, hinted = without_heading_marks(printed or "") or None, list(map(without_heading_marks, hinted))
    if printed and (is_anchored or not hinted or agrees(fold(printed), hinted)):
        return printed
    sites = [hint.value for hint in hints if hint.field == "site_name"]
    return next((found for value in hinted if (found := parse_hinted_title(value, sites))), printed)


def _find_notice_sites(text: str, lines: Sequence[Line], found: Sequence[Found]) -> Iterator[Mention]:
    for line, mentions in zip(lines, found, strict=True):
        site = find_notice_site(line.flat) if mentions[0].role == "reprint-notice" else None
        if site:
            start, end = line.start + site[0], line.start + site[1]
            name = parse_site(text[start:end])
            if name:
                yield Mention("site-name", start, end, (name,))
