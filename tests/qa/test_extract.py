"""Behaviour that must hold whatever the weights are, with the real cross-encoder."""

from dataclasses import replace
from itertools import pairwise

import pytest

from qa.evidence import gather
from qa.extract import Extractive
from tests.qa.texts import article, hits

BRIDGE = article(
    "Aune bridge opens\n\n"
    "The bridge over the Aune opened in June 1932. It cost 4 million crowns, and the city paid for it with a loan.\n\n"
    "A loan and a ribbon\n\n"
    "“We waited for eleven years. Now nobody has to take the ferry to work. It is a good day,” said Marit Solberg, the "
    "mayor. She cut the ribbon at noon.\n\n"
    "The work had three parts:\n• two arches of steel\n• a deck of concrete\n• lamps along both sides\n\n"
    "The old ferry was sold to the town of Merrin. Its crew found work on the railway.",
    title="Aune bridge opens", publisher="The Post")
QUESTIONS = ["When did the bridge open?", "What did the mayor say?", "Why was a loan needed?", "What was the work?",
             "How long did people wait for the bridge?", "What happened to the ferry?"]


@pytest.fixture(scope="module")
def extractive(reranker):
    return Extractive(reranker)


@pytest.fixture(scope="module")
def chosen(reranker):
    """The quotes chosen for each question, from passages of a small and of the usual budget."""
    found = {}
    for budget in (40, 120):
        for question in QUESTIONS:
            part, = gather(reranker, question, hits(BRIDGE, budget=budget))
            found[question, budget] = [candidate.quote for candidate in part.chosen]
    return found


def test_quotes_are_whole_sentences_of_a_passage_and_never_overlap(chosen):
    for quotes in chosen.values():
        assert quotes
        for quote in quotes:
            assert quote.passage.holds(quote)
            assert quote.start in {start for start, _ in quote.passage.bounds}
            assert quote.end in {end for _, end in quote.passage.bounds}
        ordered = sorted(quotes, key=lambda quote: quote.start)
        assert all(one.end <= other.start for one, other in pairwise(ordered))


def test_a_spoken_quotation_is_not_cut_when_all_of_it_is_in_the_passage(chosen):
    for quote in (quote for quotes in chosen.values() for quote in quotes):
        if quote.text.count("“") != quote.text.count("”"):
            assert quote.passage.text.count("“") != quote.passage.text.count("”"), quote.text


def test_headings_are_quoted_alone_or_not_at_all(chosen):
    for quote in (quote for quotes in chosen.values() for quote in quotes):
        for heading in ("Aune bridge opens", "A loan and a ribbon"):
            assert heading not in quote.text or quote.text == heading


def test_the_hits_of_an_answer_are_those_given_in_a_new_order(extractive):
    before = hits(BRIDGE, budget=20)
    after = extractive.answer("When did the bridge open?", before).passages
    assert {hit.passage.start for hit in after} == {hit.passage.start for hit in before}
    assert "June 1932" in after[0].passage.text
    assert [hit.rank for hit in after] == list(range(1, len(before) + 1))


def test_an_answer_quotes_the_sentence_that_answers(extractive):
    answer = extractive.answer("When did the bridge open?", hits(BRIDGE))
    assert not answer.abstained
    assert "June 1932" in answer.citations[0].quote.text
    assert answer.text[answer.statements[0].start :].startswith("“")
    assert set(answer.timings_ms) == {"rerank", "answer"}


def test_the_same_words_in_two_articles_are_one_citation_that_names_both(extractive):
    sentence = "The bridge over the Aune opened in June 1932."
    one = article(f"Notes from the Aune\n\n{sentence} Boats passed.", title="Notes from the Aune", publisher="The Post")
    two = article(f"Elsewhere\n\nThe weather was fair. {sentence}", source="/news/b.txt", title="Elsewhere",
                  publisher="The Sun")
    answer = extractive.answer("When did the bridge over the Aune open?", hits(one, two))
    quoting = [citation for citation in answer.citations if citation.quote.text == sentence]
    assert len(quoting) == 1
    assert [span.text for span in quoting[0].also_in] == [sentence]
    assert {quoting[0].quote.article.id, quoting[0].also_in[0].article.id} == {one.id, two.id}


