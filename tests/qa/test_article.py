import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.article import Passage, Quote, Span, article_id
from qa.errors import SpanError
from tests.qa.texts import article, texts

NEWS = article("Bridge opens\n\nIt opened on Monday. Crowds came.", title="Bridge opens")  # 47 characters
PASSAGE = Passage(NEWS, 14, 47, ((14, 34), (35, 47)))
SENTENCE = Span(NEWS, 14, 34)


def test_a_span_is_the_slice_between_its_offsets():
    assert Span(NEWS, 14, 34).text == "It opened on Monday."
    assert Span(NEWS, 0, 47).text == NEWS.text


@pytest.mark.parametrize(("start", "end"), [(-1, 5), (5, 5), (6, 5), (0, 48), (47, 48), (47, 47)])
def test_offsets_that_are_no_slice_are_refused(start, end):
    with pytest.raises(SpanError, match=f"{start}–{end} is no slice of article {NEWS.id}, which has 47 characters"):
        Span(NEWS, start, end)


@given(texts, st.integers(-5, 400), st.integers(-5, 400))
def test_a_span_is_a_slice_that_is_not_empty_or_it_is_not_made(text, start, end):
    try:
        span = Span(article(text), start, end)
    except SpanError:
        assert not 0 <= start < end <= len(text)
    else:
        assert span.text == text[start:end]
        assert len(span.text) == end - start > 0


def test_a_span_cannot_be_moved_once_it_is_made():
    with pytest.raises(dataclasses.FrozenInstanceError):
        SENTENCE.end = 40


def test_a_span_holds_those_within_it_in_the_same_article_only():
    elsewhere = article(NEWS.text, source="/news/b.txt")
    assert PASSAGE.holds(SENTENCE)
    assert SENTENCE.holds(SENTENCE)
    assert not SENTENCE.holds(PASSAGE)
    assert not PASSAGE.holds(Span(elsewhere, 14, 34))


@pytest.mark.parametrize(("quote", "sentence"), [
    ((13, 34), (13, 34)),  # begins before the passage
    ((14, 34), (15, 34)),  # begins before its sentence
    ((14, 40), (14, 34)),  # ends after its sentence
])
def test_a_quote_outside_its_passage_or_sentence_is_refused(quote, sentence):
    with pytest.raises(SpanError, match="lies outside the passage or the sentence"):
        Quote(NEWS, *quote, PASSAGE, Span(NEWS, *sentence))


def test_a_quote_that_is_no_slice_of_its_article_is_refused():
    with pytest.raises(SpanError, match="is no slice"):
        Quote(NEWS, 40, 60, PASSAGE, SENTENCE)


def test_a_quote_of_another_article_than_its_passage_is_refused():
    with pytest.raises(SpanError):
        Quote(article(NEWS.text, source="/news/b.txt"), 14, 34, PASSAGE, SENTENCE)


def test_a_quote_inside_its_passage_is_the_article_s_own_words():
    assert Quote(NEWS, 17, 23, PASSAGE, SENTENCE).text == "opened"


def test_a_passage_is_embedded_under_its_title_and_quoted_without_it():
    assert PASSAGE.text == "It opened on Monday. Crowds came."
    assert PASSAGE.embedded_text == "Bridge opens\nIt opened on Monday. Crowds came."
    assert Passage(NEWS, 0, 34, ((0, 12), (14, 34))).embedded_text == "Bridge opens\n\nIt opened on Monday."


def test_a_passage_knows_its_sentences():
    assert [sentence.text for sentence in PASSAGE.sentences] == ["It opened on Monday.", "Crowds came."]


def test_an_id_is_short_and_follows_from_the_source_alone():
    # sha256("/news/a.txt") begins with these 12 digits: printf /news/a.txt | sha256sum
    assert article_id("/news/a.txt") == "f9f0787840db"
    assert article_id("/news/b.txt") != article_id("/news/a.txt")
