"""The entries of a zip archive: from its central directory, and from the local headers that stand before each.

See: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT.
"""

from __future__ import annotations

import io
import struct
import sys
import zlib
from array import array
from bisect import bisect_right
from collections.abc import Iterator
from io import BufferedReader
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from jiaokan.read.compression import CorruptError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_END = struct.Struct("<4s4H2LH")
_END_64_LOCATOR = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_CENTRAL = struct.Struct("<4s4B4H3L5H2L")
LOCAL = struct.Struct("<4s5H3L2H")
LOCAL_MARK, _CENTRAL_MARK = b"PK\x03\x04", b"PK\x01\x02"
_MAX_UNLISTED = 10_000  # kept by name
_HAS_DESCRIPTOR, IS_UTF8 = 0x8, 0x800


class Entry(NamedTuple):
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


class Directory(NamedTuple):
    start: int
    n_bytes: int
    shift: int  # by which all offsets are too small: bytes put before the archive, as in a program that unpacks itself


def find_end(file: BinaryIO, size: int) -> Directory | None:
    """What the end record says of the directory; None where there is none."""
    tail_at = max(0, size - (1 << 16) - _END.size)
    tail = read_at(file, tail_at, size - tail_at)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        return None
    _, _, _, _, _, n_bytes, offset, _ = _END.unpack_from(tail, at)
    end = tail_at + at
    locator = read_at(file, end - _END_64_LOCATOR.size, _END_64_LOCATOR.size) if end >= _END_64_LOCATOR.size else b""
    if locator.startswith(b"PK\x06\x07"):
        end -= _END_64_LOCATOR.size + _END_64.size
        record = read_at(file, max(0, end), _END_64.size)
        if not record.startswith(b"PK\x06\x06"):  # one with an extensible data sector; or bytes put before it
            end = _END_64_LOCATOR.unpack(locator)[2]
            record = read_at(file, end, _END_64.size)
        if not record.startswith(b"PK\x06\x06") or len(record) < _END_64.size:
            raise CorruptError("zip: the end record for 64 bits is not where it should be")
        n_bytes, offset = _END_64.unpack(record)[8:]
    start = end - n_bytes
    if start < 0 or (start < offset and read_at(file, start, 4) != _CENTRAL_MARK):
        raise CorruptError("zip: the directory is not where it should be")
    return Directory(start, n_bytes, max(0, start - offset))  # less than 0: bytes are missing before it


def iter_central(file: BinaryIO, end: Directory) -> Iterator[Entry]:
    """All entries there are; raises behind them where some are damaged."""
    at, stop = end.start, end.start + end.n_bytes
    stream = BufferedReader(Slice(file, at, end.n_bytes), 1 << 16)
    is_damaged = False
    while header := stream.read(_CENTRAL.size):
        if not header.startswith(_CENTRAL_MARK):
            is_damaged = True
            at = _find(file, _CENTRAL_MARK, at + 1, stop)
            stream = BufferedReader(Slice(file, at, stop - at), 1 << 16)
            continue
        if len(header) < _CENTRAL.size:
            raise EOFError("zip: the directory breaks off")
        fields = _CENTRAL.unpack(header)
        (
            _,
            _,
            system,
            _,
            _,
            flags,
            method,
            _,
            _,
            crc,
            n_packed,
            n_bytes,
            n_name,
            n_extra,
            n_comment,
            _,
            _,
            mode,
            offset,
        ) = fields
        rest = stream.read(n_name + n_extra + n_comment)
        at += len(header) + len(rest)
        name, extra = rest[:n_name], rest[n_name : n_name + n_extra]
        n_bytes, n_packed, offset = _widened(extra, n_bytes, n_packed, offset)
        yield Entry(
            name=_stated_name(name, extra) or name,
            flags=flags | (IS_UTF8 if _stated_name(name, extra) else 0),
            method=method,
            crc=crc,
            n_packed=n_packed,
            n_bytes=n_bytes,
            offset=min(offset + end.shift, sys.maxsize),
            mode=mode >> 16 if system in {3, 19} else 0,  # Unix, macOS
            extra=extra,
        )

    if is_damaged:
        raise CorruptError("zip: the directory is damaged")


