"""Marks: the width may change, the mark itself only where pairs and places agree."""

from __future__ import annotations

import re

import pytest

from jiaokan import repair
from jiaokan.rules import punctuation, quotation
from tests import forward

STORY = (
    "老周说：“今天的风真大，叶子扫了又落。”他停下来擦了擦汗，又说：“等雪下来就更难扫了。”我问他累不累，他笑着摇头：“习惯了。”"
    "街上的人渐渐多了起来，卖早点的铺子冒着热气，孩子们背着书包从我们身边跑过去；自行车的铃声响成一片。"
    "他把扫帚靠在墙边，从口袋里掏出半个馒头，慢慢地嚼着，望着远处的山，好像在想什么心事！我不忍心再打扰他，就悄悄地走开了。"
    "走到街角，我回头看了一眼，他又弯下腰去，一下一下地扫着，好像这条街永远也扫不完似的。"
)


def straighten(text: str) -> str:
    return re.sub("[“”]", '"', text)


def test_a_folded_and_straightened_text_gets_its_marks_back() -> None:
    assert repair(straighten(forward.fold_width(STORY))).text == STORY


def test_straight_quotes_of_a_text_with_its_own_marks_are_paired() -> None:
    assert repair(straighten(STORY)).text == STORY


@pytest.mark.parametrize(
    "sentence",
    [
        '显示器有27"和32"两种，价格不同。',
        "此处位于北纬34°20'15\"、东经108°56'24\"附近。",
        '他喜欢说"to be or not to be"这句台词。',
        '在配置里写name="张三"，保存后重启。',
        '调用print("你好")就会显示问候。',
        '他说："这件事还没有完。',
    ],
)
def test_quotes_that_are_no_chinese_quotation_stay(sentence: str) -> None:
    text = STORY + "\n" + sentence
    assert repair(text).text == text


@pytest.mark.parametrize("before", ["你？", "走！", "是这样?", "好!", "谁？!", "“快走”", "我，", '他说"走"'])
def test_six_dots_are_found_at_once(before: str) -> None:
    repaired = repair(STORY + "\n" + straighten(before) + "......他没有说下去。").text
    assert repaired.endswith("……他没有说下去。")
    assert repair(repaired).edits == ()


def test_code_between_fences_stays() -> None:
    code = '```\n输入命令,再按回车(可选):退出\n提示"已经保存"以后关闭......\n```'
    assert repair(STORY + "\n" + code).text == STORY + "\n" + code


def test_dots_of_a_whole_text_are_full_stops() -> None:
    short = (
        "今天早晨我们去河边散步。有人在桥上钓鱼。孩子们追着风筝跑来跑去。快到中午的时候天阴了。大家都急着往家里走。" * 4
    )
    assert repair(short.replace("。", "."), rules=[punctuation.full_stop_as_dot]).text == short


@pytest.mark.parametrize(
    ("damaged", "repaired"),
    [
        ("会议定于14：30开始，晚8：00结束。", "会议定于14:30开始，晚8:00结束。"),
        ("合格率达98。5％。", "合格率达98.5％。"),
        ("共收集图书3，200册。", "共收集图书3,200册。"),
        ("见https：／／www．example．com", "见https://www.example.com"),
        ("邮箱li@mail。example。com", "邮箱li@mail.example.com"),
    ],
)
def test_western_marks_inside_numbers_and_addresses(damaged: str, repaired: str) -> None:
    assert repair(damaged, rules=[punctuation.full_width_mark_in_number]).text == repaired


@pytest.mark.parametrize(
    "text",
    [
        '屏幕尺寸有5.5"和6.1"两种。',
        '"你好","世界"',
        '他说"好"，我说"不好"。',
        "键盘上的\"和'键挨着。",
        "”是右引号，“是左引号。",
        "“““ ”””",
        "17”显示器，21”显示器",
        "他说：“你好。\n我走了。”他又说：“再见。",
        "“第一段。\n“第二段。\n“第三段。”",
        "“他说“好”，就走了”",
        "问题1：20个苹果分给4个人，每人几个？",
        "步骤1：30分钟后取出。",
        "数列1，200，300，400",
        "他出生于1980。20岁时参军。",
        "A......B",
        "第一节......3\n第二节......7",
        "等等...",
        "嗯。。。好吧。。。",
        "今天好累啊.明天还要上班.唉.不想说话.睡了.晚安.",
        "约翰.史密斯.布朗",
        "北京--天津--上海",
        "半角カナの｡と､",
        "。｡◕‿◕｡",
        "，，，，，，",
    ],
)
def test_doubtful_marks_stay(text: str) -> None:
    assert repair(text).text == text


def test_only_a_pair_turned_the_wrong_way_is_turned() -> None:
    assert (
        repair("他说：”今天不走。“说完坐下。", rules=[quotation.reversed_quote]).text == "他说：“今天不走。”说完坐下。"
    )
    assert repair("他说：”今天不走。“又说：”明天走。“", rules=[quotation.reversed_quote]).edits == ()


def test_a_mark_in_a_number_inside_an_address_is_one_find() -> None:
    assert repair("见www。a。c91。5%om").text == "见www.a.c91.5%om"
