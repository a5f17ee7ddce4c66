"""Characters of the other script, and numerals of the cheque, strewn into prose."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from typing import NamedTuple

from jiaokan import plausibility
from jiaokan.rule import Example, Span, rule

# Simplified text has these too (乾坤, 慰藉, 宫商角徵羽), or people's names keep them.
_BOTH = frozenset("乾著藉徵覆夥麼瞭菸鍾蘋噁衹餘剋於昇甯崑慾")
# Simplified characters that are Japanese too: a name or a title may have them.
_JAPANESE = frozenset(
    "国学会体点声来当医区号参双宝尽条旧昼枢灯炉独画真称台写万两乱予争党与献励労恋担断晋数暁栄歩毎気湾痴砕"
)
# Kana, characters that only Japanese has, and places.
_ON_JAPAN = re.compile(
    "[\u3041-\u3096\u30a1-\u30fa稲沢浜読桜県鉄関圧囲駅団円図塩発売広辺渋竜斉栄黒徳恵単戦総続絵経帰気対悪児価実仏拝変毎歩]"
    "|日本|東京|大阪|京都|東洋|株式"
)
# Of characters with two Traditional forms the usual one; the text's own goes before it (說 or 説).
_USUAL = (
    "為個說發產當麼別術線團眾參證藥絕畫歲寧錄館惡牆針綠獎煙壇雞擺罵讚啟嘆毀淨閱蕩閒濕顏煉繡殼鑽鑒嘗彌偽壩艷銳勳豎鉤"
    "蘊鹵嘩錘蔭鏟謠廁鑰鱷繃鏽蘇鎮"
)
# 髮 in these, 發 elsewhere.
_HAIR = re.compile("[头頭理白长長短黑染假金秀卷烫燙毛]发|发[型廊髻辫梢]")
_ON_SCRIPT = re.compile("[繁简簡正异異]体字?|[繁简簡正异異]體字?|通假|古字|字形|字库|字庫|书法|書法|[繁简簡]化字")
_CLAUSE = re.compile(r"[\u3400-\u9fff0-9A-Za-z]+")
_SAMPLE = 3000  # characters that tell which script a text is in
_COMMON = -14.5  # a word rarer than this (natural log of its share) proves nothing
_FUNCTION = -6.7  # a character more frequent than this may be a word of its own
_SURNAMES = frozenset(
    "陈张刘杨赵黄吴孙马许邓冯苏卢蒋贾叶阎谭邹陆龙万钱严贺顾龚李王周徐朱林何郭高罗梁宋唐韩曹曾彭肖田董袁潘于余杜魏程"
    "吕丁沈任姚傅崔廖姜范方石熊金郝孔白毛邱秦江史侯邵孟段雷汤尹黎易常武乔赖文钟"
)
_NAMES = _SURNAMES - frozenset("高金方文石白常武江易何任万严余毛段龙马")  # surnames that begin few other words


class _Stray(NamedTuple):
    """A character of the other script, in its clause."""

    start: int
    char: str
    clause: str
    at: int  # in the clause


@functools.cache
def _telling() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Characters that only Traditional, and that only Simplified text has; the rare astral ones left out."""
    simplified = plausibility.simplified_only()
    traditional = {chr(code) for code in plausibility.simplified()} - _BOTH - simplified
    return _any_of(traditional), _any_of(simplified)


def _any_of(chars: set[str] | frozenset[str]) -> re.Pattern[str]:
    return re.compile(f"[{''.join(sorted(char for char in chars if char < chr(0x10000)))}]")


@functools.cache
def _traditional_forms() -> dict[str, str]:
    """Simplified character → its Traditional forms, the usual one first; none where it depends on the word."""
    forms: dict[str, str] = {}
    for code, simple in plausibility.simplified().items():
        forms[simple] = forms.get(simple, "") + chr(code)
    for usual in _USUAL:
        simple = usual.translate(plausibility.simplified())
        forms[simple] = usual + "".join(forms.get(simple, "").split(usual))
    return {simple: chars for simple, chars in forms.items() if len(chars) == 1 or chars[0] in _USUAL}


