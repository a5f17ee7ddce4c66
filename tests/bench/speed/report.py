"""The figures as tables and as a plot. Medians of the rounds; a ratio is taken in each round, of runs side by side."""

from __future__ import annotations

import html
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import Any

from tests.bench.damage.report import table_row
from tests.bench.speed.corpora import PLANS
from tests.bench.speed.measure import Work
from tests.bench.speed.stages import STAGES
from tests.bench.speed.systems import DATATROVE, OURS

Results = Mapping[str, Any]
LARGE = "large"
# Colours that stand out on white and on black.
_COLOURS = {OURS: "#d1462f", DATATROVE: "#4a86e8", "data-juicer": "#8a8f98", "plain": "#2f9e79"}
_LINE = 120  # characters
_N_DEAREST = 8  # rules
_HOW = """\
Whole processes that read a corpus and write a new dataset, in turns. MB are those of the documents. Right: exactly what
was written, undamaged and Simplified; title and date may stand before a body or not. datatrove does not convert, and
data-juicer makes Chinese marks half-width. Peaks: of the largest process, and of all at once, what they share counted
for each. With more than one process jiaokan is measured on `large` alone; the others have one."""


def costs(results: Results, corpus: str, system: str, what: str) -> list[float]:
    """Of each round; none where the system does not read this corpus, or failed."""
    row = results["runs"].get(corpus, {}).get(system)
    return [cost[what] for cost in row["cost"]] if row else []


def median(results: Results, corpus: str, system: str, what: str) -> float | None:
    found = costs(results, corpus, system, what)
    return statistics.median(found) if found else None


def work(results: Results, corpus: str, system: str) -> Work:
    """The worst of the rounds."""
    return min((Work(**one) for one in results["runs"][corpus][system]["work"]), key=lambda one: one.n_lines_right)


def speed(results: Results, corpus: str, system: str) -> float | None:
    """MB/s."""
    wall = median(results, corpus, system, "wall")
    return results["corpora"][corpus]["n_bytes"] / 1e6 / wall if wall else None


def ratio(results: Results, corpus: str, system: str, to: str, what: str = "wall") -> float | None:
    """How many times as fast as `to`, by wall or CPU time: the median of the rounds' ratios."""
    pairs = zip(costs(results, corpus, to, what), costs(results, corpus, system, what), strict=False)
    found = [other / one for other, one in pairs]
    return statistics.median(found) if found else None


def names(results: Results, *corpora: str) -> list[str]:
    """The systems that have a figure, of these corpora or of any; always in one order."""
    runs = [results["runs"].get(corpus, {}) for corpus in corpora or results["runs"]]
    return [system for system in results["versions"] if any(system in row for row in runs)]


def shown(value: float | None, digits: int = 1) -> str:
    return "" if value is None else f"{value:,.{digits}f}"


def named(results: Results, system: str) -> str:
    """With its own version."""
    versions = results["versions"][system]
    own = next((versions[name] for name in versions if name.removeprefix("py-") == system), None)
    of_ours = versions.get(OURS)
    return system.replace(OURS, f"{OURS} {of_ours}", 1) if of_ours else f"{system} {own}" if own else system


# ------------------------------------------------------------------------------------------------------------ tables


def table_of_systems(results: Results, corpus: str = LARGE) -> str:
    """One corpus, and all that there is to say of each system."""
    found = names(results, corpus)
    beside = DATATROVE if DATATROVE in found else "plain"
    heads = [
        "documents/s",
        "MB/s",
        f"times {beside}, wall · CPU",
        "CPU s",
        "peak MB, a process",
        "peak MB, all",
        "start, s",
        "right, %",
    ]

    def rows() -> Iterator[list[str]]:
        n = results["corpora"][corpus]["n_documents"]
        for system in found:
            wall = median(results, corpus, system, "wall")
            peaks = [median(results, corpus, system, what) for what in ("peak", "peak_together")]
            yield [
                named(results, system),
                shown(n / wall if wall else None, 0),
                shown(speed(results, corpus, system), 2),
                " · ".join(shown(ratio(results, corpus, system, beside, what), 2) for what in ("wall", "cpu")),
                shown(median(results, corpus, system, "cpu")),
                *(shown(peak / 1e6 if peak else None, 0) for peak in peaks),
                shown(median(results, "small", system, "wall")),
                shown(work(results, corpus, system).right),
            ]

    return _table(["system", *heads], rows())


