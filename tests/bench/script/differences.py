"""Where the engines differ on CC-CEDICT's headwords: `python -m tests.bench.script.differences` writes engines.tsv.

A row is a character and what each engine makes of it in the same words. A test sees to a review of what changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from jiaokan.codes import utf32_of
from jiaokan.script import convert
from jiaokan.script.engines import converter, name_of
from jiaokan.settings import Engine, TargetScript
from tests.bench.script.texts import HERE, headwords

ENGINES: tuple[Engine, ...] = ("opencc", "opencc-python-reimplemented", "opencc-pyo3")
TARGETS: dict[str, TargetScript] = {"t2s": "Hans", "s2t": "Hant", "s2tw": "TW", "s2hk": "HK"}
FILE = HERE / "engines.tsv"

_HEAD = """\
# Where the engines differ: {engines}.
# Words: headwords of CC-CEDICT. Right: how many of the words each engine writes as CC-CEDICT does, and jiaokan.
#
# Reviewed: to Simplified, opencc leaves 著 瑯 揹 甦, which pyo3 mostly has right and jiaokan's own words settle;
# reimplemented lacks later corrections (舖 谿 鍾繇 乾安); pyo3 simplifies 薰, which the Table of 2013 keeps. CC-CEDICT
# takes 拚 and 逕 for characters of their own; in the PRC's lists they are variants of 拼 and 径. To Traditional, most
# rows are forms of one character (爲 為, 羣 群, 裏 裡): opencc and reimplemented keep to OpenCC's standard or the
# region's, pyo3 to the commoner form. The others are words: reimplemented writes 慄 樑 for 栗 梁 in names,
# and 託 迴 too often; opencc and pyo3 share today's dictionaries but for a few phrases.
config	character	opencc	reimplemented	pyo3	words	right	for example
"""


def rows(config: str) -> Iterator[str]:
    forms = headwords()
    known = dict(forms)
    if config != "t2s":
        known = {}
        for traditional, simplified in forms.items():
            for form in simplified:
                known[form] = known.get(form, frozenset()) | {traditional}
    words = sorted(known)
    text = "\n".join(words)
    made = [converter(engine, config)(utf32_of(text), text).split("\n") for engine in ENGINES]
    groups: dict[tuple[str, ...], list[int]] = {}
    for at, (word, *results) in enumerate(zip(words, *made, strict=True)):
        if len(set(results)) > 1:
            for column in dict.fromkeys(zip(word, *results, strict=True)):
                if len(set(column[1:])) > 1:
                    groups.setdefault(column, []).append(at)
    for column, places in sorted(groups.items(), key=lambda group: (-len(group[1]), group[0])):
        right = Counter(n for at in places for n, results in enumerate(made) if results[at] in known[words[at]])
        ours = sum(convert(words[at], TARGETS[config]).text in known[words[at]] for at in places)
        counts = "/".join(str(right[n]) for n in range(len(ENGINES)))
        yield "\t".join([config, *column, str(len(places)), f"{counts} {ours}", words[places[0]]])


def table() -> str:
    head = _HEAD.format(engines=", ".join(map(name_of, ENGINES)))
    return head + "".join(f"{row}\n" for config in TARGETS for row in rows(config))


if __name__ == "__main__":
    FILE.write_text(table(), "utf-8")
