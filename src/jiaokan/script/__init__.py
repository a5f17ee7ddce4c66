"""Script: which one a text is in, and conversion to one of them, right to the word.

detect.py, mechanical.py and region.py say what there is to convert; a text already in the script asked for is left
exactly as it is, and in a mixed text so are the sentences that are. An engine (engines.py) converts by OpenCC's
dictionaries, words.py settles what has two results in Simplified. Conversion can't be undone, since several Traditional
characters share a Simplified one: the text before is kept.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from jiaokan.codes import Utf32, utf32_of
from jiaokan.edit import Edit, carry, carry_back
from jiaokan.script import words
from jiaokan.script.detect import (
    HANS,
    HANT,
    IS_CHOICE,
    IS_LEFT,
    IS_SECOND,
    MIXED,
    UNDETERMINED,
    Kinds,
    Run,
    count,
    find_script,
    has_foreign,
    has_simplified,
    is_foreign,
    kinds_of,
    may_be_other,
    places_of,
    plain_script,
    runs_of,
    script_of,
    telling,
)
from jiaokan.script.engines import INVERSE, KEPT_BY_A_MAP, Convert, converter, dictionary, name_of, untold
from jiaokan.script.mechanical import is_mechanical
from jiaokan.script.region import find_region
from jiaokan.script.tables import Converter, Piece, Stage
from jiaokan.settings import Engine, Settings, TargetScript

__all__ = [
    "Ambiguous",
    "Converted",
    "check_engine",
    "convert",
    "find_region",
    "find_script",
    "has_simplified",
    "may_be_other",
    "name_of",
    "telling",
    "to_traditional",
]

VERSION = f"2:{name_of('opencc')}"

_WORDS = "words"  # only what whole words tell: for texts in which no character does
_STRAYS = "strays"  # characters that only Traditional has, in a sentence that is Simplified
_FROM_HANS = {"Hant": "s2t", "TW": "s2tw", "HK": "s2hk"}
_FROM_HANT = {"TW": "t2tw", "HK": "t2hk"}


class Ambiguous(NamedTuple):
    """A character with more than one counterpart, where no word told which one it is."""

    at: int  # code point in the text before conversion
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Converted:
    """A text in one script, and the text it came from."""

    text: str
    before: str
    script: str  # of `before`: Hans, Hant, mixed, Jpan, Kore, or Zyyy (nothing tells)
    is_mechanical: bool = False  # `before` is Traditional that a map of characters made of Simplified text
    method: str | None = None  # engine, version and configurations; None where nothing had to be converted
    ambiguous: tuple[Ambiguous, ...] = ()
    moves: tuple[Edit, ...] = ()  # what came out longer or shorter; none: both texts have the same offsets

    @property
    def n_converted(self) -> int:
        """Characters of `before` that came out otherwise."""
        if self.method is None:
            return 0
        import numpy as np

        now = utf32_of(self.text)
        if self.moves:
            now = np.append(now, 0)[carry(range(len(self.before)), self.moves)]
        return int(np.count_nonzero(utf32_of(self.before) != now))

    @property
    def is_hant(self) -> bool:
        """Is `before` Traditional that someone wrote so?"""
        return self.script == HANT and not self.is_mechanical

    def ambiguous_in(self, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, Ambiguous]]:
        """The ambiguous characters in `spans` of `text`, joined by line breaks, and their places there."""
        places = carry([one.at for one in self.ambiguous], self.moves)
        done = 0
        for start, end in spans if places else ():
            for place, one in zip(places, self.ambiguous, strict=True):
                if start <= place < end:
                    yield done + place - start, one
            done += end - start + 1

    def original(self, spans: Sequence[tuple[int, int]]) -> str:
        """What stood in `spans` of `text` before conversion, joined by line breaks."""
        if not self.moves:
            return "\n".join([self.before[start:end] for start, end in spans])
        ends = carry_back([at for span in spans for at in span], self.moves)
        return "\n".join(self.before[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True))


def convert(
    text: str,
    target: TargetScript,
    *,
    phrases: bool = False,
    engine: Engine = "opencc",
    like: Converted | None = None,
) -> Converted:
    """The text in `target` ("keep": as it is). A text already in that script is left exactly as it is.

    `phrases`: regional words too (軟體 → 软件). `like`: the document that a short text belongs to, for what the few
    characters do not tell. Raises InputError where the engine is not installed or has no such direction.
    """
    if target in {HANS, "keep"} and (plain := plain_script(text)):
        return Converted(text, text, plain)
    codes = utf32_of(text)
    kinds = kinds_of(codes)
    script = script_of(text, kinds)
    runs = runs_of(text, kinds, script) if script == MIXED else [Run(0, len(text), script)]
    is_made = script in {HANT, MIXED} and (bool(like and like.is_mechanical) or _is_made(text, kinds, runs))
    if target == "keep" or script == target == HANS or script in {"Jpan", "Kore"}:
        return Converted(text, text, script, is_made)

    region = find_region(text) if phrases and script != HANS and not is_made else None
    parts: list[str] = []
    ambiguous: list[Ambiguous] = []
    moves: list[Edit] = []
    used: dict[str, None] = {}
    n_done = 0
    for run in _in_chinese(text, runs) if has_foreign(kinds) else runs:
        part = text[run.start : run.end]
        known = (codes, kinds) if part is text else None  # a slice of the whole is the whole
        for config in _chain(run.script, target, is_made, phrases, region, is_mixed=script == MIXED):
            step = _converted(part, config, engine, known)
            known = None
            if step.text != part:
                used[config] = None
            ambiguous += [Ambiguous(run.start + at, text[run.start + at], after) for at, after in step.doubts]
            moves += [replace(edit, start=edit.start + n_done, end=edit.end + n_done) for edit in step.moves]
            part = step.text
        parts.append(part)
        n_done += len(part)
    result = "".join(parts)
    if result == text:
        return Converted(text, text, script, is_made)
    method = f"{name_of(engine)} {'+'.join(used)}"
    if script == UNDETERMINED:
        script = HANS if target != HANS else HANT  # whole words told
    return Converted(result, text, script, is_made, method, tuple(ambiguous), tuple(moves))


def check_engine(settings: Settings) -> None:
    """Raises InputError where the engine is not installed or lacks a direction that documents may need."""
    if settings.script != "keep" and settings.engine != "opencc":  # which is always there, and has them all
        regions = (None, "TW", "HK") if settings.phrases else (None,)
        for script in (HANS, HANT):
            for region in regions:
                for config in _chain(script, settings.script, False, settings.phrases, region, is_mixed=False):
                    converter(settings.engine, config)


def to_traditional(text: str) -> str:
    """Simplified text in Traditional characters (OpenCC's standard forms)."""
    return converter("opencc", "s2t")(utf32_of(text), text)


def _is_made(text: str, kinds: Kinds, runs: Sequence[Run]) -> bool:
    """Did a map of characters make what is Traditional?"""
    if len(runs) > 1:
        import numpy as np

        parts = [(run.start, run.end) for run in runs if run.script == HANT]
        text = "".join(text[start:end] for start, end in parts)
        kinds = np.concatenate([kinds[start:end] for start, end in parts] or [kinds[:0]])
    return is_mechanical(text, count(kinds, IS_SECOND), lambda: places_of(kinds, IS_LEFT))


def _in_chinese(text: str, runs: Sequence[Run]) -> Iterator[Run]:
    """The runs, without the lines in Japanese or Korean: those are runs of another script."""
    for run in runs:
        start = run.start
        for line in text[run.start : run.end].splitlines(keepends=True):
            yield Run(start, start + len(line), "Zxxx" if is_foreign(line) else run.script)
            start += len(line)


def _chain(
    script: str, target: TargetScript, is_made: bool, phrases: bool, region: str | None, *, is_mixed: bool
) -> tuple[str, ...]:
    """The configurations that a run in `script` goes through, one after the other."""
    if script not in {HANS, HANT, UNDETERMINED}:
        return ()
    if target == HANS:
        if script == UNDETERMINED:
            return (_WORDS,)
        if script == HANS:  # of a mixed text: single Traditional characters in it
            return (_STRAYS,) if is_mixed else ()
        return (INVERSE,) if is_made else (f"{region.lower()}2sp" if region else "t2s",)
    if script == HANT and not is_made:
        return (_FROM_HANT[target],) if target in _FROM_HANT else ()
    there = _FROM_HANS[target] + ("p" if phrases and target != HANT else "")
    return (INVERSE, there) if script == HANT else (there,)


class _Step(NamedTuple):
    """A text through one configuration. `doubts`: places where no word told, and what stands there now."""

    text: str
    doubts: Sequence[tuple[int, str]] = ()
    moves: tuple[Edit, ...] = ()


def _converted(text: str, config: str, engine: Engine, known: tuple[Utf32, Kinds] | None) -> _Step:
    codes, kinds = known or (utf32_of(text), None)
    pieces: list[Piece] = []
    if config == _WORDS:
        result = plain = text
    elif config in {INVERSE, _STRAYS}:
        result = plain = converter("opencc", INVERSE)(codes, text)
    elif config == "t2s" and engine == "opencc":
        result = plain = _to_hans()(codes, text)
    else:
        result = plain = converter(engine, config)(codes, text, pieces)
    if pieces:
        plain = converter(engine, config.removesuffix("p"))(codes, text)
    step = _Step(result, (), _as_edits(plain, pieces))
    if config.startswith("s2"):
        return _named(text, step, untold(codes, text))
    if config in _FROM_HANT.values():
        return step
    places = places_of(kinds_of(codes) if kinds is None else kinds, IS_CHOICE)
    if config == "t2s":
        places = words.unsettled(text, result, places)
    return _settled(text, plain, step, places, config) if places else step


@functools.cache
def _to_hans() -> Convert:
    """The default engine's t2s with what words.py makes of characters usually: few places are left to look at."""
    usual = {char: one.usual for char, one in words.choices().items() if one.usual and not one.is_ambiguous}
    characters = [usual, dictionary("TSCharactersExt"), dictionary("TSCharacters")]
    variants = dictionary("CJK_Compatibility_Ideographs")
    return Converter([Stage((dictionary("TSPhrases"), *characters))], variants=variants).convert_codes


def _named(text: str, step: _Step, places: Sequence[int]) -> _Step:
    """The conversion to Traditional with surnames as names write them. `places`: where no word told."""
    result = list(step.text)
    doubts: list[tuple[int, str]] = []
    for at, there in zip(places, carry(places, step.moves), strict=True):
        if there < len(result):
            result[there] = words.surname_at(text, at) or result[there]
            doubts.append((at, result[there]))
    return _Step("".join(result), doubts, step.moves)


def _settled(text: str, plain: str, step: _Step, places: Sequence[int], config: str) -> _Step:
    """The conversion with the characters at `places` of the text as their words have them.

    `plain`: the conversion without regional words.
    """
    choices, result = words.choices(), step.text
    parts: list[str] = []
    doubts: list[tuple[int, str]] = []
    done = 0
    for at, there in zip(places, carry(places, step.moves) if step.moves else places, strict=True):
        choice = choices[text[at]]
        if config != "t2s" and _is_left(choice, text, at, plain, config):
            continue
        value, is_doubtful = choice.word_at(text, at, plain), False
        if value is None:
            char, value, is_doubtful = choice.char, choice.usual, choice.is_ambiguous
            if char == "著" and plain[at + 1 : at + 2] in words.STOPS and _is_credit(choice, text, at, plain):
                value = char
            if char in words.IN_NAMES and words.is_of_name(plain, at):
                value, is_doubtful = char, True
        if value is not None and there >= done and result[there : there + 1] != value:
            parts += result[done:there], value
            done = there + 1
        if is_doubtful:
            doubts.append((at, value or result[there : there + 1]))
    return _Step("".join(parts) + result[done:], doubts, step.moves)


def _is_left(choice: words.Choice, text: str, at: int, plain: str, config: str) -> bool:
    """Does the character stay as it is in a text that is not all Traditional, or was made so?"""
    if config in {_WORDS, _STRAYS}:
        return not words.tells(text, at, plain)
    return config == INVERSE and choice.char in KEPT_BY_A_MAP and not choice.is_in_word(text, at, plain)


def _is_credit(choice: words.Choice, text: str, at: int, plain: str) -> bool:
    return words.is_credit(plain, at) and not choice.is_in_word(text, at, plain)


def _as_edits(plain: str, pieces: Sequence[Piece]) -> tuple[Edit, ...]:
    """Pieces of the text before as edits, each where it stands once those before it are done."""
    edits: list[Edit] = []
    shift = 0
    for start, end, value in pieces:
        edits.append(Edit("script", len(edits), "", 0, start + shift, end + shift, plain[start:end], value, 1.0))
        shift += len(value) - (end - start)
    return tuple(edits)
