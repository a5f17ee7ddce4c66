from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaokan.document import Hint
from jiaokan.errors import Rejected
from jiaokan.settings import DEFAULT, Settings
from jiaokan.split import Split, split

FIRST = "这一段是正文的内容，写的是街道里的日常小事，读起来并不费力。"
SECOND = "第二段接着说下去，讲到居民们如何商量修路的办法，最后大家都同意了。"
BODY = f"{FIRST}\n{SECOND}"


def of(text: str, *hints: Hint, settings: Settings = DEFAULT) -> Split:
    found = split(text, hints, settings)
    check_partition(text, found)
    return found


def check_partition(text: str, found: Split) -> None:
    assert found.parts[0].start == 0
    assert found.parts[-1].end == len(text)
    assert all(a.end == b.start for a, b in zip(found.parts, found.parts[1:], strict=False))
    assert all(part.start < part.end for part in found.parts)
    assert found.body == "\n".join(text[start:end] for start, end in found.body_spans)
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in found.body_spans)


def roles(text: str, found: Split) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for part in found.parts:
        made.setdefault(part.role, []).append(text[part.start : part.end].strip())
    return made


# ---------------------------------------------------------------- whole pages


def test_a_news_page() -> None:
    metadata = "发布时间：2018-04-07 来源：老街网 访问次数：{{ n }}"
    text = f"街道党建\n\n返回首页>>\n街道书记周明远：把路修好\n{metadata}\n\n{BODY}"
    found = of(text)
    fields = found.fields
    assert fields.title == "街道书记周明远：把路修好"
    assert fields.section == ("街道党建",)
    assert (fields.published_at, fields.published_precision) == ("2018-04-07", "day")
    assert fields.source_name == "老街网"
    assert fields.authors == ()  # the person in the title speaks
    assert found.body == BODY


def test_an_essay_site() -> None:
    title = "2022年在老街修路座谈会上讲话（全文）"
    text = (
        f"老街秘书网\n当前位置 首页 >专题范文 > 公文范文 >\n\n{title}\n\n"
        "发布时间：2022-11-15 18:54:02 来源：网友投稿\n\n"
        f"下面是小编为大家整理的{title}，供大家参考。\n\n{title}\n\n在老街修路座谈会上的讲话\n\n\u00a0\n\n同志们：\n\n"
        f"{FIRST}\n\n{SECOND}\n\n推荐访问:老街 修路\n\n相关文章:\n\nTop"
    )
    found = of(text)
    fields = found.fields
    assert fields.title == title
    assert (fields.site_name, fields.section) == ("老街秘书网", ("专题范文", "公文范文"))
    assert (fields.published_at, fields.source_name) == ("2022-11-15T18:54:02", "网友投稿")
    assert found.body == f"同志们：\n{BODY}"
    made = roles(text, found)
    assert len(made["title"]) == 3
    assert made["salutation"] == ["同志们："]
    assert len(made["related-links"]) == 2


def test_a_page_without_a_title() -> None:
    text = (
        f"2022-09-21 10:31来源：老街网-老街日报\n中学生在老街参加活动（资料图片）\n{FIRST}\n高站位谋划 修好门前路\n"
        f"{SECOND}（记者 刘小芳）\n责任编辑：克明明\n老街要闻2022-09-15\n社会民生2022-09-20\n社会民生2022-09-20"
    )
    found = of(text)
    fields = found.fields
    assert fields.title is None
    assert (fields.published_at, fields.source_name) == ("2022-09-21T10:31", "老街网-老街日报")
    assert (fields.authors, fields.editors) == (("刘小芳",), ("克明明",))
    assert found.body == f"{FIRST}\n高站位谋划 修好门前路\n{SECOND}"
    made = roles(text, found)
    assert len(made["related-links"]) == 3
    assert made["caption"] == ["中学生在老街参加活动（资料图片）"]


