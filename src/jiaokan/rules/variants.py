"""Characters of the other script, and numerals of the cheque, strewn into prose."""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from jiaokan import plausibility, script
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, rule
from jiaokan.script.words import particles

# Simplified text has these too (乾坤, 慰藉, 宫商角徵羽), or people's names keep them.
_BOTH = frozenset("乾著藉徵覆夥麼瞭菸鍾蘋噁衹餘剋於昇甯崑慾")
# Simplified text keeps these where the character it would be merged with means something else: 摺扇, 醣类, 东閤, 白朮.
_OWN_MEANING = frozenset("摺捱朮醣閤衕燉蔘讎脩矇濛汎孃樑")
# Print forms that books in Simplified have on purpose; a text that has none of the Simplified form is one.
_OLD_PRINT = frozenset("爲纔羣衆牀峯綫")
_NAME = regex("[高洪胡李]適|[严嚴]幾")  # 高適, 洪適, 严幾道
# Simplified characters that are Japanese too: a name or a title may have them.
_JAPANESE = frozenset(
    "国学会体点声来当医区号参双宝尽条旧昼枢灯炉独画真称台写万两乱予争党与献励労恋担断晋数暁栄歩毎気湾痴砕"
)
_EITHER = frozenset("众户号录")  # Hong Kong's and Taiwan's own forms in some fonts and code tables
# No simplifications: print forms and variants, which Traditional books of the mainland (GB/T 12345) write as Simplified
# ones do, and many of Hong Kong and Taiwan too.
_PRINT_FORMS = frozenset(
    "别内宫虚墟嘘黄横磺簧强襁静净争挣狰睁峥筝吕侣莒营吴娱奥没殁遥摇瑶徭厮厢厦厨厩恒毁烟却脚荆刹禄渌剥换唤焕痪涣兖"
    "册删姗栅珊踪携隽雇虱肴羡霉栖咤姹昵晒洒韵晋戬晖届异弃衔冲决况凄凉减凑凛咏叙启吁啮呐奂寝屉幂并撑殇潜滚泪渊"
    "温猪猫猬珐疱疴碱秆稆窑瓮笋糇耻腭禀虬衮莅迹鼹毡灾厕盗眦椁橱橥捣蘖牦蕴桠兹瘪剎苎蔂蒏麽弑彦秃"
)
# Kana, characters that only Japanese has, and places.
_ON_JAPAN = regex(
    "[\u3041-\u3096\u30a1-\u30fa稲沢浜読桜県鉄関圧囲駅団円図塩発売広辺渋竜斉栄黒徳恵単戦総続絵経帰気対悪児価実仏拝変毎歩]"
    "|日本|東京|大阪|京都|東洋|株式"
)
# Of characters with two Traditional forms the usual one; the text's own goes before it (說 or 説).
_USUAL = (
    "為個說發產當麼別術線團眾參證藥絕畫歲寧錄館惡牆針綠獎煙壇雞擺罵讚啟嘆毀淨閱蕩閒濕顏煉繡殼鑽鑒嘗彌偽壩艷銳勳豎鉤"
    "蘊鹵嘩錘蔭鏟謠廁鑰鱷繃鏽蘇鎮"
)
# 髮 in these, 發 elsewhere.
_HAIR = regex("[头頭理白长長短黑染假金秀卷烫燙毛]发|发[型廊髻辫梢]")
_ON_SCRIPT = regex("[繁简簡正异異]体字?|[繁简簡正异異]體字?|通假|古字|字形|字库|字庫|书法|書法|[繁简簡]化字")
_CLAUSE = regex(r"[\u3400-\u9fff0-9A-Za-z]+")
_RATHER = 4  # times as many of the standard's forms as print forms: a text that is not printed in these
_IN_USE = frozenset("肴雇虱羡霉栖晒洒咤恒咏韵毡却麽")  # of the print forms those that Taiwan and Hong Kong write too
_STREWN = 3  # words with a character of the other script that prove a text to be strewn with them
_NEAR, _QUOTED = 12, 60  # characters
_SAMPLE = 3000  # characters that tell which script a text is in
_COMMON = -14.5  # a word rarer than this (natural log of its share) proves nothing
_FUNCTION = -6.7  # a character more frequent than this may be a word of its own
_SURNAMES = frozenset(
    "陈张刘杨赵黄吴孙马许邓冯苏卢蒋贾叶阎谭邹陆龙万钱严贺顾龚李王周徐朱林何郭高罗梁宋唐韩曹曾彭肖田董袁潘于余杜魏程"
    "吕丁沈任姚傅崔廖姜范方石熊金郝孔白毛邱秦江史侯邵孟段雷汤尹黎易常武乔赖文钟"
)
_NAMES = _SURNAMES - frozenset("高金方文石白常武江易何任万严余毛段龙马")  # surnames that begin few other words


