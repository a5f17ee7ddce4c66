"""zip, also of more than 4 GB, from its central directory; what that has lost or misplaced, from its local headers.

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
from datetime import datetime
from functools import partial
from io import BufferedReader
from typing import TYPE_CHECKING, BinaryIO, cast

from jiaokan.document import RawDocument
from jiaokan.read.archive import Fault, Headers, Member, read_members, timestamp
from jiaokan.read.compression import LIMITS, NO_BOMB, CorruptError, LimitError, Limits, decompressed
from jiaokan.read.headers import MAX_SIDECAR_BYTES, parse_headers
from jiaokan.read.reader import Budget, Origin, Reader
from jiaokan.read.zip_directory import (
    IS_UTF8,
    LOCAL,
    LOCAL_MARK,
    Directory,
    Entry,
    Slice,
    find_end,
    find_unlisted,
    iter_central,
    iter_extra,
    iter_local,
    read_at,
)

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_SPOOL_BYTES = 16 << 20  # kept in memory rather than in a temporary file
_METHODS = {0: "", 8: "deflate", 12: "bzip2", 14: "lzma", 93: "zstd", 95: "xz"}
_ENCRYPTED = 0x1
_SIDECAR = b".headers"


def read(stream: BufferedReader, origin: Origin) -> Iterator[RawDocument]:
    return read_members(_iter_members, stream, origin)


READER = Reader("zip", (".zip",), read)


def _iter_members(stream: BufferedReader, budget: Budget) -> Iterator[Member]:
    """Raises OSError or EOFError where the archive breaks off."""
    with ExitStack() as stack:
        file: BinaryIO = stream
        if not stream.seekable():
            file = cast("BinaryIO", stack.enter_context(tempfile.SpooledTemporaryFile(max_size=_SPOOL_BYTES)))
            _spool(stream, file, budget.limits)
        size = file.seek(0, os.SEEK_END)
        budget.n_in = budget.n_in or size
        error: Exception = EOFError("a zip archive that ends before its directory")
        try:
            end = find_end(file, size)
        except CorruptError as corrupt:
            end, error = None, corrupt
        if end:
            yield from _iter_listed(file, end, budget.limits)
            return
        if not read_at(file, 0, 4).startswith(LOCAL_MARK):
            raise CorruptError("no zip archive")
        for entry in iter_local(file):
            if not entry.is_folder:
                yield _member(file, entry, sys.maxsize, budget.limits)
        raise error


def _iter_listed(file: BinaryIO, end: Directory, limits: Limits) -> Iterator[Member]:
    offsets, sidecars = _survey(file, end, limits)
    used: set[int] = set()  # of the offsets that several entries share
    unlisted: dict[bytes, Entry] | None = None
    try:
        for listed in iter_central(file, end):
            entry = listed
            is_sidecar = entry.name.endswith(_SIDECAR) and entry.name.removesuffix(_SIDECAR) in sidecars
            if is_sidecar or entry.is_folder:
                continue
            if read_at(file, entry.offset, 4) != LOCAL_MARK:
                unlisted = find_unlisted(file, offsets) if unlisted is None else unlisted
                moved = unlisted.pop(entry.name, entry)
                entry = entry._replace(offset=moved.offset) if moved.crc == entry.crc else entry
            following = bisect_right(offsets, entry.offset)
            until = offsets[following] if following < len(offsets) else end.start
            if following > 1 and offsets[following - 2] == entry.offset:
                until = entry.offset if entry.offset in used else until  # the first may have it
                used.add(entry.offset)
            yield _member(file, entry, until, limits, sidecars.get(entry.name))
    except (CorruptError, EOFError):
        for entry in (find_unlisted(file, offsets) if unlisted is None else unlisted).values():
            if not entry.is_folder:
                yield _member(file, entry, sys.maxsize, limits)
        raise


def _spool(stream: BufferedReader, spool: BinaryIO, limits: Limits) -> None:
    n_bytes = 0
    while data := stream.read1(1 << 20):
        n_bytes += len(data)
        if n_bytes > limits.max_spool_bytes:
            raise LimitError(f"a zip of more than {limits.max_spool_bytes} bytes inside another container: unpack that")
        spool.write(data)


def _survey(file: BinaryIO, end: Directory, limits: Limits) -> tuple[array[int], dict[bytes, Entry]]:
    """Where entries begin, sorted; and the sidecars, by the name of the page they belong to."""
    offsets: array[int] = array("Q")
    sidecars: dict[bytes, Entry] = {}
    try:
        for entry in iter_central(file, end):
            offsets.append(entry.offset)
            if len(offsets) > limits.max_members:
                raise LimitError(f"more than {limits.max_members} members{NO_BOMB}")
            if entry.name.endswith(_SIDECAR):
                sidecars[entry.name.removesuffix(_SIDECAR)] = entry
    except (CorruptError, EOFError):
        pass  # told when the entries before it have been read
    if sidecars:
        try:
            pages = {entry.name for entry in iter_central(file, end) if entry.name in sidecars}
        except (CorruptError, EOFError):
            pages = set()
        sidecars = {page: sidecars[page] for page in pages}
    return array("Q", sorted(offsets)), sidecars


def _modified_at(extra: bytes) -> datetime | None:
    """From the extra field 5455 (Info-ZIP), in UTC; the header's own time is in an unknown zone."""
    for tag, data in iter_extra(extra):
        if tag == 0x5455 and len(data) >= 5 and data[0] & 1:
            return timestamp(struct.unpack_from("<l", data, 1)[0])
    return None


