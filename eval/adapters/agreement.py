"""How far people agree: the human range beside which a system's scores stand.

For each question that several people answered, each pair of answers is compared, one as if it were a system's and the
other as the only reference; F1 is the same both ways round. Sentences are the frozen ones that a quoted span touches.
On QuoteSum: sentences 0.745, characters 0.602, over 258 pairs of 90 questions. The agreement on sentences is the
higher, because people who pick the same sentence still cut it differently.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from itertools import combinations
from statistics import mean

from eval.types import Dataset, Evidence


@dataclass(frozen=True, slots=True)
class Agreement:
    """Mean F1 over pairs of answers, 0 to 1, by sentences and by characters; None when there is no pair."""

    sentences: float | None
    characters: float | None
    pairs: int


def agreement(dataset: Dataset) -> Agreement:
    """Return how far the evidence sets of each question agree with one another."""
    pairs = [pair for question in dataset.questions for pair in combinations(question.evidence, 2)]
    if not pairs:
        return Agreement(None, None, 0)
    return Agreement(mean(f1(sentences(one, dataset), sentences(other, dataset)) for one, other in pairs),
                     mean(f1(characters(one), characters(other)) for one, other in pairs), len(pairs))


def f1(one: set[Hashable], other: set[Hashable]) -> float:
    """Return the harmonic mean of precision and recall of two sets that are not empty, 0 to 1."""
    return 2 * len(one & other) / (len(one) + len(other))


def sentences(evidence: Evidence, dataset: Dataset) -> set[Hashable]:
    """Return the frozen sentences that the spans touch, as (document, start)."""
    return {(span.doc, start) for span in evidence.spans
            for start, end in dataset.documents[span.doc].sentences if start < span.end and span.start < end}


def characters(evidence: Evidence) -> set[Hashable]:
    """Return the characters in the spans, as (document, offset)."""
    return {(span.doc, offset) for span in evidence.spans for offset in range(span.start, span.end)}
