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
