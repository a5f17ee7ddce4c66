"""Zones as rules propose them: the line of metadata below the title, where the body begins, what closes the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from jiaokan.regex import regex
from jiaokan.split.boilerplate import is_bare, is_contact, is_rule, opens_comments
from jiaokan.split.dates.forms import is_of_visit
from jiaokan.split.page import Line, Role
from jiaokan.split.people.lone import find_lone_people
from jiaokan.split.people.posters import REPLY
from jiaokan.split.structure import is_note, signs
from jiaokan.split.titles.candidates import could_head, is_subtitle
from jiaokan.split.titles.find import Told, told_by
from jiaokan.split.titles.headline import is_heading_number, is_same_title, is_title_like

_PUBLISHED = {"发布", "发表"}  # how labels of the page's own date begin
_MAX_DEBRIS = 20  # characters
_MAX_BUTTON = 8
_MAX_CAPTIONS = 3  # lines below a bar and above the prose: of the pictures between them
_MAX_SUMMARY = 150  # characters
_MIN_AGAIN = 4
_OUTWEIGHED = 3  # times as long is a text as the summary above it
_SURELY_BODY = 150  # characters of prose
_LITTLE, _LESS = 0.3, 0.7  # of the prose above: what may stand below the end of a text
_MIN_LINKS = 3  # lines
# Roles by which a line can close the page; behind a hard one nothing is body any more.
HARD_CLOSERS: frozenset[Role] = frozenset({"related-links", "reprint-notice", "pager", "comment", "contact"})
FOOT: frozenset[Role] = HARD_CLOSERS | {"tools", "navigation", "counter", "advertisement"}
CLOSERS_OF_PAGE: frozenset[Role] = HARD_CLOSERS | {
    "editor", "source", "byline", "keyword", "counter", "navigation", "tools", "advertisement", "leftover", "date",
    "update-date", "index-number", "document-number", "issuing-body",
}  # fmt: skip
_BESIDE: frozenset[Role] = frozenset(
    {"reprint-notice", "pager", "tools", "keyword", "counter", "navigation", "residue"}
)
_BELOW = HARD_CLOSERS | _BESIDE | {"editor", "source", "byline", "date", "advertisement"}
_OF_TEXT: frozenset[Role] = frozenset({"date", "source", "byline", "editor", "update-date"})


def find_anchor(lines: Sequence[Line], stated: int | None) -> int | None:
    """The line of metadata the title stands above: one that says 发布时间, else the first below what could be a title.

    A date further down signs the text off. Where no title is above: the last before the prose, or one behind a
    short summary. `stated`: the line that is surely the title; what dates are above it are no news of the text.
    """
    weights = weigh(lines)
    metadata: list[int] = []
    for i, line in enumerate(lines):
        if stated is not None and i < stated:
            continue
        is_empty = line.flat.endswith(":") and not any(m.values for m in line.mentions)
        if not is_empty and any(m.role in _OF_TEXT and (m.values or m.label) for m in line.mentions):
            if weights[i] == 0:
                metadata.append(i)
            elif not metadata and (_is_brief(weights, i) or sum(ln.is_open for ln in lines[:i]) == 1):
                # With prose above and none below, it closes the text.
                return None if weights[i] == weights[-1] and any(ln.is_prose for ln in lines[:i]) else i
        if not _is_brief(weights, i) and sum(ln.is_open for ln in lines[: i + 1]) > 1:
            break
    if len(metadata) == 1:
        return metadata[0]
    metadata = [i for i in metadata if not _is_of_visit(lines[i])] or metadata
    below_title = [i for i in metadata if any(map(could_head, lines[:i]))]
    labelled = [
        i for i in below_title if any(m.role == "date" and m.label[:2] in _PUBLISHED for m in lines[i].mentions)
    ]
    whole = [i for i in below_title if all(m.label or m.role != "leftover" for m in lines[i].mentions)]
    return next(iter([*labelled, *whole, *below_title, *metadata[::-1]]), None)


def weigh(lines: Sequence[Line]) -> list[int]:
    """Characters of prose before each line, and in all; of any open line where the page has no prose (a poem)."""
    opened = [line.n_chars if line.is_open and not line.is_link else 0 for line in lines]
    prose = [n_chars if line.is_prose else 0 for line, n_chars in zip(lines, opened, strict=True)]
    if not any(prose):
        prose = opened
    return [0, *accumulate(prose)]


def _is_of_visit(line: Line) -> bool:
    """Today's date in the bar of a site: without a label, with the day of the week and no time."""
    return line.is_weak_date and not line.mentions[0].label and is_of_visit(line.flat)


