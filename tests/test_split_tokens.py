"""Patterns that were made cheaper to compile find what they found."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from jiaokan.split import tokens
from jiaokan.split.people import bylines
from jiaokan.split.tokens import iter_tokens
from jiaokan.split.vocabulary import any_of

# Words that are looked up, as patterns.
WORDS = {
    "label": rf"(?:{any_of(tokens.ROLE_OF)}) *(?:\([^()]{{1,6}}\) *)?\\?[:|/]",
    "spaced": r"(?<![^ |,;\[\](）)])(?:"
    + "|".join(any_of(words) if is_wide else "|".join(words) for words, is_wide in tokens._GROUPS)
    + r") +(?=\S)",
}
# All kinds in one pattern, each in a group that says which.
WHOLE = re.compile(
    "|".join(
        f"(?P<of{n}_{kind}>{pattern.pattern})" + (f"|(?P<words{n}_{kind}>{WORDS[kind]})" if kind in WORDS else "")
        for n, (kind, pattern) in enumerate(tokens._PATTERNS)
    ),
    re.IGNORECASE,
)
ROLE = re.compile(bylines._ROLE.pattern)

FRAGMENTS = st.sampled_from(
    [
        *("来源", "作者", "编辑", "责任编辑", "发布时间", "更新于", "浏览次数", "关键词", "摘要", "记者", "通讯员"),
        *(
            "文/图",
            "摄影",
            "撰文",
            "口述",
            "整理",
            "报道",
            "发自江州",
            "日报",
            "张三",
            "李小四",
            "河边",
            "本报",
            "《河边》",
        ),
        *(
            "2021-07-02",
            "2021年7月2日",
            "09:30",
            "3",
            "12次",
            "阅读 43",
            "{{name}}",
            "[摘要]",
            "[记者张三]",
            "posted on",
        ),
        *(" ", "  ", ":", "|", "/", "、", ",", "(", ")", "[", "]", "。", "·", "&", "by", "posted on", "A", "的"),
        *("打印", "字体", "大 中 小", "分享到", "In 随想", "来  源", "作 者", "审核", "分类于", "成文日期", "编辑老槐"),
    ]
)
LINES = st.lists(FRAGMENTS, min_size=1, max_size=9).map("".join)


def found_by_whole(line: str) -> list[tuple[str, int, int]]:
    return [(str(match.lastgroup).partition("_")[2], *match.span()) for match in WHOLE.finditer(line)]


@given(LINES)
def test_tokens_are_those_of_one_pattern(line: str) -> None:
    found = list(iter_tokens(line))
    assert [(token.kind, token.start, token.end) for token in found] == found_by_whole(line)
    assert all(token.text in line[token.start : token.end] for token in found)
    assert all(line[token.start : token.end].rstrip(" ") == token.text for token in found if token.kind == "spaced")


@given(LINES)
def test_a_line_with_a_role_may_credit(line: str) -> None:
    assert not ROLE.search(line) or bylines._MAY_CREDIT.search(line)
