"""What the shards of a run wrote, as a commit takes it: the parts of one source, whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jiaokan.errors import DatasetError
from jiaokan.shard import ShardReport
from jiaokan.storage.layout import TABLES
from jiaokan.storage.paths import AnyPath

Paths = Mapping[str, Sequence[AnyPath]]  # table → files


@dataclass(frozen=True, slots=True)
class Staged:
    """The parts of one source."""

    source_id: str
    paths: Paths

    @classmethod
    def of(cls, source_id: str, reports: Sequence[ShardReport]) -> Staged:
        """Raises DatasetError unless there are as many inputs, records and rejects as were reported."""
        import pyarrow.parquet as pq

        paths = {
            table: sorted(path for report in reports for path in Path(report.folder).glob(f"{table}-*.parquet"))
            for table in TABLES
        }
        n_inputs, n_records, n_rejects = (
            sum(pq.read_metadata(path).num_rows for path in paths[table]) for table in ("raw", "documents", "rejects")
        )
        expected = (sum(report.n_inputs for report in reports), sum(report.n_records for report in reports))
        if expected != (n_inputs, n_records) or n_records + n_rejects != n_inputs:
            raise DatasetError(
                f"{source_id}: the staged parts hold {n_inputs} inputs, {n_records} records and "
                f"{n_rejects} rejects, reported were {expected[0]} inputs and {expected[1]} records; "
                "nothing was committed: run again"
            )
        return cls(source_id, paths)
