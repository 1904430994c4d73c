"""How those do who read the same articles: the range within which a system's headline need not be told from theirs.

Known for QuoteSum, where up to three people answered each question, and for the project's own set, which two language
models read without seeing the gold.
"""

from collections.abc import Sequence
from dataclasses import replace

from eval.data import parse_lines
from eval.own import HERE
from eval.own.readings import Reading
from eval.quoting import quote_answer, span_of
from eval.systems import Baseline
from eval.types import Dataset, Evidence, Prediction, Question


def readers_of(data: str, dataset: Dataset) -> tuple[Baseline, ...]:
    """Return those who are known to have read a dataset that was loaded by the name `data`; none for most."""
    match data.partition(":")[0]:
        case "own":
            return own_readers(dataset, parse_lines(HERE / "readings.jsonl", Reading))
        case "quotesum":
            return (other_people(dataset),)
    return ()


def own_readers(dataset: Dataset, readings: Sequence[Reading]) -> tuple[Baseline, ...]:
    """Return each reader as a system that quotes the sentences they named, and abstains where they named none.

    The gold is that of the questions which the reader has read.
    """
    found = []
    for reader in sorted({reading.reader for reading in readings}):
        read = {reading.qid: reading for reading in readings if reading.reader == reader}
        gold = replace(dataset, questions=tuple(asked for asked in dataset.questions if asked.qid in read))
        found.append(Baseline(f"reader {reader}", "A language model that read the articles without seeing the gold, "
                              "and named the sentences that answer.", "reader",
                              {asked.qid: _quoted(read[asked.qid], dataset) for asked in gold.questions}, gold))
    return tuple(found)


def other_people(dataset: Dataset) -> Baseline:
    """Return people as a system: each of those who answered a question, against the answers of the others alone."""
    asked, said = [], {}
    for question in dataset.questions:
        for own in question.evidence if len(question.evidence) > 1 else ():
            left_out = _without(question, own)
            asked.append(left_out)
            said[left_out.qid] = quote_answer(left_out.qid, [
                span_of(dataset.documents[span.doc], (span.start, span.end)) for span in own.spans], dataset.documents)
    return Baseline("another person", "Quotes what one person quoted; right is what the others quoted, two at most.",
                    "reader", said, replace(dataset, questions=tuple(asked)))


def _quoted(reading: Reading, dataset: Dataset) -> Prediction:
    documents = dataset.documents
    sentences = reading.evidence[0] if reading.evidence else ()
    return quote_answer(reading.qid, [span_of(documents[doc], documents[doc].sentences[number])
                                      for doc, number in sentences], documents)


def _without(question: Question, own: Evidence) -> Question:
    """Return the question with everybody's evidence and answer but those of one person."""
    return replace(question, qid=f"{question.qid}/{own.id}",
                   evidence=tuple(other for other in question.evidence if other.id != own.id),
                   answers=tuple(answer for answer in question.answers if answer.id != own.id))
