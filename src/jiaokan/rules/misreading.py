"""Bytes decoded with the wrong codec, some of them lost: a search for what they may have been.

Each character of the damaged text stands for the bytes it was decoded from. These are put together again to
characters of the true codec, with gaps where the decoder dropped or marked what it could not decode. A gap costs one
or two characters, since both codecs come back into step; of these the candidates are those whose bytes the decoder
would have lost there, and the scorer chooses by context. Text that was sound stays as it is.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from typing import NamedTuple

from jiaokan import gbk, plausibility
from jiaokan.plausibility import Cut
from jiaokan.regex import regex
from jiaokan.rule import Span

HOLE = "\ufffd"  # stands where a character is lost that can't be told (Unicode Standard 23.8)

_BEAM = 20  # paths kept at each character
_BEHIND = 12.0  # a path this much less likely than the best is given up
_BYTE = -3.5  # the log-probability of a character, spread over its bytes
_UNLIKELY = 6.0  # a path this much less likely is not waited for
_TEMPERATURE = 1.5  # over 1: the scorer is surer of a choice than it is right
_N_COMMON = 60  # ways to fill a gap that are tried in any context
_BY_CHANCE = 4  # characters before a gap, or sound text, that may go on as UTF-8 does
_SETTLED = 4  # certain characters after a choice, from which on it is made
_IDLE = 8  # sound characters in a row, after which the search stops
_SENTENCE = 40  # characters before the damage in which a bracket may have been opened
_CONTEXT = 6  # characters before the damage that the scorer sees
_INTO, _OUT_OF = -8.0, -4.0  # natural logarithms of the odds that damage begins, and ends, at a character
_RARE = -13.0  # a character rarer than this is not proposed for a gap
_SURE = 0.999  # share of the probability from which on a piece counts as told by the bytes
_CHOSEN = 0.8  # share from which on a choice is made
_OPEN = 0.9  # confidence of a repair that leaves a character open
_CHOICE = 0.94  # confidence that a choice has at most
_MOST_STEPS = 3_000_000  # of the scorer, for a text
_OPENING, _CLOSING = "“‘「『《〈（【〔", "”’」』》〉）】〕"
_BRACKETS = frozenset(_OPENING + _CLOSING)
_NOT_LAST = frozenset(_OPENING + "，、")  # marks that end no line
_NEVER, _STRANGE = -19.0, -8.0  # a letter or sign that is neither Han nor ASCII, and that prose has not
_ANY = -6.0  # an ASCII character of which nothing is known

# Characters that Chinese pages have: no other alphabets than Greek, Cyrillic and that of pinyin; no private use.
_WRITTEN = regex(
    "[\0-\xffāēīōūǎǐǒǔǖǘǚǜěńňǹɑɡ\u0391-\u03c9\u0401\u0410-\u0451\u2000-\u9fff\uf900-\ufaff\ufe30-\uffef\U0001f000-\U0003ffff]"
)
_MARKS = regex(f"[?{HOLE}]{{0,2}}")


class Source(NamedTuple):
    """What `n` damaged characters may stand for: bytes the decoder lost, one of `lost`, and then `data`."""

    data: bytes
    lost: tuple[bytes, ...] = ()
    prior: float = 0.0
    n: int = 1
    is_odd: bool = False  # a single byte, lost because it makes no pair with what follows
    is_last: bool = False  # the damage ends here


class Misreading(NamedTuple):
    """A codec taken for another: the true one, and the inverse of the other as its decoder failed."""

    true: str
    sources: Callable[[str, int, bytes], Iterator[Source]]  # of (text, index, bytes waiting for the rest)


class Piece(NamedTuple):
    """A stretch of the damaged text and what it stands for."""

    start: int
    end: int
    text: str
    n_holes: int = 0  # of the first characters: chosen or lost
    share: float = 1.0  # of the probability, among all that was possible there
    is_kept: bool = False  # sound


class _Link(NamedTuple):
    """The pieces of a path, last first."""

    piece: Piece
    before: _Link | None


@dataclass(frozen=True, slots=True)
class _Path:
    cut: Cut
    pending: bytes
    is_kept: bool
    links: _Link | None = None
    fresh: int = 0  # characters since the last choice
    idle: int = 0  # sound characters in a row
    open: str = ""  # brackets and quotes that wait to be closed
    n_open: int = 0  # characters left open

    @property
    def standing(self) -> float:
        """The score, with what the bytes that wait may be expected to cost."""
        return self.cut.score + _BYTE * len(self.pending)


class Search:
    """The search for what `text` was before `misreading`, with a bound on its work that grows with the text."""

    def __init__(self, misreading: Misreading, text: str) -> None:
        self._misreading = misreading
        self._text = text
        self._budget = min(20_000 + 60 * len(text), _MOST_STEPS)

    def run(self, start: int, end: int, *, is_damaged: bool = False) -> list[Piece]:
        """The pieces from `start` on, where damage may begin (or is known to), up to sound text or `end`.

        None where the bound on the work is reached.
        """
        found: list[Piece] = []
        self._best: dict[int, float] = {}  # place → the best standing of the paths that wait there
        before = self._text[max(self._text.rfind("\n", 0, start) + 1, start - _SENTENCE) : start]
        agenda = {start: [_Path(_context(before[-_CONTEXT:]), b"", not is_damaged, open=_still_open(before))]}
        while agenda:
            at = min(agenda)
            paths = _prune(agenda.pop(at))
            is_over = paths[0].idle >= _IDLE or self._budget < 0 or (at >= end and not paths[0].pending)
            if is_over or (not agenda and _is_settled(paths)):
                found += _settle([self._close(path, at) if is_over and path.pending else path for path in paths])
                if is_over:
                    break
                told, pending = self._told(paths[0], at, end)
                found += told
                at += len(told)
                still_open = _still_open("".join(piece.text for piece in told), paths[0].open)
                cut = _context("".join(piece.text for piece in found[-2 * _CONTEXT :])[-_CONTEXT:])
                paths = [replace(paths[0], cut=cut, pending=pending, links=None, fresh=0, open=still_open)]
                self._best.clear()
            for path in paths:
                steps = list(self._steps(path, at, end))
                if not steps and path.pending:
                    steps = [(0, self._close(path, at))]
                elif not steps:
                    steps = [(1, self._keep(path, at, _OUT_OF))] if at < end else [(0, path)]
                for n, after in steps:
                    if after:
                        agenda.setdefault(at + n, []).append(after)
        return found

    def _told(self, path: _Path, at: int, end: int) -> tuple[list[Piece], bytes]:
        """The pieces that the bytes alone tell from `at` on, and what waits behind them.

        As long as they are UTF-8 without a gap no other reading comes near. The last may be so by chance.
        """
        pieces, waiting = [], [path.pending]
        if not path.is_kept and self._misreading.true == "utf-8":
            for here in range(at, end):
                if self._text[here] <= "\x80" or self._text[here] == HOLE:
                    break
                source = next(self._misreading.sources(self._text, here, waiting[-1]), None)
                fed = source and _feed_all("utf-8", waiting[-1], source.data)
                if not fed:
                    break
                pieces.append(Piece(here, here + 1, fed[1]))
                waiting.append(fed[0])
        n_told = max(0, len(pieces) - _BY_CHANCE)
        return pieces[:n_told], waiting[n_told]

    def _steps(self, path: _Path, at: int, end: int) -> Iterator[tuple[int, _Path | None]]:
        char = self._text[at] if at < end else ""
        if char and not path.pending and (path.is_kept or not char.isascii()):
            yield 1, self._keep(path, at, 0.0 if path.is_kept or char == HOLE else _OUT_OF)
        if path.is_kept and char.isascii():
            return
        true = self._misreading.true
        for source in self._misreading.sources(self._text, at, path.pending):
            prior = source.prior + (_INTO if path.is_kept else 0.0)
            if at + source.n > end or (source.data == b"" and not source.is_last):
                continue
            for pending, gap, lost, _ in _likely(true, path.pending, source.lost, path.cut.tail):
                if source.is_odd and gbk.decode(lost[-1], source.data[0]) is not None:
                    continue
                fed = _feed_all(true, pending, source.data)
                if fed is None or (source.is_last and fed[0]):
                    continue
                # Characters which the gap has begun are gaps too.
                n_holes = len(gap) + (1 if source.lost and pending and pending != path.pending and fed[1] else 0)
                text = gap + fed[1]
                if n_holes > len(gap) and plausibility.frequency(text[n_holes - 1]) < _RARE:
                    continue
                is_odd_end = source.is_last and at + source.n == end and gap and gap[-1] in _NOT_LAST
                piece = Piece(at, at + source.n, text, n_holes)
                yield source.n, self._extend(path, piece, fed[0], prior - 5.0 if is_odd_end else prior)

    def _extend(self, path: _Path, piece: Piece, pending: bytes, prior: float) -> _Path | None:
        """The path with one more piece; None where others that wait there leave it too far behind."""
        cut, prior, still_open = self._read(path, piece, prior)
        standing, best = cut.score + prior + _BYTE * len(pending), self._best.get(piece.end, -math.inf)
        if standing <= best - _BEHIND:
            return None
        self._best[piece.end] = max(standing, best)
        return _made(path, piece, pending, cut.lean(prior) if prior else cut, still_open)

    def _read(self, path: _Path, piece: Piece, prior: float) -> tuple[Cut, float, str]:
        """What the scorer makes of one more piece, what else speaks for it, and the brackets that are open then."""
        cut, still_open = path.cut, path.open
        for n, char in enumerate(piece.text):
            self._budget -= 1
            cut = cut.lean(_ANY) if char == HOLE else cut.extend(char)
            if "\x80" <= char < "\u3400" and plausibility.frequency(char) <= _NEVER:
                prior += _STRANGE
            if char in _BRACKETS:
                prior -= 4.0 if n < piece.n_holes and not _fits(still_open, char) else 0.0
                still_open = _still_open(char, still_open)
        return cut, prior, still_open

    def _keep(self, path: _Path, at: int, prior: float) -> _Path:
        self._budget -= 1
        char = self._text[at]
        if "\x80" <= char < "\u2010" and plausibility.frequency(char) <= _NEVER:
            prior += _STRANGE / 2
        return _Path(
            cut=(path.cut.lean(_ANY) if char == HOLE else path.cut.extend(char)).lean(prior),
            pending=b"",
            is_kept=True,
            links=_Link(Piece(at, at + 1, char, is_kept=True), path.links),
            fresh=path.fresh + 1 if path.is_kept else 0,
            idle=path.idle + 1 if path.is_kept else 1,
            open=_still_open(char, path.open) if char in _BRACKETS else path.open,
            n_open=path.n_open,
        )

    def _close(self, path: _Path, at: int) -> _Path:
        """The path, what waits for the rest of its bytes given up."""
        piece = Piece(at, at, HOLE, 1)
        cut, prior, still_open = self._read(path, piece, _INTO)
        return _made(path, piece, b"", cut.lean(prior), still_open)


def _made(path: _Path, piece: Piece, pending: bytes, cut: Cut, still_open: str) -> _Path:
    return _Path(
        cut=cut,
        pending=pending,
        is_kept=False,
        links=_Link(piece, path.links),
        fresh=0 if piece.n_holes or path.is_kept else path.fresh + len(piece.text),
        open=still_open,
        n_open=path.n_open + piece.text.count(HOLE),
    )


def _still_open(text: str, before: str = "") -> str:
    """The brackets and quotes open at the end of `text`."""
    for char in text:
        if char in _OPENING:
            before += char
        elif char in _CLOSING:
            before = before.removesuffix(_OPENING[_CLOSING.index(char)])
    return before


def _fits(still_open: str, char: str) -> bool:
    """Whether a bracket or quote opens what is not open, or closes what was opened last."""
    if char in _OPENING:
        return char not in still_open
    return still_open.endswith(_OPENING[_CLOSING.index(char)])


def _prune(paths: list[_Path]) -> list[_Path]:
    """The likeliest paths, the best first; of several ways to the same text the best."""
    ways: dict[tuple[str, bytes, bool, int], _Path] = {}
    for path in paths:
        key = path.cut.text, path.pending, path.is_kept, path.n_open
        if key not in ways or path.cut.score > ways[key].cut.score:
            ways[key] = path
    best = nlargest(_BEAM, [(path.standing, -n, path) for n, path in enumerate(ways.values())])
    return [path for standing, _, path in best if standing > best[0][0] - _BEHIND]


def _is_settled(paths: Sequence[_Path]) -> bool:
    """Whether enough is known behind the last choice of all paths that are still likely."""
    return all(path.fresh >= _SETTLED for path in paths if path.standing > paths[0].standing - _UNLIKELY)


def _settle(paths: Sequence[_Path]) -> list[Piece]:
    """The pieces of the best path, each with its share of all paths' probability."""
    weights = [math.exp((path.standing - paths[0].standing) / _TEMPERATURE) for path in paths]
    chains = [list(_pieces(path)) for path in paths]
    shares: dict[Piece, float] = {}
    for weight, chain in zip(weights, chains, strict=True):
        for piece in chain:
            shares[piece] = shares.get(piece, 0.0) + weight
    return [piece._replace(share=shares[piece] / sum(weights)) for piece in reversed(chains[0])]