def test_passages_about_something_else_make_it_abstain_and_show_the_nearest(extractive):
    near = hits(BRIDGE)
    answer = extractive.answer("Which team won the handball final?", near)
    assert answer.abstained
    assert answer.citations == ()
    assert {hit.passage.start for hit in answer.passages} == {hit.passage.start for hit in near}
    assert 0 <= answer.confidence <= 1


def test_an_answer_is_the_same_every_time(extractive):
    near = hits(BRIDGE)
    first, second = (extractive.answer(QUESTIONS[0], near) for _ in range(2))
    assert (first.text, first.citations, first.confidence) == (second.text, second.citations, second.confidence)


def test_a_list_that_is_asked_for_is_quoted_whole_with_what_leads_to_it(extractive):
    answer = extractive.answer("What were the parts of the work on the bridge?", hits(BRIDGE))
    assert any(citation.quote.text.startswith("The work had three parts:") and
               citation.quote.text.endswith("lamps along both sides") for citation in answer.citations)


def test_each_part_of_a_question_has_its_quote(extractive):
    answer = extractive.answer("When did the Aune bridge open, and what happened to the old ferry?",
                               hits(BRIDGE, budget=40))
    quoted = [citation.quote.text for citation in answer.citations[:2]]
    assert "June 1932" in quoted[0]
    assert "sold to the town of Merrin" in quoted[1]


FIRE = "Fire at Mill Lane\n\nThe fire at the Mill Lane bakery injured {} people, {} said. Smoke was seen for miles."


def test_sources_that_give_different_numbers_are_both_quoted_the_newest_first(extractive):
    older = article(FIRE.format("seven", "the police"), title="Fire at Mill Lane", publisher="The Post",
                    published="2025-03-01")
    newer = article(FIRE.format("nine", "the hospital"), source="/news/b.txt", title="Fire at Mill Lane",
                    publisher="The Sun", published="2025-03-02")
    answer = extractive.answer("How many people did the fire at the Mill Lane bakery injure?", hits(older, newer))
    assert answer.agreement.conflicts == ((1, 2),)
    assert [citation.quote.article.id for citation in answer.citations[:2]] == [newer.id, older.id]
    assert answer.short_answer is None


def test_what_is_quoted_beside_the_answer_and_gives_another_number_is_the_other_side(extractive):
    slide = "A second slide came down at half past three and stopped 200 metres short of the Edelhof hotel. The police "
    one = article(f"Slide at Isker\n\n{slide}moved 64 people out of the hotel and put them up in the school.",
                  title="Slide at Isker", publisher="The Post")
    two = article("Wind blamed\n\nA second slide on Saturday threatened the Edelhof hotel, from which 46 guests and "
                  "staff were taken to a school. They were allowed back on Sunday.",
                  "/news/b.txt", "Wind blamed", "The Sun")
    answer = extractive.answer("How many people had to leave the Edelhof hotel after the second slide?", hits(one, two))
    assert answer.agreement.conflicts == ((1, 2),)
    assert answer.short_answer is None


def test_sources_that_give_the_same_number_in_other_words_do_not_disagree(extractive):
    one = article(FIRE.format("seven", "the police"), title="Fire at Mill Lane", publisher="The Post")
    two = article(FIRE.format("7", "the hospital"), "/news/b.txt", "Fire at Mill Lane", "The Sun")
    answer = extractive.answer("How many people did the fire at the Mill Lane bakery injure?", hits(one, two))
    assert answer.agreement.conflicts == ()
    assert answer.agreement.independent_sources == 2
    assert answer.short_answer is not None


def test_a_newer_version_answers_and_the_older_contradicts_nothing(extractive):
    older = article(FIRE.format("seven", "the police"), title="Fire at Mill Lane", publisher="The Post",
                    published="2025-03-01")
    newer = article(FIRE.format("nine", "the police"), source="/news/b.txt", title="Fire at Mill Lane",
                    publisher="The Post", published="2025-03-02")
    found = tuple(replace(hit, superseded_by=newer.id) if hit.passage.article.id == older.id else hit
                  for hit in hits(older, newer))
    answer = extractive.answer("How many people did the fire at the Mill Lane bakery injure?", found)
    assert "nine" in answer.citations[0].quote.text
    assert answer.agreement.conflicts == ()
