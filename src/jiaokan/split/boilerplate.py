"""Site furniture: the phrases pages are built of, and what a line made of them is.

Limits: phrases are matched at the start of a line or as the whole of it, never inside a sentence. A
furniture phrase that is not in these tables stays in the body; a source can name its own in
`Settings.furniture`.
"""

# ruff: noqa: E501 — one notice a line, and each whole
from __future__ import annotations

import re

from jiaokan.regex import regex
from jiaokan.split import signs
from jiaokan.split.openings import ByOpening, opening_of
from jiaokan.split.page import Role
from jiaokan.split.phrases import MARKS_BEFORE, find_phrase, patterns_of_phrases, spelt_out
from jiaokan.split.words import atoms_of_glued, atoms_of_words, find_words

_RELATED = regex(
    r"[^\w(]*(?:往期(?:回顾|推荐|精彩|文章|内容|访谈|视频|节目|专题)|(?:重点|编辑部|编辑|小编|值班总编|精编|主编)(?:推荐|文章)|热门点阅|荐新闻"
    r"|与内文相关的链接|文章目录|站点概览|词条(?:统计|信息|贡献者?|标签)|相关日志|猜你感兴趣|作者其他文章|专题推荐"
    r"|相关问题|更多.{2,8}(?:报道|新闻|报导)|其他人也在看|昔日新闻|今日推荐|相关(?:文章|阅读)?强烈推荐|"
    r"政策(?:解读|问答)|(?:图解|文件)解读|(?:相关|下载)附件|附件下载|解读链接|相关(?:政策|文件|解读|法规"
    r"|公告|通知|文章|阅读|新闻|链接|推荐|内容|资讯|热词|搜索|专题|信息|报道|稿件|主题|话题|标签|范文|作文"
    r"|视频|帖子|产品)"
    r"|(?:推荐|延伸|拓展|扩展|精彩|热门|热点|更多|本类|同类)(?:阅读|访问|文章|新闻|内容|推荐|资讯|图片|排行|标签|范文"
    r"|相关|搜索|专题)"
    r"|(?:最新|最热|今日|本周|本月|随机|图文|站长|编辑|小编|为您|为你|24小时)(?:文章|新闻|推荐|热点|热文|热门|排行"
    r"|资讯|更新|精选)"
    r"|猜您?你?喜欢|[你您]可能(?:还)?(?:感兴趣|喜欢|想看).{0,6}|大家都在(?:看|搜)|看了又看|阅读排行|点击排行|热门排行"
    r"|新闻排行|.{0,12}的(?:其他|其它|更多|全部|最新)(?:作品|文章|帖子|日志|博文|视频|回答)"
    r"|(?:热门|推荐|精彩|精选|相关|更多|最新)(?:图集|组图|图库|图片集|作品|游记|菜谱|回答|问答)"
    r"|(?:上|下|前|后)一(?:(?:篇|条|则|页|章)(?:文章|新闻)?|文章|新闻)|(?:网友|文友|书友|会员|最新|热门|全部|精彩|用户|读者)(?:评论|留言|点评|跟[贴帖])"
    r"|(?:查看)?(?:更多|热门|最新|最热)?跟[贴帖](?:排行|广场|列表)?|最热评论|\d+ ?条评论|评论列表|评论区|发表评论"
    r"|(?:目前)?没有跟贴.{0,20}|已加载全部评论|倒序看帖|仅看楼主"
    r"|我要评论|参与评论|文章评论|友情链接|排行榜"
    r")\]?(?:$| *[:>(|]| +(?=\S)).*"
)
_PAGER = regex(r"[^\w(]*[上下前后]一[篇条则页章节]")
_GLUED_PAGER = regex(
    r"[上下]一篇(?!文章|我们|说|讲|里|中|提到|介绍|写)[《“\u4e00-\u9fff][^。,!;]{4,50}", needs=["一篇"]
)
_ABOUT_COMMENTS = regex(r"[^\w(]*.{0,4}(?:评论|留言|点评|跟[贴帖])")
# Of the site, at its foot; in an announcement such a line is text (联系人, 开标地点), so that only these count.
_ADDRESS = regex(
    r"[(\[]?(?:.{0,12}?(?:联系|咨询|服务|监督|举报|投诉|媒体|办公|单位|通讯|通信|公司|总部|值班|预约|订阅|采购|代理))?"
    r"(?:电话|专线|地址|邮编|邮箱|信箱|传真|热线|手机|QQ|网址|联系人|联系方式|邮政编码|E-?mail|Tel) ?[:(/].{0,160}",
    re.IGNORECASE,
)
_CONTACT = regex(
    r"(?:(?:新闻|广告|服务|客服|报料|爆料|投稿|监督|举报|读者)(?:热线|电话|邮箱|信箱|QQ)|(?:网站"
    r"|技术)(?:联系)?电话|总机|值班电话|邮发代号"
    r"|国内统一(?:连续出版物|刊)号) ?[:)]",
    re.IGNORECASE,
)
_ADVERTISEMENT = regex(
    r"[\[(]?(?:广告|推广|赞助商?(?:链接|内容)?|AD|ADVERTISEMENT|sponsored|赞助商广告|商业推广|信息流广告)[\])]?"
    r"|广告 ?\d[^。]{2,30}"
    r"|(?:立即|马上|免费|在线|我要|点击)(?:预约|申请|注册|咨询|体验|试用|报名|购买|领取|订购|试听|试读)[^。,]{0,6}"
    r"|(?:广告|AD) *[:|>×x].{0,40}|[^。]{0,24}(?:加微信|加QQ|代写(?:文章|材料|论文)|广告位招租|招商热线)[^。]{0,24}",
    re.IGNORECASE,
)
THE_END = r"(?:全[文书剧篇]|本[文章]|正文|连载|未|剧)?[完终]|未完待续|(?:连载|更新)中|待续|end|the end"
_RESIDUE = regex(
    r"(?:(?:下面|以下|这里|本文|接下来)就?[是由]?(?:我们|本站)|.{0,8}(?:小编|编者))(?:今天|精心|特意)?(?:为|给|替)"
    r"(?:大家|您|你|各位)[^。]{0,6}(?:整理|收集|搜集|汇总|带来|分享|推荐|准备)[^。]{0,90}"
    r"(?:参考|阅读|帮助|借鉴|喜欢|了解|范文|收藏|看看)[^。]{0,12}。?"
    r"|(?:以上|上文|上述).{0,10}(?:就是|便是|是|为)[^。]{0,40}(?:小编|本站)[^。]{0,80}。?"
    r"|\[?编者按\]?:? ?(?:本文|以下|这是).{0,80}(?:参考|借鉴|阅读).{0,12}"
    r"|搜(?:小说|书|全网|文章) ?:?"
    r"|返回.{2,8}首页>*|[^。]{0,6}相关(?:资讯|内容|新闻|攻略)请(?:关注|看|点击).{0,30}|(?:\[\d{1,2}\] ?){2,}"
    r"|(?:还想|想)[看睇].{0,4}(?:更多|最新).{0,60}|[^。]{0,30}(?:点我|欢迎|立即|马上|快来?|赶快)(?:下载|加入|订阅|like)[^。]{0,60}"
    r"|(?:iOS|Android)载点.{0,60}|本(?:主题|帖)由.{1,30}(?:审核通过|设置高亮|加入精华|推荐).{0,10}"
    r"|温馨提示:(?:方向键|按|使用).{0,80}|进入\[.{2,12}\](?:讨论|查看).{0,10}|(?:建立|更新|发布)时间 ?:? ?\d\d:\d\d"
    r"|内容未完.{0,20}|我来回答|如题所述|联系客服|温馨提示:?|合集下载|换一换|展开(?:详细|剩余.{0,6})|圖片|文章图片|text"
    r"|(?:WORD|PDF|DOC)下载.{0,20}|(?:快捷|账号登录|游客一键)下载.{0,20}|加入VIP.{0,20}|预览结束.{0,20}"
    r"|.{0,8}共 ?N?\d+ ?个?字.{0,24}分钟"
    r"|(?:本篇|本文|全文).{0,4}\d+ ?个?字.{0,24}分钟?|通版阅读请点击:|展开通版|收缩通版|版面概览|首版|末版"
    r"|关灯|护眼|.{0,6}直达底部"
    r"|天才一秒.{0,80}|手机用户请.{0,80}|.{0,6}记住本(?:站|书).{0,80}|.{0,20}最快更新.{0,12}无(?:广告|弹窗).{0,40}"
    r"|作者的话 ?:.{0,200}|作者有话(?:要)?说.{0,200}|ps ?:.{0,4}求(?:票|收藏|推荐).{0,40}"
    r"|觉得好看.{0,6}点.{0,20}|请继续往下阅读.{0,6}|展开阅读全文.{0,4}|本帖最后由.{1,40}编辑|以下文章来源于.{1,40}"
    r"|[\[(]?(?:本文)?原(?:标题|题|文标题)(?: ?[为是:]| ?《).{1,100}"
    r"|返回[\u4e00-\u9fff]{2,6}[,>]* ?查看更多|暂不发送|发送语音验证码"
    r"|\s*(?:(?:\{\{.{0,80}\}\}|\$\{.{0,80}\}|<%.{0,80}%>)\s*)+",
    re.IGNORECASE,
)
_END = regex(rf"[\[(*— -]*(?:{THE_END})[\])*— -]*", re.IGNORECASE)
_WELCOME = regex(
    r"(?:您好[,!]?)?(?:欢迎(?:您)?(?:访问|光临|来到|浏览|进入|关注|使用)|今天是 *\d{4}|当前时间|现在时间|您是第"
    r"|你是第).{0,60}"
    r"|(?:微信|手机)?(?:扫一扫|扫描|扫码|长按).{0,12}(?:二维码|关注|打开|分享|下载|添加|阅读|手机).{0,40}"
    r"|(?:请)?(?:点击|关注|搜索)(?:上方|下方|右上角|左下角|此处|这里|右侧|上面|下面)?.{0,14}(?:关注|公众号|下载|订阅"
    r"|查看更多|阅读原文).{0,20}"
    r"|(?i:word count|reading time)[ :].{0,60}|E-mail推荐:?|(?:推荐|文章|粉丝|回答) ?\d+|\d+ ?(?:文章|粉丝|推荐)"
    r"|已编辑|正在加载.{0,3}|检索词:|还没有人送礼物.{0,12}"
    r"|发布于: ?[\u4e00-\u9fff]{2,8}|\d{1,2} ?(?:分钟|小时|天|个?月|年|周)前|系统出于安全考虑.{0,80}"
    r"|用微信扫.{0,30}|点击进入.{0,30}|\d+ ?人参与.{0,12}|.{1,24} (?:昨天|前天|今天|\d{1,2}天前|\d周前)|\d{2}[\d"
    r" ,.万+]{0,10}|[tT] ?\+ ?-?"
    r"|.{0,12}(?:设为首页|加入收藏|收藏本站).{0,12}|(?:安装|下载|打开).{0,10}(?:客户端|APP)[^。]{0,20}"
    r"|.{0,16}(?:今天是|现在是北京时间) *\d{4}.{0,60}|(?:\[[^\[\]]{2,6}\] *){2,}.{0,5}"
    r"|.{0,12}扫一扫.{0,6}(?:手机|打开|小程序|分享).{0,20}"
    r"|(?:导出|引用本文).{0,30}(?:BibTeX|EndNote).{0,20}"
    r"|预览时标签不可点|使用小程序|取消 ?允许|轻点两[次下]取消(?:赞|在看)|知道了|向上滑动看下一个|[:,。"
    r" ]*视频 ?小程序.{0,40}|继续滑动看下一个"
    r"|收录于(?:合集|话题|专辑).{0,30}|喜欢此内容的人还喜欢|分享收藏在看|分享收藏点赞在看"
    r"|前往[“\"]?发现.{0,30}|微信版本过低.{0,20}"
    r"|(?:搜索|检索)? ?(?:热搜词?|热门搜索|搜索热词|热词|热搜榜|大家都在搜) *:.{0,60}"
    r"|打开微信.{0,60}|使用[“\"]?扫一扫.{0,40}|您?的?浏览器.{0,30}(?:不支持|版本过低).{0,40}"
)
_NOTICE = regex(
    r"[^\w]{0,3}(?:"
    r"[^,。;!?]{0,18}(?:版权(?:及|与|和|暨)?(?:相关)?(?:免责)?(?:声明|说明)|免责(?:声明|条款|申明)|法律声明|转载声明"
    r"|侵权声明)(?:$|[:\]>\s(])"
    r"|(?:特别|郑重|重要|本站|本网|网站|平台|作者|原创)?(?:声明|提示|说明) *[:\]].{0,80}(?:版权|转载|本站|本网|本文"
    r"|观点|侵权|立场|仅供)"
    r"|凡(?:是)?.{0,6}(?:本网|本站|注明|标注|转载|署名).{0,40}(?:来源|作品|稿件|转载|版权|文章)"
    r"|(?:本站|本网|本平台|本网站|本号|文章|本文)(?:所有|部分|中|的|及)?.{0,16}(?:转载|来自|来源于?|摘自|收集|整理"
    r"|采集)(?:自|于)?.{0,16}(?:网络|互联网|其他媒体)"
    r"|本站(?:所有|全部|提供)?的?(?:小说|作品|内容|文章|资料).{0,24}(?:转载|网友|上传|收集|互联网)"
    r"|\(?(?:本文|文章|图片)(?:为|系|均?来自).{0,20}(?:原创|网络|更多原创资讯)"
    r"|(?:本文|文章|以上|文中|该文).{0,12}(?:仅)?(?:不|仅)代表.{0,16}(?:观点|立场|看法)"
    r"|(?:未经|如需|若需|欢迎|如要|任何).{0,24}(?:转载|授权|许可).{0,20}(?:不得|禁止|严禁|请勿|请注明|必须|注明"
    r"|请联系|追究)"
    r"|(?:转载|引用|转发)(?:本文)?(?:请|时|须|需|务必).{0,10}(?:注明|保留|附上|标明|联系)"
    r"|(?:如有|如果|若有|如|若).{0,30}侵(?:权|犯).{0,20}(?:联系|删除|告知|处理)"
    r"|(?:本网?站|本網站|我们|為了?|为了?|請|请|點擊|点击|繼續|继续)[^。]{0,24}(?:cookies?|浏览体验|阅读体验|用户体验|使用体验"
    r"|浏览器(?:浏览|瀏覽|升级|版本))"
    r"|(?:本文|本作品|文章|稿件).{0,24}(?:授权|许可).{0,24}(?:发布|转载|发表|使用|刊发|刊登)"
    r"|本作品.{0,30}(?:原创|协议|许可).{0,12}转载"
    r"|.{2,24}(?:专稿|原创内容?|原创文章|独家)[,。].{0,12}(?:未经|请勿|不得).{0,20}转载"
    r"|(?:特别)?声明:(?:以上|本文|该)(?:内容|作品|文).{0,80}(?:上传|发布|平台|观点)|Notice ?: ?The content above"
    r"|有意与本.{1,6}合作|(?:本文|此件)有删[减节]|\((?:本文|此件)有删[减节]\)"
    r"|.{0,40}(?:更多|最新).{0,40}请(?:点击|关注|访问|登录).{0,30}$"
    r"|[^,。;!?]{0,12}(?:版权|著作权)(?:均?归|均?属于|均?属).{0,20}所有|(?:Archiver\||Processed in|GMT[+-]\d"
    r"|Powered by )"
    r"|.{2,16}网 ?(?:19|20)\d\d ?- ?(?:19|20)\d\d"
    r"|(?:本文|文章)系.{0,6}(?:网友|用户|会员).{0,4}(?:上传|发布|投稿)"
    r"|(?:.{0,30}版权所有|.{0,40}(?:copyright|©)|\(c\)|.{0,40}all rights reserved)"
    r"|(?:主办|承办|协办|运维|网站管理|网站维护|网站建设|版权)(?:单位)? ?:.{2,80}$"
    r"|.{0,50}(?:备案序?号|ICP证|增值电信业务)"
    r"|.{0,10}建议(?:使用|您使用).{0,40}(?:浏览器|分辨率).{0,40}$|.{0,20}网站(?:由|归).{2,30}(?:主办|所有|管理|维护)"
    r"|.{0,20}[^\W\d_]?icp备|.{0,12}公网安备|.{0,30}(?:经营|信息服务|出版|视听节目)许可证|(?:违法"
    r"|不良).{0,10}(?:举报电话|举报邮箱|信息举报)"
    r"|(?:技术支持|建设运维|网站标识码|网站备案号|总访问量)(?:单位)? *:.{2,60}$"
    r"|(?:本文|原文|文章|新闻)(?:链接|地址|网址|标题) *:"
    r")",
    re.IGNORECASE,
)
# The same, by how they begin (one a line, as in phrases.py): the head is enough, but it says what no text says of itself.
_LINES_OF_NOTICES = tuple(
    spelt_out(
        r"""
    本[\u4e00-\u9fff]{1,4}由.{0,12}(?:网友|用户|会员|作者).{0,20}(?:转载|分享|上传|投稿|发布|提供|整理|贡献).{0,60}(?:版权|侵权|联系|立场|观点|所有|删除)
    答案由.{0,8}(?:网友|用户|会员).{0,6}(?:提供|上传|贡献|分享)
    所有(?:小说|作品|文章|内容|图片|资料|视频)(?:均|皆|都)?为?.{0,6}(?:转载|网友|来自网络|网络收集)
    风险提示:.{0,60}(?:投资建议|有风险|买卖依据|据此操作|仅供参考|谨慎)
    (?:温馨|投资|友情|特别)提示:.{0,60}(?:投资建议|买卖依据|据此操作|不构成)
    (?:市场|股市|投资|基金|理财|入市)有风险[,;]? ?.{0,10}(?:谨慎|慎重).{0,40}$
    (?:以上|本文|文中|文章|以下|本资讯|本站|本网|本栏目|本报告|所有)(?:内容|观点|信息|数据|资讯|言论|文字|所述|资料|分析|提供).{0,24}(?:仅供(?:参考|学习|交流|读者|研究|投资者|网友)|不构成.{0,16}(?:建议|依据)|不作为.{0,12}(?:依据|建议))
    本(?:文|站|网|资讯)[^。,]{0,10}(?:不构成|不作为).{0,16}(?:建议|依据)
    (?:纯属)?个人(?:观点|意见|看法),?(?:仅供参考|不代表|不构成).{0,40}$
    仅供(?:参考|学习|学习交流|学习参考)(?:,.{0,40})?$
    (?:部分|文中|本文|以上|所用|封面|配图|文章)?(?:图文|图片|图|文字|素材|内容|文章|信息|资料|视频|音乐|插图)?(?:均|皆|都|及素材|和内容)?(?:来源|来源于|源自|来自|源于|取自|摘自|选自)于?(?:互联网|网络|网友)(?:$|[,。;、)].{0,60}$)
    (?:如|若|如有|若有)?(?:涉及)?侵(?:权|犯)?(?:请)?(?:必|即|立|联系|告知|联系.{0,8})?删除?.{0,24}$
    [图文]源(?:自|于)?:?(?:互联网|网络).{0,30}$
    (?:本站|本网站|本博客|本页|本文|本作品|本著作|文字|文本|文章|页面|内容|除非|除特别|除另有|网站内容|博客内容|站内文章|此作品).{0,20}(?:采用|遵循|遵守|使用|基于|在|依据|根据|按照|授权|以).{0,24}(?:知识共享|创作共用|creative commons|cc ?by|gfdl|gnu自由|署名-)
    本(?:网站|站|网)(?:之)?(?:著作权|版权|内容版权)(?:均)?(?:属|归|为)
    以上(?:网友|用户|所有)?(?:发言|言论|评论|留言|跟帖|点评)(?:只|仅)?代表
    (?:网友|读者|用户)?(?:评论|留言|跟帖)(?:内容)? ?:?\(?.{0,16}(?:只|仅)代表
    百度和网页.{0,40}(?:无关|不对)
    本(?:站|网|网站|频道|刊|报|社|台|栏目|平台|公众号|博客)[^。]{0,24}(?:未经|非经|未获)[^。]{0,20}(?:不得|禁止|严禁|谢绝|请勿)[^。]{0,16}(?:转载|复制|摘编|使用|镜像|转发)
    (?:未经|非经|未获)[^。]{0,16}(?:不得|禁止|严禁|请勿|谢绝|拒绝|勿)[^。]{0,12}(?:转载|摘编|抄袭|镜像|刊登|翻印|盗用|搬运|转帖|转贴)
    (?:谢绝|严禁|禁止|请勿|拒绝|切勿|不得)(?:任何形式的?|擅自|私自|随意|一切|恶意|商业)?(?:转载|抄袭|盗用|搬运|翻录|商用|镜像)(?:$|[,。! ]|本|,?违者)
    (?:本网|本报|本刊|本站|本台|我们|本公众号|本号|本平台|平台)?(?:一贯)?(?:高度)?(?:致力于保护|充分尊重|尊重|重视|保护)(?:并保护)?(?:版权|知识产权|原创|著作权|作者).{0,80}(?:删除|撤下|及时处理|与我们联系|联系我们|与本[站网]联系)
    (?:转载|引用|商务|版权|内容|广告|媒体|品牌|业务)(?:、(?:转载|投稿|合作|授权))*(?:合作|授权|事宜|咨询|及合作)?,?(?:请|可|欢迎|烦请)(?:联系|加微信|添加|私信|邮件|发邮件|告知|通知|后台|致电|注明)
    (?:寻求报道|开白|白名单|商务合作|版权合作|内容合作|广告合作|业务合作|投稿合作|转载合作|转载授权|媒体合作) ?[:,|].{0,80}$
    转载请(?:告知|通知|注明|保留|联系|声明|务必)
    (?:违法(?:和|与|及|、)?不良|涉未成年人|网上有害|网络(?:违法|不良|谣言|暴力|诈骗)|涉企|扫黄打非|中国互联网|互联网违法|不良信息).{0,16}举报(?:电话|邮箱|中心|平台|入口|热线|专区|方式|信箱|网站|app|:).{0,60}$
    (?:人力资源服务|网络视听|信息网络传播|互联网新闻|互联网药品|互联网宗教|网络文化|广播电视节目|增值电信|电子公告|出版物|食品经营|药品经营|网络出版|音像制品|电视剧制作|广播电视).{0,16}(?:许可证|备案|许可|经营证).{0,6}[\w() -]{0,40}\d{3}
    自豪地(?:采用|由)
    (?:proudly )?(?:powered|hosted) by [A-Za-z]
    theme(?: by|:| -) ?[A-Za-z]
    (?:本站|博客|本博客|网站)?由 ?[A-Za-z][\w .!]{1,24} ?(?:强力)?(?:驱动|提供支持)
    (?:本站|本网站|本网|本论坛|本博客)[^。]{0,24}(?:不以[营盈]利为目的|非[营盈]利|仅提供信息存储|不承担.{0,12}责任|概不负责|不负.{0,8}责任)
    最佳(?:分辨率|浏览|显示|解析).{0,16}(?:\d{3,4}|IE|chrome)
    本[\u4e00-\u9fff]{1,4}(?:由|系|经)[^。]{0,10}(?:系统自动|自动|机器|ai ?|人工智能)(?:产生|生成|翻译|采集|抓取|转码)
    快照服务不对
    (?:原文|本文)(?:首次|最初|首先)?(?:发表|刊载|刊登|首发|刊发)于.{0,40}(?:授权|许可|转载|翻译)
    (?:国内统一|国际标准)(?:连续出版物号?|刊号|刊号:).{0,60}$
    (?:\d{4}年\d+月\d+日)?创刊 ?.{0,4}国内统一.{0,40}$
    (?:著作权|版权)归作者所有
    (?:本|该)评论版权(?:属于|归)
    (?:除非|若非|如非|如无)(?:注明|特别|另有|特殊)(?:注明|说明|声明)?,?.{0,16}(?:原创|转载)
    (?:该|此|本)文观点(?:仅|只)?代表
"""
    )
)
_NOTICES = ByOpening({"notice": _LINES_OF_NOTICES})
_CREDIT_OF_PICTURE = (
    r"(?:[\[(]?(?:资料图片?|资料照片|视频截图|效果图|图片来源.{0,20}|图源.{0,20}|.{1,8}供图|.{1,8}制图)"
    r"|(?:记者|通讯员|\(|[。,、 ]) ?[\u4e00-\u9fff]{1,2} ?[\u4e00-\u9fff]{1,2} ?(?<!拍)摄(?:影)?)[)\]。]{0,2}"
)
_AGENCY_OF_PICTURES = r"(?:视觉中国|东方IC|人民视觉|图虫创意|IC ?photo|CFP|Getty ?Images?|美联社|路透社?|法新社)"
# What begins like a caption is one only as long as it is a single sentence, what ends like one only as none.
_CAPTION = regex(
    rf"(?:图为|(?:上|下|左|右|本|题|配|组)图[为:]|图片(?:说明)? *[:|/])"
    rf"(?:[^。!?;]{{1,120}}。?(?:{_CREDIT_OF_PICTURE}|[\u4e00-\u9fff ]{{2,4}}摄)|[^。!?;,]{{1,80}}。?)"
    rf"|图 ?[一二三四五六七八九十\d①-⑩]{{1,3}} ?[:、. ][^。!?;]{{1,80}}"
    rf"|[^。!?;]{{0,120}}(?!。){_CREDIT_OF_PICTURE}"
    rf"|[^。!?;]{{2,60}}。?[ (]*{_AGENCY_OF_PICTURES} ?(?:供?图|资料图?|图片|摄|发)?[)。]*",
    needs=[*"图摄", "资料", "视觉", "东方IC", "photo", "CFP", "Getty", "美联社", "路透", "法新社"],
)
_SALUTATION = regex(
    r"各[^。:]{2,20}(?:政府|委|办|局|单位|部门|机构|企业|公司|学院|学校|支部|党委|组织)[^。:]{0,60}:"
    r"|(?:(?:尊敬|敬爱|亲爱)的?.{1,40}|各位.{1,30}|.{0,12}(?:同志|同学|朋友|代表|委员|女士|先生|来宾|家人|乡亲|战友"
    r"|同胞|老师)们?"
    r"(?:[,、].{1,20})?)[:!]"
)
_PASSWORD = regex(
    r"(?:输入|需要|填写).{0,8}密码|密码(?:保护|访问|验证)|(?:登录|登陆|注册)(?:之?后|即可|才能|后才)"
    r"|(?:请|需要|需|必须|尚未|还没有?|没有|未)先?(?:登录|登陆)|已加密|没有(?:访问|查看|阅读)?权限|password|log ?in"
    r" to (?:view|read)",
    re.IGNORECASE,
)
_TO_REPLY = regex("(?:登录|登陆|注册)[后才即可以能]{0,4}(?:发表|评论|回复|参与|留言|点赞|收藏|分享|关注|发言|跟[贴帖])")
_DATED = regex(
    r".{2,60}?[\[(]?(?<!\d)(?:(?:19|20)\d\d[-/.])?(?:0\d|1[0-2])[-/.][0-3]\d(?: \d\d:\d\d(?::\d\d)?)?[\])]?"
    r"|[\[(]?(?:19|20)\d\d[-/.][01]?\d[-/.][0-3]?\d[\])]?(?: \d\d:\d\d)? ?[·]? ?[^\W\d].{5,60}(?<![。!?,])"
)
_COMMENTS = regex(
    r"(?:\d+ ?条)?(?:网友|文友|书友|会员|最热|热门|最新|全部|精彩|用户|读者|文章)"
    r"(?:评论|留言|点评|跟[贴帖])(?: ?[(:\d].{0,10})?|\d+ ?条评论.{0,40}|发表评论.{0,10}|评论列表|评论区"
    r"|正文已结束.{0,40}|跟[贴帖] ?\d*|您?需要登录后才可以回[帖复].{0,40}|发表回复|高级模式"
    r"|(?:.{1,20} )?(?:沙发|板凳|地板|地下室|\d{1,4} ?[#楼]|#\d{1,4}) ?.{0,4}发表于.{0,40}",
    needs=["评论", "留言", "点评", "跟", "正文已结束", "登录", "发表", "高级模式"],
)
_EVENT = regex(
    r"[^:]{0,6}(?:地点|地址|主讲人?|主持人?|嘉宾|票价|报名|参会人员?|出席人员?|参加人员?|会议室|活动内容|对象) *:"
)
_NOTICE_HEAD = 300  # characters of a notice in which it names its site


