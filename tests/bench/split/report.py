"""results.json and results.md: the same figures for programs and for readers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.bench.damage.report import percent, table_row
from tests.bench.split.measure import DAY, ROWS, BodyScore, FieldScore, Scores
from tests.bench.split.pages import BODY_ROLES, Page, View
from tests.bench.split.tools import OURS

# Percent, on the test half.
FLOORS = {"title": 0.98, "published_at": 0.98, "source_name": 0.95, "editors": 0.95, "authors": 0.92}
CLEAN_FLOOR = 0.99
FIRST_LAST_FLOOR, F1_FLOOR = 0.95, 0.98
VIEW_NAMES: dict[View, str] = {"html": "HTML", "text": "its text", "article": "the article's text"}


@dataclass(frozen=True, slots=True)
class Results:
    half: str
    n_layouts: int
    n_pages: int
    versions: Mapping[str, str]
    scores: Mapping[str, Mapping[View, Scores]]  # by tool

    @classmethod
    def of(
        cls,
        half: str,
        pages: list[Page],
        versions: Mapping[str, str],
        scores: Mapping[str, Mapping[View, Scores]],
    ) -> Results:
        return cls(half, len({page.layout for page in pages}), len(pages), versions, scores)

    def as_data(self) -> dict[str, Any]:
        """What results.json holds."""
        return {
            "half": self.half,
            "layouts": self.n_layouts,
            "pages": self.n_pages,
            "versions": dict(self.versions),
            "tools": {
                tool: {view: _scores_row(scores) for view, scores in by_view.items()}
                for tool, by_view in self.scores.items()
            },
        }

    def as_json(self) -> str:
        return json.dumps(self.as_data(), ensure_ascii=False, indent=1)


def _scores_row(scores: Scores) -> dict[str, Any]:
    return {
        "fields": {name: _field_row(tally) for name, tally in scores.fields.items()},
        "nothing_invented": _round(scores.uninvented / scores.body.pages),
        "body": body_row(scores.body),
        "roles": _round(scores.role_accuracy),
    }


def _field_row(tally: FieldScore) -> dict[str, Any]:
    counts = {name: getattr(tally, name) for name in ("right", "wrong", "missing", "invented", "empty")}
    shares = {name: _round(getattr(tally, name)) for name in ("precision", "recall", "accuracy", "clean")}
    return counts | shares


def body_row(tally: BodyScore) -> dict[str, float | None]:
    return {
        "f1": _round(tally.f1 / tally.pages),
        "first": _round(tally.first / tally.pages),
        "last": _round(tally.last / tally.pages),
    }


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


_HEAD = """# Metadata and body

Written by `make bench-split`. {pages} pages of {layouts} layouts ({half} half), written for this benchmark, none of it
copied. Peers get the HTML; jiaokan the HTML, all the text of it, and the text of the article's element.

Right: the value equal to the label, names one by one in order; titles, sources and names after NFKC and without white
space; dates as precise as the page has them. Precision: of the values given. Recall: of the pages that have the field.
Exactly right: of all pages, those without the field counting where none was given. Nothing invented: of the pages
without the field. {day} compares days alone, for tools that give no time. Body F1: over runs of five characters (Dice
of their multisets), white space left out; first and last line equal without white space. ✗: under the floor. An empty
cell: the tool gives no such field.
"""


def as_markdown(results: Results) -> str:
    parts = [_HEAD.format(pages=results.n_pages, layouts=results.n_layouts, half=results.half, day=f"“{DAY}”")]
    parts.append(f"\n{table(results.as_data())}")
    for tool, by_view in results.scores.items():
        for view, scores in by_view.items():
            parts.append(f"\n## {tool} {results.versions[tool]}, {VIEW_NAMES[view]}\n\n{_field_table(scores)}")
            if tool == OURS and view != "html":
                parts.append(f"\nCharacters with the right role: {percent(scores.role_accuracy)} %\n")
    return "".join(parts)


def _field_table(scores: Scores) -> str:
    heads = ("precision", "recall", "exactly right", "nothing invented")
    counts = ("right", "wrong", "missing", "invented")
    lines = [table_row("field", *counts, *heads), table_row("---", *["---:"] * 8)]
    for name, tally in scores.fields.items():
        shares = [percent(getattr(tally, share)) for share in ("precision", "recall", "accuracy", "clean")]
        lines.append(table_row(name, *[str(getattr(tally, count)) for count in counts], *shares))
    return "\n".join(lines) + "\n"


def table(data: dict[str, Any]) -> str:
    """Field × tool and view, from results.json: percent exactly right and, after the dot, nothing invented."""
    columns = [(tool, view) for tool, views in data["tools"].items() for view in views]
    names = {"html": "", "text": ", text", "article": ", article’s text"}
    heads = [f"{tool} {data['versions'][tool]}{names[view]}" for tool, view in columns]
    lines = [table_row("exactly right · nothing invented", *heads), table_row("---", *["---:"] * len(heads))]
    for name in ROWS:
        cells = []
        for tool, view in columns:
            row = data["tools"][tool][view]["fields"][name]
            if not row["right"] and not row["wrong"] and not row["invented"]:
                cells.append("")  # gives no such field
                continue
            is_invented = row["clean"] is not None and row["clean"] < CLEAN_FLOOR
            is_low = tool == OURS and (row["accuracy"] < FLOORS.get(name, 0) or is_invented)
            cells.append(f"{percent(row['accuracy'])} · {percent(row['clean'])}{' ✗' if is_low else ''}")
        lines.append(table_row(name, *cells))
    bodies = {(tool, view): data["tools"][tool][view]["body"] for tool, view in columns}
    for part, label, floor in (
        ("f1", "body, F1", F1_FLOOR),
        ("first", "body, first line", FIRST_LAST_FLOOR),
        ("last", "body, last line", FIRST_LAST_FLOOR),
    ):
        lines.append(
            table_row(
                label,
                *[
                    percent(body[part]) + (" ✗" if tool == OURS and body[part] < floor else "")
                    for (tool, _), body in bodies.items()
                ],
            )
        )
    return "\n".join(lines) + "\n"


def confusion(scores: Scores) -> str:
    """Gold role × role given, in characters, the commonest mistakes of each role first."""
    totals: dict[str, int] = {}
    for (gold, _), n in scores.roles.items():
        totals[gold] = totals.get(gold, 0) + n
    body = sum(n for (gold, got), n in scores.roles.items() if gold in BODY_ROLES and got in BODY_ROLES)
    lines = [f"characters of the body kept in it: {body} of {sum(totals.get(role, 0) for role in BODY_ROLES)}"]
    lines += [table_row("role", "characters", "right", "taken for"), table_row("---", "---:", "---:", "---")]
    for role, total in sorted(totals.items(), key=lambda item: -item[1]):
        right = scores.roles[role, role]
        others = [(n, got) for (gold, got), n in scores.roles.items() if gold == role and got != role]
        taken = ", ".join(f"{got} {n}" for n, got in sorted(others, reverse=True)[:5])
        lines.append(table_row(role, str(total), percent(right / total), taken))
    return "\n".join(lines) + "\n"
