"""RAMDocs (Wang and others 2025): questions whose documents name several entities alike, misinform, or are noise.

Each answer that correct documents give is a side; a question with several is conflicting, with one, answerable. What
misinforming documents say instead is marked bad. A span is the sentence that holds the answer's words. Answers that no
correct document holds in those words are left out, and with them 4 of the 253 questions.
"""

import re
from collections.abc import Mapping
from itertools import product
from pathlib import Path
from typing import Any

from eval.adapters.documents import make_document, read_records
from eval.lint import check_dataset
from eval.segmentation import freeze, segmenter, sentences_around
from eval.splits import half_of
from eval.types import Dataset, Document, Evidence, GoldAnswer, GoldSpan, Kind, Question, Side


def load(folder: Path) -> Dataset:
    """Return the set; a story is a question with its documents, and the splits are halves by question."""
    documents: dict[str, Document] = {}
    questions = []
    for number, record in enumerate(read_records(folder / "visible.jsonl")):
        story = f"ramdocs-{number:03}"
        own = freeze(make_document(f"{story}/{place}", "", given["text"])
                     for place, given in enumerate(record["documents"]))
        documents |= own
        question = _question(story, record, own)
        questions += [question] if question else []
    return check_dataset(Dataset("ramdocs", documents, tuple(questions), segmenter()))


def _question(story: str, record: Mapping[str, Any], documents: Mapping[str, Document]) -> Question | None:
    given = list(zip(record["documents"], documents.values(), strict=True))
    said = {answer: tuple(span for about, document in given if (about["type"], about["answer"]) == ("correct", answer)
                          for span in _spans(document, answer))
            for answer in dict.fromkeys(record["gold_answers"])}
    said = {answer: spans for answer, spans in said.items() if spans}
    if not said:
        return None
    sides = tuple(Side(f"s{number}", f"a{number}", spans) for number, spans in enumerate(said.values(), 1))
    return Question(
        story, half_of(story), record["question"], story,
        Kind.CONFLICTING if len(said) > 1 else Kind.ANSWERABLE,
        answers=tuple(GoldAnswer(f"a{number}", answer) for number, answer in enumerate(said, 1)),
        evidence=tuple(Evidence(f"e{number}", spans) for number, spans in enumerate(product(*said.values()), 1)),
        bad=tuple(span for about, document in given if about["type"] == "misinfo"
                  for span in _spans(document, about["answer"])),
        sides=sides if len(said) > 1 else (),
    )


def _spans(document: Document, answer: str) -> tuple[GoldSpan, ...]:
    """Return every sentence of the document that holds the answer as whole words, whatever their case."""
    found = re.finditer(rf"(?<!\w){re.escape(answer)}(?!\w)", document.text, re.IGNORECASE)
    spans = (sentences_around(document, *match.span()) for match in found)
    return tuple({(span.start, span.end): span for span in spans}.values())
