"""Regular expressions of modules, compiled when first used.

There are 700, and a document meets one in ten; compiling all of them takes longer than cleaning it.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, AnyStr, cast

# Han characters have no case; the compiler, unless told, asks each of them: 4 ms a class. What it makes is the same.
_HAN = re.compile(r"(?<!\\)\[\^?(?:\\u4e00-\\u9fff|\\u3400-\\u9fff|[\u3400\u4e00]-\u9fff)·?\]")


PATIENCE = 500  # more than a document asks of a pattern, as a rule


def regex(pattern: AnyStr, flags: int = 0, *, needs: Collection[str] = ()) -> re.Pattern[AnyStr]:
    """What `re.compile` gives, made when it is first asked for something.

    `needs`: strings (of a string, its characters) of which every match holds one, whatever its case. A text without
    one is told that there is no match, and the pattern stays uncompiled, for `PATIENCE` texts: from then on it is asked
    itself, which is faster. Many characters are a frozenset.
    """
    return cast("re.Pattern[AnyStr]", _Waiting(pattern, flags, needs))


class Regex:
    """A pattern, compiled: its methods are those of `re.Pattern`, in the instance."""

    def __init__(self, pattern: Any, flags: int, needs: Collection[str]) -> None:
        self.pattern = pattern
        self.needs = needs
        self.n_spared = 0
        self.flags_given = flags

    def compile(self) -> None:
        pattern = self.pattern
        if self.flags_given & re.IGNORECASE and isinstance(pattern, str):
            pattern = _HAN.sub(r"(?-i:\g<0>)", pattern)
        compiled = re.compile(pattern, self.flags_given)
        public = (name for name in dir(compiled) if name[0] != "_" and name != "pattern")
        self.__dict__.update((name, getattr(compiled, name)) for name in public)
        self.__class__ = Regex  # a class with __getattr__ is slow in all it is asked


class _Waiting(Regex):
    def match(self, text: Any, *span: int) -> Any:
        return _asked(self, "match", text, span)

    def fullmatch(self, text: Any, *span: int) -> Any:
        return _asked(self, "fullmatch", text, span)

    def search(self, text: Any, *span: int) -> Any:
        return _asked(self, "search", text, span)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self.compile()
        return self.__dict__[name]


def _asked(waiting: Regex, method: str, text: Any, span: tuple[int, ...]) -> Any:
    needs = waiting.needs
    if needs and (needs.isdisjoint(text) if isinstance(needs, frozenset) else not any(need in text for need in needs)):
        waiting.n_spared += 1
        if waiting.n_spared <= PATIENCE:
            return None
    if method not in waiting.__dict__:  # else the method was got before a text with one came
        waiting.compile()
    return waiting.__dict__[method](text, *span)
