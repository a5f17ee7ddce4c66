"""Phrases that are furniture as a whole line: what content management systems, forums, portals and apps print.

One regular expression a line of a table, against the folded line without the marks around it ("【相关阅读】：" is
相关阅读). Each begins with a character, a class or a group of words that is told at once, so that a line is tried only
on those that begin like it (`by_opening`): a line of a text costs one look into a dictionary.

Limits: the phrase must be the whole line. A single word that is a heading of texts too (释义, 产品分类, 参考资料) is in no
table.
"""

# ruff: noqa: E501 — one pattern a line, and each whole
from __future__ import annotations

import re
from collections.abc import Iterator

from jiaokan.split.page import Role
from jiaokan.split.words import find_word

_PROVINCE = (
    "(?:北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州"
    "|云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆|香港|澳门|海外|未知)"
)
_COUNT = r"[\d,.]+ ?[万亿千kw+]*"
_MORE = r"(?: ?(?:更多|more|查看更多|换一[换批组]|全部|展开))?(?: ?\(\d+\))?"  # behind a heading
_MACROS = {"<N>": _COUNT, "<MORE>": _MORE, "<WHERE>": _PROVINCE, "<WHEN>": r"(?:(?:\d{4}-)?\d\d?-\d\d?|昨天|\d+天前)"}

