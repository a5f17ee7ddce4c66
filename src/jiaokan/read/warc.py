"""WARC and WET (.warc, .wet, also .gz, .zst, .bz2 and .xz), as Common Crawl ships them: one document a page.

Documents are `response` records of status 200, `resource`, and the `conversion` records of WET. Records that hold no
page are passed over: warcinfo, request, metadata, revisit, other statuses, images and other media, styles, scripts.
Everything else is a document; what of it is no text (PDF …) is for decode to say. HTTP's transfer and content
encodings are undone and their headers left out; an archive that undid them before and kept the headers is understood.

`#offset=` is the place of the record's gzip member or zstd frame in the file, `#offset=A+B` that of a record that
begins B uncompressed bytes into the member at A (not as the standard has it), and in a file that isn't compressed, or
is by bzip2 or xz, that of the record.

A record whose length does not lead to the next one, and a member that is corrupt, is a fault; reading goes on with
the next record that can be found.

Records are parsed by fastwarc. Beside it, warcio 1.8 took three times as long and twice the memory (6,000 records,
40 MB: 0.47 s and 26 MB, against 0.15 s and 13 MB) and refuses a file that is one member. Both pass off what is left of
a truncated record as the whole, go no further than the first error, and tell the places of records in multi-record
members wrongly or not at all: so members are opened here (`members`), and lengths compared.
See: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1, RFC 9112 (7.1).
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import datetime
from io import BufferedReader
from typing import TYPE_CHECKING, NamedTuple

from jiaokan.document import RawDocument
from jiaokan.errors import Reason
from jiaokan.read.compression import GZIP, MAX_WINDOW_BYTES, ZSTD, CorruptError, uncompressed
from jiaokan.read.headers import as_utc, parse_headers
from jiaokan.read.members import Member, Source
from jiaokan.read.reader import HEAD_BYTES, MAX_DOCUMENT_BYTES, Origin, Reader, fault_of
from jiaokan.regex import regex

if TYPE_CHECKING:
    from fastwarc.warc import ArchiveIterator, WarcRecord

_MAX_HTTP_HEAD_BYTES = 256 << 10
_MOST_ENCODINGS = 4
_HTTP = regex(rb"HTTP/\d(?:\.\d)?[ \t]+(\d{3})\b[^\n]*\n")
_BLANK_LINE = regex(rb"\r?\n\r?\n")
_NO_PAGE = regex(
    r"(?:image|audio|video|font|model)/|text/(?:css|javascript|dns)|application/(?:x-)?(?:javascript|ecmascript|font)",
    re.IGNORECASE,
)
_PAGE_START = regex(rb"\s*<(?:!doctype html|html)\b", re.IGNORECASE)
_KEPT = ("warc-target-uri", "warc-type", "warc-truncated")


class _Place(NamedTuple):
    member: int
    inside: int
    is_compressed: bool

    def __str__(self) -> str:
        if not self.is_compressed:
            return f"#offset={self.inside}"
        return f"#offset={self.member}+{self.inside}" if self.inside else f"#offset={self.member}"


def read(stream: BufferedReader, origin: Origin) -> Iterator[RawDocument]:
    if not stream.peek(4).startswith((GZIP, ZSTD)):
        stream = uncompressed(stream)  # bzip2 and xz have no place to begin at: offsets are those of what is inside
    source = Source(stream, origin.uri.lower())
    _seek_wanted(source, origin)
    span = origin.span
    if span:
        source.seek(span.start)
    while not span or source.position < span.stop:
        start = source.position
        try:
            member = source.next_member()
            if member is None:
                return
            yield from _read_member(member, origin, source)
            error: Exception | None = member.error
        except CorruptError as corrupt:  # no member
            error = corrupt
            yield origin.document(b"", f"#offset={start}", ("unreadable", str(error)))
        # Also at the end of the file: what a corrupt member took for its own may hold members.
        if error and source.find_member(start + 1) is None:
            return


def _seek_wanted(source: Source, origin: Origin) -> None:
    """To the record that is asked for, where one begins at its place; only that one is read then."""
    place = re.fullmatch(re.escape(origin.uri) + r"#offset=(\d{1,18})(?:\+\d+)?", origin.wanted or "")
    if place and source.can_seek:
        start = source.position
        source.seek(int(place[1]))
        if not source.peek(5).startswith((GZIP, ZSTD, b"WARC/")):
            source.seek(start)


def _read_member(member: Member, origin: Origin, source: Source) -> Iterator[RawDocument]:
    begin: int | None = member.position
    while begin is not None:
        failed_at = yield from _read_records(member, begin, origin, is_compressed=source.is_compressed)
        if failed_at is None:
            break
        begin = member.find_record(failed_at + 1)
    member.skip()


def _read_records(
    member: Member, begin: int, origin: Origin, *, is_compressed: bool
) -> Generator[RawDocument, None, int | None]:
    """The documents from byte `begin` of the member on. Gives the byte where a record is at fault, None at the end.

    Each is held back until it is known that its length leads to the next record, or to the end.
    """
    from fastwarc.warc import ArchiveIterator

    stop = origin.span.stop if origin.span and not is_compressed else None
    records = ArchiveIterator(member, parse_http=False, stream_detect=False)
    held: RawDocument | None = None
    at, n_records = begin, 0
    while True:
        record, error = _next_record(records, member)
        place = str(_Place(member.start, at, is_compressed))
        if isinstance(error, _EndlessHeaderError) and n_records:
            if held:
                yield held
            return at  # that record is found again and then the first
        if error:
            yield _as_fault(held, origin, place, error)
            return at
        if held:
            yield held
        if record is None or (stop is not None and begin + record.stream_pos >= stop):
            return None
        n_records += 1
        at = begin + record.stream_pos
        place = str(_Place(member.start, at, is_compressed))
        held, is_whole = _read_record(record, origin, place)
        if not is_whole:
            cut = member.error or EOFError("a record that ends before its length")
            yield _as_fault(held, origin, place, cut)
            return at


class _EndlessHeaderError(CorruptError):
    """The length of the record before led to one, whose header is over fastwarc's limit."""


