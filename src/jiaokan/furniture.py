"""Furniture learned over a source: lines that recur from document to document and are none of the text.

A line is looked at only if the split stage, which knows the furniture of all sites, took it for text or title. It is
learned if it recurs on enough pages, stands where furniture stands, and is not of a kind that recurs in texts as such:
a salutation, a heading, an answer, a signature, a fixed sentence of a form. Less is asked of a line that speaks of
accounts, codes and downloads, more of one that stands between paragraphs of the text, and nothing is learned from
a source whose texts are made of the same sentences (contracts, laws, weather reports). When in doubt the line stays.

What is learned is rows of the dataset's table `furniture`; in split it acts as `Settings.furniture` does. The sample
is chosen by a hash of the file's name: the same files give the same lines, and a file more changes little.

Limits: a line counts only as a whole, digits apart; texts of one form (recipes, quizzes) teach almost nothing, texts
shorter than the furniture below them nothing. A source of up to `MAX_SAMPLE` documents is gone through twice.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from heapq import nsmallest
from itertools import chain, islice
from typing import Literal

from jiaokan import pipeline
from jiaokan.document import RawDocument, escaped
from jiaokan.errors import Rejected
from jiaokan.read import SourceFile, read_documents
from jiaokan.record import FurnitureRow, from_row
from jiaokan.regex import regex
from jiaokan.schema import columns
from jiaokan.settings import MAX_LEARNED, Settings, fold_digits
from jiaokan.split.page import TEXT_ROLES, Role, fold, strip
from jiaokan.split.people.lone import parse_lone_people
from jiaokan.split.titles.headline import is_heading_number
from jiaokan.storage.paths import AnyPath

MAX_SAMPLE = 200  # documents of a source that are looked at
MAX_BYTES = 1 << 20  # of a document in the sample
MAX_SAMPLE_BYTES = 32 << 20
MAX_LINES = 500  # of a page, from its beginning, and as many from its end

# Pages a line has to be on, and their share of the sample.
_RECURS = (4, 0.1)  # at all, and enough for a line that speaks as furniture does
_RECURS_WITHIN = (8, 0.3)  # for such a line between paragraphs, or taken for the title
_RECURS_SILENT = (6, 0.3)  # for a line at an edge of the text that doesn't say what it is
_RECURS_LONG = (6, 0.2)  # for a long sentence there
_MIN_HAN = 4  # characters of a line
_LONG = 60  # characters of a sentence that is a notice if it recurs
_SHORT = 8  # characters: 版权声明 can be a heading even if it speaks
_FEW = 0.2  # share of a line's pages that may contradict what is said of it
_MANY = 2  # recurring lines within a text, as a quiz or a recipe has
_MOST = 0.5  # share of a text, and of the texts
_MANY_PAGES = 0.3  # share of the sample that has no article in common

Place = Literal["head", "tail", "inner"]

_TITLES: frozenset[Role] = frozenset({"title", "kicker", "subtitle"})
# Neither text nor a field: a line in one of these is furniture already, by its place.
_OTHER: frozenset[Role] = frozenset(
    {
        "navigation", "related-links", "reprint-notice", "pager", "tools", "comment", "advertisement", "residue",
        "site-name", "summary", "contact", "counter", "breadcrumb",
    }
)  # fmt: skip

# What pages say of themselves, and of the accounts and programs they are to be had by.
_SPEAKS = regex(
    r"公众[号平]|公号|服务号|订阅号|视频号|头条号|小程序|二维码|扫码|扫一扫|长按|识别图|蓝字|星标|客户端|\bAPP\b|手机报|朋友圈"
    r"|微信(?:群|号|搜|扫|平台|里|好友)|加群|QQ群|官微|抖音|快手|(?:官方|新浪|腾讯|关注)微博|微博[:@]"
    r"|点击(?:上方|下方|右上|左下|右下|此处|这里|图片|进入|查看|阅读|关注|下载|名片|链接|播放|[“\"]?阅读)|阅读原文|查看原文"
    r"|(?:点|欢迎|请|快来|添加|记得|长按|持续|更多)关注|关注(?:我们|本|[“\"])|点赞|点.{0,2}在看|[“\"]在看|分享给(?!我)|转载"
    r"|转发(?:给(?:好友|朋友|更多)|本文|朋友圈|分享|收藏|点赞)|(?:分享|收藏|评论|请).?转发|收藏本|版权(?:声明|归|属|所有)"
    r"|侵权(?:必究|.{0,6}(?:删|联系))|免责|本站|本网(?!络)|本平台|本号|网站(?:声明|首页|地图|立场|观点)|投稿(?:邮箱|热线|信箱|请)"
    r"|联系我们|小编|融媒|新媒体|广告(?:位|合作|热线|投放)",
    re.IGNORECASE,
)
_COUNTS = regex(r"浏览|阅读|点击|播放|热度|围观|人气|回复|评论|下载|次|看过|更新|收听|在线")
# Text wherever it stands.
_TEXT = regex(
    r".*[:;,、]"
    r"|第 ?[\d一二三四五六七八九十百零〇]{1,4} ?[章节条款编篇回卷课讲集期].*"
    r"|(?:\(?[a-zA-Z\d]{1,3}[.、)]|[①-⑳]).*"
    r"|(?:问|答|(?:正确|参考)?答案|解析|点评|提问|记者|主持人?|采访人|受访者|嘉宾|网友|读者|学生|老师|医生|[甲乙丙丁QA]\d*)"
    r" ?:.*"
    r"|.*(?:谢谢|感谢|此致|敬礼|特此|敬请|敬上|签名|签字|盖章|签章|再见|祝您|祝大家|同志们|先生们|朋友们).{0,20}"
    r"|.*\t.*"
    # Code.
    r"|.*[{};]|(?://|#|/\*|\*/|<[a-zA-Z/!?]|\$ |>>>|import |from |def |class |return\b|public |int |var |let |const "
    r"|function |print|echo |select |SELECT ).*|.*[\w\])] ?[=+]?= ?[\w\"'\[(].*"
)
# Text, too, unless it speaks as furniture does.
_LIKE_TEXT = regex(
    r"[(\[《“\"].*|.*[)\]》”\"]"
    r"|[^\W\d_]{1,8} ?:.*"  # a label and its value
    r"|[^\s·|]+(?: +[^\s·|]+)+"  # cells
    r"|.*[!?…]"
    r"|.*(?:部|局|委|委员会|办公室|办公厅|政府|公司|集团|中心|学院|大学|中学|小学|学校|协会|学会|研究院|研究所|法院|检察院|支部|党委"
    r"|总队|支队|大队|医院|银行|厅|署|院|处|科|站|馆|社|会|县|市|省|镇|乡|村)"
    r"|.*(?:员|记者|作者|主编|同志)|[^\w]*(?:附|注|表|图|参考|备注|说明|来源|抄送|主题词|关键词|摘要).*"
)
_SENTENCE = regex(r"。|[^。]{40,}[!?;…]$|,.*,")
_ITEM = regex(r"[^\w\s\u4e00-\u9fff(\[“《]")


@dataclass(frozen=True, slots=True)
class Seen:
    """A line of a page as the split stage took it without anything learned; no role where it is of several."""

    line: str
    role: Role | None

    @property
    def is_text(self) -> bool:
        return self.role in TEXT_ROLES


Page = tuple[Seen, ...]


@dataclass(slots=True)
class _Line:
    """What all pages of the sample show of one line, digits apart."""

    forms: Counter[str] = field(default_factory=Counter)
    roles: Counter[Role | None] = field(default_factory=Counter)
    places: Counter[Place] = field(default_factory=Counter)
    n_above_text: int = 0  # pages where what stands below it, but for other such lines, is text of that page alone

    @property
    def n_pages(self) -> int:
        return sum(self.places.values())

    def is_often(self, *roles: Role | None) -> bool:
        return sum(self.roles[role] for role in roles) >= _FEW * self.n_pages

    @property
    def n_in_text(self) -> int:
        """Pages where it was taken for text or title."""
        return sum(n for role, n in self.roles.items() if role in TEXT_ROLES or role in _TITLES)

    @property
    def is_above_text(self) -> bool:
        return self.n_above_text > _FEW * self.n_pages

    @property
    def printed(self) -> str:
        return min(self.forms, key=lambda form: (-self.forms[form], form))

    @property
    def place(self) -> Place:
        if self.places["inner"] > _FEW * self.n_pages:
            return "inner"
        return "head" if self.places["head"] > self.places["tail"] else "tail"


def learn_source(
    files: Sequence[SourceFile], held: Sequence[FurnitureRow] = (), pages: Sequence[Page] | None = None
) -> tuple[FurnitureRow, ...]:
    """What recurs in the documents of these files, all of one source; rows by line. `pages`: as `read_pages` has them.

    `held` is what the dataset says of the source. It stays if it was learned from more documents than there are now:
    a run over some new files knows the furniture of them all.
    """
    pages = read_pages(files, held) if pages is None else pages
    if len(pages) < _needed(held):
        return tuple(held)
    source_id = escaped(files[0].source_id)
    found = [
        FurnitureRow(
            source_id=source_id,
            line=line.printed,
            n_documents=line.n_pages,
            n_sampled=len(pages),
            n_in_text=line.n_in_text,
            place=line.place,
        )
        for line in learn(pages)
    ]
    return tuple(sorted(found, key=lambda row: row.line))


def _needed(held: Sequence[FurnitureRow]) -> int:
    """Documents that a sample has to have."""
    return max(_RECURS[0], held[0].n_sampled if held else 0)


def with_learned(files: Iterable[SourceFile], learned: Mapping[str, Sequence[FurnitureRow]]) -> Iterator[SourceFile]:
    """The files with what was learned over their sources in their settings."""
    known: dict[tuple[str, Settings], Settings] = {}  # files of a source share theirs
    for file in files:
        rows = learned.get(file.source_id)
        if not rows:
            yield file
            continue
        key = (file.source_id, file.settings)
        if key not in known:
            known[key] = replace(file.settings, learned=as_learned(rows))
        yield replace(file, settings=known[key])


def as_learned(rows: Iterable[FurnitureRow]) -> frozenset[str]:
    """`Settings.learned` of the rows of one source."""
    return frozenset(fold_digits(row.line) for row in rows)


def read_furniture(dataset: AnyPath) -> dict[str, tuple[FurnitureRow, ...]]:
    """Source → its rows in the newest version. Raises DatasetError where there is none."""
    from jiaokan.dataset import open_dataset

    found: dict[str, list[FurnitureRow]] = {}
    for row in chain.from_iterable(open_dataset(dataset).furniture().batches(list(columns(FurnitureRow)))):
        found.setdefault(row["source_id"], []).append(from_row(FurnitureRow, row))
    return {source_id: tuple(of_source) for source_id, of_source in found.items()}


# ---------------------------------------------------------------- the sample


def choose_files(files: Iterable[SourceFile], n: int = MAX_SAMPLE) -> list[SourceFile]:
    """`n` of the files by a hash of their uris, so that each has the same chance and a new one replaces one at most."""
    return nsmallest(n, files, key=lambda file: hashlib.sha256(file.uri.encode("utf-8", "surrogateescape")).digest())


def read_pages(
    files: Sequence[SourceFile], held: Sequence[FurnitureRow] = (), share: int = 0, n_shares: int = 1
) -> tuple[Page, ...]:
    """The pages of the sample of these files, or one of `n_shares` of them; none where it has too few documents."""
    sample = list(_read_sample(files))
    its = sample[share::n_shares] if len(sample) >= _needed(held) else ()
    return tuple(page for raw, settings in its if (page := read_page(raw, settings)))


def _read_sample(files: Sequence[SourceFile]) -> Iterator[tuple[RawDocument, Settings]]:
    """Documents of the source, of equal ones one. What can't be read is passed over."""
    chosen = choose_files(files, MAX_SAMPLE)
    quota = -(-MAX_SAMPLE // max(len(chosen), 1))
    known: set[str] = set()
    n_bytes = 0
    for file in chosen:
        for raw in _iter_documents(file, quota):
            if raw.fault or raw.sha256 in known or len(raw.data) > MAX_BYTES:
                continue
            n_bytes += len(raw.data)
            if len(known) == MAX_SAMPLE or n_bytes > MAX_SAMPLE_BYTES:
                return
            known.add(raw.sha256)
            yield raw, file.settings


def _iter_documents(file: SourceFile, n: int) -> Iterator[RawDocument]:
    documents = read_documents(
        file.path, source_id=file.source_id, root=file.root, settings=file.settings, span=file.span
    )
    try:
        yield from islice(documents, n)
    except Exception:  # noqa: BLE001 — the run reads the file again, and says what is wrong with it
        return


def read_page(raw: RawDocument, settings: Settings) -> Page:
    """The lines of a document as split sees them, each with the role it has; none for what gives no record."""
    try:
        way = pipeline.trace(raw, replace(settings, learned=frozenset()))
    except Rejected:
        return ()
    except Exception:  # noqa: BLE001 — a fault of ours costs the sample one page; the run makes a reject of it
        return ()
    text = way.converted.text
    seen: list[Seen] = []
    parts = iter(way.split.parts)
    part = next(parts, None)
    position = 0
    for printed in text.split("\n"):
        start, end = strip(text, position, position + len(printed))
        position += len(printed) + 1
        while part is not None and part.end <= start:
            part = next(parts, None)
        if start < end and part is not None:
            seen.append(Seen(text[start : min(end, start + MAX_LEARNED + 1)], part.role if part.end >= end else None))
    return tuple(seen if len(seen) <= 2 * MAX_LINES else seen[:MAX_LINES] + seen[-MAX_LINES:])


# ---------------------------------------------------------------- what recurs, and what of it is furniture


def learn(pages: Sequence[Page]) -> list[_Line]:
    """The lines of the pages that are furniture."""
    n_pages: Counter[str] = Counter()
    for page in pages:
        n_pages.update({fold_digits(seen.line) for seen in page})
    recurring = {key for key, n in n_pages.items() if _is_enough(n, len(pages), _RECURS)}
    if sum(_share(page, recurring) > _MOST for page in pages) > _MOST * len(pages):
        return []
    of_copies = {key for key in recurring if n_pages[key] < _MANY_PAGES * len(pages)}
    lines: dict[str, _Line] = {}
    n_formed = 0
    for page in pages:
        is_copy = _share(page, of_copies) > _MOST
        n_formed += _count(page, recurring, lines, is_copy=is_copy) >= _MANY
    is_formed = n_formed > _MOST * len(pages)
    return [line for line in lines.values() if _is_furniture(line, len(pages), is_formed=is_formed)]


def _share(page: Page, recurring: set[str]) -> float:
    """Share of the page's text in these lines."""
    text = [seen.line for seen in page if seen.is_text]
    return sum(len(line) for line in text if fold_digits(line) in recurring) / max(sum(map(len, text)), 1)


def _is_enough(n: int, n_sampled: int, needed: tuple[int, float]) -> bool:
    return n >= needed[0] and n >= needed[1] * n_sampled


def _count(page: Page, recurring: set[str], lines: dict[str, _Line], *, is_copy: bool) -> int:
    """Add a page to what is known of the recurring lines on it, each once; gives how many stand within its text.

    On a copy of an article that some other pages have too, all stands within.
    """
    keys = [fold_digits(seen.line) for seen in page]
    own = {i for i, seen in enumerate(page) if seen.is_text and keys[i] not in recurring}
    first, last = (min(own), max(own)) if own and not is_copy else (-1, len(page))
    below = [False] * len(page)  # is the next line that doesn't recur of the text?
    for i in range(len(page) - 2, -1, -1):
        below[i] = below[i + 1] if keys[i + 1] in recurring else i + 1 in own
    places: dict[str, Place] = {}
    for i, (key, seen) in enumerate(zip(keys, page, strict=True)):
        if key not in recurring:
            continue
        line = lines.setdefault(key, _Line())
        place: Place = "head" if i < first else "tail" if i > last else "inner"
        if key not in places:
            line.forms[seen.line] += 1
            line.roles[seen.role] += 1
            line.n_above_text += below[i]
        places[key] = place if places.get(key, place) == place else "inner"
    for key, place in places.items():
        lines[key].places[place] += 1
    return sum(seen.is_text and places.get(key) == "inner" for key, seen in zip(keys, page, strict=True))


def _is_furniture(line: _Line, n_sampled: int, *, is_formed: bool) -> bool:
    flat = fold(line.printed)
    if line.n_in_text < 2 or len(flat) > MAX_LEARNED or len(re.findall("[\u4e00-\u9fff]", flat)) < _MIN_HAN:
        return False
    stated = [role for role in line.roles if role not in _OTHER | TEXT_ROLES | _TITLES]
    if line.is_often("salutation", "signature", "table", *stated) or _TEXT.fullmatch(flat) or is_heading_number(flat):
        return False
    if any("\ud800" <= char <= "\udfff" for char in flat):
        return False  # can't be stored
    is_title = line.is_often(*_TITLES)
    if _SPEAKS.search(flat):
        is_within = line.place == "inner" or is_title
        is_heading = is_within and len(flat) <= _SHORT and line.is_above_text
        return not is_heading and _is_enough(line.n_pages, n_sampled, _RECURS_WITHIN if is_within else _RECURS)
    return (
        not (is_formed or is_title or line.place == "inner" or line.is_often("list", "note"))
        and _is_enough(line.n_pages, n_sampled, _RECURS_LONG if len(flat) >= _LONG else _RECURS_SILENT)
        and not _is_like_text(line, flat)
    )


def _is_like_text(line: _Line, flat: str) -> bool:
    """Could a line that doesn't say it is furniture be of the text?"""
    if _SENTENCE.search(flat):
        return line.place == "head" or len(flat) < _LONG  # announcements open with declarations the law requires
    if len(line.forms) > 1:
        return not _COUNTS.search(flat)  # 夜间晴，32℃: not one line but many
    # What stands right above the text can open it: a heading, 阅读下面的短文，完成各题.
    return line.is_above_text or bool(_LIKE_TEXT.fullmatch(flat) or _ITEM.match(flat) or parse_lone_people(flat))
