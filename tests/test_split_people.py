"""Who wrote a text: bylines, labels, lone names, signatures; and who did not."""

from __future__ import annotations

import pytest

from jiaokan.settings import Settings
from jiaokan.split import Split, split
from jiaokan.split.headers import find_header
from jiaokan.split.labels import find_labelled
from jiaokan.split.people.bylines import parse_byline, parse_people
from jiaokan.split.people.names import parse_holder

FIRST = "这一段是正文的内容，写的是街道里的日常小事，读起来并不费力。"
SECOND = "第二段接着说下去，讲到居民们如何商量修路的办法，最后大家都同意了。"
BODY = f"{FIRST}\n{SECOND}"
TITLE = "把老街的路修到家门口"
HEAD = f"{TITLE}\n2021-03-04 10:22\n"


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
        (f"{TITLE}\n小圆子 2019-11-16 13:20 创建 关注\n{BODY}", ("小圆子",)),
        (f"{TITLE}\n小圆子2019-11-16关注\n{BODY}", ("小圆子",)),
        (f"{TITLE}\n锁匠小傅，开锁十五年\n1204 人赞同了该回答\n{BODY}", ("锁匠小傅",)),
        (f"江滩拾荒记\n2021-7-9 22:14 来自 安卓手机客户端\n{BODY}\n转发 213 评论 88 赞 1904", ("江滩拾荒记",)),
        # nobody
        (f"{TITLE}\n微信 关注\n{BODY}", ()),
        (f"{TITLE}\n2021-03-04\n{BODY}\n推荐作者\n裴若水 关注\n石小满 关注", ()),
        (f"{TITLE}\n关灯 护眼 字体：大 中 小\n{BODY}", ()),
        (f"{TITLE}\n2021-02-03 10:00\n温岭新闻网\n{BODY}", ()),
        (f"{TITLE}\n2021-02-03 10:00 江南体育报\n{BODY}", ()),
        (f"{TITLE}\n2021-02-03 10:00\n{BODY}\n“他的琴声里有风，也有风停之后的安静。”——《草原艺术》记者 裴若水", ()),
        (f"{TITLE}\n2021-02-03 10:00\n{BODY}\n出席会议的有：\n县长 裴若水\n校长 甘小棠", ()),
    ],
)
def test_who_wrote_it(text: str, authors: tuple[str, ...]) -> None:
    assert of(text).fields.authors == authors


