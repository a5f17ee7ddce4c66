from __future__ import annotations

import os
import shutil
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from types import ModuleType

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from deltalake import DeltaTable

from jiaokan import store
from jiaokan.dataset import open_dataset
from jiaokan.errors import ConflictError, DatasetError
from jiaokan.record import Record, Reject
from jiaokan.schema import arrow_schema, columns
from jiaokan.storage import files, layout, logs, merge, snapshots
from jiaokan.storage.layout import ALL_TABLES, TABLES, find_buckets
from jiaokan.storage.rows import PartFiles
from tests import made
from tests.made import DAY, FIRST_DAY, Input, commit, inputs


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return tmp_path / "dataset"


def contents(dataset: Path, *tables: str) -> dict[str, bytes]:
    """Files of the newest version, by name."""
    tables = tables or tuple(TABLES)
    return {f"{t}/{p.name}": p.read_bytes() for t in tables for p in (dataset / "latest" / t).iterdir()}


def bodies(dataset: Path, version: int | None = None) -> dict[str, str]:
    """uri → body."""
    rows = open_dataset(dataset, version).documents().to_arrow(["uri", "body"]).to_pylist()
    return {row["uri"]: row["body"] for row in rows}


# Versions


def test_a_first_commit_is_version_one(dataset: Path) -> None:
    made_of = inputs(20)
    done = commit(dataset, made_of)
    assert done == store.Commit(version=1, is_new=True, n_documents=18, n_rejects=2, n_late=0)
    open_dataset(dataset).verify()
    assert bodies(dataset) == {one.uri: one.body for one in made_of if not one.rejected}


def test_the_same_input_twice_is_no_new_version(dataset: Path) -> None:
    commit(dataset, inputs(20), max_rows=4)
    before = {path: path.stat().st_ino for path in dataset.rglob("*") if path.is_file()}
    again = commit(dataset, inputs(20), max_rows=4)
    assert again == store.Commit(version=1, is_new=False, n_documents=18, n_rejects=2, n_late=0)
    assert {path: path.stat().st_ino for path in dataset.rglob("*") if path.is_file()} == before


def test_the_same_bytes_seen_later_are_no_news(dataset: Path) -> None:
    commit(dataset, [Input("a")])
    assert not commit(dataset, [Input("a", observed_at=FIRST_DAY + DAY)]).is_new
    assert not commit(dataset, [Input("a", observed_at=FIRST_DAY - DAY)]).is_new


def test_the_same_input_gives_the_same_bytes_in_any_order_and_in_any_number_of_runs(tmp_path: Path) -> None:
    made_of = [*inputs(30), *inputs(30, source_id="另一个")]
    one, other = tmp_path / "one", tmp_path / "other"
    commit(one, made_of, max_rows=5)
    shuffled = Random(1).sample(made_of, len(made_of))
    for start in range(0, len(shuffled), 7):
        commit(other, shuffled[start : start + 7], max_rows=5, batch_bytes=1)
    assert contents(one) == contents(other)


