"""House form of marks: full-width between Han characters (GB/T 15834), Western form in numbers and Latin text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from jiaokan.gbk import UNFOLDED
from jiaokan.readings import LETTERS, is_reading
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, lines_of, lines_with, rule
from jiaokan.rules.question_marks import ASKING

HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CJK = regex(rf"[{HAN}，。、；：？！“”‘’（）《》〈〉「」『』【】〔〕…—·]")
_OPENING = regex(rf"[{HAN}“‘（《〈「『【〔]")
_WESTERN = regex(r"[0-9A-Za-z(\[=+*/^-]|\.[0-9A-Za-z]")
_BLANK = " \u00a0"
HAN_ANY = regex(rf"[{HAN}]")
_MARK = regex(r"[,:;!?()]")
_LATIN = regex(r"[A-Za-z]")
# Kept as they are: addresses (they may go on over Han and brackets), Markdown links, faces, and what byte_frame could
# not resolve: a '?' that stands for half a character.
_KEPT = regex(
    r"[a-zA-Z][a-zA-Z0-9+.-]{0,20}://[^\s，。、；：！？“”（）《》]{1,2000}|[\w.+-]{1,64}@[\w-]{1,64}\.[!-+\--~]{1,64}"
    rf"|!?\[[^\]\n]{{0,200}}\]\([^)\n]{{0,2000}}\)|[:;]-?[DPOp()](?![A-Za-z0-9])|&(?:amp;)*#?\w{{2,8}};|\?[{LETTERS}]{{1,6}}[)）]|\?[;!?](?=[^\x00-\x7f])",
    re.ASCII,
)
_KEPT_HINT = regex(r"://|@|&|\]\(|[:;]-?[DPOp()]|\?[A-Za-z;!?\u00e0-\u01dc]")
# Left by damage of bytes, after which a mark may be half of a character.
_DAMAGED = regex(
    rf"[\ufffd\ue000-\uf8ff\x80-\x9f]|\?[{LETTERS}]{{1,6}}[)）]|[{HAN}]\?[;!？；！]|[\xa1-\xff]{{2}}|锟斤拷"
)
_CODE = regex(r"[{};=<>\\$#`|]")
_CALL = regex(r"[0-9A-Za-z_]\([\"']")
# A statement, though its names are Chinese: def 清洗(文本):, 结果 = 清洗(文本)
_STATEMENT = regex(
    r"[ \t]*(?:(?:async )?def \w+ ?\(|class \w+ ?[(:]|(?:if|elif|for|while|with|except) .*:\s*$|return "
    r"|(?:var|let|const) \w|[\w.]+ ?[-+*/]?= ?[\w.]+\(.*\) ?;?\s*$)"
)
_QUOTE_OPENED = frozenset("“‘「『")  # behind it stands a mark that is spoken of
_FENCES = ("```", "~~~")
_COMMAND = regex(r"[ \u00a0][:!?/][A-Za-z]")  # :wq, !ls: a blank before, none behind
_OTHER_SCRIPT = regex(r"[\u3040-\u30ff\uac00-\ud7af]")  # kana and hangul: their marks follow other rules


@rule(
    "half-width-mark",
    needs={",:;!?()": "(?<![0-9A-Za-z].)|(?![0-9A-Za-z])"},  # 3:2, 1,234 and a:b are kept
    since="0.1",
    version=2,
    repairs=[
        Example("图书馆开放了,读者很多;天气也好!", "图书馆开放了，读者很多；天气也好！"),
        Example("书记薛某:以服务为本(全文)", "书记薛某：以服务为本（全文）"),
        Example("增长91.55%,其中(农村)占3成。", "增长91.55%，其中（农村）占3成。"),
        Example("初二(3)班学人工智能(AI),很热闹。", "初二（3）班学人工智能（AI），很热闹。"),
        Example("“好!”他说:“走吧?”", "“好！”他说：“走吧？”"),
    ],
    leaves=[
        "比分3:2",
        "10:31开始",
        "共1,234,567人",
        "see http://example.com/a?b=1,c",
        "Hello, world! (ok?)",
        "for (i = 0; i < n; i++) { 求和(a, b); }",
        "函数f(x, y)的图像",
        "他姓仇(qiú)。",
        "东经116:20",
        "print('你好,世界')",
        "def 计算(a, b):",
        "SELECT 姓名,年龄 FROM 学生",
        "[文档](/docs/安装.md)",
        "下载文件(1).zip",
        "哈哈:D",
        "谢谢(^_^)",
        "Deng Xiaoping (邓小平) was a leader",
        "村民?shǐ)兣",
        "春眠不觉晓，处处闻啼鸟。",
        "こんにちは,世界",
        "안녕하세요, 세계!",
        "改完以后按退出键,再输入 :wq 保存".replace(",", "，"),
        "def 清洗(文本):",
        "结果 = 清洗(文本, 次数)",
        "库里存的是“???”三个问号",
        "各列用“,”分隔，各行用“;”结束",
        "&amp;是它的实体写法",
        "&amp;#20113;是云字的写法",
        "先打开终端：\n```\n输入命令,再按回车\n保存(可选):退出\n```",
    ],
)
def half_width_mark(text: str) -> Iterator[Span]:
    """Half-width marks between Han characters.

    Damage: 开放了,读者 for 开放了，读者; (全文) for （全文）.
    Origin: width folding (NFKC or the like) by an earlier tool; typing with a Western input method.
    Left alone: marks with a Latin letter or digit on both sides or before and none behind; URLs, mail addresses,
        references of HTML and lines of code, a mark alone in quotes, code between fences, commands (:wq); brackets
        with neither Han inside nor Han on both sides; Japanese and Korean. A '?' that asks nothing, a ';' behind a
        letter and marks of damaged lines are less sure.
    Cost: none on text without them but in numbers and words, then one class search, 5 ns a character; each find looks
        at its neighbours.
    See: GB/T 15834-2011, 标点符号用法, 5.1.
    """
    for start, line in prose_lines(text, _MARK):
        spans = sorted(_marks(line, start))
        if spans and is_chinese(line) and not _STATEMENT.match(line):
            yield from spans


def prose_lines(text: str, sign: re.Pattern[str]) -> Iterator[tuple[int, str]]:
    """The lines with a `sign` outside code between fences (``` or ~~~), each with its offset."""
    if not any(mark in text for mark in _FENCES):
        yield from lines_with(sign, text)
        return
    start, fence = 0, ""
    for line in lines_of(text):
        head = line.lstrip(" \t>")[:3]
        if head in _FENCES and fence in ("", head):
            fence = "" if fence else head
        elif not fence and sign.search(line):
            yield start, line
        start += len(line) + 1


def is_chinese(line: str) -> bool:
    """Whether the line is Chinese prose: more Han than Latin letters, no Japanese or Korean, not a line of code."""
    n_han = len(HAN_ANY.findall(line))
    if n_han <= len(_LATIN.findall(line)) or len(_OTHER_SCRIPT.findall(line)) > 1:
        return False
    return not _CODE.search(line) or 2 * n_han > len(line)


def _marks(line: str, offset: int) -> Iterator[Span]:
    """The marks to widen. Brackets first, then from left to right: a mark widened counts as full-width for the next."""
    found = [match.start() for match in _MARK.finditer(line)]
    if _KEPT_HINT.search(line):
        kept = [match.span() for match in _KEPT.finditer(line)]
        starts = [start for start, _ in kept]
        found = [at for at in found if (n := bisect_right(starts, at)) == 0 or at >= kept[n - 1][1]]
    wide = _brackets(line, found)
    for at in found:
        if line[at] not in "()" and _is_between_han(line, at, wide):
            wide.add(at)
    is_damaged = bool(wide and _DAMAGED.search(line))
    for at in wide:
        is_sure = not is_damaged and (line[at] not in "?;" or _is_meant(line, at))
        yield Span(offset + at, offset + at + 1, UNFOLDED[line[at]], 0.99 if is_sure else 0.9)


def _is_meant(line: str, at: int) -> bool:
    """Whether the mark asks, or parts clauses: '?' may stand for a lost byte or a space, ';' be left of an entity."""
    if line[at] == ";":
        return not line[at - 1].isascii() or not line[at - 1].isalpha()
    return bool(ASKING.search(line, max(0, at - 20), at))


def _brackets(line: str, found: list[int]) -> set[int]:
    """Pairs of brackets of the text: with Han inside, or between Han. Not readings, faces or half-open intervals."""
    wide: set[int] = set()
    opened: list[int] = []
    han = [match.start() for match in HAN_ANY.finditer(line)] if "(" in line else []
    for at in found:
        if line[at] == "(":
            opened.append(at)
        elif line[at] == ")" and opened:
            begin = opened.pop()
            if _CALL.match(line, max(0, begin - 1)):
                continue
            has_han = bisect_right(han, begin) < bisect_right(han, at)
            inside = line[begin + 1 : min(at, begin + 9)]
            is_in_prose = HAN_ANY.match(line[begin - 1 : begin]) and not _WESTERN.match(line[at + 1 : at + 3])
            is_word = any(char.isalnum() for char in inside) and "[" not in inside and "]" not in inside
            if has_han or (is_in_prose and is_word and not is_reading(line[begin - 1 : begin], inside)):
                wide |= {begin, at}
    return wide


def _is_between_han(line: str, at: int, wide: set[int]) -> bool:
    before, after = at - 1, at + 1
    if before >= 0 and _COMMAND.match(line, before):
        return False
    while before >= max(0, at - 2) and line[before] in _BLANK:
        before -= 1
    if before < 0 or line[before] in _QUOTE_OPENED:
        return False
    if before in wide or _CJK.match(line[before]):
        return True
    while after < min(len(line), at + 3) and line[after] in _BLANK:
        after += 1
    # After a number, a percent sign or a Latin word the character behind the mark decides.
    return line[at] != ":" and after < len(line) and (after in wide or bool(_OPENING.match(line[after])))


# Kana code tables have the ideographic marks at half width.
_KANA_MARK = regex(r"[\uff61-\uff65]")
_KANA_WIDE = dict(zip("｡｢｣､･", "。「」、·", strict=True))
_KANA = regex(r"[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9f]")


@rule(
    "half-width-ideographic-mark",
    needs="\uff61-\uff65",
    since="0.1",
    repairs=[
        Example("今天很热｡大家都说｢受不了｣､想回家｡", "今天很热。大家都说「受不了」、想回家。"),
        Example("列夫･托尔斯泰", "列夫·托尔斯泰"),
    ],
    leaves=["ｱｲｳ｡ｴｵ｢ｶｷ｣", "今日は｢東京｣へ｡", "半角の｡と､", "｡｡｡ ･ω･ ｡｡｡", "abc｡"],
)
def half_width_ideographic_mark(text: str) -> Iterator[Span]:
    """The half-width forms of 。「」、 that Japanese code tables have, in Chinese text.

    Damage: 很热｡大家 for 很热。大家.
    Origin: Japanese input methods and code tables (JIS X 0201).
    Left alone: Japanese text; marks with no Han character beside them (faces).
    Cost: none on text without them, then two class searches, 6 ns a character.
    See: Unicode Standard Annex 11; JIS X 0201.
    """
    if _KANA.search(text):
        return
    for match in _KANA_MARK.finditer(text):
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        n_han = bool(HAN_ANY.match(before)) + bool(HAN_ANY.match(after))
        if n_han == 2 or (n_han == 1 and match[0] != "･"):
            yield Span(match.start(), match.end(), _KANA_WIDE[match[0]], 0.98)


_IN_NUMBER = regex(
    # 10：31, not 问题1：20个: two digits before it, or a word for the time of day
    r"(?:(?<![0-9：])(?:[01][0-9]|2[0-4])|(?<=[午晨晚夜间間至到])[0-9])(?P<time>：)[0-5][0-9](?:(?P<second>：)[0-5][0-9])?(?![0-9：])"
    r"|(?<![0-9，])[0-9]{1,2}(?P<comma>，)[0-9]{3}(?=[元人亩畝吨噸名户戶册冊余餘多平])"
    r"|[0-9](?P<point>。)[0-9]+(?=[%％‰℃])"
    r"|(?:https?|ftp)(?P<scheme>：(?://|／／))(?=[0-9A-Za-z])"
)
_IN_HOST = regex(r"(?:(?<![0-9A-Za-z])www|[0-9A-Za-z]@[0-9A-Za-z-]{1,63})(?:[。．][0-9A-Za-z-]{1,63}){1,8}", re.ASCII)
_FULL_IN_LATIN = regex(r"[0-9A-Za-z][，。．：][0-9A-Za-z／/]")
_WESTERN_OF = {"：": ":", "，": ",", "。": ".", "．": ".", "／": "/"}


@rule(
    "full-width-mark-in-number",
    since="0.1",
    version=2,
    repairs=[
        Example("上午10：31开始，下午5：00结束", "上午10:31开始，下午5:00结束"),
        Example("全村有1，500人，增长91。5%。", "全村有1,500人，增长91.5%。"),
        Example("见http：//www。example。com", "见http://www.example.com"),
    ],
    leaves=[
        "问题1：20个苹果分给4人",
        "分别为100，200，300",
        "第3，4节",
        "共有20。3月1日开始",
        "他买了3，我买了5",
        "注1：15世纪的文献",
        "版本2：2020年修订",
        "我用Java。你呢",
    ],
)
def full_width_mark_in_number(text: str) -> Iterator[Span]:
    """Full-width marks inside times, numbers and addresses.

    Damage: 10：31, 1，500人, 91。5%, http：//.
    Origin: Chinese input methods; typesetting.
    Left alone: marks between numbers that are no certain part of one number (问题1：20个, 100，200，300).
    Cost: one pattern search, 3 ns a character of Chinese; 70 ns where Latin and full-width marks meet.
    See: GB/T 15835-2011, 5 (digits); ISO 8601 (times); RFC 3986 (addresses).
    """
    if not _FULL_IN_LATIN.search(text):
        return
    spans = set()  # one may be of a number and of an address
    for match in _IN_NUMBER.finditer(text):
        for group, mark in match.groupdict().items():
            if mark:
                western = "".join(_WESTERN_OF.get(char, char) for char in mark)
                spans.add(Span(match.start(group), match.end(group), western, 0.97))
    for match in _IN_HOST.finditer(text):
        spans |= {
            Span(match.start() + at, match.start() + at + 1, ".", 0.97)
            for at, char in enumerate(match[0])
            if char in "。．"
        }
    yield from sorted(spans)


_DOT = regex(rf"(?<=[{HAN}]{{4}})\.(?=[{HAN}”\"\n]|$)")
_ITEM = regex(r"^[ \t]*(?:\d{1,2}\.|[-*+#]+)[ \t]+\S", re.MULTILINE)  # items and headings end as they like
_LEAST = 150  # Han characters from which a text's habits show
_STORY = (
    "今天早晨我们去河边散步.河水比昨天涨了许多.有人在桥上钓鱼,有人坐在树下看报.孩子们追着风筝跑来跑去."
    "快到中午的时候天阴了."
)


@rule(
    "full-stop-as-dot",
    needs={".": f"(?<=[{HAN}].)"},
    since="0.1",
    version=2,
    repairs=[Example(_STORY * 3, _STORY.replace(".", "。") * 3)],
    leaves=[
        "今天好累啊.明天还要上班.唉",
        "甲.乙.丙",
        "1.苹果\n2.香蕉\n3.橘子",
        "说明文档.doc和安装程序.exe",
        "中文域名.中国",
        _STORY * 2 + "这里有句号。",
        "\n".join(f"{n}.  先停止旧的服务再修改配置文件里的代码." for n in range(1, 20)),
        "我马上就到.你先点菜.\n好的\n今天加班,不用等我了\n路上有点堵.\n知道了,慢慢来\n" * 8,
    ],
)
def full_stop_as_dot(text: str) -> Iterator[Span]:
    """Dots for the full stops of a whole text.

    Damage: 河边散步.河水 for 河边散步。河水.
    Origin: Western input methods; ． of mathematical typesetting, its width folded.
    Left alone: texts with a single 。, short ones, and those with fewer than five such dots; dots in numbers, lists,
        names of files and addresses; texts with items; lines many of which have none (messages).
    Cost: none on text without dots; the search for 。 ends where the first stands.
    See: GB/T 15834-2011, 4.1 (the dot of scientific texts, 附录 B).
    """
    if "。" in text or text.count(".") < 5 or _ITEM.search(text):
        return
    dots = [match.start() for match in _DOT.finditer(text)]
    lines = [line for line in lines_of(text) if len(HAN_ANY.findall(line)) >= 2]
    if sum("." not in line for line in lines) * 3 > len(lines):  # messages and lists, each with habits of its own
        return
    n_han = len(HAN_ANY.findall(text)) if len(dots) >= 5 else 0
    if n_han >= _LEAST and 8 * len(dots) <= n_han <= 80 * len(dots):
        yield from (Span(at, at + 1, "。", 0.95) for at in dots)
