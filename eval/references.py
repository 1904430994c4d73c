"""What a score is worth: the headline of floors, ceilings and readers on the same questions, kept with every run.

They stand in the run's folder as `references.jsonl`, so that a report need not make them again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.data import parse_lines, write_lines
from eval.errors import EvalError
from eval.metrics.attributed import attributed_accuracy
from eval.records import format_record
from eval.summary import mean_estimate
from eval.systems import Baseline, Bound, Predictions, baselines, retrieved_by
from eval.types import Dataset, Estimate

FILE = "references.jsonl"


@dataclass(frozen=True, slots=True)
class Reference:
    """The headline of a system known to be poor or out of reach, or of readers; `meaning` says what it does."""

    name: str
    meaning: str
    bound: Bound
    estimate: Estimate


def references(dataset: Dataset, predictions: Predictions, readers: Sequence[Baseline] = ()) -> tuple[Reference, ...]:
    """Return the headline of every floor and ceiling, given what a run retrieved, and of those who read the same."""
    retrieved = retrieved_by(predictions)
    known = (*baselines(dataset, retrieved if any(retrieved.values()) else None), *readers)
    return tuple(Reference(one.name, one.meaning, one.bound, headline(one.gold, one.predictions)) for one in known)


def headline(dataset: Dataset, predictions: Predictions) -> Estimate:
    """Return the attributed accuracy of predictions that there is one of for every question; stories are clusters."""
    return mean_estimate([(attributed_accuracy(predictions[question.qid], question, dataset.documents),
                           question.story_id) for question in dataset.questions])


def save_references(folder: Path, known: Iterable[Reference]) -> None:
    """Keep the references of a run in its folder."""
    write_lines(folder / FILE, map(format_record, known))


def load_references(folder: Path) -> tuple[Reference, ...]:
    """Return the references of a run. Raises EvalError without the file, DataError when it is not what was written."""
    if not (folder / FILE).exists():
        raise EvalError(f"{folder}: has no {FILE}; `pullquote eval score {folder}` makes it")
    return tuple(parse_lines(folder / FILE, Reference))


def reference_lines(known: Sequence[Reference]) -> list[str]:
    """Return the headline of every floor, ceiling and reader, a line each, with 95 % intervals where it is defined."""
    return [f"  {one.name:20}{one.estimate.mean:7.3f}  [{one.estimate.low:.3f}, {one.estimate.high:.3f}]  {one.bound}"
            for one in known if one.estimate.mean is not None]
