"""Tags, comments and frames of HTML in a text that is otherwise plain: where they stand, and which are surely some."""

from __future__ import annotations

import re
from typing import NamedTuple

from jiaokan.regex import regex
from jiaokan.rules.specimens import CHINESE, HAN, is_in_prose


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


BLOCKS = _names(
    "address article aside blockquote body br caption center dd div dl dt fieldset figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 head header hr html li main nav ol option p pre section select table tbody tfoot thead title tr ul"
)
_INLINE = _names(
    "a abbr acronym audio b base big button cite code col colgroup del em embed font i iframe img input ins label link "
    "mark meta noscript object param q rp rt ruby s script small source span strike strong style sub sup svg td "
    "textarea th tt u var video wbr"
)
_PHRASE = _names("a abbr b big del em font i ins mark s small span strong sub sup tt u")
CELLS = frozenset({"td", "th"})
_WITH_CONTENT = frozenset({"script", "style", "noscript", "iframe", "textarea", "select"})  # goes with the tags
# Names that a letter or a word between angle brackets may have without being a tag: only in pairs or with attributes.
_DOUBTFUL = _names(
    "a b i q s u p code var sub sup label title body head form object source select option main mark small big base "
    "link button img address caption section article header footer table input param video audio cite meta col"
)

_TAG = regex(
    r"<!--|-->|<!\[CDATA\[|\]\]>|<!\[(?:if|endif)[^<>\n]{0,80}>|<\?xml[^<>]{0,400}>|<!doctype[^<>]{0,300}>"
    r"|<(?:\\{1,4}(?=/))?(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]{0,9}(?::[a-zA-Z]{1,20})?)(?P<rest>(?:[\s/][^<>]{0,2000})?)>"
    r"|<(?:\\{1,4}(?=/))?(?P<cut>/?(?P<cut_name>[a-zA-Z][a-zA-Z0-9]{0,9})(?:\s[^<>\n]{0,2000})?|/)(?=\n|\Z)",
    re.IGNORECASE,
)
_QUOTED = r"\\{0,4}\"[^\"<>]*\"|\\{0,4}'[^'<>]*'|[“”][^<>“”]*[“”]"
_ATTRIBUTES = regex(
    rf"(?:\s+[\w:@.-]+(?:\s*=\s*(?:{_QUOTED}|[^\s\"'<>=]+))?|\s*{_QUOTED})*\s*/?\s*",
)
# One of HTML's own is enough where quotes within quotes lost their escapes.
_KNOWN_ATTRIBUTE = regex(
    r"\s+(?:class|style|href|src|id|align|width|height|color|face|size|target|title|alt|border|rel|type|data-[\w-]+"
    r"|on[a-z]{3,12})\s*=\s*\\{0,4}[\"'“”][^<>]*",
    re.IGNORECASE,
)
_CUT_ATTRIBUTES = regex(r"(?:\s+[a-zA-Z:-]{2,}(?:\s*=.*)?)?\s*/?")
# What is left of a tag that began on a line now gone: 2em;">正文
_CUT_HEAD = regex(
    r"^[ \t]*(?:[\w-]{2,}\s*=\s*\\?[\"'][^\"'<>\n]{0,300}|[\w#%.;:\s-]{0,300}(?:[\w-]:[^\"'<>\n]{1,200}|;)|[\w-]{1,40})"
    r"\\?[\"'](?:\s+[\w-]+\s*=\s*\\?[\"'][^\"'<>\n]{0,300}[\"'])*\s*/?>",
    re.MULTILINE | re.ASCII,
)
_CUT_CLOSER = regex(r"(?<=[。！？；，”）…])/(?:p|span|div|strong|br|a|font|td|li)>")
_TEXT_END = regex(rf"[。！？；…”）》】]|{HAN.pattern}")
_ALONE = _names("br hr img input wbr")  # need no closing tag

# Where Hexo, Jekyll and Docusaurus end the summary of a Markdown text, and what shows a text to be one.
_FOLDS = frozenset({"more", "truncate", "excerpt"})
_MARKDOWN = regex(r"^(?:#{1,6} \S|---$|```|[*+-] \S)|\]\(|\*\*\S", re.MULTILINE)


class Tag(NamedTuple):
    start: int
    end: int
    name: str  # lower case, "" for comments and the like
    is_sure: bool
    text: str = ""  # what stands in its place


_SCRIPTED = regex(r"<(?P<name>su[bp])>(?P<text>[0-9+-]{1,4})</(?P=name)>", re.IGNORECASE)
_RAISED = str.maketrans("0123456789+-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻")
_LOWERED = str.maketrans("0123456789+-", "₀₁₂₃₄₅₆₇₈₉₊₋")


