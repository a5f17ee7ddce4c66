r"""CSV and TSV: one document a row, its columns named by the first row; which holds what the source's `[fields]` say.

Fields are parted by , ; or a tab, whichever parts the first row into the columns wanted, or most often. A field's
bytes are kept as they stand in the file, so that decode judges each document by itself, with the encoding of the whole
file as a declaration; only UTF-16 and UTF-32 are turned into UTF-8 first. This holds for every encoding in which
these marks are never part of another character: UTF-8, GB18030, Big5 and all of one byte, not HZ or ISO-2022.

A quotation mark that is never closed costs its line: what stands behind it is read again as rows. A row with more
fields than the first one is a fault, since a comma in its text would cut the text; missing ones at the end are empty.
`#row=` counts rows from 1, the row of names included (RFC 7111), wherever lines break. Rows end in \n, \r\n, and in \r
where most of those in the beginning of the file are followed by a row.
See: RFC 4180.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import deque
from collections.abc import Iterator
from io import BufferedReader

from jiaokan.document import RawDocument
from jiaokan.errors import Reason
from jiaokan.read import mapping
from jiaokan.read.reader import HEAD_BYTES, MAX_DOCUMENT_BYTES, Origin, Reader
from jiaokan.read.transcode import SAMPLE_BYTES, Utf8Stream, find_encoding, wide_codec
from jiaokan.settings import Fields, Settings

MAX_ROW_BYTES = MAX_DOCUMENT_BYTES // 4  # the csv module holds four bytes a character
_MAX_PIECE = 1 << 20
_DELIMITERS = ",;\t"


class _Lines:
    """The file's lines for the csv module; knows those of the row in hand."""

    def __init__(self, stream: Utf8Stream) -> None:
        self._stream = stream
        self._pending: deque[bytes] = deque()  # lines to be read (again)
        self.row: list[bytes] = []
        self._n_bytes = 0
        self.fault: tuple[Reason, str] | None = None  # why the row in hand is none

    def __iter__(self) -> Iterator[str]:
        while line := self._pending.popleft() if self._pending else self._stream.readline(MAX_ROW_BYTES + 1):
            self.row.append(line)
            self._n_bytes += len(line)
            if self._n_bytes > MAX_ROW_BYTES:
                self.fault = (
                    "too-large",
                    f"more than {MAX_ROW_BYTES} bytes, in one row or behind a quotation mark",
                )
                return
            yield line.decode("latin-1")
        if self.row:
            self.fault = ("unreadable", "a quotation mark that is never closed; double it, or leave it out")

    def next_row(self) -> None:
        self.row, self._n_bytes, self.fault = [], 0, None

    def keep_first(self) -> None:
        """The first line is at fault; the others are to be read again, by themselves."""
        self._pending.extendleft(reversed(self.row[1:]))
        del self.row[1:]
        line = self.row[0]
        if len(line) > MAX_ROW_BYTES and not self._pending:
            while line and not line.endswith(self._stream.line_ends):
                line = self._stream.readline(_MAX_PIECE)


def read(stream: BufferedReader, origin: Origin) -> Iterator[RawDocument]:
    # A limit of the whole process, in characters; there is no other way to state it.
    csv.field_size_limit(max(csv.field_size_limit(), MAX_ROW_BYTES + 1))
    is_marked = stream.peek(3).startswith(codecs.BOM_UTF8)
    if is_marked:
        stream.read(3)
    text = _transcoded(stream, origin.settings)
    sample = text.peek(SAMPLE_BYTES)
    if not sample.strip():
        return
    charset = "utf-8" if text.is_turned or is_marked else find_encoding(sample, origin.settings)
    delimiter = _find_delimiter(sample, charset, origin.settings.fields)
    if _has_old_ends(sample, delimiter.encode()):
        text.end_lines_anywhere()
    lines = _Lines(text)
    names: list[str] = []
    first = b""
    number = 0
    for number, row in enumerate(_rows(lines, delimiter), 1):
        place, raw = f"#row={number}", b"".join(lines.row)
        if lines.fault:
            yield mapping.fault(origin, place, raw[:HEAD_BYTES], *lines.fault)
        elif not names:
            names, first = [_decoded(name, charset).strip() for name in row], raw[:HEAD_BYTES]
        elif any(row[len(names) :]):
            detail = f"a row of {len(row)} fields; the first row names {len(names)}; quote a text with separators in it"
            yield mapping.fault(origin, place, raw, "unreadable", detail)
        elif row:
            values = {name: value.encode("latin-1") for name, value in zip(names, row, strict=False)}
            yield mapping.document(values, origin, place, raw=raw, media_type="text/csv", charset=charset)
    if number == 1 and names:
        yield mapping.fault(
            origin,
            "#row=1",
            first,
            "empty",
            "no row behind the first, which names the columns",
        )


def _transcoded(stream: BufferedReader, settings: Settings) -> Utf8Stream:
    """UTF-16 and UTF-32 as UTF-8, also where nothing marks them and the first column has a Chinese name."""

    def find(sample: bytes) -> str | None:
        codec = find_encoding(sample, settings) if b"\0" in sample else None
        return codec if codec and codec.startswith(("utf-16", "utf-32")) else None

    return Utf8Stream(stream, wide_codec(stream.peek(4)[:4]), find)


def _has_old_ends(sample: bytes, delimiter: bytes) -> bool:
    r"""Whether \r alone ends rows (old Excel for Macintosh), not only pieces of rows that hold one by accident."""
    pieces = re.split(rb"(\r\n|\n|\r)", sample)
    ends = [
        line.count(delimiter) == pieces[0].count(delimiter)
        for line, end in zip(pieces[::2], pieces[1::2], strict=False)
        if end == b"\r"
    ]
    return b"\n" not in pieces[1::2] or 2 * sum(ends) > len(ends)


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
    first = _decoded(re.split(rb"[\r\n]", sample, maxsplit=1)[0].decode("latin-1"), charset)
    wanted = set(mapping.keys_of(fields))

    def fitness(delimiter: str) -> tuple[int, int]:
        names = [name.strip().strip('"') for name in first.split(delimiter)]
        return len(wanted.intersection(names)), len(names)

    return max(_DELIMITERS, key=fitness)


def _decoded(value: str, charset: str | None) -> str:
    return value.encode("latin-1").decode(charset or "utf-8", "backslashreplace")


READER = Reader("csv", (".csv", ".tsv"), read)
