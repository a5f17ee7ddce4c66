"""Question marks that stand for what an encoding could not write."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan import plausibility
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, rule

# Question marks in a row, spaces between them; not the heads of shifted runs, which byte_frame flagged.
_QUESTION = regex(r"(?<![?？!！])(?<!\? )\?(?:[ \u3000]?\?)*+(?![;；!！？]|[a-zA-Zà-ǜ]{1,6}[)）])")
_HAN = regex(r"[\u3007\u3400-\u9fff]")
_CLAUSE = regex(r"[^\n，。、；：？！,;:?!“”「」『』（）()]*\Z")
ASKING = regex(
    r"[吗嗎呢么麼吧嘛啊呀啥谁誰哪何几幾怎什甚咩未]|多少|是否|能否|可否|难道|難道|难不成|有没有|有沒有|(\w)[不没沒]\1|还是|還是|请问|請問|问|問|不$|没$"
    r"|那[里裡裏儿兒]|[岂豈孰焉盍奚曷胡]|安[能得可在敢有]|[乎欤歟耶哉邪]$"
)
# Somebody speaks behind it, and so a question may end there: 对曰：, 古人言道：, 寻思：
_SPEECH = regex(
    r"[\u3400-\u9fff]{0,5}(?:曰|[对對][说說]|[道说說问問答笑叫喊想言云思][道曰着著]?(?=[：:，,“\"「]))[：:，,“\"「]?"
)
_ADMONITION = regex(r"\?{3}\+?[ \t]+[a-z]")  # of MkDocs: ??? note "…"
_DATELINE = regex(r"日[电電讯訊]$|[报報网網社台][讯訊]$")
_TIME = regex(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?$|\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?$")
_FIELD = regex(r"[\u3400-\u9fff]{2,4}[：:]")
_BARE_FIELD = regex(r"来源|來源|星期|(?:点|點)[击擊]|(?:浏|瀏)[览覽]|(?:阅|閱)[读讀]")
_DAY = regex(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}")
_BYLINE = regex(r"(?:[记記]者|通[讯訊][员員]|[实實][习習]生)$")
_BYLINE_OPENED = regex(r"[（(讯訊][^）)]*$|^[记記]者[^，。]{0,9}[摄攝]")
# 第一章?总则, 一、?目标, 图1?江城, ——?读书笔记, 5月?3日
_HEADING = regex(r"^(?:第\w{1,3}[章节節篇回课課编編]|[一二三四五六七八九十]{1,3}、|[图圖表]\s?\d{1,3}|——)$")
_DATE = regex(r"年\?+\d{1,2}\??月|月\?+\d{1,2}\??日")
_SPLIT = regex(r"(?:^|[\[【〔])((?:[\u3400-\u9fff][? \u3000]+){1,3}[\u3400-\u9fff])(?=[\]】〕)）:：])", re.MULTILINE)
_BEFORE_SIGN = frozenset(" \n，。、；") | {""}
_SIGN = regex(r"(?<= )\?(?= )|[?“‘「`]\?[”’」`]")
_ON_SIGNS = regex("运算|運算|操作符|通配|匹配|问号|問號|三元|表达式|表達式|表示式|占位")
_STOP = regex("[，。,]")
_ENDED = regex("[\u3400-\u9fff0-9A-Za-z％%）)”》]。[”」』）]?$|[！？][”」』）]$")
_ENDS = tuple("。”：；")
_NUMBER = regex(r"\?\d+\?")
# What the place of a mark says: no question, whatever else the text has; none if another says so; …; a question.
_SOLE, _STRONG, _MEDIUM, _WEAK, _NONE = 4, 3, 2, 1, 0


@rule(
    "no-break-space-as-question-mark",
    needs="?",
    since="0.1",
    version=2,
    repairs=[
        Example("[摘? 要] 本文研究城市绿地。", "[摘\u00a0 要] 本文研究城市绿地。"),
        Example("2月29日电?市气象局发布预警", "2月29日电\u00a0市气象局发布预警"),
        Example("2020-03-05 19:06:05??来源：江边日报", "2020-03-05 19:06:05\u00a0\u00a0来源：江边日报"),
        Example("据?2010?年的统计，全县有三万人。", "据\u00a02010\u00a0年的统计，全县有三万人。"),
        Example(
            "????大会今天上午开幕，来自各地的代表参加。\n????会期三天，将讨论四项议题。",
            "\u00a0\u00a0\u00a0\u00a0大会今天上午开幕，来自各地的代表参加。\n\u00a0\u00a0\u00a0\u00a0会期三天，将讨论四项议题。",
        ),
        Example("中图分类号：R473.2? ? ?文献标识码：A", "中图分类号：R473.2\u00a0 \u00a0 \u00a0文献标识码：A"),
    ],
    leaves=[
        "你去哪儿?我去图书馆。",
        "真的??不会吧??我不信??",
        "是10:30?还是11:00?",
        "?\n你说什么\n???",
        "2+?=7，?×3=12",
        "他生于1850?年，卒于1920?年。",
        "这个字(?)我不认识。",
        "问：今年几岁?\n答：十岁。\n问：家在哪里?",
        "见 http://example.com/?q=图书 和 a?b:c",
        "什么? ? ?",
        "下雨了?带伞没?早点回家。",
        "朱?基、陶?等人名里的字打不出来",
        '??? note "习题"\n    求两点之间的距离。\n\n???+ warning "注意"\n    先判断输入是否为空。',
        "客曰：此水可渡与?渔者对曰：不可。又问：其深孰测?渔者笑曰：随子试之。",
        "他喊了几声,四下里那里有人?心想:“莫非都睡了。”便推门进去。",
        "席上有鸡鸭、?鱼，还有一??儿酒，众人坐下，?然相对，谁也不先开口。",
        "取值的时候在后面加上 ? 就行。? 运算符会提前返回，而 ? 只能放在末尾。\n? 运算符也能用于空值，不能和 ? 混用。",
        "文件名里可以使用 ? 和 * 来代替字母，一个 ? 代替一个，两个 ? 代替两个。",
        "提示 Sign it now? [y/n] 时输入y。\n提示 Are you sure? [y/n] 时也输入y。",
        "按名字找进程：ls? [名字]。再按号码找：ls? [号码]。",
        "画家凡（凡?高）的向日葵，挂在走廊尽头。",
    ],
)
def no_break_space_as_question_mark(text: str) -> Iterator[Span]:
    """Question marks that were no-break spaces.

    Damage: [摘? 要], 19:06:05??来源, 2月29日电?中共, 据?2010?年, ???? at the head of paragraphs.
    Origin: &nbsp; saved in GBK or another code without it, where '?' stands for what can't be written.
    Left alone: marks after a question (by its words), at the end of lines and sentences, in addresses and formulas; a
        text where nothing but their number speaks for it; a text that is question marks for the most part, or where
        they stand for characters lost inside words (flagged); the sign itself, between blanks (使用 ? 和 *);
        admonitions of MkDocs.
    Cost: none on text without '?'; each find looks at its line, 10 µs.
    See: HTML Living Standard, the nbsp entity; Python's and Java's encoders with replacement.
    """
    found = [
        (match.start(), match.end(), _kind(text, match.start(), match.end())) for match in _QUESTION.finditer(text)
    ]
    if not found or sum(end - start for start, end, _ in found) > len(_HAN.findall(text)):
        return
    if _ON_SIGNS.search(text) and len(_SIGN.findall(text)) * 2 >= len(found):
        return  # a text on the sign
    split = {at for match in _SPLIT.finditer(text) if _is_word(match[1]) for at in range(*match.span(1))}
    found = [(start, end, _SOLE if start in split else kind) for start, end, kind in found]
    n_strong = sum(kind >= _STRONG for _, _, kind in found)
    n_support = sum(kind >= _MEDIUM for _, _, kind in found)
    n_asking = sum(kind == _NONE for _, _, kind in found)
    is_lost = _is_losing(text, found)
    for start, end, kind in found:
        confidence = 0.0
        before = text[start - 1 : start]
        if is_lost and kind != _NONE and _HAN.match(text, end) and (before == "\n" or _is_uncertain(before, kind)):
            confidence = 0.5
        elif kind == _SOLE or (kind == _STRONG and n_strong >= 2):
            confidence = 0.96
        elif kind == _MEDIUM and n_strong and n_support >= 2 and n_asking <= n_support:
            confidence = 0.9
        elif kind == _WEAK and n_support >= 3 and n_asking <= n_strong:
            confidence = 0.85 if _is_between_words(text, start, end) else 0.6
        if confidence:
            yield Span(start, end, text[start:end].replace("?", "\u00a0"), confidence)


def _is_losing(text: str, found: list[tuple[int, int, int]]) -> bool:
    """Whether the text's marks stand for lost characters: between Han they break words up more than they part them."""
    inside = [
        _is_between_words(text, start, end)
        for start, end, kind in found
        if kind in (_STRONG, _MEDIUM, _WEAK) and end - start <= 2 and _HAN.match(text, end) and _is_beside(text, start)
    ]
    return len(inside) > 2 * sum(inside)