@rule(
    "stray-traditional",
    since="0.1",
    repairs=[
        Example(
            "中图分类号与文獻标识码应写在关键词后面，参考文献列于文末。",
            "中图分类号与文献标识码应写在关键词后面，参考文献列于文末。",
        ),
        Example(
            "这种风俗是在漫长的历史中渐次成立的過程，学者们对此论述颇多。",
            "这种风俗是在漫长的历史中渐次成立的过程，学者们对此论述颇多。",
        ),
        Example(
            "各级组织要为巩固发展成果作出贡献，這个任务关系全局，时间紧张。",
            "各级组织要为巩固发展成果作出贡献，这个任务关系全局，时间紧张。",
        ),
    ],
    leaves=[
        "展览题名为《萬里長城》，参观者络绎不绝，门票已经售罄，还须预约时间。",
        "“后”和“後”原是两个字，现在写成一个，读书时要留意这个区别。",
        "乾隆年间的张学良？这问题问得荒唐，历史课讲过时间顺序，应该记牢。",
        "他在國立臺灣大學读书三年，专业是图书馆学，毕业后回乡办了一所学校。",
        "魏徵与房玄龄齐名，这两位贤臣的传记都写得详细，读来让人感叹。",
        "陳寅恪先生讲课时从不看稿，学生们记录下来的笔记厚厚一叠。",
        "這是繁體字的文章，內容與簡體字的文章無關，請勿轉換。",
    ],
)
def stray_traditional(text: str) -> Iterator[Span]:
    """Single Traditional characters in Simplified text.

    Damage: 文獻标识码, 成立的過程, 精準扶贫 on Simplified pages.
    Origin: incomplete conversion of a Traditional source, character recognition, input methods.
    Left alone: texts in which more than three in a hundred telling characters are Traditional; titles, names and
        quotations, which have several; characters that Simplified has too (乾坤, 慰藉); texts about characters; a
        character that makes no common word in Simplified.
    Cost: one class search, 3 to 6 ns a character of Simplified text; 30 ns for the first 3,000 characters.
    See: GF 0023-2013 通用规范汉字表; OpenCC, TSCharacters.
    """
    traditional, simplified = _telling()
    for stray in _strays(text, own=simplified, other=traditional):
        if _ON_JAPAN.search(stray.clause):
            continue
        simple = stray.char.translate(plausibility.simplified())
        confidence = _confidence(stray.clause.translate(plausibility.simplified()), stray.at)
        if confidence:
            yield Span(stray.start, stray.start + 1, simple, confidence)


@rule(
    "stray-simplified",
    since="0.1",
    repairs=[
        Example(
            "會議決定繼續加強監督，並將結果報告給市長，時间訂於下週。",
            "會議決定繼續加強監督，並將結果報告給市長，時間訂於下週。",
        ),
        Example(
            "學校將於下個月舉辦運動會，請各班準備節目，與老師联絡場地。",
            "學校將於下個月舉辦運動會，請各班準備節目，與老師聯絡場地。",
        ),
    ],
    leaves=[
        "《人民日报》昨日刊登這篇評論，認為兩岸關係應該從長計議，維持現狀。",
        "東京国立博物館收藏許多中國書畫，每年開放參觀，門票須預約。",
        "簡體字的「国」對應繁體字的「國」，讀音與意義都沒有變化，學習並不難。",
        "他們在台北車站會合，後來到里長家裡吃麵，還喝了幾杯酒，聊到凌晨。",
        "老师教我们写简体字，这一段话全部是简体，没有别的内容。",
    ],
)
def stray_simplified(text: str) -> Iterator[Span]:
    """Single Simplified characters in Traditional text.

    Damage: 時间, 联絡 on Traditional pages.
    Origin: incomplete conversion of a Simplified source; input methods.
    Left alone: as `stray-traditional`; characters with two Traditional forms; what may be Japanese.
    Cost: one class search, 6 ns a character of Traditional text; 30 ns for the first 3,000 characters.
    See: Taiwan's 常用國字標準字體表; OpenCC, STCharacters.
    """
    traditional, simplified = _telling()
    forms = _traditional_forms()
    is_japanese: bool | None = None
    for stray in _strays(text, own=traditional, other=simplified):
        choice = forms.get(stray.char)
        if choice is None or _HAIR.search(stray.clause[max(0, stray.at - 1) : stray.at + 2]):
            continue
        if stray.char in _JAPANESE:
            is_japanese = bool(_ON_JAPAN.search(text)) if is_japanese is None else is_japanese
            if is_japanese:
                continue
        confidence = _confidence(stray.clause.translate(plausibility.simplified()), stray.at)
        if confidence:
            form = choice if len(choice) == 1 else max(choice, key=text.count)
            yield Span(stray.start, stray.start + 1, form, confidence)


def _strays(text: str, *, own: re.Pattern[str], other: re.Pattern[str]) -> list[_Stray]:
    """Characters of the `other` script in clauses of a text that is in its `own`."""
    sample = text[:_SAMPLE]
    n_own = len(own.findall(sample))
    if n_own < 10 or len(other.findall(sample)) > 2 + 0.1 * n_own or not other.search(text):
        return []
    found = [match.start() for match in other.finditer(text)]
    n_own = len(own.findall(text))
    if len(found) > 1 + 0.05 * n_own or len(found) * 10 > n_own or _ON_SCRIPT.search(text):
        return []
    strays: list[_Stray] = []
    for at in found:
        # Marks and spaces part clauses, so that a title or a quotation stands for itself.
        start, end = max(0, at - 30), min(len(text), at + 30)
        clause = next(m for m in _CLAUSE.finditer(text, start, end) if m.end() > at)
        n_other = len(other.findall(clause[0]))
        near = clause[0][max(0, at - clause.start() - 1) : at - clause.start() + 2]
        if n_other <= 2 and n_other <= len(own.findall(clause[0])) and not _BOTH.intersection(near):
            strays.append(_Stray(at, text[at], clause[0], at - clause.start()))
    return strays


