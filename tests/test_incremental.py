"""A run over a dataset that is there: what has not changed is left alone, what has gone is retracted if asked."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.compute as pc
import pytest

from jiaokan import pipeline, store
from jiaokan.check import check
from jiaokan.dataset import open_dataset
from jiaokan.errors import AssertionsError
from jiaokan.read import discover
from jiaokan.settings import Settings, Vanished
from jiaokan.work import incremental, known, shard
from jiaokan.work.incremental import KNOWN, find_known, retract
from jiaokan.work.shard import ShardReport

TEXT = "小城图书馆今晚开放，读者可以读到十点。馆长说，来的人比想的多，很高兴。"


class Place:
    """A corpus of one source beside a dataset, and runs over them as run.py makes them, in one process."""

    def __init__(self, folder: Path, source_id: str = "site") -> None:
        self.source = folder / "corpus" / "raw" / source_id
        self.dataset = folder / "dataset"
        self.source.mkdir(parents=True)

    def write(self, name: str, text: str) -> None:
        (self.source / name).write_text(text, "utf-8")

    def run(
        self,
        settings: Settings | None = None,
        *,
        force: bool = False,
        vanished: Vanished = "keep",
        limit: float = 0.5,
    ) -> tuple[ShardReport, store.Commit]:
        files = list(discover(self.source.parents[1], settings or Settings()))
        with store.staging(self.dataset) as folder:
            before = find_known(self.dataset, folder, force=force)
            reports = [shard.clean_shard(files, folder / "0", folder / KNOWN if before else None)]
            if before and vanished == "retract":
                reports += retract(before, reports, folder, {self.source.name: limit})
            made = store.commit(self.dataset, reports, started_at=datetime.now(UTC))
        open_dataset(self.dataset).verify()
        return reports[0], made

    def titles(self) -> dict[str, str]:
        """uri → title, or the reason of a reject."""
        now = open_dataset(self.dataset)
        rows = now.documents().to_arrow(["uri", "title"]).to_pylist()
        rejects = now.rejects().to_arrow(["uri", "reason"]).to_pylist()
        return {row["uri"]: row["title"] for row in rows} | {row["uri"]: row["reason"] for row in rejects}


@pytest.fixture
def place(tmp_path: Path) -> Place:
    made = Place(tmp_path)
    for n in range(6):
        made.write(f"{n}.txt", f"第{n}篇的标题\n{TEXT}")
    made.write("empty.txt", "")
    return made


def test_the_first_run_cleans_everything_and_the_second_nothing(place: Place) -> None:
    report, _ = place.run()
    assert (report.n_records, report.n_rejects, report.n_unchanged) == (6, 1, 0)
    report, made = place.run()
    assert (report.n_inputs, report.n_unchanged, report.n_unchanged_records) == (0, 7, 6)
    assert not made.is_new


def test_what_is_new_or_has_changed_is_cleaned_and_nothing_else(place: Place) -> None:
    place.run()
    place.write("2.txt", f"另外一个标题\n{TEXT}")
    place.write("6.txt", f"第六篇的标题\n{TEXT}")
    place.write("empty.txt", f"不再空的标题\n{TEXT}")
    report, made = place.run()
    assert (report.n_inputs, report.n_unchanged) == (3, 5)
    assert made.n_documents == 8
    assert place.titles() == {
        **{f"{n}.txt": f"第{n}篇的标题" for n in range(6)},
        "2.txt": "另外一个标题",
        "6.txt": "第六篇的标题",
        "empty.txt": "不再空的标题",
    }
    assert open_dataset(place.dataset).run.n_unchanged == 5


def test_the_outcome_is_that_of_a_run_over_everything(place: Place, tmp_path: Path) -> None:
    place.run()
    place.write("1.txt", f"改过的标题\n{TEXT}{TEXT}")
    place.run()
    there = {
        t: {f.name for f in open_dataset(place.dataset).tables[t].files} for t in ("documents", "edits", "rejects")
    }
    place.dataset = tmp_path / "other"
    place.run()
    assert {t: {f.name for f in open_dataset(place.dataset).tables[t].files} for t in there} == there


def test_a_forced_run_cleans_everything(place: Place) -> None:
    place.run()
    report, made = place.run(force=True)
    assert (report.n_inputs, report.n_unchanged) == (7, 0)
    assert not made.is_new


def test_other_rules_clean_everything_anew(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.run()
    for module in (pipeline, known):
        monkeypatch.setattr(module, "rules_fingerprint", lambda: "f" * 16)
    report, _ = place.run()
    assert (report.n_inputs, report.n_unchanged) == (7, 0)
    report, _ = place.run()
    assert (report.n_inputs, report.n_unchanged) == (0, 7)


@pytest.mark.parametrize(
    "settings",
    [
        Settings(script="TW"),
        Settings(phrases=True),
        Settings(engine="opencc-python-reimplemented"),
        Settings(site_name="小城网"),
        Settings(furniture=("第1篇的标题",)),
        Settings(learned=frozenset({"第0篇的标题"})),
    ],
)
def test_other_settings_clean_everything_anew(place: Place, settings: Settings) -> None:
    place.run()
    report, _ = place.run(settings)
    assert (report.n_inputs, report.n_unchanged) == (7, 0)


@pytest.mark.parametrize("settings", [Settings(learn=False), Settings(exclude=("*.tmp",))])
def test_settings_that_bear_on_no_document_clean_nothing(place: Place, settings: Settings) -> None:
    place.run()
    report, _ = place.run(settings)
    assert (report.n_inputs, report.n_unchanged) == (0, 7)


def test_a_row_whose_other_columns_changed_has_changed(place: Place) -> None:
    row = {"id": 1, "text": TEXT, "author": "王小明"}
    place.write("rows.jsonl", json.dumps(row))
    settings = replace(Settings(), fields=replace(Settings().fields, authors="author"))
    place.run(settings)
    place.write("rows.jsonl", json.dumps(row | {"author": "李小红"}))
    report, _ = place.run(settings)
    assert (report.n_inputs, report.n_unchanged) == (1, 7)
    authors = open_dataset(place.dataset).documents().to_arrow(["authors"], pc.field("uri") == "rows.jsonl#line=1")
    assert authors["authors"].to_pylist() == [["李小红"]]


class TestVanished:
    def test_is_kept_unless_asked(self, place: Place) -> None:
        place.run()
        (place.source / "3.txt").unlink()
        _, made = place.run()
        assert not made.is_new
        assert made.n_documents == 6

    def test_becomes_a_reject_and_its_bytes_stay(self, place: Place) -> None:
        place.run()
        (place.source / "3.txt").unlink()
        _, made = place.run(vanished="retract")
        assert (made.n_documents, made.n_rejects) == (5, 2)
        assert place.titles()["3.txt"] == "vanished"
        raw = open_dataset(place.dataset).raw().to_arrow(["data"], pc.field("uri") == "3.txt")
        assert raw["data"].to_pylist() == [f"第3篇的标题\n{TEXT}".encode()]

    def test_is_retracted_once(self, place: Place) -> None:
        place.run()
        (place.source / "3.txt").unlink()
        place.run(vanished="retract")
        _, made = place.run(vanished="retract")
        assert not made.is_new

    def test_comes_back(self, place: Place) -> None:
        place.run()
        (place.source / "3.txt").unlink()
        place.run(vanished="retract")
        place.write("3.txt", f"第3篇的标题\n{TEXT}")
        report, made = place.run(vanished="retract")
        assert (report.n_inputs, made.n_documents) == (1, 6)
        assert place.titles()["3.txt"] == "第3篇的标题"

    def test_too_much_of_it_is_a_mistake(self, place: Place) -> None:
        place.run()
        for n in range(5):
            (place.source / f"{n}.txt").unlink()
        with pytest.raises(AssertionsError, match="site: 5 inputs have vanished and 2 are there"):
            place.run(vanished="retract")
        assert open_dataset(place.dataset).version == 1
        assert place.run(vanished="retract", limit=1.0)[1].n_documents == 1

    def test_of_a_forced_run_too(self, place: Place) -> None:
        place.run()
        (place.source / "3.txt").unlink()
        report, made = place.run(vanished="retract", force=True)
        assert (report.n_inputs, made.n_documents) == (6, 5)

    def test_of_another_source_is_left(self, place: Place) -> None:
        other = place.source.parent / "other"
        other.mkdir()
        (other / "a.txt").write_text(f"另一处的标题\n{TEXT}", "utf-8")
        files = list(discover(place.source.parents[1], Settings()))
        with store.staging(place.dataset) as folder:
            parts = [
                shard.clean_shard([file for file in files if file.source_id == source], folder / source)
                for source in ("site", "other")
            ]
            store.commit(place.dataset, parts, started_at=datetime.now(UTC))
        (other / "a.txt").unlink()
        other.rmdir()
        (place.source / "3.txt").unlink()
        place.run(vanished="retract")
        assert place.titles()["a.txt"] == "另一处的标题"
        assert place.titles()["3.txt"] == "vanished"


def test_a_source_whose_name_is_no_utf8(tmp_path: Path) -> None:
    """It is escaped in the rows, and in the ids as it is."""
    place = Place(tmp_path, "caf\udce9")
    for name in ("\udcff.txt", "b.txt"):
        place.write(name, f"小城的标题\n{TEXT}")
    assert place.run()[1].n_documents == 2
    newest = open_dataset(place.dataset)
    assert newest.run.sources == ("caf\\udce9",)
    assert set(newest.raw().to_arrow()["source_id"].to_pylist()) == {"caf\\udce9"}
    assert not place.run()[1].is_new
    (place.source / "\udcff.txt").unlink()
    assert place.run(vanished="retract")[1].n_rejects == 1
    assert place.titles() == {"b.txt": "小城的标题", "%FF.txt": "vanished"}
    assert check(place.dataset, deep=True).faults == ()


def test_a_dataset_without_a_version_knows_nothing(tmp_path: Path) -> None:
    assert incremental.find_known(tmp_path / "dataset", tmp_path, force=False) is None
