"""The words that bars of a site are made of: buttons, channels, columns; and rows of them (`find_words`)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan.regex import regex
from jiaokan.split import signs
from jiaokan.split.dates.forms import find_date
from jiaokan.split.page import Role

# Words that are furniture when they make up a whole line, alone or in a row; the line has the role of most of them.
_WORDS: dict[Role, str] = {
    "navigation": """
        首页 网站首页 返回首页 回首页 主页 返回主页 返回 返回列表 返回栏目 返回顶部 回到顶部 返回上一页 返回上页
        返回目录 关注 已关注 加关注 我要反馈 下载客户端 微信公众号 官方微信 官方微博 公众号 推荐 没有了 暂无
        设为首页 设置首页 新手上路 初级会员 中级会员 高级会员 金牌会员 论坛元老 注册会员 版主 超级版主 主题 帖子
        积分 精华 听众 收听ta 串个门
        加好友 打招呼 提问 写回答 关注问题 邀请回答 喜欢 订阅电子报 登入 home archives tags about categories search
        +关注 +订阅 +收藏 +加关注 切换城市 免费注册 用户注册 会员注册 快速注册 忘记密码 用户名密码 我的书架 搜索答案
        我要提问
        写留言 发纸条 发帖 回帖 发新帖 发表新帖 发新话题 发表话题 返回版块 返回帖子 返回书目 回上页 友链 数字报
        网站导览
        意见信箱 跳至内容 私信 已赞过 已踩过 设为星标 只看重要 账号登录 手机看帖 全部浏览 论坛首页 博客首页 订阅本站
        rss订阅
        查看地图 继续访问 隐私声明 隐私条款 使用条款 服务协议 免责条款 版权信息 广告刊例 读者服务 作者投稿
        专家审稿 编辑办公 过刊 过刊目录 最新录用 当期 加入书架 我的收藏 历史记录 观看历史 上传作品 邀请好友 privacy
        terms
        login register subscribe newsletter sitemap 列表 海报 幻灯 投币 充电 有用 没用 原图 缩放 不感兴趣
        登录以回复 登录后回复 回复此帖 发布主题 切换论坛主题 关注他 关注她
        登录 登陆 注册 立即注册 找回密码 自动登录 用户名 密码 用户名密码自动登录 切换到宽版 切换到窄版 发消息 淘帖
        返回打开app 打开app 进入词条 讨论 编辑 在线投稿 当期目录 过刊浏览 编委会 期刊订阅 投稿指南 下载中心
        高级检索 检索 按日期检索 版面导航 标题导航 用户登录 会员登录 退出 搜索 搜 站内搜索 全站搜索 高级搜索
        搜索全站
        热门搜索 网站地图 站点地图 关于我们 关于本站 关于 联系我们 联系方式 联系本站 网站简介 广告服务 广告合作
        商务合作 友情链接 招聘信息 诚聘英才 人才招聘 加入我们 法律声明 隐私政策 用户协议 服务条款 版权声明 版权信息
        免责声明 意见反馈 留言反馈 在线留言 帮助中心 帮助 常见问题 网站声明 使用帮助 网站纠错 我要投稿 投稿
        在线投稿 订阅 rss 手机版 电脑版 移动版 触屏版 pc版 客户端 客户端下载 app下载 下载app app 无障碍 无障碍浏览
        无障碍阅读 适老版 长者模式 长者版 关怀版 关怀模式 老年模式 智能问答 繁体 简体 繁体版 简体版 繁体中文
        简体中文 繁 简 english en 中文 top ▲top 置顶 更多 更多>> more 查看更多 展开 收起 展开全文 阅读全文 查看全文
        点击查看更多 加载更多 加载中 点击加载更多 查看原文 阅读原文 原文链接 查看详情 详情 下载 附件下载 下载文档
        下载全文 在线阅读 全文阅读 只看该作者 只看楼主 倒序浏览 正序浏览 阅读模式 楼主 电梯直达 沙发 板凳 使用道具
        显示全部楼层 回复 引用 道具 菜单 导航 目录 热门 最新 排行 专题 频道 栏目 栏目导航 网站导航 侧边栏 目录导航
        本文导航 标签 个人中心 会员中心 购物车
    """,
    "tools": """
        +1 字号减小 字号增大 a+大 a+中 a+小 首赞 在看 听全文 查看话题
        打印 打印本页 保存本页 保存 打印本文 打印此页 打印文章 打印页面 我要打印 关闭 关闭窗口 关闭本页 关闭页面
        列印 友善列印 转寄 转寄友人 生成海报 复制全文 复制本文 下载本文 下载原图 查看原图 赞一个 踩一脚
        听文章 收藏活动 字号+ 字体+ 好文要顶 收藏该文 tweet 下载pdf pdf下载
        窗口关闭 收藏
        加入收藏 收藏本站 收藏本页 收藏本文 收藏文章 推荐给好友 转发 转播 一键分享 一键复制 易信 有道云笔记
        调整字体 缩小字体 放大字体
        分享至好友和朋友圈 举报 反馈 投诉 纠错 我要纠错 我要报错 点赞 赞 赏 打赏 踩 顶 分享 分享到
        分享至 分享本文 分享文章 分享按钮 文章分享 微信 微博 新浪微博 腾讯微博 微信好友 微信朋友圈 朋友圈 qq空间
        qq好友 qq 人人网 豆瓣 豆瓣网 贴吧 百度贴吧 复制链接 复制连结 facebook line twitter email 复制 更多分享
        导出bibtex 导出endnote 引用本文 添加评论 手机看 手机扫码 手机阅读 扫一扫
        微信扫一扫 扫码 二维码 大 中 小 特大 字体 字号 字体大小 文字大小 字体放大 字体缩小 a+ a- a a++ t t+ t- 默认
        放大 缩小 正常 标准 较大 语音播报 语音朗读 朗读 听新闻 保护视力色 视力保护色 背景色 白 银 绿 护眼
    """,
    "pager": """
        上一页 下一页 上页 下页 尾页 末页 第一页 最后一页 上一篇 下一篇 上一条 下一条 上一章 下一章 上一则 下一则
        前一篇 后一篇 上一张 下一张 重新浏览 上一组 下一组
        上一节 下一节 章节列表 章节目录 返回书页 投推荐票 加入书签 推荐票 余下全文 阅读下一页
    """,
    "comment": "评论 我要评论 发表评论 网友评论 查看评论 我来说两句 参与评论 我有话说 查看全部评论 写评论",
}
_ROLE_OF_WORD: dict[str, Role] = {word: role for role, words in _WORDS.items() for word in words.split()}
# Channels of a site: only a row of them (with or without the above) is a navigation bar.
_CHANNEL_WORDS = frozenset(
    """
    新闻 要闻 国内 国际 社会 时政 财经 体育 娱乐 科技 教育 健康 文化 旅游 汽车 房产 军事 法治 评论 视频 图片 论坛 博客
    直播
    理论 党建 党史 人事 地方 港澳 台湾 生活 美食 时尚 游戏 数码 手机 母婴 读书 艺术 公益 能源 三农 舆情 访谈 问政 政务
    服务
    政务公开 政务服务 互动交流 新闻中心 通知公告 信息公开 政府信息公开 走进 公示公告 机构设置 组织机构 政策法规
    数据开放
    招生 就业 科研 学院 图书馆 校友 人才培养 学术 产品 产品中心 案例 解决方案 公司简介 公司新闻 行业新闻 企业文化
    范文 作文 合同 心得体会 工作总结 工作计划 演讲稿 公文 论文 简历 小说 散文 诗歌 故事 问答 知识 百科 资讯 专栏 图库
    share print copy save wow bookmark contact help faq menu follow following prev next previous news blog
    即时 港闻 产经 运动 两岸 观点 副刊 部落格 相簿 留言板 名片 热榜 快讯 行情 日历 股票 基金 期货 外汇 债券 股吧
    新股 期指
    足球 篮球 综合 电竞 社区 直播 回看 片库 节目单 番剧 会员购 电视 广播 主持人 商城 讲座 展览 演出 活动 志愿者 书单
    书店
    思想 人物 演讲 院系 学院概况 学校概况 院系设置 师资队伍 科学研究 招生就业 党群工作 学生工作 校友之家 本科教育
    研究生教育
    医院概况 就医指南 专家介绍 专家团队 科室介绍 院务公开 党建园地 关于协会 会员之家 投资者关系 人力资源 产品展示 联系
    依申请公开 公开指南 公开目录 公开年报 公开制度 年度报告 办事服务 互动交流 个人资料 个人信息 个人档案 投递简历
    申请职位
    微信登录 手机号登录 密码登录 夜间模式 播放 暂停 全屏 签到 移动端 pc端 标准版 搜索 菜谱 菜谱分类 作品动态 动态 导读
    """.split()  # noqa: SIM905
)
_SEPARATORS = regex(r"[\s\ue000-\uf8ff|>/·,、:;\[\]()<«‹←*#_▲▼△▽◀▶◁▷↑↓⊕⊖○●◎☆★…-]+")
_ANY_WORD = "|".join(re.escape(word) for word in sorted(_ROLE_OF_WORD, key=len, reverse=True) if len(word) > 1)
_GLUED_WORDS = regex(rf"(?:{_ANY_WORD}|[\s|·+\d()-]|PDF|WORD|[大中小]){{2,}}", re.IGNORECASE)
_GLUED_ROW = regex(rf"[\u4e00-\u9fff]{{0,10}}?(?:{_ANY_WORD}){{3,}}", re.IGNORECASE)
_GLUED_BAR = regex(  # 某某库首页法律行政法规检索, 某某菜谱分类菜单登录/注册
    r"[\u4e00-\u9fff]{0,12}首页[\u4e00-\u9fffA-Za-z]{6,}|[\u4e00-\u9fffA-Za-z]{4,30}登[录入]/?注册",
    needs=["首页", "注册"],
)
_BY_OPENING: dict[str, list[str]] = {}  # words of bars and channels by their first character, the longest first
for _word in sorted({*_ROLE_OF_WORD, *_CHANNEL_WORDS}, key=len, reverse=True):
    if len(_word) > 1 and not _word.isdecimal():
        _BY_OPENING.setdefault(_word[0], []).append(_word)
_PUNCTUATION = regex(r"[,。;:!?、“”《》]")
_MIN_GLUED_CHARS = 6
_MIN_GLUED = 3  # words
_MAX_UNKNOWN = 0.25  # share of a glued row's characters


def _is_glued_row(flat: str) -> bool:
    """国内国际军事港澳图片English: words of bars and channels in a row, few others between them, and no marks."""
    if not 6 <= len(flat) <= 80 or re.search(r"[^\w ]", flat):
        return False
    words = [word for _, word in _known_words(flat)]
    n_bare = len(flat.replace(" ", ""))
    is_bar = any(word in _ROLE_OF_WORD for word in words) or len(words) > _MIN_GLUED + 1
    return len(words) >= _MIN_GLUED and is_bar and n_bare - sum(map(len, words)) <= _MAX_UNKNOWN * n_bare


def find_word(flat: str) -> Role | None:
    """The role of a single word of bars."""
    return _ROLE_OF_WORD.get(flat.lower())


def find_words(flat: str, seen: int = signs.EVERY) -> Role | None:
    """The role of a folded line of nothing but furniture words, or of a row of channels. `seen`: its signs."""
    if "。" in flat and "首页" not in flat:
        return None
    words = [word.lower() for word in _SEPARATORS.split(flat) if word and not word.isdecimal()]
    roles = [role for word in words if (role := _ROLE_OF_WORD.get(word))]
    if words and len(roles) == len(words):
        return max(dict.fromkeys(roles), key=roles.count)
    n_known = len(roles) + sum(word in _CHANNEL_WORDS for word in words)
    is_marked = _PUNCTUATION.search(flat) is not None  # glued words hold no mark
    is_sentence = is_marked and not n_known and "首页" not in flat and flat.count("|") < _MIN_BAR
    if is_sentence or find_date(flat):
        return None
    is_row = re.search(r"[|\t]", flat) is not None and max(map(len, words), default=9) <= 8
    if flat.count("|") >= _MIN_BAR and re.fullmatch(_BAR, flat):
        return "navigation"
    if len(words) >= 3 and words[0].endswith("首页") and max(map(len, words)) <= 8:
        return "navigation"
    is_bar = len(words) >= 4 and (3 if is_row else 2) * n_known >= len(words) and not re.search("[。!?,:]", flat)
    if len(flat) < _MIN_GLUED_CHARS or is_marked or not seen & signs.GLUED:
        return "navigation" if is_bar else None
    if _GLUED_WORDS.fullmatch(flat) and len(re.findall("[\u4e00-\u9fff]", flat)) >= 6:
        return "tools"
    return (
        "navigation"
        if is_bar or _GLUED_BAR.fullmatch(flat) or _GLUED_ROW.fullmatch(flat) or _is_glued_row(flat)
        else None
    )


def atoms_of_words() -> signs.Atoms:
    """What every line holds that `find_words` knows."""
    return frozenset(["|", *map(signs.atom_of, ["首页", *_ROLE_OF_WORD, *_CHANNEL_WORDS])])


def atoms_of_glued() -> signs.Atoms:
    """What every line holds that is words without anything between them: one of two characters or more."""
    sizes = (one + other for one in "大中小" for other in "大中小")
    return frozenset([*sizes, *(atom for atom in atoms_of_words() if len(atom) > 1)])


_MIN_BAR = 3  # 港闻|两岸|国际|副刊
_BAR = r"(?:[\u4e00-\u9fff]{2,4} ?\| ?)+[\u4e00-\u9fff]{2,4}"
_COLUMN = regex(r"[\u4e00-\u9fff]{2,10}")
_COLUMN_WORD = regex(
    r"(?:新闻|要闻|动态|公告|公示|通知|资讯|公开|专题|专栏|频道|时评|评论|理论|观点|文化|教育|党建|政务|建设|工作"
    r"|之窗|天地|园地|信息|法规|文件|解读|报道)$"
)


def starts_of_words(flat: str) -> list[int]:
    """Where words of a bar begin in a folded line: behind 众知 and behind 众知百科 in 众知百科进入词条帮助."""
    return [start for start, _ in _known_words(flat)]


def _known_words(flat: str) -> Iterator[tuple[int, str]]:
    """Words of bars and channels in a folded line, where they begin: of two at one place the longest.

    Cost: 0.25 µs a character; one pattern of all 700 takes 1.4.
    """
    lower = flat.replace("İ", "i").lower()  # the one character that has more places in lower case
    at = 0
    while at < len(lower):
        known = _BY_OPENING.get(lower[at])
        word = next((one for one in known if lower.startswith(one, at)), None) if known else None
        if word:
            yield at, word
        at += len(word) if word else 1


def is_column(flat: str) -> bool:
    """Could a folded line above the title be the name of the column it stands in?"""
    return _COLUMN.fullmatch(flat) is not None


def is_channel(flat: str) -> bool:
    """Is a folded line the name of a channel that many sites have: 要闻, 通知公告?"""
    return flat in _CHANNEL_WORDS


def has_column_word(flat: str) -> bool:
    return _COLUMN_WORD.search(flat) is not None