def find_unlisted(file: BinaryIO, offsets: array[int]) -> dict[bytes, Entry]:
    """Entries that begin at none of the offsets, by name: those that follow one another from the beginning, or from an
    offset.
    """
    found: dict[bytes, Entry] = {}
    at: int | None = 0
    while at is not None and len(found) < _MAX_UNLISTED:
        for entry in islice(iter_local(file, at), _MAX_UNLISTED):
            place = bisect_right(offsets, entry.offset)
            if not place or offsets[place - 1] != entry.offset:
                found.setdefault(entry.name, entry)
            at = entry.offset
        following = bisect_right(offsets, at)
        at = offsets[following] if following < len(offsets) else None
    return found


def iter_local(file: BinaryIO, at: int = 0) -> Iterator[Entry]:
    """The entries as they follow one another, up to the first whose size isn't told before it."""
    while len(header := read_at(file, at, LOCAL.size)) == LOCAL.size and header.startswith(LOCAL_MARK):
        _, _, flags, method, _, _, crc, n_packed, n_bytes, n_name, n_extra = LOCAL.unpack(header)
        rest = read_at(file, at + LOCAL.size, n_name + n_extra)
        name, extra = rest[:n_name], rest[n_name:]
        n_bytes, n_packed, _ = _widened(extra, n_bytes, n_packed, 0)
        if flags & _HAS_DESCRIPTOR or len(rest) < n_name + n_extra:
            return
        yield Entry(name, flags, method, crc, n_packed, n_bytes, at, 0, extra)
        at += LOCAL.size + n_name + n_extra + n_packed


def iter_extra(extra: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(extra):
        tag, n_bytes = struct.unpack_from("<HH", extra, at)
        yield tag, extra[at + 4 : at + 4 + n_bytes]
        at += 4 + n_bytes


def _widened(extra: bytes, *values: int) -> tuple[int, ...]:
    """Sizes and offset, those that need 64 bits from the extra field 0001, where they stand in this order."""
    wide = next((data for tag, data in iter_extra(extra) if tag == 1), b"")
    numbers = iter(struct.unpack(f"<{len(wide) // 8}Q", wide[: len(wide) // 8 * 8]))
    return tuple(next(numbers, value) if value == 0xFFFFFFFF else value for value in values)


def _stated_name(name: bytes, extra: bytes) -> bytes | None:
    """The name in UTF-8 from the extra field 7075 (Info-ZIP), where it belongs to the name as it stands."""
    for tag, data in iter_extra(extra):
        if tag == 0x7075 and len(data) > 5 and data[0] == 1 and data[1:5] == struct.pack("<L", zlib.crc32(name)):
            return data[5:]
    return None


class Slice(io.RawIOBase):
    """A part of a file. Others may move the file's position between reads; closing it leaves the file open."""

    def __init__(self, file: BinaryIO, start: int, n_bytes: int) -> None:
        self._file, self._at, self._end = file, start, start + n_bytes

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        data = read_at(self._file, self._at, min(len(view), self._end - self._at))
        view[: len(data)] = data
        self._at += len(data)
        return len(data)


def _find(file: BinaryIO, mark: bytes, start: int, stop: int) -> int:
    """Where the mark next stands; `stop` where it doesn't."""
    while start < stop:
        window = read_at(file, start, min(1 << 16, stop - start))
        if (found := window.find(mark)) >= 0:
            return start + found
        start += max(1, len(window) - len(mark) + 1)
    return stop


def read_at(file: BinaryIO, at: int, n_bytes: int) -> bytes:
    file.seek(at)
    return file.read(n_bytes)
