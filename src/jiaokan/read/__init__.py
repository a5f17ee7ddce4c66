"""Reading: a corpus folder → its files (`discover`) → their documents (`read_documents`).

Nothing is lost on the way: a file that can't be read is a document with a fault. Memory is bounded by
`MAX_DOCUMENT_BYTES` and by the names of the largest folder, not by the size of a file or of the corpus; what a file
may unfold to by `compression.Limits`. A document's uri opens it again (`uris.open_uri`).

A new container format touches two places: its module, and its line in `READERS`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from io import BufferedReader
from pathlib import Path

from jiaokan.document import RawDocument
from jiaokan.errors import InputError, JiaokanError
from jiaokan.read import archive, csv, file, json, jsonl, location, markdown, parquet, warc
from jiaokan.read import raw as raw_
from jiaokan.read import zip as zip_
from jiaokan.read.compression import uncompressed
from jiaokan.read.headers import MAX_SIDECAR_BYTES, SIDECAR, Headers, observed_at, parse_headers
from jiaokan.read.local import Listing
from jiaokan.read.location import Location
from jiaokan.read.reader import MAX_DOCUMENT_BYTES, Origin, Reader, Span, fault_of
from jiaokan.settings import DEFAULT, Settings
from jiaokan.sources import load_settings

__all__ = [
    "MAX_DOCUMENT_BYTES",
    "READERS",
    "SourceFile",
    "described_sources",
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
    raw_.READER,
    warc.READER,
    markdown.READER,
    zip_.READER,
    archive.TAR,
    file.READER,
)


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file of a source, with the settings of that source."""

    source_id: str
    root: Location  # folder of the source; uris are relative to it
    path: Location
    settings: Settings = DEFAULT
    span: Span | None = None  # the part of it that is meant; None: all of it
    n_bytes: int | None = None  # as stored, where the listing tells it
    etag: str | None = None  # of it and its headers: what changes with them, where the listing tells it

    @property
    def uri(self) -> str:
        return location.relative(self.path, self.root)


def discover(corpus: Path | str, base: Settings = DEFAULT) -> Iterator[SourceFile]:
    """The files of a corpus, sorted by source and by name, folder by folder.

    `corpus` is a local path or a URL that fsspec knows. With a subfolder `raw` each folder in it is a source, and
    sources/<source>.toml its settings over `base`, which can also say that its files are elsewhere (`where`); any
    other folder is itself one source; a file belongs to a source named after its folder. Hidden files, sidecars,
    datasets written by jiaokan and what a source's settings exclude are passed over. Links to folders are not followed,
    and like everything else that can't be read they are listed: `read_documents` says what is wrong.

    Raises:
        InputError: the path does not exist, its store can't be asked, or a settings file is at fault.
    """
    corpus = location.parse(corpus)
    if not location.exists(corpus):
        raise InputError(f"{corpus}: no such file or folder; a corpus is a folder, a file or a URL")
    raw = location.join(corpus, "raw")
    if not location.is_folder(corpus):
        target = corpus.resolve() if isinstance(corpus, Path) else corpus
        folder = location.parent(corpus)
        yield SourceFile(location.last_name(folder), location.parent(target), target, base)
    elif location.is_folder(raw):
        yield from _sources(corpus, raw, base)
    else:
        yield from _walk(location.last_name(corpus), corpus, base)


def described_sources(corpus: Path | str, base: Settings = DEFAULT) -> dict[str, Settings]:
    """Source → its settings, of all that a corpus has a file for in sources/, also of those without documents.

    Raises:
        InputError: a settings file is at fault.
    """
    corpus = location.parse(corpus)
    folder = location.join(corpus, "sources")
    is_corpus = location.is_folder(location.join(corpus, "raw")) and location.is_folder(folder)
    names = location.list_folder(folder).names if is_corpus else ()
    return {
        name.removesuffix(".toml"): load_settings(location.join(folder, name), base)
        for name in names
        if name.endswith(".toml") and not name.startswith(".")
    }


def _sources(corpus: Location, raw: Location, base: Settings) -> Iterator[SourceFile]:
    """The files of the sources in raw/ and of those that are elsewhere, by name of source."""
    sources = location.join(corpus, "sources")
    described = described_sources(corpus, base)
    entries = {location.last_name(entry[0]): entry for entry in _entries(raw)}
    elsewhere = {name for name, settings in described.items() if settings.where}
    for name in sorted(entries.keys() | elsewhere):
        settings = described.get(name, base)
        path, is_folder, n_bytes, etag = entries.get(name, (raw, False, None, None))
        if settings.where:
            if name in entries:
                raise InputError(f"{sources}/{name}.toml: where: there is a folder raw/{name} too; move or rename one")
            path, is_folder = location.within(corpus, settings.where), True
            if not location.is_folder(path):
                raise InputError(f"{sources}/{name}.toml: where: expected a folder or URL; {path} is none")
        if is_folder:
            yield from (file for file in _walk(name, path, settings) if _is_wanted(file))
        else:
            yield SourceFile("raw", raw, path, base, n_bytes=n_bytes, etag=etag)


