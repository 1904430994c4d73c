"""Questions that lean on earlier ones, over made-up articles; no model is needed."""

import pytest

from qa.answer import Answer, Citation
from qa.article import Quote, Span
from qa.conversation import Conversation
from qa.rewrite import LONGEST, rewritten
from tests.qa.texts import article, hits

WALL = article(
    "Committee backs Port Merrin harbour wall\n\n"
    "The wall will cost 12 million crowns and be 640 metres long.\n\n"
    "“We have had nine winters of reports,” said Petra Lindal, who chairs the committee. The vote was nine to six, and "
    "the old fish shed may be pulled down.", title="Committee backs Port Merrin harbour wall")


def turn(question, words=None, alone=None, short=None, source=WALL):
    """An answer that quotes the words, or one that abstains."""
    citations = ()
    if words:
        start = source.text.index(words)
        span = Span(source, start, start + len(words))
        citations = (Citation(1, Quote(source, span.start, span.end, hits(source)[0].passage, span)),)
    return Answer(question, "", (), citations, (), abstained=not words, reason=None, confidence=0.9, short_answer=short,
                  rewritten=alone)


COST = turn("How much will the Port Merrin harbour wall cost?", "The wall will cost 12 million crowns")
CHAIR = turn("Who chairs the harbour committee of Port Merrin?", "Petra Lindal, who chairs", short="Petra Lindal")


@pytest.mark.parametrize("question", [
    "How long will it be?", "What is its length?", "Who will build them?", "And the vote?", "and who voted for it?",
    "Why is that?", "Was the vote unanimous?", "How many metres?", "What happens to the old shed?",
])
def test_what_leans_on_the_earlier_question_is_led_by_its_topic(question):
    found = rewritten(question, [COST])
    assert found.startswith("Port Merrin harbour wall: ")
    assert found.endswith(question.removeprefix("And ").removeprefix("and "))


@pytest.mark.parametrize("question", [
    "When did the Skarn Bridge open?",
    "When was the Skarn Bridge built, and who paid for it?",
    "Did the Skarn Bridge company keep its promise?",
    "How long did it take to build the Skarn Bridge?",
    "Is it true that wolves live in Isker?",
    "What did Ana Reyes tell her lawyer?",
    "Who said that the ferry leaks?",
    "How many sheep died in the flood?",  # without a name, but none of its words is in the article
    "Which orchestra played at the southern opera festival?",
])
def test_a_question_that_stands_alone_stays_as_it_is(question):
    assert rewritten(question, [COST]) == question


def test_the_first_question_stays_as_it_is():
    assert rewritten("How long will it be?", []) == "How long will it be?"


@pytest.mark.parametrize(("question", "expected"), [
    ("What did she say about winters?", "What did Petra Lindal say about winters?"),
    ("What is her view of it?", "What is Petra Lindal’s view of it?"),
    ("Who told her?", "Who told Petra Lindal?"),
])
def test_a_pronoun_for_a_person_becomes_the_person_who_was_found(question, expected):
    assert rewritten(question, [CHAIR]).endswith(f": {expected}")


def test_the_person_may_be_the_speaker_of_the_quote_or_be_named_in_the_question():
    spoken = turn("What was said of the reports in Port Merrin?", "“We have had nine winters of reports,”")
    assert "Petra Lindal" in rewritten("Why did she say so?", [spoken])
    asked = turn("What did Odd Brenner want in Port Merrin?")
    assert rewritten("Did he get it?", [asked]).endswith(": Did Odd Brenner get it?")


def test_a_year_or_a_name_takes_the_place_of_another():
    rate = turn("What was the core inflation of Velland in September 2025?")
    assert rewritten("And in 2019?", [rate]) == "What was the core inflation of Velland in 2019?"
    assert rewritten("What about Merrow?", [rate]) == (
        "What was the core inflation of Velland in September 2025, and Merrow?")


def test_the_topic_is_kept_over_turns_and_stays_short():
    second = turn("How long will it be?", "640 metres long", alone="Port Merrin harbour wall: How long will it be?")
    assert rewritten("And the vote?", [COST, second]) == "Port Merrin harbour wall: the vote?"
    third = turn("What did Petra Lindal say about it?", "nine winters of reports",
                 alone="Port Merrin harbour wall: What did Petra Lindal say about it?")
    found = rewritten("Was the vote unanimous?", [COST, second, third])
    assert found == "Port Merrin harbour wall, Petra Lindal: Was the vote unanimous?"
    many = turn("Which of Ana Reyes, Odd Brenner, Ilse Moor, Knut Haller, Ada Lund and Dag Sten voted in Port Merrin?")
    assert len(rewritten("And why?", [many]).partition(":")[0]) <= LONGEST


def test_where_nothing_tells_the_topic_the_question_stays_as_it_is():
    assert rewritten("Why is that?", [turn("How so?")]) == "Why is that?"


def test_a_conversation_asks_what_stands_alone_and_keeps_what_was_asked():
    asked = []

    def answer(question, where, strictness):
        asked.append((question, where, strictness))
        yield turn(question, "The wall will cost 12 million crowns")

    talk = Conversation(answer, [COST])
    found = talk.ask("How long will it be?", strictness=0.8)
    assert asked == [("Port Merrin harbour wall: How long will it be?", None, 0.8)]
    assert found.question == "How long will it be?"
    assert found.rewritten == "Port Merrin harbour wall: How long will it be?"
    assert talk.turns == (COST, found)
    alone = talk.ask("When did the Skarn Bridge open?")
    assert (alone.question, alone.rewritten) == ("When did the Skarn Bridge open?", None)
