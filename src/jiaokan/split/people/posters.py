"""Who posted a text, where only the form of the page tells it: in a floor's side bar, above its date, beside 关注."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jiaokan.regex import regex
from jiaokan.split.dates.forms import DATE, find_date, parse_date
from jiaokan.split.page import Line, Mention, Role, fold
from jiaokan.split.people.labelled import ACCOUNT, ANSWERERS, ASKERS, OWNER, POSTER
from jiaokan.split.people.names import is_word
from jiaokan.split.people.told import parse_nick
from jiaokan.split.signs import Patterns
from jiaokan.split.values import MEDIA
from jiaokan.split.words import find_words, has_column_word

REPLY = "回复者"  # label of the name of who replies
_OF_USER = regex(  # what a forum counts of its users: alone, or with its figure behind it
    r"(?:博客等级|博客积分|博客访问|关注人气|积分等级|等级积分|访问人次|加好友 发纸条.{0,12}"
    r"|主题|帖子|回帖|发帖|发帖数|帖数|文章|积分|总积分|经验|精华|精华帖子?"
    r"|听众|好友|粉丝|发消息|发短消息|发私信|加好友|加为好友|打招呼"
    r"|新手上路|收听TA|串个门|关注TA?|注册|注册时间|加入时间|来自|级别|等级|头衔|用户组|UID|威望|金钱|金币|贡献值?|魅力|人气"
    r"|阅读权限|在线时间|最后登录|离线|在线|当前离线|当前在线|性别|个人空间|查看资料)"
    r" ?(?:[:(\d].{0,24})?",
    re.IGNORECASE,
)
_RANK = regex("级别|等级|头衔|用户组")
_LOOK_USER = 10  # lines
_MIN_USER = 3  # of them that are such
_MAX_NICK = 12  # characters
_MIN_TITLE = 10


def place_posters(text: str, lines: Sequence[Line]) -> list[Line]:
    """The lines that name who posted: in a floor's side bar (the first wrote the text, the others reply), with 关注
    beside the name, above 12 人赞同了该回答.
    """
    placed = _place_carded(text, _place_accounts(text, lines))
    for n, i in enumerate(_find_users(lines)):
        nick = parse_nick(text[lines[i].start : lines[i].end])
        mentions = lines[i].as_("comment", label=REPLY) if n else lines[i].as_("byline", *nick, label=POSTER)
        placed[i] = replace(lines[i], mentions=mentions)
        if i and _OF_CARD.fullmatch(lines[i - 1].flat):
            placed[i - 1] = replace(lines[i - 1], mentions=lines[i - 1].as_("navigation"))
    told = [(i, nick) for i, nick in _find_told(text, placed) if nick]
    for i, nick in told if len(told) == 1 else ():  # several are a list of whom to follow
        placed[i] = replace(placed[i], mentions=_nick_and_date(placed[i], nick))
    return placed


def _nick_and_date(line: Line, nick: tuple[str, ...]) -> tuple[Mention, ...]:
    found = _FOLLOWED.fullmatch(line.flat)
    date = parse_date(found["when"].strip()) if found and found["when"] else None
    if not found or not date:
        return line.as_("byline", *nick, label=OWNER)
    cut = line.start + found.start("when")
    return (
        Mention("byline", line.start, cut, nick, OWNER),
        Mention("date", cut, line.end, date, "发布"),
    )


def place_answers(lines: Sequence[Line]) -> list[Line]:
    """Who gave the first answer to a question wrote the text: neither who asked nor who came after."""
    if not any(m.role == "byline" and m.label in ANSWERERS for line in lines for m in line.mentions):
        return list(lines)
    placed: list[Line] = []
    is_found = False
    for line in lines:
        mentions: list[Mention] = []
        for m in line.mentions:
            is_void = m.label in ASKERS or (is_found and m.label in ANSWERERS)
            is_found |= m.role == "byline" and m.label in ANSWERERS
            mentions.append(m._replace(values=()) if is_void and m.role == "byline" else m)
        placed.append(replace(line, mentions=tuple(mentions)) if mentions else line)
    return placed


_FOLLOW = regex(r"[+]? ?加?关注(?:TA|他|她|作者|我们)?")
_COUNTED_FOLLOW = regex(
    r"(?:充电)? ?[+]? ?(?:关注|订阅) ?[\d.,]+ ?[万wWkK]?(?: ?粉丝)?"
    r"|[\d.,]+ ?[万wWkK]? ?(?:粉丝|订阅者?)"
)
_GLUED_FOLLOW = regex(r"(?P<name>\S{2,12}?) ?\+ ?关注")
_BADGE = regex(
    r"官方|旗下|账号|帐号|认证|领域|创作者|爱好者|作者|博主|达人|主播|记者|编辑|律师|医[生师]|优质|简介|签名|媒体|频道|公司"
)
_OF_BODY = regex(r"官方|旗下|账号|帐号|媒体|机构|频道|公司|停课|课堂")
_MEDIUM_LIKE = regex(
    r".*(?:热点|快讯|资讯|视频|新闻|课堂|电台|融媒|日报|晚报|周报"
    r"|晨报|时报|频道|广电|[台店铺馆室社坊局院会])|(?:空中|在线)课堂.*"
)
_MAY_FOLLOW = regex("关注|粉丝")
_MAX_BUTTON = 24  # characters
_MAX_BIO = 40  # characters


def _place_accounts(text: str, lines: Sequence[Line]) -> list[Line]:
    """The account in whose name a text stands: with a badge above a button 关注, glued to one, or in a card below.

    It is that of a person, unless the name or what is said of it is of a medium, or a badge stands above the button.
    """
    placed = list(lines)
    found = [i for i, line in enumerate(lines) if line.n_chars <= _MAX_BUTTON and _MAY_FOLLOW.search(line.flat)]
    for i in found if len(found) <= _MAX_FOLLOW else ():
        line = lines[i]
        n_prose = sum(ln.is_prose for ln in lines[:i])
        glued = _GLUED_FOLLOW.fullmatch(line.flat)
        if glued and not n_prose:
            name = text[line.start : line.start + glued.end("name")]
            if (MEDIA.fullmatch(fold(name)) or is_word(name)) and not find_words(fold(name)):
                placed[i] = replace(line, mentions=line.as_("source", name, label=ACCOUNT))
        is_card = _COUNTED_FOLLOW.fullmatch(line.flat) is not None
        at = _find_account(lines, i) if is_card or (_FOLLOW.fullmatch(line.flat) and not n_prose) else None
        if at is None or (is_card and not n_prose):
            continue
        name, bio = text[lines[at].start : lines[at].end], lines[i - 1].flat if at == i - 2 else ""
        if not bio and not is_card and is_word(name):
            continue  # 声音, above a button: a column
        is_body = bool(_OF_BODY.search(bio)) or _is_body_like(fold(name)) or (bool(bio) and not is_card)
        role: Role = "source" if is_body else "byline"
        placed[at] = replace(lines[at], mentions=lines[at].as_(role, name, label=ACCOUNT if is_body else OWNER))
        if bio and not is_card:
            placed[i - 1] = replace(lines[i - 1], mentions=lines[i - 1].as_("leftover"))
        break
    return placed


_OF_WECHAT = regex(
    r"微信扫一扫|Scan to Follow|\d+ ?篇原创内容|\d+ original contents|Reads? .{0,8}Share|预览时标签不可点"
)


def _place_carded(text: str, lines: Sequence[Line]) -> list[Line]:
    """Of a saved WeChat article: what stands before the date, and alone in the card below, is the account."""
    placed = list(lines)
    if not any(_OF_WECHAT.search(line.flat) for line in lines if line.n_chars <= 40):
        return placed
    alone = {line.flat for line in lines if line.is_open}
    for i, line in enumerate(lines):
        unknown = [m for m in line.mentions if m.role == "leftover" and not m.label]
        is_dated = any(m.role == "date" for m in line.mentions) or find_date(line.flat) is not None
        is_told = any(m.role == "source" for m in line.mentions)
        if not is_dated or is_told or line.is_prose:
            continue
        names = [fold(text[m.start : m.end]).strip() for m in unknown]
        if not line.mentions:
            names = [DATE.split(line.flat)[0].strip()]
        if len(names) == 1 and names[0] in alone and line.flat.startswith(names[0]):
            name = text[line.start : line.start + len(names[0])]
            placed[i] = replace(line, mentions=_account_and_date(line, name))
    return placed


def _account_and_date(line: Line, name: str) -> tuple[Mention, ...]:
    cut = line.start + len(name)
    date = find_date(line.flat)
    values = (parse_date(date[0]) or ()) if date else ()
    return (Mention("source", line.start, cut, (name,), ACCOUNT), Mention("date", cut, line.end, values))


def _is_body_like(flat: str) -> bool:
    """江州热点, 科学便利店, 城市切片: an account that is no person."""
    return bool(MEDIA.fullmatch(flat) or _MEDIUM_LIKE.fullmatch(flat)) or _is_two_words(flat)


_MAX_FOLLOW = 6
_MAX_BARE = 6  # characters of a name with nothing but a button beside it; longer is a caption


def _find_account(lines: Sequence[Line], i: int) -> int | None:
    """The line of the name above a button: right above it, or above what is said of it."""
    if not i:
        return None
    is_bare = re.search(r"\d", lines[i].flat) is None  # a button that counts nothing
    said = lines[i - 1]
    is_bio = said.is_open and said.n_chars <= _MAX_BIO and "title" not in said.marks
    is_bio &= not is_bare or _BADGE.search(said.flat) is not None
    if i > 1 and is_bio and _is_account_name(lines[i - 2]):
        return i - 2
    return i - 1 if _is_account_name(said) and (said.n_chars <= _MAX_BARE or not is_bare) else None


def _is_account_name(line: Line) -> bool:
    is_free = line.is_open and not line.is_prose and "title" not in line.marks and line.n_chars <= _MAX_NICK
    return is_free and re.search("[,。!?:|/>]", line.flat) is None and find_words(line.flat) is None


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


# Heads of a card that names a user.
_OF_CARD = regex(
    r"(?:个人|用户|作者|博主|我的|会员|楼主)(?:资料|信息|简介|档案|名片|主页|中心)"
    r"|关于(?:我|作者|博主|楼主)"
)


def _may_post(line: Line) -> bool:
    is_free = line.is_open or line.role == "navigation"
    return (
        is_free
        and line.n_chars <= 20
        and not line.flat.isdecimal()
        and _OF_CARD.fullmatch(line.flat) is None
        and "title" not in line.marks
        and bool(parse_nick(line.flat))
    )


_FOLLOWED = regex(
    r"(?P<name>\S{2,16}?)"
    r"(?: ?(?P<when>(?:19|20)\d\d[\d年月日:. /-]{2,16}))?(?: ?(?:创建|发[布表]))?(?(when) ?| )\+? ?关注"
)
# 编辑于 03-26 来自 健康圈, 今天 09:41 来自 iPhone客户端: below the name of who sent it.
_SENT = regex(
    r"(?:(?:编辑|发布)于 ?)?(?:[\d年月日:. /-]{4,20}|(?:今天|昨天|刚刚|[\d]+\S{1,2}前)[\d: ]*) ?来自 ?\S.{1,16}"
)
_AGREED = regex(r"[\d,.万kK ]+人?(?:赞同|赞了|觉得|认为).{0,8}")


PATTERNS_OF_POSTERS: Patterns = (
    _MAY_FOLLOW,
    _OF_WECHAT,
    _OF_USER,
    _AGREED,
    _SENT,
)  # without a sign of which none is found


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
_ACCOUNT = regex(
    r"[\u4e00-\u9fff]{2,8}(?:公安|交警|检察|法院|消防|文旅|气象|体育|教育|发布|共青团|青年|疾控|应急|水利|税务|统战|先锋)"
)


def find_nick(lines: Sequence[Line], i: int, title: int | None, anchor: int | None) -> tuple[str, ...]:
    """One word between a title and its date line, or below it by a counter, no office or column: who posted it.

    In a post without a title the name stands above the date, with 认证 or the like behind it.
    """
    line = lines[i]
    if not line.is_open:
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


_BUTTON = regex("打开|下载|APP|登录|搜索|首页|注册")
_SOCIAL = regex(r"(?:转发|评论|点?赞|收藏|分享).{0,10}(?:转发|评论|点?赞|收藏|分享)")
