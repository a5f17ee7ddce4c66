"""Who annotated the text: a tool, or a writer? Decided for the text as a whole, by what each would have annotated.

Kinds of annotator are compared by the likelihood of the annotations under each. Their habits are plain shares,
estimated from texts written for the purpose and from the mechanisms; they need not be exact, as a text has many
annotations. Evidence is damped beyond the first few: the annotations of one text are alike.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import NamedTuple

from jiaokan import plausibility
from jiaokan.plausibility import HAN
from jiaokan.readings import LETTERS, LOOSE_ANNOTATION, fold, is_first_reading, is_reading, table, toneless
from jiaokan.regex import regex

# Looked for from the bracket on: a search that begins at every Han character costs five times as much.
_GLOSSES = regex(rf"{LOOSE_ANNOTATION.pattern}(?:{LOOSE_ANNOTATION.pattern})*")
# With one sign first, a search costs a fifth of one for either.
BEHIND_BRACKET = rf"(?=[ \u00a0\u3000]?[{LETTERS}ăĕŏĀÁǍÀĒÉĚÈŌÓǑÒ])"
_HALF = regex(rf"\({BEHIND_BRACKET}")
_FULL = regex(rf"（{BEHIND_BRACKET}")
_TONED = "āáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ"
_LATIN_BRACKETS = regex(r"[\u3400-\u9fff][(（][A-Za-z0-9_]{1,20}[)）]")
_WORD_GLOSS = regex(rf"([\u3400-\u9fff]{{2,6}})[(（]([a-zA-Z'’\-{_TONED} \u00a0]{{3,36}})[)）]")
# Words of texts about reading aloud, and of those for learners: there a writer annotates, however much.
_PHONETICS = regex(
    r"拼音|注音|[讀读]音|多音字|破音字|[讀读][作成做]|念[作成做]|[聲声][調调母]|[韻韵]母|口音|通假|破[讀读]|[樂乐]府|《[說说]文》|^[A-D][：:]",
    re.MULTILINE,
)
_LESSONS = regex(
    r"生[字詞词]|音[節节]|字典|[詞词辭]典|部首|造句|[課课][文本]|第[一二三四五六七八九十0-9]+[課课]|[學学]中文|[語语]文|姓氏|注[釋释]|[論论][語语]"
)
# Characters a conversion one by one leaves alone, and those that Traditional writing has in their place.
_MECHANICAL = regex(
    "于是|由于|關于|對于|位于|屬于|用于|以后|之后|最后|然后|后來|這里|那里|家里|并[且不將在對]|制造|制作|范圍|面條|[著有看]力|標志|占地"
)
_GENUINE = regex("[於裡裏並後製範麵穀]")
_APART = frozenset("、，。,；;：:！？!? \n\t\u3000「」“”‘’『』|（）()《》〈〉[]【】①②③④⑤⑥⑦⑧⑨⑩…—·")

# About the 40, 200, 600 and 2,000 most frequent characters (natural log of the share).
_BANDS = (-5.65, -6.5, -7.4, -9.2)
RARE = len(_BANDS)
_RARE_WORD = -14.2  # log share of a word; rarer ones of the lexicon are seldom seen as words
_WINDOW = 8  # occurrences of a character that are looked at


class Gloss(NamedTuple):
    """One annotated character: `text[start:end]` are its brackets, `at` its place in the text without them."""

    start: int
    end: int
    at: int
    char: str
    readings: tuple[str, ...]


class Verdict(NamedTuple):
    """How sure it is that a tool annotated the text, and whether it went by a table of Traditional characters."""

    confidence: float
    is_table: bool


class _Kind(NamedTuple):
    """What an annotated character is like; `band`, `reading` and `place` are indices into an annotator's shares."""

    is_traditional: bool
    band: int
    reading: int
    place: int


class _Repeats(NamedTuple):
    """How a character is treated that stands in the text more than once: shares annotated, first and further on."""

    first: float
    again: float
    share: float = 1.0  # of the annotators of a kind that do so


@dataclass(frozen=True, slots=True)
class _Annotator:
    """The habits of a kind of annotator, as shares."""

    prior: float
    bands: tuple[float, ...]  # by how much characters are preferred, the commonest band first
    by_kind: bool  # chooses among the characters of the text, whichever number of times they stand in it
    readings: tuple[float, float, float]  # the only reading, the first of several, another
    places: tuple[float, float, float, float]  # set apart, beginning a word, ending one, a word by itself
    repeats: tuple[_Repeats, ...]
    adjacent: float  # right behind another annotation
    traditional: float  # by how much Traditional characters are preferred, 0 to 1
    toneless: float  # texts without tone marks


