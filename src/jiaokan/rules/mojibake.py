"""Text decoded with the wrong codec: each inverse encodes back and is accepted where the result reads as Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan import plausibility
from jiaokan.rule import Example, Span, rule

# A lead byte of UTF-8 read as Latin-1 or cp1252, and a continuation byte read so.
_GATE = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
_RUN = re.compile(
    "[\u0080-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122][^\u3000-\u9fff\n]*"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")


@rule(
    "utf8-as-latin1",
    since="0.1",
    repairs=[
        Example("ä»\x8aå¤©å¤©æ°\x94å¾\x88å¥½", "今天天气很好"),
        Example("标题：å\x8c\x97äº¬", "标题：北京"),
    ],
    leaves=["Café Müller 的首演", "温度 25 °C ± 2", "Ã 是一个字母", "naïve façade “quoted”", "价格 £5、€6"],
)
def utf8_as_latin1(text: str) -> Iterator[Span]:
    r"""UTF-8 read as Latin-1 or Windows-1252, once or several times.

    Damage: ä»\x8aå¤© for 今天.
    Origin: a page without a declared charset, read with the Western default.
    Left alone: what ftfy's own test does not call mojibake, and what does not give Han characters.
    Cost: one class search for a lead byte with its continuation; ftfy (200 ns a character) sees the run only.
    See: ftfy.fix_encoding; https://ftfy.readthedocs.io/en/latest/fixes.html
    """
    if not _GATE.search(text):
        return
    from ftfy import TextFixerConfig, fix_encoding

    # decode_inconsistent_utf8 ruins GBK read as Latin-1, which can still be inverted.
    config = TextFixerConfig(decode_inconsistent_utf8=False, replace_lossy_sequences=False, explain=False)
    for match in _RUN.finditer(text):
        if _GATE.search(match[0]):
            fixed = fix_encoding(match[0], config)
            if _HAN.search(fixed):
                yield Span(match.start(), match.end(), fixed, 0.99)


# cp1252 with the five bytes it lacks as C1 controls, as browsers read it (WHATWG, windows-1252).
_CP1252 = {chr(byte): byte for byte in range(0x80, 0x100)} | {
    bytes((byte,)).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_HIGH = "".join(re.escape(char) for char in _CP1252)
_LATIN_PAIR = re.compile("[\xa1-\xfe]{2}")  # a character of GB 2312; marks that Chinese has too are left out
_LATIN_RUN = re.compile(f"[{_HIGH}](?:[ -~{_HIGH}]*[{_HIGH}@-~])?")
# Leads of three-byte UTF-8 (E3 to E9, EF), read together with the byte behind them as GBK.
_GBK_GATE = re.compile(
    "[銆鈥銉涓涔浜浠浣侀倝鍏鍐鍑鍒鍔鍖鍙鍚鍥鍦鍧澶濂瀛瀹灏宸骞寮褰寰蹇鎬鎯鎴鎵鎶鎸鎻鏀鏂鏃鏄鏈鏉鏋鏍妗姘娉涔鍋鐐鐜鐢鐨鐩鐭绀绉绗绠绾缁缃鑰鑳鑷鑺鑻琛瑁瑕璁璇璐璧璺杞杩閫閬閮閲閿闂闃闄闈闊椤椋棣楂锛锟]"
)
_HIGH_LETTER = re.compile("[\x80-\xff]")
_HALF_LATIN = re.compile(r"[a-z][\u4e00-\u9fff][a-z]")
_GBK_RUN = re.compile(r"[^\x00-\x7f]+")


# Before a specimen that a text about encodings shows; damage covers a field or a page.
_SHOWN = re.compile(r"[“‘「『\"'`(（>→➔:：=]\s?$|成|作|为|是")


def _is_specimen(text: str, start: int, end: int) -> bool:
    """Whether a short run is shown as an example inside sound Chinese, rather than being damaged itself."""
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    around = text[max(line_start, start - 40) : start] + text[end : min(line_end, end + 40)]
    return end - start < 16 and len(_HAN.findall(around)) >= 2 and bool(_SHOWN.search(text[max(0, start - 2) : start]))


def _reads_as_chinese(text: str, n_least: int) -> bool:
    """Whether every character that is not ASCII is a common Han character or mark, and there are enough of them."""
    foreign = [char for char in text if char >= "\x80"]
    scores = [plausibility.frequency(char) for char in foreign]
    # Different characters: ÄÄÄÄ is a cry, not 哪哪.
    return len(set(foreign)) >= n_least and min(scores) > -19 and sum(scores) / len(scores) > -9.5


@rule(
    "gbk-as-latin1",
    since="0.1",
    repairs=[
        Example("ÖÐ¹ú±ê×¼", "中国标准"),
        Example("±êÌâ£º½ñÌìÌìÆøºÜºÃ¡£", "标题：今天天气很好。"),
    ],
    leaves=[
        "Café Müller à l’été",
        "ÄÖÜäöüß",
        "Ångström ±0.5 °C",
        "£5 × 3 = £15",
        "¿Qué? ¡Olé! «ça»",
        "ÀÁÂÃÄÅÆÇÈÉ",
        "ÄÄÄÄ",
        "乱码“ÖÐ¹ú±ê×¼”其实是四个汉字",
    ],
)
def gbk_as_latin1(text: str) -> Iterator[Span]:
    """GBK read as Latin-1 or Windows-1252.

    Damage: ÖÐ¹ú for 中国.
    Origin: a GBK page without a declared charset, read with the Western default.
    Left alone: runs that are not GBK throughout, or give characters that Chinese prose seldom has.
    Cost: one class search for a pair of bytes, 3 ns a character.
    See: WHATWG Encoding Standard, gbk and windows-1252.
    """
    if not _LATIN_PAIR.search(text):
        return
    for match in _LATIN_RUN.finditer(text):
        try:
            fixed = bytes(_CP1252.get(char, ord(char)) for char in match[0]).decode("gb18030")
        except UnicodeDecodeError:
            continue
        is_varied = len(set(_HIGH_LETTER.findall(match[0]))) >= 4  # ÅÅÅÅ ÄÄÖÖ is a cry
        if (
            is_varied
            and _reads_as_chinese(fixed, 3)
            and not _HALF_LATIN.search(fixed)
            and not _is_specimen(text, *match.span())
        ):
            yield Span(match.start(), match.end(), fixed, 0.98)


@rule(
    "utf8-as-gbk",
    since="0.1",
    repairs=[
        Example("浠婂ぉ澶╂皵寰堝ソ", "今天天气很好"),
        Example("鍖椾含甯傛皵璞″眬 2024", "北京市气象局 2024"),
    ],
    leaves=[
        "涓流成河，鏈条生锈",
        "浠水县的鍚记",
        "鐨字不常用",
        "锟斤拷",
        "銀行與鐵路",
        "鈥字两见：鈥鈥",
        "会显示成“浠婂ぉ澶╂皵”这样的乱码",
    ],
)
def utf8_as_gbk(text: str) -> Iterator[Span]:
    """UTF-8 read as GBK, with nothing lost.

    Damage: 浠婂ぉ for 今天: three bytes of UTF-8 for each character, taken two at a time.
    Origin: UTF-8 pages read by programs whose default is GBK.
    Left alone: runs that are no UTF-8 when encoded back; what dropped bytes make is not inverted here.
    Cost: one class search on clean text, 5 ns a character.
    See: RFC 3629; WHATWG Encoding Standard, gbk.
    """
    if not _GBK_GATE.search(text):
        return
    for match in _GBK_RUN.finditer(text):
        try:
            fixed = match[0].encode("gb18030").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            continue
        if _reads_as_chinese(fixed, 2) and not _is_specimen(text, *match.span()):
            yield Span(match.start(), match.end(), fixed, 0.98)
