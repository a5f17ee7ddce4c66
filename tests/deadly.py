"""Settings that make documents deadly in the process they are sent to, for tests of guard.py.

A process that was started anew can't be patched from outside; so unpickling these settings patches it.
"""

from __future__ import annotations

import errno
import fcntl
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from jiaokan import furniture, pipeline
from jiaokan.document import RawDocument
from jiaokan.read import read_documents
from jiaokan.settings import Settings
from jiaokan.storage.rows import write_part
from jiaokan.work import shard


class Deadly(Settings):
    """`raw.data` says what is done: die, die-once <path>, spin, fill; a file named deadly-… dies at its second line.

    Beside a file fail-once the first part can't be written.
    """

    def __reduce__(self) -> tuple[Callable[[], Settings], tuple[()]]:
        return (install, ())


def hold(path: str) -> None:
    """Make the file, and lock it for as long as this process lives."""
    file = os.open(f"{path}.new", os.O_WRONLY | os.O_CREAT)
    fcntl.flock(file, fcntl.LOCK_EX)
    Path(f"{path}.new").rename(path)


def install() -> Settings:
    trace, read, write = pipeline.trace, read_documents, write_part
    if trace.__name__ == "deadly_trace":
        return Settings()

    def deadly_trace(raw: RawDocument, settings: Settings) -> pipeline.Trace:
        order, _, path = raw.data.decode().partition(" ")
        if order == "die" or (order == "die-once" and not Path(path).exists()):
            if path:
                Path(path).touch()
            os.kill(os.getpid(), signal.SIGKILL)
        if order == "die-anywhere":
            with Path(path).open("a+") as file:  # at another document each time
                file.seek(0)
                turn = len(file.read())
                if raw.uri.startswith(f"{turn}"):
                    file.write(".")
                    file.flush()
                    os.kill(os.getpid(), signal.SIGKILL)
        if order == "spin":
            if path:
                hold(path)
            while True:
                pass
        if order == "fill":
            bytearray(16 << 30)
        return trace(raw, settings)

    def deadly_read(path: Path, **about: Any) -> Iterator[RawDocument]:
        for number, raw in enumerate(read(path, **about)):
            if number and path.name.startswith("deadly-"):
                os.kill(os.getpid(), signal.SIGSEGV)
            yield raw

    def deadly_write(path: Path, rows: pa.Table) -> None:
        once = path.parent.parent / "fail-once"
        if once.exists():
            once.unlink()
            raise OSError(errno.EIO, "the disk failed")
        write(path, rows)

    def deadly_learning(*_: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    for module, name, deadly in (
        (pipeline, "trace", deadly_trace),
        (shard, "read_documents", deadly_read),
        (shard, "write_part", deadly_write),
        (furniture, "learn_source", deadly_learning),
    ):
        setattr(module, name, deadly)
    return Settings()