@pytest.mark.parametrize(
    ("text", "authors", "editors", "source"),
    [
        # text, authors, editors, source
        (f"{TITLE}\n2021-03-04 10:22 来源：江州日报 作者：裴若水 编辑：石小满\n{BODY}", "裴若水", "石小满", "江州日报"),
        (
            f"{TITLE}\n2021年03月04日10:22 | 来源：江州日报\n{BODY}\n（责编：石小满、甘棠）",
            "",
            "石小满 甘棠",
            "江州日报",
        ),
        (
            f"{TITLE}\n江州网讯（记者 裴若水）{BODY}\n编辑：石小满 审核：甘棠 监制：卢雪",
            "裴若水",
            "石小满 甘棠 卢雪",
            "",
        ),
        (
            f"{TITLE}\n来源：江州融媒 发布时间：2022-01-02\n{BODY}\n记者：裴若水\n编辑：甘棠\n初审：卢雪\n终审：孔小东",
            "裴若水",
            "甘棠 卢雪 孔小东",
            "江州融媒",
        ),
        (f"{TITLE}\n文/裴若水 图/石小满\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n文 | 裴若水\n编辑 | 石小满\n{BODY}", "裴若水", "石小满", ""),
        (f"{TITLE}\n裴若水\n2021-03-04\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n作者：裴若水  发布时间：2021-03-04  浏览次数：120\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n（本报记者 裴若水）\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n■ 本报记者 裴若水\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n□记者 裴若水 通讯员 石小满 文/图\n{BODY}", "裴若水 石小满", "", ""),
        (f"{TITLE}\n本报记者 裴若水 摄影报道\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n江州晚报记者 裴若水 实习生 石小满\n{BODY}", "裴若水 石小满", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n江州日报全媒体记者 裴若水", "裴若水", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n（作者系江州大学教授）", "", "", ""),
        (f"{TITLE}\n2021-03-04\n裴若水\n{BODY}\n（作者裴若水，系江州大学教授）", "裴若水", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n（作者单位：江州大学）", "", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n文字：裴若水\n图片：石小满\n编辑：甘棠", "裴若水", "甘棠", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n撰稿：裴若水\n摄影：石小满\n审核：甘棠", "裴若水", "甘棠", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n供稿：教务处\n撰稿人：裴若水", "教务处 裴若水", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n（文/裴若水 图/石小满 审核/甘棠）", "裴若水", "甘棠", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n（图文/裴若水）", "裴若水", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n【责任编辑：石小满】", "", "石小满", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n责任编辑：石小满（EN042）", "", "石小满", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n[责任编辑: 石小满 PN012]", "", "石小满", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n责编：石小满 | 审核：甘棠 | 总监：卢雪", "", "石小满 甘棠", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n编辑/石小满 校对/甘棠", "", "石小满 甘棠", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}（裴若水）", "裴若水", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}（记者裴若水、石小满）", "裴若水 石小满", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}（江州日报）", "", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}（完）", "", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}（来源：江州日报）", "", "", "江州日报"),
        (f"{TITLE}\n2021-03-04\n{BODY}（据《江州晚报》）", "", "", "江州晚报"),
        (f"{TITLE}\n【江州日报记者裴若水】{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n2021-03-04 14:22 江州日報 記者裴若水／花蓮報導\n{BODY}", "裴若水", "", "江州日報"),
        (f"{TITLE}\n記者 裴若水 報導\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n記者裴若水／台北報導\n2021-03-04 14:22\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n（中央社記者裴若水台北19日電）{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n文：裴若水　攝：石小滿\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n撰文：裴若水 ｜ 攝影：石小滿 ｜ 編輯：甘棠\n{BODY}", "裴若水", "甘棠", ""),
        (f"{TITLE}\n裴若水 发表于 2021-03-04 10:22\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n青山客 发表于 2021-03-04 10:22\n{BODY}", "青山客", "", ""),
        (f"{TITLE}\n由 青山客 发表于 2021-03-04\n{BODY}", "青山客", "", ""),
        (f"{TITLE}\n青山客 于 2021-03-04 10:22 发布\n{BODY}", "青山客", "", ""),
        (f"{TITLE}\nPosted by 青山客 on 2021-03-04\n{BODY}", "青山客", "", ""),
        (f"{TITLE}\nby seabird | 2021-03-04\n{BODY}", "seabird", "", ""),
        (f"{TITLE}\n作者 青山客 | 发布于 2021-03-04\n{BODY}", "青山客", "", ""),
        (f"{TITLE}\n作者: Seabird    时间: 2021-03-04\n{BODY}", "Seabird", "", ""),
        (f"{TITLE}\n楼主\n青山客\n主题 12\n帖子 30\n积分 120\n发表于 2021-3-4 10:22:01\n{BODY}", "青山客", "", ""),
        (
            f"{TITLE}\n青山客\n级别: 新手上路\nUID: 1223\n精华: 0\n发帖: 12\n发表于: 2021-03-04 10:22\n{BODY}",
            "青山客",
            "",
            "",
        ),
        (
            f"发信人: seabird (海鸟), 信区: Reading\n标  题: {TITLE}\n发信站: 江水站\n\n{BODY}\n--",
            "seabird",
            "",
            "",
        ),
        (f"{TITLE}\n原创 青山客 江州读书 2021-03-04 10:22 发表于江苏\n{BODY}", "青山客", "", "江州读书"),
        (f"{TITLE}\n原创 裴若水 江州读书 2021-03-04\n{BODY}", "裴若水", "", "江州读书"),
        (
            f"{TITLE}\n江州读书 2021-03-04 10:22\n{BODY}\n来源 | 江州日报\n作者 | 裴若水\n编辑 | 石小满",
            "裴若水",
            "石小满",
            "江州日报",
        ),
        (f"{TITLE}\n江州教育发布\n2021-03-04 10:22\n{BODY}", "", "", "江州教育发布"),
        (f"{TITLE}\n江州日报\n2021-03-04 10:22\n{BODY}", "", "", "江州日报"),
        (f"{TITLE}\n江州日报\n2021-03-04 10:22 · 江州日报官方账号\n{BODY}", "", "", "江州日报"),
        (f"{TITLE}\n2021-03-04 10:22:33　来源：江州日报　记者 裴若水\n{BODY}", "裴若水", "", "江州日报"),
        (
            f"{TITLE}\n日期：2021-03-04 稿源：党委宣传部 作者：裴若水 编辑：石小满 点击：120\n{BODY}",
            "裴若水",
            "石小满",
            "党委宣传部",
        ),
        (f"{TITLE}\n文章来源：校团委 作者：裴若水 摄影：石小满 发布时间：2021-03-04\n{BODY}", "裴若水", "", "校团委"),
        (f"{TITLE}\n来源：　作者：　时间：2021-03-04\n{BODY}", "", "", ""),
        (f"{TITLE}\n作者：佚名 来源：互联网 时间：2021-03-04\n{BODY}", "", "", ""),
        (f"{TITLE}\n作者：admin 来源：本站 时间：2021-03-04\n{BODY}", "", "", ""),
        (f"{TITLE}\n发布者：admin 发布时间：2021-03-04 浏览：12次\n{BODY}", "", "", ""),
        (
            f"{TITLE}\n裴若水1，石小满2，甘棠1*\n（1.江州大学 文学院，江州 430000）\n摘要：{FIRST}\n{BODY}",
            "裴若水 石小满 甘棠",
            "",
            "",
        ),
        (
            f"{TITLE}\n裴若水 石小满 甘棠\n江州大学文学院\n摘要：{FIRST}\n{BODY}",
            "裴若水 石小满 甘棠",
            "",
            "",
        ),
        (f"{TITLE}\n作者：青山客\n第一章 老街\n{BODY}", "青山客", "", ""),
        (f"{TITLE}\n青山客/著\n{BODY}", "青山客", "", ""),
        (f"江州县教育局\n{TITLE}\n2021-03-04\n各位家长：\n{BODY}\n江州县教育局\n2021年3月4日", "", "", ""),
        (f"{TITLE}\n——在全县工作会议上的讲话\n县委书记 裴若水\n（2021年3月4日）\n同志们：\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n江州市人大代表、江州中学校长 裴若水\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n受访者：裴若水（江州大学教授）\n采访者：石小满\n2021-03-04\n{BODY}", "石小满", "", ""),
        (f"{TITLE}\n采访：石小满　整理：甘棠　2021-03-04\n{BODY}", "石小满 甘棠", "", ""),
        (f"{TITLE}\n本刊记者 石小满\n{BODY}\n问：您好\n裴若水：{FIRST}", "石小满", "", ""),
        (f"{TITLE}\n2021-03-04\n主讲人：裴若水 教授\n时间：2021年3月10日\n地点：图书馆\n{BODY}", "", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n“路修好了。”江州县交通局局长裴若水说。", "", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n本报记者 裴若水 摄", "", "", ""),
        (f"{TITLE}\n2021-03-04\n图为老街。裴若水 摄\n{BODY}", "", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n专家简介：\n裴若水，主任医师。", "", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n感谢裴若水、石小满对本文的帮助。", "", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n联系人：裴若水 电话：12345678", "", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n主编：裴若水\n值班：石小满", "", "", ""),
        (f"{TITLE}\n律师：裴若水\n2021-03-04\n{BODY}", "", "", ""),
        (f"{TITLE}\n江州律师事务所 裴若水律师\n2021-03-04\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n作者：裴若水律师，江州律师事务所\n2021-03-04\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n医生：裴若水 主任医师\n2021-03-04\n{BODY}", "", "", ""),
        (f"{TITLE}\n本文作者：江州市人民医院心内科 裴若水\n2021-03-04\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n六年级（3）班 裴若水 指导老师：石小满\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n江州小学四（2）班 裴若水\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n小记者：裴若水\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n编辑：石小满 来源：江州网 时间：2021-03-04 10:00:00\n{BODY}", "", "石小满", "江州网"),
        (f"{TITLE}\n【字体：大 中 小】 2021-03-04 江州网 裴若水\n{BODY}", "裴若水", "", "江州网"),
        (f"{TITLE}\n来源：江州日报 作者：裴若水 石小满 责编：甘棠\n{BODY}", "裴若水 石小满", "甘棠", "江州日报"),
        (f"{TITLE}\n来源:江州日报|作者:裴若水|责任编辑:甘棠\n{BODY}", "裴若水", "甘棠", "江州日报"),
        (f"{TITLE}\n转载自：江州日报（作者：裴若水）\n{BODY}", "裴若水", "", "江州日报"),
        (f"{TITLE}\n原载《江州文学》2020年第3期\n{BODY}", "", "", "江州文学"),
        (f"{TITLE}\n文章转自微信公众号：江州读书\n{BODY}", "", "", "江州读书"),
        (f"{TITLE}\n2021-03-04\n{BODY}\n本文来源：江州日报\n作者：裴若水", "裴若水", "", "江州日报"),
        (f"{TITLE}\n2021-03-04\n{BODY}\n来源丨江州日报 记者丨裴若水 编辑丨石小满", "裴若水", "石小满", "江州日报"),
        (f"{TITLE}\n2021-03-04\n{BODY}\n总台记者丨裴若水 石小满", "裴若水 石小满", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n文｜江州晚报记者 裴若水 图｜石小满", "裴若水", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n记者/裴若水 编辑/石小满", "裴若水", "石小满", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n采写：南都记者裴若水 通讯员石小满", "裴若水 石小满", "", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n监制：裴若水\n记者：石小满\n摄像：甘棠\n剪辑：卢雪", "石小满", "裴若水", ""),
        (f"{TITLE}\n2021-03-04\n{BODY}\n新华社记者裴若水、石小满\n新华社北京3月4日电", "裴若水 石小满", "", ""),
        (f"{TITLE}\n2021-03-04\n新华社北京3月4日电（记者裴若水、石小满）{BODY}", "裴若水 石小满", "", ""),
        (f"{TITLE}\n2021-03-04\n本报江州3月4日电 （记者裴若水）{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n2021-03-04\n中新网江州3月4日电 (裴若水 石小满)\u3000{BODY}", "裴若水 石小满", "", ""),
        (f"{TITLE}\n2021-03-04\n江州日报讯 记者裴若水报道：{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n2021-03-04\n本报讯 通讯员裴若水 石小满报道 {BODY}", "裴若水 石小满", "", ""),
        (f"{TITLE}\n2021-03-04\n本报记者 裴若水 江州报道\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n2021-03-04\n记者 裴若水 发自江州\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n2021-03-04\n特约撰稿人 裴若水\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n2021-03-04\n编译 裴若水\n{BODY}", "裴若水", "", ""),
        (f"{TITLE}\n2021-03-04\n[美]约翰·史密斯\n{BODY}", "约翰·史密斯", "", ""),
        (f"{TITLE}\n2021-03-04\n【美】约翰·史密斯 著 石小满 译\n{BODY}", "约翰·史密斯", "", ""),
        (f"{TITLE}\n2021-03-04\n裴若水口述 石小满整理\n{BODY}", "裴若水 石小满", "", ""),
        (f"{TITLE}\n2021-03-04\n口述：裴若水 整理：石小满\n{BODY}", "石小满", "", ""),
        (f"{TITLE}\n2021-03-04 10:22\n青山客\n{BODY}", "", "", ""),
        (f"{TITLE}\n2021-03-04 10:22\n工作动态\n{BODY}", "", "", ""),
        (f"{TITLE}\n2021-03-04 10:22 党建工作\n{BODY}", "", "", ""),
        (f"{TITLE}\n2021-03-04 10:22 散文\n{BODY}", "", "", ""),
        (f"{TITLE}\n2021-03-04 10:22 江州发布\n{BODY}", "", "", "江州发布"),
        (f"{TITLE}\n宣传部 2021-03-04\n{BODY}", "", "", ""),
    ],
)
def test_people_and_source_of_a_page(text: str, authors: str, editors: str, source: str) -> None:
    fields = of(text).fields
    assert (" ".join(fields.authors), " ".join(fields.editors), fields.source_name or "") == (authors, editors, source)


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}{BODY}\n获奖名单\n裴若水 石小满 甘棠\n卢雪 金大勇 孔小东",
        f"{HEAD}{BODY}\n附：中奖名单\n裴若水\n石小满\n甘棠",
        f"{HEAD}{BODY}\n专家组成员：裴若水、石小满",
        f"{HEAD}{BODY}\n一等奖\n裴若水 江州中学",
        f"{HEAD}{BODY}\n特此通知。\n江州县教育局\n2021年3月4日",
        f"{HEAD}{BODY}\n联系人：裴若水\n联系电话：0000-1234567",
        f"{HEAD}{BODY}\n审判长 裴若水\n审判员 石小满\n二〇二一年三月四日\n书记员 甘棠",
        f"{HEAD}{BODY}\n检察官 裴若水\n2021年3月4日",
        f"{HEAD}{BODY}\n法定代表人：裴若水",
        f"{HEAD}{BODY}\n主办：江州县人民政府 承办：县政府办公室",
        f"{HEAD}{BODY}\n上一篇：裴若水 文/图\n下一篇：石小满",
        f"{HEAD}{BODY}\n热门作者\n裴若水\n石小满\n甘棠",
        f"{HEAD}{BODY}\n网友评论\n青山客：写得好\n2021-03-05 10:00",
        f"{HEAD}{BODY}\n青山客\n写得好\n2021-03-05 10:00",
        f"{HEAD}{BODY}\n江州市人民医院心内科主任裴若水介绍，这种病在冬天多见。",
        f"{HEAD}裴若水，男，1970年生，江州人。\n{BODY}",
        f"{HEAD}受访嘉宾：裴若水\n{BODY}",
        f"{HEAD}嘉宾：裴若水 主持人：石小满\n{BODY}",
        f"{HEAD}记者：您好，裴校长，这条路修了多久？\n裴若水：{FIRST}\n记者：花了多少钱？\n裴若水：{SECOND}",
        f"{HEAD}问：路修好了吗？\n答：{FIRST}\n问：花了多少？\n答：{SECOND}",
        f"{HEAD}图片来源：视觉中国\n{BODY}",
        f"{HEAD}（图片由裴若水提供）\n{BODY}",
        f"{HEAD}图为街道一角 裴若水 摄\n{BODY}",
        f"{HEAD}{BODY}\n摄影：裴若水",
        f"{HEAD}{BODY}\n视频：裴若水 剪辑：石小满",
        f"{HEAD}{BODY}\n翻译：裴若水",
        f"{HEAD}{BODY}\n译者：裴若水",
        f"{HEAD}{BODY}\n主持人 裴若水",
        f"{HEAD}{BODY}\n致谢：感谢裴若水教授。",
        f"{HEAD}{BODY}\n参考文献\n[1] 裴若水, 石小满. 老街的变迁[J]. 江州学报, 2019(3): 12-15.",
        f"{HEAD}{BODY}\n[1] 裴若水. 老街[M]. 江州: 江州出版社, 2001.",
        f"{HEAD}地点：江州\n裴若水 5票\n石小满 3票\n{BODY}",
        f"{HEAD}{BODY}\n姓名：裴若水 性别：男 年龄：30",
        f"{HEAD}{BODY}\n投稿邮箱：a@example.com\n投稿：请联系编辑部",
        f"{HEAD}{BODY}\n扫码关注\n作者其他文章\n老街旧事",
        f"{HEAD}{BODY}\n关于作者\n更多",
        f"{HEAD}{BODY}\n下载APP 打开\n关灯 护眼",
        f"{HEAD}{BODY}\n导演：裴若水 主演：石小满",
        f"{HEAD}导演：裴若水\n编剧：石小满\n主演：甘棠\n{BODY}",
        f"{HEAD}作词：裴若水\n作曲：石小满\n{BODY}",
        f"{HEAD}来源：江州日报\n{BODY}\n标签：裴若水 老街",
        f"{HEAD}关键词：裴若水 老街\n{BODY}",
        f"{HEAD}{BODY}\n裴若水说：“路修好了。”",
        f"{HEAD}{BODY}\n——裴若水",
        f"{HEAD}“路是人走出来的。”——裴若水\n{BODY}",
        f"{HEAD}{BODY}\n（裴若水是江州人）",
        f"{HEAD}{BODY}\n（文中人物均为化名）",
        f"{HEAD}{BODY}\n（本文图片均由网友提供）",
        f"{HEAD}{BODY}\n本文不代表本站观点，作者文责自负。",
        f"{HEAD}{BODY}\n版权归作者所有，如有侵权请联系编辑删除。",
        f"{HEAD}{BODY}\n编辑：\n审核：",
        f"{HEAD}{BODY}\n收藏\n分享\n举报\n点赞 12",
        f"{HEAD}字号：大 中 小\n{BODY}",
        f"{TITLE}\n首页 > 新闻\n明月 松涛\n{BODY}",
        f"江州新闻网\n{TITLE}\n2021-03-04\n{BODY}",
        f"江山\n{TITLE}\n2021-03-04\n{BODY}",
        f"{TITLE}\n人物专访\n2021-03-04\n{BODY}",
        f"{TITLE}\n江南水乡\n2021-03-04\n{BODY}",
        f"{TITLE}\n阅读 120\n江南\n{BODY}",
        f"{TITLE}\n2021-03-04\n高中语文 阅读 120\n{BODY}",
        f"{TITLE}\n2021-03-04 语文 高一 江苏\n{BODY}",
        f"{TITLE}\n2021-03-04 王者荣耀\n{BODY}",
        f"{TITLE}\n2021-03-04 金融\n{BODY}",
        f"{TITLE}\n2021-03-04 文化 图片\n{BODY}",
        f"{TITLE}\n作者单位：江州大学\n{BODY}",
        f"招聘启事\n职位：记者 编辑\n人数：2\n{BODY}",
        f"江州日报社招聘记者\n2021-03-04\n岗位：编辑 记者\n要求：本科\n{BODY}",
        f"{TITLE}\n2021-03-04\n时间：3月10日\n地点：图书馆\n主讲：裴若水\n{BODY}",
        f"{TITLE}\n2021-03-04\n责任单位：江州县教育局 责任人：裴若水\n{BODY}",
        f"{TITLE}\n2021-03-04\n{BODY}\n申请人：裴若水\n2021年3月4日",
        f"{TITLE}\n2021-03-04\n{BODY}\n公示人：江州县委组织部",
    ],
)
def test_nobody_is_made_an_author(text: str) -> None:
    fields = of(text).fields
    assert (fields.authors, fields.editors) == ((), ())


