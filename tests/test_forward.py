"""The forward simulator makes exactly the fragments seen on real pages."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

from tests import forward

GOLDEN = Path(__file__).parent / "golden"


def table(characters: str) -> forward.Table:
    return [(char, forward.reading(char)) for char in characters]


# Simplified text, table in its order, marks that get a byte put before them, what was seen (widths folded).
SEEN = [
    pytest.param("把手扬在城市上空", "揚", "", "把手揚(yáng)在城市上空", id="annotation"),
    pytest.param("人民日报", "報請", "", "人民日?qǐng)?bào)", id="straddle"),
    pytest.param("一篇篇历史画卷", "獨", "", "一篇篇?dú)v史畫卷", id="straddle-run-cut-at-once"),
    pytest.param("抗争的严重风险", "範爭嚴風", "", "抗?fàn)幍膰?yán)重風(fēng)險", id="straddle-run"),
    pytest.param("上海基层党建", "", "；", "上?;鶎狱h建", id="cut-semicolon"),
    pytest.param("确保基层治理正确方向", "", "；", "確?;鶎又卫碚_方向", id="cut-run-with-dropped-pair"),
    pytest.param("无小事。基层是社会和谐稳", "", "；", "無小事?;鶎邮巧鐣椭C穩", id="cut-after-stop"),
    pytest.param("规模化应用", "應", "；", "規?;瘧?yīng)用", id="cut-run-ends-in-annotation"),
    pytest.param("共同富裕”是社会主义", "", "！", "共同富?!笔巧鐣髁x", id="cut-exclamation"),
    pytest.param("条款。”《用户服务", "戶", "！", "條款?！薄队脩?hù)服務", id="cut-before-quotes"),
    pytest.param("关注。口语交际", "", "？", "關注??谡Z交際", id="cut-question"),
    pytest.param("重要动力。与传统", "獎動", "", "重要?jiǎng)恿ΑEc傳統", id="lost-annotation"),
    pytest.param("高温热解煤气除尘技术", "責術", "", "高溫?zé)峤饷簹獬龎m技術(shù)", id="straddle-long-run"),
    pytest.param("演变为全球性的生态危机", "優態", "", "演變?yōu)槿蛐缘纳鷳B(tài)危機", id="straddle-dropped-pair"),
    pytest.param("因为提到PDM", "驗", "", "因?yàn)樘岬絇DM", id="straddle-run-to-latin"),
    pytest.param("意义。基于性别差异", "", "；", "意義?；谛詣e差異", id="cut-stop-run"),
    pytest.param("理念。回顾与审视", "", "；", "理念?；仡櫯c審視", id="cut-stop-run-2"),
    pytest.param("阶段。“互联网+”", "聯網", "！", "階段?！盎ヂ?lián)網(wǎng)+”", id="cut-run-astride-annotation"),
    pytest.param("学生。可在实行", "學實", "？", "學(xué)生??稍趯?shí)行", id="cut-question-annotation"),
    pytest.param("912个。活动开展", "個動開", "；", "912個(gè)?;顒?dòng)開(kāi)展", id="cut-run-with-annotation"),
]


@pytest.mark.parametrize(("text", "characters", "marks", "seen"), SEEN)
def test_fragment_seen_on_a_page_is_reproduced(text: str, characters: str, marks: str, seen: str) -> None:
    traditional = forward.to_traditional_1to1(text)
    made = forward.annotate_bytes(traditional, table(characters), marks)
    assert forward.fold_width(made) == forward.fold_width(seen)


def test_a_mark_inside_a_run_is_cut_or_not() -> None:
    """珠鏈式分布、屬地化管理、綜: the first 、 went under in the run, the second ended it."""
    data = forward.annotate("珠鏈式分布、屬地化管理、綜".encode("gbk"), table("準"))
    first, second, third = data.split("、".encode("gbk"))
    data = first + "、".encode("gbk") + second + b"\x05" + "、".encode("gbk") + third
    assert forward.decode_gbk(data) == "珠鏈?zhǔn)椒植肌俚鼗芾?、綜"


def test_a_mark_is_found_astride_two_characters() -> None:
    assert forward.insert_byte_before_marks("海口".encode("gbk"), "？", b",") == b"\xba,\xa3\xbf\xda"


def test_the_byte_before_an_aligned_mark_shows_only_if_it_is_no_control() -> None:
    assert forward.annotate_bytes("好；坏", [], "；") == "好；坏"
    assert forward.annotate_bytes("好；坏", [], "；", b",") == "好,；坏"


def test_readings_take_part_in_later_replacement() -> None:
    """à is A8A4 in GBK: with 爭 behind 範 the reading's bytes are bytes like others."""
    assert forward.annotate("們".encode("gbk"), [("們", "mén"), ("é", "x")]).decode("gbk") == "們(mé(x)n)"


