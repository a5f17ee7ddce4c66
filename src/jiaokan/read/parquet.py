"""Parquet: one document a row; which column holds what the source's `[fields]` say. `#row=` counts from 1.

Only the columns named there are read, in small batches. Text is read dictionary-encoded, as it is stored: a file in
which one long text stands a million times is no more in memory than in the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from io import BufferedReader
from typing import TYPE_CHECKING

from jiaokan.document import RawDocument
from jiaokan.read import mapping
from jiaokan.read.reader import MAX_DOCUMENT_BYTES, Origin, Reader

if TYPE_CHECKING:
    from pyarrow import Scalar, Schema
    from pyarrow.parquet import RowGroupMetaData

_BATCH_ROWS = 64
_BIG_VALUE, _BIG_CHUNK = 1 << 20, 256 << 20  # bytes: many values of the one make no chunk over the other


def read(stream: BufferedReader, origin: Origin) -> Iterator[RawDocument]:
    if not stream.seekable():  # compressed around a format that is compressed: whole, or not at all
        data = stream.read(MAX_DOCUMENT_BYTES + 1)
        if len(data) > MAX_DOCUMENT_BYTES:
            yield origin.document(data)
            return
        stream = BufferedReader(io.BytesIO(data))
    if not stream.peek(1):
        return
    n_rows = 0
    try:
        import pyarrow.parquet as pq

        schema = pq.read_schema(stream)
        types = {field.name: str(field.type) for field in schema}
        media_type = "application/vnd.apache.parquet"
        for row in _iter_rows(stream, schema, origin):
            n_rows += 1
            place = f"#row={n_rows}"
            yield mapping.document(row, origin, place, raw=b"", media_type=media_type, charset=None, types=types)
    except (OSError, ValueError, NotImplementedError, MemoryError) as error:  # those of Arrow among them
        place = "#unread" if n_rows else ""
        yield mapping.fault(origin, place, b"", "unreadable", f"Parquet, after {n_rows} rows: {error}")


def _iter_rows(stream: BufferedReader, schema: Schema, origin: Origin) -> Iterator[dict[str, object]]:
    import pyarrow.parquet as pq
    from pyarrow import types

    keys = mapping.keys_of(origin.settings.fields)
    wanted = {name for key in keys for name in (key, key.partition(".")[0])}
    columns = [name for name in schema.names if name in wanted]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    if twice:
        raise ValueError(f"two columns of the name {', '.join(twice)}; rename one")
    texts = [n for n in columns if types.is_string(schema.field(n).type) or types.is_binary(schema.field(n).type)]
    file = pq.ParquetFile(stream, read_dictionary=texts)
    if not columns:
        there = ", ".join(schema.names)[:500]
        raise ValueError(f"{file.metadata.num_rows} rows without a column that [fields] names; there are: {there}")
    for group in range(file.num_row_groups):
        _check_size(file.metadata.row_group(group), wanted)
        for batch in file.iter_batches(_BATCH_ROWS, row_groups=[group], columns=columns, use_threads=False):
            for i in range(batch.num_rows):
                yield {name: _value(batch.column(name)[i]) for name in columns}


def _check_size(group: RowGroupMetaData, wanted: set[str]) -> None:
    """Raises ValueError for values so big that a batch of them would not fit into memory."""
    for n in range(group.num_columns):
        chunk = group.column(n)
        if chunk.path_in_schema.partition(".")[0] in wanted:
            mean = chunk.total_uncompressed_size / max(1, group.num_rows)
            if mean > MAX_DOCUMENT_BYTES or (mean > _BIG_VALUE and chunk.total_uncompressed_size > _BIG_CHUNK):
                raise ValueError(
                    f"{group.num_rows} values of {mean:.0f} bytes in the mean in {chunk.path_in_schema}: too big"
                )


def _value(scalar: Scalar) -> object:
    """A string that is not UTF-8 as its bytes: some writers don't check, and what it is is for decode to find out."""
    try:
        return scalar.as_py()
    except UnicodeDecodeError:
        plain = getattr(scalar, "value", scalar)  # of a dictionary
        return plain.as_buffer().to_pybytes()


READER = Reader("parquet", (".parquet", ".pq"), read)
