"""Regular expressions of modules, compiled when first used.

There are 700, and a document meets one in ten; compiling all of them takes longer than cleaning it.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast

# Han characters have no case; the compiler, unless told, asks each of them: 4 ms a class. What it makes is the same.
_HAN = re.compile(r"(?<!\\)\[\^?(?:\\u4e00-\\u9fff|\\u3400-\\u9fff|[\u3400\u4e00]-\u9fff)·?\]")


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, made when it is first asked for something."""
    return cast("re.Pattern[AnyStr]", _Waiting(pattern, flags))


class Regex:
    """A pattern, compiled: its methods are those of `re.Pattern`, in the instance."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self.pattern = pattern
        self._given = flags


class _Waiting(Regex):
    def __getattr__(self, name: str) -> Any:
        pattern = self.pattern
        if self._given & re.IGNORECASE and isinstance(pattern, str):
            pattern = _HAN.sub(r"(?-i:\g<0>)", pattern)
        compiled = re.compile(pattern, self._given)
        public = (name for name in dir(compiled) if name[0] != "_" and name != "pattern")
        self.__dict__.update((name, getattr(compiled, name)) for name in public)
        self.__class__ = Regex  # type: ignore[assignment]  # a class with __getattr__ is slow in all it is asked
        return getattr(compiled, name)
