"""Emoji strewn into the middle of words: 導✊電液體."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from collections.abc import Iterator

from jiaokan import plausibility
from jiaokan.plausibility import HAN, Cut
from jiaokan.readings import LOOSE_ANNOTATION
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, rule
from jiaokan.rules.gloss_evidence import find_glosses, weigh

# Pictographs (UTS #51) with what modifies them. Stars, notes, card suits and circled digits are marks of writers.
_PICTURE = (
    "[\u2300-\u23ff\u2600-\u2604\u2607-\u2613\u2616-\u263f\u2641\u2643-\u265f\u2668-\u2669\u267b-\u26ff\u2700-\u2712"
    "\u2714-\u2716\u271d-\u2721\u2728-\u2734\u2744-\u2757\u2763-\u2767\u2795-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]"
)
_MODIFIER = "[\u200d\ufe0e\ufe0f\u20e3\u2640\u2642\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f]"
_EMOJI = regex(rf"(?:(?:{_PICTURE}|[\u3297\u3299\u203c\u2049\u00a9\u00ae]\ufe0f){_MODIFIER}*)+")
_USUAL = "\u2600-\u27bf\U0001f000-\U0001faff"  # of the tool's emoji some are these
_HINT = regex(f"[{_USUAL}]")
_GLOSS_END = regex(rf"{LOOSE_ANNOTATION.pattern}$")
_NEGLIGIBLE = 0.2  # not even flagged
_CONTEXT = 6  # characters on each side that the scorer sees
_MOST = 300  # emoji of one text that are weighed
# How much better the two sides read joined, in natural logs: limits of classes, and shares of the classes. Measured
# inside sentences, where characters were dropped, and across the marks between clauses.
_GAINS = (0.0, 2.0, 4.0, 8.0)
_UNBROKEN = (0.20, 0.15, 0.14, 0.18, 0.33)
_HOLES = (0.73, 0.17, 0.07, 0.025, 0.005)
_CLAUSES = (0.86, 0.11, 0.02, 0.007, 0.003)
_AFTER_HAN, _ELSEWHERE = 5, 6  # before a mark, the end of a line; behind one


def _habit(between: float, after: float, elsewhere: float, gains: tuple[float, ...]) -> tuple[float, ...]:
    """Logarithms of the shares of places: between two Han characters by gain, behind one, and elsewhere."""
    return tuple(math.log(share) for share in (*(between * gain for gain in gains), after, elsewhere))


_STREWN = _habit(0.84, 0.15, 0.01, _UNBROKEN)
_WRITERS = (_habit(0.20, 0.40, 0.40, _CLAUSES), _habit(0.67, 0.18, 0.15, _HOLES))  # at clause ends; in place of words


@rule(
    "strewn-emoji",
    needs=_USUAL,
    since="0.1",
    repairs=[
        Example(
            "磁性材✊料在高溫(wen)(wen)下會失去🥰磁性，這個溫度叫㊙️做居里點，不(bu)(bu)同的材料居🛫里點不同(tong)。",
            "磁性材料在高溫(wen)(wen)下會失去磁性，這個溫度叫做居里點，不(bu)(bu)同的材料居里點不同(tong)。",
        ),
        Example(
            "工🎩廠的自📯動化生產🍋線每天可以加🗡工三千個零件，產品質🐄量穩定，深🛫受用戶好評。",
            "工廠的自動化生產線每天可以加工三千個零件，產品質量穩定，深受用戶好評。",
        ),
    ],
    leaves=[
        "今天好开心😀一起去吃火锅🍲吧！周末愉快🎉🎉🎉",
        "📍地址：人民路88号\n✅免费停车\n✅可带宠物",
        "我❤你，这也太🐮了吧，给你点👍。",
        "谜语：🐴到成功、🐑年大吉、🐭目寸光、🐯头蛇尾。",
        "加微❤信领取，主🏠页有惊喜。",
        "🌸春天来了🌸花开了🌸鸟儿在唱歌🌸",
        "天气预报：周一☀️晴，周二⛅多云，周三🌧️小雨。",
    ],
)
def strewn_emoji(text: str) -> Iterator[Span]:
    """Emoji of all kinds in the middle of words of running text.

    Damage: 導✊電液體(tǐ)體積 for 導電液體體積.
    Origin: tools that make copied pages look original; the same pages have pinyin annotations (`pinyin-gloss`).
    Left alone: emoji at the ends of clauses and lines, in lists, in the place of words and characters; one kind again
        and again; fewer than three.
    Cost: none on text without them, then one class search, 5 ns a character.
    See: Unicode Technical Standard #51, Unicode Emoji.
    """
    found = list(_EMOJI.finditer(text)) if _HINT.search(text) else []
    if not found:
        return
    places = [_place(text, match.start(), match.end()) for match in found[:_MOST]]
    confidence = _confidence(text, found, places)
    if confidence < _NEGLIGIBLE:
        return
    for match in found:
        # The tool puts them behind characters; one at the head of a line or behind a mark is the writer's.
        is_behind = HAN.match(_before(text, match.start()))
        yield Span(match.start(), match.end(), "", confidence if is_behind else min(confidence, 0.5))


def _place(text: str, start: int, end: int) -> int:
    """By how much the two sides read better joined, if both are Han; else what is beside."""
    if not HAN.match(_before(text, start)):
        return _ELSEWHERE
    left = _plain(text[max(0, start - 8 * _CONTEXT) : start])[-_CONTEXT:]
    right = _plain(text[end : end + 8 * _CONTEXT])[:_CONTEXT]
    if not HAN.match(text[end : end + 1]) or not left:
        return _AFTER_HAN
    opened = Cut().extend_all(left)
    return bisect_right(_GAINS, opened.extend_all(right).score - opened.score - plausibility.score(right))


def _before(text: str, start: int) -> str:
    """The character before, its annotation skipped."""
    if text[start - 1 : start] in (")", "）") and (gloss := _GLOSS_END.search(text, max(0, start - 14), start)):
        start = gloss.start()
    return text[max(0, start - 1) : start]


def _plain(text: str) -> str:
    return _EMOJI.sub("", LOOSE_ANNOTATION.sub("", text))


def _confidence(text: str, found: list[re.Match[str]], places: list[int]) -> float:
    """How sure it is that a tool strewed them: by where they stand, how many kinds there are, its annotations."""
    n = len(found)
    strewn = sum(_STREWN[place] for place in places)
    written = max(sum(habit[place] for place in places) for habit in _WRITERS)
    evidence = min(1.0, 12 / n) * (strewn - written) - 5.5
    kinds = len({match[0] for match in found}) / n
    evidence += 1.5 if kinds > 0.5 and n > 3 else -3.0 if kinds < 0.3 else 0.0
    glosses = find_glosses(_EMOJI.sub("", text))
    if glosses and weigh(_EMOJI.sub("", text), glosses).confidence > 0.8:
        evidence += 9.0
    elif n < 6 or len(text) < 6 * n:
        evidence -= 7.0  # a few, close together: a word hidden from a filter
    return 0.99 / (1 + math.exp(-evidence)) if evidence > -50 else 0.0
