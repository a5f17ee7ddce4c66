"""An executor that does everything here and now: for tests of runs and backfills that need no processes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jiaokan import furniture
from jiaokan.record import FurnitureRow
from jiaokan.run import commit_reports
from jiaokan.storage import stage
from jiaokan.work.guard import Sample, Shard
from jiaokan.work.shard import ShardReport, clean_shard


class InProcess:
    is_elsewhere = False

    def learn(self, samples: Iterable[Sample]) -> Iterator[tuple[FurnitureRow, ...]]:
        for sample in samples:
            yield furniture.learn_source(sample.files, sample.held)

    def clean(self, shards: Iterable[Shard]) -> Iterator[ShardReport]:
        for shard in shards:
            with stage.attempt(shard.place) as folder:
                report = stage.publish(clean_shard(shard.files, folder, stage.near(shard.known)), shard.place)
            yield report

    commit = staticmethod(commit_reports)
