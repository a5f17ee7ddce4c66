from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import subprocess
import sys
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import pytest
import zstandard

from jiaokan import read
from jiaokan.decode import decode
from jiaokan.document import RawDocument
from jiaokan.errors import InputError
from jiaokan.read import SourceFile, members, warc
from jiaokan.read.compression import Limits
from jiaokan.read.reader import Origin
from jiaokan.read.span import split_file
from jiaokan.read.uris import open_uri

BODY = "<html><p>渡口的老船工把缆绳系在石桩上，回头望了一眼对岸的灯火。".encode("gbk")
HTML = (("Content-Type", "text/html; charset=gbk"),)
Compress = Callable[[bytes], bytes]


def record(block: bytes, type_: str = "response", url: str = "http://a.example/", **stated: str) -> bytes:
    """One record; `stated` overrules its headers (underscores for hyphens), "" leaves one out."""
    headers = {
        "WARC-Type": type_,
        "WARC-Record-ID": "<urn:uuid:12345678-feed-4321-beef-123456789abc>",
        "WARC-Date": "2024-03-05T06:07:08Z",
        "WARC-Target-URI": url,
        "Content-Type": "application/http; msgtype=response" if type_ == "response" else "text/plain",
        "Content-Length": str(len(block)),
    } | {name.replace("_", "-"): value for name, value in stated.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    return f"WARC/1.0\r\n{lines}\r\n".encode() + block + b"\r\n\r\n"


def http(body: bytes = BODY, headers: tuple[tuple[str, str], ...] = HTML, status: str = "200 OK") -> bytes:
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def page(text: str) -> bytes:
    return record(http(f"<html><p>{text}".encode("gbk")), url=f"http://a.example/{len(text)}")


def put(path: Path, *records: bytes, compress: Compress = gzip.compress) -> Path:
    path.write_bytes(b"".join(map(compress, records)))
    return path


def documents(path: Path) -> list[RawDocument]:
    return list(read.read_documents(path, source_id="s", root=path.parent))


def reasons(path: Path) -> list[str | None]:
    return [document.fault[0] if document.fault else None for document in documents(path)]


def as_is(data: bytes) -> bytes:
    return data


def test_a_page_comes_with_its_headers_address_and_time(tmp_path: Path) -> None:
    first = record(b"software: x\r\n", "warcinfo")
    (document,) = documents(put(tmp_path / "a.warc.gz", first, record(http())))
    assert document.uri == f"a.warc.gz#offset={len(gzip.compress(first))}"
    assert document.data == BODY
    assert document.header("warc-target-uri") == "http://a.example/"
    assert document.header("content-type") == "text/html; charset=gbk"
    assert document.observed_at == datetime(2024, 3, 5, 6, 7, 8, tzinfo=UTC)
    assert decode(document).evidence == "declared:header"


@pytest.mark.parametrize("name", ["a.warc.gz", "A.WARC.GZ", "a.warc", "a.warc.zst", "a.wet.gz"])
@pytest.mark.parametrize("compress", [gzip.compress, zstandard.compress, as_is])
def test_every_uri_opens_the_same_bytes(name: str, compress: Compress, tmp_path: Path) -> None:
    texts = ["甲" * n for n in range(1, 9)]
    path = put(tmp_path / name, *map(page, texts), compress=compress)
    found = documents(path)
    assert [decode(document).text for document in found] == texts
    assert len({document.uri for document in found}) == len(texts)
    for document in found:
        assert open_uri(document.uri, root=tmp_path, source_id="s") == document


@pytest.mark.parametrize("offset", [1, 10**9, 10**30, "x", "-1", "", "0+1", "0+"])
def test_an_offset_where_nothing_begins_is_the_users_error(offset: int | str, tmp_path: Path) -> None:
    put(tmp_path / "a.warc.gz", page("甲"))
    with pytest.raises(InputError, match="no such"):
        open_uri(f"a.warc.gz#offset={offset}", root=tmp_path, source_id="s")


@pytest.mark.parametrize("name", ["a.warc", "a.warc.gz"])
def test_only_the_record_asked_for_is_read(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(
        tmp_path / name, *(page(f"第{n}页") for n in range(30)), compress=gzip.compress if "gz" in name else as_is
    )
    found = documents(path)
    seen: list[object] = []
    original = warc._read_record

    def count(*given: object) -> object:
        seen.append(given)
        return original(*given)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(warc, "_read_record", count)
    assert open_uri(found[20].uri, root=tmp_path, source_id="s") == found[20]
    assert len(seen) <= 2  # the next one tells that its length is right


@pytest.mark.parametrize("suffix", [".bz2", ".xz"])
@pytest.mark.parametrize("name", ["a.warc", "a.wet"])
def test_a_file_compressed_as_a_whole(name: str, suffix: str, tmp_path: Path) -> None:
    """Places are those of what is inside, as in a file that is not compressed."""
    raw = b"".join(page(f"第{n}页") for n in range(30))
    plain = documents(put(tmp_path / name, raw, compress=as_is))
    packed = put(
        tmp_path / (name + suffix), bz2.compress(raw) if suffix == ".bz2" else lzma.compress(raw), compress=as_is
    )
    found = documents(packed)
    assert [d.uri.partition("#")[2] for d in found] == [d.uri.partition("#")[2] for d in plain]
    assert [document.data for document in found] == [document.data for document in plain]
    assert [open_uri(document.uri, root=tmp_path, source_id="s") for document in found] == found
    assert split_file(SourceFile("s", tmp_path, packed), 100) == [SourceFile("s", tmp_path, packed)]


@pytest.mark.parametrize("start", [-8, -4])
def test_a_record_with_a_wrong_checksum_is_kept_with_its_fault(start: int, tmp_path: Path) -> None:
    members = [bytearray(gzip.compress(page(text))) for text in ("甲", "乙" * 500, "丙")]
    members[1][start] ^= 1
    found = documents(put(tmp_path / "a.warc.gz", *map(bytes, members), compress=as_is))
    assert [decode(document).text for document in found if not document.fault] == ["甲", "丙"]
    assert "乙" * 500 in found[1].data.decode("gbk")
    assert [(document.fault or ("",))[0] for document in found] == ["", "unreadable", ""]


def test_what_holds_no_page_is_passed_over(tmp_path: Path) -> None:
    path = put(
        tmp_path / "a.warc.gz",
        record(b"GET / HTTP/1.1\r\n\r\n", "request"),
        record(b"fetchTimeMs: 3\r\n", "metadata"),
        record(http(), "revisit"),
        record(http(status="404 Not Found")),
        record(http(status="301 Moved")),
        record(http(b"\x89PNG", (("Content-Type", "image/png"),))),
        record(http(b"p {}", (("Content-Type", "text/css"),))),
        record(b"example. A 1", Content_Type="text/dns"),
    )
    (document,) = documents(path)
    assert document.fault == ("empty", "there is no document in it")


def test_what_may_hold_a_page_is_a_document(tmp_path: Path) -> None:
    path = put(
        tmp_path / "a.warc.gz",
        record(http(headers=())),
        record(http(b'{"a": 1}', (("content-type", "application/json"),))),
        record(http(BODY, (("Content-Type", "image/gif"),))),
        record(http(b"%PDF-1.7", (("Content-Type", "application/pdf"),))),
        record("整页的文字".encode(), "conversion"),
        record("一件资源".encode(), "resource", Content_Type="text/html"),
        record("旧式的记录".encode(), Content_Type=""),
    )
    found = documents(path)
    assert [document.fault for document in found] == [None] * 7
    assert [document.header("content-type") for document in found[-3:]] == ["text/plain", "text/html", None]
    assert [decode(document).text for document in found[-3:]] == ["整页的文字", "一件资源", "旧式的记录"]


@pytest.mark.parametrize("type_", ["continuation", "novelty"])
def test_a_record_of_another_type_is_a_fault(type_: str, tmp_path: Path) -> None:
    path = put(tmp_path / "a.warc.gz", record(BODY, type_), page("甲"))
    assert reasons(path) == ["unreadable", None]
    assert documents(path)[0].data == BODY


def chunked(data: bytes) -> bytes:
    half = len(data) // 2
    return b"%x;x=y\r\n%b\r\n%X\r\n%b\r\n0\r\nT: 1\r\n\r\n" % (half, data[:half], len(data) - half, data[half:])


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def brotli_stored(data: bytes) -> bytes:
    """One meta-block of bytes as they are (RFC 7932, 9.2): window 16 bits, length, not last, uncompressed."""
    bits = 0 | (0 << 1) | (0 << 2) | ((len(data) - 1) << 4) | (1 << 20)
    return bits.to_bytes(3, "little") + data + b"\x03"


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("br", brotli_stored),
        ("zstd", zstandard.compress),
        ("identity", as_is),
        ("gzip", as_is),
        ("br", as_is),
        ("chunked, gzip", as_is),
    ],
)
@pytest.mark.parametrize("transfer", [as_is, chunked])
def test_encodings_are_undone_where_they_are_there(
    encoding: str, pack: Compress, transfer: Compress, tmp_path: Path
) -> None:
    headers = (*HTML, ("Content-Encoding", encoding), ("Transfer-Encoding", "chunked"), ("Content-Length", "3"))
    (document,) = documents(put(tmp_path / "a.warc.gz", record(http(transfer(pack(BODY)), headers))))
    assert document.data == BODY
    assert document.fault is None
    assert (document.header("transfer-encoding") is None) == (transfer is chunked)
    assert (document.header("content-encoding") is None) == (pack is not as_is)


