"""An HTML page → the text a reader sees, one block a line, and what the page states about itself (`hints`).

White space collapses as in a browser (U+00A0 and U+3000 stay); blocks and <br> end a line, inline elements don't;
table cells are parted by a tab; ruby readings stand in parentheses. Entities are resolved once, by the parser.
What is hidden by a style or attribute of its own is left out, unless most of the page would go with it.

Limits: no style sheets and no scripts are run; list numbers and quotation marks that only a style sheet adds are
not in the text; empty lines between blocks are not kept.
Hints are values as they stand, not judged and not repaired; the split stage weighs them.
See: https://html.spec.whatwg.org/#the-innertext-idl-attribute, https://ogp.me, https://schema.org/NewsArticle; the
page metadata of Chinese government sites (SiteName, ColumnName, ArticleTitle, PubDate, ContentSource).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from jiaokan.document import Hint

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_DEPTH = 512  # of nested elements, as in Blink; the parser's time is quadratic in the depth


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_DROPPED = _tags(
    "head title script style noscript template iframe noframes noembed object audio video canvas datalist rp"
)
_BLOCKS = _tags(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol "
    "optgroup option p pre search section select summary table tbody textarea tfoot thead tr ul xmp"
)
_PREFORMATTED = _tags("pre listing xmp textarea")
_CELLS = _tags("td th")

# Elements that end one another rather than nest; an unclosed one is no depth.
_FLAT = _tags("p li dt dd td th tr tbody thead tfoot option optgroup")
_VOID = _tags("area base br col embed hr img input link meta param source track wbr")
_MARKUP = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<raw>script|style|textarea|title|xmp|iframe)\b.*?(?:</(?P=raw)\s*>|\Z)"
    r"|<(?P<end>/?)(?P<name>[a-z][^\s/<>]*)[^<>]*>",
    re.IGNORECASE | re.DOTALL,
)
_HTML_TYPE = re.compile(r"\s*(text/html|application/xhtml\+xml)\b", re.IGNORECASE)
_PLAIN_TYPE = re.compile(r"\s*text/plain\b", re.IGNORECASE)
_HTML_NAME = re.compile(r"\.(html?|xhtml|shtml)(\.(gz|bz2|xz|zst))?(\.part)?(#copy=\d+)?$", re.IGNORECASE)
_HTML_START = re.compile(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.{0,2000}?-->\s*)?<(!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_BLOCK_START = re.compile(r"\s*<(div|p|table|section|article|h[1-6]|ul|ol|span|center)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(div|p|br|span|td|tr|table|tbody|a|li|ul|ol|h[1-6]|font|img|strong|em|section|center)\b[^<>]*>", re.IGNORECASE
)
_WHITE = re.compile(r"[ \t\n\r\f]+")
_HIDDEN_STYLE = re.compile(r"display\s*:\s*none", re.IGNORECASE)


def is_page(text: str, name: str, content_type: str) -> bool:
    """By content type, name, or looks. A text that merely holds a few tags is none; nor is a page without any."""
    if "<" not in text or _PLAIN_TYPE.match(content_type):
        return False
    if _HTML_TYPE.match(content_type) or _HTML_NAME.search(name) or _HTML_START.match(text):
        return True
    n_tags = len(_TAG.findall(text[: 1 << 16]))
    if _BLOCK_START.match(text) and text.rstrip().endswith(">"):
        return n_tags >= 2
    return n_tags >= 20 and n_tags * 200 >= min(len(text), 1 << 16)


@dataclass(frozen=True, slots=True)
class Page:
    text: str
    hints: tuple[Hint, ...]


def read_page(html: str) -> Page:
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(_flattened(html))
    if tree.root is None:
        return Page("", ())
    text = _visible(tree.root, skip_hidden=True)
    if "hidden" in html or "none" in html:
        whole = _visible(tree.root, skip_hidden=False)
        if len(text) * 2 < len(whole):  # shown by a script later
            text = whole
    return Page(text, find_hints(tree))


@dataclass(slots=True)
class _Lines:
    """Text as it is laid out."""

    lines: list[str] = field(default_factory=list)
    current: list[str] = field(default_factory=list)

    def add(self, text: str) -> None:
        text = _WHITE.sub(" ", text)
        if not self.current or self.current[-1][-1] in " \t":
            text = text.removeprefix(" ")
        if text:
            self.current.append(text)

    def add_preformatted(self, text: str) -> None:
        first, *rest = text.split("\n")
        self.current += [first] if first else []
        for line in rest:
            self.lines.append("".join(self.current))
            self.current = [line] if line else []

    def end_line(self) -> None:
        line = "".join(self.current).rstrip(" \t")
        if line:
            self.lines.append(line)
        self.current.clear()

    def start_cell(self) -> None:
        if self.current:
            self.current.append("\t")

    def end_reading(self) -> None:
        if self.current and self.current[-1] == "(":
            self.current.pop()  # an empty <rt>
        else:
            self.current.append(")")


def _visible(root: LexborNode, *, skip_hidden: bool) -> str:
    """Depth first with a stack of our own: pages nest deeper than Python recurses."""
    out = _Lines()
    entered: list[tuple[LexborNode, str]] = []
    n_preformatted = 0
    node: LexborNode | None = root
    while node is not None or entered:
        if node is None:
            node, tag = entered.pop()
            n_preformatted -= tag in _PREFORMATTED
            _leave(tag, out)
            node = node.next
        elif node.is_text_node:
            (out.add_preformatted if n_preformatted else out.add)(node.text_content or "")
            node = node.next
        elif node.is_element_node:
            tag = node.tag or ""
            if tag in _DROPPED or (skip_hidden and _is_hidden(node)):
                node = node.next
                continue
            _enter(tag, out)
            n_preformatted += tag in _PREFORMATTED
            entered.append((node, tag))
            node = node.first_child
        else:
            node = node.next
    out.end_line()
    return "\n".join(out.lines)


def _enter(tag: str, out: _Lines) -> None:
    if tag in _BLOCKS:
        out.end_line()
    elif tag in _CELLS:
        out.start_cell()
    elif tag == "rt":
        out.current.append("(")


def _leave(tag: str, out: _Lines) -> None:
    if tag in _BLOCKS:
        out.end_line()
    elif tag == "rt":
        out.end_reading()


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN_STYLE.search(attributes.get("style") or ""))


def _flattened(html: str) -> str:
    """The page with its tags below MAX_DEPTH taken out; a block's tag there becomes <br>."""
    if html.count("<") <= MAX_DEPTH:
        return html
    depth = 0

    def keep(found: re.Match[str]) -> str:
        nonlocal depth
        name = (found["name"] or "").lower()
        if not name or name in _FLAT or name in _VOID or found[0].endswith("/>"):
            return found[0]
        if found["end"]:
            depth = max(0, depth - 1)
            is_kept = depth < MAX_DEPTH
        else:
            depth += 1
            is_kept = depth <= MAX_DEPTH
        return found[0] if is_kept else "<br>" if name in _BLOCKS else ""

    return _MARKUP.sub(keep, html)


