"""Files and folders of this machine, opened so that nothing that only looks like a file is read.

The descriptor is opened first, without blocking and without following a last link, and then judged: what is
swapped between a look and the opening is judged as what it has become. A file is read up to the size it had when
it was opened; one that changes meanwhile is at fault, for what was read may be half of the old and half of the new.
"""

from __future__ import annotations

import io
import os
import stat
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BufferedReader
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_BUFFER_BYTES = 1 << 16
_OPEN_FLAGS = os.O_RDONLY
for _name in ("O_NONBLOCK", "O_NOFOLLOW", "O_NOCTTY", "O_BINARY"):  # each on the systems that have it
    _OPEN_FLAGS |= getattr(os, _name, 0)

_KINDS = {
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFDIR: "a folder that can't be listed",
}


_CHANGED = "changed while it was read: {} bytes became {}; run again when it is complete"


class ChangedError(OSError):
    """A file changed while it was read."""


@dataclass(frozen=True, slots=True)
class Listing:
    """What is in a folder. Names alone are kept: a folder may hold a million."""

    names: list[str]  # sorted by code points
    folders: frozenset[str]  # those of the names that are folders; links to folders aren't
    sizes: Mapping[str, int] = field(default_factory=dict)  # bytes, where listing tells them
    etags: Mapping[str, str] = field(default_factory=dict)  # what changes with the bytes, likewise

    def __contains__(self, name: str) -> bool:
        at = bisect_left(self.names, name)
        return at < len(self.names) and self.names[at] == name


class Opened(NamedTuple):
    stream: BufferedReader  # as stored; seekable
    modified_at: datetime | None  # UTC


def list_folder(folder: Path) -> Listing:
    """Raises OSError."""
    names: list[str] = []
    folders: set[str] = set()
    with os.scandir(folder) as entries:
        for entry in entries:
            names.append(entry.name)
            if entry.is_dir(follow_symlinks=False):
                folders.add(entry.name)
    names.sort()
    return Listing(names, frozenset(folders))


def open_file(path: Path, root: Path) -> Opened:
    """Raises OSError, with a message, for what is no regular file or lies outside of `root`."""
    try:
        real = os.path.realpath(path, strict=True)
        base = os.path.realpath(root)
    except RuntimeError as error:  # a link to itself, before Python 3.13
        raise OSError(str(error)) from error
    if real != base and not real.startswith(os.path.join(base, "")):  # noqa: PTH118 — "/" stays "/"
        raise OSError("a link that leads out of the source's folder; put the file there, or name its folder by `where`")
    _refuse(os.lstat(real).st_mode, path)  # a device is not even opened: that alone may do something
    descriptor = os.open(real, _OPEN_FLAGS)
    try:
        status = os.fstat(descriptor)
        _refuse(status.st_mode, path)
        raw = _AsOpened(descriptor, status)
    except BaseException:
        os.close(descriptor)
        raise
    return Opened(BufferedReader(raw, _BUFFER_BYTES), datetime.fromtimestamp(status.st_mtime, UTC))


def _refuse(mode: int, path: Path) -> None:
    if not stat.S_ISREG(mode):
        kind = _KINDS.get(stat.S_IFMT(mode), "no file")
        if stat.S_ISDIR(mode) and path.is_symlink():
            kind = "a link to a folder"
        raise OSError(f"{kind}; only regular files are read")


class _AsOpened(io.RawIOBase):
    """A file up to the size it had when opened. Raises at its end if it changed: EOFError where it shrank."""

    def __init__(self, descriptor: int, status: os.stat_result) -> None:
        self._file = io.FileIO(descriptor, "rb")
        self._status = status
        self._at = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._status.st_size}[whence]
        self._at = self._file.seek(max(0, start + offset))
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        view = memoryview(buffer)
        wanted = min(len(view), self._status.st_size - self._at)
        n_read = self._file.readinto(view[:wanted]) if wanted > 0 else 0
        if not n_read:
            self._check()
        self._at += n_read
        return n_read

    def _check(self) -> None:
        before, now = self._status, os.fstat(self._file.fileno())
        if now.st_size < before.st_size:
            raise EOFError(_CHANGED.format(before.st_size, now.st_size))
        if (now.st_size, now.st_mtime_ns) != (before.st_size, before.st_mtime_ns):
            raise ChangedError(_CHANGED.format(before.st_size, now.st_size))

    def fileno(self) -> int:
        return self._file.fileno()

    def close(self) -> None:
        self._file.close()
        super().close()