def test_a_body_that_ends_too_early_keeps_what_is_there(tmp_path: Path) -> None:
    headers = (*HTML, ("Content-Encoding", "gzip"))
    whole = random.Random(1).randbytes(9000).hex().encode()
    path = put(tmp_path / "a.warc.gz", record(http(gzip.compress(whole)[:5000], headers)), page("甲"))
    first, second = documents(path)
    assert first.fault == ("truncated", "its content encoding ends before its own end")
    assert len(first.data) > 1000
    assert whole.startswith(first.data)
    assert second.fault is None


def test_a_bomb_inside_a_page_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (read.reader, warc):
        monkeypatch.setattr(module, "MAX_DOCUMENT_BYTES", 100_000)
    bomb = gzip.compress(bytes(5_000_000))
    path = put(tmp_path / "a.warc.gz", record(http(bomb, (("Content-Encoding", "gzip"),))), page("甲"))
    assert reasons(path) == ["too-large", None]


@pytest.mark.parametrize("compress", [gzip.compress, as_is])
def test_a_record_over_the_limit_is_passed_over(
    compress: Compress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warc, "MAX_DOCUMENT_BYTES", 1000)
    records = (page("甲"), record(http(bytes(1_000_000))), page("乙"))
    path = put(tmp_path / "a.warc.gz", *records, compress=compress)
    assert reasons(path) == [None, "too-large", None]


