"""Interventions are asked, judged and counted; what cannot be read or told is counted too."""

import json
import re
from dataclasses import asdict, replace

import pytest

from embeddings.bundled import Reranker
from embeddings.keyword import KeywordEncoder
from eval.interventions import INTERVENTIONS, Case, Intervention, Outcome, Verdict, run_interventions, tally
from eval.interventions.ask import pullquote_asker
from eval.interventions.evidence import EVIDENCE
from eval.interventions.remember import RememberingEncoder, RememberingReranker
from eval.quoting import prediction_record, quote_answer, span_of
from eval.statistics import wilson
from qa.extract import Extractive
from tests.eval.samples import DATASET, DOCUMENTS

OPENED_AT, COST_AT, DESIGNED = (question.qid for question in DATASET.questions)
ONE = replace(DATASET, questions=DATASET.questions[:1])
STOP = {"the", "did", "what", "when", "who", "a"}


def words(text):
    return set(re.findall(r"\w+", text.lower())) - STOP


def sharing(documents, question):
    """Quote the sentence that shares most words with the question and has most words; abstain where it shares one."""
    texts = {document.doc: document.text for document in documents}

    def rank(span):
        said = words(texts[span.doc][span.start : span.end])
        return len(words(question) & said), len(said), texts[span.doc]

    spans = [span_of(document, bounds) for document in documents for bounds in document.sentences]
    best = max(spans, key=rank, default=None)
    found = [best] if best is not None and rank(best)[0] > 1 else []
    return prediction_record(quote_answer("", found, {document.doc: document for document in documents}))


def stubborn(documents, question):
    """Say the same whatever the articles say."""
    return {"answer": "It opened on 3 May.", "short_answer": "3 May"}


def verdicts(outcomes):
    return {(outcome.intervention, outcome.qid): outcome.verdict for outcome in outcomes}


def always(judged):
    """Return an intervention that changes nothing and judges so."""
    return Intervention("try", "It is judged.", lambda dataset, question, base: Case(
        replace(dataset, questions=(question,)), base, frozenset(), "nothing"), lambda case, prediction: judged)


def test_an_honest_system_follows():
    found = verdicts(run_interventions(replace(DATASET, questions=DATASET.questions[1:2]), sharing))
    # It quotes "The pier cost 45 crowns, the Post found." for "What did the pier cost?": two words are shared.
    assert found["keep only the evidence", COST_AT] is Verdict.FOLLOWED
    assert found["shuffle the articles", COST_AT] is Verdict.FOLLOWED
    assert found["add copies", COST_AT] is Verdict.FOLLOWED
    assert found["plant an instruction", COST_AT] is Verdict.FOLLOWED
    assert found["remove the evidence", COST_AT] is Verdict.SKIPPED  # a disagreement, which has no one answer
    assert found["reword the question", COST_AT] is Verdict.SKIPPED


def test_a_system_that_answers_from_elsewhere_does_not():
    (removed,) = run_interventions(ONE, stubborn, EVIDENCE[:1])
    assert removed.verdict is Verdict.BROKEN
    assert removed.before == removed.after == "It opened on 3 May."
    assert removed.change == "sentences taken out: 1, of articles: 1"


@pytest.mark.parametrize(("judged", "verdict"), [
    (True, Verdict.FOLLOWED), (False, Verdict.BROKEN), (None, Verdict.UNDECIDED),
])
def test_what_the_judge_says_is_the_verdict(judged, verdict):
    (outcome,) = run_interventions(ONE, sharing, [always(judged)])
    assert outcome.verdict is verdict


def test_an_answer_that_cannot_be_read_is_a_failure():
    answers = iter([{"answer": "3 May"}, {"answer": 7}])
    (outcome,) = run_interventions(ONE, lambda documents, question: next(answers), [always(judged=True)])
    assert outcome.verdict is Verdict.FAILED
    assert "answer" in outcome.after


