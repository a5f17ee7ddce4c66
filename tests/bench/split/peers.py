"""The peers, in their own environment: pages as JSON lines on stdin ({"id", "html"}), what each found on stdout.

A script, not a module of ours: it is run by the interpreter that has them (`--peers PYTHON`), which has not jiaokan.
Its first line is {"versions": {name: version}}, then for each page and peer {"id", "tool", "fields", "body"}.
"""

import json
import re
import sys
from importlib.metadata import version
from typing import Any

_NAMES = re.compile(r"[、,，;；|\s]+")


def names(value: Any) -> list[str]:
    several = value if isinstance(value, (list, tuple)) else _NAMES.split(value or "")
    return [one.strip() for one in several if one and one.strip()]


def gne(html: str) -> tuple[dict[str, Any], str]:
    from gne import GeneralNewsExtractor  # type: ignore[import-not-found]

    found = GeneralNewsExtractor().extract(html)
    fields = {
        "title": found.get("title"),
        "authors": names(found.get("author")),
        "published_at": found.get("publish_time"),
    }
    return fields, found.get("content") or ""


def trafilatura(html: str) -> tuple[dict[str, Any], str]:
    from trafilatura import bare_extraction  # type: ignore[import-not-found]

    found = bare_extraction(html, with_metadata=True)
    if found is None:
        return {}, ""
    fields = {
        "title": found.title,
        "authors": names((found.author or "").split(";")),
        "published_at": found.date,
        "site_name": found.sitename,
        "section": names(found.categories),
        "keywords": names(found.tags),
        "summary": found.description,
    }
    return fields, found.text or ""


def newspaper4k(html: str) -> tuple[dict[str, Any], str]:
    from newspaper import Article  # type: ignore[import-not-found]

    article = Article("https://example.com/a.html", language="zh", fetch_images=False)
    article.download(input_html=html)
    article.parse()
    fields = {
        "title": article.title,
        "authors": names(article.authors),
        "published_at": article.publish_date.isoformat() if article.publish_date else None,
        "site_name": article.meta_site_name,
        "keywords": names(article.meta_keywords),
        "summary": article.meta_description,
    }
    return fields, article.text or ""


PEERS = {"gne": gne, "trafilatura": trafilatura, "newspaper4k": newspaper4k}


def main() -> None:
    sys.stdout.write(json.dumps({"versions": {name: version(name) for name in PEERS}}) + "\n")
    for line in sys.stdin:
        page = json.loads(line)
        for name, extract in PEERS.items():
            try:
                fields, body = extract(page["html"])
            except Exception as error:  # noqa: BLE001 — a peer that fails on a page found nothing there
                sys.stderr.write(f"{name} on {page['id']}: {type(error).__name__}: {error}\n")
                fields, body = {}, ""
            row = {"id": page["id"], "tool": name, "fields": fields, "body": body}
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