# What stray_traditional may change of _BOTH, on a page that is strewn with others: words that have one form only.
_BOTH_IN_WORD = regex(
    "(?<=[什怎這这那多要甚])麼|(?<=[特象表])徵|徵(?=[求集收用兵税稅询詢])|(?<=[合团團大小同])夥|夥(?=伴)|蘋(?=果)"
)
# What stray_simplified may change besides, on such a page, in words: Traditional text has them, but seldom.
_SELDOM = regex("[价种胜据确极筑适荐党广厂划几涌]")


# 蔔［卜］: a form beside its other form, in dictionaries.
_CITED = regex(r"[［\[〔].|.?.[［\[〔][\u3400-\u9fff]{1,2}[］\]〕]", re.DOTALL)
# A word in quotation marks: what it is called, or how it is written.
_NAMED_WORD = regex(r"[“‘「『《〈]([^“”‘’「」『』《》〈〉\n]{1,6})[”’」』》〉]")


class _Stray(NamedTuple):
    """A character of the other script, in its clause."""

    start: int
    char: str
    clause: str
    at: int  # in the clause
    is_lone: bool  # the telling characters before and after it are of the text's own script


class _Strays(NamedTuple):
    found: list[_Stray]
    is_strewn: bool  # throughout the text, so that words need not speak for each
    most: float = 1.0  # confidence there can be: next to lost characters a stray one may be a wrong guess at another


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
    version=4,
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
        "他展开一把摺扇，扇面上题着诗，时间久了，墨色已经发暗，却还认得出来。",
        "醣类在体内分解，释放热量，这个过程需要几种酶参与，实验记录写得很详细。",
        "词条里的“豆醬”是旧版误排，再版时应该改过来，编辑们为此开了一次会。",
        "字表列出两种写法：蔔［卜］、穫［获］，读者可以对照这个说明查检。",
        "诗人高適与李白同游，这段经历写进了传记，读来让人觉得亲切。",
        "这时纔看见那羣人，以爲他们早已走远，谁知纔转过山脚，因爲下雨，都躲在亭子里说话。",
    ],
)
def stray_traditional(text: str) -> Iterator[Span]:
    """Traditional characters strewn into Simplified text.

    Damage: 文獻标识码, 成立的過程, 精準扶贫 on Simplified pages.
    Origin: incomplete conversion of a Traditional source, character recognition, input methods.
    Left alone: texts in which more than one in seven telling characters is Traditional; titles, names and quotations,
        which have several; characters that Simplified has too (乾坤, 慰藉); texts about characters; a character that
        makes no common word in Simplified, unless single ones stand in words throughout the text; short names and
        words in quotes; forms cited (蔔［卜］); characters with their own meaning (摺, 醣); old print (爲) throughout.
    Cost: a class search, 3 ns a character, the script stage's own; with both scripts 30 ns for the first 3,000.
    See: GF 0023-2013 通用规范汉字表; OpenCC, TSCharacters.
    """
    traditional, simplified = script.telling()
    table = plausibility.simplified()
    strays = _strays(text, own=simplified, other=traditional)
    spans: dict[int, Span] = {}
    for stray in strays.found:
        if stray.char in _OWN_MEANING or _NAME.match(text, max(0, stray.start - 1)):
            continue
        if stray.char in _OLD_PRINT and stray.char.translate(table) not in text:
            continue
        if strays.is_strewn or not _ON_JAPAN.search(stray.clause):
            confidence = _confidence(stray, is_strewn=strays.is_strewn)
            if confidence:
                spans[stray.start] = Span(
                    stray.start, stray.start + 1, stray.char.translate(table), min(confidence, strays.most)
                )
    if strays.is_strewn:
        for match in _BOTH_IN_WORD.finditer(text):
            simple = match[0].translate(table | {ord("夥"): "伙", ord("麼"): "么"})
            spans[match.start()] = Span(match.start(), match.end(), simple, 0.9)
        spans |= {at: Span(at, at + 1, "着", 0.9) for at in particles(text)}
    yield from (spans[start] for start in sorted(spans))


