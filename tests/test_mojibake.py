"""The inverses of misreadings against the damage run forward by code that shares nothing with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from difflib import SequenceMatcher

import ftfy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaokan.repair import repair
from jiaokan.rules.cjk_mojibake import utf8_as_gbk
from jiaokan.rules.misreading import HOLE, Misreading, Search, Source
from jiaokan.rules.mojibake import gbk_as_latin1, utf8_as_latin1
from jiaokan.rules.mojibake_signs import UTF8_AS_GBK, find_utf8_as_gbk
from tests import forward

SLOPPY = "sloppy-windows-1252"
Damage = Callable[[str], str]

# Written for these tests; marks in full width, as before any folding.
SIMPLIFIED = [
    "昨天下午三点，区里的消防队到我们小区做了一次演练。楼道里放起白烟，大家捂着湿毛巾弯腰往下走。",
    "这款笔记本电脑的重量只有1.2千克，屏幕亮度最高可达500尼特，电池能用十二个小时左右。",
    "妈妈在厨房里喊：“快去洗手，饭马上就好！”弟弟磨磨蹭蹭地放下积木，嘴里还嘟囔着什么。",
    "根据第三季度的统计数据，全市规模以上工业企业实现利润同比增长4.7%，其中汽车制造业贡献最大。",
    "首先打开终端，输入`pip install requests`，等待安装完成后再运行脚本；如果报错，请检查版本。",
    "她把信叠好，放进抽屉最里面，又把抽屉锁上。窗外的雨还在下，路灯照着湿漉漉的街道。",
    "沿海地区受台风外围云系影响，预计今天夜间到明天白天有大到暴雨，请有关单位做好防御工作。",
    "外婆家的院子里有一棵石榴树，每到国庆节前后，枝头就挂满了沉甸甸的果子。",
]
TRADITIONAL = [
    "這項研究發現，每天睡眠不足六小時的受試者，反應速度明顯下降，記憶力測驗的成績也較差。",
    "捷運站旁邊新開了一家書店，二樓有咖啡座，陽光從落地窗照進來，坐一個下午也不覺得悶。",
    "他們在海邊蓋了一座燈塔，白色的塔身，紅色的頂，夜裡轉動的光束劃過漆黑的海面。",
    "本基金投資於亞洲新興市場的債券，過去的績效不代表未來的報酬。",
]
SENTENCES = SIMPLIFIED + TRADITIONAL

EXACT: dict[str, Damage] = {
    "UTF-8 as Latin-1": forward.utf8_as_latin1,
    "UTF-8 as cp1252": lambda text: forward.utf8_as_latin1(text, 1, SLOPPY),
    "UTF-8 as cp1252 twice": lambda text: forward.utf8_as_latin1(text, 2, SLOPPY),
    "UTF-8 as Latin-1 three times": lambda text: forward.utf8_as_latin1(text, 3),
    "UTF-8 as cp1252, no-break spaces made spaces": lambda text: forward.utf8_as_latin1(text, 1, SLOPPY).replace(
        "\xa0", " "
    ),
    "GBK as Latin-1": forward.gbk_as_latin1,
    "GBK as cp1252": lambda text: forward.gbk_as_latin1(text, SLOPPY),
    "GBK as Latin-1, then UTF-8 as Latin-1": lambda text: forward.utf8_as_latin1(forward.gbk_as_latin1(text)),
    "GBK as cp1252, then UTF-8 as cp1252": lambda text: forward.utf8_as_latin1(
        forward.gbk_as_latin1(text, SLOPPY), 1, SLOPPY
    ),
    "GBK as Latin-1, then UTF-8 as Latin-1 and as GBK": lambda text: forward.read_as_gbk(
        forward.utf8_as_latin1(forward.gbk_as_latin1(text)).encode()
    ),
    "UTF-8 as Latin-1, then as GBK": lambda text: forward.read_as_gbk(forward.utf8_as_latin1(text).encode()),
}
LOSSY: dict[str, Damage] = {
    "private use dropped, odd bytes '?'": forward.utf8_as_gbk,
    "and widths folded": lambda text: forward.fold_width(forward.utf8_as_gbk(text)),
    "U+FFFD for each byte": lambda text: text.encode().decode("gbk", "replace"),
    "bytes dropped": lambda text: text.encode().decode("gbk", "ignore"),
    "private use kept": lambda text: text.encode().decode("gb18030", "replace"),
    "five bytes of cp1252 dropped": lambda text: re.sub("[\x80-\x9f]", "", forward.utf8_as_latin1(text, 1, SLOPPY)),
    "five bytes of cp1252 replaced": lambda text: re.sub("[\x80-\x9f]", HOLE, forward.utf8_as_latin1(text, 1, SLOPPY)),
    "GBK as cp1252, half-fixed by ftfy": lambda text: ftfy.fix_text(
        forward.gbk_as_latin1(text, SLOPPY), uncurl_quotes=False
    ),
    "GBK as Big5": forward.gbk_as_big5,
    "UTF-8 as cp1252, then as GBK": lambda text: forward.read_as_gbk(forward.utf8_as_latin1(text, 1, SLOPPY).encode()),
    "UTF-8 as GBK, then as Latin-1 twice": lambda text: forward.utf8_as_latin1(forward.read_as_gbk(text.encode()), 2),
}


def distance(a: str, b: str) -> int:
    """Levenshtein's."""
    row = list(range(len(b) + 1))
    for n, char in enumerate(a, 1):
        above, row = row, [n]
        for m, other in enumerate(b, 1):
            row.append(min(above[m] + 1, row[-1] + 1, above[m - 1] + (char != other)))
    return row[-1]


