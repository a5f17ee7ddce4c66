from __future__ import annotations

import math
from random import Random
from typing import get_args

import pytest

from jiaokan.document import Hint
from jiaokan.settings import DEFAULT
from jiaokan.split.hinted import place_hinted
from jiaokan.split.learned.choose import choose_bounds, choose_title, is_prose_alone
from jiaokan.split.learned.forest import Forest, Question, forest
from jiaokan.split.learned.traits import NAMES, Traits
from jiaokan.split.lines import read_lines
from jiaokan.split.page import Line

PARAGRAPHS = (
    "街道里开了一个会，会上说到修路的事情，大家一致同意从下月动工，工期三个月。",
    "修路期间车辆从北边的桥上绕行，街道办事处派人在路口指路，夜里也有人值守。",
    "路修好以后，两边要种上树，留出一条给人走的道，孩子们上学就不必再走田埂。",
)
BODY = "\n".join(PARAGRAPHS)
HEAD = "首页\n街道动态\n街道修路下月动工\n发布时间：2020-05-03 来源：老街网"
PAGE = f"{HEAD}\n{BODY}\n责任编辑：张三\n相关阅读\n河堤加固完工"


def lines_of(text: str) -> list[Line]:
    return place_hinted(read_lines(text, DEFAULT), [])


def test_a_forest_adds_the_leaves_its_trees_lead_to() -> None:
    trees = Forest(
        base=-1.0,
        roots=(0, 3),
        traits=(0, -1, -1, 1, -1, -1),
        thresholds=(5.0, 2.0, -2.0, 0.0, 0.5, 1.5),
        less=(1, 0, 0, 4, 0, 0),
        more=(2, 0, 0, 5, 0, 0),
    )
    assert trees.probability([5.0, 0.0]) == pytest.approx(1 / (1 + math.exp(-(-1 + 2 + 0.5))))
    assert trees.probability([5.1, 0.1]) == pytest.approx(1 / (1 + math.exp(-(-1 - 2 + 1.5))))
    assert trees.compiled([5.0, 0.0]) == trees.walked([5.0, 0.0]) == -1 + 2 + 0.5


@pytest.mark.parametrize("question", get_args(Question))
def test_a_compiled_forest_says_what_its_columns_say(question: Question) -> None:
    trees, chance = forest(question), Random(question)
    thresholds = [*trees.thresholds, 0.0, 1.0]
    for _ in range(200):
        seen = [chance.choice(thresholds) + chance.choice((-0.5, 0.0, 0.5)) for _ in NAMES]
        assert trees.compiled(seen) == trees.walked(seen)


@pytest.mark.parametrize("question", get_args(Question))
def test_the_forests_ask_for_traits_there_are(question: Question) -> None:
    trees = forest(question)
    assert max(trees.traits) < len(NAMES)
    assert len(trees.traits) == len(trees.thresholds) == len(trees.less) == len(trees.more) > 1000
    inner = [n for n, trait in enumerate(trees.traits) if trait >= 0]
    assert all(n < trees.less[n] and n < trees.more[n] for n in inner)  # no walk is endless


def test_each_trait_has_a_name() -> None:
    lines = lines_of(PAGE)
    traits = Traits(lines, [Hint("title", "街道修路下月动工_老街网", "title")], 3)
    for i in range(len(lines)):
        assert len(traits.of_title(i, 2)) == len(traits.of_bound(i, 2, 4, 6)) == len(NAMES)
        assert all(math.isfinite(value) for value in traits.of_bound(i, None, 4, 6))


def test_the_likeliest_line_is_chosen_whatever_the_rules_propose() -> None:
    lines = lines_of(PAGE)
    traits = Traits(lines, [], 3)
    assert [choose_title(traits, proposed, 0.45)[0] for proposed in (2, None, 1)] == [2, 2, 2]
    assert choose_bounds(traits, 2, 4, 6) == (4, 6)
    assert choose_bounds(traits, 2, 4, len(lines) - 1) == (4, 6)


def test_a_text_of_nothing_but_paragraphs_leaves_nothing_to_choose() -> None:
    assert is_prose_alone(lines_of(BODY))
    assert not is_prose_alone(lines_of(f"街道修路下月动工\n{BODY}"))
    assert not is_prose_alone(lines_of(PAGE))


def test_a_bare_text_is_kept_whole_below_its_title() -> None:
    lines = lines_of(f"街道修路下月动工\n路线\n{BODY}\n人行道\n两米宽\n种树")
    assert choose_bounds(Traits(lines, [], None), 0, 1, len(lines) - 1) == (1, len(lines) - 1)
