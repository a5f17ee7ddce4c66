"""What is wrong with the rows of a bucket, over all tables: `check.py` says which buckets can be looked at."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from jiaokan.document import RawDocument
from jiaokan.edit import Edit, replay
from jiaokan.errors import DatasetError, Rejected
from jiaokan.record import from_row
from jiaokan.settings import Settings
from jiaokan.storage import layout
from jiaokan.storage.ids import is_id_of
from jiaokan.storage.layout import COUNTED, TABLES, BucketGroup
from jiaokan.storage.paths import AnyPath
from jiaokan.storage.rows import RowFiles

if TYPE_CHECKING:
    import pyarrow as pa

FaultKind = Literal[
    "log",  # a table's log, or the file of `runs`, can't be read or contradicts itself
    "gone",  # a file the log names isn't there
    "changed",  # its content isn't what its name says
    "unreadable",  # it is no Parquet that can be read
    "schema",  # it has other columns than stated
    "row-count",  # it has another number of rows than the log says
    "misplaced",  # a row stands in the file of another bucket, or has not the doc_id of its source and uri
    "twice",  # a doc_id is in a table twice
    "outcome",  # an input without an outcome or with two, or an outcome without an input
    "lineage",  # an outcome names other bytes or another place than its input has
    "raw",  # raw_sha256 or n_bytes isn't that of the data
    "count",  # n_edits or n_fields isn't the number of rows there
    "orphan",  # edits or fields of no document
    "n_chars",
    "body_kinds",  # not one a line of body
    "replay",  # the edits don't fit the text that the bytes decode to
    "run",  # counts of a run that don't add up
    "snapshot",  # a version's folder that doesn't hold the files its log names
    "latest",  # it doesn't lead to the newest version
]

_ANEW = "another program wrote this: write the dataset anew (jiaokan run --dataset NEW), or use an earlier version"
_AGAIN = "run its whole source again: a run replaces all rows of an input; or use an earlier version"
_REMEDIES: dict[FaultKind, str] = {
    "unreadable": _ANEW,
    "schema": "use the jiaokan that wrote it, or write the dataset anew (jiaokan run --dataset NEW)",
    "row-count": _ANEW,
    "misplaced": _ANEW,
    "twice": _AGAIN,
    "outcome": _AGAIN,
    "lineage": _AGAIN,
    "raw": _AGAIN,
    "count": _AGAIN,
    "orphan": _ANEW,
    "n_chars": _AGAIN,
    "body_kinds": _AGAIN,
    "replay": _AGAIN,
    "run": "nothing depends on it; another program wrote this",
}
_KEY = ("doc_id", "source_id", "uri", "raw_sha256")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong. `where`: a file, a doc_id, a version's folder, relative to the dataset."""

    kind: FaultKind
    table: str
    where: str
    detail: str
    remedy: str


@dataclass(slots=True)
class Tally:
    are_old: bool = False  # the ids, as schema versions 1 and 2 made them
    faults: list[Fault] = field(default_factory=list)
    n_files: int = 0
    n_documents: int = 0
    n_left: int = 0
    n_replayed: int = 0
    n_not_replayable: int = 0

    def add(self, kind: FaultKind, table: str, where: str, detail: str, remedy: str | None = None) -> None:
        self.faults.append(Fault(kind, table, where, detail, _REMEDIES[kind] if remedy is None else remedy))


def check_group(tally: Tally, path: AnyPath, group: BucketGroup, *, deep: bool) -> None:
    """The rows of some buckets, a range of doc_ids at a time."""
    import pyarrow as pa

    files = {table: RowFiles([path / table / f.name for f in group.files.get(table, ())], table) for table in TABLES}
    for first, stop in files["raw"].ranges():
        try:
            _check_range(
                tally, group, {table: files[table].read(first, stop, _columns(table, deep)) for table in TABLES}, deep
            )
        except (OSError, pa.ArrowException) as error:
            where = f"{group.label}-{group.prefix or 'all'}"
            tally.add("unreadable", "", where, f"rows from {first!r} on: {error}")


