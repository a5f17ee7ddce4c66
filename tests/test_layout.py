"""Layout damage run forward on clean text: wraps, spaced-out text, lines that are none."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from jiaokan import repair, replay, undo
from jiaokan.rules import layout, spacing

RULES = [
    spacing.spaced_out_character,
    spacing.one_character_a_line,
    layout.hard_wrapped_line,
    layout.line_inside_sentence,
    layout.line_begun_by_closing_mark,
    spacing.doubled_phrase,
    spacing.doubled_title,
]
TEXT = (
    "入秋以后，老街的书店换了新的招牌。店主说，书还是那些书，读书的人却年轻了，下午三点，放学的孩子们挤在窗边的长凳上，一看就是两个钟头。\n"
    "店里有3600册旧书，最老的一册印于1926年，书页已经发黄，店主用棉纸一页一页托裱，花了整整一个冬天，如今它立在玻璃柜里，谁都可以借来翻一翻。\n"
    "有人劝他把旧书卖掉，改做咖啡馆，他总是摇头，说书店是老街的客厅，客厅里怎么能没有书呢？"
)


def wrap(text: str, width: int) -> str:
    return "\n".join("\n".join(re.findall(f".{{1,{width}}}", line)) for line in text.split("\n"))


def wrap_cells(text: str, width: int) -> str:
    """By cells, as terminals and editors do: words of Latin letters are kept whole, blanks at line ends dropped."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line = ""
        for piece in re.findall(r"[A-Za-z0-9]+|.", paragraph):
            if len((line + piece).encode("gbk")) > width and piece not in "，。、":
                lines.append(line.rstrip())
                line = ""
            line += piece if line or piece != " " else ""
        lines.append(line)
    return "\n".join(lines)


FORWARD: dict[str, Callable[[str], str]] = {
    **{f"wrapped at {width}": lambda text, width=width: wrap(text, width) for width in (19, 25, 31, 37)},  # type: ignore[misc]
    "wrapped by cells": lambda text: wrap_cells(text, 60),
    "marks on the next line": lambda text: text.replace("，", "\n，"),
    "numbers on lines of their own": lambda text: re.sub("([0-9]+)", r"\n\1\n", text),
    "spaced out": lambda text: "\n".join(" ".join(line) for line in text.split("\n")),
    "spaced out with no-break spaces": lambda text: "\n".join("\u00a0".join(line) for line in text.split("\n")),
}


@pytest.mark.parametrize("damage", FORWARD.values(), ids=FORWARD)
def test_lines_come_back(damage: Callable[[str], str]) -> None:
    damaged = damage(TEXT)
    result = repair(damaged, rules=RULES)
    assert result.text == TEXT
    assert undo(result.text, result.edits) == damaged
    assert replay(damaged, result.edits) == TEXT
    assert repair(result.text, rules=RULES).text == TEXT


def test_one_character_a_line_is_a_sentence() -> None:
    line = TEXT.split("\n")[2]
    assert repair("\n".join(line), rules=RULES).text == line


@pytest.mark.parametrize("title", ["琥珀桥记事", "绕着镜泊湖走三天", "老街书店", "退潮以后，白鹭回到了盐滩"])
@pytest.mark.parametrize("blank", ["\n", " ", "\u3000", "\u00a0"])
def test_a_title_set_apart_above_prose_is_closed_up(title: str, blank: str) -> None:
    assert repair(blank.join(title) + "\n" + TEXT, rules=RULES).text == f"{title}\n{TEXT}"


def test_the_lines_of_a_page_set_apart_are_closed_up_with_its_title() -> None:
    page = "琥珀桥\n书店\n" + TEXT
    damaged = "\n\n".join("\n".join(line) for line in page.split("\n")[2:])
    assert repair("老\n街\n书\n店\n\n" + damaged, rules=RULES).text == "老街书店\n\n" + TEXT.replace("\n", "\n\n")


@pytest.mark.parametrize("n_copies", [2, 3, 4])
@pytest.mark.parametrize("title", ["老街书店", "加时绝杀！铁桥队险胜夺冠", "债券基金也会亏钱？", "把書店開在巷口"])
def test_a_title_stands_once(title: str, n_copies: int) -> None:
    result = repair("\n".join([title] * n_copies) + "\n" + TEXT, rules=RULES)
    assert result.text == f"{title}\n{TEXT}"


