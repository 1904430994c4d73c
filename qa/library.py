"""The embedded library: a folder with a SQLite file as the only truth, and two indexes derived from it.

    library.sqlite   articles, passages, vectors, copies the truth
    vectors.faiss    nearest passages                    derived
    words/           passages by word                    derived

What the two hold, with checksums, is recorded in the truth once they are saved: a crash before only means work to redo,
and indexes that belong to another state of the truth are found out. Opening verifies the checksums. What is missing,
damaged or stale is made again from the truth, without embedding anything. One process writes at a time; any number read
beside it and see its changes once it has called `sync`.
"""

import json
import logging
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from embeddings.encoder import Encoder, Vectors
from embeddings.index import VectorIndex
from qa.article import Article, Passage
from qa.clusters import Clusters
from qa.database import Database
from qa.errors import BusyError, LibraryError, VectorError
from qa.filter import Filter, Selection
from qa.selection import passage_ids, selection
from qa.store import Found
from qa.words import ANALYZER, WordIndex, new_words, open_words

log = logging.getLogger(__name__)

LOCK_SECONDS = 10.0
SYNC_BATCH = 10_000  # passages held in memory at a time while an index catches up


@dataclass(frozen=True, slots=True)
class Derived:
    """What the truth records of them: the last passage both hold, the sha256 of their files, whose terms they are."""

    last_passage: int
    vectors: str
    words: dict[str, str]
    analyzer: str = ""