@pytest.mark.parametrize(
    ("line", "role", "people"),
    [
        ("发信人: qiuyu (秋雨。又是一年), 信区: Tea", "byline", ("qiuyu",)),
        ("发布者 掌柜 于 2011-10-16 @ 下午3:12 在 店里的事 分类下 | 2 条评论", "byline", ("掌柜",)),
        ("网友 岭上云 上传 2014-12-02", "byline", ("岭上云",)),
        ("由 裴若水 于 2014-05-09 发表", "byline", ("裴若水",)),
        ("Posted by bean on May 9, 2014", "byline", ("bean",)),
        ("阿樟 發表在 某某部落 留言(2) 人氣(2871)", "byline", ("阿樟",)),
        ("原文地址：给孩子的一封信作者：童心", "byline", ("童心",)),
        ("Original 阿樟 山水慢读 2023-03-11 07:30 Posted on 浙江", "byline", ("阿樟",)),
        ("原创 阿樟 山水慢读 2023-03-11 07:30", "byline", ("阿樟",)),
        ("本文转载自山水志", "source", ("山水志",)),
        ("【 以下文字转载自 Tea 讨论区 】", "source", ("Tea",)),
        ("（此文曾刊于《山水通讯》2009年第3期）", "source", ("山水通讯",)),
    ],
)
def test_a_header_names_who_posted(line: str, role: str, people: tuple[str, ...]) -> None:
    assert [m.values for m in find_header(line) if m.role == role] == [people]


