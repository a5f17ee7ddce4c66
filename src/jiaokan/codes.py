"""Texts as arrays of their code points or code units, and tables over these: the fast way through a whole text.

None is made but what is asked for: numpy itself would make one of eight bytes a character of what it looks up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Utf16: TypeAlias = "npt.NDArray[np.uint16]"  # code units
Utf32: TypeAlias = "npt.NDArray[np.uint32]"  # code points, one a character
T = TypeVar("T", bound="npt.NDArray[Any]")

_AT_ONCE = 1 << 16  # characters that are looked up


def utf16_of(text: str) -> Utf16 | None:
    """None for a text with characters of two units."""
    import numpy as np

    codes: Utf16 = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), np.uint16)
    return codes if len(codes) == len(text) else None


def utf32_of(text: str) -> Utf32:
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def text_of(codes: Utf16 | Utf32) -> str:
    return str(codes.data, f"utf-{8 * codes.itemsize}-le", "surrogatepass")


def look_up(table: T, codes: Utf16 | Utf32) -> T:
    """What the table has for each code; all of them are in it."""
    import numpy as np

    if len(codes) <= _AT_ONCE:
        return table.take(codes)  # type: ignore[return-value]  # of the same kind
    found = np.empty(len(codes), table.dtype)
    for start in range(0, len(codes), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        table.take(codes[part], out=found[part], mode="clip")
    return found  # type: ignore[return-value]
