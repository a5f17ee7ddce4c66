"""Whole pages with their bars, HTML and text: where a title, a text and its end are told. All texts are invented."""

from __future__ import annotations

import pytest

from jiaokan.split.people.bylines import parse_byline
from jiaokan.split.structure import signs
from jiaokan.split.titles.headline import is_title_like, without_site
from jiaokan.split.values import parse_keywords, parse_source
from tests.test_split import BODY, FIRST, LONG, SECOND, of, roles
from tests.test_split_pages import of_page

ABOUT = "老街的灯会今晚开始，三百盏花灯沿着老街挂到了渡口，居民们说这是二十年来头一回。"  # what TITLE is about
TITLE = "老街灯会今晚开始"
BAR = "首页\n新闻\n社区\n登录\n专题\n问政\n"


def page_of(head: str, body: str) -> str:
    return f"<html><head>{head}</head><body>{body}</body></html>"


# ---------------------------------------------------------------- which line is the title


@pytest.mark.parametrize("generic", ["文章详情", "快讯", "公告内容", "Document"])
def test_a_title_that_is_only_the_kind_of_page_is_no_witness(generic: str) -> None:
    html = page_of(f"<title>{generic}</title>", f"<p>返回列表</p><p>{TITLE}</p><p>{ABOUT}</p><p>{LONG}</p>")
    assert of_page(html)[0].fields.title == TITLE


def test_a_short_word_above_the_date_is_no_title_where_the_page_names_something_else() -> None:
    html = page_of("<title>快讯</title>", f"<p>返回列表</p><p>老街交警</p><p>2020-02-27 10:00</p><p>{LONG}</p>")
    assert of_page(html)[0].fields.title is None


def test_the_name_of_the_site_in_a_heading_that_leads_home_is_no_title() -> None:
    html = page_of(
        "<title>帖子 - 失物招领 - 老街社区</title>",
        f'<h2><a href="/">老街社区</a></h2><p>发表于 2020-02-27 10:00</p><p>{LONG}</p>',
    )
    assert of_page(html)[0].fields.title is None


def test_a_title_stands_above_what_is_counted() -> None:
    found = of(f"{TITLE}\n412 人做过这道菜\n灯下客\n{ABOUT}\n{BODY}")
    assert (found.fields.title, found.fields.authors) == (TITLE, ("灯下客",))
    assert found.body == f"{ABOUT}\n{BODY}"


def test_a_subtitle_behind_a_comma_stands_below_the_title() -> None:
    found = of(f"三十年老渡口换新船\n票价不变，班次增加一倍\n2020-05-03 10:00 来源：老街网\n{BODY}")
    assert (found.fields.title, found.fields.subtitle) == ("三十年老渡口换新船", "票价不变，班次增加一倍")


def test_the_word_of_an_entry_is_its_title_though_it_could_be_a_name() -> None:
    text = "司徒听泉（1931年—2008年），本名司徒广，作家，一生写水，也写水边的人。"
    assert of(f"百科首页\n登录\n司徒听泉\n{text}\n{BODY}").fields.title == "司徒听泉"


@pytest.mark.parametrize("word", ["社区", "交通", "职场"])
def test_a_word_of_a_bar_is_no_title(word: str) -> None:
    assert of(f"老街日报\n首页\n{word}\n2020-05-03 10:00 来源：老街网\n{BODY}").fields.title is None


def test_a_short_first_line_is_a_title() -> None:
    assert of(f"春夜\n作者：裴月\n{BODY}").fields.title == "春夜"


def test_a_title_has_the_words_of_its_text() -> None:
    """Among many lines above the text, none of them marked."""
    others = "新酷产品第一时间免费试玩\n明天的天气怎么样\n本周热门影评集锦"
    assert of(f"{others}\n{TITLE}\n关注他\n{ABOUT}\n{BODY}").fields.title == TITLE


def test_a_title_at_the_end_of_a_glued_line() -> None:
    assert of(f"首页基金理财{TITLE}了吗\n{TITLE}了吗\n{ABOUT}\n{BODY}").fields.title == f"{TITLE}了吗"


@pytest.mark.parametrize("line", ["问：冬天的蜂箱要不要搬？", "文章详情", "信息内容", "检索词：老街"])
def test_what_is_no_title(line: str) -> None:
    assert not is_title_like(line.replace("：", ":").replace("？", "?"))