@pytest.mark.parametrize("name", EXACT)
def test_where_nothing_is_lost_all_comes_back(name: str) -> None:
    for text in SENTENCES:
        result = repair(EXACT[name](text))
        assert result.text == text
        assert not result.loss


def test_a_whole_page_comes_back() -> None:
    page = "\n".join(SENTENCES)
    assert repair(forward.gbk_as_latin1(page)).text == page
    assert repair(forward.utf8_as_latin1(page)).text == page


@pytest.mark.parametrize("text", TRADITIONAL)
def test_big5_as_gbk_with_private_use_kept(text: str) -> None:
    assert repair(text.encode("big5").decode("gb18030")).text == text


def test_a_line_is_told_by_the_others_that_lost_bytes() -> None:
    """Its few characters alone are no sign; in the line below GBK's bytes made no pairs of Big5."""
    title, body = "既非承诺", "云雀岗村的稻田里，收割机正在收今年的第二季稻，经专家组现场实割、脱粒、除杂、测水。"
    damaged = [line.encode("gbk").decode("big5hkscs", "replace") for line in (title, body)]
    assert "\ufffd" in damaged[1]
    assert "\ufffd" not in damaged[0]
    assert repair("\n".join(damaged)).text.split("\n")[0] == title


def test_big5_as_gbk_with_private_use_dropped() -> None:
    """What is left is told by its bytes, and the stop behind a paragraph by the paragraph; a title has none."""
    text = "再生稻畝產超噸\n頭季殘留的枯病往往順著稻樁傳給再生苗，收割後天內要澆次水，扶正稻樁，清除雜草。"
    misread = text.encode("cp950").decode("gb18030")
    data = [char.encode("gb18030") for char in misread]
    kept = "".join(char for char, code in zip(misread, data, strict=True) if not forward.is_private(code))
    result = repair(kept)
    assert result.text == "生稻畝產超噸\n頭季殘留枯病往往順著稻樁傳給生苗收割天內要澆次水扶正稻樁清除雜。"
    assert {flag.rule for flag in result.flags} == {"big5-as-gbk"}


def test_kana_have_the_places_that_browsers_know() -> None:
    """祁 is え to a browser; Python's cp950 has え at 片."""
    text = "第四代掌柜祁广茂光着膀子\n半夜三点，作坊里的灯就亮了，磨盘转起来，满屋子都是豆香。"
    damaged = text.encode("gbk").decode("big5hkscs", "replace")
    assert "え" in damaged
    assert repair(damaged).text.startswith("第四代掌柜祁广茂光着膀子\n")


@pytest.mark.parametrize("text", TRADITIONAL)
def test_gbk_as_big5_where_all_bytes_have_a_character(text: str) -> None:
    damaged = text.encode("gbk").decode("big5hkscs", "ignore")
    if damaged.encode("big5hkscs") == text.encode("gbk"):
        assert repair(damaged).text == text


