from __future__ import annotations

import contextlib
import random
import time

import pytest

from jiaokan.decode import decode
from jiaokan.decode.charset import find_codec
from jiaokan.decode.han import han_plausibility
from jiaokan.document import Hint, RawDocument
from jiaokan.errors import Rejected
from jiaokan.settings import Settings

HANS = (
    "清晨的菜市场已经热闹起来。卖豆腐的老周把木板一块块卸下，蒸汽顺着门缝往外冒，街对面的小学生背着书包跑过去。\r\n"
    "“今天的豆子是新磨的，”他对熟客说，“您尝尝，跟昨天的不一样。”隔壁修鞋的师傅听了，笑着摇头：天天都这么说！"
)
HANT = (
    "清晨的菜市場已經熱鬧起來。賣豆腐的老周把木板一塊塊卸下，蒸氣順著門縫往外冒，街對面的小學生背著書包跑過去。\r\n"
    "「今天的豆子是新磨的，」他對熟客說，「您嚐嚐，跟昨天的不一樣。」隔壁修鞋的師傅聽了，笑著搖頭：天天都這麼說！"
)
JAPANESE = (
    "朝の市場はもうにぎやかになっている。豆腐屋のおじさんが木の板を一枚ずつ外すと、湯気が戸のすき間から流れ出した。"
)
KOREAN = "새벽 시장은 벌써 사람들로 붐비고 있다. 두부 장수는 나무판을 하나씩 떼어 내고 김이 문틈으로 새어 나온다."
FRENCH = "Dès l'aube, le marché s'éveille. L'épicier dépose ses cageots, et la buée s'échappe à travers la porte."
RUSSIAN = "На рассвете рынок уже полон людей. Продавец снимает доски одну за другой, и пар идёт сквозь щели."

CHINESE_CASES = [
    (text, encoding)
    for text, encodings in (
        (HANS, ("utf-8", "utf-8-sig", "gb2312", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "hz")),
        (HANT, ("utf-8", "gb18030", "big5", "big5hkscs", "utf-16", "utf-16-le", "utf-16-be")),
    )
    for encoding in encodings
]


def encoded(text: str, encoding: str) -> bytes:
    if encoding in {"gb2312", "big5"}:  # a page says gb2312 and means GBK
        encoding = {"gb2312": "gbk", "big5": "big5hkscs"}[encoding]
    return text.encode(encoding)


def decoded_text(data: bytes, uri: str = "a.txt", settings: Settings | None = None) -> str:
    return decode(RawDocument("s", uri, data), settings or Settings()).text


@pytest.mark.parametrize(("text", "encoding"), CHINESE_CASES)
def test_undeclared_plain_text_is_read(text: str, encoding: str) -> None:
    assert decoded_text(encoded(text, encoding)) == text


@pytest.mark.parametrize(("text", "encoding"), CHINESE_CASES)
def test_undeclared_html_is_read(text: str, encoding: str) -> None:
    page = f"<html><head><title>x</title></head><body><p>{text}</p></body></html>"
    decoded = decode(RawDocument("s", "a.html", encoded(page, encoding)))
    assert decoded.is_html
    assert decoded.text == text.replace("\r\n", " ")


@pytest.mark.parametrize(("text", "encoding"), [case for case in CHINESE_CASES if not case[1].startswith("utf")])
def test_a_wrong_declaration_is_overruled(text: str, encoding: str) -> None:
    for wrong in ("utf-8", "iso-8859-1", "shift_jis", "big5" if text is HANS else "gbk"):
        page = f'<html><head><meta charset="{wrong}"></head><body>{text}</body></html>'
        assert text.replace("\r\n", " ") in decoded_text(encoded(page, encoding), "a.html")


@pytest.mark.parametrize("n_chars", [12, 25, 50])
@pytest.mark.parametrize(("text", "encoding"), CHINESE_CASES)
def test_short_pieces_are_read(text: str, encoding: str, n_chars: int) -> None:
    for start in range(0, len(text) - n_chars, 7):
        piece = text[start : start + n_chars].strip()
        assert decoded_text(encoded(piece, encoding)) == piece


