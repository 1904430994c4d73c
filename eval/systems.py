"""Systems whose worth is known beforehand: floors that any other should beat, and ceilings that none can pass.

Each is a plain function from a dataset to a prediction for every question, by qid and in its order. They quote frozen
sentences and paragraphs, so every citation of theirs is valid; what differs is how well they choose.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from eval.metrics.intervals import Interval, overlap
from eval.metrics.sources import independent_sources
from eval.types import (Dataset, Document, Kind, PredictedCitation, PredictedSpan, PredictedStatement, Prediction,
                        Question)
from qa.words import WordIndex

RETRIEVED = 10  # passages a question, as deep as retrieval is scored

Predictions = Mapping[str, Prediction]
Retrieved = Mapping[str, tuple[PredictedSpan, ...]]
"""The passages retrieved for each question, by qid, best first."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A system of known worth, what it does in a sentence, and what it predicts."""

    name: str
    meaning: str
    bound: Literal["floor", "ceiling"]
    predictions: Predictions


def baselines(dataset: Dataset, retrieved: Retrieved | None = None) -> tuple[Baseline, ...]:
    """Return every floor and ceiling on a dataset; seconds for a few hundred articles and questions.

    `retrieved` are the passages of the run they stand beside (`retrieved_by`); None: paragraphs found by BM25.
    """
    found = retrieved if retrieved is not None else bm25_paragraphs(dataset)
    return (
        Baseline("always abstain", "Says that there is no answer, to every question.", "floor",
                 always_abstain(dataset)),
        Baseline("top passage", "Answers with the whole of the first passage retrieved.", "floor",
                 top_passage(dataset, found)),
        Baseline("cite everything", "Answers with all the passages retrieved.", "floor",
                 cite_everything(dataset, found)),
        Baseline("BM25 sentence", "Answers with the sentence that shares most words with the question.", "floor",
                 bm25_sentence(dataset)),
        Baseline("oracle retrieval", "Retrieves the paragraphs that hold the evidence and quotes the first sentence "
                 "of each; knows when to abstain.", "ceiling", oracle_retrieval(dataset)),
        Baseline("oracle", "Quotes the evidence that people marked; knows when to abstain.", "ceiling",
                 oracle(dataset)),
    )


def always_abstain(dataset: Dataset) -> dict[str, Prediction]:
    """Return an abstention for every question."""
    return _each(dataset, lambda question: Prediction(question.qid, abstained=True))


def top_passage(dataset: Dataset, retrieved: Retrieved) -> dict[str, Prediction]:
    """Return the first passage of each question, whole, as its answer; an abstention where none was retrieved."""
    return _each(dataset, lambda question: quote_answer(
        question.qid, retrieved.get(question.qid, ())[:1], dataset, retrieved.get(question.qid, ())))


def cite_everything(dataset: Dataset, retrieved: Retrieved) -> dict[str, Prediction]:
    """Return all passages of each question as its answer; an abstention where none was retrieved."""
    return _each(dataset, lambda question: quote_answer(
        question.qid, retrieved.get(question.qid, ()), dataset, retrieved.get(question.qid, ())))


def bm25_sentence(dataset: Dataset) -> dict[str, Prediction]:
    """Return the frozen sentence that BM25 ranks first as each answer; an abstention where no word is shared."""
    sentences = [span(document, bounds) for document in dataset.documents.values() for bounds in document.sentences]
    found = search_words(dataset, sentences, RETRIEVED)
    return _each(dataset, lambda question: quote_answer(
        question.qid, found[question.qid][:1], dataset, found[question.qid]))


def oracle_retrieval(dataset: Dataset) -> dict[str, Prediction]:
    """Return the first sentence of each paragraph that holds evidence: what retrieval gives when nothing is chosen.

    Questions without an answer get an abstention.
    """
    def answer(question: Question) -> Prediction:
        passages = gold_paragraphs(question, dataset)
        firsts = [PredictedSpan(passage.doc, passage.start,
                                first_end(dataset.documents[passage.doc or ""], passage), passage.article_id,
                                passage.sha256) for passage in passages]
        return quote_answer(question.qid, firsts, dataset, passages)

    return _each(dataset, answer)


def oracle(dataset: Dataset) -> dict[str, Prediction]:
    """Return the evidence itself as each answer: the first set, and one span of every side that it leaves out.

    The short answer is the first that is accepted. Copies are folded in, a disagreement is reported, the sources are
    counted by cluster, and questions without an answer get an abstention.
    """
    return _each(dataset, lambda question: _perfect(question, dataset))


def bm25_paragraphs(dataset: Dataset) -> Retrieved:
    """Return the paragraphs that BM25 ranks highest for each question."""
    units = [span(document, bounds) for document in dataset.documents.values() for bounds in paragraphs(document)]
    return search_words(dataset, units, RETRIEVED)


def retrieved_by(predictions: Predictions) -> Retrieved:
    """Return the passages that a run reports, without those in no document."""
    return {qid: tuple(passage for passage in prediction.passages if passage.doc is not None)
            for qid, prediction in predictions.items()}


def search_words(dataset: Dataset, units: Sequence[PredictedSpan], k: int) -> Retrieved:
    """Return for each question the best `k` of the units by BM25, ranked as a library ranks its passages."""
    with TemporaryDirectory() as folder:
        index = WordIndex(Path(folder))
        index.update(((number, text_at(dataset, unit)) for number, unit in enumerate(units)), [])
        return {question.qid: tuple(units[number] for number, _ in index.search(question.question, k))
                for question in dataset.questions}


def paragraphs(document: Document) -> tuple[Interval, ...]:
    """Return the bounds of the paragraphs: runs of frozen sentences without a blank line between them."""
    sentences = document.sentences
    starts = [0, *(number for number, (before, after) in enumerate(pairwise(sentences), 1)
                   if document.text.count("\n", before[1], after[0]) > 1), len(sentences)]
    return tuple((sentences[first][0], sentences[last - 1][1]) for first, last in pairwise(starts) if first < last)


def gold_paragraphs(question: Question, dataset: Dataset) -> tuple[PredictedSpan, ...]:
    """Return the paragraphs that hold the evidence an oracle cites, each once."""
    found = [span(dataset.documents[gold.doc], bounds) for gold in needed(question)
             for bounds in paragraphs(dataset.documents[gold.doc]) if overlap(bounds, (gold.start, gold.end))]
    return tuple(dict.fromkeys(found))


def needed(question: Question) -> tuple[PredictedSpan, ...]:
    """Return the gold spans an oracle cites: the first set of evidence, and one span of each side that it lacks."""
    spans = list(question.evidence[0].spans) if question.evidence else []
    for side in question.sides:
        spans += [] if set(side.spans) & set(spans) else side.spans[:1]
    return tuple(PredictedSpan(gold.doc, gold.start, gold.end, gold.doc) for gold in dict.fromkeys(spans))
