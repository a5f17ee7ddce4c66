"""Fields: whose word counts, and where each value stands (`settle`).

Precedence: what the page prints, in the order printed (a publication date before a date of update, a labelled value
before one that only stands where such values stand); then the hints of an HTML page or a row, in the order the decode
stage lists them; then the source's settings. A hint never replaces a printed value; which printed line is the title
is decided in title.py, with the hint as one witness.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from dataclasses import fields as fields_of
from itertools import pairwise
from typing import Any

from jiaokan.document import Hint
from jiaokan.record import FieldValue
from jiaokan.split.confidence import HINTED, LABELLED, SETTINGS, by_place
from jiaokan.split.headers import ACCOUNT
from jiaokan.split.hinted import hinted_people, of_class
from jiaokan.split.page import NAME, Mention, Role, fold
from jiaokan.split.people.labelled import pick_writers
from jiaokan.split.structure import SIGNED
from jiaokan.split.titles.headline import HINT_SEPARATOR
from jiaokan.split.values import (
    MEDIA,
    is_of_visit,
    is_placeholder,
    is_site_like,
    parse_counters,
    parse_date,
    parse_dateline_place,
    parse_keywords,
    parse_section,
    parse_site,
    parse_source,
    parse_url,
    trim,
)

_WRITTEN = ("成文", "生成", "印发")  # dates of the document, not of the page
_REPORTER = re.compile("记者|报道")
_CORRESPONDENT = re.compile("通讯员")
_CREDIT = re.compile("记者|通讯员|作者|撰稿|撰文|文[:/字]|供稿|执笔|编译|整理|评论员|实习生")
_PLACES = {"地区", "发布地区", "所属地区", "所在地区", "IP属地", "发布地", "地域", "省份"}
_URLS = {"原文链接", "本文链接", "原文地址", "来源网址", "原文网址", "网址", "来源链接"}
_CRAWLED = {"抓取时间", "采集时间", "爬取时间", "入库时间"}
_COLUMNS = {"分类于", "归类于", "所属栏目", "所在栏目", "文章分类"}
_EFFECTIVE = {"生效日期", "生效时间", "实施日期", "施行日期", "实施时间", "施行时间"}
_MIN_SUMMARY = 10  # characters
_OF_BODY = 0.3  # share of a description's pairs of characters that stand in the body, where it is of the body
_NAMES_SITE = {"title", "site_name", NAME}
_STEM = re.compile(
    r"\b([A-Za-z][\w-]+)\.(?:com|cn|net|org|me|io|cc|tv|info|blog|site|top|xyz|dev|tw|hk)\b"
)  # oldroad.me
_SLOGAN = re.compile(r"(?:官方|门户|新闻)?网站?[,，是]|为您提供|致力于|欢迎(?:您|访问)|最新最全|免费(?:下载|阅读)")


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


class _Page:
    """What is known of a page, asked field by field."""

    def __init__(self, text: str, mentions: Sequence[Mention], hints: Sequence[Hint], body: str) -> None:
        self.text = text
        self.mentions = mentions
        self.hints = hints
        self.body = body

    def of_role(self, *roles: Role) -> Iterator[Mention]:
        return (mention for mention in self.mentions if mention.role in roles and mention.values)

    def labelled(self, labels: Iterable[str]) -> Iterator[Mention]:
        wanted = set(labels)
        return (mention for mention in self.mentions if mention.label in wanted)

    def value(self, field: str, mention: Mention, value: str) -> FieldValue:
        """A printed value, with the place where it is printed."""
        pattern = r"\s*".join(map(re.escape, "".join(value.split())))
        found = re.compile(pattern).search(self.text, mention.start, mention.end) if pattern else None
        start, end = found.span() if found else _stripped(self.text, mention.start, mention.end)
        origin = f"label:{mention.label}" if mention.label else "text"
        return FieldValue(
            field, value, self.text[start:end], start, end, origin, LABELLED if mention.label else by_place(field)
        )

    def hinted(self, field: str, parse: Callable[[str], str | None]) -> Iterator[FieldValue]:
        for hint in self.hints:
            if hint.field != field:
                continue
            stated = of_class(hint) if hint.origin.startswith("class:") else (hint.value,)
            value = parse(stated[0]) if stated else None
            if value:
                sure = SETTINGS if hint.origin == "settings" else HINTED
                yield FieldValue(field, value, hint.value, None, None, hint.origin, sure)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())


def settle(
    text: str, title: FieldValue | None, mentions: Sequence[Mention], hints: Sequence[Hint], body: str = ""
) -> tuple[FieldValue, ...]:
    """The values of a document's fields: the one that counts, or all of a list in their order."""
    page = _Page(text, mentions, hints, body)
    authors = tuple(_authors(page))
    section = tuple(_section(page, title.value if title else ""))
    site = tuple(
        _first(
            _printed(page, "site_name", "site-name"),
            _account(page),
            page.hinted("site_name", parse_site),
            _site_of_title(page, {step.value for step in section}),
        )
    )
    known = frozenset(value.value for value in (*authors, *section, *site, *([title] if title else ())))
    found: tuple[Iterable[FieldValue], ...] = (
        [title] if title else [],
        _first(_printed(page, "subtitle", "subtitle"), page.hinted("subtitle", str.strip)),
        (replace(author, field="authors") for author in authors),
        (author for author in authors if author.field in {"reporters", "correspondents"}),
        _people(page, "editors", "editor"),
        _first(_source(page), page.hinted("source_name", parse_source)),
        _first(_source_url(page), page.hinted("source_url", parse_url)),
        _first(page.hinted("url", str.strip)),
        site,
        _first(_published(page, title), page.hinted("published_at", _date)),
        _first(_printed(page, "updated_at", "update-date"), page.hinted("updated_at", _date)),
        _first(_labelled(page, "crawled_at", _CRAWLED, _date), page.hinted("crawled_at", _date)),
        _first(_dateline(page)),
        section,
        _keywords(page, known),
        _first(_printed(page, "summary", "summary"), page.hinted("summary", str.strip), _described(page)),
        _first(_printed(page, "document_number", "document-number"), page.hinted("document_number", str.strip)),
        _first(_printed(page, "index_number", "index-number"), page.hinted("index_number", str.strip)),
        _first(
            _printed(page, "issuing_body", "issuing-body"), page.hinted("issuing_body", str.strip), _signed_body(page)
        ),
        _first(_labelled(page, "effective_date", _EFFECTIVE, _date), page.hinted("effective_date", _date)),
        _first(_labelled(page, "place", _PLACES, _place), page.hinted("place", _place)),
        _counters(page),
    )
    return tuple(value for values in found for value in values)


