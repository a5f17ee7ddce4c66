"""Who is named in a byline or a list of people, and as what.

    byline   = group …                      parted by blanks, 、 , ; / |
    group    = [medium] job names           本报记者 张三 李四, 江州晚报特约通讯员王五
             | work [job] names             文/张三, 摄影：本报记者 李四, 采访整理 王五
             | names work                   张三 文/图, 李四 摄, 王五摄影报道
    names    = name … [等]                  spaced out (姚　远), run together (张三丰李四光), foreign (K. Tanaka)

Photographers are known, to be left out; one who wrote and photographed in one (文/图, 摄影报道) is an author.

Positions: every function folds for itself and returns slices of the string it was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from jiaokan.regex import regex
from jiaokan.split.page import fold
from jiaokan.split.people.names import (
    COMPOUND,
    OFFICE,
    OPENINGS,
    is_common,
    is_person,
    is_word,
    parse_holder,
    parse_person,
    without_class,
)
from jiaokan.split.people.told import is_transcribed, may_be_transcribed, parse_told
from jiaokan.split.signs import Patterns
from jiaokan.split.values import BODY_OF_PEOPLE, MEDIA

_OWN = (
    r"(?:本[报刊网台社站]|新华社|中新社|南都|人民网|新华网|中新网|央视网|央广网|中国网|光明网"
    r"|(?:[\u4e00-\u9fff]{2,6}[·、])?[\u4e00-\u9fff]{0,8}(?:日报|晚报|晨报|早报|时报|都市报|商报|快报|新闻网|电视台"
    r"|广播|融媒体?(?:中心)?|客户端|全媒体|新闻|央视|总台|周刊|杂志|在线|(?<=[\u4e00-\u9fff]{2})[报网台社])"
    r"|《[^《》]{1,12}》)"
)
KIND = (
    r"(?:全媒体|融媒体?|职工|学生|校园|专栏|首席|特约|特派|特邀|见习|实习|资深|高级|主任|文字|新媒体|专职|前方|一线"
    r"|体育|财经|时政|法治|教育|本地|驻[\u4e00-\u9fff]{2,4}?|实习生?)"
)
_JOB = (
    r"(?:记者|采访人员|通[讯信]员|实习生|评论员|网评员|撰稿[人员]?|观察[员家]|特派员|特约撰稿人?|供稿人?|作者|作家"
    r"|报道组|报道员|信息员|宣传员|主笔)"
)
_WORK = (
    r"(?:撰文|撰稿|撰写|采写|采访|采编|采录|辑录|笔录|记录整理|记录|整理|口述|讲述|执笔|编写|编撰|编译|文字整理|文字|文案|写作|供稿"
    r"|综合|整合|报[道导])"
)
_PICTURE = r"(?:摄影摄像|摄[影像制]|图片|[配供制绘插]图|[插漫]画|视频|设计|朗诵|朗读|配音|翻译|图|摄|绘|译)"
_AND_MARK = r" ?[/、·&和及+|] ?"
# 文/图, 图、文, 文字/摄影, 文并摄, 摄影报道: wrote and photographed.
BOTH = (
    rf"(?:(?:文字?|撰文|采写){_AND_MARK}(?:图片?|摄影?|绘图?)(?![\u4e00-\u9fff])"
    rf"|(?:图片?|摄影?){_AND_MARK}(?:文字?|撰文)(?![\u4e00-\u9fff])"
    r"|图文|文图|文摄|文并[摄图]|图并文|(?:摄影|图文|采写|文图|采访|综合)报[道导])"
)
TWO_WORKS = rf"{_WORK}(?:{_AND_MARK})?{_WORK}"
_BEFORE = r"(?:^|(?<=[ 、,;/|&+\])]))"
_BEHIND = r"(?= *$|[ 、,;/|&+:\[(])"
_ROLE = regex(
    rf"(?P<job>{_OWN}? ?{KIND}{{0,3}} ?(?P<camera>摄影)?{_JOB}(?:{_AND_MARK}{_JOB}(?=[ :]))? ?[:/|]? ?)"
    rf"|{_BEFORE}(?:(?P<both>{BOTH})|(?P<work>{_WORK}(?:(?:{_AND_MARK})?{_WORK})?|文稿?)|(?P<picture>{_PICTURE}))"
    rf"(?<!\b[文图摄绘](?= [\u4e00-\u9fff](?: |$))){_BEHIND} ?[:/|]? ?"
    # Behind a name it may be glued to: 张三摄, 李四文/图.
    rf"|(?<=[\u4e00-\u9fff]{{2}})(?:(?P<both_behind>{BOTH})"
    r"|(?P<work_behind>报[道导]|撰文|采写|整理|编译|口述|讲述|执笔|记录|采录|[撰著])|(?P<picture_behind>摄影?|供图|制图|翻?译))"
    r"(?= *$|[ 、,;])"
    rf"|{_BEFORE}(?P<trailing>[撰著]|发自[\u4e00-\u9fff]{{2,6}}|[\u4e00-\u9fff]{{2,5}}报[道导])(?= *$|[ 、,;])"
)
# Words that lead only with a mark behind them: 设计：张三, but 设计 张三 may be anything.
_WEAK = frozenset("文案 文字 写作 讲述 供稿 记录 采录 辑录 笔录 综合 整合 报道 报导 设计 视频 漫画 图片".split())  # noqa: SIM905
_IN_WORKS = "[文字稿案图片画摄影像绘译频计诵读音撰写录理述笔编作合道导访制采辑记整口讲执综供配插漫视设朗翻报并和及·]"
_MAY_CREDIT = regex(  # a cheap look before the dear one: a job anywhere, or a work with nothing behind it
    rf"{_JOB}|发自|(?:{_IN_WORKS}{{2}}|{_BEFORE}[文图摄绘译]|[撰著摄译])(?= *$|[ 、,;/|&+:\[(])"
)
_LATIN = r"[A-Z][A-Za-z.'’-]*(?: (?:[a-z]{2,3} )?[A-Z][A-Za-z.'’-]*){1,3}"
_COUNTRY = (
    r"\[(?:[美英法德日俄意加澳韩印苏奥荷丹瑞挪捷波匈葡巴]|[\u4e00-\u9fff]{1,4}[国亚兰大]|西班牙|以色列|瑞[士典])\]"
)
_AND = regex(r"(?<=[\u4e00-\u9fff]{2})[和与及](?=[\u4e00-\u9fff]{2})", needs="和与及")
_WORD = regex(rf"{_LATIN}|[^、,;/|&+ ]+")
_MAX_BYLINE = 80  # characters; longer is a sentence

_Kind = Literal["job", "work", "other"]


@dataclass(frozen=True, slots=True)
class _Credit:
    """A role word of a byline; `is_behind`: it can only follow its names."""

    kind: _Kind
    start: int
    end: int
    is_behind: bool = False


def parse_people(text: str, *, is_told: bool = False) -> tuple[str, ...]:
    """The names in a text; () where any part of it is neither a name nor a credit.

    is_told: it stands behind a label such as 作者, so that a name may also be one the table of surnames has not.
    """
    return parse_credits(text, is_told=is_told) or ()


def parse_byline(text: str) -> tuple[str, ...] | None:
    """The writers of a byline that says so ("本报记者 张三 通讯员 李四", "文/张三"), or None.

    () for a byline that names only photographers.
    """
    if len(text) > _MAX_BYLINE:
        return None
    flat = fold(text)
    if affiliated := parse_affiliated(text):
        return affiliated
    if (led := _OF_OFFICE.match(flat)) and (person := parse_person(text[slice(*led.span("name"))])):
        return (person,)
    if (titled := _TITLED.fullmatch(flat)) and parse_person(titled[1]):
        return (text[slice(*titled.span(1))],)
    return parse_credits(text) if _MAY_CREDIT.search(flat) and _ROLE.search(flat) else None


# 文/创始人 某某, 撰文：高级顾问 某某
_OF_OFFICE = regex(
    r"(?:文|撰文|作者|撰稿|执笔|供稿) ?[:/|] ?(?:[\u4e00-\u9fff]{0,8} ?)?"
    rf"{OFFICE} ?(?P<name>[\u4e00-\u9fff·]{{2,4}})$",
    needs=["文", "作者", "撰稿", "执笔", "供稿"],
)
_AFFILIATED = regex(r"(?:[\u4e00-\u9fff· ]{2,8}|[A-Z][A-Za-z.]*(?: [A-Z][A-Za-z.]+)+) ?\d[\d,*†‡]*")
_TITLED = regex(
    r"([\u4e00-\u9fff·]{2,6}) ?/ ?[^/。,]{0,10}(?:作家|作者|教授|评论员|研究员|学者|律师|医师|专栏|记者)", needs="/"
)


PATTERNS_OF_BYLINES: Patterns = (
    _AFFILIATED,
    _OF_OFFICE,
    _TITLED,
    _ROLE,
)  # without a sign of which `parse_byline` gives None


def parse_latin(text: str) -> tuple[str, ...]:
    """Leo Chan; but no Evening Post."""
    is_name = re.fullmatch(_LATIN, text) and not _LATIN_MEDIUM.search(text)
    return (text,) if is_name else ()


_LATIN_MEDIUM = regex(
    r"\b(?:News|Times|Post|Daily|Review|Magazine|Blog|Media|Press|Weekly|Journal|Online|Studio|Lab|Team|Inc|TV|Radio|App|Club|Network)\b"
)


def parse_affiliated(text: str) -> tuple[str, ...]:
    """The authors of a journal's article, each with the numbers of affiliations: 荀以南1， 石鹏2*."""
    flat = re.sub(r"(?<=[\d*†‡])[,;、]? *(?=[^\d,;、 *†‡])", "\0", fold(text).strip())
    pieces = [piece.strip(" ,;、") for piece in flat.split("\0")]
    if not all(_AFFILIATED.fullmatch(piece) for piece in pieces):
        return ()
    names = tuple(re.sub(r"[\d,*†‡ ]+$", "", piece) for piece in pieces)
    names = tuple(name if name.isascii() else name.replace(" ", "") for name in names)
    is_sure = len(names) > 1 or pieces[0][-1] in "*†‡"  # 方法1 is a heading
    return names if is_sure and any(parse_person(name) for name in names) else ()


