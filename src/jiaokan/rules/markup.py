"""What extraction left of a page: tags and comments, style sheets and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan.regex import regex
from jiaokan.rule import Example, Span, rule
from jiaokan.rules.specimens import (
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
from jiaokan.rules.tags import BLOCKS, CELLS, Tag, find_tags

# What makes a noun of a tag: <p>标签, 标签<p>, <b>和<i>
_NOUN_AFTER = regex(
    r" ?(?:[标標][签籤记記]|元素|节点|節點|属性|屬性|[tT]ags?\b|表示|用来|用于|用於|[和与與、或及至到] ?</?[a-zA-Z!])"
)
_NOUN_INSIDE = regex(r" ?(?:就?[是为]|不|没有|必须)")  # unless a sentence begins with it
_SENTENCE_ENDS = frozenset("。！？…”\n>;")
_WRITTEN = regex(r"(?:[写寫加套][作成为為上入]?|[变變存][为為成]了?|[输輸]入|[源代][码碼]是|写法是?)[：:]? ?$")
_BETWEEN = regex("[和与與至到、] ?</|之[间間]|[中里裡](?:加|放|写|寫|插)")
_BETWEEN_BEFORE = regex("^>[和与與至到、]$")
_NOUN_BEFORE = regex(r"(?:[标標][签籤记記]|元素|[和与與、或用]) ?$")
_LISTING = regex(r"^[ \t]+</?[a-zA-Z]", re.MULTILINE)
_SUBTITLES = regex(r"[0-9]{2}:[0-9]{2}[,.][0-9]{3} --> [0-9]")


@rule(
    "leftover-tag",
    needs="<>",
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
        Example(
            "<p>雨停了，<em>街上的人又多了起来。</p>第二天，<b>太阳出来了。",
            "雨停了，街上的人又多了起来。\n第二天，太阳出来了。",
        ),
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
        "<!-- 这一段是写给自己看的，不会显示 -->\n正文从这里开始。",
        "选<b>还是选<i>，由你决定。",
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
        prose, unless most of them part or set off prose; listings and subtitles; <!-- more --> in Markdown;
        a comment with a sentence in it where nothing else is HTML; names HTML has not; single letters and words
        between angle brackets that are no pair and have no attribute (a<b>c); addresses.
    Cost: none on text without < or >.
    See: HTML Living Standard, 13.1.2 (elements) and 15.3 (which of them are blocks).
    """
    tags = find_tags(text)
    if not tags:
        return
    prose = _without(text, tags)
    is_listing = _LISTING.search(text) is not None and len(HAN.findall(prose)) * 3 < len(text)
    if is_listing or _SUBTITLES.search(text):
        kept: list[Tag] = []
    else:
        kept = _not_shown(text, tags, technical=is_technical(prose))
    shown = set(tags).difference(kept)
    yield from sorted([*_removed(text, kept), *(Span(tag.start, tag.end, "", SHOWN) for tag in shown)])


def _not_shown(text: str, tags: list[Tag], *, technical: bool) -> list[Tag]:
    """The tags that no text on markup shows on purpose; of a pair both or none."""
    partners = _pairs(text, tags)
    in_use = [
        is_in_prose(text, tag.start, tag.end) or _wraps(text, tag) or _parts(text, tags, i)
        for i, tag in enumerate(tags)
    ]
    is_residue = are_residue(in_use)  # a text on software whose own markup was left
    nouns = [
        _is_noun(text, tag, is_paired=i in partners, is_sure=is_residue and in_use[i])
        and not (i in partners and in_use[i])
        for i, tag in enumerate(tags)
    ]
    # A text that speaks of one shows the others.
    technical = technical or any(nouns) or _INTRODUCED.search(text) is not None
    is_page = any(tag.name for tag in tags)
    shown: set[int] = set()
    for i, tag in enumerate(tags):
        begin = text.rfind("\n", max(0, tag.start - 2000), tag.start) + 1
        if i in partners and tag.name in ("sup", "sub") and _INDEX.fullmatch(text, *_inside(tag, tags[partners[i]])):
            shown.add(i)  # x<sub>i</sub>: without the tags it says something else
        if not is_page and text.startswith("<!--", tag.start) and _CLAUSE.search(text, tag.start, tag.end):
            shown.add(i)  # Markdown has comments too
        if text.startswith("|", begin):  # <br> is what a row of a Markdown table has for line ends
            shown.add(i)
        is_doubtful = not in_use[i] and not is_residue
        if nouns[i] or (is_doubtful and (technical or is_beside_term(text, tag.start, tag.end))):
            shown.add(i)
    shown |= {partners[i] for i in shown if i in partners}
    return [tag for i, tag in enumerate(tags) if i not in shown]


