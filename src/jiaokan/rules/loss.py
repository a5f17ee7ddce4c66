"""What a tool took out of a text for good: found and flagged, never restored."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan.rule import Example, Span, rule

# What counts, and what has to stand before it for a number to be missing between the two. A number in words is none.
_DATE = re.compile(r"年?月日(?![报志刊本渐益夜常积光落])")
_DATE_BEHIND = frozenset({"", *"，。；：、（(讯于报自至到从在"})  # a date begins here; 蜜月日程 and 岁月日渐 hold none
_COUNTED = re.compile(
    r"余?(?:亿元|万元|万人|余户|余人|个百分点|平方米|公顷|公里|周年)|余(?:户|名|人次|万人|亿元)(?=[，。、；])"
    r"|[个名户](?=[，。、；]|[\u4e00-\u9fff]{2,6}[，。、；])"
)
_COUNTED_HEAD = re.compile(r"[余亿万个平公周名户]")
_COUNT_BEHIND = frozenset("户设达约超近占过员民众工")
_DIGIT = re.compile(r"[0-9０-９]")
_STOP = re.compile(r"[，。,]")
_OTHER_MARK = re.compile(r"[、“”‘’\"「」『』《》；;：（）()？！…—]|(?<![0-9]):(?![0-9])")
_PROSE = 400  # Han characters in one line from which the absence of a mark means something
_EXAMPLE = "今天，县长来到图书馆，了解开放情况，并同读者交谈。" * 20


def _lost(text: str) -> Example:
    """A text in which the loss is found; nothing is restored."""
    return Example(text, text)


@rule(
    "digits-stripped",
    since="0.1",
    loss=True,
    repairs=[
        _lost("本报月日讯今天，市里召开会议，部署防汛工作。"),
        _lost("全村居民余户，下设个小组，党员名。年月日建成。"),
    ],
    leaves=[
        "本报7月2日讯今天，市里召开会议。",
        "他在日月潭住了三个月，日子过得很快。",
        "岁月日渐流逝，村里只剩老人。",
        "下设多个小组，党员若干名，余户不详。",
        "发表于《月日报》的文章",
        "二〇二〇年七月二日，大会开幕。",
        "从前有个樵夫，他有个朋友，还有个邻居，常来常往。",
        "请填写姓名、出生年月日和籍贯，不要涂改。",
        "蜜月日程已经排好，满月日请亲友来家里坐坐。",
        "常用的单位有公顷、平方米、公里和亿元、万元。",
    ],
)
def digits_stripped(text: str) -> Iterator[Span]:
    """Digits taken out of the text.

    Damage: 本报月日讯, 居民余户, 党员名: the numbers are gone, what counted stands alone.
    Origin: cleaners that keep "Chinese characters only", or delete digits as noise.
    Left alone: it can't be restored. Not flagged where digits stand in the running text, or where only one weak sign
        was found: dates (月日) are strong, counted nouns without a number are weak.
    Cost: one search for digits in each line, two pattern searches on lines without any.
    See: GB/T 15835-2011 (writing of numbers in publications): what a date needs.
    """
    start = 0
    for line in text.split("\n"):
        if len(line) >= 12 and not _DIGIT.search(line):
            dates = [m.span() for m in _DATE.finditer(line) if line[m.start() - 1 : m.start()] in _DATE_BEHIND]
            counts = list(_counts(line))
            if dates or len(counts) >= 3:
                for begin, end in sorted({*dates, *counts}):
                    yield Span(start + begin, start + end, None, 0.95 if dates else 0.85)
        start += len(line) + 1


def _counts(line: str) -> Iterator[tuple[int, int]]:
    """Spans of what was counted, where the number is gone."""
    for first in _COUNTED_HEAD.finditer(line):  # one class first: the alternatives cost ten times as much
        if line[first.start() - 1 : first.start()] in _COUNT_BEHIND:
            counted = _COUNTED.match(line, first.start())
            if counted:
                yield counted.span()


@rule(
    "quotes-stripped",
    since="0.1",
    loss=True,
    repairs=[_lost("本报月日讯" + _EXAMPLE)],
    leaves=["本报月日讯“好”，他说。" + _EXAMPLE, "本报7月2日讯" + _EXAMPLE, "春天来了，花都开了。"],
)
def quotes_stripped(text: str) -> Iterator[Span]:
    """Quotation marks and book-title marks taken out of the text.

    Damage: 开展守初心聚民心六心服务 for 开展“守初心、聚民心”等“六心”服务: no quotation mark in a long report.
    Origin: the cleaners of `digits-stripped`: only 。 and ， are kept.
    Left alone: it can't be restored. Not flagged by absence alone (a plain story may have no quotation): only in
        a long line that has lost its digits too and shows no mark but ， and 。
    Cost: nothing on lines shorter than 400 characters; else one search.
    See: `digits-stripped`.
    """
    yield from _stripped(text)


@rule(
    "enumeration-commas-stripped",
    since="0.1",
    loss=True,
    repairs=[_lost("本报月日讯" + _EXAMPLE)],
    leaves=["本报月日讯今天、明天，" + _EXAMPLE, "本报7月2日讯" + _EXAMPLE, "春天来了，花都开了。"],
)
def enumeration_commas_stripped(text: str) -> Iterator[Span]:
    """Enumeration commas (、) taken out of the text.

    Damage: 和谐有序绿色文明 for 和谐、有序、绿色、文明: no 、 in a long report.
    Origin: the cleaners of `digits-stripped`.
    Left alone: as `quotes-stripped`.
    Cost: as `quotes-stripped`.
    See: GB/T 15834-2011, 4.5 (顿号).
    """
    yield from _stripped(text)


def _stripped(text: str) -> Iterator[Span]:
    """Long lines of prose without a digit and without any mark but the stops, with signs that digits are missing."""
    start = 0
    for line in text.split("\n"):
        is_bare = len(line) >= _PROSE and not _OTHER_MARK.search(line) and not _DIGIT.search(line)
        if is_bare and len(_STOP.findall(line)) >= _PROSE // 40 and any(digits_stripped.find(line)):
            yield Span(start, start + len(line), None, 0.9)
        start += len(line) + 1


@rule(
    "paragraph-breaks-stripped",
    since="0.1",
    loss=True,
    repairs=[_lost("标题\n" + _EXAMPLE + _EXAMPLE), _lost("本报月日讯" + _EXAMPLE)],
    leaves=["标题\n" + "\n".join([_EXAMPLE] * 3), _EXAMPLE, "诗\n" * 30],
)
def paragraph_breaks_stripped(text: str) -> Iterator[Span]:
    """All paragraphs of a text run together in one line.

    Damage: a report of 800 characters and 20 sentences or more in a single line; half of that will do where the line
        has lost its other marks too.
    Origin: text taken from a page's element without its blocks.
    Left alone: it can't be restored. Not flagged where another line of the page is as long as a paragraph, nor
        in shorter texts.
    Cost: the lengths of the lines.
    See: —
    """
    lines = text.split("\n")
    longest = max(lines, key=len)
    if len(longest) < _PROSE or sum(len(line) >= 60 for line in lines) > 1:
        return
    n_sentences = longest.count("。")
    if (n_sentences >= 20 and len(longest) >= 2 * _PROSE) or (n_sentences >= 8 and any(_stripped(longest))):
        start = sum(len(line) + 1 for line in lines[: lines.index(longest)])
        yield Span(start, start + len(longest), None, 0.9)