def test_how_much_is_in_memory_does_not_show_in_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ranges and spread parts of a few inputs each, over three versions: other inputs, a bucket split, none changed."""
    made_of = inputs(90)
    versions = (made_of[:12], [*made_of[:3], Input("0.txt", body="新"), *made_of[40:]], made_of[30:])
    monkeypatch.setattr(merge, "ROW_GROUP_BYTES", 30)
    for folder, limit in (("whole", 1 << 30), ("parted", 5)):
        monkeypatch.setattr(merge, "RANGE_BYTES", limit)
        monkeypatch.setattr(merge, "RANGE_INPUTS", limit)
        monkeypatch.setattr(merge, "MANY_PARTS", 3)
        monkeypatch.setattr(files, "_BESIDE", limit)
        for given in versions:
            commit(tmp_path / folder, {one.uri: one for one in given}.values(), max_rows=14, batch_bytes=3000)
            open_dataset(tmp_path / folder).verify()
        assert not commit(tmp_path / folder, made_of[50:], max_rows=14).is_new
    assert open_dataset(tmp_path / "parted").raw().n_rows == 72
    assert contents(tmp_path / "parted") == contents(tmp_path / "whole")
    groups = [pq.ParquetFile(path).num_row_groups for path in (tmp_path / "whole/latest/raw").iterdir()]
    assert max(groups) > 2


def test_an_input_that_is_staged_twice_is_seen_in_parted_ranges(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge, "RANGE_INPUTS", 3)
    with pytest.raises(DatasetError, match="twice"):
        commit(dataset, [*inputs(20), Input("3.txt", body="另")], max_rows=4)
    with store.staging(dataset) as folder:
        reports = made.stage(folder, inputs(20))
        next(folder.rglob("rejects-*.arrow")).unlink()
        with pytest.raises(DatasetError, match="staged parts"):
            store.commit(dataset, reports, started_at=datetime.now(UTC), max_rows=4)


def test_a_change_at_the_end_of_a_bucket_of_many_row_groups(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those before it are read again from the file that is there."""
    monkeypatch.setattr(merge, "ROW_GROUP_BYTES", 30)
    made_of = inputs(30)
    commit(dataset, made_of)
    last = max(made_of, key=lambda one: one.doc_id)
    commit(dataset, [Input(last.uri, body="新的正文", n_edits=7)])
    open_dataset(dataset).verify()
    assert bodies(dataset) == {one.uri: one.body for one in made_of if not one.rejected} | {last.uri: "新的正文"}
    fresh = dataset.with_name("fresh")
    commit(fresh, [*[one for one in made_of if one != last], Input(last.uri, body="新的正文", n_edits=7)])
    assert contents(dataset) == contents(fresh)


def test_a_run_without_inputs_makes_readable_empty_tables(dataset: Path) -> None:
    assert commit(dataset, []) == store.Commit(version=1, is_new=True, n_documents=0, n_rejects=0, n_late=0)
    for table, cls in TABLES.items():
        rows = pq.read_table(dataset / "latest" / table)
        assert rows.num_rows == 0
        assert rows.schema.equals(arrow_schema(cls), check_metadata=True)
    assert commit(dataset, [Input("a", n_edits=0)]).version == 2
    assert len(list((dataset / "latest" / "documents").iterdir())) == 1


def test_a_change_rewrites_its_bucket_only(dataset: Path) -> None:
    made_of = inputs(60)
    commit(dataset, made_of, max_rows=4)
    before = contents(dataset)
    changed = Input(made_of[0].uri, body="新的正文", n_edits=1)
    assert commit(dataset, [changed], max_rows=4).version == 2
    after = contents(dataset)
    gone, come = before.keys() - after.keys(), after.keys() - before.keys()
    buckets = {layout.bucket_prefix(Path(name).name.rsplit("-", 1)[0]) for name in gone | come}
    assert len(buckets) == 1
    assert changed.doc_id.startswith(buckets.pop()[1])
    assert {name.split("/")[0] for name in come} == {"documents", "edits", "raw"}


def test_rules_that_change_only_documents_leave_the_raw_files(dataset: Path) -> None:
    commit(dataset, inputs(10))
    before = contents(dataset, "raw")
    assert commit(dataset, [Input(one.uri, one.body, rules="2", n_edits=one.n_edits) for one in inputs(6)]).is_new
    assert contents(dataset, "raw") == before


def test_a_record_removes_the_earlier_reject_and_the_reverse(dataset: Path) -> None:
    one = Input("a", rejected=True)
    commit(dataset, [one, Input("b")])
    assert isinstance(open_dataset(dataset).document(one.doc_id), Reject)
    commit(dataset, [Input("a")])
    assert isinstance(open_dataset(dataset).document(one.doc_id), Record)
    assert open_dataset(dataset).rejects().n_rows == 0
    commit(dataset, [one])
    newest = open_dataset(dataset)
    assert isinstance(newest.document(one.doc_id), Reject)
    assert newest.edits().of(one.doc_id) == []
    newest.verify()


