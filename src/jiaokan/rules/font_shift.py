"""Marks that a typesetting font held 0x31 rows further on in the code table, read as the Han characters there."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from itertools import pairwise

from jiaokan import gbk, plausibility
from jiaokan.plausibility import Cut
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, lines_of, lines_with, rule

_SHIFT = 0x31
_ODDS = 0.5  # log odds against a mark, all else equal: names are rarer than the scorer thinks
# Marks that the scorer chooses.
_OPENING, _CLOSING = "“（《‘【", "”）》’】"
_SCORED = frozenset("，。、；：？！·" + _OPENING + _CLOSING)

_DOUBLED = {"要": "—", "噎": "…"}
# No text of some length lacks the marks these stand for, and they are rare in all but names.
_TELLING = "袁遥遙冶冤"
# Heads of an abstract; ： follows.
_HEAD = regex(
    r"(?:摘\s?要|关\s?键\s?词|主题词|基金项目|作者简介|通[信讯]作者)$|(?P<code>(?:分类号|标识码|文章编号|收稿日期)$)"
)
_BEHIND_HEAD = "(?<=[要詞词號号碼码期目介者]院)"  # where a head has its colon, roughly
_HINT = regex(f"[{_TELLING}院](?:(?<!院)|{_BEHIND_HEAD})")
_COMMA, _STOP = regex("[，,]"), regex("。")
_OWN_STOP = regex("[，。、]")
_BLANK = " \u00a0\u3000"
_CLOSED = "，。？！…,?!"
_BEAM = 8
_SEEN = 6  # characters of context on each side
_GROUP = 12  # places that are chosen together
_SPARSE = 40  # prose has a mark in so many characters
_BRACKETED = 60  # characters that a bracket inside a sentence holds
_PER_PAIR = 1500  # characters of a page for each pair of shifted marks that proves it
_NAMES = frozenset({"公冶", "大冶", "艳冶", "妖冶", "佚冶", "闲冶", "融冶", "陶冶", "良冶", "鼓冶", "铸冶"})
_AFTER_WORD = frozenset("长人铁金炼铸游容艳者匠父")  # words that begin with 冶
_SURNAMES_BEFORE = frozenset("李戴陈刘王张高萧郭颜子文深")
_BESIDE = frozenset("，。、；：！？,.;:!?）)—…\n \r")
_QUOTED = 300  # characters that a quotation or bracket holds at most

_DIGIT = "园员圆猿源缘远苑愿怨"
_NUMBER = regex(rf"[{_DIGIT}](?:[{_DIGIT}]|[援郾](?=[{_DIGIT}]))*")
_COUNTED = regex("[年月日时个名人元万亿豫益]")
_SIGN = regex("(?<=[0-9%℃°])[豫益毅依伊耀原垣越](?=[0-9.A-Za-z])|(?<=[0-9])[豫益毅]|(?<![光荣照闪])耀(?=[0-9])")


@functools.cache
def _marks() -> dict[str, str]:
    """Han character → the mark or full-width letter whose code lies 0x31 rows before it: 袁 D4AC, ， A3AC."""
    table: dict[str, str] = {}
    for lead in (0xA1, 0xA3):
        for trail in range(0xA1, 0xFF):
            mark, image = gbk.decode(lead, trail), gbk.decode(lead + _SHIFT, trail)
            if mark and image:
                table[image] = mark
    return table | {"郾": "．"}  # Founder's own half-width point, AAB1


@rule(
    "mark-as-shifted-han",
    needs={_TELLING: "", "院": _BEHIND_HEAD},
    since="0.1",
    version=2,
    repairs=[
        Example(
            "春天来了袁河水涨了遥孩子们放起风筝袁老人们坐着看遥", "春天来了，河水涨了。孩子们放起风筝，老人们坐着看。"
        ),
        Example("关键词院城市规划曰交通曰环境保护", "关键词：城市规划；交通；环境保护"),
        Example(
            "他把这一年称为“收官之年冶，把明年称为“开局之年冶，大家都同意。",
            "他把这一年称为“收官之年”，把明年称为“开局之年”，大家都同意。",
        ),
        Example("一期渊2015年启动冤和二期渊2018年启动冤都已完成。", "一期（2015年启动）和二期（2018年启动）都已完成。"),
        Example("他院野走吧遥冶大家都笑了袁跟着他走出大门遥", "他：“走吧。”大家都笑了，跟着他走出大门。"),
    ],
    leaves=[
        "陶冶情操，冶炼钢铁，野生动物，袁隆平院士，遥远的地方，尧舜禹，法院判决，渊博的学识，冤枉好人。",
        "尧曰：“咨！尔舜！”子曰：“学而时习之。”",
        "袁世凯复辟，袁术称帝，袁绍兵败，三人皆姓袁。",
        "路遥著《平凡的世界》，遥知不是雪，遥看瀑布挂前川。",
        "李渊起兵，窦娥冤，公冶长能解鸟语。",
        "师父说：“公冶道长的剑法，是跟他祖父学的。公冶先生年过七十，还下得山来。",
        "渊进兵数里，敌军退走，城中百姓开门迎接。冤有头，债有主，降卒一个也不杀。",
        "“这口炉子烧了三天，铁水融冶而成一剑。姿度闲冶，人皆爱之。",
        "他在朝在野都有朋友，写信谈的是诗；后来学冶金，去了北方。",
        "他把这一年称为“收官之年冶，大家都同意。",
        "被告袁某向原告袁某某借款",
        "医院、学院、研究院、法院、检察院",
    ],
)
def mark_as_shifted_han(text: str) -> Iterator[Span]:
    """Marks read as Han characters 0x31 rows further on in the code table.

    Damage: 来了袁河水涨了遥 for 来了，河水涨了。; 关键词院 for 关键词：; “收官之年冶 for “收官之年”.
    Origin: fonts of Founder's typesetting, whose marks have codes of their own, in PDF files of journals.
    Left alone: lines that have their own marks; characters in words and names (法院, 野生, 袁隆平); a mark without its
        partner; pairs that a page has but once, or where it has the marks proper; Latin letters shifted alike.
    Cost: none on text without one of six characters, then a class search, 3 ns a character; 2 µs a line that has one
        beside marks of its own, 10 µs another; 40 µs a character of damaged text.
    See: GB 2312 code table, rows 1, 3, 50 and 52 (GB 18030 two-byte part).
    """
    for _, line in lines_with(_HINT, text):
        if _has_its_marks(line):
            continue
        simple = line.translate(plausibility.simplified())
        if _is_shifted(simple, len(sure := _sure(simple))) or sure:
            break
    else:
        return
    lines: list[tuple[int, str, list[Span], bool]] = []
    at = 0
    for line in lines_of(text):
        if _HINT.search(line):
            simple = line.translate(plausibility.simplified())
            sure = _sure(simple)
            lines.append((at, simple, sure, _is_shifted(simple, len(sure))))
        elif len(line) > 1:
            lines.append((at, line, [], False))
        at += len(line) + 1
    # On a page with such fonts a line that alone would prove nothing is shifted too.
    is_page = sum(line[3] for line in lines) >= 3
    proven = _proven(lines)
    has_own = "”" in text  # then the font has the mark
    for start, line, found_sure, is_shifted in lines:
        sure = [
            span
            for span in found_sure
            if is_shifted or span.replacement in proven or (span.confidence > 0.95 and not has_own)
        ]
        if is_shifted or (is_page and not _OWN_STOP.search(line)):
            simple = line.translate(plausibility.simplified())
            found = _all(simple, {span.start: span for span in sure})
        else:
            found = sure
        for span in sorted(found):
            yield Span(start + span.start, start + span.end, span.replacement, span.confidence)


def _proven(lines: list[tuple[int, str, list[Span], bool]]) -> frozenset[str]:
    """The marks whose images a page has too often for chance.

    That is beside lines that are shifted throughout, or at least two of a kind, close by, where most of the marks
    proper are missing.
    """
    spans = [span.replacement or "" for _, _, sure, _ in lines for span in sure]
    if any(is_shifted for *_, is_shifted in lines):
        return frozenset(spans)
    proven = {"："}
    n_page = sum(len(line) + 1 for _, line, _, _ in lines)
    for opening, closing in ("“”", "（）"):
        n_shifted = spans.count(closing)
        n_proper = sum(line.count(closing) for _, line, _, _ in lines)
        if n_shifted >= 2 and n_proper <= n_shifted and n_page <= _PER_PAIR * n_shifted:
            proven |= {opening, closing}
    return frozenset(proven)


def _sure(line: str) -> list[Span]:
    """Colons of heads, and pairs of which a page has several."""
    spans = [Span(at, at + 1, "：", 0.97) for at in _heads(line)]
    for opening, closing, image_open, image_close in (("“", "”", "野", "冶"), ("（(", "）)", "渊", "冤")):
        for at in _at(line, image_close):
            before, behind = line[at - 1 : at], line[at + 1 : at + 2]
            if not before or before in tuple(_OPENING) or not (before in tuple(_CLOSED) or _is_free(line, at)):
                continue
            if line[at - 1 : at + 1] in _NAMES or (image_close == "冶" and behind and behind in _AFTER_WORD):
                continue
            # No word stands between two marks, or a mark and the end.
            is_placed = image_close == "冶" and (not behind or behind in _BESIDE)
            following = next((char for char in line[at + 1 : at + 1 + _QUOTED] if char in opening + closing), "")
            if following and following in closing:  # the pair is whole without it
                continue
            head = line[max(0, at - _QUOTED) : at]
            last = max(head.rfind(char) for char in opening)
            last_closed = max(head.rfind(char) for char in (*closing, image_close))
            if last > last_closed and last + 1 < len(head):
                spans.append(Span(at, at + 1, closing[0], 0.96 if is_placed and before in tuple(_CLOSED) else 0.95))
                continue
            begin = at - len(head) + head.rfind(image_open)
            inside = line[begin + 1 : at]
            is_word = image_open == "渊" and (len(inside) > _BRACKETED or "。" in inside)
            if is_word or not _begins(line, begin):
                continue
            is_placed = is_placed or (image_close == "冶" and before in tuple(_CLOSED))
            if head.rfind(image_open) > last_closed and at - begin > 1 and _reads_better(line, begin, opening[0]):
                confidence = 0.96 if is_placed else 0.95
                spans += [
                    Span(begin, begin + 1, opening[0], confidence),
                    Span(at, at + 1, closing[0], confidence),
                ]
    return spans


def _begins(line: str, at: int) -> bool:
    """Whether no word goes on or ends there: 在野, 朝野, 李渊."""
    known = plausibility.words()
    if line[at - 1 : at] in _SURNAMES_BEFORE and line[at] == "渊":
        return False
    return not any(line[start : start + n] in known for n in (2, 3, 4) for start in range(max(0, at - n + 1), at))


def _heads(line: str) -> list[int]:
    """Where 院 stands for the colon behind a head: not 作者简介院长."""
    known = plausibility.words()
    found = []
    for at in _at(line, "院"):
        head = _HEAD.search(line[max(0, at - 6) : at])
        if head and head["code"]:
            is_colon = line[at + 1 : at + 2].isascii()
        else:
            is_colon = line[at : at + 2] not in known or _reads_better(line, at, "：")
        if head and is_colon:
            found.append(at)
    return found


def _reads_better(line: str, at: int, mark: str) -> bool:
    before, after = line[max(0, at - _SEEN) : at], line[at + 1 : at + 1 + _SEEN]
    return plausibility.score(before + mark + after) > plausibility.score(before + line[at] + after) + 1.0


def _is_shifted(line: str, n_sure: int) -> bool:
    """Whether the line's stops are shifted throughout: none of those it should have, and Han where they'd stand."""
    commas, stops = _at(line, "袁"), _at(line, "遥")
    n_true = (len(_COMMA.findall(line)) if commas else 0) + (len(_STOP.findall(line)) if stops else 0)
    if 5 * n_true > len(commas) + len(stops):
        return False
    n_comma, n_stop = (sum(_is_free(line, at) for at in places) for places in (commas, stops))
    if 5 * n_true > n_comma + n_stop:
        return False
    if _heads(line):
        return True
    n_other = sum(_is_free(line, m.start()) for m in re.finditer("[尧院曰渊冤冶]", line))
    n_found = n_comma + n_stop + n_other
    n_line = len(line.rstrip(_BLANK))
    is_ended = line[n_line - 1 : n_line] in ("遥", "钥") and _is_free(line, n_line - 1)
    kinds = (n_comma > 0) + (n_stop > 0 or is_ended) + (n_other > 0) + (n_sure > 0)
    return (
        kinds >= 2
        and _SPARSE * n_found >= len(line)
        and (n_stop > 0 or n_sure > 0 or is_ended)
        and (is_ended or n_found >= 4)
    )


def _has_its_marks(line: str) -> bool:
    """Whether it has too many stops of its own to be shifted, and no head and no bracket: 袁 and 遥 are names there."""
    if "冤" in line or "冶" in line or "院" in line:
        return False
    n_commas, n_stops = line.count("袁"), line.count("遥") + line.count("遙")
    n_true = (len(_COMMA.findall(line)) if n_commas else 0) + (line.count("。") if n_stops else 0)
    return 5 * n_true > n_commas + n_stops


def _at(line: str, char: str) -> list[int]:
    return [match.start() for match in re.finditer(char, line)] if char in line else []


def _is_free(line: str, at: int) -> bool:
    """Whether the character is in no word of the lexicon, and a mark could stand there."""
    if at == 0 or line[at - 1] in "，。、；：？！,;:?!“（《" + _BLANK:
        return False
    known = plausibility.words()
    return not any(
        line[start : start + n] in known
        for n in (2, 3, 4)
        for start in range(max(0, at - n + 1), min(at, len(line) - n) + 1)
    )


def _all(line: str, sure: dict[int, Span]) -> list[Span]:
    """All marks and digits of a line that is shifted throughout."""
    spans = dict(sure)
    for at, mark, confidence in _chosen(line, sure):
        spans[at] = Span(at, at + 1, mark, confidence)
    for opening, closing in zip(_OPENING, _CLOSING, strict=True):
        for at in _unmatched(line, spans, opening, closing):
            spans[at] = spans[at]._replace(confidence=0.5)
    return [*spans.values(), *_numbers(line), *_doubled(line)]


def _chosen(line: str, sure: dict[int, Span]) -> Iterator[tuple[int, str, float]]:
    """Of the line's possible marks those that read better so, each with its confidence."""
    table = _marks()
    marks = {at: table[char] for at, char in enumerate(line) if table.get(char) in _SCORED}
    places = [at for at, mark in marks.items() if at > 0 or mark in _OPENING]
    groups: list[list[int]] = [[at] for at in places[:1]]
    for before, at in pairwise(places):
        if at - before <= _SEEN and len(groups[-1]) < _GROUP:
            groups[-1].append(at)
        else:
            groups.append([at])
    done = ""  # the line so far, its marks restored
    for group in groups:
        done += line[len(done) : group[0]]
        paths: list[tuple[Cut, frozenset[int]]] = [(Cut().extend_all(done[-_SEEN:]), frozenset())]
        for at in range(group[0], min(len(line), group[-1] + 1 + _SEEN)):
            kept = [] if at in sure else [(cut.extend(line[at]), made) for cut, made in paths]
            if at in group or at in sure:
                kept += [(cut.extend(marks[at]), made | {at}) for cut, made in paths]
            paths = sorted(kept, key=lambda path: -path[0].score)[:_BEAM]
        best, chosen = paths[0]
        done += "".join(marks[at] if at in chosen else line[at] for at in range(group[0], group[-1] + 1))
        for at in group:
            if at in chosen and at not in sure:
                other = max((cut.score for cut, made in paths if at not in made), default=-1e9)
                yield at, marks[at], min(0.98, plausibility.posterior((best.score - _ODDS, other)))


