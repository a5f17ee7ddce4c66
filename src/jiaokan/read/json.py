"""JSON: an array of objects, a list inside an object (`items = "data.list"` in the source's settings), or any number of
objects one after the other.

Streamed: the scanner finds where each element of the list begins and ends, the standard library parses it, as one
line of JSON Lines. A broken element costs itself only, one over the size limit is passed over in bounded memory. Where
a quotation mark or bracket is lost, reading goes on with the next object that begins with the key the first one did.

The scanner is ours because of what ijson 3.6 does to a scraper's files: half a surrogate pair becomes "?", 100 KB of
"[" take all memory, a string of any length is held whole, and nothing behind the first error is read.
It wants UTF-8, as RFC 8259 (8.1) has it; other encodings are turned into it first. `#item=` counts from 1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BufferedReader

from jiaokan.document import RawDocument
from jiaokan.read import jsonl, mapping
from jiaokan.read.reader import HEAD_BYTES, MAX_DOCUMENT_BYTES, TOO_LARGE, Origin, Reader
from jiaokan.read.transcode import Utf8Stream, transcoded_json
from jiaokan.regex import regex

_CHUNK = 1 << 16
_BLANK = regex(rb"[ \t\r\n]*")
_IN_STRING = regex(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)  # up to its quote, or to a \ at the end of the chunk
_OUTSIDE = regex(rb'["{}\[\]]')
_SCALAR = regex(rb"[^,\]}\s]*+")
_FIRST_KEY = regex(rb'\{\s*+"(?:[^"\\]++|\\.)*+"')
_MAX_FOUND_AGAIN = 100  # times in a file: each may cost a look at `MAX_DOCUMENT_BYTES`


class _MisplacedError(ValueError):
    """Something stands where a list, an object or a comma should."""


class _Scanner:
    """Values of a JSON stream one by one, each as its bytes. Raises EOFError where the stream ends inside one."""

    def __init__(self, stream: Utf8Stream) -> None:
        self._stream = stream
        self._chunk = b""
        self._at = 0
        self.partial = bytearray()  # of the value that was not read to its end
        self._next: re.Pattern[bytes] | None = None  # up to an object that begins with the key the first one did
        self._n_found_again = 0

    def peek(self) -> bytes:
        """The next byte that is no white space; b"" at the end."""
        while True:
            blank = _BLANK.match(self._chunk, self._at)
            self._at = blank.end() if blank else self._at
            if self._at < len(self._chunk) or not self._fill():
                return self._chunk[self._at : self._at + 1]

    def skip(self, expected: bytes) -> None:
        found = self.peek()
        if found != expected:
            if not found:
                raise EOFError("the file ends inside its JSON")
            raise _MisplacedError(f"expected {expected!r}, found {found!r}")
        self._at += 1

    def end(self) -> None:
        found = self.peek()
        if found:
            raise _MisplacedError(f"expected the end of the file, found {found!r}")

    def value(self, limit: int) -> tuple[bytes, int]:
        """The next value: its first `limit` bytes, and how many it has."""
        self.partial = kept = bytearray()
        n_bytes = depth = 0
        state = self.peek()
        is_string = is_scalar = False
        while True:
            if self._at >= len(self._chunk) and not self._fill():
                if not is_scalar:
                    raise EOFError("the file ends inside its JSON")
                break
            start = self._at
            if is_string:
                is_string = self._pass_string()
                is_over = not is_string and not depth
            elif state not in b'"{[' or is_scalar:
                is_scalar = True
                self._at = _end(_SCALAR, self._chunk, self._at)
                is_over = self._at < len(self._chunk)
            else:
                found = _OUTSIDE.search(self._chunk, self._at)
                self._at = found.end() if found else len(self._chunk)
                sign = found[0] if found else b""
                is_string = sign == b'"'
                depth += (sign in (b"{", b"[")) - (sign in (b"}", b"]"))
                is_over = bool(sign) and not is_string and not depth
            n_before, n_bytes = n_bytes, n_bytes + self._at - start
            if len(kept) < limit:
                kept += self._chunk[start : min(self._at, start + limit - len(kept))]
            if n_before <= limit < n_bytes and self._next and self._next.search(kept, 1):
                self._at = start + limit - n_before
                raise EOFError("a value that does not end before others begin")
            if is_over:
                break
        if not n_bytes:
            raise _MisplacedError(f"expected a value, found {state!r}")
        self.partial = bytearray()
        self._learn_key(kept)
        return bytes(kept), n_bytes

    def _learn_key(self, value: bytearray) -> None:
        if not self._next and (found := _FIRST_KEY.match(value)):
            key = re.escape(found[0][1:].strip())
            self._next = re.compile(rb"(?:\}\s*+,?+|\A)\s*+(?=\{\s*+" + key + rb")")

    def find_next(self) -> bytes | None:
        """What stands before the next object that begins as the first one did, which is read next; None for none.

        A quotation mark lost or put in turns the file behind it inside out: no value in it ends.
        """
        self._learn_key(self.partial)
        if not self._next or self._n_found_again == _MAX_FOUND_AGAIN:
            return None
        self._n_found_again += 1
        passed = bytearray()
        start = bool(self.partial)  # a value begins as the next one will
        window, self.partial = bytes(self.partial) + self._chunk[self._at :], bytearray()
        while window:
            found = self._next.search(window, start)
            if found:
                self._chunk, self._at = window, found.end()
                return bytes(passed + window[: found.end()])[:MAX_DOCUMENT_BYTES]
            more = self._stream.read1(_CHUNK)
            n_kept = min(len(window), _CHUNK) if more else 0
            passed += window[: min(len(window) - n_kept, MAX_DOCUMENT_BYTES - len(passed))]
            window, start = window[len(window) - n_kept :] + more, True
        self.partial = passed
        return None

    def _pass_string(self) -> bool:
        """Goes to behind the string's quote if it is in the chunk; whether the string goes on behind the chunk."""
        self._at = _end(_IN_STRING, self._chunk, self._at)
        if self._chunk[self._at : self._at + 1] == b'"':
            self._at += 1
            return False
        if self._at < len(self._chunk):  # a \ whose character is in the next chunk
            following = self._stream.read(1)
            self._chunk += following
            self._at = len(self._chunk)
        return True

    def _fill(self) -> bool:
        self._chunk, self._at = self._stream.read1(_CHUNK), 0
        return bool(self._chunk)


