"""Languages that are not Chinese: never garbled into Han, known for what they are; and what only looks like them."""

from __future__ import annotations

import re

import pytest

from jiaokan.decode import decode
from jiaokan.decode.foreign import foreign_score, share_of_words
from jiaokan.decode.han import foreign_script, is_japanese
from jiaokan.document import Decoded, RawDocument
from jiaokan.errors import Rejected
from jiaokan.script import find_script
from jiaokan.settings import Settings
from tests.decode_texts import FOREIGN

HAN = re.compile("[\u3400-\u9fff]")
CASES = [
    pytest.param(text[:length].rstrip(), codec, id=f"{language}-{codec}-{length or 'whole'}")
    for language, codecs, text in FOREIGN
    for codec in codecs
    for length in (40, 200, None)
]


def decoded(data: bytes, declared: str | None = None, **settings: str) -> Decoded:
    headers = (("content-type", f"text/plain; charset={declared}"),) if declared else ()
    return decode(RawDocument("s", "a.txt", data, headers), Settings(**settings))  # type: ignore[arg-type] # literals


@pytest.mark.parametrize(("text", "codec"), CASES)
def test_a_declared_encoding_of_another_language_wins(text: str, codec: str) -> None:
    data = text.encode(codec)
    assert decoded(data, codec).text == text
    assert decoded(data, encoding=codec).text == text
    page = f"<html><head><meta charset={codec}></head><body><p>{text}</p>".encode(codec)
    assert " ".join(decode(RawDocument("s", "a.html", page)).text.split()) == " ".join(text.split())


@pytest.mark.parametrize(("text", "codec"), CASES)
def test_another_language_is_not_garbled_into_chinese(text: str, codec: str) -> None:
    found = decoded(text.encode(codec))
    assert HAN.findall(found.text) == HAN.findall(text)
    with pytest.raises(Rejected) as caught:
        decoded(text.encode(codec), foreign="reject")
    assert caught.value.reason == "not-chinese"


# ISO 8859-2 and code page 1250 have most letters in the same places, and a piece may have none of the others.
KNOWN_MISTAKES = {"Czech-iso8859_2-40"}


@pytest.mark.parametrize(("text", "codec"), [case for case in CASES if case.id not in KNOWN_MISTAKES])
def test_undeclared_another_language_is_read(text: str, codec: str) -> None:
    assert decoded(text.encode(codec)).text == text


@pytest.mark.parametrize(("language", "codecs", "text"), FOREIGN, ids=[language for language, _, _ in FOREIGN])
def test_pieces_of_another_language_are_not_garbled(language: str, codecs: tuple[str, ...], text: str) -> None:
    """Wherever a piece begins, in mid-word too."""
    n_right = n_pieces = 0
    for start in range(0, len(text) - 40, 7):
        piece = text[start : start + 40].strip()
        for codec in codecs:
            found = decoded(piece.encode(codec), codec)
            assert found.text == piece
            found = decoded(piece.encode(codec))
            assert HAN.findall(found.text) == HAN.findall(piece)
            n_right += found.text == piece
            n_pieces += 1
    assert n_right >= 0.8 * n_pieces, language


@pytest.mark.parametrize(
    "wrong", ["iso-8859-1", "windows-1250", "windows-1251", "windows-1252", "windows-1258", "tis-620"]
)
@pytest.mark.parametrize(
    "text",
    [
        "今天的天气很好，我们去公园散步。",
        "使用 Python 编写的小程序，运行在 Windows 上。",
        "老街新闻 2021-03-04",
        "请输入用户名",
        "第3章 T恤与K歌",
        "A座3楼会议室，联系人：李雷",
        "免费下载MP3音乐，在线试听",
    ],
)
@pytest.mark.parametrize("codec", ["gb18030", "utf-8"])
def test_chinese_declared_as_another_language_is_chinese(text: str, wrong: str, codec: str) -> None:
    assert decoded(text.encode(codec), wrong).text == text
    assert decoded(text.encode(codec)).text == text


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Zażółć gęślą jaźń", "cp1250"),
        ("Schon früh ist der Markt voll", "cp1252"),
        ("Утром рынок уже полон", "cp1251"),
        ("ตลาดเช้าเริ่มคึกคัก", "cp874"),
    ],
)
def test_words_are_well_formed_in_their_encoding_only(text: str, codec: str) -> None:
    assert share_of_words(text) == 1.0
    assert foreign_score(text, codec) >= 0.6
    for other in ("cp1252", "cp1251", "cp1256", "cp874"):
        if other != codec:
            misread = text.encode(codec).decode(other, "replace")
            assert foreign_score(misread, other) < 0.4


def test_words_of_two_scripts_are_no_words() -> None:
    assert share_of_words("pمo e maçمs") < 0.5
    assert share_of_words("ÖÐ¹úÈËÃñ") < 0.5
    assert share_of_words("plain ASCII") == 0.0


# --- Japanese

JAPANESE = [
    "東京都内の天気は晴れ、最高気温は二十五度",
    "図書館は夜九時まで開館",
    "本日の営業は終了しました",
    "関西国際空港で大規模停電、復旧の見通し立たず",
    "駅前の再開発計画、来春に着工",
    "住民説明会を開催",
    "大学入試改革案を公表",
    "入口はこちら",
    "私は学生です",
    "彼は「我們是學生」と書いた",
]
NOT_JAPANESE = [
    "鲜の美",
    "優の良品",
    "奈雪の茶",
    "无印良品の商品",
    "旅の途中，看见雪の山",
    "日本动画片《となりのトトロ》在国内重新上映了",
    "他念了一句「ありがとうございます」就走了",
    "片假名「カタカナ」与平假名「ひらがな」都来自汉字",
    "她笑着说こんにちは，然后走开了",
    "日语动词“食べる”的て形是“食べて”",
    "我们的歌ベスト",
    "商品名：雪肌精（せっきせい）化妆水",
    "動画『君の名は。』在台北上映",
    "新聞見出",
    "東京都知事選挙立候補予定者説明会",
]


@pytest.mark.parametrize("text", JAPANESE)
def test_kana_make_a_text_japanese(text: str) -> None:
    assert is_japanese(text)
    assert find_script(text) == "Jpan"
    assert foreign_script(text * 4) == "Japanese"
    assert decoded(text.encode()).text == text


@pytest.mark.parametrize("text", NOT_JAPANESE)
def test_some_kana_in_chinese_do_not(text: str) -> None:
    assert not is_japanese(text)
    assert find_script(text) != "Jpan"
    assert foreign_script(text * 4) is None
    assert decoded((text * 3).encode(), foreign="reject").text == text * 3
