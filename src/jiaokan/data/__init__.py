"""Tables made by build.py and the other build_*.py from well-kept packages; `rows()` reads one."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from importlib.resources import files


def lines(name: str) -> list[str]:
    """The lines of the table `name` ("readings", "crossings" …)."""
    packed = (files(__name__) / f"{name}.txt.gz").read_bytes()
    return gzip.decompress(packed).decode().split("\n")[:-1]


def rows(name: str) -> Iterator[tuple[str, str]]:
    """The two columns of the table `name` ("readings", "traditional", "characters", "numbers" …), row by row."""
    cells = iter("\t".join([line for line in lines(name) if "\t" in line]).split("\t"))
    return zip(cells, cells, strict=True)
