from __future__ import annotations

import pytest

from jiaokan.document import Hint
from jiaokan.split.boilerplate import find_furniture, find_notice_site
from jiaokan.split.breadcrumbs import parse_section
from jiaokan.split.dates.forms import parse_date
from jiaokan.split.fields import Fields, gather, settle
from jiaokan.split.labels import find_labelled
from jiaokan.split.page import Mention, fold
from jiaokan.split.people.bylines import parse_byline, parse_people
from jiaokan.split.people.datelines import find_dateline
from jiaokan.split.people.names import parse_person
from jiaokan.split.titles.headline import is_same_title, is_title_like, parse_hinted_title
from jiaokan.split.values import parse_keywords, parse_source


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2020/7/2 10:11", ("2020-07-02T10:11", "minute")),
        ("2022-09-21 10:31", ("2022-09-21T10:31", "minute")),
        ("2022-11-15 18:54:02", ("2022-11-15T18:54:02", "second")),
        ("2018年4月7日", ("2018-04-07", "day")),
        ("2018 年 4 月 7 日 星期六 09:05", ("2018-04-07T09:05", "minute")),
        ("2018年4月7日 下午3:05", ("2018-04-07T15:05", "minute")),
        ("二〇二二年九月二十一日", ("2022-09-21", "day")),
        ("二○二二年十月十日", ("2022-10-10", "day")),
        ("2022.09.21", ("2022-09-21", "day")),
        ("14.03.2018  09:00", ("2018-03-14T09:00", "minute")),
        ("2020-07-0210:11", ("2020-07-02T10:11", "minute")),
        ("２０２０－０７－０２", ("2020-07-02", "day")),
        ("2020-07-02T10:11:12+08:00", ("2020-07-02T10:11:12+08:00", "second")),
        ("2022年9月", ("2022-09", "month")),
        ("2022年", ("2022", "year")),
    ],
)
def test_a_date_is_as_precise_as_printed(text: str, expected: tuple[str, str]) -> None:
    assert parse_date(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2020-13-01",
        "2021-02-31",
        "2020-07-02 25:10",
        "6月18日",
        "07-02 10:11",
        "1234",
        "12020-07-02",
        "2020.7.2.1",
        "1850-01-01",
        "2020-07-02 晴",
        "昨天 10:11",
        "刚刚",
        "",
    ],
)
def test_what_is_no_day_is_no_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("张三", "张三"),
        ("王 军", "王军"),
        ("李　明", "李明"),
        ("欧阳修", "欧阳修"),
        ("司马相如", "司马相如"),
        ("張曉明", "張曉明"),
        ("买买提·艾力", "买买提·艾力"),
        ("唐·李白", "李白"),
    ],
)
def test_a_name_begins_with_a_surname(text: str, name: str) -> None:
    assert parse_person(text) == name


@pytest.mark.parametrize(
    "text",
    ["搜索", "本站", "管理员", "高铁", "安全", "方言", "黄河", "文化", "编辑部", "张家口", "李庄镇报", "老愚", "欧阳"],
)
def test_other_words_are_no_names(text: str) -> None:
    assert parse_person(text) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("本报记者 张三 通讯员 李四", ("张三", "李四")),
        ("记者张三、李四光", ("张三", "李四光")),
        ("本报记者黄进报道", ("黄进",)),
        ("记者张三李四", ("张三", "李四")),
        ("新华社记者 王 军 李小明", ("王军", "李小明")),
        ("老街日报全媒体记者 张三等", ("张三",)),
        ("文/张三 图/李四", ("张三",)),
        ("张三 文 李四 摄", ("张三",)),
        ("文／图　张三", ("张三",)),
        ("作者：张三（某大学）", ("张三",)),
        ("记者 张三 摄", ()),
    ],
)
def test_a_byline_names_the_writers_in_order(text: str, names: tuple[str, ...]) -> None:
    assert parse_byline(text) == names


@pytest.mark.parametrize(
    "text",
    [
        "记者：您怎么看修路这件事？",
        "记者看到老街上人来人往",
        "作者",
        "张三",  # says nothing of who he is
        "文/老街居委会",
        "记者从区里获悉",
        "通讯员队伍不断壮大",
        "记者 " + "张三 " * 30,
    ],
)
def test_a_sentence_is_no_byline(text: str) -> None:
    assert parse_byline(text) is None


def test_names_that_can_be_cut_in_two_ways_are_left() -> None:
    assert parse_people("王白云方明") == ()
    assert parse_people("某某县委组织部") == ()


