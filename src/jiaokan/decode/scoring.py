"""How plausible bytes are in an encoding: `score_candidates`, every encoding's score; `own_score`, of one.

Scores are han_plausibility of a sample, less what makes a rare encoding beat a common one in a few characters; texts of
rare characters only, and languages that are not Chinese, have scores of their own.
"""

from __future__ import annotations

from jiaokan.decode.foreign import CJK, ENCODINGS, LATIN, foreign_score, share_of_words
from jiaokan.decode.han import han_plausibility, is_one_script
from jiaokan.decode.reading import WIDE, leniently, strictly
from jiaokan.decode.resync import DOUBLE_BYTE
from jiaokan.decode.wide import is_han_in_utf16, read_wide
from jiaokan.regex import regex

CONVINCING = 0.6  # han_plausibility: Chinese for certain; rarer and foreign encodings are not even tried
UTF16_FLOOR = 0.5  # bytes of anything make some text in UTF-16; under this it counts as none
_EUC_TW_FLOOR = 0.45  # all GBK fits it nearly
_UTF32_FLOOR = 0.3  # two bytes in four are 0: no accident
_MARGIN = 0.15  # by which a text without its first byte, or with bytes lost, has to be better
_FEW = 6  # characters: of so few none are convincing
_WORDS = 0.85  # share_of_words of another language
_MIN_ASCII, _MOSTLY = 3, 0.85  # characters; of a text's characters, ASCII and Han
_ASCII, _HAN = regex("[\t\n\r -~]"), regex("[\u3001-\u3011\u3400-\u9fff\uff01-\uff5e]")
SAMPLE = 2048  # bytes
_OTHER_WORDS = 0.5  # score of words in an encoding whose languages aren't known here
_WORD_BEFORE = 40  # bytes looked at before the first beyond ASCII, for its words
# Rarer encodings have to be so much better than GBK, in characters: what is ambiguous is in the common one.
_PRIOR = {"big5hkscs": 0.9, "euc_tw": 2.0, "utf-16-le": 1.0, "utf-16-be": 1.5}
_MISFIT = 0.3  # of all characters: EUC-TW with misfits, where GBK has none
_ALPHABET_PRIOR, _CJK_PRIOR = 0.8, 2.0
_SHIFT_PRIOR = 2.0  # a text without its first byte
# Score of rare characters that fit strictly, nothing else among them: in UTF-16, of no one script, in Big5, in GBK.
_HAN_ONLY = (0.12, 0.13, 0.14, 0.15)
CHINESE = ("gb18030", "big5hkscs")
_NOT_HAN = regex(
    "[^\x00-\x7f\u3001-\u3015\u3400-\u9fff\uff01-\uff5e\U00020000-\U0003ffff—…·‘-”]|[\x00-\x08]|[a-z][\u4e00-\u9fff]+[a-z]"
)


def score_candidates(data: bytes) -> dict[tuple[str, int], float]:
    """(Codec, bytes left out at the start) → score. The less likely ones only where the likely are not convincing."""
    n_chars = count_chars(data)
    found = {(codec, 0): han_score(data, codec) for codec in CHINESE}
    if max(found.values()) >= CONVINCING and n_chars >= _FEW:
        return found
    shifts: dict[str, tuple[int, ...]] = {"euc_tw": (0,), "utf-16-le": (0, 1), "utf-16-be": (0, 1)}
    if b"\0\0" in data:
        shifts |= {"utf-32-le": (0, 1, 2, 3), "utf-32-be": (0, 1, 2, 3)}
    for codec, places in shifts.items():
        # Without its first byte only if that is clearly better.
        handicap = _MARGIN + (_SHIFT_PRIOR / n_chars if codec in DOUBLE_BYTE else 0.0)
        scores = {(codec, at): han_score(data[at:], codec, at == 0) - (handicap if at else 0.0) for at in places}
        found = scores | found
    for codec, at in [one for one in found if one[0] in DOUBLE_BYTE]:
        handicap = _MARGIN if codec == "euc_tw" else 0.0
        found[codec, at] = max(found[codec, at], _mended_score(data[at:], codec) - handicap)
    for codec, at in found:
        found[codec, at] -= _prior(data, codec) / (len(data) / 2 if codec.startswith(WIDE) else n_chars)
        if not at:
            found[codec, at] = max(found[codec, at], _han_only_score(data, codec))
    if max(found.values()) >= CONVINCING and n_chars >= _FEW:
        return found
    sample = _telling_bytes(data, _WORD_BEFORE)
    return found | {
        (codec, 0): foreign_score(decoded(sample, codec), codec)
        - (0.0 if codec in LATIN else (_CJK_PRIOR if codec in CJK else _ALPHABET_PRIOR) / n_chars)
        for codec in ENCODINGS
    }


