"""The benchmark itself: texts in, scores of every tool on every class out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random

from tests import forward
from tests.bench.damage import peers
from tests.bench.damage.calibrate import Calibration
from tests.bench.damage.classes import BY_NAME
from tests.bench.damage.measure import Failure, Score, normal, simplify
from tests.bench.damage.peers import Tool
from tests.bench.damage.residue import Half
from tests.bench.damage.simulate import Document, make

HERE = Path(__file__).parent
PROSE_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Plan:
    """What to run."""

    half: Half
    seeds: tuple[int, ...]
    tools: tuple[str, ...]
    folder: Path = HERE  # with texts/ and innocent/


@dataclass(slots=True)
class ClassResult:
    scores: dict[str, Score] = field(default_factory=dict)  # tool → score
    calibration: Calibration = field(default_factory=Calibration)


@dataclass(slots=True)
class Innocent:
    """Undamaged texts of one kind that look damaged, and what one tool did to them."""

    n: int = 0
    n_altered: int = 0  # beyond width and white space
    n_flagged: int | None = 0
    failures: list[Failure] = field(default_factory=list)

    def add(self, name: str, tool: Tool, text: str) -> peers.Outcome:
        outcome = tool.run(text)
        before, after = (_innocent_form(one, tool) for one in (text, outcome.text))
        self.n += 1
        self.n_flagged = None if outcome.flagged is None else (self.n_flagged or 0) + outcome.flagged
        if before != after:
            self.n_altered += 1
            self.failures.append(Failure(name, text, outcome.text, "left alone"))
        return outcome


def _innocent_form(text: str, tool: Tool) -> str:
    """Beyond width and white space; tools that convert are compared in Simplified."""
    text = normal(text, drop_space=True, letters=True).replace("\n", "")
    return simplify(text) if tool.converts else text


def documents(folder: Path, half: Half) -> list[Document]:
    """One file each: a paragraph a line, the first line is the title; "hant" in the name: Traditional."""
    found = []
    for path in sorted((folder / "texts" / half).glob("*.txt")):
        lines = [line.strip() for line in path.read_text("utf-8").split("\n")]
        is_traditional = "hant" in path.stem.split("-")
        found.append(Document(path.stem, tuple(filter(None, lines)), "Hant" if is_traditional else "Hans"))
    return found


def innocents(folder: Path, half: Half) -> Iterator[tuple[str, list[str]]]:
    for path in sorted((folder / "innocent" / half).glob("*.json")):
        yield path.stem, json.loads(path.read_text("utf-8"))


def run_class(plan: Plan, name: str) -> ClassResult:
    """Every document of the half damaged by one class with every seed, and every tool on it."""
    kind = BY_NAME[name]
    result = ClassResult()
    made = (
        make(kind, document, plan.half, seed)
        for document in documents(plan.folder, plan.half)
        if kind.script in {"any", document.script}
        for seed in plan.seeds
    )
    samples = {(sample.document, sample.text): sample for sample in made}.values()  # some classes need no dice
    for tool in map(peers.find, plan.tools):
        score = result.scores[tool.name] = Score()
        for sample in samples:
            outcome = tool.run(sample.text)
            score.add(kind, sample, tool, outcome)
            if outcome.edits:
                is_lost = kind.kind == "lost"
                reference = sample.text if is_lost else "\n".join(sample.reference)
                label = f"{name} {sample.document}"
                result.calibration.add(label, outcome.text, outcome.edits, reference, width=not is_lost)
    return result


def run_classes(plan: Plan, names: Sequence[str], jobs: int = 1) -> Iterator[tuple[str, ClassResult]]:
    if jobs == 1:
        yield from ((name, run_class(plan, name)) for name in names)
    else:
        with ProcessPoolExecutor(jobs) as pool:
            yield from zip(names, pool.map(partial(run_class, plan), names), strict=True)


def run_innocent(plan: Plan, calibration: Calibration) -> dict[str, dict[str, Innocent]]:
    """Kind → tool → what it did. Edits beyond width and white space are wrong ones."""
    found: dict[str, dict[str, Innocent]] = {}
    for kind, texts in innocents(plan.folder, plan.half):
        found[kind] = {}
        for tool in map(peers.find, plan.tools):
            innocent = found[kind][tool.name] = Innocent()
            for at, text in enumerate(texts):
                outcome = innocent.add(f"{kind} {at}", tool, text)
                beyond = [
                    edit
                    for edit in outcome.edits
                    if _innocent_form(edit.before, tool) != _innocent_form(edit.after, tool)
                ]
                calibration.add_wrong(f"{kind} {at}", beyond)
    return found


def prose(folder: Path, half: Half, n_bytes: int = PROSE_BYTES) -> Iterator[str]:
    """Documents of shuffled sentences, in Simplified and, one in four, mechanically Traditional."""
    chance = Random(f"prose {half}")
    texts = [document for document in documents(folder, half) if document.script == "Hans"]
    paragraphs = [sentences(text) for document in texts for text in document.paragraphs[1:]]
    pool = [sentence for paragraph in paragraphs for sentence in paragraph]
    made = number = 0
    while pool and made < n_bytes:
        lines = ("".join(chance.sample(pool, min(len(pool), chance.randint(2, 6)))) for _ in range(12))
        text = "\n".join(lines)
        number += 1
        yield forward.to_traditional_1to1(text) if number % 4 == 0 else text
        made += len(text.encode())


def prose_files(folder: Path) -> Iterator[str]:
    """Clean prose of the user's own."""
    yield from (path.read_text("utf-8") for path in sorted(folder.rglob("*.txt")))


def sentences(paragraph: str) -> list[str]:
    """Whole sentences in which quotes and brackets close."""
    found = re.findall("[^。！？]*[。！？]+[”’）]*", paragraph)
    return [one for one in found if all(one.count(a) == one.count(b) for a, b in ("“”", "（）", "‘’", "《》"))]


def run_prose(plan: Plan, texts: Iterable[str]) -> dict[str, Innocent]:
    tools = {tool.name: (tool, Innocent()) for tool in map(peers.find, plan.tools)}
    for number, text in enumerate(texts):
        for tool, innocent in tools.values():
            innocent.add(f"prose {number}", tool, text)
    return {name: innocent for name, (_, innocent) in tools.items() if innocent.n}
