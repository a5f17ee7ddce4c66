"""Words of which one character is spelt out: 煤gao效 for 煤高效."""

from __future__ import annotations

import functools
import math
from collections.abc import Iterator
from typing import NamedTuple

from jiaokan import plausibility
from jiaokan.plausibility import HAN, Cut
from jiaokan.readings import by_sound
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, ascii_of, rule

_LETTERS = regex(b"aa+")  # of `ascii_of`
_HAN_BEFORE = regex("[\u3400-\u9fff]{0,3}$")
_HAN_AFTER = regex("[\u3400-\u9fff]{0,3}")
# Letters, digits and signs that make the syllable a part of something Latin.
_LATIN_NEIGHBOURS = regex(r"[A-Za-z0-9\u00c0-\u024f_.@/\\:=<>&#$%*+'\"`~^|{}\[\]()（）-]")
# Syllables that are also words, names or abbreviations written in small letters next to Chinese.
_LATIN = regex(
    "ai|an|ang|ba|ban|bang|ben|bi|bin|can|chi|da|dan|de|di|die|ding|du|en|er|fan|ga|"
    "gan|gang|ge|gen|ha|hai|hang|he|hu|ji|kan|ken|la|lan|le|li|lie|long|lu|ma|man|"
    "me|men|mi|mo|mu|na|nan|ne|ni|nu|pa|pan|pang|pei|pen|pi|pin|ping|po|pu|ran|run|"
    "sa|san|sha|she|shi|si|song|su|sui|sun|tan|tang|te|ti|tie|tu|wa|wan|wo|xi|ya|"
    "yang|you|yu|yuan"
)
# Texts that speak of such spellings, or of spelling.
_ABOUT = regex(
    r"拼音|[谐諧]音|[违違]禁|敏感[词詞]|[极極]限[词詞]|屏蔽|[规規]避|[变變][体體]|[写寫]成|代替|[声聲韵韻]母|[罗羅]马字|[羅罗]馬字|[输輸]入法|弹幕|彈幕"
)
_CONTEXT = 6  # characters of context on each side that the scorer sees
_MAX_SCORED = 400  # syllables of one text that are looked at
_RARE = -11.5  # natural log of the share: a rarer character is not proposed
# Gains: of what is spelt out nineteen in twenty are above, of foreign words beside Chinese nearly all below.
_FITS = -4.2
_FOREIGN = -6.0
_NO_WORD = -20.0
_PAGE = 8.0  # what other words so spelt are worth at most
_AGAIN = 2.0  # what a second place is worth
_NEGLIGIBLE = 0.3  # not even flagged


class _Proposal(NamedTuple):
    """A syllable with the character that makes a word with what stands beside it, if there is one."""

    start: int
    end: int
    syllable: str
    beside: tuple[str, str]  # the characters before and behind
    scores: dict[str, float]  # of the characters with that reading that make a word
    char: str | None
    posterior: float  # among the characters with that reading that make a word
    gain: float  # of the best, joined to what stands beside it, over the two sides for themselves, in natural logs


@rule(
    "half-spelt-word",
    since="0.1",
    version=2,
    repairs=[
        Example("新型窑炉采用煤gao效燃烧技术，热损失低。", "新型窑炉采用煤高效燃烧技术，热损失低。"),
        Example("本店的茶叶品质zui好，销量第yi，假一赔十。", "本店的茶叶品质最好，销量第一，假一赔十。"),
        Example("警方提醒：参与赌bo、电信诈pian都是违法行为。", "警方提醒：参与赌博、电信诈骗都是违法行为。"),
        Example("機組運行gao效，維護方便。", "機組運行高效，維護方便。"),
    ],
    leaves=[
        "溶液的ph值偏高，加入5ml稀酸。",
        "请问wifi密码是多少？app下载太慢。",
        "vivo手机和oppo手机的快充都不错。",
        "修复bug之后重新发布，ppt课件也更新了。",
        "ta们说ta会来，我不知道ta是谁。",
        "ai绘画和ai写作都很流行。",
        "su模型下载，su建模教程。",
        "ping命令和man手册，lan口与wan口。",
        "can总线通信，pin脚定义如下，fan接口在左边。",
        "pi值约为3.14，mu值未知。",
        "我们组的ken老师和ben同学",
        "商家把“最好”写成“zui好”，属于规避审核。",
        "看拼音写词语：gao兴、kuai乐。",
        "今天去gōng园玩，看见很多huā。",
        "hao123导航和baidu网盘。",
        "yyds，xswl，都是拼音缩写。",
    ],
    misses=[Example("他刚满六sui。", "他刚满六岁。")],  # no word of the lexicon
)
def half_spelt_word(text: str) -> Iterator[Span]:
    """A character of a word written as its toneless syllable.

    Damage: 煤gao效清洁转化 for 煤高效清洁转化; zui好, 第yi, 赌bo.
    Origin: writers and tools that hide words from filters, and from the words the Advertising Law forbids.
    Left alone: syllables that make no word with the characters beside them, or several; foreign words, names and units
        that look like syllables, unless the text has other words so spelt; texts about spelling; toned letters
        (pupils write so).
    Cost: a search for small letters in what is ASCII, 1.3 ns a character; each find beside Han some table lookups.
    See: Advertising Law of the PRC (2021), article 9 (3); Hanyu Pinyin, GB/T 16159-2012.
    """
    if text.isascii():
        return
    proposals: list[_Proposal] = []
    for match in _LETTERS.finditer(ascii_of(text)):
        start, end = match.span()
        if _stands_in_han(text, start, end) and _is_syllable(text[start:end]):
            proposals.append(_propose(text, start, end))
            if len(proposals) >= _MAX_SCORED:
                break
    if not any(proposal.char for proposal in proposals) or _ABOUT.search(text):
        return
    is_traditional = _is_traditional(text)
    proposals = _together(proposals)
    for proposal in proposals:
        char = proposal.char
        if char is not None and is_traditional:
            char = _in_traditional(char, text)
        if char is not None and (confidence := _confidence(proposal, proposals)) > _NEGLIGIBLE:
            yield Span(proposal.start, proposal.end, char, confidence)


