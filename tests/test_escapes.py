"""Escapes, entities and markup run forward on clean text, and innocent texts that look alike."""

from __future__ import annotations

import json
from collections.abc import Callable
from urllib.parse import quote

import pytest

from jiaokan import repair, replay, undo
from jiaokan.rule import THRESHOLD
from jiaokan.rules import entities, escapes, markup, residue

TEXT = (
    "入秋以后，老街的书店换了新的招牌。店主说：“书还是那些书，读书的人却年轻了。”\n"
    "下午三点——放学的时候，孩子们挤在窗边的长凳上，一看就是两个钟头。\n"
    "店里有三千六百册旧书，最老的一册印于1926年，书页已经发黄。"
)
RULES = [
    entities.escaped_line_end,
    escapes.string_escape,
    escapes.percent_encoding,
    entities.html_entity,
    entities.bare_entity,
    markup.leftover_tag,
    markup.script_residue,
    residue.unfilled_placeholder,
    residue.forum_code,
    residue.program_marker,
]
PARAGRAPHS = TEXT.split("\n")
NAMES = {"“": "ldquo;", "”": "rdquo;", "—": "mdash;"}


def with_entities(text: str, prefix: str) -> str:
    return "".join(prefix + NAMES[char] if char in NAMES else char for char in text)


def codes(text: str, prefix: str) -> str:
    escaped = "".join(f"{prefix}u{ord(char):04x}" if char > "\x7f" else char for char in text)
    return escaped.replace("\n", prefix + "n")


FORWARD: dict[str, Callable[[str], str]] = {
    "entities without their ampersand": lambda text: with_entities(text, ""),
    "entities three times escaped": lambda text: with_entities(text, "&amp;amp;"),
    "entities without their semicolon": lambda text: with_entities(text, "&").replace(";", ""),
    "entities set apart": lambda text: with_entities(text, "& "),
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON twice": lambda text: codes(text, "\\\\"),
    "JSON with Chinese kept": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "a literal of bytes": lambda text: "".join(
        "".join(f"\\x{byte:02x}" for byte in char.encode()) if char > "\x7f" else char for char in text
    ),
    "percent-encoding": lambda text: "\n".join(quote(line, safe="") for line in text.split("\n")),
    "percent-encoding of GBK": lambda text: "\n".join(
        quote(line, safe="", encoding="gbk") for line in text.split("\n")
    ),
    "percent-encoding twice": lambda text: "\n".join(quote(quote(line, safe=""), safe="") for line in text.split("\n")),
    "line ends without backslashes": lambda text: text.replace("\n", "x0dx0a"),
    "line ends of a spreadsheet": lambda text: text.replace("\n", "_x000D_\n"),
    "line ends as references": lambda text: text.replace("\n", "&#13;&#10;"),
    "paragraphs": lambda text: "".join(f'<p class=\\"ql-block\\">{line}</p>' for line in text.split("\n")),
    "breaks": lambda text: text.replace("\n", "<br/>"),
    "inline elements": lambda text: text.replace("书店", '<a href="/s?id=1"><b>书店</b></a>').replace(
        "店主", "<em>店主</em>"
    ),
    "comments": lambda text: text.replace("，", "，<!-- 广告 -->"),
    "a tag cut off": lambda text: text.replace("。\n", '。<img src="http://example.com/\n'),
    "a script": lambda text: text.replace("\n", '<script>if (a < 2) { b("</p>"); }</script>\n'),
    "a script without its tags": lambda text: text.replace(
        "\n", "\nvar a = a || [];\n$(function() {\n  a.b();\n});\n", 1
    ),
    "placeholders": lambda text: text.replace("的", "的{{ count }}").replace("店主", "${owner}店主"),
    "forum codes": lambda text: f"[size=3][b]{text}[/b][/size]",
    "markers": lambda text: text + "endprint",
}


@pytest.mark.parametrize("damage", FORWARD.values(), ids=FORWARD)
def test_what_was_escaped_comes_back(damage: Callable[[str], str]) -> None:
    damaged = damage(TEXT)
    result = repair(damaged, rules=RULES)
    assert result.text == TEXT
    assert undo(result.text, result.edits) == damaged
    assert replay(damaged, result.edits) == TEXT
    assert repair(result.text, rules=RULES).text == TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
@pytest.mark.parametrize("name", ["JSON", "JSON with Chinese kept", "line ends without backslashes"])
def test_escapes_and_mojibake_come_back_in_either_order(name: str, encoding: str) -> None:
    damage = FORWARD[name]
    for damaged in (damage(TEXT).encode(encoding).decode("latin-1"), damage(TEXT.encode(encoding).decode("latin-1"))):
        repaired = repair(damaged).text
        assert repaired == TEXT
        assert repair(repaired).text == repaired


def test_source_text_in_an_article_stays() -> None:
    source = (
        '<p class="a">春</p>\n&nbsp;{{ name }}\\u6625\\u5929\\n%E6%98%A5%E5%A4%A9[b]粗[/b]endprint'
        "\n} else {\nwindow.go();"
    )
    for block in (f"```\n{source}\n```", f"~~~ html\n{source}\n~~~", f"<pre>\n{source}\n</pre>"):
        text = f"{PARAGRAPHS[0]}\n\n{block}\n\n{PARAGRAPHS[1]}"
        assert source in repair(text, rules=RULES).text


def test_an_escape_under_an_escape_comes_back_through_all_rules() -> None:
    damaged = json.dumps(with_entities(TEXT, "&").replace("\n", "<br>"))[1:-1]
    assert repair(damaged).text == TEXT


