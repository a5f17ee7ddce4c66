"""Text misread more than once, or in a way that has no rule of its own: a search among chains of inverse steps."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from jiaokan import plausibility
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, rule
from jiaokan.rules.misreading import HOLE
from jiaokan.rules.mojibake import utf8_as_latin1
from jiaokan.rules.mojibake_signs import (
    CONTINUATIONS,
    HAN,
    HIGH,
    NEEDS_UTF8_AS_GBK,
    find_utf8_as_gbk,
    first_utf8_as_gbk,
    inverse,
    is_prose,
    is_specimen,
    pairs,
    reads_as_chinese,
)

_DEPTH = 3
_LONGEST = 4000  # characters of a run that are tried
_GAIN = 2.0  # by which a character of the result has to be likelier than one of what was seen
# (read as, in truth): each step of a chain encodes as the one and decodes as the other.
_Step = tuple[str, str]
_Chain = tuple[_Step, ...]
_STEPS = (
    ("latin-1", "utf-8"),
    ("latin-1", "gb18030"),
    ("latin-1", "big5hkscs"),
    ("gb18030", "utf-8"),
    ("gb18030", "big5hkscs"),
    ("big5hkscs", "utf-8"),
    ("big5hkscs", "gb18030"),
    ("cp949", "utf-8"),
    ("cp949", "gb18030"),
)
_WITH_RULE = {("latin-1", "gb18030"), ("gb18030", "utf-8"), ("gb18030", "big5hkscs"), ("big5hkscs", "gb18030")}

_RUN = regex(r"[^\x00-\x7f](?:[^\n]*[^\x00-\x7f])?[@-~]?")
# UTF-8 of what Latin-1 or cp1252 has for bytes above ASCII, read as GBK: leads C2, C3, and of cp1252 C5, C6, CB, E2.
# It begins soon with one that prose seldom has: bytes C3 A2 to C3 AF, or a second byte under A0.
_SELDOM = pairs((0xC3,), range(0xA2, 0xB0)) + pairs((0xC2, 0xC3), range(0x80, 0xA0))
_LATIN = pairs((0xC2, 0xC3, 0xC5, 0xC6, 0xCB, 0xE2), CONTINUATIONS)
_LATIN_AS_GBK = regex(f"[{_SELDOM}][{_LATIN}]{{2}}", needs=frozenset(_SELDOM))
# The same; a pair of letters; hangul beside Han: one class search finds the places.
_NEEDS_OTHERS = {
    _SELDOM: f"(?=[{_LATIN}]{{2}})",
    "\xa1-\xfe": f"(?=[{HIGH}])",
    "\uac00-\ud7a3": "(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff].)",
}
_OTHERS = regex(
    f"[{''.join(_NEEDS_OTHERS)}]"
    f"(?:{'|'.join(f'(?<=[{chars}])(?:{beside})' for chars, beside in _NEEDS_OTHERS.items())})"
)
_ODD = {"€": b"\x80", HOLE: b"\xff"}  # bytes that make no pair: as cp936 has it, and one that is not known
_HOLES, _LETTER = regex(f"{HOLE}+"), regex(f"[ -~{HIGH}]")


@rule(
    "misread-repeatedly",
    needs={**NEEDS_UTF8_AS_GBK, **_NEEDS_OTHERS},
    since="0.2",
    version=2,
    repairs=[
        Example("盲禄聤氓陇漏氓陇漏忙掳聰氓戮聢氓楼陆", "今天天气很好"),
        Example("¤¤¤å¸ê®Æ", "中文資料"),
        Example("Ã\x96Ã\x90Â¹ÃºÂ±ÃªÃ\x97Â¼", "中国标准"),
    ],
    leaves=[
        "半角のｶﾀｶﾅも読める",
        "盲人忙着",
        "茅庐、茅台与茫茫草原",
        "한국어(韓國語)와 漢字",
        "Ã, Â och Ä är bokstäver",
    ],
)
def misread_repeatedly(text: str) -> Iterator[Span]:
    r"""Text read with wrong codecs two or three times in a row, or as EUC-KR.

    Damage: Ã\x96Ã\x90 for 中: GBK read as Latin-1, stored as UTF-8, and read as Latin-1 again.
    Origin: data that went through several programs, each with its own default.
    Left alone: what no chain of up to three inverse steps, each exact, makes Chinese; single steps that have a rule.
        A chain that some lines of a text prove is undone in the others too where it makes prose of them.
    Cost: none on text without the characters that a chain begins with, then two searches, 6 ns a character.
    See: WHATWG Encoding Standard; the steps of ftfy's explanations are such chains.
    """
    if not (first_utf8_as_gbk(text) or _OTHERS.search(text)):
        return
    spans: list[Span] = []
    proven: set[_Chain] = set()
    told: _Chain = ()  # the chain by which the last run reads as Chinese
    left: list[re.Match[str]] = []
    for match in _RUN.finditer(text):
        run = match[0]
        if len(run) > _LONGEST:
            continue
        is_damage = False
        if find_utf8_as_gbk(run) or _OTHERS.search(run):
            found = _readings(run, told)
            if found:
                chain, fixed = found[0] if len(found) == 1 else max(found, key=lambda one: (_score(one[1]), one))
                told = chain
                has_rule = set(chain) == {_STEPS[0]} or (len(chain) == 1 and chain[0] in _WITH_RULE)
                is_better = not has_rule and _score(fixed) > _score(run) + _GAIN * len(fixed)
                is_damage = is_better and not is_specimen(text, *match.span())
                if is_damage:
                    spans.append(Span(*match.span(), fixed, 0.97))
                    proven.add(chain)
            elif _LATIN_AS_GBK.search(run) and (outer := _lossy_inverse(run)) and any(utf8_as_latin1.find(outer)):
                spans.append(Span(*match.span(), outer, 0.9))
                is_damage = True
        if not is_damage:
            left.append(match)
    for match in left if proven else ():
        likely = [(_score(one), one) for chain in proven if (one := _undone(match[0], chain))]
        if likely and not is_specimen(text, *match.span()):
            spans.append(Span(*match.span(), max(likely)[1], 0.9))
    yield from sorted(spans)


def _readings(run: str, told: _Chain) -> list[tuple[_Chain, str]]:
    """The chains that make Chinese of a run, and what they make: `told` alone where that is prose, since what befell
    one line of a page befell the next.
    """
    fixed = _along(told, run) if told else None
    if fixed and reads_as_chinese(fixed, 3) and is_prose(fixed):
        return [(told, fixed)]
    return [(chain, fixed) for chain, fixed in _results(run) if reads_as_chinese(fixed, 3)]


def _along(chain: Iterable[_Step], seen: str) -> str | None:
    fixed: str | None = seen
    for step in chain:
        fixed = inverse(fixed, *step) if fixed else None
    return fixed


def _undone(seen: str, chain: Iterable[_Step]) -> str | None:
    """What a chain that other lines were damaged by makes of a short line, or one with foreign words."""
    fixed = _along(chain, seen)
    if fixed and reads_as_chinese(fixed, 2) and is_prose(fixed, in_damage=True):
        return fixed if not HAN.search(seen) or _score(fixed) > _score(seen) else None
    return None


def _lossy_inverse(text: str) -> str | None:
    """UTF-8 of Western letters that was read as GBK; what was marked or does not fit is a hole for the next rule."""
    data = b"".join(_ODD.get(char) or char.encode("gb18030") for char in text)
    fixed = _HOLES.sub(HOLE, data.decode("utf-8", "replace"))
    n_letters = len(_LETTER.findall(fixed))
    return fixed if 10 * n_letters > 9 * len(fixed) and 10 * fixed.count(HOLE) < n_letters else None


def _results(text: str, chain: _Chain = ()) -> Iterator[tuple[_Chain, str]]:
    for step in _STEPS:
        if chain and step == chain[-1][::-1]:  # and back again
            continue
        fixed = inverse(text, *step)
        if fixed is not None and fixed != text:
            yield (*chain, step), fixed
            if len(chain) + 1 < _DEPTH:
                yield from _results(fixed, (*chain, step))


def _score(text: str) -> float:
    """The log-probability of a text, by its beginning."""
    begin = text[:60]
    return plausibility.score(begin) / len(begin) * len(text)
