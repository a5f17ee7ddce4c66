"""Read a trigram model that KenLM wrote as a quantised array trie (Heafield 2011; its format version 5, model type 5).

A suffix trie: a word's row holds the words that stand *before* it, and a pair's row the words before both. Fields are
packed into bits; probabilities and back-off weights are numbers of bins. Where a row begins is split: its lower bits
stand in the field, the upper ones follow from a list of the places where they grow (Raj and Whittaker 2003).
"""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]

_ARRAY_TRIE = 5  # model type: quantised, with bhiksha arrays
_HEADER = 88  # bytes before the fixed parameters


class Trie(NamedTuple):
    """N-grams by the number of each word, last word first; log10 probabilities and back-off weights."""

    words: list[str]
    shares: Floats
    backoffs: Floats
    last: Ints  # of each pair
    first: Ints
    pair_values: Floats
    pair_backoffs: Floats
    pair: Ints  # of each triple: the number of its last two words' pair
    before: Ints
    triple_values: Floats


def read_trie(path: Path) -> Trie:
    """Raises ValueError where the file is no such model."""
    data = path.read_bytes()
    if not data.startswith(b"mmap lm http://kheafield.com/code format version 5\n"):
        raise ValueError(f"{path}: no KenLM binary of format version 5")
    order, _, model_type, has_words = struct.unpack_from("<BxxxfIB", data, _HEADER)
    if (order, model_type, has_words) != (3, _ARRAY_TRIE, 1):
        raise ValueError(
            f"{path}: order {order}, type {model_type}; wanted a quantised array trie of order 3, with words"
        )
    n_words, n_pairs, n_triples = struct.unpack_from("<3Q", data, _HEADER + 20)
    at = (_HEADER + 20 + 24 + 7) // 8 * 8 + 8 * (1 + n_words)  # behind the hashes of the words
    value_bits, backoff_bits = data[at + 1], data[at + 2]
    at += 8
    bins = []
    for bits in (value_bits, backoff_bits, value_bits):
        bins.append(np.frombuffer(data, "<f4", 1 << bits, at))
        at += 4 << bits
    single = np.dtype([("share", "<f4"), ("backoff", "<f4"), ("row", "<u8")])
    singles = np.frombuffer(data, single, n_words + 1, at)
    at += single.itemsize * (n_words + 2)
    word_bits = int(n_words).bit_length()

    row_bits, list_length = _split(n_triples, n_pairs + 1, data[at + 1])
    grows_at = np.frombuffer(data, "<u8", list_length, (at + 7) // 8 * 8 + 8)
    at += 8 * (1 + list_length) + 7
    width = word_bits + backoff_bits + value_bits + row_bits
    field = _fields(data, at, width)
    rows = singles["row"].astype(np.int64)
    low = field(word_bits + backoff_bits + value_bits, row_bits, n_pairs + 1)
    high = np.searchsorted(grows_at, np.arange(n_pairs + 1, dtype=np.uint64), side="right") - 1
    first = field(0, word_bits, n_pairs)
    pair_backoffs = bins[1][field(word_bits, backoff_bits, n_pairs)]
    pair_values = bins[0][field(word_bits + backoff_bits, value_bits, n_pairs)]
    at += ((1 + n_pairs) * width + 7) // 8 + 8
    field = _fields(data, at, word_bits + value_bits)
    before = field(0, word_bits, n_triples)
    triple_values = bins[2][field(word_bits, value_bits, n_triples)]
    at += ((1 + n_triples) * (word_bits + value_bits) + 7) // 8 + 8
    return Trie(
        words=[word.decode() for word in data[at:].split(b"\0")[:n_words]],
        shares=-np.abs(singles["share"][:n_words]),  # the sign says whether a longer n-gram ends so
        backoffs=singles["backoff"][:n_words],
        last=np.repeat(np.arange(n_words), _lengths(rows)),
        first=first,
        pair_values=-np.abs(pair_values),
        pair_backoffs=pair_backoffs,
        pair=np.repeat(np.arange(n_pairs), _lengths((high.astype(np.int64) << row_bits) | low)),
        before=before,
        triple_values=-np.abs(triple_values),
    )


def _split(largest: int, n_rows: int, most: int) -> tuple[int, int]:
    """Bits of a row's beginning that stand in its field, and how long the list of the others is."""
    bits = largest.bit_length()
    chopped = min(range(min(bits, most) + 1), key=lambda n: ((largest >> (bits - n)) * 64 - n_rows * n if n else 0, n))
    return bits - chopped, (largest >> (bits - chopped)) + 1


def _lengths(starts: Ints) -> Ints:
    return starts[1:] - starts[:-1]


def _fields(data: bytes, base: int, step: int) -> Callable[[int, int, int], Ints]:
    """A reader of `n` fields of `width` bits each, `step` bits apart, the first at bit `start` behind `base`."""
    octets = np.frombuffer(data + bytes(8), np.uint8)

    def read(start: int, width: int, n: int) -> Ints:
        bit = np.arange(n, dtype=np.int64) * step + start
        at, found = base + (bit >> 3), np.zeros(n, dtype=np.uint64)
        for k in range((width + 14) // 8):
            found |= octets[at + k].astype(np.uint64) << np.uint64(8 * k)
        return ((found >> (bit & 7).astype(np.uint64)) & np.uint64((1 << width) - 1)).astype(np.int64)

    return read


def natural(values: Floats) -> list[float]:
    """log10 → natural logarithms."""
    return [round(value * math.log(10), 6) for value in values.tolist()]
