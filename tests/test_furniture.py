"""Furniture learned over a source. The sources are made here: each page has text of its own, and what its site adds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from random import Random

import pytest

from jiaokan import furniture, store
from jiaokan.dataset import open_dataset
from jiaokan.document import RawDocument
from jiaokan.edit import undo
from jiaokan.furniture import Seen, as_learned, learn, learn_source, read_page
from jiaokan.pipeline import clean, trace
from jiaokan.read import SourceFile, discover
from jiaokan.record import FurnitureRow, Record
from jiaokan.script import to_traditional
from jiaokan.settings import DEFAULT, Settings, fold_digits
from jiaokan.split.page import Role
from jiaokan.work.shard import clean_shard
from tests import made
from tests.made import Input


def words(text: str) -> list[str]:
    return text.split()


_WHO = words("老周 修鞋的师傅 卖豆腐的大娘 张家的孙女 渡口的船工 镇上的邮递员 小学的女教师 护林员 养蜂人 磨坊主 裁缝")
_WHEN = words("天刚亮 傍晚 雨停以后 赶集那天 立春前后 涨水的日子 收工的时候 月亮升起来 午后 霜降那天 过了晌午 下雪天")
_WHERE = words("桥头 码头边 晒谷场上 老槐树下 祠堂门口 供销社里 河滩上 山坳里 车站旁 学堂后院 水井边 茶馆里")
_WHAT = words("把木板一块块卸下 给孩子们讲从前的事 数着过往的船只 收拾晾晒的渔网 修补漏雨的屋顶 等着远方的来信")
_THEN = words("谁也没有说话 大家都笑了起来 火炉上的水开了 远处传来狗叫 风把灯吹灭了 心里踏实了许多 天色暗了下来")


def prose(random: Random, n: int = 3) -> str:
    """A paragraph like no other."""
    return "".join(
        f"{random.choice(_WHEN)}，{random.choice(_WHO)}在{random.choice(_WHERE)}{random.choice(_WHAT)}，"
        f"{random.randint(2, 99)}个人看着，{random.choice(_THEN)}。"
        for _ in range(n)
    )


def title(random: Random) -> str:
    return f"{random.choice(_WHO)}在{random.choice(_WHERE)}的{random.randint(2, 999)}个早晨"


def article(random: Random, *, head: Sequence[str] = (), tail: Sequence[str] = (), inner: Sequence[str] = ()) -> str:
    date = f"2021-{random.randint(1, 12):02}-{random.randint(1, 28):02}"
    texts = [prose(random), *inner, prose(random)]
    return "\n".join([title(random), f"发布时间：{date}  来源：河湾晚报", *head, *texts, *tail])


def pages(make: Callable[[Random], str], n: int = 30) -> list[furniture.Page]:
    documents = [RawDocument("site", f"{i}.txt", make(Random(i)).encode()) for i in range(n)]
    found = [read_page(document, DEFAULT) for document in documents]
    assert all(found)
    return found


def learned(make: Callable[[Random], str], n: int = 30) -> set[str]:
    return {line.printed for line in learn(pages(make, n))}


# What is learned


@pytest.mark.parametrize(
    "line",
    [
        "把河湾装进口袋，扫码加群聊街坊事",
        "老街客户端，天天见",
        "权威 · 深度 · 温度",
        "本公众号所发内容仅供街坊学习交流，若有不妥之处请在后台告知我们，我们会在第一时间处理，谢绝任何形式的商业使用。",
        "我们的报道力求真实准确，如果您发现文中有错漏之处，请把页码和行数告诉值班的同事，经核实后将在下一期中予以更正并登报说明。",
        "河湾融媒体中心出品",
        "点亮在看，让更多街坊看到",
        "看河湾，知天下事",
    ],
)
def test_what_recurs_at_the_end_is_learned(line: str) -> None:
    assert learned(lambda random: article(random, tail=[line])) == {line}


@pytest.mark.parametrize("line", ["点击上方名片，把河湾装进口袋里", "每一个河湾人都在看的公众号"])
def test_what_recurs_at_the_beginning_is_learned(line: str) -> None:
    assert learned(lambda random: article(random, head=[line])) == {line}


def test_two_lines_above_the_text_are_text() -> None:
    assert learned(lambda random: article(random, head=["阅读下面的短文", "完成后面的各题"])) == set()


def test_several_lines_and_only_those() -> None:
    lines = ["老街客户端，天天见", "权威 · 深度 · 温度", "河湾街坊群等你来"]
    assert learned(lambda random: article(random, tail=lines)) == set(lines)


def test_numbers_of_a_counting_line_may_differ() -> None:
    found = learned(lambda random: article(random, tail=[f"今日已有 {random.randint(1, 9999)} 位街坊围观过这里"]))
    assert {fold_digits(line) for line in found} == {"今日已有 0 位街坊围观过这里"}


def test_a_line_on_some_of_the_pages_is_learned_if_it_says_what_it_is() -> None:
    line = "老街客户端，天天见"
    assert learned(lambda random: article(random, tail=[line] if random.random() < 0.3 else [])) == {line}


def test_what_stands_within_the_text_needs_more_pages() -> None:
    line = "点击图片进入河湾相册"
    assert learned(lambda random: article(random, inner=[line]), 30) == {line}
    assert learned(lambda random: article(random, inner=[line] if random.random() < 0.2 else []), 30) == set()
    assert learned(lambda random: article(random, inner=[line]), 7) == set()
    assert learned(lambda random: article(random, tail=[line]), 7) == {line}


# What is left


@pytest.mark.parametrize(
    "line",
    [
        "各位领导、各位来宾：",
        "同志们：",
        "各位代表，同志们！",
        "一、基本情况",
        "第一章 总则概述",
        "主要内容摘要",
        "教学重点难点",
        "摘要与关键词",
        "【内容提要】",
        "问：请您谈谈这件事的经过",
        "记者：您好，请介绍一下情况",
        "主持人：各位观众，大家晚上好",
        "大家好，欢迎收看今天的乡村夜话。",
        "import numpy as np  # 数值计算",
        "姓名\t性别\t籍贯\t出生年月",
        "姓名  性别  籍贯  出生年月",
        "1. 认真阅读下列各题",
        "（根据录音整理而成）",
        "《河湾风物志》",
        "作者：河湾老人",
        "来源：河湾通讯社",
        "2021年1月2日星期六",
        "春风又绿江南岸",
        "阅读下面的短文，完成后面的各题",
        "河湾县气象台今天下午发布天气预报",
        "读懂一条河，读懂一座城市的昨天与今天",
    ],
)
def test_what_opens_a_text_stays(line: str) -> None:
    assert learned(lambda random: article(random, head=[line])) == set()


@pytest.mark.parametrize(
    "line",
    [
        "谢谢大家！",
        "我的汇报完了，谢谢各位领导的关注",
        "特此通知。",
        "此致敬礼",
        "本办法自发布之日起施行。",
        "请市民朋友注意防暑降温。",
        "气象部门提醒，近期天气多变，出门请带雨具。",
        "（此件公开发布）",
        "河湾县人民政府办公室",
        "河湾县教育局",
        "附件：报名表",
        "抄送：县委办公室、县人大办公室",
        "申请人签字盖章",
        "【答案】丙",
        "正确答案：丙",
        "D. 以上说法都正确",
        "难度系数：中等",
        "本报评论员 钟河湾",
        "王小河",
        "第三课时教学反思",
        'printf("请输入一个整数");',
        "// 主函数到此结束",
        "故乡啊，我的故乡！",
        "“归去来兮，田园将芜”",
        "Stay hungry, stay foolish",
        "密封，置阴凉干燥处保存。",
        "——河湾人的故事",
    ],
)
def test_what_closes_a_text_stays(line: str) -> None:
    assert learned(lambda random: article(random, tail=[line])) == set()


@pytest.mark.parametrize(
    "line",
    [
        "河湾的春天",
        "教学过程设计",
        "做法与步骤",
        "河水依旧向东流",
        "他们都说好",
        "参考文献列表",
        "主要食材与辅料",
        "版权声明",
    ],
)
def test_what_stands_between_paragraphs_stays(line: str) -> None:
    assert learned(lambda random: article(random, inner=[line])) == set()


def test_values_of_one_form_stay() -> None:
    """Their numbers differ: each is a statement of its own."""
    assert learned(lambda random: article(random, tail=[f"夜间多云，最低气温{random.randint(9, 30)}度"])) == set()


def test_titles_that_recur_stay() -> None:
    def make(random: Random) -> str:
        return article(random).replace("\n", "\n", 1).split("\n", 1)[1].join(["每日天气播报\n", ""])

    assert learned(make) == set()


def forecast(random: Random) -> str:
    return "\n".join(
        [
            f"河湾县天气预报（{random.randint(1, 12)}月{random.randint(1, 28)}日）",
            "河湾县气象台今天下午发布天气预报",
            "预计未来三天我县以多云天气为主，早晚温差较大",
            f"今天夜间晴，最低气温{random.randint(1, 9)}度",
            f"明天白天多云，最高气温{random.randint(10, 30)}度",
            "各地应做好森林防火和农业生产的管理工作，请及时关注本台发布的最新预报",
            "以上预报仅供参考，以实况为准",
        ]
    )


def contract(random: Random) -> str:
    return "\n".join(
        [
            f"房屋租赁合同（第{random.randint(1, 9999)}号）",
            f"甲方：{random.choice(_WHO)}",
            f"乙方：{random.choice(_WHO)}",
            "甲方同意将其所有的房屋出租给乙方使用，双方经协商一致订立本合同",
            "租赁期间乙方应当爱护房屋及其设施，不得擅自改变房屋的结构和用途",
            f"租金每月{random.randint(500, 5000)}元，乙方应于每月五日以前付清",
            "房屋的版权资料、图纸归甲方所有，未经同意不得转载",
            "合同期满后乙方应当将房屋完好地交还甲方",
            "本合同一式两份，双方各执一份，自签字之日起生效",
        ]
    )


def republished(random: Random) -> str:
    return "\n".join(
        [
            f"关于第{random.randint(1, 99)}期夜校报名的通知",
            "为满足广大居民的学习需要，河湾夜校定于近期开班",
            "凡年满十八周岁的居民均可以参加，名额有限，先到先得",
            "报名请关注微信公众号“河湾夜校”，在菜单中选择课程并填写个人资料",
            f"联系电话：{random.randint(1000000, 9999999)}",
            "河湾夜校教务组全体老师期待你的到来",
        ]
    )


def announcement(random: Random) -> str:
    return article(
        random,
        head=[
            "本公司董事会及全体董事保证本公告内容不存在虚假记载、误导性陈述或者重大遗漏，并对其真实性、准确性和完整性承担责任。"
        ],
        tail=["特此公告。", "河湾实业股份有限公司董事会", "2021年3月5日"],
    )


def judgment(random: Random) -> str:
    return article(
        random,
        inner=["依照有关法律的规定，判决如下：", "案件受理费由被告负担。"],
        tail=[
            "如不服本判决，可在判决书送达之日起十五日内，向本院递交上诉状，并按对方当事人的人数提出副本，上诉于中级人民法院。",
            f"审判长 {random.choice('赵钱孙李')}{random.choice('大小文武')}",
            f"书记员 {random.choice('周吴郑王')}{random.choice('大小文武')}",
        ],
    )


def quiz(random: Random) -> str:
    questions = [
        line
        for n in range(1, 5)
        for line in (f"{n}. {prose(random, 1)}", "A. 以上说法都对", "B. 以上说法都错", f"答案：{random.choice('AB')}")
    ]
    return "\n".join([title(random), "一、选择题", "每题只有一个正确选项", *questions, "答题结束后请检查"])


def recipe(random: Random) -> str:
    steps = [f"{n}. {prose(random, 1)}" for n in range(1, 5)]
    return "\n".join(
        [
            title(random),
            "主要食材",
            f"{random.choice(_WHO)}家的{random.choice('猪牛羊鱼')}肉、{random.randint(2, 99)}斤豆腐",
            "制作步骤",
            *steps,
            "烹饪小窍门",
            prose(random),
        ]
    )


def poem(random: Random) -> str:
    verses = [f"{random.choice(_WHEN)}，{random.choice(_WHERE)}{random.choice(_THEN)[:5]}" for _ in range(6)]
    return "\n".join([title(random), *verses[:3], "啊，我的河湾我的河", *verses[3:], "啊，我的河湾我的河"])


def forwarded(random: Random) -> str:
    return "\n".join(
        [
            f"河湾县人民政府办公室转发{random.choice(_WHO)}第{random.randint(2, 99)}号意见的通知",
            "各乡镇人民政府，县直各部门：",
            "意见已经县人民政府同意，现转发给你们，请结合实际认真贯彻执行。",
            prose(random),
        ]
    )


@pytest.mark.parametrize("make", [announcement, judgment, quiz, recipe, poem, forwarded])
def test_what_texts_of_a_kind_have_in_common_stays(make: Callable[[Random], str]) -> None:
    assert learned(make) == set()


@pytest.mark.parametrize("make", [forecast, contract, republished])
def test_texts_made_of_the_same_sentences_stay(make: Callable[[Random], str]) -> None:
    """All that recurs is what such texts say."""
    assert learned(make) == set()


def test_equal_documents_are_one(tmp_path: Path) -> None:
    text = article(Random(1), tail=["老街客户端，天天见"])
    write(tmp_path, [text] * 40)
    assert learn_source(files(tmp_path)) == ()


def test_copies_of_an_article_are_no_evidence() -> None:
    """Five copies of one article among thirty pages, each below a paragraph of its own."""
    story = [prose(Random(1)), "他教老人用手机扫码，怎样点击图片查看孙子的照片，怎样分享给邻居。", prose(Random(2))]

    def make(random: Random) -> str:
        text = article(random)
        return text if random.random() < 0.8 else "\n".join([*text.split("\n")[:2], prose(random, 1), *story])

    found = pages(make)
    assert 4 <= sum(any("扫码" in seen.line for seen in page) for page in found) < 9
    assert learn(found) == []


def test_the_title_below_a_slogan_is_found() -> None:
    line = "河湾手机客户端，一手掌握河湾事"

    def make(random: Random) -> str:
        return "\n".join([line, title(random), prose(random), prose(random)])

    assert learned(make) == {line}
    record = clean(make(Random(1)), Settings(learned=frozenset({line})))
    assert isinstance(record, Record)
    assert record.title == title(Random(1))


def test_lines_of_html_pages_are_learned_too() -> None:
    def make(random: Random) -> str:
        paragraphs = "".join(f"<p>{text}</p>" for text in (prose(random), prose(random), LINE))
        name = title(random)
        return f"<!doctype html><title>{name}</title><a href=/>首页</a><h1>{name}</h1><div>{paragraphs}</div>"

    assert learned(make) == {LINE}


def test_few_pages_teach_nothing() -> None:
    assert learned(lambda random: article(random, tail=["老街客户端，天天见"]), 3) == set()


@pytest.mark.parametrize("role", ["date", "source", "byline", "editor", "salutation", "signature", "table", None])
def test_what_is_more_often_something_else_stays(role: Role | None) -> None:
    line = "老街客户端，天天见"
    made = [
        (Seen(f"第{i}篇", "body"), Seen(f"正文{i}。", "body"), Seen(line, "body" if i % 2 else role)) for i in range(9)
    ]
    assert learn(made) == []


# What it does


LINE = "老街客户端，天天见"


def write(folder: Path, texts: Sequence[str]) -> None:
    source = folder / "raw" / "site"
    source.mkdir(parents=True, exist_ok=True)
    for number, text in enumerate(texts):
        (source / f"{number:04d}.txt").write_text(text, "utf-8")


def files(folder: Path) -> list[SourceFile]:
    return list(discover(folder))


def sources_of(found: Iterable[SourceFile]) -> dict[str, list[SourceFile]]:
    return {source_id: list(group) for source_id, group in groupby(found, key=lambda file: file.source_id)}


def held_in(dataset: Path) -> dict[str, tuple[FurnitureRow, ...]]:
    return furniture.read_furniture(dataset) if (dataset / "latest").exists() else {}


def run(folder: Path, dataset: Path, *, learn: bool = True, script: str = "Hans") -> store.Commit:
    """What the flow does, without its engine."""
    found = list(discover(folder, Settings(script=script)))  # type: ignore[arg-type]
    held = held_in(dataset)
    rows = {
        source_id: learn_source(of_source, held.get(source_id, ()))
        for source_id, of_source in sources_of(f for f in found if learn and f.settings.learn).items()
    }
    with store.staging(dataset) as staging:
        reports = [
            clean_shard(list(furniture.with_learned(of_source, rows)), staging / source_id)
            for source_id, of_source in sources_of(found).items()
        ]
        return store.commit(dataset, reports, started_at=datetime.now(UTC), furniture=rows)


def site(n: int = 12, tail: str = LINE) -> list[str]:
    return [article(Random(i), tail=[tail]) for i in range(n)]


def bodies(dataset: Path) -> list[str]:
    return list(open_dataset(dataset).documents().to_arrow(["body"])["body"].to_pylist())


def test_it_is_taken_out_of_the_body_and_stands_in_a_table(tmp_path: Path) -> None:
    write(tmp_path, site())
    assert run(tmp_path, tmp_path / "dataset").version == 1
    dataset = open_dataset(tmp_path / "dataset")
    dataset.verify()
    assert not any(LINE in body for body in bodies(tmp_path / "dataset"))
    assert dataset.furniture().to_arrow().to_pylist() == [
        {
            "source_id": "site",
            "line": LINE,
            "n_documents": 12,
            "n_sampled": 12,
            "n_in_text": 12,
            "place": "tail",
        }
    ]
    assert list((tmp_path / "dataset" / "latest" / "furniture").glob("site-all-*.parquet"))


def test_a_second_run_writes_no_new_version(tmp_path: Path) -> None:
    write(tmp_path, site())
    run(tmp_path, tmp_path / "dataset")
    before = sorted(path for path in (tmp_path / "dataset").rglob("*"))
    again = run(tmp_path, tmp_path / "dataset")
    assert (again.version, again.is_new) == (1, False)
    assert sorted(path for path in (tmp_path / "dataset").rglob("*")) == before


def test_the_same_files_teach_the_same_in_any_order(tmp_path: Path) -> None:
    write(tmp_path, site(40))
    given = files(tmp_path)
    expected = learn_source(given)
    assert [row.line for row in expected] == [LINE]
    for seed in range(3):
        assert learn_source(Random(seed).sample(given, len(given))) == expected


@pytest.mark.parametrize("n_shares", [1, 2, 7, 50])
def test_the_same_files_teach_the_same_in_shares(tmp_path: Path, n_shares: int) -> None:
    write(tmp_path, site(40))
    given = files(tmp_path)
    shares = [furniture.read_pages(given, (), share, n_shares) for share in range(n_shares)]
    assert sorted(map(len, shares)) == [40 // n_shares] * (-40 % n_shares) + [-(-40 // n_shares)] * (
        n_shares - -40 % n_shares
    )
    assert learn_source(given, (), [page for share in shares for page in share]) == learn_source(given) != ()


def test_the_sample_is_bounded_and_changes_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(furniture, "MAX_SAMPLE", 20)
    write(tmp_path, site(60))
    (row,) = learn_source(files(tmp_path))
    assert (row.n_documents, row.n_sampled) == (20, 20)
    monkeypatch.setattr(furniture, "MAX_SAMPLE_BYTES", 10 * (tmp_path / "raw/site/0000.txt").stat().st_size)
    (row,) = learn_source(files(tmp_path))
    assert 8 <= row.n_sampled <= 12
    before = furniture.choose_files(files(tmp_path)[:-1], 20)
    assert len(set(before) & set(furniture.choose_files(files(tmp_path), 20))) >= 19


def test_documents_of_one_file_are_a_sample_too(tmp_path: Path) -> None:
    import json

    lines = [json.dumps({"text": text}, ensure_ascii=False) for text in site(30)]
    (tmp_path / "raw" / "site").mkdir(parents=True)
    (tmp_path / "raw" / "site" / "all.jsonl").write_text("\n".join(["{broken", *lines]), "utf-8")
    (row,) = learn_source(files(tmp_path))
    assert (row.line, row.n_sampled) == (LINE, 30)


def test_documents_at_fault_cost_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, [*site(), "", "%PDF-1.4"])
    files_there = [*files(tmp_path), replace(files(tmp_path)[0], path=tmp_path / "none.txt")]
    original = trace

    def fail(raw: RawDocument, settings: Settings) -> object:
        if raw.uri == "0000.txt":
            raise ZeroDivisionError("made")
        return original(raw, settings)

    monkeypatch.setattr("jiaokan.pipeline.trace", fail)
    (row,) = learn_source(files_there)
    assert (row.line, row.n_sampled) == (LINE, 11)


def test_a_run_over_some_files_knows_what_all_of_them_taught(tmp_path: Path) -> None:
    write(tmp_path / "all", site())
    run(tmp_path / "all", tmp_path / "dataset")
    write(tmp_path / "new", [article(Random(99), tail=[LINE])])
    (tmp_path / "new" / "raw" / "site" / "0000.txt").rename(tmp_path / "new" / "raw" / "site" / "new.txt")
    assert run(tmp_path / "new", tmp_path / "dataset").n_documents == 13
    assert not any(LINE in body for body in bodies(tmp_path / "dataset"))
    assert open_dataset(tmp_path / "dataset").furniture().n_rows == 1


def test_a_new_layout_takes_the_place_of_the_old(tmp_path: Path) -> None:
    write(tmp_path, site())
    run(tmp_path, tmp_path / "dataset")
    write(tmp_path, site(tail="河湾街坊群等你来"))
    assert run(tmp_path, tmp_path / "dataset").version == 2
    first, second = (
        open_dataset(tmp_path / "dataset", version).furniture().to_arrow(["line"])["line"].to_pylist()
        for version in (1, 2)
    )
    assert (first, second) == ([LINE], ["河湾街坊群等你来"])
    assert len(list((tmp_path / "dataset" / "latest" / "furniture").iterdir())) == 1


def test_a_source_or_a_run_can_do_without(tmp_path: Path) -> None:
    write(tmp_path, site())
    run(tmp_path, tmp_path / "without", learn=False)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "site.toml").write_text("learn = false")
    run(tmp_path, tmp_path / "stated")
    for dataset in (tmp_path / "without", tmp_path / "stated"):
        assert all(LINE in body for body in bodies(dataset))
        assert open_dataset(dataset).furniture().n_rows == 0
        assert list((dataset / "latest" / "furniture").glob("empty-*.parquet"))


def test_lines_are_learned_in_the_script_of_the_dataset(tmp_path: Path) -> None:
    write(tmp_path, list(map(to_traditional, site())))
    run(tmp_path, tmp_path / "dataset")
    assert open_dataset(tmp_path / "dataset").furniture().to_arrow()["line"].to_pylist() == ["老街客户端，天天见"]
    assert not any("老街" in body for body in bodies(tmp_path / "dataset"))


def test_a_text_of_nothing_else_is_kept() -> None:
    settings = Settings(learned=frozenset({LINE}))
    made = clean(LINE, settings)
    assert isinstance(made, Record)
    assert made.body == LINE


def test_edits_are_undone_as_before() -> None:
    damaged = article(Random(5), tail=[LINE]).replace("，", ",,").replace("老街", "老(lǎo)街")
    settings = Settings(learned=frozenset({LINE}))
    way, plain = trace(RawDocument("s", "u", damaged.encode()), settings), clean(damaged)
    assert undo(way.repaired.text, way.repaired.edits) == way.decoded.text
    assert isinstance(plain, Record)
    assert way.repaired.edits == plain.edits


def test_files_of_a_source_share_their_settings(tmp_path: Path) -> None:
    write(tmp_path, site(3))
    given = files(tmp_path)
    assert list(furniture.with_learned(given, {"other": [made.learned(LINE)]})) == given
    found = list(furniture.with_learned(given, {"site": [made.learned(LINE)]}))
    assert [file.path for file in found] == [file.path for file in given]
    assert {id(file.settings) for file in found} == {id(found[0].settings)}
    assert found[0].settings == replace(given[0].settings, learned=frozenset({LINE}))


def test_stated_and_learned_lines_are_told_apart() -> None:
    settings = Settings(furniture=("甲乙丙丁",), learned=as_learned([made.learned("浏览 12 次")]))
    assert settings.is_furniture("甲乙丙丁")
    assert settings.is_furniture("浏览 7 次")
    assert settings.is_learned("浏览 7 次")
    assert not settings.is_learned("甲乙丙丁")
    assert not settings.is_furniture("浏览 7 次，很好")


def test_a_commit_replaces_the_rows_of_its_sources_only(tmp_path: Path) -> None:
    def commit(sources: str, *rows: FurnitureRow) -> store.Commit:
        return made.commit(tmp_path, [Input("a", source_id=source) for source in sources], furniture=rows)

    def held() -> dict[str, list[str]]:
        return {source: [r.line for r in rows] for source, rows in held_in(tmp_path).items()}

    assert held() == {}
    both = [made.learned("甲", "一"), made.learned("乙", "二"), made.learned("丙", "二")]
    commit("一二", *both)
    assert held() == {"一": ["甲"], "二": ["乙", "丙"]}
    assert not commit("一二", *both).is_new
    assert commit("二", made.learned("丁", "二")).version == 2
    assert held() == {"一": ["甲"], "二": ["丁"]}
    assert commit("一").version == 3
    assert held() == {"二": ["丁"]}
    assert commit("二").version == 4
    assert held() == {}
    open_dataset(tmp_path).verify()
    assert open_dataset(tmp_path, 1).furniture().n_rows == 3