def _is_uncertain(before: str, kind: int) -> bool:
    return kind < _SOLE and (before in "，。、；）》”" or bool(_HAN.match(before)))


def _is_beside(text: str, start: int) -> bool:
    return start > 0 and (text[start - 1] in "，。、；" or bool(_HAN.match(text, start - 1)))


def _kind(text: str, start: int, end: int) -> int:
    """How little the run looks like a question."""
    beside = text[start - 1 : start], text[end : end + 1]
    if all(char.isascii() and char.isalnum() for char in beside):  # an address
        return _NONE
    before, after = text[max(0, start - 40) : start], text[end : end + 12]
    if end - start == 1 and before[-1:] in _BEFORE_SIGN and after[:1] == " ":  # 使用 ? 运算符
        return _NONE
    clause = _CLAUSE.findall(before) or [""]
    is_asking = bool(ASKING.search(clause[0]))
    line_before = before[before.rfind("\n") + 1 :].strip(" \u3000")
    after = after.lstrip(" \u3000")
    next_char = after[:1]
    if _ENDED.search(before) and text[end : end + 1] in ("", "\n"):
        return _SOLE
    if is_asking or next_char in tuple("”’」』") or _ADMONITION.match(text, start):
        return _NONE
    if not line_before:
        return _kind_of_start(text, start, end)
    is_han_next = bool(_HAN.match(next_char))
    last = before[-1]
    if _DATELINE.search(before) and (is_han_next or next_char in tuple("（(")):
        return _SOLE
    line_start = start - len(line_before)
    is_byline = _BYLINE.search(before) and (
        _BYLINE_OPENED.search(line_before) or _BYLINE_OPENED.match(text, line_start, start + 12)
    )
    if is_han_next and (is_byline or _HEADING.search(line_before)):
        return _SOLE
    if next_char in "摄攝" and line_before[:2] in ("记者", "記者", "通讯", "通訊"):
        return _SOLE
    if (last in "—…" or _HAN.match(last)) and _SPEECH.match(after):
        return _NONE
    is_dated = _DAY.search(line_before) or end - start > 1
    if _TIME.search(before) and (_FIELD.match(after) or (is_dated and _BARE_FIELD.match(after))):
        return _SOLE
    if _FIELD.match(after) and ":" in line_before.replace("：", ":") and len(clause[0]) < 16:
        return _SOLE
    if _DATE.match(text, start - 1):
        return _SOLE
    if next_char.isdigit() and last in "，。、；：":  # nothing asks between a stop and a number
        return _SOLE
    if last in "%％" or (last.isdigit() and next_char in tuple("，。、；,;")):
        return _STRONG if _TIME.search(before) or (last in "%％" and next_char in tuple("，。、；,;")) else _MEDIUM
    if last.isascii() and last.isalnum():
        if next_char in tuple("〔【［[") and not last.islower():
            return _SOLE
        if " " in text[start:end] and (is_han_next or next_char in ("", "\n")):
            return _SOLE
        if last.isdigit() and is_han_next:
            return _pair(text, start, end)
        return _NONE
    if last in "，。、；：)）》” " and (is_han_next or next_char in tuple("“《")):
        return _STRONG if last in "，。、；" else _MEDIUM
    if not _HAN.match(last):
        return _NONE
    if next_char.isdigit():
        return max(_pair(text, start, end), _MEDIUM)
    return (_MEDIUM if end - start > 1 else _WEAK) if is_han_next else _NONE


