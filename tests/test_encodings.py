from __future__ import annotations

import random
import shutil
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaokan.decode import decode
from jiaokan.decode.charset import find_codec
from jiaokan.decode.cns import plane
from jiaokan.decode.han import foreign_script
from jiaokan.document import Decoded, RawDocument
from jiaokan.errors import Rejected
from jiaokan.settings import Settings
from tests.bench.encoding import readme
from tests.bench.encoding.__main__ import is_right
from tests.bench.encoding.matrix import DAMAGES, ENCODINGS, LENGTHS, Damage, Encoding, euc_tw, iter_cases
from tests.bench.encoding.matrix import iso_2022_cn_cns as iso_2022_cn
from tests.bench.encoding.tools import ours

HANS = "今年秋天，镇上的图书馆搬进了老粮站。工人们把粮囤改成书架，地磅还留在门口，孩子们进馆前都要站上去称一称。"
HANT = "今年秋天，鎮上的圖書館搬進了老糧站。工人們把糧囤改成書架，地磅還留在門口，孩子們進館前都要站上去稱一稱。"

FOREIGN = {
    "Japanese": (
        "朝の市場はもうにぎやかになっている。豆腐屋のおじさんが木の板を一枚ずつ外すと、湯気が戸のすき間から流れ出した。",
        ("cp932", "euc_jp", "iso2022_jp", "utf-16-le", "utf-8"),
    ),
    "Korean": (
        "새벽 시장은 벌써 사람들로 붐비고 있다. 두부 장수는 나무판을 하나씩 떼어 내고 김이 문틈으로 새어 나온다.",
        ("cp949", "iso2022_kr", "utf-16-le", "utf-8"),
    ),
    "Cyrillic": (
        "На рассвете рынок уже полон людей. Продавец снимает доски одну за другой, и пар идёт сквозь щели.",
        ("cp1251", "koi8_r", "iso8859_5", "cp866", "utf-16-le", "utf-8"),
    ),
    "Latin": (
        "Dès l'aube, le marché s'éveille. L'épicier dépose ses cageots, et la buée s'échappe à travers la porte.",
        ("cp1252", "utf-16-le", "utf-8"),
    ),
    "Thai": (
        "ตลาดเช้าเริ่มคึกคักแล้ว คนขายเต้าหู้ถอดแผ่นไม้ออกทีละแผ่น ไอน้ำลอยออกมาตามร่องประตู เด็กนักเรียนวิ่งผ่านไป",
        ("cp874", "utf-16-le", "utf-8"),
    ),
    "Greek": (
        "Το ξημέρωμα η αγορά είναι ήδη γεμάτη κόσμο. Ο πωλητής βγάζει τις σανίδες και ο ατμός βγαίνει.",
        ("cp1253", "utf-8"),
    ),
    "Arabic": ("عند الفجر يكون السوق مزدحما بالناس. يرفع البائع الألواح واحدا تلو الآخر.", ("cp1256", "utf-8")),
    "Hebrew": ("עם שחר השוק כבר מלא אנשים. המוכר מסיר את הקרשים אחד אחרי השני.", ("cp1255", "utf-8")),
}
MORE_LATIN = [
    ("Schon früh am Morgen ist der Markt voller Leute. Gegenüber laufen Schüler über die Straße.", "cp1252"),
    ("¿Quién corre al otro lado? ¡Los niños! El señor quita las tablas y el vapor sale por allí.", "cp1252"),
    ("Za úsvitu je tržiště už plné lidí. Prodavač odkládá prkna a pára uniká škvírami dveří.", "cp1250"),
    ("O świcie rynek jest już pełen ludzi. Dzieci biegną przez ulicę, śmiejąc się głośno.", "cp1250"),
    ("Şafakta pazar çoktan kalabalıklaşmış. Öğrenciler karşıda koşuyor, gülüşüyor.", "cp1254"),
]


def decoded(data: bytes, settings: Settings | None = None, **headers: str) -> Decoded:
    raw = RawDocument("s", "a.txt", data, tuple((name.replace("_", "-"), value) for name, value in headers.items()))
    return decode(raw, settings or Settings())


