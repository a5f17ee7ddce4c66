"""Split: one role for every character of a page, the fields read from the roles, and the body that is left.

`split()` shows the order of decisions. What a line says by itself (boilerplate.py, labels.py, people/) is
only a proposal; it counts where such lines stand. Which is the title, and which the first and the last of the text,
rules propose (titles/, zones.py) and trees decide (learned/):

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
from typing import NamedTuple

from jiaokan.document import Block, Hint
from jiaokan.errors import Rejected
from jiaokan.record import FieldValue
from jiaokan.regex import regex
from jiaokan.settings import Settings
from jiaokan.split.boilerplate import asks_for_password, find_notice_site, is_bare, is_contact, is_dated_link, is_rule
from jiaokan.split.confidence import BARE, LIKELY
from jiaokan.split.dates.beside import find_stated
from jiaokan.split.fields import Fields, gather, settle
from jiaokan.split.glued import Found, cut_bylines, cut_dateline
from jiaokan.split.hinted import place_hinted
from jiaokan.split.learned.choose import choose_bounds, choose_title, find_plain_head, is_prose_alone
from jiaokan.split.learned.traits import Traits
from jiaokan.split.lines import ADOPTED, read_lines
from jiaokan.split.page import NOTICE, TEXT_ROLES, Line, Mention, Role, fold, strip
from jiaokan.split.people.labelled import ACCOUNT, OF_TEXT, POSTED, WRITERS
from jiaokan.split.people.lone import find_lone_people, parse_lone_people
from jiaokan.split.people.posters import find_nick, find_publisher
from jiaokan.split.sites import find_site
from jiaokan.split.structure import Kind, find_kinds, find_signature, role_of, sign
from jiaokan.split.titles.broken import join_again, join_title
from jiaokan.split.titles.candidates import could_head, is_subtitle
from jiaokan.split.titles.find import find_title
from jiaokan.split.titles.headline import is_same_title, is_title_like, without_heading_marks
from jiaokan.split.titles.stated import find_stated_title, is_markdown, stated_titles, title_value, without_names
from jiaokan.split.values import is_site_like, parse_site
from jiaokan.split.words import has_column_word, is_column
from jiaokan.split.zones import (
    CLOSERS_OF_PAGE,
    FOOT,
    ends_article,
    find_anchor,
    find_body,
    find_tail,
    is_closed,
    is_sure,
)

VERSION = 5
LEAST_TITLE = 0.45  # probability that any line is the title; under it the page prints none

_MIN_SUMMARY = 10
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
    """`parts` partition the text; `body` is `body_spans` joined by line breaks, one span a paragraph."""

    mentions: tuple[Mention, ...]
    n_chars: int
    values: tuple[FieldValue, ...]
    body: str
    body_spans: tuple[tuple[int, int], ...]
    body_kinds: tuple[Kind, ...]

    @property
    def parts(self) -> tuple[Part, ...]:
        """Parts without gaps: what stands between two mentions (line breaks, indents) goes to the first."""
        bounds = [0, *(mention.start for mention in self.mentions[1:]), self.n_chars]
        return tuple(Part(m.role, a, b) for m, a, b in zip(self.mentions, bounds[:-1], bounds[1:], strict=True))

    @property
    def fields(self) -> Fields:
        return gather(self.values)


def split(text: str, hints: Sequence[Hint], settings: Settings, blocks: Sequence[Block] = ()) -> Split:
    """Give every character a role and read the fields. `blocks`: the lines of an HTML page in their elements.

    Raises:
        Rejected: "password-page" or "no-text" where no body is left.
    """
    if is_markdown(hints):
        hints = [replace(h, value=without_heading_marks(h.value)) if h.field == "title" else h for h in hints]
    lines = place_hinted(read_lines(text, settings, blocks), hints)
    _refuse_password_page(lines)
    hints = without_names(lines, hints)
    lines, anchor, title, sure, body, end, tail = _find_zones(lines, hints)
    head = list(_read_head(text, lines, body, title, anchor))
    is_dated = any(m.role == "date" and m.values for ms in head for m in ms)
    found = [
        *head,
        *_read_text(text, lines[body:end], is_below_date=anchor is not None),
        *(line.mentions or line.as_("related-links") for line in lines[end:tail]),
        *_read_tail(lines[tail:], is_dated=is_dated, is_outside=any("content" in line.marks for line in lines)),
    ]
    mentions = [mention for line in found for mention in line]
    texts = [(strip(text, m.start, m.end), m) for m in mentions if m.role in TEXT_ROLES]
    spans = tuple(span for span, _ in texts)
    if not any(char.isalnum() for start, end in spans for char in text[start : min(end, start + 10_000)]):
        raise Rejected("split", "no-text", f"{len(lines)} lines, none of them body text")
    made = "\n".join(text[start:end] for start, end in spans)
    chosen = title_value(text, lines, title, hints, sure=sure, is_anchored=anchor is not None)
    return Split(
        mentions=tuple(mentions),
        n_chars=len(text),
        values=settle(
            text,
            chosen,
            [*mentions, *find_site(text, lines, title, hints), *_find_notice_sites(text, lines, found)],
            hints,
            made,
            stated=tuple(find_stated(text, lines, found, (-1 if title is None else title, body, end))),
        ),
        body=made,
        body_spans=spans,
        body_kinds=tuple(_kind_of(mention) for _, mention in texts),
    )


# ---------------------------------------------------------------- lines


_MAX_ASKING = 80  # characters of a line that asks for a password


def _refuse_password_page(lines: Sequence[Line]) -> None:
    if any(line.is_open and line.is_prose and line.n_chars > _MAX_ASKING for line in lines):
        return
    asking = [line for line in lines if line.n_chars <= _MAX_ASKING and asks_for_password(line.flat[:30])]
    others = [line for line in lines if line.is_open and line not in asking]
    if asking and not any(line.is_prose for line in others) and sum(line.n_chars for line in others) < 120:
        raise Rejected("split", "password-page", f"asks for a password or a login: {asking[0].flat[:60]!r}")


# ---------------------------------------------------------------- where the body begins and ends


class _Zones(NamedTuple):
    """The lines, the title in one; the line of date and source, the title, and how sure it is; where the text begins,
    and ends, and where the tail begins that closes the page.
    """

    lines: list[Line]
    anchor: int | None
    title: int | None
    sure: float
    body: int
    end: int
    tail: int


def _find_zones(lines: list[Line], hints: Sequence[Hint]) -> _Zones:
    if is_prose_alone(lines):
        return _Zones(lines, None, None, 0.0, 0, len(lines), len(lines))
    if first := find_plain_head(lines) if _states_first(hints, lines[0]) else 0:
        anchor = find_anchor(lines, None)
        return _Zones(lines, anchor, 0, BARE if anchor is None else LIKELY, first, *find_tail(lines, first))
    lines, traits, title, sure = _find_title(lines, hints)
    return _Zones(lines, traits.anchor, title, sure, *_find_text(traits, title))


def _states_first(hints: Sequence[Hint], line: Line) -> bool:
    """Is the first line all that the hints state as the title?"""
    return all(fold(value.strip()) == line.flat for value in stated_titles(hints))


def _find_text(traits: Traits, title: int | None) -> tuple[int, int, int]:
    """Where the text begins and ends, and where the tail begins that closes the page."""
    lines = traits.lines
    body = find_body(lines, traits.anchor, title)
    end, tail = find_tail(lines, body)
    if body == len(lines):
        return body, end, tail
    first, last = choose_bounds(traits, title, body, end - 1)
    return first, last + 1, tail if last + 1 == end else last + 1


def _find_title(lines: list[Line], hints: Sequence[Hint]) -> tuple[list[Line], Traits, int | None, float]:
    """The lines, the title in one; their traits; the title, and how sure it is."""
    anchor = find_anchor(lines, find_stated_title(lines, hints))
    traits = Traits(lines, hints, anchor)
    title, sure = choose_title(traits, find_title(lines, anchor, hints), LEAST_TITLE)
    if title is None:
        return lines, traits, title, sure
    joined, anchor, title = _join_titles(lines, anchor, title, hints)
    is_as_before = len(joined) == len(lines)
    return joined, traits if is_as_before else Traits(joined, hints, anchor), title, sure


def _join_titles(
    lines: list[Line], anchor: int | None, title: int, hints: Sequence[Hint]
) -> tuple[list[Line], int | None, int]:
    """The title in one line where the page breaks it into several, also where it is printed once more."""
    n_lines = len(lines)
    lines, title = join_title(lines, title, stated_titles(hints), is_anchored=anchor is not None and anchor > title)
    if anchor is not None and anchor > title:
        anchor -= n_lines - len(lines)
    mentions = lines[title].mentions
    value = mentions[0].values[0] if mentions and mentions[0].values else lines[title].flat
    return join_again(lines, value, max(title, -1 if anchor is None else anchor)), anchor, title


def _is_kicker(lines: Sequence[Line], i: int, anchor: int | None) -> bool:
    """Right above the title, and like one."""
    line = lines[i]
    return anchor is not None and 6 <= line.n_chars <= 40 and not line.is_link and could_head(line)


def _is_second_line(lines: Sequence[Line], i: int, title: int, anchor: int | None) -> bool:
    """Right below the title, above the date line: a subtitle without a dash."""
    line = lines[i]
    is_between = anchor is not None and title < i < anchor and i == title + 1
    return is_between and line.is_open and line.n_chars <= 60 and is_title_like(line.flat) and ":" not in line.flat[:8]


_SECOND_TITLE = regex("题:.{2,40}")


# ---------------------------------------------------------------- roles, zone by zone


def _read_head(text: str, lines: Sequence[Line], body: int, title: int | None, anchor: int | None) -> Iterator[Found]:
    has_author = any((m.role == "byline" and m.values) or m.label == "版次" for ln in lines for m in ln.mentions)
    for i, line in enumerate(lines[:body]):
        value = text[line.start : line.end]
        if title is not None and i == title - 1 and _is_column_again(lines, i):
            yield line.as_("breadcrumb", *value.split())
        elif i == title:
            yield line.mentions or line.as_("title", value)
        elif line.mentions:
            yield line.mentions if line.role != "salutation" else line.as_("navigation")
        elif title is not None and is_same_title(line.flat, lines[title].flat):
            yield line.as_("title")
        elif ADOPTED.fullmatch(line.flat):
            yield line.as_("body")
        elif title is not None and i > title and is_subtitle(line):
            yield line.as_("subtitle", re.sub(r"^[—―─－-]+\s*", "", value))
        elif find_lone_people(lines, i, title):
            yield line.as_("byline", *parse_lone_people(value))
        elif find_publisher(lines, i, title, anchor):
            yield line.as_("source", value)
        elif not has_author and (nick := find_nick(lines, i, title, anchor)):
            below = lines[i + 1 : min(i + 3, body)]
            is_account = any("关注" in ln.flat for ln in below)  # a button beside it: who publishes
            yield line.as_("source", *nick, label=ACCOUNT) if is_account else line.as_("byline", *nick)
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
            yield line.as_("summary", value) if is_summary else line.as_("navigation")


def _is_column_again(lines: Sequence[Line], i: int) -> bool:
    """Right above the title, and a word of the bar above once more: the columns of the page, two or three."""
    line = lines[i]
    words = line.flat.split()
    is_short = (
        (line.is_open or line.role == "navigation")
        and 1 < len(words) <= _MAX_STEPS
        and max(map(len, words)) <= _MAX_STEP
    )
    has_breadcrumb = any(ln.role == "breadcrumb" for ln in lines[:i])
    above = (ln.flat for ln in lines[:i] if ln.role == "navigation")
    return is_short and not has_breadcrumb and is_column(words[0]) and any(words[0] in flat for flat in above)


_MAX_STEPS, _MAX_STEP = 3, 8  # columns, characters


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
    found = cut_bylines(text, cut_dateline(text, read, lines), lines)
    texts = [i for i, mentions in enumerate(read[:signed]) if mentions[0].role in ("body", "salutation")]
    for i, kind in zip(texts, find_kinds([lines[i] for i in texts]), strict=True):
        if kind != "paragraph":
            label = _HEADING if kind == "heading" else ""
            found[i] = tuple(m._replace(role=role_of(kind), label=label) if m.role == "body" else m for m in found[i])
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
        if n_prose and not line.mentions and line.is_prose and line.flat[0].isalpha():
            is_related = False
            yield line.as_("body")
            continue
        if line.is_body_like and (line.is_prose or line.role):
            is_related = False
        elif line.role == "related-links" and not is_dated_link(line.flat):
            is_related = True
        is_furniture = line.role in _IN_BODY and is_sure(line) and not ends_article(line)
        n_prose += line.is_open and line.is_prose
        is_of_head = is_below_date and not n_prose and line.role in CLOSERS_OF_PAGE and not line.is_weak_date
        is_of_head |= line.role in ("summary", "keyword") and not n_prose
        is_of_head |= line.role == "byline" and bool(line.mentions[0].values) and not n_prose and i + 1 < len(lines)
        if is_related:
            yield line.as_("related-links")
        elif not n_prose and _SECOND_TITLE.fullmatch(line.flat):
            yield line.as_("subtitle")  # of a news agency, below its dateline
        elif is_bare(line.flat):
            yield line.as_("body" if i < last or not (is_rule(line.flat) or line.role == "navigation") else "residue")
        elif line.role == "salutation" or is_of_head or is_furniture:
            yield line.mentions
        else:
            yield line.as_("body")


def _read_tail(lines: Sequence[Line], *, is_dated: bool, is_outside: bool) -> Iterator[Found]:
    """Date and byline count right behind the body only, not those of replies."""
    is_reply = is_among_links = False
    is_over = bool(lines) and is_outside
    has_furniture = any(line.role in FOOT for line in lines)
    for i, line in enumerate(lines):
        is_over |= is_closed(lines, i)
        if line.is_open and is_contact(line.flat):
            yield line.as_("contact")
        elif line.mentions and not line.is_weak_date and line.role != "salutation":
            roles = {m.role for m in line.mentions}
            is_last = not any(ln.is_open for ln in lines[i + 1 :])
            is_own = i == 0 and not is_dated and line.mentions[0].label in WRITERS  # 文：某某, right below the text
            is_reply |= not (is_last or is_own) and {"date", "byline"} <= roles
            void = {
                *(["byline"] if is_reply else []),
                *(["date", "update-date"] if is_dated or not is_last else ["date"] if is_among_links else []),
            }
            kept = OF_TEXT - {POSTED} if is_dated else OF_TEXT
            yield tuple(m._replace(values=()) if m.role in void and m.label not in kept else m for m in line.mentions)
            is_reply |= "date" in roles
            is_among_links |= not roles.isdisjoint({"related-links", "comment"})
        else:
            is_reply |= not (is_over or (has_furniture and not any(ln.is_open and ln.is_prose for ln in lines[i:])))
            yield line.as_("related-links")


# ---------------------------------------------------------------- putting together


def _find_notice_sites(text: str, lines: Sequence[Line], found: Sequence[Found]) -> Iterator[Mention]:
    for line, mentions in zip(lines, found, strict=True):
        site = find_notice_site(line.flat) if mentions[0].role == "reprint-notice" else None
        if site:
            start, end = line.start + site[0], line.start + site[1]
            name = parse_site(text[start:end])
            if name:
                yield Mention("site-name", start, end, (name,), label=NOTICE)