def parse_credits(text: str, *, is_told: bool = False) -> tuple[str, ...] | None:
    """The writers; () where only photographers are named; None where a part is neither a name nor a credit."""
    if len(text) > _MAX_BYLINE:
        return None
    flat = fold(text)
    if not is_told and _is_none(flat):
        return None
    flat = re.sub(rf"\([^()]*\)|{_COUNTRY}", lambda m: " " * len(m[0]), flat)
    flat = _AND.sub(" ", flat)
    items: list[_Credit | tuple[str, ...]] = []
    position, end = 0, len(flat.rstrip())
    before: _Credit | None = None
    is_sure = True  # of pictures anything may be the origin: 图/受访者
    for credit in [*_credits(flat), None]:
        stop = credit.start if credit else end
        is_glued = credit is not None and flat[stop - 1 : stop + 1].lstrip(" /|、,")[1:].strip() != ""
        is_led = not is_glued and (is_told or before is not None or (credit is not None and credit.is_behind))
        names = _parse_stretch(text, flat, position, stop, is_led=is_led)
        if names is None and before and before.kind == "other" and _ORIGIN.fullmatch(flat, position, stop):
            is_sure = False
        elif names is None and not (credit and credit.kind == "job" and _is_whose(flat[position:stop])):
            return None
        if names and is_glued and any(map(is_word, names)):
            return None  # 农民工口述
        items += [part for part in (names, credit) if part]
        if credit:
            position, before = credit.end, credit
    people = _settle_credits(items, is_told=is_told)
    return people if people or is_sure else None