def find_furniture(flat: str, seen: int = signs.EVERY) -> Role | None:
    """The role of a folded line that furniture makes up as a whole, or that opens a block of it. `seen`: its signs."""
    if not (flat[:1].isalnum() or _WORDLIKE.search(flat)):
        return "residue"
    if seen & signs.COUNTED and _COUNTERS.fullmatch(flat) and not opens_comments(flat):
        return "counter"
    if seen & signs.WORDS and (role := find_words(flat, seen)):
        return role
    if seen & signs.WELCOME and _WELCOME.fullmatch(flat):
        return "navigation"
    if seen & signs.RELATED:
        if _GLUED_PAGER.fullmatch(flat):
            return "pager"
        if _RELATED.fullmatch(flat) and not re.search(r"。|,.*[!?]$", flat):
            return "pager" if _PAGER.match(flat) else "comment" if _ABOUT_COMMENTS.match(flat) else "related-links"
    if seen & signs.COMMENTS and opens_comments(flat):
        return "comment"
    if seen & signs.CONTACT and _CONTACT.match(flat):
        return "contact"
    if seen & signs.ADVERTISEMENT and _ADVERTISEMENT.fullmatch(flat):
        return "advertisement"
    if role := find_furniture_of_sentences(flat, seen):
        return role
    if seen & signs.SALUTATION and _SALUTATION.fullmatch(flat):
        return "salutation"
    return find_phrase(flat) if seen & signs.PHRASE else None


