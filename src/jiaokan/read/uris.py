"""From a document's uri back to the document."""

from __future__ import annotations

import os
import re
from pathlib import Path

from jiaokan.document import RawDocument
from jiaokan.errors import InputError
from jiaokan.read import location, read_documents
from jiaokan.read.location import Location
from jiaokan.read.reader import original, portable
from jiaokan.settings import DEFAULT, Settings


def open_uri(uri: str, *, root: Path | str, source_id: str, settings: Settings = DEFAULT) -> RawDocument:
    """The document that a uri names, with the bytes it was read with; also one that came with a fault.

    `root` is the folder of its source, a path or a URL. Costs as much as reading its file up to it; members of a zip
    are gone to at once.

    Raises:
        InputError: the source has no such file, or the file no such document.
    """
    folder = location.parse(root)
    found = find_file(uri, folder)
    if found is None:
        raise InputError(f"{uri}: no such file in {root}")
    documents = read_documents(found, source_id=source_id, root=folder, settings=settings, wanted=uri)
    document = next((document for document in documents if document.uri == uri), None)
    if document is None:
        raise InputError(f"{uri}: no such document in {found}; `jiaokan clean {found}` lists its uris")
    return document


def find_file(uri: str, root: Location) -> Location | None:
    """The file that the document of this uri is, or is in; None where there is none under `root`."""
    cuts = [len(uri), *(found.start() for found in reversed(list(re.finditer("!/|#", uri))))]
    return next((path for end in cuts if (path := _resolve(uri[:end], root))), None)


def _resolve(uri: str, root: Location) -> Location | None:
    """The file of this uri; None for none, and for a folder that can be listed: it is no document."""
    if any(part in {"", ".", ".."} for part in uri.split("/")):
        return None
    name = original(uri)
    if portable(name) != uri:  # the place of a document in a file
        return None
    path = location.join(root, name)
    if isinstance(path, str):
        return path if location.exists(path) and not location.is_folder(path) else None
    if not os.path.lexists(path):
        return None
    return path if path.is_symlink() or not _is_listable(path) else None


def _is_listable(path: Path) -> bool:
    try:
        os.scandir(path).close()
    except OSError:
        return False
    return True
