"""GBK, Big5 and EUC-TW out of step or in part in another encoding: `read_pieces`, the likeliest way to read them.

A byte lost or put in shifts what follows, up to a byte that is no second one. A piece is cut into characters and lost
bytes anew: each costs its negative log share in prose, in nats, a lost byte as much as two rare characters. Or it is
in another encoding, as are the pieces beside it: to change costs as much as a lost byte. Where the bytes fit as they
stand, they are looked at only if rare characters stand together, and read otherwise only if that is likelier by far.
"""

from __future__ import annotations

import codecs
import functools
import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from jiaokan.decode.han import CONTROL, MARKS, ordinary, weight
from jiaokan.plausibility import HAN, frequency
from jiaokan.regex import regex

Span = tuple[int, int]  # first byte, byte after the last

LOST = "\ufffd"
DOUBLE_BYTE = {"gb18030": (2, 4), "gbk": (2,), "big5hkscs": (2,), "euc_tw": (2, 4)}  # bytes of a character beyond ASCII

_RAREST = 15.0  # nats, of a Han character
_TAUGHT, _OTHER, _NO_TEXT = 12.0, 13.0, 20.0
_KANA, _CANTONESE = 10.0, 8.0
_LETTER, _DIGIT, _TURN = 4.0, 3.0, 2.5  # of ASCII; from ASCII to Han or back
_LOST, _LOST_PAIR, _EURO, _MARK, _ODD = 13.0, 13.5, 9.0, 9.0, 13.0
CUT_AT_START, CUT_AT_END, _CUT_FOUR = 8.0, 4.0, 10.0  # by the document's edge; of four bytes so much more
_KNOWN = 2.0  # less, where the codec itself finds the misfit
_SURE = 10.0  # by which bytes that fit have to be likelier cut anew
# A character, at most, of what they then are: rare characters in a row have a shift that is likelier too.
_PROSE, _PROSE_BEHIND_CUT, _MANY = 9.0, 10.5, 10  # characters, of a text cut at the start

_TURN_LINE, _TURN_WITHIN = 10.0, 13.0  # from one encoding to another, at a line's end or within a line
_PARTS = ("utf-8", "gb18030", "big5hkscs")
_MAX_PIECE = 1 << 14  # bytes cut anew

_RARE = 11.5
_BEFORE, _AFTER = 2, 5  # characters looked at beside a rare one
_BEFORE_LETTER = 3
_LEAST = 8.0  # nats a character, under which nothing is likelier
_DOUBT = 10.0  # nats by which they have to be likelier a byte further
_MAX_DOUBTS = 2000  # places looked at in one text

# Three bytes of Han or full-width marks. Not U+FFFD: its bytes in GBK are 锟斤拷, text lost before.
UTF8_HAN = rb"(?:[\xe3-\xe9][\x80-\xbf]|\xef[\xbc\xbd])[\x80-\xbf]"
_UTF8_TWO = regex(rb"(?:%b){2}" % UTF8_HAN)

# What holds a byte beyond ASCII, up to bytes that are part of no character of several bytes.
_PIECE = regex(rb"[^\t\n\r -/]*[\x80-\xff][^\t\n\r -/]*")


@functools.cache
def cost(char: str) -> float:
    """Of a character, in nats: 3 to 15 for what stands in Chinese prose."""
    if char < "\x7f" and (char >= " " or char in "\t\n\r"):
        return _LETTER
    share = frequency(char)
    if share > -_RAREST:
        return -share
    if HAN.match(char) or char >= "\U00020000":
        return _CANTONESE if weight(char) == 1.0 else _TAUGHT if char in ordinary() else _RAREST
    if "\u3040" <= char <= "\u30ff":
        return _KANA
    if char == LOST or unicodedata.category(char) in {"Co", "Cn", "Cc", "Cs"}:
        return _NO_TEXT
    return _OTHER


@functools.cache
def _doubtful() -> re.Pattern[str]:
    """Two rare characters near each other."""
    common = "".join(char for char in (*ordinary(), *MARKS) if cost(char) < _RARE)
    rare = f"[^\\x00-\\x7f{common}]"
    return re.compile(f"{rare}[^\\x00-/]{{0,3}}?{rare}")


