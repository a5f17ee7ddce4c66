"""A schedule on a real Prefect server: it fires, and what came of the run can be read through the server."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiaokan.dataset import open_dataset
from tests.served import PROGRAM, ask, ended_runs, environment, serving, wait_for


@pytest.fixture
def api(tmp_path: Path) -> Iterator[str]:
    with serving(tmp_path / "prefect") as url:
        yield url


@pytest.mark.slow
def test_a_schedule_fires(api: str, tmp_path: Path) -> None:
    pages = tmp_path / "corpus" / "raw" / "site"
    pages.mkdir(parents=True)
    for number in range(3):
        (pages / f"{number}.txt").write_text(f"讓鮮紅黨旗高高飄揚(yáng)在城市上空，第{number}篇。", "utf-8")
    (pages / "empty.txt").touch()
    dataset = tmp_path / "dataset"
    command = ["serve", "corpus", "--dataset", "dataset", "--cron", "* * * * *", "--timezone", "Asia/Shanghai"]
    with subprocess.Popen(
        [sys.executable, "-m", "jiaokan", *command],
        cwd=tmp_path,
        env=environment(tmp_path / "prefect", api),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as serving:
        try:
            run = wait_for(lambda: ended_runs(api), 150)[0]
            began = time.monotonic()
            serving.send_signal(signal.SIGTERM)
            said, _ = serving.communicate(timeout=30)
        finally:
            serving.kill()
    assert run["state_type"] == "COMPLETED", (run, said)
    assert time.monotonic() - began < 20
    assert run["name"] == f"clean {tmp_path / 'corpus'} into {dataset}"
    assert run["parameters"]["corpora"] == [str(tmp_path / "corpus")]
    assert "Asia/Shanghai" in said
    newest = open_dataset(dataset)
    assert (newest.documents().n_rows, newest.rejects().n_rows) == (3, 1)
    artifacts = [made for made in ask(api, "artifacts/filter") if made["flow_run_id"] == run["id"]]
    tables = {
        re.sub("-.*", "", artifact["key"]): json.loads(artifact["data"])
        for artifact in artifacts
        if artifact["type"] == "table"
    }
    (link,) = (artifact["data"] for artifact in artifacts if artifact["key"].startswith("version-"))
    assert f"file://{dataset}/snapshots/1" in link
    assert {row["what"]: row["count"] for row in tables["run"]}["n_records"] == 3
    assert tables["rejects"] == [{"reason": "empty", "count": 1}]
    assert {"rule": "pinyin-gloss", "count": 3} in tables["damage"]
    (deployment,) = ask(api, "deployments/filter")
    assert deployment["global_concurrency_limit"]["limit"] == 1
    assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    assert [schedule["schedule"]["timezone"] for schedule in deployment["schedules"]] == ["Asia/Shanghai"]
    assert not deployment["paused"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be asked for it")
@pytest.mark.slow
def test_a_server_ends_with_the_one_that_started_it(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", PROGRAM],
        env=environment(tmp_path / "prefect"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        assert process.stdout
        api = process.stdout.readline().decode().strip()
        assert ask(api, "flow_runs/filter") == []
        process.kill()
    wait_for(lambda: not answers(api), 30)


def answers(api: str) -> bool:
    try:
        ask(api, "flow_runs/filter")
    except OSError:
        return False
    return True


def test_a_schedule_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("文")
    done = subprocess.run(
        [sys.executable, "-m", "jiaokan", "serve", "page.txt", "--cron", "at three"],
        cwd=tmp_path,
        env=environment(tmp_path / "prefect", "http://127.0.0.1:9/api"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 3
    assert "--cron 'at three'" in done.stderr


def test_a_version_is_linked_where_it_lies(tmp_path: Path) -> None:
    from flows.page import place_of

    assert place_of("s3://pages/dataset/", 3) == "s3://pages/dataset/snapshots/3.json"
    assert place_of(str(tmp_path), 3) == f"file://{tmp_path}/snapshots/3"
