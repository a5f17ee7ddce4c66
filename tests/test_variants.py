"""Characters of the other script strewn in, and 壹 for 一."""

from __future__ import annotations

from random import Random

import pytest

from jiaokan import repair
from jiaokan.rules import variants
from tests import forward

PAGE = (
    "市图书馆新馆今天正式开放，馆长介绍了建设过程。新馆设有儿童阅览区、视障阅览区和自习区，读者凭身份证就可以借阅图书。\n"
    "这座桥建于明代，桥面由青石铺成，两侧的栏板上刻着莲花和狮子。几百年来，它经历了多次洪水，却始终没有倒塌。\n"
    "研究发现，学习效率的关键不在于时间长短，而在于是否及时复习、是否主动提问。实验结果表明，当温度超过八十度时，材料的强度明显下降。"
)


def strew(text: str, table: dict[int, str], n: int, seed: int) -> str:
    places = [at for at, char in enumerate(text) if table.get(ord(char), char) != char]
    chosen = set(Random(seed).sample(places, n))
    return "".join(table[ord(char)] if at in chosen else char for at, char in enumerate(text))


@pytest.mark.parametrize("seed", range(20))
def test_what_is_changed_of_strewn_traditional_is_right(seed: int) -> None:
    damaged = strew(PAGE, forward.simplified_to_traditional(), 2, seed)
    result = repair(damaged, rules=[variants.stray_traditional])
    assert all(PAGE[edit.start : edit.end] == edit.after for edit in result.edits)


def test_most_strewn_traditional_is_found() -> None:
    table = forward.simplified_to_traditional()
    n_found = sum(
        len(repair(strew(PAGE, table, 1, seed), rules=[variants.stray_traditional]).edits) for seed in range(40)
    )
    assert n_found >= 30


@pytest.mark.parametrize("seed", range(20))
def test_what_is_changed_of_strewn_simplified_is_right(seed: int) -> None:
    table = forward.simplified_to_traditional()
    back = {ord(new): chr(old) for old, new in table.items()}
    page = forward.to_traditional_1to1(PAGE)
    result = repair(strew(page, back, 2, seed), rules=[variants.stray_simplified])
    assert all(page[edit.start : edit.end] == edit.after for edit in result.edits)


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("convert", [str, forward.to_traditional_1to1])
def test_a_page_strewn_with_the_other_script_is_restored(convert: type[str], seed: int) -> None:
    page = convert(PAGE * 2)
    table = forward.simplified_to_traditional()
    if convert is not str:
        table = {ord(new): chr(old) for old, new in table.items()}
    damaged = strew(page, table, 9, seed)
    repaired = repair(damaged, rules=[variants.stray_traditional, variants.stray_simplified]).text
    assert sum(a != b for a, b in zip(repaired, page, strict=True)) <= 2


@pytest.mark.parametrize("text", [PAGE, forward.to_traditional_1to1(PAGE)])
def test_sound_pages_stay(text: str) -> None:
    assert repair(text).edits == ()


@pytest.mark.parametrize(
    "text",
    [
        "国家图书馆藏《說文解字》宋本，这部书的价值难以估量，学者们为此专门编写了目录，以资检阅。",
        "他姓葉，单名一个青字，家里几代人都务农，这几年才搬到县城，开了间杂货铺，生意还过得去。",
        "招牌上“張記”两个字已经褪色，这家面馆开了三十年，味道从来没变，邻居们都说实惠。",
        "日本作家東野圭吾的小说畅销，这本书译成中文后，读者们争相购买，书店为此专门设了展台。",
        "魏徵直谏，乾隆自夸，这两段历史讲了许多次，学生们听得入迷，纷纷提问，讨论热烈。",
        "陳奕迅、張學友、劉德華都来过这座城市开演唱会，观众对他们的歌曲耳熟能详，热情极高。",
        "李鍾碩主演的电视剧开播，这部剧讲述记者的故事，观众评价颇高，收视率节节攀升。",
        "“國”与“国”、“學”与“学”，这些字的写法经历了漫长演变，书法爱好者对此应当熟记。",
        "《人民日报》《光明日报》是北京的報紙，讀者遍及各省，發行量很大，影響深遠。",
        "早稲田大学與慶應義塾大學齊名，兩校的棒球比賽每年吸引許多觀眾，場面熱鬧非凡。",
        PAGE + "陳寅恪、葉嘉瑩、錢穆、馮友蘭的著作，图书馆都有收藏。他姓葉，单名一个青字。",
        PAGE + "展厅正中挂着《萬壑松風圖》，旁边一副对联：“雲開千里月，風動一天星”，落款是張大千。",
        "公里、皇后、才能、批准、干戈、范仲淹、余光中，這些詞語繁簡同形，轉換時須謹慎處理。",
    ],
)
def test_names_titles_and_talk_of_characters_stay(text: str) -> None:
    assert repair(text).text == text


@pytest.mark.parametrize("convert", [str, forward.to_traditional_1to1])
def test_one_is_restored(convert: type[str]) -> None:
    text = convert("这一步会加载一些默认设置，您可以跳过这一步，也可以逐一修改。第一次使用时，请先建立一个账户。")
    assert repair(text.replace("一", "壹"), rules=[variants.one_as_cheque_numeral]).text == text


@pytest.mark.parametrize(
    "text",
    [
        "借条：今借到张三人民币壹万元整，壹年内还清。",
        "本合同壹式贰份，甲乙双方各执壹份。",
        "壹基金的志愿者来了一批又一批。",
        "壹、总则\n贰、组织\n叁、附则",
        "壹号土猪、壹品豆腐、壹线天",
        "壹心理、壹起作业、壹米滴答",
        "他把“一”写成“壹”，老师说不必。",
        "壹是大写的一。",
        "民國壹佰壹拾年",
        "捐款人：张三 壹仟元\n李四 贰仟元",
    ],
)
def test_cheques_and_names_stay(text: str) -> None:
    assert repair(text).text == text
