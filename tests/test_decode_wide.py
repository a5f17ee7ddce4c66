"""UTF-16 and UTF-32 with bytes lost or too many: the place is found, and what is behind it is read."""

from __future__ import annotations

import random
import time

import pytest

from jiaokan.decode import decode
from jiaokan.decode.wide import is_shifted, read_wide
from jiaokan.document import Decoded, RawDocument
from jiaokan.errors import Rejected
from tests.decode_texts import FOREIGN

HANS = "镇上的图书馆搬进了老粮站，工人们把粮囤改成书架。孩子们进馆前都要站上去称一称，再跑进来找自己的座位。"
HANT = "鎮上的圖書館搬進了老糧站，工人們把糧囤改成書架。孩子們進館前都要站上去稱一稱，再跑進來找自己的座位。"
LINES = {
    "Hans": HANS,
    "Hant": HANT,
    "mixed": f"{HANS} See http://example.org/a?b=1 for more.",
    **{language: text[:80] for language, _, text in FOREIGN if language in {"French", "Japanese", "Russian", "Korean"}},
}
BOMS = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff", "utf-32-le": b"\xff\xfe\0\0", "utf-32-be": b"\0\0\xfe\xff"}
WIDE = [("Hans", codec, has_bom) for codec in BOMS for has_bom in (True, False)] + [
    *[("Hant", codec, False) for codec in BOMS],
    *[(name, codec, True) for name in ("mixed", "Japanese") for codec in ("utf-16-le", "utf-16-be")],
    *[(name, "utf-16-le", True) for name in ("French", "Russian", "Korean")],
]


def decoded(data: bytes) -> Decoded:
    return decode(RawDocument("s", "a.txt", data))


def numbered(line: str, n: int) -> str:
    return "".join(f"{number}. {line}\n" for number in range(n))


def n_missing(text: str, found: Decoded) -> int:
    """Lines that are not there as they were."""
    there = set(found.text.split("\n"))
    return sum(line not in there for line in text.split("\n"))


@pytest.mark.parametrize(("name", "codec", "has_bom"), WIDE)
@pytest.mark.parametrize("change", ["lost", "inserted", "three lost", "seven lost"])
def test_one_place_costs_one_line(name: str, codec: str, has_bom: bool, change: str) -> None:
    text = numbered(LINES[name], 30)
    clean = text.encode(codec)
    bom = BOMS[codec] if has_bom else b""
    chance = random.Random(f"{name} {codec} {change}")
    for at in chance.sample(range(20, len(clean) - 20), 6):
        n_lost = {"lost": 1, "inserted": 0, "three lost": 3, "seven lost": 7}[change]
        between = bytes([chance.randrange(256)]) if change == "inserted" else b""
        found = decoded(bom + clean[:at] + between + clean[at + n_lost :])
        assert n_missing(text, found) <= 2, at
        assert found.lost
        assert all(abs(start - len(bom) - at) <= 24 for start, _ in found.lost)


@pytest.mark.parametrize("codec", BOMS)
def test_several_places_cost_a_line_each(codec: str) -> None:
    text = numbered(HANS, 60)
    data = bytearray(text.encode(codec))
    for at in sorted(random.Random(3).sample(range(20, len(data) - 20), 8), reverse=True):
        del data[at]
    found = decoded(bytes(data))
    assert n_missing(text, found) <= 12
    assert len(found.lost) >= 6
    assert "replaced by U+FFFD" in found.evidence


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_a_short_text_too(codec: str) -> None:
    data = HANS.encode(codec)
    for at in range(20, len(data) - 16, 5):
        found = decoded(data[:at] + data[at + 1 :])
        assert found.text[: at // 2 - 2] == HANS[: at // 2 - 2]
        assert found.text[-8:] == HANS[-8:]
        assert len(found.lost) == 1


def test_a_lone_byte_is_said_to_be_lost_where_it_is() -> None:
    data = HANS.encode("utf-16-le")
    found = decoded(b"\xff\xfe" + data[:41] + data[42:])
    assert found.text == f"{HANS[:20]}\ufffd{HANS[21:]}"
    assert found.lost == ((42, 43),)


RARE = "".join(map(chr, random.Random(1).sample(range(0x4E00, 0x9FA6), 600)))
CLEAN = {
    "rare characters": RARE,
    "box drawing": f"{HANS}\n" + "├──┼──┤\n────────────────\n│甲│乙│\n" * 40,
    "ideographic spaces": f"{HANS}\n" + "　" * 600 + "完",
    "emoji": f"{HANS}" + "😀👍🎉" * 100,
    "characters that end in a zero byte": f"{HANS}" + "一开一开最一退需" * 80,
    "ASCII with a little Chinese": "The market opens at dawn.\n" * 60 + HANS,
    "private use": f"{HANS}" + "".join(map(chr, range(0xE000, 0xE100))),
    "mojibake": HANS.encode("gbk").decode("latin-1") * 6,
    "Tibetan": HANS + "བོད་སྐད་དང་ཡི་གེ། " * 60,
    "Mongolian": HANS + "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ " * 60,
    "mathematics": HANS + "∀x∈ℝ∃y≤∞ ∑∏√ " * 60,
    "Ext B": HANS + "𠀀𠀁𠀂𠀃" * 60,
} | {language: text * 3 for language, _, text in FOREIGN}


@pytest.mark.parametrize("name", CLEAN)
@pytest.mark.parametrize("codec", BOMS)
def test_what_is_whole_stays_as_it_is(name: str, codec: str) -> None:
    text = CLEAN[name]
    found = decoded(BOMS[codec] + text.encode(codec))
    assert (found.text, found.lost, found.encoding) == (text, (), codec)


def test_clean_windows_are_not_shifted() -> None:
    assert not is_shifted(HANS.encode("utf-16-le") * 30, "utf-16-le")
    assert not is_shifted(HANS.encode("utf-32-be"), "utf-32-be")
    assert is_shifted(HANS.encode("utf-16-le")[1:-1], "utf-16-le")
    assert read_wide(HANS.encode("utf-16-be"), "utf-16-be") == (HANS, [])


def test_many_places_cost_bounded_time() -> None:
    """Behind half a megabyte cut anew, places are found by their windows."""
    text = numbered(HANS, 20_000)
    data = bytearray(text.encode("utf-16-le"))
    for at in range(len(data) - 50, 50, -997):
        del data[at]
    began = time.process_time()
    found = decoded(bytes(data))
    assert time.process_time() - began < 20  # some 2 s; not a benchmark
    assert len(found.lost) > 1500
    assert found.text.count("图书馆") > 10_000


@pytest.mark.parametrize("mark", BOMS.values())
def test_anything_behind_a_mark_is_no_text(mark: bytes) -> None:
    with pytest.raises(Rejected):
        decoded(mark + random.Random(4).randbytes(4096))
