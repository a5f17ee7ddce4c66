"""The inverses of shifted frames against the damage run forward by code that shares nothing with them."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiaokan import gbk
from jiaokan.plausibility import posterior, score, words
from jiaokan.readings import is_reading
from jiaokan.repair import repair
from tests import forward
from tests.test_linear import calls

# 1b of our notes on damage: read a byte at a time, what was it?
FRAGMENTS = [
    ("《 人民日?qǐng)?bào) 》", "《 人民日報 》"),
    ("抗?fàn)幍膰?yán)重風(fēng)險", "抗爭的嚴重風險"),
    ("一篇篇?dú)v史畫卷", "一篇篇歷史畫卷"),
    ("高溫?zé)峤饷簹獬龎m技術(shù)", "高溫熱解煤氣除塵技術"),
    ("演變?yōu)槿蛐缘纳鷳B(tài)危機", "演變為全球性的生態危機"),
    ("重要?jiǎng)恿ΑEc傳統(tǒng)", "重要動力。與傳統"),
    ("構(gòu)筑“珠鏈?zhǔn)椒植肌俚鼗芾?、綜合性功能”", "構筑“珠鏈式分布、屬地化管理、綜合性功能”"),
    ("規(guī)?；瘧?yīng)用", "規模化應用"),
    ("理念?；仡櫯c審視", "理念。回顧與審視"),
    ("學(xué)生??稍趯?shí)行", "學生。可在實行"),
]


@pytest.mark.parametrize(("damaged", "restored"), FRAGMENTS)
def test_fragments_seen_are_inverted(damaged: str, restored: str) -> None:
    assert repair(damaged).text == restored


# Sentences of daily life, written for this test; marks in full width, as before any folding.
SENTENCES = [
    "图书馆延长了开放时间，读者可以坐到晚上十点。",
    "乡亲们把晒干的谷子装进麻袋，等着粮站的车来收购。",
    "工程师检查了桥梁的每一根钢索，记录下所有数据。",
    "孩子们围着老师问问题，教室里响起一阵笑声。",
    "医生劝他少抽烟、多运动，按时来医院复查。",
    "市场里的鱼又新鲜又便宜，渔民凌晨四点就到了。",
    "剧团连演三场，观众还是舍不得离开剧场。",
    "气象台预报，明天上午有阵雨，气温下降八度。",
    "这条铁路穿过十二座隧道，把两个县城连在一起。",
    "志愿者给独居老人送饭，还帮他们修好了电视机。",
]


@pytest.mark.parametrize("seed", range(4))
def test_annotated_sentences_come_back(seed: int) -> None:
    """Annotated and cut by another table for each seed. What is changed is changed back, or left and flagged."""
    table = forward.reading_table(seed)
    rng = Random(seed)
    rng.shuffle(SENTENCES)
    page = "\n".join(SENTENCES * 2)
    traditional = forward.to_traditional_1to1(page)
    damaged = forward.fold_width(forward.annotate_bytes(traditional, table, "；！？"))
    assert damaged != traditional
    restored = repair(damaged)
    lines = zip(traditional.split("\n"), restored.text.split("\n"), strict=True)
    wrong = [(before, after) for before, after in lines if before != after]
    assert len(wrong) <= 0.1 * len(SENTENCES * 2), wrong


@given(st.text("日報請基層黨分布、。！海的一", max_size=12), st.integers(0, 24), st.text(",(a1)", max_size=3))
def test_our_forward_decoder_is_the_simulators(text: str, offset: int, inserted: str) -> None:
    data = text.encode("gbk")
    data = data[:offset] + inserted.encode() + data[offset:]
    assert gbk.decode_forward(data) == forward.decode_gbk(data)


def test_the_work_is_linear() -> None:
    """In calls, which repeat: one line, four times as long, four times the work."""
    table = forward.reading_table(1)
    sentences = forward.to_traditional_1to1("".join(sorted(SENTENCES)))
    annotated = forward.fold_width(forward.annotate_bytes(sentences, table, "；！？，"))
    assert "?" in annotated

    def n_calls(n: int) -> int:
        text = annotated * n
        repair(text)  # tables are read once
        return calls(repair, text)

    assert n_calls(32) <= 4.2 * n_calls(8)


def test_readings_are_any_of_the_characters() -> None:
    assert is_reading("重", "zhòng")
    assert is_reading("重", "chóng")
    assert is_reading("重", "chong")
    assert is_reading("揚", "yánɡ")  # ɡ of GB 2312 row 8
    assert not is_reading("重", "zhǒng")
    assert not is_reading("A", "a")


def test_the_scorer_prefers_prose() -> None:
    assert score("人民日报") > score("人民日保")
    assert score("屬地化管理") == score("属地化管理")
    assert score("椒植肌俚鼗芾") < 2 * score("式分布属地化")
    assert posterior([-10.0, -10.0]) == pytest.approx(0.5)
    assert words()["图书馆"] < 0