def table_of_corpora(results: Results) -> str:
    """MB/s, and percent of the paragraphs that are right. With one process each."""
    found = [system for system in names(results) if not system.startswith(f"{OURS},")]

    def rows() -> Iterator[list[str]]:
        for corpus, systems in results["runs"].items():
            if corpus != "small":
                yield [
                    f"{corpus}: {PLANS[corpus].about}",
                    *(
                        f"{shown(speed(results, corpus, one), 2)} · {work(results, corpus, one).lines_right:.1f}"
                        if one in systems
                        else ""
                        for one in found
                    ),
                ]

    return _table(["MB/s · paragraphs right, %", *(named(results, system) for system in found)], rows())


def table_of_stages(results: Results) -> str:
    rows = ([f"{shape}", *(shown(times[one], 0) for one in STAGES)] for shape, times in results["stages"].items())
    return _table(["ns a character", *STAGES], rows)


def table_of_rules(results: Results) -> str:
    shapes = list(results["rules"])
    dearest = sorted(results["rules"][shapes[0]], key=lambda name: -results["rules"][shapes[0]][name])
    rows = [[f"`{name}`", *(shown(results["rules"][shape][name]) for shape in shapes)] for name in dearest]
    rows.append(["all of them", *(shown(sum(results["rules"][shape].values())) for shape in shapes)])
    return _table(["ns a character", *shapes], rows)


def table_of_starts(results: Results) -> str:
    rows = ([name, shown(statistics.median(walls), 2)] for name, walls in results["start"].items())
    return _table(["command", "s"], rows)


def table_of_runs(results: Results) -> str:
    """All of it, a row a corpus and system."""

    def rows() -> Iterator[list[str]]:
        for corpus, about in results["corpora"].items():
            for system in names(results, corpus):
                walls, done = costs(results, corpus, system, "wall"), work(results, corpus, system)
                peaks = [median(results, corpus, system, what) or 0 for what in ("peak", "peak_together")]
                yield [
                    corpus,
                    system,
                    shown(about["n_documents"], 0),
                    shown(about["n_bytes"] / 1e6),
                    f"{shown(statistics.median(walls), 2)} ({shown(min(walls), 2)}–{shown(max(walls), 2)})",
                    shown(median(results, corpus, system, "cpu"), 2),
                    *(shown(peak / 1e6, 0) for peak in peaks),
                    shown(done.n_records, 0),
                    shown(done.right),
                    shown(done.lines_right),
                ]

    heads = ["system", "documents", "MB", "wall s (least–most)", "CPU s", "peak MB, a process", "all"]
    return _table(["corpus", *heads, "records", "documents right, %", "paragraphs right, %"], rows())


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [table_row(*heads), table_row("---", *["---:"] * (len(heads) - 1)), *(table_row(*row) for row in rows)]
    return "\n".join(lines) + "\n"


# --------------------------------------------------------------------------------------------------------- sentences


def growth(results: Results) -> str:
    """How jiaokan's CPU time grows with the number of documents, and with the length of one."""
    small, some, large, ten, one = (
        median(results, corpus, OURS, "cpu") for corpus in ("small", "simplified", LARGE, "ten", "one")
    )
    about = results["corpora"]
    said: list[str] = []
    if small and some and large:
        times = about[LARGE]["n_documents"] / about["simplified"]["n_documents"]
        beyond = (large - small) / (some - small) if some > small else 0
        said.append(
            f"{times:.0f} times as many documents take jiaokan {large / some:.1f} times the CPU time, "
            f"{beyond:.1f} times without what 20 take."
        )
    if ten and one:
        per_char = (one / about["one"]["n_chars"]) / (ten / about["ten"]["n_chars"])
        size = f"{about['one']['n_bytes'] / 1e6:.1f} MB"
        said.append(f"One document of {size} takes {per_char:.2f} times that of ten of a tenth of it.")
    return fill(" ".join(said), _LINE)


def about(results: Results) -> str:
    machine, versions = results["machine"], results["versions"]
    others = "; ".join(
        f"{system}: {', '.join(f'{name} {version}' for name, version in of.items())}"
        for system, of in versions.items()
        if OURS not in of
    )
    return fill(
        f"{results['date']}, {machine['cpu']}, {machine['cores']} cores, {machine['memory_gb']} GB, "
        f"{machine['system']}, Python {machine['python']}, load before: {machine['load']}; medians of "
        f"{results['rounds']} rounds.{' Versions: ' + others + '.' if others else ''}",
        _LINE,
        break_on_hyphens=False,
    )


