"""What may happen to a dataset, done for real: kills, writers at once, full disks, folders that can't be written,
damaged files, clocks that are put back. No row is lost or doubled by any of it.

Versions restored and removed: test_vacuum.py. Every fault that `check` knows: test_check.py.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random
from traceback import walk_tb
from types import TracebackType

import pytest
from deltalake import DeltaTable
from deltalake.exceptions import DeltaError

from jiaokan import store
from jiaokan.check import check
from jiaokan.dataset import open_dataset
from jiaokan.errors import ConflictError, DatasetError
from jiaokan.export import export
from jiaokan.storage import logs
from jiaokan.storage.layout import RUNS, TABLES
from jiaokan.vacuum import compact, vacuum
from tests import writers
from tests.made import DAY, Input, age, before_log, commit, inputs, stage

ROOT = Path(__file__).parent.parent
NOT_MADE_YET = {"snapshot", "latest"}  # of a version that was committed: the next writer makes up for it


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return tmp_path / "dataset"


def outcomes(dataset: Path, version: int | None = None) -> list[tuple[str, str]]:
    """uri and body, or the reason of a reject: of every row, so that one that is doubled shows."""
    opened = open_dataset(dataset, version)
    documents = opened.documents().to_arrow(["uri", "body"]).to_pylist()
    rejects = opened.rejects().to_arrow(["uri", "reason"]).to_pylist()
    return sorted([(r["uri"], r["body"]) for r in documents] + [(r["uri"], r["reason"]) for r in rejects])


def expected(made_of: Sequence[Input]) -> list[tuple[str, str]]:
    return sorted((one.uri, "empty" if one.rejected else one.body) for one in {i.uri: i for i in made_of}.values())


def fault_kinds(dataset: Path) -> set[str]:
    return {fault.kind for fault in check(dataset).faults}


# Kills


@pytest.mark.slow
def test_a_writer_killed_at_any_step_of_a_commit(dataset: Path) -> None:
    """Before the first file, the second … the last link: the version is whole or isn't there, and the next is made."""
    commit(dataset, writers.given("w", 0))
    steps: Counter[str] = Counter()
    for step in count():
        turn, before = (
            20 * step + 1,
            open_dataset(dataset).version,
        )  # each with as many edits and rejects: as many steps
        process, sent = writers.start(writers.commit_until, dataset, turn, step)
        process.join()
        reached = open_dataset(dataset).version
        assert reached in {before, before + 1}
        assert outcomes(dataset) == expected(writers.given("w", turn - 1 if reached == before else turn))
        assert fault_kinds(dataset) <= NOT_MADE_YET
        assert len(list((dataset / "latest" / "raw").iterdir())) == 1
        if process.exitcode == 0:
            break
        assert process.exitcode == -9
        steps[sent.recv()] += 1
        assert commit(dataset, writers.given("w", turn + 19)).version == reached + 1
    assert fault_kinds(dataset) == set()
    assert steps.total() > 20
    assert steps.keys() == writers.STEPS


@pytest.mark.slow
def test_forty_writers_killed_at_any_instant(dataset: Path) -> None:
    """Each goes on from where the one before it was killed."""
    random = Random(40)
    for _ in range(40):
        process, sent = writers.start(writers.commit_in_turns, dataset, "w", 1000)
        first = sent.recv()
        time.sleep(random.uniform(0, 0.3))
        process.kill()
        process.join()
        newest = open_dataset(dataset)
        newest.verify()
        assert newest.version >= first
    assert commit(dataset, writers.given("w", 3)).version == newest.version + 1
    assert fault_kinds(dataset) == set()
    for version in open_dataset(dataset).versions()[::4]:
        assert outcomes(dataset, version) in [expected(writers.given("w", turn)) for turn in range(version)]


# Writers at once