_PHRASES: dict[Role, str] = {
    "comment": r"""
        文明上网,? ?理性发言.{0,30}
        (?:还没有|暂无|没有|没有任何|目前没有|目前尚无)(?:人|更多)?(?:评论|留言|回复|点评|跟[贴帖]|回答)了?(?:[,!。 ].{0,16})?
        (?:快来|赶快来?|立即|抢先|来)(?:发表|抢|写下?|说)(?:沙发|评论|你的评论|您的评论|第一条评论|几句|点什么).{0,8}
        做第一个评论(?:者|的人)吧?.{0,10}
        (?:抢沙发|抢占沙发|我也说一句|我也要说|我要说两句|说点什么吧?|说说你的看法|写下你的评论|写下您的评论|有话要说|发表意见)
        (?:共|已有|全部|查看全部|查看所有|查看|更多|展开|收起) ?(?:<N> ?[条个篇]|更多)(?:评论|回复|留言|回答|热评|跟[贴帖])
        收起 ?(?:更多)?(?:评论|回复|回答)(?: ?\(?\d+\)?)?
        <N> ?[条个](?:评论|留言|回复|热评|跟[贴帖]|短评|影评|书评)(?: .{0,10})?
        (?:其[他它]回答|全部回答|全部评论|所有评论|网友评论|精选留言|最新留言|热门评论|热评|短评|书评|影评) ?\(<N>[条个]?\)
        (?:留言|评论|回复)列表 ?\(?<N>[条个]?\)?
        (?:留言列表|留言区|发表留言|我要留言|精选留言|精选评论|热门评论|热门点评|网友热评|其[他它]回答|更多回答|更多评论|全部回答)
        (?:大家做的|做过这道菜的人|用户点评|买家评价)(?: ?\d+)?
        留言 ?规范 ?我要留言
        (?:登录|登入|注册)(?:后|之后|即可)?(?:才能|才可以|可以?|方可|即可)?(?:查看或)?(?:发表|参与|进行)?(?:评论|留言|讨论|回复|跟[贴帖])(?:[,。 ].{0,30})?
        您?(?:尚未|还未|还没有?|未)(?:登录|登入),?.{0,30}(?:评论|留言|回复|回帖|发言|登录|注册).{0,12}
        您的(?:电子)?(?:邮箱|邮件)(?:地址)?不会被公开.{0,40}
        电子邮件地址不会被公开.{0,40}
        (?:必填项已用|必填字段标记为).{0,16}
        评论(?:姓名|昵称| ?\[发评论\]|\*).{0,30}
        (?:刷新评论|刷新页面)(?: .{0,20})?
        (?:热心|匿名)(?:网友|用户) \d.{0,20}
        手机用户\d{2,}(?: .{0,20})?
        <WHEN> ?<WHERE> ?回复
        [^ |:。,]{1,16} ?\[<WHERE>(?:省|市)?[\u4e00-\u9fff]{0,4}\]
        以上留言由.{0,30}
        (?:leave a (?:reply|comment)|post (?:a )?comment|cancel reply|no comments(?: yet)?|\d+ comments?|comments are closed).{0,12}
        your email address will not be published.{0,60}
        \d+ (?:thoughts?|replies|responses?|comments?) (?:on|to) .{1,80}
        (?:被折叠的|有) ?\d* ?条评论.{0,16}
        还有 ?\d+ ?条(?:回复|评论).{0,10}
        你对这个回答的评价是
    """,
    "counter": r"""
        <N> ?(?:个|人|次)?(?:赞好|讚好|赞同|人赞同)
        <N> ?(?:次|人)?(?:围观|浏览|阅读|播放|观看|收听|下载|人气)(?: .{0,14})?
        <N> ?人(?:已|正在)?(?:阅读|浏览|围观|在看|收藏|关注|评价|参与|学习|投票)过?
        <N> ?次(?:围观|浏览|阅读|播放|观看|下载|点击|访问)
        <N> ?(?:条|个)?(?:弹幕|投币)(?: ?弹幕礼仪)?
        已装填 ?<N> ?条弹幕
        <N> ?(?:original contents?|reads|views|likes|shares|followers)
        (?:reads|views|likes) ?<N>.{0,30}
        本(?:页面?|文|站|页已?|帖|文已?)(?:已经?)?被?(?:浏览|访问|阅读|查看|点击)(?:了|过)? ?<N> ?次。?
        (?:点阅|点击|浏览|阅览|瀏览)(?:数|次数|人次|人数|率|量) ?: ?<N>
        (?:摘要|全文|PDF|HTML|下载)(?:浏览|点击|下载|阅读)?(?:量|数|次数) ?: ?<N>(?: .{0,40})?
        编辑次数 ?: ?<N> ?次(?: ?历史版本)?
        阅读 ?\d+ ?赞 ?\d+(?: .{0,10})?
        阅读 ?\(\d+\) ?.{0,3}评论 ?\(\d+\).{0,20}
        字数 ?\d+ ?阅读 ?\d+.{0,20}
        采纳率 ?:? ?\d+%.{0,40}
        (?:回答量|采纳数|帮助的人) ?:? ?<N>.{0,16}
        本章字数 ?: ?\d+ ?字?
        \d\.\d (?:综合评分|分).{0,16}人(?:收藏|评价|评分)
        \d+ ?/ ?\d+ ?(?:人)?(?:认为)?有用
        \(?\d+ ?人(?:评价|评分|投票)\)?
        (?:招聘者|hr)?(?:刚刚|今日|\d+[日天小时分钟]+内?|本周|本月)(?:活跃|刷新)(?: .{0,14})?
        \d\d:\d\d ?/ ?\d\d:\d\d
    """,
    "pager": r"""
        [上下前后](?:一(?:篇文章|篇日志|篇博文|图集|组图?|期|版|集|话|回|主题|帖|产品|案例|课|题|幅|张|页|篇|条|则|章|节)|篇文章|页)(?:(?: ?[:|] ?| )[^。!?,]{0,60})?
        (?:此分类|同分类|本类|本栏目|同系列|本系列)[上下]一篇.{0,60}
        (?:较旧|较早|较新|更早|更新|更旧|早期|旧|新|以前|后来)的?(?:文章|博文|帖子|日志|消息)
        (?:older|newer|previous|next|prev) ?(?:posts?|articles?|entries|page|post:.{0,60}|:.{1,60})?
        (?:文章|帖子|日志)(?:导航|分页)
        共 ?\d+ ?[页条](?:.{0,4}\d+ ?[页条])?(?:.{0,30}页)?
        第 ?\d+ ?/ ?\d+ ?页
        第 ?\d+ ?页[,/ ]{0,3}共 ?\d+ ?页
        \d* ?pages: ?\(? ?\d+.{0,30}
        (?:页码|页数) ?: ?\d+ ?/ ?\d+
        (?:转到|跳转到?|跳至|前往)第? ?\d* ?页(?: ?(?:go|确定))?
        (?:点击|请点击?)(?:图片|下一页).{0,6}(?:下一[页张]|继续|阅读|翻页).{0,6}
        (?:提示:)?支持键盘.{0,10}(?:翻页|浏览).{0,6}
        (?:本章|内容|本文)未完,?.{0,20}
        (?:剩余|余下)(?:全文|内容|部分).{0,8}
        在本页(?:阅读|浏览)全文
        全文共 ?\d+ ?页.{0,10}
        (?:图集|图片|组图)已?(?:浏览|播放)完毕?.{0,60}
    """,
    "related-links": r"""
        (?:大家|网友|读者|用户|别人|他们|朋友|人们)(?:还|也|都|正)?(?:在|爱|喜欢)?(?:看|读|搜|关注|关心|推荐)了?(?:什么|些什么)?<MORE>
        (?:看|读|浏览|阅读|喜欢|买|关注|收藏|下载)(?:过|了)?(?:本文|此文|该文|这篇文章|本篇|本书|此书|该职位|该视频|该商品|此商品|该帖|本帖|此内容|此文章|该文章|《.{1,30}》)的?(?:人|网友|用户|读者|顾客)?(?:还|也)(?:看|读|喜欢|关注|买|浏览|阅读|收藏|下载)(?:了|过)?.{0,6}
        猜你(?:正在找|想看|想搜|想问|爱看|关注).{0,40}
        (?:您|你)(?:可能)?(?:还|也|或许)?(?:想看|会喜欢|喜欢|关注|关心|感兴趣|可以看看|在找|想找)的?(?:文章|内容|新闻|视频|话题|职位|商品)?<MORE>
        (?:类似|同类|同刊|同期|同系列|同主题|同作者|同专题|相似)(?:的)?(?:问题|文章|推荐|内容|新闻|职位|视频|帖子|信息|图集|条目|文献)<MORE>
        (?:其[他它]|别的|另外)(?:类似问题|新闻|相关新闻|文章|相关文章|报道|热门文章|人还看了?|推荐|精彩内容)<MORE>
        (?:一周|本周|本月|今日|昨日|24 ?小时|48 ?小时|七日|7 ?日|月度|年度|全站|全网|实时|即时|本站|频道|栏目|新闻|文章|资讯|博客|博文|论坛|视频|图片|小说|阅读|点击|浏览|评论|回复|人气|热度|关注|搜索|下载|收藏|推荐|热点|热门)(?:热榜|热文|热帖|热点|热搜榜?|排行榜?|点击排行榜?|热文排行榜?|新闻排行榜?|热门排行榜?|榜单|热评榜?|最热|点击榜|精选|要闻排行|推荐榜)<MORE>
        (?:热榜|热文|热帖|热搜|热搜榜|排行榜|点击榜|即时热榜|今日热搜|实时热搜|微博热搜)<MORE>
        (?:近期|最近)(?:文章|评论|日志|博文|热门|热点|更新|发表|新闻|帖子|图集|回复|访客|来访)<MORE>
        (?:流行|人气|当季|时令)(?:菜谱|食谱)<MORE>
        (?:热门|最新|更多)(?:课程|职位|招聘|岗位|问题|话题|专栏|板块|版块|楼盘|房源|车型|商品|店铺|酒店|线路|景点|攻略|游戏|软件|应用|小说|章节|书籍|电影|剧集|综艺|歌曲|词条|条目|个股|股票|基金|行情|公司|律师|医生|专家|医院|疾病|论文|文献|期刊|课件|教案|试题|试卷|真题|资料|文档|模板|素材|图文|短片|栏目|专辑|播客|活动|展览|讲座)(?:推荐)?<MORE>
        (?:相关|相似|推荐)(?:菜谱|食谱|课程|职位|招聘|岗位|问题|话题|专栏|板块|版块|楼盘|房源|车型|商品|店铺|游戏|软件|应用|小说|词条|条目|个股|股票|基金|行情|律师|医生|专家|论文|文献|期刊|课件|教案|试卷|真题|文档|模板|素材|专辑|播客)(?:推荐)?<MORE>
        (?:新闻|头条|视频|图片|图文|频道|栏目|专栏|好文|美文|佳文|新书|好书|热书|精品|精华|同城|独家|特别|强力|重磅|友情|首页|今日|每日|每周|优质|为[您你])(?:推荐|精选|推送)<MORE>
        (?:热点|热门|新闻|精彩|高清|图片|图说|最新)(?:图集|图片|组图|美图|大图|图说|视频)(?:推荐|排行)?<MORE>
        (?:滚动|最新|即时|实时|更多|相关|推荐|今日|本地|国内|国际|社会|娱乐|体育|财经)(?:滚动|新闻|消息|播报|快讯|文章|资讯|要闻|报导)(?:推荐|排行|列表|滚动)?<MORE>
        (?:深度|关联|更多|继续|精彩)(?:阅读|链接|读物)<MORE>
        阅读(?:推荐|更多|延伸)<MORE>
        (?:作者|楼主|博主|该作者|本作者|他|她|ta)的?(?:其[他它]|更多|最新|热门|全部|近期)的?(?:作品|文章|主题|帖子|回答|博文|视频|动态|专栏)<MORE>
        (?:本版(?:新闻|文章|标题|目录|导航)|本期(?:目录|文章|要目))<MORE>
        (?:没有|暂无|无)相关(?:文章|新闻|内容|信息|资讯|链接|推荐|评论|数据)
        \[?[\u4e00-\u9fffA-Za-z\d()]{2,30}\]? ?(?:的)?相关(?:文章|新闻|阅读|推荐|资讯|范文|作文|作品|专题|内容|帖子|视频|链接|词条|话题)
        [与和跟]?[“《].{2,30}[”》] ?(?:的)?相关(?:的)?(?:文章|新闻|阅读|推荐|资讯|范文|作文|问题)
        (?:接下来播放|正在播放|播放列表|视频选集|选集|视频列表)(?: ?自动连播)?
        (?:专题|热点|焦点)(?:聚焦|专题|关注|追踪|回顾)<MORE>
        (?:热门|最新|推荐|常用|友情|快速|相关)(?:标签|链接|导航|搜索|tags?|关键词)<MORE>
        标签云(?: ?:.{0,80})?
        (?:文章|日志|博文|按月)(?:归档|存档|分类|目录列表)<MORE>
        \d{4}年 ?[一二三四五六七八九十\d]{1,2}月 ?\(\d+\)
        (?:分类目录|文章分类|日志分类|随笔分类|随笔档案|我的标签|博客档案|个人分类)
        全站分类(?: ?:.{0,20})?
        被以下专题收入.{0,20}
        文章被以下专栏收录.{0,10}
        更多(?:精彩|相关|热门|新鲜|优质|独家|精品)[\u4e00-\u9fff]{2,6}(?:,.{0,30})?
        (?:related|recent|popular|latest|recommended|trending|featured|similar|top|more) ?(?:posts?|articles?|news|stories|comments|topics|links|reading|videos|products|for you|now)
        (?:you (?:may|might) (?:also )?(?:like|be interested in)|most (?:read|viewed|popular|commented)|more (?:from|in|on) .{2,40})
    """,
    "tools": r"""
        .{0,30}是一个多义词,.{0,40}
        (?:reads ?<N> )?share ?(?:save|favorites) ?wow
        (?:分享|转发|推荐)(?:到|至|给|本文到|本页到|这篇文章到|此文到|到:|至:)(?:微信|微博|新浪微博|朋友圈|微信朋友圈|qq|qq空间|空间|好友|朋友|facebook|twitter|line|脸书|手机)?(?:好友)?(?:.{0,20}(?:微信|微博|朋友圈|qq空间|好友|facebook|twitter|line))?
        (?:share|tweet|pin it|print|email|copy link|share this|like this|save|bookmark|share (?:on|to|via) .{2,20})(?: ?:.{0,40})?
        (?:字级|字号|字体|文字|字型)(?:大小|设定|设置)? ?:? ?\[?(?:[特超]?[大中小][号]? ?[|/]? ?){2,5}\]?
        附件 ?\[.{1,60}\] ?已?下载 ?\d+ ?次
        (?:章节|内容|本章)(?:报错|纠错|错误).{0,16}
        (?:转寄|转发|推荐|邮寄|email)(?:给)?(?:友人|好友|朋友)
        (?:友善|预览)?列印(?:本页)?
        (?:回|返回)(?:上一?页|上一?层|前一?页|列表页?|栏目页|目录页?|书页|书目|正文|文章列表)
        (?:网页|在线|一键)?(?:生成|分享|下载|保存)(?:海报|长图|卡片|图片|网页|到相册|到桌面)
        (?:下载|查看|浏览|保存)(?:原图|大图|高清图|高清大图|全图)
        (?:下载|查看|打开|在线阅读|阅读|导出|获取) ?(?:pdf|word|epub|caj|txt|电子书|全文|原版)(?:全文|版|版本|文件|文档|格式|下载)?(?: ?\(.{1,10}\))?
        (?:pdf|html|word|epub|txt|caj|xml)(?:全文|下载|版|版下载|原文|阅读|预览|\(.{1,10}\))
        (?:导出|下载|复制)(?:引用|引文|参考文献|题录|citation)(?:格式)?.{0,20}
        (?:引用格式|引用本文|引文格式|推荐引用方式|export citation|cite this).{0,6}
        (?:听|收听|播放)(?:本文|全文|文章|新闻|音频|语音)(?: .{0,12})?
        (?:全部浏览|自动播放|幻灯播放|幻灯片?|列表浏览|查看列表)(?: .{0,16})?
        (?:有用|没用|赞一个|踩一脚|顶一下|踩一下|好文要顶|给力|收藏该文|微信分享|关注我)(?: ?\d+)?(?: .{0,24})?
        (?:举报|投诉|反馈)[/ ]?(?:反馈|举报|投诉|该.{1,4}|本.{1,2}|文章|文档|此.{1,3}|职位|错误|该内容|问题)
        (?:我有更好的答案|我来答|写答案|我要回答)(?: .{0,10})?
        (?:不感兴趣|内容质量低|减少推荐|屏蔽作者)
        (?:转载|订阅|手机订阅|发短信|发纸条|写留言|加好友|打招呼|加关注|推荐给朋友)[▼ ]*
        展开(?:全文|全部|更多|剩余|阅读全文|查看全文|详情|评论|图片|目录)?
        点击(?:展开|收起|查看|放大|观看|播放|浏览|阅读)(?:全文|更多|原文|原图|大图|图片|详情|视频|地图|评论|目录|剩余.{0,8})?
        视频(?:正在)?加载中.{0,60}
        (?:如)?(?:无法播放|不能播放|无法观看).{0,40}(?:flash|插件|浏览器|播放器).{0,20}
        点击 ?这里 ?(?:打印|下载|查看|返回|继续).{0,4}
        (?:加载|正在加载|正在载入|载入|loading)中?[. …]{0,6}
        充电 ?关注.{0,10}
        \+ ?(?:加?关注|订阅|收藏)(?: .{0,6})?
    """,
    "navigation": r"""
        (?:本站|网站|全站|博客|累计|总|今日|本日|昨日|本月|在线)(?:总|累计)?(?:访问|浏览|阅读|访客|人气|点击|在线)(?:量|数|人数|人次|次数|总数)? ?:? ?<N>.{0,6}
        (?:本日|今日|昨日|累积|累计|总|参观)人气 ?:? ?(?:<N>)?
        (?:博客|空间|用户|会员)(?:等级|积分|访问)量? ?: ?<N>
        关注人气 ?: ?<N>
        (?:被赞|获赞|总资产|共写了|声望|威望|金钱|金币|铜币|贡献值|贡献|魅力|阅读权限|精华|发帖数?|回帖数?|注册天数|签到天数|在线时间|好友|帖子数|主题数|听众数|码龄|园龄) ?:? ?<N> ?(?:点|个|枚|级|RMB|小时|\(时\)|天|年|次|篇|人|字|W字)?
        今天是 ?:? ?\d{4}[^,。!?]{0,60}
        跳(?:到|至|转到?|过) ?:? ?(?:主要|正文)?(?:内容|导航|搜索|指定楼层|目录)(?:区块?|区)?(?:[:、 ].{0,12})?
        (?:skip to (?:main )?content|back to (?:top|home)|sign (?:in|up)|log ?(?:in|out)|subscribe|follow(?: us)?|newsletter|privacy policy|terms of (?:use|service)|cookie policy|contact us|about us|site ?map|register|menu|search(?: for:?)?|continue reading|read more|read the original|got it|load more|show more|view all|scan to follow|scan with weixin.{0,40})
        (?:快速|快捷)(?:发帖|回复|回帖|回贴|发贴|导航|通道|入口|链接)(?: .{0,60})?
        total [\d.]+.{0,6}(?:query|queries).{0,80}
        (?:time now is|gzip (?:enabled|disabled)|processed in|页面执行时间|执行时间).{0,80}
        (?:楼主|顶端|楼上) ?\| ?\[? ?(?:楼 ?主|\d+ ?楼)\]?.{0,20}
        顶端 ?[\[|].{0,20}
        (?:本版积分规则|回帖后跳转到最后一页|本帖子?(?:中)?包含更多资源|本主题需向作者支付|该用户(?:从未签到|暂时?未).{0,10}|ta的每日心情|当前离线|当前在线|窥视卡|雷达卡|狗仔卡|发表新帖|发新帖|发新话题|返回版块|返回列表|论坛跳转|论坛导航|每日签到)(?: .{0,20})?
        马上注册,.{0,40}
        [xX]?您?需要 ?登录 ?才可以.{0,30}
        (?:来自|发自)(?:我的)? ?(?:手机|iphone|android|ipad|华为|小米|安卓|网页|移动端|pc端?|电脑)(?:客户端|版|端|网页版|\d.{0,10})?
        取自 ?[“\"'「]?https?:.{0,200}
        (?:链入页面|相关更改|特殊页面|永久链接|页面信息|引用(?:本页|此页面)|查看历史|查看源代码|编辑源代码|打印/导出|下载为pdf|可打印版本?|创建账[号户]|其他语言|大陆简体|香港繁体|澳门繁体|台湾正体|新马简体|不转换|随机页面|随机条目|最近更改|维基社群|互助客栈|方针与指引|所有页面|社区主页|编辑链接|添加链接)
        (?:目录)? ?\[(?:隐藏|显示|编辑|展开|收起|查看|讨论)\]
        (?:隐藏|显示)目录
        (?:本词条|该词条|此词条)(?:由|缺少|未|暂无|存在|内容|对我).{0,60}
        (?:查看我的收藏|已投票|添加义项|百科名片|突出贡献榜|词条统计)
        (?:关于博主|作者资料|博主资料|关于站长)
        (?:暱称|昵称) ?: ?.{1,20}
        (?:加好友|发纸条|写留言|加关注)(?: .{0,20})
        https?://[^ ]{4,80} ?(?:\[.{2,8}\] ?){1,3}
        .{2,20}\[切换城市\]
        (?:我要(?:招人|找工作|提问|回答|投稿|报料|爆料|参与|纠错|留言|咨询|订阅)|搜索答案|招聘者入口|企业入口|求职者入口|收藏职位|立即沟通|投个简历|查看全部职位)
        (?:请输入|输入)(?:关键[字词]|搜索内容|您?要?(?:搜索|查询|查找)的?.{0,8}|验证码|邮箱|手机号|用户名|密码|.{0,6}关键[字词]).{0,10}
        (?:网站|本网站|本站)?(?:已)?支持ipv6
        (?:网站导览|意见信箱|(?:首长|局长|市长|县长|民意|区长|校长|书记|院长|镇长|处长)信箱|双语词汇|常见问答|隐私权.{0,12}政策?|资讯安全政策|政府网站资料开放宣告|(?:隐私|私隐)(?:声明|条款|权声明)|网站安全政策|在线客服|qq咨询|qq客服|微信客服|客服中心)(?: .{0,12})?
        (?:手机报|数字报|手机网|手机台|手机站|桌面版|wap版?|0[1-9]版|[12]\d版)(?:首页)?
        热烈欢迎(?:您|你|大家)?(?:访问|光临|来到|浏览|登录).{1,40}
        (?:打开|下载|点击打开|立即打开|前往|点击下载|立即下载|去) ?.{0,20}(?:app|客户端)[,! ]?(?:阅读全文|查看更多|看更多|体验更佳|抢鲜|第一时间|内打开|阅读体验|更多精彩|查看全文|参与讨论|看直播).{0,20}
        打开.{2,12} (?:体验更佳|看更多|阅读更多|查看更多)
        .{2,24} 打开 ?app
        .{2,24}(?:打开 ?app看更多.{0,8}|立即打开)
        (?:更多|精彩).{0,12}就在.{1,12}(?:app|客户端)
        (?:识别|长按|扫码|扫描|扫一扫|微信扫).{0,16}(?:二维码|关注|加群|进群|入群|领取|公众号).{0,24}
        (?:加群|进群|入群|扫码|关注)(?:领取?|免费领|获取|送).{1,24}
        点击领取.{0,40}
        (?:公众号)?(?:后台|对话框|对话窗口)回复[“\"「\[].{1,14}
        回复[“\"「].{1,12}[”\"」],?(?:领取|获取|查看|下载|即可).{0,24}
        点击(?:上方|上面|顶部|标题下)[“\"「]?(?:蓝[字色]|.{1,16}[”\"」]).{0,24}
        (?:如果|喜欢|觉得|看完|好文|动动|别忘|记得|麻烦|求|请|顺手|欢迎|点击|点个|给个|最后|码字|原创).{0,20}(?:点个[“\"「]?(?:在看|赞|关注|好看)|点[“\"「](?:在看|赞|好看)|点赞[、,和并+ ]{0,2}(?:关注|收藏|转发|在看|分享)|一键三连|设?为?星标|三连|打赏支持).{0,24}
        (?:如果|若)?(?:觉得|喜欢).{0,16}(?:请我喝|随意打赏|赞赏|打赏|支持一下|小礼物).{0,16}
        (?:小礼物走一走|真诚赞赏|还没有人赞赏|您的支持|你的鼓励|感谢您的支持|赞赏支持|打赏作者|赞赏作者|还没有人打赏).{0,30}
        (?:没有更多了|没有更多内容了?|已经到底了?|到底了|我是有底线的|已加载全部|没有啦|加载失败.{0,10}|点击重试)
        微信号 ?:? ?[a-z][\w-]{4,20}
        微信扫一扫.{0,30}
        (?:收录于|来自专辑|所属专辑|所属合集).{0,30}
        (?:归档|分类|标签|日志|文章|相册|收藏)s? \d{1,5}
        (?:关注|粉丝|随笔|评论|阅读|文章) ?- ?\d+.{0,40}
    """,
    "advertisement": r"""
        (?:赞助商?(?:专区|链接|广告|内容)|特约赞助|广告赞助|合作媒体|合作伙伴|广告服务|广告位(?:招租|出租|招商)|虚位以待)
        (?:点击|立即|马上|免费)(?:订阅|领取|试听|预约|下载|咨询|报名|购买|抢购|体验|加入)[^。,]{0,12}
        (?:求|跪求|拜求|急求)(?:月票|推荐票?|收藏|订阅|打赏|鲜花|票|支持|红票)(?:[,、!~ ].{0,30})?
        (?:最新|手机|备用|永久|本站)(?:网址|域名|地址|阅读网址)(?:请|:|为|是).{0,40}
        本站(?:无弹窗|无广告|纯净).{0,20}
        一秒记住.{0,60}
        喜欢[《“].{1,30}[》”]请大?家?收藏.{0,60}
        推荐度 ?: ?[★☆ ]{0,12}
        (?:点击|点此|立即)?下载(?:本文|文档|全文|该文|此文)(?:文档)?(?:.{0,12}(?:word|doc|pdf|文档|格式).{0,12})?
        .{1,60}\.docx? ?.{0,4}下载.{0,12}
        (?:本)?文档为 ?(?:doc|word|pdf|docx).{0,6}
        将本文的word.{0,40}
        篇幅较长,.{0,20}
        (?:免费|付费)(?:复制|下载)(?:全文|文档|本文)?
    """,
    "contact": r"""
        (?:全国|24小时|客户|免费|官方|统一|招商|加盟|订购|售后|售前|商务)(?:统一|免费|加盟|招商)?(?:服务|客服|咨询|招商|订购|加盟|合作|投诉|销售|售后)?(?:热线|电话|专线) ?:? ?[\d( -]{7,20}.{0,30}
        (?:站长|校址|厂址|院址|社址|报社地址|编辑部地址|杂志社地址|媒体联系人?|媒体联络|新闻联络人?|新闻联系人) ?:.{0,60}
        (?:咨询|服务|客服|投诉|举报|新闻|报料|爆料|广告|订报|发行)热线 ?[\d(-]{7,20}.{0,20}
    """,
    "residue": r"""
        (?:null|undefined|\[?object object\]?)
        以下是.{0,20}(?:快照|缓存).{0,60}
        (?:百度)?快照(?:服务)?不(?:对|代表).{0,40}
        (?:百度快照|查看快照|网页快照|投诉快照|您查询的关键词是:.{0,60})
        本页面?为?打印(?:优化)?(?:版本?|页面?)
        打印(?:时间|日期) ?:.{0,40}
        页面(?:已|正在).{0,10}(?:跳转|转码|刷新).{0,20}
    """,
}


