"""Processes that die: each costs a repetition of its shard, and a document that kills twice becomes a reject."""

from __future__ import annotations

import fcntl
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from jiaokan.errors import DatasetError
from jiaokan.read import SourceFile
from jiaokan.record import FurnitureRow
from jiaokan.settings import Settings
from jiaokan.storage.layout import TABLES
from jiaokan.work import retry
from jiaokan.work.guard import STOPPED, Guard, Sample, Shard
from jiaokan.work.shard import ShardReport, clean_shard
from jiaokan.work.watch import Limits
from tests.deadly import Deadly
from tests.made import part_rows

TEXT = "简体中文的正文，第一段。"
LIMITS = Limits(seconds=1, memory_bytes=2 << 30)

pytestmark = pytest.mark.slow


def shard_of(tmp_path: Path, texts: Mapping[str, str]) -> Shard:
    folder = tmp_path / "pages"
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    files = tuple(SourceFile("s", folder, folder / name, Deadly()) for name in texts)
    return Shard(files, str(tmp_path / "parts"))


def outcomes(report: ShardReport) -> tuple[list[str], dict[str, str]]:
    """The uris of documents, and uri → detail of rejects."""
    assert report.n_inputs == report.n_records + report.n_rejects
    rows = {table: part_rows(report.folder, table).to_pylist() for table in ("documents", "rejects")}
    return (
        sorted(row["uri"] for row in rows["documents"]),
        {row["uri"]: f"{row['reason']}: {row['detail']}" for row in rows["rejects"]},
    )


def test_a_document_that_kills_twice_is_a_reject(tmp_path: Path) -> None:
    shard = shard_of(tmp_path, {"a": TEXT, "b": "die", "c": TEXT, "d": "die", "e": TEXT})
    with Guard(1, LIMITS) as guard:
        report = guard.clean(shard)
    documents, rejects = outcomes(report)
    assert documents == ["a", "c", "e"]
    assert rejects == dict.fromkeys("bd", "internal-error: cleaning it ends the process, twice")
    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["pages", Path(report.folder).name, "parts.json"]


def test_a_process_that_was_killed_costs_a_repetition(tmp_path: Path) -> None:
    once = tmp_path / "killed"
    shard = shard_of(tmp_path, {"a": TEXT, "b": f"die-once {once}", "c": TEXT})
    with Guard(2, LIMITS) as guard:
        report = guard.clean(shard)
    assert once.exists()
    assert (report.n_inputs, report.n_records) == (3, 3)


def test_a_file_that_kills_when_it_is_read_on_is_read_so_far(tmp_path: Path) -> None:
    lines = f'{{"text": "{TEXT}"}}\n' * 3
    shard = shard_of(tmp_path, {"a.jsonl": lines, "deadly-b.jsonl": lines, "c.txt": TEXT})
    with Guard(1, LIMITS) as guard:
        documents, rejects = outcomes(guard.clean(shard))
    assert documents == ["a.jsonl#line=1", "a.jsonl#line=2", "a.jsonl#line=3", "c.txt", "deadly-b.jsonl#line=1"]
    assert rejects == {"deadly-b.jsonl#unread": "unreadable: reading on ends the process, twice"}


def test_processes_that_die_anywhere_end_the_run(tmp_path: Path) -> None:
    turn = tmp_path / "turn"
    shard = shard_of(tmp_path, {f"{n}": f"die-anywhere {turn}" for n in range(8)})
    with Guard(1, LIMITS) as guard, pytest.raises(DatasetError, match="fewer --workers"):
        guard.clean(shard)


def test_what_takes_too_long_or_too_much_is_a_reject(tmp_path: Path) -> None:
    shard = shard_of(tmp_path, {"a": TEXT, "b": "spin", "c": "fill", "d": TEXT})
    with Guard(1, LIMITS) as guard:
        documents, rejects = outcomes(guard.clean(shard))
    assert documents == ["a", "d"]
    assert rejects == {
        "b": "over-limit: took more than 1 s of CPU time",
        "c": "over-limit: needed more memory than there is",
    }


def test_what_is_not_guarded_is_the_same(tmp_path: Path) -> None:
    shard = shard_of(tmp_path, {f"{n}": TEXT * (n + 1) for n in range(5)})
    with Guard(1) as guard:
        guarded = guard.clean(shard)
    plain = clean_shard(shard.files, tmp_path / "plain")
    assert part_rows(plain.folder, "documents").num_rows == 5
    for table in TABLES:
        assert part_rows(guarded.folder, table).equals(part_rows(plain.folder, table))


