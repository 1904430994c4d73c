import pytest

from eval.metrics.answers import answer_right, exact_match, f1, forms, holds, spoken, token_f1, tokens
from eval.types import GoldAnswer, PredictedStatement, Prediction
from tests.eval.newsroom import (
    ABSTAINED,
    CONFLICT,
    COST,
    COST_QUESTION,
    EMPTY,
    FAILED,
    NO_ANSWER,
    SHED,
    answers,
    cite,
    evidence,
    question,
    quoting,
)


def saying(answer, short=None):
    return Prediction("q1", answer=answer, short_answer=short)


def asked(*accepted):
    return question(answers=answers(*accepted))


def test_tokens_are_words_without_case_punctuation_and_articles_and_values_in_one_form():
    assert tokens("The committee, “a body of fifteen”, met.") == ("committee", "body", "of", "15", "met")
    assert tokens("Cr 12.4m on March 14, 2025") == ("12400000", "crown", "on", "day14", "month3", "2025")
    assert tokens("the seven-year-old’s vote was 7–2") == ("7", "year", "olds", "vote", "was", "7-2")
    assert tokens("4.5%") != tokens("45%")
    assert tokens("The a an …") == ()


def test_f1_is_of_the_tokens_in_common():
    # given: mayor ana ruiz, gold: ana ruiz. Two in common, precision 2/3, recall 1, F1 = 2·2 / (3 + 2)
    assert f1(tokens("Mayor Ana Ruiz"), tokens("Ana Ruiz")) == 4 / 5
    # "very very good" and "very good good": one very and one good in common of three each
    assert f1(("very", "very", "good"), ("very", "good", "good")) == 2 / 3
    assert f1((), ()) == 1
    assert f1((), ("ana",)) == 0


def test_a_run_of_whole_tokens_is_held():
    assert holds(tokens("It cost 12.4 million crowns."), tokens("Cr 12.4m"))
    assert holds(tokens("on 14 March 2025"), tokens("March 14"))
    assert not holds(tokens("Anastasia left"), tokens("Ana"))
    assert not holds(tokens("It cost 112.4 million crowns"), tokens("12.4 million crowns"))
    assert not holds(tokens("anything"), ())


def test_a_bare_yes_or_no_must_come_first():
    assert holds(tokens("No, it has not."), ("no",))
    assert not holds(tokens("There is no wall."), ("no",))
    assert holds(tokens("not yet said"), tokens("not yet"))


def test_forms_are_the_text_the_aliases_and_the_value():
    answer = GoldAnswer("a1", "a dozen", ("12 gates",), value="12")
    assert forms(answer) == (("12",), ("12", "gates"), ("12",))


def test_markers_of_citations_are_not_spoken():
    prediction = Prediction("q1", answer="It cost 12 crowns [1][2], see [7].", citations=(cite(1, "courier", COST),),
                            statements=(PredictedStatement(0, 20, (2,)),))
    assert spoken(prediction) == "It cost 12 crowns, see [7]."
    assert spoken(prediction, 3, 21) == "cost 12 crowns"


@pytest.mark.parametrize(("answer", "short", "em", "token"), [
    ("12.4 million crowns", None, 1, 1),
    ("It will take years. [1]", "Cr 12.4m", 1, 1),
    ("about 12.4 million crowns", None, 0, 4 / 5),          # tokens about 12400000 crown, gold 12400000 crown
    ("It cost 12.4 million crowns", "", 0, 0),              # an empty short answer is one
    ("nine", None, 0, 0),
])
def test_exact_match_and_f1_look_at_the_short_answer_first(answer, short, em, token):
    assert exact_match(saying(answer, short), asked("12.4 million crowns")) == em
    assert token_f1(saying(answer, short), asked("12.4 million crowns")) == token


def test_the_best_of_several_accepted_answers_counts():
    assert token_f1(saying("Ana Ruiz"), asked("Carl Brandt", "Mayor Ana Ruiz")) == 4 / 5


@pytest.mark.parametrize(("answer", "short", "accepted", "right"), [
    ("The wall will cost 12.4 million crowns. [1]", None, "Cr 12.4m", 1),
    ("The wall will cost 14.2 million crowns. [1]", None, "Cr 12.4m", 0),
    ("See [1].", "some 12.4 million crowns", "12.4 million crowns", 1),        # holds it
    ("See [1].", "the mayor Ana Maria Ruiz", "mayor Ana Ruiz", 1),             # F1 = 2·3 / (4 + 3) = 0.857
    ("See [1].", "the mayor of Corrin, Ana Ruiz", "mayor Ana Ruiz", 0),        # F1 = 2·3 / (5 + 3) = 0.75
    ("Yes, it is approved.", None, "no", 0),
    ("No, it is not approved yet.", None, "No", 1),
    ("Yes: not yet.", None, "not yet", 1),
    ("They voted 7-2.", None, "seven votes to two", 1),
    ("They voted 2-7.", None, "seven votes to two", 0),
])
def test_an_answer_is_right_when_it_says_what_is_accepted(answer, short, accepted, right):
    assert answer_right(saying(answer, short), asked(accepted)) == right


NOT_APPROVED = question(answers=answers("no"), evidence=(evidence("e1", ("courier", SHED)),))


def test_an_answer_that_quotes_the_evidence_is_right():
    assert answer_right(quoting(cite(1, "courier", SHED)), NOT_APPROVED) == 1
    assert answer_right(saying(f"Yes: {SHED}"), NOT_APPROVED) == 0
    assert answer_right(saying(SHED, "yes"), NOT_APPROVED) == 0
    assert answer_right(saying(SHED.replace("not", "now")), NOT_APPROVED) == 0


def test_a_conflict_needs_every_answer():
    assert answer_right(saying("It costs 12.4 million crowns, or 14 million crowns."), CONFLICT) == 1
    assert answer_right(saying("It costs 12.4 million crowns."), CONFLICT) == 0
    assert exact_match(saying("12.4 million crowns"), CONFLICT) is None
    assert token_f1(saying("12.4 million crowns"), CONFLICT) is None


@pytest.mark.parametrize("measure", [exact_match, token_f1, answer_right])
def test_silence_scores_nothing_and_no_answer_cannot_be_matched(measure):
    assert [measure(silent, COST_QUESTION) for silent in (ABSTAINED, FAILED, EMPTY)] == [0, 0, 0]
    assert measure(saying("12.4 million crowns"), NO_ANSWER) is None