@pytest.mark.parametrize(
    ("text", "dateline", "byline", "names"),
    [
        ("本报讯（记者 张三 通讯员 李四）昨日，", "本报讯", "（记者 张三 通讯员 李四）", ("张三", "李四")),
        ("新华社北京1月1日电（记者张三、李四）国家", "新华社北京1月1日电", "（记者张三、李四）", ("张三", "李四")),
        ("新华社北京1月1日电 国家", "新华社北京1月1日电 ", "", ()),
        ("央视网消息：今天，", "央视网消息：", "", ()),
        ("老街日报讯 记者张三从区里获悉，", "老街日报讯 ", "记者张三", ("张三",)),
        # a page that lost its digits, brackets and blanks
        ("本报月日讯记者张若水今天，街道", "本报月日讯", "记者张若水", ("张若水",)),
        ("本报讯记者张三通讯员李小四近日从街道", "本报讯", "记者张三通讯员李小四", ("张三", "李小四")),
    ],
)
def test_dateline_and_byline_are_cut(text: str, dateline: str, byline: str, names: tuple[str, ...]) -> None:
    found = find_dateline(text)
    assert found is not None
    assert (text[: found[0]], text[found[0] : found[1]], found[2]) == (dateline, byline, names)


@pytest.mark.parametrize(
    "text",
    [
        "本报电子版上线了。",
        "本网消息灵通，读者都知道。",
        "新华社电脑室的灯还亮着。",
        "记者张三从街道获悉，老街要修路了。",  # the subject of its sentence
        "本报讯记者部主任来到老街。",
        "本报讯（下接第二版）老街",
        "张三说，老街的路修好了。",
    ],
)
def test_what_only_begins_like_a_dateline_is_left(text: str) -> None:
    assert find_dateline(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("发布时间:2018-04-07 \u00a0 来源: 老街新闻网  访问次数: {{ pvCount }}", "date date source counter residue"),
        ("2022-09-21 10:31来源：老街网-老街日报", "date source"),
        ("来 源：某某网　作 者：佚名", "source byline"),
        ("编辑：王五 审核：赵六", "editor editor"),
        ("责任编辑王小五", "editor"),
        ("来源丨新华社 编辑丨张三", "source editor"),
        ("编辑｜小雨", "editor"),
        ("2014-07-18 16:54 【打印】 【关闭】", "date tools tools"),
        ("老街网 2020-01-01 10:00", "source date"),
        ("张三 2020-01-01 10:00 12次浏览", "byline date counter"),
        ("字体：大 中 小 2020-01-02 来源：新华网责任编辑：李四", "tools date source editor"),
        ("成文日期：2020-01-01 发布日期：2020-01-05", "date date date date"),
        ("已于 2020-01-02 10:11:12 修改", "update-date update-date"),
        ("（责任编辑：王五）", "editor"),
        ("發布時間：2020-02-03 來源：老街日報 責任編輯：陳大文", "date date source editor"),
    ],
)
def test_a_labelled_line_is_covered_by_its_mentions(text: str, expected: str) -> None:
    mentions = find_labelled(text)
    assert mentions is not None
    assert " ".join(mention.role for mention in mentions) == expected
    assert "".join(text[mention.start : mention.end] for mention in mentions) == text


@pytest.mark.parametrize(
    "text",
    [
        "记者：请问您怎么看？",
        "编辑：你好，稿子收到了。",
        "时间：9月1日上午9点",
        "时间 | 地点 | 人物",
        "老街要闻2022-09-15",
        "来源于生活的故事总是感人。",
        "作者在书里写道：路是人走出来的。",
        "发布会于2020-01-01 10:00在老街广场举行。",
        "2020年7月2日，老街的路修好了",
        "阅读使人充实",
        "张三",
        "",
    ],
)
def test_a_line_with_anything_else_in_it_is_no_metadata(text: str) -> None:
    assert find_labelled(text) is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("老街新闻网", "老街新闻网"),
        ("老街网-老街日报", "老街网-老街日报"),
        ("光明网 - 《光明日报》", "光明网 - 《光明日报》"),
        ("《老街周刊》", "老街周刊"),
        ("网友投稿", "网友投稿"),
        ("新华社  李四", "新华社"),
    ],
)
def test_source(text: str, name: str) -> None:
    assert parse_source(text) == name


@pytest.mark.parametrize(
    "text",
    [
        "",
        "未知",
        "佚名",
        "本站",
        "本站原创",
        "admin",
        "{{ source }}",
        "XXX(非本网)",
        "--",
        "未知来源",
        "网络",
        "《史记·项羽本纪》",
        "《史记》卷七",
    ],
)
def test_a_placeholder_is_no_source(text: str) -> None:
    assert parse_source(text) is None


@pytest.mark.parametrize(
    ("text", "section"),
    [
        ("当前位置 首页 >专题 > 公文 >", ("专题", "公文")),
        ("您的位置：首页>新闻中心>正文", ("新闻中心",)),
        ("首页 » 街道 » 党建", ("街道", "党建")),
        ("老街网 > 时政 > 正文", ("时政",)),
    ],
)
def test_breadcrumb(text: str, section: tuple[str, ...]) -> None:
    assert parse_section(text) == section


@pytest.mark.parametrize(
    "text",
    [
        "x > y > z",
        "位置：县城以北",
        "首页 > 老街，老城 > 正文",
        "位置是重要的。",
        "a > b",
        "利大于弊",
        "当前位置很好，离车站不远。",
        "老街",
    ],
)
def test_no_breadcrumb(text: str) -> None:
    assert parse_section(text) is None


