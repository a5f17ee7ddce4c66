"""UTF-16 and UTF-32 with bytes lost or too many: all behind such a place is shifted, and still fits."""

from __future__ import annotations

import re

_HAN_ONLY = re.compile("[\t\n\r -~\u2010-\u2026\u3000-\u3020\u3400-\u9fff\uff01-\uff5e\ud840-\udfff]+")
_MIN_UNITS = 4
_MAX_ASCII = 0.7  # of the lower bytes, if the text were something else in single bytes


def is_han_in_utf16(data: bytes, codec: str) -> bool:
    """Whether nothing but Han, their marks and ASCII comes of it, of bytes that are no other text."""
    if not codec.startswith("utf-16"):
        return False
    data = data[: len(data) & ~1]
    if len(data) < 2 * _MIN_UNITS or not _HAN_ONLY.fullmatch(data.decode(codec, "surrogatepass")):
        return False
    lower = data[0::2] if codec == "utf-16-le" else data[1::2]
    n_letters = sum(0x20 <= byte < 0x7F for byte in lower)
    return n_letters <= _MAX_ASCII * len(lower)
