"""Articles on their way into a store: split, encoded two at a time, and put in the order they came, each whole.

Enough passages wait for the encoder that it goes on while the store is busy with something else.
"""

import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType

import numpy as np

from embeddings.encoder import Encoder, Vectors
from qa.article import Article, Origin, Passage
from qa.passages import split_passages
from qa.store import Store

AHEAD = 256  # passages that may wait to be stored while the next article is read: some seconds of work


@dataclass(slots=True)
class _Waiting:
    article: Article
    origin: Origin
    passages: list[Passage]
    known: dict[str, Vectors]  # what was encoded before, by its text
    encoded: "Future[Vectors] | None"
    new: list[str]


class Intake:
    """Takes articles in; a context manager. Left by an error, it stores what is encoded already and drops the rest."""

    def __init__(self, store: Store, encoder: Encoder, stored: Callable[[int], None] | None = None,
                 threads: int | None = None) -> None:
        """Take articles for a store; `stored` is called with the number of passages of each once it is stored.

        So many threads encode, one for each processor by default.
        """
        self._store = store
        self._encoder = encoder
        self._stored = stored or (lambda _passages: None)
        self._waiting: deque[_Waiting | Callable[[], None]] = deque()
        self._ahead = 0
        self._threads = ThreadPoolExecutor(threads or os.cpu_count() or 1, thread_name_prefix="encode")

    def __enter__(self) -> "Intake":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        try:
            if kind is None:
                self.finish()
        finally:
            self._threads.shutdown(cancel_futures=True)
        while self._waiting and self._is_ready(self._waiting[0]):
            self._finish_first()

    def put(self, article: Article, origin: Origin) -> None:
        """Store an article with its origin, soon. Passages that the store has of it already are not encoded again."""
        passages = split_passages(article)
        known = {passage.embedded_text: vector for passage, vector in self._store.passages_of(article.id)}
        new = list(dict.fromkeys(text for one in passages if (text := one.embedded_text) not in known))
        encoded = self._threads.submit(self._encoder.encode_passages, new) if new else None
        self.then(_Waiting(article, origin, passages, known, encoded, new))

    def then(self, action: Callable[[], None] | _Waiting) -> None:
        """Do something once everything that was put before is stored."""
        self._waiting.append(action)
        self._ahead += len(action.passages) if isinstance(action, _Waiting) else 0
        while self._waiting and (self._ahead > AHEAD or self._is_ready(self._waiting[0])):
            self._finish_first()

    def holds(self, article: Article) -> bool:
        """Return whether an article with the same text waits to be stored."""
        return any(isinstance(one, _Waiting) and one.article.sha256 == article.sha256 for one in self._waiting)

    def finish(self) -> None:
        """Store everything that was put."""
        while self._waiting:
            self._finish_first()

    @staticmethod
    def _is_ready(one: "_Waiting | Callable[[], None]") -> bool:
        if not isinstance(one, _Waiting) or one.encoded is None:
            return True
        return one.encoded.done() and not one.encoded.cancelled() and one.encoded.exception() is None

    def _finish_first(self) -> None:
        one = self._waiting.popleft()
        if not isinstance(one, _Waiting):
            one()
            return
        self._ahead -= len(one.passages)
        vectors = one.known | (dict(zip(one.new, one.encoded.result(), strict=True)) if one.encoded else {})
        rows = [vectors[passage.embedded_text] for passage in one.passages]
        self._store.put(one.article, one.origin, one.passages,
                        np.stack(rows) if rows else np.empty((0, self._encoder.dimension), np.float32))
        self._stored(len(one.passages))
