"""Commas put before other marks by a tool: 在基層,。"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from jiaokan.gbk import UNFOLDED
from jiaokan.readings import ANNOTATION, is_reading
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, rule

_MARKS = ",，、。；;：:？?！!"
_PAIR = regex(f",[{_MARKS}]")
_RUN = regex(f"[{_MARKS}]+")
_BARE_COMMA = regex(r",(?<=[\u3400-\u9fff”’」』》）)],)(?=[\u3400-\u9fff“‘「『《（(])")
# One mark with a comma before it; or ？！ in a row, with commas before some of them.
_INSERTED = regex(f",[{_MARKS}]|,?[？！?!](?:,?[？！?!])+")
_QUOTE = regex("(?<=[。！？…，、,.!?]),(?=[”’」』])")
_CLOSING = frozenset("”’」』")
_FACE = regex(r"[:;]-?[)(DPpOo3]")
_LATIN = regex(r"[A-Za-z0-9_\[\]{}<>=+*/\\'\"$-]")
# A page that speaks of marks gives examples of their wrong use.
_ABOUT = regex("[标標][点點]|逗[号號]|[顿頓][号號]|句[号號]|[语語]法|[数數][组組]")

_PRIOR = -3.6
_ON_ANNOTATED_PAGE = 3.6  # the tools that annotate put commas in too
_FEW = 5  # annotations
_ITS_OWN_RATE = 3.0  # what it costs to say that a tool takes some marks only
# Evidence of the first comma before a mark of a kind: how seldom it is a slip of the pen. Who slips once does it again
# at one mark in thirty; who types two commas for one does it at any rate, so that tells nothing.
_FIRST = {"，": 5.0, "、": 5.0, "。": 4.0, "；": 5.0, "：": 4.0, "？": 3.5, "！": 3.5, ",": 4.0}
_FURTHER = 3.4
_USUAL = frozenset("，、。,")


class _Hit(NamedTuple):
    """A comma at `at` before a mark of a kind; `is_latin`: between letters or digits, where others put two commas."""

    at: int
    kind: str
    is_latin: bool


@rule(
    "inserted-comma",
    needs=",",
    since="0.1",
    version=2,
    repairs=[
        Example("春耕既早,,秋收乃豐,。勤者得之,,惰者失之,。", "春耕既早,秋收乃豐。勤者得之,惰者失之。"),
        Example("洗衣,、做飯,、打掃,、買菜,都有人管,。", "洗衣、做飯、打掃、買菜,都有人管。"),
        Example("米价涨了,，菜价也涨了，肉价没有动,。", "米价涨了，菜价也涨了，肉价没有动。"),
        Example("他問：“船到了嗎,？”沒人答,。風大,、浪高,，天又黑。", "他問：“船到了嗎？”沒人答。風大、浪高，天又黑。"),
        Example(
            "寫(xiě)完一封信,。又寫(xiě)一封信,。寄給(gěi)遠(yuǎn)方的親(qīn)人,。",
            "寫(xiě)完一封信。又寫(xiě)一封信。寄給(gěi)遠(yuǎn)方的親(qīn)人。",
        ),
    ],
    leaves=[
        "他写完了这一段,。后来又改了一遍,交给编辑,等待发表。",
        "嗯嗯,。我也觉得,。那就这样,。",
        "等等,,,我还没有说完。",
        "a,,b,,c,,d 是四个字段。",
        "他说：“好,”然后走了。",
        "张三,李四,王五。赵六、孙七。",
        "甲,,乙\n丙,,丁\n戊,,己",
        "好吧,,我知道了,,再说吧,,",
        "好的,:)我明天来,;)你放心,:D",
        "逗号后面不能再跟句号，如“我去了,。”；顿号前面不能有逗号，如“苹果,、梨”。",
    ],
)
def inserted_comma(text: str) -> Iterator[Span]:
    """A comma before another mark, again and again.

    Damage: 勤者得之,,惰者失之,。 — an ASCII comma before ，、。 and other marks at a steady rate.
    Origin: the tool family of `pinyin-gloss`; on bytes, so also astride two characters (`shifted-by-cut-mark`).
    Left alone: a text where it happens once or twice (a slip), or seldom; three commas in a row; doubled commas alone
        (empty columns of a table, a habit of typing); commas between Latin letters; texts about marks.
    Cost: one search for commas on text that has them; none without.
    See: measured on damaged pages and on prose: the rate in damaged pages is 40 to 70 % of marks, in prose under 0.1 %.
    """
    hits, n_slips = _find(text)
    if not hits:
        return
    quotes = [match.start() for match in _QUOTE.finditer(text)]
    confidence = _confidence(text, hits, n_slips - len(quotes))
    if confidence < 0.3:
        return
    spans = [Span(hit.at, hit.at + 1, "", min(confidence, 0.9) if hit.is_latin else confidence) for hit in hits]
    if len(quotes) > 1:  # the tool's marks have quotation marks among them
        spans += [Span(at, at + 1, "", min(confidence, 0.95)) for at in quotes]
    yield from sorted({span.start: span for span in spans}.values())


def _find(text: str) -> tuple[list[_Hit], int]:
    """The commas that stand before another mark as a tool puts them, and how many runs of marks are other slips."""
    hits: list[_Hit] = []
    n_slips = 0
    done = 0
    for pair in _PAIR.finditer(text):
        if pair.start() < done:
            continue
        start = pair.start()
        while start > done and text[start - 1] in _MARKS:
            start -= 1
        run = _RUN.match(text, start)
        end = done = run.end() if run else pair.end()
        if text[end - 1] == "," and text[end : end + 1] in _CLOSING and end - start > 2:
            end -= 1  # see _QUOTE
        if not _INSERTED.fullmatch(text, start, end):
            n_slips += 1
            continue
        before, after = text[max(0, start - 1) : start], text[end : end + 1]
        if before in {"", "\n"} or (text[end - 1] == "," and after in {"", "\n"}) or _FACE.match(text, start + 1):
            continue  # an empty column, a face
        is_latin = bool(_LATIN.match(before) and _LATIN.match(after))
        hits += [
            _Hit(at, text[at + 1] if text[at + 1] == "," else UNFOLDED.get(text[at + 1], text[at + 1]), is_latin)
            for at in range(start, end - 1)
            if text[at] == "," and (at == start or text[at - 1] != ",")
        ]
    return hits, n_slips


def _confidence(text: str, hits: list[_Hit], n_slips: int) -> float:
    """How sure it is that a tool put them in: by the kinds of marks that have one, their number and their rate."""
    kinds = Counter(hit.kind for hit in hits if not hit.is_latin)
    doubled, n = kinds[","], kinds.total()
    is_annotated = _is_annotated(text)
    if n == doubled and (not is_annotated or n < _FEW):
        return 0.0
    n_bare_commas = len(_BARE_COMMA.findall(text))
    bare = {kind: text.count(kind) - kinds[kind] for kind in "，、。"} | {",": n_bare_commas}
    one_rate = _log_share(n, sum(bare.values()))
    own_rates = sum(_log_share(kinds[kind], bare.get(kind, 0)) for kind in kinds) - _ITS_OWN_RATE
    evidence = _PRIOR + (_ON_ANNOTATED_PAGE + max(one_rate, own_rates) if is_annotated else one_rate)
    evidence += sum(_FIRST[kind] for kind in kinds) + _FURTHER * (n - doubled - len(kinds.keys() - {","}))
    if doubled:
        evidence += 1.5 if doubled > 4 else 0.0
        evidence -= _log_share(doubled, n_bare_commas)
    if not _USUAL & set(kinds):
        evidence -= 6.0  # tools put them before ，、。 first
    if _ABOUT.search(text):
        evidence -= 5.0
    evidence -= min(6.0, 2.0 * n_slips)
    if len(kinds) == 1 and n < 4 and not is_annotated:
        evidence = min(evidence, 1.0)  # somebody's habit
    return 0.99 / (1 + math.exp(-evidence)) if evidence > -50 else 0.0


def _is_annotated(text: str) -> bool:
    glosses = (is_reading(text[match.start() - 1 : match.start()], match[1]) for match in ANNOTATION.finditer(text))
    return sum(islice(filter(None, glosses), _FEW)) == _FEW


def _log_share(n: int, n_bare: int) -> float:
    """Log-likelihood of `n` marks with a comma and `n_bare` without, at the rate that makes it greatest."""
    rate = n / (n + n_bare)
    return n * math.log(rate) + (n_bare * math.log(1 - rate) if n_bare else 0.0)
