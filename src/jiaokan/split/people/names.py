"""Is this string a person's name?

A name is a surname of the table and one or two more Han characters (two after a compound surname), or a
foreign name written X·Y. Anything else is no name: a pen name such as 老愚 (but for one behind 作者, see
told.py) and a double surname such as 陈方安生 are missed, which is cheaper than a 编辑部 among the authors.

Positions: every function folds for itself and returns slices of the string it was given.
"""

from __future__ import annotations

from jiaokan import plausibility
from jiaokan.regex import regex
from jiaokan.split.page import fold
from jiaokan.surnames import SURNAMES

COMPOUND = frozenset(
    """
    欧阳 上官 皇甫 司马 诸葛 司徒 东方 独孤 南宫 夏侯 尉迟 公孙 慕容 令狐 宇文 长孙 端木 闻人 赫连 澹台 太史 轩辕 百里
    东郭
    西门 申屠 濮阳 淳于 单于 公羊 钟离 呼延 闾丘 拓跋 万俟 第五 公冶 宗政 太叔 仲孙 鲜于 亓官 司寇 子车 颛孙 巫马 公西
    漆雕
    乐正 公良 夹谷 宰父 谷梁 段干 东门 南门 羊舌 微生 梁丘 左丘 南荣 范姜 张简 完颜 纳兰 耶律 叶赫 爱新 呼和 那拉 欧杨
    """.split()  # noqa: SIM905 — a table of words reads better unquoted
)
# Words that begin like a name. Only what stands where names stand: column words, roles, places, page words.
NOT_NAMES = frozenset(
    """
    安全 安排 安徽 安装 白天 白酒 包括 包装 常务 常州 成都 成立 成功 成员 成果 程序 池州 方案 方法 方面 方言 方向 方式
    费用
    高铁 高校 高中 高级 高考 高原 高度 高等 公司 公告 公共 公众 公众号 公安 公示 公文 公开 公益 公布 公社 古代 古诗
    古文
    关于 关键 关注 关键词 广告 管理 管理员 官方 官网 国内 国际 国家 国务院 国新办 国防 国庆 何时 和平 花絮 华夏 华东
    华南 华北
    华西 黄金 黄河 黄山 计划 计算 纪委 纪实 纪念 纪检 季度 江苏 江西 江南 江山 金额 金融 金秋 金华 景区 居民 康复 柯桥
    乐观 冷静 来源 来稿 来信 来自 李子 连载 连接 连云港 连线 廉政 凌晨 柳州 龙头 龙岩 路线 路透 马上 马路 满意 毛病
    梅花 梅州
    明天 明年 明确 南方 南京 南北 南昌 南宁 南海 南充 南通 牛奶 农业 农村 农民 平安 平台 平顶山 普通 普法 齐鲁 钱包
    强调
    秦皇岛 曲靖 全国 全文 全部 全省 全市 全县 全面 全媒体 全球 全体 权威 权利 任务 任何 任命 荣誉 容易 沙发 山东 商业
    商务
    商报 商丘 单位 单独 尚未 石油 石家庄 时间 时代 时报 时评 时政 时事 时尚 时刻 史料 施工 水平 司机 司法 司法部 宋词
    宋体
    苏州 孙子 索引 唐诗 谈话 田间 田野 通讯 通讯员 通知 通告 通过 通报 通联 通州 万一 万元 王国 王者 温馨 温度 温州
    文化
    文章 文明 文学 文档 文字 文件 文艺 文献 文摘 文旅 文山 文本 文案 闻名 武汉 武术 武警 武装 席位 夏天 夏季 相关 项目
    向上
    谢谢 辛苦 新闻 信息 信访 信用 宣传 宣传部 宣布 许多 许可 徐州 许昌 严格 严重 严肃 阳光 杨柳 叶子 应该 应用 应急
    应对
    易网 游客 游戏 游记 于是 余额 元旦 元宵 原创 原文 原标题 原作者 原载 云南 云端 云上 曾经 查看 查询 展览 展示 战略
    张家口
    张家界 章节 章程 郑州 支部 支持 智能 智慧 智库 钟表 周末 周年 周边 周刊 周报 周一 周二 周三 周四 周五 周六 周日
    祝福 祝贺
    专栏 卓越 宗教 祖国 左右 左侧 车站 车辆 党员 党委 党建 党政 党史 党校 党组 党支部 党办 东方 初审 初中 初级 初稿
    都市 富强
    隆重 简介 简讯 简报 华为 南都 南周 成因 方法论 高清 全集 全景 云计算 云服务 易信 海淘 石化 文娱 车市 金牌 林草
    水务 鲜花 幸福 化学 海外 海南 海口 海报 海关 海峡 红色 红网 时长 申请日 申请人 申请号 克隆 区县 区委 双方 多图
    多人 多家 力量 木兰
    才能 元素 语音 语速
    修改 关灯 关闭 关掉 通信 安静 简易 成人 查找 单章 全屏 宽屏 向左 向右 明亮 沙黄 米黄 银白 白色 黄色 红色 蓝色
    安卓 通知单 方正 左对齐 路径 时间表 常用 满意度 满分 支付 支付宝 相册 商城 项链
    福建 甘肃 宁夏 吉林 贵州 福州 常熟 苏北 苏南 闽南 海东 海西 校园 手机台 原作 原稿 全网 全站 江湖 时光 岁月 那年
    那些 那时 赞过
    成长 向导 时评员 作文 范文 习作 美图 图文 终审 初评 复评 终评 老师 老板 明星 巨星 平凡 师生 师傅 强国 封面 但是
    由于 由此 来宾 门户 门票 干部 干群 宾馆 相信 敬请 敬礼 印刷 印发 计生 经济 花园 房产 房地产
    """.split()  # noqa: SIM905
)
_NEVER_IN_NAMES = frozenset(
    "此对的了是这那我你您他她它们吗吧呢啊哦很被把吃喝网报社局厅县省市乡部院校站店厂处组队团员区号版页者编辑摄讯记届第级"
)
_FOREIGN = regex(r"[\u3400-\u9fff]{1,8}(?:[·.][\u3400-\u9fffA-Za-z][\u3400-\u9fffA-Za-z.]{0,9}){1,3}", needs="·.")
_ANYBODY = frozenset(("张三", "李四", "王五", "赵六"))  # so common as examples that they are words
_KNOWN = -12.8  # log share of a word; rarer ones of the lexicon are names more often than not
_COMMON = -9.5  # log share of a word; names are made of rarer ones (建国 -9.9)
HAN = regex(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,4}")
_DYNASTY = regex(
    r" *[\[(]?(?:先秦|两汉|[东西]?汉|魏晋|[东西]?晋|南北朝|隋|唐|五代|[南北]?宋|元|明|清|近代|现代|当代)[\])·] *"
)


