"""Markdown: plain text, whose front matter (YAML between --- lines, TOML between +++ lines) becomes hints.

Keys go by the source's `[fields]`, else by their usual names (`_USUAL`). The front matter is no part of the text;
one that can't be read, or ends nowhere, stays in it. The Markdown itself is left as it is; the split stage is told what
it is (`field:markup`), so that a title is without the marks of a heading.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader

from jiaokan.document import FIELD_HEADER, RawDocument
from jiaokan.read import file, mapping
from jiaokan.read.reader import Origin, Reader
from jiaokan.read.transcode import SAMPLE_BYTES, find_encoding, wide_codec
from jiaokan.regex import regex
from jiaokan.settings import Fields

MAX_FRONT_BYTES = 64 << 10
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_FRONT = regex(r"(---|\+\+\+)[ \t]*\r?\n(.*?\r?\n)?\1[ \t]*(?:\r?\n|\Z)", re.DOTALL)
_USUAL = Fields(
    url="url",
    title="title",
    subtitle="subtitle",
    authors="author",
    source_name="source",
    published_at="date",
    section="categories",
    keywords="tags",
)


def read(stream: BufferedReader, origin: Origin) -> Iterator[RawDocument]:
    for document in file.read(stream, origin):
        headers = ((FIELD_HEADER + "markup", "markdown"), *document.headers)
        found = None if document.fault else _front(document.data, origin)
        if found:
            table, data = found
            given = origin.settings.fields
            headers = (*mapping.hint_headers(table, _USUAL if given == Fields() else given), *headers)
            yield replace(document, data=data, headers=headers)
        else:
            yield replace(document, headers=headers)


def _front(data: bytes, origin: Origin) -> tuple[dict[str, object], bytes] | None:
    """The front matter as a table, and the bytes without it, UTF-16 and UTF-32 with their mark; None for none."""
    mark = next((bom for bom in _BOMS if data.startswith(bom)), b"")
    wide = wide_codec(data[:4])
    rest = data[len(mark) :]
    # In latin-1 a character is a byte, and those looked for are the same in every encoding but UTF-16 and UTF-32.
    text = rest[:MAX_FRONT_BYTES].decode(wide or "latin-1", "ignore")
    found = _FRONT.match(text)
    if not found:
        return None
    front = found[2] or ""
    if not wide and not front.isascii():
        encoding = find_encoding(data[:SAMPLE_BYTES], origin.settings)
        front = front.encode("latin-1").decode(encoding or "utf-8", "replace")
    table = _parse(found[1], front)
    return None if table is None else (table, (mark if wide else b"") + rest[len(found[0].encode(wide or "latin-1")) :])


def _parse(mark: str, front: str) -> dict[str, object] | None:
    """With values as they are written; None where it is no table."""
    import tomllib

    import yaml

    try:
        # BaseLoader makes strings of all scalars, and no objects.
        table = tomllib.loads(front) if mark == "+++" else yaml.load(front, yaml.BaseLoader)  # noqa: S506
    except (ValueError, RecursionError, yaml.YAMLError):
        return None
    return {str(key): value for key, value in table.items()} if isinstance(table, dict) else None


READER = Reader("markdown", (".md", ".markdown"), read)
