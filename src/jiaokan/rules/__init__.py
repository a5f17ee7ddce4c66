"""The repair rules. `RULES` is the order of work; a rule not listed here does not run."""

from __future__ import annotations

from jiaokan.rule import Rule
from jiaokan.rules import (
    byte_frame,
    characters,
    cjk_mojibake,
    commas,
    entities,
    escapes,
    font_shift,
    glyphs,
    half_spelt,
    injected_keyword,
    layout,
    loss,
    lost_digits,
    markup,
    mojibake,
    mojibake_chain,
    pinyin,
    punctuation,
    question_marks,
    quotation,
    replaced,
    residue,
    spacing,
    spam,
    strewn,
    variants,
)

RULES: tuple[Rule, ...] = (
    characters.foreign_line_end,
    # Codecs before characters: what looks like a stray control character may be half of one.
    # Whole chains before their links, which search where they find no Chinese.
    mojibake_chain.misread_repeatedly,
    mojibake.utf8_as_latin1,
    mojibake.gbk_as_latin1,
    cjk_mojibake.utf8_as_gbk,
    cjk_mojibake.big5_as_gbk,
    cjk_mojibake.gbk_as_big5,
    # What no codec can bring back, no rule behind touches.
    replaced.replacement_character,
    replaced.replacement_character_as_gbk,
    replaced.uninitialised_memory,
    replaced.utf8_as_gbk_repeatedly,
    replaced.text_as_question_marks,
    # Escapes after codecs: whether a line end or a mark is one is told by the sentence before it.
    entities.escaped_line_end,
    escapes.string_escape,
    escapes.percent_encoding,
    entities.html_entity,
    entities.bare_entity,
    markup.leftover_tag,
    markup.script_residue,
    residue.unfilled_placeholder,
    residue.forum_code,
    residue.program_marker,
    characters.invisible_character,
    glyphs.private_use_character,
    glyphs.compatibility_ideograph,
    glyphs.ideograph_as_radical,
    # Glyphs before frames, which read Han and marks alike.
    font_shift.mark_as_shifted_han,
    characters.full_width_ascii,
    punctuation.full_width_mark_in_number,
    # Frames before annotations: a straddle needs the readings that pinyin-gloss takes away.
    byte_frame.shifted_by_cut_mark,
    byte_frame.straddled_gloss,
    # Emoji before annotations, which they part from their characters.
    strewn.strewn_emoji,
    # Commas before annotations, which say whether a tool was at work.
    commas.inserted_comma,
    pinyin.pinyin_gloss,
    half_spelt.half_spelt_word,
    question_marks.no_break_space_as_question_mark,
    spam.anti_copy_string,
    injected_keyword.injected_keyword,
    spam.advertisement_on_top,
    # Lines after what stood between their pieces is gone.
    spacing.spaced_out_character,
    spacing.one_character_a_line,
    layout.hard_wrapped_line,
    layout.line_begun_by_closing_mark,
    layout.line_inside_sentence,
    spacing.doubled_phrase,
    spacing.doubled_title,
    # Marks after everything that reads half-width marks as a sign of damage.
    quotation.typewriter_mark,
    punctuation.full_stop_as_dot,
    punctuation.half_width_ideographic_mark,
    punctuation.half_width_mark,
    quotation.reversed_quote,
    # Single characters when the text around them is sound.
    variants.stray_traditional,
    variants.stray_simplified,
    variants.one_as_cheque_numeral,
    # Losses last: they are flagged in the repaired text.
    lost_digits.digits_stripped,
    loss.quotes_stripped,
    loss.enumeration_commas_stripped,
    loss.paragraph_breaks_stripped,
)