@pytest.mark.parametrize(
    ("printed", "title"),
    [
        ("老街灯会今晚开始_老街网", "老街灯会今晚开始"),
        ("老街灯会今晚开始 - 文化 - 老街日报", "老街灯会今晚开始 - 文化"),
        ("灯会—老街的夜", "灯会—老街的夜"),
        ("老街|灯会|渡口", "老街|灯会|渡口"),
    ],
)
def test_the_site_behind_a_printed_title(printed: str, title: str) -> None:
    assert without_site(printed) == title


# ---------------------------------------------------------------- bars, today's date, contents


def test_short_lines_on_end_with_known_words_are_a_bar() -> None:
    found = of(f"{BAR}风采\n{TITLE}\n2020-05-03 10:00 来源：老街网\n{BODY}")
    assert (found.fields.title, found.body) == (TITLE, BODY)
    assert "风采" not in found.body


def test_a_poem_is_no_bar() -> None:
    poem = "雪落在竹上\n有声\n雪落在松上\n无声\n渡口的船\n收起了篙\n对岸的灯\n没有招手"
    assert of(f"听雪\n作者：裴月\n{poem}").body == poem


def test_the_date_of_the_visit_is_not_that_of_the_text() -> None:
    head = "2021年5月4日 星期二　繁 | 简\n港闻｜两岸｜国际｜副刊｜马经\n"
    assert of(f"{head}{TITLE}\n{ABOUT}\n{BODY}").fields.published_at is None
    dated = of(f"{head}{TITLE}\n2021-05-02 10:00 来源：老街网\n{ABOUT}\n{BODY}")
    assert (dated.fields.title, dated.fields.published_at) == (TITLE, "2021-05-02T10:00")


def test_a_newspaper_prints_its_date_with_the_day_of_the_week() -> None:
    text = f"老街时报\n2020年03月02日 星期一\n第A01版：要闻\n{TITLE}\n来源：老街时报\n{BODY}"
    assert of(text).fields.published_at == "2020-03-02"


def test_a_table_of_contents_is_none_of_the_text() -> None:
    text = f"一座桥\n作者：裴月\n目录\n1 建筑\n2 传说\n建筑\n{FIRST}\n传说\n{SECOND}"
    assert of(text).body == f"建筑\n{FIRST}\n传说\n{SECOND}"


def test_a_list_under_a_heading_that_is_not_taken_up_is_no_table_of_contents() -> None:
    body = f"目录\n1 老街的灯\n2 渡口的船\n{FIRST}\n{SECOND}"
    assert "老街的灯" in of(f"两本小书\n2020-01-01 来源：老街网\n{body}").body


def test_the_steps_of_a_breadcrumb_on_lines_of_their_own() -> None:
    html = page_of(
        f"<title>{TITLE} | 东岸新聞網</title>",
        '<ol class="breadcrumb"><li><a>首頁</a></li><li><a>地方</a></li><li><a>花蓮</a></li></ol>'
        f"<h1>{TITLE}</h1><p>2020-05-03 10:00</p><p>{LONG}</p>",
    )
    assert of_page(html)[0].fields.section == ("地方", "花蓮")


# ---------------------------------------------------------------- people, sources, elements named after a field


def test_a_line_that_reads_like_a_hint_has_its_role() -> None:
    html = page_of(
        f"<title>{TITLE}_老街</title>",
        f'<h1>{TITLE}</h1><div class="author">小灶娘</div><div><p>{FIRST}</p><p>{SECOND}</p><p>{LONG}</p></div>',
    )
    found, text = of_page(html)
    assert found.fields.authors == ("小灶娘",)
    assert found.body.startswith(FIRST)
    assert roles(text, found)["byline"] == ["小灶娘"]


def test_a_signature_that_reads_like_the_account_stays() -> None:
    html = page_of(
        f"<title>{TITLE}</title>",
        f'<h1>{TITLE}</h1><span class="nickname">老街医院</span><span>2022年4月28日 18:05</span>'
        f"<div><p>{LONG}</p><p>{BODY}</p><p>老街医院</p><p>2022年4月28日</p></div>",
    )
    assert of_page(html)[0].body.endswith("老街医院\n2022年4月28日")


def test_an_account_with_a_follow_button_is_a_source() -> None:
    assert of(f"{TITLE}\n老街体育\n1803阅读 关注\n{ABOUT}\n{BODY}").fields.source_name == "老街体育"


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        ("总台央视记者 裴月 张赛", ("裴月", "张赛")),
        ("中青报·中青网记者 裴月", ("裴月",)),
        ("《棱镜》作者 周纯", ("周纯",)),
        ("文丨政能亮特约评论员 韩涵", ("韩涵",)),
        ("本报记者 裴月", ("裴月",)),
    ],
)
def test_a_byline_with_its_medium(byline: str, people: tuple[str, ...]) -> None:
    assert parse_byline(byline) == people