OPENINGS = frozenset(SURNAMES) | {compound[0] for compound in COMPOUND}  # what the names begin with that it knows


def parse_person(text: str) -> str | None:
    """A person's name, spaces taken out ("王 军"), or None."""
    name = "".join(text.split())
    flat = fold(name)
    if _FOREIGN.fullmatch(flat):
        dynasty = _DYNASTY.match(flat)
        return name if dynasty is None else parse_person(name[dynasty.end() :])
    return name if is_person(flat) else None


def parse_dynasty_person(text: str) -> str | None:
    """The poet in "[唐]李白" or "宋·苏轼", or None."""
    dynasty = _DYNASTY.match(fold(text))
    return parse_person(text[dynasty.end() :]) if dynasty else None


def holds_office(flat: str) -> bool:
    """Does a folded string hold a character of offices and media (部, 网) that names are not made with?"""
    return not _NEVER_IN_NAMES.isdisjoint(flat[1:] if _OU.fullmatch(flat) else flat)


_OU = regex(
    "区[^政委公办域内外里长块间级属直党情县划别分][^府委办署长校镇院]", needs="区"
)  # a surname in three characters


def is_word(name: str) -> bool:
    """Does a name without a credit read as a word (谷雨, 成长), or as a surname before one (于北京, 王老师)?"""
    flat = name.translate(plausibility.simplified())
    if flat in _ANYBODY:
        return False
    known = plausibility.words()
    return known.get(flat, -99.0) > _KNOWN or (len(flat) == 3 and known.get(flat[1:], -99.0) > _COMMON)


