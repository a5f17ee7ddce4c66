"""Chinese text decoded with a Western codec: encoded back and decoded with the right one."""

from __future__ import annotations

import contextlib
import functools
import itertools
import re
import unicodedata
from collections.abc import Iterator

from jiaokan import plausibility
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, rule
from jiaokan.rules.misreading import (
    HOLE,
    Misreading,
    Piece,
    Search,
    Source,
    certain_text,
    count_marks,
    spans,
    stretches,
)
from jiaokan.rules.mojibake_signs import (
    CP1252,
    HAN,
    HIGH,
    UPPER,
    UTF8_AS_GBK,
    UTF8_AS_LATIN1,
    encode_latin1,
    inverse,
    is_prose,
    is_specimen,
    reads_as_chinese,
)

# The bytes of GB 2312, or of Big5, for one character; marks that Chinese has too are left out.
_LATIN_PAIR = regex("[\xa1-\xfe][\xa1-\xfe]")
_INSIDE = f" -\x7f\x00-\x08\x0e-\x1f{HIGH}"  # control characters were strewn into the text before, or are bytes
_LATIN_RUN = regex(f"[{HIGH}](?:[{_INSIDE}]*[{HIGH}@-~])?")
_MARKED_RUN = regex(f"[{HIGH}](?:[{_INSIDE}{HOLE}]*[{HIGH}@-~{HOLE}]\\??)?")  # with marks for bytes that were lost
_FIRST = regex(f"[{HIGH}\u0100-\u2fff]")
_BEYOND = regex(f"(?![{UPPER}])[\u0100-\u2fff]")  # letters that no byte of cp1252 stands for
_HIGH_LETTERS = regex("(?:[\xa1-\xf7][\xa1-\xfe]){3,}")  # of GB 2312, more in a row than Western words have
_FEW = 4  # different letters: ÅÅÅÅ ÄÄÖÖ is a cry
_HIGH_LETTER = regex(f"[{HIGH}]")
# Before a no-break space (byte A0) that some program made a space.
_CUT_SHORT = regex(rb"([\xc2\xc3\xc5]|[\xe2-\xe9\xef](?= [\x80-\xbf ])|[\xe2-\xe9\xef][\x80-\xbf]) ")

# What a decoder of cp1252 has no character for, and what is dropped where C1 controls are.
_UNDEFINED = tuple(bytes((byte,)) for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D))
_C1 = tuple(bytes((byte,)) for byte in range(0x80, 0xA0))


def _from_latin1(lost: tuple[bytes, ...], text: str, at: int, pending: bytes) -> Iterator[Source]:
    """UTF-8 read as Latin-1 or cp1252: a byte a character, some of them dropped or marked, A0 made a space."""
    n_marks = count_marks(text, at) if pending else 0
    after = text[at + n_marks : at + n_marks + 1]
    marked = lost if n_marks < 2 else tuple(itertools.starmap(bytes.__add__, itertools.product(lost, lost)))
    for data in _latin1_codes(after):
        if not n_marks:
            yield Source(data)
        if pending:
            yield Source(data, marked, 0.0 if n_marks else -1.0, n=n_marks + 1)
    if pending and after in {"", "\n"}:
        yield Source(b"", marked, n=n_marks, is_last=True)


@functools.lru_cache(maxsize=512)
def _latin1_codes(char: str) -> tuple[bytes, ...]:
    if char == " ":
        return b" ", b"\xa0"
    try:
        return (encode_latin1(char),) if char else ()
    except UnicodeEncodeError:
        return ()


