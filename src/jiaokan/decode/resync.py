"""GBK, Big5 and EUC-TW out of step: a byte lost or put in shifts what follows, up to a byte that is no second one.

A stretch is cut into characters and lost bytes anew, the likeliest way: each costs its negative log share in prose, in
nats, a lost byte as much as two rare characters. Where the bytes fit as they stand, they are cut anew only if that is
likelier by far, and looked at only if rare characters stand together.
"""

from __future__ import annotations

import codecs
import functools
import re
import unicodedata

from jiaokan.decode.han import CONTROL, is_ordinary, weight
from jiaokan.decode.wide import Span
from jiaokan.plausibility import HAN, frequency

LOST = "\ufffd"
DOUBLE_BYTE = {"gb18030": (2, 4), "big5hkscs": (2,), "euc_tw": (2, 4)}  # bytes of a character beyond ASCII

_RAREST = 15.0  # nats, of a Han character
_TAUGHT, _OTHER, _NO_TEXT = 12.0, 13.0, 20.0
_KANA, _CANTONESE = 10.0, 8.0
_LETTER, _DIGIT, _TURN = 4.0, 3.0, 2.5  # of ASCII; from ASCII to Han or back
_LOST, _LOST_PAIR, _EURO, _MARK, _ODD = 13.0, 13.5, 9.0, 9.0, 13.0
_CUT_AT_START, _CUT_AT_END, _CUT_FOUR = 8.0, 4.0, 10.0  # by the document's edge; of four bytes so much more
_KNOWN = 2.0  # less, where the codec itself finds the misfit
_SURE = 10.0  # by which bytes that fit have to be likelier cut anew
_PROSE = 9.0  # a character, at most, of what they then are: rare characters in a row have a shift that is likelier too

_RARE = 11.5
_BEFORE, _AFTER = 2, 5  # characters looked at beside a rare one
_DOUBT = 6.0  # nats by which they have to be likelier a byte further
_MAX_DOUBTS = 2000  # places looked at in one text

# What holds a byte beyond ASCII, up to bytes that are part of no character of several bytes.
_PIECE = re.compile(rb"[^\t\n\r -/]*[\x80-\xff][^\t\n\r -/]*")


@functools.cache
def cost(char: str) -> float:
    """Of a character beyond ASCII, in nats: 3 to 15 for what stands in Chinese prose."""
    share = frequency(char)
    if share > -_RAREST:
        return -share
    if HAN.match(char) or char >= "\U00020000":
        return _CANTONESE if weight(char) == 1.0 else _TAUGHT if is_ordinary(char) else _RAREST
    if "\u3040" <= char <= "\u30ff":
        return _KANA
    if char == LOST or unicodedata.category(char) in {"Co", "Cn", "Cc", "Cs"}:
        return _NO_TEXT
    return _OTHER


@functools.cache
def _doubtful() -> re.Pattern[str]:
    """Two rare characters near each other, or a letter for a second byte."""
    common = "".join(char for char in map(chr, range(0xA0, 0x10000)) if cost(char) < _RARE)
    rare = f"[^\\x00-\\x7f{common}]"
    return re.compile(f"{rare}[^\\x00-/]{{0,2}}?{rare}|[\u3400-\u9fff][@-~][\u3400-\u9fff]")


def is_out_of_step(text: str, codec: str) -> bool:
    """Whether text that fits has a place that is likelier a byte further. Cost: some 10 ns a character."""
    for number, found in enumerate(_doubtful().finditer(text)):
        if number > _MAX_DOUBTS:
            return False
        start, end = max(0, found.start() - _BEFORE), found.start() + _AFTER
        data = text[start:end].encode(codec if codec != "euc_tw" else "big5hkscs", "ignore")
        as_it_is, further = (_cost_of(data[at:].decode(codec, "replace")) for at in (0, 1))
        if further + _DOUBT < as_it_is:
            return True
    return False


def _cost_of(text: str) -> float:
    return sum(cost(char) if char > "\x7f" else _LETTER for char in text.removesuffix(LOST))


def cut_anew(data: bytes, codec: str, is_edge: tuple[bool, bool], misfits: set[int]) -> tuple[str, list[Span]]:
    """The text and the bytes lost of it, U+FFFD each run of them; at the document's edges these cost little.

    `misfits`: where the codec itself finds bytes that don't fit.
    """
    texts: list[str] = []
    lost: list[Span] = []
    done = 0
    for found in _PIECE.finditer(data):
        start, end = found.span()
        texts.append(data[done:start].decode("ascii"))
        done = end
        fitting = _strictly(found[0], codec)
        if fitting is not None and not is_out_of_step(fitting, codec):
            texts.append(fitting)
            continue
        edges = (is_edge[0] and start == 0, is_edge[1] and end == len(data))
        steps, price = _likeliest(found[0], codec, edges, {at - start for at in misfits if start <= at < end})
        if fitting is not None and (price + _SURE > _cost_as_it_is(fitting) or not _is_prose(_joined(steps))):
            texts.append(fitting)
            continue
        texts.append(_joined(steps))
        lost += ((start + first, start + after) for first, after, text in steps if text == LOST)
    texts.append(data[done:].decode("ascii"))
    return "".join(texts), lost


def _is_prose(text: str) -> bool:
    """Whether what stands between the places cut anew, or behind the only one, is common characters."""
    first, last = text.find(LOST), text.rfind(LOST)
    inner = [cost(char) for char in text[first + 1 : last if last > first else None] if char > "\x7f"]
    return sum(inner) < _PROSE * len(inner)


