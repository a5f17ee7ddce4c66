"""A backfill: documents of a dataset cleaned anew from its own table `raw`, so that no original file is needed.

What it takes on is planned first, and told: how many, why, how long. It commits a chunk at a time, each a version of
its own; where it was cut off it goes on when it is started again, for what is done is then up to date. A run beside it
is in no danger: of two writers one commits after the other, and no observation takes the place of a newer one.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from jiaokan import store
from jiaokan.dataset import Dataset
from jiaokan.document import RawDocument, escaped
from jiaokan.errors import InputError
from jiaokan.furniture import as_learned, read_furniture
from jiaokan.pipeline import rules_fingerprint, settings_fingerprint
from jiaokan.read import SourceFile, described_sources
from jiaokan.read.raw import SUFFIX
from jiaokan.record import RunRow
from jiaokan.rules import RULES
from jiaokan.run import Direct, Executor, Options, Progress, silent
from jiaokan.settings import Settings
from jiaokan.storage import layout
from jiaokan.storage.ids import names_of
from jiaokan.storage.layout import BucketGroup, id_after
from jiaokan.storage.paths import parse_path
from jiaokan.storage.rows import RowFiles
from jiaokan.work.guard import Shard
from jiaokan.work.shard import ShardReport
from jiaokan.work.survey import SHARD_BYTES, SHARD_FILES

if TYPE_CHECKING:
    import pyarrow as pa

CHUNK_DOCUMENTS = 20_000  # one commit


@dataclass(frozen=True, slots=True)
class Selection:
    """Which documents; each condition that is given narrows it. Without any: all."""

    sources: tuple[str, ...] = ()
    glob: str | None = None  # over uris; * takes "/" too
    since: datetime | None = None  # observed then or later
    until: datetime | None = None  # observed before
    rules: tuple[str, ...] = ()  # that have edits of one of these rules
    rejects: bool = False  # rejected inputs only
    ids: frozenset[str] | None = None  # doc_ids or uris
    force: bool = False  # also those that rules and settings would give the same

    def describe(self) -> dict[str, object]:
        """What the row of the run says of it."""
        given = {
            "source": ",".join(map(escaped, self.sources)),
            "glob": self.glob,
            "since": self.since and self.since.isoformat(),
            "until": self.until and self.until.isoformat(),
            "rule": ",".join(self.rules),
            "rejects": self.rejects,
            "ids": self.ids and len(self.ids),
            "force": self.force,
        }
        return {"backfill": " ".join(f"{name}:{value}" for name, value in given.items() if value) or "all"}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a backfill would do. `causes`: why documents are not up to date → how many; one can have several."""

    selection: Selection
    n_inputs: int  # of the dataset
    n_selected: int
    n_current: int  # of these: up to date, so left alone
    n_bytes: int  # raw, of those to be cleaned
    causes: dict[str, int]
    seconds: float | None  # by what earlier runs took; None: none is on record
    doc_ids: tuple[tuple[BucketGroup, tuple[str, ...]], ...]

    @property
    def n_documents(self) -> int:
        return sum(len(doc_ids) for _, doc_ids in self.doc_ids)


@dataclass(frozen=True, slots=True)
class BackfillReport:
    """What came of it."""

    n_documents: int
    n_records: int
    n_rejects: int
    versions: tuple[int, ...]  # that it made


def options_of(dataset: Dataset, corpora: Sequence[str]) -> Options:
    """The options of the newest run over files: a backfill must not clean otherwise than the next night."""
    stated: dict[str, str] = {}
    for run in reversed(dataset.list_runs()):
        stated = layout.pairs(run.parameters)
        if "script" in stated:
            break
    defaults = Options(tuple(corpora), str(dataset.path))
    return replace(
        defaults,
        script=stated.get("script", defaults.script),  # type: ignore[arg-type]  # as an earlier run had it
        phrases=stated.get("phrases") == "true",
        engine=stated.get("engine", defaults.engine),  # type: ignore[arg-type]
        learn=stated.get("learn", "true") == "true",
    )


