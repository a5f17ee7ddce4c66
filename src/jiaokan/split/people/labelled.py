"""Labels of people: which say who wrote or edited a text (作者, 提问者, 值班编辑), and who stands behind one."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jiaokan.regex import regex
from jiaokan.split.page import Mention, fold
from jiaokan.split.people.bylines import BOTH, OF_OFFICE, TWO_WORKS, parse_first_person
from jiaokan.split.people.names import parse_person
from jiaokan.split.people.told import parse_account, parse_nick, parse_pen_names, parse_poster, parse_told
from jiaokan.split.values import BODY_OF_PEOPLE, trim

POSTER, OWNER = "楼主", "博主"  # labels of who posted, told by the page's form
POSTED = "发表在"  # label of whose blog it is
ACCOUNT = "公众号"  # label of an account that publishes
FIRST_AUTHOR = "原文作者"  # label of who wrote what another posts again
_WHO_ANSWERS = ("者", "人", "律师", "医生", "医师", "专家", "老师", "教师", "用户", "网友")
_ANSWERS = ("回答", "解答", "答疑", "答复", "答题", "作答", "回复")
ANSWERERS = {
    *(f"{verb}{who}" for verb in _ANSWERS for who in _WHO_ANSWERS if verb + who != "回复者"),  # of a thread
    *("答主", "答者", "答案提供者", "最佳答案提供者"),
}
ASKERS = frozenset(("提问者", "提问人", "提问用户", "题主", "求助者", "求助人", "提问网友", "问题提出者"))
OF_TEXT = {*ANSWERERS, OWNER, POSTED}  # labels of who wrote the text, wherever they stand
WRITERS = frozenset(("作者", "文", "撰文", "撰稿", "供稿", "记者"))
TELLERS = frozenset(("口述", "口述人", "口述者", "讲述", "讲述人", "讲述者"))
BYLINE_LABELS = """
        提问用户 提问网友 问题提出者 原文作者 图文 图文作者 文图 文图作者 图文记者 采编 编写 编撰 编著 著者 撰写
        撰写人 撰文人 撰稿者 撰文者 采访人
        作者 文章作者 本文作者 原作者 原创作者 稿件作者 作者署名 记者 通讯员 通信员 撰稿 撰稿人 撰文 供稿 供稿人 供稿者
        采写 采访者 执笔 执笔人 供稿单位 供稿部门 来稿 来稿人 来稿单位 文字 文 文稿 整理 整理人 记录整理 编译 采访 报道
        口述
        口述人 口述者 讲述 讲述人 讲述者 作者姓名 发帖人 楼主 博主 主笔 文案 写作 综合 整合 报道员 报道组 信息员
        宣传员 AUTHOR AUTHORS BY 专栏作家 专栏作者 特约作者 特邀作者 评论员 网评员 观察员 观察家 主稿
        提问者 提问人 题主 UP主 贴主 帖主 发帖者 发贴人 发贴者 投稿 投稿者 投稿人 投稿作者
        投稿用户 昵称 作者昵称 笔名 网名 发信人 寄信人 发表人 发言人 演讲人 演讲者 讲话人 致辞人 分享者 分享人
        求助者 求助人 楼主名 发布用户 发帖用户 作者笔名 署名 文章署名 编写者 编写人 编撰者 编著者 编者
        采录 采录人 采录者 辑录 笔录 笔录人 记录 记录人 记录者 听录 文字记录 录音整理 文字整理 采写整理 采编整理
        整理者 撰稿编辑
        起草 起草人 拟稿 拟稿人 主持 本期主持 本版主持 栏目主持 主持撰文 撰写者 写手 特约撰稿人 特约撰稿 主创 稿件撰写
        """ + " ".join(sorted(ANSWERERS))
_OF_EDITING = tuple(
    """
    责任 网络 网站 本文 本期 本版 版面 值班 执行 见习 实习 特约 特邀 新媒体 微信 文章 图文 文字 文稿 内容 高级
    助理 首席 主任 栏目 频道 核稿 发稿 当值
    """.split()  # noqa: SIM905
)
EDITOR_LABELS = f"""
        {" ".join(f"{kind}编辑" for kind in ("", *_OF_EDITING))}
        {" ".join(f"{kind}责编" for kind in ("", "本版", "本期", "值班", "执行", "栏目", "见习", "网络"))}
        本文责任编辑 本期责任编辑 本版责任编辑
        责任编缉 责任编辑人 编辑人 编辑录入 录入编辑 网编 文编 编审 编校 编发 主审 监审 审定 审阅 审读 审稿 审稿人 核稿
        校对 校审 审校 责校 校稿 校检 校阅 责任校对 校对人 监制 总监制 监制人 审核 审核人 责任审核 值班审核 内容审核
        终审 初审 复审 终审人 初审人 复审人 一审 二审 三审 初核 复核 一校 二校 三校 选稿 选稿编辑 三审三校
    """
# Labels before a colon; before a blank they may be any word.
ALSO_WORDS = frozenset(
    """
    整理 编译 采访 报道 口述 讲述 写作 文案 综合 整合 投稿 首发 选自
    昵称 笔名 网名 分享者 分享人 来自 原载 楼主 博主 评论员 主笔
    观察家 信息员 宣传员 发言人 演讲人 演讲者 讲话人 来稿 采编 编写 编撰 文稿 编辑 初审 复审 终审 一审 二审 三审 复核
    审定 审阅 一校 二校 三校 专栏作家 编发
    """.split()  # noqa: SIM905 — a table of words reads better unquoted
)
REPORTER_LABEL = "(?:记者|通讯员|通信员|评论员|撰稿人?|观察员|特派员|实习生)"
ANY_REPORTER = rf"(?<![\u4e00-\u9fff])[\u4e00-\u9fff·]{{2,12}}{REPORTER_LABEL}"  # there are too many to list
_EDITING = "(?:责任编辑|责编|编辑|责任校对|校对|审核|审校|监制|初审|复审|终审)"
TWO_LABELS = rf"{BOTH}|{TWO_WORKS}|{_EDITING} ?[/、&·和及] ?{_EDITING}|{REPORTER_LABEL} ?[/、和] ?{REPORTER_LABEL}"


# Behind these a name may be any word; behind those of posters any account.
_OF_EDITORS = {"责任编辑", "责编", "责任校对", "编审", "审校"}
_OF_WRITERS = frozenset(
    """
    作者 文章作者 本文作者 原作者 原创作者 文 撰文 撰稿 撰稿人 采写 执笔 文图 图文 文/图 编译 AUTHOR AUTHORS
    """.split()  # noqa: SIM905
)
_OF_POSTERS = frozenset(
    """
    提问者 提问人 题主 UP主 楼主 博主 贴主 帖主 发帖人 发帖者 发贴人 发贴者 投稿 投稿者 投稿人
    投稿作者 投稿用户 昵称 作者昵称 笔名 网名 发信人 寄信人 发表人 分享者 分享人
    """.split()  # noqa: SIM905
)
_OF_BODIES = {"供稿", "来稿", "供稿单位", "供稿部门", "来稿单位"}
_ASKED = frozenset(
    """
    编辑 文 文字 综合 整合 投稿 分享者 分享人 发言人 演讲人 演讲者 讲话人 讲述 讲述人 讲述者 口述 信息员 宣传员
    观察家 写作 昵称 审定 复核 主审 提问人 提问者 网评员 求助者 求助人 记录 记录人 主持 起草 编者 采录 署名 主创
    作者笔名
    """.split()  # noqa: SIM905
)


_STAFF_NUMBER = regex(r"[_ ]?[A-Z]{1,4}\d{2,6}$")  # 责任编辑：某某_NB9872
_MAX_NICK = 12  # characters
_MAX_BODY = 20


# 某某 发表于, and then the date
_DANGLING = regex(r"[ \u3000]*(?:发[表布佈]|更新|创建|創建|提问|回答)[于於在]?[ \u3000]*$")


def may_ask(label: str) -> bool:
    """Could a label stand before what somebody says in an interview (记者：), or before what is no name (编辑：)?"""
    return label in _ASKED or re.search(rf"{REPORTER_LABEL}$", label) is not None


def parse_labelled(label: str, value: str, mark: str, *, is_editor: bool, is_marked: bool) -> tuple[str, ...]:
    """Who stands behind a label: names; where the label tells it, a body, a pen name or an account.

    `is_marked`: a `mark` parts them; a blank alone tells less.
    """
    value = _DANGLING.sub("", value).strip()
    if label in _OF_BODIES and len(value) <= _MAX_BODY and BODY_OF_PEOPLE.search(trim(fold(value))):
        return (trim(value),)
    named = OF_OFFICE.sub("", re.split(r"[,，].{0,12}授权", _STAFF_NUMBER.sub("", trim(value)))[0])
    named = re.sub(r"^《[^《》]{2,16}》(?=记者|記者|评论员|特约)", "", named)
    people = parse_first_person(named) or (parse_poster(value) if label in _OF_POSTERS else ())
    people = people or (parse_account(value) if label in ANSWERERS else ()) or _parse_honoured(value)
    if people:
        return people
    if label == "编辑" and mark == "辑":  # glued, as in 编辑老槐; but 编辑推荐
        return (value,) if _FAMILIAR.fullmatch(fold(value)) else ()
    if is_editor and mark == "|" and _CREDITED.fullmatch(value):
        return (value,)  # 编辑 | 糯米: no sentence begins so
    if is_editor:
        told = parse_told(value) if is_marked or label in _OF_EDITORS else ()
        return told or (parse_nick(value[:_MAX_NICK]) if label in _OF_EDITORS else ())
    is_pen_name = label in ("作者", "BY") or (is_marked and (label in _OF_WRITERS or mark == "|"))
    is_account = label in _OF_ACCOUNTS and is_marked
    return (parse_pen_names(value) if is_pen_name else ()) or (parse_account(value) if is_account else ())


_OF_ACCOUNTS = {"作者", "文章作者", "本文作者", "原作者", "原文作者", "小说作者", "作品作者"}
_CREDITED = regex(r"(?!.*(?:团队|部|组|网|中心|平台|来源|公众号))[\u3400-\u9fff]{2,4}")
_FAMILIAR = regex(r"[老小阿](?![板师是有人时说编组样伙子]|家伙)[\u3400-\u9fff]")
_HONOURED = regex(r"[\u3400-\u9fff](?:老师|医生|大夫|律师|师傅|主任|同学|校长|记者|编辑)", needs="师生夫傅任学长者辑")


def _parse_honoured(value: str) -> tuple[str, ...]:
    """谷老师: a surname and what one is called by."""
    is_one = _HONOURED.fullmatch(fold(value)) and parse_person(value[0] + "若水")
    return (value,) if is_one else ()


def pick_writers(mentions: Sequence[Mention]) -> list[Mention]:
    """The bylines that tell who wrote: not who told it where another wrote it down, nor who posts it again."""
    told = [m for m in mentions if m.role == "byline" and m.values]
    if any(m.label == FIRST_AUTHOR for m in told):
        told = [m for m in told if m.label not in (POSTER, OWNER)]
    if any(m.label == POSTED for m in told):  # whose blog it is; the author above is the book's
        told = [m for m in told if m.label == POSTED]
    written = [m for m in told if m.label not in TELLERS]
    return written or told
