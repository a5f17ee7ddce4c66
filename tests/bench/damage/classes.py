"""The catalogue: every class of damage, in the order of the report."""

from __future__ import annotations

from collections.abc import Sequence

from tests import forward
from tests.bench.damage import mechanisms, residue, simulate
from tests.bench.damage.mechanisms import (
    BIG5_GBK,
    CHAINS_OF_THREE,
    CHAINS_OF_TWO,
    CP1252,
    GBK_BIG5,
    GBK_CP1252,
    GBK_LATIN,
    LATIN,
    Annotating,
    chain,
    misread,
    utf8_as_gbk,
)
from tests.bench.damage.simulate import (
    CHARACTERS,
    CODEC,
    COMMAS,
    CONTENT,
    DROPPED,
    LAYOUT,
    MARKS,
    MARKUP,
    RESIDUE,
    STRADDLE,
    WHOLE,
    Chance,
    Damage,
    DamageClass,
    Part,
    each,
    mixture,
    one,
    plain,
    some,
)

# The project's floors: the share of damaged paragraphs that have to be restored exactly.
EXACT, ANNOTATED, STRADDLED, MIXTURE = 0.995, 0.98, 0.90, 0.85

CUTS, STOPS, COMMA_MARKS = "；！？，", "。、", "，、。"
BARE = "會國來書監測農設"


def strewn(chars: str, rate: float) -> Damage:
    return each(lambda text, chance: residue.strew(text, chars, rate, chance))


def entities(times: int) -> Damage:
    return each(lambda text, chance: residue.entities(text, chance, times))


def bare_entities(paragraphs: Sequence[str], chance: Chance) -> list[str]:
    keep = chance.random() < 0.3
    return [residue.bare_entities(paragraph, keep_ampersand=keep) for paragraph in paragraphs]


zero_width = strewn(residue.ZERO_WIDTH, 0.08)
full_width_ascii = plain(forward.widen_ascii)
half_width_marks = plain(forward.fold_width)
tags = some(each(lambda text, chance: residue.tags(text, chance, chance.half)), 0.7)
compatibility = each(lambda text, chance: residue.compatibility_ideographs(text, 0.7, chance))
capital_one = plain(lambda text: text.replace("一", "壹"))
everything = Annotating(marks=CUTS, comma_marks=COMMA_MARKS, fold=True)


def _annotated(name: str, about: str, tool: Annotating) -> DamageClass:
    return DamageClass(
        name,
        "model",
        about,
        tool,
        reference=forward.to_traditional_1to1,
        subsets=(STRADDLE, DROPPED),
        floor=ANNOTATED,
        subset_floor=STRADDLED,
    )


def _annotating(name: str, about: str, damage: Damage) -> DamageClass:
    return DamageClass(name, "exact", about, damage, reference=forward.to_traditional_1to1, floor=EXACT)


def _exact(name: str, about: str, damage: Damage) -> DamageClass:
    return DamageClass(name, "exact", about, damage, script="any", floor=EXACT)


def _model(name: str, about: str, damage: Damage) -> DamageClass:
    return DamageClass(name, "model", about, damage)


def _mojibake(name: str, about: str, damage: Damage) -> DamageClass:
    """Where nothing was lost the way back is exact; the rest is lossy."""
    return DamageClass(name, "lossy", about, damage, script="any", subsets=(WHOLE,), subset_floor=EXACT)


def _lost(name: str, about: str, damage: Damage, joiner: str = "\n") -> DamageClass:
    return DamageClass(name, "lost", about, damage, joiner=joiner)