def _is_brief(weights: Sequence[int], i: int) -> bool:
    """Can the prose before line i be a summary above the date line?"""
    return weights[i] <= min(0.15 * weights[-1], 400)


def find_body(lines: Sequence[Line], anchor: int | None, title: int | None) -> int:
    """The first line of the body, which is open; repetitions of the title, a subtitle and a lone name come before."""
    above = max(-1 if anchor is None else anchor, -1 if title is None else title)
    if title is not None:
        above = max(above, _title_again(lines, above, title))
    content = next((i for i, line in enumerate(lines) if "content" in line.marks), 0)
    while content - 1 > above and _is_paragraph(lines[content - 1]):  # the lead may have an element of its own
        content -= 1
    for i in range(max(above + 1, content), len(lines)):
        if lines[i].is_link and any(ln.is_paragraph for ln in lines[i + 1 : i + 4]):
            continue  # of the page's own, above the text
        if _is_debris(lines, i, _above_debris(lines, i, anchor, title)) or (
            i == above + 1 and find_lone_people(lines, i, title)
        ):
            continue
        if lines[i].is_body_like and not (above >= 0 and _is_below_title(lines, i, title, above)):
            return _below_bars(lines, i)
    return len(lines)


def _is_paragraph(line: Line) -> bool:
    return line.is_paragraph and line.n_chars >= _MIN_PARAGRAPH


_MIN_PARAGRAPH = 25  # characters
_BARS: frozenset[Role | None] = frozenset({"navigation", "tools", "pager", "counter", "summary", "advertisement"})
_MIN_BARS = 2  # lines
_LOOK_BARS = 60  # lines


def _below_bars(lines: Sequence[Line], first: int) -> int:
    """Line `first`, or the line below the bars that follow it where nothing but short lines stands among them."""
    n_bars, below = 0, first
    for i in range(first, min(first + _LOOK_BARS, len(lines))):
        line = lines[i]
        if line.role in _BARS:
            n_bars += 1
            below = i + 1
        elif not line.is_open or line.is_prose or line.n_chars > _MAX_DEBRIS or is_heading_number(line.flat):
            break
    is_text = any(ln.is_body_like and ln.is_prose for ln in lines[below : below + 3])
    return below if n_bars >= _MIN_BARS and is_text and lines[below].is_body_like else first


# Headings that a text can begin with.
_SECTION = regex(
    r"(?:项目|基本|工作|活动|案件|案情|产品)?(?:概况|简介|背景|概述|介绍|情况)"
    r"|(?:主要|所需|准备)?(?:用料|食材|材料|原料)|做法|步骤"
    r"|前言|引言|导语|序[言章]?|楔子|题记|引子|目录"
    r"|其[一二三]|[上中下]篇?|问题|提问|正文|摘要|编者按|开篇|写在前面|.{0,4}如下"
)


_LABELLED_SHORT = regex(r"[^:]{2,8}:.{0,12}")


def _above_debris(lines: Sequence[Line], i: int, anchor: int | None, title: int | None) -> int | None:
    """The line below which short lines are none of the text: the date line; without one, furniture by the title."""
    if anchor is not None:
        return anchor
    if title is not None:
        beside = [*lines[title + 1 : i], *lines[i + 1 : i + 2]]
        return title if any(line.role == "counter" for line in beside) else None
    return next((j for j in range(i - 1, -1, -1) if lines[j].role in _BARS), None)


def _is_debris(lines: Sequence[Line], i: int, anchor: int | None) -> bool:
    """A short line above the prose that no table knows: a button, a label without a value, who posted."""
    line = lines[i]
    if anchor is None or i < anchor or not line.is_open or line.n_chars > _MAX_DEBRIS:
        return False
    is_marked = is_heading_number(line.flat) or "heading" in line.marks or _SECTION.fullmatch(line.flat)
    is_like_text = is_marked or re.search(r"[。!?“《]|^\(|:$", line.flat)
    is_near_prose = any(ln.is_open and ln.is_prose and ln.n_chars > _MAX_DEBRIS for ln in lines[i + 1 : i + 6])
    is_first = not any(ln.is_open and ln.n_chars > _MAX_DEBRIS for ln in lines[anchor + 1 : i])
    return (
        not is_like_text
        and is_near_prose
        and is_first
        and (
            line.n_chars <= _MAX_BUTTON
            or _LABELLED_SHORT.fullmatch(line.flat) is not None
            or any(ln.role in _BARS for ln in lines[max(anchor + 1, i - _MAX_CAPTIONS) : i])
        )
    )


