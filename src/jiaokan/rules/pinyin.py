"""Pinyin written into the text by a tool: 揚(yáng)在城市上空."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from jiaokan import plausibility
from jiaokan.readings import ANNOTATION, is_first_reading, is_reading, toneless
from jiaokan.rule import Example, Span, rule

# Looked for from the bracket on: a search that begins at every Han character costs five times as much.
_GLOSSES = re.compile(rf"{ANNOTATION.pattern}(?:{ANNOTATION.pattern})*")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Words of texts about reading aloud: there an annotation is meant, however many there are.
_TEACHING = re.compile(r"拼音|注音|讀音|读音|生字|多音字|讀作|读作|音節|音节|聲母|声母|韻母|韵母|字典|词典|辭典")
_APART = frozenset("、，。,；;：: \n\t「」“”‘’『』|")
_COMMONEST = -5.5  # 的 一 是 不 在 …, some forty characters
_EVERYDAY = -9.0  # about the 2,000 most frequent characters (natural log of the share): nobody glosses these


@rule(
    "pinyin-gloss",
    since="0.1",
    repairs=[
        Example("讓鮮紅黨旗高高飄揚(yáng)在城市上空", "讓鮮紅黨旗高高飄揚在城市上空"),
        Example("這項(xiàng)工程預(yù)計(jì)明年開(kāi)工。", "這項工程預計明年開工。"),
        Example("圖書館的線（xiàn）下服務（wù）時間", "圖書館的線下服務時間"),
        Example("北京晚報(bào)記(jì)者報道(dào)說,今年豐收。", "北京晚報記者報道說,今年豐收。"),
        Example("出席會(hui)(hui)議(yi)(yi)的代表", "出席會議的代表"),
    ],
    leaves=[
        "饕(tāo)餮(tiè)是古代傳說中的神獸。",
        "重庆(Chóngqìng)位于长江上游。",
        "密码(wifi)写在前台。",
        "他姓仇(qiú)，不姓仇恨的仇(chóu)。",
        "生字:春(chūn)天(tiān)来(lái)了(le)。",
        "請注意多音字:還(huán)書，還(hái)有。",
        "春(chūn)天(tiān)到(dào)了(le)，小(xiǎo)草(cǎo)绿(lǜ)了(le)。",
        "向量(a)与标量(e)的区别",
        "學(xué)會(huì)寫(xiě)字(zì)",
        "李白寫過將(qiāng)進酒，也到過單(shàn)縣。",
        "張(Zhang)與劉(Liu)認為這個結論不對。",
        "常用的量詞有個(gè)、張(zhāng)、條(tiáo)、雙(shuāng)等等。",
        "學而時習之，不亦說(yuè)乎？有朋自遠方來，不亦樂(lè)乎？",
        "「這是龍(lóng)。」他說。",
        "小松鼠住(zhù)在树上。早晨，它跳(tiào)下树，去找松果(guǒ)吃。冬(dōng)天快到了，它把松果藏(cáng)在洞里。",
    ],
    misses=[Example("以(yǐ)习近(jìn)平同志", "以习近平同志")],
)
def pinyin_gloss(text: str) -> Iterator[Span]:
    """Annotations of everyday characters, spread over running text.

    Damage: 飄揚(yáng)在 for 飄揚在: a bracket with the character's own reading behind some hundred characters of a
        table, at every occurrence, in the middle of words.
    Origin: tools that make copied pages look original; by byte replacement in GBK on mechanically Traditional text,
        or at random in Simplified text.
    Left alone: brackets that are no reading of the character before; texts that speak of reading aloud; primers, where
        nearly every character is annotated; rare characters (饕(tāo)餮(tiè)), less frequent readings and headwords:
        a writer glosses these. Names with a capital letter.
    Cost: one search for a bracket with letters, 5 ns a character.
    See: pypinyin's table of readings (Unihan kMandarin, kHanyuPinyin, GB/T 16159).
    """
    if "(" not in text and "（" not in text:
        return
    found = [match for match in _GLOSSES.finditer(text) if _is_gloss(text[match.start() - 1 : match.start()], match[0])]
    if not found:
        return
    confidence = _confidence(text, found)
    for match in found:
        yield Span(match.start(), match.end(), "", confidence)


def _is_gloss(char: str, glosses: str) -> bool:
    """Whether each of the bracketed words is a reading of the character before them; a capital letter means a name."""
    return glosses.islower() and all(is_reading(char, gloss[1]) for gloss in ANNOTATION.finditer(glosses))


def _confidence(text: str, found: list[re.Match[str]]) -> float:
    """How sure it is that the annotations are noise: decided once for the text, not for each match.

    A tool has one reading for a character, its most frequent, and puts it at each occurrence in the middle of
    sentences. A writer glosses rare characters, less frequent readings, headwords, or every character.
    """
    n = len(found)
    pairs = [(text[match.start() - 1], match[1]) for match in found]
    chars = [char for char, _ in pairs]
    n_han = len(_HAN.findall(ANNOTATION.sub("", text)))
    n_first = sum(is_first_reading(char, reading) for char, reading in pairs)
    n_headwords = sum(_is_headword(text, match) for match in found)
    n_adjacent = sum(a.end() + 1 == b.start() for a, b in pairwise(found))
    has_two_readings = len({(char, toneless(reading)) for char, reading in pairs}) > len({*chars})
    if n > 0.5 * n_han or n_first < 0.9 * n or n_headwords >= max(1, 0.5 * n) or (has_two_readings and n < 30):
        return 0.1
    everyday = [char for char in chars if plausibility.frequency(char) > _EVERYDAY]
    traditional = [char for char in everyday if ord(char) in plausibility.simplified()]
    is_table = len(traditional) >= 0.8 * n or (len(traditional) >= max(2, 0.5 * n) and len(everyday) == n)
    if _TEACHING.search(text) and (n < 6 or not is_table):
        return 0.3
    if is_table and n == 1:  # in the middle of a word nobody glosses such a character
        return 0.9 if _is_inside_word(text, found[0]) else 0.5
    if is_table:
        return 0.99 if len(traditional) >= 0.8 * n else 0.9
    # At random, so the commonest characters are hit too; a primer glosses words of content.
    is_random = n >= 8 and any(plausibility.frequency(char) > _COMMONEST for char in chars)
    return 0.9 if is_random and len(everyday) >= 0.7 * n and n_adjacent < 0.5 * n else 0.3


def _is_headword(text: str, match: re.Match[str]) -> bool:
    """A character set apart, as in a list of characters: 個(gè)、張(zhāng)、條(tiáo)."""
    before, after = text[max(0, match.start() - 2) : match.start() - 1], text[match.end() : match.end() + 1]
    return after == "、" or (after in _APART and (not before or before in _APART))


def _is_inside_word(text: str, match: re.Match[str]) -> bool:
    """Whether the character makes a word of the lexicon with the one before it, or with the one behind its gloss."""
    start = match.start() - 1
    pairs = text[max(0, start - 1) : start + 1], text[start] + text[match.end() : match.end() + 1]
    simplified, words = plausibility.simplified(), plausibility.words()
    return any(len(pair) == 2 and pair.translate(simplified) in words for pair in pairs)
