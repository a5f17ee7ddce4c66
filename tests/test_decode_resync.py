"""Text out of step, in part in another encoding, or lost before: what is beside the place stays as it is."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from rapidfuzz.distance import Levenshtein

from jiaokan.decode import decode
from jiaokan.decode.detect import read_bytes
from jiaokan.decode.reading import leniently
from jiaokan.document import Decoded, RawDocument
from tests.bench.encoding.matrix import euc_tw, iso_2022_cn_cns, iso_2022_cn_gb

HANS = "镇上的图书馆搬进了老粮站，工人们把粮囤改成书架。孩子们进馆前都要站上去称一称，再跑进来找自己的座位。"
HANT = "鎮上的圖書館搬進了老糧站，工人們把糧囤改成書架。孩子們進館前都要站上去稱一稱，再跑進來找自己的座位。"
PLAIN = (("content-type", "text/plain"),)
TEXTS = {"gb18030": HANS, "big5hkscs": HANT, "euc_tw": HANT}


def encoded(text: str, codec: str) -> bytes:
    return euc_tw(text) if codec == "euc_tw" else text.encode(codec)


def decoded(data: bytes) -> Decoded:
    return decode(RawDocument("s", "a.txt", data, PLAIN))


def damaged(data: bytes, at: int, kind: str) -> bytes:
    new = {"lost": b"", "doubled": data[at : at + 1] * 2, "put in": b"\xa7" + data[at : at + 1]}[kind]
    return data[:at] + new + data[at + 1 :]


@pytest.mark.parametrize("codec", TEXTS)
@pytest.mark.parametrize("kind", ["lost", "doubled", "put in"])
@pytest.mark.parametrize("n_chars", [3, 4, 6])
def test_a_byte_in_a_short_run_costs_a_character_or_two(codec: str, kind: str, n_chars: int) -> None:
    """Of a menu, say: up to the next ASCII byte, whether or not the bytes still fit."""
    text = TEXTS[codec]
    n_right = n_tried = 0
    for start in range(0, len(text) - n_chars, 5):
        run = text[start : start + n_chars]
        before, after = (encoded(f"<li>{text}</li>\n<li>{part}", codec) for part in ("", run))
        for at in range(len(before), len(after)):
            found = leniently(damaged(after + encoded(f"</li>\n<li>{text}</li>", codec), at, kind), codec)
            assert found is not None
            lines = found.text.split("\n")
            assert (lines[0], lines[2]) == (f"<li>{text}</li>", f"<li>{text}</li>")
            n_right += Levenshtein.distance(lines[1], f"<li>{run}</li>") <= 2
            n_tried += 1
    assert n_right >= 0.7 * n_tried


@pytest.mark.parametrize("codec", ["gb18030", "euc_tw"])
def test_two_bytes_lost_shift_nothing_between_for_good(codec: str) -> None:
    """An even number: the bytes fit strictly, and nothing but the text tells. In Big5 a shift ends by itself."""
    text = TEXTS[codec]
    data = encoded(text, codec)
    first, second = (len(encoded(text[:at], codec)) for at in (9, 33))
    found = decoded(data[:first] + data[first + 1 : second] + data[second + 1 :])
    assert Levenshtein.distance(found.text, text) <= 4
    assert found.text[13:30] in text
    assert len(found.lost) == 2


def rare(codec: str, first: int, last: int, n_chars: int, seed: int) -> str:
    """Characters of rows that prose hardly has."""
    chance = random.Random(seed)
    pairs = (bytes((chance.randrange(first, last), chance.randrange(0xA1, 0xFF))) for _ in range(4 * n_chars))
    return "".join(pair.decode(codec, "ignore") for pair in pairs)[:n_chars]


@pytest.mark.parametrize(
    ("codec", "first", "last"), [("gb18030", 0xD8, 0xF8), ("gb18030", 0xAA, 0xB0), ("big5", 0xC9, 0xFA)]
)
@pytest.mark.parametrize("n_chars", [5, 10, 25, 60, 300])
@pytest.mark.parametrize("between", ["", " ", "、", "1", "a", "\n"])
def test_rare_characters_that_fit_stay(codec: str, first: int, last: int, n_chars: int, between: str) -> None:
    """Dictionaries, names, characters of private use: however likely a shift of them may be."""
    around = HANS if codec == "gb18030" else HANT
    for seed in range(6):
        text = f"{around}{between.join(rare(codec, first, last, n_chars, seed))}{around}"
        data = text.encode(codec)
        main = "gb18030" if codec == "gb18030" else "big5hkscs"
        found = leniently(data, main)
        assert found is not None
        assert (found.text, found.lost, found.parts) == (leniently_strict(data, main), (), ())


def leniently_strict(data: bytes, codec: str) -> str:
    from jiaokan.decode.resync import decoded as read

    return read(data, codec)


# --- parts

SHORT = {"gb18030": "今年秋天天气很好", "big5hkscs": "今年秋天天氣很好", "utf-8": "今年秋天天气很好"}
PAIRS = [
    ("gb18030", "big5hkscs", HANS, SHORT["big5hkscs"]),
    ("big5hkscs", "gb18030", HANT, SHORT["gb18030"]),
    ("gb18030", "utf-8", HANS, SHORT["utf-8"]),
    ("big5hkscs", "utf-8", HANT, SHORT["big5hkscs"]),
    ("utf-8", "gb18030", HANS, SHORT["gb18030"]),
    ("utf-8", "big5hkscs", HANT, SHORT["big5hkscs"]),
]


@pytest.mark.parametrize(("main", "other", "text", "line"), PAIRS)
@pytest.mark.parametrize("form", ["{}\n{}\n{}", '{} "{}" {}', "<p>{}</p><li><a href=1>{}</a></li><p>{}</p>"])
def test_eight_characters_in_another_encoding_are_read_in_theirs(
    main: str, other: str, text: str, line: str, form: str
) -> None:
    before, between, after = (
        part.encode("ascii") for part in (form + " ").replace("{}", "\0").strip(" ").split("\0")[:3]
    )
    last = form.rpartition("{}")[2].encode("ascii")
    data = before + text.encode(main) + between + line.encode(other) + after + text.encode(main) + last
    reading, _ = read_bytes(data, [])
    assert reading.text == form.format(text, line, text)
    assert (reading.encoding, reading.lost) == (main, ())
    assert {codec for _, codec in reading.parts} == {other}


@pytest.mark.parametrize("text", [HANS, HANT])
@pytest.mark.parametrize("codec", ["gb18030", "big5hkscs"])
def test_names_and_terms_are_no_parts(text: str, codec: str) -> None:
    names = "王珺、劉贇、陳堃、趙垚、孫淼、錢鑫 蝙蝠、蟾蜍、蜥蜴、螳螂、蟋蟀、蚯蚓 嘧啶嘌呤 饕餮魑魅魍魎"
    data = "\n".join(line for name in names.split() for line in (text, name)).encode(codec, "ignore")
    reading, _ = read_bytes(data, [])
    assert (reading.text, reading.lost, reading.parts) == (leniently_strict(data, codec), (), ())


@pytest.mark.parametrize("declared", [None, "gbk", "utf-8"])
@pytest.mark.parametrize(
    "text",
    [
        f"{HANS}锟斤拷锟斤拷锟斤拷{HANS}",
        f"{HANS}\n锟斤拷锟斤拷锟斤拷锟斤拷\n{HANS}",
        f"{HANS} <b>锟斤拷锟斤拷</b> {HANS}",
        "锟斤拷锟斤拷锟斤拷锟斤拷：关于我们",
        "作者：锟斤拷",
    ],
)
def test_what_was_lost_before_is_no_part_in_utf8(text: str, declared: str | None) -> None:
    """锟斤拷 in GBK are the bytes of two U+FFFD in UTF-8; the page's own encoding has them."""
    headers = (("content-type", f"text/plain; charset={declared}"),) if declared else PLAIN
    found = decode(RawDocument("s", "a.txt", text.encode("gbk"), headers))
    assert (found.text, found.encoding, found.parts) == (text, "gb18030", ())


