"""Characters that stand for others: each damage run forward on sound text, and undone."""

from __future__ import annotations

import re
import unicodedata
from random import Random

import pytest

from jiaokan import repair
from jiaokan.rules import characters, font_shift, glyphs, question_marks
from tests import forward

NBSP = "\u00a0"
TEXTS = [
    "昨天清晨，环卫工人老周走上街头。他说：“扫了二十年马路，最怕的不是雪，是风。”一条街要扫三遍。",
    "市图书馆新馆今天开放（免费），馆藏一百二十万册，设有儿童阅览区、自习区；读者凭证件借阅。",
    "为什么有的人学习效率高，有的人却事倍功半？关键在于是否及时复习、是否主动提问。",
    "研究院的同事和医院的医生都读过袁隆平的传记，也读过《平凡的世界》，路遥的文字让他们想起遥远的故乡。",
]


def shift_rows(text: str, marks: str | None = None) -> str:
    """Marks of rows 1 and 3 of GB 2312, 0x31 rows further on: what a font without them shows."""

    def shifted(char: str) -> str:
        code = char.encode("gbk", "replace")
        if len(code) < 2 or code[0] not in (0xA1, 0xA3) or (marks is not None and char not in marks):
            return char
        return bytes((code[0] + 0x31, code[1])).decode("gbk", "ignore") or char

    return "".join(map(shifted, text))


@pytest.mark.parametrize("text", TEXTS)
def test_shifted_marks_are_restored(text: str) -> None:
    assert repair(shift_rows(text), rules=[font_shift.mark_as_shifted_han]).text == text


@pytest.mark.parametrize("text", TEXTS)
def test_shifted_marks_are_restored_in_mechanical_traditional(text: str) -> None:
    damaged = forward.to_traditional_1to1(shift_rows(text))
    assert repair(damaged, rules=[font_shift.mark_as_shifted_han]).text == forward.to_traditional_1to1(text)


def test_a_shifted_pair_is_restored_where_the_stops_are_sound() -> None:
    text = "他把这一年称为“收官之年”，把明年称为“开局之年”（见附件），大家都同意（无异议）。"
    assert repair(shift_rows(text, "”"), rules=[font_shift.mark_as_shifted_han]).text == text
    assert repair(shift_rows(text, "（）"), rules=[font_shift.mark_as_shifted_han]).text == text


def test_a_closing_mark_shifted_alone_is_restored_where_it_is_so_twice() -> None:
    text = "讲座题为“山川與人的關系學”),主讲是地理系的老师。\n下次的题目是“城市——河流學”),地点另行通知。"
    assert repair(shift_rows(text, "”"), rules=[font_shift.mark_as_shifted_han]).text == text
    own = text + "\n“一”“二”“三”三个教室都空着。"
    assert repair(shift_rows(text, "”") + own, rules=[font_shift.mark_as_shifted_han]).edits == ()


@pytest.mark.parametrize(
    "text",
    [
        "窦娥冤\n关汉卿\n第三折",
        "帝尧曰放勋钦明文思安安",
        "路遥知马力日久见人心",
        "“大冶特钢”是老牌企业，大冶有悠久的冶炼史。",
        "青铜戈铭：“二年，令某，库工师某，冶明。”",
        "作者简介院长张三，男，教授",
        "关键词院校、招生、专业",
        "摘要院士的讲话如下",
        "小袁说小遥你看那边小冶也来了",
        "袁\n遥\n冶\n冤\n曰",
        "这五个字是：袁、遥、尧、院、曰。",
        "李渊字叔德陇西成纪人",
        "“公冶道人来了。”众人一齐起身，“公冶先生请上座，”主人说。公冶老人笑而不答。",
        "高渊说得明白，众人都服。冤家宜解不宜结，两家从此和好。陈渊笑了，王渊也笑了。冤魂何在？",
        "王曰：“冶者善削，“今臣冶人也，”以为不然。冶又谓王曰：“削必大于棘。",
        "他姓袁我姓遥我们都在冶金部工作",
    ],
)
def test_han_that_are_no_marks_stay(text: str) -> None:
    assert repair(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        f"2021-03-05 10:20:33{NBSP * 2}来源：江边晚报{NBSP * 2}作者：张三{NBSP}编辑：李四",
        f"新华社江城3月5日电{NBSP}（记者{NBSP}张三）大会今天上午开幕。",
        f"关{NBSP}键{NBSP}词：城市；绿地",
        f"中图分类号：R473.2{NBSP} {NBSP} {NBSP}文献标识码：A{NBSP} [文章编号]1009",
        f"据{NBSP}2010{NBSP}年统计，全县有三万人。",
        f"第一章{NBSP}总则",
        f"2020年{NBSP}5月{NBSP}3日",
        f"增产{NBSP}12.5%{NBSP}，比去年多了，{NBSP}3{NBSP}月起收购。{NBSP}\n会上还议定了明年的计划。{NBSP}",
        f"{NBSP * 4}大会今天上午开幕，来自各地的代表出席。\n{NBSP}\n{NBSP * 4}会期三天，共有四项议程。",
    ],
)
def test_no_break_spaces_are_restored(text: str) -> None:
    damaged = forward.nbsp_to_question(text)
    assert repair(damaged, rules=[question_marks.no_break_space_as_question_mark]).text == text


