"""Values: what a date, a source, a site, keywords or a breadcrumb says, as a normal form.

A value is taken only from where such values are printed. No value is better than a wrong one: an empty
label, a placeholder (未知, 佚名, 本站, admin, {{ x }}) or an impossible date is None.
"""

from __future__ import annotations

import re

from jiaokan.regex import regex
from jiaokan.split.page import fold
from jiaokan.split.vocabulary import COUNTED, counter_pattern
from jiaokan.split.words import find_words

# ---------------------------------------------------------------- single values

_PLACEHOLDER = regex(
    r"|[-—_.*?x/\s]+|未知(?:来源|作者)?|(?:来[自源]于?)?(?:互联)?网络?|网上|综合|不详|佚名|匿名|无|暂无|空"
    r"|本站|本网|本网站|我站|原创|本站原创|原创文章|网站|管理员"
    r"|系统管理员|超级管理员|网站管理员|站长|小编"
    r"|本站整理|未填写|默认|转载|其他|其它|admin\w*|administrator|root|test|guest|null|none|undefined|nan|unknown"
    r"|n/a|匿名用户|会员|.*[{}$<>].*",
    re.IGNORECASE,
)
MEDIA = regex(
    r"[\w·《》\-—]{1,20}(?:网|(?<![举海预情播汇通])报|社|台|在线|频道|客户端|公众号|周刊|月刊|杂志|发布|传媒|头条"
    r"|融媒体?(?:中心)?|学习强国|论坛|博客|之声|观察|央视新闻|新闻|APP)"
)
BODY_OF_PEOPLE = regex(r"(?:网|报|社|台|部|局|委|会|院|校|学|办|室|处|府|厅|中心|公司|集团|支队|大队)$")
_EDGES = ' |,;:-—_/·[]()<>"“”'


def trim(text: str) -> str:
    """`text` without blanks and marks at its ends, unless they belong to a pair inside."""
    flat = fold(text)
    start = len(flat) - len(flat.lstrip(_EDGES))
    end = len(flat.rstrip(_EDGES))
    for opening, closing in ("()", "[]", "“”"):
        if flat[start:end].count(opening) > flat[start:end].count(closing) and flat[end : end + 1] == closing:
            end += 1
    return text[start : max(start, end)]


_DATED = regex(r"(?:\d{4}|\d\d?) ?[-/.:年月] ?\d")
_OTHER_LABEL = regex("(?:责任编辑|责编|编辑|作者|记者|时间|日期|发布时间|浏览|点击|阅读|字号)[:/|]")

# What was used to send a post, and labels whose own value is a date.
_NO_MEDIUM = regex(
    r"[\u4e00-\u9fff]{0,2}(?:iPhone|iPad|安卓|Android|苹果|手机|网页|电脑|平板)(?:客户端|版|端)?|微博网页版|发[布表]|更新"
    r"|(?:校园|国内|国际|社会|体育|娱乐|财经|地方|本地|最新|图片|视频|热点|综合|行业|公司|企业|学院|学校|部门|基层|工作|头条|时政|科技"
    r"|教育|文化|健康|法[制治]|民生|焦点|滚动|今日|更多|相关|推荐|热门|其他)新闻|手机[台报版站网]|官方(?:微博|微信|网站)|新闻(?:网|频道|频道首页)"
    r"|(?:iPhone|iPad|HUAWEI|Android|OPPO|vivo|Redmi|Xiaomi|HONOR)\b.{0,20}",
    re.IGNORECASE,
)


def is_medium(flat: str) -> bool:
    """Is a folded string that stands without a label the name of a medium, and not of a column (校园新闻, 手机台)?"""
    return MEDIA.fullmatch(flat) is not None and _NO_MEDIUM.fullmatch(flat) is None


