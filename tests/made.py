"""Inputs and their outcomes made by hand, for tests of the dataset: no stage of the pipeline is in it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from jiaokan import store
from jiaokan.document import RawDocument
from jiaokan.edit import Edit
from jiaokan.record import FieldValue, FurnitureRow, Record, Reject
from jiaokan.storage import logs
from jiaokan.storage.paths import AnyPath
from jiaokan.storage.rows import PartFiles, find_parts
from jiaokan.storage.snapshots import STALE_SECONDS
from jiaokan.store import Commit
from jiaokan.work.shard import ShardReport, write_parts

if TYPE_CHECKING:
    import pyarrow as pa
    import pytest

DAY = timedelta(days=1)
FIRST_DAY = datetime(2020, 7, 2, tzinfo=UTC)

T = TypeVar("T")


def part_rows(folder: Path | str, table: str) -> pa.Table:
    """The rows of a table in the parts that lie in a folder."""
    return PartFiles(find_parts(Path(folder), table), table).read("", "\U0010ffff")


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
    started_at: datetime | None = None,
) -> Commit:
    """`furniture`: the rows of each source that has inputs, all in one. `started_at`: now, if not given."""
    of_source = {row.source_id: [other for other in furniture if other.source_id == row.source_id] for row in furniture}
    with store.staging(dataset) as folder:
        reports = stage(folder, given, batch_bytes=batch_bytes)
        return store.commit(
            dataset,
            reports,
            started_at=started_at or datetime.now(UTC),
            furniture=of_source,
            max_rows=max_rows,
        )


def age(dataset: Path, seconds: float = STALE_SECONDS + 60) -> None:
    """Make all files and folders so much older, as a clock that is put forward does; less than 0: one put back."""
    for path in [*dataset.rglob("*")]:
        then = path.lstat().st_mtime - seconds
        os.utime(path, (then, then), follow_symlinks=False)


def before_log(monkeypatch: pytest.MonkeyPatch, work: Callable[[], T]) -> list[T]:
    """Let the next commit find, when its files are written, that this was done meanwhile; gives what came of it."""
    original = logs.commit_log
    done: list[T] = []

    def work_first(*args: object) -> object:
        if not done:
            monkeypatch.setattr(logs, "commit_log", original)
            done.append(work())
        return original(*args)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(logs, "commit_log", work_first)
    return done
