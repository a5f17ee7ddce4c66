from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from jiaokan.errors import AssertionsError, ConflictError, DatasetError, JiaokanError
from tests import made

PAGE = """<!doctype html><meta charset="gb2312"><title>菜市场的早晨</title><h1>菜市场的早晨</h1>
<p>作者：李雷　2021-03-04</p><p>清晨的菜市场已经热闹起来，卖豆腐的老周把木板一块块卸下。</p>
<p>隔壁修鞋的师傅听了，笑着摇头：天天都这么说！</p>"""


def jiaokan(
    *arguments: str | Path, data: bytes = b"", env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "jiaokan", *map(str, arguments)],
        input=data,
        capture_output=True,
        check=False,
        env=os.environ | (env or {}),
    )


def rows(output: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.decode().split("\n")[:-1]]


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_bytes(PAGE.encode("gb18030"))
    return path


def test_ids_and_order_survive_rejects() -> None:
    ids = [3, "三", 2.5, None, True, 12345678901234567890123, {"a": [1]}, "x\ud800"]
    lines = [json.dumps({"id": value, "text": f"第{n}篇文章说的是春天的事情。"}) for n, value in enumerate(ids)]
    lines.insert(2, "{broken")
    lines.insert(5, json.dumps({"id": "png", "data_base64": base64.b64encode(b"\x89PNG\r\n\x1a\n").decode()}))
    lines.insert(7, json.dumps({"id": 9, "text": ""}))
    lines.insert(8, json.dumps({"id": 10}))
    done = jiaokan("clean", "--from", "jsonl", data="\n".join(lines).encode())
    assert done.returncode == 0, done.stderr
    found = rows(done.stdout)
    expected = [3, "三", None, 2.5, None, "png", True, 9, 10, 12345678901234567890123, {"a": [1]}, "x\ud800"]
    assert [(row["id"], type(row["id"])) for row in found] == [(value, type(value)) for value in expected]
    assert [row["status"] for row in found].count("rejected") == 4
    assert found[5]["reason"] == "wrong-type"
    assert {"stage", "reason", "detail"} <= found[2].keys()
    assert "第0篇文章" in found[0]["body"]


def test_half_a_surrogate_pair_does_not_end_the_stream() -> None:
    data = r'{"id": "\udc00", "text": "\ud800好的文章"}'.encode() + b'\n{"id": 2, "text": "ok"}\n'
    for command in ("clean", "repair"):
        done = jiaokan(command, "--from", "jsonl", data=data)
        assert done.returncode == 0, done.stderr
        assert [row["id"] for row in rows(done.stdout)] == ["\udc00", 2]


def test_a_line_is_answered_before_the_next_is_read() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "jiaokan", "clean", "--from", "jsonl"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdin
        assert process.stdout
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "text": "今天的天气很好。"}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(10) == 0


def test_a_file_gives_a_record_with_its_edits(page: Path) -> None:
    (row,) = rows(jiaokan("clean", page, "--edits").stdout)
    assert "id" not in row
    assert (row["status"], row["title"], row["encoding"]) == ("ok", "菜市场的早晨", "gb18030")
    assert isinstance(row["edits"], list)
    assert isinstance(row["flags"], list)


def test_text_and_markdown_lead_with_the_title(page: Path) -> None:
    text = jiaokan("clean", page, "--to", "text")
    assert text.stdout.decode().split("\n")[:2] == ["菜市场的早晨", ""]
    markdown = jiaokan("clean", page, "--to", "markdown").stdout.decode()
    assert markdown.startswith("# 菜市场的早晨\n\n- ")
    assert "\n\n隔壁修鞋的师傅" in markdown


