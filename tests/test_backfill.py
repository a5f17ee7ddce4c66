"""Documents of a dataset cleaned anew from its own bytes: which, why, and that no others are touched."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from jiaokan import backfill as backfilling
from jiaokan import pipeline
from jiaokan.backfill import Plan, Selection, backfill, options_of, plan
from jiaokan.check import check
from jiaokan.cli import app
from jiaokan.dataset import open_dataset
from jiaokan.diff import diff
from jiaokan.errors import InputError
from jiaokan.run import Options, run_parts
from jiaokan.work.guard import Shard
from jiaokan.work.shard import ShardReport
from tests.in_process import InProcess

PLAIN = "小城图书馆今晚开放，读者可以读到十点。馆长说，来的人比想的多，很高兴。"
ANNOTATED = "小城圖書館今晚開(kāi)放，讀者可以讀到十點(diǎn)，很高興(xìng)。"
FORCED = Selection(force=True)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two sources; one page is annotated, one is empty."""
    folder = tmp_path / "corpus"
    texts = {
        "a/1.txt": PLAIN,
        "a/2.txt": ANNOTATED,
        "a/empty.txt": "",
        "b/x/3.txt": PLAIN + "又一篇。",
        "b/4.txt": PLAIN,
    }
    for day, (name, text) in enumerate(texts.items(), 1):
        path = folder / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
        at = datetime(2020, 7, day, tzinfo=UTC).timestamp()
        os.utime(path, (at, at))
    return folder


@pytest.fixture
def dataset(tmp_path: Path, corpus: Path) -> Path:
    folder = tmp_path / "dataset"
    run_parts(Options((str(corpus),), str(folder), learn=False), InProcess())
    return folder


@pytest.fixture
def other_rules(monkeypatch: pytest.MonkeyPatch, dataset: Path) -> None:
    """After `dataset` was made, the rules are others."""
    assert dataset.exists()
    for module in (pipeline, backfilling):
        monkeypatch.setattr(module, "rules_fingerprint", lambda: "f" * 16)


def planned(dataset: Path, selection: Selection, corpora: tuple[str, ...] = ()) -> Plan:
    opened = open_dataset(dataset)
    return plan(opened, options_of(opened, corpora), selection)


def done(dataset: Path, selection: Selection, version: int | None = None) -> backfilling.BackfillReport:
    opened = open_dataset(dataset, version)
    options = options_of(opened, ())
    return backfill(opened, options, plan(opened, options, selection), InProcess())


def selected(dataset: Path, selection: Selection) -> list[str]:
    """The uris of what a backfill would clean, forced."""
    uris = {row["doc_id"]: row["uri"] for row in open_dataset(dataset).raw().to_arrow(["doc_id", "uri"]).to_pylist()}
    return sorted(uris[one] for _, ids in planned(dataset, replace(selection, force=True)).doc_ids for one in ids)


def changed(dataset: Path, a: int, b: int) -> list[str]:
    return sorted(change.uri for change in diff(dataset, a, b).changes())


@pytest.mark.parametrize(
    ("selection", "uris"),
    [
        (Selection(), ["1.txt", "2.txt", "4.txt", "empty.txt", "x/3.txt"]),
        (Selection(sources=("b",)), ["4.txt", "x/3.txt"]),
        (Selection(sources=("a", "b"), glob="*/*"), ["x/3.txt"]),
        (Selection(glob="?.txt"), ["1.txt", "2.txt", "4.txt"]),
        (Selection(since=datetime(2020, 7, 4, tzinfo=UTC)), ["4.txt", "x/3.txt"]),
        (Selection(until=datetime(2020, 7, 2, tzinfo=UTC)), ["1.txt"]),
        (Selection(since=datetime(2020, 7, 2, tzinfo=UTC), until=datetime(2020, 7, 3, tzinfo=UTC)), ["2.txt"]),
        (Selection(rejects=True), ["empty.txt"]),
        (Selection(rules=("pinyin-gloss",)), ["2.txt"]),
        (Selection(rules=("pinyin-gloss",), sources=("b",)), []),
        (Selection(ids=frozenset({"4.txt", "no such"})), ["4.txt"]),
    ],
)
def test_conditions_narrow_each_other(dataset: Path, selection: Selection, uris: list[str]) -> None:
    assert selected(dataset, selection) == uris


def test_a_document_is_asked_for_by_its_id(dataset: Path) -> None:
    (doc_id,) = open_dataset(dataset).find("x/3.txt")
    assert selected(dataset, Selection(ids=frozenset({doc_id}))) == ["x/3.txt"]


def test_what_is_up_to_date_is_left_alone(dataset: Path) -> None:
    found = planned(dataset, Selection())
    assert (found.n_inputs, found.n_selected, found.n_current, found.n_documents) == (5, 5, 5, 0)
    assert done(dataset, Selection()).versions == ()


@pytest.mark.usefixtures("other_rules")
def test_a_changed_rule_touches_just_the_documents_with_that_damage(dataset: Path) -> None:
    found = planned(dataset, Selection(rules=("pinyin-gloss",)))
    assert (found.n_selected, found.causes) == (1, {"other rules": 1})
    report = done(dataset, Selection(rules=("pinyin-gloss",)))
    assert (report.n_documents, report.versions) == (1, (2,))
    assert changed(dataset, 1, 2) == ["2.txt"]
    assert "backfill=rule:pinyin-gloss" in open_dataset(dataset).run.parameters
    assert check(dataset).faults == ()


