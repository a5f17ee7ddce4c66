"""Bytes → text in an encoding already chosen, with the place of whatever does not fit it: `strictly`, `leniently`.

Lines that fit strictly are taken as they are. One that does not is read in another encoding if it fits that and gives
prose; else what is lost becomes U+FFFD. A byte lost from GBK or Big5 shifts everything up to the next ASCII byte: such
a line is cut into characters anew, so that its text is the most plausible.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass

from jiaokan.decode.cns import SEVEN_BIT, is_amiss, read_seven_bit  # also makes euc_tw and iso2022_cn known to Python
from jiaokan.decode.han import BEYOND_ASCII, CONTROL, han_plausibility, has_many_controls
from jiaokan.decode.resync import DOUBLE_BYTE, UTF8_HAN, Span, decoded, is_doubtful, read_pieces
from jiaokan.decode.wide import is_shifted, read_wide
from jiaokan.regex import regex

MAX_REPLACED_RATIO = 0.2  # of the characters beyond ASCII; above it the encoding is wrong or the text is gone
PROSE = 0.5  # han_plausibility of a part in another encoding
_MARGIN = 0.15  # by which it has to beat the main encoding there
_MIN_PART_CHARS = 4  # beyond ASCII, of such a part

_MAX_TOTAL = 1 << 18  # bytes cut anew, of a document
_MAX_MISFITS = 1000  # located in one place; behind them they are replaced unseen
_MAX_UTF8 = 4  # bytes of a character
_SHOWN = 5

WIDE = ("utf-16", "utf-32")
_NO_LINES = (*WIDE, "hz", "iso2022")  # 0x0A is not always a line's end there


@dataclass(frozen=True, slots=True)
class Reading:
    """The bytes read in one encoding, or for the greater part in it. Spans count from the document's first byte."""

    text: str
    encoding: str
    lost: tuple[Span, ...] = ()  # became U+FFFD each
    parts: tuple[tuple[Span, str], ...] = ()  # read in another encoding
    notes: tuple[str, ...] = ()
    is_cut: tuple[bool, bool] = (False, False)  # in mid-character, at start and end; among the lost

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing to be said of it."""
        return not (self.lost or self.parts or self.notes)

    @property
    def n_damaged(self) -> int:
        return len(self.lost) - sum(self.is_cut)

    def describe(self) -> Iterator[str]:
        """What did not fit, in words."""
        yield from self.notes
        for (start, end), codec in self.parts[:_SHOWN]:
            yield f"bytes {start}-{end - 1} are {codec}"
        if len(self.parts) > _SHOWN:
            yield f"and {len(self.parts) - _SHOWN} more parts"
        at_start, at_end = self.is_cut
        inner = self.lost[at_start : len(self.lost) - at_end]
        if inner:
            places = ", ".join(f"{start}-{end - 1}" if end - start > 1 else f"{start}" for start, end in inner[:_SHOWN])
            more = " …" if len(inner) > _SHOWN else ""
            yield f"{len(inner)} replaced by U+FFFD: byte {places}{more}"
        yield from (
            f"cut in mid-character at the {end}" for end, cut in zip(("start", "end"), self.is_cut, strict=True) if cut
        )


def strictly(data: bytes, codec: str) -> Reading | None:
    try:
        return Reading(decoded(data, codec), codec)
    except UnicodeError:
        return _surrogates_joined(data) if codec == "utf-8" and b"\xed" in data else None


def join_surrogates(text: str) -> str:
    """Pairs of surrogates as the characters they are, halves of pairs as U+FFFD."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _surrogates_joined(data: bytes) -> Reading | None:
    """UTF-8 with surrogates in it: pairs (CESU-8) are one character, halves are lost. None for anything else."""
    try:
        halves = data.decode("utf-8", "surrogatepass")
    except UnicodeError:
        return None
    text = join_surrogates(halves)
    n_lost = text.count("\ufffd") - halves.count("\ufffd")
    note = f"surrogates: {len(halves) - len(text)} pairs joined, {n_lost} halves replaced"
    return Reading(text, "utf-8", notes=(note,))


def leniently(data: bytes, codec: str, base: int = 0) -> Reading | None:
    """The bytes read with U+FFFD where they don't fit; None where that is too often for the encoding to be right.

    `base` is the place of the first byte in the document.
    """
    strict = strictly(data, codec)
    is_amiss_ = codec in SEVEN_BIT and strict is not None and is_amiss(data, strict.text, codec)
    if strict and not is_amiss_ and not _has_damage(strict.text, codec) and not is_shifted(data, codec):
        return strict
    texts: list[str] = []
    lost: list[Span] = []
    parts: list[tuple[Span, str]] = []
    budget = _MAX_TOTAL
    for start, end, text in _iter_blocks(data, codec):
        if text is None and codec in DOUBLE_BYTE:
            misfits = _misfitting(data[start:end], codec)
            pieces = read_pieces(data[start:end], codec, (start == 0, end == len(data)), misfits, budget)
            budget -= pieces.n_cut
            text = pieces.text  # noqa: PLW2901 — the same text, found out
            parts += ((_moved(span, base + start), other) for span, other in pieces.parts)
            lost += (_moved(span, base + start) for span in pieces.lost)
        elif text is None:
            block = data[start:end]
            text, gone = _read_misfitting(block, codec)  # noqa: PLW2901
            elsewhere = _in_another(block, codec, han_plausibility(text))
            if elsewhere:
                text = elsewhere.text  # noqa: PLW2901
                parts.append(((base + start, base + end), elsewhere.encoding))
            else:
                lost += (_moved(span, base + start) for span in gone)
        if len(lost) > _MAX_MISFITS + MAX_REPLACED_RATIO * end:
            return None
        texts.append(text)
    text = "".join(texts)
    is_cut = (bool(lost) and lost[0][0] == base, bool(lost) and lost[-1][1] == base + len(data))
    n_damaged = (len(lost) if len(lost) < _MAX_MISFITS else text.count("\ufffd")) - sum(is_cut)
    if n_damaged > max(3, MAX_REPLACED_RATIO * len(BEYOND_ASCII.findall(text))):
        return None
    notes = ("0x80 read as €",) if codec == "gb18030" and "€" in text and b"\x80" in data else ()
    return Reading(text, codec, tuple(lost), tuple(parts), notes, is_cut)


