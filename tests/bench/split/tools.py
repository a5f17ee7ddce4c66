"""What the tools make of a page: ours in this process, the peers in theirs."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from jiaokan.document import RawDocument
from jiaokan.pipeline import clean, trace
from jiaokan.record import Record
from jiaokan.settings import Settings
from tests.bench.split.pages import DATES, FIELDS, LISTS, Page, Value, View

OURS = "jiaokan"
_PEERS = Path(__file__).with_name("peers.py")
_KEEP = Settings(script="keep")  # the script of a page is not what is measured here
_MIDNIGHT = re.compile(r"[T ]00:00(:00)?$")
_ZONE = re.compile(r"(\.\d+)?(Z|[+-]\d\d:?\d\d)$")
_PRINTED = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]+(\d{1,2}:\d\d(?::\d\d)?))?")


@dataclass(frozen=True, slots=True)
class Found:
    """What a tool says of a page. What it does not find is not in `fields`."""

    fields: Mapping[str, Value] = field(default_factory=dict)
    body: tuple[str, ...] = ()
    parts: tuple[tuple[str, str], ...] = ()  # role and text, of the whole text in order; ours alone


def ours(page: Page, view: View) -> Found:
    kind = "text/html" if view == "html" else "text/plain"
    headers = (("content-type", f"{kind}; charset=utf-8"),)
    raw = RawDocument("bench", f"{page.id}.{'html' if view == 'html' else 'txt'}", page.seen(view).encode(), headers)
    record = clean(raw, _KEEP)
    if not isinstance(record, Record):
        return Found()
    values = {name: getattr(record, name, None) for name in FIELDS}
    way = trace(raw, _KEEP)
    text = way.converted.text
    parts = [(part.role.replace("_", "-"), text[part.start : part.end]) for part in way.split.parts]
    return Found(_present(values), _lines(record.body), tuple(parts))


def our_version() -> str:
    return version(OURS)


def peers(python: str, pages: Iterable[Page]) -> tuple[dict[str, str], dict[str, dict[str, Found]]]:
    """Versions by tool, and what each found by tool and page, on the HTML."""
    given = "".join(json.dumps({"id": page.id, "html": page.html}, ensure_ascii=False) + "\n" for page in pages)
    done = subprocess.run([python, _PEERS], input=given, stdout=subprocess.PIPE, text=True, check=True)
    head, *rows = map(json.loads, done.stdout.rstrip("\n").split("\n"))
    found: dict[str, dict[str, Found]] = {name: {} for name in head["versions"]}
    for row in rows:
        values = row["fields"]
        for name in DATES & set(values):
            values[name] = normal_date(values[name] or "")
        found[row["tool"]][row["id"]] = Found(_present(values), _lines(row["body"]))
    return head["versions"], found


def normal_date(printed: str) -> str:
    """ISO 8601 of what a peer gives: a midnight is a day, a zone is dropped."""
    if match := _PRINTED.search(_MIDNIGHT.sub("", _ZONE.sub("", printed.strip()))):
        day = f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"
        return f"{day}T{match[4]:0>5}" if match[4] else day
    return printed


def _present(values: Mapping[str, Any]) -> dict[str, Value]:
    present: dict[str, Value] = {}
    for name, value in values.items():
        if not value:
            continue
        if name in LISTS:
            present[name] = tuple(value)
        else:
            present[name] = str(value)
    return present


def _lines(body: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in body.replace("\r", "\n").split("\n") if line.strip())
