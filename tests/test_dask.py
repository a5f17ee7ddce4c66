"""A run on a Dask cluster (a scheduler, two workers, one killed meanwhile) gives what one process does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from jiaokan.dataset import open_dataset
from jiaokan.errors import InputError
from jiaokan.run import Options, check_options, run_here, run_parts
from tests.in_process import InProcess
from tests.served import ask, environment, serving, wait_for

N_FILES = 40
LINES = "讓鮮紅黨旗高高飄揚(yáng)在城市上空。\n"


def write_corpus(folder: Path) -> Path:
    """Each source is a shard of its own."""
    (folder / "raw/five").mkdir(parents=True)
    for source in ("one", "two", "three", "four"):
        pages = folder / "raw" / source
        pages.mkdir(parents=True)
        for number in range(N_FILES):
            (pages / f"{number}.txt").write_text(f"{source}，第{number}篇\n\n{LINES}", "utf-8")
    for number in range(8):
        text = "".join(f"{word * 2}的河水涨了，过桥的人停下来看{word}。" for word in "春夏秋冬东南西北"[number:])
        (folder / f"raw/five/{number}.txt").write_text(f"标题{number}\n\n{text}\n老街客户端，天天见\n", "utf-8")
    (folder / "raw/four/empty.html").touch()
    (folder / "raw/two/broken.jsonl").write_text('{"text": "第一行"}\n{"text": \n', "utf-8")
    return folder


@contextmanager
def cluster(folder: Path, **more: str) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """The address of a scheduler, and its two workers."""
    found = folder / "scheduler.json"
    command = [sys.executable, "-m"]
    scheduler = ["distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    worker = ["distributed.cli.dask_worker", "--nthreads", "1", "--no-dashboard", "--local-directory", str(folder)]
    processes: list[subprocess.Popen[bytes]] = []
    with ExitStack() as stack:
        log = stack.enter_context((folder / "cluster.log").open("ab"))
        for words in (scheduler, worker, worker):
            process = subprocess.Popen(
                [*command, *words, "--scheduler-file", str(found)],
                cwd=folder,
                env=environment(folder / "prefect", **more),
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
            stack.callback(end, process)
            processes.append(process)
            wait_for(found.exists, 120)
        yield json.loads(found.read_text())["address"], processes[1:]


def end(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def files_of(dataset: Path) -> set[str]:
    """All but the row of the run: named by their content."""
    found = {str(path.relative_to(dataset / "latest")) for path in (dataset / "latest").glob("*/*.parquet")}
    return {name for name in found if not name.startswith("runs")}


@pytest.mark.slow
def test_a_worker_that_is_killed_changes_nothing(tmp_path: Path) -> None:
    corpus, dataset = write_corpus(tmp_path / "corpus"), tmp_path / "dataset"
    run_parts(Options((str(corpus),), str(tmp_path / "whole")), InProcess())
    with serving(tmp_path / "prefect") as api, cluster(tmp_path) as (address, workers):
        command = ["run", str(corpus), "--dataset", "dataset", "--runner", "dask", "--address", address]
        with subprocess.Popen(
            [sys.executable, "-m", "jiaokan", *command, "--log", "events"],
            cwd=tmp_path,
            env=environment(tmp_path / "prefect", api),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as run:
            wait_for(lambda: list(dataset.glob(".staging/run/*.json")) or run.poll() is not None, 120)
            end(workers[0])
            said = run.communicate(timeout=180)[0].decode()
        assert run.returncode == 0, said
        tasks = {task["name"] for task in ask(api, "task_runs/filter", limit=100)}
    assert files_of(dataset) == files_of(tmp_path / "whole")
    newest = open_dataset(dataset)
    newest.verify()
    assert (newest.documents().n_rows, newest.rejects().n_rows) == (4 * N_FILES + 9, 2)
    assert newest.furniture().to_arrow()["line"].to_pylist() == ["老街客户端，天天见"]
    assert not list(dataset.glob(".staging/*"))
    assert {"clean five: 0.txt to 7.txt", "learn five: its furniture", "commit to dataset"} <= tasks
    events = [json.loads(line) for line in (tmp_path / "events").read_text("utf-8").splitlines()]
    assert [event["event"] for event in events] == ["run-began", *["shard-cleaned"] * 5, "run-ended"]
    assert events[-1]["n_inputs"] == sum(event["n_inputs"] for event in events[1:-1]) == 4 * N_FILES + 11


def test_what_a_cluster_takes_is_asked_first(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("文")
    options = Options((str(tmp_path / "page.txt"),), str(tmp_path / "dataset"), runner="dask")
    with pytest.raises(InputError, match="go together"):
        check_options(options)
    with pytest.raises(InputError, match="by Prefect, not --direct"):
        run_here(Options(options.corpora, options.dataset, runner="dask", address="tcp://127.0.0.1:1"))
    words = ["run", "page.txt", "--runner", "dask", "--address", "tcp://127.0.0.1:1"]
    done = subprocess.run(
        [sys.executable, "-m", "jiaokan", *words],
        cwd=tmp_path,
        env=environment(tmp_path / "prefect"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "set PREFECT_API_URL" in done.stderr
