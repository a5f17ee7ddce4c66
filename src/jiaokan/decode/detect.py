"""Which encoding a document's bytes are in: `read_bytes`.

The ladder: byte order mark → UTF-8 that can be nothing else → 7-bit encodings with their escapes → UTF-8 and another
by parts → the declared encoding (HTTP header, HTML meta, the source's settings), where the bytes and the text bear
it out → UTF-8 with damage → the candidate whose text is the most plausible. Encodings that are not Chinese come last,
by their words and their languages' letters.

Limits: under some ten bytes an undeclared encoding is a guess, GBK before Big5 before EUC-TW. A part in GBK or Big5 in
a document of the other is seen from some six characters on. UTF-16 without a mark that is damaged and not Chinese is
refused. Of languages in Latin letters those of Europe, Turkish and Vietnamese are known; others are read as one of
them, not as Chinese.
See: https://html.spec.whatwg.org/#determining-the-character-encoding
"""

from __future__ import annotations

import codecs
from dataclasses import replace

from jiaokan.decode.charset import find_codec
from jiaokan.decode.foreign import ENCODINGS, share_of_words
from jiaokan.decode.han import (
    BEYOND_ASCII,
    CONTROL,
    foreign_script,
    han_plausibility,
    has_many_controls,
    ordinary,
    weight,
)
from jiaokan.decode.mixed import as_damaged_utf8, has_utf8, read_mixed
from jiaokan.decode.reading import WIDE, Reading, is_certain_utf8, leniently, strictly
from jiaokan.decode.scoring import (
    CHINESE,
    CONVINCING,
    HIGH_BYTE,
    SAMPLE,
    UTF16_FLOOR,
    count_chars,
    decoded,
    han_score,
    own_score,
    score_candidates,
)
from jiaokan.decode.wide import read_wide
from jiaokan.errors import Rejected
from jiaokan.regex import regex

_PLAUSIBLE = 0.12  # under it, no text
_MARGIN = 0.15  # by which another encoding has to beat a declared one
_LIBRARY_SAMPLE = 1 << 16  # even: UTF-16 has pairs
_MAX_MISFIT_RATIO = 0.05  # of the characters behind a mark
_MAX_STRAY = 2  # bytes beyond ASCII in a 7-bit encoding

