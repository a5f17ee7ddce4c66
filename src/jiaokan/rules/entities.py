"""Character references left in the text, whole or in part, and line ends written as escapes."""

from __future__ import annotations

import html
import html.entities
import re
from collections.abc import Iterator

from jiaokan.regex import regex
from jiaokan.rule import Example, Span, rule
from jiaokan.rules.specimens import (
    CHINESE,
    HAN,
    PROSE,
    SHOWN,
    are_residue,
    is_at_line_end,
    is_code_line,
    is_in_prose,
    is_named,
    is_specimen,
    is_technical,
    outside_source,
)

_AMP = "(?:amp;|#38;|#[xX]26;)"  # an ampersand that was escaped once more
_NUMBER = r"#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}"
_ENTITY = regex(rf"&{_AMP}*(?P<name>{_NUMBER}|[a-zA-Z][a-zA-Z0-9]{{1,7}});")
_PLAIN = regex("nbsp|e[mn]sp|thinsp|amp|lt|gt|quot|apos|[lr][ds]quo|[mn]dash|hellip|middot|times|copy|#.*")
_OPERATOR = regex(r"[=(,*!|&<>+-]\s?$")  # before an address taken in C: p = &sum;
_LITERAL = frozenset({'""', "''", "``", "//"})
_CLOSERS = {"”": "“", "’": "‘"}
_Reference = tuple[int, int, str]  # start, end, character


@rule(
    "html-entity",
    needs="&",
    since="0.1",
    version=3,
    repairs=[
        Example("科技&nbsp;创新&ldquo;双引擎&rdquo;", "科技\u00a0创新“双引擎”"),
        Example("A&amp;B公司", "A&B公司"),
        Example("早&#19978;好", "早上好"),
        Example("1&amp;lt;2", "1<2"),
        Example("这个“&#23433;”字写得好，&hellip;&hellip;", "这个“安”字写得好，……"),
        Example("他说&amp;amp;ldquo;好&amp;amp;rdquo;", "他说“好”"),
        Example(
            "发病的时候先是一阵灼&amp;#30171;或&amp;#21050;痛，过几天才出现水疱，容易被误认。",
            "发病的时候先是一阵灼痛或刺痛，过几天才出现水疱，容易被误认。",
        ),
        Example("体温38&#8451;&ndash;39&deg;，面积5m&sup2;", "体温38℃–39°，面积5m²"),
        Example("他说&amp;#8220;大有可为&amp;#8221;，说完就走", "他说“大有可为”，说完就走"),
        Example("模板把&ldquo;<&rdquo;换成了实体。", "模板把“<”换成了实体。"),
        Example(
            "他问&ldquo;用哪个&rdquo;。小林说&ldquo;看语气&rdquo;，老周说&ldquo;看位置&rdquo;，标题里用&ldquo;与&rdquo;。",
            "他问“用哪个”。小林说“看语气”，老周说“看位置”，标题里用“与”。",
        ),
    ],
    leaves=[
        "R&D 投入",
        "Q&A;",
        "AT&T公司",
        "写作 &unknown; 的实体",
        "a && b;",
        "空格写作&nbsp;，小于号写作&lt;。",
        "左右引号是&ldquo;和&rdquo;，省略号是&hellip;",
        "HTML常用实体\n&lt; 小于\n&gt; 大于\n&copy; 版权\n&nbsp; 空格",
        "title.replace(/&nbsp;/g, '')",
        "int *p = &sum;\nswap(&part, &real);",
        "转义时用&quot;代替引号，用&apos;代替撇号。",
        "提交以后“>”变成了“&gt;”，怎么还原？",
        "引号有两种：&ldquo;|&rdquo;与&lsquo;/&rsquo;。",
        "&trade;是商标，&reg;是注册商标。",
        "小方块可以打&#9632;，也可以打&#9633;。",
        "例如`a &lt; b`，以及\n```\nx &amp;&amp; y\n```\n两种。",
    ],
)
@outside_source()
def html_entity(text: str) -> Iterator[Span]:
    """Character references left in the text, escaped once or over and over.

    Damage: &nbsp; &ldquo; &#19978; &amp;lt; &amp;amp;hellip; for the characters they stand for.
    Origin: markup stripped without decoding, or encoded at every passage.
    Left alone: an ampersand that begins no reference known in HTML 4; a reference named as such (写作&nbsp;，), beside
        a term of markup, or in a text on markup outside its prose; literals and addresses of variables in code.
    Cost: none on text without '&'.
    See: HTML Living Standard, named character references; HTML 4.01, 24.
    """
    found = [(match, decoded) for match in _ENTITY.finditer(text) if (decoded := _decode(match)) is not None]
    shown = _specimens(text, [(match.start(), match.end(), decoded) for match, decoded in found])
    for (match, decoded), is_shown in zip(found, shown, strict=True):
        is_literal = text[match.start() - 1 : match.start()] + text[match.end() : match.end() + 1] in _LITERAL
        yield Span(match.start(), match.end(), decoded, SHOWN if is_shown or is_literal else 0.98)


