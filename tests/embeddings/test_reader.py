import numpy as np
import pytest

from embeddings.reader import Reading

TEXT = "The bridge over the Aune opened in June 1932. It cost 4 million crowns, which the city borrowed."


def test_the_best_answer_adds_its_beginning_and_its_end():
    # tokens at 0–3, 4–7, 8–12; the third with the second would have 3.0 + 4.0, but ends before it begins
    reading = Reading(0.0, 0.0, np.array([[0, 3], [4, 7], [8, 12]]), np.float32([-1, 2, 3]), np.float32([0, 4, 1.5]))
    assert reading.best(0, 12) == (6.0, 4, 7)      # one token may be an answer: 2.0 + 4.0
    assert reading.best(8, 12) == (4.5, 8, 12)     # only what lies inside counts
    assert reading.best(0, 3) == (-1.0, 0, 3)


def test_where_no_token_lies_there_is_no_answer():
    reading = Reading(0.0, 0.0, np.array([[0, 3]]), np.float32([1]), np.float32([1]))
    assert reading.best(4, 9) == (-np.inf, 4, 9)


@pytest.mark.parametrize(("question", "answer"), [
    ("When did the bridge open?", "June 1932"),
    ("How much did the bridge cost?", "4 million crowns"),
])
def test_the_words_that_answer_are_found(reranker, question, answer):
    read, = reranker.read(question, [("A bridge", TEXT)])
    score, start, end = read.best(0, len(TEXT))
    assert answer in TEXT[start:end]
    assert score > 0


def test_a_question_that_a_text_does_not_answer_scores_lower(reranker):
    asked, other = (reranker.read(question, [("", TEXT)])[0] for question in
                    ("When did the bridge open?", "Which team won the handball final?"))
    assert other.best(0, len(TEXT))[0] < asked.best(0, len(TEXT))[0] - 3
    assert other.logit < asked.logit
    assert other.answered < 0 < asked.answered


def test_offsets_are_those_of_the_text_with_and_without_a_title(reranker):
    for title in ("", "A bridge over the Aune"):
        read, = reranker.read("When?", [(title, TEXT)])
        assert TEXT[slice(*read.offsets[0])] == "The"
        assert TEXT[slice(*read.offsets[-1])] == "."
        assert len(read.offsets) == len(read.starts) == len(read.ends)


@pytest.mark.parametrize("text", ["", " ", "👍🏽 他 İ e\u0301", "word " * 2000])
def test_any_text_can_be_read(reranker, text):
    read, = reranker.read("When did it open?", [("Title", text)])
    assert np.isfinite(read.starts).all()
