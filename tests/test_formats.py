"""JSON, Parquet, Markdown, and the fields of all formats: documents, places, and what hostile files make of them."""

from __future__ import annotations

import base64
import gzip
import io
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from jiaokan import read
from jiaokan.decode import decode
from jiaokan.document import RawDocument
from jiaokan.pipeline import clean
from jiaokan.read import json as json_format
from jiaokan.read import reader
from jiaokan.read.reader import Origin
from jiaokan.read.span import split_file
from jiaokan.record import Record
from jiaokan.settings import Fields, Settings

TEXT = "雨停以后，石板路上还积着水，卖花的阿婆把竹篮挪到屋檐底下，慢慢地数着零钱。"
NEWS = Fields(text="content", title="meta.headline", authors="by", published_at="pubdate", url="link", id="docid")


def documents(path: Path, settings: Settings | None = None) -> list[RawDocument]:
    return list(read.read_documents(path, source_id="s", root=path.parent, settings=settings or Settings()))


def put(path: Path, data: bytes | str) -> Path:
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def outcomes(path: Path, settings: Settings | None = None) -> list[str]:
    """Place and text of each document, or place and reason."""
    found = documents(path, settings)
    return [
        document.uri.removeprefix(path.name) + " " + (document.fault[0] if document.fault else decode(document).text)
        for document in found
    ]


def as_parquet(path: Path, rows: list[dict[str, object]]) -> Path:
    pq.write_table(pa.Table.from_pylist(rows), path)
    return path


class Endless(io.RawIOBase):
    """A file of some beginning, n bytes of one letter, some end."""

    def __init__(self, beginning: bytes, n_bytes: int, end: bytes) -> None:
        self._parts = iter((beginning, *[b"a" * (1 << 20)] * (n_bytes >> 20), end))
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: object, /) -> int:
        view = memoryview(cast("bytearray", buffer))
        self._rest = self._rest or next(self._parts, b"")
        data, self._rest = self._rest[: len(view)], self._rest[len(view) :]
        view[: len(data)] = data
        return len(data)


# ---------------------------------------------------------------- JSON


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ('[{"text": "甲"}, {"text": "乙"}]', ["#item=1 甲", "#item=2 乙"]),
        ('\ufeff [{"text": "甲"}]', ["#item=1 甲"]),
        ('{"text": "甲"}', [" 甲"]),
        ('{"text": "甲"}\n{"text": "乙"}\n', ["#item=1 甲", "#item=2 乙"]),
        (r'[{"text": "甲\"]}[\\"}, {"text": "乙"}]', ['#item=1 甲"]}[\\', "#item=2 乙"]),
        ('[{"text": "甲"}, {x}, 3, null, "s", [], {"text": 1}, {"text": null}, {"text": "乙"}]', None),
        ("[]", [" empty"]),
        ('[{"text": "甲"}, {"tex', ["#item=1 甲", "#item=2 truncated"]),
        ('[{"text": "甲"}', ["#item=1 甲", "#unread truncated"]),
        ('[{"text": "甲"}] more', ["#item=1 甲", "#unread unreadable"]),
        ('[{"text": "甲"} {"text": "乙"}]', ["#item=1 甲", "#item=2 乙"]),
        ('[{"text": "甲}, {"text": "乙"}]', ["#item=1 unreadable", "#item=2 乙"]),
        ('[{"text": "甲"}}', ["#item=1 甲", "#unread unreadable"]),
        ("[}", ["#unread unreadable"]),
        ("[,]", ["#unread unreadable"]),
        ("}", [" unreadable"]),
        ("no JSON", ["#item=1 unreadable", "#item=2 unreadable"]),
        ("[" * 200_000, ["#item=1 truncated"]),
        ("[" + "[" * 200_000 + "]" * 200_001, ["#item=1 unreadable"]),
        ('{"a":' * 100_000, [" truncated"]),
        ('[{"text": "\\u0000甲"}]', ["#item=1 \0甲"]),
        ('[{"text": "甲", "x": 1e999}, {"text": "乙"}]', ["#item=1 unreadable", "#item=2 乙"]),
    ],
)
def test_json_gives_its_elements(raw: str, found: list[str] | None, tmp_path: Path) -> None:
    expected = (
        found if found is not None else ["#item=1 甲", *(f"#item={n} unreadable" for n in range(2, 9)), "#item=9 乙"]
    )
    assert outcomes(put(tmp_path / "a.json", raw)) == expected


