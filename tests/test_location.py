"""Corpora by URL: in fsspec's memory store, as file://, and on an S3 server of its own on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from typer.testing import CliRunner

from jiaokan import read
from jiaokan.cli import app
from jiaokan.errors import InputError
from jiaokan.read import location
from jiaokan.settings import Settings
from jiaokan.work import shard

FILES = {
    "raw/b/2.txt": "第二页的文字，说的是秋天。",
    "raw/b/10.txt": "第十页的文字，说的是冬天。",
    "raw/a/deep/x.html": "<p>深处的一页，说的是春天。",
    "raw/a/deep-2.txt": "旁边的一页，说的是夏天。",
    "raw/a/deep-2.txt.headers": "",
    "raw/a/deep/x.html.headers": "Content-Type: text/html; charset=utf-8\nDate: Tue, 03 Mar 2020 08:00:00 GMT\n",
    "raw/a/名 字#1?.txt": "名字里有别的符号。",
    "raw/a/lines.jsonl": '{"text": "一行"}\n{"text": "又一行"}\n',
    "raw/a/.hidden": "看不见",
    "raw/a/out/runs/_delta_log/0.json": "{}",
    "raw/stray.txt": "散页",
    "sources/a.toml": 'site_name = "某网"',
}


def put_all(root: str) -> str:
    for name, text in FILES.items():
        store, path = fsspec.core.url_to_fs(f"{root}/{name}")
        store.makedirs(path.rpartition("/")[0], exist_ok=True)
        store.pipe_file(path, text.encode())
    return root


@pytest.fixture
def memory() -> Iterator[str]:
    yield put_all("memory://bucket/corpus")
    fsspec.filesystem("memory").rm("/bucket", recursive=True)


def found(corpus: str | Path) -> list[tuple[str, str, bytes, str | None]]:
    """Source, uri, bytes and content type of every document, as they come."""
    return [
        (raw.source_id, raw.uri, raw.data, raw.header("content-type"))
        for file in read.discover(corpus)
        for raw in read.read_documents(file.path, source_id=file.source_id, root=file.root, settings=file.settings)
    ]


@pytest.fixture
def s3(s3_address: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of a corpus in a bucket."""
    for name, value in {
        "AWS_ENDPOINT_URL": s3_address,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
    }.items():
        monkeypatch.setenv(name, value)
    return put_all("s3://pages/corpus")


def test_a_corpus_is_the_same_wherever_it_is(tmp_path: Path, memory: str) -> None:
    put_all(f"file://{tmp_path}")
    local = found(tmp_path)
    assert [uri for _, uri, _, _ in local] == [
        "deep/x.html",
        "deep-2.txt",
        "lines.jsonl#line=1",
        "lines.jsonl#line=2",
        "名 字#1?.txt",
        "10.txt",
        "2.txt",
        "stray.txt",
    ]
    assert found(f"file://{tmp_path}") == local
    assert found(memory) == local
    assert found(f"{memory}/") == local


@pytest.mark.slow
def test_a_corpus_on_s3_is_the_same(tmp_path: Path, s3: str) -> None:
    put_all(f"file://{tmp_path}")
    assert found(s3) == found(tmp_path)
    (file,) = read.discover(f"{s3}/raw/b/2.txt")
    assert (file.source_id, file.uri) == ("b", "2.txt")
    page = next(file for file in read.discover(s3) if file.uri == "deep-2.txt")
    (document,) = read.read_documents(page.path, source_id="a", root=page.root)
    assert document.observed_at is not None
    assert page.n_bytes == len(document.data)


