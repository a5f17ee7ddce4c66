"""Marks and paragraph breaks that a tool took out of a text for good: found and flagged, never restored."""

from __future__ import annotations

import math
from collections.abc import Iterator

from jiaokan.plausibility import Cut
from jiaokan.regex import regex
from jiaokan.rule import Example, Span, lines_of, rule
from jiaokan.rules.lost_digits import find_gaps

_HAN = "\u4e00-\u9fff"
_OTHER_MARK = regex(r"[、“”‘’\"「」『』《》；;：（）()—]|(?<![0-9]):(?![0-9])")
_DIGIT = regex(r"[0-9０-９]")
_PROSE = 400  # Han characters in one line from which the absence of all marks but ，。！？ means something
_EXAMPLE = "今天，县长来到图书馆，了解开放情况，并同读者交谈。" * 20


def _lost(text: str) -> Example:
    """A text in which the loss is found; nothing is restored."""
    return Example(text, text)


def _bare_lines(text: str) -> list[tuple[int, int]]:
    """Long lines of prose without a digit or any mark but the stops, in which digits are missing."""
    found = []
    start = 0
    for line in text.split("\n"):
        is_bare = len(line) >= _PROSE and not _OTHER_MARK.search(line) and not _DIGIT.search(line)
        if is_bare and sum(map(line.count, "，。,")) >= _PROSE // 40 and sum(gap[2] for gap in find_gaps(line)) >= 2:
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found


# Speech behind a colon; behind ！ or ？ and before its speaker; words that a quotation follows or that follow one.
_SPEECH = regex(
    rf"[：:](?<=[说說道喊叫叹嘆笑喝骂问問答称稱想诉示调調出着写寫释釋言趣慨绍紹嚷咕我你他她][：:])"
    rf"(?<![报報\n][道答问問][：:])(?=([{_HAN}][^\n]{{0,40}}))"
)
_SPEECH_VERB = regex(
    r"(?:[说說道喊叫叹嘆笑喝骂问問答称稱想诉]|表示|[强強][调調]|指出|[写寫][着道]|解[释釋]|坦言|打趣|感慨|介[绍紹]|叫嚷|嘀咕|(?:[问問喊催劝勸]|告[诉訴]|[对對]|[提叮][醒嘱囑])[我你他她])$"
)
_SPOKEN = regex("([你您咱俺吧呢吗嗎啊呀嘛啦])|[我们們！!？?别莫请請]")  # certainly, or only likely
_SPEAKER_BEHIND = regex(
    rf"[，。！？!?](?:(?<=[！？!?])(?:[{_HAN}]{{1,6}}?(?:喊|叫|嚷|[笑说說问問叹嘆答骂罵]道|大声[说說])|[他她][问問])"
    rf"|(?:[他她我]|[{_HAN}]{{2,3}})(?:(?<![没沒不再来來么麼话話地可好都还還就难難以])[说說]|[笑说說叹嘆]道)。)"
)
# The first character, then the whole: one class search finds the places.
_NAMED = regex(
    "[所号號称稱名叫题題誉譽之戏戲外绰俗字一词詞语語这這的为為书書首]"
    "(?:(?<=所)[谓謂]|(?<=[号號])[称稱]|(?<=[称稱])(?:[为為作]|之[为為])|(?<=名)[为為]|(?<=叫)[做作]|(?<=[题題誉譽])[为為]"
    "|(?<=之)[称稱]|(?<=[戏戲俗])[称稱]|(?<=[外绰])号|(?<=字)[样樣]|(?<=一)(?:[词詞语語书書](?=[，。的])|句[话話])"
    "|(?<=[这這])(?:句[话話]|首歌|个词)|(?<=的)(?:美誉|说法)|(?<=[为為])[题題]，|(?<=[书書])中[写寫])"
)
# What a title follows, and a document issued under its title; sayings that are always quoted. Of texts that have lost
# their marks five times as many have them as of texts that never had any.
_TITLED = regex(
    "[影剧劇说說曲著集志誌片](?:(?<=[电電]影)|(?<=[话話]剧)|(?<=[视視]剧)|(?<=小[说說])|(?<=歌曲)|(?<=[专專名]著)|(?<=[诗詩]集)"
    "|(?<=[杂雜][志誌])|(?<=[纪紀][录錄]片))(?![，。、的院和与等中里上史界家人迷节市频票作创奖发])"
    f"|[出印][台臺发發](?:了|[关關]于|[{_HAN}]){{4,40}}?(?:通知|意[见見]|[办辦]法|[条條]例|[规規]定|方案|[规規][划劃]|[细細][则則])[，。]"
    f"|[词字话名称](?:(?<=一词)|(?<=[两二三四六八几个]字)(?![，。]?[{_HAN}]?[节段])|(?<=[这那]句话)|(?<=之称)|(?<=之名))[，。的]"
    "|[路做服农严面体护识信风制窝刀](?:(?<=带一路)|(?<=学一做)|(?<=放管服)|(?<=三农)|(?<=三严三)|(?<=个全面)|(?<=位一体)|(?<=个维护)"
    "|(?<=个意识)|(?<=个自信)|(?<=一窝)蜂|(?<=一刀)切)"
)
_LEAST = 250  # characters
_SPOKEN_WEIGHT, _SPEECH_WEIGHT, _BEHIND_WEIGHT, _NAMED_WEIGHT = 2.5, 1.0, 1.5, 0.8
_TITLED_WEIGHT = 1.4
_DOUBT = 0.6
_MOST = 4  # signs of a kind that count
_ENOUGH = 2.45
_QUOTES = '“”‘’"「」『』《》〈〉«»'


