"""What became of one document, version by version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiaokan.errors import DatasetError
from jiaokan.record import Record, Reject
from jiaokan.schema import columns
from jiaokan.storage import layout
from jiaokan.storage.layout import COUNTED

if TYPE_CHECKING:
    from jiaokan.dataset import Dataset

_TABLES = ("documents", "rejects", *COUNTED)  # what is told of a document stands in these


def history(dataset: Dataset, doc_id: str) -> list[tuple[int, str]]:
    """See Dataset.history. Cost: one pass over the logs of four tables, and a look into each version found."""
    from jiaokan.dataset import open_dataset

    sources = {str(row["source_id"]) for row in dataset.raw().of(doc_id)}
    labels = {layout.source_label(source) for source in sources}  # none: it isn't in this version, so any
    versions = [number for number in dataset.versions() if number <= dataset.version]
    runs = dataset.list_runs()
    files: dict[int, set[str]] = {number: set() for number in versions}
    for table in _TABLES:
        at: dict[int, list[int]] = {}  # version of the log → versions of the dataset
        for number in versions:
            at.setdefault(layout.table_versions(runs[number - 1]).get(table, 0), []).append(number)
        for entry, names in layout.replay_log(dataset.path, table):
            for number in at.get(entry, ()):
                files[number] |= {f"{table}/{name}" for name in names if _may_hold(name, doc_id, labels)}
    found: list[tuple[int, str]] = []
    before: Record | Reject | None = None
    seen: set[str] = set()
    for number in versions:
        if files[number] == seen:
            continue
        seen = files[number]
        now = open_dataset(dataset.path, number).document_or_none(doc_id)
        what = _difference(before, now)
        if what and "ids" in layout.pairs(runs[number - 1].parameters):
            found.append((number, f"{what}: all ids changed, and nothing else"))
        elif what:
            found.append((number, what))
        before = now
    if not found:
        raise DatasetError(f"{dataset.path}: no version up to {dataset.version} holds a document {doc_id!r}")
    first, what = found[0]
    if first == versions[0] > 1:
        found[0] = (first, f"{what}, or in a version before, which was vacuumed")
    return found


def _may_hold(name: str, doc_id: str, labels: set[str]) -> bool:
    bucket = name.rsplit("-", 1)[0]
    if "-" not in bucket:  # of a table without rows
        return False
    label, prefix = layout.bucket_prefix(bucket)
    return doc_id.startswith(prefix) and (not labels or label in labels)


def _difference(before: Record | Reject | None, now: Record | Reject | None) -> str:
    """In words; empty where nothing differs."""
    if before == now:
        return ""
    if now is None:
        return "gone"
    if isinstance(now, Reject):
        was = ", was a document" if isinstance(before, Record) else ""
        return f"rejected by {now.stage}: {now.reason}{was}"
    if before is None:
        return "new"
    if isinstance(before, Reject):
        return "document, was rejected"
    names = [*columns(Record), *COUNTED]
    return f"{', '.join(name for name in names if getattr(before, name) != getattr(now, name))} changed"
