"""Characters set apart by blanks or line ends, and text set twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan import plausibility
from jiaokan.plausibility import HAN
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, ascii_of, lines_of, rule

KANA = regex(r"[\u3041-\u30ff]")

# Characters that people set side by side: directions, seasons, elements, stems and branches, numbers, family, colours.
_SERIES = frozenset(
    "东東南西北中上下左右前后後内內外大小多少高低长短春夏秋冬金木水火土日月山石田天地人甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"
    "戌亥一二三四五六七八九十百千万萬男女老幼父母兄弟姐妹爷奶叔姑红紅黄黃蓝藍绿綠青紫白黑灰橙赤是否优良差宫商角徵羽车車马馬相象士仕"
    "将將帅帥兵卒炮牛羊鸡雞狗猪鼠虎兔龙龍蛇猴鱼鳥鸟虫风風云雲雨雪雷电電耳目口手足心头頭花草树樹梅兰蘭竹菊琴棋书書画畫酸甜苦辣咸喜怒哀"
    "诗詩酒茶柴米油盐鹽酱醬醋糖你我他她它们們京津沪渝乐樂衣食住行生旦净丑吃喝笔筆墨纸紙砚硯"
)
_SURNAMES = frozenset(
    "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林高罗羅郑鄭梁谢謝宋唐许許韩韓冯馮邓鄧曹彭曾肖田董潘袁蔡蒋蔣余于杜叶葉程"
    "魏苏蘇吕呂丁任卢盧姚沈钟鍾姜崔谭譚陆陸范汪廖石金韦韋贾賈夏付方邹鄒熊白孟秦邱侯江尹薛闫雷龙龍史陶贺賀毛郝顾顧龚龔邵万萬覃武钱錢戴严"
    "嚴莫孔向常汤湯"
)


def is_series(chars: str) -> bool:
    """Whether characters are listed rather than written: members of series, or names of two characters each."""
    han = HAN.findall(chars)
    n_series = sum(char in _SERIES for char in han)
    n_surnames = sum(char in _SURNAMES for char in han[::2])
    return (
        n_series >= 0.7 * len(han)
        or (len(han) >= 4 and n_surnames * 2 >= 0.8 * len(han))
        or (sum(char in _SURNAMES for char in han) >= 0.7 * len(han))
        or len(set(han)) <= 0.5 * min(len(han), 20)
    )


_PROSE = -8.0  # log-probability of a character; characters side by side at random have -10
_HEADING = -9.5  # of a heading, which has more names
_BODY = 4000  # characters looked at below a heading


def reads_as_prose(text: str, least: float = _PROSE) -> bool:
    """Whether characters make words and sentences as they stand."""
    sample = text[:60]
    return plausibility.score(sample) > least * len(sample)


def is_heading(joined: str, below: str) -> bool:
    """Whether characters set apart at the head of a text are its heading: sound prose follows."""
    if not any(len(line) >= 30 and "，" in line for line in below.split("\n")[:12]):
        return False
    return _shared(joined, below) * 3 >= len(HAN.findall(joined)) or reads_as_prose(joined, _HEADING)


def _shared(heading: str, below: str) -> int:
    """How many pairs of characters of a heading the text below has."""
    han = "".join(HAN.findall(heading))
    return sum(han[i : i + 2] in below for i in range(len(han) - 1))


def joined_confidence(joined: str, below: str, *, n_sure: int, is_page_set_apart: bool) -> float:
    """How sure it is that characters set apart belong together, 0.0 where they rather are a list.

    `below`: the text behind them if they stand at its head, else empty. `n_sure`: how many Han characters are no list.
    """
    n_han = len(HAN.findall(joined))
    if n_han < 4 or n_han * 2 < len(joined) or is_series(joined):
        return 0.0
    if below and (is_page_set_apart or is_heading(joined, below)):
        return 0.96 if n_han >= 6 else 0.9
    n_marks = sum(mark in joined for mark in "，。、")
    if not reads_as_prose(joined, _HEADING if n_marks >= 2 and n_han >= 20 else _PROSE):
        return 0.0
    return 0.95 if n_han >= n_sure else 0.6


def _n_blank(text: str) -> int:
    """Blanks and line ends at the head of a text."""
    return len(text) - len(text.lstrip())


# ---------------------------------------------------------------- spaced-out characters

_BLANK = " \u00a0\u2002\u2003\u2009\u3000"
_GATE = regex(rf"[{_BLANK}][\u3400-\u9fff][{_BLANK}]+[\u3400-\u9fff][{_BLANK}]")
_BETWEEN = regex(b" [?] ")  # of `ascii_of`: one character between blanks
_WIDER = _BLANK.replace(" ", "")
_UNIT = r"(?:[!-~]++|[^\s!-~])"
_SPACED = regex(rf"(?<!\S){_UNIT}(?:[{_BLANK}]{{1,8}}{_UNIT}){{3,}}(?!\S)")
_GAP = regex(rf"(?<=(\S))([{_BLANK}]+)(?=(\S))")
_TEACHING = regex(
    r"生字|识字|笔顺|会写|会认|拼音|组词|字帖|描红|偏旁|部首|书写|临摹|默写|座位|名单|姓名|简谱"
    r"|[1-7] ?[1-7] [1-7] ?[1-7]\b"
)


@rule(
    "spaced-out-character",
    version=2,
    since="0.2",
    repairs=[
        Example("江 西 省 地 方 标 准", "江西省地方标准"),
        Example("压 力 推 动 改 革 发 展", "压力推动改革发展"),
        Example(
            "关\u3000于\u3000加\u3000强\u3000安\u3000全\u3000管\u3000理\u3000的\u3000通\u3000知",
            "关于加强安全管理的通知",
        ),
        Example("今 天 ， 图 书 馆 开 放 。", "今天，图书馆开放。"),
        Example("人 民 日 报   经 济 评 论", "人民日报 经济评论"),
        Example(
            "今 年 ， 全 市 新 建 图 书 馆 12 座 ， 比 去 年 多 3.5% ， 读 者 很 多 。",
            "今年，全市新建图书馆12座，比去年多3.5%，读者很多。",
        ),
        Example(
            "琥 珀 桥\u3000故 事\n琥珀桥建于宋代，如今桥上行人很多，桥下的船也不少，桥头有一块石碑，刻着建桥人的名字。",
            "琥珀桥故事\n琥珀桥建于宋代，如今桥上行人很多，桥下的船也不少，桥头有一块石碑，刻着建桥人的名字。",
        ),
    ],
    leaves=[
        "春 夏 秋 冬",
        "张 三　李 四　王 五",
        "东 南 西 北 上 下 左 右",
        "通 知",
        "目 录",
        "生字：天 地 人 你 我 他",
        "一 二 三 四 五 六 日",
        "甲 乙 丙 丁 戊 己 庚 辛",
        "第 一 章 总 则",
        "A B C D E F",
        "张 伟 王 强 李 娜 刘 洋",
        "1 2 3 4 5 6 7",
        "用 x 和 y 的 z 次 方 表 示",
        "床 前 明 月 光\n疑 是 地 上 霜",
    ],
)
def spaced_out_character(text: str) -> Iterator[Span]:
    """Running text with a blank between all characters.

    Damage: 江 西 省 地 方 标 准 for 江西省地方标准.
    Origin: headings justified with blanks; text layers of scanned and typeset pages.
    Left alone: fewer than six Han characters, unless they stand above prose as its heading; members of series, names,
        characters to learn or to write, verse of five or seven: the characters have to make words where they stand.
    Cost: a search for a character between blanks in what is ASCII, and for other blanks, 1 ns a character; where there
        are any, a class search, 3 ns.
    See: —
    """
    if not (_BETWEEN.search(ascii_of(text)) or any(blank in text for blank in _WIDER)) or not _GATE.search(text):
        return
    found = list(_SPACED.finditer(text))
    if not found:
        return
    counts = [len(HAN.findall(match[0])) for match in found]
    is_verse = len(counts) > 1 and len(set(counts)) == 1 and counts[0] in (4, 5, 6, 7)
    n_blank, longest, is_japanese = _n_blank(text), max(counts), KANA.search(text) is not None
    for match, n_han in zip(found, counts, strict=True):
        gaps = _GAP.findall(match[0])
        if sum(bool(HAN.match(left) and HAN.match(right)) for left, _, right in gaps) * 2 < n_han:
            continue  # Latin words and single characters between them
        joined = _closed_up(match[0])
        below = text[match.end() : match.end() + _BODY] if match.start() <= n_blank else ""
        confidence = joined_confidence("".join(joined.split()), below, n_sure=6, is_page_set_apart=longest >= 20)
        if not confidence:
            continue
        is_taught = _TEACHING.search(text[max(0, match.start() - 60) : match.end() + 20]) is not None
        if is_taught or is_verse or is_japanese:
            confidence = 0.3
        yield Span(match.start(), match.end(), joined, confidence)


def _closed_up(run: str) -> str:
    """The run without its blanks; one wider than the others, or between Latin words, stays as one."""
    usual = min(len(blank) for _, blank, _ in _GAP.findall(run))
    is_by_word = re.search("[0-9A-Za-z]{2}", run) is not None

    def close(gap: re.Match[str]) -> str:
        is_latin = gap[1].isascii() and gap[3].isascii() and gap[1].isalnum() and gap[3].isalnum()
        return " " if (is_latin and is_by_word) or len(gap[2]) >= usual + 2 else ""

    return _GAP.sub(close, run)


# ---------------------------------------------------------------- one character a line

_PARAGRAPH = "入秋以后，老街的书店换了新的招牌，店主说，书还是那些书，读书的人却年轻了，放学的孩子们挤在窗边看书。"
_ONE_GATE = regex(r"\n[ \t\u3000]*\S[ \t\u3000]*\n[ \t\u3000]*\S[ \t\u3000]*(?:\n|\Z)")
_ONE_RUN = regex(r"(?:(?<=\n)|^)[ \t\u3000]*[^\s](?:[ \t\u3000]*\n[ \t\u3000]*[^\s]){3,}[ \t\u3000]*(?=\n|$)")


@rule(
    "one-character-a-line",
    version=2,
    since="0.2",
    repairs=[
        Example("\n".join("今天图书馆开放，读者很多。"), "今天图书馆开放，读者很多。"),
        Example(
            _PARAGRAPH + "\n" + "\n".join("欢迎大家来到图书馆看书") + "\n" + _PARAGRAPH,
            f"{_PARAGRAPH}\n欢迎大家来到图书馆看书\n{_PARAGRAPH}",
        ),
        Example("\n".join("老街书店") + "\n" + _PARAGRAPH, f"老街书店\n{_PARAGRAPH}"),
    ],
    leaves=[
        "春\n夏\n秋\n冬",
        "甲\n乙\n丙\n丁\n戊\n己\n庚\n辛\n壬\n癸",
        "一\n二\n三\n四\n五\n六\n七\n八",
        "我\n爱\n你",
        "赵\n钱\n孙\n李\n周\n吴\n郑\n王",
    ],
)
def one_character_a_line(text: str) -> Iterator[Span]:
    """A sentence set one character to a line.

    Damage: 跟 / 我 / 一 / 起 / 学 on five lines.
    Origin: vertical headings and animated titles, where each character is an element of its own.
    Left alone: lists of characters (seasons, stems, surnames): the characters have to make words as they stand. Fewer
        than eight, which may be meant so, unless they stand above prose as its heading.
    Cost: one search for a line end with a single character behind it, 1 ns a character.
    See: —
    """
    if not _ONE_GATE.search(text):
        return
    found = list(_ONE_RUN.finditer(text))
    longest = max((len(match[0].split()) for match in found), default=0)
    n_blank = _n_blank(text)
    for match in found:
        joined = "".join(match[0].split())
        below = text[match.end() : match.end() + _BODY] if match.start() <= n_blank else ""
        confidence = joined_confidence(joined, below, n_sure=8, is_page_set_apart=longest >= 20)
        lead = len(match[0]) - len(match[0].lstrip())
        if confidence:
            yield Span(match.start() + lead, match.start() + len(match[0].rstrip()), joined, confidence)


# ---------------------------------------------------------------- text set twice

_DOUBLED = regex(r"([\u3400-\u9fff][^\n]{5,39}?)\1", re.DOTALL)
_SHOUT = regex(r"[！!♪♫~～]|歌词|歌曲|口号|齐声|高喊|喊|唱|副歌|重复")
_LEAST, _MOST = 6, 60


_QUOTED = frozenset("[]\"'“”‘’「」『』")  # links and speech: two of them are two


@rule(
    "doubled-phrase",
    since="0.2",
    repairs=[
        Example(
            "市图书馆今天开放，读者很多，馆长介绍了情况。\n條件等因素選擇條件等因素選擇\n新馆共有三层，一楼是少儿阅览室。",
            "市图书馆今天开放，读者很多，馆长介绍了情况。\n條件等因素選擇\n新馆共有三层，一楼是少儿阅览室。",
        ),
    ],
    leaves=[
        "研究研究再说，讨论讨论再定。",
        "哈哈哈哈哈哈哈哈哈哈哈哈",
        "我和我的祖国我和我的祖国",
        "[一致性哈希算法][一致性哈希算法]\n市图书馆今天开放，读者很多，馆长介绍了情况。",
        "他们高喊：中国队加油中国队加油！\n市图书馆今天开放，读者很多，馆长介绍了情况。",
    ],
)
def doubled_phrase(text: str) -> Iterator[Span]:
    """A line whose words stand in it twice, one copy right behind the other.

    Damage: 條件等因素選擇條件等因素選擇.
    Origin: carousels and links whose text is in the page for the picture and for its caption.
    Left alone: what is shorter than six characters, shouted, sung, quoted or a link; lines of a text without prose.
    Cost: halves of the lines compared, 2 ns a character.
    See: —
    """
    found: list[tuple[int, int]] = []
    start = 0
    for line in lines_of(text):
        n = len(line)
        if 2 * _LEAST <= n <= 2 * _MOST and line[: (half := n // 2)] == line[half:]:
            is_word = len(set(line[:half])) >= 5 and len(HAN.findall(line[:half])) >= 5
            if is_word and not _SHOUT.search(line) and _QUOTED.isdisjoint(line) and line[half - 1] not in "，。；、 ":
                found.append((start + half, start + n))
        start += n + 1
    has_prose = bool(found) and any(len(line) >= 15 and "，" in line and "。" in line for line in lines_of(text))
    for begin, end in found:
        yield Span(
            begin, end, "", 0.92 if has_prose and not _SHOUT.search(text[max(0, begin - 200) : end + 100]) else 0.5
        )


_COPIES = 3  # of a title, at most
_LONGEST = 160  # with the titles of the documents that a notice is about
_ENDS = frozenset("。！？…”」")
_HEADLINE = 10  # characters; a shout has fewer


@rule(
    "doubled-title",
    version=4,
    since="0.2",
    repairs=[
        Example(
            "老街书店换新颜\n老街书店换新颜\n" + "书店换了招牌，读者很多，店主说，书还是那些书。" * 4,
            "老街书店换新颜\n" + "书店换了招牌，读者很多，店主说，书还是那些书。" * 4,
        ),
        Example(
            "老街书店\n\n老街书店\n老街书店\n" + "书店换了招牌，读者很多，店主说，书还是那些书。" * 4,
            "老街书店\n" + "书店换了招牌，读者很多，店主说，书还是那些书。" * 4,
        ),
        Example("书店\n书店\n" + "书店换了招牌，读者很多。" * 6, "书店\n" + "书店换了招牌，读者很多。" * 6),
        Example(
            "读者可以放心了！老街书店换了招牌！\n读者可以放心了！老街书店换了招牌！\n"
            + "书店换了招牌，读者很多，店主说，老街书店的书还是那些书。" * 4,
            "读者可以放心了！老街书店换了招牌！\n" + "书店换了招牌，读者很多，店主说，老街书店的书还是那些书。" * 4,
        ),
        Example(
            "阳台种番茄不结果怎么办？\n" * 3 + "开花不少，就是不坐果。\n要不要人工授粉？\n" * 5,
            "阳台种番茄不结果怎么办？\n" + "开花不少，就是不坐果。\n要不要人工授粉？\n" * 5,
        ),
        Example(
            "那年冬天，我捡到一封信……\n那年冬天，我捡到一封信……\n" + "信封是牛皮纸的，邮戳已经看不清了。\n" * 5,
            "那年冬天，我捡到一封信……\n" + "信封是牛皮纸的，邮戳已经看不清了。\n" * 5,
        ),
    ],
    leaves=[
        "雨还在下。\n雨还在下。\n" + "书店换了招牌，读者很多，店主说，雨还在下，书还是那些书。" * 4,
        "我爱你中国\n我爱你中国\n我爱你春天蓬勃的秧苗\n我爱你秋日金黄的硕果",
        "老街书店换新颜\n老街书店换新颜",
        "加油，中国队！\n加油，中国队！\n" + "比赛还没有结束，观众席上的喊声一浪高过一浪。" * 4,
        "下雪啦！下雪啦！\n下雪啦！下雪啦！\n" + "孩子们跑出教室，操场上一下子热闹起来，老师也跟着笑。" * 4,
        "首页\n首页\n" + "书店换了招牌，读者很多，店主说，书还是那些书。" * 4,
        "雨下着，\n雨下着，\n" + "书店换了招牌，读者很多，店主说，书还是那些书。" * 4,
    ],
)
def doubled_title(text: str) -> Iterator[Span]:
    """The title a second time, right below the first.

    Damage: 老街书店换新颜 on the first line and on the second, then the text.
    Origin: the page's <title> put above its heading; templates for desktop and mobile in one page.
    Left alone: lines that are sung or shouted, or end a sentence, unless they are headlines whose words the text has;
        lines shorter than four characters that the text has not again; a text without sentences. Elsewhere than on top
        the split stage sees to it.
    Cost: looks at the first lines.
    See: `jiaokan.split.titles.find`.
    """
    start = _n_blank(text)
    stop = text.find("\n", start)
    title = text[start:stop].rstrip()
    if stop < 0 or not 2 <= len(title) <= _LONGEST or title[-1] in "，；：,;:~～♪♫":
        return
    end = stop
    n_more = 0
    while n_more < _COPIES:
        begin = len(text) - len(text[end:].lstrip())
        if not (text.startswith(title, begin) and text[begin + len(title) :].lstrip(_BLANK)[:1] == "\n"):
            break
        end, n_more = begin + len(title), n_more + 1
    if not n_more:
        return
    rest = text[end : end + 2000]
    if title[-1] in "！!…。" and len(title) < _HEADLINE:
        return
    if title[-1] in "！!。" and _shared(title, rest) * 6 < len(title):
        return
    if len(title) < 4 and title not in rest:
        return
    if _has_sentences(rest):
        yield Span(stop, end, "", 0.96)


def _has_sentences(text: str) -> bool:
    """A paragraph, or lines of which most end a sentence, as neither menus nor songs have them."""
    lines = [line.rstrip() for line in text.split("\n")]
    ended = [len(line) for line in lines if line[-1:] in _ENDS]
    return any(len(line) >= 60 and "。" in line for line in lines) or (
        "。" in text and sum(ended) >= 80 and len(ended) * 2 >= sum(map(bool, lines))
    )
