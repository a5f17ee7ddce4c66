"""The choices: title, first and last line of the text, each the likeliest of the lines that could be it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from jiaokan.split.learned.forest import Question, forest
from jiaokan.split.learned.traits import METADATA, Traits
from jiaokan.split.page import FURNITURE, Line
from jiaokan.split.people.datelines import find_dispatch, has_dateline
from jiaokan.split.people.lone import parse_lone_people
from jiaokan.split.titles.candidates import could_be_title
from jiaokan.split.titles.headline import OF_PEOPLE
from jiaokan.split.titles.stated import is_column_of
from jiaokan.split.values import is_site_like

_MAX_TITLE = 100  # characters
_MAX_PLAIN = 60  # characters of a title that needs not be weighed
_MIN_BARE = 5  # of one below which nothing tells of it
_MIN_PARAGRAPH = 25  # characters of the paragraph below
_BELOW_BLOCK = 4  # lines below the first paragraph
_NEAR = 2  # lines beside what the rules propose
_MOST = 200  # lines weighed for a question
# How much likelier than what the rules propose another line has to be; on a page that shows nothing but text, more.
_IN_DOUBT, _IN_DOUBT_BARE = 0.15, 0.4


def is_prose_alone(lines: Sequence[Line]) -> bool:
    """Is there nothing to choose, each line a paragraph of a plain text? The common case, and a cheap one."""
    return all(line.is_open and line.is_prose and not line.marks for line in lines)


def find_plain_head(lines: Sequence[Line]) -> int:
    """The first line of the text where there is nothing to choose either: a title, what is known of it, a paragraph.

    0 where any line is furniture, or the first could be the name of a site or of a body. On the pages of
    tests/bench/split, and where their titles stand above lines of metadata and paragraphs of other texts (2,800), the
    trees choose the same but for eleven; of these they believe in no title.
    """
    title = lines[0]
    if title.n_chars > _MAX_PLAIN or any(line.role in FURNITURE or line.marks for line in lines):
        return 0
    first = next((i for i, line in enumerate(lines[1:], 1) if line.role not in METADATA), len(lines))
    is_text = first < len(lines) and lines[first].is_paragraph and lines[first].n_chars >= _MIN_PARAGRAPH
    if first == 1 and (title.indent or title.n_chars < _MIN_BARE or any(line.mentions for line in lines)):
        return 0  # with nothing known of it, it could be the first line of the text
    is_body = OF_PEOPLE.fullmatch(title.flat) or is_site_like(title.flat)
    return first if is_text and could_be_title(title) and not title.is_prose and not is_body else 0


def title_candidates(traits: Traits, proposed: int | None) -> list[int]:
    """Lines above the text, and some below a date line, that are short and no furniture."""
    lines = traits.lines
    stop = max(traits.block, -1 if traits.anchor is None else traits.anchor) + _BELOW_BLOCK
    found = [i for i, line in enumerate(lines[:stop]) if line.n_chars <= _MAX_TITLE and _could_be_title(line, traits)]
    return _at_most([*found, *([] if proposed is None or proposed in found else [proposed])], traits.block)


def first_candidates(traits: Traits, proposed: int) -> list[int]:
    """Lines down to the first paragraph that follow none, and those beside what the rules propose."""
    lines = traits.lines
    stop = max(traits.block + _BELOW_BLOCK, proposed + _NEAR + 1)
    found = (
        i
        for i, line in enumerate(lines[:stop])
        if abs(i - proposed) <= _NEAR or (_could_be_text(line) and not (i and lines[i - 1].is_paragraph))
    )
    return _at_most(found, proposed)


def last_candidates(traits: Traits, first: int, proposed: int) -> list[int]:
    """Lines from the first on that no paragraph follows, and those beside what the rules propose."""
    lines = traits.lines
    found = (
        i
        for i, line in enumerate(lines[first:], first)
        if abs(i - proposed) <= _NEAR
        or (_could_be_text(line) and not (i + 1 < len(lines) and lines[i + 1].is_paragraph))
    )
    return _at_most(found, proposed)


def choose_title(traits: Traits, proposed: int | None, least: float) -> tuple[int | None, float]:
    """The likeliest line and its probability; none where it is less than `least` likely that any is the title."""
    candidates, doubt = title_candidates(traits, proposed), _doubt(traits)
    # The probabilities of one printed twice are added up: it can outweigh any.
    is_twice = len({traits.lines[i].flat for i in candidates}) < len(candidates)
    favoured = None if is_twice else proposed
    alone = _weigh("title", candidates, lambda i: traits.of_title(i, proposed), favoured, doubt)
    printed: defaultdict[str, float] = defaultdict(float)
    for i, probability in alone.items():
        printed[traits.lines[i].flat] += probability
    weighed = {i: printed[traits.lines[i].flat] for i in alone}  # of a title printed twice, both
    chosen = _likeliest(weighed, proposed, doubt)
    any_is = 1 - math.prod(1 - probability for probability in alone.values())
    is_likely = any_is >= least or (chosen == proposed and any_is >= least - doubt and _is_bare(traits))
    return (chosen, min(weighed[chosen], 1.0)) if chosen is not None and is_likely else (None, 0.0)


def choose_bounds(traits: Traits, title: int | None, first: int, last: int) -> tuple[int, int]:
    """The first and the last line of the text. `first`, `last`: what the rules propose."""

    def vector(i: int) -> list[float]:
        return traits.of_bound(i, title, first, last)

    def choose(question: Question, candidates: Sequence[int], proposed: int) -> int:
        chosen = _likeliest(_weigh(question, candidates, vector, proposed, doubt), proposed, doubt)
        return proposed if chosen is None else chosen

    doubt = _doubt(traits)
    if _is_bare(traits):  # what stands between a title and a text is more likely of the text
        return first, max(first, last)
    begin = choose("first", first_candidates(traits, first), first)
    if traits.has_no_foot(begin):
        return begin, max(begin, last)
    return begin, max(begin, choose("last", last_candidates(traits, begin, last), last))


def _weigh(
    question: Question,
    candidates: Sequence[int],
    vector: Callable[[int], list[float]],
    proposed: int | None,
    doubt: float,
) -> dict[int, float]:
    """How likely each of them is; the proposed one alone where no probability outweighs its own with the doubt."""
    trees = forest(question)
    if proposed is not None and proposed in candidates and (sure := trees.probability(vector(proposed))) + doubt >= 1:
        return {proposed: sure}
    return {i: trees.probability(vector(i)) for i in candidates}


def _likeliest(weighed: dict[int, float], proposed: int | None, doubt: float) -> int | None:
    """What the rules propose unless another is likelier by far; the earlier of two equals."""
    return max(weighed, key=lambda i: (weighed[i] + doubt * (i == proposed), -i), default=None)


def _doubt(traits: Traits) -> float:
    return _IN_DOUBT_BARE if _is_bare(traits) else _IN_DOUBT


def _is_bare(traits: Traits) -> bool:
    """Does a page show nothing but text?"""
    return not traits.is_html and traits.opened[-1] == len(traits.lines)


def _at_most(candidates: Iterable[int], near: int) -> list[int]:
    """Of too many, those nearest to a line."""
    found = list(candidates)
    return found if len(found) <= _MOST else sorted(sorted(found, key=lambda i: abs(i - near))[:_MOST])


def _could_be_title(line: Line, traits: Traits) -> bool:
    """No furniture, no people, no dispatch, and not the link of a site that the <title> ends with."""
    is_marked = not {"title", "heading"}.isdisjoint(line.marks)
    is_name = line.is_link and is_column_of(line.flat, traits.in_titles)
    is_people = bool(parse_lone_people(line.flat)) and "title" not in line.marks
    is_told = has_dateline(line) or find_dispatch(line.flat) is not None
    return (is_marked or line.role not in FURNITURE) and not (is_name or is_people or is_told)


def _could_be_text(line: Line) -> bool:
    return line.role not in FURNITURE or line.role in ("salutation", "caption")
