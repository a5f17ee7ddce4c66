"""What a page is made of: `Line`s and `Mention`s, each with its `Role`; and `fold`, by which they are compared.

`fold()` makes a text comparable without moving a character: Simplified labels, half-width marks, plain
spaces. Every pattern of the split stage is written against folded text, so each is written once.
"""

from __future__ import annotations

import functools
import sys
from dataclasses import dataclass, field
from typing import Final, Literal, NamedTuple

from jiaokan import plausibility
from jiaokan.codes import Utf16, look_up, text_of, utf16_of
from jiaokan.document import Mark
from jiaokan.split.signs import EVERY

Role = Literal[
    "title",
    "subtitle",
    "kicker",  # 引题, above the title
    "breadcrumb",
    "site-name",
    "date",  # of publication
    "update-date",
    "source",
    "byline",  # author, reporter, correspondent, photographer, translator
    "editor",
    "dateline",  # 本报讯, 新华社北京1月1日电
    "summary",
    "keyword",
    "document-number",  # 国发〔2020〕12号
    "index-number",
    "issuing-body",
    "caption",
    # The text itself: paragraphs and headings, 各位代表：, items, rows, footnotes and 附件, 落款.
    "body",
    "salutation",
    "list",
    "table",
    "note",
    "signature",
    "reprint-notice",  # and copyright
    "contact",
    "related-links",
    "pager",  # 上一篇, 下一篇
    "navigation",
    "tools",  # share, print, font size
    "counter",
    "comment",
    "advertisement",
    "leftover",  # a labelled value no column takes: 审核, 体裁
    "residue",  # 下面是小编为大家整理的…, {{ unfilled }}
]
TEXT_ROLES: frozenset[Role] = frozenset({"body", "salutation", "list", "table", "note", "signature"})


FURNITURE: frozenset[Role | None] = frozenset(
    {
        "related-links", "pager", "comment", "reprint-notice", "contact", "advertisement", "navigation", "tools",
        "residue", "caption", "salutation", "breadcrumb",
    }
)  # fmt: skip

NOTICE = "版权"  # label of the site that a notice names
NAME = "page-name"  # field of a hint that names the site, a column or a kind of page where a title should stand


class Mention(NamedTuple):
    """A stretch of text with a role, and the values it states. `label` is the folded label it stood behind."""

    role: Role
    start: int
    end: int
    values: tuple[str, ...] = ()
    label: str = ""


@dataclass(slots=True)
class Line:
    """A line that is not blank, and what it says by itself; `mentions` is empty where that is nothing.

    Final for mypy, not frozen: a frozen one takes five times as long to make, and a page asks 500 times of its lines
    what is worked out here once.
    """

    start: Final[int]  # without blanks at the ends, as is `end`
    end: Final[int]
    flat: Final[str]  # folded; of a long line its head
    indent: Final[str]
    is_prose: Final[bool]
    has_gap: Final[bool]  # a blank line follows
    mentions: Final[tuple[Mention, ...]] = ()  # positions in the text
    n_cells: Final[int] = 1  # parted by tabs
    marks: Final[tuple[Mark, ...]] = ()  # of the HTML elements it stands in, outermost first
    signs: Final[int] = EVERY  # of what it could be

    n_chars: int = field(init=False, compare=False)
    role: Role | None = field(init=False, compare=False)  # of the first mention
    is_open: bool = field(init=False, compare=False)  # nothing is known of it
    is_link: bool = field(init=False, compare=False)  # it leads on
    is_paragraph: bool = field(init=False, compare=False)  # prose, open and no link
    is_body_like: bool = field(init=False, compare=False)

    def __post_init__(self) -> None:
        self.n_chars = self.end - self.start
        self.role = self.mentions[0].role if self.mentions else None
        self.is_open = not self.mentions
        self.is_link = "link" in self.marks
        self.is_paragraph = self.is_open and self.is_prose and not self.is_link
        self.is_body_like = self.is_open or self.role == "salutation"

    @property
    def is_weak_date(self) -> bool:
        """A date without a label, or behind 时间: publication in the head, a sign-off at the end."""
        return not self.is_open and all(m.role == "date" and m.label in ("", "时间", "日期") for m in self.mentions)

    def as_(self, role: Role, *values: str, label: str = "") -> tuple[Mention, ...]:
        return (Mention(role, self.start, self.end, values, label),)


_FOLD: dict[int, int | str] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},  # full-width ASCII
    **dict.fromkeys(map(ord, "\t\u00a0\u2002\u2003\u2009\u3000"), " "),
    **dict.fromkeys(map(ord, "丨｜│┃︱"), "|"),
    **dict.fromkeys(map(ord, "∶︰﹕"), ":"),
    **dict.fromkeys(map(ord, "»›→≫＞"), ">"),
    **dict.fromkeys(map(ord, "•・‧∙●"), "·"),
    **dict.fromkeys(map(ord, "【〔〖"), "["),
    **dict.fromkeys(map(ord, "】〕〗"), "]"),
}
_KEPT = frozenset("著於藉乾")  # stand in Simplified text too


@functools.lru_cache(maxsize=2048)
def fold(text: str) -> str:
    """`text` in Simplified labels, half-width marks and plain spaces; same length, same positions.

    Kept, for each line is asked for some twenty times: 80 ns a character the first.
    """
    return text.translate(_folding()) if len(text) < _MANY else fold_whole(text)[0]


_MANY = 64  # characters, from which numpy is faster


@functools.cache
def _folding() -> dict[int, int | str]:
    traditional = {code: char for code, char in plausibility.simplified().items() if chr(code) not in _KEPT}
    return {**traditional, **_FOLD}


def fold_whole(text: str) -> tuple[str, Utf16 | None]:
    """The text folded, and its code units where there is numpy: 2 ns a character."""
    codes = utf16_of(text) if "numpy" in sys.modules else None
    if codes is not None:
        codes = look_up(_folding_table(), codes)
        if "\0" not in (flat := text_of(codes)):
            return flat, codes
    return text.translate(_folding()), None


@functools.cache
def _folding_table() -> Utf16:
    """What UTF-16 code units become; 0 for what becomes a character of two units."""
    import numpy as np

    table = np.arange(1 << 16, dtype=np.uint16)
    for code, folded in _folding().items():
        to = folded if isinstance(folded, int) else ord(folded)
        if code < len(table):
            table[code] = to if to < len(table) else 0
    return table


# What str.isspace takes for white space, a byte order mark and a blank of no width.
BLANKS = (
    "\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\ufeff\u200b"
)


def strip(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without blanks at its ends."""
    while start < end and text[start] in BLANKS:
        start += 1
    while end > start and text[end - 1] in BLANKS:
        end -= 1
    return start, end


_CLOSERS = "”\"』」)]’' "


_SURELY_PROSE = 100  # characters


def is_prose(flats: str, start: int, end: int) -> bool:
    """Is a line of a folded text a sentence or more, as against a heading? By its length and its end."""
    n_chars = end - start
    if n_chars >= _SURELY_PROSE:
        return True
    last = flats[max(start, end - 4) : end].rstrip(_CLOSERS)[-1:]
    return (
        (n_chars >= 8 and last == "。")
        or (n_chars >= 4 and last in (":", ";"))
        or (n_chars >= 12 and "。" in flats[start:end])
        or (n_chars > 40 and (last in ("!", "?", "…") or "," in flats[start:end]))
    )
