"""Inserted commas against the damage run forward, and against texts with slips, tables and habits."""

from __future__ import annotations

import re
from random import Random

import pytest

from jiaokan.repair import repair
from jiaokan.rules.commas import inserted_comma
from jiaokan.rules.pinyin import pinyin_gloss
from tests import forward

# Written for this test.
PAGES = [
    (
        "果园里的活，一年四季不断。春天剪枝、松土、施肥，夏天疏果、套袋、除草，秋天最忙，采摘、分级、装箱，"
        "一样也不能耽误。老林说，看天吃饭的日子过去了，现在靠的是技术。\n"
        "他家的苹果个头匀、颜色好、味道甜，城里的超市提前两个月就来订货。去年一场冰雹，别人家减产三成，他家因为搭了防雹网，"
        "几乎没有受损。今年合作社的三十多户，都照着他的办法做。"
    ),
    (
        "修表是个细活，急不得。一只怀表有上百个零件，最小的螺丝比芝麻还小，掉在地上，得趴着找半天。师傅教徒弟，先练手稳，"
        "再练眼力，最后才教拆装。\n三年下来，徒弟能独自修好一座老座钟。钟重新走起来的那天，师傅没有夸他，只是把自己的放大镜、"
        "镊子、油壶推到他面前，说：“以后你用。”"
    ),
]
FEW_MARKS = "天亮了，船靠了岸。码头上堆着木材、煤炭、粮食，工人们已经开始卸货。"


@pytest.mark.parametrize("fold", [True, False], ids=["folded", "wide"])
@pytest.mark.parametrize("rate", [0.5, 0.65, 0.8])
@pytest.mark.parametrize("page", PAGES, ids=range(len(PAGES)))
def test_pages_with_commas_inserted_come_back(page: str, rate: float, fold: bool) -> None:
    for seed in range(5):
        damaged = forward.insert_commas(page, rate, Random(seed))
        if fold:
            damaged = forward.fold_width(damaged)
        assert repair(damaged, rules=[inserted_comma]).text == (forward.fold_width(page) if fold else page)


def test_few_marks_are_enough_where_most_have_one() -> None:
    damaged = re.sub("[，、。]", ",\\g<0>", FEW_MARKS)
    assert repair(damaged, rules=[inserted_comma]).text == FEW_MARKS
    assert repair(forward.fold_width(damaged), rules=[inserted_comma]).text == forward.fold_width(FEW_MARKS)


def test_other_marks_and_closing_quotes() -> None:
    page = "他问：“船到了吗？”没人答。“风大、浪高，你们急什么！”老人说；大家都笑了，又都不说话。"
    damaged = re.sub("[，、。；？！]", ",\\g<0>", page)
    assert repair(damaged, rules=[inserted_comma]).text == page
    quoted = damaged.replace("”", ",”")
    assert repair(quoted, rules=[inserted_comma]).text == page


def test_together_with_annotations() -> None:
    for seed in range(4):
        text = forward.to_traditional_1to1("\n".join(PAGES))
        damaged = forward.aligned_annotation(text, forward.reading_table(seed))
        damaged = forward.fold_width(forward.insert_commas(damaged, 0.6, Random(seed)))
        assert repair(damaged, rules=[pinyin_gloss, inserted_comma]).text == forward.fold_width(text)


INNOCENT = [
    "他写完了这一段,。后来又改了一遍,交给编辑,等待发表。编辑看了以后说,还行。",
    "等等,,,我还没有说完,,,你先听我讲。",
    "今天去了超市，，买了点菜，，回来做饭，，累死了。。。不想动，，睡了。",
    "老李,,在吗？在的，，什么事？没事,就问问,,你忙吧。",
    "好吧,,我知道了,,再说吧,,",
    "姓名,年龄,,电话\n张三,20,,123\n李四,,男,456\n王五,,,789",
    "浙江,杭州,,文一路\n江苏,,,人民路\n,,,",
    "“好,”他说,“我明天去,”然后挂了电话。“喂,”她喊,“等等我,”可是他已经走远了。",
    "好的,:)我明天来,;)你放心,:D",
    "x[:,:3]取前三列，x[,,1]取第一层，a[1,,2]在R里表示空下标。",
    "[1] 张三,李四. 某某研究[J]. 某某学报,2010,(3):12-15. [2] 王五,,赵六. 论某某[M]. 北京,2008.",
    "1,2,,3,4,,5 是有空缺的数列，请补上缺少的数字。",
    "我说,你听,。别插话,、别走神,行不行?算了,我不说了,你自己看着办,反正我已经尽力了,没有什么好遗憾的,就这样吧。",
    "2021-03-04 10:11:12,,INFO,,启动完成,,耗时3秒",
    "INSERT INTO t VALUES (1,'张三',,NULL),(2,'李四',,NULL);",
    "他顿了顿,,说:“算了。”她看着窗外,,没有回答。雨下得更大了,,路上没有人。",
    "下列标点使用正确的一项是（ ）A. 他来了,。B. 他来了。C. 他来了,、D. 他来了，",
    "逗号后面不能再跟句号，如“我去了，。”或“你好,。”；顿号前面不能有逗号，如“苹果,、梨”。",
    "春有百花,秋有月,夏有凉风,冬有雪。若无闲事挂心头,便是人间好时节。",
    "你好,?在吗,?",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_slips_tables_and_habits_stay(text: str) -> None:
    assert repair(text, rules=[inserted_comma]).text == text


@pytest.mark.parametrize("page", PAGES, ids=range(len(PAGES)))
def test_one_slip_in_a_page_stays(page: str) -> None:
    for mark in "，、。":
        damaged = page.replace(mark, f",{mark}", 1)
        assert repair(damaged, rules=[inserted_comma]).text == damaged
