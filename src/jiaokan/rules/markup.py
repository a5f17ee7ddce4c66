"""Markup that extraction left in the text: tags and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jiaokan.rule import Example, Span, rule
from jiaokan.rules.specimens import (
    CHINESE,
    HAN,
    PROSE,
    SHOWN,
    are_residue,
    is_beside_term,
    is_in_prose,
    is_named,
    is_technical,
    line_around,
    outside_source,
)


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_BLOCKS = _names(
    "address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 head header hr html li main nav ol option p pre section select table tbody tfoot thead title tr ul"
)
_INLINE = _names(
    "a abbr acronym audio b base big button cite code col colgroup del em embed font i iframe img input ins label link "
    "mark meta noscript object param q rp rt ruby s script small source span strike strong style sub sup svg td "
    "textarea th tt u var video wbr"
)
# Where Hexo, Jekyll and Docusaurus end the summary of a Markdown text, and what shows a text to be one.
_FOLDS = frozenset({"more", "truncate", "excerpt"})
_MARKDOWN = re.compile(r"^(?:#{1,6} \S|---$|```|[*+-] \S)|\]\(|\*\*\S", re.MULTILINE)
_CELLS = frozenset({"td", "th"})
_WITH_CONTENT = frozenset({"script", "style", "noscript", "iframe", "textarea", "select"})  # goes with the tags
# Names that a letter or a word between angle brackets may have without being a tag: only in pairs or with attributes.
_DOUBTFUL = _names(
    "a b i q s u p code var sub sup label title body head form object source select option main mark small big base "
    "link button img address caption section article header footer table input param video audio cite meta col"
)

_TAG = re.compile(
    r"<!--|-->|<!\[CDATA\[|\]\]>|<!\[(?:if|endif)[^<>\n]{0,80}>|<\?xml[^<>]{0,400}>|<!doctype[^<>]{0,300}>"
    r"|<(?:\\{1,4}(?=/))?(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]{0,9}(?::[a-zA-Z]{1,20})?)(?P<rest>(?:[\s/][^<>]{0,2000})?)>"
    r"|<(?:\\{1,4}(?=/))?(?P<cut>/?(?P<cut_name>[a-zA-Z][a-zA-Z0-9]{0,9})(?:\s[^<>\n]{0,2000})?|/)(?=\n|\Z)",
    re.IGNORECASE,
)
_QUOTED = r"\\{0,4}\"[^\"<>]*\"|\\{0,4}'[^'<>]*'|[“”][^<>“”]*[“”]"
_ATTRIBUTES = re.compile(
    rf"(?:\s+[\w:@.-]+(?:\s*=\s*(?:{_QUOTED}|[^\s\"'<>=]+))?|\s*{_QUOTED})*\s*/?\s*",
)
# One of HTML's own is enough where quotes within quotes lost their escapes.
_KNOWN_ATTRIBUTE = re.compile(
    r"\s+(?:class|style|href|src|id|align|width|height|color|face|size|target|title|alt|border|rel|type|data-[\w-]+"
    r"|on[a-z]{3,12})\s*=\s*\\{0,4}[\"'“”][^<>]*",
    re.IGNORECASE,
)
_CUT_ATTRIBUTES = re.compile(r"(?:\s+[a-zA-Z:-]{2,}(?:\s*=.*)?)?\s*/?")
# What is left of a tag that began on a line now gone: 2em;">正文
_CUT_HEAD = re.compile(
    r"^[ \t]*(?:[\w-]{2,}\s*=\s*\\?[\"'][^\"'<>\n]{0,300}|[\w#%.;:\s-]{0,300}(?:[\w-]:[^\"'<>\n]{1,200}|;)|[\w-]{1,40})"
    r"\\?[\"'](?:\s+[\w-]+\s*=\s*\\?[\"'][^\"'<>\n]{0,300}[\"'])*\s*/?>",
    re.MULTILINE | re.ASCII,
)
_CUT_CLOSER = re.compile(r"(?<=[。！？；，”）…])/(?:p|span|div|strong|br|a|font|td|li)>")
# What makes a noun of a tag: <p>标签, 标签<p>, <b>和<i>
_NOUN_AFTER = re.compile(
    r" ?(?:[标標][签籤记記]|元素|节点|節點|属性|屬性|[tT]ags?\b|表示|用来|用于|用於|[和与與、或及至到] ?</?[a-zA-Z!])"
)
_NOUN_INSIDE = re.compile(r" ?(?:就?[是为]|不|没有|必须)")  # unless a sentence begins with it
_SENTENCE_ENDS = frozenset("。！？…”\n>;")
_WRITTEN = re.compile(r"(?:[写寫加套][作成为為上入]?|[变變存][为為成]了?|[输輸]入|[源代][码碼]是|写法是?)[：:]? ?$")
_BETWEEN = re.compile("[和与與至到、] ?</|之[间間]|[中里裡](?:加|放|写|寫|插)")
_BETWEEN_BEFORE = re.compile("^>[和与與至到、]$")
_NOUN_BEFORE = re.compile(r"(?:[标標][签籤记記]|元素|[和与與、或用]) ?$")
_TEXT_END = re.compile(rf"[。！？；…”）》】]|{HAN.pattern}")
_LISTING = re.compile(r"^[ \t]+</?[a-zA-Z]", re.MULTILINE)
_SUBTITLES = re.compile(r"[0-9]{2}:[0-9]{2}[,.][0-9]{3} --> [0-9]")
_ALONE = _names("br hr img input wbr")  # need no closing tag


class _Tag(NamedTuple):
    start: int
    end: int
    name: str  # lower case, "" for comments and the like
    is_sure: bool
    text: str = ""  # what stands in its place


_SCRIPTED = re.compile(r"<(?P<name>su[bp])>(?P<text>[0-9+-]{1,4})</(?P=name)>", re.IGNORECASE)
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")


@rule(
    "leftover-tag",
    version=2,
    since="0.2",
    repairs=[
        Example('<p class=\\"ql-block\\">今天，图书馆开馆。</p>', "今天，图书馆开馆。"),
        Example("第一段。<br/>第二段。<br />\n第三段。", "第一段。\n第二段。\n第三段。"),
        Example("<p>第一段。</p><p>第二段。</p>", "第一段。\n第二段。"),
        Example('他<strong>一直</strong>在<span style="color:red">读书</span>。', "他一直在读书。"),
        Example("活动现场。<img src=", "活动现场。"),
        Example("开头。<!-- 广告位 -->结尾。", "开头。结尾。"),
        Example("<![CDATA[今天开馆。]]>", "今天开馆。"),
        Example("会议结束。<script>var a = 1; if (a < 2) b();</script>", "会议结束。"),
        Example('会议开始。\n2em;">他说，欢迎大家。</span>', "会议开始。\n他说，欢迎大家。"),
        Example('姓名<?xml:namespace prefix = o ns = "urn:office" /><o:p></o:p>籍贯', "姓名籍贯"),
        Example("<td>姓名</td><td>年龄</td>", "姓名\t年龄"),
        Example("雨停了。<br>不久，太阳出来了。<br/>这个下午很长。", "雨停了。\n不久，太阳出来了。\n这个下午很长。"),
        Example("面积2m<sup>2</sup>，排出CO<sub>2</sub>", "面积2m²，排出CO₂"),
        Example('<p style=\\"margin: 0\\">今天开馆。<\\/p>', "今天开馆。"),
    ],
    leaves=[
        "若a<b>c，则不等式成立",
        "当x<y且y>z时，取x<p>y",
        "使用<p>标签表示段落",
        "HTML中的<br/>用来换行，<strong>用来加粗</strong>",
        "List<String>与Map<String, Integer>是泛型",
        "作者<a@b.cn>来信",
        "见<http://example.com/>一文",
        "爱你<3 >_< (>﹏<)",
        "请输入<姓名>和<变量 2>",
        "《书名》与<书名>不同",
        "<i>与<j>两项",
        "if (a < b && c > d) { return; }",
        '前端写法：<div class="x">内容</div>',
        "价格<100元，重量>5kg",
        "<div> 块级容器\n<span> 行内容器",
        "那么结果是$-2<sup>n</sup>$，记作x<sub>i</sub>",
        "春天来了，请看下面：\n```\n<p>春眠不觉晓，处处闻啼鸟。</p>\n```\n以及`<b>粗</b>`。",
        "在<head>与</head>之间加一行就好。",
        "注释写成<!-- 到此 -->就不会显示",
        "| 日期 | 改动 |\n| --- | --- |\n| 五月 | 第一条；<br>第二条 |",
        "段落写成<p>春眠不觉晓</p>，标题写成<h1>春晓</h1>。",
        "# 老街书店\n\n书店换了招牌，读者很多。\n\n<!-- more -->\n\n店主说，书还是那些书。",
        "1\n00:00:01,000 --> 00:00:03,000\n<i>很久以前……</i>",
    ],
)
@outside_source(indented=True)
def leftover_tag(text: str) -> Iterator[Span]:
    r"""Tags, comments and CDATA frames in a text that is otherwise plain.

    Damage: <p class=\"ql-block\">, <br/>, </span>, <img src= cut off at the end of a line, <!-- -->.
    Origin: pages taken apart with patterns; markup kept as text in a database; text cut to a length.
    Left alone: tags a sentence speaks of (<p>标签), those beside a term of markup or in a text on markup outside its
        prose, unless most of them part or set off prose; listings and subtitles; <!-- more --> in Markdown; names HTML
        has not; single letters and words between angle brackets that are no pair and have no attribute; addresses.
    Cost: two character searches, 0.1 ns a character.
    See: HTML Living Standard, 13.1.2 (elements) and 15.3 (which of them are blocks).
    """
    if "<" not in text and ">" not in text:
        return
    tags = _find_tags(text)
    if not tags:
        return
    prose = _without(text, tags)
    is_listing = _LISTING.search(text) is not None and len(HAN.findall(prose)) * 3 < len(text)
    if is_listing or _SUBTITLES.search(text):
        kept: list[_Tag] = []
    else:
        kept = _not_shown(text, tags, technical=is_technical(prose))
    shown = set(tags).difference(kept)
    yield from sorted([*_removed(text, kept), *(Span(tag.start, tag.end, "", SHOWN) for tag in shown)])


def _not_shown(text: str, tags: list[_Tag], *, technical: bool) -> list[_Tag]:
    """The tags that no text on markup shows on purpose; of a pair both or none."""
    partners = _pairs(text, tags)
    in_use = [
        is_in_prose(text, tag.start, tag.end) or _wraps(text, tag) or _parts(text, tags, i)
        for i, tag in enumerate(tags)
    ]
    is_residue = are_residue(in_use)  # a text on software whose own markup was left
    nouns = [
        _is_noun(text, tag, is_paired=i in partners) and not (i in partners and in_use[i]) for i, tag in enumerate(tags)
    ]
    # A text that speaks of one shows the others.
    technical = technical or any(nouns) or _INTRODUCED.search(text) is not None
    shown: set[int] = set()
    for i, tag in enumerate(tags):
        begin = text.rfind("\n", max(0, tag.start - 2000), tag.start) + 1
        if i in partners and tag.name in ("sup", "sub") and _INDEX.fullmatch(text, *_inside(tag, tags[partners[i]])):
            shown.add(i)  # x<sub>i</sub>: without the tags it says something else
        if text.startswith("|", begin):  # <br> is what a row of a Markdown table has for line ends
            shown.add(i)
        is_doubtful = not in_use[i] and not is_residue
        if nouns[i] or (is_doubtful and (technical or is_beside_term(text, tag.start, tag.end))):
            shown.add(i)
    shown |= {partners[i] for i in shown if i in partners}
    return [tag for i, tag in enumerate(tags) if i not in shown]


def _inside(tag: _Tag, partner: _Tag) -> tuple[int, int]:
    return min(tag.end, partner.end), max(tag.start, partner.start)


_INDEX = re.compile(r"[A-Za-z0-9+*/=,.()′-]{1,20}")


def _pairs(text: str, tags: list[_Tag]) -> dict[int, int]:
    """The partner of each tag that has one in its own line or around whole lines."""
    partners: dict[int, int] = {}
    opened: dict[str, list[int]] = {}
    for i, tag in enumerate(tags):
        if not tag.name:
            continue
        if not text.startswith("/", tag.start + 1) and not text.startswith("\\", tag.start + 1):
            opened.setdefault(tag.name, []).append(i)
        elif opened.get(tag.name):
            partners[i] = opened[tag.name].pop()
            partners[partners[i]] = i
    return partners


def _wraps(text: str, tag: _Tag) -> bool:
    """Whether it stands at an edge of a line of Chinese long enough to be prose, whatever that speaks of."""
    if len(HAN.findall(line_around(text, tag.start, tag.end))) < PROSE:
        return False
    before = text[max(0, tag.start - 200) : tag.start].rpartition("\n")[2]
    after = text[tag.end : tag.end + 200].partition("\n")[0]
    return not _ONE_TAG.sub("", before).strip() or not _ONE_TAG.sub("", after).strip()


_ONE_TAG = re.compile(r"<[^<>]*>")
_INTRODUCED = re.compile("[：:]\n<")


def _parts(text: str, tags: list[_Tag], i: int) -> bool:
    """Whether it parts paragraphs that run on in one line: behind a sentence, and one of prose before or behind it."""
    tag = tags[i]
    if tag.name not in _BLOCKS and tag.name != "br":
        return False
    before = text[(tags[i - 1].end if i else 0) : tag.start][-200:].rpartition("\n")[2]
    after = text[tag.end : tags[i + 1].start if i + 1 < len(tags) else tag.end + 200][:200].partition("\n")[0]
    is_between = not before or before[-1] in _SENTENCE_ENDS
    return is_between and max(len(HAN.findall(before)), len(HAN.findall(after))) >= PROSE


def _is_noun(text: str, tag: _Tag, *, is_paired: bool) -> bool:
    if is_paired or not tag.name:
        if _BETWEEN.match(text, tag.end) or _BETWEEN_BEFORE.search(text[max(0, tag.start - 2) : tag.start]):
            return True
        return _WRITTEN.search(text[max(0, tag.start - 4) : tag.start]) is not None
    before = text[max(0, tag.start - 3) : tag.start]
    if _NOUN_AFTER.match(text, tag.end) or _NOUN_BEFORE.search(before):
        return True
    is_inside = before[-1:] not in _SENTENCE_ENDS
    if is_inside and _NOUN_INSIDE.match(text, tag.end):
        return True
    return is_named(text, tag.start, tag.end, technical=True)


def _find_tags(text: str) -> list[_Tag]:
    """Tags in order, without overlaps; what stands between <script> and </script> belongs to them."""
    closed = {name.lower() for name in re.findall(r"</([a-zA-Z][a-zA-Z0-9:]{0,19})\s*>", text.replace("\\", ""))}
    found: list[_Tag] = []
    missing: set[str] = set()  # closers that are not in the rest of the text
    at = 0
    while match := _TAG.search(text, at):
        at = match.end()
        if scripted := _SCRIPTED.match(text, match.start()):
            table = _RAISED if scripted["name"].lower() == "sup" else _LOWERED
            at = scripted.end()
            found.append(_Tag(match.start(), at, "", True, scripted["text"].translate(table)))
            continue
        tag = _read_tag(text, match, closed, missing)
        if tag is not None:
            found.append(tag)
            at = max(tag.end, at)
    found += [_Tag(m.start(), m.end(), "", True) for m in _CUT_HEAD.finditer(text) if _is_cut_head(m[0])]
    found += [_Tag(m.start(), m.end(), "br", True) for m in _CUT_CLOSER.finditer(text)]
    found.sort()
    kept: list[_Tag] = []
    for tag in found:
        if not kept or tag.start >= kept[-1].end:
            kept.append(tag)
    has_sure = any(tag.is_sure for tag in kept)
    return [tag for tag in kept if has_sure and (tag.is_sure or not tag.name or tag.name in closed)]


def _is_cut_head(head: str) -> bool:
    return "=" in head or ";" in head or re.match(r"\s*[\w]+-[\w-]+\\?[\"']>", head) is not None


def _read_tag(text: str, match: re.Match[str], closed: set[str], missing: set[str]) -> _Tag | None:
    start, end = match.span()
    name = (match["name"] or "").lower()
    if match["cut"] is not None:
        return _read_cut(text, match)
    if not name:
        return _read_frame(text, match, missing)
    before, after = text[start - 1 : start], text[end : end + 1]
    if before == "<" or after == ">":
        return None
    is_known = name in _BLOCKS or name in _INLINE or (":" in name and len(name.partition(":")[0]) <= 4)
    rest = match["rest"]
    is_sound = _ATTRIBUTES.fullmatch(rest) or _KNOWN_ATTRIBUTE.fullmatch(rest)
    if not is_known or (match["end"] and rest.strip()) or not is_sound:
        return None
    has_attribute = "=" in rest
    if name in _WITH_CONTENT and not match["end"]:
        end = _end_of(text, name, end, missing)
    is_between_letters = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
    is_pair = name in closed and not (is_between_letters and not match["end"] and not has_attribute)
    is_at_edge = before in ("", "\n", ">") or after in ("", "\n")
    is_plain = name not in _DOUBTFUL and (name in _ALONE or bool(match["end"]))
    # One without a partner is told by the prose it stands before or behind: <div> 块级容器 is no damage.
    is_lone = is_at_edge and (len(name) > 1 or name == "p") and bool(CHINESE.match(before) or CHINESE.match(after))
    is_lone = is_lone and (is_in_prose(text, start, end) or (after in ("", "\n") and bool(_TEXT_END.match(before))))
    is_sure = has_attribute or is_pair or is_lone or (is_plain and (not is_between_letters or name == "br"))
    return _Tag(start, end, name, is_sure)


def _end_of(text: str, name: str, at: int, missing: set[str]) -> int:
    """Where the element's closing tag ends; `at` where it has none."""
    closer = None if name in missing else re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, at)
    if closer is None:
        missing.add(name)
        return at
    return closer.end()


