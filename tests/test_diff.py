from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from jiaokan import store
from jiaokan.dataset import open_dataset
from jiaokan.diff import Cause, Change, count, diff, last_run
from jiaokan.document import RawDocument
from jiaokan.edit import Edit
from jiaokan.errors import DatasetError, InputError
from jiaokan.record import FurnitureRow, Record, Reject
from jiaokan.storage import merge
from jiaokan.work.shard import write_parts
from tests.made import DAY, FIRST_DAY, Input, commit, inputs, learned


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    return tmp_path / "dataset"


def changes(dataset: Path, a: int = 1, b: int = 2) -> list[Change]:
    return list(diff(dataset, a, b).changes())


def one_change(dataset: Path, a: int = 1, b: int = 2) -> Change:
    (change,) = changes(dataset, a, b)
    return change


def record(one: Input) -> Record:
    made = one.outcome()
    assert isinstance(made, Record)
    return made


def put(
    dataset: Path,
    outcomes: Iterable[tuple[RawDocument, Record | Reject]],
    *,
    parameters: Mapping[str, object] | None = None,
    furniture: Sequence[FurnitureRow] = (),
) -> None:
    """Commit outcomes as they are, all of the source `site`."""
    with store.staging(dataset) as folder:
        report = write_parts("site", outcomes, folder / "0")
        store.commit(
            dataset,
            [report],
            started_at=datetime.now(UTC),
            parameters=parameters or {},
            furniture={"site": furniture},
        )


def put_one(dataset: Path, made: Record, **given: Mapping[str, object]) -> None:
    put(dataset, [(Input(made.uri).raw(), made)], **given)  # type: ignore[arg-type]  # passed through


# Which


def test_a_version_does_not_differ_from_itself(dataset: Path) -> None:
    commit(dataset, inputs(9))
    compared = diff(dataset, 1, 1)
    assert (compared.n_files, list(compared.changes())) == (0, [])


def test_what_came_went_changed_was_rejected_or_accepted_is_told_apart(dataset: Path) -> None:
    commit(dataset, [Input("a"), Input("b"), Input("c", rejected=True), Input("d"), Input("e", rejected=True)])
    commit(
        dataset,
        [
            Input("a", body="改"),
            Input("b", rejected=True),
            Input("c"),
            Input("d"),
            Input("new"),
            Input("bad", rejected=True),
        ],
    )
    assert {change.uri: change.kind for change in changes(dataset)} == {
        "a": "changed",
        "b": "rejected",
        "c": "accepted",
        "new": "came",
        "bad": "reject-came",
    }
    assert {change.uri: change.kind for change in changes(dataset, 2, 1)} == {
        "a": "changed",
        "b": "accepted",
        "c": "rejected",
        "new": "went",
        "bad": "reject-went",
    }


def test_a_change_says_what_it_was_and_what_it_is(dataset: Path) -> None:
    old, new = Input("a", body="旧"), Input("a", body="新的", n_edits=3, observed_at=FIRST_DAY + DAY)
    commit(dataset, [old, Input("b")])
    commit(dataset, [new])
    change = one_change(dataset)
    assert (change.doc_id, change.source_id, change.uri) == (old.doc_id, "site", "a")
    assert change.before == replace(record(old), edits=(), fields=())
    assert change.after == replace(record(new), edits=(), fields=())
    assert change.columns == ("body", "n_chars", "n_edits", "raw_sha256", "edits")


def test_a_reject_for_another_reason_is_a_change(dataset: Path) -> None:
    one = Input("a", rejected=True)
    made = one.outcome()
    assert isinstance(made, Reject)
    put(dataset, [(one.raw(), made)])
    put(dataset, [(one.raw(), replace(made, reason="binary"))])
    change = one_change(dataset)
    assert (change.kind, change.columns) == ("reject-changed", ("reason",))


