"""Who is named in a byline or a list of people, and as what.

Positions: every function folds for itself and returns slices of the string it was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from jiaokan.split.page import fold
from jiaokan.split.people.names import COMPOUND, is_common, is_person, parse_person
from jiaokan.split.people.told import is_transcribed, parse_told
from jiaokan.split.values import BODY_OF_PEOPLE

_OWN = (
    r"(?:本[报刊网台社站]|新华社|中新社|南都|人民网|新华网|中新网|央视网|央广网|中国网|光明网"
    r"|(?:[\u4e00-\u9fff]{2,6}[·、])?[\u4e00-\u9fff]{0,8}(?:日报|晚报|晨报|早报|时报|都市报|商报|快报|新闻网|电视台"
    r"|广播|融媒体?(?:中心)?|客户端|全媒体|新闻|央视|总台|周刊|杂志|在线|(?<=[\u4e00-\u9fff]{2})[报网台社])"
    r"|《[^《》]{1,12}》)"
)
KIND = (
    r"(?:全媒体|融媒体?|职工|学生|校园|专栏|首席|特约|特派|特邀|见习|实习|资深|高级|文字|新媒体"
    r"|驻[\u4e00-\u9fff]{2,4}?|实习生?)"
)
_ROLE = (
    r"(?:记者|采访人员|通讯员|实习生|评论员|撰稿人|观察员|特派员|特约撰稿|撰稿|供稿|作者|报道组|报道员|编译"
    r"|撰文|采写|整理"
    r"|文字|口述)"
)
_CREDIT = re.compile(rf"{_OWN}? ?{KIND}{{0,2}}{_ROLE} ?[:/|]? ?")
# Who wrote, and who took the pictures: a credit in front of names ("文/") or behind them ("摄").
_LEADING = re.compile(
    r"(?P<text>文(?:字|/图|/摄|图|稿)?|图/文|图文|撰文|采写)[:/|] ?|(?:图片?|摄影|摄|制图|视频|设计)[:/|] ?"
)
_TRAILING = re.compile(
    r"(?P<text>文/图|图/文|文图|文并摄|摄影报道|图文报道|(?:[\u4e00-\u9fff]{2,5})?报[道导]|整合|综合|文|编译|整理|撰文"
    r"|发自.{2,6}|撰|著)|摄影?|图|供图|制图"
)
_AND = re.compile(r"(?<=[\u4e00-\u9fff]{2})[和与](?=[\u4e00-\u9fff]{2})")
_WORD = re.compile(r"[\0\1]|[^\0\1,、;/|&+ ]+")
_MAX_BYLINE = 80  # characters; longer is a sentence


def parse_people(text: str, *, is_told: bool = False) -> tuple[str, ...]:
    """The names in a text; () where any part of it is neither a name nor a credit.

    is_told: it stands behind a label such as 作者, so that a name may also be one the table of surnames has not.
    """
    return parse_credits(text, is_told=is_told) or ()


def parse_byline(text: str) -> tuple[str, ...] | None:
    """The writers of a byline that says so ("本报记者 张三 通讯员 李四", "文/张三"), or None.

    () for a byline that names only photographers.
    """
    flat = fold(text[: _MAX_BYLINE + 1])
    if affiliated := parse_affiliated(text[: _MAX_BYLINE + 1]):
        return affiliated
    if (titled := _TITLED.fullmatch(flat)) and parse_person(titled[1]):
        return (text[slice(*titled.span(1))],)
    words = flat.split()
    says_so = _CREDIT.match(flat) or _LEADING.match(flat) or (len(words) > 1 and _TRAILING.fullmatch(words[-1]))
    return parse_credits(text) if says_so else None


_AFFILIATED = re.compile(r"(?:[\u4e00-\u9fff·]{2,8}|[A-Z][A-Za-z.]+(?: [A-Z][A-Za-z.]+)+) ?\d[\d,*†‡]*")
_TITLED = re.compile(
    r"([\u4e00-\u9fff·]{2,6}) ?/ ?[^/。,]{0,10}(?:作家|作者|教授|评论员|研究员|学者|律师|医师|专栏|记者)"
)


def parse_affiliated(text: str) -> tuple[str, ...]:
    """The authors of a journal's article, each with the numbers of affiliations: 荀以南1， 石鹏2*."""
    flat = re.sub(r"(?<=\d)[,;、]? +(?=\D)", "\0", fold(text).strip())
    pieces = [piece.strip(" ,;、") for piece in flat.split("\0")]
    if not all(_AFFILIATED.fullmatch(piece) for piece in pieces):
        return ()
    names = tuple(re.sub(r"[\d,*†‡ ]+$", "", piece) for piece in pieces)
    is_sure = len(names) > 1 or pieces[0][-1] in "*†‡"  # 方法1 is a heading
    return names if is_sure and any(parse_person(name) for name in names) else ()


