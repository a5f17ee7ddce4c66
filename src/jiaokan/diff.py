"""What differs between two versions of a dataset, input by input, and why.

    comparison = diff("dataset", 3, 4)
    for change in comparison.changes():
        print(change.kind, change.uri, *change.causes)

Files are named by their content, so a file that both versions name holds the same rows in both: only the others are
read. Cost follows what changed, in time and memory: rows of one range of doc_ids (a row group) at a time.

A cause is something recorded that differs between what the two versions have of an input, or between the runs that
made it. Where several differ all are named: which of them did it is not recorded. Of a source's settings file only that
it differs is, and not in rows of schema version 1; a change that nothing explains is `unrecorded`.
"""

from __future__ import annotations

import contextlib
import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby, islice, pairwise
from pathlib import Path
from typing import Literal, NamedTuple

from jiaokan.diff_rows import RowRange, SideRows
from jiaokan.errors import DatasetError
from jiaokan.record import FurnitureRow, Record, Reject, RunRow, as_row, from_row
from jiaokan.storage import layout
from jiaokan.storage.ids import are_old, told_since
from jiaokan.storage.layout import (
    COUNTED,
    FURNITURE,
    RUNS,
    TABLES,
    BucketGroup,
    DataFile,
    TableFiles,
    id_after,
)
from jiaokan.storage.paths import AnyPath, parse_path, read_rows

Kind = Literal[
    "came",  # a document of an input that the other version doesn't have
    "went",
    "changed",  # a document in both
    "same",  # only what it was made of differs: the rules, the bytes; nothing that a reader sees
    "rejected",  # a document that became a reject
    "accepted",  # a reject that became a document
    "reject-came",
    "reject-went",
    "reject-changed",
]
CauseKind = Literal["input", "rules", "engine", "settings", "furniture", "libraries", "unrecorded"]

_LINEAGE = {"raw_sha256", "rules_fingerprint", "settings_fingerprint"}  # what a row was made of, not what it says
_NOT_SHOWN = {"doc_id", "source_id", "uri", "body", *_LINEAGE}  # among the columns of a text diff
_VERSIONS = ("rule_version",)  # nor is another version of a rule that makes the same edit
_WRITERS = {"deltalake", "jiaokan", "pyarrow"}  # libraries without a part in a text


class Cause(NamedTuple):
    """Why an input has another outcome. `detail`: what differs, "pinyin-gloss 3→4", "script=Hans→Hant"."""

    kind: CauseKind
    detail: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.detail}"


