"""Prints what the intervals and tests of the suite hold, on simulated runs whose truth is known.

    python docs/examples/simulations.py

Half a minute. Every run has 200 questions in 40 stories; the runs are those of tests/eval/test_statistics.py and
tests/eval/test_paired.py, which hold these figures to bounds. Seeds are fixed: it prints the same each time.
"""

import sys
from collections.abc import Iterator
from math import sqrt
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

import numpy as np
from scipy import stats

from eval.paired import Outcome, change, verdict
from eval.statistics import Floats, Interval, mean_interval, plan, wilson

STORIES = [f"s{number:02}" for number in range(40) for _ in range(5)]


def runs(generator: np.random.Generator, rate: float, correlation: float, count: int) -> Floats:
    """Return (count, 200) of 0 and 1: each story draws a rate of its own, so that its questions go together."""
    spread = (1 - correlation) / correlation
    rates = generator.beta(rate * spread, (1 - rate) * spread, (count, 40, 1))
    return (generator.random((count, 40, 5)) < rates).reshape(count, 200).astype(float)


def held(intervals: list[Interval], truth: float) -> float:
    """Return the share of intervals that hold the truth."""
    return sum(found.low <= truth <= found.high for found in intervals) / len(intervals)


def two_proportions(base: Floats, new: Floats) -> float:
    """Return the p-value of the z test of two rates, which forgets the pairs and the stories."""
    rate = (base.mean() + new.mean()) / 2
    return float(2 * stats.norm.sf(abs(new.mean() - base.mean()) / sqrt(rate * (1 - rate) / 100)))


def mcnemar(base: Floats, new: Floats) -> float:
    """Return the p-value of McNemar's exact test, which forgets the stories."""
    won, lost = int((new > base).sum()), int((new < base).sum())
    return float(stats.binomtest(won, won + lost).pvalue) if won + lost else 1.0


def intervals() -> Iterator[tuple[str, float]]:
    """Yield how often intervals said to hold 95 % hold the truth."""
    samples = runs(np.random.default_rng(5), 0.9, 0.3, 1000)
    yield ("rate 0.9, correlation 0.3: the suite's interval holds it",
           held([mean_interval(sample.tolist(), STORIES) for sample in samples], 0.9))
    yield "the same, plain Wilson", held([wilson(float(sample.sum()), 200) for sample in samples], 0.9)
    generator = np.random.default_rng(6)
    shares = 0.7 * generator.beta(4, 1, (150, 40, 1)) + 0.3 * generator.beta(4, 1, (150, 40, 5))
    yield ("mean 0.8 of shares: the suite's interval holds it",
           held([mean_interval(sample.ravel().tolist(), STORIES) for sample in shares], 0.8))


def alarms() -> Iterator[tuple[str, float]]:
    """Yield how often two equal systems are told apart at 5 %."""
    generator = np.random.default_rng(8)
    base, new = runs(generator, 0.9, 0.3, 1000), runs(generator, 0.9, 0.3, 1000)
    yield ("two equal systems, told apart by the suite's test",
           float(np.mean([change(found.tolist(), STORIES).p_value() <= 0.05 for found in new - base])))
    for name, test in (("McNemar's exact test", mcnemar), ("two unpaired rates", two_proportions)):
        yield f"the same, {name}", float(np.mean([test(one, two) <= 0.05 for one, two in zip(base, new, strict=True)]))


def verdicts() -> Iterator[tuple[str, float]]:
    """Yield how often the gate passes and fails a run that lost exactly the margin, and finds the planned loss."""
    for margin in (0.02, 0.05):
        lost = runs(np.random.default_rng(9), margin, 0.2, 500)
        found = [change((-sample).tolist(), STORIES) for sample in lost]
        outcomes = [verdict(one, margin, one.p_value(-margin)) for one in found]
        yield f"a loss of exactly the margin {margin:g}: PASS", outcomes.count(Outcome.PASS) / 500
        yield f"a loss of exactly the margin {margin:g}: FAIL", outcomes.count(Outcome.FAIL) / 500
    design = plan(200, 40, 0.8, within=0.1, between=0.0)
    generator, loss = np.random.default_rng(7), design.minimal_effect or 0.0
    base, new = runs(generator, 0.8, 0.1, 300), runs(generator, 0.8 - loss, 0.1, 300)
    yield (f"the loss of {loss:.3f} that `plan` says is found with {design.power:g}",
           float(np.mean([change(found.tolist(), STORIES).p_value() <= 0.05 for found in new - base])))


def main() -> None:
    """Print every figure on a line of its own."""
    for part in (intervals, alarms, verdicts):
        for name, figure in part():
            sys.stdout.write(f"{figure:.3f}  {name}\n")


if __name__ == "__main__":
    main()
