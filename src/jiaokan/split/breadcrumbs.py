"""Breadcrumbs: the columns a page stands in, outermost first, without 首页 and 正文."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from jiaokan.regex import regex
from jiaokan.split.page import Line, fold
from jiaokan.split.signs import Patterns
from jiaokan.split.values import is_site_like
from jiaokan.split.words import is_channel

_HERE = regex(
    r"[^\w]{0,3}(?=[您你现当目所])(?:您|你)?(?:现在|当前|目前|所在)?的?(?:所在|当前)?的?(?:位置|导航|所在地?)(?:是|为|在)?"
    r"(?: *[:>]+ *| +)|[^\w]{0,3}(?:[您你]在[这此][里儿]?|位置|路径|导航)(?: *: *| +)(?=.{0,8}(?:首页|主页))",
    needs=["位置", "导航", "所在", "在这", "在此", "路径"],
)
_HOME = regex(
    r"(?:.{0,12}(?:网站|本站)?(?:首页|主页)|home|.{0,8}(?:论坛|书城|小说网)|.{2,8}社区|(?:全部|所有)(?:分类|类目|栏目|版块|板块))",
    re.IGNORECASE,
)
_STEP_MARK = r" *[-=—–]*>+ *"
_LAST_STEP = regex(
    r"正文|内容|详情|详细|文章正文|文章内容|浏览文章|文章详情|详细内容|查看|查看内容|浏览帖子|查看帖子|查看主题|帖子内容|阅读文章|信息详情|全文"
    r"|新闻详情|文章"
)


_BLANK_PATH = regex(r"[\u4e00-\u9fff]{0,8}首页(?: [\u4e00-\u9fff]{2,8}){1,4} (?:正文|内容|详情)", needs=["首页"])
_HOME_PATH = regex(
    r"(?:[\u4e00-\u9fff]{0,8}(?:首页|主页)|home) *(?:[/\\]| - | · |(?= \S+ (?:\S+ )*正文$))", re.IGNORECASE
)


_MARKS_OF_PATHS = frozenset(">/|\\-·")
PATTERNS_OF_PATHS: Patterns = (
    _HERE,
    _BLANK_PATH,
    _HOME_PATH,
    _MARKS_OF_PATHS,
)  # without a sign of which a line is no path


def opens_path(flat: str) -> bool:
    """Could a folded line be a breadcrumb, and no bar of channels?"""
    return ">" in flat or "位置" in flat[:12] or _HOME_PATH.match(flat) is not None


def is_home(flat: str) -> bool:
    """Is a folded line the first step of a breadcrumb?"""
    return _HOME.fullmatch(flat) is not None


_ROOT = regex(
    r".{2,}(?:网|站|大全|库|院|局|厅|委|会|馆|台|报|社|政府|公司|集团|大学|学校|中学|小学|[一二三四五六七八九十\d]中|门户|平台"
    r"|知道|百科|论坛|部落|贴吧|在线|书屋|书城|书院|书吧|小说|BBS|博客|之家|图库)"
)


def is_root(flat: str) -> bool:
    """Is the first step of a path whose site it is: 汾南市总工会 > 工会动态?"""
    return _ROOT.fullmatch(flat) is not None and not is_channel(flat)


def parse_section(text: str, flat: str = "") -> tuple[str, ...] | None:
    """The columns of a breadcrumb, outermost first, without 首页 and 正文; None for what is no breadcrumb.

    "当前位置: 首页 > 专题范文 > 公文范文 >" is ("专题范文", "公文范文"), and so is what is parted by -> or / or, where
    it says that it is a path or ends in 正文, by blanks. `flat`: the text, folded.
    """
    flat = flat or fold(text)
    here = _HERE.match(flat)
    start = here.end() if here else 0
    path = flat[start:].strip()
    separator = _STEP_MARK if ">" in path else r" *[/|\\] *| +- +| +· +"
    if not re.search(separator, path) and (here or _BLANK_PATH.fullmatch(path)):
        separator = " +"
    steps: list[str] = []
    position = start
    for match in [*re.finditer(separator, flat[start:]), None]:
        end = start + match.start() if match else len(flat)
        steps.append(text[position:end].strip())
        position = start + match.end() if match else len(flat)
    steps = [step for step in steps if step]
    if steps and (last := re.match(r"(?:正文|内容|详情)(?=[ \u3000])", steps[-1])):
        steps[-1] = last[0]  # 正文　下载APP
    ends = (fold(steps[0]), fold(steps[-1])) if steps else ("", "")
    is_path = len(steps) >= 2 and max(map(len, steps)) <= 60
    is_bar = "|" in flat and ">" not in flat  # 首页 | 新闻 | 体育: a row of links, no path
    is_from_home = is_path and (
        (_HOME.fullmatch(ends[0]) and not is_bar)
        or (">" in flat and (is_site_like(ends[0]) or _LAST_STEP.fullmatch(ends[1])))
    )
    columns = steps[:-1] if is_path else steps
    if here and (len(steps) < 2 or any(len(s) > 14 for s in columns)):
        return ()  # where the reader is, in no form that can be read
    if not (here or is_from_home) or any(len(s) > 14 or re.search('[,。!?;、"“]', fold(s)) for s in columns):
        return None
    if re.search(r"[。!?]", ends[1]) and not (_HOME.fullmatch(ends[0]) and ">" in path):
        return None  # but the last may be the title
    if len(steps) > 1 and (is_site_like(ends[0]) or is_root(ends[0])):
        steps = steps[1:]
    is_column = [len(s) <= 20 and not _HOME.fullmatch(fold(s)) and not _LAST_STEP.fullmatch(fold(s)) for s in steps]
    return tuple(dict.fromkeys(step for step, keep in zip(steps, is_column, strict=True) if keep))


_FROM_SITE = regex(r"(?P<site>[^ >,。!?]{2,12}) ?>+ ?(?=[\u4e00-\u9fff])")
_FOOT = 500  # characters of a page


def parse_section_below_site(text: str, start: int, end: int, flat: str) -> tuple[str, ...] | None:
    """The columns of 一碗集 > 地方小吃 > 西北, where the page has the first step above or at its foot too."""
    found = _FROM_SITE.match(flat)
    site = text[start + found.start("site") : start + found.end("site")] if found else ""
    if not found or not (site in text[:start] or site in text[max(end, len(text) - _FOOT) :]):
        return None
    rest = text[start + found.end() : end]
    return parse_section(f"首页>{rest}") if re.search(r"\d", rest) is None else None  # of a journal: its issue


_STEP_LINE = regex(r"[/>|\\-]{1,2}")
_MAX_MARK = 2  # characters
_MAX_STEP = 10
_MAX_STEPS = 5


def join_steps(text: str, lines: Sequence[Line]) -> list[Line]:
    """A breadcrumb with its steps and the marks between them on lines of their own: 首页, /, 地方."""
    joined = list(lines)
    if not any(line.n_chars <= _MAX_MARK for line in lines):
        return joined
    for i, line in enumerate(lines[:-2]):
        if not (is_home(line.flat) and _STEP_LINE.fullmatch(lines[i + 1].flat)):
            continue
        last = i
        while last + 2 < len(lines) and _STEP_LINE.fullmatch(lines[last + 1].flat) and last < i + 2 * _MAX_STEPS:
            last += 2
        run = joined[i : last + 1]
        steps = [text[ln.start : ln.end] for ln in run[2::2]]
        steps = [*steps[:-1], *(step for step in steps[-1:] if len(step) <= _MAX_STEP)]  # the title may be the last
        if all(len(step) <= _MAX_STEP for step in steps):
            section = parse_section(" > ".join(("首页", *steps))) or ()
            last -= 2 * (len(run[2::2]) - len(steps))
            for j in range(i, last + 1):
                joined[j] = replace(lines[j], mentions=lines[j].as_("breadcrumb", *(section if j == i else ())))
    return joined
