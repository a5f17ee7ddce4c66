"""The title: which line of the head the rules propose, if any; learned/choose.py weighs it against the others.

Evidence, strongest first: a hint of the HTML page that reads the same, a label 标题, the line printed twice, its
place right above the date and source, its length. A text of which the first line could as well be its first
paragraph has no title.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from jiaokan.document import Hint
from jiaokan.regex import regex
from jiaokan.split.page import NAME, Line, Role
from jiaokan.split.people.lone import parse_lone_people
from jiaokan.split.titles.broken import is_official_title
from jiaokan.split.titles.candidates import (
    could_be_title,
    could_head,
    is_believable,
    is_borne_out,
    is_entry,
    is_flat,
    is_in_table,
    is_labelled,
    is_subtitle,
    opens_text,
)
from jiaokan.split.titles.headline import OF_PEOPLE, agrees, is_same_title, parse_hinted_title
from jiaokan.split.titles.stated import find_stated_title, is_column_of, stated_titles
from jiaokan.split.values import MEDIA, is_site_like
from jiaokan.split.words import has_column_word, is_channel

_OF_OFFICIAL: frozenset[Role | None] = frozenset({"index-number", "document-number", "issuing-body"})
_HEAP = 4  # more candidates than this are navigation
_MIN_UNTOLD = 6  # characters of a title that the page does not state
_LEAST_SHARE = 0.25  # of its pairs of characters that the text has too
_MIN_BORNE_OUT = 5  # characters; a shorter line needs another witness than its place
_MIN_STEP = 6  # characters of a last step; a shorter one is the name of a column
_MIN_WITNESS = 8  # characters; a shorter hint may be the name of the channel


def find_title(lines: Sequence[Line], anchor: int | None, hints: Sequence[Hint]) -> int | None:
    """The line of the title: above the anchor if there is one, else above the prose."""
    stated = find_stated_title(lines, hints)
    if stated is not None:
        return stated
    found = _find_unstated(lines, anchor, hints)
    if found is None or is_labelled(lines[found]):
        return found
    line = lines[found]
    if any(hint.field == NAME for hint in hints):  # the page should state its title and names something else
        below = [ln for ln in lines[found + 1 :] if ln.flat != line.flat]  # a banner may stand at the foot again
        is_of_text = line.n_chars >= _MIN_UNTOLD and told_by(below, is_all=True).share(line.flat) >= _LEAST_SHARE
        return found if is_of_text else None
    is_stated = any(hint.field == "title" for hint in hints)
    is_sure = is_stated or found == 0 or line.n_chars >= _MIN_BORNE_OUT or is_borne_out(lines, found)
    return found if is_sure else None


def _find_unstated(lines: Sequence[Line], anchor: int | None, hints: Sequence[Hint]) -> int | None:
    first_prose = next((i for i, line in enumerate(lines) if line.is_body_like and (line.is_prose or line.role)), None)
    head = lines[: anchor if anchor is not None else first_prose]
    hinted = [*stated_titles(hints), *last_steps(head)]
    if not hinted and any(hint.field in ("title", NAME) for hint in hints) and not is_flat(lines):
        labelled = next((i for i, line in enumerate(lines) if is_labelled(line)), None)
        return _right_above(lines, anchor) if labelled is None else labelled  # <title> names the site alone
    if anchor is not None:
        chosen = _choose(lines, range(anchor), hinted, is_anchored=True)
        is_sure = chosen is not None and (is_labelled(lines[chosen]) or agrees(lines[chosen].flat, hinted))
        if chosen is None or not (is_sure or could_head(lines[chosen])):
            below = _title_below(lines, anchor, hinted)
            return chosen if below is None else below
        return chosen
    if first_prose is None:
        return _title_of_verse(lines, hinted)
    chosen = _choose(lines, range(first_prose), hinted, is_anchored=False)
    if chosen is None or agrees(lines[chosen].flat, hinted) or lines[chosen].role == "title":
        return chosen
    line, following = lines[chosen], lines[chosen + 1]
    is_alone = sum(ln.flat == line.flat for ln in lines) == 1 and not opens_text(lines, chosen)
    if line.n_chars < 6 and following.role == "navigation" and is_alone:
        return None  # the name of a column
    is_paragraph = line.indent and line.indent == lines[first_prose].indent
    is_wrapped = (
        "," in line.flat
        and line.flat[-1] not in "?!"
        and following.flat != line.flat
        and (
            (following.is_open and not following.is_prose) or any("," in ln.flat for ln in lines[:chosen] if ln.is_open)
        )
    )
    return None if is_paragraph or is_wrapped or line.n_chars > 60 else chosen


def _right_above(lines: Sequence[Line], anchor: int | None) -> int | None:
    """The line above the date line, where it is long enough for a title and leads nowhere."""
    if not anchor or lines[anchor - 1].n_chars < _MIN_LONG or lines[anchor - 1].is_link:
        return None
    return anchor - 1 if could_head(lines[anchor - 1]) else None


def last_steps(lines: Sequence[Line]) -> list[str]:
    """The last step of a breadcrumb, where a line of the page reads the same: 论坛 > 生活 > 求助：…."""
    steps = [(re.split(" *[>/] *", line.flat)[-1], i) for i, line in enumerate(lines) if line.role == "breadcrumb"]
    return [
        step
        for step, i in steps
        for flats in [{line.flat for line in lines[i:] if line.is_open}]  # above it stand the names of columns
        if (len(step) >= _MIN_STEP and any(is_same_title(step, flat) for flat in flats))
        or (len(step) > 1 and step in flats and not is_channel(step))
    ]


def _choose(lines: Sequence[Line], where: range, hinted: Sequence[str], *, is_anchored: bool) -> int | None:
    same = Counter(line.flat for line in lines if line.is_open)
    candidates = [
        i
        for i in where
        if is_labelled(lines[i])
        or is_entry(lines, i)
        or (could_be_title(lines[i]) and (not is_in_table(lines, i) or agrees(lines[i].flat, hinted)))
    ]
    candidates = [i for i in candidates if not (lines[i].is_link and is_column_of(lines[i].flat, hinted))]
    expected = _expected(lines, candidates, is_anchored=is_anchored) if candidates else None
    if hinted:
        candidates = [i for i in candidates if is_believable(lines[i], hinted)]
    is_heap = len(candidates) > 2 or any(lines[i].role in _BARS for i in where)
    told = told_by(lines if len(candidates) > 1 and is_heap else ())
    chosen = _choose_title(
        [
            _Candidate(
                i,
                lines[i].flat,
                same[lines[i].flat],
                i == expected,
                is_labelled(lines[i]),
                "title" in lines[i].marks,
                lines[i].is_link,
                "item" in lines[i].marks,
                i + 1 < len(lines) and is_subtitle(lines[i + 1]),
                opens_text(lines, i),
                told.share(lines[i].flat),
            )
            for i in candidates
        ],
        hinted,
    )
    if (
        chosen
        and any(len(parse_hinted_title(hint) or "") >= _MIN_WITNESS for hint in hinted)
        and len(candidates) > _HEAP
        and not chosen.is_labelled
        and not agrees(chosen.flat, hinted)
    ):
        return None  # among many lines of navigation the hint is the better witness
    if chosen is None:
        return None
    glued = (i for i in candidates if _is_end(lines[i].flat, chosen.flat) and 0 < i - chosen.index <= _MAX_BETWEEN)
    return next(glued, chosen.index)  # 首页新闻标题, and below it the title


def _is_end(flat: str, whole: str) -> bool:
    return len(flat) >= _MIN_LONG and flat != whole and whole.endswith(flat)


_OF_PERSON = regex(  # who wrote, and what he is
    r"(?:院长|教授|研究员|所长|秘书长|会长|总裁|董事长|总经理|分析师|经济学家|作家|学者|博士|硕士|律师|评论员|撰稿人|在读)$"
)
_LOOK = 3000  # characters of the prose in which the words of a title are looked for
_MAX_SHARE = 8  # weight of a title whose words are all those of the text


class Told:
    """The words of a text, as pairs of neighbouring characters: what a title is about its text is about.

    Cost: 1.5 µs a pair that is asked for, until so many are that all of them are put into a set, 50 ns a character.
    """

    def __init__(self, flats: Iterable[str]) -> None:
        self._text = "\n".join(flats)
        self._pairs: frozenset[tuple[str, str]] = frozenset()
        self._n_asked = 0

    def share(self, flat: str) -> float:
        """Share of a folded line's pairs of characters that are in the text; 0 for a line too short to say."""
        pairs = {pair for pair in pairwise(flat) if "".join(pair).isalnum()}
        if len(pairs) < _MIN_PAIRS:
            return 0.0
        self._n_asked += len(pairs)
        if self._n_asked > _MANY and not self._pairs:
            self._pairs = frozenset(pairwise(self._text))
        if self._pairs:
            return len(pairs & self._pairs) / len(pairs)
        return sum("".join(pair) in self._text for pair in pairs) / len(pairs)


