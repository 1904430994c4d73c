import pytest
from hypothesis import given
from hypothesis import strategies as st

from embeddings.tokens import count_tokens
from qa.passages import TOKEN_BUDGET, split_passages
from qa.sentences import sentence_bounds
from tests.qa.texts import article, texts


def test_sentences_share_a_passage_as_far_as_the_budget_goes():
    # "It rains." has 3 tokens (It| rains|.): two fit into 6 and the third begins another passage
    passages = split_passages(article("It rains. It rains. It rains."), budget=6)
    assert [passage.text for passage in passages] == ["It rains. It rains.", "It rains."]
    assert passages[0].bounds == ((0, 9), (10, 19))


def test_an_article_without_a_word_has_no_passages():
    assert split_passages(article("***")) == []


def test_a_sentence_above_the_budget_is_cut_between_words():
    text = " ".join(f"word{number}" for number in range(400)) + "."
    pieces = [sentence.text for passage in split_passages(article(text)) for sentence in passage.sentences]
    assert len(pieces) > 1
    assert " ".join(pieces) == text


def test_a_sentence_of_ten_thousand_characters_without_a_space_is_cut_into_pieces_that_fit():
    passages = split_passages(article("x" * 10_000))
    assert "".join(passage.text for passage in passages) == "x" * 10_000
    assert all(count_tokens(passage.text) <= TOKEN_BUDGET for passage in passages)


def test_a_budget_of_one_token_still_ends():
    passages = split_passages(article("龘靐齉"), budget=1)  # each of these characters has several tokens
    assert [passage.text for passage in passages] == ["龘", "靐", "齉"]


@pytest.mark.parametrize("text", [
    "\n".join(f"• item {number}" for number in range(300)),  # markers and newlines stand between the sentences
    "It opened.\n" + "─" * 3000 + "\nCrowds came.",           # so does a ruled line
    "It opened." + "\n" * 3000 + "Crowds came.",
])
def test_what_stands_between_the_sentences_counts_towards_the_budget(text):
    assert max(count_tokens(passage.text) for passage in split_passages(article(text))) <= TOKEN_BUDGET


@given(texts, st.sampled_from([8, 40, TOKEN_BUDGET]))
def test_passages_hold_every_sentence_once_and_keep_the_budget(text, budget):
    passages = split_passages(article(text), budget)
    pieces = [bounds for passage in passages for bounds in passage.bounds]
    assert pieces == sorted(pieces)
    for passage in passages:
        assert (passage.start, passage.end) == (passage.bounds[0][0], passage.bounds[-1][1])
        assert count_tokens(passage.text) <= budget or len(passage.text) == 1
    # a sentence is one piece, or the pieces that together have its words
    for start, end in sentence_bounds(text):
        inside = [text[a:b] for a, b in pieces if start <= a and b <= end]
        assert "".join("".join(inside).split()) == "".join(text[start:end].split())
    assert sum(b - a for a, b in pieces) <= sum(end - start for start, end in sentence_bounds(text))


def test_a_list_stays_with_the_sentence_that_leads_to_it():
    # "It rains." has 3 tokens; the list with its lead has more than the 8 that are left of 14, but fits 14 alone
    text = "It rains. It rains. Open on Monday:\n• the hall\n• the school"
    assert [p.text for p in split_passages(article(text), budget=14)] == [
        "It rains. It rains.", "Open on Monday:\n• the hall\n• the school"]


def test_a_list_too_long_for_any_passage_is_filled_in_like_other_sentences():
    text = "Open:\n" + "\n".join(f"• item {number}" for number in range(8))
    passages = split_passages(article(text), budget=12)
    assert len(passages) > 1
    assert all(count_tokens(passage.text) <= 12 for passage in passages)
