"""Fields: whose word counts, and where each value stands (`settle`).

Precedence: what the page prints, in the order printed (a publication date before a date of update, a labelled value
before one that only stands where such values stand); then the hints of an HTML page or a row, in the order the decode
stage lists them; then the source's settings. A hint never replaces a printed value; which printed line is the title
is decided in title.py, with the hint as one witness.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as fields_of
from itertools import pairwise
from typing import Any

from jiaokan.document import Hint
from jiaokan.record import FieldValue
from jiaokan.regex import regex
from jiaokan.split.breadcrumbs import is_home, parse_section
from jiaokan.split.confidence import HINTED, LABELLED, by_place
from jiaokan.split.dates.published import crawls, date_of, find_published, find_updated
from jiaokan.split.evidence import Evidence, behind_label, labelled, printed, stripped
from jiaokan.split.hinted import hinted_people
from jiaokan.split.page import NAME, NOTICE, TEXT_ROLES, Mention, Role, fold
from jiaokan.split.people.labelled import ACCOUNT, pick_writers
from jiaokan.split.structure import SIGNED
from jiaokan.split.titles.headline import hinted_parts
from jiaokan.split.values import (
    MEDIA,
    counted_names,
    is_placeholder,
    is_site_like,
    parse_counters,
    parse_dateline_place,
    parse_keywords,
    parse_number,
    parse_site,
    parse_source,
    parse_url,
    trim,
)

_REPORTER = regex("记者|报道")
_CORRESPONDENT = regex("通讯员")
_CREDIT = regex("记者|通讯员|作者|撰稿|撰文|文[:/字]|供稿|执笔|编译|整理|评论员|实习生")
_PLACES = {"地区", "发布地区", "所属地区", "所在地区", "IP属地", "发布地", "地域", "省份"}
_URLS = frozenset(
    "原文链接 本文链接 原文地址 来源网址 原文网址 网址 来源链接 原始地址 原始链接 文章链接 永久链接".split()  # noqa: SIM905
)
_COLUMNS = frozenset(
    """
    分类 个人分类 日志分类 博客分类 分类于 归类于 归档于 发表在 栏目 所属栏目 所在栏目 频道 所属频道 版块 板块 所属版块
    所在版块 文章分类
    """.split()  # noqa: SIM905 — a table of words
)
_EFFECTIVE = {"生效日期", "生效时间", "实施日期", "施行日期", "实施时间", "施行时间"}
_MAX_COLUMN = 20  # characters
_MIN_SUMMARY = 10  # characters
_OF_BODY = 0.3  # share of a description's pairs of characters that stand in the body, where it is of the body
_NAMES_SITE = {"title", "site_name", NAME}
_STEM = regex(r"\b([A-Za-z][\w-]+)\.(?:com|cn|net|org|me|io|cc|tv|info|blog|site|top|xyz|dev|tw|hk)\b")  # oldroad.me
_SLOGAN = regex(r"(?:官方|门户|新闻)?网站?[,，是]|为您提供|致力于|欢迎(?:您|访问)|最新最全|免费(?:下载|阅读)")


@dataclass(frozen=True, slots=True)
class Fields:
    """The metadata of one document, each in its normal form."""

    title: str | None = None
    subtitle: str | None = None
    authors: tuple[str, ...] = ()
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    source_name: str | None = None
    source_url: str | None = None
    url: str | None = None
    site_name: str | None = None
    published_at: str | None = None
    published_precision: str | None = None
    updated_at: str | None = None
    crawled_at: str | None = None
    dateline_place: str | None = None
    section: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    summary: str | None = None
    document_number: str | None = None
    index_number: str | None = None
    issuing_body: str | None = None
    effective_date: str | None = None
    place: str | None = None
    counters: tuple[str, ...] = ()


def settle(
    text: str,
    title: FieldValue | None,
    mentions: Sequence[Mention],
    hints: Sequence[Hint],
    body: str = "",
    *,
    stated: Sequence[Mention] = (),
) -> tuple[FieldValue, ...]:
    """The values of a document's fields: the one that counts, or all of a list in their order.

    `stated`: what lines of the text state of the page, for want of anything better.
    """
    page = Evidence(text, mentions, hints, body, stated)
    authors = tuple(_authors(page))
    section = tuple(_section(page, title.value if title else ""))
    site = tuple(
        _first(
            (page.value("site_name", m, m.values[0]) for m in page.of_role("site-name") if m.label != NOTICE),
            page.hinted("site_name", parse_site),
            _account(page),
            _site_of_title(page, {step.value for step in section}, title.value if title else ""),
            printed(page, "site_name", "site-name"),
        )
    )
    known = frozenset(value.value for value in (*authors, *section, *site, *([title] if title else ())))
    found: tuple[Iterable[FieldValue], ...] = (
        [title] if title else [],
        _first(printed(page, "subtitle", "subtitle"), page.hinted("subtitle", str.strip)),
        (replace(author, field="authors") for author in authors),
        (author for author in authors if author.field in {"reporters", "correspondents"}),
        _people(page, "editors", "editor"),
        _first(_source(page), page.hinted("source_name", parse_source)),
        _first(_source_url(page), page.hinted("source_url", parse_url)),
        _first(page.hinted("url", str.strip)),
        site,
        _first(find_published(page, title)),
        _first(printed(page, "updated_at", "update-date"), page.hinted("updated_at", date_of), *find_updated(page)),
        _first(labelled(page, "crawled_at", crawls(page), date_of), page.hinted("crawled_at", date_of)),
        _first(_dateline(page)),
        section,
        _keywords(page, known, title.value if title else ""),
        _first(printed(page, "summary", "summary"), page.hinted("summary", str.strip), _described(page)),
        _first(printed(page, "document_number", "document-number"), page.hinted("document_number", str.strip)),
        _first(printed(page, "index_number", "index-number"), page.hinted("index_number", str.strip)),
        _first(
            printed(page, "issuing_body", "issuing-body"), page.hinted("issuing_body", str.strip), _signed_body(page)
        ),
        _first(labelled(page, "effective_date", _EFFECTIVE, date_of), page.hinted("effective_date", date_of)),
        _first(labelled(page, "place", _PLACES, _place), page.hinted("place", _place)),
        _counters(page),
    )
    return tuple(value for values in found for value in values)


def gather(values: Sequence[FieldValue]) -> Fields:
    """The values as the columns of a document: all of a list, the first of any other."""
    of_field: dict[str, dict[str, None]] = {}
    for value in values:
        of_field.setdefault(value.field, {})[value.value] = None
    found: dict[str, Any] = {
        name: tuple(those) if name in _LISTS else next(iter(those)) for name, those in of_field.items()
    }
    date = found.get("published_at")
    return Fields(**found, published_precision=precision(date) if date else None)


_LISTS = frozenset(field.name for field in fields_of(Fields) if field.default == ())


def precision(date: str) -> str:
    """Of an ISO 8601 date: year, month, day, minute or second."""
    day, _, time = date.partition("T")
    if time:
        return "second" if re.match(r"\d\d:\d\d:\d\d", time) else "minute"
    return ("year", "month", "day")[day.count("-")]


def _first(*candidates: Iterable[FieldValue]) -> Iterable[FieldValue]:
    """The first value of the first candidates that have one."""
    for values in candidates:
        for value in values:
            return [value]
    return []


def _authors(page: Evidence) -> Iterator[FieldValue]:
    """Who wrote it, each once, under the field of the credit: authors, reporters or correspondents."""
    seen: set[str] = set()
    for mention in pick_writers(page.mentions):
        for name in mention.values:
            if name not in seen:
                seen.add(name)
                value = page.value("authors", mention, name)
                yield replace(value, field=_credit(page.text, mention, value.start or mention.start))
    if not seen:
        for mention in page.of_role("signature"):
            for name in mention.values if mention.label == SIGNED else ():
                seen.add(name)
                yield replace(page.value("authors", mention, name), confidence=by_place("authors"))
    if not seen:
        others = {hint.value for hint in page.hints if hint.field in {"source_name", "site_name", "editors"}}
        others |= {name for mention in page.of_role("editor") for name in mention.values}  # who put it on the site
        others |= {name for mention in page.of_role("source") for name in mention.values if mention.label == ACCOUNT}
        others |= {stem for hint in page.hints if hint.field in _NAMES_SITE for stem in _STEM.findall(hint.value)}
        for hint in page.hints:
            for name in hinted_people(hint) if hint.field == "authors" else ():
                if name not in seen and name not in others:
                    seen.add(name)
                    yield FieldValue("authors", name, hint.value, None, None, hint.origin, HINTED)


def _credit(text: str, mention: Mention, name_at: int) -> str:
    """The field for a name by the credit before it, or by the label."""
    before = [*_CREDIT.finditer(fold(text[mention.start : name_at]))]
    credit = before[-1][0] if before else mention.label
    if _CORRESPONDENT.search(credit):
        return "correspondents"
    return "reporters" if _REPORTER.search(credit) else "authors"


def _people(page: Evidence, field: str, role: Role) -> Iterator[FieldValue]:
    seen: set[str] = set()
    for mention in page.of_role(role):
        for name in mention.values:
            if name not in seen:
                seen.add(name)
                yield page.value(field, mention, name)
    if not seen:
        for hint in page.hints:
            for name in hinted_people(hint) if hint.field == field else ():
                if name not in seen:
                    seen.add(name)
                    yield FieldValue(field, name, hint.value, None, None, hint.origin, HINTED)


def _source(page: Evidence) -> Iterator[FieldValue]:
    """A source behind its label, wherever it stands, before a medium that is only printed beside the date."""
    sources = page.of_role("source")
    labelled = [m for m in sources if m.label and m.label != ACCOUNT]
    return (page.value("source_name", mention, mention.values[0]) for mention in [*labelled, *sources])


def _account(page: Evidence) -> Iterator[FieldValue]:
    """The account a text stands under, where it names another source."""
    sources = page.of_role("source")
    if any(m.label != ACCOUNT for m in sources):
        named = {m.values[0] for m in sources if m.label != ACCOUNT}
        accounts = (m for m in sources if m.label == ACCOUNT and m.values[0] not in named)
        yield from (page.value("site_name", m, m.values[0]) for m in accounts)


def _site_of_title(page: Evidence, columns: Collection[str], title: str) -> Iterator[FieldValue]:
    """What stands last in the <title>, where it has the form of a site's name or stands at the foot of the page too."""
    for hint in page.hints:
        parts = hinted_parts(hint.value) if hint.field in ("title", NAME) else []
        name = parse_site(parts[-1]) if len(parts) > 1 else None
        if name and name not in columns and name not in title and not _OF_CHANNEL.search(name):
            flat = fold(name)
            is_site = is_site_like(flat) or MEDIA.fullmatch(flat) is not None
            if is_site or name in page.text[-_FOOT:]:
                yield FieldValue("site_name", name, hint.value, None, None, hint.origin, HINTED)


