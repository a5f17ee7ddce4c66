"""What comes out: a `Record`, or a `Reject` that says why not; and the rows of the tables beside them.

A new column is one annotated field here and the value given to it in pipeline.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, TypeVar

from jiaokan.document import RawDocument
from jiaokan.edit import Edit
from jiaokan.errors import Reason, Stage
from jiaokan.schema import Column, columns


@dataclass(frozen=True, slots=True)
class Flag:
    """A place to doubt: a repair left under the threshold or made without being sure, or a loss."""

    rule: str
    start: int  # code points in the repaired text
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class FieldValue:
    """One value of a document's metadata, and what tells it."""

    field: Annotated[str, Column("string", "column of `documents` the value stands in", source="split")]
    value: Annotated[str, Column("string", "its normal form, as in `documents`", source="split")]
    printed: Annotated[str, Column("string", "as the page has it", source="split")]
    start: Annotated[
        int | None,
        Column(
            "int64",
            "first code point, in the text after script conversion; null for a hint",
            unit="code points",
            source="split",
        ),
    ]
    end: Annotated[int | None, Column("int64", "code point after the last", unit="code points", source="split")]
    origin: Annotated[
        str,
        Column(
            "string",
            '"label:来源", "text" (by its place), a hint\'s "og:title", "meta:author" …, or "settings"',
            source="split",
        ),
    ]
    confidence: Annotated[
        float,
        Column("float64", "0 to 1, by its origin: share found right on labelled pages", unit="0 to 1", source="split"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A clean document: one row of `documents`, and its ledger."""

    doc_id: Annotated[
        str,
        Column(
            "string",
            "stable id, 24 hex digits: 6 of SHA-256 of source_id and what the uri comes together with (its folder, a "
            "thousand neighbours), 18 of SHA-256 of source_id and uri",
            source="read",
        ),
    ]
    source_id: Annotated[str, Column("string", "source the document belongs to: the name of its folder", source="read")]
    uri: Annotated[
        str,
        Column("string", "place inside the source: relative path, then !/member or #line= … inside it", source="read"),
    ]
    status: Annotated[
        str, Column("string", '"ok"; in JSON output a rejected input has "rejected"', source="outcome")
    ] = "ok"
    title: Annotated[str | None, Column("string", "headline", source="split")]
    subtitle: Annotated[str | None, Column("string", "secondary headline below the title", source="split")]
    authors: Annotated[
        tuple[str, ...],
        Column("list<string>", "who wrote it: authors, reporters and correspondents, in printed order", source="split"),
    ]
    reporters: Annotated[
        tuple[str, ...], Column("list<string>", "those of the authors credited as 记者", source="split")
    ] = ()
    correspondents: Annotated[
        tuple[str, ...], Column("list<string>", "those of the authors credited as 通讯员", source="split")
    ] = ()
    editors: Annotated[
        tuple[str, ...],
        Column(
            "list<string>", "editors, proofreaders and supervisors (责任编辑, 编辑, 校对, 审核, 监制)", source="split"
        ),
    ]
    source_name: Annotated[
        str | None, Column("string", "where the page says it took the text from (来源)", source="split")
    ]
    source_url: Annotated[str | None, Column("string", "where the source named leads, or 原文链接", source="split")] = (
        None
    )
    url: Annotated[
        str | None,
        Column("string", "the page's own address, as it states it: canonical URL, a row's url", source="split"),
    ] = None
    site_name: Annotated[str | None, Column("string", "name of the site itself", source="split")]
    published_at: Annotated[
        str | None, Column("string", "ISO 8601, as precise as printed: 2020-07-02 or 2020-07-02T10:11", source="split")
    ]
    published_precision: Annotated[
        str | None, Column("string", "year, month, day, hour, minute or second", source="split")
    ]
    updated_at: Annotated[
        str | None, Column("string", "when the page says it was last changed; ISO 8601", source="split")
    ] = None
    crawled_at: Annotated[
        str | None, Column("string", "when the page or row says it was scraped; ISO 8601", source="split")
    ] = None
    dateline_place: Annotated[
        str | None, Column("string", "place of the dateline: 北京 of 新华社北京1月1日电", source="split")
    ] = None
    section: Annotated[tuple[str, ...], Column("list<string>", "breadcrumb, outermost first", source="split")]
    keywords: Annotated[tuple[str, ...], Column("list<string>", "keywords the page states", source="split")]
    summary: Annotated[
        str | None, Column("string", "摘要, 核心提示 or the page's description of this text", source="split")
    ] = None
    document_number: Annotated[
        str | None, Column("string", "of a government document: 国发〔2020〕12号", source="split")
    ] = None
    index_number: Annotated[str | None, Column("string", "索引号 of a government document", source="split")] = None
    issuing_body: Annotated[
        str | None, Column("string", "发文机关, 发布机构 of a government document", source="split")
    ] = None
    effective_date: Annotated[
        str | None, Column("string", "when it takes effect: 施行日期, 生效日期; ISO 8601", source="split")
    ] = None
    place: Annotated[
        str | None, Column("string", "where it was published from, as labelled: 发布地区, IP属地", source="split")
    ] = None
    counters: Annotated[
        tuple[str, ...], Column("list<string>", '"views=1234", "comments=12" …, as the page counts', source="split")
    ] = ()
    body: Annotated[str, Column("string", "the text itself, one paragraph a line", source="split")]
    body_original_script: Annotated[
        str | None,
        Column(
            "string", "body as it stood before script conversion; null where nothing was converted", source="script"
        ),
    ]
    body_kinds: Annotated[
        tuple[str, ...],
        Column(
            "list<string>",
            "what each line of body is: paragraph, heading, list, table (cells parted by tabs), salutation, note "
            "or signature",
            source="split",
        ),
    ] = ()
    script: Annotated[
        str,
        Column(
            "string",
            "script found (ISO 15924): Hans, Hant, mixed, Jpan, Kore, or Zyyy where undetermined",
            source="script",
        ),
    ]
    script_region: Annotated[
        str | None,
        Column(
            "string",
            "TW or HK, by the words and forms of a Traditional text; null where none leads",
            source="script",
            since=2,
        ),
    ] = None
    is_mechanical: Annotated[
        bool,
        Column(
            "bool",
            "Traditional that a machine made of Simplified text, one character for each: 以后, 頭發",
            source="script",
            since=2,
        ),
    ] = False
    script_method: Annotated[
        str | None,
        Column(
            "string",
            "engine, version and configurations: opencc 1.4.2 t2s; null where nothing was converted",
            source="script",
            since=2,
        ),
    ] = None
    n_converted: Annotated[
        int,
        Column("int32", "characters of the text that conversion changed", unit="code points", source="script", since=2),
    ] = 0
    ambiguous: Annotated[
        tuple[str, ...],
        Column(
            "list<string>",
            '"at before→after" for characters with more than one counterpart where no word told which; at: code point '
            "of body",
            source="script",
            since=2,
        ),
    ] = ()
    encoding: Annotated[
        str, Column("string", "Python name of the encoding the bytes were decoded with", source="decode")
    ]
    damage: Annotated[
        tuple[str, ...], Column("list<string>", "ids of the rules that found something, sorted", source="repair")
    ]
    loss: Annotated[
        tuple[str, ...], Column("list<string>", "what is lost for good (ids of loss rules), sorted", source="repair")
    ]
    n_chars: Annotated[int, Column("int64", "code points in body", unit="code points", source="split")]
    n_edits: Annotated[int, Column("int32", "rows this document has in `edits`", unit="rows", source="repair")]
    n_fields: Annotated[int, Column("int32", "rows this document has in `fields`", unit="rows", source="split")] = 0
    raw_sha256: Annotated[str, Column("string", "SHA-256 of the bytes as ingested; key of `raw`", source="read")]
    rules_fingerprint: Annotated[
        str, Column("string", "hash over the ids and versions of all rules and stages", source="outcome")
    ]
    settings_fingerprint: Annotated[
        str | None, Column("string", "hash over the settings that bear on the result", source="outcome", since=2)
    ] = None
    edits: tuple[Edit, ...]  # rows of `edits`
    fields: tuple[FieldValue, ...] = ()  # rows of `fields`
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reject:
    """An input that gave no document: one row of `rejects`."""

    doc_id: Annotated[str, Column("string", "the id the document would have had", source="read")]
    source_id: Annotated[str, Column("string", "source the input belongs to", source="read")]
    uri: Annotated[str, Column("string", "place inside the source", source="read")]
    status: Annotated[str, Column("string", 'always "rejected"', source="outcome")] = "rejected"
    stage: Annotated[
        Stage, Column("string", "stage that refused: read, decode, repair, script or split", source="outcome")
    ]
    reason: Annotated[Reason, Column("string", "kind of refusal, one of a closed list", source="outcome")]
    detail: Annotated[str, Column("string", "what was found, in words", source="outcome")]
    raw_sha256: Annotated[str, Column("string", "SHA-256 of the bytes as ingested", source="read")]
    rules_fingerprint: Annotated[
        str, Column("string", "hash over the rules in force; a change makes a retry", source="outcome")
    ]
    settings_fingerprint: Annotated[
        str | None, Column("string", "hash over the settings that bear on the result", source="outcome", since=2)
    ] = None


@dataclass(frozen=True)  # no slots: two bases with slots can't be joined
class _OfDocument:
    doc_id: Annotated[str, Column("string", "document the row belongs to", source="read")]


@dataclass(frozen=True, slots=True)
class EditRow(Edit, _OfDocument):
    """One row of `edits`: an `Edit` and the document it was made in."""


@dataclass(frozen=True, slots=True)
class FieldRow(FieldValue, _OfDocument):
    """One row of `fields`: a `FieldValue` and the document it is of."""

    seq: Annotated[int, Column("int32", "place among the document's values, from 0", source="split")]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRow:
    """One row of `raw`: the bytes as ingested, so that a backfill needs no original file."""

    doc_id: Annotated[str, Column("string", "document or reject the bytes gave", source="read")]
    source_id: Annotated[str, Column("string", "source the input belongs to", source="read")]
    uri: Annotated[str, Column("string", "place inside the source", source="read")]
    raw_sha256: Annotated[str, Column("string", "SHA-256 of `data`", source="read")]
    n_bytes: Annotated[int, Column("int64", "bytes in `data`", unit="bytes", source="read")]
    observed_at: Annotated[
        datetime | None,
        Column("timestamp", "when the source first showed these bytes (file or crawl time), UTC", source="read"),
    ]
    headers: Annotated[tuple[str, ...], Column("list<string>", '"name: value", names in lower case', source="read")]
    fault: Annotated[
        str | None, Column("string", '"reason: detail" where the reader got bytes but no document', source="read")
    ]
    data: Annotated[bytes, Column("binary", "the bytes themselves", source="read")]

    @classmethod
    def of(cls, raw: RawDocument) -> RawRow:
        return cls(
            doc_id=raw.doc_id,
            source_id=raw.source_id,
            uri=raw.uri,
            raw_sha256=raw.sha256,
            n_bytes=len(raw.data),
            observed_at=raw.observed_at,
            headers=tuple(f"{name}: {value}" for name, value in raw.headers),
            fault=": ".join(raw.fault) if raw.fault else None,
            data=raw.data,
        )


_LEARNED = "learned over the source"


@dataclass(frozen=True, slots=True, kw_only=True)
class FurnitureRow:
    """One row of `furniture`: a line learned over the documents of a source (furniture.py)."""

    source_id: Annotated[str, Column("string", "source it was learned from, and is taken out of", source="read")]
    line: Annotated[
        str, Column("string", "the whole line, as printed most often; its numbers stand for any", source=_LEARNED)
    ]
    n_documents: Annotated[
        int, Column("int32", "documents of the sample that have the line", unit="documents", source=_LEARNED)
    ]
    n_sampled: Annotated[int, Column("int32", "documents in the sample", unit="documents", source=_LEARNED)]
    n_in_text: Annotated[
        int,
        Column(
            "int32",
            "those in which it was taken for text or title before it was learned",
            unit="documents",
            source=_LEARNED,
        ),
    ]
    place: Annotated[
        str, Column("string", "where it stands: head, tail, or inner (between paragraphs)", source=_LEARNED)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """One row of `runs`: a run that made a new version, and the clock of the dataset."""

    version: Annotated[int, Column("int64", "version of the dataset this run made, from 1", source="commit")]
    started_at: Annotated[datetime, Column("timestamp", "when the run began, UTC", source="commit")]
    seconds: Annotated[
        float, Column("float64", "from the beginning of the run to its commit", unit="s", source="commit")
    ]
    n_inputs: Annotated[
        int, Column("int64", "inputs read by this run: n_records + n_rejects", unit="inputs", source="commit")
    ]
    n_records: Annotated[int, Column("int64", "inputs that gave a document", unit="inputs", source="commit")]
    n_rejects: Annotated[int, Column("int64", "inputs that gave a reject", unit="inputs", source="commit")]
    n_late: Annotated[
        int, Column("int64", "inputs left out: the dataset holds a newer observation", unit="inputs", source="commit")
    ]
    n_documents: Annotated[
        int, Column("int64", "rows of `documents` in this version", unit="documents", source="commit")
    ]
    sources: Annotated[tuple[str, ...], Column("list<string>", "sources this run read, sorted", source="commit")]
    parameters: Annotated[tuple[str, ...], Column("list<string>", '"name=value", sorted', source="commit")]
    rejects_by_reason: Annotated[
        tuple[str, ...], Column("list<string>", '"reason=count" of this run, sorted', source="commit")
    ]
    edits_by_rule: Annotated[
        tuple[str, ...], Column("list<string>", '"rule=count" of this run, sorted', source="commit")
    ]
    libraries: Annotated[
        tuple[str, ...],
        Column("list<string>", '"name=version" of what has a part in the result, sorted', source="commit"),
    ]
    n_unchanged: Annotated[
        int,
        Column(
            "int64",
            "inputs left alone: the dataset holds what they would give again",
            unit="inputs",
            source="commit",
            since=2,
        ),
    ] = 0
    records_by_source: Annotated[
        tuple[str, ...],
        Column(
            "list<string>",
            '"source=count": documents that each source gave, or gives as before, sorted',
            source="commit",
            since=4,
        ),
    ] = ()
    table_versions: Annotated[
        tuple[str, ...],
        Column("list<string>", '"table=version": the Delta log entries this version consists of', source="commit"),
    ]


Row = TypeVar("Row", Record, Reject, Edit, EditRow, FieldValue, FieldRow, RawRow, FurnitureRow, RunRow)


def as_row(value: Record | Reject | Edit | FieldValue | RawRow | RunRow) -> dict[str, object]:
    """Column name → value, for JSON and Arrow. The only place a document becomes a dict."""
    return {name: getattr(value, name) for name in columns(type(value))}


def from_row(cls: type[Row], row: Mapping[str, Any], **beside: Any) -> Row:
    """The inverse of `as_row`; `beside` are the fields that are no columns. What an older row lacks has its default."""
    given = {
        name: row[name] for name, (column, _) in columns(cls).items() if column.since == 1 or row.get(name) is not None
    }
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}
    return cls(**values, **beside)
