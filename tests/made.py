"""Inputs and their outcomes made by hand, for tests of the dataset: no stage of the pipeline is in it.

`python made.py <dataset> <worker> <commits>` commits in a loop: the process that tests kill, or run twice.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from jiaokan import store
from jiaokan.document import RawDocument
from jiaokan.edit import Edit
from jiaokan.paths import AnyPath, parse_path
from jiaokan.record import FieldValue, FurnitureRow, Record, Reject
from jiaokan.shard import ShardReport, write_parts
from jiaokan.store import Commit

DAY = timedelta(days=1)
FIRST_DAY = datetime(2020, 7, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Input:
    """An input by what a test cares for; equal values give equal rows."""

    uri: str
    body: str = "正文"
    source_id: str = "site"
    n_edits: int = 2
    rejected: bool = False
    observed_at: datetime | None = FIRST_DAY
    rules: str = "1"

    def raw(self) -> RawDocument:
        headers = (("content-type", "text/html"),)
        return RawDocument(self.source_id, self.uri, self.body.encode(), headers, self.observed_at)

    @property
    def doc_id(self) -> str:
        return self.raw().doc_id

    def outcome(self) -> Record | Reject:
        raw = self.raw()
        if self.rejected:
            return Reject(
                doc_id=raw.doc_id,
                source_id=raw.source_id,
                uri=raw.uri,
                stage="decode",
                reason="empty",
                detail="made",
                raw_sha256=raw.sha256,
                rules_fingerprint=self.rules,
            )
        edits = tuple(Edit("repair", n, "made", 1, n, n + 1, "，", f"{n}", 0.75) for n in range(self.n_edits))
        return Record(
            doc_id=raw.doc_id,
            source_id=raw.source_id,
            uri=raw.uri,
            title=f"题 {self.uri}",
            subtitle=None,
            authors=("甲", "乙"),
            editors=(),
            source_name=None,
            site_name=None,
            published_at="2020-07-02",
            published_precision="day",
            section=("首页", "新闻"),
            keywords=(),
            body=self.body,
            body_original_script=None,
            body_kinds=("paragraph",) * len(self.body.splitlines()),
            script="Hans",
            encoding="utf-8",
            damage=("made",) if edits else (),
            loss=(),
            n_chars=len(self.body),
            n_edits=len(edits),
            n_fields=1,
            raw_sha256=raw.sha256,
            rules_fingerprint=self.rules,
            edits=edits,
            fields=(FieldValue("title", f"题 {self.uri}", f"题 {self.uri}", 0, 2, "text", 0.9),),
            flags=(),
        )


def inputs(n: int, source_id: str = "site") -> list[Input]:
    return [
        Input(f"{number}.txt", body=f"第{number}篇", n_edits=number % 3, rejected=number % 7 == 6, source_id=source_id)
        for number in range(n)
    ]


def stage(folder: Path, given: Iterable[Input], *, batch_bytes: int = 1 << 20) -> list[ShardReport]:
    by_source: dict[str, list[Input]] = {}
    for one in given:
        by_source.setdefault(one.source_id, []).append(one)
    return [
        write_parts(source, ((i.raw(), i.outcome()) for i in members), folder / f"{n}", batch_bytes=batch_bytes)
        for n, (source, members) in enumerate(by_source.items())
    ]


def learned(line: str, source_id: str = "site") -> FurnitureRow:
    return FurnitureRow(source_id=source_id, line=line, n_documents=9, n_sampled=9, n_in_text=9, place="tail")


def commit(
    dataset: AnyPath,
    given: Iterable[Input],
    *,
    max_rows: int = store.MAX_ROWS,
    batch_bytes: int = 1 << 20,
    furniture: Sequence[FurnitureRow] = (),
) -> Commit:
    """`furniture`: the rows of each source that has inputs, all in one."""
    of_source = {row.source_id: [other for other in furniture if other.source_id == row.source_id] for row in furniture}
    with store.staging(dataset) as folder:
        reports = stage(folder, given, batch_bytes=batch_bytes)
        return store.commit(dataset, reports, started_at=datetime.now(UTC), furniture=of_source, max_rows=max_rows)


def main(dataset: str, worker: str, commits: str) -> None:
    for turn in range(int(commits)):
        given = [Input(f"{worker}-{number}", body=f"{worker} {turn}", n_edits=turn % 4) for number in range(20)]
        made = commit(parse_path(dataset), given, max_rows=10)
        print(made.version, flush=True)  # noqa: T201 — read by the test


if __name__ == "__main__":
    main(*sys.argv[1:])