@rule(
    "quotes-stripped",
    since="0.1",
    version=3,
    loss=True,
    repairs=[
        _lost("本报月日讯" + _EXAMPLE),
        _lost(
            "巷口的修鞋摊摆了三十年。老匠人姓巫，话不多，手快。有人催他，他就摆摆手说：别急，你这鞋跟要一针一针地来。"
            "那人不好意思地笑了，蹲在一边等。前年冬天，街道要拓宽，通知书贴到了墙上。邻居们替他着急，他却问：我搬到哪里去？"
            "谁也答不上来。社区的年轻主任跑了好几趟，终于在菜场旁边找到一间小屋。搬家那天，街坊都来帮忙，有人扛箱子，有人推车。"
            "主任叮嘱道：您老慢点，门口有台阶。他点点头，把那台旧机器擦了又擦，仿佛送它远行。如今，小屋门口总坐着几个闲聊的人，"
            "鞋修好了也不肯走。他依旧话少，只在收摊的时候，朝大家挥一挥手。"
        ),
    ],
    leaves=[
        "本报月日讯“好”，他说。" + _EXAMPLE,
        "本报7月2日讯" + _EXAMPLE,
        "春天来了，花都开了。",
        "小说家和电影人坐在一起，谈一部小说的结局。" * 15,
        "妈妈说：你快回来吧。我说：好，我马上到。",
        "问：您从什么时候开始学医？\n答：我十六岁进的药铺。\n" * 12,
        "会议指出：要抓紧春耕。会议要求：各地落实责任。" + _EXAMPLE,
    ],
)
def quotes_stripped(text: str) -> Iterator[Span]:
    """Quotation marks and book-title marks taken out of the text.

    Damage: 他笑着说：你别急 for 他笑着说：“你别急”; ！他喊道; 被称为赤岭; 电影渡口; 印发某某的通知，; and no
        quotation mark in a long text. Each span is one of these places.
    Origin: the cleaners of `digits-stripped`.
    Left alone: it can't be restored. Not flagged by absence alone (a plain story may have no quotation): it takes a
        speech in the second person, or three other signs; 250 characters; and not a single quotation mark or title
        mark in the text. Interviews and plays (问：, 答：). Or a long line that has lost its digits too and shows no
        mark but stops. Stories that are printed without quotation marks are flagged all the same.
    Cost: the search for “ ends where the first stands; in texts without any, 30 ns a character.
    See: GB/T 15834-2011, 4.8 (引号), 4.14 (书名号).
    """
    if len(text) < _LEAST or any(quote in text for quote in _QUOTES):
        return
    if bare := _bare_lines(text):
        yield from (Span(start, end, None, 0.9) for start, end in bare)
        return
    places: list[tuple[int, int]] = []
    n_spoken = n_speech = n_certain = 0
    for match in _SPEECH.finditer(text):
        if match.start() == 1 or not _SPEECH_VERB.search(text, max(0, match.start() - 4), match.start()):
            continue  # an interview begins with 问：
        if spoken := _SPOKEN.search(match[1]):
            n_spoken += 1
            n_certain += spoken[1] is not None
        else:
            n_speech += 1
        places.append(match.span())
    evidence = (
        _SPOKEN_WEIGHT * min(n_spoken, _MOST)
        - _DOUBT * (n_spoken == 1 and not n_certain)
        + _SPEECH_WEIGHT * min(n_speech, 1)
    )
    for pattern, weight in (
        (_SPEAKER_BEHIND, _BEHIND_WEIGHT),
        (_NAMED, _NAMED_WEIGHT),
        (_TITLED, _TITLED_WEIGHT),
    ):
        spans = [match.span() for match in pattern.finditer(text)]
        evidence += weight * min(len(spans), _MOST)
        places += spans
    if evidence < _ENOUGH:
        return
    confidence = min(0.97, 0.7 + 0.05 * evidence)
    taken = 0
    for start, end in sorted(places):
        if start >= taken:
            yield Span(start, end, None, confidence)
            taken = end


