"""Make the small tables of this folder from the packages they come from: `make data`. build_model.py makes the others.

readings.txt.gz   character TAB readings: pypinyin (MIT), the characters that GBK can write
traditional.txt.gz  Traditional TAB Simplified: OpenCC's TSCharacters (Apache-2.0), first choice, where they differ
simplified.txt.gz   the reverse: OpenCC's STCharacters, first choice, where no Traditional text has the character

Deterministic: the same package versions give the same bytes. Not imported at run time.
"""

from __future__ import annotations

import gzip
from importlib.metadata import version
from pathlib import Path

import opencc
from pypinyin.constants import PINYIN_DICT

HERE = Path(__file__).parent


def main() -> None:
    readings = {chr(code): value for code, value in PINYIN_DICT.items() if is_gbk(chr(code))}
    write("readings.txt.gz", [f"{char}\t{value}" for char, value in sorted(readings.items())])

    to_simplified = opencc_table("TSCharacters.txt")
    write("traditional.txt.gz", [f"{t}\t{s[0]}" for t, s in sorted(to_simplified.items()) if t != s[0]])
    # OpenCC's Traditional is its own standard (羣): what Taiwan or Hong Kong write (群) is Traditional too.
    regions = [opencc_table("TWVariants.txt"), opencc_table("HKVariants.txt")]
    to_traditional = {
        simple: {*forms, *(form for region in regions for one in forms for form in region.get(one, []))}
        for simple, forms in opencc_table("STCharacters.txt").items()
    }
    only = sorted(simple for simple, forms in to_traditional.items() if simple not in forms)
    write("simplified.txt.gz", [f"{simple}\t{min(to_traditional[simple])}" for simple in only])

    for package in ("pypinyin", "opencc-python-reimplemented"):
        print(package, version(package))


def opencc_table(name: str) -> dict[str, list[str]]:
    """Character → its choices, the preferred first."""
    path = Path(opencc.__file__).parent / "dictionary" / name
    pairs = [line.split("\t") for line in path.read_text("utf-8").splitlines() if line]
    return {char: choices.split(" ") for char, choices in pairs}


def is_gbk(char: str) -> bool:
    try:
        char.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def write(name: str, lines: list[str]) -> None:
    data = gzip.compress(("\n".join(lines) + "\n").encode(), compresslevel=9, mtime=0)
    (HERE / name).write_bytes(data)
    print(name, len(lines), "lines,", len(data), "bytes")


if __name__ == "__main__":
    main()