def test_a_late_write_leaves_the_newer_observation(dataset: Path) -> None:
    commit(dataset, [Input("a", body="新", observed_at=FIRST_DAY + DAY), Input("b")])
    late = commit(
        dataset, [Input("a", body="旧", observed_at=FIRST_DAY), Input("b", body="更新", observed_at=FIRST_DAY + DAY)]
    )
    assert (late.version, late.n_late) == (2, 1)
    assert bodies(dataset) == {"a": "新", "b": "更新"}
    assert commit(dataset, [Input("a", body="旧", observed_at=FIRST_DAY)]) == store.Commit(2, False, 2, 0, 1)


def test_an_input_without_a_time_replaces(dataset: Path) -> None:
    commit(dataset, [Input("a", body="一")])
    commit(dataset, [Input("a", body="二", observed_at=None)])
    assert bodies(dataset) == {"a": "二"}


# Refusals


def test_the_same_input_twice_in_a_run_is_refused(dataset: Path) -> None:
    commit(dataset, [Input("a")])
    with pytest.raises(DatasetError, match="twice"):
        commit(dataset, [Input("b"), Input("b", body="另")])
    with pytest.raises(DatasetError, match="twice"):
        commit(dataset, [Input("b"), Input("b", rejected=True)])
    assert open_dataset(dataset).version == 1


@pytest.mark.parametrize("table", TABLES)
def test_parts_that_are_missing_are_noticed(dataset: Path, table: str) -> None:
    with store.staging(dataset) as folder:
        reports = made.stage(folder, inputs(10))
        next(folder.rglob(f"{table}-*.arrow")).unlink()
        with pytest.raises(DatasetError, match=r"staged parts|don't match"):
            store.commit(dataset, reports, started_at=datetime.now(UTC))
    with pytest.raises(DatasetError, match=r"no version yet|no dataset"):
        open_dataset(dataset)


def test_a_folder_in_use_for_something_else_is_left_alone(dataset: Path) -> None:
    (dataset / "documents").mkdir(parents=True)
    (dataset / "documents" / "thesis.txt").touch()
    with pytest.raises(DatasetError, match="in the way"):
        commit(dataset, [Input("a")])
    assert os.listdir(dataset) == ["documents"]  # noqa: PTH208