_FOOT = 300  # characters
_OF_CHANNEL = regex("频道$|版$|^第")


def _source_url(page: Evidence) -> Iterator[FieldValue]:
    """Behind 原文链接, or behind 来源 itself."""
    for mention in page.mentions:
        if mention.label in _URLS or (mention.role == "source" and mention.label):
            url = parse_url(page.text[mention.start : mention.end])
            if url:
                yield page.value("source_url", mention, url)


def _signed_body(page: Evidence) -> Iterator[FieldValue]:
    is_official = bool(page.of_role("document-number", "index-number"))
    signed = (m for m in page.of_role("signature") if m.label == "落款")
    return (page.value("issuing_body", m, m.values[0]) for m in signed if is_official)


def _place(text: str) -> str | None:
    flat = text.strip()
    return flat if re.fullmatch(r"[\u4e00-\u9fff]{2,12}", flat) and not is_placeholder(flat) else None


def _dateline(page: Evidence) -> Iterator[FieldValue]:
    for mention in page.mentions:
        if mention.role != "dateline":
            continue
        place = next(iter(mention.values), None) or parse_dateline_place(page.text[mention.start : mention.end])
        if place:
            yield page.value("dateline_place", mention, place)


# Of WordPress and of a BBS.
_IN_COLUMNS = regex(r"在 (?P<columns>[^|\n]{1,30}?) ?分类下|\[(?:讨论区|版面|看板)[:：] ?(?P<board>[\w.-]{2,20})\]")
_OF_COLUMNS = ("分类下", "讨论区", "版面", "看板")
_LOOK_COLUMNS = 2000  # characters