_MANY = 100  # pairs


def told_by(lines: Sequence[Line], *, is_all: bool = False) -> Told:
    """What the prose says, or all lines."""
    looked_at: list[str] = []
    left = _LOOK
    for line in lines:
        if (is_all or (line.is_open and line.is_prose)) and left > 0:
            looked_at.append(line.flat)
            left -= len(line.flat)
    return _told(tuple(looked_at))


@functools.lru_cache(maxsize=8)
def _told(flats: tuple[str, ...]) -> Told:
    """Kept, for a page is asked for it as a whole, from its text on, and again where a title is joined."""
    return Told(flats)


_BARS: frozenset[Role | None] = frozenset({"navigation", "tools", "breadcrumb", "counter", "pager"})
_MIN_PAIRS = 4
_MIN_EXPECTED = 5  # characters
_MAX_NICK = 8
_MIN_LONG = 10
_MAX_BETWEEN = 2  # lines


def _expected(lines: Sequence[Line], candidates: Sequence[int], *, is_anchored: bool) -> int:
    """Where a title stands: right above the date line; else below the last bar that has one below it, else on top."""
    expected = candidates[-1] if is_anchored or len(candidates) > _HEAP else candidates[0]
    is_paper = any(m.label == "版次" for line in lines for m in line.mentions)  # whose titles have a line above
    if is_anchored and lines[expected].n_chars <= _MAX_NICK and not is_paper:  # who posted, between title and date
        longer = [i for i in candidates[:-1] if lines[i].n_chars >= _MIN_LONG and _is_run(lines, i, expected)]
        expected = longer[-1] if longer else expected
    if len(candidates) > 1 and candidates[-1] == expected == candidates[-2] + 1 and not is_paper:
        expected = candidates[-2] if _is_second(lines[expected], lines[candidates[-2]]) else expected
    counted = [i for i in range(candidates[-1]) if lines[i].role == "counter" and i - 1 in candidates]
    if counted and not is_anchored:
        return counted[0] - 1  # 412 人做过这道菜 stands below the title
    bars = [i for i in range(candidates[-1]) if lines[i].role in _BARS]
    if bars and not is_anchored:
        below = [i for i in candidates if i > bars[-1]]
        expected = next((i for i in below if lines[i].n_chars >= _MIN_EXPECTED), below[0])
    return next(i for i in candidates if lines[i].flat == lines[expected].flat)  # of a title printed twice the first


