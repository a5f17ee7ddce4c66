"""What jiaokan adds to its engine from Traditional to Simplified: variants, and characters that have two results.

著 is 着, but not in 著名; 乾 is 干, but not in 乾隆. The words that tell are in data/hans.txt, checked by hand, which
names its sources. Where none does, a character takes its usual result, and some places are reported as ambiguous.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import NamedTuple

from jiaokan.data import lines
from jiaokan.regex import regex
from jiaokan.script.engines import dictionary
from jiaokan.surnames import SURNAMES

# Simplified text has these too in words that change them here (藉口, 夥伴, 回覆): they tell nothing of what a text is.
IN_BOTH = frozenset("藉覆份座俱俐苧么劃拚菸妳牠沈摺")


IN_NAMES = frozenset("乾昇")  # names keep them
# These show it in any word but those where they stay.
_TELLING = frozenset("麼麽徵瞭鍾衹祇於餘")


class Choice(NamedTuple):
    """What becomes of a character: `usual` (None: what the engine makes of it) but in `words`.

    `words`: a pair of characters, the character itself one of them → words with that pair: where in the word the
    character stands, the word, the result. The longest word tells; of two, the one in which the character stays.
    """

    char: str
    usual: str | None
    is_ambiguous: bool  # where no word tells
    words: Mapping[str, Sequence[tuple[int, str, str]]]
    plain: frozenset[str]  # pairs in which it takes its usual result: they only tell that it is no other

    def word_at(self, text: str, at: int, result: str) -> str | None:
        """What a word makes of the character at `at` of `text`, which became `result`; None where no word tells."""
        following, preceding = self.words.get(text[at : at + 2]), self.words.get(text[at - 1 : at + 1])
        if following is None and preceding is None:
            return None
        best = (0, False)
        value = None
        for known in (following, preceding):
            for before, word, becomes in known or ():
                rank = (len(word), becomes == self.char)
                if rank <= best or at < before or not text.startswith(word, at - before):
                    continue
                if len(word) > 2 or becomes == self.usual or not self._is_crossed(result, at - before, at):
                    best, value = rank, becomes
        return value

    def _is_crossed(self, result: str, start: int, at: int) -> bool:
        """Is the pair at `start` made of parts of other words? Three more characters on either side may tell."""
        strings = _crossings()
        shown = result[max(start - 3, 0) : at] + self.char + result[at + 1 : start + 5]
        here = min(start, 3)
        return any(
            f"{n}{shown[here - n : here + 2]}" in strings or f"0{shown[here : here + 2 + n]}" in strings
            for n in (1, 2, 3)
        )

    def is_in_word(self, text: str, at: int, result: str) -> bool:
        """Does a word tell what becomes of the character at `at`?"""
        if text[at : at + 2] in self.plain or text[at - 1 : at + 1] in self.plain:
            return True
        return self.word_at(text, at, result) is not None


@functools.cache
def _pairs() -> frozenset[str]:
    """The pairs of characters by which words are found."""
    return frozenset(pair for choice in choices().values() for pair in choice.words)


@functools.cache
def _quiet() -> dict[str, str]:
    """Characters of which, outside words, there is no more to say than the usual result ("": what the engine makes)."""
    return {c: one.usual or "" for c, one in choices().items() if not one.is_ambiguous and c not in IN_NAMES}


def unsettled(text: str, result: str, places: Sequence[int]) -> list[int]:
    """Those of the places that have to be looked at: in a word perhaps, ambiguous, or not what they usually become."""
    quiet, pairs = _quiet(), _pairs()
    return [
        at
        for at in places
        if (usual := quiet.get(text[at])) is None
        or text[at : at + 2] in pairs
        or text[at - 1 : at + 1] in pairs
        or (usual and (result[at] != usual or (usual == "着" and result[at + 1 : at + 2] in STOPS)))
    ]


@functools.cache
def _crossings() -> frozenset[str]:
    return frozenset(lines("crossings"))


def pairs() -> Iterator[tuple[str, int, str]]:
    """The words of two characters in which one is not what it usually is, the place of that one, and what it is."""
    for choice in choices().values():
        for known in choice.words.values():
            yield from ((word, at, value) for at, word, value in known if len(word) == 2 and value != choice.usual)


@functools.cache
def choices() -> Mapping[str, Choice]:
    """Traditional character → its choice."""
    usual: dict[str, str] = {}
    ambiguous: set[str] = set()
    words: defaultdict[str, defaultdict[str, list[tuple[int, str, str]]]] = defaultdict(lambda: defaultdict(list))
    plain: defaultdict[str, set[str]] = defaultdict(set)
    for line in (files("jiaokan.data") / "hans.txt").read_text("utf-8").splitlines():
        if line.startswith("#") or "\t" not in line:
            continue
        char, result, *rest = line.split("\t")
        if not rest:
            usual[char] = result.removesuffix(" ?")
            ambiguous |= {char} if result.endswith(" ?") else set()
            continue
        for word in rest[0].split(" "):
            if len(word) == 2 and result == usual.get(char) and char not in ambiguous:
                plain[char].add(word)
                continue
            for before in (place for place, one in enumerate(word) if one == char):
                pair = word[before : before + 2] if before + 1 < len(word) else word[before - 1 : before + 1]
                words[char][pair].append((before, word, result))
    for char in dictionary("TSCharactersExt"):  # forms that few fonts have; OpenCC's own tool leaves them out too
        usual.setdefault(char, char)
    return {
        char: Choice(
            char,
            usual.get(char),
            char in ambiguous,
            dict(words[char]),
            frozenset(plain[char]),
        )
        for char in {*usual, *words}
    }


def tells(text: str, at: int, result: str) -> bool:
    """Does the character at `at`, or the word it stands in, show that the text is Traditional?"""
    char, choice = text[at], choices()[text[at]]
    if not (choice.words or choice.plain) or char in _TELLING:
        return not choice.is_ambiguous and char not in IN_BOTH
    return char not in IN_BOTH and choice.is_in_word(text, at, result)


def particles(text: str) -> Iterator[int]:
    """The places of 著 where Simplified text writes 着: not 著名, nor the 著 of an author."""
    at = text.find("著")
    while at >= 0:
        word = choices()["著"].word_at(text, at, text)
        if word == "着" or (word is None and not is_credit(text, at)):
            yield at
        at = text.find("著", at + 1)


# Who wrote it: a name between a beginning or a mark and 著; 王維 著.
_CREDIT = regex(
    rf"(?:\A|[\n，,。；：:、（(）)\]］」』》 \u3000·・]|作者|作家)[{SURNAMES}][\u3400-\u9fff]{{1,3}}\Z|[ \u3000（(]\Z"
)
STOPS = frozenset("，,。；：:、）)」』《\n \u3000") | {""}


def is_credit(text: str, at: int) -> bool:
    """Is the 著 at `at` that of an author, named before a stop, behind or before a title? `text` is in Simplified."""
    return text[at + 1 : at + 2] in STOPS and bool(_CREDIT.search(text[max(at - 10, 0) : at]))


# 學者林乾認為: a name after a beginning, a mark or what one is, before a mark or what one does.
_NAME = regex(rf"(?:\A|[^\u3400-\u9fff]|[者家员长授生师人手和与]|记者|教练)[{SURNAMES}][\u3400-\u9fff]?\Z")
_AFTER_NAME = regex(r"\Z|[^\u3400-\u9fffA-Za-z0-9]|[说称是认表指等和与著]|先生|女士|教授|老师")


def is_of_name(text: str, at: int) -> bool:
    """May the character at `at` be the last of a person's name? `text` is in Simplified."""
    return bool(_AFTER_NAME.match(text, at + 1) and _NAME.search(text[max(at - 4, 0) : at]))


# A surname, and how it is written in Traditional, where the dictionaries have another word in mind.
_SURNAME_FORMS = dict(zip("余范涂干钟于游姜岳谷郁", "余范涂干鍾于游姜岳谷郁", strict=True))
_BEFORE_NAME = regex(r"(?:\A|[^\u3400-\u9fff]|[者家员师授生长理]|教练|姓|[是和与叫])\Z")
_TITLE = r"(?:先生|女士|小姐|太太|老师|教授|同学|医生|某|氏|[说称]|表示|认为|指出|介绍|告诉)"
_IS_NAMED = regex(rf".[\u3400-\u9fff]{{0,2}}{_TITLE}")
_IS_A_NAME = regex(r".[\u3400-\u9fff]{1,2}(?:\Z|[的与和]|[^\u3400-\u9fffA-Za-z0-9])")


def surname_at(text: str, at: int) -> str | None:
    """The Traditional form of the Simplified character at `at` if it begins a name; else None."""
    form = _SURNAME_FORMS.get(text[at])
    if form is None or not _BEFORE_NAME.search(text[max(at - 2, 0) : at]):
        return None
    return form if _IS_NAMED.match(text, at) or _IS_A_NAME.match(text, at) else None
