from __future__ import annotations

from itertools import accumulate, pairwise
from typing import get_args
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaokan import Record, clean
from jiaokan.codes import utf32_of
from jiaokan.errors import InputError
from jiaokan.script import convert, find_region, find_script
from jiaokan.script.detect import (
    IS_CHOICE,
    IS_FOREIGN,
    IS_HANT,
    Run,
    count,
    find_runs,
    kinds_of,
    plain_script,
    script_of,
)
from jiaokan.settings import Engine, Settings, TargetScript


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("图书馆周末开放到晚上九点。", "Hans"),
        ("圖書館週末開放到晚上九點。", "Hant"),
        ("圖書館周末開放。图书馆周末开放。", "mixed"),
        ("你好", "Zyyy"),
        ("2022-09-21 Top", "Zyyy"),
        ("", "Zyyy"),
        ("図書館は夜九時まで開いています。", "Jpan"),
        ("도서관은 밤 아홉 시까지 엽니다. 圖書館", "Kore"),
        ("美の味：这家店的甜点很好吃", "Hans"),
    ],
)
def test_script_is_found(text: str, script: str) -> None:
    assert find_script(text) == script


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("隨著城市發展,決定著未來", "随着城市发展,决定着未来"),
        ("著力推進,接著開會,沿著河邊", "着力推进,接着开会,沿着河边"),
        ("這部著名的著作見微知著,成效顯著", "这部著名的著作见微知著,成效显著"),
        ("后里干部制度系統", "后里干部制度系统"),
        ("於是他們來到山裡", "于是他们来到山里"),
    ],
)
def test_traditional_becomes_simplified(traditional: str, simplified: str) -> None:
    assert convert(traditional, "Hans").text == simplified


@pytest.mark.parametrize(
    "text",
    [
        "乾隆年间的著作",
        "他在瞭望台上看着远方",
        "土著居民的著名歌手",
        "着力推进，接着开会",
        "郭沫若著",
        "慰藉与狼藉",
        "你好",
    ],
)
def test_simplified_text_is_left_exactly_as_it_is(text: str) -> None:
    converted = convert(text, "Hans")
    assert converted.text == text
    assert converted.n_converted == 0


def test_a_chinese_sentence_with_a_title_in_kana_is_converted() -> None:
    text = "她寫的ドラえもん的雜誌文章發表了，還沒有人說話。"
    assert convert(text, "Hans").text == "她写的ドラえもん的杂志文章发表了，还没有人说话。"


def test_quotations_in_other_languages_stay() -> None:
    text = "他念了一句日語：\n図書館は夜九時まで開いています。\n這是圖書館門口的牌子。"
    assert convert(text, "Hans").text == "他念了一句日语：\n図書館は夜九時まで開いています。\n这是图书馆门口的牌子。"


@pytest.mark.parametrize("text", ["圖書館", "图书馆", "mixed 圖书"])
def test_keep_keeps(text: str) -> None:
    assert convert(text, "keep").text == text


def test_the_original_of_a_span_is_what_stood_there() -> None:
    converted = convert("標題\n圖書館開放\n編輯", "Hans")
    assert converted.text == "标题\n图书馆开放\n编辑"
    assert converted.original([(0, 2), (3, 8)]) == "標題\n圖書館開放"


class TestRegionalWords:
    TEXT = "軟體與資訊的網際網路，請用滑鼠點選。\n這個伺服器在計程車行，軟體不賣。"

    def test_are_left_where_they_are_not_asked_for(self) -> None:
        assert convert(self.TEXT, "Hans").text.startswith("软体与资讯的网际网路，")

    def test_are_converted_where_they_are(self) -> None:
        converted = convert(self.TEXT, "Hans", phrases=True)
        assert converted.text == "软件与信息的互联网，请用鼠标点击。\n这个服务器在出租车行，软件不卖。"
        assert converted.method is not None
        assert converted.method.endswith(" tw2sp")
        assert converted.original([(0, 2), (6, 9)]) == "軟體\n網際網路"

    def test_the_whole_text_has_the_whole_original(self) -> None:
        converted = convert(self.TEXT, "Hans", phrases=True)
        assert converted.original([(0, len(converted.text))]) == self.TEXT

    def test_of_hong_kong(self) -> None:
        text = "港鐵的士站旁，他用滑鼠在資料夾搜尋。"
        assert convert(text, "Hans", phrases=True).text == "港铁的士站旁，他用鼠标在文件夹搜索。"

    def test_to_taiwan(self) -> None:
        assert convert("这个软件要用鼠标。", "TW", phrases=True).text == "這個軟體要用滑鼠。"

    def test_in_a_page_fields_and_body_stay_where_they_are(self) -> None:
        page = (
            "網際網路與軟體的故事\n2024-03-05 09:10　來源：臺北日報\n" + "計程車行用軟體派車，伺服器在網際網路上。" * 4
        )
        record = clean(page, Settings(phrases=True))
        assert isinstance(record, Record)
        assert (record.title, record.published_at) == ("互联网与软件的故事", "2024-03-05T09:10")
        assert record.body == "出租车行用软件派车，服务器在互联网上。" * 4
        assert record.body_original_script == "計程車行用軟體派車，伺服器在網際網路上。" * 4


