import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.calibration import (
    Judged,
    accuracy_at_coverage,
    augrc,
    aurc,
    bins,
    brier,
    coverage_at_risk,
    ece,
    errors,
    judged,
    risks,
)
from eval.types import Kind
from tests.eval.scored import result

# From the surest: right, wrong, right, right
FOUR = [Judged(0.9, True), Judged(0.8, False), Judged(0.6, True), Judged(0.3, True)]
MANY = st.lists(st.tuples(st.sampled_from([0.0, 0.2, 0.5, 0.9, 1.0]), st.booleans()), min_size=1, max_size=12)


def test_only_answers_with_a_confidence_are_judged_and_the_surest_come_first():
    right, wrong = {"attributed_accuracy": 1.0}, {"attributed_accuracy": 0.0}
    results = [result("q1", wrong, confidence=0.4), result("q2", right, confidence=0.7), result("q3", right),
               result("q4", right, kind=Kind.UNANSWERABLE, abstained=True, confidence=0.1),
               result("q5", wrong, kind=Kind.UNANSWERABLE, confidence=0.5),
               result("q6", wrong, confidence=0.9, failed="no line"),
               result("q7", {"attributed_accuracy": None}, confidence=0.9)]
    assert judged(results) == (Judged(0.7, True), Judged(0.5, False), Judged(0.4, False))


def test_the_curve_and_its_areas():
    assert errors(FOUR) == (0, 1, 1, 1)
    assert risks(FOUR) == (0, 1 / 2, 1 / 3, 1 / 4)
    assert aurc(FOUR) == pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 4) / 4)
    assert augrc(FOUR) == 3 / 16                            # (0 + 1 + 1 + 1) / 4 over k, each divided by n = 4


def test_equal_confidence_shares_its_errors():
    tied = [Judged(0.9, True), Judged(0.5, False), Judged(0.5, True)]
    assert errors(tied) == (0, 0.5, 1)
    assert errors(tied[::-1]) == (0, 0.5, 1)


@given(MANY, st.randoms())
def test_the_order_of_questions_changes_nothing(pairs, random):
    answers = [Judged(*pair) for pair in pairs]
    shuffled = random.sample(answers, len(answers))
    assert risks(answers) == risks(shuffled)
    assert ece(answers * 100) == pytest.approx(ece(shuffled * 100))
    assert 0 <= augrc(answers) <= aurc(answers) <= 1


def test_accuracy_at_a_coverage_rounds_the_number_of_answers_up():
    assert accuracy_at_coverage(FOUR, 0.5) == 1 / 2         # 2 of 4
    assert accuracy_at_coverage(FOUR, 0.51) == pytest.approx(2 / 3)       # 3 of 4
    assert accuracy_at_coverage(FOUR, 1) == 3 / 4
    assert accuracy_at_coverage(FOUR, 0.01) == 1            # 1 of 4
    assert accuracy_at_coverage([Judged(0.5, True)] * 10, 0.7) == 1


def test_coverage_at_a_risk_is_what_a_threshold_can_keep():
    assert coverage_at_risk(FOUR, 0.05) == 1 / 4
    assert coverage_at_risk(FOUR, 0.25) == 1
    assert coverage_at_risk([Judged(0.9, False)], 0.05) == 0
    # right and wrong at one confidence: no threshold keeps the right one alone
    assert coverage_at_risk([Judged(0.9, True), Judged(0.9, False)], 0.05) == 0


def test_brier():
    # (0.9 − 1)² + (0.8 − 0)² + (0.6 − 1)² + (0.3 − 1)² = 0.01 + 0.64 + 0.16 + 0.49
    assert brier(FOUR) == pytest.approx(1.3 / 4)
    assert brier([Judged(0.5, True), Judged(0.5, False)]) == 0.25


def test_the_calibration_error_needs_a_hundred_answers():
    answers = [Judged(0.85, right) for right in [True] * 70 + [False] * 10] + [Judged(0.15, False)] * 20
    # 80 at 0.85 of which 70 are right: |0.85 − 0.875| = 0.025; 20 at 0.15 of which none is: 0.15
    assert ece(answers) == pytest.approx(0.8 * 0.025 + 0.2 * 0.15)
    assert ece(answers[:99]) is None


def test_bins_are_of_equal_width_and_never_empty():
    assert [(part.size, part.right) for part in bins([Judged(0.0, False), Judged(0.95, True), Judged(1.0, True)])] == [
        (1, 0), (2, 1)]


def test_without_answers_nothing_is_defined():
    assert [aurc([]), augrc([]), brier([]), ece([]), accuracy_at_coverage([], 0.5), coverage_at_risk([], 0.05)] == [
        None] * 6
    assert risks([]) == ()
    assert bins([]) == ()