# Of ten pieces; what is missing is a byte changed to one that fits, so that nothing tells of it, and a lost escape.
_FLOORS: dict[tuple[str, Damage], int] = {
    ("GBK", "one byte"): 9,
    ("GBK, Traditional", "one byte"): 9,
    ("GBK, Traditional", "cut at start"): 9,
    ("GB 18030", "one byte"): 9,
    ("Big5", "one byte"): 9,
    ("EUC-TW", "one byte"): 9,
    ("ISO-2022-CN, Traditional", "one byte"): 8,
    ("ISO-2022-CN, Traditional", "cut at start"): 8,
}


@pytest.mark.parametrize("encoding", ENCODINGS, ids=lambda encoding: encoding.name)
def test_every_encoding_at_every_length_with_every_damage(encoding: Encoding) -> None:
    n_right = {(length, damage): 0 for length in LENGTHS for damage in DAMAGES}
    for case in iter_cases("tuning", 10, (encoding,)):
        n_right[case.length, case.damage] += is_right(case, ours(case.data).text)
    too_few = {cell: count for cell, count in n_right.items() if count < _FLOORS.get((encoding.name, cell[1]), 10)}
    assert not too_few


def test_the_table_is_that_of_the_last_run() -> None:
    import json

    shown = (readme.ROOT / "README.md").read_text("utf-8").partition(readme.BEGIN)[2].partition(readme.END)[0]
    assert shown == readme.table(json.loads(readme.RESULTS.read_text("utf-8")))


# --- encodings of our own


@pytest.mark.skipif(not shutil.which("iconv"), reason="no iconv to compare with")
def test_planes_are_those_of_iconv() -> None:
    """But for five marks that Big5's tables and those of CNS 11643 have always given otherwise."""
    for number, n_others in ((1, 5), (2, 0)):
        chars = plane(number)
        prefix = b"" if number == 1 else b"\x8e\xa2"
        data = b"\n".join(prefix + bytes(byte | 0x80 for byte in pair) for pair in chars)
        done = subprocess.run(["iconv", "-f", "EUC-TW", "-t", "UTF-8"], input=data, capture_output=True, check=False)
        if done.returncode:
            pytest.skip("an iconv without EUC-TW")
        theirs = done.stdout.decode().split("\n")
        assert sum(ours != other for ours, other in zip(chars.values(), theirs, strict=True)) == n_others


def test_planes_are_one_to_one() -> None:
    chars = [*plane(1).values(), *plane(2).values()]
    assert len(chars) == len(set(chars)) == 13_469
    assert plane(3) == {}


def test_euc_tw_says_what_it_has_not() -> None:
    data = euc_tw("圖書館") + b"\x8e\xa3\xa1\xa1" + euc_tw("乂館")
    with pytest.raises(UnicodeDecodeError, match="bytes in position 6-9"):
        data.decode("euc_tw")
    assert data.decode("euc_tw", "replace") == "圖書館\ufffd乂館"


def test_iso_2022_cn_as_rfc_1922_shows_it() -> None:
    """交换 in GB 2312, 交換 in CNS 11643: the example of the standard, 2.2."""
    assert b"\x1b$)A\x0e=;;;\x1b$)GG(_P\x0f".decode("iso2022_cn") == "交换交換"
    assert decoded(iso_2022_cn(f"{HANT}乂\nabc")).text == f"{HANT}乂\nabc"


@pytest.mark.parametrize(
    ("label", "codec"), [("EUC-TW", "euc_tw"), ("x-euc-tw", "euc_tw"), ("ISO-2022-CN-EXT", "iso2022_cn")]
)
def test_their_labels_are_known(label: str, codec: str) -> None:
    assert find_codec(label) == codec
    assert decoded(b"<p>abc", content_type=f"text/html; charset={label}").text == "abc"


# --- parts


@pytest.mark.parametrize(("main", "other"), [("utf-8", "gb18030"), ("gb18030", "utf-8"), ("big5hkscs", "utf-8")])
def test_lines_in_another_encoding_are_read_in_theirs(main: str, other: str) -> None:
    text = HANT if "big5hkscs" in {main, other} else HANS
    lines = [f"{number}. {text}\n" for number in range(9)]
    inner = "".join(lines[3:5]).encode(other)
    data = "".join(lines[:3]).encode(main) + inner + "".join(lines[5:]).encode(main)
    found = decoded(data)
    start = len("".join(lines[:3]).encode(main))
    assert found.text == "".join(lines)
    assert found.encoding == main
    assert found.parts == (((start, start + len(inner)), other),)
    assert found.evidence.endswith(f"bytes {start}-{start + len(inner) - 1} are {other}")


