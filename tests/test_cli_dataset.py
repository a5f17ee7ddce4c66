"""The commands about a dataset, and SQL."""

from __future__ import annotations

import csv
import io
import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from jiaokan import sql
from jiaokan.cli import app
from jiaokan.dataset import open_dataset
from jiaokan.errors import DatasetError, InputError
from tests.made import Input, commit, inputs


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.fixture
def folder(tmp_path: Path) -> str:
    """Three versions: 0.txt has another body in version 2, a namesake in another source in version 3."""
    folder = tmp_path / "dataset"
    commit(folder, inputs(9), max_rows=4)
    commit(folder, [Input("0.txt", body="新的", n_edits=12)], max_rows=4)
    commit(folder, [Input("0.txt", source_id="another")], max_rows=4)
    return str(folder)


def query(folder: str, statement: str) -> list[list[object]]:
    return list(sql.iter_rows(sql.query(open_dataset(folder), statement)[1]))


# Versions


def test_restore_and_vacuum_are_seen_in_versions(folder: str) -> None:
    assert run("restore", "1", "--dataset", folder).stdout == ("version 4 has the content of version 1: 8 documents\n")
    assert run("restore", "1", "--dataset", folder).stdout == "version 4 stays: it has the content of version 1\n"
    dry = run("vacuum", "--keep", "2", "--dry-run", "--dataset", folder).stdout
    assert dry.startswith("versions  1–2 would go, 3–4 kept\nfiles     ")
    done = run("vacuum", "--keep", "2", "--dataset", folder).stdout
    assert done == dry.replace("would go", "removed")
    lines = run("versions", "--dataset", folder).stdout.splitlines()
    assert [line.endswith("(vacuumed)") for line in lines] == [True, True, False, False]
    assert lines[3].endswith("content of version 1")
    assert (
        run("vacuum", "--dataset", folder).stdout == "versions  none removed, 3–4 kept\nfiles     0 removed, 0 bytes\n"
    )
    refused = run("restore", "2", "--dataset", folder)
    assert (refused.exit_code, "was vacuumed" in refused.stderr) == (3, True)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["restore", "9"], 3),
        (["restore", "x"], 2),
        (["vacuum", "--keep", "0"], 2),
        (["vacuum", "--keep", "1", "--older-than", "2"], 2),
        (["vacuum", "--older-than", "-1"], 2),
        (["show", "nowhere"], 3),
        (["show", "0.txt"], 3),
        (["show", "0.txt", "--version", "7"], 3),
        (["sql", "selec 1"], 3),
        (["sql", ""], 3),
        (["export"], 2),
        (["export", "--to", "out", "--tables", "thesis"], 3),
        (["export", "--to", "out", "--format", "xlsx"], 2),
    ],
)
def test_what_makes_no_sense_is_refused(folder: str, arguments: list[str], code: int) -> None:
    done = run(*arguments, "--dataset", folder)
    assert done.exit_code == code
    assert done.stderr
    assert open_dataset(folder).versions() == [1, 2, 3]


@pytest.mark.parametrize("command", [["restore", "1"], ["vacuum"], ["compact"], ["show", "a"], ["sql", "select 1"]])
def test_without_a_dataset_nothing_is_made(tmp_path: Path, command: list[str]) -> None:
    done = run(*command, "--dataset", str(tmp_path / "none"))
    assert done.exit_code == 3
    assert "no dataset" in done.stderr
    assert not list(tmp_path.iterdir())


def test_compact_says_what_it_did(folder: str) -> None:
    assert "runs       checkpoint over 3 entries\n" in run("compact", "--dataset", folder).stdout
    assert "runs       has one already\n" in run("compact", "--dataset", folder).stdout


def test_export_writes_the_version_asked_for(folder: str, tmp_path: Path) -> None:
    done = run("export", "--to", str(tmp_path / "out"), "--format", "jsonl", "--version", "1", "--dataset", folder)
    assert done.stdout == f"version 1 written to {tmp_path / 'out'}: 8 documents\n"
    assert len((tmp_path / "out" / "documents.jsonl").read_text("utf-8").splitlines()) == 8


# Show


def test_show_tells_where_the_values_of_a_document_come_from(folder: str) -> None:
    shown = run("show", Input("0.txt").doc_id, "--history", "--dataset", folder).stdout
    assert "title            题 0.txt  (text at 0)  0.90" in shown
    assert "  made  12\n         0  [， → 0]  0.75\n" in shown
    assert "… and 4 more" in shown
    assert "body  2 characters\n  新的\n" in shown
    assert shown.endswith("       1  new\n       2  body, damage, n_chars, n_edits, raw_sha256, edits changed\n")


