"""Pages of every kind as plain text and as HTML: their fields, roles and kinds of lines. All texts are invented."""

from __future__ import annotations

import pytest

from jiaokan.decode.html import read_page
from jiaokan.document import Hint
from jiaokan.settings import DEFAULT
from jiaokan.split import Split, split
from jiaokan.split.headers import find_header
from jiaokan.split.labels import find_labelled
from jiaokan.split.people.bylines import parse_affiliated, parse_byline
from jiaokan.split.values import parse_counters, parse_date, parse_dateline_place
from tests.test_split import BODY, FIRST, LONG, SECOND, check_partition, of, roles


def of_page(html: str) -> tuple[Split, str]:
    page = read_page(html)
    found = split(page.text, page.hints, DEFAULT, page.blocks)
    check_partition(page.text, found)
    return found, page.text


# ---------------------------------------------------------------- kinds of documents


@pytest.mark.parametrize(
    "header",
    [
        (
            "索 引 号：000123/2021-00045\t主题分类：林业\n发布机构：青岚市人民政府\t成文日期：2021年10月18日\n"
            "发文字号：青政发〔2021〕27号\t发布日期：2021-10-25\n生效日期：2021年12月1日"
        ),
        (
            "索引号：\n000123/2021-00045\n发布机构：\n青岚市人民政府\n发文字号：\n青政发〔2021〕27号\n发布日期：\n2021-10-25\n"
            "生效日期：\n2021-12-01"
        ),
        "索引号\n000123/2021-00045\n发布机构\n青岚市人民政府\n发文字号\n青政发〔2021〕27号\n发布日期\n2021-10-25\n生效日期\n2021-12-01",
    ],
)
def test_the_header_of_a_government_document(header: str) -> None:
    fields = of(f"{header}\n关于保护古树的通知\n各县人民政府：\n{BODY}\n青岚市人民政府\n2021年10月18日").fields
    assert fields.index_number == "000123/2021-00045"
    assert fields.document_number == "青政发〔2021〕27号"
    assert fields.issuing_body == "青岚市人民政府"
    assert (fields.published_at, fields.effective_date) == ("2021-10-25", "2021-12-01")


def test_a_bare_word_is_no_label_of_a_header() -> None:
    """体裁 is a heading here: no value stands behind it."""
    assert of(f"把路修好\n2020-01-01 来源：老街网\n{FIRST}\n语种\n{SECOND}").body == f"{FIRST}\n语种\n{SECOND}"


def test_a_document_number_below_the_title() -> None:
    fields = of(f"关于修缮路灯的通知\n青政办函〔2023〕9号\n各街道办事处：\n{BODY}").fields
    assert fields.document_number == "青政办函〔2023〕9号"


def test_how_a_law_was_adopted_is_its_text() -> None:
    adopted = "（2018年8月30日青岚市第七届人民代表大会常务委员会第十一次会议通过）"
    found = of(f"青岚市养犬管理条例\n{adopted}\n第一条　{FIRST}\n第二条　{SECOND}")
    assert found.body.startswith(adopted)
    assert found.fields.published_at is None


@pytest.mark.parametrize(
    ("line", "fields"),
    [
        ("原创 糖水铺 南风小镇 2021-05-05 07:00", ("糖水铺", "南风小镇", "2021-05-05T07:00", None)),
        ("南风小镇 2021-05-05 发表于福建", (None, "南风小镇", "2021-05-05", "福建")),
        ("原创 南风小镇 昨天", (None, "南风小镇", None, None)),
    ],
)
def test_the_header_of_an_account(line: str, fields: tuple[str | None, ...]) -> None:
    found = of(f"外婆的豆子该剥了\n{line}\n点击上方蓝字关注我们\n{BODY}").fields
    assert (next(iter(found.authors), None), found.source_name, found.published_at, found.place) == fields


@pytest.mark.parametrize("line", ["老街 灯会 2021-05-05 07:00", "原创性的研究 有很多 种", "第三版 讲的是：老街"])
def test_what_is_no_header_of_an_account(line: str) -> None:
    assert find_header(line) == ()


def test_a_page_of_a_newspaper_edition() -> None:
    fields = of(f"2019年08月06日 星期二\t第A03版：民生\t上一版下一版\n给桥换上新支座\n{BODY}").fields
    assert (fields.published_at, fields.section) == ("2019-08-06", ("民生",))


