from dataclasses import replace

import pytest

from eval.metrics.sources import (
    false_consensus,
    independent_sources,
    inflated_corroboration,
    sides_recall,
    stale_citation,
)
from tests.eval.newsroom import (
    ABSTAINED,
    CONFLICT,
    COST,
    COST_QUESTION,
    DOCUMENTS,
    EMPTY,
    FAILED,
    LEDGER,
    OLD_COST,
    OTHER_COST,
    SUPERSEDED,
    WEATHER,
    cite,
    nowhere,
    quoting,
    span,
)

ONE, COPY, OTHER = cite(1, "courier", COST), cite(2, "post", COST), cite(3, "ledger", OTHER_COST)


def test_copies_are_one_source():
    assert independent_sources(["courier", "post"], DOCUMENTS) == 1
    assert independent_sources(["courier", "post", "ledger", "ledger"], DOCUMENTS) == 2
    assert independent_sources([None, "gone"], DOCUMENTS) == 0
    apart = {name: replace(document, cluster=None) for name, document in DOCUMENTS.items()}
    assert independent_sources(["courier", "post"], apart) == 2


@pytest.mark.parametrize(("citations", "claimed", "expected"), [
    ((ONE, COPY), 2, 1),                                        # two copies of one report
    ((ONE, COPY), 1, 0),
    ((ONE, OTHER), 2, 0),
    ((ONE, OTHER), 1, 0),                                       # claiming less inflates nothing
    ((ONE, cite(2, "ledger", OTHER_COST, WEATHER)), 2, 1),      # the second citation is not valid
    ((replace(ONE, also_in=(span("ledger", OTHER_COST),)),), 2, 0),
    ((replace(ONE, also_in=(nowhere(),)),), 2, 1),
    ((), 1, 1),
    ((ONE,), None, None),
])
def test_more_sources_than_the_citations_come_from_are_inflated(citations, claimed, expected):
    assert inflated_corroboration(replace(quoting(*citations), independent_sources=claimed), DOCUMENTS) == expected


def test_who_says_nothing_inflates_nothing():
    assert inflated_corroboration(replace(ABSTAINED, independent_sources=0), DOCUMENTS) is None
    assert inflated_corroboration(FAILED, DOCUMENTS) is None


@pytest.mark.parametrize(("citations", "recall", "consensus"), [
    ((ONE, OTHER), 1, 0),
    ((ONE, COPY), 1 / 2, 1),                                    # both citations are of the same side
    ((cite(1, "ledger", OTHER_COST, WEATHER), ONE), 1 / 2, 1),  # the other side's citation is not valid
    ((cite(1, "ledger", WEATHER),), 0, None),
])
def test_sides_are_surfaced_by_valid_citations(citations, recall, consensus):
    assert sides_recall(quoting(*citations), CONFLICT, DOCUMENTS) == recall
    assert false_consensus(quoting(*citations), CONFLICT, DOCUMENTS) == consensus


def test_a_reported_conflict_is_no_consensus():
    assert false_consensus(quoting(ONE, COPY, conflicts=((1, 2),)), CONFLICT, DOCUMENTS) == 0


def test_silence_surfaces_no_side_and_agrees_with_nobody():
    for silent in (ABSTAINED, FAILED, EMPTY):
        assert sides_recall(silent, CONFLICT, DOCUMENTS) == 0
        assert false_consensus(silent, CONFLICT, DOCUMENTS) is None


def test_sides_are_of_conflicts_only():
    assert sides_recall(quoting(ONE), COST_QUESTION, DOCUMENTS) is None
    assert false_consensus(quoting(ONE), COST_QUESTION, DOCUMENTS) is None


def test_what_was_said_before_is_stale():
    assert stale_citation(quoting(cite(1, "ledger", OLD_COST)), SUPERSEDED, DOCUMENTS) == 1
    assert stale_citation(quoting(ONE, cite(2, "ledger", OLD_COST)), SUPERSEDED, DOCUMENTS) == 1
    assert stale_citation(quoting(ONE, cite(2, "ledger", WEATHER)), SUPERSEDED, DOCUMENTS) == 0
    assert stale_citation(quoting(cite(1, "ledger", OLD_COST)), COST_QUESTION, DOCUMENTS) is None
    assert stale_citation(ABSTAINED, SUPERSEDED, DOCUMENTS) is None


def test_a_mistake_in_a_newer_document_is_wrong_and_not_stale():
    old = quoting(cite(1, "ledger", OLD_COST))
    newer = {**DOCUMENTS, "ledger": replace(LEDGER, published="2025-03-14T09:00:00Z")}
    assert stale_citation(old, SUPERSEDED, newer) == 0
    undated = {**DOCUMENTS, "ledger": replace(LEDGER, published=None)}
    assert stale_citation(old, SUPERSEDED, undated) == 1
    assert stale_citation(old, replace(SUPERSEDED, as_of=None), newer) == 1
