"""Which encoding a document's bytes are in: `read_bytes`.

The ladder: byte order mark → UTF-8 that can be nothing else → 7-bit encodings with their escapes → UTF-8 and another
line by line → the declared encoding (HTTP header, HTML meta, the source's settings), where the bytes and the text bear
it out → UTF-8 with damage → the candidate whose text is the most plausible. Encodings that are not Chinese come last,
by their languages' commonest letters.

Limits: under some ten bytes an undeclared encoding is a guess. Nearly all Big5 fits GBK: Big5 lines in a GBK document
are not seen, GBK lines in a Big5 document are. Of languages in Latin letters the western, central European and Turkish
ones are known.
See: https://html.spec.whatwg.org/#determining-the-character-encoding
"""

from __future__ import annotations

import codecs
import re
from dataclasses import replace

from jiaokan.decode.charset import find_codec
from jiaokan.decode.foreign import ENCODINGS, LATIN, foreign_score, share_of_words
from jiaokan.decode.han import (
    BEYOND_ASCII,
    CONTROL,
    foreign_script,
    han_plausibility,
    has_many_controls,
    is_one_script,
    weight,
)
from jiaokan.decode.reading import DOUBLE_BYTE, PROSE, WIDE, Reading, Span, is_certain_utf8, leniently, strictly
from jiaokan.decode.wide import is_han_in_utf16, read_wide
from jiaokan.errors import Rejected

_CONVINCING = 0.55  # han_plausibility: Chinese for certain; rarer and foreign encodings are not even tried
_UTF16_FLOOR = 0.5  # bytes of anything make some text in UTF-16; under this it counts as none
_EUC_TW_FLOOR = 0.45  # all GBK fits it nearly
_UTF32_FLOOR = 0.3  # two bytes in four are 0: no accident
_PLAUSIBLE = 0.12  # under it, no text
_MARGIN = 0.15  # by which another encoding has to beat a declared one
_SHIFT_MARGIN = 0.3  # by which a text without its first byte has to be better
_SHORT = 24  # bytes
_FEW = 6  # characters: of so few none are convincing
_WORDS = 0.85  # share_of_words of another language
_SAMPLE = 2048  # bytes
_LIBRARY_SAMPLE = 1 << 16  # even: UTF-16 has pairs
_MAX_MISFIT_RATIO = 0.05  # of the characters behind a mark
_MAX_STRAY = 2  # bytes beyond ASCII in a 7-bit encoding
_MAX_CUT_BYTES = 3  # of a character cut in the middle

