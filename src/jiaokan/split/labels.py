"""Labelled lines: "发布时间:2018-04-07  来源: 某某网  访问次数: 12" and its kin, read as a whole or not at all.

Several fields in one line, any spacing, glued or spaced labels, a date or a medium without a label. If anything in
the line is not metadata, the line is none: a sentence that begins like a label stays a sentence.

Limits: a label that is not in `_LABELS` makes its line no metadata line, so that the line stays in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from jiaokan.split.headers import find_bare_source
from jiaokan.split.page import Mention, Role, fold
from jiaokan.split.people import labelled as of_people
from jiaokan.split.people.bylines import BOTH, KIND, parse_byline, parse_first_person, parse_people
from jiaokan.split.people.datelines import find_dispatch
from jiaokan.split.people.lone import glued_name, medium_and_people, parse_lone_people, parse_named
from jiaokan.split.people.names import is_word, parse_person
from jiaokan.split.people.told import parse_pen_names
from jiaokan.split.values import (
    AGO,
    BODY_OF_PEOPLE,
    DATE,
    MEDIA,
    is_medium,
    is_placeholder,
    parse_date,
    parse_keywords,
    parse_source,
    trim,
)

_LABELS: dict[Role, str] = {
    "date": """
        公告发布时间 系统发布时间 上载日期 上传日期
        发布时间 发布日期 发表时间 发表日期 发布于 发表于 发稿时间 刊发时间 上传时间 添加时间 录入时间 公开日期
        公布日期 发文时间 发文日期 成文日期 成文时间 生成日期 印发日期 发帖时间 信息时间 公告时间 公告日期 刊登时间
        见报日期 出版日期 刊发日期 首发时间 创建时间 颁布日期 签发日期 时间 日期
        创建于 该菜谱创建于 创作于 上传于 刊登于 提问于 回答于
    """,
    "update-date": """
        UPDATED EDITED 更新时间 更新日期 修改时间 修改日期 最后更新 最后修改 最近更新 最后更新时间 更新于 修改于
        编辑于 最新推荐文章于 已于
    """,
    "source": """
        来源 文章来源 信息来源 新闻来源 稿件来源 内容来源 消息来源 本文来源 来源于 稿源 出处 文章出处 转自 转载自
        摘自 来源媒体 原载 来自 原文来源 内容来自 信息来自 本文转自 文章转自 转发自 综合自 编译自 首发于 首发 原载于
        选自 微信来源 来源公众号 转自公众号 转自微信公众号 文章转自微信公众号 本文转自微信公众号 转载自公众号 来源平台
    """,
    "byline": of_people.BYLINE_LABELS,
    "editor": of_people.EDITOR_LABELS,
    "keyword": "关键词 关键字 关键词阅读 标签 文章标签 本文标签 TAG TAGS 主题词 本文关键词 相关标签 "
    "词条标签 问题标签 话题标签",
    "title": "标题 文章标题 文件标题 公文标题 信息名称 文件名称",
    "summary": """
        内容概述 信息概述 摘要 内容摘要 内容提要 核心提示 内容导读 导读 文章摘要 提要 内容简介 阅读提示 本文摘要
    """,
    "document-number": "发文字号 文号 文件编号 文件号 发布文号 文件文号 公文文号 发文号 文件字号",
    "index-number": "索引号 信息索引 信息索引号 索引编号 索取号 信息编号",
    "issuing-body": """
        公告发布单位
        发布机构 发布单位 发布机关 发文机关 发文机构 发文单位 制发机关 制定机关 颁布单位 颁布机关 公布机关 公开机构
        公开主体 发布主体 发布部门 发文部门 颁布部门 印发机关 责任部门 信息公开主体 公开单位 公开部门
    """,
    "contact": "邮编 传真 联系地址 单位地址 网站电话",
    "counter": """
        总阅读数 总浏览数 总点击数 查看人数
        浏览次数 访问次数 浏览数 浏览量 浏览 点击数 点击量 点击率 点击次数 点击 阅读数 阅读量 阅读次数 阅读 访问量
        人气 热度 查看 评论 评论数 回复 回复数 下载次数 次数 点赞数 收藏数 点赞 收藏 转发 转发数 分享数 播放量
        浏览人数 阅读人次 访问人数 浏览人次 点击人次 已阅读 编辑次数 PDF下载次数 摘要浏览 摘要浏览次数
    """,
    "tools": "字体 字号 字体大小 文字大小 视力保护色 保护视力色 分享 分享到 分享至 打印 扫一扫 语音",
    "leftover": """
        文档序号 文档编号 资源ID 资源格式 格式 页数 全文页数 大小 下载积分 上传人 撰稿教师 指导教师 指导老师
        学术顾问 图片采集 题注 作者单位 通信作者 通讯作者 悬赏分 信区 发信站 供图 配图 绘图 插图 漫画
        审签 主编 副主编 总编辑 值班主任 值班编委 值班总编 签发 签发人 美编 美术编辑 排版 制作 策划 统筹 摄影 摄像
        制图 视频 图片 图 视觉 设计 录入 录入者 录入人 上传者 上传 发布人 发布者 责任单位 信息提供 主题分类
        信息分类 分类 栏目 所属栏目 类别 专栏 生效日期 生效时间 实施日期 施行日期 实施时间 施行时间 有效性 时效性
        效力位阶 效力级别 效力状态 公开方式 公开形式 公开范围 公开时限 公开属性 公开责任部门 公开程序 体裁 废止日期
        失效日期 有效期 失效时间
        所属分类 分类于 归类于 文章分类 新闻类别
        组配分类 体裁分类 字数 本文字数 阅读时长 预计阅读 收稿日期 修回日期 录用日期
        网络出版日期 网络首发 文章编号 DOI 中图分类号 文献标识码 文献标志码 基金项目 页码 卷期 刊期 服务对象
        语种 版次 版面 版名 图片来源 图源 数据来源 翻译 译者 校译 排版编辑 声明 微信公众号 公众号
        原文链接 本文链接 原文地址 来源网址 原文网址 网址 邮箱 投稿邮箱 来源链接 抓取时间 采集时间 爬取时间
        入库时间 地区 发布地区 所属地区 所在地区 IP属地 发布地 地域 省份 行业 所属行业 文件类型 公文种类 公文种类型
        所属主题 主题 承办单位 出品 总策划 总统筹 剪辑 配音 主播 海报 美工 插画 值班
        文章录入 信息录入 稿件录入 录入员 录入时间 出版社 出版单位 播音 朗诵 导演 编导
    """,
}
_ROLE_OF: dict[str, Role] = {label: role for role, labels in _LABELS.items() for label in labels.split()}


_HEADER_CELLS = frozenset(
    """
    成文日期 公布日期 发布日期 颁布日期 印发日期 生成日期 生效日期 施行日期 实施日期 废止日期 失效日期 时效性
    有效性 效力级别
    效力位阶 效力状态 主题分类 信息分类 体裁分类 组配分类 公开方式 公开形式 公开范围 公开时限 服务对象 发布时间
    语种 文件类型
    公文种类 信息名称 索引号 发文字号 文号 发布机构 发文机关 制定机关 公开日期
    内容概述 主题词
    """.split()  # noqa: SIM905 — a table of words reads better unquoted
)


def _any_of(labels: Iterable[str]) -> str:
    """Longest first; blanks may be spaced into a label ("来  源")."""
    return "|".join(" *".join(label) for label in sorted(labels, key=len, reverse=True))


def _of_role(role: Role, without: frozenset[str] = frozenset()) -> str:
    return _any_of(label for label, its_role in _ROLE_OF.items() if its_role == role and label not in without)


_NAVIGATION = (
    r"(?:打印(?:本[页文])?|我要打印|关闭(?:窗口|本页)?|收藏(?:本[页文])?|分享到?|举报|纠错|我要(?:评论|纠错)|字[体号]"
    r"|[\[【( ]*大[\]】) |]+中[\]】) |]*[\[|【(]*小[\]】)]*"
    r"|A[+-]|放大|缩小|默认|查看原图|下载本文|收藏本文|打印本文|列表查看|幻灯播放|\(\d+/\d+\)|繁体|简体"
    r"|语音播报|朗读|听新闻|扫一扫"
    r"|微信|微博|QQ空间|复制链接|只看(?:该作者|楼主|大图)|倒序浏览"
    r"|阅读模式|电梯直达|显示全部楼层|楼主|我有话说|[缩放][小大]字体|原创|转载)"
)
_TOKEN = re.compile(
    rf"(?P<template>\{{\{{[^{{}}]{{0,80}}\}}\}}|\$\{{[^{{}}]{{0,80}}\}})"
    rf"|(?P<date>{DATE.pattern.replace(chr(92) + '1', '(?P=sep)').replace('([-/.])', '(?P<sep>[-/.])', 1)})"
    rf"|(?<![^ |,;\])(])(?P<both>{BOTH}) +(?=[^ :|/])"
    rf"|(?P<label>{of_people.TWO_LABELS}|{_any_of(_ROLE_OF)}|{of_people.ANY_REPORTER}) *"
    r"(?:\([^()]{1,6}\) *)?\\?[:|/]"
    r"|^(?P<opening>摘 *要|内容提要|提 *要|关 *键 *词|标 *签) +(?=[\u4e00-\u9fff])"
    rf"|\[ *(?P<bracketed>{_of_role('summary')}|{_of_role('keyword')}) *\] *:?"
    rf"|(?P<reported>\[ *(?:本报|本刊)?记者[^\[\]]{{2,24}}\])"
    rf"|(?P<english>posted|published|updated|edited) (?:on|at) +(?=[\da-z])"
    rf"|(?P<dated>{_of_role('date')}|{_of_role('update-date')}) *(?=\d{{4}}|[二一][〇零○九])"
    rf"|(?<![^ |,;\[\](）)])(?P<spaced>{_of_role('byline', of_people.ALSO_WORDS)}|编辑|"
    rf"{_of_role('editor', of_people.ALSO_WORDS)}|{_of_role('source', of_people.ALSO_WORDS)}"
    rf"|{_any_of(_HEADER_CELLS)}|审核|校对|监制|终审|初审|复审|主编"
    rf"|分类于|归类于) +(?=\S)"
    rf"|(?P<glued>责任编辑|责编|(?:^|(?<=[ |]))编辑(?=[老小阿]?[\u4e00-\u9fff]{{1,2}}$)"
    rf"|(?<![^ |,;\])】])(?:本[报网刊台社])?{KIND}{{0,3}}(?:记者"
    rf"|通讯员))(?=[\u4e00-\u9fff]{{2}})"
    r"|(?P<counter>(?:已经?)?有? *[\d.]+ *[wk万千+]* *[位名]?(?:读者|网友|人)?(?:读|看|浏览|访问)过(?:[本此该]文)?"
    r"|[\d.]+ *[wk万千+]* *(?:次|人|个|条)?(?:参与|浏览|阅读|评论|点击|回复|访问|观看|点赞|收藏|人看过"
    r"|播放)(?:量|数|次数)?(?! *:|时长)"
    r"|(?:浏览|阅读|评论|点击|人气|回复|查看|收藏|点赞|访问)(?:量|数|次数)? *(?:\( *[\d.]*[wk万千+]* *\)|(?<="
    r" )[\d.]+[wk万千+]*(?!\d*年)|[\d.]+[wk万千+]*(?!\d*年)))"
    r"|(?P<length>阅读时长 *[≈~约]? *\d+ *分钟|\bIn [\w/ ]{2,14}(?= *(?:\||$)))"
    rf"|(?<![^ |>\[(\])·])(?P<nav>{_NAVIGATION})(?![^ |:>\[(【\])】·])",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"[\s|,;:·\-—_/\[\]()<>于次人条]*(?:发布|发表|首发|更新|编辑|修改|第? ?[A-Z]?\d{1,3} ?版)?"
    r"[\s|,;:·\-—_/\[\]()<>次人条]*"
)
_ROLE_OF_KIND: dict[str, Role] = {"nav": "tools", "counter": "counter", "template": "residue"}
_MAX_LABELLED = 300
_DRESS = "()（）[]【】□■◎●○◆▲△ \u3000"  # around a byline
_CREWS = frozenset("视频 图片 图 制作 策划 统筹 主题 声明 值班 导演 海报 行业 地域".split())  # noqa: SIM905
_COLUMN = re.compile(r"\[[\u4e00-\u9fff]{2,6}\]")  # [港闻]


@dataclass(frozen=True, slots=True)
class _Segment:
    """A token of a labelled line and the free text behind it."""

    kind: str  # group of _TOKEN, or "start"
    token: str
    start: int
    value_start: int
    end: int


def find_labelled(text: str) -> tuple[Mention, ...] | None:
    """The mentions that make up a line of metadata, covering all of it; None if anything in it is not metadata.

    "发布时间:2018-04-07  来源: 某某网  访问次数: 12", "2022-09-21 10:31来源:某某网", "新华网 2020-01-01 10:00". A
    line is taken as a whole or not at all, so that a sentence that begins like a label stays a sentence.
    """
    if len(text) > _MAX_LABELLED:
        return None
    flat = fold(text)
    segments = list(_iter_segments(flat))
    if not segments or (segments[0].kind == "start" and len(segments) == 1):
        return None
    is_behind = len(segments) > 1 and segments[0].kind == "start" and _role_of_label(segments[1].token) == "byline"
    if is_behind and (people := parse_byline(text.strip(_DRESS))):  # 张三 文/图
        return (Mention("byline", 0, len(text), people),)
    mentions: list[Mention] = []
    is_precise = any(s.kind in ("label", "dated") for s in segments) or re.search(r"\d:\d\d", flat) is not None
    pending: Mention | None = None  # a label still without a value
    for segment, following in zip(segments, [*segments[1:], None], strict=True):
        value = text[segment.value_start : segment.end]
        segment_text = flat[segment.start : segment.end]
        if segment.kind == "date":
            made: Mention | None = _date_mention(segment, pending)
            rest = _free_text(value, segment.value_start, is_precise) if made else None
        elif segment.kind in ("label", "dated", "spaced", "glued"):
            made, rest = _name_behind(text, _label_mention(segment, value, flat[segment.value_start - 1]))
        elif segment.kind == "reported":
            dispatch = find_dispatch(text[segment.start : segment.value_start])
            made = Mention("byline", segment.start, segment.value_start, dispatch[2], "记者") if dispatch else None
            rest = _free_text(value, segment.value_start, is_precise)
        elif segment.kind == "english":
            is_update = segment.token.lower() in ("updated", "edited")
            made = Mention(
                "update-date" if is_update else "date", segment.start, segment.end, (), segment.token.upper()
            )
            rest = ()
        elif segment.kind == "start" and _FILLER.fullmatch(segment_text):
            continue  # an opening bracket
        elif following is not None and _role_of_label(following.token) in ("title", "summary"):
            return None  # such labels open their line
        else:
            made = Mention(_ROLE_OF_KIND.get(segment.kind, "leftover"), segment.start, segment.value_start)
            rest = _free_text(value, segment.value_start, is_precise)
        is_glued = (
            following is not None and following.kind != "date" and flat[following.start - 1 : following.start].isalnum()
        )
        if made is None or rest is None or (is_glued and rest and rest[-1].role == "leftover"):
            return None  # 考试时间, 水的来源 are other labels
        is_open = segment.kind in ("label", "dated", "english") and not value.strip()
        pending = made if is_open else None
        mentions += [made, *rest]
    return _cover(find_bare_source(text, mentions), len(text))


def _name_behind(text: str, mention: Mention | None) -> tuple[Mention | None, tuple[Mention, ...]]:
    """来源：某某网 张三: what stands behind a medium, and is people, wrote the text."""
    if mention is None or mention.role != "source" or not mention.values:
        return mention, ()
    behind = text[mention.start : mention.end].rpartition(mention.values[0])[2]
    people = parse_people(behind) if behind[:1].isspace() else ()
    if not people or any(map(is_word, people)):
        return mention, ()
    cut = mention.end - len(behind)
    return replace(mention, end=cut), (Mention("byline", cut, mention.end, people),)


def _iter_segments(flat: str) -> Iterator[_Segment]:
    kind, token, start, value_start = "start", "", 0, 0
    for match in _TOKEN.finditer(flat):
        if (
            match["label"]
            and match[0][-1] in "|/"
            and re.match(r"[\u4e00-\u9fff]", flat[match.start() - 1 : match.start()])
        ):
            continue  # 程序设计 | is no label
        if match.start() > value_start or kind != "start":
            yield _Segment(kind, token, start, value_start, match.start())
        kind = match.lastgroup or "start"
        kind = "date" if kind == "sep" else kind
        token, start, value_start = match[kind], match.start(), match.end()
        kind = "spaced" if kind == "both" else kind
        kind = "label" if kind in ("bracketed", "opening") else kind
        if kind == "label" and _role_of_label(token) in ("keyword", "title", "summary"):
            break  # what such a label says runs to the end of the line
    yield _Segment(kind, token, start, value_start, len(flat))


def is_header_label(flat: str) -> bool:
    """Is a folded line nothing but a label of official documents' headers: 制定机关, 文号, 施行日期, 时效性?"""
    label = flat.replace(" ", "")
    role = _ROLE_OF.get(label)
    return role in ("document-number", "index-number", "issuing-body") or (
        role in ("date", "leftover", "keyword", "summary") and len(label) >= 3 and label in _HEADER_CELLS
    )


