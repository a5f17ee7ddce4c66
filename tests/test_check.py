from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from jiaokan import store
from jiaokan.check import check
from jiaokan.dataset import open_dataset
from jiaokan.decode import decode
from jiaokan.document import RawDocument
from jiaokan.edit import replay
from jiaokan.errors import DatasetError, InputError
from jiaokan.pipeline import clean
from jiaokan.record import Record, RunRow
from jiaokan.schema import arrow_table
from jiaokan.settings import DEFAULT, Settings
from jiaokan.storage import layout, logs, merge, snapshots
from jiaokan.storage.files import write_file
from jiaokan.storage.layout import ALL_TABLES, COUNTED, RUNS, TABLES
from jiaokan.storage.rows import RowFiles
from jiaokan.work.shard import write_parts
from tests.made import Input, commit, inputs

Change = Callable[[pa.Table], pa.Table]


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return tmp_path / "dataset"


def spoil(dataset: Path, table: str, change: Change, *, bucket: str = "site-all", n_rows: int | None = None) -> None:
    """What another program might do: a new version, with other rows in one of the tables and all else in order."""
    newest = open_dataset(dataset)
    file = write_file(dataset / table, bucket, [change(newest.tables[table].to_arrow())])
    if n_rows is not None:
        file = replace(file, n_rows=n_rows)
    versions = layout.table_versions(newest.run) | {table: logs.commit_log(dataset, table, {file.name: file})}
    add_run(dataset, replace(newest.run, table_versions=store._pairs(versions)))


def add_run(dataset: Path, run: RunRow) -> None:
    """A version made by `run`, whatever that says."""
    runs = open_dataset(dataset).list_runs()
    run = replace(run, version=len(runs) + 1)
    file = write_file(dataset / RUNS, RUNS, [arrow_table(RunRow, [*runs, run])])
    log = layout.open_log(dataset, RUNS)
    logs.append_to_log(log, RUNS, layout.log_files(log), {file.name: file})
    snapshots.publish(dataset, run, layout.version_files(dataset, run))


def set_value(rows: pa.Table, column: str, row: int, value: object) -> pa.Table:
    values = rows[column].to_pylist()
    values[row] = value
    at = rows.schema.get_field_index(column)
    return rows.set_column(at, rows.schema.field(at), pa.array(values, rows.schema.field(at).type))


def kinds(dataset: Path, *, deep: bool = False) -> list[tuple[str, str]]:
    return [(fault.kind, fault.table) for fault in check(dataset, deep=deep).faults]


def the_file(dataset: Path, table: str) -> Path:
    return Path(open_dataset(dataset).tables[table].paths[0])


# Whole ones


def test_a_whole_dataset_has_no_faults_in_any_version(dataset: Path) -> None:
    commit(dataset, [*inputs(40), *inputs(9, source_id="另一个")], max_rows=4)
    commit(dataset, [Input("0.txt", body="新\n行", n_edits=5)], max_rows=4)
    for version in (1, 2):
        checked = check(dataset, version)
        assert checked.faults == ()
        opened = open_dataset(dataset, version)
        assert checked.version == version
        assert checked.n_files == sum(len(table.files) for table in opened.tables.values())
        assert (checked.n_documents, checked.n_left) == (opened.documents().n_rows, 0)


def test_empty_tables_and_bodies_are_no_faults(dataset: Path) -> None:
    commit(dataset, [])
    assert check(dataset).faults == ()
    commit(dataset, [Input("a", body="", n_edits=0)])
    assert check(dataset).faults == ()


def test_names_that_are_no_utf8_have_the_ids_of_their_bytes(dataset: Path) -> None:
    commit(dataset, [Input("caf\udce9.txt"), Input("a\\udce9.txt"), Input("文\udcff", source_id="另一个")])
    assert len(open_dataset(dataset).raw().to_pandas()) == 3
    assert check(dataset).faults == ()


def test_a_writer_at_work_is_no_fault(dataset: Path) -> None:
    commit(dataset, inputs(9))
    with store.staging(dataset):
        write_file(dataset / "edits", "site-all", [open_dataset(dataset).edits().to_arrow().slice(1)])
        assert check(dataset).faults == ()


