"""Shifted frames: ASCII inserted at byte offsets in GBK, so that characters came apart and paired anew.

A tool put annotations, or a byte before a mark, into the *bytes* of a page (see `gbk`). Where the byte pattern
it looked for lay astride two characters, the first character lost its second half and everything after it was
read one byte off, up to a byte below 0x80 or the next insertion. All of that is undone by pairing the bytes
anew. What the bytes leave open — the orphaned lead byte, pairs dropped as private use — is chosen by the scorer
among all characters GBK has. A repair is proposed only if the damage run forward on it gives the fragment back.
"""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from heapq import nlargest
from typing import NamedTuple

from jiaokan import gbk, plausibility, readings
from jiaokan.plausibility import Cut
from jiaokan.readings import ANNOTATION, LETTERS, is_reading, toneless
from jiaokan.rule import Example, Span, rule

_BEAM = 64  # hypotheses kept at each character
_MAX_RUN = 80  # characters of a shifted run; runs seen are under 20
_CONTEXT = 6  # characters of context on each side that the scorer sees
_RARE = -15.0  # a character rarer than this (natural log of its share) is not proposed
_LONE_LETTER = -12.0
_COMMON = -10.5  # what may stand beside a dropped pair, where nothing but the scorer speaks for a character

_HEAD = re.compile(rf"\?([{LETTERS}]{{1,6}})[)）]")
_TAIL = re.compile(rf"([{LETTERS}]{{1,6}})[)）]")
_CUT_HEAD = re.compile(r"(?<![?？!！])[?？][;；!！?？](?![?？!！]{2})(?=[^\x00-\x7f]|\?)")
_DOUBLED = re.compile(r"[?？]{2}")
_MARKS = "，。、；：！？,;:!?”’）》"


@dataclass(frozen=True, slots=True)
class _Path:
    """One reading of the bytes so far: the characters proposed, and the byte still waiting for its second half."""

    cut: Cut  # the context before, then the proposal
    pending: int
    start: int  # characters of context in `cut`
    inserted: tuple[tuple[int, bytes], ...]  # (byte offset in the proposal, what was put in there)

    @property
    def text(self) -> str:
        return self.cut.text[self.start :]

    @property
    def n_bytes(self) -> int:
        """Bytes of the proposal, the pending one included."""
        return 2 * (len(self.cut.text) - self.start) + 1

    def take(self, lead: int, pending: int) -> Iterator[_Path]:
        """Complete the pending byte with `lead`, as it stands or with a pair dropped between; then `pending` waits."""
        char = _proposable(self.pending, lead)
        if char is not None:
            yield replace(self, cut=self.cut.extend(char), pending=pending)
        for first, seconds in _gap(self.pending, lead):
            opened = self.cut.extend(first)
            for second in seconds:
                yield replace(self, cut=opened.extend(second), pending=pending)

    def end(self, chars: tuple[str, ...] | None) -> Iterator[_Path]:
        """Complete the pending byte with any second half; `chars`: those the character may be, if its reading is known.

        Without a reading no dropped pair is assumed here: nothing would speak for it.
        """
        for trail in range(0x40, 0xFF):
            char = _proposable(self.pending, trail)
            if char is not None and (chars is None or char in chars):
                yield replace(self, cut=self.cut.extend(char), pending=0)
        for char in chars or ():
            for first in _firsts(self.pending, (gbk.encode(char) or b"\0")[0]):
                yield replace(self, cut=self.cut.extend(first).extend(char), pending=0)

    def insert(self, offset: int, data: str) -> _Path:
        return replace(self, inserted=(*self.inserted, (offset, data.encode("gbk", "replace"))))


class _Budget:
    """Paths that may still be tried in one text: linear in its length, whatever stands in it."""

    def __init__(self, n_chars: int) -> None:
        # A fragment takes 5,000 to 50,000; real pages have a few in 1,000 characters.
        self.left = 400_000 + 30 * n_chars

    def spend(self, paths: list[_Path]) -> list[_Path]:
        self.left -= len(paths) + 1
        return paths


