"""Dictionaries of phrases and characters, compiled: the same result as theirs, fast.

A text is a column of code points, and what the dictionaries say of single characters is one table: a look-up each.
Only around a character that some phrase converts otherwise than the table (a pivot: the 乾 of 乾坤) are the phrases
looked at, in the stretch that any phrase can reach. So the result is the dictionaries' own, whatever the order in
which they take their phrases. Cost on Traditional prose: 10 ns a character; a pivot's stretch, 1 to 5 µs.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

from jiaokan.codes import Utf32, look_up, text_of, utf32_of

Dictionary: TypeAlias = Mapping[str, str]
# Start and end of a key in the text, and what it becomes.
Piece: TypeAlias = tuple[int, int, str]

N_CODES = 0x110000  # code points
_INSIDE, _PIVOT, _CODE = 1 << 30, 1 << 31, 0x1FFFFF


@dataclass(frozen=True)
class Stage:
    """Dictionaries in order of preference: at each place the first that has a key wins, and its longest key.

    >>> list(Stage(({"乾坤": "乾坤"}, {"乾": "干"})).pieces("乾乾坤"))
    [(0, 1, '干'), (1, 3, '乾坤')]
    """

    dictionaries: tuple[Dictionary, ...]
    _lengths: tuple[Mapping[str, tuple[int, ...]], ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_lengths", tuple(_lengths_by_first(d) for d in self.dictionaries))

    def pieces(self, text: str) -> Iterator[Piece]:
        """Keys from left to right, the longest at each place: OpenCC's order."""
        at = 0
        while at < len(text):
            end, value = self._longest_at(text, at)
            if end:
                yield at, end, value
            at = end or at + 1

    def _longest_at(self, text: str, at: int) -> tuple[int, str]:
        first = text[at]
        for dictionary, lengths in zip(self.dictionaries, self._lengths, strict=True):
            for length in lengths.get(first, ()):
                value = dictionary.get(text[at : at + length])
                if value is not None and at + length <= len(text):
                    return at + length, value
        return 0, ""


class LongestFirst(Stage):
    """The longest key anywhere, then the leftmost of that length: opencc-python-reimplemented's order.

    >>> list(LongestFirst(({"天干": "天乾", "干地支": "幹地支"},)).pieces("天干地支"))
    [(1, 4, '幹地支')]
    """

    def pieces(self, text: str) -> Iterator[Piece]:
        free, taken = [True] * len(text), []
        for dictionary, lengths in zip(self.dictionaries, self._lengths, strict=True):
            starts: defaultdict[int, list[int]] = defaultdict(list)
            for at, char in enumerate(text):
                for length in lengths.get(char, ()):
                    starts[length].append(at)
            for length in sorted(starts, reverse=True):
                for at in starts[length]:
                    value = dictionary.get(text[at : at + length]) if all(free[at : at + length]) else None
                    if value and at + length <= len(text):
                        free[at : at + length] = [False] * length
                        taken.append((at, at + length, value))
        return iter(sorted(taken))


