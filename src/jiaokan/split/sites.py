"""Sites: whose page it is, by the name in its head.

A name there counts where the page says it once more as a site's: at its foot (© 2022 百问), in the <title>, in a notice
of reprints. Alone only where it has the form of one, on the first line. A column or a
word of a bar is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from jiaokan.document import Hint
from jiaokan.regex import regex
from jiaokan.split import signs
from jiaokan.split.dates.forms import DATE
from jiaokan.split.page import NAME, Line, Mention, Role, fold
from jiaokan.split.titles.headline import hinted_parts
from jiaokan.split.values import is_site_like, parse_site
from jiaokan.split.words import find_words, is_channel, starts_of_words

_LOOK = 8  # lines at either end of a page
_MAX_NAME, _MIN_NAME = 20, 2  # characters
_MOST_CUTS = 4
_EDITION = regex("(?:数字报|电子报|电子版|数字版|官网|官方网站|网站|首页)?")  # 沧浪时报数字报
_OF_BARS: frozenset[Role | None] = frozenset({None, "navigation", "tools", "related-links", "site-name", "leftover"})
_OF_VISIT: frozenset[Role | None] = frozenset({"source", "date"})  # of the first line: the paper and the day
FOOT = regex(r"©|\(c\)|copyright|版权|著作权|主办|出处|备案|all rights", re.IGNORECASE)
_FORM = regex(
    r"(?:[\w·]{2,14} )?[\w·]{2,14}(?:人民政府|政府|大学|学院|中学|小学|学校|医院|日报|晚报|晨报|时报|商报|都市报|快报"
    r"|周刊|周报|学报|论坛|社区|百科|贴吧|书城|小说网|文学网?|图书馆|博物馆|电视台|广播电台|通讯社|法院|检察院|委员会"
    r"|管理局|协会|学会|研究院|平台|信息网|门户网?站?|客户端|网)"
)
_CUT = regex(r"\t| {2,}| (?=\d{4}|今天|星期)| [—-]{1,2}|[|>]| (?=[\u4e00-\u9fff]{2}(?: |$))")
_OTHER = regex(r"(?:编辑部|杂志社)$|^(?:欢迎|今天|您|设为|加入|打印|返回|登录|登入)")


def find_site(text: str, lines: Sequence[Line], title: int | None, hints: Sequence[Hint]) -> Iterator[Mention]:
    """The name of the site in the head of a page; nothing where nothing bears it out."""
    stated = [hinted_parts(hint.value) for hint in hints if hint.field in ("title", NAME)]
    ends = [end for parts in stated if len(parts) > 1 for end in (parts[0], parts[-1])]
    foot = [
        line.flat
        for line in lines[-_LOOK:]
        if line.role == "reprint-notice" or (line.signs & signs.FOOT and FOOT.search(line.flat))
    ]
    for i, line in enumerate(lines[: min(_LOOK, len(lines) - 1)]):
        root = line.flat.partition(">")[0].strip()
        if line.role == "breadcrumb" and root != line.flat and is_site_like(root):
            yield Mention("site-name", line.start, line.end, (text[line.start : line.start + len(root)],))
            return
        if i == title or line.is_prose or line.role not in (_OF_BARS if i else _OF_BARS | _OF_VISIT):
            continue
        for end in _ends(text, line):
            name = text[line.start : end]
            rest = fold(text[end : line.end]).strip()
            is_first = not i and title is not None and _FORM.fullmatch(fold(name)) and _is_of_bar(rest)
            if _could_be(name) and (is_first or _is_told(name, ends, foot)):
                yield Mention("site-name", line.start, end, (name,))
                return


def _is_of_bar(rest: str) -> bool:
    """Is what stands behind a name the day of the visit, or words of a bar, or nothing?"""
    return not rest or DATE.match(rest) is not None or find_words(rest) is not None or 0 in starts_of_words(rest)


def _ends(text: str, line: Line) -> Iterator[int]:
    """Where a name at the start of a line may end: with the line, before a gap, before a word of a bar."""
    if line.n_chars <= _MAX_NAME:
        yield line.end
    if cut := _CUT.search(text, line.start, line.end):
        yield cut.start()
    for n_name in starts_of_words(line.flat)[:_MOST_CUTS]:
        yield line.start + len(text[line.start : line.start + n_name].rstrip())


def _could_be(name: str) -> bool:
    is_name = _MIN_NAME <= len(name) <= _MAX_NAME and parse_site(name) == name and not _OTHER.search(name)
    return is_name and find_words(name) is None and not is_channel(name) and not any(map(str.isdecimal, name))


def _is_told(name: str, ends: Sequence[str], foot: Sequence[str]) -> bool:
    """Does a name end the <title>, open it with what edition it is, or stand as a word at the foot of the page?"""
    for first, last in zip(ends[::2], ends[1::2], strict=True):
        more = first.removeprefix(name)
        if name == last or (more != first and more and _EDITION.fullmatch(more)):
            return True
    return any(_stands_apart(fold(name), line) for line in foot)


_BEFORE_NAME = regex(r"(?:^|[^\u4e00-\u9fffA-Za-z]|所有|出处|来源|主办)\Z")
_BEHIND_NAME = regex(r"$|[^\u4e00-\u9fffA-Za-z]|社?版权|社?著作|保留|编辑部|社?所有")
_MAX_BEFORE = 2  # characters


def _stands_apart(name: str, line: str) -> bool:
    """Is a name none of a longer one anywhere in a line? No pattern of its own: a name would have it compiled."""
    at = line.find(name)
    while at >= 0:
        before = line[max(0, at - _MAX_BEFORE) : at]
        if _BEFORE_NAME.search(before) and _BEHIND_NAME.match(line, at + len(name)):
            return True
        at = line.find(name, at + 1)
    return False