def _is_none(flat: str) -> bool:
    """A cheap look before the dear one: does a string name nobody, for it begins with no name and has no credit?"""
    begin = flat.lstrip(_PARTING)[:1]
    is_plain = begin not in OPENINGS and not may_be_transcribed(begin) and not ("·" in flat or "." in flat)
    return is_plain and "(" not in flat and "[" not in flat and not _MAY_CREDIT.search(flat)


_PARTING = "、,;/|&+ "  # what stands between words
_ORIGIN = regex(r" *(?:受访者|被访者|采访对象|网络|资料|来源|视觉|图虫|官方|本报|新华|主办方|校方|企业|AI)[\w ]{0,8} *")


def _credits(flat: str) -> Iterator[_Credit]:
    last = 0
    for found in _ROLE.finditer(flat) if _MAY_CREDIT.search(flat) else ():
        kind: _Kind = "work"
        if found["picture"] or found["picture_behind"] or found["camera"]:
            kind = "other"
        elif found["job"]:
            kind = "job"
        is_behind = found[0].rstrip() in _WEAK
        is_behind |= any(found[f"{name}_behind"] for name in ("both", "work", "picture")) or bool(found["trailing"])
        start = found.start()
        if found["trailing"] and not flat[last:start].strip() and parse_person(found["trailing"][:-2]):
            start += len(found["trailing"]) - 2  # 记者 王大力报道; but 记者 王大力 江州报道
        last = found.end()
        yield _Credit(kind, start, last, is_behind)


def _is_whose(flat: str) -> bool:
    """某某社 right before 记者: whose. A medium may also stand apart from it."""
    words = flat.split()
    is_short = len(words) == 1 and re.fullmatch(r"[\u4e00-\u9fffA-Za-z]{1,8}", words[0]) is not None
    return is_short and (flat[-1] != " " or MEDIA.fullmatch(words[0]) is not None)


