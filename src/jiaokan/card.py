"""The dataset card: README.md of a published version, rendered from the schema and the run that made the version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import yaml

from jiaokan.dataset import Dataset
from jiaokan.schema import columns, data_dictionary
from jiaokan.storage.layout import ALL_TABLES, RUNS

_SIZES = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"), (10**7, "1M<n<10M"))
_ABOUT = (
    "Each change to a text is a row of `edits`, with its rule, its place, what stood there and what stands there now. "
    "The texts belong to those who published them."
)
_HEADINGS = {
    "documents": "a clean document",
    "edits": "one change to a text, with the rule that made it; can be replayed and undone",
    "fields": "one value of a document's metadata: what tells it and where it stands",
    "raw": "the bytes as ingested",
    "rejects": "an input that gave no document, and why",
    "furniture": "a line that recurs over a source and was taken out of its texts",
    "runs": "a run that made a version",
}


def render_card(dataset: Dataset, tables: Sequence[str], data_files: Mapping[str, str], *, header: bool) -> str:
    """The card as Markdown. `data_files`: table → its files, as a pattern; `header`: with YAML for Hugging Face."""
    parts = [_header(dataset, tables, data_files)] if header else []
    rows = [
        f"| `{name}` | {dataset.tables[name].n_rows} | {_HEADINGS[name]} | `{data_files[name]}` |" for name in tables
    ]
    counts = f"{dataset.documents().n_rows} documents, {dataset.rejects().n_rows} inputs rejected"
    parts += [
        f"# Version {dataset.version}",
        f"Scraped Chinese web pages, cleaned by jiaokan (校勘): {counts}. {_ABOUT}",
        "\n".join(["| table | rows | one row is | files |", "|---|---:|---|---|", *rows]),
        "## Where it comes from",
        _provenance(dataset),
        "## Columns",
        data_dictionary(*((name, ALL_TABLES[name]) for name in tables)).strip(),
    ]
    return "\n\n".join(parts) + "\n"


def _header(dataset: Dataset, tables: Sequence[str], data_files: Mapping[str, str]) -> str:
    n_documents = dataset.documents().n_rows
    loadable = [name for name in tables if dataset.tables[name].n_rows]  # datasets refuses a table without rows
    head = {
        "language": ["zh"],
        "pretty_name": f"{', '.join(_sources(dataset))}, cleaned by jiaokan, version {dataset.version}",
        "size_categories": [next((size for limit, size in _SIZES if n_documents < limit), "n>10M")],
        "source_datasets": ["original"],
        "tags": ["chinese", "web", "jiaokan"],
        "version": str(dataset.version),
        "configs": [
            {"config_name": name, "data_files": data_files[name], **({"default": True} if number == 0 else {})}
            for number, name in enumerate(loadable)
        ],
        "dataset_info": [_info(dataset, name) for name in loadable],
    }
    return f"---\n{yaml.safe_dump(head, allow_unicode=True, sort_keys=False)}---"


def _info(dataset: Dataset, table: str) -> dict[str, object]:
    n_bytes = sum(file.n_bytes for file in dataset.tables[table].files)
    return {
        "config_name": table,
        "features": [_feature(name, column.type) for name, (column, _) in columns(ALL_TABLES[table]).items()],
        "splits": [{"name": "train", "num_bytes": n_bytes, "num_examples": dataset.tables[table].n_rows}],
        "download_size": n_bytes,
        "dataset_size": n_bytes,
    }


def _feature(name: str, arrow_type: str) -> dict[str, str]:
    if arrow_type.startswith("list<"):
        return {"name": name, "list": arrow_type[5:-1]}
    return {"name": name, "dtype": "timestamp[us, tz=UTC]" if arrow_type == "timestamp" else arrow_type}


def _provenance(dataset: Dataset) -> str:
    run = dataset.run
    facts = (
        ("version", f"{dataset.version}, made {run.started_at:%Y-%m-%d %H:%M} UTC"),
        ("sources", ", ".join(_sources(dataset))),
        ("parameters", ", ".join(run.parameters)),
        ("libraries", ", ".join(run.libraries)),
        ("rules", ", ".join(_distinct(dataset, "rules_fingerprint"))),
        ("runs so far", str(dataset.tables[RUNS].n_rows)),
    )
    return "\n".join(f"- {name}: {value}" for name, value in facts if value)


def _sources(dataset: Dataset) -> list[str]:
    return _distinct(dataset, "source_id")


def _distinct(dataset: Dataset, column: str) -> list[str]:
    import pyarrow.compute as pc

    found: set[str] = set()
    for table in (dataset.documents(), dataset.rejects()):
        for batch in table.scan().to_batches(columns=[column]):
            found.update(pc.unique(batch[column]).to_pylist())
    return sorted(found)
