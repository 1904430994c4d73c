import pytest

from qa.article import Span
from qa.context import stripped
from tests.qa.texts import article


def left_out(text, quote):
    whole = article(text)
    start = whole.text.index(quote)
    return [span.text for span in stripped(Span(whole, start, start + len(quote)))]


@pytest.mark.parametrize(("text", "quote", "words"), [
    ("She denied that the wall is safe.", "the wall is safe", ["denied"]),
    ("She denied that the wall is safe.", "She denied that the wall is safe.", []),
    ("The wall is safe if the gate holds.", "The wall is safe", ["if"]),
    ("The wall will stand. It may be late, he said, but not dear.", "It may be late", ["said", "not"]),
    ("No gate was built. The wall is safe. Nobody may swim.", "The wall is safe", []),  # other sentences
    ("“The wall is safe,” said Petra Lindahl.", "The wall is safe", []),  # her words, whoever quotes them names her
    ('"The wall is safe," said Petra Lindahl, who could not be reached.', "The wall is safe", ["could", "not"]),
    ("“I read it,” she said. According to the mayor the wall is safe.", "the wall is safe", ["According to"]),
    ("It is not true.\n\nThe wall is safe", "The wall is safe", []),  # another paragraph
    ("The report does not say\nthat the wall is safe.", "the wall is safe", ["not", "say"]),  # a wrapped line
])
def test_what_turns_or_limits_a_quotation_and_stands_beside_it_is_found(text, quote, words):
    assert left_out(text, quote) == words


def test_a_quotation_over_two_sentences_is_looked_at_from_both_ends():
    text = "Reportedly the wall is long. It is high unless the council objects."
    assert left_out(text, "the wall is long. It is high") == ["Reportedly", "unless"]
