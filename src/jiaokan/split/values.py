"""Values: what a date, a source, a site, keywords or a breadcrumb says, as a normal form.

A value is taken only from where such values are printed. No value is better than a wrong one: an empty
label, a placeholder (未知, 佚名, 本站, admin, {{ x }}) or an impossible date is None.
"""

from __future__ import annotations

import re
from datetime import datetime

from jiaokan.split.page import fold

# ---------------------------------------------------------------- dates

_HAN_DIGITS = {char: digit for digit, chars in enumerate(("〇零○", *"一二三四五六七八九")) for char in chars}
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY_DATE = (
    r"(?<![\d./])(?:\d{4} ?年 ?\d{1,2} ?月 ?\d{1,2} ?[日号]|\d{4} ?([-/.]) ?\d{1,2} ?\1 ?\d{1,2}(?!\d{3}|[-/.]\d)"
    r"|\d\d[./]\d\d[./](?:19|20)\d\d(?!\d|[-/.]\d)|(?:中华民国|民国) ?\d{2,3} ?年 ?\d{1,2} ?月 ?\d{1,2} ?日"
    r"|[〇零○一二三四五六七八九]{4}年[一二三四五六七八九十]{1,3}月[一二三四五六七八九十廿卅]{1,4}[日号]"
    rf"|(?:{_MONTH}|[一二三四五六七八九十]{{1,2}}月)"
    r" \d{1,2}(?:st|nd|rd|th)?,? (?:[A-Z][a-z]{2},? )?(?:19|20)\d\d(?!\d)"
    rf"|\d{{1,2}} {_MONTH},? (?:19|20)\d\d(?!\d))"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAY = r"(?:[ ,(]*(?:星期|周|礼拜)[一二三四五六日天][ )]*)?"
_TIME = (
    r"(?:[ T]*(?:凌晨|早上|上午|中午|下午|晚上|AM|PM)? ?(?<!\d)\d{1,2} ?[:时点] ?\d{1,2}(?: ?[:分]"
    r" ?\d{1,2}(?:\.\d+)?秒?|分)?(?: ?[AP]M)?)?"
)
_GLUED_TIME = r"(?:\d\d:\d\d(?::\d\d)?)?"  # 2020-07-0210:11, only behind a day of two digits
_OFFSET = r"(?: ?(?:Z|[+-]\d\d:?\d\d)\b)?"
DATE = re.compile(rf"{_DAY_DATE}(?:(?<=[-/.]\d\d){_GLUED_TIME}(?<=:\d\d)|{_WEEKDAY}{_TIME}){_OFFSET}", re.IGNORECASE)
_COARSE_DATE = re.compile(
    r"(\d{4}) ?(?:年|[-/.](?=\d)) ?(?:(\d{1,2}) ?月?)?"
    r"|([〇零○一二三四五六七八九]{4})年(?:([一二三四五六七八九十]{1,3})月)?"
)
AGO = re.compile(
    r"刚刚|(?:今天|昨天|前天)[ \d:]*|\d{1,3} ?(?:秒|分钟|小时|天|周|个?月|年)[之以]?前|\d{1,2}[-/月.]\d{1,2}日?(?:"
    r" *\d{1,2}:\d\d)?"
)


_DAY_OF_WEEK = re.compile(r"[星礼禮]期|周[一二三四五六日]|週")


def is_of_visit(printed: str) -> bool:
    """Does a date stand with its day of the week, as that of the visit in the bar of a site does, and no time?"""
    return _DAY_OF_WEEK.search(printed) is not None and re.search(r"\d:\d\d", printed) is None


def parse_date(text: str) -> tuple[str, str] | None:
    """(ISO 8601, precision) of a text that is one date and nothing else; None also where no such day exists."""
    flat = fold(text).strip()
    if DATE.fullmatch(flat):
        return _parse_day(flat)
    coarse = _COARSE_DATE.fullmatch(flat)
    if coarse:
        year = _number(coarse[1] or coarse[3])
        month = _number(coarse[2] or coarse[4] or "")
        if 1900 <= year <= 2099 and month <= 12:
            return (f"{year:04}-{month:02}", "month") if month else (f"{year:04}", "year")
    return None


def _parse_day(flat: str) -> tuple[str, str] | None:
    day_match = re.match(_DAY_DATE, flat)
    if not day_match:
        return None
    year, month, day = _named_month(day_match[0]) or _numbered_month(day_match[0])
    time = re.search(r"(\d{1,2}) ?[:时点] ?(\d{1,2})(?: ?[:分] ?(\d{1,2}))?", flat[day_match.end() :])
    hour, minute, second = (int(part or 0) for part in time.groups()) if time else (0, 0, 0)
    if re.search(r"下午|晚上|PM", flat, re.IGNORECASE) and hour < 12:
        hour += 12
    try:
        moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 — as printed: no zone is known
    except ValueError:
        return None
    if not 1900 <= year <= 2099:
        return None
    offset = re.search(r"(?:Z|[+-]\d\d:?\d\d)$", flat[day_match.end() :]) if time else None
    precision = ("second" if time[3] else "minute") if time else "day"
    form = {"day": "%Y-%m-%d", "minute": "%Y-%m-%dT%H:%M", "second": "%Y-%m-%dT%H:%M:%S"}[precision]
    return moment.strftime(form) + (offset[0] if offset else ""), precision


def _numbered_month(flat: str) -> tuple[int, int, int]:
    since = 1911 if "民国" in flat else 0  # its first year is 1912
    year, month, day = map(_number, re.split(r"[-/.年月]", re.sub(r"[ 日号]|中华民国|民国", "", flat)))
    return (year + since, month, day) if since else (max(year, day), month, min(year, day))  # 14.03.2018


def _named_month(flat: str) -> tuple[int, int, int] | None:
    """Of May 9th, 2014, Dec 28 Sat 2013 and 十一月 6th, 2009."""
    name = re.search(r"[A-Za-z]{3,}", flat)
    chinese = re.match(r"([一二三四五六七八九十]{1,2})月 ", flat)
    month = _number(chinese[1]) if chinese else _MONTHS.index(name[0][:3].lower()) + 1 if name and flat.isascii() else 0
    day, year = re.findall(r"\d+", flat) if month else ("0", "0")
    return (int(year), month, int(day)) if month else None


def _number(text: str) -> int:
    """20, 二〇二二, 二十一, 廿一 as an int; 0 for nothing."""
    if not text or text.isdecimal():
        return int(text or 0)
    text = text.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = text.rpartition("十")
    if ten:
        return 10 * _HAN_DIGITS.get(tens or "一", 99) + _HAN_DIGITS.get(ones or "〇", 99)
    return int("".join(str(_HAN_DIGITS[char]) for char in text))


# ---------------------------------------------------------------- single values

_PLACEHOLDER = re.compile(
    r"|[-—_.*?x/\s]+|未知(?:来源|作者)?|(?:来[自源]于?)?(?:互联)?网络?|网上|综合|不详|佚名|匿名|无|暂无|空"
    r"|本站|本网|本网站|我站|原创|本站原创|原创文章|网站|管理员"
    r"|系统管理员|超级管理员|网站管理员|站长|小编"
    r"|本站整理|未填写|默认|转载|其他|其它|admin\w*|administrator|root|test|guest|null|none|undefined|nan|unknown"
    r"|n/a|匿名用户|会员|.*[{}$<>].*",
    re.IGNORECASE,
)
MEDIA = re.compile(
    r"[\w·《》\-—]{1,20}(?:网|(?<![举海预情播汇通])报|社|台|在线|频道|客户端|公众号|周刊|月刊|杂志|发布|传媒|头条"
    r"|融媒体?(?:中心)?|学习强国|论坛|博客|之声|观察|央视新闻|新闻|APP)"
)
BODY_OF_PEOPLE = re.compile(r"(?:网|报|社|台|部|局|委|会|院|校|学|办|室|处|府|厅|中心|公司|集团|支队|大队)$")
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


_DATED = re.compile(r"(?:\d{4}|\d\d?) ?[-/.:年月] ?\d")
_OTHER_LABEL = re.compile("(?:责任编辑|责编|编辑|作者|记者|时间|日期|发布时间|浏览|点击|阅读|字号)[:/|]")

# What was used to send a post, and labels whose own value is a date.
_NO_MEDIUM = re.compile(
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
    name = re.fullmatch(r"[\w·-]{2,13}(?:网|网站|在线|门户|\.com|\.cn)", flat)
    return name is not None and not re.search(r"(?:互联|物联|上|官|全|入|一张)网$", flat)


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


# ---------------------------------------------------------------- breadcrumbs

_HERE = re.compile(
    r"[^\w]{0,3}(?=[您你现当目所])(?:您|你)?(?:现在|当前|目前|所在)?的?(?:所在|当前)?的?(?:位置|导航)(?:是|为|在)?"
    r"(?: *[:>]+ *| +)"
)
_HOME = re.compile(r"(?:.{0,12}(?:网站|本站)?(?:首页|主页)|home|.{0,8}(?:论坛|社区|书城|小说网))", re.IGNORECASE)
_LAST_STEP = re.compile(
    r"正文|内容|详情|详细|文章正文|文章内容|浏览文章|文章详情|详细内容|查看|查看内容|阅读文章|信息详情|全文"
    r"|新闻详情|文章"
)


def parse_section(text: str) -> tuple[str, ...] | None:
    """The columns of a breadcrumb, outermost first, without 首页 and 正文; None for what is no breadcrumb.

    "当前位置: 首页 > 专题范文 > 公文范文 >" is ("专题范文", "公文范文").
    """
    flat = fold(text)
    here = _HERE.match(flat)
    start = here.end() if here else 0
    separator = r" *>+ *" if ">" in flat[start:] else r" *[/|\\] *| +- +"
    steps: list[str] = []
    position = start
    for match in [*re.finditer(separator, flat[start:]), None]:
        end = start + match.start() if match else len(flat)
        steps.append(text[position:end].strip())
        position = start + match.end() if match else len(flat)
    steps = [step for step in steps if step]
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
    if re.search(r"[。!?]", ends[1]):
        return None
    if len(steps) > 1 and is_site_like(ends[0]):
        steps = steps[1:]
    is_column = [len(s) <= 20 and not _HOME.fullmatch(fold(s)) and not _LAST_STEP.fullmatch(fold(s)) for s in steps]
    return tuple(dict.fromkeys(step for step, keep in zip(steps, is_column, strict=True) if keep))


# ---------------------------------------------------------------- counters, addresses, places

_COUNTED = {
    "comments": "评论|参与|留言",
    "replies": "回复|回[贴帖]|跟[贴帖]",
    "likes": "点赞|赞同?",
    "favourites": "收藏",
    "shares": "转发|分享",
    "downloads": "下载",
    "edits": "编辑次",
    "cooked": "做过",
    "followers": "关注者",
    "views": "浏览|访问|点击|阅读|人气|热度|查看|观看|播放|看过",
}
_WORDS_OF_COUNTERS = "|".join(f"(?P<{name}{{0}}>{words})" for name, words in _COUNTED.items())
_N = r"(?P<n{0}>\d[\d,]*(?:\.\d+)?) *(?P<unit{0}>[万wk千]?)"
_COUNTER = re.compile(
    rf"(?:{_WORDS_OF_COUNTERS.format('')})(?:[次量数率人]|次数|人数|人次)* ?[:(\[]* ?{_N.format('')}(?!\d*[年月:/-])"
    rf"|{_N.format('2')} *[+次人条个]*(?:参与)?(?:{_WORDS_OF_COUNTERS.format('2')})(?!时长)",
    re.IGNORECASE,
)
_UNITS = {"万": 10_000, "w": 10_000, "k": 1000, "千": 1000}
_DATELINE_PLACE = re.compile(
    r"据?(?:新华社|中新社|中新网|中国新闻网|新华网|人民网|央视网|央广网|光明网|法新社|路透社|本[报网刊台社]"
    r"|[\u4e00-\u9fff]{2,8}?(?:日报|晚报|晨报|时报|都市报|商报|网|社))?"
    r" ?(?P<place>[\u4e00-\u9fff]{2,8}?(?:[/、][\u4e00-\u9fff]{2,6})?) ?(?:(?:\d{4}年)?\d{0,2}月\d{0,2}日)?"
    r" ?(?:\([^()]*\))? ?(?:综合|专|快)?[讯电]"
)
_NO_PLACE = re.compile(r"综合|专|快|外|本[报网刊台社站].*|.*(?:社|报|网|台|客户端|在线|日报)")


def parse_counters(text: str) -> tuple[str, ...]:
    """`views=1234` of 浏览次数：1234, 1.2万阅读 and their kin, in printed order; () where nothing known is counted."""
    counted: list[str] = []
    for found in _COUNTER.finditer(fold(text)):
        suffix = "" if found["n"] else "2"
        name = next(name for name in _COUNTED if found[name + suffix])
        number = float(found["n" + suffix].replace(",", "")) * _UNITS.get(found["unit" + suffix].lower(), 1)
        counted.append(f"{name}={round(number)}")
    return tuple(counted)


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
