"""An executor that does everything here and now: for tests of runs and backfills that need no processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from jiaokan import furniture
from jiaokan.guard import Shard
from jiaokan.read import SourceFile
from jiaokan.record import FurnitureRow
from jiaokan.run import commit_reports
from jiaokan.shard import ShardReport, clean_shard


class InProcess:
    def learn(self, files: Sequence[SourceFile], held: Sequence[FurnitureRow]) -> tuple[FurnitureRow, ...]:
        return furniture.learn_source(files, held)

    def clean(self, shards: Iterable[Shard]) -> Iterator[ShardReport]:
        for shard in shards:
            yield clean_shard(shard.files, shard.folder, Path(shard.known) if shard.known else None)

    commit = staticmethod(commit_reports)
