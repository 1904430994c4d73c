"""Plain text: UTF-8 (UTF-16 with its mark), optional front matter, a first line that may be a headline."""

import codecs
import datetime as dt
import re
from typing import Any

import frontmatter
import yaml

from qa.formats import Draft, FormatError

HEADLINE_LIMIT = 160  # characters; longer first lines are text


def parse(content: bytes) -> Draft:
    """Return the draft of a plain-text file. Raises FormatError for bytes that are no text."""
    about, text = split_front_matter(decode(content))
    headline, body = split_headline(text.strip("\n"))
    return draft(about, headline, body)


def decode(content: bytes) -> str:
    """Return the text with LF newlines and no byte-order mark.

    Raises FormatError for NUL bytes (a binary file) and for any encoding but UTF-8 and marked UTF-16.
    """
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif b"\0" in content:
        raise FormatError("is a binary file, not text")
    else:
        encoding = "utf-8-sig"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise FormatError(f"is not UTF-8 text (byte {error.start + 1}); convert it, for example with "
                          "`iconv -f CP1252 -t UTF-8`") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return the YAML front matter (empty where there is none, or where it is no mapping) and the text after it."""
    if not re.match(r"---[ \t]*\n", text):
        return {}, text
    try:
        post = frontmatter.loads(text)
    except (yaml.YAMLError, ValueError):  # ValueError: a date that no calendar has
        return {}, text  # a line of dashes that opens a text, not metadata
    return (dict(post.metadata), post.content) if post.metadata else ({}, text)


def split_headline(text: str) -> tuple[str | None, str]:
    """Return the first line when it reads as a headline, and the rest.

    A headline is short, has a word, does not end like a sentence, and does not run on in the line below.
    """
    first, _, rest = text.partition("\n")
    words, ending = any(char.isalnum() for char in first), first.rstrip("\"'”’»)] \t\u00a0")
    is_headline = words and len(first.strip()) <= HEADLINE_LIMIT and not ending.endswith((".", ":", ",", ";"))
    return (first.strip(), rest.strip("\n")) if is_headline and rest.strip() and not rest[0].islower() else (None, text)


def draft(about: dict[str, Any], headline: str | None, body: str) -> Draft:
    """Return a draft whose metadata come from front matter; a headline in the text wins over the one in it."""
    authors = about.get("authors") or about.get("author") or ()
    return Draft(
        body=body,
        headline=headline or _text(about.get("title")),
        publisher=_text(about.get("publisher") or about.get("outlet")),
        authors=tuple(map(str, authors)) if isinstance(authors, list | tuple) else (str(authors),),
        published=iso_date(about.get("published") or about.get("date")),
        language=_text(about.get("language") or about.get("lang")),
    )


def iso_date(value: object) -> str | None:
    """Return an ISO 8601 date or date-time, or None for anything that is not one."""
    if isinstance(value, dt.date):
        return value.isoformat()
    try:
        return dt.datetime.fromisoformat(str(value)).isoformat() if len(str(value)) > 10 else (
            dt.date.fromisoformat(str(value)).isoformat())
    except ValueError:
        return None


def _text(value: object) -> str | None:
    return str(value).strip() or None if value is not None else None
