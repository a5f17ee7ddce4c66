"""Text of one East Asian codec, or UTF-8, decoded with another: whole, in part, and with bytes lost on the way."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from jiaokan import gbk, plausibility
from jiaokan.plausibility import HAN
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, rule
from jiaokan.rules.misreading import (
    HOLE,
    Misreading,
    Piece,
    Search,
    Source,
    certain_text,
    count_marks,
    feeds,
    spans,
    stretches,
)
from jiaokan.rules.mojibake_signs import (
    BEGIN,
    BIG5_AS_GBK,
    CONTINUATIONS,
    FOREIGN_TO_BIG5,
    FOREIGN_TO_GBK,
    GBK_AS_BIG5,
    LEADS,
    NEEDS_GBK_AS_BIG5,
    NEEDS_UTF8_AS_GBK,
    NOT_ASCII,
    SIGNS,
    by_likelihood,
    find_utf8_as_gbk,
    first_inverse,
    first_utf8_as_gbk,
    inverse,
    is_better,
    is_even,
    is_specimen,
    reads_as_chinese,
)

# Natural logarithms of the odds that an ASCII character was of full width before the misreading was stored.
_FOLDED, _NOT_FOLDED = -2.5, -12.0
_IN_NUMBER = -4.0  # a digit beside another: a number
_FOLDS_TO_RARE = -13.0  # logarithm of the share of characters; a folded byte is not looked for in rarer ones
_COMMON = -10.5  # natural logarithm of the share of characters that sound text may begin with


# A mark that swallowed an ASCII character: what comes next begins a character.
_SWALLOWED = regex(f"{BEGIN}[?{HOLE}](?={BEGIN})")
_WIDE = {" ": "\u3000", "¢": "￠", "¥": "￥"}
_FULL_WIDTH = regex("[\uff01-\uff5e\u3000]")
_PRIVATE = regex("[\ue000-\uf8ff]")
_MARKED = regex(f"{BEGIN}[?{HOLE}]")


# What a GBK decoder loses of UTF-8: pairs of the user-defined areas, dropped; pairs without a character, marked;
# an odd byte before ASCII.
@functools.cache
def _user_defined() -> tuple[bytes, ...]:
    pairs = itertools.product(range(0x80, 0xC0), range(0x40, 0xF0))
    return tuple(bytes(pair) for pair in pairs if gbk.is_user_defined(*pair))


@functools.cache
def _undefined() -> tuple[bytes, ...]:
    return _user_defined() + tuple(
        bytes(pair)
        for pair in itertools.product(range(0x81, 0xC0), (*CONTINUATIONS, *LEADS))
        if gbk.decode(*pair) is None and not gbk.is_user_defined(*pair)
    )


_ODD = tuple(bytes((byte,)) for byte in CONTINUATIONS)
_ODD_AND_ASCII = tuple(byte + b"0" for byte in _ODD)
_TWO_ODD = tuple(
    bytes(pair) for pair in itertools.product((0x80, *range(0xA1, 0xA8), *range(0xAA, 0xB0)), CONTINUATIONS)
)
# Two pairs dropped in a row: the second character is beyond telling, as an ASCII one would be.
_TWO_PAIRS = tuple(bytes((byte, 0x30)) for byte in range(0xAA, 0xB0))


class _Decoder(NamedTuple):
    """What a text shows of the GBK decoder it came through."""

    folds: bool  # full-width ASCII to half width
    marks: bool  # what can't be decoded becomes '?' or U+FFFD
    swallows: bool  # together with the ASCII character behind it
    keeps_80: bool  # as the euro sign or a control character
    keeps_user_defined: bool  # as private-use characters

    @classmethod
    def of(cls, text: str) -> _Decoder:
        n_marked = len(_MARKED.findall(text))
        return cls(
            folds=not _FULL_WIDTH.search(text),
            marks=n_marked > 0,
            swallows=4 * len(_SWALLOWED.findall(text)) > n_marked,
            keeps_80="€" in text or "\x80" in text,
            keeps_user_defined=bool(_PRIVATE.search(text)),
        )

    def sources(self, text: str, at: int, pending: bytes) -> Iterator[Source]:
        n_marks = count_marks(text, at) if pending else 0
        after = text[at + n_marks : at + n_marks + 1]
        n = n_marks + 1
        for number, data in enumerate(_gbk_codes(after)):
            folded = number * (_FOLDED if self.folds or after == "€" else _NOT_FOLDED)
            if number and after.isdigit():
                folded += _IN_NUMBER * text[at + n : at + n + 1].isdigit()
                if _is_rare(pending + data):
                    continue
            if n_marks == 1:
                yield Source(data, _undefined(), folded, n=n)
                yield Source(data, _ODD, folded - (4.0 if self.swallows else 0.5), n=n)
                yield Source(data, _ODD_AND_ASCII, folded - (1.0 if self.swallows else 5.0), n=n)
            elif n_marks == 2:
                yield Source(data, _TWO_ODD, folded, n=n)
            else:
                yield Source(data, prior=folded)
                # Two bytes that fit show that nothing is missing; one may fit by chance.
                if pending and not (len(data) == 2 and feeds("utf-8", pending, data)):
                    yield from self._losses(data, folded)
        # The line ends, or sound text follows.
        is_sound = not after.isascii() and plausibility.frequency(after) > _COMMON
        if pending and (is_sound or after in {"", "\n"}):
            yield Source(b"", _TWO_ODD if n_marks == 2 else _ODD, n=n_marks, is_last=True)
            yield Source(b"", _undefined(), n=n_marks, is_last=True)

    def _losses(self, data: bytes, folded: float) -> Iterator[Source]:
        """What may have been dropped before `data` without a mark."""
        unmarked = folded - (5.0 if self.marks else 0.0)
        yield Source(data, _user_defined(), folded - (7.0 if self.keeps_user_defined else 0.0))
        yield Source(data, (b"\x80",), unmarked - (7.0 if self.keeps_80 else 2.0))
        yield Source(data, _ODD, unmarked - (0.5 if data < b"@" else 5.0), is_odd=True)
        yield Source(data, _TWO_PAIRS, folded - (9.0 if self.keeps_user_defined else 2.0))


@functools.lru_cache(maxsize=4096)
def _is_rare(data: bytes) -> bool:
    text = data.decode(errors="ignore")
    return bool(text) and plausibility.frequency(text[0]) < _FOLDS_TO_RARE


@functools.lru_cache(maxsize=4096)
def _gbk_codes(char: str) -> tuple[bytes, ...]:
    """The bytes a character may have been: its code, and that of its full-width form where that was folded."""
    if not char or char == HOLE:
        return ()
    if char in "€\x80":
        return b"\x80", b"\xa2\xe3"
    wide = _WIDE.get(char, chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char)
    if char in "¢¥":  # not in GBK
        return (wide.encode("gbk"),)
    try:
        code = char.encode("gb18030")
    except UnicodeEncodeError:
        return ()
    return (code,) if wide == char else (code, wide.encode("gbk"))


@rule(
    "utf8-as-gbk",
    needs=NEEDS_UTF8_AS_GBK,
    since="0.1",
    version=3,
    repairs=[
        Example("浠婂ぉ澶╂皵寰堝ソ", "今天天气很好"),
        Example("鍖椾含甯傛皵璞″眬 2024", "北京市气象局 2024"),
        Example("姝g‘鐨勭瓟妗堬細涓夊崄鍥涳紒", "正确的答案：三十四！"),
        Example("绗洓闃舵鐨勫伐浣滃凡缁忓紑濮?", "第四阶段的工作已经开始"),
        Example("绗�鍥涢樁娈电殑宸ヤ綔宸茬粡寮�濮�", "第四阶段的工作已经开始"),
        Example("鎴戜滑鍦ㄥ鏍￠棬鍙ｇ瓑浜嗗崐涓皬鏃躲€?", "我们在\ufffd校门口等了半个小时。"),
    ],
    leaves=[
        "涓流成河，鏈条生锈",
        "浠水县的鍚记",
        "鐨字不常用",
        "锟斤拷",
        "銀行與鐵路",
        "鈥字两见：鈥鈥",
        "会显示成“浠婂ぉ澶╂皵”这样的乱码",
        "鎢、鈦、鈮、鈰等稀有金屬的鈔票鈐印",
        "錄音、鐘錶與鋼鐵鋪子",
        "杈、桠、枒皆从木；闃、闱、闳皆从门。",
    ],
)
def utf8_as_gbk(text: str) -> Iterator[Span]:
    """UTF-8 read as GBK.

    Damage: 浠婂ぉ for 今天: three bytes of UTF-8 for each character, taken two at a time. Pairs of the user-defined
        areas are often dropped, a byte left over before ASCII or the line's end dropped or made '?' or U+FFFD, and
        full-width ASCII among the result folded (姝g‘ for 姝ｇ‘, 正确).
    Origin: UTF-8 pages and files read by programs whose default is GBK.
    Left alone: what is no UTF-8 when encoded back; rare characters; specimens in texts about encodings. Each loss hits
        one or two characters. Where what is left of their bytes and the words around do not tell which they were,
        U+FFFD stands for each of them: what is lost is not invented.
    Cost: none on text without its 576 characters, then 3 ns a character; damaged lines 0.03 ms a character, where much
        is lost 0.5.
    See: RFC 3629; GB 18030-2005 (user-defined areas); WHATWG Encoding Standard, gbk.
    """
    begin = first_utf8_as_gbk(text)
    if begin is None:
        return
    search = Search(Misreading("utf-8", _Decoder.of(text).sources), text)
    line_end = -1
    while begin is not None:
        start, is_new_line = begin.start(), begin.start() > line_end
        if is_new_line:
            line_end = text.find("\n", start)
            line_end = len(text) if line_end < 0 else line_end
        end = line_end
        exact = inverse(text[start:end], "gb18030", "utf-8") if is_new_line else None
        if exact and reads_as_chinese(exact, 2):
            if not is_specimen(text, start, end):
                yield Span(start, end, exact, 0.99)
        else:
            pieces = search.run(start, end)
            if not pieces:  # too much work: left
                yield Span(start, end, None, 0.0)
            end = max(start + 1, pieces[-1].end if pieces else end)
            for stretch in stretches(pieces):
                if _is_damage(text, stretch):
                    yield from spans(stretch, 0.99)
        begin = find_utf8_as_gbk(text, end)


def _is_damage(text: str, stretch: list[Piece]) -> bool:
    certain = certain_text(stretch)
    n_gaps = len([piece for piece in stretch if piece.n_holes])
    return (
        reads_as_chinese(certain, 2)
        and n_gaps <= len(certain)
        and not is_specimen(text, stretch[0].start, stretch[-1].end)
    )


_BIG5 = "big5hkscs", "cp950"


@rule(
    "big5-as-gbk",
    needs=SIGNS,
    version=2,
    since="0.2",
    repairs=[
        Example("よ獽畍ネ\ue6c8產い琩高戈\ue19d", "方便師生在家中查詢資料"),
    ],
    leaves=[
        "この町の図書館は広い",
        "ㄅㄆㄇ注音符號",
        "α粒子與β粒子、ⅲ型與①②③",
        "Привет，世界！這是俄語。",
    ],
)
def big5_as_gbk(text: str) -> Iterator[Span]:
    """Big5 read as GBK.

    Damage: いゅ for 中文.
    Origin: Traditional pages without a declared charset, read by programs whose default is GBK.
    Left alone: Japanese; lines that do not read as Chinese when decoded. Decoders that drop the user-defined area
        drop 一 人 了 大 ，。 and many other common characters without a trace: the rest is restored, the stop behind a
        paragraph too, and the line flagged.
    Cost: none on text without its signs, then one search, 3 ns a character.
    See: WHATWG Encoding Standard, big5 and gbk.
    """
    yield from _exchanged(text, BIG5_AS_GBK, FOREIGN_TO_GBK, ("gb18030",), _BIG5)


@rule(
    "gbk-as-big5",
    needs=NEEDS_GBK_AS_BIG5,
    version=2,
    since="0.2",
    repairs=[
        Example("跦擂菴ʊ撫僅腔苀數杅擂", "根据第三季度的统计数据"),
        Example("扂蠅婓悝苺藷諳脹賸圉跺苤奀﹝", "我们在学校门口等了半个小时。"),
    ],
    leaves=[
        "侘傺、岦崱、岵屺，皆見於《楚辭》與《詩經》。",
        "ㄅㄆㄇㄈ是注音符號，笢字很少見。",
        "岆、扂、賸、珨、婓、腔，都是罕見的字。",
    ],
)
def gbk_as_big5(text: str) -> Iterator[Span]:
    """GBK read as Big5.

    Damage: 笢恅 for 中文.
    Origin: Simplified pages without a declared charset, read by programs whose default is Big5.
    Left alone: texts with rare characters that are no better when decoded. A byte that could not be decoded sets what
        follows out of step; its character is chosen by the scorer or left open, as in `utf8-as-gbk`.
    Cost: none on text without its signs, then one search, 3 ns a character.
    See: WHATWG Encoding Standard, big5 and gbk.
    """
    yield from _exchanged(text, GBK_AS_BIG5, FOREIGN_TO_BIG5, _BIG5, ("gbk",))


def _exchanged(
    text: str, gate: re.Pattern[str], sign: re.Pattern[str], misread: Sequence[str], true: Sequence[str]
) -> Iterator[Span]:
    """Lines of one double-byte codec read as the other, in one of its variants."""
    if not gate.search(text):
        return
    searches = [Search(Misreading(true[0], functools.partial(_from_double_byte, codec)), text) for codec in misread]
    pairs = by_likelihood(text, misread, true)
    whole: dict[tuple[int, int], str] = {}
    left: list[tuple[int, int, bool]] = []
    start = 0
    for line in text.split("\n"):
        place = start, start + len(line)
        n_foreign = len(NOT_ASCII.findall(line))
        if n_foreign >= 2 and not is_specimen(text, *place):
            fixed = first_inverse(line, pairs) if n_foreign >= 4 else None
            is_sign = n_foreign >= 4 and 10 * len(sign.findall(line)) >= n_foreign
            if fixed and is_sign and is_even(fixed) and is_better(fixed, sign.sub(_RARE, line)):
                whole[place] = fixed
            else:
                left.append((*place, is_sign))
        start = place[1] + 1
    # Among damaged lines a line may have few signs of it, or names and rare words; bytes may be missing.
    found: list[Span] = []
    is_known = bool(whole)
    for _ in range(2):
        others: list[tuple[int, int, bool]] = []
        for start, end, is_sign in left:
            line = text[start:end]
            fixed = first_inverse(line, pairs) if is_known else None
            is_short = len(NOT_ASCII.findall(line)) < 4
            if fixed and is_better(fixed, sign.sub(_RARE, line), in_damage=not is_short):
                whole[start, end] = fixed
            elif (is_known or is_sign) and not is_short and _LOST.search(line):
                found += _searched(text, start, end, searches)
            else:
                others.append((start, end, is_sign))
        if is_known or not found:
            break
        is_known, left = True, others
    is_dropping = (
        true is _BIG5 and sum(map(len, whole.values())) >= 8 and _dropped().isdisjoint("".join(whole.values()))
    )
    for (start, end), fixed in whole.items():
        found += _repaired(text[start:end], fixed, start, is_dropping=is_dropping)
    yield from sorted(found, key=lambda span: span[:2])


def _repaired(line: str, fixed: str, start: int, *, is_dropping: bool) -> Iterator[Span]:
    end = start + len(line)
    if is_dropping or _LOST.search(line):  # what was dropped has left no trace
        # But for the stop behind a paragraph: of those that lost their last mark nine in ten ended with it.
        stop = "。" if is_dropping and len(fixed) >= _PARAGRAPH and HAN.match(fixed[-1]) else None
        yield Span(start, end, _LOST_INSIDE.sub(HOLE, fixed), 0.8 if is_dropping else 0.9)
        yield Span(end, end, stop, 0.9)
    else:
        yield Span(start, end, fixed, 0.94)


def _searched(text: str, start: int, end: int, searches: Iterable[Search]) -> list[Span]:
    for search in searches:
        found = stretches(search.run(start, end, is_damaged=True))
        made = [span for one in found if _is_damaged_line(text, one) for span in spans(one, 0.85)]
        if made:
            return made
    return []


def _is_damaged_line(text: str, stretch: list[Piece]) -> bool:
    fixed = "".join(piece.text for piece in stretch).replace(HOLE, "")
    return reads_as_chinese(fixed, 4) and is_better(fixed, text[stretch[0].start : stretch[-1].end])


_PARAGRAPH = 20  # characters that a line has left
_RARE = "\u3400"  # as unlikely as a sign of damage


@functools.cache
def _dropped() -> frozenset[str]:
    """Big5's characters that GBK decodes to private use: two in five of running text."""
    return frozenset(
        char
        for pair in itertools.product(range(0xA1, 0xFA), range(0x40, 0xFF))
        if gbk.is_user_defined(*pair) and len(char := bytes(pair).decode("cp950", "ignore")) == 1
    )