def _pieces(path: _Path) -> Iterator[Piece]:
    link = path.links
    while link is not None:
        yield link.piece
        link = link.before


def _context(text: str) -> Cut:
    return Cut().extend_all(text)


def feeds(true: str, pending: bytes, data: bytes) -> bool:
    """Whether `data` may follow the bytes that wait."""
    return _feed_all(true, pending, data) is not None


class _Filled(NamedTuple):
    """What lost bytes make of those that wait for the rest."""

    pending: bytes  # that wait now
    text: str  # completed
    lost: bytes
    simplified: str  # the first character of `text`


def _likely(true: str, pending: bytes, lost: tuple[bytes, ...], tail: str) -> Iterator[_Filled]:
    """The commonest ways to fill a gap, and those that make a word with `tail`."""
    if not lost:
        yield _Filled(pending, "", b"", "")
        return
    filled = _fill(true, pending, lost)
    known = plausibility.words()
    for n, one in enumerate(filled):
        # Nothing completed yet: all are as likely.
        if n < _N_COMMON or not one.text or tail[-1:] + one.simplified in known or tail[-2:] + one.simplified in known:
            yield one


@functools.lru_cache(maxsize=4096)
def _fill(true: str, pending: bytes, lost: tuple[bytes, ...]) -> tuple[_Filled, ...]:
    """All ways to fill a gap but with rare characters, the commonest first; lost ASCII characters are holes."""
    filled: dict[tuple[bytes, str], _Filled] = {}
    for data in lost:
        fed = _feed_all(true, pending, data)
        if fed is None:
            continue
        text = "".join(HOLE if char.isascii() else char for char in fed[1])
        if all(char == HOLE or plausibility.frequency(char) > _RARE for char in text):
            simplified = text[:1].translate(plausibility.simplified())
            filled.setdefault((fed[0], text), _Filled(fed[0], text, data, simplified))
    return tuple(sorted(filled.values(), key=lambda one: -plausibility.frequency(one.simplified)))