# What a list stands before, whole texts without 、 never had in 200,000 characters; headings that lost theirs.
_LIST = regex(
    rf"等(?<=[{_HAN}]{{5}}等)(?:部[门門]|地[区區]?(?=[，。、的])|方面|[单單]位|[问問][题題]|[领領]域|行[业業]|[环環][节節]|形式|情[况況]|因素|[内內]容"
    r"|[两兩三四五六七八九十几多][一二三四五六七八九十]?(?:个|個|种|種|类|類|项|項|名|位|家|地))"
)
_HEADING = regex(
    rf"([一二三四五六七八九])(?<=[\n。；][一二三四五六七八九])(?=[{_HAN}])(?![是个個位名次人条條种種天来來者则則年月日十百千万萬回方般时時直旦路切来年])"
)
_NUMBERED = regex(rf"\n([1-9])(?=[{_HAN}])(?![月年日号號个個人名岁歲点點小分])")
# How much formal writing a text is, by what it has of these in 1,000 characters: weights of a logistic regression
# on public news, laws, fiction, essays and reviews, with 、 taken out and never there.
_FORMAL = (
    ("和与與及", 0.029),
    ("我你他她您", -0.084),
    ("说說道", -0.086),
    ("不", -0.111),
    ("在是", -0.019),
    ("业業化部性", 0.20),
    ("各对對", 0.152),
)
_ET_CETERA = regex("等(?![待到候着着了我你他她它不])")
_LONG = 300  # characters
_USUAL = 900  # characters of the texts that the weights come from; short ones more often have no 、
_SURE = 3.0
_DOUBTFUL = 1.0  # of evidence
_SITES = 6  # lists of one text that are scored
_JOINED = regex("[和及与與或]|以及|等(?![待到候着着了我你他她它不])")
_HAN_END = regex(f"[{_HAN}]*$")


@rule(
    "enumeration-commas-stripped",
    since="0.1",
    version=2,
    loss=True,
    repairs=[
        _lost("本报月日讯" + _EXAMPLE),
        _lost(
            "入汛以来，县里对水库塘坝河堤逐一排查。水利应急自然资源气象等部门组成联合专班，昼夜值守；乡镇备足沙袋块石编织布救生衣，"
            "在低洼地段设立警示牌。\n据介绍，今年汛期来得早，降雨集中，上游几条支流水位上涨很快。各乡镇按照预案，对危房户独居老人留守儿童"
            "进行登记，提前转移到学校村委会礼堂等安置点，由医护人员民警志愿者轮流照看。\n在北岸的排涝站，三台新泵已经安装调试完毕。"
            "站长表示，新设备功率大噪声小，遇到强降雨可以同时启动，排水能力比过去提高一倍。县财政还安排专项资金，用于修复水毁的农田道路桥涵，"
            "并为受灾农户发放种子化肥农药等生产物资，帮助他们恢复生产。\n目前，全县各类水利设施运行平稳，防汛物资储备充足，应急队伍随时待命。"
        ),
    ],
    leaves=[
        "本报月日讯今天、明天，" + _EXAMPLE,
        "本报7月2日讯" + _EXAMPLE,
        "春天来了，花都开了。",
        "他等了一会儿，又等了一会儿，门还是没有开。他不知道该说什么，只好在门口坐下，看着街上的人走来走去。" * 8,
        "公安等部门介入调查。",
    ],
)
def enumeration_commas_stripped(text: str) -> Iterator[Span]:
    """Enumeration commas (、) taken out of the text.

    Damage: 水利应急气象等部门 for 水利、应急、气象等部门; 一加强领导 for 一、加强领导; no 、 in a long report. The
        spans are places where lists ran together, or else the text as a whole.
    Origin: the cleaners of `digits-stripped`.
    Left alone: it can't be restored. Not flagged in texts of less than 300 characters, nor in fiction, letters and
        talk, half of which have no 、 in 1,000 characters: judged by the words of the text. Long formal texts seldom
        have none; it takes a very formal one, or lists that run together besides.
    Cost: the search for 、 ends where the first stands; in texts without any 15 ns a character, and 0.3 ms for each of
        up to six lists in formal ones.
    See: GB/T 15834-2011, 4.5 (顿号).
    """
    if len(text) < _LONG or "、" in text:
        return
    if bare := _bare_lines(text):
        yield from (Span(start, end, None, 0.9) for start, end in bare)
        return
    places = [m.span() for m in _LIST.finditer(text) if not _JOINED.search(text, max(0, m.start() - 8), m.start())]
    evidence = _formality(text) + 3.0 * min(2, len(places))
    for pattern, order in ((_HEADING, "一二三"), (_NUMBERED, "123")):
        headings = list(pattern.finditer("\n" + text))
        if _has_in_order("".join(match[1] for match in headings), order):
            evidence += 4.0
            places += [(match.start(1) - 1, match.end(1) - 1) for match in headings]
    if not places:
        evidence -= max(0.0, (_USUAL - len(text)) / 100)
    if _DOUBTFUL < evidence < _SURE:
        seams = list(_seams(text))
        evidence += sum(min(gain - 0.5, 2.0) for _, gain in seams)
        places += [(at - 1, at + 1) for at, _ in seams]
    if evidence < _SURE:
        return
    confidence = 1 / (1 + math.exp(-min(evidence, 4.5)))
    taken = 0
    for start, end in sorted(places) or [(0, len(text))]:
        if start >= taken:
            yield Span(start, end, None, confidence)
            taken = end


