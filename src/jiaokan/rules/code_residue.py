"""Style sheets and scripts that extraction left between the paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan.rule import Example, Span, rule
from jiaokan.rules.specimens import HAN, SHOWN, is_technical, outside_source

_ASCII_LINE = re.compile(r"^[ \t]*(?:[.#@}{/*(!$;]|[a-zA-Z_$][\w$.\- ]{0,60}[{:=(.\[,]|</?\w).*$", re.MULTILINE)
_STYLE = re.compile(
    r"(?:[.#@*\w][^{}]{0,200}\{\s*(?:[\w-]{2,40}\s*:\s*[^;{}]{1,200}(?:;|(?=\s*\})|$)\s*)+\}?\s*)+"
    r"|[.#*][\w .#,:>*-]{0,100}\{|@(?:import|charset|media|font-face|page)\b.*|/\*.*\*/"
)
# What only the script of a page has; loops and assignments alone may be any program's.
_SCRIPT = re.compile(
    r"(?:var|let|const) [\w$]+ ?= ?(?:[\w$]+ ?\|\| ?[\[{]|(?:window|document|jQuery|\$)[.(\[]|new Date|new Swiper).*"
    r"|(?:window|document|jQuery|\$|_hmt|_bdhmProtocol|wx|location|navigator|adsbygoogle|BAIDU_CLB)(?:[.(\[]).*[;{(,)]"
    r"|\(?!?function ?\(\w*\) ?\{.*|\$\(function.*[{;]|var (?:_hmt|cpro_\w+|google_ad\w*|sogou_ad\w*|jiathis_\w+) ?=.*"
)
_PAGE_STYLE = re.compile(
    r"[.#*][\w .#,:>*-]{0,100}\{|\d(?:px|em|%)|#[0-9a-fA-F]{3,6}\b|(?:margin|padding|font|text)-|@import"
)
_FRAME = re.compile(
    r"(?:var|let|const) [\w$]+ ?=.*[;{(\[,]|(?:\(?function ?[\w$]* ?\(|(?:if|for|else if|while) ?\().*"
    r"|(?:try|else|\} ?else) ?\{"
)
# Lines of programs, of Markdown and of front matter: the text shows code, and keeps it.
_OTHER_CODE = re.compile(
    r"^(?:[ -~\t]*[;{}][ \t]*(?:(?://|/\*).*)?$|[ \t]*(?:#{1,6} |```|~~~|---$|//"
    r"|(?:def|class|import|from|public|private|return|int|void|#include)\b[ -~]*$))",
    re.MULTILINE,
)
_SPOKEN_OF = re.compile(
    r"[：:]\s*$|[这這上下][一]?[面句段行条條列]|页面|頁面|样式|樣式|调用|呼叫|变量|函数|循环|声明|把[它这]|写[在成]|代码|脚本"
)
_MANY = 6  # places in a text; more are a text on scripts
_INNER = re.compile(
    r"[\w-]{2,40}\s*:\s*[^;{}]{1,200};|[\w$.\[\]'\"]{1,80} ?\+?= ?.*;|[\w$.]{1,80}\(.*\);|return\b.*;?|[(){}\];,]+"
)


_REPORT = "今天，新馆正式开馆，读者排起了长队。\n馆长说，每天开放十二个小时，欢迎大家来看书。\n"


@rule(
    "script-residue",
    since="0.2",
    repairs=[
        Example(_REPORT + ".content p{text-indent:2em;margin:0}\n" + _REPORT, _REPORT + _REPORT),
        Example(_REPORT * 2 + 'document.write("ad-3");\nwindow.onload = function () {\n  b();\n};\n', _REPORT * 2),
        Example(_REPORT * 2 + 'var hm = hm || [];\n(function() {\n  hm.src = "a";\n})();\n', _REPORT * 2),
    ],
    leaves=[
        "var a = 1;\nwindow.alert(a);",
        "下面的代码改变颜色：\n.content p{color:red}\n" + _REPORT,
        _REPORT + "for (int i = 0; i < n; i++) {\n  s += a[i];\n}\n" + _REPORT,
        _REPORT + "```\n} else {\nwindow.alert(1);\n```\n" + _REPORT,
        _REPORT + "\n    $(function () {\n      go();\n    });\n\n" + _REPORT,
        "## 小节\n" + _REPORT + "document.write(1);\n" + _REPORT,
        _REPORT + ".box { margin: 2px; }\n这一行给盒子加上外边距。\n" + _REPORT,
        _REPORT + "if x > 0:\n    return x\nwindow.go();\n" + _REPORT,
        "他把等式写在黑板上：\na = b;\n然后问我们为什么。\n" + _REPORT,
    ],
)
@outside_source(indented=True)
def script_residue(text: str) -> Iterator[Span]:
    """Lines of style sheets and scripts between paragraphs.

    Damage: .content p{text-indent:2em} or var _hmt = …; as lines of an article.
    Origin: <style> and <script> whose tags were stripped and whose contents were kept.
    Left alone: any program but what only a page has (window., document., $(…), jQuery, ad tags, rules with lengths and
        colours); fences and indented blocks; texts with other code, in Markdown, or that speak of code;
        texts with less prose than code; lines with Chinese that no statement holds.
    Cost: two character searches, 0.5 ns a character.
    See: CSS Syntax Module Level 3; ECMAScript.
    """
    if "{" not in text and (";" not in text or (");" not in text and "var " not in text)):
        return
    lines = [match for match in _ASCII_LINE.finditer(text) if len(match[0]) < 4000 and not HAN.search(match[0][:20])]
    code: list[tuple[int, int]] = []
    sure = 0
    for match in lines:
        line = match[0].strip()
        is_style = _STYLE.fullmatch(line) is not None
        is_sure = (is_style and bool(_PAGE_STYLE.search(line))) or bool(_SCRIPT.fullmatch(line))
        is_sure = is_sure and len(HAN.findall(line)) * 4 < len(line)
        follows = bool(code) and code[-1][1] + 1 >= match.start()
        if is_sure or (follows and (is_style or _INNER.fullmatch(line) or _FRAME.fullmatch(line))):
            sure += is_sure
            code.append(match.span())
    if not sure:
        return
    ends = [0, *(end for _, end in code)]
    starts = [*(start for start, _ in code), len(text)]
    prose = "\n".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    n_code = sum(end - start for start, end in code)
    if len(HAN.findall(prose)) < 30 or len(prose) < n_code:
        return
    blocks: list[tuple[int, int]] = []
    for start, end in code:
        if blocks and blocks[-1][1] + 1 == start:
            start = blocks.pop()[0]  # noqa: PLW2901 — one span for lines that stand together
        blocks.append((start, end))
    is_shown = len(blocks) > _MANY or bool(_OTHER_CODE.search(prose)) or is_technical(prose)
    is_shown = is_shown or any(_is_spoken_of(text, start, end) for start, end in blocks)
    confidence = SHOWN if is_shown else 0.9
    for start, end in blocks:
        is_last = end == len(text) and start > 0
        yield Span(start - is_last, min(len(text), end + 1), "", confidence)


def _is_spoken_of(text: str, start: int, end: int) -> bool:
    """Whether the line before leads to it, or the line behind it says what it does."""
    before = text[max(0, start - 80) : start].rstrip().rpartition("\n")[2]
    after = text[end : end + 80].lstrip().partition("\n")[0]
    return any(_SPOKEN_OF.search(part) is not None for part in (before[-40:], after[:20]))
