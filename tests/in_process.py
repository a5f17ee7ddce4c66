"""An executor that does everything here and now: for tests of runs and backfills that need no processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from jiaokan import furniture, store
from jiaokan.guard import Shard
from jiaokan.read import SourceFile
from jiaokan.record import FurnitureRow
from jiaokan.run import Learned
from jiaokan.shard import ShardReport, clean_shard
from jiaokan.storage.paths import parse_path
from jiaokan.store import Commit


class InProcess:
    def learn(self, files: Sequence[SourceFile], held: Sequence[FurnitureRow]) -> tuple[FurnitureRow, ...]:
        return furniture.learn_source(files, held)

    def clean(self, shards: Iterable[Shard]) -> Iterator[ShardReport]:
        for shard in shards:
            yield clean_shard(shard.files, shard.folder, Path(shard.known) if shard.known else None)

    def commit(
        self,
        dataset: str,
        reports: Sequence[ShardReport],
        started_at: datetime,
        parameters: Mapping[str, object],
        learned: Learned,
    ) -> Commit:
        folder = parse_path(dataset)
        return store.commit(folder, reports, started_at=started_at, parameters=parameters, furniture=learned)
