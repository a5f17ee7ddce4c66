"""Reading: a corpus folder → its files (`discover`) → their documents (`read_documents`).

Nothing is lost on the way: a file that can't be read is a document with a fault. Memory is bounded by
`MAX_DOCUMENT_BYTES` and by the names of the largest folder, not by the size of a file or of the corpus.

A new container format touches two places: its module, and its line in `READERS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path

from jiaokan.document import RawDocument
from jiaokan.errors import InputError, Reason
from jiaokan.read import file, jsonl, location
from jiaokan.read.location import Location
from jiaokan.read.reader import MAX_DOCUMENT_BYTES, Origin, Reader, uncompressed
from jiaokan.settings import DEFAULT, Settings
from jiaokan.sources import load_settings

__all__ = ["MAX_DOCUMENT_BYTES", "READERS", "SourceFile", "discover", "find_reader", "read_documents", "read_stream"]

# The first that takes a file's name reads it; the last takes every name.
READERS: tuple[Reader, ...] = (jsonl.READER, file.READER)

SIDECAR = ".headers"  # page.html.headers: the HTTP header lines page.html came with
_MAX_SIDECAR_BYTES = 64 << 10


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a source, with the settings of that source."""

    source_id: str
    root: Location  # folder of the source; uris are relative to it
    path: Location
    settings: Settings = DEFAULT
    n_bytes: int | None = None  # as stored, where the listing tells it

    @property
    def uri(self) -> str:
        return location.relative(self.path, self.root)


def discover(corpus: Path | str, base: Settings = DEFAULT) -> Iterator[SourceFile]:
    """The files of a corpus, sorted by source and by name, folder by folder.

    `corpus` is a local path or a URL that fsspec knows. With a subfolder `raw` each folder in it is a source, and
    sources/<source>.toml its settings over `base`; any other folder is itself one source; a file belongs to a source
    named after its folder. Hidden files, sidecars and datasets written by jiaokan are passed over. Links to folders
    are not followed, and like everything else that can't be read they are listed: `read_documents` says what is wrong.

    Raises:
        InputError: the path does not exist, its store can't be asked, or a settings file is at fault.
    """
    corpus = location.parse(corpus)
    if not location.exists(corpus):
        raise InputError(f"{corpus}: no such file or folder")
    raw = location.join(corpus, "raw")
    if not location.is_folder(corpus):
        target = corpus.resolve() if isinstance(corpus, Path) else corpus
        folder = location.parent(corpus)
        yield SourceFile(location.last_name(folder), location.parent(target), target, base)
    elif location.is_folder(raw):
        for path, is_folder, n_bytes in _entries(raw):
            if is_folder:
                name = location.last_name(path)
                settings = load_settings(location.join(location.join(corpus, "sources"), f"{name}.toml"), base)
                yield from _walk(name, path, settings)
            else:
                yield SourceFile("raw", raw, path, base, n_bytes)
    else:
        yield from _walk(location.last_name(corpus), corpus, base)


_Entry = tuple[Location, bool, int | None]  # a path, whether it is a folder, its bytes where the listing tells them


def _walk(source_id: str, root: Location, settings: Settings) -> Iterator[SourceFile]:
    """Depth first, with a stack of our own: folders nest deeper than Python recurses."""
    stack: list[Iterator[_Entry]] = [iter([(root, True, None)])]
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
            continue
        path, is_folder, n_bytes = entry
        if is_folder:
            try:
                stack.append(_entries(path))
                continue
            except OSError:
                pass  # listed as a file, so that reading it gives the fault
        yield SourceFile(source_id, root, path, settings, n_bytes)


def _entries(folder: Location) -> Iterator[_Entry]:
    """What is in a folder, by name; no hidden files, no sidecars of files that are there. Raises OSError at once."""
    listing = location.list_folder(folder)
    if "runs" in listing.folders and location.is_folder(location.join(folder, "runs/_delta_log")):
        return iter(())  # a dataset of ours: output, not input
    return (
        (location.join(folder, name), name in listing.folders, listing.sizes.get(name))
        for name in listing.names
        if not name.startswith(".") and not (name.endswith(SIDECAR) and name.removesuffix(SIDECAR) in listing)
    )


def find_reader(name: str) -> Reader:
    return next(reader for reader in READERS if reader.takes(name))


def read_documents(
    path: Location, *, source_id: str, root: Location, settings: Settings = DEFAULT, reader: Reader | None = None
) -> Iterator[RawDocument]:
    """The documents of one file, in its order. One that can't be read comes with its `fault`; never raises for it.

    `reader` overrules the file's name.
    """
    uri = location.relative(path, root)
    origin = Origin(source_id, uri, settings)
    try:
        headers = _headers(path, root)
        opened = location.open_file(path, root)
        origin = Origin(source_id, uri, settings, headers, _observed_at(headers) or opened.modified_at)
        with uncompressed(opened.stream) as stream:
            yield from read_stream(stream, origin, reader or find_reader(location.last_name(path)))
    except (OSError, EOFError) as error:
        reason: Reason = "truncated" if isinstance(error, EOFError) else "unreadable"
        yield origin.document(b"", fault=(reason, str(error)))


def read_stream(stream: BufferedReader, origin: Origin, reader: Reader) -> Iterator[RawDocument]:
    """The documents of an uncompressed stream; where it breaks off, one more with the fault."""
    n_documents = 0
    try:
        for document in reader.read(stream, origin):
            n_documents += 1
            yield document
    except (OSError, EOFError) as error:
        reason: Reason = "truncated" if isinstance(error, EOFError) else "unreadable"
        place = "#unread" if n_documents else ""
        yield origin.document(b"", place, (reason, f"after {n_documents} documents: {error}"))


def _headers(path: Location, root: Location) -> tuple[tuple[str, str], ...]:
    """The sidecar's header lines, names in lower case; a status line is passed over."""
    sidecar = location.join(location.parent(path), location.last_name(path) + SIDECAR)
    text = (location.read_head(sidecar, root, _MAX_SIDECAR_BYTES) or b"").decode("latin-1")  # RFC 9110, 5.5
    pairs = (line.partition(":") for line in text.split("\n") if ":" in line and line[:1] not in " \t")
    return tuple((name.strip().lower(), value.strip()) for name, _, value in pairs)


def _observed_at(headers: tuple[tuple[str, str], ...]) -> datetime | None:
    """When the page was fetched (Date), else last changed (Last-Modified), UTC; None where no header says so."""
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
