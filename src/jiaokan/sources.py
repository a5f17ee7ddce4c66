"""Settings of one source: corpus/sources/<source>.toml.

    encoding = "gb18030"      # where pages don't declare theirs
    script = "keep"           # Hans, Hant or keep
    site_name = "某某网"
    furniture = ["上一篇：没有了", "点击下载客户端"]

The keys are the fields of `Settings`; a key that is none of them is an error, not a guess.
"""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace
from pathlib import Path
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from jiaokan.charset import find_codec
from jiaokan.errors import InputError
from jiaokan.settings import DEFAULT, Settings


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
    types = get_type_hints(Settings)
    for key in table:
        if key not in types:
            raise InputError(f"{path}: unknown key {key!r}; known are {', '.join(f.name for f in fields(Settings))}")
    values = {key: _value(value, types[key], f"{path}: {key}") for key, value in table.items()}
    encoding = values.get("encoding")
    if encoding is not None and find_codec(encoding) is None:
        raise InputError(f"{path}: encoding: expected the name of a text encoding, got {encoding!r}")
    return replace(base, **values)


def _read_text(path: Path | str) -> str:
    if isinstance(path, Path):
        return path.read_text("utf-8")
    from jiaokan.read.remote import open_file

    with open_file(path).stream as stream:
        return stream.read().decode("utf-8")


def _value(value: object, expected: Any, where: str) -> Any:
    """The value as the field's type has it. Raises InputError where it is none."""
    origin, args = get_origin(expected), get_args(expected)
    if origin in (Union, UnionType):
        return _value(value, next(arg for arg in args if arg is not type(None)), where)
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