def _member(file: BinaryIO, entry: Entry, until: int, limits: Limits, sidecar: Entry | None = None) -> Member:
    return Member(
        entry.name,
        partial(_opened, file, entry, until, limits),
        _fault(entry, limits),
        is_utf8=bool(entry.flags & IS_UTF8),
        modified_at=_modified_at(entry.extra),
        read_headers=partial(_headers, file, sidecar) if sidecar else None,
    )


def _fault(entry: Entry, limits: Limits) -> Fault | None:
    kind = stat.S_IFMT(entry.mode)
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return (
            "unreadable",
            "a link, which is not followed; pack the file itself"
            if kind == stat.S_IFLNK
            else "a device or FIFO; only regular files are read",
        )
    if entry.flags & _ENCRYPTED:
        return "unreadable", "encrypted; unpack it into the corpus"
    if entry.method not in _METHODS:
        return "unreadable", f"compression method {entry.method}, which is not read; unpack it into the corpus"
    if entry.n_bytes > limits.max_member_bytes:
        return "over-limit", f"a member of {entry.n_bytes} bytes{NO_BOMB}"
    if entry.n_bytes > max(limits.free_bytes, limits.max_ratio * entry.n_packed):
        return "over-limit", f"{entry.n_packed} bytes that unfold to {entry.n_bytes}{NO_BOMB}"
    return None


def _opened(file: BinaryIO, entry: Entry, until: int, limits: Limits) -> BinaryIO:
    """The entry's bytes, to be closed without closing the file. `until`: where the next one begins."""
    header = read_at(file, entry.offset, LOCAL.size)
    if len(header) < LOCAL.size:
        raise EOFError("zip: the local header is beyond the end")
    if not header.startswith(LOCAL_MARK):
        raise CorruptError("zip: no local header where the directory says")
    start = entry.offset + LOCAL.size + sum(LOCAL.unpack(header)[-2:])
    if start + entry.n_packed > until:
        raise CorruptError("zip: the entry overlaps another one")
    packed: BufferedReader = BufferedReader(Slice(file, start, entry.n_packed))
    method = _METHODS[entry.method]
    if method == "lzma":
        packed = _lzma_alone(packed, entry)
    data = decompressed(packed, method, limits, is_one_frame=True) if method else packed
    return cast("BinaryIO", _Checked(data, entry))


def _headers(file: BinaryIO, sidecar: Entry) -> Headers:

    if _fault(sidecar, LIMITS):
        return ()
    with _opened(file, sidecar, sys.maxsize, LIMITS) as stream:
        return parse_headers(stream.read(MAX_SIDECAR_BYTES))


def _lzma_alone(packed: BufferedReader, entry: Entry) -> BufferedReader:
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


class _Checked(io.RawIOBase):
    """An entry's bytes: as many as the directory says, with the checksum it says."""

    def __init__(self, source: BufferedReader, entry: Entry) -> None:
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
