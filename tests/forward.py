"""The damage run forward: clean text in, what the scraped page shows out.

Written from the account of the mechanisms alone and sharing no code with src/, so that a repair is tested against
the damage and not against itself. Pure functions; chance comes in as a `random.Random`.

The annotating tool works on GBK *bytes*: encode, put "(reading)" behind each character of a table, put a byte before
punctuation marks, decode. Both steps look for two bytes at any offset, so they also find them astride two characters:

    請報    C7EB 88F3     報 is found                    請報(bào)
    日報    C8D5 88F3     the halves B5/D5 88 of another   日?qǐng)?bào): the table's 請 is D588

The decoder makes one '?' of a lead byte without a trail, swallows what stood there, and reads on one byte shifted.
"""

from __future__ import annotations

import functools
import html
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from random import Random

import ftfy
import ftfy.bad_codecs  # registers sloppy-windows-1252
from pypinyin import Style, pinyin

Table = Sequence[tuple[str, str]]  # (character, its reading), in the order the tool works through them

# Several Traditional characters belong to each of these; the tools seen leave them alone.
LEFT_ALONE = "后里干斗制系于余范并采占志云谷丑"
# Where the first of OpenCC's candidates is not the one seen.
PREFERRED = dict(zip("着为众么群床峰吃钟线绷", "著為眾麼群床峰吃鐘線繃", strict=True))

# Traditional characters that two sites of the annotating family annotate, and those they never do.
ANNOTATED = (
    "來個優內冊創動務勢區協問嚴國團執堅報夢學實對導強態應戰戶揚擔數時書會業構標樹機權沒準滿濟災無爭現環產當發盤礎"
    "簡級統經結絡網線續習聯臺萬術補規設計評話認語調請識護譽負財責貨費質車轉農運達過進遠鄉鎮長門開關陽隊險頁項"
    "領類風驗點際測氣譯館講"
)
NEVER = (
    "們傳別刪劃劇劉勝勸參員單圓圖圍塊壘壯夠奮將尋層屬幫帶廈廣張徑從徹揮撐撲擊撿斷桿條棟極榮樓橫檢決減溫漸瀾為熱牽"
    "獲眾確礙種積籌糾紅紛組終給綜維緊編縛縱總織義聞聲職脈腳與興舉舊莊華蓋處蘇裝視親觀訊訪記許詐課諧謀謂議變讓貫"
    "資賦贊踐躍軟載輕輯轄辦這遞連邊郵鄰針銜銳鋒鋼鏈鍵鐵閉陣隨隱雙難電鞏韻須頭頻題顒顧顯飄騙體鮮黨齊"
)

PRIVATE = ((0xA1, 0xA7, 0x40, 0xA0), (0xAA, 0xAF, 0xA1, 0xFE), (0xF8, 0xFE, 0xA1, 0xFE))


@functools.cache
def simplified_to_traditional() -> dict[int, str]:
    """OpenCC's first candidate for each character, in Taiwan's form where GBK has it; one to one."""
    dictionary = files("opencc") / "dictionary"

    def rows(name: str) -> Iterator[tuple[str, str]]:
        for line in (dictionary / name).read_text("utf-8").splitlines():
            key, _, values = line.partition("\t")
            if len(key) == 1:
                yield key, values.split()[0]

    taiwan = dict(rows("TWVariants.txt"))
    table = {key: taiwan.get(value, value) for key, value in rows("STCharacters.txt")} | PREFERRED
    return {ord(key): value for key, value in table.items() if key not in LEFT_ALONE and _is_gbk(value)}


def to_traditional_1to1(text: str) -> str:
    """Mechanical conversion, a character at a time: 发 is 發 in 理發, and 着 is 著 everywhere."""
    return text.translate(simplified_to_traditional())


@functools.cache
def reading(char: str) -> str:
    """The first reading of a character on its own, with its tone mark."""
    return pinyin(char, style=Style.TONE)[0][0]


@functools.cache
def reading_table(seed: int) -> Table:
    """A site's table: the characters seen, and two in five of the other common ones (110 of 263 were seen).

    The order of a real one is unknown: shuffled, but 報 before 請, 範 before 爭, 獎 before 動 as seen.
    """
    common = {new for old, new in simplified_to_traditional().items() if _is_common(chr(old))}
    others = {char for char in common if char not in NEVER and zlib.crc32(char.encode()) % 5 < 2}
    order = sorted(char for char in others | set(ANNOTATED) if not _is_common(char))
    Random(seed).shuffle(order)
    for first, second in ("報請", "範爭", "獎動"):
        if first in order and second in order and order.index(first) > order.index(second):
            order.remove(first)
            order.insert(order.index(second), first)
    return [(char, reading(char)) for char in order]