def test_a_comment_with_a_notice() -> None:
    notice = "老街新闻网版权及免责声明：凡本网注明“来源：XXX（非老街新闻网）”的作品，均转载自其它媒体，致电000-0000。"
    text = f"让老街亮起来\n让老街亮起来\n{FIRST}（6月18日，《老街日报》）\n{SECOND}（杜小云）\n{notice}"
    found = of(text)
    fields = found.fields
    assert fields.title == "让老街亮起来"
    assert (fields.published_at, fields.source_name) == (None, None)
    assert fields.authors == ("杜小云",)
    assert fields.site_name == "老街新闻网"
    assert found.body == f"{FIRST}（6月18日，《老街日报》）\n{SECOND}"
    assert roles(text, found)["reprint-notice"] == [notice]


def test_a_page_that_lost_its_marks() -> None:
    text = "老街修路记\n2020/7/2 10:11\n本报月日讯记者张若水今天，街道里开了会。大家都说好。责任编辑蔡小海"
    found = of(text)
    assert found.fields.authors == ("张若水",)
    assert found.fields.editors == ("蔡小海",)
    assert found.body == "今天，街道里开了会。大家都说好。"


def test_a_government_page() -> None:
    text = (
        "首页 > 政务公开 > 通知公告\n索引号：000-1 主题分类：综合\n发布机构：某某区办公室 成文日期：2021年3月1日\n"
        "关于修缮老街路灯的通知\n发布日期：2021-03-05 信息来源：区住建局 浏览次数：123 字体：【大 中 小】\n"
        f"各街道办事处：\n{BODY}\n附件：1.路灯清单\n某某区人民政府办公室\n2021年3月1日\n【打印本页】 【关闭窗口】\n"
        "上一篇：关于开会的通知\n版权所有：某某区人民政府 某ICP备12345号"
    )
    found = of(text)
    fields = found.fields
    assert fields.title == "关于修缮老街路灯的通知"
    assert (fields.published_at, fields.source_name) == ("2021-03-05", "区住建局")
    assert fields.section == ("政务公开", "通知公告")
    assert found.body == f"各街道办事处：\n{BODY}\n附件：1.路灯清单\n某某区人民政府办公室\n2021年3月1日"


def test_a_wechat_page() -> None:
    text = (
        f"老街的路灯亮了\n原创 张小明 老街观察 2022-05-06 08:00\n{BODY}\n文/张小明 图/李大伟\n来源丨老街日报\n"
        "编辑丨王五 审核丨赵六\n扫描二维码关注我们"
    )
    fields = of(text).fields
    assert fields.authors == ("张小明",)
    assert fields.editors == ("王五", "赵六")
    assert fields.source_name == "老街日报"
    assert fields.site_name == "老街观察"
    assert of(text).body == BODY


def test_a_traditional_page_keeps_its_characters() -> None:
    text = f"老街的路燈\n發布時間：2020-02-03 來源：老街日報 記者 張曉明 責任編輯：陳大文\n{BODY}"
    fields = of(text).fields
    assert (fields.source_name, fields.authors, fields.editors) == ("老街日報", ("張曉明",), ("陳大文",))


# ---------------------------------------------------------------- title


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"老街的春天\n{BODY}", "老街的春天"),
        (f"老街的路该怎么修？\n2020-02-03\n{BODY}", "老街的路该怎么修？"),
        (f"第三章 修路\n{BODY}", "第三章 修路"),
        (f"老街的灯\n某某县委组织部 张三\n{BODY}", "老街的灯"),
        (f"老街的灯\n记一次漫长的修路经过\n{BODY}", "老街的灯"),
        (f"街道党建\n关于修路的通知\n{BODY}", "关于修路的通知"),
        ("静夜小记\n张若水\n月光照进院子，\n风从门缝来。\n我把茶再煮一遍，\n等你回来。", "静夜小记"),
        ("春夜\n\n窗外的雨落了一夜\n灯下的人没有睡\n他在等一封信", "春夜"),
        # leave alone
        (f"　　{FIRST}\n　　{SECOND}", None),
        (f"一、修路的由来\n{BODY}", None),
        ("窗外的雨落了一夜\n灯下的人没有睡\n他在等一封信\n信在路上", None),
        (f"街道里开了一个会，会上大家说到了修路的\n事情，一致同意从下月动工，工期为三个\n月，请绕行。\n{FIRST}", None),
        (FIRST, None),
        ("春天来了", None),
        (f"2020-02-03 来源：老街网\n老街的由来\n{FIRST}\n老街的今天\n{SECOND}", None),  # headings
    ],
)
def test_title(text: str, title: str | None) -> None:
    assert of(text).fields.title == title


