"""Digits that a tool took out of a text for good: found by what stood beside them, flagged, never restored."""

from __future__ import annotations

import functools
import math
import re
from collections.abc import Iterator

from jiaokan import plausibility
from jiaokan.data import rows
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, ascii_of, lines_of, rule

# Marks and signs that stand beside numbers; letters and symbols are left to what they are part of.
_BESIDE = regex("[\u3400-\u9fff，。；：、（）！？“”《》%℃℉°/～~—+\\-\n]")
FOLDED = str.maketrans("％﹪,;:()", "%%，；：（）")  # one width
_UNFOLDED = regex("[％﹪,;:()]")
_DIGIT = regex("[0-9０-９]")
_LINE = 60  # characters of a line of prose
_MAY_BE = -2.5  # log-odds by the characters on either side, of a place that is looked at
_LIKELY = -2.0  # by two on either side, of one that counts
_PLACE = 0.3  # weight of one that is shown
_SURE = 5.0  # log-odds that count
_CHANCE = 1.5e-3  # of evidence a character of whole texts
_BLANK = regex("(?:出生|[：:自至期上])(?=年月日)|(?=年月日[、时時和与與等的])")
_OF_BLANK = 2.0  # of evidence at most
# Names of units, and % of a program.
_NAMED = regex("[、和与與及][^，。、]{1,3}[、，。和与與及]|.%[A-Za-z]")
_UNITS = regex("(?:[单單]位[：:有为為是]?|《月?)$")  # and a title
_ALONE = "年月日%‰℃"  # what a single place has to have behind it
_ENOUGH = 4.2


def features(text: str, at: int) -> tuple[str, ...]:
    """What the characters beside a place say of a number there: the names of their weights; none at other signs."""
    before, behind = text[at - 1 : at], text[at : at + 1]
    if not (_BESIDE.match(before) and _BESIDE.match(behind)):
        return ()
    two_before, two_behind = text[max(0, at - 2) : at], text[at : at + 2]
    if behind in (before, two_behind[1:]):  # 月月, 个个
        return ()
    return (
        f"{before}|",
        f"{two_before}|",
        f"|{behind}",
        f"|{two_behind}",
        f"{before}|{behind}",
        f"{two_before}|{behind}",
        f"{before}|{two_behind}",
    )


def in_word(text: str, at: int) -> str:
    """Whether a place is inside a word of two characters, or between two such, and inside one of three: the name of
    its weight, which is below 0.
    """
    known = plausibility.words()
    around = text[at - 2 : at + 2]
    is_within = around[1:3] in known or (around[:2] in known and around[2:] in known)
    return f"|{is_within:d}{around[:3] in known or around[1:] in known:d}|"


def _lost(text: str) -> Example:
    """A text in which the loss is found; nothing is restored."""
    return Example(text, text)


