"""Documents of a few sentences, and short ways to point into them. A place is named by its words, which are unique."""

from collections.abc import Mapping
from dataclasses import dataclass

from eval.types import Document, GoldSpan, PredictedCitation, PredictedSpan


def document(doc: str, *sentences: str, published: str | None = None, cluster: str | None = None) -> Document:
    """Return a document of sentences with one space between them."""
    bounds, at = [], 0
    for sentence in sentences:
        bounds.append((at, at + len(sentence)))
        at += len(sentence) + 1
    return Document(doc, sentences[0], " ".join(sentences), f"sha256 of {doc}", published=published, cluster=cluster,
                    sentences=tuple(bounds))


@dataclass(frozen=True)
class Places:
    """Points into these documents."""

    documents: Mapping[str, Document]

    def place(self, doc: str, words: str) -> tuple[int, int]:
        text = self.documents[doc].text
        assert text.count(words) == 1, f"{words!r} is not unique in {doc}"
        return text.index(words), text.index(words) + len(words)

    def span(self, doc: str, words: str) -> PredictedSpan:
        return PredictedSpan(doc, *self.place(doc, words), article_id=doc)

    def gold(self, doc: str, words: str) -> GoldSpan:
        return GoldSpan(doc, *self.place(doc, words), words)

    def cite(self, number: int, doc: str, words: str, quote: str | None = None) -> PredictedCitation:
        return PredictedCitation(number, self.span(doc, words), words if quote is None else quote)
