"""A dataset through pullquote itself: its documents become a library, its questions are asked, the answers kept."""

from collections.abc import Callable, Iterable
from typing import Any

from eval.types import Dataset, Document
from qa.article import Article, article_id
from qa.assistant import Assistant
from qa.contract import answer_record
from qa.ingest import put_article

Progress = Callable[[int, int], None]
"""Called with (done, total)."""


def to_article(document: Document) -> Article:
    """Return a document as the article a library keeps: its name is its source, its text stays as it is."""
    return Article(article_id(document.doc), document.doc, document.title, document.publisher, (), document.published,
                   None, document.text, document.sha256)


def add_documents(assistant: Assistant, documents: Iterable[Document]) -> int:
    """Add the documents that the assistant's library does not hold as they are, and return how many that were."""
    added = 0
    for document in documents:
        known = assistant.store.origins.of(document.doc)
        if known is None or known.sha256 != document.sha256:
            put_article(assistant.store, assistant.encoder, to_article(document), document.sha256)
            added += 1
    if added:
        assistant.store.sync()
    return added


def ask_questions(assistant: Assistant, dataset: Dataset, progress: Progress | None = None,
                  strictness: float | None = None) -> list[dict[str, Any]]:
    """Return the answer to each question of a dataset, in its order, as `ask --json` prints them without timings.

    `strictness` is that of `Assistant.ask`. Timings are left out because they are never the same twice.
    """
    records = []
    for done, question in enumerate(dataset.questions, 1):
        record = answer_record(assistant.ask(question.question, strictness=strictness), question.qid)
        records.append({key: value for key, value in record.items() if key != "timings_ms"})
        if progress:
            progress(done, len(dataset.questions))
    return records
