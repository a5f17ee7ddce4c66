"""House form of marks: full-width between Han characters (GB/T 15834), Western form in numbers and Latin text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from jiaokan.gbk import UNFOLDED
from jiaokan.readings import LETTERS, is_reading
from jiaokan.rule import Example, Span, rule

_HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CJK = re.compile(rf"[{_HAN}，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕…—·]")
_OPENING = re.compile(rf"[{_HAN}“‘（《〈「『【〔]")
_WESTERN = re.compile(r"[0-9A-Za-z(\[=+*/^-]|\.[0-9A-Za-z]")
_BLANK = " \u00a0"
_HAN_ANY = re.compile(rf"[{_HAN}]")
_MARK = re.compile(r"[,:;!?()]")
_LATIN = re.compile(r"[A-Za-z]")
# Kept as they are: addresses (they may go on over Han and brackets), Markdown links, faces, and what byte_frame could
# not resolve: a '?' that stands for half a character.
_KEPT = re.compile(
    r"[a-zA-Z][a-zA-Z0-9+.-]{0,20}://[^\s，。、；：！？“”（）《》]{1,2000}|[\w.+-]{1,64}@[\w-]{1,64}\.[!-+\--~]{1,64}"
    rf"|!?\[[^\]\n]{{0,200}}\]\([^)\n]{{0,2000}}\)|[:;]-?[DPOp()](?![A-Za-z0-9])|\?[{LETTERS}]{{1,6}}\)|\?[;!?](?=[^\x00-\x7f])",
    re.ASCII,
)
_KEPT_HINT = re.compile(r"://|@|\]\(|[:;]-?[DPOp()]|\?[A-Za-z;!?\u00e0-\u01dc]")
_CODE = re.compile(r"[{};=<>\\$#`|]")
_OTHER_SCRIPT = re.compile(r"[\u3040-\u30ff\uac00-\ud7af]")  # kana and hangul: their marks follow other rules


@rule(
    "half-width-mark",
    since="0.1",
    repairs=[
        Example("图书馆开放了,读者很多;天气也好!", "图书馆开放了，读者很多；天气也好！"),
        Example("书记薛某:以服务为本(全文)", "书记薛某：以服务为本（全文）"),
        Example("增长91.55%,其中(农村)占3成。", "增长91.55%，其中（农村）占3成。"),
        Example("初二(3)班学人工智能(AI),很热闹。", "初二（3）班学人工智能（AI），很热闹。"),
        Example("“好!”他说:“走吧?”", "“好！”他说：“走吧？”"),
    ],
    leaves=[
        "比分3:2",
        "10:31开始",
        "共1,234,567人",
        "see http://example.com/a?b=1,c",
        "Hello, world! (ok?)",
        "for (i = 0; i < n; i++) { 求和(a, b); }",
        "函数f(x, y)的图像",
        "他姓仇(qiú)。",
        "东经116:20",
        "print('你好,世界')",
        "def 计算(a, b):",
        "SELECT 姓名,年龄 FROM 学生",
        "[文档](/docs/安装.md)",
        "下载文件(1).zip",
        "哈哈:D",
        "谢谢(^_^)",
        "Deng Xiaoping (邓小平) was a leader",
        "村民?shǐ)兣",
        "春眠不觉晓，处处闻啼鸟。",
        "こんにちは,世界",
        "안녕하세요, 세계!",
    ],
)
def half_width_mark(text: str) -> Iterator[Span]:
    """Half-width marks between Han characters.

    Damage: 开放了,读者 for 开放了，读者; (全文) for （全文）.
    Origin: width folding (NFKC or the like) by an earlier tool; typing with a Western input method.
    Left alone: marks with a Latin letter or digit on both sides or before and none behind; URLs, mail addresses and
        lines of code; brackets with neither Han inside nor Han on both sides; Japanese and Korean.
    Cost: one class search, 5 ns a character; each find looks at its neighbours.
    See: GB/T 15834-2011, 标点符号用法, 5.1.
    """
    start = 0
    if _MARK.search(text):
        for line in text.split("\n"):
            if _MARK.search(line) and _is_chinese(line):
                yield from sorted(_marks(line, start))
            start += len(line) + 1


def _is_chinese(line: str) -> bool:
    """Whether the line is Chinese prose: more Han than Latin letters, no Japanese or Korean, not a line of code."""
    n_han = len(_HAN_ANY.findall(line))
    if n_han <= len(_LATIN.findall(line)) or len(_OTHER_SCRIPT.findall(line)) > 1:
        return False
    return not _CODE.search(line) or 2 * n_han > len(line)


def _marks(line: str, offset: int) -> Iterator[Span]:
    """The marks to widen. Brackets first, then from left to right: a mark widened counts as full-width for the next."""
    found = [match.start() for match in _MARK.finditer(line)]
    if _KEPT_HINT.search(line):
        kept = [match.span() for match in _KEPT.finditer(line)]
        starts = [start for start, _ in kept]
        found = [at for at in found if (n := bisect_right(starts, at)) == 0 or at >= kept[n - 1][1]]
    wide = _brackets(line, found)
    for at in found:
        if line[at] not in "()" and _is_between_han(line, at, wide):
            wide.add(at)
    for at in wide:
        yield Span(offset + at, offset + at + 1, UNFOLDED[line[at]], 0.99)


def _brackets(line: str, found: list[int]) -> set[int]:
    """Pairs of brackets of the text: with Han inside, or between Han. Not readings, faces or half-open intervals."""
    wide: set[int] = set()
    opened: list[int] = []
    han = [match.start() for match in _HAN_ANY.finditer(line)] if "(" in line else []
    for at in found:
        if line[at] == "(":
            opened.append(at)
        elif line[at] == ")" and opened:
            begin = opened.pop()
            has_han = bisect_right(han, begin) < bisect_right(han, at)
            inside = line[begin + 1 : min(at, begin + 9)]
            is_in_prose = _HAN_ANY.match(line[begin - 1 : begin]) and not _WESTERN.match(line[at + 1 : at + 3])
            is_word = any(char.isalnum() for char in inside) and "[" not in inside and "]" not in inside
            if has_han or (is_in_prose and is_word and not is_reading(line[begin - 1 : begin], inside)):
                wide |= {begin, at}
    return wide


def _is_between_han(line: str, at: int, wide: set[int]) -> bool:
    before, after = at - 1, at + 1
    while before >= max(0, at - 2) and line[before] in _BLANK:
        before -= 1
    if before < 0:
        return False
    if before in wide or _CJK.match(line[before]):
        return True
    while after < min(len(line), at + 3) and line[after] in _BLANK:
        after += 1
    # After a number, a percent sign or a Latin word the character behind the mark decides.
    return line[at] != ":" and after < len(line) and (after in wide or bool(_OPENING.match(line[after])))
