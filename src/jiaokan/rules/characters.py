"""Characters that are no text: line ends of other systems, invisible characters, full-width ASCII."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan import plausibility
from jiaokan.plausibility import HAN
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, rule
from jiaokan.rules.mojibake_signs import CP1252, UPPER

_LINE_END = regex(r"\r\n?|[\x0b\x0c\u2028\u2029]")
# Zero-width, bidirectional and deprecated format characters, fillers, variation selectors and tags; soft hyphen, BOM,
# annotation and object marks; C0 and C1 controls but for tab and line feed.
_UNSEEN = (
    "\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c"
    "\u115f\u1160\u17b4\u17b5\u180b-\u180e\u3164\uffa0\U000e0000-\U000e0fff"
)
_INVISIBLE = regex(f"[{_UNSEEN}]+")
_JOINERS = regex(r"[\u200b-\u200d\u2060\u034f]+")
_DIRECTIONS = regex(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_RIGHT_TO_LEFT = regex(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Scripts in which joiners and zero-width spaces shape the text or part words, and emoji, which joiners put together.
_JOINED = regex(
    r"[\u0590-\u08ff\u0900-\u109f\u1780-\u18af\u1900-\u1aff\u00a9\u00ae\u203c-\u2fff\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff]"
)
_FILLERS = regex(r"[\u115f\u1160\u3164\uffa0]+")
_HANGUL = regex(r"[\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff]")
# One selector is a choice of glyph: of an emoji, a keycap, an ideograph. Two and more are hidden bytes.
_SELECTOR = regex(r"[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SELECTED = regex(r"[0-9#*\u00a9\u00ae\u2000-\u33ff\ua000-\uabff\U0001f000-\U0001faff]")
_VARIED = regex(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_BYTES = regex("[\x80-\x9f\xad]+")
# Letters of Latin-1 and Windows-1252; signs of the latter that Chinese has too, not next to Han.
_LETTERS = regex(f"[\xa1-\xff{''.join(char for char in CP1252 if char not in '“”‘’…–—•')}]")
_SIGNS = regex(f"[\xa1-\xff{UPPER}]")
_NEAR = 4
_FLAG = "\U0001f3f4"  # subdivision flags are spelled in tags
# A run of letters and digits; ．－／＋＆ and addresses' ＠：＿ inside it, ％ at its end; words with a space between.
_GARBLED = -14.5  # log share of a character; names and terms have rarer ones singly, not on both sides
_WIDE = regex(
    "[０-９Ａ-Ｚａ-ｚ]+(?:[．－／＋＆＠＿][０-９Ａ-Ｚａ-ｚ]+|：／／[０-９Ａ-Ｚａ-ｚ]+)*(?:＋＋|＃|％(?![％]))?"
    "|(?<=[0-9０-９])．(?=[0-9０-９])|(?<=[0-9A-Za-z０-９Ａ-Ｚａ-ｚ])＠(?=[0-9A-Za-z０-９Ａ-Ｚａ-ｚ])"
)
_WIDE_SPACE = regex("(?<=[Ａ-Ｚａ-ｚ]{2})\u3000(?=[Ａ-Ｚａ-ｚ]{2})")
_NARROW = regex("[0-9A-Za-z]")
_STRAY = 3  # characters
_PAGE = 100  # of so many Han on a page it is known how it is set
_ON_WIDTH = regex("全角|全形|半角|半形")


@rule(
    "foreign-line-end",
    needs="\r\x0b\x0c\u2028\u2029",
    since="0.1",
    repairs=[
        Example("第一行\r\n第二行\r第三行", "第一行\n第二行\n第三行"),
        Example("第一页\x0c第二页\u2028第三页", "第一页\n第二页\n第三页"),
    ],
    leaves=["第一行\n第二行", "第一栏\t第二栏"],
)
def foreign_line_end(text: str) -> Iterator[Span]:
    r"""Line ends other than \n.

    Damage: \r\n, \r, form feeds and Unicode's line and paragraph separators for \n.
    Origin: pages and files from Windows and old Mac systems; printed pages; word processors.
    Left alone: nothing; each of them ends a line.
    Cost: none but for each find.
    See: Unicode Standard 5.8 (newline guidelines).
    """
    for match in _LINE_END.finditer(text):
        yield Span(match.start(), match.end(), "\n")


@rule(
    "invisible-character",
    needs=_UNSEEN,
    since="0.1",
    version=2,
    repairs=[
        Example("人\u200b工\u200b智\u200b能", "人工智能"),
        Example("正文\ufeff开始", "正文开始"),
        Example("从右到左\u202e的字", "从右到左的字"),
        Example("控制\x08字符", "控制字符"),
        Example("水\ufe00\ufe01\ufe0a印\U000e0041\U000e0042", "水印"),
        Example("图\ufffc片\u3164", "图片"),
    ],
    leaves=[
        "👨\u200d👩\u200d👧 一家",
        "می\u200cخواهم",
        "制表\t符",
        "क्\u200dष",
        "❤\ufe0f 1\ufe0f\u20e3 ㊙\ufe0f",
        "辻\U000e0100さん",
        "ภาษา\u200bไทย",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f 队",
        "עברית \u200fשלום\u200f 是希伯来语的你好",
        "Ò»\x8d\x95 å\x8d\x95",
        "ÏÂîB\x8fŠ·",
    ],
)
def invisible_character(text: str) -> Iterator[Span]:
    r"""Zero-width, bidirectional and control characters between visible ones.

    Damage: 人\u200b工, a BOM in the middle of a text, control characters; selectors and tags that hide bytes.
    Origin: rich-text editors, watermarking against copying, files joined with their BOMs.
    Left alone: joiners beside emoji, Indic and other scripts that need them; directions in lines with Hebrew or Arabic;
        single variation selectors after emoji and ideographs; fillers beside Hangul; tab and line feed; C1 controls
        near letters of Latin-1 or Windows-1252: they are bytes of a misread text.
    Cost: none on text without them, then one class search, 8 ns a character.
    See: Unicode Standard 23.2 to 23.4, 23.9; UAX 9 for directions; UTS 37 and 51 for selectors, tags and emoji.
    """
    for match in _INVISIBLE.finditer(text):
        if not _has_work(match[0], text, match.start(), match.end()):
            yield Span(match.start(), match.end(), "")


def _has_work(run: str, text: str, start: int, end: int) -> bool:
    """Whether the characters do something where they stand, or are bytes of a text that was misread."""
    before, after = text[start - 1 : start], text[end : end + 1]
    beside = before + after
    if _BYTES.fullmatch(run):
        near = text[max(0, start - _NEAR) : start] + text[end : end + _NEAR]
        return bool(_LETTERS.search(beside)) or (bool(_SIGNS.search(near)) and not HAN.search(near))
    if _JOINERS.fullmatch(run) or (run[0] == "\ufe0f" and _JOINERS.fullmatch(run[1:])):
        return bool(_JOINED.search(beside))
    if _DIRECTIONS.fullmatch(run):
        line = text[text.rfind("\n", max(0, start - 400), start) + 1 : end + 40]
        return bool(_RIGHT_TO_LEFT.search(line[-440:]))
    if len(run) == 1 and _SELECTOR.match(run):
        return bool(_SELECTED.match(before) or (run != "\ufe0f" and _VARIED.match(before)))
    if _FILLERS.fullmatch(run):
        return bool(_HANGUL.search(beside))
    if before == _FLAG:
        return all("\U000e0020" <= char <= "\U000e007f" for char in run)
    return run[0] in "\u180b\u180c\u180d\u180e\u17b4\u17b5" and bool(_JOINED.search(beside))


@rule(
    "full-width-ascii",
    needs="０-９Ａ-Ｚａ-ｚ．＠",
    since="0.1",
    version=2,
    repairs=[
        Example("花８元买了１９６２年版", "花8元买了1962年版"),
        Example("ＧＤＰ增长６．５％", "GDP增长6.5%"),
        Example("ＣＢＡ－２０２４", "CBA-2024"),
        Example("联系ｚｈａｎｇ＠ｅｘａｍｐｌｅ．ｃｏｍ", "联系zhang@example.com"),
        Example("网址ｈｔｔｐ：／／ｗｗｗ．ｅｘａｍｐｌｅ．ｃｏｍ／ａ", "网址http://www.example.com/a"),
        Example("Ｈｅｌｌｏ\u3000Ｗｏｒｌｄ", "Hello World"),
        Example("用Ｃ＋＋写的，PMＡ4纸", "用C++写的，PMA4纸"),
        Example("共6．5亩", "共6.5亩"),
    ],
    leaves=[
        "春天，花开了！（完）",
        "第3章 ABC",
        "他说：“好；走？”",
        "Ａ",
        "～～",
        "Ａ股、Ｂ超、Ｔ恤",
        "全角的１２３与半角的123不同",
        "＠张三：你好＃话题＃",
        "甲\u3000乙",
    ],
)
def full_width_ascii(text: str) -> Iterator[Span]:
    """Digits and Latin letters of full width.

    Damage: １９６２年, ＧＤＰ for 1962年, GDP.
    Origin: input methods in full-width mode; typesetting systems that know one width only.
    Left alone: marks that Chinese uses in full width (，：；！？（）); a single letter among Han in a short text or
        beside half-width ones, which may be meant so (Ａ股); texts about widths.
    Cost: none on text without them, then one class search, 5 ns a character.
    See: Unicode Standard Annex 11; GB/T 15835-2011 (Arabic numerals in publications).
    """
    if _ON_WIDTH.search(text):
        return
    runs = list(_WIDE.finditer(text))
    # A text with nothing of half width was written or set so; a single letter in it is no choice.
    is_wide = not _NARROW.search(text) and (
        any(len(run[0]) > 1 or run[0].isdigit() for run in runs) or len(HAN.findall(text, 0, 4 * _PAGE)) >= _PAGE
    )
    confidence = 1.0 if sum(len(run[0]) for run in runs) > _STRAY else 0.9  # single ones may be misread bytes
    spans = [
        Span(run.start(), run.end(), _narrow(run[0]), 0.5 if _is_misread(text, run) else confidence)
        for run in runs
        if is_wide or _is_run(text, run)
    ]
    spaces = _WIDE_SPACE.finditer(text) if "\u3000" in text else iter(())
    yield from sorted([*spans, *(Span(match.start(), match.end(), " ") for match in spaces)])


def _is_misread(text: str, match: re.Match[str]) -> bool:
    """Whether it stands between characters that prose has not: bytes of garbled text, which may still say something."""
    beside = text[max(0, match.start() - 2) : match.start()] + text[match.end() : match.end() + 2]
    han = HAN.findall(beside)
    return bool(han) and sum(plausibility.frequency(char) < _GARBLED for char in han) * 2 >= len(han)


def _narrow(text: str) -> str:
    return "".join(chr(ord(char) - 0xFEE0) for char in text)


def _is_run(text: str, match: re.Match[str]) -> bool:
    """Whether it is more than a letter that stands alone."""
    if len(match[0]) > 1 or match[0].isdigit():
        return True
    beside = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
    return not match[0].isalpha() or any(char.isascii() and char.isalnum() for char in beside)
