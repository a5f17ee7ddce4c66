"""UTF-16 and UTF-32 with bytes lost or too many: what comes behind such a place is shifted, and fits all the same.

Windows of the bytes are looked at in both parities; where the other one is better, the bytes about it are cut into
characters anew, as in `reading`.
See: https://www.unicode.org/faq/utf_bom (what a missing byte does to UTF-16)
"""

from __future__ import annotations

import functools
import re
import unicodedata

from jiaokan.decode.han import han_plausibility
from jiaokan.decode.resync import CUT_AT_END, CUT_AT_START, Span, cost
from jiaokan.regex import regex

_WINDOW = 512  # bytes
_MAX_TOTAL = 1 << 19  # bytes cut anew; behind them a shift is found by its window only
_MAX_ODD = 2  # units that stand in no text, in a window that is right
_FEW_ODD, _BLOCKS = 12, 4  # of such units; blocks of 256 characters that they are of
_LETTERS = 5  # different ones, at least, in a window of Latin letters
_MARGIN = 0.2  # of plausibility, beyond the limit
_LOST, _LOST_UNIT = 13.0, 14.0  # nats; a unit costs 3 to 20
_ASCII, _LETTER, _SIGN = 6.5, 8.0, 10.0
_RAREST = 10.5  # a run of rare characters may be what was written
_ENDS_IN_ZERO, _RARE = 3.0, 9.0  # a Latin letter's two bytes the other way round; of what else is rare

# The higher bytes of ASCII, Cyrillic, Greek, Hebrew, Arabic, Thai, kana, Han, Hangul, full-width and other marks.
_HIGHER = bytes([*range(7), 0x0E, 0x1E, 0x20, 0x30, *range(0x4E, 0xA0), *range(0xAC, 0xD8), 0xFF])

_HAN_ONLY = regex("[\t\n\r -~\u2010-\u2026\u3000-\u3020\u3400-\u9fff\uff01-\uff5e\ud840-\udfff]+")
_MIN_UNITS = 4
_MAX_ASCII = 0.7  # of the lower bytes: more would be a text in single bytes


def is_han_in_utf16(data: bytes, codec: str) -> bool:
    """Whether nothing but Han, their marks and ASCII comes of it, of bytes that are no other text."""
    if not codec.startswith("utf-16"):
        return False
    data = data[: len(data) & ~1]
    if len(data) < 2 * _MIN_UNITS or not _HAN_ONLY.fullmatch(data.decode(codec, "surrogatepass")):
        return False
    lower = data[0::2] if codec == "utf-16-le" else data[1::2]
    n_letters = sum(0x20 <= byte < 0x7F for byte in lower)
    return n_letters <= _MAX_ASCII * len(lower)


def is_shifted(data: bytes, codec: str) -> bool:
    """Whether UTF-16 or UTF-32 that fits has a part that fits better some bytes further. Cost: some 2 ns a byte."""
    if codec.startswith("utf-32"):
        return not _UTF32[codec].fullmatch(data)
    return codec.startswith("utf-16") and any(
        not _is_right(data[at : at + _WINDOW], codec) for at in range(0, len(data), _WINDOW)
    )


def read_wide(data: bytes, codec: str) -> tuple[str, list[Span]]:
    """The text and the bytes lost of it, U+FFFD each run of them."""
    return _read_utf32(data, codec) if codec.startswith("utf-32") else _read_utf16(data, codec)


def _read_utf16(data: bytes, codec: str) -> tuple[str, list[Span]]:
    texts: list[str] = []
    lost: list[Span] = []
    done = at = 0  # up to where there is text, and up to where the windows are right
    budget = _MAX_TOTAL
    while at < len(data):
        window = data[at : at + _WINDOW]
        if _is_right(window, codec) and (text := _strictly(window, codec)) is not None:
            at += len(window)
            continue
        if budget < 0 and text_of(window, codec) >= text_of(window[1:], codec) - _MARGIN:
            at += len(window)
            continue
        start, end = max(done, at - _WINDOW), min(len(data), at + 2 * _WINDOW)
        texts.append(data[done:start].decode(codec, "replace"))
        if budget < 0:
            text, misfits, end = "\ufffd", [(at - start, at + 1 - start)], at + 1
            texts.append(data[start:at].decode(codec, "replace"))
        else:
            text, misfits, size = _cut_anew(data[start:end], codec, (start == 0, end == len(data)))
            budget -= size
            end = start + size
        texts.append(text)
        lost += ((start + first, start + after) for first, after in misfits)
        done = at = end
    texts.append(data[done:].decode(codec, "replace"))
    return "".join(texts), lost


def _strictly(data: bytes, codec: str) -> str | None:
    """A pair of surrogates may be cut by the window's end."""
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        return "" if len(data) == _WINDOW and error.end == len(data) else None


def text_of(data: bytes, codec: str) -> float:
    return han_plausibility(data[: len(data) & ~1].decode(codec, "replace"))


def _is_right(data: bytes, codec: str) -> bool:
    n_odd = _n_odd(data, codec)
    return n_odd <= _MAX_ODD or 4 * n_odd < _n_odd(data[1:], codec)