def test_a_gbk_line_in_big5_is_read() -> None:
    data = f"{HANT}\n".encode("big5hkscs") * 3 + f"{HANS}\n".encode("gbk") + f"{HANT}\n".encode("big5hkscs")
    found = decoded(data)
    assert found.text == f"{HANT}\n" * 3 + f"{HANS}\n" + f"{HANT}\n"
    assert [codec for _, codec in found.parts] == ["gb18030"]


def test_a_header_in_gbk_over_a_body_in_utf8() -> None:
    page = "<html><head>\n<meta charset=gbk>\n<title>粮站里的图书馆</title>\n</head><body>\n".encode("gbk")
    page += f"<p>{HANS}</p>\n".encode() * 5
    found = decoded(page)
    assert found.hints[0].value == "粮站里的图书馆"
    assert found.text == "\n".join([HANS] * 5)


def test_a_damaged_line_is_no_part() -> None:
    data = f"{HANS}\n".encode()
    found = decoded(data + data[:30] + b"\xff" + data[30:] + data)
    assert (found.encoding, found.parts, found.lost) == ("utf-8", (), ((len(data) + 30, len(data) + 31),))


# --- lost bytes


# Of 20. In the others a second byte that is also ASCII ends the shift, so that all fits and nothing tells.
@pytest.mark.parametrize(
    ("text", "codec", "floor"), [(HANS, "gb18030", 20), (HANT, "gb18030", 12), (HANT, "big5hkscs", 18)]
)
def test_what_follows_a_lost_byte_is_not_shifted(text: str, codec: str, floor: int) -> None:
    """Wherever a first byte is lost, a few characters beside it are at most."""
    data = text.encode(codec)
    n_kept = 0
    for at in range(10, 30):
        start = len(text[:at].encode(codec))
        found = decoded(data[:start] + data[start + 1 :] + b"\n" + data)
        assert found.text.endswith(f"\n{text}")
        n_kept += text[at + 4 : at + 20] in found.text.split("\n")[0] and text[: at - 3] in found.text
    assert n_kept >= floor


def test_a_control_character_for_a_first_byte_is_found() -> None:
    data = bytearray(f"{HANT}\n{HANT}".encode("big5hkscs"))
    at = len(HANT[:20].encode("big5hkscs"))
    data[at] = 0x15
    found = decoded(bytes(data))
    assert found.lost == ((at, at + 2),)
    assert found.text == f"{HANT[:20]}\ufffd{HANT[21:]}\n{HANT}"


def test_clean_text_is_never_cut_anew() -> None:
    """However rare its characters: what fits strictly stays."""
    rare = "".join(map(chr, random.Random(1).sample(range(0x4E00, 0x9FA6), 400)))
    assert decoded(f"{HANS}{rare}".encode("gb18030")).text == f"{HANS}{rare}"


@pytest.mark.parametrize("codec", ["utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-32-le"])
def test_a_text_cut_at_both_ends_is_read(codec: str) -> None:
    found = decoded(HANS.encode(codec)[1:-1])
    assert found.text.strip("\ufffd") in {HANS[1:-1], HANS[1:]}
    assert found.evidence.endswith("cut in mid-character at the start; cut in mid-character at the end")


def test_utf16_of_odd_length_loses_its_last_byte() -> None:
    for mark, codec in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        data = mark + HANS.encode(codec) + b"\x4e"
        found = decoded(data)
        assert found.text == HANS + "\ufffd"
        assert found.lost == ((len(data) - 1, len(data)),)


def test_places_count_from_the_first_byte_whatever_stands_before() -> None:
    data = b"\xef\xbb\xbf" + HANS.encode()
    assert decoded(data[:33] + b"\xff" + data[33:]).lost == ((33, 34),)


def test_few_of_many_misfits_are_shown() -> None:
    line = f"{HANS}".encode() + b"\xff"
    found = decoded(line * 20)
    assert len(found.lost) == 20
    assert found.evidence.endswith(" …; cut in mid-character at the end")


# --- what is not Chinese


