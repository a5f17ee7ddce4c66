"""What was thrown into a text against its readers: anti-copy strings, advertised phrases, advertisements on top."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from jiaokan import plausibility
from jiaokan.rule import Example, Span, rule
from jiaokan.rules.escapes import SHOWN, is_technical

# ---------------------------------------------------------------- anti-copy strings

# Discuz appends 5 to 15 times chr(32..59) + ' ' + chr(63..126); earlier versions chr(32..59) or chr(0..59) and no
# blank. So there is no '<', '=' or '>' in it, and never two of the lower half in a row. Control characters are gone.
_LOW, _HIGH = "!-;", "?-~"
_SPACED = re.compile(
    rf"(?<![!-~])[{_LOW}]?[ \u00a0]?[{_HIGH}](?:[{_LOW}]?[ \u00a0][{_HIGH}]){{4,14}}[{_LOW}]?(?![ \u00a0]?[!-~])"
)
_TIGHT = re.compile(rf"(?<![!-~])(?:[ {_LOW}]?[{_HIGH}]){{5,15}}[{_LOW}]?(?![!-~])")
_STRICT = re.compile(rf"(?:[ {_LOW}][{_HIGH}]){{5,15}}")
_ODD = re.compile(r"[!\"#$&'*;\[\\\]^_`{|}~?@]")
_SIGNS = ("^", "`", "{", "}", "|", "~", "\\", "@", "[", "]", "_", "#", "$", "&", "*")
_ASCII = re.compile(r"[ -~\u00a0]{6,}")
_SWITCH = re.compile(
    r"(?<=[a-z])[A-Z]|(?<=[A-Za-z])[0-9](?=[A-Za-z])|(?<=[0-9])[a-z](?=[A-Z0-9])|(?<=[A-Za-z])[#-+](?=[A-Za-z])"
)
_WORD = re.compile(r"[A-Za-z]?[a-z]{3,}|[A-Z]{4,}|@[\w-]{2,}\.|[\^][_oO.]\^")
_BALANCED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|`[^`]*`|\$[^$]*\$")
_LABEL_BEFORE = re.compile(r"[:：=]\s?$|(?:密码|账号|序列号|激活码|卡号|口令|网盘|提取码)\W?$")


@rule(
    "anti-copy-string",
    since="0.2",
    repairs=[
        Example("大家都来看看( o' ^: s% m3 {& o* l\n图书馆开馆了", "大家都来看看\n图书馆开馆了"),
        Example("今天开馆_;B/P$o+bg;c @8C\n明天闭馆e9uE-Wk4z?l W\n后天开馆", "今天开馆\n明天闭馆\n后天开馆"),
        Example("3 w) A# Q' f. {0 ^今天开馆，读者很多。", "今天开馆，读者很多。"),
    ],
    leaves=[
        "函数f( a, b, c, d, e )的值",
        "密码：aB3$kL9@xZ\n账号：q_W2!eR7#t",
        "公式$x_{i}^{2}$与$y_{j}^{3}$",
        "型号XC-20A/B与RT_5k-Z",
        "表情(^_^)与(T_T)与(>_<)",
        "地址http://t.cn/A6x_9与mail_a@b.cn",
        "选项 A B C D E F",
    ],
)
def anti_copy_string(text: str) -> Iterator[Span]:
    """Random printable ASCII at the ends of lines, in hidden elements of forum pages.

    Damage: 平台( o' ^: s% m3 {& o* l1, 中国论文网_;B/P$o+bg;c @8C.
    Origin: the function jammer() of Discuz and its kin: pairs of a character of 32 to 59 and one of 63 to 126, 5 to 15
        of them, put before line ends in elements that are not displayed.
    Left alone: what the generator can't have made (two digits in a row, <=>), balanced brackets, words; a single
        string of the older forms; passwords behind their label; texts about code.
    Cost: fifteen character searches, 3 ns a character.
    See: Discuz! X3, source/function/function_discuzcode.php, jammer().
    """
    if not any(sign in text for sign in _SIGNS):
        return
    found: dict[tuple[int, int], int] = {}
    for piece in _ASCII.finditer(text):
        for match in _SPACED.finditer(text, *piece.span()):
            found[match.span()] = _jam_strength(match[0], is_spaced=True)
        match_tight = _TIGHT.search(text, *piece.span())
        if match_tight:
            found.setdefault(match_tight.span(), _jam_strength(match_tight[0], is_spaced=False))
    found = {
        span: strength
        for span, strength in found.items()
        if strength and not _LABEL_BEFORE.search(text[max(0, span[0] - 6) : span[0]])
    }
    n_sure = len({text[start:end] for (start, end), strength in found.items() if strength >= 2})
    if not n_sure:
        return
    is_shown = is_technical(text)
    taken = 0
    for (start, end), strength in sorted(found.items()):
        if start < taken:
            continue
        confidence = SHOWN if is_shown else _JAM_CONFIDENCE[min(n_sure, 3) - 1][strength - 1]
        is_line = text[start - 1 : start] in ("", "\n") and text[end : end + 1] == "\n" and confidence > 0.8
        taken = end + is_line
        yield Span(start, taken, "", confidence)


# By how many sure strings the text has (1, 2, more), and how sure this one is (1, 2, 3).
_JAM_CONFIDENCE = ((0.3, 0.6, 0.93), (0.5, 0.93, 0.97), (0.9, 0.97, 0.98))


def _jam_strength(jam: str, *, is_spaced: bool) -> int:
    """0 for what the generator has hardly made, up to 3 for what nothing else makes."""
    odd, n_switches = _ODD.findall(jam), len(_SWITCH.findall(jam))
    if is_spaced:
        lows = re.findall(rf"([{_LOW}])[ \u00a0]", jam)
        n_pairs = len(re.findall(rf"[ \u00a0]?[{_HIGH}]", jam))
        if len(lows) < 0.5 * n_pairs or len(set(lows)) < 0.6 * len(lows):
            return 0
        return 3 if len(set(odd)) >= 2 else 2
    if len(jam) < 6 or _WORD.search(jam):
        return 0
    is_strict = _STRICT.fullmatch(jam) is not None
    if is_strict and len(set(odd)) >= 2:
        return 3
    is_odd = len(set(odd)) >= 2 or (bool(odd) and n_switches >= 2)
    if len(jam) >= 8 and is_odd and len(odd) + n_switches >= 0.25 * len(jam) and not _BALANCED.search(jam):
        return 2
    return 1 if odd or n_switches >= 2 else 0


# ---------------------------------------------------------------- injected keywords

# A keyword names a site, a shop, goods or a game: what its names end in.
_ANCHOR = re.compile("[网網站台臺城司店場社吧票牌戏戲樂養养赛药购址彩p]")
_CLAUSE_END = frozenset("，。、；：？！“”‘’（）《》…—,;:?!()\"' \n\t\u3000\u00a0")
_LONGEST = 24
_SEEN = 40  # occurrences looked at
_HAN = re.compile(r"[\u3400-\u9fff]")


@rule(
    "injected-keyword",
    since="0.2",
    repairs=[
        Example(
            "加强项目管晴空旅行网理创新，完善服晴空旅行网务体系。图书晴空旅行网馆今天开放，读晴空旅行网者很多。",
            "加强项目管理创新，完善服务体系。图书馆今天开放，读者很多。",
        ),
        Example(
            "今天，市图书馆举行查養魚網开放活动，全市的读查養魚網者都可以参加。活动期间，馆长介绍了新查養魚網馆的情况。",
            "今天，市图书馆举行开放活动，全市的读者都可以参加。活动期间，馆长介绍了新馆的情况。",
        ),
    ],
    leaves=[
        "晴空旅行网成立于去年。晴空旅行网总部设在北京，晴空旅行网现有员工百人，用户都说晴空旅行网好。",
        "公司董事会和公司监事会对公司经理层负责，公司股东大会是公司的权力机构，公司章程规定公司的组织。",
        "图书馆网站和博物馆网站都改版了，学校网站还没有，各单位网站应当在年底前完成。",
    ],
)
def injected_keyword(text: str) -> Iterator[Span]:
    """A phrase thrown into the middle of sentences, over and over.

    Damage: 项目管查包養網理创新 for 项目管理创新.
    Origin: spam put into hacked or copied pages for search engines, at random places of the text.
    Left alone: a phrase that links up with what stands beside it no worse than the text would without it; fewer than
        three places; places beside marks, where nothing shows that it does not belong.
    Cost: one class search and a count of its finds, 9 ns a character.
    See: —
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    for match in _ANCHOR.finditer(text):
        places[text[match.end() - 3 : match.end()]].append(match.end())
    spans: list[Span] = []
    for key, ends in places.items():
        if len(ends) >= 3 and len(key) == 3 and not _CLAUSE_END.intersection(key):
            spans += _find_keyword(text, ends[:_SEEN] if len(ends) > 4 * _SEEN else ends)
    taken = 0
    for span in sorted(spans):
        if span.start >= taken:
            yield span
            taken = span.end


def _find_keyword(text: str, ends: Sequence[int]) -> list[Span]:
    n_before = _n_shared(text, [end - 3 for end in ends], -1)
    n_behind = _n_shared(text, ends, 1)
    # The phrase may take in what happens to stand beside it: the shortest form that is in all places is looked at.
    places = [(end - 3 - n_before, end + n_behind) for end in ends]
    phrase = text[places[0][0] : places[0][1]]
    places = [(start, end) for start, end in places if text[start:end] == phrase]
    if len(places) < 3:
        return []
    seams = [
        (text[max(0, start - 4) : start], text[end : end + 4])
        for start, end in places[:_SEEN]
        if text[start - 1 : start] not in _CLAUSE_END and text[end : end + 1] not in _CLAUSE_END and start and end
    ]
    if len(seams) < max(3, 0.6 * len(places[:_SEEN])):
        return []
    known, simplified = plausibility.words(), plausibility.simplified()
    n_words = sum((left[-1] + right[:1]).translate(simplified) in known for left, right in seams)
    if (
        n_words == 0
        and not _is_foreign(text, phrase)
        and min(_gain(left, phrase, right) for left, right in seams[:2]) < 1
    ):
        return []
    gains = [_gain(left, phrase, right) for left, right in seams]
    mean = sum(gains) / len(gains)
    is_spam = _GOODS.search(phrase) and not _GOODS.search(text.replace(phrase, ""))
    least = 1.5 if is_spam else 3.0 if len(gains) >= 4 else 5.0
    confidence = 0.5 if mean < least or (n_words == 0 and mean < 4 and not is_spam) else 0.97 if mean >= 4 else 0.92
    return [Span(start, end, "", confidence) for start, end in places] if mean >= 1.5 else []


def _n_shared(text: str, ats: Sequence[int], step: int) -> int:
    """How many characters before (step -1) or behind the places are the same in all of them."""
    for n in range(_LONGEST):
        offset = -n - 1 if step < 0 else n
        chars = {text[at + offset] if 0 <= at + offset < len(text) else "" for at in ats}
        if len(chars) > 1 or chars & _CLAUSE_END or "" in chars:
            return n
    return _LONGEST


def _gain(left: str, phrase: str, right: str) -> float:
    """How much better what stands around the phrase links up without it than each side does with it."""
    left = re.split(r"[^\u3400-\u9fff]", left)[-1]
    right = re.split(r"[^\u3400-\u9fff]", right)[0]
    if not left or not right:
        return 0.0
    score = plausibility.score
    return score(left + right) - score(left + phrase + right) + score(phrase)


def _is_foreign(text: str, phrase: str) -> bool:
    """Whether the phrase is Traditional and the text Simplified."""
    simplified = plausibility.simplified()
    if not any(ord(char) in simplified for char in phrase):
        return False
    sample = text[:4000].replace(phrase, "")
    n_simplified = sum(char in plausibility.simplified_only() for char in sample)
    n_traditional = sum(ord(char) in simplified for char in sample)
    return n_simplified > 10 and n_traditional * 10 < n_simplified


# ---------------------------------------------------------------- advertisements on top

_GOODS = re.compile(
    r"博彩|彩票|棋牌|牌棋|[赌賭][场場博]|百家[乐樂]|老虎[机機]|[娱娛][乐樂](?:城|平台|[场場])|六合彩|[时時]{2}彩|体育投注|投注"
    r"|德州扑克|炸金花|捕[鱼魚]|包[养養]|[约約]炮|援交|成人(?:[视視][频頻]|[电電]影|网站|用品)|色情|裸聊|[无無][码碼]|伦理片"
    r"|国产精品|代孕|[办辦][证證]刻章|代开(?:发票)?|私服|外挂|刷单|套现|彩金"
)
_OFFERS = re.compile(
    r"官[网網方]|平台|[网網][址站]|入口|登[录錄陆]|注册|下[载載]|app|[开開][户戶]|首[页頁]|在[线線]|免[费費]|[观觀]看|手机版"
    r"|最新版|客服|电话|微信|qq|[网網][页頁]版|安卓|苹果|ios|送[0-9]+|\([中国]{2}\)",
    re.IGNORECASE,
)
_NEWS = re.compile(
    r"警方|打击|整治|查处|涉嫌|抓获|破获|判|案|防范|禁止|举报|骗局|诈骗|揭秘|如何|为什么|研究|管理|条例|办法|通知"
)


@rule(
    "advertisement-on-top",
    since="0.2",
    repairs=[
        Example(
            "某某棋牌官网下载app\n" + "市图书馆今天开放，读者很多，馆长介绍了新馆的情况。" * 5,
            "市图书馆今天开放，读者很多，馆长介绍了新馆的情况。" * 5,
        )
    ],
    leaves=[
        "警方打掉一个网络棋牌平台\n" + "市公安局今天通报了案情，犯罪嫌疑人已经落网。" * 5,
        "网络棋牌官网存在漏洞\n" + "棋牌游戏的玩家反映，登录时常常出错。" * 6,
        "某某棋牌官网下载app",
        "市图书馆官网上线\n" + "读者可以在官网下载电子书。" * 9,
    ],
)
def advertisement_on_top(text: str) -> Iterator[Span]:
    """A line of advertisement above a text that has nothing to do with it.

    Damage: 某某棋牌官网下载app as the first line of a report on a library.
    Origin: hacked pages and copies made for search engines: the advertised words stand where a title would.
    Left alone: a text that speaks of such goods itself, headlines about them, lines that name goods without an offer;
        the only line of a text.
    Cost: looks at the first line only.
    See: —
    """
    start = len(text) - len(text.lstrip())
    stop = text.find("\n", start)
    line = text[start:stop]
    if stop < 0 or len(line) > 80:
        return
    goods = _GOODS.findall(line)
    if not goods or not _OFFERS.search(line) or _NEWS.search(line) or "。" in line:
        return
    rest = text[stop:]
    if len(_HAN.findall(rest[:4000])) < 60:
        return
    confidence = 0.3 if _GOODS.search(rest) else 0.9
    yield Span(start, stop + 1, "", confidence)