@pytest.mark.parametrize(
    ("text", "encoding"),
    [(JAPANESE, "cp932"), (JAPANESE, "euc_jp"), (KOREAN, "cp949"), (FRENCH, "cp1252")]
    + [(text, "utf-8") for text in (JAPANESE, KOREAN, FRENCH, RUSSIAN, "plain ASCII", "café", "½ l")],
)
def test_what_is_not_chinese_is_read_too(text: str, encoding: str) -> None:
    assert decoded_text(text.encode(encoding)) == text


@pytest.mark.parametrize(
    ("headers", "page", "evidence"),
    [
        ((("content-type", "text/html; charset=GB2312"),), "<p>{}</p>", "declared:header"),
        ((), '<meta http-equiv="Content-Type" content="text/html; charset=gb2312"><p>{}</p>', "declared:meta"),
        ((), "<META CHARSET='gbk'><p>{}</p>", "declared:meta"),
        ((), '<?xml version="1.0" encoding="gb2312"?><p>{}</p>', "declared:meta"),
        ((), "<p>{}</p>", "declared:settings"),
    ],
)
def test_a_declaration_that_holds_is_the_evidence(headers: tuple[tuple[str, str]], page: str, evidence: str) -> None:
    raw = RawDocument("s", "a.html", page.format("朱镕基与㐂的故事").encode("gb18030"), headers)
    decoded = decode(raw, Settings(encoding="gb2312"))
    assert (decoded.encoding, decoded.evidence, decoded.text) == ("gb18030", evidence, "朱镕基与㐂的故事")


def test_mojibake_in_utf8_is_left_for_the_rules() -> None:
    """However little it looks like Chinese: the bytes can only be UTF-8."""
    for broken in (HANS.encode("gbk").decode("latin-1"), HANS.encode().decode("gb18030", "replace"), "锟斤拷" * 5):
        page = f'<meta charset="gb2312"><p>{broken}'
        decoded = decode(RawDocument("s", "a.txt", page.encode()))
        assert decoded.encoding == "utf-8"
        assert decode(RawDocument("s", "a.txt", broken.encode())).text == broken


@pytest.mark.parametrize(("text", "encoding"), [(HANS, "utf-8"), (HANS, "gb18030"), (HANT, "big5hkscs")])
def test_a_few_corrupt_bytes_are_replaced_and_told(text: str, encoding: str) -> None:
    data = text.encode(encoding)
    at = len(text[:40].encode(encoding))
    decoded = decode(RawDocument("s", "a.txt", data[:at] + b"\xff" + data[at:]))
    assert decoded.text == text[:40] + "\ufffd" + text[40:]
    assert decoded.lost == ((at, at + 1),)
    assert decoded.evidence.endswith(f"; 1 replaced by U+FFFD: byte {at}")


def test_a_cut_at_the_end_is_told() -> None:
    decoded = decode(RawDocument("s", "a.txt", HANS.encode()[:-4]))
    assert decoded.text == HANS[:-2] + "\ufffd"
    assert decoded.evidence == "mostly-utf-8; cut in mid-character at the end"


def test_0x80_in_gbk_is_the_euro_sign() -> None:
    decoded = decode(RawDocument("s", "a.txt", f"{HANS}售价".encode("gbk") + b"\x80" + b"20"))
    assert decoded.text.endswith("售价€20")
    assert "0x80" in decoded.evidence


def test_surrogates_in_utf8_are_joined_or_replaced() -> None:
    pair = "\ud83d\ude00".encode("utf-8", "surrogatepass")
    half = b"\xed\xa0\x80"
    decoded = decode(RawDocument("s", "a.txt", "好".encode() * 9 + pair + half + b"a"))
    assert decoded.text == "好" * 9 + "😀\ufffda"
    assert "1 pairs joined, 1 halves replaced" in decoded.evidence


def test_nothing_is_removed_but_a_leading_mark() -> None:
    text = "\t第一行\r\n\r\n 　第二行\u200b\xa0\ufeff中间\r\n"
    assert decoded_text(b"\xef\xbb\xbf" + text.encode()) == text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\xff\xfe \0\n\0", "empty"),
        ("　\u00a0".encode(), "empty"),
        (b"%PDF-1.7\n...", "wrong-type"),
        (b"\x89PNG\r\n\x1a\n", "wrong-type"),
        (b"\xff\xd8\xff\xe0", "wrong-type"),
        (b"PK\x03\x04", "wrong-type"),
        (b"\x1f\x8b\x08", "wrong-type"),
        (b"\x7fELF", "wrong-type"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "wrong-type"),
        (bytes(5000), "binary"),
        (random.Random(5).randbytes(5000), "binary"),
        (bytes(range(1, 32)) * 20, "binary"),
        (b"<html><body><script>var x = '\xe6\x96\x87'</script></body></html>", "no-text"),
    ],
)
def test_what_is_no_text_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Rejected) as caught:
        decoded_text(data)
    assert (caught.value.stage, caught.value.reason) == ("decode", reason)


