"""Without its evidence an answer must go; with nothing but its evidence it must stay."""

from dataclasses import replace

from eval.interventions.answers import cited_sentences, says_the_same
from eval.interventions.edits import Edit, edit_dataset, touched, without_sentences
from eval.interventions.types import Case, Intervention
from eval.metrics.intervals import Interval
from eval.metrics.placement import gold_spans, pointing
from eval.types import Dataset, Kind, Prediction, Question, Unanswerable


def remove_evidence(dataset: Dataset, question: Question, base: Prediction) -> Case | None:
    """Return the case without every sentence that was marked as evidence or cited; None unless answerable and answered.

    Sentences marked as acceptable go too: whoever marked them found something of the answer in them.
    """
    if question.kind is not Kind.ANSWERABLE or base.abstained or base.failed:
        return None
    gone = _sentences(dataset, [(span.doc, (span.start, span.end)) for span in (*gold_spans(question), *question.ok)]
                      + _cited(dataset, base))
    made = edit_dataset(dataset, {name: without_sentences(dataset.documents[name], bounds)
                                  for name, bounds in gone.items()})
    unanswerable = replace(question, kind=Kind.UNANSWERABLE, unanswerable_type=Unanswerable.EVIDENCE_REMOVED,
                           answers=(), evidence=(), ok=(), bad=(), sides=(), as_of=None)
    count = sum(map(len, gone.values()))
    return Case(replace(made, questions=(unanswerable,)), base, cited_sentences(base, dataset.documents),
                f"sentences taken out: {count}, of articles: {len(gone)}")


def keep_cited(dataset: Dataset, question: Question, base: Prediction) -> Case | None:
    """Return the case of nothing but the sentences that the answer cites; None unless it cites some."""
    kept = _sentences(dataset, _cited(dataset, base))
    if not kept or base.abstained or base.failed:
        return None
    edits: dict[str, tuple[Edit, ...]] = {
        name: without_sentences(document, set(document.sentences) - kept.get(name, set()))
        for name, document in dataset.documents.items()}
    made = edit_dataset(replace(dataset, questions=(question,)), edits)
    documents = {name: replace(document, title=dataset.documents[name].title)
                 for name, document in made.documents.items() if name in kept}
    return Case(replace(made, documents=documents), base, cited_sentences(base, dataset.documents),
                f"sentences kept, under their headlines: {sum(map(len, kept.values()))}")


def abstains(_: Case, prediction: Prediction) -> bool:
    """Return whether there is no answer any more."""
    return prediction.abstained


def _cited(dataset: Dataset, base: Prediction) -> list[tuple[str, Interval]]:
    return [(span.doc or "", (span.start, span.end)) for span in pointing(base.citations, dataset.documents)]


def _sentences(dataset: Dataset, places: list[tuple[str, Interval]]) -> dict[str, set[Interval]]:
    """Return the frozen sentences that the places touch, by document."""
    found: dict[str, set[Interval]] = {}
    for name, bounds in places:
        if name in dataset.documents:
            found.setdefault(name, set()).update(touched(dataset.documents[name], bounds))
    return {name: sentences for name, sentences in found.items() if sentences}


EVIDENCE = (
    Intervention("remove the evidence", "Without the sentences it rests on, the answer is gone.",
                 remove_evidence, abstains),
    Intervention("keep only the evidence", "From the sentences it cites alone, the answer is the same.",
                 keep_cited, says_the_same),
)
