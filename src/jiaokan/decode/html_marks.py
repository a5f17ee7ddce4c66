"""What an element of a page says its text is: by its tag, else by a word of its class or id (`mark_of`).

Evidence for the split stage, no verdict: pages name their elements as they like, and a `content` may hold the whole
page. The words are those that editorial systems and their templates use again and again, in English and in pinyin.
See: https://html.spec.whatwg.org/#sections
"""

from __future__ import annotations

import functools
import re

from jiaokan.document import Mark
from jiaokan.regex import regex


def _words(names: str) -> frozenset[str]:
    return frozenset(names.split())


_OF_TAGS: dict[str, Mark] = {
    "h1": "title",
    **dict.fromkeys(("h2", "h3", "h4", "h5", "h6"), "heading"),
    "li": "item",
    "dt": "item",
    "dd": "item",
    "tr": "row",
    "figcaption": "caption",
    "blockquote": "quote",
    "pre": "code",
    "nav": "nav",
    "footer": "footer",
    "aside": "aside",
    "article": "article",
    "main": "article",
}
# Whole words of a class or id, parted as in "related-news", "relatedNews", "pl_comment"; the first kind found counts.
_OF_WORDS: tuple[tuple[Mark, frozenset[str]], ...] = (
    (
        "breadcrumb",
        _words(
            "crumb crumbs breadcrumb breadcrumbs position location weizhi mianbaoxie path bread mbx dqwz curpos "
            "sitepath wz"
        ),
    ),
    (
        "comment",
        _words("comment comments commentlist pinglun reply replies discuss discussion gentie disqus respond"),
    ),
    (
        "aside",
        _words(
            "related relate relevant recommend recommended rec tuijian hot hotnews rank ranking paihang sidebar side "
            "aside xiangguan guess likes morenews hotlist newslist readmore"
        ),
    ),
    ("tools", _words("share sharing bdsharebuttonbox bshare jiathis toolbar tools fontsize fenxiang")),
    ("pager", _words("pager pagination prev next prevnext pagebar paging fanye upnext")),
    ("advertisement", _words("ad ads adv advert advertisement adbox banner guanggao adsense sponsor")),
    ("footer", _words("footer foot copyright bottom bottomnav friendlink friendlinks flink youlian")),
    (
        "nav",
        _words("nav navbar navigation menu mainnav topnav subnav topbar daohang login search searchbox"),
    ),
    ("keywords", _words("tag tags taglist topic topics keyword keywords biaoqian kw")),
    ("caption", _words("caption figcaption imgtext picdesc tushuo")),
)
_PARTS = regex(r"[a-z]+|[A-Z][a-z]*|[A-Z]+")
_INLINE = _words("span a b i em strong font img u small label sup sub time")
_MAX_NAME = 200  # characters of a class and an id that are looked at


def mark_of(tag: str, name: str) -> Mark | None:
    """What an element with this tag and this class and id (`name`, both in one string) holds; None for anything."""
    mark = _OF_TAGS.get(tag)
    if mark or not name:
        return mark
    return _mark_of_name(name[:_MAX_NAME])


_FIELDS: tuple[tuple[str, frozenset[str]], ...] = (
    ("editors", _words("editor editors bianji zebian zrbj")),
    ("authors", _words("author authors writer zuozhe byline reporter poster nickname authorname username")),
    ("source_name", _words("source laiyuan origin sourcename articlesource")),
    ("section", _words("channel lanmu category cat columnname catname postcategory")),
    (
        "published_at",
        _words(
            "pubtime pubdate publish published publishtime publishdate time date datetime posttime postdate shijian "
            "authorposton poston"
        ),
    ),
)


# Of an element that holds a bare number.
_COUNTED: tuple[tuple[str, frozenset[str]], ...] = (
    ("likes", _words("zan dianzan like likecount likenum praise praisenum digg diggnum upvote thumbup")),
    ("comments", _words("commentcount commentnum commentscount replycount replynum")),
    ("shares", _words("sharecount sharenum")),
    ("favorites", _words("favcount favnum shoucang")),
    ("downloads", _words("downloadcount downloads")),
    ("views", _words("views viewcount viewnum pv hits hit clickcount readcount readnum pageview liulan yuedu")),
)


@functools.lru_cache(4096)
def counted_of(name: str) -> str | None:
    """What a bare number in an element named so counts, as the column of counters names it: "zan" → "likes"."""
    words = _words_of(name[:_MAX_NAME])
    return next((counted for counted, known in _COUNTED if not known.isdisjoint(words)), None)


@functools.lru_cache(4096)
def field_of(name: str) -> str | None:
    """The field that an element named so (class and id) holds: "pub-time" → "published_at"; None for any other."""
    words = _words_of(name[:_MAX_NAME])
    if {"rich", "nickname"} <= words:
        return "source_name"  # the account of a WeChat article
    return next((field for field, known in _FIELDS if not known.isdisjoint(words)), None)


@functools.lru_cache(4096)
def _mark_of_name(name: str) -> Mark | None:
    words = _words_of(name)
    return next((mark for mark, known in _OF_WORDS if not known.isdisjoint(words)), None)


def _words_of(name: str) -> set[str]:
    return {word.lower() for word in (*_PARTS.findall(name), *re.findall(r"[A-Za-z]+", name))}