@rule(
    "utf8-as-latin1",
    needs={"\xc2-\xf4": f"(?=[\x80-\xbf{UPPER}])"},
    since="0.1",
    version=2,
    repairs=[
        Example("ä»\x8aå¤©å¤©æ°\x94å¾\x88å¥½", "今天天气很好"),
        Example("标题：å\x8c\x97äº¬", "标题：北京"),
        Example("Ã¤Â»Å\xa0Ã¥Â¤Â©", "今天"),
        Example("é\x90µ(tiÄ\x9b)è»\x8cå¾\x88é\x95·(chÃ¡ng)", "鐵(tiě)軌很長(cháng)"),
        Example("æ‰€æœ‰çš„è¯·å\x81‡éƒ½è¦\x81å…ˆç™»è®°", "所有的请假都要先登记"),
        Example("æ‰€æœ‰çš„è¯·å‡éƒ½è¦å…ˆç™»è®°", "所有的请假都要先登记"),
    ],
    leaves=[
        "Café Müller 的首演",
        "温度 25 °C ± 2",
        "Ã 是一个字母",
        "naïve façade “quoted”",
        "价格 £5、€6",
        "用 UTF-8 存、按 Latin-1 读，“今天”就成了 ä»Šå¤©",
        "São João é ótimo; à côté d’Évian",
        "Tiếng Việt: Trường đại học",
    ],
)
def utf8_as_latin1(text: str) -> Iterator[Span]:
    r"""UTF-8 read as Latin-1 or Windows-1252, once or several times.

    Damage: ä»\x8aå¤© for 今天.
    Origin: a page without a declared charset, read with the Western default. Five bytes have no character in
        Windows-1252 and are dropped on the way, controls may be, and byte A0 may have become a space.
    Left alone: what does not give Chinese; specimens in texts about encodings. Western words are put right by ftfy
        where its own test calls them mojibake. Where a byte was dropped the scorer chooses among the characters that
        have it there; U+FFFD stands where it is not sure.
    Cost: none on text without such letters, then one search for a pair, 2.5 ns a character.
    See: WHATWG Encoding Standard, windows-1252; https://ftfy.readthedocs.io/en/latest/fixes.html
    """
    if not UTF8_AS_LATIN1.search(text):
        return
    search = None
    for match in _MARKED_RUN.finditer(text):
        start, end = match.span()
        if UTF8_AS_LATIN1.search(text, start, end) and not is_specimen(text, start, end):
            fixed = _unwrapped(match[0])
            if fixed:
                yield Span(start, end, fixed, 0.99 if reads_as_chinese(fixed, 1) else 0.9)
                continue
            search = search or Search(Misreading("utf-8", functools.partial(_from_latin1, _UNDEFINED)), text)
            yield from _in_part(text, start, end, search)


def _in_part(text: str, start: int, end: int, search: Search) -> Iterator[Span]:
    """UTF-8 with bytes missing, beside other text, or not Chinese."""
    letters = _HIGH_LETTER.findall(text, start, end)
    if any("\x80" <= char < "\xa0" or char in CP1252 for char in letters):
        found = [one for one in stretches(search.run(start, end)) if reads_as_chinese(certain_text(one), 2)]
        for stretch in found:
            yield from spans(stretch, 0.99)
        if found:
            return
    elif len(letters) > 12:  # no continuation byte below A0 is left: half of them are missing
        fixed = _CUT_UNIT.sub(_unit, text[start:end])
        n_whole = len(HAN.findall(fixed))
        if n_whole >= 4 and reads_as_chinese(fixed.replace(HOLE, ""), 3) and 8 * n_whole >= fixed.count(HOLE):
            yield Span(start, end, fixed, 0.9)
            return
    fixed = _fixed_by_ftfy(text[start:end])
    if fixed != text[start:end]:
        yield Span(start, end, fixed, 0.9)


# A character of UTF-8 in Latin-1 whose continuation bytes are there, or some of them were controls and dropped.
_CUT_UNIT = regex("[\xe2-\xef][\xa0-\xbf]{0,2}")


def _unit(found: re.Match[str]) -> str:
    try:
        return found[0].encode("latin-1").decode()
    except UnicodeDecodeError:
        return HOLE


def _unwrapped(text: str) -> str | None:
    """What was read wrongly up to three times over, spaces taken for no-break spaces where needed: Chinese, or UTF-8
    read as GBK before.
    """
    for _ in range(3):
        fixed = inverse(text, "latin-1", "utf-8") or _with_a0(text)
        if fixed is None or fixed == text:
            return None
        if reads_as_chinese(fixed, 1) or 9 * len(UTF8_AS_GBK.findall(fixed)) > len(fixed):
            return fixed
        text = fixed
    return None


