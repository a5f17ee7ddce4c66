"""Signs of lines (split/signs.py): a line that a pattern matches has the sign of the pattern, whatever else it has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy  # noqa: F401, ICN001 — signs are told where it is imported
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiaokan.codes import utf16_of
from jiaokan.settings import DEFAULT
from jiaokan.split import lines, signs
from jiaokan.split.page import fold, fold_whole
from tests.bench.split.pages import load

ROOT = Path(__file__).parent


def texts() -> Iterator[str]:
    """Pages as plain text, and prose without any furniture."""
    yield from (page.text for page in load("tuning"))
    yield from (path.read_text("utf-8") for path in sorted((ROOT / "bench" / "damage" / "texts").glob("*/*.txt")))


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("版权", {"版权"}),
        ("版", {"版"}),
        ("(?:本|此)文", {"本文", "此文"}),
        ("[本此]文", {"本文", "此文"}),
        ("的.{0,9}転載", {"転載"}),
        ("的?文", {"文", "的文"}),
        ("(?:的|在)+覆", {"覆"}),
        ("覆{0,2}", None),
        ("覆*|载", None),
        ("载?.", None),
        ("(?=载).", None),
        ("(?!载)覆", {"覆"}),
        ("^覆$", {"覆"}),
        (r"\w", None),
        ("[^覆]", None),
        ("[覆-覊]", {"覆", "覇", "覈", "覉", "覊"}),
        ("[一-鿿]", None),
    ],
)
def test_atoms_of_a_pattern(pattern: str, expected: set[str] | None) -> None:
    assert signs.atoms(pattern) == expected


def test_digits_and_blanks_are_atoms() -> None:
    for pattern, char in ((r"\d", "7"), (r"\d{2}", "7"), (r"\s", "\u3000")):
        assert char in (signs.atoms(pattern) or ())


@pytest.fixture(scope="module")
def patterns() -> dict[int, signs.Patterns]:
    return lines.patterns()


def test_a_line_that_a_pattern_finds_has_its_sign(patterns: dict[int, signs.Patterns]) -> None:
    n_found = dict.fromkeys(patterns, 0)
    for text in texts():
        flats, codes = fold_whole(text)
        starts = [i for i in range(len(flats)) if i == 0 or flats[i - 1] == "\n"]
        for start, seen in zip(starts, lines.table().of_lines(codes, starts), strict=True) if codes is not None else ():
            flat = flats[start:].partition("\n")[0]
            for sign, those in patterns.items():
                found = [one for one in those if not isinstance(one, frozenset) and one.match(flat)]
                assert seen & sign or not found, (flat, found[0].pattern)
                n_found[sign] += bool(found)
    assert sum(n > 0 for n in n_found.values()) > 15


def test_signs_are_few(patterns: dict[int, signs.Patterns]) -> None:
    """A sign that every paragraph has spares nothing."""
    assert (
        sum(
            signs.share(atom)
            for p in patterns[signs.NOTICE]
            if not isinstance(p, frozenset)
            for atom in signs.atoms(p.pattern) or ()
        )
        < 0.01
    )
    prose = [path.read_text("utf-8") for path in sorted((ROOT / "bench" / "damage" / "texts").glob("*/*.txt"))]
    n_seen = n_lines = 0
    for text in prose:
        flats, codes = fold_whole(text)
        starts = [
            i for i in range(len(flats)) if (i == 0 or flats[i - 1] == "\n") and "。" in flats[i:].partition("\n")[0]
        ]
        seen = lines.table().of_lines(codes, starts) if starts and codes is not None else []
        n_seen += sum(bool(one & (signs.NOTICES | signs.RESIDUE | signs.CAPTION)) for one in seen)
        n_lines += len(starts)
    assert n_seen < 0.7 * n_lines


@pytest.mark.parametrize("at", range(0, 240, 8))
def test_lines_are_read_as_if_each_had_every_sign(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "_PATIENCE", 0)
    found = [(text, lines.read_lines(text, DEFAULT)) for text in [*texts()][at : at + 8]]
    monkeypatch.setattr(lines, "fold_whole", lambda text: (fold(text), None))
    for text, those in found:
        assert [line.mentions for line in those] == [line.mentions for line in lines.read_lines(text, DEFAULT)]


def test_a_long_text_is_looked_at_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "".join(f"{line}\n" for text in texts() for line in text.split("\n") if line)[:40_000]
    flats, codes = fold_whole(text)
    assert codes is not None
    starts = [i for i in range(len(flats)) if i == 0 or flats[i - 1] == "\n"]
    whole = lines.table().of_lines(codes, starts)
    ends = [*starts[1:], len(text)]
    for at_once in (1, 100, 1000):
        monkeypatch.setattr(signs, "_AT_ONCE", at_once)
        pieces = lines.table().of_lines(codes, starts)
        assert all(a & b == b for a, b in zip(whole, pieces, strict=True))  # of a longer line those of its ends
        for found, start, end in zip(pieces, starts, ends, strict=True):
            (alone,) = lines.table().of_lines(codes[start:end], [0])
            assert found & alone == alone


def test_case_is_ignored() -> None:
    table = signs.Signs({1: (frozenset(["ks"]),), 2: (frozenset("i"),)})
    for text, seen in (("ks", 1), ("KS", 1), ("\u212a\u017f", 1), ("k s", 0), ("I", 2), ("\u0130", 2)):
        codes = utf16_of(text)
        assert codes is not None
        assert table.of_lines(codes, [0]) == [seen]


@given(st.text())
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_fold_is_the_same_of_a_whole_text(text: str) -> None:
    whole, codes = fold_whole(text)
    assert whole == "".join(map(fold, text))
    assert codes is None or len(codes) == len(text)
