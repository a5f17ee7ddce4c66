"""What is read: texts in every encoding, at three lengths, whole and damaged. Deterministic by cell and half."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Literal, get_args

from jiaokan.decode.cns import plane
from tests.bench.damage.residue import Half
from tests.bench.damage.run import HERE, documents

Damage = Literal["none", "one byte", "cut at start", "cut at end"]
DAMAGES: tuple[Damage, ...] = get_args(Damage)
LENGTHS: tuple[int | None, ...] = (50, 200, None)  # bytes; None: the whole text

_HKSCS = str.maketrans({"的": "嘅", "是": "係", "不": "唔", "這": "呢", "在": "喺", "們": "哋", "沒": "冇", "來": "嚟"})


@dataclass(frozen=True, slots=True)
class Encoding:
    name: str  # a row of the table
    codec: str
    script: Literal["Hans", "Hant"]
    change: Callable[[str], str] = str  # of the text beforehand

    def encode(self, text: str) -> bytes:
        return _CNS[self.codec](text) if self.codec in _CNS else text.encode(self.codec)

    def encodable(self, text: str) -> str:
        """The text without what the encoding has not."""
        if self.codec in {"euc_tw", "iso2022_cn cns"}:
            return "".join(char for char in text if char.isascii() or char in _places())
        codec = self.codec.removeprefix("iso2022_cn ")
        return text.encode(codec, "ignore").decode(codec)


@dataclass(frozen=True, slots=True)
class Case:
    encoding: Encoding
    damage: Damage
    length: int | None
    clean: bytes
    data: bytes
    truth: str
    n_before: int  # characters before the damage


def _with_rare(text: str) -> str:
    """With a character of four bytes in GB 18030 now and then."""
    return "".join(f"{char}㐂" if at % 40 == 9 else char for at, char in enumerate(text))


ENCODINGS = (
    Encoding("UTF-8", "utf-8", "Hans"),
    Encoding("UTF-8, Traditional", "utf-8", "Hant"),
    Encoding("UTF-8 with BOM", "utf-8-sig", "Hans"),
    Encoding("GBK", "gbk", "Hans"),
    Encoding("GBK, Traditional", "gbk", "Hant"),
    Encoding("GB 18030", "gb18030", "Hans", _with_rare),
    Encoding("HZ", "hz", "Hans"),
    Encoding("ISO-2022-CN", "iso2022_cn gb2312", "Hans"),
    Encoding("ISO-2022-CN, Traditional", "iso2022_cn cns", "Hant"),
    Encoding("Big5", "big5", "Hant"),
    Encoding("Big5-HKSCS", "big5hkscs", "Hant", lambda text: text.translate(_HKSCS)),
    Encoding("EUC-TW", "euc_tw", "Hant"),
    Encoding("UTF-16 with BOM", "utf-16", "Hans"),
    Encoding("UTF-16LE", "utf-16-le", "Hans"),
    Encoding("UTF-16BE, Traditional", "utf-16-be", "Hant"),
    Encoding("UTF-32 with BOM", "utf-32", "Hant"),
    Encoding("UTF-32LE", "utf-32-le", "Hant"),
    Encoding("UTF-32BE", "utf-32-be", "Hans"),
)


def iter_cases(half: Half, n: int, encodings: tuple[Encoding, ...] = ENCODINGS) -> Iterator[Case]:
    """`n` cases for each encoding, length and damage."""
    texts = {
        script: ["\n".join(one.paragraphs) for one in documents(HERE, half) if one.script == script]
        for script in ("Hans", "Hant")
    }
    for encoding in encodings:
        for length in LENGTHS:
            for damage in DAMAGES:
                chance = Random(f"{half} {encoding.name} {length} {damage}")
                for number in range(n):
                    text = texts[encoding.script][number % len(texts[encoding.script])]
                    text = encoding.encodable(encoding.change(text))
                    yield _case(encoding, damage, length, text, chance)


def _case(encoding: Encoding, damage: Damage, length: int | None, text: str, chance: Random) -> Case:
    start = 0 if length is None else chance.randrange(max(1, len(text) - length))
    truth = text[start:].lstrip() if length is None else _fitting(encoding, text[start:].lstrip(), length)
    if damage.startswith("cut"):  # a character of several bytes has to stand there
        truth = truth.strip("".join(map(chr, range(128))))
    clean = encoding.encode(truth)
    data, n_before = clean, len(truth)
    if damage == "one byte":
        at = chance.randrange(_bom(clean), len(clean))
        data = clean[:at] + bytes([(clean[at] + chance.randrange(1, 256)) % 256]) + clean[at + 1 :]
        n_before = _whole_characters(encoding, truth, at)
    elif damage == "cut at start":
        size = len(encoding.encode(truth[:1])) - _bom(clean)
        data, n_before = clean[_bom(clean) + chance.randrange(1, max(2, min(4, size))) :], 0
    elif damage == "cut at end":
        data = clean[:-1]
        n_before = len(truth) - 1
    return Case(encoding, damage, length, clean, data, truth, n_before)


def _bom(data: bytes) -> int:
    """Its length."""
    return next((len(mark) for mark in (b"\xef\xbb\xbf", b"\xff\xfe\0\0", b"\xff\xfe") if data.startswith(mark)), 0)


def _fitting(encoding: Encoding, text: str, n_bytes: int) -> str:
    """As much of the beginning as makes at most so many bytes."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if len(encoding.encode(text[:middle])) <= n_bytes:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip()


