"""Phrases that spam has thrown into the middle of sentences."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice, pairwise

from jiaokan import plausibility, script
from jiaokan.plausibility import HAN
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, rule
from jiaokan.rules.spam import GOODS

_CLAUSE_END = frozenset("，。、；：？！“”‘’（）《》…—,;:?!()\"' \n\t\u3000\u00a0")
_ASTRAL = regex("[\U00010000-\U0010ffff]")
_HAN_RUN = regex(r"[\u3400-\u9fff]{2,}")
_N_COMMON = 2000  # characters of running text; names, of sites and goods as well, have others
_ENDINGS = "网網站台臺城司店場社吧票牌戏戲樂養养赛药购址彩p"  # common, but what names of sites, shops and goods end in
_SITE = regex(r"官[网網方]|app|下[载載]|旗[舰艦]店", re.IGNORECASE)
_ENDS_LIKE_SITE = regex(r"(?:[网網]站?|门户|商城)[】\])）]?$")
_SITE_INSIDE = regex(r"官方|app|下[载載]|旗[舰艦]店|[网網]|门户|商城", re.IGNORECASE)
_BREAK = regex(r"[^\w，。、；：？！“”‘’（）《》—…,;:?!()\"']")
# By what a phrase stands out: a closing bracket; a character of each of GOODS and _SITE, as it stands there; the
# Traditional characters that `may_be_other` does not tell; and 网, with the one before it, which is the phrase's too.
_BEFORE = "百投炸捕援成色刻代私刷套商", "[家注金鱼魚交人情章开孕服单现城]"
_BEHIND = "虎养養炮码碼精挂载載户方pP", "[老包约約无無产外下门官pP]"
_ALSO_TRADITIONAL = frozenset("乾剋噁夥徵捱摺昇苧菸蒐薹蘋醣鍾餘麼麽")
_PLAIN = f"\\]】彩棋赌賭娱娛扑裸伦旗{''.join(sorted(_ALSO_TRADITIONAL))}"
_SIGN = regex(
    f"[{_PLAIN}{_BEFORE[0]}{_BEHIND[0]}]"
    f"(?:(?<=[{_PLAIN}])|(?<=[{_BEFORE[0]}])(?={_BEFORE[1]})|(?<={_BEHIND[1]}[{_BEHIND[0]}]))"
)
_NET = regex("[网網](?<=([^\n].))")
_SPLIT_LATIN = regex("[0-9]{2}|[a-z]{2}")
_READS = -9.0  # log-probability of a character of what stands around the phrase; of characters at random -12
_LONGEST = 24
_LOOKED_AT = 8  # occurrences from which the phrase is taken
_SEEN = 12  # occurrences that are judged
_STRETCH = 16_000  # characters counted together
_KEYS = 300  # of them looked at
_FEW = 10  # Simplified characters at the head of a text that do not tell its script
_SEAM = 4  # characters on either side that are looked at


@rule(
    "injected-keyword",
    version=2,
    since="0.2",
    repairs=[
        Example(
            "加强项目管晴空旅行网理创新，完善服晴空旅行网务体系。图书晴空旅行网馆今天开放，读晴空旅行网者很多。",
            "加强项目管理创新，完善服务体系。图书馆今天开放，读者很多。",
        ),
        Example(
            "今天，市图书馆举行查養魚網开放活动，全市的读查養魚網者都可以参加。活动期间，馆长介绍了新查養魚網馆的情况。",
            "今天，市图书馆举行开放活动，全市的读者都可以参加。活动期间，馆长介绍了新馆的情况。",
        ),
        Example(
            "今天，市图[蔷薇牌护手霜]书馆举行开放活动，全市的读[蔷薇牌护手霜]者都可以参加。"
            "活动期间，馆长介[蔷薇牌护手霜]绍了新馆的情况[蔷薇牌护手霜]。",
            "今天，市图书馆举行开放活动，全市的读者都可以参加。活动期间，馆长介绍了新馆的情况。",
        ),
    ],
    leaves=[
        "晴空旅行网成立于去年。晴空旅行网总部设在北京，晴空旅行网现有员工百人，用户都说晴空旅行网好。",
        "公司董事会和公司监事会对公司经理层负责，公司股东大会是公司的权力机构，公司章程规定公司的组织。",
        "图书馆网站和博物馆网站都改版了，学校网站还没有，各单位网站应当在年底前完成。",
        "他在晴空旅行网订了票，又在晴空旅行网租了车，还替晴空旅行网写了游记。",
    ],
    misses=[
        Example(
            "加强项目管晴空旅行网理创新，完善服晴空旅行网务体系。",
            "加强项目管理创新，完善服务体系。",
        )
    ],
)
def injected_keyword(text: str) -> Iterator[Span]:
    """A phrase thrown into the middle of sentences, over and over.

    Damage: 项目管查包養網理创新 for 项目管理创新.
    Origin: spam put into hacked or copied pages for search engines, at random places of the text.
    Left alone: a phrase that links up with what stands beside it no worse than the text would without it; fewer than
        three places; a phrase beside marks in most of its places, where nothing shows that it does not belong; text
        that does not read as Chinese; a phrase without brackets that names neither goods nor a site and is of the
        text's own script: names and terms recur too; a phrase of common characters alone, which is not looked for.
    Cost: a class search for what phrases stand out by, 3 ns a character; where it is there three times another and a
        count of its finds, 12 ns, and what is said three times or more.
    See: —
    """
    found: dict[str, float] = {}
    for start in range(0, len(text), _STRETCH):
        stretch = text[start : start + _STRETCH]
        if not _may_stand_out(text, stretch):
            continue
        seen: set[str] = set()
        counts = Counter(_anchor().findall(stretch))
        for key in [key for key, n in counts.items() if n >= 3][:_KEYS]:
            if any(key in phrase for phrase in seen) or not _may_be_offer(stretch, key):
                continue
            if _is_part(stretch, key):
                phrase = _widen(stretch, key)
                # Names and terms recur too: what no site, goods or foreign script gives away is left.
                if phrase and phrase not in seen and _stands_out(stretch, phrase):
                    seen.add(phrase)
                    confidence = _judge_keyword(stretch, phrase)
                    if confidence:
                        found[phrase] = max(confidence, found.get(phrase, 0.0))
    if not found:
        return
    longest_first = sorted(found, key=len, reverse=True)
    for match in re.finditer("|".join(map(re.escape, longest_first)), text):
        yield Span(match.start(), match.end(), "", found[match[0]])


@functools.cache
def _anchor() -> re.Pattern[str]:
    """A character that running text seldom has, and the one before it."""
    shares = plausibility.shares()
    han = sorted(char for char in shares if "\u3400" <= char <= "\u9fff")
    common = set(sorted(han, key=shares.__getitem__)[-_N_COMMON:])
    common |= {chr(code) for code, simple in plausibility.simplified().items() if simple in common}
    # In ranges, which compile in a quarter of the time.
    bounds = [0x4DFF, *sorted(ord(char) for char in common if "\u4e00" <= char <= "\u9fff"), 0xA000]
    rare = "".join(f"{chr(start + 1)}-{chr(end - 1)}" for start, end in pairwise(bounds) if end - start > 1)
    return re.compile(f"[{rare}{_ENDINGS}](?<=([^\n][^\n]))")


def _may_stand_out(text: str, stretch: str) -> bool:
    """Whether any phrase may that is three times in a stretch of the text: so often is what it stands out by."""
    often = _recurring(_SIGN.findall(stretch))
    if not often <= _ALSO_TRADITIONAL:
        return True
    if stretch.count("网") + stretch.count("網") >= 3 and _recurring(_NET.findall(stretch)):
        return True
    if not (often or script.may_be_other(text)) or _is_hardly_simplified(stretch[:400]):
        return False
    return bool(often or _recurring(script.telling()[0].findall(stretch)) or _recurring(_ASTRAL.findall(stretch)))


def _recurring(found: list[str]) -> set[str]:
    """What there is three times."""
    return {one for one, n in Counter(found).items() if n >= 3} if len(found) >= 3 else set()


def _is_part(text: str, key: str) -> bool:
    """Whether a key has the same character beside it at two of its first three places."""
    first = text.find(key)
    second = text.find(key, first + 2)
    third = text.find(key, second + 2)
    before = {text[first - 1 : first], text[second - 1 : second], text[third - 1 : third]}
    return len(before) < 3 or len({text[at + 2 : at + 3] for at in (first, second, third)}) < 3


def _widen(text: str, key: str) -> str:
    """The longest phrase around a key that most of its first places share; empty if it is none."""
    places = list(islice(_places(text, key), _LOOKED_AT))
    start, end = 0, len(key)
    for step in (-1, 1):
        while end - start < _LONGEST:
            offset = start - 1 if step < 0 else end
            beside = [text[at + offset : at + offset + 1] for at in places]
            char = beside[0] if beside.count(beside[0]) >= beside.count(beside[1]) else beside[1]
            n = beside.count(char)
            if n < 3 or n < 0.7 * len(places) or char in {"", "\n"}:
                break
            if n < len(places):
                places = [at for at, its in zip(places, beside, strict=True) if its == char]
            start, end = (start - 1, end) if step < 0 else (start, end + 1)
    phrase = text[places[0] + start : places[0] + end]
    # What stands beside the phrase may be the same in all places by chance: marks, half a pair of brackets.
    while phrase and phrase[0] in _CLAUSE_END and not _pairs_up(phrase):
        phrase = phrase[1:]
    while phrase and phrase[-1] in _CLAUSE_END and not _pairs_up(phrase):
        phrase = phrase[:-1]
    return phrase if len(phrase) >= 3 and len(HAN.findall(phrase)) >= 2 else ""


def _places(text: str, phrase: str) -> Iterator[int]:
    at = text.find(phrase)
    while at >= 0:
        yield at
        at = text.find(phrase, at + len(phrase))


def _pairs_up(phrase: str) -> bool:
    return phrase[0] + phrase[-1] in {"()", "（）", "“”", "《》", "【】", "[]"}


def _judge_keyword(text: str, phrase: str) -> float:
    """How sure it is that a phrase was thrown in; 0.0 where nothing speaks for it."""
    size = len(phrase)
    places = [*islice(_places(text, phrase), _SEEN)]
    beside = [(text[at - 1 : at], text[at + size : at + size + 1]) for at in places]
    n_inside = sum(left.isalnum() and right.isalnum() for left, right in beside)
    if not n_inside:
        return 0.0
    # Headings and items of lists show nothing, and what is said again nothing more.
    seams = dict.fromkeys(
        (text[max(0, at - _SEAM) : at], text[at + size : at + size + _SEAM])
        for at, its in zip(places, beside, strict=True)
        if not _BREAK.search(its[0] + its[1])
    )
    is_spam = _is_offer(phrase)
    if len(seams) < 2 or n_inside < (1 if is_spam else max(2, 0.4 * len(seams))):
        return 0.0
    split = [_split_word(left, right) for left, right in seams]
    words = {word: _gain(*seam, phrase) for word, seam in zip(split, seams, strict=True) if word}
    n_split = sum(gain >= 3 for gain in words.values())
    if not is_spam and not n_split:
        return 0.0
    gains = [_gain(*seam, phrase) for seam in seams]
    around = ["".join(seam) for seam in seams]
    if sum(map(plausibility.score, around)) < _READS * sum(map(len, around)):
        return 0.0  # no Chinese: misread, or names and symbols
    mean, n_worse = sum(gains) / len(gains), sum(gain < -1.5 for gain in gains)
    if mean < (1.5 if is_spam else 2.5) or n_worse > 0.2 * len(gains):
        return 0.0
    least = 7 if is_spam else 10 if n_split >= 2 else 14
    is_sure = sum(gains) >= least and (n_split or mean >= 2.2)
    return 0.97 if n_split >= 2 and is_sure else 0.92 if is_sure else 0.5


def _may_be_offer(text: str, key: str) -> bool:
    """Whether what stands around a key's first place names goods or a site, or is of the other script."""
    at = text.find(key)
    window = text[max(0, at - _LONGEST // 2) : at + _LONGEST // 2]
    if GOODS.search(window) or _SITE_INSIDE.search(window) or "[" in window or "【" in window:
        return True
    return any(ord(char) in plausibility.simplified() for char in window) and _is_simplified(text[:400])


def _stands_out(text: str, phrase: str) -> bool:
    """Whether a phrase is in brackets, names goods or a site, or is of the other script."""
    is_bracketed = phrase[0] + phrase[-1] in {"[]", "【】"}
    return is_bracketed or _is_offer(phrase) or bool(_ENDS_LIKE_SITE.search(phrase)) or _is_foreign(text, phrase)


def _is_offer(phrase: str) -> bool:
    """Whether a phrase names goods or a site."""
    return GOODS.search(phrase) is not None or _SITE.search(phrase) is not None


def _split_word(left: str, right: str) -> str:
    """The word or number that begins on the left and ends on the right; empty if there is none."""
    known, simplified = plausibility.words(), plausibility.simplified()
    left, right = left[-2:].translate(simplified), right[:2].translate(simplified)
    if not left or not right:
        return ""
    if _SPLIT_LATIN.fullmatch(left[-1] + right[0]):
        return left[-1] + right[0]
    if left + right[0] in known or left[-1] + right in known:
        return left + right
    word = left[-1] + right[0]
    # 在|任务 is no 在任.
    return word if word in known and HAN.match(word) and right not in known and left not in known else ""


def _gain(left: str, right: str, phrase: str) -> float:
    """How much better what stands around the phrase links up without it than each side does with it."""
    score = plausibility.score
    return score(left + right) - score(left + phrase + right) + score(phrase)


def _is_foreign(text: str, phrase: str) -> bool:
    """Whether the phrase is Traditional and the text Simplified."""
    simplified = plausibility.simplified()
    return any(ord(char) in simplified for char in phrase) and _is_simplified(text[:400])


@functools.lru_cache(maxsize=1)
def _is_simplified(sample: str) -> bool:
    n_simplified = sum(map(plausibility.simplified_only().__contains__, sample))
    if n_simplified <= _FEW:
        return False
    return sum(map(plausibility.simplified().__contains__, map(ord, sample))) * 5 < n_simplified


def _is_hardly_simplified(sample: str) -> bool:
    """Whether it has too few Simplified characters for `_is_simplified`: told in a tenth of the time."""
    return len(script.telling()[1].findall(sample)) + len(_ASTRAL.findall(sample)) <= _FEW
