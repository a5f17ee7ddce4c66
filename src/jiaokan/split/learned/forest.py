"""Gradient-boosted decision trees (Friedman 2001), as learned by tests/bench/split/train.py: a vector in, a probability
out.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Literal

import zstandard

Question = Literal["title", "first", "last"]


_PATIENCE = 500  # questions, which take as long by the columns as compiling does


@dataclass
class Forest:
    """`base` is the log-odds of any line; each tree adds the value of the leaf it leads to.

    The nodes of all trees in columns: node n asks whether trait `traits[n]` is at most `thresholds[n]`, and goes on at
    node `less[n]` or `more[n]`; where `traits[n]` is -1 it is a leaf of value `thresholds[n]`.
    """

    base: float
    roots: Sequence[int]
    traits: Sequence[int]
    thresholds: Sequence[float]
    less: Sequence[int]
    more: Sequence[int]
    n_asked: int = field(default=0, init=False)

    def probability(self, seen: Sequence[float]) -> float:
        """Of a line with the traits `seen`. Cost: 22 µs by the columns, 6 µs once they are compiled, in 10 ms."""
        self.n_asked += 1
        odds = self.compiled(seen) if self.n_asked > _PATIENCE else self.walked(seen)
        return 1 / (1 + math.exp(-odds))

    def walked(self, seen: Sequence[float]) -> float:
        """The log-odds, by the columns."""
        traits, thresholds, less, more = self.traits, self.thresholds, self.less, self.more
        odds = self.base
        for node in self.roots:
            while (trait := traits[node]) >= 0:
                node = less[node] if seen[trait] <= thresholds[node] else more[node]  # noqa: PLW2901 — walks down
            odds += thresholds[node]
        return odds

    @functools.cached_property
    def compiled(self) -> Callable[[Sequence[float]], float]:
        """The log-odds by one expression, that of each tree a nest of conditions: the same sum in the same order."""
        made: Callable[[Sequence[float]], float] = eval(  # noqa: S307 — of numbers alone
            f"lambda seen: {' + '.join([repr(self.base), *map(self._expression, self.roots)])}"
        )
        return made

    def _expression(self, node: int) -> str:
        trait, threshold = self.traits[node], self.thresholds[node]
        if trait < 0:
            return repr(threshold)
        less, more = self._expression(self.less[node]), self._expression(self.more[node])
        return f"({less} if seen[{trait}] <= {threshold!r} else {more})"


@functools.cache
def forest(question: Question) -> Forest:
    """The trees that answer a question of a line: is it the title, the first or the last line of the text?"""
    packed = (files("jiaokan.data") / "lines.zst").read_bytes()
    made = json.loads(zstandard.ZstdDecompressor().decompress(packed))[question]
    return Forest(made["base"], *(tuple(made[name]) for name in ("roots", "traits", "thresholds", "less", "more")))