# Random annotation goes by the rate in the text; so do a table's neighbours.
_BY_RATE = -1.0
_EACH = (_Repeats(0.97, 0.97),)
_RANDOMLY = (_Repeats(_BY_RATE, _BY_RATE),)
# Writers gloss a character once, or each time, or now and then.
_AS_WRITERS = (_Repeats(0.97, 0.04, 0.55), _Repeats(0.95, 0.95, 0.15), _Repeats(0.70, 0.40, 0.30))

_TABLE = _Annotator(
    prior=0.60,
    bands=(1.0, 1.0, 1.0, 1.0, 0.5),
    by_kind=False,
    readings=(0.50, 0.45, 0.05),
    places=(0.03, 0.42, 0.36, 0.19),
    repeats=_EACH,
    adjacent=_BY_RATE,
    traditional=0.9,
    toneless=0.2,
)
_CHANCE = _Annotator(
    prior=0.12,
    bands=(1.0, 1.0, 1.0, 1.0, 1.0),
    by_kind=False,
    readings=(0.50, 0.44, 0.06),
    places=(0.035, 0.385, 0.36, 0.22),
    repeats=_RANDOMLY,
    adjacent=_BY_RATE,
    traditional=0.0,
    toneless=0.5,
)
_RECURRING = replace(_CHANCE, prior=0.05, repeats=_EACH, toneless=0.8)  # characters at random, each at every occurrence
_PRIMER = _Annotator(
    prior=0.20,
    bands=(0.15, 0.4, 0.8, 1.5, 2.0),
    by_kind=True,
    readings=(0.50, 0.44, 0.06),
    places=(0.07, 0.28, 0.28, 0.37),
    repeats=_AS_WRITERS,
    adjacent=0.3,
    traditional=0.25,
    toneless=0.1,
)
_FIRST_PRIMER = replace(_PRIMER, prior=0.08, bands=(0.5, 0.8, 1.0, 1.1, 1.2))
_HARD_WORDS = _Annotator(
    prior=0.20,
    bands=(0.005, 0.03, 0.1, 0.5, 4.0),
    by_kind=True,
    readings=(0.60, 0.35, 0.05),
    places=(0.20, 0.35, 0.25, 0.20),
    repeats=_AS_WRITERS,
    adjacent=0.3,
    traditional=0.1,
    toneless=0.1,
)
_POLYPHONES = _Annotator(
    prior=0.10,
    bands=(0.5, 1.0, 1.2, 1.2, 0.6),
    by_kind=True,
    readings=(0.05, 0.30, 0.65),
    places=(0.30, 0.30, 0.25, 0.15),
    repeats=_AS_WRITERS,
    adjacent=0.1,
    traditional=0.0,
    toneless=0.05,
)


def find_glosses(text: str) -> list[Gloss]:
    """The characters with brackets behind them that hold nothing but readings of theirs."""
    if not (_HALF.search(text) or _FULL.search(text)):
        return []
    found: list[Gloss] = []
    capital: list[Gloss] = []
    removed = removed_with_capitals = 0
    for match in _GLOSSES.finditer(text):
        char = text[match.start() - 1 : match.start()]
        readings: tuple[str, ...] = ()
        start = end = match.start()
        for gloss in LOOSE_ANNOTATION.finditer(match[0]):
            if not is_reading(char, gloss[1]):
                break  # the writer's own bracket, behind the tool's
            readings, end = (*readings, gloss[1]), start + gloss.end()
        if not readings:
            continue
        capital.append(Gloss(start, end, start - removed_with_capitals - 1, char, readings))
        removed_with_capitals += end - start
        if text[start:end].islower():
            found.append(Gloss(start, end, start - removed - 1, char, readings))
            removed += end - start
    if found or len(capital) < 8:  # a capital letter means a name
        return found
    # Unless all are written so, and brackets hold nothing else: no tags of parts of speech, no abbreviations.
    return capital if len(capital) > 0.9 * len(_LATIN_BRACKETS.findall(text)) else []


class _Page(NamedTuple):
    """What of an annotated text the annotators are judged by."""

    kinds: Counter[_Kind]
    occurrences: tuple[tuple[bool, ...], ...]
    numbers: dict[bool, tuple[float, ...]]  # characters by band: each kind once, each as often as it stands there
    n: int  # annotations
    n_adjacent: int  # of them right behind another
    rate: float  # of the Han characters annotated
    share: float  # of the Han characters Traditional
    is_toneless: bool

    @property
    def damping(self) -> float:
        """Ten annotations tell as much as ten, a hundred as much as twenty."""
        return min(1.0, (10 + 5 * math.log(max(self.n, 10) / 10)) / self.n)


