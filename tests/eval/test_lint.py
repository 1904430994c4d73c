from dataclasses import replace

import pytest

from eval.errors import DataError
from eval.lint import check_dataset, document_problems, question_problems
from eval.types import Evidence, GoldSpan, Kind, Side, Unanswerable
from tests.eval.samples import COST_40, COST_45, DATASET, DOCUMENTS, OPENED, QUESTIONS

DATED, DISPUTED, UNKNOWN = QUESTIONS
COURIER = DOCUMENTS["pier/courier.md"]


def about(asked, /, **changes):
    return list(question_problems(replace(asked, **changes), DOCUMENTS))


def test_a_sound_dataset_comes_back_as_it_is():
    assert check_dataset(DATASET) is DATASET


@pytest.mark.parametrize(("question", "changes", "problem"), [
    (DATED, {"evidence": ()}, "is answerable, but has no evidence"),
    (DATED, {"unanswerable_type": Unanswerable.OFF_TOPIC}, "is answerable, but has an unanswerable_type"),
    (DATED, {"kind": Kind.SUPERSEDED}, "is superseded, but has no as_of"),
    (DATED, {"as_of": "May"}, "as_of 'May' is not an ISO 8601 date"),
    (DATED, {"question": " "}, "asks nothing"),
    (DATED, {"evidence": DATED.evidence * 2}, "two evidence sets have the id 'e1'"),
    (DATED, {"answers": DATED.answers * 2}, "two answers have the id 'a1'"),
    (DATED, {"evidence": (Evidence("e1", ()),)}, "evidence 'e1' has no spans"),
    (DATED, {"bad": (OPENED,)}, "bad: pier/courier.md 12–37 overlaps evidence"),
    (DISPUTED, {"sides": DISPUTED.sides[:1]}, "is conflicting, but has fewer than two sides"),
    (DISPUTED, {"kind": Kind.ANSWERABLE}, "is answerable, but has sides"),
    (DISPUTED, {"sides": (DISPUTED.sides[0], Side("s2", "a3", (COST_45,)))},
     "side 's2' names the answer 'a3', which does not exist"),
    (UNKNOWN, {"unanswerable_type": None}, "is unanswerable, but has no unanswerable_type"),
    (UNKNOWN, {"answers": DATED.answers}, "is unanswerable, but has answers, evidence or sides"),
])
def test_parts_that_do_not_fit_together_are_named(question, changes, problem):
    assert about(question, **changes) == [problem]


@pytest.mark.parametrize(("span", "problem"), [
    (GoldSpan("pier/none.md", 0, 1, "P"), "there is no document 'pier/none.md'"),
    (replace(COST_45, end=999), "17–999 is no slice of pier/post.md, which has 57 characters"),
    (replace(COST_45, end=17), "17–17 is no slice of pier/post.md, which has 57 characters"),
    (replace(COST_40, start=39), "text 'It cost 40 crowns.' is not the slice 39–56 of pier/courier.md, "
                                 "which is 't cost 40 crowns.'"),
])
@pytest.mark.parametrize("field", ["ok", "bad"])
def test_a_span_must_be_the_slice_it_says(span, problem, field):
    assert about(DATED, **{field: (span,)}) == [f"{field}: {problem}"]


@pytest.mark.parametrize(("changes", "problem"), [
    ({"text": "Other"}, "sha256 is not that of the text"),
    ({"sentences": ()}, "has no frozen sentences"),
    ({"sentences": ((0, 5), (4, 9))}, "sentence 4–9"),
    ({"sentences": ((3, 3),)}, "sentence 3–3"),
    ({"sentences": ((0, 999),)}, "sentence 0–999"),
])
def test_a_document_must_be_whole_and_its_sentences_in_order(changes, problem):
    assert problem in "; ".join(document_problems(replace(COURIER, **changes)))


def test_a_story_stands_in_one_split():
    mixed = replace(DATASET, questions=(DATED, replace(DISPUTED, split="test")))
    with pytest.raises(DataError) as caught:
        check_dataset(mixed)
    assert caught.value.problems == ("story pier: stands in both splits",)


def test_a_document_must_stand_under_its_own_name():
    with pytest.raises(DataError, match=r"document pier/x\.md: stands under that name"):
        check_dataset(replace(DATASET, documents={**DOCUMENTS, "pier/x.md": COURIER}))
