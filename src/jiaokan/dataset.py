"""Reading: `open_dataset(folder)` gives the tables of one version, as Arrow, pandas, polars or DuckDB.

    dataset = open_dataset("dataset")
    dataset.documents().to_pandas(columns=["doc_id", "title", "body"])
    open_dataset("dataset", version=3).edits().to_arrow(filter=pyarrow.compute.field("rule") == "pinyin-gloss")

Nothing is read before it is asked for. A version never changes while it is being read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jiaokan.edit import Edit
from jiaokan.errors import DatasetError
from jiaokan.record import FieldValue, Record, Reject, RunRow, from_row
from jiaokan.schema import arrow_schema, conformed, rows_of
from jiaokan.storage import layout
from jiaokan.storage.layout import ALL_TABLES, COUNTED, FURNITURE, RUNS, DataFile, open_log
from jiaokan.storage.paths import AnyPath, arrow_path, delta_options, filesystem, parse_path, readable

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa
    import pyarrow.compute as pc
    import pyarrow.dataset as ds


@dataclass(frozen=True, slots=True)
class Table:
    """One table of one version. `columns` picks columns, `filter` is a pyarrow.compute expression over any."""

    name: str
    folder: AnyPath
    files: tuple[DataFile, ...]

    @property
    def n_rows(self) -> int:
        return sum(file.n_rows for file in self.files)

    @property
    def paths(self) -> list[str]:
        """The table's Parquet files: paths, or URLs."""
        return [str(self.folder / file.name) for file in self.files]

    def scan(self) -> ds.Dataset:
        """The rows as a pyarrow Dataset: the lazy form. Raises DatasetError for a file that is gone."""
        import pyarrow.dataset as ds

        self._check_there()
        return ds.dataset(
            [arrow_path(self.folder / file.name) for file in self.files],
            schema=arrow_schema(ALL_TABLES[self.name]),
            format="parquet",
            filesystem=filesystem(self.folder),
        )

    def _check_there(self) -> None:
        there = {path.name for path in self.folder.glob("*.parquet")}
        missing = [file.name for file in self.files if file.name not in there]
        if missing:
            raise DatasetError(
                f"{self.folder / missing[0]} is gone ({len(missing)} of {len(self.files)} files of {self.name})"
            )

    def to_arrow(self, columns: Sequence[str] | None = None, filter: pc.Expression | None = None) -> pa.Table:  # noqa: A002 — pyarrow's own word
        return self.scan().to_table(columns=None if columns is None else list(columns), filter=filter)

    def batches(self, columns: Sequence[str]) -> Iterator[list[dict[str, Any]]]:
        """The rows of some columns, a row group at a time: without pyarrow.dataset, which imports pandas."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._check_there()
        whole = arrow_schema(ALL_TABLES[self.name])
        schema = pa.schema([whole.field(name) for name in columns])
        for file in self.files:
            with pq.ParquetFile(readable(self.folder / file.name)) as opened:
                for n in range(opened.num_row_groups):
                    yield rows_of(conformed(opened.read_row_group(n, columns), schema))

    def to_pandas(self, columns: Sequence[str] | None = None, filter: pc.Expression | None = None) -> pd.DataFrame:  # noqa: A002
        """Texts as pandas strings (missing: NA), lists as NumPy arrays of str, times with their zone."""
        import pandas as pd
        import pyarrow as pa

        strings = {pa.string(): pd.StringDtype("pyarrow")}
        return self.to_arrow(columns, filter).to_pandas(types_mapper=strings.get)

    def to_polars(self, columns: Sequence[str] | None = None, filter: pc.Expression | None = None) -> pl.DataFrame:  # noqa: A002
        """A polars DataFrame; `lazy` reads less."""
        try:
            import polars as pl
        except ImportError as error:
            raise _missing("polars") from error
        return pl.DataFrame(self.to_arrow(columns, filter))

    def lazy(self) -> pl.LazyFrame:
        """A polars LazyFrame: only the columns and row groups a query needs are read, when it is collected."""
        try:
            import polars as pl
        except ImportError as error:
            raise _missing("polars") from error
        self._check_there()
        return pl.scan_parquet(self.paths, storage_options=delta_options(self.folder))

    def to_duckdb(
        self,
        columns: Sequence[str] | None = None,
        filter: pc.Expression | None = None,  # noqa: A002
    ) -> duckdb.DuckDBPyRelation:
        """A relation of a connection of its own; rows are read when it is asked for them."""
        try:
            import duckdb
        except ImportError as error:
            raise _missing("duckdb") from error
        rows = self.scan() if filter is None else self.scan().filter(filter)
        relation = duckdb.connect().from_arrow(rows)
        return relation if columns is None else relation.select(*columns)

    def _about(self, doc_id: str) -> Table:
        """The table with only the files that can hold this document."""
        files = [
            f for f in self.files if f.min_id is not None and f.max_id is not None and f.min_id <= doc_id <= f.max_id
        ]
        return Table(self.name, self.folder, tuple(files))

    def of(self, doc_id: str) -> list[dict[str, object]]:
        """The rows of one document."""
        import pyarrow.compute as pc

        about = self._about(doc_id)
        rows: list[dict[str, object]] = (
            about.to_arrow(filter=pc.field("doc_id") == doc_id).to_pylist() if about.files else []
        )
        return rows


@dataclass(frozen=True, slots=True, repr=False)
class Dataset:
    """One version of a dataset. `run` is the run that made it."""

    path: AnyPath
    run: RunRow
    tables: dict[str, Table]
    newest: int

    def __repr__(self) -> str:
        return f"<Dataset {self.path} version {self.version}: {self.documents().n_rows} documents>"

    @property
    def version(self) -> int:
        return self.run.version

    def versions(self) -> list[int]:
        """All versions there are, oldest first, without those that were vacuumed."""
        return layout.kept_versions(self.path, self.newest)

    def list_runs(self) -> list[RunRow]:
        """The runs that made the versions up to this one, oldest first."""
        rows = self.runs().to_arrow().sort_by("version").to_pylist()
        return [from_row(RunRow, row) for row in rows]

    def documents(self) -> Table:
        return self.tables["documents"]

    def fields(self) -> Table:
        """One row a value of a document's metadata: what tells it and where it stands."""
        return self.tables["fields"]

    def edits(self) -> Table:
        return self.tables["edits"]

    def raw(self) -> Table:
        return self.tables["raw"]

    def rejects(self) -> Table:
        return self.tables["rejects"]

    def furniture(self) -> Table:
        """The lines that were learned over each source."""
        return self.tables[FURNITURE]

    def runs(self) -> Table:
        return self.tables[RUNS]

    def document(self, doc_id: str) -> Record | Reject:
        """What became of one input. Flags aren't stored, so `flags` is empty. Raises DatasetError if unknown."""
        made = self.document_or_none(doc_id)
        if made is None:
            raise DatasetError(f"{self.path}: version {self.version} holds no document {doc_id!r}")
        return made

    def document_or_none(self, doc_id: str) -> Record | Reject | None:
        found = self.documents().of(doc_id)
        if found:
            edits, fields = (
                sorted(self.tables[table].of(doc_id), key=lambda row: int(str(row["seq"]))) for table in COUNTED
            )
            return from_row(
                Record,
                found[0],
                edits=tuple(from_row(Edit, row) for row in edits),
                fields=tuple(from_row(FieldValue, row) for row in fields),
                flags=(),
            )
        rejected = self.rejects().of(doc_id)
        return from_row(Reject, rejected[0]) if rejected else None

    def history(self, doc_id: str) -> list[tuple[int, str]]:
        """Versions up to this one that changed what became of an input, and how: "new", "body, n_chars changed" …

        Only versions in which a file that may hold it differs are read. Of vacuumed versions nothing is known: what
        they changed counts for the next one there is. Raises DatasetError if no version there holds it.
        """
        from jiaokan.history import history

        return history(self, doc_id)

    def find(self, uri: str) -> list[str]:
        """The doc_ids of all inputs with this uri: one of each source that has it."""
        import pyarrow.compute as pc

        found = self.raw().to_arrow(["doc_id"], filter=pc.field("uri") == uri)
        return sorted(found["doc_id"].to_pylist())

    def verify(self) -> None:
        """Read everything once. Raises DatasetError for what is wrong with the files or their rows (check.py)."""
        from jiaokan.check import check_tables

        faults = check_tables(self.path, {t.name: {file.name: file for file in t.files} for t in self.tables.values()})
        if faults:
            first, others = faults[0], f" ({len(faults) - 1} more faults)" if faults[1:] else ""
            where = f"{self.path}: version {self.version}: {first.where}"
            raise DatasetError(f"{where}: {first.detail}{others}; `jiaokan check` says what to do")


