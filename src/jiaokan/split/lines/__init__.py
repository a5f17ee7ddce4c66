"""Lines: each line that is not blank, and what it says: by itself (alone.py), beside others (together.py), by its
element in an HTML page (elements.py).
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator, Sequence

from jiaokan.document import Block, Mark
from jiaokan.settings import Settings
from jiaokan.split import boilerplate, signs
from jiaokan.split.breadcrumbs import PATTERNS_OF_PATHS
from jiaokan.split.headers import PATTERNS_OF_HEADERS, find_front_matter
from jiaokan.split.lines.alone import ADOPTED, LONG, read_line
from jiaokan.split.lines.together import ASKED, read_together
from jiaokan.split.page import BLANKS, Line, fold_whole, is_prose
from jiaokan.split.people.bylines import PATTERNS_OF_BYLINES
from jiaokan.split.people.datelines import PATTERNS_OF_DATELINES
from jiaokan.split.people.posters import PATTERNS_OF_POSTERS
from jiaokan.split.sites import FOOT
from jiaokan.split.structure import CONTENTS_HEADING
from jiaokan.split.tokens import patterns_of_tokens
from jiaokan.split.values import COUNTER

__all__ = ["ADOPTED", "read_lines"]

_PATIENCE = 50  # texts of a process that are read without signs: numpy and the table take as long as they do
_TEXTS = itertools.count()
_FEW = 60  # characters of a line that may be one of several


def read_lines(text: str, settings: Settings, blocks: Sequence[Block] = ()) -> list[Line]:
    """The lines that are not blank. `blocks`: of an HTML page, ascending."""
    spans = list(_iter_lines(text))
    if not spans:
        return []
    of_many = table() if next(_TEXTS) >= _PATIENCE else None
    flats, codes = fold_whole(text)
    starts = [start for start, _, _ in spans]
    seen = of_many.of_lines(codes, starts) if of_many and codes is not None else [signs.EVERY] * len(spans)
    del codes  # of a long text, as much as the text itself
    marks = dict(_marks(spans, blocks))
    front = find_front_matter([(start, end) for start, end, _ in spans], text)
    has_tabs = "\t" in text
    lines: list[Line] = []
    for (start, end, indent), below, its in zip(spans, [*starts[1:], len(text)], seen, strict=True):
        flat = flats[start : min(end, start + LONG)]
        mentions = front.get(start) or read_line(text, start, end, flat, settings, seen=its)
        prose = is_prose(flats, start, end)
        gap = below - end > 1 and text.count("\n", end, below) > 1
        n_cells = text.count("\t", start, end) + 1 if has_tabs else 1
        lines.append(Line(start, end, flat, indent, prose, gap, mentions, n_cells, marks.get(start, ()), its))
    together = 0  # signs of the lines that can say something beside others
    for (start, end, _), one in zip(spans, seen, strict=True):
        together |= one if end - start <= _FEW else 0
    return read_together(text, lines, together)


def _marks(spans: Sequence[tuple[int, int, str]], blocks: Sequence[Block]) -> Iterator[tuple[int, tuple[Mark, ...]]]:
    """Start of a line → the marks of its block."""
    n = 0
    for start, _, _ in spans:
        while n < len(blocks) and blocks[n].end <= start:
            n += 1
        if n < len(blocks) and blocks[n].start <= start:
            yield start, blocks[n].marks


def _iter_lines(text: str) -> Iterator[tuple[int, int, str]]:
    position = 0
    for line in text.split("\n"):
        bare = line.lstrip(BLANKS)
        if bare:
            start = position + len(line) - len(bare)
            yield start, start + len(bare.rstrip(BLANKS)), line[: min(8, start - position)]
        position += len(line) + 1


def patterns() -> dict[int, signs.Patterns]:
    """Sign → what no line matches that has it not."""
    return {
        **boilerplate.patterns(),
        **patterns_of_tokens(),
        signs.HEADER: PATTERNS_OF_HEADERS,
        signs.PATH: PATTERNS_OF_PATHS,
        signs.BYLINE: PATTERNS_OF_BYLINES,
        signs.POSTER: PATTERNS_OF_POSTERS,
        signs.ASKED: (ASKED,),
        signs.CONTENTS: (CONTENTS_HEADING,),
        signs.DATELINE: PATTERNS_OF_DATELINES,
        signs.PHOTOGRAPHER: (frozenset("摄"),),
        signs.FOOT: (FOOT,),
        signs.COUNTER: (COUNTER,),
    }


@functools.cache
def table() -> signs.Signs:
    """Made once a process, in 0.2 s."""
    return signs.Signs(patterns())
