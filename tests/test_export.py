from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
import yaml

from jiaokan import export as module
from jiaokan import vacuum
from jiaokan.card import render_card
from jiaokan.dataset import Dataset, open_dataset
from jiaokan.errors import DatasetError, InputError
from jiaokan.export import ExportFormat, export
from jiaokan.schema import arrow_schema, columns, data_dictionary
from jiaokan.storage.layout import ALL_TABLES
from tests.made import Input, commit, inputs, learned


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("made") / "dataset"
    commit(folder, [*inputs(20), Input("1.txt", source_id="新华网")], max_rows=4, furniture=[learned("河湾客户端")])
    commit(folder, [Input("0.txt", body="新的\u2028正文", n_edits=3)], max_rows=4)
    return folder


@pytest.fixture
def dataset(folder: Path) -> Dataset:
    return open_dataset(folder)


def test_parquet_is_a_plain_copy_of_the_version(folder: Path, tmp_path: Path) -> None:
    first = open_dataset(folder, 1)
    export(first, tmp_path / "out")
    for name, table in first.tables.items():
        there = {path.name: path.read_bytes() for path in (tmp_path / "out" / name).iterdir()}
        assert there == {path.name: path.read_bytes() for path in map(Path, table.paths)}
        assert all(path.stat().st_nlink == 1 for path in (tmp_path / "out" / name).iterdir())
    assert pd.read_parquet(tmp_path / "out" / "documents")["body"].str.contains("新的").sum() == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_json_lines_hold_every_row_and_every_value(dataset: Dataset, tmp_path: Path) -> None:
    export(dataset, tmp_path / "out", "jsonl")
    for name, table in dataset.tables.items():
        lines = (tmp_path / "out" / f"{name}.jsonl").read_bytes().split(b"\n")
        assert lines.pop() == b""
        found, expected = [json.loads(line) for line in lines], table.to_arrow().to_pylist()
        for row in found:
            if "data_base64" in row:
                row["data"] = base64.b64decode(row.pop("data_base64"))
        for row in expected:
            row.update({key: value.isoformat() for key, value in row.items() if hasattr(value, "isoformat")})
        assert found == expected
    assert "新的\u2028正文" in (tmp_path / "out" / "documents.jsonl").read_text("utf-8")


def test_only_the_tables_asked_for(dataset: Dataset, tmp_path: Path) -> None:
    export(dataset, tmp_path / "out", "hf", ["edits", "documents"])
    assert sorted(path.name for path in (tmp_path / "out" / "data").iterdir()) == ["documents", "edits"]
    card = (tmp_path / "out" / "README.md").read_text("utf-8")
    assert re.findall("^### (.*)", card, re.MULTILINE) == ["documents", "edits"]


@pytest.mark.parametrize("tables", [["documents", "thesis"], [""], []])
def test_unknown_tables_are_refused(dataset: Dataset, tmp_path: Path, tables: list[str]) -> None:
    with pytest.raises(InputError, match="there are documents"):
        export(dataset, tmp_path / "out", tables=tables)
    assert not list(tmp_path.iterdir())


