"""The two indexes of a library, derived from its truth: nearest passages (`vectors.faiss`) and words (`words/`).

What they hold, with checksums, is recorded in the truth once they are saved: a crash before only means work to redo,
and indexes that belong to another state of the truth are found out. What is missing, damaged or stale is made again
from the truth, without embedding anything.
"""

import json
import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from embeddings.encoder import Vectors
from embeddings.index import VectorIndex
from embeddings.rows import Ids
from qa.database import Database
from qa.errors import BusyError, LibraryError, VectorError
from qa.pending import Pending
from qa.words import ANALYZER, WordIndex, new_words, open_words

log = logging.getLogger(__name__)

SYNC_BATCH = 10_000  # passages held in memory at a time while an index catches up

Writing = Callable[[float | None], AbstractContextManager[None]]
"""Holds the library for writing, waiting so many seconds at most, or as long as usual (None)."""


@dataclass(frozen=True, slots=True)
class Derived:
    """What the truth records of them: the last passage both hold, the sha256 of their files, whose terms they are.

    `kind` and `recall` are those of the vector index, see `embeddings.index`.
    """

    last_passage: int
    vectors: str
    words: dict[str, str]
    analyzer: str = ""
    kind: str = "Flat"
    recall: float = 1.0


class Indexes:
    """Both indexes of one library. Threads may share them; a search sees one whole state."""

    def __init__(self, folder: Path, database: Database, writing: Writing) -> None:
        self._folder = folder
        self._database = database
        self._pending = Pending(database)
        self._writing = writing
        self._loading = threading.Lock()
        self._derived: Derived | None = None
        self._vectors = VectorIndex(self._dimension)
        self._words: WordIndex | None = None

    @property
    def saved(self) -> Derived | None:
        """Return what the indexes held when they were saved last, None where they never were."""
        record = self._database.meta("derived")
        return Derived(**json.loads(record)) if record else None

    def nearest(self, question: Vectors, k: int, among: Ids | None) -> list[tuple[int, float]]:
        """Return (passage id, cosine) of the `k` nearest to one question vector (1, d), among these ids or all."""
        self._refresh()
        found = self._vectors.search(question, k, among)[0]
        return list(zip(found.ids.tolist(), found.scores.tolist(), strict=True))

    def matching(self, question: str, k: int, among: Ids | None, phrases: Sequence[str]) -> list[tuple[int, float]]:
        """Return (passage id, BM25 score) of the best `k`, among these ids or all, that hold the phrases."""
        self._refresh()
        ids = None if among is None else among.tolist()
        return self._words.search(question, k, ids, phrases) if self._words else []

    def are_current(self) -> bool:
        """Return whether what was saved last holds every article as it is now, and its files are there."""
        saved = self.saved
        if saved is None or not saved.last_passage:
            return not self._pending.last()
        there = [(self._folder / "vectors.faiss"), *(self._folder / "words" / name for name in saved.words)]
        return self._is_current(saved) and all(path.exists() for path in there)

    def catch_up(self) -> None:
        """Bring both up to the truth, save them, and record their checksums; whoever calls it holds the library."""
        if self._is_current(self.saved):
            return
        with self._loading:
            self._open_saved()
            self._take_in()

    def disagreement(self) -> str | None:
        """Return in what the saved indexes are not those of the truth, None where they are.

        Raises VectorError or LibraryError where they cannot be loaded. Whoever calls it holds the library.
        """
        derived = self.saved
        stored = self._pending.stored()
        if derived is None or not self._is_current(derived):
            return "the indexes do not hold the latest articles" if stored else None
        vectors = VectorIndex.load(self._folder / "vectors.faiss", self._dimension, derived.vectors)
        words = open_words(self._folder / "words", derived.words)
        for name, held in (("vectors.faiss", vectors.ids.tolist()), ("words", words.ids())):
            if sorted(held) != stored:
                return f"{name} holds {len(held)} passages, {len(set(held) ^ set(stored))} of them not as stored"
        return None

    def make_again(self) -> None:
        """Make both from the truth, whatever they were; whoever calls it holds the library."""
        with self._loading:
            self._start_over()
            self._take_in(always=True)

    @property
    def _dimension(self) -> int:
        return int(self._database.meta("dimension") or 0)

    def _refresh(self) -> None:
        """Load what was saved since, and catch up with the truth where nobody else is writing."""
        if self._derived is not None and self.saved == self._derived and self._is_current(self._derived):
            return
        with self._loading:
            try:
                if self._derived is None or self.saved != self._derived:
                    self._open(self.saved)
                if not self._is_current(self._derived):
                    with self._writing(0):
                        self._take_in()
            except BusyError as error:
                log.info("%s; its changes are found once it is done", error)
            except (VectorError, LibraryError):  # damaged, or being replaced by another process: wait for that one
                with self._writing(None):
                    self._open_saved()
                    self._take_in()

    def _open_saved(self) -> None:
        """Load both indexes as they were saved last; start over with empty ones where they cannot be trusted."""
        derived = self.saved
        if self._derived is not None and derived == self._derived:
            return
        try:
            self._open(derived)
        except (VectorError, LibraryError) as error:
            log.warning("%s; making the indexes again from the stored articles", error)
            self._start_over()

    def _open(self, derived: Derived | None) -> None:
        if derived is None:
            self._start_over()  # a new library, or one whose first writer was stopped
            return
        if derived.analyzer != ANALYZER:
            raise LibraryError(f"library {self._folder} was indexed by another release")
        self._vectors = VectorIndex.load(self._folder / "vectors.faiss", self._dimension, derived.vectors)
        self._words = open_words(self._folder / "words", derived.words)
        self._derived = derived

    def _start_over(self) -> None:
        self._derived = Derived(0, "", {}, ANALYZER)
        self._vectors = VectorIndex(self._dimension)
        self._words = None

    def _is_current(self, derived: Derived | None) -> bool:
        """Return whether no article came or went since the indexes held this."""
        return (derived is not None and derived.last_passage >= self._pending.last()
                and not self._pending.has_removed())

    def _take_in(self, *, always: bool = False) -> None:
        """Take removed passages out of both indexes, add new ones, save, and record what they hold."""
        if self._is_current(self._derived) and not always:
            return
        removed = self._pending.removed()
        words = self._words or new_words(self._folder / "words")
        last, gone = self._derived.last_passage if self._derived else 0, removed
        while True:
            with self._database.snapshot():
                batch = self._database.passages_after(last, SYNC_BATCH)
                ids = [key for key, _ in batch]
                rows = self._database.vectors(ids, self._dimension)
            if not batch and not gone:
                break
            self._vectors.update(np.array(ids, dtype=np.int64), rows, np.array(gone, dtype=np.int64))
            words.update(((key, passage.embedded_text) for key, passage in batch), gone)
            last, gone = (ids[-1] if ids else last), []
        self._words = words
        sha256 = self._vectors.save(self._folder / "vectors.faiss")
        self._derived = Derived(last, sha256, words.checksums(), ANALYZER, self._vectors.kind, self._vectors.recall)
        self._pending.settle(json.dumps(asdict(self._derived)), removed)
