"""Write corpus/raw: every page made from its expected result (tests/golden) by running the damage forward.

    python tests/corpus_build.py [folder]       default: corpus

Same bytes every time. A page is its golden document plus the furniture of its site, then the damage, then an
encoding. Where the damage takes something away for good the golden document is what is left, and the text before
stands in tests/originals. All persons, places, newspapers and sites are invented.
"""

from __future__ import annotations

import json
import struct
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import Any

from opencc import OpenCC

sys.path.insert(0, str(Path(__file__).parent.parent))  # run as a script

from tests import forward

HERE = Path(__file__).parent
GOLDEN = HERE / "golden"
ORIGINALS = HERE / "originals"

NBSP = "\u00a0"
BOM = b"\xef\xbb\xbf"

Golden = dict[str, Any]


def main() -> None:
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "corpus")


def build(corpus: Path) -> None:
    for name, make in PAGES.items():
        path = corpus / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(make())


def load(key: str) -> Golden:
    golden: Golden = json.loads((GOLDEN / f"{key}.json").read_text("utf-8"))
    return golden


# qinghe: the site of a city newspaper, invented


def stripped_page(key: str, date: str, dateline: str) -> str:
    """Title, date, and one line of body between a glued byline and a glued editor; figures and marks are gone."""
    golden = load(key)
    title, _, body = (ORIGINALS / f"{key}.txt").read_text("utf-8").rstrip("\n").partition("\n\n")
    body = f"{dateline}（记者 {golden['authors'][0]}）{body}责任编辑：{golden['editors'][0]}"
    return f"{_strip(title)}\n{date}\n{_strip(body)}"


def _strip(text: str) -> str:
    for step in (
        forward.strip_digits,
        forward.strip_quotes,
        forward.strip_enumeration_commas,
        forward.strip_marks,
        forward.strip_paragraph_breaks,
    ):
        text = step(text)
    return text


def column_page(key: str) -> str:
    """The column, a link home, the title, a line of metadata with a counter its template left unfilled."""
    golden = load(key)
    metadata = (
        f"发布时间：{golden['published_at']}{NBSP}{NBSP} 来源： {golden['source_name']}"
        f" {NBSP}{NBSP} 访问次数： {{{{ pvCount }}}}"
    )
    head = f"{golden['section'][0]}\n\n返回首页>>\n{golden['title']}\n{metadata}\n"
    return forward.fold_width("\n\n".join([head, *(f"  {line}" for line in golden["body"].split("\n"))]))


# wendao: a site of model texts, invented


def essay_page(key: str, own_title: str, tags: str) -> str:
    golden = load(key)
    title = golden["title"]
    trail = f"当前位置 首页{NBSP}>" + "".join(f"{name} > " for name in golden["section"]).rstrip()
    blocks = [
        f"{golden['site_name']}\n{trail}",
        title,
        f"发布时间：{golden['published_at'].replace('T', ' ')} 来源：{golden['source_name']}",
        f"下面是小编为大家整理的{title}，供大家参考。",
        title,
        own_title,
        NBSP,
        *golden["body"].split("\n"),
        NBSP,
        f"推荐访问：{tags} {own_title}",
        "相关文章：",
        "Top",
    ]
    return forward.fold_width("\n\n".join(blocks))


# fanti: sites behind the annotating tool, invented


def comment_page(key: str, notice: str) -> str:
    """The title twice, the author in brackets at the end of the text, a notice below it."""
    golden = load(key)
    title, author = golden["title"], golden["authors"][0]
    return f"{title}\n{title}\n{golden['body']}（{author}）\n{notice}"


def report_page(key: str, caption: str, links: Sequence[str]) -> str:
    """No title: date and source in one, a caption, the text, the reporter in brackets, the editor, other news."""
    golden = load(key)
    date = golden["published_at"].replace("T", " ")
    return "\n".join(
        [
            f"{date}来源：{golden['source_name']}",
            f"{caption}（资料图片）",
            f"{golden['body']}（记者 {golden['authors'][0]}）",
            f"责任编辑：{golden['editors'][0]}",
            *links,
        ]
    )


