"""The official OpenCC, in a process of its own: its module would stand in for that of opencc-python-reimplemented.

`make .venv/opencc/ready` puts it beside the environment, with its sources, which hold its own cases.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tarfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(sys.prefix) / "opencc"
CONFIGS = tuple("t2s tw2s tw2sp hk2s hk2sp s2t s2tw s2twp s2hk s2hkp t2tw t2hk tw2t hk2t".split())  # noqa: SIM905

# Reads [config, text] as JSON lines, writes the texts converted and how long that took.
_PROGRAM = """
import json, sys, time
from opencc import OpenCC
for line in sys.stdin:
    config, texts = json.loads(line)
    convert = OpenCC(config).convert
    convert("")
    began = time.perf_counter()
    converted = [convert(text) for text in texts]
    print(json.dumps([converted, time.perf_counter() - began]))
"""


def is_there() -> bool:
    return (FOLDER / "ready").exists()


def convert(config: str, texts: Sequence[str]) -> tuple[list[str], float]:
    """The texts converted, and the seconds it took."""
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        input=json.dumps([config, list(texts)]),
        env={"PYTHONPATH": str(FOLDER)},
        capture_output=True,
        text=True,
        check=True,
    )
    converted, seconds = json.loads(done.stdout)
    return converted, seconds


@dataclass(frozen=True, slots=True)
class OfficialCase:
    """One of OpenCC's regression cases. `expected`: by configuration, any of these."""

    id: str
    text: str
    expected: dict[str, tuple[str, ...]]


def cases() -> list[OfficialCase]:
    """OpenCC's test/testcases/testcases.json, which is JSON with comments and trailing commas."""
    (archive,) = FOLDER.glob("opencc-*.tar.gz")
    with tarfile.open(archive) as sources:
        (name,) = (name for name in sources.getnames() if name.endswith("/testcases.json"))
        member = sources.extractfile(name)
        assert member is not None
        text = member.read().decode()
    text = re.sub(r"(?m)^\s*//.*$", "", text)
    rows = json.loads(re.sub(r",(\s*[}\]])", r"\1", text))["cases"]
    return [
        OfficialCase(
            row["id"],
            row["input"],
            {c: tuple(e) if isinstance(e, list) else (e,) for c, e in row["expected"].items() if c in CONFIGS},
        )
        for row in rows
    ]
