"""How the tables of a library are read and written, in SQLite or in PostgreSQL.

Whatever goes through these protocols is SQL that both understand, with `?` for a value, and `json_each` for a list of
them; the schema in `qa.postgres` makes that name known there.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import astuple
from typing import Any, Protocol

from qa.article import Origin


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
