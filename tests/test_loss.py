"""What was taken out for good is found, with its places, and whole texts of the same kinds are left alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest

from jiaokan import repair
from jiaokan.rule import Rule
from jiaokan.rules import loss, lost_digits
from tests import forward

REPORT = """县里修好最后一条通村公路
本报6月12日讯 记者今天从县交通局获悉，全县最后一条通村公路6月10日完工通车。这条路长7.6公里，宽5米，总投资1240万元，\
连接着山里的3个自然村。
据介绍，工程始于2021年，去年9月因为塌方停工2个月。施工队调来挖掘机、装载机、运输车等设备30多台，抢在汛期之前完成了路\
基、涵洞、护坡的施工。沿线的水利、电力、通信、林业等部门也派人到现场配合。
71岁的村民老邝站在村口，看着第一辆班车开上来。他高兴地说：“我盼这条路盼了一辈子，你们来得正是时候！”司机按了按喇叭，笑着问：“老人家，要不要跟我进城？”
目前，全县通车里程达到1860公里，比十年前增长42%，其中等级公路占93%。县交通局负责人表示，明年还要在沿线建设停车点、观\
景台、公共厕所，方便游客、货车司机和附近居民。
这条路也带来了生意。收购香菇、木耳、竹笋的货车每天都有，价钱比从前每公斤高出2元。村里正在筹办合作社，计划把农家饭馆\
、民宿、采摘园连成一片。"""

STORY = """老渡口
渡口的船，一天只走四趟。撑船的是个瘦高个儿，村里人都叫他水生。他不爱说话，见人只是点点头，接过缆绳，等人站稳了，才把\
竹篙往岸上一点。
那年秋天，河水涨得厉害。有个女人抱着孩子来到岸边，说孩子发烧，要到对岸去看郎中。水生看了看天，又看了看水，什么也没说\
，解开了船。船到河心，雨就下来了。女人把孩子裹在怀里，自己淋得透湿。水生脱下蓑衣，披在她身上。
浪一个接一个地打过来，船头忽高忽低。女人闭着眼睛，嘴里念着什么。水生把竹篙换成了桨，一下一下地划，划得很慢，却很稳。\
等船靠了岸，他的手上全是血泡。女人要给他钱，他摆摆手，转身又上了船。
后来，河上修了桥，渡口就没有人来了。水生把船拖到岸上，翻过来，搭了个棚子，住在里面。有人劝他搬到镇上去，他只是笑笑。\
再后来，棚子空了，谁也不知道他去了哪里。
去年我回乡，在桥头遇到一个中年人，他说他小时候坐过水生的船。我们站在桥上，看着下面的水，都没有再开口。河还是那条河，\
只是岸边的芦苇比从前更密了。"""

REGULATION = """第一条　为了加强渡口管理，保护人民生命财产安全，制定本办法。
第二条　本办法所称渡口，是指供船舶停靠并从事渡运的场所。
第三条　设置渡口应当经县人民政府批准。申请人应当提交申请书和图纸。县人民政府应当自收到申请之日起二十日内作出决定；不\
予批准的，应当书面说明理由。
第四条　渡船应当经检验合格，并在明显位置标明载客定额。渡船不得超载，不得在恶劣天气下航行。遇有洪水，渡口经营者应当停\
止渡运，并告知公众。
第五条　渡工应当年满十八周岁，身体健康，熟悉水性，并经培训考试合格。渡工酒后不得驾驶渡船。
第六条　违反本办法规定，擅自设置渡口的，由县交通主管部门责令拆除，可以并处三千元以上三万元以下的罚款；造成损失的，依\
法承担赔偿责任。
第七条　本办法自公布之日起施行。"""

CLASSICAL = """某公少时家贫，昼樵于山，夜读于灶下，十年不辍。乡人笑之，公不为动。后举于乡，官至县丞，所至有声。
岁月既久，乡人慕其德，立石渡口以志之。石上年月日皆漫灭，唯存其姓。每岁首，老者携幼子往观，语以旧事。
余过其地，抚石徘徊，日暮乃去。户户炊烟，人人安业，问其故，皆曰公之遗泽也。"""

RECIPE = """红烧茄子
茄子两根，切成滚刀块，撒一小勺盐，腌一刻钟，挤去水分。肉末二两，葱姜蒜各少许，豆瓣酱一大勺。
锅里放油，烧到六成热，下茄子炸至金黄，捞出沥油。锅里留少许底油，下肉末炒散，再下豆瓣酱炒出红油，放葱姜蒜炒香。
倒入茄子，加半碗水，一勺生抽，半勺糖，中火焖五分钟。水快干时淋一点香醋，翻匀，出锅。喜欢吃辣的，可以放几个干辣椒。
做这道菜，茄子一定要挤干，不然炸的时候费油，吃起来也软塌塌的。时间不够，可以用微波炉先加热几分钟。"""

PLAY = """第二幕
（夜。店堂里点着一盏灯。）
掌柜：天不早了，上板吧。
伙计：掌柜的，门口还有个人，站了半天了。
掌柜：你去问问，是住店还是打听道。
伙计：他说他等人。
掌柜：等谁？
伙计：等您哪。
（掌柜放下算盘，慢慢走到门口。）
掌柜：你找我？
客人：二十年了，你不认得我，我可认得你。
掌柜：外面风大，进来喝碗茶吧。
客人：茶我不喝，我只问你一句话，当年那只箱子，还在不在？
掌柜：在。我一天也没敢动它。
客人：那你打开给我看看。
掌柜：钥匙在你手里，我怎么打得开？
伙计：掌柜的，你们说的是哪只箱子？我来了三年，从没听您提起过。
掌柜：不该你问的，你别问。去把后门插上，再烧一壶水来。
客人：不用忙了。我坐一坐就走，天亮以前还要赶到渡口。"""

WHOLE = {
    "report": REPORT,
    "story": STORY,
    "regulation": REGULATION,
    "classical": CLASSICAL,
    "recipe": RECIPE,
    "play": PLAY,
    "paragraph": STORY.split("\n")[2],
}


def found(rule: Rule, text: str) -> list[str]:
    return [text[span.start : span.end] for span in rule.find(text)]


STRIPPED: list[tuple[Rule, Callable[[str], str]]] = [
    (lost_digits.digits_stripped, forward.strip_digits),
    (loss.quotes_stripped, forward.strip_quotes),
    (loss.enumeration_commas_stripped, forward.strip_enumeration_commas),
]


@pytest.mark.parametrize(("rule", "strip"), [pytest.param(*pair, id=pair[0].id) for pair in STRIPPED])
def test_what_was_stripped_from_a_report_is_found(rule: Rule, strip: Callable[[str], str]) -> None:
    assert found(rule, strip(REPORT))


@pytest.mark.parametrize("name", WHOLE)
def test_a_whole_text_has_lost_nothing(name: str) -> None:
    assert not repair(WHOLE[name]).loss


def test_each_place_of_a_missing_number_is_given() -> None:
    text = "本报月日讯新桥长米，总投资万元，工期比计划缩短了%。"
    spans = list(lost_digits.digits_stripped.find(text))
    assert [text[: span.start][-1] + "□" + text[span.start : span.end] for span in spans] == [
        "报□月",
        "月□日",
        "长□米",
        "资□万",
        "了□%",
    ]


def test_places_ascend_and_lie_in_the_text() -> None:
    for rule, strip in STRIPPED:
        text = strip(REPORT)
        spans = list(rule.find(text))
        assert all(a.end <= b.start for a, b in pairwise(spans))
        assert all(0 <= span.start < span.end <= len(text) and span.replacement is None for span in spans)


def test_a_text_with_numbers_has_lost_none() -> None:
    assert not found(lost_digits.digits_stripped, REPORT + "\n本报月日讯")


def test_a_title_and_date_may_keep_their_digits() -> None:
    body = forward.strip_digits(REPORT).replace("\n", "")
    assert found(lost_digits.digits_stripped, "2023/6/13 08:15\n" + body)


def test_lists_that_ran_together_are_given() -> None:
    assert "等部门" in found(loss.enumeration_commas_stripped, forward.strip_enumeration_commas(REPORT))


def test_headings_without_their_mark_are_found() -> None:
    text = "\n".join(
        f"{number}加强组织领导。各单位要明确分工，落实责任。" + "按期报送进展。" * 12 for number in "一二三四"
    )
    assert found(loss.enumeration_commas_stripped, text) == list("一二三四")
    assert not found(loss.enumeration_commas_stripped, re.sub("(?m)^([一二三四])加强", r"\1是加强", text))


def test_speech_without_quotes_is_given() -> None:
    assert len(found(loss.quotes_stripped, forward.strip_quotes(REPORT))) >= 2


def test_speakers_in_one_line_are_a_lost_paragraph_break() -> None:
    turns = "问：您是什么时候开始做这一行的？答：十六岁那年，跟着舅舅学的，一学就是四十年。" * 14
    assert found(loss.paragraph_breaks_stripped, "访谈。" + turns)
    assert not found(loss.paragraph_breaks_stripped, turns.replace("问：", "\n问：").replace("答：", "\n答："))


def test_a_long_paragraph_among_others_has_lost_no_breaks() -> None:
    long = STORY.replace("\n", "") * 3
    assert not found(loss.paragraph_breaks_stripped, STORY.split("\n")[1] + "\n" + long)
    assert found(loss.paragraph_breaks_stripped, long)
