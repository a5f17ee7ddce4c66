"""Which script a text is in, whole and sentence by sentence; whether a machine made it Traditional; whose it is.

Names of scripts are ISO 15924's. One look-up a character tells all of it: 3 ns a character.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from jiaokan import plausibility
from jiaokan.codes import Utf32, look_up, utf32_of
from jiaokan.decode.han import is_japanese
from jiaokan.plausibility import HAN
from jiaokan.regex import regex
from jiaokan.script import words
from jiaokan.script.mechanical import LEFT, SECOND
from jiaokan.script.tables import N_CODES

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Kinds: TypeAlias = "npt.NDArray[np.uint8]"

HANT, HANS, MIXED, UNDETERMINED = "Hant", "Hans", "mixed", "Zyyy"
# A character's kind, in bits: only Traditional text has it; only Simplified text has it; the same, but for 并 and what
# else a map of characters leaves; such a map never gives it (後); it leaves or joins it (后); words.py has a say on it;
# kana or hangul.
IS_HANT, IS_HANS, TELLS_HANS, IS_SECOND, IS_LEFT, IS_CHOICE, IS_FOREIGN = 1, 2, 4, 8, 16, 32, 128

_HANGUL = regex(r"[\uac00-\ud7af]")
KANA_OR_HANGUL = regex(r"[\u3041-\u3096\u30a1-\u30fa\uac00-\ud7af]")
# 乾 著 藉 … stand in Simplified text too: OpenCC maps them, but they tell nothing.
# 摺 醣 … are standard characters of Simplified too, with a meaning of their own.
IN_BOTH = frozenset("乾著藉徵覆夥麼瞭菸鍾蘋噁衹餘剋摺捱醣蒐薹昇")
_FEW = 2  # telling characters of the other script that make no text mixed, if there are far more of the one
_PASSAGE = 12  # telling characters of the other script in one sentence that are more than a name or a title


class Run(NamedTuple):
    """A stretch of a text in one script."""

    start: int
    end: int
    script: str


@functools.cache
def _hant() -> frozenset[str]:
    """Characters that only Traditional text has."""
    return frozenset(map(chr, plausibility.simplified())) - IN_BOTH - plausibility.simplified_only()


@functools.cache
def _kinds() -> Kinds:
    import numpy as np

    simplified = plausibility.simplified_only()
    table = np.zeros(N_CODES, np.uint8)
    for kind, chars in (
        (IS_HANT, _hant()),
        (IS_HANS, simplified),
        (TELLS_HANS, simplified - LEFT),
        (
            IS_FOREIGN,
            {chr(c) for a, b in ((0x3041, 0x3096), (0x30A1, 0x30FA), (0xAC00, 0xD7AF)) for c in range(a, b + 1)},
        ),
        (IS_CHOICE, words.choices().keys()),
        (IS_SECOND, SECOND),
        (IS_LEFT, LEFT),
    ):
        table[[ord(char) for char in chars]] |= kind
    return table


def plain_script(text: str) -> str | None:
    """The script of a text in Simplified, or in characters that tell nothing, in which there is nothing to convert.

    None for any other: that one is for the tables, which want numpy, longer to import than a page is to clean.
    Cost: a class search, 3 ns a character; of Traditional text that ends with its first character.
    """
    if may_be_other(text) and (KANA_OR_HANGUL.search(text) or not _hant().isdisjoint(text)):
        return None
    pattern, chars = _tells_hans()
    if pattern.search(text) or not chars.isdisjoint(text):
        return HANS
    return UNDETERMINED if words.choices().keys().isdisjoint(text) else None


@functools.lru_cache(maxsize=1)
def may_be_other(text: str) -> bool:
    """Has a text a character that only Traditional text has, kana or hangul, or one beyond the BMP?"""
    return _other().search(text) is not None


@functools.lru_cache(maxsize=1)
def has_simplified(text: str) -> bool:
    """Has a text a character that only Simplified text has?"""
    return telling()[1].search(text) is not None


@functools.cache
def _other() -> re.Pattern[str]:
    return re.compile(f"[{telling()[0].pattern[1:-1]}\u3041-\u3096\u30a1-\u30fa\uac00-\ud7af\U00010000-\U0010ffff]")


@functools.cache
def _tells_hans() -> tuple[re.Pattern[str], frozenset[str]]:
    chars = plausibility.simplified_only() - LEFT
    return _class(chars), chars


def kinds_of(codes: Utf32) -> Kinds:
    """The kind of each character."""
    return look_up(_kinds(), codes)


def places_of(kinds: Kinds, kind: int) -> list[int]:
    """Where the characters of a kind stand."""
    places: list[int] = (kinds & kind).nonzero()[0].tolist()
    return places


def count(kinds: Kinds, kind: int) -> int:
    """How many characters of a kind there are."""
    import numpy as np

    return int(np.count_nonzero(kinds & kind))


def find_script(text: str) -> str:
    """Hans or Hant where one in twenty telling characters or fewer is of the other, else mixed.

    Mixed too where a whole sentence is of the other. Jpan or Kore for Japanese and Korean, Zyyy where nothing tells.
    """
    return script_of(text, kinds_of(utf32_of(text)))


def has_foreign(kinds: Kinds) -> bool:
    """Is there kana or hangul in the text?"""
    return len(kinds) > 0 and bool(kinds.max() >= IS_FOREIGN)


def script_of(text: str, kinds: Kinds) -> str:
    """As `find_script`, with the kinds of the text's characters."""
    if has_foreign(kinds):
        if is_japanese(text) and not _reads_chinese(text):
            return "Jpan"
        if _HANGUL.search(text) and is_foreign(text, share=0.35):  # prose has a half and more
            return "Kore"
    n_hant, n_hans = count(kinds, IS_HANT), count(kinds, TELLS_HANS)
    if not n_hant and not n_hans:
        return UNDETERMINED
    share = n_hant / (n_hant + n_hans)
    script = HANS if share <= 0.05 else HANT if share >= 0.95 else MIXED
    if script == MIXED and min(n_hant, n_hans) <= _FEW and not 0.2 <= share <= 0.8:
        script = HANS if share < 0.5 else HANT
    if script != MIXED and min(n_hant, n_hans) >= _PASSAGE and _has_passage(text, kinds, script):
        return MIXED
    return script


