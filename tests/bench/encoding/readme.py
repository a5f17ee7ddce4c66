"""The table in the project's README, from results.json: `python -m tests.bench.encoding.readme` writes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.bench.encoding.__main__ import HERE, table_by_length
from tests.bench.readme import put_between

ROOT = Path(__file__).parents[3]
RESULTS = HERE / "results.json"
BEGIN, END = "<!-- encodings -->\n", "<!-- /encodings -->"


def table(results: dict[str, Any]) -> str:
    return table_by_length(results["right"], results["versions"], results["n"])


def main() -> None:
    put_between(ROOT / "README.md", BEGIN, END, table(json.loads(RESULTS.read_text("utf-8"))))


if __name__ == "__main__":
    main()
