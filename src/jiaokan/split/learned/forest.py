"""Gradient-boosted decision trees (Friedman 2001), as learned by tests/bench/split/train.py: a vector in, a probability
out.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal

import zstandard

Question = Literal["title", "first", "last"]

Node = tuple[int, float, int, int]  # trait, threshold, node if at most that, node if more; a leaf is (-1, value, 0, 0)


@dataclass(frozen=True, slots=True)
class Forest:
    """`base` is the log-odds of any line; each tree adds the value of the leaf it leads to."""

    base: float
    trees: tuple[tuple[Node, ...], ...]

    def probability(self, traits: Sequence[float]) -> float:
        odds = self.base
        for tree in self.trees:
            trait, value, less, more = tree[0]
            while trait >= 0:
                trait, value, less, more = tree[less if traits[trait] <= value else more]
            odds += value
        return 1 / (1 + math.exp(-odds))


@functools.cache
def forest(question: Question) -> Forest:
    """The trees that answer a question of a line: is it the title, the first or the last line of the text?"""
    packed = (files("jiaokan.data") / "lines.zst").read_bytes()
    made = json.loads(zstandard.ZstdDecompressor().decompress(packed))[question]
    return Forest(made["base"], tuple(tuple((*node,) for node in tree) for tree in made["trees"]))
