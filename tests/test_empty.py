"""Files of every format with nothing in them: one reject each, whatever the format."""

from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jiaokan import read
from jiaokan.errors import InputError
from jiaokan.pipeline import clean
from jiaokan.read.reader import Span
from jiaokan.read.uris import open_uri
from jiaokan.record import Reject
from jiaokan.settings import Settings
from tests.test_cli import jiaokan
from tests.test_formats import documents, put

NAMES = [
    *("a.txt", "a.html", "a.md", "a.jsonl", "a.ndjson", "a.json", "a.csv", "a.tsv", "a.parquet", "a.warc", "a.wet"),
    *("a.warc.gz", "a.zip", "a.tar", "a.tar.gz", "a.jsonl.gz"),
]
BLANK = [name for name in NAMES if not name.endswith((".parquet", ".zip", ".tar", ".gz", ".warc", ".wet"))]


def no_rows() -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table({"text": pa.array([], pa.string())}), sink)
    return sink.getvalue()


def archive(name: str, members: dict[str, bytes]) -> bytes:
    sink = io.BytesIO()
    if name.endswith(".zip"):
        with zipfile.ZipFile(sink, "w") as made:
            for member, data in members.items():
                made.writestr(member, data)
    else:
        with tarfile.open(fileobj=sink, mode="w") as tar:
            for member, data in members.items():
                info = tarfile.TarInfo(member)
                info.size = len(data)
                tar.addfile(info, io.BytesIO(data))
    return sink.getvalue()


def warcinfo() -> bytes:
    return (
        b"WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Date: 2024-03-01T00:00:00Z\r\n"
        b"Content-Type: application/warc-fields\r\nContent-Length: 4\r\n\r\na: b\r\n\r\n"
    )


# no time in a gzip header: two workers of the tests name the same cases
HOLDS_NOTHING = [
    *((name, b"") for name in NAMES),
    *((name, gzip.compress(b"", mtime=0)) for name in ("a.jsonl.gz", "a.csv.gz", "a.json.gz", "a.warc.gz", "a.txt.gz")),
    *((name, b" \n\r\n\t\n") for name in BLANK),
    *((name, "\n \n".encode("utf-16")) for name in ("a.jsonl", "a.csv", "a.json", "a.txt")),
    ("a.json", b"[]"),
    ("a.json", b" [\n] "),
    ("a.parquet", no_rows()),
    ("a.zip", archive("a.zip", {})),
    ("a.tar", archive("a.tar", {})),
    ("a.warc", warcinfo()),
    ("a.warc.gz", gzip.compress(warcinfo(), mtime=0)),
]


@pytest.mark.parametrize(("name", "data"), HOLDS_NOTHING)
def test_a_file_that_holds_nothing_is_one_reject(name: str, data: bytes, tmp_path: Path) -> None:
    (document,) = documents(put(tmp_path / name, data))
    made = clean(document)
    assert isinstance(made, Reject)
    assert (made.uri, made.reason) == (name, "empty")
    assert open_uri(name, root=tmp_path, source_id="s") == document


@pytest.mark.parametrize("outer", ["c.zip", "c.tar"])
@pytest.mark.parametrize(("name", "data"), HOLDS_NOTHING)
def test_a_member_that_holds_nothing_is_one_reject(outer: str, name: str, data: bytes, tmp_path: Path) -> None:
    path = put(tmp_path / outer, archive(outer, {f"x/{name}": data, "y.txt": b"y"}))
    found = documents(path)
    assert [document.uri for document in found] == [f"{outer}!/x/{name}", f"{outer}!/y.txt"]
    made = clean(found[0])
    assert isinstance(made, Reject)
    assert made.reason == "empty"
    for document in found:
        assert open_uri(document.uri, root=tmp_path, source_id="s") == document
    with pytest.raises(InputError):
        open_uri(outer, root=tmp_path, source_id="s")


def test_an_empty_list_inside_an_object(tmp_path: Path) -> None:
    path = put(tmp_path / "a.json", b'{"data": {"list": []}}')
    assert [document.fault and document.fault[0] for document in documents(path, Settings(items="data.list"))] == [
        "empty"
    ]


def test_a_part_without_a_document_is_no_reject(tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", b'{"text": "\xe5\xa5\xbd"}\n\n\n\n\n')
    part = read.read_documents(path, source_id="s", root=tmp_path, span=Span(16, 20, 1))
    assert list(part) == []


def test_no_line_is_no_line_on_standard_input() -> None:
    """A filter of JSON Lines gives as many lines as it gets."""
    assert jiaokan("clean", "--from", "jsonl", data=b"").stdout == b""
