"""Reading: a corpus folder → its files (`discover`) → their documents (`read_documents`).

Nothing is lost on the way: a file that can't be read is a document with a fault. Memory is bounded by
`MAX_DOCUMENT_BYTES`, not by the size of a file or folder; what a file may unfold to by `compression.Limits`.
A document's uri opens it again (`open_uri`).

A new container format touches two places: its module, and its line in `READERS`.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path

from jiaokan.document import RawDocument
from jiaokan.errors import InputError, Reason
from jiaokan.read import archive, file, jsonl
from jiaokan.read import zip as zip_
from jiaokan.read.compression import open_stream
from jiaokan.read.reader import MAX_DOCUMENT_BYTES, Origin, Reader, fault_of, portable
from jiaokan.settings import DEFAULT, Settings
from jiaokan.sources import load_settings

__all__ = [
    "MAX_DOCUMENT_BYTES",
    "READERS",
    "SourceFile",
    "discover",
    "find_reader",
    "open_uri",
    "read_documents",
    "read_stream",
]

# The first that takes a file's name reads it; the last takes every name.
READERS: tuple[Reader, ...] = (jsonl.READER, zip_.READER, archive.TAR, file.READER)

SIDECAR = ".headers"  # page.html.headers: the HTTP header lines page.html came with
MAX_SIDECAR_BYTES = 64 << 10


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a source, with the settings of that source."""

    source_id: str
    root: Path  # folder of the source; uris are relative to it
    path: Path
    settings: Settings = DEFAULT


def discover(corpus: Path | str, base: Settings = DEFAULT) -> Iterator[SourceFile]:
    """The files of a corpus, sorted by source and by name, folder by folder.

    With a subfolder `raw` each folder in it is a source, and sources/<source>.toml its settings over `base`;
    any other folder is itself one source; a file belongs to a source named after its folder. Hidden files, sidecars
    and datasets written by jiaokan are passed over. Links to folders are not followed, and like everything else that
    can't be read they are listed: `read_documents` says what is wrong.

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
                yield from _walk(entry.name, entry, settings)
            else:
                yield SourceFile("raw", entry.parent, entry, base)
    else:
        yield from _walk(corpus.name, corpus, base)


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


def read_documents(
    path: Path,
    *,
    source_id: str,
    root: Path,
    settings: Settings = DEFAULT,
    reader: Reader | None = None,
    wanted: str | None = None,
) -> Iterator[RawDocument]:
    """The documents of one file, in its order. One that can't be read comes with its `fault`; never raises for it.

    `reader` overrules the file's name. `wanted` is the uri of the one document asked for: others may be left out.
    """
    uri = portable(os.path.relpath(path, root))
    origin = Origin(source_id, uri, settings)
    try:
        fault = _refusal(path, root)
        if fault:
            yield origin.document(b"", fault=fault)
            return
        headers = _headers(path)
        seen_at = observed_at(headers) or datetime.fromtimestamp(path.stat().st_mtime, UTC)
        origin = Origin(source_id, uri, settings, headers, seen_at, wanted)
        with open_stream(path) as stream:
            yield from read_stream(stream, origin, reader or find_reader(path.name))
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
        yield origin.document(b"", "#unread" if n_documents else "", fault_of(error, n_documents))


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
    sidecar = path.with_name(path.name + SIDECAR)
    if not sidecar.is_file():
        return ()
    with sidecar.open("rb") as stream:
        return parse_headers(stream.read(MAX_SIDECAR_BYTES))


def parse_headers(data: bytes) -> tuple[tuple[str, str], ...]:
    """A sidecar's header lines, names in lower case; a status line is passed over."""
    text = data.decode("latin-1")  # RFC 9110, 5.5
    pairs = (line.partition(":") for line in text.split("\n") if ":" in line and line[:1] not in " \t")
    return tuple((name.strip().lower(), value.strip()) for name, _, value in pairs)


def observed_at(headers: tuple[tuple[str, str], ...]) -> datetime | None:
    """When the page was fetched (Date), else last changed (Last-Modified), UTC; None where neither is told."""
    found = dict(reversed(headers))
    for name in ("date", "last-modified"):
        if name in found and (when := _parse_http_date(found[name])):
            return when
    return None


def _parse_http_date(value: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def open_uri(uri: str, *, root: Path, source_id: str, settings: Settings = DEFAULT) -> RawDocument:
    """The document that a uri names, with the bytes it was read with; also one that came with a fault.

    `root` is the folder of its source. Costs as much as reading its file up to it; members of a zip are gone to
    at once.

    Raises:
        InputError: the source has no such file, or the file no such document.
    """
    found = find_file(uri, root)
    if found is None:
        raise InputError(f"{uri}: no such file in {root}")
    documents = read_documents(found, source_id=source_id, root=root, settings=settings, wanted=uri)
    document = next((document for document in documents if document.uri == uri), None)
    if document is None:
        raise InputError(f"{uri}: no such document in {found}")
    return document


def find_file(uri: str, root: Path) -> Path | None:
    """The file that the document of this uri is, or is in; None where there is none under `root`."""
    cuts = [len(uri), *(found.start() for found in reversed(list(re.finditer("!/|#", uri))))]
    return next((path for end in cuts if (path := _resolve(uri[:end], root))), None)


def _resolve(uri: str, root: Path) -> Path | None:
    """The file of this uri: its parts are what `portable` made of names, mostly nothing else than the names."""
    path = root
    parts = uri.split("/")
    for number, part in enumerate(parts, 1):
        tail = "" if number == len(parts) else "/"  # a "!" is escaped only before it
        if part in {"", ".", ".."} or not path.is_dir():
            return None
        if portable(part + tail) == part + tail and os.path.lexists(path / part):
            path /= part
            continue
        names = (name for name in os.listdir(path) if portable(name + tail) == part + tail)  # noqa: PTH208
        name = next(names, None)
        if name is None:
            return None
        path /= name
    return None if path.is_dir() else path
