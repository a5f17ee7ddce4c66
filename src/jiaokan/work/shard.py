"""The unit of parallel work: some files of one source → staged parts and a `ShardReport`.

Runs anywhere: takes paths and URLs, writes into a folder of its own, returns plain values. `store.commit` makes a
version out of the parts. Memory is bounded by `BATCH_BYTES` and the largest single document.
"""

from __future__ import annotations

import functools
import time
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from pathlib import Path
from typing import Protocol, TypeAlias, TypeVar

from jiaokan.document import RawDocument, escaped
from jiaokan.edit import Edit
from jiaokan.errors import InputError
from jiaokan.read import SourceFile, read_documents
from jiaokan.record import FieldValue, RawRow, Record, Reject, as_row
from jiaokan.schema import arrow_rows, columns, getter
from jiaokan.settings import Settings
from jiaokan.storage.layout import TABLES
from jiaokan.storage.rows import part_name, write_part
from jiaokan.work.known import Known, Outcome, id_of, read_known
from jiaokan.work.watch import Watch

BATCH_BYTES = 16 << 20  # held before a part is written: raw bytes, and so many for each row; a few times that in memory
ROW_BYTES = 256
SEEN = "seen.npy"


@dataclass(frozen=True, slots=True)
class ShardReport:
    """What became of one shard. `n_inputs == n_records + n_rejects`; plain values, so that it can be pickled."""

    source_id: str
    folder: str  # where its parts are
    n_files: int
    n_inputs: int
    n_records: int
    n_rejects: int
    n_bytes: int  # raw bytes of all inputs
    seconds: float
    rejects_by_reason: dict[str, int]
    edits_by_rule: dict[str, int]
    n_unchanged: int = 0  # inputs left alone, beside those: the dataset holds what they would give
    n_unchanged_records: int = 0  # those of them that are documents


def clean_shard(
    files: Sequence[SourceFile], folder: Path | str, known: Path | None = None, watch: Watch | None = None
) -> ShardReport:
    """Read and clean the files, all of one source, and write their parts into `folder`.

    `known`: the file of `known.write_known`; inputs that would give what they gave are left alone, and the ids of all
    inputs are written to seen.npy. `watch`: what a document may cost.

    A file the reader fails on is a reject, not the end of the shard. Raises InputError for files of more than
    one source, and whatever the file system raises when parts can't be written.
    """
    sources = {file.source_id for file in files}
    if len(sources) != 1:
        raise InputError(f"a shard holds files of one source, got {sorted(sources)}")
    source_id = sources.pop()
    watch = watch or Watch()
    if known is None:
        return write_parts(source_id, _clean_files(files, watch), folder, n_files=len(files))
    seen = Seen(read_known(known))
    report = write_parts(source_id, _clean_files(files, watch, seen), folder, n_files=len(files))
    seen.write(Path(folder))
    return replace(report, n_unchanged=seen.unchanged.total(), n_unchanged_records=seen.unchanged["record"])


def write_parts(
    source_id: str,
    outcomes: Iterable[tuple[RawDocument, Record | Reject]],
    folder: Path | str,
    *,
    n_files: int = 0,
    batch_bytes: int = BATCH_BYTES,
) -> ShardReport:
    """Write inputs and what they gave as parts: `<table>-0000.arrow` … with rows by doc_id.

    Raises InputError when an outcome isn't that of its input.
    """
    began = time.perf_counter()
    tally, batch, n_parts = _Tally(), _Batch(), 0
    Path(folder).mkdir(parents=True, exist_ok=True)
    for raw, made in outcomes:
        if (made.doc_id, made.source_id, made.raw_sha256) != (raw.doc_id, source_id, raw.sha256):
            raise InputError(f"{source_id}: {raw.uri}: the outcome {made.doc_id} isn't that of this input")
        tally.add(raw, batch.add(raw, made))
        if batch.n_bytes >= batch_bytes:
            batch.write(Path(folder), n_parts)
            batch, n_parts = _Batch(), n_parts + 1
    if batch.raws:
        batch.write(Path(folder), n_parts)
    return ShardReport(
        source_id=source_id,
        folder=str(folder),
        n_files=n_files,
        n_inputs=tally.n_inputs,
        n_records=tally.n_records,
        n_rejects=sum(tally.reasons.values()),
        n_bytes=tally.n_bytes,
        seconds=time.perf_counter() - began,
        rejects_by_reason=dict(sorted(tally.reasons.items())),
        edits_by_rule=dict(sorted(tally.rules.items())),
    )


@dataclass(frozen=True, slots=True)
class Seen:
    """The inputs a shard has met, and how many of them it left alone, by what they had given."""

    known: Known
    ids: array[int] = field(default_factory=lambda: array("Q"))
    unchanged: Counter[Outcome] = field(default_factory=Counter)

    def is_unchanged(self, raw: RawDocument, settings: Settings) -> bool:
        self.ids.append(id_of(raw.doc_id))
        outcome = self.known.outcome(raw, settings)
        if outcome:
            self.unchanged[outcome] += 1
        return outcome is not None

    def write(self, folder: Path) -> None:
        import numpy as np

        np.save(folder / SEEN, np.frombuffer(self.ids, np.uint64) if self.ids else np.empty(0, np.uint64))


def _clean_files(
    files: Sequence[SourceFile], watch: Watch, seen: Seen | None = None
) -> Iterator[tuple[RawDocument, Record | Reject]]:
    for file in files:
        documents = read_documents(
            file.path, source_id=file.source_id, root=file.root, settings=file.settings, span=file.span
        )
        for raw in watch.read(documents, file):
            if seen is None or not seen.is_unchanged(raw, file.settings):
                yield raw, watch.clean(raw, file.settings)


