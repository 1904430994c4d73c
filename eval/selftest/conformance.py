"""Runs the conformance cases through the reader and the scorer that every run goes through."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from eval.data import write_lines
from eval.lint import check_dataset
from eval.predictions import read_predictions
from eval.score import score_question
from eval.selftest.cases.abstention import ABSTENTION
from eval.selftest.cases.answers import ANSWERS
from eval.selftest.cases.integrity import INTEGRITY
from eval.selftest.cases.placement import PLACEMENT
from eval.selftest.cases.retrieval import RETRIEVAL
from eval.selftest.cases.sources import SOURCES
from eval.selftest.language import Case, to_lines, to_question
from eval.selftest.world import DOCUMENTS
from eval.types import Dataset, Prediction, Result

CASES = (*INTEGRITY, *PLACEMENT, *ANSWERS, *ABSTENTION, *SOURCES, *RETRIEVAL)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried, why it matters, and what was wrong: nothing when it passed."""

    name: str
    reason: str
    problems: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Return whether nothing was wrong."""
        return not self.problems


def check_cases(cases: Sequence[Case] = CASES) -> tuple[Check, ...]:
    """Return what became of each case. Raises DataError for cases whose gold is not sound."""
    dataset = check_dataset(Dataset("conformance", DOCUMENTS, tuple(map(to_question, cases)), "lines"))
    predictions = _read(cases, dataset)
    return tuple(Check(case.name, case.reason, tuple(_problems(case, score_question(
        question, predictions[case.name], dataset, indexed=case.indexed))))
        for case, question in zip(cases, dataset.questions, strict=True))


def _read(cases: Sequence[Case], dataset: Dataset) -> dict[str, Prediction]:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "predictions.jsonl"
        write_lines(path, [line for case in cases for line in to_lines(case)])
        return read_predictions(path, dataset)


def _problems(case: Case, result: Result) -> Iterator[str]:
    """Yield every way in which a result differs from what its case expects."""
    for name, expected in case.expect.items():
        found = result.metrics.get(name)
        alike = found is None if expected is None else found is not None and abs(found - expected) < 1e-9
        if name not in result.metrics or not alike:
            yield f"{name} is {found}, not {expected}"
    failures = tuple(score.failure for score in result.citations)
    if case.failures is not None and failures != case.failures:
        yield f"the failures are {failures}, not {case.failures}"
    changes = tuple((change["op"], change["given"], change["source"])
                    for score in result.citations for change in score.difference)
    if case.difference is not None and changes != case.difference:
        yield f"the difference is {changes}, not {case.difference}"
    if case.stage is not None and result.stage != case.stage:
        yield f"the stage is {result.stage}, not {case.stage}"