def test_documents_that_only_moved_to_other_files_did_not_change(dataset: Path) -> None:
    """A bucket was split: all its files are others, its rows are not."""
    made_of = inputs(33)
    commit(dataset, made_of[:32], max_rows=32)
    commit(dataset, made_of, max_rows=32)
    assert [(change.kind, change.uri) for change in changes(dataset)] == [("came", made_of[32].uri)]
    assert [(change.kind, change.uri) for change in changes(dataset, 2, 1)] == [("went", made_of[32].uri)]


@pytest.mark.parametrize("row_group", [30, 8 << 20])
def test_all_changes_are_found_over_many_buckets_and_row_groups(
    dataset: Path, monkeypatch: pytest.MonkeyPatch, row_group: int
) -> None:
    monkeypatch.setattr(merge, "ROW_GROUP_BYTES", row_group)
    made_of = inputs(90) + inputs(20, "另一个")
    commit(dataset, made_of[:40] + made_of[90:], max_rows=14)
    touched = [replace(one, body=f"{one.body}改", n_edits=4) for one in made_of[::5]]
    commit(dataset, {(one.source_id, one.uri): one for one in made_of + touched}.values(), max_rows=14)
    there = {one.doc_id for one in made_of[:40] + made_of[90:]}
    expected = {one.doc_id for one in touched} | {one.doc_id for one in made_of} - there
    found = changes(dataset)
    assert len(found) == len(expected)
    assert {change.doc_id for change in found} == expected
    assert {c.doc_id for c in found if c.kind in {"came", "reject-came"}} == expected - there


# Why


def causes(dataset: Path, a: int = 1, b: int = 2) -> list[str]:
    return [str(cause) for cause in one_change(dataset, a, b).causes]


def test_other_bytes_are_a_cause(dataset: Path) -> None:
    commit(dataset, [Input("a"), Input("b")])
    commit(dataset, [Input("a", body="别的"), Input("b")])
    assert causes(dataset) == ["input: bytes"]


def test_new_and_gone_inputs_are_causes(dataset: Path) -> None:
    commit(dataset, [Input("a")])
    commit(dataset, [Input("b")])
    assert causes(dataset) == ["input: new"]
    assert causes(dataset, 2, 1) == ["input: gone"]


def test_other_headers_of_the_same_bytes_are_a_cause(dataset: Path) -> None:
    one = Input("a")
    put(dataset, [(one.raw(), one.outcome())])
    raw = replace(one.raw(), headers=(("content-type", "text/plain"),))
    put(dataset, [(raw, replace(record(one), title="另"))])
    assert causes(dataset) == ["input: headers"]


def test_rules_are_named_by_the_edits_they_made(dataset: Path) -> None:
    def made(version: int, other: int, after: str) -> Record:
        edits = (
            Edit("repair", 0, "pinyin-gloss", version, 0, 1, "，", after, 0.9),
            Edit("repair", 1, "inserted-comma", other, 0, 1, "，", "一", 0.9),
        )
        return replace(record(Input("a")), edits=edits, n_edits=2, rules_fingerprint=f"{version}.{other}")

    put_one(dataset, made(3, 1, "一"))
    put_one(dataset, made(4, 1, "二"))
    put_one(dataset, made(4, 2, "二"))
    put_one(dataset, made(5, 3, "二"))
    assert causes(dataset, 1, 2) == ["rules: pinyin-gloss 3→4"]
    assert causes(dataset, 2, 4) == ["rules: inserted-comma 1→3", "rules: pinyin-gloss 4→5"]
    assert one_change(dataset, 1, 2).columns == ("rules_fingerprint", "edits")
    assert one_change(dataset, 1, 2).kind == "changed"


def test_rules_that_left_no_edits_are_told_without_a_name(dataset: Path) -> None:
    commit(dataset, [Input("a", n_edits=0)])
    put_one(dataset, replace(record(Input("a", n_edits=0)), rules_fingerprint="2", title="新"))
    assert causes(dataset) == ["rules: others than those of its edits, a stage or a library"]


