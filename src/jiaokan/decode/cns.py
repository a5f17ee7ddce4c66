"""Two encodings Python has no codec for, decoding only: EUC-TW and ISO-2022-CN(-EXT). And Chinese in 7 bits, damaged.

Both hold planes of CNS 11643, of which 1 and 2 are Big5 in nearly the same order: `_RUNS` says where they part.
What stands in a higher plane is no text here (an error, U+FFFD with "replace"). `read_seven_bit` reads ISO-2022-CN and
HZ where a byte of a character or of a switch between ASCII and Chinese is lost or wrong.
See: RFC 1922 (ISO-2022-CN), CNS 11643-1992, Ken Lunde: CJKV Information Processing, chapters 3 and 4.
"""

from __future__ import annotations

import codecs
import functools
import re
from collections.abc import Callable, Iterator

from jiaokan.decode.han import CONTROL
from jiaokan.decode.resync import LOST, Span, cost, is_doubtful
from jiaokan.regex import regex

# By plane: place in the plane, place in Big5, how many; places count rows of 94 and of 157 codes, from 0.
_RUNS = {
    1: """
    0 0 21, 21 23 2, 24 22 1, 29 29 44, 73 74 1, 74 73 1, 75 75 21, 98 98 1, 100 100 27, 127 128 1, 128 127 1,
    129 129 19, 148 149 1, 149 148 1, 150 150 5, 155 21 1, 156 156 78, 219 13968 4, 223 13967 1, 224 13951 3,
    282 234 29, 312 264 1, 314 266 142, 470 6101 20, 3290 471 1412, 3307 263 1, 3394 265 1, 4702 1884 424,
    5126 1883 1, 5127 2308 1876, 7003 4571 1, 7004 4184 387, 7391 4572 525, 7916 5286 1, 7917 5097 105, 8023 5203 83,
    8106 5287 84, 8190 5517 1, 8191 5371 54, 8245 5426 1, 8246 5425 1, 8247 5427 90, 8337 5518 354,
    """,
    2: """
    0 6280 10, 10 6291 33, 43 6372 1, 44 6324 48, 92 6373 46, 138 6586 1, 139 6419 167, 306 6587 1840, 2146 9074 1,
    2147 8428 108, 2255 8537 537, 2792 8427 1, 2793 9075 100, 2893 8536 1, 2894 9175 399, 3293 9575 1637,
    4930 11761 1, 4931 11212 146, 5077 11899 1, 5078 11358 287, 5365 12508 1, 5366 11645 116, 5482 11762 137,
    5619 11900 104, 5723 12425 1, 5724 12004 222, 5946 12227 198, 6144 12426 82, 6226 12509 86, 6312 12226 1,
    6313 12595 8, 6321 12604 153, 6474 12758 56, 6530 13114 1, 6531 12814 113, 6644 12603 1, 6645 12927 142,
    6787 12757 1, 6788 13069 45, 6833 13115 71, 6904 13380 1, 6905 13186 194, 7099 13381 490, 7589 13914 1,
    7590 13871 43, 7633 13915 1, 7634 13917 11, 7645 13916 1, 7646 13928 4,
    """,
}
_ALSO = {(1, 8022): "彞"}  # Big5 has only 彝
_BIG5_TRAILS = bytes([*range(0x40, 0x7F), *range(0xA1, 0xFF)])


@functools.cache
def plane(number: int) -> dict[bytes, str]:
    """Two bytes, 0x21 to 0x7E each → character, of a plane of CNS 11643; only planes 1 and 2 have any."""
    found: dict[bytes, str] = {}
    numbers = [int(number) for number in _RUNS.get(number, "").replace(",", " ").split()]
    for start, big5, length in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True):
        for at in range(length):
            lead, trail = divmod(big5 + at, len(_BIG5_TRAILS))
            found[_two_bytes(start + at)] = bytes((0xA1 + lead, _BIG5_TRAILS[trail])).decode("cp950")
    return found | {_two_bytes(place): char for (of, place), char in _ALSO.items() if of == number}


