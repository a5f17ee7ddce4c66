"""Whether the marks of a proposal for a shifted frame go together with those around it (GB/T 15834)."""

from __future__ import annotations

from jiaokan.readings import ANNOTATION
from jiaokan.regex import regex

_PAIRED = 2.0  # what a closing mark gains where one is open
_LEFT_OPEN = 3.0  # what it costs to end a paragraph with a mark still open
_UNPAIRED = 6.0  # what a closing mark loses where none is open, or an opening one inside its like
_UNFINISHED = 2.6  # what it costs to close a quotation of several clauses without a mark

_CLAUSE_END = regex(r"[，。！？；,;!?]")
_PAIRS = (("“", "”"), ("‘", "’"), ("《", "》"), ("「", "」"), ("『", "』"))
_FITTED = frozenset("—…。、").union(*_PAIRS)


def count_open(line: str) -> tuple[int, ...]:
    """How many of each pair of marks are open at its end."""
    return tuple(line.count(opening) - line.count(closing) for opening, closing in _PAIRS)


def mark_fit(proposal: str, before: str, opened: tuple[int, ...], after: str) -> float:
    """What the scorer's words don't know: full stops are rare inside a short quotation, 、 stands beside 、."""
    fit = 0.0
    marks = [(at, char) for at, char in enumerate(proposal) if char in _FITTED]
    for (opening, closing), n_before in zip(_PAIRS, opened, strict=True):
        n_open = n_before
        for at, char in marks:
            if char in (opening, closing):
                n_open += 1 if char == opening else -1
                fit += _PAIRED if n_open == 0 else -_UNPAIRED if n_open not in {0, 1} else 0.0
            if char == closing and _is_unfinished((before + proposal[:at]).rpartition(opening)[2]):
                fit -= _UNFINISHED
        if n_open > 0 and after[:1] in ("", "\n"):
            fit -= _LEFT_OPEN
    for at, char in marks:
        if char in "—…":  # GB/T 15834: both are written twice
            is_doubled = char in (proposal[at - 1 : at], proposal[at + 1 : at + 2], after[:1])
            fit -= 0.0 if is_doubled else 8.0
        if char not in "。、":
            continue
        rest = ANNOTATION.sub("", proposal[at + 1 :] + after)[:24]
        next_mark = next((mark for mark in rest if mark in "，,。、；;：:”"), "")
        if char == "。" and next_mark and next_mark in "、”" and rest.index(next_mark) > 0:
            fit -= 2.0
        elif char == "、" and next_mark == "、":
            fit += 2.0
    return fit


def _is_unfinished(quotation: str) -> bool:
    """Whether it has more than one clause and no mark at its end (GB/T 15834: a quoted sentence keeps its own)."""
    return bool(_CLAUSE_END.search(quotation)) and quotation[-1:] not in "。！？…，；—!?,;."
