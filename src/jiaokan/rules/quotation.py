"""Quotation marks and dots: ASCII stand-ins and marks turned the wrong way.

These change a mark for another, so only where pairs, places and the whole text agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan.regex import regex
from jiaokan.rule import Example, Span, lines_of, rule
from jiaokan.rules.punctuation import HAN, HAN_ANY, is_chinese, prose_lines

_LEAST = 100  # Han characters: a chat or a snippet has its own habits, a page should have paired quotation marks
_STRAIGHT = regex('"')
_CURLY = regex("[“”「」『』]")
_LONGEST = 400  # characters of a quotation
_SINGLE = regex(rf"(?<![0-9A-Za-z])'([^'\"\n]{{0,60}}[{HAN}][^'\"\n]{{0,60}})'(?![0-9A-Za-z])")
_LABEL = regex(r"[0-9A-Z]")  # grades and items; other Latin words keep the marks they came with
# A field of front matter or of a data file, a string of a list, code between backticks, a title of a Markdown link, an
# attribute.
_CODE_LINE = regex(
    r"^[ \t]*(?:-[ \t]+)?\"?[A-Za-z_][\w.-]*\"?[ \t]*[:=]|`[^`\"]{0,200}\"[^`]{0,200}`"
    r"|\]\([^()\n\"]{0,300}\"|=[ \t]?\"|\",[ \t]*$",
    re.ASCII,
)
# What no quotation begins or ends with, and what stands before a string of code or after a name in markup.
_CLOSER, _OPENER = frozenset(" \u00a0，。、；：！？”）》」』,.;:!?)]}"), frozenset("：:“（《「『([{ \u00a0\u3000")
_CALL = regex(r"[0-9A-Za-z_!]\(")
_CODE_BESIDE = frozenset("={[<>\\+/*&|_$#@")
# Behind ASCII marks too: half_width_mark, which comes later, widens them.
_SIX_DOTS = regex(
    rf"(?:(?<=[{HAN}，。；：！？、“”」』）》])|(?<=[{HAN}”][,?!;:])|(?<=[?!？！][?!])|(?<=\"))\.{{6}}(?![.0-9 ])"
)
_DIALOGUE = (
    '老周说:"今天的风真大,叶子扫了又落."他停下来擦了擦汗,又说:"等雪下来就更难扫了."我问他累不累,他笑着摇头:"习惯了."。'
    "街上的人渐渐多了起来,卖早点的铺子冒着热气,孩子们背着书包从我们身边跑过去,自行车的铃声响成一片。"
    "他把扫帚靠在墙边,从口袋里掏出半个馒头,慢慢地嚼着,望着远处的山,好像在想什么心事,又好像什么也没有想;我不忍心再打扰他,就悄悄地走开了。"
)
_NOTICE = (
    "为落实“百村千户”计划，县里决定从今年五月起开展为期半年的农房安全排查。排查分“自查”“复查”两步进行：先由各村组织住户自查，"
    "填写登记表；再由镇里会同专业机构逐户复查，给出“A”“B”“C”三级结论。经复查定为“C级”的房屋，住户应当在一个月内搬出，由镇里安排临时住处，"
    "并按规定给予补助。"
)


@rule(
    "typewriter-mark",
    needs={'"＂': "", ".": r"(?=\.{5})"},
    since="0.1",
    version=2,
    repairs=[
        Example(
            _DIALOGUE,
            _DIALOGUE.replace(':"', ":“").replace('"', "”"),
        ),
        Example("他想了很久......还是没有开口。", "他想了很久……还是没有开口。"),
        Example("你说什么?......我没听见。", "你说什么?……我没听见。"),
        Example(_NOTICE.replace("“", '"').replace("”", '"'), _NOTICE),
        Example('他说："记住‘慢’字。"' + _NOTICE.replace("“", '"').replace("”", '"'), "他说：“记住‘慢’字。”" + _NOTICE),
        Example(_NOTICE.replace("“", "＂").replace("”", "＂"), _NOTICE),
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
        '他说道:"天冷了。' * 20,
        '孩子身高5\'6",今年12岁，他有27"和32"两台显示器。' * 8,
        'page.title = "图书馆";\n' * 30,
        '参数name="张三"表示姓名，参数city="江城"表示城市，两个参数都可以省略，省略时服务器取默认值。' * 4,
        _DIALOGUE.partition(":")[0] + '\n名字写作"Margaret"的多，学名是"Ginkgo biloba"。\n' + _NOTICE,
        'summary: "一座小城的三十年，和住在城里的人"\n' + _NOTICE,
        '在文件开头写上`title = "第一章"`，再运行。\n' + _NOTICE,
        '```\n打印("今天有雨，记得带伞")\n提示"已经完成"以后退出\n```\n' + _NOTICE,
        '[\n  "今年的第一场雪落在夜里，院子里静悄悄的",\n  "天亮以后孩子们都跑出来堆雪人",\n' * 5,
        '请看[这一页](/notes/3 "怎样安装")的说明。\n' + _NOTICE,
        '先写 #include "first.h"，再写 println!("早")，最后编译。\n' + _NOTICE,
    ],
)
def typewriter_mark(text: str) -> Iterator[Span]:
    r"""ASCII stand-ins for quotation marks and dots.

    Damage: "…" and ＂…＂ for “…”, ...... for ……
    Origin: an earlier tool that straightened quotation marks and folded widths (NFKC gives three dots for …).
    Left alone: short texts; lines in which the marks don't pair or that have curly ones; code, attributes, fields,
        inches and seconds; Latin words and quotations in other languages; three dots; hyphens.
    Cost: none on text without ", ＂ or dots, then one search each, 1 ns a character.
    See: GB/T 15834-2011, 4.8, 4.11; ftfy, uncurl_quotes.
    """
    marks = dict(_straight(text))
    spans = [Span(at, at + 1, mark, 0.95) for at, mark in marks.items()]
    if "......" in text:
        for start, line in prose_lines(text, _SIX_DOTS):
            for match in _SIX_DOTS.finditer(line):
                begin = start + match.start()
                if text[begin - 1] != '"' or begin - 1 in marks:
                    spans.append(Span(begin, begin + 6, "……", 0.95))
    yield from sorted(spans)


def _straight(text: str) -> Iterator[tuple[int, str]]:
    """Straight quotation marks of a text of some length, as curly ones."""
    if ('"' not in text and "＂" not in text) or len(HAN_ANY.findall(text, 0, 4 * _LEAST)) < _LEAST:
        return
    for start, line in prose_lines(text.replace("＂", '"'), _STRAIGHT):
        yield from ((start + at, mark) for at, mark in _paired(line))


def _paired(line: str) -> Iterator[tuple[int, str]]:
    """Straight quotation marks of a line, as curly ones, if all of them pair up."""
    places = [match.start() for match in re.finditer('"', line)]
    if len(places) % 2 or _CURLY.search(line) or not is_chinese(line) or _CODE_LINE.search(line):
        return
    pairs = list(zip(places[::2], places[1::2], strict=True))
    if not all(_is_pair(line, begin, end) for begin, end in pairs):
        return
    marks = [
        mark
        for begin, end in pairs
        if HAN_ANY.search(line, begin + 1, end) or _LABEL.fullmatch(line, begin + 1, end)
        for mark in ((begin, "“"), (end, "”"))
    ]
    for match in _SINGLE.finditer(line):
        marks += [(match.start(), "‘"), (match.end() - 1, "’")]
    yield from sorted(marks)


def _is_pair(line: str, begin: int, end: int) -> bool:
    """Whether a quotation can stand between the marks, and neither is an inch or part of code."""
    inside, before, after = line[begin + 1 : end], line[begin - 1 : begin], line[end + 1 : end + 2]
    if not 0 < len(inside) <= _LONGEST or inside[0] in _CLOSER or inside[-1] in _OPENER:
        return False
    if before.isdigit() or before in _CODE_BESIDE or after in _CODE_BESIDE:
        return False
    return not _CALL.match(line, max(0, begin - 2), begin)


_QUOTE = regex("[“”]")
_WHOLE = regex(r"“[^“”\n]*”")
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
    Cost: the pairs are counted, 2 ns a character; where one is not whole, the marks of each line, 5 ns.
    See: GB/T 15834-2011, 4.8.
    """
    n_opening = text.count("“")
    if n_opening == text.count("”") and n_opening == len(_WHOLE.findall(text)):  # “…” in one line, all of them
        return
    start = depth = 0
    for line in lines_of(text):
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
