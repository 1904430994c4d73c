"""A question as a form holds it: what it says of gold, and that nothing is lost on the way there and back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.draft import Draft, draft_of, mark, marked, needing, question_of, relocated, say, unmark
from eval.lint import question_problems
from eval.types import Evidence, GoldAnswer, GoldSpan, Kind, Question, Side, Unanswerable
from tests.eval.samples import COST_40, COST_45, DOCUMENTS, OPENED, PIER, QUESTIONS, document

COURIER, POST = "pier/courier.md", "pier/post.md"
CAFE = GoldSpan(COURIER, PIER.index("It has"), len(PIER), "It has a café.")


def evidence(*sets):
    return tuple(Evidence(f"e{number}", tuple(spans)) for number, spans in enumerate(sets, 1))


@pytest.mark.parametrize(("needed", "sets"), [
    ("all", [(OPENED, COST_45, CAFE)]), ("any", [(OPENED,), (COST_45,), (CAFE,)]),
    ("article", [(OPENED, CAFE), (COST_45,)])])
def test_marks_make_the_sets_of_evidence_that_were_meant(needed, sets):
    question = question_of(Draft("When?", gold=(OPENED, COST_45, CAFE), needed=needed, answer="3 May; May 3"), "q1")
    assert question.evidence == evidence(*sets)
    assert question.answers == (GoldAnswer("a1", "3 May", ("May 3",)),)
    assert (question.kind, question.story_id) == (Kind.ANSWERABLE, COURIER)
    assert not list(question_problems(question, DOCUMENTS))
    assert draft_of(question).needed == needed


def test_what_no_article_answers_has_no_gold_and_a_reason():
    question = question_of(Draft("Who?", answered=False, why=Unanswerable.FALSE_PREMISE, gold=(OPENED,)), "q1")
    assert (question.kind, question.unanswerable_type, question.evidence) == (
        Kind.UNANSWERABLE, Unanswerable.FALSE_PREMISE, ())
    assert not list(question_problems(question, DOCUMENTS))
    assert not draft_of(question).answered


def test_a_form_keeps_what_it_does_not_show():
    before = QUESTIONS[0]
    after = question_of(replace(draft_of(before), question="When was it opened?"), before.qid, before)
    assert after == replace(before, question="When was it opened?")


def test_a_new_answer_takes_the_place_of_all_that_was_said_of_the_old_one():
    before = QUESTIONS[0]
    after = question_of(replace(draft_of(before), answer="4 May"), before.qid, before)
    assert after.answers == (GoldAnswer("a1", "4 May"),)
    assert after.evidence == before.evidence


def test_a_disagreement_has_a_side_for_each_thing_that_is_said():
    draft = Draft("What did it cost?", gold=(COST_40, COST_45, CAFE), needed="sides")
    draft = say(say(say(draft, COST_45, "45 crowns; 45"), COST_40, "40 crowns"), CAFE, "40 crowns")
    question = question_of(draft, "q1")
    assert (question.kind, question.story_id) == (Kind.CONFLICTING, COURIER)
    assert question.answers == (GoldAnswer("a1", "40 crowns"), GoldAnswer("a2", "45 crowns", ("45",)))
    assert question.sides == (Side("s1", "a1", (COST_40, CAFE)), Side("s2", "a2", (COST_45,)))
    assert question.evidence == evidence((COST_40, COST_45), (CAFE, COST_45))  # one sentence of each side is enough
    assert not list(question_problems(question, DOCUMENTS))


def test_a_disagreement_is_unfinished_until_two_sides_say_something():
    draft = Draft("What did it cost?", gold=(COST_40, COST_45), needed="sides")
    assert "fewer than two sides" in next(question_problems(question_of(draft, "q1"), DOCUMENTS))
    draft = say(draft, COST_40, "40 crowns")
    assert "names the answer ''" in next(question_problems(question_of(draft, "q1"), DOCUMENTS))
    assert draft_of(question_of(draft, "q1")) == draft


def test_a_disagreement_written_by_hand_keeps_what_the_form_does_not_show():
    before = QUESTIONS[1]
    draft = draft_of(before)
    assert (draft.needed, [words for _, words in draft.says]) == ("sides", ["40 crowns", "45 crowns"])
    after = question_of(replace(draft, question="How dear was it?"), before.qid, before)
    assert after == replace(before, question="How dear was it?")
    said = question_of(say(draft, COST_45, "46 crowns"), before.qid, before)
    assert [answer.text for answer in said.answers] == ["40 crowns", "46 crowns"]
    assert [side.spans for side in said.sides] == [side.spans for side in before.sides]
    assert (said.story_id, said.split, said.evidence) == (before.story_id, before.split, before.evidence)


def test_the_answer_becomes_what_the_first_article_says_and_the_other_way_round():
    draft = needing(Draft("What?", answer="40 crowns", gold=(COST_40, COST_45)), "sides")
    assert (draft.answer, draft.says) == ("", ((COST_40, "40 crowns"),))
    assert needing(draft, "any") == Draft("What?", answer="40 crowns", gold=(COST_40, COST_45), needed="any")
    assert unmark(draft, COST_40).says == ()


def test_corrections_and_mixed_sets_are_not_for_a_form():
    assert draft_of(replace(QUESTIONS[0], kind=Kind.SUPERSEDED, as_of="2025-05-03")) is None
    assert draft_of(replace(QUESTIONS[1], evidence=evidence((OPENED,)))) is None
    mixed = replace(QUESTIONS[0], evidence=evidence((OPENED, CAFE), (COST_40,)))
    assert draft_of(mixed) is None


def test_marking_adds_once_and_unmarking_takes_away_whatever_is_touched():
    draft = mark(mark(Draft(), OPENED), OPENED)
    assert draft.gold == (OPENED,)
    wide = GoldSpan(COURIER, OPENED.start, COST_40.end, PIER[OPENED.start : COST_40.end])
    assert mark(draft, wide).gold == (wide,)
    assert unmark(mark(draft, COST_45), GoldSpan(COURIER, OPENED.start, OPENED.end, "")).gold == (COST_45,)


def test_gold_follows_its_sentence_within_the_article_and_is_never_guessed():
    question = Question("q1", "dev", "When?", "s", Kind.ANSWERABLE, evidence=evidence((OPENED,)), bad=(COST_40,))
    moved = PIER.replace("The pier opened", "Rain fell. The pier opened")
    now = document_with_sentences(moved)
    follows = relocated(question, {COURIER: now})
    assert [now.text[span.start : span.end] for span in marked(follows)] == [OPENED.text, COST_40.text]
    assert follows.evidence[0].spans[0].start == OPENED.start + len("Rain fell. ")
    for changed in (PIER.replace("on 3 May", "on 4 May"), moved + " The pier opened on 3 May."):
        assert relocated(question, {COURIER: document_with_sentences(changed)}).evidence == question.evidence
    assert relocated(question, {}) == question


def document_with_sentences(text):
    from eval.segmentation import freeze

    return freeze([document(COURIER, text)])[COURIER]


@given(st.lists(st.sampled_from([OPENED, COST_40, CAFE, COST_45]), unique=True),
       st.sampled_from(["all", "any", "article", "sides"]), st.booleans(),
       st.text(st.characters(exclude_characters=";"), max_size=9), st.lists(st.sampled_from(["", "40", "45; 46"])))
def test_what_is_read_back_makes_the_same_question(gold, needed, answered, answer, said):
    draft = Draft("When?", answered, Unanswerable.OFF_TOPIC, answer.strip(), tuple(gold), needed)
    for span, words in zip(gold, said, strict=False):
        draft = say(draft, span, words) if needed == "sides" else draft
    question = question_of(draft, "q1")
    assert question_of(draft_of(question), "q1") == question
    assert question_of(draft_of(question), "q1", question) == question
