"""CLAPNQ (Rosenthal and others 2024): questions of real searches with long answers grounded in one Wikipedia passage.

The sentences are those of the set itself. Each annotator's selected sentences are one complete set of evidence; an
annotation without an answer is left out (2 of 255). Unanswerable questions come with a passage that does not answer.
All of it is the public development file, so all questions are in the development split.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from eval.adapters.documents import make_document, read_records
from eval.lint import check_dataset
from eval.types import Dataset, Document, Evidence, GoldAnswer, GoldSpan, Kind, Question, Unanswerable
from qa.read import canonical

FILES = ("dev_answerable_visible.jsonl", "dev_unanswerable_visible.jsonl")


def load(folder: Path) -> Dataset:
    """Return the set; a document is a passage, named by the first question about it, and a story its article."""
    names: dict[str, str] = {}
    documents: dict[str, Document] = {}
    questions = []
    for record in (record for name in FILES for record in read_records(folder / name)):
        passage = record["passages"][0]
        name = names.setdefault(passage["text"], record["id"])
        documents.setdefault(name, _document(name, passage))
        questions.append(_question(record, documents[name]))
    return check_dataset(Dataset("clapnq", documents, tuple(questions), "CLAPNQ's own sentences"))


def _document(name: str, passage: Mapping[str, Any]) -> Document:
    document = make_document(name, passage["title"], passage["text"])
    bounds: list[tuple[int, int]] = []
    for sentence in map(canonical, passage["sentences"]):
        start = document.text.index(sentence, bounds[-1][1] if bounds else 0)
        bounds.append((start, start + len(sentence)))
    return replace(document, sentences=tuple(bounds))


def _question(record: Mapping[str, Any], document: Document) -> Question:
    outputs = [output for output in record["output"] if output["answer"]]
    about: dict[str, Any] = {"qid": record["id"], "split": "dev", "question": record["input"],
                             "story_id": document.title}
    if not outputs:
        return Question(**about, kind=Kind.UNANSWERABLE, unanswerable_type=Unanswerable.NEAR_MISS)
    return Question(
        **about, kind=Kind.ANSWERABLE,
        answers=tuple(GoldAnswer(f"a{number}", output["answer"]) for number, output in enumerate(outputs, 1)),
        evidence=tuple(Evidence(f"e{number}", _sentences(document, output["selected_sentences"]))
                       for number, output in enumerate(outputs, 1)),
    )


def _sentences(document: Document, selected: list[str]) -> tuple[GoldSpan, ...]:
    wanted = set(map(canonical, selected))
    return tuple(GoldSpan(document.doc, start, end, document.text[start:end]) for start, end in document.sentences
                 if document.text[start:end] in wanted)