def _role_of_label(token: str) -> Role | None:
    """Of two labels in one (责编/校对) that of the first, or that of who wrote."""
    label = token.replace(" ", "").upper()
    roles = [_ROLE_OF.get(part) for part in (label, *re.split("[/、&·和及]", label))]
    return roles[0] or ("byline" if "byline" in roles else roles[1])


def _date_mention(segment: _Segment, pending: Mention | None) -> Mention | None:
    role: Role = pending.role if pending and pending.role in ("date", "update-date", "leftover") else "date"
    date = parse_date(segment.token)
    values = date or ()
    return Mention(role, segment.start, segment.value_start, values, pending.label if pending else "")


def _label_mention(segment: _Segment, value: str, mark: str) -> Mention | None:
    """The mention of a label and its value, or None where the value is not of the label's kind."""
    label = segment.token.replace(" ", "").upper()
    role = _role_of_label(label) or "byline"  # of reporters there are too many kinds to list
    flat = trim(fold(value))
    if label in _CREWS and not parse_people(value, is_told=True) and not BODY_OF_PEOPLE.search(flat):
        return None  # 视频:高铁上的一节课 is a title
    if role in ("title", "summary"):
        return Mention(role, segment.start, segment.end, (trim(value),) if flat else (), label)
    if role == "byline" and re.fullmatch(r"[^。]{2,12},.{0,12}授权.{0,24}。?", flat):
        people = parse_first_person(re.split(r"[,，]", trim(value))[0]) or parse_pen_names(re.split(r"[,，]", value)[0])
        return Mention(role, segment.start, segment.end, people, label)
    if re.search(r"。|[!?]$" if role == "source" else r"[。!?]", flat) or (len(flat) > 60 and role != "keyword"):
        return None
    values: tuple[str, ...] = ()
    is_known = is_placeholder(flat)
    if role in ("date", "update-date"):
        date = parse_date(value) if segment.kind == "label" else None
        values = date or ()
        is_known |= date is not None or AGO.fullmatch(flat) is not None
    elif role == "source":
        source = parse_source(value)
        values = (source,) if source else ()
        is_known = segment.kind == "label" or MEDIA.fullmatch(flat) is not None
    elif role in ("byline", "editor"):
        is_marked = segment.kind == "label"
        if not is_known:
            values = of_people.parse_labelled(label, value, mark, is_editor=role == "editor", is_marked=is_marked)
        is_asking = mark == ":" and of_people.may_ask(label) and (bool(flat) or segment.start == 0 or label != "编辑")
        is_known = bool(values) or (segment.kind == "label" and len(flat) <= 30 and not is_asking)
    elif role == "keyword":
        values, is_known = parse_keywords(value), True
    elif role in ("document-number", "index-number", "issuing-body"):
        values, is_known = ((trim(value),) if flat and not is_placeholder(flat) else ()), len(flat) <= 60
    elif role == "counter":
        is_known |= re.fullmatch(r"[\d.,wk万千+]* *(?:次|人|人次|条|个|字)?", flat) is not None
    else:
        is_column = label in ("分类于", "归类于")
        is_known = len(flat) <= 60 and (segment.kind == "label" or is_column or bool(parse_people(value)))
    return Mention(role, segment.start, segment.end, values, label) if is_known else None


