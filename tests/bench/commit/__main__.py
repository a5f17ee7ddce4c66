"""`python -m tests.bench.commit`: what a night's commit costs in a dataset ten times as big. Writes results.md.

Documents made by hand (no stage of the pipeline is in it), two hundred in the folder of a day. Only `store.commit` is
timed: the median of some rounds, each on the version that was first, restored. `--folder` keeps what was built, or
takes it up.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from jiaokan import store
from jiaokan.storage import layout
from jiaokan.work.shard import write_parts
from tests.made import Input

A_DAY = 200
ROUNDS = 3
SIZES = (100_000, 1_000_000)
N_CHANGED = 10_000
STREWN = "10,000 changed, strewn"  # rewrites all files, as the first commit does: minutes, so one round
BEGAN = date(2005, 1, 1)
BODY = "入秋以后，老街的书店换了新的招牌。店主说，书还是那些书，读书的人却年轻了，下午三点，放学的孩子们挤在窗边。"


def document(number: int, state: int = 0) -> Input:
    day = BEGAN + timedelta(days=number // A_DAY)
    observed_at = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=state)
    uri = f"{day:%Y/%m/%d}/t{day:%Y%m%d}_{number:07d}.htm"
    return Input(uri, body=f"{number}，{state}。{BODY}", n_edits=1, observed_at=observed_at)


def nights(size: int, turn: int) -> dict[str, Iterator[Input]]:
    """What comes in a night, by what the night is called."""
    middle, step = size // 2, size // N_CHANGED
    return {
        "10,000 changed, together": (document(n, turn) for n in range(middle, middle + N_CHANGED)),
        "10,000 new, 50 folders": (document(n, turn) for n in range(size, size + N_CHANGED)),
        "200 new, one folder": (document(n, turn) for n in range(size, size + A_DAY)),
        "nothing": iter(()),
        STREWN: (document(n, turn) for n in range(0, step * N_CHANGED, step)),
    }


def commit(dataset: Path, given: Iterator[Input]) -> float:
    with store.staging(dataset) as folder:
        report = write_parts("site", ((one.raw(), one.outcome()) for one in given), folder / "0")
        began = time.perf_counter()
        store.commit(dataset, [report], started_at=datetime.now(UTC))
        return time.perf_counter() - began


def measure(dataset: Path, size: int) -> dict[str, float]:
    """Night → seconds."""
    found: dict[str, list[float]] = {}
    if not layout.has_log(dataset, layout.RUNS):
        found["the first commit, of all"] = [commit(dataset, (document(n) for n in range(size)))]
    for turn in range(1, ROUNDS + 1):
        for night, given in nights(size, turn).items():
            if night == STREWN and turn > 1:
                continue
            found.setdefault(night, []).append(commit(dataset, given))
            store.restore(dataset, 1)
            sys.stderr.write(f"{size}: {night}: {found[night][-1]:.2f} s\n")
    return {night: statistics.median(seconds) for night, seconds in found.items()}


def shown(found: dict[int, dict[str, float]]) -> str:
    few, many = (found[size] for size in SIZES)
    rows = [f"| {n} | {few[n]:.2f} | {many[n]:.2f} | {many[n] / few[n]:.1f} |" for n in few if n in many]
    machine = f"{platform.machine()}, {os.cpu_count()} processors, Python {platform.python_version()}"
    head = ["| what came | 100,000 | 1,000,000 | times |", "| --- | ---: | ---: | ---: |"]
    return "\n".join(
        [
            "# What a commit costs",
            "",
            "Seconds of `store.commit`, staging not counted, in datasets of so many documents. Written by",
            f"`make bench-commit`; medians of {ROUNDS} rounds (strewn: one); {machine}.",
            "",
            *head,
            *rows,
            "",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="where the datasets are built, and stay")
    given = parser.parse_args()
    with TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        found = {size: measure(folder / f"{size}", size) for size in SIZES}
    text = shown(found)
    Path(__file__).with_name("results.md").write_text(text, "utf-8")
    sys.stdout.write(text)


if __name__ == "__main__":
    main()
