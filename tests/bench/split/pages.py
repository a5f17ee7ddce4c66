"""The labelled pages: `load(half)`. A layout is a Jinja2 template with labels and a TOML of what it is filled with.

tuning/ and test/ hold <layout>.html and <layout>.toml with at least five `[[pages]]`; keys above them go to every page
of the layout. A value is HTML (nothing is escaped) and may carry labels itself. "@river.2" in a list of paragraphs is
paragraph 2 of topic `river` of `pool`, a table of the layout's or of the half's pool.toml. What a page lacks is false
and empty in the template; printing it is an error.

Labels are attributes, stripped before any tool sees the page:

- data-role="body": of all text in the element, down to descendants that have their own. Each visible text needs one.
- data-field="authors reporters": the element states these fields, by its text or by data-value. The elements of a list
  make it in document order, one of several values is data-value="张三|李四". Outside visible text (meta, ld+json) the
  field belongs to the HTML alone. A scalar stated twice has to be the same; dates may differ in precision.
- data-article: on the one element that a scraper written for the site would take.
"""

from __future__ import annotations

import functools
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from tests.bench.split.render import BadLabel, Rendered, render, strip_labels

Half = Literal["tuning", "test"]
HALVES: tuple[Half, ...] = get_args(Half)
View = Literal["html", "text", "article"]
VIEWS: tuple[View, ...] = get_args(View)
Value = str | tuple[str, ...]

HERE = Path(__file__).parent
POOL = "pool.toml"

# fmt: off
ROLES = frozenset({
    "title", "subtitle", "kicker", "breadcrumb", "site-name", "date", "update-date", "source", "byline", "editor",
    "dateline", "summary", "keyword", "caption", "salutation", "body", "list", "table", "note", "signature",
    "reprint-notice", "contact", "related-links", "pager", "navigation", "tools", "counter", "comment",
    "advertisement", "residue", "document-number", "index-number", "issuing-body", "leftover",
})
# fmt: on
BODY_ROLES = frozenset({"body", "salutation", "list", "table", "note", "signature"})

DATES = frozenset({"published_at", "updated_at", "crawled_at", "effective_date"})
NAMES = frozenset({"authors", "reporters", "correspondents", "editors"})
LISTS = NAMES | {"section", "keywords", "counters"}
FIELDS = (
    "title",
    "subtitle",
    "authors",
    "reporters",
    "correspondents",
    "editors",
    "source_name",
    "source_url",
    "site_name",
    "published_at",
    "updated_at",
    "crawled_at",
    "dateline_place",
    "section",
    "keywords",
    "summary",
    "document_number",
    "index_number",
    "issuing_body",
    "effective_date",
    "place",
    "counters",
)

_DATE = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d)?)?)?)?")
_COUNTER = re.compile(r"[a-z]+=\d+")
_NO_NAME = re.compile(
    r"[:：]|[\u3400-\u9fff]\s|\s[\u3400-\u9fff]|^(记者|記者|通讯员|通訊員|编辑|編輯|责编|作者|摄|文|图)$"
)
_EMPTIED = re.compile(r"（\s*）|【\s*】|^[）】，。、：；]")  # brackets belong to the label's element
_NO_SECTION = frozenset({"首页", "首頁", "正文", "当前位置", "您的位置"})


@dataclass(frozen=True, slots=True)
class Gold:
    """What a page says in one view. A field it lacks is not in `fields`."""

    fields: Mapping[str, Value]
    alternatives: Mapping[str, tuple[str, ...]]  # dates as precise as other elements print them
    roles: tuple[str, ...]  # of each character of the view's text; "" of white space between blocks; HTML has none
    body: tuple[str, ...]  # one block a line

    @property
    def first_line(self) -> str:
        return self.body[0] if self.body else ""

    @property
    def last_line(self) -> str:
        return self.body[-1] if self.body else ""


@dataclass(frozen=True, slots=True)
class Page:
    id: str  # layout, hyphen, number from 1
    layout: str
    html: str  # labels stripped
    text: str  # all that is visible, one block a line: what a plain scraper leaves
    article_text: str  # what a scraper leaves that was written for the site
    gold: Mapping[View, Gold]

    def seen(self, view: View) -> str:
        return {"html": self.html, "text": self.text, "article": self.article_text}[view]


class BadPage(ValueError):
    """A layout that can't be used: which one, where, and why."""


