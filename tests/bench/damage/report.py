"""results.json and results.md: the same figures for programs and for readers. No times, so that they repeat."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from typing import TypedDict

from tests.bench.damage.calibrate import BUCKETS, SURE, Calibration
from tests.bench.damage.classes import BY_NAME
from tests.bench.damage.measure import Score, Tally
from tests.bench.damage.run import ClassResult, Innocent, Plan, documents
from tests.bench.damage.simulate import DamageClass

OURS = "jiaokan"
LOSSY_FLOOR = 1 / 3  # of the character error rate that came in
INNOCENT_FLOOR = 1 / 500
SURE_FLOOR = 0.98


class TallyRow(TypedDict):
    paragraphs: int
    exact: float | None
    cer_before: float | None
    cer_after: float | None


class ToolRow(TypedDict):
    damaged: TallyRow
    subsets: dict[str, TallyRow]
    untouched: int
    false_alteration: float | None
    documents: int
    left_alone: float | None
    flagged: float | None


class InnocentRow(TypedDict):
    texts: int
    altered: int
    flagged: int | None


@dataclass(frozen=True, slots=True)
class Results:
    plan: Plan
    classes: dict[str, ClassResult]
    calibration: Calibration
    innocent: dict[str, dict[str, Innocent]]
    prose: dict[str, Innocent]
    prose_source: str


def share(part: int | None, whole: int) -> float | None:
    return None if part is None or not whole else round(part / whole, 4)


def tally_row(tally: Tally) -> TallyRow:
    return {
        "paragraphs": tally.n,
        "exact": share(tally.n_exact, tally.n),
        "cer_before": share(tally.errors_before, tally.n_chars),
        "cer_after": share(tally.errors_after, tally.n_chars),
    }


def tool_row(score: Score) -> ToolRow:
    return {
        "damaged": tally_row(score.damaged),
        "subsets": {name: tally_row(tally) for name, tally in sorted(score.subsets.items())},
        "untouched": score.n_untouched,
        "false_alteration": share(score.n_altered, score.n_untouched),
        "documents": score.n_documents,
        "left_alone": share(score.n_left, score.n_documents),
        "flagged": share(score.n_flagged, score.n_documents),
    }


def innocent_row(innocent: Innocent) -> InnocentRow:
    return {"texts": innocent.n, "altered": innocent.n_altered, "flagged": innocent.n_flagged}


def as_json(results: Results) -> str:
    plan, calibration = results.plan, results.calibration
    texts = documents(plan.folder, plan.half)
    return json.dumps(
        {
            "half": plan.half,
            "seeds": list(plan.seeds),
            "documents": len(texts),
            "paragraphs": sum(len(text.paragraphs) for text in texts),
            "characters": sum(len(line) for text in texts for line in text.paragraphs),
            "versions": versions(),
            "classes": {
                name: {
                    "kind": BY_NAME[name].kind,
                    "about": BY_NAME[name].about,
                    "tools": {tool: tool_row(score) for tool, score in result.scores.items()},
                }
                for name, result in results.classes.items()
            },
            "calibration": {
                "by_confidence": [
                    {"from": low, "edits": calibration.made[low], "right": share(calibration.right[low], made)}
                    for low in BUCKETS
                    if (made := calibration.made[low])
                ],
                "sure_by_rule": {
                    rule: {"edits": made, "right": share(calibration.right_by_rule[rule], made)}
                    for rule, made in sorted(calibration.made_by_rule.items())
                },
            },
            "innocent": {
                kind: {tool: innocent_row(innocent) for tool, innocent in by_tool.items()}
                for kind, by_tool in results.innocent.items()
            },
            "prose": {
                "source": results.prose_source,
                "tools": {tool: innocent_row(innocent) for tool, innocent in results.prose.items()},
            },
        },
        ensure_ascii=False,
        indent=1,
    )


def versions() -> dict[str, str]:
    found: dict[str, str] = {}
    for package in ("ftfy", "opencc-python-reimplemented", "jieba", "pypinyin"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "none"
    return found


def percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.1f}"


def as_markdown(results: Results) -> str:
    return "\n".join(
        [
            *_heading(results),
            *_class_table(results),
            "",
            *_harm_table(results),
            "",
            *_innocent_table(results),
            "",
            *_calibration_table(results.calibration),
            "",
        ]
    )


def _heading(results: Results) -> Iterator[str]:
    plan = results.plan
    texts = documents(plan.folder, plan.half)
    n_chars = sum(len(line) for text in texts for line in text.paragraphs)
    yield f"# Damage benchmark: the {plan.half} half"
    yield ""
    yield f"{len(texts)} documents, {n_chars:,} characters, seeds {', '.join(map(str, plan.seeds))}. Written by"
    yield "`make bench-damage`; what the figures mean stands in README.md beside this file."
    yield ""


def _class_table(results: Results) -> Iterator[str]:
    tools = [name for name in results.plan.tools if name != "nothing"]
    yield "Paragraphs restored exactly, of those the damage altered, in percent; of the kind *lost*, documents left."
    yield "Of the last tool also: CER, the character error rate that came in → that left; false, untouched"
    yield "paragraphs altered; flagged, damaged documents flagged."
    yield ""
    yield table_row("class", "kind", "damaged", *tools, "CER", "false", "flagged", "floor")
    yield table_row("---", "---", *["---:"] * (len(tools) + 4), "---")
    for name, result in results.classes.items():
        kind = BY_NAME[name]
        if kind.kind == "clean":
            continue
        last = result.scores[results.plan.tools[-1]]
        scores = [result.scores[tool] for tool in tools]
        if kind.kind == "lost":
            figures = [percent(share(score.n_left, score.n_documents)) for score in scores]
            held = _floor(kind, last)
            yield table_row(name, "lost", f"{last.n_documents} doc.", *figures, "", "", _flagged(last), held)
            continue
        rows: list[tuple[str, str, list[Tally]]] = [(name, kind.kind, [score.damaged for score in scores])]
        rows += [
            (f"– {subset}", "", [score.subsets.get(subset, Tally()) for score in scores]) for subset in kind.subsets
        ]
        for label, word, tallies in rows:
            is_whole = label == name
            yield table_row(
                label,
                word,
                str(tallies[-1].n),
                *[percent(share(tally.n_exact, tally.n)) for tally in tallies],
                _cer(tallies[-1]),
                percent(share(last.n_altered, last.n_untouched)) if is_whole else "",
                _flagged(last) if is_whole else "",
                _floor(kind, last, "" if is_whole else label.removeprefix("– ")),
            )


def table_row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _cer(tally: Tally) -> str:
    before, after = share(tally.errors_before, tally.n_chars), share(tally.errors_after, tally.n_chars)
    return f"{percent(before)} → {percent(after)}"


def _flagged(score: Score) -> str:
    return percent(share(score.n_flagged, score.n_documents))


def _floor(kind: DamageClass, score: Score, subset: str = "") -> str:
    """The floor and whether the last tool holds it."""
    if kind.kind == "lost":
        is_held = score.n_left == score.n_flagged == score.n_documents
        return f"left, flagged {_tick(is_held)}"
    floor = kind.subset_floor if subset else kind.floor
    tally = score.subsets.get(subset, Tally()) if subset else score.damaged
    if not tally.n or (subset and subset != kind.subsets[0]):
        return ""
    if floor is not None:
        return f"{percent(floor)} {_tick(tally.n_exact >= floor * tally.n)}"
    if kind.kind == "lossy":
        is_held = tally.errors_after <= LOSSY_FLOOR * tally.errors_before and score.n_lossy_flagged == score.n_lossy
        return f"CER ⅓, flagged {_tick(is_held)}"
    return ""


def _tick(is_held: bool) -> str:
    return "✓" if is_held else "✗"


def _harm_table(results: Results) -> Iterator[str]:
    tools = results.plan.tools[1:] if results.plan.tools[0] == "nothing" else results.plan.tools
    yield "## Harm"
    yield ""
    yield "Paragraphs altered that the damage had not touched, in percent: in damaged documents, and in clean ones."
    yield ""
    yield table_row("", "paragraphs", *tools)
    yield table_row("---", *["---:"] * (len(tools) + 1))
    kinds = {False: "in damaged documents", True: "in clean documents"}
    for is_clean, label in kinds.items():
        chosen = [r for name, r in results.classes.items() if (BY_NAME[name].kind == "clean") == is_clean]
        n = sum(result.scores[tools[-1]].n_untouched for result in chosen)
        altered = [sum(result.scores[tool].n_altered for result in chosen) for tool in tools]
        yield table_row(label, str(n), *[percent(share(one, n)) for one in altered])
    if results.prose:
        n = results.prose[tools[-1]].n
        figures = [str(results.prose[tool].n_altered) for tool in tools]
        yield table_row(f"clean prose, documents altered ({results.prose_source})", str(n), *figures)


def _innocent_table(results: Results) -> Iterator[str]:
    if not results.innocent:
        return
    tools = results.plan.tools[1:] if results.plan.tools[0] == "nothing" else results.plan.tools
    yield "## Innocent texts"
    yield ""
    yield "Undamaged texts of kinds that look damaged: how many were altered beyond width and white space; of the last"
    yield "tool also how many were flagged."
    yield ""
    yield table_row("kind", "texts", *tools, "flagged")
    yield table_row("---", *["---:"] * (len(tools) + 2))
    rows: list[tuple[str, Sequence[Innocent]]] = [
        (kind, [by_tool[tool] for tool in tools]) for kind, by_tool in results.innocent.items()
    ]
    for kind, row in rows:
        flagged = row[-1].n_flagged
        yield table_row(
            kind, str(row[-1].n), *[str(one.n_altered) for one in row], "–" if flagged is None else str(flagged)
        )
    n = sum(row[-1].n for _, row in rows)
    totals = [sum(row[at].n_altered for _, row in rows) for at in range(len(tools))]
    n_flagged = sum(row[-1].n_flagged or 0 for _, row in rows)
    held = f" {_tick(totals[-1] <= INNOCENT_FLOOR * n)}"
    yield table_row("**all**", str(n), *map(str, totals[:-1]), str(totals[-1]) + held, str(n_flagged))


def _calibration_table(calibration: Calibration) -> Iterator[str]:
    if not calibration.made:
        return
    yield "## Calibration of jiaokan"
    yield ""
    yield "Edits over all classes and the innocent texts, and how many of them were right; the sure ones by rule."
    yield ""
    yield table_row("confidence", "edits", "right, %")
    yield table_row("---", "---:", "---:")
    for low, high in zip(BUCKETS, [*BUCKETS[1:], None], strict=True):
        if made := calibration.made[low]:
            label = f"{low} to {high}" if high else f"{low}"
            yield table_row(label, str(made), f"{100 * calibration.right[low] / made:.2f}")
    made = sum(calibration.made_by_rule.values())
    right = sum(calibration.right_by_rule.values())
    if made:
        yield table_row(f"{SURE} and more", str(made), f"{100 * right / made:.2f} {_tick(right >= SURE_FLOOR * made)}")
    yield ""
    yield table_row("rule", "edits", "right, %")
    yield table_row("---", "---:", "---:")
    for rule, n in sorted(calibration.made_by_rule.items()):
        right = calibration.right_by_rule[rule]
        yield table_row(rule, str(n), f"{100 * right / n:.2f} {_tick(right >= SURE_FLOOR * n)}")
