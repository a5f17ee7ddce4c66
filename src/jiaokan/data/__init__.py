"""Tables made by build.py, build_model.py and build_numbers.py from well-kept packages; `rows()` reads one."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from importlib.resources import files


def rows(name: str) -> Iterator[tuple[str, str]]:
    """The two columns of the table `name` ("readings", "traditional", "characters", "numbers" …), row by row."""
    packed = (files(__name__) / f"{name}.txt.gz").read_bytes()
    for line in gzip.decompress(packed).decode().split("\n"):
        left, tab, right = line.partition("\t")
        if tab:
            yield left, right