def test_an_empty_json_file_is_an_input(tmp_path: Path) -> None:
    assert [document.uri for document in documents(put(tmp_path / "a.json", " \n"))] == ["a.json"]


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ("data.list", ["#item=1 甲", "#item=2 乙"]),
        ("data.none", [" unreadable"]),
        ("data", [" unreadable"]),
        ("code", [" unreadable"]),
        ("data.list.more", [" unreadable"]),
    ],
)
def test_the_list_of_an_object_is_named_in_the_settings(items: str, found: list[str], tmp_path: Path) -> None:
    raw = (
        '{"code": 0, "x": ["]", {"list": 1}], "data": {"n": -1.5e3, "list": [{"text": "甲"}, {"text": "乙"}]}, "y": 1}'
    )
    path = put(tmp_path / "a.json", raw)
    assert outcomes(path, Settings(items=items)) == found
    for document in documents(path, Settings(items="data.none")):
        assert document.fault is not None
        assert "'data'" not in document.fault[1]
        assert "['n', 'list']" in document.fault[1]


def test_half_a_surrogate_pair_in_json_is_told(tmp_path: Path) -> None:
    (document,) = documents(put(tmp_path / "a.json", r'[{"text": "甲\ud83d乙"}]'))
    assert "surrogates" in decode(document).evidence


def test_the_pieces_of_a_stream_make_no_difference() -> None:
    """Strings, escapes and numbers are cut anywhere."""
    value = [{"id": n, "text": f'甲\\"{n}', "n": -1.5e-7, "list": [{}, [], None, True]} for n in range(20)]
    data = json.dumps(value, indent=1).encode()

    class Pieces(io.BufferedReader):
        def read1(self, size: int = -1, /) -> bytes:
            return super().read1(min(size, rng.randrange(1, 9)))

    whole = list(json_format.read(io.BufferedReader(io.BytesIO(data)), Origin("s", "a")))
    assert len(whole) == 20
    for seed in range(30):
        rng = random.Random(seed)
        assert list(json_format.read(Pieces(cast("io.RawIOBase", io.BytesIO(data))), Origin("s", "a"))) == whole


# ---------------------------------------------------------------- Parquet