def test_an_article_of_a_journal() -> None:
    found = of(
        "川东峡谷夜间的风\n荀以南1， 令狐静1,2， 石鹏2*\n1. 巴渝大学 大气科学系，重庆 400999\n"
        f"摘要：分析了峡谷夜间的风与雾。\n关键词：峡谷；风\n"
        f"中图分类号：P421.3　文章编号：1009-5555(2019)02-0011-08\n{BODY}\n"
        "参考文献\n[1] 荀以南．峡谷风场[J]．山地气象，2014，38(1)：1-9．"
    )
    assert found.fields.authors == ("荀以南", "令狐静", "石鹏")
    assert found.fields.summary == "分析了峡谷夜间的风与雾。"
    assert found.fields.keywords == ("峡谷",)  # 风 alone is no keyword
    assert found.fields.published_at is None
    assert found.body.startswith(FIRST)
    assert found.body_kinds[-2:] == ("note", "note")


@pytest.mark.parametrize("line", ["方法1", "附件2", "全国茶艺比赛2023", "怎样写茶诗3", "第1、2节"])
def test_a_number_behind_a_word_is_no_affiliation(line: str) -> None:
    assert parse_affiliated(line) == ()


# ---------------------------------------------------------------- people


@pytest.mark.parametrize(
    ("text", "reporters", "correspondents"),
    [
        (f"{FIRST}（本报记者 姒青 通讯员李某）", ("姒青",), ("李某",)),
        (f"本报讯（记者 张若水 通讯员 甘棠）{FIRST}", ("张若水",), ("甘棠",)),
        (f"〔记者张若水／花莲报导〕{FIRST}", ("张若水",), ()),
        (f"【本报记者张若水】{FIRST}", ("张若水",), ()),
        (f"{FIRST}记者：张若水", ("张若水",), ()),
    ],
)
def test_reporters(text: str, reporters: tuple[str, ...], correspondents: tuple[str, ...]) -> None:
    is_first = text.startswith(("（", "本", "〔", "【"))
    paragraphs = f"{text}\n{SECOND}" if is_first else f"{SECOND}\n{text}"
    found = of(f"把老街的路修到家门口\n2020-02-27 10:00\n{paragraphs}")
    assert (found.fields.reporters, found.fields.correspondents) == (reporters, correspondents)
    assert set(found.fields.authors) == {*reporters, *correspondents}
    assert FIRST in found.body
    assert "记者" not in found.body


@pytest.mark.parametrize("opening", ["记者张若水从街道获悉，", "本报记者张若水日前采访了居民，", "一位记者说，"])
def test_a_reporter_in_a_sentence_stays(opening: str) -> None:
    found = of(f"把老街的路修到家门口\n2020-02-27 10:00\n{opening}{FIRST}\n{SECOND}")
    assert found.body == f"{opening}{FIRST}\n{SECOND}"


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("记者 阿依古丽 皇甫远", ("阿依古丽", "皇甫远")),
        ("许南风／专栏作家", ("许南风",)),
        ("通讯员李某", ("李某",)),
    ],
)
def test_bylines(byline: str, people: tuple[str, ...]) -> None:
    assert parse_byline(byline) == people


def test_several_names_above_the_text_are_its_authors() -> None:
    found = of(f"裴小满 路青川 沈一舟\n【摘 要】写的是茶。\n【关键词】茶园；茶农\n{LONG}")
    assert found.fields.authors == ("裴小满", "路青川", "沈一舟")
    assert found.fields.keywords == ("茶园", "茶农")
    assert found.body == LONG


@pytest.mark.parametrize("line", ["谷雨", "红玫瑰与白玫瑰", "王老师", "高原"])
def test_words_above_the_text_are_no_authors(line: str) -> None:
    assert of(f"{line}\n{LONG}").fields.authors == ()


def test_a_name_that_the_text_goes_on_with_is_its_subject() -> None:
    assert of(f"把老街的路修到家门口\n张若水\n张若水今年七十岁，修了一辈子的路。{LONG}").fields.authors == ()


# ---------------------------------------------------------------- the text and what is not of it


def test_prose_above_a_photographer_is_text() -> None:
    found = of(f"{FIRST}\n张若水 摄\n{SECOND}\n{LONG}")
    assert found.body.startswith(FIRST) or "caption" in roles(FIRST, found)
    assert LONG in found.body


def test_between_two_prints_of_the_title_prose_stays() -> None:
    title = "把老街的路修到家门口"
    found = of(f"{title}\n2020-02-27\n{FIRST}\n{SECOND}\n{title}\n{LONG}")
    assert found.body.startswith(f"{FIRST}\n{SECOND}")