def _two_bytes(place: int) -> bytes:
    return bytes((0x21 + place // 94, 0x21 + place % 94))


@functools.cache
def _gb2312() -> dict[bytes, str]:
    pairs = (_two_bytes(place) for place in range(94 * 94))
    chars = ((pair, bytes(byte | 0x80 for byte in pair).decode("gb2312", "ignore")) for pair in pairs)
    return {pair: char for pair, char in chars if char}


Piece = tuple[int, int, str | None]  # first byte, byte after the last, the text or None where they are none
_TO_7_BIT = bytes(byte & 0x7F for byte in range(256))
_EUC_TW = regex(rb"([\x00-\x7f]+)|([\xa1-\xfe]{2})|\x8e([\xa1-\xb0])([\xa1-\xfe]{2})|[^\x00-\x7f]", re.DOTALL)


def iter_euc_tw(data: bytes) -> Iterator[Piece]:
    """ASCII; two high bytes: plane 1; 0x8E, the plane + 0xA0, two high bytes: any plane."""
    for found in _EUC_TW.finditer(data):
        start, end = found.span()
        if found[1]:
            yield start, end, found[1].decode("ascii")
        elif found[2]:
            yield start, end, plane(1).get(found[2].translate(_TO_7_BIT))
        else:
            yield start, end, plane(found[3][0] - 0xA0).get(found[4].translate(_TO_7_BIT)) if found[3] else None


_ISO_2022_CN = regex(
    rb"\x1b\$([)*+])([A-M])|(\x0e)|(\x0f)|\x1b([NO])([!-~]{2})|(\n)|([!-~]{2})|([\x00-\x0d\x10-\x1a\x1c-\x7f])|.",
    re.DOTALL,
)


def iter_iso_2022_cn(data: bytes, first: dict[bytes, str] | None = None) -> Iterator[Piece]:
    """ESC $ ) and so on designate a set to G1 (shifted to by SO, until SI or the line's end), G2 or G3 (one character).

    The set is kept beyond the line's end, where the standard wants it designated anew; before the first designation it
    is that one already (a text cut at the start), `first` or GB 2312.
    """
    found_first = None if first else re.search(rb"\x1b\$\)([A-M])", data)
    sets = {b")": first or (_designated(found_first[1]) if found_first else _gb2312())}
    is_shifted = False
    at = 0
    while found := _ISO_2022_CN.match(data, at):
        start, end = found.span()
        text: str | None = ""
        if found[1]:
            sets[found[1]] = _designated(found[2])
        elif found[3] or found[4]:
            is_shifted = bool(found[3])
        elif found[5]:
            text = sets.get(b"*" if found[5] == b"N" else b"+", {}).get(found[6])
        elif found[7]:
            is_shifted, text = False, "\n"
        elif found[8] and is_shifted:
            text = sets[b")"].get(found[8])
        elif is_shifted and data[start] > 0x20:
            # The other byte is lost with it, or all pairs up to the line's end would be shifted.
            text, end = None, start + 1 + (data[start + 1 : start + 2] not in {b"", b"\n", b"\x0e", b"\x0f", b"\x1b"})
        elif found[8] or found[9]:
            text, end = chr(data[start]), start + 1
        else:
            text = None
        yield start, end, text
        at = end


def _designated(final: bytes) -> dict[bytes, str]:
    """By the final byte of its escape sequence; ISO-IR-165 (E) is GB 2312 and more."""
    return _gb2312() if final in b"AE" else plane({b"G": 1, b"H": 2}.get(final, 0))


# --- damaged text in 7 bits

SEVEN_BIT = {"hz": (b"~{", b"~}"), "iso2022_cn": (b"\x0e", b"\x0f")}  # what opens Chinese in a line, and closes it
_DESIGNATION = regex(rb"\x1b\$([)*+])([A-M])")
_MANGLED = regex(rb"(?:\x1b[ -~]{1,3}|[!-~]?\$[)*+]{1,2}[A-M]?|[!-~\x80-\xff]\$?[)*+][A-M])(?=.)", re.DOTALL)
_WHOLE = {  # lines with nothing amiss; no GB 2312 character begins with ~
    "hz": regex(rb"(?:[^~\n\x80-\xff]|~~|~\{(?:[!-w][!-~])*~\})*(?:~?\n)?"),
    "iso2022_cn": regex(
        rb"(?:\x1b\$[)*+][A-M]|\x1bN[!-~]{2}|[^\x0e\x0f\x1b\n\x80-\xff]"
        rb"|\x0e(?:[!-~]{2}|\x1bN[!-~]{2}|\x1b\$[)*+][A-M])*(?:\x0f|(?=\n?\Z)))*\n?"
    ),
}
_HZ = regex(rb"~\{((?:[!-w][!-~])*)~\}|(~~)|~\n|[^~]+")
_TO_8_BIT = bytes(byte | 0x80 for byte in range(256))
# Nats. A rare character costs no more than any two bytes of ASCII would.
_LOST_BYTE, _LOST_PAIR, _LOST_SWITCH, _CUT, _NEEDLESS, _RAREST = 13.0, 13.5, 14.0, 4.0, 4.0, 11.0
_BLANK, _SMALL, _CAPITAL, _SIGN = 2.0, 3.5, 6.0, 6.5
_MAX_CUT_ANEW = 1 << 18  # bytes

Table = dict[bytes, str]


def is_amiss(data: bytes, text: str, codec: str) -> bool:
    """Whether text in 7 bits that fits has a switch too many or too few, or rare characters likelier out of step."""
    if is_doubtful(text, "gbk") or is_doubtful(text, "big5hkscs"):
        return True
    return not all(_WHOLE[codec].fullmatch(line) for line in _LINE.findall(data))


def read_seven_bit(data: bytes, codec: str) -> tuple[str, list[Span]]:
    """The text, line by line as a line's end closes Chinese, and the bytes lost of it, U+FFFD each run of them."""
    texts: list[str] = []
    lost: list[Span] = []
    designated: dict[bytes, Table] = {}
    at, budget = 0, _MAX_CUT_ANEW
    for line in _LINE.findall(data):
        designated |= {found[1]: _designated(found[2]) for found in _DESIGNATION.finditer(line)}
        first = [designated[b")"]] if b")" in designated else [_gb2312(), plane(1)] if codec != "hz" else [_gb2312()]
        second = designated.get(b"*", plane(2))
        text = _line_as_it_is(line, codec, first[0]) if len(first) == 1 or budget < 0 else None
        if text is None and budget > 0:
            budget -= len(line)
            text, misfits, _ = min(
                (_line_anew(line, codec, (one, second), not at) for one in first), key=lambda it: it[2]
            )
            lost += ((at + start, at + end) for start, end in misfits)
        texts.append(line.decode("ascii", "replace") if text is None else text)
        at += len(line)
    return "".join(texts), lost


_LINE = regex(rb"[^\n]*\n|[^\n]+")


def _line_as_it_is(line: bytes, codec: str, first: Table) -> str | None:
    """None where something is amiss."""
    if not _WHOLE[codec].fullmatch(line):
        return None
    try:
        if codec == "hz":
            pieces = (
                found[1].translate(_TO_8_BIT).decode("gbk") if found[1] else ("~" if found[2] else found[0].decode())
                for found in _HZ.finditer(line)
                if found[0] not in {b"~\n", b"~{~}"}
            )
            text = "".join(pieces)
        else:
            text = "".join(text if text is not None else LOST for _, _, text in iter_iso_2022_cn(line, first))
    except UnicodeError:
        return None
    return None if LOST in text or is_doubtful(text, "gbk" if first is _gb2312() else "big5hkscs") else text


def _line_anew(line: bytes, codec: str, tables: tuple[Table, Table], is_start: bool) -> tuple[str, list[Span], float]:
    """The cheapest way through it, in ASCII and in Chinese, where a switch between them may be lost."""
    opening, closing = SEVEN_BIT[codec]
    first, second = tables
    size = len(line)
    best = [[0.0, _CUT if is_start else _LOST_SWITCH]] + [
        [float("inf")] * 2 for _ in range(size)
    ]  # in ASCII, in Chinese
    way = [[(0, 0, "")] * 2 for _ in range(size + 1)]
    way[0][1] = (0, 0, "")

    def step(behind: tuple[int, int], end: int, into: int, text: str, price: float) -> None:
        at, mode = behind
        price += best[at][mode]
        if price < best[end][into]:
            best[end][into], way[end][into] = price, (at, mode, text)

    for at in range(size):
        for mode in (0, 1):
            step((at, 1 - mode), at, mode, "", _LOST_SWITCH)
        for mode in (0, 1):
            designation = _DESIGNATION.match(line, at) if codec != "hz" else None
            if line.startswith(opening, at):
                step((at, mode), at + len(opening), 1, "", _NEEDLESS * mode)
            if line.startswith(closing, at):
                step((at, mode), at + len(closing), 0, "", _NEEDLESS * (1 - mode))
            if designation:
                step((at, mode), designation.end(), mode, "", 0.0)
            elif codec != "hz" and (mangled := _MANGLED.match(line, at)) and (not at or line[mangled.end()] < 0x20):
                step((at, mode), mangled.end(), mode, LOST, _LOST_BYTE)
            if codec != "hz" and line.startswith(b"\x1bN", at) and (char := second.get(line[at + 2 : at + 4])):
                step((at, mode), at + 4, mode, char, cost(char))
            if codec == "hz" and mode == 0 and line[at : at + 2] in {b"~~", b"~\n"}:
                step((at, 0), at + 2, 0, "~" if line[at + 1 : at + 2] == b"~" else "", 0.0)
            if mode == 1 and (char := first.get(line[at : at + 2])):
                step((at, 1), at + 2, 1, char, min(cost(char), _RAREST))
            elif mode == 1 and at + 2 <= size and line[at + 1] > 0x20:
                step((at, 1), at + 2, 1, LOST, _LOST_PAIR)
            if line[at] < 0x80 and (mode == 0 or line[at] <= 0x20):
                into = mode if line[at] != 0x0A else 0
                step((at, mode), at + 1, into, chr(line[at]), _ascii_cost(chr(line[at])) + _NEEDLESS * mode * into)
            step((at, mode), at + 1, mode, LOST, _LOST_BYTE)
    texts: list[str] = []
    lost: list[Span] = []
    at, mode = size, int(best[size][1] < best[size][0])
    price = best[size][mode]
    while at or mode:
        start, mode, text = way[at][mode]
        if text == LOST and lost and lost[-1][0] == at:
            lost[-1] = (start, lost[-1][1])
        else:
            texts.append(text)
            lost += [(start, at)] if text == LOST else []
        at = start
    return "".join(reversed(texts)), lost[::-1], price


def _ascii_cost(char: str) -> float:
    if CONTROL.match(char):
        return _LOST_BYTE
    return (
        _BLANK
        if char.isspace()
        else _SMALL
        if char.islower() or char.isdigit()
        else _CAPITAL
        if char.isalpha()
        else _SIGN
    )


def _decode(data: bytes, errors: str, codec: str, split: Callable[[bytes], Iterator[Piece]]) -> tuple[str, int]:
    pieces: list[str] = []
    resume = 0
    for start, end, text in split(bytes(data)):
        if text is not None:
            pieces.append(text)
        elif start >= resume:
            error = UnicodeDecodeError(codec, bytes(data), start, end, "no character of CNS 11643, planes 1 and 2")
            replacement, resume = codecs.lookup_error(errors)(error)
            pieces.append(str(replacement))
    return "".join(pieces), len(data)


def _never(_text: str, _errors: str = "strict") -> tuple[bytes, int]:
    raise NotImplementedError("decoding only")


_SPLITS = {"euc_tw": iter_euc_tw, "iso2022_cn": iter_iso_2022_cn}


def _find(name: str) -> codecs.CodecInfo | None:
    split = _SPLITS.get(name)
    if not split:
        return None

    def decode(data: bytes, errors: str = "strict") -> tuple[str, int]:
        return _decode(data, errors, name, split)

    return codecs.CodecInfo(_never, decode, name=name)  # type: ignore[arg-type] # typeshed wants a buffer protocol


codecs.register(_find)
