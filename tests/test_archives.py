"""Archives: every member a document with a uri that opens it again."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from jiaokan import read
from jiaokan.decode import decode
from jiaokan.document import RawDocument
from jiaokan.errors import InputError
from jiaokan.read import archive, uris, zip_directory
from jiaokan.read import zip as zip_
from jiaokan.read.compression import LIMITS, Limits, uncompressed
from jiaokan.read.reader import Budget, Origin

Files = Iterable[tuple[str, bytes]]
PAGE = "<p>正文</p>".encode()
LINES = b'{"text": "a"}\n\n{"text": "b"}\n'
FILES = (("d.txt", "文字".encode()), ("x/y.html", PAGE), ("x/e.jsonl", LINES), ("z.txt.gz", gzip.compress(b"zipped")))
URIS = ("d.txt", "x/y.html", "x/e.jsonl#line=1", "x/e.jsonl#line=3", "z.txt.gz")


def zipped(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive_:
        for name, data in files:
            archive_.writestr(name, data)
    return made.getvalue()


def tarred(files: Files, **fields: object) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive_:
        for name, data in files:
            archive_.addfile(header(name, size=len(data), **fields), io.BytesIO(data))
    return made.getvalue()


def header(name: str, **fields: object) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    for field, value in fields.items():
        setattr(info, field, value)
    return info


def tarred_headers(*infos: tarfile.TarInfo) -> bytes:
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive_:
        for info in infos:
            archive_.addfile(info)
        archive_.addfile(header("last.txt", size=4), io.BytesIO(b"last"))
    return made.getvalue()


def documents(data: bytes, name: str = "c.zip", limits: Limits = LIMITS) -> list[RawDocument]:
    """What is read of an archive, without a file."""
    stream = io.BufferedReader(io.BytesIO(data))
    origin = Origin("s", name, budget=Budget(limits))
    return list(read.read_stream(uncompressed(stream, limits), origin, read.find_reader(name)))


def faults(data: bytes, name: str = "c.zip", limits: Limits = LIMITS) -> dict[str, str]:
    """Uri → reason, "" for none; after the archive's name."""
    found = documents(data, name, limits)
    assert len({document.uri for document in found}) == len(found)
    return {document.uri.removeprefix(name): document.fault[0] if document.fault else "" for document in found}


