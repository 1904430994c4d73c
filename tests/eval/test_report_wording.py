"""Every number has a name, a meaning, and one way to be written."""

import pytest

from eval.compare import LOWER_IS_BETTER, Difference
from eval.losses import Loss
from eval.report.outcomes import KINDS, LOSSES
from eval.report.terms import SHARE, Term, term
from eval.report.wording import change, clipped, counts, interval, number, plural, signed
from eval.types import Estimate, Kind, Unanswerable
from tests.eval.reported import content

SCORE = Term("score", "Score", "A score.", "Other", is_share=False)


def test_every_metric_of_a_run_is_described():
    names = {name for result in content().run.results for name in result.metrics}
    unknown = sorted(name for name in names if term(name).meaning == "Not described here.")
    assert not unknown


def test_every_loss_and_every_kind_of_question_is_described():
    assert set(LOSSES) == set(Loss)
    assert set(KINDS) == {*Kind, *Unanswerable}


def test_an_unknown_metric_goes_by_its_name():
    assert term("my_metric").label == "My metric"


@pytest.mark.parametrize("name", sorted(LOWER_IS_BETTER | {"brier", "ece", "aurc", "augrc"}))
def test_the_best_value_of_an_error_is_0(name):
    assert term(name).lower_is_better


def test_the_best_value_of_the_headline_is_1():
    assert not term("attributed_accuracy").lower_is_better


@pytest.mark.parametrize(("measure", "value", "expected"), [
    (SHARE, 0.714, "71.4%"), (SHARE, 1.0, "100%"), (SHARE, 0.06, "6%"), (SHARE, 0.0004, "0%"), (SHARE, None, "–"),
    (SCORE, 0.714, "0.71"), (SCORE, 1.0, "1.00"),
])
def test_a_number_is_written_in_one_way(measure, value, expected):
    assert number(measure, value) == expected


def test_an_interval_is_two_numbers():
    assert interval(SHARE, Estimate(0.7, 0.6512, 0.7651, 10, 0, 0)) == "65 to 77%"
    assert interval(SCORE, Estimate(0.7, 0.6512, 0.7651, 10, 0, 0)) == "0.65 to 0.77"
    assert interval(SHARE, Estimate(None, None, None, 0, 10, 0)) == ""


def test_counts_say_what_is_left_out():
    assert counts(Estimate(1.0, 0.9, 1.0, 1200, 3, 2)) == "1,200 scored, 3 excluded, 2 failed"
    assert counts(Estimate(1.0, 0.9, 1.0, 5, 0, 0)) == "5 scored"


def test_a_difference_has_a_sign_and_an_interval():
    found = Difference("m", 0.5, 0.47, -0.03, -0.061, 0.0, 0.2, 10, 0, (), ())
    assert change(SHARE, found) == "−3.0 points (−6.1 to 0)"
    assert change(SCORE, found) == "−0.030 (−0.061 to 0)"
    assert change(SHARE, Difference("m", None, None, None, None, None, None, 0, 3, (), ())) == "–"
    assert signed(SHARE, 0.0301) == "+3.0"


@pytest.mark.parametrize(("count", "noun", "expected"), [
    (1, "question", "1 question"), (0, "question", "0 questions"), (2, "story", "2 stories"), (1, "story", "1 story"),
    (1234, "passage", "1,234 passages"),
])
def test_things_are_counted(count, noun, expected):
    assert plural(count, noun) == expected


def test_a_text_is_cut_between_words():
    assert clipped("one  two\nthree four", 13) == "one two …"
    assert clipped("one two", 13) == "one two"