def _columns(table: str, deep: bool) -> list[str] | None:
    if table in COUNTED:
        return None if deep and table == "edits" else ["doc_id"]
    if table == "documents":
        return [*_KEY, "body", "body_kinds", "n_chars", *COUNTED.values(), "rules_fingerprint", "encoding"]
    return list(_KEY) if table == "rejects" else None


@dataclass(frozen=True, slots=True)
class _Key:
    doc_id: str
    source_id: str
    uri: str
    raw_sha256: str

    @property
    def name(self) -> str:
        return f"{self.source_id}: {self.uri}"


def _check_range(tally: Tally, group: BucketGroup, rows: Mapping[str, pa.Table], deep: bool) -> None:
    keys = {table: _keys(rows[table]) for table in ("raw", "documents", "rejects")}
    tally.n_documents += len(keys["documents"])
    for table, of_table in keys.items():
        _check_places(tally, group, table, of_table)
    _check_outcomes(tally, keys["raw"], keys["documents"], keys["rejects"])
    _check_data(tally, keys["raw"], rows["raw"])
    _check_documents(tally, keys["documents"], rows["documents"])
    for table, column in COUNTED.items():
        _check_counts(tally, table, column, rows)
    if deep:
        _check_edits(tally, rows)


def _keys(table: pa.Table) -> list[_Key]:
    return [_Key(*values) for values in zip(*(table[name].to_pylist() for name in _KEY), strict=True)]


def _check_places(tally: Tally, group: BucketGroup, table: str, keys: Sequence[_Key]) -> None:
    """Each row in its bucket, and with its own id: then no other bucket of the dataset can hold it too."""
    for key in keys:
        if not key.doc_id.startswith(group.prefix) or layout.source_label(key.source_id) != group.label:
            where = f"{group.label}-{group.prefix or 'all'}"
            tally.add("misplaced", table, key.doc_id, f"{key.name} stands in files of {where}")
        elif not is_id_of(key.doc_id, key.source_id, key.uri, old=tally.are_old):
            tally.add("misplaced", table, key.doc_id, f"{key.name} has another doc_id")
    for doc_id, n in Counter(key.doc_id for key in keys).items():
        if n > 1:
            tally.add("twice", table, doc_id, f"{n} rows in {table}")


def _check_outcomes(tally: Tally, raw: Iterable[_Key], documents: Iterable[_Key], rejects: Iterable[_Key]) -> None:
    inputs, rejected = {key.doc_id: key for key in raw}, {key.doc_id: key for key in rejects}
    made = {key.doc_id: key for key in documents}
    for doc_id, key in inputs.items():
        if doc_id not in made and doc_id not in rejected:
            tally.add("outcome", "raw", doc_id, f"{key.name} is neither a document nor a reject: it has no outcome")
    for table, outcomes in (("documents", made), ("rejects", rejected)):
        for doc_id, key in outcomes.items():
            if doc_id not in inputs:
                tally.add("outcome", table, doc_id, f"{key.name} is an outcome without an input in raw")
            elif key != inputs[doc_id]:
                tally.add("lineage", table, doc_id, f"{key.name}: other bytes or another place than in raw")
            if table == "rejects" and doc_id in made:
                tally.add("outcome", table, doc_id, f"{key.name} is a document and a reject: it has two outcomes")


def _check_data(tally: Tally, keys: Iterable[_Key], raw: pa.Table) -> None:
    for key, data, n_bytes in zip(keys, raw["data"], raw["n_bytes"].to_pylist(), strict=True):
        buffer = data.as_buffer()
        if hashlib.sha256(buffer).hexdigest() != key.raw_sha256:
            tally.add("raw", "raw", key.doc_id, f"{key.name}: raw_sha256 isn't that of the data")
        if buffer.size != n_bytes:
            tally.add("raw", "raw", key.doc_id, f"{key.name}: n_bytes is {n_bytes}, of {buffer.size}")


