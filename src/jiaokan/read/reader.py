"""What every reader shares: where a document comes from (`Origin`), what a reader is (`Reader`), compression.

A compressed stream that ends before its own end raises EOFError; what came before it can still be read.
"""

from __future__ import annotations

import gzip
import io
import os
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from jiaokan.document import RawDocument
from jiaokan.errors import Reason
from jiaokan.settings import DEFAULT, Settings

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

MAX_DOCUMENT_BYTES = 64 << 20  # one document, uncompressed; memory per process is a few times this
HEAD_BYTES = 64 << 10  # kept of a document over the limit, so that its hash still tells it apart


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a file for one worker: what begins at bytes start ≤ … < stop."""

    start: int
    stop: int
    n_before: int = 0  # lines before it


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that documents are read from."""

    source_id: str
    uri: str  # of the file, inside its source
    settings: Settings = DEFAULT
    headers: tuple[tuple[str, str], ...] = ()
    observed_at: datetime | None = None  # UTC
    span: Span | None = None  # the part of the file to be read; None: all of it

    def document(self, data: bytes, place: str = "", fault: tuple[Reason, str] | None = None) -> RawDocument:
        """A document of this file. `place` is its place inside a container: "#line=3", "!/member"."""
        if fault is None and len(data) > MAX_DOCUMENT_BYTES:
            data, fault = data[:HEAD_BYTES], ("too-large", f"more than {MAX_DOCUMENT_BYTES} bytes")
        return RawDocument(self.source_id, self.uri + place, data, self.headers, self.observed_at, fault)


Read = Callable[[BufferedReader, Origin], Iterator[RawDocument]]


@dataclass(frozen=True, slots=True)
class Reader:
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
    return re.sub(r"\.(gz|zst)$", "", name.lower())


def portable(path: str) -> str:
    """The path as text any tool can store: bytes that are no UTF-8 become %XX, the separator is "/"."""
    path = path.replace(os.sep, "/")
    return re.sub("[\udc80-\udcff]", lambda found: f"%{ord(found[0]) - 0xDC00:02X}", path)


# Compressed streams are known by their first bytes, not by their names: gzip (RFC 1952), zstd (RFC 8878).
_GZIP = b"\x1f\x8b"
_ZSTD = b"\x28\xb5\x2f\xfd"
_CHUNK = 2048  # bytes; a zstd stream of nothing but repetition gives up to 32,000 times as many


class CorruptError(OSError):
    """The compressed stream contradicts itself."""


def open_stream(path: Path) -> BufferedReader:
    """The file's bytes, uncompressed. Seekable where it isn't compressed. Raises OSError."""
    return uncompressed(path.open("rb"))


def uncompressed(stream: BinaryIO) -> BufferedReader:
    """The stream itself, or what it is the compressed form of; closing the result closes both."""
    buffered = stream if isinstance(stream, BufferedReader) else BufferedReader(cast("io.RawIOBase", stream))
    head = buffered.peek(4)[:4]
    if head.startswith(_GZIP):
        return BufferedReader(_Gunzipped(buffered), 1 << 16)
    if head == _ZSTD:
        return BufferedReader(_Unzstd(buffered), 1 << 16)
    return buffered


class _Gunzipped(io.RawIOBase):
    """gzip of any number of members, with one kind of error for everything that is wrong inside."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._gzip = gzip.GzipFile(fileobj=source)

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        try:
            data = self._gzip.read1(len(view))
        except (zlib.error, gzip.BadGzipFile) as error:
            raise CorruptError(f"gzip: {error}") from error
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._source.close()
        super().close()


class _Unzstd(io.RawIOBase):
    """zstd of any number of frames. `ZstdDecompressor.stream_reader` takes a truncated frame for a whole one."""

    def __init__(self, source: BinaryIO) -> None:
        import zstandard

        self._source = source
        self._new_frame = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj
        self._frame = self._new_frame()
        self._error = zstandard.ZstdError
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        while not self._rest:
            chunk = (self._frame.unused_data if self._frame.eof else b"") or self._source.read(_CHUNK)
            if self._frame.eof:
                self._frame = self._new_frame()
                if not chunk:
                    return 0
            elif not chunk:
                raise EOFError("Compressed file ended before the end of its frame")
            try:
                self._rest = self._frame.decompress(chunk)
            except self._error as error:
                raise CorruptError(f"zstd: {error}") from error
        data, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._source.close()
        super().close()
