"""Trying again, after a while, what a disk or a network refuses for once; not what is wrong for good.

Stores of objects are not seen to here: the libraries that reach them (s3fs, obstore …) try again themselves.
"""

from __future__ import annotations

import errno
import time
from collections.abc import Callable
from typing import TypeVar

from jiaokan import log

ATTEMPTS = 4
SECONDS = 1.0  # before the second attempt, and four times as long before each that follows

_PASSING = frozenset(
    getattr(errno, name)
    for name in (
        *("EIO", "EREMOTEIO", "ESTALE", "ETIMEDOUT", "EAGAIN", "EBUSY", "EINTR", "ENOBUFS", "ENOLCK"),
        *(
            "ECONNABORTED",
            "ECONNREFUSED",
            "ECONNRESET",
            "EHOSTDOWN",
            "EHOSTUNREACH",
            "ENETDOWN",
            "ENETUNREACH",
            "EPIPE",
        ),
    )
    if hasattr(errno, name)  # not all on every system
)

T = TypeVar("T")


def is_passing(error: BaseException) -> bool:
    """May it be gone the next time?"""
    return isinstance(error, OSError) and error.errno in _PASSING


def patiently(work: Callable[[], T], what: str) -> T:
    """What the work gives, which has to be such that it can be done again. Raises what its last attempt raises."""
    for n_failed in range(ATTEMPTS - 1):
        try:
            return work()
        except OSError as error:
            if not is_passing(error):
                raise
            log.warn("again", what=what, error=str(error))
            time.sleep(SECONDS * 4**n_failed)
    return work()
