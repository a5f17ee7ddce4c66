"""Header lines of a fixed form that no label marks: of a WeChat article, of a newspaper's electronic edition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from jiaokan.split.dates.forms import AGO, DATE, parse_date
from jiaokan.split.page import Mention, Role, fold
from jiaokan.split.people.told import parse_nick
from jiaokan.split.values import MEDIA, is_placeholder, parse_keywords

ACCOUNT = "公众号"  # label of what stands where a WeChat article has its account
_WHEN = rf"(?P<when>{DATE.pattern}|{AGO.pattern})"
# 原创 作者 公众号 2021-05-05 07:00 发表于福建; either 原创 or 发表于 tells it.
_ACCOUNT = re.compile(
    rf"(?P<original>原创 +)?(?:(?P<author>[^ :,。|]{{1,12}}) +)?(?P<account>[^ :,。|#]{{2,20}}) +{_WHEN}(?:"
    rf" *发[表布]于 ?(?P<place>[\u4e00-\u9fff]{{2,8}}))?",
    re.IGNORECASE,
)
# 2019年08月06日 星期二  第A03版：民生  上一版 下一版
_EDITION = re.compile(
    rf"(?:{_WHEN}[ ,(]*(?:星期.)?[ )]*)?(?P<number>第? ?[A-Z]?(?:\d{{1,3}}|[一二三四五六七八九十]{{1,3}}) ?版) ?[:·(]"
    rf" ?(?P<name>[\u4e00-\u9fff·]{{0,12}})\)?(?P<rest>[ |].{{0,40}})?"
)


# 茶业经济学报 2022年2期
_ISSUE = re.compile(r"(?P<journal>[\u4e00-\u9fff·()]{2,24}) (?:19|20)\d\d ?年 ?第? ?\d{1,2} ?期")
# posted @ 2014-05-09 14:45 豆芽菜 阅读(43) 评论(2) 编辑 收藏: a blog
_POSTED = re.compile(rf"posted @ {_WHEN} +(?P<author>[^ ]{{1,20}}) +阅读.*", re.IGNORECASE)
# 豆芽菜 · 1 月前 · 最后由 某某 回复于 19 天前
_TOPIC = re.compile(rf"(?P<author>[\w.-]{{2,20}}) · {_WHEN}(?: ·.*)?", re.IGNORECASE)
_OF_TEXT = (
    r"posted|written|updated|edited|published|created|[本该此]|文章"
    r"|首[次发]|最[后近新初]|更新|修改|编辑|楼主|回复|作者|来源|发[表布]"
)
# 豆芽菜 发表于 2014-05-09, 由豆芽菜于2014-05-09 14:45发布, posted by bean on May 9, 2014
_BY = re.compile(
    rf"(?:(?:由 ?|(?:posted |written )?by +)(?P<author>[\w.-]{{2,16}}?) ?|(?P<nick>(?!{_OF_TEXT})[\w.-]{{2,16}}) +)"
    rf"(?:发[表布]于?|于|on|创建于|写于)[ :]*{_WHEN}(?: ?(?:发[表布]|创建))?(?:[ |·].{{0,40}})?",
    re.IGNORECASE,
)
# 本文来源于老街日报 2014-05-09 14:45
_FROM = re.compile(rf"本文(?:来源于|来自|转自)(?P<value>[\u4e00-\u9fff·]{{2,16}})(?: +{_WHEN})?", re.IGNORECASE)
# 《老街日报》（2014年05月09日 04版）
_PRINTED = re.compile(
    rf"[(\[]?《? ?(?P<value>[\u4e00-\u9fff ]{{2,10}}?(?:报|刊|时报)) ?》? ?\(? ?{_WHEN}"
    r" ?(?:第? ?[A-Z]?\d{1,3} ?版)? ?\)?\]?"
)
# 原载《茶业文学》2014年第3期, 据《老街日报》
_CITED = re.compile(
    r"[(\[]? ?(?:本文|文章|稿件)?(?:据|摘自|选自|原载于?|原刊于?|刊[于载]|载于?|转自|转载自|来源于?)[: ]*"
    r"《(?P<value>[^《》]{2,16})》(?P<issue>[^。!?;]{0,24})"
)
# 茶业观察 | 来源
_REVERSED = re.compile(r"(?P<value>[^|:,。]{2,20}) ?\| ?(?P<label>来源|出品|作者|撰文|文|编辑|责编|校对|审核)")
_REVERSED_ROLES: dict[str, Role] = {
    **dict.fromkeys(("来源", "出品"), "source"),
    **dict.fromkeys(("作者", "撰文", "文"), "byline"),
    **dict.fromkeys(("编辑", "责编", "校对", "审核"), "editor"),
}


# 原文来自微信公众号「某某」：…, whatever follows.
_FROM_ACCOUNT = re.compile(
    r"(?:本文|原文|文章|全文)(?:首发|原载|发表|发布|刊发)?(?:来自|转自|转载自|源自|摘自|于)(?:微信)?(?:公众号|公号|自媒体)?"
    r"[「“\"](?P<value>[^「」“”\"]{2,20})[」”\"].{0,160}"
)

# 本帖最后由 豆芽菜 于 2014-11-04 08:02 编辑: of a forum; furniture, whatever it says.
EDITED = "本帖最后由"
_EDITED = re.compile(
    rf"[\[(]? ?(?:本[帖贴]|此[帖贴]|该[帖贴])(?:最后)?[由被] ?.{{1,24}}? ?[于在] ?{_WHEN}"
    r" ?(?:最后|重新)?(?:编辑|修改|更新) ?[\])。]?",
    re.IGNORECASE,
)


def find_header(text: str) -> tuple[Mention, ...]:
    """The mentions of a line in one of the forms, covering all of it; () for any other."""
    flat = fold(text)
    if edited := _EDITED.fullmatch(flat):
        return (Mention("residue", 0, len(text), parse_date(edited["when"]) or (), EDITED),)
    if issue := _ISSUE.fullmatch(flat):
        return (Mention("source", 0, len(text), (text[slice(*issue.span("journal"))],)),)
    if turned := _REVERSED.fullmatch(flat):
        value = text[slice(*turned.span("value"))].strip()
        return (Mention(_REVERSED_ROLES[turned["label"]], 0, len(text), (value,), turned["label"]),)
    if posted := _POSTED.fullmatch(flat) or _TOPIC.fullmatch(flat):
        return _covering(len(text), _posted(text, posted))
    if by := _BY.fullmatch(flat):
        group = "author" if by["author"] else "nick"
        if parse_nick(text[slice(*by.span(group))]):
            return _covering(len(text), _posted(text, by, group))
    if stated := _FROM.fullmatch(flat):
        return _covering(len(text), _stated(text, stated))
    if cited := _CITED.fullmatch(flat):
        is_medium = MEDIA.fullmatch(cited["value"]) or re.search(r"期|[\d〇零]{4}|\d版", cited["issue"])
        is_whole = not cited["issue"].strip(" )]") or re.search(r"\d", cited["issue"])
        if is_medium and is_whole:
            return (Mention("source", 0, len(text), (text[slice(*cited.span("value"))],), "原载"),)
    if told := _FROM_ACCOUNT.match(flat):
        return (Mention("source", 0, len(text), (text[slice(*told.span("value"))],), "来自"),)
    if printed := _PRINTED.fullmatch(flat):
        return (Mention("source", 0, len(text), ("".join(text[slice(*printed.span("value"))].split()),), "原载"),)
    found = _ACCOUNT.fullmatch(flat)
    if found and (found["original"] or found["place"]):
        return _covering(len(text), _account(text, found))
    found = _EDITION.fullmatch(flat)
    if found:
        return _covering(len(text), _edition(text, found))
    return ()


_Parts = list[tuple[Role, int, tuple[str, ...], str]]


def _posted(text: str, found: re.Match[str], group: str = "author") -> _Parts:
    date: tuple[Role, int, tuple[str, ...], str] = (
        "date",
        found.start("when"),
        parse_date(found["when"]) or (),
        "发布",
    )
    author: tuple[Role, int, tuple[str, ...], str]
    author = ("byline", found.start(group), (text[slice(*found.span(group))],), "作者")
    return sorted([date, author], key=lambda part: part[1])


def _stated(text: str, found: re.Match[str]) -> _Parts:
    parts: _Parts = [("source", 0, (text[slice(*found.span("value"))],), "来源于")]
    if found["when"]:
        parts.append(("date", found.start("when"), parse_date(found["when"]) or (), "发布"))
    return parts


def _account(text: str, found: re.Match[str]) -> _Parts:
    parts: _Parts = []
    if found["original"]:
        parts.append(("leftover", 0, (), ""))
    if found["author"]:
        parts.append(("byline", found.start("author"), (text[slice(*found.span("author"))],), ""))
    parts.append(("source", found.start("account"), (text[slice(*found.span("account"))],), ACCOUNT))
    parts.append(("date", found.start("when"), parse_date(found["when"]) or (), ""))
    if found["place"]:
        parts.append(("leftover", found.end("when"), (text[slice(*found.span("place"))],), "发布地"))
    return parts


def _edition(text: str, found: re.Match[str]) -> _Parts:
    parts: _Parts = []
    if found["when"]:
        parts.append(("date", 0, parse_date(found["when"]) or (), "日期"))
    parts.append(("breadcrumb", found.start("number"), (text[slice(*found.span("name"))],), "版次"))
    if found["rest"]:
        parts.append(("pager", found.start("rest"), (), ""))
    return parts


def _covering(n_chars: int, parts: _Parts) -> tuple[Mention, ...]:
    starts = [0, *(start for _, start, _, _ in parts[1:]), n_chars]
    return tuple(
        Mention(role, start, end, values, label)
        for (role, _, values, label), start, end in zip(parts, starts[:-1], starts[1:], strict=True)
    )


_OF_ADDRESS = re.compile(r"https?:?/{0,2}.*|(?:www\.)?[\w.-]+\.(?:com|cn|net|org).*|我要评论.*|[()\d ]*", re.IGNORECASE)
_BARE_SOURCE = re.compile(r"[\u4e00-\u9fff]{3,10}")
_LIKE_SOURCE = re.compile(
    r"[\w·]{1,12}(?:[网站社报刊台]|娱乐|音乐|科技|财经|体育|新闻|频道|快讯|资讯|联盟|视频|观察|周刊|杂志|电子报|商报)"
)


def find_bare_source(text: str, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """A lone name beside a date with its time is the medium, in whatever it ends: 2020-08-27 22:40 聚合科技 36评论."""
    bare = [m for m in mentions if m.role == "leftover" and not m.label and m.end > m.start]
    bare = [m for m in bare if not _OF_ADDRESS.fullmatch(fold(text[m.start : m.end]).strip())]
    is_dated = any(m.role == "date" and m.values and "T" in m.values[0] for m in mentions)
    is_told = any(m.role in ("source", "byline") for m in mentions)
    is_bar = any(m.role in ("counter", "tools") for m in mentions)
    name = text[bare[0].start : bare[0].end].strip() if len(bare) == 1 else ""
    if not is_dated or is_told or is_placeholder(name) or not name:
        return mentions
    if not _LIKE_SOURCE.fullmatch(fold(name)) and not (is_bar and _BARE_SOURCE.fullmatch(fold(name))):
        return mentions
    return [replace(m, role="source", values=(name,)) if m is bare[0] else m for m in mentions]


# Front matter of a static site's page (YAML between lines of ---), where the text came without its file's name.
_FENCE = "---"
_MAX_FRONT = 40  # lines
_KEYS: dict[str, tuple[Role, str]] = {
    "title": ("title", "标题"),
    "subtitle": ("subtitle", "副标题"),
    "author": ("byline", "作者"),
    "authors": ("byline", "作者"),
    "date": ("date", "发布时间"),
    "updated": ("update-date", "更新时间"),
    "lastmod": ("update-date", "更新时间"),
    "source": ("source", "来源"),
    "tags": ("keyword", "标签"),
    "keywords": ("keyword", "关键词"),
}
_KEY = re.compile(r"(?P<key>[A-Za-z][\w.-]{1,24}): *(?P<value>.*)")
_OF_LIST = re.compile(r"\s+\S|- +\S|[\]}],?$")


def find_front_matter(spans: Sequence[tuple[int, int]], text: str) -> dict[int, tuple[Mention, ...]]:
    """The mentions of the lines of front matter a text opens with, by their starts; none where it has none.

    `spans`: the lines that are not blank.
    """
    if not spans or text[slice(*spans[0])] != _FENCE:
        return {}
    close = next((i for i, span in enumerate(spans[1:_MAX_FRONT], 1) if text[slice(*span)] == _FENCE), 0)
    inner = spans[1:close]
    if not inner or not all(_KEY.match(text, *span) or _OF_LIST.match(text, span[0] - 1, span[1]) for span in inner):
        return {}
    found: dict[int, tuple[Mention, ...]] = {
        start: (Mention("residue", start, end),) for start, end in (spans[0], spans[close])
    }
    for start, end in inner:
        key = _KEY.match(text, start, end)
        role, label = _KEYS.get(key["key"].lower(), ("leftover", "")) if key else ("leftover", "")
        value = key["value"].strip(" \"'[]") if key else ""
        found[start] = (Mention(role, start, end, _front_values(role, value), label),)
    return found


def _front_values(role: Role, value: str) -> tuple[str, ...]:
    if role in ("date", "update-date"):
        return parse_date(re.sub(r"(?:\.\d+)? ?(?:Z|[+-]\d\d:?\d\d)$", "", value.replace("T", " "))) or ()
    if role == "keyword":
        return parse_keywords(value)
    if role == "byline":
        return tuple(name.strip(" \"'") for name in re.split(r"[,、，;；]", value) if name.strip())
    return (value,) if value and role != "leftover" else ()