def test_straddles_are_about_as_frequent_as_seen() -> None:
    """3 to 100 annotations on real pages."""
    golden = [json.loads(path.read_text("utf-8")) for path in sorted(GOLDEN.glob("*.json"))]
    text = forward.to_traditional_1to1("\n".join(document.get("body", "") for document in golden))
    entries = forward.reading_table(1)
    made = forward.annotate_bytes(text, entries)
    n_straddles = sum(made.count(f"?{reading})") for reading in {reading for _, reading in entries})
    assert 0.02 <= n_straddles / made.count(")") <= 0.06


def test_conversion_is_one_to_one_and_leaves_the_ambiguous_alone() -> None:
    text = "理发后在这里干了一杯，看着范制系于余并采占志"
    assert forward.to_traditional_1to1(text) == "理發后在這里干了一杯，看著范制系于余并采占志"


def test_what_gbk_has_not_becomes_a_question_mark() -> None:
    assert forward.annotate_bytes("摘\u00a0要\u200b好😀", []) == "摘?要?好?"


def test_private_use_codes_are_dropped_and_bad_trails_swallowed() -> None:
    assert forward.decode_gbk(b"\xfd\xb4_") == "_"
    assert forward.decode_gbk(b"\xc0(a") == "?a"
    assert forward.decode_gbk(b"\xc0") == "?"


def test_commas_go_before_comma_enumeration_comma_and_stop() -> None:
    text = "根深，叶茂。山、水；石"
    assert forward.insert_commas(text, 1.0, Random(0)) == "根深,，叶茂,。山,、水；石"
    assert forward.insert_commas(text, 0.0, Random(0)) == text


def test_folding_keeps_chinese_marks() -> None:
    assert forward.fold_width("他说：“好！”（完），《书》、。") == "他说:“好!”(完),《书》、。"


def test_mojibake_is_what_was_seen() -> None:
    assert forward.gbk_as_latin1("中国标准时间") == "ÖÐ¹ú±ê×¼Ê±¼ä"
    assert forward.utf8_as_gbk("进入第四阶段") == "杩涘叆绗洓闃舵"
    assert forward.utf8_as_gbk("作者") == "浣滆€?"
    assert forward.utf8_as_gbk("使用") == "浣跨敤"
    assert forward.utf8_as_latin1("中", 2, "sloppy-windows-1252") == "Ã¤Â¸Â\xad"
    assert forward.big5_as_gbk("中文") == "いゅ"
    assert forward.gbk_as_big5("中文") == "笢恅"


@pytest.mark.parametrize("text", ["中文网页", "编码"])
def test_mojibake_of_latin1_is_lossless(text: str) -> None:
    assert forward.gbk_as_latin1(text).encode("latin-1").decode("gbk") == text
    assert forward.utf8_as_latin1(text, 2).encode("latin-1").decode().encode("latin-1").decode() == text


def test_losses() -> None:
    assert forward.strip_digits("7月2日，1.2万人") == "月日，万人"
    assert forward.strip_quotes("“口袋”《书》‘三’") == "口袋书三"
    assert forward.strip_enumeration_commas("山、水") == "山水"
    assert forward.strip_marks("本报讯（记者 某）：好；") == "本报讯记者某好"
    assert forward.strip_paragraph_breaks("一\n二") == "一二"


def test_residue() -> None:
    assert forward.nbsp_to_question("摘\u00a0要") == "摘?要"
    assert forward.escape_entities("“好”", 2) == "&amp;ldquo;好&amp;rdquo;"
    assert forward.widen_ascii("3G网") == "３Ｇ网"
    assert forward.insert_zero_width("一二三", 1.0, Random(0)) == "一\u200b二\u200b三"