def _top_level(pattern: str) -> list[str]:
    """The alternatives of a pattern, or of a group without its brackets."""
    depth, parts, start, i = 0, [], 0, 0
    while i < len(pattern):
        char = pattern[i]
        if char == "\\":
            i += 1
        elif char == "[":
            i = pattern.index("]", i + 2)
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and not depth:
            parts.append(pattern[start:i])
            start = i + 1
        i += 1
    return [*parts, pattern[start:]]


def _atom(pattern: str) -> int:
    """Where the first atom of a pattern ends."""
    if pattern[0] == "\\":
        return 2
    if pattern[0] == "[":
        return pattern.index("]", 2) + 1
    if pattern[0] != "(":
        return 1
    depth = i = 0
    while True:
        if pattern[i] == "\\":
            i += 1
        elif pattern[i] == "[":
            i = pattern.index("]", i + 2)
        elif pattern[i] in "()":
            depth += 1 if pattern[i] == "(" else -1
        i += 1
        if not depth:
            return i


_ANY = "."  # opening of what can begin with any character


def openings(pattern: str) -> frozenset[str]:
    """The lower-case characters that what matches can begin with; 0 is any digit."""
    found: frozenset[str] = frozenset()
    for one in _top_level(pattern):
        rest = one
        while rest:
            end = _atom(rest)
            atom, rest = rest[:end], rest[end:]
            optional = re.match(r"[?*]|\{0,\d+\}", rest)
            found |= _openings_of_atom(atom)
            if not optional:
                break
            rest = rest[optional.end() :]
    return found


