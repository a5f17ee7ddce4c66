"""Who cleans: jiaokan as its command, and the peers, each a script run by an interpreter that has it.

`plain` needs nothing that is not in the environment of the tests.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from tests.bench.speed.corpora import PLANS

OURS, DATATROVE = "jiaokan", "datatrove"
_HERE = Path(__file__).parent
_ROOT = _HERE.parents[2]
_JSONL = frozenset({"small", "simplified", "traditional", "damaged", "annotated", "large"})
_SCRIPTS = {DATATROVE: "with_datatrove.py", "data-juicer": "with_data_juicer.py"}
_NUMBER = re.compile(r"(\d+)(?:\.txt)?$")


@dataclass(frozen=True, slots=True)
class System:
    """`command`: from the place of a corpus and that of the output, which is not there yet."""

    name: str
    versions: Mapping[str, str]
    command: Callable[[Path, Path], list[str]]
    made: Callable[[Path], Iterator[tuple[str, str]]]  # key and text, of the output
    corpora: frozenset[str] = frozenset(PLANS)


def ours(n_processes: int) -> System:
    def command(corpus: Path, out: Path) -> list[str]:
        options = ["--direct", "--dataset", str(out), "--workers", str(n_processes)]
        return [sys.executable, "-m", "jiaokan", "run", str(corpus), *options]

    name = OURS if n_processes == 1 else f"{OURS}, {n_processes} processes"
    # More processes than there is work for are not begun: below that size it is the same run.
    corpora = frozenset(PLANS) if n_processes == 1 else frozenset({"large"})
    return System(name, {OURS: version(OURS)}, command, records_of, corpora)


def plain() -> System:
    names = ("ftfy", "opencc-python-reimplemented", "pyarrow")
    return _of_script("plain", sys.executable, "plain.py", {name: version(name) for name in names})


def peers(python: str) -> Iterator[System]:
    """Those that are there."""
    for name, script in _SCRIPTS.items():
        asked = [python, str(_HERE / "peers" / script), "--versions"]
        done = subprocess.run(asked, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.stderr.write(f"{name} is not there: {done.stderr.strip().rpartition(chr(10))[2]}\n")
        else:
            yield _of_script(name, python, script, json.loads(done.stdout))


def _of_script(name: str, python: str, script: str, versions: Mapping[str, str]) -> System:
    def command(corpus: Path, out: Path) -> list[str]:
        return [python, str(_HERE / "peers" / script), str(corpus), str(out)]

    return System(name, versions, command, rows_of, _JSONL)


def environment(folder: Path) -> dict[str, str]:
    """Nothing is kept from one run for the next but bytecode, which is there once a package is installed."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    caches = {"HF_HOME": str(folder / "huggingface"), "HF_HUB_OFFLINE": "1", "TQDM_DISABLE": "1"}
    return env | caches


def records_of(out: Path) -> Iterator[tuple[str, str]]:
    """Of a dataset."""
    for uri, body in _columns(sorted((out / "latest" / "documents").glob("*.parquet")), ("uri", "body")):
        yield key_of(uri), body


def key_of(uri: str) -> str:
    """What the corpus calls the document, which its uri ends in: a line, a file, an offset."""
    number = _NUMBER.search(uri)
    return str(int(number[1])) if number else uri


def rows_of(out: Path) -> Iterator[tuple[str, str]]:
    for key, text in _columns(sorted(out.rglob("*.parquet")), ("id", "text")):
        yield str(key), text


def _columns(paths: Sequence[Path], names: tuple[str, str]) -> Iterator[tuple[str, str]]:
    import pyarrow.parquet as pq

    for path in paths:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(1000, columns=list(names)):
                first, second = (batch.column(name).to_pylist() for name in names)
                yield from zip(first, second, strict=True)