def gather(values: Sequence[FieldValue]) -> Fields:
    """The values as the columns of a document: all of a list, the first of any other."""
    found: dict[str, Any] = {}
    for field in fields_of(Fields):
        of_field = dict.fromkeys(value.value for value in values if value.field == field.name)
        found[field.name] = tuple(of_field) if field.default == () else next(iter(of_field), None)
    date = found["published_at"]
    return Fields(**{**found, "published_precision": precision(date) if date else None})


def precision(date: str) -> str:
    """Of an ISO 8601 date: year, month, day, minute or second."""
    day, _, time = date.partition("T")
    if time:
        return "second" if re.match(r"\d\d:\d\d:\d\d", time) else "minute"
    return ("year", "month", "day")[day.count("-")]


def _first(*candidates: Iterable[FieldValue]) -> Iterable[FieldValue]:
    """The first value of the first candidates that have one."""
    return next(([value] for values in candidates for value in values), [])


def _printed(page: _Page, field: str, role: Role) -> Iterator[FieldValue]:
    return (page.value(field, mention, mention.values[0]) for mention in page.of_role(role))


def _labelled(
    page: _Page, field: str, labels: Iterable[str], parse: Callable[[str], str | None]
) -> Iterator[FieldValue]:
    for mention in page.labelled(labels):
        printed = re.sub(r"^[^:|/]*[:|/]", "", page.text[mention.start : mention.end], count=1)
        stated = mention.values[0] if mention.values else parse(_behind_label(page.text, mention) or printed)
        if stated:
            yield page.value(field, mention, stated)


def _behind_label(text: str, mention: Mention) -> str:
    printed = text[mention.start : mention.end]
    label = re.match(r"\s*" + r"\s*".join(map(re.escape, mention.label)) + r"\s*[:|/]?\s*", fold(printed))
    return printed[label.end() :].strip() if label else ""


def _authors(page: _Page) -> Iterator[FieldValue]:
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


def _people(page: _Page, field: str, role: Role) -> Iterator[FieldValue]:
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


def _source(page: _Page) -> Iterator[FieldValue]:
    """A source behind its label, wherever it stands, before a medium that is only printed beside the date."""
    sources = list(page.of_role("source"))
    labelled = [m for m in sources if m.label and m.label != ACCOUNT]
    return (page.value("source_name", mention, mention.values[0]) for mention in [*labelled, *sources])


def _account(page: _Page) -> Iterator[FieldValue]:
    """The account a text stands under, where it names another source."""
    sources = list(page.of_role("source"))
    if any(m.label != ACCOUNT for m in sources):
        named = {m.values[0] for m in sources if m.label != ACCOUNT}
        accounts = (m for m in sources if m.label == ACCOUNT and m.values[0] not in named)
        yield from (page.value("site_name", m, m.values[0]) for m in accounts)


def _site_of_title(page: _Page, columns: Collection[str]) -> Iterator[FieldValue]:
    """What stands last in the <title>, where it is the name of a site by its form, or the page prints it too."""
    for hint in page.hints:
        parts = HINT_SEPARATOR.split(hint.value) if hint.field in ("title", NAME) else []
        name = parse_site(parts[-1]) if len(parts) > 1 else None
        if name and name not in columns:
            flat = fold(name)
            is_site = is_site_like(flat) or MEDIA.fullmatch(flat) is not None
            if is_site or name in page.text:
                yield FieldValue("site_name", name, hint.value, None, None, hint.origin, HINTED)


