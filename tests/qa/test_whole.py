"""Summaries and comparisons of whole articles; the encoder is the double, so no model is needed."""

from itertools import pairwise

import pytest

from qa import Answer, Assistant, Citation, Filter, Quote, Reason
from qa.answer import abstention
from qa.summary import FEWEST, MOST
from qa.task import Task, asked_task

WALL = """---
publisher: The Post
---
# Port Merrin votes for a harbour wall

The committee voted for a harbour wall of 640 metres on Monday night.

The harbour wall will cost 12 million crowns, said the mayor of the town.

The harbour wall will cost 12 million crowns, said the mayor of Merrin.

“It took nine winters. Nobody can say that we hurried,” said the mayor.

## The reaction

A baker on the quay sells bread and herring to the crews of the boats.

It rained.
"""
STORM = """---
publisher: The Star
---
# Storm floods Port Merrin quay

The storm drove the sea over the harbour wall of Port Merrin at dawn.

The storm took four boats and a lorry, and the mayor closed the quay.

Bread was given out at the school until the evening tide had gone.
"""


class Reading:
    """An answerer that quotes the first sentence with the first word of the question, or abstains."""

    def answer(self, question, hits, strictness):
        word = question.lower().strip("?").split()[-1]
        for hit in hits:
            for span in hit.passage.sentences:
                if word in span.text.lower():
                    quote = Quote(span.article, span.start, span.end, hit.passage, span)
                    return Answer(question, "", (), (Citation(1, quote),), hits, abstained=False, reason=None,
                                  confidence=0.7)
        return abstention(question, Reason.NOT_SUPPORTED, 0.1, hits)


@pytest.fixture
def library(tmp_path, encoder):
    for name, text in {"wall.md": WALL, "storm.md": STORM}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    made = Assistant.open(tmp_path / "library", encoder)
    made.add(tmp_path / "wall.md", tmp_path / "storm.md")
    return Assistant(made.store, encoder, Reading())


@pytest.fixture
def ids(library):
    return {article.title.split()[0]: article.id for article in library.articles()}


@pytest.mark.parametrize(("question", "task"), [
    ("Summarise “Port Merrin votes for a harbour wall”", Task(("Port Merrin votes for a harbour wall",))),
    ("Please summarize this article.", Task(())),
    ("What is the gist of the storm story?", Task(("the storm story",))),
    ("compare a1 and b2 on the cost", Task(("a1", "b2"), compared=True, subject="the cost")),
    ("Compare “Here and there” with “Now”", Task(("Here and there", "Now"), compared=True)),
    ("How do The Post and The Star differ on the storm?", Task(("The Post", "The Star"), True, "the storm")),
    ("What are the differences between a1 and b2?", Task(("a1", "b2"), compared=True)),
    ("Compare them on the cost", Task((), compared=True, subject="the cost")),
    ("How do wolves and dogs live?", None),
    ("Who compared the wall and the dam?", None),
    ("What is in the summary of the report?", None),
])
def test_what_is_asked_of_whole_articles(question, task):
    assert asked_task(question) == task


def test_a_summary_is_whole_sentences_of_the_article_in_its_order(library, ids):
    for question in ("Summarise Port Merrin votes for a harbour wall", f"summarise {ids['Port']}"):
        answer = library.ask(question)
        quotes = [citation.quote for citation in answer.citations]
        assert FEWEST <= len(quotes) <= MOST
        assert {quote.article.id for quote in quotes} == {ids["Port"]}
        assert all(one.end <= other.start for one, other in pairwise(quotes))
        assert all(quote.text.endswith((".", "”")) and quote.passage.holds(quote) for quote in quotes)
        assert [answer.text[s.start : s.end] for s in answer.statements] == [
            f"“{quote.text}” [{number}]" for number, quote in enumerate(quotes, 1)]
    assert library.ask("Summarise it", Filter(articles=(ids["Port"],))).citations == answer.citations


def test_a_summary_has_no_heading_no_half_of_a_quotation_and_nothing_twice(library, ids):
    texts = [citation.quote.text for citation in library.ask(f"summarise {ids['Port']}").citations]
    assert not {"The reaction", "It rained."} & set(texts)
    assert not any(text.count("“") != text.count("”") for text in texts)
    assert sum("12 million" in text for text in texts) == 1


def test_two_articles_are_compared_on_a_subject_both_quoted(library, ids):
    answer = library.ask(f"Compare {ids['Port']} and {ids['Storm']} on the mayor")
    first, second = answer.citations
    assert (first.number, second.number) == (1, 2)
    assert (first.quote.article.id, second.quote.article.id) == (ids["Port"], ids["Storm"])
    assert answer.text.startswith(f"Port Merrin votes for a harbour wall: “{first.quote.text}” [1]\nStorm floods")
    assert [answer.text[s.start : s.end] for s in answer.statements] == [
        f"“{first.quote.text}” [1]", f"“{second.quote.text}” [2]"]
    assert answer.agreement.independent_sources == 2
    again = library.ask("Compare them on the mayor", Filter(articles=(ids["Port"], ids["Storm"])))
    assert again.citations == answer.citations


def test_what_one_of_two_articles_does_not_answer_is_said(library):
    answer = library.ask("How do The Post and the Star differ on winters?")
    assert answer.text.endswith("Storm floods Port Merrin quay: does not say.")
    assert len(answer.citations) == 1
    neither = library.ask("How do The Post and The Star differ on wolves?")
    assert (neither.abstained, neither.citations) == (True, ())


def test_without_a_subject_each_article_is_quoted_with_what_the_other_does_not_say(library, ids):
    answer = library.ask(f"What are the differences between {ids['Storm']} and {ids['Port']}?")
    sides = [citation.quote.article.id for citation in answer.citations]
    assert sides == [ids["Storm"]] * 3 + [ids["Port"]] * 3


@pytest.mark.parametrize("question", ["Summarise the parliament debate", "Summarise it",
                                      "Compare wolves and dogs on size"])
def test_where_no_article_is_called_so_it_is_a_question_like_any_other(library, question):
    answer = library.ask(question)
    assert set(answer.timings_ms) >= {"retrieve"} or answer.abstained


def test_it_is_the_article_cited_before(library, ids):
    talk = library.conversation()
    talk.ask("How many winters?")
    answer = talk.ask("Summarise it")
    assert answer.rewritten == "Summarise “Port Merrin votes for a harbour wall”"
    assert {citation.quote.article.id for citation in answer.citations} == {ids["Port"]}
    assert answer.question == "Summarise it"
