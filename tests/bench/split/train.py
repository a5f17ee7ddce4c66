"""`python -m tests.bench.split.train [--folds N]`: learn src/jiaokan/data/lines.zst from the tuning half.

Of each page and view every line that could be the title, the first or the last of the text is an example, described by
jiaokan.split.learned.traits. Trees: histogram gradient boosting of scikit-learn (1.9 made those in the repository;
nothing else uses it, so it is in no lock). --folds N writes nothing: it learns N times without an Nth of the *layouts*
and says how often the choice is right on those left out, which is what pages of a layout never seen can expect.

Deterministic: the same pages and the same scikit-learn give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path
from typing import Any, get_args

import numpy as np
import zstandard

from jiaokan import split
from jiaokan.decode import decode
from jiaokan.document import Block, Hint, RawDocument
from jiaokan.pipeline import carried
from jiaokan.repair import repair
from jiaokan.settings import Settings
from jiaokan.split.hinted import place_hinted
from jiaokan.split.learned import choose
from jiaokan.split.learned.forest import Question
from jiaokan.split.learned.traits import Traits
from jiaokan.split.lines import read_lines
from jiaokan.split.page import FURNITURE, Line
from jiaokan.split.titles.find import find_title
from jiaokan.split.titles.stated import find_stated_title, without_names
from jiaokan.split.zones import find_anchor, find_body, find_tail
from tests.bench.split.pages import BODY_ROLES, VIEWS, Gold, Page, View, folded, load

OUT = Path(split.__file__).parent.parent / "data" / "lines.zst"
TREES = {
    "max_iter": 150,
    "learning_rate": 0.1,
    "max_leaf_nodes": 8,
    "min_samples_leaf": 10,
    "l2_regularization": 3.0,
    "max_features": 0.3,
}
QUESTIONS: tuple[Question, ...] = get_args(Question)
_KEEP = Settings(script="keep")


@dataclass(frozen=True, slots=True)
class Example:
    """A line that could be the answer. `page`: number of page and view, of which one line at most is."""

    question: Question
    page: int
    layout: str
    view: View
    traits: list[float]
    is_right: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What the split stage gets of a page, and the true role of each line."""

    lines: list[Line]
    hints: list[Hint]
    is_title: list[bool]
    is_text: list[bool]
    is_whole: bool  # else a piece of a page, that teaches and is not tested


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.split.train", description=__doc__)
    parser.add_argument("--folds", type=int, default=0, help="only say how good the choices are on layouts left out")
    chosen = parser.parse_args(arguments)
    loaded = load("tuning")
    pages = [(page, view) for page in loaded for view in VIEWS]
    others = dict(zip((page.id for page in loaded), [*loaded[7:], *loaded[:7]], strict=True))  # of another layout
    examples: list[Example] = []
    for number, (page, view) in enumerate(pages):
        shown = [*variants(see(page, view), f"{page.id} {view}")]
        shown += pieces(page, others[page.id]) if view == "article" else ()
        examples += (example for seen in shown for example in examples_of(number, page.layout, view, seen))
    if chosen.folds:
        for question in QUESTIONS:
            sys.stdout.write(validate([e for e in examples if e.question == question], pages, chosen.folds))
        return 0
    made = {question: learn([e for e in examples if e.question == question]) for question in QUESTIONS}
    OUT.write_bytes(zstandard.ZstdCompressor(19).compress(json.dumps(made, separators=(",", ":")).encode()))
    sys.stdout.write(f"{OUT.name}: {OUT.stat().st_size} bytes\n")
    return 0


# ---------------------------------------------------------------- examples


def examples_of(number: int, layout: str, view: View, seen: Seen) -> Iterator[Example]:
    lines = seen.lines
    anchor = find_anchor(lines, find_stated_title(lines, seen.hints))
    proposed = find_title(lines, anchor, seen.hints)
    traits = Traits(lines, seen.hints, anchor)

    def example(question: Question, vector: list[float], is_right: bool) -> Example:
        return Example(question, number if seen.is_whole else -1, layout, view, vector, is_right)

    for i in choose.title_candidates(traits, proposed):
        yield example("title", traits.of_title(i, proposed), seen.is_title[i])
    title = next((i for i, is_title in enumerate(seen.is_title) if is_title), None)
    texts = [i for i, is_text in enumerate(seen.is_text) if is_text]
    body = find_body(lines, anchor, title)
    if not texts or body == len(lines):
        return
    last = find_tail(lines, body)[0] - 1
    for i in choose.first_candidates(traits, body):
        yield example("first", traits.of_bound(i, title, body, last), i == texts[0])
    for i in choose.last_candidates(traits, texts[0], last):
        yield example("last", traits.of_bound(i, title, body, last), i == texts[-1])


