"""Objects and rows → documents: which key or column holds what (`settings.Fields`).

What is no document goes into its headers as `field:<name>`, so that it is stored with the bytes and reaches the split
stage as hints (`decode`).
"""

from __future__ import annotations

import base64
import binascii
import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields as fields_of
from datetime import date

from jiaokan.document import FIELD_HEADER, RawDocument
from jiaokan.errors import Reason
from jiaokan.read.reader import Origin
from jiaokan.settings import Fields

ID_HEADER = "jsonl-id"  # an object's or row's `id`, as JSON, among the headers of its document
MAX_HINT_CHARS = 4096  # longer is a text, not a title or a name
_CONTENT = ("data_base64", "html", "text", "id")
_HINTS = tuple(field.name for field in fields_of(Fields) if field.name not in _CONTENT)


def document(
    row: Mapping[str, object],
    origin: Origin,
    place: str,
    *,
    raw: bytes,
    media_type: str = "application/json",
    charset: str | None = "utf-8",
    types: Mapping[str, str] | None = None,
) -> RawDocument:
    """The document a row holds. `raw`: its own bytes, kept with a fault; `charset`: of values that are bytes.

    `types`: of columns, where the format knows them, to be told where they hold no text.
    """
    fields = origin.settings.fields
    headers = [(ID_HEADER, _as_json(_text(look_up(row, fields.id), charset)))]
    headers += hint_headers(row, fields, charset)
    try:
        data, content_type = _content(row, fields, media_type, charset, types or {})
    except ValueError as error:
        return origin.document(raw, place, ("unreadable", str(error)), headers[:1])
    headers += [("content-type", content_type)] if content_type else []
    return origin.document(data, place, headers=headers)


def hint_headers(row: Mapping[str, object], fields: Fields, charset: str | None = "utf-8") -> Iterator[tuple[str, str]]:
    """What the row states beside the document, as headers."""
    for name, key in _hint_keys(fields):
        found = row.get(key) if "." not in key or key in row else look_up(row, key)
        if found is not None:
            yield from ((FIELD_HEADER + name, value) for value in _texts(found, charset))


@functools.lru_cache(maxsize=64)
def _hint_keys(fields: Fields) -> tuple[tuple[str, str], ...]:
    return tuple((name, key) for name in _HINTS if (key := getattr(fields, name)))


def fault(origin: Origin, place: str, raw: bytes, reason: Reason, detail: str) -> RawDocument:
    """A row that can't be read; its id is not known."""
    return origin.document(raw, place, (reason, detail), ((ID_HEADER, "null"),))


def look_up(row: Mapping[str, object], key: str | None) -> object:
    """The value of a key, or of a dotted one ("meta.title"); None where there is none."""
    if key is None or key in row:
        return row.get(key) if key else None
    value: object = row
    for part in key.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def keys_of(fields: Fields) -> list[str]:
    """All keys the fields name."""
    keys = (getattr(fields, field.name) for field in fields_of(fields))
    return [key for key in keys if key]


def _content(
    row: Mapping[str, object], fields: Fields, media_type: str, charset: str | None, types: Mapping[str, str]
) -> tuple[bytes, str]:
    """The document's bytes and its content type, "" for bytes as scraped. Raises ValueError where there is neither."""
    candidates: list[tuple[bytes, str]] = []
    packed = look_up(row, fields.data_base64)
    if isinstance(packed, str | bytes):
        try:
            candidates.append((base64.b64decode(packed, validate=True), ""))
        except (binascii.Error, ValueError) as error:
            raise ValueError(
                f"`{fields.data_base64}` is no base64: {error}; [fields] can name another key, or none"
            ) from error
    for key, type_ in ((fields.html, "text/html"), (fields.text, media_type)):
        value = look_up(row, key)
        if isinstance(value, str):
            # JSON can hold half a surrogate pair; decode records it as damage.
            candidates.append((value.encode("utf-8", "surrogatepass"), f"{type_}; charset=utf-8"))
        elif isinstance(value, bytes):
            stated = type_ if type_ == "text/html" else ""
            candidates.append((value, f"{type_}; charset={charset}" if charset else stated))
    if candidates:
        return next((found for found in candidates if found[0].strip()), candidates[0])
    keys = [key for key in (fields.text, fields.html, fields.data_base64) if key]
    misfits = [f"`{key}` is there, but is {_type_of(row, key, types)}" for key in keys if look_up(row, key) is not None]
    misfits += [f"`{key}` is there, but is null" for key in keys if key in row and row[key] is None]
    if misfits:
        raise ValueError(f"no text: {'; '.join(misfits)}")
    wanted = " or ".join(f"`{key}`" for key in keys)
    there = ", ".join(list(row)[:20]) or "none"
    raise ValueError(f"no string {wanted}; there are: {there[:500]}; which one holds the text, [fields] can say")


def _type_of(row: Mapping[str, object], key: str, types: Mapping[str, str]) -> str:
    value = look_up(row, key)
    by_value = ((bool, "true or false"), (int | float, "a number"), (list | tuple, "a list"), (Mapping, "an object"))
    named = next((name for type_, name in by_value if isinstance(value, type_)), type(value).__name__)
    return f"of type {types[key]}" if key in types else named


def _text(value: object, charset: str | None) -> object:
    return value.decode(charset or "utf-8", "backslashreplace") if isinstance(value, bytes) else value


def _texts(value: object, charset: str | None) -> Iterator[str]:
    """The value as pieces of text, in one line each: a list gives several, a thing with a name its name."""
    for item in value if isinstance(value, list | tuple) else [value]:
        named = item.get("name") if isinstance(item, Mapping) else item
        plain = _text(named.isoformat() if isinstance(named, date) else named, charset)
        if isinstance(plain, str | int | float) and not isinstance(plain, bool):
            text = " ".join(str(plain).split())
            if 0 < len(text) <= MAX_HINT_CHARS:
                yield text


_ENCODER = json.JSONEncoder(default=str)


def _as_json(value: object) -> str:
    try:
        return _ENCODER.encode(value)
    except (ValueError, RecursionError):
        return "null"