def test_other_rules_with_the_same_result_are_no_change_for_a_reader(dataset: Path) -> None:
    commit(dataset, [Input("a"), Input("b", rejected=True)])
    commit(dataset, [Input("a", rules="2"), Input("b", rejected=True, rules="2")])
    assert [change.kind for change in changes(dataset)] == ["same", "same"]
    made = record(Input("a", rules="3"))
    put_one(dataset, replace(made, edits=tuple(replace(edit, rule_version=9) for edit in made.edits)))
    assert [(c.kind, c.columns) for c in changes(dataset, 2, 3)] == [("same", ("rules_fingerprint",))]
    assert causes(dataset, 2, 3) == ["rules: made 1→9"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("opencc 1.4.2 t2s", "opencc 1.5.0 t2s", ["engine: opencc 1.4.2→opencc 1.5.0"]),
        ("opencc 1.4.2 t2s", "opencc-pyo3 0.12.0 t2s", ["engine: opencc 1.4.2→opencc-pyo3 0.12.0"]),
        ("opencc 1.4.2 t2s", "opencc 1.4.2 tw2s+t2s", []),  # follows from the text and the settings
        ("opencc 1.4.2 t2s", None, []),  # nothing was converted: no engine had a part in it
    ],
)
def test_another_engine_is_a_cause(dataset: Path, old: str, new: str | None, expected: list[str]) -> None:
    put_one(dataset, replace(record(Input("a")), script_method=old))
    put_one(dataset, replace(record(Input("a")), script_method=new, title="新"))
    found = causes(dataset)
    assert [cause for cause in found if not cause.startswith("unrecorded")] == expected


def test_settings_that_differ_are_named_with_both_values(dataset: Path) -> None:
    put_one(dataset, record(Input("a")), parameters={"script": "Hans", "phrases": False})
    put_one(dataset, replace(record(Input("a")), title="新"), parameters={"script": "Hant", "phrases": False, "x": 1})
    assert causes(dataset) == ["settings: script=Hans→Hant", "settings: x=none→1"]


def test_settings_of_runs_over_other_sources_are_no_cause(dataset: Path) -> None:
    put_one(dataset, record(Input("a")), parameters={"script": "Hans"})
    put_one(dataset, replace(record(Input("a")), title="新"), parameters={"script": "Hans"})
    commit(dataset, [Input("b", source_id="other")])  # a run without parameters
    found = {change.uri: change.causes for change in changes(dataset, 1, 3)}
    assert found["b"] == (Cause("input", "new"),)
    assert [cause.kind for cause in found["a"]] == ["unrecorded"]


def test_what_was_restored_has_the_settings_it_was_made_with(dataset: Path) -> None:
    put_one(dataset, record(Input("a")), parameters={"script": "Hans"})
    put_one(dataset, replace(record(Input("a")), title="新"), parameters={"script": "Hant"})
    runs = open_dataset(dataset).list_runs()
    runs.append(replace(runs[0], version=3, sources=(), parameters=("restore=1",)))
    assert last_run(runs, 3, "site") == runs[0]
    assert last_run(runs, 2, "site") == runs[1]
    assert last_run(runs, 3, "other") is None


def test_furniture_learned_over_its_source_is_a_cause(dataset: Path) -> None:
    given = [Input("a"), Input("b", source_id="other")]
    commit(dataset, given, furniture=[learned("一"), learned("二"), learned("他", "other")])
    changed = [replace(one, rules="1", n_edits=1) for one in given]
    commit(dataset, changed, furniture=[learned("二"), learned("三"), learned("四"), learned("他", "other")])
    found = {change.uri: change.causes for change in changes(dataset)}
    assert found["a"] == (Cause("furniture", "2 lines learned, 1 no longer"),)
    assert found["b"][0].kind == "unrecorded"
    assert dict(diff(dataset, 1, 2).furniture) == {"site": (frozenset("一"), frozenset("三四"))}


