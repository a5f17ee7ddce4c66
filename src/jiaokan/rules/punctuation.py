"""House form of marks: full-width between Han characters (GB/T 15834), Western form in numbers and Latin text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan.gbk import UNFOLDED
from jiaokan.readings import is_reading
from jiaokan.rule import Example, Span, rule

_HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CJK = re.compile(rf"[{_HAN}，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕…—·]")
_OPENING = re.compile(rf"[{_HAN}“‘（《〈「『【〔]")
_WESTERN = re.compile(r"[0-9A-Za-z(\[=+*/^-]")
_BLANK = " \u00a0"
_HAN_ANY = re.compile(rf"[{_HAN}]")
_MARK = re.compile(r"[,:;!?()]")
_ADDRESS = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]{0,20}://[!-~]+|[\w.+-]{1,64}@[\w-]+\.[!-~]+", re.ASCII)
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
    """Whether the line is Chinese prose: Han characters, no kana or hangul, and not a line of code with Han in it."""
    if not _HAN_ANY.search(line) or _OTHER_SCRIPT.search(line):
        return False
    return not _CODE.search(line) or 2 * len(_HAN_ANY.findall(line)) > len(line)


def _marks(line: str, offset: int) -> Iterator[Span]:
    """The marks to widen. Brackets first, then from left to right: a mark widened counts as full-width for the next."""
    addresses = [match.span() for match in _ADDRESS.finditer(line)] if "@" in line or "://" in line else []
    found = [at for at in (m.start() for m in _MARK.finditer(line)) if not any(a <= at < b for a, b in addresses)]
    wide = _brackets(line, found)
    for at in found:
        if line[at] not in "()" and _is_between_han(line, at, wide):
            wide.add(at)
    for at in wide:
        yield Span(offset + at, offset + at + 1, UNFOLDED[line[at]], 0.99)


def _brackets(line: str, found: list[int]) -> set[int]:
    wide: set[int] = set()
    opened: list[int] = []
    for at in found:
        if line[at] == "(":
            opened.append(at)
        elif line[at] == ")" and opened:
            begin = opened.pop()
            is_in_prose = _HAN_ANY.match(line[begin - 1 : begin]) and not _WESTERN.match(line[at + 1 : at + 2])
            is_gloss = is_reading(line[begin - 1 : begin], line[begin + 1 : at])  # left by pinyin-gloss: no mark
            if (is_in_prose and not is_gloss) or _HAN_ANY.search(line, begin, at):
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
