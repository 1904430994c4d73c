"""How far a score may be off: intervals for rates and means, and what a set of questions can show. SciPy enters here.

The question is the unit, the story its cluster: answers about one story are right or wrong together, so 200 questions
about 40 stories know less than 200 about 200. Every interval here pays for that, and every seed is fixed.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import optimize, stats

CONFIDENCE = 0.95
POWER = 0.8  # the probability with which a smallest effect must be found
RESAMPLES = 9_999
SEED = 20_250_101

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval, both ends included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What `n` questions in `clusters` stories can show about a system that is right at the rate `base`.

    `interval` is that of the rate itself. `minimal_effect` is the smallest loss against a paired baseline that is
    found with probability `power` at a two-sided 5 %, None where even a loss down to 0 is not.
    """

    n: int
    clusters: int
    base: float
    within: float
    between: float
    power: float
    effective_n: float
    interval: Interval
    minimal_effect: float | None


def wilson(successes: float, n: float, confidence: float = CONFIDENCE) -> Interval:
    """Return Wilson's score interval of a rate; it is never a point: 60 of 60 is [0.94, 1].

    Wilson (1927). `n` may be a fraction, as an effective number of questions is. Raises ValueError unless
    0 ≤ successes ≤ n and n > 0.
    """
    if not (0 <= successes <= n and n > 0):
        raise ValueError(f"{successes} successes of {n} are no rate")
    z, rate = float(stats.norm.ppf((1 + confidence) / 2)), successes / n
    centre = rate + z * z / (2 * n)
    reach = z * float(np.sqrt(rate * (1 - rate) / n + z * z / (4 * n * n)))
    low, high = (centre - reach) / (1 + z * z / n), (centre + reach) / (1 + z * z / n)
    return Interval(0.0 if rate == 0 else max(low, 0.0), 1.0 if rate == 1 else min(high, 1.0))


def mean_interval(values: Sequence[float], clusters: Sequence[str]) -> Interval:
    """Return the 95 % interval of the mean of values in 0–1: Wilson where all are 0 or 1, else the bootstrap.

    `clusters` names the cluster of each value. Where no cluster differs from another the bootstrap would be a point;
    Wilson stands in, which is wider than needed, because no values in 0–1 vary more than a rate does. One cluster
    alone gives the interval of that cluster's own questions. Raises ValueError without values.
    """
    sums, counts = cluster_sums(values, clusters)
    if set(values) <= {0.0, 1.0} or _is_even(sums, counts):
        return clustered_wilson(sums, counts)
    return _bootstrap(sums, counts)


def clustered_wilson(sums: Floats, counts: Floats) -> Interval:
    """Return Wilson's interval of a rate, Σsums / Σcounts, at the effective number of questions.

    Korn and Graubard (1998): n over the design effect, corrected for the degrees of freedom of c clusters. It is plain
    Wilson where every cluster has one question. Plain Wilson holds a true rate of 0.8 in 82 % of samples of 40
    clusters of 5 with a correlation of 0.3, this in 94 %.
    """
    n, c = float(counts.sum()), len(counts)
    effect, effective = design_effect(sums, counts), n
    if effect > 1:
        effective = n / effect * float(stats.t.ppf(0.975, n - 1) / stats.t.ppf(0.975, c - 1)) ** 2
    return wilson(min(float(sums.sum()) / n, 1.0) * effective, effective)


def cluster_sums(values: Sequence[float], clusters: Sequence[str]) -> tuple[Floats, Floats]:
    """Return (sum of the values, number of values) of each cluster, (c,) each, in order of the clusters' names.

    Raises ValueError where the two differ in length or are empty.
    """
    if not values or len(values) != len(clusters):
        raise ValueError(f"{len(values)} values and {len(clusters)} names of clusters")
    _, rows = np.unique(np.asarray(clusters), return_inverse=True)
    sums = np.bincount(rows, weights=np.asarray(values, dtype=float)).astype(float)
    return sums, np.bincount(rows).astype(float)


