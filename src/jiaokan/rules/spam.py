"""What was thrown into a text against its readers: anti-copy strings, advertised phrases, advertisements on top."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan.plausibility import HAN
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, rule
from jiaokan.rules.specimens import SHOWN, is_technical

# ---------------------------------------------------------------- anti-copy strings

# Discuz appends 5 to 15 times chr(32..59) + ' ' + chr(63..126); earlier versions chr(32..59) or chr(0..59) and no
# blank. So there is no '<', '=' or '>' in it, and never two of the lower half in a row. Control characters are gone.
_LOW, _HIGH = "!-;", "?-~"
_SPACED = regex(rf"[{_LOW}]?[ \u00a0]{{0,2}}[{_HIGH}](?:[{_LOW}]?[ \u00a0]{{1,2}}[{_HIGH}]){{4,14}}+[{_LOW}]?")
_TIGHT = regex(rf"(?:[ {_LOW}]?[{_HIGH}]){{5,15}}+[{_LOW}]?")
_STRICT = regex(rf"[ {_LOW}]?[{_HIGH}](?:[ {_LOW}][{_HIGH}]){{4,14}}")
_ODD = regex(r"[!\"#$&'*;\[\\\]^_`{|}~?@]")
_SIGNS = "^`{}|~\\@[]_#$&*"
_ASCII = regex(r"[ -~\u00a0]{6,}")
_SWITCH = regex(
    r"(?<=[a-z])[A-Z]|(?<=[A-Za-z])[0-9](?=[A-Za-z])|(?<=[0-9])[a-z](?=[A-Z0-9])|(?<=[A-Za-z])[#-+](?=[A-Za-z])"
)
_WORD = regex(r"[A-Za-z]?[a-z]{3,}|[A-Z]{4,}|@[\w-]{2,}\.|[\^][_oO.]\^")
_BALANCED = regex(r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|`[^`]*`|\$[^$]*\$")
_LABEL_BEFORE = regex(r"[:：=]\s?$|(?:密码|账号|序列号|激活码|卡号|口令|网盘|提取码)\W?$")


@rule(
    "anti-copy-string",
    needs=_SIGNS,
    version=2,
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
        "新装的 Yip!_OS 很快，开机只要十秒。\n说起 Yip!_OS，他用了三年。\n大家都问起 Yip!_OS\n",
        "感谢 @k7Jm2x_Q 的来稿\n感谢@Ru9_xW4z\n感谢 @w_3Kd8Lp、@t5_Gh2Vb",
        "他把 K@z_9~q[W 记成 M^x_3|t]B，又把 J~w_7@p{Y 念错了，大家都笑。",
    ],
)
def anti_copy_string(text: str) -> Iterator[Span]:
    """Random printable ASCII at the ends of lines, in hidden elements of forum pages.

    Damage: 平台( o' ^: s% m3 {& o* l1, 中国论文网_;B/P$o+bg;c @8C.
    Origin: the function jammer() of Discuz and its kin: pairs of a character of 32 to 59 and one of 63 to 126, 5 to 15
        of them, put before line ends in elements that are not displayed.
    Left alone: what the generator can't have made (two digits in a row, <=>), balanced brackets, words, names (@…,
        what the text has twice); a single string of the older forms, and any inside a sentence; passwords behind
        their label; texts about code.
    Cost: none on text without one of fifteen signs, then one class search, 3 ns a character.
    See: Discuz! X3, source/function/function_discuzcode.php, jammer().
    """
    if not any(sign in text for sign in _SIGNS):
        return
    found: dict[tuple[int, int], int] = {}
    for piece in _ASCII.finditer(text):
        for match in _SPACED.finditer(text, *piece.span()):
            span = _within_edges(text, match)
            if span:
                found[span] = _jam_strength(text[slice(*span)], is_spaced=True)
        match_tight = _TIGHT.search(text, *piece.span())
        if match_tight and (span := _within_edges(text, match_tight)) and _is_at_edge(text, *span):
            found.setdefault(span, _jam_strength(text[slice(*span)], is_spaced=False))
    found = {
        span: strength
        for span, strength in found.items()
        if strength
        and not _LABEL_BEFORE.search(text[max(0, span[0] - 6) : span[0]])
        and not _is_name(text, text[slice(*span)])
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


def _is_name(text: str, piece: str) -> bool:
    """Whether it names somebody or something: @ before a word, or what the text has twice (the generator never has)."""
    bare = _SENTENCE_MARK.sub("", piece)
    return _HANDLE.fullmatch(bare) is not None or (len(bare) < _LONG_NAME and " " not in bare and text.count(bare) > 1)


_HANDLE = regex(r"@[\w.-]+(?:[ ,]+@[\w.-]+)*", re.ASCII)
_SENTENCE_MARK = regex(r"\A[ ,.:;!?]+|[ ,.:;!?]+\Z")
_LONG_NAME = 24


def _is_at_edge(text: str, start: int, end: int) -> bool:
    """Whether no sentence goes on over it: one ends before it, or its line begins or ends there."""
    before = text[max(0, start - 1) : start]
    return before in _BEFORE_JAM or text[end : end + 1] in ("", "\n")


_BEFORE_JAM = frozenset("\n。！？；”…") | {""}


def _within_edges(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """The string without what belongs to the text; None where it is part of something longer.

    At the head of a line the text behind it may begin with ASCII, at the end of one what stands before may end with it.
    """
    start, end = match.span()
    is_head, is_tail = text[start - 1 : start] in ("", "\n"), text[end : end + 1] in ("", "\n")
    if is_head and not is_tail and text[end - 1].isdigit():
        end -= 1  # 3月10日 behind it
    before, behind = text[max(0, start - 1) : start], text[end : end + 2].lstrip(" \u00a0")[:1]
    is_apart = not ("!" <= before <= "~") or is_tail
    return (start, end) if is_apart and (not ("!" <= behind <= "~") or is_head) else None


# By how many sure strings the text has (1, 2, more), and how sure this one is (1, 2, 3).
_JAM_CONFIDENCE = ((0.3, 0.6, 0.93), (0.5, 0.93, 0.97), (0.9, 0.97, 0.98))


def _jam_strength(jam: str, *, is_spaced: bool) -> int:
    """0 for what the generator has hardly made, up to 3 for what nothing else makes."""
    odd, n_switches = _ODD.findall(jam), len(_SWITCH.findall(jam))
    if is_spaced:
        lows = re.findall(rf"([{_LOW}])[ \u00a0]|[ \u00a0]{{2}}", jam)
        n_pairs = len(re.findall(rf"[{_HIGH}]", jam))
        if len(lows) < 0.5 * n_pairs or len(set(lows)) < 0.5 * len(lows):
            return 0
        return 3 if len(set(odd)) >= 2 else 2
    if len(jam) < 6 or _WORD.search(jam) or len(set(jam)) < 0.6 * min(len(jam), 16):
        return 0
    is_strict = _STRICT.fullmatch(jam) is not None
    if is_strict and len(set(odd)) >= 2:
        return 3
    is_odd = len(set(odd)) >= 2 or (bool(odd) and n_switches >= 2)
    if len(jam) >= 8 and is_odd and len(odd) + n_switches >= 0.25 * len(jam) and not _BALANCED.search(jam):
        return 2
    return 1 if odd or n_switches >= 2 else 0


# ---------------------------------------------------------------- advertisements on top

_HAN_RUN = regex(r"[\u3400-\u9fff]{2,}")
GOODS = regex(
    r"博彩|彩票|棋牌|牌棋|[赌賭][场場博]|百家[乐樂]|老虎[机機]|[娱娛][乐樂](?:城|平台|[场場])|六合彩|[时時]{2}彩|体育投注|投注"
    r"|德州扑克|炸金花|捕[鱼魚]|包[养養]|[约約]炮|援交|成人(?:[视視][频頻]|[电電]影|网站|用品)|色情|裸聊|[无無][码碼]|伦理片"
    r"|国产精品|代孕|[办辦][证證]刻章|代开(?:发票)?|私服|外挂|刷单|套现|彩金"
)
_OF_OFFERS = frozenset("官平网網入登册载載pP户戶首页頁线線免看版客话微qQ卓苹oO送中清规装裝厅廳")  # each holds one
_OFFERS = regex(
    r"官[网網方](?:[网網]站)?|平台|[网網][址站]|入口|登[录錄陆]|注册|下[载載]|app|[开開][户戶]|首[页頁]|在[线線]|免[费費]|[观觀]看|手机版"
    r"|最新版|客[服户]端?|电话|微信|qq|[网網][页頁]版|安卓|苹果|ios|送[0-9]+|[(（·]中国[)）]|完整版|高清|正[版规]|安[装裝]|大[厅廳]",
    re.IGNORECASE,
)
_NEWS = regex(
    r"警方|打击|整治|查处|涉嫌|抓获|破获|判|案|防范|禁止|举报|骗局|诈骗|揭秘|如何|为什么|研究|管理|条例|办法|通知"
)


@rule(
    "advertisement-on-top",
    version=2,
    since="0.2",
    repairs=[
        Example(
            "某某棋牌官网下载app\n" + "市图书馆今天开放，读者很多，馆长介绍了新馆的情况。" * 5,
            "市图书馆今天开放，读者很多，馆长介绍了新馆的情况。" * 5,
        ),
        Example(
            "琥珀影院官网登录入口_琥珀影院app下载安装\n" + "市图书馆今天开放，读者很多，馆长介绍了新馆的情况。" * 5,
            "市图书馆今天开放，读者很多，馆长介绍了新馆的情况。" * 5,
        ),
    ],
    leaves=[
        "警方打掉一个网络棋牌平台\n" + "市公安局今天通报了案情，犯罪嫌疑人已经落网。" * 5,
        "网络棋牌官网存在漏洞\n" + "棋牌游戏的玩家反映，登录时常常出错。" * 6,
        "某某棋牌官网下载app",
        "市图书馆官网上线\n" + "读者可以在官网下载电子书。" * 9,
        "市图书馆官方网站手机版APP下载\n" + "图书馆的程序可以续借，也可以预约座位。" * 6,
        "首页 登录 注册 下载APP 在线客服\n" + "入秋以后，老街的书店换了新的招牌，读者很多。" * 5,
        "网上流传的“高清无码全图”究竟是什么\n" + "这张地图画的是老城的街巷，图上的地名一个也没有遮住。" * 5,
        "高清无码老城街巷地图展出\n" + "这次展出的地图画的是老城的街巷，读者都来看。" * 5,
        "琥珀制品有限公司官网\n" + "入秋以后，老街的书店换了新的招牌，读者很多。" * 5,
    ],
)
def advertisement_on_top(text: str) -> Iterator[Span]:
    """A line of advertisement above a text that has nothing to do with it.

    Damage: 某某棋牌官网下载app as the first line of a report on a library.
    Origin: hacked pages and copies made for search engines: the advertised words stand where a title would.
    Left alone: a text that speaks of such goods itself, headlines about them or of the text, goods in quotation
        marks, lines that name goods without an offer; menus; the only line of a text. Where no goods are named, four
        offers in one piece (官网, 下载, 登录, 入口) and a name that the text has not; with fewer it may be the page's
        own site, and is flagged.
    Cost: looks at the first line only.
    See: —
    """
    start = len(text) - len(text.lstrip())
    stop = text.find("\n", start)
    line = text[start:stop]
    if stop < 0 or len(line) > 80 or _OF_OFFERS.isdisjoint(line):
        return
    offers = {match[0].lower() for match in _OFFERS.finditer(line)}
    if not offers or _NEWS.search(line) or "。" in line:
        return
    names_goods = GOODS.search(_QUOTED.sub("", line)) is not None
    rest = text[stop:]
    if not (names_goods or len(offers) >= 2) or len(HAN.findall(rest[:4000])) < 60:
        return
    if names_goods:
        is_theirs = GOODS.search(rest) or _is_headline(line, rest)
        yield Span(start, stop + 1, "", 0.3 if is_theirs else 0.9)
    elif not GOODS.search(line) and not _is_about(line, rest):
        # A menu of the page's own has blanks or bars between its items.
        longest = max(len({m[0].lower() for m in _OFFERS.finditer(part)}) for part in re.split(r"[\s|｜>]", line))
        yield Span(start, stop + 1, "", 0.85 if longest >= 4 else 0.5)


_QUOTED = regex("“[^”]*”|「[^」]*」|《[^》]*》")


def _is_headline(line: str, rest: str) -> bool:
    """Whether half of what the line names beside goods and offers, and no little, is in the text too."""
    runs = _HAN_RUN.findall(GOODS.sub(" ", _OFFERS.sub(" ", line)))
    pairs = {run[i : i + 2] for run in runs for i in range(len(run) - 1)}
    return len(pairs) >= 4 and 2 * sum(pair in rest for pair in pairs) >= len(pairs)


def _is_about(line: str, rest: str) -> bool:
    """Whether the text has any two characters together that the line has beside its offers; or it has none (a menu)."""
    named = _HAN_RUN.findall(_OFFERS.sub(" ", line).replace("有限公司", " "))
    return not named or any(run[i : i + 2] in rest for run in named for i in range(len(run) - 1))