PARTS = (
    Part(CONTENT, each(lambda text, chance: forward.annotate_at_random(text, 0.08, chance))),
    Part(CONTENT, mechanisms.sporadic_traditional),
    Part(CONTENT, capital_one),
    Part(CONTENT, mechanisms.half_spelt),
    Part(COMMAS, mechanisms.insert_commas, excludes=(MARKS,)),
    Part(CHARACTERS, zero_width),
    Part(CHARACTERS, strewn(residue.CONTROLS, 0.04)),
    Part(CHARACTERS, plain(residue.kangxi_radicals)),
    Part(CHARACTERS, compatibility),
    Part(CHARACTERS, full_width_ascii, excludes=(CONTENT,)),
    Part(MARKS, half_width_marks),
    Part(MARKS, plain(residue.straighten_quotes), excludes=(MARKUP,)),
    Part(MARKUP, entities(1)),
    Part(MARKUP, entities(2)),
    Part(MARKUP, tags),
    Part(MARKUP, some(plain(residue.unicode_escapes), 0.3), excludes=(CHARACTERS, LAYOUT)),
    Part(RESIDUE, mechanisms.anti_copy, excludes=(CODEC,)),
    Part(RESIDUE, mechanisms.placeholders),
    Part(RESIDUE, mechanisms.endprint),
    Part(LAYOUT, mechanisms.spam_head, excludes=(CODEC,)),
    Part(LAYOUT, mechanisms.duplicated_title),
    Part(LAYOUT, mechanisms.hard_wrapped, excludes=(CODEC, MARKUP, RESIDUE)),
    Part(LAYOUT, mechanisms.spaced_out, excludes=(CODEC, CHARACTERS, MARKUP, RESIDUE)),
    Part(CODEC, misread(LATIN)),
    Part(CODEC, misread(CP1252, CP1252)),
    Part(CODEC, misread(GBK_LATIN), excludes=(CHARACTERS,)),
    Part(CODEC, mechanisms.lossless(utf8_as_gbk())),
)
TRADITIONAL_PARTS = (
    Part(CONTENT, Annotating(fold=True)),
    Part(CONTENT, Annotating(share=0.2, bare=BARE)),
    Part(CONTENT, Annotating(marks=CUTS, fold=True)),
    Part(CONTENT, everything, excludes=(COMMAS,)),
    Part(COMMAS, mechanisms.insert_commas),
    Part(CHARACTERS, zero_width),
    Part(CHARACTERS, full_width_ascii, excludes=(CONTENT,)),
    Part(MARKUP, entities(1)),
    Part(MARKUP, tags),
    Part(RESIDUE, mechanisms.endprint),
    Part(LAYOUT, mechanisms.spam_head),
    Part(LAYOUT, mechanisms.duplicated_title),
    Part(CODEC, misread(LATIN), excludes=(LAYOUT,)),
)

