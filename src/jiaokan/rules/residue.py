"""What programs put into pages and left there: unfilled templates, forum codes, markers for printing and paging."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan.rule import Example, Span, rule
from jiaokan.rules.escapes import CHINESE, SHOWN, is_code_line, is_named, is_technical

_PLACEHOLDER = re.compile(
    # {{ pvCount }}, {{ item.time | date: 'yyyy' }} of Angular, Vue, Jinja and the like
    r"\{\{\{?\s?[A-Za-z_$][\w.$\[\]'\"()]{0,80}(?:\s?\|\s?[\w:'\" .,/-]{1,60})?\s?\}?\}\}"
    r"|[$#@]\{\s?[A-Za-z_][\w.]{0,80}\s?\}(?![$_^])"  # ${title} of JSP, #{title}, @{url}
    r"|<%[^<>%\n]{1,300}%>|<\?(?:php|=)[^<>\n]{1,300}\?>|\{%[^{}%\n]{1,300}%\}"
    r"|\[!--[\w.:|,'-]{1,60}--\]|\[/?(?:field|dede):[\w./ '\"=-]{1,120}\]"  # EmpireCMS, DedeCMS
    r"|\{/?(?:dede|pboot|pc|eyou|aspcms|maccms|cms|loop|foreach|volist|tag)(?:[:\s][^{}\n]{0,200})?\}"
    r"|\{\$[A-Za-z_][\w.\[\]']{0,80}(?:\|[^{}\n]{0,80})?\}"  # {$title} of Smarty, ThinkPHP
    r"|<变量 ?[0-9]{0,3}>"
)
_GATE = ("{{", "${", "#{", "@{", "<%", "<?", "{%", "[!--", "{$", "[field:", "[dede:", "{dede", "{pboot", "<变量")
_FORM = re.compile(
    r"模板[:：]|(?:短信|消息|邮件|通知|合同|公文|推送|回复|信函)模板|变量|通配|\[\[|'''|\$[^$\n]{1,80}\$"
)


@rule(
    "unfilled-placeholder",
    since="0.2",
    repairs=[
        Example("访问次数：{{ pvCount }}次", "访问次数：次"),
        Example("原文链接http://example.com/1{{href}}", "原文链接http://example.com/1"),
        Example("${title}\n今天，图书馆开馆。", "今天，图书馆开馆。"),
        Example("今天，图书馆<%= name %>开馆。", "今天，图书馆开馆。"),
        Example("[!--title--]今天开馆。{$author}", "今天开馆。"),
        Example("上一篇：{dede:prenext get='pre'/}", "上一篇："),
    ],
    leaves=[
        "模板语法里用{{ name }}表示变量",
        "Vue的插值写法是{{ message }}",
        'echo "${HOME}/bin"',
        "集合{{1},{2}}有两个元素",
        "甲方：{{甲方名称}}，乙方：{{乙方名称}}",
        "短信模板：您好，{{name}}，您的验证码为{{code}}。",
        "公式${a}_{1}$与{$x$}",
        "价格{$50}",
        "{{cite web|url=a}}",
        "本文索引：<变量 2>",
    ],
)
def unfilled_placeholder(text: str) -> Iterator[Span]:
    """Variables of a page template that no program filled in.

    Damage: {{ pvCount }}, {{href}}, ${title}, <%= name %>, [!--title--], {$author} in the text.
    Origin: pages fetched without running their scripts; templates published by mistake. What the variable stood for
        was never in the page.
    Left alone: texts about templates and forms to fill in; LaTeX, wiki markup and lines of code; names in Chinese.
    Cost: fourteen substring searches, 2 ns a character.
    See: Mustache manual, tags; Jinja template designer documentation.
    """
    if not ("{" in text or "<" in text or "[" in text) or not any(sign in text for sign in _GATE):
        return
    found = list(_PLACEHOLDER.finditer(text))
    if not found:
        return
    prose = _PLACEHOLDER.sub(" ", text)
    confidence = SHOWN if is_technical(prose) or _FORM.search(prose) else 0.95
    taken = -1
    for match in found:
        start, end = match.span()
        is_doubtful = (
            match[0].startswith("<变量") or text[start - 1 : start] in ("$", "{") or text[end : end + 1] == "}"
        )
        if is_doubtful or is_named(text, start, end) or is_code_line(text, start, end):
            yield Span(start, end, "", SHOWN)
            continue
        is_line = text[start - 1 : start] in ("", "\n") and text[end : end + 1] == "\n" and start > taken
        taken = end + is_line
        yield Span(start, end + is_line, "", confidence)


# ---------------------------------------------------------------- forum codes

_UBB_NAMES = (
    "b|i|u|s|p|img|url|color|size|font|align|quote|code|list|table|tr|td|th|attach|attachimg|media|flash|hr|free|hide"
    r"|email|float|indent|backcolor|sub|sup|left|center|right|fly|move|audio|video|swf|index|page|postbg|qq|em|\*"
)
_UBB = re.compile(
    rf"\[(?P<end>/?)(?P<name>{_UBB_NAMES})(?P<rest>=[^\[\]\n]{{0,300}})?\]|\{{:[0-9]+_[0-9]+:\}}", re.IGNORECASE
)
_UBB_SIGNS = ("[/", "{:", "[attach")
_HOLDS_ADDRESS = frozenset({"img", "attach", "attachimg", "media", "flash", "audio", "video", "swf", "qq"})
_ADDRESS = re.compile(r"[!-Z^-~]{1,500}(?=\[/)")


@rule(
    "forum-code",
    since="0.2",
    repairs=[
        Example("[b]今天[/b]，图书馆[color=red]开馆[/color]。", "今天，图书馆开馆。"),
        Example("现场照片：[img]http://example.com/1.jpg[/img]很热闹。", "现场照片：很热闹。"),
        Example("[url=http://example.com/]点这里[/url]看[size=4]大字[/size]", "点这里看大字"),
        Example("谢谢楼主{:4_105:}好人一生平安[attach]12345[/attach]", "谢谢楼主好人一生平安"),
        Example("字太大了[/size][/font]", "字太大了"),
    ],
    leaves=[
        "参见[b]和[p]两条",
        "UBB代码[b]粗体[/b]把字变粗",
        "语音[b]与[p]对立，[i]是元音",
        "文献[1][J][M]",
        "del [/f] [/s] [/q] 文件名",
        "数组a[i]与b[s]",
        "[图片][视频][转发]",
    ],
)
def forum_code(text: str) -> Iterator[Span]:
    """Codes of forum software (UBB, BBCode, Discuz) that were not turned into markup.

    Damage: [b]今天[/b], [color=red], [img]address[/img], {:4_105:}.
    Origin: posts copied with their source; forums moved to another software.
    Left alone: texts about such codes; a single letter in brackets that is no pair ([b], [i] as phonetic signs).
    Cost: three substring searches, 0.7 ns a character.
    See: https://www.bbcode.org/reference.php
    """
    if not any(sign[0] in text and sign in text for sign in _UBB_SIGNS):
        return
    found = list(_UBB.finditer(text))
    opened = {match["name"].lower() for match in found if match["name"] and not match["end"]}
    closed = {match["name"].lower() for match in found if match["name"] and match["end"]}
    codes = [match for match in found if _is_forum_code(match, opened & closed)]
    if not codes or not any(match["end"] or not match["name"] for match in codes):
        return
    prose = _UBB.sub(" ", text)
    confidence = SHOWN if is_technical(prose) else 0.97
    taken = 0
    for match in codes:
        start, end = match.span()
        if start < taken:
            continue
        if match["name"] and match["name"].lower() in _HOLDS_ADDRESS and not match["end"]:
            address = _ADDRESS.match(text, end)
            end = address.end() if address else end
        taken = end
        is_cell = (match["name"] or "").lower() == "td" and match["end"] and text[end : end + 3].lower() == "[td"
        yield Span(start, end, "\t" if is_cell else "", confidence)


def _is_forum_code(match: re.Match[str], paired: set[str]) -> bool:
    name = (match["name"] or "").lower()
    if not name or name in paired:
        return True
    is_long = len(name) > 2 and name not in ("list", "index", "page", "code", "left", "right", "table", "sub", "sup")
    return is_long and bool(match["end"] or match["rest"] or name in ("attach", "attachimg"))


# ---------------------------------------------------------------- markers

_MARKER = re.compile(
    r"(?<![A-Za-z<!-])(?:end|start|begin|newsprint|print)(?:print|end|start|begin)(?![A-Za-z(])"
    r"|/?(?:enpproperty|enpcontent)(?:--)?>?"
    r"|#p#(?:分页标题|副标题)?(?P<heading>[^#\n]{0,60})#e#"
    r"|_ueditor_page_break_tag_|\[(?:nextpage|page_?break)\]|\{page_?break\}",
    re.IGNORECASE,
)
_STAMP = re.compile(
    r"(?:内容来自|本文来自|copyright ?)dedecms|织梦好，好织梦|织梦内容管理系统|内容来自织梦", re.IGNORECASE
)
_MARKERS = ("print", "#p#", "enpproperty", "enpcontent", "page_break", "nextpage", "pagebreak", "织梦", "dedecms")


@rule(
    "program-marker",
    since="0.2",
    repairs=[
        Example("图书馆今天开馆。endprint", "图书馆今天开馆。"),
        Example("第一部分说完了。#p#分页标题#e#第二部分开始。", "第一部分说完了。\n第二部分开始。"),
        Example("第一部分说完了。\n#p#第二部分 现状#e#\n现状如下。", "第一部分说完了。\n第二部分 现状\n现状如下。"),
        Example("大家都内容来自dedecms来了，馆长说内容来自dedecms欢迎。", "大家都来了，馆长说欢迎。"),
        Example("记者小李报道。newsprintend", "记者小李报道。"),
    ],
    leaves=[
        "The endprint tag ends printing.",
        "用<!--endprint-->标记打印结束的地方",
        "网页打印代码中endprint表示结束",
        "endprints与startprinting",
        "本站采用织梦内容管理系统搭建",
        "print end与start print",
    ],
)
def program_marker(text: str) -> Iterator[Span]:
    """Markers for printing and paging, and stamps of a content management system.

    Damage: 开馆。endprint, #p#分页标题#e#, _ueditor_page_break_tag_, 内容来自dedecms in the middle of sentences.
    Origin: comments like <!--endprint--> whose frame was stripped; page breaks of DedeCMS and UEditor that no template
        took out; DedeCMS's stamps against collecting.
    Left alone: the words in English and in texts about code; a stamp that stands once.
    Cost: three character searches, 0.5 ns a character; nine more where one of them finds.
    See: DedeCMS 5.7, include/helpers/downmix.helper.php; UEditor, pagebreak plugin.
    """
    if not any(letter in text for letter in "pd织") or not any(sign in text for sign in _MARKERS):
        return
    found = list(_MARKER.finditer(text))
    stamps = list(_STAMP.finditer(text))
    if not found and not stamps:
        return
    prose = _STAMP.sub(" ", _MARKER.sub(" ", text))
    confidence = SHOWN if is_technical(prose) else 0.96
    spans: list[Span] = []
    for match in found:
        start, end = match.span()
        before, after = text[start - 1 : start], text[end : end + 1]
        is_glued = before in ("", "\n", " ", "\u3000") or bool(CHINESE.match(before))
        is_marked = is_glued and (after in ("", "\n", " ", "\u3000") or bool(CHINESE.match(after)))
        is_word = match[0].isalpha() and before in ("", " ") and after == " "
        heading = (match["heading"] or "").strip()
        mark = heading
        if match[0].startswith("#"):
            mark = "\n" * (before not in ("", "\n")) + heading + "\n" * (bool(heading) and after not in ("", "\n"))
        sure = confidence if is_marked and not is_word and not is_named(text, start, end) else SHOWN
        is_line = not mark and before in ("", "\n") and after == "\n" and sure > SHOWN
        spans.append(Span(start, end + is_line, mark, sure))
    sure = confidence if len(stamps) > 1 else SHOWN
    spans += [Span(match.start(), match.end(), "", sure) for match in stamps]
    taken = 0
    for span in sorted(spans):
        if span.start >= taken:
            yield span
            taken = span.end