def _title_again(lines: Sequence[Line], above: int, title: int) -> int:
    """Where the title is printed once more behind a short summary; -1 where it isn't."""
    weights = weigh(lines)
    n_prose = 0
    for i in range(above + 1, min(above + 6, len(lines))):
        line = lines[i]
        if line.is_open and is_same_title(line.flat, lines[title].flat) and not line.is_prose:
            is_outweighed = weights[-1] - weights[i] > _OUTWEIGHED * (weights[i] - weights[above + 1])
            return i if is_outweighed and line.n_chars >= _MIN_AGAIN else -1
        n_prose += line.is_prose
        is_text = n_prose > 1 or is_heading_number(line.flat) or line.role == "salutation"
        if is_text or line.n_chars > _MAX_SUMMARY or line.flat.endswith(":"):
            break
    return -1


def _is_below_title(lines: Sequence[Line], i: int, title: int | None, above: int) -> bool:
    """A line of the head although it is open: the title again, ——a subtitle, the author's name alone."""
    line = lines[i]
    if not line.is_open or line.is_prose:
        return False
    if title is not None and is_same_title(line.flat, lines[title].flat):
        return True
    is_first = all(not other.is_open or is_subtitle(other) for other in lines[above + 1 : i])
    return title is not None and is_first and (is_subtitle(line) or bool(find_lone_people(lines, i, title)))


def find_tail(lines: Sequence[Line], body: int) -> tuple[int, int]:
    """Where the text ends and where the tail begins: the first line that closes the page, little prose follows it.

    What stands between is neither the text nor in any table: links, buttons, headlines of other texts.
    """
    tail = min(_find_closer(lines, body), _end_of_content(lines, body))
    n_prose = sum(line.is_open and line.is_prose for line in lines[body:tail])
    end = tail
    while end - 1 > body and n_prose > 1 and lines[end - 1].is_link and lines[end - 1].is_open:
        if is_note(lines[end - 1].flat):
            break  # 附件：申请表.doc
        end -= 1  # leads on
        if _ATTACHED.fullmatch(lines[end - 1].flat):
            end -= 1  # and what heads it
    closed = end
    while end - 1 > body and n_prose > 1 and is_contact(lines[end - 1].flat) and not lines[end - 1].is_weak_date:
        end -= 1
    while end - 1 > body and lines[end - 1].role in _BESIDE and end < len(lines) and lines[end].role in _BELOW:
        end -= 1
    if end < closed:
        tail = end
    return (_end_of_text(lines, body, end) if n_prose else end), tail


_ATTACHED = regex(r"\[?(?:相关)?附件(?:下载)?\]? ?:?")
_MAX_BELOW = 10  # lines
_MAX_WORD = 20
_MAX_PLEA = 150
_PLEA = regex(r"(?:扫描|长按|识别|扫一扫).{0,12}二维码|(?:关注|搜索?).{0,14}(?:公众号|微信)|微信(?:中|里)?搜")
_STRANGE = 0.2  # share of a line's pairs of characters that the text has, under which it is of something else
_MIN_STRANGE, _MAX_STRANGE = 8, 28  # characters
_MOST_CUT = 0.5  # characters cut for one kept


def _end_of_text(lines: Sequence[Line], body: int, tail: int) -> int:
    """Behind the last paragraph, or what signs or notes it: buttons, numbers and headlines of other texts are neither.

    Only where other furniture shows that the whole page was taken: a plain text ends as its writer wished.
    """
    n_bars = sum(line.role in _BARS for line in lines[:body])
    if n_bars < _MIN_BARS and not any(line.role in FOOT for line in lines[tail:]):
        return tail
    told = told_by(lines[body:tail])
    at = tail
    while at - 1 > body and tail - at < _MAX_BELOW and _is_below_text(lines[at - 1], told):
        at -= 1
    n_kept, n_cut = (sum(ln.n_chars for ln in part if ln.is_open) for part in (lines[body:at], lines[at:tail]))
    is_end = lines[at - 1].is_prose and lines[at - 1].is_open and n_cut <= _MOST_CUT * n_kept
    return at if is_end else tail