_MAX_UNKNOWN = 16  # characters of a part that nothing is known of
_MAX_LOOSE = 80  # characters
_RECENT = re.compile(  # without a year: 昨天 21:05, 3小时前, 08-12 22:47
    r"(?<![^ |])(?:刚刚|(?:今天|昨天|前天)(?: ?\d{1,2}:\d\d)?|\d{1,3} ?(?:秒|分钟|小时|天|周|个月|月|年)[之以]?前"
    r"|\d{1,2}[-/月]\d{1,2}日? *\d{1,2}:\d\d)(?![^ |])"
)
_CHUNK = re.compile(r"[^\s|丨·•/]+(?: [A-Za-z0-9][\w:.]*)*")


def find_dated(text: str) -> tuple[Mention, ...]:
    """The mentions of a line of the head that holds a date, whatever else it holds; () for none.

    Between a title and the text such a line is metadata though a part of it is not known: 晚风小筑 · 2021-03-04 · 散文.
    """
    flat = fold(text)
    date = DATE.search(flat) or _RECENT.search(flat)
    if not date or len(text) > _MAX_LOOSE or re.search(r"[。!?;]", flat):
        return ()
    if re.search(r"[^\s|]: ?$|[在于至到]$", flat[: date.start()]):
        return ()  # 会议时间: says when something else was
    before, behind = _read_chunks(text, 0, date.start()), _read_chunks(text, date.end(), len(text))
    if any(m.role == "leftover" and m.end - m.start > _MAX_UNKNOWN for m in (*before, *behind)):
        return ()
    found = parse_date(date[0])
    mentions = [*before, Mention("date", date.start(), date.end(), found or ()), *behind]
    return _cover(find_bare_source(text, mentions), len(text))


