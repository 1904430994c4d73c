"""What the screen of a model's statements marks and lets pass; its rates are those of `benchmarks.screen`."""

import re

import pytest

from benchmarks.screen import TRUE, quotes, statements
from qa.article import Span
from qa.model.screen import faults, unlocated
from tests.qa.texts import article

NEWS = article(
    "Aune bridge opens\n\nThe bridge over the Aune cost 12.4 million crowns, the auditor, Marit Solberg, said on "
    "Monday. Forty people were hurt and 12 died when it fell in March 2019. The council did not raise the toll. "
    "“We waited for eleven years,” said Ivo Brandt, the mayor. The toll rose by 4.5 per cent.",
    title="Aune bridge opens", publisher="The Post", published="2025-03-14")


def fault(statement, words):
    start = NEWS.text.index(words)
    end = start + re.search(r"\.(?=\s|$)", NEWS.text[start:]).end()
    return faults(statement, [Span(NEWS, start, end)])


COST, HURT, TOLL = "The bridge over the Aune cost 12.4 million crowns", "Forty people", "The council did"
YEARS, RATE = "“We waited for eleven years,” said Ivo Brandt", "The toll rose"


@pytest.mark.parametrize(("statement", "words"), [
    ("The Aune bridge cost Cr 12.4m.", COST),
    ("The bridge cost more than 12 million crowns.", COST),
    ("On 10 March 2025 Marit Solberg told what the bridge cost.", COST),
    ("12 people died and 40 were hurt.", HURT),
    ("A dozen died when it fell in March 2019.", HURT),
    ("The toll was not raised by the council.", TOLL),
    ("Mayor Ivo Brandt said that they had waited for 11 years.", YEARS),
    ("“We waited for eleven years”, Brandt said.", YEARS),
    ("The toll went up by 4.5%.", RATE),
])
def test_what_is_true_passes(statement, words):
    assert fault(statement, words) == ()


@pytest.mark.parametrize(("statement", "words", "told"), [
    ("The bridge cost 14.2 million crowns.", COST, "14.2 million crowns stands in none of its quotes"),
    ("The bridge cost 12.4 million euros.", COST, "12.4 million euros stands in none"),
    ("The bridge cost less than 12 million crowns.", COST, "less|12 million"),
    ("The auditor, Marit Brandt, told what the bridge cost.", COST, "called otherwise|stands in none"),
    ("On Tuesday the auditor told what the bridge cost.", COST, "Tuesday stands in none"),
    ("It fell in April 2019.", HURT, "April 2019 stands in none"),
    ("The council raised the toll.", TOLL, "leaves out a “not”"),
    ("Marit Solberg said that they had waited for eleven years.", YEARS, "Marit Solberg"),
    ("Brandt said “we waited for ever so long”.", YEARS, "“we waited for ever so long” stands in none"),
    ("The toll rose by 45 per cent.", RATE, "45 per cent stands in none"),
    ("The toll fell by 4.5 per cent.", RATE, "opposite"),
    ("The toll did not rise by 4.5 per cent.", RATE, "denies what its quotes do not deny"),
    ("Weather is nice.", RATE, "about something else"),
    ("The toll rose by 4.5 per cent, see www.evil.example/x", RATE, "link or markup"),
])
def test_what_is_false_is_told(statement, words, told):
    assert re.search(told, "; ".join(fault(statement, words)))


def test_words_in_quotation_marks_are_located_or_told():
    span = [Span(NEWS, 0, len(NEWS.text))]
    assert unlocated("He said \"we waited for eleven years\" and “it was well worth it”.", span) == [
        "it was well worth it"]


def test_the_labelled_statements_are_many_and_their_halves_share_no_article():
    dev, test = statements("dev"), statements("test")
    assert min(len(dev), len(test)) >= 150
    assert not {one.doc for one in dev} & {one.doc for one in test}
    assert {one.kind for one in test} >= {"number", "date", "name", "negation", "speaker", "money", TRUE}


@pytest.mark.parametrize("split", ["dev", "test"])
def test_the_rates_that_were_asked_for_are_held(split):
    told = [(one.kind, bool(faults(one.statement, quotes(one)))) for one in statements(split)]
    false, true = ([marked for kind, marked in told if (kind == TRUE) == right] for right in (False, True))
    assert sum(false) >= 0.95 * len(false)
    assert len(true) - sum(true) >= 0.85 * len(true)
