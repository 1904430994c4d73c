from dataclasses import replace

import pytest

from eval.metrics.attributed import all_valid, attributed_accuracy, complete_within, matrix, sides_within, verdict
from eval.metrics.stages import stage
from eval.types import Kind, PredictedCitation, PredictedSpan, PredictedStatement, Stage
from tests.eval.newsroom import (
    ABSTAINED,
    CONFLICT,
    COST,
    COST_QUESTION,
    DOCUMENTS,
    EMPTY,
    FAILED,
    NO_ANSWER,
    OLD_COST,
    OTHER_COST,
    QUOTE,
    SHED,
    SUPERSEDED,
    TWO_PART_QUESTION,
    VOTE,
    WEATHER,
    cite,
    question,
    quoting,
    span,
)
from tests.eval.scored import result

RIGHT = quoting(cite(1, "courier", COST))
FIVE_OTHERS = (cite(1, "courier", VOTE), cite(2, "courier", SHED), cite(3, "courier", QUOTE),
               cite(4, "ledger", OLD_COST), cite(5, "ledger", WEATHER))


def right(prediction, asked):
    return attributed_accuracy(prediction, asked, DOCUMENTS)


@pytest.mark.parametrize(("prediction", "expected"), [
    (RIGHT, 1),
    (quoting(cite(1, "post", COST)), 1),                                            # another set
    (quoting(cite(1, "courier", COST, "The wall will cost 12.4 million crowns")), 0),   # the full stop is gone
    (quoting(cite(1, "courier", COST), cite(2, "courier", SHED, VOTE)), 0),         # one citation of two is not valid
    (quoting(cite(1, "ledger", OLD_COST)), 0),
    (replace(RIGHT, answer="It will cost 14 million crowns. [1]"), 0),
    (replace(RIGHT, statements=(PredictedStatement(0, 5, (1, 4)),)), 0),            # [4] is no citation
    (replace(RIGHT, abstained=True), 0),
    (ABSTAINED, 0), (FAILED, 0), (EMPTY, 0),
])
def test_an_answer_must_be_right_and_show_why(prediction, expected):
    assert right(prediction, COST_QUESTION) == expected
    assert right(prediction, SUPERSEDED) == (expected if prediction.citations[:1] != (cite(1, "post", COST),) else 0)


def test_the_evidence_must_stand_within_the_first_five_cited_sentences():
    assert right(quoting(*FIVE_OTHERS[:4], cite(5, "courier", COST)), COST_QUESTION) == 1
    assert right(quoting(*FIVE_OTHERS, cite(6, "courier", COST)), COST_QUESTION) == 0
    assert complete_within(quoting(*FIVE_OTHERS, cite(6, "courier", COST)), COST_QUESTION, DOCUMENTS) == 0
    whole = DOCUMENTS["courier"].text
    everything = PredictedCitation(1, PredictedSpan("courier", 0, len(whole), "courier"), whole)
    assert right(quoting(everything), COST_QUESTION) == 1                           # four sentences in one citation
    assert complete_within(RIGHT, NO_ANSWER, DOCUMENTS) is None


def test_a_sentence_cited_twice_takes_one_place():
    repeated = [cite(number, "courier", VOTE) for number in range(1, 9)]
    assert right(quoting(*repeated, cite(9, "courier", COST)), COST_QUESTION) == 1


def test_an_unanswerable_question_needs_an_abstention_in_its_field():
    assert right(ABSTAINED, NO_ANSWER) == 1
    assert right(FAILED, NO_ANSWER) == 0
    assert right(replace(RIGHT, answer="The articles do not say."), NO_ANSWER) == 0


def test_a_conflict_needs_every_side_with_a_valid_citation():
    one, other = cite(1, "post", COST), cite(2, "ledger", OTHER_COST)
    assert right(quoting(one, other), CONFLICT) == 1
    assert right(quoting(one), CONFLICT) == 0
    assert right(quoting(one, cite(2, "ledger", OTHER_COST, "It will cost 14 million crowns.")), CONFLICT) == 0
    assert right(replace(quoting(one, other), abstained=True), CONFLICT) == 0
    late = [replace(other, number=6), *FIVE_OTHERS]
    assert not sides_within(quoting(*late), CONFLICT, DOCUMENTS)
    assert right(quoting(one, *(replace(citation, number=citation.number + 1) for citation in FIVE_OTHERS[:3]),
                         replace(other, number=5)), CONFLICT) == 1


