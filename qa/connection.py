"""How the tables of a library are read and written, in SQLite or in PostgreSQL.

Whatever goes through these protocols is SQL that both understand, with `?` for a value, and `json_each` for a list of
them; the schema in `qa.postgres` makes that name known there.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import astuple
from typing import Any, Protocol

from qa.article import Article, Origin
from qa.errors import LibraryError, UnknownArticleError, UnknownVersionError
from qa.rows import ARTICLE, to_article


class Rows(Protocol):
    """What a statement has found or done."""

    @property
    def rowcount(self) -> int:
        """Return how many rows were written."""

    def fetchone(self) -> Any:
        """Return the next row, a tuple; None where there is none left."""

    def fetchall(self) -> list[Any]:
        """Return all rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """Yield the rows."""


class Connection(Protocol):
    """Runs statements, within a transaction."""

    def execute(self, query: str, values: Sequence[Any] = (), /) -> Rows:
        """Run a statement with its values."""

    def executemany(self, query: str, values: Iterable[Sequence[Any]], /) -> Any:
        """Run a statement once for each of these values."""


class Truth(Protocol):
    """The tables of one library."""

    def meta(self, key: str) -> str | None:
        """Return a setting of the library, None where it was never set."""

    def snapshot(self) -> AbstractContextManager[Connection]:
        """Let everything read inside see one state of the library, whatever is written meanwhile."""

    def transaction(self) -> AbstractContextManager[Connection]:
        """Let everything written inside become visible at once, or nothing of it where an error is raised."""


def expect_encoder(truth: Truth, place: object, encoder: str) -> None:
    """Raise LibraryError where the vectors of the library at a place were made by another encoder than this."""
    known = truth.meta("encoder")
    if known not in {None, encoder}:
        raise LibraryError(f"library {place} was made with the encoder {known!r}, not {encoder!r}; "
                           "leave the encoder out to use it, or add the articles to a new library")


def find_article(connection: Connection, article_id: str, sha256: str | None,
                 versions: Callable[[str], list[tuple[str, str]]]) -> Article:
    """Return an article, or the version of it whose text has this hash, or one that begins so.

    `versions` lists the earlier ones. Raises UnknownArticleError where there is none of that id, UnknownVersionError
    where it never had that text.
    """
    row = connection.execute(f"SELECT {ARTICLE} FROM articles WHERE id = ?", (article_id,)).fetchone()
    if row is None:
        raise UnknownArticleError(article_id)
    article = to_article(row)
    if sha256 is None or article.sha256.startswith(sha256):
        return article
    row = connection.execute(f"SELECT {ARTICLE} FROM versions WHERE id = ? AND substr(sha256, 1, ?) = ? "
                             "ORDER BY replaced DESC", (article_id, len(sha256), sha256)).fetchone()
    if row is None:
        raise UnknownVersionError(article_id, sha256, [one for one, _ in versions(article_id)])
    return to_article(row)


def record_meta(connection: Connection, key: str, value: str) -> None:
    """Keep a setting of the library, in place of what it was."""
    connection.execute("INSERT INTO meta (key, value) VALUES (?, ?) "
                       "ON CONFLICT (key) DO UPDATE SET value = excluded.value", (key, value))


def record_origin(connection: Connection, origin: Origin) -> None:
    """Keep what is known of a source, in place of what was, as part of a transaction."""
    connection.execute(
        "INSERT INTO sources (source, root, sha256, article_id, reason) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (source) DO UPDATE SET root = excluded.root, sha256 = excluded.sha256, "
        "article_id = excluded.article_id, reason = excluded.reason", astuple(origin))


def forget_origin(connection: Connection, source: str) -> None:
    """Know nothing of a source any more, nor of a visit to its root where nothing else was found there."""
    connection.execute("DELETE FROM roots WHERE root = (SELECT root FROM sources WHERE source = ?) "
                       "AND (SELECT count(*) FROM sources WHERE root = roots.root) = 1", (source,))
    connection.execute("DELETE FROM sources WHERE source = ?", (source,))
