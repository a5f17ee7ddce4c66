"""CSV and TSV: one document a row, its columns named by the first row; which holds what the source's `[fields]` say.

Fields are parted by , ; or a tab, whichever parts the first row into the columns wanted, or most often. A field's
bytes are kept as they stand in the file, so that decode judges each document by itself, with the encoding of the whole
file as a declaration; only UTF-16 and UTF-32 are turned into UTF-8 first. This holds for every encoding in which
these marks are never part of another character: UTF-8, GB18030, Big5 and all of one byte, not HZ or ISO-2022.

A quotation mark that is never closed costs its line: what stands behind it is read again as rows. A row with more
fields than the first one is a fault, since a comma in its text would cut the text; missing ones at the end are empty.
`#row=` counts rows from 1, the row of names included (RFC 7111), wherever lines break.
See: RFC 4180.
"""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from io import BufferedReader

from jiaokan.document import RawDocument
from jiaokan.errors import Reason, Rejected
from jiaokan.read import mapping
from jiaokan.read.reader import HEAD_BYTES, MAX_DOCUMENT_BYTES, Origin, Reader
from jiaokan.settings import Fields, Settings

MAX_ROW_BYTES = MAX_DOCUMENT_BYTES // 4  # the csv module holds four bytes a character
_MAX_PIECE = 1 << 20
_SAMPLE_BYTES = 1 << 16  # of the file, to tell its encoding
_DELIMITERS = ",;\t"
_WIDE_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


class _Lines:
    """The file's lines for the csv module; knows those of the row in hand."""

    def __init__(self, stream: BufferedReader | _Transcoded) -> None:
        self._stream = stream
        self._pending: deque[bytes] = deque()  # lines to be read (again)
        self.row: list[bytes] = []
        self._n_bytes = 0
        self.fault: tuple[Reason, str] | None = None  # why the row in hand is none

    def sample(self) -> bytes:
        """The lines at the beginning, which stay to be read."""
        n_bytes = 0
        while n_bytes < _SAMPLE_BYTES and (line := self._stream.readline(MAX_ROW_BYTES + 1)):
            self._pending.append(line)
            n_bytes += len(line)
            if not line.endswith(b"\n"):
                break  # the last line, or the first piece of one over the limit
        return b"".join(self._pending)[:_SAMPLE_BYTES]

    def __iter__(self) -> Iterator[str]:
        while line := self._pending.popleft() if self._pending else self._stream.readline(MAX_ROW_BYTES + 1):
            self.row.append(line)
            self._n_bytes += len(line)
            if self._n_bytes > MAX_ROW_BYTES:
                self.fault = ("too-large", f"more than {MAX_ROW_BYTES} bytes, in one row or behind a quotation mark")
                return
            yield line.decode("latin-1")
        if self.row:
            self.fault = ("unreadable", "a quotation mark that is never closed")

    def next_row(self) -> None:
        self.row, self._n_bytes, self.fault = [], 0, None

    def keep_first(self) -> None:
        """The first line is at fault; the others are to be read again, by themselves."""
        self._pending.extendleft(reversed(self.row[1:]))
        del self.row[1:]
        line = self.row[0]
        if len(line) > MAX_ROW_BYTES and not self._pending:
            while line and not line.endswith(b"\n"):
                line = self._stream.readline(_MAX_PIECE)


class _Transcoded:
    """Lines of UTF-16 or UTF-32 as UTF-8. Raises EOFError for what is neither."""

    def __init__(self, stream: BufferedReader, codec: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(codec)("surrogatepass")
        self._rest = bytearray()

    def readline(self, limit: int) -> bytes:
        at = 0
        while (end := self._rest.find(b"\n", at)) < 0 and len(self._rest) < limit:
            at = len(self._rest)
            data = self._stream.read1(1 << 16)
            try:
                self._rest += self._decoder.decode(data, final=not data).encode("utf-8", "surrogatepass")
            except UnicodeDecodeError as error:
                raise EOFError(f"no {error.encoding}: {error.reason}") from error
            if not data:
                break
        n_bytes = min(limit, end + 1 if end >= 0 else limit)
        line = bytes(self._rest[:n_bytes])
        del self._rest[:n_bytes]
        return line


def read(stream: BufferedReader, origin: Origin) -> Iterator[RawDocument]:
    # A limit of the whole process, in characters; there is no other way to state it.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_ROW_BYTES + 1))
    head = stream.peek(4)[:4]
    wide = next((codec for bom, codec in _WIDE_BOMS if head.startswith(bom)), None)
    if head.startswith(codecs.BOM_UTF8):
        stream.read(3)
    lines = _Lines(_Transcoded(stream, wide) if wide else stream)
    sample = lines.sample()
    if not sample.strip():
        yield origin.document(sample)
        return
    charset = "utf-8" if wide or head.startswith(codecs.BOM_UTF8) else find_encoding(sample, origin.settings)
    names: list[str] = []
    first = b""
    number = 0
    for number, row in enumerate(_rows(lines, _find_delimiter(sample, charset, origin.settings.fields)), 1):
        place, raw = f"#row={number}", b"".join(lines.row)
        if lines.fault:
            yield mapping.fault(origin, place, raw[:HEAD_BYTES], *lines.fault)
        elif not names:
            names, first = [_decoded(name, charset).strip() for name in row], raw[:HEAD_BYTES]
        elif any(row[len(names) :]):
            detail = f"a row of {len(row)} fields; the first row names {len(names)}"
            yield mapping.fault(origin, place, raw, "unreadable", detail)
        elif row:
            values = {name: value.encode("latin-1") for name, value in zip(names, row, strict=False)}
            yield mapping.document(values, origin, place, raw=raw, media_type="text/csv", charset=charset)
    if number == 1 and names:
        yield mapping.fault(origin, "#row=1", first, "empty", "no row behind the first, which names the columns")


def _rows(lines: _Lines, delimiter: str) -> Iterator[list[str]]:
    """The rows in order; where `lines.fault` is set it is one line that is no row."""
    rows = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.next_row()
        try:
            row = next(rows, None)
        except csv.Error as error:
            row, lines.fault = [], ("unreadable", f"CSV: {error}")
        if lines.fault:
            lines.keep_first()
            rows = csv.reader(lines, delimiter=delimiter)
        elif row is None:
            return
        yield row or []


def _find_delimiter(sample: bytes, charset: str | None, fields: Fields) -> str:
    first = _decoded(sample.partition(b"\n")[0].decode("latin-1"), charset)
    wanted = set(mapping.keys_of(fields))

    def fitness(delimiter: str) -> tuple[int, int]:
        names = [name.strip().strip('"') for name in first.split(delimiter)]
        return len(wanted.intersection(names)), len(names)

    return max(_DELIMITERS, key=fitness)


def _decoded(value: str, charset: str | None) -> str:
    return value.encode("latin-1").decode(charset or "utf-8", "backslashreplace")


def find_encoding(sample: bytes, settings: Settings) -> str | None:
    """The encoding decode finds in the beginning of a file; None where nothing tells."""
    from jiaokan.decode import decode

    whole_lines = sample[: sample.rfind(b"\n") + 1] or sample
    if whole_lines.isascii():
        return None
    document = RawDocument("", "", whole_lines, (("content-type", "text/plain"),))
    try:
        return decode(document, settings).encoding
    except Rejected:
        return None


READER = Reader("csv", (".csv", ".tsv"), read)
