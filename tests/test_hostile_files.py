"""File systems that are out for trouble: each file is a document, or a fault with its reason; nothing blocks."""

from __future__ import annotations

import os
import shutil
import socket
import stat
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from jiaokan import read
from jiaokan.decode import decode
from jiaokan.document import RawDocument
from jiaokan.errors import Rejected
from jiaokan.read import local

is_root = hasattr(os, "geteuid") and os.geteuid() == 0

ONLY = "; only regular files are read"
OUTSIDE = "unreadable: a link that leads out of the source's folder; put the file there, or name its folder by `where`"


def everything(folder: Path) -> dict[str, tuple[bytes, str]]:
    """uri → its bytes, and the fault in words."""
    return {
        raw.uri: (raw.data, ": ".join(raw.fault) if raw.fault else "")
        for file in read.discover(folder)
        for raw in read.read_documents(file.path, source_id="s", root=file.root)
    }


def documents(path: Path) -> Iterator[RawDocument]:
    return read.read_documents(path, source_id="s", root=path.parent)


@pytest.fixture
def unprivileged() -> Iterator[Path]:
    """A folder of a user that may not read everything: root may."""
    folder = Path(tempfile.mkdtemp())
    if is_root:
        os.chown(folder, 65534, 65534)
        os.seteuid(65534)
    yield folder
    if is_root:
        os.seteuid(0)
    for path in folder.rglob("*"):
        path.chmod(0o700)
    shutil.rmtree(folder)


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("好", "utf-8")
    os.mkfifo(tmp_path / "fifo.txt")
    (tmp_path / "to-fifo.txt").symlink_to("fifo.txt")
    (tmp_path / "dangling.txt").symlink_to("nowhere.txt")
    (tmp_path / "folder").symlink_to(tmp_path)
    (tmp_path / "zero.txt").symlink_to("/dev/zero")
    (tmp_path / "passwd.txt").symlink_to("/etc/passwd")
    (tmp_path / "one.txt").symlink_to("other.txt")
    (tmp_path / "other.txt").symlink_to("one.txt")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.txt"))
        found = everything(tmp_path)
    assert {uri: fault for uri, (_, fault) in found.items()} == {
        "dangling.txt": found["dangling.txt"][1],
        "fifo.txt": f"unreadable: a FIFO{ONLY}",
        "folder": f"unreadable: a link to a folder{ONLY}",
        "good.txt": "",
        "one.txt": found["one.txt"][1],
        "other.txt": found["other.txt"][1],
        "passwd.txt": OUTSIDE,
        "socket.txt": f"unreadable: a socket{ONLY}",
        "to-fifo.txt": f"unreadable: a FIFO{ONLY}",
        "zero.txt": OUTSIDE,
    }
    assert "No such file" in found["dangling.txt"][1]
    assert "ymbolic link" in found["one.txt"][1]