def _read_frame(text: str, match: re.Match[str], missing: set[str]) -> _Tag | None:
    """A comment, CDATA or declaration."""
    start, end = match.span()
    if match[0] == "<!--":
        close = -1 if "-->" in missing else text.find("-->", end)
        if close < 0:
            missing.add("-->")
        elif text[end:close].strip() in _FOLDS and _MARKDOWN.search(text):
            return None
        return _Tag(start, max(end, close + 3), "", True)
    is_closer = match[0] in ("-->", "]]>")
    is_alone = is_closer and not (text[end : end + 1] in ("", "\n", "<") or CHINESE.match(text[start - 1 : start]))
    return None if is_alone or text[start - 1 : start] in ("-", "<") else _Tag(start, end, "", not is_closer)


def _read_cut(text: str, match: re.Match[str]) -> _Tag | None:
    """A tag cut off at the end of its line."""
    name = (match["cut_name"] or "").lower()
    start = match.start()
    is_closer = match["cut"].startswith("/")
    rest = match["cut"][len(name) + is_closer :]
    before = text[max(0, start - 2) : start].strip()[-1:]
    if before and not CHINESE.match(before) and before not in ".>\"'!?)":
        return None
    if is_closer:
        is_begun = not name or any(one.startswith(name) for one in _BLOCKS | _INLINE)
        return _Tag(start, match.end(), "", bool(before)) if is_begun and not rest.strip() else None
    if name not in _BLOCKS | _INLINE or not _CUT_ATTRIBUTES.fullmatch(rest):
        return None
    return _Tag(start, match.end(), name, "=" in rest or (bool(before) and name not in _DOUBTFUL | {"em", "tt", "del"}))


