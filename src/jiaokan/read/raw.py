"""Rows of a dataset's table `raw`, each under the uri it has there: what a backfill cleans anew (backfill.py)."""

from __future__ import annotations

from collections.abc import Iterator
from io import BufferedReader
from typing import cast

from jiaokan.document import RawDocument
from jiaokan.errors import Reason
from jiaokan.read.headers import header_of
from jiaokan.read.reader import Origin, Reader

SUFFIX = ".jiaokan-raw"
_BATCH_ROWS = 16


def read(stream: BufferedReader, origin: Origin) -> Iterator[RawDocument]:
    """Of one source, that of the file."""
    import pyarrow.parquet as pq

    with pq.ParquetFile(stream) as file:
        for batch in file.iter_batches(_BATCH_ROWS, use_threads=False):
            for row in batch.to_pylist():
                reason, _, detail = (row["fault"] or "").partition(": ")
                yield RawDocument(
                    source_id=origin.source_id,
                    uri=row["uri"],
                    data=row["data"],
                    headers=tuple(map(header_of, row["headers"])),
                    observed_at=row["observed_at"],
                    fault=(cast("Reason", reason), detail) if reason else None,
                )


READER = Reader("raw", (SUFFIX,), read)
