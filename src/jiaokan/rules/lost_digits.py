"""Digits that a tool took out of a text for good: found by what stood beside them, flagged, never restored."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from jiaokan.rule import Example, Span, rule

_NUMERALS = "一二三四五六七八九十百千万亿萬億两兩零〇几幾数數多余每半整各这這那哪某此同好满滿第"
_OPEN = "，。；：（(、\n"
_HAN = "\u4e00-\u9fff"


class _Sign(NamedTuple):
    """A place where a number is missing: one of `heads` with `before` right before it and `after` right behind it."""

    heads: str  # characters
    before: str  # regular expressions
    after: str = ""


# Never seen in 700,000 characters of whole texts without a digit.
_PROOF = (
    # 月日, 建于年, 去年月; not 出生年月日, 蜜月日程, 岁月日渐.
    _Sign("年", r"[，。；（(、\n讯訊报報在]", r"月日[^，。、\n]"),
    _Sign("月", "[^年]", "日(?:[电電讯訊][（(，记記本]|[在晚宣起至])"),
    _Sign("年", f"[{_OPEN}于於自从從在]", "月[，。底初份中上下起至到]"),
    _Sign("月", f"[{_OPEN}讯訊于於报報自至到从從在京津沪社]", "日(?![不报報志刊本渐漸益夜常积積光落])"),
    _Sign("月", "[今去本同]年", "日"),
    _Sign(
        "%％‰℃",
        "[了达達到占长長降升为為近约約超跌涨漲加减減高低于於至过過]",
        f"(?=[{_HAN}，。、；])(?![{_HAN}]?[符字])",
    ),
    _Sign("个個", f"[^{_NUMERALS}]", "百分[点點]"),
)
# Five of them in all.
_CERTAIN = (
    _Sign("%％‰℃", f"(?![{_NUMERALS}点點号號写寫])[{_HAN}，。]", f"(?=[{_HAN}，。、；])(?![{_HAN}]?[符字])"),
    _Sign("月", "[今去前同]年", "[，。底初份中下起至间間]"),
    _Sign("年", "[于於自从從至到]", "[，。、）)至到—－起被建开開由成]|以来|以來|以后|以後|之前"),
    _Sign("年", "[，。（(]", "[，。、至到—－）)被]"),
    _Sign("摄攝", "[为為至达達到约約近过過于於在以超比]", "氏"),
    _Sign(
        "万亿萬億",
        "[达達约約近逾超共资資值额額款到至了于於入出增]",
        "[万亿萬億]?[美日欧歐港]?元|[吨噸亩畝册冊株]|平方|公里|千瓦|人次",
    ),
    _Sign(
        "平公厘釐毫千",
        "[达達约約近逾超占长長宽寬高积積径徑重到了至共]",
        "(?:方公?[米里]|[顷頃里斤米升克瓦])(?![计計制数數之外])",
    ),
    _Sign("届屆号號次条條版", "第"),
    _Sign("倍", "[了高长長大多快低的近约約达達出]", "[，。、；以左]"),
    _Sign("岁歲", "[约約近已仅僅过過到至（(，向了位对對]", "[，。、的）)（(以]"),
    _Sign("吨噸", "[达達约約近逾了到为為共]"),
    # What joined two numbers: 5:40, 120/80.
    _Sign("：:", "", "[，。、]|[至到][：:，。]"),
    _Sign("/", "", "毫米"),
    _Sign("、", "\n"),
    _Sign("世", "[向入]", "[纪紀]"),
    _Sign("—－～-", "[（(]", "[年月日）)%％万萬]"),
)
# One in 30,000 characters.
_LIKELY = (
    _Sign("年", "[自至到由于於]", "月日"),
    _Sign("日", "[于於]", "[在晚宣发發]"),
    _Sign("周", "[订訂立放世生国國馆館校]", "年"),
    _Sign("年", "[入从從到至]", "代"),
    _Sign("余", f"[{_OPEN}约約达達近民员員]", "[个個名户戶人万亿萬億家亩畝]"),
    _Sign(
        "个個名户戶",
        "[户戶设設达達约約超近占过過员員民众眾工共位摊攤]",
        f"[，。、；]|(?![个個名户戶])[{_HAN}]{{2,6}}[，。、；]",
    ),
    _Sign("处處家件项項座只隻辆輛台种種", "[达達约約近逾共有设設区區点點]", "[，。、；]"),
    _Sign(
        "元",
        "[租费費价價资資还還补補约約达達近付款赔賠罚罰除退收奖獎入卖賣足]",
        "(?![旦月素首气氣宵老帅帥凶件代朝年史])",
    ),
    _Sign("小分", "[达達约約近逾超用时時长長]", "[时時][，。的]|[钟鐘]"),
    _Sign("人", "[达達约約共逾]", "[，。、；]"),
    _Sign("时時", "[午晨晚]", "[，许許至]"),
    _Sign("点點", "[到午晨晚近约約]", "[，许許半至]"),
    _Sign("）)", "[（(]"),
)


def _pattern(head: str) -> re.Pattern[str]:
    """The signs that begin with a character; group 1 for a proof, 2 for a certain one."""

    def any_of(signs: tuple[_Sign, ...]) -> str:
        found = [f"(?<={one.before}{re.escape(head)})(?={one.after})" for one in signs if head in one.heads]
        return "|".join(found) or "(?!)"

    return re.compile(f"{re.escape(head)}(?:({any_of(_PROOF)})|({any_of(_CERTAIN)})|{any_of(_LIKELY)})")


_SIGNS = (*_PROOF, *_CERTAIN, *_LIKELY)
_HEADS = "".join(dict.fromkeys("".join(one.heads for one in _SIGNS)))
# This first, the alternatives cost twenty times as much: a head, with what may stand before one where that is limited.
_LIMITED = [one for one in _SIGNS if one.before and "^" not in one.before and "?" not in one.before]
_FREE = "".join(one.heads for one in _SIGNS if one not in _LIMITED)
_BEFORE = "".join(one.before.strip("[]") for one in _LIMITED).replace("]", "")  # of 今去]年, both
_HEAD = re.compile(
    f"[{re.escape(_HEADS)}](?:(?<=[{re.escape(_FREE)}])|(?<=[{re.escape(_BEFORE)}][{re.escape(_HEADS)}]))"
)
_PATTERNS = {head: _pattern(head) for head in _HEADS}
_DIGIT = re.compile("[0-9０-９]")
_LINE = 60  # characters of a line of prose
_ENOUGH = 3.0  # of evidence; a proof alone is, or two certain signs, or three likely ones
_WEIGHTS = (1.0, 3.0, 2.0)  # by number of the group that matched: likely, proof, certain


def _lost(text: str) -> Example:
    """A text in which the loss is found; nothing is restored."""
    return Example(text, text)


@rule(
    "digits-stripped",
    since="0.1",
    version=2,
    loss=True,
    repairs=[
        _lost("本报月日讯今天，市里召开会议，部署防汛工作。"),
        _lost("全村居民余户，下设个小组，党员名。年月日建成。"),
        _lost("水库始建于年，坝高米，总库容万立方米，灌溉面积达万亩。去年月，除险加固工程完工。"),
        _lost("新华社贵阳月日电（记者田野）全省新修乡村公路已通到九成的村寨，比上年提高个百分点。"),
        _lost("今年前三季度，全县实现旅游收入亿元，同比增长%，接待游客人次创下新高。"),
        _lost("清晨：，第一班渡船离岸，船上只坐着岁的老船工和一只黄狗。第次航行，他依然不慌不忙。"),
    ],
    leaves=[
        "本报7月2日讯今天，市里召开会议。",
        "他在日月潭住了三个月，日子过得很快。",
        "岁月日渐流逝，村里只剩老人。",
        "下设多个小组，党员若干名，余户不详。",
        "发表于《月日报》的文章",
        "二〇二〇年七月二日，大会开幕。",
        "从前有个樵夫，他有个朋友，还有个邻居，常来常往。",
        "请填写姓名、出生年月日和籍贯，不要涂改。",
        "蜜月日程已经排好，满月日请亲友来家里坐坐。",
        "常用的单位有公顷、平方米、公里和亿元、万元。",
        "甲方（盖章）：　　　　乙方（签字）：\n签订日期：年月日\n本合同自双方签字之日起生效。",
        "表头依次为产量（吨）、面积（亩）、增幅（%）和名次。",
        "写百分数时，先写分子，再写%符号，℃这个符号也是一样。",
        "一年四季，月月有花；年年月月，日日如此，村里人早已看惯。",
        "他到家时已是深夜，第二天一早又出了门，为名为利，一年忙到头。",
        "要求党员个个带头，群众户户参与，干部名名在册，确保工作落到实处。",
        "合同自双方签字之日起生效，有效期自年月日至年月日止。",
        "第一次到海边，他在日出前起床；后来每到年底，都要再去一趟。",
    ],
)
def digits_stripped(text: str) -> Iterator[Span]:
    """Digits taken out of the text.

    Damage: 本报月日讯, 建于年, 增长%, 党员名: the numbers are gone, what stood behind them is there. Each span begins
        where a number is missing.
    Origin: cleaners that keep "Chinese characters only", or delete digits as noise.
    Left alone: it can't be restored. Not flagged where digits stand in more than one line of prose; nor on one weak
        sign. Some places are proof (月日 behind a comma, 增长%), of others it takes two (建于年，) or three (党员名，).
        Blank forms (日期：年月日), lists of units.
    Cost: two searches for a digit, in most texts 1 ns a character; in texts without digits a class search for what is
        counted, 20 ns.
    See: GB/T 15835-2011 (writing of numbers in publications): what a date needs.
    """
    gaps = list(find_gaps(text))
    evidence = sum(weight for _, _, weight in gaps)
    if evidence >= _ENOUGH:
        for start, end, _ in gaps:
            yield Span(start, end, None, round(1 - 0.08 ** (evidence / 3), 3) if evidence < 9 else 0.99)


def find_gaps(text: str) -> Iterator[tuple[int, int, float]]:
    """Places in lines without digits where a number is missing, each with its weight; none if the text has numbers."""
    start = n_with_digits = 0
    bare: list[tuple[int, str]] = []
    for line in text.split("\n"):
        if not _DIGIT.search(line):
            bare.append((start, line))
        elif len(line) >= _LINE:
            n_with_digits += 1
            if n_with_digits > 1:
                return
        start += len(line) + 1
    for start, line in bare:
        for head in _HEAD.finditer(text, start, start + len(line)):
            match = _PATTERNS[head[0]].match(text, head.start())
            if match:
                yield match.start(), match.end(), _WEIGHTS[match.lastindex or 0]
