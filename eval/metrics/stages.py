"""Where was an answer lost? Each question that has evidence gets one stage, the first that applies."""

from collections.abc import Collection, Mapping

from eval.metrics.attributed import all_valid, attributed_accuracy, complete_within
from eval.metrics.placement import evidence_complete, pointing
from eval.types import Document, Evidence, Prediction, Question, Stage


def stage(prediction: Prediction, question: Question, documents: Mapping[str, Document],
          indexed: Collection[str] | None = None, *, passages_reported: bool = True) -> Stage | None:
    """Return the first stage that applies; None for a question without evidence, which cannot be lost on the way.

    right: attributed accuracy is 1. not_indexed: no set of evidence has all its documents among `indexed` (None: all
    are). not_retrieved: the passages find no complete set, or the prediction failed; skipped where passages are not
    reported. not_selected: no set has a citation in each of its documents. wrong_span: the first five cited sentences
    hold no complete set. quote_invalid: some citation is not valid. answer_wrong: all the rest.
    """
    if not question.evidence or attributed_accuracy(prediction, question, documents) is None:
        return None
    lost = (
        (Stage.RIGHT, attributed_accuracy(prediction, question, documents) == 1),
        (Stage.NOT_INDEXED, indexed is not None and not _has_all(question.evidence, indexed)),
        (Stage.NOT_RETRIEVED, bool(prediction.failed) or (
            passages_reported and evidence_complete(prediction.passages, question.evidence) == 0)),
        (Stage.NOT_SELECTED, not _has_all(question.evidence, _cited_docs(prediction, documents))),
        (Stage.WRONG_SPAN, complete_within(prediction, question, documents) == 0),
        (Stage.QUOTE_INVALID, all_valid(prediction, documents) == 0),
    )
    return next((name for name, applies in lost if applies), Stage.ANSWER_WRONG)


def _has_all(evidence: tuple[Evidence, ...], docs: Collection[str]) -> bool:
    """Return whether some set has all its documents among `docs`."""
    return any(all(span.doc in docs for span in alternative.spans) for alternative in evidence)


def _cited_docs(prediction: Prediction, documents: Mapping[str, Document]) -> set[str]:
    return {span.doc for span in pointing(prediction.citations, documents) if span.doc}