def annotate_bytes(
    text: str, table: Table, marks: str = "", byte: bytes = b"\x05", *, rng: Random | None = None, rate: float = 1.0
) -> str:
    """What the tool makes of a Traditional text. `marks` get `byte` put before them; a control byte is dropped."""
    data = annotate(encode_gbk(text), table)
    return decode_gbk(insert_byte_before_marks(data, marks, byte, rng, rate))


def encode_gbk(text: str) -> bytes:
    """GBK; what it hasn't (no-break space, zero-width space, emoji) becomes '?'."""
    return text.encode("gbk", "replace")


def annotate(data: bytes, table: Table) -> bytes:
    """Each entry in turn on the bytes as the entries before it left them, readings included."""
    for char, its_reading in table:
        code = char.encode("gbk")
        data = data.replace(code, code + f"({its_reading})".encode("gbk"))
    return data


def insert_byte_before_marks(
    data: bytes, marks: str, byte: bytes, rng: Random | None = None, rate: float = 1.0
) -> bytes:
    """`byte` before each mark, found on bytes. Astride two characters it orphans the lead byte: 海口 holds ？."""
    for mark in marks:
        code = mark.encode("gbk")
        pieces = data.split(code)
        data = pieces[0]
        for piece in pieces[1:]:
            data += (byte if rng is None or rng.random() < rate else b"") + code + piece
    return data


def gbk_units(data: bytes) -> Iterator[tuple[bytes, str]]:
    """The bytes the decoder takes at a time and what it makes of them: '' for private-use codes and controls."""
    at = 0
    while at < len(data):
        lead = data[at]
        if lead < 0x80:
            yield data[at : at + 1], chr(lead) if lead >= 0x20 or lead in b"\t\n\r" else ""
            at += 1
            continue
        if lead in {0x80, 0xFF}:
            yield data[at : at + 1], "€" if lead == 0x80 else ""
            at += 1
            continue
        pair = data[at : at + 2]
        try:
            yield pair, pair.decode("gbk")
        except UnicodeDecodeError:
            yield pair, "" if is_private(pair) else "?"
        at += 2


def is_private(pair: bytes) -> bool:
    """A code of GBK's user-defined areas: decoded to private use, and dropped on the way."""
    return len(pair) == 2 and any(a <= pair[0] <= b and c <= pair[1] <= d for a, b, c, d in PRIVATE)


def decode_gbk(data: bytes) -> str:
    """As the tool decodes: a bad trail is swallowed and one '?' stands for both bytes."""
    return "".join(text for _, text in gbk_units(data))


def insert_commas(text: str, rate: float, rng: Random) -> str:
    """',' before ，、。: 根本固者，，光彩必章，。"""
    return re.sub("[，、。]", lambda found: ("," if rng.random() < rate else "") + found[0], text)


def fold_width(text: str) -> str:
    """Full-width ASCII to half width: ，→, and ：→: but 。、“”《》 are kept."""
    return "".join(chr(ord(char) - 0xFEE0) if "！" <= char <= "～" else char for char in text)


def widen_ascii(text: str) -> str:
    """Letters and digits to full width, as some Japanese and Chinese input methods write them."""
    return re.sub("[0-9A-Za-z]", lambda found: chr(ord(found[0]) + 0xFEE0), text)


def utf8_as_gbk(text: str) -> str:
    """杩欐槸…; an odd byte at the end of a run of Chinese eats what follows."""
    return decode_gbk(text.encode())


def utf8_as_gbk_times(text: str, times: int) -> str:
    """闂傚倸…: after a few rounds nothing is left of the text."""
    for _ in range(times):
        text = utf8_as_gbk(text)
    return text


def gbk_as_latin1(text: str, codec: str = "latin-1") -> str:
    """ÖÐÎÄ; `codec` "sloppy-windows-1252" for what a browser makes of it."""
    return text.encode("gb18030").decode(codec)


def utf8_as_latin1(text: str, times: int = 1, codec: str = "latin-1") -> str:
    """ä¸­æ–‡; once or several times over."""
    for _ in range(times):
        text = text.encode().decode(codec)
    return text


