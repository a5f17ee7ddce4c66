"""Characters that are no text: line ends of other systems, invisible characters, entities, full-width ASCII."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from jiaokan.rule import Example, Span, rule

_LINE_END = re.compile(r"\r\n?|[\x0b\x0c\u2028\u2029]")
# Zero-width, bidirectional and deprecated format characters, fillers, variation selectors and tags; soft hyphen, BOM,
# annotation and object marks; C0 and C1 controls but for tab and line feed.
_INVISIBLE = re.compile(
    r"[\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffc\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u034f\u061c"
    r"\u115f\u1160\u17b4\u17b5\u180b-\u180e\u3164\uffa0\U000e0000-\U000e0fff]+"
)
_JOINERS = re.compile(r"[\u200b-\u200d\u2060\u034f]+")
_DIRECTIONS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
# Scripts in which joiners and zero-width spaces shape the text or part words, and emoji, which joiners put together.
_JOINED = re.compile(
    r"[\u0590-\u08ff\u0900-\u109f\u1780-\u18af\u1900-\u1aff\u00a9\u00ae\u203c-\u3030\u303d\u3297\u3299\ufe0f\U0001f000-\U0001faff]"
)
_FILLERS = re.compile(r"[\u115f\u1160\u3164\uffa0]+")
_HANGUL = re.compile(r"[\u1100-\u11ff\u3131-\u318e\ua960-\ua97f\uac00-\ud7ff]")
# One selector is a choice of glyph: of an emoji, a keycap, an ideograph. Two and more are hidden bytes.
_SELECTOR = re.compile(r"[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SELECTED = re.compile(r"[0-9#*\u00a9\u00ae\u2000-\u33ff\ua000-\uabff\U0001f000-\U0001faff]")
_VARIED = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_FLAG = "\U0001f3f4"  # subdivision flags are spelled in tags
_ENTITY = re.compile(
    r"&(?:amp;)?(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|nbsp|amp|lt|gt|quot|apos|ldquo|rdquo|lsquo|rsquo|mdash|hellip|middot|ensp|emsp|thinsp|bull|times|copy|deg);"
)
# A run of letters and digits; ．－／＋＆ and addresses' ＠：＿ inside it, ％ at its end; words with a space between.
_WIDE = re.compile(
    "[０-９Ａ-Ｚａ-ｚ]+(?:[．－／＋＆＠＿][０-９Ａ-Ｚａ-ｚ]+|：／／[０-９Ａ-Ｚａ-ｚ]+)*(?:＋＋|＃|％(?![％]))?"
    "|(?<=[0-9０-９])．(?=[0-9０-９])|(?<=[0-9A-Za-z０-９Ａ-Ｚａ-ｚ])＠(?=[0-9A-Za-z０-９Ａ-Ｚａ-ｚ])"
)
_WIDE_ANY = re.compile("[０-９Ａ-Ｚａ-ｚ．＠]")
_WIDE_SPACE = re.compile("(?<=[Ａ-Ｚａ-ｚ]{2})\u3000(?=[Ａ-Ｚａ-ｚ]{2})")
_ON_WIDTH = re.compile("全角|全形|半角|半形")


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
    ],
)
def invisible_character(text: str) -> Iterator[Span]:
    r"""Zero-width, bidirectional and control characters between visible ones.

    Damage: 人\u200b工, a BOM in the middle of a text, control characters; selectors and tags that hide bytes.
    Origin: rich-text editors, watermarking against copying, files joined with their BOMs.
    Left alone: joiners beside emoji, Indic and other scripts that need them; directions in lines with Hebrew or Arabic;
        single variation selectors after emoji and ideographs; fillers beside Hangul; tab and line feed.
    Cost: one class search, 8 ns a character.
    See: Unicode Standard 23.2 to 23.4, 23.9; UAX 9 for directions; UTS 37 and 51 for selectors, tags and emoji.
    """
    for match in _INVISIBLE.finditer(text):
        if not _has_work(match[0], text, match.start(), match.end()):
            yield Span(match.start(), match.end(), "")


def _has_work(run: str, text: str, start: int, end: int) -> bool:
    """Whether the characters do something where they stand."""
    before, after = text[start - 1 : start], text[end : end + 1]
    beside = before + after
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
    Left alone: marks that Chinese uses in full width (，：；！？（）); a single letter among Han, which may be meant so
        (Ａ股); texts about widths.
    Cost: one class search, 5 ns a character.
    See: Unicode Standard Annex 11; GB/T 15835-2011 (Arabic numerals in publications).
    """
    if not _WIDE_ANY.search(text) or _ON_WIDTH.search(text):
        return
    runs = (match for match in _WIDE.finditer(text) if _is_run(text, match))
    spans = [Span(match.start(), match.end(), _narrow(match[0])) for match in runs]
    spaces = _WIDE_SPACE.finditer(text) if "\u3000" in text else iter(())
    yield from sorted([*spans, *(Span(match.start(), match.end(), " ") for match in spaces)])


def _narrow(text: str) -> str:
    return "".join(chr(ord(char) - 0xFEE0) for char in text)


def _is_run(text: str, match: re.Match[str]) -> bool:
    """Whether it is more than a letter that stands alone."""
    if len(match[0]) > 1 or match[0].isdigit():
        return True
    beside = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1]
    return not match[0].isalpha() or any(char.isascii() and char.isalnum() for char in beside)
