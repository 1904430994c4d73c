"""Two runs on the same questions, joined by id: the difference in every metric, and the questions that flipped."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from eval.paired import change
from eval.types import Result

LOWER_IS_BETTER = frozenset({"stripped_rate", "over_citation", "uncited_statements", "over_abstained",
                             "false_consensus", "stale_citation", "inflated_corroboration"})
"""The metrics whose best value is 0; that of every other is 1."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The questions that both runs score by one metric, in order of their ids; the four tuples run side by side.

    `unpaired` counts the questions that only one of the runs scores.
    """

    qids: tuple[str, ...]
    stories: tuple[str, ...]
    base: tuple[float, ...]
    new: tuple[float, ...]
    unpaired: int

    @property
    def differences(self) -> tuple[float, ...]:
        """Return new minus base for each question, −1 to 1."""
        return tuple(new - base for base, new in zip(self.base, self.new, strict=True))


@dataclass(frozen=True, slots=True)
class Difference:
    """How one metric differs between two runs, over the questions that both score.

    `difference` is new minus base with its 95 % interval, and `p_value` that of the two-sided paired test against 0;
    all are None where no question is scored by both. `unpaired` counts the questions that only one of them scores.
    `fixed` are the questions whose value became the best there is, `broken` those whose value was and is no more.
    """

    metric: str
    base: float | None
    new: float | None
    difference: float | None
    low: float | None
    high: float | None
    p_value: float | None
    paired: int
    unpaired: int
    fixed: tuple[str, ...]
    broken: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two runs side by side: a difference for every metric by name, and the questions that only one of them has."""

    differences: dict[str, Difference]
    only_base: tuple[str, ...]
    only_new: tuple[str, ...]


def compare(base: Sequence[Result], new: Sequence[Result]) -> Comparison:
    """Return how `new` differs from `base`; metrics are those of either, in order of their names.

    The p-values are not corrected: with some forty metrics, one or two differ by chance. Gate on few, by `eval.gate`.
    """
    before, after = {result.qid for result in base}, {result.qid for result in new}
    return Comparison({metric: difference(base, new, metric) for metric in sorted(metric_names([*base, *new]))},
                      tuple(sorted(before - after)), tuple(sorted(after - before)))


def difference(base: Sequence[Result], new: Sequence[Result], metric: str) -> Difference:
    """Return how one metric differs between two runs."""
    pairs = pair(base, new, metric)
    fixed, broken = _flips(pairs, 0.0 if metric in LOWER_IS_BETTER else 1.0)
    if not pairs.qids:
        return Difference(metric, None, None, None, None, None, None, 0, pairs.unpaired, fixed, broken)
    found = change(pairs.differences, pairs.stories)
    return Difference(metric, _mean(pairs.base), _mean(pairs.new), found.mean, found.interval.low, found.interval.high,
                      found.p_value(), len(pairs.qids), pairs.unpaired, fixed, broken)


def pair(base: Sequence[Result], new: Sequence[Result], metric: str) -> Pairs:
    """Return the values of one metric in two runs, for the questions that both score; stories are those of `new`."""
    before, after = _values(base, metric), _values(new, metric)
    stories = {result.qid: result.story_id for result in new}
    both = tuple(sorted(before.keys() & after.keys()))
    return Pairs(both, tuple(stories[qid] for qid in both), tuple(before[qid] for qid in both),
                 tuple(after[qid] for qid in both), len(before.keys() ^ after.keys()))


def metric_names(results: Collection[Result]) -> set[str]:
    """Return the names of all metrics that any of the results has."""
    return {name for result in results for name in result.metrics}


def _values(results: Sequence[Result], metric: str) -> dict[str, float]:
    return {result.qid: value for result in results if (value := result.metrics.get(metric)) is not None}


def _flips(pairs: Pairs, best: float) -> tuple[tuple[str, ...], tuple[str, ...]]:
    rows = list(zip(pairs.qids, pairs.base, pairs.new, strict=True))
    return (tuple(qid for qid, old, value in rows if old != best == value),
            tuple(qid for qid, old, value in rows if old == best != value))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
