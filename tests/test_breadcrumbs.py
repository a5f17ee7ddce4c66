"""Which lines are breadcrumbs, and what columns they name."""

from __future__ import annotations

import pytest

from jiaokan.document import Hint
from jiaokan.settings import Settings
from jiaokan.split import split
from jiaokan.split.breadcrumbs import parse_section
from jiaokan.split.fields import Fields

TITLE = "老街的路灯全部亮了起来"
BODY = (
    "老街的路灯昨晚全部亮了起来，居民们走出家门，在街口站了很久。\n"
    "街道办事处的人说，这批路灯用了新的光源，一年能省下一半的电费。"
)


def fields_of(text: str, *hints: Hint) -> Fields:
    return split(text, hints, Settings()).fields


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("您所在的位置：首页->新闻中心->农村->正文", ("新闻中心", "农村")),
        ("首页 / 交易信息 / 公开招标公告", ("交易信息", "公开招标公告")),
        ("首頁 › 地方 › 正文", ("地方",)),
        ("您当前的位置 首页 新闻 教育 正文", ("新闻", "教育")),
        ("首页 新闻 教育 正文", ("新闻", "教育")),
        ("全部分类 > 生活 > 家电维修", ("生活", "家电维修")),
        ("位置：首页 > 教育", ("教育",)),
        ("你在这里：首页 » 随笔", ("随笔",)),
        ("您现在的位置： 汾南市总工会 >> 工会动态 >> 正文", ("工会动态",)),
        ("当前位置：千语范文大全 > 作文 > 小学作文 > 正文　下载APP 随时看", ("作文", "小学作文")),
        ("老城门论坛 -> 城事杂谈 -> 老照片 -> 有人还认得出来吗？", ("城事杂谈", "老照片", "有人还认得出来吗？")),
        ("位置：县城以北三里", None),
        ("首页 | 新闻 | 体育 | 财经", None),
        ("首页 新闻 体育 财经 娱乐", None),
    ],
)
def test_a_breadcrumb_is_read_with_any_mark(line: str, columns: tuple[str, ...] | None) -> None:
    assert parse_section(line) == columns


@pytest.mark.parametrize(
    ("head", "columns"),
    [
        ("一碗集\n一碗集 > 地方小吃 > 西北", ("地方小吃", "西北")),
        ("首頁\n/\n地方", ("地方",)),
        ("首页\n>\n新闻\n>\n教育", ("新闻", "教育")),
        ("· 植物保护 ·", ("植物保护",)),
        ("2020年第6期 封面对谈", ("封面对谈",)),
        ("南湖夜话站 -- 文章阅读 [讨论区: Story]", ("Story",)),
        ("老街学报\n老街学报 ›› 2021, 39(4): 412-419", ()),
        ("大桥 > 小桥", ()),
    ],
)
def test_a_head_names_its_columns(head: str, columns: tuple[str, ...]) -> None:
    assert fields_of(f"{head}\n{TITLE}\n发布时间：2021-03-04\n{BODY}").section == columns


@pytest.mark.parametrize(
    ("line", "columns"),
    [
        ("Posted on 2021-03-14 | In 故障复盘 | 本文字数：1.8k", ("故障复盘",)),
        ("发布时间：2021-03-14　所属栏目：农村", ("农村",)),
        ("2021-03-14 发布于 老街论坛　版块：摄影", ("摄影",)),
        ("2021-03-14 10:00　分类：流水账", ("流水账",)),
        ("2021-03-14 10:00　分类：家常菜 素菜", ()),
        ("发布者 掌柜 于 2011-10-16 @ 下午3:12 在 店里的事,旧书 分类下 | 2 条评论", ("店里的事", "旧书")),
    ],
)
def test_the_line_of_the_date_may_name_the_column(line: str, columns: tuple[str, ...]) -> None:
    assert fields_of(f"{TITLE}\n{line}\n{BODY}").section == columns


@pytest.mark.parametrize(
    ("value", "columns"),
    [
        ("社区 / 街头", ("社区", "街头")),
        ("农村", ("农村",)),
        ("首页", ()),
        ("一个很长的句子，写的不是任何一个栏目的名字", ()),
    ],
)
def test_an_element_may_hold_the_column(value: str, columns: tuple[str, ...]) -> None:
    assert fields_of(f"{TITLE}\n{BODY}", Hint("section", value, "class:channel")).section == columns
