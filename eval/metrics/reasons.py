"""Why a score is what it is, in words for the person who reads the report."""

from collections.abc import Iterator, Mapping, Sequence

from eval.metrics.attributed import LIMIT
from eval.metrics.integrity import dangling, stripped_cue
from eval.metrics.placement import finds, found_share, pointing
from eval.metrics.sources import cited_sources, surfaced, valid_spans
from eval.types import CitationScore, Dataset, Document, Failure, GoldSpan, Kind, Prediction, Question

Scores = Mapping[str, float | None]
Documents = Mapping[str, Document]

FAILURES = {
    Failure.DRIFT: "the article has other words there",
    Failure.WRONG_DOC: "the words stand in another article, or there is no such article",
    Failure.ALTERED: "the words were altered",
    Failure.STITCHED: "the words do not stand together",
    Failure.FABRICATED: "the words stand nowhere",
}


def reasons(question: Question, prediction: Prediction, dataset: Dataset, metrics: Scores,
            citations: Sequence[CitationScore]) -> dict[str, str]:
    """Return a sentence for each metric that has something to explain, by its name; a failure explains all at once."""
    if prediction.failed:
        return {"attributed_accuracy": f"no usable prediction: {prediction.failed}"}
    told = {
        "citations_valid": _validity(prediction, citations),
        "stripped_rate": _stripped(prediction, citations, dataset.documents),
        "in_context": _numbered(citations, [score.in_context is False for score in citations], "never retrieved"),
        "evidence_recall": _recall(question, prediction, dataset.documents),
        "precision_low": _labels(citations),
        "answer_right": _answer(question, prediction, metrics),
        "sides_recall": _sides(question, prediction, dataset.documents),
        "inflated_corroboration": _corroboration(prediction, dataset.documents, metrics),
        "attributed_accuracy": _attributed(question, prediction, metrics),
    }
    return {name: words for name, words in told.items() if words and metrics.get(name) is not None}


def _validity(prediction: Prediction, citations: Sequence[CitationScore]) -> str:
    wrong = [f"[{score.number}] {score.failure.value}: {FAILURES[score.failure]}{_changes(score)}"
             for score in citations if score.failure]
    wrong += [f"[{number}] is cited but is no citation" for number in dangling(prediction)]
    return "; ".join(wrong) or "each citation has exactly the words of its article"


def _changes(score: CitationScore) -> str:
    shown = [f"“{change['source']}” became “{change['given']}”" for change in score.difference[:3]]
    return f" ({', '.join(shown)})" if shown else ""


def _stripped(prediction: Prediction, citations: Sequence[CitationScore], documents: Documents) -> str:
    found = []
    for citation, score in zip(prediction.citations, citations, strict=True):
        document = documents.get(citation.span.doc or "")
        cue = stripped_cue(citation.span, document) if score.stripped and document else None
        if cue and document:
            found.append(f"[{citation.number}] leaves out the {cue.role.value} “{document.text[cue.start : cue.end]}”")
    return "; ".join(found)


def _numbered(citations: Sequence[CitationScore], flags: Sequence[bool], what: str) -> str:
    numbers = [f"[{score.number}]" for score, flag in zip(citations, flags, strict=True) if flag]
    return f"{what}: {', '.join(numbers)}" if numbers else ""


def _recall(question: Question, prediction: Prediction, documents: Documents) -> str:
    spans = pointing(prediction.citations, documents)
    best = max(question.evidence, key=lambda evidence: found_share(spans, evidence), default=None)
    if best is None:
        return ""
    missed = [span for span in best.spans if not finds(spans, span)]
    found = f"{len(best.spans) - len(missed)} of {len(best.spans)} spans of evidence {best.id} are cited"
    return f"{found}; missed: {', '.join(map(_place, missed))}" if missed else found


def _place(span: GoldSpan) -> str:
    return f"{span.doc} {span.start}–{span.end}"


def _labels(citations: Sequence[CitationScore]) -> str:
    labels = [score.label for score in citations]
    return ", ".join(f"{labels.count(label)} {label}" for label in ("good", "bad", "unjudged")) if labels else (
        "nothing is cited")


def _answer(question: Question, prediction: Prediction, metrics: Scores) -> str:
    if metrics["answer_right"] == 1:
        return "it says an accepted answer, or quotes evidence that is enough"
    wanted = " / ".join(answer.text for answer in question.answers)
    return f"it abstained; accepted is: {wanted}" if prediction.abstained else f"it does not say: {wanted}"


def _sides(question: Question, prediction: Prediction, documents: Documents) -> str:
    shown = surfaced(question.sides, valid_spans(prediction, documents))
    missed = [side.id for side in question.sides if side.id not in shown]
    return f"not shown with a valid citation: {', '.join(missed)}" if missed else "every side is shown"


def _corroboration(prediction: Prediction, documents: Documents, metrics: Scores) -> str:
    if metrics["inflated_corroboration"] != 1:
        return ""
    return (f"{prediction.independent_sources} independent sources are claimed; the valid citations come from "
            f"{cited_sources(prediction, documents)}")


def _attributed(question: Question, prediction: Prediction, metrics: Scores) -> str:
    if metrics["attributed_accuracy"] == 1:
        return "right, and the citations show why"
    return "; ".join(_losses(question, prediction, metrics))


def _losses(question: Question, prediction: Prediction, metrics: Scores) -> Iterator[str]:
    """Yield everything that stands between an answer and attributed accuracy."""
    if question.kind is Kind.UNANSWERABLE:
        yield "it answers a question that the articles do not answer"
    elif prediction.abstained:
        yield "it abstains, although the articles answer"
    elif question.kind is Kind.CONFLICTING:
        yield f"not every side is shown with a valid citation among the first {LIMIT} cited sentences"
    else:
        if metrics["answer_right"] != 1:
            yield "the answer is not right"
        if metrics["evidence_complete_5"] != 1:
            yield f"the first {LIMIT} cited sentences hold no complete set of evidence"
        if metrics["all_citations_valid"] != 1:
            yield "not every citation is valid"