def big5_as_gbk(text: str) -> str:
    """A Traditional page read as Simplified: 中文 is いゅ."""
    return decode_gbk(text.encode("big5", "replace"))


def gbk_as_big5(text: str) -> str:
    """The other way round: 中文 is 笢恅."""
    return text.encode("gbk", "replace").decode("big5hkscs", "replace").replace("\ufffd", "?")


def strip_digits(text: str) -> str:
    return re.sub(r"[0-9０-９]+(?:[.．][0-9０-９]+)?", "", text)


def strip_quotes(text: str) -> str:
    return re.sub("[“”‘’《》]", "", text)


def strip_enumeration_commas(text: str) -> str:
    return text.replace("、", "")


def strip_marks(text: str) -> str:
    """The marks that go with the quotes: brackets, colons, semicolons, dashes, spaces."""
    return re.sub("[（）：；— ]", "", text)


def strip_paragraph_breaks(text: str) -> str:
    return text.replace("\n", "")


def nbsp_to_question(text: str) -> str:
    """No-break spaces that went through an encoding without them."""
    return text.replace("\u00a0", "?")


def insert_zero_width(text: str, rate: float, rng: Random) -> str:
    """Zero-width spaces between Chinese characters, put in against copying."""
    return re.sub("(?<=[一-龥])(?=[一-龥])", lambda _: "\u200b" if rng.random() < rate else "", text)


def escape_entities(text: str, times: int = 1) -> str:
    """Quotes, dashes and dots as entities; escaped again, &amp;ldquo;."""
    names = {"“": "&ldquo;", "”": "&rdquo;", "—": "&mdash;", "·": "&middot;", "…": "&hellip;", "\u00a0": "&nbsp;"}
    text = "".join(names.get(char, char) for char in text)
    for _ in range(times - 1):
        text = html.escape(text, quote=False)
    return text


def annotate_at_random(text: str, rate: float, rng: Random) -> str:
    """Simplified text with readings behind characters here and there, as they read in their words: 政治局(jú)."""
    out: list[str] = []
    for word in re.split("([一-龥]+)", text):
        readings = (
            [found[0] for found in pinyin(word, style=Style.TONE)] if re.match("[一-龥]", word) else [""] * len(word)
        )
        for char, its_reading in zip(word, readings, strict=True):
            out.append(f"{char}({its_reading})" if its_reading and rng.random() < rate else char)
    return "".join(out)


def annotate_doubled(text: str, table: Table, rng: Random) -> str:
    """Toneless readings, put in a second time on words the tool came back to: 會(hui)(hui)議(yi)."""
    chars = {char for char, _ in table}

    def gloss(char: str) -> str:
        plain = pinyin(char, style=Style.NORMAL)[0][0]
        return f"{char}({plain})" + (f"({plain})" if rng.random() < 0.25 else "")

    return "".join(gloss(char) if char in chars else char for char in text)


@functools.cache
def _commonest(n: int = 800) -> Sequence[str]:
    """The Traditional forms of the commonest Simplified characters that have one, by jieba's counts of words."""
    counts = Counter[str]()
    for line in (files("jieba") / "dict.txt").read_text("utf-8").splitlines():
        word, n_seen, _ = line.split(" ")
        for char in word:
            counts[char] += int(n_seen)
    pairs = ((chr(old), new) for old, new in simplified_to_traditional().items() if _is_common(chr(old)))
    of_new = {new: old for old, new in pairs if not _is_common(new)}
    return sorted(sorted(of_new, key=lambda new: (-counts[of_new[new]], new))[:n])


@functools.cache
def site_table(seed: int, share: float = 0.42, bare: str = "") -> Table:
    """Another site's table: `share` of the common characters, those of ANNOTATED twice as likely; never `bare`.

    Of 103 characters that annotations on 116 real pages were put behind astride two others, all but a few were among
    the 600 commonest Traditional ones, the rarest was the 762nd (謹). The order of real tables is unknown: shuffled, by
    code or by reading, as the seed has it.
    """
    chance = Random(f"site table {seed} {share} {bare}")
    chosen = [
        char
        for char in _commonest()
        if chance.random() < share * (2 if char in ANNOTATED else 1) and char not in bare and fits(reading(char), "gbk")
    ]
    chance.shuffle(chosen)
    orders = (None, lambda char: char.encode("gbk"), reading)
    if (key := orders[seed % 3]) is not None:
        chosen.sort(key=key)
    return [(char, reading(char)) for char in chosen]


