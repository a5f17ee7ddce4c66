"""What a run or a source can set. One frozen value, passed down; nothing is read from the environment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

TargetScript = Literal["Hans", "Hant", "keep"]
Foreign = Literal["keep", "reject"]
InputFormat = Literal["auto", "text", "html", "jsonl"]


@dataclass(frozen=True, slots=True)
class Settings:
    """Settings of one source: the defaults, a run's options, or corpus/sources/<source>.toml."""

    script: TargetScript = "Hans"
    encoding: str | None = None  # declared encoding; overruled by a BOM or by bytes that contradict it
    site_name: str | None = None  # the site's name, where pages don't state it
    furniture: tuple[str, ...] = ()  # whole lines (after repair and conversion) that are never body
    foreign: Foreign = "keep"  # what to do with texts that are not Chinese


DEFAULT = Settings()
