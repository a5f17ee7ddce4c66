"""Evidence: what is known of a page when its fields are settled, and how a value is quoted from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from jiaokan.document import Hint
from jiaokan.record import FieldValue
from jiaokan.split.confidence import HINTED, LABELLED, SETTINGS, by_place
from jiaokan.split.hinted import of_class
from jiaokan.split.page import Mention, Role, fold


class Evidence:
    """What is known of a page, asked field by field."""

    def __init__(
        self, text: str, mentions: Sequence[Mention], hints: Sequence[Hint], body: str, stated: Sequence[Mention]
    ) -> None:
        self.text = text
        self.mentions = mentions
        self._valued = [mention for mention in mentions if mention.values]
        self._labelled = [mention for mention in mentions if mention.label]
        self._roles = {mention.role for mention in self._valued}
        self._hinted = {hint.field for hint in hints}
        self.stated = stated
        self.hints = hints
        self.body = body

    def of_role(self, *roles: Role) -> list[Mention]:
        return [] if self._roles.isdisjoint(roles) else [m for m in self._valued if m.role in roles]

    def labelled(self, labels: Collection[str]) -> list[Mention]:
        return [mention for mention in self._labelled if mention.label in labels]

    def value(self, field: str, mention: Mention, value: str) -> FieldValue:
        """A printed value, with the place where it is printed."""
        start = self.text.find(value, mention.start, mention.end) if value else -1
        end = start + len(value)
        if start < 0:
            start, end = self._find_spaced(value, mention) or stripped(self.text, mention.start, mention.end)
        origin = f"label:{mention.label}" if mention.label else "text"
        return FieldValue(
            field, value, self.text[start:end], start, end, origin, LABELLED if mention.label else by_place(field)
        )

    def _find_spaced(self, value: str, mention: Mention) -> tuple[int, int] | None:
        """Where a value is printed with other blanks than it has; compiling the pattern costs 100 µs."""
        bare = "".join(value.split())
        if not bare or not set(self.text[mention.start : mention.end]).issuperset(bare):
            return None
        found = re.compile(r"\s*".join(map(re.escape, bare))).search(self.text, mention.start, mention.end)
        return found.span() if found else None

    def hinted(self, field: str, parse: Callable[[str], str | None]) -> Iterable[FieldValue]:
        return self._iter_hinted(field, parse) if field in self._hinted else ()

    def _iter_hinted(self, field: str, parse: Callable[[str], str | None]) -> Iterator[FieldValue]:
        for hint in self.hints:
            if hint.field != field:
                continue
            stated = of_class(hint) if hint.origin.startswith("class:") else (hint.value,)
            value = parse(stated[0]) if stated else None
            if value:
                sure = SETTINGS if hint.origin == "settings" else HINTED
                yield FieldValue(field, value, hint.value, None, None, hint.origin, sure)


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    inner = text[start:end]
    return start + len(inner) - len(inner.lstrip()), start + len(inner.rstrip())


def printed(page: Evidence, field: str, role: Role) -> Iterable[FieldValue]:
    mentions = page.of_role(role)
    return (page.value(field, mention, mention.values[0]) for mention in mentions) if mentions else ()


def labelled(
    page: Evidence, field: str, labels: Collection[str], parse: Callable[[str], str | None]
) -> Iterator[FieldValue]:
    for mention in page.labelled(labels):
        shown = re.sub(r"^[^:|/]*[:|/]", "", page.text[mention.start : mention.end], count=1)
        stated = mention.values[0] if mention.values else parse(behind_label(page.text, mention) or shown)
        if stated:
            yield page.value(field, mention, stated)


def behind_label(text: str, mention: Mention) -> str:
    printed = text[mention.start : mention.end]
    label = re.match(r"\s*" + r"\s*".join(map(re.escape, mention.label)) + r"\s*[:|/]?\s*", fold(printed))
    return printed[label.end() :].strip() if label else ""
