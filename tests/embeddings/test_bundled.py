import numpy as np
import pytest

from embeddings.bundled import QUESTION_PREFIX

TEXTS = [
    "The bridge over the river Aune opened to traffic in 1932.",
    "Inflation fell to two per cent in March, the central bank said.",
    "The under-18 chess champion drew her last game.",
    "Wolves took eleven sheep in the upper valley, and the herders want them shot before the snow comes. " * 3,
    "Rain.",
]


@pytest.fixture(scope="module")
def rows(bundled):
    return bundled.encode_passages(TEXTS)


def test_each_text_has_a_row_of_length_one(rows):
    assert rows.shape == (5, 384)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(rows, axis=1), 1, rtol=1e-5)


def test_rows_come_in_the_order_of_the_texts_and_depend_on_nothing_else(bundled, rows):
    alone = np.concatenate([bundled.encode_passages([text]) for text in TEXTS])
    assert alone.tolist() == rows.tolist()
    assert bundled.encode_passages(TEXTS[::-1]).tolist() == rows[::-1].tolist()


def test_a_question_is_encoded_with_the_prefix_of_the_model(bundled):
    question = "When did the bridge open?"
    asked = bundled.encode_questions([question])
    assert asked.tolist() == bundled.encode_passages([QUESTION_PREFIX + question]).tolist()
    assert (asked @ bundled.encode_passages([question]).T).item() < 0.99


def test_a_question_asked_again_has_the_same_row_whatever_became_of_the_first(bundled, monkeypatch):
    first = bundled.encode_questions(["Which year was it?"])
    expected, first[:] = first.tolist(), 0.0
    monkeypatch.setattr(bundled, "encode_passages", lambda texts: pytest.fail("it was encoded again"))
    assert bundled.encode_questions(["Which year was it?"]).tolist() == expected


@pytest.mark.parametrize(("question", "nearest"), [
    ("In which year was the river crossing finished?", 0), ("How fast do prices rise?", 1), ("Who plays chess?", 2),
    ("Which animals kill livestock?", 3),
])
def test_a_question_is_nearest_to_the_text_about_it(bundled, rows, question, nearest):
    assert (bundled.encode_questions([question]) @ rows.T).argmax() == nearest


def test_no_texts_give_no_rows(bundled):
    assert bundled.encode_passages([]).shape == (0, 384)
    assert bundled.encode_questions([]).shape == (0, 384)


@pytest.mark.parametrize("text", ["", " ", "word " * 2000, "[CLS] [SEP]", "<|endoftext|>", "\0", "👍🏽 他 İ e\u0301"])
def test_any_text_has_a_finite_row(bundled, text):
    assert np.isfinite(bundled.encode_passages([text])).all()


def test_the_reranker_puts_the_answer_before_its_neighbours_and_keeps_the_order_given(reranker):
    question = "When did the bridge open?"
    texts = ["The bridge is made of steel.", TEXTS[0], TEXTS[2], "A bridge."]
    scores = reranker.score(question, texts)
    assert scores.shape == (4,)
    assert scores.argmax() == 1
    assert scores.argmin() == 2
    assert reranker.score(question, texts[::-1]).argmax() == 2  # 4 texts: place 1 from the front is 2 from the back


def test_a_text_that_answers_has_a_positive_logit_and_an_unrelated_one_a_negative(reranker):
    answers, unrelated = reranker.score("When did the bridge open?", [TEXTS[0], TEXTS[2]])
    assert answers > 0 > unrelated


def test_the_reranker_gives_no_scores_for_no_texts(reranker):
    assert reranker.score("When?", []).shape == (0,)