def test_a_range_of_row_groups_is_in_memory_at_a_time(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merge, "ROW_GROUP_BYTES", 30)
    commit(dataset, inputs(60))
    sizes: list[int] = []
    read = RowFiles.read

    def spied(rows: RowFiles, *given: object) -> pa.Table:
        found = read(rows, *given)  # type: ignore[arg-type]  # passed through
        sizes.append(found.num_rows)
        return found

    monkeypatch.setattr(RowFiles, "read", spied)
    assert check(dataset, deep=True).faults == ()
    assert max(sizes) <= 12
    assert sum(sizes) == sum(open_dataset(dataset).tables[table].n_rows for table in TABLES)


# Files


def test_a_file_that_is_gone_can_be_had_back_from_a_snapshot(dataset: Path) -> None:
    commit(dataset, inputs(9))
    path = the_file(dataset, "edits")
    path.unlink()
    (fault,) = check(dataset).faults
    assert (fault.kind, fault.where) == ("gone", f"edits/{path.name}")
    assert check(dataset).n_left == 1
    subprocess.run(["sh", "-c", fault.remedy.partition(": ")[2]], check=True)
    assert check(dataset).faults == ()


def test_a_file_changed_in_place_is_changed_in_its_snapshots_too(dataset: Path) -> None:
    commit(dataset, [Input("a", n_edits=0)])
    commit(dataset, [Input("b")])
    path = the_file(dataset, "edits")
    with path.open("r+b") as file:
        file.seek(40)
        file.write(b"?")
    (fault,) = check(dataset).faults
    assert (fault.kind, fault.where) == ("changed", f"edits/{path.name}")
    assert "no whole copy is left" in fault.remedy
    assert "hard links" in fault.remedy
    assert "jiaokan restore 1" in fault.remedy
    assert check(dataset, 1).faults == ()


@pytest.mark.parametrize("table", ALL_TABLES)
def test_a_byte_that_is_flipped_anywhere_is_noticed(dataset: Path, table: str) -> None:
    commit(dataset, inputs(3))
    path = the_file(dataset, table)
    whole = path.read_bytes()
    for at in range(0, len(whole), len(whole) // 12):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert kinds(dataset) == [*([("log", RUNS)] if table == RUNS else []), ("changed", table)]
    path.write_bytes(whole)
    assert check(dataset).faults == ()


def test_a_file_of_runs_that_was_changed_is_not_read_as_anything_else(dataset: Path) -> None:
    """Flipped bits gave other numbers, or errors of every library on the way."""
    commit(dataset, inputs(3))
    path = the_file(dataset, RUNS)
    whole = path.read_bytes()
    for at in range(0, len(whole), 53):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 128]) + whole[at + 1 :])
        with pytest.raises(DatasetError, match="gone or was changed"):
            open_dataset(dataset)


def test_all_faults_are_told_not_only_the_first(dataset: Path) -> None:
    commit(dataset, inputs(40), max_rows=4)
    gone = [the_file(dataset, table) for table in ("documents", "edits", "raw")]
    gone.append(Path(open_dataset(dataset).raw().paths[-1]))
    for path in gone:
        path.unlink()
    (dataset / "latest").unlink()
    (dataset / "latest").mkdir()
    (dataset / "latest" / RUNS).mkdir()
    faults = check(dataset).faults
    assert [f.where for f in faults] == [*sorted(f"{p.parent.name}/{p.name}" for p in gone), "latest"]


def test_what_is_no_parquet_is_noticed_even_under_the_name_of_its_content(dataset: Path) -> None:
    commit(dataset, inputs(3))
    old = the_file(dataset, "fields")
    data = b"PAR1 but no more"
    name = f"site-all-{hashlib.sha256(data).hexdigest()[:16]}.parquet"
    (dataset / "fields" / name).write_bytes(data)
    newest = open_dataset(dataset)
    file = replace(newest.fields().files[0], name=name, n_bytes=len(data))
    versions = layout.table_versions(newest.run) | {"fields": logs.commit_log(dataset, "fields", {name: file})}
    add_run(dataset, replace(newest.run, table_versions=store._pairs(versions)))
    assert old.is_file()
    assert kinds(dataset) == [("unreadable", "fields")]


