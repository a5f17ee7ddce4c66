"""flows/prefect.yaml, on a real server: what it deploys is what a real worker runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jiaokan.dataset import open_dataset
from tests.made import Input, commit
from tests.served import ask, prefect, serving

FILE = Path(__file__).parent.parent / "flows" / "prefect.yaml"
CRONS = {"flows.clean.clean_corpus": "0 3 * * *", "flows.maintain.maintain_dataset": "0 4 * * *"}


@pytest.mark.slow
def test_a_worker_runs_what_is_deployed(tmp_path: Path) -> None:
    home = tmp_path / "prefect"
    pages = tmp_path / "corpus" / "raw" / "site"
    pages.mkdir(parents=True)
    (pages / "page.txt").write_text("讓鮮紅黨旗高高飄揚(yáng)在城市上空", "utf-8")
    kept = tmp_path / "kept"
    for number in range(2):
        commit(kept, [Input("a", body=f"{number}")])
    with serving(home) as api:
        prefect("work-pool", "create", "corpora", "--type", "process", api=api, home=home)
        prefect("deploy", "--all", "--prefect-file", str(FILE), api=api, home=home)
        deployments = {deployment["entrypoint"]: deployment for deployment in ask(api, "deployments/filter")}
        cleaned = [f"corpora={json.dumps([str(tmp_path / 'corpus')])}", f"dataset={tmp_path / 'dataset'}"]
        prefect("deployment", "run", "clean-corpus/nightly", *params(cleaned), api=api, home=home)
        stale = [f"dataset={tmp_path / 'dataset'}", "force=true"]
        maintained = [f"dataset={kept}", "keep=1"]
        prefect("deployment", "run", "maintain-dataset/nightly", *params(maintained), api=api, home=home)
        said = prefect("worker", "start", "--pool", "corpora", "--run-once", api=api, home=home)
        prefect("deployment", "run", "backfill/stale", *params(stale), api=api, home=home)
        said += prefect("worker", "start", "--pool", "corpora", "--run-once", api=api, home=home)
        runs = ask(api, "flow_runs/filter", flow_runs={"start_time": {"is_null_": False}})
    assert sorted(deployments) == ["flows.backfill.backfill_documents", *sorted(CRONS)]
    for entrypoint, deployment in deployments.items():
        schedules = [(of["schedule"]["cron"], of["schedule"]["timezone"]) for of in deployment["schedules"]]
        assert schedules == ([(CRONS[entrypoint], "Asia/Shanghai")] if entrypoint in CRONS else [])
        assert deployment["global_concurrency_limit"]["limit"] == 1
        assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
        assert not deployment["pull_steps"]  # nothing of the machine that deploys
    assert [run["state_type"] for run in runs] == ["COMPLETED"] * 3, said
    assert f"backfill {tmp_path / 'dataset'}: force True" in (names := {run["name"] for run in runs})
    assert f"maintain {kept}" in names
    assert open_dataset(tmp_path / "dataset").documents().n_rows == 1
    assert open_dataset(kept).versions() == [2]


def params(given: list[str]) -> list[str]:
    return [word for one in given for word in ("--param", one)]
