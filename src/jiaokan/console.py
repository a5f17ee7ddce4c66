"""What the commands read and write: documents from files or standard input, JSON lines, text and Markdown out.

Everything goes out as UTF-8 whatever the locale, one document at a time. Half a surrogate pair, which JSON can
carry and UTF-8 can't, is written as its escape.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import groupby

from jiaokan import read
from jiaokan.document import RawDocument
from jiaokan.errors import InputError
from jiaokan.read import file, jsonl, location, uris
from jiaokan.read.compression import uncompressed
from jiaokan.read.location import Location
from jiaokan.read.reader import Origin, Reader, portable
from jiaokan.record import Record, Reject, as_row
from jiaokan.regex import regex
from jiaokan.repair import Repaired
from jiaokan.settings import DEFAULT, InputFormat, Settings

STDIN = "-"

_READERS: dict[InputFormat, Reader | None] = {
    "auto": None,  # by name; by looks on standard input
    "text": file.READER,
    "html": file.READER,
    "jsonl": jsonl.READER,
}
_CONTENT_TYPES = {"text": "text/plain", "html": "text/html"}
_JSON_OBJECT = regex(rb'\s*\{\s*"(?:id|text|data_base64)"\s*:')
_LOOK = 64  # bytes of standard input that tell JSON lines from a text
_BULLET = regex(r"^[•·●○◆■□▪▲★➤►√✓*-] *")
_MARKDOWN = regex(r"([\\`*_\[\]<])|^([#>+=~|-]|\d+(?=[.)]))", re.MULTILINE)


def iter_documents(
    paths: Sequence[str], given: InputFormat, base: Settings = DEFAULT
) -> Iterator[tuple[RawDocument, Settings]]:
    """The documents of files, folders, and standard input ("-"), in the order given, with their source's settings.

    Raises:
        InputError: a path does not exist, or its store can't be asked; before anything is read.
    """
    for path in paths:
        if path != STDIN and not location.exists(location.parse(path)) and not _inside(path):
            raise InputError(f"{path}: no such file or folder")
    for path in paths:
        for document, settings in _iter_path(path, _READERS[given], base):
            is_stated = given in _CONTENT_TYPES
            yield _as_type(document, _CONTENT_TYPES[given]) if is_stated else document, settings


def _iter_path(given: str, reader: Reader | None, base: Settings) -> Iterator[tuple[RawDocument, Settings]]:
    path = location.parse(given)
    if given == STDIN:
        stream, origin = uncompressed(sys.stdin.buffer), Origin("stdin", "-")
        reader = reader or (jsonl.READER if _JSON_OBJECT.match(stream.peek(_LOOK)[:_LOOK]) else file.READER)
        yield from ((document, base) for document in read.read_stream(stream, origin, reader, may_be_empty=True))
    elif not location.exists(path) and (inside := _inside(given)):
        container, place = inside
        folder = location.parent(container)
        uri = portable(location.last_name(container)) + place
        yield uris.open_uri(uri, root=folder, source_id=location.last_name(folder), settings=base), base
    elif isinstance(path, str) or path.is_file() or path.is_dir():
        for found in read.discover(given, base):
            settings = found.settings
            for document in read.read_documents(
                found.path, source_id=found.source_id, root=found.root, settings=settings, reader=reader
            ):
                yield document, settings
    else:  # <(a command): given on purpose, so waiting for it is right
        with uncompressed(path.open("rb")) as stream:
            origin = Origin(path.parent.name, path.name)
            yield from ((document, base) for document in read.read_stream(stream, origin, reader or file.READER))


def _inside(given: str) -> tuple[Location, str] | None:
    """FOLDER/c.zip!/d.txt or FOLDER/b.jsonl#line=3 as a file and a place in it."""
    whole = str(location.parse(given))
    for cut in reversed([found.start() for found in re.finditer("!/|#", whole)]):
        container = location.parse(whole[:cut])
        if location.exists(container) and not location.is_folder(container):
            return container, whole[cut:]
    return None


def _as_type(document: RawDocument, content_type: str) -> RawDocument:
    stated = (document.header("content-type") or "").partition(";")[2]
    header = ("content-type", f"{content_type};{stated}" if stated else content_type)
    return replace(document, headers=(header, *document.headers))


def write(text: str) -> None:
    """To standard output, at once: the other end of a pipe may be waiting for it."""
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def write_json(row: dict[str, object]) -> None:
    write(json.dumps(row, ensure_ascii=False) + "\n")


def warn(text: str) -> None:
    sys.stderr.buffer.write((text + "\n").encode("utf-8", "backslashreplace"))
    sys.stderr.buffer.flush()


def with_id(document: RawDocument, row: dict[str, object]) -> dict[str, object]:
    """The row, led by the `id` of the JSON line it comes from; null where that line has none or is no JSON."""
    stated = document.header(jsonl.ID_HEADER)
    if stated is not None:
        return {"id": json.loads(stated), **row}
    return {"id": None, **row} if document.uri.endswith("#unread") else row


def clean_row(made: Record | Reject, *, edits: bool) -> dict[str, object]:
    row = as_row(made)
    if edits and isinstance(made, Record):
        row["edits"] = [as_row(edit) for edit in made.edits]
        row["fields"] = [as_row(value) for value in made.fields]
        row["flags"] = [asdict(flag) for flag in made.flags]
    return row


def repair_row(made: Repaired, *, edits: bool) -> dict[str, object]:
    row: dict[str, object] = {"text": made.text, "damage": made.damage, "loss": made.loss}
    if edits:
        row["edits"] = [as_row(edit) for edit in made.edits]
    return row


def as_text(record: Record) -> str:
    """Title, an empty line, body."""
    return f"{record.title}\n\n{record.body}\n" if record.title else f"{record.body}\n"


def as_markdown(record: Record) -> str:
    """The title as heading, what else is known as a list, the paragraphs."""
    known = (
        ("subtitle", record.subtitle),
        ("authors", "、".join(record.authors)),
        ("editors", "、".join(record.editors)),
        ("source", record.source_name),
        ("number", record.document_number),
        ("issued by", record.issuing_body),
        ("site", record.site_name),
        ("published", record.published_at),
        ("section", " › ".join(record.section)),
        ("keywords", "、".join(record.keywords)),
        ("summary", record.summary),
    )
    blocks = [f"# {_escaped(record.title)}"] if record.title else []
    blocks += ["\n".join(f"- {name}: {_escaped(value)}" for name, value in known if value)]
    kinds = groupby(zip(record.body_kinds, record.body.split("\n"), strict=True), key=lambda pair: pair[0])
    blocks += [block for kind, lines in kinds for block in _as_blocks(kind, [line for _, line in lines])]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _as_blocks(kind: str, lines: list[str]) -> Iterator[str]:
    """Lines of one kind as Markdown: a table whole, a list whole, each of the others by itself."""
    if kind == "table":
        rows = [[_escaped(cell.strip()).replace("|", r"\|") for cell in line.split("\t")] for line in lines]
        n_columns = max(map(len, rows))
        head, *rest = (f"| {' | '.join(row + [''] * (n_columns - len(row)))} |" for row in rows)
        yield "\n".join([head, f"|{' --- |' * n_columns}", *rest])
    elif kind == "list":
        yield "\n".join(f"- {_escaped(_BULLET.sub('', line))}" for line in lines)
    else:
        yield from (f"## {_escaped(line)}" if kind == "heading" else _escaped(line) for line in lines)


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\g<0>", text)
