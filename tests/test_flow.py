from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from jiaokan.dataset import open_dataset

PROGRAM = """
import sys
from pathlib import Path
from importlib import import_module
from jiaokan.dataset import open_dataset
from jiaokan.errors import AssertionsError, InputError
from jiaokan.run import Options

corpus, dataset, nothing = map(Path, sys.argv[3:])
run_with = getattr(import_module(sys.argv[1]), sys.argv[2])


def run(corpora, dataset, on_progress=None, **options):
    return run_with(Options(tuple(map(str, corpora)), str(dataset), **options), on_progress)


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
print(*state(), [path.name for path in dataset.glob(".staging/*")])
try:
    run([corpus, corpus], dataset)
except InputError as error:
    print(error)
try:
    run([nothing], dataset)
except InputError as error:
    print("no files in" in str(error))
"""


@pytest.mark.slow
@pytest.mark.parametrize("way", [("flows.clean", "run"), ("jiaokan.run", "run_here")])
def test_a_run(tmp_path: Path, way: tuple[str, str]) -> None:
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
        [sys.executable, "-c", PROGRAM, *way, str(tmp_path / "corpus"), str(tmp_path / "dataset"), str(nothing)],
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
        "4 ['老街客户端，天天见'] 0 ['run']",  # the next goes on from there
        "0.txt of source one was given twice: by two corpora with a source of that name",
        "True",
    ]
    dataset = open_dataset(tmp_path / "dataset")
    dataset.verify()
    assert dataset.run.parameters == ("engine=opencc", "learn=true", "phrases=false", "script=Hans", "vanished=keep")
    assert dataset.raw().n_rows == 15
    assert [path.name for path in (tmp_path / "dataset" / ".staging").iterdir()] == ["run"]


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
    assert [path.name for path in dataset.glob(".staging/*")] in ([], ["run"])
