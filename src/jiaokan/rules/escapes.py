"""Escapes that were never decoded: string escapes, percent-encoding.

A text about code shows the same things on purpose: `is_technical` decides that once for a text, for the rules on
markup too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan import plausibility
from jiaokan.rule import Example, Span, rule

SHOWN = 0.4  # confidence in a text that speaks of code: flagged, not repaired

_TECHNICAL = re.compile(
    r"HTML|XML|CSS|JavaScript|JSON|\bPHP\b|Python|\bJava\b|\bVue\b|jQuery|Unicode|UTF-?8|\bGBK\b|ASCII|Markdown|LaTeX"
    r"|\bAPI\b|UBB|BBCode|encodeURI|\bprintf?\(|console\.|Jinja|Django|Thymeleaf|Smarty|DedeCMS|织梦|Discuz"
    r"|转义|实体(?:引用|字符|名|编号)|字符实体|字符集|字符编码|码点|正则|编程|程序员|源码|源代码|(?<![票券政用织构件])代码"
    r"|前端|占位符|模板(?:引擎|语法|变量|字符串|文件|中的)|变量名|字符串|反斜|换行符|回车符|制表符|编码(?!器)|解码|乱码"
    r"|百分号|标签(?:用|是|表示|内|里|中|的作用|元素|对|必须|可以|语法)|(?:个|对|种|闭合|开始|结束)标签|插值|语法"
    r"|\\(?:frac|begin|end|alpha|beta|theta|text|left|right|sum|int|sqrt|cdot|times|math|section|item)\b|```",
    re.IGNORECASE,
)
# What says nothing of the text: tags, addresses, stamps of programs.
_MARKUP = re.compile(
    r"<[^<>\n]{0,500}>|https?://[!-~]+|(?:内容来自|本文来自|copyright ?)(?:dedecms|织梦)", re.IGNORECASE
)
_CODE_LINE = re.compile(
    r"^\s*(?:def |var |let |const |print|import |from \w+ import|return\b|if ?\(|for ?\(|while ?\(|#include|public "
    r"|private |function\b|\$\w+ ?=|\w+ ?= ?[\"'\[{]|[\w.]+\([^()]*\);?\s*$|[{\[]\s*(?:[\"'{\[]|$)|[}\]][,;)]*$"
    r"|[$>]{1,3} |echo |\"\w+\" ?:|//|/\*|<\?php|SELECT )"
    r"|[=(,:] ?r?[bu]?[\"']\\+[ux]|\w\([\"'\\]|[\"']\);?\s*$|=>|::|->|\\d|\(\?:|\[\^?\\"
)
_HAN_RANGE = r"\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
CHINESE = re.compile(rf"[{_HAN_RANGE}\u2014-\u2026\u3001-\u3011\uff01-\uff5e\u00b7]")
HAN = re.compile(rf"[{_HAN_RANGE}]")
_NAMING = re.compile(r"(?:作|成|为|是|如|[“‘「`\"'])\s?$")
_NAMED = re.compile(r"\s?[，、。；”’」`\"']|\s?(?:表示|代表|就?是|即|用来)")


def is_technical(text: str) -> bool:
    """Whether the text speaks of code, markup or encodings: then it shows such things on purpose."""
    prose = _MARKUP.sub(" ", text)
    return len(_TECHNICAL.findall(prose)) > len(prose) // 4000


def line_around(text: str, start: int, end: int) -> str:
    """The line of a span, cut to 200 characters on either side."""
    begin, stop = max(0, start - 200), min(len(text), end + 200)
    return text[text.rfind("\n", begin, start) + 1 or begin : stop if (at := text.find("\n", end, stop)) < 0 else at]


def is_code_line(text: str, start: int, end: int) -> bool:
    return bool(_CODE_LINE.search(line_around(text, start, end)))


def is_named(text: str, start: int, end: int) -> bool:
    """Whether a span is named as such: 写作&nbsp;，"""
    return bool(_NAMING.search(text[max(0, start - 2) : start])) and bool(_NAMED.match(text[end : end + 4]))


# ---------------------------------------------------------------- string escapes

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

_U = r"\\{1,8}u[0-9a-fA-F]{4}"
_STRING_ESCAPE = re.compile(
    rf"(?:{_U})+|(?:\\{{1,8}}x[0-9a-fA-F]{{2}})+|(?:\\{{1,8}}r)?\\{{1,8}}n(?![a-z])|\\{{1,8}}[rt\"'/](?![a-z])"
)
_CODE = re.compile(r"[ux]([0-9a-fA-F]{4}|[0-9a-fA-F]{2})")
# Without the backslash only characters and marks of Chinese.
_PLAIN = re.compile(r"(?<![0-9A-Za-z\\+%&#])(?:u(?:[4-9][0-9a-f]|30|ff|20)[0-9a-f]{2}){2,}")
_PLAIN_GATE = re.compile(r"u(?:[4-9][0-9a-f]|30|ff|20)[0-9a-f]{2}u(?:[4-9][0-9a-f]|30|ff|20)[0-9a-f]{2}")
_SENTENCE_END = frozenset("。！？!?：:；;”』」）)…")
_IN_CLASS = re.compile(r"[\[\-^]$")
_FOLDER = re.compile(r"[A-Za-z]:\\")
_FOLDER_BEFORE = re.compile(r"[A-Za-z]:\\\S*$")
_SHORT = 4  # decoded characters: fewer may be a specimen


@rule(
    "string-escape",
    since="0.2",
    repairs=[
        Example("\\u4eca\\u5929\\u5929\\u6c14\\u5f88\\u597d", "今天天气很好"),
        Example("\\\\u4eca\\\\u5929\\\\u6674", "今天晴"),
        Example("\\u3000\\u3000本报讯 今天，市图书馆开馆。", "　　本报讯 今天，市图书馆开馆。"),
        Example("好消息\\ud83d\\ude00大家快来", "好消息😀大家快来"),
        Example("第一段写春天。\\n第二段写夏天。\\n第三段写秋天。", "第一段写春天。\n第二段写夏天。\n第三段写秋天。"),
        Example('他说：\\"好。\\"大家都笑了。', '他说："好。"大家都笑了。'),
        Example("本报讯\\xa0\\xa0记者小李报道", "本报讯\u00a0\u00a0记者小李报道"),
        Example("\\xe4\\xbb\\x8a\\xe5\\xa4\\xa9\\xe6\\x99\\xb4", "今天晴"),
        Example("u4ecau5929u5929u6c14u5f88u597d", "今天天气很好"),
    ],
    leaves=[
        "匹配汉字用[\\u4e00-\\u9fa5]",
        "“中”的Unicode转义是\\u4e2d",
        'print("\\u4e2d\\u6587")',
        '{"title": "\\u4e2d\\u6587", "id": 3}',
        "文件在D:\\news\\text和D:\\新闻\\t1",
        "角度为\\theta，梯度为\\nabla",
        "换行用\\n，制表用\\t。",
        "正则\\/\\d+\\/匹配斜杠",
        "写作\\u4e2d，读作中",
        "单独的\\n不足为凭",
        "用户u4e2d在线",
        "¯\\_(ツ)_/¯",
    ],
)
def string_escape(text: str) -> Iterator[Span]:
    r"""Escapes of JSON, JavaScript and Python strings left in the text.

    Damage: 今天 for 今天, also \\u4eca, u4eca, \xe4\xbb\x8a; \n \" \/ for what they stand for.
    Origin: data taken out of scripts with a text search, or escaped once more than it was read.
    Left alone: texts and lines of code, classes of regular expressions, folders, LaTeX; a short specimen beside the
        character it stands for; \n alone, unless several of them end sentences.
    Cost: one character search for a backslash, one for u with its digits; 1 ns a character.
    See: RFC 8259, 7; Python language reference, string literals.
    """
    if "\\" in text:
        yield from _string_escapes(text)
    elif _PLAIN_GATE.search(text):
        for match in _PLAIN.finditer(text):
            decoded = _decode_codes(match[0])
            if decoded and reads_as_chinese(decoded) and CHINESE.sub("", decoded).strip() == "":
                yield Span(match.start(), match.end(), decoded, SHOWN if is_technical(text) else 0.95)


def _string_escapes(text: str) -> Iterator[Span]:
    found: list[tuple[int, int, str]] = []
    n_codes = n_ends = n_breaks = n_quotes = 0
    has_folder = _FOLDER.search(text) is not None
    for match in _STRING_ESCAPE.finditer(text):
        start, end = match.span()
        kind = match[0].lstrip("\\")[0]
        if kind in "ux":
            decoded = _decode_codes(match[0])
            if decoded is None or _IN_CLASS.search(text[start - 1 : start]) or text[end : end + 1] in ("-", "]"):
                continue
            if has_folder and _FOLDER_BEFORE.search(text[max(0, start - 120) : start]):
                continue
            n_codes += 1
        elif has_folder:
            continue
        else:
            decoded = {"n": "\n", "r": "\n", "t": "\t"}.get(kind, kind)
            if kind in "nr":
                n_breaks += 1
                before = text[max(0, start - 1) : start]
                n_ends += before in _SENTENCE_END or bool(found and found[-1][1] == start)
            n_quotes += kind == '"' and bool(CHINESE.search(text[max(0, start - 1) : start] + text[end : end + 1]))
        found.append((start, end, decoded))
    if not found:
        return
    # Marks and line ends are told by what else is escaped, or by their number.
    is_string = n_codes > 0 or (n_breaks >= 2 and 2 * n_ends >= n_breaks) or n_quotes >= 2 or _SLASHED.search(text)
    confidence = SHOWN if is_technical(text) else 0.97
    for start, end, decoded in found:
        if confidence > SHOWN and (not is_string or _is_shown(text, start, end, decoded)):
            yield Span(start, end, decoded, SHOWN)
        else:
            yield Span(start, end, decoded, confidence)


_SLASHED = re.compile(r"<\\+/[a-z]|https?:\\+/\\+/")


def _is_shown(text: str, start: int, end: int, decoded: str) -> bool:
    if is_code_line(text, start, end):
        return True
    is_short = len(decoded) < _SHORT and bool(HAN.search(decoded))
    return is_short and (is_named(text, start, end) or decoded in text)


def _decode_codes(run: str) -> str | None:
    r"""The characters of a run of \uXXXX or \xXX; None where they are no text."""
    codes = _CODE.findall(run)
    if len(codes[0]) == 2:
        return _decode_bytes(bytes.fromhex("".join(codes)))
    try:
        decoded = b"".join(int(code, 16).to_bytes(2, "big") for code in codes).decode("utf-16-be")
    except UnicodeDecodeError:  # half of a surrogate pair
        return None
    # Bytes of UTF-8 as characters, \u00e4\u00bb\u008a, are left to the codec rules.
    is_text = all(
        char.isprintable() or char.isspace() or "\x80" <= char <= "\xff" or char in _BLANK for char in decoded
    )
    return _LINE_ENDS.sub("\n", decoded) if is_text else None


_BLANK = "\u200b\u200c\u200d\ufeff\u00ad"


def _decode_bytes(data: bytes) -> str | None:
    """Bytes as text: UTF-8, else GBK; single high bytes as Latin-1, as Python writes them."""
    for codec in ("utf-8", "gb18030"):
        try:
            decoded = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if all(byte < 0x80 for byte in data):
            return _LINE_ENDS.sub("\n", decoded) if decoded.isprintable() or decoded.isspace() else None
        if reads_as_chinese(decoded):
            return decoded
    if set(data) <= {0xA0, 0xB7}:
        return data.decode("latin-1")
    try:
        decoded = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return decoded if len(data) > 1 and decoded.isalpha() else None


def reads_as_chinese(text: str) -> bool:
    """Whether what is not ASCII is mostly common Han characters and marks."""
    foreign = [char for char in text if char >= "\x80"]
    if not foreign:
        return False
    scores = [max(plausibility.frequency(char), -12.0 if CHINESE.match(char) else -20.0) for char in foreign]
    return sum(scores) / len(scores) > -10.5 and bool(CHINESE.search(text))


# ---------------------------------------------------------------- percent-encoding

_PERCENT_GATE = re.compile(r"%(?:25)*[0-9a-fA-F]{2}%|%u[0-9a-fA-F]{4}")
_ONE = r"%(?:25)*(?:[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})"
_PERCENT = re.compile(rf"{_ONE}(?:[0-9A-Za-z_.~*!'()+-]{{0,80}}{_ONE})*")
_JS_CODE = re.compile(r"%u([0-9a-fA-F]{4})|%([0-7][0-9a-fA-F])")
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_HIGH_BYTE = re.compile(r"%[89a-fA-F][0-9a-fA-F]|%u")
_TWICE = re.compile(r"%(?:25)+(?=[0-9a-fA-F]{2}|u)")
_WORD = re.compile(r"(?:^|[^!-~])[0-9A-Za-z]{0,20}$")  # before it: no address


@rule(
    "percent-encoding",
    since="0.2",
    repairs=[
        Example("标题：%E4%BB%8A%E5%A4%A9%E5%A4%A9%E6%B0%94", "标题：今天天气"),
        Example("%E6%AC%A2%E8%BF%8E2024%E5%B9%B4", "欢迎2024年"),
        Example("%BD%F1%CC%EC%CC%EC%C6%F8%BA%DC%BA%C3", "今天天气很好"),
        Example("%25E4%25BB%258A%25E5%25A4%25A9%25E6%2599%25B4", "今天晴"),
        Example("%u4ECA%u5929%u5929%u6C14", "今天天气"),
    ],
    leaves=[
        "见 https://example.com/wiki/%E4%BB%8A%E5%A4%A9 一文",
        "/upload/%E6%8A%A5%E5%91%8A.pdf",
        "index.php?q=%E4%BB%8A%E5%A4%A9",
        "URL编码%E4%B8%AD%E5%9B%BD表示中国",
        "增长5%20年来最高",
        "打折%50%30%20",
        "%AA%BB%CC%DD",
    ],
)
def percent_encoding(text: str) -> Iterator[Span]:
    """Percent-encoded Chinese outside addresses.

    Damage: %E4%BB%8A%E5%A4%A9 for 今天: bytes of UTF-8, or of GBK, also encoded twice; %u4ECA of JavaScript's escape().
    Origin: form values and link texts taken from addresses or scripts.
    Left alone: addresses and paths; what is neither UTF-8 nor GBK, or doesn't read as Chinese; texts about encodings.
    Cost: one search for a percent sign, 1 ns a character.
    See: RFC 3986, 2.1; WHATWG URL Standard, percent-encoded bytes; ECMAScript, annex B.2.1.1 (escape).
    """
    if "%" not in text or not _PERCENT_GATE.search(text):
        return
    confidence = None
    for match in _PERCENT.finditer(text):
        start, end = match.span()
        if not _WORD.search(text[max(0, start - 21) : start]) or text[end : end + 1] in ("/", "&", "=", "?", "#", "%"):
            continue
        decoded = _decode_percent(match[0])
        if decoded is not None:
            confidence = confidence or (SHOWN if is_technical(text) else 0.98)
            yield Span(start, end, decoded, SHOWN if is_named(text, start, end) else confidence)


def _decode_percent(run: str) -> str | None:
    if not _HIGH_BYTE.search(run):
        run = _TWICE.sub("%", run)
    if "%u" in run:
        decoded = _JS_CODE.sub(lambda code: chr(int(code[1] or code[2], 16)), run)
        return decoded if reads_as_chinese(decoded) and not _SURROGATE.search(decoded) else None
    data = bytearray()
    at = 0
    while at < len(run):
        is_byte = run[at] == "%"
        data.append(int(run[at + 1 : at + 3], 16) if is_byte else ord(" " if run[at] == "+" else run[at]))
        at += 3 if is_byte else 1
    for codec, n_least in (("utf-8", 1), ("gb18030", 3)):
        try:
            decoded = bytes(data).decode(codec)
        except UnicodeDecodeError:
            continue
        n_han = len(HAN.findall(decoded))
        if n_han >= n_least and reads_as_chinese(decoded) and (decoded.isprintable() or codec == "utf-8"):
            return _LINE_ENDS.sub("\n", decoded)
    return None