def converted(text: str, pieces: Iterable[Piece]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, value in pieces:
        parts += text[done:start], value
        done = end
    return "".join(parts) + text[done:]


def _lengths_by_first(dictionary: Dictionary) -> dict[str, tuple[int, ...]]:
    lengths: defaultdict[str, set[int]] = defaultdict(set)
    for key in dictionary:
        lengths[key[0]].add(len(key))
    return {first: tuple(sorted(some, reverse=True)) for first, some in lengths.items()}


class Converter:
    """A chain of stages over a text, or over the segments of it that the keys of `segments` part.

    `variants`: characters that are replaced first. `separators`: characters no phrase reaches over, besides those
    that are in none.
    """

    def __init__(
        self,
        stages: Sequence[Stage],
        *,
        segments: Dictionary | None = None,
        variants: Dictionary | None = None,
        separators: str = "",
    ) -> None:
        self._stages = tuple(stages)
        self._segments = Stage((segments,)) if segments else None
        self._variants = str.maketrans(dict(variants or {}))
        self._compile(separators)

    def _compile(self, separators: str) -> None:
        inside = {char for key in (self._segments.dictionaries[0] if self._segments else ()) for char in key}
        keys = [key for stage in self._stages for d in stage.dictionaries for key in d]
        # what a character has become before a stage
        now = {char: char for char in {c for key in keys for c in key} | inside}
        now |= {chr(code): value for code, value in self._variants.items()}
        pivots: set[str] = set()
        # of each stage: what characters are before it, where that matters, and the pairs that may be in a phrase
        self._pairs: list[tuple[Utf32 | None, set[str]]] = []
        for stage in self._stages:
            reached, telling, pairs = _phrases_of(stage)
            self._pairs.append((_as_table(now) if self._pairs else None, pairs))
            inside |= {char for char, value in now.items() if not reached.isdisjoint(value)}
            pivots |= {char for char, value in now.items() if not telling.isdisjoint(value)}
            now = {char: converted(value, stage.pieces(value)) for char, value in now.items()}
        # the table says nothing of these, or not what the phrases see
        self._careful_with = {char for char, value in now.items() if len(value) != 1} | {
            chr(code) for code in self._variants if chr(code) in inside
        }
        pivots |= self._careful_with
        self._table = _as_table(now)  # what a character becomes; its flags above
        for char in (inside | pivots) - set(separators):
            self._table[ord(char)] |= _INSIDE | (_PIVOT if char in pivots else 0)

    def convert(self, text: str) -> str:
        """The text converted."""
        return self.convert_codes(utf32_of(text), text)

    def convert_codes(self, codes: Utf32, text: str, moves: list[Piece] | None = None) -> str:
        """The text converted; `codes` are its code points. What comes out longer or shorter is added to `moves`."""
        import numpy as np

        found = look_up(self._table, codes)
        whole = text_of(found & np.uint32(_CODE))
        pivots = (found >= _PIVOT).nonzero()[0].tolist()
        if not pivots:
            return whole
        seen = [(text if table is None else text_of(look_up(table, codes)), pairs) for table, pairs in self._pairs]
        reach = (found >= _INSIDE).tobytes()
        parts: list[str] = []
        done = 0
        for pivot in pivots:
            if pivot < done:
                continue
            for now, pairs in seen:
                if now[pivot : pivot + 2] in pairs or now[pivot - 1 : pivot + 1] in pairs:
                    break
            else:
                if text[pivot] not in self._careful_with:
                    continue
            start = reach.rfind(b"\0", done, pivot) + 1 or done
            end = reach.find(b"\0", pivot)
            end = end if end >= 0 else len(text)
            value, moved = self._careful(text[start:end])
            parts += whole[done:start], value
            if moved and moves is not None:
                moves += ((start + a, start + b, piece) for a, b, piece in moved)
            done = end
        parts.append(whole[done:])
        return "".join(parts)

    def _careful(self, text: str) -> tuple[str, list[Piece]]:
        """The dictionaries themselves over a stretch; and the pieces of it that come out longer or shorter."""
        text = text.translate(self._variants) if self._variants else text
        parts: list[str] = []
        moved: list[Piece] = []
        done = 0
        for segment in self._segmented(text):
            value = segment
            its_moves: list[Piece] = []
            for stage in self._stages:
                pieces = list(stage.pieces(value))
                more = [(start, end, piece) for start, end, piece in pieces if len(piece) != end - start]
                value = converted(value, pieces)
                # two stages that move something leave no more to say than what the segment becomes
                its_moves = [(0, len(segment), value)] if its_moves and more else its_moves or more
            moved += ((done + start, done + end, piece) for start, end, piece in its_moves)
            parts.append(value)
            done += len(segment)
        return "".join(parts), moved

    def _segmented(self, text: str) -> Iterator[str]:
        if not self._segments:
            yield text
            return
        done = 0
        for start, end, _ in self._segments.pieces(text):
            if done < start:
                yield text[done:start]
            yield text[start:end]
            done = end
        if done < len(text):
            yield text[done:]


def _as_table(becomes: Dictionary) -> Utf32:
    """What each code point becomes, itself where nothing is said, or where it becomes several."""
    import numpy as np

    table = np.arange(N_CODES, dtype=np.uint32)
    for char, value in becomes.items():
        if len(value) == 1:
            table[ord(char)] = ord(value)
    return table


def _phrases_of(stage: Stage) -> tuple[set[str], set[str], set[str]]:
    """All characters in phrases; of each phrase that comes out otherwise than its characters, one (the pivot) and the
    pairs of characters it stands in.
    """
    phrases = [(key, value) for d in stage.dictionaries for key, value in d.items() if len(key) > 1]
    n_keys = Counter(char for key, _ in phrases for char in key)
    alone = {char: converted(char, stage.pieces(char)) for char in n_keys}
    pivots: set[str] = set()
    pairs: set[str] = set()
    for key, value in phrases:
        usual = "".join(alone[char] for char in key)
        if value != usual:
            other = [a for a, b, c in zip(key, value, usual, strict=False) if b != c]
            pivot = min(other if len(value) == len(usual) else key, key=n_keys.__getitem__)
            pivots.add(pivot)
            pairs |= {pair for pair in map("".join, pairwise(key)) if pivot in pair}
    return set(n_keys), pivots, pairs
