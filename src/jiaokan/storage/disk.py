"""What a disk refuses – it is full, or may not be written –, told as a DatasetError that says where and what to do."""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from jiaokan.errors import DatasetError
from jiaokan.storage.paths import AnyPath

_REMEDIES = {
    errno.ENOSPC: "make space",
    errno.EDQUOT: "make space",
    errno.EROFS: "make it writable, or choose another folder,",
    errno.EACCES: "make it writable, or choose another folder,",
    errno.EPERM: "make it writable, or choose another folder,",
}


@contextmanager
def writing(dataset: AnyPath, state: str = "nothing was committed") -> Iterator[None]:
    """`state`: what can be said of the dataset if writing to it fails. Other errors and other places' pass."""
    from deltalake.exceptions import DeltaError

    if not isinstance(dataset, Path):  # what a store refuses it says itself
        yield
        return
    try:
        yield
    except (OSError, DeltaError) as error:
        number, where = _number(error), Path(getattr(error, "filename", None) or dataset)
        if number not in _REMEDIES or not where.is_relative_to(dataset):
            raise
        raise DatasetError(
            f"{where} can't be written: {os.strerror(number)}; {state}: {_REMEDIES[number]} and run again"
        ) from error


def check_access(folder: AnyPath) -> None:
    """Raises DatasetError for a folder that can't be written, or not be made."""
    if not isinstance(folder, Path):
        return
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    if not os.access(there, os.W_OK):
        raise DatasetError(f"{there} can't be written: make it writable, or choose another dataset folder")


def _number(error: Exception) -> int:
    """deltalake gives it in its text only."""
    found = re.search(r"os error (\d+)", str(error))
    return getattr(error, "errno", None) or (int(found[1]) if found else 0)
