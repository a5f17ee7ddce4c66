"""Which forms are dates, and which of a page's dates says when the text was published."""

from __future__ import annotations

import pytest

from jiaokan.document import Hint
from jiaokan.settings import Settings
from jiaokan.split import split
from jiaokan.split.dates.forms import parse_date, parse_told_date
from jiaokan.split.fields import Fields
from jiaokan.split.vocabulary import role_of_composed

BODY = (
    "老街的路灯昨晚全部亮了起来，居民们走出家门，在街口站了很久。\n"
    "街道办事处的人说，这批路灯用了新的光源，一年能省下一半的电费。\n"
    "住在巷尾的老人说，以后夜里回家，再也不用打手电筒了。"
)
TITLE = "老街的路灯全部亮了起来"


def fields_of(text: str, *hints: Hint) -> Fields:
    return split(text, hints, Settings()).fields


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("2018/4/7 上午 9:30:00", "2018-04-07T09:30:00"),
        ("2018.04.07 | 08:30", "2018-04-07T08:30"),
        ("2018-04-07, 08:30", "2018-04-07T08:30"),
        ("2018-04-07（六）", "2018-04-07"),
        ("2018-04-07 (Sat) 08:30", "2018-04-07T08:30"),
        ("2018年4月7日星期六 下午3时20分", "2018-04-07T15:20"),
        ("2018年4月7日17时", "2018-04-07T17:00"),
        ("2018年4月7日 20点半", "2018-04-07T20:30"),
        ("2018年四月七日", "2018-04-07"),
        ("15:30 · 2024.02.03", "2024-02-03T15:30"),
        ("10:22 PM · Apr 7, 2018", "2018-04-07T22:22"),
        ("2018-04-07 12:10 AM", "2018-04-07T00:10"),
        ("10/30/2018 20:11", "2018-10-30T20:11"),
        ("30-10-2018", "2018-10-30"),
        ("07/07/2018", "2018-07-07"),
        ("2016 09 09 10 12", "2016-09-09T10:12"),
        ("2015 12 08", "2015-12-08"),
        ("民國107年4月7日", "2018-04-07"),
        ("中華民國一百零七年四月七日", "2018-04-07"),
        ("112年5月2日", "2023-05-02"),
        ("二○○八年三月三日", "2008-03-03"),
        ("二O一八年四月七日", "2018-04-07"),
        ("二０一八年十二月廿五日", "2018-12-25"),
        ("Mon Jan 25 09:12:33 2010", "2010-01-25T09:12:33"),
        ("Sun Mar  4 22:10:05 2004", "2004-03-04T22:10:05"),
        ("November 8th, 2023 10:22 AM", "2023-11-08T10:22"),
        ("Sat, 07 Apr 2018 08:30:00 GMT", "2018-04-07T08:30:00Z"),
        ("07-Apr-2018", "2018-04-07"),
        ("7 April 2018 at 5:30 PM", "2018-04-07T17:30"),
        ("2018-04-07T00:30:00.000Z", "2018-04-07T00:30:00Z"),
        ("June 2022", "2022-06"),
        ("03/04/2018", None),  # a day of March or of April
        ("13/13/2018", None),
        ("公元112年5月2日", None),
        ("DC0107-02-2020-0033", None),
        ("2018-04-07 08:30 晴", None),
        ("April 31, 2018", None),
        ("20180407", None),  # a number, where no label says more
    ],
)
def test_every_form_a_page_prints_is_read(printed: str, value: str | None) -> None:
    found = parse_date(printed)
    assert (found[0] if found else None) == value


@pytest.mark.parametrize(
    ("told", "value"),
    [
        ("20180407", "2018-04-07"),
        ("20180407083000", "2018-04-07T08:30:00"),
        ("112-05-02", "2023-05-02"),
        ("112/05/02 10:22", "2023-05-02T10:22"),
        ("1523061000", "2018-04-07T08:30:00"),
        ("1523061000000", "2018-04-07T08:30:00"),
        ("20181307", None),
        ("9523061000", None),
        ("98-05-02", None),
    ],
)
def test_behind_a_label_a_date_may_be_short(told: str, value: str | None) -> None:
    found = parse_told_date(told)
    assert (found[0] if found else None) == value


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("文章发布时间", "date"),
        ("上线时间", "date"),
        ("加入时间", "date"),
        ("上版日期", "date"),
        ("首播时间", "date"),
        ("网络出版日期", "date"),
        ("张贴日", "date"),
        ("最后更新时间", "update-date"),
        ("资料更新", "update-date"),
        ("编辑于", "update-date"),
        ("LASTMODIFIED", "update-date"),
        ("抓取于", "leftover"),
        ("打印时间", "leftover"),
        ("总浏览数", "counter"),
        ("点阅", "counter"),
        *(
            (label, None)
            for label in ("会议时间", "截止日期", "报名时间", "有效期", "活动日期", "生日", "编辑", "更新内容")
        ),
    ],
)
def test_a_label_of_a_date_is_composed_of_words_of_publishing(label: str, role: str | None) -> None:
    assert role_of_composed(label) == role