def _openings_of_atom(atom: str) -> frozenset[str]:
    if atom.startswith("(?:"):
        return openings(atom[3:-1])
    if atom.startswith("["):
        is_listed = atom[1] != "^" and "-" not in atom and "\\" not in atom
        return frozenset(atom[1:-1].lower()) if is_listed else frozenset("0" if atom == _DIGITS else _ANY)
    if atom.startswith("\\"):
        return frozenset("0" if atom == r"\d" else atom[1])
    return frozenset("0" if atom.isdecimal() else atom.lower())


_DIGITS = r"[\d,.]"


def _iter_patterns(table: str) -> Iterator[str]:
    for line in table.strip().split("\n"):
        pattern = line.strip()
        for name, meaning in _MACROS.items():
            pattern = pattern.replace(name, meaning)
        yield pattern


def by_opening(table: str) -> dict[str, re.Pattern[str]]:
    found: dict[str, list[str]] = {}
    for pattern in _iter_patterns(table):
        for opening in openings(pattern):
            found.setdefault(opening, []).append(pattern)
    anywhere = found.get(_ANY, [])
    return {
        opening: re.compile("|".join([*patterns, *(anywhere if opening != _ANY else [])]), re.IGNORECASE)
        for opening, patterns in found.items()
    }


_INDEX: dict[Role, dict[str, re.Pattern[str]]] = {role: by_opening(table) for role, table in _PHRASES.items()}
MARKS_BEFORE = re.compile(r"[^\w“\"'《「]*")
_MARKS_BEHIND = " >▼▲↓…~!|·«<:"
_BRACKETS = frozenset("([")
_LONGEST = 100  # characters of a phrase
_BACK = frozenset("←«‹◀")
_MIN_PAGER = 4  # characters, fewer are a button
_BETWEEN = re.compile(r"[ |·/、▼▲]+")
_MOST_IN_ROW, _LONGEST_IN_ROW = 12, 14
_VISIT_KEY = re.compile("星期|周|礼拜")
_VISIT = re.compile(
    r"[^。]{0,20}?\d{4}[年/.-]\d{1,2}[月/.-]\d{1,2}日? ?(?:星期|周|礼拜)[一二三四五六日天][ |]*"
    r"(?:无障碍|繁|简|长者|适老|关怀|设为首页|加入收藏|收藏本站|手机|数字报|RSS|EN|登[录入]|注册|多云|晴|阴|小雨|天气|气温|温度"
    r"|客户端|官方|邮箱|网站地图|支持IPv6)[^。]{0,60}",
    re.IGNORECASE,
)


