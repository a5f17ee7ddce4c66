from __future__ import annotations

from pathlib import Path

import pytest

from jiaokan.errors import InputError
from jiaokan.settings import DEFAULT, Settings
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
        ('encodng = "gbk"', "unknown key 'encodng' (did you mean 'encoding'?); known are script, encoding"),
        ("encoding = 1", "encoding: expected str, got 1"),
        ('encoding = "rot13"', "encoding: expected the name of a text encoding, got 'rot13'"),
        ('encoding = "klingon"', "klingon"),
        ('script = "hans"', "script: expected one of Hans, Hant, keep"),
        ('furniture = "上一篇"', "furniture: expected a list"),
        ("furniture = [1]", "furniture: expected str, got 1"),
        ("site_name = ", "site.toml"),
    ],
)
def test_what_makes_no_sense_is_named(text: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        load_settings(write(tmp_path, text))
    assert complaint in str(caught.value)
    assert "site.toml" in str(caught.value)
