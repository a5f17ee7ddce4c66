"""Bytes → text: which encoding, why, and what did not fit it.

The ladder: byte order mark → UTF-8 that can be nothing else → the declared encoding (HTTP header, HTML meta, the
source's settings), where the bytes and the text bear it out → any other strict UTF-8 → the candidate whose text is
the most plausible. A few bytes that fit no rung's encoding become U+FFFD and are told in `Decoded.evidence`;
otherwise nothing is removed but a leading byte order mark, and line ends stay as they are.

Limits: one encoding a document (a GBK quotation inside a UTF-8 page becomes U+FFFD). Under some ten bytes an
undeclared encoding is a guess.
See: https://encoding.spec.whatwg.org (labels, 0x80 in GBK), https://html.spec.whatwg.org/#determining-the-character-encoding
"""

from __future__ import annotations

import codecs
import functools
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from jiaokan.charset import iter_declared
from jiaokan.document import FIELD_HEADER, Decoded, Hint, RawDocument
from jiaokan.errors import Rejected
from jiaokan.html import is_page, read_page
from jiaokan.settings import DEFAULT, Settings

VERSION = 1

MAX_REPLACED_RATIO = 0.2  # of the characters beyond ASCII; above it the encoding is wrong or the text is gone
_CONVINCING = 0.55  # han_plausibility: Chinese for certain; foreign encodings are not even tried
_UTF16_FLOOR = 0.5  # bytes of anything make some text in UTF-16; under this it counts as none
_PLAUSIBLE = 0.12  # under it, no text
_MARGIN = 0.15  # by which another encoding has to beat a declared one
_MAX_CONTROL_RATIO = 0.05  # of the characters of a text
_SAMPLE = 4096  # bytes