def weigh(text: str, glosses: Sequence[Gloss]) -> Verdict:
    """Whose annotations these are: the likelihood of tools against that of writers."""
    bare = _without(text, glosses)
    n = len(glosses)
    n_han = len(HAN.findall(bare))
    traditional = plausibility.simplified()
    n_traditional = sum(ord(char) in traditional for char in bare)
    page = _Page(
        kinds=Counter(_kind(bare, gloss) for gloss in glosses),
        occurrences=_occurrences(bare, glosses),
        numbers={by_kind: _numbers(bare, by_kind=by_kind) for by_kind in (True, False)},
        n=n,
        n_adjacent=sum(a.at + 1 == b.at for a, b in pairwise(glosses)),
        rate=min(max(n / max(n_han, 1), 0.02), 0.6),
        share=min(max(n_traditional / max(n_han, 1), 0.02), 0.98),
        is_toneless=2 * sum(_has_no_tone(gloss) for gloss in glosses) > n,
    )
    by_table, at_random, recurring = (_likelihood(page, who) for who in (_TABLE, _CHANCE, _RECURRING))
    by_table += _as_table(bare, sum(ord(gloss.char) in traditional for gloss in glosses), n_traditional)
    if n < 3 or n_han < 40:  # little to see chance in; and a tool annotates more than one character in a hundred
        at_random -= 3.0
    primers = [_likelihood(page, who) - (2.3 if n == 1 else 0.0) for who in (_PRIMER, _FIRST_PRIMER)]
    notes = [_likelihood(page, who) for who in (_HARD_WORDS, _POLYPHONES)]

    odds = _log_sum([by_table, at_random, recurring]) - _log_sum([*primers, *notes])
    # The same reading twice in a row: no writer does so.
    n_doubled = sum(len({*gloss.readings}) < len(gloss.readings) for gloss in glosses)
    odds += min(9.0, 4.5 * n_doubled)
    if n > (0.5 if n < 5 else 0.4) * n_han and 10 * n_doubled < n:  # nearly every character
        odds -= 8.0 if n < 0.8 * n_han else 30.0
    if n == 1 and (page.is_toneless or (n_han < 8 and glosses[0].at == 0)):  # a note, or a phrase from a dictionary
        odds -= 3.0
    odds -= 3.5 if _PHONETICS.search(bare) else min(3.5, 1.75 * len({*_LESSONS.findall(bare)}))
    odds -= min(6.0, 3.0 * _contrasts(glosses)) if n < 12 else 0.0
    odds -= min(6.0, 2.0 * sum(_spells(*found) for found in _WORD_GLOSS.findall(text)))
    confidence = min(0.99, 1 / (1 + math.exp(-max(min(odds, 50.0), -50.0))))
    return Verdict(confidence, by_table > max(at_random, recurring) + 3)


def _likelihood(page: _Page, who: _Annotator) -> float:
    """Logarithm of the probability of this annotator and these annotations."""
    log = sum(count * _habit(page, kind, who) for kind, count in page.kinds.items())
    next_to = max(page.rate, who.adjacent)
    log += page.n_adjacent * math.log(next_to) + (page.n - 1 - page.n_adjacent) * math.log(1 - next_to)
    repeated = _log_sum([_at_occurrences(page, repeats) for repeats in who.repeats])
    tone = math.log(who.toneless if page.is_toneless else 1 - who.toneless)
    return math.log(who.prior) + page.damping * log + repeated + tone


@functools.lru_cache(maxsize=1 << 14)
def band(char: str) -> int:
    """How common a character is: 0 the commonest, RARE beyond the first 2,000."""
    frequency = plausibility.frequency(char)
    return next((n for n, least in enumerate(_BANDS) if frequency > least), RARE)


def is_other_reading(gloss: Gloss) -> bool:
    """Whether a reading other than the most frequent one is annotated."""
    return not all(is_first_reading(gloss.char, reading) for reading in gloss.readings)


def _numbers(bare: str, *, by_kind: bool) -> tuple[float, ...]:
    """How many characters of each band the text has, each counted as often as it stands there or once."""
    numbers = [0.5] * (RARE + 1)
    for char, n in Counter(HAN.findall(bare)).items():
        numbers[band(char)] += 1 if by_kind else n
    return tuple(numbers)


def _kind(bare: str, gloss: Gloss) -> _Kind:
    reading = 2 if is_other_reading(gloss) else int(len(table()[gloss.char]) > 1)
    is_traditional = ord(gloss.char) in plausibility.simplified()
    return _Kind(is_traditional, band(gloss.char), reading, _place(bare, gloss.at))


