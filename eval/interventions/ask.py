"""Asks pullquote itself over a handful of documents: a temporary library for each collection, models loaded once."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from embeddings.encoder import Encoder
from embeddings.load import load_encoder
from eval.interventions.remember import RememberingEncoder, RememberingReranker
from eval.run import add_documents
from eval.types import Document
from qa.assistant import Answerer, Assistant
from qa.contract import answer_record
from qa.extract import Extractive
from qa.library import Library


class PullquoteAsker:
    """Asks pullquote over any few documents. The library of the collection that was asked last stays open."""

    def __init__(self, folder: Path, encoder: Encoder | None = None, answerer: Answerer | None = None) -> None:
        """Take the folder for the libraries, and the models; None: the bundled ones."""
        self._folder = folder
        self._encoder = RememberingEncoder(encoder or load_encoder())
        self._answerer = answerer or Extractive(RememberingReranker())
        self._library: Library | None = None
        self._holds: tuple[tuple[str, str, str], ...] = ()
        self._made = 0

    def __call__(self, documents: Sequence[Document], question: str) -> Mapping[str, Any]:
        """Return what `ask --json` prints for a question over these documents, added in this order, without timings."""
        holds = tuple((document.doc, document.title, document.sha256) for document in documents)
        if self._library is None or holds != self._holds:
            self._library, self._holds = self._filled(documents), holds
        record = answer_record(self._assistant(self._library).ask(question))
        return {key: value for key, value in record.items() if key != "timings_ms"}

    def close(self) -> None:
        """Close the library that is open."""
        if self._library is not None:
            self._library.close()
            self._library = None

    def _filled(self, documents: Sequence[Document]) -> Library:
        """Return a new library of the documents; the one before is closed."""
        self.close()
        self._made += 1
        library = Library(self._folder / str(self._made))
        add_documents(self._assistant(library), documents)
        return library

    def _assistant(self, library: Library) -> Assistant:
        return Assistant(library, self._encoder, self._answerer)


@contextmanager
def pullquote_asker(encoder: Encoder | None = None, answerer: Answerer | None = None) -> Iterator[PullquoteAsker]:
    """Give an asker whose libraries are in a temporary folder, which is gone afterwards."""
    with TemporaryDirectory() as folder:
        asker = PullquoteAsker(Path(folder), encoder, answerer)
        try:
            yield asker
        finally:
            asker.close()
