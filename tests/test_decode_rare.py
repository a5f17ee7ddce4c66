"""Chinese of rare characters, a few at a time: in its encoding, not in another where they happen to be common."""

from __future__ import annotations

import pytest

from jiaokan.decode import decode
from jiaokan.decode.han import is_one_script
from jiaokan.document import RawDocument
from jiaokan.settings import Settings
from tests.decode_texts import CANTONESE, RARE_HANS, RARE_HANT

LABELS = {"gb18030": "gb2312", "big5hkscs": "big5", "utf-8": "utf-8"}
CASES = [
    (text, codec)
    for texts, codecs in (
        (RARE_HANS, ("gb18030", "utf-8")),
        (RARE_HANT, ("gb18030", "big5hkscs", "utf-8")),
        (CANTONESE, ("gb18030", "big5hkscs", "utf-8")),
    )
    for text in texts
    for codec in codecs
]
# Two characters that are two others in GBK as well: the commoner encoding has them.
AMBIGUOUS = {("堃喆", "big5hkscs")}


def read(data: bytes, declared: str | None = None) -> str:
    headers = (("content-type", f"text/html; charset={declared}"),) if declared else ()
    return decode(RawDocument("s", "a.txt", data, headers)).text


@pytest.mark.parametrize(("text", "codec"), CASES)
def test_rare_chinese_is_read_as_declared(text: str, codec: str) -> None:
    data = text.encode(codec)
    assert read(data, LABELS[codec]) == text
    assert decode(RawDocument("s", "a.txt", data), Settings(encoding=LABELS[codec], foreign="reject")).text == text


@pytest.mark.parametrize(("text", "codec"), [case for case in CASES if case not in AMBIGUOUS])
def test_rare_chinese_is_read_undeclared(text: str, codec: str) -> None:
    assert read(text.encode(codec)) == text
    assert read(f"{text}\r\n".encode(codec)) == f"{text}\r\n"
    assert read(f"[{text}] - 1".encode(codec)) == f"[{text}] - 1"


@pytest.mark.parametrize("wrong", ["big5", "utf-8", "iso-8859-1", "shift_jis", "windows-1251", "euc-kr"])
@pytest.mark.parametrize("text", ["朱镕基、陶喆、李堃、张赟", "坐落在邛崃与郫县之间的老街", "呦呦鹿鸣，食野之苹"])
def test_a_wrong_declaration_does_not_spoil_it(text: str, wrong: str) -> None:
    assert read(text.encode("gb18030"), wrong) == text


@pytest.mark.parametrize(
    ("text", "codec"),
    [("今天天氣很好", "big5hkscs"), ("公司簡介", "big5hkscs"), ("聯絡我們", "big5hkscs"), ("今天天气很好", "gb18030")],
)
def test_common_chinese_in_a_few_characters_stays_in_its_encoding(text: str, codec: str) -> None:
    assert read(text.encode(codec)) == text


def test_a_text_of_one_script_is_in_one_standard() -> None:
    assert is_one_script("饕餮魑魅魍魉 abc，")
    assert is_one_script("饕餮魑魅魍魎")
    assert not is_one_script("殴緔")


# --- other hostile cases

PROSE = "清晨的菜市场已经热闹起来。卖豆腐的老周把木板一块块卸下，蒸汽顺着门缝往外冒。"
TRADITIONAL = "清晨的菜市場已經熱鬧起來。賣豆腐的老周把木板一塊塊卸下，蒸氣順著門縫往外冒。"


@pytest.mark.parametrize(
    "text",
    [
        "你好",
        "谢谢",
        "首页",
        "新闻",
        "登录",
        "注册",
        "确定",
        "取消",
        "联系",
        "下载",
        "北京",
        "图片",
        "视频",
        "搜索",
        "返回",
        "更多",
        "公司简介",
        "版权所有",
    ],
)
def test_a_word_in_gbk_by_itself_is_read(text: str) -> None:
    """Some are well-formed UTF-8 too: лл, ͼƬ."""
    assert read(text.encode("gb18030")) == text
    assert read(text.encode()) == text


@pytest.mark.parametrize("text", ["½ l", "café", "naïve", "привет", "Ελλάδα", "±5°", "→", "①", "«»"])
def test_a_word_in_utf8_by_itself_stays(text: str) -> None:
    assert read(text.encode()) == text


@pytest.mark.parametrize("text", ["😀👍🎉😂", "好的😀👍", "𠮷野家", "㐂㐂㐂"])
def test_four_byte_characters_are_read(text: str) -> None:
    assert read(text.encode("gb18030")) == text


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("a1e3", "～"),
        ("a145", "‧"),
        ("a14e", "﹑"),
        ("a3e1", "€"),
        ("a241", "／"),
        ("f9d6f9dbf9dc", "碁粧嫺"),
        ("c6e7", "ぁ"),
    ],
)
def test_marks_in_big5_are_those_of_code_page_950(data: str, text: str) -> None:
    around = TRADITIONAL.encode("big5hkscs")
    assert read(around + bytes.fromhex(data) + around) == TRADITIONAL + text + TRADITIONAL


def test_a_mark_between_two_files_in_gbk_costs_nothing() -> None:
    data = PROSE.encode("gbk")
    found = decode(RawDocument("s", "a.txt", data + b"\r\n\xef\xbb\xbf" + data))
    assert (found.text, found.lost) == (f"{PROSE}\r\n\ufeff{PROSE}", ())


def test_nul_bytes_in_gbk_are_not_first_bytes() -> None:
    found = decode(RawDocument("s", "a.txt", f"{PROSE}\0\0{PROSE}\0{PROSE}".encode("gbk")))
    assert (found.text, found.lost) == (f"{PROSE}\0\0{PROSE}\0{PROSE}", ())


@pytest.mark.parametrize(
    "text",
    [
        "cost ~5 and ~{name}~ or a~{b}c, see ~/x ~~ ok",
        "path ~{USER}/bin ~{HOME} and ~{PATH}~}\nfoo ~{abc~} bar",
        "Eq.~{2}~} with Table~{three} and \\cite{a}~{b}",
        "make: \x1b$B test\n" * 3,
        "\x1b[31mred\x1b[0m text on a terminal\n" * 9,
    ],
)
def test_ascii_with_signs_of_seven_bit_encodings_stays(text: str) -> None:
    assert read(text.encode()) == text


@pytest.mark.parametrize(
    "meta", ["gb2312", "utf-8", "iso-8859-1", "unicode", "utf-16", "big5", "x-user-defined", "none", "euc-kr", "utf-7"]
)
@pytest.mark.parametrize("codec", ["utf-8", "gb18030"])
def test_whatever_meta_says(meta: str, codec: str) -> None:
    page = f"<html><head><meta charset='{meta}'></head><body><p>{PROSE}</p>".encode(codec)
    assert decode(RawDocument("s", "a.html", page)).text == PROSE