def _check_documents(tally: Tally, keys: Iterable[_Key], documents: pa.Table) -> None:
    values = zip(*(documents[name].to_pylist() for name in ("body", "body_kinds", "n_chars")), strict=True)
    for key, (body, kinds, n_chars) in zip(keys, values, strict=True):
        if n_chars != len(body):
            tally.add("n_chars", "documents", key.doc_id, f"{key.name}: n_chars is {n_chars}, of {len(body)}")
        n_lines = body.count("\n") + 1 if body else 0
        if len(kinds) != n_lines:
            tally.add("body_kinds", "documents", key.doc_id, f"{key.name}: {len(kinds)} kinds of {n_lines} lines")


def _check_counts(tally: Tally, table: str, column: str, rows: Mapping[str, pa.Table]) -> None:
    documents = rows["documents"]
    stated = dict(zip(documents["doc_id"].to_pylist(), documents[column].to_pylist(), strict=True))
    found = {one["values"]: one["counts"] for one in rows[table]["doc_id"].value_counts().to_pylist()}
    for doc_id, n in stated.items():
        if n != found.get(doc_id, 0):
            tally.add("count", table, doc_id, f"{column} is {n}, there are {found.get(doc_id, 0)} {table}")
    for doc_id in found.keys() - stated.keys():
        tally.add("orphan", table, doc_id, f"{found[doc_id]} {table} of no document")


def _check_edits(tally: Tally, rows: Mapping[str, pa.Table]) -> None:
    """Replay the edits of each document that was made by the present rules, on its bytes decoded anew."""
    from jiaokan.pipeline import rules_fingerprint

    edits = rows["edits"].sort_by([("doc_id", "ascending"), ("seq", "ascending")])
    first: dict[str, int] = {}
    n_of: Counter[str] = Counter()
    for at, doc_id in enumerate(edits["doc_id"].to_pylist()):
        first.setdefault(doc_id, at)
        n_of[doc_id] += 1
    documents = rows["documents"]
    made = {
        doc_id: encoding
        for doc_id, rules, encoding in zip(
            *(documents[name].to_pylist() for name in ("doc_id", "rules_fingerprint", "encoding")), strict=True
        )
        if rules == rules_fingerprint() or not n_of[doc_id]
    }
    tally.n_not_replayable += len(documents) - len(made)
    raw = rows["raw"]
    for at, doc_id in enumerate(raw["doc_id"].to_pylist()):
        if doc_id not in made or not n_of[doc_id]:
            continue
        ledger = [from_row(Edit, row) for row in edits.slice(first[doc_id], n_of[doc_id]).to_pylist()]
        detail = _find_misfit(_document(raw.slice(at, 1)), ledger, made[doc_id])
        if detail is None:
            tally.n_replayed += len(ledger)
        else:
            tally.add("replay", "edits", doc_id, detail)


def _find_misfit(document: RawDocument, ledger: Sequence[Edit], encoding: str) -> str | None:
    """Why the edits can't be replayed, if they can't. Settings of sources aren't stored: they may state an encoding."""
    from jiaokan.decode import decode

    if [edit.seq for edit in ledger] != list(range(len(ledger))):
        return f"{document.uri}: seq of its edits isn't 0, 1, 2 …"
    detail = ""
    for settings in (Settings(), Settings(encoding=encoding)):
        try:
            replay(decode(document, settings).text, ledger)
        except (DatasetError, Rejected) as error:
            detail = detail or f"{document.uri}: {error}"
        else:
            return None
    return detail


def _document(row: pa.Table) -> RawDocument:
    """The input as it was cleaned, of its row of `raw`."""
    from jiaokan.read.headers import header_of

    source_id, uri, headers, observed_at, data = (
        row[name][0].as_py() for name in ("source_id", "uri", "headers", "observed_at", "data")
    )
    return RawDocument(source_id, uri, data, tuple(map(header_of, headers)), observed_at)
