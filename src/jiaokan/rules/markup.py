"""Markup that extraction left in the text: tags, comments, style sheets and scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jiaokan.rule import Example, Span, rule
from jiaokan.rules.escapes import CHINESE, HAN, SHOWN, is_technical


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
_CELLS = frozenset({"td", "th"})
_WITH_CONTENT = frozenset({"script", "style", "noscript", "iframe", "textarea", "select"})  # goes with the tags
# Names that a letter or a word between angle brackets may have without being a tag: only in pairs or with attributes.
_DOUBTFUL = _names(
    "a b i q s u p code var sub sup label title body head form object source select option main mark small big base "
    "link button address caption section article header footer table input param video audio cite meta col"
)

_TAG = re.compile(
    r"<!--|-->|<!\[CDATA\[|\]\]>|<!\[(?:if|endif)[^<>\n]{0,80}>|<\?xml[^<>]{0,400}>|<!doctype[^<>]{0,300}>"
    r"|<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]{0,9}(?::[a-zA-Z]{1,20})?)(?P<rest>(?:[\s/][^<>]{0,2000})?)>"
    r"|<(?P<cut>/?(?P<cut_name>[a-zA-Z][a-zA-Z0-9]{0,9})(?:\s[^<>\n]{0,2000})?|/)(?=\n|\Z)",
    re.IGNORECASE,
)
_QUOTED = r"\\{0,4}\"[^\"<>]*\"|\\{0,4}'[^'<>]*'|[“”][^<>“”]*[“”]"
_ATTRIBUTES = re.compile(
    rf"(?:\s+[\w:@.-]+(?:\s*=\s*(?:{_QUOTED}|[^\s\"'<>=]+))?|\s*{_QUOTED})*\s*/?\s*",
)
_CUT_ATTRIBUTES = re.compile(r"(?:\s+[a-zA-Z:-]{2,}(?:\s*=.*)?)?\s*/?")
# What is left of a tag that began on a line now gone: 2em;">正文
_CUT_HEAD = re.compile(
    r"^[ \t]*(?:[\w-]{2,}\s*=\s*\\?[\"'][^\"'<>\n]{0,300}|[\w#%.;:\s-]{0,300}(?:[\w-]:[^\"'<>\n]{1,200}|;)|[\w-]{1,40})"
    r"\\?[\"'](?:\s+[\w-]+\s*=\s*\\?[\"'][^\"'<>\n]{0,300}[\"'])*\s*/?>",
    re.MULTILINE | re.ASCII,
)
_CUT_CLOSER = re.compile(r"(?<=[。！？；，”）…])/(?:p|span|div|strong|br|a|font|td|li)>")
_AS_WORD = re.compile(
    r">\s?(?:标签|元素|标记|节点|属性|[tT]ags?\b)|(?:标签|元素|标记)\s?<"
    r"|[：、，。；“ ]</?\w+>\s?(?:是|表示|用来|用于|[和与、或]<[a-z])|^</?\w+>\s?(?:表示|用来|用于)",
    re.MULTILINE,
)
_ABOUT_MARKUP = re.compile(
    r"HTML|XML|CSS|JavaScript|\bPHP\b|\bVue|React|jQuery|Markdown|\bDOM\b|前端|网页制作|(?<![票券政用织构件])代码|源码|转义|浏览器"
    r"|标签(?:用|是|表示|内|里|中|的作用|元素|对|必须|可以|语法)|(?:个|对|种|闭合|开始|结束)标签|```",
    re.IGNORECASE,
)
_LISTING = re.compile(r"^[ \t]+</?[a-zA-Z]", re.MULTILINE)
_ALONE = _names("br hr img input wbr")  # need no closing tag
_ENTITY_LIKE = re.compile(r"<[^<>\n]{0,60}\Z")


class _Tag(NamedTuple):
    start: int
    end: int
    name: str  # lower case, "" for comments and the like
    is_sure: bool


@rule(
    "leftover-tag",
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
    ],
)
def leftover_tag(text: str) -> Iterator[Span]:
    r"""Tags, comments and CDATA frames in a text that is otherwise plain.

    Damage: <p class=\"ql-block\">, <br/>, </span>, <img src= cut off at the end of a line, <!-- -->.
    Origin: pages taken apart with patterns; markup kept as text in a database; text cut to a length.
    Left alone: texts about markup, lines of code, names HTML has not; single letters and words between angle brackets
        that are no pair and have no attribute (a<b>c); addresses.
    Cost: two character searches, 0.5 ns a character.
    See: HTML Living Standard, 13.1.2 (elements) and 15.3 (which of them are blocks).
    """
    if "<" not in text and ">" not in text:
        return
    tags = _find_tags(text)
    if not tags:
        return
    prose = _without(text, tags)
    is_listing = _LISTING.search(text) is not None and len(HAN.findall(prose)) * 3 < len(text)
    if is_listing or _AS_WORD.search(text) or len(_ABOUT_MARKUP.findall(prose)) > len(prose) // 4000:
        for tag in tags:
            yield Span(tag.start, tag.end, "", SHOWN)
        return
    yield from _removed(text, tags)


def _find_tags(text: str) -> list[_Tag]:
    """Tags in order, without overlaps; what stands between <script> and </script> belongs to them."""
    closed = {name.lower() for name in re.findall(r"</([a-zA-Z]{1,10})\s*>", text)}
    found: list[_Tag] = []
    missing: set[str] = set()  # closers that are not in the rest of the text
    at = 0
    while match := _TAG.search(text, at):
        at = match.end()
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
    if not is_known or (match["end"] and rest.strip()) or not _ATTRIBUTES.fullmatch(rest):
        return None
    has_attribute = "=" in rest
    if name in _WITH_CONTENT and not match["end"]:
        end = _end_of(text, name, end, missing)
    is_between_letters = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
    is_pair = name in closed and not (is_between_letters and not match["end"] and not has_attribute)
    is_at_edge = before in ("", "\n", ">") or after in ("", "\n")
    is_plain = name not in _DOUBTFUL and (name in _ALONE or bool(match["end"]) or is_at_edge)
    is_sure = has_attribute or is_pair or (is_plain and (not is_between_letters or name == "br"))
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
            yield Span(tag.start, tag.end, "", 0.97)
        yield Span(tags[last].start, end + is_lone, mark, 0.97)
        has_text = has_text and mark != "\n"
        at = end + is_lone
        i = last + 1


# ---------------------------------------------------------------- style sheets and scripts

_ASCII_LINE = re.compile(r"^[ \t]*(?:[.#@}{/*(!$;]|[a-zA-Z_$][\w$.\- ]{0,60}[{:=(.\[,]|</?\w).*$", re.MULTILINE)
_STYLE = re.compile(
    r"(?:[.#@*\w][^{}]{0,200}\{\s*(?:[\w-]{2,40}\s*:\s*[^;{}]{1,200}(?:;|(?=\s*\})|$)\s*)+\}?\s*)+"
    r"|[.#*][\w .#,:>*-]{0,100}\{|@(?:import|charset|media|font-face|page)\b.*|/\*.*\*/"
)
_SCRIPT = re.compile(
    r"(?:var|let|const) [\w$]+ ?=.*[;{(\[,]"
    r"|(?:window|document|jQuery|\$|_hmt|_bdhmProtocol|wx|location|navigator)(?:[.(\[]).*[;{(,)]"
    r"|(?:\(?function ?[\w$]* ?\(|\$\(function).*[{;]|(?:if|for|else if|while) ?\(.*\) ?\{.*|(?:try|else|\} ?else) ?\{"
)
_INNER = re.compile(
    r"[\w-]{2,40}\s*:\s*[^;{}]{1,200};|[\w$.\[\]'\"]{1,80} ?\+?= ?.*;|[\w$.]{2,80}\(.*\);|return\b.*;?|[(){}\];,]+"
)


_REPORT = "今天，新馆正式开馆，读者排起了长队。\n馆长说，每天开放十二个小时，欢迎大家来看书。\n"


@rule(
    "script-residue",
    since="0.2",
    repairs=[
        Example(_REPORT + ".content p{text-indent:2em;margin:0}\n" + _REPORT, _REPORT + _REPORT),
        Example(_REPORT * 2 + 'var hm = hm || [];\n(function() {\n  hm.src = "a";\n})();\n', _REPORT * 2),
    ],
    leaves=[
        "var a = 1;\nwindow.alert(a);",
        "下面的代码改变颜色：\n.content p{color:red}\n" + _REPORT,
        "他把等式写在黑板上：\na = b;\n然后问我们为什么。\n" + _REPORT,
    ],
)
def script_residue(text: str) -> Iterator[Span]:
    """Lines of style sheets and scripts between paragraphs.

    Damage: .content p{text-indent:2em} or var _hmt = …; as lines of an article.
    Origin: <style> and <script> whose tags were stripped and whose contents were kept.
    Left alone: texts that speak of code; texts with less prose than code; lines with Chinese that no statement holds.
    Cost: two character searches, 0.5 ns a character.
    See: CSS Syntax Module Level 3; ECMAScript.
    """
    if "{" not in text and (";" not in text or (");" not in text and "var " not in text)):
        return
    lines = [match for match in _ASCII_LINE.finditer(text) if len(match[0]) < 4000 and not HAN.search(match[0][:20])]
    code: list[tuple[int, int]] = []
    sure = 0
    for match in lines:
        line = match[0].strip()
        is_sure = bool(_STYLE.fullmatch(line) or _SCRIPT.fullmatch(line)) and len(HAN.findall(line)) * 4 < len(line)
        follows = bool(code) and code[-1][1] + 1 >= match.start()
        if is_sure or (follows and _INNER.fullmatch(line)):
            sure += is_sure
            code.append(match.span())
    if not sure:
        return
    prose = _without(text, [_Tag(start, end, "", True) for start, end in code])
    n_code = sum(end - start for start, end in code)
    if len(HAN.findall(prose)) < 30 or len(prose) < n_code:
        return
    confidence = SHOWN if is_technical(prose) else 0.9
    blocks: list[tuple[int, int]] = []
    for start, end in code:
        if blocks and blocks[-1][1] + 1 == start:
            start = blocks.pop()[0]  # noqa: PLW2901 — one span for lines that stand together
        blocks.append((start, end))
    for start, end in blocks:
        is_last = end == len(text) and start > 0
        yield Span(start - is_last, min(len(text), end + 1), "", confidence)