@pytest.mark.parametrize("name", LOSSY)
def test_lossy_text_has_a_third_of_its_errors_at_most(name: str) -> None:
    """And what is sure is right."""
    before = after = 0
    for text in SENTENCES:
        damaged = LOSSY[name](text)
        result = repair(damaged)
        before += distance(damaged, text)
        after += distance(result.text, text)
        assert (HOLE in result.text) == ("replacement-character" in result.loss)
        assert repair(result.text).text == result.text
        matched = {
            n
            for start, _, length in SequenceMatcher(None, result.text, text, autojunk=False).get_matching_blocks()
            for n in range(start, start + length)
        }
        if {edit.rule for edit in result.edits} == {"utf8-as-gbk"}:  # offsets in one pass are those of the result
            for edit in result.edits:
                if edit.confidence >= 0.95:
                    assert set(range(edit.start, edit.start + len(edit.after))) <= matched, edit
    assert after <= before / 3


@pytest.mark.parametrize(
    ("damaged", "restored"),
    [
        ("浣跨敤`UTF-8`缂栫爜", "使用`UTF-8`编码"),
        ("姝g‘鎷煎啓", "正确拼写"),
        ("3鏈30鏃ワ紝", "3月30日，"),
        ("杩涘叆绗洓闃舵", "进入第四阶段"),
        ("鏂囦欢鍚?,", "文件\ufffd,"),  # 名, 后 or 吧
        ("鏄庡ぉ鐨勫睍瑙堝湪浜屾ゼ涓€鍙峰巺", "明天的展览在二楼一号厅"),  # € is byte 80
        ("ÖÐ¹ú±ê×¼Ê±¼ä", "中国标准时间"),
        ("ÖÐ¹úÏóÆå.exe", "中国象棋.exe"),
        ("²úÆ·ÆëÈ«£¬·¢»õ¼°Ê±", "产品齐全，发货及时"),
        ("ÄúµÄËðʧ£¡", "您的损失！"),
        ("ÎÂÜ°Ìáʾ", "温馨提示"),
        ("ϵͳÓÉÎå¸ö", "系统由五个"),
    ],
)
def test_fragments_seen_are_inverted(damaged: str, restored: str) -> None:
    """4a, 4c and 4d of our notes on damage."""
    assert repair(damaged).text == restored


@pytest.mark.parametrize(
    ("damaged", "restored"),
    [
        ("标题：鍖椾含甯傛皵璞″眬", "标题：北京市气象局"),
        ('{"name": "鍖椾含", "city": "上海"}', '{"name": "北京", "city": "上海"}'),
        ("编号 2024-17\nÖÐ¹ú±ê×¼\n已审核", "编号 2024-17\n中国标准\n已审核"),
        ("作者：å¼\xa0ä¸‰ 日期：5月", "作者：张三 日期：5月"),
    ],
)
def test_a_field_of_a_sound_text_is_repaired(damaged: str, restored: str) -> None:
    assert repair(damaged).text == restored


@pytest.mark.parametrize(
    "text",
    [
        "下到河边就是便桥，事件发生在月底。",  # ÏÂµ: first Âµ is decoded to µ, then Ïµ to ϵ
        "他接到通知以后，马上从楼下跑到马路对面。",  # of 通知 two combining marks, put in canonical order
        "这是不是你们的书？",  # ÊÇ²: a ligature, written apart
    ],
)
def test_what_ftfy_did_is_undone(text: str) -> None:
    assert repair(forward.half_fixed_by_ftfy(forward.gbk_as_latin1(text))).text == text


def test_steps_back_from_two_readings_of_utf8_as_gbk() -> None:
    text = "今天天气"
    damaged = text.encode().decode("gb18030").encode().decode("gb18030")
    result = repair(damaged)
    assert result.text == text
    assert [edit.rule for edit in result.edits] == ["misread-repeatedly"]


def test_what_is_lost_is_left_and_flagged() -> None:
    lost = "锟斤拷锟斤拷票锟斤拷\n姓名：烫烫烫烫烫烫\n闂傚倸鍊搁崐鎼佸磹閹间礁纾归柟闂寸绾惧綊鏌熼梻瀵割槮"
    result = repair(lost)
    assert result.text == lost
    assert result.loss == ("replacement-character-as-gbk", "uninitialised-memory", "utf8-as-gbk-repeatedly")


