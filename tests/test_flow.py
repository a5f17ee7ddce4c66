from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from jiaokan.dataset import open_dataset
from jiaokan.document import RawDocument
from jiaokan.errors import AssertionsError, DatasetError, InputError
from jiaokan.read import SourceFile, read_documents
from jiaokan.settings import DEFAULT, Assertions
from jiaokan.shard import ShardReport

PROGRAM = """
import sys
from pathlib import Path
from flows.clean import run
from jiaokan.dataset import open_dataset
from jiaokan.errors import AssertionsError, InputError

corpus, dataset, nothing = map(Path, sys.argv[1:])
seen = []
first = run([corpus], dataset, on_progress=lambda done, n: seen.append((done, n)))
print(first.version, first.is_new, first.n_files, first.n_inputs, first.n_records + first.n_rejects, seen[0], seen[-1])
second = run([corpus], dataset)
print(second.version, second.is_new, second.n_documents == first.n_documents)
third = run([corpus], dataset, script="Hant")
print(third.version, third.is_new)


def state():
    of = open_dataset(dataset)
    bodies = of.documents().to_arrow(["body"])["body"].to_pylist()
    return of.version, of.furniture().to_arrow()["line"].to_pylist(), sum("天天见" in body for body in bodies)


for number in range(10, 18):
    text = "".join(f"{word * 2}的河水涨了，过桥的人停下来看{word}。" for word in "春夏秋冬东南西北"[number % 8 :])
    (corpus / "raw/two" / f"{number}.txt").write_text(f"标题{number}\\n\\n{text}\\n老街客户端，天天见\\n", "utf-8")
for learn in (False, True, True):
    run([corpus], dataset, learn=learn)
    print(*state(), *open_dataset(dataset).run.parameters)
(corpus / "sources").mkdir()
(corpus / "sources/two.toml").write_text("[assertions]\\nmin_documents = 12\\nmax_reject_ratio = 0.05\\n")
(corpus / "sources/three.toml").write_text("[assertions]\\nmin_documents = 1\\n")
try:
    run([corpus], dataset, learn=False)
except AssertionsError as error:
    print(str(error).replace(str(corpus), "C"))
print(*state(), not list(dataset.glob(".staging/*")))
try:
    run([corpus, corpus], dataset)
except InputError as error:
    print(error)
try:
    run([nothing], dataset)
except InputError as error:
    print(str(error).startswith("no files in"))
"""