def _inside(tag: Tag, partner: Tag) -> tuple[int, int]:
    return min(tag.end, partner.end), max(tag.start, partner.start)


_CLAUSE = regex("[，。！？]")
_INDEX = regex(r"[A-Za-z0-9+*/=,.()′-]{1,20}")


def _pairs(text: str, tags: list[Tag]) -> dict[int, int]:
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


def _wraps(text: str, tag: Tag) -> bool:
    """Whether it stands at an edge of a line of Chinese long enough to be prose, whatever that speaks of."""
    if len(HAN.findall(line_around(text, tag.start, tag.end))) < PROSE:
        return False
    before = text[max(0, tag.start - 200) : tag.start].rpartition("\n")[2]
    after = text[tag.end : tag.end + 200].partition("\n")[0]
    return not _ONE_TAG.sub("", before).strip() or not _ONE_TAG.sub("", after).strip()


_ONE_TAG = regex(r"<[^<>]*>")
_INTRODUCED = regex("[：:]\n<")


def _parts(text: str, tags: list[Tag], i: int) -> bool:
    """Whether it parts paragraphs that run on in one line: behind a sentence, and one of prose before or behind it."""
    tag = tags[i]
    if tag.name not in BLOCKS and tag.name != "br":
        return False
    before = text[(tags[i - 1].end if i else 0) : tag.start][-200:].rpartition("\n")[2]
    after = text[tag.end : tags[i + 1].start if i + 1 < len(tags) else tag.end + 200][:200].partition("\n")[0]
    is_between = not before or before[-1] in _SENTENCE_ENDS
    return is_between and max(len(HAN.findall(before)), len(HAN.findall(after))) >= PROSE


def _is_noun(text: str, tag: Tag, *, is_paired: bool, is_sure: bool) -> bool:
    """Whether a sentence speaks of it; where `is_sure` to be in use, only what says so outright counts."""
    if is_paired or not tag.name:
        if _BETWEEN.match(text, tag.end) or _BETWEEN_BEFORE.search(text[max(0, tag.start - 2) : tag.start]):
            return True
        return _WRITTEN.search(text[max(0, tag.start - 4) : tag.start]) is not None
    before = text[max(0, tag.start - 3) : tag.start]
    if _NOUN_AFTER.match(text, tag.end) or _NOUN_BEFORE.search(before):
        return True
    if is_sure:
        return False
    is_inside = before[-1:] not in _SENTENCE_ENDS
    if is_inside and _NOUN_INSIDE.match(text, tag.end):
        return True
    return is_named(text, tag.start, tag.end, technical=True)


def _without(text: str, tags: list[Tag]) -> str:
    pieces: list[str] = []
    at = 0
    for tag in tags:
        pieces.append(text[at : tag.start])
        at = tag.end
    return " ".join([*pieces, text[at:]])