def _section(page: Evidence, title: str) -> Iterable[FieldValue]:
    for mention in page.of_role("breadcrumb"):
        path = mention.values[1:] if mention.values[0] in _named_sites(page) else mention.values
        return [page.value("section", mention, step) for step in path if step != title]
    is_document = bool(page.of_role("document-number", "index-number"))
    for mention in () if is_document else page.labelled(_COLUMNS):
        stated = trim(behind_label(page.text, mention))
        columns = [trim(step) for step in re.split("[,，、/]", stated)]
        if stated and not re.search(r"\s", stated):
            return [page.value("section", mention, step) for step in columns if step]
    is_listed = any(word in page.text for word in _OF_COLUMNS)
    if is_listed and (told := _IN_COLUMNS.search(page.text, 0, _LOOK_COLUMNS)):
        start, end = told.span(told.lastgroup or 0)
        mention = Mention("breadcrumb", start, end)
        return [page.value("section", mention, trim(step)) for step in re.split("[,，、]", page.text[start:end])]
    for hint in page.hints:
        steps = _hinted_section(hint)
        if steps:
            return [FieldValue("section", step, hint.value, None, None, hint.origin, HINTED) for step in steps]
    return []


def _named_sites(page: Evidence) -> set[str]:
    """What the page says outside its text to be the site's name."""
    parts = [hinted_parts(hint.value) for hint in page.hints if hint.field in ("title", NAME)]
    return {hint.value for hint in page.hints if hint.field == "site_name"} | {p[-1] for p in parts if len(p) > 1}


