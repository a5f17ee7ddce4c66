"""Who posted a text, where only the form of the page tells it: in a floor's side bar, above its date, beside 关注."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jiaokan.split.dates.forms import parse_date
from jiaokan.split.page import Line, Mention
from jiaokan.split.people.names import is_word
from jiaokan.split.people.told import parse_nick
from jiaokan.split.values import MEDIA
from jiaokan.split.words import has_column_word

REPLY = "回复者"  # label of the name of who replies
_OF_USER = re.compile(  # what a forum counts of its users: alone, or with its figure behind it
    r"(?:主题|帖子|回帖|发帖|发帖数|帖数|文章|积分|总积分|经验|精华|精华帖子?|听众|好友|粉丝|发消息|发短消息|发私信|加好友|加为好友|打招呼"
    r"|新手上路|收听TA|串个门|关注TA?|注册|注册时间|加入时间|来自|级别|等级|头衔|用户组|UID|威望|金钱|金币|贡献值?|魅力|人气"
    r"|阅读权限|在线时间|最后登录|离线|在线|当前离线|当前在线|性别|个人空间|查看资料)"
    r" ?(?:[:(\d].{0,24})?",
    re.IGNORECASE,
)
_RANK = re.compile("级别|等级|头衔|用户组")
_LOOK_USER = 10  # lines
_MIN_USER = 3  # of them that are such
_MAX_NICK = 12  # characters
_MIN_TITLE = 10


def place_posters(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines that name who posted: in a floor's side bar (the first wrote the text, the others reply), with 关注
    beside the name, above 12 人赞同了该回答.
    """
    placed = list(lines)
    for n, i in enumerate(_find_users(lines)):
        nick = parse_nick(text[lines[i].start : lines[i].end])
        mentions = lines[i].as_("comment", label=REPLY) if n else lines[i].as_("byline", *nick, label="楼主")
        placed[i] = replace(lines[i], mentions=mentions)
    told = [(i, nick) for i, nick in _find_told(text, placed) if nick]
    for i, nick in told if len(told) == 1 else ():  # several are a list of whom to follow
        placed[i] = replace(placed[i], mentions=_nick_and_date(placed[i], nick))
    return placed


def _nick_and_date(line: Line, nick: tuple[str, ...]) -> tuple[Mention, ...]:
    found = _FOLLOWED.fullmatch(line.flat)
    date = parse_date(found["when"].strip()) if found and found["when"] else None
    if not found or not date:
        return line.as_("byline", *nick, label="博主")
    cut = line.start + found.start("when")
    return (
        Mention("byline", line.start, cut, nick, "博主"),
        Mention("date", cut, line.end, date, "发布"),
    )


def _find_users(lines: Sequence[Line]) -> Iterator[int]:
    """A name above 主题 12 帖子 408 积分 1190; its rank may stand between, where it has no label."""
    is_known = [_OF_USER.fullmatch(line.flat) is not None for line in lines]
    last = -_LOOK_USER
    for i, line in enumerate(lines):
        below = is_known[i + 1 : i + 1 + _LOOK_USER]
        if sum(below) < _MIN_USER or i - last < _LOOK_USER // 2 or is_known[i] or not _may_post(line):
            continue
        is_ranked = any(_RANK.match(ln.flat) for ln in lines[i + 1 : i + 1 + _LOOK_USER])
        is_above_rank = below[1] and not is_ranked and line.n_chars <= _MAX_NICK and lines[i + 1].n_chars <= _MAX_NICK
        if below[0] or is_above_rank:
            last = i
            yield i


def _may_post(line: Line) -> bool:
    is_free = line.is_open or line.role == "navigation"
    return (
        is_free
        and line.n_chars <= 20
        and not line.flat.isdecimal()
        and "title" not in line.marks
        and bool(parse_nick(line.flat))
    )