@pytest.mark.parametrize("compress", [gzip.compress, zstandard.compress, as_is])
def test_a_truncated_file_gives_what_it_holds_and_a_fault(compress: Compress, tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(300_000).hex()
    data = b"".join(compress(part) for part in (page("甲"), page("乙乙"), page(noise)))
    path = tmp_path / "a.warc.gz"
    path.write_bytes(data[:-9000])
    *whole, last = documents(path)
    assert [document.fault for document in whole] == [None, None]
    assert last.fault is not None
    assert last.fault[0] == "truncated"
    assert len(last.data) > 5000


def test_every_cut_ends_in_documents_and_at_most_one_fault(tmp_path: Path) -> None:
    data = b"".join(map(gzip.compress, (page("甲"), record(b"GET /", "request"), page("乙乙"))))
    path = tmp_path / "a.warc.gz"
    for n_bytes in range(1, len(data)):
        path.write_bytes(data[:n_bytes])
        found = reasons(path)
        assert set(found) <= {None, "truncated", "unreadable"}
        assert found in ([None], ["truncated"], ["unreadable"], [None, "truncated"], [None, "unreadable"], [None, None])


@pytest.mark.parametrize("compress", [gzip.compress, zstandard.ZstdCompressor(write_checksum=True).compress])
def test_a_corrupt_member_costs_itself(compress: Compress, tmp_path: Path) -> None:
    parts = [compress(page(random.Random(n).randbytes(3000).hex())) for n in range(5)]
    parts[2] = parts[2][:300] + bytes(100) + parts[2][400:]
    path = put(tmp_path / "a.warc.gz", *parts, compress=as_is)
    assert reasons(path) == [None, None, "unreadable", None, None]
    offset = sum(map(len, parts[:2]))
    assert documents(path)[2].uri == f"a.warc.gz#offset={offset}"


def test_a_corrupt_member_that_swallows_the_next_costs_itself(tmp_path: Path) -> None:
    """A stored block (RFC 1951, 3.2.4) of 65,535 bytes, which takes in the members behind it and ends nowhere."""
    opened = b"\x1f\x8b\x08" + bytes(6) + b"\xff" + b"\x00\xff\xff\x00\x00" + record(http())
    path = put(tmp_path / "a.warc.gz", opened, gzip.compress(page("甲")), gzip.compress(page("乙乙")), compress=as_is)
    assert reasons(path) == ["unreadable", None, None]


@pytest.mark.parametrize(
    "garbage", [b"\n", b"garbage" * 5000, b"\x1f\x8b\x08 no member", random.Random(1).randbytes(100)]
)
def test_what_stands_between_members_is_a_fault(garbage: bytes, tmp_path: Path) -> None:
    first, second = gzip.compress(page("甲")), gzip.compress(page("乙乙"))
    assert reasons(put(tmp_path / "a.warc.gz", first, garbage, second, compress=as_is)) == [None, "unreadable", None]


def test_padding_is_none(tmp_path: Path) -> None:
    parts = gzip.compress(page("甲")), bytes(5000), gzip.compress(page("乙乙")), bytes(70_000)
    assert reasons(put(tmp_path / "a.warc.gz", *parts, compress=as_is)) == [None, None]


BAD_RECORDS = {
    "too long": record(http(), Content_Length="300"),
    "far too long": record(http(), Content_Length="99999999999"),
    "too short": record(http(), Content_Length="60"),
    "negative": record(http(), Content_Length="-5"),
    "no number": record(http(), Content_Length="many"),
    "none": record(http(), Content_Length=""),
    "request too long": record(b"GET /", "request", Content_Length="300"),
    "no type": record(http(), WARC_Type=""),
    "another format": b"WACR/9\r\nnothing: to see\r\n\r\n\r\n\r\n",
    "no HTTP": record(b"no header, no page"),
    "endless header": b"WARC/1.0\r\nWARC-Type: response\r\nX: " + b"x" * 200_000 + b"\r\n\r\n",
}


@pytest.mark.parametrize("bad", BAD_RECORDS.values(), ids=BAD_RECORDS)
@pytest.mark.parametrize("layout", ["members", "plain", "one member"])
def test_a_record_at_fault_costs_itself(bad: bytes, layout: str, tmp_path: Path) -> None:
    texts = ["甲", "乙乙", "丙丙丙", "丁丁丁丁"]
    records = [*map(page, texts[:2]), bad, *map(page, texts[2:])]
    path = tmp_path / "a.warc"
    if layout == "one member":
        path.write_bytes(gzip.compress(b"".join(records)))
    else:
        put(path, *records, compress=as_is if layout == "plain" else gzip.compress)
    found = documents(path)
    read_whole = [document.data.decode("gbk")[9:] for document in found if not document.fault]
    if bad.startswith(b"WARC/") or layout == "members":
        assert read_whole == texts
    else:  # that no record follows may as well be the fault of the one before
        assert read_whole == [texts[0], *texts[2:]]
    assert len(found) - len(read_whole) == 1


def test_records_in_one_member_have_places_of_their_own(tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(page("甲") + page("乙乙")) + gzip.compress(page("丙丙丙")))
    n_first = len(gzip.compress(page("甲") + page("乙乙")))
    found = documents(path)
    assert [document.uri.partition("=")[2] for document in found] == ["0", f"0+{len(page('甲'))}", str(n_first)]
    for document in found:
        assert open_uri(document.uri, root=tmp_path, source_id="s") == document


def test_a_dictionary_of_a_zstd_file_is_used(tmp_path: Path) -> None:
    rows = [page(f"第{n}页：" + "码头的早晨" * 20) for n in range(50)]
    dictionary = zstandard.train_dictionary(2000, [*rows])
    packer = zstandard.ZstdCompressor(dict_data=dictionary)
    content = zstandard.compress(dictionary.as_bytes())
    frame = b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content
    path = put(tmp_path / "a.warc.zst", frame, *map(packer.compress, rows), compress=as_is)
    found = documents(path)
    assert [document.fault for document in found] == [None] * 50
    assert open_uri(found[30].uri, root=tmp_path, source_id="s") == found[30]


def test_a_stream_that_cannot_be_sought_in_is_read() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    parts = [gzip.compress(page(random.Random(n).randbytes(3000).hex())) for n in range(5)]
    parts[2] = parts[2][:300] + bytes(100) + parts[2][400:]
    stream = cast("io.BufferedReader", io.BufferedReader(Pipe(b"".join(parts))))
    found = list(warc.read(stream, Origin("s", "a.warc.gz")))
    assert [document.fault is None for document in found] == [True, True, False, True, True]


@pytest.mark.parametrize("part_bytes", [1, 500, 5000, 10**9])
@pytest.mark.parametrize("compress", [gzip.compress, zstandard.compress, as_is])
def test_parts_give_what_the_whole_gives(part_bytes: int, compress: Compress, tmp_path: Path) -> None:
    rng = random.Random(7)
    parts = [compress(page(rng.randbytes(rng.randrange(2000)).hex())) for _ in range(30)]
    parts[7] = parts[7][:60] + bytes(20) + parts[7][80:]
    path = put(tmp_path / "a.warc.gz", *parts, compress=as_is)
    whole = read.SourceFile("s", tmp_path, path)
    files = split_file(whole, part_bytes)
    assert (len(files) > 1) == (compress is not as_is and part_bytes < 10**6)
    assert documents(path) == [
        document
        for file in files
        for document in read.read_documents(path, source_id="s", root=tmp_path, span=file.span)
    ]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="getrusage counts the parent's memory too")