def put(path: Path, data: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def identity(data: bytes) -> bytes:
    return data


ARCHIVES: tuple[tuple[str, Callable[[Files], bytes], Callable[[bytes], bytes]], ...] = (
    ("c.zip", zipped, identity),
    ("c.zip.gz", zipped, gzip.compress),
    ("c.tar", tarred, identity),
    ("c.tar.gz", tarred, gzip.compress),
    ("c.tgz", tarred, gzip.compress),
    ("C.TAR.BZ2", tarred, bz2.compress),
    ("c.tar.xz", tarred, lzma.compress),
    ("c.tar.zst", tarred, zstandard.compress),
)


@pytest.mark.parametrize(("name", "pack", "compress"), ARCHIVES, ids=[name for name, *_ in ARCHIVES])
def test_members_are_read_by_their_names_and_opened_again(
    name: str, pack: Callable[[Files], bytes], compress: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    nested = (*FILES, ("in/c.zip", zipped(FILES)), ("in/c.tar.gz", gzip.compress(tarred(FILES))))
    path = put(tmp_path / "p" / name, compress(pack(nested)))
    found = list(read.read_documents(path, source_id="s", root=tmp_path))
    inner = [f"!/in/{inside}!/{uri}" for inside in ("c.zip", "c.tar.gz") for uri in URIS]
    assert [document.uri for document in found] == [f"p/{name}{uri}" for uri in [*(f"!/{uri}" for uri in URIS), *inner]]
    assert not [document.fault for document in found if document.fault]
    assert [document.data for document in found[:5]] == ["文字".encode(), PAGE, b"a", b"b", b"zipped"]
    for document in found:
        assert uris.open_uri(document.uri, root=tmp_path, source_id="s") == document


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("n_bytes", [0, 1, 300_000])
def test_every_method_of_zip(method: int, n_bytes: int) -> None:
    data = os.urandom(n_bytes)
    (document,) = documents(zipped([("a.txt", data)], method))
    assert (document.data, document.fault) == (data, None)


def test_a_zip_of_more_than_64_bits_need() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive_, archive_.open("a.txt", "w", force_zip64=True) as member:
        member.write(b"text")
    assert [document.data for document in documents(made.getvalue())] == [b"text"]
    many = zipped((f"{number}.txt", b"%d" % number) for number in range(66_000))
    found = documents(many)
    assert [document.data for document in found] == [b"%d" % number for number in range(66_000)]


def test_a_zip_behind_a_program_that_unpacks_it() -> None:
    assert [document.data for document in documents(b"MZ" + bytes(5000) + zipped(FILES[:2]))] == [FILES[0][1], PAGE]


def test_a_zip_written_to_a_pipe() -> None:
    read_end, write_end = os.pipe()
    with os.fdopen(write_end, "wb") as into, zipfile.ZipFile(into, "w") as archive_:
        archive_.writestr("a.txt", b"text")
    with os.fdopen(read_end, "rb") as pipe:
        data = pipe.read()
    assert [document.data for document in documents(data)] == [b"text"]


def test_folders_and_hidden_members_are_passed_over() -> None:
    files = [("d/", b""), (".git/x", b"x"), ("d/.x", b"x"), ("__MACOSX/._a.txt", b"x"), ("d/a.txt", b"a")]
    assert faults(zipped(files)) == {"!/d/a.txt": ""}
    folder = header("d", type=tarfile.DIRTYPE)
    assert faults(tarred_headers(folder, header("./.x", size=0)), "c.tar") == {"!/last.txt": ""}


def test_a_sidecar_in_a_zip_gives_headers() -> None:
    lines = b"HTTP/1.1 200 OK\r\nDate: Tue, 03 Mar 2020 08:00:00 GMT\r\n\r\n"
    (page, lone) = documents(zipped([("a.html.headers", lines), ("a.html", PAGE), ("b.html.headers", b"A: b")]))
    assert (page.uri, page.observed_at) == ("c.zip!/a.html", datetime(2020, 3, 3, 8, tzinfo=UTC))
    assert page.header("date") == "Tue, 03 Mar 2020 08:00:00 GMT"
    assert lone.uri == "c.zip!/b.html.headers"


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (1_500_000_000, 1_500_000_000),
        (0, 1_600_000_000),  # reproducible archives
        (1_700_000_000, 1_600_000_000),  # later than the archive
        (1e30, 1_600_000_000),
    ],
)
def test_a_member_was_seen_at_its_own_time_if_that_can_be(told: float, expected: int, tmp_path: Path) -> None:
    data = {"c.tar": tarred([("a.txt", b"a")], mtime=told)}
    if told < 1 << 31:
        info = zipfile.ZipInfo("a.txt")
        info.extra = struct.pack("<HHBl", 0x5455, 5, 1, int(told))
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive_:
            archive_.writestr(info, b"a")
        data["c.zip"] = made.getvalue()
    for name, packed in data.items():
        path = put(tmp_path / name, packed)
        os.utime(path, (1_600_000_000, 1_600_000_000))
        (document,) = read.read_documents(path, source_id="s", root=tmp_path)
        assert document.observed_at == datetime.fromtimestamp(expected, UTC)


# Names


def with_names(*names: bytes, flags: int = 0) -> bytes:
    """A zip with these bytes for names, and these general purpose flags."""
    data, directory = bytearray(), bytearray()
    for name in names:
        crc = 0x352441C2  # of "abc"
        at = len(data)
        common = struct.pack("<5H3L2H", 20, flags, 0, 0, 33, crc, 3, 3, len(name), 0)
        data += b"PK\3\4" + common + name + b"abc"
        directory += b"PK\1\2\x14\0" + common + struct.pack("<3H2L", 0, 0, 0, 0, at) + name
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, len(names), len(names), len(directory), len(data), 0)
    return bytes(data + directory + end)


