"""The paired test raises the alarms it says; naive ones raise more."""

from itertools import product
from math import sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from eval.paired import Outcome, change, holm, subset_means, verdict
from eval.statistics import Interval
from tests.eval.simulated import STORIES, correlated

SIXTHS = st.integers(-6, 6).map(lambda sixths: sixths / 6)


def flipped_by_hand(differences, clusters, supposed):
    """Return the two-sided p-value from every sign pattern, written out."""
    names = sorted(set(clusters))
    sums = [sum(d - supposed for d, c in zip(differences, clusters, strict=True) if c == name) for name in names]
    flipped = [sum(sign * value for sign, value in zip(signs, sums, strict=True))
               for signs in product((1, -1), repeat=len(names))]
    above = sum(value >= sum(sums) - 1e-9 for value in flipped)
    below = sum(value <= sum(sums) + 1e-9 for value in flipped)
    return min(1.0, 2 * min(above, below) / len(flipped))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(SIXTHS, st.sampled_from("abcdefg")), min_size=1, max_size=20),
       st.sampled_from([0.0, 0.05, -0.05, 0.25]))
def test_p_values_equal_those_of_all_sign_patterns(rows, supposed):
    differences, clusters = [row[0] for row in rows], [row[1] for row in rows]
    assert change(differences, clusters).p_value(supposed) == pytest.approx(
        flipped_by_hand(differences, clusters, supposed))


def test_p_value_by_hand():
    # Six stories that all lost: of 64 sign patterns only the one that was seen is as low; two-sided 2/64.
    assert change([-1.0] * 6, list("abcdef")).p_value() == 2 / 64
    # Five questions of one story are one story: of 2 patterns, 1 is as low.
    assert change([-1.0] * 5, ["a"] * 5).p_value() == 1.0


def test_drawn_patterns_agree_with_scipy():
    generator = np.random.default_rng(2)
    base, new = generator.random(20), generator.random(20) * 0.8
    expected = stats.permutation_test((new, base), lambda x, y, axis: (x - y).mean(axis), permutation_type="samples",
                                      vectorized=True, n_resamples=9_999, rng=np.random.default_rng(3)).pvalue
    assert change((new - base).tolist(), [str(i) for i in range(20)]).p_value() == pytest.approx(expected, abs=0.02)


def test_many_stories_are_drawn_in_parts():
    means = subset_means([0.5, -0.5] * 2_000, [str(i) for i in range(4_000)])
    assert len(means) == 9_999
    assert np.median(means) == pytest.approx(0.0, abs=0.001)


def test_the_same_runs_give_the_same_numbers():
    differences = np.random.default_rng(4).normal(0, 0.2, 200).tolist()
    first, again = change(differences, STORIES), change(differences, STORIES)
    assert (first.mean, first.interval, first.means.tolist()) == (again.mean, again.interval, again.means.tolist())


def test_the_interval_is_what_the_test_does_not_reject():
    found = change([0.1, 0.3, -0.2, 0.4, 0.25, 0.15, 0.35, -0.05], list("abcdefgh"))
    assert found.p_value(found.interval.low - 0.001) <= 0.05 < found.p_value(found.interval.low + 0.001)
    assert found.p_value(found.interval.high + 0.001) <= 0.05 < found.p_value(found.interval.high - 0.001)


def test_five_stories_reject_nothing_and_six_do():
    assert change([0.5] * 5, list("abcde")).interval == Interval(-1.0, 1.0)
    assert change([0.5] * 6, list("abcdef")).interval == Interval(0.5, 0.5)


def test_an_unchanged_run_is_not_certain_to_stay():
    # 0 of 200 lost: Wilson's upper end is z² / (200 + z²) = 0.0188; the same for questions won.
    found = change([0.0] * 200, STORIES)
    assert (found.interval.low, found.interval.high) == pytest.approx((-0.0188, 0.0188), abs=1e-4)
    assert found.p_value() == 1.0


def test_holm_by_hand():
    # 4 · 0.01 = 0.04; 3 · 0.02 = 0.06; 2 · 0.03 = 0.06; then 0.04 may not fall below 0.06
    assert holm([0.04, 0.01, 0.03, 0.02]) == pytest.approx((0.06, 0.04, 0.06, 0.06))
    assert holm([0.4, 0.9]) == pytest.approx((0.8, 0.9))
    assert holm([0.6, 0.7]) == (1.0, 1.0)
    assert holm([]) == ()


@pytest.mark.parametrize(("lost", "margin", "outcome"), [
    (0, 0.02, Outcome.PASS), (0, 0.0, Outcome.PASS), (1, 0.05, Outcome.PASS), (1, 0.02, Outcome.INCONCLUSIVE),
    (8, 0.02, Outcome.INCONCLUSIVE), (30, 0.02, Outcome.FAIL), (30, 0.15, Outcome.INCONCLUSIVE)])
def test_verdicts_on_questions_lost_by_a_margin(lost, margin, outcome):
    found = change([-1.0] * lost + [0.0] * (200 - lost), [str(i) for i in range(200)])
    assert verdict(found, margin, found.p_value(-margin)) is outcome


def test_a_correction_can_take_a_failure_back():
    found = change([-1.0] * 30 + [0.0] * 170, [str(i) for i in range(200)])
    assert verdict(found, 0.02, 0.06) is Outcome.INCONCLUSIVE


def test_an_unchanged_run_passes_however_short():
    found = change([0.0, 0.0], ["a", "b"])
    assert verdict(found, 0.01, 1.0) is Outcome.PASS


def test_false_alarms_are_as_rare_as_said_and_naive_tests_raise_more():
    generator = np.random.default_rng(8)
    base, new = correlated(generator, 0.9, 0.3, 1000), correlated(generator, 0.9, 0.3, 1000)
    paired = [change(differences.tolist(), STORIES).p_value() <= 0.05 for differences in new - base]
    assert np.mean(paired) <= 0.07
    assert np.mean([unpaired_p(x, y) <= 0.05 for x, y in zip(base, new, strict=True)]) >= 0.12
    assert np.mean([unclustered_p(x, y) <= 0.05 for x, y in zip(base, new, strict=True)]) >= 0.12


def unpaired_p(base, new):
    """Return the p-value of two proportions, as if all 400 answers were independent."""
    rate = (base.mean() + new.mean()) / 2
    return 2 * stats.norm.sf(abs(new.mean() - base.mean()) / sqrt(rate * (1 - rate) / 100))


def unclustered_p(base, new):
    """Return the p-value of McNemar's exact test, as if the 200 questions were independent."""
    won, lost = int((new > base).sum()), int((new < base).sum())
    return stats.binomtest(won, won + lost).pvalue if won + lost else 1.0


@pytest.mark.parametrize("margin", [0.02, 0.05])
def test_a_loss_of_exactly_the_margin_is_rarely_called_either_way(margin):
    generator = np.random.default_rng(9)
    lost = correlated(generator, margin, 0.2, 500)
    found = [change((-sample).tolist(), STORIES) for sample in lost]
    outcomes = [verdict(one, margin, one.p_value(-margin)) for one in found]
    assert outcomes.count(Outcome.PASS) / 500 <= 0.09
    assert outcomes.count(Outcome.FAIL) / 500 <= 0.04
