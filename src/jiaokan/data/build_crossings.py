"""Make crossings.txt.gz: where a word of hans.txt is no word, by the scorer's lexicon. `make data`.

論著 stays 论著, but 討論著 is 討論 and a particle; 著有 stays, but 隨著有線 is 隨著 and 有線. A row is such a string,
in Simplified but for the character in question, behind the place of the pair in it: a pair of hans.txt joined to a
word of the lexicon that shares one of its two characters, where the word with the other character is likelier than the
pair with the rest of the word.
Deterministic. Not imported at run time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from jiaokan import plausibility
from jiaokan.data.build import write
from jiaokan.script.words import pairs

_LEAST = -15.0  # log share of the words that are tried
_PAIR = -13.0  # of a pair that the lexicon has not
_UNKNOWN = -16.5


def main() -> None:
    lexicon = {word: share for word, share in plausibility.words().items() if share > _LEAST}
    starting: defaultdict[str, list[str]] = defaultdict(list)
    ending: defaultdict[str, list[str]] = defaultdict(list)
    for word in lexicon:
        if len(word) > 1:
            starting[word[0]].append(word)
            ending[word[-1]].append(word)
    found: set[str] = set()
    for pair, at, becomes in pairs():
        found.update(crossings(pair, at, becomes, lexicon, starting, ending))
    write("crossings.txt.gz", sorted(found))


def crossings(
    pair: str,
    at: int,
    becomes: str,
    lexicon: Mapping[str, float],
    starting: Mapping[str, list[str]],
    ending: Mapping[str, list[str]],
) -> Iterator[str]:
    """Strings in which `pair`, whose character at `at` would become another, is no word; before each its place."""
    plain = "".join(map(plausibility.simple, pair))
    shown = "".join(
        char if place == at else simple for place, (char, simple) in enumerate(zip(pair, plain, strict=True))
    )
    its_share = max(lexicon.get(plain, _PAIR), lexicon.get(plain[:at] + becomes + plain[at + 1 :], _PAIR))

    def share(text: str) -> float:
        if not text:
            return 0.0
        return max(
            lexicon.get(text[:n], _UNKNOWN if n == 1 else -99.0) + share(text[n:]) for n in range(1, len(text) + 1)
        )

    for word in ending.get(plain[0], ()):
        if lexicon[word] + share(plain[1]) > share(word[:-1]) + its_share:
            yield f"{len(word) - 1}{word[:-1]}{shown}"
    for word in starting.get(plain[1], ()):
        if share(plain[0]) + lexicon[word] > its_share + share(word[1:]):
            yield f"0{shown}{word[1:]}"


if __name__ == "__main__":
    main()
