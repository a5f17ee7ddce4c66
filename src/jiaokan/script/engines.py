"""The engines that convert between scripts, behind one interface: a text, and the name of an OpenCC configuration.

- `opencc` (the default): OpenCC's current dictionaries, compiled (tables.py). They come with jiaokan, so the result is
  the same on every machine: that of the official package, to the letter.
- `opencc-python-reimplemented`: the older dictionaries of that package, compiled; its own result, to the letter.
- `opencc-pyo3`: that package (Rust; its own choice of forms), where it is installed.

Where they differ on words is listed and reviewed in tests/bench/script/engines.tsv.
"""

from __future__ import annotations

import functools
import io
import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Protocol

from jiaokan.codes import Utf32, look_up
from jiaokan.errors import InputError
from jiaokan.script.tables import N_CODES, Converter, Dictionary, LongestFirst, Piece, Stage
from jiaokan.settings import Engine

if TYPE_CHECKING:
    import zipfile

    import numpy as np
    import numpy.typing as npt


class Convert(Protocol):
    """One direction of an engine. `codes` are the text's; what comes out longer or shorter is added to `moves`."""

    def __call__(self, codes: Utf32, text: str, moves: list[Piece] | None = None) -> str: ...


INVERSE = "inverse"  # the configuration that undoes a map of characters, in the engine "opencc"
# What such a map gives none of, and Simplified text has itself: undoing it leaves them.
KEPT_BY_A_MAP = frozenset("乾藉徵覆夥瞭於祇沈昇")

# Marks that opencc-python-reimplemented cuts a text at before it looks for phrases, besides white space.
_CUTS = (
    "-,.?!*　，。、；：？！…“”‘’『』「」﹁﹂—－（）《》〈〉～．"
    "／＼︒︑︔︓︿﹀︹︺︙︐［﹇］﹈︕︖︰︳︴︽︾︵︶｛︷｝︸﹃﹄【︻】︼"
)


@functools.cache
def converter(engine: Engine, config: str) -> Convert:
    """`engine` in the direction `config` (t2s, s2twp …). Raises InputError where it is not to be had."""
    try:
        return _ENGINES[engine](config)
    except (KeyError, FileNotFoundError) as error:
        raise InputError(f"the engine {engine} has no configuration {config}") from error
    except ImportError as error:
        raise InputError(f"the engine {engine} is not installed: pip install {engine}") from error


@functools.cache
def name_of(engine: Engine) -> str:
    """Engine and version, as recorded: "opencc 1.4.2"."""
    if engine == "opencc":
        return f"opencc {_archive().read('VERSION').decode()}"
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"{engine} {version(engine)}"
    except PackageNotFoundError as error:
        raise InputError(f"the engine {engine} is not installed: pip install {engine}") from error


def _inverse() -> Convert:
    """What undoes a map of Simplified characters to Traditional ones: character by character."""
    characters = {**dictionary("TSCharacters")}
    for char in KEPT_BY_A_MAP:
        characters.pop(char, None)
    return Converter([Stage((characters,))]).convert_codes


def _official(config: str) -> Convert:
    if config == INVERSE:
        return _inverse()
    chain = json.loads(_archive().read(f"{config}.json"))
    stages = [Stage(_flat(step["dict"])) for step in chain["conversion_chain"]]
    (segments,) = _flat(chain["segmentation"]["dict"]) if "segmentation" in chain else (None,)
    (variants,) = _flat(chain["normalization"][0]["dict"])
    return Converter(stages, segments=segments, variants=variants).convert_codes


def _flat(part: Any) -> tuple[Dictionary, ...]:
    """The dictionaries of a group in order; those of a union as one, where the first that has a key wins."""
    if part["type"] != "group":
        return (dictionary(part["file"].removesuffix(".ocd2")),)
    parts = [one for member in part["dicts"] for one in _flat(member)]
    if part.get("match_policy") != "union":
        return tuple(parts)
    union: dict[str, str] = {}
    for one in reversed(parts):
        union.update(one)
    return (union,)


@functools.cache
def _archive() -> zipfile.ZipFile:
    import zipfile

    return zipfile.ZipFile(io.BytesIO((files("jiaokan.data") / "opencc.zip").read_bytes()))


@functools.cache
def dictionary(name: str) -> Dictionary:
    """A dictionary of OpenCC's by its name (TSPhrases …): each key with the first of its values."""
    return _read(_archive().read(f"{name}.txt").decode())


@functools.cache
def _several() -> npt.NDArray[np.bool_]:
    """Of each code point: a Simplified character with more than one Traditional one?"""
    import numpy as np

    table = np.zeros(N_CODES, np.bool_)
    lines = _archive().read("STCharacters.txt").decode().splitlines()
    table[[ord(line[0]) for line in lines if " " in line]] = True
    return table


# Where a word may stand around a character, the likeliest first.
_AROUND = ((0, 2), (-1, 1), (-1, 2), (0, 3), (-2, 1), (-1, 3), (-2, 2), (0, 4), (-3, 1), (-2, 3), (-1, 4))


def untold(codes: Utf32, text: str) -> list[int]:
    """Places of Simplified characters with several Traditional ones that stand in no word of OpenCC's."""
    words = dictionary("STPhrases")
    return [
        at
        for at in look_up(_several(), codes).nonzero()[0].tolist()
        if not any(at + a >= 0 and text[at + a : at + b] in words for a, b in _AROUND)
    ]


def _read(text: str) -> dict[str, str]:
    pairs = (line.strip().split("\t") for line in text.splitlines() if "\t" in line)
    return {key: values.split(" ")[0] for key, values in pairs}


def _reimplemented(config: str) -> Convert:
    package = files("opencc")
    chain = json.loads((package / "config" / f"{config}.json").read_text("utf-8"))

    def read(part: Any) -> Iterator[Dictionary]:
        for member in part["dicts"] if part["type"] == "group" else [part]:
            yield _read((package / "dictionary" / member["file"]).read_text("utf-8"))

    stages = [LongestFirst(tuple(read(step["dict"]))) for step in chain["conversion_chain"]]
    return Converter(stages, separators=_CUTS).convert_codes


def _pyo3(config: str) -> Convert:
    from opencc_pyo3 import OpenCC

    if config.endswith("p") or not OpenCC.is_valid_config(config):
        raise KeyError(config)  # it does not say where words came out longer or shorter
    convert = OpenCC(config).convert
    return lambda codes, text, moves=None: convert(text)  # noqa: ARG005


_ENGINES: dict[Engine, Callable[[str], Convert]] = {
    "opencc": _official,
    "opencc-python-reimplemented": _reimplemented,
    "opencc-pyo3": _pyo3,
}