@pytest.mark.parametrize("table", TABLES)
def test_other_columns_than_stated_are_named(dataset: Path, table: str) -> None:
    commit(dataset, [Input("a"), Input("b", rejected=True)])
    spoil(dataset, table, lambda rows: rows.drop_columns(["doc_id"]).append_column("id", rows["doc_id"]))
    (fault,) = check(dataset).faults
    assert (fault.kind, fault.table, fault.detail) == ("schema", table, "columns differ: doc_id, id")


def test_a_log_that_counts_other_rows_is_noticed(dataset: Path) -> None:
    commit(dataset, inputs(3))
    spoil(dataset, "fields", lambda rows: rows, n_rows=7)
    assert kinds(dataset) == []  # the content is that of version 1, and so is its name: the log kept its entry
    spoil(dataset, "fields", lambda rows: set_value(rows, "printed", 0, "另"), n_rows=7)
    assert kinds(dataset) == [("row-count", "fields")]


def test_a_dataset_of_an_older_schema_version_is_whole(dataset: Path) -> None:
    with zipfile.ZipFile(Path(__file__).parent / "schemas" / "dataset-1.zip") as archive:
        archive.extractall(dataset)
    (folder,) = {path.parent.parent for path in dataset.rglob("_delta_log") if path.parent.name == RUNS}
    assert "settings_fingerprint" not in pq.read_schema(the_file(folder, "documents")).names
    assert {fault.kind for fault in check(folder, deep=True).faults} <= {"snapshot", "latest"}  # links are not in a zip
    assert check(folder).n_documents > 0


# Rows


ROWS: list[tuple[str, str, Change]] = [
    ("twice", "documents", lambda rows: pa.concat_tables([rows, rows.slice(0, 1)]).sort_by("doc_id")),
    ("twice", "raw", lambda rows: pa.concat_tables([rows, rows.slice(3, 1)]).sort_by("doc_id")),
    ("twice", "rejects", lambda rows: pa.concat_tables([rows, rows])),
    ("lineage", "documents", lambda rows: set_value(rows, "raw_sha256", 0, "0" * 64)),
    ("lineage", "rejects", lambda rows: set_value(rows, "raw_sha256", 0, "0" * 64)),
    ("raw", "raw", lambda rows: set_value(rows, "data", 2, b"other bytes")),
    ("raw", "raw", lambda rows: set_value(rows, "n_bytes", 2, 1)),
    ("count", "edits", lambda rows: rows.slice(1)),
    ("count", "edits", lambda rows: pa.concat_tables([rows, rows.slice(0, 1)]).sort_by("doc_id")),
    ("count", "fields", lambda rows: rows.slice(0, rows.num_rows - 1)),
    ("orphan", "edits", lambda rows: pa.concat_tables([rows, set_value(rows.slice(0, 1), "doc_id", 0, "f" * 24)])),
    ("orphan", "fields", lambda rows: pa.concat_tables([rows, set_value(rows.slice(0, 1), "doc_id", 0, "f" * 24)])),
    ("n_chars", "documents", lambda rows: set_value(rows, "n_chars", 1, 99)),
    ("n_chars", "documents", lambda rows: set_value(rows, "body", 1, "别的")),
    ("body_kinds", "documents", lambda rows: set_value(rows, "body_kinds", 1, ["paragraph", "note"])),
    ("body_kinds", "documents", lambda rows: set_value(rows, "body_kinds", 1, [])),
    ("misplaced", "rejects", lambda rows: set_value(rows, "uri", 0, "elsewhere")),
]


@pytest.mark.parametrize(("kind", "table", "change"), ROWS)
def test_rows_that_are_wrong_are_found(dataset: Path, kind: str, table: str, change: Change) -> None:
    commit(dataset, inputs(9))
    spoil(dataset, table, change)
    found = kinds(dataset)
    assert (kind, table) in found
    # what follows from it: the number of documents that the run states; a row that isn't where its input is
    assert set(found) <= {(kind, table), ("run", RUNS), ("lineage", table)}
    assert check(dataset, 1).faults == ()