@pytest.mark.parametrize(
    ("head", "value"),
    [
        ("加入时间：2003-11-5 14:32　作者：姚远　点击：214", "2003-11-05T14:32"),
        ("上线时间：2019-12-02 10:00", "2019-12-02T10:00"),
        ("本文来源：老街网　发布于2022年6月　阅读量：3370", "2022-06"),
        ("陕北老哈 2016年3月 创建 关注", "2016-03"),
        ("老街气象台 2020年7月17日17时发布", "2020-07-17T17:00"),
        ("发布时间 2016 09 09 10 12 来源 柳河晚报", "2016-09-09T10:12"),
        ("发布日期：112-05-02 點閱：33", "2023-05-02"),
        ("收稿日期：2020-11-09 网络出版日期：2021-08-25", "2021-08-25"),
        ("日期：2022年9月1日\n报告时间：2022年9月5日 15:00\n报告地点：老街礼堂", "2022-09-01"),
        ("(2008-02-03)", "2008-02-03"),
        ("Posted on Dec 5, 2020 | Edited on 2020-12-06", "2020-12-05"),
        ("19 2020-06", "2020-06-19"),
        ("12\n2021/05", "2021-05-12"),
        ("A-A+ 2022-10-17", "2022-10-17"),
        ("文/闻莺　图/受访者提供发布时间：2019-06-11 10:22浏览次数：2033", "2019-06-11T10:22"),
        ("Mar 18 Fri 201122:47", "2011-03-18T22:47"),
        ("推荐于2012-11-03 18:22", "2012-11-03T18:22"),
        ("2009-02-09 @ 上午1:40 | 没有评论", "2009-02-09T01:40"),
        # none of publication
        ("主讲人\t郏文澜 教授\n时间\t2023年4月18日（周二）15:30\n地点\t文科楼B座409", None),
        ("书名：灯塔看守人的帐簿\n出版社：窗外　出版日期：2012-11-01", None),
        ("最后回复于 2019-01-01 08:00", None),
        ("抓取于：2021/09/03 17:28", None),
        ("Cached at 2014-07-14 02:00:11", None),
        ("打印时间：2021年9月3日", None),
        ("时间：2021年10月21日（周四）19:00　地点：文渊楼301报告厅", None),
        ("公示时间：2021年5月1日至2021年5月7日", None),
        ("截止日期 2021-05-07", None),
        ("更新于 2021-05-07 10:00", None),
        ("2021-05-07 10:00 更新", None),
        ("2021年5月1日起施行", None),
        ("3小时前", None),
        ("05-26 10:22", None),
    ],
)
def test_the_head_says_when_a_text_was_published(head: str, value: str | None) -> None:
    assert fields_of(f"{TITLE}\n{head}\n{BODY}").published_at == value


@pytest.mark.parametrize(
    ("tail", "value"),
    [
        ("发布于 2021-06-17\n赞同 1204\n相关问题\n路灯为什么是黄的？ 96 个回答", "2021-06-17"),
        ("该菜谱创建于 2020-05-16\n大家做的\n阿毛\n孩子吃了两碗饭\n2021-02-03", "2020-05-16"),
        ("文：宓晓蓉　责编：汲泉　发布日期：2023-06-12　浏览量：5408\n相关专家\n宓晓蓉", "2023-06-12"),
        ("作者：邰仲景 宣若兰\n时间：2019-01-04 10:20\n上一篇：膏方门诊开诊通知\n相关专家", "2019-01-04T10:20"),
        ("相关文章\n老街要闻 2022-09-15\n发布于 2022-09-15", None),
        ("李小水 发表于 2019-01-01 08:00\n路修得好，支持一下。", None),
        ("网友评论\n李小水 发表于 2019-01-01 08:00\n修得好", None),
    ],
)
def test_right_below_the_text_a_label_may_say_so(tail: str, value: str | None) -> None:
    assert fields_of(f"{TITLE}\n{BODY}\n{tail}").published_at == value


def test_a_date_that_a_system_states_for_want_of_one_is_none() -> None:
    default = Hint("published_at", "2010-01-01T00:00:00", "json-ld:pubDate")
    assert fields_of(f"{TITLE}\n{BODY}", default).published_at is None
    stated = Hint("published_at", "2010-01-01T09:30:00", "json-ld:pubDate")
    assert fields_of(f"{TITLE}\n{BODY}", stated).published_at == "2010-01-01T09:30:00"


@pytest.mark.parametrize(
    ("url", "head", "value"),
    [
        ("https://a.example/2018/04/07/1234.html", "", "2018-04-07"),
        ("https://a.example/content/2018-04/07/content_1234.htm", "", "2018-04-07"),
        ("https://a.example/gk/201804/t20180407_1234.html", "", "2018-04-07"),
        ("https://a.example/20180407/1234.html", "", "2018-04-07"),
        ("https://a.example/20180407/1234.html", "发布时间：2018-04-09", "2018-04-09"),
        ("https://a.example/20180407/1234.html", "更新于 2018-04-09", None),
        ("https://a.example/id/2018040712345.html", "", None),
        ("https://a.example/2018/13/07/1.html", "", None),
    ],
)
def test_the_day_in_the_address_is_the_last_resort(url: str, head: str, value: str | None) -> None:
    assert fields_of(f"{TITLE}\n{head}\n{BODY}", Hint("url", url, "canonical")).published_at == value
