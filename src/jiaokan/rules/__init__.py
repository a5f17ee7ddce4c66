"""The repair rules. `RULES` is the order of work; a rule not listed here does not run."""

from __future__ import annotations

from jiaokan.rule import Rule
from jiaokan.rules import (
    byte_frame,
    characters,
    commas,
    entities,
    escapes,
    font_shift,
    glyphs,
    half_spelt,
    layout,
    loss,
    markup,
    mojibake,
    pinyin,
    punctuation,
    question_marks,
    quotation,
    residue,
    spacing,
    spam,
    strewn,
    variants,
)

RULES: tuple[Rule, ...] = (
    # Escapes before codecs: they may hide a text that was misread before it was escaped.
    entities.escaped_line_end,
    escapes.string_escape,
    escapes.percent_encoding,
    characters.foreign_line_end,
    # Codecs before characters: what looks like a stray control character may be half of one.
    mojibake.utf8_as_latin1,
    mojibake.gbk_as_latin1,
    mojibake.utf8_as_gbk,
    entities.bare_entity,
    characters.html_entity,
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
    pinyin.pinyin_gloss,
    commas.inserted_comma,
    half_spelt.half_spelt_word,
    question_marks.no_break_space_as_question_mark,
    spam.anti_copy_string,
    spam.injected_keyword,
    spam.advertisement_on_top,
    # Lines after what stood between their pieces is gone.
    spacing.spaced_out_character,
    layout.one_character_a_line,
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
    loss.digits_stripped,
    loss.quotes_stripped,
    loss.enumeration_commas_stripped,
    loss.paragraph_breaks_stripped,
)