def see(page: Page, view: View) -> Seen:
    kind = "text/html" if view == "html" else "text/plain"
    return _see(page.seen(view), kind, list(_true_roles(page, view)), page.gold[view], is_whole=True)


FORGOTTEN = (0.3, 0.6)


def variants(seen: Seen, seed: str) -> Iterator[Seen]:
    """A page, and as it would be if the tables knew less of its furniture: they were written with it in view."""
    yield seen
    for share in FORGOTTEN:
        chance = random.Random(f"{seed} {share}")
        lines = [
            replace(line, mentions=()) if line.role in FURNITURE and chance.random() < share else line
            for line in seen.lines
        ]
        yield replace(seen, lines=lines, is_whole=False)


PIECES: tuple[tuple[str, int, int], ...] = (  # roles beside those of the text; which lines of the text, from and to
    *(("", 0, to) for to in (1, 2, 3, 4, 5, 7, 10, 999)),
    *(("", start, start + 4) for start in (1, 2, 3, 5, 8)),
    *(("title", 0, to) for to in (1, 3, 6, 999)),
    ("title byline", 0, 2),
    ("title subtitle", 0, 3),
    ("title subtitle byline source date", 0, 4),
    ("title date", 0, 6),
    ("title source date byline", 0, 3),
    ("editor byline reprint-notice related-links caption", 0, 5),
)
WIDTHS = (18, 27)  # characters of hard-wrapped lines
HEADS = (
    "title",
    "title date",
    "title byline",
    "title subtitle source date byline",
    "breadcrumb title navigation tools",
)


def pieces(page: Page, other: Page) -> Iterator[Seen]:
    """What simpler scrapers leave of a page: its text alone, title and text, a text without its head, short ones.

    Whoever cuts so takes the text for the whole, so that each piece ends, but for what is below it, in its last line.
    Under the page's head the text of the other: not every title has words of its text.
    """
    seen: set[str] = set()
    lines, strange = _labelled(page), [line for line in _labelled(other) if line[2]]
    cuts = [_cut(lines, *piece) for piece in PIECES]
    cuts += [[*_cut(lines, roles, 0, 0), *strange[: 3 * n]] for n, roles in enumerate(HEADS, 1)]
    cuts += [_wrapped(_cut(lines, "", 0, 4), width) for width in WIDTHS]
    whole = _labelled(page, "text")
    texts = [i for i, (_, _, is_text) in enumerate(whole) if is_text]
    cuts.append([*whole[: texts[0]], *strange, *whole[texts[-1] + 1 :]])
    for cut in cuts:
        piece = "\n".join(printed for printed, _, _ in cut)
        if piece not in seen and any(is_text for _, _, is_text in cut):
            seen.add(piece)
            true = [(folded(printed), role, is_text) for printed, role, is_text in cut if folded(printed)]
            yield _see(piece, "text/plain", true, page.gold["article"], is_whole=False)


def _wrapped(lines: Sequence[tuple[str, str, bool]], width: int) -> list[tuple[str, str, bool]]:
    return [
        (printed[at : at + width], role, is_text)
        for printed, role, is_text in lines
        for at in range(0, len(printed), width)
    ]


def _labelled(page: Page, view: View = "article") -> list[tuple[str, str, bool]]:
    text, roles = page.seen(view), page.gold[view].roles
    return [(line, *role) for line, role in zip(text.split("\n"), _roles_by_line(text, roles), strict=True)]


def _cut(lines: Sequence[tuple[str, str, bool]], roles: str, start: int, stop: int) -> list[tuple[str, str, bool]]:
    """Lines of the text from start to stop, and those in one of the roles that stand no lower."""
    kept = []
    n_texts = 0
    for line in lines:
        _, role, is_text = line
        if (is_text and start <= n_texts < stop) or (not is_text and n_texts <= stop and role in roles.split()):
            kept.append(line)
        n_texts += is_text
    return kept


def _see(seen: str, kind: str, true: list[tuple[str, str, bool]], gold: Gold, *, is_whole: bool) -> Seen:
    raw = RawDocument("bench", "page", seen.encode(), (("content-type", f"{kind}; charset=utf-8"),))
    text, hints, blocks = _given_to_split(raw)
    lines = place_hinted(read_lines(text, _KEEP, blocks), hints)
    hints = without_names(lines, hints)
    roles = _align([folded(text[line.start : line.end]) for line in lines], true)
    title = gold.fields.get("title")
    flat = folded(title) if isinstance(title, str) else ""

    def is_title(line: Line, role: str) -> bool:
        printed = folded(text[line.start : line.end])
        return role == "title" and flat != "" and (flat in printed or printed in flat)

    return Seen(
        lines,
        hints,
        [is_title(line, role) for line, (role, _) in zip(lines, roles, strict=True)],
        [is_text for _, is_text in roles],
        is_whole,
    )


