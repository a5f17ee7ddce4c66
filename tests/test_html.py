"""HTML as a reader sees it, and what a page states about itself; pages made against the parser."""

from __future__ import annotations

import json
import time

import pytest

from jiaokan.decode import decode
from jiaokan.decode.html import MAX_DEPTH, MAX_TAGS, read_page
from jiaokan.document import RawDocument

SEEN = {
    "noscript in the head": ("<head><noscript><p>请启用脚本</p></noscript><title>题</title></head><p>文", "文"),
    "noscript before any tag": ("<noscript>请启用</noscript><p>文", "文"),
    "noscript in a script": ("<script>a('<noscript>')</script><p>文<noscript>无</noscript>字", "文字"),
    "visibility": ('<p>看<span style="visibility: hidden">藏</span>得见', "看得见"),
    "no size": (
        '<p>看<font style="color:#fff;font-size:0px">藏</font>得<font style="FONT-SIZE:0">藏</font>见',
        "看得见",
    ),
    "no size, but what is in it has": (
        '<p style="font-size:0">无<b style="font-size:9px">大</b></p><section style="font-size: 0px;"><p>字</section>',
        "无大\n字",
    ),
    "shown by a script later": (
        '<div style="visibility: hidden; opacity: 0"><p>正文</p></div><p>' + "页面上别的许多文字" * 3,
        "正文\n" + "页面上别的许多文字" * 3,
    ),
    "small but seen": ('<p style="font-size:0.8em">小<b style="font-size: 0.5px">字</b>', "小字"),
    "no display in capitals": ('<p>看<i style="DISPLAY:NONE !important">藏</i>见', "看见"),
    "another property": ('<p style="--x-display:none;my-display:none">文', "文"),
    "closed dialog": ("<p>文<dialog>弹窗</dialog><dialog open>开着</dialog>", "文\n开着"),
    "aria-hidden is seen": ('<p><span aria-hidden="true">看</span>见', "看见"),
    "visually only for readers aloud": ("<p hidden=until-found>藏</p><p>见到的文字", "见到的文字"),
    "ruby with markup": (
        "<ruby>\n <rb>漢</rb>\n <rp>(</rp><rt> hàn </rt><rp>)</rp>\n <rb>字</rb><rt><b>zì</b></rt></ruby>。",
        "漢(hàn)字(zì)。",
    ),
    "ruby containers": ("<ruby><rb>東<rb>京<rtc><rt>とう<rt>きょう</rtc></ruby>", "東京(とう)(きょう)"),
    "quotation": ("<p>他说<q>早</q>。", "他说“早”。"),
    "select": ("<p>甲<select><option>一<option selected>二<option>三</select>乙", "甲\n二\n乙"),
    "select without a choice": ("<p>甲<select><option> 一 <option>二</select>", "甲\n一"),
    "empty select": ("<p>甲<select></select>乙", "甲\n乙"),
    "textarea": ("<textarea>\n一 <b>\n二</textarea>", "一 <b>\n二"),
    "a picture of a character": (
        '<p>朱<img src="a.gif" alt="镕">基<img alt="😀"><img alt="❤️"><img alt="图"><img alt="照片">',
        "朱镕基😀❤️",
    ),
    "lists": ("<ul><li>一<li>二<ol><li>三</ol></ul><dl><dt>词<dd>义", "一\n二\n三\n词\n义"),
    "rows and cells": (
        "<table><caption>表</caption><thead><tr><th>甲<th>乙<tbody><tr><td>1<td><td>3</table>后",
        "表\n甲\t乙\n1\t\t3\n后",
    ),
    "text fostered by a table": ("<table>前<tr><td>格</table>", "前\n格"),
    "a stray end in a cell": ("<div>一<table><tr><td>二</div>三</td></tr></table>四</div>五", "一\n二三\n四\n五"),
    "breaks": ("一<br><br/>二<hr>三<wbr>四", "一\n二\n三四"),
    "pre": ("<pre>\n一\n\n  二 <b>三</b>\n</pre>", "一\n\n  二 三"),
    "xmp and plaintext": ("<xmp><b>&amp;</xmp><p>文<plaintext><i>x</i>", "<b>&amp;\n文\n<i>x</i>"),
    "svg": (
        "<p>文<svg><title>标</title><desc>述</desc><style>s{}</style><text>图中字</text><path d=x /></svg>后",
        "文图中字后",
    ),
    "svg with an empty title": ("<p>文<svg><title/><style/></svg>后", "文后"),
    "math": ("<p><math><mi>x</mi><mo>=</mo><mn>1</mn><annotation>x=1</annotation></math>。", "x=1。"),
    "media": (
        "<p>文<video>不支持</video><audio>不支持</audio><object>不支持</object><canvas>不支持</canvas><iframe>不支持</iframe><progress>3</progress>",
        "文",
    ),
    "several pages in one": ("<html><body>一</body></html><html><body><p>二</body></html>三", "一\n二三"),
    "comments": ("一<!-->二<!--->三<!-- <p> --!>四<!-- 五 -->", "一二三四"),
    "conditional comments": ("<!--[if IE]><p>旧</p><![endif]--><![if !IE]><p>新</p><![endif]>", "新"),
    "a comment never closed": ("<p>一<!-- 二<p>三", "一"),
    "a comment in a tag": ("<p>1 <<!-- x -->b>2", "1 <b>2"),
    "signs that are no tags": ("<p>1 < 2 <3> a<>b &lt;b&gt; </> <中文>", "1 < 2 <3> a<>b <b> <中文>"),
    "marks in attributes": ("<p title=\"a>b\" alt='<i>'>文<a href=x onclick=\"f('<b>')\">字</a>", "文字"),
    "a script that writes one": ("<script>document.write('<script>x<\\/script>')</script>文", "文"),
    "capitals": ("<P>一<SCRIPT>x</SCRIPT ><STYLE>y</STYLE\n>二</P>", "一二"),
    "NUL": ("<p\0>一\0二</p\0><p>三", "一二\n三"),
    "references": ("<p>&#20013;&#x6587;&copy&hellip;&nosuch;&#150;&#0;&NotEqualTilde;", "中文©…&nosuch;–\ufffd≂̸"),
    "unclosed everything": ("<div><b><i><font color=red>一<p>二<td>三<li>四", "一\n二三\n四"),
    "misnested": ("<b>一<i>二</b>三</i><p><b>四</p>五</b>", "一二三\n四\n五"),
    "frames": ("<frameset><frame src=a></frameset><noframes>不支持</noframes>", ""),
    "template": ("<template><p>样</p></template>文", "文"),
    "details": ("<details><summary>题</summary>内</details>", "题\n内"),
}


