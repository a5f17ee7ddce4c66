"""Corpora of any size, made of the sentences of the texts of the other benchmarks: the same at each call.

A document is some 1,700 characters, 5 KB: a title, a line of date and source, paragraphs. What recurs in them are
sentences, not lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

from jiaokan.regex import regex

CHARACTERS = 1700  # of a document
_TEXTS = Path(__file__).parents[1] / "damage" / "texts"
_SENTENCES = regex(r"[^。！？\n]{6,}[。！？][”」』]?")
_SOURCES = ("云雀晚报", "临江日报", "青禾新闻网", "木屋读书会")


def sentences() -> list[str]:
    """All of them, once each."""
    texts = (path.read_text("utf-8") for path in sorted(_TEXTS.glob("*/*.txt")))
    return sorted({found for text in texts for found in _SENTENCES.findall(text)})


def documents(n: int, seed: str = "speed", characters: int = CHARACTERS) -> Iterator[str]:
    """Clean, Simplified."""
    known = sentences()
    for number in range(n):
        chance = Random(f"{seed} {number}")
        title = chance.choice(known).rstrip("。！？”」』").split("，")[0][:24]
        when = f"20{chance.randrange(10, 26)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
        lines, n_chars = [title, f"{when} 来源：{chance.choice(_SOURCES)}", ""], 0
        while n_chars < characters:
            paragraph = "".join(chance.choices(known, k=chance.randrange(2, 6)))
            lines.append(paragraph)
            n_chars += len(paragraph)
        yield "\n".join(lines) + "\n"


def write_jsonl(path: Path, n: int, seed: str = "speed") -> None:
    with path.open("w", encoding="utf-8") as file:
        for number, text in enumerate(documents(n, seed)):
            file.write(json.dumps({"id": number, "text": text}, ensure_ascii=False) + "\n")
