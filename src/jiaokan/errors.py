"""The exception tree.

    JiaokanError
    ├── InputError      something given by the user can't be opened or makes no sense
    ├── AssertionsError a source did not give what its settings assert; nothing was committed
    ├── DatasetError    the dataset folder can't be read or written as it stands
    │   └── ConflictError   another writer committed first; redo from the new version
    └── Rejected        one document gives no record; caught in pipeline.clean, never a batch's end

A broken structure raises. One bad document becomes a `Reject` and the batch goes on.
"""

from __future__ import annotations

from typing import Literal

Stage = Literal["read", "decode", "repair", "script", "split"]

Reason = Literal[
    "empty",  # no bytes, or nothing but white space
    "binary",  # bytes of no text encoding
    "wrong-type",  # a known file type that is not text: PDF, image, Office, archive
    "truncated",  # a container that ends before its own end
    "unreadable",  # the file system or the container's structure refused
    "undecodable",  # text, but in no encoding that could be established
    "not-chinese",  # text in another language, where the settings want such rejected
    "password-page",  # a page that only asks for a login or a password
    "no-text",  # decoded, but nothing a reader would read is in it
    "too-large",  # over the size limit of one document
    "vanished",  # it was in its source once, and the run was told to retract what is no longer there
    "over-limit",  # an archive or a compressed file that unfolds beyond all measure: a bomb
    "internal-error",  # a fault of jiaokan itself; the detail names the exception
]


class JiaokanError(Exception):
    """Any error this package raises on purpose."""


class InputError(JiaokanError):
    """A path, option or settings file given by the user is at fault; the text says which and why."""


class AssertionsError(JiaokanError):
    """A source did not give what its settings assert: nothing was committed. The text says which and what."""


class DatasetError(JiaokanError):
    """The dataset can't be read or written as it stands; the text says what to do."""


class ConflictError(DatasetError):
    """Another writer committed first: nothing was changed, redo from the new version."""


class Rejected(JiaokanError):
    """Raised inside a stage: this one document gives no record."""

    def __init__(self, stage: Stage, reason: Reason, detail: str) -> None:
        super().__init__(f"{stage}: {reason}: {detail}")
        self.stage: Stage = stage
        self.reason: Reason = reason
        self.detail = detail