def parse_source(text: str) -> str | None:
    """The name of a medium or body behind 来源; None for placeholders, sentences and links."""
    value = trim(
        re.sub(r"^\s*(?:本文)?(?:来源于|来自|原创|转载)[:：]?(?=\S{2})|(?:参与互动|我要评论|下载客户端).*$", "", text)
    )
    flat = fold(value)
    if dated := _DATED.search(flat):  # 某某日报 2019-05-03; but 10-08 12:00 is none
        value = trim(value[: dated.start()])
        flat = fold(value)
        if not MEDIA.fullmatch(flat):
            return None
    if cited := re.match("《([^《》]+)》", flat):
        if "·" in cited[1] or not (cited.end() == len(flat) or MEDIA.fullmatch(cited[1])):
            return None  # a passage of a book
        value, flat = value[1 : cited.end(1)], cited[1]
    if (
        _PLACEHOLDER.fullmatch(flat)
        or len(flat) > 40
        or _OTHER_LABEL.match(flat)
        or _NO_MEDIUM.fullmatch(flat)
        or re.search(r"[。!?;”“]|https?:|,转载请|^X+$|XX|^(?:www\.)?[\w.-]+\.(?:com|cn|net|org)\b", flat)
    ):
        return None
    # "新华网  李四", "新华社 字号": what follows a blank is another field, unless the name is in Latin letters.
    head = re.match(r"\S+(?: ?[-—/·&] ?\S+| (?=[A-Za-z0-9])[\w.]+| 《\S+)*", flat)
    return trim(value[: head.end()]) or None if head else None


def parse_site(text: str) -> str | None:
    """The name of a website; None for placeholders and for what is not a name (本网站, 首页, a sentence)."""
    value = trim(text)
    flat = fold(value)
    if not 2 <= len(flat) <= 30 or _PLACEHOLDER.fullmatch(flat) or re.search(r"[。!?;,:]|^[本我该]|首页|声明", flat):
        return None
    return value


def is_site_like(flat: str) -> bool:
    """Does a folded line look like the name of a site? (文笔秘书网, 某某在线)"""
    return flat.endswith(_ENDS_OF_SITES) and _SITE.fullmatch(flat) is not None and not flat.endswith(_NO_SITES)


_ENDS_OF_SITES = ("网", "网站", "在线", "门户", ".com", ".cn")
_SITE = regex(rf"[\w·-]{{2,13}}(?:{'|'.join(map(re.escape, _ENDS_OF_SITES))})")
_NO_SITES = ("互联网", "物联网", "上网", "官网", "全网", "入网", "一张网")


def parse_keywords(text: str) -> tuple[str, ...]:
    """Keywords as stated, without repetitions; () for placeholders and for sentences."""
    if len(text) > 300 or re.search(r"[。!?]|<[a-z/!]|&#?\w+;", text, re.IGNORECASE):
        return ()
    words = re.split(r"[,，;；、|｜\s]+", text.strip())
    return tuple(
        dict.fromkeys(
            word
            for word in map(trim, words)
            if len(word) <= 30 and (len(word) > 1 or word >= "\u3400") and not is_placeholder(word)
        )
    )


def is_placeholder(value: str) -> bool:
    return _PLACEHOLDER.fullmatch(fold(value)) is not None


# ---------------------------------------------------------------- counters, addresses, places

_N = r"(?P<n{0}>\d[\d,]*(?:\.\d+)?) *(?P<unit{0}>[万wk千]?)"
COUNTER = regex(
    counter_pattern(
        "|".join(f"(?P<{name}1>{words})" for name, words in COUNTED.items()),
        "|".join(f"(?P<{name}2>{words})" for name, words in COUNTED.items()),
        _N,
    ),
    re.IGNORECASE,
)
_UNITS = {"万": 10_000, "w": 10_000, "k": 1000, "千": 1000}
_DATELINE_PLACE = regex(
    r"据?(?:新华社|中新社|中新网|中国新闻网|新华网|人民网|央视网|央广网|光明网|法新社|路透社|本[报网刊台社]"
    r"|[\u4e00-\u9fff]{2,8}?(?:日报|晚报|晨报|时报|都市报|商报|网|社))?"
    r" ?(?P<place>[\u4e00-\u9fff]{2,8}?(?:[/、][\u4e00-\u9fff]{2,6})?) ?(?:(?:\d{4}年)?\d{0,2}月\d{0,2}日)?"
    r" ?(?:\([^()]*\))? ?(?:综合|专|快)?[讯电]"
)
_NO_PLACE = regex(r"综合|专|快|外|本[报网刊台社站].*|.*(?:社|报|网|台|客户端|在线|日报)")


