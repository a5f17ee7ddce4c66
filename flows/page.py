"""What a run shows on its page in Prefect: how far it is, and what came of it, as artifacts."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from uuid import UUID

from prefect.artifacts import (
    create_link_artifact,
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)

from jiaokan.backfill import BackfillReport, Plan
from jiaokan.dataset import open_dataset
from jiaokan.run import Progress, RunReport, silent

PROGRESS_SECONDS = 2.0  # between two calls of the server
N_REJECTS = 50  # shown
N_TOLD = 5  # counts in a description


def place_of(dataset: str, version: int) -> str:
    """The URL of a version: its folder, or in an object store the list of its files."""
    if "://" in dataset:
        return f"{dataset.rstrip('/')}/snapshots/{version}.json"
    return Path(dataset, "snapshots", str(version)).absolute().as_uri()


class Page:
    """Of the flow that runs. Keys of artifacts are those of the dataset: each has its history."""

    def __init__(self, dataset: str, on_progress: Progress | None = None) -> None:
        self._dataset = dataset
        self._key = re.sub("[^a-z0-9]+", "-", dataset.lower()).strip("-") or "dataset"
        self._on_progress = on_progress or silent
        self._progress: UUID | None = None
        self._shown_at = 0.0

    def show_progress(self, done: int, total: int) -> None:
        self._on_progress(done, total)
        percent = 100 * done / max(total, 1)
        if self._progress is None:
            self._progress = create_progress_artifact(percent, f"progress-{self._key}", f"{total} files")  # type: ignore[assignment]  # no coroutine outside of one
        elif done == total or time.monotonic() - self._shown_at > PROGRESS_SECONDS:
            update_progress_artifact(self._progress, percent)
        else:
            return
        self._shown_at = time.monotonic()

    def show_report(self, report: RunReport) -> None:
        version = report.version
        # Descriptions are what a list of artifacts shows.
        told = f"version {version}: {report.n_inputs} inputs, {report.n_records} records, {report.n_rejects} rejects"
        create_markdown_artifact(self._summary(report), f"summary-{self._key}", told)
        create_link_artifact(place_of(self._dataset, version), f"version {version}", f"version-{self._key}", told)
        counts = {name: round(count, 1) for name, count in asdict(report).items() if isinstance(count, int | float)}
        self._show_counts("run", "what", counts, f"{report.n_files} files in {report.seconds:.0f} s")
        self._show_counts("rejects", "reason", report.rejects_by_reason)
        self._show_counts("damage", "rule", report.edits_by_rule)
        if report.n_rejects:
            newest = open_dataset(self._dataset).rejects()
            rows = newest.scan().head(N_REJECTS, columns=["source_id", "uri", "reason", "detail"]).to_pylist()
            of_all = f"{len(rows)} of {newest.n_rows} rejects in version {version}"
            create_table_artifact(rows, f"rejected-{self._key}", of_all)

    def show_backfill(self, planned: Plan, report: BackfillReport) -> None:
        made = ", ".join(map(str, report.versions)) or "none: nothing came out otherwise"
        text = f"""\
{report.n_documents} of {planned.n_inputs} inputs of `{self._dataset}` were cleaned anew.

- records: {report.n_records}, rejects: {report.n_rejects}
- left alone, as they are up to date: {planned.n_current}
- versions: {made}
"""
        create_markdown_artifact(text, f"backfill-{self._key}", "what came of the backfill")
        self._show_counts("causes", "cause", planned.causes)

    def _summary(self, report: RunReport) -> str:
        dataset, version = self._dataset, report.version
        stays = "" if report.is_new else " stays"
        changes = f"`jiaokan diff {version - 1} {version} --dataset {dataset}`" if version > 1 else "it is the first"
        inputs = f"{report.n_inputs} inputs in {report.n_files} files, and {report.n_unchanged} that were unchanged"
        return f"""\
Version {version} of `{dataset}`{stays}: {report.n_documents} documents.

- read: {inputs}
- records: {report.n_records}, rejects: {report.n_rejects}
- what changed and why: {changes}
- is it whole: `jiaokan check --dataset {dataset}`
"""

    def _show_counts(self, key: str, column: str, counts: Mapping[str, float], description: str = "") -> None:
        """The description is the counts themselves, the greatest first, if it isn't given."""
        ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
        rows = [{column: name, "count": count} for name, count in ordered]
        told = description or ", ".join(f"{name} {count}" for name, count in ordered[:N_TOLD]) or "none"
        create_table_artifact(rows, f"{key}-{self._key}", told)
