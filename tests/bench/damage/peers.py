"""The tools compared: each a function from text to text. To add yours: `--tool package.module:function`."""

from __future__ import annotations

import functools
import importlib
import re
from collections.abc import Callable
from dataclasses import dataclass

import ftfy
from opencc import OpenCC

from jiaokan.edit import Edit
from jiaokan.repair import repair


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a tool made of a text. `flagged` is None for tools that flag nothing."""

    text: str
    flagged: bool | None = None
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class Tool:
    name: str
    run: Callable[[str], Outcome]
    converts: bool = False  # to Simplified: it is compared in Simplified


_FOR_CHINESE = ftfy.TextFixerConfig(
    uncurl_quotes=False, fix_character_width=False, fix_latin_ligatures=False, normalization=None
)
_BRACKETED_PINYIN = re.compile(r"(?<=[\u3400-\u9fff])[(（][a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜńňǹḿ]{1,6}[)）]")


@functools.cache
def _t2s() -> OpenCC:
    return OpenCC("t2s")


def _nothing(text: str) -> Outcome:
    return Outcome(text)


def _ftfy(text: str) -> Outcome:
    return Outcome(ftfy.fix_text(text))


def _ftfy_for_chinese(text: str) -> Outcome:
    return Outcome(ftfy.fix_text(text, _FOR_CHINESE))


def _ftfy_t2s_regex(text: str) -> Outcome:
    return Outcome(_BRACKETED_PINYIN.sub("", _t2s().convert(ftfy.fix_text(text, _FOR_CHINESE))))


def _jiaokan(text: str) -> Outcome:
    result = repair(text)
    return Outcome(result.text, bool(result.flags or result.loss), result.edits)


TOOLS = (
    Tool("nothing", _nothing),
    Tool("ftfy", _ftfy),
    Tool("ftfy for Chinese", _ftfy_for_chinese),
    Tool("ftfy + t2s + regex", _ftfy_t2s_regex, converts=True),
    Tool("jiaokan", _jiaokan),
)


def find(name: str) -> Tool:
    """A tool by its name, or by the `module:function` of a plain function from str to str."""
    for tool in TOOLS:
        if tool.name == name:
            return tool
    module, _, function = name.partition(":")
    run = getattr(importlib.import_module(module), function)
    return Tool(name, lambda text: Outcome(run(text)))
