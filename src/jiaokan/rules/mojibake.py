"""Text decoded with the wrong codec, nothing lost: encoded back and decoded with the right one.

An inverse is exact: running the misreading forward on the repair gives what was seen. It is accepted where the
result reads as Chinese. What decoders lose on the way is the business of `lossy_mojibake`.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator

from jiaokan import plausibility
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

_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")

# cp1252 with the five bytes it lacks as C1 controls, as browsers read it (WHATWG, windows-1252).
_CP1252 = {
    bytes((byte,)).decode("cp1252"): byte for byte in range(0x80, 0xA0) if byte not in {0x81, 0x8D, 0x8F, 0x90, 0x9D}
}
_TO_LATIN1 = {ord(char): chr(byte) for char, byte in _CP1252.items()}
_UPPER = re.escape("".join(_CP1252))
HIGH = f"\x80-\xff{_UPPER}"  # a byte above ASCII, read as Latin-1 or cp1252

# A lead byte of UTF-8 read as Latin-1 or cp1252, and a continuation byte read so.
_UTF8_PAIR = re.compile(f"[\xc2-\xf4][\x80-\xbf{_UPPER}]")
# The bytes of GB 2312, or of Big5, for one character; marks that Chinese has too are left out.
_LATIN_PAIR = re.compile("[\xa1-\xfe][\xa1-\xfe]")
_LATIN_RUN = re.compile(f"[{HIGH}](?:[ -~{HIGH}]*[{HIGH}@-~])?")
_MARKED_RUN = re.compile(f"[{HIGH}](?:[ -~{HIGH}{HOLE}]*[{HIGH}@-~{HOLE}]\\??)?")  # with marks for bytes that were lost
_FIRST = re.compile(f"[{HIGH}\u0100-\u2fff]")
_BEYOND = re.compile(f"(?![{_UPPER}])[\u0100-\u2fff]")  # letters that no byte of cp1252 stands for
_HIGH_LETTERS = re.compile("(?:[\xa1-\xf7][\xa1-\xfe]){3,}")  # of GB 2312, more in a row than Western words have
_HIGH_LETTER = re.compile(f"[{HIGH}]")
# Log-probabilities of a character: prose has -6, names -8, random common characters -10, a misreading -13.
_PROSE, _MORE, _NOISE = -8.5, 0.15, -11.5
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_HALF_LATIN = re.compile(r"[a-z][\u4e00-\u9fff][a-z]")
# Before a no-break space (byte A0) that some program made a space.
_CUT_SHORT = re.compile(rb"([\xc2\xc3\xc5]|[\xe2-\xe9\xef](?= [\x80-\xbf ])|[\xe2-\xe9\xef][\x80-\xbf]) ")

# A text about encodings shows specimens; damage covers a field or a page.
_TALK = re.compile("[乱亂]码|[乱亂]碼|[编編解][码碼]|字符集|字元集|文字化け|mojibake|Mojibake")
_NAMES = re.compile("(?i:utf-?8|gbk|gb2312|gb18030|big-?5|latin-?1|unicode|iso-?8859|windows-?1252|ansi)")
_SHOWN = re.compile("[变變显顯][成示]|看不懂|看到|出现|出現|例如|比如|写着|寫著|[是叫][什甚]么|是什麼")
_SHOWS = re.compile(r"(?:[“‘「『\"'`(（>→➔:：=]|成|作|为|為|是|[显顯]示)\s?$")
_QUOTED = {"“": "”", "‘": "’", "「": "」", "『": "』", "`": "`"}
_LONGEST_SPECIMEN = 48


def is_specimen(text: str, start: int, end: int) -> bool:
    """Whether a short run is shown as an example inside sound text, rather than being damaged itself."""
    if end - start > _LONGEST_SPECIMEN:
        return False
    if _talks_of_encodings(text):
        return True
    line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    around = text[max(line_start, start - 80) : start] + text[end : min(line_end, end + 80)]
    if len(_HAN.findall(around)) < 2:
        return False
    # Damage takes a sentence's quotes along; a pair that is sound was put around it.
    is_quoted = text[end : end + 1] == _QUOTED.get(text[max(0, start - 1) : start])
    is_shown = bool(_SHOWS.search(text[max(0, start - 3) : start])) and bool(_SHOWN.search(around))
    return is_quoted or is_shown or bool(_NAMES.search(around))


@functools.lru_cache(maxsize=2)
def _talks_of_encodings(text: str) -> bool:
    return _TALK.search(text) is not None


def reads_as_chinese(text: str, n_least: int) -> bool:
    """Whether what is not ASCII is Han characters and marks as prose has them, and enough different ones.

    A name or a sign that the lexicon has not may stand among many.
    """
    foreign = [char for char in text if char >= "\x80"]
    if len(set(foreign)) < n_least:  # different characters: ÄÄÄÄ is a cry, not 哪哪
        return False
    shares = [-8.0 if "\uff01" <= char <= "\uff5e" else max(plausibility.frequency(char), -14.0) for char in foreign]
    n_known = sum(share > -14.0 for share in shares)
    floor = -9.5 if len(foreign) < 6 else -10.2
    return sum(shares) / len(shares) > floor and len(foreign) - n_known <= max(len(foreign) // 12, len(foreign) >= 6)


def encode_latin1(text: str) -> bytes:
    """The bytes that read as `text` in Latin-1 or in cp1252. Raises UnicodeEncodeError where there are none."""
    return text.translate(_TO_LATIN1).encode("latin-1")


def inverse(text: str, misread: str, true: str) -> str | None:
    """The text that, encoded as `true` and decoded as `misread`, gives `text`; None if there is none."""
    try:
        data = encode_latin1(text) if misread == "latin-1" else text.encode(misread)
        fixed = data.decode(true)
    except UnicodeError:
        return None
    is_proven = fixed.encode(true) == data and (misread == "latin-1" or data.decode(misread) == text)
    return fixed if is_proven else None


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
    since="0.1",
    version=2,
    repairs=[
        Example("ä»\x8aå¤©å¤©æ°\x94å¾\x88å¥½", "今天天气很好"),
        Example("标题：å\x8c\x97äº¬", "标题：北京"),
        Example("Ã¤Â»Å\xa0Ã¥Â¤Â©", "今天"),
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
    Cost: one search for a lead byte with its continuation, 2.5 ns a character on clean text.
    See: WHATWG Encoding Standard, windows-1252; https://ftfy.readthedocs.io/en/latest/fixes.html
    """
    if not _UTF8_PAIR.search(text):
        return
    search = None
    for match in _MARKED_RUN.finditer(text):
        start, end = match.span()
        if _UTF8_PAIR.search(text, start, end) and not is_specimen(text, start, end):
            fixed = _unwrapped(match[0])
            if fixed:
                yield Span(start, end, fixed, 0.99)
                continue
            search = search or Search(Misreading("utf-8", functools.partial(_from_latin1, _UNDEFINED)), text)
            yield from _in_part(text, start, end, search)


