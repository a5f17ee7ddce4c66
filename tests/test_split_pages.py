"""Pages of every kind as plain text and as HTML: their fields, roles and kinds of lines. All texts are invented."""

from __future__ import annotations

import pytest

from jiaokan.decode.html import read_page
from jiaokan.document import Hint
from jiaokan.settings import DEFAULT
from jiaokan.split import Split, split
from jiaokan.split.dates.forms import parse_date
from jiaokan.split.headers import find_header
from jiaokan.split.labels import find_labelled
from jiaokan.split.people.bylines import parse_affiliated, parse_byline
from jiaokan.split.values import parse_counters, parse_dateline_place
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
    assert found.fields.keywords == ("峡谷", "风")
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
    about = "老街灯会办到了第五年，今晚开灯，市民凭票入场，举办灯会的决定和通知贴在各街道办事处门口。"
    assert of(f"{head}\n2021-05-05 10:00 来源：老街网\n{about}\n{BODY}").fields.title in head.split("\n")


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


# ---------------------------------------------------------------- who wrote it, in forms of their own


@pytest.mark.parametrize(
    ("line", "author", "date"),
    [
        ("posted @ 2024-05-09 14:45 豆芽菜 阅读(43) 评论(2) 编辑 收藏 举报", "豆芽菜", "2024-05-09T14:45"),
        ("douyacai · 1 月前 · 最后由 某某 回复于 19 天前 · 135 次阅读", "douyacai", None),
    ],
)
def test_the_line_of_a_blog_or_a_topic(line: str, author: str, date: str | None) -> None:
    fields = of(f"水培绿萝的根发黑了怎么办\n{line}\n{BODY}").fields
    assert (fields.authors, fields.published_at) == ((author,), date)


def test_who_posted_first_wrote_it_and_who_replies_ends_it() -> None:
    user = "{}\n{}\n主题\n9\n帖子\n21\n积分\n新手上路"
    page = (
        f"水培绿萝的根发黑了怎么办\n{user.format('豆芽菜', 2)}\n发表于 2018-10-22 09:33\n{BODY}\n回复\n举报\n"
        f"{user.format('老街吃客', 5)}\n沙发\n发表于 2018-10-23 10:00\n{LONG}"
    )
    found = of(page)
    assert found.fields.authors == ("豆芽菜",)
    assert found.body == BODY


@pytest.mark.parametrize(
    ("head", "authors"),
    [
        ("（中央社記者裴月青桃園19日電）", ("裴月青",)),
        ("（通讯员 裴月青）", ("裴月青",)),
        ("（法新社羅馬19日電）", ()),
        ("（本报）", ()),
    ],
)
def test_a_bracket_in_front_of_the_first_paragraph(head: str, authors: tuple[str, ...]) -> None:
    found = of(f"老街灯会今晚开灯\n2021-05-05 10:00\n{head}{BODY}").fields
    assert found.authors == authors


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("豆芽菜", ("豆芽菜",)),
        ("老街教育局", ()),  # an office
        ("社会新闻", ()),  # a column
        ("一座城和它的雨", ("一座城和它的雨",)),  # may be any name
        ("开灯了，看灯去", ()),
    ],
)
def test_one_word_between_title_and_date_line(line: str, authors: tuple[str, ...]) -> None:
    found = of(f"水培绿萝的根发黑了到底怎么办\n{line}\n2021-05-05 10:00 阅读 35\n{BODY}").fields
    assert (found.title, found.authors) == ("水培绿萝的根发黑了到底怎么办", authors)


@pytest.mark.parametrize("label", ["作者：", "文：", "撰文："])
def test_one_word_is_nobody_where_an_author_is_named(label: str) -> None:
    found = of(f"水培绿萝的根发黑了到底怎么办\n豆芽菜\n2021-05-05 10:00 {label}裴月青\n{BODY}").fields
    assert found.authors == ("裴月青",)


@pytest.mark.parametrize(
    ("printed", "editors"),
    [("责任编辑：裴月_NB9872", ("裴月",)), ("选稿：裴月", ("裴月",)), ("时间：2021-05-05 10:00编辑：", ())],
)
def test_editors_as_portals_print_them(printed: str, editors: tuple[str, ...]) -> None:
    assert of(f"老街灯会今晚开灯\n2021-05-05 10:00 来源：老街网\n{BODY}\n{printed}").fields.editors == editors


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("May 9th, 2014", "2014-05-09"),
        ("Dec 28 Sat 2013 00:28", "2013-12-28T00:28"),
        ("十一月 6th, 2009", "2009-11-06"),
        ("9 May 2014", "2014-05-09"),
        ("May 32, 2014", None),
        ("Mayor 9, 2014", None),
    ],
)
def test_dates_with_the_name_of_the_month(printed: str, date: str | None) -> None:
    found = parse_date(printed)
    assert (found[0] if found else None) == date


