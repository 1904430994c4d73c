from dataclasses import replace

import pytest

from eval.metrics.integrity import cited_text, dangling, is_in_context, is_verbatim, resolves, share, stripped_cue
from eval.metrics.integrity import valid_share as valid
from eval.types import CitationScore, PredictedCitation, PredictedSpan, PredictedStatement, Prediction
from qa.cues import Role
from tests.eval.newsroom import COURIER, DOCUMENTS, QUOTE, SHED, VOTE, cite, nowhere, quoting, span

END = len(COURIER.text)


@pytest.mark.parametrize(("start", "end", "found"), [
    (0, 1, True), (END - 1, END, True), (0, END + 1, False), (END, END + 5, False), (-5, 5, False), (5, 5, False),
    (9, 3, False),
])
def test_a_span_resolves_when_it_is_a_slice(start, end, found):
    assert resolves(PredictedSpan("courier", start, end, "courier"), DOCUMENTS) is found


def test_a_span_resolves_only_in_the_document_and_the_version_it_names():
    assert resolves(replace(span("courier", VOTE), sha256="sha256 of courier"), DOCUMENTS)
    assert not resolves(replace(span("courier", VOTE), sha256="another"), DOCUMENTS)
    assert not resolves(nowhere(), DOCUMENTS)
    assert not resolves(PredictedSpan("gone", 0, 5, "gone"), DOCUMENTS)
    assert cited_text(nowhere(), DOCUMENTS) is None


@pytest.mark.parametrize(("quote", "verbatim"), [
    (QUOTE, True),
    (QUOTE.replace("“", '"').replace("”", '"'), True),
    (f" {QUOTE}\n", True),
    (QUOTE.replace("nine", "ten"), False),
    (QUOTE.lower(), False),
    (QUOTE.removesuffix("."), False),
    ("", False),
])
def test_a_quote_is_verbatim_when_its_place_has_its_words(quote, verbatim):
    assert is_verbatim(cite(1, "courier", QUOTE, quote), DOCUMENTS) is verbatim


def test_the_words_of_another_place_are_not_verbatim():
    assert not is_verbatim(cite(1, "courier", VOTE, QUOTE), DOCUMENTS)
    assert not is_verbatim(PredictedCitation(1, nowhere(), QUOTE), DOCUMENTS)


def test_a_citation_is_in_context_when_all_of_it_was_retrieved():
    start, end = span("courier", VOTE).start, span("courier", VOTE).end

    def passage(first, last):
        return PredictedSpan("courier", first, last, "courier")

    assert is_in_context(span("courier", VOTE), [passage(start, end)])
    assert is_in_context(span("courier", VOTE), [passage(start - 5, start + 9), passage(start + 9, end)])
    assert not is_in_context(span("courier", VOTE), [passage(start + 1, end)])
    assert not is_in_context(span("courier", VOTE), [passage(start, start + 5), passage(start + 6, end)])
    assert not is_in_context(span("courier", VOTE), [replace(passage(start, end), doc="post")])
    assert not is_in_context(span("courier", VOTE), [])
    assert not is_in_context(nowhere(), [nowhere()])


@pytest.mark.parametrize(("words", "role", "cue"), [
    ("the removal of the fish-market shed", Role.NEGATION, "not"),
    ("It has not approved the removal of the fish-market shed", Role.ATTRIBUTION, "said"),
    ("“We have had nine winters of reports,”", Role.ATTRIBUTION, "said"),
    ("It has not approved the removal of the fish-market shed, Solano said", None, None),
    (SHED, None, None),
    ("backed it by nine votes to six", None, None),
])
def test_a_cue_left_out_of_the_sentence_is_told(words, role, cue):
    found = stripped_cue(span("courier", words), COURIER)
    if role is None:
        assert found is None
    else:
        assert (found.role, COURIER.text[found.start : found.end]) == (role, cue)


def test_each_sentence_that_a_quote_touches_is_looked_at():
    words = "on 14 March 2025. It has"   # the "not" and the "said" of the second sentence are left out
    assert stripped_cue(span("courier", words), COURIER).role is Role.NEGATION
    assert stripped_cue(span("courier", "approved the removal"), replace(COURIER, sentences=())) is None


def test_numbers_without_a_citation_dangle():
    prediction = Prediction("q1", answer="x", citations=(cite(1, "courier", VOTE), cite(2, "post", VOTE)),
                            statements=(PredictedStatement(0, 1, (1, 9)), PredictedStatement(0, 1, (0, 9, -1))))
    assert dangling(prediction) == (9, 0, -1)
    assert dangling(quoting(cite(1, "courier", VOTE))) == ()


def score(resolved, verbatim):
    return CitationScore(1, "courier", 0, 1, resolves=resolved, verbatim=verbatim, in_context=None, stripped=None,
                         failure=None, label="good")


def test_invalid_and_missing_citations_stay_in_the_share():
    assert valid([score(True, True), score(True, False), score(False, False)], 1) == 1 / 4
    assert valid([], 2) == 0
    assert valid([]) is None


def test_a_share_is_of_what_applies():
    assert share([True, False, None, True]) == 2 / 3
    assert share([None]) is None
    assert share([]) is None
