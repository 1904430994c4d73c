"""Measures answers from documents that disagree: RAMDocs, each question put to its own documents.

    python -m benchmarks.ramdocs [DATA] [--each 1]    DATA: the folder `ramdocs`, default ../shared/data/ramdocs

A question has several valid answers, one for each entity of its name, and some documents misinform. Prints the shares
of questions, with 95 % intervals, for pullquote and for floors that quote what the words of the question point to:

    all        every valid answer is quoted
    exact      and no misinformation is: the nearest to the exact match that is published for this set, 34.4 at best
    as answer  misinformation is quoted, and nothing valid beside it, or nothing says that they disagree
    as side    misinformation is quoted as one side of a disagreement that is told, beside something valid

then the differences from each floor, with their p-values (paired by question, Holm). `--each 5` asks every fifth.
"""

import tempfile
from collections.abc import Mapping
from dataclasses import replace

from benchmarks.asking import arguments, ask, opened
from eval.adapters.ramdocs import load
from eval.metrics.placement import evidence_complete, finds, gold_spans
from eval.metrics.sources import valid_spans
from eval.paired import change, holm
from eval.quoting import quote_answer, span_of
from eval.statistics import mean_interval
from eval.systems import search_words
from eval.types import Dataset, Document, PredictedSpan, Prediction, Question

FLOOR_QUOTES = (1, 3, 10)
BETTER = {"all": 1, "exact": 1, "as answer": -1}  # quoting more misinformation as a side is neither better nor worse


def documents_of(question: Question, dataset: Dataset) -> dict[str, Document]:
    """Return the documents that come with a question."""
    return {name: document for name, document in dataset.documents.items() if name.startswith(f"{question.story_id}/")}


def judged(question: Question, prediction: Prediction, dataset: Dataset) -> dict[str, float]:
    """Return each measure of one answer, 0 or 1."""
    spans = valid_spans(prediction, dataset.documents)
    valid = any(finds(spans, gold) for gold in gold_spans(question))
    wrong = {citation.number for citation in prediction.citations
             if any(finds([citation.span], bad) for bad in question.bad)}
    told = {number for numbers in prediction.conflicts for number in numbers}
    complete = evidence_complete(spans, question.evidence) == 1
    as_side = valid and bool(wrong) and wrong <= told
    return {"all": complete, "exact": complete and not wrong, "as answer": bool(wrong) and not as_side,
            "as side": as_side}


def floors(dataset: Dataset) -> dict[str, Mapping[str, Prediction]]:
    """Return systems that quote the first sentences by BM25, of the documents of a question."""
    found: dict[str, tuple[PredictedSpan, ...]] = {}
    for question in dataset.questions:
        sentences = [span_of(document, bounds) for document in documents_of(question, dataset).values()
                     for bounds in document.sentences]
        found |= search_words(replace(dataset, questions=(question,)), sentences, max(FLOOR_QUOTES))
    return {f"floor: {count} by BM25": {qid: quote_answer(qid, spans[:count], dataset.documents)
                                        for qid, spans in found.items()} for count in FLOOR_QUOTES}


def main() -> None:
    """Ask every question of its documents, print the figures."""
    given = arguments(__doc__, "ramdocs")
    dataset = load(given.data)
    questions = dataset.questions[:: given.each]
    dataset = replace(dataset, questions=questions, documents={
        name: document for question in questions for name, document in documents_of(question, dataset).items()})
    with tempfile.TemporaryDirectory() as folder:
        asked = ask(opened(dataset, folder), dataset, lambda question: [
            *documents_of(question, dataset)])
    systems = {"pullquote": {qid: one.prediction for qid, one in asked.items()}, **floors(dataset)}
    rows = {name: [judged(question, predictions[question.qid], dataset) for question in dataset.questions]
            for name, predictions in systems.items()}
    stories = [question.story_id for question in dataset.questions]
    misled = sum(bool(question.bad) for question in dataset.questions)
    print(f"{len(stories)} questions, {misled} of them with misinformation")
    for name, row in rows.items():
        print(f"{name:22}" + "  ".join(
            f"{key} {sum(values) / len(values):.3f} [{mean_interval(values, stories).low:.3f}, "
            f"{mean_interval(values, stories).high:.3f}]"
            for key in row[0] for values in [[float(one[key]) for one in row]]))
    print("differences of pullquote from each floor, in favour of pullquote, with p-values")
    pairs = [(floor, key) for floor in rows if floor != "pullquote" for key in BETTER]
    found = [change([BETTER[key] * (mine[key] - other[key]) for mine, other in
                     zip(rows["pullquote"], rows[floor], strict=True)], stories) for floor, key in pairs]
    for (floor, key), one, p in zip(pairs, found, holm([one.p_value() for one in found]), strict=True):
        print(f"{floor:22}{key:10}{one.mean:+.3f} [{one.interval.low:+.3f}, {one.interval.high:+.3f}]  p {p:.4f}")


if __name__ == "__main__":
    main()