def annotated(page: str, seed: int, commas: float = 0.0) -> str:
    """Through the annotating tool: Traditional, annotated on bytes, marks cut on bytes, widths folded."""
    table = forward.reading_table(seed)
    text = forward.annotate_bytes(forward.to_traditional_1to1(page), table, MARKS, rng=Random(seed), rate=MARK_RATE)
    return forward.fold_width(forward.insert_commas(text, commas, Random(seed)))


MARKS = "；！？、。"
MARK_RATE = 0.5


# wangxun and haidao: news sites in HTML; haidao is Taiwanese. Both invented


def html_page(key: str, charset: str, byline: str, after: str = "", damage: Callable[[str], str] = str) -> str:
    """`damage` is done to the visible text: title, caption and body."""
    golden = load(key)
    title = damage(golden["title"])
    paragraphs = "\n".join(f"<p>　　{damage(line)}</p>" for line in golden["body"].split("\n"))
    keywords = ",".join(golden["keywords"])
    trail = " &gt; ".join(f'<a href="/c/{n}">{name}</a>' for n, name in enumerate(["首页", *golden["section"]]))
    return f"""<!DOCTYPE html>
<html>
<head>
<meta http-equiv="Content-Type" content="text/html; charset={charset}">
<title>{title}_{golden["site_name"]}</title>
<meta name="keywords" content="{keywords}">
<meta property="og:site_name" content="{golden["site_name"]}">
<style>p {{ text-indent: 2em }}</style>
<script>var page = {{ "id": 7, "name": "不是正文" }};</script>
</head>
<body>
<div class="nav"><a href="/">首页</a> <a href="/c/1">要闻</a> <a href="/c/2">体育</a> <a href="/c/3">视频</a></div>
<div class="path">当前位置：{trail} &gt; 正文</div>
<h1>{title}</h1>
<div class="info">{byline}</div>
<div class="content">
{paragraphs}
</div>
{after}
<div class="foot">Copyright &copy; 2024 www.example.com 版权所有 未经授权不得转载</div>
</body>
</html>
"""


def genuine_traditional(text: str) -> str:
    """As it is written in Taiwan: 里面 is 裡面, 公里 is 公里."""
    converted: str = OpenCC("s2tw").convert(text)
    return converted


def taiwan_page(key: str, place: str) -> str:
    golden = load(key)
    date = golden["published_at"].replace("-", "/").replace("T", " ")
    byline = f"記者{genuine_traditional(golden['authors'][0])}／{place}報導"
    head = "\n".join(genuine_traditional(golden[name]) for name in ("site_name", "title"))
    return f"{head}\n{date}\n{byline}\n\n{genuine_traditional(golden['body'])}\n"


# wendao, undamaged


def plain_page(key: str, line: str) -> str:
    golden = load(key)
    return f"{golden['title']}\n{line}\n\n{golden['body']}\n"


def poem_page(key: str, stanzas: Sequence[int]) -> str:
    golden = load(key)
    lines = golden["body"].split("\n")
    for at in reversed(stanzas):
        lines.insert(at, "")
    return "\n".join([golden["title"], f"作者：{golden['authors'][0]}", "", *lines, ""])


# export: somebody's dump of posts


def posts() -> bytes:
    texts = [_post(load(f"export.posts-{n}")) for n in range(1, 6)]
    table = [*forward.reading_table(5), *((char, "") for char in "的日月今会和")]
    texts[0] = forward.fold_width(forward.annotate_doubled(forward.to_traditional_1to1(texts[0]), table, Random(1)))
    texts[1] = forward.utf8_as_latin1(texts[1])
    texts[2] = forward.gbk_as_latin1(texts[2])
    texts[3] = "\n".join(forward.utf8_as_gbk(line) for line in texts[3].split("\n"))
    chance = Random(5)
    texts[4] = forward.widen_ascii(
        "".join(forward.to_traditional_1to1(char) if chance.random() < 0.5 else char for char in texts[4])
    )
    rows = [{"id": n, "url": f"https://www.example.com/p/{n}.html", "text": text} for n, text in enumerate(texts, 1)]
    return "".join(json.dumps(row, ensure_ascii=n % 2 == 0) + "\n" for n, row in enumerate(rows)).encode()


