"""Datasets in an object store: on an S3 server of its own on loopback."""

from __future__ import annotations

import functools
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import fsspec
import polars as pl
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from jiaokan import run, store, vacuum
from jiaokan.check import check
from jiaokan.cli import app
from jiaokan.dataset import open_dataset
from jiaokan.diff import count, diff
from jiaokan.errors import ConflictError, DatasetError, InputError
from jiaokan.export import export
from jiaokan.run import Options, run_parts
from jiaokan.sql import query
from jiaokan.storage import layout, logs, snapshots, stage
from jiaokan.storage.layout import ALL_TABLES, TABLES
from jiaokan.storage.paths import AnyPath, RemotePath, parse_path
from jiaokan.work.guard import Shard
from jiaokan.work.shard import ShardReport
from jiaokan.work.survey import iter_shards
from tests import writers
from tests.in_process import InProcess
from tests.made import Input, commit, inputs, learned

KEYS = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}


@pytest.fixture
def options(s3_address: str) -> dict[str, str]:
    return {**KEYS, "AWS_ENDPOINT_URL": s3_address}


@pytest.fixture
def environment(options: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in options.items():
        monkeypatch.setenv(name, value)
    fsspec.get_filesystem_class("s3").clear_instance_cache()  # fsspec keeps those of other servers


@pytest.fixture
def remote(options: dict[str, str], request: pytest.FixtureRequest) -> RemotePath:
    """A place of its own for each test."""
    place = parse_path(f"s3://pages/{request.node.name}/dataset", options)
    assert isinstance(place, RemotePath)
    return place


def files_of(dataset: AnyPath, version: int | None = None) -> dict[str, list[str]]:
    return {name: [file.name for file in table.files] for name, table in open_dataset(dataset, version).tables.items()}


def bodies(dataset: AnyPath, version: int | None = None) -> dict[str, str]:
    rows = open_dataset(dataset, version).documents().to_arrow(["uri", "body"])
    return dict(zip(*(column.to_pylist() for column in rows.columns), strict=True))


def grow(dataset: AnyPath) -> None:
    """Four versions: new, changed and more, one bucket split, the first again."""
    commit(dataset, inputs(20), max_rows=30, furniture=[learned("末行")])
    commit(dataset, [Input("3.txt", body="改"), Input("new.txt")], max_rows=30)
    commit(dataset, inputs(40), max_rows=30)
    store.restore(dataset, 1)


def test_a_dataset_is_the_same_wherever_it_is(remote: RemotePath, tmp_path: Path) -> None:
    local = tmp_path / "dataset"
    for dataset in (remote, local):
        grow(dataset)
    for version in (1, 2, 3, 4):
        here, there = (files_of(dataset, version) for dataset in (local, remote))
        assert {table: there[table] for table in TABLES} == {table: here[table] for table in TABLES}
        for table in TABLES:
            rows = [open_dataset(dataset, version).tables[table].to_arrow() for dataset in (local, remote)]
            assert rows[0].equals(rows[1])
    assert open_dataset(remote).versions() == [1, 2, 3, 4]
    assert check(remote, deep=True).faults == check(local, deep=True).faults == ()
    assert commit(remote, inputs(20), max_rows=30, furniture=[learned("末行")]).is_new is False
    changes = [[(c.kind, c.uri, c.columns) for c in diff(dataset, 1, 3).changes()] for dataset in (local, remote)]
    assert changes[0] == changes[1] != []
    assert count(diff(remote, 1, 4).changes()).kinds == {}


def test_every_way_of_reading(options: dict[str, str], remote: RemotePath, tmp_path: Path) -> None:
    grow(remote)
    dataset = open_dataset(str(remote), 3, storage_options=options)
    n = dataset.documents().n_rows
    assert n == 36
    assert dataset.documents().to_arrow(["doc_id"]).num_rows == n
    assert len(dataset.documents().to_pandas(["doc_id"])) == n
    assert dataset.documents().to_polars().height == n
    assert dataset.documents().lazy().filter(pl.col("uri") == "3.txt").select("body").collect().item() == "第3篇"
    assert dataset.documents().to_duckdb(["uri"]).count("*").fetchall() == [(n,)]
    _, batches = query(dataset, "select count(*) as n from documents join edits using (doc_id)")
    assert sum(batch.num_rows for batch in batches) == 1
    doc_id = Input("3.txt").doc_id
    assert dataset.document(doc_id).uri == "3.txt"
    assert [version for version, _ in dataset.history(doc_id)] == [1, 2, 3]
    export(dataset, tmp_path / "shared")
    assert pq.read_table(tmp_path / "shared" / "documents").num_rows == n


class Elsewhere(InProcess):
    """Workers of other machines: nothing but URLs reaches them."""

    is_elsewhere = True

    def __init__(self, n_done: int | None = None) -> None:
        self.n_done = n_done
        self.n_cleaned = 0

    def clean(self, shards: Iterable[Shard]) -> Iterator[ShardReport]:
        for report in super().clean(shards):
            self.n_cleaned += 1
            yield report
            if self.n_cleaned == self.n_done:
                raise KeyboardInterrupt


@pytest.mark.usefixtures("environment")
def test_workers_elsewhere_send_their_parts_by_the_store(
    remote: RemotePath, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "RACY_SECONDS", 0)
    monkeypatch.setattr(run, "iter_shards", functools.partial(iter_shards, max_files=3))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    corpus, place = tmp_path / "site", remote.parent / "site"
    corpus.mkdir()
    for number in range(10):
        (corpus / f"{number}.txt").write_text(f"第{number}篇\n\n高高飄揚(yáng)在城市上空。\n", "utf-8")
        (place / f"{number}.txt").upload(corpus / f"{number}.txt")
    here = Options((str(corpus),), str(tmp_path / "dataset"))
    there = Options((str(place),), str(remote))
    run_parts(here, InProcess())
    with pytest.raises(KeyboardInterrupt):
        run_parts(there, Elsewhere(2))
    assert [*(remote / ".staging").walk()]
    report = run_parts(there, executor := Elsewhere())
    assert (executor.n_cleaned, report.n_resumed, report.n_inputs) == (2, 6, 10)
    (corpus / "3.txt").write_text("改过的一篇\n\n高高飄揚(yáng)在城市上空。\n", "utf-8")
    (place / "3.txt").upload(corpus / "3.txt")
    for options, worker in ((here, InProcess()), (there, Elsewhere())):
        report = run_parts(replace(options, vanished="retract"), worker)
        assert (report.version, report.n_inputs, report.n_unchanged) == (2, 1, 9)
    assert not [*(remote / ".staging").walk()]
    assert bodies(remote) == bodies(tmp_path / "dataset")
    with pytest.raises(KeyboardInterrupt):
        run_parts(replace(there, force=True), Elsewhere(1))
    vacuum.vacuum(remote)
    assert [*(remote / ".staging").walk()]
    monkeypatch.setattr(snapshots, "STALE_SECONDS", -60)
    vacuum.vacuum(remote)
    assert not [*(remote / ".staging").walk()]


@pytest.mark.usefixtures("environment")
def test_the_example_of_the_readme_runs(remote: RemotePath) -> None:
    commit(remote, inputs(20))
    readme = (Path(__file__).parent.parent / "README.md").read_text("utf-8")
    (code,) = re.findall(r"^```python s3\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    code = code.replace("s3://bucket/dataset", str(remote))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "18 documents" in done.stdout


def test_a_list_of_files_for_tools_that_know_no_delta(options: dict[str, str], remote: RemotePath) -> None:
    grow(remote)
    newest = json.loads((remote / "latest.json").read_text("utf-8"))
    assert newest["version"] == 4
    assert newest == json.loads((remote / "snapshots" / "000004.json").read_text("utf-8"))
    for version in (1, 2, 3, 4):
        urls = json.loads((remote / "snapshots" / f"{version:06d}.json").read_text("utf-8"))
        assert urls.keys() == {"version", *ALL_TABLES}
        plain = pl.read_parquet(urls["documents"], storage_options={**options, "AWS_ALLOW_HTTP": "true"})
        assert dict(plain.select("uri", "body").iter_rows()) == bodies(remote, version)


def test_of_two_writers_of_an_entry_one_is_refused(remote: RemotePath) -> None:
    commit(remote, inputs(3))
    log = layout.open_log(remote, "documents")
    files = layout.log_files(log)
    assert logs.append_to_log(layout.open_log(remote, "documents"), "documents", files, {}) == log.version() + 1
    with pytest.raises(ConflictError):
        logs.append_to_log(log, "documents", files, {})


@pytest.mark.slow
def test_two_writers_at_once(remote: RemotePath) -> None:
    running = [writers.start(writers.commit_in_turns, remote, name, 3) for name in "xy"]
    versions = [ours.recv() for _, ours in running for _ in range(3)]
    for process, _ in running:
        process.join()
    assert sorted(versions) == list(range(1, 7))
    for version in versions:
        assert check(remote, version).faults == ()
    made = {raw["uri"] for raw in open_dataset(remote).raw().to_arrow(["uri"]).to_pylist()}
    assert made == {one.uri for name in "xy" for one in writers.given(name, 0)}
    last_of_each = [bodies(remote)[f"{name}-0"] for name in "xy"]
    assert last_of_each == ["x 2", "y 2"]


@pytest.mark.slow
def test_kill_at_any_instant(remote: RemotePath) -> None:
    random = Random(3)
    for _ in range(3):
        process, ours = writers.start(writers.commit_in_turns, remote, "w", 1000)
        first = ours.recv()
        time.sleep(random.uniform(0, 2))
        process.kill()
        process.join()
        newest = open_dataset(remote)
        assert newest.version >= first
        assert len(set(bodies(remote).values())) <= 1  # rejected in every fifth turn
        assert commit(remote, [Input("new", body=f"after {newest.version}")]).version == newest.version + 1
        assert check(remote).faults == ()
        commit(remote, [Input("new", rejected=True)])


def test_what_is_wrong_is_found(remote: RemotePath) -> None:
    commit(remote, inputs(20), max_rows=10)
    gone, changed = (remote / "edits" / name for name in files_of(remote)["edits"][:2])
    gone.unlink()
    changed.write_text("别的", "utf-8")
    (remote / "latest.json").unlink()
    (remote / "snapshots" / "000001.json").write_text("{}", "utf-8")
    kinds = {(fault.kind, fault.where.rpartition("/")[2]) for fault in check(remote).faults}
    assert kinds >= {("gone", gone.name), ("changed", changed.name), ("snapshot", "000001.json"), ("latest", "latest")}
    with pytest.raises(DatasetError, match="is gone"):
        open_dataset(remote).edits().to_arrow()


def test_vacuum(remote: RemotePath, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store has no touch: files no version names go when they are a day old, whoever wrote them."""
    grow(remote)
    young = vacuum.vacuum(remote, keep=1)
    assert (young.versions, young.kept, young.n_files) == ((1, 2, 3), (4,), 3)  # their own files of `runs`
    assert young.n_left > 0
    monkeypatch.setattr(vacuum, "STALE_SECONDS", -60)
    assert vacuum.vacuum(remote).n_files == young.n_left
    assert open_dataset(remote).versions() == [4]
    assert check(remote, deep=True).faults == ()
    assert vacuum.compact(remote)["runs"] > 0
    assert len(bodies(remote)) == 18


@pytest.mark.slow
@pytest.mark.usefixtures("environment")
def test_the_command_line(remote: RemotePath, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    for number in range(4):
        file = corpus / "raw" / "site" / f"{number}.txt"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"第{number}页的文字，說的是秋天。", "utf-8")

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "jiaokan", *arguments, "--dataset", str(remote)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert "version 1 written" in " ".join(run("run", str(corpus)).split())
    file.write_text("改了的一页，说的是冬天。", "utf-8")
    assert "unchanged 3" in " ".join(run("run", str(corpus)).split())
    assert "checked" in run("check", "--deep")
    assert run("sql", "select count(*) as n from documents", "--to", "csv").split() == ["n", "4"]
    assert "changed" in run("diff", "1", "2")
    assert not (tmp_path / "s3:").exists()


@pytest.mark.parametrize(
    ("url", "changed", "complaint"),
    [
        ("s3://no-such-bucket/x", {}, "no-such-bucket"),
        ("s3://pages/nothing-here", {}, "is no dataset"),
        ("s3://pages/x", {"AWS_ENDPOINT_URL": "http://127.0.0.1:9", "max_retries": "1"}, "s3://pages/x"),
        ("gopher://pages/x", {}, "s3://"),
    ],
)
def test_what_a_store_refuses_is_told(
    url: str, changed: Mapping[str, str], complaint: str, options: dict[str, str]
) -> None:
    with pytest.raises((DatasetError, InputError), match=complaint):
        open_dataset(url, storage_options={**options, **changed})


def test_options_are_for_stores(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="storage options are for object stores"):
        open_dataset(tmp_path, storage_options=KEYS)


def test_a_url_made_a_path_is_refused() -> None:
    with pytest.raises(InputError, match="a str"):
        open_dataset(Path("s3://pages/x"))


def test_what_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    result = CliRunner().invoke(app, ["versions", "--dataset", "s3://pages/x"])
    assert result.exit_code != 0
    assert "jiaokan[stores]" in result.stderr
