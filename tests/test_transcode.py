"""JSON, JSON Lines and CSV in the encodings of Chinese Windows and in UTF-16 and -32: what scrapers and Excel leave."""

from __future__ import annotations

import gzip
import io
import json
import random
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import cast

import pytest

from jiaokan import read
from jiaokan.decode import decode
from jiaokan.read import transcode
from jiaokan.read.span import split_file
from jiaokan.settings import Fields, Settings
from tests.test_formats import TEXT, documents, outcomes, put

# Their second byte is 5B, 5C, 5D, 7B or 7D: a mark of JSON.
MARKS = "哰塠乗峔媆峕孿籡亄巤寋亇巬脈"
BIG5_MARKS = "久加功許蓋包因現認弓功"
WIDE = ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
ENCODINGS = [*WIDE, "utf-8", "utf-8-sig", "gbk", "gb18030", "big5"]


def texts(encoding: str) -> list[str]:
    if encoding == "big5":
        return [
            f"雨停以後，石板路上還積著水。{n}{BIG5_MARKS[n % len(BIG5_MARKS)]}，賣花的阿婆數著零錢" + BIG5_MARKS
            for n in range(60)
        ]
    return [f"{TEXT}{n}{MARKS[n % len(MARKS)]}，{TEXT[: n % 9]}" + MARKS for n in range(60)]


def rows(encoding: str) -> list[dict[str, object]]:
    return [{"id": n, "text": text} for n, text in enumerate(texts(encoding))]


def as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def found(path: Path, settings: Settings | None = None) -> list[str]:
    """The texts, whose bytes have to be UTF-8."""
    read_ = documents(path, settings)
    assert [document.fault for document in read_] == [None] * len(read_)
    assert {decode(document).encoding for document in read_} == {"utf-8"}
    return [document.data.decode() for document in read_]


def declared(encoding: str) -> list[Settings]:
    return [Settings(), Settings(encoding="gbk"), Settings(encoding=encoding)]


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz"])
def test_json_lines_in_any_encoding(encoding: str, name: str, tmp_path: Path) -> None:
    data = "".join(as_json(row) + "\n" for row in rows(encoding)).encode(encoding)
    path = put(tmp_path / name, gzip.compress(data) if name.endswith(".gz") else data)
    for settings in declared(encoding):
        assert found(path, settings) == texts(encoding)
    assert [document.uri for document in documents(path)] == [f"{name}#line={n}" for n in range(1, 61)]


@pytest.mark.parametrize(("encoding", "marks"), [("gbk", MARKS), ("big5", BIG5_MARKS)])
def test_marks_are_inside_of_characters(encoding: str, marks: str) -> None:
    assert {mark.encode(encoding)[1] for mark in marks} == set(b"[]{}\\")


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("shape", ["list", "indented", "inside", "objects", "one"])
def test_json_in_any_encoding(encoding: str, shape: str, tmp_path: Path) -> None:
    given = rows(encoding)
    raw = {
        "list": as_json(given),
        "indented": json.dumps(given, ensure_ascii=False, indent=2),
        "inside": as_json({"n": 1, texts(encoding)[0]: {"a": "b"}, "data": {"list": given}}),
        "objects": "\n".join(map(as_json, given)),
        "one": as_json(given[7]),
    }[shape]
    path = put(tmp_path / "a.json", raw.encode(encoding))
    items = "data.list" if shape == "inside" else None
    for settings in declared(encoding):
        assert found(path, replace(settings, items=items)) == (
            texts(encoding)[7:8] if shape == "one" else texts(encoding)
        )


@pytest.mark.parametrize("encoding", ["gbk", "big5"])
def test_json_that_begins_with_much_ascii(encoding: str, tmp_path: Path) -> None:
    given = [{"text": "plain " * 20}] * 2000 + rows(encoding)
    path = put(tmp_path / "a.json", as_json(given).encode(encoding))
    assert found(path)[2000:] == texts(encoding)


@pytest.mark.parametrize(("main", "other"), [("gbk", "utf-8"), ("utf-8", "gbk"), ("big5", "utf-8"), ("utf-8", "big5")])
@pytest.mark.parametrize("at", [0, 30, 59])
def test_one_line_in_another_encoding_costs_nothing(main: str, other: str, at: int, tmp_path: Path) -> None:
    given = texts("big5" if "big5" in {main, other} else main)
    lines = [as_json({"text": text}).encode(other if n == at else main) for n, text in enumerate(given)]
    path = put(tmp_path / "a.jsonl", b"\n".join(lines))
    assert found(path) == given
    assert found(path, Settings(encoding=main)) == given


def test_a_line_of_a_few_characters_goes_with_its_file(tmp_path: Path) -> None:
    given = [*texts("gbk"), "联通", "文字", "好", *texts("gbk")]
    path = put(tmp_path / "a.jsonl", "".join(as_json({"text": text}) + "\n" for text in given).encode("gbk"))
    assert found(path) == given


