"""A labelled page as the text a scraper gets, with the role of every character and the fields stated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

LABELS = ("data-role", "data-field", "data-value", "data-article")

# fmt: off
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "button", "center", "dd", "details", "dialog", "div",
    "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "html", "legend", "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section", "select", "summary",
    "table", "tbody", "tfoot", "thead", "tr", "ul", "amp-carousel", "amp-sidebar",
})
_UNSEEN = frozenset({
    "head", "iframe", "noscript", "object", "script", "select", "style", "svg", "template", "textarea", "title",
    "video", "audio",
})
# fmt: on
_SPACE = " \t\n\r\f"
_TAG = re.compile(r"""<[a-zA-Z][^\s/>]*(?:[^<>"']|"[^"]*"|'[^']*')*>""")
_LABEL = re.compile(r"""\s+data-(?:role|field|value|article)(?:="[^"]*")?(?=[\s/>])""")


class BadLabel(ValueError):
    """What is wrong with the labels of a page."""


@dataclass(frozen=True, slots=True)
class Stated:
    field: str
    value: str
    is_visible: bool


@dataclass(frozen=True, slots=True)
class Rendered:
    text: str
    roles: tuple[str, ...]  # of each character; "" of white space
    fields: tuple[Stated, ...]


def strip_labels(labelled: str) -> str:
    html = _TAG.sub(lambda tag: _LABEL.sub("", tag[0]), labelled)
    for label in LABELS:
        if label in html:
            at = html.index(label)
            raise BadLabel(f"a label can't be stripped (it needs double quotes): …{html[max(0, at - 60) : at + 60]}…")
    return html


def render(labelled: str) -> tuple[Rendered, Rendered]:
    """The whole page, and its article."""
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(labelled).root
    marked = root.css("[data-article]") if root else []
    if root is None or len(marked) != 1:
        raise BadLabel(f"data-article is on {len(marked)} elements, not on one")
    role, element = "", marked[0].parent
    while element is not None and not role:
        role, element = element.attributes.get("data-role") or "", element.parent
    return _rendered(root, ""), _rendered(marked[0], role)


@dataclass(slots=True)
class _Writer:
    chars: list[tuple[str, str]] = field(default_factory=list)  # a character and its role
    line: list[tuple[str, str]] = field(default_factory=list)

    def add(self, text: str, role: str, *, is_kept: bool) -> None:
        for char in text:
            if char in _SPACE and not is_kept:
                if self.line and self.line[-1][0] not in _SPACE:
                    self.line.append((" ", role))
            elif char == "\n":
                self.end_line()
            else:
                self.line.append((char, role))

    def end_line(self) -> None:
        while self.line and self.line[-1][0] in _SPACE:
            self.line.pop()
        if any(not char.isspace() for char, _ in self.line):
            if self.chars:
                self.chars.append(("\n", ""))
            self.chars += [(char, "" if char == "\t" else role) for char, role in self.line]
        self.line = []

    def next_cell(self) -> None:
        while self.line and self.line[-1][0] == " ":
            self.line.pop()
        if self.line:
            self.line.append(("\t", ""))


@dataclass(frozen=True, slots=True)
class _At:
    """What holds where the walk is."""

    role: str = ""
    is_seen: bool = True
    is_kept: bool = False  # white space, in pre
    is_cell: bool = False  # of a table of data: its blocks do not break the line


def _rendered(root: Any, role: str) -> Rendered:
    writer, fields = _Writer(), list[Stated]()
    _walk(root, _At(role=role), writer, fields)
    writer.end_line()
    text = "".join(char for char, _ in writer.chars)
    return Rendered(text, tuple(role for _, role in writer.chars), tuple(fields))


def _walk(node: Any, at: _At, writer: _Writer, fields: list[Stated]) -> None:
    if node.tag == "-text":
        text = node.text_content or ""
        if at.is_seen and text.strip() and not at.role:
            raise BadLabel(f"a visible text has no role: {text.strip()[:40]!r} in {_path(node)}")
        if at.is_seen:
            writer.add(text, at.role, is_kept=at.is_kept)
        return
    if node.tag.startswith("-") or node.tag == "!doctype":
        return
    attributes = node.attributes
    at = replace(
        at,
        role=attributes.get("data-role") or at.role,
        is_seen=at.is_seen and node.tag not in _UNSEEN and not _is_hidden(attributes),
        is_kept=at.is_kept or node.tag == "pre",
    )
    if "data-field" in attributes:
        fields += _stated(node, at)
    elif "data-value" in attributes:
        raise BadLabel(f"data-value without data-field in {_path(node)}")
    is_block = node.tag in _BLOCKS and at.is_seen and not at.is_cell
    if node.tag in {"td", "th"}:
        writer.next_cell()
        at = replace(at, is_cell=at.role == "table")
    elif is_block:
        writer.end_line()
    for child in _children(node):
        _walk(child, at, writer, fields)
    if is_block:
        writer.end_line()


def _children(node: Any) -> Iterator[Any]:
    child = node.first_child
    while child is not None:
        yield child
        child = child.next


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or "display:none" in (attributes.get("style") or "").replace(" ", "").lower()


def _stated(node: Any, at: _At) -> Iterator[Stated]:
    names = (node.attributes.get("data-field") or "").split()
    if not names:
        raise BadLabel(f"data-field is empty in {_path(node)}")
    text = node.text(deep=True)
    is_visible = at.is_seen and bool(text.strip())
    value = node.attributes.get("data-value")
    if value is None and not is_visible:
        raise BadLabel(f"{names} of an element without visible text needs data-value, in {_path(node)}")
    if value is not None and not value.strip():
        raise BadLabel(f"{names} has an empty data-value, in {_path(node)}")
    for name in names:
        yield Stated(name, " ".join((text if value is None else value).split()), is_visible)


def _path(node: Any) -> str:
    tags: list[str] = []
    while node is not None and len(tags) < 5:
        if not node.tag.startswith("-"):
            name = node.attributes.get("class") or node.attributes.get("id")
            tags.append(f"{node.tag}.{name}" if name else node.tag)
        node = node.parent
    return " > ".join(reversed(tags))
