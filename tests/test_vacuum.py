"""Restoring and removing versions: what is kept stays whole for every reader, whatever else is going on."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from random import Random

import duckdb
import pandas as pd
import polars as pl
import pyarrow.dataset as ds
import pytest
from deltalake import DeltaTable

from jiaokan import store, vacuum
from jiaokan.dataset import Dataset, open_dataset
from jiaokan.errors import ConflictError, DatasetError, InputError
from jiaokan.record import Record, Reject
from jiaokan.storage import layout, logs, snapshots
from jiaokan.storage.layout import ALL_TABLES, RUNS, TABLES
from tests import made
from tests.made import Input, before_log, commit, inputs


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return tmp_path / "dataset"


def rows(dataset: Path, version: int) -> dict[str, object]:
    """Everything a version holds, by table."""
    opened = open_dataset(dataset, version)
    return {
        name: sorted(repr(sorted(row.items())) for row in table.to_arrow().to_pylist())
        for name, table in opened.tables.items()
    }


def content(dataset: Path, version: int) -> dict[str, object]:
    return {name: of_table for name, of_table in rows(dataset, version).items() if name != RUNS}


def files(dataset: Path) -> set[str]:
    """Parquet files of the tables."""
    return {f"{table}/{path.name}" for table in ALL_TABLES for path in (dataset / table).glob("*.parquet")}


def named(dataset: Path, *versions: int) -> set[str]:
    return {
        f"{name}/{file.name}"
        for version in versions
        for name, table in open_dataset(dataset, version).tables.items()
        for file in table.files
    }


def make_versions(dataset: Path, n: int) -> None:
    commit(dataset, inputs(30), max_rows=6, furniture=[made.learned("一")])
    for number in range(2, n + 1):
        given = [Input(f"{number % 9}.txt", body=f"第{number}版", n_edits=number % 4), Input(f"n{number}")]
        commit(dataset, given, max_rows=6, furniture=[made.learned(f"{number}")])


# Restore


def test_a_restored_version_is_the_newest_and_writes_no_file(dataset: Path) -> None:
    make_versions(dataset, 4)
    first, before = content(dataset, 1), files(dataset)
    inodes = {path: path.stat().st_ino for path in dataset.glob("*/*.parquet")}
    done = store.restore(dataset, 1)
    assert done == store.Commit(5, is_new=True, n_documents=26, n_rejects=4, n_late=0)
    assert content(dataset, 5) == first
    assert {name for name in files(dataset) - before if not name.startswith("runs/")} == set()
    assert {path: path.stat().st_ino for path in inodes} == inodes
    newest = open_dataset(dataset)
    newest.verify()
    assert newest.run.parameters == ("restore=1",)
    assert (newest.run.n_inputs, newest.run.n_documents, newest.run.sources) == (0, 26, ())
    assert len(pd.read_parquet(dataset / "latest" / "documents")) == 26
    for version in (1, 2, 3, 4):
        open_dataset(dataset, version).verify()


def test_a_run_goes_on_from_what_was_restored(dataset: Path) -> None:
    make_versions(dataset, 4)
    store.restore(dataset, 1)
    assert commit(dataset, [Input("n9")], max_rows=6).n_documents == 27
    fresh = dataset.with_name("fresh")
    commit(fresh, [*inputs(30), Input("n9")], max_rows=6)
    ours, anew = ({n: t for n, t in content(d, v).items() if n in TABLES} for d, v in ((dataset, 6), (fresh, 1)))
    assert ours == anew
    open_dataset(dataset).verify()


def test_to_restore_the_newest_version_or_its_equal_is_no_new_version(dataset: Path) -> None:
    make_versions(dataset, 3)
    assert store.restore(dataset, 3) == store.Commit(3, is_new=False, n_documents=28, n_rejects=4, n_late=0)
    store.restore(dataset, 2)
    assert not store.restore(dataset, 2).is_new
    assert store.restore(dataset, 3).version == 5


@pytest.mark.parametrize("version", [0, -1, 4])
def test_a_version_that_is_not_there_is_not_restored(dataset: Path, version: int) -> None:
    make_versions(dataset, 3)
    with pytest.raises(DatasetError, match=f"no version {version}: there are 1 to 3"):
        store.restore(dataset, version)
    assert open_dataset(dataset).version == 3


def test_a_vacuumed_version_is_not_restored(dataset: Path) -> None:
    make_versions(dataset, 4)
    vacuum.vacuum(dataset, keep=2)
    with pytest.raises(DatasetError, match="version 1 was vacuumed; there are 3, 4"):
        store.restore(dataset, 1)
    assert open_dataset(dataset).version == 4
    open_dataset(dataset).verify()


def test_a_version_that_lost_a_file_is_not_restored(dataset: Path) -> None:
    make_versions(dataset, 4)
    (dataset / min(named(dataset, 1) - named(dataset, 4))).unlink()
    with pytest.raises(DatasetError, match="is gone: version 1 is damaged"):
        store.restore(dataset, 1)
    assert open_dataset(dataset).version == 4


def test_restore_meets_another_writer_and_comes_after_it(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_versions(dataset, 3)
    first = content(dataset, 1)
    original = logs.commit_log
    met: list[bool] = []

    def meet(*args: object) -> object:
        if not met:
            met.append(True)
            commit(dataset, [Input("new", body="另")], max_rows=6)
        return original(*args)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(logs, "commit_log", meet)
    assert store.restore(dataset, 1).version == 5
    assert content(dataset, 5) == first
    assert isinstance(open_dataset(dataset, 4).document(Input("new").doc_id), Record)


def test_restore_gives_up_against_a_faster_writer(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_versions(dataset, 2)

    def lose(*_: object) -> int:
        raise ConflictError("made")

    monkeypatch.setattr(logs, "append_to_log", lose)
    with pytest.raises(ConflictError, match="run again"):
        store.restore(dataset, 1)
    assert open_dataset(dataset).version == 2


@pytest.mark.parametrize("skip", range(6))
def test_a_restore_that_dies_leaves_the_version_that_was(
    dataset: Path, monkeypatch: pytest.MonkeyPatch, skip: int
) -> None:
    make_versions(dataset, 3)
    original, calls = logs.append_to_log, iter(range(100))

    def die(*args: object) -> object:
        if next(calls) >= skip:
            raise KeyboardInterrupt
        return original(*args)  # type: ignore[arg-type]  # passed through

    with monkeypatch.context() as patch:
        patch.setattr(logs, "append_to_log", die)
        with pytest.raises(KeyboardInterrupt):
            store.restore(dataset, 1)
    assert open_dataset(dataset).version == 3
    open_dataset(dataset).verify()
    assert store.restore(dataset, 1).version == 4
    assert content(dataset, 4) == content(dataset, 1)


@pytest.mark.slow
def test_restore_beside_a_concurrent_commit(dataset: Path) -> None:
    """Twenty rounds: both get in, in some order; the one that comes second builds on the first."""
    make_versions(dataset, 2)
    first = content(dataset, 1)
    restored_last = 0
    for number in range(20):
        given = [Input(f"c{number}", body=f"{number}")]
        with ThreadPoolExecutor(2) as pool:
            jobs = [pool.submit(store.restore, dataset, 1), pool.submit(commit, dataset, given, max_rows=6)]
            restored, committed = (job.result() for job in jobs)
        newest = open_dataset(dataset)
        newest.verify()
        assert committed.is_new
        assert {restored.version, committed.version} <= {newest.version, newest.version - 1}
        if restored.version > committed.version:
            restored_last += 1
            assert content(dataset, newest.version) == first
        else:
            assert newest.raw().n_rows == 31
            assert newest.document(given[0].doc_id) == given[0].outcome()
    for version in open_dataset(dataset).versions():
        open_dataset(dataset, version).verify()


# Vacuum


def test_the_newest_versions_stay_and_the_files_of_others_go(dataset: Path) -> None:
    make_versions(dataset, 8)
    expected = {version: rows(dataset, version) for version in (6, 7, 8)}
    wanted, all_files = named(dataset, 6, 7, 8), files(dataset)
    sizes = {name: (dataset / name).stat().st_size for name in all_files - wanted}
    done = vacuum.vacuum(dataset, keep=3)
    assert done == vacuum.Vacuumed((1, 2, 3, 4, 5), len(sizes), sum(sizes.values()), 0, (6, 7, 8))
    assert files(dataset) == wanted
    assert {version: rows(dataset, version) for version in (6, 7, 8)} == expected
    assert sorted(path.name for path in (dataset / "snapshots").iterdir()) == ["000006", "000007", "000008"]
    assert open_dataset(dataset).versions() == [6, 7, 8]
    assert [run.version for run in open_dataset(dataset).list_runs()] == list(range(1, 9))
    with pytest.raises(DatasetError, match="version 3 was vacuumed; there are 6, 7, 8"):
        open_dataset(dataset, 3)
    assert vacuum.vacuum(dataset, keep=3) == vacuum.Vacuumed((), 0, 0, 0, (6, 7, 8))


def test_a_dry_run_says_what_would_go_and_removes_nothing(dataset: Path) -> None:
    make_versions(dataset, 5)
    before = set(dataset.rglob("*"))
    dry = vacuum.vacuum(dataset, keep=2, dry_run=True)
    assert set(dataset.rglob("*")) == before
    assert dry.versions == (1, 2, 3)
    assert vacuum.vacuum(dataset, keep=2) == dry


def test_versions_go_by_age_but_never_the_newest(dataset: Path) -> None:
    make_versions(dataset, 4)
    assert vacuum.vacuum(dataset, older_than=timedelta(days=1)).versions == ()
    assert vacuum.vacuum(dataset, older_than=timedelta(0)).versions == (1, 2, 3)
    open_dataset(dataset).verify()


def test_without_a_limit_only_remains_go(dataset: Path) -> None:
    make_versions(dataset, 3)
    for name in ("young", "old"):
        (dataset / "raw" / f"site-{name}-0123456789abcdef.parquet").write_bytes(b"x")
    long_ago = time.time() - snapshots.STALE_SECONDS - 60
    os.utime(dataset / "raw" / "site-old-0123456789abcdef.parquet", (long_ago, long_ago))
    assert vacuum.vacuum(dataset) == vacuum.Vacuumed((), 1, 1, 1, (1, 2, 3))
    assert [path.name for path in (dataset / "raw").glob("*[gd]-0123*")] == ["site-young-0123456789abcdef.parquet"]
    for version in (1, 2, 3):
        open_dataset(dataset, version).verify()


@pytest.mark.parametrize(
    "options", [{"keep": 0}, {"keep": -1}, {"older_than": timedelta(-1)}, {"keep": 1, "older_than": timedelta(1)}]
)
def test_senseless_limits_are_refused(dataset: Path, options: dict[str, object]) -> None:
    make_versions(dataset, 2)
    with pytest.raises(InputError):
        vacuum.vacuum(dataset, **options)  # type: ignore[arg-type]  # on purpose
    assert open_dataset(dataset).versions() == [1, 2]


def test_what_is_no_dataset_is_not_vacuumed(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "mine.parquet").touch()
    for work in (vacuum.vacuum, vacuum.compact):
        with pytest.raises(DatasetError, match="no dataset"):
            work(tmp_path)
    assert (tmp_path / "raw" / "mine.parquet").exists()


def test_a_log_that_another_program_tidied_is_left_alone(dataset: Path) -> None:
    make_versions(dataset, 3)
    (dataset / "documents" / "_delta_log" / f"{0:020d}.json").unlink()
    before = files(dataset)
    with pytest.raises(DatasetError, match="another program"):
        vacuum.vacuum(dataset)
    assert files(dataset) == before


def test_a_copy_without_snapshots_has_all_its_versions(dataset: Path) -> None:
    make_versions(dataset, 4)
    shutil.rmtree(dataset / "snapshots")
    (dataset / "latest").unlink()
    assert open_dataset(dataset).versions() == [1, 2, 3, 4]
    assert vacuum.vacuum(dataset).n_files == 0
    for version in (1, 2, 3, 4):
        open_dataset(dataset, version).verify()


def test_delta_readers_see_the_head_and_are_told_what_is_gone(dataset: Path) -> None:
    make_versions(dataset, 6)
    gone = layout.table_versions(open_dataset(dataset, 2).run)["documents"]
    kept = layout.table_versions(open_dataset(dataset, 5).run)["documents"]
    expected = open_dataset(dataset, 5).documents().n_rows
    vacuum.vacuum(dataset, keep=2)
    for name in ALL_TABLES:
        head = DeltaTable(dataset / name)
        assert ds.dataset(head.file_uris(), format="parquet").count_rows() == open_dataset(dataset).tables[name].n_rows
    assert len(pl.read_delta(str(dataset / "documents"), version=kept)) == expected
    with pytest.raises(Exception, match=r"No such file|not found|NotFound"):
        pl.read_delta(str(dataset / "documents"), version=gone)


def test_a_file_that_a_running_writer_takes_up_again_stays(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The writer goes back to the content of version 1; version 1 is vacuumed between its files and its log entries."""
    commit(dataset, [Input("a", body="旧"), Input("b")])
    commit(dataset, [Input("a", body="新")])
    commit(dataset, [Input("b", body="另")])
    first = content(dataset, 1)
    done = before_log(monkeypatch, lambda: vacuum.vacuum(dataset, keep=1))
    commit(dataset, [Input("a", body="旧"), Input("b")])
    assert (done[0].versions, done[0].n_left) == ((1, 2), 2)  # of documents and raw
    assert content(dataset, 4) == first
    open_dataset(dataset).verify()