def test_libraries_are_named_where_nothing_else_explains(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(dataset, [Input("a"), Input("b")])
    monkeypatch.setattr(store, "library_version", lambda name: {"ftfy": "99", "pyarrow": "98"}.get(name, "1"))
    monkeypatch.setattr(store, "_LIBRARIES", ("ftfy", "pyarrow"))
    commit(dataset, [Input("a", n_edits=1), Input("b", body="改")])
    found = {change.uri: [str(cause) for cause in change.causes] for change in changes(dataset)}
    assert found["b"] == ["input: bytes"]
    assert any(cause.startswith("libraries: ftfy=") and cause.endswith("→99") for cause in found["a"])
    assert not any("pyarrow" in cause for cause in found["a"])


def test_a_change_that_nothing_explains_says_so(dataset: Path) -> None:
    commit(dataset, [Input("a", n_edits=1)])
    commit(dataset, [Input("a", n_edits=2)])
    assert causes(dataset) == ["unrecorded: nothing on record differs"]


def test_all_causes_are_named_and_counted(dataset: Path) -> None:
    commit(dataset, [Input("a"), Input("b"), Input("c")], furniture=[learned("一")])
    put(
        dataset,
        [(one.raw(), one.outcome()) for one in (Input("a", body="新", rules="2"), Input("b", rules="2"), Input("d"))],
        parameters={"learn": "false"},
    )
    counts = count(diff(dataset, 1, 2).changes())
    assert counts.kinds == {"changed": 1, "same": 1, "came": 1}
    assert counts.causes == {"input": 2, "rules": 2, "settings": 2, "furniture": 2}
    assert counts.details[Cause("settings", "learn=none→false")] == 2


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("1", "1", ["unrecorded"]),  # runs with other parameters, but it isn't those
        ("1", "2", ["settings"]),
        (None, "2", ["settings"]),  # a row of schema version 1: the runs tell
    ],
)
def test_hashes_of_settings_decide_where_they_are_there(
    dataset: Path, old: str | None, new: str, expected: list[str]
) -> None:
    put_one(dataset, replace(record(Input("a")), settings_fingerprint=old), parameters={"script": "Hans"})
    made = replace(record(Input("a")), settings_fingerprint=new, title="新")
    put_one(dataset, made, parameters={"script": "Hant"})
    change = one_change(dataset)
    assert [cause.kind for cause in change.causes] == expected
    assert change.columns == ("title",) + (("settings_fingerprint",) if old != new else ())


def test_settings_of_the_source_itself_are_told_without_a_name(dataset: Path) -> None:
    put_one(dataset, replace(record(Input("a")), settings_fingerprint="1"))
    put_one(dataset, replace(record(Input("a")), settings_fingerprint="2", title="新"))
    put_one(dataset, replace(record(Input("a")), settings_fingerprint="3", title="新"))
    assert causes(dataset) == ["settings: those of the source itself (sources/site.toml), or the engine"]
    assert one_change(dataset, 2, 3).kind == "same"


def test_what_vanished_from_its_source_and_what_came_back_is_said(dataset: Path) -> None:
    raw = Input("a").raw()
    reject = Input("a", rejected=True).outcome()
    assert isinstance(reject, Reject)
    put(dataset, [(raw, record(Input("a")))])
    put(dataset, [(raw, replace(reject, stage="read", reason="vanished"))], parameters={"vanished": "retract"})
    assert (one_change(dataset).kind, causes(dataset)) == ("rejected", ["input: vanished from its source"])
    assert (one_change(dataset, 2, 1).kind, causes(dataset, 2, 1)) == ("accepted", ["input: back in its source"])


# At which cost


