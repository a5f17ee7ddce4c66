"""A rule whose `needs` a text has none of is not called: it would have found nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaokan import RULES, plausibility, repair
from jiaokan.repair import _closed
from jiaokan.rule import Gate, Rule, Sign, ascii_of, ends_of, lines_of, lines_with
from jiaokan.rules import font_shift, lost_digits
from tests.bench.damage.classes import CLASSES
from tests.bench.damage.run import documents, innocents
from tests.bench.damage.simulate import make
from tests.test_rules import joined

_BENCH = Path(__file__).parent / "bench" / "damage"
_GATED = [rule for rule in RULES if rule.gate]
_UNGATED = [replace(rule, gate=None) for rule in RULES]


def _texts() -> Iterator[str]:
    """Of all rules' examples, of each class of damage, and texts that look damaged and are not."""
    for rule in RULES:
        yield from rule.leaves
        yield from (text for example in (*rule.repairs, *rule.misses) for text in example)
    for kind in CLASSES:
        fit = [document for document in documents(_BENCH, "tuning") if kind.script in {"any", document.script}]
        yield make(kind, Random(kind.name).choice(fit), "tuning", 1).text[:400]
    yield from ("\n".join(paragraphs) for _, paragraphs in innocents(_BENCH, "tuning"))


TEXTS = list(_texts())


@pytest.mark.parametrize("rule", _GATED, ids=lambda rule: rule.id)
def test_a_text_without_what_a_rule_needs_has_nothing_to_find(rule: Rule) -> None:
    signs = rule.gate.signs if rule.gate else ()
    needed = re.compile("|".join(f"{_class(sign.chars)}(?:{sign.beside})" for sign in signs))
    for text in TEXTS:
        bare = text
        while needed.search(bare):
            bare = needed.sub("", bare)
        assert not list(rule.find(bare)), bare
        if any(rule.find(text)):
            assert bare != text


def _class(chars: str) -> str:
    return f"[{re.escape(re.sub('(?s:.-.)', '', chars))}{''.join(re.findall('(?s:.-.)', chars))}]"


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_gates_change_nothing(text: str) -> None:
    assert repair(text) == repair(text, rules=_UNGATED)


@given(joined())
def test_gates_change_nothing_of_what_rules_do_to_each_other(text: str) -> None:
    assert repair(text) == repair(text, rules=_UNGATED)


@given(joined())
def test_a_rule_whose_gate_is_closed_has_nothing_to_find(text: str) -> None:
    closed = _closed(text)
    for rule in _GATED:
        assert rule.gate not in closed or not list(rule.find(text)), rule.id


@given(st.text("袁遥遙冤冶院渊词：，,。（春天来了", max_size=30))
def test_a_line_with_its_own_marks_is_not_shifted(line: str) -> None:
    if font_shift._has_its_marks(line):
        simple = line.translate(plausibility.simplified())
        assert not font_shift._sure(simple)
        assert not font_shift._is_shifted(simple, 0)


@given(st.lists(st.sampled_from(["一" * 59, "二" * 60, "3", "４", ""]), max_size=6).map("".join), st.data())
def test_numbers_in_two_lines_of_prose_are_told_from_ascii(text: str, data: st.DataObject) -> None:
    text += "\n" + data.draw(st.text("\n9a国", max_size=8)) + text
    lines = [line for line in lines_of(text) if len(line) >= 60 and any("0" <= char <= "9" for char in line)]
    assert lost_digits._has_numbers(text) == (len(lines) >= 2)


def test_a_repair_may_bring_what_a_later_rule_needs() -> None:
    assert (
        repair("A&#65510;&#65306;&lt;b&gt;春天&lt;/b&gt;来了，花都开了。").text
        == repair("A&#65510;&#65306;&lt;b&gt;春天&lt;/b&gt;来了，花都开了。", rules=_UNGATED).text
    )


def test_rules_that_are_not_listed_are_asked() -> None:
    listed = next(rule for rule in RULES if rule.id == "replacement-character")
    assert repair("甲\ufffd乙", rules=[replace(listed, gate=Gate((Sign("甲"),)))]).loss == (listed.id,)


def test_ends_are_those_of_the_lines() -> None:
    assert ends_of("\n一，二\n\n三 \n") == "二 "


def test_only_ascii_is_seen_of_a_text_where_it_stands() -> None:
    assert ascii_of("第1２段, 39\n是zU\xe9？\ud800𠀇b。") == b"?0??, 00\n?aU????a?"


def test_lines_with_a_sign_are_those_of_all() -> None:
    text = "\n一，二\n\n三\n四，\n，\n五"
    assert [line for _, line in lines_with(re.compile("，"), text)] == [line for line in lines_of(text) if "，" in line]
    assert all(text[start:].startswith(line) for start, line in lines_with(re.compile("，"), text))
