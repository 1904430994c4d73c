"""QuoteSum (Schuster and others 2024): people's answers woven from spans that they quoted from up to eight sources.

265 answers to 91 questions, in `dev.jsonl`. Each answer's quoted spans are one complete set of evidence, under the
answer's own id and in its own words, so equal sets stand beside each other; `eval.adapters.agreement` measures by them
how far people agree. A document is a source under its title, because titles are quoted too. Spans that are in no
source (9 of 1,130) are left out. All questions are in the development split.
"""

import re
from collections.abc import Iterable, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

from eval.adapters.documents import make_document, read_records
from eval.lint import check_dataset
from eval.segmentation import freeze, segmenter
from eval.types import Dataset, Document, Evidence, GoldAnswer, GoldSpan, Kind, Question
from qa.read import canonical

_QUOTED = re.compile(r"\[ (\d+) (.*?) \]")
_SOURCES = range(1, 9)


def load(folder: Path) -> Dataset:
    """Return the set; a story is a question with its sources."""
    documents: dict[str, Document] = {}
    questions = []
    for qid, group in groupby(read_records(folder / "dev.jsonl"), key=lambda record: str(record["qid"])):
        records = list(group)
        documents |= freeze(_sources(records[0]))
        questions.append(_question(qid, records, documents))
    return check_dataset(Dataset("quotesum", documents, tuple(questions), segmenter()))


def _sources(record: Mapping[str, Any]) -> Iterable[Document]:
    return [make_document(f"{record['qid']}/{number}", record[f"title{number}"],
                          f"{record[f'title{number}']}\n\n{record[f'source{number}']}")
            for number in _SOURCES if record[f"source{number}"]]


def _question(qid: str, records: list[dict[str, Any]], documents: Mapping[str, Document]) -> Question:
    quoted = {record["unique_id"]: _spans(qid, record["summary"], documents) for record in records}
    return Question(
        qid, "dev", records[0]["question"], qid, Kind.ANSWERABLE,
        answers=tuple(_answer(record) for record in records),
        evidence=tuple(Evidence(name, spans) for name, spans in quoted.items() if spans),
    )


def _answer(record: Mapping[str, Any]) -> GoldAnswer:
    short = [words for _, words in _QUOTED.findall(record["covered_short_answers"])]
    return GoldAnswer(record["unique_id"], "; ".join(short), parts=tuple((words,) for words in short))


def _spans(qid: str, summary: str, documents: Mapping[str, Document]) -> tuple[GoldSpan, ...]:
    """Return the quoted spans of an answer: each where its source first has it, or else in the source's title."""
    found = []
    for number, quoted in _QUOTED.findall(summary):
        document = documents[f"{qid}/{number}"]
        words = canonical(quoted)
        body = document.text.find("\n\n") + 2
        start = document.text.find(words, body)
        start = document.text.find(words) if start < 0 else start
        if start >= 0:
            found.append(GoldSpan(document.doc, start, start + len(words), words))
    return tuple(found)
