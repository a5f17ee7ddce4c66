"""Headlines as strings: what can be one, when two are the same, and what a page's <title> says.

A hinted title is that of the text with the names of channel and site behind it, or only these; `parse_hinted_title`
takes the names off, `agrees` compares it with a printed line, `is_title_alone` judges it where none is printed.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Sequence

from jiaokan.regex import regex
from jiaokan.split.page import fold
from jiaokan.split.values import MEDIA, is_site_like, trim
from jiaokan.split.words import is_channel

_LIST_NUMBER = regex(
    r"(?:[一二三四五六七八九十]{1,3}|\d{1,2}) ?[、.)]|\([一二三四五六七八九十\d]{1,3}\)|[①-⑳]"
    r"|第[一二三四五六七八九十]+[条款]|\d{1,2}(?:\.\d{1,2}){0,2} (?=[\u4e00-\u9fff])"
)


_HEADING_NUMBER = regex(
    r"[一二三四五六七八九十]{1,3} ?[、.]|\([一二三四五六七八九十]{1,3}\)"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节编篇回卷部]|\d{1,2}(?:\.\d{1,2}){0,2} [\u4e00-\u9fff]{2,}"
)


_NO_TITLE = regex(
    r"(?:本篇)?文章\d+字.*|(?:您好)?[!,]?今天是.*|当前版 ?:.*|第 ?\d{1,3} ?版.*|.*\d ?[KM]B|定价.*元"
    r"|绝密.*启用前|.*(?:跳转到|快速开始)"
    r".*|论文部分内容.*|文档简介|.{0,4}图书分类号.*|\[?中图分类号.*|会议现场|活动现场|即时|原创|转载|加载中.*|(?:文章|新闻|信息|内容|公告|通知|帖子|页面|资讯|问题)(?:详情|内容|正文|详细)页?|详情页?|检索词.*"
    r"|.*(?:今天|昨天|前天) ?\d\d:\d\d.*|.*\d(?:分钟|小时|天)前.{0,6}|posted on.*|第? ?\(?\d+/\d+\)? ?页|共"
    r" ?\d+ ?字.*|[^,。]{4,20}主[管办](?: .*)?|该用户.*|.*用户登录.*"
    r"|开本.{0,6}|释义.{0,3}|标题|站内|作者|摘要|前言"
    r"|引言|正文|内容|目录|目次|导语|导读|编者按|简介|概述|序|序言|附件|附录|参考文献|全文"
    r"|图片|视频|(?:——|--|—).*|https?:.*|[\W\d_]*"
    r"|(?:19|20)\d\d ?年?[ ,]*第? ?\d{1,3} ?[卷期].*|[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月"
    r"|\d{1,2}月\d{1,2}日.{0,4}|(?:19|20)\d\d[-/.年] ?[01]?\d[-/.月] ?[0-3]?\d.*|(?:电话|传真|地址|邮编|邮箱|联系人"
    r"|时间|地点|主持人|主讲人|日期).{0,2}:.*",
    re.IGNORECASE,
)


OF_PEOPLE = regex(
    r".{2,16}(?:部|局|委|委员会|办公室|办公厅|国务院|政府|公司|集团|中心|学院|大学|中学|小学|协会|研究院|研究所)"
)


_DRESSING = regex(r"^\d{4}年(?:度)?|\((?:全文|范文|图|组图|视频|精选|最新|完整版|[^()]{0,4}篇)\)|[\W_]|的")


@functools.lru_cache(maxsize=256)
def is_title_like(flat: str) -> bool:
    """Could a folded line be a title? Not a sentence, a numbered heading, a place of work or a section word.

    Kept, as below: each line of a head is asked for several times, and each is compared with what the page states.
    """
    return (
        2 <= len(flat) <= 80
        and flat[-1] not in "。,、;:.的和与及在"
        and not _NO_LINE.search(flat)
        and "。" not in flat
        and not _LIST_NUMBER.match(flat)
        and flat[0] not in "•·●■◆▪►→>|-"
        and flat[-1] != "|"
        and not _NO_TITLE.fullmatch(flat)
        and not is_channel(flat)
        and not flat.startswith(("问:", "答:"))
    )


_NO_LINE = regex(r" > |>>|^[(\[][^()\[\]]*[)\]]$")


def is_heading_number(flat: str) -> bool:
    """Does a folded line begin as a heading inside a text does: 一、, (二), 第三章?"""
    return _HEADING_NUMBER.match(flat) is not None


def is_same_title(one: str, other: str) -> bool:
    """Do two folded lines give the same title, but for a year in front, (全文) behind, marks and 的?"""
    short, long = sorted((_undressed(one), _undressed(other)), key=len)
    return bool(short) and (short == long or (short in long and len(short) >= max(6, 0.7 * len(long))))


def is_whole_title(one: str, other: str) -> bool:
    """Do two folded lines give the same title, marks and a year in front apart?"""
    return _undressed(one) == _undressed(other) != ""


@functools.lru_cache(maxsize=256)
def _undressed(flat: str) -> str:
    return _DRESSING.sub("", flat)


_HINT_SEPARATOR = regex(r" ?[-_|–—] ?| +[·•»«<>/]+ +")


def agrees(flat: str, hinted: Sequence[str]) -> bool:
    """Does a hint read like this folded line, or begin with it ("标题_频道_某某网")?"""
    flat = re.sub(r"^\[\w{1,6}\] *(?=\S{2})", "", flat)  # [原创]
    return any(
        is_same_title(flat, hint)
        or flat in hinted_parts(hint)
        or (len(flat) >= 6 and flat in hint)
        or _is_cut_short(hint, flat)
        for hint in map(fold, hinted)
    )


@functools.lru_cache(maxsize=64)
def hinted_parts(hint: str) -> tuple[str, ...]:
    """What a hint is made of: the title, the channel, the site."""
    return tuple(_HINT_SEPARATOR.split(hint))


def _is_cut_short(hint: str, flat: str) -> bool:
    stem = hint.rstrip(".… ")
    return stem != hint and len(stem) >= 8 and flat.startswith(stem)


_OF_EDITION = regex(r"数字报|电子报|电子版|第 ?[A-Z]?\d{1,3} ?版|[A-Z]\d{2}版")
_MIN_OF_HEAD = 10  # of one that only <title> has
_MIN_HINTED = 6  # characters of a title that stands nowhere on the page; a shorter one is the name of a channel


def is_title_alone(title: str, origin: str, others: Collection[str]) -> bool:
    """Can a hinted title stand for a text on whose page it isn't printed? Not the name of a site, channel or edition.

    `others`: names of the site and its channels that the page states.
    """
    if origin.startswith("field:"):
        return True  # what a row or front matter says of its text
    flat = fold(title)
    is_name = is_site_like(flat) or MEDIA.fullmatch(flat) is not None or OF_PEOPLE.fullmatch(flat) is not None
    least = _MIN_OF_HEAD if origin == "title" else _MIN_HINTED
    return len(flat) >= least and not is_name and title not in others and not _OF_EDITION.search(flat)


_OF_SITE = regex(r"网|频道|新闻|中心|日报|栏目|首页|社区|论坛|百科|[a-z]$")
_HINT_PARTS = regex(r"(.{2,}?)(?:\s*[_|｜]\s*|\s+[-–—·•»«<>/]+\s+|--+|(?<=\S)[-–—](?=\S*$))([^_|｜]{1,30})$")


_SITE_BEHIND = regex(r"(.+?)(?:\s*[_|｜]\s*|\s+[-–—]\s+|--+)([^_|｜–—-]{2,16})$")


def without_site(title: str) -> str:
    """A printed title without the name of a site behind it, as a scraped <title> has: 标题_某某网."""
    parts = _SITE_BEHIND.match(title)
    flat = fold(parts[2]).strip() if parts else ""
    if parts and (is_site_like(flat) or MEDIA.fullmatch(flat)) and len(parts[1].strip()) >= _MIN_HINTED:
        return without_site(parts[1].strip())
    return title


@functools.lru_cache(maxsize=64)
def parse_hinted_title(text: str, site_names: tuple[str, ...] = ()) -> str | None:
    """The title in a page's <title> or og:title, without the names of site and channel behind it."""
    title = re.sub(r"[-_| ]*Powered by .*$", "", text.strip(), flags=re.IGNORECASE)
    sites = {fold(name) for name in site_names}
    for _ in range(4):
        parts = _HINT_PARTS.match(title)
        flat = fold(parts[2]).strip() if parts else ""
        has_site = flat in sites or is_site_like(flat) or _OF_SITE.search(flat)
        is_behind = parts is not None and re.search(r"[_|｜]| [-–—] ", title[: parts.start(2)]) is not None
        if not parts or not (has_site or is_behind):
            break
        title = parts[1].strip()
    title = _trim_title(title)
    return title if is_title_like(fold(title)) or 2 <= len(title) <= 100 else None


def _trim_title(title: str) -> str:
    """Without marks at its ends, unless they belong to a pair: 【连载】第一回 stays whole."""
    return title if re.match(r"[\[【［(（《“\"]", title) else trim(title)


def without_heading_marks(title: str) -> str:
    """A line of Markdown without the marks of an ATX heading (CommonMark, 4.2)."""
    return re.sub(r"^#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?$", r"\1", title)