def _iter_blocks(data: bytes, codec: str) -> Iterator[tuple[int, int, str | None]]:
    """Start, end and text of runs of lines that fit or that don't (None); ASCII between two that don't is with them."""
    if codec.startswith(_NO_LINES):
        yield 0, len(data), None
        return
    misfit = pending = 0  # where a run that does not fit began, and where ASCII after it began
    is_open = False
    at = 0
    while at < len(data):
        end = data.find(b"\n", at) + 1 or len(data)
        line = data[at:end]
        text = _fitting(line, codec)
        if text is None:
            if not is_open:
                is_open, misfit = True, at
            pending = end
        elif is_open and not line.isascii():
            yield misfit, pending, None
            if pending < at:
                yield pending, at, data[pending:at].decode(codec)
            is_open = False
        if text is not None and not is_open:
            yield at, end, text
        at = end
    if is_open:
        yield misfit, pending, None
        if pending < at:
            yield pending, at, data[pending:at].decode(codec)


def _has_damage(text: str, codec: str) -> bool:
    """Whether what fits may be out of step: a control character may be the first byte of a pair."""
    if codec not in DOUBLE_BYTE:
        return False
    if CONTROL.search(text):
        return not has_many_controls(text)
    return is_doubtful(text, codec)


def _fitting(line: bytes, codec: str) -> str | None:
    try:
        text = decoded(line, codec, "jiaokan-euro" if codec == "gb18030" else "strict")
    except UnicodeError:
        return None
    return None if _has_damage(text, codec) else text


def _in_another(block: bytes, codec: str, score: float) -> Reading | None:
    """Lines that do not fit the document's encoding, in one that they fit strictly and plausibly."""
    for other in ("gb18030", "big5hkscs") if codec == "utf-8" else ():
        found = strictly(block, other)
        if found and len(BEYOND_ASCII.findall(found.text)) >= _MIN_PART_CHARS:
            plausibility = han_plausibility(found.text)
            if plausibility >= max(PROSE, score + _MARGIN):
                return found
    return None


# Three bytes each, in the range of Han and full-width marks; a table and `in` take a tenth of the time of a pattern.
_UTF8_KINDS = bytes(1 if 0xE3 <= n <= 0xE9 or n == 0xEF else 2 if 0x80 <= n <= 0xBF else 0 for n in range(256))
_UTF8_RUN = b"\1\2\2" * 4
_FOUR_HAN = regex(rb"(?:%b){4}" % UTF8_HAN)


def is_certain_utf8(data: bytes) -> bool:
    """Four Chinese characters on end in UTF-8: GBK or Big5 fall into that by accident once in a hundred megabytes."""
    may_be = _UTF8_RUN in data.translate(_UTF8_KINDS)
    return may_be and _FOUR_HAN.search(data) is not None


def _read_misfitting(block: bytes, codec: str) -> tuple[str, list[Span]]:
    """The text and what is lost of it."""
    if codec in SEVEN_BIT:
        return read_seven_bit(block, codec)
    if codec.startswith(WIDE):
        return read_wide(block, codec)
    return _replaced(block, codec)


_misfits: ContextVar[list[Span]] = ContextVar("misfits")


def _locate(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    misfits = _misfits.get()
    if error.encoding == "utf-8" and misfits:  # what is left of a character is one place
        start, end = misfits[-1]
        if end == error.start and error.end - start < _MAX_UTF8:
            misfits[-1] = (start, error.end)
            return "", error.end
    if len(misfits) < _MAX_MISFITS:
        misfits.append((error.start, error.end))
    return "\ufffd", error.end


codecs.register_error("jiaokan-locate", _locate)


def _replaced(data: bytes, codec: str) -> tuple[str, list[Span]]:
    """As the codec itself goes on behind an error."""
    misfits: list[Span] = []
    token = _misfits.set(misfits)
    try:
        return decoded(data, codec, "jiaokan-locate"), misfits
    finally:
        _misfits.reset(token)


def _moved(span: Span, n_bytes: int) -> Span:
    """Counted from so many bytes before."""
    return span[0] + n_bytes, span[1] + n_bytes


def _misfitting(data: bytes, codec: str) -> set[int]:
    """Where it does not fit if nothing is out of step."""
    return {start for start, _ in _replaced(data, codec)[1]}
