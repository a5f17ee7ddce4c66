"""`python -m tests.bench.speed`: how fast whole corpora are cleaned, beside the peers, and where the time goes.

Each run is a process of its own that reads a corpus and writes a new dataset. All systems take turns on each corpus,
round by round, after a round on a small one that does not count; what they made is compared with the truth each time.
Nothing is asserted of time. Prints the tables; with the peers it also writes tests/bench/results/.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.speed import measure, report, stages, systems
from tests.bench.speed.corpora import PLANS, Corpus, build
from tests.bench.speed.measure import FailedError
from tests.bench.speed.systems import OURS, System
from tests.bench.start import __main__ as start

ROUNDS = 3
DOCUMENTS = 1000
RESULTS = Path(__file__).parents[1] / "results"
_OF_STAGES = 200  # documents a round, at most


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.speed", description=__doc__)
    parser.add_argument("--documents", type=int, default=DOCUMENTS, metavar="N", help="of a corpus; default: 1000")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="K", help="that count; default: 3")
    parser.add_argument("--peers", metavar="PYTHON", help="an interpreter with datatrove, py-data-juicer and opencc")
    parser.add_argument("--processes", type=int, nargs="+", metavar="P", help="of jiaokan; default: 1, 2, 4 … cores")
    parser.add_argument("--corpus", choices=PLANS, action="append", help="this alone; may be repeated")
    parser.add_argument("--only", choices=(OURS,), help="without the others")
    parser.add_argument("--no-parts", action="store_true", help="whole runs alone: no stages, rules and starts")
    parser.add_argument("--folder", type=Path, help="where the corpora are built, and stay; default: nowhere")
    parser.add_argument("--out", type=Path, help="where results are written in any case")
    chosen = parser.parse_args(arguments)
    if min(chosen.documents, chosen.rounds) < 1:
        parser.error("there has to be a document and a round")
    found = [systems.ours(n) for n in chosen.processes or _up_to(os.cpu_count() or 1)]
    found += [] if chosen.only else [*(systems.peers(chosen.peers) if chosen.peers else ()), systems.plain()]
    results = _about(found, chosen.documents, chosen.rounds)
    with tempfile.TemporaryDirectory() as temporary:
        folder = (chosen.folder or Path(temporary) / "corpora") / str(chosen.documents)
        corpora = [build(name, folder, chosen.documents) for name in chosen.corpus or PLANS]
        warm = build("small", folder, chosen.documents)
        sizes = ("n_documents", "n_bytes", "n_chars")
        results["corpora"] = {corpus.name: {size: getattr(corpus, size) for size in sizes} for corpus in corpora}
        results["runs"] = run_all(corpora, found, warm, chosen.rounds, Path(temporary) / "work")
        if not chosen.no_parts:
            _say("stages")
            n = min(chosen.documents, _OF_STAGES)
            results["stages"] = stages.by_stage(n, chosen.rounds)
            results["rules"] = stages.by_rule(n, chosen.rounds)
            _say("starts")
            results["start"] = starts(Path(temporary) / "start", chosen.rounds)
    is_whole = not (chosen.corpus or chosen.only or chosen.processes or chosen.no_parts) and len(found) > 2
    if chosen.out or (is_whole and systems.DATATROVE in results["versions"]):
        write(chosen.out or RESULTS, results)
    sys.stdout.write(report.as_markdown(results))
    return 0


def run_all(
    corpora: Sequence[Corpus], found: Sequence[System], warm: Corpus, rounds: int, folder: Path
) -> dict[str, dict[str, Any]]:
    """Corpus → system → what its runs cost, and what became of the documents. Who fails on a corpus has no row."""
    runs: dict[str, dict[str, Any]] = {corpus.name: {} for corpus in corpora}
    failed: set[tuple[str, str]] = set()
    for turn in range(rounds + 1):
        for corpus in corpora if turn else (warm,):
            for system in _from(turn, [system for system in found if corpus.name in system.corpora]):
                if (corpus.name, system.name) in failed:
                    continue
                try:
                    cost, work = run_once(corpus, system, folder)
                except FailedError as error:
                    _say(f"{system.name} on {corpus.name} failed: {error}")
                    failed.add((corpus.name, system.name))
                    runs.get(corpus.name, {}).pop(system.name, None)
                    continue
                _say(f"round {turn}, {corpus.name}, {system.name}: {cost.wall:.2f} s, {work.right:.1f} % right")
                if turn:
                    row = runs[corpus.name].setdefault(system.name, {"cost": [], "work": []})
                    row["cost"].append(asdict(cost))
                    row["work"].append(asdict(work))
    return runs


def run_once(corpus: Corpus, system: System, folder: Path) -> tuple[measure.Cost, measure.Work]:
    """In a new folder, from which nothing is left for the next."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    out = folder / "out"
    cost = measure.run(system.command(Path(corpus.place), out), systems.environment(folder), folder)
    work = measure.check(corpus, system.made(out))
    shutil.rmtree(folder)
    return cost, work


def starts(folder: Path, rounds: int) -> dict[str, list[float]]:
    """Command → wall time in seconds, of each round; a round more, which writes bytecode, does not count."""
    folder.mkdir()
    env = start.environment(start.HERE, str(folder / "bytecode"))
    cases = start.cases(folder)
    taken = [[start.measure(case, env, folder).wall for case in cases] for _ in range(rounds + 1)][1:]
    return {case.name: [walls[at] for walls in taken] for at, case in enumerate(cases)}


def write(folder: Path, results: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    machine = re.sub(r"[^a-z0-9]+", "-", f"{results['machine']['cpu']} {results['machine']['cores']}".lower()).strip(
        "-"
    )
    data = json.dumps(results, ensure_ascii=False, indent=1) + "\n"
    (folder / f"{results['date']}-{machine}.json").write_text(data, "utf-8")
    report.write(folder, results)


def _about(found: Iterable[System], documents: int, rounds: int) -> dict[str, Any]:
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": {
            "cpu": _cpu(),
            "cores": os.cpu_count(),
            "memory_gb": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30),
            "system": f"{platform.system()} {platform.machine()}",
            "python": platform.python_version(),
            "load": round(os.getloadavg()[0], 1),
        },
        "documents": documents,
        "rounds": rounds,
        "versions": {system.name: dict(system.versions) for system in found},
    }


def _cpu() -> str:
    try:
        known = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.processor() or platform.machine()
    name = re.search(r"^model name\s*:\s*(.+)$", known, re.MULTILINE)
    return name[1].strip() if name else platform.machine()


def _up_to(n_cores: int) -> list[int]:
    """1, 2, 4 … and all of them."""
    return sorted({n_cores, *(1 << at for at in range(n_cores.bit_length()))})


def _from(turn: int, found: list[System]) -> list[System]:
    """All of them, another one first in each round."""
    at = turn % max(1, len(found))
    return found[at:] + found[:at]


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
