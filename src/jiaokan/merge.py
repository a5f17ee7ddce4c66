"""Staged parts and the rows already there → the rows of each bucket that changes. Reads only; store.py writes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from jiaokan.errors import DatasetError
from jiaokan.layout import COUNTED, TABLES, Bucket, DataFile, bucket_name, bucket_prefix, find_buckets, source_label
from jiaokan.schema import arrow_schema
from jiaokan.shard import ShardReport

if TYPE_CHECKING:
    import pyarrow as pa

GROUP_BYTES = 32 << 20  # raw bytes merged at a time; a few times that in memory

Files = dict[str, dict[str, DataFile]]  # table → file name → file
Rows = dict[str, "pa.Table"]  # table → rows by doc_id (and seq)


@dataclass(frozen=True, slots=True)
class Merged:
    """One bucket as it has to be: its rows, and the files of the bucket it replaces (itself, if not split)."""

    name: str
    replaces: str
    rows: Rows
    before: Rows  # rows the bucket of this name had; no table where it had none
    n_late: int  # staged inputs left out, of this bucket


@dataclass(frozen=True, slots=True)
class Staged:
    """The parts of one source. `doc_ids` are sorted, `ends` the running sum of their raw bytes."""

    source_id: str
    paths: Mapping[str, Sequence[Path]]  # table → files
    doc_ids: Sequence[str]
    ends: Sequence[int]

    @classmethod
    def of(cls, source_id: str, reports: Sequence[ShardReport]) -> Staged:
        """Raises DatasetError unless every input is there once, as a record or as a reject, with its edits."""
        paths = {
            table: sorted(path for report in reports for path in Path(report.folder).glob(f"{table}-*.parquet"))
            for table in TABLES
        }
        raw = _scan(paths["raw"], "raw", columns=["doc_id", "n_bytes"]).sort_by("doc_id")
        doc_ids: list[str] = raw["doc_id"].to_pylist()
        documents = _scan(paths["documents"], "documents", columns=["doc_id", "n_edits"])
        rejects = _scan(paths["rejects"], "rejects", columns=["doc_id"])
        for a, b in pairwise(doc_ids):
            if a == b:
                raise DatasetError(f"{source_id}: input {a} is in this run twice: two files give the same uri")
        outcomes = sorted(documents["doc_id"].to_pylist() + rejects["doc_id"].to_pylist())
        expected = (sum(report.n_inputs for report in reports), sum(report.n_records for report in reports))
        if outcomes != doc_ids or expected != (len(doc_ids), documents.num_rows):
            raise DatasetError(
                f"{source_id}: the staged parts hold {len(doc_ids)} inputs, {documents.num_rows} records and "
                f"{rejects.num_rows} rejects, reported were {expected[0]} inputs and {expected[1]} records"
            )
        return cls(source_id, paths, doc_ids, list(accumulate(raw["n_bytes"].to_pylist())))

    def n_bytes(self, prefix: str) -> int:
        """Raw bytes of the inputs whose doc_ids begin with `prefix`."""
        first, last = bisect_left(self.doc_ids, prefix), bisect_left(self.doc_ids, _after(prefix))
        return self.ends[last - 1] - (self.ends[first - 1] if first else 0) if last > first else 0

    def read(self, table: str, first: str, last: str) -> pa.Table:
        """Rows of the buckets from prefix `first` to prefix `last`."""
        return _scan(self.paths[table], table, between=(first, _after(last)))


def merge_source(dataset: Path, files: Files, staged: Staged, max_rows: int) -> Iterator[Merged]:
    """The buckets of one source that the staged inputs touch, a few at a time (`GROUP_BYTES`)."""
    label = source_label(staged.source_id)
    present: dict[str, dict[str, Path]] = {}  # prefix → table → file
    for table in TABLES:
        for file in files[table].values():
            if "-" in file.bucket and bucket_prefix(file.bucket)[0] == label:
                present.setdefault(bucket_prefix(file.bucket)[1], {})[table] = dataset / table / file.name

    def held(prefix: str) -> list[str]:
        doc_ids: list[str] = _scan([present[prefix]["raw"]], "raw", columns=["doc_id"])["doc_id"].to_pylist()
        return doc_ids

    buckets = find_buckets(staged.doc_ids, present, held, max_rows)
    for group in _groups(buckets, staged, {p: files["raw"][t["raw"].name].n_bytes for p, t in present.items()}):
        first, last = group[0].prefix, group[-1].prefix
        old_prefixes = sorted({bucket.replaces for bucket in group} & present.keys())
        old = {
            table: _scan([present[p][table] for p in old_prefixes if table in present[p]], table) for table in TABLES
        }
        new, late = _merge(old, {table: staged.read(table, first, last) for table in TABLES})
        for bucket in group:
            rows = {table: _with_prefix(new[table], bucket.prefix) for table in TABLES}
            for table, count in COUNTED.items():
                if rows[table].num_rows != sum(rows["documents"][count].to_pylist()):
                    where = f"{staged.source_id}: {table} under {bucket.prefix!r}"
                    raise DatasetError(f"{where} don't match documents.{count}")
            yield Merged(
                name=bucket_name(label, bucket.prefix),
                replaces=bucket_name(label, bucket.replaces),
                rows=rows,
                before={t: _with_prefix(old[t], bucket.prefix) for t in present.get(bucket.prefix, {})},
                n_late=sum(doc_id.startswith(bucket.prefix) for doc_id in late),
            )


def _groups(buckets: Sequence[Bucket], staged: Staged, old_bytes: Mapping[str, int]) -> Iterator[list[Bucket]]:
    group: list[Bucket] = []
    size = 0
    for bucket in buckets:
        n_bytes = staged.n_bytes(bucket.prefix) + old_bytes.get(bucket.replaces, 0)
        if group and size + n_bytes > GROUP_BYTES:
            yield group
            group, size = [], 0
        group.append(bucket)
        size += n_bytes
    if group:
        yield group


def _merge(old: Rows, staged: Rows) -> tuple[Rows, Collection[str]]:
    """All rows after the staged inputs took the place of their predecessors; and the inputs that came too late.

    `observed_at` says when the source *first* showed these bytes, so it stays while they do.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    keys = ["doc_id", "raw_sha256", "observed_at"]
    known = {doc_id: (sha, at) for doc_id, sha, at in zip(*(old["raw"][key].to_pylist() for key in keys), strict=True)}
    late: set[str] = set()
    taken: set[str] = set()
    observed_at = []
    for doc_id, sha, at in zip(*(staged["raw"][key].to_pylist() for key in keys), strict=True):
        old_sha, old_at = known.get(doc_id, (None, None))
        if sha != old_sha and at is not None and old_at is not None and at < old_at:
            late.add(doc_id)
        else:
            taken.add(doc_id)
        observed_at.append(old_at if sha == old_sha and old_at is not None else at)
    column = staged["raw"].schema.get_field_index("observed_at")
    field = staged["raw"].schema.field(column)
    staged = {**staged, "raw": staged["raw"].set_column(column, field, pa.array(observed_at, field.type))}

    ids = pa.array(sorted(taken), pa.string())
    rows = {}
    for table in TABLES:
        kept = old[table].filter(pc.invert(pc.is_in(old[table]["doc_id"], ids)))
        fresh = staged[table].filter(pc.is_in(staged[table]["doc_id"], ids))
        order = [("doc_id", "ascending"), *([("seq", "ascending")] if table in COUNTED else [])]
        rows[table] = pa.concat_tables([kept, fresh]).sort_by(order)
    return rows, late


def has_rows(path: Path, rows: pa.Table) -> bool:
    """Has the file just these rows, whichever version of the libraries wrote it?"""
    import pyarrow.parquet as pq

    return bool(pq.read_table(path).equals(rows))


def _after(prefix: str) -> str:
    """The first string behind all doc_ids that begin with `prefix`: 'g' follows the last hex digit."""
    return prefix + "g"


def _with_prefix(rows: pa.Table, prefix: str) -> pa.Table:
    import pyarrow.compute as pc

    return rows.filter(pc.starts_with(rows["doc_id"], prefix)).combine_chunks()


def _scan(
    paths: Sequence[Path],
    table: str,
    *,
    columns: list[str] | None = None,
    between: tuple[str, str] | None = None,
) -> pa.Table:
    import pyarrow.dataset as ds

    schema = arrow_schema(TABLES[table])
    if not paths:
        return schema.empty_table() if columns is None else schema.empty_table().select(columns)
    found = ds.dataset([str(path) for path in paths], schema=schema, format="parquet")
    doc_id = ds.field("doc_id")
    rows: pa.Table = found.to_table(
        columns=columns, filter=None if between is None else (doc_id >= between[0]) & (doc_id < between[1])
    )
    return rows