def folded(text: str) -> str:
    """After NFKC and without white space: how titles, sources and names compare."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def layouts(half: Half, folder: Path = HERE) -> list[str]:
    templates = {path.stem for path in (folder / half).glob("*.html")}
    tables = {path.stem for path in (folder / half).glob("*.toml") if path.name != POOL}
    if templates != tables:
        raise BadPage(f"{half}: a template without its TOML or the other way round: {sorted(templates ^ tables)}")
    return sorted(templates)


@functools.cache
def load(half: Half, folder: Path = HERE) -> list[Page]:
    """All pages of a half, by layout. Raises BadPage for the first that is malformed."""
    pages = [page for layout in layouts(half, folder) for page in load_layout(folder / half, layout)]
    seen: dict[str, str] = {}
    for page in pages:
        if seen.setdefault(page.text, page.id) != page.id:
            raise BadPage(f"{half}: {page.id} has the text of {seen[page.text]}")
    return pages


def load_layout(folder: Path, layout: str) -> list[Page]:
    import jinja2

    class Missing(jinja2.Undefined):
        """False and empty where it is asked for, an error where it is printed: a forgotten value is loud."""

        def __str__(self) -> str:
            return self._fail_with_undefined_error()

    engine = jinja2.Environment(undefined=Missing)  # noqa: S701 — values are HTML of ours
    pages = []
    try:
        template = engine.from_string((folder / f"{layout}.html").read_text("utf-8"))
        tables = list(_tables(folder, layout))
    except (jinja2.TemplateError, tomllib.TOMLDecodeError, BadLabel) as error:
        raise BadPage(f"{folder.name}/{layout}: {error}") from None
    for number, table in enumerate(tables, 1):
        name = f"{layout}-{number}"
        try:
            pages.append(_page(name, layout, template.render(table)))
        except (jinja2.TemplateError, BadLabel) as error:
            raise BadPage(f"{folder.name}/{name}: {error}") from None
    return pages


def _tables(folder: Path, layout: str) -> Iterator[dict[str, Any]]:
    data = tomllib.loads((folder / f"{layout}.toml").read_text("utf-8"))
    pool = tomllib.loads((folder / POOL).read_text("utf-8")) if (folder / POOL).exists() else {}
    pool |= data.pop("pool", {})
    pages = data.pop("pages", None)
    if not pages:
        raise BadLabel("no [[pages]]")
    for number, page in enumerate(pages, 1):
        if unknown := [key for key in page if not key.isidentifier()]:
            raise BadLabel(f"page {number}: {unknown} can't be names in a template")
        yield {"pool": pool, **data, **{key: _filled(value, pool) for key, value in page.items()}}


def _filled(value: Any, pool: Mapping[str, Sequence[str]]) -> Any:
    """A value with the paragraphs of the pool in place of their names."""
    if isinstance(value, list):
        return [_filled(one, pool) for one in value]
    if isinstance(value, dict):
        return {key: _filled(one, pool) for key, one in value.items()}
    if isinstance(value, str) and (name := re.fullmatch(r"@(\w+)\.(\d+)", value)):
        topic, at = name[1], int(name[2])
        if topic not in pool or at >= len(pool[topic]):
            raise BadLabel(f"the pool has no {value}")
        return pool[topic][at]
    return value


def _page(name: str, layout: str, labelled: str) -> Page:
    html = strip_labels(labelled)
    whole, article = render(labelled)
    gold: dict[View, Gold] = {
        "html": _gold(whole, None),
        "text": _gold(whole, whole.text),
        "article": _gold(article, article.text),
    }
    if gold["article"].body != gold["text"].body:
        outside = [line for line in gold["text"].body if line not in gold["article"].body]
        raise BadLabel(f"body text outside the data-article element: {outside[:1]}")
    return Page(name, layout, html, whole.text, article.text, gold)


def _gold(seen: Rendered, text: str | None) -> Gold:
    """Of the text, or (None) of the HTML."""
    if unknown := set(seen.roles) - ROLES - {""}:
        raise BadLabel(f"no role is called {unknown}")
    values: dict[str, list[str]] = {}
    for stated in seen.fields:
        if stated.field not in FIELDS:
            raise BadLabel(f"no field is called {stated.field!r}")
        one_or_more = stated.value.split("|") if stated.field in LISTS else [stated.value]
        for value in one_or_more:
            _check(stated.field, value.strip())
            in_view = stated.is_visible and (stated.field != "source_url" or value in (text or ""))
            if text is None or in_view:
                values.setdefault(stated.field, []).append(value.strip())
    fields: dict[str, Value] = {}
    alternatives: dict[str, tuple[str, ...]] = {}
    for field, several in values.items():
        if field in LISTS:
            fields[field] = tuple(dict.fromkeys(several))
        elif field in DATES:
            fields[field] = max(several, key=len)
            alternatives[field] = tuple(set(several))
            if any(not several_one.startswith(min(several, key=len)) for several_one in several):
                raise BadLabel(f"{field} is stated differently: {several}")
        else:
            fields[field] = several[0]
            if len(set(map(folded, several))) > 1:
                raise BadLabel(f"{field} is stated differently: {several}")
    for part in ("reporters", "correspondents"):
        if strangers := set(fields.get(part, ())) - set(fields.get("authors", ())):
            raise BadLabel(f"{part} who are no authors: {strangers}")
    return Gold(fields, alternatives, seen.roles if text is not None else (), tuple(_body(seen)))


def _check(field: str, value: str) -> None:
    if not value:
        raise BadLabel(f"{field} is empty")
    if field in DATES and not _DATE.fullmatch(value):
        raise BadLabel(f"{field} is no ISO 8601 date: {value!r} (its normal form goes to data-value)")
    if field == "counters" and not _COUNTER.fullmatch(value):
        raise BadLabel(f'a counter is "views=1234", not {value!r}')
    if field in NAMES and _NO_NAME.search(value):
        raise BadLabel(f"{field} has no name without label: {value!r}")
    if field == "section" and value in _NO_SECTION:
        raise BadLabel(f"{value} is no section")
    if "<" in value:
        raise BadLabel(f"{field} holds a tag: {value!r}")


def _body(seen: Rendered) -> Iterator[str]:
    """Lines of the text, only their characters of the body."""
    line = ""
    for char, role in zip(f"{seen.text}\n", (*seen.roles, ""), strict=True):
        if char == "\n":
            if _EMPTIED.search(line.strip()):
                raise BadLabel(f"brackets are left of a line of the body: {line.strip()[:60]}")
            if line.strip():
                yield line.strip()
            line = ""
        elif not role or role in BODY_ROLES:
            line += char