def test_a_readers_fault_is_the_refusal() -> None:
    with pytest.raises(Rejected) as caught:
        decode(RawDocument("s", "a", b"", fault=("truncated", "cut")))
    assert (caught.value.stage, caught.value.reason, caught.value.detail) == ("read", "truncated", "cut")


def test_prose_is_plausible_and_a_misreading_is_not() -> None:
    assert han_plausibility(HANS) > 0.55
    assert han_plausibility(HANT) > 0.55
    assert han_plausibility(HANS.encode().decode("gb18030", "replace")) < 0.2
    assert han_plausibility(HANT.encode("big5hkscs").decode("gb18030", "replace")) < 0.3
    assert han_plausibility("no Han at all") == 1.0


@pytest.mark.parametrize(
    ("label", "codec"),
    [
        ("GB2312", "gb18030"),
        (" gbk", "gb18030"),
        ("Big5", "big5hkscs"),
        ("UTF8", "utf-8"),
        ("ISO-8859-1", "cp1252"),
        ("windows-1251", "cp1251"),
        ("euc-jp", "euc_jp"),
        ("gb_2312-80", "gb18030"),
        ("gb2312-80", "gb18030"),
        ("x-gbk", "gb18030"),
        ("big5-eten", "big5hkscs"),
        ("utf8mb4", "utf-8"),
        ("unicode", "utf-16-le"),
        ("KOI8-R", "koi8_r"),
        ("ISO-8859-2", "iso8859_2"),
        ("rot13", None),
        ("unicode_escape", None),
        ("klingon", None),
        ("", None),
        ("a\0b", None),
    ],
)
def test_labels_are_those_of_pages(label: str, codec: str | None) -> None:
    assert find_codec(label) == codec


HTML_CASES = {
    "blocks": ("<p>一</p><p>二</p><div>三<div>四</div>五</div>", "一\n二\n三\n四\n五"),
    "inline": ("<p>一<b>二</b><span>三</span> <a>四</a>", "一二三 四"),
    "line break": ("<p>一<br>二<br/>三", "一\n二\n三"),
    "white space": ("<p>  一 \n\t 二&nbsp; 三　四  </p>", "一 二\xa0 三　四"),
    "dropped": ("<p>一<script>x</script><style>y</style><noscript>z</noscript><template>t</template>二", "一二"),
    "comment": ("<p>一<!-- <p>c -->二", "一二"),
    "cells": ("<table><tr><th>甲<th>乙<tr><td>1<td>2</table>", "甲\t乙\n1\t2"),
    "alt": ('<p>一<img alt="图">二', "一二"),
    "ruby": ("<ruby>汉<rp>(</rp><rt>hàn</rt><rp>)</rp>字<rt>zì</rt></ruby>", "汉(hàn)字(zì)"),
    "ruby without reading": ("<ruby>汉<rt></rt></ruby>字", "汉字"),
    "entities once": ("<p>&lt;b&gt; &amp;lt; &#20013; &hellip;", "<b> &lt; 中 …"),
    "preformatted": ("<pre>\n一  二\n\n三</pre>四", "一  二\n\n三\n四"),
    "hidden": ("<p>看得见的<i style='display: none'>干扰</i>几个字</p><p hidden>看不见</p>", "看得见的几个字"),
    "hidden but all": ("<div style='display:none'>稍后才显示的正文在这里</div>题", "稍后才显示的正文在这里\n题"),
    "unclosed": ("<div><p>一<div>二", "一\n二"),
}


@pytest.mark.parametrize("name", HTML_CASES)
def test_html_is_the_text_a_reader_sees(name: str) -> None:
    page, text = HTML_CASES[name]
    assert decoded_text(f"<!doctype html><html><body>{page}".encode()) == text


