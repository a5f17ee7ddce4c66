"""What misread text is known by, and what it is put to the test with: shared by the rules against mojibake.

An inverse is exact: running the misreading forward on it gives what was seen. It is accepted where it reads as Chinese.
"""

from __future__ import annotations

import codecs
import functools
import itertools
import re
from collections.abc import Iterable, Sequence

from jiaokan import plausibility
from jiaokan.regex import regex

HAN = regex(r"[\u3400-\u9fff\U00020000-\U0003ffff]")

# cp1252 with the five bytes it lacks as C1 controls, as browsers read it (WHATWG, windows-1252).
CP1252 = {
    bytes((byte,)).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_TO_LATIN1 = {ord(char): chr(byte) for char, byte in CP1252.items()}
UPPER = re.escape("".join(CP1252))
HIGH = f"\x80-\xff{UPPER}"  # a byte above ASCII, read as Latin-1 or cp1252

# A lead byte of UTF-8 read as Latin-1 or cp1252, and a continuation byte read so.
UTF8_AS_LATIN1 = regex(f"[\xc2-\xf4][\x80-\xbf{UPPER}]")
LEADS = (*range(0xE2, 0xEA), 0xEF)  # of UTF-8, for marks and Han characters
CONTINUATIONS = range(0x80, 0xC0)


def pairs(firsts: Sequence[int], seconds: Sequence[int]) -> str:
    """The characters that two bytes are in GBK."""
    return "".join(bytes(pair).decode("gbk", "ignore") for pair in itertools.product(firsts, seconds))


# A character of UTF-8 read as GBK: its lead and the byte behind. Two characters take three, or a second one begins
# soon behind the first; a lone one is a rare character, or 錄 and 鐘 of Traditional text.
BEGINNING = pairs(LEADS, CONTINUATIONS)
BEGIN = f"[{BEGINNING}]"
_STRADDLE = f"[{pairs(CONTINUATIONS, LEADS)}]"
_END = f"[€\x80{pairs(CONTINUATIONS, CONTINUATIONS)}]"
UTF8_AS_GBK = regex(
    f"{BEGIN}(?:[€\x80]|[^\n]{{1,3}}{BEGIN}|{_STRADDLE}{_END})",
    needs=frozenset(BEGINNING),
)
NEEDS_UTF8_AS_GBK = {BEGINNING: f"(?=[€\x80]|[^\n]{{1,3}}{BEGIN}|{_STRADDLE})"}
# Latin, toned letters, Greek, Cyrillic; Han and marks; emoji and rare Han: no page has the other leads (misreading.py).
_BYTES = (*CONTINUATIONS, 0xC2, 0xC3, 0xC4, 0xC5, 0xC7, 0xC9, 0xCE, 0xCF, 0xD0, 0xD1, *LEADS, 0xF0)
_ASCII_TRAILS = range(0x40, 0x7F)


@functools.cache
def _of_utf8() -> tuple[frozenset[str], frozenset[str]]:
    """What can begin a character of UTF-8 read as GBK, and what can be of one, or of its end and an ASCII character."""
    return frozenset(BEGINNING), frozenset(pairs(_BYTES, (*_BYTES, *_ASCII_TRAILS)))


def find_utf8_as_gbk(text: str, start: int = 0) -> re.Match[str] | None:
    """The next find of UTF8_AS_GBK in which nothing can't be of UTF-8, as what stands between 鐘 and 鑽."""
    found = UTF8_AS_GBK.search(text, start)
    while found and not _holds(found[0]):
        found = UTF8_AS_GBK.search(text, found.start() + 1)
    return found


def _holds(seen: str) -> bool:
    begins, parts = _of_utf8()
    for n, char in enumerate(seen[1:]):
        if n and char in begins:
            break
        if "\u4e00" <= char <= "\u9fff" and char not in parts:
            return False
    return True


@functools.lru_cache(maxsize=1)
def first_utf8_as_gbk(text: str) -> re.Match[str] | None:
    """The first of these finds: three rules in a row ask for it."""
    return find_utf8_as_gbk(text)


def _is_common_in_gb2312(char: str) -> bool:
    return b"\xb0" <= char.encode("gb2312", "ignore") < b"\xd8"


# Of Big5's common characters two in five have a first byte that is kana, bopomofo or a sign in GBK.
_KANA = "\u3041-\u3093\u30a1-\u30f6\u3105-\u3129\u2160-\u216b\u2460-\u249b\u2550-\u2573\u2581-\u25bd\u0391-\u0451"
SIGNS = f"{_KANA}\ue4c6-\ue765"
_SIGN = f"[{SIGNS}]"
BIG5_AS_GBK = regex(f"{_SIGN}(?:(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]{_SIGN}))")
# Of GB 2312's common characters nearly half have a first byte whose row in Big5 holds rare characters.
RARE_IN_BIG5 = "".join(
    char
    for pair in itertools.product(range(0xC9, 0xD8), range(0xA1, 0xFF))
    if len(char := bytes(pair).decode("big5hkscs", "ignore")) == 1 and not _is_common_in_gb2312(char)
)
_BESIDE_RARE = f"(?=[^\n]{{0,2}}[{RARE_IN_BIG5}\u3105-\u3129])"
GBK_AS_BIG5 = regex(f"[{RARE_IN_BIG5}]{_BESIDE_RARE}", needs=frozenset(RARE_IN_BIG5))
NEEDS_GBK_AS_BIG5 = {RARE_IN_BIG5: _BESIDE_RARE}
FOREIGN_TO_GBK = regex(f"[{_KANA}\ue000-\uf8ff]")
FOREIGN_TO_BIG5 = regex(f"[{RARE_IN_BIG5}\u3105-\u3129]")

# Log-probabilities of a character: prose has -6, names -8, random common characters -10, a misreading -13.
_PROSE, _MORE, _NOISE = -8.5, 0.3, -11.7
NOT_ASCII = regex(r"[^\x00-\x7f]")
# What was strewn into a text before it was misread: invisible characters, and annotations with toned letters.
_UNSEEN = "\x80-\xa0\xad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff"
_STREWN = regex(f"[{_UNSEEN}]|[āáǎàōóǒòēéěèīíǐìūúǔùǖǘǚǜüńňǹ](?=[a-z{_UNSEEN}]{{0,6}}(?:[)）]|$))")
_HALF_LATIN = regex(r"[a-z][\u4e00-\u9fff][a-z]|[A-Za-z]([\u4e00-\u9fff])\1[A-Za-z]")
# A text about encodings shows specimens; damage covers a field or a page.
_TALK = regex("[乱亂]码|[乱亂]碼|[编編解][码碼]|字符集|字元集|文字化け|mojibake|Mojibake")
_NAMES = regex("(?i:utf-?8|gbk|gb2312|gb18030|big-?5|latin-?1|unicode|iso-?8859|windows-?1252|ansi)")
_SHOWN = regex("[变變显顯][成示]|看不懂|看到|出现|出現|例如|比如|写着|寫著|[是叫][什甚]么|是什麼")
_SHOWS = regex(r"(?:[“‘「『\"'`(（>→➔:：=]|成|作|为|為|是|[显顯]示)\s?$")
_QUOTED = {"“": "”", "‘": "’", "「": "」", "『": "』", "`": "`"}
_LONGEST_SPECIMEN = 48


def is_specimen(text: str, start: int, end: int) -> bool:
    """Whether a short run is shown as an example inside sound text, rather than being damaged itself."""
    if end - start > _LONGEST_SPECIMEN:
        return False
    if talks_of_encodings(text):
        return True
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    around = text[max(line_start, start - 80) : start] + text[end : min(line_end, end + 80)]
    if len(HAN.findall(around)) < 2:
        return False
    # Damage takes a sentence's quotes along; a pair that is sound was put around it.
    is_quoted = text[end : end + 1] == _QUOTED.get(text[max(0, start - 1) : start])
    is_shown = bool(_SHOWS.search(text[max(0, start - 3) : start])) and bool(_SHOWN.search(around))
    return is_quoted or is_shown or bool(_NAMES.search(around))


@functools.lru_cache(maxsize=2)
def talks_of_encodings(text: str) -> bool:
    return _TALK.search(text) is not None


def reads_as_chinese(text: str, n_least: int) -> bool:
    """Whether what is not ASCII is Han characters and marks as prose has them, and enough different ones.

    A name or a sign that the lexicon has not may stand among many, and annotations.
    """
    foreign = [char for char in _STREWN.sub("", text) if char >= "\x80"]
    if len(set(foreign)) < n_least:  # different characters: ÄÄÄÄ is a cry, not 哪哪
        return False
    shares = [-8.0 if "\uff01" <= char <= "\uff5e" else max(plausibility.frequency(char), -14.0) for char in foreign]
    n_known = sum(share > -14.0 for share in shares)
    floor = -9.5 if len(foreign) < 6 else -10.2
    return sum(shares) / len(shares) > floor and len(foreign) - n_known <= max(len(foreign) // 12, len(foreign) >= 6)


def encode_latin1(text: str) -> bytes:
    """The bytes that read as `text` in Latin-1 or in cp1252. Raises UnicodeEncodeError where there are none."""
    return text.translate(_TO_LATIN1).encode("latin-1")


def inverse(text: str, misread: str, true: str) -> str | None:
    """The text that, encoded as `true` and decoded as `misread`, gives `text`; None if there is none."""
    has_euro = misread == "gb18030" and true == "utf-8" and "€" in text
    is_single = misread == "latin-1" or has_euro  # bytes that stand alone are no Python codec's
    try:
        if misread == "latin-1":
            data = encode_latin1(text)
        elif has_euro:
            data = _encode_euro(text)
        else:
            data = text.encode(misread)
        fixed = data.decode(true)
    except UnicodeError:
        return None
    is_proven = fixed.encode(true) == data and (is_single or data.decode(misread) == text)
    return fixed if is_proven else None


def _encode_euro(text: str) -> bytes:
    """UTF-8 that reads as `text` in GBK; a euro sign is byte 80, as browsers and cp936 have it, or A2E3."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    first, *others = text.split("€")
    data = first.encode("gb18030")
    decoder.decode(data)
    for code in (other.encode("gb18030") for other in others):
        state = decoder.getstate()
        try:
            decoder.decode(b"\x80" + code)
            data += b"\x80" + code
        except UnicodeDecodeError:
            decoder.setstate(state)
            decoder.decode(b"\xa2\xe3" + code)
            data += b"\xa2\xe3" + code
    return data


_USUAL = 6.0  # how much likelier than the others the first variants are, those of browsers
_NO_INVERSE = -16.0  # log-probability of a character of a line that a variant can't have


def by_likelihood(text: str, misread: Iterable[str], true: Iterable[str]) -> list[tuple[str, str]]:
    """The variants of the codecs, the likelier for the page first: they differ in kana, other alphabets and signs."""
    pairs = list(itertools.product(misread, true))
    gains = dict.fromkeys(pairs, 0.0) | {pairs[0]: _USUAL}
    for line in text.split("\n"):
        fixed = [inverse(line, *pair) for pair in pairs] if NOT_ASCII.search(line) else []
        if len(set(fixed)) > 1:
            for pair, one in zip(pairs, fixed, strict=True):
                gains[pair] += plausibility.score(one[:200]) if one else _NO_INVERSE * min(len(line), 200)
    return sorted(pairs, key=lambda pair: -gains[pair])


def first_inverse(line: str, pairs: Iterable[tuple[str, str]]) -> str | None:
    return next(filter(None, (inverse(line, *pair) for pair in pairs)), None)


@functools.lru_cache(maxsize=256)
def is_prose(text: str, *, in_damage: bool = False) -> bool:
    """Whether the scorer takes a text for prose, which letters of Western words never make in a row.

    The longer a text, the less likely it is that noise comes near; among damaged lines less is asked. Kept, for one
    rule after the other makes the same of a line.
    """
    begin = "".join(NOT_ASCII.findall(_STREWN.sub("", text)))[:60]
    if not begin:
        return False
    n_half, n_han = sum(1 for _ in _HALF_LATIN.finditer(text)), len(HAN.findall(text))
    floor = _NOISE if in_damage else _PROSE - min(max(n_han - 6, 0) * _MORE, 1.0)
    return plausibility.score(begin) / len(begin) > floor and 6 * n_half <= n_han


def is_even(text: str) -> bool:
    """Whether a text reads as Chinese throughout: where a byte is missing, noise follows."""
    foreign = "".join(NOT_ASCII.findall(text))
    parts = (foreign[at : at + 12] for at in range(0, max(len(foreign) - 11, 1), 6))
    return reads_as_chinese(foreign, 4) and all(reads_as_chinese(part, 2) or is_prose(part) for part in parts)


def is_better(fixed: str, seen: str, *, in_damage: bool = False) -> bool:
    """Whether a text is prose, and likelier than what was seen, by its beginning."""
    if not is_prose(fixed, in_damage=in_damage):
        return False
    fixed, seen = fixed[:60], seen[:60]
    return plausibility.score(fixed) / len(fixed) > plausibility.score(seen) / len(seen) + (0.0 if in_damage else 2.0)
