"""Chroma's chunking evaluation (Smith and Troynikov 2024): 472 questions with exact excerpts of five long texts.

All excerpts of a question are needed together. There are no answers. A story is one of the texts, five in all, so
intervals over stories are wide; the splits are halves by text.
"""

import csv
import io
import json
import sys
from pathlib import Path

from eval.adapters.documents import make_document, moved_span
from eval.data import read_text
from eval.lint import check_dataset
from eval.segmentation import freeze, segmenter
from eval.splits import half_of
from eval.types import Dataset, Evidence, Kind, Question


def load(folder: Path) -> Dataset:
    """Return the set from `questions_df.csv` and `corpora/`."""
    raw = {path.stem: read_text(path) for path in sorted((folder / "corpora").glob("*.md"))}
    documents = freeze(make_document(name, name, text) for name, text in raw.items())
    csv.field_size_limit(sys.maxsize)
    questions = []
    for number, row in enumerate(csv.DictReader(io.StringIO(read_text(folder / "questions_df.csv")))):
        name = row["corpus_id"]
        spans = tuple(moved_span(documents[name], raw[name], reference["start_index"], reference["end_index"])
                      for reference in json.loads(row["references"]))
        questions.append(Question(f"{name}-{number:03}", half_of(name), row["question"], name, Kind.ANSWERABLE,
                                  evidence=(Evidence("e1", spans),)))
    return check_dataset(Dataset("chroma", documents, tuple(questions), segmenter()))
