"""Shows what is lost when the reader reads less for a question, on development data.

    python -m benchmarks.tune_reading [DATA]     DATA: holds `onestopqa`, default ../shared/data

Asks the answerable development questions of the project's own set and of OneStopQA (the halves of
`benchmarks/fit_confidence.py`) with each of the numbers in `qa/evidence.py` that limit what is read changed alone. For
each it prints how often the first quote, one of the first three, and one within the first five sentences covers half
of a gold span, and how many texts and words are read for a question.
"""

import argparse
import random
import tempfile
from collections.abc import Sequence
from math import inf
from pathlib import Path
from unittest.mock import patch

from rich.progress import track

from benchmarks.fit_confidence import DEFAULT, ROOT, Case, onestopqa_cases, own_cases
from benchmarks.fit_evidence import Asked, measure
from embeddings.reader import Reading
from eval.interventions.remember import RememberingReranker
from eval.own import load_own
from qa import Assistant, Hit, evidence
from qa.assistant import EVIDENCE
from qa.evidence import gather

TRIED = {"NEARBY": (0.0, 0.2, 0.35, 0.5), "FIRST": (4, 6, 8, 10), "NEARER": (0.35, 0.42, 0.5, 0.6),
         "WITHIN": (4.0, 6.0, 8.0, inf)}


class Counting(RememberingReranker):
    """The reranker, which reads nothing twice and counts what it is asked to read, whether remembered or not."""

    def __init__(self) -> None:
        super().__init__()
        self.texts = 0
        self.words = 0

    def read(self, question: str, texts: list[tuple[str, str]]) -> list[Reading]:
        """Return the readings, as the reranker does."""
        self.texts += len(texts)
        self.words += sum(len(f"{title} {text}".split()) for title, text in texts)
        return super().read(question, texts)


def main() -> None:
    """Ask the questions of both collections with each setting, print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", nargs="?", type=Path, default=DEFAULT)
    data: Path = parser.parse_args().data / "onestopqa"
    found: dict[str, list[tuple[Case, Sequence[Hit]]]] = {}
    for name, folders in (("own", [ROOT / "examples"]), ("OneStopQA", [data / "articles", data / "distractors"])):
        with tempfile.TemporaryDirectory() as folder:
            assistant = Assistant.open(folder)
            assistant.add(*folders)
            chance = random.Random(0)
            cases = own_cases(load_own(ROOT / "examples"), chance) if name == "own" else onestopqa_cases(data, chance)
            found[name] = [(case, assistant.search(case.question, EVIDENCE)) for case in cases
                           if case.answerable and not case.removed]
    reranker = Counting()
    for setting, values in TRIED.items():
        for value in values:
            mark = "*" if value == getattr(evidence, setting) else " "
            figures = []
            for name, asked in found.items():
                with patch.object(evidence, setting, value):
                    figures.append(f"{name} {_figures(reranker, asked)}")
            print(f"{setting:12} {value:5}{mark} " + "; ".join(figures), flush=True)


def _figures(reranker: Counting, asked: Sequence[tuple[Case, Sequence[Hit]]]) -> str:
    reranker.texts = reranker.words = 0
    rows = []
    for case, hits in track(asked, "Reading", transient=True):
        parts = gather(reranker, case.question, hits)
        if len(parts) == 1 and parts[0].chosen:
            runs = parts[0].chosen
            rows.append(Asked(runs, tuple(case.answered_by([run]) for run in runs)))
    first, some, five, *_ = measure(rows)
    return (f"first {first:.3f} any {some:.3f} five {five:.3f}, "
            f"{reranker.texts / len(asked):.1f} texts of {reranker.words / len(asked):.0f} words")


if __name__ == "__main__":
    main()