def test_a_corrupt_byte_costs_its_character(tmp_path: Path) -> None:
    lines = [as_json({"text": TEXT}).encode("gbk") for _ in range(9)]
    lines[4] = lines[4].replace("花".encode("gbk"), b"\xff")
    given = found(put(tmp_path / "a.jsonl", b"\n".join(lines)))
    assert given == [TEXT] * 4 + [TEXT.replace("花", "\ufffd")] + [TEXT] * 4


def test_a_line_in_no_encoding_is_a_fault_of_its_own(tmp_path: Path) -> None:
    noise = random.Random(3).randbytes(300).replace(b"\n", b"")
    lines = [as_json({"text": TEXT}).encode("gbk"), b'{"text": "' + noise + b'"}', as_json({"text": TEXT}).encode()]
    path = put(tmp_path / "a.jsonl", b"\n".join(lines))
    assert outcomes(path) == [f"#line=1 {TEXT}", "#line=2 unreadable", f"#line=3 {TEXT}"]
    assert documents(path)[1].data.rstrip() == lines[1]


def test_an_item_in_another_encoding_costs_no_other(tmp_path: Path) -> None:
    items = [as_json({"text": TEXT}).encode("gbk" if n == 5 else "utf-8") for n in range(9)]
    assert found(put(tmp_path / "a.json", b"[" + b",".join(items) + b"]")) == [TEXT] * 9
    items = [as_json({"text": TEXT}).encode("utf-8" if n == 5 else "gbk") for n in range(9)]
    given = documents(put(tmp_path / "b.json", b"[" + b",".join(items) + b"]"))
    assert [document.data for n, document in enumerate(given) if n != 5] == [TEXT.encode()] * 8


@pytest.mark.parametrize("encoding", ["gbk", "big5", "utf-16", "utf-32-be"])
def test_parts_of_json_lines_in_other_encodings(encoding: str, tmp_path: Path) -> None:
    raw = "".join(as_json({"text": text}) + "\n" for text in texts(encoding))
    path = put(tmp_path / "a.jsonl", raw.encode(encoding))
    files = split_file(read.SourceFile("s", tmp_path, path), 1000)
    assert (len(files) > 1) == (encoding in {"gbk", "big5"})
    parts = [
        document
        for file in files
        for document in read.read_documents(path, source_id="s", root=tmp_path, span=file.span)
    ]
    assert parts == documents(path)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-32-be", "utf-8"])
def test_pieces_of_a_stream_make_no_difference(encoding: str) -> None:
    data = "\n".join(texts(encoding)).encode(encoding)
    rng = random.Random(1)

    class Pieces(io.BufferedReader):
        def read1(self, size: int = -1, /) -> bytes:
            return super().read1(min(size, rng.randrange(1, 9)))

    for _ in range(20):
        readline = transcode.Utf8Stream(Pieces(cast("io.RawIOBase", io.BytesIO(data))), encoding).readline
        assert b"".join(iter(partial(readline, 50), b"")).decode() == data.decode(encoding)


def test_what_is_read_of_a_broken_stream_comes_before_its_error() -> None:
    raw = cast("io.RawIOBase", io.BytesIO("甲\n乙".encode("utf-16-le") + b"x"))
    stream = transcode.Utf8Stream(io.BufferedReader(raw), "utf-16-le")
    assert [stream.readline(99), stream.readline(99)] == ["甲\n".encode(), "乙".encode()]
    with pytest.raises(EOFError, match="inside a character of utf-16-le"):
        stream.readline(99)