def as_markdown(results: Results) -> str:
    parts = [
        "# Speed",
        "Written by `make bench` (what is measured, and how: tests/bench/speed/).",
        about(results),
        _HOW,
    ]
    if LARGE in results["runs"]:
        parts += ["## `large`", table_of_systems(results)]
    parts += ["## Corpora", table_of_corpora(results), "## Runs", table_of_runs(results)]
    if said := growth(results):
        parts += ["## Growth", said]
    if "stages" in results:
        parts += [
            "## Stages",
            "In one process, on clean documents. Of pages, a character is one of the text in them.\n",
        ]
        parts += [table_of_stages(results), "## Rules, on clean text", table_of_rules(results)]
        parts += ["## Starts", "On one small document, or two.\n", table_of_starts(results)]
    return "\n\n".join(part.rstrip("\n") for part in parts) + "\n"


def write(folder: Path, results: Results) -> None:
    (folder / "speed.md").write_text(as_markdown(results), "utf-8")
    (folder / "speed.svg").write_text(as_svg(results), "utf-8")


def for_readme(results: Results) -> str:
    dearest = sorted(results["rules"]["simplified"].items(), key=lambda pair: -pair[1])[:_N_DEAREST]
    rules = ", ".join(f"`{name}` {shown(ns, 0)}" for name, ns in dearest)
    n_rules, all_rules = len(results["rules"]["simplified"]), sum(results["rules"]["simplified"].values())
    return "\n".join(
        [
            about(results),
            "",
            table_of_systems(results),
            table_of_corpora(results),
            growth(results),
            "",
            table_of_stages(results),
            fill(
                f"Of {n_rules} rules, which take {all_rules:.0f} ns a character of clean text, the dearest: {rules}.",
                _LINE,
                break_on_hyphens=False,
            ),
            "",
        ]
    )


# ---------------------------------------------------------------------------------------------------------- the plot

_LEFT, _RIGHT, _TOP, _BAR, _GAP, _BETWEEN, _WIDTH = 150, 150, 34, 15, 3, 16, 760


def as_svg(results: Results) -> str:
    """MB/s as bars, by corpus and system; readable on a light page and on a dark one."""
    groups = [
        (corpus, [(system, fast) for system in names(results, corpus) if (fast := speed(results, corpus, system))])
        for corpus, systems in results["runs"].items()
        if corpus != "small" and len(systems) > 1
    ]
    most = max((fast for _, bars in groups for _, fast in bars), default=1.0)
    scale = (_WIDTH - _LEFT - _RIGHT) / most
    drawn: list[str] = []
    y = _TOP
    for corpus, bars in groups:
        middle = y + (len(bars) * (_BAR + _GAP) - _GAP) / 2 + 4
        drawn.append(f'<text class="name" x="{_LEFT - 10}" y="{middle:.0f}" text-anchor="end">{corpus}</text>')
        for system, fast in bars:
            width = max(1.0, fast * scale)
            colour = _COLOURS.get(system.split(",")[0], "#8a8f98")
            label = html.escape(f"{fast:.2f}  {system}")
            drawn.append(f'<rect x="{_LEFT}" y="{y}" width="{width:.1f}" height="{_BAR}" rx="2" fill="{colour}"/>')
            drawn.append(f'<text x="{_LEFT + width + 6:.1f}" y="{y + _BAR - 4}">{label}</text>')
            y += _BAR + _GAP
        y += _BETWEEN
    size = f'viewBox="0 0 {_WIDTH} {y}" width="{_WIDTH}" height="{y}"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">\n'
        "<title>MB/s by corpus and system</title>\n"
        "<style>text{font:12px system-ui,sans-serif;fill:#57606a}.name,.head{font-weight:600;fill:#24292f}"
        "@media(prefers-color-scheme:dark){text{fill:#9ba5b0}.name,.head{fill:#e6edf3}}</style>\n"
        f'<text class="head" x="{_LEFT}" y="18">MB/s, whole runs; longer is faster</text>\n'
        + "\n".join(drawn)
        + "\n</svg>\n"
    )
