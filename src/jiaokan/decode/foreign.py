"""How much bytes look like a language that is not Chinese, in an encoding of it: `foreign_score`.

An alphabet's words tell: letters of one script, capitals in front or throughout, a space between. Which of two
encodings of one alphabet it is, its languages' letters tell.
"""

from __future__ import annotations

import functools
import re
import unicodedata

_FLOOR = 0.85  # of the characters beyond ASCII: in well-formed words
_SCORE = 0.6  # and up to 0.2 more
_MIN_WORD = 3  # letters, of the longest
_MIN_THAI = 6  # letters

_KANA = "ぁ-んァ-ヶー"
# The syllables of Korean's endings and commonest words: half of a text, a twentieth of what is misread as one.
_SYLLABLES = (
    "이다는을가에의로하고지도한은서기사어나자니시라리인대해그수여일들것만거면과까게보아정있스"
    "전장부으주없습었았를와때우제상할합세구용"
)
_CYRILLIC = "оеаинтсрвл"
# Letters of one language each. Two languages in one text are rarer than one misread as another.
_WESTERN = (
    "àâæçéèêëîïôœùûüÿ",  # French
    "äöüß",
    "áéíñóúü¿¡ªº",  # Spanish
    "àáâãçéêíóôõúü",  # Portuguese
    "àèéìòù",  # Italian
    "åäöé",  # Swedish, Finnish
    "æøåé",  # Danish, Norwegian
    "áéëïóöüè",  # Dutch
)
_CENTRAL = (
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "áéíóöőúüű",  # Hungarian
    "ăâîşţ",  # Romanian
    "čćđšž",  # Croatian, Slovene
    "äöüß",
)
_LETTERS: dict[str, tuple[str, ...]] = {  # the commoner encoding first
    "cp1252": _WESTERN,
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1254": ("çğıöşüâîİ",),
    "cp1258": ("àáâãèéêìíòóôõùúýăđĩũơưạ\u0300\u0301\u0303\u0309\u0323₫",),
}
# Of other alphabets the commonest letters, and how much of the letters they are in any text.
_COMMONEST = {
    "cp1251": (_CYRILLIC, 0.5),
    "koi8_r": (_CYRILLIC, 0.5),
    "cp866": (_CYRILLIC, 0.5),
    "iso8859_5": (_CYRILLIC, 0.5),
    "cp1253": ("αοιετνςσηυάέίό", 0.6),
    "cp1255": ("יוהלאתרבשמ", 0.55),
    "cp1256": ("اليمونرتبة", 0.55),
    "cp874": ("านรกเงอมยลวดทสต่้ัี", 0.6),
}
CJK = {
    "cp932": (re.compile(f"[{_KANA}]"), 0.15),
    "euc_jp": (re.compile(f"[{_KANA}]"), 0.15),
    "cp949": (re.compile(f"[{_SYLLABLES}]"), 0.35),
}
LATIN = tuple(_LETTERS)
ENCODINGS = (*CJK, *_LETTERS, *_COMMONEST)

_WORD = re.compile("[^\\W\\d_]+(?:[\u0300-\u036f\u05b0-\u05c7\u064b-\u0652\u0e31-\u0e4e]+[^\\W\\d_]*)*")
_MARKS = re.compile("[\xa0«»“”„‘’‚‹›–—…°§€¿¡·№·،؛؟\u200c-\u200f]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_ASCII_WORD = re.compile("[a-z]{2}")
# A vowel sign or tone without a consonant, a vowel before its consonant without one.
_NO_THAI = re.compile("(?<![ก-ฮัิ-ฺ็-๎])[ัิ-ฺ็-๎]|[เ-ไ](?![ก-ฮ])|(?<![ก-๎])[ะาำ]|฿(?=[ก-๎])")


def foreign_score(text: str, codec: str) -> float:
    """0 for no such text, 0.4 to 0.8 for one; `codec`, of ENCODINGS, is what it was read in."""
    n_beyond = len(_BEYOND_ASCII.findall(text))
    if not n_beyond or text.count("\ufffd") > 0.05 * n_beyond:
        return 0.0
    if codec in CJK:
        typical, floor = CJK[codec]
        share = len(typical.findall(text)) / n_beyond
        return _scaled(share, floor) if share >= floor else 0.0
    if share_of_words(text) < _FLOOR:
        return 0.0
    beyond = _BEYOND_ASCII.findall(_MARKS.sub("", text))
    if codec in _LETTERS:
        share = max(sum(char in letters for char in beyond) for letters in _language_letters(codec)) / len(beyond)
        return _scaled(share, _FLOOR) if share >= _FLOOR else 0.5 * share
    letters, floor = _COMMONEST[codec]
    share = sum(char in letters for char in beyond) / len(beyond)
    return _scaled(share, floor) if share >= floor else 0.5 * share / floor


def _scaled(share: float, floor: float) -> float:
    return _SCORE + 0.2 * (share - floor) / (1 - floor)


@functools.cache
def _language_letters(codec: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(letters + letters.upper()) for letters in _LETTERS[codec])


def share_of_words(text: str) -> float:
    """Of the characters beyond ASCII, marks apart: how many stand in words as alphabets make them.

    0 where there are none, or a single word and no more, in an alphabet other than Latin.
    """
    n_beyond = len(_BEYOND_ASCII.findall(_MARKS.sub("", text)))
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if not (n_beyond and words) or (len(words) < 2 and not _is_lone_word(words[0], text)):
        return 0.0
    if max(map(len, words)) < _MIN_WORD and not _ASCII_WORD.search(text):
        return 0.0
    return sum(len(_BEYOND_ASCII.findall(word)) for word in words if _is_well_formed(word)) / n_beyond


def _is_lone_word(word: str, text: str) -> bool:
    """Thai has no spaces; one word in Latin letters is among others in ASCII."""
    script = _script(word[0])
    return (script == "THAI" and len(word) >= _MIN_THAI) or (script == "LATIN" and bool(_ASCII_WORD.search(text)))


def _is_well_formed(word: str) -> bool:
    scripts = {_script(char) for char in word if not unicodedata.combining(char)}
    if len(scripts) > 1:
        return False
    if scripts == {"THAI"}:
        return len(_NO_THAI.findall(word)) <= len(word) / 10  # a text may be cut anywhere
    if scripts == {"LATIN"} and not re.search("[a-zA-Z]", word):
        return len(word) == 1 or (len(word) == 2 and word.islower())
    return word[1:] == word[1:].lower() or word == word.upper()


@functools.cache
def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]