@rule(
    "digits-stripped",
    since="0.1",
    version=3,
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
        "发票上须写明年月日、品名、数量、单价和金额。",
        "表中金额单位为万元，面积单位：公顷。乾：元，亨，利，贞。",
        "logging.info('处理完成:%s', name)",
        "蜜月日程已经排好，到了那天请亲友来家里坐坐。",
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
    Left alone: it can't be restored. Not flagged where digits stand in more than one line of prose; nor unless what
        the places say together outweighs what as long a text without numbers says by chance: one as good as certain
        (，月日) is enough, or a few likely ones (建于年，, 党员名，). Blank forms (日期：年月日), lists of units.
    Cost: two searches for a digit in what is ASCII, in most texts 0.2 ns a character; in texts without digits a class
        search for what is counted and look-ups for each find, 50 ns.
    See: GB/T 15835-2011 (writing of numbers in publications): what a date needs. data/build_numbers.py: the weights.
    """
    gaps = list(find_gaps(text))
    if not gaps:
        return
    evidence = _evidence(text, gaps)
    is_proof = len(gaps) > 1 or any(text[start] in _ALONE for start, _, _ in gaps)
    if evidence >= _ENOUGH and is_proof:
        for start, end, weight in gaps:
            if weight > _PLACE:
                yield Span(start, end, None, round(1 - 0.5**evidence, 3))


def _evidence(text: str, gaps: list[tuple[int, int, float]]) -> float:
    """What the places say together: those side by side (月日) are one, and a date to be filled in says little."""
    blanks = {at for match in _BLANK.finditer(text) for at in range(match.end(), match.end() + 3)}
    evidence, last, of_last = -_CHANCE * len(text), -2, 0.0
    for start, _, weight in gaps:
        its = min(weight, _OF_BLANK) if start in blanks else weight
        if start - last == 1:
            evidence -= of_last
            its = max(its, of_last)
        evidence += its
        last, of_last = start, its
    return evidence


def find_gaps(text: str) -> Iterator[tuple[int, int, float]]:
    """Places in lines without digits where a number may be missing, each with its weight; none if the text has numbers.

    A weight is the logarithm of how many times likelier the text is with a number lost there at some place.
    """
    if _has_numbers(text):
        return
    start = n_with_digits = 0
    bare: list[tuple[int, str]] = []
    for line in lines_of(text):
        if not _DIGIT.search(line):
            bare.append((start, line))
        elif len(line) >= _LINE:
            n_with_digits += 1
            if n_with_digits > 1:
                return
        start += len(line) + 1
    if not bare:
        return
    heads, weights = _signs()
    known, bias = weights.get, float(weights[""])
    for start, line in bare:
        framed = f"\n{line}\n"
        if _UNFOLDED.search(line):
            framed = framed.translate(FOLDED)
        for head in heads.finditer(framed, 1, len(framed) - 1):
            at = head.start()
            of_pair = _of_pair(framed[at - 1 : at + 1])
            two_behind = framed[at : at + 2]
            if of_pair is None or two_behind[1:] == two_behind[0]:
                continue
            before, behind, both = of_pair
            two_before, one_before = framed[max(0, at - 2) : at], framed[at - 1]
            weights_beside = (  # of `features`, in their order: sums of floats depend on it
                before,
                float(known(f"{two_before}|", 0)),
                behind,
                float(known(f"|{two_behind}", 0)),
                both,
                float(known(f"{two_before}|{two_behind[0]}", 0)),
                float(known(f"{one_before}|{two_behind}", 0)),
            )
            odds = bias + sum(weights_beside)
            if odds > _LIKELY:
                odds += float(known(in_word(framed, at), 0))
            if odds > _LIKELY and not _is_unit_named(framed, at):
                yield start + at - 1, start + at, math.log1p(math.exp(min(odds, _SURE)))


def _has_numbers(text: str) -> bool:
    """Whether two lines of prose have ASCII digits."""
    seen = ascii_of(text)
    n_lines = at = 0
    while n_lines < 2 and (digit := seen.find(b"0", at)) >= 0:
        at = seen.find(b"\n", digit) % (len(seen) + 1)
        n_lines += at - seen.rfind(b"\n", 0, digit) > _LINE
    return n_lines == 2


def _is_unit_named(line: str, at: int) -> bool:
    return bool(_NAMED.match(line, at - 1) or _UNITS.search(line[max(0, at - 4) : at]))


@functools.lru_cache(maxsize=1 << 14)
def _of_pair(pair: str) -> tuple[float, float, float] | None:
    """The weights of two characters, one by one and both; None where no number is missing between them."""
    _, weights = _signs()
    before, behind = pair[0], pair[1]
    if before == behind or not (_BESIDE.match(before) and _BESIDE.match(behind)):
        return None
    alone = [float(weights.get(sign, 0)) for sign in ("", f"{before}|", f"|{behind}", f"{before}|{behind}")]
    return (alone[1], alone[2], alone[3]) if sum(alone) > _MAY_BE else None


@functools.cache
def _signs() -> tuple[re.Pattern[str], dict[str, str]]:
    """The characters that stand behind numbers, and the weights of features as printed: a text asks for few of them."""
    weights = dict(rows("numbers"))
    heads = (one[1] for one, weight in weights.items() if one[:1] == "|" and len(one) == 2 and float(weight) > 1)
    return re.compile(f"[{re.escape(''.join(heads))}]"), weights