_BOMS = (  # UTF-32 before UTF-16: one begins with the other
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BOM_STARTS = {bom[:1] for bom, _ in _BOMS}
_CHINESE = ("gb18030", "big5hkscs")
_SEVEN_BIT = (
    (b"~", "hz"),  # RFC 1843
    (b"\x0e", "iso2022_cn"),  # RFC 1922
    (b"\x1b", "iso2022_jp_2"),  # RFC 1554
    (b"\x1b", "iso2022_kr"),  # RFC 1557
)
_NOT_HAN = re.compile("[^\x00-\x7f\u3001-\u3015\u3400-\u9fff\uff01-\uff5e\U00020000-\U0003ffff—…·‘-”]|[\x00-\x08]|[a-z][\u4e00-\u9fff]+[a-z]")
_SEVEN_BIT_MARK = re.compile(rb"~[{}]|\x1b\$|\x0e[!-~]")
# Rarer encodings have to be so much better than GBK, in characters: what is ambiguous is in the common one.
_PRIOR = {"big5hkscs": 0.9, "euc_tw": 3.0, "utf-16-le": 1.0, "utf-16-be": 1.5}
_FOREIGN_PRIOR = 0.8
_SHIFT_PRIOR = 2.0  # a text without its first byte
_OVERRULING = 3.0  # characters by which another encoding has to beat a declared one
# Score of rare characters that fit strictly, nothing else among them: in UTF-16, of no one script, in Big5, in GBK.
_HAN_ONLY = (0.12, 0.13, 0.14, 0.15)
_OTHER_WORDS = 0.5  # score of words in an encoding whose languages aren't known here
_WORD_BEFORE = 40  # bytes looked at before the first beyond ASCII, for its words


def read_bytes(data: bytes, declared: list[tuple[str, str]]) -> tuple[Reading, str]:
    """The reading chosen and why: "bom", "declared:meta", "strict-utf-8", "scored:0.83" …

    `declared` has (where it stands, codec), the weightiest first. Raises Rejected where no reading is plausible.
    """
    for bom, codec in _BOMS if data[:1] in _BOM_STARTS else ():
        if data.startswith(bom):
            rest = data[len(bom) :]
            if codec == "utf-8":  # editors have put it before GBK too
                strict = strictly(rest, codec)
                reading, why = (strict, "bom") if strict else read_bytes(rest, declared)
                note = why if reading.encoding == codec else f"{why}, behind a UTF-8 mark"
                return _moved(replace(reading, text="\ufeff" + reading.text), len(bom)), note
            found = leniently(rest, codec, len(bom)) if _is_behind_mark(rest, codec) else None
            if found:
                return found, "bom"
    utf8 = strictly(data, "utf-8") if b"\0" not in data or is_certain_utf8(data) else None
    if utf8 and _can_only_be_utf8(data, utf8.text):
        origin = next((origin for origin, codec in declared if codec == "utf-8"), None)
        return utf8, f"declared:{origin}" if origin else "strict-utf-8"
    return (
        _as_seven_bit(data)
        or (_by_lines(data, declared) if not utf8 and is_certain_utf8(data) else None)
        or _by_declaration(data, declared)
        or _as_damaged_utf8(data)
        or _by_score(data, utf8, declared)
    )


def _is_behind_mark(data: bytes, codec: str) -> bool:
    """Whether UTF-16 or UTF-32 is what the mark says it is, in whatever language: two bytes come by accident."""
    for text in (_decoded(data[: 2 * _SAMPLE], codec), read_wide(data[: 2 * _SAMPLE], codec)[0]):
        if sum(weight(char) <= -1 for char in text) <= _MAX_MISFIT_RATIO * len(text):
            return True
    return _score(data, codec) >= _PLAUSIBLE


def _can_only_be_utf8(data: bytes, text: str) -> bool:
    """GBK or Big5 fall into well-formed UTF-8 by accident only for a few characters on end."""
    if data.isascii():
        return not _SEVEN_BIT_MARK.search(data)
    return len(data) - len(text) >= 12


def _as_seven_bit(data: bytes) -> tuple[Reading, str] | None:
    """Chinese, Japanese or Korean in ASCII, between marks or escapes. That it gives a text is no accident."""
    mark_found = _SEVEN_BIT_MARK.search(data)
    if not mark_found or len(_HIGH_BYTE.findall(data)) > _MAX_STRAY:
        return None
    start = max(0, mark_found.start() - _SAMPLE)
    for mark, codec in _SEVEN_BIT:
        sample = leniently(data[start : start + 2 * _SAMPLE], codec) if mark in data else None
        if sample and not sample.text.isascii():
            score = han_plausibility(sample.text)
            reading = (
                leniently(data, codec) if score >= (_UTF16_FLOOR if codec in {"hz", "iso2022_cn"} else 0.2) else None
            )
            if reading:
                return reading, f"scored:{score:.2f}"
    return None


def _by_lines(data: bytes, declared: list[tuple[str, str]]) -> tuple[Reading, str] | None:
    """Lines that can only be UTF-8 and lines that can't be: each in its own. None where all of it is one encoding.

    Other lines go with those before them.
    """
    blocks: list[tuple[bool | None, Span]] = []  # whether it is UTF-8; None: ASCII at the beginning
    at = 0
    while at < len(data):
        end = data.find(b"\n", at) + 1 or len(data)
        is_utf8 = _is_utf8_line(data[at:end])
        if blocks and (is_utf8 is None or blocks[-1][0] in {is_utf8, None}):
            blocks[-1] = (blocks[-1][0] if is_utf8 is None else is_utf8, (blocks[-1][1][0], end))
        else:
            blocks.append((is_utf8, (at, end)))
        at = end
    rest = b"".join(data[slice(*span)] for is_utf8, span in blocks if not is_utf8)
    if len(blocks) < 2 or not rest:
        return None
    try:
        found, why = _by_declaration(rest, declared) or _by_score(rest, None, declared)
    except Rejected:
        return None
    if han_plausibility(found.text[:_SAMPLE]) < PROSE:
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


def _parts(span: Span, reading: Reading, main: str) -> tuple[tuple[Span, str], ...]:
    return reading.parts if reading.encoding == main else ((span, reading.encoding),)


def _is_utf8_line(line: bytes) -> bool | None:
    """None for one that may be anything."""
    if strictly(line, "utf-8"):
        return True if is_certain_utf8(line) else None
    return bool(_as_damaged_utf8(line))


def _as_damaged_utf8(data: bytes) -> tuple[Reading, str] | None:
    """UTF-8 with some bytes gone or wrong: no other encoding makes so many well-formed sequences."""
    if b"\0" in data and not is_certain_utf8(data):
        return None
    seen = data.decode("utf-8", "replace")
    n_misfits = seen.count("\ufffd")  # up to three of a character
    n_beyond = len(seen) - len(seen.encode("ascii", "ignore"))
    if n_beyond - n_misfits < (n_misfits - 2 * _MAX_CUT_BYTES) / 2:
        return None
    if not is_certain_utf8(data) and max(_score(data, codec) for codec in _CHINESE) >= _CONVINCING:
        return None
    reading = leniently(data, "utf-8")
    if not reading or not reading.lost:
        return None
    n_whole = len(BEYOND_ASCII.findall(reading.text)) - len(reading.lost) - len(CONTROL.findall(reading.text))
    return (reading, "mostly-utf-8") if n_whole >= max(3, 2 * reading.n_damaged) else None


def _by_declaration(data: bytes, declared: list[tuple[str, str]]) -> tuple[Reading, str] | None:
    """The first declared encoding that the bytes fit strictly and whose text no other encoding clearly beats."""
    n_chars = _n_chars(data)
    for origin, codec in declared:
        reading = strictly(data, codec)
        if reading:
            score = _own_score(data, codec)
            rivals = [_own_score(data, other) for other in ("utf-8", *_CHINESE) if other != codec]
            if codec not in ENCODINGS and score < _CONVINCING:
                rivals += (_own_score(data, other) - _MARGIN for other in ENCODINGS)
            lead = max(rivals) - score
            if codec == "utf-8" or (score >= _PLAUSIBLE and (lead <= _MARGIN or lead * n_chars <= _OVERRULING)):
                return leniently(data, codec) or reading, f"declared:{origin}"
    return None


def _own_score(data: bytes, codec: str) -> float:
    """Of an encoding by itself: as Chinese, as rare Chinese, or as another language in words."""
    if codec in DOUBLE_BYTE or codec.startswith(("utf", "hz", "iso2022")):
        return max(_score(data, codec), _han_only_score(data, codec))
    text = _decoded(_telling_bytes(data, _WORD_BEFORE), codec)
    if codec in ENCODINGS and (score := foreign_score(text, codec)):
        return score
    return max(_score(data, codec), _OTHER_WORDS if share_of_words(text) >= _WORDS else 0.0)


def _n_chars(data: bytes) -> float:
    """Double-byte characters in what is looked at."""
    return max(1.0, len(_PAIR.findall(_telling_bytes(data))))


_PAIR = re.compile(rb"[\x81-\xfe][\x40-\xfe]")


def _han_only_score(data: bytes, codec: str) -> float:
    """Names and terms may be all rare characters: what fits strictly and is nothing but Han and marks is a text."""
    if codec.startswith(WIDE):
        return _HAN_ONLY[0] if is_han_in_utf16(data[:_SAMPLE], codec) else 0.0
    sample = _telling_bytes(data)
    reading = strictly(sample, codec) if len(sample) < _SAMPLE and codec in _CHINESE else None
    if not reading or _NOT_HAN.search(reading.text):
        return 0.0
    return _HAN_ONLY[1 if not is_one_script(reading.text) else 3 if codec == "gb18030" else 2]


def _by_score(data: bytes, utf8: Reading | None, declared: list[tuple[str, str]]) -> tuple[Reading, str]:
    candidates = _candidates(data)
    best = max(score for (codec, _), score in candidates.items() if codec not in ENCODINGS)
    if utf8 and best - _score(data, "utf-8") < 0.5:
        return utf8, "strict-utf-8"
    is_binary = has_many_controls(data[: 1 << 16].decode("latin-1"))
    for codec, start in sorted(candidates, key=lambda one: -candidates[one]):
        if candidates[codec, start] < _PLAUSIBLE:
            break
        if is_binary and not codec.startswith(WIDE):
            continue
        reading = leniently(data[start:], codec, start)
        if reading and not has_many_controls(reading.text):
            return _with_start(reading, start), f"scored:{candidates[codec, start]:.2f}"
    for origin, codec in declared:
        reading = leniently(data, codec)
        if reading and not CONTROL.search(reading.text):
            return reading, f"declared:{origin}"
    guessed = _by_library(data)
    if guessed:
        return guessed, "charset-normalizer"
    if is_binary:
        raise Rejected("decode", "binary", "no encoding gives text, and the bytes are full of control codes")
    (name, _), score = max(candidates.items(), key=lambda one: one[1])
    raise Rejected("decode", "undecodable", f"no encoding gives text; the best, {name}, scores {score:.2f}")


def _candidates(data: bytes) -> dict[tuple[str, int], float]:
    """(Codec, bytes left out at the start) → score. The less likely ones only where the likely are not convincing."""
    n_chars = _n_chars(data)
    starts = [(codec, _cut_at_start(data, codec)) for codec in _CHINESE]
    found = {(codec, start): _score(data[start:], codec) for codec, start in starts}
    if max(found.values()) >= _CONVINCING and n_chars >= _FEW:
        return found
    shifts: dict[str, tuple[int, ...]] = {"euc_tw": (0, 1), "utf-16-le": (0, 1), "utf-16-be": (0, 1)}
    if b"\0\0" in data:
        shifts |= {"utf-32-le": (0, 1, 2, 3), "utf-32-be": (0, 1, 2, 3)}
    for codec, places in shifts.items():
        # Without its first byte only if that is clearly better.
        handicap = _MARGIN + (_SHIFT_PRIOR / n_chars if codec in DOUBLE_BYTE else 0.0)
        scores = {(codec, at): _score(data[at:], codec, at == 0) - (handicap if at else 0.0) for at in places}
        found = scores | found
    for codec, at in [one for one in found if one[0] in DOUBLE_BYTE]:
        found[codec, at] = max(found[codec, at], _mended_score(data[at:], codec))
    for codec, at in found:
        found[codec, at] -= _prior(data, codec) / (len(data) / 2 if codec.startswith(WIDE) else n_chars)
        if not at:
            found[codec, at] = max(found[codec, at], _han_only_score(data, codec))
    if max(found.values()) >= _CONVINCING and n_chars >= _FEW:
        return found
    sample = _telling_bytes(data, _WORD_BEFORE)
    return found | {
        (codec, 0): foreign_score(_decoded(sample, codec), codec)
        - (0.0 if codec in LATIN else _FOREIGN_PRIOR / n_chars)
        for codec in ENCODINGS
    }


def _prior(data: bytes, codec: str) -> float:
    if codec == "gb18030" and not is_one_script(_decoded(_telling_bytes(data), codec)):
        return _PRIOR["big5hkscs"]
    return _PRIOR.get(codec, 0.0)


def _by_library(data: bytes) -> Reading | None:
    """The last rung, for texts that are not Chinese: Cyrillic in other encodings, UTF-16 of any language."""
    from charset_normalizer import from_bytes

    found = from_bytes(data[:_LIBRARY_SAMPLE]).best()
    codec = find_codec(found.encoding) if found else None
    reading = strictly(data, codec) if codec else None
    return reading if reading and not CONTROL.search(reading.text) and foreign_script(reading.text) else None


def _moved(reading: Reading, n_bytes: int) -> Reading:
    """With spans counted from so many bytes before."""
    return replace(
        reading,
        lost=tuple((start + n_bytes, end + n_bytes) for start, end in reading.lost),
        parts=tuple(((start + n_bytes, end + n_bytes), codec) for (start, end), codec in reading.parts),
    )


def _with_start(reading: Reading, start: int) -> Reading:
    """With the bytes left out before it."""
    if not start:
        return reading
    return replace(
        reading, text="\ufffd" + reading.text, lost=((0, start), *reading.lost), is_cut=(True, reading.is_cut[1])
    )


def _cut_at_start(data: bytes, codec: str) -> int:
    """1 where the text begins with a character's second byte: what comes before ASCII reads better without it."""
    found = _HIGH_RUN.match(data)
    if not found or len(found[0]) < 6:
        return 0
    texts = [found[0][at:].decode(codec, "ignore") for at in (0, 1)]
    as_it_is, without = map(han_plausibility, texts)
    lead = without - as_it_is
    # A run in Big5 ends early, at a second byte that is also ASCII; only in a short text it is all there is.
    is_enough = lead * len(found[0]) / 2 > _SHIFT_PRIOR or (codec == "big5hkscs" and len(data) > _SHORT)
    return int(lead > _SHIFT_MARGIN and is_enough)


_HIGH_RUN = re.compile(rb"[\x80-\xff]{1,100}")


def _score(data: bytes, codec: str, is_mended: bool = True) -> float:
    """Plausibility of a few KB of the data read in this encoding; `is_mended`: of UTF-16 with what was lost known."""
    if codec.startswith(WIDE):
        score = han_plausibility(_decoded(data[: 2 * _SAMPLE], codec))
        if is_mended and score < _CONVINCING:
            mended = han_plausibility(read_wide(data[: 2 * _SAMPLE], codec)[0])
            score = max(score, mended if mended > score + _MARGIN else 0.0)
        return score if score >= (_UTF16_FLOOR if codec.startswith("utf-16") else _UTF32_FLOOR) else score / 5
    sample = _telling_bytes(data)
    text = _decoded(sample, codec)
    score = 0.0 if text.isascii() and not sample.isascii() else han_plausibility(text)
    return score if codec != "euc_tw" or score >= _EUC_TW_FLOOR else score / 5


def _mended_score(data: bytes, codec: str) -> float:
    """Plausibility of some of the data with lost bytes worked round: one can shift all there is of a short text."""
    reading = leniently(_telling_bytes(data), codec)
    score = han_plausibility(reading.text) if reading else 0.0
    return score if codec != "euc_tw" or score >= _EUC_TW_FLOOR else score / 5


def _decoded(sample: bytes, codec: str) -> str:
    return sample.decode(codec, "replace").removesuffix("\ufffd")  # it may end inside a character


def _telling_bytes(data: bytes, n_before: int = 1) -> bytes:
    """The lines' parts from some before the first byte beyond ASCII on (0x0A ends a line but in UTF-16 and -32)."""
    pieces: list[bytes] = []
    n_bytes = at = 0
    while n_bytes < _SAMPLE and (found := _HIGH_BYTE.search(data, at)):
        end = data.find(b"\n", found.start())
        start = max(found.start() - n_before, at)  # a letter before it may be part of a word
        at = len(data) if end < 0 else end
        pieces.append(data[start : min(at, start + _SAMPLE)])
        n_bytes += len(pieces[-1])
    return b"\n".join(pieces) or data[:_SAMPLE]


_HIGH_BYTE = re.compile(rb"[\x80-\xff]")