def _feed_all(true: str, pending: bytes, data: Iterable[int]) -> tuple[bytes, str] | None:
    """(bytes waiting after, characters completed), or None where the true codec has no such sequence."""
    text = ""
    for byte in data:
        fed = _feed(true, pending, byte)
        if fed is None:
            return None
        pending = fed[0]
        text += fed[1]
    return pending, text


@functools.lru_cache(maxsize=1 << 16)
def _feed(true: str, pending: bytes, byte: int) -> tuple[bytes, str] | None:
    data = pending + bytes((byte,))
    if true == "utf-8":
        n = 1 if data[0] < 0x80 else 2 if data[0] < 0xE0 else 3 if data[0] < 0xF0 else 4
        if not (0xC2 <= data[0] <= 0xF4 or data[0] < 0x80) or (pending and not 0x80 <= byte <= 0xBF):
            return None
    else:
        n = 1 if data[0] < 0x80 else 2
        if data[0] in {0x80, 0xFF}:
            return None
    if len(data) < n:
        return data, ""
    try:
        text = data.decode(true)
    except UnicodeDecodeError:
        return None
    return (b"", text) if len(text) == 1 and _WRITTEN.match(text) else None


def count_marks(text: str, at: int) -> int:
    """Marks for bytes that could not be decoded, up to two."""
    match = _MARKS.match(text, at)
    return len(match[0]) if match else 0