CLASSES: tuple[DamageClass, ...] = (
    DamageClass("clean", "clean", "no damage: what is altered and flagged all the same", plain(str), script="any"),
    DamageClass(
        "clean-traditional",
        "clean",
        "no damage, mechanically Traditional",
        plain(str),
        reference=forward.to_traditional_1to1,
    ),
    # Pinyin noise and byte frames
    _annotated("annotated", "(reading) behind each character of a table, by byte replacement", Annotating()),
    _annotated("annotated-small-table", "a table half as large, common characters bare", Annotating(0.2, BARE)),
    _annotated("annotated-wide-brackets", "the brackets made full-width later", Annotating(wide_brackets=True)),
    _annotated("annotated-cut", "a byte before ；！？ and ，, found on bytes", Annotating(marks=CUTS)),
    _annotated("annotated-cut-stops", "a byte before ；！？，。、, found on bytes", Annotating(marks=CUTS + STOPS)),
    _annotated("annotated-comma-bytes", "',' before ，、。, found on bytes", Annotating(comma_marks=COMMA_MARKS)),
    _annotated("annotated-comma-text", "',' before ，、。 afterwards", Annotating(marks=CUTS, commas=True)),
    _annotated("annotated-everything", "cuts, commas on bytes, widths folded", everything),
    _annotated("cut-marks", "a byte before ；！？。 and no annotation", Annotating(0.0, marks=CUTS + "。")),
    _exact("inserted-commas", "',' before 30 to 80 % of ，、。", mechanisms.insert_commas),
    _exact("annotated-at-random", "Simplified, 3 to 15 % of the characters, tones", mechanisms.annotate_at_random),
    _annotating("annotated-doubled", "toneless, a quarter of them twice", mechanisms.annotate_doubled),
    DamageClass(
        "annotated-every-nth",
        "model",
        "every n-th character, emoji strewn between",
        mechanisms.annotate_every,
        reference=mechanisms.traditional_of_opencc,
    ),
    _model("half-spelt", "煤gao效: words with one character spelt", mechanisms.half_spelt),
    # Mojibake
    _mojibake("utf8-as-gbk", "as a browser reads it: U+FFFD for an odd byte", utf8_as_gbk()),
    _mojibake("utf8-as-gbk-part", "in part of the paragraphs", some(utf8_as_gbk())),
    _mojibake("utf8-as-gbk-line", "in one paragraph", one(utf8_as_gbk())),
    _model("utf8-as-gbk-sentence", "in one sentence of some paragraphs", some(each(mechanisms.sentence_as_gbk), 0.4)),
    _mojibake(
        "utf8-as-gbk-dropped", "private-use pairs and odd bytes dropped", utf8_as_gbk(odd="", keep_private=False)
    ),
    _mojibake(
        "utf8-as-gbk-question", "'?' for odd bytes, private-use pairs dropped", utf8_as_gbk(odd="?", keep_private=False)
    ),
    _mojibake("utf8-as-gbk-python", "as Python reads it, errors replaced or ignored", mechanisms.utf8_as_gbk_by_python),
    _mojibake("utf8-as-gbk-folded", "'?' for odd bytes, widths folded after", utf8_as_gbk(odd="?", fold=True)),
    _exact("gbk-as-latin1", "ÖÐÎÄ", misread(GBK_LATIN)),
    _exact("gbk-as-cp1252", "as a browser reads Latin-1", misread(GBK_CP1252)),
    _model(
        "gbk-as-latin1-half-fixed",
        "and run through ftfy",
        simulate.then(misread(GBK_LATIN), plain(forward.half_fixed_by_ftfy)),
    ),
    _exact("utf8-as-latin1", "ä¸\xadæ\x96\x87", misread(LATIN)),
    _exact("utf8-as-cp1252", "ä¸\xadæ–‡", misread(CP1252)),
    _exact("utf8-as-latin1-twice", "Latin-1, two times over", misread(LATIN, LATIN)),
    _exact("utf8-as-cp1252-twice", "cp1252, two times over", misread(CP1252, CP1252)),
    DamageClass(
        "big5-as-gbk",
        "exact",
        "いゅ for 中文",
        misread(BIG5_GBK),
        reference=forward.to_traditional_1to1,
        script="any",
        floor=EXACT,
    ),
    DamageClass(
        "big5-as-gbk-dropped",
        "lossy",
        "private-use pairs dropped",
        mechanisms.big5_as_gbk_dropped,
        reference=forward.to_traditional_1to1,
        script="any",
        subsets=(WHOLE,),
        subset_floor=EXACT,
    ),
    _mojibake("gbk-as-big5", "笢恅 for 中文", misread(GBK_BIG5)),
    _mojibake("chain-of-two", "two different mix-ups in turn", chain(CHAINS_OF_TWO)),
    _mojibake("chain-of-three", "three in turn", chain(CHAINS_OF_THREE)),
    _lost("replacement-as-gbk", "锟斤拷", plain(forward.replacement_as_gbk)),
    _lost(
        "utf8-as-gbk-thrice", "UTF-8 as GBK three times over", plain(lambda text: forward.utf8_as_gbk_times(text, 3))
    ),
    _lost("gbk-as-utf8", "U+FFFD for nearly every byte", plain(forward.gbk_as_utf8)),
    _lost("uninitialised-memory", "烫烫烫 and 屯屯屯 at the ends of paragraphs", each(mechanisms.uninitialised_memory)),
    # Characters
    _exact("zero-width", "U+200B, U+200C, U+200D, U+2060, U+FEFF, U+00AD between characters", zero_width),
    _exact("bidirectional", "direction marks, embeddings and isolates between characters", strewn(residue.BIDI, 0.05)),
    _exact("bom-inside", "U+FEFF before paragraphs", mechanisms.bom_inside),
    _exact("controls", "C0 and C1 controls between characters", strewn(residue.CONTROLS, 0.05)),
    _exact("private-use", "private-use characters of icon fonts between characters", strewn(residue.PRIVATE_USE, 0.02)),
    _exact("kangxi-radicals", "radicals for the characters equal to them", plain(residue.kangxi_radicals)),
    _exact("supplement-radicals", "the same from U+2E80 to U+2EFF", plain(residue.supplement_radicals)),
    _exact("compatibility-ideographs", "U+F900 to U+FAD9 for their unified equals", compatibility),
    _exact("full-width-ascii", "letters and digits full-width", full_width_ascii),
    _model("glyph-shift", "冶 for ”, 袁 for ，: 0x31 added to the lead byte", mechanisms.shifted_glyphs),
    DamageClass(
        "nbsp-as-question", "model", "'?' for no-break spaces", each(mechanisms.nbsp_as_question), drop_space=True
    ),
    DamageClass(
        "sporadic-traditional", "model", "2 to 10 % Traditional", mechanisms.sporadic_traditional, about_script=True
    ),
    DamageClass(
        "sporadic-simplified",
        "model",
        "2 to 10 % Simplified in Traditional text",
        mechanisms.sporadic_simplified,
        script="Hant",
        about_script=True,
    ),
    _model("capital-one", "壹 for 一", capital_one),
    # Marks
    DamageClass("half-width-marks", "model", "，：；？！（） half-width", half_width_marks, strict_width=True),
    _model("straight-quotes", "\" and ' for “”‘’", plain(residue.straighten_quotes)),
    # Markup and residue
    _exact("entities", "&ldquo;", entities(1)),
    _exact("entities-twice", "&amp;ldquo;", entities(2)),
    _model("entities-bare", "ldquo; or &ldquo", bare_entities),
    _exact("tags", "tags left around paragraphs and phrases, or alone", tags),
    _exact("unicode-escapes", "\\u4e2d in part of the paragraphs", some(plain(residue.unicode_escapes))),
    _exact("percent-escapes", "%E4%B8%AD in part of the paragraphs", some(plain(residue.percent_escapes), 0.3)),
    _exact("x0dx0a", "x0dx0a at paragraph ends", some(plain(lambda text: text + "x0dx0a"), 0.8)),
    DamageClass("x0dx0a-for-breaks", "exact", "x0dx0a for paragraph breaks", plain(str), joiner="x0dx0a", floor=EXACT),
    _exact("endprint", "endprint, beginprint", mechanisms.endprint),
    _exact("placeholders", "{{ count }} and its like", mechanisms.placeholders),
    _model("anti-copy-junk", "pairs of random ASCII at line ends", mechanisms.anti_copy),
    _model("injected-keyword", "a keyword between any two characters", mechanisms.injected_keyword),
    _model("spam-head", "a line of spam on top", mechanisms.spam_head),
    # Layout
    DamageClass(
        "one-character-a-line",
        "exact",
        "the title, or everything with empty lines between paragraphs",
        mechanisms.one_character_a_line,
        drop_space=True,
        floor=EXACT,
    ),
    _exact("spaced-out", "the title, or some paragraphs", mechanisms.spaced_out),
    _model("hard-wraps", "lines of 24 to 42 characters", mechanisms.hard_wrapped),
    _exact("duplicated-title", "the first line two or three times", mechanisms.duplicated_title),
    # Losses
    _lost("digits-stripped", "all digits gone", plain(forward.strip_digits)),
    _lost("quotes-stripped", "all quotes and title marks gone", plain(forward.strip_quotes)),
    _lost("enumeration-commas-stripped", "all 、 gone", plain(forward.strip_enumeration_commas)),
    _lost("paragraph-breaks-stripped", "one line", plain(str), joiner=""),
    _lost(
        "all-stripped", "digits, quotes, 、, brackets, colons and breaks gone", plain(mechanisms.strip_all), joiner=""
    ),
    # Everything
    DamageClass(
        "mixture", "model", "one to three of the classes above, on Simplified text", mixture(PARTS), floor=MIXTURE
    ),
    DamageClass(
        "mixture-annotated",
        "model",
        "one to three of them on annotated Traditional text",
        mixture(TRADITIONAL_PARTS),
        reference=forward.to_traditional_1to1,
        floor=MIXTURE,
    ),
)
BY_NAME = {kind.name: kind for kind in CLASSES}
