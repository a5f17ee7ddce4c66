"""Pinyin written into the text by a tool: 揚(yáng)在城市上空."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan import plausibility
from jiaokan.readings import ANNOTATION, is_reading
from jiaokan.rule import Example, Span, rule

# Looked for from the bracket on: a search that begins at every Han character costs five times as much.
_GLOSSES = re.compile(rf"{ANNOTATION.pattern}(?:{ANNOTATION.pattern})*")
_HAN = re.compile(r"[\u3400-\u9fff]")
# Words of texts about reading aloud: there an annotation is meant, however many there are.
_TEACHING = re.compile(r"拼音|注音|讀音|读音|生字|多音字|讀作|读作|音節|音节|聲母|声母|韻母|韵母|字典|词典|辭典")
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
    ],
    misses=[Example("以(yǐ)习近(jìn)平同志", "以习近平同志")],
)
def pinyin_gloss(text: str) -> Iterator[Span]:
    """Annotations of everyday characters, spread over running text.

    Damage: 飄揚(yáng)在 for 飄揚在: a bracket with the character's own reading behind some hundred characters of a
        table, at every occurrence, in the middle of words.
    Origin: tools that make copied pages look original; by byte replacement in GBK on mechanically Traditional text,
        or at random in Simplified text.
    Left alone: brackets that are no reading of the character before; texts that speak of reading aloud; texts in
        which nearly every character is annotated (primers); rare characters (饕(tāo)餮(tiè)): a writer glosses these.
    Cost: one search for a bracket with letters, 5 ns a character.
    See: pypinyin's table of readings (Unihan kMandarin, kHanyuPinyin, GB/T 16159).
    """
    if "(" not in text and "（" not in text:
        return
    found = [match for match in _GLOSSES.finditer(text) if _is_gloss(text[match.start() - 1 : match.start()], match[0])]
    if not found:
        return
    confidence = _confidence(text, [text[match.start() - 1] for match in found])
    for match in found:
        yield Span(match.start(), match.end(), "", confidence)


def _is_gloss(char: str, glosses: str) -> bool:
    """Whether each of the bracketed words is a reading of the character before them."""
    return all(is_reading(char, gloss[1]) for gloss in ANNOTATION.finditer(glosses))


def _confidence(text: str, chars: list[str]) -> float:
    """How sure it is that the annotations of `chars` are noise: decided once for the text, not for each match."""
    n = len(chars)
    if _TEACHING.search(text):
        # A word about reading in a page with hundreds of annotations is just a word.
        return 0.95 if n >= 60 and n < 0.3 * len(_HAN.findall(text)) else 0.1
    if n > 0.5 * len(_HAN.findall(ANNOTATION.sub("", text))):
        return 0.1  # a primer
    everyday = [char for char in chars if plausibility.frequency(char) > _EVERYDAY]
    traditional = [char for char in everyday if ord(char) in plausibility.simplified()]
    if len(traditional) >= 0.8 * n:
        return 0.99 if n >= 2 else 0.9
    if len(traditional) >= 2 and len(traditional) >= 0.5 * n and len(everyday) == n:
        return 0.9
    return 0.9 if n >= 5 and len(everyday) >= 0.7 * n else 0.3