def test_a_subtitle_stands_below_the_title() -> None:
    fields = of(f"把路修到家门口\n——老街修路纪实\n{BODY}").fields
    assert (fields.title, fields.subtitle) == ("把路修到家门口", "老街修路纪实")


def test_a_hint_picks_the_title_among_the_lines() -> None:
    text = f"老街论坛\n老街要修路了\n版主推荐的好文章\n2020-01-01 10:00\n{BODY}"
    assert of(text, Hint("title", "老街要修路了_老街网", "title")).fields.title == "老街要修路了"


def test_a_hint_fills_in_a_title_the_page_does_not_print() -> None:
    assert of(BODY, Hint("title", "老街要修路了_老街网", "og:title")).fields.title == "老街要修路了"
    assert of(BODY, Hint("title", "老街要闻_老街网", "title")).fields.title is None


# ---------------------------------------------------------------- published_at and source


@pytest.mark.parametrize(
    "text",
    [
        f"老街灯会通知\n{BODY}\n时间：2022年9月1日\n地点：老街广场",
        f"老街讲座\n时间：2022年9月1日\n地点：老街礼堂\n{BODY}",
        f"老街的灯\n{BODY}\n2022年9月1日写于老街",
        f"在老街大会上的讲话\n（2018年4月7日）\n同志们：\n{BODY}",
        f"老街修路记\n{FIRST}2020年7月2日，路修好了。\n{SECOND}",
        f"老街修路记\n发布时间：2020-02-31\n{BODY}",
        f"老街修路记\n成文日期：2020-02-03\n{BODY}",
        f"老街修路记\n{BODY}\n相关文章\n老街要闻 2022-09-15\n老街新事 2022-09-16",
    ],
)
def test_another_date_is_not_that_of_publication(text: str) -> None:
    assert of(text).fields.published_at is None


@pytest.mark.parametrize(
    "text",
    [
        f"致老街居民的信\n亲爱的居民朋友们：\n{BODY}\n你们的邻居 张若水\n2022年9月1日",
        f"老街的灯\n{BODY}\n张若水\n二〇二二年九月一日",
        f"写给老街的信\n{BODY}\n张若水\n2022年9月1日，中秋",
    ],
)
def test_what_a_person_signs_is_dated_so_where_nothing_else_dates_it(text: str) -> None:
    assert of(text).fields.published_at == "2022-09-01"
    head, _, rest = text.partition("\n")
    assert of(f"{head}\n发布时间：2022-09-03\n{rest}").fields.published_at == "2022-09-03"


def test_what_a_body_signs_is_published_when_it_is_signed() -> None:
    text = f"关于修缮老街路灯的通知\n各街道办事处：\n{BODY}\n老街居委会\n2022年9月1日"
    found = of(text)
    assert found.fields.published_at == "2022-09-01"
    assert found.body.endswith("老街居委会\n2022年9月1日")
    assert of(f"{text}\n发布时间：2022-09-03").fields.published_at == "2022-09-03"


@pytest.mark.parametrize(
    "text",
    [
        f"老街修路记\n来源：本站\n{BODY}",
        f"老街修路记\n来源：\n{BODY}",
        f"老街修路记\n{FIRST}幸福的来源：劳动。\n{SECOND}",
        f"老街修路记\n{BODY}\n声明：凡注明“来源：老街网”的作品，转载请注明出处。",
        f"老街修路记\n{BODY}\n图片来源：老街摄影社",
    ],
)
def test_another_source_is_not_the_pages(text: str) -> None:
    assert of(text).fields.source_name is None


# ---------------------------------------------------------------- bylines


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("（记者 张三 李四）", ("张三", "李四")),
        ("（张三 李四）", ("张三", "李四")),
        ("(杜小云)", ("杜小云",)),
        ("（作者：张三，系某某大学教授）", ("张三",)),
        ("（作者系某某大学教授）", ()),
        ("（完）", ()),
        ("（编辑小娜）", ()),
        ("\n本报记者 张三 通讯员 李四", ("张三", "李四")),
        ("\n（张三）", ("张三",)),
        ("文/张三", ("张三",)),
    ],
)
def test_a_byline_at_the_end_is_no_body(line: str, authors: tuple[str, ...]) -> None:
    found = of(f"老街修路记\n{BODY}{line}")
    assert found.fields.authors == authors
    assert found.body == BODY


