"""The lines of an HTML page as they are laid out (`Lines`), and the elements each stands in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from jiaokan.decode.html_content import Elements
from jiaokan.document import Block, Mark
from jiaokan.regex import regex

MAX_BLOCKS = 50_000
WHITE = regex(r"[ \t\n\r\f]+")
_LINKED = 0.8  # share of a line's characters from which it is a link
_MAX_ROW = 60  # characters
_OF_SENTENCE = regex("[。，！？；…]")


@dataclass(slots=True)
class Lines:
    """Text as it is laid out, and the elements its lines stand in."""

    lines: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    n_chars: int = 0  # of the lines, with their ends
    current: list[str] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)  # of the elements entered, outermost first
    n_links: int = 0  # entered
    elements: Elements = field(default_factory=Elements)
    _seams: list[int] = field(default_factory=list)  # in `current`: between two inline elements with classes
    _marks: tuple[Mark, ...] = ()  # of the current line, by its first text
    _element: int = 0
    _n_linked: int = 0  # its characters that are links

    def add(self, text: str) -> None:
        text = WHITE.sub(" ", text)
        if not self.current or self.current[-1][-1] in " \t":
            text = text.removeprefix(" ")
        if text:
            self._append(text)

    def add_preformatted(self, text: str) -> None:
        first, *rest = text.split("\n")
        if first:
            self._append(first)
        for line in rest:
            self._end("".join(self.current))
            if line:
                self._append(line)

    def add_seam(self) -> None:
        if self.current:
            self._seams.append(len(self.current))

    def end_line(self) -> None:
        line = "".join(self._parted() if self._seams else self.current).rstrip(" \t")
        if line:
            self._end(line)
        self.current.clear()
        self._seams.clear()

    def _parted(self) -> Iterator[str]:
        """Name, badge and date of a head touch in the markup and not on the screen; words of a sentence do on both."""
        bounds = [0, *self._seams, len(self.current)]
        pieces = ["".join(self.current[a:b]) for a, b in pairwise(bounds)]
        is_row = sum(map(len, pieces)) <= _MAX_ROW and all(len(piece.strip()) > 1 for piece in pieces if piece)
        is_row &= not {"title", "heading", "code"} & set(self._marks)
        is_row &= not any(map(_OF_SENTENCE.search, pieces))
        for n, piece in enumerate(pieces):
            yield " " if n and is_row and piece.strip() and not pieces[n - 1].endswith((" ", "\t")) else ""
            yield piece

    def _append(self, text: str) -> None:
        if not self.current:
            self._marks, self._n_linked = tuple(self.marks), 0
            self._element = self.elements.current
        self.current.append(text)
        if self.n_links:
            self._n_linked += len(text.strip())

    def _end(self, line: str) -> None:
        self.lines.append(line)
        is_link = self._n_linked > _LINKED * len("".join(line.split()))
        marks = (*self._marks, "link") if is_link and line else self._marks
        if line and len(self.blocks) < MAX_BLOCKS:
            self.blocks.append(Block(self.n_chars, self.n_chars + len(line), tuple(dict.fromkeys(marks))))
            self.elements.weigh(self._element, 0 if is_link else len(line))
        self.n_chars += len(line) + 1
        self.current.clear()

    def start_cell(self) -> None:
        if self.current:
            self.current.append("\t")

    def end_reading(self, start: int) -> None:
        """What was added since `start` is a ruby reading: in parentheses, or nothing if it is empty."""
        reading = "".join(self.current[start:]).strip(" \t")
        self.current[start:] = [f"({reading})"] if reading else []
