from __future__ import annotations

import ast
import gc
import importlib
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from jiaokan.regex import Regex, regex

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
FLOWS = sorted((ROOT / "flows").rglob("*.py"))


def imported(path: Path) -> set[str]:
    """Full names of the modules a file imports, anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_src_does_not_know_prefect(path: Path) -> None:
    assert not {name for name in imported(path) if name.split(".")[0] == "prefect"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_only_the_command_line_knows_flows(path: Path) -> None:
    if path.name != "cli_run.py":
        assert not {name for name in imported(path) if name.split(".")[0] == "flows"}


@pytest.mark.parametrize("path", FLOWS, ids=lambda path: path.stem)
def test_flows_do_not_know_text(path: Path) -> None:
    text_stages = {"decode", "repair", "rules", "script", "split", "fields", "pipeline"}
    assert not {name for name in imported(path) if set(name.split(".")) & text_stages and "jiaokan" in name}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_modules_are_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= 420


def test_there_are_few_modules() -> None:
    """The rules are many, by the nature of damage; a module holds a family of them. Each format has a module; so has
    each question that bytes are asked.
    """
    count = Counter(path.parent.name for path in SOURCES if path.name != "__init__.py")
    assert count.pop("rules") <= 32
    assert count.pop("read") <= 23
    assert count.pop("decode") <= 15
    assert count.pop("split") <= 20  # phrases.py and vocabulary.py are tables
    assert count.pop("people") <= 7
    assert count.pop("script") <= 6
    assert count.pop("titles") <= 5
    assert count.pop("dates") <= 4
    assert count.pop("learned") <= 3
    assert count.pop("storage") <= 9
    assert count.total() <= 50


def test_the_top_level_is_what_the_readme_shows() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    shown = set(re.findall(r"^(?:├──|└──) (\S+?)/?(?:\s|$)", readme, re.MULTILINE))
    tracked = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    there = {line.split("/")[0] for line in tracked.splitlines()}
    assert shown == {name for name in there if not name.startswith(".")}


@pytest.mark.parametrize(
    "work",
    [
        "import jiaokan, jiaokan.cli, jiaokan.console, jiaokan.pipeline",
        "import jiaokan; jiaokan.repair('今天天气很好，我们去公园玩。')",
        "import jiaokan; jiaokan.clean('今天天气很好\\n2021-07-02 来源：河边日报\\n\\n我们去公园玩。')",
    ],
)
def test_cleaning_imports_nothing_heavy(work: str) -> None:
    """The filter commands start in less than half a second because of this."""
    heavy = (
        *("prefect", "fsspec", "fastwarc", "yaml", "pyarrow", "pandas", "deltalake", "numpy"),
        *("ftfy", "opencc", "rich", "selectolax", "charset_normalizer"),
    )
    code = f"import sys; {work}; sys.exit(' '.join(m for m in {heavy!r} if m in sys.modules) or None)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 0


def test_patterns_of_modules_are_compiled_when_met() -> None:
    """All 700 take longer than a document; `regex` waits for the first that needs one."""
    for path in SOURCES:
        if path.name == "regex.py" or path.parent.name == "data":
            continue
        outside = [node for node in ast.parse(path.read_text("utf-8")).body if not isinstance(node, ast.FunctionDef)]
        nodes = [node for part in outside if not isinstance(part, ast.ClassDef) for node in ast.walk(part)]
        assert not [ast.unparse(node) for node in nodes if ast.unparse(node) == "re.compile"], path.name


def test_every_pattern_compiles() -> None:
    for path in SOURCES:
        name = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
        if path.parent.name != "data" and not name.endswith("__main__"):
            importlib.import_module(name)
    patterns: list[Any] = [found for found in gc.get_objects() if isinstance(found, Regex)]
    assert len(patterns) > 600
    for pattern in patterns:
        pattern.match(pattern.pattern[:0])


def test_han_in_patterns_that_ignore_case() -> None:
    """What is spared the compiler changes nothing of what it makes."""
    for pattern in (r"a[\u4e00-\u9fff]{1,2}", "[^\u3400-\u9fff]+x", r"\[\u4e00-\u9fff]?", r"(?<=[\u4e00-\u9fff·])b"):
        ours, plain = regex(pattern, re.IGNORECASE), re.compile(pattern, re.IGNORECASE)
        for text in ("A天地", "天x9X", "[\u4e00-\u9fff]", "·B天b", "[\u9fff]一-鿿]"):
            assert [found.span() for found in ours.finditer(text)] == [found.span() for found in plain.finditer(text)]