def test_a_name_and_its_medium_in_one_line() -> None:
    found = of(f"{TITLE}\n裴月/老街青年报\n2020-05-03 10:00\n{BODY}")
    assert (found.fields.authors, found.fields.source_name) == (("裴月",), "老街青年报")


@pytest.mark.parametrize(
    ("line", "source"),
    [
        ("http://www.example.com 2020年05月03日13:48 老街娱乐", "老街娱乐"),
        ("2020-05-03 10:00 来源：老街网参与互动", "老街网"),
        ("2020-05-03 10:00 北京 晴", None),
    ],
)
def test_a_medium_beside_the_date(line: str, source: str | None) -> None:
    assert of(f"{TITLE}\n{line}\n{BODY}").fields.source_name == source


def test_who_stands_behind_the_medium_wrote_it() -> None:
    found = of(f"{TITLE}\n2023-06-15 08:10 来源：中国新闻网 王帆\n{BODY}")
    assert (found.fields.source_name, found.fields.authors) == ("中国新闻网", ("王帆",))


@pytest.mark.parametrize("source", ["来源：老街日报 社会版", "来源：中国新闻网 2023年"])
def test_what_else_stands_behind_a_medium_is_no_author(source: str) -> None:
    assert of(f"{TITLE}\n2023-06-15 08:10\n{source}\n{BODY}").fields.authors == ()


def test_an_account_that_a_text_is_from() -> None:
    line = "原文来自微信公号「老街夜话」：[老街灯会](https://example.com/s/1)"
    found = of(f"{TITLE}\n{line}\n作者：裴月\n{BODY}")
    assert (found.fields.source_name, found.fields.authors) == ("老街夜话", ("裴月",))
    assert found.body == BODY


def test_a_report_with_its_reporter_in_brackets() -> None:
    found = of(f"{TITLE}\n2023-06-15\n北欧绿色邮报网报道（记者陈雪霏）{FIRST}\n{SECOND}")
    assert (found.fields.authors, found.body) == (("陈雪霏",), BODY)


def test_editors_go_by_any_name() -> None:
    assert of(f"{TITLE}\n2020-05-03 10:00\n{BODY}\n责任编辑：biaoffeng").fields.editors == ("biaoffeng",)
    assert of(f"{TITLE}\n2020-05-03 10:00\n{BODY}\n（责编 花荣荣）").fields.editors == ("花荣荣",)


def test_who_put_a_text_on_the_site_is_not_its_author() -> None:
    html = page_of(
        f'<title>{TITLE}</title><meta name="author" content="严玉洁">',
        f"<h1>{TITLE}</h1><p>2020-05-03 10:00</p><p>{LONG}</p><p>【责任编辑：严玉洁】</p>",
    )
    fields = of_page(html)[0].fields
    assert (fields.authors, fields.editors) == ((), ("严玉洁",))


def test_a_link_in_a_bar_states_nothing_of_the_page() -> None:
    html = page_of(
        f"<title>{TITLE}</title>",
        f"<h1>{TITLE}</h1><p>2020-05-03 10:00</p><div>{f'<p>{LONG}</p>' * 3}</div>"
        '<div class="sidebar"><a href="/1">来源：东岸网</a><br><a href="/2">作者：裴月</a></div>',
    )
    fields = of_page(html)[0].fields
    assert (fields.source_name, fields.authors) == (None, ())


def test_the_heading_of_a_commentary_is_no_byline() -> None:
    html = page_of(
        "<title>老街日报评论员：再谈老街的灯会_老街网</title>",
        f"<h1>老街日报评论员：再谈老街的灯会</h1><p>2020-05-03 10:00</p><p>{LONG}</p>",
    )
    assert of_page(html)[0].fields.title == "老街日报评论员：再谈老街的灯会"


def test_an_article_of_a_journal_with_a_place_of_work_abroad() -> None:
    found = of(
        f"山谷风与村落选址\n晁无咎\n1. 太行民居研究会，山西 046999\n2. Institute of Meteorology, Cluj\n"
        f"摘要：说了山谷风。\n收稿日期：2015-03-09\n{BODY}"
    )
    assert (found.fields.authors, found.body) == (("晁无咎",), BODY)


def test_keywords_of_one_character() -> None:
    assert parse_keywords("逆温层；雾；a") == ("逆温层", "雾")


def test_buttons_in_a_source() -> None:
    assert parse_source("求是网参与互动") == "求是网"
    assert parse_source("原创南方都市报") == "南方都市报"


