"""What a page counts, and which numbers beside such words are no counts of the page."""

from __future__ import annotations

import pytest
from selectolax.lexbor import LexborHTMLParser

from jiaokan.decode.html_hints import find_hints
from jiaokan.document import Hint
from jiaokan.settings import Settings
from jiaokan.split import split
from jiaokan.split.fields import Fields
from jiaokan.split.values import parse_counters, parse_number

TITLE = "老街的路灯全部亮了起来"
BODY = (
    "老街的路灯昨晚全部亮了起来，居民们走出家门，在街口站了很久。\n"
    "街道办事处的人说，这批路灯用了新的光源，一年能省下一半的电费。\n"
    "住在巷尾的老人说，以后夜里回家，再也不用打手电筒了。"
)


def fields_of(text: str, *hints: Hint) -> Fields:
    return split(text, hints, Settings()).fields


@pytest.mark.parametrize(
    ("printed", "counted"),
    [
        ("浏览次数：12045次　编辑次数：17次", ("views=12045", "edits=17")),
        ("转发 213 评论 88 赞 1904", ("shares=213", "comments=88", "likes=1904")),
        ("阅读(43) 评论(2)", ("views=43", "comments=2")),
        ("1.2万阅读 56人参与", ("views=12000", "comments=56")),
        ("摘要浏览量：1047 PDF下载量：388", ("views=1047", "downloads=388")),
        ("點閱數：268", ("views=268",)),
        ("關注者 210 被瀏覽 38116", ("followers=210", "views=38116")),
        ("377人收藏", ("favorites=377",)),
        ("点击：[55]", ("views=55",)),
        ("收藏分享412 人喜欢", ("likes=412",)),
        ("已经有1177位读者读过此文", ("views=1177",)),
        ("本页面已经被浏览过4,318次", ("views=4318",)),
        ("4127 人已阅读", ("views=4127",)),
        ("阅读 2021-05-04", ()),
        ("阅读 9 分钟", ()),
        ("播放时长 03:20", ()),
        ("浏览器 11", ()),
    ],
)
def test_a_counter_is_a_word_of_counting_and_a_number(printed: str, counted: tuple[str, ...]) -> None:
    assert parse_counters(printed) == counted


@pytest.mark.parametrize(("printed", "number"), [("1,234", 1234), ("1.2万", 12000), ("10w+", 100000), ("一百", None)])
def test_a_number_may_have_a_unit(printed: str, number: int | None) -> None:
    assert parse_number(printed) == number


@pytest.mark.parametrize(
    ("tail", "counted"),
    [
        ("收藏 打赏 举报 浏览 264 次", ("views=264",)),
        ("阅读 10002　赞 433　在看", ("views=10002", "likes=433")),
        ("转发 213 评论 88 赞 1904\n网友评论\n李小水\n修得好\n赞 7", ("shares=213", "comments=88", "likes=1904")),
        ("阅读（1377）┊ 评论（2）┊ 收藏 ┊ 转载 ┊ 打印 ┊ 举报", ("views=1377", "comments=2")),
        ("Rita 发表在 猫尾巴部落 留言（2） 人气（2871）", ("comments=2", "views=2871")),
        ("本站访问量 0193482", ()),
        ("赞（7） 踩（0） 收藏本文", ()),
        ("相关文章\n老街要闻\n浏览 12\n老街新事\n浏览 13", ()),
    ],
)
def test_a_bar_below_the_text_counts(tail: str, counted: tuple[str, ...]) -> None:
    assert fields_of(f"{TITLE}\n发布时间：2021-03-04\n{BODY}\n{tail}").counters == counted


def test_a_bare_number_counts_where_the_page_has_no_word_for_it() -> None:
    hint = Hint("counters", "likes=508", "class:zan")
    assert fields_of(f"{TITLE}\n{BODY}", hint).counters == ("likes=508",)
    assert fields_of(f"{TITLE}\n2021-03-04 10:00 点赞：9\n{BODY}", hint).counters == ("likes=9",)


def hints_of(body: str) -> dict[str, str]:
    tree = LexborHTMLParser(f"<html><head></head><body>{body}</body></html>")
    found = [hint for hint in find_hints(tree) if hint.field in {"published_at", "counters", "section"}]
    return {hint.field: hint.value for hint in reversed(found)}


@pytest.mark.parametrize(
    ("body", "hints"),
    [
        ('<div class="zan"><span>508</span></div>', {"counters": "likes=508"}),
        ('<div class="zan">点赞</div>', {}),
        ('<div class="date-bar">2021年5月4日 星期二</div>', {}),  # the day of the visit
        ('<span class="pub-time">2021-05-04 10:00</span>', {"published_at": "2021-05-04 10:00"}),
        (
            '<em id="authorposton1">发表于 <span title="2018-4-7 08:30:12">3 天前</span></em>',
            {"published_at": "2018-4-7 08:30:12"},
        ),
        ('<span class="time" data-timestamp="1523061000">3天前</span>', {"published_at": "1523061000"}),
        ("<article><h1>甲</h1></article><article><h3>乙</h3><time>2020-11-19</time></article>", {}),
        ("<article><h1>甲</h1><time>2020-11-19</time></article>", {"published_at": "2020-11-19"}),
        ('<h1>甲</h1><ul class="related"><li><time>2020-11-19</time></li></ul>', {}),
        ('<p class="channel"><a>社区</a> / <a>街头</a></p>', {"section": "社区 / 街头"}),
    ],
)
def test_elements_state_dates_and_counts_of_their_own_page_alone(body: str, hints: dict[str, str]) -> None:
    assert hints_of(body) == hints


@pytest.mark.parametrize(
    ("tail", "words"),
    [
        ("词条标签：桥梁，文物古迹，地点", ("桥梁", "文物古迹", "地点")),
        ("本文标签：养老 农村", ("养老", "农村")),
        ("本文标签：\n上一篇：五四青年节演讲稿范文 下一篇：竞聘演讲稿", ()),
        ("热门标签 路灯 老街", ()),
    ],
)
def test_keywords_stand_behind_their_label(tail: str, words: tuple[str, ...]) -> None:
    assert fields_of(f"{TITLE}\n发布时间：2021-03-04\n{BODY}\n{tail}").keywords == words
