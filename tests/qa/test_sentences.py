import pytest
from hypothesis import example, given

from qa.sentences import sentence_bounds
from tests.qa.texts import texts

WRAPPED = """The harbour wall, which the city committee of Port Adler agreed
to build on Thursday, will stand 1.8 metres above the quay. It is
budgeted at 12.4 million crowns."""


def sentences(text):
    return [text[start:end] for start, end in sentence_bounds(text)]


@pytest.mark.parametrize(("text", "expected"), [
    ("It opened. Crowds came! Who paid?", ["It opened.", "Crowds came!", "Who paid?"]),
    ("Ms. Lee spoke at 5 p.m. on Monday. She left.", ["Ms. Lee spoke at 5 p.m. on Monday.", "She left."]),
    ("The U.S. paid $4.5 million. It was No. 3.", ["The U.S. paid $4.5 million.", "It was No. 3."]),
    ("Gov. Ann J. Lee met Dr. Ruiz. They spoke.", ["Gov. Ann J. Lee met Dr. Ruiz.", "They spoke."]),
    ("“We will go,” he said. “Stay!” she cried. He left.",
     ["“We will go,” he said.", "“Stay!” she cried.", "He left."]),
    ("He said “no.” She said yes.", ["He said “no.”", "She said yes."]),
    ("SEOUL (AP) — Kim spoke.", ["SEOUL (AP) — Kim spoke."]),
    ("", []),
    (" \n\n ", []),
    ("***\n---\n…", []),  # marks without a word are no sentence
])
def test_prose_is_cut_where_sentences_end(text, expected):
    assert sentences(text) == expected


@pytest.mark.parametrize(("text", "expected"), [
    ("Bridge opens\n\nIt opened.", ["Bridge opens", "It opened."]),
    ("The cost\nThe city paid.", ["The cost", "The city paid."]),
    ("It has:\n• Steel for the arches\n  • Labour\nMore.", ["It has:", "Steel for the arches", "Labour", "More."]),
    ("- one thing\n- another\n* a third", ["one thing", "another", "a third"]),
    ("One line that ends\nand goes on here.", ["One line that ends\nand goes on here."]),  # small letter: it runs on
    ("It ended.\nand yet it moved.", ["It ended.", "and yet it moved."]),
    ("First paragraph\n \nsecond one", ["First paragraph", "second one"]),
])
def test_lines_headings_and_list_items_are_kept_apart(text, expected):
    assert sentences(text) == expected


def test_a_paragraph_that_a_program_has_wrapped_is_read_as_one():
    first, second = sentences(WRAPPED)
    assert first == WRAPPED[: WRAPPED.index(" It is")]
    assert second == "It is\nbudgeted at 12.4 million crowns."


def test_items_of_a_wrapped_list_are_not_joined():
    items = [f"• The {name} of the harbour wall, as the committee of the city agreed" for name in ("cost", "height")]
    assert sentences("\n".join(items)) == [item[2:] for item in items]


def test_windows_newlines_and_non_breaking_spaces_do_not_move_a_bound():
    text = "\u00a0It opened.\u00a0 Crowds\u00a0came.\r\n\r\nMr.\u00a0Lee left."
    assert sentences(text) == ["It opened.", "Crowds\u00a0came.", "Mr.\u00a0Lee left."]


@given(texts)
@example("• \n• a")
@example("\n \n a")
def test_bounds_are_in_order_apart_inside_and_trimmed(text):
    end_before = 0
    for start, end in sentence_bounds(text):
        assert end_before <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        end_before = end


@given(texts)
def test_no_word_is_left_outside_the_sentences(text):
    covered = {place for start, end in sentence_bounds(text) for place in range(start, end)}
    left = {place for place, char in enumerate(text) if char.isalnum()} - covered
    assert not left