@dataclass(frozen=True, slots=True)
class Change:
    """An input with another outcome in the second version than in the first."""

    kind: Kind
    doc_id: str
    source_id: str
    uri: str
    columns: tuple[str, ...]  # that differ; "edits" and "fields" where rows of these do; none where it came or went
    causes: tuple[Cause, ...]
    before: Record | Reject | None  # without edits and fields
    after: Record | Reject | None

    def text_diff(self, context: int = 0) -> Iterator[str]:
        """The lines of body that differ as a unified diff, below the columns that do. Lines have no line ends."""
        before, after = (dict[str, object]() if one is None else as_row(one) for one in (self.before, self.after))
        bodies = [str(row["body"]).split("\n") if "body" in row else [] for row in (before, after)]
        fields = [
            [
                f"{name}: {_shown(value)}"
                for name, value in row.items()
                if name not in _NOT_SHOWN and other.get(name) != value and not _is_nothing(value)
            ]
            for row, other in ((before, after), (after, before))
        ]
        yield f"--- {self.uri}"
        yield f"+++ {self.uri}"
        yield from (f"{sign}{line}" for sign, lines in zip("-+", fields, strict=True) for line in lines)
        yield from islice(difflib.unified_diff(bodies[0], bodies[1], n=context, lineterm=""), 2, None)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many inputs changed: by kind, by kind of cause, and by cause. One with two causes counts for each."""

    kinds: Mapping[Kind, int]
    causes: Mapping[CauseKind, int]
    details: Mapping[Cause, int]


def count(changes: Iterable[Change]) -> Counts:
    kinds: Counter[Kind] = Counter()
    causes: Counter[CauseKind] = Counter()
    details: Counter[Cause] = Counter()
    for change in changes:
        kinds[change.kind] += 1
        causes.update({cause.kind for cause in change.causes})
        details.update(change.causes)
    return Counts(kinds, causes, details)


@dataclass(frozen=True, slots=True)
class Diff:
    """Two versions compared by their logs; `changes` reads the files that only one of them names.

    `n_files`: those files. `furniture`: source → lines learned only in the first, and only in the second.
    """

    path: AnyPath
    runs: tuple[RunRow, ...]
    a: int
    b: int
    n_files: int
    furniture: Mapping[str, tuple[frozenset[str], frozenset[str]]]
    _sides: tuple[TableFiles, TableFiles]

    def changes(self) -> Iterator[Change]:
        """All changes, by source and doc_id. Raises DatasetError where a file is gone or can't be read."""
        files: dict[str, list[DataFile]] = {
            table: [*{file.name: file for side in self._sides for file in side[table]}.values()] for table in TABLES
        }
        with _readable(self.path, self.a, self.b):
            for group in layout.group_buckets(files):
                yield from self._changes_in(group)

    def _changes_in(self, group: BucketGroup) -> Iterator[Change]:
        a, b = (SideRows.of(self.path, side, group) for side in self._sides)
        outcomes = [rows for side in (a, b) for rows in (side.tables["documents"], side.tables["rejects"])]
        cuts = sorted({"", id_after(""), *(cut for rows in outcomes for cut in rows.cuts())})
        for first, stop in pairwise(cuts):
            before, after = a.read(first, stop), b.read(first, stop)
            for doc_id in sorted({*before.ids(), *after.ids()}):
                change = self._change(doc_id, before, after)
                if change is not None:
                    yield change

    def _change(self, doc_id: str, before: RowRange, after: RowRange) -> Change | None:
        tables = [table for table in ("documents", "rejects", *COUNTED) if before.differs(after, table, doc_id)]
        if not tables:
            return None
        old, new = before.outcome(doc_id), after.outcome(doc_id)
        either = new or old
        if either is None:
            raise DatasetError(f"{self.path}: {tables[0]} of {doc_id}, which is no input; `jiaokan check` says more")
        columns: tuple[str, ...] = ()
        if old is not None and new is not None:
            rows = as_row(old), as_row(new)
            columns = tuple(name for name in rows[0] if name in rows[1] and rows[0][name] != rows[1][name])
            columns = (*columns, *(t for t in COUNTED if t in tables and before.differs(after, t, doc_id, _VERSIONS)))
        causes = tuple(self._causes(old, new, before.moved_rules(after, doc_id), before.was_told(after, doc_id)))
        kind = _kind(old, new)
        if kind in {"changed", "reject-changed"} and _LINEAGE.issuperset(columns):
            kind = "same"
        return Change(kind, doc_id, either.source_id, either.uri, columns, causes, old, new)

    def _causes(
        self, old: Record | Reject | None, new: Record | Reject | None, rules: Sequence[str], told: Sequence[str]
    ) -> Iterator[Cause]:
        """`rules`: those with other versions among the edits; `told`: what differs beside the bytes."""
        if old is None or new is None:
            yield Cause("input", "new" if old is None else "gone")
            return
        vanished = [isinstance(one, Reject) and one.reason == "vanished" for one in (old, new)]
        if vanished[0] != vanished[1]:
            yield Cause("input", "vanished from its source" if vanished[1] else "back in its source")
            return
        found = [*self._made_by(old, new, rules, told), *self._set_by(old, new)]
        yield from found
        if not found or (not rules and old.rules_fingerprint != new.rules_fingerprint):
            # They nearly always differ after an upgrade, so they are named only where they may be needed.
            libraries = [Cause("libraries", name) for name in self._between(new.source_id, "libraries", _WRITERS)]
            yield from libraries
            if not found and not libraries:
                yield Cause("unrecorded", "nothing on record differs")

    def _made_by(
        self, old: Record | Reject, new: Record | Reject, rules: Sequence[str], told: Sequence[str]
    ) -> Iterator[Cause]:
        if old.raw_sha256 != new.raw_sha256:
            yield Cause("input", "bytes")
        elif told:
            yield Cause("input", " and ".join(told))
        if old.rules_fingerprint != new.rules_fingerprint:
            # With the rules of its edits all the same, it is another rule or a stage, which leave no version behind.
            yield from (
                Cause("rules", name) for name in rules or ("others than those of its edits, a stage or a library",)
            )

    def _set_by(self, old: Record | Reject, new: Record | Reject) -> Iterator[Cause]:
        """Settings, and what was learned, which counts as one. Where their hashes are on record these decide."""
        hashes = old.settings_fingerprint, new.settings_fingerprint
        if all(hashes) and hashes[0] == hashes[1]:
            return
        n_named = 0
        for cause in self._named_settings(old, new):
            n_named += 1
            yield cause
        if all(hashes) and not n_named:
            yield Cause("settings", f"those of the source itself (sources/{new.source_id}.toml), or the engine")

    def _named_settings(self, old: Record | Reject, new: Record | Reject) -> Iterator[Cause]:
        yield from (Cause("settings", name) for name in self._between(new.source_id, "parameters"))
        if isinstance(old, Record) and isinstance(new, Record):
            engines = [_engine(record.script_method) for record in (old, new)]
            if all(engines) and engines[0] != engines[1]:
                yield Cause("engine", f"{engines[0]}→{engines[1]}")
        gone, come = self.furniture.get(new.source_id, (frozenset(), frozenset()))
        if gone or come:
            yield Cause("furniture", f"{len(come)} lines learned, {len(gone)} no longer")

    def _between(
        self, source_id: str, column: Literal["parameters", "libraries"], beside: Iterable[str] = ()
    ) -> list[str]:
        """What differs in a column of pairs between the runs that gave each version its rows of the source."""
        runs = [last_run(self.runs, version, source_id) for version in (self.a, self.b)]
        old, new = ({} if run is None else layout.pairs(getattr(run, column)) for run in runs)
        return [
            f"{name}={old.get(name, 'none')}→{new.get(name, 'none')}"
            for name in sorted({*old, *new}.difference(beside))
            if old.get(name) != new.get(name)
        ]


