"""Staged parts and the rows already there → the rows of each bucket that changes. store.py writes them.

A source is gone through in ranges of doc_ids: a bucket, or as many as stay within `RANGE_BYTES` and `RANGE_INPUTS`.
Of a range the keys are in memory, and rows of one table at a time: those of `ROW_GROUP_BYTES`. So memory depends
neither on the size of the run nor on that of a bucket. Where row groups of the parts are wider than a range, the parts
are first spread over files as wide as it. The digit that has most of them is not copied: many inputs may have several
digits in common (document.cluster). So each staged row is copied a few times at most, however many there are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import chain, groupby, islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from jiaokan.errors import DatasetError
from jiaokan.schema import arrow_array, values_of
from jiaokan.storage.layout import (
    COUNTED,
    TABLES,
    Bucket,
    DataFile,
    bucket_name,
    bucket_prefix,
    find_buckets,
    id_after,
    source_label,
)
from jiaokan.storage.paths import AnyPath, scratch
from jiaokan.storage.rows import PartFiles, RowFiles, part_name, part_writer
from jiaokan.storage.stage import Staged

if TYPE_CHECKING:
    import pyarrow as pa

ROW_GROUP_BYTES = 8 << 20  # raw bytes of the inputs in one row group of each table; part of the layout
RANGE_BYTES = 32 << 20  # raw bytes of the inputs in a range of several buckets
RANGE_INPUTS = 100_000  # in a range of several buckets
MANY_PARTS = 128
MAX_JOINED = 200
_DIGITS = "0123456789abcdef"

Files = dict[str, dict[str, DataFile]]  # table → file name → file


@dataclass(frozen=True, slots=True)
class _Count:
    """Of some staged inputs how many there are, their raw bytes, and the first and last doc_id."""

    n_inputs: int = 0
    n_bytes: int = 0
    first: str = ""
    last: str = ""

    def __add__(self, other: _Count) -> _Count:
        if not (self.n_inputs and other.n_inputs):
            return self if self.n_inputs else other
        first, last = min(self.first, other.first), max(self.last, other.last)
        return _Count(self.n_inputs + other.n_inputs, self.n_bytes + other.n_bytes, first, last)


@dataclass(frozen=True, slots=True)
class _Slice:
    """The rows of some inputs of a bucket, first ≤ doc_id < stop: a row group of each table."""

    bucket: Bucket
    first: str
    stop: str
    n_bytes: int  # raw


@dataclass(frozen=True, slots=True)
class Merged:
    """One table of one bucket as it has to be. To be used up before the next one is asked for."""

    table: str
    name: str
    replaces: str  # the bucket whose file it takes the place of: itself, or one that has to be split
    _slices: Iterator[tuple[_Slice, pa.Table, pa.Table]]  # rows by doc_id (and seq), and those there are
    _held: RowFiles | None  # the file of the bucket; None where it is new

    def changed(self) -> Iterator[pa.Table] | None:
        """All rows, a row group each; None where they are those of the file, whichever libraries wrote it."""
        same: list[_Slice] = []
        for slice_, rows, held in self._slices:
            if not rows.equals(held) if self._held else rows.num_rows:
                earlier = (self._held.read(one.first, one.stop) for one in same) if self._held else ()
                return (rows for rows in chain(earlier, [rows], (rows for _, rows, _ in self._slices)) if rows.num_rows)
            same.append(slice_)
        return None


@dataclass(frozen=True, slots=True)
class _Range:
    """The staged inputs whose doc_ids begin with `prefix`, and the files of the buckets they may go to."""

    source_id: str
    prefix: str
    staged: Mapping[str, PartFiles]
    # Prefix of a bucket, which begins `prefix` or is begun by it → table → file
    present: Mapping[str, Mapping[str, AnyPath]]

    def count(self) -> dict[str, _Count]:
        """Next digit → the staged inputs that have it."""
        import pyarrow.compute as pc

        found: dict[str, _Count] = {}
        at = len(self.prefix)
        for rows in self.staged["raw"].iter_files(self.prefix, id_after(self.prefix), ["doc_id", "n_bytes"]):
            digits = pc.utf8_slice_codeunits(rows["doc_id"], at, at + 1)
            for digit in pc.unique(digits):
                of_digit = rows.filter(pc.equal(digits, digit))
                bounds = pc.min_max(of_digit["doc_id"]).as_py()
                count = _Count(len(of_digit), pc.sum(of_digit["n_bytes"]).as_py(), bounds["min"], bounds["max"])
                found[digit.as_py()] = found.get(digit.as_py(), _Count()) + count
        return found

    def n_rows(self, n_held: Mapping[str, int]) -> int:
        """How many inputs the buckets hold that the staged ones go to. Reads their doc_ids."""
        lengths = {len(prefix) for prefix in self.present}
        doc_ids = self._scan(self.staged["raw"], ["doc_id"])["doc_id"].to_pylist()
        return sum(n_held[home] for home in {doc_id[:n] for doc_id in doc_ids for n in lengths} & self.present.keys())

    def parted(self) -> dict[str, _Range]:
        """Next digit → the range that has it, with all files that are staged."""
        present: dict[str, dict[str, Mapping[str, AnyPath]]] = {digit: {} for digit in _DIGITS}
        for prefix, files in self.present.items():
            for digit in prefix[len(self.prefix) :][:1] or _DIGITS:
                present[digit][prefix] = files
        return {digit: replace(self, prefix=self.prefix + digit, present=present[digit]) for digit in _DIGITS}

    def held(self, prefix: str) -> list[str]:
        """Those doc_ids of a present bucket that are of this range."""
        raw = RowFiles([self.present[prefix]["raw"]], "raw")
        doc_ids: list[str] = self._scan(raw, ["doc_id"])["doc_id"].to_pylist()
        return doc_ids

    def _scan(self, files: RowFiles, columns: list[str]) -> pa.Table:
        return files.read(self.prefix, id_after(self.prefix), columns)

    def merge(self, max_rows: int) -> tuple[Iterator[Merged], int]:
        """The tables of the buckets that the inputs touch, and how many of these are late.

        `observed_at` says when the source *first* showed these bytes, so it stays while they do. Raises DatasetError
        unless every input is there once, and is a record or a reject.
        """
        names = ["doc_id", "n_bytes", "raw_sha256", "observed_at"]
        keys = self._scan(self.staged["raw"], names)
        self._check_outcomes(sorted(keys["doc_id"].to_pylist()))
        buckets = find_buckets(keys["doc_id"].to_pylist(), self.present, self.held, max_rows, under=self.prefix)
        old = sorted({bucket.replaces for bucket in buckets} & self.present.keys())
        old_keys = self._scan(RowFiles([self.present[p]["raw"] for p in old], "raw"), names)
        known = {doc_id: (sha, at) for doc_id, _, sha, at in _rows(old_keys)}
        sizes = {doc_id: n_bytes for doc_id, n_bytes, _, _ in _rows(old_keys)}
        taken: list[str] = []
        since: dict[str, datetime] = {}
        for doc_id, n_bytes, sha, at in _rows(keys):
            old_sha, old_at = known.get(doc_id, (None, None))
            if sha != old_sha and at is not None and old_at is not None and at < old_at:
                continue
            taken.append(doc_id)
            sizes[doc_id] = n_bytes
            if sha == old_sha and old_at is not None:
                since[doc_id] = old_at
        taken.sort()
        slices = _cut(buckets, sorted(sizes.items()))
        return self._iter_merged(slices, old, taken, since), keys.num_rows - len(taken)

    def _check_outcomes(self, doc_ids: Sequence[str]) -> None:
        repeated = next((a for a, b in pairwise(doc_ids) if a == b), None)
        if repeated:
            raise DatasetError(f"{self.source_id}: input {repeated} is in this run twice: two files give the same uri")
        outcomes = [
            doc_id
            for table in ("documents", "rejects")
            for doc_id in self._scan(self.staged[table], ["doc_id"])["doc_id"].to_pylist()
        ]
        if sorted(outcomes) != doc_ids:
            raise DatasetError(
                f"{self.source_id}: staged inputs without an outcome, or with two; nothing was committed: run again"
            )

    def _iter_merged(
        self, slices: Sequence[_Slice], old: Sequence[str], taken: Sequence[str], since: Mapping[str, datetime]
    ) -> Iterator[Merged]:
        label = source_label(self.source_id)
        counts: dict[str, list[int]] = {table: [] for table in COUNTED}
        for table in TABLES:
            paths = {p: self.present[p][table] for p in old if table in self.present[p]}
            merged = self._merge_slices(table, slices, [*paths.values()], taken, since, counts=counts)
            for bucket, of_bucket in groupby(merged, key=lambda found: found[0].bucket):
                path = paths.get(bucket.prefix)
                held = RowFiles([path], table) if path else None
                name, replaces = bucket_name(label, bucket.prefix), bucket_name(label, bucket.replaces)
                yield Merged(table, name, replaces, of_bucket, held)
            _give_back()

    def _merge_slices(
        self,
        table: str,
        slices: Sequence[_Slice],
        paths: Sequence[AnyPath],
        taken: Sequence[str],
        since: Mapping[str, datetime],
        *,
        counts: dict[str, list[int]],  # of rows in other tables, a slice each: what `documents` says of them
    ) -> Iterator[tuple[_Slice, pa.Table, pa.Table]]:
        """Of each slice the rows as they have to be, and as they are."""
        import pyarrow as pa
        import pyarrow.compute as pc

        held_files, staged_files = RowFiles(paths, table), self.staged[table]
        number = 0
        for chunk in _chunks(slices):
            first, stop = chunk[0].first, chunk[-1].stop
            of_chunk = arrow_array(taken[bisect_left(taken, first) : bisect_left(taken, stop)], pa.string())
            held = held_files.read(first, stop)
            fresh = staged_files.read(first, stop)
            kept = _where(held, pc.invert(pc.is_in(held["doc_id"], of_chunk)))
            fresh = _where(fresh, pc.is_in(fresh["doc_id"], of_chunk))
            if table == "raw" and since:
                fresh = _observed(fresh, since)
            order = [("doc_id", "ascending"), *([("seq", "ascending")] if table in COUNTED else [])]
            rows = pa.concat_tables([kept, fresh]).sort_by(order).combine_chunks()
            del kept, fresh
            for slice_ in chunk:
                of_slice = _between(rows, slice_)
                if table == "documents":
                    for other, count in COUNTED.items():
                        counts[other].append(sum(of_slice[count].to_pylist()))
                if table in COUNTED and of_slice.num_rows != counts[table][number]:
                    where = f"{self.source_id}: {table} from {slice_.first!r} to {slice_.stop!r}"
                    raise DatasetError(
                        f"{where} don't match documents.{COUNTED[table]}; nothing was committed: run again"
                    )
                number += 1
                yield slice_, of_slice, _between(held, slice_)


def merge_source(
    dataset: AnyPath, files: Files, staged: Staged, max_rows: int
) -> Iterator[tuple[Iterator[Merged], int]]:
    """Ranges of the source that the staged inputs touch: the tables of its buckets, and its late inputs."""
    label = source_label(staged.source_id)
    present: dict[str, dict[str, AnyPath]] = {}  # prefix → table → file
    n_held: dict[str, int] = {}
    for table in TABLES:
        for file in files[table].values():
            if "-" in file.bucket and bucket_prefix(file.bucket)[0] == label:
                prefix = bucket_prefix(file.bucket)[1]
                present.setdefault(prefix, {})[table] = dataset / table / file.name
                n_held[prefix] = max(n_held.get(prefix, 0), file.n_rows if table == "raw" else 0)
    whole = _Range(staged.source_id, "", staged.parts, present)
    count = sum(whole.count().values(), _Count())
    for range_ in _ranges(whole, count, n_held, max_rows, dataset):
        yield range_.merge(max_rows)


def _ranges(
    whole: _Range, count: _Count, n_held: Mapping[str, int], max_rows: int, dataset: AnyPath
) -> Iterator[_Range]:
    """The range in parts that are not too big: itself where it is not, or is no more than one bucket."""
    prefix = whole.prefix
    is_split = any(len(other) < len(prefix) for other in whole.present)
    if not count.n_inputs and not is_split:
        return
    is_inner = count.n_inputs > max_rows or any(len(other) > len(prefix) for other in whole.present)
    is_small = count.n_bytes <= RANGE_BYTES and count.n_inputs <= RANGE_INPUTS
    is_one = count.first == count.last  # one input, staged over and over, is for `merge` to refuse
    if not is_inner or is_one or (is_small and count.n_inputs + whole.n_rows(n_held) <= RANGE_INPUTS):
        yield whole
        return
    with scratch(dataset) as folder:
        # A row group of the parts holds the rows of one first digit; but opening each part for each digit takes long.
        are_apart = not prefix and len(whole.staged["raw"].paths) <= MANY_PARTS
        shared = count.first[: len(prefix) + 1]
        counts = {shared[-1]: count} if count.last.startswith(shared) else whole.count()
        in_place = are_apart or len(counts) == 1
        spread = dict.fromkeys(counts, whole.staged) if in_place else _spread(whole, counts, folder)
        for digit, part in whole.parted().items():
            staged = replace(part, staged=spread.get(digit) or _no_parts())
            yield from _ranges(staged, counts.get(digit, _Count()), n_held, max_rows, dataset)


def _spread(whole: _Range, counts: Mapping[str, _Count], folder: Path) -> dict[str, dict[str, PartFiles]]:
    """Digit → table → files with the staged rows of the range that have it next."""
    import pyarrow.compute as pc

    found = {digit: _no_parts() for digit in counts}
    most = max(counts, key=lambda digit: counts[digit].n_inputs)
    to_copy = [(whole.prefix, id_after(whole.prefix))]
    if 2 * counts[most].n_inputs >= sum(count.n_inputs for count in counts.values()):
        found[most] = dict(whole.staged)
        to_copy = [(whole.prefix, whole.prefix + most), (id_after(whole.prefix + most), id_after(whole.prefix))]
    at = len(whole.prefix)
    for table, files in whole.staged.items():
        copied = chain.from_iterable(files.iter_files(first, stop) for first, stop in to_copy)
        with ExitStack() as stack:
            writers: dict[str, pa.RecordBatchFileWriter] = {}
            for rows in _joined(copied):
                digits = pc.utf8_slice_codeunits(rows["doc_id"], at, at + 1)
                for its in pc.unique(digits):
                    if (digit := its.as_py()) not in writers:
                        path = folder / part_name(table, int(digit, 16))
                        found[digit][table] = PartFiles([path], table)
                        writers[digit] = stack.enter_context(part_writer(path, rows.schema))
                    writers[digit].write_table(rows.filter(pc.equal(digits, its)).combine_chunks())
    return {digit: found[digit] for digit in counts}


def _no_parts() -> dict[str, PartFiles]:
    return {table: PartFiles((), table) for table in TABLES}


def _joined(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Small ones put together; very many would take more memory than their rows."""
    import pyarrow as pa

    joined: list[pa.Table] = []
    n_bytes = 0
    for rows in tables:
        joined.append(rows)
        n_bytes += rows.nbytes
        if n_bytes > 4 * ROW_GROUP_BYTES or len(joined) > MAX_JOINED:
            yield pa.concat_tables(joined)
            joined, n_bytes = [], 0
    if joined:
        yield pa.concat_tables(joined)