def test_memory_is_bounded_by_a_record_not_by_the_file(tmp_path: Path) -> None:
    """300 MB of records, one of them 200 MB, a bomb in it; the limit holds for the whole interpreter."""
    rng = random.Random(3)
    pool = [rng.randbytes(20_000) for _ in range(50)]
    path = tmp_path / "a.warc.gz"
    with path.open("wb") as stream:
        for n in range(5000):
            stream.write(gzip.compress(record(http(rng.choice(pool)), url=f"http://a.example/{n}"), 1))
        stream.write(gzip.compress(record(http(bytes(200 << 20))), 1))
        stream.write(gzip.compress(record(http(rng.randbytes(60 << 20))), 1))
        bomb = gzip.compress(gzip.compress(bytes(1 << 30), 1), 1)
        stream.write(gzip.compress(record(http(bomb, (("Content-Encoding", "gzip, gzip"),))), 1))
    code = (
        "import sys; from pathlib import Path; from jiaokan.read import read_documents; p = Path(sys.argv[1]);"
        "n = sum(1 for _ in read_documents(p, source_id='s', root=p.parent));"
        "print(n, *(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, check=True, text=True)
    n_documents, peak_kb = map(int, done.stdout.split())
    assert n_documents == 5003
    assert peak_kb < 600 << 10


def test_a_search_for_members_goes_over_its_windows(tmp_path: Path) -> None:
    """A magic number that falls between two reads is found, one that is none is not."""
    member = gzip.compress(page("甲"))
    for before in ((1 << 20) - 2, (1 << 20) - 1, 1 << 20, (1 << 20) - (1 << 18), (1 << 20) - (1 << 18) - 1, 3 << 20):
        path = tmp_path / "a.gz"
        path.write_bytes(((b"\x1f\x8b\x08" + bytes(997)) * (before // 1000 + 1))[:before] + member)
        with path.open("rb") as stream:
            assert members.Source(stream, "a.gz").find_member(0) == before


def test_a_record_that_unfolds_beyond_all_measure_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Zeros for a record, for the rest of one, and without a header: the records around them are read."""
    monkeypatch.setattr(members, "LIMITS", Limits(max_ratio=100, free_bytes=1 << 20))
    zeros = bytes(32 << 20)
    for bomb in (zeros, record(http(b"<html>" + zeros)), page("乙") + zeros):
        found = documents(put(tmp_path / "a.warc.gz", page("甲"), bomb, page("丙")))
        assert [decode(document).text for document in found if not document.fault] in (["甲", "丙"], ["甲", "乙", "丙"])
        assert sum(len(document.data) for document in found) < 3 << 20