@pytest.mark.skipif(not is_root, reason="needs root: makes a device")
def test_a_device_is_not_opened(tmp_path: Path) -> None:
    try:
        os.mknod(tmp_path / "zero.txt", 0o600 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("a container without devices")
    assert everything(tmp_path) == {"zero.txt": (b"", f"unreadable: a device{ONLY}")}


def test_links_through_a_folder_out_of_the_source_are_refused(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/secret.txt").write_text("外", "utf-8")
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus-2").mkdir()  # its path begins like the corpus's
    (tmp_path / "corpus-2/secret.txt").write_text("外", "utf-8")
    (tmp_path / "corpus/a.txt").symlink_to("../corpus-2/secret.txt")
    (tmp_path / "corpus/folder").symlink_to("../outside")
    found = everything(tmp_path / "corpus")
    assert {fault for _, fault in found.values()} == {OUTSIDE}
    (document,) = read.read_documents(tmp_path / "corpus/folder/secret.txt", source_id="s", root=tmp_path / "corpus")
    assert document.fault is not None
    assert document.data == b""


def test_what_may_not_be_read_is_a_fault(unprivileged: Path) -> None:
    (unprivileged / "good.txt").write_text("好", "utf-8")
    (unprivileged / "locked.txt").write_text("锁", "utf-8")
    (unprivileged / "locked.txt").chmod(0)
    (unprivileged / "folder").mkdir()
    (unprivileged / "folder/x.txt").write_text("里", "utf-8")
    (unprivileged / "folder").chmod(0)
    found = everything(unprivileged)
    assert found["good.txt"] == ("好".encode(), "")
    assert "Permission denied" in found["locked.txt"][1]
    assert found["folder"] == (b"", f"unreadable: a folder that can't be listed{ONLY}")
    assert len(found) == 3


@pytest.mark.parametrize(
    ("name", "uri"),
    [
        (b"\xd6\xd0\xce\xc4.txt", "%D6%D0%CE%C4.txt"),
        (b"two\nlines\r.txt", "two\nlines\r.txt"),
        (b"\x01\x1b[31m.txt", "\x01\x1b[31m.txt"),
        ("中文 空格.txt".encode(), "中文 空格.txt"),
        (b"#line=1", "%23line=1"),
        (b"s3:", "s3:"),
        (b"x" * 255, "x" * 255),
    ],
)
def test_any_name_is_read(name: bytes, uri: str, tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name)).write_bytes(b"x")
    assert everything(tmp_path) == {uri: (b"x", "")}


def test_folders_deeper_than_a_path_may_be_long(tmp_path: Path) -> None:
    """1500 levels: beyond Python's recursion, and a path of 4096 bytes leads only part of the way."""
    (tmp_path / "good.txt").write_text("好", "utf-8")
    at = os.open(tmp_path, os.O_RDONLY)
    for _ in range(1500):
        os.mkdir("deep", dir_fd=at)
        at = moved(at, "deep")
    found = everything(tmp_path)
    for _ in range(1500):  # pytest would not get it away
        at = moved(at, "..")
        os.rmdir("deep", dir_fd=at)
    os.close(at)
    assert found.pop("good.txt") == ("好".encode(), "")
    ((uri, (_, fault)),) = found.items()
    assert len(os.fsencode(tmp_path / uri)) >= 4096
    assert "too long" in fault


def moved(descriptor: int, name: str) -> int:
    there = os.open(name, os.O_RDONLY, dir_fd=descriptor)
    os.close(descriptor)
    return there


def changing(path: Path, change: Callable[[], object]) -> RawDocument:
    """The document of a file that changes once its first bytes have been read."""
    opened = local.open_file(path, path.parent)
    with opened.stream as stream:
        stream.peek(1)
        change()
        (document,) = read.read_stream(stream, read.reader.Origin("s", path.name), read.find_reader(path.name))
    return document


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def test_a_file_that_changes_while_it_is_read_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    size = 1 << 20

    def refill() -> None:
        path.write_bytes(b"a" * size)
        os.utime(path, (1e9, 1e9))

    refill()
    assert changing(path, lambda: None).data == b"a" * size

    grown = changing(path, lambda: append(path, b"more"))
    assert grown.fault is not None
    assert grown.fault[0] == "unreadable"
    assert f"{size} bytes became {size + 4}" in grown.fault[1]
    assert grown.data == b"a" * size

    refill()
    shrunk = changing(path, lambda: os.truncate(path, 100_000))
    assert shrunk.fault is not None
    assert shrunk.fault[0] == "truncated"
    assert 0 < len(shrunk.data) < size

    refill()
    rewritten = changing(path, lambda: path.write_bytes(b"b" * size))
    assert rewritten.fault is not None
    assert "changed while it was read" in rewritten.fault[1]


def test_a_file_that_vanishes_or_is_replaced_while_it_is_read_is_whole(tmp_path: Path) -> None:
    path, new = tmp_path / "a.txt", tmp_path / "b.txt"
    path.write_bytes(b"a" * 300_000)
    new.write_bytes(b"b")
    assert changing(path, lambda: new.replace(path)).data == b"a" * 300_000
    path.write_bytes(b"a" * 300_000)
    assert changing(path, path.unlink).data == b"a" * 300_000


def test_a_file_that_vanishes_before_it_is_read_is_a_fault(tmp_path: Path) -> None:
    (document,) = documents(tmp_path / "gone.txt")
    assert document.fault is not None
    assert "No such file" in document.fault[1]


def test_a_file_that_becomes_a_fifo_or_a_link_does_not_get_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Swapped between the look and the opening."""
    path = tmp_path / "a.txt"
    (tmp_path / "secret").write_bytes(b"secret")
    true_lstat = os.lstat

    def swap_for(make: Callable[[], None]) -> None:
        path.unlink(missing_ok=True)
        path.write_bytes(b"x")

        def lstat(name: str) -> os.stat_result:
            status = true_lstat(name)
            if name == str(path):
                path.unlink()
                make()
            return status

        # realpath has looks of its own; the last one is open_file's.
        monkeypatch.setattr(os.path, "realpath", lambda name, **_: str(name))
        monkeypatch.setattr(os, "lstat", lstat)

    swap_for(lambda: os.mkfifo(path))
    (document,) = documents(path)
    assert document.fault == ("unreadable", f"a FIFO{ONLY}")
    swap_for(lambda: path.symlink_to(tmp_path / "secret"))
    (document,) = documents(path)
    assert document.fault is not None
    assert document.data == b""


def test_a_growing_file_ends_where_it_ended_when_opened(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    line = b'{"text": "x"}\n'
    path.write_bytes(line * 20_000)
    stop = threading.Event()

    def grow() -> None:
        with path.open("ab", buffering=0) as log:
            while not stop.is_set():
                log.write(line * 1000)
                time.sleep(0.001)

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        found = list(documents(path))
    finally:
        stop.set()
        writer.join()
    assert found[-1].uri == "log.jsonl#unread"
    assert found[-1].fault is not None
    assert found[-1].fault[0] == "unreadable"
    assert 20_000 <= len(found) - 1 < path.stat().st_size // len(line)


def test_ten_gigabytes_of_nothing_are_too_large(tmp_path: Path) -> None:
    with (tmp_path / "sparse.html").open("wb") as sparse:
        sparse.truncate(10 << 30)
    (document,) = documents(tmp_path / "sparse.html")
    assert document.fault is not None
    assert document.fault[0] == "too-large"
    assert len(document.data) <= 1 << 20


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="Linux")
def test_a_file_of_no_size_is_empty() -> None:
    """A file of /proc says it has no bytes, and some of them never end."""
    (document,) = documents(Path("/proc/self/status"))
    assert document.data == b""
    with pytest.raises(Rejected, match="empty"):
        decode(document)
