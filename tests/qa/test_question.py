import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.question import Shape, parts, shape


@pytest.mark.parametrize(("question", "expected"), [
    ("How many people died?", Shape.AMOUNT),
    ("By how much did it rise?", Shape.AMOUNT),
    ("What is the death toll?", Shape.AMOUNT),
    ("When did it open?", Shape.TIME),
    ("In what year was it built?", Shape.TIME),
    ("What was her rating when she won?", Shape.OTHER),  # "when" does not ask
    ("Where is water given out?", Shape.PLACE),
    ("Whose trucks were seen?", Shape.PERSON),
    ("Why did the wall fall?", Shape.REASON),
    ("How did the fire start?", Shape.REASON),
    ("Which companies were invited to bid?", Shape.LIST),
    ("What are the main provisions of the bill?", Shape.LIST),
    ("Which company won the contract?", Shape.OTHER),
    ("What did the results show?", Shape.OTHER),  # "results" is not what is asked for
    ("Was the mine approved?", Shape.YES_NO),
    ("Sable and Sabel: are the two related?", Shape.YES_NO),
    ("If rents rise, can a tenant leave?", Shape.YES_NO),
    ("Is it the mayor or the council that decides?", Shape.OTHER),
    ("Bridge?", Shape.OTHER),
])
def test_a_question_wants_the_shape_its_first_question_word_asks_for(question, expected):
    assert shape(question) is expected


def test_a_question_that_asks_one_thing_has_one_part():
    assert parts("Who opened the bridge and the tunnel?") == ("Who opened the bridge and the tunnel?",)


def test_a_later_part_without_a_name_takes_along_those_of_the_first():
    assert parts("In what year was the Gull Hill reservoir built, and how long is the crack in its roof?") == (
        "In what year was the Gull Hill reservoir built?", "Gull Hill: how long is the crack in its roof?")


def test_a_later_part_with_a_name_of_its_own_stands_alone():
    assert parts("When did Hydro open the gates, and when did the Aune reach Corrin?") == (
        "When did Hydro open the gates?", "when did the Aune reach Corrin?")


def test_a_topic_before_the_colon_goes_with_each_part():
    assert parts("Weir Lane bridge: what did she ask for, and how far did her note get?") == (
        "Weir Lane bridge: what did she ask for?", "Weir Lane bridge: how far did her note get?")


@pytest.mark.parametrize("question", [
    "Which schools are closed, and how many pupils has each of them?",  # the second counts what the first lists
    "Who won, and why?",                                                # too short to be asked alone
])
def test_a_part_that_cannot_be_asked_alone_is_not_taken_off(question):
    assert parts(question) == (question,)


@given(st.text())
def test_any_text_has_a_shape_and_at_least_one_part(text):
    assert shape(text) in Shape
    assert parts(text)
