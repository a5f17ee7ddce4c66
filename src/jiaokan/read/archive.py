"""What zip and tar share: a member of either is read by the reader its name asks for, as a file of a folder is.

Its uri is that of the archive, "!/" and its name, made safe: a name is never a path here, and nothing is written
under it. Hidden members and folders are passed over; a link, a device and what can't be read give a fault, and the
next member is read. What an archive unfolds to is bounded by one `Budget` for it and all that is nested in it.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BufferedReader
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

from jiaokan.document import RawDocument
from jiaokan.errors import Reason
from jiaokan.read.compression import NO_BOMB, LimitError, Limits, uncompressed
from jiaokan.read.headers import observed_at
from jiaokan.read.reader import HEAD_BYTES, Budget, Origin, Reader, fault_of, portable
from jiaokan.regex import regex

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

Fault = tuple[Reason, str]
Headers = tuple[tuple[str, str], ...]

_MAX_NAME_CHARS = 1024  # of a uri's part; longer names are cut and end in a hash
_EARLIEST = datetime(1980, 1, 2, tzinfo=UTC)  # archives made to be reproducible say 1970 or 1980-01-01


class Member(NamedTuple):
    """One entry of an archive."""

    name: bytes
    open: Callable[[], BinaryIO]  # its bytes; to be read before the next member is asked for
    fault: Fault | None = None  # why it is not opened at all
    is_utf8: bool = False  # the archive says so of the name
    modified_at: datetime | None = None  # UTC; None where the archive doesn't say it in UTC
    read_headers: Callable[[], Headers] | None = None  # of its sidecar


def read_members(
    iter_members: Callable[[BufferedReader, Budget], Iterator[Member]], stream: BufferedReader, origin: Origin
) -> Iterator[RawDocument]:
    """The documents of an archive, in its order, and what is wrong with it. Never raises for what is in it."""
    head = stream.peek(HEAD_BYTES)[:HEAD_BYTES]
    if not head:
        return
    wanted = None if origin.wanted == origin.uri else origin.wanted
    budget = origin.budget or Budget()
    n_members = n_documents = 0
    names = _Names()
    try:
        _check_depth(origin.depth, budget.limits)
        for member in iter_members(stream, budget):
            name = decode_name(member.name, is_utf8=member.is_utf8)
            if is_hidden(name):
                continue
            n_members += 1
            budget.n_members += 1
            budget.check()
            inner = replace(
                origin,
                uri=f"{origin.uri}!/{names.unique(safe_name(name))}",
                observed_at=_observed_at(member, origin),
                depth=origin.depth + 1,
                budget=budget,
            )
            if is_around(wanted, inner.uri):
                for document in _read_member(member, name, inner, budget):
                    n_documents += 1
                    yield document
    except Exception as error:  # noqa: BLE001 — a fault in one archive must not cost the archive around it
        at_once = not n_members
        # A bomb's own bytes are not kept: it may be one of very many.
        kept = head if at_once and not isinstance(error, LimitError) else b""
        yield origin.document(kept, "" if at_once else "#unread", fault_of(error, None if at_once else n_documents))
    else:
        if not n_members:
            yield origin.document(head, fault=("empty", "an archive without a document"))


def _check_depth(depth: int, limits: Limits) -> None:
    if depth >= limits.max_depth:
        raise LimitError(f"archives nested more than {limits.max_depth} deep; unpack the outer ones into the corpus")


def _read_member(member: Member, name: str, origin: Origin, budget: Budget) -> Iterator[RawDocument]:
    from jiaokan.read import find_reader, read_stream  # READERS holds the readers of archives

    if member.fault:
        yield origin.document(b"", fault=member.fault)
        return
    n_documents = 0
    try:
        headers = member.read_headers() if member.read_headers else ()
        origin = replace(origin, headers=headers, observed_at=observed_at(headers) or origin.observed_at)
        with BufferedReader(_Metered(member.open(), budget)) as packed:
            reader = find_reader(name)
            stream: BufferedReader[Any] = packed if reader.is_raw else uncompressed(packed, budget.limits)
            if stream is not packed:
                stream = BufferedReader(_Metered(stream, budget))
            for document in read_stream(stream, origin, reader):
                n_documents += 1
                yield document
    except Exception as error:  # noqa: BLE001 — one member's fault is no other's
        yield origin.document(b"", "#unread" if n_documents else "", fault_of(error, n_documents))


class _Metered(io.RawIOBase):
    """A stream that is paid for from the budget, and that fills the buffer it is given."""

    def __init__(self, source: BinaryIO, budget: Budget) -> None:
        self._source, self._budget = source, budget
        # BufferedReader.read drops what came before an error.
        self._read = source.read1 if isinstance(source, BufferedReader) else source.read
        self._n_bytes = 0
        self._error: Exception | None = None  # that came after some bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        if self._error:
            raise self._error
        view = memoryview(buffer)
        n_read = 0
        try:
            while data := self._read(len(view) - n_read):
                view[n_read : n_read + len(data)] = data
                n_read += len(data)
        except (OSError, EOFError) as error:
            if not n_read:
                raise
            self._error = error
        self._n_bytes += n_read
        self._budget.spend(n_read)
        if self._n_bytes > self._budget.limits.max_member_bytes:
            raise LimitError(f"a member of more than {self._budget.limits.max_member_bytes} bytes{NO_BOMB}")
        return n_read

    def close(self) -> None:
        self._source.close()
        super().close()


def is_around(wanted: str | None, uri: str) -> bool:
    """Whether the document wanted is, or is in, the file or member of this uri; all are, where none is named."""
    return wanted is None or wanted == uri or wanted.startswith((f"{uri}!/", f"{uri}#"))


def _observed_at(member: Member, origin: Origin) -> datetime | None:
    """The member's own time, if it can be true: not before there were archives, not after this one was there."""
    when = member.modified_at
    if when is None or when < _EARLIEST or (origin.observed_at and when > origin.observed_at):
        return origin.observed_at
    return when


