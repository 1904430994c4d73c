import pytest

from qa.passages import split_passages
from qa.phrases import holds, phrases
from tests.qa.texts import article


@pytest.mark.parametrize(("question", "expected"), [
    ("Who said “we will not yield”?", ("we will not yield",)),
    ('Who said "we will" or "they won\'t"?', ("we will", "they won't")),
    ("Wer sagte „wir bleiben hier“?", ("wir bleiben hier",)),
    ("Qui a dit « on reste ici » ?", (" on reste ici ",)),
    ('What does "cool" mean?', ()),              # a word is found by the word search anyway
    ('"two words" and "two words"', ("two words",)),
    ("Who said it's Ann's or Bob's?", ()),
    ('A 6" pipe', ()),
    ("“” “ ” \"?!\"", ()),
])
def test_phrases_are_what_stands_between_quotation_marks(question, expected):
    assert phrases(question) == expected


@pytest.mark.parametrize(("phrase", "held"), [
    ("the bridge opened", True), ("THE BRIDGE, opened", True), ("mayor’s ribbon", True), ("25,000 people", True),
    ("the bridges opened", False), ("bridge the opened", False), ("the opened", False), ("opened on Tuesday", False),
])
def test_a_passage_holds_a_phrase_word_for_word(phrase, held):
    text = "On Monday the bridge opened. The mayor's ribbon was cut before 25,000 people."
    assert holds(split_passages(article(text))[0], phrase) is held
