"""A gate opens, closes, or says that it cannot tell; leaving questions out does not open it."""

import pytest

from eval.errors import EvalError
from eval.gate import gate
from eval.paired import Outcome
from eval.policy import Policy, Rule
from tests.eval.scored import result, run

MARGIN = Policy({"verbatim": Rule(margin=0.02)})
MINIMUM = Policy({"citations_valid": Rule(minimum=1.0)})


def lost(count, metric="verbatim"):
    return run(metric, *[0.0] * count, *[1.0] * (200 - count), stories=40)


def test_a_run_passes_against_itself():
    verdict = gate(lost(10), lost(10), MARGIN)
    assert (verdict.outcome, verdict.exit_code) == (Outcome.PASS, 0)
    assert (verdict.checks[0].value, verdict.checks[0].base, verdict.checks[0].difference) == (0.95, 0.95, 0.0)


def test_a_large_loss_fails():
    verdict = gate(lost(40), lost(0), MARGIN)
    assert (verdict.outcome, verdict.exit_code) == (Outcome.FAIL, 1)
    check = verdict.checks[0]
    assert check.difference == -0.2
    assert check.low < -0.2 < check.high < -0.02
    assert check.reason.startswith("-0.2000 [")
    assert check.reason.endswith("over 200 questions of 40 stories (0 scored in one run only), margin 0.02: "
                                 "worse than the margin; they show a loss from 0.054 on with probability 0.8")


def test_a_loss_near_the_margin_is_inconclusive_and_fails_only_when_asked():
    assert gate(lost(4), lost(0), MARGIN).exit_code == 0
    strict = gate(lost(4), lost(0), Policy(MARGIN.metrics, inconclusive_fails=True))
    assert (strict.outcome, strict.exit_code) == (Outcome.INCONCLUSIVE, 3)


def test_the_smallest_loss_that_such_questions_show_is_given():
    assert 0.02 < gate(lost(4), lost(10), MARGIN).checks[0].minimal_effect < 0.1
    alone = gate(run("verbatim", 1.0), run("verbatim", 1.0), MARGIN).checks[0]
    assert alone.minimal_effect is None
    assert alone.reason.endswith("they show no loss with probability 0.8")


def test_where_0_is_best_a_rise_fails():
    policy = Policy({"over_abstained": Rule(margin=0.02)})
    more, fewer = run("over_abstained", *[1.0] * 40, *[0.0] * 160), run("over_abstained", *[0.0] * 200)
    check = gate(more, fewer, policy).checks[0]
    assert (check.outcome, check.difference) == (Outcome.FAIL, 0.2)
    assert 0.02 < check.low < 0.2 < check.high
    assert gate(fewer, more, policy).outcome is Outcome.PASS


def test_a_minimum_needs_no_baseline():
    assert gate(run("citations_valid", 1.0, 1.0, None), None, MINIMUM).outcome is Outcome.PASS
    check = gate(run("citations_valid", 1.0, 0.5), None, MINIMUM).checks[0]
    assert (check.outcome, check.value, check.base) == (Outcome.FAIL, 0.75, None)
    assert check.reason == "0.7500 over 2 questions breaks the minimum 1"


def test_a_maximum():
    policy = Policy({"over_abstained": Rule(maximum=0.25)})
    assert gate(run("over_abstained", 1.0, 0.0, 0.0, 0.0), None, policy).outcome is Outcome.PASS
    assert gate(run("over_abstained", 1.0, 0.0, 0.0), None, policy).outcome is Outcome.FAIL


def test_a_minimum_is_read_at_the_places_that_are_stored():
    policy = Policy({"citations_valid": Rule(minimum=2 / 3)})
    assert gate(run("citations_valid", 0.666667), None, policy).outcome is Outcome.PASS
    assert gate(run("citations_valid", 0.66666), None, policy).outcome is Outcome.FAIL


def test_what_is_not_scored_is_inconclusive():
    assert gate(run("citations_valid", None), None, MINIMUM).outcome is Outcome.INCONCLUSIVE
    nothing = gate(run("verbatim", None), run("verbatim", 1.0), MARGIN)
    assert nothing.checks[0].reason == "no question is scored in both runs"


def test_one_failure_outweighs_what_is_inconclusive_or_passes():
    policy = Policy({"a": Rule(minimum=1.0), "b": Rule(minimum=1.0), "c": Rule(minimum=1.0)})
    verdict = gate([result("q", {"a": 1.0, "b": None, "c": 0.0})], None, policy)
    assert [check.outcome for check in verdict.checks] == [Outcome.PASS, Outcome.INCONCLUSIVE, Outcome.FAIL]
    assert verdict.outcome is Outcome.FAIL


def test_margins_are_corrected_together():
    # Ten stories, seven lost in each metric. A set of stories has lost no more than 0.05 when none of the seven is in
    # it: 2³ of 2¹⁰ sets, so p = 2 · 8 / 1024 = 0.016 alone, and 0.078 beside four others.
    names = ["a", "b", "c", "d", "e"]
    new = [result(f"q{i}", dict.fromkeys(names, float(i >= 7))) for i in range(10)]
    base = [result(f"q{i}", dict.fromkeys(names, 1.0)) for i in range(10)]
    alone = gate(new, base, Policy({"a": Rule(margin=0.05)})).checks[0]
    beside = gate(new, base, Policy({name: Rule(margin=0.05) for name in names})).checks[0]
    assert (alone.p_value, beside.p_value) == (16 / 1024, 80 / 1024)
    assert (alone.outcome, beside.outcome) == (Outcome.FAIL, Outcome.INCONCLUSIVE)


def test_leaving_questions_out_is_an_error():
    with pytest.raises(EvalError, match="lacks 2 questions of the baseline, such as 'q001'"):
        gate(run("verbatim", 1.0), run("verbatim", 1.0, 0.0, 0.0), MARGIN)


def test_new_questions_are_not():
    assert gate(run("verbatim", 1.0, 0.0), run("verbatim", 1.0), MARGIN).outcome is Outcome.PASS


def test_a_margin_needs_a_baseline():
    with pytest.raises(EvalError, match="needs a baseline"):
        gate(run("verbatim", 1.0), None, MARGIN)


def test_a_metric_that_no_result_has_is_an_error():
    with pytest.raises(EvalError, match="no metric citations_valid"):
        gate(run("verbatim", 1.0), None, MINIMUM)
