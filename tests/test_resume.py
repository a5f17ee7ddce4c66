"""A run that was cut off, at any time and in any way: the next does what is left, and gives what one run would have."""

from __future__ import annotations

import contextlib
import functools
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from jiaokan import run
from jiaokan.dataset import open_dataset
from jiaokan.errors import AssertionsError, ConflictError, DatasetError
from jiaokan.read import SourceFile, discover
from jiaokan.run import Options, run_parts
from jiaokan.storage import stage
from jiaokan.work.shard import ShardReport
from jiaokan.work.survey import iter_shards
from tests.in_process import InProcess

TEXT = "第{}篇\n\n讓鮮紅黨旗高高飄揚(yáng)在城市上空。\n"


def make_corpus(folder: Path, n_files: int) -> Path:
    pages = folder / "raw" / "site"
    pages.mkdir(parents=True)
    for number in range(n_files):
        (pages / f"{number:04d}.txt").write_text(TEXT.format(number), "utf-8")
    time.sleep(stage.RACY_SECONDS)
    return folder


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_corpus(tmp_path_factory.mktemp("corpus"), 28)


@pytest.fixture
def corpus(small: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Six shards."""
    monkeypatch.setattr(run, "iter_shards", functools.partial(iter_shards, max_files=5))
    return small


def options(corpus: Path, dataset: Path) -> Options:
    return Options((str(corpus),), str(dataset), learn=False)


def files_of(dataset: Path) -> set[str]:
    """All but the row of the run: named by their content."""
    found = {str(path.relative_to(dataset / "latest")) for path in (dataset / "latest").glob("*/*.parquet")}
    return {name for name in found if not name.startswith("runs")}


def start(corpus: Path, dataset: Path, *arguments: str) -> subprocess.Popen[bytes]:
    command = ["run", str(corpus), "--dataset", str(dataset), "--no-learn", "--workers", "2", *arguments]
    with (dataset.parent / "said").open("w") as said:
        return subprocess.Popen(
            [sys.executable, "-m", "jiaokan", *command],
            env={**os.environ, "PREFECT_HOME": str(dataset.parent / "prefect")},
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )


def done(dataset: Path) -> list[Path]:
    return list(dataset.glob(".staging/run/*.json"))


N_FILES = 3200  # six shards as a run has them, of 500, and one of 200


@pytest.mark.slow
@pytest.mark.parametrize(
    ("number", "arguments"),
    [(signal.SIGTERM, ["--direct"]), (signal.SIGKILL, ["--direct"]), (signal.SIGTERM, [])],
    ids=["term", "kill", "term-prefect"],
)
def test_the_next_run_goes_on(tmp_path: Path, number: signal.Signals, arguments: Sequence[str]) -> None:
    corpus, dataset = make_corpus(tmp_path / "corpus", N_FILES), tmp_path / "dataset"
    with start(corpus, dataset, *arguments) as cut_off:
        try:
            while not done(dataset):
                assert cut_off.poll() is None
                time.sleep(0.01)
            began = time.monotonic()
            cut_off.send_signal(number)
            cut_off.wait(30)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(cut_off.pid, signal.SIGKILL)  # Prefect's embedded server outlives a run that is killed
    said = (tmp_path / "said").read_text()
    assert time.monotonic() - began < 20
    if number == signal.SIGTERM:
        assert cut_off.returncode == 130
        if arguments:  # Prefect may take longer than the five seconds after which all is dropped
            assert "the same command goes on from there" in said
    n_resumed = sum(json.loads(report.read_text("utf-8"))["n_files"] for report in done(dataset))
    assert n_resumed >= 200
    with start(corpus, dataset, "--direct") as again:
        again.wait(120)
    said = (tmp_path / "said").read_text()
    assert again.returncode == 0, said
    assert f"\nresumed   {n_resumed} files" in said
    assert re.search(rf"^inputs    {N_FILES} in {N_FILES} files$", said, re.MULTILINE)
    open_dataset(dataset).verify()
    assert open_dataset(dataset).documents().n_rows == N_FILES
    assert not list(dataset.glob(".staging/*"))


@pytest.mark.slow
def test_a_process_that_is_killed_costs_its_shard(tmp_path: Path) -> None:
    corpus, dataset = make_corpus(tmp_path / "corpus", N_FILES), tmp_path / "dataset"
    with start(corpus, dataset, "--direct", "--log", str(tmp_path / "events")) as run:
        while not done(dataset):
            assert run.poll() is None
            time.sleep(0.01)
        children = subprocess.run(["pgrep", "-P", f"{run.pid}", "-f", "spawn_main"], capture_output=True, check=True)
        os.kill(int(children.stdout.split()[0]), signal.SIGKILL)
        run.wait(120)
    assert run.returncode == 0, (tmp_path / "said").read_text()
    open_dataset(dataset).verify()
    assert open_dataset(dataset).documents().n_rows == N_FILES
    events = [json.loads(line) for line in (tmp_path / "events").read_text("utf-8").splitlines()]
    assert [event["event"] for event in events if event["level"] == "warning"] in (["process-died"], [])  # it was idle
    assert sum(event["n_inputs"] for event in events if event["event"] == "shard-cleaned") == N_FILES


class CutOff(InProcess):
    """Stops before the third shard it is given."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error
        self.n_cleaned = 0

    def clean(self, shards):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN201
        for report in super().clean(shards):
            self.n_cleaned += 1
            yield report
            if self.n_cleaned == 2 and self.error:
                raise self.error


@pytest.mark.parametrize(
    ("error", "n_left"),
    [
        *((error, 4) for error in (KeyboardInterrupt(), AssertionsError(), ConflictError(), OSError(5, "EIO"))),
        *((error, 6) for error in (DatasetError(), OSError(28, "full"))),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_kept_and_what_is_not(corpus: Path, tmp_path: Path, error: BaseException, n_left: int) -> None:
    run_parts(options(corpus, tmp_path / "whole"), InProcess())
    given = options(corpus, tmp_path / "dataset")
    with pytest.raises(type(error) if getattr(error, "errno", 0) != 28 else DatasetError):
        run_parts(given, CutOff(error))
    executor = CutOff()
    report = run_parts(given, executor)
    assert executor.n_cleaned == n_left
    assert (report.n_inputs, report.n_resumed) == (28, 5 * (6 - n_left))
    assert files_of(tmp_path / "dataset") == files_of(tmp_path / "whole")


def test_what_was_done_otherwise_is_done_anew(corpus: Path, tmp_path: Path) -> None:
    given = options(corpus, tmp_path / "dataset")
    for number, other in enumerate((given, replace(given, script="Hant"), replace(given, force=True))):
        executor = CutOff(KeyboardInterrupt())
        with pytest.raises(KeyboardInterrupt):
            run_parts(other, executor)
        assert len(done(tmp_path / "dataset")) == 2 * (number + 1)
    run_parts(given, executor := CutOff())
    assert executor.n_cleaned == 4
    run_parts(replace(given, script="Hant"), executor := CutOff())
    assert executor.n_cleaned == 6  # with the version it began from went what it had done


def test_another_run_beside_it_has_its_own(corpus: Path, tmp_path: Path) -> None:
    given = options(corpus, tmp_path / "dataset")

    class Beside(InProcess):
        def commit(self, *arguments, **named):  # type: ignore[no-untyped-def]  # noqa: ANN002, ANN003, ANN202
            report = run_parts(given, executor := CutOff())
            assert (executor.n_cleaned, report.n_resumed) == (6, 0)
            return InProcess.commit(*arguments, **named)

    report = run_parts(given, Beside())
    assert not report.is_new
    open_dataset(tmp_path / "dataset").verify()


@pytest.fixture
def files(tmp_path: Path) -> list[SourceFile]:
    (tmp_path / "pages").mkdir()
    for name in ("a", "b"):
        (tmp_path / "pages" / name).write_text(TEXT, "utf-8")
    return list(discover(tmp_path / "pages"))


def test_a_digest_is_that_of_all_that_bears(
    files: list[SourceFile], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stage.digest_of(files, "") != stage.digest_of(files, "")  # just written
    monkeypatch.setattr(stage, "RACY_SECONDS", 0)
    plain = stage.digest_of(files, "")
    assert stage.digest_of(files, "") == plain
    (tmp_path / "pages/a.headers").write_text("date: Mon, 02 Nov 2026 03:00:00 GMT")
    others = [plain, stage.digest_of(files, ""), stage.digest_of(files, "2 False"), stage.digest_of(files[:1], "")]
    settings = replace(files[0].settings, learned=frozenset({"末行"}))
    others.append(stage.digest_of([replace(file, settings=settings) for file in files], ""))
    (tmp_path / "pages/b").write_text(TEXT, "utf-8")  # the same once more
    others.append(stage.digest_of(files, ""))
    assert len({*others}) == len(others)
    assert stage.digest_of(files, "") == others[-1]
    remote = [replace(file, path=f"s3://bucket/{file.uri}", etag="x 1") for file in files]
    assert stage.digest_of(remote, "") == stage.digest_of(remote, "")
    untold = [replace(file, etag=None) for file in remote]
    assert stage.digest_of(untold, "") != stage.digest_of(untold, "")


def test_a_report_is_there_when_its_parts_are(tmp_path: Path) -> None:
    place = str(tmp_path / "place")
    assert stage.find_report(place) is None
    with contextlib.suppress(KeyboardInterrupt), stage.attempt(place) as folder:
        folder.mkdir()
        raise KeyboardInterrupt
    assert not list(tmp_path.iterdir())
    with stage.attempt(place) as folder:
        folder.mkdir()
        (folder / "raw-0000.arrow").write_bytes(b"rows")
    report = ShardReport("s", str(folder), 1, 2, 1, 1, 9, 0.5, {"empty": 1}, {"pinyin-gloss": 3})
    assert stage.publish(report, place) == report
    assert stage.find_report(place) == report
    part = next(folder.iterdir())
    data = part.read_bytes()
    for damaged in (data[:-1], bytes(len(data)), b""):  # as a disk may have it where the power went
        part.write_bytes(damaged)
        assert stage.find_report(place) is None
    part.write_bytes(data)
    assert stage.find_report(place) == report
    part.unlink()
    assert stage.find_report(place) is None
    assert stage.fetched(report, tmp_path) is report
    Path(f"{place}.json").write_text('{"source": "of another time"}')
    assert stage.find_report(place) is None
