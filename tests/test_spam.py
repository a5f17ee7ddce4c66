"""Anti-copy strings and injected keywords, made as their programs make them."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from itertools import product
from random import Random
from typing import Any

import pytest

from jiaokan import plausibility, repair, undo
from jiaokan.rules import injected_keyword, spam
from jiaokan.script import may_be_other

RULES = [spam.anti_copy_string, injected_keyword.injected_keyword, spam.advertisement_on_top]
LINES = [
    "入秋以后，老街的书店换了新的招牌。",
    "店主说，书还是那些书，读书的人却年轻了。",
    "下午三点，放学的孩子们挤在窗边的长凳上。",
    "店里有三千六百册旧书，最老的一册印于民国年间。",
    "店主用棉纸一页一页托裱，花了整整一个冬天。",
    "如今它立在玻璃柜里，谁都可以借来翻一翻。",
    "有人劝他把旧书卖掉，改做咖啡馆。",
    "他总是摇头，说书店是老街的客厅。",
]
TEXT = "\n".join(LINES)


def jam(rng: Random, lowest: int, blank: str) -> str:
    """Discuz's jammer(): the bound is drawn anew at each turn; white space collapses, controls go."""
    made = ""
    n = 0
    while n < rng.randint(5, 15):
        made += chr(rng.randint(lowest, 59)) + blank + chr(rng.randint(63, 126))
        n += 1
    return " ".join("".join(char for char in made if char >= " ").split())


@pytest.mark.parametrize("seed", range(8))
def test_strings_of_the_generator_go(seed: int) -> None:
    rng = Random(seed)
    damaged = "\n".join(line + jam(rng, 32, " ") if n % 2 else jam(rng, 32, " ") + line for n, line in enumerate(LINES))
    result = repair(damaged, rules=RULES)
    assert result.text == TEXT
    assert undo(result.text, result.edits) == damaged


@pytest.mark.parametrize("seed", range(8))
def test_keywords_go_where_they_were_thrown_in(seed: int) -> None:
    rng = Random(seed)
    text = TEXT.replace("\n", "")
    inside = [at for at in range(1, len(text)) if text[at - 1] not in "，。" and text[at] not in "，。"]
    damaged = text
    for at in sorted(rng.sample(inside, 7), reverse=True):
        damaged = damaged[:at] + "顺风搬家网" + damaged[at:]
    assert repair(damaged, rules=RULES).text == text


@pytest.mark.parametrize("word", ["顺风搬家网", "琥珀祛痘", "[蔷薇牌护手霜]", "琥珀(华南)有限公司官网", "查養魚行情"])
@pytest.mark.parametrize("seed", range(4))
def test_nothing_but_the_keyword_goes(word: str, seed: int) -> None:
    rng = Random(seed)
    damaged = TEXT
    for at in sorted(rng.sample(range(1, len(TEXT)), 6), reverse=True):
        damaged = damaged[:at] + word + damaged[at:]
    result = repair(damaged, rules=RULES).text
    assert result in {TEXT, damaged}


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("blank", ["", " "])
def test_strings_go_beside_numbers_and_letters(seed: int, blank: str) -> None:
    rng = Random(seed)
    lines = [f"{n}月10日，老街书店开放到{n + 8}:30" for n in range(1, 9)]
    damaged = "\n".join(line + _jam(rng, blank) if n % 2 else _jam(rng, blank) + line for n, line in enumerate(lines))
    result = repair(damaged, rules=RULES)
    assert result.text == "\n".join(lines)


def _jam(rng: Random, blank: str) -> str:
    """With all its blanks, and none of them at its ends."""
    pairs = [chr(rng.randint(33, 47)) + blank + chr(rng.choice([*range(63, 97), *range(123, 127)])) for _ in range(9)]
    return "".join(pairs)


ADVERTISED = [
    "琥珀影院官网登录入口_琥珀影院app下载安装",
    "琥珀体育(中国)官方网站-手机版APP下载",
    "琥珀棋牌手机版下载",
]


@pytest.mark.parametrize("line", ADVERTISED)
def test_an_advertisement_on_top_goes(line: str) -> None:
    assert repair(f"{line}\n{TEXT * 2}", rules=RULES).text == TEXT * 2


@pytest.mark.parametrize("line", ["琥珀制品·(中国)有限公司官网", "琥珀制品官网客户端"])
def test_what_may_be_the_name_of_the_site_is_flagged(line: str) -> None:
    text = f"{line}\n{TEXT * 2}"
    result = repair(text, rules=RULES)
    assert result.text == text
    assert [flag.rule for flag in result.flags] == ["advertisement-on-top"]