@pytest.mark.parametrize("encoding", WIDE)
@pytest.mark.parametrize("extra", [b"", b"A", b"\xe5"], ids=["lost", "put in", "junk put in"])
@pytest.mark.parametrize("shape", ["a.jsonl", "a.json", "a.csv", "a.jsonl.gz"])
def test_a_byte_of_a_wide_encoding_costs_its_line(shape: str, extra: bytes, encoding: str, tmp_path: Path) -> None:
    """Or a few characters of it: at any place of a file of many pieces, in an odd or an even byte."""
    given = [f"{n}：{text}" for n, text in enumerate(texts(encoding) * 40)]
    if shape == "a.csv":
        raw = "n,text\r\n" + "".join(f"{n},{text}\r\n" for n, text in enumerate(given))
    elif shape == "a.json":
        raw = as_json([{"text": text} for text in given])
    else:
        raw = "".join(as_json({"text": text}) + "\n" for text in given)
    data = raw.encode(encoding)
    assert len(data) > 1 << 17
    rng = random.Random(len(extra))
    for at in [len(data) // 2, *(rng.randrange(200, len(data) - 2000) for _ in range(4))]:
        damaged = data[:at] + extra + data[at + (not extra) :]
        path = put(tmp_path / shape, gzip.compress(damaged) if shape.endswith("gz") else damaged)
        read_ = documents(path)
        whole = {document.data.decode("utf-8", "replace") for document in read_ if not document.fault}
        assert len(set(given) - whole) <= 3
        assert len(given) - 2 <= len(read_) <= len(given) + 2


# ---------------------------------------------------------------- CSV


@pytest.mark.parametrize("encoding", [*WIDE, "utf-8", "gbk", "big5"])
@pytest.mark.parametrize("names", ["标题,正文", "title,text"])
def test_csv_in_wide_encodings(encoding: str, names: str, tmp_path: Path) -> None:
    if encoding == "big5":
        names = names.replace("标题", "標題")
    given = texts(encoding)
    raw = names + "\r\n" + "".join(f"题{n},{text}\r\n".replace("题", "三") for n, text in enumerate(given))
    path = put(tmp_path / "a.csv", raw.encode(encoding))
    settings = Settings(fields=Fields(text=names.partition(",")[2], title=names.partition(",")[0]))
    assert outcomes(path, settings) == [f"#row={n} {text}" for n, text in enumerate(given, 2)]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk", "utf-16"])
@pytest.mark.parametrize("ends", [["\r"], ["\r", "\n"], ["\r\n", "\n", "\r"], ["\r\n"], ["\n"]])
def test_csv_lines_end_in_any_way(encoding: str, ends: list[str], tmp_path: Path) -> None:
    lines = ["n,text", *(f"{n},{TEXT}" for n in range(9)), f'9,"{TEXT}\r{TEXT}\n{TEXT}"']
    raw = "".join(line + ends[n % len(ends)] for n, line in enumerate(lines))
    expected = [*[TEXT] * 9, f"{TEXT}\r{TEXT}\n{TEXT}"]
    path = put(tmp_path / "a.csv", raw.encode(encoding))
    assert outcomes(path) == [f"#row={n} {text}" for n, text in enumerate(expected, 2)]


def test_many_lines_that_end_in_carriage_returns(tmp_path: Path) -> None:
    path = put(tmp_path / "a.csv", "n,text\r" + "".join(f"{n},{TEXT}\r" for n in range(20_000)))
    assert [document.data for document in documents(path)] == [TEXT.encode()] * 20_000


PROSE = {
    "gb18030": "今天早上，河边的老人说，水位又涨了不少，大家都要注意安全。学校已经通知学生不要到桥下去。",
    "big5hkscs": "今天早上，河邊的老人說，水位又漲了不少，大家都要注意安全。學校已經通知學生不要到橋下去。",
}


@pytest.mark.parametrize("charset", PROSE)
def test_plain_prose_is_read_as_the_whole_of_decode_reads_it(charset: str) -> None:
    line = as_json({"text": PROSE[charset]}).encode(charset)
    assert transcode._plain_prose(line, charset) == as_json({"text": PROSE[charset]})
    assert transcode.as_utf8(line, None, Settings()) == as_json({"text": PROSE[charset]}).encode()


@pytest.mark.parametrize("charset", PROSE)
@pytest.mark.parametrize(
    "line",
    [
        PROSE["gb18030"].encode("utf-8"),
        PROSE["gb18030"].encode("utf-8")[:-1],
        ("水" + PROSE["gb18030"]).encode("utf-16-le"),
        "강가의 노인은 오늘 아침 물이 다시 불어났다고 말했다. 학교는 학생들에게 알렸다.".encode("euc_kr"),
        "川辺の老人は今朝また水位が上がったと話した。学校は生徒に知らせた。".encode("cp932"),
        "川辺の老人は今朝また水位が上がったと話した。学校は生徒に知らせた。".encode("euc_jp"),
        "Сегодня утром старик у реки сказал, что вода снова поднялась.".encode("koi8_r"),
        b"plain ASCII, and nothing beyond it",
        "好".encode("gb18030"),
        "龘靐齉爩鱻麤龗灪吁龖厵滟爨癵籱饢驫鲡鹂鸾".encode("gb18030"),
        PROSE["gb18030"].encode("gb18030") + PROSE["gb18030"].encode("utf-8"),
    ],
    ids=range(11),
)
def test_what_is_not_plainly_prose_is_left_to_decode(line: bytes, charset: str) -> None:
    assert transcode._plain_prose(line, charset) is None


def test_plain_prose_of_the_other_chinese_encoding_is_left_to_decode() -> None:
    for charset, other in (("gb18030", "big5hkscs"), ("big5hkscs", "gb18030")):
        assert transcode._plain_prose(PROSE[other].encode(other), charset) is None
        assert transcode._plain_prose(PROSE[charset].encode(charset)[:20] + b"\1" + b"a" * 80, charset) is None
        assert transcode._plain_prose(PROSE[charset].encode(charset).replace(b"\xa1", b"\xff", 1), charset) is None
