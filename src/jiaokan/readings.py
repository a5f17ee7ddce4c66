"""Readings of characters (Hanyu Pinyin), as annotations write them."""

from __future__ import annotations

import functools
import unicodedata

from jiaokan.data import rows
from jiaokan.regex import regex

# Letters of Hanyu Pinyin with their tone marks (ISO 7098); ɡ and ɑ are what GB 2312 row 8 has for g and a.
LETTERS = "a-zA-Zāáǎàēéěèêīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿɡɑ"
ANNOTATION = regex(rf"[(（]([{LETTERS}]{{1,6}})[)）]")
# The same as other tools write it: with blanks inside, marks of their own, a digit for the tone.
_LOOSE_LETTERS = LETTERS + "ăĕĭŏŭĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙÜǕǗǙǛ:\u0300\u0301\u0304\u0306\u0308\u030c"
LOOSE_ANNOTATION = regex(
    rf"[(（][ \u00a0\u3000]?([a-zA-ZāáǎàēéěèêōóǒòăĕŏɡɑńňǹḿĀÁǍÀĒÉĚÈŌÓǑÒ]"
    rf"[{_LOOSE_LETTERS}]{{0,8}}[0-5]?)[ \u00a0\u3000]?[)）]"
)

_TONES = {0x304: 1, 0x301: 2, 0x30C: 3, 0x300: 4}
_LOOK_ALIKES = str.maketrans({"ɡ": "g", "ɑ": "a", "v": "ü", "\u0306": "\u030c"})


@functools.cache
def table() -> dict[str, tuple[str, ...]]:
    """Character → all its readings with tone marks, the most frequent first. About 20,900 characters."""
    return {char: tuple(value.split(",")) for char, value in rows("readings")}


@functools.cache
def by_sound() -> dict[str, tuple[str, ...]]:
    """Toneless reading → the characters that have it, as typed (ü as v)."""
    found: dict[str, list[str]] = {}
    for char, values in table().items():
        for sound in dict.fromkeys(toneless(value).replace("ü", "v") for value in values):
            found.setdefault(sound, []).append(char)
    return {sound: tuple(chars) for sound, chars in found.items()}


def with_sound(reading: str) -> list[str]:
    """The characters that have the sound of a reading, whatever the tone, in the order of the table; u may be ü."""
    plain = toneless(fold(reading)).replace("ü", "v")
    sounds = {plain, *(plain[:at] + "v" + plain[at + 1 :] for at, char in enumerate(plain) if char == "u")}
    return sorted({char for sound in sounds for char in by_sound().get(sound, ())})


@functools.lru_cache(maxsize=1 << 14)
def is_reading(char: str, reading: str) -> bool:
    """Whether `reading`, with its tone or without any, is one of the character's readings."""
    return _is_one_of(reading, table().get(char, ()))


@functools.lru_cache(maxsize=1 << 14)
def is_first_reading(char: str, reading: str) -> bool:
    """Whether `reading`, with its tone or without any, is the character's most frequent one."""
    return _is_one_of(reading, table().get(char, ())[:1])


def _is_one_of(reading: str, known: tuple[str, ...]) -> bool:
    reading = fold(reading)
    if reading in known:
        return True
    plain, digit = (reading[:-1], int(reading[-1])) if reading[-1:].isdigit() else (reading, 0)
    if plain != toneless(plain):
        return False
    sounds = [one for one in known if toneless(one) == plain or toneless(one).replace("ü", "u") == plain]
    return any(digit in (0, 5, tone(one)) for one in sounds)


def fold(reading: str) -> str:
    """Lower case, composed; the look-alikes of GB 2312 row 8, v and u: for ü, a breve for a caron."""
    reading = reading.lower()
    if reading.isascii() and "v" not in reading and ":" not in reading:
        return reading
    parts = unicodedata.normalize("NFD", reading.replace("u:", "ü")).translate(_LOOK_ALIKES)
    return unicodedata.normalize("NFC", parts)


@functools.lru_cache(maxsize=4096)
def toneless(reading: str) -> str:
    """The reading without its tone: "yáng" → "yang"; ü stays."""
    parts = unicodedata.normalize("NFD", reading)
    return unicodedata.normalize("NFC", "".join(c for c in parts if ord(c) not in _TONES))


@functools.lru_cache(maxsize=4096)
def tone(reading: str) -> int:
    """The number of the reading's tone mark: "yáng" → 2; 5 without one."""
    return next((_TONES[ord(c)] for c in unicodedata.normalize("NFD", reading) if ord(c) in _TONES), 5)