def _has_passage(text: str, kinds: Kinds, script: str) -> bool:
    import numpy as np

    other = kinds & (TELLS_HANS if script == HANT else IS_HANT)
    return any(
        run.script not in {script, UNDETERMINED} and np.count_nonzero(other[run.start : run.end]) >= _PASSAGE
        for run in runs_of(text, kinds, script)
    )


_SENTENCE = regex(r"[^\n。！？；]*[。！？；]*\n*")


def find_runs(text: str) -> list[Run]:
    """The text as runs of sentences in one script, end to end. What tells nothing goes with its neighbour."""
    kinds = kinds_of(utf32_of(text))
    return runs_of(text, kinds, script_of(text, kinds))


def runs_of(text: str, kinds: Kinds, script: str) -> list[Run]:
    """As `find_runs`; `script` is that of a text without a telling character."""
    import numpy as np

    hant = np.concatenate(([0], np.cumsum(kinds & IS_HANT > 0)))
    hans = np.concatenate(([0], np.cumsum(kinds & TELLS_HANS > 0)))
    runs: list[Run] = []
    for start, end in _sentences(text):
        n_hant, n_hans = hant[end] - hant[start], hans[end] - hans[start]
        found = UNDETERMINED if n_hant == n_hans == 0 else HANT if n_hant > n_hans else HANS
        if found == UNDETERMINED and runs and text[start - 1] != "\n":  # goes on in its line
            found = runs[-1].script
        run = Run(start, end, found)
        while runs and runs[-1].script in {run.script, UNDETERMINED}:
            run = Run(runs.pop().start, end, run.script)
        runs.append(run)
    if len(runs) == 1 and runs[0].script == UNDETERMINED:
        return [Run(0, len(text), script)]
    return runs


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    for found in _SENTENCE.finditer(text):
        if found.end() > found.start():
            yield found.span()


def is_foreign(text: str, share: float = 0.2) -> bool:
    """Japanese or Korean: at least this share of the letters is kana or hangul. の alone is not, nor a Chinese sentence
    with a title in kana.
    """
    n_foreign = len(KANA_OR_HANGUL.findall(text))
    if n_foreign <= 1 or n_foreign < share * (n_foreign + len(HAN.findall(text))):
        return False
    return not _reads_chinese(text)


def _reads_chinese(text: str) -> bool:
    """Has a text with kana too many words of Chinese sentences for Japanese or Korean?"""
    n_words = len(_CHINESE.findall(text))
    return n_words > _QUOTED and n_words * _PER_WORD > len(KANA_OR_HANGUL.findall(text))


# Words that every Chinese sentence has some of, and Japanese hardly any; how many kana outweigh one; how many may be
# quoted.
_CHINESE = regex("[的了是這这們们嗎吗還还沒没也在]")
_PER_WORD, _QUOTED = 10, 2


@functools.cache
def telling() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Characters that only Traditional, and that only Simplified text has."""
    return _class(_hant()), _class(plausibility.simplified_only())


def _class(chars: Iterable[str]) -> re.Pattern[str]:
    # Astral members make a class search fifty times slower, and they are rare: left out.
    return regex(f"[{''.join(sorted(char for char in chars if ord(char) < 0x10000))}]")
