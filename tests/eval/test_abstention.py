from eval.metrics.abstention import (
    abstain_macro,
    abstain_precision,
    abstain_recall,
    abstain_recall_by_type,
    abstain_right,
    over_abstained,
    over_abstention,
)
from eval.types import Kind, Prediction, Unanswerable
from tests.eval.newsroom import ABSTAINED, CONFLICT, COST, COST_QUESTION, EMPTY, FAILED, NO_ANSWER, cite, quoting
from tests.eval.scored import result

ANSWERED = quoting(cite(1, "courier", COST))


def test_only_the_field_abstains():
    refusing = Prediction("q1", answer="I cannot say; she was not in London.")
    assert abstain_right(ABSTAINED, NO_ANSWER) == 1
    assert [abstain_right(given, NO_ANSWER) for given in (refusing, ANSWERED, EMPTY, FAILED)] == [0, 0, 0, 0]
    assert abstain_right(ABSTAINED, COST_QUESTION) is None


def test_abstaining_from_an_answer_that_is_there():
    assert [over_abstained(given, COST_QUESTION) for given in (ABSTAINED, ANSWERED, EMPTY, FAILED)] == [1, 0, 0, None]
    assert over_abstained(ABSTAINED, CONFLICT) == 1
    assert over_abstained(ABSTAINED, NO_ANSWER) is None


def unanswerable(qid, *, abstained, kind=Unanswerable.NEAR_MISS, failed=None):
    return result(qid, kind=Kind.UNANSWERABLE, unanswerable_type=kind, abstained=abstained, failed=failed)


RESULTS = [
    unanswerable("u1", abstained=True), unanswerable("u2", abstained=False),
    unanswerable("u3", abstained=True, kind=Unanswerable.OFF_TOPIC),
    unanswerable("u4", abstained=True, failed="no line"),
    result("a1"), result("a2", abstained=True), result("a3"), result("a4"), result("a5", kind=Kind.CONFLICTING),
]


def test_rates_of_abstention():
    assert abstain_recall(RESULTS) == 2 / 4                 # u1, u3; u4 failed
    assert abstain_precision(RESULTS) == 2 / 3              # u1, u3 of u1, u3, a2
    assert over_abstention(RESULTS) == 1 / 5                # a2
    assert abstain_macro(RESULTS) == (2 / 4 + 4 / 5) / 2
    by_type = abstain_recall_by_type(RESULTS)
    assert by_type[Unanswerable.NEAR_MISS] == 1 / 3
    assert by_type[Unanswerable.OFF_TOPIC] == 1
    assert by_type[Unanswerable.FALSE_PREMISE] is None


def test_one_who_always_abstains_and_one_who_never_does_are_as_good():
    for abstained in (True, False):
        results = [unanswerable("u1", abstained=abstained), result("a1", abstained=abstained)]
        assert abstain_macro(results) == 0.5


def test_what_was_not_asked_is_undefined():
    assert abstain_recall([result("a1")]) is None
    assert over_abstention([unanswerable("u1", abstained=True)]) is None
    assert abstain_macro([result("a1")]) is None
    assert abstain_precision([result("a1")]) is None