def is_common(flat: str) -> bool:
    """Is it a common word?"""
    return plausibility.words().get(flat, -99.0) > _COMMON


def is_person(flat: str) -> bool:
    """Has a folded string the form of a name?"""
    if not HAN.fullmatch(flat) or flat in NOT_NAMES or holds_office(flat):
        return False
    if flat[:2] in COMPOUND:
        return len(flat) >= 3
    if flat[0] not in SURNAMES:
        return False
    return len(flat) < 4


# What people are, printed beside their names: 高级顾问, 创始人, 执业律师, 五（2）班.
_RANK = (
    r"(?:联合|共同|首席|高级|资深|管理|权益|执行|执业|专职|实习|见习|主任|副主任|主治|住院|特约|特邀|名誉|常务|助理|法律|技术|专业|一级"
    r"|二级|三级|国家|注册|专利|心理|健康|产品|营养|副|总)"
)
_OFFICE = (
    r"(?:创始人|发起人|合伙人|律师(?:助理)?|顾问|医[师生]|教授|讲师|助教|研究员|院士|博士(?:生|后)?|硕士(?:生)?|研究生|工程师|经济师|规划师"
    r"|设计师|分析师|会计师|审计师|代理师|代理人|咨询师|营养师|治疗师|康复师|验光师|心理师|药师|护师|护士长?|技师|董事长?|总经理|经理|总裁"
    r"|总监|校长|园长|院长|所长|馆长|站长|队长|班长|团长|主任|主编|总编辑?|秘书长|会长|理事长?|书记|主席|评论员|观察员|专栏作[家者]|作家"
    r"|诗人|画家|书法家|摄影师|教练|[教老]师|班主任|辅导员|[CV][ETOFM]O|合作作者|撰稿人|助理)"
)
OFFICE = rf"(?:{_RANK}{{0,2}}{_OFFICE})"
_NAME = r"(?P<name>[\u4e00-\u9fff·]{2,5}?|[\u4e00-\u9fff](?: [\u4e00-\u9fff]{1,2}){1,2})"
# 桓景云合伙人, 尉迟婉 高级顾问; 创始人 茹小川, 联合创始人茹小川
_IN_OFFICE = "人师问医授教员士生长事理裁监任编书席者家练O"  # each has one of these
_BEHIND = regex(rf"{_NAME}[ ,/|·]?(?:{OFFICE}[、/ ]?){{1,2}}", needs=_IN_OFFICE)
_BEFORE = regex(rf"(?:{OFFICE}[、/ ]?){{1,2}}{_NAME}", needs=_IN_OFFICE)
# 一个快要退休的儿科医生 某某, as one signs a letter
_SIGNED = regex(
    r"(?:一[个名位]|您的|你的|你们的|永远的)[\u4e00-\u9fff]{1,14} (?P<name>[\u4e00-\u9fff]{2,4})",
    needs=["一", "你", "您", "永远"],
)
_MAX_NAMED = 24  # characters
# 三年级（2）班, 五(2)班, 初二3班, 高2019级7班, 大一班
_CLASS = regex(
    r"[^,。:]{0,16}?(?:(?:[小初高大]?[一二三四五六七八九]|\d{1,4}|[大中小])(?:年级|级)?"
    r" ?(?:[(\[]? ?[\d一二三四五六七八九十]{1,3} ?[)\]]?)? ?班|[一二三四五六七八九]年级) ?",
    needs=["班", "年级"],
)
_PLACE = regex("[州市县省区镇村湖江海港]$")  # 江州律师


def parse_holder(value: str) -> tuple[str, ...]:
    """The one person of "name office" or "office name" and nothing else; () where the name may be a word."""
    flat = fold(value)
    if len(flat) > _MAX_NAMED:
        return ()
    for pattern in (_BEHIND, _BEFORE, _SIGNED):
        found = pattern.fullmatch(flat)
        person = parse_person(value[slice(*found.span("name"))]) if found else None
        if person and not is_word(person) and not _PLACE.search(fold(person)):
            return (person,)
    return ()


def without_class(value: str) -> str:
    """A pupil's name without the class before it."""
    found = _CLASS.match(fold(value))
    return value[found.end() :] if found and len(value) - found.end() >= 2 else value