_BOMS = (  # UTF-32 before UTF-16: one begins with the other
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BOM_STARTS = {bom[:1] for bom, _ in _BOMS}
_SEVEN_BIT = (
    (b"~", "hz"),  # RFC 1843
    (b"\x0e", "iso2022_cn"),  # RFC 1922
    (b"\x1b", "iso2022_jp_2"),  # RFC 1554
    (b"\x1b", "iso2022_kr"),  # RFC 1557
)
_SEVEN_BIT_FLOOR, _MIN_SEVEN_BIT = 0.2, 4  # of plausibility, where nothing is amiss in so many characters
_PRIVATE = regex("[\ue000-\uf8ff]")
_LATIN_WORD = regex("[a-z][\xe0-\u017e]|[\xc0-\u017e][a-z]|[a-z,.]\xa0")
_SEVEN_BIT_MARK = regex(rb"~[{}]|\x1b\$|\x0e[!-~]")
_SHIFT = regex(rb"\x1b\$|\x0e[!-~]")  # of the other ones
_OVERRULING = 2.5  # characters by which another encoding has to beat a declared one


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
    reading, why = (
        _as_seven_bit(data)
        or (_in_parts(data, declared) if not utf8 and is_certain_utf8(data) else None)
        or _by_declaration(data, declared)
        or as_damaged_utf8(data)
        or _by_score(data, utf8, declared)
    )
    if reading.lost and reading.encoding in CHINESE and has_utf8(data):
        mixed = _in_parts(data, declared)
        if mixed and len(mixed[0].lost) < len(reading.lost):
            return mixed
    return reading, why


def _is_behind_mark(data: bytes, codec: str) -> bool:
    """Whether UTF-16 or UTF-32 is what the mark says it is, in whatever language: two bytes come by accident."""
    plain = decoded(data[: 2 * SAMPLE], codec)
    if "\ufffd" not in plain:  # private use is no accident where all fits
        plain = _PRIVATE.sub("", plain)
    for text in (plain, read_wide(data[: 2 * SAMPLE], codec)[0]):
        if sum(weight(char) <= -1 for char in text if not char.isspace()) <= _MAX_MISFIT_RATIO * len(text):
            return True
    return han_score(data, codec) >= _PLAUSIBLE


def _can_only_be_utf8(data: bytes, text: str) -> bool:
    """GBK or Big5 fall into well-formed UTF-8 by accident only for a few characters on end."""
    if data.isascii():
        return not _SEVEN_BIT_MARK.search(data)
    return len(data) - len(text) >= 12


def _as_seven_bit(data: bytes) -> tuple[Reading, str] | None:
    """Chinese, Japanese or Korean in ASCII, between marks or escapes. That it gives a text is no accident."""
    mark_found = _SEVEN_BIT_MARK.search(data)
    if not mark_found or len(HIGH_BYTE.findall(data)) > _MAX_STRAY:
        return None
    start = max(0, mark_found.start() - SAMPLE)
    for mark, codec in _SEVEN_BIT:
        is_possible = mark in data and not (codec == "hz" and _SHIFT.search(data))
        sample = leniently(data[start : start + 2 * SAMPLE], codec) if is_possible else None
        if sample and not sample.text.isascii():
            score = han_plausibility(sample.text)
            is_text = not sample.lost and len(BEYOND_ASCII.findall(sample.text)) >= _MIN_SEVEN_BIT
            floor = _SEVEN_BIT_FLOOR if is_text or codec != "hz" else UTF16_FLOOR
            reading = leniently(data, codec) if score >= floor else None
            if reading:
                return reading, f"scored:{score:.2f}"
    return None


def _in_parts(data: bytes, declared: list[tuple[str, str]]) -> tuple[Reading, str] | None:
    return read_mixed(data, lambda rest: _by_declaration(rest, declared) or _by_score(rest, None, declared))


def _by_declaration(data: bytes, declared: list[tuple[str, str]]) -> tuple[Reading, str] | None:
    """The first declared encoding that the bytes fit strictly and whose text no other encoding clearly beats."""
    n_chars = count_chars(data)
    for origin, codec in declared:
        reading = strictly(data, codec)
        if reading:
            score = own_score(data, codec)
            rivals = [own_score(data, other) for other in ("utf-8", *CHINESE) if other != codec]
            if codec not in ENCODINGS and score < CONVINCING:
                rivals += (own_score(data, other) - _MARGIN for other in ENCODINGS)
            lead = max(rivals) - score
            is_beaten = lead > _MARGIN and (codec in ENCODINGS or lead * n_chars > _OVERRULING)
            if codec == "utf-8" or (score >= _PLAUSIBLE and not is_beaten):
                return leniently(data, codec) or reading, f"declared:{origin}"
    return None


def _by_score(data: bytes, utf8: Reading | None, declared: list[tuple[str, str]]) -> tuple[Reading, str]:
    candidates = score_candidates(data)
    best = max(score for (codec, _), score in candidates.items() if codec not in ENCODINGS)
    is_rather_utf8 = utf8 and (best - han_score(data, "utf-8") < 0.5 or _LATIN_WORD.search(utf8.text))
    if utf8 and is_rather_utf8 and not _is_rather_gbk(data, utf8.text):
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


def _is_rather_gbk(data: bytes, text: str) -> bool:
    """Two characters in GBK may be well-formed UTF-8 (谢谢: лл), of an alphabet, though no words of it."""
    if not (gbk := strictly(data, "gb18030")):
        return False
    is_alphabet = all("\x7f" < char < "\u0800" and not "\x80" <= char <= "\xff" for char in text.strip())
    return is_alphabet and not share_of_words(text) and set(gbk.text.strip()) <= ordinary()


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
