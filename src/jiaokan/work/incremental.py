"""A run over a dataset that is there: what has not changed is left alone; what has gone is retracted, if asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from jiaokan.dataset import Dataset, open_dataset
from jiaokan.errors import AssertionsError
from jiaokan.storage.layout import RUNS, has_log, open_log, read_runs
from jiaokan.storage.paths import AnyPath
from jiaokan.work import shard
from jiaokan.work.known import iter_vanished, write_known
from jiaokan.work.shard import ShardReport

KNOWN = "known.npy"  # in the folder of a run


def find_known(dataset: AnyPath, folder: Path, *, force: bool) -> Dataset | None:
    """The newest version, and in `folder` what it knows of its inputs (`force`: nothing); None if there is none yet."""
    if not has_log(dataset, RUNS) or not read_runs(dataset, open_log(dataset, RUNS)):
        return None
    newest = open_dataset(dataset)
    write_known(newest, folder / KNOWN, is_blank=force)
    return newest


def retract(
    before: Dataset, reports: Sequence[ShardReport], folder: Path, limits: Mapping[str, float]
) -> list[ShardReport]:
    """What the sources of a run over all of them no longer have, as rejects.

    `limits`: source → share of its inputs that may go. Raises AssertionsError where more would: a disk that is not
    mounted is no retraction.
    """
    import numpy as np

    retracted: list[ShardReport] = []
    for number, (source_id, limit) in enumerate(limits.items()):
        seen = [np.load(Path(report.folder) / shard.SEEN) for report in reports if report.source_id == source_id]
        gone = iter_vanished(before, source_id, seen)
        report = shard.write_parts(source_id, gone, folder / f"vanished-{number:06d}")
        n_seen = sum(map(len, seen))
        if report.n_inputs > limit * (report.n_inputs + n_seen):
            raise AssertionsError(
                f"{source_id}: {report.n_inputs} inputs have vanished and {n_seen} are there: more than "
                f"assertions.max_vanished_ratio ({limit:g}) lets be retracted; nothing was committed"
            )
        if report.n_inputs:
            retracted.append(report)
    return retracted