def diff(dataset_path: Path | str | AnyPath, a: int, b: int) -> Diff:
    """Compare version `a` of a dataset folder to version `b`, which may be the older. Reads logs and furniture only.

    Raises DatasetError when the folder is no dataset or has no such version, and where only one of the versions has ids
    of schema version 1 or 2; InputError for a URL.
    """
    path = parse_path(dataset_path)
    if not layout.has_log(path, RUNS):
        raise DatasetError(f"{path} is no dataset: there is no {RUNS}/_delta_log in it")
    runs = layout.read_runs(path, layout.open_log(path, RUNS))
    for version in (a, b):
        if not 1 <= version <= len(runs):
            raise DatasetError(f"{path} has no version {version}: there are 1 to {len(runs)}")
    sides = layout.differing_files(path, runs[a - 1], runs[b - 1])
    if all(side["raw"] for side in sides) and len({are_old(path, side["raw"]) for side in sides}) > 1:
        raise DatasetError(f"{path}: versions {a} and {b} name documents by other ids ({told_since(runs, a, b)})")
    with _readable(path, a, b):
        learned = [_learned(path, side[FURNITURE]) for side in sides]
    furniture = {
        source_id: (old - new, new - old)
        for source_id in sorted({*learned[0], *learned[1]})
        for old, new in [tuple(side.get(source_id, frozenset()) for side in learned)]
        if old != new
    }
    n_files = len({(table, file.name) for side in sides for table, files in side.items() for file in files})
    return Diff(path, tuple(runs), a, b, n_files, furniture, sides)


@contextlib.contextmanager
def _readable(path: AnyPath, a: int, b: int) -> Iterator[None]:
    """What can't be read is an error of ours, that says what to do."""
    import pyarrow as pa

    try:
        yield
    except (OSError, pa.ArrowException) as error:
        where = f"{path}: a file of version {a} or {b} can't be read"
        raise DatasetError(f"{where}: {error}; `jiaokan check --version` says more") from error


def last_run(runs: Sequence[RunRow], version: int, source_id: str) -> RunRow | None:
    """The run that gave a version its rows of a source: the last one that read the source, some of it or all."""
    while version:
        run = runs[version - 1]
        if source_id in run.sources:
            return run
        restored = layout.pairs(run.parameters).get("restore")
        version = int(restored) if restored else version - 1
    return None


def _learned(path: AnyPath, files: Sequence[DataFile]) -> dict[str, frozenset[str]]:
    """Source → its lines."""
    rows = [from_row(FurnitureRow, row) for f in files for row in read_rows(path / FURNITURE / f.name).to_pylist()]
    by_source = groupby(sorted(rows, key=lambda row: row.source_id), key=lambda row: row.source_id)
    return {source_id: frozenset(row.line for row in of_source) for source_id, of_source in by_source}


def _kind(old: Record | Reject | None, new: Record | Reject | None) -> Kind:
    if isinstance(new, Record):
        return "came" if old is None else "changed" if isinstance(old, Record) else "accepted"
    if new is None:
        return "went" if isinstance(old, Record) else "reject-went"
    return "reject-came" if old is None else "rejected" if isinstance(old, Record) else "reject-changed"


def _engine(method: str | None) -> str:
    """Engine and version of "opencc 1.4.2 t2s+s2t": the configurations follow from text and settings."""
    return "" if method is None else method.rsplit(" ", 1)[0]


def _is_nothing(value: object) -> bool:
    return value is None or value == ()


def _shown(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value).replace("\n", "⏎")
