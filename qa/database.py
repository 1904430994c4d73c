"""The truth of an embedded library: one SQLite file (WAL) with articles, sentences, passages and their vectors.

Everything else a library keeps (the vector index, the word index) can be made again from here. An article and all its
passages are written in one transaction, so after a crash each article is whole or absent.
"""

import json
import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from embeddings.encoder import Vectors
from qa.article import Article, Origin, Passage
from qa.connection import find_article, forget_origin, record_meta, record_origin
from qa.errors import LibraryError, UnknownArticleError
from qa.folding import may_hold
from qa.rows import ARTICLE, article_row, places, to_article, to_passage
from qa.schema import VERSION, script

Connection = sqlite3.Connection
WAIT = 30  # seconds for what another connection writes
_ADVICE = {  # for the codes that SQLite gives its errors
    sqlite3.SQLITE_FULL: "; what was stored is kept. Make room and run the command again",
    sqlite3.SQLITE_IOERR: "; what was stored is kept. See whether the disk is full or gone, and run the command again",
    sqlite3.SQLITE_READONLY: "; make the folder and its files writable",
    sqlite3.SQLITE_CORRUPT: "; `pullquote doctor` says what can be saved",
    sqlite3.SQLITE_NOTADB: "; put back a backup, or give another with --library",
}


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Have what is written logged ahead. While another connection begins to, SQLite fails, where else it waits."""
    given_up, logging = time.monotonic() + WAIT, False
    while not logging:
        try:
            logging = bool(connection.execute("PRAGMA journal_mode = WAL"))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > given_up:
                raise
            time.sleep(0.01)


class Database:
    """The SQLite file of a library. Passage ids grow and are never given out twice."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._local = threading.local()
        with self._explained():
            self._prepare()

    def _prepare(self) -> None:
        """Make the tables of a new file, or bring those of an earlier version up to this one."""
        has_tables = self._one("SELECT 1 FROM sqlite_master WHERE name = 'meta'")
        version = self.meta("schema_version") if has_tables else None
        if version not in {None, *map(str, range(1, VERSION + 1))}:
            raise LibraryError(f"library {self.path.parent} has schema version {version}, this pullquote reads "
                               f"{VERSION}; use the release that made it, or add the articles to a new library")
        if version != str(VERSION):
            try:
                self._connection.executescript(script(int(version) if version else None))
            except sqlite3.OperationalError:
                self._connection.rollback()
                with suppress(LibraryError):
                    if self.meta("schema_version") == str(VERSION):  # another process has done it meanwhile
                        return
                raise

    @property
    def _connection(self) -> sqlite3.Connection:
        """Return the connection of the calling thread."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self.path, timeout=WAIT, isolation_level=None)
            _log_ahead(connection)
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
        return connection

    def close(self) -> None:
        """Close the calling thread's connection."""
        connection = getattr(self._local, "connection", None)
        if connection is not None:
            connection.close()
            self._local.connection = None

    def meta(self, key: str) -> str | None:
        """Return a setting of the library, None where it was never set."""
        row = self._one("SELECT value FROM meta WHERE key = ?", key)
        return str(row[0]) if row else None

    def set_meta(self, key: str, value: str) -> None:
        """Store a setting of the library."""
        with self.transaction() as connection:
            record_meta(connection, key, value)

    def put(self, article: Article, origin: Origin, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Store an article with its passages and vectors (n, d), in place of the one of its id, and where it is from.

        Where that one had another text, it stays readable as an earlier version.
        """
        with self.transaction() as connection:
            connection.execute(
                f"REPLACE INTO versions ({ARTICLE}, replaced) SELECT {ARTICLE}, datetime('now') FROM articles "
                "WHERE id = ? AND sha256 != ?", (article.id, article.sha256))
            self._delete(connection, article.id)
            connection.execute(f"INSERT INTO articles ({ARTICLE}) VALUES ({places(11)})", article_row(article))
            record_origin(connection, replace(origin, article_id=article.id, reason=None))
            connection.executemany(
                'INSERT INTO passages (article_id, start, "end", bounds, vector) VALUES (?, ?, ?, ?, ?)',
                [(article.id, p.start, p.end, np.array(p.bounds, dtype="<u4").tobytes(),
                  vector.astype("<f2").tobytes()) for p, vector in zip(passages, vectors, strict=True)])

    def copy(self, article_id: str, new_id: str, source: str) -> None:
        """Store an article once more, for all of its sources but its first, under an id of its own and as from one."""
        with self.transaction() as connection:
            about = ARTICLE.removeprefix("id, source, ")
            connection.execute(f"INSERT INTO articles (id, source, {about}) SELECT ?, ?, {about} FROM articles "
                               "WHERE id = ?", (new_id, source, article_id))
            connection.execute('INSERT INTO passages (article_id, start, "end", bounds, vector) '
                               'SELECT ?, start, "end", bounds, vector FROM passages WHERE article_id = ? ORDER BY id',
                               (new_id, article_id))
            connection.execute("UPDATE sources SET article_id = ? WHERE article_id = ? AND source != "
                               "(SELECT source FROM articles WHERE id = ?)", (new_id, article_id, article_id))

    def move(self, article_id: str, source: str) -> None:
        """Let an article be from another of its sources; what is cited of it stays as it is."""
        with self.transaction() as connection:
            for row in connection.execute("SELECT source FROM articles WHERE id = ?", (article_id,)).fetchall():
                forget_origin(connection, *row)
            connection.execute("UPDATE articles SET source = ? WHERE id = ?", (source, article_id))

    def delete(self, article_id: str) -> None:
        """Remove an article with its passages and earlier versions; its sources are known as removed.

        Raises UnknownArticleError where there is none of that id.
        """
        with self.transaction() as connection:
            if not self._delete(connection, article_id):
                raise UnknownArticleError(article_id)
            connection.execute("DELETE FROM versions WHERE id = ?", (article_id,))
            connection.execute("UPDATE sources SET article_id = NULL WHERE article_id = ?", (article_id,))

    @staticmethod
    def _delete(connection: sqlite3.Connection, article_id: str) -> bool:
        connection.execute("INSERT INTO removed SELECT id FROM passages WHERE article_id = ?", (article_id,))
        return connection.execute("DELETE FROM articles WHERE id = ?", (article_id,)).rowcount > 0

    def article(self, article_id: str, sha256: str | None = None) -> Article:
        """Return an article, or the version of it whose text has this hash, or one that begins so.

        Raises UnknownArticleError where there is none of that id, UnknownVersionError where it never had that text.
        """
        with self.snapshot() as connection:
            return find_article(connection, article_id, sha256, self.versions)

    def put_version(self, article: Article, replaced: str) -> None:
        """Keep an earlier text of an article, with the UTC time at which it was replaced."""
        with self.transaction() as connection:
            connection.execute(f"REPLACE INTO versions ({ARTICLE}, replaced) VALUES ({places(12)})",
                               (*article_row(article), replaced))

    def versions(self, article_id: str) -> list[tuple[str, str]]:
        """Return (hash of the text, UTC time of its replacement) of an article's earlier versions, newest first."""
        with self._explained():
            return list(self._connection.execute(
                "SELECT sha256, replaced FROM versions WHERE id = ? ORDER BY replaced DESC, rowid DESC", (article_id,)))

    def articles(self) -> Iterator[Article]:
        """Yield every article, in order of source."""
        with self._explained():
            for row in self._connection.execute(f"SELECT {ARTICLE} FROM articles ORDER BY source"):
                yield to_article(row)

    def holding(self, fragment: str) -> Iterator[Article]:
        """Yield every article whose text may hold words with this fragment in them, in order of source."""
        with self._explained():
            for row in self._connection.execute(f"SELECT {ARTICLE} FROM articles ORDER BY source"):
                if may_hold(row[7], fragment):
                    yield to_article(row)

    def same_text(self, article: Article) -> Article | None:
        """Return another article with the same text and publisher, None where there is none."""
        row = self._one(f"SELECT {ARTICLE} FROM articles WHERE sha256 = ? AND publisher IS ? AND source != ?",
                        article.sha256, article.publisher, article.source)
        return to_article(row) if row else None

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return the passages of these ids by id, in the order given; ids that are gone are left out."""
        with self.snapshot() as connection:
            rows = {row[0]: row[1:] for row in connection.execute(
                'SELECT id, article_id, start, "end", bounds FROM passages '
                "WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),))}
            articles = {key: self.article(key) for key in {row[0] for row in rows.values()}}
        return {i: to_passage(articles[rows[i][0]], *rows[i][1:]) for i in ids if i in rows}

    def passages_after(self, passage_id: int, limit: int) -> list[tuple[int, Passage]]:
        """Return (id, passage) of the first `limit` passages with a larger id, in order of id."""
        query = "SELECT id FROM passages WHERE id > ? ORDER BY id LIMIT ?"
        with self.snapshot() as connection:
            ids = [row[0] for row in connection.execute(query, (passage_id, limit))]
            return list(self.passages(ids).items())

    def passages_of(self, article_id: str) -> list[tuple[Passage, Vectors]]:
        """Return each passage of an article with its vector (d,), in reading order."""
        with self.snapshot() as connection:
            ids = [row[0] for row in connection.execute("SELECT id FROM passages WHERE article_id = ? ORDER BY id",
                                                        (article_id,))]
            rows = self.vectors(ids, int(self.meta("dimension") or 0)) if ids else ()
            return list(zip(self.passages(ids).values(), rows, strict=True))

    def vectors(self, ids: Sequence[int], dimension: int) -> Vectors:
        """Return the vectors of these passages, in the order given: (n, dimension) float32."""
        with self._explained():
            found = dict(self._connection.execute(
                "SELECT id, vector FROM passages WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(ids),)))
        rows = np.frombuffer(b"".join(found[i] for i in ids), dtype="<f2")
        return rows.reshape(-1, dimension).astype(np.float32)

    def counts(self) -> tuple[int, int]:
        """Return the numbers of articles and passages."""
        row = self._one("SELECT (SELECT count(*) FROM articles), (SELECT count(*) FROM passages)")
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def _one(self, query: str, *values: object) -> tuple[Any, ...] | None:
        with self._explained():
            row: tuple[Any, ...] | None = self._connection.execute(query, values).fetchone()
            return row

    @contextmanager
    def snapshot(self) -> Iterator[sqlite3.Connection]:
        """Let everything read inside see one state of the library, whatever is written meanwhile."""
        with self._explained():
            connection = self._connection
            if connection.in_transaction:
                yield connection
                return
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Let everything written inside become visible at once, or nothing of it where an error is raised."""
        with self._explained():
            connection = self._connection
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.rollback()
                raise
            connection.commit()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn SQLite's errors into one line that names the library, and says what to do where that is known."""
        try:
            yield
        except (sqlite3.Error, UnicodeEncodeError) as error:
            advice = _ADVICE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF, "")
            raise LibraryError(f"library {self.path.parent}: {error}{advice}") from error
