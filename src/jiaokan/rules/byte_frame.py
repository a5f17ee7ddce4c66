"""Shifted frames: ASCII inserted at byte offsets in GBK, so that characters came apart and paired anew.

A tool put annotations, or a byte before a mark, into the *bytes* of a page (see `gbk`). Where the byte pattern
it looked for lay astride two characters, the first character lost its second half and everything after it was
read one byte off, up to a byte below 0x80 or the next insertion. The rules here find where that began;
`frame_search` pairs the bytes anew.
"""

from __future__ import annotations

from collections.abc import Iterator

from jiaokan import plausibility
from jiaokan.readings import LETTERS, toneless
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, rule

_HEAD = regex(rf"\?([{LETTERS}]{{1,6}})[)）]")
_CUT_HEAD = regex(r"(?<![?？!！])[?？][;；!！?？,，。](?![?？!！]{2})(?=[^\x00-\x7f]|[?;!,@-~])")
_DOUBLED = regex(r"[?？]{2}")
_SAMPLE = 4000  # characters


def _is_simplified(text: str) -> bool:
    """Whether a text is in Simplified, which the tools that cut and annotate convert first."""
    sample = text[:_SAMPLE]
    n_simplified = sum(map(sample.count, plausibility.simplified_only() & set(sample)))
    traditional = plausibility.simplified()
    return n_simplified > 3 + 2 * sum(ord(char) in traditional for char in sample)


