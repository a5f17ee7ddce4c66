"""A WARC file as its gzip members or zstd frames, each with its place in the file.

In a compressed WARC each record is a member of its own, so that it can be opened by its offset. A file that is one
member around all records is read too. After a corrupt member the next one that holds a record is looked for.
See: WARC 1.1, annex D (https://iipc.github.io/warc-specifications), RFC 1952, RFC 8878; for dictionaries of .warc.zst
https://iipc.github.io/warc-specifications/specifications/warc-zstd.
"""

from __future__ import annotations

import io
import re
from typing import Protocol

from jiaokan.read.compression import GZIP, LIMITS, NO_BOMB, ZSTD, CorruptError, Frame, Inflated, LimitError, Unzstd
from jiaokan.read.reader import MAX_DOCUMENT_BYTES
from jiaokan.regex import regex

_DICTIONARY = b"\x5d\x2a\x4d\x18"  # a skippable frame
_RECORD = regex(rb"WARC/[01]\.\d+\r?\n[A-Za-z]")  # at the beginning of a line
_CHUNK = 1 << 14
_ZSTD_CHUNK = 2048  # bytes; may become 32,000 times as many
_HISTORY = 1 << 17  # of a member's bytes, to go back by: more than the parser reads ahead
# Of a member, to see whether a record is in it; zstd gives nothing before the end of a block (RFC 8878: 128 KiB).
_TRIAL_BYTES = {GZIP: 2048, ZSTD: 1 << 18}
_MAX_TRIAL_BYTES = max(_TRIAL_BYTES.values())


class Binary(Protocol):
    """What is needed of an opened file."""

    def read(self, size: int = -1, /) -> bytes: ...
    def seek(self, offset: int, whence: int = 0, /) -> int: ...
    def seekable(self) -> bool: ...
    def tell(self) -> int: ...


class Source:
    """The file's bytes, with their place; what was read too far can be given back."""

    def __init__(self, stream: Binary, name: str = "") -> None:
        self._stream = stream
        self.can_seek = stream.seekable()
        self.position = stream.tell() if self.can_seek else 0
        self._rest = b""
        head = self.peek(5)
        is_known = head.startswith((GZIP, ZSTD, _DICTIONARY))
        self.is_compressed = is_known or (name.endswith((".gz", ".zst")) and head != b"WARC/")
        self._dictionary = self._read_dictionary() if head.startswith(_DICTIONARY) else b""

    def take(self, size: int) -> bytes:
        """Up to `size` bytes; b"" at the end only."""
        if self._rest:
            data, self._rest = self._rest[:size], self._rest[size:]
            if size > _CHUNK > len(data):  # a window, not one byte of it
                data += self._stream.read(size - len(data))
        else:
            data = self._stream.read(size)
        self.position += len(data)
        return data

    def give_back(self, data: bytes) -> None:
        self._rest = data + self._rest
        self.position -= len(data)

    def peek(self, size: int) -> bytes:
        data = self._take_all(size)
        self.give_back(data)
        return data

    def _take_all(self, size: int) -> bytes:
        data = b""
        while len(data) < size and (more := self.take(size - len(data))):
            data += more
        return data

    def seek(self, position: int) -> None:
        self._stream.seek(position)
        self._rest, self.position = b"", position

    def next_member(self) -> Member | None:
        """The member that begins here; None at the end. Raises CorruptError where there is none."""
        if not self.is_compressed:
            return Member(self, None) if self.peek(1) else None
        while head := self.peek(_CHUNK):
            padding = len(head) - len(head.lstrip(b"\0"))
            if not padding:
                break
            self.take(padding)
        if not head:
            return None
        if head.startswith(GZIP):
            return Member(self, Inflated(31))
        if head.startswith(ZSTD):
            return Member(self, self._zstd())
        raise CorruptError("what stands here is no compressed record; reading went on with the next one")

    def find_member(self, start: int) -> int | None:
        """The place of the first member from `start` on that holds a record, which is read next; None for none."""
        if self.can_seek:
            self.seek(start)
        elif self.position < start:
            self._take_all(start - self.position)
        window = b""
        while more := self.take(1 << 20):
            window += more
            is_last = not self.peek(1)
            for found in re.finditer(re.escape(GZIP) + b"\x08|" + re.escape(ZSTD), window):
                if not is_last and found.start() > len(window) - _MAX_TRIAL_BYTES:
                    break
                if self._holds_record(memoryview(window)[found.start() :]):
                    self.give_back(window[found.start() :])
                    return self.position
            window = window[-_MAX_TRIAL_BYTES:]
        return None

    def _holds_record(self, data: memoryview) -> bool:
        is_gzip = data[:2] == GZIP
        try:
            trial: Frame = Inflated(31) if is_gzip else self._zstd()
            head = trial.decompress(bytes(data[: _TRIAL_BYTES[GZIP if is_gzip else ZSTD]]), 16)
        except Exception:  # noqa: BLE001 — of any decompressor, on any bytes
            return False
        return head.startswith(b"WARC/")

    def _zstd(self) -> Unzstd:
        return Unzstd(self._dictionary)

    def _read_dictionary(self) -> bytes:
        size = int.from_bytes(self._take_all(8)[4:], "little")
        if size > MAX_DOCUMENT_BYTES:
            raise CorruptError(f"a zstd dictionary of {size} bytes")
        data = self._take_all(size)
        if data.startswith(ZSTD):
            import zstandard

            try:
                return zstandard.ZstdDecompressor().decompress(data, max_output_size=MAX_DOCUMENT_BYTES)
            except zstandard.ZstdError as error:
                raise CorruptError(f"the zstd dictionary: {error}") from error
        return data