INNOCENT = [
    "密码是aB3$x_9!Kz，网盘提取码：x7Y9",
    "函数f( a, b, c, d, e )与g( x, y, z )",
    "公式$x_{i}^{2}$与$y_{j}^{3}$\n公式$z_{k}^{4}$",
    "*(^_^)* 你好{*^_^*}",
    "3 x + 2 y = 5\n4 x - y = 1",
    "公司董事会、公司监事会、公司经理层和公司职工代表大会共同组成公司治理结构，公司应当依法经营。",
    "图书馆购置图书，图书馆整理图书，图书馆借阅图书，图书馆保护图书，图书馆是读者的家。",
    "淘宝网购物、当当网购物、京东网购物，网购已经成为习惯。",
    "公安部通报打击网络赌场、彩票平台的情况\n" + TEXT,
    "老街书店官网上线\n" + TEXT,
    "老街书店官网登录入口 手机版APP下载\n" + TEXT * 2,
    TEXT.encode("gbk", "replace").decode("utf-8", "replace").encode().decode("gbk", "replace"),
    "首页_登录_注册_下载_客服\n" + TEXT * 2,
    "error: expected ';'\n      ~~~~^~~~\n      ~~~~~~^~\n      ^~~~~~~~\n",
    "张丹枫在树下练剑，云蕾看着张丹枫的背影，心想张丹枫果然名不虚传。张丹枫收剑，向云蕾走来，云蕾问张丹枫从哪里来。",
    "经营者应当遵守法律。消费者与经营者发生争议的，可以与经营者协商解决，也可以请求有关部门责令经营者改正。",
    "多尺度特征图较大，接下来的多尺度特征图较小，每个多尺度特征图都有锚框，所以多尺度特征很重要。",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_innocent_texts_stay(text: str) -> None:
    assert repair(text, rules=RULES).text == text


def words_of(parsed: Iterable[Any]) -> set[str]:
    """All that a pattern of characters, classes of them, branches and options matches."""
    return {"".join(parts) for parts in product(*(_words(str(op), value) for op, value in parsed))}


def _words(op: str, value: Any) -> set[str]:
    match op:
        case "LITERAL":
            return {chr(value)}
        case "IN":
            return {
                chr(one)
                for kind, codes in value
                for one in (range(codes[0], codes[1] + 1) if str(kind) == "RANGE" else [codes])
            }
        case "BRANCH":
            return set().union(*map(words_of, value[1]))
        case "SUBPATTERN":
            return words_of(value[3])
        case "MAX_REPEAT":
            least, most, inner = value
            times = range(least, min(most, least + 1) + 1)
            return {"".join(one) for n in times for one in product(words_of(inner), repeat=n)}
        case "AT":
            return {""}
    raise AssertionError(op)


def words_in(pattern: re.Pattern[str]) -> set[str]:
    words = words_of(importlib.import_module("re._parser").parse(pattern.pattern))
    return words | {word.upper() for word in words}


@pytest.mark.parametrize("pattern", ["GOODS", "_SITE", "_ENDS_LIKE_SITE"])
def test_a_phrase_that_stands_out_holds_a_sign(pattern: str) -> None:
    for word in words_in(getattr(injected_keyword, pattern)):
        assert injected_keyword._SIGN.search(word) or "网" in word or "網" in word, word


def test_an_offer_holds_a_sign() -> None:
    for word in words_in(spam._OFFERS):
        assert not spam._OF_OFFERS.isdisjoint(word), word


def test_traditional_characters_are_signs() -> None:
    told = {char for char in map(chr, plausibility.simplified()) if may_be_other(char)}
    assert set(map(chr, plausibility.simplified())) - told == injected_keyword._ALSO_TRADITIONAL


@pytest.mark.parametrize("phrase", ["网站】", "[琥珀]", "琥珀网", "乾坤圈", "萬事達", "琥珀app", "琥珀门户", "百家乐"])
def test_what_is_there_three_times_may_stand_out(phrase: str) -> None:
    once, twice, thrice = (TEXT + "".join(f"{phrase}{char}" for char in "木水火"[:n]) for n in (1, 2, 3))
    assert injected_keyword._may_stand_out(thrice, thrice)
    if not may_be_other(phrase):
        assert not any(injected_keyword._may_stand_out(text, text) for text in (TEXT, once, twice))
