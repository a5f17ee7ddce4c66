"""Regular expressions of modules, compiled when first used.

There are 700, and a document meets one in ten; compiling all of them takes longer than cleaning it.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, AnyStr, Generic, cast

# Han characters have no case; the compiler, unless told, asks each of them: 4 ms a class. What it makes is the same.
_HAN = re.compile(r"(?<!\\)\[\^?(?:\\u4e00-\\u9fff|\\u3400-\\u9fff|[\u3400\u4e00]-\u9fff)·?\]")


def regex(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, made when it is first asked for something."""
    return cast("re.Pattern[AnyStr]", Regex(pattern, flags))


class Regex(Generic[AnyStr]):
    def __init__(self, pattern: AnyStr, flags: int) -> None:
        self.pattern: AnyStr = pattern
        self._flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[AnyStr]:
        pattern = self.pattern
        if self._flags & re.IGNORECASE and isinstance(pattern, str):
            pattern = _HAN.sub(r"(?-i:\g<0>)", pattern)
        return re.compile(pattern, self._flags)

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.compiled, name)
        setattr(self, name, value)  # found without us from now on
        return value
