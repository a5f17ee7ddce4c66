"""A file that is one document: txt, html, and every file no other reader takes.

What it is — text, HTML, or nothing that can be read — is for decode to find out from its bytes.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader

from jiaokan.document import RawDocument
from jiaokan.read.compression import TrailingError
from jiaokan.read.reader import MAX_DOCUMENT_BYTES, Origin, Reader, fault_of


def read(stream: BufferedReader, origin: Origin) -> Iterator[RawDocument]:
    pieces: list[bytes] = []
    n_bytes = 0
    try:
        # In pieces, so that what a broken file still holds is kept with its fault.
        while n_bytes <= MAX_DOCUMENT_BYTES and (piece := stream.read1(1 << 20)):
            pieces.append(piece)
            n_bytes += len(piece)
    except TrailingError as error:
        yield origin.document(b"".join(pieces))
        yield origin.document(b"", "#unread", fault_of(error, 1))
    except (OSError, EOFError) as error:
        reason, detail = fault_of(error)
        yield origin.document(b"".join(pieces), fault=(reason, f"after {n_bytes} bytes: {detail}"))
    else:
        yield origin.document(b"".join(pieces))


READER = Reader("file", (), read)
