"""Documents with frozen sentences. Sentences are cut once, when a dataset is made, and stored with it.

Scores count sentences, so another release of the segmenter would change them without any change of a system.
"""

from collections.abc import Iterable
from dataclasses import replace
from importlib.metadata import version

from eval.types import Document, GoldSpan
from qa.sentences import sentence_bounds


def segmenter() -> str:
    """Return the name and version of what cuts sentences here, such as "qa.sentences with nupunkt 0.8.0"."""
    return f"qa.sentences with nupunkt {version('nupunkt')}"


def freeze(documents: Iterable[Document]) -> dict[str, Document]:
    """Return the documents by name, each with its sentences; those that have some already keep them."""
    return {document.doc: document if document.sentences else
            replace(document, sentences=sentence_bounds(document.text)) for document in documents}


def sentences_around(document: Document, start: int, end: int) -> GoldSpan:
    """Return the frozen sentences that a span touches, as one span; the span itself where it touches none."""
    touched = [(first, last) for first, last in document.sentences if first < end and start < last]
    start, end = (touched[0][0], touched[-1][1]) if touched else (start, end)
    return GoldSpan(document.doc, start, end, document.text[start:end])
