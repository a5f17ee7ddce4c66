"""How much a text looks like Chinese prose, by its characters alone; and what it is where it is not Chinese."""

from __future__ import annotations

import functools
import unicodedata
from collections import Counter

from jiaokan.plausibility import frequency
from jiaokan.regex import regex

CONTROL = regex(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
BEYOND_ASCII = regex(r"[^\x00-\x7f]")
_MAX_CONTROL_RATIO = 0.05  # of the characters of a text

_CANTONESE = "嘅咗嚟喺哋嘢冇佢唔咁啲嗰噉睇啱嗌攞畀咩喎㗎囉喇嘥瞓邊係"
MARKS = "，。、；：？！“”‘’（）《》〈〉【】〔〕…—·「」『』～％＂＇　"
_COMMON = frozenset(_CANTONESE + MARKS)
_COMMON_LOG, _A_NAT = -6.5, 0.2  # log share of characters that count in full; what each nat less takes away


# é in a French word; "n間ociation": é and g of one taken for one character; "fr黨 ": ü and h at the end of one.
WESTERN = regex(r"(?<![^\x00-\x7f])[À-ÖØ-öø-ÿŒœŠšŽžŸ](?![^\x00-\x7f])")
_LEADING_HAN = regex(r"(?<![^\x00-\x7f])[\u4e00-\u9fff](?=[a-z]{2})")  # 閤ito
_SQUEEZED_HAN = regex(r"(?<=[a-z])[\u4e00-\u9fff](?=[a-z ,.])")


def han_plausibility(text: str) -> float:
    """How much the characters beyond ASCII look like Chinese prose, 0 to 1; 1 where there are none.

    Common characters and Chinese marks count in full, other Han characters and other scripts partly; private-use,
    unassigned and control characters and U+FFFD count against it. Prose has 0.6 to 0.9, a misread encoding
    under 0.3. Cost: some 0.05 ms for a KB; look at a few KB, not at a whole document.
    """
    counts = {char: count for char, count in Counter(text).items() if char > "\x7f" or CONTROL.match(char)}
    total = sum(counts.values())
    if not total:
        return 1.0
    weighed = sum(weight(char) * count for char, count in counts.items())
    if not text.isascii() and _LATIN_LETTER.search(text):
        weighed += 0.7 * (len(WESTERN.findall(text)) - len(_LEADING_HAN.findall(text)))
        weighed -= len(_SQUEEZED_HAN.findall(text))
    return max(0.0, weighed / total)


_LATIN_LETTER = regex("[a-zÀ-ÿŒœŠšŽžŸ]")


@functools.cache
def weight(char: str) -> float:
    """Of one character: 1 for a common one, less for rarer ones, -1 for what stands in no text."""
    if char in _COMMON:
        return 1.0
    if "\u3400" <= char <= "\u9fff" or char >= "\U00020000":
        least = 0.3 if char in ordinary() else 0.1
        return max(least, min(1.0, 1.0 + _A_NAT * (frequency(char) - _COMMON_LOG)))
    if "\uff01" <= char <= "\uff5e":
        return 0.8
    if "\ufe30" <= char <= "\ufe6f" or "\u3105" <= char <= "\u3129":  # vertical marks, Bopomofo: mostly misreadings
        return 0.0
    if "\u3040" <= char <= "\u30ff":
        return 0.4
    category = unicodedata.category(char)
    if char == "\ufffd" or category in {"Co", "Cn", "Cc", "Cs"}:
        return -1.0
    if char < "\u0250" and category[0] == "L":
        return -0.2
    return 0.3


def count_common(text: str) -> int:
    """How many of its characters are among the commonest of prose, marks included: a cheap look, no verdict."""
    return sum(map(_commonest().__contains__, text))


@functools.cache
def _commonest() -> frozenset[str]:
    return frozenset(char for char in (*ordinary(), *_COMMON) if weight(char) > 0.85)  # some 500


@functools.cache
def ordinary() -> frozenset[str]:
    """The characters that schools teach: the first levels of GB 2312 and of Big5, arranged so by the standards."""
    simplified = b"".join(bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    traditional = b"".join(bytes((lead, trail)) for lead in range(0xA4, 0xC7) for trail in trails)
    return frozenset(simplified.decode("gb2312", "ignore") + traditional.decode("big5", "ignore"))


def is_one_script(text: str) -> bool:
    """Whether one of the two old standards, GB 2312 and Big5, has all of its Han characters."""
    chars = set(_HAN.findall(text))
    return any(chars <= standard for standard in _standards())


@functools.cache
def _standards() -> tuple[frozenset[str], ...]:
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    simplified = bytes(byte for lead in range(0xB0, 0xF8) for trail in range(0xA1, 0xFF) for byte in (lead, trail))
    traditional = bytes(byte for lead in range(0xA4, 0xFA) for trail in trails for byte in (lead, trail))
    return frozenset(simplified.decode("gb2312", "ignore")), frozenset(traditional.decode("cp950", "ignore"))


def has_many_controls(text: str) -> bool:
    head = text[: 1 << 16]
    plain = head.encode("ascii", "ignore").decode()  # as all of them are: a fifth of the time
    return len(CONTROL.findall(plain)) > max(4, _MAX_CONTROL_RATIO * len(head))


_HAN = regex("[\u3400-\u9fff\U00020000-\U0003ffff]")
_KANA = regex("[\u3041-\u3096\u30a1-\u30fa]")
_HANGUL = regex("[\uac00-\ud7a3]")
_MIN_LETTERS = 20  # of a text that can be said to be in another language
_LETTERS_A_HAN = 4  # as long a word as a Han character


# Quoted Japanese is not the language of the text.
_QUOTED = regex("「[^「」\n]{0,80}」|『[^『』\n]{0,80}』|《[^《》\n]{0,80}》|“[^“”\n]{0,80}”|（[^（）\n]{0,80}）")
# Without の, which Chinese names are adorned with (鲜の美).
_KANA_OF_WORDS = regex("[\u3041-\u306d\u306f-\u3096\u30a1-\u30fa]")
_HIRAGANA = regex("[\u3041-\u306d\u306f-\u3096]")
_PARTICLES = frozenset("をがにはでへと")
_CHINESE_WORDS = frozenset("的了这這是们們你她吗嗎呢吧很没沒还還说說也")
_KANA_SHARE, _HEADLINE_SHARE = 0.35, 0.1  # of kana and Han: prose has a half and more


def is_japanese(text: str) -> bool:
    """Whether kana outside quotations make the text Japanese, against what characters only Chinese has."""
    unquoted = _QUOTED.sub("", text)
    if not _HAN.search(unquoted) and not _KANA.search(unquoted):
        unquoted = text
    n_kana, hiragana = len(_KANA_OF_WORDS.findall(unquoted)), set(_HIRAGANA.findall(unquoted))
    if not n_kana:
        return False
    han = _HAN.findall(unquoted)
    n_chinese = sum(char in _CHINESE_WORDS or not _is_in_jis(char) for char in han)
    if n_kana <= 2 * n_chinese or (n_chinese and not hiragana):
        return False
    n_kana = len(_KANA.findall(unquoted)) if hiragana else n_kana
    share = n_kana / (n_kana + len(han))
    return share >= _KANA_SHARE or (share >= _HEADLINE_SHARE and (len(hiragana) > 1 or bool(hiragana & _PARTICLES)))


@functools.cache
def _is_in_jis(char: str) -> bool:
    try:
        char.encode("cp932")
    except UnicodeError:
        return False
    return True


def foreign_script(text: str) -> str | None:
    """What a text that is not Chinese is written in ("Japanese", "Korean", "Cyrillic", "Latin" …); None for Chinese.

    Also None for too little to tell by.
    """
    letters = [char for char in text[: 1 << 16] if char.isalpha()]
    joined = "".join(letters)
    n_han, n_kana, n_hangul = (len(pattern.findall(joined)) for pattern in (_HAN, _KANA, _HANGUL))
    if len(letters) < _MIN_LETTERS:
        return None
    if n_kana and is_japanese(text[: 1 << 16]):
        return "Japanese" if n_kana + n_han > 0.2 * len(letters) else _script_of(letters)
    if n_hangul > n_han:
        return "Korean" if n_hangul > 0.2 * len(letters) else _script_of(letters)
    n_other = len(letters) - n_han
    return _script_of(letters) if n_han * _LETTERS_A_HAN < 0.1 * n_other else None


def _script_of(letters: list[str]) -> str:
    """The first word of the letters' Unicode names, of most of them."""
    words = Counter(unicodedata.name(char, "unnamed").split(maxsplit=1)[0] for char in letters[:4096])
    return words.most_common(1)[0][0].capitalize()
