"""Specimens: escapes and markup that a text shows on purpose, as texts about code do.

The place decides: what is named (写作&nbsp;，), what stands beside a term of the trade, a line of code. Where the whole
text is on code, only what stands in a line of plain prose is damage.
"""

from __future__ import annotations

import functools
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

from jiaokan.regex import regex
from jiaokan.rule import Find, Span

SHOWN = 0.4  # confidence in a specimen: flagged, not repaired

_HAN_RANGE = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
CHINESE = regex(rf"[{_HAN_RANGE}\u2014-\u2026\u3001-\u3011\uff01-\uff5e\u00b7]")
HAN = regex(rf"[{_HAN_RANGE}]")

# Terms that hardly occur but in a text on escapes, markup or templates.
_TERM = regex(
    r"(?<![A-Za-z0-9_./&-])(?:x?html5?|xml|css3?|unicode|utf-?(?:8|16)|gbk|gb2312|ascii|base64|latex|jinja2?|thymeleaf|smarty"
    r"|dedecms|ubb|bbcode|regexp?|encodeURI\w*|decodeURI\w*|vue|angular|printf|DOM|innerHTML)(?![A-Za-z0-9_;-])"
    r"|转义|字符实体|实体(?:引用|字符|名|编号|编码|符号)|(?:空格|符号)实体|(?:全角|里的)空格|字符集|字符编码|码点|码位|正则|占位符|变量名|字符串|反斜|换行符"
    r"|模板(?:引擎|语法|变量|字符串|文件|标签)|回车符|制表符|空格符|小于号|大于号|与号|不换行空格|插值|写法|乱码|解码"
    r"|(?:URL|网址|百分号|百分|字符|中文|汉字|Unicode)编码|编码(?:为|成|后|前|规则|转换)|百分号"
    r"|(?:闭合|开始|结束|成对的?|超链接|换行)标签|标签(?:对|闭合|语法|属性|名)|网页(?:代码|标签|打印代码)|源代码"
    r"|前端(?:写法|代码|模板)|(?:下面|以下|这段|示例)(?:的)?代码|代码(?:如下|示例|片段|块|里|中)|```"
    r"|富文本|地址[栏欄]|尖括[号號]|织梦|織夢|(?:PHP|ASP|JSP|Shell|React|Vue|WordPress)(?:[里中]|组件)|轉義|字元(?:集|編碼|串)|編碼(?:為|成|後|前)|解碼|亂碼|正規表"
    r"|\\(?:frac|begin|end|alpha|beta|theta|text|left|right|sum|int|sqrt|cdot|times|math|section|item)\b",
    re.IGNORECASE,
)
# Words that texts on software have as well, which show nothing.
_WEAK_TERM = regex(
    r"(?<![A-Za-z0-9_./&-])(?:JavaScript|JSON|PHP|Python|Java|jQuery|React|Markdown|API|SQL|Django|Discuz)(?![A-Za-z0-9_;-])"
    r"|(?<![票券政用织构件])代码|源码|编程|程序员|前端|后端|浏览器|网页|编码(?!器)|函数|语法|编辑器|脚本|采集",
    re.IGNORECASE,
)
# What says nothing of the text: tags, addresses.
_MARKUP = regex(r"<[^<>\n]{0,500}>|https?:\\{0,8}/[!-~]+", re.IGNORECASE)
_CUT_MARKUP = regex(r"^[^<>\n]*>|<[^<>\n]*$")

