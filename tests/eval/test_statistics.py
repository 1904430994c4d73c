"""Intervals hold what they say, also when questions of a story go together, and never claim certainty."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from eval.paired import change
from eval.statistics import (
    Interval,
    cluster_sums,
    clustered_wilson,
    design_effect,
    detection_power,
    mean_interval,
    plan,
    wilson,
)
from tests.eval.simulated import STORIES, correlated


def test_wilson_by_hand():
    # z² = 3.8415; centre (0.5 + 3.8415/20) / 1.38415 = 0.5; reach 1.95996/1.38415 · √(0.025 + 3.8415/400) = 0.2634
    found = wilson(5, 10)
    assert found.low == pytest.approx(0.2366, abs=1e-4)
    assert found.high == pytest.approx(0.7634, abs=1e-4)


@pytest.mark.parametrize(("right", "n"), [(0, 1), (1, 1), (0, 60), (59, 60), (60, 60), (3, 7), (190, 200)])
def test_wilson_equals_scipy(right, n):
    expected = stats.binomtest(right, n).proportion_ci(method="wilson")
    assert wilson(right, n).low == pytest.approx(expected.low, abs=1e-12)
    assert wilson(right, n).high == pytest.approx(expected.high, abs=1e-12)


@pytest.mark.parametrize(("right", "n"), [(1, 0), (-1, 5), (6, 5)])
def test_wilson_refuses_what_is_no_rate(right, n):
    with pytest.raises(ValueError, match="no rate"):
        wilson(right, n)


def test_all_right_is_not_certain():
    found = mean_interval([1.0] * 60, [f"s{i % 12}" for i in range(60)])
    assert found.low == pytest.approx(60 / (60 + 1.959964**2))  # of n/n, Wilson's lower end is n / (n + z²)
    assert found.high == 1.0


def test_values_that_do_not_vary_are_not_certain_either():
    # Every value is 0.5, so every bootstrap sample is; Wilson of 5 in 10 stands in.
    assert mean_interval([0.5] * 10, list("aabbccddee")) == wilson(5, 10)


def test_a_question_to_a_story_is_plain_wilson():
    values = [1.0] * 45 + [0.0] * 5
    found, plain = mean_interval(values, [str(i) for i in range(50)]), wilson(45, 50)
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high))


def test_questions_that_copy_each_other_count_once():
    # The variance of the rate is 20/19 · Σ 5²(x − 0.75)² / 100² = 20/19 · 25 · 3.75 / 100² = 0.009868; that of 100
    # independent questions is 0.75 · 0.25 / 99 = 0.001894; their ratio is 5.2105. Quantiles of t, 0.975: 1.9842 for 99
    # degrees of freedom, 2.0930 for 19. The effective n is 100 / 5.2105 · (1.9842 / 2.0930)² = 17.249.
    values = [float(story < 15) for story in range(20) for _ in range(5)]
    stories = [str(story) for story in range(20) for _ in range(5)]
    assert design_effect(*cluster_sums(values, stories)) == pytest.approx(5.2105, abs=1e-4)
    found, expected = mean_interval(values, stories), wilson(0.75 * 17.249, 17.249)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high), abs=1e-4)


def test_one_story_has_no_design_effect():
    assert design_effect(*cluster_sums([1.0, 0.0, 1.0], ["s"] * 3)) == 1
    assert clustered_wilson(*cluster_sums([1.0, 0.0, 1.0], ["s"] * 3)) == wilson(2, 3)


def test_clusters_are_summed_by_name_not_by_place():
    sums, counts = cluster_sums([1.0, 0.5, 0.25], ["b", "a", "b"])
    assert sums.tolist() == [0.5, 1.25]
    assert counts.tolist() == [1.0, 2.0]


@pytest.mark.parametrize(("values", "clusters"), [([], []), ([1.0], ["a", "b"])])
def test_values_need_clusters(values, clusters):
    with pytest.raises(ValueError, match="names of clusters"):
        cluster_sums(values, clusters)


def test_the_bootstrap_gives_the_same_interval_every_time():
    values = np.random.default_rng(1).random(200).tolist()
    assert mean_interval(values, STORIES) == mean_interval(values, STORIES)


def test_the_bootstrap_agrees_with_the_t_interval_where_that_is_exact():
    values = np.random.default_rng(1).normal(0.5, 0.05, 200)
    found = mean_interval(values.tolist(), [str(i) for i in range(200)])
    low, high = stats.t.interval(0.95, 199, values.mean(), stats.sem(values))
    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-4)


def test_the_bootstrap_draws_stories_of_any_size():
    # Ratio of sums: nine stories with one question of 0.2, one story with 91 questions of 0.8; the mean is 0.746.
    found = mean_interval([0.2] * 9 + [0.8] * 91, [str(i) for i in range(9)] + ["big"] * 91)
    assert found.low == pytest.approx(0.2, abs=0.01)  # without the big story, all that is left is 0.2
    assert 0.746 < found.high < 0.8


@settings(deadline=None, max_examples=150)
@given(st.lists(st.tuples(st.integers(0, 4).map(lambda quarters: quarters / 4), st.sampled_from("abcde")), min_size=1,
                max_size=12))
def test_an_interval_holds_the_mean_and_is_no_point(rows):
    values = [row[0] for row in rows]
    found = mean_interval(values, [row[1] for row in rows])
    assert 0 <= found.low <= np.mean(values) + 1e-9
    assert np.mean(values) - 1e-9 <= found.high <= 1
    assert found.low < found.high


def test_rates_are_held_as_often_as_said_and_plain_wilson_holds_fewer():
    samples = correlated(np.random.default_rng(5), 0.9, 0.3, 1000)
    held = [mean_interval(sample.tolist(), STORIES) for sample in samples]
    plain = [wilson(float(sample.sum()), 200) for sample in samples]
    assert coverage(held, 0.9) >= 0.92
    assert coverage(plain, 0.9) <= 0.88


def test_means_are_held_as_often_as_said():
    generator = np.random.default_rng(6)
    shares = 0.7 * generator.beta(4, 1, (150, 40, 1)) + 0.3 * generator.beta(4, 1, (150, 40, 5))  # their mean is 4/5
    held = [mean_interval(sample.ravel().tolist(), STORIES) for sample in shares]
    assert coverage(held, 0.8) >= 0.90


def coverage(intervals: list[Interval], truth: float) -> float:
    return sum(found.low <= truth <= found.high for found in intervals) / len(intervals)


def test_a_plan_by_hand():
    found = plan(200, 40, 0.95)
    assert found.effective_n == pytest.approx(200 / 1.4)  # 1 + (200/40 − 1) · 0.1
    assert found.interval == wilson(0.95 * 200 / 1.4, 200 / 1.4)
    assert detection_power(found.minimal_effect, found) == pytest.approx(0.8, abs=1e-6)


@pytest.mark.parametrize("change_of_plan", [{"n": 400, "clusters": 80}, {"clusters": 100}, {"within": 0.0},
                                            {"between": 0.7}, {"base": 0.99}, {"power": 0.5}])
def test_a_smaller_effect_is_seen_with(change_of_plan):
    usual = {"n": 200, "clusters": 40, "base": 0.9}
    assert plan(**usual | change_of_plan).minimal_effect < plan(**usual).minimal_effect


def test_power_grows_with_the_loss_from_the_rate_of_false_alarms():
    design = plan(200, 40, 0.9)
    powers = [detection_power(loss, design) for loss in (0.0, 0.05, 0.1, 0.2)]
    assert powers[0] == pytest.approx(0.05, abs=0.01)
    assert powers == sorted(powers)


def test_power_is_that_of_the_test():
    design = plan(200, 40, 0.8, within=0.1, between=0.0)
    generator = np.random.default_rng(7)
    base = correlated(generator, 0.8, 0.1, 300)
    new = correlated(generator, 0.8 - design.minimal_effect, 0.1, 300)
    found = [change(differences.tolist(), STORIES).p_value() <= 0.05 for differences in new - base]
    assert 0.70 <= np.mean(found) <= 0.88


@pytest.mark.parametrize(("n", "clusters", "base"), [(4, 2, 0.5), (200, 40, 0.0)])
def test_too_few_questions_show_nothing(n, clusters, base):
    assert plan(n, clusters, base).minimal_effect is None


@pytest.mark.parametrize("broken", [{"clusters": 1}, {"clusters": 201}, {"base": 1.1}, {"power": 1.0}, {"within": -0.1},
                                    {"between": 1.1}])
def test_a_plan_refuses(broken):
    with pytest.raises(ValueError, match="expected 2"):
        plan(**{"n": 200, "clusters": 40, "base": 0.9} | broken)