_FOLLOWED = re.compile(
    r"(?P<name>\S{2,16}?)"
    r"(?: ?(?P<when>(?:19|20)\d\d[\d年月日:. /-]{2,16}))?(?: ?(?:创建|发[布表]))?(?(when) ?| )\+? ?关注"
)
# 编辑于 03-26 来自 健康圈, 今天 09:41 来自 iPhone客户端: below the name of who sent it.
_SENT = re.compile(
    r"(?:(?:编辑|发布)于 ?)?(?:[\d年月日:. /-]{4,20}|(?:今天|昨天|刚刚|[\d]+\S{1,2}前)[\d: ]*) ?来自 ?\S.{1,16}"
)
_AGREED = re.compile(r"[\d,.万kK ]+人?(?:赞同|赞了|觉得|认为).{0,8}")


def _find_told(text: str, lines: Sequence[Line]) -> Iterator[tuple[int, tuple[str, ...]]]:
    for i, line in enumerate(lines):
        if line.n_chars > 60 or line.is_prose:
            continue
        followed = _FOLLOWED.fullmatch(line.flat)
        if followed and (line.is_open or line.role in ("tools", "navigation", "date", "leftover")):
            yield i, parse_nick(text[line.start : line.start + followed.end("name")])
        elif line.is_open and i + 1 < len(lines) and _AGREED.fullmatch(lines[i + 1].flat):
            yield i, parse_nick(re.split("[,，]", text[line.start : line.end])[0])
        elif i and lines[i - 1].n_chars <= 30 and _SENT.fullmatch(line.flat):
            yield i - 1, parse_nick(lines[i - 1].flat.split()[0])


def find_publisher(lines: Sequence[Line], i: int, title: int | None, anchor: int | None) -> bool:
    """Is the line a medium or an account that stands between a title and its date, or right below the date?"""
    line = lines[i]
    is_beside = title is not None and anchor is not None and title < i and title < anchor and abs(i - anchor) == 1
    if not is_beside or not line.is_open or line.is_link or line.n_chars > _MAX_MEDIUM:
        return False
    is_told = any(m.role == "source" and m.values for ln in lines for m in ln.mentions)
    return not is_told and (MEDIA.fullmatch(line.flat) is not None or _ACCOUNT.fullmatch(line.flat) is not None)


_MAX_MEDIUM = 16
_ACCOUNT = re.compile(
    r"[\u4e00-\u9fff]{2,8}(?:公安|交警|检察|法院|消防|文旅|气象|体育|教育|发布|共青团|青年|疾控|应急|水利|税务|统战|先锋)"
)


def find_nick(lines: Sequence[Line], i: int, title: int | None, anchor: int | None) -> tuple[str, ...]:
    """One word between a title and its date line, or below it by a counter, no office or column: who posted it.

    In a post without a title the name stands above the date, with 认证 or the like behind it.
    """
    line = lines[i]
    has_author = any((m.role == "byline" and m.values) or m.label == "版次" for ln in lines for m in ln.mentions)
    if not line.is_open or has_author:
        return ()
    if title is None:
        nick, *badge = line.flat.split()
        is_post = i + 1 == anchor and any(_SOCIAL.search(ln.flat) for ln in lines[i + 1 :] if ln.n_chars <= 40)
        is_nick = is_post and len(nick) <= _MAX_NICK and line.n_chars <= 30 and not _BUTTON.search("".join(badge))
        return parse_nick(nick) if is_nick and not has_column_word(nick) else ()
    around = (lines[i - 1], *lines[i + 1 : i + 3])
    if anchor is None:
        is_placed = title < i and any(ln.role == "counter" for ln in around)
    else:
        is_placed = title < i == anchor - 1 and lines[title].n_chars >= _MIN_TITLE
    is_word = is_placed and line.n_chars <= _MAX_NICK and " " not in line.flat
    return parse_nick(line.flat) if is_word and not has_column_word(line.flat) and not _is_two_words(line.flat) else ()


def _is_two_words(flat: str) -> bool:
    """人物专访, 江南水乡: a column or a theme rather than a name."""
    return len(flat) == 4 and is_word(flat[:2]) and is_word(flat[2:])


_BUTTON = re.compile("打开|下载|APP|登录|搜索|首页|注册")
_SOCIAL = re.compile(r"(?:转发|评论|点?赞|收藏|分享).{0,10}(?:转发|评论|点?赞|收藏|分享)")
