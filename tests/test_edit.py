from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaokan import Edit, replay, undo
from jiaokan.edit import carry
from jiaokan.errors import DatasetError


def edit(seq: int, start: int, before: str, after: str) -> Edit:
    return Edit("repair", seq, "test", 1, start, start + len(before), before, after, 1.0)


def plain_replay(text: str, edits: list[Edit]) -> str:
    """The definition, word for word: one edit after another."""
    for e in edits:
        assert text[e.start : e.end] == e.before
        text = text[: e.start] + e.after + text[e.end :]
    return text


@st.composite
def ledgers(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """A text and edits that fit it, in any order of places."""
    text = original = draw(st.text("甲乙丙丁", max_size=30))
    edits: list[Edit] = []
    for seq in range(draw(st.integers(0, 12))):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, min(len(text), start + 3)))
        after = draw(st.text("戊己", max_size=3))
        edits.append(edit(seq, start, text[start:end], after))
        text = text[:start] + after + text[end:]
    return original, edits


@given(ledgers())
def test_replay_is_one_edit_after_another(ledger: tuple[str, list[Edit]]) -> None:
    text, edits = ledger
    assert replay(text, edits) == plain_replay(text, edits)


@given(ledgers())
def test_undo_takes_every_edit_back(ledger: tuple[str, list[Edit]]) -> None:
    text, edits = ledger
    assert undo(replay(text, edits), edits) == text


def test_edits_that_do_not_fit_are_refused() -> None:
    with pytest.raises(DatasetError, match="expects '乙'"):
        replay("甲丙", [edit(0, 1, "乙", "")])


def test_a_hundred_thousand_ascending_edits_are_one_pass() -> None:
    """Replaying them one by one would copy the text a hundred thousand times."""
    n = 100_000
    edits = [edit(i, i, "甲", "乙") for i in range(n)]
    assert replay("甲" * n, edits) == "乙" * n
    assert undo("乙" * n, edits) == "甲" * n


def plain_carry(offset: int, edits: list[Edit]) -> int | None:
    """The definition: behind an edit an offset moves with the text. None for one that an edit touches."""
    for e in edits:
        if e.start <= offset <= e.end:
            return None
        offset += len(e.after) - len(e.before) if e.end < offset else 0
    return offset


@given(ledgers())
def test_offsets_are_carried_over_the_ledger(ledger: tuple[str, list[Edit]]) -> None:
    text, edits = ledger
    offsets = list(range(len(text) + 1))
    carried = carry(offsets, edits)
    assert all(plain_carry(before, edits) in {None, after} for before, after in zip(offsets, carried, strict=True))
    assert carried == sorted(carried)
    assert 0 <= carried[0] <= carried[-1] <= len(replay(text, edits))