@pytest.mark.slow
def test_two_writers_fifty_times_each(dataset: Path) -> None:
    """From the first version on, over inputs of their own and the same ones: each version is the one before it, and
    what its writer gave.
    """
    started = {worker: writers.start(writers.commit_in_turns, dataset, worker, 50) for worker in ("x", "y")}
    made_by = {sent.recv(): writers.given(worker, turn) for worker, (_, sent) in started.items() for turn in range(50)}
    for process, _ in started.values():
        process.join()
        assert process.exitcode == 0
    assert sorted(made_by) == list(range(1, 101)) == open_dataset(dataset).versions()
    so_far: list[Input] = []
    for run in open_dataset(dataset).list_runs():
        so_far += made_by[run.version]
        rows = expected(so_far)
        assert (run.n_inputs, run.n_documents) == (12, sum(what != "empty" for _, what in rows))
        if run.version % 10 in {0, 1}:
            assert outcomes(dataset, run.version) == rows
            open_dataset(dataset, run.version).verify()
    assert fault_kinds(dataset) == set()
    assert [*dataset.glob(f"{RUNS}/_delta_log/*{logs.CHECKPOINT_EVERY}.checkpoint.parquet")]


# Disks that are full, folders that can't be written


def run_apart(prefix: Sequence[str], function: str, *arguments: Path) -> None:
    """A function of this module in a process started by `prefix`, which may not be allowed here."""
    if shutil.which(prefix[0]) is None or subprocess.run([*prefix, "true"], check=False).returncode:
        pytest.skip(f"{' '.join(prefix)} can't be had here")
    code = f"import sys; from pathlib import Path; from tests.test_faults import {function} as work; "
    code += "work(*map(Path, sys.argv[1:]))"
    done = subprocess.run(
        [*prefix, sys.executable, "-c", code, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


MOUNTS = ("unshare", "--map-root-user", "--mount")  # a process that may mount what no other sees
WITHOUT_POWERS = ("setpriv", "--bounding-set=-all")  # root's; others have none


@pytest.mark.slow
@pytest.mark.parametrize("of", ["bytes", "inodes"])
def test_a_disk_that_is_full(tmp_path: Path, of: str) -> None:
    """Wherever a commit runs out of room."""
    folder = tmp_path / of
    folder.mkdir()
    run_apart(MOUNTS, "fill_disk", folder)


def fill_disk(disk: Path) -> None:
    """Runs out of bytes or of inodes, by the folder's name; a little later each time."""
    subprocess.run(["mount", "-t", "tmpfs", "none", str(disk)], check=True)
    dataset = disk / "dataset"
    commit(dataset, writers.given("w", 0))
    reached: set[str] = set()
    for turn in count(1, 2):
        before = open_dataset(dataset).version
        error = _commit_or_error(dataset, writers.given("w", turn), lambda: _leave(disk, turn))  # noqa: B023
        is_in = open_dataset(dataset).version == before + 1
        if error:
            state = f"version {before + 1} was committed, its folder" if is_in else "nothing was committed"
            assert "can't be written: No space left on device; " + state in str(error)
            assert "make space and run again" in str(error)
            assert error.__cause__
            reached |= _functions(error.__cause__.__traceback__)
        else:
            reached.add("done")
        assert is_in or error
        assert open_dataset(dataset).version == before + is_in
        assert outcomes(dataset) == expected(writers.given("w", turn if is_in else turn - 1))
        assert fault_kinds(dataset) <= (NOT_MADE_YET if is_in else set())
        assert not [path for path in dataset.rglob("*") if path.name.endswith(".tmp")]
        assert not [*dataset.glob(".staging/*")]
        _leave(disk, None)
        commit(dataset, writers.given("w", turn + 1))
        assert outcomes(dataset) == expected(writers.given("w", turn + 1))
        assert fault_kinds(dataset) == set()
        if not error:
            break
        vacuum(dataset, keep=3)
    assert reached >= {"write_file", "append_to_log", "done"}
    assert ("publish" in reached) == (disk.name == "inodes")  # links take no bytes
    _leave(disk, 0)
    with pytest.raises(DatasetError, match="can't be written: No space left"):
        commit(dataset, [Input("new")])
    assert cli("restore", f"{before}", "--dataset", f"{dataset}") == 3


def test_a_checkpoint_that_can_not_be_written_is_none(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry it would sum up is there already."""

    def refuse(_: object) -> None:
        raise DeltaError("made")

    monkeypatch.setattr(logs, "CHECKPOINT_EVERY", 1)
    monkeypatch.setattr(DeltaTable, "create_checkpoint", refuse)
    assert commit(dataset, inputs(9)).version == 1
    assert fault_kinds(dataset) == set()


def _leave(disk: Path, n: int | None) -> None:
    """So many pages or inodes free; None: as many as one likes."""
    now = os.statvfs(disk)
    n_used = now.f_blocks - now.f_bfree if disk.name == "bytes" else now.f_files - now.f_ffree
    n = 50_000 if n is None else n
    limit = f"size={(n_used + n) * 4096}" if disk.name == "bytes" else f"nr_inodes={n_used + n}"
    subprocess.run(["mount", "-o", f"remount,{limit}", str(disk)], check=True)


def _commit_or_error(dataset: Path, made_of: Sequence[Input], before_commit: Callable[[], None]) -> DatasetError | None:
    try:
        with store.staging(dataset) as folder:
            reports = stage(folder, made_of)
            before_commit()
            store.commit(dataset, reports, started_at=datetime.now(UTC))
    except ConflictError:
        raise
    except DatasetError as error:
        return error
    return None


def _functions(traceback: TracebackType | None) -> set[str]:
    """Names of those that an exception went through."""
    return {frame.f_code.co_name for frame, _ in walk_tb(traceback)}


def cli(*arguments: str) -> int:
    """Exit code of `jiaokan …`, in this process."""
    from jiaokan.cli import app

    try:
        app(arguments, prog_name="jiaokan")
    except SystemExit as done:
        return int(done.code or 0)
    return 0


@pytest.mark.slow
@pytest.mark.parametrize(
    ("prefix", "function"), [(MOUNTS, "use_mounted_for_reading"), (WITHOUT_POWERS, "use_without_permission")]
)
def test_a_dataset_that_can_only_be_read(dataset: Path, prefix: Sequence[str], function: str) -> None:
    commit(dataset, inputs(9))
    commit(dataset, inputs(12))
    before = outcomes(dataset)
    run_apart(prefix, function, dataset)
    for path in (dataset, *(path for path in dataset.rglob("*") if path.is_dir())):
        path.chmod(0o755)
    assert outcomes(dataset) == before
    assert fault_kinds(dataset) == set()
    assert commit(dataset, inputs(13)).version == 3


def use_mounted_for_reading(dataset: Path) -> None:
    subprocess.run(["mount", "--bind", dataset, dataset], check=True)
    subprocess.run(["mount", "-o", "remount,bind,ro", dataset], check=True)
    _read_and_try_to_write(dataset)
    (corpus := dataset.with_name("corpus")).mkdir()
    (corpus / "a.txt").write_text("正文", "utf-8")
    for arguments, code in (
        (("check", "--deep"), 0),
        (("versions",), 0),
        (("diff", "1", "2"), 0),
        (("show", "1.txt", "--history"), 0),
        (("sql", "select count(*) from edits"), 0),
        (("export", "--to", str(dataset.with_name("given"))), 0),
        (("vacuum", "--keep", "1", "--dry-run"), 0),
        (("vacuum", "--keep", "1"), 3),
        (("restore", "1"), 3),
        (("compact",), 3),
        (("run", str(corpus)), 3),
    ):
        assert cli(*arguments, "--dataset", str(dataset)) == code, arguments


def use_without_permission(dataset: Path) -> None:
    for path in (*dataset.rglob("*"), dataset):
        if not path.is_symlink():
            path.chmod(0o555 if path.is_dir() else 0o444)
    _read_and_try_to_write(dataset)


def _read_and_try_to_write(dataset: Path) -> None:
    assert check(dataset).faults == ()
    assert open_dataset(dataset, 1).documents().to_pandas().shape[0] == 8
    export(open_dataset(dataset), dataset.with_name("shared"))
    writing: tuple[Callable[[], object], ...] = (
        lambda: commit(dataset, [Input("new")]),
        lambda: commit(dataset / "inside", [Input("new")]),
        lambda: store.commit(dataset, [], started_at=datetime.now(UTC)),
        lambda: store.restore(dataset, 1),
        lambda: vacuum(dataset, keep=1),
        lambda: compact(dataset),
    )
    for write in writing:
        with pytest.raises(DatasetError, match=r"can't be written.* make it writable, or choose another"):
            write()


# Damage


@pytest.mark.parametrize("table", TABLES)
def test_a_damaged_file_is_named_and_an_older_version_restored(dataset: Path, table: str) -> None:
    commit(dataset, inputs(9))
    commit(dataset, [*(Input(f"{n}.txt", body="新", n_edits=3) for n in range(7, 9)), Input("6.txt")])
    commit(dataset, [Input("6.txt", rejected=True), Input("9.txt", rejected=True)])
    first = outcomes(dataset, 1)
    path = Path(open_dataset(dataset).tables[table].paths[0])
    data = bytearray(path.read_bytes())
    data[Random(table).randrange(len(data))] ^= 1
    path.write_bytes(data)
    (fault,) = check(dataset).faults
    assert (fault.kind, fault.where) == ("changed", f"{table}/{path.name}")
    assert "no whole copy is left" in fault.remedy
    number = int(fault.remedy.partition("jiaokan restore ")[2].partition(" ")[0])
    assert number < 3
    before = outcomes(dataset, number)
    store.restore(dataset, number)
    assert fault_kinds(dataset) == set()
    assert outcomes(dataset) == before
    store.restore(dataset, 1)
    assert outcomes(dataset) == first


@pytest.mark.parametrize("table", TABLES)
def test_a_file_that_is_gone_is_copied_back(dataset: Path, table: str) -> None:
    commit(dataset, inputs(9))
    before = outcomes(dataset)
    Path(open_dataset(dataset).tables[table].paths[0]).unlink()
    (fault,) = check(dataset).faults
    subprocess.run(["sh", "-c", fault.remedy.partition(": ")[2]], check=True)
    assert fault_kinds(dataset) == set()
    assert outcomes(dataset) == before


def test_a_damaged_file_is_no_file_to_take_up_again(dataset: Path) -> None:
    """Its name says what should be in it; what is written anew takes its place."""
    commit(dataset, [Input("a", body="旧")])
    path = Path(open_dataset(dataset).documents().paths[0])
    commit(dataset, [Input("a", body="新")])
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    commit(dataset, [Input("a", body="旧")])
    assert open_dataset(dataset).documents().paths == [str(path)]
    assert fault_kinds(dataset) == set()


# Clocks


def test_versions_count_on_when_the_clock_is_put_back(dataset: Path) -> None:
    commit(dataset, inputs(9))
    commit(dataset, inputs(12), started_at=datetime.now(UTC) + DAY)
    age(dataset, -86_400)
    assert commit(dataset, inputs(15)).version == 3
    vacuum(dataset, older_than=timedelta(hours=1))
    runs = open_dataset(dataset).list_runs()
    assert runs[2].started_at < runs[1].started_at
    assert all(run.seconds >= 0 for run in runs)
    for number, n in ((1, 9), (2, 12), (3, 15)):
        assert outcomes(dataset, number) == expected(inputs(n))
    assert fault_kinds(dataset) == set()


def test_no_version_is_older_than_the_one_before_it(dataset: Path) -> None:
    """The third was made when the clock stood at 1970."""
    now = datetime.now(UTC)
    for number, started_at in enumerate((now - 40 * DAY, now - 2 * DAY, datetime.fromtimestamp(0, UTC), now)):
        commit(dataset, inputs(number + 1), started_at=started_at)
    assert vacuum(dataset, older_than=30 * DAY).versions == (1,)
    assert vacuum(dataset, older_than=DAY).versions == (2, 3)


@pytest.mark.parametrize("jump", [-DAY, 2 * DAY], ids=["back", "forward"])
def test_what_a_writer_takes_up_again_stays_when_the_clock_jumps(
    dataset: Path, monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    """It was put back before the writer began, or is put forward while it is at work; then a vacuum passes by."""
    old = [Input("a", body="旧"), Input("b")]
    commit(dataset, old)
    commit(dataset, [Input("a", body="新"), Input("b", body="另")])
    if jump < timedelta(0):
        age(dataset, jump.total_seconds())

    def clean() -> None:
        if jump > timedelta(0):
            age(dataset, jump.total_seconds())
        vacuum(dataset, keep=1)

    done = before_log(monkeypatch, clean)
    assert commit(dataset, old).version == 3
    assert len(done) == 1
    assert outcomes(dataset) == expected(old)
    assert fault_kinds(dataset) == set()


def test_a_run_of_more_than_a_day_keeps_its_parts(dataset: Path) -> None:
    commit(dataset, inputs(3))
    with store.staging(dataset) as folder:
        (folder / "part").touch()
        (dataset / "raw" / ".being.written.tmp").touch()
        age(dataset)
        commit(dataset, inputs(4))
        vacuum(dataset)
        assert (folder / "part").exists()
        assert (dataset / "raw" / ".being.written.tmp").exists()
    commit(dataset, inputs(5))
    assert not (dataset / "raw" / ".being.written.tmp").exists()
