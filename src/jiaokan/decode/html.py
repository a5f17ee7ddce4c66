"""An HTML page → the text a reader sees, one block a line, and what the page states about itself (`hints`).

White space collapses as in a browser (U+00A0 and U+3000 stay); blocks and <br> end a line, inline elements don't;
table cells are parted by a tab; ruby readings stand in parentheses. Entities are resolved once, by the parser.
Of a drop-down list the chosen option is shown, of an image the character it stands for (alt="㐂"). What is hidden by
a style or attribute of its own is left out, unless most of the page would go with it. <noscript>, frames and the
fallbacks of media are not shown: a reader's browser runs scripts and knows them.

Limits: no style sheets and no scripts are run; list numbers are not in the text; empty lines between blocks are not
kept. Beyond `MAX_TAGS` tags only text and line ends are read.
See: https://html.spec.whatwg.org/#the-innertext-idl-attribute, https://html.spec.whatwg.org/#tokenization
"""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from jiaokan.decode.html_hints import WECHAT, find_hints, name_of, stated_by_wechat
from jiaokan.decode.html_lines import MAX_BLOCKS, WHITE, Lines
from jiaokan.decode.html_marks import mark_of
from jiaokan.document import Block, Hint, Mark
from jiaokan.regex import regex

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_DEPTH = 512  # of nested elements, as in Blink; the parser's time is quadratic in the depth
MAX_TAGS = MAX_BLOCKS  # of which the nesting is read; 3 s if all of them nest by a trick


def _tags(names: str) -> frozenset[str]:
    return frozenset(names.split())


_DROPPED = _tags(
    "head title script style noscript template iframe noframes noembed object audio video canvas datalist rp "
    "meter progress desc metadata defs annotation annotation-xml"
)
_BLOCKS = _tags(
    "address article aside blockquote body br caption center dd details dialog dir div dl dt fieldset figcaption "
    "figure footer form frameset h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol "
    "optgroup option p plaintext pre search section select summary table tbody textarea tfoot thead tr ul xmp"
)
_PREFORMATTED = _tags("pre listing plaintext textarea xmp")
_CELLS = _tags("td th")

# Elements that end one another rather than nest; an unclosed one is no depth.
_FLAT = _tags("p li dt dd td th tr tbody thead tfoot option optgroup")
_VOID = _tags("area base br col embed hr img input link meta param source track wbr")
# Left open, these are opened anew in every later block: n of them and n blocks make n² elements.
_LINK = "x-a"  # what <a> becomes
_FORMATTING = _tags("a b big code em font i nobr s small strike strong tt u")
_SCOPES = _tags("applet button html marquee math object svg table template")  # an end tag reaches no further up
_RAW = _tags("script style noscript iframe noembed noframes title textarea xmp plaintext")  # no tags inside

