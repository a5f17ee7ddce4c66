"""Gradient-boosted decision trees (Friedman 2001), as learned by tests/bench/split/train.py: a vector in, a probability
out.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Sequence
from importlib.resources import files
from typing import Literal, NamedTuple

import zstandard

Question = Literal["title", "first", "last"]


class Forest(NamedTuple):
    """`base` is the log-odds of any line; each tree adds the value of the leaf it leads to.

    The nodes of all trees in columns: node n asks whether trait `traits[n]` is at most `thresholds[n]`, and goes on at
    node `less[n]` or `more[n]`; where `traits[n]` is -1 it is a leaf of value `thresholds[n]`.
    """

    base: float
    roots: tuple[int, ...]
    traits: tuple[int, ...]
    thresholds: tuple[float, ...]
    less: tuple[int, ...]
    more: tuple[int, ...]

    def probability(self, seen: Sequence[float]) -> float:
        traits, thresholds, less, more = self.traits, self.thresholds, self.less, self.more
        odds = self.base
        for node in self.roots:
            while (trait := traits[node]) >= 0:
                node = less[node] if seen[trait] <= thresholds[node] else more[node]  # noqa: PLW2901 — walks down
            odds += thresholds[node]
        return 1 / (1 + math.exp(-odds))


@functools.cache
def forest(question: Question) -> Forest:
    """The trees that answer a question of a line: is it the title, the first or the last line of the text?"""
    packed = (files("jiaokan.data") / "lines.zst").read_bytes()
    made = json.loads(zstandard.ZstdDecompressor().decompress(packed))[question]
    columns = (tuple(made[name]) for name in ("roots", "traits", "thresholds", "less", "more"))
    return Forest(made["base"], *columns)
