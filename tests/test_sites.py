"""Whose page it is: names in the head of a page, and what bears them out."""

from __future__ import annotations

import pytest

from jiaokan.document import Hint
from jiaokan.settings import Settings
from jiaokan.split import split
from jiaokan.split.words import starts_of_words

TITLE = "老街的路灯全部亮了起来"
BODY = (
    "老街的路灯昨晚全部亮了起来，居民们走出家门，在街口站了很久。\n"
    "街道办事处的人说，这批路灯用了新的光源，一年能省下一半的电费。"
)


def site_of(head: str, foot: str, *titles: str) -> str | None:
    text = f"{head}\n{TITLE}\n发布时间：2021-03-04 10:00\n{BODY}\n{foot}".strip()
    return split(text, [Hint("title", title, "title") for title in titles], Settings()).fields.site_name


@pytest.mark.parametrize(
    ("head", "foot", "titles", "site"),
    [
        ("百问\n提问\n登录", "© 2022 百问 · 京ICP证000009号 · 侵权举报", (), "百问"),
        ("众知百科进入词条全站搜索帮助", "©2022 众知百科 使用前必读", (), "众知百科"),
        ("苍原日报\n返回首页", "苍原日报社版权所有，未经允许不得复制或镜像", (), "苍原日报"),
        ("沧浪时报\t返回首页\t版面导航", "", (f"沧浪时报数字报-{TITLE}",), "沧浪时报"),
        ("灶边菜谱分类 登录", "", (f"{TITLE}_灶边",), "灶边"),
        ("濠江晨報 2021年6月24日 星期四", "", (), "濠江晨報"),
        ("河阴师范学院\n学校概况\n人才培养", "", (), "河阴师范学院"),
        ("聚合网>财经>正文", "", (), "聚合网"),
        ("", "© 2016-2025 榆关公共资源交易网 技术支持：某某软件股份有限公司", (), "榆关公共资源交易网"),
        # nothing bears it out
        ("学校概况\n院系设置\n人才培养", "", (), None),
        ("返回\n雁门旧事\n书架", "本站所有小说为转载作品", (f"雁门旧事_{TITLE}",), None),
        ("要闻\n社区\n文化", "© 2022 要闻", (), None),
        ("", "", (f"{TITLE}-图片频道",), None),
        ("", "", (f"{TITLE}-以六个村落为例",), None),
        ("众知进入词条", "©2022 众知大全 使用前必读", (), None),
    ],
)
def test_a_site_is_named_where_its_name_is_borne_out(
    head: str, foot: str, titles: tuple[str, ...], site: str | None
) -> None:
    assert site_of(head, foot, *titles) == site


def test_words_of_a_bar_begin_where_they_stand_in_the_line() -> None:
    assert starts_of_words("众知百科进入词条帮助") == [2, 4, 8]
    assert starts_of_words("İİ首页登录") == [2, 4]  # two characters each, in lower case