def find_furniture_of_sentences(flat: str, seen: int = signs.EVERY) -> Role | None:
    """The role of a folded line that holds a finished sentence, if it is none of the text. `seen`: its signs."""
    if seen & signs.NOTICES and is_notice(flat, seen):
        return "reprint-notice"
    if seen & signs.RESIDUE and _RESIDUE.fullmatch(flat):
        return "residue"
    if seen & signs.END and "。" not in flat and _END.fullmatch(flat):
        return "residue"
    return "caption" if seen & signs.CAPTION and _CAPTION.fullmatch(flat) else None


def is_bare(flat: str) -> bool:
    """Is a folded line without a letter: `}`, ……, 12,345? Furniture at the edges of a page, not in a text."""
    return _LETTER.search(flat) is None


_LETTER = regex(r"[^\W\d_]")
_WORDLIKE = regex(r"\w")


def is_rule(flat: str) -> bool:
    """Is a folded line nothing but a dividing rule: ----, * * *?"""
    return re.fullmatch(r"[-=*_~—─―·.#+☆★■□◆◇○×x ]+", flat) is not None


def is_contact(flat: str) -> bool:
    """Does a folded line say where somebody is to be reached? In the middle of a text it is text."""
    return _ADDRESS.fullmatch(flat) is not None