def _habit(page: _Page, kind: _Kind, who: _Annotator) -> float:
    """Log-likelihood of annotating such a character, with such a reading, in such a place."""
    weights = [n * weight for n, weight in zip(page.numbers[who.by_kind], who.bands, strict=True)]
    # In a Simplified text nobody can prefer Traditional characters; a tool with a table then has nothing to annotate.
    liking = who.traditional * (1.0 if who is _TABLE else min(1.0, 5 * page.share))
    preferred = page.share + (1 - page.share) * liking
    return (
        math.log(preferred if kind.is_traditional else 1 - preferred)
        + math.log(weights[kind.band] / sum(weights))
        + math.log(who.readings[kind.reading])
        + math.log(who.places[kind.place])
    )


def _place(bare: str, at: int) -> int:
    before, after = bare[max(0, at - 1) : at], bare[at + 1 : at + 2]
    is_end, is_start = (len(pair) == 2 and _is_word(pair) for pair in (before + bare[at], bare[at] + after))
    if after in _APART and (not before or before in _APART or (after == "、" and not is_end)):
        return 0
    if is_end and after in _APART and bare[max(0, at - 2) : at - 1] in _APART and "、" in bare[max(0, at - 2) : at + 2]:
        return 0  # an item of two characters
    return 1 if is_start else 2 if is_end else 3


@functools.lru_cache(maxsize=1 << 14)
def _is_word(pair: str) -> bool:
    return plausibility.words().get(pair.translate(plausibility.simplified()), -99.0) > _RARE_WORD


def _occurrences(bare: str, glosses: Sequence[Gloss]) -> tuple[tuple[bool, ...], ...]:
    """For each annotated character, which of its occurrences are annotated; a window from just before the first."""
    marked = {gloss.at for gloss in glosses}
    # One with another reading than usual is glossed for that, wherever it stands.
    seen: dict[str, list[bool]] = {gloss.char: [] for gloss in glosses if not is_other_reading(gloss)}
    for at, char in enumerate(bare):
        if char in seen:
            seen[char].append(at in marked)
    begins = {char: max(0, flags.index(True) - 2) for char, flags in seen.items()}
    return tuple(tuple(flags[begins[char] : begins[char] + _WINDOW]) for char, flags in seen.items())


def _at_occurrences(page: _Page, repeats: _Repeats) -> float:
    """Log-likelihood of these occurrences annotated and those not, given that one of each character is."""
    first = page.rate if repeats.first == _BY_RATE else repeats.first
    again = page.rate if repeats.again == _BY_RATE else repeats.again
    log = 0.0
    for marked in page.occurrences:
        log += math.log(first if marked[0] else 1 - first)
        log += sum(math.log(again if flag else 1 - again) for flag in marked[1:])
        log -= math.log(1 - (1 - first) * (1 - again) ** (len(marked) - 1))
    return math.log(repeats.share) + page.damping * log


def _has_no_tone(gloss: Gloss) -> bool:
    reading = fold(gloss.readings[0])
    return reading == toneless(reading) and not reading[-1].isdigit()


def _as_table(bare: str, n: int, n_traditional: int) -> float:
    """What speaks for a table beyond the single annotations: a mechanical conversion, and that it covers much."""
    only = plausibility.simplified_only()
    if sum(char in only for char in bare) > 0.2 * n_traditional:
        return -5.0  # a conversion would have left none
    evidence = 1.5 if _MECHANICAL.search(bare) else 0.0
    evidence -= 1.5 if _GENUINE.search(bare) else 0.0
    return evidence - (2.0 if n_traditional > 20 and n < 0.06 * n_traditional else 0.0)


def _contrasts(glosses: Sequence[Gloss]) -> int:
    """Characters annotated in one place with one reading and with another in another."""
    readings = {(gloss.char, fold(reading)) for gloss in glosses for reading in gloss.readings}
    return len(readings) - len({char for char, _ in readings})


def _spells(word: str, letters: str) -> bool:
    """Whether the letters, tone marks among them, spell the end of the word: 图书馆(túshūguǎn)."""
    plain = re.sub("[^a-zü]", "", toneless(fold(letters)))
    if not any(char in _TONED for char in letters):
        return False
    n = 0
    for char in reversed(word):
        sound = next((s for s in map(toneless, table().get(char, ())) if plain.endswith(s)), "")
        if not sound:
            break
        plain, n = plain[: -len(sound)], n + 1
    return n > 1 and not plain


def _without(text: str, glosses: Iterable[Gloss]) -> str:
    def pieces() -> Iterator[str]:
        taken = 0
        for gloss in glosses:
            yield text[taken : gloss.start]
            taken = gloss.end
        yield text[taken:]

    return "".join(pieces())


def _log_sum(logs: Sequence[float]) -> float:
    top = max(logs)
    return top + math.log(sum(math.exp(log - top) for log in logs))
