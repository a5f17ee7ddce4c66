"""Split: one role for every character of a page, the fields read from the roles, and the body that is left.

`split()` shows the order of decisions. What a line says by itself (boilerplate.py, labels.py, names.py) is
only a proposal; it counts where such lines stand:

    head    everything before the body: navigation, breadcrumb, title, labelled lines, a caption …
    body    paragraphs, headings, salutation; only captions and unfilled templates are taken out
    tail    from the first line that closes the page (责任编辑, 相关文章, a notice) with little prose after it

Limits: lines are what the page (or the repair stage) made them; hard-wrapped paragraphs are not joined. Of
a long line only the ends are looked at, so the cost is linear in the text. A page that is nothing but a list
of dated headlines has no body.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jiaokan.document import Hint
from jiaokan.errors import Rejected
from jiaokan.settings import Settings
from jiaokan.split.boilerplate import (
    Role,
    asks_for_password,
    find_notice_site,
    fold,
    has_column_word,
    is_column,
    is_dated_link,
    opens_comments,
)
from jiaokan.split.fields import Fields, Mention, is_site_like, parse_site, settle
from jiaokan.split.labels import find_labelled, parse_first_person
from jiaokan.split.lines import Line, read_lines, strip, weigh
from jiaokan.split.names import find_dateline, parse_byline, parse_people
from jiaokan.split.title import agrees, find_title, is_same_title, parse_hinted_title, parse_lone_people

VERSION = 1

_SURELY_BODY = 150  # characters of prose
_PEEL = 160  # characters at the end of the last paragraph in which a byline can stand
# Roles by which a line can close the page; behind a hard one nothing is body any more.
_HARD_CLOSERS: frozenset[Role] = frozenset({"related-links", "reprint-notice"})
_CLOSERS_OF_PAGE: frozenset[Role] = _HARD_CLOSERS | {
    "editor", "source", "byline", "keyword", "counter", "navigation", "leftover", "date", "update-date", "residue",
}  # fmt: skip
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
    found = [
        *_read_head(text, lines[:body], title, anchor),
        *_cut_bylines(text, _cut_dateline(text, list(_read_body(lines[body:tail])))),
        *_read_tail(lines[tail:]),
    ]
    spans = tuple(strip(text, m.start, m.end) for ms in found for m in ms if m.role in ("body", "salutation"))
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
    """The line of metadata the title stands above: the last before the prose, or one behind a short summary."""
    weights = weigh(lines)
    metadata: list[int] = []
    for i, line in enumerate(lines):
        if not {"date", "source", "byline", "editor", "update-date"}.isdisjoint(m.role for m in line.mentions):
            if weights[i] == 0:
                metadata.append(i)
            elif not metadata and (_is_brief(weights, i) or sum(ln.is_open for ln in lines[:i]) == 1):
                return i
        if not _is_brief(weights, i) and sum(ln.is_open for ln in lines[: i + 1]) > 1:
            break
    return metadata[-1] if metadata else None


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
    return title is not None and is_first and (_is_subtitle(line) or bool(parse_lone_people(line.flat)))


def _is_subtitle(line: Line) -> bool:
    return line.n_chars <= 80 and re.match(r"(?:——?|--+|―+|──?)\s*\w", line.flat) is not None


def _find_tail(lines: Sequence[Line], body: int) -> int:
    """The first line that closes the page: little prose follows it."""
    weights = weigh(lines)
    for i in range(body + 1, len(lines)):
        before, after = weights[i] - weights[body], weights[-1] - weights[i]
        if lines[i].role in _CLOSERS_OF_PAGE and not lines[i].is_weak_date and after <= 0.3 * before:
            return i
        if before >= _SURELY_BODY and _ends_article(lines[i]):
            return i
    return len(lines)


def _ends_article(line: Line) -> bool:
    """Behind these nothing is body, however much follows: 责任编辑 on a line of its own, readers' comments."""
    has_editor = any(m.role == "editor" and m.label in ("责任编辑", "责编") for m in line.mentions)
    return has_editor or opens_comments(line.flat)


# ---------------------------------------------------------------- roles, zone by zone

Found = tuple[Mention, ...]  # what one line is made of, in order


def _read_head(text: str, lines: Sequence[Line], title: int | None, anchor: int | None) -> Iterator[Found]:
    for i, line in enumerate(lines):
        value = text[line.start : line.end]
        if i == title:
            yield line.mentions or line.as_("title", value)
        elif line.mentions:
            yield line.mentions if line.role != "salutation" else line.as_("summary")
        elif title is not None and is_same_title(line.flat, lines[title].flat):
            yield line.as_("title")
        elif title is not None and i > title and _is_subtitle(line):
            yield line.as_("subtitle", re.sub(r"^[—―─－-]+\s*", "", value))
        elif title is not None and i > title and parse_lone_people(value):
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


def _read_body(lines: Sequence[Line]) -> Iterator[Found]:
    is_related = False  # inside a block of links, until the next prose
    for line in lines:
        if line.is_body_like and (line.is_prose or line.role):
            is_related = False
        elif line.role == "related-links" and not is_dated_link(line.flat):
            is_related = True
        if is_related:
            yield line.as_("related-links")
        elif line.role == "salutation" or (line.role in _IN_BODY and _is_sure(line)):
            yield line.mentions
        else:
            yield line.as_("body")


def _is_sure(line: Line) -> bool:
    """Furniture also between paragraphs; a single word such as 评论 may be a heading there."""
    return line.role != "navigation" or line.n_chars >= 3 or line.mentions[0].label == "furniture"