def _cut(buckets: Sequence[Bucket], sizes: Sequence[tuple[str, int]]) -> list[_Slice]:
    """The buckets in slices, by the raw bytes of their inputs, all of which are in `sizes`, by doc_id."""
    slices: list[_Slice] = []
    todo = iter(sizes)
    for bucket in buckets:
        first, n_bytes = bucket.prefix, 0
        for doc_id, size in islice(todo, bucket.n_inputs):
            if n_bytes and n_bytes + size > ROW_GROUP_BYTES:
                slices.append(_Slice(bucket, first, doc_id, n_bytes))
                first, n_bytes = doc_id, 0
            n_bytes += size
        slices.append(_Slice(bucket, first, id_after(bucket.prefix), n_bytes))
    return slices


def _chunks(slices: Sequence[_Slice]) -> Iterator[list[_Slice]]:
    chunk: list[_Slice] = []
    size = 0
    for slice_ in slices:
        if chunk and size + slice_.n_bytes > ROW_GROUP_BYTES:
            yield chunk
            chunk, size = [], 0
        chunk.append(slice_)
        size += slice_.n_bytes
    if chunk:
        yield chunk


def _where(rows: pa.Table, mask: pa.ChunkedArray) -> pa.Table:
    """Those rows; all of them, as a rule, which are not copied then."""
    import pyarrow.compute as pc

    return rows if pc.all(mask, min_count=0).as_py() else rows.filter(mask)


def _give_back() -> None:
    """Allocators keep what was freed, several times what is in use; the system's is also that of file metadata."""
    import pyarrow as pa

    for pool in (pa.default_memory_pool(), pa.system_memory_pool()):
        pool.release_unused()


def _observed(raw: pa.Table, since: Mapping[str, datetime]) -> pa.Table:

    column = raw.schema.get_field_index("observed_at")
    field = raw.schema.field(column)
    times = [since.get(i, at) for i, at in zip(raw["doc_id"].to_pylist(), values_of(raw["observed_at"]), strict=True)]
    return raw.set_column(column, field, arrow_array(times, field.type))


def _between(rows: pa.Table, slice_: _Slice) -> pa.Table:
    """Rows of the slice, of rows by doc_id."""
    import pyarrow as pa
    import pyarrow.compute as pc

    bounds = arrow_array([slice_.first, slice_.stop], pa.string())
    first, stop = (pc.sum(pc.less(rows["doc_id"], bound)).as_py() or 0 for bound in bounds)
    return rows.slice(first, stop - first)


def _rows(table: pa.Table) -> Iterator[tuple[str, int, str, datetime | None]]:
    return zip(*map(values_of, table.columns), strict=True)