@pytest.mark.parametrize(
    ("name", "encodings"),
    [
        ("新闻/第一页.txt", ("utf-8", "gbk")),
        ("頁面說明.txt", ("utf-8", "gbk", "big5")),
        ("第1節（上）.txt", ("utf-8", "gbk", "big5")),
        ("plain.txt", ("ascii",)),
    ],
)
def test_a_name_is_read_in_the_encoding_it_is_in(name: str, encodings: tuple[str, ...]) -> None:
    for encoding in encodings:
        assert faults(with_names(name.encode(encoding))) == {f"!/{name}": ""}


def test_two_characters_that_are_utf_8_by_accident() -> None:
    raw = "模.txt".encode("gbk")
    assert raw.decode("utf-8")
    assert faults(with_names(raw)) == {"!/模.txt": ""}
    assert faults(with_names(raw, flags=0x800)) == {"!/ģ.txt": ""}


def test_a_name_in_no_encoding_costs_nobody_else() -> None:
    names = with_names(b"\xff\xfe\x81.txt", b"b.txt", flags=0x800)
    assert faults(names) == {"!/%FF%FE%81.txt": "", "!/b.txt": ""}
    assert faults(tarred([("\udcff\udcfe\udc81.txt", b"a")]), "c.tar") == {"!/%FF%FE%81.txt": ""}


def test_the_name_in_unicode_that_info_zip_adds() -> None:
    info = zipfile.ZipInfo("a.txt")
    info.extra = struct.pack("<HHBL", 0x7075, 5 + 9, 1, zlib.crc32(b"a.txt")) + "页.html".encode()[:9]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive_:
        archive_.writestr(info, b"a")
    assert [document.uri for document in documents(made.getvalue())] == ["c.zip!/" + "页.html".encode()[:9].decode()]


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        ("../x.txt", "%2E%2E/x.txt"),
        ("a/../../x.txt", "a/%2E%2E/%2E%2E/x.txt"),
        ("..\\x.txt", "%2E%2E/x.txt"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\a\\x.txt", "C%3A/a/x.txt"),
        ("\\\\server\\share\\x", "server/share/x"),
        ("./a//b.txt", "a/b.txt"),
        ("a#line=1.txt", "a%23line=1.txt"),
        ("c.zip!/d.txt", "c.zip%21/d.txt"),
        ("a\nb\x1b.txt", "a%0Ab%1B.txt"),
    ],
)
def test_a_name_that_leads_elsewhere_gives_a_uri_that_does_not(name: str, uri: str, tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "root"
    outside.mkdir()
    for file, data in (("c.zip", with_names(name.encode())), ("c.tar", tarred([(name, b"abc")]))):
        path = put(root / file, data)
        (document,) = read.read_documents(path, source_id="s", root=root)
        assert (document.uri, document.data) == (f"{file}!/{uri}", b"abc")
        assert uris.open_uri(document.uri, root=root, source_id="s").data == b"abc"
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["c.tar", "c.zip", "outside", "root"]


def test_a_name_without_end_is_cut() -> None:
    (document,) = documents(tarred([("a" * 100_000 + ".txt", b"a")]), "c.tar")
    assert len(document.uri) < 1100


def test_a_name_given_twice_is_two_documents(tmp_path: Path) -> None:
    data = {"c.zip": with_names(b"a.html", b"b.txt", b"a.html", b"/a.html")}
    data["c.tar"] = tarred([("a.html", PAGE), ("b.txt", b"b"), ("a.html", PAGE + b"<p>"), ("/a.html", PAGE)])
    for name, packed in data.items():
        path = put(tmp_path / name, packed)
        found = list(read.read_documents(path, source_id="s", root=tmp_path))
        assert [document.uri.removeprefix(name) for document in found] == [
            "!/a.html",
            "!/b.txt",
            "!/a.html#copy=2",
            "!/a.html#copy=3",
        ]
        for document in found:
            assert uris.open_uri(document.uri, root=tmp_path, source_id="s") == document
    assert decode(found[2]).is_html


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=20), max_size=6))
def test_whatever_members_are_called_their_uris_are_distinct_and_safe(names: list[str]) -> None:
    shown = [name for name in names if not archive.is_hidden(name) and not name.endswith(("/", "\\"))]
    for name, data in (
        ("c.zip", with_names(*(name.encode() for name in names), flags=0x800)),
        ("c.tar", tarred((name, b"abc") for name in names)),
    ):
        found = [document for document in documents(data, name) if not document.fault]
        if name == "c.zip" and len(shown) == len(names):
            assert len(found) == len(names)
        uris = [document.uri for document in found]
        assert len(set(uris)) == len(uris)
        for uri in uris:
            place = uri.removeprefix(f"{name}!/").split("#copy=")[0]
            assert place
            assert "#" not in place
            assert "\\" not in place
            assert "!/" not in place
            assert place.isprintable() or not place.isascii()
            assert not {"", ".", ".."} & set(place.split("/"))