@pytest.mark.parametrize("n_shares", [1, 2])
def test_learning_that_kills_leaves_what_was_learned(tmp_path: Path, n_shares: int) -> None:
    held = (FurnitureRow(source_id="s", line="末行", n_documents=9, n_sampled=9, n_in_text=9, place="tail"),)
    with Guard(2, LIMITS) as guard:
        assert guard.learn(Sample(shard_of(tmp_path, {"a": TEXT}).files, held, n_shares)) == held


def test_processes_that_share_a_sample_learn_what_one_does(tmp_path: Path) -> None:
    about = "春夏秋冬山水云雨花鸟鱼虫"
    pages = {one: "".join(f"{one}{other}是这一篇里才有的，别处没有。\n" for other in about) for one in about}
    files = shard_of(tmp_path, {name: f"{text}老街客户端，天天见\n" for name, text in pages.items()}).files
    files = tuple(replace(file, settings=Settings()) for file in files)
    with Guard(2, LIMITS) as guard:
        alone, shared = (guard.learn(Sample(files, (), n_shares)) for n_shares in (1, 2))
    assert [row.line for row in alone] == ["老街客户端，天天见"]
    assert shared == alone


PROGRAM = """
import os, sys
from pathlib import Path
from jiaokan.work.guard import Guard, Shard
from jiaokan.read import SourceFile
from tests.deadly import Deadly
from tests.made import part_rows

if __name__ == "__main__":
    folder = Path(sys.argv[1])
    with Guard(1) as guard:
        guard.clean(Shard((SourceFile("s", folder, folder / "a", Deadly()),), str(folder / "parts")))
"""


def test_processes_end_with_the_one_that_started_them(tmp_path: Path) -> None:
    began = tmp_path / "began"
    (tmp_path / "a").write_text(f"spin {began}")
    program = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    with subprocess.Popen(program, cwd=Path(__file__).parent.parent) as process:
        while not began.exists():
            assert process.poll() is None
            time.sleep(0.1)
        assert is_held(began)
        process.kill()
    end = time.monotonic() + 60
    while is_held(began) and time.monotonic() < end:
        time.sleep(0.1)
    assert not is_held(began)


def is_held(path: Path) -> bool:
    """Does the process that locked the file (deadly.hold) live?"""
    with path.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_who_waits_for_a_shard_is_let_go_when_all_is_stopped(tmp_path: Path) -> None:
    """Python waits for its threads when it ends: runs that were interrupted ended by their watchdog."""
    began = tmp_path / "began"
    shard = shard_of(tmp_path, {"a": f"spin {began}"})
    guard = Guard(1, replace(LIMITS, seconds=600))
    with ThreadPoolExecutor(2) as threads:
        waiting = [threads.submit(guard.clean, shard) for _ in range(2)]  # one under way, one not begun
        while not began.exists():
            time.sleep(0.01)
        guard.stop()
        for one in waiting:
            with pytest.raises(RuntimeError, match=STOPPED):
                one.result(30)
        with pytest.raises(RuntimeError, match=STOPPED):
            guard.clean(shard)
    assert not list(tmp_path.glob("parts*"))


def test_errors_of_a_shard_are_its_own(tmp_path: Path) -> None:
    shard = replace(shard_of(tmp_path, {"a": TEXT}), place=str(tmp_path / "file" / "parts"))
    (tmp_path / "file").write_text("in the way")
    with Guard(1, LIMITS) as guard, pytest.raises(NotADirectoryError):
        guard.clean(shard)


def test_a_disk_that_fails_for_once_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry, "SECONDS", 0.01)
    shard = shard_of(tmp_path, {"a": TEXT, "b": TEXT})
    (tmp_path / "fail-once").touch()
    with Guard(1, LIMITS) as guard:
        assert guard.clean(shard).n_records == 2
    assert not (tmp_path / "fail-once").exists()


def test_workers_with_other_rules_are_refused(tmp_path: Path) -> None:
    shard = replace(shard_of(tmp_path, {"a": TEXT}), rules="others")
    with Guard(1, LIMITS) as guard, pytest.raises(DatasetError, match="has other rules than the run"):
        guard.clean(shard)