class Library:
    """A folder of articles that can be searched; the embedded implementation of `Store`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._database = Database(_prepared(folder) / "library.sqlite")
        self._clusters = Clusters(self._database)
        self._loading = threading.Lock()
        self._derived: Derived | None = None
        self._vectors = VectorIndex(self.dimension)
        self._words: WordIndex | None = None

    @property
    def encoder_name(self) -> str | None:
        """Return the name of the encoder that made the vectors, None while nothing was encoded."""
        return self._database.meta("encoder")

    @property
    def dimension(self) -> int:
        """Return the length of a vector, 0 while nothing was encoded."""
        return int(self._database.meta("dimension") or 0)

    @property
    def index_sha256(self) -> str | None:
        """Return the sha256 of `vectors.faiss` as it was saved last, None where it never was.

        It stands for both indexes, which hold the same passages; tantivy names the files of the other at random.
        """
        derived = self._saved()
        return derived.vectors if derived else None

    def adopt(self, encoder: Encoder) -> None:
        """Record the encoder of a new library, or check it. Raises LibraryError where the library has another."""
        known = self.encoder_name
        if known is None:
            self._database.set_meta("dimension", str(encoder.dimension))
            self._database.set_meta("encoder", encoder.name)
            self._vectors = VectorIndex(encoder.dimension)
        elif known != encoder.name:
            raise LibraryError(f"library {self.folder} was made with the encoder {known!r}, not {encoder.name!r}; "
                               "leave the encoder out to use it, or add the articles to a new library")

    def close(self) -> None:
        """Close the database connection of the calling thread."""
        self._database.close()

    # Writing

    def put(self, article: Article, source_sha256: str, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Store an article in place of what its source held before; found by searches after `sync`."""
        self._database.put(article, source_sha256, passages, vectors)

    def remove(self, article_id: str) -> None:
        """Remove an article. Raises UnknownArticleError where there is none of that id."""
        self._database.delete(article_id)

    @contextmanager
    def writing(self, wait: float | None = None) -> Iterator[None]:
        """Hold the library for writing. Raises BusyError when another does so for longer than `wait` (LOCK_SECONDS)."""
        from filelock import FileLock, Timeout

        try:
            with FileLock(self.folder / "write.lock", timeout=LOCK_SECONDS if wait is None else wait):
                yield
        except Timeout as error:
            raise BusyError(f"library {self.folder} is being written by another process; "
                            "try again when it is done") from error

    def sync(self) -> None:
        """Bring clusters and indexes up to the articles, save the indexes, and record their checksums."""
        try:
            with self.writing(), self._loading:
                self._clusters.update()
                self._open_saved()
                self._catch_up()
        except BusyError:
            self._derived = None  # the next search tries again
            raise

    # Reading

    def article(self, article_id: str) -> Article:
        """Return an article. Raises UnknownArticleError where there is none of that id."""
        return self._database.article(article_id)

    def articles(self) -> Iterator[Article]:
        """Yield every article, in order of source."""
        return self._database.articles()

    def holding(self, fragment: str) -> Iterator[Article]:
        """Yield every article whose text may hold words with this fragment in them, in order of source."""
        return self._database.holding(fragment)

    def source_sha256(self, source: str) -> str | None:
        """Return the hash of the file an article was read from, None where the source is not stored."""
        return self._database.source_sha256(source)

    def same_text(self, article: Article) -> str | None:
        """Return the source of another article with the same text and publisher, None where there is none."""
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

    def selected(self, where: Filter) -> Selection:
        """Return how many articles meet the filter; raises FilterError or UnknownArticleError as `Store` says."""
        return selection(self._database, where)

    def nearest(self, question: Vectors, k: int, where: Filter | None = None) -> Found:
        """Return the `k` passages nearest to one question vector (1, d), by cosine, −1 to 1."""
        self._refresh()
        among = passage_ids(self._database, where) if where else None
        found = self._vectors.search(question, k, among)[0]
        return list(zip(found.ids.tolist(), found.scores.tolist(), strict=True))

    def matching(self, question: str, k: int, where: Filter | None = None, phrases: Sequence[str] = ()) -> Found:
        """Return the best `k` passages that share a word with the question, by BM25; see `Store.matching`."""
        self._refresh()
        among = passage_ids(self._database, where).tolist() if where else None
        return self._words.search(question, k, among, phrases) if self._words else []

    # The derived indexes

    def _refresh(self) -> None:
        """Load what was saved since, and catch up with the truth where nobody else is writing."""
        if self._derived is not None and self._saved() == self._derived:
            return
        with self._loading:
            try:
                self._open(self._saved())
                with self.writing(wait=0):
                    self._catch_up()
            except BusyError as error:
                log.info("%s; its changes are found once it is done", error)
            except (VectorError, LibraryError):  # damaged, or being replaced by another process: wait for that one
                with self.writing():
                    self._open_saved()
                    self._catch_up()

    def _open_saved(self) -> None:
        """Load both indexes as they were saved last; start over with empty ones where they cannot be trusted."""
        derived = self._saved()
        if self._derived is not None and derived == self._derived:
            return
        try:
            self._open(derived)
        except (VectorError, LibraryError) as error:
            log.warning("%s; making the indexes again from the stored articles", error)
            self._start_over()

    def _saved(self) -> Derived | None:
        """Return what the indexes held when they were saved last, None where they never were."""
        record = self._database.meta("derived")
        return Derived(**json.loads(record)) if record else None

    @property
    def _held(self) -> int:
        """Return the last passage that both indexes hold."""
        return self._derived.last_passage if self._derived else 0

    def _open(self, derived: Derived | None) -> None:
        if derived is None:
            self._start_over()  # a new library, or one whose first writer was stopped
            return
        if derived.analyzer != ANALYZER:
            raise LibraryError(f"library {self.folder} was indexed by another release")
        self._vectors = VectorIndex.load(self.folder / "vectors.faiss", self.dimension, derived.vectors)
        self._words = open_words(self.folder / "words", derived.words)
        self._derived = derived

    def _start_over(self) -> None:
        self._derived = Derived(0, "", {}, ANALYZER)
        self._vectors = VectorIndex(self.dimension)
        self._words = None

    def _catch_up(self) -> None:
        """Take removed passages out of both indexes, add new ones, save, and record what they hold."""
        removed = self._database.removed_ids()
        if not removed and self._database.last_passage() <= self._held:
            return
        words = self._words or new_words(self.folder / "words")
        last, gone = self._held, removed
        while True:
            with self._database.snapshot():
                batch = self._database.passages_after(last, SYNC_BATCH)
                ids = [key for key, _ in batch]
                rows = self._database.vectors(ids, self.dimension)
            if not batch and not gone:
                break
            self._vectors.update(np.array(ids, dtype=np.int64), rows, np.array(gone, dtype=np.int64))
            words.update(((key, passage.embedded_text) for key, passage in batch), gone)
            last, gone = (ids[-1] if ids else last), []
        self._words = words
        self._derived = Derived(last, self._vectors.save(self.folder / "vectors.faiss"), words.checksums(), ANALYZER)
        self._database.set_derived(json.dumps(asdict(self._derived)), removed)


def _prepared(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"library {folder} cannot be created: {error.strerror}") from error
    if not os.access(folder, os.W_OK):
        raise LibraryError(f"library {folder} is read-only; give another with --library, or make it writable")
    return folder

