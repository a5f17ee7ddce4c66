"""Settings of one source: corpus/sources/<source>.toml. A new source is such a file, and no code.

    encoding = "gb18030"      # where pages don't declare theirs
    script = "keep"           # Hans, Hant, TW or HK (Traditional as there), keep
    phrases = true            # regional words too: 軟體 → 软件
    engine = "opencc"         # see script/engines.py
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

    [[patches]]               # literal, all at once before all rules; each is an edit (rule "patch")
    find = "&#x200b"
    replace = ""

    [assertions]              # a run that finds something else commits nothing
    min_documents = 100       # documents the source gives; also max_documents
    max_reject_ratio = 0.05   # rejects / inputs
    max_drop_ratio = 0.2      # documents it gives less than in the last run, as a share of those
    max_vanished_ratio = 0.1  # with --vanished retract: those that may go at once (0.5 without it)

The keys are the fields of `Settings`; a key that is none of them is an error, not a guess.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from jiaokan.decode.charset import find_codec
from jiaokan.errors import InputError
from jiaokan.script import check_engine
from jiaokan.settings import DEFAULT, Assertions, Fields, Patch, Settings


def load_settings(path: Path | str, base: Settings = DEFAULT) -> Settings:
    """`base` with what the file sets; `base` itself where there is no such file.

    Raises:
        InputError: the file is no TOML, or has a key or value that makes no sense. Names file and key.
    """
    try:
        text = _read_text(path)
    except FileNotFoundError:
        return base
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise InputError(
            f"{path}: line {line}: expected UTF-8, got the byte {error.object[error.start]:02X}"
        ) from error
    except OSError as error:
        raise InputError(f"{path}: {error}") from error
    values = _values(_parse(text, path), Settings, f"{path}: ")
    for key, check in _CHECKS.items():
        if (value := values.get(key)) is not None and (complaint := check(value)):
            raise InputError(f"{path}: {key}{complaint}")
    settings = replace(base, **values)
    try:
        check_settings(settings)
    except InputError as error:
        raise InputError(f"{path}: engine: {error}") from error
    if settings.items and settings.format not in {None, "json"}:
        raise InputError(f"{path}: items: expected only with format json, got format {settings.format}")
    return settings


def check_settings(settings: Settings) -> None:
    """Raises InputError for an engine that is not installed or can't convert as the settings ask."""
    check_engine(settings)


def _parse(text: str, path: Path | str) -> dict[str, object]:
    import tomllib

    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r" \(at (?:line (\d+), column (\d+)|end of document)\)$", str(error))
        lines = text.split("\n")
        number = int(found[1]) if found and found[1] else len(lines)
        place = f"column {found[2]} of" if found and found[2] else "the end of"
        message = str(error)[: found.start()] if found else str(error)
        raise InputError(f"{path}: line {number}: no TOML: {message}, at {place} {lines[number - 1]!r}") from error


def _read_text(path: Path | str) -> str:
    if isinstance(path, Path):
        return path.read_text("utf-8-sig")
    from jiaokan.read.remote import open_file

    with open_file(path).stream as stream:
        return stream.read().decode("utf-8-sig")


def _values(table: dict[str, object], cls: type, where: str) -> dict[str, Any]:
    """The table's values by field name. Raises InputError for a key that is no field of `cls`."""
    types = get_type_hints(cls)
    for key in table:
        if key not in types:
            likely = _nearest(key, cls)
            raise InputError(f"{where}{key}: unknown key (did you mean {likely}?); known are {_keys(cls)}")
    return {key: _value(value, types[key], f"{where}{key}") for key, value in table.items()}


def _keys(cls: type) -> str:
    return ", ".join(field.name for field in fields(cls))


def _nearest(key: str, cls: type) -> str:
    """The key most like this one; one of another table only where it is the same but for case and hyphens."""
    plain = key.lower().replace("-", "_")
    own = [field.name for field in fields(cls)]
    tables = (("", Settings), ("fields.", Fields), ("assertions.", Assertions), ("patches.", Patch))
    there = {field.name: table + field.name for table, other in tables for field in fields(other)}
    if plain not in own and plain in there:
        return there[plain]
    return get_close_matches(plain, own, 1, cutoff=0)[0]


