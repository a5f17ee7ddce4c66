"""Entities that lost a part, and line ends written as escapes."""

from __future__ import annotations

import html
import html.entities
import re
from collections.abc import Iterator

from jiaokan.rule import Example, Span, rule
from jiaokan.rules.escapes import CHINESE, HAN, SHOWN, is_named, is_technical

_COMMON = "nbsp|ensp|emsp|thinsp|ldquo|rdquo|lsquo|rsquo|mdash|ndash|hellip|middot|quot"
_DECODED_BY_HTML_ENTITY = frozenset(_COMMON.replace("|ndash", "").split("|")) | {
    *("amp", "lt", "gt", "apos", "bull", "times", "copy", "deg")
}
_NUMBER = r"#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}"
_BARE = re.compile(
    rf"(?P<deep>&(?:amp;){{2,9}}(?:{_NUMBER}|[a-zA-Z][a-zA-Z0-9]{{1,7}});)"
    r"|(?P<named>&(?:amp;){0,2}(?!amp;)[a-zA-Z][a-zA-Z0-9]{1,7};)"
    rf"|(?P<open>&(?:amp;)*(?:{_COMMON})(?![A-Za-z0-9;=_]))"
    rf"|(?P<apart>&(?:amp;)?(?: (?:{_COMMON}|amp|lt|gt) ?;|(?:{_COMMON}|amp|lt|gt) ;)|＆(?:{_COMMON}|amp|lt|gt)[；;])"
    rf"|(?P<stripped>(?<![A-Za-z0-9&#＆])(?:amp;)*(?:{_COMMON});)"
    r"|(?P<number>(?<![A-Za-z0-9&#/])#(?:[0-9]{4,5}|x[0-9a-fA-F]{4});)"
)
_BARE_TAILS = ("quo;", "sp;", "dash;", "hellip;", "middot;", "quot;")
_NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9]{1,7}(?=[ ；;]*$)|#[xX]?[0-9a-fA-F]+(?=;?$)")


@rule(
    "bare-entity",
    since="0.2",
    repairs=[
        Example("科技ldquo;双引擎rdquo;发力", "科技“双引擎”发力"),
        Example("来源：新闻网nbsp;nbsp;编辑：小李", "来源：新闻网\u00a0\u00a0编辑：小李"),
        Example("来源：新闻网&nbsp&nbsp编辑", "来源：新闻网\u00a0\u00a0编辑"),
        Example("他说&amp;amp;ldquo;好&amp;amp;rdquo;", "他说“好”"),
        Example("体温38&#8451;&ndash;39&deg;，面积5m&sup2;", "体温38&#8451;–39&deg;，面积5m²"),
        Example("他说#8220;好#8221;。", "他说“好”。"),
        Example("他说& ldquo;好& rdquo;。", "他说“好”。"),
    ],
    leaves=[
        "空格写作nbsp;，引号写作ldquo;。",
        "在HTML中，nbsp;前面要加&，否则显示为nbsp;字样",
        "http://example.com/?a=1&copy=2&lt=3",
        "http://example.com/?q=1&quot=2",
        "a && b; c &d; 与 &unknown;",
        "R&D;Q&A;",
        "工单#20013;已关闭",
        "第#12;号",
        "The quot; sign",
    ],
)
def bare_entity(text: str) -> Iterator[Span]:
    """Character references that lost a part, or were escaped over and over.

    Damage: ldquo; and &nbsp and #8220; and & ldquo; for &ldquo; &nbsp; &#8220;, also &amp;amp;ldquo;, and the names of
        HTML 4 that `html-entity` does not know (&sup2; &eacute;).
    Origin: '&' or ';' stripped as noise, blanks put around marks, markup escaped at every passage.
    Left alone: texts about markup; addresses; what stands beside no Chinese.
    Cost: four character searches, 1 ns a character; six more where there is a semicolon.
    See: HTML Living Standard, named character references; HTML 4.01, 24.
    """
    has_tail = ";" in text and any(tail in text for tail in _BARE_TAILS)
    if not (has_tail or "&" in text or "＆" in text or ("#" in text and ";" in text)):
        return
    found = [(match, decoded) for match in _BARE.finditer(text) if (decoded := _decode_entity(match)) is not None]
    if not found:
        return
    confidence = SHOWN if is_technical(text) else 0.98
    taken = -1  # end of the entity before: a run of them is one
    for i, (match, decoded) in enumerate(found):
        start, end = match.span()
        is_run = start == taken or (i + 1 < len(found) and found[i + 1][0].start() == end)
        taken = end
        beside = text[max(0, start - 2) : start].strip()[-1:] + text[end : end + 2].strip()[:1]
        if match["number"] and not (CHINESE.match(decoded) and (is_run or HAN.match(decoded) is None)):
            continue
        if is_named(text, start, end) or not (is_run or CHINESE.search(beside) or match["deep"] or match["named"]):
            yield Span(start, end, decoded, SHOWN)
        else:
            yield Span(start, end, decoded, max(confidence, 0.9) if match["deep"] else confidence)


def _decode_entity(match: re.Match[str]) -> str | None:
    """The character, or None where the name is none of HTML 4, or the business of `html-entity`."""
    found = _NAME.search(match[0])
    name = found[0] if found else ""
    if match["named"] and (name in _DECODED_BY_HTML_ENTITY or name not in html.entities.name2codepoint):
        return None
    decoded = html.unescape(f"&{name};")
    is_known = name[:1] == "#" or name in html.entities.name2codepoint or name == "apos"
    return decoded if is_known and len(decoded) == 1 and (decoded.isprintable() or decoded.isspace()) else None


_LINE_END = re.compile(
    r"(?:_x000[dD]_|&(?:amp;)?#(?:0*13|[xX]0*[dD]);)(?:_x000[aA]_|&(?:amp;)?#(?:0*10|[xX]0*[aA]);|\n)?"
    r"|&(?:amp;)?#(?:0*10|[xX]0*[aA]|0*1[12]|[xX]0*[bBcC]|8232|8233);\n?"
    r"|(?<![0-9])\\{0,4}x0[dD]\\{0,4}x0[aA]\n?"
)


@rule(
    "escaped-line-end",
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
    ],
)
def escaped_line_end(text: str) -> Iterator[Span]:
    r"""Line ends written as escapes.

    Damage: x0dx0a (what is left of \x0d\x0a), _x000D_, &#13;&#10; for a line end.
    Origin: spreadsheets and databases exported as XML; escapes that lost their backslashes.
    Left alone: texts about code.
    Cost: two substring searches, 0.5 ns a character.
    See: ECMA-376, 22.4.2.4 (bstr); RFC 20.
    """
    if "&" in text or "x0" in text:
        found = list(_LINE_END.finditer(text))
        confidence = SHOWN if found and is_technical(text) else 0.98
        for match in found:
            # `html-entity` decodes references wherever they stand.
            yield Span(match.start(), match.end(), "\n", 0.9 if match[0][0] == "&" else confidence)