def test_keywords() -> None:
    assert parse_keywords("老街,修路 居民；老街") == ("老街", "修路", "居民")
    assert parse_keywords("这是一句话。") == ()
    assert parse_keywords("无") == ()
    assert parse_keywords('老街,<a href="x">修路</a> 居民') == ()


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("返回首页>>", "navigation"),
        ("微信扫一扫", "tools"),
        ("【打印本页】 【关闭窗口】", "tools"),
        ("首页 新闻 体育 财经 登录", "navigation"),
        ("相关文章：", "related-links"),
        ("推荐访问:老街 修路", "related-links"),
        ("上一篇：老街的灯", "pager"),
        ("老街网版权及免责声明：凡本网注明", "reprint-notice"),
        ("未经许可，不得转载", "reprint-notice"),
        ("下面是小编为大家整理的老街故事，供大家参考。", "residue"),
        ("{{ pvCount }}", "residue"),
        ("老街一景（资料图片）", "caption"),
        ("图为老街的早晨。张三摄", "caption"),
        ("同志们：", "salutation"),
        ("尊敬的各位来宾：", "salutation"),
    ],
)
def test_furniture(line: str, role: str) -> None:
    assert find_furniture(fold(line)) == role


@pytest.mark.parametrize(
    "line",
    [
        "返回首页的路并不远。",
        "新闻事业的春天",
        "相关文章已经写了很多，这里不再重复。",
        "上一篇文章讲到老街修路。",
        "版权保护是一个老话题。",
        "转载率逐年提高。",
        "小编的故事",
        "摄影师把老街拍得很美。",
        "图书馆开放了。",
        "同志们辛苦了一整天，路终于修好了。",
        "凡在本市居住的居民均可报名。",
    ],
)
def test_text_is_no_furniture(line: str) -> None:
    assert find_furniture(fold(line)) is None


@pytest.mark.parametrize(
    ("notice", "site"),
    [
        ("老街新闻网版权及免责声明：凡本网注明“来源：XXX（非老街新闻网）”的作品", "老街新闻网"),
        ("版权声明：凡本网注明“来源：老街网”的所有作品，版权均属于老街网", "老街网"),
        ("Copyright © 2020 版权所有：老街在线", "老街在线"),
        ("本网站版权声明：本网站内容", None),
        ("版权声明：本文为博主原创文章", None),
        ("版权所有 老街街道办事处", None),
    ],
)
def test_a_notice_names_its_site(notice: str, site: str | None) -> None:
    found = find_notice_site(fold(notice))
    assert (notice[slice(*found)] if found else None) == site


def test_titles_are_the_same_but_for_their_dressing() -> None:
    assert is_same_title("2022年在老街座谈会上讲话(全文)", "在老街座谈会上的讲话")
    assert not is_same_title("在老街座谈会上的讲话", "老街")
    assert not is_same_title("老街的春天", "老街的秋天")


@pytest.mark.parametrize("flat", ["老街要修路了", "老街的路该怎么修?", "第三章 修路"])
def test_title_like(flat: str) -> None:
    assert is_title_like(flat)


@pytest.mark.parametrize(
    "flat", ["一、修路", "(二)通车", "路修好了。", "各位居民:", "摘要", "——记老街", "2020-01-01 10:00"]
)
def test_not_title_like(flat: str) -> None:
    assert not is_title_like(flat)


@pytest.mark.parametrize(
    ("hint", "title"),
    [
        ("老街要修路了_新闻频道_老街网", "老街要修路了"),
        ("老街要修路了 - 老街网", "老街要修路了"),
        ("老街要修路了", "老街要修路了"),
        ("老街-新街的十年", "老街-新街的十年"),
    ],
)
def test_a_hinted_title_loses_its_site(hint: str, title: str) -> None:
    assert parse_hinted_title(hint) == title


def test_printed_values_go_before_hints_and_hints_before_settings() -> None:
    hints = [
        Hint("published_at", "2021-01-01T08:00:00+08:00", "json-ld:datePublished"),
        Hint("source_name", "别的网", "meta:source"),
        Hint("authors", "admin", "meta:author"),
        Hint("site_name", "老街网", "og:site_name"),
    ]
    fields = settled(
        [Mention("date", 0, 10, ("2020-01-01", "day"))], [*hints, Hint("site_name", "设置里的网", "settings")]
    )
    assert fields.published_at == "2020-01-01"
    assert fields.source_name == "别的网"
    assert fields.authors == ()
    assert fields.site_name == "老街网"
    assert settled([], [Hint("site_name", "设置里的网", "settings")]).site_name == "设置里的网"


def settled(mentions: list[Mention], hints: list[Hint]) -> Fields:
    return gather(settle(" " * 20, None, mentions, hints))


def test_a_labelled_date_goes_before_the_date_of_today_and_of_an_update() -> None:
    today = Mention("date", 0, 5, ("2023-05-05", "day"))
    update = Mention("update-date", 5, 9, ("2022-01-01", "day"), "更新时间")
    published = Mention("date", 9, 20, ("2020-01-01", "day"), "发布时间")
    assert settled([today, update, published], []).published_at == "2020-01-01"
    assert settled([update], []).published_at is None
    assert settled([update], []).updated_at == "2022-01-01"
