"""Asks pullquote the questions of a dataset, each among articles of its own; the answers are read as the suite does."""

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import inf
from pathlib import Path

from rich.progress import track

from eval.data import write_lines
from eval.predictions import read_predictions
from eval.quoting import span_of
from eval.run import add_documents
from eval.types import Dataset, PredictedSpan, Prediction, Question
from qa import Assistant
from qa.article import article_id
from qa.contract import answer_record
from qa.evidence import READ
from qa.filter import Filter
from qa.retrieve import DEPTH

SHARED = Path(__file__).parents[2] / "shared" / "data"


def arguments(doc: str | None, folder: str, *, may_read: bool = False) -> argparse.Namespace:
    """Return what the command line gives: `data`, a folder of `SHARED` by default, `each`, and `read` where it may."""
    parser = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=SHARED / folder)
    parser.add_argument("--each", type=int, default=1)
    if may_read:
        parser.add_argument("--read", action="store_true")
    return parser.parse_args()


@dataclass(frozen=True, slots=True)
class Asked:
    """The answer to a question, and the cross-encoder's logit of the best passage, −inf where there is none."""

    prediction: Prediction
    logit: float

    @property
    def confidence(self) -> float:
        """Return the confidence of the answer, 0 to 1."""
        return self.prediction.confidence or 0.0


def ask(assistant: Assistant, dataset: Dataset,
        among: Callable[[Question], Sequence[str]] | None = None) -> dict[str, Asked]:
    """Return the answer to each question by qid; `among` names the documents it is put to, None: all of them."""
    lines, logits = [], {}
    for question in track(dataset.questions, f"Asking {dataset.name}"):
        where = Filter(articles=tuple(map(article_id, among(question)))) if among else None
        answer = assistant.ask(question.question, where)
        lines.append(json.dumps(answer_record(answer, question.qid)))
        logits[question.qid] = answer.passages[0].score if answer.passages else -inf  # those read come first
    with tempfile.TemporaryDirectory() as folder:
        write_lines(Path(folder) / "answers.jsonl", lines)
        predictions = read_predictions(Path(folder) / "answers.jsonl", dataset)
    return {qid: Asked(prediction, logits[qid]) for qid, prediction in predictions.items()}


def opened(dataset: Dataset, folder: str) -> Assistant:
    """Return an assistant over the documents of a dataset, in a library in `folder`."""
    assistant = Assistant.open(folder)
    add_documents(assistant, dataset.documents.values())
    return assistant


def ways(assistant: Assistant, dataset: Dataset, question: Question, *, read: bool) -> dict[str, list[PredictedSpan]]:
    """Return the passages for a question, best first: by each retriever alone, by `search`, and as `ask` reads them.

    Asking takes most of the time, and is left out without `read`.
    """
    store, asked = assistant.store, question.question
    alone = {"floor: words alone": store.matching(asked, DEPTH),
             "floor: vectors alone": store.nearest(assistant.encoder.encode_questions([asked]), DEPTH)}
    found = {name: [*store.passages([key for key, _ in hits]).values()] for name, hits in alone.items()}
    found["search"] = [hit.passage for hit in assistant.search(asked, READ)]
    if read:
        found["ask"] = [hit.passage for hit in assistant.ask(asked).passages]
    return {name: [span_of(dataset.documents[one.article.source], (one.start, one.end)) for one in passages]
            for name, passages in found.items()}
