"""Script: Simplified (Hans), Traditional (Hant) or mixed, and conversion to one of them by OpenCC's dictionaries.

Conversion is one character to one, so both texts have the same offsets. It can't be undone (several Traditional
characters share a Simplified one); the text before is kept.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from importlib.metadata import version

from jiaokan import plausibility
from jiaokan.decode.han import is_japanese
from jiaokan.plausibility import HAN
from jiaokan.settings import TargetScript

VERSION = f"1:opencc-python-reimplemented {version('opencc-python-reimplemented')}"

_HANGUL = re.compile(r"[\uac00-\ud7af]")
_KANA_OR_HANGUL = re.compile(r"[\u3041-\u3096\u30a1-\u30fa\uac00-\ud7af]")
_HANT, _HANS, _MIXED, _UNDETERMINED = "Hant", "Hans", "mixed", "Zyyy"

# Simplified text writes 著 in these and 着 elsewhere (Xiandai Hanyu Cidian, 7th edition); Traditional text, and the
# mechanical conversion that makes every 着 a 著, do not tell them apart. 执著 is left to the writer's 执着.
PARTICLE_ZHU = re.compile(
    "著(?!名|作|述|称|书立|录|者|有《|于竹帛)"
    "(?<![显专土名论卓合巨编译原遗昭撰杂新拙共所素主]著)(?<!见微知著)(?<!微知著)(?<!》著)(?<!较著)(?<!史著)"
)


@dataclass(frozen=True, slots=True)
class Converted:
    """A text in one script, and the text it came from: equally long, character for character."""

    text: str
    before: str
    script: str  # of `before`: Hans, Hant, mixed, Jpan, Kore, or Zyyy (no character tells)
    n_converted: int = 0  # characters that differ

    def original(self, spans: Sequence[tuple[int, int]]) -> str:
        """What stood in `spans` of `text` before conversion, joined by line breaks."""
        return "\n".join(self.before[start:end] for start, end in spans)


def convert(text: str, target: TargetScript) -> Converted:
    """The text in `target` ("keep": as it is). A text already in that script is left exactly as it is."""
    script = find_script(text)
    if target == "keep" or script not in {_HANT, _HANS, _MIXED} or script == target:
        return Converted(text, text, script)
    convert_chinese = _to_hans if target == _HANS else to_traditional
    if _KANA_OR_HANGUL.search(text):  # line by line, so that quotations in other languages stay
        converted = "\n".join(line if _is_foreign(line) else convert_chinese(line) for line in text.split("\n"))
    else:
        converted = convert_chinese(text)
    if len(converted) != len(text):
        raise ValueError(f"conversion to {target} changed the length from {len(text)} to {len(converted)}")
    return Converted(converted, text, script, sum(a != b for a, b in zip(text, converted, strict=True)))


def _to_hans(text: str) -> str:
    return PARTICLE_ZHU.sub("着", _converter("t2s")(text))


def to_traditional(text: str) -> str:
    """The text in Traditional characters, by OpenCC's phrases."""
    return _converter("s2t")(text)


def _is_foreign(text: str, share: float = 0.2) -> bool:
    """Japanese or Korean: at least this share of the letters is kana or hangul. の alone is not."""
    n_foreign = len(_KANA_OR_HANGUL.findall(text))
    return n_foreign > 1 and n_foreign >= share * (n_foreign + len(HAN.findall(text)))


def find_script(text: str) -> str:
    """Hans or Hant where one in twenty telling characters or fewer is of the other, else mixed.

    Jpan or Kore for Japanese and Korean, Zyyy where no character tells.
    """
    if _KANA_OR_HANGUL.search(text):
        if is_japanese(text):
            return "Jpan"
        if _HANGUL.search(text) and _is_foreign(text, share=0.35):  # prose has a half and more
            return "Kore"
    traditional, simplified = telling()
    n_hant, n_hans = len(traditional.findall(text)), len(simplified.findall(text))
    if not n_hant and not n_hans:
        return _UNDETERMINED
    share = n_hant / (n_hant + n_hans)
    if share <= 0.05:
        return _HANS
    return _HANT if share >= 0.95 else _MIXED


@functools.cache
def telling() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Characters that only Traditional, and that only Simplified text has."""
    simplified = plausibility.simplified_only()
    # 乾 著 藉 … stand in Simplified text too: OpenCC maps them, but they tell nothing.
    both = set("乾著藉徵覆夥麼瞭菸鍾蘋噁衹餘剋")
    traditional = {chr(code) for code in plausibility.simplified()} - both - simplified
    return _class(traditional), _class(simplified)


def _class(chars: AbstractSet[str]) -> re.Pattern[str]:
    # Astral members make a class search fifty times slower, and they are rare: left out.
    return re.compile(f"[{''.join(sorted(char for char in chars if char < chr(0x10000)))}]")


@functools.cache
def _converter(config: str) -> Callable[[str], str]:
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC(config).convert
    return convert
