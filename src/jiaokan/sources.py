"""Settings of one source: corpus/sources/<source>.toml. A new source is such a file, and no code.

    encoding = "gb18030"      # where pages don't declare theirs
    script = "keep"           # Hans, Hant or keep
    site_name = "某某网"
    furniture = ["上一篇：没有了", "点击下载客户端"]
    learn = false             # furniture.py: nothing is learned from what recurs in its documents
    where = "s3://bucket/x"   # where its files are, if not in raw/<source>
    foreign = "reject"        # what is not Chinese; "keep" without it
    format = "csv"            # where names don't tell: file, markdown, jsonl, json, csv, parquet, warc
    items = "data.list"       # JSON: where in the outermost object the list of documents is
    include = ["2024/*.csv"]  # * takes "/" too
    exclude = ["*.tmp"]

    [fields]                  # columns or dotted keys; see settings.Fields
    html = "raw_html"
    title = "meta.headline"
    published_at = "pubdate"

    [[patches]]               # literal, before all rules; each is an edit (rule "patch")
    find = "&#x200b"
    replace = ""

    [assertions]
    min_documents = 100
    max_reject_ratio = 0.05

The keys are the fields of `Settings`; a key that is none of them is an error, not a guess.
"""

from __future__ import annotations

import tomllib
from dataclasses import fields, is_dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from jiaokan.decode.charset import find_codec
from jiaokan.errors import InputError
from jiaokan.settings import DEFAULT, Assertions, Settings


def load_settings(path: Path | str, base: Settings = DEFAULT) -> Settings:
    """`base` with what the file sets; `base` itself where there is no such file.

    Raises:
        InputError: the file is no TOML, or has a key or value that makes no sense. Names file and key.
    """
    try:
        table = tomllib.loads(_read_text(path))
    except FileNotFoundError:
        return base
    except (OSError, ValueError) as error:  # no TOML, no UTF-8, a folder …
        raise InputError(f"{path}: {error}") from error
    values = _values(table, Settings, f"{path}: ")
    encoding = values.get("encoding")
    if encoding is not None and find_codec(encoding) is None:
        raise InputError(f"{path}: encoding: expected the name of a text encoding, got {encoding!r}")
    if values.get("items") == "":
        raise InputError(f"{path}: items: expected keys, as in data.list, got ''")
    for key in ("include", "exclude"):
        if "" in values.get(key, ()):
            raise InputError(f"{path}: {key}: expected a glob, got ''")
    for patch in values.get("patches", ()):
        if not patch.find or patch.find in patch.replace:
            raise InputError(f"{path}: patches: expected a text to find that is not in its replacement, got {patch}")
    _check_assertions(values.get("assertions", Assertions()), f"{path}: assertions.")
    return replace(base, **values)


def _read_text(path: Path | str) -> str:
    if isinstance(path, Path):
        return path.read_text("utf-8")
    from jiaokan.read.remote import open_file

    with open_file(path).stream as stream:
        return stream.read().decode("utf-8")


def _values(table: dict[str, object], cls: type, where: str) -> dict[str, Any]:
    """The table's values by field name. Raises InputError for a key that is no field of `cls`."""
    types = get_type_hints(cls)
    for key in table:
        if key not in types:
            near = get_close_matches(key, types, 1)
            guess = f" (did you mean {near[0]}?)" if near else ""
            known = ", ".join(field.name for field in fields(cls))
            raise InputError(f"{where}{key}: unknown key{guess}; known are {known}")
    return {key: _value(value, types[key], f"{where}{key}") for key, value in table.items()}


def _check_assertions(assertions: Assertions, where: str) -> None:
    least, most, ratio = assertions.min_documents, assertions.max_documents, assertions.max_reject_ratio
    for key, count in (("min_documents", least), ("max_documents", most)):
        if count is not None and count < 0:
            raise InputError(f"{where}{key}: expected a number of documents, got {count}")
    if least is not None and most is not None and least > most:
        raise InputError(f"{where}min_documents: expected at most max_documents ({most}), got {least}")
    if ratio is not None and not 0 <= ratio <= 1:
        raise InputError(f"{where}max_reject_ratio: expected a ratio from 0 to 1, got {ratio}")


def _value(value: object, expected: Any, where: str) -> Any:
    """The value as the field's type has it. Raises InputError where it is none."""
    origin, args = get_origin(expected), get_args(expected)
    if origin in (Union, UnionType):
        return _value(value, next(arg for arg in args if arg is not type(None)), where)
    if is_dataclass(expected) and isinstance(expected, type):
        if isinstance(value, dict):
            return expected(**_values(value, expected, f"{where}."))
        raise InputError(f"{where}: expected a table ([{where.rpartition(' ')[2]}]), got {value!r}")
    if expected is float and type(value) is int:
        return float(value)
    if origin is Literal:
        if value in args:
            return value
        raise InputError(f"{where}: expected one of {', '.join(map(str, args))}, got {value!r}")
    if origin is tuple:
        if isinstance(value, list):
            return tuple(_value(item, args[0], where) for item in value)
        raise InputError(f"{where}: expected a list, got {value!r}")
    if type(value) is expected:
        return value
    raise InputError(f"{where}: expected {expected.__name__}, got {value!r}")
