"""Characters coded as others of the same shape: radicals, compatibility forms, private use."""

from __future__ import annotations

import functools
import math
import re
import unicodedata
from collections.abc import Iterator

from jiaokan import plausibility
from jiaokan.plausibility import Cut
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, rule

_HAN = r"\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_IS_HAN = regex(f"[{_HAN}]")
_RADICALS, _COMPATIBLE, _PRIVATE = "\u2e80-\u2ef3\u2f00-\u2fd5", "\uf900-\ufad9\U0002f800-\U0002fa1d", "\ue000-\uf8ff"
_RADICAL, _COMPATIBILITY, _PRIVATE_RUN = regex(f"[{_RADICALS}]"), regex(f"[{_COMPATIBLE}]"), regex(f"[{_PRIVATE}]+")
# A text that may be about the characters themselves, and a radical inside a sentence, not named (⽔字旁).
_ON_RADICALS = regex(r"部首|偏旁|[Rr]adical|康熙[字部]|筆畫|笔画|部⾸|U\+")
_IN_SENTENCE = regex(rf"(?<=[{_HAN}\u2e80-\u2fd5])[\u2e80-\u2fd5](?=[{_HAN}\u2e80-\u2fd5])(?!.[字部旁头頭底框首边邊])")
_USED = 8  # radicals that stand for ideographs throughout
_IN_WORDS = 4  # twice the words that show it of fewer
# Of the Radicals Supplement those that are a whole ideograph (Unicode's EquivalentUnifiedIdeograph).
_SUPPLEMENT = dict(
    zip(
        "⺟⺠⺬⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "母民示虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)


@rule(
    "ideograph-as-radical",
    needs=_RADICALS,
    version=3,
    since="0.1",
    repairs=[
        Example("⼈⼯智能⾏业的发展", "人工智能行业的发展"),
        Example("这座城市的⻛景与⻓廊", "这座城市的风景与长廊"),
        Example("⼀、工作⽬标", "一、工作目标"),
        Example(
            "康熙年间，这⾥的商⼈⽤⽊船运盐，⼀年⾥往返⼗⼏趟，⼤⼩码头⼈来⼈往。",
            "康熙年间，这里的商人用木船运盐，一年里往返十几趟，大小码头人来人往。",
        ),
        Example("康熙五十二年建桥，石匠姓⻬，⺠间传为美谈。", "康熙五十二年建桥，石匠姓齐，民间传为美谈。"),
        Example("写字先看笔画，窗外的⻛景很好，⻓廊里有人。", "写字先看笔画，窗外的风景很好，长廊里有人。"),
    ],
    leaves=[
        "部首⼀、⼁、⼂、⼃是康熙字典的前四个",
        "⼈",
        "⺀ ⺁ ⺂",
        "⼝⼿⾜是三个部首字形",
        "⽔ water, ⽕ fire, ⽊ wood",
        "U+2F00 ⼀字的编码",
        "偏旁⻔与⼝合写的字，读音多从⻔。",
        "带⽔字旁和⽊字旁的字，⽕部的字，⾔字旁、⾦字旁、⾍字旁的字，从⼿、从⾜的字，都按部首查。",
    ],
)
def ideograph_as_radical(text: str) -> Iterator[Span]:
    """Radicals that stand for the ideographs they look like.

    Damage: ⼈⼯智能 for 人工智能: another code, the same shape.
    Origin: PDF files whose fonts share one glyph between radical and ideograph; character recognition.
    Left alone: texts about radicals or code points, unless radicals stand in their sentences throughout; lines of
        radicals alone.
    Cost: none on text without radicals, then two class searches, 8 ns a character.
    See: Unicode Standard 18.1; EquivalentUnifiedIdeograph.txt of the Unicode Character Database.
    """
    if _ON_RADICALS.search(text) and not _is_written_in_radicals(text):
        return
    for line_start, line in _lines(text):
        if not _IS_HAN.search(line):  # a list of radicals
            continue
        for match in _RADICAL.finditer(line):
            ideograph = _ideograph(match[0])
            if ideograph != match[0]:
                yield Span(line_start + match.start(), line_start + match.end(), ideograph, 0.99)


def _is_written_in_radicals(text: str) -> bool:
    """Whether a text that names radicals has them for ideographs all the same: most stand in its sentences or words."""
    radicals = [match.start() for match in _RADICAL.finditer(text)]
    n_inside, n_in_words = len(_IN_SENTENCE.findall(text)), sum(_is_in_its_word(text, at) for at in radicals)
    return (n_inside >= _USED and 2 * n_inside >= len(radicals)) or 2 * n_in_words >= max(len(radicals), _IN_WORDS)


def _is_in_its_word(text: str, at: int) -> bool:
    """Whether a radical, read as its ideograph, makes a word with a Han character beside it: ⻛景."""
    ideograph, known, simplified = _ideograph(text[at]), plausibility.words(), plausibility.simplified()
    words = (text[max(0, at - 1) : at] + ideograph, ideograph + text[at + 1 : at + 2])
    return any(len(word) == 2 and word.translate(simplified) in known for word in words)


def _ideograph(radical: str) -> str:
    return _SUPPLEMENT.get(radical) or unicodedata.normalize("NFKC", radical)


@rule(
    "compatibility-ideograph",
    needs=_COMPATIBLE,
    since="0.1",
    repairs=[
        Example("\uf9e4工大学与\uf914山分校", "理工大学与樂山分校"),
        Example("\U0002f80e舍", "\u514d舍"),
    ],
    leaves=[
        "山\ufa11先生",  # one of the twelve that are ideographs of their own
        "\ufa0e\ufa0f\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27\ufa28\ufa29",
        "U+F900 \uf900 与 U+8C48 豈",
        "豈有此理",
    ],
)
def compatibility_ideograph(text: str) -> Iterator[Span]:
    """Compatibility ideographs for the unified ones.

    Damage: U+F9E4 for 理 (U+7406): the same character, a code kept for other standards' sake.
    Origin: Korean, Japanese and Taiwanese code tables that hold a character twice; fonts in PDF files.
    Left alone: the twelve of that block that are unified ideographs; texts about code points.
    Cost: none on text without them, then one class search, 6 ns a character.
    See: Unicode Standard 18.1; the canonical equivalents in UnicodeData.txt (normalization form C).
    """
    if "U+" in text:
        return
    for match in _COMPATIBILITY.finditer(text):
        unified = unicodedata.normalize("NFC", match[0])
        if unified != match[0]:
            yield Span(match.start(), match.end(), unified, 0.99)


# Private-use codes of GB 18030-2000 that later editions moved: ten vertical marks, ḿ and ǹ, and rare characters.
_VERTICAL = {chr(0xE78D + n): chr(code) for n, code in enumerate((0xFE10, 0xFE12, 0xFE11, *range(0xFE13, 0xFE1A)))}
_PINYIN = {"\ue7c7": "\u1e3f", "\ue7c8": "\u01f9"}
_SPACE = "\ue5e5"  # A3A0
# What Python's codec, of the 2000 edition, leaves in private use.
_MOVED = dict(
    zip(
        "\ue816\ue817\ue818\ue81e\ue826\ue82b\ue82c\ue831\ue832\ue83b\ue843\ue854\ue855\ue864",
        "\U00020087\U00020089\U000200cc\u9fb4\u9fb5\u9fb6\u9fb7\U000215d7\u9fb8\U0002298f\u9fb9\u9fba\U000241fe\u9fbb",
        strict=True,
    )
)
# Common in Hong Kong and only there: in Microsoft's Big5 they are user-defined, in HKSCS they have a place.
_HONG_KONG = frozenset("嘅咗哋喺啲嚟嗰㗎嘢噉揾攞瞓啱邨峯衞綫着")


# A seam reads better joined, or with one of the characters that may have stood there: the logarithm of the odds that
# nothing is missing is this linear function of the difference, as fitted to seams of sound prose.
_SLOPE, _BASE, _LEAST, _MOST = 0.525, -0.69, -2.5, 3.5
_WORD = 0.65  # what is added where the seam is inside a word
_BEFORE, _AFTER = 6, 4  # characters seen on the sides of a seam
_N_COMMON = 250  # Han characters that may have stood there, and marks
_TRIED = 60  # seams that tell what the text's private-use characters are
_STREWN, _FEW = 1.0, 3  # from which odds, and from how many on, all are taken out
_RARE = -13.5  # log share of a word
# Of strewn characters three in eight are inside a word, of icons that part words one in twenty, by chance.
_INSIDE, _BESIDE = math.log(0.375 / 0.05), math.log(0.625 / 0.95)
_IN_PROSE = 1.0  # for sentences, which have few icons
_SENTENCE = 30  # characters of a line that is no title and no menu
_OTHERS_BESIDE, _SAME_BESIDE, _MOST_BESIDE = 1.0, -2.0, 4.0
_SYMBOL = regex("[\uf020-\uf0ff]")  # of the fonts Symbol and Wingdings: × and → are among them
_READ_ON = regex(f"[{_HAN}，。、；：？！”’）》」』,;:?!)]")


@rule(
    "private-use-character",
    needs=_PRIVATE,
    since="0.1",
    version=4,
    repairs=[
        Example("第一段\ue5e5第二段", "第一段\u3000第二段"),
        Example("他把凳子\ue828过来", "他把凳子\u39df过来"),
        Example("佢\ue5a2去\uecd9旺角，\uecda人好多", "佢哋去咗旺角，啲人好多"),
        Example("机\ue600器人走\uf06c进工\ue63a厂，替\ue600工人搬运零\ue15e件。", "机器人走进工厂，替工人搬运零件。"),
    ],
    leaves=[
        "\ue815 首页 \ue7c7 联系我们",
        "苹果标志\uf8ff",
        "点赞\ue60c收藏\ue60d",
        "\ue828",
        "音乐\ue828 电影",
        "\uf0b7第一条\n\uf0b7第二条",
        "朱\ue3a1基与王\ue44f说，李\ue3a1写",
        "\ue3f2知道\ue1a0件事\ue4c8时候，他\ue2b1在家里，没\ue5d1人告诉他。",  # a font against copying
    ],
)
def private_use_character(text: str) -> Iterator[Span]:
    """Private-use codes: moved by a standard since, or put in between characters; the others are flagged.

    Damage: U+E828 for 㧟 (GB 18030, FE63); U+ECD9 for 咗 (HKSCS); an icon or a mark against copying inside a word.
    Origin: tables of the 2000 edition of GB 18030, and of Big5 with user-defined characters, read into Unicode; fonts
        of icons; editors.
    Left alone: icons beside words, bullets, fonts that hide common characters, rare characters of names: where the
        text does not read on without them, what stood there is lost.
    Cost: none on text without them, then one class search, 5 ns a character; 6 ms for each that stands between Han,
        up to sixty.
    See: GB 18030-2022, annex; HKSCS-2016; WHATWG Encoding Standard, gb18030 and big5 indexes.
    """
    is_hant = any(char in text for char in "嘅佢唔個這們國來")
    found = list(_PRIVATE_RUN.finditer(text))
    standard = {match.start(): _standard(text, match, is_hant=is_hant) for match in found}
    seams = [match for match in found if standard[match.start()] is None and _is_between_han(text, match)]
    weights = {match.start(): _weight(text, match) for match in seams[:_TRIED]}
    inside = {match.start() for match in seams[:_TRIED] if _is_in_word(text, match)}
    recurring = _recurring(text, seams)
    odds = sum(weights.values()) + _WORD * len(inside) + recurring
    icon_odds = recurring + len(inside) * _INSIDE + (len(weights) - len(inside)) * _BESIDE
    icon_odds += _IN_PROSE if sum(_is_in_sentence(text, match) for match in seams) * 2 > len(seams) else -_IN_PROSE
    is_strewn = odds >= _STREWN and icon_odds > 0.0 and len(seams) >= _FEW
    confidence = min(0.97, 1.0 / (1.0 + math.exp(-1.5 * max(0.0, odds))))
    for match in found:
        start, end = match.span()
        char = standard[start]
        if is_strewn and char is None and start > 0:
            is_noise = bool(_IS_HAN.match(text, start - 1) and _READ_ON.match(text, end))
        else:
            is_noise = start in inside and weights[start] > 0.0 and not _SYMBOL.match(match[0])
        if is_noise:
            yield Span(start, end, "", confidence)
        else:
            yield Span(start, end, char, 0.5 if char is None else 0.95)


def _is_between_han(text: str, match: re.Match[str]) -> bool:
    return match.start() > 0 and bool(_IS_HAN.match(text, match.start() - 1) and _IS_HAN.match(text, match.end()))


def _is_in_sentence(text: str, match: re.Match[str]) -> bool:
    line = text[text.rfind("\n", 0, match.start()) + 1 : (text.find("\n", match.end()) + 1 or len(text) + 1) - 1]
    return len(line) >= _SENTENCE and "，" in line


def _weight(text: str, match: re.Match[str]) -> float:
    """How much the seam that is left without the private-use character speaks for its having been put in."""
    after = text[match.end() : match.end() + _AFTER]
    head = Cut().extend_all(text[max(0, match.start() - _BEFORE) : match.start()])
    filled = [head.extend(char).extend_all(after).score for char in _may_stand_there()]
    best = max(filled)
    gain = head.extend_all(after).score - best - math.log(sum(math.exp(score - best) for score in filled))
    return min(_MOST, max(_LEAST, _BASE + _SLOPE * gain))


@functools.cache
def _may_stand_there() -> tuple[str, ...]:
    return (*plausibility.commonest(_N_COMMON), *"，。、")


def _recurring(text: str, seams: list[re.Match[str]]) -> float:
    """What the codes that recur say: a lost character has the same ones beside it again, a mark put in has others.

    So has a bullet, which says nothing.
    """
    beside: dict[str, tuple[str, str]] = {}
    odds = 0.0
    for match in seams:
        now = text[match.start() - 1], text[match.end()]
        before = beside.get(match[0])
        if before is not None and not _SYMBOL.match(match[0]):
            odds += _OTHERS_BESIDE if before[0] != now[0] and before[1] != now[1] else _SAME_BESIDE
        beside[match[0]] = now
    return min(_MOST_BESIDE, odds)


def _is_in_word(text: str, match: re.Match[str]) -> bool:
    """Whether the seam is inside a word of the lexicon that is not rare."""
    known, simplified = plausibility.words(), plausibility.simplified()
    before, after = text[max(0, match.start() - 3) : match.start()], text[match.end() : match.end() + 3]
    before, after = before.translate(simplified), after.translate(simplified)
    return any(
        known.get(before[-n:] + after[:m], _RARE) > _RARE
        for n in range(1, len(before) + 1)
        for m in range(1, min(len(after), plausibility.MAX_WORD - n) + 1)
    )


def _standard(text: str, match: re.Match[str], *, is_hant: bool) -> str | None:
    """The character that a standard has for a private-use code in running text: beside its own kind, not an icon."""
    private, before, after = match[0], text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    if private.strip(_SPACE) == "":
        return "\u3000" * len(private)
    if private in _PINYIN:
        return _PINYIN[private] if before in tuple("([") or after in tuple("g)]") else None
    if not _IS_HAN.match(before) and not (is_hant and before in tuple("，。：「")):
        return None
    if private in _VERTICAL:
        if "，" in text or "。" in text:  # the text has its own marks, and this is none
            return None
        return _VERTICAL[private] if _IS_HAN.match(after) or after in "\n」』" else None
    if len(private) > 1 or not (_IS_HAN.match(after) or after in "，。、；：？！”）"):
        return None
    return (_of_hkscs(private) if is_hant else None) or _of_gb18030(private)


def _of_gb18030(private: str) -> str | None:
    """FE50 to FEA0 stand at U+E815 to U+E864. Parts of characters, which no text needs, are left out."""
    offset = ord(private) - 0xE815
    if not 0 <= offset < 80:
        return None
    trail = 0x50 + offset + (offset >= 0x7F - 0x50)
    char = _MOVED.get(private) or bytes((0xFE, trail)).decode("gb18030")
    return char if _IS_HAN.match(char) else None


def _of_hkscs(private: str) -> str | None:
    """Microsoft's table counts user-defined codes through FA to FE, 8E to A0, 81 to 8D."""
    code = ord(private)
    starts = ((0xEEB8, 0x81), (0xE311, 0x8E), (0xE000, 0xFA))
    first, lead = next(start for start in starts if code >= start[0])
    row, column = divmod(code - first, 157)
    data = bytes((min(lead + row, 0xFE), column + (0x40 if column < 63 else 0xA1 - 63)))
    char = data.decode("big5hkscs", "ignore")
    return char if char in _HONG_KONG else None


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.split("\n"):
        yield start, line
        start += len(line) + 1
