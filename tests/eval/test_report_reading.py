"""An article is shown cut at what matters, and nothing of it is lost."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.report.reading import Gap, Mark, Piece, read, readings
from eval.score import score_question
from tests.eval import reported
from tests.eval.places import document
from tests.eval.reported import COST, COURIER, DATASET, EVIL, FILLER, LEDGER, OLD, OTHER_COST, PREDICTIONS, cite, said

MARKS = st.lists(st.builds(lambda start, length, layer: Mark(start, min(start + length, 800), layer, layer),
                           st.integers(0, 799), st.integers(1, 200), st.sampled_from(["gold", "cited", "trap"])),
                 max_size=5)


def question(qid):
    return next(known for known in DATASET.questions if known.qid == qid)


def shown(qid, prediction=None, documents=None):
    asked, answered = question(qid), prediction or PREDICTIONS[qid]
    scores = score_question(asked, answered, DATASET).citations
    return readings(asked, answered, scores, documents or DATASET.documents)


def layers(reading):
    """The marked words of an article with the names of their layers."""
    return [(part.text, part.layers) for part in reading.parts if isinstance(part, Piece) and part.layers]


def whole(reading):
    return "".join(part.text if isinstance(part, Piece) else reading.document.text[part.start : part.end]
                   for part in reading.parts)


@given(MARKS)
def test_pieces_and_gaps_joined_are_the_article(marks):
    assert len(COURIER.text) == 800
    assert whole(read(COURIER, marks)) == COURIER.text


@given(MARKS)
def test_every_marked_character_is_shown_under_its_layers(marks):
    at = 0
    for part in read(COURIER, marks).parts:
        end = at + len(part.text) if isinstance(part, Piece) else part.end
        for place in range(at, end):
            over = {mark.layer for mark in marks if mark.start <= place < mark.end}
            assert over == (set(part.layers) if isinstance(part, Piece) else set())
        at = end


def test_the_neighbours_of_a_marked_sentence_are_shown_and_the_rest_is_counted():
    start, end = COURIER.sentences[5]                # of 13 sentences: 4, 5 and 6 stay, 0–3 and 7–12 go
    parts = read(COURIER, [Mark(start, end, "gold", "gold")]).parts
    assert [part.sentences for part in parts if isinstance(part, Gap)] == [4, 6]
    assert len([part for part in parts if isinstance(part, Piece)]) == 3


def test_a_short_gap_is_shown():
    source = document("short", "One.", "Two.", "Three.", "Four.", "Five.")
    assert not [part for part in read(source, [Mark(0, 4, "cited", "1")]).parts if isinstance(part, Gap)]


def test_an_article_without_sentences_is_shown_around_the_mark():
    source = replace(COURIER, sentences=())
    parts = read(source, [Mark(400, 410, "cited", "1")]).parts
    assert [(part.start, part.end) for part in parts if isinstance(part, Gap)] == [(0, 200), (610, len(source.text))]


def test_found_evidence_is_gold_and_another_set_would_do_too():
    courier = shown("wall-right")[0]
    assert layers(courier) == [(COST, ("cited", "gold"))]
    both = shown("wall-right", said("wall-right", cite(1, "wall/courier", COST), cite(2, "wall/ledger", OLD)))
    assert layers(both[1]) == [(OTHER_COST, ("spare",)), (OLD, ("cited", "trap"))]


def test_evidence_that_was_not_found_is_missed():
    (courier,) = shown("wall-span")
    assert (reported.VOTE, ("missed",)) in layers(courier)
    assert (FILLER[7], ("cited",)) in layers(courier)


def test_an_abstention_shows_what_it_missed_and_only_one_set_is_needed():
    (courier,) = shown("wall-right", reported.PREDICTIONS["wall-abstained"])
    assert courier.document is COURIER
    assert layers(courier) == [(COST, ("missed",))]


def test_a_citation_that_is_not_valid_says_why():
    (courier,) = shown("wall-altered")
    (piece,) = [part for part in courier.parts if isinstance(part, Piece) and part.layers]
    assert piece.layers == ("invalid", "gold")       # it points at the evidence, and quotes other words
    assert [mark.label for mark in piece.begins] == ["1 altered", "gold"]


def test_a_side_that_is_not_shown_is_missed():
    courier, ledger = shown("wall-sides")
    assert layers(courier) == [(COST, ("cited", "gold"))]
    assert layers(ledger) == [(OTHER_COST, ("missed",))]


def test_articles_come_in_the_order_of_citations():
    prediction = said("wall-right", cite(1, "wall/ledger", OLD), cite(2, "wall/courier", COST))
    assert [reading.document for reading in shown("wall-right", prediction)] == [LEDGER, COURIER]


@pytest.mark.parametrize(("doc", "start", "end"), [(None, 0, 5), ("wall/courier", 10, 99_999), ("wall/courier", 5, 5)])
def test_a_citation_of_nothing_marks_nothing(doc, start, end):
    cited = cite(1, "wall/courier", COST)
    nowhere = replace(cited, span=replace(cited.span, doc=doc, start=start, end=end))
    assert layers(shown("wall-right", said("wall-right", nowhere))[0]) == [(COST, ("missed",))]


def test_a_question_without_citations_and_evidence_shows_no_article():
    assert shown("gate-none") == ()
    assert shown("gate-anyway") == ()


def test_overlapping_marks_share_a_piece():
    parts = read(EVIL, [Mark(0, 20, "gold", "gold"), Mark(10, 30, "cited", "1")]).parts
    assert [part.layers for part in parts[:3]] == [("gold",), ("gold", "cited"), ("cited",)]
    assert [[mark.label for mark in part.begins] for part in parts[:3]] == [["gold"], ["1"], []]