@pytest.mark.parametrize(
    ("data", "uri", "content_type", "is_html"),
    [
        ("<p>一", "a.html", "", True),
        ("<p>一", "a.htm.gz", "", True),
        ("<b>一</b>", "a.shtml", "", True),
        ("<p>一", "a", "text/html", True),
        (" \n<!DOCTYPE HTML><p>一", "a.txt", "", True),
        ("<!-- 存档 --><html><p>一", "a", "", True),
        ("<div>一<br>二</div>", "a.jsonl#line=1", "application/json; charset=utf-8", True),
        ("<p>一</p>" * 30, "a.txt", "", True),
        ("<p>一</p>" * 30, "a.txt", "text/plain", False),
        ("没有标签的文字", "a.html", "text/html", False),
        ("用 <b> 标签加粗，用 <br> 换行。", "a.txt", "", False),
        ("<p> 标签表示段落", "a.txt", "", False),
        ("甲 < 乙 而 乙 > 丙", "a.txt", "", False),
        ("<三体>读后感", "a.txt", "", False),
        ("教程。" * 500 + "<div><p><span>", "a.txt", "", False),
    ],
)
def test_html_is_told_from_text(data: str, uri: str, content_type: str, is_html: bool) -> None:
    headers = (("content-type", content_type),) if content_type else ()
    decoded = decode(RawDocument("s", uri, data.encode(), headers))
    assert decoded.is_html is is_html
    if not is_html:
        assert decoded.text == data


def test_the_page_speaks_for_itself() -> None:
    page = """<html><head><title> 老街 - 某网 </title>
    <meta name="Author" content="李雷"><meta name="keywords" content="老街,改造">
    <meta name="PubDate" content="2021-03-04">
    <meta name="ContentSource" content="某报"><meta property="og:title" content="老街">
    <meta property="og:site_name" content="某网">
    <meta property="article:published_time" content="2021-03-04T10:11:00+08:00"><meta name="viewport" content="x">
    <script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "headline": "老街新生",
      "datePublished": "2021-03-04", "author": [{"name": "李雷"}, "韩梅梅"], "publisher": {"name": "某网"}}]}</script>
    <script type="application/ld+json">{broken</script>
    </head><body><p>正文<time datetime="2021-03-04">三月四日</time></body></html>"""
    assert decode(RawDocument("s", "a.html", page.encode()), Settings(site_name="某站")).hints == (
        Hint("title", "老街 - 某网", "title"),
        Hint("authors", "李雷", "meta:author"),
        Hint("keywords", "老街,改造", "meta:keywords"),
        Hint("published_at", "2021-03-04", "meta:pubdate"),
        Hint("source_name", "某报", "meta:contentsource"),
        Hint("title", "老街", "og:title"),
        Hint("site_name", "某网", "og:site_name"),
        Hint("published_at", "2021-03-04T10:11:00+08:00", "article:published_time"),
        Hint("title", "老街新生", "json-ld:headline"),
        Hint("published_at", "2021-03-04", "json-ld:datePublished"),
        Hint("authors", "李雷", "json-ld:author"),
        Hint("authors", "韩梅梅", "json-ld:author"),
        Hint("site_name", "某网", "json-ld:publisher"),
        Hint("published_at", "2021-03-04", "time"),
        Hint("site_name", "某站", "settings"),
    )


@pytest.mark.parametrize("tag", ["div", "span", "b", "font color=red", "ul><li", "table><tr><td", "a"])
def test_a_page_nested_very_deep_is_read(tag: str) -> None:
    began = time.process_time()
    text = decoded_text(b"<html><body><p>" + f"<{tag}>".encode() * 100_000 + "深处".encode(), "a.html")
    assert text.strip() == "深处"
    assert time.process_time() - began < 10  # not a benchmark: quadratic time would be minutes


@pytest.mark.parametrize("piece", [b"<", b"<a", b"<!--", b"<p ", b"&", b"<script>", b"]]>", b"<a b='"])
def test_broken_markup_costs_no_more_than_its_length(piece: bytes) -> None:
    began = time.process_time()
    with contextlib.suppress(Rejected):
        decoded_text(b"<html><body>" + "字".encode() + piece * 100_000, "a.html")
    assert time.process_time() - began < 10