def _prior(data: bytes, codec: str) -> float:
    if codec == "gb18030" and not is_one_script(decoded(_telling_bytes(data), codec)):
        return _PRIOR["big5hkscs"]
    if codec == "euc_tw" and _han_only_score(data, "gb18030") > 0:
        return _PRIOR[codec] + (1.0 if strictly(_telling_bytes(data), codec) else _MISFIT * count_chars(data))
    return _PRIOR.get(codec, 0.0)


def own_score(data: bytes, codec: str) -> float:
    """Of an encoding by itself: as Chinese, as rare Chinese, or as another language in words."""
    if codec in DOUBLE_BYTE or codec.startswith(("utf", "hz", "iso2022")):
        return max(han_score(data, codec), _han_only_score(data, codec))
    text = decoded(_telling_bytes(data, _WORD_BEFORE), codec)
    if codec in ENCODINGS:
        return foreign_score(text, codec)
    return max(han_score(data, codec), _OTHER_WORDS if share_of_words(text) >= _WORDS else 0.0)


def count_chars(data: bytes) -> float:
    """Double-byte characters in what is looked at."""
    return max(1.0, len(_PAIR.findall(_telling_bytes(data))))


_PAIR = regex(rb"[\x81-\xfe][\x40-\xfe]")


def _han_only_score(data: bytes, codec: str) -> float:
    """Names and terms may be all rare characters: what fits strictly and is nothing but Han and marks is a text."""
    if codec.startswith(WIDE):
        return _HAN_ONLY[0] if is_han_in_utf16(data[:SAMPLE], codec) else 0.0
    sample = _telling_bytes(data)
    reading = strictly(sample, codec) if len(sample) < SAMPLE and codec in CHINESE else None
    if not reading or _NOT_HAN.search(reading.text):
        return 0.0
    return _HAN_ONLY[1 if not is_one_script(reading.text) else 3 if codec == "gb18030" else 2]


def han_score(data: bytes, codec: str, is_mended: bool = True) -> float:
    """Plausibility of a few KB of the data read in this encoding; `is_mended`: of UTF-16 with what was lost known."""
    if codec.startswith(WIDE):
        text = decoded(data[: 2 * SAMPLE], codec)
        score = _wide_score(text)
        if is_mended and score < CONVINCING:
            mended = _wide_score(read_wide(data[: 2 * SAMPLE], codec)[0])
            score = max(score, mended if mended > score + _MARGIN else 0.0)
        return score if score >= (UTF16_FLOOR if codec.startswith("utf-16") else _UTF32_FLOOR) else score / 5
    sample = _telling_bytes(data)
    text = decoded(sample, codec)
    score = 0.0 if text.isascii() and not sample.isascii() else han_plausibility(text)
    return score if codec != "euc_tw" or score >= _EUC_TW_FLOOR else score / 5


def _wide_score(text: str) -> float:
    """Plausibility of UTF-16 or UTF-32; ASCII in it, two bytes or four a letter, is no accident either."""
    score = han_plausibility(text)
    n_ascii = len(_ASCII.findall(text))
    is_text = n_ascii >= _MIN_ASCII and n_ascii + len(_HAN.findall(text)) >= _MOSTLY * len(text)
    return max(score, UTF16_FLOOR) if is_text else score


def _mended_score(data: bytes, codec: str) -> float:
    """Plausibility of some of the data with lost bytes worked round: one can shift all there is of a short text."""
    reading = leniently(_telling_bytes(data), codec)
    score = han_plausibility(reading.text) if reading and not reading.parts else 0.0
    return score if codec != "euc_tw" or score >= _EUC_TW_FLOOR else score / 5


def decoded(sample: bytes, codec: str) -> str:
    return sample.decode(codec, "replace").removesuffix("\ufffd")  # it may end inside a character


def _telling_bytes(data: bytes, n_before: int = 1) -> bytes:
    """The lines' parts from some before the first byte beyond ASCII on (0x0A ends a line but in UTF-16 and -32)."""
    pieces: list[bytes] = []
    n_bytes = at = 0
    while n_bytes < SAMPLE and (found := HIGH_BYTE.search(data, at)):
        end = data.find(b"\n", found.start())
        start = max(found.start() - n_before, at)  # a letter before it may be part of a word
        at = len(data) if end < 0 else end
        pieces.append(data[start : min(at, start + SAMPLE)])
        n_bytes += len(pieces[-1])
    return b"\n".join(pieces) or data[:SAMPLE]


HIGH_BYTE = regex(rb"[\x80-\xff]")
