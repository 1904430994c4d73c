from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.metrics.characters import char_iou, char_precision, char_recall
from eval.metrics.placement import (
    cited_sentences,
    evidence_complete,
    evidence_recall,
    finds,
    first_hit,
    gold_spans,
    harmonic,
    hit,
    judged_share,
    label,
    over_citation,
    pointing,
    precision_interval,
)
from eval.types import Evidence, GoldSpan, PredictedCitation, PredictedSpan
from tests.eval.newsroom import (
    ABSTAINED,
    CONFLICT,
    COST,
    COST_QUESTION,
    COURIER,
    DOCUMENTS,
    NO_ANSWER,
    OLD_COST,
    OTHER_COST,
    QUOTE,
    SHED,
    TWO_PART_QUESTION,
    VOTE,
    WEATHER,
    cite,
    evidence,
    gold,
    nowhere,
    quoting,
    span,
)

EVIDENCE = COST_QUESTION.evidence


def at(start, end, doc="courier"):
    return PredictedSpan(doc, start, end, doc)


@pytest.mark.parametrize(("cited", "expected"), [
    ((0, 100), True),
    ((0, 50), True),         # half of the gold: 50 ≥ min(50, 45)
    ((-400, 50), True),      # half of the gold in a long quote: 50 ≥ min(50, 405)
    ((-400, 49), False),     # 49 < min(50, 404.1)
    ((10, 20), True),        # a part of the gold and nothing else: 10 ≥ min(50, 9)
    ((-1, 9), True),         # nine tenths of it inside: 9 ≥ min(50, 9)
    ((-2, 8), False),        # 8 < min(50, 9)
    ((100, 200), False),
    ((50, 50), False),
    ((20, 10), False),
])
def test_a_hit_is_half_of_the_gold_or_nearly_all_of_the_citation(cited, expected):
    assert hit(cited, (0, 100)) is expected


def test_nothing_hits_empty_gold():
    assert not hit((0, 100), (5, 5))


@given(st.integers(-50, 150), st.integers(1, 100), st.integers(1, 120))
def test_a_hit_needs_a_shared_character(start, size, gold_size):
    assert not hit((start, start + size), (0, gold_size)) or (start < gold_size and start + size > 0)


def test_spans_that_meet_are_merged_before_they_are_measured():
    wanted = GoldSpan("courier", 100, 200, "")
    left, right = at(20, 145), at(130, 152)
    assert not finds([left], wanted)                       # 45 < min(50, 112.5)
    assert finds([left, right], wanted)                    # together 52 of 100
    assert finds([at(20, 145), at(145, 300)], wanted)
    assert not finds([at(100, 200, "post")], wanted)


def test_another_span_never_undoes_a_hit():
    wanted = GoldSpan("courier", 100, 200, "")
    assert finds([at(160, 200)], wanted)                   # 40 ≥ min(50, 36)
    assert finds([at(160, 200), at(195, 900)], wanted)     # merged (160, 900) alone would miss: 40 < min(50, 666)


def test_the_best_set_counts_for_recall_and_one_whole_set_is_complete():
    two = (evidence("e1", ("courier", COST), ("courier", VOTE)),
           evidence("e2", ("post", COST), ("post", VOTE), ("post", SHED)))
    found = [span("courier", COST), span("post", COST), span("post", VOTE)]
    assert evidence_recall(found, two) == 2 / 3            # e1: 1 of 2, e2: 2 of 3
    assert evidence_complete(found, two) == 0
    assert evidence_complete([*found, span("courier", VOTE)], two) == 1
    assert evidence_recall([], two) == 0
    assert evidence_recall(found, ()) is None
    assert evidence_complete(found, ()) is None


@given(st.lists(st.tuples(st.integers(0, 250), st.integers(0, 250)), max_size=8),
       st.lists(st.tuples(st.integers(0, 250), st.integers(1, 50)), min_size=1, max_size=4))
def test_no_overlap_lifts_anything_above_one(cited, marked):
    spans = [at(start, end) for start, end in cited]
    sets = [Evidence("e1", tuple(GoldSpan("courier", start, start + size, "") for start, size in marked))]
    scores = [evidence_recall(spans, sets), char_recall(spans, sets), char_iou(spans, sets),
              char_precision(spans, sets[0].spans)]
    assert all(0 <= score <= 1 for score in scores)


def test_only_what_resolves_points_anywhere_and_in_the_order_of_numbers():
    citations = [cite(2, "courier", VOTE), PredictedCitation(1, nowhere(), COST), cite(0, "post", COST),
                 PredictedCitation(3, at(0, 10_000), COST)]
    assert pointing(citations, DOCUMENTS) == [span("post", COST), span("courier", VOTE)]


def test_labels():
    question = replace(COST_QUESTION, ok=(gold("courier", SHED),))
    assert label(cite(1, "post", COST), question, DOCUMENTS) == "good"
    assert label(cite(1, "courier", SHED), question, DOCUMENTS) == "good"
    assert label(cite(1, "ledger", OLD_COST), question, DOCUMENTS) == "bad"
    assert label(cite(1, "ledger", WEATHER), question, DOCUMENTS) == "unjudged"
    assert label(PredictedCitation(1, nowhere(), COST), question, DOCUMENTS) == "bad"
    assert label(PredictedCitation(1, at(5, 10_000), COST), question, DOCUMENTS) == "bad"