def _strictly(piece: bytes, codec: str) -> str | None:
    try:
        text = decoded(piece, codec, "jiaokan-euro")
    except UnicodeError:
        return None
    return None if CONTROL.search(text) else text


_Step = tuple[int, int, str]  # first byte, byte after the last, the character or LOST


def _likeliest(piece: bytes, codec: str, is_edge: tuple[bool, bool], misfits: set[int]) -> tuple[list[_Step], float]:
    """The cheapest way to cut it, and what it costs."""
    size = len(piece)
    best = [[0.0, float("inf")]] + [[float("inf")] * 2 for _ in range(size)]  # behind ASCII, behind a Han character
    way = [[(0, False, "")] * 2 for _ in range(size + 1)]  # from where, whether behind a Han character, the character

    def step(start: int, behind: bool, end: int, text: str, price: float) -> None:
        price += best[start][behind]
        is_han = behind if text == LOST else text > "\x7f"
        if price < best[end][is_han]:
            best[end][is_han], way[end][is_han] = price, (start, behind, text)

    longest = DOUBLE_BYTE[codec][-1]
    for at, byte in enumerate(piece):
        for behind in (False, True):
            if best[at][behind] == float("inf"):
                continue
            if is_edge[0] and at == 0 and byte >= 0x80:
                for length in range(1, min(longest, size)):
                    step(at, behind, length, LOST, _CUT_AT_START + _cut_cost(piece[:length], codec))
            if is_edge[1] and size - at < longest and byte >= 0x80:
                step(at, behind, size, LOST, _CUT_AT_END + _cut_cost(piece[at:], codec))
            if byte < 0x80:
                is_odd = CONTROL.match(chr(byte)) is not None
                price = _ODD if is_odd else _ascii_cost(chr(byte), behind)
                step(at, behind, at + 1, chr(byte), price)
                if is_odd and at + 2 <= size and piece[at + 1] >= 0x30:  # not another control character
                    step(at, behind, at + 2, LOST, _LOST_PAIR)
                continue
            known = _KNOWN if at in misfits else 0.0
            step(at, behind, at + 1, LOST, _LOST - known)
            if byte == 0x80 and codec == "gb18030":
                step(at, behind, at + 1, "€", _EURO)
            if piece.startswith(codecs.BOM_UTF8, at):  # files were put together
                step(at, behind, at + 3, "\ufeff", _MARK)
            for length in DOUBLE_BYTE[codec]:
                char = character(piece[at : at + length], codec) if at + length <= size else None
                if char:
                    turn = 0.0 if behind or not at else _TURN
                    step(at, behind, at + length, char, cost(char[0]) + turn)
                elif length == 2 and at + 2 <= size and not 0x20 <= piece[at + 1] < 0x80:
                    step(at, behind, at + 2, LOST, _LOST_PAIR - known)
    steps: list[_Step] = []
    at, behind = size, best[size][True] < best[size][False]
    while at:
        start, behind, text = way[at][behind]
        steps.append((start, at, text))
        at = start
    return steps[::-1], min(best[size])


def _cut_cost(rest: bytes, codec: str) -> float:
    """Of more than a byte of a character that the document's edge cuts."""
    is_of_four = any(0x30 <= byte <= 0x39 for byte in rest) if codec == "gb18030" else rest[0] == 0x8E
    return _CUT_FOUR if is_of_four else _LOST * (len(rest) - 1)


def _joined(steps: list[_Step]) -> str:
    return "".join(text for *_, text in steps)


def _ascii_cost(char: str, is_behind_han: bool) -> float:
    return (_DIGIT if char.isdigit() else _LETTER) + _TURN * is_behind_han


def _cost_as_it_is(text: str) -> float:
    total = 0.0
    is_behind_han = True
    for char in text:
        if char < "\x80":
            total += _ascii_cost(char, is_behind_han)
        else:
            total += cost(char) + (0.0 if is_behind_han else _TURN)
        is_behind_han = char >= "\x80"
    return total


# Python's Big5-HKSCS has other marks in some places than code page 950 and browsers (A1E3: ～).
_BIG5_MARKS = tuple(zip("•､‾∼♁☉¥¢£", "‧﹑¯～⊕⊙￥￠￡", strict=True))
_BIG5_EURO = b"\xa3\xe1"  # of code page 950


def decoded(data: bytes, codec: str, errors: str = "strict") -> str:
    text = data.decode(codec, errors)
    if codec == "big5hkscs" and not text.isascii():
        for mark, usual in _BIG5_MARKS:
            text = text.replace(mark, usual)
    return text


def _euro(error: UnicodeError) -> tuple[str, int]:
    """In GBK 0x80 is the euro sign, as in code page 936 and in browsers."""
    if isinstance(error, UnicodeDecodeError) and error.encoding == "gb18030" and error.object[error.start] == 0x80:
        return "€", error.start + 1
    raise error


codecs.register_error("jiaokan-euro", _euro)


@functools.lru_cache(1 << 16)
def character(data: bytes, codec: str) -> str | None:
    """The one character that exactly these bytes are."""
    if data == _BIG5_EURO and codec == "big5hkscs":
        return "€"
    try:
        text = decoded(data, codec)
    except UnicodeError:
        return None
    is_one = len(text) == 1 or (codec == "big5hkscs" and len(text) == 2 and data[0] == 0x88)  # Ê̄ and its like
    return text if is_one and text != LOST else None