def test_a_file_never_has_the_uri_of_a_member_or_a_line(tmp_path: Path) -> None:
    put(tmp_path / "c.zip", zipped([("d.txt", b"member")]))
    put(tmp_path / "c.zip!" / "d.txt", b"file")
    put(tmp_path / "b.jsonl", LINES)
    put(tmp_path / "b.jsonl#line=1", b"file")
    found = [
        document
        for file in read.discover(tmp_path)
        for document in read.read_documents(file.path, source_id="s", root=file.root)
    ]
    assert sorted((document.uri, document.data) for document in found) == [
        ("b.jsonl#line=1", b"a"),
        ("b.jsonl#line=3", b"b"),
        ("b.jsonl%23line=1", b"file"),
        ("c.zip!/d.txt", b"member"),
        ("c.zip%21/d.txt", b"file"),
    ]
    for document in found:
        assert uris.open_uri(document.uri, root=tmp_path, source_id="s") == document


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "none.txt",
        "c.zip!/none.txt",
        "c.zip",
        "c.zip!/d.txt!/x",
        "../secret.txt",
        "x/../../secret.txt",
        "a.txt#line=1",
        "x",
    ],
)
def test_a_uri_that_names_nothing_is_the_callers_error(uri: str, tmp_path: Path) -> None:
    root = tmp_path / "root"
    put(tmp_path / "secret.txt", b"secret")
    put(root / "x" / "a.txt", b"a")
    put(root / "a.txt", b"a")
    put(root / "c.zip", zipped(FILES[:1]))
    with pytest.raises(InputError, match="no such"):
        uris.open_uri(uri, root=root, source_id="s")


def test_a_file_whose_name_is_no_text_is_opened_again(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xd6\xd0.jsonl"))
    path.write_bytes(LINES)
    assert uris.open_uri("%D6%D0.jsonl#line=3", root=tmp_path, source_id="s").data == b"b"


def test_a_zip_is_not_read_through_for_one_member(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[bytes] = []
    plain = zip_._opened

    def noted(file: BinaryIO, entry: zip_directory.Entry, until: int, limits: Limits) -> BinaryIO:
        opened.append(entry.name)
        return plain(file, entry, until, limits)

    monkeypatch.setattr(zip_, "_opened", noted)
    put(tmp_path / "c.zip", zipped([("a.txt", b"a"), ("in.zip", zipped(FILES)), ("z.txt", b"z")]))
    assert uris.open_uri("c.zip!/in.zip!/x/y.html", root=tmp_path, source_id="s").data == PAGE
    assert opened == [b"in.zip", b"x/y.html"]