class TestMechanicalConversions:
    TEXT = "以后要理順這里的關系，干部接著著力發展，他是著名的土著作家，乾坤未定，杯盤狼藉。"

    def test_are_told(self) -> None:
        assert convert(self.TEXT, "keep").is_mechanical

    def test_are_undone_by_their_inverse(self) -> None:
        converted = convert(self.TEXT, "Hans")
        assert converted.text == "以后要理顺这里的关系，干部接着着力发展，他是著名的土著作家，乾坤未定，杯盘狼藉。"
        assert converted.method is not None
        assert converted.method.endswith(" inverse")

    def test_become_good_traditional(self) -> None:
        text = "以後要理順這裡的關係，幹部接著著力發展，他是著名的土著作家，乾坤未定，杯盤狼藉。"
        assert convert(self.TEXT, "TW").text == text

    @pytest.mark.parametrize(
        "text",
        [
            "以後要理順這裡的關係，幹部接著著力發展。",
            "皇后在后里住了三公里外的鄰里，對於系統與制度，干涉不多。",
            "控制品質要靠制度，機制成熟了，皇后來了也一樣；於是他們回到鄉裡。",
            "圖書館開放",
            "",
        ],
    )
    def test_genuine_traditional_is_none(self, text: str) -> None:
        assert not convert(text, "keep").is_mechanical

    def test_a_short_text_goes_with_its_document(self) -> None:
        document = convert(self.TEXT, "Hans")
        assert convert("論乾與坤", "Hans", like=document).text == "论乾与坤"
        assert convert("乾燥的論文", "Hans").text == "干燥的论文"


class TestMixedTexts:
    TEXT = "图书馆周末开放，乾坤、慰藉、瞭望都没改。\n圖書館週末開放，不瞭解接著的事。"

    def test_each_sentence_is_in_its_script(self) -> None:
        cut = self.TEXT.index("\n") + 1
        assert find_runs(self.TEXT) == [Run(0, cut, "Hans"), Run(cut, len(self.TEXT), "Hant")]

    def test_what_is_simplified_is_left(self) -> None:
        converted = convert(self.TEXT, "Hans")
        assert converted.script == "mixed"
        assert converted.text == "图书馆周末开放，乾坤、慰藉、瞭望都没改。\n图书馆周末开放，不了解接着的事。"

    def test_a_long_quotation_makes_a_text_mixed(self) -> None:
        prose = "这本书讲的是一座小城的图书馆，周末开放到很晚，读书的人来来往往。" * 20
        quoted = "圖書館裡讀書的人來來往往，總覺得時間過得飛快。"
        assert find_script(prose) == "Hans"
        assert convert(prose + quoted, "Hans").text == prose + "图书馆里读书的人来来往往，总觉得时间过得飞快。"

    def test_a_short_one_is_left(self) -> None:
        text = "这本书讲的是一座小城的图书馆，周末开放到很晚，读书的人来来往往。" * 20 + "匾上写著“海內存知己”。"
        assert convert(text, "Hans").text == text


class TestAmbiguousPlaces:
    def test_are_reported_to_simplified(self) -> None:
        converted = convert("國王李乾義與王妃的傳說", "Hans")
        assert [(one.at, one.before, one.after) for one in converted.ambiguous] == [(3, "乾", "干")]

    def test_are_none_where_a_word_tells(self) -> None:
        assert convert("餅乾很乾淨，乾隆年間，乾坤", "Hans").ambiguous == ()

    def test_are_reported_to_traditional(self) -> None:
        assert [one.before for one in convert("云后发了面，后面有头发", "Hant").ambiguous] == ["云", "后", "面"]

    def test_are_a_column_with_places_in_the_body(self) -> None:
        record = clean(
            "國王的傳說\n這個國家的國王李乾義與王妃住在山裡，過了很久很久。\n後來國王老了，就把國家給了他們的兒子。"
        )
        assert isinstance(record, Record)
        (place,) = record.ambiguous
        at, change = place.split(" ")
        assert change == "乾→干"
        assert record.body[int(at)] == "干"


