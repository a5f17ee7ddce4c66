"""What befalls the paragraphs of a document, class by class: `tests.forward` and `residue` with their dice thrown.

Shares no code with src/: `tests.forward` works on bytes, `residue` on text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import jieba

from tests import forward
from tests.bench.damage import residue
from tests.bench.damage.simulate import DROPPED, STRADDLE, WHOLE, Chance, Damage

jieba.setLogLevel("WARNING")

# ---------------------------------------------------------------------------------------- annotation in GBK bytes


@dataclass(frozen=True, slots=True)
class Annotating:
    """A site's annotating tool and what its pages went through afterwards."""

    share: float = 0.42
    bare: str = ""
    marks: str = ""  # get a control byte put before them, found on bytes
    comma_marks: str = ""  # get a ',' put before them, found on bytes
    commas: bool = False  # ',' put before ，、。 in the text afterwards
    wide_brackets: bool = False
    fold: bool | None = None  # None: every second document

    def __call__(self, paragraphs: Sequence[str], chance: Chance) -> list[str]:
        table = forward.site_table(chance.site(), self.share, self.bare) if self.share else []
        fold = chance.random() < 0.5 if self.fold is None else self.fold
        mark_rate, comma_rate = chance.uniform(0.5, 1.0), chance.uniform(0.3, 0.8)
        pieces: list[str] = []
        for at, paragraph in enumerate(paragraphs):
            if not forward.fits(paragraph, "gbk"):
                pieces.append(paragraph)
                continue
            data = forward.annotate(paragraph.encode("gbk"), table)
            data = forward.insert_byte_before_marks(data, self.marks, b"\x05", chance, mark_rate)
            data = forward.insert_byte_before_marks(data, self.comma_marks, b",", chance, comma_rate)
            piece = forward.decode_gbk(data)
            bare = piece
            for mark in self.comma_marks:
                bare = bare.replace("," + mark, mark)
            if bare != forward.aligned_annotation(paragraph, table):
                chance.notes[at].add(STRADDLE)
                if any(forward.is_private(unit) for unit, _ in forward.gbk_units(data)):
                    chance.notes[at].add(DROPPED)
            if self.commas:
                piece = forward.insert_commas(piece, comma_rate, chance)
            if self.wide_brackets:
                piece = forward.widen_brackets(piece)
            pieces.append(forward.fold_width(piece) if fold and not self.wide_brackets else piece)
        return pieces


