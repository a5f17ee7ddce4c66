"""Names where one is told to stand, behind 作者 or in an element named author: pen names, accounts, any name."""

from __future__ import annotations

import re

from jiaokan.regex import regex
from jiaokan.split.page import fold
from jiaokan.split.people.names import HAN, NOT_NAMES, holds_office, is_word
from jiaokan.split.values import BODY_OF_PEOPLE, MEDIA, is_placeholder, is_site_like, trim
from jiaokan.split.words import find_words

# Characters that names of other peoples are written with: 阿依古丽, 巴特尔, 扎西次仁.
_TRANSCRIBED = frozenset(
    "阿艾爱安巴白拜贝毕布才仓察达丹德迪多额恩尔尼夫嘎格古哈海罕合黑呼吉加江杰卡康克库拉兰勒里力丽利林龙卢鲁罗洛玛"
    "马买满梅美蒙米"
    "斯敦琴音图门桂旺扎热都祖迪辛别提汗宁朝鲁其木格娃达瓦金旦增洛桑多杰让嘉泽彭白平措顿布巴益曲珍卓德吉边堆欧沁哲苏荣高套琪花塔拉"
    "且姆娜纳乃努诺帕普其齐恰切钦琼曲仁日瑞萨桑沙山史苏索塔台泰坦特提图土托旺维文乌吾西希吾夏小肖雅亚央叶依伊拥尤玉"
    "云孜再赞扎珠卓宗次措"
)
_MAX_TOLD = 4  # characters; names that are transcribed may have twice as many


def may_be_transcribed(char: str) -> bool:
    """Can a name of other peoples begin with a character?"""
    return char in _TRANSCRIBED


def is_transcribed(flat: str) -> bool:
    """Is a folded string of four or more made of characters that names of other peoples are written with?"""
    return len(flat) >= _MAX_TOLD and set(flat) <= _TRANSCRIBED


def parse_told(text: str) -> tuple[str, ...]:
    """What stands where a name is told and could be one, whatever it begins with: 阿依古丽, 青禾, 某某."""
    text = _spaced_in(text)
    flat = fold(text).removesuffix("等")
    is_long = len(flat) > _MAX_TOLD and is_transcribed(flat)
    if not 2 <= len(flat) <= 2 * _MAX_TOLD or not (is_long or HAN.fullmatch(flat)):
        return ()
    is_known = (
        flat in NOT_NAMES
        or holds_office(flat)
        or is_word(flat)
        or is_of_page(flat)
        or flat[0] in "看走说探访已未待请不无可"
    )
    return () if is_known else (text[: len(flat)],)


def _spaced_in(name: str) -> str:
    """老 槐: a name with blanks between its characters."""
    parts = name.split()
    is_spaced = len(parts) > 1 and re.fullmatch(r"[\u3400-\u9fff](?:\s+[\u3400-\u9fff])+", name)
    return "".join(parts) if is_spaced else name


_OF_PAGE = regex(
    "文章|简介|主页|最新|更多|全部|其他|关注|登录|评论|点击|查看|阅读|下载|浏览|发布|日期|时间|次数|字号|编号|扫码|扫一扫"
)


def is_of_page(flat: str) -> bool:
    """Does a folded string hold a word of pages that no name has: 作者 最新文章 heads a list?"""
    return _OF_PAGE.search(flat) is not None


_PEN_NAME = regex(r"[\u3400-\u9fff]{2,4}|[A-Za-z][A-Za-z0-9 .'_-]{1,24}|[\u3400-\u9fff]{1,6}[A-Za-z0-9]{1,8}")


def parse_pen_name(value: str) -> tuple[str, ...]:
    """What stands alone behind 作者: 阿栀, 晓　岚, KAI; but no office, medium or common word."""
    name = _spaced_in(trim(value))
    is_name = _PEN_NAME.fullmatch(name) and not is_placeholder(name) and not is_word(name)
    return (name,) if is_name and not BODY_OF_PEOPLE.search(fold(name)) and not holds_office(fold(name)) else ()


def parse_pen_names(value: str) -> tuple[str, ...]:
    """One or several parted by marks; () where any is none."""
    found = [parse_pen_name(name) for name in re.split(r"[、,，;；/／&]", trim(value)) if name.strip()]
    return tuple(name for names in found for name in names) if all(found) else ()


def parse_poster(value: str) -> tuple[str, ...]:
    """The account behind 楼主, 提问者, UP主: any word; what follows a blank or stands in a bracket is not its own."""
    name = re.split(r"[\s(（,，]", value.strip())[0]
    flat = fold(name)
    is_of_page_alone = find_words(flat) or is_of_page(flat) or is_placeholder(name) or name[:1] in "请欢"
    return (name,) if _NICK.fullmatch(flat) and not (is_of_page_alone or flat in NOT_NAMES) else ()


_NICK = regex(r"(?=.*[^\W\d_])(?!.*\.\.)[\w·.\-]{2,16}(?: [A-Za-z][\w.]{0,15})?")


def parse_nick(value: str) -> tuple[str, ...]:
    """The name of an account where one is told to stand: 小灶娘, Momo酱; but no office, medium or site."""
    name = trim(value)
    flat = fold(name)
    is_known = is_placeholder(name) or is_word(name) or find_words(flat) is not None or is_of_page(flat)
    return (name,) if _NICK.fullmatch(flat) and not _is_body(flat) and not is_known else ()


def parse_account(value: str) -> tuple[str, ...]:
    """As behind 楼主, any word, but no office, medium or site: who posted may be a body too (发布者 团委)."""
    return () if _is_body(fold(trim(value))) else parse_poster(value)


def _is_body(flat: str) -> bool:
    return bool(MEDIA.fullmatch(flat) or BODY_OF_PEOPLE.search(flat)) or is_site_like(flat)
