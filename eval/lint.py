"""What must hold of documents and questions before anything is scored: every break of it, in words.

The types say what a field is; this says what fields mean together. Gold that is wrong makes every score wrong.
"""

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from eval.errors import DataError
from eval.types import Dataset, Document, GoldSpan, Kind, Question


def check_dataset(dataset: Dataset) -> Dataset:
    """Return the dataset as it came. Raises DataError with every problem of its documents and questions."""
    problems = [f"document {name}: {problem}" for name, document in dataset.documents.items()
                for problem in document_problems(document)]
    problems += [f"document {name}: stands under that name but calls itself {document.doc!r}"
                 for name, document in dataset.documents.items() if name != document.doc]
    problems += [f"question {question.qid}: {problem}" for question in dataset.questions
                 for problem in question_problems(question, dataset.documents)]
    problems += together_problems(dataset.questions)
    if problems:
        raise DataError(dataset.name, problems)
    return dataset


def document_problems(document: Document) -> Iterator[str]:
    """Yield what is wrong with a document: its hash, and frozen sentences that are missing, overlap or run outside."""
    if document.sha256 != hashlib.sha256(document.text.encode()).hexdigest():
        yield "sha256 is not that of the text"
    if not document.sentences:
        yield "has no frozen sentences; eval.segmentation.freeze makes them"
    before = 0
    for start, end in document.sentences:
        if not before <= start < end <= len(document.text):
            yield f"sentence {start}–{end} is empty, out of order, overlaps another or runs outside the text"
        before = max(before, end)


def question_problems(question: Question, documents: Mapping[str, Document]) -> Iterator[str]:
    """Yield what is wrong with a question: its parts against its kind, its ids, and its spans against the documents."""
    yield from _kind_problems(question)
    for name, ids in (("answers", [a.id for a in question.answers]),
                      ("evidence sets", [e.id for e in question.evidence]), ("sides", [s.id for s in question.sides])):
        yield from (f"two {name} have the id {id_!r}" for id_, count in Counter(ids).items() if count > 1)
    for side in question.sides:
        if side.answer not in {answer.id for answer in question.answers}:
            yield f"side {side.id!r} names the answer {side.answer!r}, which does not exist"
    for name, spans in _spans(question):
        if not spans:
            yield f"{name} has no spans"
        for span in spans:
            yield from (f"{name}: {problem}" for problem in _span_problems(span, documents))
    gold = [(s.doc, s.start, s.end) for evidence in question.evidence for s in evidence.spans]
    for bad in question.bad:
        if any(bad.doc == doc and bad.start < end and start < bad.end for doc, start, end in gold):
            yield f"bad: {bad.doc} {bad.start}–{bad.end} overlaps evidence"


def together_problems(questions: Sequence[Question]) -> Iterator[str]:
    """Yield qids that occur twice, and stories that stand in both splits: tuning on one would leak into the other."""
    for qid, count in Counter(question.qid for question in questions).items():
        if count > 1:
            yield f"question {qid}: {count} questions have this qid"
    splits: dict[str, set[str]] = {}
    for question in questions:
        splits.setdefault(question.story_id, set()).add(question.split)
    yield from (f"story {story}: stands in both splits" for story, found in splits.items() if len(found) > 1)


def _kind_problems(question: Question) -> Iterator[str]:
    unanswerable = question.kind is Kind.UNANSWERABLE
    if unanswerable and (question.answers or question.evidence or question.sides):
        yield "is unanswerable, but has answers, evidence or sides"
    if not unanswerable and not question.evidence:
        yield f"is {question.kind}, but has no evidence"
    if unanswerable and question.unanswerable_type is None:
        yield "is unanswerable, but has no unanswerable_type"
    if not unanswerable and question.unanswerable_type is not None:
        yield f"is {question.kind}, but has an unanswerable_type"
    if question.kind is Kind.CONFLICTING and len(question.sides) < 2:
        yield "is conflicting, but has fewer than two sides"
    if question.kind is not Kind.CONFLICTING and question.sides:
        yield f"is {question.kind}, but has sides"
    if question.kind is Kind.SUPERSEDED and question.as_of is None:
        yield "is superseded, but has no as_of"
    if question.as_of is not None and not _is_date(question.as_of):
        yield f"as_of {question.as_of!r} is not an ISO 8601 date"
    if not question.question.strip():
        yield "asks nothing"


def _spans(question: Question) -> Iterator[tuple[str, tuple[GoldSpan, ...]]]:
    """Yield every group of spans under the name it has in a message."""
    for evidence in question.evidence:
        yield f"evidence {evidence.id!r}", evidence.spans
    for side in question.sides:
        yield f"side {side.id!r}", side.spans
    for name, spans in (("ok", question.ok), ("bad", question.bad)):
        if spans:
            yield name, spans


def _span_problems(span: GoldSpan, documents: Mapping[str, Document]) -> Iterator[str]:
    document = documents.get(span.doc)
    if document is None:
        yield f"there is no document {span.doc!r}"
    elif not 0 <= span.start < span.end <= len(document.text):
        yield f"{span.start}–{span.end} is no slice of {span.doc}, which has {len(document.text)} characters"
    elif document.text[span.start : span.end] != span.text:
        yield (f"text {span.text!r} is not the slice {span.start}–{span.end} of {span.doc}, "
               f"which is {document.text[span.start : span.end]!r}")


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