@pytest.mark.parametrize(
    "text",
    [
        "锂铍硼碳氮氧氟氖，钠镁铝硅磷硫氯氩，铷锶钇锆铌钼锝钌铑钯银镉",
        "鋰鈹鈉鎂鋁鉀鈣鈧鈦釩鉻錳鐵鈷鎳銅鋅鎵鍺銣鍶釔鋯鈮鉬鎝釕銠鈀銀鎘",
        "飯鋪、鋼鋪、鐘鋪、鍋鋪、錄鋪；鐘鎮、鎮鐘、飯鍋、鍋飯",
        "浠水县、涿州、鄄城、犍为、僰道、盱眙、郴州、鳜鱼洲、浜头村、涔天河",
        "《說文》：闇，閉門也。闈，宮中之門也。闔，門扇也。闕，門觀也。",
        "東京都渋谷区道玄坂二丁目、株式会社鈴木製作所、電話番号はこちら",
        "한국어는 大韓民國의 公用語이다.",
        "Größe, Füße, Straße — schöne Grüße aus München!",
        "Þórður Björnsson, Ásgeir Örn, Æðey, öðruvísi",
        "ÅÄÖ åäö ÆØÅ æøå ÉÈÊË éèêë ÑÕÃ ñõã ¡¢£¤¥¦§¨©ª«¬®¯°±²³´µ¶·¸¹º»¼½¾¿",
        "[ˈkʌmpəni] /ʃəˈlɒt/ [ʈʂoŋ˥˩] ɕ ʑ ɑ ɔ ə ɜː θ ð ŋ",
        "┌──┬──┐\n│表│格│\n└──┴──┘",
        "测试一下，页面显示“鏉庡洓”，这是为什么？",
        "这类乱码很常见：\næ\x9d\x8eå\x9b\x9b\n鏉庡洓\nÀîËÄ",
    ],
)
def test_innocent_texts_are_left(text: str) -> None:
    rules = {edit.rule for edit in repair(text).edits}
    assert not {rule for rule in rules if "-as-" in rule or "misread" in rule}


@pytest.mark.parametrize(
    "damage", [forward.gbk_as_utf8, forward.replacement_as_gbk, lambda text: forward.utf8_as_gbk_times(text, 3)]
)
def test_a_page_that_cannot_be_restored_is_touched_by_no_rule(damage: Damage) -> None:
    """Its rubble holds what looks like half-width marks, full-width letters and much else."""
    lost = "\n".join(map(damage, ["ＡＢＣ公司通知？", *SENTENCES, "完，，"]))
    result = repair(lost)
    assert result.text == lost
    assert result.loss


def test_a_line_of_names_is_restored_among_damaged_lines() -> None:
    page = ["勺嘴鹬回到盐蒿滩", *SIMPLIFIED, "佟曦、郦芮、鄢霁"]
    assert repair("\n".join(map(forward.gbk_as_latin1, page))).text == "\n".join(page)
    hant = ["顏若薇談「慢讀」", *TRADITIONAL, "邱蔓菁／攝影"]
    damaged = "\n".join(line.encode("cp950").decode("gb18030") for line in hant)
    assert repair(damaged).text == "\n".join(hant)


@pytest.mark.parametrize(
    "damage", [forward.gbk_as_latin1, lambda text: forward.gbk_as_latin1(text, SLOPPY), *list(EXACT.values())[:3]]
)
def test_what_was_strewn_into_a_text_before_is_no_noise(damage: Damage) -> None:
    """Annotations and control characters."""
    page = ["這(zhè)個(gè)問(wèn)題(tí)", "老師(shī)說(shuō)，\x1f沒(méi)有\x02那麼(me)難(nán)\x7f。", *TRADITIONAL]
    damaged = "\n".join(map(damage, page))
    assert repair(damaged, rules=[utf8_as_latin1, gbk_as_latin1]).text == "\n".join(page)


def test_no_break_spaces_between_all_characters_of_a_misread_text() -> None:
    text = "\xa0".join("外婆家的院子里有一棵石榴树")
    assert repair(forward.utf8_as_latin1(text, 2, SLOPPY), rules=[utf8_as_latin1]).text == text


def test_zero_width_characters_inside_misread_annotations() -> None:
    text = "老\u200b師(shī\u2060)說(shu\u180eō)：沒(mé\u180ei)有那麼(me)難(nán)。"
    assert repair(forward.utf8_as_latin1(text, 2, SLOPPY), rules=[utf8_as_latin1]).text == text