_CODE_HEAD = regex(
    r"\s*(?:def |var |let |const |print\b|import |from \w+ import|return\b|if ?\(|for ?\(|while ?\(|#include|public "
    r"|private |function\b|\$\w+ ?=|\w+ ?= ?[\"'\[{]|[\w.]+\([^()]*\);?\s*$|\{\s*[\"']|[{\[]\s*$|[}\]][,;)]*$"
    r"|(?:\$|>>>) |echo |\"\w+\" ?:|//|/\*|<\?php|SELECT )",
    re.ASCII,
)
_CODE_PART = regex(r"[=(,:] ?r?[bu]?[\"']\\+[ux]|\w\([\"'\\]|[\"']\);?\s*$|=>|::|->|\\d|\(\?:|\[\^?\\", re.ASCII)
_WRITES = regex(
    r"(?:[写寫记記加套][作成为為上入着]?|(?:表示|[显顯]示|[换換]|[变變存]|[转轉][义義]|[编編][码碼])[为為成]了?|敲|可以打|填了|[输輸]入|[叫称稱][作做为為]"
    r"|查找|替[换換]|[删刪][除掉]|去掉|[标標][记記签籤]|符[号號]|源[码碼]是|代[码碼]是|字符|里是|全是|[总總]有) ?$"
)
_MAY_WRITE = regex(r"[作成为為是如用把“‘「`\"'（(] ?$")
_SAID = regex(
    r" ?(?:[一两二三几]个字符|就行|即可|[这這][样樣种種个個类類]|字[样樣]|符[号號]|字符|念|[读讀写寫改换換][作成]"
    r"|替[换換]|输出|輸出|取得|怎[么麼]|是什|是[换空回分]|之[类類]|等[等符])"
)
_SAID_OF = regex(r" ?(?:表示|代表|用[来來於于]|[标標][签籤记記])")  # also where a sentence begins with it
_NAMED = regex(r" ?[，、。；,;”’」`\"'）)]| ?(?:就?是|即|的|再)")
_QUOTES = frozenset("“‘「\"'`")
_ENDED = regex(r"[。！？；…”’」』）】.!?\])]")
_SENTENCE_ENDS = frozenset("。！？…”\n")
_MANY = 3
PROSE = 20  # Han characters that make a line one of prose


