"""When a text was published: which of a page's dates counts.

What the page prints, best what it prints behind 发布时间; then what it states outside its text; then what a line of the
text states; then how the text is signed; last the day in the page's own address. A date of an update, of the visit, of
an event or of a reply is none of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from jiaokan.record import FieldValue
from jiaokan.regex import regex
from jiaokan.split.confidence import HINTED
from jiaokan.split.dates.forms import is_of_visit, parse_told_date
from jiaokan.split.evidence import Evidence
from jiaokan.split.headers import EDITED
from jiaokan.split.page import Mention, fold
from jiaokan.split.vocabulary import is_of_crawl

_NO_DAY = regex(r"\d{4}-01-01(?:T00:00(?::00)?.*)?")  # what a system states for want of a date
_WRITTEN = ("成文", "生成", "印发")  # dates of the document, not of the page


def find_published(page: Evidence, title: FieldValue | None) -> Iterator[FieldValue]:
    """The dates that could be that of publication, the best first."""
    hinted = [value for value in page.hinted("published_at", date_of) if not _NO_DAY.fullmatch(value.value)]
    yield from _printed_date(page, title)
    yield from hinted
    yield from _stated(page)
    yield from _signed(page)
    yield from _date_of_url(page)


def find_updated(page: Evidence) -> tuple[Iterator[FieldValue], Iterator[FieldValue]]:
    """A date of an update that stands among the text or below it, and 本帖最后由 … 编辑 of a forum."""
    stated = (page.value("updated_at", m, m.values[0]) for m in page.stated if m.role == "update-date")
    edited = (page.value("updated_at", m, m.values[0]) for m in page.labelled({EDITED}) if m.values)
    return stated, edited


def _printed_date(page: Evidence, title: FieldValue | None) -> Iterator[FieldValue]:
    """A date behind 发布时间, else one with a time of day, else the first below the title, else the last.

    A page may open with the date of today.
    """
    from_title = (title.start or 0) if title else len(page.text)
    is_paper = bool(page.labelled({"版次"}))
    of_user = {"加入时间"} if "积分" in page.text else set()  # in the side bar of a forum
    dates = [
        m
        for m in page.of_role("date")
        if not m.label.startswith(_WRITTEN)
        and m.label not in of_user
        and not _is_of_book(page, m)
        and (is_paper or m.start > from_title or not _is_of_today(page, m))
    ]
    labelled = [m for m in dates if m.label not in ("", "时间", "日期")] or [m for m in dates if "T" in m.values[0]]
    chosen = [*labelled, *(m for m in dates if m.start > from_title), *dates[::-1], *_signed_dates(page)]
    return (page.value("published_at", mention, mention.values[0]) for mention in chosen)


def _is_of_today(page: Evidence, mention: Mention) -> bool:
    """A date with its day of the week, or beside 设为首页, stands in the bar of a site: the day of the visit."""
    line = fold(page.text[mention.start : mention.start + 40].partition("\n")[0])
    return not mention.label and (is_of_visit(re.sub(r"\d:\d\d", "", line)) or _OF_BAR.search(line) is not None)


_OF_BAR = regex("设为首页|加入收藏|天气|气温|欢迎|投稿")


def _is_of_book(page: Evidence, mention: Mention) -> bool:
    """出版日期 beside 出版社 is of the book that a text speaks of."""
    beside = page.text[max(0, mention.start - 40) : mention.end + 40]
    return mention.label.startswith("出版") and re.search("出版社|ISBN|书名", fold(beside)) is not None


def _signed_dates(page: Evidence) -> Iterable[Mention]:
    """An official document, and what a body signs, is published when it is signed; what a person signs isn't."""
    is_official = bool(page.of_role("document-number", "index-number", "issuing-body"))
    written = [m for m in page.of_role("date") if m.label.startswith(_WRITTEN)]
    signed = [m for m in page.of_role("signature") if m.label == "落款日期"]
    is_issued = any(m.label == "落款" for m in page.of_role("signature"))
    return [*(written if is_official else ()), *(signed if is_official or is_issued else ())]


def date_of(text: str) -> str | None:
    found = parse_told_date(text)
    return found[0] if found else None


def crawls(page: Evidence) -> set[str]:
    """The labels of the page that say when it was fetched: 抓取时间, Cached at."""
    return {mention.label for mention in page.mentions if mention.label and is_of_crawl(mention.label)}


def _signed(page: Evidence) -> Iterator[FieldValue]:
    """What a person signs is dated where nothing else dates the text."""
    for mention in (*page.of_role("signature"), *(m for m in page.stated if m.role == "signature")):
        is_day = mention.label == "落款日期" and mention.values[0].count("-") == _OF_DAY
        if is_day and not _WHEN_WRITTEN.search(fold(page.text[mention.start : mention.end])):
            yield page.value("published_at", mention, mention.values[0])


def _stated(page: Evidence) -> Iterator[FieldValue]:
    return (page.value("published_at", m, m.values[0]) for m in page.stated if m.role == "date")


_WHEN_WRITTEN = regex("[写作改记草]于?|稿|于")
_OF_DAY = 2  # dashes of a date with its day
# /2018/04/07/, /2018-04/07/, /2018/0407/, /20180407/, t20180407_1234.html
_DATED_PATH = regex(
    r"/(?P<y>(?:19|20)\d\d)[-/]?(?P<m>0[1-9]|1[0-2])[-/]?(?P<d>0[1-9]|[12]\d|3[01])(?=[/_.-])"
    r"|/[a-z]{1,7}_?(?P<y2>(?:19|20)\d\d)(?P<m2>0[1-9]|1[0-2])(?P<d2>0[1-9]|[12]\d|3[01])(?=[/_.-])"
)


def _date_of_url(page: Evidence) -> Iterator[FieldValue]:
    """The day in the page's own address, where the page states no other date, not even of an update."""
    if any(m.role in ("date", "update-date") and m.values for m in page.mentions):
        return
    for hint in page.hints:
        found = _DATED_PATH.search(hint.value) if hint.field == "url" else None
        date = date_of("-".join(part for part in found.groups() if part)) if found else None
        if date:
            yield FieldValue("published_at", date, hint.value, None, None, hint.origin, HINTED)
