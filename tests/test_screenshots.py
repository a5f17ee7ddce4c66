from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.screenshots import main


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("chromium"), reason="there is no chromium on PATH")
def test_pages_are_shot(tmp_path: Path) -> None:
    """That they show what they are to show is seen to by what shoots them."""
    main(tmp_path, "run-page", "damage-dataset")
    shot = {picture.stem: picture.read_bytes() for picture in tmp_path.iterdir()}
    assert set(shot) == {"run-page", "damage-dataset"}
    assert all(data.startswith(b"\x89PNG") and len(data) > 20_000 for data in shot.values())


def test_without_chromium_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit, match="no chromium on PATH"):
        main(tmp_path / "build")
    assert not (tmp_path / "build").exists()