def parse_counters(text: str) -> tuple[str, ...]:
    """`views=1234` of 浏览次数：1234, 1.2万阅读 and their kin, in printed order; () where nothing known is counted."""
    counted: list[str] = []
    for found in COUNTER.finditer(fold(text)):
        suffix = "1" if found["n1"] else "2"
        name = next(name for name in COUNTED if found[name + suffix])
        number = parse_number(found["n" + suffix] + found["unit" + suffix])
        if number is not None:
            counted.append(f"{name}={number}")
    return tuple(dict.fromkeys(counted))


_MAX_BAR = 60  # characters
_OF_SITE = regex(r"本站|网站|全站|总访问|今日|访客|在线|第 ?\d|踩")  # counts visitors; beside 踩 赞 is a vote
_SCORE = regex(
    r"[\d.]+ ?(?:综合)?评分|评分 ?:? ?[\d.]+|悬赏分? ?:? ?\d+|本页面?|已经?有?被?|共有?|附件[\[(].*?[\])]|此文|文章"
    r"|\d{1,2}月\d{1,2}日"
)
_BRACKETED = regex(r"[\u4e00-\u9fff]{2} ?\(\d[\d,]*\)")  # 留言（2） 人氣（2871）


def counted_names(flat: str) -> list[str]:
    """What a folded line counts: views, likes …"""
    return [counter.partition("=")[0] for counter in parse_counters(flat)]


def is_counted(flat: str, n_unknown: int = 4) -> bool:
    """Is a folded line a bar of counters, with nothing else but buttons: 收藏 打赏 举报 浏览 264 次?

    `n_unknown`: so many characters may be of words that are no buttons (历史版本).
    """
    if len(flat) > _MAX_BAR or not re.search(r"\d", flat) or _OF_SITE.search(flat):
        return False
    rest = COUNTER.sub(" ", flat)
    if rest == flat:
        return False
    words = re.findall(r"\w+", _SCORE.sub(" ", rest))
    unknown = [word for word in words if find_words(word) is None and not word.isdecimal()]
    is_pair = n_unknown > 0 and len(_BRACKETED.findall(flat)) > 1
    return is_pair or sum(map(len, unknown)) <= n_unknown


def parse_number(text: str) -> int | None:
    """1,234, 1.2万, (56); None for any other."""
    found = re.fullmatch(_N.format(""), trim(fold(text)).rstrip("+"), re.IGNORECASE)
    number = found["n"].replace(",", "") if found else ""
    is_number = found is not None and number.count(".") < 2
    return round(float(number) * _UNITS.get(found["unit"].lower(), 1)) if found and is_number else None


def parse_url(text: str) -> str | None:
    """The address in a text; None for none, or for one that leads nowhere by itself (a path)."""
    found = re.search(r"https?://[^\s<>\"'，。；）)]+", text)
    return found[0] if found else None


def parse_dateline_place(text: str) -> str | None:
    """北京 of 新华社北京1月1日电; None for 本报讯."""
    found = _DATELINE_PLACE.match(fold(text).strip(" [(【"))
    is_told = found is not None and re.search("[月电]", found[0]) is not None  # 掌上江州讯 is a medium
    place = found["place"] if found and is_told else ""
    return place if place and not _NO_PLACE.fullmatch(place) else None