@pytest.mark.parametrize(
    "line", ["（高铁）", "（笑）", "（见图）", "（下转第二版）", "记者走了。", "他是一名编辑。", "（方言，意思是修路）"]
)
def test_another_bracket_at_the_end_stays(line: str) -> None:
    found = of(f"老街修路记\n{BODY}{line}")
    assert found.fields.authors == ()
    assert found.body == BODY + line


def test_a_name_inside_the_last_sentence_stays() -> None:
    text = f"老街修路记\n{FIRST}\n说这话的是街道主任（张三）"
    assert of(text).fields.authors == ()


def test_an_interview_stays_whole() -> None:
    talk = f"记者：您怎么看修路？\n居民：是一件好事，大家都支持。\n记者：谢谢您。\n{FIRST}"
    found = of(f"对话老街居民\n2020-01-01 来源：老街网\n{talk}")
    assert found.body == talk
    assert found.fields.authors == ()


def test_only_editors_are_editors() -> None:
    fields = of(f"老街修路记\n{BODY}\n编辑：王五 审核：赵六 监制：钱七 美编：孙八").fields
    assert fields.editors == ("王五", "赵六", "钱七")
    assert fields.authors == ()


def test_a_list_of_names_is_body() -> None:
    found = of(f"获奖名单\n{FIRST}\n张三\n李四\n王五")
    assert found.body == f"{FIRST}\n张三\n李四\n王五"
    assert found.fields.authors == ()


# ---------------------------------------------------------------- body


def test_readers_comments_behind_the_editor_are_no_body() -> None:
    comments = "\n".join(f"网友{i}说得好，老街的路真的应该早一点修起来，支持。" for i in range(20))
    assert of(f"老街修路记\n{BODY * 3}\n责任编辑：王五\n网友评论\n{comments}").body == BODY * 3


def test_a_caption_between_paragraphs_is_no_body() -> None:
    assert of(f"老街修路记\n{FIRST}\n图为老街的早晨。张三摄\n{SECOND}").body == BODY


def test_headings_and_short_lines_stay() -> None:
    text = f"老街修路记\n{FIRST}\n评论\n{SECOND}\n来源\n{FIRST}"
    assert of(text).body == text.partition("\n")[2]


def test_furniture_of_the_source_is_no_body() -> None:
    text = f"老街修路记\n{FIRST}\n老街客户端，天天见\n{SECOND}"
    assert of(text, settings=Settings(furniture=("老街客户端，天天见",))).body == BODY
    assert of(text).body != BODY


def test_paragraphs_lose_their_blanks() -> None:
    assert of(f"\u3000\u3000{FIRST} \u00a0\n\n \u00a0\u3000{SECOND}\u3000\n").body == BODY


@pytest.mark.parametrize("text", ["", " \n\u3000\n", "……\n——", "首页\n返回", "老街修路记\n发布时间：2020-01-01"])
def test_a_page_without_text_is_rejected(text: str) -> None:
    with pytest.raises(Rejected) as refusal:
        split(text, (), DEFAULT)
    assert refusal.value.reason == "no-text"


@pytest.mark.parametrize("text", ["请输入密码\n密码：\n提交", "老街修路记\n您需要登录后才能查看本文\n立即登录"])
def test_a_password_page_is_rejected(text: str) -> None:
    with pytest.raises(Rejected) as refusal:
        split(text, (), DEFAULT)
    assert refusal.value.reason == "password-page"


@pytest.mark.parametrize("text", [f"如何设置密码\n请输入密码后点击确定。\n{BODY}", f"{FIRST}请先登录。"])
def test_a_text_about_passwords_is_none(text: str) -> None:
    assert of(text).body


def test_a_very_long_line_costs_little() -> None:
    text = "本报讯 今天，" + "街道里开了会，" * 2_000_000 + "都说好。（记者 张三）"
    assert of(text).fields.authors == ("张三",)


# ---------------------------------------------------------------- what only looks like furniture is body

