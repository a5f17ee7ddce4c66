"""Header lines of a fixed form that no label marks: of a WeChat article, of a newspaper's electronic edition."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiaokan.regex import regex
from jiaokan.split.dates.forms import AGO, DATE, parse_date
from jiaokan.split.page import Mention, Role, fold
from jiaokan.split.people.labelled import ACCOUNT, FIRST_AUTHOR, POSTED
from jiaokan.split.people.told import parse_account, parse_nick
from jiaokan.split.signs import Patterns
from jiaokan.split.values import MEDIA, is_placeholder, parse_keywords

_WHEN = rf"(?P<when>{DATE.pattern}|{AGO.pattern})"
_SIGN_OF_WHEN = regex(r"[\d年今昨前刚]")  # it has one of these
_BEGIN_OF_WHEN = "[\\da-zA-Z今昨前刚民中一二三四五六七八九十〇零○Οο]"
# 原创 作者 公众号 2021-05-05 07:00 发表于福建; either 原创 or 发表于 tells it.
_ACCOUNT = regex(
    rf"(?P<original>(?:原创|Original) +)?(?:(?P<author>[^ :,。|]{{1,16}}) +)?(?P<account>[^ :,。|#]{{2,20}}) +{_WHEN}"
    rf"(?: *(?:发[表布]于|Posted (?:on|from|in)) ?(?P<place>[\u4e00-\u9fff]{{2,8}}))?",
    re.IGNORECASE,
)
_SIGN_OF_ACCOUNT = regex(r"原创|Original|[表布]于|Posted", re.IGNORECASE)
# 2019年08月06日 星期二  第A03版：民生  上一版 下一版
_EDITION = regex(
    rf"(?:{_WHEN}[ ,(]*(?:星期.)?[ )]*)?(?P<number>第? ?[A-Z]?(?:\d{{1,3}}|[一二三四五六七八九十]{{1,3}}) ?版) ?[:·(]"
    rf" ?(?P<name>[\u4e00-\u9fff·]{{0,12}})\)?(?P<rest>[ |].{{0,40}})?",
    needs="版",
)
_SIGN_OF_EDITION = regex(r"[\d一二三四五六七八九十] ?版 ?[:·(]", needs="版")  # not 版权


# 茶业经济学报 2022年2期
_ISSUE = regex(r"(?P<journal>[\u4e00-\u9fff·()]{2,24}) (?:19|20)\d\d ?年 ?第? ?\d{1,2} ?期", needs=["19", "20"])
# posted @ 2014-05-09 14:45 豆芽菜 阅读(43) 评论(2) 编辑 收藏: a blog
_POSTED = regex(rf"posted @ {_WHEN} +(?P<author>[^ ]{{1,20}}) +阅读.*", re.IGNORECASE, needs=["@"])
# 豆芽菜 · 1 月前 · 最后由 某某 回复于 19 天前
_TOPIC = regex(rf"(?P<author>[\w.-]{{2,20}}) · {_WHEN}(?: ·.*)?", re.IGNORECASE, needs="·")
_OF_TEXT = (
    r"posted|written|updated|edited|published|created|[本该此]|文章"
    r"|首[次发]|最[后近新初]|更新|修改|编辑|楼主|回复|作者|来源|发[表布]"
)
_SENT = r"(?:发[表布贴]|上传|投稿|分享|提交|贡献|创建|撰写|编写|张贴|整理|[写作贴])"
# 豆芽菜 发表于 2014-05-09, 由豆芽菜于2014-05-09 14:45发布, 网友 豆芽菜 上传 2014-05-09, posted by bean on May 9, 2014,
# 发布者 豆芽菜 于 2014-05-09 @ 下午2:45 在 旧书 分类下 | 2 条评论
_BY = regex(
    r"(?:(?:由 ?|(?:发[表布帖贴]|上传|投稿|分享|提交)[者人] ?:? ?|(?:网友|用户|会员|读者|影友|楼主|博主|作者) ?:? "
    rf"|(?:(?:posted|written|published|submitted) )?by:? +)(?P<author>(?!{_OF_TEXT})[\w.-]{{2,16}}?) ?"
    rf"|(?P<nick>(?!{_OF_TEXT})[\w.-]{{2,16}}) +)"
    rf"(?:{_SENT}[于在]?|[于在]|on)[ :]*{_WHEN}(?: ?@ ?(?P<clock>[上下]午 ?\d{{1,2}}:\d\d|\d{{1,2}}:\d\d))?"
    rf"(?: ?{_SENT})?(?:[ |·].{{0,60}})?",
    re.IGNORECASE,
)
_SIGN_OF_BY = regex(rf"(?:[表布发贴传稿享交献建写理作于在]|on)[ :]*{_BEGIN_OF_WHEN}", re.IGNORECASE)
# 豆芽菜 发表在 某某部落 留言(2) 人气(2871): a blog
_COUNTED = r"(?: ?(?:留言|回应|人气|引用|推荐|评论|阅读|浏览|收藏)\([\d,.万]*\))+"
_OF_TRIBE = regex(
    rf"(?P<author>[\w.-]{{2,16}}(?: [A-Za-z][\w.]{{0,15}})?) 发表[在于] ?(?P<site>[^\s()]{{2,16}})"
    rf"(?P<counted>{_COUNTED})",
    needs=["发表"],
)
# 发信人: bean (春天来了。), 信区: Tea: the head of a mail on a board
_MAILED = regex(
    r"(?:发信人|寄信人|作者) ?: ?(?P<author>[A-Za-z][\w.-]{1,15}) ?(?:\(.{0,60}\))? ?[,;]? ?"
    r"(?P<board>(?:信区|讨论区|版面|看板|站内|发信区) ?:? ?.{0,40})",
    needs=["信人", "作者"],
)
# 【 以下文字转载自 Tea 讨论区 】
_FROM_BOARD = regex(
    r"[\[(] ?(?:以下)?(?:文字|内容|文章)?转(?:载自|自|寄自)"
    r" ?(?P<value>[\w.-]{2,20}) ?(?:讨论区|信区|版|看板) ?[\])]",
    needs="转",
)
# 原文地址：某某标题作者：豆芽菜, of a text that another blog had first
_FIRST_AT = regex(r"(?P<label>原文(?:地址|链接|标题)?):.{0,80}?作者: ?(?P<author>[^\s,。:]{2,16})", needs=["作者"])
# 本文来源于老街日报 2014-05-09 14:45, 本文转载自某某
_FROM = regex(
    r"(?:本文|此文|该文|文章|原文)(?:来源于|来自|转载?自|转载于|摘自|选自|源自|首发于|原载于?)(?:微信)?(?:公众号|公号)?"
    r"(?P<value>(?!.*(?:作者|网友|读者|用户|网络|网上|投稿|供稿|自己|[我他她你这那一]))"
    rf"[\u4e00-\u9fff·]{{2,16}})(?: +{_WHEN})?",
    re.IGNORECASE,
    needs=["本文", "此文", "该文", "文章", "原文"],
)
# 《老街日报》（2014年05月09日 04版）
_PRINTED = regex(
    rf"[(\[]?《? ?(?P<value>[\u4e00-\u9fff ]{{2,10}}?(?:报|刊|时报)) ?》? ?\(? ?{_WHEN}"
    r" ?(?:第? ?[A-Z]?\d{1,3} ?版)? ?\)?\]?",
    needs="报刊",
)
_SIGN_OF_PRINTED = regex(rf"[报刊] ?》? ?\(? ?{_BEGIN_OF_WHEN}", re.IGNORECASE, needs="报刊")
# 原载《茶业文学》2014年第3期, 据《老街日报》
_CITED = regex(
    r"[(\[]? ?(?:[本此该]文|文章|稿件|全文)?(?:据|摘自|选自|原载于?|[原曾首]刊[于载]?"
    r"|刊[于载]|刊登[于在]|载于?|[曾首]发[于表]?|发表[于在]|转自|转载自|来源于?)[: ]*"
    r"《(?P<value>[^《》]{2,16})》(?P<issue>[^。!?;]{0,24})"
)
# 茶业观察 | 来源
_REVERSED = regex(r"(?P<value>[^|:,。]{2,20}) ?\| ?(?P<label>来源|出品|作者|撰文|文|编辑|责编|校对|审核)")
_REVERSED_ROLES: dict[str, Role] = {
    **dict.fromkeys(("来源", "出品"), "source"),
    **dict.fromkeys(("作者", "撰文", "文"), "byline"),
    **dict.fromkeys(("编辑", "责编", "校对", "审核"), "editor"),
}


# 原文来自微信公众号「某某」：…, whatever follows.
_FROM_ACCOUNT = regex(
    r"(?:本文|原文|文章|全文)(?:首发|原载|发表|发布|刊发)?(?:来自|转自|转载自|源自|摘自|于)(?:微信)?(?:公众号|公号|自媒体)?"
    r"[「“\"](?P<value>[^「」“”\"]{2,20})[」”\"].{0,160}",
    needs=["本文", "原文", "文章", "全文"],
)

# 本帖最后由 豆芽菜 于 2014-11-04 08:02 编辑: of a forum; furniture, whatever it says.
EDITED = "本帖最后由"
_EDITED = regex(
    rf"[\[(]? ?(?:本[帖贴]|此[帖贴]|该[帖贴])(?:最后)?[由被] ?.{{1,24}}? ?[于在] ?{_WHEN}"
    r" ?(?:最后|重新)?(?:编辑|修改|更新) ?[\])。]?",
    re.IGNORECASE,
    needs="帖贴",
)


PATTERNS_OF_HEADERS: Patterns = (  # without a sign of which a line is none
    _EDITED, _ISSUE, _REVERSED, _MAILED, _OF_TRIBE, _FIRST_AT, _FROM_BOARD, _POSTED, _TOPIC, _BY, _FROM, _CITED,
    _FROM_ACCOUNT, _PRINTED, _ACCOUNT, _EDITION,
)  # fmt: skip


def find_header(text: str, flat: str = "") -> tuple[Mention, ...]:
    """The mentions of a line in one of the forms, covering all of it; () for any other. `flat`: the line, folded."""
    flat = flat or fold(text)
    has_when = _SIGN_OF_WHEN.search(flat) is not None
    if has_when and (edited := _EDITED.fullmatch(flat)):
        return (Mention("residue", 0, len(text), parse_date(edited["when"]) or (), EDITED),)
    if issue := _ISSUE.fullmatch(flat):
        return (Mention("source", 0, len(text), (text[slice(*issue.span("journal"))],)),)
    if turned := _REVERSED.fullmatch(flat):
        value = text[slice(*turned.span("value"))].strip()
        return (Mention(_REVERSED_ROLES[turned["label"]], 0, len(text), (value,), turned["label"]),)
    if mailed := _MAILED.fullmatch(flat):
        sender = text[slice(*mailed.span("author"))]
        return _covering(
            len(text), [("byline", 0, (sender,), "发信人"), ("leftover", mailed.start("board"), (), "信区")]
        )
    if tribe := _OF_TRIBE.fullmatch(flat):
        poster: _Part = ("byline", 0, (text[slice(*tribe.span("author"))],), POSTED)
        rest: _Parts = [("leftover", tribe.end("author"), (), ""), ("counter", tribe.start("counted"), (), "")]
        return _covering(len(text), [poster, *rest])
    if (first := _FIRST_AT.fullmatch(flat)) and parse_account(text[slice(*first.span("author"))]):
        writer: _Part = ("byline", first.start("author"), (text[slice(*first.span("author"))],), FIRST_AUTHOR)
        return _covering(len(text), [("leftover", 0, (), first["label"]), writer])
    if board := _FROM_BOARD.fullmatch(flat):
        return (Mention("source", 0, len(text), (text[slice(*board.span("value"))],), "转载自"),)
    if has_when and (posted := _POSTED.fullmatch(flat) or _TOPIC.fullmatch(flat)):
        return _covering(len(text), _posted(text, posted))
    if has_when and _SIGN_OF_BY.search(flat) and (by := _BY.fullmatch(flat)):
        group = "author" if by["author"] else "nick"
        if (parse_account if by["author"] else parse_nick)(text[slice(*by.span(group))]):
            return _covering(len(text), _posted(text, by, group))
    if "文" in flat and (stated := _FROM.fullmatch(flat)):
        return _covering(len(text), _stated(text, stated))
    if "《" in flat and (cited := _CITED.fullmatch(flat)):
        is_medium = MEDIA.fullmatch(cited["value"]) or re.search(r"期|[\d〇零]{4}|\d版", cited["issue"])
        is_whole = not cited["issue"].strip(" )]") or re.search(r"\d", cited["issue"])
        if is_medium and is_whole:
            return (Mention("source", 0, len(text), (text[slice(*cited.span("value"))],), "原载"),)
    if told := _FROM_ACCOUNT.match(flat):
        return (Mention("source", 0, len(text), (text[slice(*told.span("value"))],), "来自"),)
    if has_when and _SIGN_OF_PRINTED.search(flat) and (printed := _PRINTED.fullmatch(flat)):
        return (Mention("source", 0, len(text), ("".join(text[slice(*printed.span("value"))].split()),), "原载"),)
    found = _ACCOUNT.fullmatch(flat) if has_when and _SIGN_OF_ACCOUNT.search(flat) else None
    if found and (found["original"] or found["place"]):
        return _covering(len(text), _account(text, found))
    if _SIGN_OF_EDITION.search(flat) and (found := _EDITION.fullmatch(flat)):
        return _covering(len(text), _edition(text, found))
    return ()


_Part = tuple[Role, int, tuple[str, ...], str]
_Parts = list[_Part]


def _posted(text: str, found: re.Match[str], group: str = "author") -> _Parts:
    clock = found.groupdict().get("clock")
    when = parse_date(f"{found['when']} {clock}") if clock else None
    date: _Part = ("date", found.start("when"), when or parse_date(found["when"]) or (), "发布")
    author: _Part = ("byline", found.start(group), (text[slice(*found.span(group))],), "作者")
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


_OF_ADDRESS = regex(r"https?:?/{0,2}.*|(?:www\.)?[\w.-]+\.(?:com|cn|net|org).*|我要评论.*|[()\d ]*", re.IGNORECASE)
_BARE_SOURCE = regex(r"[\u4e00-\u9fff]{3,10}")
_LIKE_SOURCE = regex(
    r"[\w·]{1,12}(?:[网站社报刊台]|娱乐|音乐|科技|财经|体育|新闻|频道|快讯|资讯|联盟|视频|观察|周刊|杂志|电子报|商报)"
)


def find_bare_source(text: str, mentions: Sequence[Mention]) -> Sequence[Mention]:
    """A lone name beside a date with its time is the medium, in whatever it ends: 2020-08-27 22:40 聚合科技 36评论."""
    bare = [m for m in mentions if m.role == "leftover" and not m.label and m.end > m.start]
    if not bare:
        return mentions
    bare = [m for m in bare if not _OF_ADDRESS.fullmatch(fold(text[m.start : m.end]).strip())]
    is_dated = any(m.role == "date" and m.values and "T" in m.values[0] for m in mentions)
    is_told = any(m.role in ("source", "byline") for m in mentions)
    is_bar = any(m.role in ("counter", "tools") for m in mentions)
    name = text[bare[0].start : bare[0].end].strip() if len(bare) == 1 else ""
    if not is_dated or is_told or is_placeholder(name) or not name:
        return mentions
    if not _LIKE_SOURCE.fullmatch(fold(name)) and not (is_bar and _BARE_SOURCE.fullmatch(fold(name))):
        return mentions
    return [m._replace(role="source", values=(name,)) if m is bare[0] else m for m in mentions]


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
_KEY = regex(r"(?P<key>[A-Za-z][\w.-]{1,24}): *(?P<value>.*)")
_OF_LIST = regex(r"\s+\S|- +\S|[\]}],?$")


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