def _source_url(page: _Page) -> Iterator[FieldValue]:
    """Behind 原文链接, or behind 来源 itself."""
    for mention in page.mentions:
        if mention.label in _URLS or (mention.role == "source" and mention.label):
            url = parse_url(page.text[mention.start : mention.end])
            if url:
                yield page.value("source_url", mention, url)


def _published(page: _Page, title: FieldValue | None) -> Iterator[FieldValue]:
    """A date behind 发布时间, else one with a time of day, else the first below the title, else the last.

    A page may open with the date of today.
    """
    from_title = (title.start or 0) if title else len(page.text)
    is_paper = any(m.label == "版次" for m in page.mentions)
    dates = [
        m
        for m in page.of_role("date")
        if not m.label.startswith(_WRITTEN) and (is_paper or m.start > from_title or not _is_of_today(page, m))
    ]
    labelled = [m for m in dates if m.label not in ("", "时间", "日期")] or [m for m in dates if "T" in m.values[0]]
    chosen = [*labelled, *(m for m in dates if m.start > from_title), *dates[::-1], *_signed_dates(page)]
    return (page.value("published_at", mention, mention.values[0]) for mention in chosen)


def _is_of_today(page: _Page, mention: Mention) -> bool:
    """A date with its day of the week stands in the bar of a site: the day of the visit."""
    return not mention.label and is_of_visit(page.text[mention.start : mention.start + 40].partition("\n")[0])


def _signed_dates(page: _Page) -> Iterable[Mention]:
    """An official document, and what a body signs, is published when it is signed; what a person signs isn't."""
    is_official = any(page.of_role("document-number", "index-number", "issuing-body"))
    written = [m for m in page.of_role("date") if m.label.startswith(_WRITTEN)]
    signed = [m for m in page.of_role("signature") if m.label == "落款日期"]
    is_issued = any(m.label == "落款" for m in page.of_role("signature"))
    return [*(written if is_official else ()), *(signed if is_official or is_issued else ())]


def _signed_body(page: _Page) -> Iterator[FieldValue]:
    is_official = any(page.of_role("document-number", "index-number"))
    signed = (m for m in page.of_role("signature") if m.label == "落款")
    return (page.value("issuing_body", m, m.values[0]) for m in signed if is_official)


def _date(text: str) -> str | None:
    found = parse_date(text)
    return found[0] if found else None


def _place(text: str) -> str | None:
    flat = text.strip()
    return flat if re.fullmatch(r"[\u4e00-\u9fff]{2,12}", flat) and not is_placeholder(flat) else None


def _dateline(page: _Page) -> Iterator[FieldValue]:
    for mention in page.mentions:
        if mention.role != "dateline":
            continue
        place = next(iter(mention.values), None) or parse_dateline_place(page.text[mention.start : mention.end])
        if place:
            yield page.value("dateline_place", mention, place)


def _section(page: _Page, title: str) -> Iterable[FieldValue]:
    for mention in page.of_role("breadcrumb"):
        return [page.value("section", mention, step) for step in mention.values if step != title]
    for mention in page.labelled(_COLUMNS):
        if step := trim(_behind_label(page.text, mention)):
            return [page.value("section", mention, step)]
    for hint in page.hints:
        steps = _hinted_section(hint)
        if steps:
            return [FieldValue("section", step, hint.value, None, None, hint.origin, HINTED) for step in steps]
    return []


def _hinted_section(hint: Hint) -> tuple[str, ...]:
    if hint.field != "section" or is_placeholder(hint.value):
        return ()
    return parse_section(hint.value) or ((hint.value.strip(),) if 1 < len(hint.value.strip()) <= 20 else ())


def _keywords(page: _Page, known: frozenset[str]) -> Iterable[FieldValue]:
    """Stated in the page's head they often are the title, the author and the site once more (`known`)."""
    printed = [page.value("keywords", m, word) for m in page.of_role("keyword") for word in m.values]
    hinted = [
        FieldValue("keywords", word, hint.value, None, None, hint.origin, HINTED)
        for hint in page.hints
        if hint.field == "keywords"
        for word in parse_keywords(hint.value)
    ]
    return printed or ([] if {value.value for value in hinted} <= known else hinted)


def _described(page: _Page) -> Iterator[FieldValue]:
    """A page's description, where it speaks of this text and not of the site."""
    for hint in page.hints:
        value = hint.value.strip()
        if hint.field == "description" and len(value) >= _MIN_SUMMARY:
            pairs = set(pairwise(re.sub(r"\W", "", value)))
            known = set(pairwise(re.sub(r"\W", "", page.body[:20_000])))
            if len(pairs & known) >= _OF_BODY * len(pairs) and not _SLOGAN.search(value):
                yield FieldValue("summary", value, hint.value, None, None, hint.origin, HINTED)


def _counters(page: _Page) -> Iterator[FieldValue]:
    for mention in page.mentions:
        if mention.role == "counter":
            start, end = _stripped(page.text, mention.start, mention.end)
            for value in parse_counters(page.text[start:end]):
                yield FieldValue("counters", value, page.text[start:end], start, end, "text", LABELLED)
