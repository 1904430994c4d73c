"""Why a score is what it is, in words for the person who reads the report: every score has its reason.

A reason explains a family of scores and is kept once, under the first of them; `reason_of` finds it for the others.
"""

from collections.abc import Callable, Mapping, Sequence

from eval.reasons import answering, citing, retrieving
from eval.reasons.case import Case
from eval.types import CitationScore, Dataset, Prediction, Question

_REASONS: Mapping[str, Callable[[Case], str]] = {
    "citations_valid": citing.validity,
    "in_context": citing.in_context,
    "stripped_rate": citing.stripped,
    "evidence_recall": citing.recall,
    "evidence_complete_5": citing.complete_5,
    "precision_low": citing.labels,
    "evidence_f1": citing.evidence_f1,
    "over_citation": citing.over_citation,
    "first_hit": citing.first_hit,
    "uncited_statements": citing.uncited_statements,
    "right_statement_recall": citing.right_statements,
    "char_recall": citing.characters,
    "answer_right": answering.answer_right,
    "token_f1": answering.nearest,
    "value_support": answering.value_support,
    "negation_parity": answering.negation_parity,
    "attributed_accuracy": answering.attributed,
    "abstain_right": answering.abstention,
    "over_abstained": answering.abstention,
    "sides_recall": answering.sides,
    "false_consensus": answering.false_consensus,
    "stale_citation": answering.stale,
    "inflated_corroboration": answering.corroboration,
    "retrieval_recall_10": retrieving.ranks,
    "retrieval_char_recall": retrieving.characters,
}
_FAMILIES: Mapping[str, str] = {
    "all_citations_valid": "citations_valid", "verbatim": "citations_valid", "evidence_complete": "evidence_recall",
    "precision_high": "precision_low", "judged_share": "precision_low", "char_precision": "char_recall",
    "char_iou": "char_recall", "exact_match": "token_f1", "retrieval_recall_5": "retrieval_recall_10",
    "mrr_10": "retrieval_recall_10", "ndcg_10": "retrieval_recall_10", "complete_5": "retrieval_recall_10",
    "retrieval_char_precision": "retrieval_char_recall", "retrieval_char_iou": "retrieval_char_recall",
}


def reasons(question: Question, prediction: Prediction, dataset: Dataset, metrics: Mapping[str, float | None],
            citations: Sequence[CitationScore]) -> dict[str, str]:
    """Return a sentence for each family of scores, under the name of its first; a failure explains all at once."""
    if prediction.failed:
        return {"attributed_accuracy": f"no usable prediction: {prediction.failed}"}
    case = Case(question, prediction, dataset.documents, metrics, citations)
    told = {_FAMILIES.get(name, name) for name, value in metrics.items() if value is not None}
    return {name: reason(case) for name, reason in _REASONS.items() if name in told}


def reason_of(metric: str, told: Mapping[str, str]) -> str:
    """Return the reason of a score among those told of a question; that of a failure explains all."""
    alone = next(iter(told.values())) if len(told) == 1 else ""
    return told.get(_FAMILIES.get(metric, metric), alone)