# A text on software, whose own markup and escapes are damage all the same.
SOFTWARE = (
    "我们怎样把订单系统拆成十一个服务\n"
    "旧代码有四十多万行，Java和PHP混在一起，连当年写它的程序员都说不清某些函数的用途。\n"
    "旧页面由服务器拼接HTML，一次请求要等三秒；换成Vue以后，用户在浏览器里几乎感觉不到停顿。\n"
    "“最怕的不是写代码，而是没人敢删代码。”架构师老何说，这句话后来贴在会议室的墙上——谁要加功能，先说删掉什么。\n"
    "上线那天夜里，监控大屏一片绿色，大家守到凌晨三点，错误率始终低于千分之一，这才各自回家。"
)


# Such a text may hold code, and names to be filled in.
OF_SOFTWARE_TOO = [name for name in FORWARD if name not in ("a script without its tags", "placeholders")]


@pytest.mark.parametrize("name", OF_SOFTWARE_TOO)
def test_what_was_escaped_comes_back_in_a_text_on_software(name: str) -> None:
    damage = FORWARD[name]
    assert repair(damage(SOFTWARE), rules=RULES).text == SOFTWARE


INNOCENT = [
    "HTML入门\n段落用<p>和</p>包起来，换行用<br>。\n<p>春眠不觉晓，<br>处处闻啼鸟。</p>\n加粗用<b>文字</b>，水平线用<hr>。",
    "常用转义字符\n&lt; 小于号\n&gt; 大于号\n&amp; 和号\n&nbsp; 空格\n&mdash; 破折号\n&hellip; 省略号",
    "空格要写成&nbsp;，省略号写&hellip;。\n引号可以写&ldquo;和&rdquo;，破折号写两个&mdash;。",
    "Vue学习笔记\n最常见的形式是文本插值：\n{{ message }}\n也可以写表达式：\n{{ ok }}",
    "论坛发帖技巧\n[b]文字[/b] 加粗\n[url=http://example.com]文字[/url] 链接\nUBB代码不区分大小写。",
    "输入下面几行：\n<html>\n<body>\n<h1>大家好</h1>\n<p>这是我的第一个网页。</p>\n</body>\n</html>",
    "浏览器地址栏里，中文会变成%E4%BD%A0%E5%A5%BD这样的字符。",
    "“你好”用UTF-8编码后是%E4%BD%A0%E5%A5%BD，用GBK编码后是%C4%E3%BA%C3。",
    "问：采集来的文章里到处是x0dx0a，怎么批量删除？\n答：x0dx0a是回车换行被过滤后的残留，替换掉就行。",
    "富文本编辑器把“你好”存成了<p><span style='color: red'>你好</span></p>，显示时要渲染。",
    "亲爱的${userName}：\n您的快递已到驿站，取件码${code}，请于今日领取。",
    "模板变量一览\n${title} 文章标题\n${author} 作者",
    "用#{id}比${id}安全，前者会预编译。",
    "在HTML里，&nbsp;与nbsp;不是一回事：后者少了与号。",
    "<b>和<strong>有什么区别？前者只是加粗。",
    "教程：<ul>是无序列表，<ol>是有序列表，<li>是列表项。",
    '<div class="box">\n  <p>你好</p>\n</div>',
    "React组件写作<App />，属性写作<App name='x' />。",
    "template<typename T> T max(T a, T b) { return a > b ? a : b; }",
    "使用方法：cp <源文件> <目标文件>",
    "已知a<b>c，求证a+c<2b。",
    "=_=||| >_< <3 (>﹏<)",
    'JSON里的换行写成\\n，引号写成\\"，汉字可以写成\\u4e2d。',
    "路径是C:\\users\\name\\test\\new\\u4e00.txt",
    "解：\\frac{1}{2}+\\frac{1}{3}=\\frac{5}{6}，\\nabla f=0",
    'print(u"\\u4f60\\u597d")',
    "正则[\\u4e00-\\u9fa5]+与\\d+\\n",
    "网址http://example.com/%E4%BB%8A%E5%A4%A9?q=%E6%99%B4",
    "打七折后再减%30，满%50%再减%20",
    "ftp://a.b/%D6%D0%CE%C4.zip",
    "尊敬的{name}：您好！您的订单{order}已发货。",
    "let s = `你好，${name}`;",
    "甲方：{{甲方名称}}",
    "短信模板：尊敬的${name}，您的验证码是${code}。",
    "参见文献[b]和[s]；注[i]：同上。",
    "[图片][视频][微笑]",
    "网页打印区域用<!--startprint-->和<!--endprint-->标记。",
    "工单#20013;已关闭，第#1234;条",
    "<姓名>同志：<日期>到会。",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_texts_stay(text: str) -> None:
    assert repair(text, rules=RULES).text == text


def test_what_a_text_shows_is_flagged_under_the_threshold() -> None:
    result = repair("URL编码%E4%BB%8A%E5%A4%A9表示今天", rules=RULES)
    assert [flag.rule for flag in result.flags] == ["percent-encoding"]
    assert all(flag.confidence < THRESHOLD for flag in result.flags)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
@pytest.mark.parametrize(
    "piece", ["<", "<p ", "<!--", "<script>", "{{a|", "%E4%", "%2525E4", "\\u4e2d", "&amp;", "[b]"]
)
def test_hostile_runs_end(rule: object, piece: str) -> None:
    text = piece * (20_000 // len(piece))
    assert repair(text, rules=[rule]).text is not None  # type: ignore[list-item]
