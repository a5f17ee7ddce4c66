"""The table in the project's README, from results.json: `python -m tests.bench.split.readme` writes it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.bench.readme import put_between
from tests.bench.split.report import table

ROOT = Path(__file__).parents[3]
RESULTS = Path(__file__).parent / "results.json"
BEGIN, END = "<!-- split -->\n", "<!-- /split -->"


def main() -> None:
    put_between(ROOT / "README.md", BEGIN, END, table(json.loads(RESULTS.read_text("utf-8"))))


if __name__ == "__main__":
    main()
