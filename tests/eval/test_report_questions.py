"""Each question says what was answered, cited and retrieved, and why it got its scores."""

import shlex
from dataclasses import replace

import pytest

from eval.compare import compare
from eval.report.questions import anchor, answer_parts, question_views
from eval.types import PredictedSpan, PredictedStatement, Prediction
from tests.eval.reported import COST, HOSTILE, PREDICTIONS, baseline, content, said


def views(**fields):
    found = content(**fields)
    base = fields.get("baseline")
    comparison = compare(base.results, found.run.results) if base else None
    return {view.question.qid: view for view in question_views(found, comparison)}


def test_questions_keep_the_order_of_the_dataset():
    assert list(views())[:3] == ["wall-right", "wall-span", "wall-altered"]


def test_a_question_without_a_result_is_left_out():
    found = content()
    part = replace(found, run=replace(found.run, results=found.run.results[2:]))
    assert next(view.question.qid for view in question_views(part, None)) == "wall-altered"


def test_flips_are_told_against_the_baseline():
    found = views(baseline=baseline())
    assert {qid: view.change for qid, view in found.items() if view.change} == {
        "wall-right": "fixed", "wall-altered": "broken"}


@pytest.mark.parametrize("statements", [
    (), (PredictedStatement(0, 4, (1,)),), (PredictedStatement(4, 9, ()), PredictedStatement(0, 4, (1,))),
    (PredictedStatement(0, 6, (1,)), PredictedStatement(3, 99, (2,))), (PredictedStatement(-5, 3, (1,)),),
    (PredictedStatement(20, 30, (1,)),),
])
def test_the_parts_of_an_answer_joined_are_the_answer(statements):
    prediction = Prediction("q", answer="One. Two. Three.", statements=statements)
    assert "".join(part.text for part in answer_parts(prediction)) == "One. Two. Three."


def test_statements_keep_their_citations():
    prediction = Prediction("q", answer="One. Two.", statements=(PredictedStatement(5, 9, (2, 1)),))
    assert [(part.text, part.citations) for part in answer_parts(prediction)] == [("One. ", None), ("Two.", (2, 1))]


def test_a_citation_shows_the_words_it_claims():
    (cited,) = views()["wall-altered"].cited
    assert cited.quote == COST.replace("12.4", "14.2")
    assert cited.title == "Harbour wall gets its money"
    assert cited.score.difference[0]["given"] == "14.2"


def test_a_retrieved_passage_shows_how_it_begins_and_whether_it_holds_evidence():
    courier, ledger = views()["wall-right"].retrieved
    assert (courier.rank, courier.gold) == (1, 1)
    assert courier.begins.startswith("Harbour wall gets its money The wall will cost")
    assert len(courier.begins) <= 102
    assert (ledger.rank, ledger.gold) == (2, 1)                  # the second set of evidence
    near = replace(PREDICTIONS["wall-right"], passages=(PredictedSpan("wall/courier", 70, 200, "wall/courier"),
                                                        PredictedSpan(None, 0, 5, "gone")))
    first, gone = views(predictions=PREDICTIONS | {"wall-right": near})["wall-right"].retrieved
    assert first.gold == 0
    assert (gone.title, gone.begins, gone.gold) == (None, "", 0)


def test_scores_come_with_reasons_and_undefined_ones_apart():
    view = views()["wall-altered"]
    reasons = {score.term.name: score.reason for score in view.scores}
    assert reasons["citations_valid"] == "[1] altered: the words were altered (“12.4” became “14.2”)"
    assert "abstain_right" in {term.name for term in view.silent}
    assert "abstain_right" not in reasons
    flaws = {score.term.name for score in view.scores if not score.flawless}
    assert {"attributed_accuracy", "verbatim"} <= flaws
    assert "over_abstained" not in flaws                         # 0 is its best value


def test_a_missing_prediction_is_a_failure():
    found = content()
    view = question_views(replace(found, predictions={}), None)[0]
    assert view.prediction.failed == "there is no prediction"


def test_each_question_has_the_command_that_asks_it_again():
    words = shlex.split(views()["evil-<i>&'\" 1"].command)  # what a shell would read
    assert words == ["pullquote", "eval", "run", "--data", HOSTILE, "--only", "evil-<i>&'\" 1", "--library", "my lib",
                     "--out", "again"]


def test_different_names_have_different_anchors_and_none_needs_escaping():
    names = ["a b", "a-b", "a%20b", "a/b", "é", HOSTILE, '"']
    anchors = [anchor(name) for name in names]
    assert len(set(anchors)) == len(names)
    assert not set("".join(anchors)) & set(" \"'<>&#/")


def test_an_answer_without_statements_is_one():
    (part,) = answer_parts(said("q", text="It is so.", statements=()))
    assert (part.text, part.citations) == ("It is so.", ())
