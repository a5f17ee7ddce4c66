"""CSV and TSV: rows as they come, in any encoding, and what hostile files make of them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from jiaokan.decode import decode
from jiaokan.document import Hint
from jiaokan.read import csv as csv_format
from jiaokan.settings import Fields, Settings
from tests.test_formats import TEXT, documents, outcomes, put

CSV = f'标题,正文,作者\r\n雨后,{TEXT},谭晚舟\r\n两行,"第一行，\n第二行说“""好""”",\r\n'
CSV_FIELDS = Settings(fields=Fields(text="正文", title="标题", authors="作者"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-32"])
@pytest.mark.parametrize(("name", "delimiter"), [("a.csv", ","), ("a.csv", ";"), ("a.tsv", "\t"), ("a.csv.gz", "\t")])
def test_csv_in_any_encoding_and_with_any_delimiter(encoding: str, name: str, delimiter: str, tmp_path: Path) -> None:
    data = CSV.replace(",", delimiter).encode(encoding)
    path = put(tmp_path / name, gzip.compress(data) if name.endswith(".gz") else data)
    assert outcomes(path, CSV_FIELDS) == [f"#row=2 {TEXT}", '#row=3 第一行，\n第二行说“"好"”']
    first, _ = documents(path, CSV_FIELDS)
    assert decode(first).hints == (Hint("title", "雨后", "field:title"), Hint("authors", "谭晚舟", "field:authors"))


def test_the_bytes_of_a_field_are_those_of_the_file(tmp_path: Path) -> None:
    """One row in another encoding is no harm to it or to the others."""
    rows = [f"{TEXT}\n".encode("gbk")] * 3 + [f"{TEXT}\n".encode()] + [f"{TEXT}\n".encode("gbk")] * 3
    path = put(tmp_path / "a.csv", b"text\n" + b"".join(rows))
    assert outcomes(path) == [f"#row={n} {TEXT}" for n in range(2, 9)]
    assert documents(path)[0].data == TEXT.encode("gbk")
    assert decode(documents(path)[0]).evidence == "declared:header"


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ("text,n\n甲,1\n\n乙,2\n", ["#row=2 甲", "#row=4 乙"]),
        ("text,n\n甲\n乙,2,\n", ["#row=2 甲", "#row=3 乙"]),
        ("text,n\n甲,乙,丙\n丁,1\n", ["#row=2 unreadable", "#row=3 丁"]),
        ("n,text\n1\n2,乙\n", ["#row=2 unreadable", "#row=3 乙"]),
        ('text,n\n"甲,1\n乙,2\n丙,3\n', ["#row=2 unreadable", "#row=3 乙", "#row=4 丙"]),
        ('text,n\n甲"乙,1\n丙,2', ['#row=2 甲"乙', "#row=3 丙"]),
        ("text,n\n甲\r乙,1\n丙,2\n", ["#row=2 unreadable", "#row=3 丙"]),
        ("text\n12345\n", ["#row=2 12345"]),
        ("body,n\n甲,1\n", ["#row=2 unreadable"]),
        ("text,n\n", ["#row=1 empty"]),
    ],
)
def test_csv_rows_as_they_come(raw: str, found: list[str], tmp_path: Path) -> None:
    assert outcomes(put(tmp_path / "a.csv", raw)) == found


def test_a_missing_column_is_told_with_those_there_are(tmp_path: Path) -> None:
    (document,) = documents(put(tmp_path / "a.csv", "题,正文\n甲,乙\n".encode("gbk")))
    assert document.fault is not None
    assert "no string `text` or `data_base64`" in document.fault[1]
    assert "there are: 题, 正文" in document.fault[1]
    assert document.data == "甲,乙\n".encode("gbk")


def test_nul_bytes_in_a_field_are_kept(tmp_path: Path) -> None:
    assert documents(put(tmp_path / "a.csv", "text\n甲\0乙\n"))[0].data == "甲\0乙".encode()


def test_a_field_over_the_csv_modules_own_limit_is_read(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", "text,n\n" + "甲" * 200_000 + ',1\n"' + "乙\n" * 200_000 + '",2\n')
    assert [len(document.data) for document in documents(path)] == [600_000, 800_000]


@pytest.mark.parametrize("last", ["\n丁,2\n", '",1\n丁,2\n', "\n丁,2"])
def test_a_row_over_the_limit_is_passed_over(last: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(csv_format, "MAX_ROW_BYTES", 1000)
    quote = '"' if last.startswith('"') else ""
    path = put(tmp_path / "a.csv", f"text,n\n甲,1\n{quote}{'x' * 5000}{last}")
    assert outcomes(path) == ["#row=2 甲", "#row=3 too-large", "#row=4 丁"]
