"""Which element of a page holds its text: the innermost one with nearly all of its whole lines (`Elements`).

What stands outside it, a footer or a list of links, is not the text, whatever it is called. A page without such an
element, flat or with its text in two places, has the whole page for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from jiaokan.document import Block

_MIN_LINE = 25  # characters; shorter lines are no paragraphs
_SHARE = 0.85  # of the characters of such lines
_MIN_TEXT = 100  # characters, under which nothing is known


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
        inside = self._find_content()
        if not inside:
            return tuple(block for block in blocks if block.marks)
        marked = zip(blocks, self._lines, strict=True)
        return tuple(
            replace(block, marks=(*block.marks, "content")) if element in inside else block
            for block, (element, _) in marked
            if block.marks or element in inside
        )

    def _find_content(self) -> set[int]:
        """The element of the text and all in it; none for a page that has none."""
        weights = [0] * len(self._parents)
        for element, weight in self._lines:
            weights[element] += weight
        for element in range(len(weights) - 1, 0, -1):  # an element comes behind its parent
            weights[self._parents[element]] += weights[element]
        total = weights[0]
        if total < _MIN_TEXT:
            return set()
        found = max(element for element, weight in enumerate(weights) if weight >= _SHARE * total)
        if not found:
            return set()
        inside = {found}
        for element in range(found + 1, len(weights)):
            if self._parents[element] in inside:
                inside.add(element)
        return inside