def design_effect(sums: Floats, counts: Floats) -> float:
    """Return how many times the variance of the rate exceeds that of independent questions, at least 1.

    Kish (1965), the variance of the rate being that of a ratio (linearised): c/(c−1) Σ(sᵢ − p nᵢ)² / n². It is 1
    where it cannot be told: one cluster, or a rate of 0 or 1.
    """
    n, c = counts.sum(), len(counts)
    rate = sums.sum() / n
    if c == 1 or not 0 < rate < 1:
        return 1.0
    variance = c / (c - 1) * ((sums - rate * counts) ** 2).sum() / n**2
    return max(1.0, float(variance * (n - 1) / (rate * (1 - rate))))


def plan(n: int, clusters: int, base: float, within: float = 0.1, between: float = 0.5, power: float = POWER) -> Plan:
    """Return what `n` questions in `clusters` stories can show about a system that is right at the rate `base`.

    `within` is the correlation of two questions of one story, `between` that of two runs on one question. Neither is
    known before there are two runs: the defaults are assumptions, to be printed with the result. Raises ValueError
    unless 2 ≤ clusters ≤ n, 0 ≤ base ≤ 1, 0.05 < power < 1, and both correlations lie in 0–1.
    """
    if not (2 <= clusters <= n and 0 <= base <= 1 and 0.05 < power < 1 and 0 <= within <= 1 and 0 <= between <= 1):
        raise ValueError("expected 2 ≤ stories ≤ questions, and rates and correlations in 0–1")
    effective = n / (1 + (n / clusters - 1) * within)

    def short_of(loss: float) -> float:
        return _power(loss, effective, clusters, base, between) - power

    reachable = base > 0 and short_of(base) >= 0
    smallest = float(optimize.brentq(short_of, 1e-9, base)) if reachable else None
    return Plan(n, clusters, base, within, between, power, effective, wilson(base * effective, effective), smallest)


def detection_power(loss: float, design: Plan) -> float:
    """Return the probability that a loss against a paired baseline is found at a two-sided 5 %, under a design.

    `loss` lies in 0–base. The test is taken as a t test of the clusters' mean differences; simulated, the sign-flip
    test of `eval.paired` finds 0.75–0.77 of what this puts at 0.80.
    """
    return _power(loss, design.effective_n, design.clusters, design.base, design.between)


def _power(loss: float, effective: float, clusters: int, base: float, between: float) -> float:
    new = base - loss
    before, after = base * (1 - base), new * (1 - new)
    variance = before + after - 2 * between * np.sqrt(before * after)
    variance = max(variance, loss * (1 - loss))  # at the least, no question is won and only the lost ones differ
    if variance <= 0:
        return float(loss > 0)
    critical, shift = stats.t.ppf(0.975, clusters - 1), loss / np.sqrt(variance / effective)
    return float(stats.norm.sf(critical - shift) + stats.norm.cdf(-critical - shift))


def _bootstrap(sums: Floats, counts: Floats) -> Interval:
    """Return the BCa interval of Σsums / Σcounts when clusters are drawn anew (Efron 1987)."""
    def ratio(drawn_sums: Floats, drawn_counts: Floats, axis: int = -1) -> Floats:
        return np.asarray(drawn_sums.sum(axis) / drawn_counts.sum(axis))

    found = stats.bootstrap((sums, counts), ratio, paired=True, vectorized=True, n_resamples=RESAMPLES,
                            batch=max(1, 2_000_000 // len(sums)), confidence_level=CONFIDENCE, method="BCa",
                            rng=np.random.default_rng(SEED)).confidence_interval
    return Interval(float(found.low), float(found.high))


def _is_even(sums: Floats, counts: Floats) -> bool:
    return bool(np.allclose(sums / counts, sums.sum() / counts.sum(), rtol=0, atol=1e-9))
