"""Corpora of any size, made of the sentences of the texts of the other benchmarks: the same at each call.

A document is some 1,700 characters, 5 KB: a title, a line of date and source, paragraphs. What recurs in them are
sentences, not lines. Beside each corpus is written what a cleaner should make of it: Simplified, undamaged. None is
ever in memory as a whole, but `one`, which is one document.
"""

from __future__ import annotations

import functools
import gzip
import html
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

from jiaokan.regex import regex
from jiaokan.script import to_traditional

CHARACTERS = 1700  # of a document
LARGER = 10  # times as many documents in `large`, for what grows with their number
FEWER = 20  # … as few in `annotated`, which takes long
SMALL = 20  # documents, for what a start costs
DAMAGED = 0.05  # of the documents
# Those of tests.bench.damage that befall whole pages.
CLASSES = (
    *("annotated-at-random", "inserted-commas", "half-width-marks", "zero-width", "kangxi-radicals", "entities-twice"),
    *("tags", "anti-copy-junk", "hard-wraps", "gbk-as-latin1", "utf8-as-latin1-twice", "utf8-as-gbk-part", "mixture"),
)
HEAVY = "annotated-everything"
_TEXTS = Path(__file__).parents[1] / "damage" / "texts"
_SENTENCES = regex(r"[^。！？\n]{6,}[。！？][”」』]?")
_NO_BODY = regex(r"【?.{0,14}?(?:[讯电]】?（|讯】|消息：)|摘要：")  # datelines and such, rightly taken from a body
_HEADLINE = regex("[\u4e00-\u9fff][^。；：、]{7,23}")
_PAIRS = ("“”", "‘’", "「」", "『』", "（）", "《》", "【】")
_SOURCES = ("云雀晚报", "临江日报", "青禾新闻网", "木屋读书会")
_SEEDS = 5  # of sites that annotate; each has tables of its own, which take a while to make


@dataclass(frozen=True, slots=True)
class Article:
    """Clean, Simplified."""

    title: str
    line: str  # of date and source
    paragraphs: tuple[str, ...]

    @property
    def lines(self) -> tuple[str, ...]:
        return (self.title, self.line, *self.paragraphs)

    @property
    def text(self) -> str:
        return "\n".join((self.title, self.line, "", *self.paragraphs)) + "\n"


@dataclass(frozen=True, slots=True)
class Corpus:
    """A corpus on disk. Its bytes and characters are those of its documents, whatever they are packed in."""

    name: str
    place: str  # what a system is given
    truth: str  # JSON lines: key, lines of the whole and of the body, Simplified and undamaged
    n_documents: int
    n_bytes: int
    n_chars: int


@functools.cache
def sentences() -> tuple[str, ...]:
    """All of the Simplified ones that can stand anywhere in a body, once each."""
    texts = (path.read_text("utf-8") for path in sorted(_TEXTS.glob("*/*.txt")) if "hant" not in path.stem.split("-"))
    found = {sentence for text in texts for sentence in _SENTENCES.findall(text)}
    return tuple(sorted(one for one in found if not _NO_BODY.match(one) and _closes(one)))


@functools.cache
def headlines() -> tuple[str, ...]:
    """How sentences begin, where that is as long as a headline."""
    found = {sentence.rstrip("。！？”」』").split("，")[0] for sentence in sentences()}
    return tuple(sorted(one for one in found if _HEADLINE.fullmatch(one)))


def _closes(sentence: str) -> bool:
    """What is cut out of a quotation is damaged."""
    return all(sentence.count(pair[0]) == sentence.count(pair[1]) for pair in _PAIRS)


def article(number: int, seed: str = "speed", characters: int = CHARACTERS) -> Article:
    known = sentences()
    chance = Random(f"{seed} {number}")
    title = chance.choice(headlines())
    when = f"20{chance.randrange(10, 26)}-{chance.randrange(1, 13):02d}-{chance.randrange(1, 29):02d}"
    line = f"{when} 来源：{chance.choice(_SOURCES)}"
    paragraphs: list[str] = []
    n_chars = 0
    while n_chars < characters:
        paragraphs.append("".join(chance.choices(known, k=chance.randrange(2, 6))))
        n_chars += len(paragraphs[-1])
    return Article(title, line, tuple(paragraphs))


def articles(n: int, seed: str = "speed", characters: int = CHARACTERS) -> Iterator[Article]:
    return (article(number, seed, characters) for number in range(1, n + 1))


# ------------------------------------------------------------------------------------ what a document looks like


def as_is(article: Article, _number: int) -> str:
    return article.text


def traditional(article: Article, _number: int) -> str:
    return to_traditional(article.text)


