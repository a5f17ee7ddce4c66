"""The table in the project's README, from results.json: `python -m tests.bench.damage.readme` writes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.bench.damage.report import percent, table_row
from tests.bench.readme import put_between

ROOT = Path(__file__).parents[3]
RESULTS = Path(__file__).parent / "results.json"
BEGIN, END = "<!-- damage -->\n", "<!-- /damage -->"

# Class → what the README calls it. The whole table is results.md.
ROWS = {
    "annotated": "pinyin put into the bytes of Traditional text",
    "annotated-everything": "the same with bytes before marks, commas, folded widths",
    "inserted-commas": "commas before other marks",
    "annotated-at-random": "pinyin at random in Simplified text",
    "utf8-as-gbk": "UTF-8 read as GBK, bytes dropped",
    "utf8-as-gbk-question": "the same with ? for what was lost",
    "gbk-as-latin1": "GBK read as Latin-1",
    "gbk-as-latin1-half-fixed": "the same, half mended by an earlier ftfy",
    "utf8-as-latin1-twice": "UTF-8 read as Latin-1, twice",
    "big5-as-gbk": "Big5 read as GBK",
    "chain-of-two": "two of these, one after the other",
    "chain-of-three": "three",
    "zero-width": "zero-width characters",
    "kangxi-radicals": "Kangxi radicals for ideographs",
    "glyph-shift": "marks as Han (”→冶), a font's encoding",
    "nbsp-as-question": "no-break spaces as ?",
    "sporadic-traditional": "stray Traditional characters",
    "capital-one": "壹 for 一",
    "half-width-marks": "half-width marks",
    "entities-twice": "entities, escaped twice",
    "unicode-escapes": "\\uXXXX",
    "tags": "leftover tags",
    "anti-copy-junk": "junk against copying",
    "injected-keyword": "keywords thrown into sentences",
    "one-character-a-line": "one character a line",
    "hard-wraps": "hard-wrapped lines",
    "mixture": "one to three of all these at once",
    "mixture-annotated": "the same on annotated Traditional text",
}


def table(results: dict[str, Any]) -> str:
    """Paragraphs restored exactly, in percent, by tool; and the character error rate before and after ours."""
    classes = results["classes"]
    tools = [name for name in next(iter(classes.values()))["tools"] if name != "nothing"]
    lines = [table_row("damage", *tools, "errors left")]
    lines.append(table_row("---", *["---:"] * (len(tools) + 1)))
    for name, label in ROWS.items():
        rows = classes[name]["tools"]
        ours = rows[tools[-1]]["damaged"]
        left = f"{percent(ours['cer_before'])} → {percent(ours['cer_after'])}"
        lines.append(table_row(label, *[percent(rows[tool]["damaged"]["exact"]) for tool in tools], left))
    innocent = results["innocent"].values()
    altered = [sum(kind[tool]["altered"] for kind in innocent) for tool in tools]
    n = sum(kind[tools[-1]]["texts"] for kind in innocent)
    lines.append(table_row(f"innocent texts altered, of {n}", *map(str, altered), ""))
    return "\n".join(lines) + "\n"


def main() -> None:
    put_between(ROOT / "README.md", BEGIN, END, table(json.loads(RESULTS.read_text("utf-8"))))


if __name__ == "__main__":
    main()
