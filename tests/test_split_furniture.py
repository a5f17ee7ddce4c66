"""What a line says by itself that is furniture, and lines like it that are text."""

from __future__ import annotations

import pytest

from jiaokan.split.boilerplate import find_furniture, find_furniture_of_sentences
from jiaokan.split.openings import openings
from jiaokan.split.page import Role, fold

FURNITURE: dict[Role, str] = {
    "comment": """
        文明上网理性发言　已有3条评论
        还没有评论，快来抢沙发
        暂无评论
        做第一个评论者吧！ 抢沙发>>
        其他回答（2）
        收起 更多回答（5）
        留言列表 (12)
        發表留言
        电子邮件地址不会被公开。 必填项已用*标注
        3 thoughts on “修钟记”
        Leave a Reply
        08-14 广东 回复
        热心网友 2012-11-02
        登录后参与评论
        查看全部 28 条评论
    """,
    "counter": """
        386 讚好
        4127 人已阅读
        5103 条弹幕 弹幕礼仪
        本页面已经被浏览4,318次。
        本頁已被瀏覽 77 次
        點閱數：412
        摘要浏览量：1047 PDF下载量：388
        阅读 10002　赞 433　在看
        214 original contents
        招聘者3日内活跃
        采纳率：71%　擅长：烹饪方法
        03:12 / 24:10
    """,
    "pager": """
        ← 保险金信托入门 返回 抚养权变更的举证 →
        « 搬家第二天 Vim 里批量改文件名 »
        上一图集 航拍盐田　下一图集 夜空中的银河
        ◀上一版　下一版▶
        上篇文章：没有了
        下一期 >
        较早的博文
        Older posts
        文章导航
        12Pages: 1/2　　　Go
        第3页 共8页
        本章未完，点击下一页继续阅读
        此分類上一篇：開學前一晚
    """,
    "related-links": """
        【年终总结】相关文章：
        看过该职位的人还看了
        大家还在看
        24小时热榜
        类似问题
        同刊文章
        没有相关文章
        近期文章
        本版新闻 更多>>
        热门职位
        相关个股
        猜你正在找：实习报告模板
        Related posts
        Most Read
    """,
    "tools": """
        分享到微信
        字級：小中大
        字級：小 中 大
        附件【报名表.doc】已下载266次
        章节报错（免登录）
        友善列印
        回上一頁
        放大⊕ 缩小⊖ 默认○ 朗读
        分享　复制　生成海报
        我有更好的答案 举报 分享
        顶一下 23
        展开全文▼　下载PDF　收藏
        视频加载中，请稍候…… 如无法播放请安装Flash插件
    """,
    "navigation": """
        +关注
        原图 幻灯 列表
        回上一頁 友善列印 轉寄友人
        今天是：2016年5月9日 星期一
        2018年8月20日 星期一　繁 | 简
        某某晨報 2021年6月24日 星期四　天氣 27°C　濕度 84%
        跳至内容
        跳到主要內容區塊
        跳转到： 导航、搜索
        Total 0.083(s) query 6, Time now is:02-15 09:40, Gzip enabled
        顶端 | [楼 主]
        Scan to Follow
        Read more
        取自“http://wiki.example/index.php/油纸伞”
        北城[切换城市]
        打开App，查看更多精彩内容
        加群领时政月刊PDF
        喜欢就点个在看↓↓↓
        没有更多了
        我要提问
        请输入关键字
        网站支持IPv6
        博客访问：102,841
        累積人氣： 80311
    """,
    "advertisement": """
        贊助商專區
        求月票
        本站无弹窗广告
        一秒记住【某书屋】，精彩小说无弹窗免费阅读！
        推荐度：★★★★★
        本文.doc　点击下载本文文档
    """,
    "contact": """
        全国服务热线 400-000-8800
        校址：清河镇文教路2号　站长：信息组
    """,
    "residue": """
        undefined
        以下是网页的快照，页面可能已经更改。
    """,
    "reprint-notice": """
        本文由网友转载分享，版权归原作者所有，如有侵权请联系删除。
        答案由网友提供，不代表本站观点
        风险提示：以上内容不构成投资建议
        股市有风险，入市需谨慎
        以上内容仅供参考，不构成买卖依据
        图片来源于网络，侵删
        来源网络，如侵删
        侵权必删
        谢绝转载
        未经允许不得转载：某站 » 修钟记
        本站未经授权不得转载
        本文采用 CC BY-NC-SA 4.0 协议
        本站的全部文字在知识共享署名-相同方式共享 3.0协议之条款下提供。
        以上网友发言只代表其个人观点，不代表本网的观点。
        自豪地采用WordPress | 主题：某某
        网络视听许可证 1900000号
        違法和不良信息舉報電話：12377
        本文件由系統自動產生
    """,
}

TEXT = """
    上一篇我们说到老周修钟，这一篇说他的徒弟。
    上一期节目里，他讲了三个故事。
    上课
    郑重声明并不能免除责任，法院这样认为。
    他在郑重声明里说，自己从没有去过那里。
    这款软件打开很慢，用户说。
    打开APP之后，老人才发现字太小。
    1. 打开手机银行APP，选择“转账”
    夜间模式
    微信登录
    个人信息
    释义
    产品分类
    推荐景点
    推荐指数：★★★★☆
    2020年三月
    关注人群的变化
    转载是怎样兴起的
    禁止转载和传播虚假信息
    未经批准不得使用明火。
    本文由三部分组成。
    本机由机器人生产
    来自网络的力量
    以下是访谈节选。夜里2:00，脚本把快照传到异地，日志显示成功。
    信息来自网络的海洋，真假难辨。
    最佳效果是在清晨
    网络诈骗案件受理范围
    温馨提示：雨天路滑，请谨慎驾驶。
    保护知识产权就是保护创新，对侵权要依法处理。
    文章介绍了知识共享许可的由来。
    评论是一门学问
    相关部门正在调查
    猜你是谁
    分享会定在周六
    3楼
    大家都在等他说话
    王小明 浙江
    阅读使人充实
    求票的人排到了街上
    1/3
"""


def lines(table: str) -> list[str]:
    return [line.strip() for line in table.strip().split("\n")]


@pytest.mark.parametrize(("role", "line"), [(role, line) for role, table in FURNITURE.items() for line in lines(table)])
def test_a_line_of_furniture_is_known(role: Role, line: str) -> None:
    assert find_furniture(fold(line)) == role


@pytest.mark.parametrize("line", lines(TEXT))
def test_a_line_of_text_is_left_alone(line: str) -> None:
    flat = fold(line)
    assert find_furniture(flat) is None
    assert find_furniture_of_sentences(flat) is None


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("今天", "今"),
        ("(?:热|最新)文", "热最"),
        ("(?:的)?人", "的人"),
        ("(?:a(?:b|c)|d)e", "ad"),
        ("[上下]一", "上下"),
        (r"\d+ 次", "0"),
        ("[^ ]x", "."),
        (".{0,3}x", ".x"),
        ("x? ?y", "x y"),
    ],
)
def test_what_a_pattern_can_begin_with(pattern: str, expected: str) -> None:
    assert openings(pattern) == frozenset(expected)
