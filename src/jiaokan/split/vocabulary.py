"""The labels of dates, counters and what no column takes, composed of their parts: 文章 + 发布 + 时间.

Composed, because there is no end of what editorial systems print. Every part is a word of publishing: 会议时间,
考试时间, 截止日期 and 有效期 are none, whatever they end in. Written against folded text.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from jiaokan.regex import regex
from jiaokan.split.page import Role


def any_of(words: Iterable[str]) -> str:
    """Longest first; blanks may be spaced into a word ("来  源")."""
    return "|".join(" *".join(word) for word in sorted(words, key=len, reverse=True))


def _parts(words: str) -> str:
    return f"(?:{any_of(words.split())})"


_WHAT = _parts(
    "文章 新闻 信息 稿件 消息 资讯 公告 帖子 主题 博文 日志 本文 内容 网页 本页 系统 首次 最初 最早 视频 节目 图片 作品"
    " 问题 资料 该菜谱 全文"
)
_PUBLISH = _parts(
    """
    发布 发表 发稿 发文 发帖 发贴 发出 发行 发刊 发送 首发 首播 播出 刊发 刊登 刊出 刊载 见报 见刊 出版 出刊 网络出版
    网络首发 登载 载入 上传 上载 上线 上架 上稿 上网 上版 张贴 贴出 投稿 供稿 添加 加入 录入 公开 公布 公告 颁布 签发
    印发 成文 生成 创建 创作 建立 写作 撰写 提问 提交 回答 推荐 回复 答复 解答 推送 放送 发起 制作
    """
)
_WHEN = "(?:时 *间|日 *期|日|于|時刻|时刻)"
_ALONE = _parts("文章 新闻 信息 稿件 消息 资讯 公告 帖子 博文 日志 本文")
DATE_LABEL = (
    rf"(?:{_WHAT} *)?{_PUBLISH} *{_WHEN}|(?:{_ALONE} *)?(?:时 *间|日 *期)|发 *[布表](?! *于)"
    r"|(?:post(?:ed)?|publish(?:ed)?|created?|release[d]?)(?: ?(?:on|at|date|time))?|(?:pub)?date(?: posted)?"
)
UPDATE_LABEL = (
    rf"(?:{_parts('最后 最近 最新 上次 本页 本文 页面 网页 资料 文章 内容 信息 资讯 网站')} *)*"
    rf"(?:{_parts('更新 修改 修订 改版 变更')} *{_WHEN}?|编 *辑 *(?:时 *间|日 *期|于))|最新推荐文章于|已于"
    r"|(?:last ?)?(?:updated?|modified|edited|revised)(?: ?(?:on|at|date|time))?"
)
# When the page was fetched or shown, which says nothing of the text.
CRAWLED_LABEL = (
    rf"(?:网页|页面)?{_parts('抓取 采集 爬取 入库 快照 存档 保存 缓存 收录')} *{_WHEN}"
    r"|(?:cached|archived|crawled|fetched|saved)(?: ?(?:on|at|date|time))?"
)
SHOWN_LABEL = rf"最 *[后近] *{_parts('回复 发表 回帖 活跃 登录 访问')}(?: *{_WHEN})?|"
SHOWN_LABEL += rf"{_parts('打印 访问 查询 检索 浏览 引用 当前 现在 下载 导出')} *(?:时 *间|日 *期)"

# What is counted, as the column names it, and the words for it, before or behind the number.
COUNTED: dict[str, str] = {
    "comments": "评论|留言|参与|跟帖|comments?",
    "replies": "回复|回[贴帖]|跟贴|回应|repl(?:y|ies)",
    "likes": "点赞|赞同?|喜欢|likes?",
    "favorites": "收藏|favou?rites?",
    "shares": "转发|分享|shares?",
    "downloads": "(?:pdf|html|全文|附件)?下载|downloads?",
    "edits": "编辑",
    "cooked": "做过",
    "followers": "关注者",
    "views": "浏览|访问|点击|阅读|阅览|人气|热度|查看|观看|播放|看过|读过|点阅|品读|围观|hits?|views?|reads?",
}
_COUNT = "(?: *(?:次 *数|人 *数|人 *次|总 *数|总 *量|[次量数率人]))"
_NUMBER = r"\d[\d,]*(?:\.\d+)?"
_UNIT = "[万wk千]?"
_NO_COUNT = r"(?!\d*(?:[年月:/-]|\.\d)|[万wk千+]* *(?:分钟|秒|小时|天|元|%|页))"  # 阅读 2021-05-04, 阅读 9 分钟
_AND_MORE = r" *[+次人条个位]*(?:读者|网友)?(?:已?参与|已)?"


_ANY_COUNTED = "|".join(COUNTED.values())


def counter_pattern(before: str, behind: str, number: str = "{}") -> str:
    """Of 浏览次数：1234, 阅读(43), 1.2万阅读, 56人参与; `number` may name the groups of number and unit."""
    first, second = number.format(1), number.format(2)
    other = rf"(?![\d,])(?! *[人次个条位]+(?:{_ANY_COUNTED}))"  # 分享412人喜欢
    return (
        rf"(?:{before}){_COUNT}?[过了]? ?[:(\[|]*[\[(]? ?{first}{_NO_COUNT}{other}[+次人条个]*[)\]]?"
        rf"|{second} *{_AND_MORE}(?:{behind})(?:了该回答)?(?!时长|时间|日期|器|者)"
    )


# A counter without a mark between word and number, as a token of a line of metadata.
COUNTER = (
    rf"(?:{_ANY_COUNTED}){_COUNT}? *"
    rf"(?:[(\[] *(?:{_NUMBER})? *{_UNIT}\+? *[)\]]|{_NUMBER} *{_UNIT}{_NO_COUNT}[+次人条]*)"
    rf"|{_NUMBER} *{_UNIT}{_AND_MORE}(?:{_ANY_COUNTED})(?!(?:量|数|次数)? *:|时长|时间)(?:量|数|次数)?"
)
_OF_ALL = f"(?:{_parts('总 累计 文章 本文 摘要 网页 本页 页面 全文 PDF HTML 共 被 已')} *)*"
COUNTER_LABEL = (
    rf"{_OF_ALL}{_parts('评论 留言 回复 回帖 跟帖 跟贴 回应 点赞 收藏 转发 分享 下载 编辑')}{_COUNT}"
    rf"|{_OF_ALL}{_parts('浏览 访问 点击 阅读 阅览 查看 观看 播放 点阅')}{_COUNT}?"
    rf"|{_parts('人气 热度 次数 评论 回复 点赞 收藏 转发 查看人数')}"
    r"|hits?|views?|reads?|comments?|likes?|shares?|downloads?"
)
OTHER_LABELS = """
    文档序号 文档编号 资源ID 资源格式 格式 页数 全文页数 大小 下载积分 上传人 撰稿教师 指导教师 指导老师
    学术顾问 图片采集 题注 作者单位 通信作者 通讯作者 信区 发信站 供图 配图 绘图 插图 漫画
    审签 主编 副主编 总编辑 值班主任 值班编委 值班总编 签发 签发人 美编 美术编辑 排版 制作 策划 统筹 摄影 摄像
    制图 视频 图片 图 视觉 设计 录入 录入者 录入人 上传者 上传 发布人 发布者 责任单位 信息提供 主题分类
    信息分类 分类 栏目 所属栏目 类别 专栏 生效日期 生效时间 实施日期 施行日期 实施时间 施行时间 有效性 时效性
    效力位阶 效力级别 效力状态 公开方式 公开形式 公开范围 公开时限 公开属性 公开责任部门 公开程序 体裁 废止日期
    失效日期 有效期 失效时间 执行日期 执行时间 起始日期
    所属分类 个人分类 日志分类 博客分类
    分类于 归类于 文章分类 新闻类别 归档于 发表在 所属频道 频道 所属版块 版块 板块 所在版块 所属专栏
    category categories
    组配分类 体裁分类 字数 本文字数 阅读时长 预计阅读 收稿日期 修回日期 录用日期 接受日期 收到日期
    文章编号 DOI 中图分类号 文献标识码 文献标志码 基金项目 页码 卷期 刊期 服务对象
    语种 版次 版面 版名 图片来源 图源 数据来源 翻译 译者 校译 排版编辑 声明 微信公众号 公众号
    原文链接 本文链接 原文地址 来源网址 原文网址 网址 邮箱 投稿邮箱 来源链接 原始地址 原文出处链接 文章链接 永久链接
    原始链接 链接 地区 发布地区 所属地区 所在地区 IP属地 发布地 地域 省份 行业 所属行业 文件类型 公文种类 公文种类型
    所属主题 主题 承办单位 出品 总策划 总统筹 剪辑 配音 主播 海报 美工 插画 值班 播音 朗诵 导演 编导 悬赏分 采纳率
    文章录入 信息录入 稿件录入 录入员 录入时间 出版社 出版单位
