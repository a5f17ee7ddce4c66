from __future__ import annotations

from pathlib import Path

import pytest

from jiaokan.document import RawDocument
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
    assert load_settings(path) == Settings(
        script="keep", encoding="GB2312", site_name="某网", furniture=("上一篇", "下一篇")
    )


def test_no_file_no_change(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.toml") == DEFAULT


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('encodng = "gbk"', "site.toml: encodng: unknown key (did you mean encoding?); known are script, phrases"),
        ("encoding = 1", "encoding: expected str, got 1"),
        ('encoding = "rot13"', "encoding: expected the name of a text encoding, got 'rot13'"),
        ('encoding = "klingon"', "klingon"),
        ('script = "hans"', "script: expected one of Hans, Hant, TW, HK, keep"),
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
        'format = "json"\nitems = "data.list"\ninclude = ["*.csv"]\n'
        '[fields]\nhtml = "raw_html"\ntitle = "meta.headline"\n[assertions]\nmin_documents = 3\nmax_reject_ratio = 1\n',
    )
    assert load_settings(path) == Settings(
        format="json",
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
        ("[assertions]\nmax_drop_ratio = -0.1", "assertions.max_drop_ratio: expected a ratio from 0 to 1, got -0.1"),
        ("[assertions]\nmax_reject_ratio = nan", "expected a ratio from 0 to 1, got nan"),
        ("include = ['']", "include: expected a glob, got ''"),
        ("items = ''", "items: expected keys, as in data.list, got ''"),
        ("items = 'a..b'", "items: expected keys, as in data.list, got 'a..b'"),
        ("items = 'a.'", "items: expected keys"),
        ("items = '.'", "items: expected keys"),
        ("items = 'a'\nformat = 'csv'", "items: expected only with format json, got format csv"),
        ("where = ''", "where: expected a folder or URL, got ''"),
        ("where = ' '", "where: expected a folder or URL, got ' '"),
        ("site_name = ''", "site_name: expected a text, got ''"),
        ("furniture = ['上一篇', '']", "furniture: expected whole lines, one each, got ''"),
        ('furniture = ["上一篇\\n下一篇"]', "furniture: expected whole lines"),
        ("include = ['*.csv', '*.txt', '*.csv']", "include: expected each glob once, got '*.csv' twice"),
        ("include = ['/data/*.csv']", "include: expected a glob over paths inside the source"),
        ("exclude = ['./*.csv']", "exclude: expected a glob over paths inside the source"),
        ("exclude = ['../*']", "exclude: expected a glob over paths inside the source"),
        ("exclude = ['2024/']", "exclude: expected a glob over paths inside the source"),
        ("[fields]\ntitle = ''", "fields.title: expected a column or key, got ''"),
        ("[fields]\ntext = ' '", "fields.text: expected a column or key, got ' '"),
        (
            "[fields]\ntext = ''\ndata_base64 = ''",
            "fields: expected a key for one of data_base64, html, text",
        ),
        ("[[patches]]\nfind = 'a'\n[[patches]]\nfind = 'a'\nreplace = 'b'", "patches: expected one replacement"),
        ("[[patches]]\nfrom = 'a'", "patches.from: unknown key (did you mean find?); known are find, replace"),
        ("patches = ['a']", "patches: expected tables ([[patches]], each with find, replace), got ['a']"),
        ("patches = 'a'", "patches: expected tables ([[patches]], each with find, replace), got 'a'"),
        ("[patches]\nfind = 'a'", "patches: expected tables ([[patches]], each with find, replace), got {'find': 'a'}"),
        ("enc = 'gbk'", "enc: unknown key (did you mean encoding?)"),
        ("Site-Name = 'x'", "Site-Name: unknown key (did you mean site_name?)"),
        ("title = 'x'", "title: unknown key (did you mean fields.title?)"),
        ("[fields]\nencoding = 'gbk'", "fields.encoding: unknown key (did you mean encoding?)"),
        ("max_documents = 1", "max_documents: unknown key (did you mean assertions.max_documents?)"),
        (
            "script = 'keep'\nsite_name = \n",
            "site.toml: line 2: no TOML: Invalid value, at column 13 of",
        ),
        ("script = 'keep'\n\n[fields\n", "site.toml: line 3: no TOML: "),
        ("script = 'keep'\nscript = 'keep'", "site.toml: line 2: no TOML: Cannot overwrite a value, at "),
        ('script = "keep', "site.toml: line 1: no TOML: "),
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


@pytest.mark.parametrize(
    ("patch", "complaint"),
    [
        ('replace = "x"', "patches.find: expected a text, got ''"),
        ('find = ""', "patches.find: expected a text, got ''"),
        ('find = "a"\nreplace = "a"', "patches.replace: expected another text than find, got 'a' for both"),
    ],
)
def test_a_patch_that_does_nothing_is_refused(patch: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_settings(write(tmp_path, f"[[patches]]\n{patch}"))
    assert complaint in str(caught.value)
    assert "site.toml" in str(caught.value)


@pytest.mark.parametrize(
    ("patches", "body"),
    [
        ([("甲", "乙"), ("乙", "甲")], "乙说甲来了，甲说乙方走了，他们都很高兴。"),
        ([("甲", "乙"), ("乙", "丙"), ("丙", "甲")], "乙说丙来了，丙说乙方走了，他们都很高兴。"),
        ([("甲方", "甲"), ("甲", "甲方")], "甲方说乙来了，乙说甲走了，他们都很高兴。"),
        ([("高兴", "很高兴")], "甲说乙来了，乙说甲方走了，他们都很很高兴。"),
    ],
)
def test_patches_are_made_once(patches: list[tuple[str, str]], body: str, tmp_path: Path) -> None:
    """All at the same time, each where the page has its text: two may swap words, one may add to its own."""
    text = "".join(f'[[patches]]\nfind = "{find}"\nreplace = "{new}"\n' for find, new in patches)
    page = "老街的清晨\n甲说乙来了，乙说甲方走了，他们都很高兴。"
    record = clean(RawDocument("s", "a.txt", page.encode()), load_settings(write(tmp_path, text)))
    assert isinstance(record, Record)
    assert record.body == body


def test_bytes_that_are_no_utf8_are_told_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_bytes('script = "keep"\nsite_name = "某网"\n'.encode("gbk"))
    with pytest.raises(InputError, match=r"s\.toml: line 2: expected UTF-8, got the byte CD"):
        load_settings(tmp_path / "s.toml")


def test_what_windows_editors_leave_is_no_harm(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_bytes('\ufeffscript = "keep"\r\nsite_name = "某网"\r\n'.encode())
    assert load_settings(tmp_path / "s.toml") == Settings(script="keep", site_name="某网")


def test_a_default_field_can_be_switched_off(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, "[fields]\ndata_base64 = ''\nid = ''"))
    assert (settings.fields.data_base64, settings.fields.text) == ("", "text")
