"""Predictions to scores: every measure of every question, by stable names, with the reasons in words.

Nothing is skipped in silence. A question that should be answered and got nothing (a failed prediction, an empty answer)
scores 0 wherever more is better; what does not apply is None.
"""

from collections.abc import Collection, Mapping
from dataclasses import replace

from eval.metrics import characters, placement, retrieval, sources
from eval.metrics.abstention import abstain_right, over_abstained
from eval.metrics.answers import answer_right, exact_match, token_f1
from eval.metrics.attributed import all_valid, attributed_accuracy, complete_within
from eval.metrics.failures import failure
from eval.metrics.integrity import dangling, is_in_context, is_verbatim, resolves, share, stripped_cue, valid_share
from eval.metrics.screens import negation_parity, value_support
from eval.metrics.stages import stage
from eval.metrics.statements import right_statement_recall, uncited_statements
from eval.reasons import reasons
from eval.types import CitationScore, Dataset, Document, Kind, PredictedCitation, Prediction, Question, Result

Metrics = dict[str, float | None]

_ZERO_WHEN_SILENT = ("citations_valid", "all_citations_valid", "verbatim", "in_context", "value_support",
                     "negation_parity")


def score_run(dataset: Dataset, predictions: Mapping[str, Prediction],
              indexed: Collection[str] | None = None) -> tuple[Result, ...]:
    """Return the scores of every question in the order of the dataset; one without a prediction has failed.

    `indexed` names the documents that the system knew; None: all of them. Retrieval is scored when any prediction tells
    what was retrieved; a prediction of such a run that tells of nothing retrieved nothing.
    """
    reported = any(prediction.passages for prediction in predictions.values())
    missing = "there is no prediction for this question"
    return tuple(score_question(question, predictions.get(question.qid) or Prediction(question.qid, failed=missing),
                                dataset, indexed=indexed, passages_reported=reported)
                 for question in dataset.questions)


def score_question(question: Question, prediction: Prediction, dataset: Dataset, *,
                   indexed: Collection[str] | None = None, passages_reported: bool | None = None) -> Result:
    """Return every score of one question.

    `passages_reported` tells whether the system says what it retrieved; None: as this prediction shows. A passage that
    does not resolve keeps its rank and holds nothing.
    """
    documents = dataset.documents
    prediction = replace(prediction, passages=tuple(
        passage if resolves(passage, documents) else replace(passage, doc=None) for passage in prediction.passages))
    reported = bool(prediction.passages or prediction.failed) if passages_reported is None else passages_reported
    citations = tuple(_score_citation(citation, question, prediction, documents, reported=reported)
                      for citation in prediction.citations)
    metrics = (_integrity(citations, prediction, documents) | _placement(citations, prediction, question, documents)
               | _answer(prediction, question, documents) | _sources(prediction, question, documents)
               | _retrieval(prediction, question, reported=reported))
    if _is_silent(prediction) and question.kind is not Kind.UNANSWERABLE:
        metrics |= dict.fromkeys((name for name in _ZERO_WHEN_SILENT if reported or name != "in_context"), 0.0)
    return Result(
        qid=question.qid, story_id=question.story_id, split=question.split, kind=question.kind,
        unanswerable_type=question.unanswerable_type, tags=question.tags, abstained=prediction.abstained,
        confidence=prediction.confidence, failed=prediction.failed,
        stage=stage(prediction, question, documents, indexed, passages_reported=reported),
        metrics=metrics, citations=citations, reasons=reasons(question, prediction, dataset, metrics, citations),
    )


def _is_silent(prediction: Prediction) -> bool:
    """Return whether there is neither an answer nor an abstention."""
    said = prediction.answer.strip() or prediction.citations or prediction.abstained
    return bool(prediction.failed) or not said


def _score_citation(citation: PredictedCitation, question: Question, prediction: Prediction,
                    documents: Mapping[str, Document], *, reported: bool) -> CitationScore:
    span, verbatim = citation.span, is_verbatim(citation, documents)
    found, difference = failure(citation, documents)
    return CitationScore(
        number=citation.number, doc=span.doc, start=span.start, end=span.end, resolves=resolves(span, documents),
        verbatim=verbatim, in_context=is_in_context(span, prediction.passages) if reported else None,
        stripped=stripped_cue(span, documents[span.doc or ""]) is not None if verbatim else None,
        failure=found, label=placement.label(citation, question, documents), difference=difference,
    )


