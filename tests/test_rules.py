from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jiaokan.rules
from jiaokan import RULES, repair, replay, undo
from jiaokan.rule import HEADINGS, Example, Rule, Span, rule

REPAIRS = [pytest.param(rule, example, id=f"{rule.id}-{n}") for rule in RULES for n, example in enumerate(rule.repairs)]
LOSSES = [pytest.param(rule, example, id=rule.id) for rule in RULES if rule.is_loss for example in rule.repairs]
LEAVES = [pytest.param(rule, text, id=f"{rule.id}-{n}") for rule in RULES for n, text in enumerate(rule.leaves)]
MISSES = [pytest.param(rule, example, id=f"{rule.id}-{n}") for rule in RULES for n, example in enumerate(rule.misses)]


def alone(rule: Rule, text: str) -> str:
    return repair(text, rules=[rule]).text


@pytest.mark.parametrize(("rule", "example"), REPAIRS)
def test_a_rule_repairs_its_examples(rule: Rule, example: Example) -> None:
    assert alone(rule, example.damaged) == example.repaired


@pytest.mark.parametrize(("rule", "example"), LOSSES)
def test_a_loss_rule_flags_its_examples(rule: Rule, example: Example) -> None:
    result = repair(example.damaged, rules=[rule])
    assert result.loss == (rule.id,)
    assert not result.edits


@pytest.mark.parametrize(("rule", "text"), LEAVES)
def test_a_rule_leaves_innocent_texts(rule: Rule, text: str) -> None:
    result = repair(text, rules=[rule])
    assert result.text == text
    assert not result.loss


@pytest.mark.parametrize(("rule", "example"), MISSES)
@pytest.mark.xfail(strict=True, reason="known failures; one that passes moves to `repairs`")
def test_known_failures(rule: Rule, example: Example) -> None:
    assert alone(rule, example.damaged) == example.repaired


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_leaves_its_own_repairs(rule: Rule) -> None:
    for example in rule.repairs:
        assert alone(rule, example.repaired) == example.repaired


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_has_at_least_as_many_texts_to_leave_as_to_repair(rule: Rule) -> None:
    assert rule.repairs
    assert len(rule.leaves) >= len(rule.repairs)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_is_documented(rule: Rule) -> None:
    assert rule.summary
    assert all(text for _, text in rule.sections)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id)


def listed(
    id: str,  # noqa: A002 — as in the protocol
    find: Callable[[str], Iterator[Span]],
    *,
    garbled: bool = False,
) -> Rule:
    find.__doc__ = "\n".join(f"{heading}: x" for heading in HEADINGS)
    return rule(id, since="0", leaves=[], garbled=garbled)(find)


def test_a_flag_in_what_a_later_rule_deletes_ends_with_it() -> None:
    def doubtful(text: str) -> Iterator[Span]:
        if "疑" in text:
            yield Span(text.index("疑"), text.index("疑") + 2, "宜之", 0.9)

    def deleted(text: str) -> Iterator[Span]:
        if "〔" in text:
            yield Span(text.index("〔"), text.index("〕") + 1, "", 1.0)

    result = repair("正文〔可疑之处〕", rules=[listed("doubtful", doubtful), listed("deleted", deleted)])
    assert result.text == "正文"
    assert [(flag.rule, flag.start, flag.end) for flag in result.flags] == [("doubtful", 2, 2)]


def test_what_lies_under_another_damage_is_found_too() -> None:
    def outer(text: str) -> Iterator[Span]:
        if text.startswith("外"):
            yield Span(0, 1, "", 1.0)

    def inner(text: str) -> Iterator[Span]:
        if text.startswith("内"):
            yield Span(0, 1, "", 1.0)

    result = repair("外内文", rules=[listed("inner", inner), listed("outer", outer)])
    assert result.text == "文"
    assert [edit.seq for edit in result.edits] == [0, 1]
    assert undo(result.text, result.edits) == "外内文"


def finds(seen: str, confidence: float) -> Callable[[str], Iterator[Span]]:
    def find(text: str) -> Iterator[Span]:
        if seen in text:
            yield Span(text.index(seen), text.index(seen) + len(seen), "好", confidence)

    return find


def test_garbled_text_is_repaired_from_even_odds_on_and_flagged() -> None:
    garbled, other = finds("乱码", 0.6), finds("乱码", 0.6)
    assert repair("有乱码", rules=[listed("garbled", garbled, garbled=True)]).text == "有好"
    assert repair("有乱码", rules=[listed("garbled", garbled, garbled=True)]).flags
    assert repair("有乱码", rules=[listed("other", other)]).text == "有乱码"
    assert repair("有乱码", rules=[listed("garbled", garbled, garbled=True)], threshold=0.7).text == "有乱码"


def test_garbled_text_that_is_left_is_touched_by_no_other_rule() -> None:
    left = listed("left", finds("乱码乱", 0.2), garbled=True)
    assert repair("乱码乱，码", rules=[left, listed("other", finds("码乱", 0.9))]).text == "乱码乱，码"
    assert repair("乱码乱，码", rules=[left, listed("other", finds("，", 0.9))]).text == "乱码乱好码"
    assert repair("乱码乱，码", rules=[left, listed("frame", finds("码乱", 0.9), garbled=True)]).text == "乱好，码"


def test_ids_are_used_once() -> None:
    assert len({rule.id for rule in RULES}) == len(RULES)


def test_every_rule_written_is_listed() -> None:
    written = set()
    for module in pkgutil.iter_modules(jiaokan.rules.__path__):
        members = inspect.getmembers(import_module(f"jiaokan.rules.{module.name}"))
        written |= {value.id for _, value in members if isinstance(value, Rule)}
    assert written == {rule.id for rule in RULES}


def test_a_rule_without_its_reasons_can_not_be_made() -> None:
    with pytest.raises(TypeError, match="no heading Damage, Origin"):

        @rule("nameless", since="0", leaves=[])
        def nameless(text: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 — never called
            """No headings."""


# Random text finds nothing; fragments cut from the rules' own examples, joined, find what rules do to each other.
FRAGMENTS = sorted(
    {piece for rule in RULES for text in (*(e.damaged for e in rule.repairs), *rule.leaves) for piece in [text[:200]]}
)


@st.composite
def joined(draw: st.DrawFn) -> str:
    pieces = draw(st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=4))
    cut = [piece[draw(st.integers(0, 3)) : len(piece) - draw(st.integers(0, 3))] for piece in pieces]
    return draw(st.sampled_from(["", "\n", "。"])).join(cut)


@given(joined())
def test_any_repair_is_replayed_and_undone(text: str) -> None:
    result = repair(text)
    assert replay(text, result.edits) == result.text
    assert undo(result.text, result.edits) == text
    least = {rule.id: rule.threshold for rule in RULES}
    assert all(edit.confidence >= least[edit.rule] for edit in result.edits)
    assert all(0 <= flag.start <= flag.end <= len(result.text) for flag in result.flags)


@given(joined())
def test_a_repaired_text_is_left_alone(text: str) -> None:
    once = repair(text).text
    assert repair(once).text == once