def opened(dataset: Path, monkeypatch: pytest.MonkeyPatch, a: int, b: int) -> tuple[int, set[str]]:
    """How many changes there are, and which files of tables were opened for them."""
    seen: set[str] = set()
    for name in ("ParquetFile", "read_table", "read_metadata"):
        original = getattr(pq, name)

        def spied(path: Path, *given: object, original: object = original, **named: object) -> object:
            seen.add(f"{path.parent.name}/{path.name}")
            return original(path, *given, **named)  # type: ignore[operator]

        monkeypatch.setattr(pq, name, spied)
    n = len(changes(dataset, a, b))
    monkeypatch.undo()
    return n, {name for name in seen if not name.startswith("runs/")}


@pytest.mark.parametrize("n_inputs", [60, 300])
def test_only_files_that_differ_are_read(dataset: Path, monkeypatch: pytest.MonkeyPatch, n_inputs: int) -> None:
    made_of = inputs(n_inputs)
    commit(dataset, made_of, max_rows=4)
    commit(dataset, [replace(made_of[1], body="改")], max_rows=4)
    n, files = opened(dataset, monkeypatch, 1, 2)
    a, b = (
        {f"{name}/{f.name}" for name, table in open_dataset(dataset, v).tables.items() for f in table.files}
        for v in (1, 2)
    )
    assert n == 1
    assert files == {name for name in a ^ b if not name.startswith("runs/")}
    assert len(files) == 4  # documents and raw, of both versions
    assert diff(dataset, 1, 2).n_files == 4