def test_a_folder_with_something_in_it_is_refused_and_left_alone(dataset: Dataset, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("mine")
    (tmp_path / "file").write_text("mine")
    for name in ("out", "file"):
        with pytest.raises(InputError, match="is there already"):
            export(dataset, tmp_path / name)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["thesis.txt"]
    (tmp_path / "empty").mkdir()
    export(dataset, tmp_path / "empty")
    assert (tmp_path / "empty" / "README.md").is_file()


@pytest.mark.parametrize("step", ["_copy", "render_card", "_to_disk"])
def test_an_export_that_fails_leaves_nothing(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    calls = iter(range(100))
    original = getattr(module, step)

    def die(*args: object, **named: object) -> object:
        if next(calls) >= (0 if step == "render_card" else 2):
            raise OSError("no space left")
        return original(*args, **named)

    monkeypatch.setattr(module, step, die)
    with pytest.raises(OSError, match="no space"):
        export(dataset, tmp_path / "out")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_comes_into_being_meanwhile_is_not_overwritten(
    dataset: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meet(_: Path) -> None:
        (tmp_path / "out").mkdir(exist_ok=True)
        (tmp_path / "out" / "other").touch()

    monkeypatch.setattr(module, "_to_disk", meet)
    with pytest.raises(InputError, match="meanwhile"):
        export(dataset, tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["other"]


@pytest.mark.parametrize("format", ["parquet", "jsonl", "hf"])
def test_a_version_that_lost_its_files_is_not_exported(tmp_path: Path, format: ExportFormat) -> None:  # noqa: A002
    commit(tmp_path / "dataset", inputs(5))
    commit(tmp_path / "dataset", [Input("0.txt", body="新")])
    opened = open_dataset(tmp_path / "dataset", 1)
    vacuum.vacuum(tmp_path / "dataset", keep=1)
    with pytest.raises(DatasetError, match="is gone"):
        export(opened, tmp_path / "out", format)
    assert [path.name for path in tmp_path.iterdir()] == ["dataset"]


def test_the_card_is_rendered_from_the_schema(dataset: Dataset) -> None:
    card = render_card(dataset, list(ALL_TABLES), {name: f"data/{name}/*.parquet" for name in ALL_TABLES}, header=True)
    head = yaml.safe_load(card.split("---\n")[1])
    assert head["language"] == ["zh"]
    assert head["version"] == "2"
    assert head["size_categories"] == ["n<1K"]
    with_rows = [name for name in ALL_TABLES if name != "furniture"]
    assert dataset.furniture().n_rows == 0
    assert [config["config_name"] for config in head["configs"]] == with_rows
    assert [config.get("default", False) for config in head["configs"]] == [True, *[False] * (len(with_rows) - 1)]
    for info, name in zip(head["dataset_info"], with_rows, strict=True):
        assert [feature["name"] for feature in info["features"]] == list(columns(ALL_TABLES[name]))
        assert info["splits"][0]["num_examples"] == dataset.tables[name].n_rows
    assert data_dictionary(*ALL_TABLES.items()).strip() in card
    assert "sources: site, 新华网" in card
    assert "runs so far: 2" in card
    assert "---" not in render_card(dataset, ["runs"], {"runs": "runs.jsonl"}, header=False).split("\n")


@pytest.mark.slow
@pytest.mark.parametrize("version", [1, 2])
def test_hugging_face_loads_the_folder_by_its_card_offline(folder: Path, tmp_path: Path, version: int) -> None:
    """Furniture has no rows in version 2, and `datasets` loads no table without rows."""
    dataset = open_dataset(folder, version)
    export(dataset, tmp_path / "out", "hf")
    code = f"""
import datasets
datasets.disable_progress_bars()
folder, cache = {str(tmp_path / "out")!r}, {str(tmp_path / "cache")!r}
print(len(datasets.load_dataset(folder, cache_dir=cache, split="train")))
for name in datasets.get_dataset_config_names(folder):
    rows = datasets.load_dataset(folder, name, cache_dir=cache, split="train")
    print(name, len(rows), *rows.features)
print(datasets.load_dataset(folder, "raw", cache_dir=cache, split="train")[0]["observed_at"].isoformat())
"""
    environment = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path), "PATH": "", "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        str(dataset.documents().n_rows),
        *(
            f"{name} {dataset.tables[name].n_rows} {' '.join(arrow_schema(cls).names)}"
            for name, cls in ALL_TABLES.items()
            if dataset.tables[name].n_rows
        ),
        "2020-07-02T00:00:00+00:00",
    ]
    assert (
        pq.read_schema(next((tmp_path / "out/data/documents").iterdir())).field("title").metadata[b"comment"]
        == b"headline"
    )
