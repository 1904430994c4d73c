"""Plain text in whatever encoding it has, optional front matter, a first line that may be a headline."""

import codecs
import re
from dataclasses import replace
from typing import Any

import frontmatter
import yaml

from qa.formats import Draft, FormatError
from qa.formats.dates import iso_date

HEADLINE_LIMIT = 160  # characters; longer first lines are text
FRONT_MATTER_LIMIT = 20_000  # characters; YAML is slow to read
_WESTERN = "cp1252"
_BINARY = re.compile(rb"[\0-\x06\x0e-\x1a\x1c-\x1f]")


def parse(content: bytes) -> Draft:
    """Return the draft of a plain-text file. Raises FormatError for bytes that are no text."""
    text, notes = decode(content)
    about, text = split_front_matter(text)
    headline, body = split_headline(text.strip("\n"))
    return replace(draft(about, headline, body), notes=notes)


def decode(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Return the text with LF newlines and no byte-order mark, and a note where its encoding had to be guessed.

    Raises FormatError for a binary file, and for text of no encoding that can be told.
    """
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = "utf-16" if marked else "utf-8-sig"
    notes: tuple[str, ...] = ()
    if not marked and b"\0" in content:
        raise FormatError("is a binary file, not text")
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if marked or _BINARY.search(content):
            raise FormatError("is a binary file, not text" if not marked else "is not UTF-16 text, as its first two "
                              f"bytes say (byte {error.start + 1})") from error
        encoding = _guess(content, error.start)
        text = content.decode(encoding)
        notes = (f"is not UTF-8; read as {encoding}, which was guessed from its bytes",)
    return text.replace("\r\n", "\n").replace("\r", "\n"), notes


def _guess(content: bytes, first: int) -> str:
    """Return the likeliest encoding; `first` is the first byte that is not UTF-8. Of equals, Western Windows."""
    from charset_normalizer import from_bytes

    matches = from_bytes(content)
    best = matches.best()
    if best is None:
        raise FormatError(f"is not UTF-8 text (byte {first + 1}), and its encoding cannot be told; convert it, for "
                          "example with `iconv -f CP1252 -t UTF-8`")
    equals = [match for match in matches if (match.chaos, match.coherence) == (best.chaos, best.coherence)]
    return _WESTERN if any(_WESTERN in match.could_be_from_charset for match in equals) else best.encoding


class _Plain(yaml.SafeLoader):
    """YAML without anchors and aliases, by which a few lines can say gigabytes."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not read")
        return super().compose_node(parent, index)


class _FrontMatter(frontmatter.YAMLHandler):  # type: ignore[misc]  # untyped
    def load(self, fm: str, **_: object) -> Any:
        return yaml.load(fm, Loader=_Plain)  # noqa: S506 - a SafeLoader with less


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """Return the YAML front matter (empty where there is none, or where it is no mapping) and the text after it."""
    opening = re.match(r"---[ \t]*\n", text)
    if not opening or not re.search(r"^---\s*$", text[opening.end() : FRONT_MATTER_LIMIT], re.MULTILINE):
        return {}, text
    try:
        post = frontmatter.loads(text, handler=_FrontMatter())
    except (yaml.YAMLError, ValueError, RecursionError):  # ValueError: a date that no calendar has
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
    return Draft(
        body=body,
        headline=headline or _text(about.get("title")),
        publisher=_text(about.get("publisher") or about.get("outlet")),
        authors=_names(about.get("authors") or about.get("author")),
        published=iso_date(about.get("published") or about.get("date")),
        language=_text(about.get("language") or about.get("lang")),
        url=_text(about.get("url") or about.get("link")),
    )


def _names(value: object) -> tuple[str, ...]:
    names = value if isinstance(value, list | tuple) else [value]
    return tuple(name for name in map(_text, names) if name)


def _text(value: object) -> str | None:
    """Return a scalar as text; None for nothing, and for lists and mappings, which say something else."""
    return None if value is None or isinstance(value, list | tuple | dict | set) else str(value).strip() or None