def test_a_short_summary_above_the_title_printed_again_is_none_of_the_text() -> None:
    title = "2021年社区图书室工作总结"
    found = of(f"{title}\n来源：网友投稿 发布时间：2021-12-20\n一年来，图书室坚持开放。\n{title}\n{LONG}\n{LONG}")
    assert found.fields.summary == "一年来，图书室坚持开放。"
    assert found.body == f"{LONG}\n{LONG}"


def test_kinds_of_lines() -> None:
    found = of(
        f"把老街的路修到家门口\n2020-02-27\n一、起因\n{FIRST}\n二、办法\n• 换路灯\n• 铺石板\n"
        f"名次\t街道\n1\t老街\n{SECOND}\n"
        "附件：路灯清单\n老街居委会\n2020年2月27日"
    )
    assert found.body_kinds == (
        *("heading", "paragraph", "heading", "list", "list", "table", "table", "paragraph", "note"),
        *("signature", "signature"),
    )


def test_contact_lines_close_a_text() -> None:
    found = of(f"诚聘路灯修理工\n2020-02-27\n{LONG}\n{LONG}\n联系电话：0571-5550000\n地址：老街一号\n【打印】【关闭】")
    assert found.body == f"{LONG}\n{LONG}"


# ---------------------------------------------------------------- values


@pytest.mark.parametrize(
    ("text", "counters"),
    [
        ("浏览次数：1,234", ("views=1234",)),
        ("1.2万阅读 36评论", ("views=12000", "comments=36")),
        ("查看: 5120|回复: 2", ("views=5120", "replies=2")),
        ("关注者 210 被浏览 38116", ("followers=210", "views=38116")),
        ("阅读 2021年", ()),
        ("阅读时长 4 分钟", ()),
    ],
)
def test_counters(text: str, counters: tuple[str, ...]) -> None:
    assert parse_counters(text) == counters


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("新华社北京1月1日电", "北京"),
        ("据新华社郑州5月6日电（记者 甲）", "郑州"),
        ("本报讯", None),
        ("老街在线讯", None),
        ("本报综合消息", None),
    ],
)
def test_the_place_of_a_dateline(text: str, place: str | None) -> None:
    assert parse_dateline_place(text) == place


@pytest.mark.parametrize(
    ("text", "date"),
    [("中华民国112年7月26日", "2023-07-26"), ("30/03/2020 11:05", "2020-03-30T11:05"), ("2020/13/45", None)],
)
def test_dates_of_other_forms(text: str, date: str | None) -> None:
    found = parse_date(text)
    assert (found[0] if found else None) == date


@pytest.mark.parametrize(
    "line", ["视频：高铁上的一节课", "摘要是什么", "作者的话", "来源于生活，高于生活", "编辑部的故事", "时间都去哪儿了"]
)
def test_what_only_begins_like_a_label(line: str) -> None:
    assert find_labelled(line) is None


def test_a_value_says_where_it_stands() -> None:
    text = f"把老街的路修到家门口\n2020-02-27 来源：老街日报\n{BODY}"
    stated = {value.field: value for value in of(text, Hint("keywords", "老街,修路", "meta:keywords")).values}
    source, title, keywords = stated["source_name"], stated["title"], stated["keywords"]
    assert text[source.start or 0 : source.end] == source.printed == "老街日报"
    assert source.origin == "label:来源"
    assert title.origin == "text"
    assert source.confidence > title.confidence
    assert (keywords.start, keywords.origin) == (None, "meta:keywords")


# ---------------------------------------------------------------- HTML

PAGE = """<html><head><title>把路修到家门口_要闻_老街网</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="/a">要闻</a></div>
<div class="banner"><h1>把路修到家门口</h1></div>
<p>2020-02-27 10:00 来源：<a href="https://daily.example/1">老街日报</a></p>
<div class="article"><p>{first}</p><h3>办法</h3><ul><li>换路灯</li><li>铺石板</li></ul>
<table><tr><td>名次</td><td>街道</td></tr></table>
<figure><figcaption>修好的老街</figcaption></figure><p>{second}</p></div>
<div class="comment-list"><p>张若水 2021-01-01 10:00</p><p>路修得真好，我们都很高兴，谢谢大家。</p></div>
<div class="related"><a href="/1">老街换上新路灯</a></div><div id="footer">老街一号</div></body></html>"""