def _post(golden: Golden) -> str:
    date = golden["published_at"].replace("T", " ")
    source = f" 来源：{golden['source_name']}" if golden["source_name"] else ""
    author = f" 作者：{golden['authors'][0]}" if golden["authors"] else ""
    return f"{golden['title']}\n{date}{source}{author}\n{golden['body']}"


# broken: what gives no document


def noise() -> bytes:
    return Random(6).randbytes(4096)


def cut_gzip() -> bytes:
    """A gzip file that ends half-way. Stored, not compressed: every zlib compresses a little differently."""
    body: bytes = load("qinghe.library")["body"].encode()
    header = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"  # RFC 1952: deflate, no flags, no time, no extra, unknown system
    block = b"\x01" + struct.pack("<HH", len(body), len(body) ^ 0xFFFF)  # RFC 1951, 3.2.4: one stored block, the last
    return (header + block + body)[: len(body) // 2]


LOCKED = """<!DOCTYPE html>
<html><head><meta charset="utf-8"><title>密码保护</title></head>
<body><form method="post"><p>请输入访问密码</p><input type="password" name="pw"><button>确定</button></form></body>
</html>
"""
PDF = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
PDF += b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00:~\x9bU"
PNG += b"\x00\x00\x00\nIDATx\x9cc`\x00\x00\x00\x02\x00\x01H\xaf\xa4q\x00\x00\x00\x00IEND\xaeB`\x82"


# Notices: the site, what it answers for, a telephone and a mailbox. Nobody has these numbers.
LANTING = (
    "蓝汀网版权说明：凡注明“稿源：某某”的文章，均由其他媒体授权刊登，文中看法属于作者本人，与本网无关。"
    "如对稿酬或者署名有疑问，请拨打0000-5550123，或写信到 copy@lanting.example.com。"
)
BAILU = (
    "白鹭网版权声明：本网转载的文章版权归原作者所有，刊登是为了方便读者阅读，不表示本网赞成其中的说法。"
    "需要撤下或者更正的，请联系值班编辑，电话：0000-5550187，邮箱：desk@bailu.example.org。"
)
WANGXUN = (
    "<p>声明：本网未注明来源的稿件由网友提供，如涉及版权问题请致电0000-5550166，"
    "或发邮件至news@wangxun.example.com，我们会尽快处理。</p>"
)


def crlf(text: str) -> str:
    return text.replace("\n", "\r\n")


def kiln_damage(text: str) -> str:
    return forward.annotate_at_random(text, 0.15, Random(len(text)))


def noodles_damage(text: str) -> str:
    return forward.escape_entities(forward.insert_zero_width(text, 0.1, Random(len(text))), times=2)


PAGES: dict[str, Callable[[], bytes]] = {
    "qinghe/park.txt": lambda: stripped_page("qinghe.park", "2023/4/18 09:32", "本报4月17日讯").encode(),
    "qinghe/harvest.txt": lambda: stripped_page("qinghe.harvest", "2022/9/27 16:05", "本报讯").encode(),
    "qinghe/metro.txt": lambda: stripped_page("qinghe.metro", "2021/11/3 08:00", "本报11月2日讯").encode(),
    "qinghe/library.txt": lambda: BOM + crlf(column_page("qinghe.library")).encode(),
    "qinghe/levee.txt": lambda: crlf(column_page("qinghe.levee")).encode(),
    "qinghe/museum.txt": lambda: column_page("qinghe.museum").encode("gb18030"),
    "wendao/sports.txt": lambda: essay_page(
        "wendao.sports", "在全校春季运动会开幕式上的讲话", "全校 运动会 开幕式"
    ).encode(),
    "wendao/orchard.txt": lambda: essay_page(
        "wendao.orchard", "在全镇果园管理培训班上的讲话", "全镇 果园 培训班"
    ).encode("gb18030"),
    "wendao/roads.txt": lambda: essay_page(
        "wendao.roads", "在全县道路交通安全工作会议上的讲话", "全县 道路交通 安全工作"
    ).encode("gb18030"),
    "wendao/poem.txt": lambda: BOM + crlf(poem_page("wendao.poem", (3, 7, 12, 16))).encode(),
    "wendao/lesson.txt": lambda: plain_page("wendao.lesson", "2018-03-05").encode(),
    "wendao/code.txt": lambda: plain_page("wendao.code", "发表于 2022年1月15日").encode(),
    "fanti/greenway.txt": lambda: annotated(comment_page("fanti.greenway", LANTING), 4).encode(),
    "fanti/bookstore.txt": lambda: annotated(comment_page("fanti.bookstore", LANTING), 4).encode(),
    "fanti/headlights.txt": lambda: annotated(comment_page("fanti.headlights", BAILU), 5).encode(),
    "fanti/tea.txt": lambda: annotated(
        report_page(
            "fanti.tea", "采茶能手在手工炒茶", ["茶溪要闻2021-04-02", "乡村振兴2021-04-07", "乡村振兴2021-04-08"]
        ),
        6,
        0.65,
    ).encode(),
    "fanti/ferry.txt": lambda: annotated(
        report_page(
            "fanti.ferry",
            "渡轮停靠在出海口的老码头",
            ["临江要闻2020-10-20", "社会民生2020-10-26", "社会民生2020-10-27"],
        ),
        5,
        0.65,
    ).encode(),
    "fanti/observatory.txt": lambda: annotated(
        report_page(
            "fanti.observatory",
            "学生们在山顶观测月亮",
            ["云岫要闻2022-08-11", "科技教育2022-08-12", "科技教育2022-08-13"],
        ),
        5,
        0.65,
    ).encode(),
    "wangxun/balloon.html": lambda: html_page(
        "wangxun.balloon",
        "utf-8",
        "2024-03-16 14:20　来源：望讯网　记者：褚南乔",
        '<div class="editor">责任编辑：麦冬</div>',
    ).encode(),
    "wangxun/bus.html": lambda: html_page(
        "wangxun.bus",
        "gbk",
        "发布日期：2023-08-04&nbsp;&nbsp;来源：望江晚报&nbsp;&nbsp;字号：大 中 小",
        "<p>（本报记者 骆闻）</p>",
    ).encode("gbk"),
    "wangxun/noodles.html": lambda: (
        BOM
        + crlf(
            html_page(
                "wangxun.noodles",
                "utf-8",
                "作者：阿栀&nbsp;|&nbsp;2022-06-03 18:20",
                '<p class="caption">图为刚拌好的葱油面。</p>',
                noodles_damage,
            )
        ).encode()
    ),
    "wangxun/kiln.html": lambda: html_page(
        "wangxun.kiln", "gb2312", "2021年10月11日 07:15 作者：纪南", WANGXUN, kiln_damage
    ).encode("gb18030"),
    "haidao/trail.txt": lambda: taiwan_page("haidao.trail", "霧谷").encode("big5"),
    "haidao/typhoon.txt": lambda: taiwan_page("haidao.typhoon", "港尾").encode("big5"),
    "haidao/bookbus.txt": lambda: crlf(taiwan_page("haidao.bookbus", "溪口")).encode("big5"),
    "haidao/lanterns.html": lambda: genuine_traditional(
        html_page("haidao.lanterns", "big5", "2017-09-22 记者石若兰／港尾报导")
    ).encode("big5", "xmlcharrefreplace"),
    "export/posts.jsonl": posts,
    "broken/empty.txt": lambda: b"",
    "broken/noise.txt": noise,
    "broken/cut.txt.gz": cut_gzip,
    "broken/locked.html": LOCKED.encode,
    "broken/report.txt": lambda: PDF,
    "broken/photo.txt": lambda: PNG,
}

if __name__ == "__main__":
    main()
