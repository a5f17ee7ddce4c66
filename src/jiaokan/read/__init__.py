"""Reading: a corpus folder → its files (`discover`) → their documents (`read_documents`).

Nothing is lost on the way: a file that can't be read is a document with a fault. Memory is bounded by
`MAX_DOCUMENT_BYTES`, not by the size of a file or folder.

A new container format touches two places: its module, and its line in `READERS`.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from io import BufferedReader
from pathlib import Path

from jiaokan.document import RawDocument
from jiaokan.errors import InputError, Reason
from jiaokan.read import csv, file, json, jsonl, markdown, parquet, warc
from jiaokan.read.reader import MAX_DOCUMENT_BYTES, Origin, Reader, Span, open_stream, portable
from jiaokan.settings import DEFAULT, Settings
from jiaokan.sources import load_settings

__all__ = [
    "MAX_DOCUMENT_BYTES",
    "READERS",
    "SourceFile",
    "discover",
    "find_reader",
    "read_documents",
    "read_stream",
    "reader_of",
]

# The first that takes a file's name reads it; the last takes every name.
READERS: tuple[Reader, ...] = (
    jsonl.READER,
    json.READER,
    csv.READER,
    parquet.READER,
    warc.READER,
    markdown.READER,
    file.READER,
)

SIDECAR = ".headers"  # page.html.headers: the HTTP header lines page.html came with
_MAX_SIDECAR_BYTES = 64 << 10


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a source, with the settings of that source."""

    source_id: str
    root: Path  # folder of the source; uris are relative to it
    path: Path
    settings: Settings = DEFAULT
    span: Span | None = None  # the part of it that is meant; None: all of it


def discover(corpus: Path | str, base: Settings = DEFAULT) -> Iterator[SourceFile]:
    """The files of a corpus, sorted by source and by name, folder by folder.

    With a subfolder `raw` each folder in it is a source, and sources/<source>.toml its settings over `base`;
    any other folder is itself one source; a file belongs to a source named after its folder. Hidden files, sidecars,
    datasets written by jiaokan and what a source's settings exclude are passed over. Links to folders are not
    followed, and like everything else that can't be read they are listed: `read_documents` says what is wrong.

    Raises:
        InputError: the path does not exist, or a settings file is at fault.
    """
    corpus = Path(os.path.abspath(corpus))  # noqa: PTH100 — resolve() would name a source after a link's target
    if not corpus.exists():
        raise InputError(f"{corpus}: no such file or folder")
    if not corpus.is_dir():
        target = corpus.resolve()
        yield SourceFile(corpus.parent.name, target.parent, target, base)
    elif (corpus / "raw").is_dir():
        for entry in _listed(corpus / "raw"):
            if entry.is_dir() and not entry.is_symlink():
                settings = load_settings(corpus / "sources" / f"{entry.name}.toml", base)
                yield from (file for file in _walk(entry.name, entry, settings) if _is_wanted(file))
            else:
                yield SourceFile("raw", entry.parent, entry, base)
    else:
        yield from _walk(corpus.name, corpus, base)


def _is_wanted(file: SourceFile) -> bool:
    """By the source's `include` and `exclude`."""
    include, exclude = file.settings.include, file.settings.exclude
    if not include and not exclude:
        return True
    name = os.path.relpath(file.path, file.root).replace(os.sep, "/")
    is_included = not include or any(fnmatchcase(name, glob) for glob in include)
    return is_included and not any(fnmatchcase(name, glob) for glob in exclude)


def _walk(source_id: str, root: Path, settings: Settings) -> Iterator[SourceFile]:
    stack = [root]
    while stack:
        path = stack.pop()
        if (path / "runs" / "_delta_log").is_dir():
            continue  # a dataset of ours: output, not input
        if path.is_dir() and (path == root or not path.is_symlink()):
            try:
                stack += reversed(_listed(path))
                continue
            except OSError:
                pass  # listed as a file, so that reading it gives the fault
        yield SourceFile(source_id, root, path, settings)