def test_elements_of_a_page_are_evidence() -> None:
    found, text = of_page(PAGE.format(first=FIRST * 3, second=SECOND * 3))
    fields = found.fields
    assert fields.title == "把路修到家门口"
    assert (fields.source_name, fields.source_url) == ("老街日报", "https://daily.example/1")
    assert (fields.site_name, fields.published_at) == ("老街网", "2020-02-27T10:00")
    assert fields.authors == ()
    assert found.body == f"{FIRST * 3}\n办法\n换路灯\n铺石板\n名次\t街道\n{SECOND * 3}"
    assert found.body_kinds == ("paragraph", "heading", "list", "list", "table", "paragraph")
    assert roles(text, found)["caption"] == ["修好的老街"]
    assert "comment" in roles(text, found)


def test_an_element_that_holds_most_of_the_text_is_no_furniture() -> None:
    found, _ = of_page(f'<div class="sidebar hot"><h1>把路修好</h1><p>{FIRST * 4}</p><p>{SECOND * 4}</p></div>')
    assert found.body == f"{FIRST * 4}\n{SECOND * 4}"


def test_a_heading_is_the_title_where_the_head_names_the_site_alone() -> None:
    found, _ = of_page(
        f"<html><head><title>老街网</title></head><body><h1>把路修到家门口</h1><p>{LONG}</p></body></html>"
    )
    assert found.fields.title == "把路修到家门口"


def test_a_page_that_prints_no_title_has_none() -> None:
    found, _ = of_page(
        f"<html><head><title>要闻_老街网</title></head><body>"
        f"<p>换个视角</p><p>2020-02-27 10:00</p><p>{LONG}</p></body></html>"
    )
    assert found.fields.title is None


# ---------------------------------------------------------------- titles in pieces, among bars and in tables


def test_a_title_over_several_lines_is_one() -> None:
    found = of(
        f"青岚市人民政府关于印发\n青岚市古树名木保护\n管理办法的通知\n青政发〔2021〕27号\n各县人民政府：\n{BODY}"
    )
    assert found.fields.title is None or "\n" not in found.fields.title
    found = of(f"青岚市人民政府关于印发\n《青岚市古树保护办法》的通知\n青政发〔2021〕27号\n各县人民政府：\n{BODY}")
    assert found.fields.title == "青岚市人民政府关于印发《青岚市古树保护办法》的通知"


def test_a_title_in_pieces_that_a_hint_has_whole() -> None:
    head = "<title>老街灯会今晚开灯 市民凭票入场</title><body><h1>老街灯会今晚开灯</h1><p>市民凭票入场</p>"
    html = f"{head}<p>{FIRST}</p><p>{SECOND}</p>"
    assert of_page(html)[0].fields.title == "老街灯会今晚开灯市民凭票入场"


@pytest.mark.parametrize(
    "head", ["老街灯会今晚开灯\n市民凭票入场", "关于举办灯会的通知\n各街道办事处", "灯会的决定\n二〇二一年的灯会通知"]
)
def test_lines_that_are_no_piece_of_the_title(head: str) -> None:
    assert of(f"{head}\n2021-05-05 10:00 来源：老街网\n{BODY}").fields.title in head.split("\n")


def test_the_heading_of_a_footer_is_no_title() -> None:
    html = (
        f"<title>新闻动态--青岚地理学会官网</title><body><div>2019年学术年会在青岚举行</div><div>发布时间：2019-05-18</div>"
        f"<p>{LONG}</p><p>{FIRST}</p><h1>青岚地理学会</h1><p>地址：老街一号</p>"
    )
    assert of_page(html)[0].fields.title != "青岚地理学会"


@pytest.mark.parametrize(
    ("printed", "hint", "title"),
    [
        ("[原创]老街灯会今晚开灯", "老街灯会今晚开灯", "老街灯会今晚开灯"),
        ("老街灯会今晚开灯(图)", "老街灯会今晚开灯", "老街灯会今晚开灯"),
        ("孩子写“救命”纸团抛出窗外", "孩子写", "孩子写“救命”纸团抛出窗外"),  # an attribute that ends at its quotes
        ("灯会开灯前夜，“无法解释的停电”", "灯会开灯前夜，“无法解释的停电”", "灯会开灯前夜，“无法解释的停电”"),
    ],
)
def test_what_a_hint_cuts_off_the_title(printed: str, hint: str, title: str) -> None:
    html = f"<title>{hint}</title><body><h1>{printed}</h1><p>2021-05-05 10:00</p><p>{FIRST}</p><p>{SECOND}</p>"
    assert of_page(html)[0].fields.title == title