# `name`, `property` or `itemprop` of a meta element in lower case → field of Record ("description" has none there).
_META_FIELDS = {
    **dict.fromkeys(("og:title", "articletitle", "twitter:title", "headline"), "title"),
    **dict.fromkeys(("author", "article:author", "og:article:author", "dc.creator"), "authors"),
    **dict.fromkeys(("editor", "og:editor"), "editors"),
    **dict.fromkeys(("keywords", "news_keywords", "article:tag"), "keywords"),
    **dict.fromkeys(("description", "og:description"), "description"),
    **dict.fromkeys(("source", "contentsource", "article:source"), "source_name"),
    **dict.fromkeys(("og:site_name", "sitename", "application-name"), "site_name"),
    **dict.fromkeys(("article:section", "columnname"), "section"),
    **dict.fromkeys(
        (
            "article:published_time",
            "pubdate",
            "publishdate",
            "publish_date",
            "datepublished",
            "og:release_date",
            "og:pubdate",
            "article:create_at",
            "apub:time",
            "dc.date",
            "date",
        ),
        "published_at",
    ),
}
_LD_FIELDS = {
    "headline": "title",
    "datePublished": "published_at",
    "author": "authors",
    "publisher": "site_name",
    "keywords": "keywords",
    "articleSection": "section",
}


def find_hints(tree: LexborHTMLParser) -> tuple[Hint, ...]:
    """In the order of the page, <title> first; each once."""
    return tuple(dict.fromkeys(_iter_hints(tree)))


def _iter_hints(tree: LexborHTMLParser) -> Iterator[Hint]:
    title = tree.css_first("head title")
    if title is not None and (text := " ".join(title.text().split())):
        yield Hint("title", text, "title")
    for meta in tree.css("meta"):
        attributes = meta.attributes
        name = (
            (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").strip().lower()
        )
        value = (attributes.get("content") or "").strip()
        if value and name in _META_FIELDS:
            yield Hint(_META_FIELDS[name], value, name if ":" in name else f"meta:{name}")
    for script in tree.css('script[type="application/ld+json"]'):
        yield from _ld_hints(script.text())
    time = tree.css_first("time[datetime]")
    if time is not None and (stated := (time.attributes.get("datetime") or "").strip()):
        yield Hint("published_at", stated, "time")


def _ld_hints(script: str) -> Iterator[Hint]:
    """JSON-LD that can't be read gives none: pages carry it for search engines, and often broken."""
    try:
        value: object = json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return
    rest = [value]
    while rest:
        value = rest.pop(0)
        if isinstance(value, list):
            rest += value
        elif isinstance(value, dict):
            rest.append(value.get("@graph"))
            if "headline" in value or "datePublished" in value:
                for key, field in _LD_FIELDS.items():
                    yield from (Hint(field, text, f"json-ld:{key}") for text in _ld_texts(value.get(key)))


def _ld_texts(value: object) -> Iterator[str]:
    """A string, a thing with a name, or a list of either."""
    for item in value if isinstance(value, list) else [value]:
        text = item.get("name") if isinstance(item, dict) else item
        if isinstance(text, str) and text.strip():
            yield text.strip()
