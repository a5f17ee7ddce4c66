"""Trying again, after a while, what a disk or a network refuses for once; not what is wrong for good.

Stores of objects are not seen to here: the libraries that reach them (s3fs, obstore …) try again themselves.
"""

from __future__ import annotations

import errno
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
    from tenacity import Retrying, retry_if_exception, stop_after_attempt, wait_exponential

    attempts = Retrying(
        retry=retry_if_exception(is_passing),
        stop=stop_after_attempt(ATTEMPTS),
        wait=wait_exponential(multiplier=SECONDS, exp_base=4),
        before_sleep=lambda state: log.warn("again", what=what, error=state.outcome and str(state.outcome.exception())),
        reraise=True,
    )
    return attempts(work)