def open_dataset(
    path: Path | str | AnyPath, version: int | None = None, *, storage_options: Mapping[str, str] | None = None
) -> Dataset:
    """The newest version of the dataset in a folder, or the one asked for.

    The folder can be a URL of an object store, s3:// …; `storage_options` are then those of deltalake
    ("AWS_ENDPOINT_URL" …), else the environment's. Raises DatasetError when the folder is no dataset, has no such
    version, or contradicts itself, and InputError for a URL of no such store.
    """
    path = parse_path(path, storage_options)
    if not layout.has_log(path, RUNS):
        raise DatasetError(f"{path} is no dataset: there is no {RUNS}/_delta_log in it; `jiaokan run` makes one")
    _, runs = layout.open_runs(path)
    if not runs:
        raise DatasetError(f"{path} has no version yet: the run that began it didn't finish; run it again")
    if version is not None and not 1 <= version <= len(runs):
        raise DatasetError(f"{path} has no version {version}: there are 1 to {len(runs)}")
    run = runs[-1 if version is None else version - 1]
    files = layout.version_files(path, run)
    files[RUNS] = layout.log_files(open_log(path, RUNS, run.version))
    if run.version < len(runs) and not all((path / RUNS / name).is_file() for name in files[RUNS]):
        there = ", ".join(map(str, layout.kept_versions(path, len(runs))))
        raise DatasetError(f"{path}: version {run.version} was vacuumed; there are {there}")
    tables = {name: Table(name, path / name, tuple(files[name].values())) for name in ALL_TABLES}
    if tables["documents"].n_rows + tables["rejects"].n_rows != tables["raw"].n_rows:
        raise DatasetError(f"{path}: version {run.version} has inputs without an outcome, or outcomes without an input")
    return Dataset(path, run, tables, len(runs))


def _missing(library: str) -> DatasetError:
    return DatasetError(f"this needs {library}: pip install {library}")