def _confidence(clause: str, at: int) -> float:
    """How sure it is that the character at `at` of the Simplified clause belongs to its language, not to a name."""
    known = plausibility.words()
    best = -99.0
    for n in (2, 3, 4):
        for start in range(max(0, at - n + 1), min(at, len(clause) - n) + 1):
            share = known.get(clause[start : start + n], -99.0)
            if n > 2 and clause[start] in _SURNAMES:
                continue
            is_name = n == 2 and clause[start] in _NAMES and share < _COMMON + 2.5
            best = max(best, -99.0 if is_name or (n > 2 and share < _COMMON + 1.0) else share)
    if best > _COMMON:
        return 0.96
    return 0.9 if plausibility.frequency(clause[at]) > _FUNCTION else 0.0


# ── 壹 for 一 ──────────────────────────────────────────────────────────────────────────────────────────────────────

_MONEY = re.compile("[零贰貳叁參肆伍陆陸柒捌玖拾佰仟]壹|壹[零贰貳叁參肆伍陆陸柒捌玖拾佰仟萬万億亿元圆圓角分整]")
# Words in which no cheque writes a number.
_PLAIN = re.compile("[这這那每另任某统統唯之]壹|(?<!合)同壹|[进進]壹步|壹[些般定样樣直下切旦致再边邊时時]")
_COUNT = re.compile("壹[个個次位名天条條种種只隻台臺组組步片句段层層款套项項件座家张張场場]")
_NAMED = re.compile(
    "壹基金|壹心理|壹[週周]刊|壹[电電][视視]|壹号院|壹號院|[补補]壹刀|壹加壹|[“‘「『《〈]壹[^，。”’」』》〉]{0,5}[”’」』》〉]"
)
_CONTRACT = re.compile("合同|甲方|乙方|租金|租期|押金|元整|大[写寫]|票据|票據|收据|收據")


@rule(
    "one-as-cheque-numeral",
    since="0.1",
    repairs=[
        Example("这是壹些壹般的说明，请先统壹格式，再提交。", "这是一些一般的说明，请先统一格式，再提交。"),
        Example("您將跳過這壹步，進入另壹個窗口，有壹定的風險。", "您將跳過這一步，進入另一個窗口，有一定的風險。"),
        Example("请在下面的框里输入壹个用户名，然后点击登录按钮。", "请在下面的框里输入一个用户名，然后点击登录按钮。"),
    ],
    leaves=[
        "人民币壹佰元整，大写壹万贰仟。",
        "补壹刀：这一篇评论说得很直白，一般人看不懂。",
        "壹基金在灾区发放物资，志愿者连夜装车。",
        "租期壹年，押金为壹个月租金，合同壹式贰份。",
        "『壹』 怎样办理护照\n『贰』 怎样办理签证",
        "《第壹期》上刊登了他的小说，反响热烈，读者来信很多。",
        "品牌名“壹起”由三个年轻人创立，主营咖啡和甜点。",
        "壹贰叁肆伍陆柒捌玖拾是大写数字。",
        "业主入住壹号院后，物业为他们举办了欢迎会。",
    ],
)
def one_as_cheque_numeral(text: str) -> Iterator[Span]:
    """壹 for 一 throughout a text.

    Damage: 壹些, 统壹, 这壹步, 输入壹个用户.
    Origin: converters that map 一 to its anti-forgery form.
    Left alone: amounts and contracts (壹佰元整, 租期壹年), names (壹基金, 补壹刀), numbered lists, quotations; texts
        that have 一 as well.
    Cost: one search for 壹, 0.1 ns a character.
    See: 正确填写票据和结算凭证的基本规定 (People's Bank of China, 1997): the numerals of cheques.
    """
    if "壹" not in text or 10 * text.count("一") > text.count("壹"):
        return
    kept = {at for pattern in (_MONEY, _NAMED) for match in pattern.finditer(text) for at in range(*match.span())}
    plain = [match.start() for match in _PLAIN.finditer(text) if match.start() not in kept]
    n_words = 0
    if not plain:
        if _CONTRACT.search(text) or len(text) < 12 or not re.search("[，。,.]", text):
            return
        n_words = len({text[at + 1] for at in _in_words(text) if at not in kept})
        if n_words < 2 and not any(match.start() not in kept for match in _COUNT.finditer(text)):
            return
    confidence = 0.97 if len(plain) > 1 else 0.95 if plain else 0.9 if n_words > 1 else 0.85
    for match in re.finditer("壹", text):
        if match.start() not in kept:
            yield Span(match.start(), match.end(), "一", confidence)


def _in_words(text: str) -> Iterator[int]:
    """Where 一 would begin a word of the lexicon."""
    known = plausibility.words()
    for match in re.finditer("(?<=[\u3400-\u9fff])壹(?=([\u3400-\u9fff]{1,3}))", text):
        behind = match[1].translate(plausibility.simplified())
        if any("一" + behind[:n] in known for n in (1, 2, 3)):
            yield match.start()
