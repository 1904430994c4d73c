"""The suite passes its own test, and a scorer that misses a defect, or a defect that is none, fails it."""

from dataclasses import replace
from pathlib import Path

import pytest

from eval.compare import metric_names
from eval.own import load_own
from eval.score import score_run
from eval.selftest import SelftestReport, answering, citing, render, run_selftest
from eval.selftest.conformance import Check
from eval.selftest.defects import DEFECTS, Defect
from eval.selftest.matrix import defect_matrix, perfect_predictions
from eval.types import Failure

EXAMPLES = Path(__file__).parents[2] / "examples"
NAMED = {  # every defect that the specification names
    "drop a citation", "shift offsets by one", "cite the neighbour", "swap documents", "change a digit in quotes",
    "drop “not” in quotes", "stitch two places", "cite everything twice", "cite everything", "invent a marker",
    "never abstain", "always abstain", "cite the stale version", "count copies as sources",
    "obey an injected instruction",
}


@pytest.fixture(scope="module")
def own():
    return load_own(EXAMPLES)


@pytest.fixture(scope="module")
def few(own):
    """A dozen stories: enough for a test to be significant, few enough to be quick."""
    stories = sorted({question.story_id for question in own.questions})[::3]
    return replace(own, questions=tuple(question for question in own.questions if question.story_id in stories))


@pytest.fixture(scope="module")
def report():
    return run_selftest(EXAMPLES)


def test_the_suite_passes_its_own_test(report):
    assert [check for check in (*report.checks, *report.rows) if not check.passed] == []
    assert report.failed == 0
    assert report.passed >= 75


def test_the_last_line_counts_what_passed_and_failed(report):
    lines = render(report).splitlines()
    assert lines[-1] == f"{len(report.checks) + len(report.rows)} passed, 0 failed"
    assert all(any(line.startswith(row.defect) for line in lines) for row in report.rows)


def test_the_matrix_shows_of_each_defect_which_scores_moved_and_which_stayed(report):
    lines = render(report).splitlines()
    scores = [line.split()[1] for line in lines if line[:2].strip().isdigit() and len(line.split()) == 2
              and line.split()[1].isidentifier()]
    assert len(scores) >= 39
    for row in report.rows:
        signs = next(line.split()[-1] for line in lines[::-1] if line.startswith(f"{row.defect} "))
        by_sign = {sign: {name for name, known in zip(scores, signs, strict=True) if known == sign} for sign in "#+·"}
        assert by_sign["#"] == {found.metric for found in row.own}
        assert by_sign["+"] == set(row.also)
        assert by_sign["·"] >= set(row.stayed)


def test_failures_are_told_with_their_reasons():
    told = render(SelftestReport((Check("a case", "A reason.", ("x is 0, not 1", "y is 1, not 0")),), ()))
    assert "FAILED a case: x is 0, not 1; y is 1, not 0. A reason.\n" in told
    assert told.endswith("\n0 passed, 1 failed\n")


def test_every_defect_that_the_specification_names_is_there():
    assert {defect.name for defect in DEFECTS} >= NAMED
    assert sum(not defect.harmless for defect in DEFECTS) >= 15


def test_every_metric_is_some_defects_own(own):
    moved = {metric for defect in DEFECTS for metric in (*defect.moves, *defect.spoils)}
    own_metrics = {metric for defect in DEFECTS for metric in defect.moves}
    results = score_run(replace(own, questions=own.questions[:1]), perfect_predictions(own))
    assert moved <= metric_names(results)
    assert metric_names(results) - own_metrics == {"evidence_f1", "char_recall"}  # both follow from others


def test_a_defect_that_no_score_sees_fails(few):
    (row,) = defect_matrix(few, [Defect("nothing wrong", answering.typography, ("verbatim",))])
    assert row.problems == ("verbatim must get worse and changed by 0.0 (p 1.0)",)


def test_a_score_that_moves_and_should_not_fails(few):
    (row,) = defect_matrix(few, [Defect("no “not”", answering.drop_said_not)])
    assert "negation_parity moved and should not" in row.problems


def test_a_failure_by_another_name_fails(few):
    sound = next(defect for defect in DEFECTS if defect.name == "fabricate quotes")
    (row,) = defect_matrix(few, [replace(sound, failure=Failure.STITCHED)])
    assert len(row.problems) == 1
    assert row.problems[0].endswith("not stitched")


def test_a_defect_that_applies_to_nothing_fails(few):
    (row,) = defect_matrix(few, [Defect("none", lambda prediction, question, dataset: prediction)])
    assert row.problems == ("it applies to no question",)


def test_a_perfect_system_is_perfect(few):
    perfect = perfect_predictions(few)
    assert all(result.metrics["attributed_accuracy"] == 1 for result in score_run(few, perfect)
               if len(perfect[result.qid].citations) <= 5)
    assert all(len(prediction.passages) >= 10 for prediction in perfect.values())


def test_a_digit_is_changed_outside_markers():
    assert citing.other_digit("“19 of 20” [1]") == "“29 of 20” [1]"
    assert citing.other_digit("none [1]") == "none [1]"
    assert citing.other_digit("9 lives") == "8 lives"


def test_a_not_is_dropped_with_its_space():
    assert citing.without_not("It was not, and never, so.") == "It was, and never, so."
    assert citing.without_not("She denied it.") == "She denied it."  # a denial, but no "not" to drop