def insert_commas(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    rate = chance.uniform(0.3, 0.8)
    return [forward.insert_commas(paragraph, rate, chance) for paragraph in paragraphs]


def annotate_at_random(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    rate = chance.uniform(0.03, 0.15)
    return [forward.annotate_at_random(paragraph, rate, chance) for paragraph in paragraphs]


def annotate_doubled(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    recurring = [(char, "") for char in "的日月今会和中国一有大" if chance.random() < 0.6]
    table = [*forward.site_table(chance.site()), *recurring]
    return [forward.annotate_doubled(paragraph, table, chance) for paragraph in paragraphs]


def annotate_every(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    n, tones, rate = chance.randint(4, 12), chance.random() < 0.5, chance.uniform(0.01, 0.04)
    return [
        forward.annotate_every(text, n, tones=tones, emoji=residue.EMOJI, rate=rate, rng=chance) for text in paragraphs
    ]


def traditional_of_opencc(text: str) -> str:
    """1:1 with OpenCC's own forms where others have Taiwan's."""
    return forward.to_traditional_1to1(text).translate(str.maketrans("為產內號眾", "爲産内号衆"))


def half_spelt(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    found = {word for text in paragraphs for word in jieba.lcut(text, HMM=False)}
    words = sorted(w for w in found if len(w) == 2 and "一" <= min(w) <= max(w) <= "龥" and jieba.get_FREQ(w) > 200)
    chosen = chance.sample(words, min(len(words), chance.randint(3, 8)))
    return [residue.half_spelt(paragraph, chosen, 0.8, chance) for paragraph in paragraphs]


# ------------------------------------------------------------------------------------------------------- mojibake


def utf8_as_gbk(*, odd: str = "\ufffd", keep_private: bool = True, fold: bool = False) -> Damage:
    def do(paragraphs: Sequence[str], chance: Chance) -> list[str]:
        pieces: list[str] = []
        for at, paragraph in enumerate(paragraphs):
            data = paragraph.encode()
            piece = forward.read_as_gbk(data, odd, keep_private=keep_private)
            if forward.unread_gbk(piece) == data:
                chance.notes[at].add(WHOLE)
            pieces.append(forward.fold_width(piece) if fold else piece)
        return pieces

    return do


def lossless(damage: Damage) -> Damage:
    """Done to the paragraphs where nothing is lost by it."""

    def do(paragraphs: Sequence[str], chance: Chance) -> list[str]:
        pieces = damage(paragraphs, chance)
        return [piece if WHOLE in chance.notes[at] else paragraphs[at] for at, piece in enumerate(pieces)]

    return do


def utf8_as_gbk_by_python(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    codec, errors = chance.choice(("gbk", "gb18030")), chance.choice(("replace", "ignore"))
    pieces: list[str] = []
    for at, paragraph in enumerate(paragraphs):
        data = paragraph.encode()
        pieces.append(forward.read_by_python(data, codec, errors))
        if forward.unread_gbk(pieces[-1]) == data:
            chance.notes[at].add(WHOLE)
    return pieces


def sentence_as_gbk(text: str, chance: Chance) -> str:
    """One sentence of a paragraph; the rest came from elsewhere."""
    sentences = [sentence + "。" for sentence in text.split("。") if sentence]
    if not text.endswith("。") or len(sentences) < 2:
        return text
    at = chance.randrange(len(sentences))
    sentences[at] = forward.read_as_gbk(sentences[at].encode())
    return "".join(sentences)


def misread(*steps: tuple[str, str]) -> Damage:
    """Encoded and decoded wrongly, once or several times over; noted where every step can be taken back."""

    def do(paragraphs: Sequence[str], chance: Chance) -> list[str]:
        pieces: list[str] = []
        for at, paragraph in enumerate(paragraphs):
            text = paragraph
            for written, read in steps if forward.fits(paragraph, steps[0][0]) else ():
                text = forward.misread(text, written, read)
            if _taken_back(text, steps) == paragraph:
                chance.notes[at].add(WHOLE)
            pieces.append(text)
        return pieces

    return do


def _taken_back(text: str, steps: Sequence[tuple[str, str]]) -> str | None:
    for written, read in reversed(steps):
        try:
            text = (forward.unread_gbk(text) if read == "gbk" else text.encode(read)).decode(written)
        except UnicodeError:
            return None
    return text


LATIN, CP1252 = ("utf-8", "latin-1"), ("utf-8", "sloppy-windows-1252")
GBK_LATIN, GBK_CP1252 = ("gb18030", "latin-1"), ("gb18030", "sloppy-windows-1252")
UTF8_GBK, BIG5_GBK, GBK_BIG5 = ("utf-8", "gbk"), ("cp950", "gbk"), ("gbk", "big5hkscs")
CHAINS_OF_TWO = (
    (GBK_LATIN, LATIN),
    (GBK_CP1252, CP1252),
    (LATIN, UTF8_GBK),
    (CP1252, UTF8_GBK),
    (GBK_LATIN, UTF8_GBK),
    (UTF8_GBK, LATIN),
    (UTF8_GBK, CP1252),
)
CHAINS_OF_THREE = (
    (LATIN, LATIN, LATIN),
    (CP1252, CP1252, CP1252),
    (GBK_LATIN, LATIN, LATIN),
    (GBK_CP1252, CP1252, CP1252),
    (UTF8_GBK, LATIN, LATIN),
    (GBK_LATIN, LATIN, UTF8_GBK),
)


def chain(choices: Sequence[tuple[tuple[str, str], ...]]) -> Damage:
    return lambda paragraphs, chance: misread(*chance.choice(choices))(paragraphs, chance)


def big5_as_gbk_dropped(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    """Many common characters of Big5 are private use in GBK: 一 (A440)."""
    pieces: list[str] = []
    for at, paragraph in enumerate(paragraphs):
        if not forward.fits(paragraph, "cp950"):
            pieces.append(paragraph)
            continue
        data = paragraph.encode("cp950")
        pieces.append(forward.read_as_gbk(data, "?", keep_private=False))
        if forward.unread_gbk(pieces[-1]) == data:
            chance.notes[at].add(WHOLE)
    return pieces


def uninitialised_memory(text: str, chance: Chance) -> str:
    """烫 is CCCC and 屯 CDCD: what a debugger fills memory with, read as GBK."""
    return text + chance.choice("烫屯") * chance.randint(6, 30) if chance.random() < 0.5 else text


# -------------------------------------------------------------------------- characters, marks, markup and residue


def bom_inside(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    """Files joined with their byte order marks."""
    return ["\ufeff" * (at == 0 or chance.random() < 0.3) + paragraph for at, paragraph in enumerate(paragraphs)]


def sporadic_traditional(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    rate = chance.uniform(0.02, 0.1)
    table = forward.simplified_to_traditional()
    return [residue.sporadic(paragraph, table, rate, chance) for paragraph in paragraphs]


def sporadic_simplified(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    rate = chance.uniform(0.02, 0.1)
    table = residue.traditional_to_simplified()
    return [residue.sporadic(paragraph, table, rate, chance) for paragraph in paragraphs]


def shifted_glyphs(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    """All marks, the quotes only, or the closing quote only."""
    marks = chance.choice(("“”，。、：；（）", "“”", "”"))
    return [forward.shift_glyphs(paragraph, marks) for paragraph in paragraphs]


def nbsp_as_question(text: str, chance: Chance) -> str:
    return forward.nbsp_to_question(residue.space_by_nbsp(text, chance))


def placeholders(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    """One on a line of its own under the title, one or two at the ends of paragraphs."""
    words = residue.PLACEHOLDERS[chance.half]
    pieces = [text + (" " + chance.choice(words)) * (chance.random() < 0.2) for text in paragraphs]
    pieces[0] += "\n" + chance.choice(words)
    return pieces


def endprint(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    """Comments of a publishing system that lost their brackets: glued on, or on lines of their own."""
    glue = chance.choice(("", "\n"))
    before = chance.choice(("", "", "beginprint", "startprint"))
    pieces = list(paragraphs)
    pieces[-1] += glue + chance.choice(("endprint", "/enpcontent"))
    if before:
        pieces[0] += glue + before
    return pieces


def anti_copy(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    spaced = chance.random() < 0.5
    pieces: list[str] = []
    for text in paragraphs:
        dice = chance.random()
        junk = residue.jammer(chance, spaced=spaced)
        pieces.append(junk + text if dice < 0.25 else text + junk if dice < 0.7 else text)
    return pieces


def injected_keyword(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    word = chance.choice(residue.KEYWORDS[chance.half])
    return [residue.inject(paragraph, word, 0.5, chance) for paragraph in paragraphs]


def spam_head(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    return [chance.choice(residue.SPAM_HEADS[chance.half]) + "\n" + paragraphs[0], *paragraphs[1:]]


def duplicated_title(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    return ["\n".join([paragraphs[0]] * (3 if chance.random() < 0.2 else 2)), *paragraphs[1:]]


def one_character_a_line(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    """The whole document, with an empty line between paragraphs; or the title alone."""
    if chance.random() < 0.5:
        return [residue.one_character_a_line(paragraphs[0]), *paragraphs[1:]]
    return [residue.one_character_a_line(paragraph) + "\n" for paragraph in paragraphs]


def spaced_out(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    """The title, or one paragraph in three."""
    if chance.random() < 0.5:
        return [residue.spaced_out(paragraphs[0]), *paragraphs[1:]]
    return [residue.spaced_out(text) if chance.random() < 0.34 else text for text in paragraphs]


def hard_wrapped(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    """Paragraphs are told apart by their indent, or by an empty line."""
    width = chance.randint(24, 42)
    if chance.random() < 0.5:
        return [residue.hard_wrap(paragraph, width) for paragraph in paragraphs]
    return [residue.hard_wrap(paragraph, width, "") + "\n" for paragraph in paragraphs]


def strip_all(text: str) -> str:
    for step in (forward.strip_digits, forward.strip_quotes, forward.strip_enumeration_commas, forward.strip_marks):
        text = step(text)
    return text
