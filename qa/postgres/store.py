"""The second `Store`: a library in a PostgreSQL database with pgvector, in the schema `pullquote`.

What is put is found at once, by everyone, and several may write at the same time. Near-copies are told apart by one at
a time. Passages are compared one by one until there are many; then an index finds the nearest, nearly always.
"""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

from embeddings.encoder import Encoder, Vectors
from qa.article import Article, Origin, Passage
from qa.clusters import Clusters
from qa.connection import expect_encoder
from qa.errors import BusyError
from qa.filter import Filter, Selection
from qa.origins import Origins
from qa.postgres.articles import Articles
from qa.postgres.ranking import EXACT, has_index, matching, nearest, parts_of
from qa.postgres.server import Server
from qa.selection import selection
from qa.store import Found

if TYPE_CHECKING:
    from qa.connection import Connection
    from qa.doctor import Finding
    from qa.info import Info

LOCK_SECONDS = 10.0
TRIES = 20  # of a step in which others may be in the way


class PostgresLibrary:
    """A library in a database; the PostgreSQL implementation of `Store`, which says what each method does."""

    def __init__(self, dsn: str) -> None:
        """Open the library at an address such as postgresql://user@host/database; it is made where there is none.

        Raises UnreachableError where no server answers, LibraryError where it has no pgvector.
        """
        self._server = Server(dsn)
        self._articles = Articles(self._server)
        self.origins = Origins(self._server)
        self._clusters = Clusters(_Alone(self._server))

    @property
    def encoder_name(self) -> str | None:
        """Return the name of the encoder that made the vectors, None while nothing was encoded."""
        return self._server.meta("encoder")

    @property
    def dimension(self) -> int:
        """Return how many numbers a vector has, 0 while nothing was encoded."""
        return int(self._server.meta("dimension") or 0)

    @property
    def index_sha256(self) -> str | None:
        """Return None: others may write at any moment."""
        return None

    def expect(self, encoder: str) -> None:
        """Raise LibraryError where the vectors were made by another encoder than the one of this name."""
        expect_encoder(self._server, self._server.place, encoder)

    def adopt(self, encoder: str, dimension: int) -> None:
        """Record the encoder of a new library, or check it. Raises LibraryError where the library has another."""
        if self.encoder_name is None:
            with self._server.transaction() as connection:
                connection.execute("INSERT INTO meta VALUES ('encoder', ?), ('dimension', ?) ON CONFLICT DO NOTHING",
                                   (encoder, str(dimension)))  # the first of several that come at once
        self.expect(encoder)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        self._server.close()

    # Writing

    def writing(self, wait: float | None = None) -> AbstractContextManager[None]:
        """Hold the library for writing, beside others who do; only `examine` holds it alone while it mends.

        Raises BusyError when it does so for longer than `wait` seconds (LOCK_SECONDS).
        """
        return self._server.locked("writing", LOCK_SECONDS if wait is None else wait, shared=True)

    def put(self, article: Article, origin: Origin, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Store an article in place of the one of its id, and its origin; found at once."""
        self._articles.put(article, origin, passages, vectors)

    def put_version(self, article: Article, replaced: str) -> None:
        """Keep an earlier text of an article, with the UTC time at which it was replaced."""
        self._articles.put_version(article, replaced)

    def copy(self, article_id: str, new_id: str, source: str) -> None:
        """Store an article once more, for all of its sources but its first, under an id of its own and as from one."""
        self._articles.copy(article_id, new_id, source)

    def move(self, article_id: str, source: str) -> None:
        """Let an article be from another of its sources; the one it was from is forgotten."""
        self._articles.move(article_id, source)

    def remove(self, article_id: str) -> None:
        """Remove an article and its versions. Raises UnknownArticleError where there is none of that id."""
        self._articles.delete(article_id)

    def sync(self) -> None:
        """Compare what came with the other articles, add up the notes of terms, and see to the index of vectors."""
        with self._server.locked("sync"):
            self._place_copies()
            self._add_up()
            self._index_vectors()

    def _place_copies(self) -> None:
        for left in reversed(range(TRIES)):
            try:
                self._clusters.update()
                break
            except BusyError:  # an article that is compared was changed; what was done before is kept
                if not left:
                    raise

    def _add_up(self) -> None:
        """Let one note of each term stand for all that are there now."""
        with self._server.transaction() as connection:
            connection.execute(
                "WITH several AS (SELECT term FROM frequencies GROUP BY term HAVING count(*) > 1 OR sum(passages) = 0)"
                ", gone AS (DELETE FROM frequencies USING several WHERE frequencies.term = several.term "
                "RETURNING frequencies.term, passages) INSERT INTO frequencies "
                "SELECT term, sum(passages) FROM gone GROUP BY term HAVING sum(passages) != 0")

    def _index_vectors(self) -> None:
        """Have an index of near vectors made where there are many; searches and writers go on meanwhile."""
        passages, dimension = self.counts()[1], self.dimension
        with self._server.snapshot() as connection:
            needed = passages > EXACT and dimension and not has_index(connection) and len(parts_of(connection)) == 1
        if needed:
            with self._server.outside() as connection:
                connection.execute("DROP INDEX IF EXISTS passages_by_vector")  # one that was not finished
                connection.execute("CREATE INDEX CONCURRENTLY passages_by_vector ON passages USING hnsw "
                                   f"((vector::halfvec({dimension})) halfvec_ip_ops) "
                                   "WITH (m = 16, ef_construction = 64)")

    def examine(self, encoder: Encoder | None = None) -> "list[Finding]":
        """Return what is wrong with the library, mended as far as that can be done where an encoder is given."""
        from qa.postgres.examine import examine

        with self._server.locked("writing", LOCK_SECONDS, shared=encoder is None):
            findings = list(examine(self._server, self._articles, encoder))
            if encoder:
                self.sync()
            return findings

    # Reading

    def reading(self) -> AbstractContextManager[object]:
        """Let everything read inside see one state of the library, whatever is written meanwhile."""
        return self._server.snapshot()

    def info(self) -> "Info":
        """Return what the library holds, how large it is, and how its vectors are searched."""
        from qa.postgres.figures import describe

        return describe(self._server, self._articles, self.origins)

    def article(self, article_id: str, sha256: str | None = None) -> Article:
        """Return an article, or the version of it whose text has this hash; raises as `Store` says."""
        return self._articles.article(article_id, sha256)

    def versions(self, article_id: str) -> list[tuple[str, str]]:
        """Return (hash of the text, UTC time of its replacement) of an article's earlier versions, newest first."""
        return self._articles.versions(article_id)

    def articles(self) -> Iterator[Article]:
        """Yield every article, in order of source."""
        return self._articles.articles()

    def holding(self, fragment: str) -> Iterator[Article]:
        """Yield every article whose text may hold words with this fragment in them, in order of source."""
        return self._articles.holding(fragment)

    def same_text(self, article: Article) -> Article | None:
        """Return another article with the same text and publisher, None where there is none."""
        return self._articles.same_text(article)

    def doubles(self) -> list[list[str]]:
        """Return the ids of articles that have the same text and publisher, those of each text in order of source."""
        return self._articles.doubles()

    def clusters(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Return the cluster of each article by id: two that share one are near-copies, one source between them."""
        return self._clusters.of(article_ids)

    def newer_versions(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Return, by id, the article that superseded each of these; those that none did are left out."""
        return self._clusters.newer(article_ids)

    def counts(self) -> tuple[int, int]:
        """Return the numbers of articles and passages."""
        return self._articles.counts()

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return the passages of these ids by id, in the order given; ids that are gone are left out."""
        return self._articles.passages(ids)

    def passages_of(self, article_id: str) -> list[tuple[Passage, Vectors]]:
        """Return each passage of an article with its vector (d,), in reading order; none where there is no article."""
        return self._articles.passages_of(article_id)

    def selected(self, where: Filter) -> Selection:
        """Return how many articles meet the filter; raises FilterError or UnknownArticleError as `Store` says."""
        return selection(self._server, where)

    def nearest(self, question: Vectors, k: int, where: Filter | None = None) -> Found:
        """Return the `k` passages nearest to one question vector (1, d), by cosine, −1 to 1."""
        return nearest(self._server, question, k, where)

    def matching(self, question: str, k: int, where: Filter | None = None, phrases: Sequence[str] = ()) -> Found:
        """Return the best `k` passages that share a word with the question, by BM25; see `Store.matching`."""
        return matching(self._server, question, k, where, phrases)


class _Alone:
    """A server whose transactions are as if nobody else wrote meanwhile, as those of SQLite are."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def meta(self, key: str) -> str | None:
        """Return a setting of the library, None where it was never set."""
        return self._server.meta(key)

    def snapshot(self) -> "AbstractContextManager[Connection]":
        """Let everything read inside see one state of the library, whatever is written meanwhile."""
        return self._server.snapshot()

    def transaction(self) -> "AbstractContextManager[Connection]":
        """Let everything written inside become visible at once; raises BusyError where others were in the way."""
        return self._server.transaction(alone=True)
