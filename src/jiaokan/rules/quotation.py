"""Quotation marks and dots: ASCII stand-ins and marks turned the wrong way.

These change a mark for another, so only where pairs, places and the whole text agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan.rule import Example, Span, rule
from jiaokan.rules.punctuation import HAN, HAN_ANY, is_chinese

_LEAST = 150  # Han characters from which a text's habits show
_FOLDED = re.compile(rf"(?<=[{HAN}])[,:;!?]")
_UNFOLDED_MARK = re.compile("[，：；！？（）]")
_CURLY = re.compile("[“”‘’「」『』]")
_SINGLE = re.compile(rf"(?<![0-9A-Za-z])'([^'\"\n]{{0,60}}[{HAN}][^'\"\n]{{0,60}})'(?![0-9A-Za-z])")
_SIX_DOTS = re.compile(rf"(?<=[{HAN}，。！？”])\.{{6}}(?![.0-9 ])")
_DIALOGUE = (
    '老周说:"今天的风真大,叶子扫了又落."他停下来擦了擦汗,又说:"等雪下来就更难扫了."我问他累不累,他笑着摇头:"习惯了."。'
    "街上的人渐渐多了起来,卖早点的铺子冒着热气,孩子们背着书包从我们身边跑过去,自行车的铃声响成一片。"
    "他把扫帚靠在墙边,从口袋里掏出半个馒头,慢慢地嚼着,望着远处的山,好像在想什么心事,又好像什么也没有想;我不忍心再打扰他,就悄悄地走开了。"
)


@rule(
    "typewriter-mark",
    since="0.1",
    repairs=[
        Example(
            _DIALOGUE,
            _DIALOGUE.replace(':"', ":“").replace('"', "”"),
        ),
        Example("他想了很久......还是没有开口。", "他想了很久……还是没有开口。"),
    ],
    leaves=[
        '"你去哪儿?"他问。"图书馆,"我说,"要一起吗?"',
        'print("你好")',
        '屏幕有27"和32"两种,价格不同。',
        "第一章......1",
        "他说...算了",
        "等等。。。。。。",
        "git commit --amend 提交",
        "北京--上海",
        '他写道："春天来了，花开了。"她回信说："好。"又说："再见。"',
    ],
)
def typewriter_mark(text: str) -> Iterator[Span]:
    r"""ASCII stand-ins for quotation marks and dots.

    Damage: "…" for “…”, ...... for ……
    Origin: an earlier tool that straightened quotation marks and folded widths (NFKC gives three dots for …).
    Left alone: single pairs, short texts and texts with full-width marks, whose writer may have meant them; lines in
        which the marks don't pair; code; inches; three dots; hyphens.
    Cost: one search each for " and ......
    See: GB/T 15834-2011, 4.8, 4.11; ftfy, uncurl_quotes.
    """
    dots = _SIX_DOTS.finditer(text) if "......" in text else iter(())
    spans = [Span(match.start(), match.end(), "……", 0.95) for match in dots]
    spans += [Span(at, at + 1, mark, 0.95) for at, mark in _straight(text)]
    yield from sorted(spans)


def _straight(text: str) -> Iterator[tuple[int, str]]:
    """Straight quotation marks of a folded text, as curly ones."""
    if text.count('"') < 6 or _CURLY.search(text) or _UNFOLDED_MARK.search(text):
        return
    if len(_FOLDED.findall(text)) < 5 or len(HAN_ANY.findall(text)) < _LEAST:
        return
    start = 0
    for line in text.split("\n"):
        yield from ((start + at, mark) for at, mark in _paired(line))
        start += len(line) + 1


def _paired(line: str) -> Iterator[tuple[int, str]]:
    """Straight quotation marks of a line, as curly ones, if all of them pair up around Chinese."""
    places = [match.start() for match in re.finditer('"', line)]
    if len(places) % 2 or not is_chinese(line):
        return
    pairs = list(zip(places[::2], places[1::2], strict=True))
    inside = [line[begin + 1 : end] for begin, end in pairs]
    if any(not HAN_ANY.search(quoted) or quoted[0] in " ,。、" or quoted[-1] == " " for quoted in inside):
        return
    if any(line[begin - 1 : begin].isdigit() or line[end + 1 : end + 2].isdigit() for begin, end in pairs):
        return
    marks = [mark for begin, end in pairs for mark in ((begin, "“"), (end, "”"))]
    for match in _SINGLE.finditer(line):
        marks += [(match.start(), "‘"), (match.end() - 1, "’")]
    yield from sorted(marks)


_QUOTE = re.compile("[“”]")
_SENTENCE_END = frozenset("。！？…")
_AFTER_CLOSING = frozenset("，。、；：？！）》")


@rule(
    "reversed-quote",
    since="0.1",
    repairs=[
        Example("老人说：”今年的麦子好。“大家都点头。", "老人说：“今年的麦子好。”大家都点头。"),
        Example("所谓“绿色通道“，就是不收过路费。", "所谓“绿色通道”，就是不收过路费。"),
        Example("他回答：”我愿意。”", "他回答：“我愿意。”"),
    ],
    leaves=[
        "“你好。”他说。“再见。”",
        "他说：“今天的事，\n我走了。”他又说：“明天再来，\n好吗？”",
        "7”平板和10”平板",
        "“‘’”“”‘’",
        "“第一段没有完。\n“第二段接着说，到这里为止。”",
        "左引号“与右引号”不同",
        "“他说“好”，就走了”",
        "引号有“和”两种",
    ],
)
def reversed_quote(text: str) -> Iterator[Span]:
    """Quotation marks turned the wrong way.

    Damage: ：”…“ for ：“…”; “…“ and ”…” for “…”.
    Origin: typing; tools that curl straight marks by the character before.
    Left alone: lines with other than two of them that fit a pair; lines after an unclosed one; inches.
    Cost: the quotation marks of each line are counted, 7 ns a character.
    See: GB/T 15834-2011, 4.8.
    """
    if "“" not in text and "”" not in text:
        return
    start = depth = 0
    for line in text.split("\n"):
        n_opening, n_closing = line.count("“"), line.count("”")
        turned: list[Span] = []
        if depth == 0 and n_opening + n_closing == 2 and not (n_opening == 1 and line.index("“") < line.index("”")):
            turned = list(_turned(line, start, *((match.start(), match[0]) for match in _QUOTE.finditer(line))))
            yield from turned
        depth = 0 if turned else max(0, depth + n_opening - n_closing)
        start += len(line) + 1


def _turned(line: str, start: int, first: tuple[int, str], second: tuple[int, str]) -> Iterator[Span]:
    """The marks of a line's only pair that point the wrong way."""
    (begin, opening), (end, closing) = first, second
    before, after = line[begin - 1 : begin], line[end + 1 : end + 2]
    inside = line[begin + 1 : end]
    is_opened = opening == "“" or before in ("", "：", "，", "说", "道", "叫", "为", "谓", "称")
    is_closed = inside[-1:] in _SENTENCE_END or after in _AFTER_CLOSING
    if len(inside) < 2 or not HAN_ANY.search(inside) or inside[0] in _AFTER_CLOSING or not (is_opened and is_closed):
        return
    if inside[-1] in "：，、":
        return
    if opening == "”":
        yield Span(start + begin, start + begin + 1, "“", 0.95)
    if closing == "“":
        yield Span(start + end, start + end + 1, "”", 0.95)
