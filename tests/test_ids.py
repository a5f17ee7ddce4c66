"""Ids: what they have in common, and datasets that have those of schema version 2."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaokan import check, store
from jiaokan.dataset import open_dataset
from jiaokan.diff import diff
from jiaokan.document import RawDocument, cluster, hash_of
from jiaokan.errors import DatasetError
from jiaokan.record import Record
from jiaokan.storage import merge
from jiaokan.storage.layout import TABLES
from jiaokan.work import incremental, known, shard
from tests.made import DAY, FIRST_DAY, Input, commit, learned

CLUSTERS = {
    "2020/07/02/20200702_001.html": "2020/07/02/20200702_",
    "2020/0702/t20200702_1234567.htm": "2020/0702/t20200702_1234",
    "12345678_2.html": "123456",
    "n2/2020/0702/c1001-31767896.html": "n2/2020/0702/c1001-31767",
    "content_5523456.htm": "content_5523",
    "2020/07/02/12.html": "2020/07/02/",
    "index.mp3": "",
    "a/12345678/index.html": "a/12345",
    "a/news/index.html": "a/",
    "2020-07-02-a-title.md": "2020-0",
    # a time in a row: the day
    "20200702101112.html": "20200702",
    "2020070200001.html": "20200702",
    "1593654321123.json": "15936",
    "a/6845612345678901234.html": "a/68456",
    # at random
    "d/d41d8cd98f00b204e9800998ecf8427e.html": "d/",
    "550e8400-e29b-41d4-a716-446655440000": "",
    "x/ARTIkq3PfS8Y2mXc4sTb200702.shtml": "x/",
    # places in a file
    "b.jsonl#line=4123": "b.jsonl#line=4",
    "b.jsonl#line=412": "b.jsonl#line=",
    "2020/0702.csv#row=1": "2020/0702.csv#row=",
    "a.json#item=20311": "a.json#item=20",
    "a.parquet#row=1000000": "a.parquet#row=1000",
    "c.warc.gz#offset=123456789": "c.warc.gz#offset=12",
    "c.warc.gz#offset=12": "c.warc.gz#offset=",
    "c.warc.gz#offset=123456789+23456789": "c.warc.gz#offset=12+2",
    "b.jsonl#unread": "",
    # members
    "a.zip!/2020/t20200702_1234567.htm": "a.zip!/2020/t20200702_1234",
    "a.zip!/x.html#copy=2": "a.zip!/",
    "a.zip!/b.jsonl.gz!/c.jsonl#line=1234": "a.zip!/b.jsonl.gz!/c.jsonl#line=1",
    "a#b=1/c.html": "a#b=1/",
    "\udcb9/\udcab123456.txt": "\udcb9/\udcab123",
    "": "",
}


@pytest.mark.parametrize(("uri", "expected"), CLUSTERS.items())
def test_what_comes_together_lies_together(uri: str, expected: str) -> None:
    assert cluster(uri) == expected


@given(st.text())
def test_any_uri_has_a_cluster(uri: str) -> None:
    assert uri.startswith(cluster(uri).split("+")[0])
    assert cluster(uri).startswith(uri[: uri.rfind("/") + 1])


@pytest.mark.parametrize("piece", ["1a", "1", "12_", "#", "a", "1-a", "#offset=1", "+1"])
def test_hostile_names_end(piece: str) -> None:
    cluster(piece * (200_000 // len(piece)))


def test_an_id_is_of_the_cluster_and_the_uri() -> None:
    one, near, far = (RawDocument("site", f"a/{n}.htm", b"").doc_id for n in (1234567, 1234999, 1235000))
    assert (one, near[:6]) == ("bb841e" + one[6:], one[:6])
    assert far[:6] != one[:6]
    assert len({one, near, far}) == 3
    assert one[6:] == hash_of("site", "a/1234567.htm")[:18]
    assert known.id_of(one) != known.id_of(near)
    assert RawDocument("other", "a/1234567.htm", b"").doc_id[:6] != one[:6]


# Datasets of schema version 2: two versions of two sources, one with a name that is no UTF-8


@pytest.fixture
def second_schema(tmp_path: Path) -> Path:
    with zipfile.ZipFile(Path(__file__).parent / "schemas" / "dataset-2.zip") as archive:
        archive.extractall(tmp_path / "dataset")
    return tmp_path / "dataset"


def names(dataset: Path, version: int | None = None) -> dict[str, set[str]]:
    opened = open_dataset(dataset, version)
    return {table: {file.name for file in opened.tables[table].files} for table in TABLES}


def fresh(dataset: Path) -> None:
    """What tests/schemas/dataset-2.zip holds in version 2, by the code of today."""
    given = [
        Input(f"2020/0702/t20200702_{n:07d}.htm", body=f"第{n}篇", n_edits=n % 3, rejected=n % 7 == 6) for n in range(8)
    ]
    given[1] = Input(given[1].uri, body="改过", n_edits=3, observed_at=FIRST_DAY + DAY)
    given.append(Input("b.jsonl#line=4123", n_edits=0))
    odd = Input("乱", body="乱码名", n_edits=1)
    raw = replace(odd.raw(), uri="2020/\udcb9\udcab.txt")
    made = odd.outcome()
    assert isinstance(made, Record)
    pairs = [*((one.raw(), one.outcome()) for one in given), (raw, replace(made, doc_id=raw.doc_id, uri=raw.uri))]
    others = [Input(f"{n}.txt", body=f"另{n}", source_id="另一个", n_edits=1) for n in range(2)]
    with store.staging(dataset) as folder:
        reports = [
            shard.write_parts("site", pairs, folder / "0"),
            shard.write_parts("另一个", [(one.raw(), one.outcome()) for one in others], folder / "1"),
        ]
        store.commit(dataset, reports, started_at=datetime.now(UTC), furniture={"site": [learned("版权所有")]})


def test_earlier_ids_are_read(second_schema: Path) -> None:
    there = open_dataset(second_schema)
    there.verify()
    assert [fault.kind for fault in check.check(second_schema).faults] == ["snapshot"]  # the archive has none
    old = there.raw().to_arrow(["doc_id", "source_id", "uri"]).to_pylist()
    assert all(row["doc_id"] == hash_of(row["source_id"], row["uri"])[:24] for row in old if "\\" not in row["uri"])
    assert isinstance(there.document(old[0]["doc_id"]), Record)


def test_the_first_commit_gives_the_files_of_a_new_dataset(second_schema: Path, tmp_path: Path) -> None:
    fresh(tmp_path / "fresh")
    before = {(row["uri"], row["doc_id"][:18]) for row in open_dataset(second_schema).raw().to_arrow().to_pylist()}
    assert commit(second_schema, [Input("new")]).version == 4
    renamed = open_dataset(second_schema, 3)
    renamed.verify()
    assert renamed.run.parameters == ("ids=2→3",)
    assert names(second_schema, 3) == names(tmp_path / "fresh")
    assert names(second_schema, 3)["raw"] != names(second_schema, 2)["raw"]
    assert {(row["uri"], row["doc_id"][6:]) for row in renamed.raw().to_arrow().to_pylist()} == before
    assert renamed.furniture().n_rows == 1
    for version in (1, 2, 4):
        open_dataset(second_schema, version).verify()
    commit(tmp_path / "fresh", [Input("new")])
    assert names(second_schema) == names(tmp_path / "fresh")


def test_however_much_is_in_memory(second_schema: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shard, "BATCH_BYTES", 1)
    monkeypatch.setattr(merge, "RANGE_INPUTS", 2)
    with store.staging(second_schema):
        assert open_dataset(second_schema).version == 3  # before the work, that the run may know its inputs
    fresh(tmp_path / "fresh")
    assert names(second_schema) == names(tmp_path / "fresh")
    assert not [*(second_schema / ".staging").iterdir()]


def test_a_run_knows_the_inputs_of_an_earlier_dataset(second_schema: Path) -> None:
    with store.staging(second_schema) as folder:
        before = incremental.find_known(second_schema, folder, force=False)
        assert before is not None
        seen = known.read_known(folder / incremental.KNOWN).ids
        assert known.id_of(RawDocument("site", "b.jsonl#line=4123", b"").doc_id) in seen.tolist()
        assert list(known.iter_vanished(before, "site", [seen])) == []


def test_a_restored_version_gets_its_ids_again(second_schema: Path) -> None:
    commit(second_schema, [Input("new")])
    assert store.restore(second_schema, 2).version == 5
    assert names(second_schema) == names(second_schema, 2)
    open_dataset(second_schema).verify()
    assert commit(second_schema, [Input("new")]).version == 7
    assert names(second_schema, 6) == names(second_schema, 3)
    assert names(second_schema) == names(second_schema, 4)
    with pytest.raises(DatasetError, match="since version 5"):
        diff(second_schema, 4, 5)


def test_versions_with_other_ids_are_not_compared(second_schema: Path) -> None:
    commit(second_schema, [Input("new")])
    with pytest.raises(DatasetError, match=r"by other ids \(since version 3; compare those before it"):
        diff(second_schema, 4, 1)
    assert [change.uri for change in diff(second_schema, 3, 4).changes()] == ["new"]
    assert len([*diff(second_schema, 1, 2).changes()]) == 3


def test_the_history_of_a_document_says_where_its_id_changed(second_schema: Path) -> None:
    one = RawDocument("site", "b.jsonl#line=4123", b"")
    commit(second_schema, [Input(one.uri, body="新", n_edits=0, observed_at=FIRST_DAY + DAY)])
    told = open_dataset(second_schema).history(one.doc_id)
    assert told[0] == (3, "new: all ids changed, and nothing else")
    assert told[1][0] == 4
    old = hash_of("site", one.uri)[:24]
    assert open_dataset(second_schema, 3).history(old)[-1] == (3, "gone: all ids changed, and nothing else")


def test_a_row_of_another_program_is_no_row_to_rename(second_schema: Path) -> None:
    path = next((second_schema / "raw").glob("source-*.parquet"))
    rows = pq.read_table(path)
    pq.write_table(rows.set_column(2, rows.schema.field(2), [["x"] * len(rows)]), path)
    with pytest.raises(DatasetError, match="another doc_id"):
        commit(second_schema, [Input("new")])
    assert open_dataset(second_schema).version == 2
