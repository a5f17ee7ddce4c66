from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from jiaokan.dataset import Dataset, open_dataset
from jiaokan.errors import DatasetError, InputError
from jiaokan.record import EditRow, RawRow, Record, Reject, RunRow, from_row
from jiaokan.schema import arrow_schema
from jiaokan.storage import layout
from jiaokan.storage.files import write_file
from jiaokan.storage.layout import ALL_TABLES
from tests.made import FIRST_DAY, Input, commit, inputs, learned

INPUTS = [*inputs(40), Input("1.txt", source_id="test"), Input("1.txt", source_id="新华网")]
N_DOCUMENTS = sum(not one.rejected for one in INPUTS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 1 with all inputs in small buckets, version 2 with one of them changed."""
    folder = tmp_path_factory.mktemp("made") / "dataset"
    commit(folder, INPUTS, max_rows=4, furniture=[learned("河湾客户端"), learned("新华网客户端", "新华网")])
    commit(folder, [Input("0.txt", body="新的", n_edits=3)], max_rows=4, furniture=[learned("河湾公众号")])
    return folder


@pytest.fixture
def dataset(folder: Path) -> Dataset:
    return open_dataset(folder)


def test_tables_have_their_schema(dataset: Dataset) -> None:
    for name, cls in ALL_TABLES.items():
        rows = dataset.tables[name].to_arrow()
        assert rows.schema.equals(arrow_schema(cls), check_metadata=True)
        assert dataset.tables[name].n_rows == rows.num_rows
    assert dataset.documents().n_rows == N_DOCUMENTS
    assert dataset.rejects().n_rows == len(INPUTS) - N_DOCUMENTS
    assert arrow_schema(EditRow).names[0] == "doc_id"
    dataset.verify()


def test_rows_are_in_order(dataset: Dataset) -> None:
    for name in ("documents", "raw", "rejects"):
        for path in map(Path, dataset.tables[name].paths):
            ids = pa.parquet.read_table(path)["doc_id"].to_pylist()
            assert ids == sorted(ids)
    for path in map(Path, dataset.edits().paths):
        keys = [(row["doc_id"], row["seq"]) for row in pa.parquet.read_table(path).to_pylist()]
        assert keys == sorted(keys)


def test_columns_and_filter(dataset: Dataset) -> None:
    found = dataset.documents().to_arrow(["title"], filter=pc.field("body") == "新的")
    assert found.to_pydict() == {"title": ["题 0.txt"]}
    assert dataset.documents().to_polars(["title"], filter=pc.field("body") == "新的").rows() == [("题 0.txt",)]
    relation = dataset.documents().to_duckdb(["title"], filter=pc.field("body") == "新的")
    assert relation.fetchall() == [("题 0.txt",)]


def test_pandas(dataset: Dataset) -> None:
    frame = dataset.documents().to_pandas()
    assert len(frame) == N_DOCUMENTS
    assert isinstance(frame["body"].dtype, pd.StringDtype)
    assert frame["subtitle"].isna().all()
    assert frame["body"].str.contains("篇").sum() == N_DOCUMENTS - 3
    assert [list(names) for names in frame["authors"]] == [["甲", "乙"]] * N_DOCUMENTS
    assert frame["section"].explode().value_counts().to_dict() == {"首页": N_DOCUMENTS, "新闻": N_DOCUMENTS}
    assert frame["keywords"].map(len).sum() == 0
    assert dataset.raw().to_pandas(["observed_at"])["observed_at"].iloc[0] == FIRST_DAY
    assert dataset.rejects().to_pandas()["reason"].unique().tolist() == ["empty"]


def test_polars(dataset: Dataset) -> None:
    frame = dataset.edits().to_polars()
    assert frame["doc_id"].n_unique() == dataset.documents().to_polars().filter(pl.col("n_edits") > 0).height
    assert dataset.documents().to_polars()["authors"].explode().unique().sort().to_list() == ["乙", "甲"]
    assert pl.scan_parquet(dataset.documents().paths).select(pl.len()).collect().item() == N_DOCUMENTS


def test_duckdb(dataset: Dataset) -> None:
    relation = dataset.documents().to_duckdb()
    for _ in range(2):
        assert relation.aggregate("count(*), sum(n_edits)").fetchall() == [(N_DOCUMENTS, dataset.edits().n_rows)]
    assert dataset.rejects().to_duckdb(["reason"]).distinct().fetchall() == [("empty",)]


@pytest.mark.parametrize(("library", "method"), [("polars", "to_polars"), ("polars", "lazy"), ("duckdb", "to_duckdb")])
def test_a_library_that_is_missing_is_named(
    dataset: Dataset, monkeypatch: pytest.MonkeyPatch, library: str, method: str
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(DatasetError, match=f"pip install {library}"):
        getattr(dataset.documents(), method)()


@pytest.mark.parametrize("name", ALL_TABLES)
def test_plain_readers_of_the_latest_folder_see_the_current_rows(dataset: Dataset, name: str) -> None:
    expected = dataset.tables[name].n_rows
    plain = Path(str(dataset.path)) / "latest" / name
    assert len(pd.read_parquet(plain)) == expected
    assert pl.read_parquet(plain).height == expected
    assert len(duckdb.connect().read_parquet(f"{plain}/*.parquet").fetchall()) == expected
    assert pa.parquet.read_table(plain).num_rows == expected
    assert pd.read_parquet(plain).columns.tolist() == arrow_schema(ALL_TABLES[name]).names


def test_plain_readers_read_empty_tables(tmp_path: Path) -> None:
    commit(tmp_path / "dataset", [Input("a", n_edits=0)])
    for name in ("edits", "rejects"):
        plain = tmp_path / "dataset" / "latest" / name
        assert pd.read_parquet(plain).empty
        assert pl.read_parquet(plain).is_empty()
        assert duckdb.connect().read_parquet(f"{plain}/*.parquet").fetchall() == []
        assert open_dataset(tmp_path / "dataset").tables[name].to_pandas().empty
        assert open_dataset(tmp_path / "dataset").tables[name].to_duckdb().fetchall() == []


@pytest.mark.slow
def test_hugging_face_reads_the_latest_folder(dataset: Dataset, tmp_path: Path) -> None:
    code = f"""
import datasets
datasets.disable_progress_bars()
for name in {list(ALL_TABLES)!r}:
    loaded = datasets.load_dataset({str(dataset.path / "latest")!r} + "/" + name, cache_dir={str(tmp_path)!r})
    print(name, {{split: len(rows) for split, rows in loaded.items()}})
print(loaded["train"][0]["version"])
"""
    environment = {"HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path), "PATH": "", "PYTHONPATH": ":".join(sys.path)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert done.returncode == 0, done.stderr
    counts = {name: dataset.tables[name].n_rows for name in ALL_TABLES}
    assert done.stdout.splitlines() == [*(f"{name} {{'train': {n}}}" for name, n in counts.items()), "1"]


def test_earlier_versions_stay_readable(folder: Path, dataset: Dataset) -> None:
    first = open_dataset(folder, version=1)
    assert (first.version, dataset.version, first.versions()) == (1, 2, [1, 2])
    doc_id = Input("0.txt").doc_id
    old, new = first.document(doc_id), dataset.document(doc_id)
    assert isinstance(old, Record)
    assert isinstance(new, Record)
    assert (old.body, new.body) == ("第0篇", "新的")
    assert (first.runs().n_rows, dataset.runs().n_rows) == (1, 2)
    first.verify()


def test_document_gives_back_what_was_committed(dataset: Dataset) -> None:
    for one in (INPUTS[2], INPUTS[6], INPUTS[-1]):
        assert dataset.document(one.doc_id) == one.outcome()
    with pytest.raises(DatasetError, match="no document 'fff'"):
        dataset.document("fff")


def test_raw_holds_the_bytes_as_ingested(dataset: Dataset) -> None:
    one = INPUTS[6]
    assert one.rejected
    assert [from_row(RawRow, row) for row in dataset.raw().of(one.doc_id)] == [RawRow.of(one.raw())]


def test_runs_say_what_was_done(dataset: Dataset) -> None:
    first, second = (from_row(RunRow, row) for row in dataset.runs().to_arrow().to_pylist())
    assert second == dataset.run
    assert (first.n_inputs, first.n_records, first.n_rejects) == (len(INPUTS), N_DOCUMENTS, len(INPUTS) - N_DOCUMENTS)
    assert first.sources == ("site", "test", "新华网")
    assert first.rejects_by_reason == (f"empty={first.n_rejects}",)
    assert (second.edits_by_rule, second.n_documents) == (("made=3",), N_DOCUMENTS)
    assert set(layout.table_versions(second)) == set(layout.VERSIONED)


def test_furniture_is_what_was_learned_last_over_each_source(folder: Path, dataset: Dataset) -> None:
    assert sorted(dataset.furniture().to_pandas()["line"]) == ["新华网客户端", "河湾公众号"]
    assert sorted(open_dataset(folder, version=1).furniture().to_pandas()["line"]) == ["新华网客户端", "河湾客户端"]


def test_what_is_no_dataset_is_refused(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(DatasetError, match="is no dataset"):
        open_dataset(tmp_path)
    with pytest.raises(DatasetError, match="no version 3: there are 1 to 2"):
        open_dataset(folder, version=3)
    with pytest.raises(DatasetError, match="no version 0"):
        open_dataset(folder, version=0)


def damaged(folder: Path) -> Dataset:
    commit(folder, inputs(9))
    return open_dataset(folder)


def test_a_file_that_is_gone_or_changed_is_noticed(tmp_path: Path) -> None:
    dataset = damaged(tmp_path / "dataset")
    path = Path(dataset.edits().paths[0])
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    with pytest.raises(DatasetError, match="was changed"):
        dataset.verify()
    path.unlink()
    with pytest.raises(DatasetError, match="is gone"):
        dataset.edits().to_arrow()
    with pytest.raises(DatasetError, match="is gone"):
        dataset.verify()


@pytest.mark.parametrize(
    ("table", "message"), [("documents", "2 rows in documents"), ("raw", "2 rows in raw"), ("edits", "n_edits is 1")]
)
def test_tables_that_disagree_are_noticed(tmp_path: Path, table: str, message: str) -> None:
    """Another program took a file out of a table's log, or put rows into it twice."""
    dataset = damaged(tmp_path / "dataset")
    rows = dataset.tables[table].to_arrow()
    written = write_file(dataset.path / table, "site-all", [pa.concat_tables([rows, rows])])
    tables = {**dataset.tables, table: type(dataset.raw())(table, dataset.path / table, (written,))}
    with pytest.raises(DatasetError, match=message):
        Dataset(dataset.path, dataset.run, tables, dataset.newest).verify()


def test_a_reject_is_no_record(dataset: Dataset) -> None:
    assert isinstance(dataset.document(INPUTS[6].doc_id), Reject)


@pytest.mark.parametrize("path", ["gopher://bucket/set", Path("s3://bucket/set"), "memory://set"])
def test_a_dataset_in_another_store_is_refused(path: Path | str) -> None:
    with pytest.raises(InputError, match="a dataset is a folder of this machine"):
        open_dataset(path)


# What isn't asked for isn't read


@pytest.fixture
def broken(tmp_path: Path) -> tuple[Dataset, str]:
    """A document, and a dataset where only title, n_chars and doc_id of its row group aren't spoilt."""
    folder = tmp_path / "dataset"
    commit(folder, inputs(60), max_rows=8)
    dataset = open_dataset(folder)
    wanted = next(one for one in inputs(60) if not one.rejected)
    for path in map(Path, dataset.documents().paths):
        metadata = pa.parquet.read_metadata(path)
        has_wanted = wanted.doc_id in pa.parquet.read_table(path, columns=["doc_id"])["doc_id"].to_pylist()
        data = bytearray(path.read_bytes())
        for group in range(metadata.num_row_groups):
            for number in range(metadata.num_columns):
                chunk = metadata.row_group(group).column(number)
                if not has_wanted or chunk.path_in_schema not in {"doc_id", "title", "n_chars"}:
                    start = chunk.dictionary_page_offset or chunk.data_page_offset
                    data[start : start + chunk.total_compressed_size] = b"\xff" * chunk.total_compressed_size
        path.chmod(0o644)
        path.write_bytes(data)
    return dataset, wanted.doc_id


def test_readers_read_only_the_columns_and_row_groups_they_need(broken: tuple[Dataset, str]) -> None:
    dataset, doc_id = broken
    documents, columns = dataset.documents(), ["title", "n_chars"]
    about = pc.field("doc_id") == doc_id
    expected = [("题 0.txt", 3)]
    assert [tuple(row.values()) for row in documents.to_arrow(columns, about).to_pylist()] == expected
    assert documents.to_pandas(columns, about).to_records(index=False).tolist() == expected
    assert documents.to_polars(columns, about).rows() == expected
    assert documents.to_duckdb(columns, about).fetchall() == expected
    assert documents.lazy().filter(pl.col("doc_id") == doc_id).select(columns).collect().rows() == expected
    assert documents.to_duckdb().filter(f"doc_id = '{doc_id}'").select(*columns).fetchall() == expected


def test_what_is_asked_for_and_spoilt_is_an_error(broken: tuple[Dataset, str]) -> None:
    """The test before this one could pass on files that aren't spoilt."""
    dataset, doc_id = broken
    for column, about in (("body", pc.field("doc_id") == doc_id), ("title", None)):
        with pytest.raises(OSError):
            dataset.documents().to_arrow([column], about)
    with pytest.raises(pl.exceptions.PolarsError):
        dataset.documents().lazy().select("title").collect()
    with pytest.raises(duckdb.Error):
        dataset.documents().to_duckdb(["title"]).fetchall()


def test_lazy_has_the_rows_of_the_version(folder: Path, dataset: Dataset) -> None:
    for opened in (open_dataset(folder, 1), dataset):
        for table in opened.tables.values():
            assert table.lazy().select(pl.len()).collect().item() == table.n_rows
    plan = dataset.documents().lazy().filter(pl.col("body") == "新的").select("title").explain()
    assert "PROJECT 2/" in plan
    assert "SELECTION" in plan


def test_lazy_says_at_once_what_is_gone(tmp_path: Path) -> None:
    dataset = damaged(tmp_path / "dataset")
    Path(dataset.edits().paths[0]).unlink()
    with pytest.raises(DatasetError, match="is gone"):
        dataset.edits().lazy()
