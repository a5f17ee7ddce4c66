"""People: is this string a person's name, and who is named in this byline?

A name is a surname of the table and one or two more Han characters (two after a compound surname), or a
foreign name written X·Y. Anything else is no name: a pen name such as 老愚 (but for one behind 作者, see
labels.py) and a double surname such as 陈方安生 are missed, which is cheaper than a 编辑部 among the authors.

Positions: every function folds for itself and returns slices of the string it was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from jiaokan import plausibility
from jiaokan.split.page import fold

_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩邓冯曹彭曾肖萧田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊"
    "葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉"
    "骆蓝路游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏"
    "宗瞿桂佟应臧闵苟邬边卞姬师仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕"
    "楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝郜阚花权强帅屠朴盖练廉禹井祖漆巴丰支卿狄平计索宣晋相初门容敬来扈晁芮都普"
    "阙浦戈伏鹿薄邸雍辜羊母裘亓修邰赫杭况宿鲜印逯隆茹战慕危玉银亢嵇公哈湛宾戎勾茅於呼居揭干但尉冶斯元束檀衣信展阴"
    "洪常赖荀贝凤汲邴羿韶蓟鄂郦郤宦庾夔厍訾毋巢蒯督郈墨谯扶堵宰莘贡苍怀滑隗乌诸习鱼慎步弘东殳沃利蔚越融须益琴伯年"
    "言福乜仉姒嬴妫"
    "昝智幸奉植衡富由克全国明云海那区才库化双多蹇撒洛红木力旷税桓展暴牧竺郏璩濮寿通逄宓蓬郗缑糜钮酆暨笪钭归佴召仵"
)
_COMPOUND = frozenset(
    """
    欧阳 上官 皇甫 司马 诸葛 司徒 东方 独孤 南宫 夏侯 尉迟 公孙 慕容 令狐 宇文 长孙 端木 闻人 赫连 澹台 太史 轩辕 百里
    东郭
    西门 申屠 濮阳 淳于 单于 公羊 钟离 呼延 闾丘 拓跋 万俟 第五 公冶 宗政 太叔 仲孙 鲜于 亓官 司寇 子车 颛孙 巫马 公西
    漆雕
    乐正 公良 夹谷 宰父 谷梁 段干 东门 南门 羊舌 微生 梁丘 左丘 南荣 范姜 张简 完颜 纳兰 耶律 叶赫 爱新 呼和 那拉 欧杨
    """.split()  # noqa: SIM905 — a table of words reads better unquoted
)
# Words that begin like a name. Only what stands where names stand: column words, roles, places, page words.
_NOT_NAMES = frozenset(
    """
    安全 安排 安徽 安装 白天 白酒 包括 包装 常务 常州 成都 成立 成功 成员 成果 程序 池州 方案 方法 方面 方言 方向 方式
    费用
    高铁 高校 高中 高级 高考 高原 高度 高等 公司 公告 公共 公众 公众号 公安 公示 公文 公开 公益 公布 公社 古代 古诗 古文
    关于 关键 关注 关键词 广告 管理 管理员 官方 官网 国内 国际 国家 国务院 国新办 国防 国庆 何时 和平 花絮 华夏 华东
    华南 华北
    华西 黄金 黄河 黄山 计划 计算 纪委 纪实 纪念 纪检 季度 江苏 江西 江南 江山 金额 金融 金秋 金华 景区 居民 康复 柯桥
    乐观 冷静 来源 来稿 来信 来自 李子 连载 连接 连云港 连线 廉政 凌晨 柳州 龙头 龙岩 路线 路透 马上 马路 满意 毛病
    梅花 梅州
    明天 明年 明确 南方 南京 南北 南昌 南宁 南海 南充 南通 牛奶 农业 农村 农民 平安 平台 平顶山 普通 普法 齐鲁 钱包 强调
    秦皇岛 曲靖 全国 全文 全部 全省 全市 全县 全面 全媒体 全球 全体 权威 权利 任务 任何 任命 荣誉 容易 沙发 山东 商业
    商务
    商报 商丘 单位 单独 尚未 石油 石家庄 时间 时代 时报 时评 时政 时事 时尚 时刻 史料 施工 水平 司机 司法 司法部 宋词
    宋体
    苏州 孙子 索引 唐诗 谈话 田间 田野 通讯 通讯员 通知 通告 通过 通报 通联 通州 万一 万元 王国 王者 温馨 温度 温州 文化
    文章 文明 文学 文档 文字 文件 文艺 文献 文摘 文旅 文山 文本 文案 闻名 武汉 武术 武警 武装 席位 夏天 夏季 相关 项目
    向上
    谢谢 辛苦 新闻 信息 信访 信用 宣传 宣传部 宣布 许多 许可 徐州 许昌 严格 严重 严肃 阳光 杨柳 叶子 应该 应用 应急 应对
    易网 游客 游戏 游记 于是 余额 元旦 元宵 原创 原文 原标题 原作者 原载 云南 云端 云上 曾经 查看 查询 展览 展示 战略
    张家口
    张家界 章节 章程 郑州 支部 支持 智能 智慧 智库 钟表 周末 周年 周边 周刊 周报 周一 周二 周三 周四 周五 周六 周日
    祝福 祝贺
    专栏 卓越 宗教 祖国 左右 左侧 车站 车辆 党员 党委 党建 党政 党史 党校 党组 党支部 党办 东方 初审 初中 初级 初稿
    都市 富强
    隆重 简介 简讯 简报 华为 南都 南周 成因 方法论 高清 全集 全景 云计算 云服务 易信 海淘 石化 文娱 车市 金牌 林草
    水务 鲜花 幸福 化学 海外 海南 海口 海报 海关 海峡 红色 红网 时长 申请日 申请人 申请号 克隆 区县 区委 双方 多图
    多人 多家 力量 木兰
    才能 元素
    修改
    师生 师傅 强国 封面 但是 由于 由此 来宾 门户 门票 干部 干群 宾馆 相信 敬请 敬礼 印刷 印发 计生 经济 花园 房产 房地产
    """.split()  # noqa: SIM905
)
_NEVER_IN_NAMES = frozenset(
    "此对的了是这那我你您他她它们吗吧呢啊哦很被把吃喝网报社局厅县省市乡部院校站店厂处组队团员区号版页者编辑摄讯记届第级"
)
_FOREIGN = re.compile(r"[\u3400-\u9fff]{1,8}(?:·[\u3400-\u9fffA-Za-z.]{1,10}){1,3}")
_ANYBODY = frozenset(("张三", "李四", "王五", "赵六"))  # so common as examples that they are words
_KNOWN = -12.8  # log share of a word; rarer ones of the lexicon are names more often than not
_COMMON = -9.5  # log share of a word; names are made of rarer ones (建国 -9.9)
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}")
_DYNASTY = re.compile(
    r" *[\[(]?(?:先秦|两汉|[东西]?汉|魏晋|[东西]?晋|南北朝|隋|唐|五代|[南北]?宋|元|明|清|近代|现代|当代)[\])·] *"
)


def parse_person(text: str) -> str | None:
    """A person's name, spaces taken out ("王 军"), or None."""
    name = "".join(text.split())
    flat = fold(name)
    if _FOREIGN.fullmatch(flat):
        dynasty = _DYNASTY.match(flat)
        return name if dynasty is None else parse_person(name[dynasty.end() :])
    return name if _is_name(flat) else None