def test_columns_of_a_newer_jiaokan_are_refused_before_the_work(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(dataset, [Input("a")])
    monkeypatch.setitem(layout.ALL_TABLES, "documents", Reject)
    with pytest.raises(DatasetError, match=r"does not know .*a newer one wrote it"), store.staging(dataset):
        pytest.fail("staging began")


def test_columns_of_other_types_are_refused_before_the_work(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(dataset, [Input("a")])
    schema = arrow_schema(Record)
    other = schema.set(0, pa.field("doc_id", pa.int64(), nullable=False))
    monkeypatch.setattr(layout, "arrow_schema", lambda cls: other if cls is Record else arrow_schema(cls))
    with pytest.raises(DatasetError, match=r"other types .doc_id"), store.staging(dataset):
        pytest.fail("staging began")


# Schema versions


@pytest.fixture
def first_schema(tmp_path: Path) -> Path:
    """A dataset as schema version 1 left it: two documents and a reject, of three files."""
    with zipfile.ZipFile(Path(__file__).parent / "schemas" / "dataset-1.zip") as archive:
        archive.extractall(tmp_path / "dataset")
    return tmp_path / "dataset"


def test_a_dataset_of_an_older_schema_is_read(first_schema: Path) -> None:
    there = open_dataset(first_schema)
    there.verify()
    frame = there.documents().to_pandas().sort_values("title", ignore_index=True)
    assert frame["title"].tolist() == ["图书馆开放夜读", "小城图书馆开放夜读"]
    assert frame["script_method"].isna().all()
    record = there.document(frame["doc_id"][0])
    assert isinstance(record, Record)
    assert (record.script, record.n_converted, record.is_mechanical) == ("Hant", 0, False)


def test_and_gone_on_with_and_its_versions_stay(first_schema: Path) -> None:
    before = open_dataset(first_schema).documents().to_arrow(["doc_id", "uri", "body"]).to_pylist()
    assert commit(first_schema, [Input("new", n_edits=2)]).version == 3
    newest = open_dataset(first_schema)
    newest.verify()
    rows = newest.documents().to_arrow(["uri", "body", "n_converted"]).to_pylist()
    old = sorted((row["uri"], row["body"]) for row in rows if row["n_converted"] is None)
    assert old == sorted((row["uri"], row["body"]) for row in before)
    assert [row["n_converted"] for row in rows].count(0) == 1
    assert pl.read_parquet(first_schema / "latest" / "documents" / "*.parquet").height == 3
    assert DeltaTable(first_schema / "documents").to_pyarrow_table().num_rows == 3
    first = open_dataset(first_schema, version=1)
    first.verify()
    assert first.documents().to_arrow(["doc_id", "uri", "body"]).to_pylist() == before
    assert commit(first_schema, [Input("new", n_edits=2)]).version == 3
    assert commit(first_schema, [Input("new", n_edits=1)]).version == 4


def test_a_dataset_of_schema_version_3_is_gone_on_with(tmp_path: Path) -> None:
    """It lacks a column of `runs` only: no file of the other tables is written anew."""
    dataset = tmp_path / "dataset"
    with zipfile.ZipFile(Path(__file__).parent / "schemas" / "dataset-3.zip") as archive:
        archive.extractall(dataset)
    assert open_dataset(dataset).runs().n_rows == 2
    before = {file.name for table in TABLES for file in open_dataset(dataset).tables[table].files}
    assert commit(dataset, [Input("new", source_id="other")]).version == 3
    assert before <= {file.name for table in TABLES for file in open_dataset(dataset).tables[table].files}
    counts = open_dataset(dataset).runs().to_arrow()["records_by_source"].to_pylist()
    assert counts == [[], [], ["other=1"]]
    for version in (1, 2, 3):
        open_dataset(dataset, version).verify()


def test_two_writers_may_add_the_columns_and_ids_at_once(first_schema: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(commit, [first_schema] * 2, [[Input("x")], [Input("y")]]))
    newest = open_dataset(first_schema)
    newest.verify()
    assert newest.documents().n_rows == 4
    assert [number for number, run in enumerate(newest.list_runs(), 1) if run.parameters == ("ids=2→3",)] == [2]


def test_every_column_says_what_it_is(dataset: Path) -> None:
    commit(dataset, [Input("a")])
    for table, cls in ALL_TABLES.items():
        delta = {field.name: field.metadata for field in layout.open_log(dataset, table).schema().fields}
        for name, (column, _) in columns(cls).items():
            assert column.description
            assert column.source
            assert delta[name]["comment"] == column.description
            assert arrow_schema(cls).field(name).metadata[b"comment"].decode() == column.description
            assert bool(column.unit) == (
                column.type in {"int32", "int64", "float64"} and name not in {"seq", "version"}
            )


# Buckets


def test_buckets_split_at_the_limit_and_not_before(dataset: Path) -> None:
    made_of = inputs(33)
    commit(dataset, made_of[:32], max_rows=32)
    assert {f.bucket for f in open_dataset(dataset).raw().files} == {"site-all"}
    commit(dataset, made_of, max_rows=32)
    buckets = {f.bucket for f in open_dataset(dataset).raw().files}
    assert len({one.doc_id[:6] for one in made_of}) == 1  # they come together
    assert buckets == {f"site-{one.doc_id[:7]}" for one in made_of}
    open_dataset(dataset).verify()
    for table in TABLES:
        assert {f.bucket for f in open_dataset(dataset).tables[table].files} <= buckets


@pytest.mark.parametrize("seed", range(20))
def test_the_layout_follows_from_the_inputs(seed: int) -> None:
    random = Random(seed)
    ids = {f"{random.getrandbits(16 if seed % 2 else 6):04x}" for _ in range(120)}
    if seed % 3 == 0:  # clusters: many that are small, one that is not
        ids = {random.choice([*"0123456789", "abcdef0"]) + one for one in ids}
    there: dict[str, set[str]] = {}
    remaining = sorted(ids, key=lambda _: random.random())
    while remaining:
        batch, remaining = remaining[: (n := random.randint(1, 50))], remaining[n:]
        for bucket in find_buckets(batch, there, there.__getitem__, 7):
            if bucket.replaces != bucket.prefix:
                there[bucket.prefix] = set()
        known = [*set().union(*there.values()), *batch]
        there = {b.prefix: {i for i in known if i.startswith(b.prefix)} for b in find_buckets(known, {}, list, 7)}
        assert all(len(members) <= 7 for members in there.values())
    assert there.keys() == {bucket.prefix for bucket in find_buckets(ids, {}, list, 7)}
    assert sum(map(len, there.values())) == len(ids)


def strewn(n: int) -> list[Input]:
    """Inputs of many small clusters, one with more than a bucket holds, and one of a thousand neighbours each."""
    folders = [
        Input(f"{day}/{number}.txt", body=f"{day} {number}", n_edits=number % 3)
        for day in range(n)
        for number in range(3)
    ]
    giant = [
        Input(f"flat/{'x' * (number % 5)}{number % 999}.txt", body=f"{number}", n_edits=0) for number in range(4 * n)
    ]
    lines = [Input(f"b.jsonl#line={200 * number}", n_edits=1, rejected=number % 7 == 6) for number in range(n)]
    return [*folders, *giant, *lines]


@pytest.mark.parametrize("seed", range(6))
def test_clusters_of_any_size_give_the_same_files_in_any_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """One run over all and some runs over some of them, with much in memory and with little."""
    random = Random(seed)
    made_of = [one for one in strewn(12) if random.random() < 0.9]
    commit(tmp_path / "one", made_of, max_rows=6)
    open_dataset(tmp_path / "one").verify()
    buckets = {file.bucket for file in open_dataset(tmp_path / "one").raw().files}
    depths = [len(layout.bucket_prefix(bucket)[1]) for bucket in buckets]
    assert min(depths) < 3
    assert max(depths) > 6
    for limit in ("RANGE_BYTES", "RANGE_INPUTS"):
        monkeypatch.setattr(merge, limit, random.choice([1, 5, 20, 1 << 30]))
    monkeypatch.setattr(merge, "MANY_PARTS", random.choice([0, 2, 32]))
    remaining = random.sample(made_of, len(made_of))
    while remaining:
        n = random.choice([1, 5, 40, 100])
        commit(tmp_path / "other", remaining[:n], max_rows=6, batch_bytes=random.choice([1, 1000, 1 << 20]))
        remaining = remaining[n:]
    assert contents(tmp_path / "one") == contents(tmp_path / "other")


def test_a_bucket_is_split_where_its_inputs_part(dataset: Path) -> None:
    """Below the digits that they have in common, and those around it stay."""
    commit(dataset, [Input(f"flat/{n}.txt") for n in range(8)], max_rows=8)
    assert {file.bucket for file in open_dataset(dataset).raw().files} == {"site-all"}
    commit(dataset, [Input("flat/8.txt"), Input("other/0.txt")], max_rows=8)
    ids = [Input(f"flat/{n}.txt").doc_id for n in range(9)]
    buckets = {file.bucket for file in open_dataset(dataset).raw().files}
    assert buckets == {f"site-{doc_id[:7]}" for doc_id in ids} | {f"site-{Input('other/0.txt').doc_id[0]}"}
    open_dataset(dataset).verify()


def test_a_big_cluster_is_not_copied_for_each_digit(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copied: list[int] = []
    spread = merge._spread

    def watch(whole: merge._Range, counts: dict[str, merge._Count], folder: Path) -> dict[str, dict[str, PartFiles]]:
        found = spread(whole, counts, folder)
        made = (PartFiles([p], "raw") for of in found.values() for p in of["raw"].paths if p.parent == folder)
        copied.extend(one.count() for one in made)
        return found

    monkeypatch.setattr(merge, "_spread", watch)
    monkeypatch.setattr(merge, "MANY_PARTS", 0)
    monkeypatch.setattr(merge, "RANGE_INPUTS", 20)
    made_of = [one for one in strewn(20) if one.uri.startswith("flat")]
    commit(dataset, made_of, max_rows=10)
    assert sum(copied) <= len(made_of)
    copied.clear()
    commit(dataset.with_name("other"), strewn(20), max_rows=10)
    assert sum(copied) <= 2.5 * len(strewn(20))


@pytest.mark.parametrize("source", ["人民网", "a/b", "test", "my-dev-set", "", "x" * 300, "..", "Eval_2"])
def test_file_names_are_safe_whatever_the_source(source: str) -> None:
    assert layout.source_label(source).startswith("source-")
    assert len({layout.source_label(name) for name in (source, "other", "人民日报", "contest")}) == 4


# Writers that die, and writers that meet


STEPS = {
    (files, "write_file"): (0, 1, 9),
    (store, "write_file"): (0, 1),
    (logs, "append_to_log"): (0, 1, 3, 4, 5, 6),  # the last that of `runs`
    (snapshots, "publish"): (0, 1),
    (snapshots, "_set_latest"): (0,),
    (snapshots, "_link"): (0, 9),
}


@pytest.mark.parametrize(("step", "skip"), [(step, skip) for step, skips in STEPS.items() for skip in skips])
def test_a_writer_that_dies_is_made_up_for(
    dataset: Path, monkeypatch: pytest.MonkeyPatch, step: tuple[ModuleType, str], skip: int
) -> None:
    """It dies at the `skip`th call of a step: readers see all of a version or nothing of it."""
    old = [Input(f"{n}", body="旧", n_edits=1) for n in range(10)]
    new = [Input(f"{n}", body="新", n_edits=2, rejected=n == 3) for n in range(12)]
    commit(dataset, old, max_rows=5, furniture=[made.learned("旧")])
    calls = iter(range(1000))
    module, name = step
    original = getattr(module, name)

    def die(*args: object) -> object:
        if next(calls) >= skip:
            raise KeyboardInterrupt
        return original(*args)

    with monkeypatch.context() as patch:
        patch.setattr(module, name, die)
        with pytest.raises(KeyboardInterrupt):
            commit(dataset, new, max_rows=5, furniture=[made.learned("新")])
    reached = open_dataset(dataset)
    reached.verify()
    assert set(bodies(dataset).values()) == {"旧" if reached.version == 1 else "新"}
    assert reached.furniture().to_arrow()["line"].to_pylist() == ["旧" if reached.version == 1 else "新"]
    assert len(pq.read_table(dataset / "latest" / "documents")) in {10, 11}

    # A third set of inputs: what the dead writer left is superseded, not taken in.
    third = [Input("z", n_edits=3)]
    assert commit(dataset, third, max_rows=5).version == reached.version + 1
    newest = open_dataset(dataset)
    newest.verify()
    assert newest.documents().n_rows == reached.documents().n_rows + 1
    assert commit(dataset, [*new, *third], max_rows=5).n_documents == 12
    latest = pq.read_table(dataset / "latest" / "documents")
    assert latest.num_rows == 12
    reached.verify()
    assert (dataset / "snapshots" / f"{reached.version:06d}").is_dir()


def test_a_commit_left_in_the_logs_is_taken_up_by_its_repetition(
    dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(dataset, [Input("a")])
    entries = {table: layout.open_log(dataset, table).version() for table in TABLES}
    with monkeypatch.context() as patch:
        patch.setattr(store, "arrow_table", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            commit(dataset, [Input("a", body="新")])
    commit(dataset, [Input("a", body="新")])
    assert {t: layout.open_log(dataset, t).version() - n for t, n in entries.items()} == {
        "documents": 1,
        "edits": 0,
        "fields": 0,
        "raw": 1,
        "rejects": 0,
    }


def test_tables_made_by_two_writers_at_once_are_made_once(dataset: Path) -> None:
    """Threads, so that both are in the middle of it: of two creations only one becomes an entry of the log."""
    for number in range(5):
        folder = dataset / str(number)
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(logs.create_logs, [folder] * 4))
        assert {layout.open_log(folder, table).version() for table in ALL_TABLES} == {0}


def test_a_writer_that_meets_another_does_its_work_again(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(dataset, [Input("a"), Input("b")])
    original = logs.commit_log
    met: list[bool] = []

    def meet(*args: object) -> object:
        if not met:
            met.append(True)
            commit(dataset, [Input("a", body="另"), Input("c")])
        return original(*args)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(logs, "commit_log", meet)
    assert commit(dataset, [Input("b", body="本")]).version == 3
    assert bodies(dataset) == {"a": "另", "b": "本", "c": "正文"}
    assert [run.version for run in layout.read_runs(dataset, layout.open_log(dataset, "runs"))] == [1, 2, 3]
    open_dataset(dataset).verify()


def test_a_writer_that_always_meets_another_gives_up(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(dataset, [Input("a")])

    def lose(*_: object) -> int:
        raise ConflictError("made")

    monkeypatch.setattr(logs, "append_to_log", lose)
    with pytest.raises(ConflictError, match="run again"):
        commit(dataset, [Input("a", body="新")])
    assert bodies(dataset) == {"a": "正文"}


# File systems that can do less


def test_without_hard_links_and_symbolic_links(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError("made")

    with monkeypatch.context() as patch:
        patch.setattr(os, "link", refuse)
        patch.setattr(os, "symlink", refuse)
        patch.setattr(Path, "symlink_to", refuse)
        commit(dataset, inputs(10))
        commit(dataset, [Input("0.txt", body="新")])
        assert not (dataset / "latest").is_symlink()
        assert pq.read_table(dataset / "latest" / "documents").num_rows == 9
        assert not commit(dataset, [Input("0.txt", body="新")]).is_new
    shutil.rmtree(dataset / "snapshots" / "000002")  # made up for, with links this time
    commit(dataset, [Input("0.txt", body="新二")])
    assert (dataset / "latest").is_symlink()
    assert (dataset / "latest").readlink() == Path("snapshots", "000003")


def test_what_killed_writers_left_goes_after_a_day(dataset: Path) -> None:
    commit(dataset, [Input("a")])
    old = [dataset / ".staging" / "old", dataset / "snapshots" / ".000009.x.tmp"]
    for folder in old:
        (folder / "documents").mkdir(parents=True)
    (dataset / "raw" / ".x.parquet.y.tmp").touch()
    fresh = dataset / ".staging" / "fresh"
    fresh.mkdir()
    long_ago = time.time() - snapshots.STALE_SECONDS - 60
    for path in [*old, dataset / "raw" / ".x.parquet.y.tmp"]:
        os.utime(path, (long_ago, long_ago))
    commit(dataset, [Input("b")])
    assert not [path for path in dataset.rglob("*") if path.name.endswith(".tmp")]
    assert [path.name for path in (dataset / ".staging").iterdir()] == ["fresh"]


def test_latest_holds_parquet_files_and_nothing_else(dataset: Path) -> None:
    commit(dataset, inputs(40), max_rows=4)
    commit(dataset, [Input("0.txt", body="新")], max_rows=4)
    files = [path for path in (dataset / "latest").rglob("*") if not path.is_dir()]
    assert {path.suffix for path in files} == {".parquet"}
    assert {path.parent.name for path in files} == set(ALL_TABLES)
    assert all(path.stat().st_nlink >= 2 for path in files)
