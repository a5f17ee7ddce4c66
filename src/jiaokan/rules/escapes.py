"""Escapes that were never decoded: string escapes, percent-encoding."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan import plausibility
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, rule
from jiaokan.rules.specimens import (
    CHINESE,
    HAN,
    SHOWN,
    are_residue,
    is_code_line,
    is_in_prose,
    is_named,
    is_specimen,
    is_technical,
    line_around,
    outside_source,
)

# ---------------------------------------------------------------- string escapes

_LINE_ENDS = regex(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

_U = r"\\{1,8}u[0-9a-fA-F]{4}"
_STRING_ESCAPE = regex(
    rf"(?:{_U})+|(?:\\{{1,8}}x[0-9a-fA-F]{{2}})+|(?:\\{{1,8}}r)?\\{{1,8}}n(?![a-z])|\\{{1,8}}[rt](?![a-z])|\\{{1,8}}[\"'/]"
)
_CODE = regex(r"[ux]([0-9a-fA-F]{4}|[0-9a-fA-F]{2})")
# Without the backslash only characters and marks of Chinese; digits and blanks may stand between.
_PLAIN_CODE = r"u(?:[4-9][0-9a-f]|30|ff|20)[0-9a-f]{2}"
_PLAIN = regex(rf"(?<![0-9A-Za-z\\+%&#])[0-9]{{0,12}}{_PLAIN_CODE}(?:[0-9 .,:%-]{{0,12}}{_PLAIN_CODE})+")
_PLAIN_GATE = regex(_PLAIN_CODE + _PLAIN_CODE)
_SENTENCE_END = frozenset("。！？!?：:；;”』」）)…")
_ENDED = frozenset("。！？”）…")
_IN_CLASS = regex(r"[\[\-^]$")
_FOLDER = regex(r"(?<![0-9A-Za-z])[A-Za-z]:\\")
_FOLDER_BEFORE = regex(r"(?<![0-9A-Za-z])[A-Za-z]:\\\S*$")
_SHORT = 4  # decoded characters: fewer may be a specimen
_LONG = 12  # Han characters decoded in a line: so many are none
_LONG_LINE = 5  # the same where nothing but escapes stands in the line


@rule(
    "string-escape",
    needs="\\u",
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
        Example("\\u5173\\u952e\\u8bcd:\\u9605\\u8bfb", "关键词:阅读"),  # d:\ is no drive
        Example(
            "雨停以后，孩子们又跑到\\u6cb3边去看水，水是\\u6d51\\u6d4a的，比昨天\\u9ad8了半尺，桥\\u58a9只露出一点，叫作“\\u9f9f\\u80cc”",
            "雨停以后，孩子们又跑到河边去看水，水是浑浊的，比昨天高了半尺，桥墩只露出一点，叫作“龟背”",
        ),
        Example(
            "至少要\\u52a0\\u5c3f\\u7d208\\u81f310\\u516c\\u65a4\\uff0c\\u518d\\u6d47\\u6c34\\u5e76\\u76d6\\u571f\\u4fdd\\u6e29",
            "至少要加尿素8至10公斤，再浇水并盖土保温",
        ),
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
        "b'\\xe6\\x98\\xa5\\xe5\\xa4\\xa9'是春天两个字的字节",
        '{"_id": 7, "name": "春晓", "body": "花落知多少。\\n又一首。\\n再一首。\\n"}',
        "```\n第一行。\\n第二行。\\n第三行。\\n\n```",
        "零件u5305u88c5已经到货",
        "发送“AT\\x0d\\x0a”后等模块应答",
        "提交的编号是\\xc3\\xf7$8\\x9b\\x8dO，不是文字",
        '按"\\"键换行，再按"\\"键返回',
        "字符串里超出范围的编码（比如\\u2a6f9）会被看成\\u2a6f和后面的一个9，两个都不是原来的字，这一点要小心。",
        "表里“春”对应\\u6625，“夏”对应\\u590f，“秋”对应\\u79cb，“冬”对应\\u51ac，四个都是常用的字，记住就好。",
        "老师说：“写\\n试试。”\n学生说：“换行了。\\n呢？”",
    ],
)
@outside_source()
def string_escape(text: str) -> Iterator[Span]:
    r"""Escapes of JSON, JavaScript and Python strings left in the text.

    Damage: 今天 for 今天, also \\u4eca, u4eca, \xe4\xbb\x8a; \n \" \/ for what they stand for.
    Origin: data taken out of scripts with a text search, or escaped once more than it was read.
    Left alone: lines of code, classes of regular expressions, folders, LaTeX; a few characters that are named, stand
        beside what they stand for, beside a term of code or in a text on code; \n alone, unless several end
        sentences; bytes where others are no text; "\", the sign in quotes.
    Cost: none on text without a backslash or u, then a search for u with its digits, 0.5 ns a character.
    See: RFC 8259, 7; Python language reference, string literals.
    """
    if "\\" in text:
        yield from _string_escapes(text)
    elif _PLAIN_GATE.search(text):
        technical = is_technical(text)
        for match in _PLAIN.finditer(text):
            decoded = re.sub("u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), match[0])
            if reads_as_chinese(decoded) and re.fullmatch(r"[0-9 .,:%-]*", CHINESE.sub("", decoded)):
                is_long = len(HAN.findall(decoded)) >= _LONG
                is_shown = len(decoded) < _SHORT or (
                    not is_long and is_specimen(text, *match.span(), technical=technical)
                )
                yield Span(match.start(), match.end(), decoded, SHOWN if is_shown else 0.95)


def _string_escapes(text: str) -> Iterator[Span]:
    found: list[tuple[int, int, str]] = []
    n_codes = n_ends = n_breaks = n_quotes = 0
    has_folder = _FOLDER.search(text) is not None
    has_bytes = False  # of no text
    for match in _STRING_ESCAPE.finditer(text):
        start, end = match.span()
        kind = match[0].lstrip("\\")[0]
        if kind in "ux":
            decoded = _decode_codes(match[0])
            has_bytes = has_bytes or (kind == "x" and decoded is None)
            if decoded is None or _IN_CLASS.search(text[start - 1 : start]) or text[end : end + 1] in ("-", "]"):
                continue
            if has_folder and _FOLDER_BEFORE.search(text[max(0, start - 120) : start]):
                continue
            n_codes += 1
        elif has_folder or (kind == '"' and text[start - 1 : start] == '"'):  # "\\" is the sign itself
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
    is_string = n_codes > 0 or (n_breaks >= 2 and 3 * n_ends >= 2 * n_breaks) or n_quotes >= 2 or _SLASHED.search(text)
    technical = is_technical(text)
    if n_codes == 0:  # a text that speaks of one shows the others
        technical = technical or any(is_named(text, start, end, technical=False) for start, end, _ in found)
    are_ends = are_residue([text[max(0, one[0] - 1) : one[0]] in _ENDED for one in found if one[2] == "\n"])
    lines = list(_by_line(text, found))
    # Where most do the work of words, the text does not speak of the others either.
    are_words = are_residue(
        [
            is_long or _is_word(text, start, end, decoded)
            for is_long, escapes in lines
            for start, end, decoded in escapes
            if CHINESE.search(decoded)
        ]
    )
    # Line ends and marks are decoded all or none: one that is left must not be read otherwise once others are gone.
    is_source = len(_KEY.findall(text)) >= _MANY_KEYS or any(
        len(one[2]) == 1 and one[2] in _SIGNS and is_code_line(text, one[0], one[1]) for one in found
    )
    for is_long, escapes in lines:
        for start, end, decoded in escapes:
            is_sign = len(decoded) == 1 and decoded in _SIGNS
            is_residue = are_words if CHINESE.search(decoded) else are_ends
            is_shown = not is_string or (
                is_source
                if is_sign
                else is_code_line(text, start, end, is_long=is_long or is_residue) or _is_literal(text, start)
            )
            is_shown = is_shown or (decoded == "\n" and text[start + 1] == "x" and text[start - 1 : start].isalnum())
            if not (is_shown or is_long or is_residue):
                is_shown = is_specimen(text, start, end, technical=technical)
                is_shown = is_shown or _is_explained(text, start, end, decoded)
                is_foreign = len(decoded) == 1 and not (is_sign or decoded.isspace() or CHINESE.match(decoded))
                is_shown = is_shown or (technical and is_foreign)
            is_shown = is_shown or (has_bytes and _IS_BYTES.match(text, start) is not None)
            # A text that was misread before it was escaped is beyond the codec rules, which have run.
            is_shown = is_shown or (len(HAN.findall(decoded)) >= _LONG and not reads_as_chinese(decoded))
            yield Span(start, end, decoded, SHOWN if is_shown else 0.97)


def _is_literal(text: str, start: int) -> bool:
    r"""Whether it stands in a literal of bytes: b'\xe4\xbb\x8a'."""
    return _BYTES.search(text[max(0, start - 120) : start]) is not None


_KEY = regex(r'(?<!\\)"[A-Za-z_]\w{0,30}" ?:')  # of JSON: the text is what holds the string
_MANY_KEYS = 3
_SIGNS = frozenset("\n\t\"'/")
_IS_BYTES = regex(r"\\+x[89a-fA-F]")
_BYTES = regex(r"(?<![A-Za-z])[bB](?:\"[^\"\n]*|'[^'\n]*)$")
_SLASHED = regex(r"<\\+/[a-z]|https?:\\+/\\+/")
_Escape = tuple[int, int, str]


def _by_line(text: str, found: list[_Escape]) -> Iterator[tuple[bool, list[_Escape]]]:
    """Escapes line by line, and whether so many Han characters are escaped there that they are no specimen."""
    line: list[_Escape] = []
    n_han = stop = 0
    for escape in found:
        if line and escape[0] > stop:
            yield n_han >= _LONG or (n_han >= _LONG_LINE and _is_line(text, line)), line
            line, n_han = [], 0
        if not line:
            stop = at if (at := text.find("\n", escape[0])) >= 0 else len(text)
        line.append(escape)
        n_han += len(HAN.findall(escape[2]))
    yield n_han >= _LONG or (n_han >= _LONG_LINE and _is_line(text, line)), line


def _is_line(text: str, escapes: list[_Escape]) -> bool:
    """Whether their line has no Chinese but what is escaped."""
    return not CHINESE.search(line_around(text, escapes[0][0], escapes[0][1]))


def _is_word(text: str, start: int, end: int, decoded: str) -> bool:
    """Whether it is a word of a sentence, which has it but here and does not speak of it."""
    beside = text[start - 1 : start], text[end : end + 1]
    if not any(HAN.match(char) for char in beside) or not _APART.isdisjoint(beside):
        return False
    is_shown = decoded in line_around(text, start, end) or is_named(text, start, end, technical=False)
    return not is_shown and is_in_prose(text, start, end)


_APART = frozenset(" 、“”‘’「」`\"'（）()")


def _is_explained(text: str, start: int, end: int, decoded: str) -> bool:
    """Whether it is named, or the few characters it stands for stand beside it."""
    around = line_around(text, start, end)
    if len(decoded) >= _SHORT or not HAN.search(decoded):
        return False
    return decoded in around or is_named(text, start, end, technical=True)


def _decode_codes(run: str) -> str | None:
    r"""The characters of a run of \uXXXX or \xXX; None where they are no text."""
    codes = _CODE.findall(run)
    if len(codes[0]) == 2:
        return _decode_bytes(bytes.fromhex("".join(codes)))
    try:
        decoded = b"".join(int(code, 16).to_bytes(2, "big") for code in codes).decode("utf-16-be")
    except UnicodeDecodeError:  # half of a surrogate pair
        return None
    if len(decoded) > 1 and all("\x80" <= char <= "\xff" for char in decoded):  # of UTF-8: \u00e4\u00bb\u008a
        return _decode_bytes(decoded.encode("latin-1"))
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

_PERCENT_GATE = regex(r"%(?:25)*[0-9a-fA-F]{2}%|%u[0-9a-fA-F]{4}")
_ONE = r"%(?:25)*(?:[0-9a-fA-F]{2}|u[0-9a-fA-F]{4})"
_PERCENT = regex(rf"{_ONE}(?:[0-9A-Za-z_.~*!'()+-]{{0,80}}{_ONE})*")
_JS_CODE = regex(r"%u([0-9a-fA-F]{4})|%([0-7][0-9a-fA-F])")
_SURROGATE = regex(r"[\ud800-\udfff]")
_HIGH_BYTE = regex(r"%[89a-fA-F][0-9a-fA-F]|%u")
_TWICE = regex(r"%(?:25)+(?=[0-9a-fA-F]{2}|u)")
_BEFORE = regex(r"[!-~]+\Z")
_ADDRESS = regex(r"[A-Za-z][A-Za-z+.-]*://|www\.|\.{0,2}/|[!-~]*[A-Za-z0-9_-][/?&#=][!-~]*$|[!-~]*=$")
_TAIL = regex(r"[/&=?#%]|\.[A-Za-z][A-Za-z0-9]{1,4}\b")
_ELIDED = regex(r" \.\.\. ?[0-9A-F]{0,2}\Z")  # php?m ... B%E5%8A%A8: an address that a forum cut short
_PROSE_MARK = regex("[，。；：、？！“”]")


@rule(
    "percent-encoding",
    needs={"%": "(?=[0-9a-fA-Fu])"},
    since="0.2",
    repairs=[
        Example("标题：%E4%BB%8A%E5%A4%A9%E5%A4%A9%E6%B0%94", "标题：今天天气"),
        Example("%E6%AC%A2%E8%BF%8E2024%E5%B9%B4", "欢迎2024年"),
        Example("%BD%F1%CC%EC%CC%EC%C6%F8%BA%DC%BA%C3", "今天天气很好"),
        Example("%25E4%25BB%258A%25E5%25A4%25A9%25E6%2599%25B4", "今天晴"),
        Example("主题:%E8%AF%BB%E4%B9%A6(2024)", "主题:读书(2024)"),
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
        "* [春游](#%E6%98%A5%E6%B8%B8)\n* [秋游](#%E7%A7%8B%E6%B8%B8)",
        "`%E6%98%A5%E6%B8%B8`要先还原",
        "forum.php?m ... B%E6%98%A5%E6%B8%B8",
    ],
)
@outside_source()
def percent_encoding(text: str) -> Iterator[Span]:
    """Percent-encoded Chinese outside addresses.

    Damage: %E4%BB%8A%E5%A4%A9 for 今天: bytes of UTF-8, or of GBK, also encoded twice; %u4ECA of JavaScript's escape().
    Origin: form values and link texts taken from addresses or scripts.
    Left alone: addresses, paths and names of files; what is neither UTF-8 nor GBK, or doesn't read as Chinese; a few
        characters that are named, or stand beside a term of code or in a text on code.
    Cost: none on text without a percent sign, then a search for it with its digits, 0.3 ns a character.
    See: RFC 3986, 2.1; WHATWG URL Standard, percent-encoded bytes; ECMAScript, annex B.2.1.1 (escape).
    """
    if not _PERCENT_GATE.search(text):
        return
    found: list[tuple[int, int, str, bool]] = []
    for match in _PERCENT.finditer(text):
        start, end = match.span()
        decoded = _decode_percent(match[0])
        if decoded is not None and not _is_in_address(text, start, end, decoded):
            n_least = _LONG if CHINESE.search(line_around(text, start, end)) else _LONG_LINE
            found.append((start, end, decoded, len(HAN.findall(decoded)) >= n_least))
    technical = bool(found) and is_technical(text)
    is_residue = are_residue([is_long or _is_word(text, start, end, decoded) for start, end, decoded, is_long in found])
    for start, end, decoded, is_long in found:
        is_sure = is_long or is_residue
        is_shown = is_code_line(text, start, end, is_long=is_sure) or (
            not is_sure and is_specimen(text, start, end, technical=technical)
        )
        yield Span(start, end, decoded, SHOWN if is_shown else 0.98)


def _is_in_address(text: str, start: int, end: int, decoded: str) -> bool:
    """Whether it is part of an address, a path or the name of a file."""
    token = _BEFORE.search(text, max(0, start - 200), start)
    before = token[0] if token else ""
    if "](" in before or _ELIDED.search(text[max(0, start - 12) : start]):
        return True
    # A sentence may hold a slash; a name in an address has no marks.
    if not before or before[0] == "%":
        rest = text[end : end + 200].partition("\n")[0].partition(" ")[0]
        sentence = _PERCENT.sub(lambda run: _decode_percent(run[0]) or "", before) + decoded
        sentence += _PERCENT.sub(lambda run: _decode_percent(run[0]) or "", rest)
        if len(HAN.findall(sentence)) >= _LONG and _PROSE_MARK.search(sentence):
            return False
    return bool(_ADDRESS.match(before) or _TAIL.match(text, end))


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