def _with_a0(text: str) -> str | None:
    try:
        data = encode_latin1(text)
        for _ in range(2):  # both of two in a row
            data = _CUT_SHORT.sub(lambda found: found[1] + b"\xa0", data)
        return data.decode()
    except UnicodeError:
        return None


def _fixed_by_ftfy(text: str) -> str:
    from ftfy import TextFixerConfig, fix_encoding

    # decode_inconsistent_utf8 ruins GBK read as Latin-1, which can still be inverted.
    config = TextFixerConfig(decode_inconsistent_utf8=False, replace_lossy_sequences=False, explain=False)
    fixed = fix_encoding(text, config)
    try:
        return fixed if fixed.encode() == encode_latin1(text) else text  # proven
    except UnicodeEncodeError:
        return text


@rule(
    "gbk-as-latin1",
    needs={"\xa1-\xfe": "(?=[\xa1-\xfe])"},
    since="0.1",
    version=2,
    repairs=[
        Example("ÖÐ¹ú±ê×¼", "中国标准"),
        Example("±êÌâ£º½ñÌìÌìÆøºÜºÃ¡£", "标题：今天天气很好。"),
        Example("èF(ti¨§)Ü\x89ºÜéL(ch¨¢ng)", "鐵(tiě)軌很長(cháng)"),
        Example("ÎÒÃÇÔÚѧУÃſڵÈÁ˰ë¸öСʱ¡£", "我们在学校门口等了半个小时。"),
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
        "Größe, Füße, Mädchen; año, señor; créée",
        "JÄÄÄÄR ja ÕÕÖÖ on sõnad",
        "Þórður Ásgeirsson & Æðey",
        "求助：文件名显示 ÖÐ¹ú±ê×¼ 怎么办",
    ],
)
def gbk_as_latin1(text: str) -> Iterator[Span]:
    """GBK read as Latin-1 or Windows-1252, also when ftfy has been at it since.

    Damage: ÖÐ¹ú for 中国; ÎÂÜ°Ìáʾ for 温馨提示: ftfy took the bytes CA BE for the UTF-8 of ʾ.
    Origin: a GBK page without a declared charset, read with the Western default; then a cleaner that decodes what
        looks like UTF-8 inside other text (decode_inconsistent_utf8).
    Left alone: runs that are not GBK throughout, or give characters that Chinese prose seldom has; specimens.
        In text that ftfy has changed, a letter may be one byte of GBK or two of UTF-8: the scorer chooses.
    Cost: none on text without such letters, then one search for a pair, 2.5 ns a character.
    See: WHATWG Encoding Standard, gbk and windows-1252; ftfy.fixes.decode_inconsistent_utf8.
    """
    begin = _LATIN_PAIR.search(text)
    search = Search(Misreading("gbk", _from_ftfy), text)
    found: list[Span] = []
    doubtful: list[Span] = []
    while begin is not None:
        start = text.rfind("\n", 0, begin.start()) + 1
        end = text.find("\n", begin.start())
        end = len(text) if end < 0 else end
        runs = list(_gbk_runs(text, start, end))
        line = [run for run in runs if run.confidence > 0.0]
        if not line or _BEYOND.search(text, start, end):
            first = _FIRST.search(text, start)
            pieces = search.run(first.start() if first else start, end)
            half = [span for one in stretches(pieces) if _is_damage(text, one) for span in spans(one, 0.9)]
            line = half or line
        found += line
        doubtful += [] if line else runs
        begin = _LATIN_PAIR.search(text, end)
    if found:
        found += [run._replace(confidence=0.96) for run in doubtful]
    yield from sorted(found, key=lambda span: span[:2])


