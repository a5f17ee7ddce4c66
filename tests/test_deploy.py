"""flows/prefect.yaml, on a real server: what it deploys is what a real worker runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from jiaokan.dataset import open_dataset
from tests.made import Input, commit
from tests.served import ask, prefect, serving

FILE = Path(__file__).parent.parent / "flows" / "prefect.yaml"


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
        maintained = [f"dataset={kept}", "keep=1"]
        prefect("deployment", "run", "maintain-dataset/nightly", *params(maintained), api=api, home=home)
        said = prefect("worker", "start", "--pool", "corpora", "--run-once", api=api, home=home)
        runs = ask(api, "flow_runs/filter", flow_runs={"start_time": {"is_null_": False}})
    assert sorted(deployments) == ["flows.clean.clean_corpus", "flows.maintain.maintain_dataset"]
    for deployment, cron in zip(deployments.values(), ("0 3 * * *", "0 4 * * *"), strict=True):
        (schedule,) = deployment["schedules"]
        assert schedule["schedule"]["cron"] == cron
        assert schedule["schedule"]["timezone"] == "Asia/Shanghai"
        assert deployment["global_concurrency_limit"]["limit"] == 1
        assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
        assert not deployment["pull_steps"]  # nothing of the machine that deploys
    assert [run["state_type"] for run in runs] == ["COMPLETED", "COMPLETED"], said
    assert open_dataset(tmp_path / "dataset").documents().n_rows == 1
    assert open_dataset(kept).versions() == [2]


def params(given: list[str]) -> list[str]:
    return [word for one in given for word in ("--param", one)]
