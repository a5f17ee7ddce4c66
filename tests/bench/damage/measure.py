"""What a tool made of damaged documents, compared with what they were.

Compared is a normal form: marks of the ASCII range half-width, white space collapsed, none between Han and Latin; so
that no tool is marked down for its house style. Classes whose damage is width, space or script compare those too.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from importlib.resources import files
from itertools import accumulate

from rapidfuzz.distance import Levenshtein

from tests.bench.damage.peers import Outcome, Tool
from tests.bench.damage.simulate import WHOLE, DamageClass, Sample

_NARROW_MARKS = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if not chr(code - 0xFEE0).isalnum()}
_NARROW = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
BLANK = " \t\r\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
_SPACES = re.compile(f"[{BLANK}]+")
_LINE_END = re.compile(f"[{BLANK}]*\n[\n{BLANK}]*")
_BESIDE_LATIN = re.compile(r"(?<=[0-9A-Za-z%]) (?=[^\x00-\x7f])|(?<=[^\x00-\x7f]) (?=[0-9A-Za-z])")
_BROKEN = "¶"  # stands in a paragraph that ran together with the next

View = Callable[[str], str]


def normal(text: str, *, strict_width: bool = False, drop_space: bool = False, letters: bool = False) -> str:
    """The form in which texts are compared. `letters`: full-width letters and digits count as half-width too."""
    if not strict_width:
        text = text.translate(_NARROW if letters else _NARROW_MARKS)
    text = _LINE_END.sub("\n", _SPACES.sub("" if drop_space else " ", text))
    return _BESIDE_LATIN.sub("", text).strip(" \n")


def simplify(text: str) -> str:
    """Both sides of a comparison with a tool that converts to Simplified."""
    return text.translate(_to_simplified())


@functools.cache
def _to_simplified() -> dict[int, str]:
    """OpenCC's first candidate for each character; 著 is 着, as its phrases have it in most words."""
    rows = (files("opencc") / "dictionary" / "TSCharacters.txt").read_text("utf-8").splitlines()
    pairs = (row.partition("\t")[::2] for row in rows)
    return {ord(old): new.split()[0] for old, new in pairs} | {ord("著"): "着"}


def view(kind: DamageClass, tool: Tool) -> View:
    def seen(text: str) -> str:
        if tool.converts and not kind.about_script:
            text = simplify(text)
        return normal(text, strict_width=kind.strict_width, drop_space=kind.drop_space)

    return seen


@dataclass(slots=True)
class Tally:
    """Damaged paragraphs of a class or of a subset of it."""

    n: int = 0
    n_exact: int = 0
    n_chars: int = 0  # of the reference
    errors_before: int = 0  # edit distance
    errors_after: int = 0

    def add(self, before: str, after: str, reference: str) -> None:
        self.n += 1
        self.n_exact += after == reference
        self.n_chars += len(reference)
        self.errors_before += Levenshtein.distance(before, reference)
        self.errors_after += Levenshtein.distance(after, reference)

    def join(self, other: Tally) -> None:
        for name in ("n", "n_exact", "n_chars", "errors_before", "errors_after"):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(frozen=True, slots=True)
class Failure:
    document: str
    before: str
    after: str
    expected: str


