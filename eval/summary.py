"""A run in numbers: a mean with its interval for every metric, and what is no mean of questions.

Everything here is plain data, so that `dataclasses.asdict` of a summary is JSON.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eval.compare import metric_names
from eval.losses import Loss, loss, question_kind
from eval.metrics import abstention, calibration
from eval.metrics.attributed import VERDICTS, matrix
from eval.statistics import mean_interval
from eval.types import Estimate, Kind, Result, Stage, Unanswerable

Table = dict[str, dict[str, int]]
"""Counts by row and column."""


@dataclass(frozen=True, slots=True)
class Abstention:
    """How well a run abstains, 0–1; None where no question tells. `by_type` has each type of unanswerable question."""

    recall: float | None
    precision: float | None
    over_abstention: float | None
    macro: float | None
    by_type: dict[str, Estimate]


@dataclass(frozen=True, slots=True)
class Calibration:
    """How well the confidence of answers tells right from wrong; `answers` counts those that have one.

    AURC, AUGRC, Brier score and calibration error (ECE, from 100 answers on) are best at 0, the others at 1.
    """

    answers: int
    aurc: float | None
    augrc: float | None
    accuracy_at_50: float | None
    accuracy_at_70: float | None
    accuracy_at_90: float | None
    coverage_at_5_risk: float | None
    brier: float | None
    ece: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """All of a run. `failed` of the `questions` have no readable prediction.

    `matrix`: verdict on the answer × `complete` or `incomplete` evidence. `funnel`: questions by the stage where they
    were lost, or `right`. `errors`: reason of a loss × kind of question.
    """

    questions: int
    failed: int
    metrics: dict[str, Estimate]
    abstention: Abstention
    calibration: Calibration
    matrix: Table
    funnel: dict[str, int]
    errors: Table


def summary(results: Sequence[Result]) -> Summary:
    """Return a run in numbers."""
    return Summary(
        questions=len(results), failed=sum(result.failed is not None for result in results),
        metrics=summarise(results), abstention=abstention_block(results), calibration=calibration_block(results),
        matrix=matrix_counts(results), funnel=funnel_counts(results), errors=error_counts(results),
    )


def summarise(results: Sequence[Result]) -> dict[str, Estimate]:
    """Return the estimate of every metric that any result has, in order of the metrics' names."""
    return {name: estimate(results, name) for name in sorted(metric_names(results))}


def estimate(results: Iterable[Result], metric: str) -> Estimate:
    """Return the mean of a metric over the questions it applies to, with its 95 % interval; stories are the clusters.

    `scored` and `excluded` (None) add up to the questions; `failed` counts those without a readable prediction, which
    stand among both: scored 0 where more is better. Mean and interval are None when nothing is scored.
    """
    results = list(results)
    return mean_estimate([(result.metrics.get(metric), result.story_id) for result in results],
                         sum(result.failed is not None for result in results))


def mean_estimate(rows: Sequence[tuple[float | None, str]], failed: int = 0) -> Estimate:
    """Return the mean of values, each with its story, and what `estimate` says of it."""
    told = [(value, story) for value, story in rows if value is not None]
    if not told:
        return Estimate(None, None, None, 0, len(rows), failed)
    values, stories = [value for value, _ in told], [story for _, story in told]
    interval = mean_interval(values, stories)
    return Estimate(sum(values) / len(values), interval.low, interval.high, len(values), len(rows) - len(values),
                    failed)


def abstention_block(results: Sequence[Result]) -> Abstention:
    """Return how well a run abstains."""
    return Abstention(
        recall=abstention.abstain_recall(results), precision=abstention.abstain_precision(results),
        over_abstention=abstention.over_abstention(results), macro=abstention.abstain_macro(results),
        by_type={kind.value: estimate([result for result in results if result.unanswerable_type is kind],
                                      "abstain_right") for kind in Unanswerable},
    )


def calibration_block(results: Sequence[Result]) -> Calibration:
    """Return how well a run's confidence tells right from wrong."""
    answers = calibration.judged(results)
    at_50, at_70, at_90 = (calibration.accuracy_at_coverage(answers, coverage) for coverage in (0.5, 0.7, 0.9))
    return Calibration(
        answers=len(answers), aurc=calibration.aurc(answers), augrc=calibration.augrc(answers), accuracy_at_50=at_50,
        accuracy_at_70=at_70, accuracy_at_90=at_90, coverage_at_5_risk=calibration.coverage_at_risk(answers, 0.05),
        brier=calibration.brier(answers), ece=calibration.ece(answers),
    )


def matrix_counts(results: Sequence[Result]) -> Table:
    """Return the 2 × 3 matrix: answers by `right`, `wrong` and `abstained`, evidence by `complete` and `incomplete`."""
    counts = matrix(results)
    return {name: {"complete": counts[name, True], "incomplete": counts[name, False]} for name in VERDICTS}


def funnel_counts(results: Iterable[Result]) -> dict[str, int]:
    """Return the number of questions at each stage, in order of the stages; those without evidence have none."""
    counts = Counter(result.stage for result in results)
    return {stage.value: counts[stage] for stage in Stage}


def error_counts(results: Iterable[Result]) -> Table:
    """Return the number of losses by reason and kind of question: every reason, and the kinds that were asked."""
    results = list(results)
    asked = {question_kind(result) for result in results}
    kinds = [kind for kind in (*Kind, *Unanswerable) if kind in asked]
    counts = Counter((loss(result), question_kind(result)) for result in results)
    return {reason.value: {kind.value: counts[reason, kind] for kind in kinds} for reason in Loss}