def _in_part(text: str, start: int, end: int, search: Search) -> Iterator[Span]:
    """UTF-8 with bytes missing, beside other text, or not Chinese."""
    letters = _HIGH_LETTER.findall(text, start, end)
    if any("\x80" <= char < "\xa0" or char in _CP1252 for char in letters):
        found = [one for one in stretches(search.run(start, end)) if reads_as_chinese(certain_text(one), 2)]
        for stretch in found:
            yield from spans(stretch, 0.99)
        if found:
            return
    elif len(letters) > 12:  # no continuation byte below A0 is left: half of them are missing
        fixed = _CUT_UNIT.sub(_unit, text[start:end])
        n_whole = len(_HAN.findall(fixed))
        if n_whole >= 4 and reads_as_chinese(fixed.replace(HOLE, ""), 3) and 8 * n_whole >= fixed.count(HOLE):
            yield Span(start, end, fixed, 0.9)
            return
    fixed = _fixed_by_ftfy(text[start:end])
    if fixed != text[start:end]:
        yield Span(start, end, fixed, 0.9)


# A character of UTF-8 in Latin-1 whose continuation bytes are there, or some of them were controls and dropped.
_CUT_UNIT = re.compile("[\xe2-\xef][\xa0-\xbf]{0,2}")


def _unit(found: re.Match[str]) -> str:
    try:
        return found[0].encode("latin-1").decode()
    except UnicodeDecodeError:
        return HOLE


