from __future__ import annotations

import pytest

from jiaokan.script import convert, find_script


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("图书馆周末开放到晚上九点。", "Hans"),
        ("圖書館週末開放到晚上九點。", "Hant"),
        ("圖書館周末開放。图书馆周末开放。", "mixed"),
        ("你好", "Zyyy"),
        ("2022-09-21 Top", "Zyyy"),
        ("", "Zyyy"),
        ("図書館は夜九時まで開いています。", "Jpan"),
        ("도서관은 밤 아홉 시까지 엽니다. 圖書館", "Kore"),
        ("美の味：这家店的甜点很好吃", "Hans"),
    ],
)
def test_script_is_found(text: str, script: str) -> None:
    assert find_script(text) == script


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("隨著城市發展,決定著未來", "随着城市发展,决定着未来"),
        ("著力推進,接著開會,沿著河邊", "着力推进,接着开会,沿着河边"),
        ("這部著名的著作見微知著,成效顯著", "这部著名的著作见微知著,成效显著"),
        ("后里干部制度系統", "后里干部制度系统"),
        ("於是他們來到山裡", "于是他们来到山里"),
    ],
)
def test_traditional_becomes_simplified(traditional: str, simplified: str) -> None:
    assert convert(traditional, "Hans").text == simplified


@pytest.mark.parametrize(
    "text",
    [
        "乾隆年间的著作",
        "他在瞭望台上看着远方",
        "土著居民的著名歌手",
        "着力推进，接着开会",
        "郭沫若著",
        "慰藉与狼藉",
        "你好",
    ],
)
def test_simplified_text_is_left_exactly_as_it_is(text: str) -> None:
    converted = convert(text, "Hans")
    assert converted.text == text
    assert converted.n_converted == 0


def test_quotations_in_other_languages_stay() -> None:
    text = "他念了一句日語：\n図書館は夜九時まで開いています。\n這是圖書館門口的牌子。"
    assert convert(text, "Hans").text == "他念了一句日语：\n図書館は夜九時まで開いています。\n这是图书馆门口的牌子。"


@pytest.mark.parametrize("text", ["圖書館", "图书馆", "mixed 圖书"])
def test_keep_keeps(text: str) -> None:
    assert convert(text, "keep").text == text


def test_the_original_of_a_span_is_what_stood_there() -> None:
    converted = convert("標題\n圖書館開放\n編輯", "Hans")
    assert converted.text == "标题\n图书馆开放\n编辑"
    assert converted.original([(0, 2), (3, 8)]) == "標題\n圖書館開放"


def test_conversion_keeps_the_length() -> None:
    """Offsets are shared by both texts: every entry of the dictionaries used is as long as what it stands for."""
    from pathlib import Path

    import opencc

    for name in ("TSCharacters", "TSPhrases", "STCharacters", "STPhrases"):
        lines = (Path(opencc.__file__).parent / "dictionary" / f"{name}.txt").read_text("utf-8").splitlines()
        for line in filter(None, lines):
            source, _, targets = line.partition("\t")
            assert len(targets.split(" ")[0]) == len(source)