def test_files_that_a_restore_names_stay(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_versions(dataset, 5)
    first = content(dataset, 1)
    done = before_log(monkeypatch, lambda: vacuum.vacuum(dataset, keep=1))
    assert store.restore(dataset, 1).version == 6
    assert done[0].n_left > 0
    assert content(dataset, 6) == first
    open_dataset(dataset).verify()


def test_a_file_touched_at_the_last_instant_is_put_back(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_versions(dataset, 3)
    path = Path(open_dataset(dataset, 1).documents().paths[0])
    limit = time.time_ns() - 10**9
    os.utime(path, ns=(limit - 1, limit - 1))
    original = Path.rename

    def touched(self: Path, target: Path) -> Path:
        os.utime(self)
        return original(self, target)

    monkeypatch.setattr(Path, "rename", touched)
    assert not vacuum._remove_unless_touched(path, limit)
    assert path.is_file()
    open_dataset(dataset, 1).verify()


def test_what_was_to_be_put_back_is_put_back_by_the_next(dataset: Path) -> None:
    make_versions(dataset, 3)
    path = Path(open_dataset(dataset).documents().paths[0])
    path.rename(path.with_name(f".{path.name}.vacuumed.tmp"))
    vacuum.vacuum(dataset)
    open_dataset(dataset).verify()


def test_a_writer_whose_base_is_vacuumed_does_its_work_again(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_versions(dataset, 3)
    original = store._take_in
    met: list[bool] = []

    def meet(*args: object) -> object:
        if not met:
            met.append(True)
            commit(dataset, inputs(30), max_rows=6)
            vacuum.vacuum(dataset, keep=1)
        return original(*args)  # type: ignore[arg-type]  # passed through

    monkeypatch.setattr(store, "_take_in", meet)
    assert commit(dataset, [Input("0.txt", body="末")], max_rows=6).version == 5
    open_dataset(dataset).verify()


def test_a_reader_whose_newest_version_is_vacuumed_meanwhile_opens_the_next(
    dataset: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_versions(dataset, 2)
    original = layout.read_runs
    met: list[bool] = []

    def meet(folder: Path, log: DeltaTable) -> object:
        if not met:
            met.append(True)
            commit(dataset, [Input("c")], max_rows=6)
            vacuum.vacuum(dataset, keep=1)
        return original(folder, log)

    monkeypatch.setattr(layout, "read_runs", meet)
    assert open_dataset(dataset).version == 3


def test_a_late_publisher_of_a_vacuumed_version_makes_no_folder_of_it(dataset: Path) -> None:
    make_versions(dataset, 3)
    run = open_dataset(dataset, 2).run
    vacuum.vacuum(dataset, keep=1)
    snapshots.publish(dataset, run, layout.version_files(dataset, run))
    assert [path.name for path in (dataset / "snapshots").iterdir()] == ["000003"]
    assert (dataset / "latest").readlink().name == "000003"


STEPS = ("_remove_snapshots", "remove_stale", "_names", "_remove_unless_touched")


@pytest.mark.parametrize(
    ("step", "skip"), [*((step, 0) for step in STEPS), (STEPS[-1], 1), (STEPS[-1], 7), ("_names", 4)]
)
def test_a_vacuum_that_dies_is_finished_by_the_next(
    dataset: Path, monkeypatch: pytest.MonkeyPatch, step: str, skip: int
) -> None:
    make_versions(dataset, 6)
    wanted, expected = named(dataset, 5, 6), rows(dataset, 5)
    original, calls = getattr(vacuum, step), iter(range(1000))

    def die(*args: object) -> object:
        if next(calls) >= skip:
            raise KeyboardInterrupt
        return original(*args)

    with monkeypatch.context() as patch:
        patch.setattr(vacuum, step, die)
        with pytest.raises(KeyboardInterrupt):
            vacuum.vacuum(dataset, keep=2)
    for version in open_dataset(dataset).versions():
        open_dataset(dataset, version).verify()
    vacuum.vacuum(dataset)  # what was begun, it finishes without being told
    assert files(dataset) == wanted
    assert rows(dataset, 5) == expected
    assert sorted(path.name for path in (dataset / "snapshots").iterdir()) == ["000005", "000006"]


def read_everywhere(dataset: Path, version: int) -> set[int]:
    """Rows of `documents` as each tool counts them."""
    plain = dataset / "snapshots" / f"{version:06d}" / "documents"
    at = layout.table_versions(open_dataset(dataset, version).run)["documents"]
    return {
        open_dataset(dataset, version).documents().to_pandas().shape[0],
        len(pd.read_parquet(plain)),
        pl.read_parquet(plain).height,
        len(duckdb.connect().read_parquet(f"{plain}/*.parquet").fetchall()),
        len(pl.read_delta(str(dataset / "documents"), version=at)),
        ds.dataset(DeltaTable(dataset / "documents", version=at).file_uris(), format="parquet").count_rows(),
    }


@pytest.mark.slow
def test_twenty_one_versions_with_restores_and_vacuums_between(dataset: Path) -> None:
    """A plain dict of what every version has to hold is kept beside; nothing is lost, nothing doubled."""
    random = Random(21)
    state: dict[str, str] = {}
    history: dict[int, dict[str, str]] = {}
    kept: list[int] = []
    while len(history) < 21:
        number = len(history) + 1
        older = [version for version in kept if history[version] != state]
        if number in {6, 12, 13, 19} and older:
            version = random.choice(older)
            state = history[version]
            assert store.restore(dataset, version).version == number
        else:
            given = {f"{random.randrange(60)}": f"{number} {n}" for n in range(random.randint(3, 25))}
            state = {**state, **given}
            made_of = [Input(uri, body, n_edits=len(body) % 4, observed_at=None) for uri, body in given.items()]
            assert commit(dataset, made_of, max_rows=5).version == number
        history[number] = state
        kept.append(number)
        if number % 5 == 0:
            n_kept = random.randint(2, 6)
            vacuum.vacuum(dataset, keep=n_kept)
            kept = kept[-n_kept:]
        if number % 7 == 0:
            vacuum.compact(dataset)
        for version in kept:
            opened = open_dataset(dataset, version)
            opened.verify()
            found = opened.documents().to_arrow(["uri", "body"]).to_pylist()
            assert len(found) == len(history[version])
            assert {row["uri"]: row["body"] for row in found} == history[version]
    assert open_dataset(dataset).versions() == kept
    for version in kept:
        assert read_everywhere(dataset, version) == {len(history[version])}
    assert files(dataset) - named(dataset, *kept) == set() or vacuum.vacuum(dataset).n_left == 0
    for version in set(history) - set(kept):
        with pytest.raises(DatasetError, match=f"version {version} was vacuumed"):
            open_dataset(dataset, version)


KILLED = """
import sys
from pathlib import Path
from jiaokan.vacuum import vacuum
from jiaokan.dataset import open_dataset
open_dataset(Path(sys.argv[1]))  # imports what there is to import
print("at work", flush=True)
vacuum(Path(sys.argv[1]), keep=2)
"""


@pytest.mark.slow
def test_kill_a_vacuum_at_any_instant(dataset: Path) -> None:
    """Ten times SIGKILL at random instants: what is there is whole, the next writer and the next vacuum go on."""
    random = Random(10)
    for number in range(6):
        given = [Input(f"{n}", body=f"{number}", n_edits=n % 3) for n in range(number, 60)]
        commit(dataset, given, max_rows=3)
    expected = {version: content(dataset, version) for version in (5, 6)}
    wanted, all_files = named(dataset, 5, 6), files(dataset)
    n_interrupted = 0
    for attempt in range(10):
        copy = dataset.with_name(f"{attempt}")
        shutil.copytree(dataset, copy, symlinks=True)  # times of the files too
        process = subprocess.Popen([sys.executable, "-c", KILLED, str(copy)], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        with process.stdout:
            assert process.stdout.readline() == "at work\n"
            while attempt % 2 and process.poll() is None and files(copy) == all_files:
                pass  # so that some are surely in the middle of it
            time.sleep(random.uniform(0, 0.15) if attempt % 2 == 0 else random.uniform(0, 0.03))
            process.send_signal(signal.SIGKILL)
            process.wait()
        n_interrupted += wanted < files(copy) < all_files
        for version in open_dataset(copy).versions():
            open_dataset(copy, version).verify()
        assert {version: content(copy, version) for version in expected} == expected
        if attempt % 2:
            assert commit(copy, [Input("new")], max_rows=3).version == 7
            open_dataset(copy).verify()
        vacuum.vacuum(copy, keep=2 + attempt % 2)
        assert open_dataset(copy).versions() == [5, 6, 7][: 2 + attempt % 2]
        assert files(copy) == named(copy, *open_dataset(copy).versions())
        assert {version: content(copy, version) for version in expected} == expected
    assert n_interrupted


def test_vacuum_beside_writers(dataset: Path) -> None:
    """One goes to and fro between two contents, one vacuums: each version is whole when it is the newest."""
    one, other = [Input(f"{n}", body="一") for n in range(9)], [Input(f"{n}", body="二") for n in range(9)]
    commit(dataset, one, max_rows=3)

    def clean() -> None:
        for _ in range(15):
            vacuum.vacuum(dataset, keep=1)

    with ThreadPoolExecutor(1) as pool:
        job = pool.submit(clean)
        for number in range(12):
            commit(dataset, other if number % 2 == 0 else one, max_rows=3)
            open_dataset(dataset).verify()
        job.result()
    vacuum.vacuum(dataset, keep=1)
    newest = open_dataset(dataset)
    assert newest.version == 13
    assert {row["body"] for row in newest.documents().to_arrow(["body"]).to_pylist()} == {"一"}


# History


def test_history_tells_what_each_version_changed(dataset: Path) -> None:
    one = Input("a")
    commit(dataset, [one, Input("b")])
    commit(dataset, [Input("a", body="新的正文")])
    commit(dataset, [Input("b", body="另")])
    commit(dataset, [Input("a", rejected=True)])
    commit(dataset, [Input("c")])
    commit(dataset, [Input("a", n_edits=1)])
    store.restore(dataset, 1)
    newest = open_dataset(dataset)
    assert newest.history(one.doc_id) == [
        (1, "new"),
        (2, "body, n_chars, raw_sha256 changed"),
        (4, "rejected by decode: empty, was a document"),
        (6, "document, was rejected"),
        (7, "n_edits, edits changed"),
    ]
    assert newest.history(Input("c").doc_id) == [(5, "new"), (7, "gone")]
    assert open_dataset(dataset, 2).history(one.doc_id)[-1][0] == 2
    with pytest.raises(DatasetError, match="no version up to 7 holds a document 'fff'"):
        newest.history("fff")
    vacuum.vacuum(dataset, keep=3)
    assert open_dataset(dataset).history(one.doc_id) == [
        (5, "rejected by decode: empty, or in a version before, which was vacuumed"),
        (6, "document, was rejected"),
        (7, "n_edits, edits changed"),
    ]
    assert isinstance(open_dataset(dataset, 5).document(one.doc_id), Reject)


def test_history_opens_only_versions_that_may_have_changed_it(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_of = inputs(60)
    commit(dataset, made_of, max_rows=4)
    other = [one for one in made_of if one.doc_id[:7] != made_of[0].doc_id[:7]]
    for one in other[:9]:
        commit(dataset, [Input(one.uri, body="变")], max_rows=4)
    commit(dataset, [Input(made_of[0].uri, body="变", n_edits=0)], max_rows=4)
    opened: list[int | None] = []
    newest = open_dataset(dataset)

    def counted(path: Path, version: int | None = None) -> Dataset:
        opened.append(version)
        return open_dataset(path, version)

    monkeypatch.setattr("jiaokan.dataset.open_dataset", counted)
    assert [version for version, _ in newest.history(made_of[0].doc_id)] == [1, 11]
    assert opened == [1, 11]


# Compact


def test_a_checkpoint_sums_up_the_log_and_changes_no_version(dataset: Path) -> None:
    make_versions(dataset, 5)
    expected = {version: rows(dataset, version) for version in range(1, 6)}
    assert vacuum.compact(dataset)[RUNS] == 5
    assert vacuum.compact(dataset) == dict.fromkeys(ALL_TABLES, 0)
    assert (dataset / RUNS / "_delta_log" / f"{5:020d}.checkpoint.parquet").is_file()
    assert {version: rows(dataset, version) for version in range(1, 6)} == expected
    assert commit(dataset, [Input("z")], max_rows=6).version == 6
    open_dataset(dataset).verify()
    vacuum.vacuum(dataset, keep=1)
    open_dataset(dataset).verify()
