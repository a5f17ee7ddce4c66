"""The rows of two versions side by side, a range of doc_ids at a time: what diff.py compares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from jiaokan.record import Record, Reject, from_row
from jiaokan.storage.layout import COUNTED, TABLES, BucketGroup, TableFiles
from jiaokan.storage.paths import AnyPath
from jiaokan.storage.rows import RowFiles

if TYPE_CHECKING:
    import pyarrow as pa

_RAW_COLUMNS = ("doc_id", "headers", "fault")


@dataclass(frozen=True, slots=True)
class SideRows:
    """The rows of a group of buckets in one of the versions, in the files to read."""

    tables: Mapping[str, RowFiles]

    @classmethod
    def of(cls, path: AnyPath, side: TableFiles, group: BucketGroup) -> SideRows:
        names = {table: {file.name for file in side[table]} for table in TABLES}
        return cls(
            {
                table: RowFiles(
                    [path / table / f.name for f in group.files.get(table, ()) if f.name in names[table]], table
                )
                for table in TABLES
            }
        )

    def read(self, first: str, stop: str) -> RowRange:
        return RowRange(
            {
                table: _Keyed.of(rows.read(first, stop, _RAW_COLUMNS if table == "raw" else None))
                for table, rows in self.tables.items()
            }
        )


@dataclass(frozen=True, slots=True)
class _Keyed:
    """Rows and, by doc_id, the first of its rows and how many there are."""

    rows: pa.Table
    at: Mapping[str, tuple[int, int]]

    @classmethod
    def of(cls, rows: pa.Table) -> _Keyed:
        at: dict[str, tuple[int, int]] = {}
        if rows.num_rows:
            # Of two buckets of which one was split the rows are not by doc_id yet.
            rows = rows.sort_by([(name, "ascending") for name in ("doc_id", "seq") if name in rows.schema.names])
        first = 0
        for doc_id, members in groupby(rows["doc_id"].to_pylist()):
            at[doc_id] = (first, n := sum(1 for _ in members))
            first += n
        return cls(rows, at)

    def count(self, doc_id: str) -> int:
        return self.at.get(doc_id, (0, 0))[1]

    def of_document(self, doc_id: str) -> pa.Table:
        return self.rows.slice(*self.at.get(doc_id, (0, 0)))


@dataclass(frozen=True, slots=True)
class RowRange:
    """What one version has of a range of doc_ids, in the files to read."""

    tables: Mapping[str, _Keyed]

    def ids(self) -> set[str]:
        return {doc_id for table in ("documents", "rejects", *COUNTED) for doc_id in self.tables[table].at}

    def differs(self, other: RowRange, table: str, doc_id: str, beside: Sequence[str] = ()) -> bool:
        """Has the other version other rows of the document? `beside`: columns that don't count."""
        n_mine, n_its = (side.tables[table].count(doc_id) for side in (self, other))
        if n_mine != n_its or not n_mine:
            return n_mine != n_its
        mine, its = (side.tables[table].of_document(doc_id) for side in (self, other))
        if beside:
            mine, its = (rows.drop_columns([n for n in beside if n in rows.schema.names]) for rows in (mine, its))
        return bool(not mine.equals(its))

    def outcome(self, doc_id: str) -> Record | Reject | None:
        for row in self.tables["documents"].of_document(doc_id).to_pylist():
            return from_row(Record, row, edits=(), fields=(), flags=())
        for row in self.tables["rejects"].of_document(doc_id).to_pylist():
            return from_row(Reject, row)
        return None

    def moved_rules(self, other: RowRange, doc_id: str) -> list[str]:
        """Rules that edited the document in both versions and were another version of themselves: "rule 3→4"."""
        old, new = (
            dict(zip(rows["rule"].to_pylist(), rows["rule_version"].to_pylist(), strict=True))
            for rows in (side.tables["edits"].of_document(doc_id) for side in (self, other))
        )
        return [f"{rule} {old[rule]}→{new[rule]}" for rule in sorted(old) if new.get(rule, old[rule]) != old[rule]]

    def was_told(self, other: RowRange, doc_id: str) -> list[str]:
        """What differs of the input beside its bytes: its headers, what the reader found wrong."""
        rows = [side.tables["raw"].of_document(doc_id).to_pylist() for side in (self, other)]
        if not all(rows):
            return []
        return [name for name in _RAW_COLUMNS[1:] if rows[0][0][name] != rows[1][0][name]]