def test_parquet_rows_with_text_bytes_and_pages(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [
        {"text": TEXT, "html": None},
        {"text": "只是附注", "html": f"<p>{TEXT}</p>"},
        {"text": None, "html": None},
    ]
    path = as_parquet(tmp_path / "a.parquet", rows)
    assert outcomes(path, Settings(fields=Fields(html="html"))) == [
        f"#row=1 {TEXT}",
        f"#row=2 {TEXT}",
        "#row=3 unreadable",
    ]
    packed: list[dict[str, object]] = [{"raw": f"<p>{TEXT}</p>".encode("gbk")}, {"raw": b""}]
    found = documents(as_parquet(tmp_path / "b.parquet", packed), Settings(fields=Fields(html="raw")))
    assert found[0].data == packed[0]["raw"]
    assert decode(found[0]).text == TEXT


def test_one_text_a_million_times_is_one_in_memory(tmp_path: Path) -> None:
    """2,000 rows of 3 MB in a file of a few KB; only as many as asked for are made."""
    column = pa.DictionaryArray.from_arrays(pa.array([0] * 2000, pa.int32()), pa.array(["甲" * 1_000_000]))
    pq.write_table(pa.table({"text": column}), tmp_path / "a.parquet")
    found = read.read_documents(tmp_path / "a.parquet", source_id="s", root=tmp_path)
    before = pa.total_allocated_bytes()
    assert [len(next(found).data) for _ in range(70)] == [3_000_000] * 70
    assert pa.total_allocated_bytes() - before < 50_000_000


@pytest.mark.parametrize("n_bytes", [1, 8, 60, 500, 2000])
def test_a_broken_parquet_file_is_a_fault(n_bytes: int, tmp_path: Path) -> None:
    data = bytearray(as_parquet(tmp_path / "a.parquet", [{"text": TEXT + str(n)} for n in range(500)]).read_bytes())
    assert outcomes(put(tmp_path / "b.parquet", bytes(data[:n_bytes]))) == [" unreadable"]
    data[4 : 4 + n_bytes] = random.Random(n_bytes).randbytes(n_bytes)
    found = documents(put(tmp_path / "c.parquet", bytes(data)))
    assert found[-1].fault is not None or len(found) == 500


def test_parquet_without_the_column_is_one_fault(tmp_path: Path) -> None:
    (document,) = documents(as_parquet(tmp_path / "a.parquet", [{"content": TEXT, "n": 1}] * 5))
    assert document.fault is not None
    assert "there are: content, n" in document.fault[1]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (3, "of type int64"),
        (1.5, "of type double"),
        ([TEXT], "of type list<element: string>"),
        ({"a": TEXT}, "of type struct<a: string>"),
        (None, "null"),
    ],
)
def test_a_column_of_another_type_is_told(value: object, told: str, tmp_path: Path) -> None:
    (document,) = documents(as_parquet(tmp_path / "a.parquet", [{"text": value, "n": 1}]))
    assert document.fault == ("unreadable", f"no text: `text` is there, but is {told}")
    nested = Settings(fields=Fields(text="a.b"))
    (document,) = documents(as_parquet(tmp_path / "b.parquet", [{"a": {"b": 3}}]), nested)
    assert document.fault == ("unreadable", "no text: `a.b` is there, but is a number")


@pytest.mark.parametrize(
    ("value", "told"),
    [("3", "a number"), ("[]", "a list"), ("{}", "an object"), ("true", "true or false"), ("null", "null")],
)
def test_a_key_of_another_type_is_told(value: str, told: str, tmp_path: Path) -> None:
    (document,) = documents(put(tmp_path / "a.jsonl", f'{{"text": {value}, "n": 1}}'))
    assert document.fault == ("unreadable", f"no text: `text` is there, but is {told}")


# ---------------------------------------------------------------- Markdown


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: 雨后\ndate: 2021-06-02\ntags: [街巷, 天气]\nauthor:\n  name: 谭晚舟\n---\n",
        '+++\r\ntitle = "雨后"\r\ndate = 2021-06-02\r\ntags = ["街巷", "天气"]\r\nauthor = "谭晚舟"\r\n+++\r\n',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_front_matter_becomes_hints(front: str, encoding: str, tmp_path: Path) -> None:
    (document,) = documents(put(tmp_path / "a.md", (front + TEXT).encode(encoding)))
    decoded = decode(document)
    assert decoded.text == TEXT
    assert {(hint.field, hint.value) for hint in decoded.hints} == {
        ("title", "雨后"),
        ("published_at", "2021-06-02"),
        ("keywords", "街巷"),
        ("keywords", "天气"),
        ("authors", "谭晚舟"),
        ("markup", "markdown"),
    }