@pytest.mark.parametrize(
    "line",
    [
        "发布者：admin 于 2014-05-09",
        "由青年报于2014-05-09发布",
        "楼主 发表于 2014-05-09 10:20",
        "本文来自作者投稿",
        "老王 发表在 《山水》杂志上",
        "Cached at 2014-07-14 02:00",
    ],
)
def test_a_header_that_names_nobody(line: str) -> None:
    assert not [m.values for m in find_header(line) if m.role in ("byline", "source")]


@pytest.mark.parametrize(
    ("line", "person"),
    [
        ("裴若水合伙人", "裴若水"),
        ("尉迟婉高级顾问", "尉迟婉"),
        ("联合创始人 裴若水", "裴若水"),
        ("裴若水 执业律师", "裴若水"),
        ("一个快要退休的儿科医生 裴若水", "裴若水"),
        ("安全工程师", ""),
        ("明星教练", ""),
        ("江州律师", ""),
        ("高级顾问", ""),
        ("律师：裴若水", ""),
    ],
)
def test_who_holds_an_office(line: str, person: str) -> None:
    assert "".join(parse_holder(line)) == person


ASKED = f"{TITLE}\n提问者：小面团 浏览 23115 次\n{FIRST}"


@pytest.mark.parametrize(
    ("text", "authors", "editors", "source"),
    [
        # who answers, not who asks nor who answers after him
        (f"{ASKED}\n{SECOND}\n回答者：老秋师傅\n其他回答\n回答者：小红帽", "老秋师傅", "", ""),
        (f"{HEAD}{BODY}\n解答律师：裴若水", "裴若水", "", ""),
        (f"{HEAD}{BODY}\n解答医生：裴若水 主任医师", "裴若水", "", ""),
        (ASKED + f"\n{SECOND}", "小面团", "", ""),
        (f"{HEAD}回复人：县住建局\n{BODY}", "", "", ""),
        # pupils and teachers
        (f"{TITLE}\n作者：五（2）班 石小禾 点击数： 更新时间：2008-4-21\n{BODY}", "石小禾", "", ""),
        (f"{TITLE}\n裴若水（语文组） 发表日期：2012年11月9日\n{BODY}", "裴若水", "", ""),
        (f"{HEAD}{BODY}\n文章录入：信息组　责任编辑：谷老师", "", "谷老师", ""),
        (f"{HEAD}{BODY}\n文章录入：zjj　责任编辑：裴若水", "", "裴若水", ""),
        # editors
        (f"{HEAD}{BODY}\n编辑 | 糯米", "", "糯米", ""),
        (f"{HEAD}{BODY}\n编辑老槐", "", "老槐", ""),
        (f"{HEAD}{BODY}\n编辑推荐", "", "", ""),
        (f"{HEAD}{BODY}\n编辑老师", "", "", ""),
        # accounts
        (f"山水晨报\n官方账号\n关注\n{HEAD}{BODY}", "", "", "山水晨报"),
        (f"山水晨报+关注\n{HEAD}{BODY}", "", "", "山水晨报"),
        (f"{HEAD}{BODY}\n展开更多\n秋天的猫\n弹得不好，但是天天弹\n充电关注 1.3万", "秋天的猫", "", ""),
        (f"{HEAD}{BODY}\n展开更多\n江州热点\n江州广电旗下短视频号\n充电关注 1.3万", "", "", "江州热点"),
        # columns of the site's bar are no media, places no people
        (f"2017-09-04 15:20 设为首页 手机台 官方微博\n{TITLE}\n2017-09-01 20:11\n{BODY}", "", "", ""),
        (f"{TITLE}\n2023-08-14 福建\n{BODY}", "", "", ""),
        (f"声音\n订阅\n{HEAD}{BODY}", "", "", ""),
        (f"声音\n关注\n{HEAD}{BODY}", "", "", ""),
    ],
)
def test_who_wrote_pages_of_other_kinds(text: str, authors: str, editors: str, source: str) -> None:
    fields = of(text).fields
    assert (" ".join(fields.authors), " ".join(fields.editors), fields.source_name or "") == (authors, editors, source)


@pytest.mark.parametrize(
    "text",
    [
        f"把老街的路修到家门口\n刊发日期：2023-09-06 阅读次数： 作者：  语音阅读：\n{BODY}",
        f"把老街的路修到家门口\n這個部落格...\n{BODY}",
        f"老街纵横\t今日灯会\t老街讲堂\n老街视点\t修路生活\t整点报道\n把路修到家门口\n2023-09-06\n{BODY}",
    ],
)
def test_buttons_beginnings_and_columns_are_nobody(text: str) -> None:
    assert of(text).fields.authors == ()
