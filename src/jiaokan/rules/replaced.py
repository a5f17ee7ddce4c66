"""Text lost to codecs for good: found and flagged, never restored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from jiaokan.plausibility import HAN
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, rule
from jiaokan.rules.mojibake_signs import (
    NEEDS_UTF8_AS_GBK,
    UTF8_AS_GBK,
    find_utf8_as_gbk,
    first_utf8_as_gbk,
    is_specimen,
)

_HOLES = regex("\ufffd(?:[^\n]{0,3}\ufffd)*")
_QUOTES = "“”‘’「」『』\"'`《》（）()"
# What memory reads as in GBK that a debugger filled with CC, CD or DD.
_FILLED = regex("烫{3,}|屯{3,}|葺{3,}")
# U+FFFD in UTF-8, twice, read as GBK: EFBF BDEF BFBD.
_REPLACED = regex("锟斤拷(?:锟斤拷|[^\n]{0,3}锟斤拷)*(?:锟斤?|锟)?|(?:斤拷|拷)锟斤拷(?:锟斤拷)*")
_OPENING, _GOES_ON = frozenset("“「‘"), frozenset("！!～~，。的得地了啊呀")
_AND_NAMED, _NAMED_IS = frozenset("与和跟及或是叫喊说"), frozenset("都是这那等和与及也就嘛吧呢")
_QUESTION_MARKS = regex(r"\?{2,}")


def _lost(text: str) -> Example:
    return Example(text, text)


@rule(
    "replacement-character",
    needs="\ufffd",
    since="0.2",
    loss=True,
    repairs=[_lost("今天\ufffd\ufffd很好"), _lost("��ȫ��Ĥ�����g")],
    leaves=["字符“\ufffd”表示无法解码", "今天天气很好"],
)
def replacement_character(text: str) -> Iterator[Span]:
    """Characters that a decoder replaced by U+FFFD, or that could not be told when a misreading was undone.

    Damage: ��ȫ��Ĥ for GBK read as UTF-8; 今天\ufffd气 where a byte was lost.
    Origin: a page decoded with the wrong codec, every byte that did not fit replaced: it can't be undone.
    Left alone: the character shown between quotes or brackets in a text about it.
    Cost: none but for each find.
    See: Unicode Standard 5.22 (U+FFFD substitution), 23.8 (specials).
    """
    found = [match.span() for match in _HOLES.finditer(text)]
    yield from _widened(text, [span for span in found if not _is_quoted(text, *span)], "\ufffd", 0.99)


def _widened(text: str, found: Iterable[tuple[int, int]], rubble: str, confidence: float) -> Iterator[Span]:
    """What was found; the whole line, its end included, where a third of it is `rubble`."""
    line_start = line_end = 0
    is_rubble = False
    for start, end in found:
        if start >= line_end:
            line_start, line_end = text.rfind("\n", 0, start) + 1, text.find("\n", end) + 1 or len(text)
            line = text[line_start:line_end]
            n_foreign = len(line) - len(line.encode("ascii", "ignore"))
            is_rubble = 3 * sum(map(line.count, rubble)) >= n_foreign
            if is_rubble:
                yield Span(line_start, line_end, None, confidence)
        if not is_rubble:
            yield Span(start, end, None, confidence)


def _is_quoted(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start] in _QUOTES and text[end : end + 1] in _QUOTES and start > 0 and end < len(text)


@rule(
    "replacement-character-as-gbk",
    needs="锟",
    since="0.2",
    loss=True,
    repairs=[_lost("锟斤拷锟斤拷票锟斤拷"), _lost("标题：锟斤拷锟斤拷锟斤拷")],
    leaves=[
        "手持两把锟斤拷，口中疾呼烫烫烫",
        "“锟斤拷锟斤拷”是怎么来的？",
        "乱码里常见锟斤拷锟斤拷，那是 UTF-8 的替换字符",
    ],
)
def replacement_character_as_gbk(text: str) -> Iterator[Span]:
    """U+FFFD written as UTF-8 and read as GBK.

    Damage: 锟斤拷 for two characters that were replaced before.
    Origin: GBK text read as UTF-8, stored with its replacement characters, and read as GBK.
    Left alone: it can't be undone. Not flagged where it stands alone in sound text, or in a text about encodings.
    Cost: none on text without 锟, then one substring search.
    See: Unicode Standard 23.8 (specials); WHATWG Encoding Standard, gbk.
    """
    if "锟斤拷" not in text:
        return
    found = [match.span() for match in _REPLACED.finditer(text)]
    if any(text.count("锟斤拷", *span) > 1 for span in found):
        damaged = (span for span in found if not _is_quoted(text, *span) and not is_specimen(text, *span))
        yield from _widened(text, damaged, "锟斤拷", 0.98)


@rule(
    "uninitialised-memory",
    needs={"烫": "(?=烫烫)", "屯": "(?=屯屯)", "葺": "(?=葺葺)"},
    since="0.2",
    loss=True,
    repairs=[
        _lost("姓名：烫烫烫烫烫烫"),
        _lost("name=屯屯屯屯屯\n"),
        _lost("河边的柳烫烫烫烫树发了芽"),
        _lost("路灯亮了屯屯屯屯屯。"),
    ],
    leaves=[
        "“烫烫烫！”他叫着缩回了手",
        "刚出锅的饺子烫烫烫，慢点吃",
        "锟斤拷与烫烫烫烫都是程序员的笑话",
        "屯屯屯，买买买",
    ],
)
def uninitialised_memory(text: str) -> Iterator[Span]:
    """Memory that nothing was written to, read as GBK.

    Damage: 烫烫烫烫 (bytes CC), 屯屯屯屯 (CD), 葺葺葺葺 (DD).
    Origin: programs built for debugging, whose compiler fills memory with these bytes.
    Left alone: there never was a text. Not flagged where it may be a cry or is spoken about: three in a sentence;
        up to seven 烫, which a scalded cook cries, but between other words; in a text about encodings.
    Cost: none on text without three of these in a row, then three substring searches, 2 ns a character.
    See: Microsoft C run-time library, debug heap fill patterns.
    """
    if "烫烫烫" not in text and "屯屯屯" not in text and "葺葺葺" not in text:
        return
    for match in _FILLED.finditer(text):
        start, end = match.span()
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        is_named = before in _AND_NAMED or after in _GOES_ON | _NAMED_IS
        is_inside = bool(HAN.match(before) and HAN.match(after)) and not is_named
        is_spoken = before in _OPENING or after in _GOES_ON or (bool(HAN.match(before)) and not is_inside)
        n_least = 3 if not is_spoken and not is_inside else 4 if match[0][0] != "烫" or is_inside else 8
        if len(match[0]) >= n_least and not is_specimen(text, start, end):
            yield Span(start, end, None, 0.95)


@rule(
    "utf8-as-gbk-repeatedly",
    needs=NEEDS_UTF8_AS_GBK,
    since="0.2",
    loss=True,
    repairs=[_lost("闂傚倸鍊搁崐鎼佸磹閹间礁纾归柟闂寸绾惧綊鏌熼梻瀵割槮")],
    leaves=["浠婂ぉ澶╂皵寰堝ソ", "銀行與鐵路、錄音與鐘錶", "鑪鑫鈺銀鉅鋒鋼鐵錫鑽"],
)
def utf8_as_gbk_repeatedly(text: str) -> Iterator[Span]:
    """UTF-8 read as GBK several times over, with bytes lost each time.

    Damage: 闂傚倸鍊搁崐…: it gives more of its kind when the misreading is undone.
    Origin: a text saved again and again by a program with the wrong default.
    Left alone: what can be undone; it has been when this rule runs.
    Cost: that of `utf8-as-gbk`.
    See: `utf8-as-gbk`.
    """
    begin = first_utf8_as_gbk(text)
    n_found = 0
    while begin is not None:
        start, end = text.rfind("\n", 0, begin.start()) + 1, text.find("\n", begin.start()) + 1 or len(text)
        line = text[start:end].rstrip("\n")
        data = line.encode("gb18030", "ignore")
        inner = data.decode("utf-8", "ignore")
        n_kept = len(inner.encode("utf-8", "ignore"))
        n_again = len(UTF8_AS_GBK.findall(inner))
        # Among damaged lines a line may be short.
        if len(line) >= (6 if n_found else 12) and n_kept > 0.85 * len(data) and 6 * n_again >= len(inner) // 2:
            n_found += 1
            yield Span(start, end, None, 0.95)
        begin = find_utf8_as_gbk(text, end)


@rule(
    "text-as-question-marks",
    needs="?",
    since="0.2",
    loss=True,
    repairs=[_lost("???? 2014-05-06 ????????? GDP ????")],
    leaves=["什么????", "????", "Really??? No way!!", "密码是 ??????", "真的吗？？？？"],
)
def text_as_question_marks(text: str) -> Iterator[Span]:
    """Chinese written to an encoding that has none, a question mark for each character.

    Damage: ???? 2014-05-06 ????????: only ASCII is left of the line.
    Origin: databases and files whose encoding is Latin-1 or ASCII.
    Left alone: it can't be restored. Not flagged: marks after words, a line with any other script, a single run.
    Cost: none on text without question marks, then one substring search.
    See: —
    """
    if "????" not in text:
        return
    start = 0
    for line in text.split("\n"):
        if "????" in line and line.isascii():
            runs = [match.span() for match in _QUESTION_MARKS.finditer(line)]
            n_marks = sum(end - begin for begin, end in runs)
            n_letters = sum(char.isalpha() for char in line)
            if len(runs) >= 2 and n_marks >= 8 and n_marks > 2 * n_letters:
                for begin, end in runs:
                    yield Span(start + begin, start + end, None, 0.9)
        start += len(line) + 1