_LOST = regex(f"[^\x00-\x7f][?{HOLE}]|[?{HOLE}][^\x00-\x7f]")  # a mark for bytes that could not be decoded
_LOST_INSIDE = regex(r"(?<=[^\x00-\x7f])\?")
_ONE_BYTE = tuple(bytes((byte,)) for byte in range(0xA1, 0xFF))
_ONE_CHARACTER = (b"0",)


def _from_double_byte(misread: str, text: str, at: int, pending: bytes) -> Iterator[Source]:
    """One byte lost, which sets what follows out of step, or both of a character."""
    char = text[at : at + 1]
    is_mark = bool(char) and char in "?" + HOLE
    after = text[at + is_mark : at + is_mark + 1]
    for data in _double_byte_codes(misread, after):
        if is_mark:
            yield Source(data, _ONE_BYTE, -1.0, n=2)
            if not pending:
                yield Source(data, _ONE_CHARACTER, -1.0, n=2)
        else:
            yield Source(data)
    if after in {"", "\n"} and (pending or is_mark):
        yield Source(b"", _ONE_BYTE if pending else _ONE_CHARACTER, n=int(is_mark), is_last=True)


@functools.lru_cache(maxsize=4096)
def _double_byte_codes(misread: str, char: str) -> tuple[bytes, ...]:
    if not char:
        return ()
    wide = chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char
    return tuple(code for one in dict.fromkeys((char, wide)) if (code := one.encode(misread, "ignore")))