def _decode(match: re.Match[str]) -> str | None:
    """The character, or None where the name is none of HTML 4 or the text is a program's."""
    name, before = match["name"], match.string[max(0, match.start() - 2) : match.start()]
    if not _PLAIN.fullmatch(name) and (name not in html.entities.name2codepoint or _OPERATOR.search(before)):
        return None
    decoded = html.unescape(f"&{name};")
    if decoded in ("\r", "\x0b", "\x0c", "\u2028", "\u2029"):
        return "\n"
    is_text = decoded.isprintable() or decoded.isspace() or decoded in _FORMAT
    return decoded if len(decoded) == 1 and is_text and decoded != "\ufffd" else None


_FORMAT = "\u00ad\u200b\u200c\u200d\u200e\u200f\ufeff"


def _specimens(text: str, found: list[_Reference]) -> list[bool]:
    """Which of the references the text shows on purpose."""
    if not found:
        return []
    technical = is_technical(text)
    quotes, around_conjunctions = _quotes_in_use(text, found)
    in_use = [i in quotes or _is_run(text, found, i) for i in range(len(found))]
    named = [
        not is_used
        and (
            (_is_coordinated(text, start, end) and not (HAN.match(decoded) and is_in_prose(text, start, end)))
            or is_named(text, start, end, technical=technical)
            or _is_sign_spoken_of(text, start, end, decoded)
        )
        for is_used, (start, end, decoded) in zip(in_use, found, strict=True)
    ]
    in_prose = [technical and is_in_prose(text, start, end) for start, end, _ in found]
    if are_residue([one or other for one, other in zip(in_use, in_prose, strict=True)]):
        return [one and (technical or i not in around_conjunctions) for i, one in enumerate(named)]
    technical = technical or any(named)  # a text that speaks of one shows the others
    return [
        not is_used and (is_spoken_of or is_specimen(text, start, end, technical=technical))
        for is_used, is_spoken_of, (start, end, _) in zip(in_use, named, found, strict=True)
    ]


def _is_coordinated(text: str, start: int, end: int) -> bool:
    """Whether it is one of two that are named: &ldquo;和&rdquo;"""
    return bool(_AND_NEXT.match(text, end)) or text[max(0, start - 2) : start] in _AND_BEFORE


def _is_sign_spoken_of(text: str, start: int, end: int, decoded: str) -> bool:
    """Whether it is a sign that stands alone in quotes, or of which it is said what it is: &copy;是版权符号"""
    if decoded in "“”‘’—…·" or decoded.isspace() or HAN.match(decoded):
        return False
    return text[start - 1 : start] + text[end : end + 1] in _QUOTED or bool(_IS.match(text, end))


_QUOTED = frozenset({"“”", "‘’", "「」", "『』"})
_IS = regex("就?是(?!否)")
_AND_NEXT = regex("[和与與、或及跟]&")
_AND_BEFORE = frozenset({";和", ";与", ";與", ";、", ";或", ";及", ";跟"})


def _quotes_in_use(text: str, found: list[_Reference]) -> tuple[set[int], set[int]]:
    """Opening and closing quotes, one behind the other, with more between them than a conjunction; and with one."""
    quotes: set[int] = set()
    around_conjunctions: set[int] = set()
    opening = -1
    for i, (start, _, decoded) in enumerate(found):
        if decoded in _CLOSERS.values():
            opening = i
        elif decoded in _CLOSERS and opening >= 0 and found[opening][2] == _CLOSERS[decoded]:
            quoted = text[found[opening][1] : min(start, found[opening][1] + 200)]
            if "\n" not in quoted and (HAN.search(_JOINING.sub("", quoted)) or _SIGN.fullmatch(html.unescape(quoted))):
                quotes |= {opening, i}
            elif HAN.fullmatch(quoted):
                around_conjunctions |= {opening, i}
            opening = -1
        elif decoded in _CLOSERS and len(HAN.findall(text[max(0, start - 2) : start])) == 2:
            before = text[max(0, start - 60) : start].rpartition("\n")[2]
            if before.rfind(_CLOSERS[decoded]) > before.rfind(decoded):
                quotes.add(i)
    return quotes, around_conjunctions


