"""The tokens of a line of metadata: labels, dates, counters, buttons. labels.py reads a line by them.

Written against folded text. Blanks may be spaced into a label ("来  源"). Most labels are looked up: a pattern of them
all, with blanks allowed between any two characters, takes 20 ms to compile.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import NamedTuple

from jiaokan.regex import regex
from jiaokan.split import signs
from jiaokan.split.dates.forms import DATE, DATE_START
from jiaokan.split.openings import openings
from jiaokan.split.page import Role
from jiaokan.split.people import labelled as of_people
from jiaokan.split.people.bylines import BOTH, KIND
from jiaokan.split.vocabulary import (
    COMPOSED,
    COUNTER,
    CRAWLED_LABEL,
    DATE_LABEL,
    HEADER_CELLS,
    OTHER_LABELS,
    SHOWN_LABEL,
    UPDATE_LABEL,
    any_of,
)

_LABELS: dict[Role, str] = {
    "source": """
        来源 文章来源 信息来源 新闻来源 稿件来源 内容来源 消息来源 本文来源 来源于 稿源 出处 文章出处 转自 转载自
        摘自 来源媒体 原载 来自 原文来源 内容来自 信息来自 本文转自 文章转自 转发自 综合自 编译自 首发于 首发 原载于
        选自 微信来源 来源公众号 转自公众号 转自微信公众号 文章转自微信公众号 本文转自微信公众号 转载自公众号 来源平台
    """,
    "byline": of_people.BYLINE_LABELS,
    "editor": of_people.EDITOR_LABELS,
    "keyword": "关键词 关键字 关键词阅读 标签 文章标签 本文标签 TAG TAGS 主题词 本文关键词 相关标签 KEYWORDS 内容标签 "
    "词条标签 问题标签 话题标签",
    "title": "标题 文章标题 文件标题 公文标题 信息名称 文件名称",
    "summary": """
        内容概述 信息概述 摘要 内容摘要 内容提要 核心提示 内容导读 导读 文章摘要 提要 内容简介 阅读提示 本文摘要
    """,
    "document-number": "发文字号 文号 文件编号 文件号 发布文号 文件文号 公文文号 发文号 文件字号",
    "index-number": "索引号 信息索引 信息索引号 索引编号 索取号 信息编号",
    "issuing-body": """
        公告发布单位
        发布机构 发布单位 发布机关 发文机关 发文机构 发文单位 制发机关 制定机关 颁布单位 颁布机关 公布机关 公开机构
        公开主体 发布主体 发布部门 发文部门 颁布部门 印发机关 责任部门 信息公开主体 公开单位 公开部门
    """,
    "contact": "邮编 传真 联系地址 单位地址 网站电话",
    "tools": "字体 字号 字体大小 文字大小 视力保护色 保护视力色 分享 分享到 分享至 打印 扫一扫 语音",
}
ROLE_OF: dict[str, Role] = {
    label: role for role, labels in (*_LABELS.items(), ("leftover", OTHER_LABELS)) for label in labels.split()
}  # and what vocabulary.py composes


def _of_role(role: Role, without: frozenset[str] = frozenset()) -> list[str]:
    return [label for label, its_role in ROLE_OF.items() if its_role == role and label not in without]


_NAVIGATION = (
    r"(?:打印(?:本[页文])?|我要打印|关闭(?:窗口|本页)?|收藏(?:本[页文])?|分享到?|举报|纠错|我要(?:评论|纠错)|字[体号]"
    r"|[\[【( ]*大[\]】) |]+中[\]】) |]*[\[|【(]*小[\]】)]*"
    r"|A[+-]|放大|缩小|默认|查看原图|下载本文|收藏本文|打印本文|列表查看|幻灯播放|\(\d+/\d+\)|繁体|简体"
    r"|语音播报|朗读|听新闻|扫一扫"
    r"|微信|微博|QQ空间|复制链接|只看(?:该作者|楼主|大图)|倒序浏览"
    r"|阅读模式|电梯直达|显示全部楼层|楼主|我有话说|[缩放][小大]字体|原创|转载)"
)
# Words before a blank, in groups: at one place the first counts. Have they blanks inside, too?
_GROUPS: tuple[tuple[Collection[str], bool], ...] = (
    (_of_role("byline", of_people.ALSO_WORDS), True),
    (("编辑",), False),
    (_of_role("editor", of_people.ALSO_WORDS), True),
    (_of_role("source", of_people.ALSO_WORDS), True),
    (HEADER_CELLS, True),
    ("审核 校对 监制 终审 初审 复审 主编 分类于 归类于".split(), False),  # noqa: SIM905
)
_SPACED: dict[str, int] = {}  # word → its group
_SPACED_WIDE: dict[str, int] = {}  # with blanks in it
for _group, (_words, _may_be_wide) in enumerate(_GROUPS):
    for _word in _words:
        _SPACED.setdefault(_word, _group)
        if _may_be_wide:
            _SPACED_WIDE.setdefault(_word, _group)


def _latin(words: Iterable[str]) -> str:
    """Those with letters that have case; the others are looked up."""
    return any_of(word for word in words if re.search("[ -~]", word))


def _led(pattern: str) -> str:
    """The same, looked at only where it can begin: of many alternatives the engine tries all at each place."""
    return rf"(?=[{re.escape(''.join(sorted(openings(pattern))))}])(?:{pattern})"


# Each for itself, so that a line has those compiled which it may hold. A group says what of it is the token.
_COMPOSED_LABEL = rf"{of_people.TWO_LABELS}|{_latin(ROLE_OF)}|{COMPOSED}"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("template", regex(r"\{\{[^{}]{0,80}\}\}|\$\{[^{}]{0,80}\}", needs="{")),
    ("date", DATE),
    ("both", regex(rf"(?<![^ |,;\])(])(?P<both>{BOTH}) +(?=[^ :|/])", needs="文报图摄绘")),
    (
        "label",
        regex(
            rf"(?P<label>{_led(_COMPOSED_LABEL)}) *"
            r"(?:\([^()]{1,6}\) *)?\\?[:|/]",
            re.IGNORECASE,
            needs=":|/",
        ),
    ),
    (
        "label",
        regex(
            rf"(?P<reporter>{of_people.ANY_REPORTER}) *(?:\([^()]{{1,6}}\) *)?\\?[:|/]",
            needs=["记者", "员", "撰稿", "实习生"],
        ),
    ),
    (
        "opening",
        regex(r"^(?P<opening>摘 *要|内容提要|提 *要|关 *键 *词|标 *签) +(?=[\u4e00-\u9fff])", needs="要词签"),
    ),
    (
        "bracketed",
        regex(
            rf"\[ *(?P<bracketed>{any_of(_of_role('summary'))}|{any_of(_of_role('keyword'))}) *\] *:?",
            re.IGNORECASE,
            needs="[",
        ),
    ),
    ("reported", regex(r"\[ *(?:本报|本刊)?记者[^\[\]]{2,24}\]", needs="[")),
    (
        "dated",
        regex(
            rf"(?P<dated>{_led(f'{DATE_LABEL}|{UPDATE_LABEL}|{CRAWLED_LABEL}|{SHOWN_LABEL}')}) *(?={DATE_START})",
            re.IGNORECASE,
        ),
    ),
    (
        "spaced",
        regex(
            rf"(?<![^ |,;\[\](）)])(?P<spaced>{_latin(_SPACED)}) +(?=\S)",
            re.IGNORECASE,
            needs=" ",
        ),
    ),
    (
        "glued",
        regex(
            rf"(?P<glued>责任编辑|责编|(?:^|(?<=[ |]))编辑(?=[老小阿]?[\u4e00-\u9fff]{{1,2}}$)"
            rf"|(?<![^ |,;\])】])(?:本[报网刊台社])?{KIND}{{0,3}}(?:记者"
            rf"|通讯员))(?=[\u4e00-\u9fff]{{2}})",
            needs=["编", "记者", "通讯员"],
        ),
    ),
    (
        "counter",
        regex(
            r"(?:已经?)?有? *[\d.]+ *[wk万千+]* *[位名]?(?:读者|网友|人)?(?:读|看|浏览|访问)过(?:[本此该]文)?"
            rf"|{COUNTER}",
            re.IGNORECASE,
        ),
    ),
    ("length", regex(r"阅读时长 *[≈~约]? *\d+ *分钟|\bIn [\w/ ]{2,14}(?= *(?:\||$))", re.IGNORECASE)),
    ("nav", regex(rf"(?<![^ |>\[(\])·])(?:{_NAVIGATION})(?![^ |:>\[(【\])】·])", re.IGNORECASE)),
)


class Token(NamedTuple):
    kind: str
    start: int
    end: int  # with the mark behind a label
    text: str


_Finder = Callable[[str, int], Token | None]  # the next token of a kind, from there on
_BEHIND_LABEL = regex(r"(?<=[^ -~])(?= *(?P<mark>(?:\([^()]{1,6}\) *)?\\?[:|/]))", needs=":|/")
_BEGIN_OF_SPACED = regex(rf"(?<![^ |,;\[\](）)])[{''.join(sorted({word[0] for word in _SPACED if word[0] > '~'}))}]")
_BLANKS = regex(r" +(?=\S)")
_LONGEST = max(map(len, ROLE_OF))


def _find_label(flat: str, start: int) -> Token | None:
    """A word of `ROLE_OF` before its mark: the longest that ends there."""
    for behind in _BEHIND_LABEL.finditer(flat, start):
        end, word, begin = behind.start(), "", None
        for at in range(end - 1, start - 1, -1):
            if flat[at] == " ":
                continue
            word = flat[at] + word
            if len(word) > _LONGEST:
                break
            if word in ROLE_OF:
                begin = at
        if begin is not None:
            return Token("label", begin, behind.end("mark"), flat[begin:end])
    return None


def _find_spaced(flat: str, start: int) -> Token | None:
    """A word of `_SPACED` before a blank: of those at one place that of the first group, and the longest of it."""
    for opening in _BEGIN_OF_SPACED.finditer(flat, start):
        begin, word = opening.start(), ""
        found: list[tuple[int, int, int, int]] = []
        for at in range(begin, len(flat)):
            if flat[at] == " ":
                continue
            word += flat[at]
            if len(word) > _LONGEST:
                break
            group = _SPACED.get(word) if at - begin < len(word) else _SPACED_WIDE.get(word)
            if group is not None and (blanks := _BLANKS.match(flat, at + 1)):
                found.append((group, -len(word), *blanks.span()))
        if found:
            _, _, end, value_start = min(found)
            return Token("spaced", begin, value_start, flat[begin:end])
    return None


def _finder(kind: str, pattern: re.Pattern[str]) -> _Finder:
    def find(flat: str, start: int) -> Token | None:
        match = pattern.search(flat, start)
        return Token(kind, match.start(), match.end(), match[match.lastgroup or 0]) if match else None

    return find


_FIRST = signs.TOKENS
_MARK, _DAY = _FIRST + len(_PATTERNS), _FIRST + len(_PATTERNS) + 1  # behind a label, behind what was done on it
LABELLED = (1 << _DAY + 1) - (1 << _FIRST)  # the signs of all tokens


def _finders() -> Iterator[tuple[int, _Finder]]:
    """Signs → what finds a token in no line that has not all of them."""
    of_words = {"label": _find_label, "spaced": _find_spaced}
    beside = {"label": 1 << _MARK, "dated": 1 << _DAY}
    for n, (kind, pattern) in enumerate(_PATTERNS, _FIRST):
        yield (1 << n) | beside.get(kind, 0), _finder(kind, pattern)
        if kind in of_words:
            yield beside.get(kind, 1 << n), of_words.pop(kind)


_FINDERS = tuple(_finders())


def patterns_of_tokens() -> dict[int, signs.Patterns]:
    """Sign → what no line without it holds."""
    found: dict[int, signs.Patterns] = {1 << n: (one,) for n, (_, one) in enumerate(_PATTERNS, _FIRST)}
    first = {kind: 1 << n for n, (kind, _) in reversed([*enumerate(_PATTERNS, _FIRST)])}
    return {
        **found,
        first["label"]: (regex(_COMPOSED_LABEL),),
        first["spaced"]: (frozenset(" "),),
        1 << _MARK: (frozenset(":|/"),),
        1 << _DAY: (regex(DATE_START),),
    }


def iter_tokens(flat: str, seen: int = signs.EVERY) -> Iterator[Token]:
    """As one pattern of all kinds would find them: of two at one place that of the first kind. `seen`: its signs."""
    found = {find: token for sign, find in _FINDERS if seen & sign == sign and (token := find(flat, 0))}
    while found:
        token = min(found.values(), key=lambda token: token.start)
        yield token
        for passed in [find for find, its in found.items() if its.start < token.end]:
            if again := passed(flat, token.end):
                found[passed] = again
            else:
                del found[passed]