@pytest.mark.parametrize(
    "bar",
    [
        "站内搜索登录个人中心RSS订阅",
        "国内国际军事港澳图片English",
        "首页交易公告成交公示CA办理",
        "某某菜谱分类菜单登录/注册",
    ],
)
def test_a_bar_in_one_piece_is_no_title(bar: str) -> None:
    found = of(f"{bar}\n老街的灯笼铺子\n{BODY}")
    assert found.fields.title == "老街的灯笼铺子"


@pytest.mark.parametrize("title", ["文化旅游体育融合发展的路", "国际教育科技论坛在青岚开幕", "账号登录注册的流程说明"])
def test_a_title_of_words_of_channels(title: str) -> None:
    assert of(f"{title}\n2021-05-05 10:00 来源：老街网\n{BODY}").fields.title == title


def test_a_breadcrumb_that_ends_in_the_title() -> None:
    page = (
        "论坛\n论坛›生活百科›求助：绿萝的根发黑了怎么办\n返回列表\n求助：绿萝的根发黑了怎么办\n豆芽菜\n"
        f"发表于 2018-10-22 09:33\n{BODY}"
    )
    assert of(page).fields.title == "求助：绿萝的根发黑了怎么办"


def test_the_title_below_the_table_of_a_document() -> None:
    table = (
        "索引号\n文号\n青文函〔2020〕11号\n发布机构\n青岚市文化局\n公开日期\n2020-09-03\n内容概述\n对保护古道的答复。"
    )
    found = of(f"{table}\n关于第29号提案的答复\n和秀英委员：\n{BODY}").fields
    assert (found.title, found.summary) == ("关于第29号提案的答复", "对保护古道的答复。")


# ---------------------------------------------------------------- what telling elements hold


@pytest.mark.parametrize(
    ("element", "authors", "editors", "source"),
    [
        ('<div class="author">豆芽菜 关注</div>', ("豆芽菜",), (), None),
        ('<div class="author">某某日报 关注</div>', (), (), None),
        ('<div class="author-txt">老街吃客 发布时间：10-08 12:00</div>', ("老街吃客",), (), None),
        ('<div class="show_author">责任编辑：裴月</div>', (), ("裴月",), None),
        ('<div class="date-source">2019年11月25日 18:57 参考旬刊</div>', (), (), "参考旬刊"),
        ('<div class="source">10-08 12:00优质原创作者</div>', (), (), None),
        ('<div class="pageSource">（责任编辑：系统管理员）</div>', (), (), None),
    ],
)
def test_an_element_that_is_named_after_a_field(
    element: str, authors: tuple[str, ...], editors: tuple[str, ...], source: str | None
) -> None:
    head = f"<title>老街灯会今晚开灯</title><body><h1>老街灯会今晚开灯</h1>{element}"
    html = f"{head}<p>{FIRST}</p><p>{SECOND}</p><p>{LONG}</p>"
    fields = of_page(html)[0].fields
    assert (fields.authors, fields.editors, fields.source_name) == (authors, editors, source)


def test_a_wechat_article_states_its_date_by_script() -> None:
    html = (
        '<title></title><body><h2 id="activity-name">外婆的豆子该剥了</h2><span id="publish_time"></span>'
        f'<div id="js_content"><p>{FIRST}</p><p>{SECOND}</p></div>'
        '<script>var nickname = htmlDecode("南风小镇"); var ct = "1620169200"; var svr_time = "1700000000";</script>'
    )
    fields = of_page(html)[0].fields
    assert (fields.source_name, fields.published_at) == ("南风小镇", "2021-05-05T07:00")
    assert of_page(html.replace('ct = "1620169200"', 'ct = "0"'))[0].fields.published_at is None


@pytest.mark.parametrize("line", ["作者最新文章", "作者最近文章", "（实习生 王金茹对此文亦有贡献）"])
def test_words_that_are_no_names(line: str) -> None:
    assert of(f"老街灯会今晚开灯\n2021-05-05 10:00 来源：老街网\n{BODY}\n{line}").fields.authors == ()


def test_a_paragraph_in_a_list_element_is_a_paragraph() -> None:
    html = f"<body><ul><li><h1>老街灯会</h1><p>2021-05-05 10:00</p><p>{LONG}</p><p>{LONG}</p></li></ul>"
    assert set(of_page(html)[0].body_kinds) == {"paragraph"}