class _Surplus:
    """Lines with more closing than opening brackets: a bracket put astride two characters lost its opening half."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line = (0, 0, False)  # start, end, verdict: heads come in ascending order

    def has(self, at: int) -> bool:
        if not self._line[0] <= at < self._line[1]:
            start, end = self._text.rfind("\n", 0, at) + 1, self._text.find("\n", at)
            end = len(self._text) if end < 0 else end
            n_open = self._text.count("(", start, end) + self._text.count("（", start, end)
            n_close = self._text.count(")", start, end) + self._text.count("）", start, end)
            self._line = (start, end, n_close > n_open)
        return self._line[2]


class _Repair(NamedTuple):
    """A finished proposal for `damaged[start:end]`."""

    text: str
    end: int
    confidence: float


@rule(
    "straddled-gloss",
    since="0.1",
    repairs=[
        Example("北京晚報(bào)記(jì)者今日?qǐng)?bào)道(dào)", "北京晚報(bào)記(jì)者今日報道(dào)"),
        Example("濟(jì)南日?qǐng)?bào)社", "濟(jì)南日報社"),
    ],
    leaves=[
        "他問我去不去?wo)說不知道",
        "是日?qing)（原文如此）",
        "真的嗎?(zhēn)",
        "f(x)?a):b)",
        "你吃了嗎?好)",
        "(想啥呢?hao)農會的人說",
        "（這算什麼事?song)離縣城遠",
    ],
)
def straddled_gloss(text: str) -> Iterator[Span]:
    """A pinyin annotation put astride two characters, and the run of characters it shifted.

    Damage: 日報 reads 日?qǐng)?bào): the second byte of 日 and the first of 報 are the code of 請, so (qǐng) was put
        between the halves of 報. Without an annotation of its own the text after it runs on one byte off.
    Origin: annotation by byte replacement in GBK, in the order of the tool's table.
    Left alone: where no pair of bytes fits the reading, where the run never comes back into step, where the damage run
        forward on the proposal does not give the fragment, and where the scorer is not sure (flagged).
    Cost: one search for '?' on clean text; the search of a fragment is bounded by its length times the beam.
    See: GBK code table (GB 18030 two-byte part); the forward model in tests/forward.py.
    """
    if "?" not in text:
        return
    done, budget, surplus = 1, _Budget(len(text)), _Surplus(text)
    for head in _HEAD.finditer(text):
        if head.start() < done:
            continue
        if budget.left < 0:
            yield Span(head.start(), head.end(), None, 0.0)
            continue
        if not surplus.has(head.start()) or (toneless(head[1]) == head[1] and f"({head[1]})" not in text):
            continue
        last = _last(text, head.start())
        before = gbk.encode(gbk.UNFOLDED.get(last, last))
        if before is None:
            continue
        context = _context(text, head.start())
        paths = [
            _Path(context.lean(prior), lead, len(context.text), ()).insert(1, f"({head[1]})")
            for lead, prior in _orphans(before[1], head[1])
        ]
        repair = _resynchronise(text, head.start(), head.end(), paths, budget)
        if repair is not None:
            yield Span(head.start(), repair.end, repair.text, repair.confidence)
            done = repair.end


@rule(
    "shifted-by-cut-mark",
    since="0.1",
    repairs=[
        Example("研究提出了新的假設?；顒佑蓪W會主辦", "研究提出了新的假設。活動由學會主辦"),
        Example("會員增加?！渡窖Y人》一書", "會員增加。《山裏人》一書"),
        Example("報名者有35名,?;顒?dòng)開(kāi)始了", "報名者有35名,。活動開(kāi)始了"),
    ],
    leaves=[
        "真的嗎?!我不知道。",
        "他說了什麼??沒有人聽見",
        "為什麼?；這是一個問題,還有a和b",
        "你好嗎?!OK",
        "健康就??是??跑道??上",
        "健康就??是??跑道",
    ],
    misses=[Example("上?；鶎訄D書館", "上海基層圖書館")],  # the scorer thinks 上。 nearly as likely as 上海
)
def shifted_by_cut_mark(text: str) -> Iterator[Span]:
    """A byte put before a mark that was found astride two characters, and the run of characters it shifted.

    Damage: 上海基層黨建 reads 上?；鶎狱h建: the second byte of 海 and the first of 基 are the code of ；, so a byte was
        put between the halves of 海, and the text ran on one byte off up to 黨, whose second byte is 'h'.
    Origin: a tool that puts a byte in front of ； ！ ？ found on the bytes of a GBK page.
    Left alone: where the run never comes back into step, where the damage run forward does not give the fragment,
        where the scorer prefers what stands there or is not sure (flagged).
    Cost: one search for '?' on clean text.
    See: GBK code table (GB 18030 two-byte part); the forward model in tests/forward.py.
    """
    if "?" not in text:
        return
    done, budget = 1, _Budget(len(text))
    # Many are no-break spaces turned into question marks, not ？ cut in two.
    is_spaced = len(_DOUBLED.findall(text)) >= 3
    for head in _CUT_HEAD.finditer(text):
        at = head.start()
        mark = gbk.encode(gbk.UNFOLDED.get(text[at + 1], text[at + 1]))
        if at < done or mark is None or (text[at + 1] == "?" and is_spaced):
            continue
        if budget.left < 0:
            yield Span(at, head.end(), None, 0.0)
            continue
        context = _context(text, at)
        # A comma is inserted before marks only: behind one, the character cut in two is a full stop.
        leads = (0xA1,) if text[at - 1] == "," else range(0x81, 0xFF)
        paths = [
            _Path(context.extend(char), mark[1], len(context.text), ((1, b"\0"),))
            for lead in leads
            if (char := _proposable(lead, mark[0]))
        ]
        repair = _resynchronise(text, at, at + 2, paths, budget)
        if repair is None or (
            text[at + 1] == "?" and ("？" in repair.text or text[repair.end : repair.end + 1] == "?")
        ):
            continue  # from one doubled question mark to the next
        if _beats(text, at, repair):
            yield Span(at, repair.end, repair.text, repair.confidence)
            done = repair.end


def _resynchronise(text: str, start: int, at: int, paths: list[_Path], budget: _Budget) -> _Repair | None:
    """Pair the bytes of `text[at:]` anew until the run is back in step; the best proposal that proves itself."""
    finished: list[tuple[_Path, int]] = []
    limit = min(len(text), at + _MAX_RUN)
    previous = ""
    while paths and at < limit and budget.left >= 0:
        char = text[at]
        annotation = ANNOTATION.match(text, at)
        if char == "?":  # or a folded ？, then the run goes on
            end, ended = _end_of_run(text, at, paths)
            finished += [(path, end) for path in _best(budget.spend(ended), 4 * _BEAM)]
        if annotation and is_reading(previous, annotation[1]):  # a shifted pair that is itself in the tool's table
            paths = [path.insert(path.n_bytes, annotation[0]) for path in paths]
            at = annotation.end()
            continue
        if "@" <= char <= "~":
            finished += [(ended, at + 1) for path in paths for ended in path.take(ord(char), 0)]
        pair = gbk.encode(chr(ord(char) + 0xFEE0) if "!" <= char <= "~" else char)  # ASCII here: folded width
        if pair is None:
            break
        paths = _best(budget.spend([after for path in paths for after in path.take(*pair)]))
        if pair[1] < 0x80:  # no lead byte: the character before was whole, and this is plain ASCII
            # Latin letters seldom stand alone among Han characters.
            prior = 0.0 if text[at + 1 : at + 2].isascii() and text[at + 1 : at + 2].isalnum() else _LONE_LETTER
            finished += [(replace(path, cut=path.cut.extend(chr(pair[1]), prior)), at + 1) for path in paths]
            break
        previous = char
        at += 1
    return _choose(text, start, finished)


def _end_of_run(text: str, at: int, paths: list[_Path]) -> tuple[int, list[_Path]]:
    """The run ends at a '?': a byte whose other half was an annotation's bracket or a byte put before a mark."""
    tail = _TAIL.match(text, at + 1)
    if tail:
        end, inserted = tail.end(), f"({tail[1]})"
    elif at + 1 == len(text) or text[at + 1] in _MARKS:
        end, inserted = at + 1, ","
    else:
        return at, []
    chars = _any_read(tail[1]) if tail else None
    ended = [path.insert(path.n_bytes - 1, inserted) for before in paths for path in before.end(chars)]
    return end, ended


