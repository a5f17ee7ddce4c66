"""`python -m tests.bench.script`: each engine alone, and jiaokan: accuracy and speed. Writes results.md and README.md.

Accuracy repeats; speed is of this machine and this run: each figure is the median of several rounds in which all tools
take turns, on pages of 1,700 characters. What is not installed is left out (zhconv-rs: PYTHONPATH).
"""

from __future__ import annotations

import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias

from jiaokan.codes import utf32_of
from jiaokan.errors import InputError
from jiaokan.script import convert
from jiaokan.script.engines import converter, name_of
from jiaokan.settings import Engine
from tests.bench.readme import put_between
from tests.bench.script import official
from tests.bench.script.texts import (
    HERE,
    half,
    headwords,
    in_traditional,
    pages,
    prose,
    sentences,
    simplified_sentences,
)

ROUNDS = 7
BEGIN, END = "<!-- script -->\n", "<!-- /script -->"
ToHans: TypeAlias = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Tool:
    """`to_hans`: one text to Simplified."""

    name: str
    to_hans: ToHans


def compiled(engine: Engine) -> ToHans:
    to_hans = converter(engine, "t2s")
    return lambda text: to_hans(utf32_of(text), text)


def tools() -> list[Tool]:
    from opencc import OpenCC

    found = [Tool(name_of("opencc-python-reimplemented"), OpenCC("t2s").convert)]
    found.append(Tool("the same, compiled", compiled("opencc-python-reimplemented")))
    try:
        found.append(Tool(name_of("opencc-pyo3"), compiled("opencc-pyo3")))
    except InputError as error:
        sys.stderr.write(f"{error}\n")
    try:
        import zhconv_rs

        found.append(Tool(f"zhconv-rs {version('zhconv-rs')}", lambda text: zhconv_rs.zhconv(text, "zh-hans")))
    except ImportError:
        sys.stderr.write("zhconv-rs is not installed\n")
    found.append(Tool(f"{name_of('opencc')}, compiled", compiled("opencc")))
    found.append(Tool(f"jiaokan {version('jiaokan')}", lambda text: convert(text, "Hans").text))
    return found


@dataclass(frozen=True, slots=True)
class Accuracy:
    """Percent of headwords and of sentences right; 著 of how many; of how many texts in Simplified some are altered."""

    headwords: float
    zhu: int
    harmed: int
    sentences: float
    sentences_harmed: int


def accuracy(made: Mapping[str, str]) -> Accuracy:
    """`made`: what became of each text of `all_texts`."""
    forms = headwords()
    test = [sentence for sentence in sentences() if half(sentence.traditional) == "test"]
    return Accuracy(
        headwords=100 * sum(made[word] in right for word, right in forms.items()) / len(forms),
        zhu=sum(made[word] in right for word, right in forms.items() if "著" in word),
        harmed=sum(made[form] != form for form in simplified_headwords()),
        sentences=100 * sum(made[one.traditional] == one.simplified for one in test) / len(test),
        sentences_harmed=sum(made[text] != text for text in simplified_sentences()),
    )


def simplified_headwords() -> list[str]:
    return sorted({form for forms in headwords().values() for form in forms})


def all_texts() -> list[str]:
    return [
        *headwords(),
        *simplified_headwords(),
        *(sentence.traditional for sentence in sentences()),
        *simplified_sentences(),
    ]


def seconds(to_hans: ToHans, texts: Sequence[str]) -> float:
    began = time.perf_counter()
    for text in texts:
        to_hans(text)
    return time.perf_counter() - began


def speeds(found: Sequence[Tool]) -> dict[str, tuple[float, float]]:
    """MB/s on Traditional and on Simplified pages, by the tool's name; the official package in its own process."""
    corpora = [pages(in_traditional(prose())), pages(prose())]
    sizes = [sum(len(page.encode()) for page in corpus) / 1e6 for corpus in corpora]
    taken: dict[str, list[list[float]]] = {}
    for _ in range(ROUNDS):
        for tool in found:
            taken.setdefault(tool.name, []).append([seconds(tool.to_hans, corpus) for corpus in corpora])
        if official.is_there():
            taken.setdefault("official", []).append([official.convert("t2s", corpus)[1] for corpus in corpora])
    return {
        name: (
            sizes[0] / statistics.median(rounds[0] for rounds in times),
            sizes[1] / statistics.median(rounds[1] for rounds in times),
        )
        for name, times in taken.items()
    }


def load_ms(program: str) -> float:
    """Of a fresh process beyond an empty one: import, dictionaries, a first conversion."""
    environment = {"PYTHONPATH": ":".join(path for path in sys.path if path)}

    def run(code: str) -> float:
        began = time.perf_counter()
        subprocess.run([sys.executable, "-c", code], check=True, env=environment)
        return time.perf_counter() - began

    return 1000 * statistics.median(run(program) - run("") for _ in range(ROUNDS))


def row(name: str, found: Accuracy, speed: tuple[float, float]) -> str:
    return (
        f"| {name} | {found.headwords:.2f} | {found.zhu} | {found.harmed} | {found.sentences:.1f} | "
        f"{found.sentences_harmed} | {speed[0]:.1f} | {speed[1]:.1f} |\n"
    )


def table() -> str:
    texts = all_texts()
    measured = tools()
    fast = speeds(measured)
    rows = [
        row(tool.name, accuracy({text: tool.to_hans(text) for text in texts}), fast[tool.name]) for tool in measured
    ]
    if official.is_there():
        made, _ = official.convert("t2s", texts)
        name = f"opencc {next(official.FOLDER.glob('opencc-*.dist-info')).name[7:-10]} (C++)"
        rows.insert(0, row(name, accuracy(dict(zip(texts, made, strict=True))), fast["official"]))
    n_zhu = sum("著" in word for word in headwords())
    n_test = sum(half(sentence.traditional) == "test" for sentence in sentences())
    columns = [
        "to Simplified",
        "headwords right, %",
        f"著 of {n_zhu}",
        f"altered of {len(simplified_headwords()):,} Simplified",
        f"{n_test} sentences right, %",
        f"altered of {len(simplified_sentences())} Simplified",
        "Traditional, MB/s",
        "Simplified, MB/s",
    ]
    return f"| {' | '.join(columns)} |\n| --- |{' ---: |' * (len(columns) - 1)}\n" + "".join(rows)


def main() -> None:
    shown = table()
    load = load_ms("from jiaokan.script import convert; convert('圖書館', 'Hans')")
    machine = f"{platform.machine()}, Python {platform.python_version()}, one core, median of {ROUNDS} rounds"
    (HERE / "results.md").write_text(
        f"# Script\n\n{shown}\nSpeeds: {machine}; pages of 1,700 characters. Loading jiaokan's: {load:.0f} ms.\n",
        "utf-8",
    )
    put_between(Path(__file__).parents[3] / "README.md", BEGIN, END, shown)
    sys.stdout.write(shown)


if __name__ == "__main__":
    main()
