"""HTTP header lines kept beside a page (page.html.headers), and the time they tell.

See: RFC 9110, 5.5 (field values) and 5.6.7 (dates).
"""

from __future__ import annotations

from datetime import UTC, datetime

SIDECAR = ".headers"  # page.html.headers: the HTTP header lines page.html came with
MAX_SIDECAR_BYTES = 64 << 10

Headers = tuple[tuple[str, str], ...]


def parse_headers(data: bytes) -> Headers:
    """A sidecar's header lines, names in lower case; a status line is passed over."""
    text = data.decode("latin-1")
    pairs = (line.partition(":") for line in text.split("\n") if ":" in line and line[:1] not in " \t")
    return tuple((name.strip().lower(), value.strip()) for name, _, value in pairs)


def header_of(text: str) -> tuple[str, str]:
    """Name and value of a header, of "name: value" as `raw` has it."""
    name, _, value = text.partition(": ")
    return name, value


def observed_at(headers: Headers) -> datetime | None:
    """When the page was fetched (Date), else last changed (Last-Modified), UTC; None where neither is told."""
    found = dict(reversed(headers))
    for name in ("date", "last-modified"):
        if name in found and (when := _parse_http_date(found[name])):
            return when
    return None


def _parse_http_date(value: str) -> datetime | None:
    from email.utils import parsedate_to_datetime

    try:
        when = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else as_utc(when)


def as_utc(when: datetime) -> datetime | None:
    """None for a time that the calendar has not in UTC."""
    try:
        return when.astimezone(UTC)
    except OverflowError:
        return None