def _is_run(lines: Sequence[Line], first: int, last: int) -> bool:
    """Is all between two lines open, and not much?"""
    return last - first <= _MAX_BETWEEN and all(line.is_open for line in lines[first:last])


def _is_second(line: Line, above: Line) -> bool:
    """Is a line above the date line the subtitle of the one above it? It has a comma, that has none."""
    return "," in line.flat and "," not in above.flat and could_head(above) and above.n_chars >= _MIN_EXPECTED


def _title_below(lines: Sequence[Line], anchor: int, hinted: Sequence[str]) -> int | None:
    """A title right below the date line: one that a hint confirms, or the only line of its kind on the page.

    Below the table of an official document: one that says what it is, …的通知.
    """
    below = anchor + 1
    while below < len(lines) and any(m.label for m in lines[below].mentions) and lines[below].role != "salutation":
        below += 1
    for i in range(below, min(below + 3, len(lines))):
        if not lines[i].is_open:
            continue
        if not could_be_title(lines[i]) or lines[i].is_prose:
            return None
        if agrees(lines[i].flat, hinted):
            return i
        n_headings = sum(could_be_title(line) and not line.is_prose for line in lines[anchor:])
        has_body = any(line.is_body_like and line.is_prose for line in lines[i + 1 : i + 3])
        is_official = any(line.role in _OF_OFFICIAL for line in lines[:below])
        if is_official and is_official_title(lines, i, hinted):
            return i
        return i if n_headings == 1 and lines[i].n_chars >= 8 and has_body else None
    return None


