from __future__ import annotations

import ast
import gc
import importlib
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any

import pytest

from jiaokan import cli
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
    assert count.pop("split") <= 21  # phrases.py and vocabulary.py are tables
    assert count.pop("people") <= 7
    assert count.pop("script") <= 6
    assert count.pop("titles") <= 5
    assert count.pop("dates") <= 4
    assert count.pop("learned") <= 3
    assert count.pop("lines") <= 3
    assert count.pop("storage") <= 10
    assert count.pop("work") <= 8
    assert count.total() <= 46


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
    """The filter commands start as fast as they do because of this."""
    heavy = (
        *("prefect", "fsspec", "fastwarc", "yaml", "pyarrow", "pandas", "deltalake", "numpy"),
        *("ftfy", "opencc", "rich", "selectolax", "charset_normalizer"),
    )
    code = f"import sys; {work}; sys.exit(' '.join(m for m in {heavy!r} if m in sys.modules) or None)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 0


def test_processes_of_a_run_begin_with_little() -> None:
    """What they import before the first document; numpy comes with the first part that is written."""
    heavy = {"typer", "rich", "numpy", "pyarrow", "pandas", "deltalake", "jiaokan.dataset", "jiaokan.check"}
    code = (
        f"import sys, jiaokan.__main__, jiaokan.work.guard; sys.exit(' '.join({heavy!r} & sys.modules.keys()) or None)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_run_imports_no_pandas(tmp_path: Path) -> None:
    """pyarrow does for `pa.array` and its like, in each process: `schema.arrow_array`. With many buckets, too."""
    (tmp_path / "corpus").mkdir()
    corpus, dataset = str(tmp_path / "corpus"), str(tmp_path / "dataset")
    code = (
        "import sys; from jiaokan import store; from jiaokan.storage import merge; "
        "store.commit.__kwdefaults__['max_rows'] = merge.RANGE_INPUTS = 2; "
        "from tests.in_process import InProcess; from jiaokan.run import Options, run_parts; "
        f"report = run_parts(Options(({corpus!r},), {dataset!r}), InProcess()); "
        "sys.exit(report.n_records != 9 or 'pandas' in sys.modules)"
    )
    for body in ("今天天气很好，我们去公园玩。", "明天天气很好，我们去公园玩。"):  # the second into an existing dataset
        for number in range(9):
            (tmp_path / "corpus" / f"{number}.txt").write_text(f"{body}{number}", "utf-8")
        assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_patterns_of_modules_are_compiled_when_met() -> None:
    """All 700 take longer than a document; `regex` waits for the first that needs one."""
    for path in SOURCES:
        if path.name == "regex.py" or path.parent.name == "data":
            continue
        outside = [node for node in ast.parse(path.read_text("utf-8")).body if not isinstance(node, ast.FunctionDef)]
        nodes = [node for part in outside if not isinstance(part, ast.ClassDef) for node in ast.walk(part)]
        assert not [ast.unparse(node) for node in nodes if ast.unparse(node) == "re.compile"], path.name


def patterns_of_modules() -> list[Regex]:
    for path in SOURCES:
        name = ".".join(path.relative_to(ROOT / "src").with_suffix("").parts).removesuffix(".__init__")
        if path.parent.name != "data" and not name.endswith("__main__"):
            importlib.import_module(name)
    return [found for found in gc.get_objects() if isinstance(found, Regex)]


def test_every_pattern_compiles() -> None:
    patterns = patterns_of_modules()
    assert len(patterns) > 600
    for pattern in patterns:
        pattern.compile()


def test_no_pattern_is_long() -> None:
    """One of 17,000 characters, which every document met, took 50 ms to compile: what is so long is looked up."""
    assert max(len(pattern.pattern) for pattern in patterns_of_modules()) <= 6000


@pytest.mark.parametrize("command", ["clean", "repair", "run", "show"])
def test_only_the_command_that_is_called_gets_a_parser(command: str) -> None:
    assert [one.name for one in cli._parser([command, "--help"]).registered_commands] == [command]
    assert cli._parser(["--version"]) is cli._parser([]) is cli.app


_ANYTHING = "\0"  # stands in a reading for what may be anything


class Readings:
    """What a pattern can match, all in all, that holds none of `needs`; classes and repetitions may be anything."""

    def __init__(self, pattern: str, flags: int, needs: Collection[str]) -> None:
        self.needs = needs
        parsed = importlib.import_module("re._parser").parse(pattern, flags)
        self.found = self._of_all(parsed, ignores_case=bool(parsed.state.flags & re.IGNORECASE))

    def _left(self, found: Iterable[str]) -> set[str]:
        others = f"[^{re.escape(''.join(self.needs))}]+"
        return {re.sub(others, _ANYTHING, one) for one in found if not any(need in one for need in self.needs)}

    def _of_all(self, parsed: Any, *, ignores_case: bool) -> set[str]:
        found = {""}
        for op, value in parsed:
            more = self._of(str(op), value, ignores_case=ignores_case)
            found = self._left(one + other for one in found for other in more)
        return found

    def _of(self, op: str, value: Any, *, ignores_case: bool) -> set[str]:
        match op:
            case "LITERAL":
                has_case = ignores_case and chr(value).lower() != chr(value).upper()
                return {_ANYTHING if has_case else chr(value)}
            case "IN" if all(str(kind) == "LITERAL" for kind, _ in value):
                return {one for kind, code in value for one in self._of(str(kind), code, ignores_case=ignores_case)}
            case "BRANCH":
                return {found for one in value[1] for found in self._of_all(one, ignores_case=ignores_case)}
            case "SUBPATTERN":
                _, added, removed, inner = value
                ignores_case = (ignores_case or bool(added & re.IGNORECASE)) and not removed & re.IGNORECASE
                return self._of_all(inner, ignores_case=ignores_case)
            case "MAX_REPEAT" | "MIN_REPEAT":
                least, most, inner = value
                once = self._of_all(inner, ignores_case=ignores_case)
                return {one + _ANYTHING if most > 1 else one for one in once} | ({""} if least == 0 else set())
            case "ASSERT":  # what stands beside a match is in the text too
                inside = self._of_all(value[1], ignores_case=ignores_case)
                return {_ANYTHING + one + _ANYTHING for one in inside}
            case "AT" | "ASSERT_NOT":
                return {""}
        return {_ANYTHING}


def test_patterns_need_what_they_say() -> None:
    """Every string that a pattern with `needs` can match holds one of them."""
    patterns = [pattern for pattern in patterns_of_modules() if pattern.needs]
    assert len(patterns) > 40
    for pattern in patterns:
        found = Readings(pattern.pattern, pattern.flags_given, pattern.needs).found
        assert not found, (pattern.pattern, pattern.needs)


@pytest.mark.parametrize(
    ("pattern", "needs", "is_told"),
    [
        ("(?:本[帖贴]|此帖)最?后", "帖贴", True),
        ("(?:本[帖贴]|此帖)最?后", "帖", False),
        ("(?:本|此)文", ["本文", "此文"], True),
        ("(?:本|此)文?", ["本文", "此文"], False),
        ("[甲乙]?丙{0,2}丁+", "丁", True),
        ("[甲乙]?丙{0,2}丁*", "丁", False),
        ("(?=.丁)甲*", "丁", True),
        ("(?!.丁)甲*", "丁", False),
        ("甲(?i:a)", "a", False),
        ("[^甲]乙?", "甲", False),
    ],
)
def test_needs_are_told_from_others(pattern: str, needs: Collection[str], is_told: bool) -> None:
    assert (not Readings(pattern, 0, needs).found) == is_told


def test_a_pattern_waits_for_what_it_needs() -> None:
    pattern = regex("a(b|c)d", needs="bc")
    match = pattern.match
    assert match("axd") is None
    assert "flags" not in vars(pattern)
    assert match("acd")
    assert "flags" in vars(pattern)
    assert match("xacd", 1)
    assert not match("xacd", 1, 3)
    assert pattern.fullmatch("axd") is None
    assert pattern.sub("", "abdx") == "x"


def test_han_in_patterns_that_ignore_case() -> None:
    """What is spared the compiler changes nothing of what it makes."""
    for pattern in (r"a[\u4e00-\u9fff]{1,2}", "[^\u3400-\u9fff]+x", r"\[\u4e00-\u9fff]?", r"(?<=[\u4e00-\u9fff·])b"):
        ours, plain = regex(pattern, re.IGNORECASE), re.compile(pattern, re.IGNORECASE)
        for text in ("A天地", "天x9X", "[\u4e00-\u9fff]", "·B天b", "[\u9fff]一-鿿]"):
            assert [found.span() for found in ours.finditer(text)] == [found.span() for found in plain.finditer(text)]
