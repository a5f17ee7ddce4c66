"""What every reader shares: where a document comes from (`Origin`) and what a reader is (`Reader`)."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader
from typing import NamedTuple

from jiaokan.document import RawDocument
from jiaokan.errors import Reason
from jiaokan.read.compression import LIMITS, NO_BOMB, LimitError, Limits
from jiaokan.regex import regex
from jiaokan.settings import DEFAULT, Settings

MAX_DOCUMENT_BYTES = 64 << 20  # one document, uncompressed; memory per process is a few times this
TOO_LARGE = (
    ", which one document may have; part it, or state the `format` of a file that holds several"  # what can be done
)
HEAD_BYTES = 64 << 10  # kept of a document over the limit, so that its hash still tells it apart


@dataclass(slots=True)
class Budget:
    """What an archive has unfolded to so far, with all that is nested in it. The one thing readers share and change."""

    limits: Limits = LIMITS
    n_in: int = 0  # bytes of the outermost archive
    n_out: int = 0  # bytes read from members
    n_members: int = 0

    def spend(self, n_bytes: int) -> None:
        self.n_out += n_bytes
        self.check()

    def check(self) -> None:
        """Raises LimitError where it is spent."""
        if self.n_members > self.limits.max_members:
            raise LimitError(f"more than {self.limits.max_members} members{NO_BOMB}")
        if self.n_out > self.limits.max_total_bytes:
            raise LimitError(f"more than {self.limits.max_total_bytes} bytes in all members{NO_BOMB}")
        # From later on than for a member, so that a bomb or two don't cost the rest.
        if self.n_out > 4 * self.limits.free_bytes and self.n_out > self.limits.max_ratio * self.n_in:
            raise LimitError(f"members of more than {self.limits.max_ratio} times the size of the archive{NO_BOMB}")


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a file for one worker: what begins at bytes start ≤ … < stop."""

    start: int
    stop: int
    n_before: int = 0  # lines before it


@dataclass(frozen=True, slots=True)
class Origin:
    """The file, or the member of an archive, that documents are read from."""

    source_id: str
    uri: str  # of the file, inside its source
    settings: Settings = DEFAULT
    headers: tuple[tuple[str, str], ...] = ()
    observed_at: datetime | None = None  # UTC
    wanted: str | None = None  # uri of the one document asked for; others may be passed over
    span: Span | None = None  # the part of the file to be read; None: all of it
    depth: int = 0  # archives around it
    budget: Budget | None = None  # of the outermost archive around it

    def document(
        self,
        data: bytes,
        place: str = "",
        fault: tuple[Reason, str] | None = None,
        headers: Sequence[tuple[str, str]] = (),
    ) -> RawDocument:
        """A document of this file. `place`: inside a container, "#line=3", "!/member"; `headers`: before the file's."""
        if fault is None and len(data) > MAX_DOCUMENT_BYTES:
            data, fault = data[:HEAD_BYTES], ("too-large", f"more than {MAX_DOCUMENT_BYTES} bytes{TOO_LARGE}")
        return RawDocument(self.source_id, self.uri + place, data, (*headers, *self.headers), self.observed_at, fault)


Read = Callable[[BufferedReader, Origin], Iterator[RawDocument]]


class Reader(NamedTuple):
    """A container format. `read` gets the uncompressed stream and yields in the stream's order.

    One that `is_raw` gets the file's own bytes, to tell places in the compressed file. One that `can_span` reads
    `origin.span` only, if there is one; its stream is then seekable.

    `read` may raise OSError or EOFError as the stream does: they become the file's fault.
    """

    name: str
    suffixes: tuple[str, ...]  # lower case, with the dot; empty: takes what no other reader does
    read: Read
    is_raw: bool = False
    can_span: bool = False

    def takes(self, name: str) -> bool:
        return not self.suffixes or bare_name(name).endswith(self.suffixes)


def bare_name(name: str) -> str:
    """The name in lower case without the suffix of a compression: "A.HTML.gz" → "a.html"."""
    return re.sub(r"\.(gz|bz2|xz|zst)$", "", name.lower())


def fault_of(error: Exception, n_documents: int | None = None) -> tuple[Reason, str]:
    """What the end of a stream means for its document, or after `n_documents` of them."""
    reason: Reason = "unreadable"
    if isinstance(error, EOFError):
        reason = "truncated"
    elif isinstance(error, LimitError):
        reason = "over-limit"
    detail = str(error) if isinstance(error, (OSError, EOFError)) else f"{type(error).__name__}: {error}"
    return reason, detail if n_documents is None else f"after {n_documents} documents: {detail}"


_PLACE = r"!(?=/)|#(?=[a-z]+=|unread)"
_ESCAPE = r"%(?:[89A-F][0-9A-F]|21(?=/)|23(?=[a-z]+=|unread))"  # what `portable` makes of a byte and of a place
_TO_ESCAPE = regex(f"{_PLACE}|%(?=(?:25)*{_ESCAPE[1:]})|[\udc80-\udcff]")
_ESCAPED = regex(f"%25(?=(?:25)*{_ESCAPE[1:]})|{_ESCAPE}")


def portable(path: str) -> str:
    """The path as text any tool can store: bytes that are no UTF-8 become %XX, the separator is "/".

    So do "!" and "#" where they would name a place inside a container: no file has the uri of a member or a line.
    And so does "%" where it would be read as such an escape: different names are different, and `original` tells them.
    """
    return _TO_ESCAPE.sub(lambda found: f"%{ord(found[0]) & 0xFF:02X}", path.replace(os.sep, "/"))


def original(path: str) -> str:
    """The path that `portable` made this of, with "/"."""
    return _ESCAPED.sub(lambda found: _unescaped(int(found[0][1:], 16)), path)


def _unescaped(code: int) -> str:
    return chr(code if code < 0x80 else 0xDC00 + code)
