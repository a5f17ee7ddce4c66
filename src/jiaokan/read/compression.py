"""Compression: gzip, bzip2, xz and zstd, known by a stream's first bytes, not by its name.

A stream that ends before its own end raises EOFError, one that contradicts itself CorruptError, one that grows
beyond all measure LimitError; what came before can still be read. Memory is bounded whatever the bytes say.
See: RFC 1952 (gzip), RFC 8878 (zstd), https://sourceware.org/bzip2, https://tukaani.org/xz/xz-file-format.txt.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from io import BufferedReader
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Protocol, cast

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Limits(NamedTuple):
    """How far a file may unfold. Far beyond any real corpus: what goes over one of them is made to harm."""

    max_ratio: int = 1000  # bytes out for each byte in; DEFLATE ends at 1032, text is under 20
    free_bytes: int = 256 << 20  # out, before the ratio counts
    max_member_bytes: int = 64 << 30  # of one member of an archive
    max_total_bytes: int = 1 << 40  # of all members of an archive, nested ones too
    max_members: int = 1_000_000  # of an archive, nested ones too
    max_depth: int = 4  # archives in archives
    max_spool_bytes: int = 8 << 30  # of a zip inside another container, on disk while it is read


NO_BOMB = "; if it is no bomb, unpack it into the corpus"  # what can be done, in messages
GZIP = b"\x1f\x8b"  # what their streams begin with
ZSTD = b"\x28\xb5\x2f\xfd"
LIMITS = Limits()
MAX_WINDOW_BYTES = 1 << 27  # of zstd, and half of what xz may take: what `--long` and `-9` need at most


class CorruptError(OSError):
    """The stream contradicts itself."""


class TrailingError(CorruptError):
    """What stands behind a stream that is whole is none: nothing of the stream is lost."""


class LimitError(OSError):
    """The stream goes over a limit of `Limits`."""


class Frame(Protocol):
    """A decompressor of one frame, member or stream, as `bz2` and `lzma` have it."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes: ...


def uncompressed(stream: BinaryIO, limits: Limits = LIMITS) -> BufferedReader:
    """The stream itself, or what it is the compressed form of; closing the result closes both."""
    buffered = stream if isinstance(stream, BufferedReader) else BufferedReader(cast("io.RawIOBase", stream))
    head = buffered.peek(10)[:10]
    for magic, method in ((GZIP, "gzip"), (ZSTD, "zstd"), (b"\xfd7zXZ\0", "xz")):
        if head.startswith(magic):
            return decompressed(buffered, method, limits)
    if head[:3] == b"BZh" and head[4:] in _BZIP2_MAGIC:
        return decompressed(buffered, "bzip2", limits)
    return buffered


_BZIP2_MAGIC = (b"\x31\x41\x59\x26\x53\x59", b"\x17\x72\x45\x38\x50\x90")  # of the first block; of no block at all


def decompressed(
    source: BufferedReader, method: str, limits: Limits = LIMITS, *, is_one_frame: bool = False
) -> BufferedReader:
    """What `source` is the compressed form of, by a method of this module: a name in `_METHODS`."""
    make, n_bytes = _METHODS[method]
    stream = _Decompressed(source, method, make, n_bytes, limits, is_one_frame=is_one_frame)
    return BufferedReader(stream, 1 << 16)


