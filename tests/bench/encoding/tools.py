"""Who reads: jiaokan, and the detectors it is measured against, where they are installed.

A detector names an encoding; its text is what Python makes of the bytes in it, U+FFFD for what does not fit. A name
stands for the superset that browsers take it for (GB2312 → GB 18030), which is in the detector's favour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version

from jiaokan.decode import decode
from jiaokan.decode.charset import find_codec
from jiaokan.document import RawDocument
from jiaokan.errors import Rejected

OURS = "jiaokan"


@dataclass(frozen=True, slots=True)
class Outcome:
    text: str | None  # None: says it is no text, or can't tell
    codec: str | None


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    version: str
    read: Callable[[bytes], Outcome]


def tools() -> Iterator[Tool]:
    for package, module, detect in (
        ("charset-normalizer", "charset_normalizer", "detect"),
        ("chardet", "chardet", "detect"),  # not a development dependency: the licence of version 7 is disputed
        ("faust-cchardet", "cchardet", "detect"),
    ):
        try:
            function = getattr(import_module(module), detect)
            yield Tool(package, version(package), _reader(function))
        except (ImportError, PackageNotFoundError):
            continue
    yield Tool(OURS, version(OURS), ours)


def _reader(detect: Callable[[bytes], dict[str, object]]) -> Callable[[bytes], Outcome]:
    def read(data: bytes) -> Outcome:
        label = str(detect(data)["encoding"] or "")
        codec = find_codec(label)
        # Python's own utf-16 and utf-32 take heed of a mark.
        if label.lower().replace("_", "-") in {"utf-16", "utf-32", "utf-8-sig"}:
            codec = label.lower()
        return Outcome(data.decode(codec, "replace").removeprefix("\ufeff") if codec else None, codec)

    return read


def ours(data: bytes) -> Outcome:
    try:
        decoded = decode(RawDocument("bench", "a.txt", data))
    except Rejected:
        return Outcome(None, None)
    return Outcome(decoded.text, decoded.encoding)
