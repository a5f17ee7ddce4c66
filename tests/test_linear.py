"""What a text costs grows as it does, whatever it repeats: counted in calls, of Python and of C, not in seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from jiaokan import clean

UNITS = (
    "（", "<", "&", "[", "“", "。", "，", "0", "1 ",
    "A b ", "\t", "\u3000", "\n", "|", "《", "》", "-->", "{{",
    "%E4", "\\u4e00", "来源：", "记者", "（记者 谭晚舟）", "2020-01-02 ", "首页 > ", "大 中 小 ", "第一章 ",
    "#话题# ", "附件：", "一、", "1.", "(1)", "摄", "標題\n", "来源\n", "今\n",
    "今天天气很好，我们去公园玩。\n", "責任編輯：", "http://a.example/b/", "的的", "電話：",
    "張(zhāng)三", "(bà)", "ā", "?",
    "\u200b", "\ufffd", "锟斤拷", "Ã¤", "锛", "い", "烫", "□", "㈠",
    "••", "<b>", "&amp;amp;",
)  # fmt: skip
SHORT = 400  # units
LONGER = 4  # times
MOST = 5.0  # times the calls


def calls(work: Callable[[str], object], text: str) -> int:
    n = 0

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal n
        n += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        work(text)
    finally:
        sys.setprofile(before)
    return n


@pytest.mark.parametrize("unit", UNITS)
def test_calls_grow_as_the_text_does(unit: str) -> None:
    # Twice, for one of them may be the text at which something is read or compiled for good.
    few, many = (min(calls(clean, unit * n), calls(clean, unit * n)) for n in (SHORT, SHORT * LONGER))
    assert many <= MOST * few + 2000, (few, many)
