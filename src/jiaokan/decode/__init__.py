"""Bytes → text: which encoding, why, and what did not fit it; the stage `decode`.

The encoding is found by `detect`, the bytes are read by `reading`: a few that fit no encoding become U+FFFD and are
told in `Decoded.lost` and `Decoded.evidence`; otherwise nothing is removed but a leading byte order mark, and line
ends stay as they are. Lines in another encoding than the document are read in theirs (`Decoded.parts`). For HTML the
text is what a reader sees.

See: https://encoding.spec.whatwg.org (labels, 0x80 in GBK)
"""

from __future__ import annotations

from dataclasses import replace

from jiaokan.decode.charset import iter_declared
from jiaokan.decode.detect import read_bytes
from jiaokan.decode.han import CONTROL, foreign_script, has_many_controls
from jiaokan.decode.html import is_page, read_page
from jiaokan.decode.reading import join_surrogates
from jiaokan.document import FIELD_HEADER, Block, Decoded, Hint, RawDocument
from jiaokan.errors import Rejected
from jiaokan.settings import DEFAULT, Settings

VERSION = 4

_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF87a", "GIF image"),
    (b"GIF89a", "GIF image"),
    (b"PK\x03\x04", "ZIP archive (or Office document)"),
    (b"PK\x05\x06", "empty ZIP archive"),
    (b"\x1f\x8b", "gzip"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"BZh91AY&SY", "bzip2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    (b"Rar!\x1a\x07", "RAR archive"),
    (b"\x7fELF", "ELF program"),
    (b"MZ\x90\0", "Windows program"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "OLE file (old Office document)"),
    (b"{\\rtf", "RTF document"),
    (b"%!PS", "PostScript"),
    (b"PAR1", "Parquet"),
    (b"SQLite format 3\0", "SQLite database"),
    (b"ID3\x03", "MP3 audio"),
    (b"OggS\0", "Ogg media"),
    (b"wOFF", "font"),
    (b"wOF2", "font"),
)

_MAGICS = tuple(magic for magic, _ in _MAGIC)


def decode(raw: RawDocument, settings: Settings = DEFAULT) -> Decoded:
    """The document as text. Raises Rejected where it is none."""
    if raw.fault:
        raise Rejected("read", *raw.fault)
    _refuse_other_types(raw.data)
    reading, why = read_bytes(raw.data, list(iter_declared(raw, settings)))
    text = reading.text.removeprefix("\ufeff")
    if not text.strip():
        raise Rejected("decode", "empty", f"nothing but white space in {len(raw.data)} bytes")
    if has_many_controls(text):
        raise Rejected("decode", "binary", f"{len(CONTROL.findall(text))} control characters in {len(text)}")
    given = tuple(
        Hint(name.removeprefix(FIELD_HEADER), value, name)
        for name, value in raw.headers
        if name.startswith(FIELD_HEADER)
    )
    hints: tuple[Hint, ...] = (Hint("site_name", settings.site_name, "settings"),) if settings.site_name else ()
    blocks: tuple[Block, ...] = ()
    is_html = is_page(text, raw.uri, raw.header("content-type") or "")
    if is_html:
        page = read_page(text, raw.header("content-type") or "")
        if not page.text.strip():
            raise Rejected("decode", "no-text", f"an HTML page of {len(text)} characters that shows no text")
        text, hints, blocks = page.text, page.hints + hints, page.blocks
    if settings.foreign == "reject" and (script := foreign_script(text)):
        raise Rejected("decode", "not-chinese", f"{script}, read as {reading.encoding}")
    evidence = why if reading.is_whole else "; ".join((why, *reading.describe()))
    stated = tuple(replace(hint, value=join_surrogates(hint.value)) for hint in given + hints)
    return Decoded(text, reading.encoding, evidence, is_html, stated, blocks, reading.lost, reading.parts)


def _refuse_other_types(data: bytes) -> None:
    if data.startswith(_MAGICS):
        raise Rejected("decode", "wrong-type", next(name for magic, name in _MAGIC if data.startswith(magic)))
    if data[257:262] == b"ustar":
        raise Rejected("decode", "wrong-type", "tar archive")
    if data[:4] == b"RIFF" and data[8:12] in {b"WEBP", b"WAVE", b"AVI "}:
        raise Rejected("decode", "wrong-type", f"RIFF media ({data[8:12].decode().strip()})")
    if data[4:8] == b"ftyp" and data[:2] == b"\0\0":
        raise Rejected("decode", "wrong-type", "MP4 media")