def parse_dynasty_person(text: str) -> str | None:
    """The poet in "[唐]李白" or "宋·苏轼", or None."""
    dynasty = _DYNASTY.match(fold(text))
    return parse_person(text[dynasty.end() :]) if dynasty else None


def holds_office(flat: str) -> bool:
    """Does a folded string hold a character of offices and media (部, 网) that names are not made with?"""
    return not _NEVER_IN_NAMES.isdisjoint(flat)


def is_word(name: str) -> bool:
    """Does a name without a credit read as a word (谷雨, 成长), or as a surname before one (于北京, 王老师)?"""
    flat = name.translate(plausibility.simplified())
    if flat in _ANYBODY:
        return False
    known = plausibility.words()
    return known.get(flat, -99.0) > _KNOWN or (len(flat) == 3 and known.get(flat[1:], -99.0) > _COMMON)


def _is_name(flat: str) -> bool:
    if not _HAN.fullmatch(flat) or flat in _NOT_NAMES or holds_office(flat):
        return False
    if flat[:2] in _COMPOUND:
        return len(flat) >= 3
    if flat[0] not in _SURNAMES:
        return False
    return len(flat) < 4


# ---------------------------------------------------------------- lists of people

_OWN = (
    r"(?:本[报刊网台社站]|新华社|中新社|南都|人民网|新华网|中新网|央视网|央广网|中国网|光明网"
    r"|[\u4e00-\u9fff]{2,8}(?:日报|晚报|晨报|早报|时报|都市报|商报|快报|新闻网|电视台|广播|融媒体?(?:中心)?|客户端"
    r"|全媒体|新闻|报|网|台|社))"
)
_KIND = (
    r"(?:全媒体|融媒体?|职工|学生|校园|专栏|首席|特约|特派|特邀|见习|实习|资深|高级|文字|新媒体"
    r"|驻[\u4e00-\u9fff]{2,4}?|实习生?)"
)
_ROLE = (
    r"(?:记者|采访人员|通讯员|实习生|评论员|撰稿人|观察员|特派员|特约撰稿|撰稿|供稿|作者|报道组|报道员|编译"
    r"|撰文|采写|整理"
    r"|文字|口述)"
)
_CREDIT = re.compile(rf"{_OWN}? ?{_KIND}{{0,2}}{_ROLE} ?[:/|]? ?")
# Who wrote, and who took the pictures: a credit in front of names ("文/") or behind them ("摄").
_LEADING = re.compile(
    r"(?P<text>文(?:字|/图|/摄|图|稿)?|图/文|图文|撰文|采写)[:/|] ?|(?:图片?|摄影|摄|制图|视频|设计)[:/|] ?"
)
_TRAILING = re.compile(
    r"(?P<text>文/图|图/文|文图|文并摄|摄影报道|图文报道|(?:[\u4e00-\u9fff]{2,5})?报[道导]|整合|综合|文|编译|整理|撰文"
    r"|发自.{2,6}|撰|著)|摄影?|图|供图|制图"
)
_AND = re.compile(r"(?<=[\u4e00-\u9fff]{2})[和与](?=[\u4e00-\u9fff]{2})")
_WORD = re.compile(r"[\0\1]|[^\0\1,、;/|&+ ]+")
_MAX_BYLINE = 80  # characters; longer is a sentence