def is_notice(flat: str, seen: int = signs.EVERY) -> bool:
    """Does a folded line open as a copyright, reprint or disclaimer notice, or a page footer? `seen`: its signs."""
    if seen & signs.NOTICE_BY_OPENING:
        start = MARKS_BEFORE.match(flat).end()  # type: ignore[union-attr]  # matches always
        if any(pattern.match(flat, start) for pattern in _NOTICES.at(opening_of(flat[start : start + 1]))):
            return True
    return seen & signs.NOTICE != 0 and _NOTICE.match(flat) is not None


def is_event_label(flat: str) -> bool:
    return _EVENT.match(flat) is not None


def is_dated_link(flat: str) -> bool:
    """Is a folded line a headline with a numeric date before or behind it, as in a list of links?"""
    return _DATED.fullmatch(flat) is not None


def opens_comments(flat: str) -> bool:
    """Does a folded line open the readers' comments, or say that the text is over?"""
    return _COMMENTS.fullmatch(flat) is not None


def asks_for_password(flat: str) -> bool:
    return _PASSWORD.search(flat) is not None and not _TO_REPLY.search(flat)


_COUNTERS = regex(
    r"(?:(?:关注者|被浏览|浏览|回答|赞同|喜欢|阅读|播放|点赞|收藏|评论|转发) ?[\d,.]+[万wk+]?[ |]*)+(?:分享"
    r"|收藏|点赞|在看|赞|添加评论|喜欢|举报|评论)*"
    r"|(?:[\d,.]+[万wk+]? ?(?:人|次|条|个)?(?:阅读|浏览|播放|观看|点赞|评论|粉丝|转发|收藏|回复|查看|赞)[ |·]*)+"
    r"(?:\+?(?:已?关注|分享|收藏|订阅)[ |]*)*"
    r"|[\d,]+ ?人(?:赞同了该回答|做过(?:这道菜)?|看过|想看|喜欢|收藏)"
    r"|[\d,]+ ?个(?:回答|关注)|(?:PDF|HTML)?下载(?:次数)?:.{1,40}",
    re.IGNORECASE,
)


