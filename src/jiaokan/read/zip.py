"""zip, also of more than 4 GB, from its central directory; where that was cut off, from its local headers.

Why not `zipfile`: one name or field that is out of order costs it the whole archive, it keeps the whole directory in
memory, and bzip2 and LZMA are decompressed without bound. A stream that can't seek is copied to a temporary file
without a name.
See: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT; https://www.bamsoftware.com/hacks/zipbomb.
"""

from __future__ import annotations

import io
import os
import stat
import struct
import sys
import tempfile
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BufferedReader
from typing import TYPE_CHECKING, BinaryIO, cast

from jiaokan.document import RawDocument
from jiaokan.read.archive import Fault, Headers, Member, read_members, timestamp
from jiaokan.read.compression import LIMITS, CorruptError, LimitError, Limits, decompressed
from jiaokan.read.headers import MAX_SIDECAR_BYTES, parse_headers
from jiaokan.read.reader import Budget, Origin, Reader

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_SPOOL_BYTES = 16 << 20  # kept in memory rather than in a temporary file
_END = struct.Struct("<4s4H2LH")
_END_64_LOCATOR = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
_LOCAL = struct.Struct("<4s5H3L2H")
_METHODS = {0: "", 8: "deflate", 12: "bzip2", 14: "lzma", 93: "zstd", 95: "xz"}
_ENCRYPTED, _HAS_DESCRIPTOR, _IS_UTF8 = 0x1, 0x8, 0x800
_SIDECAR = b".headers"


def read(stream: BufferedReader, origin: Origin) -> Iterator[RawDocument]:
    return read_members(_iter_members, stream, origin)