def damaged(article: Article, number: int) -> str:
    """One in twenty, by the classes in turn."""
    step = round(1 / DAMAGED)
    return _damaged(article, CLASSES[number // step % len(CLASSES)], number) if number % step == 0 else article.text


def annotated(article: Article, number: int) -> str:
    """Made Traditional a character at a time, pinyin put into its bytes, and what came to such pages afterwards."""
    return _damaged(article, HEAVY, number % _SEEDS)


def _damaged(article: Article, kind: str, number: int) -> str:
    from tests.bench.damage.classes import BY_NAME
    from tests.bench.damage.simulate import Document, make

    return make(BY_NAME[kind], Document(article.title, article.lines), "tuning", number).text + "\n"


def page(article: Article, number: int) -> str:
    paragraphs = "\n".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in article.paragraphs)
    title = html.escape(article.title)
    return f"""<!DOCTYPE html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="/news/">新闻</a> <a href="/edu/">教育</a></div>
<h1>{title}</h1>
<div class="info">{html.escape(article.line)}</div>
<div class="content">
{paragraphs}
</div>
<ul class="related"><li><a href="/news/{number + 1}.html">下一篇</a></li></ul>
<div class="footer">版权所有 未经授权不得转载</div>
</body></html>
"""


# --------------------------------------------------------------------------------------- what documents are packed in

Put = Callable[[int, str], str]  # writes a document, number and text; gives the key that it can be told by


@contextmanager
def into_jsonl(folder: Path) -> Iterator[Put]:
    with (folder / "documents.jsonl").open("w", encoding="utf-8") as file:

        def put(number: int, text: str) -> str:
            file.write(json.dumps({"id": str(number), "text": text}, ensure_ascii=False) + "\n")
            return str(number)

        yield put


@contextmanager
def into_files(folder: Path) -> Iterator[Put]:
    def put(number: int, text: str) -> str:
        path = folder / f"{number // 1000:04d}" / f"{number:07d}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        return str(number)

    yield put


@contextmanager
def into_warc(folder: Path) -> Iterator[Put]:
    """A gzip member for each record, as crawlers write it; the key is its place."""
    with (folder / "pages.warc.gz").open("wb") as file:

        def put(number: int, text: str) -> str:
            at, data = file.tell(), text.encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(data)}\r\n\r\n"
            body = head.encode() + data
            file.write(gzip.compress(_warc_head(number, len(body)) + body + b"\r\n\r\n", 6, mtime=0))
            return str(at)

        yield put


def _warc_head(number: int, length: int) -> bytes:
    return (
        "WARC/1.0\r\nWARC-Type: response\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{number:012d}>\r\n"
        f"WARC-Target-URI: https://news.example/news/{number}.html\r\nWARC-Date: 2025-01-02T03:04:05Z\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {length}\r\n\r\n"
    ).encode()


# ------------------------------------------------------------------------------------------------------ the corpora


@dataclass(frozen=True, slots=True)
class Plan:
    """A corpus for `n` documents asked for: how many of how many characters there are, in which shape."""

    about: str
    shape: Callable[[Article, int], str]
    pack: Callable[[Path], AbstractContextManager[Put]]
    n_documents: Callable[[int], int] = int
    n_chars: Callable[[int], int] = lambda _: CHARACTERS


PLANS = {
    "small": Plan("20 documents of `simplified`: what a start costs", as_is, into_jsonl, lambda _: SMALL),
    "simplified": Plan("clean, Simplified", as_is, into_jsonl),
    "traditional": Plan("clean, Traditional", traditional, into_jsonl),
    "damaged": Plan("one document in twenty damaged", damaged, into_jsonl),
    "annotated": Plan("heavily damaged: pinyin in it", annotated, into_jsonl, lambda n: -(-n // FEWER)),
    "files": Plan("clean, a small file each", as_is, into_files),
    "warc": Plan("clean pages of HTML in a WARC", page, into_warc),
    "large": Plan("clean, ten times as many in one JSONL", as_is, into_jsonl, lambda n: LARGER * n),
    "ten": Plan("clean, ten long documents", as_is, into_files, lambda _: 10, lambda n: n * CHARACTERS // 10),
    "one": Plan("clean, one document", as_is, into_files, lambda _: 1, lambda n: n * CHARACTERS),
}


def build(name: str, folder: Path, n: int) -> Corpus:
    """The corpus `name` for `n` documents in `folder`; one that is there already is taken as it is."""
    plan = PLANS[name]
    made, place, truth = folder / f"{name}.json", folder / name, folder / f"{name}.truth.jsonl"
    if made.exists():
        return Corpus(**json.loads(made.read_text("utf-8")))
    place.mkdir(parents=True, exist_ok=True)
    n_documents, n_bytes, n_chars = plan.n_documents(n), 0, 0
    with plan.pack(place) as put, truth.open("w", encoding="utf-8") as file:
        for number, one in enumerate(articles(n_documents, characters=plan.n_chars(n)), 1):
            text = plan.shape(one, number)
            row = {"key": put(number, text), "head": (one.title, one.line), "body": one.paragraphs}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")
            n_bytes += len(text.encode())
            n_chars += len(text)
    corpus = Corpus(name, str(place), str(truth), n_documents, n_bytes, n_chars)
    made.write_text(json.dumps(asdict(corpus)), "utf-8")
    return corpus