def _settle_credits(items: Sequence[_Credit | tuple[str, ...]], *, is_told: bool) -> tuple[str, ...] | None:
    """Who wrote, of names and credits in order.

    A work (文, 摄) belongs to the names before it where nothing else does or where the byline ends in such a word
    (记者 张三 文 李四 摄), and else to those behind it (记者 张三 摄影 李四).
    """
    ends_in_credit = bool(items) and isinstance(items[-1], _Credit)
    writers: list[str] = []
    pending: tuple[str, ...] = ()
    kind: _Kind | None = "work" if is_told else None
    has_others = False
    for item in items:
        if not isinstance(item, _Credit):
            pending += item
            continue
        if item.is_behind and not pending:
            return None
        has_others |= item.kind == "other"
        if item.kind != "job" and pending and (item.is_behind or kind is None or ends_in_credit):
            writers += pending if item.kind != "other" else ()
            pending, kind = (), None
        elif pending:
            writers += pending if kind != "other" else ()
            pending, kind = (), item.kind
        elif not (item.kind == "job" and kind == "other"):  # 摄影：本报记者 张三
            kind = item.kind
    writers += pending if kind != "other" else ()
    return tuple(dict.fromkeys(writers)) if writers or has_others else None


def _parse_stretch(text: str, flat: str, start: int, end: int, *, is_led: bool) -> tuple[str, ...] | None:
    """The names between two credits; None where a word is none."""
    names: tuple[str, ...] = ()
    for a, b in _words(flat, start, end):
        people = _parse_run(text[a:b], is_led=is_led or bool(names)) or (parse_told(text[a:b]) if is_led else ())
        if not people:
            return None
        names += people
    return names


def _words(flat: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Spans of words; names spaced out are one: 王 军, 储 立 人, 申屠 一帆."""
    spans = [found.span() for found in _WORD.finditer(flat, start, end)]
    while spans:
        n = _n_words_of_name(flat, spans)
        yield spans[0][0], spans[n - 1][1]
        spans = spans[n:]


def _n_words_of_name(flat: str, spans: Sequence[tuple[int, int]]) -> int:
    spaced = 1  # words on end with nothing but a blank between them
    while spaced < len(spans) and flat[spans[spaced - 1][1] : spans[spaced][0]].isspace():
        spaced += 1
    words = [flat[slice(*span)] for span in spans[:spaced]]
    n_single = next((i for i, word in enumerate(words) if len(word) > 1), len(words))
    if n_single > 1:
        return 2 if n_single % 2 == 0 else 3
    is_parted = len(words) > 1 and len(words[1]) <= 2 and (words[0] in COMPOUND or len(words[0]) == 1)
    return 2 if is_parted and is_person(words[0] + words[1]) and not is_person(words[1]) else 1


def _parse_run(text: str, *, is_led: bool = False) -> tuple[str, ...]:
    """One name, or several written without a mark between them where that can be read in one way only."""
    flat = fold(text).removesuffix("等")
    if re.fullmatch(_LATIN, text):
        return (text,) if is_led else ()
    one = parse_person(text[: len(flat)])
    if one and (len(flat) != 4 or flat[:2] in COMPOUND):
        return (one,)
    if not one and is_transcribed(flat):
        return (text[: len(flat)],)
    ways = list(_divisions(flat, 0))
    if len(ways) == 1 and not one and not any(is_common(flat[a:b]) for a, b in pairwise(ways[0])):
        return tuple(text[a:b] for a, b in pairwise(ways[0]))
    return (one,) if one and not ways else ()


def _divisions(flat: str, start: int) -> Iterator[list[int]]:
    """Ways to cut `flat[start:]` into names of two or three characters; none for more than five names."""
    if len(flat) > 15:
        return
    for end in (start + 2, start + 3):
        if end <= len(flat) and is_person(flat[start:end]):
            if end == len(flat):
                yield [start, end]
            for rest in _divisions(flat, end):
                yield [start, *rest]


BODY = regex(rf"{BODY_OF_PEOPLE.pattern}|(?:[科系所站馆园队班组村镇乡区]|街道|支部)$")
OF_OFFICE = regex(
    r"(?<=[\u4e00-\u9fff]{2})(?:律师|老师|教师|副?教授|博士|(?:副?主任)?医[生师]|副?主任|研究员|院士|记者|先生|女士|同学)$"
)


def parse_first_person(value: str) -> tuple[str, ...]:
    """The people of a value, also of "张三律师，某某事务所" and "某某县委组织部 张三"."""
    value = without_class(value)
    people = parse_holder(value) or parse_people(value, is_told=True)
    words = [OF_OFFICE.sub("", word) for word in re.findall(r"[^\s,，;；(（、:：)）]+", value)]
    if people or not words:
        return people
    first, last = parse_person(words[0]), parse_person(words[-1])
    if first:
        return (first,)
    return (last,) if last and len(words) == 2 and BODY.search(fold(words[0])) else ()