def test_an_input_without_an_outcome_and_an_outcome_without_an_input_are_found(dataset: Path) -> None:
    commit(dataset, inputs(9))
    spoil(dataset, "raw", lambda rows: rows.slice(1))
    (fault,) = check(dataset).faults
    assert fault.kind == "outcome"
    assert "without an input" in fault.detail


@pytest.mark.parametrize("n_left", [0, 3])
def test_documents_taken_out_are_inputs_without_an_outcome(dataset: Path, n_left: int) -> None:
    commit(dataset, inputs(9))
    spoil(dataset, "documents", lambda rows: rows.slice(0, n_left))
    found = check(dataset).faults
    n_gone = 8 - n_left
    assert [f.table for f in found if f.kind == "outcome" and "no outcome" in f.detail] == ["raw"] * n_gone
    assert {f.kind for f in found} == {"outcome", "orphan", "run"}


def test_an_input_with_two_outcomes_is_found(dataset: Path) -> None:
    commit(dataset, inputs(9))
    (document,) = open_dataset(dataset).documents().to_arrow(filter=pc.field("uri") == "1.txt").to_pylist()

    def also_reject(rows: pa.Table) -> pa.Table:
        row = rows.slice(0, 1)
        for column in ("doc_id", "uri", "raw_sha256"):
            row = set_value(row, column, 0, document[column])
        return pa.concat_tables([rows, row]).sort_by("doc_id")

    spoil(dataset, "rejects", also_reject)
    (fault,) = check(dataset).faults
    assert (fault.kind, fault.where) == ("outcome", document["doc_id"])
    assert "two outcomes" in fault.detail


def test_a_row_in_the_file_of_another_source_is_misplaced(dataset: Path) -> None:
    """So it is told without a list of all ids when a document is there twice in two buckets."""
    commit(dataset, [*inputs(5), *inputs(5, source_id="other")])
    both = open_dataset(dataset).rejects().to_arrow
    assert both().num_rows == 0
    for table in ("documents", "raw"):
        spoil(dataset, table, lambda rows: rows, bucket="site-all")
    found = {(f.kind, f.table) for f in check(dataset).faults}
    assert {("misplaced", "documents"), ("misplaced", "raw")} <= found


def test_a_document_in_a_bucket_and_in_one_split_from_it_is_there_twice(dataset: Path) -> None:
    one = Input("0.txt")
    commit(dataset, [one, Input("1.txt")])
    newest = open_dataset(dataset)
    versions = layout.table_versions(newest.run)
    for table in ("documents", "raw"):
        rows = newest.tables[table].to_arrow(filter=pc.field("doc_id") == one.doc_id)
        inner = write_file(dataset / table, f"site-{one.doc_id[0]}", [rows])
        files = {file.name: file for file in (*newest.tables[table].files, inner)}
        versions[table] = logs.commit_log(dataset, table, files)
    add_run(dataset, replace(newest.run, table_versions=store._pairs(versions), n_documents=3))
    found = check(dataset).faults
    assert [(f.kind, f.table, f.where) for f in found] == [
        ("twice", "raw", one.doc_id),
        ("twice", "documents", one.doc_id),
    ]


def test_what_the_remedy_says_helps(dataset: Path) -> None:
    """A run over the whole source replaces the rows of its inputs."""
    for number, (kind, table, change) in enumerate(ROWS):
        folder = dataset / str(number)
        commit(folder, inputs(9))
        spoil(folder, table, change)
        if any("run its whole source" in fault.remedy for fault in check(folder).faults):
            commit(folder, inputs(9))
            assert check(folder).faults == (), kind


def test_one_definition_of_whole_serves_verify(dataset: Path) -> None:
    commit(dataset, inputs(9))
    spoil(dataset, "documents", lambda rows: set_value(set_value(rows, "n_chars", 1, 99), "n_chars", 2, 99))
    with pytest.raises(DatasetError, match=r"n_chars is 99, of 3 \(1 more faults\); `jiaokan check`"):
        open_dataset(dataset).verify()


# Edits


