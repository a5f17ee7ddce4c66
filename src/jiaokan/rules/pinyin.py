"""Pinyin written into the text by a tool: 揚(yáng)在城市上空."""

from __future__ import annotations

from collections.abc import Iterator

from jiaokan import plausibility
from jiaokan.rule import Example, Span, rule
from jiaokan.rules.gloss_evidence import BEHIND_BRACKET, RARE, Gloss, band, find_glosses, is_other_reading, weigh

_SPARSE = 0.002  # annotations a character under which no tool was at work: the thinnest seen is ten times that
_NEGLIGIBLE = 0.2  # not even flagged


@rule(
    "pinyin-gloss",
    needs={"(（": BEHIND_BRACKET},
    since="0.1",
    version=2,
    repairs=[
        Example("讓鮮紅黨旗高高飄揚(yáng)在城市上空", "讓鮮紅黨旗高高飄揚在城市上空"),
        Example("這項(xiàng)工程預(yù)計(jì)明年開(kāi)工。", "這項工程預計明年開工。"),
        Example("圖書館的線（xiàn）下服務（wù）時間", "圖書館的線下服務時間"),
        Example("北京晚報(bào)記(jì)者報(bào)道說,今年豐收。", "北京晚報記者報道說,今年豐收。"),
        Example("出席會(hui)(hui)議(yi)(yi)的代表", "出席會議的代表"),
        Example(
            "檢索增強(qiáng)(RAG)的系統(tǒng)由兩家公司合作完成，今年開始運行。",
            "檢索增強(RAG)的系統由兩家公司合作完成，今年開始運行。",
        ),
        Example("設( shè ）備調(tiao2)試和養護由廠(chǎng)方負責(zé)", "設備調試和養護由廠方負責"),
        Example(
            "县里的(de)自来水厂上个月换了新设备(bèi)，水压比以前稳(wěn)定。不(bù)过，住在山上的居民(mín)说，"
            "夏天用水多的(de)时候还是要(yào)等到夜里才有水。厂长表示，明年会再修一座水池。",
            "县里的自来水厂上个月换了新设备，水压比以前稳定。不过，住在山上的居民说，"
            "夏天用水多的时候还是要等到夜里才有水。厂长表示，明年会再修一座水池。",
        ),
    ],
    leaves=[
        "饕(tāo)餮(tiè)是古代傳說中的神獸。",
        "重庆(Chóngqìng)位于长江上游。",
        "密码(wifi)写在前台。",
        "他姓仇(qiú)，不姓仇恨的仇(chóu)。",
        "生字:春(chūn)天(tiān)来(lái)了(le)。",
        "請注意多音字:還(huán)書，還(hái)有。",
        "春(chūn)天(tiān)到(dào)了(le)，小(xiǎo)草(cǎo)绿(lǜ)了(le)。",
        "向量(a)与标量(e)的区别",
        "學(xué)會(huì)寫(xiě)字(zì)",
        "李白寫過將(qiāng)進酒，也到過單(shàn)縣。",
        "張(Zhang)與劉(Liu)認為這個結論不對。",
        "常用的量詞有個(gè)、張(zhāng)、條(tiáo)、雙(shuāng)等等。",
        "學而時習之，不亦說(yuè)乎？有朋自遠方來，不亦樂(lè)乎？",
        "「這是龍(lóng)。」他說。",
        "小松鼠住(zhù)在树上。早晨，它跳(tiào)下树，去找松果(guǒ)吃。冬(dōng)天快到了，它把松果藏(cáng)在洞里。",
        "我家門(mén)前有一條(tiáo)小河,河裡有魚(yú),河邊有樹(shù)。",
        "第三課　妹(mèi)妹喜歡畫(huà)畫，哥哥喜歡打籃(lán)球。",
        "关关雎(jū)鸠(jiū)，在河之洲。窈(yǎo)窕(tiǎo)淑女，君子好逑(qiú)。",
        "六(lù)安在安徽，铅(yán)山在江西，东阿(ē)在山东。",
        "你(nǐ)好(hǎo)！你叫什么(shénme)名字(míngzi)？认识(rènshi)你很高兴(gāoxìng)。",
        "孩子们看到了恐(kǒng)龙骨架，讲解员说，那时地球上到处是茂(mào)密的森林。",
        "我(Nh) 是(SHI) 學生(Na) 的(DE) 朋友(Na)",
        "三文鱼(sake)、章鱼(tako)、山(yama)、川(kawa)、木(ki)",
        "公园的东(dōng)边是湖，西(xī)边是山，南(nán)边是花园，北(běi)边是动物园。",
        "馬(ma)力是功率單位。",
        "葉(yè)公好龍",
        "看(kan)|着(zhe)|我(wo)|的(de)|脚(jiao)|印(yin)",
    ],
    misses=[Example("以(yǐ)习近(jìn)平同志", "以习近平同志")],  # too little to tell from a primer
)
def pinyin_gloss(text: str) -> Iterator[Span]:
    """Annotations of everyday characters, spread over running text.

    Damage: 飄揚(yáng)在 for 飄揚在: a bracket with the character's own reading, with its tone or without, behind some
        hundred characters of a table, at every occurrence, in the middle of words; or behind characters at random.
    Origin: tools that make copied pages look original; by byte replacement in GBK on mechanically Traditional text,
        or at random.
    Left alone: brackets that are no reading of the character before; all annotations of a text that a writer is
        likelier to have made than a tool: rare characters, less frequent readings, headwords, new words in a primer,
        nearly every character; texts that speak of reading aloud. Names with a capital letter. Annotation of words.
    Cost: none on text without brackets that letters stand in, then a search, 2.5 ns a character; with annotations 1 µs
        each, and 150 ns a character.
    See: GB/T 16159-2012, Hanyu Pinyin; readings of pypinyin (Unihan kMandarin, kHanyuPinyin); `gloss_evidence`.
    """
    glosses = find_glosses(text)
    if not glosses:
        return
    if len(glosses) < _SPARSE * len(text):
        return
    verdict = weigh(text, glosses)
    if verdict.confidence < _NEGLIGIBLE:
        return
    for gloss in glosses:
        is_doubtful = verdict.is_table and _may_be_a_writers(gloss)
        yield Span(gloss.start, gloss.end, "", min(verdict.confidence, 0.6 if is_doubtful else 1.0))


def _may_be_a_writers(gloss: Gloss) -> bool:
    """A note in a page that a tool annotated by its table: a rare character, another reading than the usual one."""
    if ord(gloss.char) in plausibility.simplified():
        return False
    return band(gloss.char) == RARE or is_other_reading(gloss)
