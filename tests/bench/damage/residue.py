"""Damage done to text rather than to bytes: characters, marks, markup, residue, layout, wording; forward.

The lists of spam, placeholders and tags are made up; each half of the benchmark has its own file in words/, so that
who works on a rule need not see the test half's.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Literal
from urllib.parse import quote

from pypinyin import Style, lazy_pinyin

from tests import forward

Half = Literal["tuning", "test"]
Words = Mapping[Half, Sequence[str]]
HALVES: tuple[Half, ...] = ("tuning", "test")

HAN = "[一-龥]"
_BETWEEN_HAN = re.compile(f"(?<={HAN})(?={HAN})")

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
BIDI = "\u200e\u200f\u202a\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
CONTROLS = "\x01\x02\x05\x07\x08\x0e\x10\x14\x1f\x7f\x81\x8d"
PRIVATE_USE = "\ue001\ue15e\ue600\ue63a\ue78d\uf06c\uf0b7\uf0d8"
EMOJI = ("✊", "🥰", "㊙️", "🌟", "👍", "🔥", "😄", "🐱", "🚗", "💐")
# EquivalentUnifiedIdeograph.txt of the Unicode Character Database; these have no NFKC decomposition.
RADICALS = dict(zip("民见贝车长门页风飞食马鱼鸟黄齐龙龟西角", "⺠⻅⻉⻋⻓⻔⻚⻛⻜⻝⻢⻥⻦⻩⻬⻰⻳⻄⻆", strict=True))

_WORDS = {half: json.loads((Path(__file__).parent / "words" / f"{half}.json").read_text("utf-8")) for half in HALVES}
SPAM_HEADS: Words = {half: _WORDS[half]["spam_heads"] for half in HALVES}
KEYWORDS: Words = {half: _WORDS[half]["keywords"] for half in HALVES}
PLACEHOLDERS: Words = {half: _WORDS[half]["placeholders"] for half in HALVES}
PairsOfTags = Mapping[Half, Sequence[tuple[str, str]]]
INLINE_TAGS: PairsOfTags = {half: [(a, b) for a, b in _WORDS[half]["inline_tags"]] for half in HALVES}
BLOCK_TAGS: PairsOfTags = {half: [(a, b) for a, b in _WORDS[half]["block_tags"]] for half in HALVES}
LONE_TAGS: Words = {half: _WORDS[half]["lone_tags"] for half in HALVES}
ENTITIES = {"“": "ldquo", "”": "rdquo", "‘": "lsquo", "’": "rsquo", "—": "mdash", "·": "middot", "…": "hellip"}


def strew(text: str, chars: str, rate: float, rng: Random) -> str:
    """One of `chars` between Han characters here and there, put in against copying or left by an editor."""
    return _BETWEEN_HAN.sub(lambda _: rng.choice(chars) if rng.random() < rate else "", text)


def strew_anywhere(text: str, chars: str, rate: float, rng: Random) -> str:
    return "".join(char + (rng.choice(chars) if rng.random() < rate else "") for char in text)


@functools.cache
def _decomposed(first: int, last: int) -> dict[str, str]:
    """Unified ideograph → the character of a block that is canonically or compatibly equal to it."""
    table: dict[str, str] = {}
    for code in range(first, last + 1):
        plain = unicodedata.normalize("NFKC", chr(code))
        if plain != chr(code) and len(plain) == 1:
            table.setdefault(plain, chr(code))
    return table


def kangxi_radicals(text: str) -> str:
    """⽂字 for 文字: what copying from a PDF gives wherever a character is also a radical."""
    return "".join(_decomposed(0x2F00, 0x2FD5).get(char, char) for char in text)


def supplement_radicals(text: str) -> str:
    return "".join(RADICALS.get(char, char) for char in text)


def compatibility_ideographs(text: str, rate: float, rng: Random) -> str:
    table = _decomposed(0xF900, 0xFAD9)
    return "".join(table.get(char, char) if rng.random() < rate else char for char in text)


def space_by_nbsp(text: str, rng: Random) -> str:
    """No-break spaces where pages have them: as an indent, beside numbers, between the characters of a heading."""
    text = re.sub(
        r"[0-9][0-9.:%]*",
        lambda found: f"\u00a0{found[0]}\u00a0" if rng.random() < 0.4 else found[0],
        text,
    )
    if rng.random() < 0.4:
        text = f"\u00a0\u00a0{text}"
    if rng.random() < 0.3:
        text = re.sub("^(摘|关|前|引|结)([要键言语])", "\\1\u00a0\u00a0\\2", text)
    return text + "\u00a0" * (rng.random() < 0.2)


def sporadic(text: str, table: Mapping[int, str], rate: float, rng: Random) -> str:
    """Some of the characters `table` has, in their other form."""
    return "".join(table.get(ord(char), char) if rng.random() < rate else char for char in text)


@functools.cache
def traditional_to_simplified() -> dict[int, str]:
    """The reverse; of several Simplified forms the common one: those outside the BMP stand in no page."""
    table = forward.simplified_to_traditional()
    return {ord(table[old]): chr(old) for old in sorted(table, reverse=True)} | {ord("著"): "着"}


def straighten_quotes(text: str) -> str:
    return re.sub("[‘’]", "'", re.sub("[“”]", '"', text))


def half_spelt(text: str, words: Sequence[str], rate: float, rng: Random) -> str:
    """A word with one character as its toneless reading: 煤gao效清洁; against filters for advertisements."""
    for word in words:
        spelt = lazy_pinyin(word, style=Style.NORMAL)
        at = rng.randrange(2)
        put = spelt[0] + word[1] if at == 0 else word[0] + spelt[1]
        text = re.sub(word, lambda found, put=put: put if rng.random() < rate else found[0], text)  # type: ignore[misc]
    return text


def inject(text: str, keyword: str, rate: float, rng: Random) -> str:
    """A keyword thrown in between any two characters, in the middle of a word as well."""
    if len(text) < 20 or rng.random() >= rate:
        return text
    at = rng.randrange(1, len(text))
    return text[:at] + keyword + text[at:]


def jammer(rng: Random, *, spaced: bool) -> str:
    """What a forum program puts at line ends in the background's colour: 5 to 14 pairs of random ASCII."""
    pairs = ((chr(rng.randint(32, 59)), chr(rng.randint(63, 126))) for _ in range(rng.randint(5, 14)))
    return "".join(first + (" " if spaced else "") + second for first, second in pairs)