PAGES = [
    "濟(jì)南日?qǐng)?bào)社,今天開(kāi)館,歡(huān)迎各位讀者前來(lái)參觀。",
    "圖書館開(kāi)放時(shí)間\n發(fā)布時(shí)間：2024-03-05\n本館每天上午九點開(kāi)門(mén)，歡迎讀者。",
    "今天的天气很好。",
]
TEXTS = [text.encode() for text in PAGES]


def commit_cleaned(dataset: Path, texts: Sequence[bytes], settings: Settings = DEFAULT) -> list[Record]:
    raws = [RawDocument("site", f"{n}.txt", data) for n, data in enumerate(texts)]
    made = [clean(raw, settings) for raw in raws]
    with store.staging(dataset) as folder:
        report = write_parts("site", zip(raws, made, strict=True), folder / "0")
        store.commit(dataset, [report], started_at=datetime.now(UTC))
    return [record for record in made if isinstance(record, Record)]


def test_edits_are_replayed_on_the_bytes_decoded_anew(dataset: Path) -> None:
    records = commit_cleaned(dataset, TEXTS)
    checked = check(dataset, deep=True)
    assert (checked.faults, checked.n_not_replayable) == ((), 0)
    assert checked.n_replayed == sum(record.n_edits for record in records) > 10
    assert check(dataset).n_replayed == 0


@pytest.mark.parametrize(
    ("column", "value"), [("before", "别"), ("start", 5), ("start", 4000), ("seq", 77), ("after", "长得多的另一段")]
)
def test_an_edit_that_does_not_fit_is_found(dataset: Path, column: str, value: object) -> None:
    commit_cleaned(dataset, TEXTS)
    spoil(dataset, "edits", lambda rows: set_value(rows, column, 0, value))
    assert kinds(dataset) == []  # the number of rows is right
    assert kinds(dataset, deep=True) == [("replay", "edits")]


def test_edits_of_other_bytes_are_found(dataset: Path) -> None:
    commit_cleaned(dataset, TEXTS)

    def swap(rows: pa.Table) -> pa.Table:
        return set_value(rows, "data", 0, rows["data"][1].as_py())

    spoil(dataset, "raw", swap)
    assert ("replay", "edits") in kinds(dataset, deep=True)


def test_edits_of_other_rules_are_counted_not_replayed(dataset: Path) -> None:
    commit(dataset, [Input("a", n_edits=2), Input("b", n_edits=0), Input("c", n_edits=1)])
    checked = check(dataset, deep=True)
    assert (checked.faults, checked.n_replayed, checked.n_not_replayable) == ((), 0, 2)


def test_a_text_read_in_the_encoding_its_source_states_is_replayed_too(dataset: Path) -> None:
    """Settings of sources are not in the dataset; which encoding was taken is."""
    data = "茶a&amp;b".encode("big5")
    settings = Settings(encoding="big5")
    (record,) = commit_cleaned(dataset, [data], settings)
    with pytest.raises(DatasetError, match="expects"):
        replay(decode(RawDocument("", "", data)).text, record.edits)
    checked = check(dataset, deep=True)
    assert (checked.faults, checked.n_replayed) == ((), record.n_edits)


# Runs, snapshots, logs


@pytest.mark.parametrize(
    "wrong", [{"n_inputs": 7}, {"n_rejects": 3, "n_records": 6}, {"n_documents": 5}, {"rejects_by_reason": ()}]
)
def test_a_run_whose_counts_do_not_add_up_is_found(dataset: Path, wrong: dict[str, int]) -> None:
    commit(dataset, inputs(9))
    add_run(dataset, replace(open_dataset(dataset).run, **wrong))  # type: ignore[arg-type]  # some of its fields
    assert set(kinds(dataset)) == {("run", RUNS)}
    assert check(dataset, 1).faults == ()


