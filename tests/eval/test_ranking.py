from math import log2

import pytest

from eval.metrics.retrieval import complete_at, gains, ndcg, recall_at, reciprocal_rank
from eval.types import PredictedSpan
from tests.eval.newsroom import COST, COURIER, QUOTE, SHED, TWO_PART_QUESTION, VOTE, WEATHER, evidence, span

TWO = TWO_PART_QUESTION.evidence                                    # COST and VOTE of the courier
MISS, COST_HIT, VOTE_HIT = span("ledger", WEATHER), span("courier", COST), span("courier", VOTE)
WHOLE = PredictedSpan("courier", 0, len(COURIER.text), "courier")


def test_recall_and_completeness_look_at_the_first_k():
    ranking = [MISS, COST_HIT, MISS, VOTE_HIT]
    assert [recall_at(ranking, TWO, k) for k in (1, 2, 3, 4, 10)] == [0, 1 / 2, 1 / 2, 1, 1]
    assert [complete_at(ranking, TWO, k) for k in (3, 4)] == [0, 1]
    assert (recall_at([], TWO, 5), complete_at([], TWO, 5)) == (0, 0)


def test_one_passage_may_hold_a_whole_set():
    assert recall_at([WHOLE], TWO, 1) == 1


def test_the_reciprocal_rank_is_that_of_the_first_hit_of_any_set():
    sets = (*TWO, evidence("e2", ("courier", QUOTE)))
    assert reciprocal_rank([MISS, MISS, VOTE_HIT, COST_HIT], sets, 10) == pytest.approx(1 / 3)
    assert reciprocal_rank([MISS, span("courier", QUOTE)], sets, 10) == pytest.approx(1 / 2)
    assert reciprocal_rank([MISS] * 10 + [COST_HIT], sets, 10) == 0
    assert reciprocal_rank([], sets, 10) == 0


def test_a_passage_gains_what_it_is_the_first_to_find():
    spans = TWO[0].spans
    assert gains([MISS, COST_HIT, WHOLE, COST_HIT], spans) == (0, 1, 1, 0)
    assert gains([WHOLE, COST_HIT], spans) == (2, 0)


def test_ndcg_of_a_ranking_worked_by_hand():
    # gains 0, 1, 0, 1; the ideal is 1, 1
    ideal = 1 / log2(2) + 1 / log2(3)
    assert ndcg([MISS, COST_HIT, MISS, VOTE_HIT], TWO, 10) == pytest.approx((1 / log2(3) + 1 / log2(5)) / ideal)
    # the second span is never found, and the ideal would have had it
    assert ndcg([COST_HIT], TWO, 10) == pytest.approx(1 / ideal)
    # a copy of what stands above gains nothing
    assert ndcg([COST_HIT, COST_HIT, VOTE_HIT], TWO, 10) == pytest.approx((1 + 1 / log2(4)) / ideal)
    # both spans in the first passage: gain 2 of 2
    assert ndcg([WHOLE, MISS], TWO, 10) == pytest.approx(1)
    assert ndcg([MISS] * 10 + [COST_HIT, VOTE_HIT], TWO, 10) == 0
    assert ndcg([], TWO, 10) == 0


def test_the_best_set_counts():
    sets = (*TWO, evidence("e2", ("courier", SHED)))
    assert ndcg([span("courier", SHED), MISS], sets, 10) == pytest.approx(1)
    assert recall_at([span("courier", SHED)], sets, 1) == 1


def test_without_evidence_nothing_can_be_retrieved():
    assert [measure([COST_HIT], (), 5) for measure in (recall_at, complete_at, reciprocal_rank, ndcg)] == [None] * 4