def _is_run(text: str, found: list[_Reference], i: int) -> bool:
    """Whether it is one of two dashes or rows of dots, or of the blanks of an indent, or a blank behind a paragraph."""
    start, end, decoded = found[i]
    before = found[i - 1] if i else (0, -1, "")
    after = found[i + 1] if i + 1 < len(found) else (-1, 0, "")
    if decoded.isspace() and text[start - 1 : start] in _ENDS and text[end : end + 1] in ("", "\n", "<"):
        return True
    is_doubled = (before[1], before[2]) == (start, decoded) or (after[0], after[2]) == (end, decoded)
    is_indent = text[start - 1 : start] in ("", "\n", ";") and text[end : end + 1] != " "
    return is_doubled and (decoded in "—…" or (is_indent and decoded in _BLANKS))


_JOINING = regex("[和与與、或及跟，\\s]+")
_SIGN = regex("[<>&*+=%$#@^~]{1,2}")  # that is spoken of; a bar or a stroke stands between alternatives
_BLANKS = frozenset("\u00a0\u2002\u2003")


# ---------------------------------------------------------------- references that lost a part

# Names that no word ends or begins with.
_SURE = "nbsp|ensp|emsp|thinsp|[lr][ds]quo|[mn]dash|hellip|middot"
_BARE = regex(
    rf"&{_AMP}*(?:{_NUMBER}|[a-zA-Z][a-zA-Z0-9]{{1,7}});"  # whole: the business of `html-entity`
    rf"|(?P<open>&{_AMP}*(?:(?:{_SURE})(?![;=_])|quot(?![A-Za-z0-9;=_])))"
    rf"|(?P<apart>&{_AMP}?(?: (?:{_SURE}|quot|amp|lt|gt) ?;|(?:{_SURE}|quot|amp|lt|gt) ;)"
    rf"|＆(?:{_SURE}|quot|amp|lt|gt)[；;])"
    rf"|(?P<stripped>(?:amp;)*(?:(?<![&＆_])(?:{_SURE})|(?<![A-Za-z0-9&＆_])quot)[;；])"
    r"|(?P<number>(?<![A-Za-z0-9&#/])#(?:[0-9]{4,5}|x[0-9a-fA-F]{4});)"
)
_BARE_TAILS = ("quo", "sp", "dash", "hellip", "middot", "quot")
_NAME = regex(r"[a-zA-Z][a-zA-Z0-9]{1,7}(?=[ ；;]*$)|#[xX]?[0-9a-fA-F]+(?=;?$)")


@rule(
    "bare-entity",
    needs="&;＆#",
    since="0.2",
    repairs=[
        Example("科技ldquo;双引擎rdquo;发力", "科技“双引擎”发力"),
        Example("来源：新闻网nbsp;nbsp;编辑：小李", "来源：新闻网\u00a0\u00a0编辑：小李"),
        Example("来源：新闻网&nbsp&nbsp编辑", "来源：新闻网\u00a0\u00a0编辑"),
        Example("他生于1926mdash;1927年，&ldquoAI&rdquo一词", "他生于1926—1927年，“AI”一词"),
        Example("他说#8220;好#8221;。", "他说“好”。"),
        Example("他说& ldquo;好& rdquo;。", "他说“好”。"),
    ],
    leaves=[
        "空格写作nbsp;，引号写作ldquo;。",
        "在HTML中，nbsp;前面要加&，否则显示为nbsp;字样",
        "http://example.com/?a=1&copy=2&lt=3",
        "http://example.com/?q=1&quot=2&mdash=1",
        "a && b; c &d; 与 &unknown;",
        "R&D;Q&A;",
        "工单#20013;已关闭",
        "第#12;号",
        "The quot; sign",
        "面试常问：ensp;和emsp;有什么区别？",
        "单元格里填了&nbsp三个字符，页面就空了。",
    ],
)
@outside_source()
def bare_entity(text: str) -> Iterator[Span]:
    """Character references that lost a part.

    Damage: ldquo; and &nbsp and #8220; and & ldquo; for &ldquo; &nbsp; &#8220;.
    Origin: '&' or ';' stripped as noise, blanks put around marks.
    Left alone: references named as such, beside a term of markup, or in a text on markup outside its prose; addresses;
        what stands beside no Chinese.
    Cost: none on text without & ; ＆ #, then six substring searches, 1 ns a character.
    See: HTML Living Standard, named character references; HTML 4.01, 24.
    """
    is_candidate = ("&" in text or ";" in text or "＆" in text) and any(tail in text for tail in _BARE_TAILS)
    if not is_candidate and not ("#" in text and ";" in text):
        return
    found = [(match, decoded) for match in _BARE.finditer(text) if (decoded := _decode_bare(match)) is not None]
    shown = _specimens(text, [(match.start(), match.end(), decoded) for match, decoded in found])
    taken = -1  # end of the entity before: a run of them is one
    for i, (match, decoded) in enumerate(found):
        start, end = match.span()
        is_run = start == taken or (i + 1 < len(found) and found[i + 1][0].start() == end)
        taken = end
        if match["number"] and not (CHINESE.match(decoded) and (is_run or HAN.match(decoded) is None)):
            continue
        is_sure = is_run or bool(CHINESE.search(text[max(0, start - 6) : start] + text[end : end + 6]))
        yield Span(start, end, decoded, 0.98 if is_sure and not shown[i] else SHOWN)


