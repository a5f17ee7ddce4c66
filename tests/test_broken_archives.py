"""Archives that are broken, or made to harm: what can be read is read, the rest is a fault and no more."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import re
import struct
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from jiaokan import read
from jiaokan.read import jsonl
from jiaokan.read.compression import Limits
from jiaokan.work.shard import clean_shard
from tests.made import part_rows
from tests.test_archives import (
    FILES,
    PAGE,
    Files,
    documents,
    faults,
    header,
    identity,
    put,
    tarred,
    tarred_headers,
    with_names,
    zipped,
)

# Broken


def test_links_and_devices_are_faults_and_the_next_is_read() -> None:
    infos = [
        header("soft.txt", type=tarfile.SYMTYPE, linkname="/etc/passwd"),
        header("hard.txt", type=tarfile.LNKTYPE, linkname="../x"),
        header("pipe", type=tarfile.FIFOTYPE),
        header("disk", type=tarfile.BLKTYPE, devmajor=8),
        header("what", type=b"V"),
    ]
    expected = {f"!/{name}": "unreadable" for name in ("soft.txt", "hard.txt", "pipe", "disk", "what")}
    assert faults(tarred_headers(*infos), "c.tar") == expected | {"!/last.txt": ""}
    link = zipfile.ZipInfo("soft.txt")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive_:
        archive_.writestr(link, "/etc/passwd")
        archive_.writestr("last.txt", "last")
    assert faults(made.getvalue()) == {"!/soft.txt": "unreadable", "!/last.txt": ""}


def test_a_sparse_member_is_a_fault_and_the_next_is_read() -> None:
    told = {"map": "0,4", "size": str(1 << 60), "name": "holes.txt"}
    sparse = header("holes.txt", pax_headers={f"GNU.sparse.{key}": value for key, value in told.items()})
    found = faults(tarred_headers(sparse), "c.tar")
    assert found == {"!/holes.txt": "unreadable", "!/last.txt": ""}


@pytest.mark.parametrize(
    ("field", "value", "detail"),
    [
        (8, struct.pack("<H", 1), "encrypted"),
        (10, struct.pack("<H", 9), "compression method 9"),
        (10, b"\x63\0", "method 99"),
    ],
)
def test_what_can_not_be_unpacked_is_a_fault_and_the_next_is_read(field: int, value: bytes, detail: str) -> None:
    data = bytearray(zipped(FILES[:2]))
    at = data.find(b"PK\1\2")
    data[at + field : at + field + 2] = value
    first, second = documents(bytes(data))
    assert first.fault is not None
    assert first.fault[0] == "unreadable"
    assert detail in first.fault[1]
    assert second.data == PAGE


def test_a_wrong_checksum_keeps_the_bytes_with_their_fault() -> None:
    data = zipped([("a.txt", b"abcdef"), ("b.txt", b"b")], zipfile.ZIP_STORED).replace(b"abcdef", b"abcxef", 1)
    first, second = documents(data)
    assert first.fault is not None
    assert (first.fault[0], first.data) == ("unreadable", b"abcxef")
    assert "checksum" in first.fault[1]
    assert second.data == b"b"


def offsets_of(data: bytes, mark: bytes) -> list[int]:
    return [found.start() for found in re.finditer(re.escape(mark), data)]


NAMED = [(f"{number}.txt", f"page {number} ".encode() * 9) for number in range(6)]
ALL = {f"!/{name}": "" for name, _ in NAMED}


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_member_whose_place_is_told_wrongly_is_found(method: int) -> None:
    data = bytearray(zipped(NAMED, method))
    entry = offsets_of(bytes(data), b"PK\1\2")[2]
    for wrong in (0xFFFFFF, 0x7FFFFFFF, offsets_of(bytes(data), b"PK\5\6")[0]):
        struct.pack_into("<L", data, entry + 42, wrong)
        assert faults(bytes(data)) == ALL
        assert [document.data for document in documents(bytes(data))] == [text for _, text in NAMED]


@pytest.mark.parametrize("number", range(6))
def test_a_damaged_entry_of_the_directory_costs_nothing_but_a_remark(number: int) -> None:
    data = bytearray(zipped(NAMED))
    entry = offsets_of(bytes(data), b"PK\1\2")[number]
    data[entry : entry + 20] = bytes(20)
    assert faults(bytes(data)) == ALL | {"#unread": "unreadable"}
    assert sorted(document.data for document in documents(bytes(data)))[1:] == [text for _, text in NAMED]


def test_a_directory_cut_short_or_gone_costs_nothing_but_a_remark() -> None:
    data = zipped(NAMED)
    entries = offsets_of(data, b"PK\1\2")
    end = data.index(b"PK\5\6")
    for cut in (entries[0], entries[2] + 10, entries[5]):
        for kept in (data[:cut], data[:cut] + data[end:]):
            found = faults(kept)
            assert found.keys() == {*ALL, "#unread"}
            assert set(found.values()) <= {"", "truncated", "unreadable"}
            assert [found[uri] for uri in ALL] == [""] * 6


def test_bytes_that_are_missing_in_the_middle_cost_what_they_were() -> None:
    data = zipped(NAMED, zipfile.ZIP_STORED)
    second = offsets_of(data, b"PK\3\4")[2]
    found = faults(data[: second + 60] + data[second + 80 :])
    assert found.keys() == ALL.keys()
    assert list(found.values()) == ["", "", *["unreadable"] * 4]


def test_a_zip_without_its_directory_written_to_a_pipe_is_told() -> None:
    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def seek(self, *_: int) -> int:
            raise OSError

        def tell(self) -> int:
            raise OSError

    made = Pipe()
    with zipfile.ZipFile(made, "w") as archive_:
        for name, text in NAMED:
            archive_.writestr(name, text)
    data = made.getvalue()
    assert faults(data) == ALL
    assert "truncated" in faults(data[: data.index(b"PK\1\2")]).values()


def test_a_truncated_zip_gives_what_it_holds() -> None:
    whole = zipped((f"{number}.txt", os.urandom(1000)) for number in range(9))
    found = faults(whole[:5500])
    assert list(found.values()) == [""] * 5 + ["truncated"] * 2
    assert "!/5.txt" in found
    assert "#unread" in found


@pytest.mark.parametrize("compress", [identity, gzip.compress, zstandard.compress])
def test_a_truncated_tar_gives_what_it_holds(compress: Callable[[bytes], bytes]) -> None:
    whole = compress(tarred((f"{number}.txt", os.urandom(100_000)) for number in range(9)))
    found = faults(whole[:550_000], "c.tar")
    assert list(found.values()) == [""] * 5 + ["truncated"] * 2
    assert list(found)[-1] == "#unread"


@pytest.mark.parametrize(("name", "pack"), [("c.zip", zipped), ("c.tar", tarred)])
@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, zstandard.compress])
def test_what_a_truncated_member_still_holds_is_kept(
    name: str, pack: Callable[[Files], bytes], compress: Callable[[bytes], bytes]
) -> None:
    whole = os.urandom(3_000_000).hex().encode()
    for cut in (
        pack([("a.txt", compress(whole)[:-9])]),
        pack([("a.txt", compress(whole))])[:2_000_000],
        pack([("a.txt", whole)])[:2_000_000],
    ):
        document = documents(cut, name)[0]
        assert document.fault is not None
        assert document.fault[0] == "truncated"
        assert len(document.data) > 1_000_000
        assert whole.startswith(document.data)


def test_a_tar_cut_between_members_is_truncated() -> None:
    assert faults(tarred([("a.txt", b"a"), ("b.txt", b"b")])[:2048], "c.tar") == {
        "!/a.txt": "",
        "!/b.txt": "",
        "#unread": "truncated",
    }


def test_a_damaged_header_in_the_middle_of_a_tar_is_told() -> None:
    data = bytearray(tarred((f"{number}.txt", b"a") for number in range(9)))
    data[4 * 1024 + 10] ^= 1
    found = faults(bytes(data), "c.tar")
    assert list(found.values()) == [""] * 4 + ["unreadable"]


def test_tars_one_behind_the_other_are_all_read() -> None:
    assert faults(tarred([("a.txt", b"a")]) + tarred([("b.txt", b"b")]), "c.tar") == {"!/a.txt": "", "!/b.txt": ""}


@pytest.mark.parametrize(
    ("name", "data"), [("c.zip", zipped([])), ("c.tar", tarred([])), ("c.zip", zipped([("d/", b"")]))]
)
def test_an_archive_without_a_document_is_a_fault(name: str, data: bytes) -> None:
    assert faults(data, name) == {"": "empty"}


@pytest.mark.parametrize("name", ["c.zip", "c.tar", "c.tar.gz"])
def test_a_page_called_an_archive_is_kept_with_its_fault(name: str) -> None:
    (document,) = documents(b"<html>404 not found</html>" * 100, name)
    assert document.fault is not None
    assert document.fault[0] in {"unreadable", "truncated"}
    assert document.data.startswith(b"<html>404")
    assert documents(b"", name)[0].data == b""


def test_every_cut_and_every_damaged_byte_gives_documents_or_faults() -> None:
    for name, data in (("c.zip", zipped(FILES)), ("c.tar", tarred(FILES[:2]))):
        for at in range(0, len(data), 7):
            assert documents(data[:at], name)
            damaged = bytearray(data)
            damaged[at] ^= 0xFF
            assert documents(bytes(damaged), name)


def test_one_readers_fault_costs_one_member(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "_loads", lambda _: 1 // 0)
    assert faults(zipped(FILES)) == {
        "!/d.txt": "",
        "!/x/y.html": "",
        "!/x/e.jsonl": "unreadable",
        "!/z.txt.gz": "",
    }


def test_an_archive_is_cleaned_into_a_shard_of_distinct_documents(tmp_path: Path) -> None:
    text = "本馆每天上午九点开门，欢迎读者。".encode()
    put(tmp_path / "raw" / "a" / "c.zip", with_names(b"a.txt", b"a.txt", b"../a.txt", b"a#line=1.txt"))
    put(tmp_path / "raw" / "a" / "c.tar.gz", gzip.compress(tarred([("a.txt", text), ("b.txt", text)]))[:-30])
    put(tmp_path / "raw" / "a" / "none.zip", zipped([]))
    report = clean_shard(list(read.discover(tmp_path)), tmp_path / "parts")
    rows = part_rows(tmp_path / "parts", "raw").to_pylist()
    assert report.n_inputs == report.n_records + report.n_rejects == len(rows) == len({row["doc_id"] for row in rows})
    assert report.n_records >= 5
    assert set(report.rejects_by_reason) == {"empty", "truncated"}


# Bombs


def nest(data: bytes, depth: int, width: int = 1) -> bytes:
    for _ in range(depth):
        data = zipped((f"{number}.zip", data) for number in range(width))
    return data


def test_archives_in_archives_are_opened_to_a_depth() -> None:
    limits = Limits(max_depth=3)
    assert faults(nest(zipped([("a.txt", b"a")]), 2), limits=limits) == {"!/0.zip!/0.zip!/a.txt": ""}
    assert not documents(nest(zipped([("a.txt", b"a")]), 3), limits=limits)[0].data
    assert faults(nest(zipped([("a.txt", b"a")]), 3), limits=limits) == {"!/0.zip!/0.zip!/0.zip": "over-limit"}
    tar = tarred([("a.tar", tarred([("b.tar", tarred([("c.tar", tarred([("a.txt", b"a")]))]))]))])
    assert faults(tar, "c.tar", limits) == {"!/a.tar!/b.tar!/c.tar": "over-limit"}


def test_a_bomb_of_many_archives_in_many_ends_at_the_total() -> None:
    bomb = nest(zipped([("0.txt", bytes(2 << 20))]), 4, 16)
    assert len(bomb) < 50_000
    limits = Limits(free_bytes=4 << 20, max_depth=9)
    found = documents(bomb, limits=limits)
    assert 5 < len([document for document in found if document.fault is None]) < 10
    assert found[-1].uri == "c.zip#unread"
    assert sum(len(document.data) for document in found) < 20 << 20
    assert {document.fault[0] for document in found if document.fault} == {"over-limit"}


@pytest.mark.parametrize("compress", [gzip.compress, bz2.compress, lzma.compress, zstandard.compress])
def test_a_member_that_grows_beyond_all_measure_is_a_fault(compress: Callable[[bytes], bytes]) -> None:
    limits = Limits(max_ratio=100, free_bytes=1 << 20)
    files = [("a.txt", compress(bytes(3 << 20))), ("b.txt", os.urandom(100_000))]
    assert faults(tarred(files), "c.tar", limits) == {"!/a.txt": "over-limit", "!/b.txt": ""}


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_a_zip_says_of_a_size_is_not_believed(method: int) -> None:
    limits = Limits(max_ratio=100, free_bytes=1 << 20)
    data = bytearray(zipped([("a.txt", bytes(3 << 20)), ("b.txt", os.urandom(100_000))], method))
    assert faults(bytes(data), limits=limits) == {"!/a.txt": "over-limit", "!/b.txt": ""}
    at = data.find(b"PK\1\2")
    data[at + 24 : at + 28] = struct.pack("<L", 1000)  # the rest would be left unread
    assert faults(bytes(data), limits=limits) == {"!/a.txt": "unreadable", "!/b.txt": ""}
    data[at + 20 : at + 24] = struct.pack("<L", 1 << 30)
    assert faults(bytes(data), limits=limits) == {"!/a.txt": "unreadable", "!/b.txt": ""}


@pytest.mark.parametrize(("name", "pack"), [("c.zip", zipped), ("c.tar", tarred)])
def test_sizes_and_numbers_are_limited(name: str, pack: Callable[[Files], bytes]) -> None:
    data = pack((f"{number}.txt", os.urandom(1000)) for number in range(5))
    assert list(faults(data, name, Limits(max_member_bytes=999)).values()) == ["over-limit"] * 5
    assert list(faults(data, name, Limits(max_member_bytes=1000)).values()) == [""] * 5
    assert faults(data, name, Limits(max_total_bytes=3500)) == {
        **{f"!/{number}.txt": "" for number in range(3)},
        "!/3.txt": "over-limit",
        "#unread": "over-limit",
    }
    assert list(faults(data, name, Limits(max_members=4)).values())[-1] == "over-limit"
    assert list(faults(data, name, Limits(max_members=5)).values()) == [""] * 5


def test_entries_that_share_their_bytes_are_faults() -> None:
    data = bytearray(zipped([(f"{number}.txt", bytes(9)) for number in range(3)], zipfile.ZIP_STORED))
    starts = [at for at in range(len(data)) if data.startswith(b"PK\1\2", at)]
    struct.pack_into("<L", data, starts[1] + 42, 0)  # the second is the first
    assert faults(bytes(data)) == {"!/0.txt": "", "!/1.txt": "unreadable", "!/2.txt": ""}
    quoted = bytearray(zipped([("a.txt", b"a" * 99), ("b.txt", b"b")], zipfile.ZIP_STORED))
    struct.pack_into("<L", quoted, quoted.find(b"PK\1\2") + 20, 130)  # the first runs over the second
    assert faults(bytes(quoted)) == {"!/a.txt": "unreadable", "!/b.txt": ""}


def test_a_header_without_end_is_not_read_into_memory() -> None:
    long_name = header("././@LongLink", type=tarfile.GNUTYPE_LONGNAME, size=1 << 30)
    data = tarred([("a.txt", b"a")])[:1024] + long_name.tobuf(tarfile.GNU_FORMAT) + b"n" * (8 << 20)
    assert faults(gzip.compress(data), "c.tar") == {"!/a.txt": "", "#unread": "over-limit"}
    chain = b"".join(
        header("././@LongLink", type=tarfile.GNUTYPE_LONGNAME, size=1).tobuf(tarfile.GNU_FORMAT) + bytes(512)
        for _ in range(3000)
    )
    assert faults(tarred([("a.txt", b"a")])[:1024] + chain, "c.tar") == {"!/a.txt": "", "#unread": "unreadable"}


def test_a_member_larger_than_the_archive_is_truncated() -> None:
    info = header("a.txt", size=1 << 60)
    assert faults(info.tobuf(tarfile.GNU_FORMAT) + b"text", "c.tar") == {"!/a.txt": "truncated", "#unread": "truncated"}
    negative = header("a.txt", pax_headers={"size": "-512"}, size=0).tobuf(tarfile.PAX_FORMAT)
    assert set(faults(negative + bytes(1024), "c.tar").values()) <= {"", "unreadable", "truncated"}


def test_a_zip_that_is_too_large_to_be_put_on_disk_is_a_fault() -> None:
    data = tarred([("in.zip", zipped(FILES)), ("a.txt", b"a")])
    assert faults(data, "c.tar", Limits(max_spool_bytes=100)) == {"!/in.zip": "over-limit", "!/a.txt": ""}


_MEASURED = """
import resource, sys
from pathlib import Path
from jiaokan import read
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
path = Path(sys.argv[1])
reasons = [d.fault[0] if d.fault else "none" for d in read.read_documents(path, source_id="s", root=path.parent)]
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, *reasons)
"""
_STREAMS: dict[str, Callable[[bytes], bytes]] = {
    "gz": gzip.compress,
    "bz2": bz2.compress,
    "xz": lzma.compress,
    "zst": zstandard.compress,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", ["c.zip", "c.tar.gz", "c.tar.bz2", "c.tar.zst", "c.jsonl.xz", "c.jsonl.bz2"])
def test_a_gigabyte_of_zeros_stays_in_memory_bounds(name: str, tmp_path: Path) -> None:
    n_pieces, piece = 16, bytes(64 << 20)
    path = tmp_path / name
    if name == "c.zip":
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive_:  # 229 to 1
            with archive_.open("a.jsonl", "w", force_zip64=True) as member:
                for _ in range(n_pieces):
                    member.write(piece)
            archive_.writestr("b.txt", b"b")
    else:
        compress = _STREAMS[path.suffix[1:]]
        head = header("a.jsonl", size=n_pieces * len(piece)).tobuf(tarfile.GNU_FORMAT) if "tar" in name else b""
        path.write_bytes(compress(head) + compress(piece) * n_pieces)
    ran = subprocess.run([sys.executable, "-c", _MEASURED, path], capture_output=True, text=True, check=True)
    n_kib, *reasons = ran.stdout.split()
    expected = {"c.zip": ["too-large", "none"], "c.jsonl.xz": ["over-limit"], "c.jsonl.bz2": ["over-limit"]}
    assert reasons == expected.get(name, ["over-limit", "over-limit"])
    assert int(n_kib) < 300 << 10
