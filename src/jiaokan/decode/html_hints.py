"""What an HTML page states about itself outside its text: <title>, meta elements, Open Graph, JSON-LD, microdata,
RDFa, <time>, the canonical URL, its language.

Hints are values as they stand, not judged and not repaired; the split stage weighs them. Besides fields of `Record`
there are "description" and "language" (BCP 47, as the page has it). "url" is the page's own address and may be
relative, "source_url" is where the link behind 来源 leads.
See: https://ogp.me, https://schema.org/NewsArticle, https://json-ld.org, https://html.spec.whatwg.org/#microdata; the
page metadata of Chinese government sites (SiteName, ColumnName, ArticleTitle, PubDate, ContentSource); Baidu's
cambrian.jsonld (title, pubDate, upDate).
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from itertools import islice
from typing import TYPE_CHECKING

from jiaokan.decode.html_marks import counted_of, field_of, mark_of
from jiaokan.document import Hint
from jiaokan.regex import regex

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_HINTS = 500  # of a page; more are no metadata
MAX_VALUE = 5000  # characters of one

# `name`, `property` or `itemprop` of a meta element in lower case → field.
_META_FIELDS = {
    **dict.fromkeys(("og:title", "articletitle", "twitter:title", "headline", "dc.title", "citation_title"), "title"),
    **dict.fromkeys(
        (
            "author",
            "og:novel:author",
            "novel:author",
            "book:author",
            "article:author",
            "og:article:author",
            "dc.creator",
            "citation_author",
        ),
        "authors",
    ),
    **dict.fromkeys(("editor", "og:editor"), "editors"),
    **dict.fromkeys(("keywords", "news_keywords", "article:tag"), "keywords"),
    **dict.fromkeys(("description", "og:description"), "description"),
    **dict.fromkeys(("source", "contentsource", "article:source", "dc.source"), "source_name"),
    **dict.fromkeys(("og:site_name", "sitename", "application-name"), "site_name"),
    **dict.fromkeys(("article:section", "columnname"), "section"),
    **dict.fromkeys(
        (
            "article:published_time",
            "pubdate",
            "publishdate",
            "publish_date",
            "publishtime",
            "publish_time",
            "datepublished",
            "og:release_date",
            "og:pubdate",
            "og:published_time",
            "article:create_at",
            "apub:time",
            "bytedance:published_time",
            "dc.date",
            "dc.date.issued",
            "dcterms.issued",
            "date",
            "publish-date",
            "published",
            "published_time",
            "pubtime",
            "publication_date",
            "publicationdate",
            "firstpublishtime",
            "releasedate",
            "release_date",
            "article:published",
            "article.published",
            "parsely-pub-date",
            "sailthru.date",
            "dc.date.created",
            "dc.date.published",
            "dcterms.created",
            "dcterms.date",
            "citation_publication_date",
            "citation_online_date",
            "citation_date",
            "uploaddate",
            "video:release_date",
            "og:video:release_date",
        ),
        "published_at",
    ),
    **dict.fromkeys(
        (
            "article:modified_time",
            "og:updated_time",
            "article:update_at",
            "bytedance:updated_time",
            "bytedance:lrdate_time",
            "datemodified",
            "dcterms.modified",
            "dc.date.modified",
            "last-modified",
            "lastmodified",
            "lastmod",
            "update_time",
            "updatetime",
        ),
        "updated_at",
    ),
    **dict.fromkeys(("og:url", "url"), "url"),
    **dict.fromkeys(("og:locale", "dc.language", "content-language"), "language"),
}
# Properties of schema.org, in JSON-LD and in microdata; Baidu's title, pubDate, upDate.
_SCHEMA_FIELDS = {
    "headline": "title",
    "title": "title",
    "alternativeHeadline": "subtitle",
    "datePublished": "published_at",
    "pubDate": "published_at",
    "uploadDate": "published_at",
    "dateCreated": "published_at",
    "dateModified": "updated_at",
    "upDate": "updated_at",
    "author": "authors",
    "creator": "authors",
    "editor": "editors",
    "publisher": "site_name",
    "keywords": "keywords",
    "articleSection": "section",
    "description": "description",
    "mainEntityOfPage": "url",
    "inLanguage": "language",
}
_ITEM_FIELDS = {name: field for name, field in _SCHEMA_FIELDS.items() if name not in {"title", "description"}}
_RDFA_PREFIX = regex(r"^(?:schema|dc|dcterms|sioc):|^https?://schema\.org/", re.IGNORECASE)
_MARKS_AN_ARTICLE = {"headline", "datePublished", "pubDate", "uploadDate"}
_SOURCE_LABEL = regex(r"(?:来源|來源|转自|轉自|稿源|出处|出處|原文链接|本文链接)\s*[:：]\s*$")
_OF_LIST = regex(r"(?:^|[-_ ])(?:tj|item|list|hot|rank|recommend|related|sidebar)(?:$|[-_ ])", re.IGNORECASE)
_LOOK_NAMED = 3000  # elements of a page, for those named after a field
_LOOK_LINKS = 500  # of a page, for that of its source
_SECONDS_SINCE_1970 = 10  # digits, from 2001 on
_LOOK = 50  # nodes of an element in which a name is looked for


def find_hints(tree: LexborHTMLParser) -> tuple[Hint, ...]:
    """In the order of the page within each kind, <title> first; each once."""
    stated = (
        hint
        for hint in _iter_hints(tree)
        if len(hint.value) <= MAX_VALUE and not (hint.field in {"authors", "editors"} and _is_url(hint.value))
    )
    return tuple(dict.fromkeys(islice(stated, MAX_HINTS)))


def _is_url(value: str) -> bool:
    return value.startswith(("http://", "https://"))


def _iter_hints(tree: LexborHTMLParser) -> Iterator[Hint]:
    title = tree.css_first("head title")
    if title is not None and (text := _flat(title)):
        yield Hint("title", text, "title")
    yield from _meta_hints(tree)
    for script in tree.css('script[type^="application/ld+json" i]'):
        yield from _ld_hints(script.text())
    for script in tree.css(f'script[type="{WECHAT}"]'):
        yield from _wechat_hints(script.text())
    for node in tree.css("body [itemprop], body [property]"):
        yield from _item_hints(node)
    yield from _time_hints(tree)
    for link in islice(tree.css("x-a[href]"), _LOOK_LINKS):
        before = link.prev
        url = (link.attributes.get("href") or "").strip()
        is_named = before is not None and before.is_text_node and _SOURCE_LABEL.search(before.text_content or "")
        if is_named and _is_url(url):
            yield Hint("source_url", url, "link")
            break
    yield from _named_hints(tree)
    canonical = tree.css_first('link[rel~="canonical" i][href]')
    if canonical is not None and (url := (canonical.attributes.get("href") or "").strip()):
        yield Hint("url", url, "canonical")
    language = tree.root.attributes.get("lang") or tree.root.attributes.get("xml:lang") if tree.root else None
    if language and language.strip():
        yield Hint("language", language.strip(), "html:lang")


_LOOK_TIMES = 20  # elements of a page


def _time_hints(tree: LexborHTMLParser) -> Iterator[Hint]:
    """The first <time> of the text, one of publication before any other: not of a link, a reply or another article."""
    heading = tree.css_first("h1")
    own = _article_of(heading) if heading is not None else None
    for time in (*tree.css("time[pubdate]"), *islice(tree.css("time"), _LOOK_TIMES)):
        article = _article_of(time)
        is_other = article is not None and own is not None and article.mem_id != own.mem_id
        stated = (time.attributes.get("datetime") or "").strip() or _flat(time)
        if stated and not is_other and not _is_elsewhere(time):
            yield Hint("published_at", stated, "time")
            break


def _article_of(node: LexborNode) -> LexborNode | None:
    """The innermost <article> an element stands in."""
    above: LexborNode | None = node
    for _ in range(_MAX_ANCESTORS):
        if above is None or above.tag == "article":
            return above
        above = above.parent
    return None


WECHAT = "text/x-wechat"  # of a script of which nothing is left but what it states
_WECHAT = regex(r"""var (ct|nickname|msg_title) *= *(?:htmlDecode\()?["']([^"'\n]{1,200})["']""")
_BEIJING = timezone(timedelta(hours=8))


def stated_by_wechat(script: str) -> str:
    """A WeChat article prints its date and account by script: `var ct = "1620169200"` is when it was published."""
    return "\n".join(found[0] for found in _WECHAT.finditer(script)) if "var ct" in script else ""


def _wechat_hints(script: str) -> Iterator[Hint]:
    for name, value in _WECHAT.findall(script):
        if name != "ct":
            yield Hint("source_name" if name == "nickname" else "title", value, f"script:{name}")
        elif value.isdecimal() and len(value) == _SECONDS_SINCE_1970:
            yield Hint("published_at", f"{datetime.fromtimestamp(int(value), _BEIJING):%Y-%m-%d %H:%M}", "script:ct")


def _flat(node: LexborNode) -> str:
    return " ".join(node.text().split())


def _meta_hints(tree: LexborHTMLParser) -> Iterator[Hint]:
    for meta in tree.css("meta[content]"):
        attributes = meta.attributes
        value = (attributes.get("content") or "").strip()
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = (attributes.get(key) or "").strip().lower()
            if value and name in _META_FIELDS:
                yield Hint(_META_FIELDS[name], value, name if ":" in name else f"meta:{name}")
                break


def _item_hints(node: LexborNode) -> Iterator[Hint]:
    """Microdata (itemprop) and RDFa (property) of elements in the body; of a person or thing its name."""
    attributes = node.attributes
    if node.tag == "meta" and "itemprop" not in attributes:
        return  # told above
    for stated in (attributes.get("itemprop") or attributes.get("property") or "").split():
        name = _RDFA_PREFIX.sub("", stated)
        if name not in _ITEM_FIELDS:
            continue
        field = _ITEM_FIELDS[name]
        url = attributes.get("href") or attributes.get("itemid") if field == "url" else None
        value = url or attributes.get("content") or attributes.get("datetime") or _name(node)
        if value.strip():
            yield Hint(field, value.strip(), f"microdata:{name}" if "itemprop" in attributes else f"rdfa:{name}")


_MAX_NAMED = 40  # characters of an element that holds one value
_MAX_ANCESTORS = 24
_ELSEWHERE = {"aside", "comment", "footer", "nav", "pager", "advertisement"}


def _named_hints(tree: LexborHTMLParser) -> Iterator[Hint]:
    """Short elements whose class or id says what they hold: <span class="source">. The first of each field."""
    seen: set[str] = set()
    for node in islice(tree.css("body [class],body [id]"), _LOOK_NAMED):
        name = name_of(node)
        counted = counted_of(name) if name else None
        field = "counters" if counted else field_of(name) if name else None
        if not field or (counted or field) in seen:
            continue
        text = " ".join(node.text(separator=" ").split()) if field == "authors" else _flat(node)  # name and badge
        if field == "published_at":
            text = _moment(node, text)
        elif counted:
            text = f"{counted}={text}" if _BARE_NUMBER.fullmatch(text) else ""
        if text and len(text) <= _MAX_NAMED and not _is_elsewhere(node):
            seen.add(counted or field)
            yield Hint(field, text, f"class:{name[:40]}")


_BARE_NUMBER = regex(r"[(\[（]?\d[\d,.]*[万wWkK]?\+?[)\]）]?")
_MOMENTS = (
    "datetime",
    "data-time",
    "data-timestamp",
    "data-date",
    "data-datetime",
    "data-pubtime",
    "data-publish-time",
    "data-utime",
    "title",
)
_VISIT = regex(r"[星礼禮]期|週|周[一二三四五六日]")


def _moment(node: LexborNode, text: str) -> str:
    """What an element says of its date: the text, or where that is 3天前 what stands behind it in an attribute.

    Nothing for the day of the visit, in the bar of a site, and for what has no number.
    """
    if not re.search(r"(?:19|20)\d\d|[〇零○]", text):
        for inner in (node, *islice(node.css("[title],[datetime],[data-time],[data-timestamp]"), 2)):
            for name in _MOMENTS:
                stated = (inner.attributes.get(name) or "").strip()
                if re.match(r"(?:19|20)\d\d\D|1\d{9}", stated):
                    return stated
    return "" if _VISIT.search(text) and not re.search(r"\d:\d\d", text) else text


def _is_elsewhere(node: LexborNode) -> bool:
    """In a list of links, a comment or the like."""
    if _OF_LIST.search(name_of(node)):
        return True
    above: LexborNode | None = node
    for _ in range(_MAX_ANCESTORS):
        if above is None:
            break
        if mark_of(above.tag or "", name_of(above)) in _ELSEWHERE:
            return True
        above = above.parent
    return False


def name_of(node: LexborNode) -> str:
    """The class and the id of an element in one string."""
    attributes = node.attributes
    return f"{attributes.get('class') or ''} {attributes.get('id') or ''}".strip()


def _name(node: LexborNode) -> str:
    """The text of an element, or of the name in it. Of its beginning only: elements left open hold half the page."""
    texts: list[str] = []
    for inner in islice(node.traverse(include_text=True), _LOOK):
        if inner.is_text_node:
            texts.append(inner.text_content or "")
        elif (
            "name"
            in (inner.attributes.get("itemprop") or inner.attributes.get("property") or "").split(":")[-1].split()
        ):
            return inner.attributes.get("content") or _flat(inner)
    return " ".join("".join(texts).split())


def _ld_hints(script: str) -> Iterator[Hint]:
    """JSON-LD that can't be read gives none: pages carry it for search engines, and often broken."""
    value = _parse(script)
    things: list[dict[str, object]] = []
    rest: deque[object] = deque([value])
    while rest:
        value = rest.popleft()
        if isinstance(value, list):
            rest += value
        elif isinstance(value, dict):
            things.append(value)
            rest += (value.get("@graph"), value.get("mainEntity"))
    by_id = {thing["@id"]: thing for thing in things if isinstance(thing.get("@id"), str)}
    for thing in things:
        if not _MARKS_AN_ARTICLE.isdisjoint(thing):
            for key, field in _SCHEMA_FIELDS.items():
                if key == "creator" and thing.get("author"):
                    continue  # who typed it in
                yield from (Hint(field, text, f"json-ld:{key}") for text in _texts(thing.get(key), by_id, key))
        elif path := _breadcrumb(thing):
            yield Hint("section", path, "json-ld:itemListElement")


def _parse(script: str) -> object:
    """None where it is no JSON, also without what stands around it and commas too many."""
    script = script.strip()
    if "![CDATA[" in script[:20]:
        script = script.partition("![CDATA[")[2].rpartition("]]>")[0]
    bare = script[script.find("{") : script.rfind("}") + 1]
    for text in (script, re.sub(r",(\s*[}\]])", r"\1", bare)):
        try:
            value: object = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            continue
        return value
    return None


def _texts(value: object, by_id: dict[object, dict[str, object]], key: str) -> Iterator[str]:
    """A string, a thing with a name (or with a URL, where one is wanted), or a list of these."""
    for item in value if isinstance(value, list) else [value]:
        text = item
        if isinstance(item, dict):
            identity = item.get("@id")
            known = by_id.get(identity, item) if isinstance(identity, str) else item
            text = identity or item.get("url") if key == "mainEntityOfPage" else item.get("name") or known.get("name")
        if isinstance(text, str) and text.strip():
            yield text.strip()


def _breadcrumb(thing: dict[str, object]) -> str | None:
    """The names of a BreadcrumbList, outermost first: "首页 > 新闻 > 本地"."""
    steps = thing.get("itemListElement")
    if thing.get("@type") != "BreadcrumbList" or not isinstance(steps, list):
        return None
    names = []
    for step in steps:
        item = step.get("item") if isinstance(step, dict) else None
        name = (
            step.get("name") or (item.get("name") if isinstance(item, dict) else None) if isinstance(step, dict) else 0
        )
        if isinstance(name, str) and name.strip():
            names.append(name.strip())
    return " > ".join(names) or None