def _integrity(citations: tuple[CitationScore, ...], prediction: Prediction,
               documents: Mapping[str, Document]) -> Metrics:
    return {
        "citations_valid": valid_share(citations, len(dangling(prediction))),
        "all_citations_valid": all_valid(prediction, documents),
        "verbatim": share([score.verbatim for score in citations]),
        "in_context": share([score.in_context for score in citations]),
        "stripped_rate": share([score.stripped for score in citations]),
    }


def _placement(citations: tuple[CitationScore, ...], prediction: Prediction, question: Question,
               documents: Mapping[str, Document]) -> Metrics:
    spans, gold = placement.pointing(prediction.citations, documents), placement.gold_spans(question)
    recall = placement.evidence_recall(spans, question.evidence)
    low, high, judged = _precision(citations) if gold else (None, None, None)
    nowhere = sum(len(cited.quote) for cited in prediction.citations if not resolves(cited.span, documents))
    return {
        "evidence_recall": recall,
        "evidence_complete": placement.evidence_complete(spans, question.evidence),
        "evidence_complete_5": complete_within(prediction, question, documents),
        "precision_low": low, "precision_high": high, "judged_share": judged,
        "evidence_f1": placement.harmonic(recall, low),
        "over_citation": placement.over_citation(prediction.citations, question, documents),
        "first_hit": placement.first_hit(prediction.citations, question, documents),
        "uncited_statements": uncited_statements(prediction),
        "right_statement_recall": right_statement_recall(prediction, question, documents),
        "char_precision": characters.char_precision(spans, gold, nowhere),
        "char_recall": characters.char_recall(spans, question.evidence),
        "char_iou": characters.char_iou(spans, question.evidence),
    }


def _precision(citations: tuple[CitationScore, ...]) -> tuple[float | None, float | None, float | None]:
    """Return both ends of precision and the judged share; without citations nothing was precise: (0, 0, None)."""
    labels = [score.label for score in citations]
    low, high = placement.precision_interval(labels) if labels else (0.0, 0.0)
    return low, high, placement.judged_share(labels)


def _answer(prediction: Prediction, question: Question, documents: Mapping[str, Document]) -> Metrics:
    return {
        "exact_match": exact_match(prediction, question),
        "token_f1": token_f1(prediction, question),
        "answer_right": answer_right(prediction, question),
        "value_support": value_support(prediction, documents),
        "negation_parity": negation_parity(prediction, documents),
        "attributed_accuracy": attributed_accuracy(prediction, question, documents),
        "abstain_right": abstain_right(prediction, question),
        "over_abstained": over_abstained(prediction, question),
    }


def _sources(prediction: Prediction, question: Question, documents: Mapping[str, Document]) -> Metrics:
    return {
        "sides_recall": sources.sides_recall(prediction, question, documents),
        "false_consensus": sources.false_consensus(prediction, question, documents),
        "stale_citation": sources.stale_citation(prediction, question, documents),
        "inflated_corroboration": sources.inflated_corroboration(prediction, documents),
    }


def _retrieval(prediction: Prediction, question: Question, *, reported: bool) -> Metrics:
    passages, evidence = prediction.passages, question.evidence if reported else ()
    gold = placement.gold_spans(question) if reported else ()
    return {
        "retrieval_recall_5": retrieval.recall_at(passages, evidence, 5),
        "retrieval_recall_10": retrieval.recall_at(passages, evidence, 10),
        "mrr_10": retrieval.reciprocal_rank(passages, evidence, 10),
        "ndcg_10": retrieval.ndcg(passages, evidence, 10),
        "complete_5": retrieval.complete_at(passages, evidence, 5),
        "retrieval_char_recall": characters.char_recall(passages, evidence),
        "retrieval_char_precision": characters.char_precision(passages, gold),
        "retrieval_char_iou": characters.char_iou(passages, evidence),
    }
