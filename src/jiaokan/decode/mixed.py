"""UTF-8 and another encoding in one document: `read_mixed`; UTF-8 with some bytes wrong: `as_damaged_utf8`.

An include or a comment is pasted into a template as bytes, so encodings change at a line's end or, where a page has no
lines, at a tag, a quote or a space. These bytes are no part of a character in GBK or Big5 either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from jiaokan.decode.han import BEYOND_ASCII, CONTROL, han_plausibility
from jiaokan.decode.reading import PROSE, Reading, is_certain_utf8, leniently, strictly
from jiaokan.decode.resync import UTF8_HAN, Span
from jiaokan.decode.scoring import CHINESE, CONVINCING, SAMPLE, han_score
from jiaokan.errors import Rejected
from jiaokan.regex import regex

_MAX_CUT_BYTES = 3  # of a character cut in the middle
_COMMON, _NOTHING = 0.65, 0.35  # han_plausibility of common words, and of none
_LOST = 2.0  # Han characters' worth of plausibility, a place that does not fit
# From a byte beyond ASCII to where an encoding may change.
_PIECE = regex(rb"""[\x80-\xff][^\n<>"' ]*""")
_UTF8_HAN = regex(UTF8_HAN)
_UTF8_THREE = regex(rb"(?:%b){3}" % UTF8_HAN)
_UTF8_WORD = regex(rb"(?<![\x80-\xff])(?:%b){3}(?![\x80-\xff])" % UTF8_HAN)

_HIGH_PAIR = regex(rb"[\x80-\xff].", re.DOTALL)

Block = tuple[bool | None, Span]  # whether it is UTF-8; None: it may be anything


def read_mixed(data: bytes, read_rest: Callable[[bytes], tuple[Reading, str] | None]) -> tuple[Reading, str] | None:
    """What can only be UTF-8 and what can't be: each in its own. None where all of it is one encoding.

    `read_rest` finds the encoding of what is not UTF-8. What may be anything goes with what stands before it.
    """
    blocks = _joined(_iter_blocks(data))
    rest = b"".join(data[slice(*span)] for is_utf8, span in blocks if not is_utf8)
    if len(blocks) < 2 or not rest:
        return None
    try:
        found, why = read_rest(rest) or (None, "")
    except Rejected:
        return None
    if not found or han_plausibility(found.text[:SAMPLE]) < PROSE:
        return None
    readings = [
        (span, leniently(data[slice(*span)], "utf-8" if is_utf8 else found.encoding, span[0]))
        for is_utf8, span in blocks
    ]
    whole = [(span, reading) for span, reading in readings if reading]
    if len(whole) < len(blocks):
        return None
    main, main_why = ("utf-8", "mostly-utf-8") if 2 * len(rest) < len(data) else (found.encoding, why)
    return Reading(
        "".join(reading.text for _, reading in whole),
        main,
        tuple(span for _, reading in whole for span in reading.lost),
        tuple(part for span, reading in whole for part in _parts(span, reading, main)),
        tuple(note for _, reading in whole for note in reading.notes),
        (whole[0][1].is_cut[0], whole[-1][1].is_cut[1]),
    ), main_why


def has_utf8(data: bytes) -> bool:
    """Whether there are four Chinese characters in UTF-8 on end, or three by themselves: nine bytes are no GBK."""
    return is_certain_utf8(data) or _UTF8_WORD.search(data) is not None


def _parts(span: Span, reading: Reading, main: str) -> tuple[tuple[Span, str], ...]:
    return reading.parts if reading.encoding == main else ((span, reading.encoding),)


def _joined(blocks: Iterator[Block]) -> list[Block]:
    """With those together that are one encoding."""
    joined: list[Block] = []
    for is_utf8, (start, end) in blocks:
        if joined and (is_utf8 is None or joined[-1][0] in {is_utf8, None}):
            joined[-1] = (joined[-1][0] if is_utf8 is None else is_utf8, (joined[-1][1][0], end))
        else:
            joined.append((is_utf8, (start, end)))
    return joined


def _iter_blocks(data: bytes) -> Iterator[Block]:
    """Lines, and the pieces of those in which there is both."""
    at = 0
    while at < len(data):
        end = data.find(b"\n", at) + 1 or len(data)
        line = data[at:end]
        if strictly(line, "utf-8"):
            yield True if is_certain_utf8(line) else None, (at, end)
        elif not has_utf8(line):
            yield bool(as_damaged_utf8(line)), (at, end)
        else:
            yield from _iter_pieces(data, at, end)
        at = end


def _iter_pieces(data: bytes, start: int, end: int) -> Iterator[Block]:
    done = start
    for found in _PIECE.finditer(data, start, end):
        if found.start() > done:
            yield None, (done, found.start())
        yield _is_utf8_piece(found[0]), found.span()
        done = found.end()
    if done < end:
        yield None, (done, end)


def _is_utf8_piece(piece: bytes) -> bool | None:
    if strictly(piece, "utf-8"):
        return True if _UTF8_HAN.search(piece) else None
    # With a whole Han character in it, it is damaged UTF-8 unless the other reading is common words.
    n_beyond = len(_HIGH_PAIR.findall(piece))
    needed = max(_points(piece.decode("utf-8", "replace")), _COMMON * n_beyond if _UTF8_HAN.search(piece) else -1.0)
    return not any(_points(piece.decode(codec, "replace")) > needed for codec in CHINESE)


def _points(text: str) -> float:
    beyond = len(BEYOND_ASCII.findall(text))
    return han_plausibility(text) * beyond - _LOST * text.count("\ufffd")


def as_damaged_utf8(data: bytes) -> tuple[Reading, str] | None:
    """UTF-8 with some bytes gone or wrong: no other encoding makes so many well-formed sequences."""
    if b"\0" in data and not _UTF8_THREE.search(data):
        return None
    seen = data.decode("utf-8", "replace")
    n_misfits = seen.count("\ufffd")  # up to three of a character
    n_beyond = len(seen) - len(seen.encode("ascii", "ignore"))
    if n_beyond - n_misfits < (n_misfits - 2 * _MAX_CUT_BYTES) / 2:
        return None
    if not is_certain_utf8(data) and max(han_score(data, codec) for codec in CHINESE) >= CONVINCING:
        return None
    reading = leniently(data, "utf-8")
    if not reading or not reading.lost:
        return None
    n_whole = len(BEYOND_ASCII.findall(reading.text)) - len(reading.lost) - len(CONTROL.findall(reading.text))
    # Of so few characters, where they are common ones and make nothing in GBK or Big5.
    is_likelier = n_whole > reading.n_damaged and han_plausibility(reading.text.replace("\ufffd", "")) >= _COMMON
    least = 2 if is_likelier and max(han_score(data, codec) for codec in CHINESE) < _NOTHING else 3
    return (reading, "mostly-utf-8") if n_whole >= max(least, 2 * reading.n_damaged) else None
