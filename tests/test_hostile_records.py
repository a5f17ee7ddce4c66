"""Records made to cost more than themselves: each gives a document or a fault, and what stands beside it is read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jiaokan import read
from jiaokan.decode import decode
from jiaokan.document import RawDocument
from jiaokan.pipeline import clean
from jiaokan.record import Record
from jiaokan.settings import Fields, Settings

TEXT = "渡口的老船工收了桨，坐在船头看水。"


def documents(path: Path) -> list[RawDocument]:
    return list(read.read_documents(path, source_id="s", root=path.parent))


def record(http: bytes, date: str = "2024-03-01T00:00:00Z") -> bytes:
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://example.com/\r\nWARC-Date: {date}\r\n"
        f"WARC-Record-ID: <urn:uuid:{len(http):032}>\r\nContent-Type: application/http; msgtype=response\r\n"
        f"Content-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def response(body: bytes, *headers: str) -> bytes:
    lines = "".join(f"{line}\r\n" for line in ("HTTP/1.1 200 OK", "Content-Type: text/plain; charset=utf-8", *headers))
    return lines.encode() + b"\r\n" + body


def test_parquet_with_two_columns_of_a_name(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([TEXT]), pa.array([TEXT])], names=["text", "text"])
    pq.write_table(table, tmp_path / "a.parquet")
    (document,) = documents(tmp_path / "a.parquet")
    assert document.fault is not None
    assert "two columns of the name text" in document.fault[1]


def test_parquet_with_strings_that_are_no_utf8(tmp_path: Path) -> None:
    values = [TEXT.encode(), TEXT.encode("gbk"), TEXT.encode()]
    lengths = [0]
    for value in values:
        lengths.append(lengths[-1] + len(value))
    offsets = pa.py_buffer(b"".join(n.to_bytes(4, "little") for n in lengths))
    strings = pa.StringArray.from_buffers(3, offsets, pa.py_buffer(b"".join(values)))
    pq.write_table(pa.table({"text": strings}), tmp_path / "a.parquet")
    assert [decode(document).text for document in documents(tmp_path / "a.parquet")] == [TEXT] * 3


def test_parquet_of_enormous_values(tmp_path: Path) -> None:
    table = pa.table({"text": pa.array([b"x" * (100 << 20)] * 3)})
    pq.write_table(table, tmp_path / "a.parquet", compression="zstd", use_dictionary=False)
    (document,) = documents(tmp_path / "a.parquet")
    assert document.fault is not None
    assert "in the mean" in document.fault[1]


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_warc_with_a_date_out_of_range(date: str, tmp_path: Path) -> None:
    good = record(response(TEXT.encode()))
    (tmp_path / "a.warc").write_bytes(good + record(response(TEXT.encode()), date) + good)
    assert [decode(document).text for document in documents(tmp_path / "a.warc")] == [TEXT] * 3


def test_warc_with_an_encoding_stated_fifty_thousand_times(tmp_path: Path) -> None:
    """It took minutes."""
    many = record(response(gzip.compress(b"a" * 30_000_000), "Content-Encoding: " + "gzip," * 50_000 + "gzip"))
    (tmp_path / "a.warc").write_bytes(many + record(response(TEXT.encode())))
    assert documents(tmp_path / "a.warc")[-1].data == TEXT.encode()


def test_warc_with_a_body_of_two_members(tmp_path: Path) -> None:
    body = gzip.compress(TEXT.encode()) + gzip.compress(TEXT.encode())
    (tmp_path / "a.warc").write_bytes(record(response(body, "Content-Encoding: gzip")))
    (document,) = documents(tmp_path / "a.warc")
    assert document.data == 2 * TEXT.encode()


def test_half_a_surrogate_in_a_title(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"t": "\ud800渡口", "text": TEXT}))
    settings = Settings(fields=Fields(title="t"))
    path = tmp_path / "a.jsonl"
    (document,) = read.read_documents(path, source_id="s", root=tmp_path, settings=settings)
    made = clean(document, settings)
    assert isinstance(made, Record)
    assert made.title == "\ufffd渡口"


def test_csv_of_one_row_is_not_lost(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(f"1,{TEXT}\n")
    (document,) = documents(tmp_path / "a.csv")
    assert document.data == f"1,{TEXT}\n".encode()
    assert document.fault == ("empty", "no row behind the first, which names the columns")