def _unwrapped(text: str) -> str | None:
    """The Chinese text that was read wrongly up to three times over, spaces taken for no-break spaces where needed."""
    for _ in range(3):
        fixed = inverse(text, "latin-1", "utf-8") or _with_a0(text)
        if fixed is None or fixed == text:
            return None
        if reads_as_chinese(fixed, 1):
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
    since="0.1",
    version=2,
    repairs=[
        Example("ÖÐ¹ú±ê×¼", "中国标准"),
        Example("±êÌâ£º½ñÌìÌìÆøºÜºÃ¡£", "标题：今天天气很好。"),
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
    Cost: one search for a pair of bytes, 2.5 ns a character on clean text.
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
        if fixed is None or len(set(_HIGH_LETTER.findall(match[0]))) < 4:  # ÅÅÅÅ ÄÄÖÖ is a cry
            continue
        if is_specimen(text, *match.span()):
            continue
        n_least = 2 if fixed in plausibility.words() else 3
        if reads_as_chinese(fixed, n_least) and is_prose(fixed):
            yield Span(*match.span(), fixed, 0.98)
        elif _HIGH_LETTERS.fullmatch(match[0]) or is_prose(fixed, in_damage=True):
            yield Span(*match.span(), fixed, 0.0)


def is_prose(text: str, *, in_damage: bool = False) -> bool:
    """Whether the scorer takes a text for prose, which letters of Western words never make in a row.

    The longer a text, the less likely it is that noise comes near; among damaged lines less is asked.
    """
    begin = "".join(_NOT_ASCII.findall(text))[:60]
    if not begin:
        return False
    n_half, n_han = len(_HALF_LATIN.findall(text)), len(_HAN.findall(text))
    floor = _NOISE if in_damage else _PROSE - min(max(n_han - 4, 0) * _MORE, 1.0)
    return plausibility.score(begin) / len(begin) > floor and 6 * n_half <= n_han


def _is_damage(text: str, stretch: list[Piece]) -> bool:
    fixed = "".join(piece.text for piece in stretch).replace(HOLE, "")
    return reads_as_chinese(fixed, 3) and is_prose(fixed) and not is_specimen(text, stretch[0].start, stretch[-1].end)


def _from_ftfy(text: str, at: int, _: bytes) -> Iterator[Source]:
    """GBK read as cp1252, some of it then decoded as if it were UTF-8."""
    yield from _half_fixed_codes(text[at : at + 1])
    if text[at : at + 2] in _LIGATURES:
        yield Source(_LIGATURES[text[at : at + 2]], prior=-4.0, n=2)


@functools.lru_cache(maxsize=4096)
def _half_fixed_codes(char: str) -> tuple[Source, ...]:
    if not char:
        return ()
    try:
        codes = [Source(encode_latin1(char))]
    except UnicodeEncodeError:
        codes = []
    if char >= "\x80":
        codes.append(Source(char.encode(errors="replace"), prior=(-3.5 if char <= "\xff" else -6.0) if codes else 0.0))
    codes += [Source(data, prior=-5.0) for data in _COMPOSED.get(char, ())]
    return tuple(codes)


# ftfy writes these apart, and characters that are canonically the same as one.
_LIGATURES = {"ij": "\u0133".encode(), "IJ": "\u0132".encode()}
_COMPOSED = {";": ("\u037e".encode(),), "·": ("\u0387".encode(),), "ʹ": ("\u0374".encode(),)}
