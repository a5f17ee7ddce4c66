"""The compiled engines give what the packages give whose dictionaries they hold."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from jiaokan.codes import utf32_of
from jiaokan.data import build_opencc
from jiaokan.errors import InputError
from jiaokan.script.engines import converter, dictionary, name_of
from jiaokan.script.tables import Converter, LongestFirst, Stage
from jiaokan.settings import Engine
from tests.bench.script import official
from tests.bench.script.texts import headwords, in_traditional, prose

needs_official = pytest.mark.skipif(not official.is_there(), reason="make .venv/opencc/ready")
REIMPLEMENTED: Engine = "opencc-python-reimplemented"


def run(engine: Engine, config: str, text: str) -> str:
    return converter(engine, config)(utf32_of(text), text)


def joined(keys: list[str], seed: int) -> list[str]:
    """Keys and parts of keys side by side, so that phrases overlap."""
    rng = random.Random(seed)
    keys = rng.sample(keys, len(keys))
    return [a[-3:] + b[:4] + c for a, b, c in zip(keys, keys[1:], keys[2:], strict=False)]


@pytest.fixture(scope="module")
def hard_texts() -> str:
    """All keys of OpenCC's dictionaries, joined too; all ideographs; headwords; prose: 8 MB, a text a line."""
    names = [
        *("STPhrases", "TSPhrases", "TWPhrases", "TWPhrasesRev", "HKPhrases"),
        *("HKVariantsPhrases", "HKVariantsRevPhrases", "TWVariantsRevPhrases"),
    ]
    keys = [key for name in names for key in dictionary(name)]
    compatibility = {value: key for key, value in dictionary("CJK_Compatibility_Ideographs").items()}
    lines = [*keys, *joined(keys, 1), *("".join(compatibility.get(char, char) for char in key) for key in keys)]
    lines += [chr(code) for code in range(0x2E80, 0x32400) if not 0xD800 <= code < 0xE000]
    lines += [*headwords(), *(form for forms in headwords().values() for form in forms)]
    return "\n".join([*lines, prose(), in_traditional(prose())])


@needs_official
@pytest.mark.parametrize("config", official.CONFIGS)
def test_the_default_engine_is_the_official_package_to_the_letter(config: str, hard_texts: str) -> None:
    (theirs,), _ = official.convert(config, [hard_texts])
    ours = run("opencc", config, hard_texts)
    differing = [(a, b) for a, b in zip(ours.split("\n"), theirs.split("\n"), strict=True) if a != b]
    assert differing == []


@needs_official
def test_opencc_passes_its_own_cases() -> None:
    cases = official.cases()
    failed = [
        (case.id, config)
        for case in cases
        for config, expected in case.expected.items()
        if run("opencc", config, case.text) not in expected
    ]
    assert sum(len(case.expected) for case in cases) >= 530
    assert failed == []


@needs_official
def test_the_dictionaries_are_those_of_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    there = build_opencc.HERE / "opencc.zip"
    monkeypatch.setattr(build_opencc, "HERE", tmp_path)
    package = shutil.copytree(official.FOLDER, tmp_path / "package")  # its tool is made executable
    build_opencc.main(str(package))
    assert (tmp_path / "opencc.zip").read_bytes() == there.read_bytes()


@pytest.mark.slow
@pytest.mark.parametrize("config", ["t2s", "s2t"])
def test_the_compiled_form_is_the_reimplemented_package_to_the_letter(config: str) -> None:
    """On its whole dictionaries, and on 2.6 MB of prose."""
    from opencc import OpenCC

    text = "\n".join([*own_keys(), *joined(own_keys(), 2)[::4], *map(chr, range(0x2E80, 0xA000))])
    text += "\n".join([prose(), *(in_traditional(prose(), to) for to in ("s2t", "s2tw", "s2hk"))])
    assert len(prose().encode()) * 4 >= 2e6
    assert run(REIMPLEMENTED, config, text).split("\n") == OpenCC(config).convert(text).split("\n")


@pytest.mark.parametrize("config", ["tw2s", "s2tw", "tw2sp", "s2twp", "hk2s", "s2hk", "t2tw", "t2hk"])
def test_so_it_is_in_its_other_directions(config: str) -> None:
    from opencc import OpenCC

    text = "\n".join([*own_keys()[::9], *joined(own_keys(), 3)[::20], prose()[:9000], in_traditional(prose()[:9000])])
    assert run(REIMPLEMENTED, config, text).split("\n") == OpenCC(config).convert(text).split("\n")


def own_keys() -> list[str]:
    """All keys of opencc-python-reimplemented's dictionaries."""
    import opencc

    folder = Path(opencc.__file__).parent / "dictionary"
    lines = (line for path in sorted(folder.glob("*.txt")) for line in path.read_text("utf-8").splitlines())
    return [line.split("\t")[0] for line in lines if "\t" in line]


def test_an_engine_that_is_not_there_is_named() -> None:
    with pytest.raises(InputError, match="opencc-python-reimplemented has no configuration hk2sp"):
        converter(REIMPLEMENTED, "hk2sp")
    assert name_of(REIMPLEMENTED).startswith("opencc-python-reimplemented 0.")


class TestTheOrderOfPhrases:
    KEYS = ({"天干": "天乾", "干地支": "幹地支"}, {"干": "乾"})

    def test_opencc_takes_the_leftmost(self) -> None:
        assert Converter([Stage(self.KEYS)]).convert("天干地支，干") == "天乾地支，乾"

    def test_opencc_python_reimplemented_takes_the_longest(self) -> None:
        assert Converter([LongestFirst(self.KEYS)]).convert("天干地支，干") == "天幹地支，乾"


def test_phrases_may_change_the_length_and_a_later_stage_sees_what_an_earlier_one_made() -> None:
    stages = [Stage(({"网络": "網路"}, {"络": "絡", "软": "軟"})), Stage(({"網路": "網際網路"}, {"軟": "轫"}))]
    assert Converter(stages).convert("软网络软") == "轫網際網路轫"


def test_no_phrase_reaches_over_a_segment() -> None:
    chain = Converter([Stage(({"甲": "丙"},)), Stage(({"乙丙": "丁"},))], segments={"天乙": ""})
    assert chain.convert("乙甲") == "丁"
    assert chain.convert("天乙甲") == "天乙丙"


@pytest.mark.parametrize("char", ["\ud800", "\U0010ffff", "\0", "\U000e0100", "𠀀"])
def test_any_code_point_passes(char: str) -> None:
    assert run("opencc", "t2s", f"圖{char}書") == f"图{char}书"