@pytest.mark.parametrize(
    "text",
    [
        "什么时候来?明天?后天?都行。",
        "几点了?十点?十一点?",
        "停电?你那边也停电",
        "是在10:30?来源不详",
        "记者?医生?还是老师?你想做什么",
        "3月?4月?到底哪个月?",
        "他大约生于1523?年，卒于1590?年。",
        "填空：春眠不觉?，处处闻啼?。",
        "Q:如何注册?\nA:点击按钮。\nQ:忘记密码怎么办?\nA:点击找回。",
        "年龄?18岁。职业?学生。",
        "在吗?在\n忙吗?不忙\n吃了吗?吃了",
        "价位：??元 电话：????",
        "SELECT * FROM t WHERE id=? AND name=?",
        "????????????\n???",
        "?\n你说什么\n???",
    ],
)
def test_question_marks_that_ask_stay(text: str) -> None:
    assert "\u00a0" not in repair(text).text


def test_a_text_of_question_marks_is_left() -> None:
    text = "今天?????,????????。\n??????,??????"
    assert repair(text, rules=[question_marks.no_break_space_as_question_mark]).edits == ()


def test_radicals_are_read_as_ideographs() -> None:
    text = "人工智能产业的高水平发展，一要有人才，二要有资金。"
    table = {ord(unicodedata.normalize("NFKC", chr(code))): chr(code) for code in range(0x2F00, 0x2FD6)}
    damaged = text.translate(table)
    assert damaged != text
    assert repair(damaged, rules=[glyphs.ideograph_as_radical]).text == text


def test_the_places_of_gb18030_are_found() -> None:
    assert repair("把它\ue828过来", rules=[glyphs.private_use_character]).text == "把它\u39df过来"
    assert repair("读作\ue81e音", rules=[glyphs.private_use_character]).text == "读作\u9fb4音"


def test_icons_are_flagged_not_dropped() -> None:
    result = repair("首页 \ue60c 收藏", rules=[glyphs.private_use_character])
    assert result.text == "首页 \ue60c 收藏"
    assert result.damage == ("private-use-character",)


@pytest.mark.parametrize("seed", range(5))
def test_icons_inside_words_are_taken_out(seed: int) -> None:
    text = "\n".join(TEXTS)
    rng = Random(seed)
    damaged = re.sub("(?<=[一-龥])(?=[一-龥])", lambda _: rng.choice("\ue001\ue600\uf06c") * (rng.random() < 0.1), text)
    assert repair(damaged, rules=[glyphs.private_use_character]).text == text


def test_icons_seldom_inside_words_are_taken_out() -> None:
    """One of ten parts a word; the others stand where the text reads on without them."""
    damaged = (
        "再生稻，简单说就是头季稻收割\ue001以后，利用稻桩上存活的\ue600腋芽重新发苗、抽穗、结实，不用\ue15e再次耕田。\n"
        "老辈人管它叫“懒汉田”，可种过的人\ue78d都晓得，它非但懒不得，还处处\ue600要掐着钟点来。\n"
        "第一要掐好品种\ue63a与播期。村里选用的\ue001是生育期130天左右的杂交稻，比往\ue15e年普遍提早了\ue63a一个星期。"
    )
    text = re.sub("[\ue000-\uf8ff]", "", damaged)
    assert repair(damaged, rules=[glyphs.private_use_character]).text == text


def test_bullets_for_marks_are_no_strewn_icons() -> None:
    text = "\n".join(TEXTS)
    assert text.count("。") > 4
    bulleted = re.sub("。(?=.)", "\uf0b7", text)
    assert repair(bulleted, rules=[glyphs.private_use_character]).text == bulleted


def test_codes_that_hide_characters_are_flagged() -> None:
    text = "\n".join(TEXTS)
    hidden = text.translate({ord(char): 0xE300 + n for n, char in enumerate("的一是不了有人在学")})
    result = repair(hidden, rules=[glyphs.private_use_character])
    assert result.text == hidden
    assert result.damage == ("private-use-character",)


def test_misread_bytes_are_no_controls() -> None:
    text = "中文".encode().decode("latin-1") + "重庆市".encode().decode("latin-1")
    assert repair(text, rules=[characters.invisible_character]).text == text


@pytest.mark.parametrize("rate", [0.1, 0.5, 1.0])
def test_zero_width_characters_are_taken_out(rate: float) -> None:
    for text in TEXTS:
        damaged = forward.insert_zero_width(text, rate, Random(1))
        assert repair(damaged, rules=[characters.invisible_character]).text == text


def test_bytes_hidden_in_selectors_are_taken_out() -> None:
    hidden = "".join(chr(0xE0100 + byte) for byte in b"user 4711")
    assert repair(f"水印{hidden}在此", rules=[characters.invisible_character]).text == "水印在此"
    assert repair(f"😀{hidden}", rules=[characters.invisible_character]).text == "😀"


@pytest.mark.parametrize("text", TEXTS)
def test_wide_ascii_is_narrowed(text: str) -> None:
    text = text.replace("二十", "20").replace("研究院", "PM2.5 研究院")
    damaged = forward.widen_ascii(text)
    assert repair(damaged, rules=[characters.full_width_ascii]).text == text
