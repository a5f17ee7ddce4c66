"""tar, also compressed, read once from beginning to end: no seeking, no more in memory than one header.

Sidecars are documents of their own here: one that follows its page comes too late for it.
See: POSIX.1-2017, pax; https://www.gnu.org/software/tar/manual/html_node/Standard.html.
"""

from __future__ import annotations

import sys
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from io import BufferedReader
from typing import BinaryIO, Self, cast

from jiaokan.document import RawDocument
from jiaokan.read.archive import Fault, Member, read_members, timestamp
from jiaokan.read.compression import CorruptError, LimitError
from jiaokan.read.reader import Budget, Origin

_MAX_HEADER_BYTES = 4 << 20  # of one member's headers, and of the zeros before them


def read(stream: BufferedReader, origin: Origin) -> Iterator[RawDocument]:
    return read_members(_iter_members, stream, origin)


def _iter_members(stream: BufferedReader, budget: Budget) -> Iterator[Member]:
    """Raises OSError or EOFError where the archive breaks off."""
    source = _Source(stream, None if budget.n_in else budget)
    with _errors_translated(source):
        # Zeros end an archive, and another may be appended behind them.
        tar = tarfile.open(fileobj=cast("BinaryIO", source), mode="r|", tarinfo=_Header, ignore_zeros=True)  # noqa: SIM115 - it holds nothing to close
    while info := _next(tar, source):
        source.n_left = sys.maxsize
        if not info.isdir():
            name = info.name.encode("utf-8", "surrogateescape")
            yield Member(name, partial(_opened, tar, info), _fault(info), modified_at=timestamp(info.mtime))
    if any(source.last_block):
        raise EOFError("tar: no end-of-archive mark: the archive may be cut off")


def _next(tar: tarfile.TarFile, source: _Source) -> tarfile.TarInfo | None:
    source.n_left = max(0, tar.offset - source.n_bytes) + _MAX_HEADER_BYTES
    with _errors_translated(source):
        info = tar.next()
    tar.members = []  # type: ignore[attr-defined]  # every header read is kept there otherwise
    return info


@contextmanager
def _errors_translated(source: _Source) -> Iterator[None]:
    try:
        yield
    # tarfile lets through what a malformed pax header makes int() and others raise.
    except (tarfile.TarError, ValueError, LookupError, ArithmeticError, RecursionError) as error:
        detail = f"tar: {type(error).__name__}: {error}"
        raise (EOFError(detail) if source.at_end else CorruptError(detail)) from error


def _fault(info: tarfile.TarInfo) -> Fault | None:
    if info.issym() or info.islnk():
        return "unreadable", f"a link to {info.linkname[:200]}, which is not followed; pack the file itself"
    if info.isdev():
        return "unreadable", "a device or FIFO; only regular files are read"
    if info.issparse():
        return "unreadable", "a sparse file; pack it whole (without --sparse)"
    if info.type not in tarfile.REGULAR_TYPES:
        return "unreadable", f"a member of the unknown type {info.type!r}"
    return None


def _opened(tar: tarfile.TarFile, info: tarfile.TarInfo) -> BinaryIO:
    return cast("BinaryIO", _Data(cast("BinaryIO", tar.extractfile(info))))


class _Data:
    """A member's bytes; with the error every reader knows where they break off."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source

    def read(self, n_bytes: int) -> bytes:
        try:
            return self._source.read(n_bytes)
        except tarfile.ReadError as error:
            raise EOFError(f"tar: {error}") from error
        except tarfile.TarError as error:
            raise CorruptError(f"tar: {error}") from error

    def close(self) -> None:
        self._source.close()


class _Source:
    """The archive's bytes as tarfile asks for them, with a limit on what it may take for headers."""

    def __init__(self, stream: BufferedReader, budget: Budget | None) -> None:
        self._stream, self._budget = stream, budget
        self.n_left = _MAX_HEADER_BYTES  # that may be read until it is set anew
        self.n_bytes = 0
        self._n_empty = 0  # reads at the end; two are in order
        self.last_block = b""

    @property
    def at_end(self) -> bool:
        return self._n_empty > 0

    def read(self, n_bytes: int) -> bytes:
        if self._n_empty > 2:  # tarfile would go on asking, block by block, for all that a header promises
            raise EOFError("tar: the archive breaks off")
        if self.n_left <= 0:
            raise LimitError(f"tar: headers of more than {_MAX_HEADER_BYTES} bytes")
        data = self._stream.read1(n_bytes)  # not read: it drops what came before an error
        self.n_bytes += len(data)
        self.n_left -= len(data)
        self._n_empty += not data
        self.last_block = data[-tarfile.BLOCKSIZE :] or self.last_block
        if self._budget:
            self._budget.n_in = self.n_bytes
        return data


class _Header(tarfile.TarInfo):
    """A header. tarfile takes a damaged one in the middle of an archive for its end."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        try:
            return super().frombuf(buf, encoding, errors)
        except tarfile.HeaderError as error:
            if len(buf) == tarfile.BLOCKSIZE and any(buf):
                raise CorruptError(f"tar: {error}") from error
            if 0 < len(buf) < tarfile.BLOCKSIZE:
                raise EOFError(f"tar: {error}") from error
            raise