LATER = "第三段写到通车的那一天，孩子们第一个跑过去，老人们在后面慢慢地走，谁也不着急。"
LONG = "\n".join([FIRST, SECOND, LATER] * 3)


@pytest.mark.parametrize(
    "body",
    [
        # a caption is one sentence at most
        "2月3日，游客在老街观灯。当天，老街的灯会吸引了许多人。",
        f"{FIRST}\n图1 给出了老街十年的人口，可以看出逐年增加。\n{SECOND}",
        f"{FIRST}\n下图为老街的路灯数量，可以看出增加了一倍。\n{SECOND}",
        # a label is a word of its own
        f"{FIRST}\n考试时间:2019年6月7日\n{SECOND}",
        f"会议时间：2019年6月7日 9:00\n{BODY}",
        f"{FIRST}\n水的来源：雪山\n{SECOND}",
        f"{FIRST}\n活动时间：2019年6月7日\n报名截止日期：2019年6月1日",
        f"{BODY}\n原标题:老街的灯亮了，{LATER}{LATER}{LATER}",
        f"他的标题：老街往事，这是后来改的\n{BODY}",
        # a line of marks closes nothing, and is kept between paragraphs
        f"{LONG}\n* * *\n灯火照着老街\n人影慢慢走远\n留下一阵风",
        f"{LONG}\n名称：保温水壶\n容量：两升\n产地：老街",
        f"{FIRST}\nfor i in x {{\nrun(i)\n}}\n{SECOND}",
        f"{FIRST}\n……\n{SECOND}\n！！！\n{LATER}",
        f"{FIRST}\n人口\n95\n12,345\n{SECOND}",
        f"{LONG}\n人口\n95\n户数\n12,345\n谁也没有料到",
        # who speaks
        f"某某电视台记者：\n{FIRST}\n张三：\n{SECOND}\n记者：\n{LATER}",
        f"{LONG}\n记者：\n谢谢您\n张三：\n不客气",
        f"问：路修好了吗？\n答：{FIRST}\n问：谢谢。\n答：{SECOND}",
        # sentences
        f"{LONG}\n编辑推荐：这本书写老街，写得很慢，也写得很真，值得放在床头。\n{SECOND}",
        f"{LONG}\n今日推荐：老街口的面馆，汤好，面也好。\n{SECOND}",
        f"{LONG}\n未经许可，任何人不得转载，这是写在法律里的规定。\n{LATER}",
        f"{FIRST}\n小编今天给大家讲一个老街的故事，请大家慢慢看。\n{SECOND}",
        f"{FIRST}\n我们为大家准备了热水和毛巾，希望对大家有所帮助。\n{SECOND}",
        f"{LONG}\n网友评论\n{LONG}",
        # from hearsay
        f"我昨天在网上看到一条消息：老街的面厂要搬走了。\n{SECOND}",
        f"他从老街网得到消息：明天停水。\n{SECOND}",
        # a path begins at home
        f"大桥 > 小桥 > 独木桥，这是孩子们的排法。\n{BODY}",
        f"{FIRST}\n位置：县城以北三里\n{SECOND}",
        # a word that begins like a surname
        *(f"{word}\n{BODY}" for word in ("成长", "谷雨", "解析", "向日葵", "明月", "车票", "王老师", "红玫瑰与白玫瑰")),
        f"张三\n李四\n王五\n{BODY}",
        f"张若水\n张若水是老街的居民，今年七十岁。\n{BODY}",
        # in a bracket at the end
        *(f"{BODY}（{word}）" for word in ("于北京", "单口相声", "鲁迅", "向日葵")),
        f"{FIRST}\n他说：“路是人走出来的。”（张若水）",
        # programmes and things
        "2019年5月4日 9:00 签到\n2019年5月4日 9:30 开幕\n2019年5月4日 12:00 午餐\n2019年5月4日 14:00 参观",
        f"{FIRST}\n名称：青铜鼎\n时间：1976年\n出处：河南安阳\n分类：礼器\n现藏：老街博物馆",
    ],
)
def test_body_stays_whole(body: str) -> None:
    found = of(f"把老街的路修到家门口\n{body}", Hint("title", "把老街的路修到家门口", "title"))
    assert found.body == body
    assert found.fields.title == "把老街的路修到家门口"
    assert (found.fields.authors, found.fields.published_at, found.fields.source_name) == ((), None, None)


