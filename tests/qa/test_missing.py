from dataclasses import replace

import pytest

from qa.missing import missing, missing_message
from tests.qa.texts import article, hits

NEAR = hits(article("Harbour wall voted\n\nThe committee of Port Adler voted nine to six for a wall of 640 metres.",
                    title="Harbour wall voted", publisher="The Adler Courier", published="2025-03-14"))


@pytest.mark.parametrize(("question", "lacking"), [
    ("How long is the wall?", ()),
    ("How did the committees vote on the harbour walls in March 2025?", ()),  # other endings; the date of the article
    ("What did the Adler Courier report?", ("report",)),
    ("How long was the wall in Port Adler in 2019?", ("2019",)),
    ("What did Petra Lindahl’s union demand of the committee?", ("Petra Lindahl", "union", "demand")),
    ("Who is the mayor of Port Merrin?", ("Port Merrin", "mayor")),  # a name is there as a whole or not at all
    ("salary of the architect, and the salary of the mayor?", ("salary", "architect", "mayor")),
])
def test_what_no_near_passage_has_is_missing_names_first(question, lacking):
    assert missing(question, NEAR) == lacking


def test_only_the_passages_that_are_shown_count():
    far = replace(NEAR[0], passage=hits(article("The architect was paid a salary."))[0].passage)
    assert missing("Which architect?", [*NEAR * 5, far]) == ("architect",)
    assert missing("Which architect?", [*NEAR * 4, far]) == ()


@pytest.mark.parametrize(("terms", "sentence"), [
    ((), ""),
    (("2019",), "None of them mentions 2019."),
    (("salary",), "None of them has the word “salary”."),
    (("Petra Lindahl", "2019", "union", "demand"),
     "None of them mentions Petra Lindahl or 2019 or has the word “union” or “demand”."),
    (("a", "b", "c"), "None of them has the word “a”, “b” or “c”."),
])
def test_what_is_missing_is_said_in_a_sentence(terms, sentence):
    assert missing_message(terms) == sentence


def test_a_date_of_publication_that_there_never_was_is_no_date():
    near = hits(article("The wall is long.", published="2025-02-30"))
    assert missing("How long was the wall in February 2025?", near) == ("February", "2025")