def _n_odd(data: bytes, codec: str) -> int:
    """Units whose higher byte is none of a text's, or whose lower byte is 0: a Latin letter's higher byte."""
    first, second = data[0::2], data[1::2]
    lower, higher = (first, second) if codec == "utf-16-le" else (second, first)
    odd = higher.translate(None, _HIGHER)
    n_odd = 0 if len(odd) > _FEW_ODD and len(set(odd)) < _BLOCKS else len(odd)  # many of few blocks: another script
    n_zero = lower.count(0)
    return n_odd + (n_zero if n_zero and len(set(higher)) >= _LETTERS else 0)


def _cut_anew(data: bytes, codec: str, is_edge: tuple[bool, bool]) -> tuple[str, list[Span], int]:
    """The cheapest way to cut the bytes into units and lost bytes; the third: how many of them, all or one less.

    `is_edge`: whether the document begins and ends here, where a byte may be cut off.
    """
    size = len(data)
    cost = [0.0] + [float("inf")] * size
    way: list[tuple[int, str]] = [(0, "")] * (size + 1)  # to each place: from where, and the text, "" where it is lost

    def step(start: int, end: int, text: str, price: float) -> None:
        if cost[start] + price < cost[end]:
            cost[end], way[end] = cost[start] + price, (start, text)

    for at in range(size):
        is_start, is_end = is_edge[0] and at == 0, is_edge[1] and at == size - 1
        step(at, at + 1, "", CUT_AT_START if is_start else CUT_AT_END if is_end else _LOST)
        unit = data[at : at + 2]
        if len(unit) < 2:
            continue
        char, price = _unit(unit, codec)
        if char:
            step(at, at + 2, char, 0.0 if at >= 2 and data[at - 2 : at] == unit else price)
            continue
        step(at, at + 2, "", _LOST_UNIT)  # half a pair of surrogates
        if at + 4 <= size:
            char, price = _unit(data[at : at + 4], codec)
            if char:
                step(at, at + 4, char, price)
    end = size if is_edge[1] or cost[size] <= cost[size - 1] else size - 1
    texts: list[str] = []
    lost: list[Span] = []
    at = end
    while at:
        start, text = way[at]
        if text:
            texts.append(text)
        elif lost and lost[-1][0] == at:
            lost[-1] = (start, lost[-1][1])
        else:
            texts.append("\ufffd")
            lost.append((start, at))
        at = start
    return "".join(reversed(texts)), lost[::-1], end


@functools.lru_cache(1 << 16)
def _unit(data: bytes, codec: str) -> tuple[str | None, float]:
    """The character of two or four bytes, and how unlikely it is in a text."""
    try:
        char = data.decode(codec)
    except UnicodeError:
        return None, 0.0
    if len(char) != 1:
        return None, 0.0
    if " " <= char <= "~" or char in "\t\n\r":
        return char, _ASCII
    price = min(cost(char), _RAREST) if "\u3400" <= char <= "\u9fff" else cost(char)
    if char > "\uffff" or "\u3000" <= char <= "\u9fff" or unicodedata.category(char)[0] == "C":
        return char, price + (_ENDS_IN_ZERO if ord(char) % 0x100 == 0 and price > _RARE else 0.0)
    return char, min(price, _LETTER if char.isalpha() else _SIGN)


_SKIPS = (4, 1, 2, 3)  # bytes; of equal ones the first
# Units of planes that are in use, no surrogates, and not three like U+6100 U+6200 U+6300 on end: ASCII, shifted.
# So many at a time: each costs memory, and what would not (++) takes in units that don't fit in Python 3.11.2.
_UTF32 = {
    "utf-32-le": regex(
        rb"(?:(?!(?:\x00[A-QS-Za-fh-z]\x00\x00){3}).(?:.[\x01-\x03\x0e-\x10]|[^\xd8-\xdf]\x00)\x00){1,65536}", re.DOTALL
    ),
    "utf-32-be": regex(
        rb"(?:(?!(?:\x00\x00[A-QS-Za-fh-z]\x00){3})\x00(?:[\x01-\x03\x0e-\x10].|\x00[^\xd8-\xdf]).){1,65536}", re.DOTALL
    ),
}


def _read_utf32(data: bytes, codec: str) -> tuple[str, list[Span]]:
    """A unit's zero bytes say where units begin."""
    texts: list[str] = []
    lost: list[Span] = []
    at = 0
    while at < len(data):
        found = _UTF32[codec].match(data, at)
        if found:
            texts.append(found[0].decode(codec, "replace"))
            at = found.end()
            continue
        # A wrong byte leaves the units behind it where they are; a lost one does not.
        end = max(_SKIPS, key=lambda skip: _fitting_size(data, at + skip, codec)) + at
        end = min(end, len(data))
        if lost and lost[-1][1] == at:
            lost[-1] = (lost[-1][0], end)
        else:
            texts.append("\ufffd")
            lost.append((at, end))
        at = end
    return "".join(texts), lost


def _fitting_size(data: bytes, start: int, codec: str) -> int:
    """Bytes from there on that fit, of those looked at."""
    found = _UTF32[codec].match(data, start, start + _WINDOW)
    return found.end() - start if found else 0