@pytest.mark.parametrize(
    ("text", "body"),
    [
        (
            f"2月3日，游客在老街观灯。当天，灯会吸引了许多人。张三 摄\n{SECOND}",
            f"2月3日，游客在老街观灯。当天，灯会吸引了许多人。\n{SECOND}",
        ),
        (
            "2月3日，游客在老街观灯。当天，灯会吸引了许多人。记者张三摄",
            "2月3日，游客在老街观灯。当天，灯会吸引了许多人。",
        ),
        (f"{LONG}\n责任编辑：王五\n网友评论\n路修得好，支持。", LONG),
        (f"{LONG}\n-----\n责任编辑：王五", LONG),
        *((f"{BODY}（{word}）", BODY) for word in ("全剧终", "全书完", "连载中", "完")),
    ],
)
def test_only_furniture_is_taken_out(text: str, body: str) -> None:
    found = of(f"把老街的路修到家门口\n{text}")
    assert found.body == body
    assert found.fields.authors == ()


@pytest.mark.parametrize("buttons", ["字号：", "打印", "【打印本页】", "字号：大 中 小"])
def test_a_date_beside_buttons(buttons: str) -> None:
    fields = of(f"把老街的路修到家门口\n2014-07-18 16:54:09 {buttons}\n{BODY}").fields
    assert (fields.title, fields.published_at) == ("把老街的路修到家门口", "2014-07-18T16:54:09")


def test_the_date_of_today_is_not_that_of_publication() -> None:
    assert of(f"今天是2020年1月1日 10:20 星期三 设为首页\n把路修好\n{BODY}").fields.published_at is None


def test_the_first_date_below_a_title_is_that_of_publication() -> None:
    rest = "某某研究所\n摘要：写的是修路。\n老街广场\n2020年2月20日"
    found = of(f"把老街的路修到家门口\n2020-02-27\n{rest}\n{BODY}")
    assert (found.fields.title, found.fields.published_at) == ("把老街的路修到家门口", "2020-02-27")
    assert found.fields.summary == "写的是修路。"
    assert found.body.endswith(BODY)


def test_labelled_lines_below_the_date_still_count() -> None:
    found = of(f"把老街的路修到家门口\n2020-02-27 10:00\n老街观察员\n来源：老街网 编辑：王五\n{BODY}")
    assert (found.fields.source_name, found.fields.editors) == ("老街网", ("王五",))
    assert found.body == BODY  # what stands between two lines of metadata is of them


def test_replies_set_no_fields() -> None:
    reply = "李小水 发表于 2019-01-01 08:00\n路修得好，支持一下。"
    fields = of(f"把路修好\n2018-05-06 来源：老街网\n{LONG}\n{reply}\n{reply}").fields
    assert (fields.authors, fields.published_at) == ((), "2018-05-06")
    assert of(f"把路修好\n{LONG}\n{reply}").fields.published_at is None
    assert of(f"把路修好\n{LONG}\n本报记者 张三\n2018-05-06 10:00").fields.authors == ("张三",)


@pytest.mark.parametrize(
    ("head", "author"),
    [
        ("张若水\n老街修路记\n张若水", "张若水"),
        ("老街修路记\n□张若水", "张若水"),
        ("老街修路记\n文/张若水", "张若水"),
        ("老街修路记\n张若水\n2020-01-01", "张若水"),
        ("老街修路记\n张若水\n（某某大学，老街 000000）", "张若水"),
        ("老街修路记\n作者：阿栀", "阿栀"),
        ("老街修路记\n作者：编辑部", None),
        ("老街修路记\n作者：综合", None),
    ],
)
def test_a_name_in_the_head(head: str, author: str | None) -> None:
    found = of(f"{head}\n{BODY}")
    assert found.fields.authors == ((author,) if author else ())
    assert found.fields.title == "老街修路记"


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("老街修路记\n□张若水", "老街修路记"),
        ("责任部门：修路办\n老街修路记\n2020-01-01", "老街修路记"),
        ("老街修路记\n（修订稿）\n2020-01-01", "老街修路记"),
        ("关于老街修路的若干意见\n修路办\n2020-01-01", "关于老街修路的若干意见"),
        ("索引号：000-1\n文号类别：综合\n发布日期：2021-03-05\n关于老街修路的若干意见", "关于老街修路的若干意见"),
        ("街道修路记\n街道修路记\n关于老街的一些老照片和旧闻\n2020-01-01", "街道修路记"),
        ("本报讯（记者 张三）\n2020-01-01", None),
        ("老街", "老街"),
    ],
)
def test_title_in_the_head(head: str, title: str | None) -> None:
    assert of(f"{head}\n{BODY}").fields.title == title


