"""Lines that are no lines of the text: hard wraps, lines begun by a closing mark, lines inside a sentence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from jiaokan import plausibility
from jiaokan.plausibility import HAN
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, ends_of, lines_of, rule
from jiaokan.rules.spacing import KANA

_STOPS = "。！？!?…"
_NO_START = "，。、；：？！）”》」』】"
_CLOSERS = "”’」』）)》】\"'"
_BLANK = " \t\u00a0\u2002\u2003\u3000"
_REPORT = "今天，市图书馆举行开放活动，馆长介绍了新馆的情况，读者代表谈了自己的感受，大家都说，新馆又大又亮堂。"


class _Line(NamedTuple):
    start: int
    end: int
    text: str  # without blanks at its ends
    indent: int  # cells
    n_cells: int  # with its blanks

    @property
    def is_closed(self) -> bool:
        """Whether the line ends a sentence."""
        return self.text.rstrip(_CLOSERS)[-1:] in (*_STOPS, "：", ":", "；")


def _lines(text: str) -> list[_Line]:
    """Lines, the blank ones too."""
    lines: list[_Line] = []
    start = 0
    for line in lines_of(text):
        stripped = line.strip(_BLANK)
        lead = len(line) - len(line.lstrip(_BLANK))
        lines.append(_Line(start, start + len(line), stripped, lead and _n_cells(line[:lead]), _n_cells(line)))
        start += len(line) + 1
    return lines


def _n_cells(text: str) -> int:
    """Width of a text in cells of a terminal, as Chinese systems count: two for what is not ASCII."""
    return len(text.encode("gbk", "replace"))


def _gain(left: str, right: str) -> float:
    """How much likelier two pieces are as one: above 0 where the cut goes through a word."""
    left, right = left[-4:], right[:4]
    return plausibility.score(left + right) - plausibility.score(left) - plausibility.score(right)


# ---------------------------------------------------------------- a closing mark at the head of a line

_MARK_FIRST = regex(r"\n[ \t\u3000\u00a0]*(?=[，。、；：,;？！）》」』】](?![，。、；：,;？！?!]))")
_NAMES_OF_MARKS = regex(r"[逗句顿问叹冒分引括]号|标点")


@rule(
    "line-begun-by-closing-mark",
    since="0.2",
    repairs=[
        Example("今天上午\n，市图书馆开馆", "今天上午，市图书馆开馆"),
        Example("他说：“大家好\n。”然后坐下。", "他说：“大家好。”然后坐下。"),
        Example("市图书馆（新馆\n）开放", "市图书馆（新馆）开放"),
    ],
    leaves=[
        "标点符号\n，是逗号\n。是句号",
        "他走了。\n。。。",
        "一、总则\n，",
        "选择\n, name\n, age\nFROM 表",
        "重要通知\n！！！请注意",
        "（完）\n）",
    ],
)
def line_begun_by_closing_mark(text: str) -> Iterator[Span]:
    """A line that begins with a mark no line of Chinese begins with.

    Damage: 今天上午 / ，市图书馆开馆 on two lines.
    Origin: inline elements (links, pictures, bold type) taken for blocks.
    Left alone: brackets that nothing opened, marks behind the end of a sentence, lists and texts about marks.
    Cost: one search for a line end with a mark behind it, 1 ns a character.
    See: JIS X 4051 and W3C, Requirements for Chinese Text Layout (CLREQ), 3.1.2: marks that may not begin a line.
    """
    found = list(_MARK_FIRST.finditer(text))
    if not found or _NAMES_OF_MARKS.search(text):
        return
    rows = _rows_of_marks(text, [match.end() for match in found])
    for match in found:
        start = match.start()
        while start and text[start - 1] in _BLANK:
            start -= 1
        before, mark = text[start - 1 : start], text[match.end()]
        behind = text[match.end() + 1 : match.end() + 2]
        begin = text.rfind("\n", max(0, match.start() - 400), match.start()) + 1
        line = text[begin:start]
        if not before or not (HAN.match(before) or before.isalnum() or before in "%”’）)》」』】℃"):
            continue
        goes_on = HAN.match(behind) or behind.isalnum() or (behind and behind in "“‘《「『")
        if match.end() in rows or KANA.search(line):
            confidence = 0.3
        elif mark in _OPENED_BY:
            confidence = 0.95 if line.count(_OPENED_BY[mark]) > line.count(mark) else 0.3
        elif mark in ",;":
            confidence = 0.9 if HAN.match(before) and HAN.match(behind) else 0.3
        elif goes_on:
            confidence = 0.95
        else:
            confidence = 0.9 if mark in "。！？" and len(line) > 4 else 0.4
        yield Span(start, match.end(), "", confidence)


def _rows_of_marks(text: str, marks: Sequence[int]) -> set[int]:
    """Marks at the heads of lines one below another, some of them with next to nothing behind: a list."""
    rows: set[int] = set()
    chain: list[int] = []
    is_list = False
    for mark, following in pairwise((*marks, len(text))):
        chain.append(mark)
        stop = text.find("\n", mark)
        is_next = 0 <= stop < following and not text[stop:following].strip() and following < len(text)
        is_list = is_list or (is_next and stop - mark <= 3)
        if not is_next:
            rows |= set(chain) if is_list else set()
            chain, is_list = [], False
    return rows


_OPENED_BY = {"）": "（", "》": "《", "」": "「", "』": "『", "】": "【"}


# ---------------------------------------------------------------- lines inside a sentence

# What needs a word behind it in its own sentence: prepositions, conjunctions, adverbs of number.
_NEEDS_MORE = frozenset("在从從和与與及或对對向把被将將为為以由据據按至达達约約超仅僅共")
_LONE_NUMBER = regex(r"[0-9][0-9.,]{0,11}[%％]?")
_UNIT = regex(
    r"[年月日时時分秒元万萬亿億千百个個人名位座家条條次公米平方吨噸度岁歲天周届屆期号號级級倍部本册冊张張栋棟套辆輛台臺项項类類种種层層楼"
    r"线線路村镇鎮乡鄉县縣只隻头頭株棵亩畝户戶所间間余餘多升克瓦页頁集幅处處场場句字起％%，。、；]"
)
_NO_NAME = regex(r"[^\u3400-\u9fff]")
_SHORT = 12
_NUMBER = 14  # characters; a longer line is more than a number


@rule(
    "line-inside-sentence",
    since="0.2",
    repairs=[
        Example(
            f"{_REPORT}\n去年，全市新建图书馆\n12\n座，读者增加了三成。",
            f"{_REPORT}\n去年，全市新建图书馆12座，读者增加了三成。",
        ),
    ],
    leaves=[
        "我站在\n风里\n你的名字在\n风里\n像一封\n没有地址的信",
        "面积\n120\n平方米\n价格\n88\n万元",
        f"{_REPORT}\n一楼\n12\n二楼\n15\n{_REPORT}",
        f"{_REPORT}\n目录\n1\n前言，第一章。",
    ],
    misses=[
        Example(
            f"{_REPORT}\n记者昨天从\n市图书馆\n获悉，新馆下月开放。",
            f"{_REPORT}\n记者昨天从市图书馆获悉，新馆下月开放。",
        ),
    ],
)
def line_inside_sentence(text: str) -> Iterator[Span]:
    """A number or a name on a line of its own in the middle of a sentence. Names are only flagged.

    Damage: 全市新建图书馆 / 12 / 座 on three lines.
    Origin: links, bold type and superscripts taken for blocks.
    Left alone: tables and lists; verse; a line that may end there: only a preposition or the like can't, or what a
        number is counted of.
    Cost: the last characters of the lines, 2 ns a character.
    See: HTML Living Standard, 3.2.5.2.5 (phrasing content).
    """
    if _NEEDS_MORE.isdisjoint(ends_of(text)):
        begins = [line[:1] for line in lines_of(text) if len(line) < _NUMBER]
        if not any(map(str.isdigit, begins)):
            return
    lines = _lines(text)
    i = 0
    while i + 2 < len(lines):
        last, is_sentence = _follow_chain(lines, i)
        if is_sentence:
            # Titles and authors stand so too; numbers don't.
            confidence = 0.9 if all(_LONE_NUMBER.fullmatch(lone.text) for lone in lines[i + 1 : last : 2]) else 0.7
            for line, following in pairwise(lines[i : last + 1]):
                yield Span(_text_end(text, line), _text_start(text, following), "", confidence)
        i = max(i + 1, last)  # what breaks off here would break off from any line before, too


def _follow_chain(lines: Sequence[_Line], first: int) -> tuple[int, bool]:
    """How far text, number, text, number … go on from a line, and whether they end as one sentence."""
    at = first
    is_verse = True
    while at + 2 < len(lines):
        line, lone, following = lines[at : at + 3]
        if not line.text or line.is_closed or not HAN.match(following.text[:1] or "x") or _BLOCK.match(following.text):
            break
        is_number = _LONE_NUMBER.fullmatch(lone.text) and (_UNIT.match(following.text) or line.text[-1] in _NEEDS_MORE)
        is_name = line.text[-1] in _NEEDS_MORE and 2 <= len(lone.text) <= _SHORT and not _NO_NAME.search(lone.text)
        if not (is_number or is_name):
            break
        is_verse = is_verse and "，" not in line.text + following.text
        at += 2
        if following.text[-1] in "。！？”）":
            is_long = len(following.text) >= 8 or sum(len(one.text) for one in lines[first : at + 1]) >= 30
            return at, is_long and not is_verse and len(lines[first].text) >= 2
    return at, False


def _text_start(text: str, line: _Line) -> int:
    return line.start + text[line.start : line.end].index(line.text)


def _text_end(text: str, line: _Line) -> int:
    return _text_start(text, line) + len(line.text)


# ---------------------------------------------------------------- hard wraps

_SENTENCE = 35  # characters in a sentence, on average
_NARROWEST = 15  # characters; verse and lists are narrower
_OPEN_END = regex("[^。！？!?…：:；;”’」』）)》】\"'>|]")
_BLOCK = regex(
    r"(?:[一二三四五六七八九十百]{1,3}|[0-9]{1,3})[、.．)）](?![0-9])|[（(][一二三四五六七八九十0-9]{1,3}[)）]"
    r"|第[一二三四五六七八九十百0-9]+[章节節条條回]|[①-⑳●■◆▲★☆·•※□○◎►▪-]|[A-Z0-9][.)、] |[#>|*+] "
    r"|[\u4e00-\u9fff]{1,6}[：:]|【|《[^》]{1,40}》$"
)
_TABLE = regex(r"\S(?: {3,}|\t)\S|[|┃│─━═+]{2}|\|.*\||-{4,}|={4,}|[{};]$|\d\s+\d+\s+\d")
_WORD = regex(r"[!-~]{1,40}|[“‘《（(【「『]*.[，。、；：？！”’》）)】」』…]*")
_LATIN_END, _LATIN_START = regex(r"[A-Za-z0-9,.;:)]$"), regex(r"[A-Za-z0-9(]")


@rule(
    "hard-wrapped-line",
    version=2,
    since="0.2",
    repairs=[
        Example("\n".join(_REPORT[i : i + 18] for i in range(0, len(_REPORT), 18)), _REPORT),
        Example(
            "　　今天，市图书馆举行开放活动，馆长介绍了\n新馆的情况，读者代表谈了自己的感受，大家都\n"
            "说，新馆又大又亮堂。\n"
            "　　新馆共有三层，一楼是少儿阅览室，二楼是\n报刊阅览室，三楼是自习室。",
            "　　今天，市图书馆举行开放活动，馆长介绍了新馆的情况，读者代表谈了自己的感受，大家都说，新馆又大又亮堂。\n"
            "　　新馆共有三层，一楼是少儿阅览室，二楼是报刊阅览室，三楼是自习室。",
        ),
    ],
    leaves=[
        "床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。",
        _REPORT + "\n" + _REPORT,
        "图书馆今天开放\n读者很多\n馆长介绍了情况\n大家都说好",
        "我是你河边上破旧的老水车般的人儿\n数百年来纺着疲惫的歌唱给大地听啊\n我是你额上熏黑的矿灯照亮了隧洞里",
    ],
)
def hard_wrapped_line(text: str) -> Iterator[Span]:
    """Paragraphs cut into lines of one width.

    Damage: line ends after every 38 characters, in the middle of sentences and words.
    Origin: plain-text mails and forums, e-books and scanned pages: the lines of a screen or a page kept as lines.
    Left alone: a line the next word would still have fitted in, what stands before a list number, an indent or a
        blank line; tables, verse, code; a text in which no line end splits a sentence.
    Cost: the last characters of the lines, 2 ns a character.
    See: RFC 3676 (format=flowed), for what a wrapped text lacks; CLREQ, 3.1 (line breaking).
    """
    ends = ends_of(text)
    n_open = len(_OPEN_END.findall(ends))
    if n_open < 2 or n_open * 4 < len(ends):
        return
    lines = _lines(text)
    wrap = _find_wrap(lines)
    if wrap is None:
        return
    joins = [
        i
        for i, (line, following) in enumerate(pairwise(lines))
        if wrap.is_full(line, following) and _goes_on(line, following)
    ]
    if not joins:
        return
    confidence = _judge_wrap(lines, joins)
    # A full line that ends a sentence may end its paragraph: as likely as the paragraphs are short.
    n_paragraphs = sum(line.is_closed for line in lines) - sum(lines[i].is_closed for i in joins) or 1
    weight = sum(not lines[i].is_closed for i in joins) / n_paragraphs * wrap.width / (1 + wrap.is_cells)
    is_indented = sum(lines[i].indent > lines[i + 1].indent for i in joins) >= 2
    is_sure = is_indented or _has_paragraphs_marked(lines, wrap)
    closed_confidence = confidence if is_sure else min(confidence, weight / (weight + _SENTENCE))
    for i in joins:
        left, right = lines[i].text, lines[i + 1].text
        start, end = _text_end(text, lines[i]), _text_start(text, lines[i + 1])
        blank = " " if wrap.took_blank(lines[i], left, right) else ""
        if re.search(r"[a-z]-$", left) and right[0].isascii() and right[0].islower():
            start, blank = start - 1, ""
        yield Span(start, end, blank, closed_confidence if lines[i].is_closed else confidence)


class _Wrap(NamedTuple):
    """A hypothesis: lines were cut at a width, by characters or by cells."""

    width: int
    is_cells: bool

    def measure(self, line: _Line) -> int:
        return line.n_cells if self.is_cells else line.end - line.start

    def is_full(self, line: _Line, following: _Line) -> bool:
        """Whether the first word of the next line would not have fitted in this one."""
        is_text = line.text != "" and following.text != ""
        return is_text and self.has_full(self.measure(line), self.measure_first(following))

    def measure_first(self, line: _Line) -> int:
        """The size of its first word."""
        word = _WORD.match(line.text)
        first = word[0] if word else ""
        return _n_cells(first) if self.is_cells else len(first)

    def has_full(self, size: int, first: int) -> bool:
        """Whether a line of that size is full, before one with such a first word."""
        return size <= self.largest and (size == self.width or size + first > self.width)

    @property
    def largest(self) -> int:
        """What a line may have, with a mark that may not begin the next."""
        return self.width + 2 * (1 + self.is_cells)

    def took_blank(self, line: _Line, left: str, right: str) -> bool:
        """Whether the line end stands for a blank: between Latin words, unless all lines were cut at one length."""
        is_latin = _LATIN_END.search(left) is not None and _LATIN_START.match(right) is not None
        is_number = left[-1].isdigit() and right[0].isdigit()
        return is_latin and not is_number and (self.is_cells or self.measure(line) != self.width)


def _find_wrap(lines: Sequence[_Line]) -> _Wrap | None:
    """The width at which cutting gives these lines; None where there is none."""
    pairs = [(line, following) for line, following in pairwise(lines) if line.text and following.text]
    opened = [(line, following) for line, following in pairs if not line.is_closed and HAN.search(line.text)]
    if len(opened) < 2:
        return None
    best: tuple[float, _Wrap] | None = None
    for is_cells in (False, True):
        any_width = _Wrap(0, is_cells)
        measured = [(any_width.measure(line), any_width.measure_first(following)) for line, following in opened]
        sizes = Counter(size for size, _ in measured)
        for width in {max(sizes), *(size for size, _ in sizes.most_common(3))}:
            if width < _NARROWEST * (1 + is_cells):
                continue
            wrap = _Wrap(width, is_cells)
            n_full = sum(wrap.has_full(size, first) for size, first in measured)
            n_over = sum(any_width.measure(line) > wrap.largest for line in lines)
            share = (n_full - 2 * n_over) / len(opened) + 0.1 * sizes[width] / len(opened)
            if n_full >= 2 and (best is None or share > best[0]):
                best = (share, wrap)
    return best[1] if best and best[0] >= 0.7 else None


def _goes_on(line: _Line, following: _Line) -> bool:
    """Whether the second of two lines goes on with the paragraph of the first."""
    if following.indent > line.indent or _TABLE.search(line.text) or _TABLE.search(following.text):
        return False
    return not line.is_closed or not _BLOCK.match(following.text)


def _has_paragraphs_marked(lines: Sequence[_Line], wrap: _Wrap) -> bool:
    """Whether blank lines or indents stand between paragraphs, so that none ends elsewhere."""
    least = min(line.indent for line in lines if line.text)
    n_marked = n_joined = 0
    for line, following in pairwise(lines):
        if not line.is_closed:
            continue
        if not following.text or following.indent > least:
            n_marked += 1
        elif wrap.is_full(line, following):
            n_joined += 1
        else:
            return False
    return n_marked >= 3 and n_marked > n_joined


def _judge_wrap(lines: Sequence[_Line], joins: Sequence[int]) -> float:
    """By how many of the line ends split a sentence, and how many a word."""
    opened = [i for i in joins if not lines[i].is_closed][:60]
    n_split = sum(lines[i + 1].text[0] in _NO_START or _gain(lines[i].text, lines[i + 1].text) > 3 for i in opened)
    n_paused = sum(lines[i].text[-1] in "，、" for i in opened)
    n_prose = sum(any(mark in lines[i].text[2:-2] for mark in "，。、") for i in opened)
    if not opened or n_paused > 0.6 * len(opened) or n_prose < 0.4 * len(opened):
        return 0.3  # verse, lists
    if n_split >= max(1, 0.2 * len(opened)):
        return 0.96 if n_split >= 2 else 0.88
    is_indented = sum(lines[i].indent > lines[i + 1].indent for i in joins) >= 2  # first lines of paragraphs
    return 0.9 if is_indented or len(opened) >= 4 else 0.5
