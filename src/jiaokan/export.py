"""One version as a folder of its own, to give away: Parquet, JSON lines, or laid out for Hugging Face.

The folder appears whole, under its name, or not at all.
"""

from __future__ import annotations

import json
import os
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from jiaokan.card import render_card
from jiaokan.dataset import Dataset, Table
from jiaokan.errors import InputError
from jiaokan.sql import plain
from jiaokan.storage.layout import ALL_TABLES
from jiaokan.storage.paths import copy_out

ExportFormat = Literal["parquet", "jsonl", "hf"]

_BATCH_ROWS = 1000
_PATTERNS: dict[ExportFormat, str] = {
    "parquet": "{}/*.parquet",
    "jsonl": "{}.jsonl",
    "hf": "data/{}/*.parquet",
}


def export(
    dataset: Dataset,
    target: Path,
    format: ExportFormat = "parquet",  # noqa: A002
    tables: Sequence[str] = tuple(ALL_TABLES),
) -> None:
    """Write the version's tables and a card (README.md) to a new folder, streaming.

    Raises InputError for a folder with something in it and for unknown tables, DatasetError for a file that is gone.
    """
    unknown = [name for name in tables if name not in ALL_TABLES]
    if unknown or not tables:
        raise InputError(f"no table {', '.join(unknown) or 'named'}: there are {', '.join(ALL_TABLES)}")
    if target.is_symlink() or (target.exists() and (not target.is_dir() or any(target.iterdir()))):
        raise InputError(f"{target} is there already: choose a new folder")
    names = [name for name in ALL_TABLES if name in tables]
    target.parent.mkdir(parents=True, exist_ok=True)
    building = target.with_name(f".{target.name}.{uuid.uuid4().hex}.tmp")
    try:
        for name in names:
            place = building / _PATTERNS[format].format(name)
            place.parent.mkdir(parents=True, exist_ok=True)
            if format == "jsonl":
                _write_lines(dataset.tables[name], place)
            else:
                _copy(dataset.tables[name], place.parent)
        patterns = {name: _PATTERNS[format].format(name) for name in names}
        card = render_card(dataset, names, patterns, header=format == "hf")
        (building / "README.md").write_text(card, "utf-8")
        for path in building.rglob("*"):
            if path.is_file():
                _to_disk(path)
        try:
            if target.exists():
                target.rmdir()
            building.rename(target)
        except OSError as error:
            raise InputError(f"{target} has come into being meanwhile: choose a new folder ({error})") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _copy(table: Table, folder: Path) -> None:
    table.scan()  # says which file is gone
    for file in table.files:
        copy_out(table.folder / file.name, folder / file.name)


def _write_lines(table: Table, path: Path) -> None:
    """One object a row. Bytes are base64, in `<column>_base64`; times are ISO 8601."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for batch in table.scan().to_batches(batch_size=_BATCH_ROWS, batch_readahead=1, fragment_readahead=1):
            for row in batch.to_pylist():
                named = {f"{k}_base64" if isinstance(v, bytes) else k: v for k, v in row.items()}
                out.write(json.dumps(named, ensure_ascii=False, default=plain) + "\n")


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())
