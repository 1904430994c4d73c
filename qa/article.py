"""An article and its slices: the types on which every quote rests.

A slice is an article plus two offsets; its text is computed, never stored, so it cannot differ from the article.
Offsets are Python code points, 0-based, end-exclusive.
"""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass

from qa.errors import SpanError


@dataclass(frozen=True, slots=True)
class Article:
    """One article as it is stored. Law: `text` is canonical (NFC, LF newlines, headline first) and never changes.

    `title` is the headline, or the file's name where there is none; only a headline is part of `text`.
    `published` is an ISO 8601 date or date-time. `sha256` is that of `text` in UTF-8. `url` is where the article
    says it was published. `pages` are the offsets at which its pages begin, the first 0; empty where there are none.
    """

    id: str
    source: str
    title: str
    publisher: str | None
    authors: tuple[str, ...]
    published: str | None
    language: str | None
    text: str
    sha256: str
    url: str | None = None
    pages: tuple[int, ...] = ()

    def page(self, offset: int) -> int | None:
        """Return the number of the page, from 1, on which the character at `offset` stands; None without pages."""
        return bisect_right(self.pages, offset) or None

    def same_text(self, other: "Article") -> bool:
        """Return whether another article has the same text from the same outlet."""
        return (self.sha256, self.publisher) == (other.sha256, other.publisher)


@dataclass(frozen=True, slots=True)
class Origin:
    """What is known of a source: a file, an address, or a part of either.

    `root` is the file or address it was found in. `sha256` is that of what was read, "" where nothing could be.
    `article_id` is the article it stands for; several sources may stand for one. `reason` is why it could not be read
    last time. With neither, the user removed its article, and it is left alone until it changes or is added again.
    """

    source: str
    root: str
    sha256: str
    article_id: str | None = None
    reason: str | None = None


def article_id(source: str) -> str:
    """Return the id of the article that comes from `source`: 12 hexadecimal digits, the same on every machine."""
    return hashlib.sha256(source.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Span:
    """A slice of an article. Law: `text == article.text[start:end]`, and it is not empty."""

    article: Article
    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end <= len(self.article.text):
            raise SpanError(f"{self.start}–{self.end} is no slice of article {self.article.id}, "
                            f"which has {len(self.article.text)} characters")

    @property
    def text(self) -> str:
        """Return the slice."""
        return self.article.text[self.start : self.end]

    def holds(self, other: "Span") -> bool:
        """Return whether `other` lies within this slice of the same article."""
        return self.article.id == other.article.id and self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class Passage(Span):
    """A run of whole sentences within a token budget: what is embedded, retrieved and searched for quotes.

    `bounds` are the (start, end) of its sentences in the article.
    """

    bounds: tuple[tuple[int, int], ...]

    @property
    def heading(self) -> str:
        """Return the article's title, empty where the passage begins with it."""
        return "" if self.text.startswith(self.article.title) else self.article.title

    @property
    def embedded_text(self) -> str:
        """Return what is embedded and indexed: the passage under the article's title."""
        return self.under_heading(self.text)

    def under_heading(self, text: str) -> str:
        """Return a part of the passage as a model reads it: under the article's title."""
        return f"{self.heading}\n{text}" if self.heading else text

    @property
    def sentences(self) -> tuple[Span, ...]:
        """Return its sentences, in reading order."""
        return tuple(Span(self.article, start, end) for start, end in self.bounds)


@dataclass(frozen=True, slots=True)
class Quote(Span):
    """Words shown as a quotation. Law: they lie inside a retrieved passage, and `sentence` holds them."""

    passage: Passage
    sentence: Span

    def __post_init__(self) -> None:
        Span.__post_init__(self)
        if not (self.passage.holds(self) and self.sentence.holds(self)):
            raise SpanError(f"{self.start}–{self.end} of article {self.article.id} lies outside the passage "
                            "or the sentence it is said to stand in")