def plan(dataset: Dataset, options: Options, selection: Selection) -> Plan:
    """Reads the keys of all inputs, a bucket at a time. Raises InputError for a rule or source that is none."""
    unknown = set(selection.rules) - {rule.id for rule in RULES}
    if unknown:
        raise InputError(f"{', '.join(sorted(unknown))}: no such rule; `jiaokan rules` lists them")
    settings = _settings_of(dataset, options)
    causes: Counter[str] = Counter()
    known: set[str] = set()
    wanted: list[tuple[BucketGroup, tuple[str, ...]]] = []
    n_selected = n_current = n_bytes = n_inputs = 0
    for group in _groups(dataset):
        rows = _read_keys(dataset, group, with_rules=bool(selection.rules))
        n_inputs += len(rows)
        known.update(row.source_id for row in rows)
        selected = [row for row in rows if _is_selected(row, selection)]
        n_selected += len(selected)
        due: list[str] = []
        for row in selected:
            why = list(_why(row, settings(row.source_id)))
            if why or selection.force:
                due.append(row.doc_id)
                n_bytes += row.n_bytes
                causes.update(why or ["asked for"])
            else:
                n_current += 1
        if due:
            wanted.append((group, tuple(due)))
    missing = [source for source in selection.sources if escaped(source) not in known]
    if missing:
        raise InputError(f"{', '.join(missing)}: no such source; there are {', '.join(sorted(known))}")
    n_due = sum(len(doc_ids) for _, doc_ids in wanted)
    seconds = _seconds_for(dataset.list_runs(), n_due)
    found = dict(causes.most_common())
    return Plan(selection, n_inputs, n_selected, n_current, n_bytes, found, seconds, tuple(wanted))


def backfill_here(
    dataset: Dataset, options: Options, planned: Plan, on_progress: Progress | None = None
) -> BackfillReport:
    """Without any scheduler. Raises what jiaokan raises; what was committed before stays."""
    with Direct(options.n_workers) as executor:
        return backfill(dataset, options, planned, executor, on_progress)


def backfill(
    dataset: Dataset,
    options: Options,
    planned: Plan,
    executor: Executor,
    on_progress: Progress | None = None,
) -> BackfillReport:
    """Clean what is planned and commit it, a chunk at a time. The bytes are those of `dataset`, a version."""
    on_progress = on_progress or silent
    settings = _settings_of(dataset, options)
    held = read_furniture(parse_path(options.dataset))
    n_done = n_records = n_rejects = 0
    versions: list[int] = []
    on_progress(0, planned.n_documents)
    for chunk in _chunks(planned):
        started_at = datetime.now(UTC)
        reports: list[ShardReport] = []
        with store.staging(dataset.path) as folder:
            for report in executor.clean(_stage(dataset, chunk, settings, folder)):
                reports.append(report)
                n_done += report.n_inputs
                n_records, n_rejects = n_records + report.n_records, n_rejects + report.n_rejects
                on_progress(n_done, planned.n_documents)
            sources = {report.source_id for report in reports}
            learned = {source: held.get(escaped(source), ()) for source in sources}
            parameters = {**options.parameters, **planned.selection.describe()}
            commit = executor.commit(options.dataset, reports, started_at, parameters, learned)
        if commit.is_new:
            versions.append(commit.version)
    return BackfillReport(n_done, n_records, n_rejects, tuple(versions))


@dataclass(frozen=True, slots=True)
class _Key:
    """What is known of an input without its bytes and its texts."""

    doc_id: str
    source_id: str
    uri: str
    n_bytes: int
    observed_at: datetime | None
    rules: str  # fingerprint
    settings: str
    is_reject: bool
    has_vanished: bool
    edited_by: frozenset[str]


def _groups(dataset: Dataset) -> list[BucketGroup]:
    return layout.group_buckets({table: dataset.tables[table].files for table in layout.TABLES})


def _read_keys(dataset: Dataset, group: BucketGroup, *, with_rules: bool) -> list[_Key]:
    def read(table: str, *columns: str) -> list[dict[str, object]]:
        rows: list[dict[str, object]] = _rows_of(dataset, group, table).read("", id_after(""), columns).to_pylist()
        return rows

    edited_by: dict[object, set[str]] = {}
    for row in read("edits", "doc_id", "rule") if with_rules else ():
        edited_by.setdefault(row["doc_id"], set()).add(str(row["rule"]))
    made = ("doc_id", "rules_fingerprint", "settings_fingerprint")
    outcomes = {row["doc_id"]: row for row in read("documents", *made)}
    rejects = {row["doc_id"]: row for row in read("rejects", *made, "reason")}
    return [
        _Key(
            doc_id=str(row["doc_id"]),
            source_id=str(row["source_id"]),
            uri=str(row["uri"]),
            n_bytes=int(str(row["n_bytes"])),
            observed_at=row["observed_at"],  # type: ignore[arg-type]  # as the schema says
            rules=str(outcome["rules_fingerprint"]),
            settings=str(outcome["settings_fingerprint"] or ""),
            is_reject=row["doc_id"] in rejects,
            has_vanished=outcome.get("reason") == "vanished",
            edited_by=frozenset(edited_by.get(row["doc_id"], ())),
        )
        for row in read("raw", "doc_id", "source_id", "uri", "n_bytes", "observed_at")
        for outcome in [rejects.get(row["doc_id"]) or outcomes[row["doc_id"]]]
    ]


