"""Files and folders of a store that fsspec knows by its URL: s3://, gs://, hdfs://, http://, memory:// …

Imported only where a URL is given. Credentials are found as each store's own package finds them (for S3: the
environment, ~/.aws). Whatever a store raises becomes an OSError, or an InputError where nothing can come of the URL.

Limits: a folder's listing is held in memory as the store's package gives it, some 1 KB a name. A store has no links,
and an object does not change: it is replaced.
See: https://filesystem-spec.readthedocs.io
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC
from io import BufferedReader
from typing import TYPE_CHECKING, BinaryIO

from jiaokan.errors import InputError
from jiaokan.read.local import Listing, Opened

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer
    from fsspec import AbstractFileSystem

_BUFFER_BYTES = 1 << 16


def list_folder(folder: str) -> Listing:
    """Raises OSError."""
    with _one_kind_of_error(folder):
        store, path = _find_store(folder)
        found = store.ls(path, detail=True)
    prefix = path.rstrip("/") + "/"
    # What does not lie in the folder is its own marker (S3), or a link of the page that lists it (HTTP).
    entries = {
        name: entry
        for entry in found
        if entry["name"].startswith(prefix) and (name := entry["name"][len(prefix) :].rstrip("/")) and "/" not in name
    }
    return Listing(
        names=sorted(entries),
        folders=frozenset(name for name, entry in entries.items() if entry["type"] == "directory"),
        sizes={name: entry["size"] for name, entry in entries.items() if isinstance(entry.get("size"), int)},
        etags={name: etag for name, entry in entries.items() if (etag := _etag(entry))},
    )


_ETAGS = ("ETag", "etag", "LastModified", "last_modified", "updated", "mtime")  # as stores call it


def _etag(entry: Mapping[str, object]) -> str | None:
    found = next((entry[name] for name in _ETAGS if entry.get(name)), None)
    return None if found is None else f"{found} {entry.get('size')}"


def exists(url: str) -> bool:
    return _kind(url) is not None


def is_folder(url: str) -> bool:
    return _kind(url) == "directory"


def _kind(url: str) -> str | None:
    """fsspec's "file", "directory" …; None where there is nothing. Raises InputError if the store can't be asked."""
    try:
        with _one_kind_of_error(url):
            store, path = _find_store(url)
            return "directory" if url.startswith("http") and url.endswith("/") else str(store.info(path)["type"])
    except FileNotFoundError:
        return None
    except OSError as error:
        raise InputError(f"{url}: {error}") from error


def open_file(url: str) -> Opened:
    """Raises OSError."""
    with _one_kind_of_error(url):
        store, path = _find_store(url)
        stream = store.open(path, "rb")
        # S3 has told it already; asking again would be one more request for every file.
        modified_at = (getattr(stream, "details", None) or {}).get("LastModified")
        if modified_at is None:
            with suppress(NotImplementedError):
                modified_at = store.modified(path)
    if modified_at is not None:
        modified_at = modified_at.replace(tzinfo=UTC) if modified_at.tzinfo is None else modified_at.astimezone(UTC)
    return Opened(BufferedReader(_Remote(stream, url), _BUFFER_BYTES), modified_at)


def read_head(url: str, n_bytes: int) -> bytes | None:
    """The first bytes of a file, by one request; None where there is none. Raises OSError."""
    with _one_kind_of_error(url):
        store, path = _find_store(url)
        try:
            data: bytes = store.cat_file(path, start=0, end=n_bytes)
        except FileNotFoundError:
            return None
        except OSError:  # S3 knows no part of an empty object
            with open_file(url).stream as stream:
                return stream.read(n_bytes)
        return data


def _find_store(url: str) -> tuple[AbstractFileSystem, str]:
    """The store and the path in it, as it writes paths. Raises InputError for a URL that no package serves."""
    from fsspec.core import url_to_fs

    if "::" in url:
        raise InputError(f"{url}: chained URLs are not read; give the URL of the file itself")
    try:
        # Without a cache of listings: they would pile up, and be old at the next run.
        store, path = url_to_fs(url, use_listings_cache=False)
    except (ImportError, ValueError) as error:  # s3fs is not installed; no such protocol
        raise InputError(f"{url}: {error}") from error
    return store, path


@contextmanager
def _one_kind_of_error(url: str) -> Iterator[None]:
    try:
        yield
    except (OSError, EOFError, InputError):
        raise
    except Exception as error:
        raise OSError(f"{url}: {type(error).__name__}: {error}") from error


class _Remote(io.RawIOBase):
    """A stream of a store, with one kind of error."""

    def __init__(self, stream: BinaryIO, url: str) -> None:
        self._stream = stream
        self._url = url

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return self._stream.seekable()

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        with _one_kind_of_error(self._url):
            return self._stream.seek(offset, whence)

    def tell(self) -> int:
        return self._stream.tell()

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        with _one_kind_of_error(self._url):
            data = self._stream.read(len(view))
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        self._stream.close()
        super().close()