@dataclass(slots=True)
class Score:
    """One tool on one class."""

    damaged: Tally = field(default_factory=Tally)
    subsets: dict[str, Tally] = field(default_factory=dict)
    n_untouched: int = 0  # paragraphs of the same documents that the damage left as they were
    n_altered: int = 0  # of these, altered by the tool
    n_documents: int = 0  # with damage; of a loss, five characters or more
    n_left: int = 0  # given back as they came
    n_flagged: int | None = 0  # None: the tool has no flags
    n_lossy: int = 0  # of a lossy class, documents in which something was lost; and of these flagged
    n_lossy_flagged: int = 0
    failures: list[Failure] = field(default_factory=list)

    def add(self, kind: DamageClass, sample: Sample, tool: Tool, outcome: Outcome) -> None:
        seen = view(kind, tool)
        reference = [seen(paragraph) for paragraph in sample.reference]
        before = [seen(piece) for piece in sample.pieces]
        if sample.joiner != "\n":
            before = [f"{piece}{sample.joiner}{_BROKEN}" for piece in before[:-1]] + before[-1:]
        after = align(seen(outcome.text), reference, before)
        plain = view(kind, Tool("", tool.run))  # what is damaged does not depend on the tool
        last = len(reference) - 1
        for at, expected in enumerate(reference):
            if (sample.joiner != "\n" and at < last) or plain(sample.pieces[at]) != plain(sample.reference[at]):
                self.damaged.add(before[at], after[at], expected)
                for name in sample.notes[at] & set(kind.subsets):
                    self.subsets.setdefault(name, Tally()).add(before[at], after[at], expected)
            else:
                self.n_untouched += 1
                self.n_altered += after[at] != expected
            if after[at] != expected and kind.kind != "lost":
                self.failures.append(Failure(sample.document, before[at], after[at], expected))
        self._add_document(kind, sample, outcome, seen)

    def _add_document(self, kind: DamageClass, sample: Sample, outcome: Outcome, seen: View) -> None:
        n_lost = Levenshtein.distance(seen("\n".join(sample.reference)), seen(sample.text), score_cutoff=5)
        if kind.kind != "clean" and n_lost < (5 if kind.kind == "lost" else 1):
            return
        self.n_documents += 1
        is_left = seen(outcome.text) == seen(sample.text)
        self.n_left += is_left
        self.n_flagged = None if outcome.flagged is None else (self.n_flagged or 0) + outcome.flagged
        if kind.kind == "lossy" and any(
            WHOLE not in notes and seen(piece) != seen(paragraph)
            for notes, piece, paragraph in zip(sample.notes, sample.pieces, sample.reference, strict=True)
        ):
            self.n_lossy += 1
            self.n_lossy_flagged += outcome.flagged is True
        if kind.kind == "lost" and not (is_left and outcome.flagged is not False):
            self.failures.append(Failure(sample.document, sample.text, outcome.text, "left alone and flagged"))


def align(text: str, reference: Sequence[str], before: Sequence[str]) -> list[str]:
    """What stands in `text` for each paragraph of the reference.

    Where the tool kept the lines, theirs. Else equal lines first; what lies between them line by line where the counts
    agree, else character by character. A line too many belongs to the paragraph whose damaged piece has it.
    """
    lines = text.split("\n")
    counts = [piece.count("\n") + 1 for piece in before]
    if len(lines) == sum(counts):
        ends = [*accumulate(counts)]
        return ["\n".join(lines[end - count : end]) for end, count in zip(ends, counts, strict=True)]
    out = [""] * len(reference)
    matcher = SequenceMatcher(None, lines, reference, autojunk=False)
    for tag, a, a_end, b, b_end in matcher.get_opcodes():
        if tag in {"equal", "replace"} and a_end - a == b_end - b:
            found = lines[a:a_end]
        elif tag == "insert":
            found = [""] * (b_end - b)
        elif tag == "replace":
            found = _by_character("\n".join(lines[a:a_end]), reference[b:b_end])
        else:
            continue
        for at, piece in zip(range(b, b_end), found, strict=True):
            out[at] = piece
    for tag, a, a_end, b, _ in matcher.get_opcodes():
        if tag == "delete":
            extra = "\n".join(lines[a:a_end])
            if b == len(out) or (b and extra in before[b - 1] and extra not in before[b]):
                out[b - 1] += "\n" + extra
            else:
                out[b] = extra + "\n" + out[b]
    return out


def _by_character(text: str, reference: Sequence[str]) -> list[str]:
    whole = "\n".join(reference)
    ends = [at for at, char in enumerate(whole) if char == "\n"]
    pieces: list[str] = []
    taken = 0
    for op in Levenshtein.opcodes(whole, text):
        while ends and op.src_start <= ends[0] < op.src_end:
            is_there = op.tag == "equal"
            offset = ends.pop(0) - op.src_start
            at = max(min(op.dest_start + offset + (not is_there), op.dest_end), taken)
            pieces.append(text[taken:at] + ("" if is_there else _BROKEN))
            taken = at + is_there
    return [*pieces, text[taken:]]