# ---------------------------------------------------------------- properties

LINES = st.sampled_from(
    [
        *BODY.split("\n"),
        "",
        "　",
        "老街的春天",
        "——老街修路纪实",
        "首页 > 街道 > 正文",
        "返回首页>>",
        "发布时间：2018-04-07 来源：老街网 访问次数：{{ n }}",
        "2022-09-21 10:31来源：老街网",
        "2020年1月1日",
        "责任编辑：王五",
        "责任编辑王五",
        "（记者 张三）",
        "（张三）",
        "本报讯（记者 张三）",
        "本报记者 李四",
        "同志们：",
        "关键词：老街 修路",
        "图为老街。",
        "相关文章：",
        "老街要闻2022-09-15",
        "版权声明：本网内容",
        "最热评论",
        "Top",
        "时间：2022年9月1日",
        "地点：老街",
        "摘要：讲了修路。",
        "张三",
    ]
)


@given(st.lists(st.tuples(LINES, st.sampled_from(["\n", "\n", "\n\n", "", " "])), max_size=14))
def test_every_character_has_one_role(pieces: list[tuple[str, str]]) -> None:
    check_any("".join(line + gap for line, gap in pieces))


@given(
    st.text(
        alphabet=st.sampled_from("老街张三记者：:，。（）()【】 \n\u3000\u00a02020-13年月日来源编辑/|>、·x"),
        max_size=80,
    )
)
def test_any_text_is_partitioned(text: str) -> None:
    check_any(text)


@given(st.text(max_size=60))
def test_any_unicode_is_partitioned(text: str) -> None:
    check_any(text)


def check_any(text: str) -> None:
    try:
        found = split(text, (), DEFAULT)
    except Rejected:
        return
    check_partition(text, found)


def test_a_single_paragraph_above_the_editor_is_the_body() -> None:
    made = split("本报讯（记者 张小明）昨天，新馆开放。读者可以免费借书。\n责任编辑：李文\n", (), DEFAULT)
    assert made.body == "昨天，新馆开放。读者可以免费借书。"
    assert made.fields.authors == ("张小明",)
    assert made.fields.editors == ("李文",)


def test_a_row_of_links_is_no_breadcrumb() -> None:
    text = "首页 | 新闻 | 体育\n小城开了书店\n2023-05-06\n昨天上午，县城的第一家书店开门迎客，孩子们都跑来看书。"
    assert split(text, (), DEFAULT).fields.section == ()


PARAGRAPH = "河边小学的木屋图书馆上午开门了，书架上共有三千二百册图书，还有一台旧风琴。"


@pytest.mark.parametrize(
    ("head", "title", "confidence"),
    [
        ("木屋图书馆开门\n2021-07-02 来源：河边日报", "木屋图书馆开门", 0.97),
        ("关于开放木屋图书馆的通知\n作者：蒋文", "关于开放木屋图书馆的通知", 0.97),
        ("木屋图书馆开门", "木屋图书馆开门", 0.91),
        ("河边新闻网\n2021-07-02 来源：河边日报", None, None),
    ],
)
def test_the_title_of_a_plain_text_is_not_weighed(head: str, title: str | None, confidence: float | None) -> None:
    found = split(f"{head}\n{PARAGRAPH}\n{PARAGRAPH}", [], DEFAULT)
    told = [(value.value, value.confidence) for value in found.values if value.field == "title"]
    assert found.body == f"{PARAGRAPH}\n{PARAGRAPH}"
    assert found.fields.title == title
    assert title is None or told == [(title, confidence)]