def is_technical(text: str) -> bool:
    """Whether the text speaks of code, markup or encodings, by the rate of its terms."""
    prose = _MARKUP.sub(" ", text)
    need = 3 * (1 + len(prose) // 500)
    strong = 3 * len(_TERM.findall(prose))
    return strong >= need or strong + len(_WEAK_TERM.findall(prose)) >= need


def is_about(text: str) -> bool:
    """Whether a text has a term of code, markup or encodings at all."""
    return _TERM.search(text) is not None


def line_around(text: str, start: int, end: int) -> str:
    """The line of a span, cut to 200 characters on either side."""
    begin, stop = max(0, start - 200), min(len(text), end + 200)
    return text[text.rfind("\n", begin, start) + 1 or begin : stop if (at := text.find("\n", end, stop)) < 0 else at]


def is_code_line(text: str, start: int, end: int, *, is_long: bool = False) -> bool:
    """Whether a span stands in a line of code; of a long span only what the line begins with is asked."""
    line = line_around(text, start, end)
    return bool(_CODE_HEAD.match(line)) or (not is_long and bool(_CODE_PART.search(line)))


def is_named(text: str, start: int, end: int, *, technical: bool) -> bool:
    """Whether the text speaks of a span: 写作&nbsp;，; in a technical text also in quotes or behind 是, 为, 用."""
    before, after = text[max(0, start - 4) : start], text[end : end + 4]
    if _SAID_OF.match(after) or (before[-1:] not in _SENTENCE_ENDS and _SAID.match(after)):
        return True
    is_written = bool(_WRITES.search(before)) or (before[-1:] in _QUOTES and bool(_WRITES.search(before[:-1])))
    is_begun = is_written or (technical and bool(_MAY_WRITE.search(before)))
    return is_begun and (bool(_NAMED.match(after)) or (is_written and not after))


def is_beside_term(text: str, start: int, end: int) -> bool:
    """Whether a term stands in the same line, at most 40 characters away."""
    before = text[max(0, start - 40) : start].rpartition("\n")[2]
    after = text[end : end + 40].partition("\n")[0]
    return any(
        _TERM.search(_CUT_MARKUP.sub(" ", _MARKUP.sub(" ", part))) is not None for part in (before, after) if part
    )


def is_in_prose(text: str, start: int, end: int) -> bool:
    """Whether a span stands in a line of Chinese prose that has no term."""
    prose = _CUT_MARKUP.sub(" ", _MARKUP.sub(" ", line_around(text, start, end)))
    return len(HAN.findall(prose)) >= PROSE and not _TERM.search(prose)


def is_at_line_end(text: str, start: int, end: int) -> bool:
    """Whether a span ends its line behind Chinese or a sentence: nothing a sentence speaks of stands there."""
    before = text[max(0, start - 2) : start].rstrip(" \t\u3000")[-1:]
    is_behind = bool(before) and before != "\n" and bool(_ENDED.match(before))
    return is_behind and not text[end : end + 40].partition("\n")[0].strip()


def is_specimen(text: str, start: int, end: int, *, technical: bool) -> bool:
    """Whether a text, `technical` or not as a whole, shows a span on purpose."""
    if is_named(text, start, end, technical=technical) or is_beside_term(text, start, end):
        return True
    return technical and not is_in_prose(text, start, end)


def are_residue(in_use: Sequence[bool]) -> bool:
    """Whether so many of the finds do their work in the text that it does not speak of the others either."""
    return sum(in_use) >= _MANY and 5 * sum(in_use) >= 3 * len(in_use)


# ---------------------------------------------------------------- source text

_FENCE = regex(r"^[ \t>]*(?P<mark>`{3,}|~{3,})[^`\n]*$", re.MULTILINE)
_QUOTED_CODE = regex(r"`[^`\n]{1,300}`|<pre\b[^<>]{0,300}>(?:(?!</?pre\b)(?s:.))*</pre>", re.IGNORECASE)
_INDENTED = regex(r"(?:\A|\n[ \t]*\n|::[ \t]*\n)((?:(?: {4}|\t).*\n?|[ \t]*\n)+)")
_STATEMENT = regex(r"[;{}][ \t]*$|[\w\])] ?[-+*/<>!=]?= |\w\(|^[ \t]*</?[a-z]", re.MULTILINE)


def outside_source(*, indented: bool = False) -> Callable[[Find], Find]:
    """A find function of which whatever stands in source text is flagged only: that is shown on purpose.

    Source text is what Markdown fences or puts in backticks and what stands in <pre>; with `indented` also what
    Markdown and reStructuredText tell by four blanks or a tab behind an empty line.
    """

    def make(find: Find) -> Find:
        @functools.wraps(find)
        def find_outside(text: str) -> Iterator[Span]:
            starts: list[int] | None = None
            ends: list[int] = []
            for span in find(text):
                if starts is None:
                    ranges = source_ranges(text, indented=indented)
                    starts, ends = [start for start, _ in ranges], [end for _, end in ranges]
                i = bisect_right(starts, span.start) - 1
                is_inside = i >= 0 and span.start < ends[i]
                yield span._replace(confidence=min(SHOWN, span.confidence)) if is_inside else span

        return find_outside

    return make


def source_ranges(text: str, *, indented: bool) -> list[tuple[int, int]]:
    """Where source text stands, ascending, without overlaps."""
    found = _fenced(text) if "```" in text or "~~~" in text else []
    if "`" in text or "</pre>" in text or "</PRE>" in text:
        found += [m.span() for m in _QUOTED_CODE.finditer(text) if m[0][0] == "`" or _is_source(m[0])]
    if indented and ("    " in text or "\t" in text):
        found += [m.span(1) for m in _INDENTED.finditer(text) if _is_source(m[1])]
    ranges: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if ranges and start < ranges[-1][1]:
            ranges[-1] = (ranges[-1][0], max(end, ranges[-1][1]))
        else:
            ranges.append((start, end))
    return ranges


def _fenced(text: str) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    opened: re.Match[str] | None = None
    for match in _FENCE.finditer(text):
        if opened is None:
            opened = match
        elif match["mark"].startswith(opened["mark"]) and match[0].strip(" \t>`~") == "":
            found.append((opened.start(), match.end()))
            opened = None
    if opened is not None and opened["mark"][0] == "`":  # a row of ~~~ may be an ornament
        found.append((opened.start(), len(text)))
    return found


def _is_source(block: str) -> bool:
    return len(HAN.findall(block)) * 4 < len(block) and _STATEMENT.search(block) is not None