@pytest.mark.parametrize("indent", ["", "\u3000\u3000"])
def test_a_full_line_that_ends_a_sentence_goes_on_where_paragraphs_are_marked(indent: str) -> None:
    end = "\n" if indent else "\n\n"
    paragraph = indent + TEXT.split("\n", maxsplit=1)[0]
    width = paragraph.index("。") + 1  # the first line ends with the first sentence
    clean = end.join((paragraph, *(indent + line for line in TEXT.split("\n")), indent + "天黑了他才走。"))
    assert repair(wrap(clean, width), rules=RULES).text == clean


def test_the_first_lines_of_paragraphs_stay_apart() -> None:
    indented = "\n".join("\u3000\u3000" + line for line in TEXT.split("\n"))
    assert repair(wrap(indented, 28), rules=RULES).text == indented


def test_latin_words_get_their_space_back() -> None:
    paragraph = (
        "他在信的最后引用了一句英文，大意是说读书使人充实，原文是reading maketh a full man，又说这句话出自培根，"
        "是他年轻的时候从一本叫international reader的杂志里抄来的，一直记到现在。"
    )
    result = repair(wrap_cells(paragraph, 60), rules=RULES).text
    assert result == paragraph


INNOCENT = [
    "轻轻的我走了，\n正如我轻轻的来；\n我轻轻的招手，\n作别西天的云彩。",
    "远方的风比远方更远\n我把这远方的远归还草原\n一个叫马头一个叫马尾\n我的琴声呜咽泪水全无",
    "春天的花园里开满了红色和黄色的花朵\n夏天的池塘里游着金色和银色的小鱼\n秋天的果园里挂满苹果和鸭梨的枝头",
    "一要加强学习，提高认识，增强责任感；\n二要深入基层，调查研究，掌握真情况；\n三要改进作风，真抓实干，解决难问题。",
    "　　第一，加强领导，成立由主要负责同志任组长的工作专班\n　　第二，强化措施，制定切实可行的方案并明确时间节点",
    "城市管理局关于加强渣土车管理工作的通知\n交通运输局关于加强公交车管理工作的通知\n住房建设局关于加强施工地管理工作的通知",
    "北京市海淀区中关村南大街\n国家图书馆古籍馆二层\n邮编100081",
    "| 名称 | 数量 |\n|------|------|\n| 书 | 3 |",
    "项目\n数量\n单价\n钢笔\n12\n8.5\n铅笔\n30\n1.2",
    "编号\n1\n名称，规格。",
    "红\n橙\n黄\n绿\n蓝\n靛\n紫",
    "我\n坐在\n窗前\n看\n雨",
    "赤 橙 黄 绿 青 蓝 紫",
    "天\n地\n人\n" + TEXT,
    "永 和 九 年",
    "江 河 湖 海",
    "用 x 和 y 的 z 次 方 表 示",
    "救命！\n救命！\n" + TEXT,
    "雨下着，\n雨下着，\n" + TEXT,
    "春天在哪里呀\n春天在哪里呀\n春天在那青翠的山林里",
    "名单：张 三　李 四　王 五　赵 六",
    "张 伟 李 娜 王 芳 刘 洋 陈 静",
    "生字表\n春 风 冬 雪 花 飞 入 姓 什 么",
    "上联：天 增 岁 月 人 增 寿\n下联：春 满 乾 坤 福 满 门",
    "目 录\n前 言\n通 知",
    "我和我的祖国我和我的祖国\n一刻也不能分割",
    "标点符号有：\n，逗号\n。句号",
    "列表：\n：）\n：（",
    "「はい」\n、と彼は言った。",
    "def f(x):\n    return x\n\nprint(f(2))",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_lines_stay(text: str) -> None:
    assert repair(text, rules=RULES).text == text


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@pytest.mark.parametrize(
    "piece",
    [
        "中 ",
        "中\n",
        "\n，",
        "中，\n5\n元",
        "中从\n中中\n",
        " \n",
        "中" * 30 + "\n",
        "中 国 的 人 ，\n",
        "中\n国\n的\n人\n\n",
        "a b 中 ",
    ],
)
def test_hostile_lines_end(rule: object, piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert repair(text, rules=[rule]).text is not None  # type: ignore[list-item]