def parse_people(text: str, *, is_told: bool = False) -> tuple[str, ...]:
    """The names in a text; () where any part of it is neither a name nor a credit.

    is_told: it stands behind a label such as 作者, so that a name may also be one the table of surnames has not.
    """
    return _parse_credits(text, is_told=is_told) or ()


def parse_byline(text: str) -> tuple[str, ...] | None:
    """The writers of a byline that says so ("本报记者 张三 通讯员 李四", "文/张三"), or None.

    () for a byline that names only photographers.
    """
    flat = fold(text[: _MAX_BYLINE + 1])
    if affiliated := parse_affiliated(text[: _MAX_BYLINE + 1]):
        return affiliated
    if (titled := _TITLED.fullmatch(flat)) and parse_person(titled[1]):
        return (text[slice(*titled.span(1))],)
    words = flat.split()
    says_so = _CREDIT.match(flat) or _LEADING.match(flat) or (len(words) > 1 and _TRAILING.fullmatch(words[-1]))
    return _parse_credits(text) if says_so else None


_AFFILIATED = re.compile(r"(?:[\u4e00-\u9fff·]{2,8}|[A-Z][A-Za-z.]+(?: [A-Z][A-Za-z.]+)+) ?\d[\d,*†‡]*")
_TITLED = re.compile(
    r"([\u4e00-\u9fff·]{2,6}) ?/ ?[^/。,]{0,10}(?:作家|作者|教授|评论员|研究员|学者|律师|医师|专栏|记者)"
)


def parse_affiliated(text: str) -> tuple[str, ...]:
    """The authors of a journal's article, each with the numbers of affiliations: 荀以南1， 石鹏2*."""
    flat = re.sub(r"(?<=\d)[,;、]? +(?=\D)", "\0", fold(text).strip())
    pieces = [piece.strip(" ,;、") for piece in flat.split("\0")]
    if not all(_AFFILIATED.fullmatch(piece) for piece in pieces):
        return ()
    names = tuple(re.sub(r"[\d,*†‡ ]+$", "", piece) for piece in pieces)
    is_sure = len(names) > 1 or pieces[0][-1] in "*†‡"  # 方法1 is a heading
    return names if is_sure and any(parse_person(name) for name in names) else ()