@pytest.mark.parametrize(
    ("traditional", "simplified"),
    [
        ("他的論著與編著", "他的论著与编著"),
        ("大家談論著，配合著，夾雜著", "大家谈论着，配合着，夹杂着"),
        ("隨著有線電視的普及，意味著成本", "随着有线电视的普及，意味着成本"),
        ("重新著手，草原著火", "重新着手，草原着火"),
        ("隨著《春城》的熱播", "随着《春城》的热播"),
        ("《春城》，王維著，三聯書店", "《春城》，王维著，三联书店"),
        ("魯迅著 錢穆譯", "鲁迅著 钱穆译"),
        ("健康乾淨，擦乾清理，乾乾淨淨", "健康干净，擦干清理，干干净净"),
        ("乾清宮裡的乾隆，乾乾脆脆", "乾清宫里的乾隆，干干脆脆"),
        ("顛覆思維，雙重覆蓋，答覆與反覆", "颠覆思维，双重覆盖，答复与反复"),
        ("成為夥伴，獲益甚夥", "成为伙伴，获益甚夥"),
        ("漫畫一直畫下去，計畫與規畫", "漫画一直画下去，计划与规划"),
        ("由於潛在的風險，位於倫敦", "由于潜在的风险，位于伦敦"),
        ("學者林乾認為，餅很乾", "学者林乾认为，饼很干"),
        ("前瞻基礎建設計畫，設計畫面很美", "前瞻基础建设计划，设计画面很美"),
        ("反覆按位置測試，重覆性高", "反复按位置测试，重复性高"),
        ("衍生著作物有關的規定", "衍生著作物有关的规定"),
        ("有人陪著有知心的好友，等著有興趣的", "有人陪着有知心的好友，等着有兴趣的"),
        ("晚年又著《春城記》，著有《江河》", "晚年又著《春城记》，著有《江河》"),
        ("宏碁的電腦，碁峰的書", "宏碁的电脑，碁峰的书"),
        ("什麼女人，老么這樣說", "什么女人，老幺这样说"),
    ],
)
def test_words_tell_and_crossing_ones_do_not(traditional: str, simplified: str) -> None:
    assert convert(traditional, "Hans").text == simplified


@pytest.mark.parametrize("text", ["鲁迅著", "金庸著", "沈默", "王珮瑜", "李昇", "魏晋", "回覆", "恐怖份子", "乾坤"])
def test_short_strings_that_tell_nothing_are_left(text: str) -> None:
    assert convert(text, "Hans").text == text


@pytest.mark.parametrize(
    "text",
    [
        "皇后來了，大家乾杯",
        "控制品質，保持乾淨",
        "體制造成貧富差距",
        "李杰出席乾洗店開幕",
        "胡同口的餅乾店",
        "老板的夥計",
    ],
)
def test_one_chance_pair_makes_no_mechanical_conversion(text: str) -> None:
    assert not convert(text, "keep").is_mechanical


@pytest.mark.parametrize(
    ("simplified", "traditional"),
    [
        ("余华的小说", "余華的小說"),
        ("记者余亮，剩余三百余人", "記者余亮，剩餘三百餘人"),
        ("范老师是模范教师", "范老師是模範教師"),
        ("钟先生在钟楼", "鍾先生在鐘樓"),
        ("皇后后来在后面", "皇后後來在後面"),
    ],
)
def test_surnames_are_written_as_in_names(simplified: str, traditional: str) -> None:
    assert convert(simplified, "TW").text == traditional


@pytest.mark.parametrize(
    ("text", "piece", "original"),
    [
        ("太空梭與計程車與隨身碟", "出租车", "計程車"),
        ("部落格與部落格連結，網路", "链接", "連結"),
        ("開發網際網路軟體業務", "软件", "軟體"),
        ("軟體使用者介面設計", "用户", "使用者"),
    ],
)
def test_originals_of_regional_words(text: str, piece: str, original: str) -> None:
    converted = convert(f"臺北的資訊：{text}", "Hans", phrases=True)
    at = converted.text.index(piece)
    assert converted.original([(at, at + len(piece))]) == original


@pytest.mark.parametrize(
    ("text", "region"),
    [
        ("資訊部門說，新的軟體下週上線。", "TW"),
        ("警方在屋苑截查一輛的士。", "HK"),
        ("圖書館週末開放。", None),
    ],
)
def test_region_is_found(text: str, region: str | None) -> None:
    assert find_region(text) == region
    record = clean(text)
    assert isinstance(record, Record)
    assert record.script_region == region