# The tokens of the HTML standard. Atomic, so that broken markup costs no more than its length.
_ATTRIBUTE = (
    r"""[^ \t\n\r\f/>][^ \t\n\r\f/>=]*"""
    r"""(?>[ \t\n\r\f]*=[ \t\n\r\f]*(?>"[^"]*(?:"|\Z)|'[^']*(?:'|\Z)|[^ \t\n\r\f>"'][^ \t\n\r\f>]*)?)?"""
)
_TOKEN = regex(
    r"<!--(?:-?>|.*?(?:--!?>|\Z))"
    rf"|<(?P<end>/?)(?P<name>[a-z][^ \t\n\r\f/>]*)(?P<attributes>(?>[ \t\n\r\f/]+|{_ATTRIBUTE})*+)(?:>|\Z)"
    r"|<[!?/][^>]*(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_ATTRIBUTES = regex(_ATTRIBUTE)
_MAX_ATTRIBUTES = 64  # of one element; the parser's time is quadratic in them
_RAW_END = {name: regex(rf"</{name}(?=[ \t\n\r\f/>])[^>]*>?", re.IGNORECASE) for name in sorted(_RAW)}

_XHTML_TYPE = regex(r"\s*application/xhtml\+xml\b", re.IGNORECASE)
_XHTML_START = regex(r"\s*<\?xml\b.{0,2000}?<html\b[^>]*\bxmlns\s*=", re.IGNORECASE | re.DOTALL)
_XML_DOCTYPE = regex(r"<!DOCTYPE[^>\[]*\[.*?\]\s*>", re.DOTALL)
_CDATA = regex(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_EMPTY = regex(r"""<([A-Za-z][\w:.-]*)((?>\s+[\w:.-]+\s*=\s*(?>"[^"<]*"|'[^'<]*'))*+)\s*/>""")

_HTML_TYPE = regex(r"\s*(text/html|application/xhtml\+xml)\b", re.IGNORECASE)
_PLAIN_TYPE = regex(r"\s*text/plain\b", re.IGNORECASE)
_HTML_NAME = regex(r"\.(html?|xhtml|shtml)(\.(gz|bz2|xz|zst))?(\.part)?(#copy=\d+)?$", re.IGNORECASE)
_HTML_START = regex(
    r"\s*(<\?xml[^>]*>\s*)?(<!--.{0,2000}?-->\s*)?<(!doctype html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_BLOCK_START = regex(r"\s*<(div|p|table|section|article|h[1-6]|ul|ol|span|center)\b[^<>]*>", re.IGNORECASE)
_TAG = regex(
    r"</?(div|p|br|span|td|tr|table|tbody|a|li|ul|ol|h[1-6]|font|img|strong|em|section|center)\b[^<>]*>", re.IGNORECASE
)
_HIDDEN_STYLE = regex(r"(?<![\w-])display\s*:\s*none", re.IGNORECASE)
# Strewn into pages against copying. Of an element that holds others it says little: those have a size of their own,
# or a script shows them (WeChat).
_UNSEEN_STYLE = regex(
    r"(?<![\w-])(?:visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em|rem|%)?\s*(?:;|!|$))", re.IGNORECASE
)
_MAYBE_HIDDEN = '[style*="none" i],[style*="hidden" i],[style*="font-size" i],[hidden],[popover],dialog'


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


class Page(NamedTuple):
    text: str
    hints: tuple[Hint, ...]
    blocks: tuple[Block, ...] = ()


def read_page(html: str, content_type: str = "") -> Page:
    from selectolax.lexbor import LexborHTMLParser

    if _XHTML_TYPE.match(content_type) or _XHTML_START.match(html):
        html = _from_xml(html)
    html = _as_tokens(html)
    tree = LexborHTMLParser(html)
    if tree.root is None:
        return Page("", ())
    seen, n_hidden = _visible(tree.root, frozenset(n.mem_id for n in tree.css(_MAYBE_HIDDEN) if _is_hidden(n)))
    if n_hidden > seen.n_chars:
        whole, _ = _visible(tree.root, frozenset())
        if seen.n_chars * 2 < whole.n_chars:  # shown by a script later
            seen = whole
    return Page("\n".join(seen.lines), find_hints(tree), seen.elements.with_content(seen.blocks))


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    if "hidden" in attributes or "popover" in attributes or (node.tag == "dialog" and "open" not in attributes):
        return True
    style = attributes.get("style") or ""
    if _HIDDEN_STYLE.search(style):
        return True
    return bool(_UNSEEN_STYLE.search(style)) and next(node.iter(), None) is None


def _visible(root: LexborNode, hidden: frozenset[int]) -> tuple[Lines, int]:
    """The lines, and how many characters at most are in the elements left out because they are `hidden`.

    Depth first with a stack of our own: pages nest deeper than Python recurses.
    """
    out = Lines()
    entered: list[tuple[LexborNode, str, Mark | None, bool]] = []
    readings: list[int] = []
    n_preformatted = n_hidden = 0
    node: LexborNode | None = root
    while node is not None or entered:
        if node is None:
            node, tag, mark, is_link = entered.pop()
            if mark:
                out.marks.pop()
            out.n_links -= is_link
            if tag in _BLOCKS:
                out.end_line()
                out.elements.leave()
                n_preformatted -= tag in _PREFORMATTED
            elif tag == "rt":
                out.end_reading(readings.pop())
            elif tag == "q":
                out.current.append("”")
        elif node.is_text_node:
            text = node.text_content or ""
            if n_preformatted:
                out.add_preformatted(text)
            elif not (entered and entered[-1][1] in {"ruby", "rtc"} and not text.strip(" \t\n\r\f")):
                out.add(text)
        elif node.is_element_node:
            tag = node.tag or ""
            if tag in _DROPPED:
                pass
            elif hidden and node.mem_id in hidden:
                n_hidden += len(node.text())
            elif tag in {"select", "img"}:
                _add_replaced(node, tag, out)
            else:
                if tag in _BLOCKS:
                    out.end_line()
                    out.elements.enter()
                    n_preformatted += tag in _PREFORMATTED
                elif tag in _CELLS:
                    out.start_cell()
                elif tag == "rt":
                    readings.append(len(out.current))
                elif tag == "q":
                    out.current.append("“")
                elif not n_preformatted and _is_apart(node):
                    out.add_seam()
                mark = mark_of(tag, name_of(node) if tag in _BLOCKS else "")
                if mark:
                    out.marks.append(mark)
                is_link = tag == _LINK and "href" in node.attributes
                out.n_links += is_link
                entered.append((node, tag, mark, is_link))
                node = node.first_child
                continue
        node = node.next
    out.end_line()
    return out, n_hidden


def _is_apart(node: LexborNode) -> bool:
    """Does an inline element with a class of its own touch another?"""
    before = node.prev
    if before is None or not before.is_element_node or "class" not in node.attributes:
        return False
    return "class" in before.attributes and before.tag not in _BLOCKS


def _add_replaced(node: LexborNode, tag: str, out: Lines) -> None:
    """What stands on the screen for an element that isn't its content."""
    if tag == "select":
        shown = node.css_first("option[selected]") or node.css_first("option")
        out.end_line()
        out.add(shown.text().strip() if shown else "")
        out.end_line()
    elif stands_for_character(alt := (node.attributes.get("alt") or "").strip()):
        out.add(alt)


def stands_for_character(alt: str) -> bool:
    """Pictures serve for emoji and for characters that the page's encoding has not: alt="㐂"."""
    if len(alt.removesuffix("\ufe0f")) != 1:
        return False
    try:
        alt.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _from_xml(html: str) -> str:
    """XHTML in the syntax of HTML: what ends itself gets an end, character data are text."""
    html = _XML_DOCTYPE.sub("", html, count=1)
    html = _CDATA.sub(lambda found: found[1].replace("&", "&amp;").replace("<", "&lt;"), html)
    return _EMPTY.sub(
        lambda found: found[0] if found[1].lower() in _VOID else f"<{found[1]}{found[2]}></{found[1]}>", html
    )


def _as_tokens(html: str) -> str:
    """The page as the tags and text that it is made of, and nothing that a parser could take for anything else.

    Comments, scripts and styles go; formatting elements become <span>, links <x-a>, which no parser opens
    anew. Tags below MAX_DEPTH are taken out, a block's becomes <br>. Behind MAX_TAGS follow lines of text alone.
    """
    pieces: list[str] = []
    opened: list[str] = []
    at = n_tags = 0
    while found := _TOKEN.search(html, at):
        start = found.start()
        if at < start:
            pieces.append(html[at:start].replace("<", "&lt;"))
        at = found.end()
        end, name, attributes = found.groups()
        if not name:
            continue
        name = name.lower()
        if name in _RAW and not end:
            if name in {"title", "style"} and attributes.endswith("/"):  # in SVG
                continue
            closing = _RAW_END[name].search(html, at) if name != "plaintext" else None  # that has no end
            pieces.append(_raw(name, attributes, html[at : closing.start() if closing else len(html)]))
            at = closing.end() if closing else len(html)
            continue
        n_tags += 1
        if n_tags > MAX_TAGS:  # what follows isn't to be taken for a table's
            pieces += [f"</{one}>" for one in reversed(opened)]
            return "".join(pieces) + _as_lines(html, start)
        is_beyond = len(opened) >= MAX_DEPTH
        if name in _FORMATTING:
            name = _LINK if name == "a" else "span"
        if end:
            _close(name, opened)
        elif name in _VOID or name in _FLAT:
            is_beyond = False
        elif not is_beyond:
            opened.append(name)
        if end or not is_beyond:
            pieces.append(f"<{end}{name}{_checked(attributes) if attributes else ''}>")
        if is_beyond and name in _BLOCKS:
            pieces.append("<br>")
        elif is_beyond and name in _CELLS:
            pieces.append(" ")
    pieces.append(html[at:].replace("<", "&lt;"))
    return "".join(pieces)


def _as_lines(html: str, at: int) -> str:
    """The rest of a page as one <pre>: a line where a block begins or ends, and no element for it."""
    out = StringIO()
    out.write("<pre>\n")
    is_new = True  # nothing on the line yet
    while found := _TOKEN.search(html, at):
        text = WHITE.sub(" ", html[at : found.start()])
        at = found.end()
        name = (found["name"] or "").lower()
        if text.strip():
            out.write(text.replace("<", "&lt;"))
            is_new = False
        if name in _RAW and not found["end"] and name not in {"title", "plaintext"}:
            closing = _RAW_END[name].search(html, at)
            at = closing.end() if closing else len(html)
        elif not is_new and name in _BLOCKS:
            out.write("\n")
            is_new = True
        elif not is_new and name in _CELLS:
            out.write(" ")
    out.write(WHITE.sub(" ", html[at:]).replace("<", "&lt;") + "</pre>")
    return out.getvalue()


def _close(name: str, opened: list[str]) -> None:
    """As the parser does: what was left open in an element ends with it, but a stray end tag ends no table."""
    for at in range(len(opened) - 1, -1, -1):
        if opened[at] == name:
            del opened[at:]
            return
        if opened[at] in _SCOPES:
            return


def _checked(attributes: str) -> str:
    """Nothing where they may be taken for tags, or are too many."""
    is_doubtful = "<" in attributes or (
        len(attributes) > 4 * _MAX_ATTRIBUTES and len(_ATTRIBUTES.findall(attributes)) > _MAX_ATTRIBUTES
    )
    return "" if is_doubtful else attributes


def _raw(name: str, attributes: str, content: str) -> str:
    """An element that holds no tags, such that no tags are found in it."""
    if name == "script":
        is_linked_data = "ld+json" in attributes.lower()
        data = (content if is_linked_data else stated_by_wechat(content)).replace("<", r"\u003c")  # as JSON has it
        kind = "application/ld+json" if is_linked_data else WECHAT
        return f'<script type="{kind}">{data}</script>' if data else ""
    attributes = _checked(attributes)
    if name in {"title", "textarea"}:
        return f"<{name}{attributes}>{content.replace('<', '&lt;')}</{name}>"
    if name in {"xmp", "plaintext"}:
        return f"<pre{attributes}>{content.replace('&', '&amp;').replace('<', '&lt;')}</pre>"
    return ""