def _rows_of(dataset: Dataset, group: BucketGroup, table: str) -> RowFiles:
    return RowFiles([dataset.path / table / file.name for file in group.files.get(table, ())], table)


def _is_selected(row: _Key, selection: Selection) -> bool:
    """One that has vanished is no document, and nothing would come of it but one."""
    if row.has_vanished:
        return False
    at = row.observed_at
    return (
        (not selection.sources or row.source_id in {escaped(source) for source in selection.sources})
        and (selection.glob is None or fnmatchcase(row.uri, selection.glob))
        and (selection.since is None or (at is not None and at >= selection.since))
        and (selection.until is None or (at is not None and at < selection.until))
        and (not selection.rules or bool(row.edited_by.intersection(selection.rules)))
        and (not selection.rejects or row.is_reject)
        and (selection.ids is None or row.doc_id in selection.ids or row.uri in selection.ids)
    )


def _why(row: _Key, settings: Settings) -> Iterator[str]:
    if row.rules != rules_fingerprint():
        yield "other rules"
    if row.settings != settings_fingerprint(settings):
        yield "other settings"


def _settings_of(dataset: Dataset, options: Options) -> Callable[[str], Settings]:
    """Source, as stored, → its settings, with what was learned over it."""
    described: dict[str, Settings] = {}
    for corpus in options.corpora:
        described |= {escaped(s): given for s, given in described_sources(corpus, options.settings).items()}
    held = read_furniture(dataset.path)

    @functools.cache
    def settings(source_id: str) -> Settings:
        of_source = described.get(source_id, options.settings)
        rows = held.get(source_id)
        return replace(of_source, learned=as_learned(rows)) if rows else of_source

    return settings


def _seconds_for(runs: Sequence[RunRow], n_documents: int) -> float | None:
    """By the newest run that cleaned more than a few."""
    for run in reversed(runs):
        if run.n_inputs >= min(100, n_documents) and run.n_inputs:
            return run.seconds / run.n_inputs * n_documents
    return None


def _chunks(planned: Plan) -> Iterator[list[tuple[BucketGroup, tuple[str, ...]]]]:
    """Whole buckets, so that none is written twice."""
    chunk: list[tuple[BucketGroup, tuple[str, ...]]] = []
    for group, doc_ids in planned.doc_ids:
        if chunk and sum(len(ids) for _, ids in chunk) + len(doc_ids) > CHUNK_DOCUMENTS:
            yield chunk
            chunk = []
        chunk.append((group, doc_ids))
    if chunk:
        yield chunk


def _stage(
    dataset: Dataset,
    chunk: Sequence[tuple[BucketGroup, tuple[str, ...]]],
    settings: Callable[[str], Settings],
    folder: Path,
) -> Iterator[Shard]:
    """The rows of `raw`, in files that are shards."""
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    number = 0
    for group, doc_ids in chunk:
        raw = _rows_of(dataset, group, "raw")
        wanted = pa.array(doc_ids, pa.string())
        for first, stop in raw.ranges():
            rows = raw.read(first, stop)
            for part in _parts(rows.filter(pc.is_in(rows["doc_id"], wanted))):
                path = folder / f"{number:06d}{SUFFIX}"
                pq.write_table(part, path, compression="none", row_group_size=64)
                source_id = _source_of(part)
                file = SourceFile(source_id, folder, path, settings(escaped(source_id)))
                yield Shard((file,), str(folder / f"{number:06d}"))
                number += 1


def _source_of(rows: pa.Table) -> str:
    """As it was read: a bucket is of one source, and a name that is no UTF-8 was escaped."""
    row = rows.select(["doc_id", "source_id", "uri"]).slice(0, 1).to_pylist()[0]
    names = names_of(row["source_id"], row["uri"])
    return next(source for source, uri in names if RawDocument(source, uri, b"").doc_id == row["doc_id"])


def _parts(rows: pa.Table) -> Iterator[pa.Table]:
    first, n_bytes = 0, 0
    for at, size in enumerate(rows["n_bytes"].to_pylist()):
        if at > first and (at - first >= SHARD_FILES or n_bytes + size > SHARD_BYTES):
            yield rows.slice(first, at - first)
            first, n_bytes = at, 0
        n_bytes += size
    if first < rows.num_rows:
        yield rows.slice(first)