_BOMS = (  # UTF-32 before UTF-16: one begins with the other
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHINESE = ("utf-8", "gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
# What of the characters beyond ASCII has to be typical of the language, for an encoding that isn't Chinese.
_FOREIGN = {
    "cp932": (re.compile("[\u3041-\u3093]"), 0.3),  # hiragana
    "euc_jp": (re.compile("[\u3041-\u3093]"), 0.3),
    "cp949": (re.compile("[\uac00-\ud7a3](?=[^ ]{0,8} )"), 0.4),  # Hangul, in words parted by spaces
    "cp1252": (re.compile(r"(?<![^\x00-\x7f])[À-ÖØ-öø-ÿŒœŠšŽžŸ](?![^\x00-\x7f])"), 0.6),  # é in a French word
}
_FOREIGN_SCORE = 0.75

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

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")

# Some of the most frequent characters of modern prose and news, written down by hand; their order is of no account.
_HANS = (
    "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小多然于心学么之都好看起发当没成只如"
    "事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常"
    "与活正感见明问力理尔点文几定本公特做外孩相西果走将月十实向声车全信重三机工物气每并别真打太新比才便夫再书部水像眼等体却加电主界门利海受听"
    "表德少克代员许先口由死安写性马光白或住难望教命花结乐色更拉东神记处让母父应直字场平报友关放至张认接告入笑内英军候民岁往何度山觉路带万男边"
    "区市省京社政党建设展资产品技术网提供系统服务管合企业务量通过及各级组织全会议研究制造元县责任编辑来源"
)
_HANT = (
    "這個們來時為說國著後會過對學發當沒還樣種開總從無現頭經長兒愛給間兩親進話與見問點幾實車聲機氣別書門電體卻員許寫馬難樂結應場報關張認軍歲"
    "覺帶萬邊區黨設資產術網統務業級組織議製縣責輯動麼讓處記東類數據運營環質導線單選際聯絡預專層華衛觀護團創戰歷題價費標準"
)
_MARKS = "，。、；：？！“”‘’（）《》〈〉【】〔〕…—·「」『』～％＂＇　"


@dataclass(frozen=True, slots=True)
class _Reading:
    """The bytes read in one encoding."""

    text: str
    encoding: str
    note: str = ""  # what did not fit
    n_replaced: int = 0


def decode(raw: RawDocument, settings: Settings = DEFAULT) -> Decoded:
    """The document as text. Raises Rejected where it is none."""
    if raw.fault:
        raise Rejected("read", *raw.fault)
    _refuse_other_types(raw.data)
    reading, why = _read_bytes(raw.data, list(iter_declared(raw, settings)))
    text = reading.text.removeprefix("\ufeff")
    if not text.strip():
        raise Rejected("decode", "empty", f"nothing but white space in {len(raw.data)} bytes")
    if _has_many_controls(text):
        raise Rejected("decode", "binary", f"{len(_CONTROL.findall(text))} control characters in {len(text)}")
    evidence = f"{why}; {reading.note}" if reading.note else why
    given = tuple(
        Hint(name.removeprefix(FIELD_HEADER), value, name)
        for name, value in raw.headers
        if name.startswith(FIELD_HEADER)
    )
    hints: tuple[Hint, ...] = (Hint("site_name", settings.site_name, "settings"),) if settings.site_name else ()
    is_html = is_page(text, raw.uri, raw.header("content-type") or "")
    if is_html:
        page = read_page(text, raw.header("content-type") or "")
        if not page.text.strip():
            raise Rejected("decode", "no-text", f"an HTML page of {len(text)} characters that shows no text")
        text, hints = page.text, page.hints + hints
    return Decoded(text, reading.encoding, evidence, is_html, given + hints)


def han_plausibility(text: str) -> float:
    """How much the characters beyond ASCII look like Chinese prose, 0 to 1; 1 where there are none.

    Common characters and Chinese marks count in full, other Han characters and other scripts partly; private-use,
    unassigned and control characters and U+FFFD count against it. Prose has 0.6 to 0.9, a misread encoding
    under 0.3. Cost: some 0.1 ms; look at a few KB, not at a whole document.
    """
    isolated, squeezed = len(_FOREIGN["cp1252"][0].findall(text)), len(_SQUEEZED_HAN.findall(text))
    counts = Counter(_BEYOND_ASCII.findall(text)) + Counter(_CONTROL.findall(text))
    total = sum(counts.values())
    if not total:
        return 1.0
    weighed = sum(_weight(char) * count for char, count in counts.items())
    return max(0.0, (weighed + 0.7 * isolated - squeezed) / total)


# "n間ociation": é and g of a French word taken for one character.
_SQUEEZED_HAN = re.compile(r"(?<=[a-z])[\u4e00-\u9fff](?=[a-z])")


@functools.cache
def _weight(char: str) -> float:
    if char in _common():
        return 1.0
    if "\u3400" <= char <= "\u9fff" or char >= "\U00020000":
        return 0.4 if char in _ordinary() else 0.1
    if "\uff01" <= char <= "\uff5e":
        return 0.8
    if "\u3040" <= char <= "\u30ff":
        return 0.4
    category = unicodedata.category(char)
    if char == "\ufffd" or category in {"Co", "Cn", "Cc", "Cs"}:
        return -1.0
    if char < "\u0250" and category[0] == "L":
        return -0.2
    return 0.3


@functools.cache
def _common() -> frozenset[str]:
    return frozenset(_HANS + _HANT + _MARKS)


@functools.cache
def _ordinary() -> frozenset[str]:
    """The first levels of GB 2312 and of Big5: what schools teach, arranged so by the standards themselves."""
    simplified = b"".join(bytes((lead, trail)) for lead in range(0xB0, 0xD8) for trail in range(0xA1, 0xFF))
    trails = [*range(0x40, 0x7F), *range(0xA1, 0xFF)]
    traditional = b"".join(bytes((lead, trail)) for lead in range(0xA4, 0xC7) for trail in trails)
    return frozenset(simplified.decode("gb2312", "ignore") + traditional.decode("big5", "ignore"))


def _has_many_controls(text: str) -> bool:
    head = text[: 1 << 16]
    return len(_CONTROL.findall(head)) > max(4, _MAX_CONTROL_RATIO * len(head))


def _refuse_other_types(data: bytes) -> None:
    for magic, name in _MAGIC:
        if data.startswith(magic):
            raise Rejected("decode", "wrong-type", name)
    if data[257:262] == b"ustar":
        raise Rejected("decode", "wrong-type", "tar archive")
    if data[:4] == b"RIFF" and data[8:12] in {b"WEBP", b"WAVE", b"AVI "}:
        raise Rejected("decode", "wrong-type", f"RIFF media ({data[8:12].decode().strip()})")
    if data[4:8] == b"ftyp" and data[:2] == b"\0\0":
        raise Rejected("decode", "wrong-type", "MP4 media")


def _read_bytes(data: bytes, declared: list[tuple[str, str]]) -> tuple[_Reading, str]:
    """The reading chosen and why. Raises Rejected where none is plausible."""
    for bom, codec in _BOMS:
        if data.startswith(bom):
            reading = _leniently(data[len(bom) :], codec)
            if reading and (codec == "utf-8" or han_plausibility(reading.text[:_SAMPLE]) >= _PLAUSIBLE):
                return reading, "bom"
            if codec == "utf-8":  # editors have put it before GBK too
                data = data[len(bom) :]
    utf8 = None if b"\0" in data else _strictly(data, "utf-8")
    if utf8 and _can_only_be_utf8(data, utf8.text):
        origin = next((origin for origin, codec in declared if codec == "utf-8"), None)
        return utf8, f"declared:{origin}" if origin else "strict-utf-8"
    return _as_hz(data) or _by_declaration(data, declared) or _as_damaged_utf8(data) or _by_score(data, utf8)


def _can_only_be_utf8(data: bytes, text: str) -> bool:
    """GBK or Big5 fall into well-formed UTF-8 by accident only for a few characters on end; HZ is all ASCII."""
    if data.isascii():
        return b"~{" not in data
    return len(data) - len(text) >= 12


def _as_hz(data: bytes) -> tuple[_Reading, str] | None:
    """HZ (RFC 1843): Chinese in ASCII between ~{ and ~}. That it gives prose is no accident."""
    reading = _strictly(data, "hz") if b"~{" in data and data.isascii() else None
    if not reading or reading.text.isascii():
        return None
    score = han_plausibility(reading.text[:_SAMPLE])
    return (reading, f"scored:{score:.2f}") if score >= _UTF16_FLOOR else None


def _as_damaged_utf8(data: bytes) -> tuple[_Reading, str] | None:
    """UTF-8 with some bytes gone or wrong: no other encoding makes so many well-formed sequences."""
    if b"\0" in data:
        return None
    reading = _leniently(data, "utf-8")
    if not reading or not reading.n_replaced:
        return None
    n_whole = len(_BEYOND_ASCII.findall(reading.text)) - reading.n_replaced - len(_CONTROL.findall(reading.text))
    return (reading, "mostly-utf-8") if n_whole >= max(3, 2 * reading.n_replaced) else None


def _by_declaration(data: bytes, declared: list[tuple[str, str]]) -> tuple[_Reading, str] | None:
    """The first declared encoding that the bytes fit strictly and whose text no other encoding clearly beats."""
    for origin, codec in declared:
        reading = _strictly(data, codec)
        if reading:
            score = _score(data, codec)
            rival = max((_score(data, other) for other in _CHINESE[:3] if other != codec), default=0.0)
            if codec == "utf-8" or (score >= _PLAUSIBLE and score >= rival - _MARGIN):
                return reading, f"declared:{origin}"
    return None


def _by_score(data: bytes, utf8: _Reading | None) -> tuple[_Reading, str]:
    scores = {codec: _score(data, codec) for codec in _CHINESE}
    if utf8 and max(scores.values()) - scores["utf-8"] < 0.5:
        return utf8, "strict-utf-8"
    if b"\0\0" in data:
        scores |= {codec: _score(data, codec) for codec in ("utf-32-le", "utf-32-be")}
    if max(scores.values()) < _CONVINCING:
        scores |= {codec: _foreign_score(data, codec) for codec in _FOREIGN}
    for codec in sorted(scores, key=lambda name: -scores[name]):
        if scores[codec] < _PLAUSIBLE:
            break
        reading = _leniently(data, codec)
        if reading:
            return reading, f"scored:{scores[codec]:.2f}"
    if _has_many_controls(data[: 1 << 16].decode("latin-1")):
        raise Rejected("decode", "binary", "no encoding gives text, and the bytes are full of control codes")
    best = max(scores, key=lambda name: scores[name])
    raise Rejected("decode", "undecodable", f"no encoding gives text; the best, {best}, scores {scores[best]:.2f}")


def _score(data: bytes, codec: str) -> float:
    """Plausibility of a few KB of the data read in this encoding."""
    if codec.startswith(("utf-16", "utf-32")):
        score = han_plausibility(data[: 2 * _SAMPLE].decode(codec, "replace"))
        return score if score >= _UTF16_FLOOR else score / 4
    sample = _telling_bytes(data)
    # Not final: the sample may end inside a character.
    text = codecs.getincrementaldecoder(codec)("replace").decode(sample)
    return 0.0 if text.isascii() and not sample.isascii() else han_plausibility(text)


def _foreign_score(data: bytes, codec: str) -> float:
    text = codecs.getincrementaldecoder(codec)("replace").decode(_telling_bytes(data))
    typical, floor = _FOREIGN[codec]
    n_beyond = len(_BEYOND_ASCII.findall(text))
    return _FOREIGN_SCORE if n_beyond and len(typical.findall(text)) >= floor * n_beyond else 0.0


def _telling_bytes(data: bytes) -> bytes:
    """The lines' parts from the first byte beyond ASCII on (0x0A is part of no character but in UTF-16 and -32)."""
    pieces: list[bytes] = []
    n_bytes = at = 0
    while n_bytes < _SAMPLE and (found := _HIGH_BYTE.search(data, at)):
        end = data.find(b"\n", found.start())
        at = len(data) if end < 0 else end
        pieces.append(data[found.start() : min(at, found.start() + _SAMPLE)])
        n_bytes += len(pieces[-1])
    return b"\n".join(pieces) or data[:_SAMPLE]


_HIGH_BYTE = re.compile(rb"[\x80-\xff]")


def _strictly(data: bytes, codec: str) -> _Reading | None:
    try:
        return _Reading(data.decode(codec), codec)
    except UnicodeError:
        return _surrogates_joined(data) if codec == "utf-8" and b"\xed" in data else None


def _surrogates_joined(data: bytes) -> _Reading | None:
    """UTF-8 with surrogates in it: pairs (CESU-8) are one character, halves are lost. None for anything else."""
    try:
        halves = data.decode("utf-8", "surrogatepass")
    except UnicodeError:
        return None
    text = halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    n_lost = text.count("\ufffd") - halves.count("\ufffd")
    return _Reading(
        text, "utf-8", f"surrogates: {len(halves) - len(text)} pairs joined, {n_lost} halves replaced", n_lost
    )


def _leniently(data: bytes, codec: str) -> _Reading | None:
    """The bytes read with U+FFFD where they don't fit; None where that is too often for the encoding to be right."""
    strict = _strictly(data, codec)
    if strict:
        return strict
    text = data.decode(codec, "jiaokan-replace")
    n_replaced = (
        text.count("\ufffd") - data.count("\ufffd".encode(codec)) if _can_hold_fffd(codec) else text.count("\ufffd")
    )
    if n_replaced > max(3, MAX_REPLACED_RATIO * len(_BEYOND_ASCII.findall(text))):
        return None
    note = f"strict failed at byte {_first_misfit(data, codec)}: "
    return _Reading(
        text, codec, note + (f"{n_replaced} replaced by U+FFFD" if n_replaced else "0x80 read as €"), n_replaced
    )


def _can_hold_fffd(codec: str) -> bool:
    return codec.startswith("utf-") or codec == "gb18030"


def _first_misfit(data: bytes, codec: str) -> int:
    try:
        data.decode(codec)
    except UnicodeDecodeError as error:
        return error.start
    return len(data)


def _replacement(error: UnicodeError) -> tuple[str, int]:
    """U+FFFD; in GBK 0x80 is the euro sign, as in code page 936 and in browsers."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    if error.encoding == "gb18030" and error.object[error.start] == 0x80:
        return "€", error.start + 1
    return "\ufffd", error.end


codecs.register_error("jiaokan-replace", _replacement)
