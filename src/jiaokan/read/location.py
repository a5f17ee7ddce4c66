"""Where a corpus or a file is: a path of this machine, or a URL of a store that fsspec knows.

A local path is a `Path`, a URL a `str`; both can be sent to another process. fsspec is imported for URLs only.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from jiaokan.read import local
from jiaokan.read.local import Listing, Opened
from jiaokan.read.reader import portable
from jiaokan.regex import regex

Location = Path | str

_URL = regex(r"([A-Za-z][A-Za-z0-9+.-]*)(?:::.*)?://")
_FILE_URL = regex(r"file://(?:localhost)?(?=/)", re.IGNORECASE)


def parse(given: Path | str) -> Location:
    """What a user gave: an absolute path (also for file://), or the URL as it is."""
    if isinstance(given, str):
        given = _FILE_URL.sub("", given)
        if _URL.match(given):
            return given
    return Path(os.path.abspath(given))  # noqa: PTH100 — resolve() would name a source after a link's target


def join(folder: Location, name: str) -> Location:
    return folder / name if isinstance(folder, Path) else f"{folder.rstrip('/')}/{name}"


def within(corpus: Location, given: str) -> Location:
    """A place as settings state it: a URL, an absolute path, or one relative to the corpus."""
    if _URL.match(given) or Path(given).is_absolute():
        return parse(given)
    return parse(corpus / given) if isinstance(corpus, Path) else join(corpus, given)


def last_name(location: Location) -> str:
    """The name of a file or folder; of a store's root that of its bucket or host, else its protocol."""
    if isinstance(location, Path):
        return location.name
    protocol, _, path = location.partition("://")
    return path.rstrip("/").rpartition("/")[2] or protocol


def parent(location: Location) -> Location:
    if isinstance(location, Path):
        return location.parent
    protocol, _, path = location.partition("://")
    return f"{protocol}://{path.rpartition('/')[0]}"


def relative(location: Location, root: Location) -> str:
    """The place of a file inside of `root`, parted by "/"; "." for the root itself.

    The same wherever the root is.
    """
    if isinstance(location, str):
        return portable(location.removeprefix(str(root)).strip("/")) or "."
    return portable(os.path.relpath(location, root))


def exists(location: Location) -> bool:
    """Raises InputError for a store that can't be asked: not installed, not reached, not allowed."""
    if isinstance(location, Path):
        return location.exists()
    from jiaokan.read import remote

    return remote.exists(location)


def is_folder(location: Location) -> bool:
    """Raises InputError as `exists` does."""
    if isinstance(location, Path):
        return location.is_dir()
    from jiaokan.read import remote

    return remote.is_folder(location)


def list_folder(folder: Location) -> Listing:
    """Raises OSError."""
    if isinstance(folder, Path):
        return local.list_folder(folder)
    from jiaokan.read import remote

    return remote.list_folder(folder)


def open_file(location: Location, root: Location) -> Opened:
    """The file's bytes as stored. Raises OSError, also for what is no file and for links that lead out of `root`."""
    if isinstance(location, Path):
        return local.open_file(location, Path(root))
    from jiaokan.read import remote

    return remote.open_file(location)


def read_head(location: Location, root: Location, n_bytes: int) -> bytes | None:
    """The first bytes of a file; None where there is none. Raises OSError as `open_file` does."""
    if isinstance(location, str):
        from jiaokan.read import remote

        return remote.read_head(location, n_bytes)
    if not os.path.isfile(location):  # noqa: PTH113 — none, too, if the name is too long
        return None
    with open_file(location, root).stream as stream:
        return stream.read(n_bytes)