def _is_below_text(line: Line, told: Told) -> bool:
    """A number, a plea to follow, a button, or a headline whose words are none of the text's."""
    if line.is_open and line.n_chars <= _MAX_PLEA and _PLEA.search(line.flat):
        return True
    if line.is_prose:
        return False
    if is_bare(line.flat) and not is_rule(line.flat):
        return True
    if not line.is_open or _is_of_text(line):
        return False
    is_button = line.n_chars <= _MAX_WORD or "heading" in line.marks  # with nothing below it
    is_headline = _MIN_STRANGE <= line.n_chars <= _MAX_STRANGE and is_title_like(line.flat)
    return is_button or (is_headline and told.share(line.flat) < _STRANGE)


def _is_of_text(line: Line) -> bool:
    """Is a short line at the end of a text more than a button: a signature, an item, a note, a sentence?"""
    is_set = not {"item", "row", "quote"}.isdisjoint(line.marks) and not line.is_link
    is_sentence = re.search(r"[。!…,;:”』」)\]]$|^[(\[“「•·①-⑳*-]|^[^:]{2,12}:", line.flat) is not None
    is_ending = is_sentence or is_heading_number(line.flat) or _LIST_ITEM.match(line.flat) is not None
    return is_set or is_ending or line.n_cells > 1 or signs(line.flat) or is_note(line.flat)


_LIST_ITEM = regex(r"\d{1,2} ?[.、)]|[A-Z][.、)]")


def _end_of_content(lines: Sequence[Line], body: int) -> int:
    """Behind the last line of the element of an HTML page that holds the text."""
    last = max((i for i, line in enumerate(lines) if "content" in line.marks), default=len(lines) - 1)
    while last + 1 < len(lines) and _is_paragraph(lines[last + 1]):
        last += 1
    return last + 1 if last > body else len(lines)


def _find_closer(lines: Sequence[Line], body: int) -> int:
    if all(line.is_open for line in lines[body:]):
        return len(lines)
    weights = weigh(lines)
    for i in range(body + 1, len(lines)):
        before, after = weights[i] - weights[body], weights[-1] - weights[i]
        if not lines[i].is_open and _is_closer(lines, i, before, after):
            return i
    return len(lines)


def _is_closer(lines: Sequence[Line], i: int, before: int, after: int) -> bool:
    """Does line i end the text? `before`, `after`: characters of prose above it, from the body on, and below it."""
    line, below = lines[i], lines[i + 1 : i + 4]
    if (_closes_page(lines, i) and after <= _LITTLE * before) or (_is_reply(line) and before):
        return True
    if before < _SURELY_BODY:
        return before > 0 and line.role == "comment" and opens_comments(line.flat)
    if ends_article(line):
        return after <= _LESS * before or any(ends_article(ln) or ln.role in HARD_CLOSERS for ln in below)
    is_heading = line.role in {"related-links", "comment", "pager"} and line.n_chars <= _MAX_DEBRIS
    leads_on = len(below) == _MIN_LINKS and all(ln.is_link for ln in below)
    return is_heading and (after <= _LESS * before or leads_on)


def _closes_page(lines: Sequence[Line], i: int) -> bool:
    line = lines[i]
    if line.role in HARD_CLOSERS:
        return is_closed(lines, i)
    is_speaker = line.flat.endswith(":")
    return line.role in CLOSERS_OF_PAGE and is_sure(line) and not (line.is_weak_date or is_speaker)


def is_closed(lines: Sequence[Line], i: int) -> bool:
    """Is nothing body behind line i? A sentence on copyright ends no text that goes on with another as long."""
    line = lines[i]
    if line.role != "reprint-notice" or (line.n_chars <= 12 and re.search("声明|说明|版权所有", line.flat)):
        return line.role in HARD_CLOSERS or ends_article(line)
    return not any(ln.is_open and ln.is_prose and ln.n_chars >= line.n_chars for ln in lines[i + 1 :])


def ends_article(line: Line) -> bool:
    """Behind these nothing is body, however much follows: 责任编辑 on a line of its own, readers' comments."""
    has_editor = any(m.role == "editor" and m.label in ("责任编辑", "责编") for m in line.mentions)
    return has_editor or opens_comments(line.flat) or _is_reply(line)


def _is_reply(line: Line) -> bool:
    return line.role == "comment" and line.mentions[0].label == REPLY


def is_sure(line: Line) -> bool:
    """Furniture also between paragraphs; a single word such as 评论 may be a heading there, a number a cell."""
    is_word = line.role == "navigation" and line.n_chars < 3 and line.mentions[0].label != "furniture"
    return not is_word and not is_bare(line.flat)