def _without(text: str, tags: list[_Tag]) -> str:
    pieces: list[str] = []
    at = 0
    for tag in tags:
        pieces.append(text[at : tag.start])
        at = tag.end
    return " ".join([*pieces, text[at:]])


def _removed(text: str, tags: list[_Tag]) -> Iterator[Span]:
    """Blocks leave a line end where text stands on both sides of them in the line, cells a tab, others nothing."""
    has_text = False  # on the line so far
    at = i = 0
    while i < len(tags):
        last = i
        while last + 1 < len(tags) and tags[last + 1].start == tags[last].end:
            last += 1
        begin, end = tags[i].start, tags[last].end
        line = text[at:begin].rpartition("\n")
        has_text = bool(line[2].strip()) or (has_text and not line[1])
        next_start = tags[last + 1].start if last + 1 < len(tags) else len(text)
        stop = text.find("\n", end, next_start)
        follows = bool(text[end : stop if stop >= 0 else next_start].strip())
        names = {tag.name for tag in tags[i : last + 1]}
        mark = ""
        if has_text and follows:
            mark = "\n" if names & _BLOCKS else "\t" if names & _CELLS else ""
        is_lone = not has_text and stop == end and text[begin - 1 : begin] in ("", "\n")  # nothing else on the line
        for tag in tags[i:last]:
            yield Span(tag.start, tag.end, tag.text, 0.97)
        yield Span(tags[last].start, end + is_lone, tags[last].text + mark, 0.97)
        has_text = has_text and mark != "\n"
        at = end + is_lone
        i = last + 1
