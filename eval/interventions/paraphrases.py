"""Other wordings of questions, written by hand for the test split of the project's own set.

Nothing paraphrases by rule: a rule that is safe changes too little to test anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from eval.data import parse_lines
from eval.interventions.answers import cited_sentences, cites_the_same
from eval.interventions.types import Case, Intervention
from eval.types import Dataset, Prediction, Question

FILE = Path(__file__).with_name("paraphrases.jsonl")


@dataclass(frozen=True, slots=True)
class Paraphrase:
    """Another wording of the question `qid`, which reads `of`: of a question that reads otherwise it is none."""

    qid: str
    of: str
    question: str


@cache
def paraphrases(file: Path = FILE) -> tuple[Paraphrase, ...]:
    """Return the paraphrases in a file. Raises DataError for lines that hold none."""
    return tuple(parse_lines(file, Paraphrase))


def reword(dataset: Dataset, question: Question, base: Prediction) -> Case | None:
    """Return the case of the same question in other words; None where nobody has written any."""
    wording = _wording(question, paraphrases())
    if wording is None or base.failed:
        return None
    return Case(replace(dataset, questions=(replace(question, question=wording),)), base,
                cited_sentences(base, dataset.documents), f"asked as: {wording}")


def _wording(question: Question, known: Sequence[Paraphrase]) -> str | None:
    return next((other.question for other in known if (other.qid, other.of) == (question.qid, question.question)), None)


PARAPHRASES = (
    Intervention("reword the question", "A question in other words gets the same sentences.", reword, cites_the_same),
)