def total(counts: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """Counts of several shards added up, by name."""
    summed: Counter[str] = Counter()
    for count in counts:
        summed.update(count)
    return dict(sorted(summed.items()))


class _Keyed(Protocol):
    @property
    def doc_id(self) -> str: ...


T = TypeVar("T", bound=_Keyed)
Row: TypeAlias = tuple[object, ...]  # of a table, in the order of its columns


@dataclass(slots=True)
class _Tally:
    n_inputs: int = 0
    n_records: int = 0
    n_bytes: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)

    def add(self, raw: RawDocument, made: Record | Reject) -> None:
        self.n_inputs += 1
        self.n_bytes += len(raw.data)
        if isinstance(made, Record):
            self.n_records += 1
            self.rules.update(edit.rule for edit in made.edits)
        else:
            self.reasons[made.reason] += 1


@dataclass(slots=True)
class _Batch:
    records: list[Record] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    raws: list[RawRow] = field(default_factory=list)
    n_bytes: int = 0

    def add(self, raw: RawDocument, made: Record | Reject) -> Record | Reject:
        """Take one in; gives what will be written of it."""
        made = _storable(made)
        if isinstance(made, Record):
            self.records.append(made)
        else:
            self.rejects.append(made)
        self.raws.append(_storable_raw(RawRow.of(raw)))
        n_rows = 2 + (len(made.edits) + len(made.fields) if isinstance(made, Record) else 0)
        self.n_bytes += len(raw.data) + n_rows * ROW_BYTES
        return made

    def write(self, folder: Path, number: int) -> None:
        edited = [record for record in self.records if record.edits]
        stated = [record for record in self.records if record.fields]
        _write_part(folder, "documents", number, self.records, _itself)
        _write_part(folder, "edits", number, edited, _edit_rows)
        _write_part(folder, "fields", number, stated, _field_rows)
        _write_part(folder, "raw", number, self.raws, _itself)
        _write_part(folder, "rejects", number, self.rejects, _itself)


def _write_part(folder: Path, table: str, number: int, given: list[T], rows_of: Callable[[T], list[Row]]) -> None:
    if given:
        given.sort(key=lambda one: one.doc_id)
        rows = arrow_rows(TABLES[table], [row for one in given for row in rows_of(one)])
        write_part(folder / part_name(table, number), rows)


def _itself(value: object) -> list[Row]:
    return [getter(type(value))(value)]


def _edit_rows(record: Record) -> list[Row]:
    return [(record.doc_id, *row) for row in map(getter(Edit), record.edits)]


def _field_rows(record: Record) -> list[Row]:
    return [(record.doc_id, *row, seq) for seq, row in enumerate(map(getter(FieldValue), record.fields))]


def _storable(made: Record | Reject) -> Record | Reject:
    """What can stand in a UTF-8 file. Names are escaped; a text that can't be stored as it is gives a reject."""
    source_id, uri = escaped(made.source_id), escaped(made.uri)
    if isinstance(made, Reject):
        return replace(made, source_id=source_id, uri=uri, detail=escaped(made.detail))
    if _is_utf8(made):
        is_plain = source_id == made.source_id and uri == made.uri
        return made if is_plain else replace(made, source_id=source_id, uri=uri)
    at_fault = next(column for column, text in _texts(made) if escaped(text) != text)
    return Reject(
        doc_id=made.doc_id,
        source_id=source_id,
        uri=uri,
        stage="repair",
        reason="internal-error",
        detail=f"{at_fault} holds a lone surrogate, which UTF-8 can't",
        raw_sha256=made.raw_sha256,
        rules_fingerprint=made.rules_fingerprint,
        settings_fingerprint=made.settings_fingerprint,
    )


@functools.cache
def _texts_of() -> attrgetter[tuple[object, ...]]:
    return attrgetter(*(name for name in columns(Record) if name not in {"source_id", "uri"}))


def _is_utf8(record: Record) -> bool:
    """Whether all its texts can stand in a UTF-8 file; 5 µs."""
    texts: list[str] = []
    for value in _texts_of()(record):
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, tuple):
            texts += value
    texts += [text for edit in record.edits for text in (edit.before, edit.after)]
    texts += [text for stated in record.fields for text in (stated.value, stated.printed)]
    try:
        for text in texts:  # each by itself: a long one is in memory often enough
            text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _texts(record: Record) -> Iterator[tuple[str, str]]:
    for column, value in as_row(record).items():
        if column not in {"source_id", "uri"}:
            yield from (
                (column, text) for text in (value if isinstance(value, tuple) else (value,)) if isinstance(text, str)
            )
    for edit in record.edits:
        yield from (("edits.before", edit.before), ("edits.after", edit.after))
    for stated in record.fields:
        yield from (("fields.value", stated.value), ("fields.printed", stated.printed))


def _storable_raw(row: RawRow) -> RawRow:
    """The row with names and headers escaped; the bytes are what they are."""
    given = row.source_id, row.uri, row.headers, row.fault
    stored = (
        escaped(row.source_id),
        escaped(row.uri),
        tuple(map(escaped, row.headers)),
        None if row.fault is None else escaped(row.fault),
    )
    if stored == given:
        return row
    source_id, uri, headers, fault = stored
    return replace(row, source_id=source_id, uri=uri, headers=headers, fault=fault)
