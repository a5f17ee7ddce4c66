"""Where a dataset is: a folder of this machine (`Path`), or a place in an object store (`RemotePath`).

A `RemotePath` has as much of pathlib as datasets need, so that what works on both is written once; what is not the same
on both is here and in snapshots.py and vacuum.py. It is reached by obstore and by deltalake, which are the same Rust
library: one set of options for both, `{"AWS_ENDPOINT_URL": …, "AWS_ACCESS_KEY_ID": …}`, else the environment's.

An object appears whole or not at all, and can't be renamed; of two writers of one log entry one is refused
(conditional put). See: https://docs.rs/object_store
"""

from __future__ import annotations

import functools
import io
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from jiaokan.errors import InputError

if TYPE_CHECKING:
    import pyarrow as pa
    import pyarrow.fs as pafs
    from obstore.store import ObjectStore

PROTOCOLS = ("s3", "s3a", "gs", "az", "abfs", "abfss")
_PART_BYTES = 16 << 20  # of an upload


@dataclass(frozen=True, slots=True)
class Stat:
    """Named as os.stat_result's."""

    st_size: int
    st_mtime_ns: int


@dataclass(frozen=True, slots=True, order=True)
class RemotePath:
    """A folder or file of a dataset in an object store: the dataset's URL, and the place in it, parted by "/"."""

    root: str
    options: tuple[tuple[str, str], ...] = ()
    key: str = ""

    def __str__(self) -> str:
        return f"{self.root}/{self.key}".rstrip("/")

    def __truediv__(self, name: str) -> RemotePath:
        return RemotePath(self.root, self.options, f"{self.key}/{name}".lstrip("/"))

    @property
    def name(self) -> str:
        return str(self).rpartition("/")[2]

    @property
    def stem(self) -> str:
        return self.name.rpartition(".")[0] or self.name

    @property
    def parent(self) -> RemotePath:
        return RemotePath(self.root, self.options, self.key.rpartition("/")[0])

    def is_file(self) -> bool:
        try:
            self.stat()
        except FileNotFoundError:
            return False
        return True

    def is_dir(self) -> bool:
        """A store has no folders: one is where there is something in it."""
        return any(self.glob("*"))

    def exists(self) -> bool:
        return self.is_file() or self.is_dir()

    def stat(self) -> Stat:
        import obstore

        with _os_errors(self):
            found = obstore.head(self._store, self.key)
        return Stat(found["size"], int(found["last_modified"].timestamp() * 1e9))

    def glob(self, pattern: str) -> Iterator[RemotePath]:
        """What lies in the folder itself and has such a name."""
        import obstore

        with _os_errors(self):
            found = obstore.list_with_delimiter(self._store, self.key or None)
        names = list(found["common_prefixes"]) + [entry["path"] for entry in found["objects"]]
        for name in (path.rstrip("/").rpartition("/")[2] for path in names):
            if fnmatchcase(name, pattern):
                yield self / name

    def walk(self) -> Iterator[tuple[RemotePath, Stat]]:
        """All files in the folder and in those in it."""
        import obstore

        with _os_errors(self):
            for entries in obstore.list(self._store, self.key or None):
                for entry in entries:
                    stat = Stat(entry["size"], int(entry["last_modified"].timestamp() * 1e9))
                    yield RemotePath(self.root, self.options, entry["path"]), stat

    def mkdir(self, *, parents: bool = False, exist_ok: bool = False) -> None:
        """Folders come with what lies in them."""

    def read_bytes(self) -> bytes:
        import obstore

        with _os_errors(self):
            return bytes(obstore.get(self._store, self.key).bytes())

    def read_text(self, encoding: str) -> str:
        return self.read_bytes().decode(encoding)

    def open(self, mode: Literal["rb"]) -> io.BytesIO:  # noqa: ARG002 — pathlib's own
        return io.BytesIO(self.read_bytes())

    def write_text(self, text: str, encoding: str) -> None:
        import obstore

        with _os_errors(self):
            obstore.put(self._store, self.key, text.encode(encoding))

    def upload(self, file: Path) -> None:
        import obstore

        with _os_errors(self):
            obstore.put(self._store, self.key, file, chunk_size=_PART_BYTES)

    def unlink(self, *, missing_ok: bool = False) -> None:
        import obstore

        if not missing_ok:
            self.stat()  # deleting nothing is no error to a store
        with _os_errors(self):
            obstore.delete(self._store, self.key)

    @property
    def _store(self) -> ObjectStore:
        return _open_store(self.root, self.options)