def _listed(folder: Path) -> list[Path]:
    """What is in a folder, by name; no hidden files, no sidecars of files that are there."""
    names = set(os.listdir(folder))  # noqa: PTH208 — names alone are what is wanted
    return [
        folder / name
        for name in sorted(names)
        if not name.startswith(".") and not (name.endswith(SIDECAR) and name.removesuffix(SIDECAR) in names)
    ]


def find_reader(name: str) -> Reader:
    return next(reader for reader in READERS if reader.takes(name))


def reader_of(path: Path, settings: Settings) -> Reader:
    """That of the format its source states, else that of its name."""
    stated = (reader for reader in READERS if reader.name == settings.format)
    return next(stated, None) or find_reader(path.name)


def read_documents(
    path: Path,
    *,
    source_id: str,
    root: Path,
    settings: Settings = DEFAULT,
    reader: Reader | None = None,
    span: Span | None = None,
) -> Iterator[RawDocument]:
    """The documents of one file, in its order. One that can't be read comes with its `fault`; never raises for it.

    `reader` overrules the source's `format`, and that the file's name. `span`: those that begin in it.
    """
    uri = portable(os.path.relpath(path, root))
    origin = Origin(source_id, uri, settings)
    try:
        fault = _refusal(path, root)
        if fault:
            yield origin.document(b"", fault=fault)
            return
        headers = _headers(path)
        origin = Origin(source_id, uri, settings, headers, _observed_at(path, headers), span)
        reader = reader or reader_of(path, settings)
        with path.open("rb") if reader.is_raw or span else open_stream(path) as stream:
            yield from read_stream(stream, origin, reader)
    except OSError as error:
        yield origin.document(b"", fault=("unreadable", str(error)))


def read_stream(stream: BufferedReader, origin: Origin, reader: Reader) -> Iterator[RawDocument]:
    """The documents of an uncompressed stream; where it breaks off, one more with the fault."""
    n_documents = 0
    try:
        for document in reader.read(stream, origin):
            n_documents += 1
            yield document
    except (OSError, EOFError) as error:
        reason: Reason = "truncated" if isinstance(error, EOFError) else "unreadable"
        place = "#unread" if n_documents or origin.span else ""
        place += f"-from={origin.span.start}" if origin.span else ""
        yield origin.document(b"", place, (reason, f"after {n_documents} documents: {error}"))


def _refusal(path: Path, root: Path) -> tuple[Reason, str] | None:
    """Why the path is not even opened: a FIFO would block, a link may lead anywhere."""
    try:
        if not path.resolve().is_relative_to(root.resolve()):
            return "unreadable", "a link that leads out of the source's folder"
    except RuntimeError as error:  # a link to itself, before Python 3.13
        return "unreadable", str(error)
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        return "unreadable", "a link to a folder" if path.is_symlink() else "a folder that can't be listed"
    return None if stat.S_ISREG(mode) else ("unreadable", "not a regular file")


def _headers(path: Path) -> tuple[tuple[str, str], ...]:
    """The sidecar's header lines, names in lower case; a status line is passed over."""
    sidecar = path.with_name(path.name + SIDECAR)
    if not sidecar.is_file():
        return ()
    with sidecar.open("rb") as stream:
        text = stream.read(_MAX_SIDECAR_BYTES).decode("latin-1")  # RFC 9110, 5.5
    pairs = (line.partition(":") for line in text.split("\n") if ":" in line and line[:1] not in " \t")
    return tuple((name.strip().lower(), value.strip()) for name, _, value in pairs)


def _observed_at(path: Path, headers: tuple[tuple[str, str], ...]) -> datetime:
    """When the page was fetched (Date), else last changed (Last-Modified), else the file's own time. UTC."""
    found = dict(reversed(headers))
    for name in ("date", "last-modified"):
        if name in found and (when := _parse_http_date(found[name])):
            return when
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _parse_http_date(value: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
