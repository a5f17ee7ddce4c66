r"""JSON Lines: one object a line, with `text` (a string) or `data_base64` (the bytes as scraped; it wins).

A source's `[fields]` can name other keys. A line that is no UTF-8 is read in the encoding of the file, or in the one it
shows itself to be in; UTF-16 and UTF-32 are turned into UTF-8 first.

Lines end at \n only: `str.splitlines` also breaks at U+2028, U+0085 and others that stand inside strings.
See: https://jsonlines.org, RFC 8259.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from io import BufferedReader

from jiaokan.document import RawDocument
from jiaokan.errors import Rejected
from jiaokan.read import mapping
from jiaokan.read.mapping import ID_HEADER
from jiaokan.read.reader import HEAD_BYTES, MAX_DOCUMENT_BYTES, TOO_LARGE, Origin, Reader
from jiaokan.read.transcode import SAMPLE_BYTES, Utf8Stream, as_utf8, encoding_of_lines, wide_codec

__all__ = ["ID_HEADER", "READER", "given_text", "parse_object", "read"]

# `text` is no longer in the encoding its page declares; what it is a text of stays open.
_TEXT_HEADER = ("content-type", "application/json; charset=utf-8")


def parse_object(data: bytes, origin: Origin, place: str, charset: str | None = None) -> RawDocument:
    """The document of one JSON object; a fault for what is none. Never raises for what it holds.

    `charset`: of what is no UTF-8.
    """
    try:
        try:
            value = _loads(data)
        except UnicodeDecodeError:
            value = _loads(as_utf8(data, charset, origin.settings))
    except (ValueError, RecursionError, Rejected) as error:
        return mapping.fault(origin, place, data, "unreadable", f"not JSON: {error}")
    if not isinstance(value, dict):
        return mapping.fault(
            origin,
            place,
            data,
            "unreadable",
            "a JSON value that is no object; a document is one, with its text in `text`, or where [fields] says",
        )
    return mapping.document(value, origin, place, raw=data)


def _loads(data: bytes) -> object:
    """As json.loads, which makes a decoder each time."""
    return _DECODER.decode(data.decode(json.detect_encoding(data), "surrogatepass"))


def _finite(number: str) -> float:
    """Refuses NaN, Infinity and 1e999: no JSON could be written of them again."""
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(f"{number} is no JSON number")
    return value


_DECODER = json.JSONDecoder(parse_float=_finite, parse_constant=_finite)


def given_text(document: RawDocument) -> str | None:
    """The `text` of the line a document comes from, exactly; None where it had none."""
    if document.fault or _TEXT_HEADER not in document.headers:
        return None
    return document.data.decode("utf-8", "surrogatepass")


def read(stream: BufferedReader, origin: Origin) -> Iterator[RawDocument]:
    """The lines in order; blank ones are passed over. Of a span those that begin in it."""
    number, rest = 0, -1
    head = stream.peek(SAMPLE_BYTES)[:SAMPLE_BYTES]
    wide = wide_codec(head)
    charset = None if wide else encoding_of_lines(head, origin.settings)
    lines = Utf8Stream(stream, wide) if wide else stream
    if origin.span:
        stream.seek(origin.span.start)
        number, rest = origin.span.n_before, origin.span.stop - origin.span.start
    while rest and (data := lines.readline(MAX_DOCUMENT_BYTES + 1)):
        number += 1
        n_bytes = len(data)
        if n_bytes > MAX_DOCUMENT_BYTES:
            head = data[:HEAD_BYTES]
            while data and not data.endswith(b"\n"):
                data = lines.readline(1 << 20)
                n_bytes += len(data)
            detail = f"a line of more than {MAX_DOCUMENT_BYTES} bytes{TOO_LARGE}"
            yield mapping.fault(origin, f"#line={number}", head, "too-large", detail)
        elif data.strip():
            yield parse_object(data, origin, f"#line={number}", charset)
        if origin.span:
            rest = max(0, rest - n_bytes)


READER = Reader("jsonl", (".jsonl", ".ndjson"), read, can_span=True)
