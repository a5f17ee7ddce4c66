"""The way of one document: bytes → decode → repair → script → split → `Record`, or a `Reject` at any arrow."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version

from jiaokan import decode, script, split
from jiaokan.document import NOT_PROSE, Block, Decoded, Hint, RawDocument
from jiaokan.edit import Edit, carry
from jiaokan.errors import Rejected
from jiaokan.patch import patch_rule
from jiaokan.record import Record, Reject
from jiaokan.repair import Repaired, repair
from jiaokan.rule import ascii_of, ends_of, lines_of
from jiaokan.rules import RULES
from jiaokan.rules.mojibake_signs import first_utf8_as_gbk, is_prose, talks_of_encodings
from jiaokan.script.detect import has_simplified, may_be_other
from jiaokan.settings import DEFAULT, Settings


@dataclass(frozen=True, slots=True)
class Trace:
    """Everything the stages made of one document, for `explain` and for tests."""

    decoded: Decoded
    repaired: Repaired
    converted: script.Converted
    split: split.Split


def trace(raw: RawDocument, settings: Settings = DEFAULT) -> Trace:
    """Take one document through the stages. Raises Rejected where it gives no record."""
    decoded = decode.decode(raw, settings)
    repaired = _repair(decoded.text, settings)
    converted = _convert(repaired.text, settings)
    hints = [
        hint if hint.field in NOT_PROSE else replace(hint, value=_convert(hint.value, settings, converted).text)
        for hint in decoded.hints
    ]
    blocks = carried(carried(decoded.blocks, repaired.edits), converted.moves)
    return Trace(decoded, repaired, converted, _split(converted.text, hints, settings, blocks))


def _repair(text: str, settings: Settings) -> Repaired:
    patches = (patch_rule(settings.patches),) if settings.patches else ()
    try:
        return repair(text, once=patches)
    finally:
        for asked in _BY_RULES:
            asked.cache_clear()


# What is asked of a text several times in a row is kept in between, and no longer: it may be long.
_BY_RULES = (lines_of, ends_of, ascii_of, first_utf8_as_gbk, talks_of_encodings, is_prose)
_BY_SCRIPT = (may_be_other, has_simplified)  # and by rules


def _convert(text: str, settings: Settings, of: script.Converted | None = None) -> script.Converted:
    """In the script that is asked for; `of`: the document that a hint belongs to."""
    return script.convert(text, settings.script, phrases=settings.phrases, engine=settings.engine, like=of)


def _split(text: str, hints: Sequence[Hint], settings: Settings, blocks: Sequence[Block]) -> split.Split:
    """What was learned of other documents costs no document its whole text."""
    try:
        return split.split(text, hints, settings, blocks)
    except Rejected:
        if not settings.learned:
            raise
        return split.split(text, hints, replace(settings, learned=frozenset()), blocks)


def carried(blocks: Sequence[Block], edits: Sequence[Edit]) -> tuple[Block, ...]:
    """The blocks where they are in the text after the edits."""
    if not blocks or not edits:
        return tuple(blocks)
    starts = carry([block.start for block in blocks], edits)
    ends = carry([block.end for block in blocks], edits)
    return tuple(replace(block, start=a, end=b) for block, a, b in zip(blocks, starts, ends, strict=True))


def clean(document: RawDocument | bytes | str, settings: Settings = DEFAULT) -> Record | Reject:
    """A `Record` or a `Reject`, never nothing and never an exception: a bad document can't end its batch.

    Bytes are decoded by evidence; a str is taken as it is. `RawDocument` also says where they came from.
    """
    raw = document if isinstance(document, RawDocument) else _raw(document)
    try:
        return _record(raw, trace(raw, settings), settings)
    except Rejected as refusal:
        return reject(raw, refusal, settings)
    except MemoryError:
        return reject(raw, Rejected("repair", "over-limit", "needed more memory than there is"), settings)
    except Exception as error:  # noqa: BLE001 — a fault of ours costs this document, not the batch
        return reject(raw, Rejected("repair", "internal-error", f"{type(error).__name__}: {error}"), settings)
    finally:
        for asked in _BY_SCRIPT:
            asked.cache_clear()


def _raw(document: bytes | str) -> RawDocument:
    if isinstance(document, bytes):
        return RawDocument(source_id="", uri="", data=document)
    data = document.encode("utf-8", "replace")
    return RawDocument(source_id="", uri="", data=data, headers=(("content-type", "text/plain; charset=utf-8"),))


def _record(raw: RawDocument, way: Trace, settings: Settings) -> Record:
    fields, body = way.split.fields, way.split.body
    converted = way.converted
    original = converted.original(way.split.body_spans) if converted.method else body
    return Record(
        doc_id=raw.doc_id,
        source_id=raw.source_id,
        uri=raw.uri,
        **{name: getattr(fields, name) for name in fields.__slots__},
        body=body,
        body_original_script=original if original != body else None,
        body_kinds=way.split.body_kinds,
        script=converted.script,
        script_region=script.find_region(converted.before) if converted.is_hant else None,
        is_mechanical=converted.is_mechanical,
        script_method=converted.method,
        n_converted=converted.n_converted,
        ambiguous=tuple(f"{at} {one.before}→{one.after}" for at, one in converted.ambiguous_in(way.split.body_spans)),
        encoding=way.decoded.encoding,
        damage=way.repaired.damage,
        loss=way.repaired.loss,
        n_chars=len(body),
        n_edits=len(way.repaired.edits),
        n_fields=len(way.split.values),
        raw_sha256=raw.sha256,
        rules_fingerprint=rules_fingerprint(),
        settings_fingerprint=settings_fingerprint(settings),
        edits=way.repaired.edits,
        fields=way.split.values,
        flags=way.repaired.flags,
    )


def reject(raw: RawDocument, refusal: Rejected, settings: Settings) -> Reject:
    """What a document becomes that was refused."""
    return Reject(
        doc_id=raw.doc_id,
        source_id=raw.source_id,
        uri=raw.uri,
        stage=refusal.stage,
        reason=refusal.reason,
        detail=refusal.detail,
        raw_sha256=raw.sha256,
        rules_fingerprint=rules_fingerprint(),
        settings_fingerprint=settings_fingerprint(settings),
    )


# Libraries that have a part in the result.
_LIBRARIES = ("charset-normalizer", "ftfy", "selectolax")


@functools.cache
def rules_fingerprint() -> str:
    """16 hex digits over the versions of all rules, stages and libraries: equal ones and settings, equal results."""
    parts = [f"{rule.id}={rule.version}" for rule in RULES]
    parts += [f"decode={decode.VERSION}", f"script={script.VERSION}", f"split={split.VERSION}"]
    parts += [f"{name}={version(name)}" for name in _LIBRARIES]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@functools.lru_cache(maxsize=256)
def settings_fingerprint(settings: Settings) -> str:
    """16 hex digits over those settings that bear on what one document gives, what was learned among them."""
    parts = [f"{name}={getattr(settings, name)!r}" for name in _BEARING]
    parts += [f"learned={sorted(settings.learned)!r}", script.name_of(settings.engine)]
    return hashlib.sha256("\n".join(parts).encode("utf-8", "backslashreplace")).hexdigest()[:16]


_BEARING = ("script", "phrases", "encoding", "site_name", "furniture", "patches", "foreign", "fields")
