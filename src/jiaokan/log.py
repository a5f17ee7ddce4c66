"""What a run says of itself to machines: events with values, through `logging`, under the name "jiaokan".

As a line: `shard-cleaned source_id=site n_files=500 n_records=498`. As JSON (`JsonLines`): an object a line with `at`,
`level`, `event` and the values. Counts and names, never texts.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

LOGGER = logging.getLogger("jiaokan")
LOGGER.addHandler(logging.NullHandler())  # a library is silent unless asked


def say(event: str, **values: object) -> None:
    _emit(logging.INFO, event, values)


def warn(event: str, **values: object) -> None:
    _emit(logging.WARNING, event, values)


def _emit(level: int, event: str, values: dict[str, object]) -> None:
    if LOGGER.isEnabledFor(level):
        line = " ".join([event, *(f"{name}={_quoted(value)}" for name, value in values.items() if value != {})])
        LOGGER.log(level, "%s", line, extra={"event": event, "values": values})


def _quoted(value: object) -> str:
    text = f"{value:.3f}" if isinstance(value, float) else str(value)
    return text if text and not any(sign in text for sign in ' "=\n') else json.dumps(text, ensure_ascii=False)


class JsonLines(logging.Formatter):
    """One object a line."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        values = getattr(record, "values", {"message": record.getMessage()})
        event = getattr(record, "event", record.name)
        return json.dumps({"at": at, "level": record.levelname.lower(), "event": event, **values}, ensure_ascii=False)


@contextmanager
def to_file(path: str | None) -> Iterator[None]:
    """Events as JSON lines appended to a file; "-" is standard error, None nowhere."""
    if path is None:
        yield
        return
    handler = logging.StreamHandler() if path == "-" else logging.FileHandler(Path(path), encoding="utf-8")
    handler.setFormatter(JsonLines())
    before = LOGGER.level
    LOGGER.addHandler(handler)
    LOGGER.setLevel(logging.INFO)
    try:
        yield
    finally:
        LOGGER.removeHandler(handler)
        LOGGER.setLevel(before)
        handler.close()
