"""Dates: every form in which a Chinese page prints the day and the minute, read as ISO 8601.

`DATE` finds them in folded text, `parse_date` reads one. Where day and month could be either (03/04/2018), where the
year is missing (05-26 10:22) or counted back from the visit (3小时前), there is no date: no value is better than a
wrong one.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone

from jiaokan.regex import regex
from jiaokan.split.page import fold

_HAN_DIGITS = {char: digit for digit, chars in enumerate(("〇零○OoΟ0", *"一二三四五六七八九")) for char in chars}
_HAN_YEAR = r"[〇零○OoΟ0一二三四五六七八九]{4}"
_HAN_NUMBER = r"[一二三四五六七八九十廿卅]{1,3}"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DAY_NAME = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Sat(?:ur)?|Sun)(?:day)?\.?)"
_YEAR = r"(?:19|20)\d\d"
_REPUBLIC = r"(?:中华)?民国 ?(?:\d{1,3}|[〇零○一二三四五六七八九十百]{1,5}) ?年"  # its first year is 1912
_CLOCK = r"\d\d:\d\d(?::\d\d)?"
_DAY_DATE = (
    rf"(?<![\d./])(?:\d{{4}} ?年 {{0,2}}(?:\d{{1,2}}|{_HAN_NUMBER}) ?月 {{0,2}}(?:\d{{1,2}}|{_HAN_NUMBER}) ?[日号]"
    rf"|(?:1[89]|20)\d\d(?: ?- ?\d{{1,2}} ?- ?| ?/ ?\d{{1,2}} ?/ ?| ?\. ?\d{{1,2}} ?\. ?)\d{{1,2}}(?!\d(?!\d:)|[-/.]\d)"
    rf"|\d\d?(?:/\d\d?/|\.\d\d?\.|-\d\d-){_YEAR}(?!\d|[-/.]\d)"
    rf"|{_REPUBLIC} ?(?:\d{{1,2}}|{_HAN_NUMBER}) ?月 ?(?:\d{{1,2}}|{_HAN_NUMBER}) ?日"
    r"|(?<!公元)(?<!元前)1[01]\d ?年 ?\d{1,2} ?月 ?\d{1,2} ?日"
    rf"|{_HAN_YEAR} ?年 ?{_HAN_NUMBER} ?月 ?{_HAN_NUMBER} ?[日号]"
    rf"|{_YEAR} (?:0[1-9]|1[0-2]) (?:0[1-9]|[12]\d|3[01])(?!\d)"  # of a text that has lost its marks
    rf"|(?:{_DAY_NAME},? )?(?:(?<![a-z]){MONTH}|[一二三四五六七八九十]{{1,2}}月)"
    rf" {{1,2}}\d{{1,2}}(?:st|nd|rd|th)?,? (?:{_DAY_NAME},? |(?:星期|周|礼拜)[一二三四五六日天] "
    rf"|{_CLOCK} (?:[A-Z]{{3}} )?)?{_YEAR}(?!\d(?!\d:))"
    rf"|(?:{_DAY_NAME},? )?\d{{1,2}}(?:st|nd|rd|th)?[ -]{MONTH},?[ -]{_YEAR}(?!\d))"
)
_WEEKDAY = rf"(?:[ ,(]*(?:(?:星期|周|礼拜)[一二三四五六日天]|(?<=\()[一二三四五六日]|{_DAY_NAME})[ ,)]*)?"
_PERIOD = r"(?:(?:凌晨|清晨|早晨|早上|上午|中午|午间|下午|傍晚|晚上|晚间|夜间|深夜|[AP]\.?M\.?) ?)?"
_TIME = (
    rf"(?:(?:[ T]*| ?[,|·@(-] ?| at ){_PERIOD}(?<!\d)"
    r"(?:\d{1,2} ?[:时点] ?\d{1,2}(?: ?[:分] ?\d{1,2}(?:\.\d+)?秒?|分)?(?!\d)(?: ?[AP]\.?M\b\.?)?"
    r"|\d{1,2} ?[时点](?:整|半)?(?! ?\d))\)?)?"
)
_GLUED_TIME = rf"(?:{_CLOCK})?"  # 2020-07-0210:11, only behind a day of two digits
_SPACED_TIME = r"(?: [0-2]\d [0-5]\d(?: [0-5]\d)?(?!\d))?"  # 2016 09 09 10 12
_OFFSET = r"(?: ?(?:Z|GMT|UTC|[+-]\d\d:?\d\d)\b)?"
# 15:30 · 2024.02.03, where nothing stands before it.
_TIME_BEFORE = r"(?:(?:^|(?<=:)|(?<=: )|(?<=\| ))\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)? ?[ ,·|] ?)?"
DATE = regex(
    rf"{_TIME_BEFORE}{_DAY_DATE}"
    rf"(?:(?:(?<=[-/.]\d\d)|(?<=[ ,](?:19|20)\d\d)){_GLUED_TIME}(?<=:\d\d)"
    rf"|(?<= \d\d \d\d){_SPACED_TIME}(?<= \d\d \d\d \d\d)"
    rf"|{_WEEKDAY}{_TIME}{_WEEKDAY}){_OFFSET}",
    re.IGNORECASE,
    needs=["18", "19", "20", "年"],
)
# A class that every date has a character of, cheap to search for before a pattern with `DATE` in it.
SIGN_OF_DATE = regex(r"[\d年]")


def find_date(flat: str) -> re.Match[str] | None:
    """The first date in a folded string. Cost: 0.4 µs a line without a sign of one; the pattern by itself takes 6."""
    return DATE.search(flat) if SIGN_OF_DATE.search(flat) else None


# How a date begins, behind a label without a mark.
DATE_START = (
    rf"{_YEAR} ?[-年/.]|{_YEAR} [01]\d [0-3]\d|(?:{_DAY_NAME},? )?{MONTH} \d|\d{{1,2}} {MONTH}"
    r"|[一二][〇零○O0九]|(?:中华)?民国|1[01]\d ?[年./-]|\d\d?/\d\d?/\d{4}"
)
_COARSE_DATE = regex(
    rf"(?P<y>\d{{4}}) ?(?:年|[-/.](?=\d)) ?(?:(?P<m>\d{{1,2}}) ?月?)?"
    rf"|(?P<han_y>{_HAN_YEAR})年(?:(?P<han_m>{_HAN_NUMBER})月)?"
    rf"|(?P<english>{MONTH}),? (?P<english_y>{_YEAR})",
    re.IGNORECASE,
)
# Behind a label only: 20180407, 20180407 0830; 112-05-02 of the Republic.
_COMPACT = regex(rf"({_YEAR})(0[1-9]|1[0-2])([0-3]\d)(?:[ T]?([0-2]\d):?([0-5]\d)(?::?([0-5]\d))?)?(?:Z|[+-]\d{{4}})?")
_REPUBLICAN = regex(rf"(1[01]\d) ?([-/.]) ?(\d{{1,2}}) ?\2 ?(\d{{1,2}})({_WEEKDAY}{_TIME})", re.IGNORECASE)
_BEIJING = timezone(timedelta(hours=8))
_SECONDS, _MILLISECONDS = 10, 13  # digits of a time since 1970, from 2001 on

AGO = regex(
    r"刚刚|(?:今天|昨天|前天)[ \d:]*|\d{1,3} ?(?:秒|分钟|小时|天|周|个?月|年)[之以]?前|\d{1,2}[-/月.]\d{1,2}日?(?:"
    r" *\d{1,2}:\d\d)?"
)
# A date that begins or ends a stretch of time says when something is on: 5月1日至7日, 5月1日起, 5月1日前.
OF_PERIOD = regex(r" ?(?:至|到|—|~|～|–|起|止|前|后|以前|之前|截止|- ?(?:\d|今))")
_DAY_OF_WEEK = regex(r"[星礼禮]期|周[一二三四五六日]|週")


def is_of_visit(printed: str) -> bool:
    """Does a date stand with its day of the week, as that of the visit in the bar of a site does, and no time?"""
    return _DAY_OF_WEEK.search(printed) is not None and re.search(r"\d:\d\d", printed) is None


# The badge of a list: the day large, the month small beside or below it.
_BADGE = regex(
    rf"(?P<d>\d{{1,2}}) ?日?[ /]+(?P<y>{_YEAR}) ?[-/.年] ?(?P<m>\d{{1,2}}) ?月?"
    rf"|(?P<y2>{_YEAR}) ?[-/.年] ?(?P<m2>\d{{1,2}}) ?月?[ /]+(?P<d2>\d{{1,2}}) ?日?"
)


# The form of most; the others cost ten times as much.
_ISO = regex(r"((?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2})(?: ((?:[01][0-9]|2[0-3]):[0-5][0-9]))?")


def parse_date(text: str) -> tuple[str, str] | None:
    """(ISO 8601, precision) of a text that is one date and nothing else; None also where no such day exists."""
    if iso := _ISO.fullmatch(text):
        day, clock = iso.groups()
        try:
            date.fromisoformat(day)
        except ValueError:
            return None
        return (f"{day}T{clock}", "minute") if clock else (day, "day")
    flat = fold(text).strip()
    if DATE.fullmatch(flat):
        return _parse_day(flat)
    if badge := _BADGE.fullmatch(flat):
        return _parse_day("-".join(badge[name] or badge[f"{name}2"] for name in "ymd"))
    coarse = _COARSE_DATE.fullmatch(flat)
    if coarse:
        year = _number(coarse["y"] or coarse["han_y"] or coarse["english_y"])
        english = _MONTHS.index(coarse["english"][:3].lower()) + 1 if coarse["english"] else 0
        month = english or _number(coarse["m"] or coarse["han_m"] or "")
        if 1900 <= year <= 2099 and month <= 12:
            return (f"{year:04}-{month:02}", "month") if month else (f"{year:04}", "year")
    return None


def parse_told_date(text: str) -> tuple[str, str] | None:
    """A date where one is told to stand, behind a label or in a property: also 20180407 and 112-05-02."""
    flat = fold(text).strip()
    if compact := _COMPACT.fullmatch(flat):
        year, month, day, *time = compact.groups()
        clock = ":".join(part for part in time if part)
        return parse_date(f"{year}-{month}-{day} {clock}")
    if told := _REPUBLICAN.fullmatch(flat):
        return parse_date(f"{int(told[1]) + 1911}-{told[3]}-{told[4]}{told[5]}")
    if flat.isdecimal() and len(flat) in (_SECONDS, _MILLISECONDS) and flat[0] == "1":
        moment = datetime.fromtimestamp(int(flat[:_SECONDS]), _BEIJING)
        return f"{moment:%Y-%m-%dT%H:%M:%S}", "second"
    return parse_date(text)


def _parse_day(flat: str) -> tuple[str, str] | None:
    day_match = re.search(_DAY_DATE, flat, re.IGNORECASE)
    if not day_match:
        return None
    printed = day_match[0]
    year, month, day = _named_month(printed) or _numbered_month(printed)
    behind = printed if ":" in printed else flat[day_match.end() :]
    behind = behind if re.search(r"\d", behind) else flat[: day_match.start()]
    time = re.search(r"(\d{1,2}) ?[:时点] ?(\d{1,2})?(?: ?[:分] ?(\d{1,2}))?", behind) or re.match(
        r" (\d\d) (\d\d)(?: (\d\d))?$", behind
    )
    hour, minute, second = (int(part or 0) for part in time.groups()) if time else (0, 0, 0)
    minute = 30 if time and "点半" in flat else minute
    if re.search(r"下午|傍晚|晚|夜|P\.?M", flat, re.IGNORECASE) and hour < 12:
        hour += 12
    elif re.search(r"A\.?M\b|凌晨", flat, re.IGNORECASE) and hour == 12:
        hour = 0
    try:
        moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 — as printed: no zone is known
    except ValueError:
        return None
    if not 1900 <= year <= 2099:
        return None
    offset = re.search(r"(?:Z|GMT|UTC|[+-]\d\d:?\d\d)$", flat[day_match.end() :]) if time else None
    precision = ("second" if time[3] else "minute") if time else "day"
    form = {"day": "%Y-%m-%d", "minute": "%Y-%m-%dT%H:%M", "second": "%Y-%m-%dT%H:%M:%S"}[precision]
    zone = ("Z" if offset[0].isalpha() else offset[0]) if offset else ""
    return moment.strftime(form) + zone, precision


def _numbered_month(flat: str) -> tuple[int, int, int]:
    bare = re.sub(r"[日号]|中华民国|民国", "", flat).strip()
    first, month, last = map(_number, re.split(r"\s*[-/.年月]\s*|\s+", bare)[:3])
    if "民国" in flat or (first < 200 and "年" in flat):
        return first + 1911, month, last
    if first > last:
        return first, month, last
    day, month = (month, first) if month > 12 else (first, month)  # 10/30/2018
    return (last, month, day) if "/" not in flat or max(first, day) > 12 or day == month else (0, 0, 0)


def _named_month(flat: str) -> tuple[int, int, int] | None:
    """Of May 9th, 2014, Dec 28 Sat 2013, Mon Jan 25 09:12:33 2010 and 十一月 6th, 2009."""
    name = re.search(rf"(?<![a-z]){MONTH}(?![a-z])", flat, re.IGNORECASE)
    chinese = re.match(r"([一二三四五六七八九十]{1,2})月 ", flat)
    month = _number(chinese[1]) if chinese else _MONTHS.index(name[0][:3].lower()) + 1 if name and flat.isascii() else 0
    numbers = re.findall(r"\d+", re.sub(_CLOCK, "", flat))
    return (int(numbers[1]), month, int(numbers[0])) if month else None


def _number(text: str) -> int:
    """20, 二〇二二, 二十一, 廿一, 一百零七 as an int; 0 for nothing."""
    if not text or text.isdecimal():
        return int(text or 0)
    text = text.replace("廿", "二十").replace("卅", "三十")
    hundreds, hundred, text = text.rpartition("百")
    if hundred:
        return 100 * _HAN_DIGITS.get(hundreds or "一", 99) + _number(text.lstrip("〇零○"))
    tens, ten, ones = text.rpartition("十")
    if ten:
        return 10 * _HAN_DIGITS.get(tens or "一", 99) + _HAN_DIGITS.get(ones or "〇", 99)
    return int("".join(str(_HAN_DIGITS[char]) for char in text))
