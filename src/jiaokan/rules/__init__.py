"""The repair rules. `RULES` is the order of work; a rule not listed here does not run."""

from __future__ import annotations

from jiaokan.rule import Rule
from jiaokan.rules import byte_frame, characters, commas, loss, mojibake, pinyin, punctuation

RULES: tuple[Rule, ...] = (
    characters.foreign_line_end,
    # Codecs before characters: what looks like a stray control character may be half of one.
    mojibake.utf8_as_latin1,
    mojibake.gbk_as_latin1,
    mojibake.utf8_as_gbk,
    characters.html_entity,
    characters.invisible_character,
    characters.full_width_ascii,
    # Frames before annotations: a straddle needs the readings that pinyin-gloss takes away.
    byte_frame.shifted_by_cut_mark,
    byte_frame.straddled_gloss,
    pinyin.pinyin_gloss,
    commas.inserted_comma,
    # Marks after everything that reads half-width marks as a sign of damage.
    punctuation.half_width_mark,
    # Losses last: they are flagged in the repaired text.
    loss.digits_stripped,
    loss.quotes_stripped,
    loss.enumeration_commas_stripped,
    loss.paragraph_breaks_stripped,
)
