"""Where the time goes, in this process: nanoseconds a character by stage and by rule, on documents of their own each
round, so that nothing is found twice.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from jiaokan import decode, pipeline
from jiaokan.document import NOT_PROSE, RawDocument
from jiaokan.pipeline import Trace
from jiaokan.record import Record
from jiaokan.repair import repair
from jiaokan.rules import RULES
from jiaokan.settings import DEFAULT
from jiaokan.work.shard import write_parts
from tests.bench.speed.corpora import Article, articles, as_is, page, traditional

STAGES = ("decode", "repair", "script", "split", "record", "write")
Times = dict[str, float]  # stage or rule → nanoseconds a character
_N_WARM = 20
_SHAPES: dict[str, tuple[Callable[[Article, int], str], str, str]] = {
    "simplified": (as_is, "text/plain", "txt"),
    "traditional": (traditional, "text/plain", "txt"),
    "pages": (page, "text/html", "html"),
}


def raws(shape: str, n: int, seed: str) -> Iterator[RawDocument]:
    make, kind, suffix = _SHAPES[shape]
    headers = (("content-type", f"{kind}; charset=utf-8"),)
    for number, article in enumerate(articles(n, seed), 1):
        yield RawDocument("bench", f"{seed}/{number}.{suffix}", make(article, number).encode(), headers)


def by_stage(n: int, rounds: int) -> dict[str, Times]:
    """Shape → what each stage takes, the median of the rounds; a round after a few documents that don't count."""
    found: dict[str, list[Times]] = defaultdict(list)
    for turn in range(rounds):
        for shape in _SHAPES:
            _stages(list(raws(shape, _N_WARM, f"warm {turn}")))
            found[shape].append(_stages(list(raws(shape, n, f"stages {turn}"))))
    return {shape: _medians(times) for shape, times in found.items()}


def _stages(documents: list[RawDocument]) -> Times:
    """As `pipeline.clean` goes, step by step. A page's characters are those of the text that was decoded from it."""
    spent: dict[str, int] = dict.fromkeys(STAGES, 0)
    outcomes: list[tuple[RawDocument, Record]] = []
    n_chars = 0
    for raw in documents:
        times = [time.perf_counter_ns()]
        decoded = decode.decode(raw, DEFAULT)
        times.append(time.perf_counter_ns())
        repaired = repair(decoded.text)
        times.append(time.perf_counter_ns())
        converted = pipeline._convert(repaired.text, DEFAULT)
        hints = [
            hint
            if hint.field in NOT_PROSE
            else replace(hint, value=pipeline._convert(hint.value, DEFAULT, converted).text)
            for hint in decoded.hints
        ]
        blocks = pipeline.carried(pipeline.carried(decoded.blocks, repaired.edits), converted.moves)
        times.append(time.perf_counter_ns())
        split = pipeline._split(converted.text, hints, DEFAULT, blocks)
        times.append(time.perf_counter_ns())
        outcomes.append((raw, pipeline._record(raw, Trace(decoded, repaired, converted, split), DEFAULT)))
        times.append(time.perf_counter_ns())
        for stage, began, ended in zip(STAGES, times, times[1:], strict=False):
            spent[stage] += ended - began
        n_chars += len(decoded.text)
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter_ns()
        write_parts("bench", outcomes, Path(folder))
        spent["write"] += time.perf_counter_ns() - began
    return {stage: nanoseconds / n_chars for stage, nanoseconds in spent.items()}


def by_rule(n: int, rounds: int) -> dict[str, Times]:
    """Shape → what each rule takes on clean text, in their order, document by document, as in a run."""
    found: dict[str, list[Times]] = defaultdict(list)
    for turn in range(rounds):
        for shape in ("simplified", "traditional"):
            _rules([raw.data.decode() for raw in raws(shape, _N_WARM, f"warm {turn}")])
            found[shape].append(_rules([raw.data.decode() for raw in raws(shape, n, f"rules {turn}")]))
    return {shape: _medians(times) for shape, times in found.items()}


def _rules(texts: list[str]) -> Times:
    spent = {rule.id: 0 for rule in RULES}
    for text in texts:
        for rule in RULES:
            began = time.perf_counter_ns()
            for _ in rule.find(text):
                pass
            spent[rule.id] += time.perf_counter_ns() - began
    n_chars = sum(map(len, texts))
    return {name: nanoseconds / n_chars for name, nanoseconds in spent.items()}


def _medians(times: list[Times]) -> Times:
    return {name: statistics.median(one[name] for one in times) for name in times[0]}