def _given_to_split(raw: RawDocument) -> tuple[str, list[Hint], Sequence[Block]]:
    """Text, hints and blocks as the stages before leave them where the script is kept."""
    decoded = decode(raw, _KEEP)
    repaired = repair(decoded.text)
    return repaired.text, list(decoded.hints), carried(decoded.blocks, repaired.edits)


def _true_roles(page: Page, view: View) -> Iterator[tuple[str, str, bool]]:
    """Of each line its folded text, its main role, and whether it holds text of the body."""
    text, roles = (page.text, page.gold["text"].roles) if view == "html" else (page.seen(view), page.gold[view].roles)
    for printed, (role, is_text) in zip(text.split("\n"), _roles_by_line(text, roles), strict=True):
        if flat := folded(printed):
            yield flat, role, is_text


def _roles_by_line(text: str, roles: Sequence[str]) -> Iterator[tuple[str, bool]]:
    start = 0
    for printed in text.split("\n"):
        of_line = [role for role in roles[start : start + len(printed)] if role]
        yield (Counter(of_line).most_common(1)[0][0] if of_line else ""), not BODY_ROLES.isdisjoint(of_line)
        start += len(printed) + 1


def _align(flats: list[str], true: list[tuple[str, str, bool]]) -> list[tuple[str, bool]]:
    """Roles of the lines as the decoder made them, of those that the page was labelled in."""
    from difflib import SequenceMatcher

    roles: list[tuple[str, bool] | None] = [None] * len(flats)
    for at, to, n in SequenceMatcher(None, flats, [flat for flat, _, _ in true], autojunk=False).get_matching_blocks():
        roles[at : at + n] = [(role, is_text) for _, role, is_text in true[to : to + n]]
    return [
        role or next(((r, is_text) for other, r, is_text in true if flat in other or other in flat), ("", False))
        for flat, role in zip(flats, roles, strict=True)
    ]


# ---------------------------------------------------------------- trees


def _matrix(examples: Sequence[Example]) -> tuple[Any, Any]:
    return np.array([e.traits for e in examples], np.float32), np.array([e.is_right for e in examples])


def _fit(examples: Sequence[Example]) -> Any:
    from sklearn.ensemble import HistGradientBoostingClassifier

    return HistGradientBoostingClassifier(random_state=0, early_stopping=False, **TREES).fit(*_matrix(examples))


def learn(examples: Sequence[Example]) -> dict[str, Any]:
    """The trees as forest.py reads them. The learner has them only in a private array."""
    made = _fit(examples)
    nodes = [node for (predictor,) in made._predictors for node in predictor.nodes]
    sizes = [len(predictor.nodes) for (predictor,) in made._predictors]
    roots = [0, *accumulate(sizes)][:-1]
    starts = [root for root, size in zip(roots, sizes, strict=True) for _ in range(size)]
    return {
        "base": float(np.ravel(made._baseline_prediction)[0]),
        "roots": roots,
        "traits": [-1 if node["is_leaf"] else int(node["feature_idx"]) for node in nodes],
        "thresholds": [round(float(node["value" if node["is_leaf"] else "num_threshold"]), 5) for node in nodes],
        "less": [start + int(node["left"]) for start, node in zip(starts, nodes, strict=True)],
        "more": [start + int(node["right"]) for start, node in zip(starts, nodes, strict=True)],
    }


def validate(examples: Sequence[Example], pages: Sequence[tuple[Page, View]], n_folds: int) -> str:
    """By view the share of pages whose likeliest line is the right one, or rightly none."""
    question = examples[0].question
    names = sorted({e.layout for e in examples})
    tested: dict[int, list[tuple[float, Example]]] = {}
    for fold in range(n_folds):
        left_out = set(names[fold::n_folds])
        made = _fit([e for e in examples if e.layout not in left_out])
        others = [e for e in examples if e.layout in left_out and e.page >= 0]
        for example, odds in zip(others, made.predict_proba(_matrix(others)[0])[:, 1], strict=True):
            tested.setdefault(example.page, []).append((float(odds), example))
    lines = []
    for view in VIEWS:
        results = [
            is_right(weighed, is_there=question != "title" or "title" in pages[number][0].gold[view].fields)
            for number, weighed in tested.items()
            if pages[number][1] == view
        ]
        lines.append(f"{question:6} {view:8} {100 * sum(results) / len(results):5.1f} % of {len(results)}\n")
    return "".join(lines)


def is_right(weighed: Sequence[tuple[float, Example]], *, is_there: bool) -> bool:
    """Is the likeliest line the right one, or rightly none?"""
    is_any = 1 - math.prod(1 - odds for odds, _ in weighed)
    if weighed[0][1].question == "title" and is_any < split.LEAST_TITLE:
        return not is_there
    return max(weighed, key=lambda pair: pair[0])[1].is_right


if __name__ == "__main__":
    sys.exit(main())
