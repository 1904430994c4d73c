from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.failures import failure
from eval.types import Failure, PredictedCitation, PredictedSpan
from qa.folding import fold
from tests.eval.newsroom import DOCUMENTS, QUOTE, VOTE, WEATHER, cite, document, nowhere, span

CITY = document(
    "city",
    "The city council voted 7-2 on Tuesday to approve the $41 million stadium bond after a debate of six hours.",
    "Opponents had asked for a referendum in the autumn.",
    "Mayor Ana Ruiz called the vote “a step forward” for the city.",
    "The bond has not been approved by the state treasurer, who is due to rule in June.")
DOCS = {**DOCUMENTS, "city": CITY}


def typed(quote, documents=DOCS):
    return failure(PredictedCitation(1, PredictedSpan("city", 0, 60, "city"), quote), documents)


def change(op, given, source):
    return {"op": op, "given": given, "source": source}


def test_a_valid_citation_has_no_failure():
    assert failure(cite(1, "courier", VOTE), DOCS) == (None, ())
    assert failure(cite(1, "courier", QUOTE, QUOTE.replace("“", '"').replace("”", '"')), DOCS) == (None, ())


def test_a_document_that_is_not_there_is_a_wrong_one():
    assert failure(PredictedCitation(1, nowhere(), VOTE), DOCS) == (Failure.WRONG_DOC, ())


@pytest.mark.parametrize("moved", [
    replace(span("courier", VOTE), sha256="of an older version"),
    replace(span("courier", VOTE), end=10_000),
    replace(span("courier", VOTE), start=5, end=5),
    replace(span("courier", VOTE), start=span("courier", VOTE).start + 1, end=span("courier", VOTE).end + 1),
])
def test_words_that_stand_elsewhere_in_the_document_have_drifted(moved):
    assert failure(PredictedCitation(1, moved, VOTE), DOCS) == (Failure.DRIFT, ())


def test_words_of_another_document_are_of_the_wrong_one():
    assert typed(WEATHER) == (Failure.WRONG_DOC, ())
    assert typed("the Ledger reports") == (Failure.WRONG_DOC, ())


@pytest.mark.parametrize(("quote", "changes"), [
    ("The city council voted 9-0 on Tuesday to approve the $84 million stadium bond",
     [change("replace", "9-0", "7-2"), change("replace", "$84", "$41")]),
    ("The city council voted 7-2 on Tuesday to reject the $41 million stadium bond",
     [change("replace", "reject", "approve")]),
    ("Mayor Carl Brandt called the vote “a step forward” for the city.",
     [change("replace", "Carl Brandt", "Ana Ruiz")]),
    ("The bond has been approved by the state treasurer", [change("delete", "", "not")]),
    ("Opponents had even asked for a referendum in the autumn.", [change("insert", "even", "")]),
    ("Opponents had asked for a REFERENDUM in the autumn.", [change("replace", "REFERENDUM", "referendum")]),
    ("Mayor Ana Ruiz called the vote 'a step forward' for the city.",
     [change("replace", "'", "“"), change("replace", "'", "”")]),
])
def test_an_altered_quote_is_told_with_what_was_done_to_the_source(quote, changes):
    assert typed(quote) == (Failure.ALTERED, tuple(changes))


@pytest.mark.parametrize("quote", [
    "The city council voted 7-2 on Tuesday to approve the $41 million stadium bond. Mayor Ana Ruiz called the vote “a "
    "step forward” for the city.",
    "The city council voted 7-2 on Tuesday … Mayor Ana Ruiz called the vote “a step forward”",
    "Mayor Ana Ruiz called the vote [...] Opponents had asked for a referendum",
    "The city council voted 7-2 on Tuesday to approve the $41 million, of the fish-market shed, Solano said.",
])
def test_words_that_stand_apart_are_stitched_in_one_document_or_across_two(quote):
    assert typed(quote) == (Failure.STITCHED, ())


def test_a_few_words_left_out_alter_a_quote_and_do_not_stitch_it():
    whole = "On Tuesday evening the council of Port Adler has not yet approved the plan for a wall along the quay."
    left_out = whole.replace("not yet ", "")
    assert typed(left_out, {"city": document("city", whole)}) == (Failure.ALTERED, (change("delete", "", "not yet"),))


@pytest.mark.parametrize(("quote", "changes"), [
    ("The city council voted 9-2 on Tuesday to approve the $41 million stadium bond",
     [change("replace", "9-2", "7-2")]),
    ("The bond has now been approved by the state treasurer, who is due to rule in June.",
     [change("replace", "now", "not")]),
])
def test_a_word_changed_is_altered_though_the_parts_around_it_stand_elsewhere(quote, changes):
    elsewhere = document("post", "The club voted 9-2 on Tuesday to approve the $41 million stadium bond.",
                         "Nothing has now been approved by the state treasurer, who is due to rule in June.")
    assert typed(quote, DOCS | {"post": elsewhere}) == (Failure.ALTERED, tuple(changes))


@pytest.mark.parametrize("quote", [
    "Officials said the new arena would open to the public next spring, with concerts planned.",
    "", " \u200b", "The wall was painted blue.",
])
def test_words_that_stand_nowhere_are_fabricated(quote):
    assert typed(quote) == (Failure.FABRICATED, ())


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_words_get_a_type(quote, text):
    documents = {"city": document("city", "x" + text)}
    found, changes = failure(PredictedCitation(1, PredictedSpan("city", 0, 1, "city"), quote), documents)
    assert (found is None) == (fold(quote).text == "x")
    assert bool(changes) == (found is Failure.ALTERED)
