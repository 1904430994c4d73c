"""The headline: is the answer right and its evidence there to see? And the matrix that stands beside it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Literal

from eval.metrics.answers import answer_right
from eval.metrics.integrity import dangling, is_verbatim
from eval.metrics.placement import cited_sentences, evidence_complete
from eval.metrics.sources import surfaced
from eval.types import Document, Kind, Prediction, Question, Result

LIMIT = 5
"""Sentences a reader is asked to look at. Without a limit, whoever cites everything is right."""

Verdict = Literal["right", "wrong", "abstained"]
VERDICTS: tuple[Verdict, ...] = ("right", "wrong", "abstained")


def complete_within(prediction: Prediction, question: Question, documents: Mapping[str, Document]) -> float | None:
    """Return 1 when the first five cited sentences hold a complete set of evidence, else 0. None without evidence."""
    return evidence_complete(cited_sentences(prediction.citations, documents, LIMIT), question.evidence)


def all_valid(prediction: Prediction, documents: Mapping[str, Document]) -> float | None:
    """Return 1 when every citation is valid and every number that is named exists, else 0. None without any."""
    if not prediction.citations and not dangling(prediction):
        return None
    valid = [is_verbatim(citation, documents) for citation in prediction.citations]
    return float(all(valid) and not dangling(prediction))


def sides_within(prediction: Prediction, question: Question, documents: Mapping[str, Document]) -> bool:
    """Return whether the first five cited sentences surface every side of a disagreement with a valid citation."""
    valid = [citation for citation in prediction.citations if is_verbatim(citation, documents)]
    first = cited_sentences(prediction.citations, documents, LIMIT)
    spans = [span for span in cited_sentences(valid, documents, LIMIT) if span in first]
    return len(surfaced(question.sides, spans)) == len(question.sides)


def attributed_accuracy(prediction: Prediction, question: Question,
                        documents: Mapping[str, Document]) -> float | None:
    """Return 1 when the answer is right and shows why, else 0.

    Unanswerable: it abstained. Conflicting: the first five cited sentences surface every side with a valid citation.
    Answerable and superseded: the answer is right, the first five cited sentences hold a complete set of evidence, and
    every citation is valid. Abstentions elsewhere and failures score 0. None where the data lack what is needed:
    answers, evidence or sides.
    """
    if question.kind is Kind.UNANSWERABLE:
        return float(prediction.abstained and not prediction.failed)
    lacking = not question.sides if question.kind is Kind.CONFLICTING else not (question.answers and question.evidence)
    if lacking:
        return None
    if prediction.abstained or prediction.failed:
        return 0.0
    if question.kind is Kind.CONFLICTING:
        return float(sides_within(prediction, question, documents))
    return float(complete_within(prediction, question, documents) == 1 and all_valid(prediction, documents) == 1
                 and answer_right(prediction, question) == 1)


def verdict(result: Result) -> Verdict:
    """Return what became of an answer, evidence aside. One that failed is wrong."""
    if result.abstained and not result.failed:
        return "abstained"
    return "right" if result.metrics.get("answer_right") == 1 else "wrong"


def matrix(results: Sequence[Result]) -> Mapping[tuple[Verdict, bool], int]:
    """Return how many questions fall into each cell (verdict, evidence complete within five sentences), six in all.

    Questions without evidence or without accepted answers are left out.
    """
    counts = Counter((verdict(result), result.metrics.get("evidence_complete_5") == 1) for result in results
                     if result.metrics.get("evidence_complete_5") is not None
                     and result.metrics.get("answer_right") is not None)
    return {(name, complete): counts[name, complete] for name in VERDICTS for complete in (True, False)}