def _parse_credits(text: str, *, is_told: bool = False) -> tuple[str, ...] | None:
    if len(text) > _MAX_BYLINE:
        return None
    flat = re.sub(r"\([^()]*\)", lambda m: " " * len(m[0]), fold(text))
    flat = _LEADING.sub(lambda m: ("\0" if m["text"] else "\1").ljust(len(m[0])), flat)
    flat = _CREDIT.sub(lambda m: "\0".ljust(len(m[0])), flat)
    flat = re.sub(r"(\0 *[\u4e00-\u9fff]{2,3})报[道导]$", r"\1  ", flat)
    names: list[str] = []
    n_credited = 0  # names that have had the credit behind them
    is_writing, has_photographer, is_led = True, False, False
    for start, end in _words(_AND.sub(" ", flat)):
        word = flat[start:end]
        trailing = _TRAILING.fullmatch(word)
        if (
            trailing and not trailing["text"] and is_led and len(names) > n_credited and end < len(flat.rstrip())
        ):  # 记者 张三 摄影 李四
            word, trailing = "\1", None
        if word in "\0\1":
            is_writing = word == "\0"
            is_told = is_led = True
        elif trailing and not trailing["text"]:
            del names[n_credited:]
        elif not trailing:
            people = _parse_run(text[start:end]) or (_told_name(text[start:end]) if is_told else ())
            if not people:
                return None
            names += people if is_writing else ()
            continue
        n_credited = len(names)
        has_photographer |= word == "\1" or (trailing is not None and not trailing["text"])
    return tuple(dict.fromkeys(names)) if names or has_photographer else None


# Characters that names of other peoples are written with: 阿依古丽, 巴特尔, 扎西次仁.
_TRANSCRIBED = frozenset(
    "阿艾爱安巴白拜贝毕布才仓察达丹德迪多额恩尔尼夫嘎格古哈海罕合黑呼吉加江杰卡康克库拉兰勒里力丽利林龙卢鲁罗洛玛"
    "马买满梅美蒙米"
    "斯敦音图门朝鲁其木格娃达瓦金旦增洛桑多杰让嘉泽彭白平措顿布巴益曲珍卓德吉边堆欧沁哲苏荣高套琪花塔拉"
    "姆娜纳乃努诺帕普其齐恰切钦琼曲仁日瑞萨桑沙山史苏索塔台泰坦特提图土托旺维文乌吾西希吾夏小肖雅亚央叶依伊拥尤玉"
    "云孜再赞扎珠卓宗次措"
)
_MAX_TOLD = 4  # characters; names that are transcribed may have twice as many


def _told_name(text: str) -> tuple[str, ...]:
    """What stands where a name is told and could be one, whatever it begins with: 阿依古丽, 青禾, 某某."""
    flat = fold(text).removesuffix("等")
    is_long = len(flat) > _MAX_TOLD and set(flat) <= _TRANSCRIBED
    if not 2 <= len(flat) <= 2 * _MAX_TOLD or not (is_long or _HAN.fullmatch(flat)):
        return ()
    is_known = flat in _NOT_NAMES or holds_office(flat) or is_word(flat) or is_of_page(flat) or flat[0] in "看走说探访"
    return () if is_known else (text[: len(flat)],)


_OF_PAGE = re.compile("文章|简介|主页|最新|更多|全部|其他|关注|登录|评论")


def is_of_page(flat: str) -> bool:
    """Does a folded string hold a word of pages that no name has: 作者 最新文章 heads a list?"""
    return _OF_PAGE.search(flat) is not None


def _words(flat: str) -> Iterator[tuple[int, int]]:
    """Spans of the words of a byline; two single characters are one name spaced out ("王 军")."""
    pending: re.Match[str] | None = None
    for match in _WORD.finditer(flat):
        is_single = len(match[0]) == 1 and match[0] not in "文摄图撰\0\1"
        if pending and is_single:
            yield pending.start(), match.end()
            pending = None
            continue
        if pending:
            yield pending.span()
        pending = match if is_single else None
        if not is_single:
            yield match.span()
    if pending:
        yield pending.span()


