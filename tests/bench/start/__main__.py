"""`python -m tests.bench.start [TREE]`: how long the commands take from start to end on one small document, or a few.

Beside those of another checkout, TREE, where one is given; both take turns. Wall time is the median of several rounds,
CPU time (user and system, steadier on a busy machine) the least. Of a run also the wall time to the event that its
documents are cleaned. Bytecode is there, as it is once jiaokan is installed.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROUNDS = 7
HERE = Path(__file__).parents[3]
CLEAN = "今天天气很好，我们去公园玩。\n"
DAMAGED = "讓鮮紅黨旗高高飄揚(yáng)在城市上空，銀(yín)行門口站着(zhe)許多人。\n"
TEXT = """河边小学的“木屋图书馆”
2021-07-02 09:30 来源：河边日报 作者：蒋文

7月2日上午，河边小学的“木屋图书馆”开门了，共有3200册图书、12张长桌和一台旧风琴。校长说：“我们等了两年！”
孩子们发现，木屋里没有时钟，只有一扇朝西的窗。太阳照到第三格书架，就该回家吃饭了；没有人催。
责任编辑：田野
"""
HTML = f"""<!doctype html><html><head><meta charset="utf-8"><title>木屋图书馆_河边新闻网</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="/news">新闻</a> <a href="/edu">教育</a></div>
<h1>河边小学的“木屋图书馆”</h1>{"".join(f"<p>{line}</p>" for line in TEXT.splitlines()[1:] if line)}
<div class="footer">版权所有 河边新闻网 未经授权不得转载</div></body></html>
"""


class Case(NamedTuple):
    name: str
    arguments: Sequence[str]
    stdin: str = ""


class Cost(NamedTuple):
    wall: float  # seconds
    cpu: float
    first: float  # wall, to the first document of a run


def cases(folder: Path) -> list[Case]:
    text, html = folder / "few" / "page.txt", folder / "few" / "page.html"
    text.parent.mkdir()
    text.write_text(TEXT, "utf-8")
    html.write_text(HTML, "utf-8")
    command = ("-m", "jiaokan")
    return [
        Case("python -c pass", ("-c", "pass")),
        Case("import jiaokan", ("-c", "import jiaokan")),
        Case("jiaokan --version", (*command, "--version")),
        Case("jiaokan repair, a clean line", (*command, "repair"), CLEAN),
        Case("jiaokan repair, a damaged line", (*command, "repair"), DAMAGED),
        Case("jiaokan clean, a small text", (*command, "clean", str(text))),
        Case("jiaokan clean, a small page", (*command, "clean", str(html))),
        Case("jiaokan explain, a small page", (*command, "explain", str(html))),
        Case("jiaokan run --direct, both of them", (*command, *run_of(text.parent), "--dataset", "{new}")),
        Case("the same, into a dataset", (*command, *run_of(text.parent), "--force", "--dataset", "{kept}")),
    ]


def run_of(corpus: Path) -> tuple[str, ...]:
    return ("run", str(corpus), "--direct", "--log", "-")


def measure(case: Case, env: Mapping[str, str], folder: Path) -> Cost:
    datasets = {"{new}": str(folder / "new"), "{kept}": str(folder / "kept")}
    first = 0.0
    with tempfile.TemporaryFile() as given:
        given.write(case.stdin.encode())
        given.seek(0)
        begun = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, *(datasets.get(one, one) for one in case.arguments)],
            stdin=given,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=env,
            text=True,
        ) as process:
            assert process.stderr
            for line in process.stderr:
                if '"shard-cleaned"' in line:
                    first = time.perf_counter() - begun
            _, status, used = os.wait4(process.pid, 0)
            wall = time.perf_counter() - begun
            process.returncode = os.waitstatus_to_exitcode(status)
    shutil.rmtree(datasets["{new}"], ignore_errors=True)
    if process.returncode:
        raise RuntimeError(f"{case.name}: exit code {process.returncode}")
    return Cost(wall, used.ru_utime + used.ru_stime, first)


def environment(tree: Path, bytecode: str) -> dict[str, str]:
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return env | {"PYTHONPATH": f"{tree / 'src'}{os.pathsep}{tree}", "PYTHONPYCACHEPREFIX": bytecode}


def main(other: str | None = None) -> None:
    trees = [Path(other).resolve()] if other else []
    trees.append(HERE)
    heads = [f"{tree.name}: wall CPU first" for tree in trees]
    print(f"{'seconds':<36}" + "".join(f"{head:>28}" for head in heads))  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        envs = [environment(tree, f"{folder}/bytecode") for tree in trees]
        for case in cases(Path(folder)):
            rounds = [
                [measure(case, env, Path(folder, str(n))) for n, env in enumerate(envs)] for _ in range(1 + ROUNDS)
            ][1:]  # the first writes bytecode
            shown = [_shown(costs) for costs in zip(*rounds, strict=True)]
            print(f"{case.name:<36}" + "".join(f"{one:>28}" for one in shown), flush=True)  # noqa: T201


def _shown(costs: Sequence[Cost]) -> str:
    first = statistics.median(cost.first for cost in costs)
    wall, cpu = statistics.median(cost.wall for cost in costs), min(cost.cpu for cost in costs)
    return f"{wall:.3f} {cpu:.3f} " + (f"{first:.3f}" if first else "  –  ")


if __name__ == "__main__":
    main(*sys.argv[1:])