AnyPath = Path | RemotePath


def parse_path(given: Path | str | RemotePath, options: Mapping[str, str] | None = None) -> AnyPath:
    """What a user gave: a folder of this machine or the URL of one in a store, with the store's options.

    Raises InputError for the URL of no such store, where obstore is missing, and for options beside a folder.
    """
    if isinstance(given, RemotePath):
        return given
    url = re.match(r"([A-Za-z][A-Za-z0-9+.-]+):(/+)", str(given))
    if not url:
        if options:
            raise InputError(f"{given}: storage options are for object stores; this is a folder of this machine")
        return Path(given)
    if url[1] not in PROTOCOLS or isinstance(given, Path):
        known = ", ".join(f"{name}://" for name in PROTOCOLS)
        raise InputError(f"{given}: a dataset is a folder of this machine, or a URL (a str) of {known}")
    try:
        import obstore  # noqa: F401 — told here, once
    except ImportError as error:
        raise InputError(f"{given}: this needs obstore: pip install 'jiaokan[stores]'") from error
    return RemotePath(given.rstrip("/"), tuple(sorted((options or {}).items())))


def delta_options(folder: AnyPath) -> dict[str, str] | None:
    """Options for deltalake and polars, which take them as they are."""
    if isinstance(folder, Path):
        return None
    return {**dict(folder.options), **({"AWS_ALLOW_HTTP": "true"} if _is_http(folder.options) else {})}


def filesystem(folder: AnyPath) -> pafs.FileSystem:
    """pyarrow's way to the files of a dataset; paths are those that `arrow_path` gives."""
    import pyarrow.fs as pafs

    if isinstance(folder, Path):
        return pafs.LocalFileSystem()
    from deltalake.fs import DeltaStorageHandler

    return pafs.PyFileSystem(DeltaStorageHandler(folder.root, delta_options(folder)))


def arrow_path(path: AnyPath) -> str:
    return str(path) if isinstance(path, Path) else path.key


def readable(path: AnyPath) -> Path | pa.NativeFile:
    """The file as pyarrow.parquet takes it. Raises OSError."""
    return path if isinstance(path, Path) else filesystem(path).open_input_file(path.key)


def read_rows(path: AnyPath) -> pa.Table:
    """Those of a Parquet file. `pq.read_table` imports pyarrow.dataset, and that pandas, which takes 0.3 s."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(readable(path)) as file:
        return file.read()


@contextmanager
def scratch(folder: AnyPath) -> Iterator[Path]:
    """A folder of this machine for a while; on the dataset's own disk, where it has one."""
    inside = None
    if isinstance(folder, Path):
        inside = folder / ".staging"
        inside.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=inside, prefix="jiaokan-") as name:
        yield Path(name)


def copy_out(path: AnyPath, target: Path) -> None:
    """The file, to this machine."""
    if isinstance(path, Path):
        shutil.copyfile(path, target)
        return
    import obstore

    with _os_errors(path), target.open("wb") as file:
        for chunk in obstore.get(path._store, path.key).stream():  # noqa: SLF001 — of this module
            file.write(chunk)


@functools.lru_cache(maxsize=8)
def _open_store(root: str, options: tuple[tuple[str, str], ...]) -> ObjectStore:
    from obstore.exceptions import BaseError
    from obstore.store import from_url

    config = {name.lower(): value for name, value in options if name.lower() not in {"aws_allow_http", "allow_http"}}
    try:
        store: ObjectStore = from_url(root, config=config, client_options={"allow_http": _is_http(options)})  # type: ignore[call-overload]  # keys are the user's
    except (BaseError, ValueError, TypeError) as error:
        raise InputError(f"{root}: {_first_line(error)}") from error
    return store


def _is_http(options: tuple[tuple[str, str], ...]) -> bool:
    """Whoever names an http address means it."""
    named = {name.upper(): value for name, value in options}
    address = named.get("AWS_ENDPOINT_URL") or named.get("AWS_ENDPOINT") or os.environ.get("AWS_ENDPOINT_URL", "")
    allowed = named.get("AWS_ALLOW_HTTP") or os.environ.get("AWS_ALLOW_HTTP", "")
    return address.startswith("http://") or allowed.lower() == "true"


@contextmanager
def _os_errors(path: RemotePath) -> Iterator[None]:
    from obstore.exceptions import BaseError

    try:
        yield
    except BaseError as error:
        raise OSError(f"{path}: {_first_line(error)}") from error


def _first_line(error: BaseException) -> str:
    return str(error).partition("\n")[0]