@pytest.mark.parametrize(
    ("script", "codec"), [(script, codec) for script, (_, codecs) in FOREIGN.items() for codec in codecs]
)
def test_foreign_texts_are_read_and_known(script: str, codec: str) -> None:
    text = FOREIGN[script][0]
    data = text.encode(codec)
    assert decoded(data).text == text
    with pytest.raises(Rejected) as caught:
        decoded(data, Settings(foreign="reject"))
    assert (caught.value.stage, caught.value.reason) == ("decode", "not-chinese")
    assert caught.value.detail.startswith(script)


@pytest.mark.parametrize(("text", "codec"), MORE_LATIN)
def test_languages_in_latin_letters_are_told_apart(text: str, codec: str) -> None:
    assert decoded(text.encode(codec)).text == text


@pytest.mark.parametrize(
    "text",
    [
        HANS,
        HANT,
        "2024-03-05 10:11",
        "OK",
        "使用 git rebase 之前，先用 git stash 把改动收起来。",
        "片假名「カタカナ」与平假名「ひらがな」都来自汉字，五十音图是学习日语的第一步，要背熟。",
        "俄语单词 Здравствуйте 的意思是“您好”。",
    ],
)
def test_chinese_with_something_foreign_in_it_is_kept(text: str) -> None:
    assert foreign_script(text) is None
    assert decoded(text.encode(), Settings(foreign="reject")).text == text


def test_a_declared_encoding_without_a_language_of_ours_is_believed() -> None:
    text = "Hà Nội mùa này vắng những cơn mưa, phố xá đông người qua lại."
    data = text.encode("utf-16-le")
    assert decoded(data, content_type="text/plain; charset=utf-16le").text == text


# --- anything


@given(
    st.one_of(st.binary(max_size=400), st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
)
def test_any_bytes_give_a_text_or_a_refusal(data: bytes) -> None:
    try:
        found = decoded(data)
    except Rejected:
        return
    assert found.text.encode()  # no lone surrogates
    assert all(0 <= start < end <= len(data) for start, end in (*found.lost, *(span for span, _ in found.parts)))


@given(
    st.binary(max_size=40), st.integers(0, 200), st.sampled_from(["utf-8", "gb18030", "big5hkscs", "hz", "utf-16-le"])
)
def test_chinese_with_any_bytes_in_it_too(junk: bytes, at: int, codec: str) -> None:
    data = HANS.encode(codec, "ignore")
    try:
        found = decoded(data[:at] + junk + data[at:])
    except Rejected:
        return
    assert found.text.encode()


@given(
    st.one_of(
        st.binary(max_size=99), st.text(max_size=60).map(lambda text: f"{text}{HANS}".encode("gb18030", "ignore"))
    ),
    st.sampled_from(
        [
            "cp037",
            "utf-7",
            "iso-2022-jp",
            "iso-2022-kr",
            "iso-2022-cn",
            "hz",
            "euc-tw",
            "johab",
            "mac-cyrillic",
            "utf-16",
        ]
    ),
)
def test_whatever_is_declared(data: bytes, label: str) -> None:
    try:
        found = decoded(data, Settings(encoding=label))
    except Rejected:
        return
    assert found.text.encode()


@given(st.text(st.sampled_from(HANS + HANT + "𠮷㐂 \r\n,.a1<>&\t\u3000\ufeff\u200b"), min_size=9, max_size=200))
def test_chinese_in_utf8_is_left_as_it_is(text: str) -> None:
    """`<` and `&` too, where no page is made of them."""
    if len(text.encode()) - len(text) < 12:
        return
    raw = RawDocument("s", "a.txt", text.encode(), (("content-type", "text/plain"),))
    found = decode(raw)
    assert (found.text, found.encoding) == (text.removeprefix("\ufeff"), "utf-8")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\xff\xfe", "empty"),
        (b"\xfe\xff", "empty"),
        (b"\xff\xfe\0\0", "empty"),
        (b"\0\0\xfe\xff", "empty"),
        (b"\0" * 9, "binary"),
        (HANS.encode().replace("。".encode(), b"\0\0\0\0\0\0\0\0\0\0\0\0"), "binary"),
        (b"\xff\xfe" + random.Random(2).randbytes(4000), "binary"),
    ],
)
def test_marks_and_nul_bytes_alone_are_no_text(data: bytes, reason: str) -> None:
    with pytest.raises(Rejected) as caught:
        decoded(data)
    assert caught.value.reason == reason


def test_a_few_nul_bytes_cost_nothing_else() -> None:
    data = f"{HANS}\0{HANS}"
    assert decoded(data.encode()).text == data