def test_bytes_are_not_read(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(dataset, [Input("a")])
    commit(dataset, [Input("a", body="改")])
    read: list[object] = []
    original = pq.ParquetFile.read_row_groups

    def spied(file: pq.ParquetFile, groups: list[int], columns: object = None, **named: object) -> object:
        if "data" in file.schema_arrow.names:
            read.append(columns)
        return original(file, groups, columns, **named)

    monkeypatch.setattr(pq.ParquetFile, "read_row_groups", spied)
    assert len(changes(dataset)) == 1
    assert read
    assert all("data" not in columns for columns in read if isinstance(columns, (list, tuple)))
    assert None not in read


def test_edits_that_differ_by_themselves_are_found(dataset: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file of the documents is that of both versions; it says whose edits they are."""
    one = record(Input("a"))
    put(dataset, [(Input("a").raw(), one), (Input("b").raw(), record(Input("b")))])
    put_one(dataset, replace(one, edits=tuple(replace(edit, confidence=0.5) for edit in one.edits)))
    put_one(dataset, replace(one, fields=tuple(replace(value, origin="label") for value in one.fields)))
    change = one_change(dataset, 1, 2)
    assert (change.uri, change.kind, change.columns) == ("a", "changed", ("edits",))
    assert one_change(dataset, 2, 3).columns == ("edits", "fields")
    assert {name.partition("/")[0] for name in opened(dataset, monkeypatch, 1, 2)[1]} == {"documents", "edits"}


# What


def test_the_text_diff_shows_lines_of_body_and_fields_that_differ(dataset: Path) -> None:
    body = "第一段\n-- 第二段\n第三段\n第四段"
    commit(dataset, [Input("a", body=body)])
    one = Input("a", body=body.replace("-- 第二段", "第二段改").replace("第四段", "第四段\n第五段"))
    put(dataset, [(one.raw(), replace(record(one), title="新题", authors=("甲", "丙")))])
    lines = list(one_change(dataset).text_diff())
    assert lines[:2] == ["--- a", "+++ a"]
    assert {"-title: 题 a", "+title: 新题", "-authors: 甲; 乙", "+authors: 甲; 丙"} <= set(lines)
    assert lines[-5:] == ["@@ -2 +2 @@", "--- 第二段", "+第二段改", "@@ -4,0 +5 @@", "+第五段"]
    assert not any("第三段" in line for line in lines)
    assert " 第三段" in list(one_change(dataset).text_diff(context=1))


def test_the_text_diff_of_what_came_and_of_a_reject(dataset: Path) -> None:
    commit(dataset, [Input("a")])
    commit(dataset, [Input("b", body="一\n二"), Input("a", rejected=True)])
    by_uri = {change.uri: list(change.text_diff()) for change in changes(dataset)}
    assert by_uri["b"][-2:] == ["+一", "+二"]
    assert "-正文" in by_uri["a"]
    assert "+reason: empty" in by_uri["a"]
    assert not any(line.startswith(("-uri", "+uri", "+doc_id")) for lines in by_uri.values() for line in lines)


# Refusals


def test_what_can_not_be_compared_is_refused(dataset: Path) -> None:
    with pytest.raises(DatasetError, match="is no dataset"):
        diff(dataset, 1, 2)
    with pytest.raises(InputError, match="a folder of this machine"):
        diff("memory://set", 1, 2)
    commit(dataset, [Input("a")])
    for a, b in ((1, 2), (0, 1), (-1, 1)):
        with pytest.raises(DatasetError, match="there are 1 to 1"):
            diff(dataset, a, b)


@pytest.mark.parametrize("table", ["documents", "raw", "furniture"])
def test_a_file_that_is_gone_is_an_error_and_not_a_difference(dataset: Path, table: str) -> None:
    commit(dataset, [Input("a")], furniture=[learned("一")])
    commit(dataset, [Input("a", body="改")], furniture=[learned("二")])
    Path(open_dataset(dataset, 1).tables[table].paths[0]).unlink()
    with pytest.raises(DatasetError, match="can't be read"):
        changes(dataset)


# The command


def jiaokan(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jiaokan", "diff", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_the_command_shows_changes_causes_and_counts(dataset: Path) -> None:
    commit(dataset, [Input("a"), Input("b"), Input("c")])
    commit(dataset, [Input("a", body="改"), Input("b", rules="2"), Input("d")])
    done = jiaokan("1", "latest", "--dataset", dataset, "--text")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert "changed         site  a  input: bytes  [body, n_chars, raw_sha256]" in lines
    assert "came            site  d  input: new" in lines
    assert {"    -正文", "    +改"} <= set(lines)
    assert not any("  b  " in line for line in lines)  # reads as before: counted only
    assert "version 1 → 2: 3 inputs differ" in lines
    assert {"        1  same", "        1  input: bytes"} <= set(lines)
    assert "… 1 more (--limit)" in jiaokan("1", "2", "--dataset", dataset, "--limit", "1").stdout
    assert "more" not in jiaokan("1", "2", "--dataset", dataset, "--limit", "2").stdout


def test_the_command_gives_objects_for_programs(dataset: Path) -> None:
    commit(dataset, [Input("a")])
    commit(dataset, [Input("a", body="改"), Input("b")])
    done = jiaokan("1", "2", "--dataset", dataset, "--to", "jsonl", "--text")
    found = {row["uri"]: row for row in map(json.loads, done.stdout.splitlines())}
    assert found["a"]["kind"] == "changed"
    assert found["a"]["causes"] == [{"kind": "input", "detail": "bytes"}]
    assert found["a"]["columns"] == ["body", "n_chars", "raw_sha256"]
    assert "+改" in found["a"]["diff"]
    assert found["b"]["kind"] == "came"
    shown = jiaokan("2", "1", "--dataset", dataset, "--to", "jsonl", "--limit", "1").stdout.splitlines()
    assert len(shown) == 1
    assert "diff" not in json.loads(shown[0])


@pytest.mark.parametrize("version", ["7", "new", "1.5", ""])
def test_the_command_refuses_what_is_no_version(dataset: Path, version: str) -> None:
    commit(dataset, [Input("a")])
    done = jiaokan("1", version, "--dataset", dataset)
    assert (done.returncode, done.stdout) == (3, "")
    assert "version" in done.stderr
