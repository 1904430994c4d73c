"""Did a run change? Paired cluster sign-flip permutation for two runs on the same questions, Holm, and a verdict.

Two runs answer the same questions, and questions of one story rise and fall together; a test that forgets either
raises false alarms three times as often as it says. Here a story keeps its questions, and under the hypothesis of no
change its difference might as well have had the other sign.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import hypot

import numpy as np

from eval.statistics import CONFIDENCE, RESAMPLES, SEED, Floats, Interval, cluster_sums, clustered_wilson

EXACT_CLUSTERS = 13  # 2¹³ = 8192 sign patterns are all looked at; beyond it they are drawn
_CELLS = 2_000_000   # signs held in memory at a time


class Outcome(StrEnum):
    """The verdict on one metric, and on a run."""

    PASS = "pass"  # noqa: S105  (a verdict, no password)
    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Change:
    """The mean difference of two runs, new minus base, with its 95 % interval; made by `change`.

    `means` is the mean difference within each set of clusters that was looked at, ascending: every p-value follows.
    """

    mean: float
    interval: Interval
    means: Floats

    def p_value(self, supposed: float = 0.0) -> float:
        """Return the two-sided p-value of the hypothesis that the true difference is `supposed`."""
        at_most = np.searchsorted(self.means, supposed, side="right")
        at_least = len(self.means) - np.searchsorted(self.means, supposed, side="left")
        return min(1.0, 2 * float(1 + min(at_most, at_least)) / (len(self.means) + 1))


def change(differences: Sequence[float], clusters: Sequence[str]) -> Change:
    """Return what differences per question (new minus base, −1 to 1) say; `clusters` names the cluster of each.

    The interval holds every difference that the sign-flip test does not reject. That is too narrow where few
    questions changed, so for differences of −1, 0 and 1 each end is at least as far as Wilson puts it: an unchanged
    run of 200 questions has not shown that nothing can change. Raises ValueError without differences.
    """
    means = subset_means(differences, clusters)
    interval = _not_rejected(means)
    if set(differences) <= {-1.0, 0.0, 1.0}:
        by_wilson = _wilson_difference(np.asarray(differences), clusters)
        interval = Interval(min(interval.low, by_wilson.low), max(interval.high, by_wilson.high))
    return Change(float(np.mean(differences)), interval, means)


def subset_means(differences: Sequence[float], clusters: Sequence[str]) -> Floats:
    """Return the mean difference within every set of clusters (none empty), or within 9,999 drawn ones, ascending.

    These are all that the test needs: flipping the signs of a set of clusters makes the difference from a supposed
    value `d` at least as large exactly when the mean within that set is at most `d` (Hartigan 1969, typical values).
    Raises ValueError without differences.
    """
    sums, counts = cluster_sums(differences, clusters)
    c = len(sums)
    if c <= EXACT_CLUSTERS:
        patterns = (np.arange(1, 2**c)[:, None] >> np.arange(c)) & 1
        return np.sort(_means(patterns, sums, counts))
    generator, means = np.random.default_rng(SEED), []
    rows = max(1, _CELLS // c)
    for start in range(0, RESAMPLES, rows):
        drawn = generator.integers(0, 2, (min(rows, RESAMPLES - start), c), dtype=np.int8)
        means.append(_means(drawn[drawn.any(axis=1)], sums, counts))
    return np.sort(np.concatenate(means))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return the p-values corrected for their number, in the order given (Holm 1979); none for none."""
    corrected = [0.0] * len(p_values)
    largest = 0.0
    for rank, place in enumerate(sorted(range(len(p_values)), key=lambda place: p_values[place])):
        largest = max(largest, min(1.0, (len(p_values) - rank) * p_values[place]))
        corrected[place] = largest
    return tuple(corrected)


def verdict(found: Change, margin: float, corrected_p: float) -> Outcome:
    """Return whether a run is at most `margin` worse than its baseline; differences are positive where it is better.

    PASS: the interval lies above −margin, or not one story changed. FAIL: the difference lies below −margin, with a
    p-value against −margin that is at most 5 % after correction (`corrected_p`). Else INCONCLUSIVE. Only FAIL is
    corrected: a run passes when all of its metrics do, which takes no correction, but fails when any of them does.
    """
    if not found.means.any() or found.interval.low > -margin:
        return Outcome.PASS
    if found.mean < -margin and corrected_p <= 1 - CONFIDENCE:
        return Outcome.FAIL
    return Outcome.INCONCLUSIVE


def _not_rejected(means: Floats) -> Interval:
    """Return the differences that the test does not reject at 5 %: all of them where there are under six clusters."""
    rejected = int((1 - CONFIDENCE) / 2 * (len(means) + 1)) - 1
    if rejected < 0:
        return Interval(-1.0, 1.0)
    return Interval(float(means[rejected]), float(means[-1 - rejected]))


def _wilson_difference(differences: Floats, clusters: Sequence[str]) -> Interval:
    """Return an interval of (share won − share lost) from the Wilson intervals of the two (Zou and Donner 2008)."""
    won, lost = differences == 1, differences == -1
    gain, loss = (clustered_wilson(*cluster_sums(share.tolist(), clusters)) for share in (won, lost))
    won_share, lost_share = float(won.mean()), float(lost.mean())
    mean = won_share - lost_share
    return Interval(max(-1.0, mean - hypot(won_share - gain.low, loss.high - lost_share)),
                    min(1.0, mean + hypot(gain.high - won_share, lost_share - loss.low)))


def _means(patterns: np.ndarray, sums: Floats, counts: Floats) -> Floats:
    return np.round((patterns @ sums) / (patterns @ counts), 12)
