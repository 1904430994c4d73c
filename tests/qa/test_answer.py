import pytest

from qa.answer import Reason, abstention
from tests.qa.texts import article, hits


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_a_sentence_for_readers(reason):
    assert reason.message.endswith(".")


def test_an_abstention_has_a_reason_and_the_nearest_passages_and_says_nothing():
    near = hits(article("It opened on Monday."))
    answer = abstention("Who?", Reason.NOT_SUPPORTED, 0.2, near)
    assert (answer.abstained, answer.reason, answer.passages, answer.confidence) == (
        True, Reason.NOT_SUPPORTED, near, 0.2)
    assert (answer.text, answer.statements, answer.citations, answer.short_answer) == ("", (), (), None)
