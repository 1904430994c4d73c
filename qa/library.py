"""The embedded library: a folder with a SQLite file as the only truth, and two indexes derived from it.

    library.sqlite   articles, passages, vectors, origins, copies      the truth
    vectors.faiss    nearest passages                                  derived
    words/           passages by word                                  derived
    write.lock       held by the one process that writes

One process writes at a time; any number read beside it and see its changes once it has called `sync`.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

from embeddings.encoder import Encoder, Vectors
from qa.article import Article, Origin, Passage
from qa.clusters import Clusters
from qa.connection import expect_encoder
from qa.database import Database
from qa.errors import LibraryError
from qa.filter import Filter, Selection
from qa.indexes import Indexes
from qa.origins import Origins
from qa.selection import passage_ids, selection
from qa.store import Found
from qa.turn import Turn

if TYPE_CHECKING:
    from qa.doctor import Finding
    from qa.info import Info

LOCK_SECONDS = 10.0


class Library:
    """A folder of articles that can be searched; the embedded implementation of `Store`, which says what each does."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._database = Database(_prepared(folder) / "library.sqlite")
        self.origins = Origins(self._database)
        self._clusters = Clusters(self._database)
        self._indexes = Indexes(folder, self._database, self.writing)
        self._turn = Turn(folder / "write.lock", f"library {folder}")

    @property
    def encoder_name(self) -> str | None:
        """Return the name of the encoder that made the vectors, None while nothing was encoded."""
        return self._database.meta("encoder")

    @property
    def dimension(self) -> int:
        """Return how many numbers a vector has, 0 while nothing was encoded."""
        return int(self._database.meta("dimension") or 0)

    @property
    def index_sha256(self) -> str | None:
        """Return the sha256 of `vectors.faiss` as it was saved last, None where it never was.

        It stands for both indexes, which hold the same passages; tantivy names the files of the other at random.
        """
        derived = self._indexes.saved
        return derived.vectors if derived else None

    def expect(self, encoder: str) -> None:
        """Raise LibraryError where the vectors were made by another encoder than the one of this name."""
        expect_encoder(self._database, self.folder, encoder)

    def adopt(self, encoder: str, dimension: int) -> None:
        """Record the encoder of a new library, or check it. Raises LibraryError where the library has another."""
        self.expect(encoder)
        if self.encoder_name is None:
            self._database.set_meta("dimension", str(dimension))
            self._database.set_meta("encoder", encoder)

    def close(self) -> None:
        """Close the database connection of the calling thread."""
        self._database.close()

    # Writing

    def writing(self, wait: float | None = None) -> AbstractContextManager[None]:
        """Return what holds the library for writing; a thread that does may do so again.

        Entering it raises BusyError when another thread or process does for longer than `wait` seconds (LOCK_SECONDS).
        """
        return self._turn.taken(LOCK_SECONDS if wait is None else wait)

    def put(self, article: Article, origin: Origin, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Store an article in place of the one of its id, and its origin; found by searches after `sync`."""
        self._database.put(article, origin, passages, vectors)
        self._clusters.keep_up()

    def put_version(self, article: Article, replaced: str) -> None:
        """Keep an earlier text of an article, with the UTC time at which it was replaced."""
        self._database.put_version(article, replaced)

    def copy(self, article_id: str, new_id: str, source: str) -> None:
        """Store an article once more, for all of its sources but its first, under an id of its own and as from one."""
        self._database.copy(article_id, new_id, source)

    def move(self, article_id: str, source: str) -> None:
        """Let an article be from another of its sources; the one it was from is forgotten."""
        self._database.move(article_id, source)

    def remove(self, article_id: str) -> None:
        """Remove an article and its versions. Raises UnknownArticleError where there is none of that id."""
        self._database.delete(article_id)

    def sync(self) -> None:
        """Bring clusters and indexes up to the articles, save the indexes, and record their checksums."""
        with self.writing():
            self._clusters.update()
            self._indexes.catch_up()

    def examine(self, encoder: Encoder | None = None) -> "list[Finding]":
        """Return what is wrong with the library, mended as far as that can be done where an encoder is given."""
        from qa.doctor import examine

        with self.writing():
            findings = list(examine(self._database, self._indexes, encoder))
            if encoder:
                self.sync()
            return findings

    # Reading

    def reading(self) -> AbstractContextManager[object]:
        """Let everything read inside see one state of the library, whatever is written meanwhile."""
        return self._database.snapshot()

    def info(self) -> "Info":
        """Return what the library holds, how large it is, and whether its indexes are up to date."""
        from qa.info import describe

        return describe(self.folder, self._database, self.origins, self._indexes)

    def article(self, article_id: str, sha256: str | None = None) -> Article:
        """Return an article, or the version of it whose text has this hash; raises as `Store` says."""
        return self._database.article(article_id, sha256)

    def versions(self, article_id: str) -> list[tuple[str, str]]:
        """Return (hash of the text, UTC time of its replacement) of an article's earlier versions, newest first."""
        return self._database.versions(article_id)

    def articles(self) -> Iterator[Article]:
        """Yield every article, in order of source."""
        return self._database.articles()

    def holding(self, fragment: str) -> Iterator[Article]:
        """Yield every article whose text may hold words with this fragment in them, in order of source."""
        return self._database.holding(fragment)

    def same_text(self, article: Article) -> Article | None:
        """Return another article with the same text and publisher, None where there is none."""
        return self._database.same_text(article)

    def clusters(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Return the cluster of each article by id: two that share one are near-copies, one source between them."""
        return self._clusters.of(article_ids)

    def newer_versions(self, article_ids: Sequence[str]) -> dict[str, str]:
        """Return, by id, the article that superseded each of these; those that none did are left out."""
        return self._clusters.newer(article_ids)

    def counts(self) -> tuple[int, int]:
        """Return the numbers of articles and passages."""
        return self._database.counts()

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return the passages of these ids by id, in the order given; ids that are gone are left out."""
        return self._database.passages(ids)

    def passages_of(self, article_id: str) -> list[tuple[Passage, Vectors]]:
        """Return each passage of an article with its vector (d,), in reading order; none where there is no article."""
        return self._database.passages_of(article_id)

    def selected(self, where: Filter) -> Selection:
        """Return how many articles meet the filter; raises FilterError or UnknownArticleError as `Store` says."""
        return selection(self._database, where)

    def nearest(self, question: Vectors, k: int, where: Filter | None = None) -> Found:
        """Return the `k` passages nearest to one question vector (1, d), by cosine, −1 to 1."""
        return self._indexes.nearest(question, k, passage_ids(self._database, where) if where else None)

    def matching(self, question: str, k: int, where: Filter | None = None, phrases: Sequence[str] = ()) -> Found:
        """Return the best `k` passages that share a word with the question, by BM25; see `Store.matching`."""
        return self._indexes.matching(question, k, passage_ids(self._database, where) if where else None, phrases)


def _prepared(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"library {folder} cannot be created: {error.strerror}") from error
    if not os.access(folder, os.W_OK):
        raise LibraryError(f"library {folder} is read-only; give another with --library, or make it writable")
    return folder