def _next_record(records: ArchiveIterator, member: Member) -> tuple[WarcRecord | None, Exception | None]:
    try:
        record = next(records, None)
    except OSError as error:
        if "header length" in str(error):  # fastwarc has one type for all its errors
            return None, member.error or _EndlessHeaderError(str(error))
        return None, member.error or CorruptError(f"the length of a record leads to no other: {error}")
    return record, None if record else member.error


def _as_fault(document: RawDocument | None, origin: Origin, place: str, error: Exception) -> RawDocument:
    if document and document.fault:
        return document
    fault = fault_of(error)
    return origin.document(b"", place, fault) if document is None else replace(document, fault=fault)


def _read_record(record: WarcRecord, origin: Origin, place: str) -> tuple[RawDocument | None, bool]:
    """The record's document, None where it holds no page; and whether the record is as long as it says."""
    stated = {name.lower(): value for name, value in record.headers.items()}
    type_, length = stated.get("warc-type", "").lower(), stated.get("content-length", "")
    when: datetime | None = record.record_date  # None where it can't be read, whatever its stub says
    kept = tuple((name, stated[name]) for name in _KEPT if name in stated)
    about = replace(
        origin,
        headers=(*kept, *origin.headers),
        observed_at=(as_utc(when) if when else None) or origin.observed_at,
    )
    if not length.strip().isdecimal() or not type_:
        return about.document(b"", place, ("unreadable", "a record without its type or its length")), False
    n_bytes = int(length)
    if type_ in {"warcinfo", "request", "metadata", "revisit"}:
        return None, record.consume() == n_bytes
    if n_bytes > MAX_DOCUMENT_BYTES + _MAX_HTTP_HEAD_BYTES:
        head = record.reader.read(HEAD_BYTES)
        is_whole = len(head) + record.consume() == n_bytes
        return about.document(
            head, place, ("too-large", f"a record of {n_bytes} bytes, over {MAX_DOCUMENT_BYTES}")
        ), is_whole
    block = _read_block(record, n_bytes)
    if len(block) < n_bytes:
        return about.document(block[:MAX_DOCUMENT_BYTES], place), False
    return _page(block, type_, stated, about, place), True


def _read_block(record: WarcRecord, n_bytes: int) -> bytes:
    pieces: list[bytes] = []
    while n_bytes > 0 and (piece := record.reader.read(n_bytes)):
        pieces.append(piece)
        n_bytes -= len(piece)
    return b"".join(pieces)


def _page(block: bytes, type_: str, stated: dict[str, str], origin: Origin, place: str) -> RawDocument | None:
    if type_ not in {"response", "resource", "conversion"}:
        # "continuation" among them: a page cut in segments, of which this record holds but one.
        return origin.document(block, place, ("unreadable", f"a WARC record of type {type_[:40]!r}"))
    content_type = stated.get("content-type", "")
    is_http = type_ == "response" and (content_type.startswith("application/http") or block.startswith(b"HTTP/"))
    if not is_http:
        headers = ((("content-type", content_type),) if content_type else ()) + origin.headers
        return None if _is_no_page(content_type, block) else replace(origin, headers=headers).document(block, place)
    status = _HTTP.match(block, 0, _MAX_HTTP_HEAD_BYTES)
    end = _BLANK_LINE.search(block, status.end() - 2, _MAX_HTTP_HEAD_BYTES) if status else None
    if not status or not end:
        return origin.document(block, place, ("unreadable", "a response without HTTP headers"))
    if status[1] != b"200":
        return None
    headers = parse_headers(block[status.end() : end.start()])
    body, undone, is_cut = _undo(block[end.end() :], headers)
    content_type = next((value for name, value in headers if name == "content-type"), "")
    if _is_no_page(content_type, body):
        return None
    kept = (header for header in headers if header[0] not in undone and header[0] not in _KEPT)
    about = replace(origin, headers=(*kept, *origin.headers))
    cut: tuple[Reason, str] = ("truncated", "its content encoding ends before its own end")
    return about.document(body, place, cut if is_cut and len(body) <= MAX_DOCUMENT_BYTES else None)