def test_a_short_line_is_restored_among_lines_misread_by_the_same_chain() -> None:
    page = ["親愛的小慧：", *TRADITIONAL, "以PostgreSQL為例", "聯絡人：林立，0912-345678"]
    damaged = "\n".join(line.encode("big5").decode("latin-1") for line in page)
    assert repair(damaged).text == "\n".join(page)
    page = ["通知", *SIMPLIFIED, "2021年3月8日"]
    damaged = "\n".join(line.encode("gbk").decode("big5hkscs", "replace") for line in page)
    assert repair(damaged).text.endswith("\n2021年3月8日")


@pytest.mark.parametrize(
    "text", ["他们于。2019年建成了新的图书馆，共有三层。", "奇迹就在这里发生。2022年的冬天，下了大雪。"]
)
def test_a_digit_is_no_folded_byte_of_a_rare_character(text: str) -> None:
    """Byte E3 of 。 is left, its others dropped; A3 B2 is ２ in GBK."""
    damaged = text.encode().decode("gbk", "ignore")
    restored = repair(damaged).text
    assert text[text.index("20") :][:5] in restored
    assert not re.search("[\u3400-\u4dbf]", restored)


def test_a_folded_cent_sign_is_two_bytes() -> None:
    damaged = "再把水倒进泡香菇的锅里".encode().decode("gbk", "ignore").replace("￠", "¢")
    assert repair(damaged).text.startswith("再把水倒进泡香菇的锅")


@given(st.text("今天气北京市，。a1 ", min_size=1, max_size=20))
def test_repairs_without_a_gap_encode_to_what_was_seen(text: str) -> None:
    damaged = text.encode().decode("gb18030", "ignore")
    restored = repair(damaged, rules=[utf8_as_gbk]).text
    if text.encode().decode("gb18030", "replace") == damaged:
        assert restored in (damaged, text)


@given(
    st.text(
        st.one_of(
            st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5),
            st.sampled_from("，。、《》“”—…·āéǐòüαДЖa1?! ①😀𠮷"),
        ),
        min_size=2,
        max_size=12,
    ),
    st.sampled_from(["ignore", "replace"]),
)
def test_what_was_misread_holds_nothing_that_cannot_be_of_utf8(text: str, errors: str) -> None:
    damaged = text.encode().decode("gbk", errors)
    found = UTF8_AS_GBK.search(damaged)
    told = find_utf8_as_gbk(damaged)
    assert (told and told.start()) == (found and found.start())


@pytest.mark.parametrize("text", ["鐘後鑽", "銅鐘，他又鑽進去", "錄音錄影", "銜食飼雛", "瑜中有瑕"])
def test_traditional_and_rare_characters_are_no_utf8(text: str) -> None:
    assert find_utf8_as_gbk(text) is None


@pytest.mark.parametrize("n_sound", [0, 3, 9, 40])
@pytest.mark.parametrize("gap", ["", "?", "\ufffd"])
def test_what_the_bytes_tell_ends_where_sound_text_begins(n_sound: int, gap: str) -> None:
    """`Search` goes through damage without gaps at once, but not beyond it."""
    inside, sound = "渡口的老艄公解开缆绳把船撑离了岸边", "江面上的雾气还没有散尽对岸的村庄只露出几个屋顶和一排杨树"
    sound = (sound * 2)[:n_sound]
    damaged = (
        inside.encode().decode("gbk", "ignore") + gap + sound + "。" + "船里坐满了人。".encode().decode("gbk", "ignore")
    )
    restored = repair(damaged).text
    assert sound in restored
    assert restored.startswith(inside[:-1])


def test_the_search_gives_up_on_a_text_that_is_nothing_but_gaps() -> None:
    """Its work is bounded by the length of the text."""

    def sources(_text: str, _at: int, pending: bytes) -> list[Source]:
        return [Source(b"\xe4", tuple(bytes((n,)) for n in range(0x80, 0xC0)))] if pending else [Source(b"\xe4\xb8")]

    text = "乙" * 2000
    search = Search(Misreading("utf-8", lambda *given: iter(sources(*given))), text)
    pieces = search.run(0, len(text), is_damaged=True)
    assert pieces
    assert pieces[-1].end <= len(text)
