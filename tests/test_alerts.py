"""flows/automation.yaml, on a real server: what goes wrong arrives at a real address."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import yaml

from tests.served import ask, environment, prefect, serving, wait_for

FILE = Path(__file__).parent.parent / "flows" / "automation.yaml"
LONG = (FILE.parent.parent / "corpus" / "raw" / "fanti" / "ferry.txt").read_bytes()


@pytest.fixture
def alerts() -> Iterator[tuple[str, list[str]]]:
    """Where to send them, and the texts that have come."""
    texts: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.headers["content-type"] == "application/json"
            texts.append(json.loads(self.rfile.read(int(self.headers["content-length"])))["text"])
            self.send_response(200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/", texts
        server.shutdown()


def comment() -> str:
    """The program that makes the block, as the file's comment has it."""
    lines = [line.removeprefix("#").removeprefix("   ") for line in FILE.read_text("utf-8").splitlines()]
    return "\n".join(lines).partition("python -c '")[2].partition("'")[0]


@pytest.mark.slow
def test_whoever_watches_is_told(tmp_path: Path, alerts: tuple[str, list[str]]) -> None:
    """Of a run that fails, one that is killed, one that nothing begins, and a night without any; shortened."""
    home = tmp_path / "prefect"
    address, texts = alerts
    pages = tmp_path / "corpus" / "raw" / "site"
    pages.mkdir(parents=True)
    (pages / "page.txt").write_text('一篇文章，裏面有"引號"。', "utf-8")
    (tmp_path / "corpus" / "sources").mkdir()
    (tmp_path / "corpus" / "sources" / "site.toml").write_text("[assertions]\nmin_documents = 5\n", "utf-8")
    settings = {
        "PREFECT_SERVER_SERVICES_LATE_RUNS_AFTER_SECONDS": "1",
        "PREFECT_UI_URL": "http://prefect.example",
    }
    command = [sys.executable, "-m", "jiaokan", "run", "corpus"]
    with serving(home, **settings) as api:
        block = subprocess.run(
            [sys.executable, "-c", comment().replace("https://…", address)],
            env=environment(home, api),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout.strip()
        failed, *missed = yaml.safe_load(FILE.read_text("utf-8").replace("BLOCK", block))["automations"]
        assert [automation["trigger"].pop("within") for automation in missed] == [600, 600, 93600]
        create([failed], api, home)
        assert subprocess.run(command, cwd=tmp_path, env=environment(home, api), check=False).returncode == 5
        wait_for(lambda: texts, 60)
        (run,) = ask(api, "flow_runs/filter")
        assert texts[0].startswith(
            "clean-corpus, clean corpus into dataset: Failed. Flow run encountered an exception: AssertionsError: "
            "corpus/sources/site.toml: assertions.min_documents: expected at least 5, got 1 of 1 inputs\n"
            "nothing was committed: see to the source, or change the assertion\n"
        )
        create(missed, api, home)  # with 10 s, the least that Prefect takes
        path = f"deployments/{ask(api, 'deployments/', name='nightly', flow_id=run['flow_id'])['id']}/create_flow_run"
        now = {"scheduled_time": datetime.now(UTC).isoformat()}
        late = ask(api, path, state={"type": "SCHEDULED", "state_details": now})["id"]
        last = ask(api, path, state={"type": "COMPLETED"}, parameters={"dataset": "d"})["id"]
        for number in range(1000):  # a minute of work and more
            (pages / f"{number}.txt").write_bytes(LONG + f"{number}".encode())
        killed = kill_at_heartbeat(command, tmp_path, api)
        wait_for(lambda: {run["id"], late, last, killed} <= {text[-36:] for text in texts}, 90)
    told = {text[-36:]: text for text in texts}
    assert "late since" in told[late]
    assert "none has completed since this one" in told[last]
    assert "Crashed. Nothing is heard of its process any more" in told[killed]
    assert any("\nhttp://prefect.example/runs/flow-run/" in text for text in texts)


def create(automations: list[object], api: str, home: Path) -> None:
    file = home.parent / "automations.json"
    file.write_text(json.dumps(automations), "utf-8")
    prefect("automation", "create", "--from-file", str(file), api=api, home=home)


def kill_at_heartbeat(command: list[str], folder: Path, api: str) -> str:
    """The id of the run that was killed."""
    with subprocess.Popen(
        command,
        cwd=folder,
        env=environment(folder / "prefect", api),
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            (run,) = wait_for(
                lambda: ask(api, "flow_runs/filter", flow_runs={"state": {"type": {"any_": ["RUNNING"]}}}), 60
            )
            heard = {
                "event": {"name": ["prefect.flow-run.heartbeat"]},
                "resource": {"id": [f"prefect.flow-run.{run['id']}"]},
            }
            wait_for(lambda: ask(api, "events/filter", filter=heard)["events"], 60)
        finally:
            os.killpg(process.pid, signal.SIGKILL)
    return str(run["id"])
