"""Systems whose worth is known beforehand: floors that any other should beat, and ceilings.

Each is a plain function from a dataset to a prediction for every question, by qid and in its order. All quote frozen
sentences, paragraphs or gold, so their citations are valid; what differs is how well they choose. Only `oracle` is a
ceiling that none can pass; `oracle_retrieval` is that of systems that quote the passages they retrieve.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from eval.metrics.intervals import overlap
from eval.quoting import paragraphs, quote_answer, span_of, text_of
from eval.types import Dataset, GoldSpan, PredictedSpan, Prediction, Question
from qa.words import WordIndex

RETRIEVED = 10  # passages a question, as deep as retrieval is scored

Predictions = Mapping[str, Prediction]
Retrieved = Mapping[str, tuple[PredictedSpan, ...]]
"""The passages retrieved for each question, by qid, best first."""
Bound = Literal["floor", "ceiling", "reader", "run"]
"""What a system that stands beside a run is to it: known to be worse, out of reach, readers, or another run."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A system of known worth: what it does, in a sentence, what it predicts, and the gold to score it against."""

    name: str
    meaning: str
    bound: Bound
    predictions: Predictions
    gold: Dataset


def baselines(dataset: Dataset, retrieved: Retrieved | None = None) -> tuple[Baseline, ...]:
    """Return every floor and ceiling on a dataset, in seconds for a few hundred articles and questions.

    `retrieved` are the passages of the run they stand beside, by `retrieved_by`; None: paragraphs found by BM25.
    """
    found = retrieved if retrieved is not None else bm25_paragraphs(dataset)
    return (
        Baseline("always abstain", "Says of every question that the articles do not answer it.", "floor",
                 always_abstain(dataset), dataset),
        Baseline("top passage", "Answers with the whole of the first passage retrieved.", "floor",
                 top_passage(dataset, found), dataset),
        Baseline("cite everything", "Answers with all the passages retrieved.", "floor",
                 cite_everything(dataset, found), dataset),
        Baseline("BM25 sentence", "Answers with the sentence that the words of the question point to (BM25).", "floor",
                 bm25_sentence(dataset), dataset),
        Baseline("oracle retrieval", "Quotes the whole paragraphs that hold the evidence, and knows when to abstain: "
                 "what perfect retrieval is worth, if nothing is chosen from it.", "ceiling",
                 oracle_retrieval(dataset), dataset),
        Baseline("oracle", "Quotes the evidence that people marked, and knows when to abstain.", "ceiling",
                 oracle(dataset), dataset),
    )


def always_abstain(dataset: Dataset) -> dict[str, Prediction]:
    """Return an abstention for every question."""
    return _for_each(dataset, lambda question: Prediction(question.qid, abstained=True))


def top_passage(dataset: Dataset, retrieved: Retrieved) -> dict[str, Prediction]:
    """Return the first passage, whole, as the answer to each question; an abstention where none was retrieved."""
    return _for_each(dataset, lambda question: _quoting(question, retrieved.get(question.qid, ()), dataset, 1))


def cite_everything(dataset: Dataset, retrieved: Retrieved) -> dict[str, Prediction]:
    """Return all passages as the answer to each question; an abstention where none was retrieved."""
    return _for_each(dataset, lambda question: _quoting(question, retrieved.get(question.qid, ()), dataset))


def bm25_sentence(dataset: Dataset) -> dict[str, Prediction]:
    """Return the frozen sentence that BM25 ranks first as each answer; an abstention where no word is shared."""
    found = search_words(dataset, [span_of(document, bounds) for document in dataset.documents.values()
                                   for bounds in document.sentences])
    return _for_each(dataset, lambda question: _quoting(question, found[question.qid], dataset, 1))


def oracle_retrieval(dataset: Dataset) -> dict[str, Prediction]:
    """Return the whole paragraphs that hold evidence: what perfect retrieval gives when nothing is chosen from it.

    Questions without an answer get an abstention. It falls short where evidence stands beyond the sentences that may be
    cited: a system that also chooses can pass it.
    """
    return _for_each(dataset, lambda question: quote_answer(
        question.qid, gold_paragraphs(question, dataset), dataset.documents, gold_paragraphs(question, dataset)))


def oracle(dataset: Dataset) -> dict[str, Prediction]:
    """Return the evidence itself as each answer: the first set, and one span of every side that it lacks.

    The short answer is the first accepted one, a disagreement is reported, and the confidence is 1. Questions without
    an answer get an abstention.
    """
    return _for_each(dataset, lambda question: _perfect(question, dataset))


def bm25_paragraphs(dataset: Dataset) -> Retrieved:
    """Return the paragraphs that BM25 ranks highest for each question, ten at most."""
    return search_words(dataset, [span_of(document, bounds) for document in dataset.documents.values()
                                  for bounds in paragraphs(document)])


def retrieved_by(predictions: Predictions) -> Retrieved:
    """Return the passages that a run reports, those left out that are in no document."""
    return {qid: tuple(passage for passage in prediction.passages if passage.doc is not None)
            for qid, prediction in predictions.items()}


def search_words(dataset: Dataset, units: Sequence[PredictedSpan], k: int = RETRIEVED) -> Retrieved:
    """Return the best `k` of some spans for each question, by BM25 as a library's word index ranks."""
    with TemporaryDirectory() as folder:
        index = WordIndex(Path(folder))
        index.update(((number, text_of(unit, dataset.documents)) for number, unit in enumerate(units)), [])
        return {question.qid: tuple(units[number] for number, _ in index.search(question.question, k))
                for question in dataset.questions}


def needed(question: Question) -> tuple[GoldSpan, ...]:
    """Return the gold that an oracle cites: the first set of evidence, and one span of every side that it lacks."""
    spans = list(question.evidence[0].spans) if question.evidence else []
    for side in question.sides:
        spans += [] if set(side.spans) & set(spans) else side.spans[:1]
    return tuple(dict.fromkeys(spans))


def gold_paragraphs(question: Question, dataset: Dataset) -> tuple[PredictedSpan, ...]:
    """Return the paragraphs that hold what an oracle cites, each once."""
    documents = dataset.documents
    return tuple(dict.fromkeys(
        span_of(documents[gold.doc], bounds) for gold in needed(question)
        for bounds in paragraphs(documents[gold.doc]) if overlap(bounds, (gold.start, gold.end))))


def _for_each(dataset: Dataset, system: Callable[[Question], Prediction]) -> dict[str, Prediction]:
    return {question.qid: system(question) for question in dataset.questions}


def _quoting(question: Question, passages: Sequence[PredictedSpan], dataset: Dataset,
             most: int | None = None) -> Prediction:
    return quote_answer(question.qid, passages[:most], dataset.documents, passages)


def _perfect(question: Question, dataset: Dataset) -> Prediction:
    documents = dataset.documents
    spans = [span_of(documents[gold.doc], (gold.start, gold.end)) for gold in needed(question)]
    made = quote_answer(question.qid, spans, documents, gold_paragraphs(question, dataset))
    if made.abstained:
        return replace(made, confidence=0.0)
    everything = tuple(citation.number for citation in made.citations)
    return replace(made, confidence=1.0, short_answer=question.answers[0].text if question.answers else None,
                   conflicts=(everything,) if question.sides else ())
