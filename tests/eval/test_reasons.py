"""Every score has its reason, and the reason says what the score counts."""

from dataclasses import replace

import pytest

from eval.reasons import reason_of
from eval.score import score_question, score_run
from eval.types import GoldAnswer, PredictedCitation, PredictedStatement
from tests.eval import reported
from tests.eval.newsroom import (
    ABSTAINED,
    CONFLICT,
    COST,
    COST_QUESTION,
    EMPTY,
    FAILED,
    NO_ANSWER,
    OLD_COST,
    OTHER_COST,
    SUPERSEDED,
    TWO_PART_QUESTION,
    VOTE,
    WEATHER,
    cite,
    dataset,
    evidence,
    nowhere,
    quoting,
    span,
)

NEWS = dataset(COST_QUESTION)
QUESTIONS = (COST_QUESTION, TWO_PART_QUESTION, CONFLICT, SUPERSEDED, NO_ANSWER)
ANSWERS = (ABSTAINED, EMPTY, FAILED, quoting(cite(1, "courier", COST)),
           quoting(cite(1, "courier", COST), cite(2, "ledger", OTHER_COST, WEATHER), passages=(span("courier", VOTE),),
                   conflicts=((1, 2),), independent_sources=2, short_answer="12 crowns"),
           replace(quoting(PredictedCitation(1, nowhere(), VOTE)), statements=(PredictedStatement(0, 5, (1, 9)),)))


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("prediction", ANSWERS)
def test_every_score_has_a_reason(question, prediction):
    result = score_question(question, prediction, NEWS)
    lacking = [name for name, value in result.metrics.items()
               if value is not None and not reason_of(name, result.reasons)]
    assert not lacking


def test_every_score_of_a_run_has_a_reason():
    for result in score_run(reported.DATASET, reported.PREDICTIONS):
        assert all(reason_of(name, result.reasons) for name, value in result.metrics.items() if value is not None)


def why(metric, prediction, question=COST_QUESTION):
    return reason_of(metric, score_question(question, prediction, NEWS).reasons)


@pytest.mark.parametrize(("metric", "reason"), [
    ("evidence_complete_5", "1 of 1 spans of evidence e1 are among the first 5 cited sentences"),
    ("evidence_f1", "of 1.00 found and 0.50 on target"),
    ("over_citation", "no evidence that others have not brought: [2]"),
    ("first_hit", "[1] points at courier 0–39"),
    ("uncited_statements", "every statement has a citation"),
    ("right_statement_recall", "the statement that holds the answer cites it"),
    ("char_iou", "101 characters are cited, 39 marked in evidence e1, 39 both"),
    ("exact_match", f"“{COST} The committee …” is compared with “12.4 million crowns”"),
    ("value_support", "all stand in their quotes"),
    ("negation_parity", "statements deny as their quotes do"),
    ("over_abstained", "it answered"),
    ("mrr_10", "evidence e1: courier 0–39 at rank 2"),
    ("retrieval_char_precision", "101 characters are retrieved, 39 marked in evidence e1, 39 both"),
])
def test_what_is_counted_is_told(metric, reason):
    said = quoting(cite(1, "courier", COST), cite(2, "courier", VOTE), passages=(
        span("courier", VOTE), span("courier", COST)))
    assert why(metric, said) == reason


def test_what_is_wrong_is_named():
    said = quoting(cite(1, "courier", VOTE), cite(2, "ledger", OLD_COST))
    moved = replace(said, statements=(PredictedStatement(0, 62, (2,)), PredictedStatement(63, len(said.answer), ())))
    assert why("uncited_statements", moved).startswith("without a citation: “")
    assert why("first_hit", moved) == "[1] points at no evidence"
    assert why("value_support", moved).startswith("not in the quotes: nine")
    assert why("evidence_recall", moved) == "0 of 1 spans of evidence e1 are cited; missed: courier 0–39"
    assert why("stale_citation", moved, SUPERSEDED) == "of what was said before: [2]"
    not_said = replace(said, answer=said.answer.replace("backed", "has not backed"), statements=(
        PredictedStatement(0, 70, (1,)),))
    assert why("negation_parity", not_said).startswith("denies otherwise than its quotes: “The committee has not")


def test_a_disagreement_is_told():
    both = quoting(cite(1, "courier", COST), cite(2, "ledger", OTHER_COST))
    one = quoting(cite(1, "courier", COST))
    assert why("false_consensus", both, CONFLICT) == "several sides are shown"
    assert why("false_consensus", one, CONFLICT) == "one side alone is shown, as if all agreed"
    assert why("false_consensus", replace(one, conflicts=((1,),)), CONFLICT) == "a conflict is reported"


def test_a_statement_must_cite_what_it_says():
    crossed = replace(quoting(cite(1, "courier", COST), cite(2, "courier", VOTE)), statements=(
        PredictedStatement(0, len(COST) + 4, (2,)),))
    assert why("right_statement_recall", crossed) == f"rests on evidence it does not cite: “{COST}”"


def test_the_nearest_of_several_answers_is_shown():
    asked = replace(COST_QUESTION, answers=(GoldAnswer("a1", "a fortune"), GoldAnswer("a2", "12.4 million crowns")),
                    evidence=(evidence("e1", ("courier", COST)),))
    said = replace(quoting(cite(1, "courier", COST)), short_answer="12.4m crowns")
    assert why("token_f1", said, asked) == "“12.4m crowns” is compared with “12.4 million crowns”"


def test_a_failure_explains_all():
    assert why("evidence_recall", FAILED) == "no usable prediction: line 3: no JSON"
    assert why("verbatim", EMPTY) == "nothing is said, so nothing is cited"