class Member:
    """The bytes of one member, uncompressed; of a file that isn't compressed all that are left.

    A stream as fastwarc reads it. It ends early where the file ends inside it (`error` is an EOFError then), where it
    contradicts itself (a CorruptError) or unfolds beyond all measure (a LimitError).
    """

    def __init__(self, source: Source, decompressor: Frame | None) -> None:
        self.start = source.position if decompressor else 0
        self.position = 0 if decompressor else source.position
        self.error: EOFError | OSError | None = None
        self._source = source
        self._decompressor = decompressor
        self._chunk = _ZSTD_CHUNK if isinstance(decompressor, Unzstd) else _CHUNK
        self._packed = b""  # what the decompressor was given last
        self._past = b""  # the last bytes read
        self._rest = io.BytesIO()  # to be read before the source

    def read(self, size: int = -1, /) -> bytes:
        size = size if size > 0 else 1 << 16
        data = self._rest.read(size)
        if not data:
            data = self._next(size)
            if len(data) > size:
                self._rest = io.BytesIO(data)
                data = self._rest.read(size)
        self.position += len(data)
        self._past = (self._past + data)[-_HISTORY:]
        return data

    def tell(self) -> int:
        return 0

    def seek(self, _offset: int, _whence: int = 0, /) -> int:
        raise OSError("a member can't be sought in")

    def close(self) -> None:
        """The source stays open for the next member."""

    def find_record(self, start: int) -> int | None:
        """The place of the first record from byte `start` of the member on, which is read next; None for none."""
        if self._decompressor is None and self._source.can_seek:
            self._source.seek(start)
            self.position, self._rest = start, io.BytesIO()
        else:
            back = min(self.position - start, len(self._past))
            if back > 0:
                self._read_again(self._past[-back:])
        self._past = b""
        window = b""
        while more := self.read(1 << 16):
            window = window[-64:] + more
            for found in _RECORD.finditer(window):
                if window[max(0, found.start() - 1) : found.start()] in {b"", b"\n"}:
                    self._read_again(window[found.start() :])
                    self._past = b""
                    return self.position
        return None

    def skip(self, n_bytes: int | None = None) -> None:
        """Passes over so many bytes, or all that are left."""
        end = self.position + n_bytes if n_bytes is not None else None
        while self.read(1 << 16 if end is None else min(1 << 16, end - self.position)):
            if self.position == end:
                return

    def _read_again(self, data: bytes) -> None:
        self._rest = io.BytesIO(data + self._rest.read())
        self.position -= len(data)

    def _next(self, size: int) -> bytes:
        if self.error:
            return b""
        try:
            return self._decompressed(size) if self._decompressor else self._source.take(size)
        except (EOFError, CorruptError, LimitError) as error:
            self.error = error
        return b""

    def _decompressed(self, size: int) -> bytes:
        found = self._decompressor
        data = b""
        n_in = self._source.position - self.start
        if self.position > LIMITS.free_bytes and self.position > LIMITS.max_ratio * n_in:
            raise LimitError(f"a record of more than {LIMITS.max_ratio} times its compressed size{NO_BOMB}")
        while found and not data and not found.eof:
            packed = b""
            if found.needs_input:
                packed = self._packed = self._source.take(self._chunk)
                if not packed:
                    raise EOFError("the file ends inside a compressed record")
            try:
                data = found.decompress(packed, size)
            except Exception as error:  # each decompressor has errors of its own
                self._source.give_back(self._packed)  # the next member may be in it
                raise CorruptError(f"a compressed record that is damaged: {error}") from error
            if found.eof:
                self._source.give_back(found.unused_data)
        return data