def _removed(text: str, tags: list[Tag]) -> Iterator[Span]:
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
            mark = "\n" if names & BLOCKS else "\t" if names & CELLS else ""
        is_lone = not has_text and stop == end and text[begin - 1 : begin] in ("", "\n")  # nothing else on the line
        for tag in tags[i:last]:
            yield Span(tag.start, tag.end, tag.text, 0.97)
        yield Span(tags[last].start, end + is_lone, tags[last].text + mark, 0.97)
        has_text = has_text and mark != "\n"
        at = end + is_lone
        i = last + 1


# ---------------------------------------------------------------- style sheets and scripts

_ASCII_LINE = regex(r"^[ \t]*(?:[.#@}{/*(!$;]|[a-zA-Z_$][\w$.\- ]{0,60}[{:=(.\[,]|</?\w).*$", re.MULTILINE)
_STYLE = regex(
    r"(?:[.#@*\w][^{}]{0,200}\{\s*(?:[\w-]{2,40}\s*:\s*[^;{}]{1,200}(?:;|(?=\s*\})|$)\s*)+\}?\s*)+"
    r"|[.#*][\w .#,:>*-]{0,100}\{|@(?:import|charset|media|font-face|page)\b.*|/\*.*\*/"
)
# What only the script of a page has; loops and assignments alone may be any program's.
_SCRIPT = regex(
    r"(?:var|let|const) [\w$]+ ?= ?(?:[\w$]+ ?\|\| ?[\[{]|(?:window|document|jQuery|\$)[.(\[]|new Date|new Swiper).*"
    r"|(?:window|document|jQuery|\$|_hmt|_bdhmProtocol|wx|location|navigator|adsbygoogle|BAIDU_CLB)(?:[.(\[]).*[;{(,)]"
    r"|\(?!?function ?\(\w*\) ?\{.*|\$\(function.*[{;]|var (?:_hmt|cpro_\w+|google_ad\w*|sogou_ad\w*|jiathis_\w+) ?=.*"
)
_PAGE_STYLE = regex(
    r"[.#*][\w .#,:>*-]{0,100}\{|\d(?:px|em|%)|#[0-9a-fA-F]{3,6}\b|(?:margin|padding|font|text)-|@import"
)
_FRAME = regex(
    r"(?:var|let|const) [\w$]+ ?=.*[;{(\[,]|(?:\(?function ?[\w$]* ?\(|(?:if|for|else if|while) ?\().*"
    r"|(?:try|else|\} ?else) ?\{"
)
# Lines of programs, of Markdown and of front matter: the text shows code, and keeps it.
_OTHER_CODE = regex(
    r"^(?:[ -~\t]*[;{}][ \t]*(?:(?://|/\*).*)?$|[ \t]*(?:#{1,6} |```|~~~|---$|//"
    r"|(?:def|class|import|from|public|private|return|int|void|#include)\b[ -~]*$))",
    re.MULTILINE,
)
_SPOKEN_OF = regex(
    r"[：:]\s*$|[这這上下][一]?[面句段行条條列]|页面|頁面|样式|樣式|调用|呼叫|变量|函数|循环|声明|把[它这]|写[在成]|代码|脚本"
)
_MANY = 6  # places in a text; more are a text on scripts
_INNER = regex(
    r"[\w-]{2,40}\s*:\s*[^;{}]{1,200};|[\w$.\[\]'\"]{1,80} ?\+?= ?.*;|[\w$.]{1,80}\(.*\);|return\b.*;?|[(){}\];,]+"
)


_REPORT = "今天，新馆正式开馆，读者排起了长队。\n馆长说，每天开放十二个小时，欢迎大家来看书。\n"