@rule(
    "stray-simplified",
    since="0.1",
    version=2,
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
        "國內外的學者對這部書别無異議，認為内容充實，宫廷與民間的風俗都寫得詳細。",
        "餐桌上菜肴豐盛，主人雇了廚師，賓客們讚不絕口，談笑之間過了兩個鐘頭。",
        "將軍叱咤沙場，晚年卻愛種花，鄉親們說起來都覺得親切，沒有人怕他。",
        "永恒的話題總有人談，韵律與節奏是詩歌的靈魂，寫詩的人應當記得這點。",
        "老师教我们写简体字，这一段话全部是简体，没有别的内容。",
    ],
)
def stray_simplified(text: str) -> Iterator[Span]:
    """Simplified characters strewn into Traditional text.

    Damage: 時间, 联絡 on Traditional pages.
    Origin: incomplete conversion of a Simplified source; input methods.
    Left alone: as `stray-traditional`; what may be Japanese; a character that the text writes so throughout (号); print
        forms and variants that are no simplifications (内, 别, 虚, 恒, 雇).
    Cost: a class search, 3 ns a character, the script stage's own; with both scripts 30 ns for the first 3,000.
    See: GB/T 12345-1990; 第一批异体字整理表 (1955); Taiwan's 常用國字標準字體表; OpenCC, STCharacters.
    """
    traditional, simplified = script.telling()
    strays = _strays(text, own=traditional, other=simplified)
    if not strays.found:
        return
    is_japanese = bool(_ON_JAPAN.search(text))
    is_printed = not strays.is_strewn or _has_print_forms(text)
    habits = Counter(stray.char for stray in strays.found)
    found = strays.found
    if strays.is_strewn:
        found = sorted([*found, *(_stray_at(text, match.start(), is_lone=True) for match in _SELDOM.finditer(text))])
    for stray in found:
        if stray.char == "么" and stray.clause[stray.at + 1 : stray.at + 2] in tuple("麼麽"):  # 幺麼
            continue
        if stray.char in _PRINT_FORMS and (is_printed or stray.char in _IN_USE):
            continue
        if stray.char in _JAPANESE and is_japanese and not strays.is_strewn:
            continue
        form = _form(stray, text)
        is_habit = habits[stray.char] > 1 or stray.char in _EITHER
        if form is None or (is_habit and form not in text):
            continue
        confidence = _confidence(stray, is_strewn=strays.is_strewn and stray.char in habits)
        if confidence:
            yield Span(stray.start, stray.start + 1, form, min(confidence, strays.most if form in text else 0.9))


@functools.cache
def _print_forms() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The print forms and variants, and the forms that Taiwan's standard has for them."""
    traditional = script.to_traditional("".join(sorted(_PRINT_FORMS)))
    standard = {char for char in traditional if char not in _PRINT_FORMS}
    return re.compile(f"[{''.join(sorted(_PRINT_FORMS))}]"), re.compile(f"[{''.join(sorted(standard))}]")


def _has_print_forms(text: str) -> bool:
    """Whether a text is printed in them: it has more than a few beside the standard's."""
    printed, standard = _print_forms()
    return len(standard.findall(text)) < _RATHER * len(printed.findall(text))


def _form(stray: _Stray, text: str) -> str | None:
    """The Traditional form of a Simplified character: the only one, the text's own, or the one its word has."""
    choice = _traditional_forms().get(stray.char)
    if choice is not None and not _HAIR.search(stray.clause[max(0, stray.at - 1) : stray.at + 2]):
        return choice if len(choice) == 1 else max(choice, key=text.count)
    clause = stray.clause.translate(plausibility.simplified())
    form = script.to_traditional(clause)[stray.at]
    return form if form != stray.char else None


def _strays(text: str, *, own: re.Pattern[str], other: re.Pattern[str]) -> _Strays:
    """Characters of the `other` script in a text that is in its `own`, and in clauses that are."""
    none = _Strays([], is_strewn=False)
    if not (script.may_be_other(text) and script.has_simplified(text) and script.telling()[0].search(text)):
        return none
    n_own = len(own.findall(text, 0, _SAMPLE))
    if n_own < 10 or len(other.findall(text, 0, _SAMPLE)) > 2 + 0.2 * n_own:
        return none
    places = [
        match.start()
        for match in other.finditer(text)
        if match[0] not in _BOTH and not _CITED.match(text, max(0, match.start() - 1))
    ]
    n_own = len(own.findall(text))
    if len(places) > 1 + 0.15 * n_own or len(places) * 6 > n_own or _ON_SCRIPT.search(text):
        return none
    found = [_stray_at(text, at, is_lone=_is_lone(text, at, own, other)) for at in places]
    most = 0.9 if "\ufffd" in text else 1.0
    lone = [stray for stray in found if stray.is_lone]
    words = {stray.clause[max(0, stray.at - 1) : stray.at + 2] for stray in lone if _confidence(stray, is_strewn=False)}
    if len(words) >= _STREWN and 3 * len(words) >= len(lone) and 2 * len(lone) >= len(found):
        return _Strays([stray for stray in found if not _is_quoted(text, stray.start, own, other)], True, most)
    if len(places) > 1 + 0.05 * n_own:
        return none
    named = {at for match in _NAMED_WORD.finditer(text) for at in range(*match.span(1))}
    few = [
        stray
        for stray in found
        if stray.start not in named
        and len(other.findall(stray.clause)) <= min(2, len(own.findall(stray.clause)))
        and not _BOTH.intersection(stray.clause[max(0, stray.at - 1) : stray.at + 2])
    ]
    return _Strays(few, False, most)