# ---------------------------------------------------------------- datelines and front matter


def test_the_dateline_of_an_announcement() -> None:
    found = of(f"{TITLE}\n2021-09-16\n【青岚，2021年9月16日】{FIRST}\n{SECOND}")
    assert (found.fields.dateline_place, found.body) == ("青岚", f"{FIRST}\n{SECOND}")


def test_the_second_title_of_an_agency_is_no_text() -> None:
    found = of(f"{TITLE}\n2021-09-16 10:00 来源：老街网\n新华社青岚9月16日电\n题：三十平方米的夏天\n{FIRST}\n{SECOND}")
    assert found.body == f"{FIRST}\n{SECOND}"


FRONT = """---
layout: post
title: "老街灯会今晚开始"
date: 2018-10-07 12:00:00 +0800
author: 裴月
tags:
  - 老街
source: 老街网
---
"""


def test_front_matter_in_a_plain_text() -> None:
    found = of(FRONT + BODY)
    assert (found.fields.title, found.fields.authors, found.fields.source_name) == (TITLE, ("裴月",), "老街网")
    assert (found.fields.published_at, found.body) == ("2018-10-07T12:00:00", BODY)


@pytest.mark.parametrize("text", ["---\n老街：灯会今晚开始了。\n---", "---\ntitle: 老街\n还没有写完。"])
def test_rules_around_a_text_are_no_front_matter(text: str) -> None:
    assert of(f"{text}\n{BODY}").fields.title != "老街"


# ---------------------------------------------------------------- the end of a text


@pytest.mark.parametrize(
    "line",
    ["9", "首赞", "正在加载...", "查看话题", "猴子", "12 天前", "长按识别二维码关注老街公众号，每天推送老街的新闻。"],
)
def test_buttons_below_a_text_on_a_whole_page(line: str) -> None:
    text = f"{BAR}{TITLE}\n2020-05-03 10:00 来源：老街网\n{BODY}\n{line}\n相关阅读\n灯会攻略"
    assert of(text).body == BODY


def test_a_headline_of_another_text_below_a_text() -> None:
    line = "如何用信用卡赚到人生的第一桶金，看这里"
    assert of(f"{BAR}{TITLE}\n2020-05-03 10:00 来源：老街网\n{BODY}\n{line}").body == BODY
    assert of(f"{TITLE}\n2020-05-03 10:00 来源：老街网\n{BODY}\n{line}").body == f"{BODY}\n{line}"


@pytest.mark.parametrize(
    "line",
    [
        "老街修路办公室\n2021年5月3日",
        "癸巳年正月 雪堂",
        "附件：申请表.doc",
        "（此件公开发布）",
        "1. 带好身份证",
        "老街居民商量修路",
        "祝大家新年快乐！",
    ],
)
def test_what_ends_a_text_and_is_of_it(line: str) -> None:
    assert of(f"{TITLE}\n2020-05-03 10:00 来源：老街网\n{BODY}\n{line}").body == f"{BODY}\n{line}"


def test_the_way_back_glued_to_the_last_paragraph() -> None:
    assert of(f"{TITLE}\n2020-05-03 10:00\n{BODY}返回老街，查看更多").body == BODY


@pytest.mark.parametrize("line", ["癸巳年正月 雪堂", "老街修路办公室", "2021年5月3日", "此致"])
def test_what_signs(line: str) -> None:
    assert signs(line)


@pytest.mark.parametrize("line", ["老街的灯一盏一盏亮了", "己所不欲勿施于人", "甲子园的夏天开始了"])
def test_what_signs_nothing(line: str) -> None:
    assert not signs(line)


def test_related_links_of_an_author() -> None:
    assert of(f"{TITLE}\n作者：裴月\n{BODY}\n裴月的其他作品\n听雨记\n听蝉记").body == BODY


@pytest.mark.parametrize("line", ["下一文章：租车要注意什么", "上一篇储杨：没有一步是浪费的", "推荐99", "12314文章"])
def test_pagers_and_counters_below_a_text(line: str) -> None:
    assert of(f"{TITLE}\n2020-05-03 10:00 来源：老街网\n{BODY}\n{line}").body == BODY


@pytest.mark.parametrize("line", ["上一篇我们说到老街的灯会", "上一篇文章写了渡口，这一篇写灯。"])
def test_what_speaks_of_the_text_before(line: str) -> None:
    assert of(f"{TITLE}\n2020-05-03 10:00 来源：老街网\n{line}\n{BODY}").body == f"{line}\n{BODY}"