def _is_wanted(file: SourceFile) -> bool:
    """By the source's `include` and `exclude`."""
    include, exclude = file.settings.include, file.settings.exclude
    is_included = not include or any(fnmatchcase(file.uri, glob) for glob in include)
    return is_included and not any(fnmatchcase(file.uri, glob) for glob in exclude)


# A path, whether it is a folder, its bytes and etag where the listing tells them.
_Entry = tuple[Location, bool, int | None, str | None]


def _walk(source_id: str, root: Location, settings: Settings) -> Iterator[SourceFile]:
    """Depth first, with a stack of our own: folders nest deeper than Python recurses."""
    stack: list[Iterator[_Entry]] = [iter([(root, True, None, None)])]
    while stack:
        entry = next(stack[-1], None)
        if entry is None:
            stack.pop()
            continue
        path, is_folder, n_bytes, etag = entry
        if is_folder:
            try:
                stack.append(_entries(path))
                continue
            except OSError:
                pass  # listed as a file, so that reading it gives the fault
        yield SourceFile(source_id, root, path, settings, n_bytes=n_bytes, etag=etag)


def _entries(folder: Location) -> Iterator[_Entry]:
    """What is in a folder, by name; no hidden files, no sidecars of files that are there. Raises OSError at once."""
    listing = location.list_folder(folder)
    if "runs" in listing.folders and location.is_folder(location.join(folder, "runs/_delta_log")):
        return iter(())  # a dataset of ours: output, not input
    return (
        (location.join(folder, name), name in listing.folders, listing.sizes.get(name), _etag(listing, name))
        for name in listing.names
        if not name.startswith(".") and not (name.endswith(SIDECAR) and name.removesuffix(SIDECAR) in listing)
    )


def _etag(listing: Listing, name: str) -> str | None:
    etag = listing.etags.get(name)
    return None if etag is None else f"{etag} {listing.etags.get(name + SIDECAR, '')}"


def find_reader(name: str) -> Reader:
    return next(reader for reader in READERS if reader.takes(name))


def reader_of(path: Location, settings: Settings) -> Reader:
    """That of the format its source states, else that of its name."""
    stated = (reader for reader in READERS if reader.name == settings.format)
    return next(stated, None) or find_reader(location.last_name(path))


def read_documents(
    path: Location,
    *,
    source_id: str,
    root: Location,
    settings: Settings = DEFAULT,
    reader: Reader | None = None,
    span: Span | None = None,
    wanted: str | None = None,
) -> Iterator[RawDocument]:
    """The documents of one file, in its order. One that can't be read comes with its `fault`; never raises for it.

    `reader` overrules the source's `format`, and that the file's name. `span`: those that begin in it. `wanted` is the
    uri of the one document asked for: others may be left out.
    """
    origin = Origin(source_id, location.relative(path, root), settings)
    n_documents = 0
    try:
        headers = _headers(path, root)
        opened = location.open_file(path, root)
        seen_at = observed_at(headers) or opened.modified_at
        origin = Origin(source_id, origin.uri, settings, headers, seen_at, wanted, span)
        reader = reader or reader_of(path, settings)
        with opened.stream if reader.is_raw or span else uncompressed(opened.stream) as stream:
            for document in read_stream(stream, origin, reader):
                n_documents += 1
                yield document
    except JiaokanError:
        raise
    except Exception as error:  # noqa: BLE001 — what opening or closing one file raises is no other's fault
        place = "#unread" if n_documents else ""
        yield origin.document(b"", place, fault_of(error, n_documents or None))


def read_stream(
    stream: BufferedReader, origin: Origin, reader: Reader, *, may_be_empty: bool = False
) -> Iterator[RawDocument]:
    """The documents of an uncompressed stream; where it breaks off, one more with the fault.

    One without a document is a document with a fault, unless it may be empty or is a part of a file.
    """
    n_documents = 0
    try:
        for document in reader.read(stream, origin):
            n_documents += 1
            yield document
        if not (n_documents or may_be_empty or origin.span) and origin.wanted in {None, origin.uri}:
            yield origin.document(b"", fault=("empty", "there is no document in it"))
    except JiaokanError:
        raise
    except Exception as error:  # noqa: BLE001 — a reader's fault costs the rest of this file
        place = "#unread" if n_documents or origin.span else ""
        place += f"-from={origin.span.start}" if origin.span else ""
        yield origin.document(b"", place, fault_of(error, n_documents))


def _headers(path: Location, root: Location) -> Headers:
    sidecar = location.join(location.parent(path), location.last_name(path) + SIDECAR)
    return parse_headers(location.read_head(sidecar, root, MAX_SIDECAR_BYTES) or b"")