def test_other_annotations() -> None:
    assert forward.annotate_at_random("政治局,银行", 1.0, Random(0)) == "政(zhèng)治(zhì)局(jú),银(yín)行(háng)"
    assert forward.annotate_doubled("會議", table("會"), Random(1)) == "會(hui)(hui)議"


def test_a_browser_keeps_what_stands_behind_an_odd_byte() -> None:
    assert forward.read_as_gbk("3月30日，".encode(), "", keep_private=False) == "3鏈30鏃ワ紝"
    assert forward.read_as_gbk("文件名,".encode(), "?") == "鏂囦欢鍚?,"
    assert forward.read_as_gbk("制表符".encode()) == "鍒惰〃绗\ufffd"
    assert forward.read_as_gbk("第四".encode()) == "绗\ue100洓"
    assert forward.read_as_gbk("第四".encode(), keep_private=False) == "绗洓"
    assert forward.fold_width(forward.read_as_gbk("正确拼写".encode())) == "姝g‘鎷煎啓"


def test_what_was_read_without_loss_can_be_unread() -> None:
    for text in ("中文网页", "这里，那里是"):
        data = text.encode()
        assert forward.unread_gbk(forward.read_as_gbk(data)) == data
    assert forward.unread_gbk(forward.read_as_gbk("文件名,".encode(), "?")) != "文件名,".encode()


def test_python_skips_one_byte_of_a_private_use_pair() -> None:
    assert forward.read_by_python(b"\xaa\xa1\xd6\xd0", "gbk", "ignore") != "中"
    assert forward.read_by_python(b"\xaa\xa1\xd6\xd0", "gb18030", "replace") == "\ue000中"


@pytest.mark.parametrize(("text", "seen"), [("中国象棋", "ÖÐ¹úÏóÆå"), ("产品齐全，发货及时", "²úÆ·ÆëÈ«£¬·¢»õ¼°Ê±")])
def test_gbk_as_latin1_is_what_was_seen(text: str, seen: str) -> None:
    assert forward.misread(text, "gb18030", "latin-1") == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("您的损失！", "ÄúµÄËðʧ£¡"),
        ("系统由五个", "ϵͳÓÉÎå¸ö"),
        ("提供安装、使用、", "Ìṩ°²×°¡¢Ê¹Óá¢"),
    ],
)
def test_ftfy_half_fixes_it(text: str, seen: str) -> None:
    assert forward.half_fixed_by_ftfy(forward.gbk_as_latin1(text)) == seen


def test_losses_of_encoding() -> None:
    assert forward.gbk_as_utf8("術(shù)") == "\ufffdg(sh\ufffd\ufffd)"
    assert forward.replacement_as_gbk("中文") == "锟斤拷锟斤拷"
    assert (b"\xcc" * 4).decode("gbk") == "烫烫"
    assert forward.utf8_as_gbk_times("的", 3).count("的") == 0


def test_glyphs_are_shifted_by_their_lead_byte() -> None:
    assert forward.shift_glyphs("“環境關系學”", "”") == "“環境關系學冶"
    assert forward.shift_glyphs("“，。、：；（）") == "野袁遥尧院曰渊冤"


def test_every_nth_character_is_annotated() -> None:
    made = forward.annotate_every("磁感應定律制成的", 4, tones=False, emoji="✊", rate=0.0, rng=Random(0))
    assert made == "磁感應定(ding)律制成的(de)"
    made = forward.annotate_every("導電液體", 9, tones=True, emoji="✊", rate=1.0, rng=Random(0))
    assert made == "導✊電✊液✊體✊"


def test_tables_of_sites_differ_in_members_and_order() -> None:
    tables = [[char for char, _ in forward.site_table(seed)] for seed in range(1, 7)]
    assert len({frozenset(each) for each in tables}) == 6
    assert tables[0] == sorted(tables[0], key=lambda char: char.encode("gbk"))
    assert not set("會國來書") & {char for char, _ in forward.site_table(2, 0.2, "會國來書")}


def test_annotation_on_characters_has_no_straddles() -> None:
    assert forward.aligned_annotation("人民日報", table("報請")) == "人民日報(bào)"
    assert forward.widen_brackets("日?qǐng)?bào)") == "日?qǐng）?bào）"
