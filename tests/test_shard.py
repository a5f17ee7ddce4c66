from __future__ import annotations

import pickle
from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader
from pathlib import Path

import pyarrow as pa
import pytest

from jiaokan import read
from jiaokan.document import RawDocument
from jiaokan.errors import InputError
from jiaokan.read import SourceFile, discover, location
from jiaokan.read.local import Opened
from jiaokan.read.location import Location
from jiaokan.read.reader import Origin, Reader
from jiaokan.record import Record
from jiaokan.schema import arrow_schema
from jiaokan.storage.layout import TABLES
from jiaokan.work.shard import ShardReport, clean_shard, total, write_parts
from tests.made import Input, inputs, part_rows


def rows(folder: Path, table: str) -> list[dict[str, object]]:
    return list(part_rows(folder, table).to_pylist())


def write(folder: Path, given: list[Input], batch_bytes: int = 1 << 20) -> ShardReport:
    return write_parts("site", ((one.raw(), one.outcome()) for one in given), folder, batch_bytes=batch_bytes)


@pytest.mark.parametrize("batch_bytes", [1, 50, 1 << 20])
def test_parts_hold_every_input_with_its_outcome(tmp_path: Path, batch_bytes: int) -> None:
    given = inputs(20)
    report = write(tmp_path, given, batch_bytes)
    assert (report.n_inputs, report.n_records, report.n_rejects) == (20, 18, 2)
    assert report.n_bytes == sum(len(one.raw().data) for one in given)
    assert report.rejects_by_reason == {"empty": 2}
    assert report.edits_by_rule == {"made": sum(one.n_edits for one in given if not one.rejected)}
    assert {row["doc_id"] for row in rows(tmp_path, "raw")} == {one.doc_id for one in given}
    assert len(rows(tmp_path, "edits")) == report.edits_by_rule["made"]
    if batch_bytes == 1:
        assert len(list(tmp_path.glob("raw-*"))) == 20


def test_parts_have_the_tables_schema(tmp_path: Path) -> None:
    write(tmp_path, inputs(10))
    for table, cls in TABLES.items():
        with pa.OSFile(str(tmp_path / f"{table}-0000.arrow")) as file:
            assert pa.ipc.open_file(file).schema.equals(arrow_schema(cls), check_metadata=True)


def test_no_input_gives_no_part(tmp_path: Path) -> None:
    report = write(tmp_path / "new", [])
    assert report.n_inputs == 0
    assert list((tmp_path / "new").iterdir()) == []


def test_reports_can_be_sent_and_added_up(tmp_path: Path) -> None:
    report = write(tmp_path, inputs(10))
    assert pickle.loads(pickle.dumps(report)) == report  # noqa: S301 — our own
    assert total([report.edits_by_rule, {"made": 1, "another": 2}]) == {
        "another": 2,
        "made": report.edits_by_rule["made"] + 1,
    }


def test_an_outcome_of_another_input_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="isn't that of this input"):
        write_parts("site", [(Input("a").raw(), Input("b").outcome())], tmp_path)
    with pytest.raises(InputError, match="isn't that of this input"):
        write_parts("other", [(Input("a").raw(), Input("a").outcome())], tmp_path)


def test_names_that_are_no_unicode_are_escaped(tmp_path: Path) -> None:
    raw = replace(Input("a").raw(), uri="\udcb9\udcab.txt", headers=(("x", "\udcff"),))
    made = Input("a").outcome()
    assert isinstance(made, Record)
    report = write_parts("site", [(raw, replace(made, doc_id=raw.doc_id, uri=raw.uri))], tmp_path)
    assert report.n_records == 1
    assert rows(tmp_path, "documents")[0]["uri"] == "\\udcb9\\udcab.txt"
    assert rows(tmp_path, "raw")[0]["headers"] == ["x: \\udcff"]


@pytest.mark.parametrize("field", ["body", "authors", "edits"])
def test_a_text_that_cannot_be_stored_is_a_reject(tmp_path: Path, field: str) -> None:
    """Never a silent replacement, and never the end of the batch."""
    one = Input("a", n_edits=1)
    made = one.outcome()
    assert isinstance(made, Record)
    if field == "body":
        made = replace(made, body="\ud83d")
    elif field == "authors":
        made = replace(made, authors=("甲", "\ud83d"))
    else:
        made = replace(made, edits=(replace(made.edits[0], before="\ud83d"),))
    report = write_parts("site", [(one.raw(), made), (Input("b").raw(), Input("b").outcome())], tmp_path)
    assert (report.n_records, report.rejects_by_reason) == (1, {"internal-error": 1})
    assert field in str(rows(tmp_path, "rejects")[0]["detail"])


def test_a_shard_is_of_one_source(tmp_path: Path) -> None:
    files = [SourceFile(name, tmp_path, tmp_path / "a.txt") for name in ("one", "other")]
    with pytest.raises(InputError, match="one source"):
        clean_shard(files, tmp_path / "parts")


def test_files_become_parts(tmp_path: Path) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "a.txt").write_text("标题\n\n银行今天宣布，从七月起调整利率。这是正文的第一段。\n", encoding="utf-8")
    (site / "b.pdf").write_bytes(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    (site / "c.txt").touch()
    report = clean_shard(list(discover(site)), tmp_path / "parts")
    assert (report.source_id, report.n_files, report.n_inputs) == ("site", 3, 3)
    assert report.n_records + report.n_rejects == 3
    assert [row["uri"] for row in rows(tmp_path / "parts", "documents")] == ["a.txt"]
    assert {row["uri"] for row in rows(tmp_path / "parts", "raw")} == {"a.txt", "b.pdf", "c.txt"}


def test_a_reader_that_fails_costs_the_rest_of_its_file_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: BufferedReader, origin: Origin) -> Iterator[RawDocument]:
        if origin.uri != "early.x":
            yield origin.document("一篇正文，有标点。".encode())
        if origin.uri != "good.x":
            raise ZeroDivisionError("made")

    monkeypatch.setattr(read, "READERS", (Reader("made", (), fail),))
    check_costs(tmp_path, "ZeroDivisionError: made")


@pytest.mark.parametrize("at", ["open", "close"])
def test_whatever_opening_and_closing_raise_costs_one_file(
    at: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = location.open_file

    class Failing(BufferedReader):
        def close(self) -> None:
            super().close()
            raise ZeroDivisionError("made")

    def fail(path: Location, root: Location) -> Opened:
        if str(path).endswith("early.x") and at == "open":
            raise ZeroDivisionError("made")
        found = opened(path, root)
        return found._replace(stream=Failing(found.stream)) if str(path).endswith("late.x") else found

    monkeypatch.setattr(location, "open_file", fail)
    check_costs(tmp_path, "ZeroDivisionError: made", at)


def check_costs(folder: Path, detail: str, at: str = "") -> None:
    for name in ("early", "good", "late"):
        (folder / f"{name}.x").write_text("一篇正文，有标点。", "utf-8")
    files = [SourceFile("site", folder, folder / f"{name}.x") for name in ("early", "good", "late")]
    report = clean_shard(files, folder / "parts")
    rejects = {row["uri"]: str(row["detail"]) for row in rows(folder / "parts", "rejects")}
    assert rejects.keys() == {*(["early.x"] if at != "close" else []), "late.x#unread"}
    assert all(detail in told for told in rejects.values())
    assert "after 1 documents" in rejects["late.x#unread"]
    assert report.n_inputs == 4