def parse_credits(text: str, *, is_told: bool = False) -> tuple[str, ...] | None:
    if len(text) > _MAX_BYLINE:
        return None
    flat = re.sub(r"\([^()]*\)", lambda m: " " * len(m[0]), fold(text))
    flat = _LEADING.sub(lambda m: ("\0" if m["text"] else "\1").ljust(len(m[0])), flat)
    flat = _CREDIT.sub(lambda m: "\0".ljust(len(m[0])), flat)
    flat = re.sub(r"(\0 *[\u4e00-\u9fff]{2,3})报[道导]$", r"\1  ", flat)
    names: list[str] = []
    n_credited = 0  # names that have had the credit behind them
    is_writing, has_photographer, is_led = True, False, False
    for start, end in _words(_AND.sub(" ", flat)):
        word = flat[start:end]
        trailing = _TRAILING.fullmatch(word)
        if (
            trailing and not trailing["text"] and is_led and len(names) > n_credited and end < len(flat.rstrip())
        ):  # 记者 张三 摄影 李四
            word, trailing = "\1", None
        if word in "\0\1":
            is_writing = word == "\0"
            is_told = is_led = True
        elif trailing and not trailing["text"]:
            del names[n_credited:]
        elif not trailing:
            people = _parse_run(text[start:end])
            if not people and flat[end : end + 1] == "\0":
                continue  # 某某社记者: whose
            people = people or (parse_told(text[start:end]) if is_told else ())
            if not people:
                return None
            names += people if is_writing else ()
            continue
        n_credited = len(names)
        has_photographer |= word == "\1" or (trailing is not None and not trailing["text"])
    return tuple(dict.fromkeys(names)) if names or has_photographer else None


def _words(flat: str) -> Iterator[tuple[int, int]]:
    """Spans of the words of a byline; two single characters are one name spaced out ("王 军")."""
    pending: re.Match[str] | None = None
    for match in _WORD.finditer(flat):
        is_single = len(match[0]) == 1 and match[0] not in "文摄图撰\0\1"
        if pending and is_single:
            yield pending.start(), match.end()
            pending = None
            continue
        if pending:
            yield pending.span()
        pending = match if is_single else None
        if not is_single:
            yield match.span()
    if pending:
        yield pending.span()


def _parse_run(text: str) -> tuple[str, ...]:
    """One name, or several written without a mark between them where that can be read in one way only."""
    flat = fold(text).removesuffix("等")
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


def parse_first_person(value: str) -> tuple[str, ...]:
    """The people of a value, also of "张三，某某大学教授" and "某某县委组织部 张三"."""
    people = parse_people(value, is_told=True)
    words = re.findall(r"[^\s,，;；(（、:：)）]+", value)
    if people or not words:
        return people
    first, last = parse_person(words[0]), parse_person(words[-1])
    if first:
        return (first,)
    return (last,) if last and len(words) == 2 and BODY_OF_PEOPLE.search(words[0]) else ()