@pytest.mark.usefixtures("other_rules")
def test_it_needs_no_original_file(dataset: Path, corpus: Path) -> None:
    shutil.rmtree(corpus)
    before = open_dataset(dataset).documents().to_arrow(["uri", "title", "body", "n_edits", "raw_sha256"])
    report = done(dataset, Selection())
    assert (report.n_documents, report.n_records, report.n_rejects, report.versions) == (5, 4, 1, (2,))
    after = open_dataset(dataset)
    assert after.documents().to_arrow(["uri", "title", "body", "n_edits", "raw_sha256"]).equals(before)
    assert after.raw().to_arrow().equals(open_dataset(dataset, 1).raw().to_arrow())
    assert {row.rules_fingerprint for row in map(after.document, after.find("1.txt"))} == {"f" * 16}
    assert planned(dataset, Selection()).n_documents == 0


def test_nothing_new_makes_no_version(dataset: Path) -> None:
    report = done(dataset, FORCED)
    assert (report.n_documents, report.versions) == (5, ())
    assert open_dataset(dataset).versions() == [1]


class CutOff(InProcess):
    """Dies in the second chunk."""

    def __init__(self) -> None:
        self.n_calls = 0

    def clean(self, shards: Iterable[Shard]) -> Iterator[ShardReport]:
        self.n_calls += 1
        if self.n_calls == 2:
            raise KeyboardInterrupt
        return super().clean(shards)


@pytest.mark.usefixtures("other_rules")
def test_one_that_was_cut_off_goes_on(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(backfilling, "CHUNK_DOCUMENTS", 1)  # a bucket at a time: one of each source
    opened = open_dataset(dataset)
    with pytest.raises(KeyboardInterrupt):
        backfill(opened, options_of(opened, ()), planned(dataset, Selection()), CutOff())
    assert open_dataset(dataset).versions() == [1, 2]
    assert not list(dataset.glob(".staging/*"))
    rest = planned(dataset, Selection())
    assert 0 < rest.n_documents < 5
    assert done(dataset, Selection()).versions == (3,)
    assert changed(dataset, 1, 3) == ["1.txt", "2.txt", "4.txt", "empty.txt", "x/3.txt"]


@pytest.mark.usefixtures("other_rules")
def test_it_does_not_bring_back_older_bytes(dataset: Path, corpus: Path) -> None:
    """Of a version planned from, a document may have been scraped anew meanwhile, or by --version-at."""
    page = corpus / "raw" / "b" / "4.txt"
    page.write_text(PLAIN + "新的结尾。", "utf-8")
    run_parts(Options((str(corpus),), str(dataset), learn=False), InProcess())
    report = done(dataset, FORCED, version=1)
    assert report.n_documents == 5
    newest = open_dataset(dataset)
    (doc_id,) = newest.find("4.txt")
    made = newest.document(doc_id)
    assert getattr(made, "body", "").endswith("新的结尾。")


def test_what_has_vanished_is_no_document(dataset: Path, corpus: Path) -> None:
    (corpus / "raw" / "b" / "4.txt").unlink()
    run_parts(Options((str(corpus),), str(dataset), learn=False, vanished="retract"), InProcess())
    assert "4.txt" not in selected(dataset, Selection())


def test_settings_are_those_of_the_last_run_and_of_the_sources(dataset: Path, corpus: Path) -> None:
    run_parts(Options((str(corpus),), str(dataset), script="Hant", learn=False), InProcess())
    opened = open_dataset(dataset)
    options = options_of(opened, (str(corpus),))
    assert (options.script, options.learn) == ("Hant", False)
    assert plan(opened, options, Selection()).n_documents == 0
    (corpus / "sources").mkdir()
    (corpus / "sources" / "b.toml").write_text('site_name = "某网"\n')
    found = plan(opened, options_of(opened, (str(corpus),)), Selection())
    assert (found.n_documents, found.causes) == (2, {"other settings": 2})


def test_a_source_whose_name_is_no_utf8(tmp_path: Path) -> None:
    folder = tmp_path / "corpus" / "raw" / "\udcb9\udcab"
    folder.mkdir(parents=True)
    (folder / "1.txt").write_text(PLAIN, "utf-8")
    dataset = tmp_path / "dataset"
    run_parts(Options((str(tmp_path / "corpus"),), str(dataset), learn=False), InProcess())
    assert done(dataset, FORCED).versions == ()
    assert selected(dataset, Selection(sources=("\udcb9\udcab",))) == ["1.txt"]


@pytest.mark.parametrize(
    ("selection", "complaint"),
    [(Selection(rules=("no-such",)), "no such rule"), (Selection(sources=("c",)), "no such source; there are a, b")],
)
def test_what_is_not_there_is_told(dataset: Path, selection: Selection, complaint: str) -> None:
    with pytest.raises(InputError, match=complaint):
        planned(dataset, selection)


def test_the_command_says_what_it_would_do(dataset: Path, tmp_path: Path) -> None:
    ids = tmp_path / "ids"
    ids.write_text("1.txt\n4.txt\n")
    runner = CliRunner()
    where = ["--dataset", str(dataset)]
    told = runner.invoke(app, ["backfill", "--ids", str(ids), "--force", "--dry-run", *where])
    assert told.exit_code == 0
    assert "to clean   2, " in told.stdout
    assert "cleaned" not in told.stdout
    assert runner.invoke(app, ["backfill", *where]).exit_code == 2
    assert runner.invoke(app, ["backfill", "--rule", "no-such", *where]).exit_code == 3
    assert "up to date" in runner.invoke(app, ["backfill", "--stale", *where]).stdout


@pytest.mark.slow
def test_the_command_in_processes(dataset: Path) -> None:
    done = CliRunner().invoke(
        app, ["backfill", "--source", "a", "--force", "--workers", "1", "--dataset", str(dataset)]
    )
    assert done.exit_code == 0, done.output
    assert "3 of 3" in done.output
    assert "none: nothing came out otherwise" in done.output
