"""What jiaokan adds to its engine from Traditional to Simplified: variants, and characters that have two results.

著 is 着, but not in 著名; 乾 is 干, but not in 乾隆. The words that tell are in data/hans.txt, checked by hand, which
names its sources. Where none does, a character takes its usual result, and some places are reported as ambiguous.
"""

from __future__ import annotations

import functools
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files

from jiaokan.script.engines import dictionary

# Simplified text has these too in words that change them here (藉口, 夥伴, 回覆): they tell nothing of what a text is.
IN_BOTH = frozenset("藉夥覆祇份座俱俐苧么劃拚菸妳牠")


# These show it in any word but those where they stay.
_TELLING = frozenset("麼麽徵瞭鍾衹")


@dataclass(frozen=True, slots=True)
class Choice:
    """What becomes of a character: `usual` (None: what the engine makes of it) but in `words`.

    `words`: a pair of characters, the character itself one of them → words with that pair: where in the word the
    character stands, the word, the result. The longest word tells; of two, the one with the less usual result.
    """

    usual: str | None
    is_ambiguous: bool  # where no word tells
    words: Mapping[str, Sequence[tuple[int, str, str]]]

    def at(self, text: str, at: int) -> tuple[str | None, bool]:
        """The result of the character at `at` of `text`; and whether a word tells it."""
        following, preceding = self.words.get(text[at : at + 2]), self.words.get(text[at - 1 : at + 1])
        if following is None and preceding is None:
            return self.usual, not self.is_ambiguous
        best = (0, False)
        result = self.usual
        for known in (following, preceding):
            for before, word, value in known or ():
                rank = (len(word), value != self.usual)
                if rank > best and at >= before and text.startswith(word, at - before):
                    best, result = rank, value
        return result, best[0] > 0 or not self.is_ambiguous

    def is_in_word(self, text: str, at: int) -> bool:
        """Does a word tell what becomes of the character at `at`?"""
        return replace(self, is_ambiguous=True).at(text, at)[1]


@functools.cache
def choices() -> Mapping[str, Choice]:
    """Traditional character → its choice."""
    usual: dict[str, str] = {}
    ambiguous: set[str] = set()
    words: defaultdict[str, defaultdict[str, list[tuple[int, str, str]]]] = defaultdict(lambda: defaultdict(list))
    for line in (files("jiaokan.data") / "hans.txt").read_text("utf-8").splitlines():
        if line.startswith("#") or "\t" not in line:
            continue
        char, result, *rest = line.split("\t")
        if not rest:
            usual[char] = result.removesuffix(" ?")
            ambiguous |= {char} if result.endswith(" ?") else set()
            continue
        for word in rest[0].split(" "):
            before = word.index(char)
            pair = word[before : before + 2] if before + 1 < len(word) else word[before - 1 : before + 1]
            words[char][pair].append((before, word, result))
    for char in dictionary("TSCharactersExt"):  # forms that few fonts have; OpenCC's own tool leaves them out too
        usual.setdefault(char, char)
    return {char: Choice(usual.get(char), char in ambiguous, dict(words[char])) for char in {*usual, *words}}


def tells(text: str, at: int) -> bool:
    """Does the character at `at`, or the word it stands in, show that the text is Traditional?"""
    char, choice = text[at], choices()[text[at]]
    if not choice.words or char in _TELLING:
        return not choice.is_ambiguous and char not in IN_BOTH
    return char not in IN_BOTH and choice.is_in_word(text, at)


def particles(text: str) -> Iterator[int]:
    """The places of 著 where Simplified text writes 着: not 著名, nor the 著 of an author."""
    at = text.find("著")
    while at >= 0:
        if choices()["著"].at(text, at)[0] == "着" and not is_credit(text, at):
            yield at
        at = text.find("著", at + 1)


# 《…》，王維著。 and "王維 著" at the end of a line: who wrote it.
_CREDIT = re.compile(r"》[^。；\n》]{0,8}\Z|[ \u3000]\Z")
_STOPS = frozenset("，,。；：、）)」』\n \u3000")


def is_credit(text: str, at: int) -> bool:
    """Is the 著 at `at` that of an author named before a stop, behind or before a title?"""
    following = text[at + 1 : at + 2]
    if following and following not in _STOPS:
        return text.startswith(("《", "有《"), at + 1)
    return bool(_CREDIT.search(text[max(at - 10, 0) : at]))