def _unmatched(line: str, spans: dict[int, Span], opening: str, closing: str) -> Iterator[int]:
    """Shifted brackets and quotation marks that have no partner."""
    opened: list[int] = []
    for at, char in enumerate(line):
        mark = spans[at].replacement if at in spans else char
        if mark == opening:
            opened.append(at)
        elif mark == closing and opened:
            opened.pop()
        elif mark == closing and at in spans:
            yield at
    yield from (at for at in opened if at in spans)


def _numbers(line: str) -> Iterator[Span]:
    """Digits shifted alike, and the signs beside digits."""
    table = _marks()
    for match in _NUMBER.finditer(line):
        is_counted = _COUNTED.match(line, match.end()) or match.end() - match.start() > 2
        if is_counted and _is_free(line, match.start()):
            end = match.end() + (line[match.end() : match.end() + 1] in tuple("豫益"))
            yield Span(match.start(), end, "".join(table[char] for char in line[match.start() : end]), 0.9)
    for match in _SIGN.finditer(line):
        yield Span(match.start(), match.end(), table[match[0]], 0.9)


def _doubled(line: str) -> Iterator[Span]:
    """Dashes and dots, which are written twice."""
    for image, mark in _DOUBLED.items():
        for match in re.finditer(f"(?<!{image}){image}{image}(?!{image})", line):
            yield Span(match.start(), match.end(), mark * 2, 0.9)