@pytest.mark.parametrize("to", ["text", "markdown"])
def test_a_reject_that_has_no_place_in_the_output_is_an_exit_code(to: str, page: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.html").write_bytes(b"%PDF-1.4")
    done = jiaokan("clean", tmp_path / "bad.html", page, "--to", to)
    assert done.returncode == 1
    assert "wrong-type" in done.stderr.decode()
    assert "菜市场" in done.stdout.decode()


def test_a_folder_is_read_with_the_settings_of_its_sources(tmp_path: Path) -> None:
    (tmp_path / "raw/a").mkdir(parents=True)
    (tmp_path / "sources").mkdir()
    (tmp_path / "raw/a/x.txt").write_bytes("На рассвете рынок уже полон людей.".encode("cp1251"))
    (tmp_path / "sources/a.toml").write_text('encoding = "windows-1251"')
    (row,) = rows(jiaokan("clean", tmp_path).stdout)
    assert (row["source_id"], row["uri"], row["encoding"]) == ("a", "x.txt", "cp1251")


def test_repair_is_a_filter() -> None:
    text = "今天的天气很好，我们去公园。\n\n  第二行\n"
    done = jiaokan("repair", data=text.encode())
    assert (done.returncode, done.stdout.decode(), done.stderr) == (0, text, b"")
    assert jiaokan("repair", data=text.rstrip().encode("gbk")).stdout.decode() == text.rstrip()
    assert jiaokan("repair", data="若 a<b，则一".encode()).stdout.decode() == "若 a<b，则一"
    assert (jiaokan("repair", data=b"").stdout, jiaokan("repair", data=b"\n").stdout) == (b"", b"\n")


def test_repair_converts_on_request_only() -> None:
    assert jiaokan("repair", data="圖書館開放".encode()).stdout.decode() == "圖書館開放"
    assert jiaokan("repair", "--script", "Hans", data="圖書館開放".encode()).stdout.decode() == "图书馆开放"


def test_repair_of_json_lines() -> None:
    data = '{"id": 1, "text": "讓鮮紅黨旗高高飄揚(yáng)在城市上空"}\n{"id": 2, "text": ""}\nbroken\n'
    done = jiaokan("repair", "--from", "jsonl", "--edits", data=data.encode())
    first, second, third = rows(done.stdout)
    assert done.returncode == 0
    assert first["text"] == "讓鮮紅黨旗高高飄揚在城市上空"
    assert (first["id"], first["damage"], first["loss"]) == (1, ["pinyin-gloss"], [])
    assert first["edits"][0]["before"] == "(yáng)"
    assert (second["id"], second["text"]) == (2, "")
    assert (third["id"], third["status"], third["reason"]) == (None, "rejected", "unreadable")


def test_repair_of_what_is_no_text_fails() -> None:
    done = jiaokan("repair", data=b"\x7fELF")
    assert (done.returncode, done.stdout) == (1, b"")
    assert "wrong-type" in done.stderr.decode()


def test_explain_shows_every_stage(page: Path) -> None:
    done = jiaokan("explain", page)
    shown = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    for word in ("gb18030 (declared:meta)", "HTML", "repair", "script", "split", "body", "菜市场的早晨"):
        assert word in shown
    assert "\x1b" not in shown


def test_a_document_inside_a_file_is_named_by_its_uri(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "c.zip", "w") as made:
        made.writestr("x/d.txt", "本馆每天上午九点开门，欢迎读者。")
        made.writestr("e.jsonl", '{"id": 1, "text": "本馆每天上午九点开门，欢迎读者。"}\n')
    explained = jiaokan("explain", tmp_path / "c.zip!" / "x" / "d.txt")
    assert explained.returncode == 0
    assert explained.stdout.decode().startswith("c.zip!/x/d.txt  48 bytes")
    assert jiaokan("clean", f"{tmp_path}/c.zip!/e.jsonl#line=1", "--to", "text").stdout.decode().startswith("本馆每天")
    assert jiaokan("explain", tmp_path / "c.zip!" / "none.txt").returncode == 3


def test_explain_tells_furniture_stated_and_learned(tmp_path: Path) -> None:
    (tmp_path / "raw/site").mkdir(parents=True)
    (tmp_path / "sources").mkdir()
    text = "河水涨了\n\n过桥的人停下来看，谁也没有说话。\n老街客户端，天天见\n今日围观 31 人次\n"
    (tmp_path / "raw/site/1.txt").write_text(text, "utf-8")
    (tmp_path / "sources/site.toml").write_text('furniture = ["老街客户端，天天见"]', "utf-8")
    dataset = tmp_path / "dataset"
    made.commit(dataset, [made.Input("1.txt")], furniture=[made.learned("今日围观 5 人次")])
    shown = jiaokan("explain", tmp_path, "--dataset", dataset).stdout.decode()
    assert "老街客户端，天天见  (furniture of the source)\n" in shown
    assert "今日围观 31 人次  (furniture learned over the source)\n" in shown
    assert "learned" not in jiaokan("explain", tmp_path).stdout.decode()
    assert jiaokan("explain", tmp_path, "--dataset", tmp_path / "none").returncode == 3


def test_explain_shows_where_a_document_is_rejected() -> None:
    done = jiaokan("explain", "-", data=b"%PDF-1.4")
    assert done.returncode == 1
    assert "wrong-type" in done.stdout.decode()


def test_explain_shows_an_edit_in_its_place() -> None:
    done = jiaokan("explain", "-", data="讓鮮紅黨旗高高飄揚(yáng)在城市上空[x]".encode())
    assert "飄揚[(yáng) → ]在城市上空[x]" in done.stdout.decode()


def test_rules_are_listed_and_shown() -> None:
    from jiaokan.rules import RULES

    listed = jiaokan("rules").stdout.decode()
    assert all(rule.id in listed for rule in RULES)
    shown = jiaokan("rules", RULES[0].id).stdout.decode()
    assert all(heading in shown for heading, _ in RULES[0].sections)
    assert jiaokan("rules", "no-such-rule").returncode == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--version"], 0),
        (["--help"], 0),
        (["clean", "--nonsense"], 2),
        (["clean", "--to", "pdf"], 2),
        (["nonsense"], 2),
        (["clean", "/no/such/file"], 3),
        (["explain", "/no/such/file"], 3),
        (["run", "/no/such/folder"], 3),
        (["clean", "--to", "text", "--edits"], 2),
        (["repair", "--edits"], 2),
        (["repair", "tests"], 2),
    ],
)
def test_exit_codes(arguments: list[str], code: int) -> None:
    done = jiaokan(*arguments)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr
    assert (code == 0) == (done.stderr == b"")