class _Decompressed(io.RawIOBase):
    """Any number of frames, one after the other; zeros between and after them are padding."""

    def __init__(
        self,
        source: BufferedReader,
        name: str,
        new_frame: Callable[[], Frame],
        n_chunk: int,
        limits: Limits,
        *,
        is_one_frame: bool,
    ) -> None:
        self._source, self._name, self._new_frame, self._n_chunk = source, name, new_frame, n_chunk
        self._limits, self._is_one_frame = limits, is_one_frame
        self._frame = new_frame()
        self._chunk = b""  # read from the source and not yet given to the frame
        self._n_in = self._n_out = 0
        self._frame_start = self._frame_out = 0  # the byte the frame begins at, and the bytes it gave

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        data = self._more(len(view))
        view[: len(data)] = data
        self._n_out += len(data)
        if self._n_out > self._limits.free_bytes and self._n_out > self._limits.max_ratio * self._n_in:
            raise LimitError(f"{self._name}: more than {self._limits.max_ratio} times its compressed size{NO_BOMB}")
        self._frame_out += len(data)
        return len(data)

    def _more(self, n_bytes: int) -> bytes:
        while True:
            if self._frame.eof and not self._next_frame():
                return b""
            if not self._chunk and self._frame.needs_input:
                self._chunk = self._read()
            chunk, self._chunk = self._chunk, b""
            had_all = not chunk and self._frame.needs_input
            try:
                data = self._frame.decompress(chunk, n_bytes)
            except Exception as error:  # nothing but the decompressor runs here; each has errors of its own
                self._check_trailing(error)
                place = f"between bytes {self._frame_start} and {self._n_in} as stored"
                raise CorruptError(f"{self._name}: {error}, {place}; what stands before it was read") from error
            if data:
                return data
            if had_all and not self._frame.eof:
                self._check_trailing(None)
                raise EOFError(f"{self._name}: ends before its own end, after {self._n_in} bytes as stored")

    def _check_trailing(self, error: Exception | None) -> None:
        if self._frame_start and not self._frame_out:
            detail = f"{self._name}: from byte {self._frame_start} on, as stored, stands what is no {self._name}"
            raise TrailingError(f"{detail}; what stands before it is whole") from error

    def _next_frame(self) -> bool:
        if self._is_one_frame:
            return False
        chunk = self._frame.unused_data.lstrip(b"\0")
        while not chunk:
            data = self._read()
            if not data:
                return False
            chunk = data.lstrip(b"\0")
        self._frame, self._chunk = self._new_frame(), chunk
        self._frame_start, self._frame_out = self._n_in - len(chunk), 0
        return True

    def _read(self) -> bytes:
        chunk = self._source.read1(self._n_chunk)
        self._n_in += len(chunk)
        return chunk

    def close(self) -> None:
        self._source.close()
        super().close()


class Inflated:
    """zlib as bz2 and lzma are: with what it has not consumed kept inside.

    zlib drops what it made of the bytes before an error (a wrong checksum, even), so these are given one by one then.
    """

    def __init__(self, window_bits: int) -> None:
        import zlib

        self._zlib = zlib.decompressobj(window_bits)
        self._error = zlib.error
        self._rest: Iterator[bytes] | None = None  # what is to be given byte by byte

    @property
    def eof(self) -> bool:
        return self._zlib.eof

    @property
    def needs_input(self) -> bool:
        return not self._zlib.unconsumed_tail and self._rest is None

    @property
    def unused_data(self) -> bytes:
        return self._zlib.unused_data

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        packed = self._zlib.unconsumed_tail + data
        limit = max(max_length, 0)
        if self._rest is None:
            before = self._zlib.copy()
            try:
                return self._zlib.decompress(packed, limit)
            except self._error:
                self._zlib, self._rest = before, (packed[at : at + 1] for at in range(len(packed)))
        made = b""
        while not made:  # ends in the error again
            made = self._zlib.decompress(self._zlib.unconsumed_tail or next(self._rest), limit)
        return made


class Unzstd:
    """zstd as bz2 and lzma are. `ZstdDecompressor.stream_reader` takes a truncated frame for a whole one."""

    def __init__(self, dictionary: bytes = b"") -> None:
        import zstandard

        known = zstandard.ZstdCompressionDict(dictionary) if dictionary else None
        self._zstd = zstandard.ZstdDecompressor(dict_data=known, max_window_size=MAX_WINDOW_BYTES).decompressobj()
        self._rest, self._at = b"", 0

    @property
    def eof(self) -> bool:
        return self._zstd.eof and self.needs_input

    @property
    def needs_input(self) -> bool:
        return self._at >= len(self._rest)

    @property
    def unused_data(self) -> bytes:
        return self._zstd.unused_data

    def decompress(self, data: bytes, max_length: int = -1, /) -> bytes:
        if data:  # only given when nothing is left
            self._rest, self._at = self._zstd.decompress(data), 0
        end = len(self._rest) if max_length < 0 else self._at + max_length
        piece = self._rest[self._at : end]
        self._at += len(piece)
        return piece


def _bzip2() -> Frame:
    import bz2

    return bz2.BZ2Decompressor()


def _xz() -> Frame:
    import lzma

    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=2 * MAX_WINDOW_BYTES)


def _lzma() -> Frame:
    import lzma

    return lzma.LZMADecompressor(lzma.FORMAT_ALONE, memlimit=2 * MAX_WINDOW_BYTES)


# Name → what makes its decompressor, and how many bytes it is given at a time. All that comes of them is lost with an
# error but in gzip; and zstd can't be told how much to give back: repetition becomes up to 32,000 times as many.
_METHODS: dict[str, tuple[Callable[[], Frame], int]] = {
    "gzip": (lambda: Inflated(31), 1 << 16),
    "deflate": (lambda: Inflated(-15), 1 << 16),
    "bzip2": (_bzip2, 1 << 12),
    "xz": (_xz, 1 << 12),
    "lzma": (_lzma, 1 << 12),
    "zstd": (Unzstd, 2048),
}
