"""Counts how often interventions were followed, with intervals, as plain data for the report."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.interventions.run import INTERVENTIONS, Outcome, Verdict
from eval.interventions.types import Intervention
from eval.statistics import mean_interval
from eval.types import Estimate


@dataclass(frozen=True, slots=True)
class Tally:
    """How often an intervention was followed: `estimate` is the share of the questions on which that could be told.

    `estimate.excluded` counts those that were skipped or undecided, and `estimate.failed` answers that could not be
    read. `broken` are the questions on which it was not followed, failures among them. `overlap` is the mean of that of
    the outcomes.
    """

    name: str
    expected: str
    estimate: Estimate
    followed: int
    broken: tuple[str, ...]
    undecided: int
    skipped: int
    overlap: float | None


def tally(outcomes: Sequence[Outcome], interventions: Sequence[Intervention] = INTERVENTIONS) -> tuple[Tally, ...]:
    """Return how often each intervention was followed, with Wilson intervals; stories are the clusters."""
    return tuple(_tally(intervention, [outcome for outcome in outcomes if outcome.intervention == intervention.name])
                 for intervention in interventions)


def _tally(intervention: Intervention, outcomes: Sequence[Outcome]) -> Tally:
    def having(*verdicts: Verdict) -> list[Outcome]:
        return [outcome for outcome in outcomes if outcome.verdict in verdicts]

    followed, broken = having(Verdict.FOLLOWED), having(Verdict.BROKEN, Verdict.FAILED)
    undecided, skipped = len(having(Verdict.UNDECIDED)), len(having(Verdict.SKIPPED))
    overlaps = [outcome.overlap for outcome in outcomes if outcome.overlap is not None]
    return Tally(intervention.name, intervention.expected,
                 _estimate([*followed, *broken], len(followed), undecided + skipped, len(having(Verdict.FAILED))),
                 len(followed), tuple(outcome.qid for outcome in broken), undecided, skipped,
                 sum(overlaps) / len(overlaps) if overlaps else None)


def _estimate(told: Sequence[Outcome], followed: int, excluded: int, failed: int) -> Estimate:
    if not told:
        return Estimate(None, None, None, 0, excluded, failed)
    interval = mean_interval([float(outcome.verdict is Verdict.FOLLOWED) for outcome in told],
                             [outcome.story_id for outcome in told])
    return Estimate(followed / len(told), interval.low, interval.high, len(told), excluded, failed)
