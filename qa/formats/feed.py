"""Feeds (RSS, Atom) by feedparser, and sitemaps: the articles that an address lists."""

import calendar
import datetime as dt
import io
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import feedparser

from qa.formats import PAGE, SITEMAP, Draft, FormatError, Member, Options, markup
from qa.formats.dates import iso_date
from qa.formats.xml import first_text, parse_xml

FEED_LIMIT = 50_000_000  # bytes, as the sitemap protocol has it
FULL = 1500  # characters; a description that is shorter is a summary of the page that it names


def split(path: Path, _: Options) -> Iterator[Member]:
    """Yield each entry of a feed or sitemap, named by its id or address.

    Raises FormatError for XML that is neither, or that declares entities.
    """
    if path.stat().st_size > FEED_LIMIT:
        raise FormatError(f"is larger than {FEED_LIMIT:,} bytes")
    content = path.read_bytes()
    if content.startswith(b"\x1f\x8b"):
        content = _unpacked(content)
    if re.search(rb"<!ENTITY", content, re.IGNORECASE):
        raise FormatError("declares XML entities, which are not read")
    if re.search(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]", content[:4096]):
        yield from _sitemap(content)
        return
    found = feedparser.parse(io.BytesIO(content), resolve_relative_uris=False)
    if not found.get("version"):
        raise FormatError("is neither a feed nor a sitemap")
    for number, entry in enumerate(found.entries, 1):
        name = entry.get("id") or entry.get("link") or f"entry {number}"
        yield Member(" ".join(name.split()), *_entry(entry, found.feed), number / len(found.entries))


def _unpacked(content: bytes) -> bytes:
    unpack = zlib.decompressobj(wbits=31)
    found = unpack.decompress(content, FEED_LIMIT)
    if unpack.unconsumed_tail:
        raise FormatError(f"unpacks to more than {FEED_LIMIT:,} bytes")
    return found


def _entry(entry: Any, feed: Any) -> tuple[Draft, str]:
    """Return an entry's draft and its format: PAGE where it is a summary of a page."""
    contents = [each.get("value") or "" for each in entry.get("content", ())]
    markup_text = max([*contents, entry.get("summary") or ""], key=len)
    link = entry.get("link")
    text = "\n\n".join(filter(None, markup.words(markup_text)))
    names = [each.get("name") or each.get("email") for each in entry.get("authors", ())] or [entry.get("author")]
    draft = Draft(
        body=text, headline=_line(entry.get("title")), publisher=_line(feed.get("title")),
        authors=tuple(name for name in map(_line, names) if name), published=_date(entry),
        language=_line(entry.get("language") or feed.get("language")), url=link,
    )
    return draft, PAGE if link and not contents and len(text) < FULL else ""


def _sitemap(content: bytes) -> Iterator[Member]:
    root = parse_xml(content)
    nested = root.tag.rpartition("}")[2] == "sitemapindex"
    for number, each in enumerate(root, 1):
        address = first_text(each, "loc")
        if address:
            published = iso_date(first_text(each, "publication_date") or first_text(each, "lastmod"))
            yield Member(address, Draft(body="", url=address, published=published), SITEMAP if nested else PAGE,
                         number / len(root))


def _date(entry: Any) -> str | None:
    """Return when an entry was published, in ISO form; feedparser gives it in UTC."""
    parsed = entry.get("published_parsed") or entry.get("updated_parsed")
    return dt.datetime.fromtimestamp(calendar.timegm(parsed), dt.UTC).isoformat() if parsed else None


def _line(value: object) -> str | None:
    return " ".join(markup.words(value)[1].split()) or None if isinstance(value, str) and value.strip() else None