def _whole_characters(encoding: Encoding, text: str, n_bytes: int) -> int:
    """How many characters stand wholly in the first bytes; an escape sequence belongs to what follows."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if len(encoding.encode(text[:middle]).removesuffix(b"~}").removesuffix(b"\x0f")) <= n_bytes:
            low = middle
        else:
            high = middle - 1
    return low


@functools.cache
def _places() -> dict[str, tuple[int, bytes]]:
    """Character → plane of CNS 11643 and its two bytes."""
    return {char: (number, pair) for number in (2, 1) for pair, char in plane(number).items()}


def euc_tw(text: str) -> bytes:
    places = _places()
    out = bytearray()
    for char in text:
        if char.isascii():
            out += char.encode()
        else:
            number, pair = places[char]
            out += (b"" if number == 1 else bytes((0x8E, 0xA0 + number))) + bytes(byte | 0x80 for byte in pair)
    return bytes(out)


def iso_2022_cn_gb(text: str) -> bytes:
    """With GB 2312 in G1, designated on every line that needs it, as RFC 1922 wants."""
    lines = []
    for line in text.split("\n"):
        out, is_shifted = bytearray(b"" if line.isascii() else b"\x1b$)A"), False
        for char in line:
            if char.isascii() == is_shifted:
                out.append(0x0F if is_shifted else 0x0E)
                is_shifted = not is_shifted
            out += char.encode("gb2312").translate(bytes(byte & 0x7F for byte in range(256)))
        lines.append(bytes(out + (b"\x0f" if is_shifted else b"")))
    return b"\n".join(lines)


def iso_2022_cn_cns(text: str) -> bytes:
    """With CNS 11643 plane 1 in G1 and plane 2 in G2, one character at a time."""
    places = _places()
    lines = []
    for line in text.split("\n"):
        out, is_shifted = bytearray(b"" if line.isascii() else b"\x1b$)G\x1b$*H"), False
        for char in line:
            number, pair = (0, char.encode()) if char.isascii() else places[char]
            if number < 2 and (number == 1) != is_shifted:
                out.append(0x0F if is_shifted else 0x0E)
                is_shifted = not is_shifted
            out += (b"\x1bN" if number == 2 else b"") + pair
        lines.append(bytes(out + (b"\x0f" if is_shifted else b"")))
    return b"\n".join(lines)


_CNS = {"euc_tw": euc_tw, "iso2022_cn gb2312": iso_2022_cn_gb, "iso2022_cn cns": iso_2022_cn_cns}
