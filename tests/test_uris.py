"""Every form of a uri, in every container: what was read is what opening its uri gives again."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaokan import read
from jiaokan.document import RawDocument
from jiaokan.read.reader import original, portable
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


# ---------------------------------------------------------------- names that look like what is made of names

TRICKY = [
    *(b"\xd6\xd0.txt", b"%D6%D0.txt", b"%25D6%25D0.txt", b"%25%D6.txt", b"%\xd6.txt", b"%d6.txt", b"%E4%B8%AD.html"),
    *(b"100%.txt", b"%25.txt", b"%2525.txt", b"%41.txt", b"a!.txt", b"a%21.txt", b"#unread", b"%23unread"),
    *(b"a%23line=1.txt", b"a#line=1.txt", b"a%2523line=1.txt", b"a#1.txt", b"a%231.txt"),
]
FOLDERS = [b"x!", b"x%21", b"x%2521", b"%D6", b"\xd6"]


def test_uris_of_files_are_one_to_one_and_open_again(tmp_path: Path) -> None:
    for folder in [b".", *FOLDERS]:
        (tmp_path / os.fsdecode(folder)).mkdir(exist_ok=True)
        for name in TRICKY:
            (tmp_path / os.fsdecode(folder) / os.fsdecode(name)).write_bytes(folder + name.hex().encode())
    check(tmp_path, len(TRICKY) * (len(FOLDERS) + 1))


def test_uris_of_members_are_one_to_one_and_open_again(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "all.tar", "w") as archive:
        for name in TRICKY:
            info = tarfile.TarInfo(name.decode("utf-8", "surrogateescape"))
            info.size = len(name)
            archive.addfile(info, io.BytesIO(name))
    check(tmp_path, len(TRICKY))


def test_uris_in_a_store_open_again() -> None:
    root = "memory://tricky"
    store = fsspec.filesystem("memory")
    names = [name.decode() for name in TRICKY if b"\xd6" not in name]
    for name in [*names, *(f"x!/{name}" for name in names), *(f"x%21/{name}" for name in names)]:
        store.pipe_file(f"/tricky/{name}", name.encode())
    try:
        found = [
            document
            for file in read.discover(root)
            for document in read.read_documents(file.path, source_id="s", root=file.root)
        ]
        assert len({document.uri for document in found}) == 3 * len(names)
        for document in found:
            assert open_uri(document.uri, root=root, source_id="s") == document
    finally:
        store.rm("/tricky", recursive=True)


PIECES = ["%", "2", "5", "1", "3", "!", "#", "/", "D", "6", "%25", "%21/", "%D6", "unread", "line=", "\udcd6", "文"]


@given(st.lists(st.sampled_from(PIECES)).map("".join))
def test_a_portable_name_tells_the_name(name: str) -> None:
    assert original(portable(name)) == name


@pytest.mark.parametrize(
    "name",
    ["a.txt", "100%.txt", "a%20b.txt", "%41", "a%2fb", "%e4%b8%ad", "%25", "%2520", "%21.txt", "%231", "文 字#1?.txt"],
)
def test_a_name_without_an_escape_is_its_uri(name: str) -> None:
    assert portable(name) == name


def test_a_link_to_a_folder_is_one_document_that_opens_again(tmp_path: Path) -> None:
    (tmp_path / "s/pages").mkdir(parents=True)
    (tmp_path / "s/pages/a.txt").write_text(TEXTS[0])
    (tmp_path / "s/link").symlink_to("pages")
    (tmp_path / "s/gone").symlink_to("nowhere")
    (tmp_path / "s/more").mkdir()
    (tmp_path / "s/more/up").symlink_to("..")
    found = documents(tmp_path / "s")
    assert [document.uri for document in found] == ["gone", "link", "more/up", "pages/a.txt"]
    for document in found:
        assert open_uri(document.uri, root=tmp_path / "s", source_id="s") == document


def test_what_is_found_through_a_link_opens_again(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/a.jsonl").write_bytes(jsonl())
    (tmp_path / "link").symlink_to("pages")
    check(tmp_path / "link", 3)
    assert open_uri("link/a.jsonl#line=2", root=tmp_path, source_id="s").data == TEXTS[1].encode()
