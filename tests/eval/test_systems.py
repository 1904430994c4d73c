"""Floors and ceilings: each does what its name says, on a collection small enough to read."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from eval.own import load_own
from eval.predictions import read_predictions
from eval.quoting import paragraphs, prediction_record, quote_answer, said_by, span_of, with_statements
from eval.references import references
from eval.systems import (
    always_abstain,
    baselines,
    bm25_paragraphs,
    bm25_sentence,
    cite_everything,
    gold_paragraphs,
    needed,
    oracle,
    oracle_retrieval,
    retrieved_by,
    search_words,
    top_passage,
)
from eval.types import PredictedSpan, Prediction
from tests.eval.samples import COST_40, COST_45, DATASET, DOCUMENTS, OPENED

EXAMPLES = Path(__file__).parents[2] / "examples"
COURIER, POST = DOCUMENTS["pier/courier.md"], DOCUMENTS["pier/post.md"]
SENTENCES = {"opened": span_of(COURIER, (12, 37)), "cost": span_of(COURIER, (38, 56))}
OPENED_AT, COST_AT, DESIGNED = (question.qid for question in DATASET.questions)
RETRIEVED = {OPENED_AT: (SENTENCES["cost"], SENTENCES["opened"]), COST_AT: (SENTENCES["cost"],)}


def quotes(prediction):
    return [citation.quote for citation in prediction.citations]


def test_always_abstains():
    assert all(prediction.abstained and not prediction.citations for prediction in always_abstain(DATASET).values())


def test_the_top_passage_is_the_answer():
    found = top_passage(DATASET, RETRIEVED)
    assert quotes(found[OPENED_AT]) == ["It cost 40 crowns."]
    assert found[OPENED_AT].passages == RETRIEVED[OPENED_AT]
    assert found[DESIGNED].abstained  # nothing was retrieved for it


def test_everything_retrieved_is_cited():
    found = cite_everything(DATASET, RETRIEVED)[OPENED_AT]
    assert quotes(found) == ["It cost 40 crowns.", "The pier opened on 3 May."]
    assert found.answer == "“It cost 40 crowns.” [1] “The pier opened on 3 May.” [2]"
    assert [found.answer[part.start : part.end] for part in found.statements] == [
        "“It cost 40 crowns.” [1]", "“The pier opened on 3 May.” [2]"]


def test_bm25_answers_with_the_sentence_that_shares_most():
    found = bm25_sentence(DATASET)
    assert quotes(found[OPENED_AT]) == ["The pier opened on 3 May."]  # shares "the", "pier" and "open"
    assert quotes(found[COST_AT]) == ["The pier cost 45 crowns, the Post found."]  # shares "the", "pier" and "cost"


def test_bm25_abstains_where_no_word_is_shared():
    asked = replace(DATASET, questions=(replace(DATASET.questions[0], question="Zebras?"),))
    assert bm25_sentence(asked)[OPENED_AT].abstained


def test_search_returns_the_best_units_first():
    units = [span_of(document, bounds) for document in DOCUMENTS.values() for bounds in document.sentences]
    found = search_words(DATASET, units, 2)
    assert set(found) == {OPENED_AT, COST_AT, DESIGNED}
    assert all(len(spans) <= 2 for spans in found.values())


def test_an_oracle_cites_the_first_set_and_every_side():
    found = oracle(DATASET)
    assert quotes(found[OPENED_AT]) == [OPENED.text]
    assert found[OPENED_AT].short_answer == "3 May"
    assert quotes(found[COST_AT]) == [COST_40.text, COST_45.text]
    assert found[COST_AT].conflicts == ((1, 2),)
    assert found[COST_AT].independent_sources == 2
    assert found[DESIGNED].abstained


def test_a_side_that_the_evidence_lacks_is_needed_too():
    question = DATASET.questions[1]
    one_sided = replace(question, evidence=(replace(question.evidence[0], spans=(COST_40,)),))
    assert needed(one_sided) == (COST_40, COST_45)


def test_oracle_retrieval_quotes_the_paragraphs_of_the_evidence_whole():
    # Both gold sentences of the Courier stand in its second paragraph.
    paragraph = "The pier opened on 3 May. It cost 40 crowns. It has a café."
    found = oracle_retrieval(DATASET)
    assert quotes(found[OPENED_AT]) == [paragraph]
    assert quotes(found[COST_AT]) == [paragraph, COST_45.text]
    assert found[DESIGNED].abstained


def test_paragraphs_end_at_blank_lines():
    assert [COURIER.text[start:end] for start, end in paragraphs(COURIER)] == [
        "Pier opens", "The pier opened on 3 May. It cost 40 crowns. It has a café."]
    assert paragraphs(replace(COURIER, sentences=())) == ()


def test_gold_paragraphs_are_named_once():
    both = replace(DATASET.questions[0], evidence=(replace(DATASET.questions[0].evidence[0], spans=(OPENED, COST_40)),))
    assert len(gold_paragraphs(both, DATASET)) == 1


def test_what_a_run_retrieved_leaves_out_what_is_in_no_document():
    prediction = Prediction("q", passages=(PredictedSpan(None, 0, 1, "x"), SENTENCES["cost"]))
    assert retrieved_by({"q": prediction}) == {"q": (SENTENCES["cost"],)}


def test_without_retrieval_of_its_own_the_floors_use_paragraphs_by_bm25():
    found = {baseline.name: baseline for baseline in baselines(DATASET)}
    assert found["cite everything"].predictions == cite_everything(DATASET, bm25_paragraphs(DATASET))
    assert {baseline.bound for baseline in found.values()} == {"floor", "ceiling"}


def test_statements_can_be_taken_apart_and_put_together():
    prediction = quote_answer("q", [SENTENCES["cost"], SENTENCES["opened"]], DOCUMENTS)
    assert with_statements(prediction, said_by(prediction)) == prediction
    assert quote_answer("q", [], DOCUMENTS).abstained


def test_predictions_are_read_back_as_they_were(tmp_path):
    made = {**oracle(DATASET), DESIGNED: replace(quote_answer(DESIGNED, [SENTENCES["cost"]], DOCUMENTS,
                                                              [SENTENCES["opened"]]), confidence=0.25)}
    lines = [json.dumps(prediction_record(prediction)) for prediction in made.values()]
    (tmp_path / "predictions.jsonl").write_text("\n".join(lines), encoding="utf-8")
    assert read_predictions(tmp_path / "predictions.jsonl", DATASET) == made


@pytest.fixture(scope="module")
def headline():
    """The headline of every system on the project's own set."""
    dataset = load_own(EXAMPLES)
    return {known.name: known.estimate.mean for known in references(dataset, {})}


def test_floors_are_low_and_the_ceiling_is_high(headline):
    floors = ("always abstain", "top passage", "cite everything", "BM25 sentence")
    assert max(headline[name] for name in floors) < 0.5
    assert 0.9 < headline["oracle retrieval"] < headline["oracle"]
    assert headline["oracle"] == 1