def _parse_run(text: str) -> tuple[str, ...]:
    """One name, or several written without a mark between them where that can be read in one way only."""
    flat = fold(text).removesuffix("等")
    one = parse_person(text[: len(flat)])
    if one and (len(flat) != 4 or flat[:2] in _COMPOUND):
        return (one,)
    ways = list(_divisions(flat, 0))
    if len(ways) == 1 and not one and not any(_is_common(flat[a:b]) for a, b in pairwise(ways[0])):
        return tuple(text[a:b] for a, b in pairwise(ways[0]))
    return (one,) if one and not ways else ()


def _is_common(flat: str) -> bool:
    return plausibility.words().get(flat, -99.0) > _COMMON


def _divisions(flat: str, start: int) -> Iterator[list[int]]:
    """Ways to cut `flat[start:]` into names of two or three characters; none for more than five names."""
    if len(flat) > 15:
        return
    for end in (start + 2, start + 3):
        if end <= len(flat) and _is_name(flat[start:end]):
            if end == len(flat):
                yield [start, end]
            for rest in _divisions(flat, end):
                yield [start, *rest]


# ---------------------------------------------------------------- datelines

_AGENCY = "新华社|新华网|中新社|中新网|中国新闻网|人民网|央视网|央广网|光明网|中青网|中国网|法新社|路透社"
# Between the medium and 讯 only a place and a date; 消息 alone is also what people hear.
_DATELINE = re.compile(
    rf"(?P<dateline>\[?据?(?P<own>本[报网刊台社站]|{_AGENCY})?"
    r"(?(own)|[\u4e00-\u9fffA-Z]{2,10}?(?:日报|晚报|晨报|早报|时报|都市报|商报|报|网|新闻|客户端|电视台"
    r"|融媒体?(?:中心)?|在线"
    r"|社|发布|传媒|广播|频道|APP))"
    r"(?P<date>(?:[\u4e00-\u9fff]{2,8}?)?? ?(?:\d{4}年)?\d{0,2}月\d{0,2}日|(?(own)[\u4e00-\u9fff]{2,4}(?=讯|消息)))?"
    r" ?(?:综合|专|快)?(?P<word>讯|电|消息)\]?)(?P<gap> *)"
)
_BRACKET = re.compile(r" *[(\[]([^()\[\]]{2,60})[)\]] *[:,]? *")
_OWN_REPORTER = re.compile(
    r"(?:本[报网台刊]|[\u4e00-\u9fff]{2,6}(?:日报|晚报|网|台))?(?P<credit>(?:首席|特约|实习|见习)?记者(?="
    r" ?[\u4e00-\u9fff]{2}))"
)
_IS_SUBJECT = re.compile(
    r" *[从在自由据向对与和就采获了看见走随问]|日前|近日|今天|昨天|.{0,4}(?:获悉|了解到|采访)"
)  # 本报记者某某从街道获悉
_GLUED_CREDIT = re.compile(rf"{_KIND}?(?:记者|采访人员|通讯员) ?")
# How a sentence goes on behind a byline; the longer the surer.
_OPENING = re.compile(
    r"今天|今日|昨天|昨日|日前|近日|近期|近年|连日|连续|今年|去年|明年|前不久|不久前|目前|当前|当日|当天|当地|上午"
    r"|下午|晚上|清晨|凌晨"
    r"|截至|截止|随着|为了|根据|按照|围绕|获悉|了解|采访|春节|国庆|元旦|五一|清明|端午|中秋|上周|本周|记者|通讯员"
    r"|报道|摄影报道"
    r"|\d{1,4}[年月日]|[一二三四五六七八九十]{1,3}月|月日|[月日](?=[,上下])|[从在自由据为昨经以对][\u4e00-\u9fff]"
    r"|[“\"《:, ]"
)


