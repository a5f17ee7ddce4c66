"""What elements named after a field hold: <div class="author">豆芽菜 关注</div>, <span class="date-source">….

`place_hinted` finds the lines such elements are: what a line is of itself nobody could tell, 小灶娘 or 白塔交警.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from jiaokan.document import Hint
from jiaokan.regex import regex
from jiaokan.split.dates.forms import DATE, parse_date
from jiaokan.split.labels import find_dated, find_labelled
from jiaokan.split.page import Line, Role, fold
from jiaokan.split.people.bylines import parse_people
from jiaokan.split.people.told import parse_nick
from jiaokan.split.values import parse_source

_LABEL = regex(
    r"^[\u4e00-\u9fffA-Za-z ]{1,8}[:：/|丨] *|^(?:作者|记者|来源|编辑|责编|责任编辑|发布时间|时间|by|posted on)\s+",
    re.IGNORECASE,
)


_NAME_ABROAD = regex(r"[A-Z][A-Za-z0-9]{2,15}(?: [A-Z][a-z]+)?")  # Jface; a site's own is in small letters
_BUTTONS = regex(r"\s*(?:\+?\s*关注|私信|举报|打赏|收藏)$")
_NEXT_LABEL = regex(r"[ \u3000]+\S{2,8}[:：].*|(?:发布|发表|更新)[于時时].*| *(?:19|20)\d\d *[-/.年].*")
_ROLES: dict[str, Role] = {
    "authors": "byline",
    "editors": "editor",
    "source_name": "source",
    "published_at": "date",
    "updated_at": "update-date",
}


def of_class(hint: Hint) -> tuple[str, ...]:
    """What an element with a telling name holds of its field; often it holds the whole line of date and source."""
    mentions = find_labelled(hint.value) or find_dated(hint.value)
    if mentions:
        unknown = [hint.value[m.start : m.end].strip() for m in mentions if m.role == "leftover" and not m.label]
        is_first = hint.field == "authors" and bool(unknown) and hint.value.strip().startswith(unknown[0])
        alone = unknown[:1] if is_first or (len(unknown) == 1 and hint.field in {"source_name", "authors"}) else ()
        return next((m.values for m in mentions if m.role == _ROLES[hint.field] and m.values), tuple(alone))
    return (_BUTTONS.sub("", _NEXT_LABEL.sub("", _LABEL.sub("", hint.value.strip()))).strip(),)


def hinted_people(hint: Hint) -> tuple[str, ...]:
    """People, or the one name, whatever it is, that an element or a property for the author holds."""
    values = of_class(hint) if hint.origin.startswith("class:") else (_LABEL.sub("", hint.value.strip()),)
    people = tuple(name for value in values for name in parse_people(value.strip(" ()（）[]【】")))
    is_nick = hint.field == "authors" and hint.origin.startswith(("class:", "microdata:", "json-ld:"))
    is_nick |= hint.field == "authors" and _NAME_ABROAD.fullmatch(hint.value.strip()) is not None
    if (
        is_nick
        and values
        and (len(people) != 1 or values[0] != people[0])
        and not re.search(r"[、,，;；/ ]", values[0])
    ):
        people = ()  # 马亮南生 is one name
    return people or (_nick(values) if is_nick else ())


def _nick(values: Sequence[str]) -> tuple[str, ...]:
    """What stands alone, or in front: 豆芽菜 中级粉丝2, 上报快讯／某某."""
    found = parse_nick(values[0]) if len(values) == 1 else ()
    first = re.split(r"[ \u3000]", values[0].strip())[0] if values else ""
    behind = parse_people(re.split("[/／]", first)[-1]) if re.search("[/／]", first) else ()
    return found or behind or parse_nick(first)


_IN_PAGE = ("class:", "microdata:")  # hints that are elements of the page, and so lines of its text
_STATED = ("json-ld:", "meta:")
_MAX_PLACED = 40  # characters


def place_hinted(lines: Sequence[Line], hints: Sequence[Hint]) -> list[Line]:
    """The lines that read just like a hint of an author, a source or a date, with the role of that hint.

    What a page's head states of its author may be the site's name, which stands in other places too: it counts
    for one line alone.
    """
    placed = list(lines)
    for flat, role, values, is_in_page in _placeable(hints):
        bare = flat.replace(" ", "")
        same = [i for i, ln in enumerate(lines) if ln.flat.replace(" ", "") == bare and not ln.is_prose]
        same = [i for i in same if not {"title", "heading"} & set(lines[i].marks)]
        if same and placed[same[0]].is_open and (is_in_page or len(same) == 1):
            placed[same[0]] = replace(lines[same[0]], mentions=lines[same[0]].as_(role, *values))
    return placed


def _placeable(hints: Sequence[Hint]) -> Iterator[tuple[str, Role, tuple[str, ...], bool]]:
    """Folded text of the line to be looked for, its role and values, and whether the hint is an element of the page."""
    sites = {fold(hint.value) for hint in hints if hint.field == "site_name"}
    for hint in hints:
        flat, is_in_page = fold(hint.value).strip(), hint.origin.startswith(_IN_PAGE)
        is_told = is_in_page or (hint.origin.startswith(_STATED) and flat not in sites)
        if not is_told or not 2 <= len(flat) <= _MAX_PLACED:
            continue
        values: tuple[str, ...] = ()
        if hint.field == "authors":
            values = hinted_people(hint)
        elif hint.field == "source_name":
            values = tuple(filter(None, (parse_source(value) for value in of_class(hint)[:1])))
        elif hint.field == "published_at" and is_in_page:
            values = tuple(date[0] for found in DATE.finditer(flat) if (date := parse_date(found[0])))[:1]
        if values:
            yield flat, _ROLES[hint.field], values, is_in_page
