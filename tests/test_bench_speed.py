"""The benchmark of speed: its corpora are what they say, and who drops or changes a document is seen."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jiaokan import Record, clean
from jiaokan.read import discover, read_documents
from tests.bench.speed import __main__ as command
from tests.bench.speed import corpora, measure, readme, report, stages, systems
from tests.bench.speed.corpora import PLANS, Corpus, build
from tests.bench.speed.measure import FailedError, check
from tests.bench.speed.systems import DATATROVE, OURS

Made = list[tuple[str, str]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("corpora")


def truth(corpus: Corpus) -> list[dict[str, Any]]:
    return [json.loads(line) for line in Path(corpus.truth).read_text("utf-8").splitlines()]


def given(corpus: Corpus) -> Made:
    """Of one in JSON lines. Not by `splitlines`: there is damage that reads as a line end."""
    lines = Path(corpus.place, "documents.jsonl").read_text("utf-8").rstrip("\n").split("\n")
    return [(row["id"], row["text"]) for row in map(json.loads, lines)]


def content(place: Path) -> dict[str, bytes]:
    return {str(path.relative_to(place)): path.read_bytes() for path in sorted(place.rglob("*")) if path.is_file()}


def ours(corpus: Corpus) -> Made:
    """Key and body of each record; the key as `systems.records_of` has it."""
    made: Made = []
    for file in discover(corpus.place):
        for raw in read_documents(file.path, source_id=file.source_id, root=file.root, settings=file.settings):
            record = clean(raw)
            assert isinstance(record, Record)
            made.append((systems.key_of(raw.uri), record.body))
    return made


@pytest.mark.parametrize("name", PLANS)
def test_corpora_are_the_same_at_each_call(name: str, folder: Path, tmp_path: Path) -> None:
    corpus, again = build(name, folder, 4), build(name, tmp_path, 4)
    assert content(Path(corpus.place)) == content(Path(again.place))
    assert Path(corpus.truth).read_bytes() == Path(again.truth).read_bytes()
    assert replace(again, place=corpus.place, truth=corpus.truth) == corpus == build(name, folder, 4)


@pytest.mark.parametrize("name", PLANS)
def test_each_corpus_is_read_whole(name: str, folder: Path) -> None:
    corpus = build(name, folder, 4)
    keys = [
        systems.key_of(raw.uri)
        for file in discover(corpus.place)
        for raw in read_documents(file.path, source_id=file.source_id, root=file.root, settings=file.settings)
    ]
    assert sorted(keys) == sorted(row["key"] for row in truth(corpus))
    assert len(keys) == corpus.n_documents == PLANS[name].n_documents(4)


@pytest.mark.parametrize("name", ["simplified", "traditional", "files", "warc", "ten", "one"])
def test_clean_documents_come_out_as_they_were_written(name: str, folder: Path) -> None:
    corpus = build(name, folder, 4)
    work = check(corpus, ours(corpus))
    assert (work.n_records, work.right, work.lines_right) == (corpus.n_documents, 100, 100)


def test_traditional_is_traditional(folder: Path) -> None:
    corpus = build("traditional", folder, 4)
    assert [text.count("\n") for _, text in given(corpus)] == [len(row["body"]) + 3 for row in truth(corpus)]
    assert check(corpus, given(corpus)).n_right == 0


def test_one_document_in_twenty_is_damaged(tmp_path: Path) -> None:
    corpus = build("damaged", tmp_path, 300)
    work = check(corpus, given(corpus))
    assert work.n_documents == 300
    assert 300 - work.n_right in range(12, 16)  # some mechanisms find nothing to damage


def test_a_heavily_damaged_document_has_pinyin_in_it(folder: Path) -> None:
    corpus = build("annotated", folder, 4)
    ((_, text),) = given(corpus)
    assert text.count(")") > 100


def whole(corpus: Corpus) -> Made:
    return [(row["key"], "\n".join([*row["head"], "", *row["body"]]) + "\n") for row in truth(corpus)]


def bodies(corpus: Corpus) -> Made:
    return [(row["key"], "\n".join(row["body"])) for row in truth(corpus)]


def test_with_title_and_date_or_without_it_is_right(folder: Path) -> None:
    corpus = build("simplified", folder, 4)
    for made in (whole(corpus), bodies(corpus), bodies(corpus)[::-1]):
        work = check(corpus, made)
        assert (work.n_documents, work.n_records, work.right, work.lines_right) == (4, 4, 100, 100)


@pytest.mark.parametrize(
    ("spoil", "n_right", "are_lines_right"),
    [
        (lambda _: [], 0, False),
        (lambda made: made[1:], 3, False),
        (lambda made: [(key, "") for key, _ in made], 0, False),
        (lambda made: [*made, made[0]], 3, False),
        (lambda made: [("99", made[0][1]), *made[1:]], 3, False),
        (lambda made: [(made[0][0], made[0][1].replace("，", ",")), *made[1:]], 3, False),
        (lambda made: [(made[0][0], made[0][1] + "\n广告"), *made[1:]], 3, True),
        (lambda made: [(made[0][0], "\n".join(made[0][1].split("\n")[::-1])), *made[1:]], 3, True),
        (lambda made: [(made[0][0], made[0][1].rpartition("\n")[0]), *made[1:]], 3, False),
    ],
    ids=["nothing", "dropped", "emptied", "twice", "misnamed", "marks", "added", "reversed", "cut"],
)
def test_what_is_dropped_or_changed_is_seen(
    spoil: Callable[[Made], Made], n_right: int, are_lines_right: bool, folder: Path
) -> None:
    corpus = build("simplified", folder, 4)
    work = check(corpus, spoil(bodies(corpus)))
    assert (work.n_documents, work.n_right) == (4, n_right)
    assert (work.lines_right == 100) == are_lines_right


def test_a_run_has_its_cost(tmp_path: Path) -> None:
    """Of its children too: one holds 60 MB and works."""
    child = (
        "x = bytearray(60_000_000); import time; end = time.process_time() + 0.4\nwhile time.process_time() < end: pass"
    )
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}], check=True)"
    cost = measure.run([sys.executable, "-c", code], systems.environment(tmp_path), tmp_path)
    assert cost.cpu >= 0.4
    assert cost.peak >= 60_000_000
    assert cost.peak_together >= cost.peak


def test_a_failure_is_told(tmp_path: Path) -> None:
    code = "import sys; print('no such thing'); sys.exit(3)"
    with pytest.raises(FailedError, match=r"exit code 3: (?s:.*)no such thing"):
        measure.run([sys.executable, "-c", code], systems.environment(tmp_path), tmp_path)


def test_a_peer_that_is_not_there_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert not {DATATROVE, "data-juicer"} & {system.name for system in systems.peers(sys.executable)}
    assert "datatrove is not there" in capsys.readouterr().err


def test_the_benchmark_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--documents", "2", "--rounds", "1", "--processes", "1", "--corpus", "simplified", "--no-parts"]
    assert command.main([*asked, "--out", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert (tmp_path / "speed.md").read_text("utf-8") == shown
    (path,) = tmp_path.glob("*.json")
    results = json.loads(path.read_text("utf-8"))
    row = results["runs"]["simplified"]
    assert set(row) == {OURS, "plain"}
    assert {one["n_right"] for system in row.values() for one in system["work"]} == {2}
    assert all(cost["wall"] > 0 for system in row.values() for cost in system["cost"])


def test_stages_and_rules_are_measured() -> None:
    for times in (stages.by_stage(2, 1), stages.by_rule(2, 1)):
        assert all(ns > 0 for shape in times.values() for ns in shape.values())


# ------------------------------------------------------------------------------------------------------- the report


def row(walls: list[float], n_right: int = 10) -> dict[str, Any]:
    work = {"n_documents": 10, "n_records": 10, "n_right": n_right, "n_lines": 100, "n_lines_right": 10 * n_right}
    costs = [{"wall": wall, "cpu": wall, "peak": 100_000_000, "peak_together": 200_000_000} for wall in walls]
    return {"cost": costs, "work": [work] * len(walls)}


RESULTS: dict[str, Any] = {
    "date": "2025-01-02",
    "machine": {"cpu": "Some", "cores": 2, "memory_gb": 8, "system": "Linux", "python": "3.11.0", "load": 0.1},
    "documents": 10,
    "rounds": 3,
    "versions": {
        OURS: {OURS: "1"},
        f"{OURS}, 2 processes": {OURS: "1"},
        DATATROVE: {DATATROVE: "2", "ftfy": "3"},
        "plain": {"ftfy": "3"},
    },
    "corpora": {
        name: {"n_documents": n, "n_bytes": n * 5_000_000, "n_chars": n * 1_700_000}
        for name, n in {"small": 1, "simplified": 10, "large": 100, "ten": 10, "one": 1}.items()
    },
    "runs": {
        "small": {DATATROVE: row([1, 1, 1]), OURS: row([2, 2, 2])},
        "simplified": {DATATROVE: row([6, 5, 7]), OURS: row([12, 10, 15])},
        "large": {
            "plain": row([100, 100, 100], 3),
            DATATROVE: row([50, 60, 40]),
            OURS: row([100, 100, 100]),
            f"{OURS}, 2 processes": row([50, 50, 50]),
        },
        "ten": {OURS: row([20, 20, 20])},
        "one": {OURS: row([3, 3, 3])},
    },
    "stages": {"simplified": dict.fromkeys(stages.STAGES, 10.0)},
    "rules": {"simplified": {"inserted-comma": 1.25, "html-entity": 20.5}},
    "start": {"import jiaokan": [0.1, 0.2, 0.4]},
}


def test_ratios_are_of_runs_side_by_side() -> None:
    assert report.ratio(RESULTS, "simplified", OURS, DATATROVE) == 0.5
    assert report.ratio(RESULTS, "large", f"{OURS}, 2 processes", DATATROVE) == 1
    assert report.speed(RESULTS, "simplified", DATATROVE) == pytest.approx(50 / 6)
    assert report.speed(RESULTS, "ten", DATATROVE) is None


def test_tables() -> None:
    rows = report.table_of_systems(RESULTS).splitlines()
    assert rows[2] == "| jiaokan 1 | 1 | 5.00 | 0.50 · 0.50 | 100.0 | 100 | 200 | 2.0 | 100.0 |"
    assert rows[5] == "| plain | 1 | 5.00 | 0.50 · 0.50 | 100.0 | 100 | 200 |  | 30.0 |"
    assert "| simplified: clean, Simplified | 4.17 · 100.0 | 8.33 · 100.0 |  |" in report.table_of_corpora(RESULTS)
    assert "10 times as many documents take jiaokan 8.3 times the CPU time, 9.8 times without" in report.growth(RESULTS)
    assert "One document of 5.0 MB takes 1.50 times that" in report.growth(RESULTS).replace("\n", " ")
    assert "`html-entity` 20, `inserted-comma` 1." in report.for_readme(RESULTS)
    assert "| import jiaokan | 0.20 |" in report.as_markdown(RESULTS)


def test_the_plot_is_a_picture() -> None:
    root = ET.fromstring(report.as_svg(RESULTS))  # noqa: S314 — our own
    bars = root.findall("{http://www.w3.org/2000/svg}rect")
    assert len(bars) == 6
    assert max(float(bar.get("width", "")) for bar in bars) <= 760


def test_the_readme_shows_the_newest_results() -> None:
    text = (readme.ROOT / "README.md").read_text("utf-8")
    assert text.partition(readme.BEGIN)[2].partition(readme.END)[0] == report.for_readme(readme.newest())
    assert f"({readme.PLOT})" in text
    assert (readme.FOLDER / "speed.md").read_text("utf-8") == report.as_markdown(readme.newest())
    assert (readme.FOLDER / "speed.svg").read_text("utf-8") == report.as_svg(readme.newest())


def test_peers_are_scripts_that_compile() -> None:
    for path in (Path(systems.__file__).parent / "peers").glob("*.py"):
        subprocess.run([sys.executable, "-m", "py_compile", str(path)], check=True)


def test_sentences_are_simplified() -> None:
    assert len(corpora.sentences()) > 1000
