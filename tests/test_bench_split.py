"""The labelled set of the split stage is well-formed, wide enough and honest; its figures are counted rightly."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.bench.split import __main__ as command
from tests.bench.split import readme, report
from tests.bench.split.measure import DAY, Scores, score, shingle_f1
from tests.bench.split.pages import (
    BODY_ROLES,
    FIELDS,
    HALVES,
    HERE,
    VIEWS,
    BadPage,
    Gold,
    Half,
    Page,
    View,
    layouts,
    load,
    load_layout,
)
from tests.bench.split.render import LABELS, render, strip_labels
from tests.bench.split.report import Results
from tests.bench.split.tools import OURS, Found, normal_date, ours

LAYOUTS, PAGES, PAGES_A_LAYOUT = 17, 85, 5  # of each half at least
LACKING = 0.05  # of the pages lack a field, any field
MADE = [half for half in HALVES if (HERE / half).is_dir() and layouts(half)]  # the halves are written apart

HTML = """<html><head><title>不是标题</title></head><body>
<p data-role="navigation">首页<i>更多</i></p>
<div data-article><h1 data-role="title" data-field="title">渡 口</h1>
<p data-role="source">来源：<b data-field="source_name">{source}</b></p>
{body}</div><script>var 来源 = 1;</script></body></html>"""
BODY = (
    '<p data-role="body">船<span>来</span>了。<span data-role="editor" data-field="editors">白露</span></p>'
    '<table data-role="table"><tr><td><p>甲</p></td><td><p>乙</p></td></tr></table>'
)


def written(folder: Path, html: str, toml: str = '[[pages]]\nsource = "临江日报"\n') -> list[Page]:
    (folder / "made.html").write_text(html, "utf-8")
    (folder / "made.toml").write_text(toml, "utf-8")
    return load_layout(folder, "made")


def page_of(folder: Path) -> Page:
    return written(folder, HTML.format(source="{{ source }}", body=BODY))[0]


@pytest.mark.parametrize("half", MADE)
def test_a_half_is_large_enough(half: Half) -> None:
    by_layout = Counter(page.layout for page in load(half))
    assert len(by_layout) >= LAYOUTS
    assert by_layout.total() >= PAGES
    assert min(by_layout.values()) >= PAGES_A_LAYOUT


@pytest.mark.parametrize("half", MADE)
def test_each_field_is_lacking_on_some_pages(half: Half) -> None:
    pages = load(half)
    for name in FIELDS:
        lacking = sum(name not in page.gold["html"].fields for page in pages)
        assert lacking >= LACKING * len(pages), name


@pytest.mark.parametrize("half", MADE)
def test_no_label_is_left_in_a_page_and_each_visible_character_has_a_role(half: Half) -> None:
    for page in load(half):
        assert not any(label in page.html for label in LABELS), page.id
        for view in ("text", "article"):
            text, roles = page.seen(view), page.gold[view].roles
            assert len(text) == len(roles), page.id
            assert all(role or char.isspace() for char, role in zip(text, roles, strict=True)), page.id


@pytest.mark.parametrize("half", MADE)
def test_each_page_has_a_body(half: Half) -> None:
    for page in load(half):
        gold = page.gold["text"]
        assert gold.body, page.id
        assert set(gold.roles) & BODY_ROLES, page.id


def test_the_halves_share_no_layout_and_no_title() -> None:
    if len(MADE) < len(HALVES):
        pytest.skip("one half is not written yet")
    titles = [{str(page.gold["html"].fields.get("title", "")) for page in load(half)} for half in HALVES]
    templates = [{(HERE / half / f"{name}.html").read_bytes() for name in layouts(half)} for half in HALVES]
    assert all(len(title) <= len("停水通知") for title in titles[0] & titles[1])  # these every county has
    assert not templates[0] & templates[1]


def test_a_page_is_read_as_labelled(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    assert page.text == "首页更多\n渡 口\n来源：临江日报\n船来了。白露\n甲\t乙"
    assert page.article_text == page.text.partition("\n")[2]
    gold = page.gold["text"]
    assert gold.fields == {"title": "渡 口", "source_name": "临江日报", "editors": ("白露",)}
    assert gold.body == ("船来了。", "甲\t乙")
    assert gold.roles[page.text.index("白")] == "editor"
    assert "data-" not in page.html
    assert "<b>临江日报</b>" in page.html


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("<p>没有</p>", "no role"),
        ('<p data-role="boddy">错</p>', "'boddy'"),
        ('<p data-role="body" data-field="autors">错</p>', "'autors'"),
        ('<p data-role="date" data-field="published_at">2022年</p>', "ISO 8601"),
        ('<p data-role="byline" data-field="authors">作者：李某</p>', "without label"),
        ('<p data-role="byline" data-field="reporters">李某</p>', "no authors"),
        ('<p data-role="title" data-field="title">渡头</p>', "stated differently"),
        ('<p data-role="tools" data-field="counters">9次</p>', "views="),
        ('<p data-role="body" data-value="x">错</p>', "without data-field"),
        ('<p data-role="body">（<i data-role="byline">李某</i>）来了</p>', "brackets"),
        ("<p data-role='body'>单引号</p>", "double quotes"),
        ('<p data-role="body">{{ lacking }}</p>', "undefined"),
        ("<p data-article></p>", "2 elements"),
    ],
)
def test_a_malformed_page_is_refused_by_name(tmp_path: Path, body: str, message: str) -> None:
    with pytest.raises(BadPage, match=message) as error:
        written(tmp_path, HTML.format(source="{{ source }}", body=body))
    assert "made" in str(error.value)


def test_what_is_not_seen_has_its_field_for_the_html_alone(tmp_path: Path) -> None:
    html = '<meta name="author" data-field="authors" data-value="李某|王某"><p data-article data-role="body">正文</p>'
    gold = written(tmp_path, html, "[[pages]]")[0].gold
    assert gold["html"].fields == {"authors": ("李某", "王某")}
    assert not gold["text"].fields


def test_text_is_as_browsers_show_it() -> None:
    html = (
        '<body data-article data-role="body">　　甲 \n 乙<br>丙<p hidden>隐</p><p style="display: none">藏</p>'
        "<pre>a\n  b</pre></body>"
    )
    assert render(html)[0].text == "　　甲 乙\n丙\na\n  b"
    assert strip_labels('<p title="1 > 0" data-role="body" class=x>') == '<p title="1 > 0" class=x>'


def test_right_wrong_missing_and_invented_are_counted(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    found = Found({"title": "渡口", "source_name": "临江晚报", "published_at": "2020-01-01"}, page.gold["text"].body)
    scores = score([(page, found), (page, Found())], "html")
    tallies = {name: (t.right, t.wrong, t.missing, t.invented, t.empty) for name, t in scores.fields.items()}
    assert tallies["title"] == (1, 0, 1, 0, 0)
    assert tallies["source_name"] == (0, 1, 1, 0, 0)
    assert tallies["published_at"] == tallies[DAY] == (0, 0, 0, 1, 1)
    assert scores.fields["title"].accuracy == scores.fields["published_at"].clean == 0.5
    assert (scores.body.first, scores.body.last, scores.body.f1) == (1, 1, 1.0)


def test_a_date_is_right_as_precise_as_the_page_states_it(tmp_path: Path) -> None:
    html = (
        '<meta data-field="published_at" data-value="2022-09-21T10:31">'
        '<p data-article data-role="date" data-field="published_at">2022-09-21</p>'
    )
    page = written(tmp_path, f'{html}<p data-role="navigation">页</p>', "[[pages]]")[0]

    def is_right(date: str) -> bool:
        return bool(score([(page, Found({"published_at": date}))], "html").fields["published_at"].right)

    assert all(map(is_right, ("2022-09-21", "2022-09-21T10:31", "2022-09-21T10:31:00+08:00")))
    assert not any(map(is_right, ("2022-09", "2022-09-21T00:00", "2022-09-21T10:31:05")))
    assert normal_date("2022-09-21 00:00:00") == "2022-09-21"
    assert normal_date("2022年9月1日 8:05") == "2022-09-01T08:05"


def test_f1_is_over_runs_of_five_characters() -> None:
    assert shingle_f1("一二三四五六", "一二三\n四五 六") == 1
    assert shingle_f1("一二三四五六", "一二三四五") == pytest.approx(2 / 3)
    assert shingle_f1("一二三四五六", "六五四三二一") == 0


def test_jiaokan_runs_on_three_pages() -> None:
    pages = load("tuning")[:150:50]
    assert len(pages) == 3
    views: dict[View, Scores] = {view: score([(page, ours(page, view)) for page in pages], view) for view in VIEWS[:2]}
    assert views["text"].roles.total() == sum(len("".join(page.text.split())) for page in pages)
    assert all(scores.body.f1 > 1 for scores in views.values())
    data = Results.of("tuning", pages, {OURS: "0"}, {OURS: views}).as_data()
    assert report.table(data).count("\n") > len(FIELDS)
    assert report.confusion(views["text"])


def test_roles_follow_a_text_that_was_repaired(tmp_path: Path) -> None:
    page = page_of(tmp_path)
    parts = (
        ("navigation", "首页更多\n"),
        ("title", "渡口\n"),
        ("source", "来源：临江日报\n"),
        ("body", "船来了。白露\n甲\t乙"),
    )
    roles = score([(page, Found(parts=parts))], "text").roles
    assert roles["navigation", "navigation"] == 4
    assert roles["title", "title"] == 2
    assert roles["editor", "body"] == 2
    assert roles.total() == 4 + 2 + 7 + 4 + 2 + 2


def test_a_half_is_checked_and_failures_of_the_test_half_are_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["--check", "tuning"]) == 0
    assert capsys.readouterr().out.startswith(f"{len(load('tuning'))} pages")
    with pytest.raises(SystemExit):
        command.main(["--half", "test", "--show", "1"])


def test_the_readme_shows_the_results_of_the_test_half() -> None:
    if not readme.RESULTS.exists():
        pytest.skip("the test half has not been run yet")
    text = (readme.ROOT / "README.md").read_text("utf-8")
    assert report.table(json.loads(readme.RESULTS.read_text("utf-8"))) in text


def test_a_gold_without_a_body_has_empty_ends() -> None:
    gold = Gold({}, {}, (), ())
    assert gold.first_line == gold.last_line == ""
