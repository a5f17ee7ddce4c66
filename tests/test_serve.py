"""A schedule on a real Prefect server: it fires, and what came of the run can be read through the server."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from jiaokan.dataset import open_dataset

PROGRAM = """
import sys
from flows.schedule import server

with server() as url:
    print(url, flush=True)
    sys.stdin.read()
"""


def environment(home: Path, url: str = "") -> dict[str, str]:
    others = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return {**others, "PREFECT_HOME": str(home), **({"PREFECT_API_URL": url} if url else {})}


@pytest.fixture
def api(tmp_path: Path) -> Iterator[str]:
    """The URL of a server that runs schedules."""
    program = PROGRAM.replace("import sys\n", "import sys\nimport flows\n\nflows.clear_embedded()\n", 1)
    with subprocess.Popen(
        [sys.executable, "-c", program],
        env=environment(tmp_path / "prefect"),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        yield process.stdout.readline().strip()
        process.stdin.close()
        assert process.wait(30) == 0


def ask(api: str, what: str, **body: object) -> Any:
    request = urllib.request.Request(  # noqa: S310 — loopback
        f"{api}/{what}", json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310
        return json.load(answer)


def wait_for_run(api: str, seconds: float) -> Any:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        runs = ask(api, "flow_runs/filter", flow_runs={"state": {"type": {"any_": ["COMPLETED", "FAILED", "CRASHED"]}}})
        if runs:
            return runs[0]
        time.sleep(1)
    raise AssertionError("no run has come")


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
            run = wait_for_run(api, 150)
            began = time.monotonic()
            serving.send_signal(signal.SIGTERM)
            said, _ = serving.communicate(timeout=30)
        finally:
            serving.kill()
    assert run["state_type"] == "COMPLETED", (run, said)
    assert time.monotonic() - began < 20
    assert run["name"] == f"clean into {dataset}"
    assert run["parameters"]["corpora"] == [str(tmp_path / "corpus")]
    assert "Asia/Shanghai" in said
    newest = open_dataset(dataset)
    assert (newest.documents().n_rows, newest.rejects().n_rows) == (3, 1)
    tables = {
        re.sub("-.*", "", artifact["key"]): json.loads(artifact["data"])
        for artifact in ask(api, "artifacts/filter")
        if artifact["flow_run_id"] == run["id"] and artifact["type"] == "table"
    }
    assert {row["what"]: row["count"] for row in tables["run"]}["n_records"] == 3
    assert tables["rejects"] == [{"reason": "empty", "count": 1}]
    assert {"rule": "pinyin-gloss", "count": 3} in tables["damage"]
    (deployment,) = ask(api, "deployments/filter")
    assert deployment["global_concurrency_limit"]["limit"] == 1
    assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    assert [schedule["schedule"]["timezone"] for schedule in deployment["schedules"]] == ["Asia/Shanghai"]
    assert not deployment["paused"]


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