READER = Reader("zip", (".zip",), read)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One entry of the directory, or one local header."""

    name: bytes
    flags: int
    method: int
    crc: int
    n_packed: int
    n_bytes: int
    offset: int  # of its local header, from the beginning of the stream
    mode: int  # of Unix: 0 where it is not told
    extra: bytes

    @property
    def is_folder(self) -> bool:
        return not self.n_bytes and self.name.endswith((b"/", b"\\"))


def _iter_members(stream: BufferedReader, budget: Budget) -> Iterator[Member]:
    """Raises OSError or EOFError where the archive breaks off."""
    with ExitStack() as stack:
        file: BinaryIO = stream
        if not stream.seekable():
            file = cast("BinaryIO", stack.enter_context(tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES)))
            _spool(stream, file, budget.limits)
        size = file.seek(0, os.SEEK_END)
        budget.n_in = budget.n_in or size
        end = _find_end(file, size)
        if end:
            yield from _iter_listed(file, end, budget.limits)
            return
        if not _read_at(file, 0, 4).startswith(b"PK\x03\x04"):
            raise CorruptError("no zip archive")
        for entry in _iter_local(file):
            if not entry.is_folder:
                yield _member(file, entry, sys.maxsize, budget.limits)
        raise EOFError("a zip archive that ends before its directory")


def _iter_listed(file: BinaryIO, end: _Directory, limits: Limits) -> Iterator[Member]:
    offsets, sidecars = _survey(file, end, limits)
    used: set[int] = set()  # of the offsets that several entries share
    for entry in _iter_central(file, end):
        is_sidecar = entry.name.endswith(_SIDECAR) and entry.name.removesuffix(_SIDECAR) in sidecars
        if is_sidecar or entry.is_folder:
            continue
        following = bisect_right(offsets, entry.offset)
        until = offsets[following] if following < len(offsets) else end.start
        if following > 1 and offsets[following - 2] == entry.offset:
            until = entry.offset if entry.offset in used else until  # the first may have it
            used.add(entry.offset)
        yield _member(file, entry, until, limits, sidecars.get(entry.name))


def _spool(stream: BufferedReader, spool: BinaryIO, limits: Limits) -> None:
    n_bytes = 0
    while data := stream.read1(1 << 20):
        n_bytes += len(data)
        if n_bytes > limits.max_spool_bytes:
            raise LimitError(f"a zip archive of more than {limits.max_spool_bytes} bytes inside another container")
        spool.write(data)


@dataclass(frozen=True, slots=True)
class _Directory:
    start: int
    n_bytes: int
    shift: int  # by which all offsets are too small: bytes put before the archive, as in a program that unpacks itself


def _find_end(file: BinaryIO, size: int) -> _Directory | None:
    """What the end record says of the directory; None where there is none."""
    tail_at = max(0, size - (1 << 16) - _END.size)
    tail = _read_at(file, tail_at, size - tail_at)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        return None
    _, _, _, _, _, n_bytes, offset, _ = _END.unpack_from(tail, at)
    end = tail_at + at
    locator = _read_at(file, end - _END_64_LOCATOR.size, _END_64_LOCATOR.size) if end >= _END_64_LOCATOR.size else b""
    if locator.startswith(b"PK\x06\x07"):
        end -= _END_64_LOCATOR.size + _END_64.size
        record = _read_at(file, max(0, end), _END_64.size)
        if not record.startswith(b"PK\x06\x06"):  # one with an extensible data sector; or bytes put before it
            end = _END_64_LOCATOR.unpack(locator)[2]
            record = _read_at(file, end, _END_64.size)
        if not record.startswith(b"PK\x06\x06") or len(record) < _END_64.size:
            raise CorruptError("zip: the end record for 64 bits is not where it should be")
        n_bytes, offset = _END_64.unpack(record)[8:]
    start = end - n_bytes
    if start < 0 or start < offset:
        raise CorruptError("zip: the directory is not where it should be")
    return _Directory(start, n_bytes, start - offset)


def _survey(file: BinaryIO, end: _Directory, limits: Limits) -> tuple[array[int], dict[bytes, _Entry]]:
    """Where entries begin, sorted; and the sidecars, by the name of the page they belong to."""
    offsets: array[int] = array("Q")
    sidecars: dict[bytes, _Entry] = {}
    try:
        for entry in _iter_central(file, end):
            offsets.append(entry.offset)
            if len(offsets) > limits.max_members:
                raise LimitError(f"more than {limits.max_members} members")
            if entry.name.endswith(_SIDECAR):
                sidecars[entry.name.removesuffix(_SIDECAR)] = entry
    except (CorruptError, EOFError):
        pass  # told when the entries before it have been read
    if sidecars:
        try:
            pages = {entry.name for entry in _iter_central(file, end) if entry.name in sidecars}
        except (CorruptError, EOFError):
            pages = set()
        sidecars = {page: sidecars[page] for page in pages}
    return array("Q", sorted(offsets)), sidecars


def _iter_central(file: BinaryIO, end: _Directory) -> Iterator[_Entry]:
    stream = BufferedReader(_Slice(file, end.start, end.n_bytes), 1 << 16)
    while header := stream.read(_CENTRAL.size):
        if len(header) < _CENTRAL.size:
            raise EOFError("zip: the directory breaks off")
        fields = _CENTRAL.unpack(header)
        if fields[0] != b"PK\x01\x02":
            raise CorruptError("zip: the directory is damaged")
        _, _, system, _, _, flags, method, _, _, crc, n_packed, n_bytes, n_name, n_extra, n_comment, _, _, mode, at = (
            fields
        )
        rest = stream.read(n_name + n_extra + n_comment)
        name, extra = rest[:n_name], rest[n_name : n_name + n_extra]
        n_bytes, n_packed, at = _widened(extra, n_bytes, n_packed, at)
        yield _Entry(
            name=_stated_name(name, extra) or name,
            flags=flags | (_IS_UTF8 if _stated_name(name, extra) else 0),
            method=method,
            crc=crc,
            n_packed=n_packed,
            n_bytes=n_bytes,
            offset=min(at + end.shift, sys.maxsize),
            mode=mode >> 16 if system in {3, 19} else 0,  # Unix, macOS
            extra=extra,
        )


def _iter_local(file: BinaryIO) -> Iterator[_Entry]:
    """The entries of an archive that lost its directory, up to the first whose size isn't told before it."""
    at = 0
    while len(header := _read_at(file, at, _LOCAL.size)) == _LOCAL.size and header.startswith(b"PK\x03\x04"):
        _, _, flags, method, _, _, crc, n_packed, n_bytes, n_name, n_extra = _LOCAL.unpack(header)
        rest = _read_at(file, at + _LOCAL.size, n_name + n_extra)
        name, extra = rest[:n_name], rest[n_name:]
        n_bytes, n_packed, _ = _widened(extra, n_bytes, n_packed, 0)
        if flags & _HAS_DESCRIPTOR or len(rest) < n_name + n_extra:
            return
        yield _Entry(name, flags, method, crc, n_packed, n_bytes, at, 0, extra)
        at += _LOCAL.size + n_name + n_extra + n_packed


