"""A summary counts what was scored, excluded and failed, and says nothing where nothing is known."""

import json
from dataclasses import asdict

import pytest

from eval.statistics import wilson
from eval.summary import (
    abstention_block,
    calibration_block,
    error_counts,
    estimate,
    funnel_counts,
    matrix_counts,
    summarise,
    summary,
)
from eval.types import Estimate, Kind, Stage, Unanswerable
from tests.eval.scored import result, run


def answered(qid, accuracy, confidence, **about):
    return result(qid, {"attributed_accuracy": accuracy}, confidence=confidence, **about)


def unanswerable(qid, kind, *, abstained):
    return result(qid, {"abstain_right": float(abstained), "attributed_accuracy": float(abstained)},
                  kind=Kind.UNANSWERABLE, unanswerable_type=kind, abstained=abstained)


def test_an_estimate_by_hand():
    results = [result("a", {"verbatim": 1.0}), result("b", {"verbatim": 0.0}, failed="no line"),
               result("c", {"verbatim": None}), result("d", failed="no line")]
    found = estimate(results, "verbatim")
    assert found == Estimate(0.5, wilson(1, 2).low, wilson(1, 2).high, scored=2, excluded=2, failed=2)


def test_what_is_never_scored_is_undefined():
    assert estimate(run("verbatim", None, None), "verbatim") == Estimate(None, None, None, 0, 2, 0)


def test_stories_are_the_clusters():
    values = [1.0, 1.0, 0.0, 1.0] * 10
    together, apart = run("verbatim", *values, stories=4), run("verbatim", *values)
    wide, narrow = estimate(together, "verbatim"), estimate(apart, "verbatim")
    assert wide.mean == narrow.mean == 0.75
    assert wide.high - wide.low > 1.5 * (narrow.high - narrow.low)


def test_shares_get_the_bootstrap():
    found = estimate(run("evidence_f1", *[0.5, 0.7] * 50), "evidence_f1")
    assert found.mean == pytest.approx(0.6)
    assert found.high - found.low == pytest.approx(2 * 1.96 * 0.1 / 10, rel=0.05)  # the standard error is 0.1 / √100


def test_every_metric_of_any_result_is_summarised():
    results = [result("a", {"verbatim": 1.0}), result("b", {"in_context": None})]
    assert list(summarise(results)) == ["in_context", "verbatim"]


def test_abstention_by_hand():
    results = [unanswerable("a", Unanswerable.NEAR_MISS, abstained=True),
               unanswerable("b", Unanswerable.NEAR_MISS, abstained=False),
               unanswerable("c", Unanswerable.OFF_TOPIC, abstained=True),
               result("d", abstained=True), result("e"), result("f"), result("g")]
    found = abstention_block(results)
    assert found.recall == pytest.approx(2 / 3)            # a and c of a, b, c
    assert found.precision == pytest.approx(2 / 3)         # a and c of a, c, d
    assert found.over_abstention == 1 / 4                  # d of d, e, f, g
    assert found.macro == pytest.approx((2 / 3 + 3 / 4) / 2)
    assert found.by_type["near_miss"].mean == 0.5
    assert found.by_type["off_topic"].scored == 1
    assert found.by_type["false_premise"] == Estimate(None, None, None, 0, 0, 0)


def test_calibration_by_hand():
    results = [answered("a", 1.0, 0.9), answered("b", 1.0, 0.8), answered("c", 0.0, 0.6), answered("d", 1.0, 0.4),
               result("e", {"attributed_accuracy": 0.0}, abstained=True, confidence=0.1)]
    found = calibration_block(results)
    assert found.answers == 4                                              # an abstention is no answer
    assert found.aurc == pytest.approx((0 + 0 + 1 / 3 + 1 / 4) / 4)        # errors among the k surest: 0, 0, 1, 1
    assert found.augrc == pytest.approx((0 + 0 + 1 + 1) / 16)
    assert (found.accuracy_at_50, found.accuracy_at_70, found.accuracy_at_90) == pytest.approx((1, 2 / 3, 3 / 4))
    assert found.coverage_at_5_risk == 0.5
    assert found.brier == pytest.approx((0.01 + 0.04 + 0.36 + 0.36) / 4)
    assert found.ece is None                                               # fewer than 100 answers


def test_the_calibration_error_is_told_from_a_hundred_answers_on():
    results = [answered(f"q{i:03}", float(i < 70), 0.95) for i in range(100)]
    assert calibration_block(results).ece == pytest.approx(0.25)  # one bin: 0.95 said, 0.70 right
    assert calibration_block(results[1:]).ece is None


def test_without_confidence_there_is_no_calibration():
    found = calibration_block([result("a", {"attributed_accuracy": 1.0})])
    assert found.answers == 0
    assert {value for name, value in asdict(found).items() if name != "answers"} == {None}


def test_the_matrix_counts_answers_and_evidence():
    def judged(qid, right, complete, **about):
        return result(qid, {"answer_right": right, "evidence_complete_5": complete}, **about)

    found = matrix_counts([judged("a", 1.0, 1.0), judged("b", 1.0, 0.0), judged("c", 0.0, 1.0), judged("d", 0.0, 1.0),
                           judged("e", 0.0, 0.0, abstained=True), judged("f", None, None)])
    assert found == {"right": {"complete": 1, "incomplete": 1}, "wrong": {"complete": 2, "incomplete": 0},
                     "abstained": {"complete": 0, "incomplete": 1}}


def test_the_funnel_has_every_stage_in_order():
    found = funnel_counts([result("a", stage=Stage.RIGHT), result("b", stage=Stage.RIGHT),
                           result("c", stage=Stage.WRONG_SPAN), result("d")])
    assert list(found.items()) == [("not_indexed", 0), ("not_retrieved", 0), ("not_selected", 0), ("wrong_span", 1),
                                   ("quote_invalid", 0), ("answer_wrong", 0), ("right", 2)]


def test_errors_are_counted_by_reason_and_kind():
    found = error_counts([unanswerable("a", Unanswerable.NEAR_MISS, abstained=False),
                          unanswerable("b", Unanswerable.NEAR_MISS, abstained=True),
                          answered("c", 0.0, None, stage=Stage.WRONG_SPAN), answered("d", 1.0, None)])
    assert found["answered_anyway"] == {"answerable": 0, "near_miss": 1}
    assert found["wrong_span"] == {"answerable": 1, "near_miss": 0}
    assert sum(count for row in found.values() for count in row.values()) == 2


def test_a_summary_is_plain_data():
    results = [answered("a", 1.0, 0.9, stage=Stage.RIGHT), answered("b", 0.0, 0.2, failed="no line"),
               unanswerable("c", Unanswerable.OFF_TOPIC, abstained=True)]
    found = summary(results)
    assert (found.questions, found.failed) == (3, 1)
    assert found.metrics["attributed_accuracy"].mean == pytest.approx(2 / 3)
    assert json.loads(json.dumps(asdict(found))) == asdict(found)


def test_an_empty_run_has_nothing_to_say():
    found = summary([])
    assert (found.questions, found.metrics, found.abstention.macro) == (0, {}, None)