def _hinted_section(hint: Hint) -> tuple[str, ...]:
    if hint.field != "section" or is_placeholder(hint.value):
        return ()
    steps = parse_section(hint.value) or tuple(re.split(r"\s*[/>|»›·、]\s*", hint.value.strip(" />|»›")))
    return steps if all(1 < len(step) <= _MAX_COLUMN and not is_home(fold(step)) for step in steps) else ()


_OF_TEXT = 0.33  # share of a page's keywords that stand in its text, where they are not the site's


def _keywords(page: Evidence, known: frozenset[str], title: str) -> Iterable[FieldValue]:
    """What the head states often is the title, the author and the site once more (`known`), or the site's own words."""
    shown = [page.value("keywords", m, word) for m in page.of_role("keyword") for word in m.values]
    stated = (m for m in page.stated if m.role == "keyword")
    shown = shown or [page.value("keywords", m, word) for m in stated for word in m.values]
    hinted = [
        FieldValue("keywords", word, hint.value, None, None, hint.origin, HINTED)
        for hint in page.hints
        if hint.field == "keywords"
        for word in parse_keywords(hint.value)
    ]
    told = fold(f"{title}\n{page.body}") if hinted else ""
    n_told = sum(fold(value.value) in told for value in hinted if value.value not in known)
    is_of_text = n_told >= _OF_TEXT * len(hinted) or any(value.origin.startswith("field:") for value in hinted)
    return shown or (hinted if n_told and is_of_text else [])


def _described(page: Evidence) -> Iterator[FieldValue]:
    """A page's description, where it speaks of this text and not of the site."""
    for hint in page.hints:
        value = hint.value.strip()
        if hint.field == "description" and len(value) >= _MIN_SUMMARY:
            pairs = set(pairwise(re.sub(r"\W", "", value)))
            known = set(pairwise(re.sub(r"\W", "", page.body[:20_000])))
            if len(pairs & known) >= _OF_BODY * len(pairs) and not _SLOGAN.search(value):
                yield FieldValue("summary", value, hint.value, None, None, hint.origin, HINTED)


def _of_other_texts(page: Evidence) -> set[str]:
    """What is counted again and again below the text: of the texts in a list, of the replies."""
    if not any(m.role == "counter" for m in page.mentions):
        return set()
    links = [m.start for m in page.mentions if m.role in ("related-links", "comment")]
    body = max((m.end for m in page.mentions if m.role in TEXT_ROLES), default=0)
    first = min((start for start in links if start >= body), default=len(page.text))
    below = (m for m in page.mentions if m.role == "counter" and m.start >= first)
    names = Counter(name for m in below for name in counted_names(fold(page.text[m.start : m.end])))
    return {name for name, n in names.items() if n > 1}


def _counters(page: Evidence) -> Iterator[FieldValue]:
    """As printed; what an element holds as a bare number counts where the page prints no word for it."""
    counted = _of_other_texts(page)
    counters = [m for m in (*page.mentions, *page.stated) if m.role == "counter"]
    for mention in sorted(counters, key=lambda m: m.start):
        start, end = stripped(page.text, mention.start, mention.end)
        for value in parse_counters(page.text[start:end]):
            name = value.partition("=")[0]
            if name in counted:
                continue  # of something else
            counted.add(name)
            yield FieldValue("counters", value, page.text[start:end], start, end, "text", LABELLED)
    for hint in page.hints:
        name, _, number = hint.value.partition("=")
        if hint.field == "counters" and name not in counted and (n := parse_number(number)) is not None:
            yield FieldValue("counters", f"{name}={n}", hint.value, None, None, hint.origin, HINTED)
