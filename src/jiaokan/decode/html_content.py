"""Which element of a page holds its text: the innermost one with nearly all of its whole lines (`Elements`).

What stands outside it, a footer or a list of links, is not the text, whatever it is called. A page without such an
element, flat or with its text in two places, has the whole page for it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jiaokan.document import Block, Mark

_MIN_LINE = 25  # characters; shorter lines are no paragraphs
_SHARE = 0.85  # of the characters of such lines
_MIN_TEXT = 100  # characters, under which nothing is known
_MOST = 0.6  # share of the element right above the paragraphs, where replies or another text take the rest
# Share of the page that elements of a kind can hold and be believed: a short text stands above a long footer.
_ASIDE: dict[Mark, float] = {
    "footer": 0.95, "comment": 0.8, "aside": 0.4, "nav": 0.4, "pager": 0.4, "advertisement": 0.4, "tools": 0.4
}  # fmt: skip


@dataclass(slots=True)
class Elements:
    """The blocks of a page as they nest, and how much is written in each."""

    current: int = 0
    _parents: list[int] = field(default_factory=lambda: [0])
    _lines: list[tuple[int, int]] = field(default_factory=list)  # of each line its element and its weight

    def enter(self) -> None:
        self._parents.append(self.current)
        self.current = len(self._parents) - 1

    def leave(self) -> None:
        self.current = self._parents[self.current]

    def weigh(self, element: int, n_chars: int) -> None:
        """The next line: the element it stands in, and its characters that are no link."""
        self._lines.append((element, n_chars if n_chars >= _MIN_LINE else 0))

    def with_content(self, blocks: Sequence[Block]) -> tuple[Block, ...]:
        """The lines' blocks, those in the element of the text marked as "content"."""
        inside = self._find_content(blocks)
        if not inside:
            return tuple(block for block in blocks if block.marks)
        marked = zip(blocks, self._lines, strict=True)
        return tuple(
            replace(block, marks=(*block.marks, "content")) if element in inside else block
            for block, (element, _) in marked
            if block.marks or element in inside
        )

    def _find_content(self, blocks: Sequence[Block]) -> set[int]:
        """The element of the text and all in it; none for a page that has none."""
        own = [0] * len(self._parents)
        for element, weight in self._believed(blocks):
            own[element] += weight
        weights = own.copy()
        for element in range(len(weights) - 1, 0, -1):  # an element comes behind its parent
            weights[self._parents[element]] += weights[element]
        total = weights[0]
        if total < _MIN_TEXT:
            return set()
        found = max(element for element, weight in enumerate(weights) if weight >= _SHARE * total)
        densest = self._find_densest(own)
        if weights[densest] >= _MOST * total and densest > found:
            found = densest
        if not found:
            return set()
        inside = {found}
        for element in range(found + 1, len(weights)):
            if self._parents[element] in inside:
                inside.add(element)
        return inside

    def _believed(self, blocks: Sequence[Block]) -> list[tuple[int, int]]:
        """The lines without those of comments, footers and the like, where these are the lesser part of the page."""
        shares: Counter[Mark] = Counter()
        for block, (_, weight) in zip(blocks, self._lines, strict=True):
            shares.update(dict.fromkeys(_ASIDE.keys() & block.marks, weight))
        total = sum(weight for _, weight in self._lines)
        aside = {mark for mark, share in shares.items() if share <= _ASIDE[mark] * total}
        return [
            (element, 0 if not aside.isdisjoint(block.marks) else weight)
            for block, (element, weight) in zip(blocks, self._lines, strict=True)
        ]

    def _find_densest(self, own: Sequence[int]) -> int:
        """The element right above most of the text: a paragraph counts for its parent, and half for the next above."""
        near = list(own)
        for element in range(len(own) - 1, 0, -1):
            parent = self._parents[element]
            near[parent] += own[element]
            near[self._parents[parent]] += own[element] // 2 if parent else 0
        return max(range(len(near)), key=near.__getitem__)
