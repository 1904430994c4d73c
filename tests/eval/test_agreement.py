from dataclasses import replace

import pytest

from eval.adapters.agreement import agreement
from eval.adapters.quotesum import load
from eval.types import Evidence
from tests.eval.samples import DATASET, QUESTIONS, span


def with_answers(*spans):
    evidence = tuple(Evidence(f"e{number}", found) for number, found in enumerate(spans))
    return replace(DATASET, questions=(replace(QUESTIONS[0], evidence=evidence, bad=()),))


def test_two_people_who_cut_one_sentence_differently_agree_on_it():
    # 3 of 5 and 5 characters in common with 5 and 3: F1 = 2·3 / (3 + 5)
    found = agreement(with_answers((span("pier/courier.md", "3 May"),), (span("pier/courier.md", "May"),)))
    assert (found.sentences, found.characters, found.pairs) == (1, 0.75, 1)


def test_every_pair_counts_once():
    opened, cost, cafe = (span("pier/courier.md", words) for words in ("opened", "It cost 40 crowns.", "café"))
    found = agreement(with_answers((opened, cost), (cost,), (cafe,)))
    # sentences: {1, 2} with {2} is 2·1 / 3, {1, 2} with {3} and {2} with {3} are 0
    assert found.sentences == pytest.approx((2 / 3 + 0 + 0) / 3)
    # characters: 6 + 18 with 18 is 2·18 / 42
    assert found.characters == pytest.approx(36 / 42 / 3)
    assert found.pairs == 3


def test_without_two_answers_to_a_question_it_is_undefined():
    found = agreement(DATASET)
    assert (found.sentences, found.characters, found.pairs) == (None, None, 0)


@pytest.mark.data
def test_people_agree_on_quotesum_as_published_figures_say(shared_data):
    found = agreement(load(shared_data / "quotesum"))
    assert found.pairs == 84 * 3 + 6  # 84 questions with three answers, 6 with two, 1 with one
    assert found.sentences == pytest.approx(0.75, abs=0.01)
    assert found.characters == pytest.approx(0.60, abs=0.01)