def _title_of_verse(lines: Sequence[Line], hinted: Sequence[str]) -> int | None:
    """Where nothing is prose the first line is a title if the poet or a blank line follows, or a hint says so."""
    opened = [i for i, line in enumerate(lines) if line.is_open]
    if len(opened) < 3 or not could_be_title(lines[opened[0]]):
        return None
    first, second = lines[opened[0]], lines[opened[1]]
    is_set_off = first.has_gap and not second.has_gap
    others = [lines[i] for i in opened[1:]]
    is_set_off = (
        is_set_off or 2 * sum(_ends_marked(line) for line in others) >= len(others) > 2 > _ends_marked(first) * 2
    )
    return opened[0] if is_set_off or parse_lone_people(second.flat) or agrees(first.flat, hinted) else None


def _ends_marked(line: Line) -> bool:
    return line.flat[-1] in ",。;!?…”』」"


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line of the head that could be the title."""

    index: int
    flat: str  # folded
    n_same: int = 1  # lines of the page that read the same
    is_expected: bool = False  # stands where a title stands
    is_labelled: bool = False  # 标题：
    is_h1: bool = False
    is_link: bool = False  # leads elsewhere
    is_item: bool = False  # of a list
    has_subtitle: bool = False  # ——a line with a dash below
    opens_text: bool = False  # the first paragraph begins with it
    share: float = 0.0  # of its pairs of characters that stand in the text too


def _choose_title(candidates: Sequence[_Candidate], hinted: Sequence[str]) -> _Candidate | None:
    """The likeliest candidate; the earlier of two equals."""
    weighed = [(_weight(candidate, len(candidates), hinted), candidate) for candidate in candidates]
    weight, chosen = max(weighed, key=lambda pair: pair[0], default=(0.0, None))
    return chosen if weight > 0 else None


def _weight(candidate: _Candidate, n_candidates: int, hinted: Sequence[str]) -> float:
    flat = candidate.flat
    weight = 0.0
    if agrees(flat, hinted):
        weight += 20 + min(len(flat), 40) / 10  # of two that agree the fuller
    if candidate.is_labelled:
        weight += 12
    if candidate.is_h1:
        weight += 8
    weight += _MAX_SHARE * candidate.share
    weight -= 4 * candidate.is_link + 6 * candidate.is_item
    if candidate.n_same > 1:
        weight += 6
    if candidate.has_subtitle or candidate.opens_text:
        weight += 6
    if flat[-1] in "?!":
        weight += 4
    if candidate.is_expected:
        weight += 5 if len(flat) >= _MIN_EXPECTED else 3  # what is so short may be a nick
    if len(flat) >= 5:
        weight += 2 if len(flat) < 8 else 4
    if candidate.index == 0 and n_candidates <= _HEAP:
        weight += 1
    if (is_site_like(flat) or MEDIA.fullmatch(flat)) and len(flat) <= 10:
        weight -= 10
    if has_column_word(flat) and len(flat) <= 6:
        weight -= 5
    if OF_PEOPLE.fullmatch(flat) or _OF_PERSON.search(flat):
        weight -= 7
    return weight
