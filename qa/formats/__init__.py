"""One module a file format: content in, a `Draft` out, or a `Member` for each article that one file holds.

A module for one article has `parse(content)`; a module for a file of many has `split(path, options)`. None of them
knows of ids, hashes or stores, and each is imported when a file of its format is read.
"""

from dataclasses import dataclass

FIELDS = ("text", "title", "publisher", "authors", "published", "language", "url", "id")  # what a column may hold
PAGE = ".page"        # the format of a member whose article stands on a page of its own, at the draft's `url`
SITEMAP = ".sitemap"  # that of a sitemap which another lists


@dataclass(frozen=True, slots=True)
class Draft:
    """What a file says of itself, before its text is made canonical. `headline` is None where the file has none.

    `breaks` are the offsets in `body` at which its second and later pages begin; none where a format has no pages.
    `notes` tell what a reader must know of how the file was read: a guessed encoding, an attachment left out.
    """

    body: str
    headline: str | None = None
    publisher: str | None = None
    authors: tuple[str, ...] = ()
    published: str | None = None
    language: str | None = None
    url: str | None = None
    breaks: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Member:
    """One article of a file that holds several.

    `name` is unique in the file and stays the same when others come and go. `content` is a draft, or bytes to be read
    as `format` (a suffix such as ".eml"), or the reason why it cannot be read. `share` is how much of the file, 0 to 1,
    was read when it came, 0 where that is not known.
    """

    name: str
    content: "bytes | Draft | FormatError"
    format: str = ""
    share: float = 0.0


@dataclass(frozen=True, slots=True)
class Options:
    """What a user says of files that do not tell it themselves.

    `columns` are pairs: one of FIELDS, and the column that holds it. `ocr` has scanned pages recognised.
    """

    columns: tuple[tuple[str, str], ...] = ()
    ocr: bool = False


class FormatError(Exception):
    """The bytes are not what the file's name says; the message is the reason, without the file's name."""


class NoTextError(FormatError):
    """A file of pictures, whose text a person can read but a program would have to recognise."""
