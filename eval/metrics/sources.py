"""Who stands behind an answer? Independent sources, both sides of a disagreement, and what has been superseded.

Near-duplicate copies are one source: documents of one `cluster` count once, one without a cluster counts for itself.
"""

from collections.abc import Iterable, Mapping, Sequence

from eval.metrics.integrity import is_verbatim, resolves
from eval.metrics.placement import finds, gold_spans, in_order, pointing
from eval.types import Document, GoldSpan, Kind, PredictedSpan, Prediction, Question, Side


def independent_sources(docs: Iterable[str | None], documents: Mapping[str, Document]) -> int:
    """Return how many independent sources the documents are; those that do not exist are none."""
    known = [document for doc in docs if (document := documents.get(doc or ""))]
    return len({document.cluster or document.doc for document in known})


def inflated_corroboration(prediction: Prediction, documents: Mapping[str, Document]) -> float | None:
    """Return 1 when more independent sources are claimed than the valid citations and their copies are, else 0.

    None when no number is claimed, and for an abstention or a failure.
    """
    if prediction.independent_sources is None or _silent(prediction):
        return None
    return float(prediction.independent_sources > cited_sources(prediction, documents))


def cited_sources(prediction: Prediction, documents: Mapping[str, Document]) -> int:
    """Return how many independent sources the valid citations are, with the copies folded into them that resolve."""
    return independent_sources((span.doc for citation in prediction.citations if is_verbatim(citation, documents)
                                for span in (citation.span, *(copy for copy in citation.also_in
                                                              if resolves(copy, documents)))), documents)


def surfaced(sides: Sequence[Side], spans: Sequence[PredictedSpan]) -> tuple[str, ...]:
    """Return the ids of the sides of which some span is found."""
    return tuple(side.id for side in sides if any(finds(spans, span) for span in side.spans))


def sides_recall(prediction: Prediction, question: Question, documents: Mapping[str, Document]) -> float | None:
    """Return the share of the sides of a disagreement that a valid citation surfaces. None for other kinds."""
    if question.kind is not Kind.CONFLICTING or not question.sides:
        return None
    return len(surfaced(question.sides, valid_spans(prediction, documents))) / len(question.sides)


def false_consensus(prediction: Prediction, question: Question, documents: Mapping[str, Document]) -> float | None:
    """Return 1 when an answer surfaces one side alone and reports no conflict, else 0.

    None for other kinds, and when no side is surfaced: an answer that found nothing agrees with nobody.
    """
    if question.kind is not Kind.CONFLICTING or _silent(prediction):
        return None
    found = len(surfaced(question.sides, valid_spans(prediction, documents)))
    return float(found == 1 and len(question.sides) > 1 and not prediction.conflicts) if found else None


def stale_citation(prediction: Prediction, question: Question, documents: Mapping[str, Document]) -> float | None:
    """Return 1 when a question whose answer has changed gets a citation of what was said before, else 0.

    That is a citation that hits a span marked as bad, in a document published before `as_of` where both dates are
    known, and no gold. None for other kinds and without citations.
    """
    if question.kind is not Kind.SUPERSEDED or not prediction.citations:
        return None
    return float(bool(stale_citations(prediction, question, documents)))


def stale_citations(prediction: Prediction, question: Question, documents: Mapping[str, Document]) -> tuple[int, ...]:
    """Return the numbers of the citations of what was said before, as `stale_citation` tells them."""
    old = [span for span in question.bad if _is_before(documents[span.doc].published, question.as_of)]
    return tuple(citation.number for citation in in_order(prediction.citations) if resolves(citation.span, documents)
                 and _hits([citation.span], old) and not _hits([citation.span], gold_spans(question)))


def valid_spans(prediction: Prediction, documents: Mapping[str, Document]) -> list[PredictedSpan]:
    """Return the spans of the valid citations, by number."""
    return pointing([citation for citation in prediction.citations if is_verbatim(citation, documents)], documents)


def _is_before(published: str | None, as_of: str | None) -> bool:
    """Return whether a date precedes another (ISO 8601, compared by day); what is not known may."""
    return published is None or as_of is None or published[:10] < as_of[:10]


def _hits(spans: Sequence[PredictedSpan], gold: Sequence[GoldSpan]) -> bool:
    return any(finds(spans, span) for span in gold)


def _silent(prediction: Prediction) -> bool:
    return prediction.abstained or prediction.failed is not None
