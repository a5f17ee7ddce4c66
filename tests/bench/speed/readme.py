"""The newest results in README, speed.md and the plot: `python -m tests.bench.speed.readme` writes them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.bench.readme import put_between
from tests.bench.speed.report import for_readme, write

ROOT = Path(__file__).parents[3]
FOLDER = Path(__file__).parents[1] / "results"
PLOT = "tests/bench/results/speed.svg"
BEGIN, END = "<!-- speed -->\n", "<!-- /speed -->"


def newest() -> dict[str, Any]:
    """Files are named by the day."""
    results: dict[str, Any] = json.loads(max(FOLDER.glob("*.json")).read_text("utf-8"))
    return results


def main() -> None:
    write(FOLDER, newest())
    put_between(ROOT / "README.md", BEGIN, END, for_readme(newest()))


if __name__ == "__main__":
    main()