def _read_chunks(text: str, start: int, end: int) -> list[Mention]:
    """What stands on one side of the date: people (校长 储 立 人), or one thing after the other."""
    if led := medium_and_people(text[start:end], start):
        return list(led)
    if people := parse_lone_people(text[start:end].strip(_DRESS)):
        return [Mention("byline", start, end, people)]
    return [_chunk_mention(text, m.start(), m.end()) for m in _CHUNK.finditer(text, start, end)]


def _chunk_mention(text: str, start: int, end: int) -> Mention:
    chunk = text[start:end]
    labelled = find_labelled(chunk) or ()
    if len(labelled) == 1:
        return replace(labelled[0], start=start, end=end)
    flat = trim(fold(chunk))
    people = parse_byline(chunk) or parse_people(chunk)
    if people and not any(map(is_word, people)):
        return Mention("byline", start, end, people)
    return Mention("source", start, end, (trim(chunk),)) if is_medium(flat) else Mention("leftover", start, end)


def _free_text(value: str, start: int, is_precise: bool) -> tuple[Mention, ...] | None:
    """What stands in a metadata line without a label: a medium, a name; None if it could be anything."""
    mentions: list[Mention] = []
    n_unknown = 0
    if _FILLER.fullmatch(fold(value)):
        return ()
    if led := medium_and_people(value, start):
        return led
    people = parse_byline(value.strip()) or parse_named(value.strip())
    if people:
        return (Mention("byline", start, start + len(value), people),)
    for match in re.finditer(r"[^\s|｜丨,，;；]+", value):
        chunk = match[0]
        flat = trim(fold(chunk))
        role: Role = "leftover"
        values: tuple[str, ...] = ()
        person = parse_person(chunk)
        several = () if person or len(chunk) < 5 else parse_people(chunk)
        byline = parse_byline(chunk)
        if person or byline or several:
            role, values = "byline", (person,) if person else byline or several or ()
        elif _COLUMN.fullmatch(fold(chunk)):
            role, values = "breadcrumb", (trim(chunk),)
        elif MEDIA.fullmatch(flat) and (name := glued_name(chunk)):
            role, values = "byline", (name,)  # glued to the medium
        elif is_medium(flat) and not re.search(r"[。!?]", flat):
            role, values = "source", (trim(chunk),)
        elif not is_placeholder(flat) and not _FILLER.fullmatch(flat):
            n_unknown += len(flat)
        mentions.append(Mention(role, start + match.start(), start + match.end(), values))
    return tuple(mentions) if n_unknown <= (12 if is_precise else 0) and not re.search("[。!?]", value) else None


def _cover(mentions: Sequence[Mention], n_chars: int) -> tuple[Mention, ...]:
    """Stretch the mentions so that they cover the line without gaps."""
    bounds = [0, *(mention.start for mention in mentions[1:]), n_chars]
    return tuple(
        replace(m, start=start, end=end)
        for m, start, end in zip(mentions, bounds[:-1], bounds[1:], strict=True)
        if end > start
    )
