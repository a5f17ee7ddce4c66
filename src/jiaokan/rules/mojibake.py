"""Text decoded with the wrong codec. Those that ftfy inverts."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
