"""Why a question does not count as right, and what kind of question it is: the two sides of the map of errors."""

from enum import StrEnum

from eval.types import Kind, Result, Unanswerable


class Loss(StrEnum):
    """The first reason that applies. Most are stages of `eval.types.Stage`, by the same names."""

    FAILED = "failed"                    # no answer, or a line that cannot be read
    NOT_INDEXED = "not_indexed"
    NOT_RETRIEVED = "not_retrieved"
    NOT_SELECTED = "not_selected"
    WRONG_SPAN = "wrong_span"
    QUOTE_INVALID = "quote_invalid"
    ANSWER_WRONG = "answer_wrong"
    SIDE_MISSING = "side_missing"        # the articles disagree, and not every side is cited
    ANSWERED_ANYWAY = "answered_anyway"  # the articles have no answer, and the system gave one


def is_right(result: Result) -> bool | None:
    """Return whether a question counts as right in the headline, attributed accuracy; None where it is not scored."""
    value = result.metrics.get("attributed_accuracy")
    return None if value is None else value == 1


def loss(result: Result) -> Loss | None:
    """Return why a question does not count as right; None when it does, or is not scored."""
    if is_right(result) is not False:
        return None
    if result.failed is not None:
        return Loss.FAILED
    if result.kind is Kind.UNANSWERABLE:
        return Loss.ANSWERED_ANYWAY
    return Loss(result.stage) if result.stage else Loss.SIDE_MISSING


def question_kind(result: Result) -> Kind | Unanswerable:
    """Return the kind of a question, an unanswerable one by the reason why it is."""
    return result.unanswerable_type or result.kind