"""
# Labels of official documents' headers, known without a mark as cells of a table.
HEADER_CELLS = frozenset(
    """
    成文日期 公布日期 发布日期 颁布日期 印发日期 生成日期 生效日期 施行日期 实施日期 废止日期 失效日期 时效性
    有效性 效力级别
    效力位阶 效力状态 主题分类 信息分类 体裁分类 组配分类 公开方式 公开形式 公开范围 公开时限 服务对象 发布时间
    语种 文件类型
    公文种类 信息名称 索引号 发文字号 文号 发布机构 发文机关 制定机关 公开日期
    内容概述 主题词
    """.split()  # noqa: SIM905 — a table of words reads better unquoted
)
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("date", regex(DATE_LABEL, re.IGNORECASE)),
    ("update-date", regex(UPDATE_LABEL, re.IGNORECASE)),
    ("leftover", regex(f"{CRAWLED_LABEL}|{SHOWN_LABEL}", re.IGNORECASE)),
    ("counter", regex(COUNTER_LABEL, re.IGNORECASE)),
)
_CRAWLED = regex(CRAWLED_LABEL, re.IGNORECASE)
COMPOSED = rf"{DATE_LABEL}|{UPDATE_LABEL}|{CRAWLED_LABEL}|{SHOWN_LABEL}|{COUNTER_LABEL}"


def role_of_composed(label: str) -> Role | None:
    """Of a folded label: "文章发布时间" is the date's; None where it is none of these."""
    return next((role for role, pattern in _ROLES if pattern.fullmatch(label)), None)


@functools.lru_cache(maxsize=256)
def is_of_crawl(label: str) -> bool:
    return _CRAWLED.fullmatch(label) is not None