@rule(
    "script-residue",
    needs="{;",
    since="0.2",
    repairs=[
        Example(_REPORT + ".content p{text-indent:2em;margin:0}\n" + _REPORT, _REPORT + _REPORT),
        Example(_REPORT * 2 + 'document.write("ad-3");\nwindow.onload = function () {\n  b();\n};\n', _REPORT * 2),
        Example(_REPORT * 2 + 'var hm = hm || [];\n(function() {\n  hm.src = "a";\n})();\n', _REPORT * 2),
    ],
    leaves=[
        "var a = 1;\nwindow.alert(a);",
        "下面的代码改变颜色：\n.content p{color:red}\n" + _REPORT,
        _REPORT + "for (int i = 0; i < n; i++) {\n  s += a[i];\n}\n" + _REPORT,
        _REPORT + "```\n} else {\nwindow.alert(1);\n```\n" + _REPORT,
        _REPORT + "\n    $(function () {\n      go();\n    });\n\n" + _REPORT,
        "## 小节\n" + _REPORT + "document.write(1);\n" + _REPORT,
        _REPORT + ".box { margin: 2px; }\n这一行给盒子加上外边距。\n" + _REPORT,
        _REPORT + "if x > 0:\n    return x\nwindow.go();\n" + _REPORT,
        "他把等式写在黑板上：\na = b;\n然后问我们为什么。\n" + _REPORT,
    ],
)
@outside_source(indented=True)
def script_residue(text: str) -> Iterator[Span]:
    """Lines of style sheets and scripts between paragraphs.

    Damage: .content p{text-indent:2em} or var _hmt = …; as lines of an article.
    Origin: <style> and <script> whose tags were stripped and whose contents were kept.
    Left alone: any program but what only a page has (window., document., $(…), jQuery, ad tags, rules with lengths and
        colours); fences and indented blocks; texts with other code, in Markdown, or that speak of code;
        texts with less prose than code; lines with Chinese that no statement holds.
    Cost: none on text without { or ;.
    See: CSS Syntax Module Level 3; ECMAScript.
    """
    if "{" not in text and (";" not in text or (");" not in text and "var " not in text)):
        return
    lines = [match for match in _ASCII_LINE.finditer(text) if len(match[0]) < 4000 and not HAN.search(match[0][:20])]
    code: list[tuple[int, int]] = []
    sure = 0
    for match in lines:
        line = match[0].strip()
        is_style = _STYLE.fullmatch(line) is not None
        is_sure = (is_style and bool(_PAGE_STYLE.search(line))) or bool(_SCRIPT.fullmatch(line))
        is_sure = is_sure and len(HAN.findall(line)) * 4 < len(line)
        follows = bool(code) and code[-1][1] + 1 >= match.start()
        if is_sure or (follows and (is_style or _INNER.fullmatch(line) or _FRAME.fullmatch(line))):
            sure += is_sure
            code.append(match.span())
    if not sure:
        return
    ends = [0, *(end for _, end in code)]
    starts = [*(start for start, _ in code), len(text)]
    prose = "\n".join(text[end:start] for end, start in zip(ends, starts, strict=True))
    n_code = sum(end - start for start, end in code)
    if len(HAN.findall(prose)) < 30 or len(prose) < n_code:
        return
    blocks: list[tuple[int, int]] = []
    for start, end in code:
        if blocks and blocks[-1][1] + 1 == start:
            start = blocks.pop()[0]  # noqa: PLW2901 — one span for lines that stand together
        blocks.append((start, end))
    is_shown = len(blocks) > _MANY or bool(_OTHER_CODE.search(prose)) or is_technical(prose)
    is_shown = is_shown or any(_is_spoken_of(text, start, end) for start, end in blocks)
    confidence = SHOWN if is_shown else 0.9
    for start, end in blocks:
        is_last = end == len(text) and start > 0
        yield Span(start - is_last, min(len(text), end + 1), "", confidence)


def _is_spoken_of(text: str, start: int, end: int) -> bool:
    """Whether the line before leads to it, or the line behind it says what it does."""
    before = text[max(0, start - 80) : start].rstrip().rpartition("\n")[2]
    after = text[end : end + 80].lstrip().partition("\n")[0]
    return any(_SPOKEN_OF.search(part) is not None for part in (before[-40:], after[:20]))
