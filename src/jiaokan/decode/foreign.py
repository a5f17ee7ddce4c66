"""How much bytes look like a language that is not Chinese, in an encoding of it: `foreign_score`.

An alphabet's words tell: letters of one script, capitals in front or throughout, a space between. Which of two
encodings of one alphabet it is, its languages' letters tell.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections import Counter

from jiaokan.regex import regex

_USUAL = "cp1252"
_MARKS_SCORE = 0.8  # of text in ASCII with quotation marks, dashes and no-break spaces
_HALF, _HALF_SCORE = 0.5, 0.2  # where it is fewer: of half of them, rather than nothing
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
# The letters of each language, the commonest first, as counted over translations of Django. Two languages in one text
# are rarer than one misread as another.
_WESTERN = (
    "eintsradlguhobmfcwüzkpvyjßäxöq",  # German
    "easrtinuoldcpvméfghbzqxjêàyèkwîçôûâùœëïüæÿ",  # French
    "eaonrisdltucmpvfgbháyzóúqíjxkéwñüªº",  # Spanish
    "oearisndutmlcpvfágãhbzçjqúéíxõkyówêàâôü",  # Portuguese
    "eioanrstludcmvpgfhbqzèyjwkòéàùìx",  # Italian
    "earinsutoldcmpvghfàqbxéóyïçjúíèzòwkü·",  # Catalan
    "enaitrdogsluvmbhzkfwjpcyxëéïèóöüáôûâêq",  # Dutch, Frisian
    "eiarndstoglkumwbvfhpyjcéêózëïôûè",  # Afrikaans
    "ertidnlasgkofumvæphbyåcjwøzxéq",  # Danish, Norwegian
    "etrailndsgomfäukvhypbåcöjwzxéq",  # Swedish
    "taeoinlsäkuvrmyphjdfgöcbwzåxq",  # Finnish
    "eastiulrnokdvämpghbõjfücöywzšž",  # Estonian
    "iaerntulsðgkmdvfþohyáípóöbúæéjcwxzýq",  # Icelandic
    "ahinetrclsodumáígbféúópyjvwkzxqàèìòù",  # Irish, Scottish Gaelic
    "earinotulhdzvmskgcñpbwùyjêxfq",  # Breton
    "eëtrasniuhomjldpkfvgyzqcbçwx",  # Albanian
    "dayienrwlhogsfcutmbpvâëjzîôûŵŷáïöxk",  # Welsh
)
_CENTRAL = (
    "aeionrtwszpyludcmkjbągłśćfżęhóńźvqx",  # Polish
    "oentaurlsdpimvíkbjázhcyžýčéfšěgřůwxďúňťóq",  # Czech
    "eaontrsildupmvkjábyhzcíčúéžfýťšgxôľďňówäŕĺěq",  # Slovak
    "eatlnsrékzmogáiydvujbhőfpcöóíüúűwxq",  # Hungarian
    "eiarntucolsdăpvmfţgbîzjşâxhkywqáé",  # Romanian
    "ieaonsrtjupvdlmkzbcgfćšžhčđwyxq",  # Croatian, Bosnian, Serbian, Slovene
    "eintsradlguhobmfcwüzkpvyjßäxöq",  # German
)
_BALTIC = (
    "iasetkunrlompdvgąjbyšėįųfčžūcęzhwxq",  # Lithuanian
    "aeistrnuvdlāmkopjībēgzšūfcyhļņžwčģķxq",  # Latvian
    "eastiulrnokdvämpghbõjfücöywzšž",  # Estonian
)
_LETTERS: dict[str, tuple[str, ...]] = {  # the commoner encoding first
    "cp1252": _WESTERN,
    "cp1250": _CENTRAL,
    "iso8859_2": _CENTRAL,
    "cp1254": ("iearnldstumyıobkgçzüğfhcvpşöjwâîûəxq",),  # Turkish, Azerbaijani
    "cp1257": _BALTIC,
    "iso8859_13": _BALTIC,
    "cp850": _WESTERN,
    "mac_roman": _WESTERN,
    "cp852": _CENTRAL,
    "mac_latin2": _CENTRAL,
    "cp1258": (  # Vietnamese
        "nhtcgi\u0301lpa\u0323u\u0300đôrmykoêư\u0309âơă\u0303sbdvqexàáãèéìíòóõùúýĩũ₫",
    ),
}
# Nats by which the text in a rarer encoding has to be likelier.
_RARER = {"cp1250": 1, "cp1254": 1, "cp1257": 2, "iso8859_2": 2, "iso8859_13": 3, "cp1258": 2} | dict.fromkeys(
    ("cp850", "mac_roman", "cp852", "mac_latin2"), 5
)
_C1 = regex("[\x80-\x9f]")  # in words these are another code page's letters
_DECAY = 9.0  # ranks over which a letter's frequency falls to a third
_COMMON, _NEVER = -2.2, -9.0  # log share of the commonest letter, and of one the language has not
_TELLING = (-4.5, 1.7)  # a letter's mean log share in no language, and how much more it is in one
# Of other alphabets the commonest letters, and how much of the letters they are in any text.
_COMMONEST = {
    "cp1251": (_CYRILLIC, 0.5),
    "koi8_u": (_CYRILLIC, 0.5),  # KOI8-R, with letters for some of its lines
    "cp866": (_CYRILLIC, 0.5),
    "iso8859_5": (_CYRILLIC, 0.5),
    "cp1253": ("αοιετνςσηυάέίό", 0.6),
    "iso8859_7": ("αοιετνςσηυάέίό", 0.6),
    "cp1255": ("יוהלאתרבשמ", 0.55),
    "cp1256": ("اليمونرتبة", 0.55),
    "iso8859_6": ("اليمونرتبة", 0.55),
    "cp874": ("านรกเงอมยลวดทสต่้ัี", 0.6),
}
CJK = {
    "cp932": (regex(f"[{_KANA}]"), 0.15),
    "euc_jp": (regex(f"[{_KANA}]"), 0.15),
    "cp949": (regex(f"[{_SYLLABLES}]"), 0.35),
}
LATIN = tuple(_LETTERS)
ENCODINGS = (*CJK, *_LETTERS, *_COMMONEST)

_WORD = regex("[^\\W\\d_]+(?:[\u0300-\u036f\u05b0-\u05c7\u064b-\u0652\u0e31-\u0e4e]+[^\\W\\d_]*)*")
_MARKS = regex("[\xa0«»“”„‘’‚‹›–—…°§€¿¡·№·،؛؟\u200c-\u200f]")
_MARK_WITHIN = regex("[a-z][«“”„‘‚‹›…°§€¿¡№·][a-z]")
_BEYOND_ASCII = regex(r"[^\x00-\x7f]")
_ASCII_WORD = regex("[a-z]{2}")
_SHORT_WORD = regex("(?:^|(?<=[ \n(]))([^\\W\\d_]{1,2})(?=[ ,.;:!?)'’\n]|$)")  # à, où
# A vowel sign or tone without a consonant, a vowel before its consonant without one.
_NO_THAI = regex("(?<![ก-ฮัิ-ฺ็-๎])[ัิ-ฺ็-๎]|[เ-ไ](?![ก-ฮ])|(?<![ก-๎])[ะาำ]|฿(?=[ก-๎])")


def foreign_score(text: str, codec: str) -> float:
    """0 for no such text, 0.4 to 0.8 for one; `codec`, of ENCODINGS, is what it was read in."""
    n_beyond = len(_BEYOND_ASCII.findall(text))
    if not n_beyond or text.count("\ufffd") > 0.05 * n_beyond or "\0" in text:
        return 0.0
    if codec in CJK:
        typical, floor = CJK[codec]
        share = len(typical.findall(text)) / n_beyond
        return _scaled(share, floor) if share >= floor else 0.0
    if codec == _USUAL and not _BEYOND_ASCII.search(_MARKS.sub("", text)):
        return _MARKS_SCORE if len(_ASCII_WORD.findall(text)) > 1 and not _MARK_WITHIN.search(text) else 0.0
    share = share_of_words(text)
    if share < _FLOOR:
        return _HALF_SCORE * share if share >= _HALF else 0.0
    beyond = _BEYOND_ASCII.findall(_MARKS.sub("", text))
    if codec in _LETTERS:
        return _latin_score(text, beyond, codec)
    letters, floor = _COMMONEST[codec]
    share = sum(char in letters for char in beyond) / len(beyond)
    return _scaled(share, floor) if share >= floor and not _C1.search(text) else 0.5 * min(1.0, share / floor)


def _scaled(share: float, floor: float) -> float:
    return _SCORE + 0.2 * (share - floor) / (1 - floor)


def _latin_score(text: str, beyond: list[str], codec: str) -> float:
    """By the language whose letters they most likely are, those of ASCII too."""
    lower = text.replace("İ", "i").lower()
    counts = Counter(char for char in lower if char.isalpha() or unicodedata.combining(char))
    mean, language = max(
        (sum(shares.get(char, _NEVER) * n for char, n in counts.items()) / counts.total(), number)
        for number, shares in enumerate(_log_shares(codec))
    )
    letters = _log_shares(codec)[language]
    share = sum(char.lower()[0] in letters for char in beyond) / len(beyond)
    if share < _FLOOR or _C1.search(text) or _MARK_WITHIN.search(text):
        return 0.5 * share
    mean -= _RARER.get(codec, 0) / counts.total()
    least, span = _TELLING
    return _SCORE + 0.2 * max(0.0, min(1.0, (mean - least) / span))


@functools.cache
def _log_shares(codec: str) -> tuple[dict[str, float], ...]:
    """Of each language, letter → natural logarithm of its share, by its rank alone."""
    return tuple({char: _COMMON - rank / _DECAY for rank, char in enumerate(order)} for order in _LETTERS[codec])


def share_of_words(text: str) -> float:
    """Of the characters beyond ASCII, marks apart: how many stand in words as alphabets make them.

    0 where there are none, or a single word and no more, in an alphabet other than Latin.
    """
    n_beyond = len(_BEYOND_ASCII.findall(_MARKS.sub("", text)))
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if not (n_beyond and words) or (len(words) < 2 and not _is_lone_word(words[0], text)):
        return 0.0
    if max(map(len, words)) < _MIN_WORD and not (_ASCII_WORD.search(text) and _has_short_word(text)):
        return 0.0
    return sum(len(_BEYOND_ASCII.findall(word)) for word in words if _is_well_formed(word)) / n_beyond


def _has_short_word(text: str) -> bool:
    """Whether one stands by itself: a letter, or one beside a letter of ASCII."""
    words = (found[1] for found in _SHORT_WORD.finditer(text))
    return any(not word.isascii() and (len(word) == 1 or word[0].isascii() or word[1].isascii()) for word in words)


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
        return len(set(word)) == 1 or (len(word) == 2 and (word.islower() or word.istitle()))
    return word[1:] == word[1:].lower() or word == word.upper()


@functools.cache
def _script(char: str) -> str:
    return unicodedata.name(char, "").partition(" ")[0]
