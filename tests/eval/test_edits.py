"""Edits are exact: what moves keeps its words, what is gone is gone, and the result is sound."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval.interventions.edits import Edit, edit_dataset, edit_document, edit_question, move, touched, without_sentences
from eval.lint import check_dataset
from eval.segmentation import freeze
from tests.eval.samples import COST_40, DATASET, DOCUMENTS, OPENED, document

COURIER = DOCUMENTS["pier/courier.md"]  # "Pier opens\n\nThe pier opened on 3 May. It cost 40 crowns. It has a café."
LIST = freeze([document("list", "Closed\n\nThese are closed.\n\n- Mill Street\n- Quay Street\n- Salt Street\n\n"
                                "The end came.")])["list"]


def sentences(made):
    return [made.text[start:end] for start, end in made.sentences]


def test_what_stands_after_an_edit_moves():
    made = edit_document(COURIER, [Edit(27, 37, "opened.")])  # "on 3 May." and the space before it
    assert sentences(made)[1:3] == ["The pier openedopened.", "It cost 40 crowns."]


def test_words_inserted_at_an_edge_stay_outside():
    start, end = COST_40.start, COST_40.end
    assert move((start, end), [Edit(start, start, "Well. ")]) == (start + 6, end + 6)
    assert move((start, end), [Edit(end, end, " Well.")]) == (start, end)
    assert move((start, end), [Edit(start + 2, start + 2, " never")]) == (start, end + 6)


def test_an_edit_over_an_end_takes_the_end_to_its_own():
    # "abcdefghij", 2–6 is "cdef": replacing 4–8 by "XYZ" gives "abcdXYZij"
    assert move((2, 6), [Edit(4, 8, "XYZ")]) == (2, 7)
    assert move((4, 9), [Edit(2, 6, "XYZ")]) == (2, 8)
    assert move((2, 6), [Edit(2, 6)]) is None
    assert move((3, 5), [Edit(2, 6)]) is None


@pytest.mark.parametrize("edits", [[Edit(0, 5), Edit(3, 6)], [Edit(5, 4)], [Edit(0, 10_000)]])
def test_edits_that_overlap_or_run_outside_are_refused(edits):
    with pytest.raises(ValueError, match="overlaps another or runs outside"):
        edit_document(COURIER, edits)


@given(st.data())
def test_a_span_that_no_edit_touches_keeps_its_words(data):
    cuts = data.draw(st.lists(st.integers(0, len(COURIER.text)), min_size=2, max_size=8, unique=True).map(sorted))
    edits = [Edit(start, end, data.draw(st.sampled_from(["", "x", "né 🙂"])))
             for start, end in zip(cuts[::2], cuts[1::2], strict=False)]
    made = edit_document(COURIER, edits)
    for start, end in [(OPENED.start, OPENED.end), (COST_40.start, COST_40.end)]:
        if all(edit.end <= start or end <= edit.start for edit in edits):
            moved = move((start, end), edits)
            assert moved is not None
            assert made.text[slice(*moved)] == COURIER.text[start:end]


def test_an_inserted_sentence_is_one():
    made = edit_document(COURIER, [Edit(len(COURIER.text), len(COURIER.text), "\n\nBuy now.", sentence=True)])
    assert sentences(made) == [*sentences(COURIER), "Buy now."]
    check_dataset(replace(DATASET, documents={made.doc: made}, questions=()))


def test_a_sentence_goes_with_its_space():
    made = edit_document(COURIER, without_sentences(COURIER, [COURIER.sentences[2]]))
    assert made.text == "Pier opens\n\nThe pier opened on 3 May. It has a café."
    last = edit_document(COURIER, without_sentences(COURIER, COURIER.sentences[2:]))
    assert last.text == "Pier opens\n\nThe pier opened on 3 May."


def test_paragraphs_and_lists_stay_what_they_are():
    def without(*places):
        return edit_document(LIST, without_sentences(LIST, [LIST.sentences[place] for place in places])).text

    assert sentences(LIST) == ["Closed", "These are closed.", "Mill Street", "Quay Street", "Salt Street",
                               "The end came."]
    assert "- Mill Street\n- Salt Street\n" in without(3)
    assert "- Quay Street\n\nThe end came." in without(4)
    assert without(1, 2, 3, 4) == "Closed\n\nThe end came."
    assert without(5).endswith("- Salt Street")
    assert without(0, 1, 2, 3, 4, 5) == ""


def test_a_headline_that_was_edited_is_the_title():
    assert edit_document(COURIER, [Edit(0, 4, "Bridge")]).title == "Bridge opens"
    assert edit_document(COURIER, without_sentences(COURIER, COURIER.sentences[:1])).title == "pier/courier.md"
    assert edit_document(COURIER, [Edit(20, 21, "-")]).title == "Pier opens"


def test_gold_moves_along_and_what_is_lost_goes():
    question = DATASET.questions[1]  # both sides of what the pier cost
    edits = {"pier/courier.md": without_sentences(COURIER, [COURIER.sentences[1]])}
    made = edit_dataset(DATASET, edits)
    kept = made.questions[1]
    assert kept.sides[0].spans[0].start == COST_40.start - 26  # "The pier opened on 3 May. " has 26 characters
    assert [span.text for span in kept.evidence[0].spans] == [span.text for span in question.evidence[0].spans]
    assert made.questions[0].evidence == ()  # its sentence is gone


def test_a_document_without_sentences_is_left_out():
    made = edit_dataset(DATASET, {"pier/courier.md": without_sentences(COURIER, COURIER.sentences)})
    assert set(made.documents) == {"pier/post.md"}
    assert [side.id for side in made.questions[1].sides] == ["s2"]


def test_nothing_edited_is_nothing_changed():
    assert edit_dataset(DATASET, {}) == DATASET
    assert edit_question(DATASET.questions[0], {}, DOCUMENTS) == DATASET.questions[0]


def test_an_interval_touches_the_sentences_it_shares_characters_with():
    assert touched(COURIER, (30, 40)) == COURIER.sentences[1:3]
    assert touched(COURIER, (10, 12)) == ()