# --- in seven bits

SEVEN_BIT: dict[str, tuple[str, Callable[[str], bytes]]] = {
    "hz": (HANS, lambda text: text.encode("hz")),
    "gb": (HANS, iso_2022_cn_gb),
    "cns": (HANT, iso_2022_cn_cns),
}


@pytest.mark.parametrize("name", SEVEN_BIT)
@pytest.mark.parametrize("kind", ["lost", "doubled", "put in"])
def test_a_byte_in_seven_bit_text_costs_little(name: str, kind: str) -> None:
    """Of a character, an escape sequence or a shift: what follows is read."""
    text, encode = SEVEN_BIT[name]
    lines = f"{text}\nabc {text[:20]} xyz\n{text}"
    data = encode(lines)
    n_right = n_tried = 0
    for at in range(0, len(data), 7):
        found = decoded(damaged(data, at, "doubled" if kind == "put in" and at % 2 else kind))
        n_right += Levenshtein.distance(found.text, lines) <= 5
        n_tried += 1
    assert n_right >= 0.9 * n_tried


@pytest.mark.parametrize("name", SEVEN_BIT)
def test_rare_characters_in_seven_bits_stay(name: str) -> None:
    _, encode = SEVEN_BIT[name]
    text = "饕餮魑魅，蝙蝠、蟾蜍、蜥蜴、螳螂、蟋蟀、蚯蚓\nabc 嘧啶嘌呤 xyz"
    assert decoded(encode(text)).text == text