def test_show_finds_a_document_by_its_uri(folder: str) -> None:
    assert "第1篇" in run("show", "1.txt", "--dataset", folder).stdout
    refused = run("show", "0.txt", "--dataset", folder).stderr
    assert refused.strip().endswith(
        ", ".join(sorted({Input("0.txt").doc_id, Input("0.txt", source_id="another").doc_id}))
    )
    assert "第0篇" in run("show", "0.txt", "--version", "1", "--dataset", folder).stdout


def test_show_says_why_an_input_was_rejected(folder: str) -> None:
    assert "rejected  by decode: empty\n  made\n" in run("show", "6.txt", "--dataset", folder).stdout


# SQL


def test_every_table_is_a_view(folder: str) -> None:
    opened = open_dataset(folder)
    for name, table in opened.tables.items():
        assert query(folder, f"select count(*) from {name}") == [[table.n_rows]]  # noqa: S608 — our own names
    assert query(folder, "select rule, count(*) from edits group by rule") == [["made", opened.edits().n_rows]]


def test_a_query_is_shown_for_people_and_written_for_programs(folder: str) -> None:
    statement = "select uri, authors, subtitle, n_chars from documents where uri = '1.txt'"
    assert run("sql", statement, "--dataset", folder).stdout.split() == [
        *("uri", "authors", "subtitle", "n_chars"),
        *("1.txt", '["甲",', '"乙"]', "3"),
    ]
    lines = run("sql", statement, "--to", "jsonl", "--dataset", folder).stdout.splitlines()
    assert [json.loads(line) for line in lines] == [
        {"uri": "1.txt", "authors": ["甲", "乙"], "subtitle": None, "n_chars": 3}
    ]
    written = run("sql", statement, "--to", "csv", "--dataset", folder).stdout
    assert list(csv.reader(io.StringIO(written))) == [
        ["uri", "authors", "subtitle", "n_chars"],
        ["1.txt", '["甲", "乙"]', "", "3"],
    ]


def test_texts_with_every_kind_of_mark_come_through_csv_as_they_are(tmp_path: Path) -> None:
    body = 'a,"b"\nc\td\r\n"'
    commit(tmp_path / "dataset", [Input("a", body=body)])
    written = run(
        "sql", "select body from documents", "--to", "csv", "--dataset", str(tmp_path / "dataset")
    ).stdout_bytes
    assert list(csv.reader(io.StringIO(written.decode(), newline=""))) == [["body"], [body]]


def test_bytes_and_times_have_a_form_in_both(folder: str) -> None:
    statement = "select data, observed_at from raw where uri = '1.txt'"
    expected = {"data": "56ysMeevhw==", "observed_at": "2020-07-02T00:00:00+00:00"}
    assert json.loads(run("sql", statement, "--to", "jsonl", "--dataset", folder).stdout) == expected
    assert run("sql", statement, "--to", "csv", "--dataset", folder).stdout.splitlines()[1] == ",".join(
        expected.values()
    )


def test_a_long_table_is_cut_for_people_and_says_so(folder: str) -> None:
    done = run("sql", "select range as n from range(300)", "--dataset", folder)
    assert len(done.stdout.splitlines()) == 101
    assert "the first 100 rows" in done.stderr
    assert len(run("sql", "from range(300)", "--to", "csv", "--dataset", folder).stdout.splitlines()) == 301


@pytest.mark.parametrize(
    "statement",
    [
        "select body from nowhere",
        "select * from read_text('/etc/passwd')",
        "select * from 'http://127.0.0.1:9/x.parquet'",
        "copy documents to 'out.csv'",
        "attach 'other.db'",
        "install httpfs",
        "set enable_external_access = true",
        "select cast(body as int) from documents",
    ],
)
def test_a_query_reaches_the_tables_and_nothing_else(folder: str, statement: str) -> None:
    with pytest.raises(InputError, match="DuckDB"):
        query(folder, statement)


def test_a_statement_without_rows_is_refused(folder: str) -> None:
    with pytest.raises(InputError, match="gives rows"):
        query(folder, "-- nothing")


def test_duckdb_is_named_where_it_is_missing(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(DatasetError, match="pip install duckdb"):
        query(folder, "select 1")
    assert run("sql", "select 1", "--dataset", folder).exit_code == 3