def test_what_was_done_is_recorded() -> None:
    record = clean("圖書館週末開放到晚上九點，讀者都很高興。")
    assert isinstance(record, Record)
    assert record.script_method == "opencc 1.4.2 t2s"
    assert (record.script, record.is_mechanical, record.n_converted) == ("Hant", False, 8)


@pytest.mark.parametrize("engine", get_args(Engine))
def test_each_engine_serves(engine: Engine) -> None:
    converted = convert("圖書館開放著，這是著名的館舍", "Hans", engine=engine)
    assert converted.text == "图书馆开放着，这是著名的馆舍"
    assert converted.method is not None
    assert converted.method.startswith(f"{engine} ")


@pytest.mark.parametrize("target", get_args(TargetScript))
def test_the_default_engine_has_every_direction(target: TargetScript) -> None:
    for text in ("頭髮後來", "头发后来", "軟體以后的關系", "一"):
        for phrases in (False, True):
            convert(text, target, phrases=phrases)


def test_an_engine_without_the_direction_is_refused() -> None:
    with pytest.raises(InputError, match="no configuration s2hkp"):
        convert("图书馆", "HK", phrases=True, engine="opencc-python-reimplemented")


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            *(
                "著名",
                "接著",
                "乾坤",
                "乾淨",
                "餅乾",
                "狼藉",
                "藉口",
                "後來",
                "这里",
                "圖書館",
                "图书馆",
                "以后",
                "關系",
            ),
            *("軟體", "網際網路", "计算机", "頭髮", "头发", "一", "你好", "。", "，", "\n", "《", "》", "かな", "한글"),
            *("𠀀", "\ud800", "a", "1"),
        ]
    ),
    max_size=30,
).map("".join)


@given(FRAGMENTS, st.sampled_from(get_args(TargetScript)), st.booleans())
def test_originals_of_adjoining_spans_are_the_text(text: str, target: TargetScript, phrases: bool) -> None:
    converted = convert(text, target, phrases=phrases)
    assert converted.before == text
    cuts = [0, *accumulate([7] * (len(converted.text) // 7)), len(converted.text)]
    assert converted.original(list(pairwise(cuts))).replace("\n", "") == text.replace("\n", "")


@given(FRAGMENTS, st.sampled_from(["Hans", "keep"]))
def test_what_was_converted_is_left(text: str, target: TargetScript) -> None:
    once = convert(text, target).text
    assert len(once) == len(text)
    assert convert(once, target).text == once


@given(FRAGMENTS, st.sampled_from(["Hans", "keep"]), st.booleans())
def test_what_is_seen_at_once_is_what_the_tables_say(text: str, target: TargetScript, phrases: bool) -> None:
    at_once = convert(text, target, phrases=phrases)
    with patch("jiaokan.script.plain_script", return_value=None):
        assert convert(text, target, phrases=phrases) == at_once


def test_so_it_is_with_every_character() -> None:
    for code in (*range(0x80, 0xD800), *range(0xE000, 0x30000)):
        kinds = kinds_of(utf32_of(char := chr(code)))
        if plain := plain_script(char):
            assert plain == script_of(char, kinds), char
            assert plain == "Hans" or not count(kinds, IS_CHOICE), char
        else:
            assert count(kinds, IS_HANT | IS_FOREIGN | IS_CHOICE), char


@given(FRAGMENTS)
def test_runs_are_the_text(text: str) -> None:
    runs = find_runs(text)
    assert "".join(text[run.start : run.end] for run in runs) == text


@pytest.mark.parametrize("text", ["著", "乾", "網際網路", "圖书", "后", "發", "かな圖", "藉藉", "余华，", "論著"])
def test_the_work_is_linear(text: str) -> None:
    """In calls, which repeat: ten times the text, ten times the work."""
    import sys

    def n_calls(n: int) -> int:
        count = 0

        def counted(*_: object) -> None:
            nonlocal count
            count += 1

        whole = text * (n // len(text))
        convert(whole, "Hans", phrases=True)
        convert(whole, "TW", phrases=True)  # tables are read once
        sys.setprofile(counted)
        try:
            convert(whole, "Hans", phrases=True)
            convert(whole, "TW", phrases=True)
        finally:
            sys.setprofile(None)
        return count

    assert n_calls(20_000) <= 11 * n_calls(2_000) + 1000