# What is wrong with a value of the right type, as it goes on behind the key; "" for nothing.


def _check_text(value: str) -> str:
    return "" if value.strip() else f": expected a text, got {value!r}"


def _check_where(where: str) -> str:
    return "" if where.strip() else f": expected a folder or URL, got {where!r}"


def _check_encoding(encoding: str) -> str:
    return "" if find_codec(encoding) else f": expected the name of a text encoding, got {encoding!r}"


def _check_items(items: str) -> str:
    return "" if all(map(str.strip, items.split("."))) else f": expected keys, as in data.list, got {items!r}"


def _check_furniture(lines: tuple[str, ...]) -> str:
    at_fault = next((line for line in lines if not line.strip() or "\n" in line), None)
    return "" if at_fault is None else f": expected whole lines, one each, got {at_fault!r}"


def _check_globs(globs: tuple[str, ...]) -> str:
    """A glob is compared with a path inside the source, which begins with no "/" and has no empty, "." or ".." part."""
    for glob in globs:
        if not glob.strip():
            return f": expected a glob, got {glob!r}"
        if any(part in {"", ".", ".."} for part in glob.split("/")):
            return f": expected a glob over paths inside the source, as in 2024/*.csv, got {glob!r}"
        if globs.count(glob) > 1:
            return f": expected each glob once, got {glob!r} twice"
    return ""


def _check_fields(given: Fields) -> str:
    """A default can be switched off with ""; the others hold a key or are left out."""
    for field in fields(given):
        key = getattr(given, field.name)
        if key is not None and not key.strip() and (key or field.default is None):
            return f".{field.name}: expected a column or key, got {key!r}"
    has_content = given.data_base64 or given.html or given.text
    return "" if has_content else ": expected a key for one of data_base64, html, text, got none"


def _check_patches(patches: tuple[Patch, ...]) -> str:
    finds = [patch.find for patch in patches]
    for patch in patches:
        if not patch.find:
            return f".find: expected a text, got '' (with replace = {patch.replace!r})"
        if patch.find == patch.replace:
            return f".replace: expected another text than find, got {patch.replace!r} for both"
        if finds.count(patch.find) > 1:
            return f": expected one replacement for a text, got two for {patch.find!r}"
    return ""


def _check_assertions(assertions: Assertions) -> str:
    least, most = assertions.min_documents, assertions.max_documents
    ratios = {
        "max_reject_ratio": assertions.max_reject_ratio,
        "max_drop_ratio": assertions.max_drop_ratio,
        "max_vanished_ratio": assertions.max_vanished_ratio,
    }
    for key, count in (("min_documents", least), ("max_documents", most)):
        if count is not None and count < 0:
            return f".{key}: expected a number of documents, got {count}"
    if least is not None and most is not None and least > most:
        return f".min_documents: expected at most max_documents ({most}), got {least}"
    for key, ratio in ratios.items():
        if ratio is not None and not 0 <= ratio <= 1:
            return f".{key}: expected a ratio from 0 to 1, got {ratio}"
    return ""


_CHECKS: dict[str, Callable[[Any], str]] = {
    "encoding": _check_encoding,
    "site_name": _check_text,
    "furniture": _check_furniture,
    "where": _check_where,
    "items": _check_items,
    "include": _check_globs,
    "exclude": _check_globs,
    "fields": _check_fields,
    "patches": _check_patches,
    "assertions": _check_assertions,
}


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
        is_table = is_dataclass(args[0])
        if is_table and not (isinstance(value, list) and all(isinstance(item, dict) for item in value)):
            key = where.rpartition(" ")[2]
            raise InputError(f"{where}: expected tables ([[{key}]], each with {_keys(args[0])}), got {value!r}")
        if isinstance(value, list):
            return tuple(_value(item, args[0], where) for item in value)
        raise InputError(f"{where}: expected a list, got {value!r}")
    if type(value) is expected:
        return value
    raise InputError(f"{where}: expected {expected.__name__}, got {value!r}")
