"""Text of one double-byte codec read as another: Big5 and GBK."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator, Sequence

from jiaokan import gbk, plausibility
from jiaokan.rule import Example, Span, rule
from jiaokan.rules.misreading import (
    HOLE,
    Misreading,
    Piece,
    Search,
    Source,
    spans,
    stretches,
)
from jiaokan.rules.mojibake_signs import NOT_ASCII, inverse, is_prose, is_specimen, reads_as_chinese


def _is_common_in_gb2312(char: str) -> bool:
    return b"\xb0" <= char.encode("gb2312", "ignore") < b"\xd8"


_BIG5 = "big5hkscs", "cp950"
# Of Big5's common characters two in five have a first byte that is kana, bopomofo or a sign in GBK.
_KANA = "\u3041-\u3093\u30a1-\u30f6\u3105-\u3129\u2160-\u216b\u2460-\u249b\u2550-\u2573\u2581-\u25bd\u0391-\u0451"
_SIGN = f"[{_KANA}\ue4c6-\ue765]"
_BIG5_AS_GBK = re.compile(f"{_SIGN}(?:(?=[\u4e00-\u9fff])|(?<=[\u4e00-\u9fff]{_SIGN}))")
# Of GB 2312's common characters nearly half have a first byte whose row in Big5 holds rare characters.
_RARE_IN_BIG5 = "".join(
    char
    for pair in itertools.product(range(0xC9, 0xD8), range(0xA1, 0xFF))
    if len(char := bytes(pair).decode("big5hkscs", "ignore")) == 1 and not _is_common_in_gb2312(char)
)
_GBK_AS_BIG5 = re.compile(f"[{_RARE_IN_BIG5}][^\n]{{0,2}}[{_RARE_IN_BIG5}\u3105-\u3129]")
_FOREIGN_TO_GBK = re.compile(f"[{_KANA}\ue000-\uf8ff]")
_FOREIGN_TO_BIG5 = re.compile(f"[{_RARE_IN_BIG5}\u3105-\u3129]")


@rule(
    "big5-as-gbk",
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
        drop 一 人 了 大 ，。 and many other common characters without a trace: the rest is restored, the line flagged.
    Cost: one class search on clean text, 3 ns a character.
    See: WHATWG Encoding Standard, big5 and gbk.
    """
    yield from _exchanged(text, _BIG5_AS_GBK, _FOREIGN_TO_GBK, ("gb18030",), _BIG5)


@rule(
    "gbk-as-big5",
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
    Cost: one class search on clean text, 3 ns a character.
    See: WHATWG Encoding Standard, big5 and gbk.
    """
    yield from _exchanged(text, _GBK_AS_BIG5, _FOREIGN_TO_BIG5, _BIG5, ("gbk",))


def _exchanged(
    text: str, gate: re.Pattern[str], sign: re.Pattern[str], misread: Sequence[str], true: Sequence[str]
) -> Iterator[Span]:
    """Lines of one double-byte codec read as the other, in one of its variants."""
    if not gate.search(text):
        return
    searches = [Search(Misreading(true[0], functools.partial(_from_double_byte, codec)), text) for codec in misread]
    whole: dict[tuple[int, int], str] = {}
    left: list[tuple[int, int, bool]] = []
    start = 0
    for line in text.split("\n"):
        place = start, start + len(line)
        n_foreign = len(NOT_ASCII.findall(line))
        if n_foreign >= 4 and not is_specimen(text, *place):
            fixed = _best_inverse(line, misread, true)
            is_sign = 10 * len(sign.findall(line)) >= n_foreign
            if fixed and is_sign and _is_even(fixed) and _is_better(fixed, sign.sub(_RARE, line)):
                whole[place] = fixed
            else:
                left.append((*place, is_sign))
        start = place[1] + 1
    # Among damaged lines a line may have few signs of it, or names and rare words; bytes may be missing.
    found: list[Span] = []
    has_whole = bool(whole)
    for start, end, is_sign in left:
        line = text[start:end]
        fixed = _best_inverse(line, misread, true) if has_whole else None
        if fixed and _is_better(fixed, sign.sub(_RARE, line), in_damage=True):
            whole[start, end] = fixed
        elif (has_whole or is_sign) and _LOST.search(line):
            found += _searched(text, start, end, searches)
    is_dropping = true is _BIG5 and sum(map(len, whole.values())) >= 8 and _DROPPED.isdisjoint("".join(whole.values()))
    for (start, end), fixed in whole.items():
        found += _repaired(text[start:end], fixed, start, is_dropping=is_dropping)
    yield from sorted(found, key=lambda span: span[:2])


def _repaired(line: str, fixed: str, start: int, *, is_dropping: bool) -> Iterator[Span]:
    end = start + len(line)
    if is_dropping or _LOST.search(line):  # what was dropped has left no trace
        yield Span(start, end, _LOST_INSIDE.sub(HOLE, fixed), 0.8 if is_dropping else 0.9)
        yield Span(end, end, None, 0.9)
    else:
        yield Span(start, end, fixed, 0.94)


def _searched(text: str, start: int, end: int, searches: Iterable[Search]) -> list[Span]:
    for search in searches:
        found = stretches(search.run(start, end, is_damaged=True))
        made = [span for one in found if _is_damaged_line(text, one) for span in spans(one, 0.85)]
        if made:
            return made
    return []


def _best_inverse(line: str, misread: Iterable[str], true: Iterable[str]) -> str | None:
    fixed = [text for pair in itertools.product(misread, true) if (text := inverse(line, *pair))]
    return max(fixed, key=lambda text: plausibility.score(text[:200]) / len(text), default=None)


def _is_damaged_line(text: str, stretch: list[Piece]) -> bool:
    fixed = "".join(piece.text for piece in stretch).replace(HOLE, "")
    return reads_as_chinese(fixed, 4) and _is_better(fixed, text[stretch[0].start : stretch[-1].end])


_RARE = "\u3400"  # as unlikely as a sign of damage
# Big5's characters that GBK decodes to private use: two in five of running text.
_DROPPED = frozenset(
    char
    for pair in itertools.product(range(0xA1, 0xFA), range(0x40, 0xFF))
    if gbk.is_user_defined(*pair) and len(char := bytes(pair).decode("cp950", "ignore")) == 1
)
_LOST = re.compile(f"[^\x00-\x7f][?{HOLE}]|[?{HOLE}][^\x00-\x7f]")  # a mark for bytes that could not be decoded
_LOST_INSIDE = re.compile(r"(?<=[^\x00-\x7f])\?")
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


def _is_even(text: str) -> bool:
    """Whether a text reads as Chinese throughout: where a byte is missing, noise follows."""
    foreign = "".join(NOT_ASCII.findall(text))
    parts = (foreign[at : at + 12] for at in range(0, max(len(foreign) - 11, 1), 6))
    return reads_as_chinese(foreign, 4) and all(reads_as_chinese(part, 2) or is_prose(part) for part in parts)


def _is_better(fixed: str, seen: str, *, in_damage: bool = False) -> bool:
    """Whether a text is prose, and likelier than what was seen, by its beginning."""
    if not is_prose(fixed, in_damage=in_damage):
        return False
    fixed, seen = fixed[:60], seen[:60]
    return plausibility.score(fixed) / len(fixed) > plausibility.score(seen) / len(seen) + (0.0 if in_damage else 2.0)