def _stray_at(text: str, at: int, *, is_lone: bool) -> _Stray:
    # Marks and spaces part clauses, so that a title or a quotation stands for itself.
    start, end = max(0, at - 30), min(len(text), at + 30)
    clause = next(m for m in _CLAUSE.finditer(text, start, end) if m.end() > at)
    return _Stray(at, text[at], clause[0], at - clause.start(), is_lone)


def _is_lone(text: str, at: int, own: re.Pattern[str], other: re.Pattern[str]) -> bool:
    """Whether the next telling characters in the line, on both sides, are of the text's own script."""
    before = text[max(0, at - _NEAR) : at].rpartition("\n")[2][::-1]
    after = text[at + 1 : at + 1 + _NEAR].partition("\n")[0]
    for side in (before, after):
        stranger, native = other.search(side), own.search(side)
        if stranger and (native is None or stranger.start() < native.start()):
            return False
    return True


def _is_quoted(text: str, at: int, own: re.Pattern[str], other: re.Pattern[str]) -> bool:
    """Whether it stands in a title or quotation that is in the other script, or in a run of four such characters."""
    begin = max(text.rfind(mark, max(0, at - _QUOTED), at) for mark in "《“「『〈")
    if begin >= 0:
        end = next((n for n in range(begin + 1, min(len(text), begin + _QUOTED)) if text[n] in "》”」』〉"), -1)
        if end > at:
            inside = text[begin:end]
            if len(other.findall(inside)) > max(1, len(own.findall(inside))):
                return True
    near = text[max(0, at - 2 * _NEAR) : at + 2 * _NEAR + 1]
    return len(other.findall(near)) >= 4 and len(other.findall(near)) > len(own.findall(near))


def _share(clause: str, at: int) -> float:
    """Share of the commonest word that has the character at `at` of the Simplified clause; names do not count."""
    known = plausibility.words()
    best = -99.0
    for n in (2, 3, 4):
        for start in range(max(0, at - n + 1), min(at, len(clause) - n) + 1):
            share = known.get(clause[start : start + n], -99.0)
            if n > 2 and clause[start] in _SURNAMES:
                continue
            is_name = n == 2 and clause[start] in _NAMES and share < _COMMON + 2.5
            best = max(best, -99.0 if is_name or (n > 2 and share < _COMMON + 1.0) else share)
    return best


def _confidence(stray: _Stray, *, is_strewn: bool) -> float:
    """How sure it is that the character belongs to the text's language, not to a name."""
    clause = stray.clause.translate(plausibility.simplified())
    if _share(clause, stray.at) > _COMMON:
        return 0.96
    if plausibility.frequency(clause[stray.at]) > _FUNCTION:
        return 0.9
    return 0.0 if not is_strewn else 0.88 if stray.is_lone else 0.82


# ── 壹 for 一 ──────────────────────────────────────────────────────────────────────────────────────────────────────

_MONEY = regex("[零贰貳叁參肆伍陆陸柒捌玖拾佰仟]壹|壹[零贰貳叁參肆伍陆陸柒捌玖拾佰仟萬万億亿元圆圓角分整]")
# Amounts with plain numerals: no cheque mixes the two.
_MIXED = regex("(?<=[二两三四五六七八九十百千])壹|壹(?=[万亿萬億]?[二两三四五六七八九十百千])")
# Words in which no cheque writes a number.
_PLAIN = regex("[这這那每另任某统統唯之]壹|(?<!合)同壹|[进進]壹步|壹[些般定样樣直下切旦致再边邊时時]")
_COUNT = regex("壹[个個次位名天条條种種只隻台臺组組步片句段层層款套项項件座家张張场場]")
_NAMED = regex(
    "壹基金|壹心理|壹[週周]刊|壹[电電][视視]|壹号院|壹號院|[补補]壹刀|壹加壹|[“‘「『《〈]壹[^，。”’」』》〉]{0,5}[”’」』》〉]"
)
_CONTRACT = regex("合同|甲方|乙方|租金|租期|押金|元整|大[写寫]|票据|票據|收据|收據")


@rule(
    "one-as-cheque-numeral",
    needs="壹",
    since="0.1",
    version=2,
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
    Cost: none on text without 壹.
    See: 正确填写票据和结算凭证的基本规定 (People's Bank of China, 1997): the numerals of cheques.
    """
    if 10 * text.count("一") > text.count("壹"):
        return
    kept = {at for pattern in (_MONEY, _NAMED) for match in pattern.finditer(text) for at in range(*match.span())}
    kept -= {match.start() for match in _MIXED.finditer(text)}
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