def stretches(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """The damaged stretches between sound text."""
    for is_kept, stretch in itertools.groupby(pieces, key=lambda piece: piece.is_kept):
        if not is_kept:
            yield list(stretch)


def certain_text(stretch: Iterable[Piece]) -> str:
    """What the bytes alone tell of a stretch."""
    return "".join(piece.text[piece.n_holes :] for piece in stretch if _is_certain(piece))


def spans(stretch: Iterable[Piece], confidence: float) -> Iterator[Span]:
    """The edits for a stretch: one for each part that is certain, one for each gap.

    A gap whose characters the scorer is not sure of is left open, HOLE for each of them.
    """
    for is_certain, group in itertools.groupby(stretch, key=_is_certain):
        pieces = list(group)
        if is_certain:
            text = "".join(piece.text for piece in pieces)
            yield Span(pieces[0].start, pieces[-1].end, text, confidence)
            continue
        for piece in pieces:
            n = 0 if piece.share >= _CHOSEN else piece.n_holes or len(piece.text)
            text = HOLE * n + piece.text[n:]
            yield Span(piece.start, piece.end, text, _OPEN if HOLE in text else min(piece.share, _CHOICE, confidence))


def _is_certain(piece: Piece) -> bool:
    return not piece.n_holes and piece.share > _SURE