class _Surplus:
    """Lines with more closing than opening brackets: a bracket put astride two characters lost its opening half."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._line = (0, 0, False)  # start, end, verdict: heads come in ascending order

    def has(self, at: int) -> bool:
        if not self._line[0] <= at < self._line[1]:
            start, end = self._text.rfind("\n", 0, at) + 1, self._text.find("\n", at)
            end = len(self._text) if end < 0 else end
            n_open = self._text.count("(", start, end) + self._text.count("（", start, end)
            n_close = self._text.count(")", start, end) + self._text.count("）", start, end)
            self._line = (start, end, n_close > n_open)
        return self._line[2]


@rule(
    "straddled-gloss",
    needs="?",
    since="0.1",
    version=4,
    garbled=True,
    repairs=[
        Example("北京晚報(bào)記(jì)者今日?qǐng)?bào)道(dào)", "北京晚報(bào)記(jì)者今日報(bào)道(dào)"),
        Example("濟(jì)南日?qǐng)?bào)社", "濟(jì)南日報(bào)社"),
        Example("因?yàn)閭?(gè)頭高大，大家都喜歡(huān)他。", "因為個(gè)頭高大，大家都喜歡(huān)他。"),
        Example("每天到當?shù)?8個村子送信", "每天到當地\ufffd8個村子送信"),
        Example("針?qiāng)?宵h員的家訪每月一次", "針對老黨員的家訪每月一次"),
    ],
    leaves=[
        "他問我去不去?wo)說不知道",
        "是日?qing)（原文如此）",
        "真的嗎?(zhēn)",
        "f(x)?a):b)",
        "你吃了嗎?好)",
        "(想啥呢?hao)農會的人說",
        "（這算什麼事?song)離縣城遠",
        "問他去幾天?liǎng)三天吧)",
    ],
)
def straddled_gloss(text: str) -> Iterator[Span]:
    """A pinyin annotation put astride two characters, and the run of characters it shifted.

    Damage: 日報 reads 日?qǐng)?bào): the second byte of 日 and the first of 報 are the code of 請, so (qǐng) was put
        between the halves of 報. Without an annotation of its own the text after it runs on one byte off; at its end
        it may take an ASCII character with it, which nothing can bring back (U+FFFD).
    Origin: annotation by byte replacement in GBK, in the order of the tool's table.
    Left alone: where no pair of bytes fits the reading, where the run never comes back into step, where the damage run
        forward on the proposal does not give the fragment, and where the scorer is not sure (flagged).
    Cost: none on text without '?'; the search of a fragment is bounded by its length times the nodes kept.
    See: GBK code table (GB 18030 two-byte part); the forward model in tests/forward.py.
    """
    if not _HEAD.search(text):
        return
    from jiaokan.rules import frame_search

    done, surplus, search = 1, _Surplus(text), None
    elsewhere: dict[str, bool] = {}  # whether a reading without a tone stands in whole brackets, too
    for head in _HEAD.finditer(text):
        if head.start() < done:
            continue
        if search and search.left < 0:
            yield Span(head.start(), head.end(), None, 0.0)
            continue
        if not surplus.has(head.start()):
            continue
        if toneless(head[1]) == head[1]:
            if head[1] not in elsewhere:
                elsewhere[head[1]] = f"({head[1]})" in text
            if not elsewhere[head[1]]:
                continue
        search = search or frame_search.Search(text)
        repair = search.straddled(head.start(), head.end(), head[1])
        if repair is not None:
            yield Span(head.start(), repair.end, repair.text, repair.confidence)
            done = repair.end


@rule(
    "shifted-by-cut-mark",
    needs="?",
    since="0.1",
    version=4,
    garbled=True,
    repairs=[
        Example("研究提出了新的假設?；顒佑蓪W會主辦", "研究提出了新的假設。活動由學會主辦"),
        Example("會員增加?！渡窖Y人》一書", "會員增加。《山裏人》一書"),
        Example("報名者有35名,?;顒?dòng)開(kāi)始了", "報名者有35名,。活動(dòng)開(kāi)始了"),
        Example("上?；鶎訄D書館", "上海基層圖書館"),
        Example("這個村以前沒有路?,F在家家門前都通了車", "這個村以前沒有路。現在家家門前都通了車"),
    ],
    leaves=[
        "真的嗎?!我不知道。",
        "他說了什麼??沒有人聽見",
        "為什麼?；這是一個問題,還有a和b",
        "你好嗎?!OK",
        "健康就??是??跑道??上",
        "真的嗎?,我不信。",
        "圖一?,圖二?,都看不清",
        "買一件送一件??;要不要",
        "他問幾點開始?,A廳還沒有開門",
        "健康就??是??跑道",
        "条件是 size>threshold???\n看看在哪里加了元素。",
        "可以向虚拟专用网络（缩写：???）提供商买一个账号。",
    ],
)
def shifted_by_cut_mark(text: str) -> Iterator[Span]:
    """A byte put before a mark that was found astride two characters, and the run of characters it shifted.

    Damage: 上海基層黨建 reads 上?；鶎狱h建: the second byte of 海 and the first of 基 are the code of ；, so a byte was
        put between the halves of 海, and the text ran on one byte off up to 黨, whose second byte is 'h'.
    Origin: a tool that puts a byte in front of ； ！ ？ ， 。 found on the bytes of a GBK page.
    Left alone: where the run never comes back into step, where the damage run forward does not give the fragment,
        where the scorer prefers what stands there or is not sure (flagged).
    Cost: none on text without '?'.
    See: GBK code table (GB 18030 two-byte part); the forward model in tests/forward.py.
    """
    if not _CUT_HEAD.search(text) or _is_simplified(text):
        return
    from jiaokan.rules import frame_search

    done, search = 1, None
    # Many are no-break spaces turned into question marks, not ？ cut in two.
    is_spaced = len(_DOUBLED.findall(text)) >= 3
    for head in _CUT_HEAD.finditer(text):
        at = head.start()
        is_after_latin = text[at - 1].isascii() and text[at - 1] not in ",)]%0123456789"
        if at < done or is_after_latin or (text[at + 1] == "?" and is_spaced):
            continue
        if search and search.left < 0:
            yield Span(at, head.end(), None, 0.0)
            continue
        search = search or frame_search.Search(text)
        repair = search.cut(at)
        if repair is None or (
            text[at + 1] == "?" and ("？" in repair.text or text[repair.end : repair.end + 1] == "?")
        ):
            continue  # from one doubled question mark to the next
        if search.beats(at, repair):
            yield Span(at, repair.end, repair.text, repair.confidence)
            done = repair.end
