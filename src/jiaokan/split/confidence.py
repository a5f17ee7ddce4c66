"""How sure a value is, by what tells it: the share that was right on the tuning half of tests/bench/split.

Measured on HTML pages and the texts of them together, so that a title chosen among all lines of a bare text weighs in.
"""

from __future__ import annotations

LABELLED = 0.98
HINTED = 0.88
LIKELY = 0.97  # the most that a line's traits can make of it
BARE = 0.91  # what they make of a title with nothing but paragraphs below it, on average
SETTINGS = 1.0  # a source says so of itself
_BY_PLACE = {
    "published_at": 0.97,
    "section": 0.94,
    "authors": 0.93,
    "subtitle": 0.68,
    "keywords": 0.66,
    "site_name": 0.65,
}
_OTHERS = 0.9


def by_place(field: str) -> float:
    """Of a value without a label, where such values stand."""
    return _BY_PLACE.get(field, _OTHERS)
