"""What a run or a source can set. One frozen value, passed down; nothing is read from the environment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from jiaokan.regex import regex

TargetScript = Literal["Hans", "Hant", "TW", "HK", "keep"]
Engine = Literal["opencc", "opencc-python-reimplemented", "opencc-pyo3"]
Foreign = Literal["keep", "reject"]
Vanished = Literal["keep", "retract"]  # what a run does with documents that are no longer in their source
Runner = Literal["processes", "dask"]  # what does the work of a run
InputFormat = Literal["auto", "text", "html", "jsonl"]
FileFormat = Literal["file", "markdown", "jsonl", "json", "csv", "parquet", "warc"]

MAX_LEARNED = 1000  # characters of a line that can be learned


@dataclass(frozen=True, slots=True)
class Fields:
    """Which column or (dotted) key of an object, row or front matter holds what.

    The first three can hold the document; the first that is not blank is taken. `id` comes
    back beside the result; all others are hints for the split stage.
    """

    data_base64: str | None = "data_base64"  # the bytes as scraped
    html: str | None = None  # a page, read as HTML whatever it looks like
    text: str | None = "text"
    id: str | None = "id"
    url: str | None = None
    title: str | None = None
    subtitle: str | None = None
    authors: str | None = None
    editors: str | None = None
    source_name: str | None = None
    source_url: str | None = None
    site_name: str | None = None
    published_at: str | None = None
    updated_at: str | None = None
    crawled_at: str | None = None
    section: str | None = None
    keywords: str | None = None
    summary: str | None = None
    document_number: str | None = None
    index_number: str | None = None
    issuing_body: str | None = None
    effective_date: str | None = None
    place: str | None = None


@dataclass(frozen=True, slots=True)
class Assertions:
    """What a run has to find in a source; else nothing is committed."""

    min_documents: int | None = None  # records that its inputs give
    max_documents: int | None = None
    max_reject_ratio: float | None = None  # rejects / inputs, 0 to 1
    max_drop_ratio: float | None = None  # of the documents it gave in the last run, those it may give less now, 0 to 1
    max_vanished_ratio: float = 0.5  # of the source's documents, those that --vanished retract may retract, 0 to 1

    def complaints(self, n_inputs: int, n_records: int, n_last: int | None = None) -> Iterator[str]:
        """What a run that counted this breaks, each as it goes on behind "assertions."; `n_last`: the last records."""
        n_rejects = n_inputs - n_records
        if self.min_documents is not None and n_records < self.min_documents:
            yield f"min_documents: expected at least {self.min_documents}, got {n_records} of {n_inputs} inputs"
        if self.max_documents is not None and n_records > self.max_documents:
            yield f"max_documents: expected at most {self.max_documents}, got {n_records}"
        if self.max_reject_ratio is not None and n_rejects > self.max_reject_ratio * n_inputs:
            ratio = f"{n_rejects} rejects of {n_inputs} inputs ({n_rejects / n_inputs:.4g})"
            yield f"max_reject_ratio: expected at most {self.max_reject_ratio:g}, got {ratio}"
        if self.max_drop_ratio is not None and n_last and n_last - n_records > self.max_drop_ratio * n_last:
            ratio = f"{n_records} documents after {n_last} in the last run ({1 - n_records / n_last:.4g})"
            yield f"max_drop_ratio: expected at most {self.max_drop_ratio:g}, got {ratio}"


@dataclass(frozen=True, slots=True)
class Patch:
    """A literal replacement that a source needs; made before all rules, and an edit like any other."""

    find: str = ""
    replace: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one source: the defaults, a run's options, or corpus/sources/<source>.toml."""

    script: TargetScript = "Hans"  # TW, HK: Traditional in the forms of Taiwan, of Hong Kong
    phrases: bool = False  # regional words too: 軟體 → 软件
    engine: Engine = "opencc"
    encoding: str | None = None  # declared encoding; overruled by a BOM or by bytes that contradict it
    site_name: str | None = None  # the site's name, where pages don't state it
    furniture: tuple[str, ...] = ()  # whole lines (after repair and conversion) that are never body
    where: str | None = None  # folder or URL of the source's files, relative to the corpus; without it raw/<source>
    patches: tuple[Patch, ...] = ()
    foreign: Foreign = "keep"  # what to do with texts that are not Chinese
    format: FileFormat | None = None  # of all files of the source, whatever their names
    items: str | None = None  # JSON: dotted keys to the list of documents inside the outermost object
    fields: Fields = Fields()
    include: tuple[str, ...] = ()  # globs over paths inside the source; without one every file is read
    exclude: tuple[str, ...] = ()
    assertions: Assertions = Assertions()
    learn: bool = True  # in a run: learn what recurs in the source's documents as furniture
    learned: frozenset[str] = frozenset()  # what was, digits folded; no key of a TOML

    def is_furniture(self, line: str) -> bool:
        """Is the whole line furniture of this source, stated or learned?"""
        return line in self.furniture or self.is_learned(line)

    def is_learned(self, line: str) -> bool:
        return bool(self.learned) and len(line) <= MAX_LEARNED and fold_digits(line) in self.learned


_DIGITS = regex(r"\d+")


def fold_digits(line: str) -> str:
    """The line with each number as 0: 浏览：123 and 浏览：4 are one line."""
    return _DIGITS.sub("0", line)


DEFAULT = Settings()
