"""The articles of a library in PostgreSQL, with their passages, vectors and terms: each written whole or not at all."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import numpy as np

from embeddings.encoder import Vectors
from qa.article import Article, Origin, Passage
from qa.connection import find_article, forget_origin, record_origin
from qa.errors import LibraryError, UnknownArticleError
from qa.folding import may_hold
from qa.postgres.ranking import PASSAGES, TERMS, numbers_of, weights
from qa.postgres.server import Connection, Server, halfvec
from qa.rows import ARTICLE, article_row, places, to_article, to_passage

_PASSAGE = '(article_id, start, "end", bounds, vector, terms, weights)'


class Articles:
    """Puts articles and gets them back; several processes may do so at once."""

    def __init__(self, server: Server) -> None:
        self._server = server

    @contextmanager
    def _changing(self, *names: str) -> Iterator[Connection]:
        """Let articles, by id, and those from some sources be changed by one at a time."""
        with self._server.transaction() as connection:
            for name in sorted(names):
                _lock(connection, name)
            yield connection

    def put(self, article: Article, origin: Origin, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Store an article with its passages and vectors (n, d), in place of the one of its id, and where it is from.

        Where that one had another text, it stays readable as an earlier version. Where another writer has stored an
        article from the same source meanwhile, it is that one's place that is taken.
        """
        rows = list(zip(passages, vectors, strict=True))
        with self._changing(article.id, article.source) as connection:
            for (known,) in connection.execute("SELECT id FROM articles WHERE source = ? AND id != ?",
                                               (article.source, article.id)).fetchall():
                _lock(connection, known)
                article = replace(article, id=known)
            earlier = connection.execute(f"SELECT {ARTICLE} FROM articles WHERE id = ?", (article.id,)).fetchone()
            if earlier and earlier[8] != article.sha256:
                now = connection.execute("SELECT to_char(now() AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')").fetchone()
                _keep_version(connection, to_article(earlier), now[0] if now else "")
            _delete(connection, article.id)
            _insert(connection, article)
            record_origin(connection, replace(origin, article_id=article.id, reason=None))
            terms = [numbers_of(passage.embedded_text) for passage, _ in rows]
            connection.executemany(
                f"INSERT INTO passages {_PASSAGE} VALUES ({places(5)}, CAST(? AS integer[]), ?)",
                [(article.id, p.start, p.end, np.array(p.bounds, dtype="<u4").tobytes(), halfvec(vector), of,
                  weights(of)) for (p, vector), of in zip(rows, terms, strict=True)])
            frequencies = Counter(term for of in terms for term in set(of))
            _count(connection, {**frequencies, PASSAGES: len(terms), TERMS: sum(map(len, terms))})

    def put_version(self, article: Article, replaced: str) -> None:
        """Keep an earlier text of an article, with the UTC time at which it was replaced."""
        with self._changing(article.id) as connection:
            _keep_version(connection, article, replaced)

    def copy(self, article_id: str, new_id: str, source: str) -> None:
        """Store an article once more, for all of its sources but its first, under an id of its own and as from one."""
        with self._changing(article_id, new_id, source) as connection:
            _insert(connection, replace(self.article(article_id), id=new_id, source=source))
            names = _PASSAGE.removeprefix("(article_id")
            connection.execute(f"INSERT INTO passages {_PASSAGE} SELECT ?{names.removesuffix(')')} FROM passages "
                               "WHERE article_id = ? ORDER BY id", (new_id, article_id))
            _count_stored(connection, new_id, 1)
            connection.execute("UPDATE sources SET article_id = ? WHERE article_id = ? AND source != "
                               "(SELECT source FROM articles WHERE id = ?)", (new_id, article_id, article_id))

    def move(self, article_id: str, source: str) -> None:
        """Let an article be from another of its sources; what is cited of it stays as it is."""
        with self._changing(article_id, source) as connection:
            for row in connection.execute("SELECT source FROM articles WHERE id = ?", (article_id,)).fetchall():
                forget_origin(connection, *row)
            connection.execute("UPDATE articles SET source = ? WHERE id = ?", (source, article_id))

    def delete(self, article_id: str) -> None:
        """Remove an article with its passages and earlier versions; its sources are known as removed.

        Raises UnknownArticleError where there is none of that id.
        """
        with self._changing(article_id) as connection:
            if not _delete(connection, article_id):
                raise UnknownArticleError(article_id)
            connection.execute("DELETE FROM versions WHERE id = ?", (article_id,))
            connection.execute("UPDATE sources SET article_id = NULL WHERE article_id = ?", (article_id,))

    def article(self, article_id: str, sha256: str | None = None) -> Article:
        """Return an article, or the version of it whose text has this hash, or one that begins so.

        Raises UnknownArticleError where there is none of that id, UnknownVersionError where it never had that text.
        """
        with self._server.snapshot() as connection:
            return find_article(connection, article_id, sha256, self.versions)

    def versions(self, article_id: str) -> list[tuple[str, str]]:
        """Return (hash of the text, UTC time of its replacement) of an article's earlier versions, newest first."""
        with self._server.snapshot() as connection:
            return [(sha256, replaced) for sha256, replaced in connection.execute(
                "SELECT sha256, replaced FROM versions WHERE id = ? ORDER BY replaced DESC, number DESC",
                (article_id,))]

    def articles(self) -> Iterator[Article]:
        """Yield every article, in order of source."""
        return map(to_article, self._server.stream(f"SELECT {ARTICLE} FROM articles ORDER BY source"))

    def holding(self, fragment: str) -> Iterator[Article]:
        """Yield every article whose text may hold words with this fragment in them, in order of source."""
        return (one for one in self.articles() if may_hold(one.text, fragment))

    def same_text(self, article: Article) -> Article | None:
        """Return another article with the same text and publisher, None where there is none."""
        with self._server.snapshot() as connection:
            row = connection.execute(
                f"SELECT {ARTICLE} FROM articles WHERE sha256 = ? AND publisher IS NOT DISTINCT FROM ? AND source != ? "
                "ORDER BY source", (article.sha256, article.publisher, article.source)).fetchone()
        return to_article(row) if row else None

    def doubles(self) -> list[list[str]]:
        """Return the ids of articles that have the same text and publisher, those of each text in order of source."""
        with self._server.snapshot() as connection:
            return [ids for (ids,) in connection.execute("SELECT array_agg(id ORDER BY source) FROM articles "
                                                         "GROUP BY sha256, publisher HAVING count(*) > 1")]

    def counts(self) -> tuple[int, int]:
        """Return the numbers of articles and passages."""
        with self._server.snapshot() as connection:
            row = connection.execute("SELECT (SELECT count(*) FROM articles), (SELECT coalesce(sum(passages), 0) "
                                     "FROM frequencies WHERE term = ?)", (PASSAGES,)).fetchone()
        return (int(row[0]), int(row[1])) if row else (0, 0)

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return the passages of these ids by id, in the order given; ids that are gone are left out."""
        with self._server.snapshot() as connection:
            rows = {row[0]: row[1:] for row in connection.execute(
                'SELECT id, article_id, start, "end", bounds FROM passages WHERE id = ANY(CAST(? AS bigint[]))',
                (list(ids),))}
            named = sorted({row[0] for row in rows.values()})
            found = map(to_article, connection.execute(
                f"SELECT {ARTICLE} FROM articles WHERE id = ANY(CAST(? AS text[]))", (named,)))
            articles = {article.id: article for article in found}
        if lost := {row[0] for row in rows.values()} - set(articles):
            raise LibraryError(f"library {self._server.place}: the article {min(lost)} of a passage is not there; "
                               "`pullquote doctor` says what else is wrong")
        return {i: to_passage(articles[rows[i][0]], *rows[i][1:]) for i in ids if i in rows}

    def passages_of(self, article_id: str) -> list[tuple[Passage, Vectors]]:
        """Return each passage of an article with its vector (d,), in reading order; none where there is no article."""
        with self._server.snapshot() as connection:
            rows = connection.execute('SELECT start, "end", bounds, vector FROM passages WHERE article_id = ? '
                                      "ORDER BY id", (article_id,)).fetchall()
            article = self.article(article_id) if rows else None
        return [(to_passage(article, start, end, bounds), vector.to_numpy().astype(np.float32))
                for start, end, bounds, vector in rows] if article else []


def _lock(connection: Connection, name: str) -> None:
    connection.execute("SELECT pg_advisory_xact_lock(hashtext('pullquote'), hashtext(?))", (name,))


def _insert(connection: Connection, article: Article) -> None:
    connection.execute(f"INSERT INTO articles ({ARTICLE}) VALUES ({places(11)})", article_row(article))
    connection.execute("INSERT INTO copies (article_id) VALUES (?)", (article.id,))


def _delete(connection: Connection, article_id: str) -> bool:
    _count_stored(connection, article_id, -1)
    connection.execute("DELETE FROM passages WHERE article_id = ?", (article_id,))
    connection.execute("UPDATE copies SET state = 'gone' WHERE article_id = ? AND state != 'gone'", (article_id,))
    return connection.execute("DELETE FROM articles WHERE id = ?", (article_id,)).rowcount > 0


def _keep_version(connection: Connection, article: Article, replaced: str) -> None:
    connection.execute("DELETE FROM versions WHERE id = ? AND sha256 = ?", (article.id, article.sha256))
    connection.execute(f"INSERT INTO versions ({ARTICLE}, replaced) VALUES ({places(12)})",
                       (*article_row(article), replaced))


def _count(connection: Connection, frequencies: dict[int, int]) -> None:
    """Take note of how many more passages have each term; the notes of all writers add up."""
    connection.execute("INSERT INTO frequencies SELECT * FROM unnest(CAST(? AS integer[]), CAST(? AS bigint[]))",
                       (list(frequencies), list(frequencies.values())))


def _count_stored(connection: Connection, article_id: str, sign: int) -> None:
    """Take note of the terms of an article that came (1) or goes (−1)."""
    rows = connection.execute("SELECT terms FROM passages WHERE article_id = ?", (article_id,)).fetchall()
    if rows:
        frequencies = Counter(term for (terms,) in rows for term in set(terms))
        found = {**frequencies, PASSAGES: len(rows), TERMS: sum(len(terms) for (terms,) in rows)}
        _count(connection, {term: sign * number for term, number in found.items()})