def _end(pattern: re.Pattern[bytes], chunk: bytes, at: int) -> int:
    found = pattern.match(chunk, at)
    return found.end() if found else at


def read(stream: BufferedReader, origin: Origin) -> Iterator[RawDocument]:
    scanner = _Scanner(transcoded_json(stream, origin.settings))
    n_items = 0
    try:
        keys = origin.settings.items.split(".") if origin.settings.items else []
        if not keys and scanner.peek() != b"[":
            yield from _iter_objects(scanner, origin)
            return
        for key in keys:
            _enter(scanner, key)
        scanner.skip(b"[")
        while scanner.peek() != b"]":
            n_items += 1
            yield from _item(scanner, origin, f"#item={n_items}")
            if scanner.peek() != b"]":
                try:
                    scanner.skip(b",")
                except _MisplacedError as error:
                    passed = _passed_over(scanner, origin, f"#item={n_items + 1}", error)
                    if passed.data.strip():
                        n_items += 1
                        yield passed
        scanner.skip(b"]")
        if not keys:
            scanner.end()
    except EOFError as error:
        place = "" if not n_items else f"#item={n_items}" if scanner.partial else "#unread"
        yield mapping.fault(origin, place, bytes(scanner.partial), "truncated", f"after {n_items} items: {error}")
    except _MisplacedError as error:
        place = "#unread" if n_items else ""
        yield mapping.fault(origin, place, b"", "unreadable", f"after {n_items} items: {error}")


def _item(scanner: _Scanner, origin: Origin, place: str) -> Iterator[RawDocument]:
    try:
        found = scanner.value(MAX_DOCUMENT_BYTES)
    except EOFError as error:
        yield _passed_over(scanner, origin, place, error)
    else:
        yield _document(found, origin, place)


def _passed_over(scanner: _Scanner, origin: Origin, place: str, error: EOFError | _MisplacedError) -> RawDocument:
    """What is no JSON, up to the next object. Raises the error where there is none."""
    passed = scanner.find_next()
    if passed is None:
        raise error
    detail = "not JSON: a mark is lost or put in; reading went on with the next object that begins as the first does"
    return mapping.fault(origin, place, passed, "unreadable", detail)


def _iter_objects(scanner: _Scanner, origin: Origin) -> Iterator[RawDocument]:
    """A file without a list: one object, or JSON Lines by another name."""
    if not scanner.peek():
        return
    found = scanner.value(MAX_DOCUMENT_BYTES)
    n_items = 1
    if not scanner.peek():
        yield _document(found, origin, "")
        return
    yield _document(found, origin, "#item=1")
    while scanner.peek():
        n_items += 1
        yield from _item(scanner, origin, f"#item={n_items}")


def _document(found: tuple[bytes, int], origin: Origin, place: str) -> RawDocument:
    data, n_bytes = found
    if n_bytes > MAX_DOCUMENT_BYTES:
        return mapping.fault(
            origin,
            place,
            data[:HEAD_BYTES],
            "too-large",
            f"a value of {n_bytes} bytes, more than {MAX_DOCUMENT_BYTES}{TOO_LARGE}",
        )
    return jsonl.parse_object(data, origin, place)


def _enter(scanner: _Scanner, key: str) -> None:
    """Goes to the value of the object's key. Raises _MisplacedError where there is none."""
    scanner.skip(b"{")
    seen: list[str] = []
    while scanner.peek() == b'"':
        name, _ = scanner.value(_CHUNK)
        scanner.skip(b":")
        try:
            seen.append(json.loads(name))
        except ValueError:
            seen.append("")
        if seen[-1] == key:
            return
        scanner.value(0)
        if scanner.peek() != b",":
            break
        scanner.skip(b",")
    raise _MisplacedError(f"no key {key!r} (`items` in the source's settings); there are {seen[:20]}")


READER = Reader("json", (".json",), read)
