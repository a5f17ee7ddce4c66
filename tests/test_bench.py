"""The benchmark of repair: its damage is deterministic, its halves are apart, its figures are right."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import pytest

from jiaokan.edit import Edit
from tests import forward
from tests.bench.damage import __main__ as command
from tests.bench.damage import calibrate, mechanisms, residue, run, simulate
from tests.bench.damage.classes import BY_NAME, CLASSES
from tests.bench.damage.measure import Score, align, normal
from tests.bench.damage.peers import Outcome, Tool
from tests.bench.damage.residue import Half
from tests.bench.damage.simulate import SEEDS, Chance, DamageClass, Document, Sample, make

HALVES: tuple[Half, Half] = ("tuning", "test")
PARAGRAPHS = (
    "河边小学的“木屋图书馆”",
    "7月2日上午，河边小学的“木屋图书馆”开门了，共有3200册图书、12张长桌和一台旧风琴。校长说：“我们等了两年！”",
    "孩子们发现，木屋里没有时钟，只有一扇朝西的窗。太阳照到第三格书架，就该回家吃饭了；没有人催。",
    "“书是大家的，”管理员蒋老师说，“弄脏了不要紧，弄丢了才可惜。”她把借书的规矩写在门后：轻拿、轻放、按时还。",
)
DOCUMENT = Document("made", PARAGRAPHS)
TRADITIONAL = Document("made-hant", tuple(map(forward.to_traditional_1to1, PARAGRAPHS)), "Hant")


def texts(half: Half) -> list[Document]:
    return run.documents(run.HERE, half)


def of(kind: DamageClass) -> Document:
    return TRADITIONAL if kind.script == "Hant" else DOCUMENT


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.name)
def test_damage_is_deterministic_by_class_document_and_seed(kind: DamageClass) -> None:
    first, again = (make(kind, of(kind), "tuning", 1) for _ in range(2))
    assert first == again


@pytest.mark.parametrize("kind", [kind for kind in CLASSES if kind.kind != "clean"], ids=lambda kind: kind.name)
def test_a_class_damages_something_within_a_few_seeds(kind: DamageClass) -> None:
    samples = [make(kind, of(kind), "tuning", seed) for seed in range(1, 30)]
    assert any(sample.text != "\n".join(sample.reference) for sample in samples)


def test_names_are_unique() -> None:
    assert len(BY_NAME) == len(CLASSES)


def test_seeds_and_annotation_tables_of_the_halves_differ() -> None:
    sites = {half: {Chance("x", half, seed).site() for seed in SEEDS[half]} for half in HALVES}
    assert not sites["tuning"] & sites["test"]
    tuning, test = ({tuple(forward.site_table(site)) for site in sorted(sites[half])[:40]} for half in HALVES)
    assert not tuning & test


@pytest.mark.parametrize(
    "words", [residue.SPAM_HEADS, residue.KEYWORDS, residue.PLACEHOLDERS, residue.INLINE_TAGS, residue.LONE_TAGS]
)
def test_lists_of_the_halves_differ(words: residue.Words) -> None:
    assert not set(words["tuning"]) & set(words["test"])


def test_the_halves_share_no_paragraph() -> None:
    tuning, test = ({line for text in texts(half) for line in text.paragraphs} for half in HALVES)
    assert tuning
    assert test
    assert not tuning & test


def test_the_halves_share_no_stretch_of_text() -> None:
    tuning, test = ({piece for text in texts(half) for piece in stretches(text.paragraphs)} for half in HALVES)
    assert not tuning & test


def test_the_halves_share_no_innocent_text() -> None:
    tuning, test = ({text for _, found in run.innocents(run.HERE, half) for text in found} for half in HALVES)
    assert not tuning & test


def stretches(paragraphs: Sequence[str], n: int = 16) -> Iterator[str]:
    for line in paragraphs:
        yield from (line[at : at + n] for at in range(len(line) - n + 1))


@pytest.mark.parametrize("name", ["forward.py", "bench/damage/mechanisms.py", "bench/damage/residue.py"])
def test_the_damage_shares_no_code_with_the_repair(name: str) -> None:
    tree = ast.parse((Path(__file__).parent / name).read_text("utf-8"))
    modules = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    modules |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {module for module in modules if module.split(".")[0] == "jiaokan"}


def test_straddles_are_noted() -> None:
    chance = Chance("x", "tuning", 1)
    table = [(char, forward.reading(char)) for char in "請報"]
    assert forward.annotate_bytes("人民日報", table) != forward.aligned_annotation("人民日報", table)
    for seed in range(1, 20):
        chance = Chance("x", "tuning", seed)
        pieces = mechanisms.Annotating(fold=False)(TRADITIONAL.paragraphs, chance)
        for at, piece in enumerate(pieces):
            assert (simulate.STRADDLE in chance.notes[at]) == ("?" in piece)


def test_of_mojibake_it_is_noted_where_nothing_was_lost() -> None:
    chance = Chance("x", "tuning", 1)
    pieces = mechanisms.misread(mechanisms.UTF8_GBK)(["中文网页", "中文网"], chance)
    assert pieces == ["涓\ue15f枃缃戦〉", "涓\ue15f枃缃\ufffd"]
    assert chance.notes == {0: {simulate.WHOLE}}


def test_normal_form() -> None:
    assert normal("他说：“好！”　 走（３）\n\n\u3000再见") == "他说:“好!” 走(３)\n再见"
    assert normal("用 Python 写 ok go") == "用Python写ok go"
    assert normal("好，", strict_width=True) == "好，"
    assert normal("摘 要\n好", drop_space=True) == "摘要\n好"
    assert normal("３Ｇ网", letters=True) == "3G网"


def test_lines_are_matched_with_paragraphs() -> None:
    reference = ["题目", "第一段很长，说了许多。", "第二段也很长，又说了许多。"]
    assert align("题目\n坏一段\n第二段也很长，又说了许多。", reference, reference) == ["题目", "坏一段", reference[2]]
    joined = align("题目\n第一段很长，说了许多。第二段也很长，又说了许多。", reference, reference)
    assert joined == ["题目", "第一段很长，说了许多。¶", reference[2]]
    assert align("\n".join(["广告", *reference]), reference, ["广告\n题目", *reference[1:]])[0] == "广告\n题目"
    stray = align("\n".join([*reference[:2], "广告", "坏的", reference[2]]), reference, reference)
    assert stray[:2] == reference[:2]
    assert stray[2].endswith(reference[2])
    assert stray[2] != reference[2]


def test_a_line_too_many_belongs_to_the_paragraph_it_was_put_in() -> None:
    before = ["题目\n广告", "第一段", "第二段\n又一条"]
    assert align("题目\n广告\n第一段\n第二段", ["题目", "第一段", "第二段"], before) == [
        "题目\n广告",
        "第一段",
        "第二段",
    ]


def test_figures_of_a_tiny_example() -> None:
    """Three paragraphs damaged of four; one is restored, one left, one made worse; the sound one is altered."""
    sample = Sample(
        "made",
        "一二三x\n四五六x\n七八九x\n甲乙丙",
        ("一二三x", "四五六x", "七八九x", "甲乙丙"),
        ("一二三", "四五六", "七八九", "甲乙丙"),
        (frozenset(), frozenset({"part"}), frozenset(), frozenset()),
    )
    kind = DamageClass("made", "exact", "", lambda text, _: list(text), subsets=("part",))
    tool = Tool("made", lambda _: Outcome("一二三\n四五六x\n七八xx\n甲乙丁", flagged=True))
    score = Score()
    score.add(kind, sample, tool, tool.run(sample.text))
    assert (score.damaged.n, score.damaged.n_exact) == (3, 1)
    assert (score.damaged.n_chars, score.damaged.errors_before, score.damaged.errors_after) == (9, 3, 3)
    assert (score.subsets["part"].n, score.subsets["part"].n_exact) == (1, 0)
    assert (score.n_untouched, score.n_altered) == (1, 1)
    assert (score.n_documents, score.n_flagged, score.n_left) == (1, 1, 0)
    assert [failure.expected for failure in score.failures] == ["四五六", "七八九", "甲乙丙"]


def test_doing_nothing_restores_nothing() -> None:
    tool = Tool("nothing", Outcome)
    for kind in CLASSES:
        score = Score()
        sample = make(kind, of(kind), "tuning", 3)
        score.add(kind, sample, tool, Outcome(sample.text))
        assert (score.damaged.n_exact, score.n_altered) == (0, 0), kind.name
        assert score.damaged.errors_after == score.damaged.errors_before, kind.name


def test_giving_back_the_reference_restores_everything() -> None:
    for kind in CLASSES:
        score = Score()
        sample = make(kind, of(kind), "tuning", 3)
        outcome = Outcome("\n".join(sample.reference))
        score.add(kind, sample, Tool("oracle", Outcome), outcome)
        assert score.damaged.n_exact == score.damaged.n, kind.name
        assert score.damaged.errors_after == 0, kind.name


def test_a_tool_that_converts_is_compared_in_simplified() -> None:
    kind = BY_NAME["annotated"]
    sample = Sample("made", "揚(yáng)州", ("揚(yáng)州",), ("揚州",), (frozenset(),))
    for converts in (True, False):
        score = Score()
        tool = Tool("made", Outcome, converts=converts)
        score.add(kind, sample, tool, Outcome("扬州"))
        assert score.damaged.n_exact == converts


def edit(start: int, before: str, after: str) -> Edit:
    return Edit("repair", 0, "made", 1, start, start + len(before), before, after, 0.99)


def test_places_of_edits_move_with_later_ones() -> None:
    edits = [edit(2, "x", "二"), edit(4, "", "三"), edit(0, "甲甲", "甲"), edit(1, "二", "贰")]
    text = "甲甲x乙"
    for one in edits:
        text = text[: one.start] + one.after + text[one.end :]
    assert text == "甲贰乙三"
    assert calibrate.places(edits) == [(1, 2), (3, 4), (0, 1), (1, 2)]


def test_an_edit_is_right_if_the_reference_has_it_there() -> None:
    text, reference = "人民日報社，很好", "人民日報社，真好"
    assert calibrate.judge(text, [(2, 5), (6, 7), (6, 8), (5, 6)], reference) == [True, False, False, True]
    assert calibrate.judge("好,", [(1, 2)], "好，") == [False]
    assert calibrate.judge("今\ufffd很好", [(1, 2)], "今天很好") == [True]
    assert calibrate.judge("今天\ufffd很好", [(2, 3)], "今天很好") == [False]
    assert calibrate.judge("题目\n\n\u3000好 的\n", [(3, 5), (5, 6), (8, 9), (2, 3)], "题目\n好的") == [True] * 4
    assert calibrate.judge("好,", [(1, 2)], "好，", width=False) == [True]


def test_a_deletion_is_right_if_nothing_is_missing_there() -> None:
    assert calibrate.judge("人民報", [(2, 2)], "人民日報") == [False]
    assert calibrate.judge("人民日報", [(2, 2), (0, 0), (4, 4)], "人民日報") == [True, True, True]
    assert calibrate.judge("日報", [(0, 0)], "人民日報") == [False]


def test_prose_is_made_of_whole_sentences() -> None:
    assert run.sentences("他说：“好。”走了。他说：“好。走了。题目") == ["他说：“好。”", "走了。", "走了。"]
    made = list(run.prose(run.HERE, "tuning", 10_000))
    assert made == list(run.prose(run.HERE, "tuning", 10_000))
    assert sum(len(text.encode()) for text in made) >= 10_000


def test_failures_of_the_test_half_are_not_shown() -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(["--half", "test", "--show", "1"])


def test_the_benchmark_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "texts" / "tuning").mkdir(parents=True)
    (tmp_path / "texts" / "tuning" / "made-01.txt").write_text("\n".join(PARAGRAPHS), "utf-8")
    asked = ["--half", "tuning", "--seeds", "1", "--classes", "annotated,zero-width,digits-stripped"]
    asked += ["--texts", str(tmp_path), "--out", str(tmp_path), "--show", "1", "--tool", "builtins:str"]
    assert command.main(asked) == 0
    shown = capsys.readouterr().out
    assert (tmp_path / "results.md").read_text("utf-8") in shown
    results = json.loads((tmp_path / "results.json").read_text("utf-8"))
    zero_width = results["classes"]["zero-width"]["tools"]
    assert zero_width["jiaokan"]["damaged"]["exact"] == 1.0
    assert zero_width["nothing"]["damaged"] == zero_width["builtins:str"]["damaged"]
    assert zero_width["builtins:str"]["flagged"] is None
    assert set(zero_width) == {"nothing", "ftfy", "ftfy for Chinese", "ftfy + t2s + regex", "jiaokan", "builtins:str"}


def test_the_jammer_is_a_forum_programs() -> None:
    junk = residue.jammer(Random(1), spaced=True)
    assert all(
        32 <= ord(first) <= 59 and 63 <= ord(second) <= 126 for first, second in zip(junk[::3], junk[2::3], strict=True)
    )
