"""Who wrote a text: bylines, labels, lone names, signatures; and who did not."""

from __future__ import annotations

import pytest

from jiaokan.settings import Settings
from jiaokan.split import Split, split
from jiaokan.split.labels import find_labelled
from jiaokan.split.people.bylines import parse_byline, parse_people

FIRST = "这一段是正文的内容，写的是街道里的日常小事，读起来并不费力。"
SECOND = "第二段接着说下去，讲到居民们如何商量修路的办法，最后大家都同意了。"
BODY = f"{FIRST}\n{SECOND}"
TITLE = "把老街的路修到家门口"


def of(text: str) -> Split:
    return split(text, (), Settings())


@pytest.mark.parametrize(
    ("byline", "people"),
    [
        # jobs
        ("本报记者 裴若水 通讯员 甘棠", "裴若水 甘棠"),
        ("记者裴若水通讯员甘棠", "裴若水 甘棠"),
        ("江州晚报首席记者 裴若水 实习生 甘棠 文/图", "裴若水 甘棠"),
        ("山水周刊特约记者裴若水", "裴若水"),
        ("江州体育报记者 裴若水", "裴若水"),
        ("江州体育报 江州体育报记者 裴若水", "裴若水"),
        ("全媒体记者 裴若水 见习记者 石小满 通讯员 甘棠", "裴若水 石小满 甘棠"),
        ("记者 裴若水报道", "裴若水"),
        ("采写/江州日报记者 裴若水", "裴若水"),
        # works, in front of the names and behind them
        ("文/裴若水", "裴若水"),
        ("文、圖：裴若水", "裴若水"),
        ("图/文 裴若水", "裴若水"),
        ("文图／裴若水 甘棠", "裴若水 甘棠"),
        ("摄影/撰文：裴若水", "裴若水"),
        ("裴若水 文/图", "裴若水"),
        ("裴若水/文", "裴若水"),
        ("裴若水 摄影报道", "裴若水"),
        ("采访整理 裴若水", "裴若水"),
        ("某不留行 著", "某不留行"),
        # photographers are none
        ("文 上官若水 图 甘小棠", "上官若水"),
        ("裴若水 文 甘小棠 摄", "裴若水"),
        ("记者 裴若水 文 甘小棠 摄", "裴若水"),
        ("记者 裴若水 摄影 甘小棠", "裴若水"),
        ("文字 | 裴若水 摄影 | 甘小棠", "裴若水"),
        ("裴若水摄", ""),
        ("摄影：本报记者 裴若水", ""),
        # names spaced out and those of other peoples
        ("撰文 亓官明月 摄影 程小澄", "亓官明月"),
        ("记者 裴 石 孔尚水", "裴石 孔尚水"),
        ("本报记者 申屠 一帆", "申屠一帆"),
        ("本报记者 巴特尔 本报通讯员 斯琴高娃", "巴特尔 斯琴高娃"),
    ],
)
def test_a_byline_is_read(byline: str, people: str) -> None:
    assert parse_byline(byline) == tuple(people.split())


@pytest.mark.parametrize(
    "text",
    [
        "首席记者",
        "本报评论员",
        "本报记者",
        "文 明 乡 风",
        "文 化 生 活",
        "设计 王军",
        "图片 高清",
        "记者走进山村",
        "视频 高铁",
        "他对记者说",
        "文/图 点击查看",
        "摄影爱好者",
    ],
)
def test_what_is_no_byline(text: str) -> None:
    assert not parse_byline(text)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("姚 远 孔尚礼", ("姚远", "孔尚礼")),
        ("储 立 人", ("储立人",)),
        ("申屠 一帆", ("申屠一帆",)),
        ("黎 小雨", ("黎小雨",)),
        ("耿 直, 诸葛宁宁, K. Tanaka", ("耿直", "诸葛宁宁", "K. Tanaka")),
        ("Hello World", ()),
        ("New York Times", ()),
    ],
)
def test_names_and_nothing_else(text: str, people: tuple[str, ...]) -> None:
    assert parse_people(text) == people