@pytest.mark.parametrize(
    ("name", "texts", "title"),
    [
        ("a.md", ("", "# 雨后的石板路"), "雨后的石板路"),
        ("a.markdown", ("", "### 雨后的石板路 ##"), "雨后的石板路"),
        ("a.md", ("---\ntitle: 雨后的石板路\n---\n\n", "# 雨后的石板路"), "雨后的石板路"),
        ("a.md", ("---\ntitle: '# 雨后的石板路'\n---\n\n", ""), "雨后的石板路"),
        ("a.md", ("", "雨后的石板路 C#"), "雨后的石板路 C#"),
        ("a.md", ("", "#雨后的石板路#"), "#雨后的石板路#"),
        ("a.txt", ("", "# 雨后的石板路"), "# 雨后的石板路"),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
def test_a_title_is_without_the_marks_of_its_heading(
    name: str, texts: tuple[str, str], title: str, encoding: str, tmp_path: Path
) -> None:
    front, heading = texts
    raw = f"{front}{heading}\n\n{TEXT}\n\n第二段说的是明天，她还要早一点来，占住桥头的位置。\n"
    (document,) = documents(put(tmp_path / name, raw.encode(encoding)))
    made = clean(document)
    assert isinstance(made, Record)
    assert made.title == title
    assert decode(document).text.lstrip().startswith(heading or TEXT)


@pytest.mark.parametrize(
    ("encoding", "body"), [("gbk", TEXT), ("big5", "雨停以後，石板路上還積著水，賣花的阿婆數著零錢。")]
)
@pytest.mark.parametrize("title", ["联通", "好", "文字"])
def test_front_matter_is_in_the_encoding_of_its_file(encoding: str, body: str, title: str, tmp_path: Path) -> None:
    """Two characters by themselves could be in several."""
    title = title.replace("联", "聯") if encoding == "big5" else title
    (document,) = documents(put(tmp_path / "a.md", f"---\ntitle: {title}\n---\n{body}\n".encode(encoding)))
    assert document.header("field:title") == title
    assert document.data == f"{body}\n".encode(encoding)


@pytest.mark.parametrize(
    "raw",
    [
        TEXT,
        f"---\n{TEXT}",
        f"---\n- 甲\n- 乙\n---\n{TEXT}",
        f"---\na: [\n---\n{TEXT}",
        f"+++\na=\n+++\n{TEXT}",
        "---\n" + "[" * 9000 + "\n---\n甲",
    ],
)
def test_what_is_no_front_matter_is_text(raw: str, tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-16"):
        data = raw.encode(encoding)
        assert documents(put(tmp_path / "a.md", data))[0].data == data
    assert decode(documents(put(tmp_path / "a.md", raw))[0]).text == raw


# ---------------------------------------------------------------- fields


def rows_of(path: Path, row: dict[str, object]) -> Path:
    if path.suffix == ".parquet":
        return as_parquet(path, [row])
    return put(path, json.dumps([row] if path.suffix == ".json" else row, ensure_ascii=False))


@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.parquet"])
def test_fields_are_mapped_in_every_format(name: str, tmp_path: Path) -> None:
    row: dict[str, object] = {
        "docid": 17,
        "content": TEXT,
        "meta": {"headline": "  雨后\n石板路 ", "n": None},
        "by": ["谭晚舟", "余歌"],
        "pubdate": "2021-06-02 08:30",
        "link": "http://a.example/17",
        "text": "不是这一栏",
    }
    (document,) = documents(rows_of(tmp_path / name, row), Settings(fields=NEWS))
    assert document.header("jsonl-id") == "17"
    decoded = decode(document)
    assert decoded.text == TEXT
    assert [(hint.origin, hint.value) for hint in decoded.hints] == [
        ("field:url", "http://a.example/17"),
        ("field:title", "雨后 石板路"),
        ("field:authors", "谭晚舟"),
        ("field:authors", "余歌"),
        ("field:published_at", "2021-06-02 08:30"),
    ]
    record = clean(document, Settings(fields=NEWS))
    assert isinstance(record, Record)
    assert (record.authors, record.published_at) == (("谭晚舟", "余歌"), "2021-06-02T08:30")


def test_a_page_inside_json_is_read_as_one(tmp_path: Path) -> None:
    page = f'<meta charset="gbk"><title>雨后</title>{TEXT}'
    path = put(tmp_path / "a.jsonl", json.dumps({"raw": page, "text": "附注", "t": "另题"}))
    decoded = decode(documents(path, Settings(fields=Fields(html="raw", title="t")))[0])
    assert (decoded.is_html, decoded.text) == (True, TEXT)
    assert [hint.value for hint in decoded.hints if hint.field == "title"] == ["另题", "雨后"]


@pytest.mark.parametrize(
    ("row", "text"),
    [
        ({"text": "甲", "html": " "}, "甲"),
        ({"text": "甲", "html": None}, "甲"),
        ({"text": "甲", "html": "<p>乙</p>"}, "乙"),
        ({"text": "甲", "html": "<p>乙</p>", "data_base64": base64.b64encode("丙丁".encode()).decode()}, "丙丁"),
    ],
)
def test_the_first_that_is_not_blank_is_the_document(row: dict[str, object], text: str, tmp_path: Path) -> None:
    settings = Settings(fields=Fields(html="html"))
    assert decode(documents(rows_of(tmp_path / "a.jsonl", row), settings)[0]).text == text


@pytest.mark.parametrize("value", [None, True, {}, [], {"name": {}}, [None, [1]], "x" * 5000, " \n"])
def test_a_field_that_is_no_text_is_no_hint(value: object, tmp_path: Path) -> None:
    path = rows_of(tmp_path / "a.jsonl", {"text": "甲", "t": value, "id": value})
    assert decode(documents(path, Settings(fields=Fields(title="t")))[0]).hints == ()


def test_a_stated_format_overrules_the_name(tmp_path: Path) -> None:
    (document,) = documents(put(tmp_path / "a.dat", '[{"text": "甲"}]'), Settings(format="json"))
    assert document.uri == "a.dat#item=1"


def test_globs_choose_the_files_of_a_source(tmp_path: Path) -> None:
    for name in ("a.csv", "b.txt", "2024/c.csv", "2024/old/d.csv"):
        (tmp_path / "raw/s" / name).parent.mkdir(parents=True, exist_ok=True)
        put(tmp_path / "raw/s" / name, "文")
    (tmp_path / "sources").mkdir()
    put(tmp_path / "sources/s.toml", 'include = ["*.csv"]\nexclude = ["2024/old/*"]')
    assert [file.uri.rpartition("/")[2] for file in read.discover(tmp_path)] == ["c.csv", "a.csv"]


# ---------------------------------------------------------------- size


@pytest.mark.parametrize(
    ("name", "beginning", "end"),
    [
        ("a.jsonl", b'{"text": "', b'"}\n{"text": "ok"}'),
        ("a.json", b'[{"text": "', b'"}, {"text": "ok"}]'),
        ("a.csv", b"text,n\n", b",1\nok,2\n"),
        ("a.csv", b'text,n\n"', b'",1\nok,2\n'),
    ],
)
def test_200_mb_in_one_line_cost_one_document(name: str, beginning: bytes, end: bytes) -> None:
    stream = io.BufferedReader(Endless(beginning, 200 << 20, end))
    large, ok = read.read_stream(cast("io.BufferedReader", stream), Origin("s", name), read.find_reader(name))
    assert large.fault is not None
    assert large.fault[0] == "too-large"
    assert len(large.data) <= reader.HEAD_BYTES
    assert decode(ok).text == "ok"


@pytest.mark.parametrize("part_bytes", [1, 100, 3000, 10**9])
def test_parts_of_json_lines_give_what_the_whole_gives(part_bytes: int, tmp_path: Path) -> None:
    rng = random.Random(5)

    def lines() -> Iterator[str]:
        for n in range(200):
            yield json.dumps({"id": n, "text": "甲" * rng.randrange(100)}) + "\n" * rng.randrange(1, 3)
        yield '{"text": "没有换行"}'

    path = put(tmp_path / "a.jsonl", "".join(lines()))
    files = split_file(read.SourceFile("s", tmp_path, path), part_bytes)
    assert (len(files) > 1) == (part_bytes < 10**6)
    assert documents(path) == [
        document
        for file in files
        for document in read.read_documents(path, source_id="s", root=tmp_path, span=file.span)
    ]
    packed = put(tmp_path / "a.jsonl.gz", gzip.compress(path.read_bytes()))
    assert len(split_file(read.SourceFile("s", tmp_path, packed), 10)) == 1