def is_doubtful(text: str, codec: str) -> bool:
    """Whether text that fits has a place likelier a byte further or in another encoding. Cost: 5 ns a character."""
    for number, found in enumerate(_doubtful().finditer(text)):
        if number > _MAX_DOUBTS:
            return False
        start, end = max(0, found.start() - _BEFORE), found.start() + _AFTER
        if _cost_of(text[start:end]) < _LEAST * len(text[start:end]):
            continue
        data = text[start:end].encode(codec if codec != "euc_tw" else "big5hkscs", "ignore")
        as_it_is, further = (_cost_of(data[at:].decode(codec, "replace").removesuffix(LOST)) for at in (0, 1))
        others = (
            _cost_of(data.decode(other, "replace").strip(LOST))
            for other in _others(codec)
            if other != "utf-8" or _UTF8_TWO.search(data)
        )
        if min((further, *others)) + _DOUBT < as_it_is:
            return True
    return codec == "big5hkscs" and any(_is_second_byte(text, found.start()) for found in _LONE_LETTER.finditer(text))


_LONE_LETTER = regex("[@-~](?<=[\u3400-\u9fff].)(?![A-Za-z])")


def _is_second_byte(text: str, at: int) -> bool:
    """Whether the letter there and some characters before it are likelier a byte further: in Big5 they often end so."""
    for start in range(max(0, at - _BEFORE_LETTER), at):
        data = text[start : at + 1].encode("big5hkscs", "ignore")
        further = data[1:].decode("big5hkscs", "replace").strip(LOST)
        if _cost_as_it_is(further) + _DOUBT < _cost_as_it_is(text[start : at + 1]):
            return True
    return False


def _others(codec: str) -> tuple[str, ...]:
    """Encodings that parts of a document in this one may be in."""
    return tuple(other for other in _PARTS if other != codec) if codec in _PARTS else ()


def _cost_of(text: str) -> float:
    return sum(map(cost, text))


class Pieces(NamedTuple):
    """Bytes read piece by piece. Spans count from their first byte."""

    text: str
    lost: list[Span]  # became U+FFFD each
    parts: list[tuple[Span, str]]  # in another encoding, and in which
    n_cut: int  # bytes cut anew


class _Option(NamedTuple):
    """A piece in one encoding."""

    text: str
    lost: tuple[Span, ...]
    price: float


def read_pieces(data: bytes, codec: str, is_edge: tuple[bool, bool], misfits: set[int], budget: int) -> Pieces:
    """Lines that don't fit the document's encoding, or are doubtful in it.

    `is_edge`: whether the document begins and ends here, where a character may be cut; `misfits`: where the codec
    itself finds bytes that don't fit; `budget`: bytes cut anew at most, behind them `misfits` are what is lost.
    """
    spans = [found.span() for found in _PIECE.finditer(data)]
    mains: list[_Option] = []
    n_cut = 0
    for start, end in spans:
        inside = {at - start for at in misfits if start <= at < end} if misfits else set()
        fitting = _strictly(data[start:end], codec)
        if fitting is not None and not is_doubtful(fitting, codec):
            mains.append(_Option(fitting, (), _cost_as_it_is(fitting)))
        elif n_cut > budget or end - start > _MAX_PIECE:
            text = decoded(data[start:end], codec, "replace")
            mains.append(_Option(text, tuple((at, at + 1) for at in sorted(inside)), 0.0))
        else:
            n_cut += end - start
            edges = (is_edge[0] and start == 0, is_edge[1] and end == len(data))
            mains.append(_cut_anew(data[start:end], codec, edges, inside, fitting))
    chosen = _choose(data, spans, mains, codec)
    texts: list[str] = []
    lost: list[Span] = []
    done = 0
    for (start, end), (_, option) in zip(spans, chosen, strict=True):
        texts += (data[done:start].decode("ascii"), option.text)
        lost += ((start + first, start + after) for first, after in option.lost)
        done = end
    texts.append(data[done:].decode("ascii"))
    return Pieces("".join(texts), lost, list(_iter_parts(data, spans, [one for one, _ in chosen], codec)), n_cut)