@pytest.mark.parametrize("name", SEEN)
def test_the_text_is_what_a_reader_sees(name: str) -> None:
    page, text = SEEN[name]
    assert read_page(page).text == text


XHTML = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "xhtml1-strict.dtd" [ <!ENTITY x "y"> ]>
<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="zh-CN"><head><title/>
<script type="text/javascript" src="a.js"/><style type="text/css">/*<![CDATA[*/ p>b{} /*]]>*/</style></head>
<body><p><a id="top"/>一<![CDATA[ a<b & c ]]><br/>二</p><div class="x" /><textarea/><p>三</p>
<iframe src="x"/><p>四</p></body></html>"""


def test_xhtml_is_read_as_xml() -> None:
    page = read_page(XHTML)
    assert page.text == "一 a<b & c\n二\n三\n四"
    assert [(hint.field, hint.value) for hint in page.hints] == [("language", "zh-CN")]
    bare = "<html><head><title/></head><body><script/><p>文</p></body></html>"
    assert read_page(bare, "application/xhtml+xml; charset=utf-8").text == "文"
    raw = RawDocument("s", "a", bare.encode(), (("content-type", "application/xhtml+xml"),))
    assert decode(raw).text == "文"


def hints(page: str) -> list[tuple[str, str, str]]:
    return [(hint.field, hint.value, hint.origin) for hint in read_page(page).hints]


def ld(*values: object) -> str:
    return "".join(f'<script type="application/ld+json">{json.dumps(v, ensure_ascii=False)}</script>' for v in values)


STATED = {
    "meta": (
        """<meta content="http://www.x.gov.cn/a.html" name=Url><meta property="og:url" content="https://x.cn/1">
        <meta name="publishdate" content="2021-03-04 10:11"><meta property="article:modified_time" content="2021-03-05">
        <meta http-equiv="Content-Language" content="zh-CN"><meta name="author" content="https://fb.com/x">
        <meta name="Author" content="李雷"><meta name=keywords content=" ">""",
        [
            ("url", "http://www.x.gov.cn/a.html", "meta:url"),
            ("url", "https://x.cn/1", "og:url"),
            ("published_at", "2021-03-04 10:11", "meta:publishdate"),
            ("updated_at", "2021-03-05", "article:modified_time"),
            ("language", "zh-CN", "meta:content-language"),
            ("authors", "李雷", "meta:author"),
        ],
    ),
    "canonical URL and language": (
        '<html lang="zh-Hant-TW"><link rel="Canonical" href=" /a/b.html ">',
        [("url", "/a/b.html", "canonical"), ("language", "zh-Hant-TW", "html:lang")],
    ),
    "an article in JSON-LD": (
        ld(
            [
                {
                    "@type": ["NewsArticle"],
                    "headline": "老街<新生>",
                    "alternativeHeadline": "改造三年",
                    "datePublished": "2021-03-04T10:11+08:00",
                    "dateModified": "2021-03-05",
                    "author": [{"@type": "Person", "name": "李雷"}, "韩梅梅", {"@type": "Person"}],
                    "mainEntityOfPage": {"@type": "WebPage", "@id": "https://x.cn/1"},
                    "articleSection": ["本地", "城建"],
                }
            ]
        ),
        [
            ("title", "老街<新生>", "json-ld:headline"),
            ("subtitle", "改造三年", "json-ld:alternativeHeadline"),
            ("published_at", "2021-03-04T10:11+08:00", "json-ld:datePublished"),
            ("updated_at", "2021-03-05", "json-ld:dateModified"),
            ("authors", "李雷", "json-ld:author"),
            ("authors", "韩梅梅", "json-ld:author"),
            ("section", "本地", "json-ld:articleSection"),
            ("section", "城建", "json-ld:articleSection"),
            ("url", "https://x.cn/1", "json-ld:mainEntityOfPage"),
        ],
    ),
    "a graph with references": (
        ld(
            {
                "@graph": [
                    {"@type": "Article", "headline": "题", "author": {"@id": "#p"}, "publisher": {"@id": "#o"}},
                    {"@type": "Person", "@id": "#p", "name": "李雷"},
                    {"@type": "Organization", "@id": "#o", "name": "某网"},
                    {
                        "@type": "BreadcrumbList",
                        "itemListElement": [
                            {"position": 1, "name": "首页"},
                            {"position": 2, "item": {"@id": "/a", "name": "本地"}},
                            "x",
                        ],
                    },
                ]
            }
        ),
        [
            ("title", "题", "json-ld:headline"),
            ("authors", "李雷", "json-ld:author"),
            ("site_name", "某网", "json-ld:publisher"),
            ("section", "首页 > 本地", "json-ld:itemListElement"),
        ],
    ),
    "an article that a page is about": (
        ld({"@type": "WebPage", "mainEntity": {"headline": "题"}}, {"@type": "Organization", "name": "不是题"}),
        [("title", "题", "json-ld:headline")],
    ),
    "what Baidu asks for": (
        ld({"@id": "https://x.cn/1", "title": "题", "pubDate": "2018-06-15T08:00:01", "images": []}),
        [("title", "题", "json-ld:title"), ("published_at", "2018-06-15T08:00:01", "json-ld:pubDate")],
    ),
    "mended JSON-LD": (
        """<script type='application/LD+JSON; charset=utf-8'>//<![CDATA[
        {"headline": "甲\n题", "keywords": ["a",],};
        //]]></script><script type="application/ld+json"><!-- {"headline": "乙"} --></script>
        <script type="application/ld+json">{"headline": 3, "author": {"name": null}}</script>
        <script type="application/ld+json">{"headline": "丙"</script><script>{"headline": "丁"}</script>""",
        [
            ("title", "甲\n题", "json-ld:headline"),
            ("keywords", "a", "json-ld:keywords"),
            ("title", "乙", "json-ld:headline"),
        ],
    ),
    "microdata": (
        """<body><article itemscope><h1 itemprop="headline name">老街 <b>新生</b></h1>
        <span itemprop="author creator" itemscope><a href=/x><i itemprop="name">李雷</i></a></span>
        <meta itemprop="datePublished" content="2021-03-04"><div itemprop="articleBody">正文</div>
        <div itemprop="publisher" itemscope><meta itemprop="name" content="某网"></div></article>""",
        [
            ("published_at", "2021-03-04", "meta:datepublished"),
            ("title", "老街 新生", "microdata:headline"),
            ("authors", "李雷", "microdata:author"),
            ("authors", "李雷", "microdata:creator"),
            ("published_at", "2021-03-04", "microdata:datePublished"),
            ("site_name", "某网", "microdata:publisher"),
        ],
    ),
    "RDFa": (
        """<body><h1 property="schema:headline">题</h1><span property="dc:creator">李雷</span>
        <span property="http://schema.org/datePublished" content="2021-03-04">昨天</span>""",
        [
            ("title", "题", "rdfa:headline"),
            ("authors", "李雷", "rdfa:creator"),
            ("published_at", "2021-03-04", "rdfa:datePublished"),
        ],
    ),
    "times": (
        """<body><time>2020-01-01</time><p><time pubdate datetime="2021-03-04T10:11">三月</time>""",
        [("published_at", "2021-03-04T10:11", "time")],
    ),
    "a time in words": ("<body><time>2020-01-01</time>", [("published_at", "2020-01-01", "time")]),
    "titles": ("<title>甲\n 乙&amp;丙</title><svg><title>图</title></svg>", [("title", "甲 乙&丙", "title")]),
}


@pytest.mark.parametrize("name", STATED)
def test_a_page_states(name: str) -> None:
    page, stated = STATED[name]
    assert hints(page) == stated


def test_metadata_without_end_is_cut() -> None:
    assert len(hints("".join(f'<meta name="author" content="{n}">' for n in range(5000)))) == 500
    assert hints(f'<meta name="author" content="{"长" * 10_000}">') == []


def test_lines_without_end_are_few_blocks() -> None:
    page = read_page("<html><body>" + "<p>x" * (3 * MAX_TAGS))
    assert page.text.count("x") == 3 * MAX_TAGS
    assert len(page.blocks) <= MAX_TAGS


def test_depth_and_number_of_tags_cost_no_text() -> None:
    deep = "<div>" * (MAX_DEPTH + 9) + "<p>一</p><div>二<b>三</b></div>四"
    assert read_page(deep).text == "一\n二三\n四"
    many = "<table>" + "<tr><td>格<td>子" * MAX_TAGS + "</table>"
    lines = read_page(many).text.split("\n")
    assert lines[0] == "格\t子"
    assert lines[-1] == "格 子"
    assert len(lines) == MAX_TAGS


N = 100_000
MADE_AGAINST_THE_PARSER = {
    "ends of nothing": "<div></x>" * N,
    "ends that are none": "<div></ >" * N,
    "closed by itself": "<div/>" * N,
    "ends in a table": "<div><table></div></table>" * N,
    "ends of forms": "<form><div></form>" * N,
    "hidden in attributes": '<p a=="> ' + "<div>" * N + ' ">',
    "hidden by a false comment": '<div a=="><!--">' * N,
    "hidden by a title in a picture": "<svg><title><!--</title>" + "<div>" * N + "-->",
    "formatting opened anew": "<p>" + "".join(f"<font color={n}>" for n in range(500)) + "</p>" + "<p>x" * N,
    "attributes": "<p " + " ".join(f"a{n}=1" for n in range(N)) + ">x",
    "unclosed attributes": "<a b='" * N,
    "hidden in hidden": "<div hidden>" * 500 + "x" * N,
    "names in names": "<body>" + "<div itemprop=author>" * 500 + "<p itemprop=author>x" * N,
    "empty elements of XML": "<?xml version='1.0'?><html xmlns='x'>" + "<a b='c' " * N,
    "spaces in JSON-LD": "<script type=application/ld+json>," + " " * 5 * N + "x</script>",
    "lists in JSON-LD": "<script type=application/ld+json>[" + "{}," * N + "{}]</script>",
    "depth of JSON-LD": "<script type=application/ld+json>" + "[" * N + "</script>",
}


@pytest.mark.parametrize("name", MADE_AGAINST_THE_PARSER)
def test_a_page_made_against_the_parser_costs_little(name: str) -> None:
    began = time.process_time()
    read_page(MADE_AGAINST_THE_PARSER[name])
    assert time.process_time() - began < 12  # not a benchmark: the square of the length would be minutes


@pytest.mark.parametrize(
    ("html", "text"),
    [
        (
            '<div><b class="n">灯下客</b><i class="b">读书博主</i><time class="d">05-01</time></div>',
            "灯下客 读书博主 05-01",
        ),
        ('<div><a class="tag" href="/a">茶园</a><a class="tag" href="/b">茶农</a></div>', "茶园 茶农"),
        (
            '<p>大家<span class="k">一起</span><span class="z">动手</span>，路就修好了。</p>',
            "大家一起动手，路就修好了。",
        ),
        ('<p><span class="a">灯</span><span class="b">会</span></p>', "灯会"),
        ("<p><span>灯会</span><span>开场</span></p>", "灯会开场"),
        ('<h1><span class="a">老街的灯</span><span class="b">亮了</span></h1>', "老街的灯亮了"),
        ('<pre><i class="k">import</i><i class="n">os</i></pre>', "importos"),
    ],
)
def test_name_badge_and_date_of_a_head_are_parted(html: str, text: str) -> None:
    """Style sheets part them; a sentence, a heading, single characters and what has no class stay as they are."""
    assert read_page(html).text == text