# ---------------------------------------------------------------- where the text begins and ends


def test_bars_between_date_line_and_text() -> None:
    bars = "0\n分享到：\n微信\n微博\nQQ空间\n用微信扫码二维码\n分享至好友和朋友圈"
    assert of(f"老街灯会今晚开灯\n2021-05-05 10:00 来源：老街网\n{bars}\n{BODY}").body == BODY


def test_a_heading_above_the_first_paragraph_stays() -> None:
    text = f"一、老街的由来\n{BODY}"
    assert of(f"老街灯会今晚开灯\n2021-05-05 10:00 来源：老街网\n{text}").body == text


@pytest.mark.parametrize(
    "line",
    [
        "本文为裴月授权老街网发布，转载请注明出处。本文仅为作者观点。",
        "老街网（www.example.com）专稿，未经书面授权请勿转载。",
        "还想看更多新闻吗？欢迎下载老街APP，现在看新闻还能抽奖！",
        "《老街日报》（2021年05月05日 04版）",
        "新闻链接：http://www.example.com/a/1.html",
        "本网站使用相关技术提供更好的阅读体验，点击这里了解详情。",
        "往期回顾",
        "▲老街的居民们在新修的路口搭起了棚子，请修路的工人们喝茶。",
    ],
)
def test_lines_below_the_text_that_are_none_of_it(line: str) -> None:
    assert of(f"老街灯会今晚开灯\n2021-05-05 10:00 来源：老街网\n{BODY}\n{line}\n责任编辑：裴月").body == BODY


@pytest.mark.parametrize(
    "line",
    [
        "他授权我把这封信念给大家听，我想了很久才答应下来。",
        "读者说，他们的阅读体验一年比一年好，这让我们很高兴。",
        "往期的灯会都在河边举行，今年头一回搬到了老街上。",
        "想看灯的人从四面八方赶来，把老街挤得水泄不通。",
        "▲一，灯要挂得高；▲二，人要走得慢；▲三，话要说得轻，这是老街的规矩。",
    ],
)
def test_sentences_that_begin_as_notices_do(line: str) -> None:
    text = f"{FIRST}\n{line}\n{SECOND}"
    assert of(f"老街灯会今晚开灯\n2021-05-05 10:00 来源：老街网\n{text}\n责任编辑：裴月").body == text


def test_the_lead_in_an_element_of_its_own_is_text() -> None:
    lead = "昨天上午，老街的居民们在修好的路口搭起了棚子，把各家的凳子搬了出来。"
    html = (
        f"<title>老街灯会今晚开灯</title><body><h1>老街灯会今晚开灯</h1><div>2021-05-05 10:00</div><div>{lead}</div>"
        f"<div>{''.join(f'<p>{line}</p>' for line in LONG.splitlines())}</div><div class='footer'>老街网</div>"
    )
    assert of_page(html)[0].body == f"{lead}\n{LONG}"


def test_a_short_text_above_a_long_footer() -> None:
    footer = "".join(
        f"<p>有意与老街网合作者请与编辑部联系，未经书面授权请勿转载或建立镜像之{n}。</p>" for n in "一二三四五"
    )
    post = f"<h1>绿萝的根发黑了</h1><div class='post'><p>{FIRST}</p></div>"
    html = f"<title>求助</title><body>{post}<div class='footer'>{footer}</div>"
    assert of_page(html)[0].body == FIRST


def test_replies_are_less_than_the_text_or_not_they_are_none_of_it() -> None:
    replies = "".join(
        f"<li><p>这是第{n}条回复，说得很长很长，比正文的任何一段都要长一些，也没有什么内容。</p></li>" for n in "一二三"
    )
    html = (
        f"<title>老街灯会今晚开灯</title><body><h1>老街灯会今晚开灯</h1><div>2021-05-05 10:00</div>"
        f"<div class='article'>{''.join(f'<p>{line}</p>' for line in LONG.splitlines())}</div>"
        f"<div class='comments'><ul>{replies}</ul></div>"
    )
    assert of_page(html)[0].body == LONG


def test_a_password_is_asked_of_who_comments() -> None:
    found = of("又要放假了\n提前祝大家新年快乐！放假放假放假！\n8条评论\n请 登录后发表观点")
    assert found.body.endswith("放假放假放假！")