def _choose(text: str, start: int, finished: list[tuple[_Path, int]]) -> _Repair | None:
    """The finished proposal that reads best together with what follows, if the forward damage proves it."""
    if not finished:
        return None
    last = max(end for _, end in finished)
    after = _bare(text[last : last + 4 * _CONTEXT])[:_CONTEXT]
    best: dict[tuple[str, int], tuple[float, _Path]] = {}
    for path, end in finished:
        score = path.cut.extend_all(_bare(text[end:last]) + after).score + _mark_fit(path, text[end : end + 40])
        if score > best.get((path.text, end), (-math.inf, path))[0]:
            best[path.text, end] = (score, path)
    ranked = sorted(best.items(), key=lambda item: -item[1][0])
    confidence = plausibility.posterior(score for score, _ in best.values())
    for (proposal, end), (_, path) in ranked[:_BEAM]:
        if _forward(proposal, path.inserted) == _folded(text[start:end]):
            return _Repair(proposal, end, confidence if proposal == ranked[0][0][0] else 0.5)
    return None


def _mark_fit(path: _Path, after: str) -> float:
    """What the scorer's words don't know: full stops are rare inside a short quotation, 、 stands beside 、."""
    fit = 0.0
    for at, char in enumerate(path.text):
        if char in "—…":  # GB/T 15834: both are written twice
            is_doubled = char in (path.text[at - 1 : at], path.text[at + 1 : at + 2], after[:1])
            fit -= 0.0 if is_doubled else 8.0
        if char not in "。、":
            continue
        rest = _bare(path.text[at + 1 :] + after)[:24]
        next_mark = next((mark for mark in rest if mark in "，,。、；;：:”"), "")
        if char == "。" and next_mark and next_mark in "、”" and rest.index(next_mark) > 0:
            fit -= 2.0
        elif char == "、" and next_mark == "、":
            fit += 2.0
    return fit