def _decode_bare(match: re.Match[str]) -> str | None:
    found = _NAME.search(match[0]) if match.lastgroup else None
    if found is None:
        return None
    decoded = html.unescape(f"&{found[0]};")
    is_text = decoded.isprintable() or decoded.isspace()
    return decoded if len(decoded) == 1 and is_text else None


# ---------------------------------------------------------------- line ends

_LINE_END = regex(
    rf"(?:_x000[dD]_|&{_AMP}*#(?:0*13|[xX]0*[dD]);)(?:_x000[aA]_|&{_AMP}*#(?:0*10|[xX]0*[aA]);|\n)?"
    rf"|&{_AMP}*#(?:0*10|[xX]0*[aA]|0*1[12]|[xX]0*[bBcC]|8232|8233);\n?"
    r"|(?<!(?<![0-9])0)(?<!\\)(?P<bare>\\{0,4}x0[dD]\\{0,4}x0[aA])\n?"
)


@rule(
    "escaped-line-end",
    needs="&x",
    since="0.2",
    repairs=[
        Example("第一段。x0dx0a第二段。", "第一段。\n第二段。"),
        Example("第一段。_x000D_\n第二段。_x000D_", "第一段。\n第二段。\n"),
        Example("第一段。&#13;\n第二段。&#13;&#10;第三段。", "第一段。\n第二段。\n第三段。"),
        Example("第一段。\\x0d\\x0a第二段。", "第一段。\n第二段。"),
    ],
    leaves=[
        "回车换行的字节是0x0d0x0a",
        "在代码里写作 \\x0d\\x0a，即回车符加换行符",
        "型号x0d0与x0a",
        "x0d0a与x0a0d",
        "数据帧：7e x02 x0dx0a7f",
        "编号x0dx0a-1与x0dx0b-2的样品",
        "采集来的文章里全是x0dx0a，怎么批量替换？",
        "传感器型号为x0dx0a系列，共有三种。",
        "收到x0dx0a即为一帧结束，请处理。",
    ],
)
@outside_source()
def escaped_line_end(text: str) -> Iterator[Span]:
    r"""Line ends written as escapes.

    Damage: x0dx0a (what is left of \x0d\x0a), _x000D_, &#13;&#10; for a line end.
    Origin: spreadsheets and databases exported as XML; escapes that lost their backslashes.
    Left alone: lines of code, what is named (写作\x0d\x0a，) or stands beside a term of code or among ASCII.
    Cost: none on text without & or x, then three substring searches, 1.8 ns a character.
    See: ECMA-376, 22.4.2.4 (bstr); RFC 20.
    """
    if not ("&#" in text or "x0" in text or ("&" in text and ";#" in text)):
        return
    found = list(_LINE_END.finditer(text))
    in_use = [is_at_line_end(text, m.start(), m.end()) or text[m.start() - 1 : m.start()] in _ENDS for m in found]
    is_residue = are_residue(in_use)
    is_known = any(in_use)
    technical = bool(found) and is_technical(text)
    for match, is_used in zip(found, in_use, strict=True):
        start, end = match.span()
        is_glued = match[0][0] == "&" or _is_glued(text, start, match.end("bare") if match["bare"] else end)
        # No line begins with a closing mark.
        is_shown = is_code_line(text, start, end) or text[end : end + 1] in _CLOSING_MARKS
        if not is_used and not is_residue:
            is_shown = (
                is_shown
                or text[start - 1 : start] in tuple("，、（“")
                or (bool(match["bare"]) and not is_known and not _is_before_prose(text, end))
                or is_specimen(text, start, end, technical=technical)
            )
        yield Span(start, end, "\n", 0.98 if is_glued and not is_shown else SHOWN)


_ENDS = frozenset("。！？；…”）")
_INSIDE = frozenset("，、（“")
_CLOSING_MARKS = frozenset("，、。；：？！”）,;")


def _is_before_prose(text: str, end: int) -> bool:
    """Whether a paragraph begins there: a word inside a sentence has less behind it."""
    return len(HAN.findall(text[end : end + 400].partition("\n")[0])) >= PROSE


def _is_glued(text: str, start: int, end: int) -> bool:
    """Whether it stands at an edge of its line, or right behind Chinese or before it; not among ASCII."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if after in ("", "\n") or before in ("", "\n") or text.startswith("x0d", end) or CHINESE.match(after):
        return True
    return bool(CHINESE.match(before)) and (after.isalnum() or after in tuple("\"'(<[ "))
