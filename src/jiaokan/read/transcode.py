"""Other encodings as UTF-8, for the formats whose marks are looked for in bytes: JSON, JSON Lines, CSV.

`Utf8Stream` turns what has to be turned before it is scanned: UTF-16 and UTF-32, and for JSON the encodings in which a
character's second byte may be one of its marks. `as_utf8` turns one line or value by itself. What does not fit is half
a surrogate or U+FFFD afterwards, for decode or repair to tell.
See: RFC 4627 (3), RFC 8259 (8.1).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from io import BufferedReader

from jiaokan.document import RawDocument
from jiaokan.errors import Rejected
from jiaokan.regex import regex
from jiaokan.settings import Settings

SAMPLE_BYTES = 1 << 16  # of a file, to tell its encoding
_CHUNK = 1 << 16
_WIDE_PIECE = 1 << 12  # bytes at least, to tell whether they are shifted
_WIDE_BOMS = (  # UTF-32 before UTF-16: one begins with the other
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE_STARTS = (  # of two characters of ASCII
    (regex(rb"\0\0\0[^\0]"), "utf-32-be"),
    (regex(rb"\0[^\0]\0[^\0]"), "utf-16-be"),
    (regex(rb"[^\0]\0\0\0"), "utf-32-le"),
    (regex(rb"[^\0]\0[^\0]\0"), "utf-16-le"),
)
_MARKS_INSIDE = ("gb18030", "big5hkscs", "cp932")  # [ \ ] { } can be part of a character there
_ANY_END = regex(rb"\n|\r(?!\n)")


def wide_codec(head: bytes) -> str | None:
    """UTF-16 or UTF-32 by its byte order mark, or by the zeros of a text that begins in ASCII, as all JSON does."""
    by_bom = (codec for bom, codec in _WIDE_BOMS if head.startswith(bom))
    return next(by_bom, None) or next((codec for start, codec in _WIDE_STARTS if start.match(head)), None)


def find_encoding(sample: bytes, settings: Settings) -> str | None:
    """The encoding decode finds in the beginning of a file; None where nothing tells."""
    from jiaokan.decode import decode

    if b"\0" in sample:
        whole_lines = sample[: len(sample) // 4 * 4]  # whole characters of UTF-16 and UTF-32
    else:
        whole_lines = sample[: sample.rfind(b"\n") + 1] or sample
        if whole_lines.isascii():
            return None
    document = RawDocument("", "", whole_lines, (("content-type", "text/plain"),))
    try:
        return decode(document, settings).encoding
    except Rejected:
        return None


def encoding_of_lines(head: bytes, settings: Settings) -> str | None:
    """The encoding of those lines in the beginning of a file that are no UTF-8; None where there are none."""
    lines = head[: head.rfind(b"\n") + 1].split(b"\n") if b"\n" in head else [head]
    return find_encoding(b"".join(line + b"\n" for line in lines if not _is_utf8(line)), settings)


def as_utf8(data: bytes, charset: str | None, settings: Settings) -> bytes:
    """Bytes that are no UTF-8, in `charset` or in what they show themselves to be. Raises Rejected."""
    from jiaokan.decode.charset import iter_declared
    from jiaokan.decode.detect import read_bytes

    text = _plain_prose(data, charset) if charset else None
    if text is not None:
        return text.encode()
    stated = (("content-type", f"text/plain; charset={charset}"),) if charset else ()
    reading, _ = read_bytes(data, list(iter_declared(RawDocument("", "", data, stated), settings)))
    return reading.text.encode("utf-8", "surrogatepass")


def _plain_prose(data: bytes, charset: str) -> str | None:
    """What fits the encoding strictly and is Chinese beyond doubt: nearly every line, by a tenth of the work.

    Misread as another encoding, a text has its common characters by accident only: one in ten.
    """
    from jiaokan.decode.han import count_common
    from jiaokan.decode.reading import is_certain_utf8, strictly
    from jiaokan.decode.scoring import CHINESE

    reading = (
        None if charset not in CHINESE or len(data) > len(data.translate(None, _CONTROL)) else strictly(data, charset)
    )
    if reading is None or is_certain_utf8(data):
        return None
    beyond_ascii = _PLAIN.sub("", reading.text[:: 1 + len(reading.text) // _LOOK_CHARS])
    return reading.text if count_common(beyond_ascii) >= max(_MIN_COMMON, len(beyond_ascii) / 2) else None


_CONTROL = bytes({*range(32), 0x7F} - set(b"\t\n\v\f\r"))
_PLAIN = regex(r"[\x00-\x7f]+")
_LOOK_CHARS = 256  # spread over the line
_MIN_COMMON = 12


def transcoded_json(stream: BufferedReader, settings: Settings) -> Utf8Stream:
    """A JSON stream in which every byte below 80 is what it looks like. UTF-8 stays as it is, with its faults."""

    def find(sample: bytes) -> str | None:
        codec = None if _is_utf8(sample) else find_encoding(sample, settings)
        return codec if codec in _MARKS_INSIDE else None

    head = stream.peek(4)[:4]
    if head.startswith(codecs.BOM_UTF8):
        stream.read(3)
    return Utf8Stream(stream, wide_codec(head), find)


class Utf8Stream:
    """A stream as UTF-8, in chunks or lines. Raises EOFError for what is no UTF-16 or UTF-32, behind what is.

    Without a `codec` the bytes stay as they are, or `find` tells it from the first that are not ASCII.
    """

    def __init__(
        self, stream: BufferedReader, codec: str | None = None, find: Callable[[bytes], str | None] | None = None
    ) -> None:
        self._stream = stream
        self._find = None if codec else find
        self._decoder = self._make_decoder(codec)
        self._rest = bytearray()  # turned, and not yet asked for
        self._error: EOFError | None = None
        self._at_end = False
        self._line_end = re.compile(rb"\n")
        self.line_ends: tuple[bytes, ...] = (b"\n",)

    @property
    def is_turned(self) -> bool:
        """Whether it was in another encoding, as far as has been read."""
        return self._decoder is not None

    def end_lines_anywhere(self) -> None:
        r"""Lines end at \r too from now on."""
        self._line_end, self.line_ends = _ANY_END, (b"\n", b"\r")

    def peek(self, n_bytes: int) -> bytes:
        while len(self._rest) < n_bytes and self._fill():
            pass
        return bytes(self._rest[:n_bytes])

    def read(self, n_bytes: int) -> bytes:
        data = self.peek(n_bytes)
        return self._take(len(data))

    def read1(self, n_bytes: int) -> bytes:
        if not self._rest and not self._fill():
            self._check()
        return self._take(n_bytes)

    def readline(self, limit: int) -> bytes:
        """A line with its end, or `limit` bytes of a longer one."""
        at = 0
        while True:
            found = self._line_end.search(self._rest, at)
            # What follows a \r at the end decides.
            if found and (found[0] == b"\n" or found.end() < len(self._rest) or self._at_end):
                return self._take(min(limit, found.end()))
            at = max(0, len(self._rest) - 1)
            if len(self._rest) >= limit + 1 or not self._fill():
                break
        if not self._rest:
            self._check()
        found = self._line_end.search(self._rest, at)
        return self._take(min(limit, found.end() if found else limit))

    def _take(self, n_bytes: int) -> bytes:
        data = bytes(self._rest[:n_bytes])
        del self._rest[:n_bytes]
        return data

    def _check(self) -> None:
        if self._error:
            raise self._error

    def _fill(self) -> bool:
        """More into `_rest`; whether there was more."""
        n_before = len(self._rest)
        while not self._at_end and len(self._rest) == n_before:
            data = self._stream.read1(_CHUNK)
            self._at_end = not data
            if self._find and not data.isascii():
                while len(data) < SAMPLE_BYTES and (more := self._stream.read1(_CHUNK)):
                    data += more
                self._decoder, self._find = self._make_decoder(self._find(data)), None
            self._rest += self._decoder(data, not data) if self._decoder else data
            if self._at_end and isinstance(self._decoder, _WideDecoder):
                self._error = self._decoder.error
        return len(self._rest) > n_before

    @staticmethod
    def _make_decoder(codec: str | None) -> Callable[[bytes, bool], bytes] | None:
        if codec is None:
            return None
        if codec.startswith(("utf-16", "utf-32")):
            return _WideDecoder(codec)
        decoder = codecs.getincrementaldecoder(codec)("surrogateescape")
        return lambda data, is_last: decoder.decode(data, is_last).encode("utf-8", "surrogatepass")


class _WideDecoder:
    """UTF-16 or UTF-32 as UTF-8, piece by piece, without its mark.

    Where bytes were lost or put in, the characters behind are found again as decode finds them, and U+FFFD stands at
    the place. `error`: it ended inside a character.
    """

    error: EOFError | None = None

    def __init__(self, codec: str) -> None:
        self._codec = codec
        self._n_unit = 2 if codec.startswith("utf-16") else 4
        self._pending = b""
        self._is_first = True

    def __call__(self, piece: bytes, is_last: bool) -> bytes:
        from jiaokan.decode.wide import is_shifted, read_wide

        data = self._pending + piece
        if not is_last and len(data) < _WIDE_PIECE:
            self._pending = data
            return b""
        n_bytes = len(data) if is_last else len(data) // self._n_unit * self._n_unit
        if not is_last and self._is_half(data[n_bytes - 2 : n_bytes]):
            n_bytes -= 2
        data, self._pending = data[:n_bytes], data[n_bytes:]
        if is_shifted(data, self._codec):
            text, lost = read_wide(data, self._codec)
            n_behind = n_bytes - max((end for _, end in lost), default=0)
            n_cut = n_behind % self._n_unit or (lost[-1][1] - lost[-1][0] if lost and not n_behind else 0)
            if 0 < n_cut < self._n_unit and not is_last:  # what is shifted ends inside a character
                text, self._pending = text.removesuffix("\ufffd"), data[n_bytes - n_cut :] + self._pending
        else:
            n_cut = n_bytes % self._n_unit
            text = data[: n_bytes - n_cut].decode(self._codec, "surrogatepass")
            if n_cut:
                self.error = EOFError(f"the file ends inside a character of {self._codec}")
        if self._is_first and text:
            text, self._is_first = text.removeprefix("\ufeff"), False
        return text.encode("utf-8", "surrogatepass")

    def _is_half(self, unit: bytes) -> bool:
        """Whether a pair of surrogates begins with it."""
        return self._n_unit == 2 and 0xD8 <= unit["be" not in self._codec] <= 0xDB


def _is_utf8(data: bytes) -> bool:
    """Also where it is cut in its last character."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return True
