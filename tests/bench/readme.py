"""Tables of the benchmarks in the project's README."""

from __future__ import annotations

from pathlib import Path


def put_between(readme: Path, begin: str, end: str, shown: str) -> None:
    """Write `shown` between the two comments, in place of what stands there."""
    before, _, rest = readme.read_text("utf-8").partition(begin)
    _, _, after = rest.partition(end)
    readme.write_text(f"{before}{begin}{shown}{end}{after}", "utf-8")
