"""What a run does but for the cleaning: survey, shards, assertions, what is complete."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from jiaokan.backfill import Selection, backfill, plan
from jiaokan.dataset import open_dataset
from jiaokan.document import RawDocument
from jiaokan.errors import AssertionsError, DatasetError, InputError
from jiaokan.read import SourceFile, read_documents
from jiaokan.run import Options, ahead, check_assertions, check_complete, count_processes, run_parts
from jiaokan.settings import DEFAULT, Assertions
from jiaokan.work import survey as surveying
from jiaokan.work.shard import ShardReport
from jiaokan.work.survey import iter_parts, iter_shards, shard_bytes, survey
from tests.in_process import InProcess


@pytest.fixture
def source(tmp_path: Path) -> list[SourceFile]:
    for number in range(7):
        (tmp_path / f"{number}").write_bytes(b"x" * number)
    return [SourceFile("a" if number < 5 else "b", tmp_path, tmp_path / f"{number}") for number in range(7)]


def shards(files: list[SourceFile], **limits: int) -> str:
    return " ".join("".join(file.uri for file in shard) for shard in iter_shards(files, **limits))


def test_shards_keep_order_source_and_limits(source: list[SourceFile]) -> None:
    assert shards(source) == "01234 56"
    assert shards(source, max_files=2) == "01 23 4 56"
    assert shards(source, max_bytes=4) == "012 3 4 5 6"
    assert shards([]) == ""
    assert shards([replace(source[0], path=Path(source[0].root, "gone"))]) == "gone"


def test_big_files_are_read_in_parts(tmp_path: Path) -> None:
    path = tmp_path / "big.jsonl"
    path.write_bytes(b"".join(b'{"text": "page %d"}\n' % n for n in range(1000)))
    whole = SourceFile("s", tmp_path, path)
    parts = list(iter_parts(whole, part_bytes=5000))
    assert len(parts) > 2
    read_in_parts = [document for part in parts for document in documents(part)]
    assert read_in_parts == documents(whole)
    assert list(iter_parts(replace(whole, path=tmp_path / "none.jsonl"), part_bytes=0)) == [
        replace(whole, path=tmp_path / "none.jsonl")
    ]


@pytest.mark.parametrize(
    ("assertions", "counted", "complaints"),
    [
        (Assertions(), (0, 0), []),
        (Assertions(min_documents=0, max_documents=0, max_reject_ratio=0.0), (0, 0), []),
        (Assertions(min_documents=3, max_documents=3, max_reject_ratio=0.25), (4, 3), []),
        (Assertions(min_documents=4), (4, 3), ["min_documents: expected at least 4, got 3 of 4 inputs"]),
        (Assertions(max_documents=2), (4, 3), ["max_documents: expected at most 2, got 3"]),
        (
            Assertions(max_reject_ratio=0.2),
            (4, 3),
            ["max_reject_ratio: expected at most 0.2, got 1 rejects of 4 inputs (0.25)"],
        ),
        (Assertions(max_reject_ratio=1.0), (4, 0), []),
        (Assertions(max_drop_ratio=0.25), (3, 3), []),
        (Assertions(max_drop_ratio=0.25), (3, 3, 0), []),
        (Assertions(max_drop_ratio=0.25), (3, 3, 4), []),
        (Assertions(max_drop_ratio=0.25), (5, 5, 4), []),
        (
            Assertions(max_drop_ratio=0.25),
            (3, 2, 4),
            ["max_drop_ratio: expected at most 0.25, got 2 documents after 4 in the last run (0.5)"],
        ),
        (Assertions(max_drop_ratio=1.0), (0, 0, 4), []),
    ],
)
def test_what_assertions_say_of_counts(assertions: Assertions, counted: tuple[int, ...], complaints: list[str]) -> None:
    assert list(assertions.complaints(*counted)) == complaints


def test_broken_assertions_stop_a_run(tmp_path: Path) -> None:
    """Also of a source that has no files any more, and of one given in two corpora: together they are enough."""
    report = ShardReport("a", "parts", 5, 9, 6, 3, 100, 1.0, {"empty": 3}, {})
    corpora = [str(tmp_path / name) for name in ("one", "two")]
    for corpus in corpora:
        (Path(corpus) / "raw").mkdir(parents=True)
        (Path(corpus) / "sources").mkdir()
    (tmp_path / "one/sources/a.toml").write_text("[assertions]\nmin_documents = 12\n")
    check_assertions(corpora, [report, report])
    with pytest.raises(AssertionsError, match=r"one/sources/a\.toml: assertions\.min_documents: .* got 6 of 9 inputs"):
        check_assertions(corpora, [report])
    (tmp_path / "two/sources/gone.toml").write_text("[assertions]\nmin_documents = 1\n")
    with pytest.raises(AssertionsError, match=r"two/sources/gone\.toml: .* got 0 of 0"):
        check_assertions(corpora, [report, report])
    check_assertions([str(tmp_path / "no corpus"), str(tmp_path / "one/raw")], [])


def test_a_source_that_drops_stops_a_run(tmp_path: Path) -> None:
    """By what it gave in the last run over it, not by what the dataset holds of it, nor by a run over another."""
    corpora = [tmp_path / "one", tmp_path / "two"]
    for corpus in corpora:
        (corpus / "raw" / corpus.name).mkdir(parents=True)
        for number in range(4):
            (corpus / "raw" / corpus.name / f"{number}.txt").write_text(f"标题{number}\n\n正文第{number}段。", "utf-8")
    (corpora[0] / "sources").mkdir()
    (corpora[0] / "sources/one.toml").write_text("[assertions]\nmax_drop_ratio = 0.25\n")
    one, two = (Options((str(corpus),), str(tmp_path / "dataset"), learn=False) for corpus in corpora)
    run_parts(one, InProcess())
    assert open_dataset(one.dataset).run.records_by_source == ("one=4",)
    run_parts(two, InProcess())
    for number in range(3):
        (corpora[0] / f"raw/one/{number}.txt").unlink()
    with pytest.raises(AssertionsError, match=r"at most 0\.25, got 1 documents after 4 in the last run \(0\.75\)"):
        run_parts(one, InProcess())
    assert open_dataset(one.dataset).version == 2
    dataset = open_dataset(one.dataset)
    selection = Selection(sources=("one",), force=True)
    backfill(dataset, replace(one, script="Hant"), plan(dataset, one, selection), InProcess())
    (corpora[0] / "raw/one/4.txt").write_text("标题4\n\n正文第4段。", "utf-8")
    (corpora[0] / "raw/one/5.txt").write_text("标题5\n\n正文第5段。", "utf-8")
    assert run_parts(one, InProcess()).is_new
    assert open_dataset(one.dataset).run.records_by_source == ("one=3",)


def test_small_corpora_come_in_small_shards_and_none_in_many_small_ones(tmp_path: Path) -> None:
    sizes = [shard_bytes(n << 20) for n in (0, 1, 64, 65, 129, 257, 100_000)]
    assert sizes == [n << 20 for n in (2, 2, 2, 4, 8, 16, 16)]
    corpus = tmp_path / "corpus"
    (corpus / "raw" / "s").mkdir(parents=True)
    for name, n_bytes in (("a.jsonl", 5 << 20), ("b.txt", 5 << 20), ("c.jsonl", 1 << 20)):
        with (corpus / "raw" / "s" / name).open("wb") as file:
            file.truncate(n_bytes)
    found = survey([str(corpus)], DEFAULT)
    assert (found.n_files, found.n_parts, found.shard_bytes) == (3, 5, 2 << 20)
    assert count_processes(Options((str(corpus),), str(tmp_path / "dataset"), workers=8)) == 5


def test_names_given_twice_are_told(source: list[SourceFile], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surveying, "discover", lambda *_: iter(source))
    found = survey(["c"], DEFAULT)
    assert (found.n_files, found.n_parts) == (7, 7)
    assert {name: len(files) for name, files in found.samples.items()} == {"a": 5, "b": 2}
    with pytest.raises(InputError, match=r"\d of source [ab] was given twice"):
        survey(["c", "c"], DEFAULT)
    monkeypatch.setattr(surveying, "_key", lambda _: 1)  # two names of one hash are no name given twice
    assert survey(["c"], DEFAULT).n_files == 7


def documents(file: SourceFile) -> list[RawDocument]:
    return list(read_documents(file.path, source_id=file.source_id, root=file.root, span=file.span))


def test_a_shard_without_a_report_stops_the_commit(source: list[SourceFile]) -> None:
    report = ShardReport("a", "parts", 5, 9, 6, 3, 100, 1.0, {"empty": 3}, {})
    other = replace(report, source_id="b", n_files=2)
    check_complete(len(source), [report, other])
    with pytest.raises(DatasetError, match="5 of 7 files"):
        check_complete(len(source), [report])
    with pytest.raises(DatasetError, match="without an outcome are in 1 shards"):
        check_complete(len(source), [report, replace(other, n_records=5)])


def test_no_more_is_taken_ahead_than_asked() -> None:
    taken: list[int] = []

    assert list(ahead(iter(range(10)), 3)) == list(range(10))
    given = ahead((n for n in range(10) if taken.append(n) is None), 3)  # type: ignore[func-returns-value]
    assert next(given) == 0
    assert taken == [0, 1, 2, 3]
