"""Readers answer as they read: by the sentences they named, against gold that is not their own."""

from dataclasses import replace

import pytest

from eval.adapters.quotesum import load as load_quotesum
from eval.own.readings import Reading
from eval.readers import other_people, own_readers, readers_of
from eval.references import headline
from eval.types import Evidence, GoldAnswer, Kind
from tests.eval.samples import COST_40, COST_45, DATASET, DOCUMENTS, OPENED

OPENED_AT, COST_AT, DESIGNED = (question.qid for question in DATASET.questions)
NUMBERS = {span: (span.doc, DOCUMENTS[span.doc].sentences.index((span.start, span.end)))
           for span in (OPENED, COST_40, COST_45)}
READINGS = [Reading(OPENED_AT, 1, Kind.ANSWERABLE, ((NUMBERS[OPENED],), (NUMBERS[COST_40],))),
            Reading(COST_AT, 1, Kind.CONFLICTING, ((NUMBERS[COST_40], NUMBERS[COST_45]),)),
            Reading(DESIGNED, 1, Kind.UNANSWERABLE), Reading(OPENED_AT, 2, Kind.ANSWERABLE, ((NUMBERS[COST_40],),))]


def quotes(prediction):
    return [citation.quote for citation in prediction.citations]


def test_a_reader_quotes_the_first_alternative_that_they_named():
    first, _ = own_readers(DATASET, READINGS)
    assert quotes(first.predictions[OPENED_AT]) == [OPENED.text]
    assert quotes(first.predictions[COST_AT]) == [COST_40.text, COST_45.text]
    assert first.predictions[DESIGNED].abstained
    assert headline(first.gold, first.predictions).mean == 1


def test_a_reader_is_asked_what_they_have_read():
    _, second = own_readers(DATASET, READINGS)
    assert [question.qid for question in second.gold.questions] == [OPENED_AT]
    assert headline(second.gold, second.predictions).mean == 0  # the price is not the day


def test_a_person_is_scored_against_the_others():
    asked = replace(DATASET.questions[0], answers=(GoldAnswer("ann", "3 May"), GoldAnswer("bob", "3 May"),
                                                   GoldAnswer("cy", "40 crowns")),
                    evidence=(Evidence("ann", (OPENED,)), Evidence("bob", (OPENED,)), Evidence("cy", (COST_40,))))
    people = other_people(replace(DATASET, questions=(asked, DATASET.questions[1])))
    assert list(people.predictions) == ["pier-01/ann", "pier-01/bob", "pier-01/cy"]  # one alone has nobody beside them
    assert [evidence.id for evidence in people.gold.questions[0].evidence] == ["bob", "cy"]
    found = headline(people.gold, people.predictions)
    assert (found.mean, found.scored) == (pytest.approx(2 / 3), 3)  # nobody else quoted what Cy did


def test_readers_are_known_of_two_sets():
    assert readers_of("docs/examples/evaluation", DATASET) == ()
    assert readers_of("onestopqa:own", DATASET) == ()


@pytest.mark.data
def test_people_on_quotesum_reach_half(shared_data):
    dataset = load_quotesum(shared_data / "quotesum")
    (people,) = readers_of("quotesum:there", dataset)
    found = headline(people.gold, people.predictions)
    # people answer from the same sources in other ways, and of five sentences: see docs/evaluation.md
    assert (round(found.mean, 3), found.scored) == (0.504, 264)
