r"""JSON Lines: one object a line, with `text` (a string) or `data_base64` (the bytes as scraped; it wins).

Lines end at \n only: `str.splitlines` also breaks at U+2028, U+0085 and others that stand inside strings.
See: https://jsonlines.org, RFC 8259.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BufferedReader

from jiaokan.document import RawDocument
from jiaokan.errors import Reason
from jiaokan.read.reader import HEAD_BYTES, MAX_DOCUMENT_BYTES, Origin, Reader

ID_HEADER = "jsonl-id"  # a line's `id`, as JSON, among the headers of its document
# `text` is no longer in the encoding its page declares; what it is a text of stays open.
_TEXT_HEADER = ("content-type", "application/json; charset=utf-8")


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its document, or what is wrong with it."""

    number: int  # from 1, blank lines counted
    id: object  # the value of `id` as JSON gave it; None where there is none
    data: bytes  # the document's bytes; with a fault those of the line
    is_text: bool = False  # `data` is UTF-8, whatever a page inside it declares
    fault: tuple[Reason, str] | None = None


def read_lines(stream: BufferedReader) -> Iterator[Line]:
    """The lines in order; blank ones are passed over. Never raises for what a line holds."""
    number = 0
    while data := stream.readline(MAX_DOCUMENT_BYTES + 1):
        number += 1
        if len(data) > MAX_DOCUMENT_BYTES:
            head = data[:HEAD_BYTES]
            while data and not data.endswith(b"\n"):
                data = stream.readline(1 << 20)
            yield Line(number, None, head, fault=("too-large", f"a line of more than {MAX_DOCUMENT_BYTES} bytes"))
        elif data.strip():
            yield parse_line(data, number)


def parse_line(data: bytes, number: int) -> Line:
    try:
        value = json.loads(data, parse_float=_finite, parse_constant=_finite)
    except (ValueError, RecursionError) as error:
        return Line(number, None, data, fault=("unreadable", f"not JSON: {error}"))
    if not isinstance(value, dict):
        return Line(number, None, data, fault=("unreadable", "a JSON value that is no object"))
    id_ = value.get("id")
    packed, text = value.get("data_base64"), value.get("text")
    if isinstance(packed, str):
        try:
            return Line(number, id_, base64.b64decode(packed, validate=True))
        except (binascii.Error, ValueError) as error:
            return Line(number, id_, data, fault=("unreadable", f"data_base64: {error}"))
    if isinstance(text, str):
        # JSON can hold half a surrogate pair; decode records it as damage.
        return Line(number, id_, text.encode("utf-8", "surrogatepass"), is_text=True)
    return Line(number, id_, data, fault=("unreadable", "no string `text` or `data_base64`"))


def _finite(number: str) -> float:
    """Refuses NaN, Infinity and 1e999: no JSON could be written of them again."""
    value = float(number)
    if not math.isfinite(value):
        raise ValueError(f"{number} is no JSON number")
    return value


def document(line: Line, origin: Origin) -> RawDocument:
    headers = ((ID_HEADER, json.dumps(line.id)), *([_TEXT_HEADER] if line.is_text else []), *origin.headers)
    return replace(origin, headers=headers).document(line.data, f"#line={line.number}", line.fault)


def given_text(document: RawDocument) -> str | None:
    """The `text` of the line a document comes from, exactly; None where it had none."""
    if document.fault or _TEXT_HEADER not in document.headers:
        return None
    return document.data.decode("utf-8", "surrogatepass")


def read(stream: BufferedReader, origin: Origin) -> Iterator[RawDocument]:
    return (document(line, origin) for line in read_lines(stream))


READER = Reader("jsonl", (".jsonl", ".ndjson"), read)