def find_phrase(flat: str) -> Role | None:
    """The role of a folded line that is one of the phrases, whatever marks are around it."""
    if len(flat) > _LONGEST:
        return None
    if flat[0] in _BACK and len(flat) > _MIN_PAGER and "。" not in flat:
        return "pager"  # ← one title, another title →
    start = MARKS_BEFORE.match(flat).end()  # type: ignore[union-attr]  # matches always
    behind = _MARKS_BEHIND if _BRACKETS.isdisjoint(flat[:start]) else f"{_MARKS_BEHIND})]"
    core = flat[start:].rstrip(behind)
    if not core:
        return None
    return _find_whole(core) or _find_row(core) or _find_visit(flat)


def _find_whole(core: str) -> Role | None:
    opening = opening_of(core)
    for role, index in _INDEX.items():
        pattern = index.get(opening) or index.get(_ANY)
        if pattern and pattern.fullmatch(core):
            return role
    return None


def _find_row(core: str) -> Role | None:
    """Of phrases and words of bars, one beside the other: 回上一页 友善列印 转寄友人."""
    parts = _BETWEEN.split(core)
    if not 1 < len(parts) <= _MOST_IN_ROW or max(map(len, parts)) > _LONGEST_IN_ROW:
        return None
    roles: list[Role] = []
    for part in parts:
        role = find_word(part) or _find_whole(part)
        if role is None:
            return None
        roles.append(role)
    return max(dict.fromkeys(roles), key=roles.count)


def _find_visit(flat: str) -> Role | None:
    """The day of the visit, beside buttons or the weather."""
    return "navigation" if _VISIT_KEY.search(flat) and _VISIT.fullmatch(flat) else None


def opening_of(core: str) -> str:
    return "0" if core[:1].isdecimal() else core[:1].lower()
