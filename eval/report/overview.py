"""The whole run at a glance: measures, losses, the matrix, the map of errors and the flips, each with its questions."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

from eval.compare import Comparison, Difference
from eval.interventions.counting import Tally, tally
from eval.interventions.run import Outcome
from eval.losses import Loss, question_kind
from eval.metrics.attributed import VERDICTS, Verdict
from eval.report.outcomes import KINDS, LOSSES
from eval.report.questions import View
from eval.report.terms import HEADLINE, ORDER, Term, term
from eval.types import Estimate, Kind, Unanswerable

STRIP = ("citations_valid", "evidence_complete", "answer_right", "abstain_right", "over_abstained",
         "retrieval_recall_10")
"""What stands beside the headline, where the run has it."""
KEY = (HEADLINE, *STRIP, "evidence_recall", "precision_low", "value_support", "sides_recall", "stale_citation",
       "retrieval_recall_5", "mrr_10")
"""What the forest plot always shows; other measures join it where they clearly changed."""

Views = tuple[View, ...]
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of the run, and how it differs from the baseline, where there is one."""

    term: Term
    estimate: Estimate
    difference: Difference | None


@dataclass(frozen=True, slots=True)
class Step:
    """A step on the way to a right answer: of `before` questions that came so far, `lost` went no further."""

    loss: Loss
    label: str
    meaning: str
    before: int
    lost: Views


@dataclass(frozen=True, slots=True)
class Cell:
    """Questions that share a row and a column, and which part they are of their column (the map) or of all (matrix)."""

    row: str
    column: str
    views: Views
    share: float


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the map of errors: what became of the questions, by their kind; no loss in the row of the right ones."""

    loss: Loss | None
    label: str
    meaning: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """An intervention that was tried: how often it was followed, and what was said where it was not."""

    tally: Tally
    broken: tuple[Outcome, ...]


def measures(estimates: Mapping[str, Estimate], comparison: Comparison | None) -> tuple[Measure, ...]:
    """Return every measure, what matters most first."""
    differences = comparison.differences if comparison else {}
    return tuple(Measure(term(name), estimates[name], differences.get(name))
                 for name in sorted(estimates, key=lambda name: (ORDER.get(name, len(ORDER)), name)))


def chosen(found: Iterable[Measure], names: Sequence[str]) -> tuple[Measure, ...]:
    """Return the measures of these names that are not undefined, in this order."""
    by_name = {measure.term.name: measure for measure in found if measure.estimate.mean is not None}
    return tuple(by_name[name] for name in names if name in by_name)


def is_clear(difference: Difference) -> bool:
    """Return whether the interval of a difference leaves out 0."""
    return difference.low is not None and difference.high is not None and (difference.low > 0 or difference.high < 0)


def is_better(measure: Measure) -> bool:
    """Return whether the measure moved towards its best value."""
    moved = (measure.difference.difference if measure.difference else None) or 0.0
    return moved != 0 and (moved < 0) == measure.term.lower_is_better


def steps(views: Sequence[View]) -> tuple[Step, ...]:
    """Return the losses in the order in which they can happen, those that never happened left out.

    Questions without a headline score are left out. The questions lost, and those that count as right, are all others.
    """
    lost = _grouped((view.loss, view) for view in views)
    found, before = [], sum(view.right is not None for view in views)
    for name, (label, meaning) in LOSSES.items():
        if name in lost:
            found.append(Step(name, label, meaning, before, lost[name]))
            before -= len(lost[name])
    return tuple(found)


def matrix(views: Sequence[View]) -> dict[tuple[Verdict, bool], Cell]:
    """Return the six cells (answer right, wrong or abstained × evidence complete or not); shares are of all in it."""
    placed = _grouped((view.cell, view) for view in views)
    total = sum(len(found) for place, found in placed.items() if place)
    cells = {}
    for name, complete in product(VERDICTS, (True, False)):
        found = placed.get((name, complete), ())
        cells[name, complete] = Cell(name, "complete" if complete else "incomplete", found,
                                     len(found) / total if total else 0.0)
    return cells


def error_map(views: Sequence[View]) -> tuple[tuple[tuple[Kind | Unanswerable, str, str, int], ...], tuple[Row, ...]]:
    """Return the columns (kind, its name, its meaning, number of questions) and the rows of the map of errors.

    The first row holds the questions that count as right. Kinds and losses that do not occur are left out.
    """
    scored = [view for view in views if view.right is not None]
    kinds = _grouped((question_kind(view.result), view) for view in scored)
    columns = tuple((kind, *words, len(kinds[kind])) for kind, words in KINDS.items() if kind in kinds)
    names: list[tuple[Loss | None, tuple[str, str]]] = [
        (None, ("Right", "Right, with the evidence.")),
        *((name, words) for name, words in LOSSES.items() if any(view.loss is name for view in scored))]
    rows = []
    for name, words in names:
        cells = [(kind, tuple(view for view in kinds[kind] if view.loss is name)) for kind, *_ in columns]
        rows.append(Row(name, *words, tuple(Cell(name or "right", kind, found, len(found) / len(kinds[kind]))
                                      for kind, found in cells)))
    return columns, tuple(rows)


def trials(outcomes: Sequence[Outcome]) -> tuple[Trial, ...]:
    """Return the interventions that were tried, in the suite's order."""
    by_name = {name: [found for found in outcomes if found.intervention == name]
               for name in dict.fromkeys(found.intervention for found in outcomes)}
    return tuple(Trial(found, tuple(one for one in by_name[found.name] if one.qid in found.broken))
                 for found in tally(outcomes) if found.name in by_name)


def _grouped(pairs: Iterable[tuple[Key, View]]) -> dict[Key, Views]:
    groups: dict[Key, list[View]] = defaultdict(list)
    for key, view in pairs:
        groups[key].append(view)
    return {key: tuple(found) for key, found in groups.items()}