def _iter_extra(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        tag, n_bytes = struct.unpack_from("<HH", extra, at)
        yield tag, extra[at + 4 : at + 4 + n_bytes]
        at += 4 + n_bytes


def _widened(extra: bytes, *values: int) -> tuple[int, ...]:
    """Sizes and offset, those that need 64 bits from the extra field 0001, where they stand in this order."""
    wide = next((data for tag, data in _iter_extra(extra) if tag == 1), b"")
    numbers = iter(struct.unpack(f"<{len(wide) // 8}Q", wide[: len(wide) // 8 * 8]))
    return tuple(next(numbers, value) if value == 0xFFFFFFFF else value for value in values)


def _stated_name(name: bytes, extra: bytes) -> bytes | None:
    """The name in UTF-8 from the extra field 7075 (Info-ZIP), where it belongs to the name as it stands."""
    for tag, data in _iter_extra(extra):
        if tag == 0x7075 and len(data) > 5 and data[0] == 1 and data[1:5] == struct.pack("<L", zlib.crc32(name)):
            return data[5:]
    return None


def _modified_at(extra: bytes) -> datetime | None:
    """From the extra field 5455 (Info-ZIP), in UTC; the header's own time is in an unknown zone."""
    for tag, data in _iter_extra(extra):
        if tag == 0x5455 and len(data) >= 5 and data[0] & 1:
            return timestamp(struct.unpack_from("<l", data, 1)[0])
    return None


def _member(file: BinaryIO, entry: _Entry, until: int, limits: Limits, sidecar: _Entry | None = None) -> Member:
    return Member(
        entry.name,
        partial(_opened, file, entry, until, limits),
        _fault(entry, limits),
        is_utf8=bool(entry.flags & _IS_UTF8),
        modified_at=_modified_at(entry.extra),
        read_headers=partial(_headers, file, sidecar) if sidecar else None,
    )


def _fault(entry: _Entry, limits: Limits) -> Fault | None:
    kind = stat.S_IFMT(entry.mode)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return "unreadable", "a link" if kind == stat.S_IFLNK else "a device or FIFO"
    if entry.flags & _ENCRYPTED:
        return "unreadable", "encrypted"
    if entry.method not in _METHODS:
        return "unreadable", f"compression method {entry.method}"
    if entry.n_bytes > limits.max_member_bytes:
        return "over-limit", f"a member of {entry.n_bytes} bytes"
    if entry.n_bytes > max(limits.free_bytes, limits.max_ratio * entry.n_packed):
        return "over-limit", f"{entry.n_packed} bytes that unfold to {entry.n_bytes}"
    return None


def _opened(file: BinaryIO, entry: _Entry, until: int, limits: Limits) -> BinaryIO:
    """The entry's bytes, to be closed without closing the file. `until`: where the next one begins."""
    header = _read_at(file, entry.offset, _LOCAL.size)
    if len(header) < _LOCAL.size:
        raise EOFError("zip: the local header is beyond the end")
    if not header.startswith(b"PK\x03\x04"):
        raise CorruptError("zip: no local header where the directory says")
    start = entry.offset + _LOCAL.size + sum(_LOCAL.unpack(header)[-2:])
    if start + entry.n_packed > until:
        raise CorruptError("zip: the entry overlaps another one")
    packed: BufferedReader = BufferedReader(_Slice(file, start, entry.n_packed))
    method = _METHODS[entry.method]
    if method == "lzma":
        packed = _lzma_alone(packed, entry)
    data = decompressed(packed, method, limits, is_one_frame=True) if method else packed
    return cast("BinaryIO", _Checked(data, entry))


def _headers(file: BinaryIO, sidecar: _Entry) -> Headers:

    if _fault(sidecar, LIMITS):
        return ()
    with _opened(file, sidecar, sys.maxsize, LIMITS) as stream:
        return parse_headers(stream.read(MAX_SIDECAR_BYTES))


def _lzma_alone(packed: BufferedReader, entry: _Entry) -> BufferedReader:
    """LZMA with the header of a file of its own: its properties, and its size unless it marks its end."""
    head = packed.read(9)
    n_bytes = 0xFFFFFFFFFFFFFFFF if entry.flags & 0x2 else entry.n_bytes
    return BufferedReader(_Joined(head[4:] + struct.pack("<Q", n_bytes), packed))


class _Joined(io.RawIOBase):
    """A head, then a stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head, self._rest = head, rest

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        data, self._head = (self._head[: len(view)], self._head[len(view) :]) if self._head else (b"", b"")
        data = data or self._rest.read(len(view))
        view[: len(data)] = data
        return len(data)


class _Slice(io.RawIOBase):
    """A part of a file. Others may move the file's position between reads; closing it leaves the file open."""

    def __init__(self, file: BinaryIO, start: int, n_bytes: int) -> None:
        self._file, self._at, self._end = file, start, start + n_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        data = _read_at(self._file, self._at, min(len(view), self._end - self._at))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)


class _Checked(io.RawIOBase):
    """An entry's bytes: as many as the directory says, with the checksum it says."""

    def __init__(self, source: BufferedReader, entry: _Entry) -> None:
        self._source, self._n_left, self._expected = source, entry.n_bytes, entry.crc
        self._crc = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        data = self._source.read1(min(len(view), self._n_left))
        view[: len(data)] = data
        self._n_left -= len(data)
        self._crc = zlib.crc32(data, self._crc)
        if not data and view.nbytes:
            if self._n_left:
                raise EOFError(f"zip: the entry ends {self._n_left} bytes before its end")
            if self._crc != self._expected:
                raise CorruptError("zip: the checksum is another one")
        return len(data)

    def close(self) -> None:
        self._source.close()
        super().close()


def _read_at(file: BinaryIO, at: int, n_bytes: int) -> bytes:
    file.seek(at)
    return file.read(n_bytes)