def find_tags(text: str) -> list[Tag]:
    """Tags in order, without overlaps; what stands between <script> and </script> belongs to them."""
    closed = {name.lower() for name in re.findall(r"</([a-zA-Z][a-zA-Z0-9:]{0,19})\s*>", text.replace("\\", ""))}
    found: list[Tag] = []
    missing: set[str] = set()  # closers that are not in the rest of the text
    at = 0
    while match := _TAG.search(text, at):
        at = match.end()
        if scripted := _SCRIPTED.match(text, match.start()):
            table = _RAISED if scripted["name"].lower() == "sup" else _LOWERED
            at = scripted.end()
            found.append(Tag(match.start(), at, "", True, scripted["text"].translate(table)))
            continue
        tag = _read_tag(text, match, closed, missing)
        if tag is not None:
            found.append(tag)
            at = max(tag.end, at)
    found += [Tag(m.start(), m.end(), "", True) for m in _CUT_HEAD.finditer(text) if _is_cut_head(m[0])]
    found += [Tag(m.start(), m.end(), "br", True) for m in _CUT_CLOSER.finditer(text)]
    found.sort()
    kept: list[Tag] = []
    for tag in found:
        if not kept or tag.start >= kept[-1].end:
            kept.append(tag)
    has_sure = any(tag.is_sure for tag in kept)
    return [
        tag
        for tag in kept
        if has_sure and (tag.is_sure or not tag.name or tag.name in closed or _is_in_chinese(text, tag))
    ]


def _is_in_chinese(text: str, tag: Tag) -> bool:
    """Whether it is an inline tag beside Chinese: on a page that has tags, it is one of them without its partner."""
    beside = text[tag.start - 1 : tag.start] + text[tag.end : tag.end + 1]
    return tag.name in _PHRASE and CHINESE.search(beside) is not None


def _is_cut_head(head: str) -> bool:
    return "=" in head or ";" in head or re.match(r"\s*[\w]+-[\w-]+\\?[\"']>", head) is not None


def _read_tag(text: str, match: re.Match[str], closed: set[str], missing: set[str]) -> Tag | None:
    start, end = match.span()
    name = (match["name"] or "").lower()
    if match["cut"] is not None:
        return _read_cut(text, match)
    if not name:
        return _read_frame(text, match, missing)
    before, after = text[start - 1 : start], text[end : end + 1]
    if before == "<" or after == ">":
        return None
    is_known = name in BLOCKS or name in _INLINE or (":" in name and len(name.partition(":")[0]) <= 4)
    rest = match["rest"]
    is_sound = _ATTRIBUTES.fullmatch(rest) or _KNOWN_ATTRIBUTE.fullmatch(rest)
    if not is_known or (match["end"] and rest.strip()) or not is_sound:
        return None
    has_attribute = "=" in rest
    if name in _WITH_CONTENT and not match["end"]:
        end = _end_of(text, name, end, missing)
    is_between_letters = before.isascii() and before.isalnum() and after.isascii() and after.isalnum()
    is_pair = name in closed and not (is_between_letters and not match["end"] and not has_attribute)
    is_at_edge = before in ("", "\n", ">") or after in ("", "\n")
    is_plain = name not in _DOUBTFUL and (name in _ALONE or bool(match["end"]))
    # One without a partner is told by the prose it stands before or behind: <div> 块级容器 is no damage.
    is_lone = is_at_edge and (len(name) > 1 or name == "p") and bool(CHINESE.match(before) or CHINESE.match(after))
    is_lone = is_lone and (is_in_prose(text, start, end) or (after in ("", "\n") and bool(_TEXT_END.match(before))))
    is_sure = has_attribute or is_pair or is_lone or (is_plain and (not is_between_letters or name == "br"))
    return Tag(start, end, name, is_sure)


def _end_of(text: str, name: str, at: int, missing: set[str]) -> int:
    """Where the element's closing tag ends; `at` where it has none."""
    closer = None if name in missing else re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, at)
    if closer is None:
        missing.add(name)
        return at
    return closer.end()


def _read_frame(text: str, match: re.Match[str], missing: set[str]) -> Tag | None:
    """A comment, CDATA or declaration."""
    start, end = match.span()
    if match[0] == "<!--":
        close = -1 if "-->" in missing else text.find("-->", end)
        if close < 0:
            missing.add("-->")
        elif text[end:close].strip() in _FOLDS and _MARKDOWN.search(text):
            return None
        return Tag(start, max(end, close + 3), "", True)
    is_closer = match[0] in ("-->", "]]>")
    is_alone = is_closer and not (text[end : end + 1] in ("", "\n", "<") or CHINESE.match(text[start - 1 : start]))
    return None if is_alone or text[start - 1 : start] in ("-", "<") else Tag(start, end, "", not is_closer)


def _read_cut(text: str, match: re.Match[str]) -> Tag | None:
    """A tag cut off at the end of its line."""
    name = (match["cut_name"] or "").lower()
    start = match.start()
    is_closer = match["cut"].startswith("/")
    rest = match["cut"][len(name) + is_closer :]
    before = text[max(0, start - 2) : start].strip()[-1:]
    if before and not CHINESE.match(before) and before not in ".>\"'!?)":
        return None
    if is_closer:
        is_begun = not name or any(one.startswith(name) for one in BLOCKS | _INLINE)
        return Tag(start, match.end(), "", bool(before)) if is_begun and not rest.strip() else None
    if name not in BLOCKS | _INLINE or not _CUT_ATTRIBUTES.fullmatch(rest):
        return None
    return Tag(start, match.end(), name, "=" in rest or (bool(before) and name not in _DOUBTFUL | {"em", "tt", "del"}))
