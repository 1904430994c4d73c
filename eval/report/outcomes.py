"""What a loss and a kind of question are called, and what they mean; and the place of a question in the matrix."""

from eval.losses import Loss
from eval.metrics.attributed import Verdict, verdict
from eval.types import Kind, Result, Unanswerable

LOSSES: dict[Loss, tuple[str, str]] = {
    Loss.FAILED: ("No readable answer", "The system gave no answer, or a line that cannot be read."),
    Loss.NOT_INDEXED: ("Not indexed", "The articles with the evidence are not in the system’s index."),
    Loss.NOT_RETRIEVED: ("Not retrieved", "The passages that were found do not hold the evidence."),
    Loss.NOT_SELECTED: ("Retrieved, not selected", "The evidence was found, but its article is not cited."),
    Loss.WRONG_SPAN: ("Wrong words cited", "The right article is cited, but its first five cited sentences do not "
                      "hold the evidence."),
    Loss.QUOTE_INVALID: ("Quote invalid", "The evidence is cited, but a quote is not what stands in the article."),
    Loss.ANSWER_WRONG: ("Answer wrong", "The evidence is cited, and the answer says something else."),
    Loss.SIDE_MISSING: ("A side is missing", "The articles disagree, and not every side is cited."),
    Loss.ANSWERED_ANYWAY: ("Answered anyway", "The articles have no answer, and the system gave one."),
}
"""What a loss is called, and what it means."""

KINDS: dict[Kind | Unanswerable, tuple[str, str]] = {
    Kind.ANSWERABLE: ("Answerable", "The articles have the answer."),
    Kind.CONFLICTING: ("Conflicting", "The articles disagree; every side should be shown."),
    Kind.SUPERSEDED: ("Superseded", "A later article corrects an earlier one; the later should be used."),
    Unanswerable.OFF_TOPIC: ("No answer: off topic", "Nothing in the articles is about this."),
    Unanswerable.NEAR_MISS: ("No answer: near miss", "The articles are about this, but do not say it."),
    Unanswerable.EVIDENCE_REMOVED: ("No answer: evidence removed", "The sentences that had the answer were taken out."),
    Unanswerable.FALSE_PREMISE: ("No answer: false premise", "The question takes for granted what is not so."),
    Unanswerable.OUTSIDE_PERIOD: ("No answer: outside the period", "The question asks of a time not covered."),
    Kind.UNANSWERABLE: ("No answer", "The articles do not have the answer."),
}
"""What a kind of question is called, and what it means."""


VERDICT_LABELS: dict[Verdict, str] = {"right": "Answer right", "wrong": "Answer wrong", "abstained": "Abstained"}
"""The rows of the matrix."""


def cell(result: Result) -> tuple[Verdict, bool] | None:
    """Return the place of a question in `eval.metrics.attributed.matrix`; None where it has none."""
    if result.metrics.get("evidence_complete_5") is None or result.metrics.get("answer_right") is None:
        return None
    return verdict(result), result.metrics["evidence_complete_5"] == 1
