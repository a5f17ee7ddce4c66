"""README shows nothing that was not run: its Python and console blocks, its schema, its table of places."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jiaokan import store
from jiaokan.read import SourceFile, discover
from jiaokan.rules import RULES
from jiaokan.schema import data_dictionary
from jiaokan.settings import Settings
from jiaokan.storage.layout import ALL_TABLES
from jiaokan.work.shard import clean_shard

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder like a checkout after `make run`: corpus/ and dataset/; then one source anew with --script Hant."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "corpus").symlink_to(ROOT / "corpus")
    by_source: dict[str, list[SourceFile]] = {}
    for file in discover(ROOT / "corpus"):
        by_source.setdefault(file.source_id, []).append(file)
    commit_version(folder / "dataset", by_source, Settings())
    commit_version(folder / "dataset", {"fanti": by_source["fanti"]}, Settings(script="Hant"))
    return folder


def commit_version(dataset: Path, by_source: dict[str, list[SourceFile]], settings: Settings) -> None:
    with store.staging(dataset) as staging:
        reports = [
            clean_shard(
                [replace(file, settings=replace(file.settings, script=settings.script)) for file in files], folder
            )
            for source, files in by_source.items()
            for folder in [str(staging / source)]
        ]
        parameters = {"script": settings.script, "phrases": False, "engine": "opencc", "learn": False}
        store.commit(dataset, reports, started_at=datetime.now(UTC), parameters=parameters)


def environment(folder: Path) -> dict[str, str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {
        **os.environ,
        "PATH": path,
        "HF_HUB_OFFLINE": "1",
        "HF_HOME": str(folder / ".hf"),
        "PYTHONWARNINGS": "ignore",
    }


@pytest.mark.parametrize("code", blocks("python"))
def test_python_examples_run(code: str, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment(folder), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_notebook_runs(folder: Path) -> None:
    """Its cells one after the other, as Jupyter would: the last expression of each has to make something to show."""
    notebook = json.loads((ROOT / "tests" / "examples" / "analysis.ipynb").read_text("utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    run = (
        "import ast, json, sys\n"
        "space = {}\n"
        "for cell in json.load(sys.stdin):\n"
        "    *before, last = ast.parse(cell).body\n"
        "    exec(compile(ast.Module(before, []), 'cell', 'exec'), space)\n"
        "    shown = eval(compile(ast.Expression(last.value), 'cell', 'eval'), space)\n"
        "    assert len(repr(shown)) > 20\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", run],
        input=json.dumps(cells),
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert len(cells) == 6


@pytest.mark.parametrize("block", blocks("console"))
def test_console_examples_print_what_is_shown(block: str, folder: Path) -> None:
    """A line … stands for any lines, … at the end of a line for the rest of it."""
    for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.MULTILINE):
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, env=environment(folder), capture_output=True, text=True, check=False
        )
        pattern = "".join(
            "(?:.*\n)*" if line == "…" else re.escape(line.removesuffix("…")) + (".*\n" if line.endswith("…") else "\n")
            for line in shown.splitlines()
        )
        assert re.fullmatch(pattern, done.stdout), f"$ {command}\n{done.stdout}{done.stderr}"


def test_the_schema_is_the_schema() -> None:
    shown = re.search(r"<!-- schema -->\n(.*)<!-- /schema -->", README, re.DOTALL)
    assert shown
    assert shown[1].strip() == data_dictionary(*ALL_TABLES.items()).strip()


def test_every_place_named_is_there() -> None:
    table = README.partition("## Where do I change")[2].partition("## Glossary")[0]
    for place in re.findall(r"`((?:src|flows|tests|corpus)/[^`<]*|pyproject\.toml)`", table):
        assert (ROOT / place).exists(), place


def test_every_rule_named_is_one() -> None:
    named = set(re.findall(r"`([a-z0-9]+(?:-[a-z0-9]+)+)`", README.partition("## Glossary")[2]))
    assert named <= {rule.id for rule in RULES}


def test_the_damage_table_is_that_of_the_last_whole_run() -> None:
    from tests.bench.damage import readme

    shown = README.partition(readme.BEGIN)[2].partition(readme.END)[0]
    assert shown == readme.table(json.loads(readme.RESULTS.read_text("utf-8")))
