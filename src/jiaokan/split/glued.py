"""What is glued to paragraphs: "本报讯(记者 张三)" in front, "张三 摄", "(记者 张三)", "责任编辑 李四" behind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiaokan.regex import regex
from jiaokan.split.boilerplate import THE_END
from jiaokan.split.headers import find_header
from jiaokan.split.labels import find_labelled
from jiaokan.split.page import Line, Mention, Role, fold, strip
from jiaokan.split.people.bylines import parse_byline, parse_first_person, parse_people
from jiaokan.split.people.datelines import find_dateline, find_dispatch
from jiaokan.split.people.names import holds_office, is_word, parse_person
from jiaokan.split.signs import DATELINE, PHOTOGRAPHER

Found = tuple[Mention, ...]  # what one line is made of, in order
_FIRST = 3  # paragraphs in which a dateline can stand
_LOOK_DATELINE = 12  # one that names its reporters
_PEEL = 160  # characters at the end of the last paragraph in which a byline can stand


def cut_dateline(text: str, found: Sequence[Found], lines: Sequence[Line]) -> list[Found]:
    """Part "本报讯(记者 张三)" from one of the first paragraphs. `lines`: what was found in each."""
    made = list(found)
    for n, i in enumerate([i for i, mentions in enumerate(found) if mentions[0].role == "body"][:_LOOK_DATELINE]):
        is_bracketed = lines[i].flat[0] in "(["
        if not (is_bracketed or lines[i].signs & DATELINE):
            continue
        start, end = found[i][0].start, found[i][-1].end
        dispatch = find_dispatch(text[start : min(end, start + _PEEL)]) if is_bracketed else None
        if dispatch and n < _FIRST:
            cut, people = start + dispatch[1], dispatch[2]
            role: Role = "byline" if people else "dateline"
            values = people or ((dispatch[3],) if dispatch[3] else ())
            body = (Mention("body", cut, end),) if cut < end else ()
            made[i] = (Mention(role, start, cut, values, "记者" if people else ""), *body)
            break
        flat = lines[i].flat[: end - start] if start == lines[i].start else ""
        dateline = find_dateline(text[start : min(end, start + _PEEL)], flat)
        if dateline and (n < _FIRST or (dateline[2] and dateline[0])):  # furniture may have stayed above the text
            cut, after, people = (dateline[0] + start, dateline[1] + start, dateline[2])
            spans: list[tuple[Role, int, int, tuple[str, ...]]]
            spans = [("dateline", start, cut, ()), ("byline", cut, after, people), ("body", after, end, ())]
            made[i] = tuple(Mention(role, a, b, values) for role, a, b, values in spans if a < b)
            break
    return made


def cut_bylines(text: str, found: Sequence[Found], lines: Sequence[Line]) -> list[Found]:
    """Part "(记者 张三)" and "责任编辑 李四" from the end of the last paragraph; up to three lines of such.

    `lines`: what was found in each.
    """
    made = [
        _cut_photographer(text, mentions) if line.signs & PHOTOGRAPHER else mentions
        for mentions, line in zip(found, lines, strict=True)
    ]
    for i in [i for i, mentions in enumerate(made) if mentions[-1].role == "body"][:-4:-1]:
        *before, body = made[i]
        end = body.end
        cut: list[Mention] = []
        while mentions := _find_tail_byline(text, body.start, end):
            cut[:0] = mentions
            end = strip(text, body.start, mentions[0].start)[1]
        left = [Mention("body", body.start, end)] if end > body.start else []
        made[i] = (*before, *left, *cut)
        if left:
            break
    return made


_PHOTOGRAPHER = regex(
    r"(?<=[。!?”』」)\]]) *[(\[]?(?:[\u4e00-\u9fff]{0,8}(?:记者|通讯员))? ?([\u4e00-\u9fff]{1,2} ?[\u4e00-\u9fff]{1,2})"
    r" ?摄影?[)\]。]{0,2}$",
    needs="摄",
)


def _cut_photographer(text: str, mentions: Found) -> Found:
    """Part "张三 摄" from a paragraph that is more than a caption."""
    *before, body = mentions
    offset = max(body.start, body.end - 40)
    credit = _PHOTOGRAPHER.search(fold(text[offset : body.end])) if body.role == "body" else None
    if not credit or not parse_person(credit[1]):
        return mentions
    start = offset + credit.start()
    return (*before, Mention("body", body.start, start), Mention("caption", start, body.end))


_BACK = regex(
    r"(?<=[。!?…”)]) *(?:责任编辑: *)?返回[\u4e00-\u9fff]{2,6}(?:首页[> ]*|,? ?查看更多)(?: *责任编辑:?)?$",
    needs=["返回"],
)
_BRACKET = regex(r"[(\[]([^()\[\]]{1,80})[)\]]$")
_BEHIND_SENTENCE = regex(r"(?:^|(?<=[。!?…”\"』」)\]])) *([^。!?…”』」]{2,120})$")
_EDITOR = regex(r"(?:责任编辑|责编) ?:? ?[\u4e00-\u9fff ]{2,12}$", needs=["责"])
_AUTHOR_NOTE = regex(r"(?:本文|文章)?作者 ?(?:[:系为是]|单位|简介|[\u4e00-\u9fff·]{2,4}?(?:[,系为是 ]|$))")
_THE_END = regex(THE_END, re.IGNORECASE)


_ENDS = "。!！?？…”』」"


def _find_tail_byline(text: str, start: int, end: int) -> tuple[Mention, ...]:
    """What a paragraph ends in that is not its own: a byline, an editor, a source, (完)."""
    offset = max(start, end - _PEEL)
    if text[end - 1] in _ENDS and text.find("返回", offset, end) < 0:
        return ()  # a finished sentence
    flat = fold(text[offset:end])
    if back := _BACK.search(flat):
        return (Mention("residue", offset + back.start(), end),)
    bracket = _BRACKET.search(flat)
    if bracket:
        inner = text[offset + bracket.start(1) : offset + bracket.end(1)]
        made = _read_bracket(inner, flat[: bracket.start()].rstrip()[-1:])
        if not made:
            return ()
        first, inside = offset + bracket.start(), offset + bracket.start(1)
        starts = [first, *(inside + mention.start for mention in made[1:])]
        return tuple(
            Mention(mention.role, a, b, mention.values, mention.label)
            for mention, a, b in zip(made, starts, [*starts[1:], end], strict=True)
        )
    behind = _BEHIND_SENTENCE.search(flat) or _EDITOR.search(flat)
    if not behind or re.match("[—–-]", behind[0].lstrip()):  # “…”——某某: who said it
        return ()
    position = offset + (behind.start(1) if behind.re is _BEHIND_SENTENCE else behind.start())
    mentions = _read_credits(text[position:end])
    if not mentions and behind.re is _BEHIND_SENTENCE and (editor := _EDITOR.search(flat)):
        position = offset + editor.start()
        mentions = _read_credits(text[position:end])
    return tuple(m._replace(start=position + m.start, end=position + m.end) for m in mentions)


def _read_credits(value: str) -> tuple[Mention, ...]:
    labelled = find_labelled(value) or ()
    if labelled and labelled[0].label and labelled[0].role in ("editor", "byline", "source"):
        return labelled
    people = parse_byline(value)
    return (Mention("byline", 0, len(value), people),) if people else ()


def _read_bracket(inner: str, before: str) -> tuple[Mention, ...]:
    """What a bracket at the end of the text says; bare names count behind a finished sentence only."""
    n_chars, flat = len(inner), fold(inner)
    if _THE_END.fullmatch(flat):
        return (Mention("residue", 0, n_chars),)
    if labelled := _read_credits(inner):
        return labelled
    if (cited := find_header(inner)) and cited[0].role == "source":
        return cited
    if re.fullmatch(r"编辑 ?[\u4e00-\u9fff]{2,3}", flat) and not holds_office(flat[2:]):
        return (Mention("editor", 0, n_chars, parse_first_person(inner[2:])),)
    if _AUTHOR_NOTE.match(flat):
        named = re.sub(r"^.{0,2}作者 ?:? ?", "", inner)
        return (Mention("byline", 0, n_chars, parse_first_person(re.sub(r"[系为是].*", "", named))),)
    people = parse_people(inner) if before in ("", *"。!?…") else ()
    people = () if any(map(is_word, people)) else people
    return (Mention("byline", 0, n_chars, people),) if people else ()