def _forward(proposal: str, inserted: tuple[tuple[int, bytes], ...]) -> str:
    """The damage run forward on a proposal: the fragment it gives, with folded widths."""
    data = proposal.encode("gbk")
    pieces: list[bytes] = []
    taken = 0
    for offset, extra in inserted:
        pieces += (data[taken:offset], extra)
        taken = offset
    pieces.append(data[taken:])
    return _folded(gbk.decode_forward(b"".join(pieces)))


def _folded(text: str) -> str:
    """Full-width ASCII range as half-width, as the stored pages have it."""
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)


def _best(paths: list[_Path], n: int = _BEAM) -> list[_Path]:
    return nlargest(n, paths, key=lambda path: path.cut.score)


def _orphans(trail: int, reading: str) -> Iterator[tuple[int, float]]:
    """First bytes of the character cut in two, each with a prior.

    `trail` and one of them are the character of the tool's table with that reading; tables hold rare ones too.
    """
    for lead in range(0x81, 0xFF):
        char = gbk.decode(trail, lead)
        if char and char not in plausibility.simplified_only() and is_reading(char, reading):
            yield lead, 0.3 * max(plausibility.frequency(char), _RARE)


@functools.cache
def _proposable(lead: int, trail: int) -> str | None:
    """The character of two bytes, if mechanically Traditional prose can have it."""
    char = gbk.decode(lead, trail)
    if char is None or char in plausibility.simplified_only() or plausibility.frequency(char) < _RARE:
        return None
    return char


@functools.lru_cache(maxsize=4096)
def _gap(pending: int, lead: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Where a pair was dropped between two bytes: the first characters possible, each with its second ones."""
    found: dict[str, list[str]] = {}
    for second in range(0x81, 0xFF):
        char = _proposable(second, lead)
        if char and plausibility.frequency(char) > _COMMON:
            for first in _firsts(pending, second):
                found.setdefault(first, []).append(char)
    return tuple((first, tuple(chars)) for first, chars in sorted(found.items()))


@functools.lru_cache(maxsize=4096)
def _firsts(pending: int, second: int) -> tuple[str, ...]:
    """Characters that `pending` begins and whose other byte was dropped together with `second`."""
    chars = (_proposable(pending, first) for first in range(0xA1, 0xFF) if gbk.is_user_defined(first, second))
    return tuple(char for char in chars if char and plausibility.frequency(char) > _COMMON)


@functools.lru_cache(maxsize=1024)
def _any_read(reading: str) -> tuple[str, ...]:
    """The characters with that reading that prose may have."""
    chars = (char for char in readings.table() if is_reading(char, reading))
    return tuple(char for char in chars if (code := gbk.encode(char)) and _proposable(*code))


def _last(text: str, at: int) -> str:
    """The character before `at`, its own annotation skipped."""
    return _bare(text[max(0, at - 12) : at])[-1:]


def _beats(text: str, start: int, repair: _Repair) -> bool:
    """Whether the proposal reads better than what stands there, by more than one word's worth a character."""
    before, after = (
        _bare(text[max(0, start - 20) : start])[-_CONTEXT:],
        _bare(text[repair.end : repair.end + 20])[:_CONTEXT],
    )
    damaged = plausibility.score(before + text[start : repair.end] + after)
    return plausibility.score(before + repair.text + after) > damaged + 2.0


def _context(text: str, at: int) -> Cut:
    """What stands before `at`, without annotations, ready to be extended by proposals."""
    return Cut().extend_all(_bare(text[max(0, at - 8 * _CONTEXT) : at])[-_CONTEXT:])


def _bare(text: str) -> str:
    return ANNOTATION.sub("", text)