def test_what_the_answers_share_is_told():
    shown = {"base": ["pier/courier.md"], "changed": ["pier/courier.md", "pier/post.md"]}
    asked = iter(shown.values())

    def titles(documents, question):
        by_name = {document.doc: document for document in documents}
        return prediction_record(quote_answer("", [span_of(by_name[doc], by_name[doc].sentences[0])
                                                   for doc in next(asked)], by_name))

    shuffle = next(known for known in INTERVENTIONS if known.name == "shuffle the articles")
    (outcome,) = run_interventions(ONE, titles, [shuffle])
    assert outcome.overlap == 1 / 2  # one headline of two was cited both times
    assert outcome.verdict is Verdict.BROKEN


def test_progress_is_told_by_question():
    told = []
    run_interventions(DATASET, sharing, [], progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def outcome(number, verdict, overlap=None):
    return Outcome("try", f"q{number}", f"s{number}", verdict, overlap)


def test_outcomes_are_counted_with_wilsons_interval():
    outcomes = [*(outcome(number, Verdict.FOLLOWED, 1.0) for number in range(8)), outcome(8, Verdict.BROKEN, 0.5),
                outcome(9, Verdict.FAILED), outcome(10, Verdict.UNDECIDED), outcome(11, Verdict.SKIPPED)]
    (found,) = tally(outcomes, [always(judged=True)])
    assert (found.followed, found.broken, found.undecided, found.skipped) == (8, ("q8", "q9"), 1, 1)
    estimate = found.estimate
    assert (estimate.mean, estimate.scored, estimate.excluded, estimate.failed) == (0.8, 10, 2, 1)
    assert estimate.low == pytest.approx(wilson(8, 10).low)
    assert found.overlap == pytest.approx(8.5 / 9)
    assert json.loads(json.dumps(asdict(found)))["name"] == "try"


def test_nothing_told_has_no_share():
    (found,) = tally([outcome(0, Verdict.SKIPPED)], [always(judged=True)])
    assert found.estimate.mean is None
    assert found.overlap is None
    assert found.skipped == 1


def test_no_passage_is_encoded_twice():
    counting = KeywordEncoder(["pier", "crowns"])
    encoder = RememberingEncoder(counting)
    first = encoder.encode_passages(["The pier", "40 crowns", "The pier"])
    assert counting.encoded == 2
    assert (encoder.encode_passages(["40 crowns", "The pier"]) == first[[1, 0]]).all()
    assert counting.encoded == 2
    assert encoder.encode_passages([]).shape == (0, 3)
    assert (encoder.encode_questions(["pier"]) == counting.encode_questions(["pier"])).all()


class Counting(Reranker):
    """The bundled reranker, counting the texts it reads."""

    texts = 0

    def read(self, question, texts):
        self.texts += len(texts)
        return super().read(question, texts)


def test_no_pair_of_question_and_text_is_read_twice():
    counting, texts = Counting(), ["The pier opened on 3 May.", "It cost 40 crowns."]
    remembering = RememberingReranker(counting)
    first = remembering.score("When did it open?", [*texts, texts[0]])
    assert counting.texts == 2
    assert remembering.score("When did it open?", texts[::-1]).tolist() == first[[1, 0]].tolist()
    assert counting.texts == 2
    assert first[:2].tolist() == counting.score("When did it open?", texts).tolist()
    assert remembering.score("What did it cost?", texts).tolist() != first[:2].tolist()
    assert remembering.score("What did it cost?", []).shape == (0,)
    assert remembering.name == counting.name


def test_pullquote_is_asked_over_the_documents_it_is_given(reranker):
    counting = KeywordEncoder(["pier", "crowns", "may"])
    courier, post = DOCUMENTS.values()
    with pullquote_asker(counting, Extractive(reranker)) as ask:
        both = ask([courier, post], "When did the pier open?")
        encoded = counting.encoded
        alone = ask([post], "When did the pier open?")
        assert ask([courier, post], "When did the pier open?") == both
    assert {passage["article_id"] for passage in alone["passages"]} < {
        passage["article_id"] for passage in both["passages"]}
    assert counting.encoded == encoded  # nothing that was encoded is encoded again
    assert "timings_ms" not in both


def test_pullquote_follows_on_a_small_collection(bundled, reranker):
    with pullquote_asker(bundled, Extractive(reranker)) as ask:
        found = verdicts(run_interventions(ONE, ask))
    assert Verdict.FAILED not in found.values()
    assert found["shuffle the articles", OPENED_AT] is Verdict.FOLLOWED
