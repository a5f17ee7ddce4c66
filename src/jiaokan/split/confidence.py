"""How sure a value is, by what tells it."""

from __future__ import annotations

# The shares that were right on the tuning half of tests/bench/split.
LABELLED = 0.98
IN_PLACE = 0.9  # no label, but it stands where such values stand
HINTED = 0.85
SETTINGS = 1.0  # a source says so of itself
