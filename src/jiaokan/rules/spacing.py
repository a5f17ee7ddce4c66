"""Characters set apart by blanks, and text set twice."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan import plausibility
from jiaokan.rule import Example, Span, rule

_HAN = re.compile(r"[\u3400-\u9fff]")
KANA = re.compile(r"[\u3041-\u30ff]")

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
    han = _HAN.findall(chars)
    n_series = sum(char in _SERIES for char in han)
    n_surnames = sum(char in _SURNAMES for char in han[::2])
    return (
        n_series >= 0.7 * len(han)
        or (len(han) >= 4 and n_surnames * 2 >= 0.8 * len(han))
        or (sum(char in _SURNAMES for char in han) >= 0.7 * len(han))
        or len(set(han)) <= 0.5 * min(len(han), 20)
    )


_PROSE = -8.0  # log-probability of a character; characters side by side at random have -10


def reads_as_prose(text: str) -> bool:
    """Whether characters make words and sentences as they stand."""
    sample = text[:60]
    return plausibility.score(sample) > _PROSE * len(sample)


# ---------------------------------------------------------------- spaced-out characters

_BLANK = " \u00a0\u2002\u2003\u2009\u3000"
_GATE = re.compile(rf"[{_BLANK}][\u3400-\u9fff][{_BLANK}]+[\u3400-\u9fff][{_BLANK}]")
_SPACED = re.compile(rf"(?<!\S)[^\s](?:[{_BLANK}]{{1,8}}[^\s]){{3,}}(?!\S)")
_TEACHING = re.compile(
    r"生字|识字|笔顺|会写|会认|拼音|组词|字帖|描红|偏旁|部首|书写|临摹|默写|座位|名单|姓名|简谱"
    r"|[1-7] ?[1-7] [1-7] ?[1-7]\b"
)


@rule(
    "spaced-out-character",
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
        "床 前 明 月 光\n疑 是 地 上 霜",
    ],
)
def spaced_out_character(text: str) -> Iterator[Span]:
    """Running text with a blank between all characters.

    Damage: 江 西 省 地 方 标 准 for 江西省地方标准.
    Origin: headings justified with blanks; text layers of scanned and typeset pages.
    Left alone: fewer than six Han characters; members of series, names, characters to learn or to write, verse of five
        or seven: the characters have to make words where they stand.
    Cost: one class search for a blank with a character behind it, 5 ns a character.
    See: —
    """
    if not _GATE.search(text):
        return
    found = list(_SPACED.finditer(text))
    if not found:
        return
    counts = [len(_HAN.findall(match[0])) for match in found]
    is_verse = len(counts) > 1 and len(set(counts)) == 1 and counts[0] in (4, 5, 6, 7)
    for match, n_han in zip(found, counts, strict=True):
        joined = _closed_up(match[0])
        bare = "".join(joined.split())
        if n_han < 4 or n_han * 2 < len(bare) or is_series(bare):
            continue
        is_taught = _TEACHING.search(text[max(0, match.start() - 60) : match.end() + 20]) is not None
        confidence = (
            0.3
            if is_taught or is_verse or KANA.search(text) or not reads_as_prose(joined)
            else 0.95
            if n_han >= 6
            else 0.6
        )
        yield Span(match.start(), match.end(), joined, confidence)


def _closed_up(run: str) -> str:
    """The run without its blanks; a blank wider than the others parts words, and stays as one."""
    gaps = re.findall(rf"[{_BLANK}]+", run)
    usual = min(map(len, gaps))
    return re.sub(rf"[{_BLANK}]+", lambda gap: " " if len(gap[0]) >= usual + 2 else "", run)


# ---------------------------------------------------------------- text set twice

_DOUBLED = re.compile(r"([\u3400-\u9fff][^\n]{5,39}?)\1", re.DOTALL)
_SHOUT = re.compile(r"[！!♪♫~～]|歌词|歌曲|口号|齐声|高喊|喊|唱|副歌|重复")
_LEAST, _MOST = 6, 60


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
        "他们高喊：中国队加油中国队加油！\n市图书馆今天开放，读者很多，馆长介绍了情况。",
    ],
)
def doubled_phrase(text: str) -> Iterator[Span]:
    """A line whose words stand in it twice, one copy right behind the other.

    Damage: 條件等因素選擇條件等因素選擇.
    Origin: carousels and links whose text is in the page for the picture and for its caption.
    Left alone: what is shorter than six characters, what is shouted or sung, lines of a text without prose.
    Cost: halves of the lines compared, 1 ns a character.
    See: —
    """
    found: list[tuple[int, int]] = []
    has_prose = False
    start = 0
    for line in text.split("\n"):
        n = len(line)
        has_prose = has_prose or (n >= 15 and "，" in line and "。" in line)
        half = n // 2
        if _LEAST <= half <= _MOST and n % 2 == 0 and line[:half] == line[half:]:
            is_word = len(set(line[:half])) >= 5 and len(_HAN.findall(line[:half])) >= 5
            if is_word and not _SHOUT.search(line) and line[half - 1] not in "，。；、 ":
                found.append((start + half, start + n))
        start += n + 1
    for begin, end in found:
        yield Span(
            begin, end, "", 0.92 if has_prose and not _SHOUT.search(text[max(0, begin - 200) : end + 100]) else 0.5
        )


@rule(
    "doubled-title",
    since="0.2",
    repairs=[
        Example(
            "老街书店换新颜\n老街书店换新颜\n" + "书店换了招牌，读者很多，店主说，书还是那些书。" * 4,
            "老街书店换新颜\n" + "书店换了招牌，读者很多，店主说，书还是那些书。" * 4,
        )
    ],
    leaves=[
        "我爱你中国\n我爱你中国\n我爱你春天蓬勃的秧苗\n我爱你秋日金黄的硕果",
        "老街书店换新颜\n老街书店换新颜",
        "加油，中国队！\n加油，中国队！\n" + "比赛还没有结束，观众席上的喊声一浪高过一浪。" * 4,
        "首页\n首页\n" + "书店换了招牌，读者很多，店主说，书还是那些书。" * 4,
    ],
)
def doubled_title(text: str) -> Iterator[Span]:
    """The title a second time, right below the first.

    Damage: 老街书店换新颜 on the first line and on the second, then the text.
    Origin: the page's <title> put above its heading; templates for desktop and mobile in one page.
    Left alone: lines that are sung or shouted, that end a sentence, or are shorter than six characters; a text without
        prose. Elsewhere than on top the split stage sees to it.
    Cost: looks at the first two lines.
    See: `jiaokan.split.title`.
    """
    start = len(text) - len(text.lstrip())
    stop = text.find("\n", start)
    title = text[start:stop].rstrip()
    if stop < 0 or not 6 <= len(title) <= 60 or title[-1] in "。！？，；：!?,;:":
        return
    second = len(text) - len(text[stop:].lstrip())
    end = second + len(title)
    rest = text[end : end + 2000]
    is_prose = any(len(line) >= 60 and "。" in line for line in rest.split("\n"))
    if text.startswith(title, second) and rest[:1] == "\n" and is_prose and not _SHOUT.search(title):
        yield Span(stop, end, "", 0.9)
