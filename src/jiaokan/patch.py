"""Patches of a source: the literal replacements its settings ask for, as a rule before all others."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator

from jiaokan.rule import Rule, Span, rule
from jiaokan.settings import Patch


@functools.lru_cache(maxsize=64)
def patch_rule(patches: tuple[Patch, ...]) -> Rule:
    """The rule that makes these replacements, all at once: two may swap words.

    Where two would overlap, the one that stands first in the text; of two that begin there, the one written first.
    """
    after = {patch.find: patch.replace for patch in reversed(patches)}
    found = re.compile("|".join(re.escape(patch.find) for patch in patches))

    @rule("patch", since="0.2", leaves=())
    def patch(text: str) -> Iterator[Span]:
        """A literal replacement that the settings of the source ask for.

        Damage: whatever is peculiar to one source, and no rule's affair.
        Origin: corpus/sources/<source>.toml, [[patches]].
        Left alone: everything but the literal text.
        Cost: one search of the text.
        See: settings.Patch.
        """
        return (Span(match.start(), match.end(), after[match[0]], 1.0) for match in found.finditer(text))

    return patch