def _gbk_runs(text: str, start: int, end: int) -> Iterator[Span]:
    """Runs of bytes that are GBK throughout; without confidence those that are damage only in a damaged text."""
    for match in _LATIN_RUN.finditer(text, start, end):
        fixed = inverse(match[0], "latin-1", "gb18030")
        if fixed is None or len(set(_HIGH_LETTER.findall(match[0]))) < _FEW:
            continue
        if is_specimen(text, *match.span()):
            continue
        n_least = 2 if fixed in plausibility.words() else 3
        if reads_as_chinese(fixed, n_least) and is_prose(fixed):
            yield Span(*match.span(), fixed, 0.98)
        elif _HIGH_LETTERS.fullmatch(match[0]) or is_prose(fixed, in_damage=True):
            yield Span(*match.span(), fixed, 0.0)


def _is_damage(text: str, stretch: list[Piece]) -> bool:
    start, end = stretch[0].start, stretch[-1].end
    if len(set(_HIGH_LETTER.findall(text, start, end))) < _FEW:
        return False
    fixed = "".join(piece.text for piece in stretch).replace(HOLE, "")
    return reads_as_chinese(fixed, 3) and is_prose(fixed) and not is_specimen(text, start, end)


def _from_ftfy(text: str, at: int, _: bytes) -> Iterator[Source]:
    """GBK read as cp1252, some of it then decoded as if it were UTF-8."""
    for n in (1, 2):
        seen = text[at : at + n]
        is_in_word = n == 2 and seen.isascii() and f"{text[at - 1 : at]}{text[at + 2 : at + 3]}".isascii()
        if len(seen) == n and not is_in_word:
            yield from (Source(data, prior=prior, n=n) for data, prior in _half_fixed_codes(seen))


@functools.lru_cache(maxsize=4096)
def _half_fixed_codes(seen: str) -> tuple[tuple[bytes, float], ...]:
    """The bytes that ftfy may have made a character, or two, of, and the logarithm of their odds."""
    codes: dict[bytes, float] = {}
    if len(seen) == 1:
        with contextlib.suppress(UnicodeEncodeError):
            codes[encode_latin1(seen)] = 0.0
        if seen >= "\x80":
            data = seen.encode(errors="replace")
            # Bytes under A1 are rare in GBK, those of cp1252's own letters rarer.
            codes.setdefault(data, (-3.5 if len(data) == 2 and data[1] > 0xA0 else -7.0) if codes else 0.0)
            if seen > "\xff":
                for at in range(1, len(data)):  # of ÏÂµ first Âµ is decoded, to µ, and then Ïµ
                    codes.setdefault(data[:at] + b"\xc2" + data[at:], -2.5)
                for codec in _CODECS:  # tried where Latin-1 gives no UTF-8
                    with contextlib.suppress(UnicodeError):
                        codes.setdefault(encode_latin1(data.decode(codec)), -4.0)
    if seen in _UNCOMPOSED:
        codes[_UNCOMPOSED[seen].encode()] = 0.0 if len(seen) == 2 else -4.0
    if len(seen) == 2 and 0 < unicodedata.combining(seen[0]) < unicodedata.combining(seen[1]):
        codes[seen[::-1].encode()] = -0.5  # put in canonical order
    parts = unicodedata.normalize("NFD", seen)
    for mark in parts[1:] if max(seen) > "\xff" else ():
        rest = unicodedata.normalize("NFC", parts.replace(mark, "", 1))
        if "\u0300" <= mark <= "\u036f" and rest in _BYTES:
            codes.setdefault(encode_latin1(rest) + mark.encode(), -5.0)
    return tuple(codes.items())


_BYTES = frozenset(map(chr, range(0x40, 0x100))) | CP1252.keys()
# The codecs that ftfy tries next (ftfy.chardata.CHARMAP_ENCODINGS).
_CODECS = ("cp1251", "cp1250", "cp1253", "cp1254", "cp1257", "iso8859-2")
# ftfy writes these apart, and characters that are canonically the same as one.
_LIGATURES = map(chr, (0x132, 0x133, *range(0x1C7, 0x1CD), *range(0x1F1, 0x1F4)))
_UNCOMPOSED = {unicodedata.normalize("NFKC", one): one for one in _LIGATURES}
_UNCOMPOSED |= {unicodedata.normalize("NFC", one): one for one in "\u037e\u0387\u0374"}