def timestamp(seconds: float) -> datetime | None:
    """A time of an archive's, which may be anything."""
    return datetime.fromtimestamp(seconds, UTC) if 0 < seconds < 1 << 32 else None


# The first level of GB 2312 (what nearly all names are made of) with its marks, and that of Big5.
_GB_2312 = regex(rb"(?:[\x00-\x7f]|[\xa1-\xa9\xb0-\xd7][\xa1-\xfe])*")
_BIG5 = regex(rb"(?:[\x00-\x7f]|[\xa1-\xc6][\x40-\x7e\xa1-\xfe])*")
_ENCODINGS = ((_GB_2312, "gbk"), (_BIG5, "big5hkscs"), (regex(rb"(?s:.*)"), "gbk"))


def decode_name(name: bytes, *, is_utf8: bool = False) -> str:
    """A member's name as text; what fits no encoding comes as surrogates (PEP 383).

    Chinese zips hold names in the encoding of the machine they were made on, and don't say which. A guess must stay
    what it is for good, as ids hang on it: so this has rules of its own, and asks neither model nor settings.
    """
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        # GBK falls into UTF-8 by accident in two-byte characters only: Latin, Greek, Cyrillic, Arabic.
        is_accident = not is_utf8 and not text.isascii() and max(text) < "\u0800"
        if not (is_accident and _GB_2312.fullmatch(name)):
            return text
    for pattern, encoding in _ENCODINGS:
        if pattern.fullmatch(name):
            try:
                return name.decode(encoding)
            except UnicodeDecodeError:
                pass
    return name.decode("utf-8", "surrogateescape")


def is_hidden(name: str) -> bool:
    return any(part.startswith(".") and part not in {".", ".."} for part in re.split(r"[/\\]", name))


def safe_name(name: str) -> str:
    """The name as part of a uri: relative, without "..", drive or control characters, and nothing that ends it."""
    parts = [part for part in re.split(r"[/\\]", name) if part not in {"", "."}]
    path = "/".join("%2E%2E" if part == ".." else part for part in parts) or "unnamed"
    path = re.sub(r"^([A-Za-z]):", r"\1%3A", portable(path))
    path = re.sub(r"[\x00-\x1f\x7f#]|!(?=/|$)", lambda found: f"%{ord(found[0]):02X}", path)
    if len(path) <= _MAX_NAME_CHARS:
        return path
    return path[:_MAX_NAME_CHARS] + "~" + hashlib.sha256(path.encode()).hexdigest()[:16]


class _Names:
    """The names given out so far. An archive may hold a name twice; both are documents."""

    def __init__(self) -> None:
        self._seen: dict[bytes, int] = {}  # a hash, for memory's sake

    def unique(self, name: str) -> str:
        key = hashlib.blake2b(name.encode(), digest_size=12).digest()
        number = self._seen[key] = self._seen.get(key, 0) + 1
        return name if number == 1 else f"{name}#copy={number}"


def _read_tar(stream: BufferedReader, origin: Origin) -> Iterator[RawDocument]:
    from jiaokan.read import tar  # tarfile is slow to import, for a command that reads none

    return tar.read(stream, origin)


TAR = Reader("tar", (".tar", ".tgz", ".tbz", ".tbz2", ".txz", ".tzst"), _read_tar)