def _kind_of_start(text: str, start: int, end: int) -> int:
    """Of marks at the head of a line, and of lines of nothing else."""
    line = text[end : end + 400].partition("\n")[0]
    if line.strip():
        is_short = len(line) < 12 and (len(line) < 5 or (end - start) % 2)
        if is_short or not _HAN.search(line) or ASKING.search(line[-4:]):
            return _NONE
        is_prose = len(line) >= 20 and _STOP.search(line) and not ASKING.search(line)
        return _SOLE if is_prose and (end - start) % 2 == 0 else _STRONG
    before, after = (
        text[max(0, start - 80) : start].rstrip()[-1:],
        text[end : end + 400].strip().partition("\n")[0][-1:],
    )
    return _STRONG if before in _ENDS or after in _ENDS else _NONE


def _pair(text: str, start: int, end: int) -> int:
    """据?2010?年: on both sides of a number."""
    after, before = _NUMBER.match(text, end - 1), re.search(r"\?\d+$", text[max(0, start - 12) : start])
    is_pair = (after and _HAN.match(text, after.end())) or (
        before and _HAN.match(text[start - len(before[0]) - 1 : start])
    )
    return _SOLE if is_pair else _WEAK


def _is_word(spaced: str) -> bool:
    return re.sub(r"[? \u3000]", "", spaced).translate(plausibility.simplified()) in plausibility.words()


def _is_between_words(text: str, start: int, end: int) -> bool:
    """Whether words end and begin there: 记者?张三 but not 朱?基."""
    known = plausibility.words()
    simple = plausibility.simplified()
    before, after = text[max(0, start - 4) : start].translate(simple), text[end : end + 4].translate(simple)
    if before[-1:].isdigit():
        return True
    is_ended = before[-1:] in tuple("，。、；") or any(before[-n:] in known for n in (2, 3, 4))
    return is_ended and any(after[:n] in known for n in (2, 3, 4))
