"""Authors without a credit: lines that are nothing but names, and where such a line counts; names beside a medium."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from jiaokan.regex import regex
from jiaokan.split.page import Line, Mention, fold
from jiaokan.split.people.bylines import BODY, OF_OFFICE, parse_byline, parse_latin, parse_people
from jiaokan.split.people.datelines import AGENCY
from jiaokan.split.people.names import is_word, parse_dynasty_person, parse_holder, parse_person, without_class
from jiaokan.split.values import MEDIA

_AFFILIATION = regex(
    r"[(\[]?[^。!?]{2,30}(?:大学|学院|研究[院所]|医院|中学|小学|公司|中心|委员会)(?:[^。!?]{0,40})?[)\]]?$"
)


_MIN_PROSE = 30  # characters
_MAX_PEOPLE = 60  # characters of a line of nothing but names
_MAX_TOLD = 120  # of one that says who they are
_OF_AUTHORS = {"作者", "文", "撰文", "原作者", "本文作者", "文章作者"}
_ONE_OR_TWO = 4  # characters in a run: two names, or one of whom nothing is known
_DRESSED = regex(r"^[★⊙□■◎○●?◇◆△▲· ]+|[(\[][^()\[\]]{4,60}[)\]]$")


@functools.lru_cache(maxsize=256)
def parse_lone_people(value: str) -> tuple[str, ...]:
    """The people of a line that is nothing but names: "张三 李四", "[唐]李白", "某某县委组织部 张三".

    Kept, for the same lines are asked again and again: which is the title, who is above it, what signs the text.
    """
    if len(value) > _MAX_TOLD:
        return ()
    told = _parse_told_people(value)
    bare = value if told else _DRESSED.sub("", _DRESSED.sub("", value))
    people = parse_people(bare) if not told and len(bare) <= _MAX_PEOPLE else ()
    people = () if len(people) == 2 and len(bare) == _ONE_OR_TWO else people
    return told or (() if any(map(is_word, people)) else people) or parse_officer(value)


# 平原中学校长 储 立 人, below the title of a speech or as the signature of a letter.
_OFFICER = regex(
    r"[\u4e00-\u9fff、·()]{0,24}(?:长|书记|主任|主席|教授|博士|硕士|研究员|院士|代表|委员|经理|总裁|总监|总编辑?|主编|秘书|总工程师"
    r"|工程师|教师|老师|导师|律师|医师|医生|护士|作家|诗人|校友|学生|同学|警官|民警|会员|党员|发言人|监事|董事|干事|顾问)"
    r" +(?P<name>[\u4e00-\u9fff·]{2,5}|[\u4e00-\u9fff](?: [\u4e00-\u9fff]{1,2}){1,2})",
    needs=" ",
)
_BELOW_TITLE = 3  # lines


def parse_officer(value: str) -> tuple[str, ...]:
    """The one person a line names with the office."""
    if holder := parse_holder(value):
        return holder
    flat = fold(value)
    found = _OFFICER.fullmatch(re.sub(" +", " ", flat)) if " " in flat else None
    person = parse_person(found["name"]) if found else None
    return (person,) if person and not is_word(person) else ()


def _parse_told_people(value: str) -> tuple[str, ...]:
    """People of whom the line says who they are: "[唐]李白", "某某县委组织部 张三", "某县城关小学三班 李四"."""
    poet = parse_dynasty_person(value)
    words = value.split()
    is_body = len(words) in (2, 3) and BODY.search(fold(words[-2])) is not None
    last = parse_person(OF_OFFICE.sub("", words[-1])) if is_body else None
    return (poet,) if poet else (last,) if last else ()


def find_lone_people(lines: Sequence[Line], i: int, title: int | None = None) -> tuple[str, ...]:
    """The authors a line of nothing but names gives.

    Several names and nothing else; one beside a date, above an affiliation, printed twice, or right above the text or
    between title and text; not one of several such lines, and not where the text goes on with the name.
    """
    line = lines[i]
    people = parse_lone_people(line.flat) if line.is_open and line.n_chars <= _MAX_PEOPLE else ()
    if not people or _parse_told_people(line.flat):
        return people
    if parse_officer(line.flat):
        return people if title is not None and title < i <= title + _BELOW_TITLE else ()
    around = [*lines[max(i - 1, 0) : i], *lines[i + 1 : i + 2]]
    if any(m.role == "byline" and m.label in _OF_AUTHORS and m.values for other in lines for m in other.mentions):
        return ()
    below = lines[i + 1] if i + 1 < len(lines) else None
    is_first = i == title + 1 if title is not None else not any(other.is_open for other in lines[:i])
    is_above_text = below is not None and (
        below.role in ("summary", "keyword", "salutation") or (below.is_prose and below.n_chars >= _MIN_PROSE)
    )
    is_credited = (
        any(m.role in ("date", "source") for other in around for m in other.mentions)
        or (below is not None and _AFFILIATION.match(below.flat))
        or any(other.flat == line.flat for other in lines if other is not line)
        or (is_above_text and is_first and _is_sure_people(line.flat, people))
    )
    is_subject = below is not None and people[0] in below.flat and below.flat != line.flat
    is_of_many = any(other.flat != line.flat and parse_lone_people(other.flat) for other in around if other.is_open)
    return people if is_credited and not is_subject and not is_of_many else ()


def _is_sure_people(flat: str, people: Sequence[str]) -> bool:
    """Not two characters that may be a word, nor names joined as words are: 谷雨, 红玫瑰与白玫瑰."""
    is_spaced = re.search(r"[\u4e00-\u9fff] +[\u4e00-\u9fff]", flat) is not None
    return not re.search("[和与及]", flat) and (is_spaced or len(people) > 1 or len(people[0]) > 2)


_BODY_AND_NAME = regex(r"[(\[](?P<body>[\u4e00-\u9fff]{2,14}) (?P<name>[\u4e00-\u9fff ]{2,5})[)\]]")
_NAME_AND_BODY = regex(r"(?P<name>[\u4e00-\u9fff·]{2,4}) ?[(\[](?P<body>[^()\[\]]{2,14})[)\]]")


def parse_named(value: str) -> tuple[str, ...]:
    """The person of （语文组 某某）, 某某（语文组） or 某某 合伙人; () for anything else."""
    flat = fold(value)
    found = _BODY_AND_NAME.fullmatch(flat) or _NAME_AND_BODY.fullmatch(flat)
    if not found:
        return parse_holder(value)
    person = parse_person(value[slice(*found.span("name"))])
    is_body = BODY.search(found["body"]) or without_class(found["body"] + "##") == "##"
    return (person,) if person and is_body and not is_word(person) else ()


_AGENCY = regex(f"(?:{AGENCY})$")


def medium_and_people(value: str, start: int) -> tuple[Mention, ...]:
    """江州体育报 本报记者 张三: a medium, and behind it who wrote for it; () for anything else."""
    medium, *behind = value.split(maxsplit=1)[:2] or [""]
    is_medium = bool(behind) and MEDIA.fullmatch(fold(medium)) is not None
    people = parse_byline(behind[0].strip()) or parse_latin(behind[0].strip()) if is_medium else ()
    if not people:
        return ()
    cut = start + value.index(medium) + len(medium)
    return (Mention("source", start, cut, (medium,)), Mention("byline", cut, start + len(value), people))


def glued_name(chunk: str) -> str | None:
    """The name in front of a well-known medium it is glued to: 张三新华网; but 温岭新闻网 is a medium."""
    agency = _AGENCY.search(fold(chunk))
    return parse_person(chunk[: agency.start()]) if agency else None