def test_json_lines_on_standard_input_are_known_by_their_looks() -> None:
    done = jiaokan("clean", data='{"id": "a", "text": "第一篇。"}\n{"id": "b", "text": "第二篇。"}\n'.encode())
    assert [json.loads(line)["id"] for line in done.stdout.splitlines()] == ["a", "b"]
    done = jiaokan("clean", data='{"花括号"} 也可以是正文的第一个字符。'.encode())
    assert "id" not in json.loads(done.stdout)


@pytest.mark.parametrize("device", ["/dev/full"])
def test_output_that_can_not_be_written_is_a_message(device: str, page: Path) -> None:
    if not Path(device).exists():
        pytest.skip("this system has no such device")
    with Path(device).open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "jiaokan", "clean", str(page)], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert done.returncode == 3
    assert b"Traceback" not in done.stderr


def test_a_bad_settings_file_is_a_message(tmp_path: Path) -> None:
    (tmp_path / "raw/a").mkdir(parents=True)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/a.toml").write_text("colour = 1")
    done = jiaokan("clean", tmp_path)
    assert done.returncode == 3
    assert "colour" in done.stderr.decode()


@pytest.mark.parametrize(
    ("error", "code"),
    [(DatasetError("a"), 3), (ConflictError("another writer was first"), 4), (AssertionsError("too few"), 5)],
)
def test_what_stops_a_run_has_a_code(monkeypatch: pytest.MonkeyPatch, error: JiaokanError, code: int) -> None:
    from typer.testing import CliRunner

    import flows.clean
    from jiaokan.cli import app

    def lose(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(flows.clean, "run", lose)
    done = CliRunner().invoke(app, ["run", "corpus"])
    assert done.exit_code == code


def test_a_reader_that_has_seen_enough_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "many.jsonl").write_bytes(b'{"text": "\xe5\xa5\xbd"}\n' * 5000)
    command = f"{sys.executable} -m jiaokan clean {tmp_path}/many.jsonl; echo $? >&2"
    done = subprocess.run(["bash", "-c", f"({command}) | head -1"], capture_output=True, check=False)
    assert done.stdout.count(b"\n") == 1
    assert done.stderr == b"0\n"


@pytest.mark.parametrize(
    "env", [{"LC_ALL": "C", "PYTHONUTF8": "0"}, {"PYTHONIOENCODING": "gbk"}, {"PYTHONIOENCODING": "ascii:strict"}]
)
def test_output_is_utf8_whatever_the_locale(env: dict[str, str], page: Path) -> None:
    assert "菜市场" in jiaokan("clean", page, "--to", "text", env=env).stdout.decode()
    assert "菜市场" in jiaokan("explain", page, env=env).stdout.decode()
    assert jiaokan("clean", "/没有", env=env).returncode == 3


_HEAVY = (
    *("prefect", "flows", "pyarrow", "pandas", "polars", "duckdb", "deltalake", "datasets", "fastapi", "fsspec"),
    *("fastwarc", "yaml", "ftfy", "opencc", "charset_normalizer", "selectolax"),
)


@pytest.mark.parametrize(
    ("arguments", "may"),
    [
        (["--version"], ()),
        (["--help"], ("rich",)),
        (["repair"], ()),
        (["repair", "--from", "jsonl"], ()),
        (["clean", "--from", "jsonl"], ()),
        (["clean", "--from", "text"], ()),
        (["clean", "--from", "text", "--to", "markdown"], ()),
        (["clean", "--from", "html"], ("selectolax",)),
    ],
    ids=" ".join,
)
def test_the_filters_import_nothing_heavy(arguments: list[str], may: tuple[str, ...]) -> None:
    heavy = [name for name in (*_HEAVY, "rich", "numpy", "tomllib") if name not in may]
    code = (
        f"import sys; sys.argv = ['jiaokan', *{arguments}]\n"
        "from jiaokan.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        f"sys.exit(' '.join(name for name in {heavy} if name in sys.modules) or None)"
    )
    data = '{"text": "今天的天气很好。"}\n'.encode()
    done = subprocess.run([sys.executable, "-c", code], input=data, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("dataset", ["memory://set", "hdfs://host:8020/set"])
def test_a_dataset_in_another_store_is_refused(dataset: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("文")
    done = jiaokan("run", tmp_path, "--dataset", dataset)
    assert done.returncode == 2
    assert "a dataset is a folder of this machine" in " ".join(done.stderr.decode().replace("│", "").split())
    assert not Path(dataset.partition("/")[0]).exists()
