"""What goes in and what is known after decoding: `RawDocument` and `Decoded`."""

from __future__ import annotations

import functools
import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from jiaokan.errors import Reason
from jiaokan.regex import regex

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
        """96 bits in hex: the same document scraped anew keeps its id, and those that come together stand together.

        24 bits of SHA-256 over source and `cluster(uri)`, then 72 of that over source and uri: buckets of the dataset
        are by the first digits (layout.py), and 72 bits tell the documents of all that there are apart.
        """
        return hash_of(self.source_id, cluster(self.uri))[:6] + hash_of(self.source_id, self.uri)[:18]

    @functools.cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key == name), None)


def hash_of(source_id: str, text: str) -> str:
    return hashlib.sha256(f"{source_id}\0{text}".encode("utf-8", "surrogateescape")).hexdigest()


# Digits of a place inside a file that its cluster leaves off: a thousand documents; of offsets some hundred, packed.
_DIGITS_OFF = {"line": 3, "row": 3, "item": 3, "offset": 7}
# What is left of a name without the last three digits of its last number of four or more.
_NUMBER = regex(r".*[0-9][-_.]?(?=[0-9][-_.]?[0-9][-_.]?[0-9])", re.DOTALL)
# A time without separators, in a number that begins with it, down to the day: 20200702101112, 1593654321123.
_TIME = regex(r"(?<![0-9])(?:(?:19|20)[0-9]{6}(?=[0-9]{5})|[0-9]{5}(?=[0-9]{8}))")
_RANDOM = regex(r"[0-9][A-Za-z]+(?=[0-9]).*?[0-9][A-Za-z]+[0-9]", re.DOTALL)


def cluster(uri: str) -> str:
    """What the document comes together with: its folder or container, and some thousand neighbours in it.

    A night brings the folder of a day, consecutive numbers of a flat folder, lines of one file. Documents of one
    cluster have the first digits of their ids in common, so that what a night brings stands in few files of the
    dataset and a commit costs as much as what changed. All up to the last "/" (also of "!/") is kept, and of the name:

    - for a place in a file (`#line=4123`, `#row=`, `#item=`) the file, and the number without its last three digits;
      of `#offset=` without seven, ten megabytes;
    - otherwise what precedes the last three digits of its last number of four or more, which "-", "_" and "." don't
      end: t20200702_1234567.htm → t20200702_1234; of a number that begins with a time what tells the day;
    - the same of its folder's name for index.html: a site copied page by page has a folder for each;
    - nothing where there is no such number, or the name looks like a hash (letters twice between digits).

    Wrong guesses cost time only: a cluster is no limit to a bucket. 1 to 3 µs.
    """
    file, _, place = uri.rpartition("#")
    kind, _, at = place.partition("=")
    if at and (n := _DIGITS_OFF.get(kind)):
        return f"{file}#{kind}={'+'.join(number[:-n] for number in at.split('+'))}"
    folder, slash, name = uri.rpartition("/")
    if name.startswith("index."):
        folder, slash, name = folder.rpartition("/")
    found = None if _RANDOM.search(name) else _TIME.search(name) or _NUMBER.match(name)
    return f"{folder}{slash}{name[: found.end()] if found else ''}"


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