@pytest.mark.slow
def test_a_run_with_the_engine(tmp_path: Path) -> None:
    """From files to a version, twice; Prefect starts by itself and says nothing."""
    for name in ("one", "two"):
        source = tmp_path / "corpus" / "raw" / name
        source.mkdir(parents=True)
        for number in range(3):
            (source / f"{number}.txt").write_text(f"标题{number}\n\n简体中文的正文，第{number}段。\n", "utf-8")
    (source / "empty.html").touch()
    nothing = tmp_path / "nothing"
    nothing.mkdir()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    environment["PREFECT_HOME"] = str(tmp_path / "prefect")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "corpus"), str(tmp_path / "dataset"), str(nothing)],
        env=environment,
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "1 True 7 7 7 (0, 7) (7, 7)",
        "1 False True",
        "2 True",
        "3 [] 8 engine=opencc learn=false phrases=false script=Hans vanished=keep",
        "4 ['老街客户端，天天见'] 0 engine=opencc learn=true phrases=false script=Hans vanished=keep",
        "4 ['老街客户端，天天见'] 0 engine=opencc learn=true phrases=false script=Hans vanished=keep",
        "C/sources/three.toml: assertions.min_documents: expected at least 1, got 0 of 0 inputs",
        "C/sources/two.toml: assertions.min_documents: expected at least 12, got 11 of 12 inputs",
        "C/sources/two.toml: assertions.max_reject_ratio: expected at most 0.05, got 1 rejects of 12 inputs (0.08333)",
        "nothing was committed: see to the source, or change the assertion",
        "4 ['老街客户端，天天见'] 0 True",
        "0.txt of source one was given twice: by two corpora with a source of that name",
        "True",
    ]
    dataset = open_dataset(tmp_path / "dataset")
    dataset.verify()
    assert dataset.run.parameters == ("engine=opencc", "learn=true", "phrases=false", "script=Hans", "vanished=keep")
    assert dataset.raw().n_rows == 15
    assert not list((tmp_path / "dataset" / ".staging").iterdir())


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [2, 8])
def test_ctrl_c_stops_a_run_within_seconds(tmp_path: Path, seconds: float) -> None:
    """A terminal's Ctrl-C goes to Prefect's embedded server too, which then no longer answers the client."""
    corpus, dataset = tmp_path / "pages", tmp_path / "dataset"
    corpus.mkdir()
    page = (Path(__file__).parent.parent / "corpus/raw/fanti/ferry.txt").read_bytes()
    for number in range(3000):
        (corpus / f"{number}.txt").write_bytes(page)
    run = subprocess.Popen(
        [sys.executable, "-m", "jiaokan", "run", str(corpus), "--dataset", str(dataset)],
        env={**os.environ, "PREFECT_HOME": str(tmp_path / "prefect")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    assert run.stdout is not None
    began = run.stdout.readline()  # on a busy machine the interpreter alone may take seconds
    time.sleep(seconds)
    os.killpg(run.pid, signal.SIGINT)
    try:
        output, _ = run.communicate(timeout=30)
    finally:
        run.kill()
    assert run.returncode == 130
    assert b"starting Prefect" in began
    # Prefect's server, if the signal finds it still importing, prints the interpreter's own last words.
    assert b"jiaokan" not in output.partition(b"Traceback")[2]
    assert not list(dataset.glob(".staging/*"))


@pytest.fixture
def source(tmp_path: Path) -> list[SourceFile]:
    for number in range(7):
        (tmp_path / f"{number}").write_bytes(b"x" * number)
    return [SourceFile("a" if number < 5 else "b", tmp_path, tmp_path / f"{number}") for number in range(7)]


def shards(files: list[SourceFile], **limits: int) -> str:
    from flows.clean import iter_shards  # imports Prefect: a second, here only

    return " ".join("".join(file.uri for file in shard) for shard in iter_shards(files, **limits))


def test_shards_keep_order_source_and_limits(source: list[SourceFile]) -> None:
    assert shards(source) == "01234 56"
    assert shards(source, max_files=2) == "01 23 4 56"
    assert shards(source, max_bytes=4) == "012 3 4 5 6"
    assert shards([]) == ""
    assert shards([replace(source[0], path=Path(source[0].root, "gone"))]) == "gone"


def test_big_files_are_read_in_parts(tmp_path: Path) -> None:
    from flows.clean import iter_parts

    path = tmp_path / "big.jsonl"
    path.write_bytes(b"".join(b'{"text": "page %d"}\n' % n for n in range(1000)))
    whole = SourceFile("s", tmp_path, path)
    parts = list(iter_parts(whole, part_bytes=5000))
    assert len(parts) > 2
    read_in_parts = [document for part in parts for document in documents(part)]
    assert read_in_parts == documents(whole)
    assert list(iter_parts(replace(whole, path=tmp_path / "none.jsonl"), part_bytes=0)) == [
        replace(whole, path=tmp_path / "none.jsonl")
    ]


@pytest.mark.parametrize(
    ("assertions", "counted", "complaints"),
    [
        (Assertions(), (0, 0), []),
        (Assertions(min_documents=0, max_documents=0, max_reject_ratio=0.0), (0, 0), []),
        (Assertions(min_documents=3, max_documents=3, max_reject_ratio=0.25), (4, 3), []),
        (Assertions(min_documents=4), (4, 3), ["min_documents: expected at least 4, got 3 of 4 inputs"]),
        (Assertions(max_documents=2), (4, 3), ["max_documents: expected at most 2, got 3"]),
        (
            Assertions(max_reject_ratio=0.2),
            (4, 3),
            ["max_reject_ratio: expected at most 0.2, got 1 rejects of 4 inputs (0.25)"],
        ),
        (Assertions(max_reject_ratio=1.0), (4, 0), []),
    ],
)
def test_what_assertions_say_of_counts(assertions: Assertions, counted: tuple[int, int], complaints: list[str]) -> None:
    assert list(assertions.complaints(*counted)) == complaints


def test_broken_assertions_stop_a_run(tmp_path: Path) -> None:
    """Also of a source that has no files any more, and of one given in two corpora: together they are enough."""
    from flows.clean import check_assertions

    report = ShardReport("a", "parts", 5, 9, 6, 3, 100, 1.0, {"empty": 3}, {})
    corpora = [str(tmp_path / name) for name in ("one", "two")]
    for corpus in corpora:
        (Path(corpus) / "raw").mkdir(parents=True)
        (Path(corpus) / "sources").mkdir()
    (tmp_path / "one/sources/a.toml").write_text("[assertions]\nmin_documents = 12\n")
    check_assertions(corpora, [report, report])
    with pytest.raises(AssertionsError, match=r"one/sources/a\.toml: assertions\.min_documents: .* got 6 of 9 inputs"):
        check_assertions(corpora, [report])
    (tmp_path / "two/sources/gone.toml").write_text("[assertions]\nmin_documents = 1\n")
    with pytest.raises(AssertionsError, match=r"two/sources/gone\.toml: .* got 0 of 0"):
        check_assertions(corpora, [report, report])
    check_assertions([str(tmp_path / "no corpus"), str(tmp_path / "one/raw")], [])


def test_names_given_twice_are_told(source: list[SourceFile], monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import clean

    monkeypatch.setattr(clean, "discover", lambda *_: iter(source))
    found = clean.survey(["c"], DEFAULT)
    assert (found.n_files, found.n_parts) == (7, 7)
    assert {name: len(files) for name, files in found.samples.items()} == {"a": 5, "b": 2}
    with pytest.raises(InputError, match=r"\d of source [ab] was given twice"):
        clean.survey(["c", "c"], DEFAULT)
    monkeypatch.setattr(clean, "_key", lambda _: 1)  # two names of one hash are no name given twice
    assert clean.survey(["c"], DEFAULT).n_files == 7


def documents(file: SourceFile) -> list[RawDocument]:
    return list(read_documents(file.path, source_id=file.source_id, root=file.root, span=file.span))


def test_a_shard_without_a_report_stops_the_commit(source: list[SourceFile]) -> None:
    from flows.clean import check_complete

    report = ShardReport("a", "parts", 5, 9, 6, 3, 100, 1.0, {"empty": 3}, {})
    other = replace(report, source_id="b", n_files=2)
    check_complete(len(source), [report, other])
    with pytest.raises(DatasetError, match="5 of 7 files"):
        check_complete(len(source), [report])
    with pytest.raises(DatasetError, match="without an outcome are in 1 shards"):
        check_complete(len(source), [report, replace(other, n_records=5)])
