from __future__ import annotations

from pathlib import Path

import pytest

from jiaokan.edit import replay, undo
from jiaokan.errors import InputError
from jiaokan.pipeline import clean
from jiaokan.read import discover
from jiaokan.record import Record
from jiaokan.settings import DEFAULT, Assertions, Fields, Settings
from jiaokan.sources import load_settings


def write(folder: Path, text: str) -> Path:
    path = folder / "site.toml"
    path.write_text(text, "utf-8")
    return path


def test_every_key_is_taken(tmp_path: Path) -> None:
    path = write(tmp_path, 'encoding = "GB2312"\nscript = "keep"\nsite_name = "某网"\nfurniture = ["上一篇", "下一篇"]')
    assert load_settings(path) == Settings("keep", "GB2312", "某网", ("上一篇", "下一篇"))


def test_no_file_no_change(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml") == DEFAULT


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('encodng = "gbk"', "site.toml: encodng: unknown key (did you mean encoding?); known are script, encoding"),
        ("encoding = 1", "encoding: expected str, got 1"),
        ('encoding = "rot13"', "encoding: expected the name of a text encoding, got 'rot13'"),
        ('encoding = "klingon"', "klingon"),
        ('script = "hans"', "script: expected one of Hans, Hant, keep"),
        ('furniture = "上一篇"', "furniture: expected a list"),
        ("furniture = [1]", "furniture: expected str, got 1"),
        ("learn = 0", "learn: expected bool, got 0"),
        ('learned = ["x"]', "learned: "),
        ("site_name = ", "site.toml"),
    ],
)
def test_what_makes_no_sense_is_named(text: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_settings(write(tmp_path, text))
    assert complaint in str(caught.value)
    assert "site.toml" in str(caught.value)


def test_tables_are_taken(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        'format = "csv"\nitems = "data.list"\ninclude = ["*.csv"]\n'
        '[fields]\nhtml = "raw_html"\ntitle = "meta.headline"\n[assertions]\nmin_documents = 3\nmax_reject_ratio = 1\n',
    )
    assert load_settings(path) == Settings(
        format="csv",
        items="data.list",
        include=("*.csv",),
        fields=Fields(html="raw_html", title="meta.headline"),
        assertions=Assertions(min_documents=3, max_reject_ratio=1.0),
    )


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('formt = "csv"', "formt: unknown key (did you mean format?)"),
        ('format = "xls"', "format: expected one of file, markdown, jsonl, json, csv, parquet, warc, got 'xls'"),
        ('[fields]\ntitel = "x"', "fields.titel: unknown key (did you mean title?); known are data_base64"),
        ("[fields]\ntitle = 3", "fields.title: expected str, got 3"),
        ('fields = "text"', "fields: expected a table ([fields]), got 'text'"),
        ("[assertions]\nmin_documents = 1.5", "assertions.min_documents: expected int, got 1.5"),
        ("[assertions]\nmin_documents = true", "assertions.min_documents: expected int, got True"),
        ("[assertions]\nmax_documents = -1", "assertions.max_documents: expected a number of documents, got -1"),
        ("[assertions]\nmin_documents = 5\nmax_documents = 4", "expected at most max_documents (4), got 5"),
        ("[assertions]\nmax_reject_ratio = 1.5", "assertions.max_reject_ratio: expected a ratio from 0 to 1, got 1.5"),
        ("[assertions]\nmax_reject_ratio = nan", "expected a ratio from 0 to 1, got nan"),
        ("include = ['']", "include: expected a glob, got ''"),
        ("items = ''", "items: expected keys, as in data.list, got ''"),
    ],
)
def test_what_makes_no_sense_in_a_table_is_named(text: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_settings(write(tmp_path, text))
    assert complaint in str(caught.value)
    assert "site.toml" in str(caught.value)


def test_a_source_can_be_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "corpus/raw/one").mkdir(parents=True)
    (tmp_path / "corpus/sources").mkdir()
    (tmp_path / "pages/2024").mkdir(parents=True)
    (tmp_path / "corpus/raw/one/a.txt").write_text("一")
    (tmp_path / "pages/2024/b.txt").write_text("二")
    (tmp_path / "corpus/sources/far.toml").write_text('where = "../pages"\nscript = "keep"')
    files = list(discover(tmp_path / "corpus"))
    assert [(file.source_id, file.uri, file.settings.script) for file in files] == [
        ("far", "2024/b.txt", "keep"),
        ("one", "a.txt", "Hans"),
    ]
    (tmp_path / "corpus/sources/far.toml").write_text('where = "../none"')
    with pytest.raises(InputError, match=r"far\.toml: where: expected a folder"):
        list(discover(tmp_path / "corpus"))
    (tmp_path / "corpus/sources/one.toml").write_text('where = "../pages"')
    (tmp_path / "corpus/sources/far.toml").unlink()
    with pytest.raises(InputError, match=r"one\.toml: where: there is a folder raw/one too"):
        list(discover(tmp_path / "corpus"))


def test_patches_are_edits(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(
        '[[patches]]\nfind = "[本站讯]"\n[[patches]]\nfind = "某某縣"\nreplace = "临江县"\n', "utf-8"
    )
    settings = load_settings(tmp_path / "s.toml")
    text = "春耕开始了\n\n[本站讯]某某縣的农民下田了，大家都很高兴。今年雨水好。"
    record = clean(text, settings)
    assert isinstance(record, Record)
    assert record.body == "临江县的农民下田了，大家都很高兴。今年雨水好。"
    patches = [edit for edit in record.edits if edit.rule == "patch"]
    assert [(edit.before, edit.after) for edit in patches] == [("[本站讯]", ""), ("某某縣", "临江县")]
    assert undo(replay(text, record.edits), record.edits) == text


@pytest.mark.parametrize("patch", ['replace = "x"', 'find = "a"\nreplace = "aa"', 'find = ""'])
def test_a_patch_that_never_ends_is_refused(patch: str, tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text(f"[[patches]]\n{patch}")
    with pytest.raises(InputError, match=r"s\.toml: patches: expected a text to find"):
        load_settings(tmp_path / "s.toml")