def find_dateline(text: str) -> tuple[int, int, tuple[str, ...]] | None:
    """(end of the dateline, end of the byline behind it, its people) at the head of a paragraph, or None.

    "本报讯(记者 张三)今天", "新华社北京1月1日电 记者张三今天": where brackets and spaces were stripped from the
    page, the name ends where a sentence can start; if that can be read in two ways, nothing is cut.
    """
    flat = fold(text[:160])
    match = _DATELINE.match(flat)
    if not match:
        return _find_own_reporters(text, flat)
    end = match.end()
    bracket = _BRACKET.match(flat, end)
    if bracket:
        people = _parse_credits(text[bracket.start(1) : bracket.end(1)], is_told=True)
        return (end, bracket.end(), people) if people is not None else None
    if match["word"] == "消息" and not (match["own"] or match["date"]):
        return None
    if flat[end : end + 1] == ":":
        return end + 1, end + 1, ()
    if _GLUED_CREDIT.match(flat, end):
        glued = _find_glued_people(text, flat, end)
        return (end, *glued) if glued else None
    is_sure = match["gap"] or (_OPENING.match(flat, end) and flat[end] not in ", ")
    return (end, end, ()) if is_sure else None


# （中央社記者某某某桃園19日電）, （法新社羅馬19日電）: the place is what stands before the day.
_CABLE = re.compile(
    r" *[\[(] *[\u4e00-\u9fff]{2,4}社 ?(?:记者 ?(?P<person>[\u4e00-\u9fff]{2,3}))? ?(?P<place>[\u4e00-\u9fff]{2,5}) ?"
    r"\d{1,2}日(?:综合|专|外)?电 ?[\])] *"
)
_DISPATCH = re.compile(
    r" *[\[(] *(?:本[报刊网台社]|[\u4e00-\u9fff]{2,6}(?:社|报|网))?(?:(?P<told>讯|电)"
    r"|(?:特约|专题|实习|学生|见习|全媒体)?"
    r"(?:记者|通讯员)"
    r" ?(?P<people>[^\[\]/]{2,20}?)"
    r"(?: ?[/／] ?(?P<place>[\u4e00-\u9fff]{2,6}?))? ?(?:(?:连线|专题|综合|电话|现场)?报[道导])?) *[\])] *"
)


def find_dispatch(text: str) -> tuple[int, int, tuple[str, ...], str | None] | None:
    """(start, end, people, place) of 〔記者某某／花蓮報導〕 or 【本報訊】 at the head of a paragraph, or None."""
    flat = fold(text[:80])
    cable = _CABLE.match(flat)
    if cable:
        person = parse_person(text[slice(*cable.span("person"))]) if cable["person"] else None
        return (0, cable.end(), (person,) if person else (), text[slice(*cable.span("place"))])
    found = _DISPATCH.match(flat)
    if not found:
        return None
    people = parse_people(text[slice(*found.span("people"))], is_told=True) if found["people"] else ()
    return (0, found.end(), people, found["place"]) if people or found["told"] else None


def _find_own_reporters(text: str, flat: str) -> tuple[int, int, tuple[str, ...]] | None:
    """本报记者某某 straight before a sentence of which it is not the subject."""
    credit = _OWN_REPORTER.match(flat)
    glued = _find_glued_people(text, flat, credit.start("credit")) if credit else None
    if not credit or not glued or _IS_SUBJECT.match(flat, glued[0]):
        return None
    return (0, *glued) if credit.start("credit") or len(glued[1]) > 1 else None


def _find_glued_people(text: str, flat: str, start: int) -> tuple[int, tuple[str, ...]] | None:
    """People written straight into the sentence behind them: "记者缪友银今天，…"."""
    credit = _GLUED_CREDIT.match(flat, start)
    if not credit:
        return None
    readings: list[tuple[int, int, tuple[str, ...]]] = []
    position = credit.end()
    for end in range(position + 2, min(position + 13, len(flat))):
        opening = _OPENING.match(flat, end)
        people = _parse_credits(text[position:end]) if opening else None
        if opening and people:
            readings.append((len(opening[0]), end, people))
    if not readings:
        return None
    readings.sort(key=lambda reading: -reading[0])
    if len(readings) > 1 and readings[0][0] == readings[1][0]:
        return None
    _, end, people = readings[0]
    more = _find_glued_people(text, flat, end)
    if more:
        return more[0], people + more[1]
    report = re.compile(r" *(?:摄影)?报道 *[:,]? *| *[:,]? *").match(flat, end)
    return (report.end() if report else end), people
