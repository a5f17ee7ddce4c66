"""Two encodings within a line: a page without line ends, a fragment of it pasted in by an include."""

from __future__ import annotations

import random
import time

import pytest

from jiaokan.decode import decode
from jiaokan.decode.detect import read_bytes
from jiaokan.document import RawDocument

HANS = "清晨的市场已经热闹起来，对面的小学生背着书包跑过去，卖豆腐的老周把木板一块块卸下。"
HANT = "清晨的市場已經熱鬧起來，對面的小學生背著書包跑過去，賣豆腐的老周把木板一塊塊卸下。"
FRAGMENTS = {
    "Hans": (
        "<div class=foot>关于我们 联系方式 广告服务</div>",
        "<!-- 导航开始 --><ul><li>国内新闻</li><li>国际</li></ul>",
        f"<p>{HANS}</p>",
        '<a title="下一页">下一页</a>',
    ),
    "Hant": (
        "<div class=foot>關於我們 聯絡方式 廣告服務</div>",
        f"<p>{HANT}</p>",
        '<a title="下一頁">下一頁</a>',
    ),
}
CASES = [
    (main, other, fragment, text)
    for script, text, pairs in (
        ("Hans", HANS, [("utf-8", "gb18030"), ("gb18030", "utf-8")]),
        ("Hant", HANT, [("utf-8", "big5hkscs"), ("big5hkscs", "utf-8")]),
    )
    for main, other in pairs
    for fragment in FRAGMENTS[script]
]


@pytest.mark.parametrize(("main", "other", "fragment", "text"), CASES)
def test_a_fragment_in_another_encoding_is_read_in_its_own(main: str, other: str, fragment: str, text: str) -> None:
    before, after = f"<html><head><title>老街</title></head><body><p>{text}</p>", f"<p>{text}</p></body></html>"
    data = before.encode(main) + fragment.encode(other) + after.encode(main)
    reading, _ = read_bytes(data, [])
    assert reading.text == before + fragment + after
    assert (reading.encoding, reading.lost) == (main, ())
    assert {codec for _, codec in reading.parts} == {other}
    start, end = len(before.encode(main)), len(data) - len(after.encode(main))
    inside = [span for span, _ in reading.parts]
    assert start <= inside[0][0]
    assert inside[-1][1] <= end + after.index(text)  # ASCII behind it may go with it


def test_several_fragments_are_several_parts() -> None:
    pieces = [f"<p>{number}{HANS}</p>" for number in range(9)]
    data = b"".join(piece.encode("gbk" if number % 3 == 2 else "utf-8") for number, piece in enumerate(pieces))
    found = decode(RawDocument("s", "a.html", data))
    assert found.text == "\n".join(f"{number}{HANS}" for number in range(9))
    assert [codec for _, codec in found.parts] == ["gb18030"] * 3


def test_a_script_in_gbk_in_a_page_in_utf8() -> None:
    page = f"<html><body><p>{HANS}</p><script>var tip='".encode() + "请输入您的姓名".encode("gbk") + b"'</script>"
    found = decode(RawDocument("s", "a.html", page + f"<p>{HANS}</p>".encode()))
    assert found.text == f"{HANS}\n{HANS}"
    assert [codec for _, codec in found.parts] == ["gb18030"]


def test_damage_is_no_part() -> None:
    """A byte gone from UTF-8, or another in its place, stays damage, wherever it is."""
    page = f"<html><body><p>{HANS}</p><ul><li>国内</li><li>国际新闻</li><li>体育</li></ul><p>{HANS[:30]}</p>".encode()
    chance = random.Random(7)
    for _ in range(200):
        data = bytearray(page)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(data))
            if chance.random() < 0.5:
                del data[at]
            else:
                data[at] = chance.randrange(256)
        reading, _ = read_bytes(bytes(data), [])
        assert (reading.encoding, reading.parts) == ("utf-8", ())


@pytest.mark.parametrize("codec", ["gb18030", "big5hkscs", "utf-8"])
def test_a_page_of_one_encoding_has_no_parts(codec: str) -> None:
    page = "".join(f'<p title="下一頁" id={number}>{HANT} «» {number}</p>' for number in range(20))
    reading, _ = read_bytes(page.replace("«»", "").encode(codec), [])
    assert (reading.encoding, reading.parts, reading.lost) == (codec, (), ())


def test_many_small_parts_cost_bounded_time() -> None:
    chance = random.Random(9)
    pieces = ("<b>好的</b>".encode(), "<i>没有</i>".encode("gbk"))
    data = f"<p>{HANS}</p>".encode() + b"".join(chance.choice(pieces) for _ in range(100_000))
    began = time.process_time()
    reading, _ = read_bytes(data, [])
    assert time.process_time() - began < 15  # some 1 s; not a benchmark
    assert reading.text.count("好的") + reading.text.count("没有") == 100_000
