"""The encoding a document declares: in its HTTP header, in the page itself, or in the source's settings.

See: https://encoding.spec.whatwg.org/#names-and-labels, https://html.spec.whatwg.org/#prescan-a-byte-stream
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from jiaokan.document import RawDocument
from jiaokan.regex import regex
from jiaokan.settings import Settings

# Labels as pages write them → Python codecs; a superset each, as browsers take them. Others go by Python's own names.
_LABELS = {
    **dict.fromkeys(
        ("gb2312", "gb_2312", "gb_2312-80", "gbk", "x-gbk", "cp936", "ms936", "chinese", "gb-18030"), "gb18030"
    ),
    **dict.fromkeys(("big5", "big5-hkscs", "big-5", "cn-big5", "x-x-big5", "cp950", "ms950", "big5-eten"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "ascii", "us-ascii", "windows-1252"), "cp1252"),
    **dict.fromkeys(("utf8", "utf-8", "unicode-1-1-utf-8", "utf-8-sig", "utf8mb4"), "utf-8"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis"), "cp932"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ksc5601"), "cp949"),
    **dict.fromkeys(("utf-16", "ucs-2", "unicode"), "utf-16-le"),
    "utf-32": "utf-32-le",
    "hz-gb-2312": "hz",
    **dict.fromkeys(("tis-620", "tis620", "iso-8859-11", "windows-874"), "cp874"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("euc-tw", "x-euc-tw", "cns11643"), "euc_tw"),
    **dict.fromkeys(("iso-2022-cn", "iso-2022-cn-ext"), "iso2022_cn"),
}
_UNDERSCORED = ("iso8859-", "koi8-", "mac-")
_KNOWN_CODEC = regex(r"utf-(8|16|32)|iso8859|cp\d|koi8|euc_|shift_jis|mac_|gb|big5|johab|hz$|iso2022|tis-620")
_META = regex(
    rb"""<meta\b[^<>]*?\bcharset\s*=\s*["']?\s*([\w.:-]+)|<\?xml\b[^<>]*?\bencoding\s*=\s*["']([\w.:-]+)""",
    re.IGNORECASE,
)
_META_WINDOW = 4096  # browsers look at 1024 bytes; pages put it later


def find_codec(label: str) -> str | None:
    """The Python codec for an encoding's name as pages write it ("GB2312" → "gb18030"); None for none known."""
    label = label.strip().strip("\"'").lower()
    try:
        name = _LABELS.get(label) or codecs.lookup(label).name
        name = _LABELS.get(name, name)  # whatever else Python calls it
    except (LookupError, ValueError):
        return None
    if name.startswith(_UNDERSCORED):  # as this package writes them
        name = name.replace("-", "_")
    # Python also has codecs that are no character sets (rot13, unicode_escape).
    return name if _KNOWN_CODEC.match(name) else None


def iter_declared(raw: RawDocument, settings: Settings) -> Iterator[tuple[str, str]]:
    """(where it stands, codec), the weightiest first: HTTP header, page, the source's settings."""
    found = re.search(r"""charset\s*=\s*["']?([\w.:-]+)""", raw.header("content-type") or "", re.IGNORECASE)
    if found and (codec := find_codec(found[1])):
        yield "header", codec
    meta = _META.search(raw.data, 0, _META_WINDOW) if raw.data.find(b"<", 0, _META_WINDOW) >= 0 else None
    if meta and (codec := find_codec((meta[1] or meta[2]).decode("ascii"))):
        # What could be read as ASCII is not UTF-16, whatever it says (HTML standard, 13.2.3.2).
        yield "meta", "utf-8" if codec.startswith("utf-16") else codec
    if settings.encoding and (codec := find_codec(settings.encoding)):
        yield "settings", codec
