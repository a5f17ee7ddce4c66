"""Annotations, half-spelt words and strewn emoji against the damage run forward, and against texts that look alike."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest
from pypinyin import Style, pinyin

from jiaokan.readings import LOOSE_ANNOTATION, is_first_reading, is_reading
from jiaokan.repair import repair
from jiaokan.rule import Rule
from jiaokan.rules.gloss_evidence import find_glosses, weigh
from jiaokan.rules.half_spelt import half_spelt_word
from jiaokan.rules.pinyin import pinyin_gloss
from jiaokan.rules.strewn import strewn_emoji
from tests import forward

# Written for this test; marks in full width, as before any folding.
PAGES = [
    (
        "县自来水公司昨天对城北的供水管网进行了检修。这条管道是二十年前铺设的，接口老化，去年冬天先后漏水六次，"
        "附近居民的生活受到影响。抢修人员从早上七点干到晚上九点，更换了三百多米旧管，安装了四个新阀门。\n"
        "公司负责人说，今年计划投资八百万元，把全城的旧管道分批换掉。施工期间如果需要停水，会提前三天通知用户，"
        "并且安排送水车到各个小区。市民发现漏水，可以随时拨打热线电话，也可以在网上留言。"
    ),
    (
        "他第一次坐船出海，是跟着舅舅去收网。天还没有亮，海面上只有几盏灯，风吹在脸上又咸又冷。舅舅站在船头，"
        "不说话，只用手指了指远处的浮标。发动机一停，四周突然安静下来，能听见水拍打船身的声音。\n"
        "网拉上来的时候，他数了数，一共十七条鱼，还有两只螃蟹。舅舅把小的扔回海里，说要让它们再长一年。"
        "回来的路上太阳出来了，海水变成金色，他想，以后要是有人问他什么叫丰收，他就讲这个早晨。"
    ),
    (
        "人民法院经审理认为，双方签订的合同合法有效，应当按照约定全面履行自己的义务。被告没有在规定的时间内交付货物，"
        "已经构成违约，应当承担继续履行、采取补救措施或者赔偿损失等责任。原告要求返还定金的请求，符合法律规定，"
        "本院予以支持；要求赔偿其他费用的部分，因为没有提供证据，本院不予支持。\n"
        "如果不服本判决，可以在判决书送达之日起十五日内，向本院递交上诉状，并按照对方当事人的人数提出副本，上诉于中级人民法院。"
    ),
]
EMOJI = ("✊", "🥰", "㊙️", "🛫", "🎩", "👩🏻‍🔧", "🗡", "📕", "🐄", "🤙🏽", "🔷", "📯")


def traditional(text: str) -> str:
    return forward.to_traditional_1to1(text)


def by_table(text: str, seed: int) -> str:
    return forward.aligned_annotation(traditional(text), forward.reading_table(seed))


def by_table_of(style: Style) -> Callable[[str, int], str]:
    def damage(text: str, seed: int) -> str:
        table = [(char, pinyin(char, style=style)[0][0]) for char, _ in forward.reading_table(seed)]
        return forward.aligned_annotation(traditional(text), table)

    return damage


DAMAGE: dict[str, Callable[[str, int], str]] = {
    "table": by_table,
    "table, toneless": by_table_of(Style.NORMAL),
    "table, tone digits": by_table_of(Style.TONE3),
    "table, full-width brackets": lambda text, seed: forward.widen_brackets(by_table(text, seed)),
    "table, mixed brackets": lambda text, seed: by_table(text, seed).replace(")", "）"),
    "table, blanks in brackets": lambda text, seed: by_table(text, seed).replace("(", "( ").replace(")", " )"),
    "table, letters of GB 2312 row 8": lambda text, seed: by_table(text, seed).replace("g", "ɡ").replace("a", "ɑ"),
    "table, capitals": lambda text, seed: LOOSE_ANNOTATION.sub(lambda found: found[0].upper(), by_table(text, seed)),
    "at random": lambda text, seed: forward.annotate_at_random(text, 0.1, Random(seed)),
    "doubled": lambda text, seed: forward.annotate_doubled(
        traditional(text), forward.reading_table(seed), Random(seed)
    ),
    "every seventh": lambda text, seed: forward.annotate_every(
        traditional(text), 7, tones=True, emoji=EMOJI, rate=0.0, rng=Random(seed)
    ),
    "every ninth, toneless, emoji": lambda text, seed: forward.annotate_every(
        traditional(text), 9, tones=False, emoji=EMOJI, rate=0.04, rng=Random(seed)
    ),
}


@pytest.mark.parametrize("page", PAGES, ids=range(len(PAGES)))
@pytest.mark.parametrize("damage", DAMAGE)
def test_annotated_pages_come_back(damage: str, page: str) -> None:
    for seed in range(3):
        damaged = DAMAGE[damage](page, seed)
        assert damaged not in {page, traditional(page)}
        repaired = repair(damaged, rules=[strewn_emoji, pinyin_gloss]).text
        assert repaired == (page if damage == "at random" else traditional(page))


# Of each kind some; none of it is damage.
INNOCENT = [
    "从前有一个叫阿毛的孩子，住在一间茅(máo)屋里。有一天，他上山砍(kǎn)柴，遇见一只受伤的狐(hú)狸。",
    "小明每天早上七點起床，他先刷(shuā)牙(yá)，再洗臉(liǎn)，然後吃早飯。早飯要吃得飽(bǎo)，上課才有精神。",
    "我的學校很大(dà)，有兩個操場(chǎng)和一座圖書館。下課的時候，有的踢毽(jiàn)子，有的跳繩(shéng)。",
    "夏天到了，知了(liǎo)在樹上叫個不停。我和妹妹到池塘(táng)邊看荷(hé)花，荷葉上有一隻青蛙(wā)。",
    "司马光小时候，院子里有一口大缸(gāng)。有个小朋友爬上假山(shān)，掉进了缸里。别的孩子都慌(huāng)了。",
    "我爸爸是工(gōng)人，妈妈是护士(shì)，姐姐在银行(háng)上班。我今年八(bā)岁，上二年级(jí)。",
    "你看，天上(shàng)有白云，地上(shang)有绿草，水(shuǐ)里有小鱼，山(shān)上有小羊。",
    "台灣的學生學注音符號，大陸的學生學漢語拼音。「學」的拼音是學(xué)；「書」是書(shū)；「車」是車(chē)。",
    "單(shàn)縣在山東，單(chán)于是匈奴的首領，單(dān)獨是一個人。",
    "亳(bó)州、盱(xū)眙(yí)、儋(dān)州、歙(shè)县，这些地名容易念错。",
    "北冥(míng)有鱼，其名为鲲(kūn)。化而为鸟，其名为鹏(péng)。",
    "關關雎(jū)鳩(jiū)，在河之洲。窈(yǎo)窕(tiǎo)淑女，君子好逑(qiú)。參(cēn)差荇(xìng)菜，左右流之。",
    "生字表：春(chūn)、风(fēng)、花(huā)、草(cǎo)、绿(lǜ)、红(hóng)、飞(fēi)、来(lái)。",
    "“了”读作了(liǎo)的时候表示完结，读作了(le)的时候是助词。",
    "一只(zhī)鸟、一条(tiáo)鱼、一头(tóu)牛、一匹(pǐ)马、一把(bǎ)伞、一辆(liàng)车。",
    "人(rén)之(zhī)初(chū)，性(xìng)本(běn)善(shàn)。性(xìng)相(xiāng)近(jìn)，习(xí)相(xiāng)远(yuǎn)。",
    "今天学习：图书馆(túshūguǎn)、电影院(diànyǐngyuàn)、银行(yínháng)、家(jiā)、书(shū)、我们(wǒmen)。",
    "參加者：王曉(xiǎo)明、李彧(yù)、張贇(yūn)、劉璟(jǐng)、周翀(chōng)。",
    "據張(Zhang)等人的研究，李(Li)和王(Wang)提出的模型與楊(Yang)的一致。",
    "王(WANG)小明，李(LI)雷，张(ZHANG)伟，刘(LIU)洋，陈(CHEN)静，杨(YANG)帆，赵(ZHAO)敏，黄(HUANG)磊，周(ZHOU)杰。",
    "我(Nh) 喜歡(VK) 吃(VC) 餐廳(Na) 的(DE) 薯條(Na) 他(Nh) 跑(VA) 得(DE) 快(VH) 這(Nep) 是(SHI) 我(Nh) 的(DE) 書(Na)",
    "日本料理：鲷鱼(tai)、章鱼(tako)、三文鱼(sake)、豆腐(tofu)、茶(cha)、山(yama)。",
    "向量(a)与向量(b)的夹角为θ，常数(e)约等于2.718，平面(i)与平面(o)平行。",
    "(a)本公司应当……(b)本公司不得……(e)其他事项由董事会决定。",
    "钠(Na)、镁(Mg)、铝(Al)、硅(Si)、磷(P)、钾(K)、钙(Ca)。",
    "网友“西瓜(xigua)”：太好了！网友“阿木(mu)”：同意。网友“大米(mi)”：+1。",
    "闖(chuǎng)王進京那年，老家的祠堂正好落成。",
    "村里有个老人姓逄(páng)，儿子叫逄彧(yù)，孙女叫逄婳(huà)。",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_writers_annotations_stay(text: str) -> None:
    for damaged in (text, forward.widen_brackets(text), "\n".join([text, PAGES[1]])):
        assert repair(damaged, rules=[pinyin_gloss]).text == damaged


def test_a_note_of_the_writer_stays_on_an_annotated_page() -> None:
    note = "館內藏有一部仇(qiú)英的畫冊。"
    damaged = by_table(PAGES[0] + PAGES[1], 1) + "\n" + note
    assert "仇(qiú)英" in repair(damaged, rules=[pinyin_gloss]).text


@pytest.mark.parametrize("n", range(1, 4))
def test_more_of_the_same_makes_a_verdict_surer(n: int) -> None:
    damaged = "\n".join(by_table(page, 0) for page in PAGES[:n])
    assert weigh(damaged, find_glosses(damaged)).confidence > 0.95


@pytest.mark.parametrize(
    ("char", "reading"),
    [
        ("揚", "yáng"),
        ("揚", "yang"),
        ("揚", "yang2"),
        ("揚", "YÁNG"),
        ("綠", "lǜ"),
        ("綠", "lv"),
        ("綠", "lu:4"),
        ("綠", "lü"),
        ("女", "nv3"),
        ("國", "ɡuó"),
        ("安", "ɑn"),
        ("长", "zhăng"),
        ("长", "zha\u030cng"),
        ("的", "de5"),
        ("的", "de0"),
    ],
)
def test_spellings_of_readings(char: str, reading: str) -> None:
    assert is_reading(char, reading)
    assert LOOSE_ANNOTATION.fullmatch(f"( {reading} ）")


@pytest.mark.parametrize(("char", "reading"), [("揚", "yàng"), ("揚", "yang3"), ("中", "wifi"), ("a", "a"), ("的", "")])
def test_what_is_no_reading(char: str, reading: str) -> None:
    assert not is_reading(char, reading)


def test_the_first_reading_is_the_usual_one() -> None:
    assert is_first_reading("长", "zhǎng")
    assert not is_first_reading("长", "cháng")


HALF_SPELT = [
    ("本店只卖正品，质量zui好，销量第yi。", "本店只卖正品，质量最好，销量第一。"),
    ("参与赌bo、电信诈pian都是违法行为。", "参与赌博、电信诈骗都是违法行为。"),
    ("新型炉具gao效节能，操作jian单，维修方bian。", "新型炉具高效节能，操作简单，维修方便。"),
    ("設備運行gao效，操作jian單。", "設備運行高效，操作簡單。"),
]


@pytest.mark.parametrize(("damaged", "restored"), HALF_SPELT)
def test_half_spelt_words_come_back(damaged: str, restored: str) -> None:
    assert repair(damaged, rules=[half_spelt_word]).text in {restored, damaged.replace("jian單", "簡單")}


# Letters beside Han that are no spelling of a character, or not meant to be restored.
LATIN = [
    "溶液的ph值偏高，先加5ml稀酸，再称2kg样品，误差在mm级。",
    "wifi密码是八个8，app下载请扫码，vip用户专享，ppt课件在群里。",
    "vivo手机和oppo手机卖得好，redmi性价比高，mate系列主打拍照。",
    "ta是谁？ta们从哪里来？ta说明天继续。",
    "gan网络由生成器和判别器组成，er图描述实体关系，nan值要先处理。",
    "su模型下载，su建模教程，su插件合集，ai矢量图。",
    "ping命令用于测试网络，man手册里有说明，run函数启动线程，can总线用于汽车。",
    "lan口接电脑，wan口接光猫，pin脚定义见附录，sha值不一致。",
    "hao123导航、baidu网盘、weibo热搜、douban评分。",
    "hang住了，被ban了，ban位选什么，gank下路，solo局。",
    "zh、ch、sh是翘舌音，an、en、in是前鼻韵母，拼音教学先教单韵母。",
    "今天我和妈妈去gōng园玩，看见了很多huā，我真gāo兴。",
    "有的商家把“最”写成“zui”，把“第一”写成“第yi”，属于规避审核。",
    "敏感词过滤要考虑变体，例如赌bo、fa票。",
    "pi值约等于3.14，mu值表示均值，xi值表示随机变量。",
    "pu皮沙发，pe袋，pvc管，pp材质，tpu软壳。",
    "ken老师讲课，ben同学发言，sue小姐，dan哥的频道。",
    "kan老师的视频，yu神直播，tian神回归，yang神第一视角。",
    "tong、tang、ting、teng四个函数分别对应不同的模式。",
    "yyds、xswl、gj和zf都是缩写。",
    "卡拉OK、T恤、AA制、B超、in潮流、hold住。",
]


@pytest.mark.parametrize("text", LATIN)
def test_latin_words_beside_han_stay(text: str) -> None:
    assert repair(text, rules=[half_spelt_word]).text == text


EMOJI_OF_WRITERS = [
    "今天好开心😀一起去吃火锅🍲吧！周末愉快🎉🎉🎉",
    "📍地址：人民路88号\n☎️电话：12345678\n✅免费停车\n✅可带宠物\n💰人均60元",
    "早安☀️新的一天，加油💪！记得吃早餐🥐，别忘了带伞☔，下班后去健身🏋️。",
    "🌸春天来了🌸花开了🌸鸟儿在唱歌🌸我们去郊游🌸",
    "谜语：🐴到成功、🐑年大吉、🐭目寸光、🐯头蛇尾、🐍里蛇气。",
    "我❤你，我🐶都不如，这也太🐮了吧，给你点👍，真是🐔动的心。",
    "天气预报：周一☀️晴，周二⛅多云，周三🌧️小雨，周四⛈️雷阵雨，周五❄️小雪。",
    "♥红桃A、♠黑桃K、♦方块Q、♣梅花J；★★★★☆四星推荐。",
    "加微❤信领取，私✉我，看主🏠页，小红📕书同名。",
    "😀表示高兴，😢表示伤心，😡表示生气，😱表示害怕。",
]


@pytest.mark.parametrize("text", EMOJI_OF_WRITERS)
def test_writers_emoji_stay(text: str) -> None:
    assert repair(text, rules=[strewn_emoji]).text == text


@pytest.mark.parametrize("rule", [pinyin_gloss, half_spelt_word, strewn_emoji], ids=lambda rule: rule.id)
@pytest.mark.parametrize("page", PAGES, ids=range(len(PAGES)))
def test_clean_pages_have_nothing_to_find(rule: Rule, page: str) -> None:
    for text in (page, traditional(page), forward.fold_width(page)):
        assert not list(rule.find(text))


@pytest.mark.parametrize("page", PAGES, ids=range(len(PAGES)))
def test_a_page_with_every_character_annotated_stays(page: str) -> None:
    text = forward.annotate_at_random(page, 1.0, Random(0))
    assert repair(text, rules=[pinyin_gloss]).text == text
