from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import os
import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import zstandard

from jiaokan import read
from jiaokan.document import RawDocument
from jiaokan.errors import InputError
from jiaokan.read import reader
from jiaokan.read.compression import LimitError, Limits, uncompressed
from jiaokan.settings import Settings

Compress = Callable[[bytes], bytes]
COMPRESSIONS: tuple[Compress, ...] = (gzip.compress, bz2.compress, lzma.compress, zstandard.compress)


def documents(path: Path, root: Path | None = None) -> list[RawDocument]:
    return list(read.read_documents(path, source_id="s", root=root or path.parent))


def reasons(path: Path, root: Path | None = None) -> list[str | None]:
    return [document.fault[0] if document.fault else None for document in documents(path, root)]


def put(path: Path, data: bytes | str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def lines(*values: object) -> bytes:
    return b"".join(json.dumps(value).encode() + b"\n" for value in values)


def test_a_corpus_has_a_source_for_each_folder_of_raw(tmp_path: Path) -> None:
    for name in ("raw/b/2.txt", "raw/b/1.txt", "raw/a/deep/x.html", "raw/a/x.txt", "raw/.git/x", "raw/a/.hidden"):
        put(tmp_path / name, "文")
    put(tmp_path / "sources/a.toml", 'encoding = "gbk"')
    found = list(read.discover(tmp_path))
    assert [(file.source_id, file.uri) for file in found] == [
        ("a", "deep/x.html"),
        ("a", "x.txt"),
        ("b", "1.txt"),
        ("b", "2.txt"),
    ]
    assert [file.settings.encoding for file in found] == ["gbk", "gbk", None, None]


def test_settings_of_a_run_hold_where_a_source_says_nothing(tmp_path: Path) -> None:
    put(tmp_path / "raw/a/x.txt", "文")
    put(tmp_path / "sources/a.toml", 'site_name = "某网"')
    assert [file.settings for file in read.discover(tmp_path, Settings(script="keep"))] == [
        Settings(script="keep", site_name="某网")
    ]


def test_any_other_folder_is_a_source_named_after_itself(tmp_path: Path) -> None:
    put(tmp_path / "pages/x.txt", "文")
    assert [(file.source_id, file.uri) for file in read.discover(tmp_path / "pages")] == [("pages", "x.txt")]


def test_a_file_belongs_to_a_source_named_after_its_folder(tmp_path: Path) -> None:
    file = put(tmp_path / "pages/x.txt", "文")
    assert [(found.source_id, found.root) for found in read.discover(file)] == [("pages", file.parent.resolve())]


def test_a_dataset_inside_the_corpus_is_output_not_input(tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text("正文", "utf-8")
    (tmp_path / "clean" / "runs" / "_delta_log").mkdir(parents=True)
    (tmp_path / "clean" / "runs" / "runs-1.parquet").write_bytes(b"PAR1")
    assert [file.uri for file in read.discover(tmp_path)] == ["page.txt"]


def test_a_file_beside_the_sources_is_not_lost(tmp_path: Path) -> None:
    put(tmp_path / "raw/a/1.txt", "文")
    put(tmp_path / "raw/stray.txt", "文")
    assert [(file.source_id, file.uri) for file in read.discover(tmp_path)] == [
        ("a", "1.txt"),
        ("raw", "stray.txt"),
    ]


def test_a_path_that_does_not_exist_is_the_users_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        next(read.discover(tmp_path / "none"))


def test_a_link_out_of_the_source_is_a_fault_and_one_inside_is_read(tmp_path: Path) -> None:
    put(tmp_path / "secret.txt", "外")
    inside = put(tmp_path / "pages/x.txt", "内")
    (inside.parent / "in.txt").symlink_to(inside)
    (inside.parent / "out.txt").symlink_to(tmp_path / "secret.txt")
    (inside.parent / "loop").symlink_to(inside.parent)
    (inside.parent / "self.txt").symlink_to(inside.parent / "self.txt")
    found = {file.uri: reasons(Path(file.path), inside.parent) for file in read.discover(inside.parent)}
    assert found == {
        "in.txt": [None],
        "loop": ["unreadable"],
        "out.txt": ["unreadable"],
        "self.txt": ["unreadable"],
        "x.txt": [None],
    }


def test_a_fifo_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert reasons(tmp_path / "pipe.txt") == ["unreadable"]


@pytest.mark.parametrize("compress", COMPRESSIONS)
@pytest.mark.parametrize("name", ["a.txt.gz", "a.html.zst", "a.bz2", "a.txt.xz", "misnamed.txt"])
def test_compression_is_known_by_its_bytes(name: str, compress: Compress, tmp_path: Path) -> None:
    (document,) = documents(put(tmp_path / name, compress("压缩的文字".encode() * 1000)))
    assert document.data == "压缩的文字".encode() * 1000
    assert document.uri == name


@pytest.mark.parametrize("compress", COMPRESSIONS)
def test_members_and_frames_are_joined(compress: Compress, tmp_path: Path) -> None:
    (document,) = documents(put(tmp_path / "a.txt.gz", compress(b"one ") + compress(b"two")))
    assert document.data == b"one two"


@pytest.mark.parametrize("compress", COMPRESSIONS)
def test_what_a_truncated_file_still_holds_is_kept(compress: Compress, tmp_path: Path) -> None:
    whole = os.urandom(3_000_000)
    (document,) = documents(put(tmp_path / "a.txt.gz", compress(whole)[:-50_000]))
    assert document.fault is not None
    assert document.fault[0] == "truncated"
    assert len(document.data) > 100_000
    assert whole.startswith(document.data)


@pytest.mark.parametrize("compress", COMPRESSIONS)
def test_a_corrupt_stream_is_a_fault(compress: Compress, tmp_path: Path) -> None:
    data = bytearray(compress(os.urandom(50_000).hex().encode()))
    data[12:36] = bytes(24)
    assert reasons(put(tmp_path / "a.txt.gz", bytes(data))) in (["unreadable"], ["truncated"])


@pytest.mark.parametrize("compress", COMPRESSIONS)
@pytest.mark.parametrize("junk", [b"\0" * 700, b"no stream of any kind"])
def test_zeros_after_a_stream_are_padding_and_anything_else_is_a_fault(
    junk: bytes, compress: Compress, tmp_path: Path
) -> None:
    """One of its own: the text is whole."""
    packed = compress(b"text")
    document, *others = documents(put(tmp_path / "a.txt.gz", packed + junk))
    assert (document.data, document.fault) == (b"text", None)
    assert [other.uri for other in others] == ["a.txt.gz#unread"] * bool(junk.strip(b"\0"))
    for other in others:
        assert other.fault is not None
        assert other.fault[0] == "unreadable"
        assert f"from byte {len(packed)} on" in other.fault[1]


@pytest.mark.parametrize("junk", [b"", b"xxxx", b"\x1f\x8b\x08 not yet"])
def test_rows_before_junk_are_read(junk: bytes, tmp_path: Path) -> None:
    packed = gzip.compress(lines({"text": "一"}, {"text": "二"}))
    found = documents(put(tmp_path / "a.jsonl.gz", packed + packed + junk))
    assert [document.uri for document in found if not document.fault] == [f"a.jsonl.gz#line={n}" for n in range(1, 5)]
    assert [document.uri for document in found if document.fault] == ["a.jsonl.gz#unread"] * bool(junk)


@pytest.mark.parametrize(("start", "what"), [(-8, "data check"), (-4, "length check")])
@pytest.mark.parametrize("n_chars", [3, 100, 300_000])
def test_a_wrong_checksum_of_gzip_keeps_what_was_read(start: int, what: str, n_chars: int, tmp_path: Path) -> None:
    packed = bytearray(gzip.compress("河".encode() * n_chars))
    packed[start] ^= 1
    (document,) = documents(put(tmp_path / "a.txt.gz", bytes(packed)))
    assert document.data == "河".encode() * n_chars
    assert document.fault is not None
    assert document.fault[0] == "unreadable"
    assert what in document.fault[1]
    assert f"between bytes 0 and {len(packed)}" in document.fault[1]


def test_all_before_a_corrupt_byte_of_gzip_is_kept(tmp_path: Path) -> None:
    text = random.Random(3).randbytes(200_000).hex().encode()
    packed = bytearray(gzip.compress(text))
    packed[150_000:150_010] = bytes(10)
    (document,) = documents(put(tmp_path / "a.txt.gz", bytes(packed)))
    assert document.fault is not None
    assert document.data.startswith(text[:250_000])


def test_a_text_that_begins_like_bzip2_is_a_text(tmp_path: Path) -> None:
    assert documents(put(tmp_path / "a.txt", b"BZh9 is a level of bzip2"))[0].data == b"BZh9 is a level of bzip2"


@pytest.mark.parametrize("compress", COMPRESSIONS)
def test_a_stream_that_grows_beyond_all_measure_is_a_fault(compress: Compress) -> None:
    packed = io.BytesIO(compress(bytes(4 << 20)))
    stream = uncompressed(packed, Limits(max_ratio=100, free_bytes=1 << 20))
    with pytest.raises(LimitError, match="100 times"):
        stream.read()
    assert len(uncompressed(io.BytesIO(compress(bytes(4 << 20)))).read()) == 4 << 20


def test_a_document_over_the_limit_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (reader, read.file, read.jsonl):
        monkeypatch.setattr(module, "MAX_DOCUMENT_BYTES", 1000)
    assert reasons(put(tmp_path / "a.txt", b"x" * 1000)) == [None]
    assert reasons(put(tmp_path / "a.txt", b"x" * 1001)) == ["too-large"]
    assert reasons(put(tmp_path / "a.txt.gz", gzip.compress(b"x" * 5000))) == ["too-large"]
    data = lines({"text": "x"}, {"text": "x" * 5000}, {"text": "y"})
    assert reasons(put(tmp_path / "a.jsonl", data)) == [None, "too-large", None]


def test_json_lines_give_text_or_bytes(tmp_path: Path) -> None:
    packed = base64.b64encode("中文".encode("gbk")).decode()
    path = put(tmp_path / "d/b.jsonl", lines({"id": 1, "text": "中\u2028文\x85"}, {"id": "x", "data_base64": packed}))
    first, second = documents(path, tmp_path)
    assert (first.uri, first.data) == ("d/b.jsonl#line=1", "中\u2028文\x85".encode())
    assert (second.uri, second.data) == ("d/b.jsonl#line=2", "中文".encode("gbk"))
    assert (first.header("jsonl-id"), second.header("jsonl-id")) == ("1", '"x"')


def test_lines_end_at_line_feeds_only_and_blank_ones_count(tmp_path: Path) -> None:
    raw = '{"text": "一\u2028\u0085二"}\r\n\n \n{"text": "三"}'
    assert [document.uri for document in documents(put(tmp_path / "b.jsonl", raw))] == [
        "b.jsonl#line=1",
        "b.jsonl#line=4",
    ]


@pytest.mark.parametrize(
    "bad",
    [
        b"{broken",
        b"[1]",
        b'"text"',
        b"{}",
        b'{"text": null}',
        b'{"text": 1}',
        b'{"data_base64": "***"}',
        b'{"id": NaN, "text": "x"}',
        b'{"id": 1e999, "text": "x"}',
        b"[" * 100_000,
    ],
)
def test_one_bad_line_costs_one_document(bad: bytes, tmp_path: Path) -> None:
    path = put(tmp_path / "b.jsonl", b'{"text": "a"}\n' + bad + b'\n{"text": "b"}\n')
    assert reasons(path) == [None, "unreadable", None]
    assert documents(path)[1].data.strip() == bad


def test_a_line_in_another_encoding_is_read_in_it(tmp_path: Path) -> None:
    path = put(tmp_path / "b.jsonl", b'{"text": "a"}\n{"text": "caf\xe9 au lait, s\xfbr"}\n')
    assert [document.data.decode() for document in documents(path)] == ["a", "café au lait, sûr"]


def test_truncated_json_lines_give_what_they_hold_and_a_fault(tmp_path: Path) -> None:
    packed = gzip.compress(lines(*({"text": os.urandom(300).hex()} for _ in range(200))))
    found = documents(put(tmp_path / "b.jsonl.gz", packed[: len(packed) // 2]))
    assert len(found) > 20
    assert found[-1].uri == "b.jsonl.gz#unread"
    assert [document.fault[0] if document.fault else None for document in found] == [None] * (len(found) - 1) + [
        "truncated"
    ]


def test_a_sidecar_gives_headers_and_is_no_document(tmp_path: Path) -> None:
    page = put(tmp_path / "p/a.html", "<p>文</p>")
    put(
        tmp_path / "p/a.html.headers",
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=GBK\r\nDate: Tue, 03 Mar 2020 08:00:00 GMT\r\n\r\n",
    )
    assert [file.path for file in read.discover(tmp_path / "p")] == [page.resolve()]
    (document,) = documents(page)
    assert document.header("content-type") == "text/html; charset=GBK"
    assert document.observed_at == datetime(2020, 3, 3, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "observed_at"),
    [
        ("Last-Modified: Tue, 03 Mar 2020 16:00:00 +0800", datetime(2020, 3, 3, 8, tzinfo=UTC)),
        ("Date: yesterday", datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)),
        ("no header at all", datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)),
    ],
)
def test_the_time_of_observation(headers: str, observed_at: datetime, tmp_path: Path) -> None:
    page = put(tmp_path / "a.html", "文")
    put(tmp_path / "a.html.headers", headers)
    os.utime(page, (1e9, 1e9))
    assert documents(page)[0].observed_at == observed_at


def test_a_uri_can_be_stored_whatever_the_file_is_called(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xd6\xd0.txt"))
    path.write_bytes(b"x")
    assert documents(path)[0].uri == "%D6%D0.txt"


def test_every_name_has_a_reader() -> None:
    assert [read.find_reader(name).name for name in ("a.JSONL.gz", "a.ndjson", "a.html", "a.pdf", "a")] == [
        "jsonl",
        "jsonl",
        "file",
        "file",
        "file",
    ]