def test_a_snapshot_with_other_files_than_the_log_is_found(dataset: Path) -> None:
    commit(dataset, inputs(9))
    commit(dataset, inputs(12))
    folder = dataset / "snapshots" / "000002"
    next((folder / "raw").iterdir()).unlink()
    shutil.copy(the_file(dataset, "edits"), folder / "edits" / "other.parquet")
    changed = next((folder / "fields").iterdir())
    changed.unlink()
    changed.write_bytes(b"something")
    faults = check(dataset).faults
    assert [(f.kind, f.table, f.detail) for f in faults] == [
        ("snapshot", "edits", "is no file of version 2"),
        ("snapshot", "fields", "its content was changed"),
        ("snapshot", "raw", "isn't there"),
    ]
    for fault in faults:
        subprocess.run(["sh", "-c", fault.remedy.partition(": ")[2]], check=True)
    assert check(dataset).faults == ()
    shutil.rmtree(folder)
    assert [(f.kind, f.where) for f in check(dataset).faults] == [("snapshot", "snapshots/000002")]
    commit(dataset, inputs(12))  # what the remedy says, though there is nothing new
    assert check(dataset).faults == ()


def test_a_snapshot_of_copies_is_no_fault(dataset: Path) -> None:
    """File systems without hard links."""
    commit(dataset, inputs(9))
    for path in (dataset / "snapshots").rglob("*.parquet"):
        data = path.read_bytes()
        path.unlink()
        path.write_bytes(data)
    assert check(dataset).faults == ()


def test_latest_that_leads_elsewhere_is_found(dataset: Path) -> None:
    commit(dataset, inputs(3))
    commit(dataset, inputs(4))
    (dataset / "latest").unlink()
    (dataset / "latest").symlink_to(Path("snapshots", "000001"))
    (fault,) = check(dataset).faults
    assert fault.kind == "latest"
    subprocess.run(["sh", "-c", fault.remedy.partition(": ")[2]], check=True)
    assert check(dataset).faults == ()
    (dataset / "latest").unlink()
    assert kinds(dataset) == [("latest", "")]


def test_a_log_that_can_not_be_read_is_a_fault_and_the_others_are_looked_at(dataset: Path) -> None:
    commit(dataset, inputs(9))
    (dataset / "edits" / "_delta_log" / f"{1:020d}.json").write_text("{broken")
    the_file_of_raw = next((dataset / "raw").glob("*.parquet"))
    the_file_of_raw.unlink()
    checked = check(dataset)
    assert [(f.kind, f.table) for f in checked.faults] == [("log", "edits"), ("gone", "raw")]
    assert checked.n_left == 1


def test_runs_that_can_not_be_read_end_the_check(dataset: Path) -> None:
    commit(dataset, inputs(9))
    path = the_file(dataset, RUNS)
    path.unlink()
    faults = check(dataset).faults
    assert [(f.kind, f.table) for f in faults] == [("log", RUNS), ("gone", RUNS)]
    assert f"cp {dataset / 'snapshots' / '000001' / RUNS / path.name}" in faults[1].remedy


# Refusals, and the command


def test_what_is_no_dataset_is_refused(dataset: Path) -> None:
    with pytest.raises(DatasetError, match="is no dataset"):
        check(dataset)
    with pytest.raises(InputError, match="a folder of this machine"):
        check("memory://set")
    commit(dataset, [Input("a")])
    for version in (0, 2, -1):
        with pytest.raises(DatasetError, match=f"no version {version}: there are 1 to 1"):
            check(dataset, version)
    logs.create_logs(dataset / "begun")
    with pytest.raises(DatasetError, match="has no version yet"):
        check(dataset / "begun")


def jiaokan(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jiaokan", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_the_command_tells_faults_by_its_exit_code(dataset: Path) -> None:
    records = commit_cleaned(dataset, TEXTS)
    assert all(name in open_dataset(dataset).documents().to_pandas() for name in COUNTED.values())
    done = jiaokan("check", "--dataset", dataset, "--deep")
    assert (done.returncode, done.stderr) == (0, "")
    n_edits = sum(record.n_edits for record in records)
    assert done.stdout.startswith(f"version 1: checked 7 files, 3 documents, {n_edits} edits replayed in ")
    assert done.stdout.endswith("no faults\n")
    path = the_file(dataset, "raw")
    path.unlink()
    done = jiaokan("check", "--dataset", dataset)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith(f"gone: raw/{path.name}: is gone\n    → copy it back, a whole copy is left: cp ")
    assert "1 fault\n1 buckets" in done.stdout
    assert jiaokan("check", "--dataset", dataset, "--version", "2").returncode == 3
    assert jiaokan("check", "--dataset", dataset / "nothing").returncode == 3
