"""Floors of the benchmark of script, and what is reviewed stays what was reviewed."""

from __future__ import annotations

from collections import Counter

import pytest

from jiaokan.script import convert, find_region, find_script
from jiaokan.script.detect import find_runs
from tests.bench.script import differences
from tests.bench.script.texts import Document, documents, half, headwords, sentences, simplified_sentences


def hans(text: str) -> str:
    return convert(text, "Hans").text


def test_headwords_become_simplified() -> None:
    """CC-CEDICT's, of two characters and more: 107,861."""
    wrong = Counter(half(word) for word, forms in headwords().items() if hans(word) not in forms)
    n_words = Counter(half(word) for word in headwords())
    assert n_words.total() > 100_000
    assert wrong["tuning"] <= 0.0012 * n_words["tuning"]
    assert wrong["test"] <= 0.0020 * n_words["test"]


def test_zhu_is_settled() -> None:
    words = {word: forms for word, forms in headwords().items() if "著" in word}
    assert len(words) >= 214
    assert sum(hans(word) in forms for word, forms in words.items()) >= 210


def test_simplified_headwords_are_left() -> None:
    forms = {form for forms in headwords().values() for form in forms}
    assert sum(hans(form) != form for form in forms) <= 0.0005 * len(forms)


@pytest.mark.parametrize("text", simplified_sentences())
def test_simplified_sentences_are_left(text: str) -> None:
    assert convert(text, "Hans").n_converted == 0


@pytest.mark.parametrize("which", ["tuning", "test"])
def test_sentences_become_simplified(which: str) -> None:
    chosen = [sentence for sentence in sentences() if half(sentence.traditional) == which]
    right = sum(hans(sentence.traditional) == sentence.simplified for sentence in chosen)
    assert len(chosen) > 300
    assert right >= 0.945 * len(chosen)


def of_kind(test: str) -> list[Document]:
    return [document for document in documents() if test in document.kind or document.script == test]


class TestDocuments:
    def test_scripts_are_found(self) -> None:
        right = [find_script(document.text) == document.script for document in documents()]
        # A short Simplified text with a Traditional quotation counts as mixed; so does Cantonese with 吓.
        assert sum(right) >= 0.93 * len(right)

    def test_no_traditional_is_taken_for_simplified_nor_the_other_way(self) -> None:
        found = {(document.script, find_script(document.text)) for document in documents()}
        assert not found & {("Hant", "Hans"), ("Hans", "Hant"), ("Hans", "Zyyy"), ("Zyyy", "Hant"), ("Zyyy", "Hans")}

    def test_mechanical_conversions_are_told(self) -> None:
        told = Counter(
            (document.mechanical, convert(document.text, "keep").is_mechanical)
            for document in documents()
            if document.mechanical is not None
        )
        assert told[True, True] >= 0.92 * (told[True, True] + told[True, False])
        assert told[False, True] <= 0.01 * (told[False, True] + told[False, False])

    def test_regions_are_told(self) -> None:
        told = Counter(
            (document.region, find_region(document.text))
            for document in documents()
            if document.mechanical is False and document.kind != "hard"
        )
        assert told["TW", "HK"] == told["HK", "TW"] == 0
        assert told["TW", "TW"] + told["HK", "HK"] >= 0.9 * sum(n for (region, _), n in told.items() if region)
        assert told[None, "TW"] + told[None, "HK"] <= 1

    def test_lines_of_mixed_ones_are_told(self) -> None:
        wrong = []
        for document in documents():
            at = 0
            runs = find_runs(document.text)
            for line, script in zip(document.text.split("\n"), document.lines, strict=False):
                found = {run.script for run in runs if run.start < at + len(line) and run.end > at}
                if script != "Zyyy" and found != {script}:
                    wrong.append((document.id, line, found))
                at += len(line) + 1
        assert wrong == []


def test_what_differs_between_engines_is_what_was_reviewed() -> None:
    """Else see what is new, write it anew (`python -m tests.bench.script.differences`), and review it."""
    assert differences.table() == differences.FILE.read_text("utf-8")