def _formality(text: str) -> float:
    """Log-odds that a text of such words has lost its 、 rather than never had one; from 0 on doubtful."""
    per_thousand = 1000 / len(text)
    evidence = 1.19 + 1.78 * min(len(text), 2000) / 1000
    evidence += 0.146 * min(len(_ET_CETERA.findall(text)) * per_thousand, 8)
    for chars, weight in _FORMAL:
        evidence += weight * min(sum(map(text.count, chars)) * per_thousand, 60)
    return min(evidence, 6.0)


def _has_in_order(found: str, order: str) -> bool:
    at = 0
    for char in order:
        at = found.find(char, at)
        if at < 0:
            return False
    return True


def _seams(text: str) -> Iterator[tuple[int, float]]:
    """Places before 和, 及, 等 where the text reads better with a 、, and by how much (natural logs)."""
    for number, match in enumerate(_JOINED.finditer(text)):
        if number == _SITES:
            return
        at = match.start()
        han = _HAN_END.search(text[max(0, at - 8) : at])
        left, rest = han[0] if han else "", text[at : at + 3]
        cuts = [Cut()]
        for char in left:
            cuts.append(cuts[-1].extend(char))
        whole = cuts[-1].extend_all(rest).score
        gains = [cuts[n].extend("、").extend_all(left[n:] + rest).score - whole for n in range(2, len(left) - 1)]
        if gains and max(gains) > 1.0:
            yield at - len(left) + 2 + gains.index(max(gains)), max(gains)


# What begins a paragraph, behind the end of another.
_SECTION = regex(r"[。；：）]([一二三四五六七八九十])、")
_ITEM = regex(r"[。；：](?:第[一二三四五六七八九十百]+[条章]|[0-9]{1,2}[、.．])")
_TURN = regex(r"[。！？”](?:问|答|問|记者|主持人)：")
_REPLY = regex("[。！？…]”“|[。！？…]」「")
_DATELINE = regex(rf"[{_HAN}](?:本报讯|本报[{_HAN}]{{2,4}}[0-9]|新华社[{_HAN}]{{2,4}}[0-9])")
_OPENING = regex("。(?:此外|另外|据悉|据了解|记者了解到|与此同时|近年来|如今|最后|其次|首先|总之|当然|目前|后来)，")
_REPEATED = regex(rf"([{_HAN}]{{3,20}})\1")  # an article that begins with its title
_HEAD = 46  # characters in which a title ends
_MANY = 8  # sentences
_UNBROKEN = 2.2  # of evidence


