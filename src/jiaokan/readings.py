"""Readings of characters (Hanyu Pinyin), as annotations write them."""

from __future__ import annotations

import functools
import re
import unicodedata

from jiaokan.data import rows

# Letters of Hanyu Pinyin with their tone marks (ISO 7098); ɡ and ɑ are what GB 2312 row 8 has for g and a.
LETTERS = "a-zA-Zāáǎàēéěèêīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿɡɑ"
ANNOTATION = re.compile(rf"[(（]([{LETTERS}]{{1,6}})[)）]")

_TONES = {0x304, 0x301, 0x30C, 0x300}


@functools.cache
def table() -> dict[str, tuple[str, ...]]:
    """Character → all its readings with tone marks, the most frequent first. About 20,900 characters."""
    return {char: tuple(value.split(",")) for char, value in rows("readings")}


def is_reading(char: str, reading: str) -> bool:
    """Whether `reading`, with its tone or without any, is one of the character's readings."""
    reading = fold(reading)
    known = table().get(char, ())
    return reading in known or (reading == toneless(reading) and any(toneless(one) == reading for one in known))


def is_first_reading(char: str, reading: str) -> bool:
    """Whether `reading`, with its tone or without any, is the character's most frequent one."""
    first = table().get(char, ("",))[0]
    return fold(reading) in (first, toneless(first))


def fold(reading: str) -> str:
    """Lower case, and g and a for the look-alikes of GB 2312 row 8."""
    return reading.lower().replace("ɡ", "g").replace("ɑ", "a")


@functools.lru_cache(maxsize=4096)
def toneless(reading: str) -> str:
    """The reading without its tone: "yáng" → "yang"; ü stays."""
    parts = unicodedata.normalize("NFD", reading)
    return unicodedata.normalize("NFC", "".join(c for c in parts if ord(c) not in _TONES))
