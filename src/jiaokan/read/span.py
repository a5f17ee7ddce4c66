"""One big file for several workers: its parts together give exactly the documents of the whole, and their uris.

A part of a JSON Lines file begins with a line, one of a compressed WARC with a record's member. Files of other formats
stay whole, and so do JSON Lines in UTF-16 and compressed ones, of which no place can be found but by reading up to it.

Limits: a .warc.gz stored inside a record, uncompressible as it is, has members of its own; a part could begin at one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import SEEK_END, BufferedReader

from jiaokan.read import SourceFile, location, reader_of
from jiaokan.read.compression import uncompressed
from jiaokan.read.members import Source
from jiaokan.read.reader import Span
from jiaokan.read.transcode import wide_codec

_CHUNK = 1 << 20


def split_file(file: SourceFile, part_bytes: int) -> list[SourceFile]:
    """The file in parts of some `part_bytes` bytes each; the file itself where it can't be, or need not be, parted.

    Reads JSON Lines once, to count the lines; of a WARC about a megabyte a part. Raises OSError.
    """
    reader = reader_of(file.path, file.settings)
    if file.span or not reader.can_span:
        return [file]
    with location.open_file(file.path, file.root).stream as stream:
        n_bytes = stream.seek(0, SEEK_END)
        stream.seek(0)
        bounds = range(part_bytes, n_bytes, part_bytes)
        name = location.last_name(file.path).lower()
        starts = [(0, 0)]
        for start, n_before in _find_members(stream, name, bounds) if reader.is_raw else _find_lines(stream, bounds):
            if starts[-1][0] < start < n_bytes:
                starts.append((start, n_before))
    if len(starts) == 1:
        return [file]
    stops = [*(start for start, _ in starts[1:]), n_bytes]
    return [
        replace(file, span=Span(start, stop, n_before)) for (start, n_before), stop in zip(starts, stops, strict=True)
    ]


def _find_lines(stored: BufferedReader, bounds: range) -> Iterator[tuple[int, int]]:
    """The first line that begins at each bound or behind it, and how many lines are before it."""
    stream = uncompressed(stored)
    if not stream.seekable() or wide_codec(stream.peek(4)[:4]):
        return
    at = n_lines = 0  # bytes read, and the line feeds among them
    for bound in bounds:
        while at < bound - 1 and (chunk := stream.read(min(_CHUNK, bound - 1 - at))):
            at += len(chunk)
            n_lines += chunk.count(b"\n")
        # The rest of a line may be as long as the file.
        while at < bounds.stop and (chunk := stream.readline(_CHUNK)):
            at += len(chunk)
            if chunk.endswith(b"\n"):
                n_lines += 1
                yield at, n_lines
                break


def _find_members(stream: BufferedReader, name: str, bounds: range) -> Iterator[tuple[int, int]]:
    source = Source(stream, name)
    for bound in bounds if source.is_compressed else ():
        start = source.find_member(bound)
        if start is None:
            return
        yield start, 0
