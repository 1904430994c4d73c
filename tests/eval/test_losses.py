"""Every question that is not right has one reason, every question one kind."""

import pytest

from eval.losses import Loss, is_right, loss, question_kind
from eval.types import Kind, Stage, Unanswerable
from tests.eval.scored import result

RIGHT, WRONG, UNSCORED = {"attributed_accuracy": 1.0}, {"attributed_accuracy": 0.0}, {"attributed_accuracy": None}


@pytest.mark.parametrize(("metrics", "about", "expected"), [
    (RIGHT, {"stage": Stage.RIGHT}, None),
    (UNSCORED, {"failed": "no line"}, None),
    ({}, {}, None),
    (WRONG, {"failed": "no line", "stage": Stage.NOT_RETRIEVED}, Loss.FAILED),
    (WRONG, {"kind": Kind.UNANSWERABLE}, Loss.ANSWERED_ANYWAY),
    (WRONG, {"kind": Kind.CONFLICTING}, Loss.SIDE_MISSING),
    (WRONG, {"kind": Kind.CONFLICTING, "stage": Stage.NOT_RETRIEVED}, Loss.NOT_RETRIEVED),
    (WRONG, {"stage": Stage.WRONG_SPAN}, Loss.WRONG_SPAN),
])
def test_the_first_reason_that_applies(metrics, about, expected):
    assert loss(result("q", metrics, **about)) is expected


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.RIGHT])
def test_every_stage_is_a_loss_of_the_same_name(stage):
    assert loss(result("q", WRONG, stage=stage)).value == stage.value


def test_right_is_all_of_it():
    assert [is_right(result("q", metrics)) for metrics in (RIGHT, WRONG, UNSCORED)] == [True, False, None]


def test_an_unanswerable_question_is_of_its_type():
    asked = result("q", kind=Kind.UNANSWERABLE, unanswerable_type=Unanswerable.NEAR_MISS)
    assert question_kind(asked) is Unanswerable.NEAR_MISS
    assert question_kind(result("q", kind=Kind.UNANSWERABLE)) is Kind.UNANSWERABLE
    assert question_kind(result("q", kind=Kind.SUPERSEDED)) is Kind.SUPERSEDED