def aligned_annotation(text: str, table: Table) -> str:
    """What the tool would make of a text if it worked on characters: no straddle, no shifted run."""
    readings = dict(table)
    return "".join(f"{char}({readings[char]})" if char in readings else char for char in text)


def widen_brackets(text: str) -> str:
    """Both brackets to full width, as an editor's clean-up makes them."""
    return text.replace("(", "（").replace(")", "）")


def read_as_gbk(data: bytes, odd: str = "\ufffd", *, keep_private: bool = True) -> str:
    """As browsers read GBK: `odd` for a lead byte without a trail; an ASCII byte behind it is not swallowed.

    User-defined codes become private-use characters, and are kept unless a later step drops them.
    """
    out: list[str] = []
    at = 0
    while at < len(data):
        lead, pair = data[at], data[at : at + 2]
        at += 1
        if lead < 0x80:
            out.append(chr(lead))
        elif lead == 0x80:
            out.append("€")
        elif len(pair) < 2 or pair[1] < 0x40:
            out.append(odd)
        else:
            char = pair.decode("gb18030", "replace")
            is_odd = len(char) != 1 or char == "\ufffd"
            at += not is_odd or pair[1] >= 0x80
            if is_odd:
                out.append(odd)
            elif keep_private or not is_private(pair):
                out.append(char)
    return "".join(out)


def read_by_python(data: bytes, codec: str, errors: str) -> str:
    """Python's decoders: a private-use pair of `gbk` is an error, and only its first byte is skipped."""
    return data.decode(codec, errors)


def unread_gbk(text: str) -> bytes:
    """The bytes that read as `text` if nothing was lost in reading."""
    return b"".join(b"\x80" if char == "€" else char.encode("gb18030") for char in text)


def misread(text: str, written: str, read: str) -> str:
    """Encoded as `written`, read as `read` by a browser."""
    data = text.encode(written, "replace")
    if read == "gbk":
        return read_as_gbk(data)
    return data.decode(read, "replace")


def half_fixed_by_ftfy(text: str) -> str:
    """ftfy over mojibake of Latin-1: what happens to be valid UTF-8 in it is decoded: ϵͳ for ÏµÍ³ (系统)."""
    return ftfy.fix_text(text, uncurl_quotes=False)


def gbk_as_utf8(text: str) -> str:
    """U+FFFD for nearly every byte: what was there is gone."""
    return text.encode("gbk", "replace").decode("utf-8", "replace")


def replacement_as_gbk(text: str) -> str:
    """锟斤拷: the U+FFFD of `gbk_as_utf8`, read as GBK."""
    return read_as_gbk(gbk_as_utf8(text).encode(), "?")


def shift_glyphs(text: str, marks: str = "“”，。、：；（）") -> str:
    """Marks of a typesetter's font: 0x31 is added to the lead byte, and ” reads 冶."""
    return "".join(
        bytes((char.encode("gbk")[0] + 0x31, char.encode("gbk")[1])).decode("gbk") if char in marks else char
        for char in text
    )


def annotate_every(text: str, n: int, *, tones: bool, emoji: Sequence[str], rate: float, rng: Random) -> str:
    """A reading behind every n-th Han character, emoji strewn between: 磁感應定(ding)律."""
    out: list[str] = []
    count = 0
    for char in text:
        out.append(char)
        if "一" <= char <= "龥":
            count += 1
            if count % n == 0:
                its_reading = reading(char)
                out.append(f"({its_reading})" if tones else f"({pinyin(char, style=Style.NORMAL)[0][0]})")
            elif rng.random() < rate:
                out.append(rng.choice(emoji))
    return "".join(out)


def fits(text: str, codec: str) -> bool:
    """Whether the codec has all characters of a text."""
    try:
        return bool(text.encode(codec))
    except UnicodeEncodeError:
        return False


def _is_gbk(char: str) -> bool:
    try:
        return len(char.encode("gbk")) == 2
    except UnicodeEncodeError:
        return False


def _is_common(char: str) -> bool:
    """Of the first level of GB 2312: the 3,755 common Simplified characters."""
    try:
        return 0xB0 <= char.encode("gb2312")[0] <= 0xD7
    except UnicodeEncodeError:
        return False
