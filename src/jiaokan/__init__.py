"""jiaokan (校勘): scraped Chinese pages into a clean, versioned, explained dataset.

    >>> import jiaokan
    >>> jiaokan.repair("讓鮮紅黨旗高高飄揚(yáng)在城市上空").text
    '讓鮮紅黨旗高高飄揚在城市上空'

`clean` takes a document all the way to a `Record` (or a `Reject`), `repair` only undoes damage,
`open_dataset` reads what `jiaokan run` wrote.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from jiaokan.document import RawDocument
from jiaokan.edit import Edit, replay, undo
from jiaokan.record import Record, Reject
from jiaokan.repair import repair
from jiaokan.rules import RULES

if TYPE_CHECKING:
    from jiaokan.dataset import open_dataset
    from jiaokan.pipeline import clean

__all__ = ["RULES", "Edit", "RawDocument", "Record", "Reject", "clean", "open_dataset", "repair", "replay", "undo"]


def __getattr__(name: str) -> object:
    # pyarrow and deltalake take half a second to import, and cleaning does not need them; nor repair what `clean` does.
    if name == "open_dataset":
        from jiaokan.dataset import open_dataset

        return open_dataset
    if name == "clean":
        from jiaokan.pipeline import clean

        return clean
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
