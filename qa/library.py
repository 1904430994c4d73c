"""The embedded library: a folder with a SQLite file as the only truth, and two indexes derived from it.

    library.sqlite   articles, passages, vectors         the truth
    vectors.faiss    nearest passages                    derived
    words/           passages by word                    derived
    derived.json     what the two hold, with checksums   written last, so a crash before it only means work to redo

Opening verifies the checksums. What is missing, damaged or stale is made again from the truth, without embedding
anything. One process writes at a time; any number read beside it and see its changes once it has called `sync`.
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
from qa.database import Database
from qa.errors import BusyError, LibraryError, VectorError
from qa.store import Found
from qa.words import WordIndex, new_words, open_words

log = logging.getLogger(__name__)

LOCK_SECONDS = 10.0
SYNC_BATCH = 10_000  # passages held in memory at a time while an index catches up


@dataclass(frozen=True, slots=True)
class Derived:
    """What `derived.json` says: the last passage both indexes hold, and the sha256 of their files."""

    last_passage: int
    vectors: str
    words: dict[str, str]


class Library:
    """A folder of articles that can be searched; the embedded implementation of `Store`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._database = Database(_prepared(folder) / "library.sqlite")
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
    def writing(self, wait: float = LOCK_SECONDS) -> Iterator[None]:
        """Hold the library for writing. Raises BusyError when another process does so for longer than `wait` s."""
        from filelock import FileLock, Timeout

        try:
            with FileLock(self.folder / "write.lock", timeout=wait):
                yield
        except Timeout as error:
            raise BusyError(f"library {self.folder} is being written by another process; "
                            "try again when it is done") from error

    def sync(self) -> None:
        """Bring both indexes up to the truth, save them, and record their checksums."""
        with self.writing(), self._loading:
            self._open_saved()
            self._catch_up()

    # Reading

    def article(self, article_id: str) -> Article:
        """Return an article. Raises UnknownArticleError where there is none of that id."""
        return self._database.article(article_id)

    def articles(self) -> Iterator[Article]:
        """Yield every article, in order of source."""
        return self._database.articles()

    def source_sha256(self, source: str) -> str | None:
        """Return the hash of the file an article was read from, None where the source is not stored."""
        return self._database.source_sha256(source)

    def same_text(self, article: Article) -> str | None:
        """Return the source of another article with the same text and publisher, None where there is none."""
        return self._database.same_text(article)

    def counts(self) -> tuple[int, int]:
        """Return the numbers of articles and passages."""
        return self._database.counts()

    def passages(self, ids: Sequence[int]) -> dict[int, Passage]:
        """Return the passages of these ids by id, in the order given; ids that are gone are left out."""
        return self._database.passages(ids)

    def nearest(self, question: Vectors, k: int) -> Found:
        """Return the `k` passages nearest to one question vector (1, d), by cosine, −1 to 1."""
        self._refresh()
        found = self._vectors.search(question, k)[0]
        return list(zip(found.ids.tolist(), found.scores.tolist(), strict=True))

    def matching(self, question: str, k: int) -> Found:
        """Return the best `k` passages that share a word with the question, by BM25."""
        self._refresh()
        return self._words.search(question, k) if self._words else []

    # The derived indexes

    @property
    def _manifest(self) -> Path:
        return self.folder / "derived.json"

    def _refresh(self) -> None:
        """Load what was saved since, and catch up with the truth where nobody else is writing."""
        if self._derived is not None and _read_manifest(self._manifest) == self._derived:
            return
        with self._loading:
            self._open_saved()
            try:
                with self.writing(wait=0):
                    self._catch_up()
            except BusyError as error:
                log.info("%s; its changes are found once it is done", error)

    def _open_saved(self) -> None:
        """Load both indexes as they were saved last; start over with empty ones where they cannot be trusted."""
        derived = _read_manifest(self._manifest)
        if self._derived is not None and derived == self._derived:
            return
        try:
            self._open(derived)
        except (VectorError, LibraryError) as error:
            log.warning("%s; making the indexes again from the stored articles", error)
            self._start_over()

    @property
    def _held(self) -> int:
        """Return the last passage that both indexes hold."""
        return self._derived.last_passage if self._derived else 0

    def _open(self, derived: Derived | None) -> None:
        if derived is None and not self._manifest.exists():
            self._start_over()  # a new library, or one whose first writer was stopped
            return
        if derived is None:
            raise LibraryError(f"{self._manifest} cannot be read")
        self._vectors = VectorIndex.load(self.folder / "vectors.faiss", self.dimension, derived.vectors)
        self._words = open_words(self.folder / "words", derived.words)
        self._derived = derived

    def _start_over(self) -> None:
        self._derived = Derived(0, "", {})
        self._vectors = VectorIndex(self.dimension)
        self._words = None

    def _catch_up(self) -> None:
        """Take removed passages out of both indexes, add new ones, save, and record what they hold."""
        removed = self._database.removed_ids()
        if not removed and self._database.last_passage() <= self._held:
            return
        words = self._words or new_words(self.folder / "words")
        last, gone, batch = self._held, removed, self._database.passages_after(self._held, SYNC_BATCH)
        while batch or gone:
            ids = [key for key, _ in batch]
            self._vectors.update(np.array(ids, dtype=np.int64), self._database.vectors(ids, self.dimension),
                                 np.array(gone, dtype=np.int64))
            words.update(((key, passage.embedded_text) for key, passage in batch), gone)
            last, gone = (ids[-1] if ids else last), []
            batch = self._database.passages_after(last, SYNC_BATCH)
        self._words = words
        self._derived = Derived(last, self._vectors.save(self.folder / "vectors.faiss"), words.checksums())
        _write_manifest(self._manifest, self._derived)
        self._database.forget_removed(removed)


def _prepared(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"library {folder} cannot be created: {error.strerror}") from error
    if not os.access(folder, os.W_OK):
        raise LibraryError(f"library {folder} is read-only; give another with --library, or make it writable")
    return folder


def _read_manifest(path: Path) -> Derived | None:
    try:
        return Derived(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _write_manifest(path: Path, derived: Derived) -> None:
    temporary = path.with_suffix(".new")
    try:
        with temporary.open("w", encoding="utf-8") as file:
            json.dump(asdict(derived), file)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise LibraryError(f"{path} cannot be written: {error.strerror}") from error
