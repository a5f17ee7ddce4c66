"""`python -m tests.bench.encoding`: how often bytes are read rightly; prints the tables, writes results.json and .md.

chardet is measured only where it is installed: `PYTHONPATH=DIR python -m tests.bench.encoding`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from tests.bench.damage.report import percent, table_row
from tests.bench.encoding.matrix import DAMAGES, ENCODINGS, LENGTHS, Case, iter_cases
from tests.bench.encoding.tools import OURS, Tool, tools

HERE = Path(__file__).parent
MAX_DISTANCE = 3  # edits beyond the damaged character that a damaged text may be off by
_SHOWN = 2  # failures of ours, a cell


def is_right(case: Case, text: str | None) -> bool:
    """Undamaged: exactly. Damaged: as it was up to the damage, and all in all but a few edits off."""
    if text is None:
        return False
    if case.damage == "none":
        return text == case.truth
    if case.damage == "cut at start":
        text = text.lstrip("\ufffd")
    elif not text.startswith(case.truth[: case.n_before]):
        return False
    return Levenshtein.distance(text, case.truth, score_cutoff=MAX_DISTANCE) <= MAX_DISTANCE


def is_named(case: Case, codec: str | None) -> bool:
    """Whether the undamaged bytes are the text in the encoding found: itself or one that holds it."""
    return codec is not None and case.clean.decode(codec, "replace").removeprefix("\ufeff") == case.truth


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def length_name(length: int | None) -> str:
    return "whole" if length is None else f"{length} bytes"


def measure(cases: Sequence[Case], tool: Tool, *, show: bool = False) -> tuple[Counter[str], Counter[str]]:
    """Cell → how many texts were right, and how many encodings."""
    right: Counter[str] = Counter()
    named: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    for case in cases:
        cell = f"{case.encoding.name}|{length_name(case.length)}|{case.damage}"
        outcome = tool.read(case.data)
        text = outcome.text
        right[cell] += is_right(case, text)
        named[cell] += is_named(case, outcome.codec)
        if show and not is_right(case, text):
            shown[cell] += 1
            if shown[cell] <= _SHOWN:
                _say(f"{cell}\n   {case.truth[:60]!r}\n   {text and text[:60]!r}  {case.data[:50].hex()}")
    return right, named


def share(results: dict[str, dict[str, int]], tool: str, n: int, *wanted: str | None) -> float:
    """Of the cells with these encoding, length and damage (None: any), 0 to 1."""
    cells = [
        count
        for cell, count in results[tool].items()
        if all(want is None or want == part for want, part in zip(wanted, cell.split("|"), strict=True))
    ]
    return sum(cells) / (n * len(cells))


def table_by_length(results: dict[str, dict[str, int]], versions: dict[str, str], n: int) -> str:
    """Tool × length and damage."""
    columns = [(length_name(length), damage) for length in LENGTHS for damage in ("none", None)]
    heads = [f"{length}, intact" if damage else f"{length}, all" for length, damage in columns]
    lines = [table_row("tool", *heads), table_row("---", *["---:"] * len(heads))]
    lines += [
        table_row(f"{tool} {versions[tool]}", *[percent(share(results, tool, n, None, *column)) for column in columns])
        for tool in results
    ]
    return "\n".join(lines) + "\n"


def table_by_encoding(results: dict[str, dict[str, int]], n: int) -> str:
    lines = [table_row("encoding", "length", "damage", *results), table_row(*["---"] * 3, *["---:"] * len(results))]
    for encoding in ENCODINGS:
        for length in map(length_name, LENGTHS):
            for damage in DAMAGES:
                shares = [percent(share(results, tool, n, encoding.name, length, damage)) for tool in results]
                lines.append(table_row(encoding.name, length, damage, *shares))
    return "\n".join(lines) + "\n"


_HEAD = """# Reading bytes

Written by `make bench-encoding`. Texts of the benchmark of damage ({half} half), {n} pieces for each encoding, length
and damage. Percent read rightly: undamaged ones exactly; damaged ones exactly up to the damaged place and, all in all,
at most {distance} edits off. One byte: any byte but of a byte order mark, changed to any other; cut at start: no mark,
and one to three bytes less of the first character; cut at end: the last byte less. A detector's text is what Python
makes of the bytes in the encoding it names, with U+FFFD for what does not fit.

chardet is no dependency of this project (the licence of version 7 is disputed): it was run from a folder beside it.

"""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.encoding", description=__doc__)
    parser.add_argument("--half", choices=("tuning", "test"), default="test", help="only the test half is reported")
    parser.add_argument("--n", type=int, default=30, help="pieces a cell (default 30)")
    parser.add_argument("--only", action="append", default=[], metavar="TOOL")
    parser.add_argument("--encoding", action="append", default=[], metavar="NAME", help="of the table")
    parser.add_argument("--show", action="store_true", help="failures")
    options = parser.parse_args(arguments)
    encodings = tuple(one for one in ENCODINGS if not options.encoding or one.name in options.encoding)
    cases = list(iter_cases(options.half, options.n, encodings))
    chosen = [tool for tool in tools() if not options.only or tool.name in options.only]
    results: dict[str, dict[str, int]] = {}
    named: dict[str, dict[str, int]] = {}
    for tool in chosen:
        results[tool.name], named[tool.name] = measure(cases, tool, show=options.show and tool.name == OURS)
    versions = {tool.name: tool.version for tool in chosen}
    _say(table_by_length(results, versions, options.n))
    if options.encoding or options.only or options.half == "tuning":
        for encoding in encodings:
            for name in results:
                row = [
                    percent(share(results, name, options.n, encoding.name, length_name(length), damage))
                    for length in LENGTHS
                    for damage in DAMAGES
                ]
                _say(f"{encoding.name:26}{name:20}" + "".join(f"{one:>7}" for one in row))
        return 0
    text = _HEAD.format(half=options.half, n=options.n, distance=MAX_DISTANCE)
    text += table_by_length(results, versions, options.n)
    text += "\nThe encoding alone, whatever became of the damage:\n\n" + table_by_length(named, versions, options.n)
    text += "\n## By encoding\n\n" + table_by_encoding(results, options.n)
    (HERE / "results.md").write_text(text, "utf-8")
    data = {"n": options.n, "versions": versions, "right": results, "named": named}
    (HERE / "results.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
