"""Does a system abstain where it should, and only there? Read from the structured field `abstained`, never from prose.

An answer such as "she was not in London" is an answer. A failed prediction has neither answered nor abstained.
"""

from collections.abc import Mapping, Sequence

from eval.metrics.integrity import share
from eval.types import Kind, Prediction, Question, Result, Unanswerable


def abstain_right(prediction: Prediction, question: Question) -> float | None:
    """Return 1 when an unanswerable question got an abstention, else 0. None for the other kinds."""
    if question.kind is not Kind.UNANSWERABLE:
        return None
    return float(prediction.abstained and not prediction.failed)


def over_abstained(prediction: Prediction, question: Question) -> float | None:
    """Return 1 when a question with an answer got an abstention, else 0. None when it has none, and when failed."""
    if question.kind is Kind.UNANSWERABLE or prediction.failed:
        return None
    return float(prediction.abstained)


def abstain_recall(results: Sequence[Result]) -> float | None:
    """Return the share of unanswerable questions that got an abstention. None without such questions."""
    return share([_abstained(result) for result in results if result.kind is Kind.UNANSWERABLE])


def abstain_precision(results: Sequence[Result]) -> float | None:
    """Return the share of abstentions that met an unanswerable question. None without abstentions."""
    return share([result.kind is Kind.UNANSWERABLE for result in results if _abstained(result)])


def over_abstention(results: Sequence[Result]) -> float | None:
    """Return the share of questions with an answer that got an abstention. None without such questions."""
    return share([_abstained(result) for result in results if result.kind is not Kind.UNANSWERABLE])


def abstain_macro(results: Sequence[Result]) -> float | None:
    """Return the mean of the share of unanswerable questions abstained and the share of the others not abstained.

    0.5 for a system that always abstains and for one that never does. None unless there are questions of both.
    """
    recall, over = abstain_recall(results), over_abstention(results)
    return None if recall is None or over is None else (recall + 1 - over) / 2


def abstain_recall_by_type(results: Sequence[Result]) -> Mapping[Unanswerable, float | None]:
    """Return `abstain_recall` of each type of unanswerable question, None for a type without questions."""
    return {kind: abstain_recall([result for result in results if result.unanswerable_type is kind])
            for kind in Unanswerable}


def _abstained(result: Result) -> bool:
    return result.abstained and not result.failed
