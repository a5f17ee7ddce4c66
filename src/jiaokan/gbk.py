"""GBK as the damaging tool read and wrote it: encoding, the forward decoder, and what it dropped.

The tool works on bytes (damage that inserts ASCII at byte offsets) and then decodes so:
a lead byte whose trail is no trail byte gives one '?' and swallows the trail; a code of the user-defined
areas gives a private-use character, which a later step drops.
"""

from __future__ import annotations

import functools

# Mark as stored after width folding → as the tool saw it. Marks outside the ASCII range were never folded.
UNFOLDED = {",": "，", ";": "；", "!": "！", "?": "？", ":": "：", "(": "（", ")": "）"}


@functools.cache
def encode(char: str) -> bytes | None:
    """The two bytes of a character in GBK, or None."""
    try:
        data = char.encode("gbk")
    except UnicodeEncodeError:
        return None
    return data if len(data) == 2 else None


@functools.cache
def decode(lead: int, trail: int) -> str | None:
    """The character of two bytes in GBK, or None; user-defined codes have none."""
    try:
        return bytes((lead, trail)).decode("gbk")
    except UnicodeDecodeError:
        return None


@functools.cache
def is_variant(char: str) -> bool:
    """Whether neither GB 2312 nor Big5 has it: 啓, where a one to one map to Traditional gives 啟."""
    for codec in ("gb2312", "big5"):
        try:
            char.encode(codec)
        except UnicodeEncodeError:
            continue
        return False
    return True


def is_user_defined(lead: int, trail: int) -> bool:
    """Codes of the three user-defined areas of GBK (GB 18030-2005, annex): decoded to private use, then dropped."""
    if 0xA1 <= lead <= 0xA7:
        return 0x40 <= trail <= 0xA0 and trail != 0x7F
    return (0xAA <= lead <= 0xAF or 0xF8 <= lead <= 0xFE) and 0xA1 <= trail <= 0xFE


def folded(text: str) -> str:
    """Full-width ASCII range as half-width, as the stored pages have it; both signs for 0x80 as one."""
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text).replace("€", "?")


def decode_forward(data: bytes) -> str:
    """What the tool made of `data`: the forward step that a proposed repair has to pass."""
    out: list[str] = []
    at = 0
    while at < len(data):
        lead = data[at]
        if lead <= 0x80:  # 0x80 alone is the euro sign in cp936
            out.append(chr(lead) if lead < 0x80 else "€")
            at += 1
            continue
        if at + 1 == len(data):
            out.append("?")
            break
        char = decode(lead, data[at + 1])
        if char is not None:
            out.append(char)
        elif not is_user_defined(lead, data[at + 1]):
            out.append("?")
        at += 2
    return "".join(out)