@pytest.mark.slow
def test_the_command_line_takes_urls(s3: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "jiaokan", "clean", f"{s3}/raw/b"], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert [json.loads(line)["uri"] for line in done.stdout.split("\n")[:-1]] == ["10.txt", "2.txt"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("url", "environment", "complaint"),
    [
        ("s3://no-such-bucket/x", {}, "no such file or folder"),
        ("s3://pages/no/such/folder", {}, "no such file or folder"),
        ("s3://pages/corpus", {"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, "Could not connect"),
        ("s3://pages/corpus", {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "credentials"),
        ("gs://pages/corpus", {}, "gcsfs"),
        ("nonsense://pages/corpus", {}, "nonsense"),
    ],
)
def test_what_a_store_refuses_is_told(url: str, environment: dict[str, str], complaint: str, s3: str) -> None:
    assert s3
    done = subprocess.run(
        [sys.executable, "-m", "jiaokan", "clean", url],
        env={**os.environ, "AWS_EC2_METADATA_DISABLED": "true", "HOME": "/nowhere", "AWS_MAX_ATTEMPTS": "1"}
        | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == ""
    assert done.returncode == 3
    assert done.stderr.startswith(f"jiaokan: {url}: ")
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr


def test_clean_and_a_shard_read_from_a_store(memory: str, tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["clean", f"{memory}/raw/a/lines.jsonl"])
    assert [json.loads(line)["body"] for line in done.stdout.split("\n")[:-1]] == ["一行", "又一行"]
    report = shard.clean_shard([file for file in read.discover(memory) if file.source_id == "b"], tmp_path)
    assert (report.source_id, report.n_files, report.n_inputs, report.n_records) == ("b", 2, 2, 2)


def test_settings_and_sizes_come_from_the_store(memory: str) -> None:
    files = list(read.discover(memory, Settings(script="keep")))
    assert {(file.source_id, file.settings.site_name, file.settings.script) for file in files} == {
        ("a", "某网", "keep"),
        ("b", None, "keep"),
        ("raw", None, "keep"),
    }
    assert [file.n_bytes for file in files if file.uri == "2.txt"] == [len(FILES["raw/b/2.txt"].encode())]


def test_a_file_that_has_gone_from_the_store_is_a_fault(memory: str) -> None:
    files = list(read.discover(memory))
    fsspec.filesystem("memory").rm("/bucket/corpus/raw/b/2.txt")
    (gone,) = (file for file in files if file.uri == "2.txt")
    (document,) = read.read_documents(gone.path, source_id="b", root=gone.root)
    assert document.fault is not None
    assert document.fault[0] == "unreadable"


def test_whatever_a_store_raises_costs_one_document(memory: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("the store is on fire")

    (file,) = read.discover(f"{memory}/raw/b/2.txt")
    monkeypatch.setattr(fsspec.implementations.memory.MemoryFile, "read", fail, raising=False)
    (document,) = read.read_documents(file.path, source_id="b", root=file.root)
    assert document.fault is not None
    assert "RuntimeError: the store is on fire" in document.fault[1]


@pytest.mark.parametrize("url", ["memory://nothing/here", "nonsense://x", "zip://a.txt::memory://x.zip"])
def test_a_url_that_leads_nowhere_is_the_users_error(url: str) -> None:
    with pytest.raises(InputError, match=url.partition(":")[0]):
        next(read.discover(url))


@pytest.mark.parametrize(
    ("given", "name", "above"),
    [
        ("s3://bucket/a/b.txt", "b.txt", "s3://bucket/a"),
        ("s3://bucket/b.txt", "b.txt", "s3://bucket"),
        ("s3://bucket", "bucket", "s3://"),
        ("memory://", "memory", "memory://"),
        ("hdfs://host:8020/a", "a", "hdfs://host:8020"),
    ],
)
def test_the_parts_of_a_url(given: str, name: str, above: str) -> None:
    url = location.parse(given)
    assert (url, location.last_name(url), location.parent(url)) == (given, name, above)


def test_what_is_no_url_is_a_path() -> None:
    assert location.parse("a:b/c") == Path("a:b/c").absolute()
    assert location.parse("file:///a/b") == Path("/a/b")
    assert location.parse("file://localhost/a/b") == Path("/a/b")


def test_local_files_need_no_fsspec(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("文", "utf-8")
    code = f"""import sys
from jiaokan import read
for file in read.discover({str(tmp_path)!r}):
    assert list(read.read_documents(file.path, source_id="s", root=file.root))[0].data
sys.exit("fsspec" in sys.modules)"""
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