def entities(text: str, rng: Random, times: int = 1) -> str:
    """Quotes, dashes and dots by name or number; escaped again, &amp;ldquo;."""
    numeric = rng.random() < 0.3
    indent = rng.choice(("", "&nbsp;&nbsp;", "&emsp;&emsp;"))
    text = "".join(
        (f"&#{ord(char)};" if numeric else f"&{ENTITIES[char]};") if char in ENTITIES else char for char in text
    )
    return (indent + text).replace("&", "&" + "amp;" * (times - 1))


def bare_entities(text: str, *, keep_ampersand: bool) -> str:
    """Entities that lost their '&' (ldquo;) or their ';' (&ldquo)."""
    return "".join(
        (f"&{ENTITIES[char]}" if keep_ampersand else f"{ENTITIES[char]};") if char in ENTITIES else char
        for char in text
    )


def tags(text: str, rng: Random, half: Half) -> str:
    """Tags left around a paragraph, around a phrase, or a lone one at its end."""
    where = rng.random()
    if where < 0.4:
        before, after = rng.choice((*INLINE_TAGS[half], *BLOCK_TAGS[half]))
        return before + text + after
    if where < 0.7 and len(text) > 20:
        before, after = rng.choice(INLINE_TAGS[half])
        start = rng.randrange(len(text) - 10)
        end = start + rng.randint(2, 8)
        return text[:start] + before + text[start:end] + after + text[end:]
    return text + rng.choice(LONE_TAGS[half])


def unicode_escapes(text: str) -> str:
    r"""\u4e2d\u6587, as JSON has it."""
    return json.dumps(text)[1:-1]


def percent_escapes(text: str) -> str:
    """%E4%B8%AD, as addresses have it."""
    return quote(text, safe="")


def one_character_a_line(text: str) -> str:
    return "\n".join(text.replace(" ", ""))


def spaced_out(text: str) -> str:
    """压 力 推 动"""
    return " ".join(re.findall(r"[0-9A-Za-z.:%/-]+|\S", text))


def hard_wrap(text: str, width: int, indent: str = "\u3000\u3000") -> str:
    """Lines of at most `width` characters; only the indent says where a paragraph begins."""
    text = indent + text
    return "\n".join(text[at : at + width] for at in range(0, len(text), width))