def _is_no_page(content_type: str, body: bytes) -> bool:
    return bool(_NO_PAGE.match(content_type.strip())) and not _PAGE_START.match(body, 0, 1024)


def _undo(body: bytes, headers: tuple[tuple[str, str], ...]) -> tuple[bytes, set[str], bool]:
    """The body without its encodings, the headers that then hold no longer, and whether it ended too early."""
    undone: set[str] = set()
    is_cut = False
    for header in ("transfer-encoding", "content-encoding"):
        stated = ",".join(value for name, value in headers if name == header).split(",")
        # No server encodes more often; whoever states more wants a reader to be busy.
        for encoding in reversed([name.strip().lower() for name in stated[:_MOST_ENCODINGS]]):
            found = _decode(body, encoding)
            if found:
                body, is_cut = found[0], is_cut or found[1]
                undone |= {header, "content-length"}
    return body, undone, is_cut


def _inflated(body: bytes, window_bits: int) -> tuple[bytes, bool]:
    """The bytes of all members (RFC 1952, 2.2), up to the limit of a document, and whether the last ended too early."""
    inflater = zlib.decompressobj(window_bits)
    data = inflater.decompress(body, MAX_DOCUMENT_BYTES + 1)
    while inflater.eof and inflater.unused_data[:2] == GZIP and len(data) <= MAX_DOCUMENT_BYTES:
        rest, inflater = inflater.unused_data, zlib.decompressobj(window_bits)
        data += inflater.decompress(rest, MAX_DOCUMENT_BYTES + 1 - len(data))
    return data, not inflater.eof


def _decode(body: bytes, encoding: str) -> tuple[bytes, bool] | None:
    """The body decoded, and whether it ended too early; None where it is not in this encoding."""
    if encoding == "chunked":
        return _unchunked(body)
    if encoding == "br":
        return _unbrotlied(body)
    if encoding == "zstd":
        import zstandard

        try:
            data = (
                zstandard.ZstdDecompressor(max_window_size=MAX_WINDOW_BYTES)
                .stream_reader(body)
                .read(MAX_DOCUMENT_BYTES + 1)
            )
        except zstandard.ZstdError:
            return None
        return data, False
    if encoding not in {"gzip", "x-gzip", "deflate"}:
        return None
    for window_bits in (47, -15):  # gzip or zlib, as the bytes say; raw deflate, as some servers send it
        try:
            return _inflated(body, window_bits)
        except zlib.error:
            if encoding != "deflate":
                break
    return None


def _unbrotlied(body: bytes) -> tuple[bytes, bool] | None:
    from fastwarc.stream_io import BrotliReader

    reader = BrotliReader(io.BytesIO(body))
    pieces: list[bytes] = []
    n_bytes = 0
    try:
        while n_bytes <= MAX_DOCUMENT_BYTES and (piece := reader.read(1 << 16)):
            pieces.append(piece)
            n_bytes += len(piece)
    except OSError:
        return (b"".join(pieces), True) if pieces else None
    return b"".join(pieces), False


_CHUNK_HEAD = regex(rb"[ \t]*([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")


def _unchunked(body: bytes) -> tuple[bytes, bool] | None:
    """RFC 9112, 7.1; fastwarc's own reader refuses chunk extensions and loses what was read before an early end."""
    pieces: list[bytes] = []
    at = 0
    while found := _CHUNK_HEAD.match(body, at):
        size = int(found[1], 16)
        pieces.append(body[found.end() : found.end() + size])
        at = found.end() + size
        if not size or at >= len(body):
            return b"".join(pieces), at >= len(body) and bool(size)
        at += 2 if body.startswith(b"\r\n", at) else 1 if body.startswith(b"\n", at) else 0
    return (b"".join(pieces), True) if pieces and at >= len(body) else None


READER = Reader(
    "warc",
    (".warc", ".wet"),
    read,
    is_raw=True,
    can_span=True,
)
