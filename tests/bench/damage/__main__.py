"""`python -m tests.bench.damage`: run the benchmark; print its table, write results.json and results.md."""

from __future__ import annotations

import argparse
import fnmatch
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.bench.damage import peers, report, run
from tests.bench.damage.calibrate import Calibration
from tests.bench.damage.classes import CLASSES
from tests.bench.damage.measure import Failure
from tests.bench.damage.report import OURS, Results
from tests.bench.damage.residue import Half
from tests.bench.damage.run import ClassResult, Plan
from tests.bench.damage.simulate import SEEDS

SHUFFLED = "the half's sentences shuffled"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.damage", description=__doc__)
    parser.add_argument("--half", choices=("tuning", "test"), default="test", help="only the test half is reported")
    parser.add_argument("--classes", default="*", help="names or patterns with commas between: 'annotated*,tags'")
    parser.add_argument("--seeds", type=int, default=2, help="how many (default 2)")
    parser.add_argument("--only", action="append", default=[], metavar="TOOL", help="run this tool only")
    parser.add_argument("--tool", action="append", default=[], metavar="MODULE:FUNCTION", help="a tool of yours, too")
    parser.add_argument(
        "--show", type=int, default=0, metavar="N", help="print N failures a class; not on the test half"
    )
    parser.add_argument("--jobs", type=int, default=1, help="processes (default 1)")
    parser.add_argument("--no-prose", action="store_true", help="leave out the 2 MB of clean prose")
    parser.add_argument("--prose", type=Path, metavar="FOLDER", help="clean prose of yours (*.txt) instead")
    parser.add_argument("--texts", type=Path, default=run.HERE, metavar="FOLDER", help="with texts/ and innocent/")
    parser.add_argument("--out", type=Path, metavar="FOLDER", help="for results.json and results.md")
    chosen = parser.parse_args(arguments)
    half: Half = chosen.half
    if chosen.show and half == "test":
        parser.error("--show is for --half tuning: whoever has seen the test half's failures has tuned to it")
    patterns = chosen.classes.split(",")
    names = [kind.name for kind in CLASSES if any(fnmatch.fnmatch(kind.name, pattern) for pattern in patterns)]
    if not names:
        parser.error(f"no class is called {chosen.classes}")
    tools = (chosen.only or [tool.name for tool in peers.TOOLS]) + chosen.tool
    plan = Plan(half, tuple(SEEDS[half][: chosen.seeds]), tuple(tools), chosen.texts)
    if not run.documents(plan.folder, half):
        parser.error(f"no texts in {plan.folder / 'texts' / half}")
    is_whole = chosen.classes == "*"
    prose: Iterable[str] = ()
    if is_whole and not chosen.no_prose:
        prose = run.prose_files(chosen.prose) if chosen.prose else run.prose(plan.folder, half)
    results = _run(plan, names, prose, f"{chosen.prose}" if chosen.prose else SHUFFLED, chosen.jobs)
    sys.stdout.write(report.as_markdown(results))
    if chosen.show:
        _show(results, chosen.show)
    # A part of the benchmark, or the half that is not reported, is written only where asked.
    out = chosen.out or (run.HERE if is_whole and half == "test" and not chosen.only + chosen.tool else None)
    if out:
        out.mkdir(parents=True, exist_ok=True)
        (out / "results.json").write_text(report.as_json(results) + "\n", "utf-8")
        (out / "results.md").write_text(report.as_markdown(results), "utf-8")
    return 0


def _run(plan: Plan, names: Sequence[str], texts: Iterable[str], source: str, jobs: int) -> Results:
    classes: dict[str, ClassResult] = {}
    calibration = Calibration()
    began = time.perf_counter()
    for name, result in run.run_classes(plan, names, jobs):
        classes[name] = result
        calibration.join(result.calibration)
        sys.stderr.write(f"{time.perf_counter() - began:6.1f} s  {name}\n")
    innocent = run.run_innocent(plan, calibration) if len(names) == len(CLASSES) else {}
    prose = run.run_prose(plan, texts)
    sys.stderr.write(f"{time.perf_counter() - began:6.1f} s  all\n")
    return Results(plan, classes, calibration, innocent, prose, source)


def _show(results: Results, n: int) -> None:
    last = results.plan.tools[-1]
    for name, result in results.classes.items():
        _write(name, result.scores[last].failures[:n])
    for kind, by_tool in results.innocent.items():
        _write(kind, by_tool[last].failures[:n])
    if results.prose:
        _write("prose", results.prose[last].failures[:n])
    if last == OURS:
        for rule, lines in sorted(results.calibration.wrong.items()):
            sys.stdout.write(f"\n## wrong edits of {rule}: {len(lines)}\n")
            sys.stdout.writelines(f"{line}\n" for line in lines[:n])


def _write(name: str, failures: Sequence[Failure]) -> None:
    for failure in failures:
        sys.stdout.write(f"\n## {name} · {failure.document}\n")
        for label in ("before", "after", "expected"):
            sys.stdout.write(f"{label:9}{getattr(failure, label)!r}\n")


if __name__ == "__main__":
    sys.exit(main())
