"""A value is rewritten in every place and style, into one that no article has, or not at all."""

import pytest

from eval.interventions.edits import edit_document
from eval.interventions.numerals import has_value, rewrite, same
from eval.segmentation import freeze
from qa.values import values
from tests.eval.samples import document


def rewritten(words, *texts):
    """Return what the texts become when the first value of `words` is rewritten; None where it cannot be."""
    documents = freeze([document(f"d{number}", text) for number, text in enumerate(texts)])
    found = rewrite(documents, values(words)[0], words)
    return found and [edit_document(documents[name], found.edits.get(name, ())).text for name in documents]


@pytest.mark.parametrize(("words", "text", "expected"), [
    ("five dead", "Five dead. The 5 were divers.", "Six dead. The 6 were divers."),
    ("84,000 customers", "Some 84,000 of 84,000.", "Some 94,000 of 94,000."),
    ("4.5%", "It grew 4.5 per cent, or 4.5%.", "It grew 5.5 per cent, or 5.5%."),
    ("Cr 12.4m", "It cost 12.4 million crowns (Cr 12.4m).", "It cost 22.4 million crowns (Cr 22.4m)."),
    ("14 March", "On 14 March 2025. On March 14, too. On 2025-03-14.",
     "On 17 March 2025. On March 17, too. On 2025-03-17."),
    ("0.5%", "It fell 0.5%.", "It fell 0.6%."),
    ("2.5 million", "It cost 2.5 million, or 2,500,000.", "It cost 3.5 million, or 3,500,000."),
])
def test_every_place_is_rewritten_as_it_is_written(words, text, expected):
    assert rewritten(words, text) == [expected]


def test_every_document_is_rewritten():
    assert rewritten("five", "Five died.", "Of the 5, two swam.") == ["Six died.", "Of the 6, two swam."]


def test_the_new_value_is_one_that_no_document_has():
    assert rewritten("five", "Five died, six swam, 7 ran.") == ["Eight died, six swam, 7 ran."]
    assert rewritten("19", "Of 19, 20 and 18 more.") == ["Of 17, 20 and 18 more."]  # nothing above twenty, so below


def test_other_kinds_of_the_same_amount_stay():
    assert rewritten("five", "Five paid 5 crowns, 5%.") == ["Six paid 5 crowns, 5%."]


@pytest.mark.parametrize(("words", "text"), [
    ("twelve", "Twelve of them, a dozen."),
    ("third", "The third of three."),
    ("one", "One of them."),
    ("7-2", "It ended 7-2."),
    ("19:30", "At 19:30."),
    ("1st of May", "On the 1st of May."),
])
def test_what_cannot_be_rewritten_exactly_is_left_alone(words, text):
    assert rewritten(words, text) is None


def test_dates_are_one_when_day_and_month_are():
    (with_year,), (without_year,), (other,) = values("14 March 2025"), values("March 14"), values("15 March")
    assert same(with_year, without_year)
    assert not same(with_year, other)
    assert has_value("It opened on 14 March 2025.", without_year)
    assert not has_value("It opened in March 2025.", without_year)
