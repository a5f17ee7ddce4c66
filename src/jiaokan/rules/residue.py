"""What programs put into pages and left there: unfilled templates, forum codes, markers for printing and paging."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from jiaokan.regex import regex
from jiaokan.rule import Example, Span, rule
from jiaokan.rules.specimens import (
    CHINESE,
    HAN,
    PROSE,
    SHOWN,
    is_about,
    is_at_line_end,
    is_beside_term,
    is_code_line,
    is_named,
    is_specimen,
    is_technical,
    line_around,
    outside_source,
)

_PLACEHOLDER = regex(
    # {{ pvCount }}, {{ item.time | date: 'yyyy' }} of Angular, Vue, Jinja and the like
    r"\{\{\{?\s?[A-Za-z_$][\w.$\[\]'\"()]{0,80}(?:\s?\|\s?[\w:'\" .,/-]{1,60})?\s?\}?\}\}"
    r"|\{\{~?\s?[#/^]\s?[A-Za-z_][\w.@ =\"']{0,80}~?\}\}"  # {{#if hot}}, {{/if}} of Mustache and Handlebars
    r"|[$#@]\{\s?[A-Za-z_][\w.]{0,80}\s?\}(?![$_^])"  # ${title} of JSP, #{title}, @{url}
    r"|<%[^<>%\n]{1,300}%>|<\?(?:php|=)[^<>\n]{1,300}\?>|\{%[^{}%\n]{1,300}%\}"
    r"|\[!--[\w.:|,'-]{1,60}--\]|\[/?(?:field|dede):[\w./ '\"=-]{1,120}\]"  # EmpireCMS, DedeCMS
    r"|\{/?(?:dede|pboot|pc|eyou|aspcms|maccms|cms|loop|foreach|volist|tag)(?:[:\s][^{}\n]{0,200})?\}"
    r"|\{\$[A-Za-z_][\w.\[\]']{0,80}(?:\|[^{}\n]{0,80})?\}"  # {$title} of Smarty, ThinkPHP
    r"|<变量 ?[0-9]{0,3}>"
)
_GATE = ("{{", "${", "#{", "@{", "<%", "<?", "{%", "[!--", "{$", "[field:", "[dede:", "{dede", "{pboot", "<变量")
_WIKI = regex(r"\[\[|'''|\$[^$\n]{1,80}\$")
_STATEMENT = regex(
    r"\{\{~?\s?[#/^]"
    r"|\{%-? ?(?:if|for|end|else|set|block|extends|raw|include|import|macro|load|with|asset|post|tabs?|note)"
)
# A form or a message to fill in needs the name where it stands.
_FORM = regex(
    r"模板[:：]|(?:短信|消息|邮件|通知|合同|公文|推送|回复|信函|签名)模板|(?<![自因协])变量|通配|[您您]|尊敬的|亲爱的|验证码|先生|女士"
    r"|[甲乙]方|贵公司|[尊親]敬的|簡訊|填[写入]"
)


_SENTENCE = "图书馆今天开馆，来的人很多，从门口一直排到街角的书店。"


@rule(
    "unfilled-placeholder",
    needs="{<[",
    since="0.2",
    repairs=[
        Example("访问次数：{{ pvCount }}次", "访问次数：次"),
        Example("原文链接http://example.com/1{{href}}", "原文链接http://example.com/1"),
        Example("${title}\n今天，图书馆开馆。", "今天，图书馆开馆。"),
        Example("来源：{{item.source}} 点击：${hits}次", "来源： 点击：次"),
        Example(_SENTENCE + "<%= name %>" + _SENTENCE, _SENTENCE * 2),
        Example("[!--title--]今天开馆。{$author}", "今天开馆。"),
        Example("{{#if hot}}" + _SENTENCE + "\n" + _SENTENCE + "{{/if}}", _SENTENCE + "\n" + _SENTENCE),
        Example("{{/each}}图书馆开馆", "图书馆开馆"),
        Example("{% if hot %}" + _SENTENCE + "{% endif %}{{ pvCount }}\n" + _SENTENCE, _SENTENCE + "\n" + _SENTENCE),
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
        "MyBatis中#{name}与${name}的区别，是面试常考题。",
        "{% if user %}你好{% endif %}",
        "{{#if user}}你好{{/if}}",
        "Handlebars的条件写成{{#if hot}}，用{{/if}}结束。",
        "条件判断：\n{{#each books}}\n书名：{{title}}\n{{/each}}",
        "{{first_name}}，生日快乐！",
        "启动参数写成${HOST}:${PORT}，改完重启。",
        "租金${low}~${high}元，以合同为准",
        "配置放在conf/${name}/目录下面",
        "日期${year}-${month}-${day}由系统生成",
        "春天来了，请看：\n```\n{{ title }}\n```\n如上。",
        "提交之前先运行git diff HEAD@{yesterday}，看看改了哪些",
        "取出最上面的一层用stash@{n}，从零数起",
        "变量${SITE_HOME}所指的目录里有两个文件",
        "装好以后进入 ${prefix} 目录，再看说明。",
        "${builddir} 的结构和真正的系统一样\n${builddir}\\bin里是程序",
        "软件源写成${name}ESM:${version}，前面是系统的名字，后面是代号。",
        "Vue学习笔记\n最常见的是文本插值：\n{{ message }}\n也可以写表达式。",
    ],
)
@outside_source(indented=True)
def unfilled_placeholder(text: str) -> Iterator[Span]:
    """Variables of a page template that no program filled in.

    Damage: {{ pvCount }}, {{href}}, {{#if hot}}, ${title}, <%= name %>, [!--title--], {$author} in the text.
    Origin: pages fetched without running their scripts; templates published by mistake. What the variable stood for
        was never in the page.
    Left alone: forms and messages to fill in, in the middle of a line; placeholders that are named, stand beside a term
        of templates, or in a text on code elsewhere than under the title and behind paragraphs; LaTeX, wiki markup,
        statements of templates and lines of code; names in Chinese; variables of the environment (${HOME}), parts of a
        command or a path (HEAD@{1}), what a sentence goes on from (${prefix}的).
    Cost: none on text without { < [, then fourteen substring searches, 5 ns a character.
    See: Mustache manual, tags; Jinja template designer documentation.
    """
    if not any(sign in text for sign in _GATE):
        return
    found = list(_PLACEHOLDER.finditer(text))
    if not found:
        return
    plain = _PLACEHOLDER.sub(_blank, text)
    technical = is_technical(plain)
    statements = [match for match in found if _STATEMENT.match(match[0])]
    is_source = bool(_WIKI.search(plain)) or not all(_sets_off(plain, match) for match in statements)
    is_residue = any(_is_behind_prose(plain, match.start(), match.end()) for match in found)
    taken = -1
    joined = {
        one.start()
        for pair in pairwise(found)
        if _JOINING.fullmatch(text, pair[0].end(), pair[1].start())
        for one in pair
    }
    for match in found:
        start, end = match.span()
        is_doubtful = (
            match[0].startswith("<变量") or text[start - 1 : start] in ("$", "{") or text[end : end + 1] == "}"
        )
        if (
            is_source
            or is_doubtful
            or start in joined
            or _is_wanted(plain, start, end, match[0], technical=technical, is_residue=is_residue)
        ):
            yield Span(start, end, "", SHOWN)
            continue
        is_line = text[start - 1 : start] in ("", "\n") and text[end : end + 1] == "\n" and start > taken
        taken = end + is_line
        yield Span(start, end + is_line, "", 0.96)


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _is_wanted(plain: str, start: int, end: int, shown: str, *, technical: bool, is_residue: bool) -> bool:
    """Whether the text shows the placeholder or has it to be filled in. `plain` has blanks in the place of all."""
    if plain[start - 1 : start] in _JOINTS or (plain[end : end + 1] == "/" and plain[end + 1 : end + 2] != "/"):
        return True
    if not shown.startswith(("{", "<", "[")) and _is_variable(plain, start, end, shown):
        return True
    if is_code_line(plain, start, end) or is_named(plain, start, end, technical=technical):
        return True
    line = line_around(plain, start, end)
    if not HAN.search(line.strip() or plain[max(0, start - 400) : end + 400]):
        return True
    is_end = not plain[end : end + 40].partition("\n")[0].strip()
    if is_end and (is_residue or _is_behind_prose(plain, start, end)):
        return False
    before, after = plain[max(0, start - 40) : start].rstrip(" ")[-1:], plain[end : end + 1]
    if is_beside_term(plain, start, end) or before in _INSIDE or (after in _CLOSING_MARKS and before in ("", "\n")):
        return True
    if not technical:
        is_slot = len(HAN.findall(line)) < PROSE and not (is_end or before in ("", "\n", ":", "：", "|", "｜"))
        return not is_end and (is_slot or bool(_FORM.search(line)))
    # Where pages have their data: under the title.
    is_head = is_end and start < 400 and plain.count("\n", 0, start) <= _HEAD
    return not is_head or plain[max(0, start - 40) : start].rstrip()[-1:] in ("", ":", "：") or is_about(line)


def _sets_off(plain: str, statement: re.Match[str]) -> bool:
    """Whether it begins or ends a line of prose, or a line without its other half: no source of a template."""
    start, end = statement.span()
    line = line_around(plain, start, end)
    if is_about(line) or not HAN.search(line):
        return False
    n_signs = len(_PLACEHOLDER.findall(line_around(statement.string, start, end)))
    is_edge = not plain[max(0, start - 80) : start].rpartition("\n")[2].strip()
    is_edge = is_edge or not plain[end : end + 80].partition("\n")[0].strip()
    return is_edge and (n_signs == 1 or len(HAN.findall(line)) >= PROSE)


def _is_variable(plain: str, start: int, end: int, shown: str) -> bool:
    """Whether ${…} or @{…} is a program's: of the environment, part of a command or a path, or spoken of."""
    before, after = plain[max(0, start - 3) : start], plain[end : end + 4]
    if _ENVIRONMENT.fullmatch(shown) or re.match(r"[A-Za-z0-9_\\]", before[-1:] + " ", re.ASCII):
        return True
    return bool(_GOES_ON.match(after)) or bool(_USED_BEFORE.search(before))


_ENVIRONMENT = regex(r"\$\{ ?[A-Z_][A-Z0-9_]* ?\}")
_GOES_ON = regex(
    r"[A-Za-z0-9_\\]|[.:-][A-Za-z0-9_$]| ?(?:的|[里所]|目录|变量|参数|文件|路径)| [中内是为下这這指即就也都和与]"
)
_USED_BEFORE = regex(
    r"(?:变量|變數|参数|參數|目录|目錄|路径|路徑|文件夹?|使用|运行|執行|执行|设置|读取|进入|切到|[把将在到从用]) ?$"
)


def _is_behind_prose(plain: str, start: int, end: int) -> bool:
    return is_at_line_end(plain, start, end) and len(HAN.findall(line_around(plain, start, end))) >= PROSE


_JOINING = regex("[A-Za-z0-9]{0,12}[-~:/.至到_]{1,2}")
_JOINTS = frozenset("/=~@\\")
_INSIDE = frozenset("=\"'`“‘")
_CLOSING_MARKS = frozenset("，、；：？！”）")
_HEAD = 3  # lines of a title, a date, a source


# ---------------------------------------------------------------- forum codes

_UBB_NAMES = (
    "b|i|u|s|p|img|url|color|size|font|align|quote|code|list|table|tr|td|th|attach|attachimg|media|flash|hr|free|hide"
    r"|email|float|indent|backcolor|sub|sup|left|center|right|fly|move|audio|video|swf|index|page|postbg|qq|em|\*"
)
_UBB = regex(
    rf"\[(?P<end>/?)(?P<name>{_UBB_NAMES})(?P<rest>=[^\[\]\n]{{0,300}})?\]|\{{:[0-9]+_[0-9]+:\}}", re.IGNORECASE
)
_UBB_SIGNS = ("[/", "{:", "[attach")
_HOLDS_ADDRESS = frozenset({"img", "attach", "attachimg", "media", "flash", "audio", "video", "swf", "qq"})
_ADDRESS = regex(r"[!-Z^-~]{1,500}(?=\[/)")


@rule(
    "forum-code",
    needs="[{",
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
        "[table]与[/table]成对使用",
        "输入[color=red]文字[/color]，发出来就是红色的。",
        "[图片][视频][转发]",
        "请把文字粘贴到 [quote] 和 [/quote] 之间，再点发送。",
        "长的记录要放在 [code] 与 [/code] 里面",
    ],
)
@outside_source(indented=True)
def forum_code(text: str) -> Iterator[Span]:
    """Codes of forum software (UBB, BBCode, Discuz) that were not turned into markup.

    Damage: [b]今天[/b], [color=red], [img]address[/img], {:4_105:}.
    Origin: posts copied with their source; forums moved to another software.
    Left alone: texts about such codes, codes to be typed in; a single letter in brackets that is no pair ([b], [i] as
        phonetic signs).
    Cost: none on text without [ or {, then three substring searches, 1 ns a character.
    See: https://www.bbcode.org/reference.php
    """
    if not any(sign in text for sign in _UBB_SIGNS):
        return
    found = list(_UBB.finditer(text))
    opened = {match["name"].lower() for match in found if match["name"] and not match["end"]}
    closed = {match["name"].lower() for match in found if match["name"] and match["end"]}
    codes = [match for match in found if _is_forum_code(match, opened & closed)]
    if not codes or not any(match["end"] or not match["name"] for match in codes):
        return
    plain = _UBB.sub(_blank, text)
    technical = is_technical(plain) or any(is_named(plain, m.start(), m.end(), technical=False) for m in codes)
    is_residue = any(_is_behind_prose(plain, m.start(), m.end()) for m in codes)
    is_taught = any(_INPUT.search(text[max(0, m.start() - 6) : m.start()]) for m in codes)
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
        is_shown = is_taught or (not is_residue and is_specimen(plain, start, end, technical=technical))
        yield Span(start, end, "\t" if is_cell else "", SHOWN if is_shown else 0.97)


_INPUT = regex(r"(?:(?:[输輸]入|[写寫加套][成上]?|[发發]|[粘贴贴放]到|放在)[：:]? ?|\] ?[和与與、或及] ?)$")


def _is_forum_code(match: re.Match[str], paired: set[str]) -> bool:
    name = (match["name"] or "").lower()
    if not name or name in paired:
        return True
    is_long = len(name) > 2 and name not in ("list", "index", "page", "code", "left", "right", "table", "sub", "sup")
    return is_long and bool(match["end"] or match["rest"] or name in ("attach", "attachimg"))


# ---------------------------------------------------------------- markers

_MARKER = regex(
    r"(?<![A-Za-z<!-])(?:end|start|begin|newsprint|print)(?:print|end|start|begin)(?![A-Za-z(])"
    r"|/?(?:enpproperty|enpcontent)(?:--)?>?"
    r"|#p#(?:分页标题|副标题)?(?P<heading>[^#\n]{0,60})#e#"
    r"|_ueditor_page_break_tag_|\[(?:nextpage|page_?break)\]|\{page_?break\}",
    re.IGNORECASE,
)
_STAMP = regex(r"(?:内容来自|本文来自|copyright ?)dedecms|织梦好，好织梦|织梦内容管理系统|内容来自织梦", re.IGNORECASE)
# Two that are named: startprint与endprint
_PAIRED = regex("[和与與、或及至到] ?[a-z]+print|[和与與、或及至到] ?(?:print|new)", re.IGNORECASE)
_PAIRING = regex("print(?:start|end|begin)?[和与與、或及至到] ?$", re.IGNORECASE)
_MARKERS = ("print", "#p#", "enpproperty", "enpcontent", "page_break", "nextpage", "pagebreak", "织梦", "dedecms")


def _needs() -> dict[str, str]:
    """The rarest character of each of them, with the rest of it on both sides."""
    found: dict[str, list[str]] = {}
    for marker in _MARKERS:
        at = min(marker.find(char) for char in "#p梦d" if char in marker)
        found.setdefault(marker[at], []).append(f"(?<={marker[: at + 1]})(?={marker[at + 1 :]})")
    return {char: "|".join(beside) for char, beside in found.items()}


@rule(
    "program-marker",
    needs=_needs(),
    since="0.2",
    repairs=[
        Example("图书馆今天开馆。endprint", "图书馆今天开馆。"),
        Example("第一部分说完了。#p#分页标题#e#第二部分开始。", "第一部分说完了。\n第二部分开始。"),
        Example("第一部分说完了。\n#p#第二部分 现状#e#\n现状如下。", "第一部分说完了。\n第二部分 现状\n现状如下。"),
        Example("大家都内容来自dedecms来了，馆长说内容来自dedecms欢迎。", "大家都来了，馆长说欢迎。"),
        Example("记者小李报道。newsprintend", "记者小李报道。"),
        Example("第一部分说完了。[pagebreak]第二部分开始。", "第一部分说完了。第二部分开始。"),
        Example("第一部分说完了。{page_break}第二部分开始。", "第一部分说完了。第二部分开始。"),
    ],
    leaves=[
        "The endprint tag ends printing.",
        "用<!--endprint-->标记打印结束的地方",
        "网页打印代码中endprint表示结束",
        "endprints与startprinting",
        "本站采用织梦内容管理系统搭建",
        "print end与start print",
        "划定区域用startprint与endprint。",
        "打印机卡纸了，startprint按钮按不动。",
        "文章末尾总有endprint字样，是怎么回事？",
    ],
)
@outside_source(indented=True)
def program_marker(text: str) -> Iterator[Span]:
    """Markers for printing and paging, and stamps of a content management system.

    Damage: 开馆。endprint, #p#分页标题#e#, _ueditor_page_break_tag_, 内容来自dedecms in the middle of sentences.
    Origin: comments like <!--endprint--> whose frame was stripped; page breaks of DedeCMS and UEditor that no template
        took out; DedeCMS's stamps against collecting.
    Left alone: the words in English, inside a sentence or beside a term of code; a stamp that stands once.
    Cost: none on text without one of nine strings.
    See: DedeCMS 5.7, include/helpers/downmix.helper.php; UEditor, pagebreak plugin.
    """
    if not any(sign in text for sign in _MARKERS):
        return
    found = list(_MARKER.finditer(text))
    stamps = list(_STAMP.finditer(text))
    if not found and not stamps:
        return
    plain = _STAMP.sub(_blank, _MARKER.sub(_blank, text))
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
        is_end = is_at_line_end(text, start, end)
        is_marked = (is_marked or is_end) and (after not in _CLOSING_MARKS or not match[0].isalpha())
        is_shown = is_word or is_named(text, start, end, technical=True)
        is_shown = is_shown or (match[0].isalpha() and before in tuple("，、（“") and not is_end)
        is_shown = is_shown or bool(_PAIRED.match(text, end)) or bool(_PAIRING.search(text[max(0, start - 12) : start]))
        is_shown = is_shown or (not is_end and is_beside_term(plain, start, end))
        sure = 0.96 if is_marked and not is_shown else SHOWN
        is_line = not mark and before in ("", "\n") and after == "\n" and sure > SHOWN
        spans.append(Span(start, end + is_line, mark, sure))
    sure = 0.96 if len(stamps) > 1 and not is_technical(plain) else SHOWN
    spans += [Span(match.start(), match.end(), "", sure) for match in stamps]
    taken = 0
    for span in sorted(spans):
        if span.start >= taken:
            yield span
            taken = span.end
