"""What a dataset holds already: a run leaves alone what would come out as it did, and finds what has gone.

An input is known by its doc_id and by a key over all that bears on its outcome: bytes, headers, fault, rules, settings.
Both are 8 bytes; a million inputs are 17 MB.
"""

from __future__ import annotations

import functools
import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias

from jiaokan.document import RawDocument, escaped
from jiaokan.pipeline import rules_fingerprint, settings_fingerprint
from jiaokan.read.headers import header_of
from jiaokan.record import RawRow, Reject
from jiaokan.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from jiaokan.dataset import Dataset

Outcome: TypeAlias = Literal["record", "reject"]
Ids: TypeAlias = "npt.NDArray[np.uint64]"


def id_of(doc_id: str) -> int:
    """The last 8 bytes of a doc_id: the first tell what it comes together with, which many share."""
    return int(doc_id[-16:], 16)


def key_of(sha256: str, headers: Sequence[str], fault: str | None, rules: str, settings: str) -> int:
    """All that bears on an outcome, in 8 bytes; headers and fault as `raw` has them."""
    parts = (sha256, *headers, fault or "", rules, settings)
    return int.from_bytes(hashlib.blake2b("\0".join(parts).encode("utf-8", "backslashreplace"), digest_size=8).digest())


@dataclass(frozen=True, slots=True)
class Known:
    """The inputs of a version: parallel arrays, by id."""

    ids: Ids
    keys: Ids
    are_records: npt.NDArray[np.bool_]

    def outcome(self, raw: RawDocument, settings: Settings) -> Outcome | None:
        """What the input gave, where it would give the same again; None for one that has to be cleaned."""
        import numpy as np

        number = id_of(raw.doc_id)
        at = int(np.searchsorted(self.ids, np.uint64(number)))
        if at == len(self.ids) or int(self.ids[at]) != number:
            return None
        row = RawRow.of(raw)
        key = key_of(raw.sha256, row.headers, row.fault, rules_fingerprint(), settings_fingerprint(settings))
        if int(self.keys[at]) != key:
            return None
        return "record" if self.are_records[at] else "reject"


def write_known(dataset: Dataset, path: Path, *, is_blank: bool = False) -> None:
    """Write what the version knows of its inputs, for `read_known`; not what had vanished: it may come back.

    `is_blank`: nothing, so that every input is cleaned. Some 4 µs an input.
    """
    import numpy as np

    numbers, kinds = array("Q"), array("L")  # ids, and places in `outcomes`
    outcomes: dict[tuple[str, str, bool], int] = {}
    for table in () if is_blank else (dataset.documents(), dataset.rejects()):
        is_record = table.name == "documents"
        columns = ["doc_id", "rules_fingerprint", "settings_fingerprint", *([] if is_record else ["reason"])]
        for batch in table.batches(columns):
            for row in batch:
                if row.get("reason") != "vanished":
                    outcome = (row["rules_fingerprint"], row["settings_fingerprint"] or "", is_record)
                    numbers.append(id_of(row["doc_id"]))
                    kinds.append(outcomes.setdefault(outcome, len(outcomes)))
    ids = np.array(numbers, np.uint64)
    order = np.argsort(ids)
    ids, made = ids[order], np.array(kinds, np.uint64)[order]
    keys = np.zeros(len(ids), np.uint64)
    named = list(outcomes)
    for rows in dataset.raw().batches(["doc_id", "raw_sha256", "headers", "fault"]) if named else ():
        places = np.searchsorted(ids, np.array([id_of(row["doc_id"]) for row in rows], np.uint64))
        for at, row in zip(places.tolist(), rows, strict=True):
            if at < len(ids) and int(ids[at]) == id_of(row["doc_id"]):
                rules, settings, _ = named[int(made[at])]
                keys[at] = key_of(row["raw_sha256"], row["headers"], row["fault"], rules, settings)
    are_records = np.array([is_record for _, _, is_record in named], np.bool_)
    with path.open("wb") as file:
        for column in (ids, keys, are_records[made.astype(np.intp)] if named else np.zeros(0, np.bool_)):
            np.save(file, column)


@functools.lru_cache(maxsize=1)
def read_known(path: Path) -> Known:
    """What `write_known` wrote."""
    import numpy as np

    with path.open("rb") as file:
        return Known(np.load(file), np.load(file), np.load(file))


def iter_vanished(dataset: Dataset, source_id: str, seen: Iterable[Ids]) -> Iterator[tuple[RawDocument, Reject]]:
    """The inputs of a source that a run over all of it has not seen, each with the reject it becomes.

    Its bytes stay in `raw`. One that had vanished before is not among them.
    """
    import numpy as np
    import pyarrow.compute as pc

    there = np.sort(np.concatenate([*seen, np.empty(0, np.uint64)]))
    of_source = pc.field("source_id") == escaped(source_id)
    gone = {
        row["doc_id"]
        for row in dataset.rejects().to_arrow(["doc_id"], (pc.field("reason") == "vanished") & of_source).to_pylist()
    }
    for batch in dataset.raw().scan().to_batches(filter=of_source):
        for row in batch.to_pylist():
            number = np.uint64(id_of(row["doc_id"]))
            at = int(np.searchsorted(there, number))
            if row["doc_id"] in gone or (at < len(there) and there[at] == number):
                continue
            raw = RawDocument(
                source_id=source_id,
                uri=row["uri"],
                data=row["data"],
                headers=tuple(header_of(text) for text in row["headers"]),
                observed_at=row["observed_at"],
            )
            yield raw, _vanished(raw)


def _vanished(raw: RawDocument) -> Reject:
    return Reject(
        doc_id=raw.doc_id,
        source_id=raw.source_id,
        uri=raw.uri,
        stage="read",
        reason="vanished",
        detail="it is no longer in its source",
        raw_sha256=raw.sha256,
        rules_fingerprint=rules_fingerprint(),
    )
