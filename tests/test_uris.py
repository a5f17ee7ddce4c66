"""Every form of a uri, in every container: what was read is what opening its uri gives again."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jiaokan import read
from jiaokan.document import RawDocument
from jiaokan.read.uris import open_uri

TEXTS = ["渡口的老船工收了桨。", "他说：“今天的雾真大。”", "对岸的灯一盏一盏亮了。"]


def jsonl() -> bytes:
    return b"".join(json.dumps({"id": n, "text": text}).encode() + b"\n" for n, text in enumerate(TEXTS))


def json_array() -> bytes:
    return json.dumps([{"text": text} for text in TEXTS]).encode()


def csv() -> bytes:
    return b"text\n" + b"".join(f'"{text}"\n'.encode() for text in TEXTS)


def parquet() -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table({"text": TEXTS}), sink)
    return sink.getvalue()


def warc() -> bytes:
    records = []
    for n, text in enumerate(TEXTS):
        body = text.encode()
        head = (
            f"WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: https://example.com/{n}\r\n"
            f"WARC-Record-ID: <urn:uuid:{n:032}>\r\nWARC-Date: 2024-03-0{n + 1}T00:00:00Z\r\n"
            f"Content-Type: text/plain\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        records.append(head.encode() + body + b"\r\n\r\n")
    return b"".join(records)


def warc_gz() -> bytes:
    members = warc().split(b"WARC/1.0")[1:]
    return b"".join(gzip.compress(b"WARC/1.0" + member) for member in members)


def page() -> bytes:
    return f"<html><body><p>{TEXTS[0]}</p></body></html>".encode()


FILES: dict[str, tuple[Callable[[], bytes], int]] = {
    "a.txt": (TEXTS[0].encode, 1),
    "a.md": (TEXTS[1].encode, 1),
    "a.html": (page, 1),
    "b.jsonl": (jsonl, 3),
    "b.json": (json_array, 3),
    "b.csv": (csv, 3),
    "b.parquet": (parquet, 3),
    "b.warc": (warc, 3),
    "b.warc.gz": (warc_gz, 3),
    "b.wet": (warc, 3),
}


def documents(root: Path) -> list[RawDocument]:
    return [
        document
        for file in read.discover(root)
        for document in read.read_documents(file.path, source_id="s", root=file.root)
    ]


def check(root: Path, n_documents: int) -> None:
    found = documents(root)
    assert [document.fault for document in found] == [None] * n_documents
    assert len({document.uri for document in found}) == n_documents
    for document in found:
        assert open_uri(document.uri, root=root, source_id="s") == document


@pytest.mark.parametrize("name", FILES)
def test_of_a_file(name: str, tmp_path: Path) -> None:
    make, n_documents = FILES[name]
    (tmp_path / name).write_bytes(make())
    check(tmp_path, n_documents)


@pytest.mark.parametrize("name", [name for name in FILES if not name.endswith(".gz")])
def test_of_a_compressed_file(name: str, tmp_path: Path) -> None:
    make, n_documents = FILES[name]
    (tmp_path / f"{name}.gz").write_bytes(gzip.compress(make()))
    check(tmp_path, n_documents)


def test_of_members_of_a_zip_in_a_tar(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, (make, _) in FILES.items():
            archive.writestr(f"pages/{name}", make())
    with tarfile.open(tmp_path / "all.tar.gz", "w:gz") as outer:
        info = tarfile.TarInfo("inner.zip")
        info.size = len(packed.getvalue())
        outer.addfile(info, io.BytesIO(packed.getvalue()))
    check(tmp_path, sum(n for _, n in FILES.values()))


def test_of_members_of_a_tar(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "all.tar", "w") as archive:
        for name, (make, _) in FILES.items():
            info = tarfile.TarInfo(f"pages/{name}")
            info.size = len(make())
            archive.addfile(info, io.BytesIO(make()))
    check(tmp_path, sum(n for _, n in FILES.values()))
