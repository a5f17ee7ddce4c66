"""Characters that are no text: line ends of other systems, invisible characters, entities."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from jiaokan.rule import Example, Span, rule

_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\u2028\u2029]")
# Zero-width and bidirectional characters, soft hyphen, BOM inside text, C0 and C1 controls but for tab and line feed.
_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\u00ad\x00-\x08\x0e-\x1f\x7f-\x9f]+"
)
# Joiners have work to do in emoji sequences and in Indic and Arabic scripts.
_JOINED = re.compile(r"[\u0590-\u05ff\u0600-\u08ff\u0900-\u0dff\u2600-\u27bf\ufe0f\U0001f000-\U0001faff]")
_ENTITY = re.compile(
    r"&(?:amp;)?(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|nbsp|amp|lt|gt|quot|apos|ldquo|rdquo|lsquo|rsquo|mdash|hellip|middot|ensp|emsp|thinsp|bull|times|copy|deg);"
)
# A run of letters and digits; ．－／＋ inside it, ％ at its end.
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]+(?:[．－／＋][０-９Ａ-Ｚａ-ｚ]+)*(?:％(?![％]))?")


@rule(
    "foreign-line-end",
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
    Cost: one class search, 5 ns a character.
    See: Unicode Standard 5.8 (newline guidelines).
    """
    for match in _LINE_END.finditer(text):
        yield Span(match.start(), match.end(), "\n")


@rule(
    "invisible-character",
    since="0.1",
    repairs=[
        Example("人\u200b工\u200b智\u200b能", "人工智能"),
        Example("正文\ufeff开始", "正文开始"),
        Example("从右到左\u202e的字", "从右到左的字"),
        Example("控制\x08字符", "控制字符"),
    ],
    leaves=["👨\u200d👩\u200d👧 一家", "می\u200cخواهم", "制表\t符", "क्\u200dष"],
)
def invisible_character(text: str) -> Iterator[Span]:
    r"""Zero-width, bidirectional and control characters between visible ones.

    Damage: 人\u200b工, a BOM in the middle of a text, control characters.
    Origin: rich-text editors, watermarking against copying, files joined with their BOMs.
    Left alone: joiners beside emoji, Arabic and Indic letters, where they shape the text; tab and line feed.
    Cost: one class search, 5 ns a character.
    See: Unicode Standard 23.2 (layout controls); UAX 9 for the bidirectional ones.
    """
    for match in _INVISIBLE.finditer(text):
        around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
        if not (match[0] in "\u200c\u200d\u200e\u200f" and _JOINED.search(around)):
            yield Span(match.start(), match.end(), "")


# A text about HTML says how a character is written: 空格写作&nbsp;，
_NAMING = re.compile(r"(?:作|成|为|是|如|[“‘「`])\s?$")
_NAMED = frozenset("，、。；,;”’」`")


@rule(
    "html-entity",
    since="0.1",
    repairs=[
        Example("科技&nbsp;创新&ldquo;双引擎&rdquo;", "科技\u00a0创新“双引擎”"),
        Example("A&amp;B公司", "A&B公司"),
        Example("早&#19978;好", "早上好"),
        Example("1&amp;lt;2", "1<2"),
    ],
    leaves=[
        "R&D 投入",
        "Q&A;",
        "AT&T公司",
        "写作 &unknown; 的实体",
        "a && b;",
        "空格写作&nbsp;，小于号写作&lt;。",
    ],
)
def html_entity(text: str) -> Iterator[Span]:
    """Character references left in the text, once or twice escaped.

    Damage: &nbsp; &ldquo; &#19978; &amp;lt; for the characters they stand for.
    Origin: markup stripped without decoding, or encoded twice.
    Left alone: an ampersand that begins no reference known in HTML; names without their semicolon;
        a reference named as such (写作&nbsp;，).
    Cost: one character search on text without '&'.
    See: HTML Living Standard, named character references.
    """
    if "&" in text:
        for match in _ENTITY.finditer(text):
            if (
                _NAMING.search(text[max(0, match.start() - 2) : match.start()])
                and text[match.end() : match.end() + 1] in _NAMED
            ):
                continue
            yield Span(match.start(), match.end(), html.unescape(html.unescape(match[0])))


@rule(
    "full-width-ascii",
    since="0.1",
    repairs=[
        Example("花８元买了１９６２年版", "花8元买了1962年版"),
        Example("ＧＤＰ增长６．５％", "GDP增长6.5%"),
        Example("ＣＢＡ－２０２４", "CBA-2024"),
    ],
    leaves=["春天，花开了！（完）", "第3章 ABC", "他说：“好；走？”", "Ａ", "～～"],
)
def full_width_ascii(text: str) -> Iterator[Span]:
    """Digits and Latin letters of full width.

    Damage: １９６２年, ＧＤＰ for 1962年, GDP.
    Origin: input methods in full-width mode; typesetting systems that know one width only.
    Left alone: marks that Chinese uses in full width (，：；！？（）); a single letter, which may be meant so (Ａ股).
    Cost: one class search, 5 ns a character.
    See: Unicode Standard Annex 11; GB/T 15835-2011 (Arabic numerals in publications).
    """
    for match in _WIDE.finditer(text):
        if len(match[0]) > 1 or match[0].isdigit():
            yield Span(match.start(), match.end(), "".join(chr(ord(char) - 0xFEE0) for char in match[0]))