@rule(
    "paragraph-breaks-stripped",
    since="0.1",
    version=3,
    loss=True,
    repairs=[
        _lost("标题\n" + _EXAMPLE + _EXAMPLE),
        _lost("本报月日讯" + _EXAMPLE),
        _lost(
            "关于做好冬季供暖工作的通知各街道办事处：天气转冷，为保障居民温暖过冬，现将有关事项通知如下。一、检修设备。各供热站要在月底前"
            "完成锅炉和管网的检修，发现隐患立即整改。二、储备燃料。供热企业要与煤矿签订合同，备足半个月以上的用量，不得以任何理由停供。"
            "三、公开电话。各站设立值班电话，安排专人接听，对居民反映的问题当天答复，三天之内解决。四、照顾困难户。民政部门要摸清底数，"
            "对低保户给予补贴，及时发放到人。五、严肃纪律。凡因责任不落实造成事故的，依规追究。"
            "各街道要把供暖当作一件大事来抓，主要负责同志亲自过问，分管同志具体负责。对工作推诿、群众意见大的单位，要约谈负责人；"
            "对供暖质量高、服务态度好的单位，要给予表扬。新闻单位要及时报道进展，回应群众关心的事。各站可以到供热管理所领取宣传材料，"
            "张贴在小区门口。温度不达标的用户，可以申请上门测温，测温人员要出示证件，做好记录，并请用户签字。"
            "停暖检修要提前一天告知，尽量安排在白天。其次，要做好安全宣传，提醒居民不要私自拆改管道，不要在管道上晾晒衣物。"
            "最后，各单位要在月底前把落实情况报供热管理所汇总。工作中遇到难以解决的问题，可以随时反映。"
        ),
    ],
    leaves=[
        "标题\n" + "\n".join([_EXAMPLE] * 3),
        _EXAMPLE,
        "诗\n" * 30,
        "通知如下。一、按时到会。二、关闭手机。三、不得请假。请大家互相转告。",
        _EXAMPLE + "近年来，读者越来越多。如今，馆里添了新书。",
    ],
)
def paragraph_breaks_stripped(text: str) -> Iterator[Span]:
    """All paragraphs of a text run together in one line.

    Damage: a report of 600 characters in a single line, its title run into the first sentence, sections or speakers
        in the middle (。二、, 。”“); without any such sign 750 characters: of 1,000 paragraphs of stories three are as
        long, and hardly a page is a single paragraph.
    Origin: text taken from a page's element without its blocks.
    Left alone: it can't be restored. Not flagged where another line of the page is as long as a paragraph, nor
        in shorter texts, nor in single paragraphs of usual length.
    Cost: the lengths of the lines; 10 ms for a text with one long line.
    See: GB/T 9704-2012, 7.3 (the body of an official document: 正文分段).
    """
    lines = lines_of(text)
    longest = max(lines, key=len)
    if len(longest) < _PROSE or sum(len(line) >= 60 for line in lines) > 1:
        return
    if sum(map(longest.count, "。！？；")) < _MANY:
        return
    start = sum(len(line) + 1 for line in lines[: lines.index(longest)])
    evidence = _unbroken(longest) + (3.0 if _bare_lines(longest) else 0.0)
    if evidence < _UNBROKEN:
        evidence += _glued_title(longest) if start == 0 else 0.0
    if evidence >= _UNBROKEN:
        yield Span(start, start + len(longest), None, min(0.97, 0.6 + 0.1 * evidence))


def _unbroken(line: str) -> float:
    """Evidence that a line is several paragraphs: its length, and what begins them inside it."""
    evidence = min(2.6, (len(line) - _PROSE) / 145) + max(0.0, min(0.5, (len(line) - 900) / 200))
    if _has_in_order("".join(_SECTION.findall(line)), "一二三"):
        evidence += 2.0
    for pattern, weight in ((_ITEM, 0.4), (_TURN, 0.8), (_REPLY, 1.2), (_DATELINE, 2.0), (_OPENING, 0.4)):
        evidence += weight * min(3, len(pattern.findall(line)))
    return evidence


def _glued_title(line: str) -> float:
    """Evidence that a title runs into the first sentence: a place where the text reads better with a line end."""
    if _REPEATED.match(line):
        return 2.0
    end = min(_HEAD, line.find("。"))  # behind a stop a line may end anyway
    gains = [_broken(line[at - 6 : at], line[at : at + 6]) for at in range(6, end)]
    return max(0.0, min(2.0, 0.8 * max(gains, default=0.0)))


def _broken(left: str, right: str) -> float:
    """How much better two pieces read with a line end between them, in natural logs."""
    before = Cut().extend_all(left)
    return before.extend("\n").extend_all(right).score - before.extend_all(right).score
