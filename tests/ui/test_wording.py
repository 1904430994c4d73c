"""Dates and counts as a reader says them."""

import pytest

from ui.wording import count_in_words, date_in_words, period_in_words


@pytest.mark.parametrize(("iso", "words"), [
    ("2025-03-14", "14 March 2025"), ("2025-03-14T06:10:00+01:00", "14 March 2025"), ("2025-03-01T00:00:00Z",
     "1 March 2025"), ("0987-01-02", "2 January 987"), ("spring 2025", "spring 2025"), ("2025-13-40", "2025-13-40"),
    ("", ""), (None, "")])
def test_a_date_is_said_in_words_and_anything_else_is_left_as_it_is(iso, words):
    assert date_in_words(iso) == words


@pytest.mark.parametrize(("first", "last", "words"), [
    ("2024-04-08", "2025-03-20", "April 2024 to March 2025"), ("2025-03-01", "2025-03-20", "March 2025"),
    ("soon", "2025-03-20", ""), (None, None, "")])
def test_a_period_is_said_by_its_months(first, last, words):
    assert period_in_words(first, last) == words


@pytest.mark.parametrize(("number", "words"), [
    (0, "0 articles"), (1, "1 article"), (2, "2 articles"), (12_000, "12,000 articles")])
def test_counts_agree_with_their_noun(number, words):
    assert count_in_words(number, "article") == words