def _read_tail(lines: Sequence[Line]) -> Iterator[Found]:
    is_closed = False
    for line in lines:
        is_closed |= line.role in _HARD_CLOSERS or _ends_article(line)
        if line.mentions and not line.is_weak_date and line.role != "salutation":
            yield line.mentions
        elif not is_closed and (line.is_prose or line.is_weak_date):
            yield line.as_("body")
        else:
            yield line.as_("related-links")


# ---------------------------------------------------------------- what is glued to paragraphs


def _cut_dateline(text: str, found: Sequence[Found]) -> list[Found]:
    """Part "本报讯(记者 张三)" from one of the first two paragraphs."""
    made = list(found)
    for i in [i for i, mentions in enumerate(found) if mentions[0].role == "body"][:2]:
        start, end = found[i][0].start, found[i][-1].end
        dateline = find_dateline(text[start : min(end, start + _PEEL)])
        if dateline:
            cut, after, people = (dateline[0] + start, dateline[1] + start, dateline[2])
            spans: list[tuple[Role, int, int, tuple[str, ...]]]
            spans = [("dateline", start, cut, ()), ("byline", cut, after, people), ("body", after, end, ())]
            made[i] = tuple(Mention(role, a, b, values) for role, a, b, values in spans if a < b)
            break
    return made


def _cut_bylines(text: str, found: Sequence[Found]) -> list[Found]:
    """Part "(记者 张三)" and "责任编辑 李四" from the end of the last paragraph; up to three lines of such."""
    made = list(found)
    for i in [i for i, mentions in enumerate(found) if mentions[-1].role == "body"][:-4:-1]:
        *before, body = found[i]
        end = body.end
        cut: list[Mention] = []
        while mentions := _find_tail_byline(text, body.start, end):
            cut[:0] = mentions
            end = strip(text, body.start, mentions[0].start)[1]
        left = [Mention("body", body.start, end)] if end > body.start else []
        made[i] = (*before, *left, *cut)
        if left:
            break
    return made


_BRACKET = re.compile(r"[(\[]([^()\[\]]{1,80})[)\]]$")
_BEHIND_SENTENCE = re.compile(r"(?:^|(?<=[。!?…”\"』」)\]])) *([^。!?…”』」]{2,120})$")
_EDITOR = re.compile(r"(?:责任编辑|责编) ?:? ?[\u4e00-\u9fff ]{2,12}$")
_AUTHOR_NOTE = re.compile(r"(?:本文|文章)?作者 ?(?:[:系为是]|单位|简介|[\u4e00-\u9fff·]{2,4}?(?:[,系为是 ]|$))")
_THE_END = re.compile(r"全文完|本文完|完|正文完|连载完|未完待续")


def _find_tail_byline(text: str, start: int, end: int) -> tuple[Mention, ...]:
    """What a paragraph ends in that is not its own: a byline, an editor, a source, (完)."""
    offset = max(start, end - _PEEL)
    flat = fold(text[offset:end])
    bracket = _BRACKET.search(flat)
    if bracket:
        inner = text[offset + bracket.start(1) : offset + bracket.end(1)]
        made = _read_bracket(inner, flat[: bracket.start()].rstrip()[-1:])
        return (Mention(made.role, offset + bracket.start(), end, made.values),) if made else ()
    behind = _BEHIND_SENTENCE.search(flat) or _EDITOR.search(flat)
    if not behind:
        return ()
    position = offset + (behind.start(1) if behind.re is _BEHIND_SENTENCE else behind.start())
    mentions = _read_credits(text[position:end])
    if not mentions and behind.re is _BEHIND_SENTENCE and (editor := _EDITOR.search(flat)):
        position = offset + editor.start()
        mentions = _read_credits(text[position:end])
    return tuple(Mention(m.role, position + m.start, position + m.end, m.values) for m in mentions)


def _read_credits(value: str) -> tuple[Mention, ...]:
    labelled = find_labelled(value) or ()
    if labelled and labelled[0].label and labelled[0].role in ("editor", "byline", "source"):
        return labelled
    people = parse_byline(value)
    return (Mention("byline", 0, len(value), people),) if people else ()


def _read_bracket(inner: str, before: str) -> Mention | None:
    """What a bracket at the end of the text says; bare names count behind a finished sentence only."""
    n_chars, flat = len(inner), fold(inner)
    if _THE_END.fullmatch(flat):
        return Mention("residue", 0, n_chars)
    if labelled := _read_credits(inner):
        return Mention(labelled[0].role, 0, n_chars, labelled[0].values)
    if _AUTHOR_NOTE.match(flat):
        named = re.sub(r"^.{0,2}作者 ?:? ?", "", inner)
        return Mention("byline", 0, n_chars, parse_first_person(re.sub(r"[系为是].*", "", named)))
    people = parse_people(inner) if before in ("", *'。!?…”"』」') else ()
    return Mention("byline", 0, n_chars, people) if people else None


# ---------------------------------------------------------------- putting together


def _partition(mentions: Sequence[Mention], n_chars: int) -> tuple[Part, ...]:
    """Parts without gaps: what stands between two mentions (line breaks, indents) goes to the first."""
    bounds = [0, *(mention.start for mention in mentions[1:]), n_chars]
    return tuple(Part(m.role, a, b) for m, a, b in zip(mentions, bounds[:-1], bounds[1:], strict=True))


def _title_text(
    text: str, lines: Sequence[Line], title: int | None, hints: Sequence[Hint], *, is_anchored: bool
) -> str | None:
    """The printed title; that of a hint where none is printed, or where a line without a date line belies it."""
    printed = None
    if title is not None:
        line = lines[title]
        printed = line.mentions[0].values[0] if line.mentions else text[line.start : line.end]
    hinted = [hint.value for hint in hints if hint.field == "title"]
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