@pytest.mark.parametrize(
    ("line", "role", "people"),
    [
        ("提问者：西瓜不甜 2017-07-14 20:33 提问 浏览 5120 次", "byline", ("西瓜不甜",)),
        ("UP主：飞行的盐", "byline", ("飞行的盐",)),
        ("楼主：一叶知秋", "byline", ("一叶知秋",)),
        ("2019-04-30 22:14:08 | 投稿：晨曦微露", "byline", ("晨曦微露",)),
        ("发信人: seabird (海鸟), 信区: Reading", "byline", ("seabird",)),
        ("作者：青禾、木子、KAI", "byline", ("青禾", "木子", "KAI")),
        ("作者：姚 远 孔尚礼　点击：214", "byline", ("姚远", "孔尚礼")),
        ("整理：裴小舟 Sarah Bennett 校对：石小满", "byline", ("裴小舟", "Sarah Bennett")),
        ("By Marta Kowalska", "byline", ("Marta Kowalska",)),
        ("综合 / 裴若水", "byline", ("裴若水",)),
        ("学生记者：裴若水", "byline", ("裴若水",)),
        ("本报记者/通讯员：裴若水", "byline", ("裴若水",)),
        ("发言人：裴若水", "byline", ("裴若水",)),
        ("（裴若水 文/图）", "byline", ("裴若水",)),
        ("2020/7/19 23:50:10 来源：江州时报 文/图 裴若水", "byline", ("裴若水",)),
        ("摄影/撰文:安东·彼得罗夫 翻译:艾草", "byline", ("安东·彼得罗夫",)),
        ("责编/校对：裴若水", "editor", ("裴若水",)),
        ("編輯、審核：裴若水", "editor", ("裴若水",)),
        ("核稿編輯／裴若水", "editor", ("裴若水",)),
        ("【编辑录入：裴若水】", "editor", ("裴若水",)),
        ("审稿：裴若水", "editor", ("裴若水",)),
        ("责任编辑：宗政 洋", "editor", ("宗政洋",)),
        ("编辑：小满", "editor", ("小满",)),
        ("责任编辑（实习）：裴若水", "editor", ("裴若水",)),
    ],
)
def test_a_label_of_people(line: str, role: str, people: tuple[str, ...]) -> None:
    mentions = find_labelled(line)
    assert mentions is not None
    assert [m.values for m in mentions if m.role == role and m.values] == [people]


@pytest.mark.parametrize(
    "line",
    [
        "记者：请问这条路什么时候修好",
        "评论员：欢迎收看今天的节目",
        "发言人：谢谢大家的关心",
        "讲述：一个老兵的故事",
        "投稿：请发邮件到编辑部信箱",
        "审核：已通过",
        "整理：把房间收拾干净",
        "通信作者：裴若水",
        "作者单位：江州大学",
        "词条创建者：一叶知秋",
        "楼主：回复",
    ],
)
def test_a_label_that_names_nobody(line: str) -> None:
    assert not any(m.values for m in find_labelled(line) or () if m.role in ("byline", "editor"))


@pytest.mark.parametrize(
    ("text", "authors"),
    [
        (f"{TITLE}\n校长　裴 若 水　（二〇一八年六月二十日）\n各位老师：\n{BODY}", ("裴若水",)),
        (f"{TITLE}\n（2018年6月20日）\n江州县县长 裴若水\n各位代表：\n{BODY}", ("裴若水",)),
        (f"{TITLE}\n08-12 22:47 球迷角特约记者裴若水\n{BODY}", ("裴若水",)),
        (f"{TITLE}\n2021-02-03 10:00\n掌上江州讯（全媒体记者 裴若水 通讯员 甘小棠）{BODY}", ("裴若水", "甘小棠")),
        (f"{TITLE}\n2021-02-03 10:00\n商报讯（记者裴若水 实习生呼延静 文/图） {BODY}", ("裴若水", "呼延静")),
        (f"{TITLE}\n2021-02-03 10:00\n{BODY}\n（裴若水 文/图）", ("裴若水",)),
        (f"{TITLE}\n{BODY}\n此致\n敬礼\n裴若水\n2022年9月1日", ("裴若水",)),
        # nobody
        (f"{TITLE}\n关灯 护眼 字体：大 中 小\n{BODY}", ()),
        (f"{TITLE}\n2021-02-03 10:00\n温岭新闻网\n{BODY}", ()),
        (f"{TITLE}\n2021-02-03 10:00 江南体育报\n{BODY}", ()),
        (f"{TITLE}\n2021-02-03 10:00\n{BODY}\n“他的琴声里有风，也有风停之后的安静。”——《草原艺术》记者 裴若水", ()),
        (f"{TITLE}\n2021-02-03 10:00\n{BODY}\n出席会议的有：\n县长 裴若水\n校长 甘小棠", ()),
    ],
)
def test_who_wrote_it(text: str, authors: tuple[str, ...]) -> None:
    assert of(text).fields.authors == authors