def test_without_gold_there_is_no_score():
    assert right(RIGHT, question(answers=COST_QUESTION.answers)) is None
    assert right(RIGHT, question(evidence=COST_QUESTION.evidence)) is None
    assert right(RIGHT, question(Kind.CONFLICTING, answers=CONFLICT.answers)) is None


def test_all_valid_is_undefined_without_citations():
    assert all_valid(RIGHT, DOCUMENTS) == 1
    assert all_valid(EMPTY, DOCUMENTS) is None
    assert all_valid(replace(EMPTY, statements=(PredictedStatement(0, 1, (1,)),)), DOCUMENTS) == 0


def test_the_matrix_has_six_cells_and_leaves_out_what_has_no_evidence():
    def scored(qid, answer, complete, **fields):
        return result(qid, {"answer_right": answer, "evidence_complete_5": complete}, **fields)

    results = [scored("q1", 1, 1), scored("q2", 1, 0), scored("q3", 0, 1), scored("q4", 0, 0),
               scored("q5", 0, 0, abstained=True), scored("q6", 0, 0, failed="no line"),
               scored("q7", None, None, kind=Kind.UNANSWERABLE, abstained=True)]
    assert matrix(results) == {("right", True): 1, ("right", False): 1, ("wrong", True): 1, ("wrong", False): 2,
                               ("abstained", True): 0, ("abstained", False): 1}
    assert verdict(results[5]) == "wrong"


def retrieved(prediction, *spans):
    return replace(prediction, passages=spans)


BOTH = (span("courier", COST), span("courier", VOTE))


@pytest.mark.parametrize(("prediction", "expected"), [
    (retrieved(quoting(cite(1, "courier", COST), cite(2, "courier", VOTE)), *BOTH), Stage.RIGHT),
    (retrieved(quoting(cite(1, "courier", COST)), BOTH[0]), Stage.NOT_RETRIEVED),
    (FAILED, Stage.NOT_RETRIEVED),
    (retrieved(ABSTAINED, *BOTH), Stage.NOT_SELECTED),
    (retrieved(quoting(cite(1, "ledger", WEATHER)), *BOTH), Stage.NOT_SELECTED),
    (retrieved(quoting(cite(1, "courier", COST), cite(2, "courier", SHED)), *BOTH), Stage.WRONG_SPAN),
    (retrieved(quoting(cite(1, "courier", COST), cite(2, "courier", VOTE, SHED)), *BOTH), Stage.QUOTE_INVALID),
    (replace(retrieved(quoting(cite(1, "courier", COST), cite(2, "courier", VOTE)), *BOTH), answer="Nobody knows."),
     Stage.ANSWER_WRONG),
])
def test_an_answer_is_lost_at_the_first_stage_that_applies(prediction, expected):
    assert stage(prediction, TWO_PART_QUESTION, DOCUMENTS) is expected


def test_what_was_not_indexed_could_not_be_retrieved():
    lost = retrieved(quoting(cite(1, "courier", VOTE)))
    assert stage(lost, COST_QUESTION, DOCUMENTS, indexed={"ledger"}) is Stage.NOT_INDEXED
    assert stage(lost, COST_QUESTION, DOCUMENTS, indexed={"ledger", "post"}) is Stage.NOT_RETRIEVED
    assert stage(lost, COST_QUESTION, DOCUMENTS, indexed={"post"}, passages_reported=False) is Stage.WRONG_SPAN


def test_questions_without_evidence_have_no_stage():
    assert stage(ABSTAINED, NO_ANSWER, DOCUMENTS) is None
    assert stage(RIGHT, question(evidence=COST_QUESTION.evidence), DOCUMENTS) is None
