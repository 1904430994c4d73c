"""Why an answer counts as right or not: what it says, what it withholds, and from whom it has it."""

from collections.abc import Iterator

from eval.metrics.answers import f1, forms, spoken, tokens
from eval.metrics.attributed import LIMIT
from eval.metrics.screens import checked_values, parities
from eval.metrics.sources import cited_sources, stale_citations, surfaced, valid_spans
from eval.reasons.case import Case, numbered, short
from eval.types import Kind


def answer_right(case: Case) -> str:
    """Return what is accepted, where it is not said."""
    if case.metrics["answer_right"] == 1:
        return "it says an accepted answer, or quotes evidence that is enough"
    wanted = " / ".join(answer.text for answer in case.question.answers)
    return f"it abstained; accepted is: {wanted}" if case.prediction.abstained else f"it does not say: {wanted}"


def nearest(case: Case) -> str:
    """Return the answer as it is compared, and the accepted one that comes nearest to it."""
    if case.prediction.abstained:
        return "it abstained"
    said = case.prediction.short_answer
    said = spoken(case.prediction) if said is None else said
    given = tokens(said)
    answer = max(case.question.answers, key=lambda known: max(f1(given, form) for form in forms(known)))
    return f"{short(said)} is compared with {short(answer.text)}"


def value_support(case: Case) -> str:
    """Return the values and names that do not stand in their quotes."""
    missing = [text for text, found in checked_values(case.prediction, case.documents) if not found]
    if _silent(case):
        return "nothing is said"
    return f"not in the quotes: {', '.join(dict.fromkeys(missing))}" if missing else "all stand in their quotes"


def negation_parity(case: Case) -> str:
    """Return the statements that deny otherwise than their quotes."""
    odd = [short(text) for text, agrees in parities(case.prediction, case.documents) if not agrees]
    if _silent(case):
        return "nothing is said"
    return f"denies otherwise than its quotes: {', '.join(odd)}" if odd else "statements deny as their quotes do"


def attributed(case: Case) -> str:
    """Return everything that stands between an answer and attributed accuracy."""
    if case.metrics["attributed_accuracy"] == 1:
        return "right, and the citations show why"
    return "; ".join(_losses(case))


def abstention(case: Case) -> str:
    """Return whether it abstained."""
    return "it abstained" if case.prediction.abstained else "it answered"


def sides(case: Case) -> str:
    """Return the sides of a disagreement that no valid citation shows."""
    shown = surfaced(case.question.sides, valid_spans(case.prediction, case.documents))
    missed = [side.id for side in case.question.sides if side.id not in shown]
    return f"not shown with a valid citation: {', '.join(missed)}" if missed else "every side is shown"


def false_consensus(case: Case) -> str:
    """Return whether a disagreement is shown, reported, or hidden."""
    if case.prediction.conflicts:
        return "a conflict is reported"
    return "one side alone is shown, as if all agreed" if case.metrics["false_consensus"] else "several sides are shown"


def stale(case: Case) -> str:
    """Return the citations of what was said before."""
    found = stale_citations(case.prediction, case.question, case.documents)
    return f"of what was said before: {numbered(found)}" if found else "no citation is of what was said before"


def corroboration(case: Case) -> str:
    """Return how many sources are claimed, and how many there are."""
    return (f"{case.prediction.independent_sources} independent sources are claimed; the valid citations come from "
            f"{cited_sources(case.prediction, case.documents)}")


def _losses(case: Case) -> Iterator[str]:
    if case.question.kind is Kind.UNANSWERABLE:
        yield "it answers a question that the articles do not answer"
    elif case.prediction.abstained:
        yield "it abstains, although the articles answer"
    elif case.question.kind is Kind.CONFLICTING:
        yield f"not every side is shown with a valid citation among the first {LIMIT} cited sentences"
    else:
        if case.metrics["answer_right"] != 1:
            yield "the answer is not right"
        if case.metrics["evidence_complete_5"] != 1:
            yield f"the first {LIMIT} cited sentences hold no complete set of evidence"
        if case.metrics["all_citations_valid"] != 1:
            yield "not every citation is valid"


def _silent(case: Case) -> bool:
    return not (case.prediction.answer.strip() or case.prediction.citations)