def test_gold_is_every_set_and_side_once():
    assert gold_spans(CONFLICT) == (gold("courier", COST), gold("ledger", OTHER_COST), gold("post", COST))
    assert gold_spans(NO_ANSWER) == ()


def test_precision_is_an_interval_from_all_unjudged_bad_to_none_there():
    labels = ["good", "good", "bad", "unjudged", "unjudged"]
    assert precision_interval(labels) == (2 / 5, 2 / 3)
    assert judged_share(labels) == 3 / 5
    assert precision_interval(["unjudged"]) == (0, None)
    assert precision_interval([]) == (None, None)
    assert judged_share([]) is None


def test_the_harmonic_mean():
    assert harmonic(1, 0.5) == 2 / 3
    assert harmonic(0, 0) == 0
    assert harmonic(None, 1) is None


@pytest.mark.parametrize(("citations", "expected"), [
    ([cite(1, "courier", COST)], 0),
    ([cite(1, "courier", COST), cite(2, "courier", COST)], 1 / 2),          # the same sentence again
    ([cite(1, "courier", COST), cite(2, "post", COST)], 0),                 # a copy that is evidence of its own
    ([cite(1, "courier", COST), cite(2, "courier", QUOTE), cite(3, "ledger", OLD_COST)], 2 / 3),
    ([cite(1, "courier", COST), PredictedCitation(2, nowhere(), COST)], 1 / 2),
    ([], None),
])
def test_over_citation_is_the_share_that_brings_nothing_new(citations, expected):
    assert over_citation(citations, COST_QUESTION, DOCUMENTS) == expected


def test_over_citation_and_first_hit_need_gold():
    assert over_citation([cite(1, "courier", COST)], NO_ANSWER, DOCUMENTS) is None
    assert first_hit([cite(1, "courier", COST)], NO_ANSWER, DOCUMENTS) is None


def test_the_first_citation_is_the_one_with_the_lowest_number():
    right, wrong = cite(1, "courier", COST), cite(2, "ledger", OLD_COST)
    assert first_hit([wrong, right], COST_QUESTION, DOCUMENTS) == 1
    assert first_hit([replace(right, number=3), wrong], COST_QUESTION, DOCUMENTS) == 0
    assert first_hit([PredictedCitation(0, nowhere(), COST), right], COST_QUESTION, DOCUMENTS) == 0
    assert first_hit([], COST_QUESTION, DOCUMENTS) == 0


def test_sentences_are_counted_once_and_cut_from_longer_citations():
    whole = PredictedCitation(1, at(0, len(COURIER.text)), COURIER.text)   # four sentences
    citations = [cite(3, "ledger", WEATHER), cite(2, "courier", "nine votes to six"), whole]
    assert cited_sentences(citations, DOCUMENTS, 5) == [
        span("courier", COST), span("courier", VOTE), span("courier", "nine votes to six"), span("courier", SHED),
        span("courier", QUOTE), span("ledger", WEATHER)]
    assert cited_sentences(citations, DOCUMENTS, 2) == [
        span("courier", COST), span("courier", VOTE), span("courier", "nine votes to six")]


def test_where_there_are_no_sentences_a_citation_is_one():
    documents = {"courier": replace(COURIER, sentences=())}
    citations = [cite(1, "courier", COST), cite(2, "courier", VOTE)]
    assert cited_sentences(citations, documents, 1) == [span("courier", COST)]


def test_characters_of_the_best_set():
    # gold 0–40, cited 20–40 and 30–60: 40 characters, 20 in common
    sets = [Evidence("e1", (GoldSpan("courier", 0, 40, ""),)), Evidence("e2", (GoldSpan("post", 0, 100, ""),))]
    spans = [at(20, 40), at(30, 60)]
    assert char_recall(spans, sets) == 20 / 40
    assert char_iou(spans, sets) == 20 / 60
    assert char_precision(spans, sets[0].spans) == 20 / 40
    assert char_precision(spans, sets[0].spans, nowhere=40) == 20 / 80


def test_characters_without_citations_or_without_gold():
    sets = [Evidence("e1", (GoldSpan("courier", 0, 40, ""),))]
    assert (char_recall([], sets), char_iou([], sets), char_precision([], sets[0].spans)) == (0, 0, 0)
    spans = [at(0, 10)]
    assert (char_recall(spans, []), char_iou(spans, []), char_precision(spans, ())) == (None, None, None)


def test_an_abstention_points_nowhere():
    assert evidence_recall(pointing(ABSTAINED.citations, DOCUMENTS), EVIDENCE) == 0
    assert evidence_recall(pointing(quoting(cite(1, "courier", COST)).citations, DOCUMENTS),
                           TWO_PART_QUESTION.evidence) == 1 / 2
