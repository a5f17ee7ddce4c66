"""What goes in and what is known after decoding: `RawDocument` and `Decoded`."""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from jiaokan.errors import Reason

FIELD_HEADER = "field:"  # among a document's headers: field:title … as its row or object stated it


def escaped(name: str) -> str:
    r"""The name as it stands in the dataset: bytes that are no UTF-8, to Python lone surrogates, as \udcff."""
    return name if name.isascii() else name.encode("utf-8", "backslashreplace").decode()


@dataclass(frozen=True)  # no slots: hashes are kept once computed
class RawDocument:
    """The bytes of one document as scraped, and where they came from. Never edited.

    `uri` names the document inside its source (a path relative to the source's folder, with
    `#line=`, `#offset=` or `!/member` where a container holds several, `#copy=2` where it holds the name twice,
    `#unread` for what could no longer be read), so that it is the same
    on every machine. `fault` is set by a reader that could get bytes but no document out of them.
    """

    source_id: str
    uri: str
    data: bytes
    headers: tuple[tuple[str, str], ...] = ()  # lower-case names, e.g. ("content-type", "text/html; charset=gbk")
    observed_at: datetime | None = None  # UTC; when the source showed these bytes
    fault: tuple[Reason, str] | None = None

    @functools.cached_property
    def doc_id(self) -> str:
        """96 bits of SHA-256 over source and uri, in hex: the same document scraped anew keeps its id."""
        return hashlib.sha256(f"{self.source_id}\0{self.uri}".encode("utf-8", "surrogateescape")).hexdigest()[:24]

    @functools.cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


NOT_PROSE = frozenset(
    {"url", "source_url", "published_at", "updated_at", "crawled_at", "effective_date", "language"}
)  # hints no script is converted in


@dataclass(frozen=True, slots=True)
class Hint:
    """A piece of metadata the page states about itself outside its text.

    `field` is a `Record` field ("title", "published_at" …) or another that is known of pages ("description",
    "language"), `origin` says where it stood ("og:title", "meta:author",
    "json-ld:datePublished", "field:title", "settings"). Evidence for the split stage, not a verdict.
    """

    field: str
    value: str
    origin: str


Mark = Literal[
    "heading", "item", "row", "caption", "quote", "code", "title", "nav", "footer", "aside", "comment", "tools",
    "pager", "breadcrumb", "advertisement", "keywords", "article", "content", "link",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Block:
    """A line of an HTML page, and the elements it stands in. Evidence for the split stage, like hints."""

    start: int  # code points in the text
    end: int
    marks: tuple[Mark, ...]  # outermost first; "link" where nearly all of it is one


@dataclass(frozen=True, slots=True)
class Decoded:
    """A document as text. The base text (底本): edits are counted from here.

    For HTML it is the text a reader sees, one block a line.
    """

    text: str
    encoding: str  # Python codec name
    evidence: str  # why this encoding ("bom", "declared:meta", "strict-utf-8", "scored:0.93" …) and what did not fit
    is_html: bool = False
    hints: tuple[Hint, ...] = ()
    blocks: tuple[Block, ...] = ()
    # In bytes of the document, first and after the last:
    lost: tuple[tuple[int, int], ...] = ()  # fit no encoding; each became U+FFFD
    parts: tuple[tuple[tuple[int, int], str], ...] = ()  # lines read in another encoding, and in which