def _choose(data: bytes, spans: list[Span], mains: list[_Option], codec: str) -> list[tuple[str, _Option]]:
    """The encoding of each piece, and the piece in it: the cheapest way through all of them."""
    options: list[dict[str, _Option]] = []
    for span, main in zip(spans, mains, strict=True):
        texts = ((other, _strictly(data[slice(*span)], other)) for other in _others(codec))
        options.append(
            {codec: main} | {other: _Option(text, (), _cost_as_it_is(text)) for other, text in texts if text}
        )
    so_far = {codec: 0.0}
    ways: list[dict[str, str]] = []  # by piece: encoding → that of the piece before
    done = 0
    for (start, end), option in zip(spans, options, strict=True):
        turn = _TURN_LINE if not done or b"\n" in data[done:start] else _TURN_WITHIN
        way = {
            one: _cheapest({before: price + turn * (before != one) for before, price in so_far.items()})
            for one in option
        }
        so_far = {one: so_far[way[one]] + turn * (way[one] != one) + option[one].price for one in option}
        ways.append(way)
        done = end
    chosen = [_cheapest(so_far)]
    for way in reversed(ways[1:]):
        chosen.append(way[chosen[-1]])
    kept = _of_prose(chosen[::-1], options, codec) if options else []
    return [(one, option[one]) for one, option in zip(kept, options, strict=True)]


def _cheapest(prices: dict[str, float]) -> str:
    return min(prices, key=lambda one: prices[one])


def _of_prose(chosen: list[str], options: list[dict[str, _Option]], codec: str) -> list[str]:
    """With those runs of pieces in another encoding that are common characters in it."""
    kept: list[str] = []
    for one, run in groupby(zip(chosen, options, strict=True), key=lambda pair: pair[0]):
        texts = [option[one].text for _, option in run]
        costs = [cost(char) for text in texts for char in text if char > "\x7f"]
        is_kept = one == codec or (len(costs) > 1 and sum(costs) < _PROSE * len(costs))
        kept += [one if is_kept else codec] * len(texts)
    return kept


def _iter_parts(data: bytes, spans: list[Span], chosen: list[str], codec: str) -> Iterator[tuple[Span, str]]:
    """Runs of pieces in another encoding; of their first and last lines what is ASCII goes with them."""
    for one, run in groupby(zip(chosen, spans, strict=True), key=lambda pair: pair[0]):
        inside = [span for _, span in run]
        start, end = inside[0][0], inside[-1][1]
        first, last = data.rfind(b"\n", 0, start) + 1, data.find(b"\n", end) + 1 or len(data)
        if one != codec:
            yield (first if data[first:start].isascii() else start, last if data[end:last].isascii() else end), one


def _cut_anew(piece: bytes, codec: str, edges: tuple[bool, bool], misfits: set[int], fitting: str | None) -> _Option:
    """Cut anew; as it is where it fits and that is not likelier by far."""
    steps, price = _likeliest(piece, codec, edges, misfits)
    text = "".join(text for *_, text in steps)
    is_cut = edges[0] and text.startswith(LOST) and len(text) > _MANY
    most = _PROSE_BEHIND_CUT if is_cut else _PROSE
    if fitting is not None and (price + _SURE > (as_it_is := _cost_as_it_is(fitting)) or not _is_prose(text, most)):
        return _Option(fitting, (), as_it_is)
    return _Option(text, tuple((start, end) for start, end, text in steps if text == LOST), price)


def _is_prose(text: str, most: float) -> bool:
    """Whether what stands between the places cut anew, or behind the only one, is common characters."""
    first, last = text.find(LOST), text.rfind(LOST)
    inner = [cost(char) for char in text[first + 1 : last if last > first else None] if char > "\x7f"]
    return sum(inner) < most * len(inner)


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
                    step(at, behind, length, LOST, CUT_AT_START + _cut_cost(piece[:length], codec))
            if is_edge[1] and size - at < longest and byte >= 0x80:
                step(at, behind, size, LOST, CUT_AT_END + _cut_cost(piece[at:], codec))
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