def patterns() -> dict[int, signs.Patterns]:
    """Sign → what a line without it can't match."""
    return {
        signs.NOTICE: (_NOTICE,),
        signs.NOTICE_BY_OPENING: tuple(map(regex, _LINES_OF_NOTICES)),
        signs.RESIDUE: (_RESIDUE,),
        signs.END: (_END,),
        signs.CAPTION: (_CAPTION,),
        signs.COUNTED: (_COUNTERS,),
        signs.WELCOME: (_WELCOME,),
        signs.RELATED: (_GLUED_PAGER, _RELATED),
        signs.COMMENTS: (_COMMENTS,),
        signs.CONTACT: (_CONTACT,),
        signs.ADVERTISEMENT: (_ADVERTISEMENT,),
        signs.SALUTATION: (_SALUTATION,),
        signs.WORDS: (atoms_of_words(),),
        signs.GLUED: (atoms_of_glued(),),
        signs.PHRASE: (atoms_of_words(), *patterns_of_phrases()),
    }


_SITE = regex("(?:网|网站|在线|门户|论坛|博客|日报社?|新闻|大学|学院|[中小]学|学校|医院|人民政府|平台|百科|社区)$")
_NOTICE_SITE = (
    regex(
        r"\W{0,3}(?P<site>[\w·]{2,16}?)(?:网站)?(?:版权(?:及|与|和|暨)?(?:相关)?(?:免责)?(?:声明|说明)|免责(?:声明"
        r"|条款))"
    ),
    regex(
        r"凡(?:是)?(?:本网|本站)?.{0,6}注明[“\"' ]{0,2}(?:文章|稿件)?来源 ?[:为]?"
        r" ?[“\"']?(?P<site>[\w·]{2,16})[”\"']{1,2} ?的?(?:所有)?(?:作品|稿件|文章|文字)[^。]{0,30}(?:版权"
        r"|著作权)均?(?:归|属)"
    ),
    regex(r"(?:©|\(c\)|copyright)[^\u4e00-\u9fff]{0,24}(?P<site>[\w·]{2,16})", re.IGNORECASE),
    regex(r"版权所有 ?[:©]? ?(?:\(c\))? ?(?:\d{4}[-\d]* ?)?(?P<site>[\w·]{2,16})", re.IGNORECASE),
    regex(r"(?P<site>[\u4e00-\u9fff·]{2,16}) ?版权所有"),
)


def find_notice_site(flat: str) -> tuple[int, int] | None:
    """Where a folded notice or footer names the site it is the notice of."""
    for pattern in _NOTICE_SITE:
        match = pattern.search(flat[:_NOTICE_HEAD])
        if match and _SITE.search(match["site"]) and match["site"][0] not in "本我该":
            return match.span("site")
    return None
