"""`python -m tests.bench.split`: how well metadata and body are told apart; writes results.json and results.md.

--check HALF only loads the pages of a half, strictly, and counts them.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from tests.bench.split import report, tools
from tests.bench.split.measure import ROWS, Failure, Scores, score
from tests.bench.split.pages import FIELDS, HALVES, HERE, VIEWS, BadPage, Page, View, load
from tests.bench.split.report import Results
from tests.bench.split.tools import OURS, Found


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.split", description=__doc__)
    parser.add_argument("--half", choices=(*HALVES, "both"), default="test", help="only the test half is reported")
    parser.add_argument("--check", choices=HALVES, help="load the pages of this half and count them, no more")
    parser.add_argument("--peers", metavar="PYTHON", help="an interpreter with gne, trafilatura and newspaper4k")
    parser.add_argument("--only", choices=(OURS,), help="without the peers")
    parser.add_argument("--view", choices=VIEWS, action="append", help="of ours; default: all")
    parser.add_argument("--layout", action="append", default=[], metavar="NAME", help="pages of this layout alone")
    parser.add_argument("--show", type=int, default=0, metavar="K", help="K failures a field; not on the test half")
    parser.add_argument("--field", action="append", choices=(*ROWS, "body"), help="of --show; default: all")
    parser.add_argument("--confusion", action="store_true", help="characters by role and role given")
    chosen = parser.parse_args(arguments)
    if chosen.show and chosen.half != "tuning":
        parser.error("--show is for --half tuning: whoever has seen the test half's failures has tuned to it")
    try:
        if chosen.check:
            sys.stdout.write(census(load(chosen.check)))
            return 0
        halves = HALVES if chosen.half == "both" else (chosen.half,)
        pages = [page for half in halves for page in load(half)]
    except BadPage as error:
        sys.stderr.write(f"{error}\n")
        return 1
    pages = [page for page in pages if not chosen.layout or page.layout in chosen.layout]
    if not pages:
        parser.error("no pages")
    results = run(chosen.half, pages, chosen.view or VIEWS, None if chosen.only else chosen.peers)
    sys.stdout.write(report.table(results.as_data()))
    ours = results.scores[OURS]
    for view, scores in ours.items():
        if chosen.confusion and view != "html":
            sys.stdout.write(f"\n## Roles, {report.VIEW_NAMES[view]}\n\n{report.confusion(scores)}")
        if chosen.show:
            _show(view, scores, chosen.field or (*ROWS, "body"), chosen.show)
    if chosen.half == "test" and len(ours) == len(VIEWS) and len(results.scores) > 1 and not chosen.layout:
        (HERE / "results.json").write_text(results.as_json() + "\n", "utf-8")
        (HERE / "results.md").write_text(report.as_markdown(results), "utf-8")
    return 0


def run(half: str, pages: list[Page], views: Sequence[View], peers: str | None) -> Results:
    versions: dict[str, str] = {}
    scores: dict[str, dict[View, Scores]] = {}
    if peers:
        versions, found = tools.peers(peers, pages)
        for tool, by_page in found.items():
            scores[tool] = {"html": score([(page, by_page.get(page.id, Found())) for page in pages], "html")}
    versions[OURS] = tools.our_version()
    scores[OURS] = {view: score([(page, tools.ours(page, view)) for page in pages], view) for view in views}
    return Results.of(half, pages, versions, scores)


def census(pages: list[Page]) -> str:
    """How many pages there are, and how many have each field and each role."""
    lines = [f"{len(pages)} pages of {len({page.layout for page in pages})} layouts"]
    for name in FIELDS:
        having = sum(name in page.gold["html"].fields for page in pages)
        lines.append(f"{name:16}{having:4} have it, {len(pages) - having} lack it")
    roles = Counter(role for page in pages for role in set(page.gold["text"].roles) if role)
    lines.append("pages by role: " + ", ".join(f"{role} {n}" for role, n in roles.most_common()))
    return "\n".join(lines) + "\n"


def _show(view: View, scores: Scores, fields: Sequence[str], k: int) -> None:
    for name in fields:
        failures = scores.body.failures if name == "body" else scores.fields[name].failures
        if failures:
            sys.stdout.write(f"\n## {name} · {view}: {len(failures)}\n")
        for failure in failures[:k]:
            _write(failure)


def _write(failure: Failure) -> None:
    sys.stdout.write(
        f"{failure.page}\n  gold    {failure.gold!r}\n  got     {failure.got!r}\n  context {failure.context}\n"
    )


if __name__ == "__main__":
    sys.exit(main())
