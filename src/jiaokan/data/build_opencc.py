"""Make opencc.zip, the dictionaries and configurations of OpenCC as text: `make data OPENCC=…`.

OPENCC: the folder that `pip install --no-deps --target FOLDER opencc==1.4.2` filled (Apache-2.0). Its dictionaries are
there in a binary form, which its own tool opencc_dict turns into text. They are kept as they are; only the
configurations from and to Japanese are left out. Deterministic. Not imported at run time.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of every member, so that the same dictionaries give the same bytes


def main(folder: str) -> None:
    package = Path(folder)
    (info,) = package.glob("opencc-*.dist-info")
    share = package / "opencc/clib/share/opencc"
    members = {"VERSION": info.name.removeprefix("opencc-").removesuffix(".dist-info")}
    names: set[str] = set()
    for path in sorted(share.glob("*.json")):
        config = json.loads(path.read_text("utf-8"))
        if "jp" in path.stem or "conversion_chain" not in config:
            continue
        members[path.name] = json.dumps(config, ensure_ascii=False, separators=(",", ":"))
        names.update(dictionaries(config))
    tool = package / "opencc/clib/bin/opencc_dict"
    tool.chmod(0o755)
    with tempfile.TemporaryDirectory() as scratch:
        for name in sorted(names):
            text = Path(scratch, f"{name}.txt")
            source = share / f"{name}.ocd2"
            subprocess.run([tool, "-i", source, "-o", text, "-f", "ocd2", "-t", "text"], check=True)  # noqa: S603
            members[text.name] = text.read_text("utf-8")
    with zipfile.ZipFile(HERE / "opencc.zip", "w") as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED, 9)
    print(members["VERSION"], len(names), "dictionaries,", (HERE / "opencc.zip").stat().st_size, "bytes")


def dictionaries(part: Any) -> Iterator[str]:
    """The names of the dictionaries a part of a configuration uses."""
    if isinstance(part, dict):
        if str(part.get("file", "")).endswith(".ocd2"):
            yield part["file"].removesuffix(".ocd2")
        for value in part.values():
            yield from dictionaries(value)
    elif isinstance(part, list):
        for value in part:
            yield from dictionaries(value)


if __name__ == "__main__":
    main(sys.argv[1])