def _is_syllable(letters: str) -> bool:
    """A syllable of Mandarin; not ta, which writers take for 他, 她 and 它 alike."""
    return letters in by_sound() and letters != "ta"


def _stands_in_han(text: str, start: int, end: int) -> bool:
    """Whether a Han character stands beside it, and nothing Latin does."""
    before, after = text[max(0, start - 1) : start], text[end : end + 1]
    if not (HAN.match(before) or HAN.match(after)):
        return False
    if before.isdecimal() and HAN.match(after):  # 24xiao时
        before = ""
    return not any(_LATIN_NEIGHBOURS.match(char) for char in (before, after))


def _propose(text: str, start: int, end: int) -> _Proposal:
    """The character that reads best, among those that make a word of the lexicon here."""
    syllable = text[start:end]
    simplified = plausibility.simplified()
    before = _HAN_BEFORE.search(text[max(0, start - 3) : start])
    after = _HAN_AFTER.match(text[end : end + 3])
    left, right = (found[0].translate(simplified) if found else "" for found in (before, after))
    chars = dict.fromkeys(char.translate(simplified) for char in by_sound()[syllable])
    fitting = [char for char in chars if plausibility.frequency(char) > _RARE and _makes_word(left, char, right)]
    beside = text[max(0, start - 1) : start], text[end : end + 1]
    if not fitting:
        return _Proposal(start, end, syllable, beside, {}, None, 0.0, _NO_WORD)
    opened = Cut().extend_all(text[max(0, start - _CONTEXT) : start])
    rest = text[end : end + _CONTEXT]
    scores = {char: opened.extend(char).extend_all(rest).score for char in fitting}
    best = max(scores, key=lambda char: scores[char])
    gain = scores[best] - opened.score - plausibility.score(rest) if rest else scores[best] - opened.score
    return _Proposal(start, end, syllable, beside, scores, best, plausibility.posterior(scores.values()), gain)


def _together(proposals: list[_Proposal]) -> list[_Proposal]:
    """The same word spelt more than once has the same character each time: what reads best in all places."""
    groups: dict[tuple[str, int, str], list[_Proposal]] = {}
    for one in proposals:
        for side, char in enumerate(one.beside):
            if one.char is not None and HAN.match(char):
                groups.setdefault((one.syllable, side, char), []).append(one)
    joined: dict[int, _Proposal] = {}
    for group in groups.values():
        shared = [char for char in group[0].scores if all(char in one.scores for one in group)]
        if len(group) < 2 or not shared:
            continue
        sums = {char: sum(one.scores[char] for one in group) for char in shared}
        best = max(shared, key=lambda char: sums[char])
        posterior = plausibility.posterior(sums.values())
        for one in group:
            gain = one.gain + one.scores[best] - max(one.scores.values()) + _AGAIN
            if one.start not in joined or joined[one.start].posterior < posterior:
                joined[one.start] = one._replace(char=best, posterior=posterior, gain=gain)
    return [joined.get(one.start, one) for one in proposals]


def _makes_word(left: str, char: str, right: str) -> bool:
    known = plausibility.words()
    return any(
        left[len(left) - n :] + char + right[:m] in known
        for n in range(len(left) + 1)
        for m in range(len(right) + 1)
        if 0 < n + m < plausibility.MAX_WORD
    )


@functools.cache
def _traditional() -> dict[str, tuple[str, ...]]:
    """Simplified character → the Traditional ones."""
    forms: dict[str, tuple[str, ...]] = {}
    for code, simple in plausibility.simplified().items():
        forms[simple] = (*forms.get(simple, ()), chr(code))
    return forms


def _in_traditional(char: str, text: str) -> str | None:
    """The character as this Traditional text writes it; None where that is not known."""
    forms = _traditional().get(char, ())
    if not forms:
        return char
    used = [form for form in (*forms, char) if form in text]
    if len(used) == 1:
        return used[0]
    return forms[0] if not used and len(forms) == 1 and char in plausibility.simplified_only() else None


def _is_traditional(text: str) -> bool:
    only = plausibility.simplified_only()
    simplified = plausibility.simplified()
    balance = sum((ord(char) in simplified) - (char in only) for char in text)
    return balance > 0


def _confidence(one: _Proposal, proposals: list[_Proposal]) -> float:
    """How sure it is that this syllable stands for its best character: by its gain, and by what the others are."""
    others = [other for other in proposals if other.syllable != one.syllable]
    fits = {other.syllable for other in others if other.gain > _FITS and not _LATIN.fullmatch(other.syllable)}
    misfits = {other.syllable for other in others if other.gain < _FOREIGN}
    evidence = one.gain - _FITS + min(_PAGE, 2.0 * len(fits)) - min(4.0, 1.0 * len(misfits))
    if _LATIN.fullmatch(one.syllable):
        evidence -= 4.0
    if any(same.gain < _FOREIGN for same in proposals if same.syllable == one.syllable):
        evidence -= 4.0  # a name
    return min(0.98, one.posterior) / (1 + math.exp(-max(min(evidence, 50.0), -50.0)))
