"""Markdown: plain text, whose front matter (YAML between --- lines, TOML between +++ lines) becomes hints.

Keys go by the source's `[fields]`, else by their usual names (`_USUAL`). The front matter is no part of the text;
one that can't be read, or ends nowhere, stays in it. The Markdown itself is left as it is; the split stage is told what
it is (`field:markup`), so that a title is without the marks of a heading.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader

from jiaokan.document import FIELD_HEADER, RawDocument
from jiaokan.read import file, mapping
from jiaokan.read.reader import Origin, Reader
from jiaokan.read.transcode import find_encoding
from jiaokan.settings import Fields

MAX_FRONT_BYTES = 64 << 10
_FRONT = re.compile(rb"(?:\xef\xbb\xbf)?(---|\+\+\+)[ \t]*\r?\n(.*?\r?\n)?\1[ \t]*(?:\r?\n|\Z)", re.DOTALL)
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
        found = None if document.fault else _FRONT.match(document.data, 0, MAX_FRONT_BYTES)
        table = _parse(found[1], found[2] or b"", origin) if found else None
        if found and table is not None:
            given = origin.settings.fields
            fields = _USUAL if given == Fields() else given
            headers = (*mapping.hint_headers(table, fields), *headers)
            yield replace(document, data=document.data[found.end() :], headers=headers)
        else:
            yield replace(document, headers=headers)


def _parse(mark: bytes, front: bytes, origin: Origin) -> dict[str, object] | None:
    """The front matter as a table with values as they are written; None where it is none."""
    import yaml

    text = front.decode(find_encoding(front, origin.settings) or "utf-8", "replace")
    try:
        # BaseLoader makes strings of all scalars, and no objects.
        table = tomllib.loads(text) if mark == b"+++" else yaml.load(text, yaml.BaseLoader)  # noqa: S506
    except (ValueError, RecursionError, yaml.YAMLError):
        return None
    return {str(key): value for key, value in table.items()} if isinstance(table, dict) else None


READER = Reader("markdown", (".md", ".markdown"), read)
